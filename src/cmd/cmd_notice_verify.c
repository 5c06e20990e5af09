/* cmd_notice_verify - published notices checked by somebody who has no register. */
#include "base/msg.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "domain/gate/publish_check.h"
#include "fmt/json.h"

#define HEAD_MAX 65536

struct telling {
	struct cmd *c;
	struct publish_check *k;
	bool sheet;                  /* folders are done */
};

static void told_json(struct cmd *c, const char *what, const struct published *of,
                      struct str reason)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "ok");
	json_bool(&j, of != NULL);
	json_key(&j, "what");
	json_z(&j, what);
	if (of) {
		json_key(&j, "no");
		json_str(&j, of->no);
		json_key(&j, "list");
		json_str(&j, of->hash);
		json_key(&j, "frozen_late");
		json_bool(&j, of->late);
	} else {
		json_key(&j, "reason");
		json_str(&j, reason);
	}
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void told(void *arg, const char *what, const struct published *of)
{
	struct telling *t = arg;
	struct cmd *c = t->c;
	struct buf reason BUF_AUTO = { 0 };
	const struct err_info *e = &t->k->cx->err;

	buf_init(&reason, 65536);
	if (!of)
		msg_add(&reason, c->cx->lang, e->key, e->arg, e->narg);
	if (c->json)
		told_json(c, what, of, buf_str(&reason));
	else if (!of)
		put(c, "cmd-published-wrong", what, reason.p, NULL);
	else if (t->sheet)
		put(c, "cmd-published-sheet", str_z(&c->cx->arena, of->no), NULL);
	else
		put(c, "cmd-published-good", str_z(&c->cx->arena, of->no), clock_text(c, of->time_ms),
		    str_z(&c->cx->arena, of->size),
		    str_z(&c->cx->arena, str_sub(of->hash, 0, 16)), NULL);
	if (!c->json && of && of->late && !t->sheet)
		put(c, "cmd-published-late", str_z(&c->cx->arena, of->no), NULL);
}

/* As a sheet is typed: the text of its code, one word in quotes, or its four words as they are. */
static enum err sheets(struct cmd *c, struct publish_check *k)
{
	struct str words = { 0 };
	const char *said;
	int n = 0;

	for (int i = 0; (said = cmd_text_nth(c, "sheet", i)); i++) {
		const char *code = strrchr(said, '#');
		struct str one = str_trim(str_of(code ? code + 1 : said));

		words = n ? str_join(&c->cx->arena, str_join(&c->cx->arena, words, STR(" ")), one) : one;
		n = !code && str_find(one, STR(" ")) < 0 && str_find(one, STR(".")) < 0 ? n + 1 : 4;
		if (n < 4)
			continue;
		TRY(publish_check_sheet(k, words));
		n = 0;
	}
	return n ? publish_check_sheet(k, words) : OK;
}

static enum err check_all(struct cmd *c, struct publish_check *k, struct telling *t)
{
	for (int i = 0; i < c->narg; i++)
		TRY(publish_check_folder(k, c->arg[i]));
	t->sheet = true;
	return sheets(c, k);
}

enum err cmd_notice_verify(struct cmd *c)
{
	const char *key = cmd_text(c, "key");
	struct publish_check k = { .cx = c->cx, .told = told };
	struct telling t = { c, &k, false };
	struct str text;
	enum err e;

	if (!key)
		return err_set(c->cx, ERR_USAGE, "--key", "cmd-option-needed", "key", c->def->name,
		               NULL);
	k.key = str_of(key);
	k.arg = &t;
	if (os_exists(key)) {
		TRY(os_read_file(c->cx, key, HEAD_MAX, &text));
		if (!str_next(&text, '\n', &k.key))
			k.key = text;
	}
	k.key = str_trim(k.key);
	e = check_all(c, &k, &t);
	c->status = k.wrong != 0;
	if (e == OK && k.wrong)
		say(c, "cmd-published-some", grouped(c, k.wrong), NULL);
	else if (e == OK)
		say(c, "cmd-published-all", grouped(c, k.n), NULL);
	publish_check_end(&k);
	return e;
}

/* cmd_common - opening registers, nouns, passphrases and reasons: what most commands need first. */
#include "cmd/talk.h"

#include <strings.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/register/show.h"

#define SECRET_FILE_MAX 4096
#define NOUNS 32

enum err cmd_passphrase(struct cmd *c, const char **out)
{
	const char *file = cmd_text(c, "passphrase-file"), *env = os_env("JINGZHUN_PASSPHRASE");
	struct str text, line;

	*out = env && *env ? env : NULL;
	if (!file)
		return OK;
	TRY(os_read_file(c->cx, file, SECRET_FILE_MAX, &text));
	if (!str_next(&text, '\n', &line) || line.n == 0)
		return err_set(c->cx, ERR_INPUT, file, "cmd-passphrase-empty", file, NULL);
	if (line.p[line.n - 1] == '\r')
		line.n--;
	*out = str_z(&c->cx->arena, line);
	return OK;
}

enum err cmd_open(struct cmd *c, enum reg_mode mode)
{
	const char *pass, *dir = cmd_data(c), *keys = cmd_text(c, "keys");
	enum err e;

	TRY(cmd_passphrase(c, &pass));
	if (keys && !os_exists(keys))            /* it was named: no opening without it */
		return err_set(c->cx, ERR_NOTFOUND, keys, "os-not-found", keys, NULL);
	e = register_open(c->cx, dir, keys, pass, mode, &c->reg);
	if (e == ERR_DENIED && c->cx->err.key &&
	    strcmp(c->cx->err.key, "keyring-passphrase-needed") == 0) {
		struct err_info needed = c->cx->err;

		err_clear(c->cx);
		TRY(ask(c, "cmd-ask-passphrase", true, &pass));
		if (!pass) {
			c->cx->err = needed;
			return e;
		}
		e = register_open(c->cx, dir, keys, pass, mode, &c->reg);
	}
	TRY(e);
	if (c->reg->new_schema)
		say(c, "cmd-adopted", NULL);
	if (c->reg->new_pack)
		say(c, "cmd-new-pack", NULL);
	if (!c->reg->have_keys)
		say(c, "cmd-no-keys", c->reg->path.keys, NULL);
	return OK;
}

enum err cmd_model(struct cmd *c, struct model **out)
{
	struct register_paths path;
	struct pack *pack;

	if (command_option(c->def, "data")) {
		register_paths(&c->cx->arena, cmd_data(c), NULL, &path);
		if (cmd_text(c, "data") || os_exists(path.db)) {
			TRY(cmd_open(c, REG_READ));
			*out = c->reg->model;
			return OK;
		}
	}
	TRY(pack_load(c->cx, &c->cx->arena, "cn", &pack));
	return pack_model(c->cx, &c->cx->arena, pack, out);
}

enum err cmd_noun(struct cmd *c, const struct model *m, const char *name, const struct entity **out)
{
	const char *known[NOUNS], *near;
	struct buf all BUF_AUTO = { 0 };
	int n = 0;

	*out = entity_find(m, str_of(name));
	for (int i = 0; !*out && i < m->n; i++)
		if (strcmp(m->ent[i]->zh, name) == 0 || strcmp(m->ent[i]->en, name) == 0)
			*out = m->ent[i];
	if (*out)
		return OK;
	for (int i = 0; i < m->n && n < NOUNS; i++)
		known[n++] = m->ent[i]->name;
	near = command_nearest(name, known, n);
	if (near)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-noun-near", name, near, NULL);
	buf_init(&all, 4096);
	for (int i = 0; i < n; i++)
		buf_addf(&all, "%s%s", i ? msg_between(c->cx->lang) : "", known[i]);
	return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-noun-unknown", name,
	               str_z(&c->cx->arena, buf_str(&all)), NULL);
}

bool cmd_is_demo(struct cmd *c)
{
	bool demo = false;

	if (register_is_demo(c->cx, c->reg, &demo) != OK)
		err_clear(c->cx);
	return demo;
}

enum err cmd_reason(struct cmd *c, enum mask mask, const char **reason)
{
	const char *given = cmd_text(c, "reason");

	*reason = NULL;
	if (mask != MASK_NONE)
		return OK;
	if (!given)
		TRY(ask(c, "cmd-ask-reason", false, &given));
	if (!given || str_trim(str_of(given)).n == 0)
		return err_set(c->cx, ERR_USAGE, "--reason", "cmd-reason-needed", NULL);
	*reason = str_z(&c->cx->arena, str_trim(str_of(given)));
	return OK;
}

enum err cmd_may_write(struct cmd *c, const char *path)
{
	if (!path || !strcmp(path, "-") || !os_is_file(path) || cmd_flag(c, "force"))
		return OK;
	return err_set(c->cx, ERR_CONFLICT, path, "cmd-file-there", path, NULL);
}

enum err cmd_journal(struct cmd *c, enum action act, const struct entity *e, int64_t id,
                     const char *reason, struct str extra)
{
	TRY(register_note(c->cx, c->reg, act, e, id, reason, extra));
	return register_publish(c->cx, c->reg);
}

enum err cmd_journal_clear(struct cmd *c, const struct entity *e, const char *reason,
                           const struct clear_note *n)
{
	struct buf extra BUF_AUTO = { 0 };

	if (!reason)
		return OK;
	buf_init(&extra, 8192);
	TRY(files_note(c->cx, n, &extra));
	return cmd_journal(c, ACT_EXPORT, e, 0, reason, buf_str(&extra));
}

enum err cmd_format(struct cmd *c, const char *path, const char **format)
{
	static const struct { const char *ending, *format; } known[] = {
		{ ".csv", "csv" }, { ".xlsx", "xlsx" }, { ".jsonl", "jsonl" }, { ".json", "jsonl" },
	};
	size_t n = path ? strlen(path) : 0;

	*format = cmd_text(c, "format");
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t k = strlen(known[i].ending);

		if (n <= k || strcasecmp(path + n - k, known[i].ending) != 0)
			continue;
		if (*format && strcmp(*format, known[i].format) != 0)
			return err_set(c->cx, ERR_USAGE, path, "cmd-format-ending", *format, path, NULL);
		*format = known[i].format;
	}
	return OK;
}

static enum err account_called(struct cmd *c, int64_t id, struct str *out)
{
	struct arena *a = &c->cx->arena;
	struct rec *account;
	enum err e;

	e = register_load(c->cx, c->reg, register_entity(c->reg, TAG_account), id, &account);
	if (e == ERR_NOTFOUND) {
		err_clear(c->cx);
		return OK;
	}
	TRY(e);
	if (!rec_has(account, ACCOUNT_name) || !rec_has(account, ACCOUNT_login))
		return OK;
	*out = str_join(a, account->v[ACCOUNT_name].s, STR(" ("));
	*out = str_join(a, *out, str_join(a, account->v[ACCOUNT_login].s, STR(")")));
	return OK;
}

enum err cmd_actor(struct cmd *c, struct str actor, struct str *out)
{
	int64_t id;

	*out = actor;
	if (!str_starts(actor, STR("account:")) || !str_i64(str_sub(actor, 8, actor.n), &id))
		return OK;
	return account_called(c, id, out);
}

enum err cmd_login(struct cmd *c, struct str login, struct str *out)
{
	int64_t id;
	enum err e = register_by_key(c->cx, c->reg, register_entity(c->reg, TAG_account), login, &id);

	*out = login;
	if (e == OK)
		return account_called(c, id, out);
	err_clear(c->cx);
	return e == ERR_NOTFOUND ? OK : e;
}

/* cmd_check - the pack's checks over the register: what was looked at, what was found. */
#include "cmd/talk.h"
#include "domain/judge/doubts.h"
#include "domain/judge/snapshot.h"
#include "domain/register/area.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#include "base/os.h"

#include <string.h>

struct asked {
	struct cmd *c;
	struct judge judge;
	struct doubts_order o;
	struct doubts_count *count;
	struct doubts_count all;     /* of all checks */
	struct progress bar;
	int64_t columns_ns;
	bool kept;                   /* what came of it was stored */
};

static void on_progress(void *arg, int64_t done, int64_t total)
{
	progress_show(&((struct asked *)arg)->bar, done, total);
}

/* --area and --on as ids and dates. */
static enum err read_order(struct asked *a)
{
	const char *area = cmd_text(a->c, "area"), *on = cmd_text(a->c, "on");
	const char *check = cmd_text(a->c, "check");
	struct str none = { 0 };
	struct area_tree *t;
	enum date_form form;
	int at;

	a->o.check = str_of(check ? check : "");
	if (on && (!date_parse(str_of(on), &a->o.on, &form) || !date_day(a->o.on)))
		return err_set(a->c->cx, ERR_USAGE, "--on", "cmd-expr-date", on, NULL);
	if (!area)
		return OK;
	TRY(area_load(a->c->cx, &a->c->cx->arena, a->c->reg, &t));
	at = area_by_name(t, none, none, str_of(area));
	if (at < 0)
		return err_set(a->c->cx, ERR_INPUT, "--area", at == -2 ? "browse-area-several" :
		               "browse-area-unknown", area, NULL);
	a->o.area = area_nth(t, at)->id;
	return OK;
}

/* ---- told ---- */

static const char *severity_label(struct cmd *c, enum check_severity s)
{
	static const char *const zh[] = { "错误", "缺项", "矛盾", "缺项或矛盾", "疑点" };
	static const char *const en[] = { "Error", "Missing", "Contradiction",
		"Missing or contradicting", "Doubt" };

	return in_lang(c, zh[s], en[s]);
}

static void told(struct asked *a)
{
	struct cmd *c = a->c;
	struct page p;
	struct page_table t;
	struct str *cell;
	int shown = 0;

	page_begin(&p, &c->out, &c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(&t, &p, 7);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "规则", "Check"));
	cell[1] = str_of(in_lang(c, "程度", "Severity"));
	cell[2] = str_of(in_lang(c, "核查对象", "Looked at"));
	cell[3] = str_of(in_lang(c, "疑点", "Found"));
	cell[4] = str_of(in_lang(c, "新增", "New"));
	cell[5] = str_of(in_lang(c, "消除", "Gone"));
	cell[6] = str_of(in_lang(c, "问题", "What is wrong"));
	for (int i = 0; i < a->judge.rules->p->ncheck; i++) {
		const struct check *k = &a->judge.rules->p->check[i];
		const struct doubts_count *n = &a->count[i];

		if (a->o.check.n ? !str_eq(k->id, a->o.check) : !n->fired && !n->gone && !n->errors)
			continue;
		shown++;
		cell = page_table_row(&t);
		cell[0] = k->id;
		cell[1] = str_of(severity_label(c, k->severity));
		cell[2] = str_of(grouped(c, n->looked));
		cell[3] = str_of(grouped(c, n->fired));
		cell[4] = str_of(grouped(c, n->fresh + n->again));
		cell[5] = str_of(grouped(c, n->gone));
		cell[6] = c->cx->lang == LANG_ZH ? k->zh : k->en;
	}
	if (shown)
		page_table_end(&t);
}

static void numbers_json(struct json *j, const struct doubts_count *n)
{
	const struct { const char *key; int64_t v; } all[] = {
		{ "looked", n->looked }, { "found", n->fired }, { "new", n->fresh }, { "again", n->again },
		{ "still", n->still }, { "exempt", n->exempt }, { "gone", n->gone },
		{ "errors", n->errors },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		json_key(j, all[i].key);
		json_int(j, all[i].v);
	}
}

static enum err told_json(struct asked *a)
{
	struct json j;

	for (int i = 0; i < a->judge.rules->p->ncheck; i++) {
		const struct check *k = &a->judge.rules->p->check[i];

		if (a->o.check.n && !str_eq(a->o.check, k->id))
			continue;
		json_begin(&j, &a->c->out);
		json_obj(&j);
		json_key(&j, "check");
		json_str(&j, k->id);
		json_key(&j, "severity");
		json_z(&j, check_severity_word(k->severity));
		json_key(&j, "about");
		json_str(&j, k->noun);
		json_key(&j, "kept");
		json_bool(&j, a->kept);
		numbers_json(&j, &a->count[i]);
		json_obj_end(&j);
		buf_addc(&a->c->out, '\n');
		TRY(out_room(a->c));
	}
	return OK;
}

/* Milliseconds with one digit after the point. */
static struct str ms(struct cmd *c, int64_t ns)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 64);
	buf_addf(&b, "%lld.%d", (long long)(ns / 1000000), (int)(ns / 100000 % 10));
	return str_dup(&c->cx->arena, buf_str(&b));
}

static const char *shown_day(struct cmd *c, date_t on)
{
	char day[11];

	date_put(day, on);
	return str_z(&c->cx->arena, str_of(day));
}

static enum err told_all(struct asked *a)
{
	struct cmd *c = a->c;

	if (a->kept)
		TRY(register_publish(c->cx, c->reg));
	doubts_sum(a->judge.rules->p, a->count, &a->all);
	if (c->json)
		return told_json(a);
	told(a);
	say(c, !a->kept ? "cmd-check-would" : "cmd-check-done", grouped(c, a->all.fired),
	    grouped(c, a->all.fresh + a->all.again), grouped(c, a->all.gone), NULL);
	if (a->columns_ns && a->o.dry)
		say(c, "cmd-check-columns", str_z(&c->cx->arena, ms(c, a->columns_ns)), NULL);
	if (!a->kept && !a->o.dry)
		say(c, "cmd-check-other-day", shown_day(c, a->o.on), NULL);
	if (a->all.exempt)
		say(c, "cmd-check-exempt", grouped(c, a->all.exempt), NULL);
	return OK;
}

enum err cmd_check(struct cmd *c)
{
	const struct snapshot_how how = { 0 };
	struct asked a = { .c = c };
	struct snapshot *snapshot;
	enum err e;

	a.o.dry = cmd_flag(c, "dry-run");
	TRY(cmd_open(c, a.o.dry ? REG_READ : REG_WRITE));
	TRY(read_order(&a));
	a.o.reason = "check";
	a.o.progress = on_progress;
	a.o.arg = &a;
	TRY(snapshot_open(c->cx, c->reg, &how, &snapshot));
	a.judge = *snapshot_judge(snapshot);
	e = snapshot_feed(c->cx, snapshot, &a.o.feed);
	a.o.columns_ns = &a.columns_ns;
	a.o.kept = &a.kept;
	progress_begin(&a.bar, c, in_lang(c, "核查", "Checks"));
	if (e == OK)
		e = doubts_run(c->cx, &a.judge, &a.o, &a.count);
	progress_end(&a.bar);
	if (e == OK)
		e = told_all(&a);
	snapshot_close(c->cx, snapshot);
	return e;
}

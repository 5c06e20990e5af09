/* cmd_doubt - what the checks found: listing, giving to somebody, explaining, exempting. */
#include "base/os.h"
#include "cmd/talk.h"
#include "domain/judge/doubt_deal.h"
#include "domain/office/office.h"
#include "domain/register/browse.h"
#include "domain/register/page.h"
#include "fmt/json.h"
#include "job/doubt_sheet.h"

#include <string.h>

#define TEXT_MAX (1 << 20)

/* ---- which ones ---- */

struct listed {
	struct cmd *c;
	struct browse *b;
	const char *state;           /* "live", or a meaning of doubt_state, or NULL: all */
	struct cells *cells;
	struct page page;
	struct page_table t;
	int64_t n, limit, exempt;    /* exempt: of those that were asked for, left out as such */
};

/* Those of the state that was asked for; the exempted are counted on the way. */
static bool wanted(struct listed *x, const struct rec *row)
{
	if (!x->state || doubt_is(x->c->reg, row, x->state))
		return true;
	x->exempt += doubt_is(x->c->reg, row, "exempt");
	return false;
}

/* --check, --area and --severity as conditions; values stand in quotes. */
static enum err conditions(struct cmd *c, struct buf *where)
{
	static const struct { const char *option, *field; } all[] = {
		{ "check", "check_id" }, { "area", "area" }, { "severity", "severity" },
		{ "to", "assigned_to" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const char *v = cmd_text(c, all[i].option);

		if (!v)
			continue;
		if (strchr(v, '"'))
			return err_set(c->cx, ERR_USAGE, all[i].option, "cmd-doubt-quote", v, NULL);
		if (where->n)
			buf_addz(where, " and ");
		buf_addf(where, "%s=\"%s\"", all[i].field, v);
	}
	return OK;
}

static enum err shown(struct listed *x, const struct rec *f, int field, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	*out = STR("");
	if (!rec_has(f, field))
		return OK;
	buf_init(&b, TEXT_MAX);
	TRY(browse_cell_of(x->c->cx, x->cells, f, field, MASK_STAFF, false, x->c->cx->lang, &b));
	*out = str_dup(&x->c->cx->arena, buf_str(&b));
	return field == DOUBT_said_by || field == DOUBT_decided_by ? cmd_actor(x->c, *out, out) : OK;
}

static enum err place_of(struct listed *x, const struct rec *f, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, TEXT_MAX);
	if (f->area)
		TRY(browse_place(x->c->cx, x->c->reg, f->area, &b));
	*out = str_dup(&x->c->cx->arena, buf_str(&b));
	return OK;
}

static enum err head_of(struct listed *x, const struct rec *f, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct rec *h;
	enum err e;

	*out = STR("");
	if (!rec_has(f, DOUBT_household))
		return OK;
	e = register_load(x->c->cx, x->c->reg, register_entity(x->c->reg, TAG_household),
	                  f->v[DOUBT_household].i, &h);
	if (e == ERR_NOTFOUND) {
		err_clear(x->c->cx);
		return OK;
	}
	TRY(e);
	buf_init(&b, TEXT_MAX);
	TRY(register_head_name(x->c->cx, x->c->reg, x->cells, h, MASK_STAFF, &b));
	*out = str_dup(&x->c->cx->arena, buf_str(&b));
	return OK;
}

static enum err line(struct listed *x, const struct rec *f)
{
	static const int field[] = { DOUBT_no, DOUBT_household, DOUBT_about_no, DOUBT_severity,
		DOUBT_state, DOUBT_assigned_to };
	struct str *cell = page_table_row(&x->t);

	TRY(shown(x, f, field[0], &cell[0]));
	TRY(place_of(x, f, &cell[1]));
	TRY(head_of(x, f, &cell[3]));
	TRY(shown(x, f, field[1], &cell[2]));
	for (int i = 2; i < 6; i++)
		TRY(shown(x, f, field[i], &cell[i + 2]));
	cell[8] = doubt_says(x->c->reg, f, x->c->cx->lang);
	if (!cell[8].n)
		TRY(shown(x, f, DOUBT_check_id, &cell[8]));
	else
		cell[8] = str_dup(&x->c->cx->arena, cell[8]);
	return OK;
}

static enum err line_json(struct listed *x, const struct rec *f)
{
	static const struct { const char *key; int field; } all[] = {
		{ "no", DOUBT_no }, { "check", DOUBT_check_id }, { "severity", DOUBT_severity },
		{ "about", DOUBT_about_entity }, { "about_no", DOUBT_about_no },
		{ "household", DOUBT_household }, { "state", DOUBT_state }, { "on", DOUBT_on_date },
		{ "assigned_to", DOUBT_assigned_to }, { "due", DOUBT_due }, { "said", DOUBT_said },
		{ "said_by", DOUBT_said_by }, { "exempt_until", DOUBT_exempt_until },
		{ "decided_by", DOUBT_decided_by }, { "reason", DOUBT_reason },
	};
	struct json j;
	struct str s;

	json_begin(&j, &x->c->out);
	json_obj(&j);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		TRY(shown(x, f, all[i].field, &s));
		json_key(&j, all[i].key);
		if (s.n)
			json_str(&j, s);
		else
			json_none(&j);
	}
	TRY(place_of(x, f, &s));
	json_key(&j, "place");
	json_str(&j, s);
	TRY(head_of(x, f, &s));
	json_key(&j, "head");
	json_str(&j, s);
	json_key(&j, "what");
	json_str(&j, doubt_says(x->c->reg, f, x->c->cx->lang));
	json_obj_end(&j);
	buf_addc(&x->c->out, '\n');
	return out_room(x->c);
}

static void head(struct listed *x)
{
	static const char *const zh[] = { "编号", "地区", "户编号", "户主", "对象编号", "程度", "状态", "核实人",
		"问题" };
	static const char *const en[] = { "No", "Place", "Household", "Head", "Row", "Severity",
		"State", "Assigned to", "What is wrong" };
	struct str *cell;

	page_begin(&x->page, &x->c->out, &x->c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(&x->t, &x->page, 9);
	cell = page_table_row(&x->t);
	for (int i = 0; i < 9; i++)
		cell[i] = str_of(in_lang(x->c, zh[i], en[i]));
}

static enum err rows(struct listed *x)
{
	struct rec *f;

	for (;;) {
		TRY(browse_next(x->c->cx, x->b, &f));
		if (!f)
			return OK;
		if (!wanted(x, f))
			continue;
		x->n++;
		if (x->limit && x->n > x->limit)
			continue;
		TRY(x->c->json ? line_json(x, f) : line(x, f));
	}
}

enum err cmd_doubt_list(struct cmd *c)
{
	struct listed x = { .c = c };
	struct buf where BUF_AUTO = { 0 };
	struct query q = { .mask = MASK_STAFF };
	const char *state = cmd_text(c, "state");
	enum err e;

	buf_init(&where, 65536);
	TRY(cmd_int(c, "limit", 0, 0, INT32_MAX, &x.limit));
	TRY(conditions(c, &where));
	TRY(cmd_open(c, REG_READ));
	x.state = !state || !strcmp(state, "open") ? "live" : !strcmp(state, "all") ? NULL : state;
	x.cells = browse_cells(&c->cx->arena, c->reg);
	q.e = register_entity(c->reg, TAG_doubt);
	q.where = where.n ? str_z(&c->cx->arena, buf_str(&where)) : NULL;
	TRY(browse_open(c->cx, c->reg, &q, &x.b));
	if (!c->json)
		head(&x);
	e = rows(&x);
	browse_close(x.b);
	TRY(e);
	if (c->json)
		return OK;
	if (x.n)
		page_table_end(&x.t);
	if (x.limit && x.n > x.limit)
		say(c, "cmd-list-first", grouped(c, x.limit), grouped(c, x.n), NULL);
	else
		say(c, x.n == 1 ? "cmd-list-one" : x.n ? "cmd-list-count" : "cmd-list-none",
		    grouped(c, x.n), NULL);
	if (x.exempt && x.state && !strcmp(x.state, "live"))
		say(c, x.exempt == 1 ? "cmd-doubt-exempt-one" : "cmd-doubt-exempt", grouped(c, x.exempt),
		    NULL);
	return OK;
}

/* ---- dealing with them ---- */

static enum err numbers(struct cmd *c, const struct doubt_edit *like, struct doubt_edit **out)
{
	*out = arena_array(&c->cx->arena, (size_t)c->narg + 1, sizeof **out);
	for (int i = 0; i < c->narg; i++) {
		(*out)[i] = *like;
		if (!doubt_no_read(str_of(c->arg[i]), &(*out)[i].id))
			return err_set(c->cx, ERR_USAGE, c->arg[i], "cmd-doubt-no", c->arg[i], NULL);
	}
	return OK;
}

/* The account that --by names, by its log-in name or, if only one is called so, by its name. */
static enum err account_named(struct cmd *c, struct office *o, struct str by, struct str *login)
{
	struct account_view *all;
	int n, found = 0;

	*login = (struct str){ 0 };
	TRY(office_account_list(c->cx, o, &all, &n));
	for (int i = 0; i < n; i++) {
		if (str_eq(all[i].login, by)) {
			*login = by;
			return OK;
		}
		if (!doubt_same_name(all[i].name, by))
			continue;
		*login = all[i].login;
		found++;
	}
	if (found > 1)
		return err_set(c->cx, ERR_INPUT, "--by", "cmd-doubt-by-several",
		               str_z(&c->cx->arena, by), NULL);
	if (!found && n)
		warn(c, "cmd-doubt-by-name", str_z(&c->cx->arena, by), NULL);
	return OK;
}

/* Who does it: an account where there is one, so that the office knows the same person again;
 * else a name, which can only be compared as a name. */
static enum err done_by(struct cmd *c, struct doubt_edit *like)
{
	struct str by = str_trim(str_of(cmd_text(c, "by") ? cmd_text(c, "by") : "")), login, *own;
	struct office *o;
	struct who who;
	enum err e;

	like->by = by;
	if (!by.n)
		return OK;
	TRY(office_open(c->cx, c->reg, NULL, &o));
	e = account_named(c, o, by, &login);
	if (e == OK && login.n)
		e = office_as(c->cx, o, login, &who);
	if (e == OK && login.n) {
		like->by = str_dup(&c->cx->arena, str_of(who.actor));
		e = doubt_own(c->cx, o, &who, &own, &like->nown);
		like->own = own;
	}
	office_close(c->cx, o);
	return e;
}

static enum err deal(struct cmd *c, struct doubt_edit *like)
{
	struct doubt_edit *x;
	int done = 0;

	TRY(numbers(c, like, &x));
	TRY(cmd_open(c, REG_WRITE));
	TRY(done_by(c, like));
	for (int i = 0; i < c->narg; i++) {
		x[i].by = like->by;
		x[i].own = like->own;
		x[i].nown = like->nown;
	}
	TRY(doubt_deal(c->cx, c->reg, x, c->narg));
	TRY(register_publish(c->cx, c->reg));
	for (int i = 0; i < c->narg; i++) {
		if (x[i].result == DEALT)
			done++;
		else
			warn(c, doubt_refused(x[i].result), c->arg[i], NULL);
	}
	if (!done)
		c->status = 1;
	say(c, "cmd-doubt-done", grouped(c, done), NULL);
	return OK;
}

static struct str given(const struct cmd *c, const char *option)
{
	const char *v = cmd_text(c, option);

	return str_of(v ? v : "");
}

static enum err day(struct cmd *c, const char *option, date_t *out)
{
	const char *v = cmd_text(c, option);
	enum date_form form;

	*out = 0;
	if (v && (!date_parse(str_of(v), out, &form) || !date_day(*out)))
		return err_set(c->cx, ERR_USAGE, option, "cmd-expr-date", v, NULL);
	return OK;
}

/* Who works at a terminal may give one to somebody without an account; that is told. */
static enum err nobody(struct cmd *c, struct str to)
{
	struct office *o;

	TRY(office_open(c->cx, c->reg, NULL, &o));
	if (office_accounts(o) && !office_account(o, to))
		warn(c, "doubt-to-nobody", str_z(&c->cx->arena, to), NULL);
	office_close(c->cx, o);
	return OK;
}

enum err cmd_doubt_assign(struct cmd *c)
{
	struct doubt_edit x = { .act = DOUBT_ASSIGN, .to = given(c, "to") };

	TRY(day(c, "due", &x.due));
	TRY(deal(c, &x));
	return nobody(c, str_trim(x.to));
}

enum err cmd_doubt_explain(struct cmd *c)
{
	struct doubt_edit x = { .act = DOUBT_EXPLAIN, .said = given(c, "reason") };

	TRY(cmd_int(c, "evidence", 0, 1, INT64_MAX, &x.evidence));
	return deal(c, &x);
}

enum err cmd_doubt_exempt(struct cmd *c)
{
	struct doubt_edit x = { .act = DOUBT_EXEMPT, .why = given(c, "reason") };

	TRY(day(c, "until", &x.until));
	return deal(c, &x);
}

enum err cmd_doubt_uphold(struct cmd *c)
{
	struct doubt_edit x = { .act = DOUBT_UPHOLD, .why = given(c, "reason") };

	return deal(c, &x);
}

/* ---- out and back ---- */

enum err cmd_doubt_export(struct cmd *c)
{
	const char *out = cmd_text(c, "output"), *area = cmd_text(c, "area");
	struct doubt_filter w = { .area = -1, .check = cmd_text(c, "check"), .state = "live" };
	struct buf b BUF_AUTO = { 0 };
	struct str none = { 0 };
	struct doubt_line *l;
	struct area_tree *t;
	int n;

	TRY(cmd_may_write(c, out));
	TRY(cmd_open(c, REG_READ));
	TRY(area_load(c->cx, &c->cx->arena, c->reg, &t));
	if (area) {
		w.area = area_by_name(t, none, none, str_of(area));
		if (w.area < 0)
			return err_set(c->cx, ERR_INPUT, "--area", w.area == -2 ?
			               "browse-area-several" : "browse-area-unknown", area, NULL);
	}
	TRY(doubt_lines(c->cx, c->reg, t, &c->cx->arena, &w, &l, &n));
	if (out && str_ends(str_of(out), STR(".xlsx"))) {
		TRY(doubt_workbook(c->cx, c->reg, t, l, n, out));
	} else {
		buf_init(&b, (size_t)1 << 30);
		TRY(doubt_csv(c->cx, c->reg, t, l, n, &b));
		if (out && strcmp(out, "-") != 0)
			TRY(os_write_file(c->cx, out, buf_str(&b), 0600));
		else
			buf_adds(&c->out, buf_str(&b));
	}
	say(c, n == 1 ? "cmd-doubt-exported-one" : "cmd-doubt-exported", grouped(c, n), NULL);
	return OK;
}

static void on_fate(void *arg, struct str sheet, int64_t row, struct str no, enum doubt_fate fate)
{
	struct cmd *c = arg;

	(void)sheet;
	if (fate == RETURN_DONE || fate == RETURN_EMPTY)
		return;
	c->status = 1;
	put(c, doubt_fate_says(fate), grouped(c, row), str_z(&c->cx->arena, no), NULL);
}

enum err cmd_doubt_import(struct cmd *c)
{
	bool dry = cmd_flag(c, "dry-run");
	struct doubt_face face = { c, on_fate, false };
	struct doubt_counts n;
	int64_t bad;

	TRY(cmd_open(c, dry ? REG_READ : REG_WRITE));
	TRY(doubt_import(c->cx, c->reg, c->arg[0], dry, &face, &n));
	if (!dry)
		TRY(register_publish(c->cx, c->reg));
	bad = n.rows - n.fate[RETURN_DONE] - n.fate[RETURN_EMPTY];
	say(c, dry ? "cmd-doubt-would" : "cmd-doubt-imported", grouped(c, n.fate[RETURN_DONE]),
	    grouped(c, n.fate[RETURN_EMPTY]), grouped(c, bad), NULL);
	return OK;
}

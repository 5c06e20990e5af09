/* cmd_finding - what was found wrong: listing, dealing with it, lists that villages send back. */
#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "fmt/json.h"
#include "job/finding_sheet.h"

#define TEXT_MAX (1 << 20)

/* ---- which ones ---- */

struct found {
	struct area_tree *t;
	struct finding_line *l;
	int n;
};

static enum err find(struct cmd *c, bool village, struct found *out)
{
	const char *area = cmd_text(c, "area"), *state = cmd_text(c, "state");
	struct finding_filter w = { .area = -1, .kind = cmd_text(c, "kind"), .open = 1,
		.village = village };
	struct str none = { 0 };

	TRY(cmd_open(c, REG_READ));
	TRY(area_load(c->cx, &c->cx->arena, c->reg, &out->t));
	if (area) {
		w.area = area_by_name(out->t, none, none, str_of(area));
		if (w.area < 0)
			return err_set(c->cx, ERR_INPUT, "--area", w.area == -2 ?
			               "browse-area-several" : "browse-area-unknown", area, NULL);
	}
	if (w.kind && !kind_find(w.kind))
		return err_set(c->cx, ERR_USAGE, "--kind", "cmd-kind-unknown", w.kind, NULL);
	if (state)
		w.open = strcmp(state, "all") == 0 ? -1 : strcmp(state, "open") == 0;
	return finding_lines(c->cx, c->reg, out->t, &c->cx->arena, &w, &out->l, &out->n);
}

static struct str shown(struct cmd *c, const struct rec *f, int field)
{
	struct buf b BUF_AUTO = { 0 };

	if (!rec_has(f, field))
		return STR("");
	buf_init(&b, TEXT_MAX);
	cell_write(&b, c->reg->model, &f->e->fields[field], &f->v[field], MASK_STAFF, c->cx->lang);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static struct str in_words(struct cmd *c, const struct rec *f,
                           void (*say_it)(struct buf *, const struct rec *, enum lang))
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, TEXT_MAX);
	say_it(&b, f, c->cx->lang);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static struct str place_of(struct cmd *c, const struct area_tree *t, int place)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, TEXT_MAX);
	if (place >= 0)
		area_path(&b, t, place, 4);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static void line_json(struct cmd *c, const struct found *x, const struct finding_line *l)
{
	static const struct { const char *name; int field; } text[] = {
		{ "kind", FINDING_kind }, { "file", FINDING_file },
		{ "sheet", FINDING_sheet }, { "column", FINDING_col }, { "closed_by", FINDING_closed_by },
	};
	char no[24];
	struct json j;

	finding_no_put(no, l->f->id);
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "no");
	json_z(&j, no);
	json_key(&j, "household");
	if (l->household.n)
		json_str(&j, l->household);
	else
		json_none(&j);
	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
		json_key(&j, text[i].name);
		if (rec_has(l->f, text[i].field))
			json_str(&j, l->f->v[text[i].field].s);
		else
			json_none(&j);
	}
	json_key(&j, "row");
	if (rec_has(l->f, FINDING_file_row))
		json_int(&j, l->f->v[FINDING_file_row].i);
	else
		json_none(&j);
	json_key(&j, "place");
	json_str(&j, place_of(c, x->t, l->place));
	json_key(&j, "open");
	json_bool(&j, finding_is_open(l->f));
	json_key(&j, "state");
	json_str(&j, shown(c, l->f, FINDING_state));
	json_key(&j, "what");
	json_str(&j, in_words(c, l->f, finding_say));
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void list_head(struct cmd *c, struct page_table *t)
{
	struct str *cell = page_table_row(t);

	cell[0] = str_of(in_lang(c, "编号", "No"));
	cell[1] = str_of(in_lang(c, "地区", "Place"));
	cell[2] = str_of(in_lang(c, "户编号", "Household"));
	cell[3] = str_of(in_lang(c, "文件", "File"));
	cell[4] = str_of(in_lang(c, "位置", "Where"));
	cell[5] = str_of(in_lang(c, "问题类型", "Kind"));
	cell[6] = str_of(in_lang(c, "状态", "State"));
}

static void list_rows(struct cmd *c, const struct found *x, int n)
{
	struct page p;
	struct page_table t;
	struct str *cell;
	char no[24];

	page_begin(&p, &c->out, &c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(&t, &p, 7);
	list_head(c, &t);
	for (int i = 0; i < n; i++) {
		const struct rec *f = x->l[i].f;

		finding_no_put(no, f->id);
		cell = page_table_row(&t);
		cell[0] = str_dup(&c->cx->arena, str_of(no));
		cell[1] = place_of(c, x->t, x->l[i].place);
		cell[2] = x->l[i].household;
		cell[3] = shown(c, f, FINDING_file);
		cell[4] = in_words(c, f, finding_where);
		cell[5] = shown(c, f, FINDING_kind);
		cell[6] = shown(c, f, FINDING_state);
	}
	if (n)
		page_table_end(&t);
}

enum err cmd_finding_list(struct cmd *c)
{
	struct found x = { 0 };
	int64_t limit;
	int n;

	TRY(cmd_int(c, "limit", 0, 0, INT32_MAX, &limit));
	TRY(find(c, false, &x));
	n = limit && limit < x.n ? (int)limit : x.n;
	if (!c->json) {
		list_rows(c, &x, n);
		say(c, n == 1 ? "cmd-list-one" : n ? "cmd-list-count" : "cmd-list-none",
		    grouped(c, n), NULL);
		return OK;
	}
	for (int i = 0; i < n; i++) {
		line_json(c, &x, &x.l[i]);
		TRY(out_room(c));
	}
	return OK;
}

/* ---- one ---- */

static enum err number(struct cmd *c, const char *arg, int64_t *id)
{
	if (finding_no_read(str_of(arg), id))
		return OK;
	return err_set(c->cx, ERR_USAGE, arg, "cmd-finding-no", arg, NULL);
}

/* What was said when it was dealt with stands in the journal. */
static enum err dealings(struct cmd *c, const struct entity *e, int64_t id, struct page *p)
{
	struct version *v;
	int n;

	TRY(browse_history(c->cx, c->reg, e, id, &v, &n));
	for (int i = 1; i < n; i++) {
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, TEXT_MAX);
		buf_addf(&b, "%s  ", clock_text(c, v[i].leaf.time_ms));
		buf_adds(&b, shown(c, v[i].rec, FINDING_state));
		buf_addz(&b, "  ");
		buf_adds(&b, rec_has(v[i].rec, FINDING_closed_by) ?
		             v[i].rec->v[FINDING_closed_by].s : v[i].leaf.actor);
		page_section(p, str_dup(&c->cx->arena, buf_str(&b)));
		if (v[i].leaf.note.n)
			page_line(p, v[i].leaf.note);
	}
	return OK;
}

enum err cmd_finding_show(struct cmd *c)
{
	const struct entity *e;
	struct found x = { 0 };
	struct finding_line l = { .place = -1 };
	struct rec *f;
	struct page p;
	int64_t id;
	char no[24];
	enum err err;

	TRY(number(c, c->arg[0], &id));
	TRY(cmd_open(c, REG_READ));
	e = register_entity(c->reg, TAG_finding);
	err = register_load(c->cx, c->reg, e, id, &f);
	if (err == ERR_NOTFOUND) {
		err_clear(c->cx);
		return err_set(c->cx, err, c->arg[0], "cmd-finding-none", c->arg[0], NULL);
	}
	TRY(err);
	l.f = f;
	TRY(area_load(c->cx, &c->cx->arena, c->reg, &x.t));
	TRY(finding_area(c->cx, c->reg, f, &l.area));
	TRY(finding_household(c->cx, c->reg, f, &l.household));
	l.place = l.area ? area_by_id(x.t, l.area) : -1;
	if (c->json) {
		line_json(c, &x, &l);
		return OK;
	}
	finding_no_put(no, id);
	x.l = &l;
	x.n = 1;
	list_rows(c, &x, 1);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_line(&p, in_words(c, f, finding_say));
	return dealings(c, e, id, &p);
}

/* ---- dealing with them ---- */

static const char *const refused[] = { [FINDING_UNKNOWN] = "cmd-finding-none",
	[FINDING_CLOSED_ALREADY] = "cmd-finding-closed", [FINDING_OPEN_ALREADY] = "cmd-finding-open" };

static enum err deal(struct cmd *c, enum finding_act act, const char *why, const char *by)
{
	struct finding_edit *x = arena_array(&c->cx->arena, (size_t)c->narg + 1, sizeof *x);
	int done = 0;

	for (int i = 0; i < c->narg; i++) {
		x[i] = (struct finding_edit){ .act = act, .why = str_of(why ? why : ""),
			.by = str_of(by ? by : "") };
		TRY(number(c, c->arg[i], &x[i].id));
	}
	TRY(cmd_open(c, REG_WRITE));
	TRY(finding_do(c->cx, c->reg, x, c->narg));
	for (int i = 0; i < c->narg; i++) {
		if (x[i].result == FINDING_DONE)
			done++;
		else
			warn(c, refused[x[i].result], c->arg[i], NULL);
	}
	if (!done)
		c->status = 1;
	say(c, "cmd-finding-done", grouped(c, done), NULL);
	return OK;
}

static enum err wanted_text(struct cmd *c, const char *option, const char **out)
{
	*out = cmd_text(c, option);
	if (*out && str_trim(str_of(*out)).n)
		return OK;
	return err_set(c->cx, ERR_USAGE, option, "cmd-lead-text-needed", option, NULL);
}

enum err cmd_finding_close(struct cmd *c)
{
	const char *why = cmd_text(c, "remark");

	return deal(c, FINDING_CORRECTED, why ? why : cmd_text(c, "reason"), cmd_text(c, "by"));
}

enum err cmd_finding_explain(struct cmd *c)
{
	const char *why;

	TRY(wanted_text(c, "reason", &why));
	return deal(c, cmd_flag(c, "right") ? FINDING_RIGHT : FINDING_EXPLAINED, why,
	            cmd_text(c, "by"));
}

enum err cmd_finding_reopen(struct cmd *c)
{
	const char *why;

	TRY(wanted_text(c, "reason", &why));
	return deal(c, FINDING_REOPEN, why, NULL);
}

/* ---- out and back ---- */

enum err cmd_finding_export(struct cmd *c)
{
	const char *out = cmd_text(c, "output");
	struct buf b BUF_AUTO = { 0 };
	struct found x = { 0 };

	TRY(cmd_may_write(c, out));
	TRY(find(c, true, &x));
	TRY(finding_names(c->cx, c->reg, &c->cx->arena, x.l, x.n));
	if (out && str_ends(str_of(out), STR(".xlsx"))) {
		TRY(finding_workbook(c->cx, c->reg, x.t, x.l, x.n, out));
	} else {
		buf_init(&b, (size_t)1 << 30);
		TRY(finding_csv(c->cx, x.t, x.l, x.n, &b));
		if (out && strcmp(out, "-") != 0)
			TRY(os_write_file(c->cx, out, buf_str(&b), 0600));
		else
			buf_adds(&c->out, buf_str(&b));
	}
	say(c, "cmd-finding-exported", grouped(c, x.n), NULL);
	return OK;
}

static const char *const fates[] = {
	[FATE_DONE] = "done", [FATE_EMPTY] = "empty", [FATE_UNKNOWN] = "unknown",
	[FATE_CLOSED] = "closed", [FATE_OTHER] = "other", [FATE_NO_NUMBER] = "number",
	[FATE_BAD_RESULT] = "result", [FATE_NO_REASON] = "reason", [FATE_TWICE] = "twice",
	[FATE_LONG] = "long",
};
static const char *const fate_says[] = {
	[FATE_UNKNOWN] = "cmd-fate-unknown", [FATE_CLOSED] = "cmd-fate-closed",
	[FATE_OTHER] = "cmd-fate-other", [FATE_NO_NUMBER] = "cmd-fate-number",
	[FATE_BAD_RESULT] = "cmd-fate-result", [FATE_NO_REASON] = "cmd-fate-reason",
	[FATE_TWICE] = "cmd-fate-twice", [FATE_LONG] = "cmd-fate-long",
};

static void on_fate(void *arg, struct str sheet, int64_t row, struct str no,
                    enum finding_fate fate)
{
	struct cmd *c = arg;
	struct json j;

	if (fate == FATE_DONE || fate == FATE_EMPTY)
		return;
	c->status = 1;
	if (!c->json) {
		put(c, fate_says[fate], grouped(c, row), str_z(&c->cx->arena, no),
		    str_z(&c->cx->arena, sheet), NULL);
		return;
	}
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "sheet");
	json_str(&j, sheet);
	json_key(&j, "row");
	json_int(&j, row);
	json_key(&j, "no");
	json_str(&j, no);
	json_key(&j, "refused");
	json_z(&j, fates[fate]);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_finding_import(struct cmd *c)
{
	bool dry = cmd_flag(c, "dry-run");
	struct finding_face face = { c, on_fate };
	struct finding_counts n;
	int64_t done, bad;
	struct json j;

	TRY(cmd_open(c, dry ? REG_READ : REG_WRITE));
	TRY(finding_import(c->cx, c->reg, c->arg[0], dry, &face, &n));
	done = n.fate[FATE_DONE];
	bad = n.rows - done - n.fate[FATE_EMPTY];
	say(c, dry ? "cmd-finding-would" : "cmd-finding-imported", grouped(c, n.corrected),
	    grouped(c, n.explained), grouped(c, n.right), NULL);
	say(c, "cmd-finding-rest", grouped(c, n.fate[FATE_EMPTY]), grouped(c, bad), NULL);
	if (!c->json)
		return OK;
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "rows");
	json_int(&j, n.rows);
	json_key(&j, "corrected");
	json_int(&j, n.corrected);
	json_key(&j, "explained");
	json_int(&j, n.explained);
	json_key(&j, "right");
	json_int(&j, n.right);
	json_key(&j, "empty");
	json_int(&j, n.fate[FATE_EMPTY]);
	json_key(&j, "refused");
	json_int(&j, bad);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

/* doubt_sheet - see the header. */
#include "job/doubt_sheet.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "domain/register/browse.h"
#include "job/village_sheet.h"
#include "policy/checks.h"

#define CELL_MAX    (1 << 20)
#define SAID_MAX    1000         /* characters, as doubt.def has it */
#define BY_MAX      100

/* The columns of a sheet, in order; those that are read back are marked. */
enum column { C_NO, C_TOWN, C_VILLAGE, C_HOUSEHOLD, C_HEAD, C_NAME, C_WHAT, C_TODO, C_SEVERITY,
	C_DUE, C_SAID, C_BY, C__COUNT };
static const struct sheet_column columns[C__COUNT] = {
	[C_NO] = { "疑点编号", "Doubt number", 10, false, true },
	[C_TOWN] = { "乡镇", "Township", 10, false },
	[C_VILLAGE] = { "行政村", "Village", 12, false },
	[C_HOUSEHOLD] = { "户编号", "Household number", 20, false, true },
	[C_HEAD] = { "户主姓名", "Head's name", 10, false },
	[C_NAME] = { "姓名", "Name", 10, false },
	[C_WHAT] = { "问题", "What is wrong", 40, false },
	[C_TODO] = { "怎么办", "What to do", 30, false },
	[C_SEVERITY] = { "严重程度", "Severity", 10, false },
	[C_DUE] = { "核实期限", "Due", 12, false },
	[C_SAID] = { "核实说明", "Explanation", 40, true },
	[C_BY] = { "说明人", "Explained by", 10, true },
};

/* ---- doubts in order ---- */

static int line_cmp(const void *a, const void *b)
{
	const struct doubt_line *x = a, *y = b;

	if (x->place != y->place)
		return village_place_cmp(x->place, y->place);
	return x->f->id < y->f->id ? -1 : x->f->id > y->f->id;
}

static bool wanted(const struct reg *r, const struct doubt_filter *w, const struct area_tree *t,
                   const struct rec *f, int place)
{
	if (w->state && !doubt_is(r, f, w->state))
		return false;
	if (w->check && !str_eqz(f->v[DOUBT_check_id].s, w->check))
		return false;
	return w->area < 0 || (place >= 0 && area_within(area_nth(t, w->area), place));
}

static struct rec *kept(struct arena *a, const struct rec *f)
{
	struct rec *r = rec_copy(a, f);
	struct val *v = r->v;

	for (int i = 0; i < f->e->nfield; i++)
		if (v[i].kind == VAL_TEXT)
			v[i].s = str_dup(a, v[i].s);
	return r;
}

struct gathering {
	struct ctx *cx;
	struct reg *r;
	const struct area_tree *t;
	struct arena *a;
	const struct doubt_filter *w;
	struct cells *cells;
	struct doubt_line *l;
	int n, cap;
	/* Doubts about one row mostly stand together: what was read of it last. */
	int64_t household_id, person_id;
	struct str household, head, name;
};

static enum err text_in(struct gathering *g, const struct rec *row, int field, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	*out = STR("");
	if (!rec_has(row, field))
		return OK;
	buf_init(&b, CELL_MAX);
	TRY(register_cell(g->cx, g->cells, row, field, MASK_STAFF, &b));
	*out = str_dup(g->a, buf_str(&b));
	return OK;
}

static enum err head_in(struct gathering *g, const struct rec *household, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, CELL_MAX);
	TRY(register_head_name(g->cx, g->r, g->cells, household, MASK_STAFF, &b));
	*out = str_dup(g->a, buf_str(&b));
	return OK;
}

/* A row that has left is called by nothing. */
static enum err row_of(struct gathering *g, const struct entity *e, int64_t id, struct rec **out)
{
	enum err err = register_load(g->cx, g->r, e, id, out);

	if (err != ERR_NOTFOUND)
		return err;
	err_clear(g->cx);
	*out = NULL;
	return OK;
}

static enum err name_household(struct gathering *g, int64_t id)
{
	struct rec *row;

	if (g->household_id == id)
		return OK;
	g->household_id = id;
	g->household = g->head = STR("");
	TRY(row_of(g, register_entity(g->r, TAG_household), id, &row));
	if (!row)
		return OK;
	TRY(text_in(g, row, HOUSEHOLD_no, &g->household));
	return head_in(g, row, &g->head);
}

static enum err name_person(struct gathering *g, const struct entity *e, int64_t id)
{
	struct rec *row;

	if (g->person_id == id)
		return OK;
	g->person_id = id;
	g->name = STR("");
	TRY(row_of(g, e, id, &row));
	return row ? text_in(g, row, PERSON_name, &g->name) : OK;
}

static enum err name_line(struct gathering *g, struct doubt_line *l)
{
	const struct rec *f = l->f;
	const struct entity *e = entity_find(g->r->model, f->v[DOUBT_about_entity].s);

	if (rec_has(f, DOUBT_household)) {
		TRY(name_household(g, f->v[DOUBT_household].i));
		l->household = g->household;
		l->head = g->head;
	}
	if (e && e->tag == TAG_person) {
		TRY(name_person(g, e, f->v[DOUBT_about].i));
		l->name = g->name;
	}
	return OK;
}

static enum err take(struct gathering *g, const struct rec *row)
{
	struct doubt_line x = { .place = row->area ? area_by_id(g->t, row->area) : -1 };

	if (!wanted(g->r, g->w, g->t, row, x.place))
		return OK;
	if (g->n == g->cap) {
		int cap = g->cap ? g->cap * 2 : 256;
		struct doubt_line *more = arena_array(g->a, (size_t)cap, sizeof *more);

		if (g->n)
			memcpy(more, g->l, (size_t)g->n * sizeof *more);
		g->l = more;
		g->cap = cap;
	}
	x.f = kept(g->a, row);
	TRY(name_line(g, &x));
	g->l[g->n++] = x;
	return arena_full(g->a) ? err_set(g->cx, ERR_LIMIT, "", "doubt-lines-many", NULL) : OK;
}

enum err doubt_lines(struct ctx *cx, struct reg *r, const struct area_tree *t, struct arena *a,
                     const struct doubt_filter *w, struct doubt_line **out, int *n)
{
	struct query q = { .e = register_entity(r, TAG_doubt), .mask = MASK_STAFF, .closed = true };
	struct gathering g = { .cx = cx, .r = r, .t = t, .a = a, .w = w,
		.cells = register_cells(a, r) };
	struct browse *b;
	struct rec *row;
	enum err e;

	TRY(browse_open(cx, r, &q, &b));
	while ((e = browse_next(cx, b, &row)) == OK && row) {
		e = take(&g, row);
		if (e != OK)
			break;
	}
	browse_close(b);
	*out = g.l;
	*n = g.n;
	if (e == OK && g.n)
		qsort(g.l, (size_t)g.n, sizeof *g.l, line_cmp);
	return e;
}

/* ---- going out ---- */

static void put_cell(struct buf *out, const struct reg *r, const struct rec *f, int field,
                     enum lang lang)
{
	if (rec_has(f, field))
		cell_write(out, r->model, &f->e->fields[field], &f->v[field], MASK_STAFF, lang);
}

struct going {
	const struct reg *r;
	const struct area_tree *t;
	const struct doubt_line *l;
	enum lang lang;
};

static int place_of(const void *arg, int i)
{
	return ((const struct going *)arg)->l[i].place;
}

static void cell_of(const void *arg, int i, int column, struct buf *out)
{
	const struct going *g = arg;
	const struct doubt_line *l = &g->l[i];
	const struct check *k = pack_check(g->r->pack, l->f->v[DOUBT_check_id].s);
	struct str what = doubt_says(g->r, l->f, g->lang);

	switch ((enum column)column) {
	case C_NO: put_cell(out, g->r, l->f, DOUBT_no, g->lang); return;
	case C_TOWN: buf_adds(out, village_place_name(g->t, l->place, 4)); return;
	case C_VILLAGE: buf_adds(out, village_place_name(g->t, l->place, 5)); return;
	case C_HOUSEHOLD: buf_adds(out, l->household); return;
	case C_HEAD: buf_adds(out, l->head); return;
	case C_NAME: buf_adds(out, l->name); return;
	case C_WHAT: buf_adds(out, what.n ? what : l->f->v[DOUBT_check_id].s); return;
	case C_TODO:
		if (k)
			buf_adds(out, g->lang == LANG_ZH || !k->todo_en.n ? k->todo_zh : k->todo_en);
		return;
	case C_SEVERITY: put_cell(out, g->r, l->f, DOUBT_severity, g->lang); return;
	case C_DUE: put_cell(out, g->r, l->f, DOUBT_due, g->lang); return;
	default: return;
	}
}

static struct village_sheet sheet_of(const struct going *g, int n)
{
	return (struct village_sheet){ .column = columns, .ncolumn = C__COUNT, .fill = C_SAID,
		.t = g->t, .lang = g->lang, .n = n, .arg = g, .place = place_of, .cell = cell_of };
}

enum err doubt_csv(struct ctx *cx, struct reg *r, const struct area_tree *t,
                   const struct doubt_line *l, int n, struct buf *out)
{
	struct going g = { r, t, l, cx->lang };
	struct village_sheet v = sheet_of(&g, n);

	return village_sheet_csv(cx, &v, "doubt-lines-many", out);
}

enum err doubt_workbook(struct ctx *cx, struct reg *r, const struct area_tree *t,
                        const struct doubt_line *l, int n, const char *path)
{
	struct going g = { r, t, l, cx->lang };
	struct village_sheet v = sheet_of(&g, n);
	struct xw *w;

	TRY(xw_begin(cx, path, &w));
	village_sheet_put(&v, w, xw_add_sheet(w, cx->lang == LANG_ZH ? STR("疑点清单") :
	                                      STR("Doubts")));
	return village_sheet_end(cx, w);
}

/* ---- coming back ---- */

const char *doubt_fate_says(enum doubt_fate fate)
{
	static const char *const says[RETURN__COUNT] = { [RETURN_UNKNOWN] = "cmd-doubt-unknown",
		[RETURN_OVER] = "cmd-doubt-over", [RETURN_OTHER] = "cmd-doubt-other",
		[RETURN_NO_NUMBER] = "cmd-doubt-number", [RETURN_TWICE] = "cmd-doubt-twice",
		[RETURN_LONG] = "cmd-doubt-long" };

	return says[fate];
}

struct returned { struct str sheet, no; int64_t row; enum doubt_fate fate; int edit; };

struct reading {
	struct ctx *cx;
	struct reg *r;
	struct sheet_back back;
	const struct doubt_face *face;
	struct doubt_edit *edit;
	int n, cap;
	struct returned *row;
	int nrow, row_cap;
	struct doubt_counts *counts;
};

/* The sheet's household must be that of the doubt: a number that slipped a row would explain
 * somebody else's. A column that was deleted says nothing. */
static enum err belongs(struct reading *k, int64_t id, struct str household, bool *yes)
{
	struct rec *f, *h;
	enum err e = register_load(k->cx, k->r, register_entity(k->r, TAG_doubt), id, &f);

	*yes = true;
	if (e == OK && household.n && rec_has(f, DOUBT_household)) {
		e = register_load(k->cx, k->r, register_entity(k->r, TAG_household),
		                  f->v[DOUBT_household].i, &h);
		*yes = e != OK || !rec_has(h, HOUSEHOLD_no) || str_eq(household, h->v[HOUSEHOLD_no].s);
	}
	if (e == ERR_NOTFOUND) {             /* told as unknown when it is dealt with */
		err_clear(k->cx);
		e = OK;
	}
	return e;
}

static enum err weigh(struct reading *k, struct doubt_edit *x,
                      enum doubt_fate *fate)
{
	struct str no = sheet_back_cell(&k->back, C_NO), said = sheet_back_cell(&k->back, C_SAID);
	char key[24];
	bool yes;

	x->act = DOUBT_EXPLAIN;
	x->said = str_dup(&k->back.a, said);
	x->by = str_dup(&k->back.a, sheet_back_cell(&k->back, C_BY));
	if (k->face->own && said.n && x->by.n)
		x->said = str_join(&k->back.a, x->by, str_join(&k->back.a, STR("："), said));
	if (k->face->own)
		x->by = STR("");
	*fate = !said.n ? RETURN_EMPTY : RETURN_DONE;
	if (!doubt_no_read(no, &x->id))
		*fate = RETURN_NO_NUMBER;
	else if (said.n && (utf8_len(x->said) > SAID_MAX || utf8_len(x->by) > BY_MAX))
		*fate = RETURN_LONG;
	if (*fate != RETURN_DONE)
		return OK;
	snprintf(key, sizeof key, "%lld", (long long)x->id);
	if (sheet_back_twice(&k->back, str_of(key)))
		*fate = RETURN_TWICE;
	TRY(belongs(k, x->id, sheet_back_cell(&k->back, C_HOUSEHOLD), &yes));
	if (!yes)
		*fate = RETURN_OTHER;
	return OK;
}

static enum err on_row(void *arg, int64_t row)
{
	struct reading *k = arg;
	struct doubt_edit x = { 0 };
	struct str no = sheet_back_cell(&k->back, C_NO);
	enum doubt_fate fate;
	int64_t id;

	/* an empty line, the heading of a village */
	if (!sheet_back_cell(&k->back, C_SAID).n && !doubt_no_read(no, &id))
		return OK;
	TRY(weigh(k, &x, &fate));
	k->row = sheet_back_room(k->row, k->nrow, &k->row_cap, sizeof *k->row);
	k->row[k->nrow++] = (struct returned){ k->back.sheet, str_dup(&k->back.a, no), row, fate,
		fate == RETURN_DONE ? k->n : -1 };
	if (fate == RETURN_DONE) {
		k->edit = sheet_back_room(k->edit, k->n, &k->cap, sizeof *k->edit);
		k->edit[k->n++] = x;
	}
	return OK;
}

static void tell(struct reading *k)
{
	for (int i = 0; i < k->nrow; i++) {
		struct returned *x = &k->row[i];

		if (x->fate == RETURN_DONE && k->edit[x->edit].result != DEALT)
			x->fate = k->edit[x->edit].result == DEAL_UNKNOWN ? RETURN_UNKNOWN : RETURN_OVER;
		k->counts->rows++;
		k->counts->fate[x->fate]++;
		k->face->row(k->face->arg, x->sheet, x->row, x->no, x->fate);
	}
}

static enum err read_and_do(struct reading *k, const char *file, bool dry)
{
	TRY(sheet_back_read(k->cx, &k->back, file));
	TRY(dry || !k->n ? doubt_deal_try(k->cx, k->r, k->edit, k->n) :
	                   doubt_deal(k->cx, k->r, k->edit, k->n));
	tell(k);
	return OK;
}

enum err doubt_import(struct ctx *cx, struct reg *r, const char *file, bool dry,
                      const struct doubt_face *face, struct doubt_counts *out)
{
	struct reading k = { .cx = cx, .r = r, .face = face, .counts = out };
	enum err e;

	*out = (struct doubt_counts){ 0 };
	k.back = (struct sheet_back){ .column = columns, .ncolumn = C__COUNT, .key = C_NO,
		.filled = C_SAID, .row = on_row, .arg = &k };
	e = read_and_do(&k, file, dry);
	mem_free(k.edit);
	mem_free(k.row);
	sheet_back_end(&k.back);
	return e;
}

#include "job/finding_sheet.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "domain/register/browse.h"
#include "domain/register/lookup.h"
#include "job/village_sheet.h"

#define CELL_MAX (1 << 20)

/* The columns of a problem list, in order; those that are read back are marked. */
enum column { C_NO, C_TOWN, C_VILLAGE, C_HOUSEHOLD, C_HEAD, C_NAME, C_FILE, C_PLACE, C_KIND, C_WHAT,
	C_RESULT, C_WHY, C_BY, C__COUNT };
static const struct sheet_column columns[C__COUNT] = {
	[C_NO] = { "问题编号", "Finding", 10, false, true },
	[C_TOWN] = { "乡镇", "Township", 10, false },
	[C_VILLAGE] = { "行政村", "Village", 12, false },
	[C_HOUSEHOLD] = { "户编号", "Household number", 20, false, true },
	[C_HEAD] = { "户主姓名", "Head's name", 10, false },
	[C_NAME] = { "姓名", "Name", 10, false },
	[C_FILE] = { "文件", "File", 18, false },
	[C_PLACE] = { "位置", "Where", 20, false },
	[C_KIND] = { "问题类型", "Kind", 18, false },
	[C_WHAT] = { "哪里不对，怎么办", "What is wrong, what to do", 48, false },
	[C_RESULT] = { "整改情况", "Result", 14, true },
	[C_WHY] = { "说明", "Remark", 30, true },
	[C_BY] = { "处理人", "Dealt with by", 10, true },
};

/* ---- findings in order ---- */

static struct str text_of(const struct rec *f, int field)
{
	return rec_has(f, field) ? f->v[field].s : STR("");
}

static int line_cmp(const void *a, const void *b)
{
	const struct finding_line *x = a, *y = b;

	if (x->place != y->place)
		return village_place_cmp(x->place, y->place);
	return x->f->id < y->f->id ? -1 : x->f->id > y->f->id;
}

static bool wanted(const struct finding_filter *w, const struct area_tree *t,
                   const struct finding_line *l)
{
	if (w->open >= 0 && finding_is_open(l->f) != (w->open == 1))
		return false;
	if (w->kind && !(rec_has(l->f, FINDING_kind) && str_eqz(l->f->v[FINDING_kind].s, w->kind)))
		return false;
	if (w->village && !w->kind && rec_has(l->f, FINDING_kind) &&
	    str_starts(l->f->v[FINDING_kind].s, STR("undo_")))
		return false;
	return w->area < 0 || (l->place >= 0 && area_within(area_nth(t, w->area), l->place));
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

static enum err gather(struct ctx *cx, struct reg *r, const struct area_tree *t, struct arena *a,
                       const struct finding_filter *w, struct browse *b,
                       struct finding_line **out, int *n)
{
	struct finding_line *more, x;
	struct rec *row;
	int cap = 0;

	for (;;) {
		TRY(browse_next(cx, b, &row));
		if (!row)
			return OK;
		x = (struct finding_line){ .f = row, .place = -1 };
		TRY(finding_area(cx, r, row, &x.area));
		if (x.area)
			x.place = area_by_id(t, x.area);
		if (!wanted(w, t, &x))
			continue;
		if (*n == cap) {
			cap = cap ? cap * 2 : 256;
			more = arena_array(a, (size_t)cap, sizeof *more);
			if (*n)
				memcpy(more, *out, (size_t)*n * sizeof *more);
			*out = more;
		}
		TRY(finding_household(cx, r, row, &x.household));
		x.household = str_dup(a, x.household);
		x.f = kept(a, row);
		(*out)[(*n)++] = x;
		if (arena_full(a))
			return err_set(cx, ERR_LIMIT, "", "finding-many", NULL);
	}
}

enum err finding_lines(struct ctx *cx, struct reg *r, const struct area_tree *t, struct arena *a,
                       const struct finding_filter *w, struct finding_line **out, int *n)
{
	struct query q = { .e = register_entity(r, TAG_finding), .mask = MASK_STAFF };
	struct browse *b;
	enum err e;

	*out = NULL;
	*n = 0;
	TRY(browse_open(cx, r, &q, &b));
	e = gather(cx, r, t, a, w, b, out, n);
	browse_close(b);
	if (e == OK && *n)
		qsort(*out, (size_t)*n, sizeof **out, line_cmp);
	return e;
}

/* ---- whom they are about ---- */

struct naming { struct ctx *cx; struct reg *r; struct arena *to, work; struct buf b; };

static struct str shown_name(struct naming *k, const struct rec *row, int field)
{
	buf_reset(&k->b);
	if (rec_has(row, field))
		cell_write(&k->b, k->r->model, &row->e->fields[field], &row->v[field], MASK_STAFF,
		           k->cx->lang);
	return str_dup(k->to, buf_str(&k->b));
}

static struct str about_household(const struct rec *f)
{
	bool yes = rec_has(f, FINDING_about_entity) && rec_has(f, FINDING_about_no) &&
	           str_eqz(f->v[FINDING_about_entity].s, "household");

	return yes ? f->v[FINDING_about_no].s : (struct str){ 0 };
}

/* The member that the finding's row made or changed last. A row that was refused made nobody, and
 * says so by an empty cell. */
static enum err name_member(struct naming *k, const struct entity *e, int64_t id,
                            struct finding_line *l, int n)
{
	const struct list_face *f = &k->r->model->lists;
	struct rec *p;

	TRY(store_get(k->cx, k->r->db, &k->work, e, id, &p));
	if (p && !l->head.n && rec_has(p, PERSON_relation) &&
	    f->has_tag(f->state, "relation", p->v[PERSON_relation].i, "head"))
		for (int i = 0; i < n; i++)
			l[i].head = shown_name(k, p, PERSON_name);
	for (int i = 0; p && p->batch && i < n; i++)
		if (rec_has(l[i].f, FINDING_file_batch) && rec_has(l[i].f, FINDING_file_row) &&
		    l[i].f->v[FINDING_file_batch].i == p->batch &&
		    l[i].f->v[FINDING_file_row].i == p->row)
			l[i].name = shown_name(k, p, PERSON_name);
	return OK;
}

/* Lines of one household. */
static enum err name_lines(struct naming *k, struct finding_line *l, int n)
{
	const struct entity *person = register_entity(k->r, TAG_person);
	struct place at;
	struct stmt *s;
	struct rec *home;
	bool found = false, row;
	int64_t *id = NULL;
	int count = 0, cap = 0;

	arena_reset(&k->work);
	TRY(lookup_household(k->cx, k->r->db, about_household(l->f), &found, &at));
	if (!found)
		return OK;
	TRY(store_get(k->cx, k->r->db, &k->work, register_entity(k->r, TAG_household), at.id, &home));
	for (int i = 0; home && i < n; i++)
		l[i].head = i ? l[0].head : shown_name(k, home, HOUSEHOLD_head_name);
	TRY(db_stmt(k->cx, k->r->db, &person->sql->by_parent, &s));
	stmt_int(s, 1, at.id);
	for (;;) {
		enum err e = stmt_step(k->cx, s, &row);

		if (e != OK || !row) {
			stmt_done(s);
			TRY(e);
			break;
		}
		if (count == cap) {
			int64_t *more = arena_array(&k->work, (size_t)cap * 2 + 16, sizeof *more);

			if (count)
				memcpy(more, id, (size_t)count * sizeof *id);
			id = more;
			cap = cap * 2 + 16;
		}
		id[count++] = stmt_col_int(s, SYS_ID);
	}
	for (int i = 0; i < count; i++)
		TRY(name_member(k, person, id[i], l, n));
	return OK;
}

enum err finding_names(struct ctx *cx, struct reg *r, struct arena *a, struct finding_line *l,
                       int n)
{
	struct naming k = { .cx = cx, .r = r, .to = a };
	enum err e = OK;
	int end;

	arena_init(&k.work, (size_t)16 << 20);
	buf_init(&k.b, CELL_MAX);
	for (int i = 0; i < n && e == OK; i = end) {
		struct str no = about_household(l[i].f);

		for (end = i + 1; end < n && no.n && str_eq(about_household(l[end].f), no); end++)
			;
		if (no.n)
			e = name_lines(&k, l + i, end - i);
	}
	buf_free(&k.b);
	arena_free(&k.work);
	return e;
}

/* ---- in words ---- */

void finding_say(struct buf *out, const struct rec *f, enum lang lang)
{
	struct str id = text_of(f, FINDING_kind), col = text_of(f, FINDING_col);
	const struct kind *k = kind_find(str_eqz(id, "") ? "" : id.p);
	const char *p = k ? (lang == LANG_ZH ? k->zh : k->en) : "";

	if (!k)
		buf_adds(out, id);
	while (*p) {
		if (p[0] == '{' && (p[1] == '0' || p[1] == '1') && p[2] == '}') {
			struct str s = p[1] == '0' ? col : text_of(f, FINDING_detail);

			msg_shown(out, s.n ? s : STR("…"));
			p += 3;
		} else {
			buf_addc(out, *p++);
		}
	}
}

/* What a kind is called: the beginning of its sentence, without the column and what to do. The
 * code is for programs. */
static void kind_words(struct buf *out, struct str id, enum lang lang)
{
	static const char *const zh_ends[] = { "，", "（", "；", "、" };
	static const char *const drop[] = { "“{0}”", "\"{0}\" ", "\"{0}\"" };
	const struct kind *k = kind_find(id.n ? id.p : "");
	struct str s = !k ? id : str_of(lang == LANG_ZH ? k->zh : k->en), rest;
	size_t start = out->n;

	while (s.n) {
		bool end = out->n > start && memchr(",;(:", s.p[0], 4) != NULL, cut = false;

		for (size_t i = 0; i < sizeof zh_ends / sizeof zh_ends[0]; i++)
			end |= str_starts(s, str_of(zh_ends[i]));
		if (end)
			break;
		for (size_t i = 0; !cut && i < sizeof drop / sizeof drop[0]; i++)
			if (str_starts(s, str_of(drop[i]))) {
				s = str_sub(s, strlen(drop[i]), s.n);
				cut = true;
			}
		if (cut && out->n == start && (str_starts(s, STR("的")) || str_starts(s, STR("中的"))))
			s = str_sub(s, str_starts(s, STR("的")) ? 3 : 6, s.n);
		if (cut)
			continue;
		if (str_starts(s, STR("{1}"))) {
			buf_addz(out, "…");
			s = str_sub(s, 3, s.n);
			continue;
		}
		rest = s;
		utf8_next(&rest);
		buf_add(out, s.p, s.n - rest.n);
		s = rest;
	}
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->n--;
}

static bool kind_meant(struct buf *b, struct str said, struct str id)
{
	for (int lang = 0; lang < 2; lang++) {
		buf_reset(b);
		kind_words(b, id, lang ? LANG_EN : LANG_ZH);
		if (str_eq(said, buf_str(b)))
			return true;
	}
	return str_eq(said, id);
}

void finding_where(struct buf *out, const struct rec *f, enum lang lang)
{
	bool zh = lang == LANG_ZH;

	if (rec_has(f, FINDING_sheet)) {
		buf_adds(out, text_of(f, FINDING_sheet));
		buf_addz(out, zh ? "，" : ", ");
	}
	if (rec_has(f, FINDING_file_row))
		buf_addf(out, zh ? "第%lld行" : "row %lld", (long long)f->v[FINDING_file_row].i);
	if (rec_has(f, FINDING_col))
		buf_addf(out, zh ? "“%.*s”" : " \"%.*s\"", STR_FMT(text_of(f, FINDING_col)));
}

struct going {
	const struct area_tree *t;
	const struct finding_line *l;
	enum lang lang;
};

static int place_of(const void *arg, int i)
{
	return ((const struct going *)arg)->l[i].place;
}

static void cell_of(const void *arg, int i, int column, struct buf *out)
{
	const struct going *g = arg;
	const struct finding_line *l = &g->l[i];
	char no[24];

	switch ((enum column)column) {
	case C_NO:
		finding_no_put(no, l->f->id);
		buf_addz(out, no);
		return;
	case C_TOWN: buf_adds(out, village_place_name(g->t, l->place, 4)); return;
	case C_VILLAGE: buf_adds(out, village_place_name(g->t, l->place, 5)); return;
	case C_HOUSEHOLD: buf_adds(out, l->household); return;
	case C_HEAD: buf_adds(out, l->head); return;
	case C_NAME: buf_adds(out, l->name); return;
	case C_FILE: buf_adds(out, text_of(l->f, FINDING_file)); return;
	case C_PLACE: finding_where(out, l->f, g->lang); return;
	case C_KIND: kind_words(out, text_of(l->f, FINDING_kind), g->lang); return;
	case C_WHAT: finding_say(out, l->f, g->lang); return;
	default: return;
	}
}

static struct village_sheet sheet_of(const struct going *g, int n)
{
	return (struct village_sheet){ .column = columns, .ncolumn = C__COUNT, .fill = C_RESULT,
		.t = g->t, .lang = g->lang, .n = n, .arg = g, .place = place_of, .cell = cell_of };
}

enum err finding_csv(struct ctx *cx, const struct area_tree *t, const struct finding_line *l,
                     int n, struct buf *out)
{
	struct going g = { t, l, cx->lang };
	struct village_sheet v = sheet_of(&g, n);

	return village_sheet_csv(cx, &v, "finding-many", out);
}

enum err finding_workbook(struct ctx *cx, struct reg *r, const struct area_tree *t,
                          const struct finding_line *l, int n, const char *path)
{
	bool zh = cx->lang == LANG_ZH;
	struct str choice[3];
	struct xw_pick pick = { .row = 1, .col = C_RESULT, .label = choice, .n = 3, .strict = true,
		.title = zh ? STR("整改情况") : STR("Result"),
		.help = zh ? STR("选一项；“已说明”和“经核实无误”要写说明") :
		             STR("Choose one; explained and right need a remark") };
	struct going g = { t, l, cx->lang };
	struct village_sheet v = sheet_of(&g, n);
	struct xw_sheet *s;
	struct xw *w;

	for (int i = 0; i < 3; i++)
		choice[i] = finding_act_label(r, (enum finding_act)i, cx->lang);
	TRY(xw_begin(cx, path, &w));
	s = xw_add_sheet(w, zh ? STR("问题清单") : STR("Findings"));
	village_sheet_put(&v, w, s);
	pick.row_end = xw_row(s) > 1 ? xw_row(s) - 1 : 1;
	if (choice[0].n && choice[1].n && choice[2].n)
		xw_drop_down(s, &pick);
	return village_sheet_end(cx, w);
}

/* ---- coming back ---- */

struct returned { struct str sheet, no; int64_t row; enum finding_fate fate; int edit; };

struct reading {
	struct ctx *cx;
	struct reg *r;
	struct sheet_back back;
	const struct finding_face *face;
	struct finding_edit *edit;
	int n, cap;
	struct returned *row;
	int nrow, row_cap;
	struct finding_counts *counts;
};

/* The sheet's household and kind must be those of the finding: a number that slipped a row would
 * close somebody else's. A column that was deleted says nothing. Older lists have the kind's code.
 */
static enum err belongs(struct reading *k, int64_t id, struct str household, struct str kind,
                        bool *yes)
{
	const struct entity *e = register_entity(k->r, TAG_finding);
	struct buf words BUF_AUTO = { 0 };
	struct rec *f = NULL;
	struct stmt *s;
	struct str no;
	bool row;

	*yes = true;
	buf_init(&words, CELL_MAX);
	TRY(db_stmt(k->cx, k->r->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(k->cx, s, &row));
	if (row)
		f = store_row(&k->back.a, e, s);
	stmt_done(s);
	if (!f)
		return OK;
	TRY(finding_household(k->cx, k->r, f, &no));
	*yes = (!household.n || str_eq(household, no)) &&
	       (!kind.n || kind_meant(&words, kind, text_of(f, FINDING_kind)));
	return OK;
}

static enum err judge(struct reading *k, struct finding_edit *x,
                      enum finding_fate *fate)
{
	struct str result = sheet_back_cell(&k->back, C_RESULT), why = sheet_back_cell(&k->back, C_WHY);
	bool yes;

	x->why = str_dup(&k->back.a, why);
	x->by = str_dup(&k->back.a, sheet_back_cell(&k->back, C_BY));
	*fate = FATE_DONE;
	if (!finding_no_read(sheet_back_cell(&k->back, C_NO), &x->id)) {
		*fate = FATE_NO_NUMBER;
		return OK;
	}
	if (!result.n) {
		*fate = FATE_EMPTY;
		return OK;
	}
	if (!finding_act_read(k->r, result, &x->act)) {
		*fate = FATE_BAD_RESULT;
		return OK;
	}
	if (x->act != FINDING_CORRECTED && !why.n) {
		*fate = FATE_NO_REASON;
		return OK;
	}
	/* It stands in the journal for good: whole, or not at all. */
	if (utf8_len(x->why) > FINDING_REMARK_MAX || utf8_len(x->by) > FINDING_BY_MAX) {
		*fate = FATE_LONG;
		return OK;
	}
	if (sheet_back_twice(&k->back, sheet_back_cell(&k->back, C_NO)))
		*fate = FATE_TWICE;
	TRY(belongs(k, x->id, sheet_back_cell(&k->back, C_HOUSEHOLD),
	            sheet_back_cell(&k->back, C_KIND), &yes));
	if (!yes)
		*fate = FATE_OTHER;
	return OK;
}

static enum err on_row(void *arg, int64_t row)
{
	struct reading *k = arg;
	struct finding_edit x = { 0 };
	struct str no = sheet_back_cell(&k->back, C_NO);
	enum finding_fate fate;

	/* an empty line, the heading of a village */
	if (!sheet_back_cell(&k->back, C_RESULT).n && !finding_no_read(no, &x.id))
		return OK;
	TRY(judge(k, &x, &fate));
	k->row = sheet_back_room(k->row, k->nrow, &k->row_cap, sizeof *k->row);
	k->row[k->nrow++] = (struct returned){ k->back.sheet, str_dup(&k->back.a, no), row, fate,
		fate == FATE_DONE ? k->n : -1 };
	if (fate == FATE_DONE) {
		k->edit = sheet_back_room(k->edit, k->n, &k->cap, sizeof *k->edit);
		k->edit[k->n++] = x;
	}
	return OK;
}

static void tell(struct reading *k)
{
	struct finding_counts *c = k->counts;

	for (int i = 0; i < k->nrow; i++) {
		struct returned *x = &k->row[i];

		if (x->fate == FATE_DONE && k->edit[x->edit].result != FINDING_DONE)
			x->fate = k->edit[x->edit].result == FINDING_UNKNOWN ? FATE_UNKNOWN :
			          FATE_CLOSED;
		if (x->fate == FATE_DONE) {
			enum finding_act act = k->edit[x->edit].act;

			c->corrected += act == FINDING_CORRECTED;
			c->explained += act == FINDING_EXPLAINED;
			c->right += act == FINDING_RIGHT;
		}
		c->rows++;
		c->fate[x->fate]++;
		k->face->row(k->face->arg, x->sheet, x->row, x->no, x->fate);
	}
}

static enum err read_and_do(struct reading *k, const char *file, bool dry)
{
	TRY(sheet_back_read(k->cx, &k->back, file));
	TRY(dry || !k->n ? finding_try(k->cx, k->r, k->edit, k->n) :
	                   finding_do(k->cx, k->r, k->edit, k->n));
	tell(k);
	return OK;
}

enum err finding_import(struct ctx *cx, struct reg *r, const char *file, bool dry,
                        const struct finding_face *face, struct finding_counts *out)
{
	struct reading k = { .cx = cx, .r = r, .face = face, .counts = out };
	enum err e;

	*out = (struct finding_counts){ 0 };
	k.back = (struct sheet_back){ .column = columns, .ncolumn = C__COUNT, .key = C_NO,
		.filled = C_RESULT, .row = on_row, .arg = &k };
	e = read_and_do(&k, file, dry);
	mem_free(k.edit);
	mem_free(k.row);
	sheet_back_end(&k.back);
	return e;
}

/* report_lists - every number of a form with the rows behind it. A number is worked out once from
 * the rows as stored and once more from the list as it is printed; the two must be the same. */
#include "job/report_fill_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/money.h"
#include "base/os.h"
#include "base/utf8.h"
#include "entity/sheet.h"
#include "fmt/csv.h"
#include "fmt/xlsx_write.h"

#define LIST_TEXT_MAX ((int64_t)512 << 20)       /* all lists of a form together */
#define CELL_END '\x1f'
#define CSV_FILE_MAX ((size_t)1 << 30)
#define INDEX_FILE "index.csv"
#define INDEX_MAX ((size_t)128 << 20)

/* A row of a list: its text stands once, however many places it counts for. */
struct line { int32_t slot; uint32_t seq; size_t at, n; };

struct list {
	const struct ask *q;
	int *field, nfield;
	int value_col;
	struct buf text;
	struct line *line;
	size_t nline, cap;
	const char *file;            /* or the sheet's name */
};

struct lists {
	struct list *list;
	int n;
};

struct gathering {
	struct filling *f;
	struct ask *q;
	struct list *l;
	const struct report_list *told;
	int64_t row;                 /* id of the row whose text stands at [at, at + len) */
	size_t at, len;
	bool keep;
};

static enum err mismatch(struct filling *f, const struct ask *q, const struct slot *s)
{
	char a[80], b[80];

	snprintf(a, sizeof a, "%lld / %lld", (long long)s->sum.rows, (long long)s->sum.value);
	snprintf(b, sizeof b, "%lld / %lld", (long long)s->listed.rows,
	         (long long)s->listed.value);
	return err_set(f->cx, ERR_BUG, q->at, "report-mismatch",
	               s->row ? cell_name(f, s->sheet, s->row, s->col) : q->at, a, b, NULL);
}

/* What the list says, read as a reader of it would. */
static enum err add_listed(struct gathering *g, struct slot *s, struct str value)
{
	int64_t v = 0;
	bool plain;

	s->listed.rows++;
	if (g->q->x.what != REPORT_SUM)
		return OK;
	if (decimal_read(value, report_scale(&g->q->x), &v, &plain) != MONEY_GOOD)
		return err_set(g->f->cx, ERR_DENIED, g->q->at, "report-masked-sum",
		               str_z(&g->f->cx->arena, g->q->x.text), NULL);
	s->listed.value += v;
	return OK;
}

static enum err keep_line(struct gathering *g, int slot, const struct str *cell, int n)
{
	struct list *l = g->l;

	if (!l->nline || g->told->id != g->row) {
		g->row = g->told->id;
		g->at = l->text.n;
		for (int i = 0; i < n; i++) {
			buf_adds(&l->text, cell[i]);
			buf_addc(&l->text, CELL_END);
		}
		g->len = l->text.n - g->at;
		g->f->list_bytes += (int64_t)g->len;
	}
	if (l->text.full || (g->f->list_bytes += (int64_t)sizeof(struct line)) > LIST_TEXT_MAX)
		return err_set(g->f->cx, ERR_LIMIT, g->q->at, "report-lists-large", NULL);
	if (l->nline == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 1024;
		l->line = mem_grow(l->line, l->cap, sizeof *l->line);
	}
	l->line[l->nline] = (struct line){ slot, (uint32_t)l->nline, g->at, g->len };
	l->nline++;
	return OK;
}

/* FIELD and LIST are filled with what their list shows. */
static enum err add_text(struct gathering *g, struct slot *s, struct str value)
{
	const struct field *f = &g->q->x.e->fields[g->q->x.field];
	struct buf b BUF_AUTO = { 0 };
	int64_t v;
	bool plain;

	buf_init(&b, FILL_TEXT);
	buf_adds(&b, s->text);
	if (s->text.n)
		buf_addz(&b, "、");
	buf_adds(&b, value);
	if (b.full)
		return err_set(g->f->cx, ERR_INPUT, g->q->at, "report-list-long",
		               cell_name(g->f, s->sheet, s->row, s->col), NULL);
	s->kind = b.n ? FILL_TEXT_CELL : FILL_EMPTY;
	if (g->q->x.what == REPORT_FIELD && !field_is_text(f) &&
	    (f->type == FT_INT || f->type == FT_MONEY || f->type == FT_DEC) &&
	    decimal_read(value, 8, &v, &plain) == MONEY_GOOD)
		s->kind = FILL_NUMBER;
	s->text = str_dup(&g->f->a, buf_str(&b));
	return OK;
}

static enum err on_row(void *arg, int slot, const struct str *cell, int n, int value_col)
{
	struct gathering *g = arg;
	struct slot *s = &g->q->slot[slot];
	struct str value = value_col >= 0 ? cell[value_col] : (struct str){ 0 };

	TRY(add_listed(g, s, value));
	if (g->q->x.what == REPORT_FIELD || g->q->x.what == REPORT_LIST)
		TRY(add_text(g, s, value));
	g->f->res->list_rows++;
	return g->keep ? keep_line(g, slot, cell, n) : OK;
}

/* ---- do the printed places cover the report's? ---- */

#define MISSING_NAMED 5

/* The first places that are left out: beside those printed, and neither above nor below one. */
static struct str missing_places(struct filling *f, const bool *in)
{
	struct buf b BUF_AUTO = { 0 };
	int level = 99, n = 0, count = area_count(f->tree);

	buf_init(&b, 4096);
	for (int i = 0; i < count; i++)
		if (in[i] && area_nth(f->tree, i)->level < level)
			level = area_nth(f->tree, i)->level;
	for (int i = 0; i < count && n <= MISSING_NAMED; i++) {
		bool told = area_nth(f->tree, i)->level != level || area_nth(f->tree, i)->to ||
		            (f->area >= 0 && !area_within(area_nth(f->tree, f->area), i));

		for (int k = i; k < area_nth(f->tree, i)->hi && !told; k++)
			told = in[k];
		if (told)
			continue;
		if (n)
			buf_addz(&b, msg_between(f->cx->lang));
		if (n++ == MISSING_NAMED)
			buf_addz(&b, "…");
		else
			buf_adds(&b, area_nth(f->tree, i)->name);
	}
	if (!n)
		buf_addz(&b, "—");
	return str_dup(&f->cx->arena, buf_str(&b));
}

/* Rows of the whole that count for none of the printed places. Places inside another printed one
 * count there. */
static void tell_uncovered(struct filling *f, const struct ask *q, const struct report_sum *sum,
                           const struct report_sum *whole, struct arena *a)
{
	bool *in = arena_array(a, (size_t)area_count(f->tree) + 1, sizeof *in);
	int64_t rows = 0;
	char n[24];
	int places = 0;

	for (int i = 0; i < q->n; i++)
		if (q->slot[i].place >= 0 && q->slot[i].place != f->area)
			in[q->slot[i].place] = true;
	for (int i = 0; i < q->n; i++) {
		int p = q->slot[i].place, up;

		if (p < 0 || p == f->area || !in[p])
			continue;
		for (up = area_nth(f->tree, p)->parent; up >= 0 && !in[up];
		     up = area_nth(f->tree, up)->parent)
			;
		places++;
		if (up < 0)
			rows += sum[i].rows;
	}
	/* A place that is printed twice was added twice. */
	for (int i = 0; i < q->n; i++)
		for (int k = 0; k < i && i < 2000; k++)
			if (q->slot[i].place == q->slot[k].place && q->slot[i].place != f->area)
				return;
	if (!places || rows == whole->rows)
		return;
	snprintf(n, sizeof n, "%lld", (long long)(whole->rows - rows));
	f->face->note(f->face->arg, "report-uncovered", q->at,
	              str_z(&f->cx->arena, q->x.text), n, missing_places(f, in).p);
}

/* ---- one binding ---- */

static enum err first_pass(struct filling *f, struct ask *q, struct arena *a)
{
	int *place = arena_array(a, (size_t)q->n + 1, sizeof *place);
	struct report_sum *sum = arena_array(a, (size_t)q->n + 1, sizeof *sum);
	bool table = q->sheet >= 0 && q->kind != FORM_CELL;

	for (int i = 0; i < q->n; i++)
		place[i] = q->slot[i].place;
	place[q->n] = f->area;
	TRY(report_calc(f->cx, f->r, f->tree, f->past, &q->x, place, q->n + 1, sum, NULL));
	for (int i = 0; i < q->n; i++) {
		struct buf b BUF_AUTO = { 0 };
		struct slot *s = &q->slot[i];

		s->sum = sum[i];
		if (q->x.what != REPORT_COUNT && q->x.what != REPORT_SUM)
			continue;
		buf_init(&b, 64);
		if (q->x.what == REPORT_COUNT)
			s->sum.value = s->sum.rows;
		report_sum_put(&b, &q->x, s->sum.value);
		s->kind = FILL_NUMBER;
		s->text = str_dup(&f->a, buf_str(&b));
		f->res->numbers += s->row != 0;
	}
	if (table && (q->x.what == REPORT_COUNT || q->x.what == REPORT_SUM))
		tell_uncovered(f, q, sum, &sum[q->n], a);
	return OK;
}

static enum err second_pass(struct filling *f, struct ask *q, struct list *l, struct arena *a)
{
	struct gathering g = { .f = f, .q = q, .l = l, .keep = f->o->lists != NULL };
	struct report_list rl = { .row = on_row, .arg = &g, .mask = f->o->mask };
	struct report_sum *sum = arena_array(a, (size_t)q->n + 1, sizeof *sum);
	int *place = arena_array(a, (size_t)q->n + 1, sizeof *place);

	g.told = &rl;
	for (int i = 0; i < q->n; i++)
		place[i] = q->slot[i].place;
	TRY(report_calc(f->cx, f->r, f->tree, f->past, &q->x, place, q->n, sum, &rl));
	l->nfield = rl.nfield;
	l->value_col = rl.value_col;
	l->field = arena_array(&f->a, (size_t)rl.nfield + 1, sizeof *l->field);
	memcpy(l->field, rl.field, (size_t)rl.nfield * sizeof *l->field);
	for (int i = 0; i < q->n; i++) {
		struct slot *s = &q->slot[i];

		if (q->x.what == REPORT_COUNT)
			s->listed.value = s->listed.rows;
		if (s->listed.rows != s->sum.rows ||
		    (q->x.what <= REPORT_SUM && s->listed.value != s->sum.value))
			return mismatch(f, q, s);
		if (q->x.what == REPORT_FIELD && s->listed.rows != 1) {
			char n[24];

			snprintf(n, sizeof n, "%lld", (long long)s->listed.rows);
			return err_set(f->cx, ERR_INPUT, q->at, "report-field-rows",
			               cell_name(f, s->sheet, s->row, s->col), n, NULL);
		}
	}
	return OK;
}

static bool has_rows(const struct ask *q)
{
	return q->n && q->x.what != REPORT_RATIO && q->x.what != REPORT_TEXT;
}

enum err lists_make(struct filling *f, struct lists **out)
{
	struct lists *l = *out = mem_new(1, sizeof *l);
	struct arena a;
	enum err e = OK;

	l->list = mem_new((size_t)f->nask + 1, sizeof *l->list);
	for (int i = 0; i < f->nask && e == OK; i++) {
		struct list *x = &l->list[l->n];

		if (!has_rows(&f->ask[i]))
			continue;
		l->n++;
		x->q = &f->ask[i];
		buf_init(&x->text, (size_t)LIST_TEXT_MAX);
		arena_init(&a, (size_t)256 << 20);
		e = first_pass(f, &f->ask[i], &a);
		if (e == OK)
			e = second_pass(f, &f->ask[i], x, &a);
		arena_free(&a);
	}
	return e;
}

void lists_free(struct lists *l)
{
	if (!l)
		return;
	for (int i = 0; i < l->n; i++) {
		buf_free(&l->list[i].text);
		mem_free(l->list[i].line);
	}
	mem_free(l->list);
	mem_free(l);
}

/* ---- writing them ---- */

static int line_cmp(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Name of a list's file or sheet: "03-附表1-C". Sheet names come from the workbook: nothing in them
 * may lead to another folder. */
static const char *list_name(struct filling *f, const struct list *l, int i)
{
	struct buf b BUF_AUTO = { 0 };
	struct str name = l->q->sheet >= 0 ? f->book->sheet[l->q->sheet].name : l->q->name;

	buf_init(&b, 4096);
	buf_addf(&b, "%02d-", i + 1);
	for (int n = 0; name.n && n < 20; n++) {
		struct str before = name;
		int32_t cp = utf8_next(&name);

		if (cp < 0x30 || cp == '/' || cp == '\\' || cp == ':' || utf8_unruly(cp))
			buf_addc(&b, '_');
		else
			buf_add(&b, before.p, before.n - name.n);
	}
	if (l->q->sheet >= 0) {
		buf_addc(&b, '-');
		if (l->q->kind == FORM_CELL)
			fill_put_place(&b, filled_row(f, l->q->sheet, l->q->row), l->q->col);
		else if (l->q->kind == FORM_COLUMN)
			fill_put_col(&b, l->q->col);
		else
			buf_addi(&b, filled_row(f, l->q->sheet, l->q->row));
	}
	return str_z(&f->cx->arena, buf_str(&b));
}

static struct str slot_cell(const struct slot *s, struct buf *b)
{
	buf_reset(b);
	if (s->row)
		fill_put_place(b, s->row, s->col);
	return buf_str(b);
}

/* A writer of tables: CSV text, or a sheet of a workbook. */
struct table_out {
	struct buf *csv;             /* or */
	struct xw_sheet *sheet;
	int col;
};

static void put_cell(struct table_out *t, struct str s, bool code, enum xw_look look)
{
	if (t->csv) {
		if (t->col)
			buf_addc(t->csv, ',');
		csv_put(t->csv, s, ',', true);
	} else if (code) {
		xw_code(t->sheet, t->col, s, look);
	} else {
		xw_text(t->sheet, t->col, s, look);
	}
	t->col++;
}

static void put_number(struct table_out *t, struct str s)
{
	int64_t v;
	bool plain;

	if (!t->csv && decimal_read(s, 8, &v, &plain) == MONEY_GOOD)
		xw_number(t->sheet, t->col++, v, 8, false, XW_PLAIN);
	else
		put_cell(t, s, false, XW_PLAIN);
}

static void end_row(struct table_out *t)
{
	if (t->csv)
		buf_addz(t->csv, "\r\n");
	else
		xw_next(t->sheet);
	t->col = 0;
}

static void head(struct table_out *t, const struct filling *f, const char *zh, const char *en)
{
	put_cell(t, str_of(f->cx->lang == LANG_ZH ? zh : en), false, XW_HEAD);
}

static void put_list(struct filling *f, struct list *l, struct table_out *t)
{
	struct str *place = arena_array(&f->a, (size_t)l->q->n + 1, sizeof *place);
	struct buf b BUF_AUTO = { 0 };

	for (int i = 0; i < l->q->n; i++)
		place[i] = place_name(f, l->q->slot[i].place);
	buf_init(&b, 4096);
	head(t, f, "单元格", "Cell");
	head(t, f, "地区", "Place");
	for (int i = 0; i < l->nfield; i++) {
		buf_reset(&b);
		sheet_label(&b, &l->q->x.e->fields[l->field[i]], LANG_ZH);
		put_cell(t, buf_str(&b), false, XW_HEAD);
	}
	end_row(t);
	if (t->sheet)
		xw_freeze(t->sheet, 1, 0);
	for (size_t i = 0; i < l->nline; i++) {
		const struct slot *s = &l->q->slot[l->line[i].slot];
		struct str rest = { l->text.p + l->line[i].at, l->line[i].n }, cell;

		put_cell(t, slot_cell(s, &b), false, XW_PLAIN);
		put_cell(t, place[l->line[i].slot], false, XW_PLAIN);
		for (int k = 0; k < l->nfield && str_next(&rest, CELL_END, &cell); k++) {
			if (k == l->value_col)
				put_number(t, cell);
			else
				put_cell(t, cell, true, XW_PLAIN);
		}
		end_row(t);
	}
}

#define INDEX_COLS 9
#define INDEX_LIST 6                 /* the column that names the list's file */
static const char *const index_cols[INDEX_COLS][2] = { { "工作表", "Sheet" }, { "单元格", "Cell" },
	{ "地区", "Place" }, { "数值", "Number" }, { "名单行数", "Rows" },
	{ "未填行数", "Rows without a value" }, { "名单", "List" }, { "名单起始行", "First row" },
	{ "绑定", "Binding" } };

static void index_head(struct filling *f, struct table_out *t)
{
	for (int i = 0; i < INDEX_COLS; i++)
		head(t, f, index_cols[i][0], index_cols[i][1]);
	end_row(t);
	if (t->sheet)
		xw_freeze(t->sheet, 1, 0);
}

/* A row of the index for each number; lists are sorted by slot, so a number's rows stand together.
 */
static void put_index(struct filling *f, struct lists *ls, struct table_out *t)
{
	struct buf b BUF_AUTO = { 0 };
	char n[24];

	buf_init(&b, 4096);
	index_head(f, t);
	for (int i = 0; i < ls->n; i++) {
		struct list *l = &ls->list[i];
		int64_t first = 2;

		for (int k = 0; k < l->q->n; k++) {
			const struct slot *s = &l->q->slot[k];

			put_cell(t, s->row ? f->book->sheet[s->sheet].name : l->q->name, false,
			         XW_PLAIN);
			put_cell(t, slot_cell(s, &b), false, XW_PLAIN);
			put_cell(t, place_name(f, s->place), false, XW_PLAIN);
			put_number(t, s->text);
			snprintf(n, sizeof n, "%lld", (long long)s->sum.rows);
			put_number(t, str_of(n));
			snprintf(n, sizeof n, "%lld", (long long)s->sum.unknown);
			put_number(t, str_of(n));
			put_cell(t, str_of(l->file), false, XW_PLAIN);
			snprintf(n, sizeof n, "%lld", (long long)first);
			put_number(t, s->sum.rows ? str_of(n) : STR(""));
			put_cell(t, l->q->x.text, false, XW_PLAIN);
			end_row(t);
			first += s->sum.rows;
		}
	}
}

static const char *in_dir(struct filling *f, const char *name)
{
	struct str dir = str_join(&f->cx->arena, str_of(f->o->lists), STR("/"));

	return str_z(&f->cx->arena, str_join(&f->cx->arena, dir, str_of(name)));
}

/* The next cell of CSV as put_cell writes it; *last: its row ends with it. */
static bool next_cell(struct str *rest, struct str *cell, bool *last)
{
	size_t i = 0, from = 0, end;

	if (!rest->n)
		return false;
	if (rest->p[0] == '"') {
		for (i = from = 1; i < rest->n && (rest->p[i] != '"' ||
		     (i + 1 < rest->n && rest->p[i + 1] == '"')); i++)
			i += rest->p[i] == '"';
		end = i++;
	} else {
		while (i < rest->n && rest->p[i] != ',' && rest->p[i] != '\r')
			i++;
		end = i;
	}
	*cell = str_sub(*rest, from, end - from);
	*last = i >= rest->n || rest->p[i] != ',';
	*rest = str_sub(*rest, i + (*last ? 2 : 1), rest->n);
	return true;
}

/* As list_name makes them: no name in an index leads out of its folder. */
static bool list_file(struct str s)
{
	return s.n > 7 && s.n < 250 && str_ends(s, STR(".csv")) && !memchr(s.p, '/', s.n) &&
	       !memchr(s.p, 0, s.n);
}

/* Names in the index that an earlier run has left in the folder. False: it is none of ours. */
static bool read_index(struct str text, struct hmap *names, struct arena *a)
{
	struct str rest = text, cell;
	bool head[2] = { true, true }, last;

	if (!str_starts(rest, STR("\xEF\xBB\xBF")))
		return false;
	rest = str_sub(rest, 3, rest.n);
	for (int row = 0; rest.n; row++)
		for (int col = 0;; col++) {
			if (!next_cell(&rest, &cell, &last) || col >= INDEX_COLS ||
			    last != (col == INDEX_COLS - 1))
				return false;
			for (int i = 0; row == 0 && i < 2; i++)
				head[i] &= str_eqz(cell, index_cols[col][i]);
			if (row == 0 && !head[0] && !head[1])
				return false;
			if (row && col == INDEX_LIST && !list_file(cell))
				return false;
			if (row && col == INDEX_LIST)
				hmap_put(names, str_dup(a, cell), 1);
			if (last)
				break;
		}
	return !arena_full(a);
}

/* One of the names, or what a run that was killed left of it: NAME.tmp and 12 hex digits. */
static bool is_ours(const struct hmap *names, struct str name)
{
	ptrdiff_t tmp = name.n > 16 ? (ptrdiff_t)name.n - 16 : -1;
	struct str of = str_sub(name, 0, tmp < 0 ? 0 : (size_t)tmp);
	int64_t at;

	if (str_eqz(name, INDEX_FILE) || hmap_get(names, name, &at))
		return true;
	if (tmp < 0 || !str_starts(str_sub(name, (size_t)tmp, 16), STR(".tmp")))
		return false;
	for (size_t i = (size_t)tmp + 4; i < name.n; i++)
		if (!strchr("0123456789abcdef", name.p[i]))
			return false;
	return str_eqz(of, INDEX_FILE) || hmap_get(names, of, &at);
}

/* Last month's lists go, so that none of them is taken for this month's: those that the folder's
 * index names. Anything else in the folder is somebody's, whatever it is called: then nothing is
 * removed, and nothing written over. */
static enum err clear_dir(struct filling *f)
{
	const char *index = in_dir(f, INDEX_FILE);
	struct hmap *names = hmap_new(&f->a, 64);
	bool indexed = false;
	struct str *name, text;
	size_t n;

	TRY(os_mkdir(f->cx, f->o->lists, 0700));
	TRY(os_list_dir(f->cx, f->o->lists, &name, &n));
	if (os_is_file(index)) {
		TRY(os_read_file(f->cx, index, INDEX_MAX, &text));
		indexed = read_index(text, names, &f->a);
	}
	for (size_t i = 0; i < n; i++)
		if (!indexed || !is_ours(names, name[i]))
			return err_set(f->cx, ERR_CONFLICT, f->o->lists, "report-lists-others",
			               f->o->lists, str_z(&f->cx->arena, name[i]), NULL);
	for (size_t i = 0; i < n; i++)
		if (!str_eqz(name[i], INDEX_FILE))      /* written over at once */
			TRY(os_remove(f->cx, in_dir(f, str_z(&f->cx->arena, name[i]))));
	return OK;
}

/* The index comes first: what a run that breaks off leaves is named by it. */
static enum err write_csv(struct filling *f, struct lists *ls)
{
	struct buf b BUF_AUTO = { 0 };
	struct table_out t = { .csv = &b };
	int64_t rows = 0;

	buf_init(&b, CSV_FILE_MAX);
	for (int i = 0; i < ls->n; i++) {
		const char *name = list_name(f, &ls->list[i], i);

		ls->list[i].file = str_z(&f->cx->arena, str_join(&f->cx->arena, str_of(name),
		                                                 STR(".csv")));
		rows += ls->list[i].q->n;
	}
	buf_addz(&b, "\xEF\xBB\xBF");
	put_index(f, ls, &t);
	if (b.full || b.n > INDEX_MAX)
		return err_set(f->cx, ERR_LIMIT, f->o->lists, "report-lists-large", NULL);
	TRY(clear_dir(f));
	TRY(fill_file(f, in_dir(f, INDEX_FILE), "csv", rows, buf_str(&b)));
	for (int i = 0; i < ls->n; i++) {
		struct list *l = &ls->list[i];

		buf_reset(&b);
		buf_addz(&b, "\xEF\xBB\xBF");
		put_list(f, l, &t);
		if (b.full)
			return err_set(f->cx, ERR_LIMIT, l->q->at, "report-lists-large", NULL);
		TRY(fill_file(f, in_dir(f, l->file), "csv", (int64_t)l->nline, buf_str(&b)));
	}
	return OK;
}

static enum err write_xlsx(struct filling *f, struct lists *ls)
{
	unsigned char hash[HASH_LEN];
	struct clear_note n = { .path = f->o->lists, .format = "xlsx", .rows = f->res->list_rows,
		.hash = hash };
	struct table_out t = { 0 };
	struct xw *w;
	enum err e;

	TRY(xw_begin(f->cx, f->o->lists, &w));
	for (int i = 0; i < ls->n; i++)
		ls->list[i].file = list_name(f, &ls->list[i], i);
	t.sheet = xw_add_sheet(w, str_of(f->cx->lang == LANG_ZH ? "索引" : "Index"));
	put_index(f, ls, &t);
	for (int i = 0; i < ls->n && !xw_failed(w); i++) {
		t.sheet = xw_add_sheet(w, str_of(ls->list[i].file));
		put_list(f, &ls->list[i], &t);
	}
	e = xw_end(f->cx, w);
	if (e == OK)
		e = files_hash(f->cx, f->r, xw_fd(w), hash);
	if (e == OK && f->face->file)
		e = f->face->file(f->face->arg, &n);
	if (e == OK)
		e = xw_publish(f->cx, w, 0600);
	xw_close(w);
	return e;
}

enum err lists_write(struct filling *f, struct lists *ls)
{
	if (!f->o->lists)
		return OK;
	for (int i = 0; i < ls->n; i++)
		if (ls->list[i].nline)
			qsort(ls->list[i].line, ls->list[i].nline, sizeof(struct line), line_cmp);
	return str_ends(str_of(f->o->lists), STR(".xlsx")) ? write_xlsx(f, ls) :
	                                                     write_csv(f, ls);
}

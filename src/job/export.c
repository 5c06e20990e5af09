/* export - see the header. Rows are read here and put into the workbook by another thread. */
#include "job/export_int.h"

#include "base/mem.h"
#include "base/msg.h"
#include "entity/sheet.h"
#include "job/tape.h"

enum how { AS_TEXT, AS_CODE, AS_NUMBER, AS_FIXED, AS_DATE, AS_PLACE };

struct shown {
	int field;
	enum how how;
	int scale;
	bool sum;
};

/* Sums of a block, and of the whole sheet. */
struct sums {
	int64_t *v;                  /* one a column */
	bool *bad;                   /* more than 64 bits: not shown */
	int64_t rows;
};

struct export {
	struct ctx *cx;
	struct reg *r;
	const struct export_ask *ask;
	struct browse *b;
	struct tape *t;
	struct shown *col;
	int ncol;
	bool any_sum;
	struct area_tree *areas;
	struct str *place;           /* names already made, one an area */
	struct splitter split;
	struct sums block, sheet;
	struct buf cell;
	struct str name;             /* of the current sheet */
	int64_t row;                 /* rows of it that are written */
	int64_t rows;
};

/* ---- columns ---- */

static struct shown shown_as(const struct field *f, int field, enum mask mask)
{
	struct shown s = { field, AS_TEXT, 0, false };
	bool clear = cell_clear(f, mask);

	switch (f->type) {
	case FT_CODE: case FT_IDNO: case FT_DCARD: case FT_PHONE: case FT_CARD: case FT_USCC:
	case FT_HASH: case FT_REF:
		s.how = AS_CODE;
		break;
	case FT_AREA:
		s.how = clear ? AS_PLACE : AS_TEXT;
		break;
	case FT_INT: case FT_YEAR: case FT_MONEY: case FT_DEC:
		if (!clear)
			break;
		s.how = f->type == FT_MONEY ? AS_FIXED : AS_NUMBER;
		s.scale = f->type == FT_MONEY ? 2 : f->type == FT_DEC ? f->scale : 0;
		s.sum = f->flags & E_SUM;
		break;
	case FT_DATE: case FT_MONTH:
		s.how = clear ? AS_DATE : AS_TEXT;
		break;
	default:
		break;
	}
	return s;
}

static void columns(struct export *x)
{
	struct arena *a = &x->cx->arena;
	const int *field;

	x->ncol = browse_columns(x->b, &field);
	x->col = arena_array(a, (size_t)x->ncol, sizeof *x->col);
	for (int i = 0; i < x->ncol; i++) {
		x->col[i] = shown_as(&x->ask->q.e->fields[field[i]], field[i], x->ask->q.mask);
		x->any_sum |= x->col[i].sum;
		/* an area's own place says where it hangs in the tree: only its code is sure */
		if (x->col[i].how == AS_PLACE && x->ask->q.e->tag == TAG_area)
			x->col[i].how = AS_CODE;
	}
	for (int i = 0; i < 2; i++) {
		struct sums *s = i ? &x->sheet : &x->block;

		s->v = arena_array(a, (size_t)x->ncol, sizeof *s->v);
		s->bad = arena_array(a, (size_t)x->ncol, sizeof *s->bad);
	}
}

/* ---- cells ---- */

static bool put_place(struct export *x, const struct rec *row, int col, int field)
{
	bool own = x->ask->q.e->fields[field].column == SYS_AREA;
	int64_t id = rec_has(row, field) ? row->v[field].i : own ? row->area : 0;
	int at = id ? area_by_id(x->areas, id) : -1;

	if (at < 0)
		return false;
	if (!x->place[at].n)
		x->place[at] = area_named(&x->cx->arena, x->areas, at);
	tape_text(x->t, col, x->place[at], XW_PLAIN);
	return true;
}

static void add_up(struct export *x, int col, int64_t v)
{
	if (__builtin_add_overflow(x->block.v[col], v, &x->block.v[col]))
		x->block.bad[col] = true;
	if (__builtin_add_overflow(x->sheet.v[col], v, &x->sheet.v[col]))
		x->sheet.bad[col] = true;
}

static enum err put_cell(struct export *x, const struct rec *row, int i)
{
	const struct shown *c = &x->col[i];
	const struct val *v = &row->v[c->field];

	if (v->kind == VAL_INT) {
		switch (c->how) {
		case AS_NUMBER:
		case AS_FIXED:
			tape_number(x->t, i, v->i, c->scale, c->how == AS_FIXED, XW_PLAIN);
			if (c->sum)
				add_up(x, i, v->i);
			return OK;
		case AS_DATE:
			tape_date(x->t, i, (date_t)v->i, XW_PLAIN);
			return OK;
		default:
			break;
		}
	}
	if (c->how == AS_PLACE && put_place(x, row, i, c->field))
		return OK;
	buf_reset(&x->cell);
	TRY(browse_cell(x->cx, x->b, row, c->field, true, x->ask->lang, &x->cell));
	if (x->cell.n == 0)
		return OK;
	if (c->how == AS_CODE)
		tape_code(x->t, i, buf_str(&x->cell), XW_PLAIN);
	else
		tape_text(x->t, i, buf_str(&x->cell), XW_PLAIN);
	return OK;
}

/* ---- what stands around the rows ---- */

static void next_row(struct export *x)
{
	tape_next(x->t);
	x->row++;
}

static void begin_sheet(struct export *x)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	x->row = 0;
	tape_sheet(x->t, x->name);
	if (x->ask->title) {
		tape_merge(x->t, x->ncol - 1, XW_TITLE);
		tape_text(x->t, 0, str_of(x->ask->title), XW_TITLE);
		next_row(x);
	}
	for (int i = 0; i < x->ncol; i++) {
		buf_reset(&b);
		sheet_label(&b, &x->ask->q.e->fields[x->col[i].field], x->ask->lang);
		tape_text(x->t, i, buf_str(&b), XW_HEAD);
	}
	next_row(x);
	/* a filter over headings and sums would sort them away */
	tape_header(x->t, x->ncol - 1, !x->split.block.on);
}

/* "青山镇向阳村（12）", over the block. */
static void put_heading(struct export *x, int from)
{
	const struct placed *row = x->split.row;
	int n = from;

	while (n < x->split.n && row[n].block == row[from].block &&
	       row[n].sheet == row[from].sheet)
		n++;
	buf_reset(&x->cell);
	buf_adds(&x->cell, x->split.block.part[row[from].block].label);
	buf_addf(&x->cell, x->ask->lang == LANG_ZH ? "（%d）" : " (%d)", n - from);
	tape_text(x->t, 0, buf_str(&x->cell), XW_BLOCK);
	for (int i = 1; i < x->ncol; i++)
		tape_text(x->t, i, STR(""), XW_BLOCK);
	next_row(x);
}

static void put_sums(struct export *x, struct sums *s, const char *key)
{
	bool first = true, counted = false;
	struct buf n BUF_AUTO = { 0 };

	if (!s->rows)
		return;
	buf_init(&n, 64);
	buf_addf(&n, x->ask->lang == LANG_ZH ? "%lld 行" : "%lld rows", (long long)s->rows);
	for (int i = 0; i < x->ncol; i++) {
		if (x->col[i].sum && !s->bad[i])
			tape_number(x->t, i, s->v[i], x->col[i].scale, x->col[i].how == AS_FIXED,
			            XW_SUM);
		else if (first)
			tape_text(x->t, i, str_of(msg_text(x->ask->lang, key)), XW_SUM);
		else
			tape_text(x->t, i, counted ? STR("") : buf_str(&n), XW_SUM);
		counted |= !first && !x->col[i].sum;
		first = first && x->col[i].sum;
	}
	next_row(x);
}

static void forget_sums(struct export *x, struct sums *s)
{
	memset(s->v, 0, (size_t)x->ncol * sizeof *s->v);
	memset(s->bad, 0, (size_t)x->ncol * sizeof *s->bad);
	s->rows = 0;
}

static void end_block(struct export *x)
{
	if (x->split.block.on && x->any_sum)
		put_sums(x, &x->block, "export-subtotal");
	forget_sums(x, &x->block);
}

static void end_sheet(struct export *x)
{
	end_block(x);
	if (x->split.block.on)
		put_sums(x, &x->sheet, "export-total");
	forget_sums(x, &x->sheet);
}

/* ---- rows ---- */

static void before_row(struct export *x, int64_t n)
{
	const struct splitter *s = &x->split;
	bool split = s->sheet.on || s->block.on;
	bool sheet = n == 0 || (s->sheet.on && s->row[n].sheet != s->row[n - 1].sheet);
	bool block = s->block.on && (sheet || s->row[n].block != s->row[n - 1].block);

	if (block || sheet)
		end_block(x);
	if (sheet) {
		if (n)
			end_sheet(x);
		if (split && s->sheet.on)
			x->name = s->sheet.part[s->row[n].sheet].label;
		begin_sheet(x);
	} else if (x->row >= XW_MAX_ROWS - 3) {
		begin_sheet(x);          /* the same name with a number, and the header again */
	}
	if (block)
		put_heading(x, (int)n);
}

static enum err put_rows(struct export *x)
{
	struct ctx *cx = x->cx;
	struct rec *row;

	for (;;) {
		TRY(browse_next(cx, x->b, &row));
		if (cx->stop && *cx->stop)
			return err_set(cx, ERR_INPUT, "", "cmd-export-stopped", NULL);
		if (!row || tape_failed(x->t))
			break;
		before_row(x, x->rows);
		for (int i = 0; i < x->ncol; i++)
			TRY(put_cell(x, row, i));
		next_row(x);
		x->rows++;
		x->block.rows++;
		x->sheet.rows++;
	}
	if (!x->rows)
		begin_sheet(x);
	end_sheet(x);
	return OK;
}

static enum err fill(struct export *x, struct xw *w)
{
	enum err e;

	x->t = tape_open(w);
	e = put_rows(x);
	tape_close(x->t);
	return e;
}

static enum err run(struct export *x, const char *path, struct xw **out)
{
	struct splitter *s = &x->split;
	enum err e;

	columns(x);
	TRY(area_load(x->cx, &x->cx->arena, x->r, &x->areas));
	x->place = arena_array(&x->cx->arena, (size_t)area_count(x->areas) + 1, sizeof *x->place);
	*s = (struct splitter){ .cx = x->cx, .r = x->r, .ask = x->ask, .b = x->b,
		.areas = x->areas };
	TRY(split_begin(s));
	if (s->sheet.on || s->block.on)
		TRY(split_rows(s));
	TRY(xw_begin(x->cx, path, out));
	e = fill(x, *out);
	if (e == OK)
		e = xw_end(x->cx, *out);
	if (e != OK) {
		xw_close(*out);
		*out = NULL;
	}
	return e;
}

enum err export_book(struct ctx *cx, struct reg *r, const struct export_ask *ask, const char *path,
                     struct xw **out, int64_t *rows)
{
	const struct entity *noun = ask->q.e;
	struct export x = { .cx = cx, .r = r, .ask = ask,
		.name = str_of(ask->lang == LANG_ZH ? noun->zh : noun->en) };
	enum err e;

	*out = NULL;
	TRY(browse_open(cx, r, &ask->q, &x.b));
	buf_init(&x.cell, (size_t)1 << 20);
	e = run(&x, path, out);
	buf_free(&x.cell);
	split_end(&x.split);
	browse_close(x.b);
	*rows = x.rows;
	return e;
}

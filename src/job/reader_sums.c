#include "job/reader_sums.h"

#include "base/money.h"

#define OFF_MAX 1000             /* mismatches that are told */

struct column { int col; int64_t part, all, subs; bool over, mark; };

struct adding {
	struct sums *s;
	const struct layout *l;
	const struct cell_cx *cell;
	struct ctx *cx;
	struct above *above;
	struct arena *a;
	struct column *c;
	int n;
	bool any;                    /* a data row was met */
	struct { int32_t row; int64_t *v; bool *has; } top[4];       /* totals above the rows */
	int ntop;
};

/* Columns whose sum means something: amounts worth adding and counts, each stated once a row. */
static bool adds_up(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];
	const struct field *f;

	if (c->kind != COL_FIELD || (l->map.npart > 1 && c->part == 0))
		return false;
	f = &l->map.part[c->part]->fields[c->field];
	return ((f->type == FT_MONEY || f->type == FT_DEC) && f->flags & E_SUM) ||
	       (f->type == FT_INT && f->unit && !(f->flags & (E_KEY | E_ROWKEY)));
}

static bool value_of(const struct adding *x, struct str cell, int col, int64_t *v)
{
	const struct sheet_col *c = &x->l->map.col[col];
	struct field f = x->l->map.part[c->part]->fields[c->field];
	struct cell_result res;

	f.min = f.max = 0;               /* a sum is larger than one may be */
	cell_read_in(x->cell, &f, c->factor, cell, &res);
	*v = res.v.i;
	return (res.state == CELL_GOOD || res.state == CELL_MENDED) && res.v.kind == VAL_INT;
}

static void add_value(struct adding *x, struct column *c, struct str cell)
{
	int64_t v;

	if (!cell.n || !value_of(x, cell, c->col, &v))
		return;
	if (!money_add(c->part, v, &c->part) || !money_add(c->all, v, &c->all))
		c->over = true;
}

static enum err add_row(struct adding *x, int64_t row, const struct str *cells, int n)
{
	bool marks = false;

	x->any = true;
	for (int k = 0; k < x->n; k++) {
		struct column *c = &x->c[k];

		c->mark = c->col < n && above_is_ditto(cells[c->col]);
		marks |= c->mark;
		if (c->col < n && !c->mark)
			add_value(x, c, cells[c->col]);
	}
	for (int k = 0; marks && k < x->n; k++) {       /* these take the row's cells away */
		struct column *c = &x->c[k];
		struct str cell;
		int64_t from;

		if (!c->mark)
			continue;
		TRY(above_ditto(x->above, row, c->col, &from));
		if (!from)
			continue;
		TRY(table_cell(x->cx, x->l->t, from, c->col, &cell));
		add_value(x, c, cell);
	}
	return OK;
}

static void tell(struct adding *x, int32_t row, int k, int64_t sum)
{
	const struct sheet_col *c = &x->l->map.col[x->c[k].col];
	const struct field *f = &x->l->map.part[c->part]->fields[c->field];
	struct sums *s = x->s;
	char text[24];
	size_t n;

	if (x->c[k].over || s->noff == OFF_MAX)
		return;
	if (s->noff == s->cap) {
		int cap = s->cap ? s->cap * 2 : 32;
		struct sums_off *v = arena_array(x->a, (size_t)cap, sizeof *v);

		if (s->noff)
			memcpy(v, s->off, (size_t)s->noff * sizeof *v);
		s->off = v;
		s->cap = cap;
	}
	n = decimal_put(text, sum, f->type == FT_MONEY ? 2 : f->type == FT_DEC ? f->scale : 0);
	s->off[s->noff++] = (struct sums_off){ row, x->c[k].col,
		str_dup(x->a, (struct str){ text, n }) };
}

/* A total may be of the rows since the last one, of all, or of the totals of parts. */
static void check_total(struct adding *x, int32_t row, const struct str *cells, int n, bool sub)
{
	for (int k = 0; k < x->n; k++) {
		struct column *c = &x->c[k];
		int64_t v;

		if (c->col < n && cells[c->col].n && value_of(x, cells[c->col], c->col, &v) &&
		    v != c->part && v != c->all && v != c->subs)
			tell(x, row, k, sub ? c->part : c->all);
		if (!money_add(c->subs, c->part, &c->subs))
			c->over = true;
		c->part = 0;
		if (!sub)
			c->subs = 0;
	}
}

static void keep_top(struct adding *x, int32_t row, const struct str *cells, int n)
{
	int at = x->ntop;

	if (at == (int)(sizeof x->top / sizeof *x->top))
		return;
	x->top[at].row = row;
	x->top[at].v = arena_array(x->a, (size_t)x->n + 1, sizeof(int64_t));
	x->top[at].has = arena_array(x->a, (size_t)x->n + 1, sizeof(bool));
	for (int k = 0; k < x->n; k++)
		if (x->c[k].col < n && cells[x->c[k].col].n)
			x->top[at].has[k] = value_of(x, cells[x->c[k].col], x->c[k].col, &x->top[at].v[k]);
	x->ntop++;
}

enum err sums_make(struct sums *s, struct ctx *cx, struct arena *a, struct above *above,
                   const struct cell_cx *cell)
{
	const struct layout *l = above->l;
	struct adding x = { .s = s, .l = l, .cell = cell, .cx = cx, .above = above, .a = a };
	int64_t last = table_rows(l->t);

	if (s->done)
		return OK;
	s->done = true;
	x.c = arena_array(a, (size_t)l->map.ncol + 1, sizeof *x.c);
	for (int i = 0; i < l->map.ncol; i++)
		if (adds_up(l, i))
			x.c[x.n++].col = i;
	if (!x.n)
		return OK;
	for (int64_t row = l->first; row <= last; row++) {
		struct str *cells;
		enum row_class class;
		int n;

		arena_reset(cell->a);
		TRY(table_record(cx, l->t, row, &cells, NULL, &n));
		class = layout_class(l, cell->a, cells, n);
		if (class == ROW_DATA)
			TRY(add_row(&x, row, cells, n));
		else if (class == ROW_TOTAL && !x.any)
			keep_top(&x, (int32_t)row, cells, n);
		else if (class == ROW_TOTAL)
			check_total(&x, (int32_t)row, cells, n, layout_subtotal(cell->a, cells, n));
	}
	for (int i = 0; i < x.ntop; i++)
		for (int k = 0; k < x.n; k++)
			if (x.top[i].has[k] && x.top[i].v[k] != x.c[k].all)
				tell(&x, x.top[i].row, k, x.c[k].all);
	return OK;
}

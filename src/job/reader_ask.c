#include "job/reader_ask.h"

#include <stdio.h>

#include "base/utf8.h"
#include "fmt/csv.h"
#include "job/reader_wire.h"

#define LOOK_ROWS 300            /* data rows that are looked at for examples */
#define AGAIN_MOST 60            /* columns that state others' fields again: no list has so many */

/* ---- columns that state one field ---- */

static bool same_value(const struct layout *l, const struct cell_cx *cell, int x, int y,
                       const struct str *cells)
{
	const struct sheet_col *a = &l->map.col[x], *b = &l->map.col[y];
	const struct field *f = &l->map.part[a->part]->fields[a->field];
	struct cell_result p, q;

	cell_read_in(cell, f, a->factor, csv_unguard(cells[x]), &p);
	cell_read_in(cell, f, b->factor, csv_unguard(cells[y]), &q);
	return p.state == CELL_BAD || q.state == CELL_BAD || val_eq(&p.v, &q.v);
}

/* A column that stands again: how many rows state both, and how many of these differ. */
struct pair { int col, same; int64_t both, differ; };

static void compare_row(struct layout *l, const struct cell_cx *cell, struct pair *v, int n,
                        const struct str *cells, int width)
{
	int told = -1;

	for (int k = 0; k < n; k++) {
		struct pair *p = &v[k];
		struct str x, y;

		if (p->col >= width)
			break;                   /* the others stand further right */
		x = str_trim(cells[p->col]);
		y = p->same < width ? str_trim(cells[p->same]) : (struct str){ 0 };
		if (!x.n || !y.n)
			continue;
		if (told < 0)
			told = layout_plainly(l, cells, width) ||
			       layout_class(l, cell->a, cells, width) == ROW_DATA;
		if (!told)
			return;
		p->both++;
		p->differ += !str_eq(x, y) && !same_value(l, cell, p->same, p->col, cells);
	}
}

/* All such columns in one pass. */
static enum err compare(struct ctx *cx, struct layout *l, const struct cell_cx *cell)
{
	int64_t last = table_rows(l->t);
	struct pair *v = arena_array(l->a, (size_t)l->map.ncol + 1, sizeof *v);
	int n = 0;

	for (int i = 0; i < l->map.ncol; i++)
		if (l->map.col[i].kind == COL_AGAIN)
			v[n++] = (struct pair){ i, l->map.col[i].same, 0, 0 };
	if (n > AGAIN_MOST) {
		l->map.twice = l->map.col[v[0].col].header;
		return OK;
	}
	for (int64_t row = l->first; n && row <= last; row++) {
		struct str *cells;
		int width;

		arena_reset(cell->a);
		TRY(table_record(cx, l->t, row, &cells, NULL, &width));
		compare_row(l, cell, v, n, cells, width);
	}
	for (int k = 0; k < n && !l->map.twice.n; k++)
		if (v[k].differ * 2 > v[k].both)
			l->map.twice = l->map.col[v[k].col].header;
	return OK;
}

/* What stands in columns without a header: whether anything, and whether only the rows' numbers. */
struct bare { bool any, other; int64_t last; };

/* 1, 2, 3 ... down the sheet. In the first column a number may be that of a household, over all its
 * rows; elsewhere it goes on in each row. */
static void count_on(struct bare *b, int col, struct str s)
{
	int64_t v;
	bool next = str_i64(s, &v) && (v == b->last + 1 || (col == 0 && v == b->last));

	b->any = true;
	b->other |= !next;
	if (next)
		b->last = v;
}

static bool numbers_rows(const struct bare *b, int col)
{
	return b->any && !b->other && b->last >= (col == 0 ? 1 : 2);
}

static bool nameless(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];

	return c->kind == COL_NOTHING && !str_trim(c->header).n && !l->by_user[col] &&
	       !l->by_memory[col];
}

/* A column without a header that is not empty is no column of no use, unless it counts the rows. */
static enum err unnamed(struct ctx *cx, struct layout *l, struct arena *scratch)
{
	struct bare *bare = arena_array(l->a, (size_t)l->map.ncol + 1, sizeof *bare);
	int64_t last = table_rows(l->t);
	struct str *cells;
	bool any = false;
	char name[16];
	int n;

	for (int i = 0; i < l->map.ncol; i++) {
		bare[i] = (struct bare){ 0 };
		any |= nameless(l, i);
	}
	for (int64_t row = l->first; any && row <= last && row < l->first + LOOK_ROWS; row++) {
		TRY(table_record(cx, l->t, row, &cells, NULL, &n));
		if (layout_class(l, scratch, cells, n) != ROW_DATA)
			continue;
		for (int i = 0; i < n && i < l->map.ncol; i++)
			if (nameless(l, i) && str_trim(cells[i]).n)
				count_on(&bare[i], i, str_trim(cells[i]));
	}
	for (int i = 0; any && i < l->map.ncol; i++) {
		struct sheet_col *c = &l->map.col[i];

		if (!bare[i].any || numbers_rows(&bare[i], i))
			continue;
		snprintf(name, sizeof name, "@%d", i + 1);
		c->kind = COL_IGNORED;
		c->header = str_dup(l->a, str_of(name));
		l->map.ignored++;
	}
	return OK;
}

/* ---- questions ---- */

/* 张*, 1****: what a value looks like, not what it is. */
static struct str masked(struct arena *a, struct str s)
{
	struct str rest = s;
	size_t first, stars = 0;
	char *to = arena_alloc(a, s.n + 16);

	utf8_next(&rest);
	first = s.n - rest.n;
	memcpy(to, s.p, first);
	while (stars < 8 && utf8_next(&rest) >= 0)
		to[first + stars++] = '*';
	return (struct str){ to, first + stars };
}

static enum err look_at(struct ctx *cx, struct layout *l, struct arena *scratch, struct ask *q)
{
	int64_t last = table_rows(l->t);

	for (int64_t row = l->first; row <= last && row < l->first + LOOK_ROWS; row++) {
		struct str *cells;
		int n;

		arena_reset(scratch);
		TRY(table_record(cx, l->t, row, &cells, NULL, &n));
		if (!layout_plainly(l, cells, n) && layout_class(l, scratch, cells, n) != ROW_DATA)
			continue;
		for (int k = 0; k < q->n; k++) {
			struct ask_one *x = &q->v[k];
			struct str t = x->col < n ? str_trim(cells[x->col]) : (struct str){ 0 };

			if (!t.n || x->n == 2 || t.n > 200)
				continue;
			t = masked(l->a, t);
			if (!x->n || !str_eq(x->value[0], t))
				x->value[x->n++] = t;
		}
	}
	return OK;
}

enum err ask_columns(struct ctx *cx, struct layout *l, const struct cell_cx *cell,
                     struct ask *out)
{
	TRY(compare(cx, l, cell));
	TRY(unnamed(cx, l, cell->a));
	*out = (struct ask){ arena_array(l->a, ASK_MAX, sizeof *out->v), 0 };
	for (int i = 0; i < l->map.ncol && out->n < ASK_MAX; i++)
		if (l->map.col[i].kind == COL_IGNORED && str_trim(l->map.col[i].header).n)
			out->v[out->n++].col = i;
	return out->n ? look_at(cx, l, cell->a, out) : OK;
}

static void put_near(struct buf *out, struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];
	struct sheet_near near[ASK_NEAR];
	int n = 0;

	if (c->field >= 0) {             /* its unit alone is strange */
		wire_u32(out, 1);
		wire_u32(out, l->map.part[c->part]->tag);
		wire_u32(out, (uint32_t)c->field);
		return;
	}
	n = sheet_nearest(l->ix, &l->map, sheet_plain(l->a, c->header), near, ASK_NEAR);
	wire_u32(out, (uint32_t)n);
	for (int i = 0; i < n; i++) {
		wire_u32(out, l->m->ent[near[i].noun]->tag);
		wire_u32(out, (uint32_t)near[i].field);
	}
}

void ask_put(struct buf *out, struct layout *l, const struct ask *q)
{
	wire_u32(out, (uint32_t)q->n);
	for (int i = 0; i < q->n; i++) {
		wire_u32(out, (uint32_t)q->v[i].col);
		put_near(out, l, q->v[i].col);
		wire_str(out, q->v[i].value[0]);
		wire_str(out, q->v[i].value[1]);
	}
}

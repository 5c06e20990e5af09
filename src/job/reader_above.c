#include "job/reader_above.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

#define STEP 256                 /* rows between places where a ditto's source is remembered */

#define NOTHING UINT32_MAX       /* a source that was looked for in vain */

/* Sources of a column's ditto marks: of the last one looked for, and of every STEP-th row. */
struct above_ditto { struct above_from last; uint32_t *mark; };

bool above_ditto_slow(struct str s)
{
	static const char *const marks[] = {
		"\"", "〃", "″", "々", "同上", "“", "”", "＂", "''", "\"\"", "〞", "〝", "同 上", "同上。", "ˮ",
	};

	s = str_trim(s);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_eqz(s, marks[i]))
			return true;
	return false;
}

static const struct field *field_of(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];

	return c->kind == COL_FIELD || c->kind == COL_AGAIN ?
	       &l->map.part[c->part]->fields[c->field] : NULL;
}

/* Key and place columns: the only ones that a merged cell fills, since an amount that is merged
 * over two rows is one amount. */
static bool fills(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];
	const struct field *f;

	if (c->kind == COL_COUNTY || c->kind == COL_TOWNSHIP)
		return true;
	f = field_of(l, col);
	if (!f)
		return false;
	if (f->type == FT_AREA || f->flags & E_PARENT)
		return true;
	return f->flags & E_KEY && c->part == 0 && l->map.npart > 1;
}

bool above_may_repeat(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];
	const struct field *f = field_of(l, col);
	bool own = c->part + 1 == l->map.npart || c->part == 1;

	return !f || !(f->type == FT_IDNO || f->type == FT_DCARD ||
	               (own && f->flags & (E_KEY | E_NAME)));
}

static int span_cmp(const void *x, const void *y)
{
	const struct above_span *a = x, *b = y;

	return a->col != b->col ? (a->col < b->col ? -1 : 1) :
	       a->row != b->row ? (a->row < b->row ? -1 : 1) : 0;
}

enum err above_open(struct above *f, struct ctx *cx, const struct layout *l)
{
	const struct table_merge *m;
	int n;

	f->cx = cx;
	f->l = l;
	f->nrow = table_rows(l->t);
	arena_init(&f->scratch, 64 << 20);
	f->ditto = mem_new((size_t)l->map.ncol + 1, sizeof *f->ditto);
	m = table_merges(l->t, &n);
	if (!n)
		return OK;
	f->span = mem_new((size_t)n, sizeof *f->span);
	for (int i = 0; i < n; i++)
		if (m[i].row_end > m[i].row && m[i].row >= l->first && m[i].col >= 0 &&
		    m[i].col < l->map.ncol && fills(l, m[i].col))
			f->span[f->nspan++] = (struct above_span){ m[i].col, m[i].row, m[i].row_end };
	qsort(f->span, (size_t)f->nspan, sizeof *f->span, span_cmp);
	return OK;
}

enum err above_key(struct above *f, int64_t row, int64_t from)
{
	if (f->nkey == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 1024;
		f->key = mem_grow(f->key, (size_t)f->cap, sizeof *f->key);
	}
	f->key[f->nkey++] = (struct above_from){ (uint32_t)row, (uint32_t)from };
	return OK;
}

/* ---- is it the shape? ---- */

static enum err copy_row(struct above *f, int64_t row, struct str **out, int *n)
{
	struct str *cells;

	TRY(table_record(f->cx, f->l->t, row, &cells, NULL, n));
	*out = arena_array(&f->scratch, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++)
		(*out)[i] = str_dup(&f->scratch, str_trim(cells[i]));
	return OK;
}

/* Columns that state the household and not the member: blank in a member's row. */
static bool of_household(const struct layout *l, int col)
{
	const struct sheet_col *c = &l->map.col[col];

	if (col == l->key_col)
		return false;
	if (c->kind == COL_COUNTY || c->kind == COL_TOWNSHIP)
		return true;
	return c->kind == COL_FIELD && (l->map.npart > 1 ? c->part == 0 :
	       field_of(l, col)->type == FT_AREA);
}

/* Does the row continue the household of `from`? *sure: columns of the household say so. A member
 * who is a head begins a household of his own. */
static enum err continues(struct above *f, int64_t row, int64_t from, bool *yes, bool *sure)
{
	const struct layout *l = f->l;
	struct str *a, *b;
	int na, nb, blank = 0, stated = 0;

	*yes = *sure = false;
	TRY(copy_row(f, from, &a, &na));
	TRY(copy_row(f, row, &b, &nb));
	if (layout_class(l, &f->scratch, a, na) != ROW_DATA ||
	    layout_class(l, &f->scratch, b, nb) != ROW_DATA)
		return OK;
	for (int i = 0; i < l->map.ncol && i < na; i++) {
		struct str mine = i < nb ? b[i] : (struct str){ 0 };

		if (!a[i].n || !of_household(l, i))
			continue;
		stated++;
		blank += mine.n == 0;
		if (mine.n && !str_eq(mine, a[i]))
			return OK;
	}
	for (int i = 0; i < l->map.ncol && i < nb; i++) {
		const struct field *fd = field_of(l, i);

		if (fd && fd->list && !strcmp(fd->list, "relation") &&
		    (str_eqz(b[i], "户主") || str_eqz(b[i], "本人")))
			return OK;
	}
	*sure = blank > 0;
	*yes = stated == 0 || blank > 0;
	return OK;
}

/* The nearest row above that is data and has a number: a total in between has none. */
static enum err anchor(struct above *f, struct above_from *x)
{
	struct str *cells;
	int n;

	for (int64_t r = x->from; r >= f->l->first && x->from - r < 8; r--) {
		arena_reset(&f->scratch);
		TRY(table_record(f->cx, f->l->t, r, &cells, NULL, &n));
		if (layout_class(f->l, &f->scratch, cells, n) == ROW_DATA &&
		    f->l->key_col < n && str_trim(cells[f->l->key_col]).n) {
			x->from = (uint32_t)r;
			return OK;
		}
	}
	x->from = 0;
	return OK;
}

enum err above_settle(struct above *f, int64_t keyed, int64_t equal)
{
	bool shape = f->nkey > 0 && equal * 50 <= keyed;
	bool often = f->nkey * 5 >= keyed + f->nkey && equal == 0;
	int64_t kept = 0;

	for (int64_t i = 0; i < f->nkey; i++) {
		struct above_from x = f->key[i];
		bool yes = false, sure = false, mark = false;
		struct str cell;

		TRY(table_cell(f->cx, f->l->t, x.row, f->l->key_col, &cell));
		mark = above_is_ditto(cell);
		if (!shape && !mark)
			continue;
		TRY(anchor(f, &x));
		arena_reset(&f->scratch);
		if (x.from && !mark)
			TRY(continues(f, x.row, x.from, &yes, &sure));
		if (x.from && (mark || (yes && (sure || often))))
			f->key[kept++] = x;
	}
	f->nkey = kept;
	return OK;
}

/* ---- asking ---- */

static const struct above_span *span_at(const struct above *f, int64_t row, int col)
{
	int lo = 0, hi = f->nspan;

	while (lo < hi) {
		int mid = (lo + hi) / 2;
		const struct above_span *s = &f->span[mid];

		if (s->col < col || (s->col == col && s->row_end < row))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == f->nspan || f->span[lo].col != col || f->span[lo].row >= row ||
	    f->span[lo].row_end < row)
		return NULL;
	return &f->span[lo];
}

int64_t above_source(const struct above *f, int64_t row, int col)
{
	const struct above_span *s = f->nspan ? span_at(f, row, col) : NULL;
	int64_t lo = 0, hi = f->nkey;

	if (s)
		return s->row;
	if (col != f->l->key_col)
		return 0;
	while (lo < hi) {
		int64_t mid = (lo + hi) / 2;

		if (f->key[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nkey && f->key[lo].row == row ? f->key[lo].from : 0;
}

/* The text above a mark, walking up over other marks and rows that are no data. *r is where the
 * walk ended. */
static enum err walk_up(struct above *f, const struct above_ditto *d, int col, int64_t *r,
                        uint32_t *source)
{
	for (; *r >= f->l->first; (*r)--) {
		struct str *cells, cell;
		int n;

		if (*r == d->last.row)
			*source = d->last.from;
		else if (*r % STEP == 0 && d->mark[*r / STEP])
			*source = d->mark[*r / STEP];
		if (*source)
			return OK;
		TRY(table_record(f->cx, f->l->t, *r, &cells, NULL, &n));
		cell = col < n ? str_trim(cells[col]) : (struct str){ 0 };
		if (above_is_ditto(cell))
			continue;
		arena_reset(&f->scratch);
		if (layout_class(f->l, &f->scratch, cells, n) != ROW_DATA)
			continue;
		*source = (uint32_t)(cell.n ? *r : above_source(f, *r, col));
		break;
	}
	if (!*source)
		*source = NOTHING;
	return OK;
}

enum err above_ditto(struct above *f, int64_t row, int col, int64_t *from)
{
	struct above_ditto *d = f->ditto[col];
	uint32_t source = 0;
	int64_t r = row - 1;

	if (!d) {
		d = f->ditto[col] = mem_new(1, sizeof *d);
		d->mark = mem_new((size_t)(f->nrow / STEP) + 2, sizeof *d->mark);
	}
	TRY(walk_up(f, d, col, &r, &source));
	for (int64_t k = (r < 0 ? 0 : r) / STEP + 1; k * STEP < row; k++)
		d->mark[k] = source;
	d->last = (struct above_from){ (uint32_t)row, source };
	*from = source == NOTHING ? 0 : source;
	return OK;
}

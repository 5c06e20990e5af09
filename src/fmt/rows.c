/* rows - a record is its cells one after the other: a varint, twice the length plus one if marks
 * follow; the marks; the text. A blank cell is one zero byte. */
#include "fmt/rows.h"

#include <stdio.h>

#include "base/mem.h"

void rows_init(struct rows *r, struct spool *s)
{
	*r = (struct rows){ .s = s };
	buf_init(&r->rec, ROWS_RECORD_MAX);
	r->at = mem_grow(NULL, 1, sizeof *r->at);
	r->cap = 1;
	r->at[0] = 0;
}

void rows_free(struct rows *r)
{
	mem_free(r->at);
	mem_free(r->merge);
	mem_free(r->cell);
	mem_free(r->mark);
	buf_free(&r->rec);
	spool_window_free(&r->win);
	*r = (struct rows){ 0 };
}

/* ---- filling ---- */

static enum err too_much(struct ctx *cx, const char *key, int64_t limit)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)limit);
	return err_set(cx, ERR_INPUT, "", key, text, NULL);
}

enum err rows_cell(struct ctx *cx, struct rows *r, int col, struct str text, uint8_t marks)
{
	if (!text.n)
		return OK;
	if (col < r->col)
		return err_set(cx, ERR_INPUT, "", "rows-order", NULL);
	if (col >= ROWS_COLUMNS)
		return too_much(cx, "rows-columns", ROWS_COLUMNS);
	if (text.n > ROWS_CELL_MAX)
		return too_much(cx, "rows-cell", ROWS_CELL_MAX);
	for (; r->col < col; r->col++)
		buf_addc(&r->rec, 0);
	buf_varint(&r->rec, text.n << 1 | (marks != 0));
	if (marks)
		buf_addc(&r->rec, (char)marks);
	buf_adds(&r->rec, text);
	r->col++;
	r->marked |= marks != 0;
	return r->rec.full ? too_much(cx, "rows-record", ROWS_RECORD_MAX) : OK;
}

void rows_forget(struct rows *r)
{
	buf_reset(&r->rec);
	r->col = 0;
}

enum err rows_end(struct ctx *cx, struct rows *r, int64_t row)
{
	if (row <= r->n && r->col)
		return err_set(cx, ERR_INPUT, "", "rows-order", NULL);
	if (r->col) {
		if (row > ROWS_MAX)
			return too_much(cx, "rows-many", ROWS_MAX);
		if (row >= r->cap) {
			r->cap = row + row / 2 + 64;
			r->at = mem_grow(r->at, (size_t)r->cap, sizeof *r->at);
		}
		if (r->n == 0)                   /* others may have used the spool meanwhile */
			r->at[0] = spool_size(r->s);
		for (; r->n < row - 1; r->n++)
			r->at[r->n + 1] = r->at[r->n];
		TRY(spool_add(cx, r->s, r->rec.p, r->rec.n));
		r->n = row;
		r->at[row] = spool_size(r->s);
	}
	rows_forget(r);
	return OK;
}

enum err rows_merge(struct ctx *cx, struct rows *r, struct table_merge m)
{
	if (r->nmerge == ROWS_MERGES_MAX)
		return too_much(cx, "rows-merges", ROWS_MERGES_MAX);
	if (r->nmerge == r->merge_cap) {
		r->merge_cap = r->merge_cap * 2 + 16;
		r->merge = mem_grow(r->merge, (size_t)r->merge_cap, sizeof *r->merge);
	}
	r->merge[r->nmerge++] = m;
	return OK;
}

/* ---- reading ---- */

/* Takes a cell off a record; false at its end. */
static bool cell_next(struct str *rec, struct str *text, uint8_t *marks)
{
	size_t v = 0, i = 0;

	if (!rec->n)
		return false;
	for (unsigned shift = 0; i < rec->n; shift += 7) {
		unsigned char b = (unsigned char)rec->p[i++];

		v |= (size_t)(b & 127) << shift;
		if (b < 128 || shift > 28)
			break;
	}
	*marks = 0;
	if (v & 1 && i < rec->n)
		*marks = (uint8_t)rec->p[i++];
	v >>= 1;
	if (v > rec->n - i)             /* cannot be: the spool is ours alone */
		v = rec->n - i;
	*text = (struct str){ rec->p + i, v };
	rec->p += i + v;
	rec->n -= i + v;
	return true;
}

static enum err record(struct ctx *cx, struct rows *r, int64_t row, struct str *rec)
{
	*rec = (struct str){ 0 };
	if (row < 1 || row > r->n)
		return err_set(cx, ERR_BUG, "", "csv-no-row", NULL);
	rec->n = (size_t)(r->at[row] - r->at[row - 1]);
	return spool_read(cx, r->s, &r->win, r->at[row - 1], rec->n, &rec->p);
}

enum err rows_record(struct ctx *cx, struct rows *r, int64_t row, struct str **cells,
                     const uint8_t **marks, int *n)
{
	struct str rec, text;
	uint8_t mark;

	*n = 0;
	*cells = NULL;
	if (marks)
		*marks = NULL;
	TRY(record(cx, r, row, &rec));
	while (cell_next(&rec, &text, &mark)) {
		if (*n == r->cell_cap) {
			r->cell_cap = r->cell_cap * 2 + 32;
			r->cell = mem_grow(r->cell, (size_t)r->cell_cap, sizeof *r->cell);
			r->mark = mem_grow(r->mark, (size_t)r->cell_cap, sizeof *r->mark);
		}
		r->cell[*n] = text;
		r->mark[(*n)++] = mark;
	}
	*cells = r->cell;
	if (marks && r->marked)
		*marks = r->mark;
	return OK;
}

enum err rows_one(struct ctx *cx, struct rows *r, int64_t row, int column, struct str *cell)
{
	struct str rec, text;
	uint8_t mark;

	*cell = (struct str){ 0 };
	TRY(record(cx, r, row, &rec));
	for (int i = 0; cell_next(&rec, &text, &mark); i++)
		if (i == column) {
			*cell = text;
			break;
		}
	return OK;
}

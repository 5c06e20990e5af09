/* csv - reading records by number. The scan (csv_scan.c) has proved the shape of the whole file;
 * what goes wrong here means that the file changed in between. Memory is pages of fixed size
 * taken in csv_open; record and cell only pread. */
#include "base/os.h"
#include "fmt/csv_part.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A record may double: two bytes of GB18030 give up to four of UTF-8. */
#define WIN_BYTES  (CSV_MAX_RECORD + 4096)
#define TEXT_BYTES (2 * CSV_MAX_RECORD + 4096)
#define CELLS      (CSV_MAX_COLUMNS + 1)
#define AHEAD_MIN  (16 << 10)

void *csv_pages(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void pages_free(void *p, size_t n)
{
	if (p)
		munmap(p, n);
}

/* ---- cutting a record into cells ---- */

/* Takes doubled quotes apart; to may be from. The body ends outside quotes of its own. */
static size_t undouble(char *to, const char *from, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		to[k++] = from[i];
		if (from[i] == '"')
			i++;
	}
	return k;
}

/* The cell from `at` to before `end`. */
static inline enum csv_shape take(struct csv_cut *cut, size_t at, size_t end, bool doubled)
{
	struct str cell = { cut->p + at, end - at };

	if (cut->ncell == CSV_MAX_COLUMNS)
		return CSV_COLUMNS;
	if (cell.n && cell.p[0] == '"') {
		cell.p++;
		cell.n -= 2;
		if (doubled && cut->text) {
			cell.n = undouble(cut->text + at, cell.p, cell.n);
			cell.p = cut->text + at;
		}
	}
	if (cell.n > cut->longest)
		return CSV_FIELD;
	cut->cell[cut->ncell++] = cell;
	return CSV_GOOD;
}

enum csv_shape csv_split(struct csv_cut *cut)
{
	const char *p = cut->p, sep = cut->sep;
	const size_t n = cut->n;
	size_t start = 0, skip = 0;
	bool quoted = false, doubled = false;

	cut->ncell = 0;
	if (!n)
		return CSV_GOOD;
	for (size_t i = 0; i < n; i += 64) {
		uint64_t mask = csv_mask(p + i, sep, '"', sep, '"');

		if (n - i < 64)
			mask &= (UINT64_C(1) << (n - i)) - 1;
		for (; mask; mask &= mask - 1) {
			size_t k = i + (size_t)__builtin_ctzll(mask);
			enum csv_shape shape;

			if (p[k] == '"') {
				if (k < skip)
					continue;
				if (!quoted) {          /* elsewhere than first it is text */
					quoted = k == start;
				} else if (k + 1 < n && p[k + 1] == '"') {
					skip = k + 2;
					doubled = true;
				} else if (k + 1 < n && p[k + 1] != sep) {
					return CSV_QUOTE;
				} else {
					quoted = false;
				}
				continue;
			}
			if (quoted)
				continue;
			shape = take(cut, start, k, doubled);
			if (shape != CSV_GOOD || cut->ncell == cut->want)
				return shape;
			start = k + 1;
			doubled = false;
		}
	}
	return quoted ? CSV_UNCLOSED : take(cut, start, n, doubled);
}

/* ---- opening ---- */

enum err csv_open(struct ctx *cx, int fd, struct csv *out)
{
	struct stat st;
	enum err e;

	*out = (struct csv){ .fd = fd };
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(cx, ERR_IO, "", "csv-not-a-file", NULL);
	out->size = st.st_size;
	out->win_cap = WIN_BYTES;
	out->ahead = AHEAD_MIN;
	out->text_cap = TEXT_BYTES;
	out->cell_cap = CELLS;
	out->win = csv_pages(WIN_BYTES);
	out->text = csv_pages(TEXT_BYTES);
	out->cell = csv_pages(CELLS * sizeof *out->cell);
	if (out->win && out->text && out->cell)
		e = csv_scan(cx, out);
	else
		e = err_set(cx, ERR_LIMIT, "", "csv-memory", NULL);
	if (e != OK)
		csv_close(out);
	return e;
}

void csv_close(struct csv *c)
{
	pages_free(c->at, c->at_cap * sizeof *c->at);
	pages_free(c->win, c->win_cap);
	pages_free(c->text, c->text_cap);
	pages_free(c->cell, (size_t)c->cell_cap * sizeof *c->cell);
	csv_gb_free(c->gb);
	*c = (struct csv){ .fd = -1 };
}

/* ---- records ---- */

static enum err changed(struct ctx *cx, int64_t row)
{
	char where[40];

	snprintf(where, sizeof where, "row %lld", (long long)row);
	return err_set(cx, ERR_IO, where, "csv-changed", where + 4, NULL);
}

/* The bytes of a record, without its line end, in the window. A record that begins inside the
 * window or right behind it is taken for reading in order: the window is filled from there, with
 * more each time, for a look back at a row above is followed by few rows in order. Any other costs
 * one pread of just its bytes. */
static enum err fetch(struct ctx *cx, struct csv *c, int64_t row, struct str *raw)
{
	int64_t at, end, want, old_end = c->win_off + (int64_t)c->win_n;
	ssize_t got;

	if (row < 1 || row > c->nrecord)
		return err_set(cx, ERR_BUG, "", "csv-no-row", NULL);
	at = (int64_t)c->at[row - 1];
	end = (int64_t)c->at[row];
	if (at < c->win_off || end > old_end) {
		want = end - at;
		if (at >= c->win_off && at <= old_end) {
			if (want < (int64_t)c->ahead)
				want = (int64_t)c->ahead;
			if (want > c->size - at)
				want = c->size - at;
			c->ahead = c->ahead * 2 < CSV_MAX_RECORD ? c->ahead * 2 : CSV_MAX_RECORD;
		} else {
			c->ahead = AHEAD_MIN;
		}
		got = os_pread_full(c->fd, c->win, (size_t)want, at);
		c->win_off = at;
		c->win_n = got > 0 ? (size_t)got : 0;
		if (at + (int64_t)c->win_n < end)
			return changed(cx, row);
	}
	raw->p = c->win + (at - c->win_off);
	raw->n = csv_trim_end(raw->p, (size_t)(end - at));
	return OK;
}

enum err csv_record(struct ctx *cx, struct csv *c, int64_t row, struct str **cells, int *n)
{
	struct csv_cut cut = { .sep = c->sep, .text = c->text, .cell = c->cell,
		.want = CSV_MAX_COLUMNS + 1, .longest = SIZE_MAX };
	struct str raw;

	*cells = c->cell;
	*n = 0;
	TRY(fetch(cx, c, row, &raw));
	if (c->gb && !csv_ascii(raw.p, raw.n)) {
		/* No GB18030 character holds a separator or quote: convert, then cut. */
		raw.n = csv_gb_to_utf8(c->gb, raw.p, raw.n, c->text);
		raw.p = c->text;
		if (raw.n == SIZE_MAX)
			return changed(cx, row);
	}
	cut.p = raw.p;
	cut.n = raw.n;
	if (csv_split(&cut) != CSV_GOOD)
		return changed(cx, row);
	*n = cut.ncell;
	return OK;
}

enum err csv_cell(struct ctx *cx, struct csv *c, int64_t row, int column, struct str *cell)
{
	struct csv_cut cut = { .sep = c->sep, .text = c->text, .cell = c->cell,
		.want = column + 1, .longest = SIZE_MAX };
	struct str raw;

	*cell = STR("");
	TRY(fetch(cx, c, row, &raw));
	cut.p = raw.p;
	cut.n = raw.n;
	if (column < 0 || column >= CSV_MAX_COLUMNS)
		return OK;
	if (csv_split(&cut) != CSV_GOOD)
		return changed(cx, row);
	if (column >= cut.ncell)
		return OK;
	*cell = c->cell[column];
	if (c->gb && !csv_ascii(cell->p, cell->n)) {
		char *out = c->text + CSV_MAX_RECORD;     /* unquoted cells lie before it */

		cell->n = csv_gb_to_utf8(c->gb, cell->p, cell->n, out);
		cell->p = out;
		if (cell->n == SIZE_MAX)
			return changed(cx, row);
	}
	return OK;
}

/* xls_sheet - the cells of one sheet. A first walk over its records counts those with cells by row,
 * a second notes where each is: cells may stand in any order, as in files that no spreadsheet
 * program wrote. Then rows are read from the first to the last. */
#include "fmt/xls_part.h"

#include <stdio.h>

#include "fmt/binary.h"

#define NOT_A_CELL (-1)
#define PLACE      160
#define TEXT_MOST  ((uint64_t)512 << 20)     /* bytes of a sheet */
#define SPARE      ((uint64_t)16 << 20)

/* The sheet being read, and the row. Texts that are made here lie in `text`, which may move while
 * it grows, so their places are kept until the row is whole. */
struct filling {
	struct ctx *cx;
	struct xls *x;
	struct rows *to;
	int sheet;
	uint32_t *cell_at;           /* offsets of the records with cells, by row */
	uint32_t *row_at;            /* XLS_ROWS + 1: where a row's begin in cell_at */
	int64_t row;
	uint64_t bytes, most;        /* of all texts: a few shared ones may promise gigabytes */
	struct buf text;
	struct str cell[XLS_COLUMNS];
	size_t at[XLS_COLUMNS];
	bool own[XLS_COLUMNS];
	uint8_t mark[XLS_COLUMNS];
	int ncell;
};

/* "SHEET, row N, column M"; row 0, col -1: none. */
static const char *place(const struct filling *f, int64_t row, int col, char out[PLACE])
{
	struct str name = f->x->sheet[f->sheet].name;
	int n;

	if (name.n > 100)                       /* more than the 31 characters that programs allow */
		name.n = 0;
	n = snprintf(out, PLACE, "%.*s%s", STR_FMT(name), name.n && row ? ", " : "");
	if (row && col >= 0)
		snprintf(out + n, PLACE - (size_t)n, "row %lld, column %d", (long long)row, col + 1);
	else if (row)
		snprintf(out + n, PLACE - (size_t)n, "row %lld", (long long)row);
	return out;
}

/* ---- what a record holds ---- */

/* Bytes that a record with cells must have at least, or NOT_A_CELL. */
static int cell_size(int type)
{
	switch (type) {
	case XLS_FORMULA:
		return 20;
	case XLS_NUMBER:
		return 14;
	case XLS_MULRK:
		return 12;
	case XLS_RK:
	case XLS_LABELSST:
		return 10;
	case XLS_LABEL:
	case XLS_RSTRING:
	case XLS_BOOLERR:
		return 8;
	default:
		return NOT_A_CELL;
	}
}

static enum err bad_cell(struct filling *f, int col, const char *what)
{
	char where[PLACE];

	return xls_damaged(f->cx, place(f, f->row, col, where), what);
}

/* The text behind `from` is the cell's. */
static void set_own(struct filling *f, int col, size_t from, int marks)
{
	f->own[col] = true;
	f->at[col] = from;
	f->cell[col].n = f->text.n - from;
	f->mark[col] = (uint8_t)marks;
}

static void set_fixed(struct filling *f, int col, struct str text, int marks)
{
	f->own[col] = false;
	f->cell[col] = text;
	f->mark[col] = (uint8_t)marks;
}

static void set_number(struct filling *f, int col, int xf, struct binary v, int marks)
{
	struct numeral_format how = { 0 };
	char text[NUMERAL_TEXT], digits[BINARY_TEXT];
	struct str d = { digits, binary_put(digits, v) };
	size_t from = f->text.n, n = 0;
	bool lost = false;

	if (xf < f->x->nxf)
		how = f->x->xf[xf];
	if (how.shows)
		n = numeral_day(text, d, how.shows, f->x->since1904);
	marks |= n ? TABLE_DATE : TABLE_NUMBER;
	if (!n)
		n = numeral_put(text, d, how.width, &lost);
	if (!n) {
		set_fixed(f, col, STR("#NUM!"), (marks & TABLE_FORMULA) | TABLE_ERROR);
		return;
	}
	buf_add(&f->text, text, n);
	set_own(f, col, from, marks | (lost ? TABLE_LOST : 0));
}

static void set_error(struct filling *f, int col, int code, int marks)
{
	static const struct { int code; const char *text; } known[] = {
		{ 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0F, "#VALUE!" }, { 0x17, "#REF!" },
		{ 0x1D, "#NAME?" }, { 0x24, "#NUM!" }, { 0x2A, "#N/A" },
	};
	const char *text = "#ERROR";

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].code == code)
			text = known[i].text;
	set_fixed(f, col, str_of(text), marks | TABLE_ERROR);
}

static void set_bool(struct filling *f, int col, bool v, int marks)
{
	set_fixed(f, col, v ? STR("TRUE") : STR("FALSE"), marks | TABLE_BOOL);
}

static enum err set_text(struct filling *f, int col, const struct xls_rec *r, size_t at, int marks)
{
	struct xls_run run = { f->x, *r, at };
	size_t from = f->text.n;
	enum xls_text t = xls_run_text(f->x, &run, true, &f->text);
	char where[PLACE];

	if (t != XLS_TEXT_GOOD)
		return xls_text_err(f->cx, f->x, t, place(f, f->row, col, where));
	set_own(f, col, from, marks);
	return OK;
}

static enum err set_shared(struct filling *f, int col, uint32_t i)
{
	const struct xls *x = f->x;
	struct str text;
	char where[PLACE];

	if (i >= x->nshared)
		return bad_cell(f, col, "shared text");
	text = (struct str){ x->shared + x->shared_at[i], x->shared_at[i + 1] - x->shared_at[i] };
	if (text.n > ROWS_CELL_MAX)
		return xls_text_err(f->cx, x, XLS_TEXT_LONG, place(f, f->row, col, where));
	set_fixed(f, col, text, 0);
	return OK;
}

/* A formula's last result: a number, or what kind of other thing it is. A text stands in a record
 * of its own behind it; what a range of formulas shares may stand between. */
static enum err set_result(struct filling *f, int col, const struct xls_rec *r)
{
	const unsigned char *p = r->p + 6;
	struct xls_rec next = *r;

	if (xls_get16(p + 6) != 0xFFFF) {
		set_number(f, col, xls_get16(r->p + 4), binary_of_bits(xls_get64(p)), TABLE_FORMULA);
		return OK;
	}
	switch (p[0]) {
	case 0:
		for (int i = 0; i < 8 && xls_rec_at(f->x, next.next, &next); i++) {
			if (next.type == XLS_STRING)
				return set_text(f, col, &next, 0, TABLE_FORMULA);
			if (cell_size(next.type) != NOT_A_CELL || next.type == XLS_EOF)
				break;
		}
		return bad_cell(f, col, "formula without its text");
	case 1:
		set_bool(f, col, p[2], TABLE_FORMULA);
		return OK;
	case 2:
		set_error(f, col, p[2], TABLE_FORMULA);
		return OK;
	default:
		set_fixed(f, col, (struct str){ "", 0 }, TABLE_FORMULA);
		return OK;
	}
}

static enum err set_many(struct filling *f, int col, const struct xls_rec *r)
{
	size_t n = (r->n - 6) / 6;

	if (n > (size_t)(XLS_COLUMNS - col))
		return bad_cell(f, col, "numbers beyond the last column");
	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = r->p + 4 + 6 * i;

		set_number(f, col + (int)i, xls_get16(p), binary_of_rk(xls_get32(p + 2)), 0);
	}
	if (col + (int)n > f->ncell)
		f->ncell = col + (int)n;
	return OK;
}

static enum err set_cells(struct filling *f, const struct xls_rec *r)
{
	int col = xls_get16(r->p + 2), xf = xls_get16(r->p + 4);

	if (col >= XLS_COLUMNS)
		return bad_cell(f, col, "beyond the last column");
	if (col >= f->ncell)
		f->ncell = col + 1;
	switch (r->type) {
	case XLS_NUMBER:
		set_number(f, col, xf, binary_of_bits(xls_get64(r->p + 6)), 0);
		return OK;
	case XLS_RK:
		set_number(f, col, xf, binary_of_rk(xls_get32(r->p + 6)), 0);
		return OK;
	case XLS_MULRK:
		return set_many(f, col, r);
	case XLS_BOOLERR:
		if (r->p[7])
			set_error(f, col, r->p[6], 0);
		else
			set_bool(f, col, r->p[6], 0);
		return OK;
	case XLS_LABELSST:
		return set_shared(f, col, xls_get32(r->p + 6));
	case XLS_FORMULA:
		return set_result(f, col, r);
	default:
		return set_text(f, col, r, 6, 0);
	}
}

/* ---- a row ---- */

static enum err end_row(struct filling *f)
{
	char where[PLACE];
	size_t bytes = 0;

	for (int i = 0; i < f->ncell; i++)
		bytes += f->cell[i].n + 8;
	f->bytes += bytes;
	if (f->bytes > f->most)
		return err_set(f->cx, ERR_INPUT, place(f, f->row, -1, where), "xls-too-much", NULL);
	if (f->text.full || bytes > ROWS_RECORD_MAX) {
		char most[16];

		snprintf(most, sizeof most, "%d", ROWS_RECORD_MAX);
		return err_set(f->cx, ERR_INPUT, place(f, f->row, -1, where), "xls-row-long", most, NULL);
	}
	for (int i = 0; i < f->ncell; i++) {
		if (f->own[i])
			f->cell[i].p = f->text.p + f->at[i];
		TRY(rows_cell(f->cx, f->to, i, f->cell[i], f->mark[i]));
	}
	return rows_end(f->cx, f->to, f->row);
}

/* Of two records for one cell the later one counts. */
static enum err read_row(struct filling *f)
{
	uint32_t from = f->row_at[f->row - 1], end = f->row_at[f->row];

	if (from == end)
		return OK;
	f->ncell = 0;
	buf_reset(&f->text);
	memset(f->cell, 0, sizeof f->cell);
	memset(f->own, 0, sizeof f->own);
	for (uint32_t i = from; i < end; i++) {
		struct xls_rec r;

		xls_rec_at(f->x, f->cell_at[i], &r);
		TRY(set_cells(f, &r));
	}
	return end_row(f);
}

/* ---- the sheet ---- */

static enum err take_merges(struct filling *f, const struct xls_rec *r)
{
	size_t n = r->n >= 2 ? xls_get16(r->p) : 0;
	char where[PLACE];

	if (r->n < 2 + 8 * n)
		return xls_damaged(f->cx, place(f, 0, -1, where), "joined cells");
	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = r->p + 2 + 8 * i;
		struct table_merge m = { xls_get16(p) + 1, xls_get16(p + 4), xls_get16(p + 2) + 1,
			                     xls_get16(p + 6) };

		if (m.row > m.row_end || m.col > m.col_end)
			return xls_damaged(f->cx, place(f, 0, -1, where), "joined cells");
		TRY(rows_merge(f->cx, f->to, m));
	}
	return OK;
}

enum walk { COUNT, PUT };

/* Goes over the sheet's records. Charts inside it are sheets of their own, with a beginning and an
 * end. COUNT: cells of row k are counted in row_at[k + 1]. PUT: row_at[k] is where the next one of
 * row k goes. */
static enum err walk(struct filling *f, enum walk what)
{
	struct xls_rec r = { .next = f->x->sheet[f->sheet].at };
	char where[PLACE];
	int depth = 0;

	do {
		int size, row;

		if (!xls_rec_at(f->x, r.next, &r))
			return err_set(f->cx, ERR_INPUT, place(f, 0, -1, where), "xls-cut-off", NULL);
		/* Hundreds of sheets may claim the same records: no more than a few times over. */
		f->x->walked += r.n + 4;
		if (f->x->walked > 16 * (uint64_t)f->x->n + SPARE)
			return xls_damaged(f->cx, place(f, 0, -1, where), "sheets in one another");
		if (!depth && (r.type != XLS_BOF || r.n < 4))
			return xls_damaged(f->cx, place(f, 0, -1, where), "beginning");
		depth += r.type == XLS_BOF;
		depth -= r.type == XLS_EOF;
		size = cell_size(r.type);
		if (depth != 1)
			continue;
		if (r.type == XLS_MERGECELLS && what == COUNT)
			TRY(take_merges(f, &r));
		if (size == NOT_A_CELL)
			continue;
		row = r.n >= 2 ? xls_get16(r.p) : 0;
		if (r.n < (size_t)size)
			return xls_damaged(f->cx, place(f, row + 1, -1, where), "record too short");
		if (what == COUNT)
			f->row_at[row + 1]++;
		else
			f->cell_at[f->row_at[row]++] = (uint32_t)r.at;
	} while (depth);
	return OK;
}

static enum err read_sheet(struct filling *f, int64_t enough)
{
	TRY(walk(f, COUNT));
	for (int i = 0; i < XLS_ROWS; i++)
		f->row_at[i + 1] += f->row_at[i];
	f->cell_at = mem_new((size_t)f->row_at[XLS_ROWS] + 1, sizeof *f->cell_at);
	TRY(walk(f, PUT));
	/* Each row's place has moved to the next row's: move them back by one. */
	memmove(f->row_at + 1, f->row_at, XLS_ROWS * sizeof *f->row_at);
	f->row_at[0] = 0;
	for (f->row = 1; f->row <= XLS_ROWS && (!enough || f->to->n < enough); f->row++)
		TRY(read_row(f));
	return OK;
}

enum err xls_read(struct ctx *cx, struct xls *x, int sheet, int64_t enough, struct rows *to)
{
	struct filling *f = mem_new(1, sizeof *f);
	enum err e;

	f->cx = cx;
	f->x = x;
	f->to = to;
	f->sheet = sheet;
	f->most = 16 * (uint64_t)x->n + SPARE;
	f->most = f->most < TEXT_MOST ? f->most : TEXT_MOST;
	f->row_at = mem_new(XLS_ROWS + 2, sizeof *f->row_at);
	buf_init(&f->text, 2 * ROWS_RECORD_MAX);
	e = read_sheet(f, enough);
	mem_free(f->cell_at);
	mem_free(f->row_at);
	buf_free(&f->text);
	mem_free(f);
	return e;
}

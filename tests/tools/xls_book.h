/* xls_book.h - writes XLS workbooks for tests: records of BIFF8 and BIFF5. No Debian package makes
 * files with the corners that tests need (texts cut by CONTINUE, rich text, both ways of counting
 * days, hidden sheets, small sectors), nor broken ones. Written apart from the program's reader.
 * Rows and columns count from 0, as in the format. */
#ifndef TESTS_TOOLS_XLS_BOOK_H
#define TESTS_TOOLS_XLS_BOOK_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes { unsigned char *p; size_t n, cap; };

static inline void put(struct bytes *b, const void *p, size_t n)
{
	if (b->n + n > b->cap) {
		b->cap = (b->n + n) * 2 + 256;
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			abort();
	}
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void put_zero(struct bytes *b, size_t n)
{
	for (; n; n--)
		put(b, "", 1);
}

static inline void set16(unsigned char *p, unsigned v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static inline void set32(unsigned char *p, uint32_t v)
{
	set16(p, v & 0xFFFF);
	set16(p + 2, v >> 16);
}

static inline void put8(struct bytes *b, unsigned v)
{
	unsigned char c = (unsigned char)v;

	put(b, &c, 1);
}

static inline void put16(struct bytes *b, unsigned v)
{
	unsigned char c[2];

	set16(c, v);
	put(b, c, 2);
}

static inline void put32(struct bytes *b, uint32_t v)
{
	put16(b, v & 0xFFFF);
	put16(b, v >> 16);
}

static inline void put_real(struct bytes *b, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, 8);
	put32(b, (uint32_t)bits);
	put32(b, (uint32_t)(bits >> 32));
}

/* ---- records ---- */

#define BOOK_SHEETS 32
#define BOOK_RECORD 8224

struct book {
	bool biff5, since1904;
	unsigned codepage;
	struct bytes formats, xfs, sst;      /* records, XF records, texts one after the other */
	struct bytes starts;                 /* uint32_t: where each text of sst begins */
	unsigned nxf;
	uint32_t nsst, uses;
	struct {
		char name[40];
		unsigned hidden, type, rows, cols;
		struct bytes cells;
	} sheet[BOOK_SHEETS];
	int nsheet;
	struct bytes extra;                  /* records of the globals, before the sheets' list */
};

static inline void record(struct bytes *to, unsigned type, const void *p, size_t n)
{
	put16(to, type);
	put16(to, (unsigned)n);
	put(to, p, n);
}

static inline void book_extra(struct book *b, unsigned type, const void *p, size_t n)
{
	record(&b->extra, type, p, n);
}

/* UTF-8 to another encoding, in a buffer that the caller frees. */
static inline unsigned char *recode(const char *to, const char *text, size_t *n)
{
	iconv_t cd = iconv_open(to, "UTF-8");
	size_t in_n = strlen(text), out_n = in_n * 4 + 16, room = out_n;
	char *in = (char *)(uintptr_t)text, *out, *start = malloc(out_n);

	out = start;
	if (!start || cd == (iconv_t)-1 || iconv(cd, &in, &in_n, &out, &out_n) == (size_t)-1)
		abort();
	iconv_close(cd);
	*n = room - out_n;
	return (unsigned char *)start;
}

static inline const char *book_page(const struct book *b)
{
	return b->codepage == 1252 ? "CP1252" : b->codepage == 950 ? "BIG5" : "GB18030";
}

/* Flags and characters of a BIFF8 text; low bytes only when that is enough. */
static inline void put_chars(struct bytes *to, const char *text, unsigned count_bytes)
{
	size_t n;
	unsigned char *wide = recode("UTF-16LE", text, &n);
	bool low = true;

	for (size_t i = 1; i < n; i += 2)
		low &= !wide[i];
	if (count_bytes == 1)
		put8(to, (unsigned)(n / 2));
	else
		put16(to, (unsigned)(n / 2));
	put8(to, !low);
	for (size_t i = 0; i < n; i += 1 + low)
		put(to, wide + i, 1);
	free(wide);
}

static inline void put_text(const struct book *b, struct bytes *to, const char *text,
                            unsigned count_bytes)
{
	unsigned char *raw;
	size_t n;

	if (!b->biff5) {
		put_chars(to, text, count_bytes);
		return;
	}
	raw = recode(book_page(b), text, &n);
	if (count_bytes == 1)
		put8(to, (unsigned)n);
	else
		put16(to, (unsigned)n);
	put(to, raw, n);
	free(raw);
}

static inline int book_sheet(struct book *b, const char *name, unsigned hidden)
{
	snprintf(b->sheet[b->nsheet].name, sizeof b->sheet[0].name, "%s", name);
	b->sheet[b->nsheet].hidden = hidden;
	return b->nsheet++;
}

/* A number format of its own (id 0: the next free one) or a built-in one (code NULL); the XF that
 * cells name. */
static inline unsigned book_format(struct book *b, unsigned id, const char *code)
{
	struct bytes r = { 0 };
	unsigned char xf[20] = { 0 };

	if (code) {
		put16(&r, id);
		put_text(b, &r, code, b->biff5 ? 1 : 2);
		record(&b->formats, 0x041E, r.p, r.n);
		free(r.p);
	}
	set16(xf + 2, id);
	record(&b->xfs, 0x00E0, xf, b->biff5 ? 16 : 20);
	return b->nxf++;
}

static inline void begin_cell(struct bytes *r, unsigned row, unsigned col, unsigned xf)
{
	put16(r, row);
	put16(r, col);
	put16(r, xf);
}

static inline void end_cell(struct book *b, int sheet, unsigned type, struct bytes *r)
{
	unsigned rows = (r->p[0] | (unsigned)r->p[1] << 8) + 1;
	unsigned cols = (r->p[2] | (unsigned)r->p[3] << 8) + 1;

	if (type != 0x00E5 && type != 0x0207) {
		b->sheet[sheet].rows = rows > b->sheet[sheet].rows ? rows : b->sheet[sheet].rows;
		b->sheet[sheet].cols = cols > b->sheet[sheet].cols ? cols : b->sheet[sheet].cols;
	}
	record(&b->sheet[sheet].cells, type, r->p, r->n);
	free(r->p);
}

static inline uint32_t book_shared(struct book *b, const char *text, unsigned runs, unsigned ext)
{
	unsigned char flags;
	size_t at = b->sst.n, n;
	struct bytes t = { 0 };

	put32(&b->starts, (uint32_t)at);
	put_chars(&t, text, 2);
	flags = (unsigned char)(t.p[2] | (runs ? 8 : 0) | (ext ? 4 : 0));
	put(&b->sst, t.p, 2);
	put(&b->sst, &flags, 1);
	if (runs)
		put16(&b->sst, runs);
	if (ext)
		put32(&b->sst, ext);
	put(&b->sst, t.p + 3, t.n - 3);
	n = 4 * (size_t)runs + ext;
	while (n--)
		put8(&b->sst, 0x41);             /* looks like letters if it is not skipped */
	free(t.p);
	return b->nsst++;
}

static inline void cell_shared(struct book *b, int sheet, unsigned row, unsigned col, uint32_t i)
{
	struct bytes r = { 0 };

	begin_cell(&r, row, col, 0);
	put32(&r, i);
	b->uses++;
	end_cell(b, sheet, 0x00FD, &r);
}

static inline void cell_label(struct book *b, int sheet, unsigned row, unsigned col,
                              const char *text)
{
	struct bytes r = { 0 };

	begin_cell(&r, row, col, 0);
	put_text(b, &r, text, 2);
	end_cell(b, sheet, 0x0204, &r);
}

/* As programs write text: shared in BIFF8, in the cell in BIFF5. */
static inline void cell_text(struct book *b, int sheet, unsigned row, unsigned col,
                             const char *text)
{
	if (b->biff5)
		cell_label(b, sheet, row, col, text);
	else
		cell_shared(b, sheet, row, col, book_shared(b, text, 0, 0));
}

static inline void cell_number(struct book *b, int sheet, unsigned row, unsigned col, unsigned xf,
                               double v)
{
	struct bytes r = { 0 };

	begin_cell(&r, row, col, xf);
	put_real(&r, v);
	end_cell(b, sheet, 0x0203, &r);
}

/* A whole number of 30 bits, or that over 100. */
static inline uint32_t rk_int(int32_t v, bool cents)
{
	return (uint32_t)v << 2 | 2 | (cents ? 1 : 0);
}

/* The upper 30 bits of a number; or that over 100. */
static inline uint32_t rk_real(double v, bool cents)
{
	uint64_t bits;

	memcpy(&bits, &v, 8);
	return ((uint32_t)(bits >> 32) & ~3u) | (cents ? 1 : 0);
}

static inline void cell_rk(struct book *b, int sheet, unsigned row, unsigned col, unsigned xf,
                           uint32_t rk)
{
	struct bytes r = { 0 };

	begin_cell(&r, row, col, xf);
	put32(&r, rk);
	end_cell(b, sheet, 0x027E, &r);
}

static inline void cell_many(struct book *b, int sheet, unsigned row, unsigned col, unsigned xf,
                             const uint32_t *rk, unsigned n)
{
	struct bytes r = { 0 };

	put16(&r, row);
	put16(&r, col);
	for (unsigned i = 0; i < n; i++) {
		put16(&r, xf);
		put32(&r, rk[i]);
	}
	put16(&r, col + n - 1);
	end_cell(b, sheet, 0x00BD, &r);
}

static inline void cell_boolerr(struct book *b, int sheet, unsigned row, unsigned col,
                                unsigned value, bool error)
{
	struct bytes r = { 0 };

	begin_cell(&r, row, col, 0);
	put8(&r, value);
	put8(&r, error);
	end_cell(b, sheet, 0x0205, &r);
}

/* The eight bytes of a result as the format has them. */
static inline void cell_formula(struct book *b, int sheet, unsigned row, unsigned col, unsigned xf,
                                const unsigned char result[8])
{
	struct bytes r = { 0 };
	static const unsigned char tail[] = { 0, 0, 0, 0, 0, 0, 3, 0, 0x1E, 1, 0 };

	begin_cell(&r, row, col, xf);
	put(&r, result, 8);
	put(&r, tail, sizeof tail);
	end_cell(b, sheet, 0x0006, &r);
}

static inline void cell_formula_number(struct book *b, int sheet, unsigned row, unsigned col,
                                       unsigned xf, double v)
{
	unsigned char result[8];

	memcpy(result, &v, 8);
	cell_formula(b, sheet, row, col, xf, result);
}

/* kind 0: a text follows; 1: yes/no; 2: an error; 3: empty. */
static inline void cell_formula_other(struct book *b, int sheet, unsigned row, unsigned col,
                                      unsigned kind, unsigned value, const char *text)
{
	unsigned char result[8] = { (unsigned char)kind, 0, (unsigned char)value, 0, 0, 0, 0xFF, 0xFF };
	struct bytes r = { 0 };

	cell_formula(b, sheet, row, col, 0, result);
	if (!text)
		return;
	put_text(b, &r, text, 2);
	end_cell(b, sheet, 0x0207, &r);
}

static inline void sheet_merge(struct book *b, int sheet, unsigned row, unsigned row_end,
                               unsigned col, unsigned col_end)
{
	struct bytes r = { 0 };

	put16(&r, 1);
	put16(&r, row);
	put16(&r, row_end);
	put16(&r, col);
	put16(&r, col_end);
	end_cell(b, sheet, 0x00E5, &r);
}

/* ---- the stream ---- */

static inline void begin_stream(const struct book *b, struct bytes *to, unsigned type)
{
	struct bytes r = { 0 };

	put16(&r, b->biff5 ? 0x0500 : 0x0600);
	put16(&r, type);
	put32(&r, 0x07CC0DBB);
	if (!b->biff5)
		put_zero(&r, 8);
	record(to, 0x0809, r.p, r.n);
	free(r.p);
}

/* Texts cut into records as programs do it: never inside the count and flags of one; inside its
 * characters the next record begins with the flags again. What follows the characters is cut
 * anywhere. */
static inline void put_sst(const struct book *b, struct bytes *to)
{
	struct bytes r = { 0 };
	unsigned type = 0x00FC;
	const uint32_t *start = (const uint32_t *)(const void *)b->starts.p;

	put32(&r, b->uses);
	put32(&r, b->nsst);
	for (uint32_t k = 0; k < b->nsst; k++) {
		const unsigned char *p = b->sst.p + start[k];
		size_t n = (k + 1 < b->nsst ? start[k + 1] : b->sst.n) - start[k];
		size_t head = 3 + (p[2] & 8 ? 2 : 0) + (p[2] & 4 ? 4 : 0), i = 0;
		size_t step = p[2] & 1 ? 2 : 1, end = head + step * (size_t)(p[0] | p[1] << 8);

		if (r.n + head + step > BOOK_RECORD) {
			record(to, type, r.p, r.n);
			type = 0x003C;
			r.n = 0;
		}
		put(&r, p, head);
		for (i = head; i < n;) {
			size_t room = BOOK_RECORD - r.n, left = (i < end ? end : n) - i;

			if (i < end)
				room -= room % step;
			if (left > room)
				left = room;
			put(&r, p + i, left);
			i += left;
			if (i < n && BOOK_RECORD - r.n < step) {
				record(to, type, r.p, r.n);
				type = 0x003C;
				r.n = 0;
				if (i < end)
					put8(&r, p[2] & 1);
			}
		}
	}
	record(to, type, r.p, r.n);
	free(r.p);
}

static inline void put_globals(const struct book *b, struct bytes *to, size_t *offsets)
{
	unsigned char two[2];

	begin_stream(b, to, 5);
	set16(two, b->biff5 ? b->codepage : 1200);
	record(to, 0x0042, two, 2);
	set16(two, b->since1904);
	record(to, 0x0022, two, 2);
	put(to, b->formats.p, b->formats.n);
	put(to, b->xfs.p, b->xfs.n);
	put(to, b->extra.p, b->extra.n);
	for (int i = 0; i < b->nsheet; i++) {
		struct bytes r = { 0 };

		put32(&r, 0);
		put8(&r, b->sheet[i].hidden);
		put8(&r, b->sheet[i].type);
		put_text(b, &r, b->sheet[i].name, 1);
		offsets[i] = to->n + 4;
		record(to, 0x0085, r.p, r.n);
		free(r.p);
	}
	if (!b->biff5 && b->nsst)
		put_sst(b, to);
	record(to, 0x000A, NULL, 0);
}

/* The whole stream; the book stays as it is. */
static inline struct bytes book_stream(struct book *b)
{
	struct bytes to = { 0 };
	size_t offsets[BOOK_SHEETS] = { 0 };

	if (!b->nxf)
		book_format(b, 0, NULL);
	put_globals(b, &to, offsets);
	for (int i = 0; i < b->nsheet; i++) {
		unsigned char size[14] = { 0 };

		set16(size + (b->biff5 ? 2 : 4), b->sheet[i].rows & 0xFFFF);
		set16(size + (b->biff5 ? 6 : 10), b->sheet[i].cols);
		set32(to.p + offsets[i], (uint32_t)to.n);
		begin_stream(b, &to, 0x10);
		record(&to, 0x0200, size, b->biff5 ? 10 : 14);
		put(&to, b->sheet[i].cells.p, b->sheet[i].cells.n);
		record(&to, 0x000A, NULL, 0);
	}
	return to;
}

static inline void book_free(struct book *b)
{
	free(b->formats.p);
	free(b->xfs.p);
	free(b->sst.p);
	free(b->starts.p);
	free(b->extra.p);
	for (int i = 0; i < b->nsheet; i++)
		free(b->sheet[i].cells.p);
	*b = (struct book){ 0 };
}

#endif

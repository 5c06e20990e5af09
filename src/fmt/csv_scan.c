/* csv_scan - the first pass over a file: what it is, its separator, line ends and encoding, and
 * where each record begins. It runs at the speed of the disk: per 64 bytes a mask of the bytes that
 * matter (quote, line end, NUL), and only those are looked at; cells are cut only for records so
 * long that a limit could be passed, and to name the column of a fault. */
#include "base/os.h"
#include "fmt/csv_part.h"

#include <stdio.h>
#include <sys/mman.h>

#define FIRST_CAP   ((size_t)1 << 16)   /* records, doubled when full */
#define LONG_RECORD 2048                /* shorter ones cannot pass the limits of column or cell */
#define SAMPLE      ((size_t)256 * 1024)
#define SAMPLE_ROWS 100

struct scan {
	struct ctx *cx;
	struct csv *c;
	char eol;
	size_t n;               /* bytes in the window */
	size_t at;              /* next byte of the window to look at */
	size_t skip;            /* bytes before it are done: the second of two quotes */
	size_t checked;         /* the encoding is good up to here */
	bool eof, quoted;
	bool any;               /* a record that is not blank was seen */
	int64_t rec;            /* where the current record begins, in the file */
};

/* ---- refusals ---- */

static enum err refuse(struct scan *s, const char *key, int64_t row, int column, const char *what)
{
	char where[64] = "", r[24], m[12];

	snprintf(r, sizeof r, "%lld", (long long)row);
	snprintf(m, sizeof m, "%d", column);
	if (row && column)
		snprintf(where, sizeof where, "row %s, column %s", r, m);
	else if (row)
		snprintf(where, sizeof where, "row %s", r);
	return err_set(s->cx, ERR_INPUT, where, key, r, m, what, NULL);
}

/* Cuts the bytes from `from` to `to` of the file: the shape, and the column where they end. */
static enum csv_shape cut_range(struct scan *s, int64_t from, int64_t to, int *column)
{
	struct csv *c = s->c;
	struct csv_cut cut = { .sep = c->sep, .cell = c->cell, .want = CSV_MAX_COLUMNS + 1,
		.longest = CSV_MAX_FIELD };
	size_t n = to - from > CSV_MAX_RECORD ? CSV_MAX_RECORD : (size_t)(to - from);
	enum csv_shape shape;

	if (from >= c->win_off && to <= c->win_off + (int64_t)s->n) {
		cut.p = c->win + (from - c->win_off);
	} else {
		ssize_t got = os_pread_full(c->fd, c->text, n, from);

		n = got < 0 ? 0 : (size_t)got;
		cut.p = c->text;
	}
	cut.n = csv_trim_end(cut.p, n);
	shape = csv_split(&cut);
	*column = shape != CSV_GOOD ? cut.ncell + 1 : cut.ncell ? cut.ncell : 1;
	return shape;
}

static enum err refuse_shape(struct scan *s, enum csv_shape shape, int column)
{
	static const char *const key[] = {
		[CSV_GOOD] = "csv-record-too-long", [CSV_COLUMNS] = "csv-too-many-columns",
		[CSV_FIELD] = "csv-field-too-long", [CSV_QUOTE] = "csv-quote",
		[CSV_UNCLOSED] = "csv-unclosed-quote",
	};
	static const int limit[] = {
		[CSV_GOOD] = CSV_MAX_RECORD, [CSV_COLUMNS] = CSV_MAX_COLUMNS,
		[CSV_FIELD] = CSV_MAX_FIELD, [CSV_QUOTE] = 0, [CSV_UNCLOSED] = 0,
	};
	bool whole = shape == CSV_GOOD || shape == CSV_COLUMNS;      /* the row, not one cell */
	char what[12];

	snprintf(what, sizeof what, "%d", limit[shape]);
	return refuse(s, key[shape], s->c->nrecord + 1, whole ? 0 : column, what);
}

/* A fault at offset `to` of the file, inside the current record. When the record is over a limit
 * before the fault, that is the fault: an unclosed quote often shows far below. */
static enum err refuse_at(struct scan *s, const char *key, int64_t to)
{
	int column;
	enum csv_shape shape = cut_range(s, s->rec, to, &column);

	if (shape == CSV_COLUMNS || shape == CSV_FIELD || to - s->rec > CSV_MAX_RECORD)
		return refuse_shape(s, shape, column);
	return refuse(s, key, s->c->nrecord + 1, column, "");
}

/* ---- what file it is ---- */

static bool begins(struct str s, const char *magic)
{
	return str_starts(s, str_of(magic));
}

static bool begins_tag(struct str s, const char *tag)
{
	size_t n = strlen(tag);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char ch = s.p[i];

		if ((ch >= 'A' && ch <= 'Z' ? ch + 32 : ch) != tag[i])
			return false;
	}
	return true;
}

/* UTF-16 without a mark: digits and commas give NULs at every second place. */
static bool looks_utf16(struct str s)
{
	size_t n = s.n < 4096 ? s.n : 4096, nul[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		nul[i & 1] += !s.p[i];
	return nul[0] + nul[1] > n / 8 &&
		(nul[0] > 8 * nul[1] || nul[1] > 8 * nul[0]);
}

static const char *foreign(struct str s)
{
	struct str text = str_trim(s);

	if (!s.n)
		return "csv-empty";
	if (begins(s, "PK\x03\x04") || begins(s, "PK\x05\x06"))
		return "csv-zip";
	if (begins(s, "\xD0\xCF\x11\xE0"))
		return "csv-xls";
	if (begins(s, "%PDF-"))
		return "csv-pdf";
	if (begins(s, "\x1F\x8B"))
		return "csv-gzip";
	if (begins(s, "\xFF\xFE") || begins(s, "\xFE\xFF") || looks_utf16(s))
		return "csv-utf16";
	if (begins(s, "\xEF\xBB\xBF"))
		text = str_trim(str_sub(s, 3, s.n));
	if (begins_tag(text, "<html") || begins_tag(text, "<!doctype") ||
	    begins_tag(text, "<?xml") || begins_tag(text, "<table"))
		return "csv-html";
	return NULL;
}

/* ---- the separator ---- */

/* Counts the cells of the row at p; bytes used. 0: the row does not end within n bytes. */
static size_t count_cells(struct str s, char sep, char eol, int *cells)
{
	bool quoted = false, first = true;

	*cells = 1;
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];

		if (quoted) {
			quoted = ch != '"';             /* a doubled quote closes and opens */
			first = ch == '"' && i + 1 < s.n && s.p[i + 1] == '"';
			continue;
		}
		if (ch == eol)
			return i + 1;
		quoted = ch == '"' && first;
		first = ch == sep;
		*cells += ch == sep;
	}
	return 0;
}

/* How evenly a separator cuts the rows of the sample: of the rows, how many have as many cells as
 * the header (or, under a title line, as most rows), with some credit for a header that is cut.
 * Scaled to 0 .. 1250; *cells the number of cells. */
static int evenness(struct str s, char sep, char eol, bool all, int *cells)
{
	int count[SAMPLE_ROWS], rows = 0, best = 0, even = 0;

	while (s.n && rows < SAMPLE_ROWS) {
		size_t used = count_cells(s, sep, eol, &count[rows]);

		if (!used && rows && !all)
			break;
		if (!used)
			used = s.n;
		rows += csv_trim_end(s.p, used) > 0;
		s = str_sub(s, used, s.n);
	}
	if (!rows)
		return 0;
	*cells = count[0];
	for (int i = 0; i < rows && count[0] == 1; i++) {
		int same = 0;

		for (int k = 0; k < rows; k++)
			same += count[k] == count[i];
		if (same > best || (same == best && count[i] > *cells)) {
			best = same;
			*cells = count[i];
		}
	}
	if (*cells == 1)
		return 0;
	for (int i = 0; i < rows; i++)
		even += count[i] == *cells;
	return even * 1000 / rows + (count[0] > 1 ? 250 : 0);
}

static char pick_separator(struct str s, char eol, bool all)
{
	static const char candidate[] = { ',', '\t', ';' };
	int best = 0, best_cells = 1;
	char sep = ',';

	for (size_t i = 0; i < sizeof candidate; i++) {
		int cells = 1, score = evenness(s, candidate[i], eol, all, &cells);

		if (score > best || (score == best && cells > best_cells)) {
			best = score;
			best_cells = cells;
			sep = candidate[i];
		}
	}
	return sep;
}

/* ---- windows ---- */

/* Moves what is not done to the front of the window, with one byte before it, and reads on. */
static enum err next_window(struct scan *s)
{
	struct csv *c = s->c;
	size_t keep = s->at ? s->at - 1 : 0, want;
	int64_t left;
	ssize_t got;

	if (keep > s->checked)
		keep = s->checked;
	memmove(c->win, c->win + keep, s->n - keep);
	c->win_off += (int64_t)keep;
	s->n -= keep;
	s->at -= keep;
	s->skip -= keep < s->skip ? keep : s->skip;
	s->checked -= keep;
	left = c->size - c->win_off - (int64_t)s->n;
	want = left < CSV_MAX_RECORD ? (size_t)left : CSV_MAX_RECORD;
	got = os_pread_full(c->fd, c->win + s->n, want, c->win_off + (int64_t)s->n);
	if (got < (ssize_t)want)
		return err_set(s->cx, ERR_IO, "", "csv-read", NULL);
	s->n += want;
	s->eof = (int64_t)want == left;
	return OK;
}

/* Doubles the room for offsets: pages are moved, not copied, so memory is never held twice. */
static enum err more_offsets(struct scan *s)
{
	struct csv *c = s->c;
	size_t cap = c->at_cap ? c->at_cap * 2 : FIRST_CAP;
	void *p;

	if (c->nrecord >= CSV_MAX_RECORDS)
		return err_set(s->cx, ERR_LIMIT, "", "csv-too-many-records", NULL);
	p = c->at ? mremap(c->at, c->at_cap * sizeof *c->at, cap * sizeof *c->at, MREMAP_MAYMOVE)
		: csv_pages(cap * sizeof *c->at);
	if (!p || p == MAP_FAILED)
		return err_set(s->cx, ERR_LIMIT, "", "csv-memory", NULL);
	c->at = p;
	c->at_cap = cap;
	return OK;
}

/* Ends the current record before offset `end` of the file. */
static inline enum err end_record(struct scan *s, int64_t end)
{
	struct csv *c = s->c;
	int64_t len = end - s->rec;
	int column;

	if (len >= LONG_RECORD) {
		enum csv_shape shape = cut_range(s, s->rec, end, &column);

		if (shape != CSV_GOOD || len > CSV_MAX_RECORD)
			return refuse_shape(s, shape, column);
	}
	if ((size_t)c->nrecord + 2 > c->at_cap)
		TRY(more_offsets(s));
	if (!s->any) {
		char before = end - 2 >= c->win_off ? c->win[end - 2 - c->win_off] : 0;

		s->any = len > 2 || (len == 2 && before != '\r') ||
			(len == 1 && c->win[end - 1 - c->win_off] != s->eol);
	}
	c->at[c->nrecord++] = (uint64_t)s->rec;
	s->rec = end;
	return OK;
}

/* ---- shape ---- */

/* After a closing quote at window position k stands a separator, a line end or the end. */
static bool closes_well(const struct scan *s, size_t k)
{
	const struct csv *c = s->c;
	const char *p = c->win + k;
	size_t left = s->n - k - 1;             /* two at least, unless the file ends */

	if (!left || p[1] == c->sep || p[1] == s->eol)
		return true;
	return p[1] == '\r' && (left == 1 || p[2] == '\n');
}

/* One byte that matters, at window position k. */
static enum err mark(struct scan *s, size_t k)
{
	struct csv *c = s->c;
	const char ch = c->win[k];
	const int64_t off = c->win_off + (int64_t)k;

	if (ch == '"') {
		if (k < s->skip)
			return OK;
		if (!s->quoted) {
			s->quoted = off == s->rec || c->win[k - 1] == c->sep;
		} else if (k + 1 < s->n && c->win[k + 1] == '"') {
			s->skip = k + 2;
		} else {
			if (!closes_well(s, k))
				return refuse_at(s, "csv-quote", off + 2);
			s->quoted = false;
		}
		return OK;
	}
	if (!ch)
		return refuse_at(s, "csv-nul", off);
	if (s->quoted)
		return OK;
	if (ch != s->eol)
		return refuse_at(s, "csv-line-ends", off);
	return end_record(s, off + 1);
}

/* Looks at the window, all but the last two bytes, which the next window needs. */
static enum err shape_window(struct scan *s)
{
	const char other = s->eol == '\r' ? '\n' : '"';
	const char *p = s->c->win;
	size_t stop = s->eof ? s->n : s->n - 2;

	for (size_t i = s->at; i < stop; i += 64) {
		uint64_t mask = csv_mask(p + i, '"', s->eol, 0, other);

		if (stop - i < 64)
			mask &= (UINT64_C(1) << (stop - i)) - 1;
		for (; mask; mask &= mask - 1)
			TRY(mark(s, i + (size_t)__builtin_ctzll(mask)));
	}
	s->at = stop;
	if (!s->eof && s->c->win_off + (int64_t)stop - s->rec > CSV_MAX_RECORD)
		return refuse_at(s, "csv-record-too-long", s->c->win_off + (int64_t)stop);
	return OK;
}

/* ---- encoding ---- */

/* Where a wrong character was found. */
struct wrong { int64_t off, row; int column; };

static bool check_window(struct scan *s, struct wrong *w)
{
	struct csv *c = s->c;
	const char *p = c->win + s->checked;
	size_t n = s->n - s->checked;
	size_t good = c->enc == CSV_UTF8 ? csv_utf8_good(p, n) : csv_gb_good(c->gb, p, n);
	int64_t lo = 0, hi = c->nrecord, from = s->rec;

	s->checked += good;
	if (good == n || (!s->eof && n - good < 4))
		return true;                    /* a character cut by the window comes again */
	w->off = c->win_off + (int64_t)s->checked;
	while (lo < hi) {                       /* records that begin at or before it */
		int64_t mid = lo + (hi - lo) / 2;

		if ((int64_t)c->at[mid] <= w->off)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (w->off < s->rec && lo > 0)
		from = (int64_t)c->at[lo - 1];
	else
		lo++;
	w->row = lo;
	cut_range(s, from, w->off, &w->column);
	return false;
}

/* A file with this many good characters before the first wrong one is damaged UTF-8: GB18030 text
 * fails at once. Reading it as GB18030 might succeed by chance and turn all names into others. */
static bool damaged_utf8(const struct csv *c, const struct wrong *w)
{
	size_t n = w->off < CSV_MAX_RECORD ? (size_t)w->off : CSV_MAX_RECORD;
	ssize_t got = os_pread_full(c->fd, c->text, n, 0);
	int leads = 0;

	for (ssize_t i = 0; i < got; i++)
		leads += (unsigned char)c->text[i] >= 0xC0;
	return c->bom || leads >= 16;
}

/* ---- the pass ---- */

static void rewind_scan(struct scan *s)
{
	struct csv *c = s->c;
	size_t mark_bytes = !c->bom ? 0 : c->enc == CSV_UTF8 ? 3 : 4;

	s->n = s->at = s->skip = s->checked = 0;
	s->eof = s->quoted = s->any = false;
	c->win_off = s->rec = (int64_t)mark_bytes;
	c->nrecord = 0;
}

/* One pass in the encoding of c. *ok false: a character was wrong, at *w. */
static enum err pass(struct scan *s, bool *ok, struct wrong *w)
{
	struct csv *c = s->c;

	rewind_scan(s);
	*ok = true;
	while (!s->eof) {
		TRY(next_window(s));
		TRY(shape_window(s));
		*ok = check_window(s, w);
		if (!*ok)
			return OK;
	}
	if (s->quoted)
		return refuse_at(s, "csv-unclosed-quote", c->size);
	if (s->rec < c->size)
		TRY(end_record(s, c->size));
	if (!s->any)
		return refuse(s, "csv-empty", 0, 0, "");
	c->at[c->nrecord] = (uint64_t)c->size;
	return OK;
}

/* The first window decides what file this is, its line ends and its separator. */
static enum err look(struct scan *s)
{
	struct csv *c = s->c;
	struct str sample;
	const char *key;

	TRY(next_window(s));
	sample = (struct str){ c->win, s->n };
	key = foreign(sample);
	if (key)
		return refuse(s, key, 0, 0, "");
	if (begins(sample, "\xEF\xBB\xBF") || begins(sample, "\x84\x31\x95\x33")) {
		c->bom = true;
		c->enc = c->win[0] == (char)0xEF ? CSV_UTF8 : CSV_GB18030;
		sample = str_sub(sample, c->enc == CSV_UTF8 ? 3 : 4, sample.n);
	}
	s->eol = '\n';
	if (!memchr(sample.p, '\n', sample.n) && memchr(sample.p, '\r', sample.n))
		s->eol = '\r';
	c->sep = pick_separator(str_sub(sample, 0, SAMPLE), s->eol, s->eof && sample.n <= SAMPLE);
	return OK;
}

enum err csv_scan(struct ctx *cx, struct csv *c)
{
	struct scan s = { .cx = cx, .c = c };
	struct wrong utf8 = { 0 }, gb = { 0 };
	bool ok = false;

	TRY(look(&s));
	if (c->enc == CSV_UTF8) {
		TRY(pass(&s, &ok, &utf8));
		if (!ok && damaged_utf8(c, &utf8))
			return refuse(&s, "csv-encoding", utf8.row, utf8.column, "UTF-8");
	}
	if (!ok) {
		c->enc = CSV_GB18030;
		c->gb = csv_gb_new();
		if (!c->gb)
			return err_set(cx, ERR_IO, "", "csv-no-gb18030", NULL);
		TRY(pass(&s, &ok, &gb));
	}
	if (!ok && utf8.off > gb.off)
		return refuse(&s, "csv-encoding", utf8.row, utf8.column, "UTF-8");
	if (!ok)
		return refuse(&s, "csv-encoding", gb.row, gb.column, "GB18030");
	c->win_off = 0;
	c->win_n = 0;
	return OK;
}

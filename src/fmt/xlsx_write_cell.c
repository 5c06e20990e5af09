/* xlsx_write_cell - what stands in a cell, around it and over it: values, merges, notes, lists. */
#include "fmt/xlsx_write_part.h"

#include <string.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define LEAKS_ARE_LOOKED_FOR
#endif

#include "base/mem.h"
#include "base/money.h"
#include "base/utf8.h"

#define WIDTH_ROWS  200          /* rows looked at for the width of columns */
#define WIDTH_MOST  40
#define WIDTH_HEAD  16           /* a header is wrapped rather than wide */
/* Bytes of a list kept at its cells. 255 characters are allowed; the library counts characters but
 * has room for 257 bytes, which is 85 of ours. */
#define INLINE_MOST 250
#define LINE_POINTS 15
#define LINES_MOST  27           /* of 409 points, which is all a row can have */
#define DIGITS_MOST INT64_C(999999999999999)     /* what a spreadsheet keeps exactly */
#define FIRST_DAY   19000301     /* earlier days are counted wrong by spreadsheets */
#define DAY_OFFSET  25569        /* serial of 1970-01-01 */

/* ---- text as the library takes it ---- */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* _x0041_ would be read as A: its first character is written as _x005F_. */
static bool looks_escaped(struct str s, size_t i)
{
	return s.n - i >= 7 && s.p[i + 1] == 'x' && s.p[i + 6] == '_' && is_hex(s.p[i + 2]) &&
	       is_hex(s.p[i + 3]) && is_hex(s.p[i + 4]) && is_hex(s.p[i + 5]);
}

const char *xw_z(struct xw *w, struct str text, size_t *units)
{
	struct buf *z = &w->z;
	size_t from = 0, n = 0;

	buf_reset(z);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		bool never = c == 0xEF && text.n - i >= 3 && !memcmp(text.p + i, "\xEF\xBF", 2) &&
		             (unsigned char)text.p[i + 2] >= 0xBE;

		n += ((c & 0xC0) != 0x80) + (c >= 0xF0);
		if (c != 0 && !never && (c != '_' || !looks_escaped(text, i)))
			continue;
		buf_add(z, text.p + from, i - from);
		from = i;
		if (c == '_') {
			buf_addz(z, "_x005F");
		} else {                 /* no character of XML */
			buf_addz(z, "\xEF\xBF\xBD");
			from = i + (never ? 3 : 1);
			i = from - 1;
		}
	}
	buf_add(z, text.p + from, text.n - from);
	*units = n;
	return z->full || n > XW_MAX_TEXT ? NULL : z->p;
}

/* ---- cells ---- */

/* False if nothing may be written there. */
static bool may(struct xw_sheet *s, int col)
{
	if (s->w->failed || !s->ws)
		return false;
	if (s->row >= XW_MAX_ROWS)
		xw_fail(s->w, "xw-rows", s, 0);
	else if (col < 0 || col >= XW_MAX_COLUMNS)
		xw_fail(s->w, "xw-columns", s, 0);
	return !s->w->failed;
}

static void check(struct xw_sheet *s, int col, lxw_error e)
{
	if (e == LXW_NO_ERROR || s->w->failed)
		return;
	s->w->lib = e;
	xw_fail(s->w, "xw-library", s, col);
}

static void seen(struct xw_sheet *s, int col, int width, enum xw_look look)
{
	struct xw_column *c;

	if (s->row >= WIDTH_ROWS || look == XW_TITLE || look == XW_HELP || look == XW_BLOCK)
		return;
	c = xw_column(s, col);
	if ((look == XW_HEAD || look == XW_MUST) && width > WIDTH_HEAD)
		width = WIDTH_HEAD;
	if (width > WIDTH_MOST)
		width = WIDTH_MOST;
	if (width > c->seen)
		c->seen = (int16_t)width;
}

/* Tenths of a column: letters are narrower than the digits that columns are measured by, Han
 * characters wider than two. */
#define TENTHS(w) ((w) > 1 ? 21 : (w) * 9)

/* Lines that a wrapped text takes in a column: words stay whole, Han characters part anywhere. */
static int lines_of(struct str text, int width)
{
	int lines = 1, at = 0, word = 0;     /* used of the line, and by the word being read */
	int32_t cp;

	for (struct str rest = text, from = rest; (cp = utf8_next(&rest)) >= 0; from = rest) {
		int w = utf8_width(str_sub(from, 0, from.n - rest.n)), t = TENTHS(w);

		if (cp == '\n') {
			lines++;
			at = word = 0;
			continue;
		}
		word = cp == ' ' || w > 1 ? 0 : word + t;
		at += t;
		if (at <= width * 10 || cp == ' ')
			continue;
		lines++;
		if (word > width * 10 || !word)
			word = w > 1 ? 0 : t;
		at = word ? word : t;
	}
	return lines;
}

/* Not every program gives a row with wrapped cells the height it needs. */
static void wrapped(struct xw_sheet *s, int col, struct str text, enum xw_look look)
{
	const struct xw_column *c = xw_column(s, col);
	int width = c->set ? c->set : look == XW_NOTE ? c->seen : WIDTH_HEAD;
	int lines = lines_of(text, width > WIDTH_LEAST ? width : WIDTH_LEAST);

	if (lines > s->lines)
		s->lines = lines < LINES_MOST ? lines : LINES_MOST;
}

static void put_text(struct xw_sheet *s, int col, struct str text, enum xw_look look, int form)
{
	size_t units;
	const char *z;

	if (!may(s, col))
		return;
	if (text.n == 0 && look == XW_PLAIN && form == FORM_GENERAL)
		return;                  /* nothing to be seen */
	if (text.n == 0) {
		check(s, col, worksheet_write_blank(s->ws, (lxw_row_t)s->row, (lxw_col_t)col,
		                                    xw_format(s->w, look, form)));
		return;
	}
	z = xw_z(s->w, text, &units);
	if (!z) {
		xw_fail(s->w, "xw-text", s, col);
		return;
	}
	if (s->row < WIDTH_ROWS)
		seen(s, col, utf8_width(text), look);
	if (look == XW_NOTE || look == XW_HEAD || look == XW_MUST)
		wrapped(s, col, text, look);
	check(s, col, worksheet_write_string(s->ws, (lxw_row_t)s->row, (lxw_col_t)col, z,
	                                     xw_format(s->w, look, form)));
}

void xw_text(struct xw_sheet *s, int col, struct str text, enum xw_look look)
{
	put_text(s, col, text, look, FORM_GENERAL);
}

void xw_code(struct xw_sheet *s, int col, struct str text, enum xw_look look)
{
	put_text(s, col, text, look, FORM_TEXT);
}

static const int64_t power[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000
};

static void put_number(struct xw_sheet *s, int col, int64_t v, int scale, enum xw_look look,
                       int form)
{
	char t[24];
	size_t n;

	if (!may(s, col))
		return;
	if (v > DIGITS_MOST || v < -DIGITS_MOST || scale < 0 || scale > 9) {
		n = decimal_put(t, v, scale);
		put_text(s, col, (struct str){ t, n }, look, FORM_TEXT);
		return;
	}
	if (s->row < WIDTH_ROWS)
		seen(s, col, (int)decimal_put(t, v, scale) + 2, look);
	check(s, col, worksheet_write_number(s->ws, (lxw_row_t)s->row, (lxw_col_t)col,
	                                     (v + 0.0) / power[scale],
	                                     xw_format(s->w, look, form)));
}

void xw_number(struct xw_sheet *s, int col, int64_t v, int scale, bool fixed, enum xw_look look)
{
	put_number(s, col, v, scale, look,
	           fixed && scale >= 0 && scale <= 6 ? FORM_FIXED + scale : FORM_GENERAL);
}

void xw_money(struct xw_sheet *s, int col, int64_t fen, enum xw_look look)
{
	put_number(s, col, fen, 2, look, FORM_FIXED + 2);
}

void xw_percent(struct xw_sheet *s, int col, int64_t v, int scale, enum xw_look look)
{
	put_number(s, col, v, scale, look, FORM_PERCENT);
}

void xw_date(struct xw_sheet *s, int col, date_t d, enum xw_look look)
{
	char t[11];

	if (d == 0 || date_day(d) == 0 || d < FIRST_DAY) {
		size_t n = d ? date_put(t, d) : 0;

		put_text(s, col, (struct str){ t, n }, look, FORM_TEXT);
		return;
	}
	if (!may(s, col))
		return;
	seen(s, col, 11, look);
	check(s, col, worksheet_write_number(s->ws, (lxw_row_t)s->row, (lxw_col_t)col,
	                                     date_days(d) + DAY_OFFSET,
	                                     xw_format(s->w, look, FORM_DATE)));
}

void xw_comment(struct xw_sheet *s, int col, struct str text)
{
	char nobody[] = "";
	lxw_comment_options o = { .author = nobody, .x_scale = 2 };
	size_t units;
	const char *z = xw_z(s->w, text, &units);

	if (!may(s, col) || text.n == 0)
		return;
	if (!z)
		xw_fail(s->w, "xw-text", s, col);
	else
		check(s, col, worksheet_write_comment_opt(s->ws, (lxw_row_t)s->row, (lxw_col_t)col,
		                                          z, &o));
}

void xw_height(struct xw_sheet *s, int lines)
{
	if (may(s, 0))
		check(s, 0, worksheet_set_row(s->ws, (lxw_row_t)s->row, LINE_POINTS * lines, NULL));
}

/* ---- cells joined into one ---- */

static void blanks(struct xw_sheet *s, int col, int col_end, lxw_format *f)
{
	for (int c = col; c <= col_end; c++)
		check(s, c, worksheet_write_blank(s->ws, (lxw_row_t)s->row, (lxw_col_t)c, f));
}

void xw_merge(struct xw_sheet *s, int col, int col_end, int rows, enum xw_look look)
{
	struct xw_merge m = { s->row, s->row + rows - 1, col, col_end, look };
	lxw_format *f = xw_format(s->w, look, FORM_GENERAL);

	if (!may(s, col) || !may(s, col_end) || (rows <= 1 && col >= col_end))
		return;
	if (rows <= 1) {
		check(s, col, worksheet_merge_range(s->ws, (lxw_row_t)s->row, (lxw_col_t)col,
		                                    (lxw_row_t)s->row, (lxw_col_t)col_end, "", f));
		return;
	}
	blanks(s, col, col_end, f);
	if (s->nmerge == s->merge_cap) {
		s->merge_cap = s->merge_cap ? 2 * s->merge_cap : 16;
		s->merge = mem_grow(s->merge, (size_t)s->merge_cap, sizeof *s->merge);
	}
	s->merge[s->nmerge++] = m;
}

/* The library forgets rows that are done, so a merge is told when its last row begins: the cells
 * above, already written, then stay as they are. Its first cell must be refused for that, which
 * takes a cell in the new row before it. */
static void end_merges(struct xw_sheet *s)
{
	int keep = 0;

	for (int i = 0; i < s->nmerge; i++) {
		struct xw_merge m = s->merge[i];
		lxw_format *f = xw_format(s->w, m.look, FORM_GENERAL);

		blanks(s, m.col, m.col_end, f);
		if (m.row_end > s->row)
			s->merge[keep++] = m;
		else
			check(s, m.col, worksheet_merge_range(s->ws, (lxw_row_t)m.row,
			                                      (lxw_col_t)m.col, (lxw_row_t)m.row_end,
			                                      (lxw_col_t)m.col_end, "", f));
	}
	s->nmerge = keep;
}

void xw_next(struct xw_sheet *s)
{
	if (s->lines > 1)
		xw_height(s, s->lines);
	s->lines = 0;
	s->row++;
	if (s->nmerge && may(s, 0))
		end_merges(s);
}

void xw_end_sheet(struct xw_sheet *s)
{
	int64_t last;

	while (s->nmerge && !s->w->failed)
		xw_next(s);
	last = s->row > s->filter_row + 1 ? s->row - 1 : s->filter_row;
	if (s->filter_row >= 0 && !s->w->failed)
		check(s, 0, worksheet_autofilter(s->ws, (lxw_row_t)s->filter_row,
		                                 (lxw_col_t)s->filter_col, (lxw_row_t)last,
		                                 (lxw_col_t)s->filter_end));
}

/* ---- lists to choose from ---- */

/* The list's column on the hidden sheet; the same labels share one. */
static int shared(struct xw *w, const struct str *label, int n)
{
	uint64_t hash = (uint64_t)n;
	struct xw_list *l;

	for (int i = 0; i < n; i++)
		hash = hash * UINT64_C(0x9E3779B97F4A7C15) + str_hash(label[i]);
	for (int i = 0; i < w->nlist; i++)
		if (w->list[i].hash == hash && w->list[i].n == n)
			return i;
	if (w->nlist == w->list_cap) {
		w->list_cap = w->list_cap ? 2 * w->list_cap : 16;
		w->list = mem_grow(w->list, (size_t)w->list_cap, sizeof *w->list);
	}
	l = &w->list[w->nlist];
	*l = (struct xw_list){ hash, arena_array(&w->a, (size_t)n, sizeof(struct str)), n };
	for (int i = 0; i < n; i++)
		l->label[i] = str_dup(&w->a, label[i]);
	return w->nlist++;
}

void xw_put_lists(struct xw *w)
{
	struct xw_sheet *s = xw_add_sheet(w, STR(XW_LISTS));
	bool more = true;

	for (int row = 0; more && !w->failed; row++) {
		more = false;
		for (int i = 0; i < w->nlist; i++) {
			if (row < w->list[i].n)
				xw_code(s, i, w->list[i].label[row], XW_PLAIN);
			more |= row + 1 < w->list[i].n;
		}
		xw_next(s);
	}
	if (s->ws)
		worksheet_hide(s->ws);
}

/* At most n characters, with a NUL. */
static char *cut(struct arena *a, struct str s, size_t n)
{
	struct str rest = s;

	while (n-- && utf8_next(&rest) >= 0)
		;
	return str_z(a, str_sub(s, 0, s.n - rest.n));
}

/* NULL-ended labels, if the list can stand at its cells. */
static const char **inline_list(struct xw *w, const struct xw_pick *p)
{
	const char **z = arena_array(&w->a, (size_t)p->n + 1, sizeof(char *));
	size_t total = 0;

	for (int i = 0; i < p->n; i++) {
		total += p->label[i].n + 1;
		if (total > INLINE_MOST || memchr(p->label[i].p, ',', p->label[i].n) ||
		    memchr(p->label[i].p, '"', p->label[i].n))
			return NULL;
		z[i] = str_z(&w->a, p->label[i]);
	}
	return z;
}

/* The library copies a list's range twice and loses one copy, some twenty bytes a list. */
static void add_pick(struct xw_sheet *s, const struct xw_pick *p, lxw_data_validation *v)
{
#ifdef LEAKS_ARE_LOOKED_FOR
	__lsan_disable();
#endif
	check(s, p->col, worksheet_data_validation_range(s->ws, (lxw_row_t)p->row,
	                                                 (lxw_col_t)p->col,
	                                                 (lxw_row_t)p->row_end,
	                                                 (lxw_col_t)p->col, v));
#ifdef LEAKS_ARE_LOOKED_FOR
	__lsan_enable();
#endif
}

void xw_drop_down(struct xw_sheet *s, const struct xw_pick *p)
{
	struct xw *w = s->w;
	lxw_data_validation v = { .ignore_blank = LXW_VALIDATION_ON };
	struct buf range BUF_AUTO = { 0 };
	char column[LXW_MAX_COL_NAME_LENGTH];

	if (w->failed || !s->ws || p->n < 1)
		return;
	buf_init(&range, 128);
	v.value_list = (char **)inline_list(w, p);
	v.validate = LXW_VALIDATION_TYPE_LIST;
	if (!v.value_list) {
		lxw_col_to_name(column, (lxw_col_t)shared(w, p->label, p->n), LXW_TRUE);
		buf_addf(&range, "='%s'!%s$1:%s$%d", XW_LISTS, column, column, p->n);
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		v.value_formula = range.p;
	}
	v.error_type = p->strict ? LXW_VALIDATION_ERROR_TYPE_STOP
	                         : LXW_VALIDATION_ERROR_TYPE_WARNING;
	if (p->title.n)
		v.input_title = cut(&w->a, p->title, 32);
	if (p->help.n)
		v.input_message = cut(&w->a, p->help, 255);
	add_pick(s, p, &v);
}

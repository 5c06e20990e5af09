#include "domain/register/page.h"

#include "base/utf8.h"

#define INDENT 2
#define GAP    2

static const char bold[] = "\033[1m", dim[] = "\033[2m", warn[] = "\033[1;33m", plain[] = "\033[0m";

void page_begin(struct page *p, struct buf *out, struct arena *a, int columns, bool colour)
{
	*p = (struct page){ .out = out, .a = a, .columns = columns < 40 ? 40 : columns,
		.colour = colour };
}

static void colour(struct page *p, const char *code)
{
	if (p->colour)
		buf_addz(p->out, code);
}

static void blanks(struct buf *out, int n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

/* ---- pieces of text ---- */

static struct str cleaned(struct arena *a, struct str s)
{
	struct str rest = s;
	bool bad = false;
	int32_t cp;
	char *to;
	size_t n = 0;

	while ((cp = utf8_next(&rest)) >= 0)
		bad = bad || utf8_unruly(cp);
	if (!bad)
		return s;
	to = arena_alloc(a, s.n * 3 + 1);
	while ((cp = utf8_next(&s)) >= 0)
		n += (size_t)utf8_put(to + n, utf8_unruly(cp) ? ' ' : cp);
	return (struct str){ to, n };
}

/* Bytes of the longest beginning of s that takes at most `width` columns. */
static size_t fitting(struct str s, int width)
{
	struct str rest = s;
	int used = 0;

	while (rest.n) {
		struct str before = rest, one;

		utf8_next(&rest);
		one = (struct str){ before.p, before.n - rest.n };
		used += utf8_width(one);
		if (used > width)
			return (size_t)(before.p - s.p);
	}
	return s.n;
}

void page_fit(struct buf *out, struct str s, int width, bool right)
{
	int w = utf8_width(s);

	if (w > width) {
		s = str_sub(s, 0, fitting(s, width - 1));
		buf_adds(out, s);
		buf_addz(out, "…");
		blanks(out, width - 1 - utf8_width(s));
		return;
	}
	if (right)
		blanks(out, width - w);
	buf_adds(out, s);
	if (!right)
		blanks(out, width - w);
}

/* Where a name without blanks may be broken: before its ending, behind _ - or /. */
static size_t name_break(struct str s, size_t n)
{
	for (size_t at = n; at > n / 2; at--)
		if (s.p[at] == '.' || strchr("_-/", s.p[at - 1]))
			return at;
	return n;
}

/* Takes the next line of at most `width` columns off *rest; breaks at a blank if one is near. */
static struct str next_line(struct str *rest, int width)
{
	size_t n = fitting(*rest, width), cut;
	struct str line;

	if (n == 0 && rest->n)
		n = rest->n;
	cut = n;
	if (n < rest->n) {
		while (cut > n / 2 && rest->p[cut] != ' ' &&
		    (unsigned char)rest->p[cut - 1] < 0x80 &&
		       rest->p[cut - 1] != ' ')
			cut--;
		if (cut <= n / 2)
			cut = name_break(*rest, n);
	}
	line = str_trim(str_sub(*rest, 0, cut));
	*rest = str_trim(str_sub(*rest, cut, rest->n));
	return line;
}

/* ---- lines ---- */

static void end_line(struct page *p)
{
	while (p->out->n && p->out->p[p->out->n - 1] == ' ')
		p->out->n--;
	buf_addc(p->out, '\n');
}

void page_title(struct page *p, struct str left, struct str right)
{
	int w, room;

	page_pairs_end(p);
	left = cleaned(p->a, left);
	right = cleaned(p->a, right);
	w = utf8_width(right);
	if (w > p->columns / 2)
		w = p->columns / 2;
	room = p->columns - w - (w ? GAP : 0);
	colour(p, bold);
	if (!w && utf8_width(left) < room)
		room = utf8_width(left);
	page_fit(p->out, left, room, false);
	colour(p, plain);
	if (w) {
		blanks(p->out, GAP);
		colour(p, dim);
		page_fit(p->out, right, w, true);
		colour(p, plain);
	}
	end_line(p);
}

void page_section(struct page *p, struct str title)
{
	page_pairs_end(p);
	buf_addc(p->out, '\n');
	colour(p, bold);
	buf_adds(p->out, cleaned(p->a, title));
	colour(p, plain);
	end_line(p);
}

static void wrapped(struct page *p, struct str text, const char *code)
{
	page_pairs_end(p);
	text = str_trim(cleaned(p->a, text));
	do {
		struct str line = next_line(&text, p->columns - INDENT);

		blanks(p->out, INDENT);
		if (code)
			colour(p, code);
		buf_adds(p->out, line);
		if (code)
			colour(p, plain);
		end_line(p);
	} while (text.n);
}

void page_line(struct page *p, struct str text)
{
	wrapped(p, text, NULL);
}

void page_notice(struct page *p, struct str text)
{
	wrapped(p, text, warn);
}

void page_hang(struct page *p, struct str text, int at)
{
	do {
		buf_adds(p->out, next_line(&text, p->columns - at));
		end_line(p);
		blanks(p->out, text.n ? at : 0);
	} while (text.n);
}

void page_gap(struct page *p)
{
	page_pairs_end(p);
	buf_addc(p->out, '\n');
}

/* ---- pairs ---- */

static void put_pair(struct page *p, struct str label, struct str value)
{
	colour(p, dim);
	buf_adds(p->out, label);
	colour(p, plain);
	buf_addc(p->out, ' ');
	buf_adds(p->out, value);
}

static void long_pair(struct page *p, struct str label, struct str value)
{
	int at = INDENT + utf8_width(label) + 1;
	bool first = true;

	if (at > p->columns / 2) {
		wrapped(p, label, dim);
		at = INDENT * 3;
		first = false;
	}
	do {
		struct str line = next_line(&value, p->columns - at);

		if (first) {
			blanks(p->out, INDENT);
			put_pair(p, label, line);
		} else {
			blanks(p->out, at);
			buf_adds(p->out, line);
		}
		first = false;
		end_line(p);
	} while (value.n);
}

void page_pair(struct page *p, struct str label, struct str value)
{
	const int half = (p->columns - INDENT - GAP) / 2;
	int w, before;

	label = cleaned(p->a, label);
	value = str_trim(cleaned(p->a, value));
	w = utf8_width(label) + 1 + utf8_width(value);
	if (w > half) {
		page_pairs_end(p);
		long_pair(p, label, value);
		return;
	}
	if (!p->waiting) {
		p->label = str_dup(p->a, label);
		p->value = str_dup(p->a, value);
		p->waiting = true;
		return;
	}
	before = utf8_width(p->label) + 1 + utf8_width(p->value);
	blanks(p->out, INDENT);
	put_pair(p, p->label, p->value);
	blanks(p->out, half - before + GAP);
	put_pair(p, label, value);
	end_line(p);
	p->waiting = false;
}

void page_pairs_end(struct page *p)
{
	if (!p->waiting)
		return;
	p->waiting = false;
	blanks(p->out, INDENT);
	put_pair(p, p->label, p->value);
	end_line(p);
}

/* ---- tables ---- */

void page_table(struct page_table *t, struct page *p, int ncol)
{
	page_pairs_end(p);
	*t = (struct page_table){ .page = p, .ncol = ncol > PAGE_COLS ? PAGE_COLS : ncol,
		.least = 4 };
}

struct str *page_table_row(struct page_table *t)
{
	t->cell = arena_grown(t->page->a, t->cell, t->nrow, &t->cap,
	                      (size_t)t->ncol * sizeof *t->cell);
	return &t->cell[t->nrow++ * t->ncol];
}

/* Natural widths; 0 for a column that says nothing. Returns the whole width. */
static int natural(const struct page_table *t, int width[PAGE_COLS])
{
	int all = 0;

	for (int c = 0; c < t->ncol; c++) {
		bool said = false;

		width[c] = 0;
		for (int r = 0; r < t->nrow; r++) {
			struct str *s = &t->cell[r * t->ncol + c];
			int w;

			*s = cleaned(t->page->a, *s);
			w = utf8_width(*s);
			said = said || (r && w);
			width[c] = w > width[c] ? w : width[c];
		}
		if (!said && !t->keep)
			width[c] = 0;
		all += width[c] ? width[c] + GAP : 0;
	}
	return all ? all - GAP : 0;
}

#define READABLE 12              /* columns that say enough of a text or a header */

/* A cut number, date or code says something false; a cut text only less. */
static bool rigid(const struct page_table *t, int c)
{
	if (t->right[c])
		return true;
	for (int r = 1; r < t->nrow; r++) {
		struct str s = t->cell[r * t->ncol + c];

		for (size_t i = 0; i < s.n; i++)
			if (s.n > 20 || !strchr("0123456789-.:ABCDEFGHIJKLMNOPQRSTUVWXYZ", s.p[i]))
				return false;
	}
	return true;
}

/* Widths no column goes below, in three turns: long headers give way, then long texts, then all
 * but what is rigid. */
static void floors(const struct page_table *t, const int width[PAGE_COLS],
                   int floor[3][PAGE_COLS])
{
	for (int c = 0; c < t->ncol; c++) {
		int body = 4, some = width[c] < READABLE ? width[c] : READABLE;

		for (int r = 1; r < t->nrow; r++) {
			int w = utf8_width(t->cell[r * t->ncol + c]);

			body = w > body ? w : body;
		}
		floor[0][c] = body > some ? body : some;
		floor[1][c] = rigid(t, c) ? floor[0][c] : some;
		floor[2][c] = rigid(t, c) || body < t->least ? body : t->least;
	}
}

/* Takes one column at a time off the widest that is above its floor; returns what is still over. */
static int narrow(const struct page_table *t, int width[PAGE_COLS], const int floor[PAGE_COLS],
                  int over)
{
	for (; over > 0; over--) {
		int widest = -1;

		for (int c = 0; c < t->ncol; c++)
			if (width[c] > floor[c] && (widest < 0 || width[c] > width[widest]))
				widest = c;
		if (widest < 0)
			return over;
		width[widest]--;
	}
	return over;
}

/* Narrows what can be, else leaves columns out from the right. */
static void fit(struct page_table *t, int width[PAGE_COLS], int room)
{
	int floor[3][PAGE_COLS], last = t->ncol, over;

	for (;;) {
		over = natural(t, width) - room;
		for (int c = last; c < t->ncol; c++) {
			over -= width[c] ? width[c] + GAP : 0;
			width[c] = 0;
		}
		floors(t, width, floor);
		for (int turn = 0; turn < 3; turn++)
			over = narrow(t, width, floor[turn], over);
		if (over <= 0 || last <= 1)
			return;
		last--;
		t->left_out += width[last] > 0;
	}
}

/* What a cell has left, in lines of its own under the row. */
static void more_lines(struct page *p, struct str rest, int at, int width)
{
	while (rest.n) {
		blanks(p->out, at);
		page_fit(p->out, next_line(&rest, width), width, false);
		end_line(p);
	}
}

bool page_table_fits(struct page_table *t)
{
	int width[PAGE_COLS];

	return natural(t, width) <= t->page->columns - INDENT;
}

void page_table_end(struct page_table *t)
{
	struct page *p = t->page;
	int width[PAGE_COLS], room = p->columns - INDENT;

	fit(t, width, room);
	for (int r = 0; r < t->nrow; r++) {
		struct str rest = { 0 };
		int used = 0, at = 0;

		blanks(p->out, INDENT);
		if (r == 0)
			colour(p, dim);
		for (int c = 0; c < t->ncol; c++) {
			int more = width[c] + (used ? GAP : 0);

			if (!width[c] || used + more > room)
				continue;
			if (used)
				blanks(p->out, GAP);
			if (c + 1 == t->whole && r) {
				rest = t->cell[r * t->ncol + c];
				at = INDENT + used + (used ? GAP : 0);
				page_fit(p->out, next_line(&rest, width[c]), width[c], false);
			} else {
				page_fit(p->out, t->cell[r * t->ncol + c], width[c], t->right[c]);
			}
			used += more;
		}
		if (r == 0)
			colour(p, plain);
		end_line(p);
		if (rest.n)
			more_lines(p, rest, at, width[t->whole - 1]);
	}
}

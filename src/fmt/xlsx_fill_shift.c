/* xlsx_fill_shift - places in formulas and lists of places after rows were put in. A place that was
 * named stays named: rows below moved down; a range that ended at the repeated row ends at its last
 * copy; in a copy, what pointed at the row points at the copy. */
#include "fmt/xlsx_fill_part.h"

struct ref {
	int32_t row, col;            /* 0, -1: not told (A:A, 1:5) */
	bool row_fixed, col_fixed;   /* $ */
	bool end;                    /* the second of a range */
};

struct mapping {
	const struct row_change *c;
	struct str sheet;            /* that the formula stands in */
	int32_t copy;                /* -1: not in the repeated row */
	int32_t rows, cols;          /* unsharing: how far relative places move */
	bool moving;
};

static bool letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool word(char c)
{
	return letter(c) || digit(c) || c == '_' || c == '.' || c == '\\' || c == '?' ||
	       (unsigned char)c >= 0x80;
}

/* $A$1, A1, $A, 5: bytes taken, 0 if it is none. */
static size_t read_ref(struct str s, struct ref *r)
{
	size_t i = 0, from;
	int64_t n = 0;

	*r = (struct ref){ .col = -1 };
	r->col_fixed = s.n && s.p[0] == '$';
	i += r->col_fixed;
	for (from = i; i < s.n && i - from < 3 && letter(s.p[i]); i++)
		r->col = (r->col + 1) * 26 + ((s.p[i] | 32) - 'a');
	if (i == from) {                /* a row alone; its $ was read as the column's */
		r->row_fixed = r->col_fixed;
		r->col_fixed = false;
	} else if (i < s.n && s.p[i] == '$') {
		r->row_fixed = true;
		i++;
	}
	for (from = i; i < s.n && digit(s.p[i]) && i - from < 8; i++)
		n = n * 10 + (s.p[i] - '0');
	if ((i < s.n && (word(s.p[i]) || s.p[i] == '(' || s.p[i] == '!')) || n > FILL_ROWS ||
	    r->col >= FILL_COLS || (i == from && (r->row_fixed || r->col < 0)))
		return 0;
	r->row = (int32_t)n;
	return i;
}

static void put_ref(struct buf *out, const struct ref *r)
{
	if (r->col >= 0) {
		if (r->col_fixed)
			buf_addc(out, '$');
		fill_put_col(out, r->col);
	}
	if (r->row) {
		if (r->row_fixed)
			buf_addc(out, '$');
		buf_addi(out, r->row);
	}
}

static void map_ref(const struct mapping *m, bool here, struct ref *r)
{
	const struct row_change *c = m->c;

	if (m->moving) {
		if (r->row && !r->row_fixed)
			r->row += m->rows;
		if (r->col >= 0 && !r->col_fixed)
			r->col += m->cols;
	} else if (here && r->row > c->row) {
		r->row += c->times - 1;
	} else if (here && r->row == c->row) {
		if (m->copy >= 0)
			r->row += r->row_fixed ? 0 : m->copy;
		else if (r->end)
			r->row += c->times - 1;
	}
}

/* A range or a single place at the front of s; bytes taken. A name, number or function: 0. */
static size_t map_range(const struct mapping *m, struct str s, bool here, struct buf *out)
{
	struct ref a, b;
	size_t n = read_ref(s, &a), k;

	if (!n)
		return 0;
	if (n < s.n && s.p[n] == ':' && (k = read_ref(str_sub(s, n + 1, s.n), &b)) != 0 &&
	    !a.row == !b.row && (a.col < 0) == (b.col < 0)) {
		b.end = true;
		map_ref(m, here, &a);
		map_ref(m, here, &b);
		put_ref(out, &a);
		buf_addc(out, ':');
		put_ref(out, &b);
		return n + 1 + k;
	}
	if (a.col < 0 || !a.row)
		return 0;
	map_ref(m, here, &a);
	put_ref(out, &a);
	return n;
}

/* A quoted piece with its quotes ("..." or '...'), doubled ones inside. */
static size_t quoted(struct str s)
{
	size_t i = 1;

	while (i < s.n) {
		if (s.p[i] != s.p[0])
			i++;
		else if (i + 1 < s.n && s.p[i + 1] == s.p[0])
			i += 2;
		else
			return i + 1;
	}
	return s.n;
}

static size_t bracketed(struct str s)
{
	size_t depth = 0, i = 0;

	for (; i < s.n; i++) {
		depth += s.p[i] == '[';
		depth -= s.p[i] == ']';
		if (!depth)
			return i + 1;
	}
	return s.n;
}

/* Is the sheet name, as written before '!', the one whose rows changed? */
static bool same_sheet(struct str name, struct str sheet)
{
	size_t k = 0;

	if (name.n >= 2 && name.p[0] == '\'')
		name = str_sub(name, 1, name.n - 2);
	for (size_t i = 0; i < name.n; i++) {
		if (k >= sheet.n || name.p[i] != sheet.p[k++])
			return false;
		if (name.p[i] == '\'')
			i++;
	}
	return k == sheet.n;
}

static void map_formula(const struct mapping *m, struct str f, struct buf *out)
{
	bool at_home = m->moving || str_eq(m->sheet, m->c->sheet), here = at_home;

	while (f.n) {
		size_t n = 1;
		char c = f.p[0];

		if (c == '"' || c == '\'') {
			n = quoted(f);
		} else if (c == '[') {
			n = bracketed(f);
		} else if (c == '$' || word(c)) {
			size_t used = map_range(m, f, here, out);

			if (used) {
				f = str_sub(f, used, f.n);
				here = at_home;
				continue;
			}
			while (n < f.n && (word(f.p[n]) || f.p[n] == '$'))
				n++;
		}
		if (n < f.n && f.p[n] == '!')
			here = !m->moving && same_sheet(str_sub(f, 0, n), m->c->sheet);
		else if (c != '!')
			here = at_home;
		buf_add(out, f.p, n);
		f = str_sub(f, n, f.n);
	}
}

void formula_shift(struct buf *out, struct str f, const struct row_change *c, struct str sheet,
                   int32_t copy)
{
	struct mapping m = { .c = c, .sheet = sheet, .copy = copy };

	map_formula(&m, f, out);
}

void formula_move(struct buf *out, struct str f, int32_t rows, int32_t cols)
{
	struct mapping m = { .rows = rows, .cols = cols, .moving = true };

	map_formula(&m, f, out);
}

void places_shift(struct buf *out, struct str places, const struct row_change *c)
{
	struct mapping m = { .c = c, .sheet = c->sheet, .copy = -1 };

	map_formula(&m, places, out);
}

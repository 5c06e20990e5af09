/* expr_string - functions of texts and lists. Positions and sizes count code points. */
#include "base/utf8.h"
#include "rule/expr_int.h"

static void text(struct expr_value *out, struct str s)
{
	*out = (struct expr_value){ .kind = EXPR_TEXT, .s = s };
}

/* The byte where code point i begins; the end for i == size; SIZE_MAX past it. */
static size_t byte_of(struct str s, int64_t i)
{
	struct str rest = s;

	for (; i > 0; i--)
		if (utf8_next(&rest) < 0)
			return SIZE_MAX;
	return i < 0 ? SIZE_MAX : s.n - rest.n;
}

static int64_t point_of(struct str s, size_t byte)
{
	return (int64_t)utf8_len(str_sub(s, 0, byte));
}

static void size(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	if (x->kind == EXPR_TEXT)
		expr_number(out, EXPR_INT, (int64_t)utf8_len(x->s));
	else if (x->kind == EXPR_LIST)
		expr_number(out, EXPR_INT, x->list.n);
	else if (x->kind == EXPR_ROWS)
		expr_number(out, EXPR_INT, x->rows.n);
	else if (x->kind == EXPR_SET)
		expr_number(out, EXPR_INT, __builtin_popcountll((unsigned long long)x->i));
	else
		expr_error(out, n, "expr-eval-type");
}

static void char_at(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	size_t from = byte_of(x->s, x[1].i);
	struct str rest;

	if (from == SIZE_MAX) {
		expr_error(out, n, "expr-eval-index");
		return;
	}
	rest = str_sub(x->s, from, x->s.n - from);
	utf8_next(&rest);
	text(out, str_sub(x->s, from, x->s.n - from - rest.n));
}

static void index_of(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	size_t from = n->nkid == 3 ? byte_of(x->s, x[2].i) : 0;
	ptrdiff_t at;

	if (from == SIZE_MAX) {
		expr_error(out, n, "expr-eval-index");
		return;
	}
	at = str_find(str_sub(x->s, from, x->s.n - from), x[1].s);
	expr_number(out, EXPR_INT, at < 0 ? -1 : point_of(x->s, from + (size_t)at));
}

static void last_index_of(struct expr_frame *f, const struct expr_node *n,
                          const struct expr_value *x, struct expr_value *out)
{
	size_t from = n->nkid == 3 ? byte_of(x->s, x[2].i) : x->s.n;

	if (from == SIZE_MAX) {
		expr_error(out, n, "expr-eval-index");
		return;
	}
	f->run->steps += (int64_t)((uint64_t)x->s.n * x[1].s.n / 64);
	for (size_t at = from + 1; at-- > 0;) {
		if (x->s.n - at >= x[1].s.n && str_starts(str_sub(x->s, at, x->s.n - at), x[1].s)) {
			expr_number(out, EXPR_INT, point_of(x->s, at));
			return;
		}
	}
	expr_number(out, EXPR_INT, -1);
}

static void ascii_case(struct expr_frame *f, const struct expr_node *n, struct str s,
                       struct expr_value *out)
{
	char from = n->fn == FN_LOWER ? 'A' : 'a';
	char *z;

	if (!expr_room(f, n, s.n, out))
		return;
	z = str_z(f->run->a, s);
	for (size_t i = 0; i < s.n; i++)
		if (z[i] >= from && z[i] <= from + 25)
			z[i] ^= 0x20;
	text(out, (struct str){ z, s.n });
}

/* Where the next place to replace or split begins: an empty needle is met before every character
 * and at the end. */
static ptrdiff_t next_place(struct str rest, struct str needle, bool first)
{
	struct str tail = rest;

	if (needle.n > 0)
		return str_find(rest, needle);
	if (first)
		return 0;
	if (utf8_next(&tail) < 0)
		return -1;
	return (ptrdiff_t)(rest.n - tail.n);
}

static void replace(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                    struct expr_value *out)
{
	int64_t left = n->nkid == 4 ? x[3].i : -1;
	struct buf b BUF_AUTO = { 0 };
	struct str rest = x->s;
	ptrdiff_t at;

	buf_init(&b, EXPR_MAX_VALUE_TEXT);
	for (bool go = true, begin = true; go && left != 0; left--, begin = false) {
		at = next_place(rest, x[1].s, begin);
		go = at >= 0;
		if (!go)
			break;
		buf_add(&b, rest.p, (size_t)at);
		buf_adds(&b, x[2].s);
		rest = str_sub(rest, (size_t)at + x[1].s.n, rest.n);
		f->run->steps++;
	}
	buf_adds(&b, rest);
	if (!expr_room(f, n, b.full ? SIZE_MAX / 2 : b.n, out))
		return;
	text(out, str_dup(f->run->a, buf_str(&b)));
}

/* How many pieces; fills them in when v is given. */
static int pieces(struct str s, struct str sep, int64_t limit, struct expr_value *v)
{
	int n = 0;

	while (limit < 0 || n + 1 < limit) {
		ptrdiff_t at = next_place(s, sep, false);

		if (at < 0 || (sep.n == 0 && (size_t)at == s.n))
			break;
		if (v)
			text(&v[n], str_sub(s, 0, (size_t)at));
		n++;
		s = str_sub(s, (size_t)at + sep.n, s.n);
	}
	if (v)
		text(&v[n], s);
	return n + 1;
}

static void split(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                  struct expr_value *out)
{
	int64_t limit = n->nkid == 3 ? x[2].i : -1;
	bool none = limit == 0 || (x->s.n == 0 && x[1].s.n == 0);
	int count = none ? 0 : pieces(x->s, x[1].s, limit, NULL);
	struct expr_value *v = expr_list_room(f, n, count, out);

	if (!v)
		return;
	if (!none)
		pieces(x->s, x[1].s, limit, v);
	*out = (struct expr_value){ .kind = EXPR_LIST, .list = { v, count } };
}

static void substring(const struct expr_node *n, const struct expr_value *x,
                      struct expr_value *out)
{
	size_t from = byte_of(x->s, x[1].i), to = n->nkid == 3 ? byte_of(x->s, x[2].i) : x->s.n;

	if (from == SIZE_MAX || to == SIZE_MAX || from > to)
		expr_error(out, n, "expr-eval-index");
	else
		text(out, str_sub(x->s, from, to - from));
}

static bool is_space(int32_t c)
{
	return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x3000;
}

static struct str trimmed(struct str s)
{
	struct str rest = s;
	size_t from = s.n, end = s.n;
	int32_t c;

	for (size_t at = 0; (c = utf8_next(&rest)) >= 0; at = s.n - rest.n) {
		if (is_space(c))
			continue;
		if (from == s.n)
			from = at;
		end = s.n - rest.n;
	}
	return str_sub(s, from, end - from);
}

static void join(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                 struct expr_value *out)
{
	struct str sep = n->nkid == 2 ? x[1].s : (struct str){ 0 };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, EXPR_MAX_VALUE_TEXT);
	for (int i = 0; i < x->list.n; i++) {
		if (x->list.v[i].kind != EXPR_TEXT) {
			expr_error(out, n, "expr-eval-type");
			return;
		}
		if (i)
			buf_adds(&b, sep);
		buf_adds(&b, x->list.v[i].s);
	}
	if (!expr_room(f, n, b.full ? SIZE_MAX / 2 : b.n, out))
		return;
	text(out, str_dup(f->run->a, buf_str(&b)));
}

static void reverse(struct expr_frame *f, const struct expr_node *n, struct str s,
                    struct expr_value *out)
{
	struct str rest = s;
	size_t at = s.n;
	char *z;

	if (!expr_room(f, n, s.n, out))
		return;
	z = arena_alloc(f->run->a, s.n + 1);
	while (rest.n) {
		const char *p = rest.p;
		size_t before = rest.n;

		utf8_next(&rest);
		at -= before - rest.n;
		memcpy(z + at, p, before - rest.n);
	}
	text(out, (struct str){ z, s.n });
}

void expr_string(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                 struct expr_value *out)
{
	if (x->kind == EXPR_TEXT)
		f->run->steps += (int64_t)(x->s.n / 16);
	switch (n->fn) {
	case FN_SIZE: size(n, x, out); break;
	case FN_STARTS: expr_bool(out, str_starts(x->s, x[1].s)); break;
	case FN_ENDS: expr_bool(out, str_ends(x->s, x[1].s)); break;
	case FN_CONTAINS: expr_bool(out, str_find(x->s, x[1].s) >= 0); break;
	case FN_CHAR_AT: char_at(n, x, out); break;
	case FN_INDEX_OF: index_of(n, x, out); break;
	case FN_LAST_INDEX_OF: last_index_of(f, n, x, out); break;
	case FN_LOWER: case FN_UPPER: ascii_case(f, n, x->s, out); break;
	case FN_REPLACE: replace(f, n, x, out); break;
	case FN_SPLIT: split(f, n, x, out); break;
	case FN_SUBSTRING: substring(n, x, out); break;
	case FN_TRIM: text(out, trimmed(x->s)); break;
	case FN_JOIN: join(f, n, x, out); break;
	default: reverse(f, n, x->s, out);
	}
}

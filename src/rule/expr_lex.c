/* expr_lex - the words of an expression: names, numbers, quoted texts, signs. Spaces and comments
 * (two slashes to the end of the line) separate. */
#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "rule/expr_int.h"

static int at(const struct lex *x, size_t i)
{
	return i < x->text.n ? (unsigned char)x->text.p[i] : -1;
}

static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_letter(int c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

static int hex_of(int c)
{
	if (is_digit(c))
		return c - '0';
	return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static void bad(struct lex *x, const char *key, size_t from, size_t to)
{
	x->tok = TOK_BAD;
	x->bad = key;
	x->from = (uint32_t)from;
	x->to = (uint32_t)to;
	x->bad_arg = str_sub(x->text, from, to - from);
}

static void skip_blanks(struct lex *x)
{
	for (;;) {
		while (is_blank(at(x, x->to)))
			x->to++;
		if (at(x, x->to) != '/' || at(x, x->to + 1) != '/')
			return;
		while (at(x, x->to) != -1 && at(x, x->to) != '\n')
			x->to++;
	}
}

/* ---- numbers ---- */
static void take_real(struct lex *x, size_t end)
{
	x->tok = TOK_REAL;
	x->to = (uint32_t)end;
	x->d = strtod(str_z(x->a, str_sub(x->text, x->from, end - x->from)), NULL);
	if (!isfinite(x->d))
		bad(x, "expr-number-large", x->from, end);
}

static void take_int(struct lex *x, size_t end, int base)
{
	uint64_t v = 0;

	x->tok = TOK_INT;
	x->to = (uint32_t)end;
	x->huge = false;
	for (size_t i = base == 16 ? x->from + 2 : x->from; i < end; i++) {
		if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)hex_of(at(x, i)), &v) ||
		    v > (uint64_t)INT64_MAX + 1) {
			bad(x, "expr-number-large", x->from, end);
			return;
		}
	}
	x->huge = v == (uint64_t)INT64_MAX + 1;
	x->i = x->huge ? INT64_MIN : (int64_t)v;
}

static size_t digits_from(const struct lex *x, size_t i)
{
	while (is_digit(at(x, i)))
		i++;
	return i;
}

static void take_number(struct lex *x)
{
	size_t end = x->from, e;
	bool real = false;

	if (at(x, end) == '0' && (at(x, end + 1) | 32) == 'x') {
		for (end += 2; hex_of(at(x, end)) >= 0; end++)
			continue;
		if (end == x->from + 2)
			bad(x, "expr-number", x->from, end);
		else
			take_int(x, end, 16);
	} else {
		end = digits_from(x, end);
		if (at(x, end) == '.' && is_digit(at(x, end + 1))) {
			real = true;
			end = digits_from(x, end + 1);
		}
		e = end;
		if ((at(x, e) | 32) == 'e') {
			e += at(x, e + 1) == '+' || at(x, e + 1) == '-' ? 2 : 1;
			if (is_digit(at(x, e))) {
				real = true;
				end = digits_from(x, e);
			}
		}
		if (real)
			take_real(x, end);
		else
			take_int(x, end, 10);
	}
	if (x->tok != TOK_BAD && (is_letter(at(x, x->to)) || at(x, x->to) == '_'))
		bad(x, "expr-number", x->from, x->to + 1);
}

/* ---- quoted texts ---- */
/* One escape at i (behind the backslash): bytes used, 0: none such. */
static size_t escape(const struct lex *x, size_t i, int32_t *cp)
{
	static const char from[] = "abfnrtv\\?\"'`", to[] = "\a\b\f\n\r\t\v\\?\"'`";
	int c = at(x, i), base = 16;
	size_t n = 0, first = 1;
	const char *plain = c > 0 ? strchr(from, c) : NULL;

	if (plain) {
		*cp = to[plain - from];
		return 1;
	}
	switch (c) {
	case 'x': case 'X': n = 2; break;
	case 'u': n = 4; break;
	case 'U': n = 8; break;
	case '0': case '1': case '2': case '3': n = 3; first = 0; base = 8; break;
	default: return 0;
	}
	*cp = 0;
	for (size_t k = 0; k < n; k++) {
		int d = hex_of(at(x, i + first + k));

		if (d < 0 || d >= base || *cp > 0x10FFFF)
			return 0;
		*cp = *cp * base + d;
	}
	if (*cp > 0x10FFFF || (*cp >= 0xD800 && *cp <= 0xDFFF))
		return 0;
	return first + n;
}

static bool closes(const struct lex *x, size_t i, int quote, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (at(x, i + k) != quote)
			return false;
	return true;
}

/* A text whose quotes begin at i; raw: backslashes stay. */
static void take_text(struct lex *x, size_t i, bool raw)
{
	int quote = at(x, i);
	size_t marks = closes(x, i, quote, 3) ? 3 : 1, n = 0;
	char *out;

	i += marks;
	out = arena_alloc(x->a, x->text.n - i + 1);      /* unescaped it is never longer */
	while (!closes(x, i, quote, marks)) {
		int32_t cp;
		size_t used;

		if (at(x, i) == -1 || (marks == 1 && (at(x, i) == '\n' || at(x, i) == '\r'))) {
			bad(x, "expr-text-open", x->from, x->from + 1);
			return;
		}
		if (raw || at(x, i) != '\\') {
			out[n++] = x->text.p[i++];
			continue;
		}
		used = escape(x, i + 1, &cp);
		if (used == 0) {
			bad(x, "expr-escape", i, i + 2 < x->text.n ? i + 2 : x->text.n);
			return;
		}
		n += (size_t)utf8_put(out + n, cp);
		i += 1 + used;
	}
	x->tok = TOK_TEXT;
	x->s = (struct str){ out, n };
	x->to = (uint32_t)(i + marks);
}

/* ---- names ---- */
static size_t name_end(const struct lex *x, size_t i)
{
	for (;;) {
		struct str rest = str_sub(x->text, i, x->text.n - i);
		int c = at(x, i);

		if (is_letter(c) || is_digit(c) || c == '_') {
			i++;
		} else if (c >= 0x80 && utf8_is_han(utf8_next(&rest))) {
			i = x->text.n - rest.n;
		} else {
			return i;
		}
	}
}

static void take_name(struct lex *x)
{
	size_t end = name_end(x, x->from);

	x->tok = TOK_NAME;
	x->s = str_sub(x->text, x->from, end - x->from);
	x->to = (uint32_t)end;
}

/* ---- signs ---- */
static bool take_sign(struct lex *x)
{
	static const struct {
		char s[3];
		enum tok tok;
	} signs[] = {               /* the longer ones first */
		{ "&&", TOK_AND }, { "||", TOK_OR }, { "==", TOK_EQ }, { "!=", TOK_NE },
		{ "<=", TOK_LE }, { ">=", TOK_GE }, { "<", TOK_LT }, { ">", TOK_GT },
		{ "!", TOK_NOT }, { "(", TOK_OPEN }, { ")", TOK_CLOSE }, { "[", TOK_LIST },
		{ "]", TOK_LIST_END }, { ",", TOK_COMMA }, { ".", TOK_DOT }, { "?", TOK_ASK },
		{ ":", TOK_COLON }, { "+", TOK_ADD }, { "-", TOK_SUB }, { "*", TOK_MUL },
		{ "/", TOK_DIV }, { "%", TOK_MOD },
	};

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i].s);

		if (x->text.n - x->from >= n && memcmp(x->text.p + x->from, signs[i].s, n) == 0) {
			x->tok = signs[i].tok;
			x->to = x->from + (uint32_t)n;
			return true;
		}
	}
	return false;
}

/* What is typed for a sign by an input method or by habit, with what to type. */
static void odd_sign(struct lex *x)
{
	static const struct {
		const char *typed, *meant;
	} odd[] = {
		{ "（", "(" }, { "）", ")" }, { "，", "," }, { "。", "." }, { "：", ":" },
		{ "？", "?" }, { "“", "\"" }, { "”", "\"" }, { "‘", "'" }, { "’", "'" },
		{ "！", "!" }, { "＝", "==" }, { "≥", ">=" }, { "≤", "<=" }, { "≠", "!=" },
		{ "＞", ">" }, { "＜", "<" }, { "＋", "+" }, { "－", "-" }, { "×", "*" },
		{ "÷", "/" }, { "【", "[" }, { "】", "]" }, { "、", "," }, { "＆", "&&" },
		{ "=", "==" }, { "&", "&&" }, { "|", "||" }, { ";", "&&" },
	};
	struct str rest = str_sub(x->text, x->from, x->text.n - x->from);

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		size_t n = strlen(odd[i].typed);

		if (rest.n >= n && memcmp(rest.p, odd[i].typed, n) == 0) {
			bad(x, "expr-sign-meant", x->from, x->from + n);
			x->s = str_of(odd[i].meant);
			return;
		}
	}
	utf8_next(&rest);
	bad(x, "expr-sign", x->from, x->text.n - rest.n);
	x->s = (struct str){ 0 };
}

void lex_next(struct lex *x)
{
	int c, c1;

	x->before = x->to;
	skip_blanks(x);
	x->from = x->to;
	c = at(x, x->from);
	c1 = at(x, x->from + 1);
	if (c == -1) {
		x->tok = TOK_END;
	} else if (is_digit(c) || (c == '.' && is_digit(c1))) {
		take_number(x);
	} else if (c == '"' || c == '\'') {
		take_text(x, x->from, false);
	} else if ((c | 32) == 'r' && (c1 == '"' || c1 == '\'')) {
		take_text(x, x->from + 1, true);
	} else if ((c | 32) == 'b' && (c1 == '"' || c1 == '\'')) {
		bad(x, "expr-bytes", x->from, x->from + 1);
	} else if (name_end(x, x->from) > x->from) {
		take_name(x);
	} else if (!take_sign(x)) {
		odd_sign(x);
	}
}

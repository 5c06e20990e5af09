/* measure_cell - texts as numbers, lines, cutoffs. */
#include "rule/measure_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/money.h"

#define DIGITS_MAX 64
#define FINE       6                     /* decimals of numbers that are not plain */
#define NOTHING    1e-100

bool measure_is_missing(struct str s)
{
	static const char *const word[] = { "NA", "N/A", "NaN", "null", ".", "-", "不详", "未知" };

	if (s.n == 0)
		return true;
	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (s.n == strlen(word[i]) && strncasecmp(s.p, word[i], s.n) == 0)
			return true;
	return false;
}

static size_t digits(struct str s, size_t from)
{
	size_t n = 0;

	while (from + n < s.n && s.p[from + n] >= '0' && s.p[from + n] <= '9')
		n++;
	return n;
}

/* [-]digits[.digits][e[+-]digits]: what strtod reads alike everywhere. */
static bool is_plain(struct str s)
{
	size_t at = s.n && s.p[0] == '-', n = digits(s, at);

	if (n == 0 || s.n > DIGITS_MAX)
		return false;
	at += n;
	if (at < s.n && s.p[at] == '.') {
		n = digits(s, at + 1);
		if (n == 0)
			return false;
		at += 1 + n;
	}
	if (at < s.n && (s.p[at] | 0x20) == 'e') {
		at++;
		at += at < s.n && (s.p[at] == '-' || s.p[at] == '+');
		n = digits(s, at);
		if (n == 0)
			return false;
		at += n;
	}
	return at == s.n;
}

enum measure_cell measure_number(struct str text, double *out)
{
	struct str s = str_trim(text);
	char z[DIGITS_MAX + 1];
	int64_t whole;
	bool plain;

	if (measure_is_missing(s))
		return MEASURE_MISSING;
	if (is_plain(s)) {
		memcpy(z, s.p, s.n);
		z[s.n] = 0;
		*out = strtod(z, NULL);
	} else if (decimal_read(s, FINE, &whole, &plain) == MONEY_GOOD) {
		*out = (double)whole / 1e6;
	} else {
		return MEASURE_BAD;
	}
	if (fabs(*out) < NOTHING)
		*out = 0;
	return isfinite(*out) ? MEASURE_GOOD : MEASURE_BAD;
}

bool measure_line_read(struct str text, double *line, struct measure_ratio *of_median)
{
	struct str s = str_trim(text);
	ptrdiff_t at = str_find(s, STR("%"));
	struct measure_ratio r;

	*line = 0;
	*of_median = (struct measure_ratio){ 0, 1 };
	if (at < 0)
		return measure_number(s, line) == MEASURE_GOOD && *line > 0 &&
		       *line <= MEASURE_VALUE_MAX;
	if (!str_eqz(str_trim(str_sub(s, (size_t)at + 1, s.n)), "median") ||
	    !measure_ratio_read(str_sub(s, 0, (size_t)at), &r) || r.num <= 0)
		return false;
	*of_median = (struct measure_ratio){ r.num, r.den * 100 };
	return true;
}

/* ---- cutoffs ---- */

static bool texts(struct arena *a, struct str s, struct measure_cut *out)
{
	struct str *text = arena_array(a, MEASURE_CUT_TEXTS, sizeof *text), rest = s, one;

	out->text = text;
	while (rest.n) {
		str_next(&rest, '|', &one);
		one = str_trim(one);
		if (one.n == 0 || out->ntext == MEASURE_CUT_TEXTS)
			return false;
		text[out->ntext++] = str_dup(a, one);
	}
	return out->ntext > 0;
}

bool measure_cut_read(struct arena *a, struct str given, struct measure_cut *out)
{
	static const struct { const char *sign; enum measure_cut_op op; } known[] = {
		{ "<=", MEASURE_AT_MOST }, { ">=", MEASURE_AT_LEAST }, { "!=", MEASURE_NOT_AMONG },
		{ "<", MEASURE_LESS }, { ">", MEASURE_MORE }, { "=", MEASURE_AMONG },
	};
	struct str s = str_trim(given), rest;

	*out = (struct measure_cut){ .op = MEASURE_YES };
	if (s.n == 0)
		return true;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (!str_starts(s, str_of(known[i].sign)))
			continue;
		out->op = known[i].op;
		rest = str_trim(str_sub(s, strlen(known[i].sign), s.n));
		if (out->op == MEASURE_AMONG || out->op == MEASURE_NOT_AMONG)
			return texts(a, rest, out);
		return measure_number(rest, &out->limit) == MEASURE_GOOD;
	}
	return false;
}

static enum measure_cell yes_no(struct str s, uint8_t *out)
{
	static const struct { const char *word; uint8_t is; } known[] = {
		{ "1", 1 }, { "0", 0 }, { "是", 1 }, { "否", 0 }, { "yes", 1 }, { "no", 0 },
		{ "true", 1 }, { "false", 0 }, { "y", 1 }, { "n", 0 }, { "1.0", 1 }, { "0.0", 0 },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (s.n == strlen(known[i].word) && strncasecmp(s.p, known[i].word, s.n) == 0) {
			*out = known[i].is;
			return MEASURE_GOOD;
		}
	}
	return MEASURE_BAD;
}

static bool among(const struct measure_cut *cut, struct str s)
{
	double a, b;

	for (int i = 0; i < cut->ntext; i++) {
		if (str_eq(s, cut->text[i]))
			return true;
		if (measure_number(s, &a) == MEASURE_GOOD &&
		    measure_number(cut->text[i], &b) == MEASURE_GOOD && a == b)
			return true;
	}
	return false;
}

enum measure_cell measure_cut_of(const struct measure_cut *cut, struct str text, uint8_t *state)
{
	struct str s = str_trim(text);
	double v = 0;

	*state = MEASURE_UNKNOWN;
	if (measure_is_missing(s))
		return MEASURE_MISSING;
	if (cut->op == MEASURE_YES)
		return yes_no(s, state);
	if (cut->op == MEASURE_AMONG || cut->op == MEASURE_NOT_AMONG) {
		*state = among(cut, s) == (cut->op == MEASURE_AMONG);
		return MEASURE_GOOD;
	}
	if (measure_number(s, &v) != MEASURE_GOOD)
		return MEASURE_BAD;
	*state = cut->op == MEASURE_LESS ? v < cut->limit :
	         cut->op == MEASURE_AT_MOST ? v <= cut->limit :
	         cut->op == MEASURE_MORE ? v > cut->limit : v >= cut->limit;
	return MEASURE_GOOD;
}

/* expr_apply - functions of known values: dates, numbers of people, conversions. */
#include <stdio.h>
#include <stdlib.h>

#include "base/codes.h"
#include "base/money.h"
#include "base/utf8.h"
#include "rule/expr_int.h"

#define MONTHS_MOST 4800                 /* 400 years: all that dates can be apart */

/* ---- dates: of a range, the function's range ---- */
static void ranged(struct expr_value *out, int64_t lo, int64_t hi, const struct expr_value *x,
                   const struct expr_value *y)
{
	expr_number(out, EXPR_INT, lo);
	out->hi = hi;
	out->vague = lo != hi;
	if (x)
		expr_gaps_join(&out->gaps, &x->gaps);
	if (y)
		expr_gaps_join(&out->gaps, &y->gaps);
}

static date_t first(const struct expr_value *v) { return date_from_days((int32_t)v->i); }

static date_t last(const struct expr_value *v)
{
	return date_from_days((int32_t)(v->vague ? v->hi : v->i));
}

static void date_part(enum expr_fn fn, const struct expr_value *x, struct expr_value *out)
{
	date_t a = first(x), b = last(x);

	if (fn == FN_YEAR)
		ranged(out, date_year(a), date_year(b), x, NULL);
	else if (fn == FN_MONTH && date_year(a) == date_year(b))
		ranged(out, date_month(a), date_month(b), x, NULL);
	else if (fn == FN_MONTH)
		ranged(out, 1, 12, x, NULL);
	else if (a / 100 == b / 100)
		ranged(out, date_day(a), date_day(b), x, NULL);
	else
		ranged(out, 1, 31, x, NULL);
}

static void add_months(const struct expr_node *n, const struct expr_value *x,
                       const struct expr_value *months, struct expr_value *out)
{
	date_t a = 0, b = 0;

	if (months->i >= -MONTHS_MOST && months->i <= MONTHS_MOST) {
		a = date_add_months(first(x), (int)months->i);
		b = date_add_months(last(x), (int)months->i);
	}
	if (!a || !b) {
		expr_error(out, n, "expr-eval-overflow");
		return;
	}
	ranged(out, date_days(a), date_days(b), x, NULL);
	out->kind = EXPR_DATE;
}

static void of_dates(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                     struct expr_value *out)
{
	switch (n->fn) {
	case FN_AGE:
		ranged(out, date_age(last(x), f->w->on), date_age(first(x), f->w->on), x, NULL);
		break;
	case FN_MONTHS_BETWEEN:
		ranged(out, date_months_between(last(x), first(x + 1)),
		       date_months_between(first(x), last(x + 1)), x, x + 1);
		break;
	case FN_DAYS_BETWEEN:
		ranged(out, x[1].i - (x->vague ? x->hi : x->i),
		       (x[1].vague ? x[1].hi : x[1].i) - x->i, x, x + 1);
		break;
	case FN_ADD_MONTHS: add_months(n, x, x + 1, out); break;
	default: date_part(n->fn, x, out);
	}
}

/* ---- numbers of people ---- */
static void of_idno(struct expr_frame *f, const struct expr_node *n, struct str s,
                    struct expr_value *out)
{
	struct idno id;
	bool good = idno_read(s, f->w->on, &id) == IDNO_GOOD;

	if (n->fn == FN_IDNO_GOOD)
		expr_bool(out, good);
	else if (!good)
		expr_error(out, n, "expr-eval-idno");
	else if (n->fn == FN_IDNO_MALE)
		expr_bool(out, id.male);
	else
		expr_date_value(out, id.birth);
}

/* ---- conversions ---- */
static bool is_decimal(struct str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), digits = 0;

	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		digits++;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			digits++;
	if (digits && i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
		for (digits = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			digits++;
	}
	return digits > 0 && i == s.n;
}

size_t expr_real_put(char out[40], double d)
{
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(out, 40, "%.*g", digits, d);
		if (strtod(out, NULL) == d)
			break;
	}
	return strlen(out);
}

static void to_int(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	int64_t i = 0;
	bool good = true;

	if (x->kind == EXPR_INT)
		i = x->i;
	else if (x->kind == EXPR_DEC)
		i = ratio_whole(x->r);
	else if (x->kind == EXPR_REAL && x->d > -0x1p63 && x->d < 0x1p63)
		i = (int64_t)x->d;
	else
		good = x->kind == EXPR_TEXT && str_i64(x->s, &i);
	if (good)
		expr_number(out, EXPR_INT, i);
	else
		expr_error(out, n, x->kind == EXPR_REAL ? "expr-eval-overflow" : "expr-eval-convert");
}

static void to_real(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                    struct expr_value *out)
{
	struct expr_value v = { .kind = EXPR_REAL };

	if (x->kind == EXPR_INT)
		v.d = (double)x->i;
	else if (x->kind == EXPR_DEC)
		v.d = ratio_real(x->r);
	else if (x->kind == EXPR_REAL)
		v.d = x->d;
	else if (x->kind == EXPR_TEXT && x->s.n < 400 && is_decimal(x->s))
		v.d = strtod(str_z(f->run->a, x->s), NULL);
	else
		expr_error(&v, n, "expr-eval-convert");
	*out = v;
}

static void to_text(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                    struct expr_value *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct expr_type t = { .kind = (enum expr_kind)x->kind };
	char text[40];

	*out = *x;
	if (x->kind == EXPR_TEXT || !expr_room(f, n, 64, out))
		return;
	buf_init(&b, 4096);
	if (x->kind == EXPR_BOOL)
		buf_addz(&b, x->b ? "true" : "false");
	else if (x->kind == EXPR_REAL)
		buf_add(&b, text, expr_real_put(text, x->d));
	else
		expr_value_text(&b, f->e->m, &t, x, LANG_EN);
	*out = (struct expr_value){ .kind = EXPR_TEXT, .s = str_dup(f->run->a, buf_str(&b)) };
}

static void to_bool(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	static const char *const words[2][5] = {
		{ "0", "f", "false", "FALSE", "False" }, { "1", "t", "true", "TRUE", "True" },
	};

	*out = *x;
	if (x->kind == EXPR_BOOL)
		return;
	for (int i = 0; i < 10 && x->kind == EXPR_TEXT; i++) {
		if (str_eqz(x->s, words[i / 5][i % 5])) {
			expr_bool(out, i / 5);
			return;
		}
	}
	expr_error(out, n, "expr-eval-convert");
}

static void to_exact(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	struct expr_value v = { .kind = n->fn == FN_MONEY ? EXPR_MONEY : EXPR_DEC };
	bool good = true;

	if (x->kind == EXPR_DEC)
		v.r = x->r;
	else if (x->kind == EXPR_INT)
		v.r = ratio_of(x->i);
	else
		good = x->kind == EXPR_TEXT && ratio_read(x->s, 18, &v.r);
	if (!good)
		expr_error(&v, n, "expr-eval-convert");
	else if (n->fn == FN_MONEY && !ratio_mul(v.r, ratio_of(100), &v.r))
		expr_error(&v, n, "expr-eval-overflow");
	*out = v;
}

static void to_date(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	enum date_form form;
	date_t d;

	*out = *x;
	if (x->kind == EXPR_DATE)
		return;
	if (x->kind == EXPR_TEXT && date_read(x->s, &d, &form) == DATE_GOOD && form == DATE_ISO)
		expr_date_value(out, d);
	else
		expr_error(out, n, "expr-eval-convert");
	if (out->state == EXPR_KNOWN && out->vague)      /* no field is missing that could be named */
		expr_error(out, n, "expr-eval-date-part");
}

/* "720h", "1h30m", "-5s", "30d". */
static bool span_read(struct str s, int64_t *out)
{
	static const struct { char unit; int64_t seconds; } units[] = {
		{ 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 },
	};
	bool minus = s.n && s.p[0] == '-';
	int64_t all = 0;
	size_t i = minus;

	if (i == s.n)
		return false;
	while (i < s.n) {
		int64_t part, seconds = 0;
		size_t from = i;

		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i == from || i == s.n || !str_i64(str_sub(s, from, i - from), &part))
			return false;
		for (size_t u = 0; u < sizeof units / sizeof *units; u++)
			if (s.p[i] == units[u].unit)
				seconds = units[u].seconds;
		if (seconds == 0 || __builtin_mul_overflow(part, seconds, &part) ||
		    __builtin_add_overflow(all, part, &all))
			return false;
		i++;
	}
	*out = minus ? -all : all;
	return true;
}

static void convert(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                    struct expr_value *out)
{
	int64_t i = 0;

	switch (n->fn) {
	case FN_INT: to_int(n, x, out); break;
	case FN_REAL: to_real(f, n, x, out); break;
	case FN_TEXT: to_text(f, n, x, out); break;
	case FN_BOOL: to_bool(n, x, out); break;
	case FN_DATE: to_date(n, x, out); break;
	case FN_SPAN:
		if (x->kind == EXPR_SPAN)
			*out = *x;
		else if (x->kind == EXPR_TEXT && span_read(x->s, &i))
			expr_number(out, EXPR_SPAN, i);
		else
			expr_error(out, n, "expr-eval-convert");
		break;
	default: to_exact(n, x, out);
	}
}

/* ---- which ---- */
/* Unchecked texts may bring anything; checked ones what the signature says. */
static bool fits(const struct expr_node *n, const struct expr_value *x)
{
	const char *p = expr_fn_takes(n->fn);

	if (!p)
		return n->fn != FN_AGE || x->kind == EXPR_DATE;
	for (int i = 0; i < n->nkid; p++)
		if (*p >= 'A' && *p <= 'Z' && !expr_fits(*p, (enum expr_kind)x[i++].kind))
			return false;
	return true;
}

void expr_apply(struct expr_frame *f, const struct expr_node *n, struct expr_value *x,
                struct expr_value *out)
{
	bool dates = n->fn <= FN_ADD_MONTHS;
	struct expr_value all = { .kind = EXPR_NULL };

	if (!fits(n, x)) {
		expr_error(out, n, "expr-eval-type");
		return;
	}
	for (int i = 0; i < n->nkid; i++) {
		struct expr_value before = all;

		if (!dates || (n->fn == FN_ADD_MONTHS && i == 1))
			expr_settle(&x[i]);
		expr_strict(&before, &x[i], &all);
	}
	if (expr_strict(&all, NULL, out))
		return;
	else if (dates)
		of_dates(f, n, x, out);
	else if (n->fn <= FN_IDNO_MALE)
		of_idno(f, n, x->s, out);
	else if (n->fn <= FN_SPAN)
		convert(f, n, x, out);
	else
		expr_string(f, n, x, out);
}

/* expr_number - arithmetic and order of known values, and logic where one side may decide. */
#include <math.h>

#include "rule/expr_int.h"

void expr_error(struct expr_value *out, const struct expr_node *at, const char *key)
{
	*out = (struct expr_value){ .state = EXPR_ERROR, .error = key, .at = at };
}

bool expr_strict(const struct expr_value *x, const struct expr_value *y, struct expr_value *out)
{
	struct expr_value v;

	if (x->state == EXPR_KNOWN && (!y || y->state == EXPR_KNOWN))
		return false;
	if (x->state == EXPR_UNKNOWN) {
		v = *x;
		if (y && y->state == EXPR_UNKNOWN)
			expr_gaps_join(&v.gaps, &y->gaps);
	} else if (y && y->state == EXPR_UNKNOWN) {
		v = *y;
	} else {
		v = x->state == EXPR_ERROR ? *x : *y;
	}
	*out = v;
	return true;
}

void expr_settle(struct expr_value *v)
{
	if (v->state == EXPR_KNOWN && v->vague) {
		v->state = EXPR_UNKNOWN;
		v->vague = false;
	}
}

/* ---- logic ---- */
void expr_fold_add(struct expr_fold *d, const struct expr_value *v, const struct expr_node *n)
{
	if (v->state == EXPR_UNKNOWN) {
		d->unknown = true;
		expr_gaps_join(&d->gaps, &v->gaps);
	} else if (v->state == EXPR_ERROR || v->kind != EXPR_BOOL) {
		if (!d->failed) {
			d->error = v->state == EXPR_ERROR ? v->error : "expr-eval-type";
			d->at = v->state == EXPR_ERROR ? v->at : n;
		}
		d->failed = true;
	} else if (v->b == d->stop) {
		d->decided = true;
	}
}

void expr_fold_end(const struct expr_fold *d, struct expr_value *out)
{
	if (d->decided)
		expr_bool(out, d->stop);
	else if (d->unknown)
		*out = (struct expr_value){ .state = EXPR_UNKNOWN, .gaps = d->gaps };
	else if (d->failed)
		expr_error(out, d->at, d->error);
	else
		expr_bool(out, !d->stop);
}

/* ---- arithmetic ---- */
static void int_arith(const struct expr_node *n, enum expr_op op, int64_t x, int64_t y,
                      struct expr_value *out)
{
	int64_t v = 0;
	bool over = false;

	switch (op) {
	case EXPR_ADD: over = __builtin_add_overflow(x, y, &v); break;
	case EXPR_SUB: over = __builtin_sub_overflow(x, y, &v); break;
	case EXPR_MUL: over = __builtin_mul_overflow(x, y, &v); break;
	default:
		if (y == 0) {
			expr_error(out, n, "expr-eval-zero");
			return;
		}
		if (x == INT64_MIN && y == -1)
			over = true;
		else
			v = op == EXPR_DIV ? x / y : x % y;
	}
	if (over)
		expr_error(out, n, "expr-eval-overflow");
	else
		expr_number(out, EXPR_INT, v);
}

static void real_arith(const struct expr_node *n, enum expr_op op, double x, double y,
                       struct expr_value *out)
{
	*out = (struct expr_value){ .kind = EXPR_REAL };
	switch (op) {
	case EXPR_ADD: out->d = x + y; break;
	case EXPR_SUB: out->d = x - y; break;
	case EXPR_MUL: out->d = x * y; break;
	case EXPR_DIV: out->d = x / y; break;
	default: expr_error(out, n, "expr-eval-type");
	}
}

static bool is_ratio(const struct expr_value *v)
{
	return v->kind == EXPR_MONEY || v->kind == EXPR_DEC;
}

/* Money is on at most one side of * and on the left of /, or on both sides of + - /: the checker
 * saw to it. */
static void ratio_arith(const struct expr_node *n, enum expr_op op, const struct expr_value *x,
                        const struct expr_value *y, struct expr_value *out)
{
	struct ratio a = is_ratio(x) ? x->r : ratio_of(x->i), v = { 0, 1 };
	struct ratio b = is_ratio(y) ? y->r : ratio_of(y->i);
	bool money = x->kind == EXPR_MONEY || y->kind == EXPR_MONEY, good = false;

	if (op == EXPR_DIV && x->kind == EXPR_MONEY && y->kind == EXPR_MONEY)
		money = false;
	if (op == EXPR_DIV && b.num == 0) {
		expr_error(out, n, "expr-eval-zero");
		return;
	}
	switch (op) {
	case EXPR_ADD: good = ratio_add(a, b, &v); break;
	case EXPR_SUB: good = ratio_sub(a, b, &v); break;
	case EXPR_MUL: good = ratio_mul(a, b, &v); break;
	case EXPR_DIV: good = ratio_div(a, b, &v); break;
	default: expr_error(out, n, "expr-eval-type"); return;
	}
	if (good)
		*out = (struct expr_value){ .kind = money ? EXPR_MONEY : EXPR_DEC, .r = v };
	else
		expr_error(out, n, "expr-eval-overflow");
}

#define DAY_SECONDS 86400

static void date_plus(const struct expr_node *n, int64_t days, int64_t seconds, bool minus,
                      struct expr_value *out)
{
	int64_t at;

	if (seconds % DAY_SECONDS != 0) {
		expr_error(out, n, "expr-eval-span");
		return;
	}
	at = minus ? days - seconds / DAY_SECONDS : days + seconds / DAY_SECONDS;
	if (at < INT32_MIN || at > INT32_MAX || date_from_days((int32_t)at) == 0)
		expr_error(out, n, "expr-eval-overflow");
	else
		expr_number(out, EXPR_DATE, at);
}

static void date_arith(const struct expr_node *n, enum expr_op op, const struct expr_value *x,
                       const struct expr_value *y, struct expr_value *out)
{
	if (x->kind == EXPR_SPAN && y->kind == EXPR_SPAN && (op == EXPR_ADD || op == EXPR_SUB)) {
		int_arith(n, op, x->i, y->i, out);
		if (out->state == EXPR_KNOWN)
			out->kind = EXPR_SPAN;
	} else if (x->kind == EXPR_DATE && y->kind == EXPR_DATE && op == EXPR_SUB) {
		expr_number(out, EXPR_SPAN, (x->i - y->i) * DAY_SECONDS);
	} else if (x->kind == EXPR_DATE && y->kind == EXPR_SPAN &&
	           (op == EXPR_ADD || op == EXPR_SUB)) {
		date_plus(n, x->i, y->i, op == EXPR_SUB, out);
	} else if (x->kind == EXPR_SPAN && y->kind == EXPR_DATE && op == EXPR_ADD) {
		date_plus(n, y->i, x->i, false, out);
	} else {
		expr_error(out, n, "expr-eval-type");
	}
}

static void join_texts(struct expr_frame *f, const struct expr_node *n, struct str x, struct str y,
                       struct expr_value *out)
{
	if (!expr_room(f, n, x.n + y.n, out))
		return;
	*out = (struct expr_value){ .kind = EXPR_TEXT, .s = str_join(f->run->a, x, y) };
}

static void join_lists(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                       const struct expr_value *y, struct expr_value *out)
{
	struct expr_value *v = expr_list_room(f, n, (int64_t)x->list.n + y->list.n, out);

	if (!v)
		return;
	if (x->list.n)
		memcpy(v, x->list.v, (size_t)x->list.n * sizeof *v);
	if (y->list.n)
		memcpy(v + x->list.n, y->list.v, (size_t)y->list.n * sizeof *v);
	*out = (struct expr_value){ .kind = EXPR_LIST,
		.list = { v, x->list.n + y->list.n } };
}

void expr_arith(struct expr_frame *f, const struct expr_node *n, enum expr_op op,
                const struct expr_value *x, const struct expr_value *y, struct expr_value *out)
{
	if (x->kind == EXPR_INT && y->kind == EXPR_INT)
		int_arith(n, op, x->i, y->i, out);
	else if (x->kind == EXPR_REAL && y->kind == EXPR_REAL)
		real_arith(n, op, x->d, y->d, out);
	else if ((is_ratio(x) || x->kind == EXPR_INT) && (is_ratio(y) || y->kind == EXPR_INT))
		ratio_arith(n, op, x, y, out);
	else if (x->kind == EXPR_TEXT && y->kind == EXPR_TEXT && op == EXPR_ADD)
		join_texts(f, n, x->s, y->s, out);
	else if (x->kind == EXPR_LIST && y->kind == EXPR_LIST && op == EXPR_ADD)
		join_lists(f, n, x, y, out);
	else
		date_arith(n, op, x, y, out);
}

void expr_negate(const struct expr_node *n, const struct expr_value *x, struct expr_value *out)
{
	struct expr_value v = { .kind = x->kind };
	bool over = false;

	switch ((enum expr_kind)x->kind) {
	case EXPR_INT: case EXPR_SPAN: over = __builtin_sub_overflow(0, x->i, &v.i); break;
	case EXPR_REAL: v.d = -x->d; break;
	case EXPR_MONEY: case EXPR_DEC: over = !ratio_sub(ratio_of(0), x->r, &v.r); break;
	default: expr_error(out, n, "expr-eval-type"); return;
	}
	if (over)
		expr_error(out, n, "expr-eval-overflow");
	else
		*out = v;
}

/* ---- order ---- */
#define UNORDERED 2                      /* NaN */
#define UNLIKE    3                      /* of kinds that have no order between them */

static int sign(int64_t x, int64_t y) { return x < y ? -1 : x > y; }

static int real_order(const struct expr_value *x, double y)
{
	struct ratio r = x->kind == EXPR_INT ? ratio_of(x->i) : x->r;

	return isnan(y) ? UNORDERED : ratio_cmp_real(r, y);
}

/* Of two known values that are not vague. */
static int order(const struct expr_value *x, const struct expr_value *y)
{
	bool xr = x->kind == EXPR_DEC || x->kind == EXPR_INT;
	bool yr = y->kind == EXPR_DEC || y->kind == EXPR_INT;
	int o;

	if (x->kind == EXPR_REAL && y->kind == EXPR_REAL)
		return isnan(x->d) || isnan(y->d) ? UNORDERED : x->d < y->d ? -1 : x->d > y->d;
	if (xr && y->kind == EXPR_REAL)
		return real_order(x, y->d);
	if (x->kind == EXPR_REAL && yr) {
		o = real_order(y, x->d);
		return o == UNORDERED ? o : -o;
	}
	if (xr && yr && (x->kind == EXPR_DEC || y->kind == EXPR_DEC))
		return ratio_cmp(x->kind == EXPR_DEC ? x->r : ratio_of(x->i),
		                 y->kind == EXPR_DEC ? y->r : ratio_of(y->i));
	if (x->kind != y->kind)
		return UNLIKE;
	switch ((enum expr_kind)x->kind) {
	case EXPR_BOOL: return sign(x->b, y->b);
	case EXPR_INT: case EXPR_DATE: case EXPR_SPAN: case EXPR_CODE: return sign(x->i, y->i);
	case EXPR_MONEY: return ratio_cmp(x->r, y->r);
	case EXPR_TEXT: o = str_cmp(x->s, y->s); return o < 0 ? -1 : o > 0;
	default: return UNLIKE;
	}
}

bool expr_equal(const struct expr_value *x, const struct expr_value *y)
{
	if (x->kind == EXPR_NULL || y->kind == EXPR_NULL)
		return x->kind == y->kind;
	if (x->kind != EXPR_LIST || y->kind != EXPR_LIST)
		return order(x, y) == 0;
	if (x->list.n != y->list.n)
		return false;
	for (int i = 0; i < x->list.n; i++)
		if (!expr_equal(&x->list.v[i], &y->list.v[i]))
			return false;
	return true;
}

bool expr_order(const struct expr_value *x, const struct expr_value *y, int *out)
{
	*out = order(x, y);
	return *out != UNLIKE;
}

static bool holds(enum expr_op op, int o)
{
	switch (op) {
	case EXPR_EQ: return o == 0;
	case EXPR_NE: return o != 0;
	case EXPR_LT: return o == -1;
	case EXPR_LE: return o == -1 || o == 0;
	case EXPR_GT: return o == 1;
	default: return o == 1 || o == 0;
	}
}

/* Values that are known to lie in a range: decided when every pair of them says the same. The ends
 * suffice: if the least and the greatest distance give one answer, so does all between, but for
 * equality, which needs ranges that do not touch. */
static void vague_compare(enum expr_op op, const struct expr_value *x, const struct expr_value *y,
                          struct expr_value *out)
{
	int64_t xh = x->vague ? x->hi : x->i, yh = y->vague ? y->hi : y->i;
	bool low = holds(op, sign(x->i, yh)), high = holds(op, sign(xh, y->i));
	bool apart = xh < y->i || yh < x->i;

	if (op == EXPR_EQ || op == EXPR_NE ? apart : low == high) {
		expr_bool(out, op == EXPR_EQ ? false : op == EXPR_NE ? true : low);
		return;
	}
	*out = (struct expr_value){ .state = EXPR_UNKNOWN };
	expr_gaps_join(&out->gaps, &x->gaps);
	expr_gaps_join(&out->gaps, &y->gaps);
}

void expr_compare(const struct expr_node *n, enum expr_op op, const struct expr_value *x,
                  const struct expr_value *y, struct expr_value *out)
{
	struct expr_value a = *x, b = *y;
	int o;

	if ((x->vague || y->vague) && x->kind == y->kind) {
		vague_compare(op, x, y, out);
		return;
	}
	expr_settle(&a);                         /* a vague number beside one of another type */
	expr_settle(&b);
	if (expr_strict(&a, &b, out))
		return;
	if (op == EXPR_EQ || op == EXPR_NE) {
		expr_bool(out, expr_equal(x, y) == (op == EXPR_EQ));
		return;
	}
	if (expr_order(x, y, &o))
		expr_bool(out, holds(op, o));
	else
		expr_error(out, n, "expr-eval-type");
}

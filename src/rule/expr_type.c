/* expr_type - the type of each piece. What two pieces must agree about (labels of a list, exact
 * literals) is settled in expr_settle.c; names and calls in expr_name.c and expr_call.c. */
#include "rule/expr_int.h"

static const struct expr_type type_any = { .kind = EXPR_ANY }, type_bool = { .kind = EXPR_BOOL };

static bool open_kind(enum expr_kind k) { return k == EXPR_ANY; }
static bool whole_or_dec(enum expr_kind k) { return k == EXPR_INT || k == EXPR_DEC; }
static bool is_number(enum expr_kind k) { return whole_or_dec(k) || k == EXPR_REAL; }

static struct str sign_text(enum tok t)
{
	static const char *const text[] = {
		[TOK_ADD] = "+", [TOK_SUB] = "-", [TOK_MUL] = "*", [TOK_DIV] = "/", [TOK_MOD] = "%",
		[TOK_EQ] = "==", [TOK_NE] = "!=", [TOK_LT] = "<", [TOK_LE] = "<=", [TOK_GT] = ">",
		[TOK_GE] = ">=", [TOK_NAME] = "in",
	};

	return str_of(text[t]);
}

static enum expr_op sign_op(enum tok t)
{
	switch (t) {
	case TOK_ADD: return EXPR_ADD;
	case TOK_SUB: return EXPR_SUB;
	case TOK_MUL: return EXPR_MUL;
	case TOK_DIV: return EXPR_DIV;
	case TOK_MOD: return EXPR_MOD;
	case TOK_EQ: return EXPR_EQ;
	case TOK_NE: return EXPR_NE;
	case TOK_LT: return EXPR_LT;
	case TOK_LE: return EXPR_LE;
	case TOK_GT: return EXPR_GT;
	case TOK_GE: return EXPR_GE;
	default: return EXPR_IN;
	}
}

/* A node with its kids' types put into the message. */
static struct expr_node *refuse_two(struct expr_work *k, const struct raw *r, const char *key,
                                    const struct expr_node *x, const struct expr_node *y)
{
	return expr_refuse(k, r, key, (struct str[]){ sign_text(r->op),
		expr_type_name(k, &x->type), expr_type_name(k, &y->type) }, 3);
}

static struct expr_node *two(struct expr_work *k, const struct raw *r, enum expr_op op,
                             struct expr_type type, struct expr_node *x, struct expr_node *y)
{
	struct expr_node *n = expr_node_new(k, r, op, type, 2);

	n->kid[0] = x;
	n->kid[1] = y;
	return n;
}

/* ---- arithmetic ---- */
static enum expr_kind add_kind(enum tok op, enum expr_kind a, enum expr_kind b)
{
	if (a == b && (a == EXPR_INT || a == EXPR_REAL || a == EXPR_DEC || a == EXPR_MONEY ||
	               a == EXPR_SPAN || (a == EXPR_TEXT && op == TOK_ADD)))
		return a;
	if (whole_or_dec(a) && whole_or_dec(b))
		return EXPR_DEC;
	if (a == EXPR_DATE && b == EXPR_SPAN)
		return EXPR_DATE;
	if (a == EXPR_SPAN && b == EXPR_DATE && op == TOK_ADD)
		return EXPR_DATE;
	if (a == EXPR_DATE && b == EXPR_DATE && op == TOK_SUB)
		return EXPR_SPAN;
	return EXPR_NULL;
}

/* EXPR_NULL: these do not go together. */
static enum expr_kind arith_kind(enum tok op, enum expr_kind a, enum expr_kind b)
{
	if (op == TOK_ADD || op == TOK_SUB)
		return add_kind(op, a, b);
	if (a == EXPR_INT && b == EXPR_INT)
		return EXPR_INT;
	if (op == TOK_MOD)
		return EXPR_NULL;
	if (a == EXPR_REAL && b == EXPR_REAL)
		return EXPR_REAL;
	if (whole_or_dec(a) && whole_or_dec(b))
		return EXPR_DEC;
	if (a == EXPR_MONEY && whole_or_dec(b))
		return EXPR_MONEY;
	if (op == TOK_MUL && whole_or_dec(a) && b == EXPR_MONEY)
		return EXPR_MONEY;
	if (op == TOK_DIV && a == EXPR_MONEY && b == EXPR_MONEY)
		return EXPR_DEC;
	return EXPR_NULL;
}

static const char *arith_why(enum expr_kind a, enum expr_kind b)
{
	if ((a == EXPR_MONEY && is_number(b)) || (is_number(a) && b == EXPR_MONEY))
		return a == EXPR_REAL || b == EXPR_REAL ? "expr-real-exact" : "expr-money-plus";
	if ((a == EXPR_REAL && whole_or_dec(b)) || (whole_or_dec(a) && b == EXPR_REAL))
		return "expr-real-exact";
	if (a == EXPR_DATE && b == EXPR_INT)
		return "expr-date-plus";
	return "expr-arith";
}

/* 3 / 2 of whole numbers is 1: written out like this it is a slip. */
static bool uneven(const struct expr_node *x, const struct expr_node *y)
{
	return x->op == EXPR_CONST && y->op == EXPR_CONST && x->val.kind == EXPR_INT &&
	       y->val.kind == EXPR_INT && y->val.i > 0 && x->val.i % y->val.i != 0;
}

static struct expr_node *arithmetic(struct expr_work *k, const struct raw *r, struct expr_node *x,
                                    struct expr_node *y)
{
	enum expr_kind a, b, kind;

	if (!k->env->unchecked)
		expr_exact_pair(k, x, y);
	a = x->type.kind;
	b = y->type.kind;
	if (open_kind(a) || open_kind(b))
		return two(k, r, sign_op(r->op), type_any, x, y);
	if (r->op == TOK_ADD && a == EXPR_LIST && b == EXPR_LIST) {
		struct expr_type t;

		if (!expr_type_join(k, &x->type, &y->type, &t))
			return refuse_two(k, r, "expr-arith", x, y);
		return two(k, r, EXPR_ADD, t, x, y);
	}
	kind = arith_kind(r->op, a, b);
	if (kind == EXPR_NULL)
		return refuse_two(k, r, arith_why(a, b), x, y);
	if (r->op == TOK_DIV && !k->env->unchecked && uneven(x, y))
		return refuse_two(k, r, "expr-uneven", x, y);
	return two(k, r, sign_op(r->op), (struct expr_type){ .kind = kind }, x, y);
}

/* ---- comparison ---- */
bool expr_comparable(struct expr_work *k, bool order, const struct expr_type *a,
                     const struct expr_type *b)
{
	if (open_kind(a->kind) || open_kind(b->kind))
		return true;
	if (k->env->unchecked && !order)
		return true;
	if (is_number(a->kind) && is_number(b->kind))
		return true;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case EXPR_BOOL: case EXPR_TEXT: case EXPR_DATE: case EXPR_SPAN: case EXPR_MONEY: return true;
	case EXPR_CODE: return strcmp(a->list, b->list) == 0;
	case EXPR_NULL: return !order;
	case EXPR_LIST: return !order && expr_comparable(k, false, a->of, b->of);
	default: return false;
	}
}

static const char *compare_why(enum expr_kind a, enum expr_kind b)
{
	if ((a == EXPR_MONEY && is_number(b)) || (is_number(a) && b == EXPR_MONEY))
		return "expr-money-number";
	if ((a == EXPR_DATE && b == EXPR_TEXT) || (a == EXPR_TEXT && b == EXPR_DATE))
		return "expr-date-text";
	if (a == EXPR_NULL || b == EXPR_NULL)
		return "expr-null";
	if (a == EXPR_SET || b == EXPR_SET)
		return "expr-set";
	if (a == EXPR_AREA || b == EXPR_AREA)
		return "expr-area";
	if (a == EXPR_ROWS || b == EXPR_ROWS)
		return "expr-rows";
	return "expr-compare";
}

static struct expr_node *comparison(struct expr_work *k, const struct raw *r, struct expr_node *x,
                                    struct expr_node *y)
{
	enum expr_op op = sign_op(r->op);

	if (!k->env->unchecked)
		expr_exact_literals(k, x, y);
	if (x->type.kind == EXPR_CODE || y->type.kind == EXPR_CODE) {
		x = expr_as_code(k, &y->type, x, r->kid[0]);
		y = x ? expr_as_code(k, &x->type, y, r->kid[1]) : NULL;
		if (!y)
			return NULL;
	}
	if (!expr_comparable(k, op != EXPR_EQ && op != EXPR_NE, &x->type, &y->type))
		return refuse_two(k, r, compare_why(x->type.kind, y->type.kind), x, y);
	return two(k, r, op, type_bool, x, y);
}

/* "a" in [..], "label" in a field of several values. */
static struct expr_node *membership(struct expr_work *k, const struct raw *r, struct expr_node *x,
                                    struct expr_node *y)
{
	const struct expr_type *of = y->type.of;

	if (y->type.kind == EXPR_SET || (y->type.kind == EXPR_LIST && of->kind == EXPR_CODE)) {
		x = expr_as_code(k, y->type.kind == EXPR_SET ? &y->type : of, x, r->kid[0]);
		if (!x)
			return NULL;
	}
	if (y->type.kind == EXPR_SET) {
		if (x->type.kind != EXPR_CODE || strcmp(x->type.list, y->type.list) != 0)
			return refuse_two(k, r, "expr-in", x, y);
		return two(k, r, EXPR_IN, type_bool, x, y);
	}
	if (y->op == EXPR_LISTOF) {
		for (int i = 0; i < y->nkid; i++) {
			y->kid[i] = expr_as_code(k, &x->type, y->kid[i], r->kid[1]->kid[i]);
			if (!y->kid[i])
				return NULL;
			if (!k->env->unchecked)
				expr_exact_literals(k, x, y->kid[i]);
		}
		if (y->nkid && !k->env->unchecked)
			y->type = expr_list_type(k, &y->kid[0]->type);
		of = y->type.of;
	}
	if (open_kind(y->type.kind))
		return two(k, r, EXPR_IN, type_bool, x, y);
	if (y->type.kind == EXPR_TEXT)
		return refuse_two(k, r, "expr-in-text", x, y);
	if (y->type.kind == EXPR_ROWS)
		return refuse_two(k, r, "expr-rows", x, y);
	if (y->type.kind != EXPR_LIST || !expr_comparable(k, false, &x->type, of))
		return refuse_two(k, r, "expr-in", x, y);
	return two(k, r, EXPR_IN, type_bool, x, y);
}

static struct expr_node *pair(struct expr_work *k, const struct raw *r)
{
	struct expr_node *x = expr_check(k, r->kid[0]);
	struct expr_node *y = x ? expr_check(k, r->kid[1]) : NULL;

	if (!y)
		return NULL;
	switch (sign_op(r->op)) {
	case EXPR_IN: return membership(k, r, x, y);
	case EXPR_ADD: case EXPR_SUB: case EXPR_MUL: case EXPR_DIV: case EXPR_MOD:
		return arithmetic(k, r, x, y);
	default: return comparison(k, r, x, y);
	}
}

/* ---- logic ---- */
struct expr_node *expr_check_bool(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n = expr_check(k, r);

	if (!n || n->type.kind == EXPR_BOOL || open_kind(n->type.kind))
		return n;
	return expr_refuse(k, r, n->type.kind == EXPR_ROWS ? "expr-want-bool-rows" :
	                   "expr-want-bool", (struct str[]){ expr_type_name(k, &n->type) }, 1);
}

static struct expr_node *logic(struct expr_work *k, const struct raw *r, enum expr_op op)
{
	struct expr_node *n = expr_node_new(k, r, op, type_bool, r->nkid);

	for (int i = 0; i < r->nkid; i++) {
		n->kid[i] = expr_check_bool(k, r->kid[i]);
		if (!n->kid[i])
			return NULL;
	}
	return n;
}

static struct expr_node *negated(struct expr_work *k, const struct raw *r)
{
	struct expr_node *x = expr_check(k, r->kid[0]), *n;

	if (!x)
		return NULL;
	switch (x->type.kind) {
	case EXPR_ANY: case EXPR_INT: case EXPR_REAL: case EXPR_DEC: case EXPR_MONEY: case EXPR_SPAN:
		break;
	default:
		return expr_refuse(k, r, "expr-negate",
		                   (struct str[]){ expr_type_name(k, &x->type) }, 1);
	}
	if (x->op == EXPR_CONST && x->type.kind == EXPR_REAL) {
		x->val.d = -x->val.d;
		x->from = r->from;
		return x;
	}
	if (x->op == EXPR_CONST && x->type.kind == EXPR_INT && x->val.i != INT64_MIN) {
		x->val.i = -x->val.i;
		x->from = r->from;
		return x;
	}
	n = expr_node_new(k, r, EXPR_NEG, x->type, 1);
	n->kid[0] = x;
	return n;
}

static struct expr_node *choice(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n = expr_node_new(k, r, EXPR_COND, type_any, 3);

	n->kid[0] = expr_check_bool(k, r->kid[0]);
	for (int i = 1; i < 3 && n->kid[i - 1]; i++)
		n->kid[i] = expr_check(k, r->kid[i]);
	if (!n->kid[2])
		return NULL;
	return expr_settle_types(k, r->kid + 1, n->kid + 1, 2, &n->type) ? n :
	       expr_refuse(k, r, "expr-choice", (struct str[]){
			expr_type_name(k, &n->kid[1]->type), expr_type_name(k, &n->kid[2]->type) }, 2);
}

/* ---- lists ---- */
struct expr_type expr_list_type(struct expr_work *k, const struct expr_type *of)
{
	struct expr_type *copy = ARENA_NEW(k->a, struct expr_type);

	*copy = *of;
	return (struct expr_type){ .kind = EXPR_LIST, .of = copy };
}

static struct expr_node *list(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n = expr_node_new(k, r, EXPR_LISTOF, type_any, r->nkid);
	struct expr_type of = type_any;

	for (int i = 0; i < r->nkid; i++) {
		n->kid[i] = expr_check(k, r->kid[i]);
		if (!n->kid[i])
			return NULL;
		if (n->kid[i]->type.kind == EXPR_ROWS || n->kid[i]->type.kind == EXPR_RECORD)
			return expr_refuse(k, r->kid[i], "expr-rows-in-list", NULL, 0);
	}
	if (r->nkid && !expr_settle_types(k, r->kid, n->kid, r->nkid, &of))
		return k->cx->err.kind != OK ? NULL :
		       expr_refuse(k, r, "expr-list-mixed", NULL, 0);
	n->type = expr_list_type(k, &of);
	return n;
}

static struct expr_node *indexed(struct expr_work *k, const struct raw *r)
{
	struct expr_node *x = expr_check(k, r->kid[0]);
	struct expr_node *y = x ? expr_check(k, r->kid[1]) : NULL;
	struct expr_type t;

	if (!y)
		return NULL;
	if ((x->type.kind != EXPR_LIST && !open_kind(x->type.kind)) ||
	    (y->type.kind != EXPR_INT && !open_kind(y->type.kind)))
		return expr_refuse(k, r, "expr-index-type", (struct str[]){
			expr_type_name(k, &x->type), expr_type_name(k, &y->type) }, 2);
	t = x->type.kind == EXPR_LIST ? *x->type.of : type_any;
	return two(k, r, EXPR_INDEX, t, x, y);
}

static struct expr_node *constant(struct expr_work *k, const struct raw *r)
{
	struct expr_type t = { .kind = (enum expr_kind)r->val.kind };
	struct expr_node *n = expr_node_new(k, r, EXPR_CONST, t, 0);

	n->val = r->val;
	return n;
}

struct expr_node *expr_check(struct expr_work *k, const struct raw *r)
{
	switch (r->kind) {
	case RAW_CONST: return constant(k, r);
	case RAW_NAME: return expr_name(k, r);
	case RAW_MEMBER: return expr_member(k, r);
	case RAW_CALL: return expr_call(k, r);
	case RAW_INDEX: return indexed(k, r);
	case RAW_LIST: return list(k, r);
	case RAW_NOT: return logic(k, r, EXPR_NOT);
	case RAW_NEG: return negated(k, r);
	case RAW_BIN: return pair(k, r);
	case RAW_AND: return logic(k, r, EXPR_AND);
	case RAW_OR: return logic(k, r, EXPR_OR);
	case RAW_COND: return choice(k, r);
	}
	return NULL;
}

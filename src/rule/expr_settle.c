/* expr_settle - what pieces that stand together must agree about: labels of a code list, decimals
 * beside exact numbers, one type for the elements of a list. */
#include "rule/expr_int.h"

/* ---- labels ---- */
static struct expr_node *code_refused(struct expr_work *k, const char *list, struct str label,
                                      const struct raw *r)
{
	const struct list_face *f = &k->env->m->lists;
	struct expr_near near = { .what = label };
	struct str it;
	int64_t code;

	for (int i = 0; f->nth && f->nth(f->state, list, i, &code, &it); i++) {
		expr_near_try(&near, it);
		expr_near_try(&near, f->label(f->state, list, code, LANG_EN));
	}
	it = expr_near_best(&near);
	return expr_refuse(k, r, it.n ? "expr-label-near" : "expr-label",
	                   (struct str[]){ label, str_of(list), it }, 3);
}

struct expr_node *expr_as_code(struct expr_work *k, const struct expr_type *x,
                               struct expr_node *n, const struct raw *r)
{
	const struct list_face *f = k->env->m ? &k->env->m->lists : NULL;
	struct expr_node *code;
	int64_t value = 0;
	bool exact;

	if ((x->kind != EXPR_CODE && x->kind != EXPR_SET) || n->op != EXPR_CONST || !f)
		return n;
	if (n->type.kind == EXPR_TEXT) {
		if (!f->code || !f->code(f->state, x->list, n->val.s, &value, &exact))
			return code_refused(k, x->list, n->val.s, r);
	} else if (n->type.kind == EXPR_INT) {
		value = n->val.i;
		if (!f->label || f->label(f->state, x->list, value, LANG_ZH).n == 0)
			return expr_refuse(k, r, "expr-code", (struct str[]){
				str_sub(k->e->text, n->from, n->to - n->from), str_of(x->list) }, 2);
	} else {
		return n;
	}
	code = expr_node_new(k, r, EXPR_CONST, (struct expr_type){ EXPR_CODE, .list = x->list }, 0);
	code->val = (struct expr_value){ .kind = EXPR_CODE, .i = value };
	return code;
}

/* ---- exact literals ---- */
static void exact_literal(struct expr_work *k, struct expr_node *n)
{
	struct str text = str_sub(k->e->text, n->from, n->to - n->from);
	bool minus = text.n > 0 && text.p[0] == '-';
	struct ratio v;

	if (n->op != EXPR_CONST || n->type.kind != EXPR_REAL)
		return;
	text = str_trim(minus ? str_sub(text, 1, text.n - 1) : text);
	if (text.n > 0 && text.p[0] == '.')
		text = str_join(k->a, STR("0"), text);
	if (!ratio_read(text, 18, &v))
		return;                          /* 2e-3, or too long: the types will not fit */
	if (minus)
		v.num = -v.num;
	n->type.kind = EXPR_DEC;
	n->val = (struct expr_value){ .kind = EXPR_DEC, .r = v };
}

static bool exact(const struct expr_node *n)
{
	return n->type.kind == EXPR_DEC || n->type.kind == EXPR_MONEY;
}

void expr_exact_literals(struct expr_work *k, struct expr_node *x, struct expr_node *y)
{
	if (exact(x))
		exact_literal(k, y);
	if (exact(y))
		exact_literal(k, x);
}

void expr_exact_pair(struct expr_work *k, struct expr_node *x, struct expr_node *y)
{
	if (x->type.kind == EXPR_INT)
		exact_literal(k, y);
	if (y->type.kind == EXPR_INT)
		exact_literal(k, x);
	expr_exact_literals(k, x, y);
}

/* ---- one type ---- */
bool expr_type_same(const struct expr_type *x, const struct expr_type *y)
{
	if (x->kind != y->kind)
		return false;
	switch (x->kind) {
	case EXPR_CODE: case EXPR_SET: return strcmp(x->list, y->list) == 0;
	case EXPR_RECORD: case EXPR_ROWS: return x->noun == y->noun;
	case EXPR_LIST: return expr_type_same(x->of, y->of);
	default: return true;
	}
}

bool expr_type_join(struct expr_work *k, const struct expr_type *x, const struct expr_type *y,
                    struct expr_type *out)
{
	struct expr_type of;

	*out = *x;
	if (expr_type_same(x, y))
		return true;
	if ((x->kind == EXPR_INT && y->kind == EXPR_DEC) || x->kind == EXPR_ANY) {
		*out = *y;
		return true;
	}
	if ((x->kind == EXPR_DEC && y->kind == EXPR_INT) || y->kind == EXPR_ANY)
		return true;
	if (x->kind == EXPR_LIST && y->kind == EXPR_LIST &&
	    (x->of->kind == EXPR_ANY || y->of->kind == EXPR_ANY || k->env->unchecked) &&
	    expr_type_join(k, x->of, y->of, &of)) {
		*out = expr_list_type(k, &of);
		return true;
	}
	*out = (struct expr_type){ .kind = EXPR_ANY };
	return k->env->unchecked;
}

/* Whole numbers among decimals become decimals. */
static struct expr_node *fitted(struct expr_work *k, const struct expr_type *t,
                                struct expr_node *n, const struct raw *r)
{
	struct expr_node *whole;

	if (t->kind != EXPR_DEC || n->type.kind != EXPR_INT)
		return n;
	if (n->op == EXPR_CONST) {
		n->val = (struct expr_value){ .kind = EXPR_DEC, .r = ratio_of(n->val.i) };
		n->type = *t;
		return n;
	}
	whole = expr_node_new(k, r, EXPR_CALL, *t, 1);
	whole->fn = FN_DEC;
	whole->kid[0] = n;
	return whole;
}

bool expr_settle_types(struct expr_work *k, struct raw *const *r, struct expr_node **n, int count,
                       struct expr_type *out)
{
	for (int i = 0; i < count && !k->env->unchecked; i++) {
		if (n[i]->type.kind == EXPR_CODE) {
			for (int j = 0; j < count; j++) {
				n[j] = expr_as_code(k, &n[i]->type, n[j], r[j]);
				if (!n[j])
					return false;
			}
		} else if (exact(n[i]) || n[i]->type.kind == EXPR_INT) {
			for (int j = 0; j < count; j++)
				exact_literal(k, n[j]);
		} else {
			continue;
		}
		break;
	}
	*out = n[0]->type;
	for (int i = 1; i < count; i++) {
		struct expr_type t = *out;

		if (!expr_type_join(k, &t, &n[i]->type, out))
			return false;
	}
	for (int i = 0; i < count; i++)
		n[i] = fitted(k, out, n[i], r[i]);
	return true;
}

/* expr - from a text to a checked tree: the one door to parser and checker, what they say when a
 * text does not compile, and which fields the tree reads. */
#include "rule/expr.h"

#include <stdio.h>

#include "base/utf8.h"
#include "rule/expr_int.h"

#define SHOWN_MOST 48                    /* code points of a piece that a message repeats */

/* ---- refusals ---- */
static struct expr_place place_of(struct str text, uint32_t from, uint32_t to)
{
	struct expr_place p = { 1, 1, from, to };
	struct str rest = str_sub(text, 0, from);
	int32_t cp;

	while ((cp = utf8_next(&rest)) >= 0) {
		p.column++;
		if (cp == '\n') {
			p.line++;
			p.column = 1;
		}
	}
	return p;
}

static const char *shown(struct arena *a, struct str s)
{
	struct str rest = s;

	for (int i = 0; i < SHOWN_MOST; i++)
		if (utf8_next(&rest) < 0)
			return str_z(a, s);
	return rest.n == 0 ? str_z(a, s)
	                   : str_z(a, str_join(a, str_sub(s, 0, s.n - rest.n), STR("…")));
}

void *expr_refuse_at(struct expr_work *k, enum err kind, uint32_t from, uint32_t to,
                     const char *key, const struct str *arg, int narg)
{
	struct expr_place p = place_of(k->e->text, from, to);
	char where[32];
	const char *z[3] = { NULL, NULL, NULL };

	if (k->cx->err.kind != OK)
		return NULL;                     /* the first one counts */
	for (int i = 0; i < narg && i < 3; i++)
		z[i] = shown(k->a, arg[i]);
	snprintf(where, sizeof where, "%d:%d", p.line, p.column);
	err_set(k->cx, kind, where, key, z[0], z[1], z[2], NULL);
	if (k->place)
		*k->place = p;
	return NULL;
}

struct expr_node *expr_refuse(struct expr_work *k, const struct raw *r, const char *key,
                              const struct str *arg, int narg)
{
	struct expr_node *n;

	if (!k->env->unchecked)
		return expr_refuse_at(k, ERR_INPUT, r->from, r->to, key, arg, narg);
	n = expr_node_new(k, r, EXPR_REFUSED, (struct expr_type){ .kind = EXPR_ANY }, 0);
	n->error = key;
	return n;
}

struct expr_node *expr_refuse_name(struct expr_work *k, const struct raw *r, const char *key,
                                   const char *near_key, struct str what, struct str nearest)
{
	struct raw at = *r;

	if (r->kind == RAW_MEMBER || r->kind == RAW_CALL) {
		at.from = r->name_from;
		at.to = r->name_to;
	}
	return expr_refuse(k, &at, nearest.n ? near_key : key, (struct str[]){ what, nearest }, 2);
}

/* ---- nodes ---- */
struct expr_node *expr_node_new(struct expr_work *k, const struct raw *r, enum expr_op op,
                                struct expr_type type, int nkid)
{
	struct expr_node *n = ARENA_NEW(k->a, struct expr_node);

	k->e->nnode++;
	n->op = op;
	n->type = type;
	n->from = r->from;
	n->to = r->to;
	n->field = -1;
	n->nkid = nkid;
	if (nkid)
		n->kid = arena_array(k->a, (size_t)nkid, sizeof *n->kid);
	return n;
}

/* ---- what a text reads ---- */
struct uses {
	struct arena *a;
	struct expr_use *use;
	int n;
};

static int use_cmp(const struct expr_use *x, const struct expr_use *y)
{
	if (x->noun->tag != y->noun->tag)
		return x->noun->tag < y->noun->tag ? -1 : 1;
	return x->field < y->field ? -1 : x->field > y->field;
}

/* Kept in order, so that a repeated one is met. */
static void use_add(struct uses *u, const struct entity *noun, int field)
{
	struct expr_use it = { noun, field };
	int i = u->n;

	while (i > 0 && use_cmp(&u->use[i - 1], &it) >= 0)
		i--;
	if (i < u->n && use_cmp(&u->use[i], &it) == 0)
		return;
	if ((u->n & (u->n - 1)) == 0) {
		struct expr_use *more = arena_array(u->a, u->n ? (size_t)u->n * 2 : 1, sizeof *more);

		if (u->n)
			memcpy(more, u->use, (size_t)u->n * sizeof *more);
		u->use = more;
	}
	memmove(u->use + i + 1, u->use + i, (size_t)(u->n - i) * sizeof *u->use);
	u->use[i] = it;
	u->n++;
}

static void use_walk(struct uses *u, const struct expr_node *n)
{
	if (n->op == EXPR_FIELD) {
		use_add(u, n->kid[0]->type.noun, n->field);
	} else if (n->op == EXPR_UP) {
		use_add(u, n->noun, -1);
		if (n->field >= 0)
			use_add(u, n->kid[0]->type.noun, n->field);
	} else if (n->op == EXPR_DOWN) {
		use_add(u, n->noun, -1);
		if (n->field >= 0)
			use_add(u, n->noun, n->field);
	}
	for (int i = 0; i < n->nkid; i++)
		use_walk(u, n->kid[i]);
}

void expr_each(const struct expr_node *n, void (*met)(void *state, const struct expr_node *n),
               void *state)
{
	met(state, n);
	for (int i = 0; i < n->nkid; i++)
		expr_each(n->kid[i], met, state);
}

/* A list of constants is made once. */
static void fold_lists(struct arena *a, struct expr_node *n)
{
	struct expr_value *v;
	bool fixed = n->op == EXPR_LISTOF;

	for (int i = 0; i < n->nkid; i++) {
		fold_lists(a, n->kid[i]);
		fixed = fixed && n->kid[i]->op == EXPR_CONST;
	}
	if (!fixed)
		return;
	v = arena_array(a, (size_t)n->nkid + 1, sizeof *v);
	for (int i = 0; i < n->nkid; i++)
		v[i] = n->kid[i]->val;
	n->val = (struct expr_value){ .kind = EXPR_LIST, .list = { v, n->nkid } };
}

/* ---- the door ---- */
static bool wanted(struct expr_work *k, const struct raw *r, const struct expr_node *top)
{
	struct expr_type want = { .kind = k->env->want };

	if (k->env->unchecked || want.kind == EXPR_ANY || top->type.kind == want.kind)
		return true;
	expr_refuse(k, r, "expr-want", (struct str[]){
		expr_type_name(k, &want), expr_type_name(k, &top->type) }, 2);
	return false;
}

enum err expr_compile(struct ctx *cx, struct arena *a, const struct expr_env *env, struct str text,
                      struct expr **out, struct expr_place *place)
{
	struct expr_work k = { .cx = cx, .a = a, .env = env, .place = place, .nscope = 1 };
	struct uses u = { .a = a };
	const struct raw *r;

	k.e = ARENA_NEW(a, struct expr);
	k.e->m = env->m;
	k.e->root = env->root;
	k.e->text = str_dup(a, text);
	k.e->nslot = 1;
	k.e->nvar = env->nvar;
	if (env->nvar) {
		struct expr_var *var = arena_array(a, (size_t)env->nvar, sizeof *var);

		memcpy(var, env->var, (size_t)env->nvar * sizeof *var);
		k.e->var = var;
	}
	if (place)
		*place = (struct expr_place){ 1, 1, 0, 0 };
	r = expr_parse(&k, k.e->text);
	if (!r)
		return cx->err.kind;
	k.e->top = expr_check(&k, r);
	if (!k.e->top || !wanted(&k, r, k.e->top))
		return cx->err.kind;
	if (arena_full(a))
		return err_set(cx, ERR_LIMIT, "1:1", "expr-memory", NULL);
	fold_lists(a, k.e->top);
	use_walk(&u, k.e->top);
	k.e->use = u.use;
	k.e->nuse = u.n;
	*out = k.e;
	return OK;
}

bool expr_field_type(const struct field *f, struct expr_type *out)
{
	static const enum expr_kind kinds[FT__COUNT] = {
		[FT_TEXT] = EXPR_TEXT, [FT_CODE] = EXPR_TEXT, [FT_INT] = EXPR_INT,
		[FT_MONEY] = EXPR_MONEY, [FT_DEC] = EXPR_DEC, [FT_BOOL] = EXPR_BOOL,
		[FT_DATE] = EXPR_DATE, [FT_MONTH] = EXPR_DATE, [FT_YEAR] = EXPR_INT,
		[FT_LIST] = EXPR_CODE, [FT_SET] = EXPR_SET, [FT_AREA] = EXPR_AREA,
		[FT_IDNO] = EXPR_TEXT, [FT_DCARD] = EXPR_TEXT, [FT_PHONE] = EXPR_TEXT,
		[FT_CARD] = EXPR_TEXT, [FT_USCC] = EXPR_TEXT,
	};

	*out = (struct expr_type){ .kind = f->flags & E_NEVER ? EXPR_ANY : kinds[f->type] };
	if (out->kind == EXPR_CODE || out->kind == EXPR_SET)
		out->list = f->list;
	return out->kind != EXPR_ANY;
}

/* expr_call - functions and macros: which there are, what they take, what they give. */
#include "rule/expr_int.h"

static const struct expr_type type_any = { .kind = EXPR_ANY }, type_bool = { .kind = EXPR_BOOL },
	type_text = { .kind = EXPR_TEXT };

/* ---- functions by signature ---- */
/* takes: a letter a kind, D date, I whole number, S text, L list of text; '?' before those that
 * may be left out. With a dot after the first letter it is written behind it: s.trim(). */
static const struct {
	const char *name;
	enum expr_fn fn;
	const char *takes;
	enum expr_kind gives;
} functions[] = {
	{ "year", FN_YEAR, "D", EXPR_INT },
	{ "month", FN_MONTH, "D", EXPR_INT },
	{ "day", FN_DAY, "D", EXPR_INT },
	{ "months_between", FN_MONTHS_BETWEEN, "DD", EXPR_INT },
	{ "days_between", FN_DAYS_BETWEEN, "DD", EXPR_INT },
	{ "add_months", FN_ADD_MONTHS, "DI", EXPR_DATE },
	{ "idno_good", FN_IDNO_GOOD, "S", EXPR_BOOL },
	{ "idno_birth", FN_IDNO_BIRTH, "S", EXPR_DATE },
	{ "idno_male", FN_IDNO_MALE, "S", EXPR_BOOL },
	{ "startsWith", FN_STARTS, "S.S", EXPR_BOOL },
	{ "endsWith", FN_ENDS, "S.S", EXPR_BOOL },
	{ "contains", FN_CONTAINS, "S.S", EXPR_BOOL },
	{ "charAt", FN_CHAR_AT, "S.I", EXPR_TEXT },
	{ "indexOf", FN_INDEX_OF, "S.S?I", EXPR_INT },
	{ "lastIndexOf", FN_LAST_INDEX_OF, "S.S?I", EXPR_INT },
	{ "lowerAscii", FN_LOWER, "S.", EXPR_TEXT },
	{ "upperAscii", FN_UPPER, "S.", EXPR_TEXT },
	{ "replace", FN_REPLACE, "S.SS?I", EXPR_TEXT },
	{ "split", FN_SPLIT, "S.S?I", EXPR_LIST },
	{ "substring", FN_SUBSTRING, "S.I?I", EXPR_TEXT },
	{ "trim", FN_TRIM, "S.", EXPR_TEXT },
	{ "join", FN_JOIN, "L.?S", EXPR_TEXT },
	{ "reverse", FN_REVERSE, "S.", EXPR_TEXT },
	/* checked by code of their own below */
	{ "age", FN_AGE, NULL, EXPR_INT },
	{ "size", FN_SIZE, NULL, EXPR_INT },
	{ "int", FN_INT, NULL, EXPR_INT },
	{ "double", FN_REAL, NULL, EXPR_REAL },
	{ "string", FN_TEXT, NULL, EXPR_TEXT },
	{ "bool", FN_BOOL, NULL, EXPR_BOOL },
	{ "dec", FN_DEC, NULL, EXPR_DEC },
	{ "yuan", FN_MONEY, NULL, EXPR_MONEY },
	{ "date", FN_DATE, NULL, EXPR_DATE },
	{ "duration", FN_SPAN, NULL, EXPR_SPAN },
};
#define FUNCTIONS (sizeof functions / sizeof *functions)

static const struct { const char *name; enum expr_op op; } macros[] = {
	{ "all", EXPR_ALL }, { "exists", EXPR_EXISTS }, { "exists_one", EXPR_ONE },
	{ "filter", EXPR_FILTER }, { "map", EXPR_MAP }, { "count", EXPR_COUNT },
	{ "sum", EXPR_SUM }, { "min", EXPR_MIN }, { "max", EXPR_MAX }, { "latest", EXPR_LATEST },
};
#define MACROS (sizeof macros / sizeof *macros)

static const char *const asking[] = { "known", "has", "tag", "within", "line", "param" };
#define ASKING (sizeof asking / sizeof *asking)

const char *expr_word(int i)
{
	size_t at = (size_t)i;

	if (at < FUNCTIONS)
		return functions[at].name;
	at -= FUNCTIONS;
	if (at < MACROS)
		return macros[at].name;
	at -= MACROS;
	return at < ASKING ? asking[at] : NULL;
}

const char *expr_fn_name(enum expr_fn fn)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		if (functions[i].fn == fn)
			return functions[i].name;
	return "";
}

const char *expr_fn_takes(enum expr_fn fn)
{
	for (size_t i = 0; i < FUNCTIONS; i++)
		if (functions[i].fn == fn)
			return functions[i].takes;
	return NULL;
}

const char *expr_macro_name(enum expr_op op)
{
	for (size_t i = 0; i < MACROS; i++)
		if (macros[i].op == op)
			return macros[i].name;
	return "";
}

static enum expr_op macro_op(struct str name)
{
	for (size_t i = 0; i < MACROS; i++)
		if (str_eqz(name, macros[i].name))
			return macros[i].op;
	return EXPR__OPS;
}

bool expr_fits(char letter, enum expr_kind kind)
{
	switch (letter) {
	case 'D': return kind == EXPR_DATE;
	case 'I': return kind == EXPR_INT;
	case 'S': return kind == EXPR_TEXT;
	default: return kind == EXPR_LIST;
	}
}

static struct expr_node *refuse_call(struct expr_work *k, const struct raw *r, const char *key,
                                     const struct expr_node *arg)
{
	return expr_refuse(k, r, key, (struct str[]){ r->name,
		arg ? expr_type_name(k, &arg->type) : (struct str){ 0 } }, 2);
}

static struct expr_node *refuse_argument(struct expr_work *k, const struct raw *r, int i,
                                         const struct expr_node *arg)
{
	return expr_refuse(k, r->kid[i], "expr-argument", (struct str[]){ r->name,
		expr_type_name(k, &arg->type) }, 2);
}

static struct expr_node *call_new(struct expr_work *k, const struct raw *r, enum expr_fn fn,
                                  enum expr_kind gives, int nkid)
{
	struct expr_node *n = expr_node_new(k, r, EXPR_CALL, (struct expr_type){ .kind = gives },
	                                    nkid);

	n->fn = fn;
	return n;
}

static bool fits_type(char letter, const struct expr_type *t)
{
	if (t->kind == EXPR_ANY)
		return true;
	if (letter == 'L')
		return t->kind == EXPR_LIST &&
		       (t->of->kind == EXPR_TEXT || t->of->kind == EXPR_ANY);
	return expr_fits(letter, t->kind);
}

static struct expr_node *by_signature(struct expr_work *k, const struct raw *r, size_t at)
{
	const char *p = functions[at].takes;
	bool method = p[1] == '.', may_end = false;
	struct expr_node *n;

	if (method != r->target)
		return refuse_call(k, r, method ? "expr-method" : "expr-not-method", NULL);
	n = call_new(k, r, functions[at].fn, functions[at].gives, r->nkid);
	if (n->type.kind == EXPR_LIST)
		n->type = expr_list_type(k, &type_text);
	for (int i = 0; ; p++) {
		if (*p == '.')
			continue;
		if (*p == '?') {
			may_end = true;
			continue;
		}
		if (*p == 0 || i == r->nkid) {
			if (i < r->nkid || (*p != 0 && !may_end))
				return refuse_call(k, r, "expr-arguments", NULL);
			return n;
		}
		n->kid[i] = expr_check(k, r->kid[i]);
		if (!n->kid[i])
			return NULL;
		if (!fits_type(*p, &n->kid[i]->type))
			return refuse_argument(k, r, i, n->kid[i]);
		i++;
	}
}

/* ---- conversions and functions of many kinds ---- */
static struct expr_node *birth_of(struct expr_work *k, const struct raw *r, struct expr_node *x)
{
	int field = entity_field(x->type.noun, STR("birth"));

	return field < 0 ? refuse_call(k, r, "expr-argument", x) : expr_field_of(k, r, x, field);
}

static bool converts(enum expr_fn fn, enum expr_kind from)
{
	switch (fn) {
	case FN_INT:
		return from == EXPR_INT || from == EXPR_REAL || from == EXPR_TEXT ||
		       from == EXPR_DEC;
	case FN_REAL:
		return from == EXPR_INT || from == EXPR_REAL || from == EXPR_TEXT ||
		       from == EXPR_DEC;
	case FN_TEXT:
		return from == EXPR_INT || from == EXPR_REAL || from == EXPR_TEXT ||
		       from == EXPR_BOOL || from == EXPR_DEC || from == EXPR_DATE;
	case FN_BOOL: return from == EXPR_BOOL || from == EXPR_TEXT;
	case FN_DEC: return from == EXPR_INT || from == EXPR_DEC || from == EXPR_TEXT;
	case FN_MONEY:
		return from == EXPR_INT || from == EXPR_DEC || from == EXPR_TEXT;
	case FN_DATE: return from == EXPR_DATE || from == EXPR_TEXT;
	case FN_SPAN: return from == EXPR_SPAN || from == EXPR_TEXT;
	case FN_SIZE:
		return from == EXPR_TEXT || from == EXPR_LIST || from == EXPR_SET ||
		       from == EXPR_ROWS;
	default: return from == EXPR_DATE;
	}
}

/* A literal is converted once, and a bad one refused here. */
static struct expr_node *folded(struct expr_work *k, const struct raw *r, struct expr_node *call)
{
	struct expr_node *x = call->kid[0];
	struct expr_run run = { .a = k->a };
	struct expr_frame f = { .e = k->e, .run = &run };
	struct expr_value v;

	if (x->op != EXPR_CONST || k->env->unchecked)
		return call;
	expr_eval_node(&f, call, &v);
	if (v.state == EXPR_ERROR && strcmp(v.error, "expr-eval-date-part") == 0)
		return expr_refuse(k, r, "expr-date-part", (struct str[]){ x->val.s }, 1);
	if (v.state == EXPR_ERROR)
		return expr_refuse(k, r, call->fn == FN_DATE ? "expr-date" : v.error,
		                   (struct str[]){ str_sub(k->e->text, x->from, x->to - x->from) },
		                   1);
	call->op = EXPR_CONST;
	call->fn = 0;
	call->nkid = 0;
	call->val = v;
	return call;
}

static struct expr_node *conversion(struct expr_work *k, const struct raw *r, size_t at)
{
	enum expr_fn fn = functions[at].fn;
	struct expr_node *n, *x;

	if (r->target && fn != FN_SIZE)
		return refuse_call(k, r, "expr-not-method", NULL);
	if (r->nkid != 1)
		return refuse_call(k, r, "expr-arguments", NULL);
	x = expr_check(k, r->kid[0]);
	if (x && fn == FN_AGE && x->type.kind == EXPR_RECORD)
		x = birth_of(k, r, x);
	if (!x)
		return NULL;
	if ((fn == FN_DEC || fn == FN_MONEY) && !k->env->unchecked)
		expr_exact_literals(k, &(struct expr_node){ .type = { .kind = EXPR_DEC } }, x);
	if (x->type.kind != EXPR_ANY && !converts(fn, x->type.kind))
		return refuse_argument(k, r, 0, x);
	if (fn == FN_SIZE && x->type.kind == EXPR_ROWS) {
		n = expr_node_new(k, r, EXPR_COUNT, (struct expr_type){ .kind = EXPR_INT }, 1);
		n->kid[0] = x;
		return n;
	}
	n = call_new(k, r, fn, functions[at].gives, 1);
	n->kid[0] = x;
	return fn == FN_AGE || fn == FN_SIZE ? n : folded(k, r, n);
}

/* ---- asking ---- */
static struct expr_node *known_or_has(struct expr_work *k, const struct raw *r, bool has)
{
	struct expr_node *n = expr_node_new(k, r, has ? EXPR_HAS : EXPR_IS_KNOWN, type_bool, 1);

	if (r->nkid != 1)
		return refuse_call(k, r, "expr-arguments", NULL);
	n->kid[0] = expr_check(k, r->kid[0]);
	if (!n->kid[0])
		return NULL;
	if (has && n->kid[0]->type.kind != EXPR_RECORD && n->kid[0]->type.kind != EXPR_ANY)
		return refuse_call(k, r, n->kid[0]->type.kind == EXPR_ROWS ? "expr-has-rows" :
		                   "expr-has", n->kid[0]);
	return n;
}

static bool text_literal(const struct raw *r, int i, struct str *out)
{
	if (r->kid[i]->kind != RAW_CONST || r->kid[i]->val.kind != EXPR_TEXT)
		return false;
	*out = r->kid[i]->val.s;
	return true;
}

/* tag(field, "head"): the codes that carry it are looked up now. */
static struct expr_node *tagged(struct expr_work *k, const struct raw *r)
{
	const struct list_face *f = k->env->m ? &k->env->m->lists : NULL;
	struct expr_node *n = expr_node_new(k, r, EXPR_TAG, type_bool, 1);
	struct str label;
	int64_t code, *codes;
	int most = 0;

	if (r->nkid != 2)
		return refuse_call(k, r, "expr-arguments", NULL);
	n->kid[0] = expr_check(k, r->kid[0]);
	if (!n->kid[0])
		return NULL;
	if (!text_literal(r, 1, &n->name))
		return expr_refuse(k, r->kid[1], "expr-literal", &r->name, 1);
	if (n->kid[0]->type.kind != EXPR_CODE && n->kid[0]->type.kind != EXPR_SET)
		return refuse_argument(k, r, 0, n->kid[0]);
	while (f && f->nth && f->nth(f->state, n->kid[0]->type.list, most, &code, &label))
		most++;
	codes = arena_array(k->a, (size_t)most + 1, sizeof *codes);
	for (int i = 0; i < most; i++) {
		int at = n->ncode;

		f->nth(f->state, n->kid[0]->type.list, i, &code, &label);
		if (!f->has_tag(f->state, n->kid[0]->type.list, code, str_z(k->a, n->name)))
			continue;
		for (; at > 0 && codes[at - 1] > code; at--)
			codes[at] = codes[at - 1];
		codes[at] = code;
		n->ncode++;
	}
	n->code = codes;
	if (n->ncode == 0)
		return expr_refuse(k, r, "expr-tag",
		                   (struct str[]){ n->name, str_of(n->kid[0]->type.list) }, 2);
	return n;
}

/* 2, 4, 6, 9 or 12 digits, or more for a group in a village. */
static bool is_area_code(struct str s)
{
	bool some = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		some = some || s.p[i] != '0';
	}
	return some && (s.n == 2 || s.n == 4 || s.n == 6 || s.n == 9 || (s.n >= 12 && s.n <= 18));
}

/* within("2208"), within(place_area, "2208") */
static struct expr_node *within(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n = expr_node_new(k, r, EXPR_WITHIN, type_bool, 1);

	if (r->nkid < 1 || r->nkid > 2 || (r->nkid == 1 && !k->env->root))
		return refuse_call(k, r, "expr-arguments", NULL);
	n->kid[0] = r->nkid == 2 ? expr_check(k, r->kid[0]) : expr_root(k, r);
	if (!n->kid[0])
		return NULL;
	if (!text_literal(r, r->nkid - 1, &n->name))
		return expr_refuse(k, r->kid[r->nkid - 1], "expr-literal", &r->name, 1);
	if (n->kid[0]->type.kind != EXPR_AREA && n->kid[0]->type.kind != EXPR_RECORD)
		return refuse_call(k, r, "expr-argument", n->kid[0]);
	return is_area_code(n->name) ? n :
	       expr_refuse(k, r->kid[r->nkid - 1], "expr-area-code", &n->name, 1);
}

static struct expr_node *line_or_param(struct expr_work *k, const struct raw *r, bool line)
{
	struct expr_type type = { .kind = EXPR_MONEY };
	struct expr_near near = { 0 };
	struct expr_node *n;
	struct str name, it;
	bool found = false;

	if (r->nkid != 1)
		return refuse_call(k, r, "expr-arguments", NULL);
	if (!text_literal(r, 0, &name))
		return expr_refuse(k, r->kid[0], "expr-literal", &r->name, 1);
	near.what = name;
	for (int i = 0; !found; i++) {
		if (line ? !k->env->line || !k->env->line(k->env->state, i, &it)
		         : !k->env->param || !k->env->param(k->env->state, i, &it, &type))
			break;
		found = str_eq(it, name);
		expr_near_try(&near, it);
	}
	if (!found)
		return expr_refuse_name(k, r->kid[0], line ? "expr-line" : "expr-param",
		                        line ? "expr-line-near" : "expr-param-near", name,
		                        expr_near_best(&near));
	n = expr_node_new(k, r, line ? EXPR_LINE : EXPR_PARAM, type, 0);
	n->name = name;
	return n;
}

/* ---- macros ---- */
static bool adds_up(enum expr_kind k)
{
	return k == EXPR_INT || k == EXPR_REAL || k == EXPR_DEC || k == EXPR_MONEY ||
	       k == EXPR_SPAN || k == EXPR_ANY;
}

static bool has_order(enum expr_kind k)
{
	return adds_up(k) || k == EXPR_DATE || k == EXPR_TEXT;
}

/* The type of the whole from what the body (or the element) is. False: refused. */
static bool macro_type(struct expr_work *k, const struct raw *r, struct expr_node *n,
                       const struct expr_type *over, const struct expr_type *body)
{
	switch (n->op) {
	case EXPR_FILTER: n->type = *over; return true;
	case EXPR_MAP: n->type = expr_list_type(k, body); return true;
	case EXPR_COUNT: n->type.kind = EXPR_INT; return true;
	case EXPR_LATEST:
		n->type = (struct expr_type){ .kind = EXPR_RECORD, .noun = over->noun };
		if (has_order(body->kind) && over->kind == EXPR_ROWS)
			return true;
		break;
	case EXPR_SUM: case EXPR_MIN: case EXPR_MAX:
		n->type = *body;
		if (n->op == EXPR_SUM ? adds_up(body->kind) : has_order(body->kind))
			return true;
		break;
	default: n->type = type_bool; return true;
	}
	expr_refuse(k, r, "expr-body", (struct str[]){ r->name, expr_type_name(k, body) }, 2);
	return false;
}

static bool asks(enum expr_op op)
{
	return op == EXPR_ALL || op == EXPR_EXISTS || op == EXPR_ONE || op == EXPR_FILTER ||
	       op == EXPR_COUNT;
}

/* A variable must not hide what the text may mean. */
static bool hides(struct expr_work *k, struct str name)
{
	for (int i = 0; i < k->env->nvar; i++)
		if (str_eq(k->env->var[i].name, name))
			return true;
	return k->env->root && (entity_field(k->env->root, name) >= 0 ||
	                        entity_find(k->env->m, name));
}

/* The body, with the variable in scope. */
static struct expr_node *body_of(struct expr_work *k, const struct raw *r, struct expr_node *n,
                                 const struct expr_type *element)
{
	struct expr_node *body;

	if (r->kid[1]->kind != RAW_NAME)
		return expr_refuse(k, r->kid[1], "expr-variable", &r->name, 1);
	if (hides(k, r->kid[1]->name))
		return expr_refuse(k, r->kid[1], "expr-variable-hides", &r->kid[1]->name, 1);
	if (k->nscope == EXPR_MAX_SLOTS)
		return expr_refuse_at(k, ERR_LIMIT, r->from, r->to, "expr-slots", NULL, 0);
	n->slot = k->nscope;
	k->scope[k->nscope].name = r->kid[1]->name;
	k->scope[k->nscope].type = *element;
	k->nscope++;
	if (k->nscope > k->e->nslot)
		k->e->nslot = k->nscope;
	body = asks(n->op) ? expr_check_bool(k, r->kid[2]) : expr_check(k, r->kid[2]);
	k->nscope--;
	return body;
}

static struct expr_node *macro(struct expr_work *k, const struct raw *r, enum expr_op op)
{
	bool bare = r->nkid == 1 && (op == EXPR_COUNT || op == EXPR_SUM || op == EXPR_MIN ||
	                             op == EXPR_MAX);
	struct expr_node *n = expr_node_new(k, r, op, type_any, bare ? 1 : 2), *x;
	struct expr_type element = type_any;

	x = n->kid[0] = expr_check(k, r->kid[0]);
	if (!x)
		return NULL;
	if (x->type.kind == EXPR_LIST)
		element = *x->type.of;
	else if (x->type.kind == EXPR_ROWS)
		element = (struct expr_type){ .kind = EXPR_RECORD, .noun = x->type.noun };
	else if (x->type.kind != EXPR_ANY)
		return refuse_call(k, r, "expr-over", x);
	if (!bare && r->nkid != 3)
		return refuse_call(k, r, "expr-macro-arguments", NULL);
	if (!bare) {
		n->kid[1] = body_of(k, r, n, &element);
		if (!n->kid[1])
			return NULL;
	}
	n->name = bare ? (struct str){ 0 } : r->kid[1]->name;
	if (!macro_type(k, r, n, &x->type, bare ? &element : &n->kid[1]->type))
		return k->env->unchecked ? expr_refuse(k, r, "expr-body", NULL, 0) : NULL;
	return n;
}

static struct expr_node *unknown_function(struct expr_work *k, const struct raw *r)
{
	struct expr_near near = { .what = r->name };

	for (int i = 0; expr_word(i); i++)
		expr_near_try(&near, str_of(expr_word(i)));
	return expr_refuse_name(k, r, "expr-function", "expr-function-near", r->name,
	                        expr_near_best(&near));
}

struct expr_node *expr_call(struct expr_work *k, const struct raw *r)
{
	enum expr_op op = macro_op(r->name);

	for (size_t i = 0; i < FUNCTIONS; i++)
		if (str_eqz(r->name, functions[i].name))
			return functions[i].takes ? by_signature(k, r, i) : conversion(k, r, i);
	if (op != EXPR__OPS)
		return r->target ? macro(k, r, op) : refuse_call(k, r, "expr-macro-bare", NULL);
	for (size_t i = 0; i < ASKING; i++)
		if (str_eqz(r->name, asking[i]) && r->target)
			return refuse_call(k, r, "expr-not-method", NULL);
	if (str_eqz(r->name, "known") || str_eqz(r->name, "has"))
		return known_or_has(k, r, str_eqz(r->name, "has"));
	if (str_eqz(r->name, "tag"))
		return tagged(k, r);
	if (str_eqz(r->name, "within"))
		return within(k, r);
	if (str_eqz(r->name, "line") || str_eqz(r->name, "param"))
		return line_or_param(k, r, str_eqz(r->name, "line"));
	if (str_eqz(r->name, "matches"))
		return expr_refuse(k, r, "expr-matches", NULL, 0);
	return unknown_function(k, r);
}

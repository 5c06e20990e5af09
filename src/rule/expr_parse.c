/* expr_parse - words to an untyped tree, by recursive descent. Nesting is counted where a piece
 * stands inside another, so a long chain of + or && is not deep. */
#include "base/utf8.h"
#include "rule/expr_int.h"

struct parser {
	struct expr_work *k;
	struct lex x;
	int depth;
};

static struct raw *condition(struct parser *p);

static void *refuse(struct parser *p, const char *key, struct str a, struct str b)
{
	return expr_refuse_at(p->k, ERR_INPUT, p->x.from, p->x.to, key, (struct str[]){ a, b }, 2);
}

/* The word at hand does not fit here. */
static void *unexpected(struct parser *p, struct str wanted)
{
	if (p->x.tok == TOK_BAD)
		return refuse(p, p->x.bad, p->x.bad_arg, p->x.s);
	if (p->x.tok == TOK_END)
		return refuse(p, "expr-ends", wanted, wanted);
	return refuse(p, "expr-unexpected",
	              str_sub(p->x.text, p->x.from, p->x.to - p->x.from), wanted);
}

static struct raw *raw_new(struct parser *p, enum raw_kind kind, uint32_t from)
{
	struct raw *r;

	if (++p->k->nnode > EXPR_MAX_NODES)
		return expr_refuse_at(p->k, ERR_LIMIT, p->x.from, p->x.to, "expr-nodes", NULL, 0);
	r = ARENA_NEW(p->k->a, struct raw);
	r->kind = kind;
	r->from = from;
	r->to = p->x.to;
	return r;
}

static void kid_add(struct parser *p, struct raw *r, struct raw *kid)
{
	if ((r->nkid & (r->nkid - 1)) == 0) {            /* room doubles at each power of two */
		struct raw **more = arena_array(p->k->a, r->nkid ? (size_t)r->nkid * 2 : 1,
		                                sizeof *more);

		if (r->nkid)
			memcpy(more, r->kid, (size_t)r->nkid * sizeof *more);
		r->kid = more;
	}
	r->kid[r->nkid++] = kid;
}

static bool inside(struct parser *p)
{
	if (p->depth++ < EXPR_MAX_DEPTH)
		return true;
	expr_refuse_at(p->k, ERR_LIMIT, p->x.from, p->x.to, "expr-depth", NULL, 0);
	return false;
}

static struct raw *nested(struct parser *p)
{
	struct raw *r = inside(p) ? condition(p) : NULL;

	p->depth--;
	return r;
}

/* Pieces up to the closing sign, which is taken. */
static bool pieces(struct parser *p, struct raw *r, enum tok close, const char *sign)
{
	bool first = true;

	for (lex_next(&p->x); p->x.tok != close; first = false) {
		struct raw *kid;

		if (!first) {
			if (p->x.tok != TOK_COMMA)
				return unexpected(p, str_of(sign));
			lex_next(&p->x);
			if (p->x.tok == close && r->kind == RAW_LIST)
				break;                   /* [1, 2,] */
		}
		kid = nested(p);
		if (!kid)
			return false;
		kid_add(p, r, kid);
	}
	r->to = p->x.to;
	lex_next(&p->x);
	return true;
}

static struct raw *constant(struct parser *p, enum expr_kind kind)
{
	struct raw *r = raw_new(p, RAW_CONST, p->x.from);

	if (!r)
		return NULL;
	if (p->x.tok == TOK_INT && p->x.huge)
		return refuse(p, "expr-number-large", str_sub(p->x.text, p->x.from,
		              p->x.to - p->x.from), (struct str){ 0 });
	r->val.kind = (uint8_t)kind;
	if (kind == EXPR_INT)
		r->val.i = p->x.i;
	else if (kind == EXPR_REAL)
		r->val.d = p->x.d;
	else if (kind == EXPR_TEXT)
		r->val.s = p->x.s;
	else if (kind == EXPR_BOOL)
		r->val.b = str_eqz(p->x.s, "true");
	lex_next(&p->x);
	return r;
}

static bool reserved(struct str s)
{
	static const char *const words[] = { "in", "as", "break", "const", "continue", "else",
		"for", "function", "if", "import", "let", "loop", "package", "namespace",
		"return", "var", "void", "while" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eqz(s, words[i]))
			return true;
	return false;
}

/* A name, a constant word, or a call of a function. */
static struct raw *word(struct parser *p)
{
	struct raw *r;
	uint32_t from = p->x.from, to = p->x.to;
	struct str name = p->x.s;

	if (str_eqz(name, "true") || str_eqz(name, "false"))
		return constant(p, EXPR_BOOL);
	if (str_eqz(name, "null"))
		return constant(p, EXPR_NULL);
	if (reserved(name))
		return refuse(p, "expr-reserved", name, name);
	r = raw_new(p, RAW_NAME, from);
	if (!r)
		return NULL;
	r->name = name;
	r->name_from = from;
	r->name_to = to;
	lex_next(&p->x);
	if (p->x.tok != TOK_OPEN)
		return r;
	r->kind = RAW_CALL;
	return pieces(p, r, TOK_CLOSE, ", )") ? r : NULL;
}

static struct raw *primary(struct parser *p)
{
	struct raw *r;
	uint32_t from = p->x.from;

	switch (p->x.tok) {
	case TOK_INT: return constant(p, EXPR_INT);
	case TOK_REAL: return constant(p, EXPR_REAL);
	case TOK_TEXT: return constant(p, EXPR_TEXT);
	case TOK_NAME: return word(p);
	case TOK_LIST:
		r = raw_new(p, RAW_LIST, from);
		return r && pieces(p, r, TOK_LIST_END, ", ]") ? r : NULL;
	case TOK_OPEN:
		lex_next(&p->x);
		r = nested(p);
		if (!r)
			return NULL;
		if (p->x.tok != TOK_CLOSE)
			return unexpected(p, STR(")"));
		lex_next(&p->x);
		return r;
	default:
		return unexpected(p, (struct str){ 0 });
	}
}

static struct raw *dotted(struct parser *p, struct raw *target)
{
	struct raw *r;

	lex_next(&p->x);
	if (p->x.tok != TOK_NAME)
		return unexpected(p, (struct str){ 0 });
	r = raw_new(p, RAW_MEMBER, target->from);
	if (!r)
		return NULL;
	r->name = p->x.s;
	r->name_from = p->x.from;
	r->name_to = p->x.to;
	kid_add(p, r, target);
	lex_next(&p->x);
	if (p->x.tok != TOK_OPEN)
		return r;
	r->kind = RAW_CALL;
	r->target = true;
	return pieces(p, r, TOK_CLOSE, ", )") ? r : NULL;
}

static struct raw *member(struct parser *p)
{
	struct raw *r = primary(p), *whole;

	while (r && (p->x.tok == TOK_DOT || p->x.tok == TOK_LIST)) {
		if (p->x.tok == TOK_DOT) {
			r = dotted(p, r);
			continue;
		}
		whole = raw_new(p, RAW_INDEX, r->from);
		if (!whole)
			return NULL;
		kid_add(p, whole, r);
		if (!pieces(p, whole, TOK_LIST_END, "]"))
			return NULL;
		if (whole->nkid != 2)
			return expr_refuse_at(p->k, ERR_INPUT, whole->from, whole->to,
			                      "expr-index", NULL, 0);
		r = whole;
	}
	return r;
}

/* Runs of one sign, ! or -, in front of a member. */
static struct raw *unary(struct parser *p)
{
	enum tok sign = p->x.tok;
	uint32_t first = p->x.from;
	int n = 0;
	struct raw *r, *whole;

	if (sign != TOK_NOT && sign != TOK_SUB)
		return member(p);
	while (p->x.tok == sign) {
		n++;
		lex_next(&p->x);
	}
	if (sign == TOK_SUB && p->x.tok == TOK_INT && p->x.huge) {
		p->x.huge = false;               /* -9223372036854775808 */
		n--;
	} else if (p->x.tok == TOK_NOT || p->x.tok == TOK_SUB) {
		return unexpected(p, (struct str){ 0 });
	}
	r = member(p);
	for (; r && n > 0; n--) {
		whole = raw_new(p, sign == TOK_NOT ? RAW_NOT : RAW_NEG, first);
		if (!whole)
			return NULL;
		whole->to = r->to;
		kid_add(p, whole, r);
		r = whole;
	}
	return r;
}

static int strength(const struct lex *x)
{
	switch (x->tok) {
	case TOK_MUL: case TOK_DIV: case TOK_MOD: return 3;
	case TOK_ADD: case TOK_SUB: return 2;
	case TOK_EQ: case TOK_NE: case TOK_LT: case TOK_LE: case TOK_GT: case TOK_GE: return 1;
	case TOK_NAME: return str_eqz(x->s, "in") ? 1 : 0;
	default: return 0;
	}
}

/* Signs of at least this strength; equal ones bind to the left. */
static struct raw *binary(struct parser *p, int least)
{
	struct raw *r = unary(p), *whole, *right;

	while (r && strength(&p->x) >= least) {
		enum tok op = p->x.tok;
		int strong = strength(&p->x);

		whole = raw_new(p, RAW_BIN, r->from);
		if (!whole)
			return NULL;
		whole->op = op;
		whole->name_from = p->x.from;
		whole->name_to = p->x.to;
		lex_next(&p->x);
		right = binary(p, strong + 1);
		if (!right)
			return NULL;
		kid_add(p, whole, r);
		kid_add(p, whole, right);
		whole->to = right->to;
		r = whole;
	}
	return r;
}

static struct raw *joined(struct parser *p, enum tok sign)
{
	struct raw *r = sign == TOK_AND ? binary(p, 1) : joined(p, TOK_AND), *whole = NULL;

	while (r && p->x.tok == sign) {
		struct raw *more;

		if (!whole) {
			whole = raw_new(p, sign == TOK_AND ? RAW_AND : RAW_OR, r->from);
			if (!whole)
				return NULL;
			kid_add(p, whole, r);
			r = whole;
		}
		lex_next(&p->x);
		more = sign == TOK_AND ? binary(p, 1) : joined(p, TOK_AND);
		if (!more)
			return NULL;
		kid_add(p, whole, more);
		whole->to = more->to;
	}
	return r;
}

static struct raw *condition(struct parser *p)
{
	struct raw *r = joined(p, TOK_OR), *whole, *yes, *no;

	if (!r || p->x.tok != TOK_ASK)
		return r;
	whole = raw_new(p, RAW_COND, r->from);
	if (!whole)
		return NULL;
	lex_next(&p->x);
	yes = nested(p);
	if (!yes)
		return NULL;
	if (p->x.tok != TOK_COLON)
		return unexpected(p, STR(":"));
	lex_next(&p->x);
	no = nested(p);
	if (!no)
		return NULL;
	kid_add(p, whole, r);
	kid_add(p, whole, yes);
	kid_add(p, whole, no);
	whole->to = no->to;
	return whole;
}

struct raw *expr_parse(struct expr_work *k, struct str text)
{
	struct parser p = { .k = k, .x = { .text = text, .a = k->a } };
	struct raw *r;

	if (text.n > EXPR_MAX_TEXT)
		return expr_refuse_at(k, ERR_LIMIT, 0, 0, "expr-long", NULL, 0);
	if (!utf8_valid(text))
		return expr_refuse_at(k, ERR_INPUT, 0, 0, "expr-utf8", NULL, 0);
	lex_next(&p.x);
	r = condition(&p);
	if (r && p.x.tok != TOK_END)
		return unexpected(&p, (struct str){ 0 });
	return r;
}

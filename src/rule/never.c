/* Walks the conditions that must hold together and keeps what each says of a value: an interval, a
 * set of codes, that it is missing. The first that contradicts an earlier one shows it. */
#include "rule/never.h"

#include <string.h>

#define SAID_MOST 40
#define CODE_WORDS 4

/* What was said of one piece. */
struct said {
	const struct expr_node *of;
	bool missing, present;               /* known() is false; something needs the value */
	bool truth, has_truth;               /* as a condition */
	bool has_lo, has_hi, lo_open, hi_open;
	struct ratio lo, hi;                 /* numbers, money; dates as days */
	bool has_codes;
	uint64_t codes[CODE_WORDS];          /* by position in the list's order */
};

struct walk {
	const struct model *m;
	struct said *said;
	int n;
	const struct expr_node *at;
};

static bool holds(struct walk *w, const struct expr_node *n, bool want);
static bool body(struct walk *w, const struct expr_node *n, bool want);

static struct said *about(struct walk *w, const struct expr_node *n)
{
	for (int i = 0; i < w->n; i++)
		if (expr_same(w->said[i].of, n))
			return &w->said[i];
	if (w->n == SAID_MOST)
		return NULL;
	w->said[w->n] = (struct said){ .of = n };
	return &w->said[w->n++];
}

/* A comparison is true or false only of a value that is there. */
static bool needs(struct walk *w, const struct expr_node *n)
{
	struct said *s;

	if (n->op != EXPR_FIELD)
		return true;
	s = about(w, n);
	if (!s)
		return true;
	s->present = true;
	return !s->missing;
}

/* ---- numbers ---- */
static bool constant(const struct expr_node *n, struct ratio *out)
{
	if (n->op != EXPR_CONST || n->val.state != EXPR_KNOWN || n->val.vague)
		return false;
	switch (n->val.kind) {
	case EXPR_INT: case EXPR_DATE: case EXPR_SPAN: *out = ratio_of(n->val.i); return true;
	case EXPR_DEC: case EXPR_MONEY: *out = n->val.r; return true;
	default: return false;
	}
}

static bool apart(const struct said *s)
{
	int c;

	if (!s->has_lo || !s->has_hi)
		return false;
	c = ratio_cmp(s->lo, s->hi);
	return c > 0 || (c == 0 && (s->lo_open || s->hi_open));
}

static void above(struct said *s, struct ratio v, bool open)
{
	int c = s->has_lo ? ratio_cmp(v, s->lo) : 1;

	if (c < 0 || (c == 0 && s->lo_open))
		return;
	s->has_lo = true;
	s->lo = v;
	s->lo_open = open;
}

static void below(struct said *s, struct ratio v, bool open)
{
	int c = s->has_hi ? ratio_cmp(v, s->hi) : -1;

	if (c > 0 || (c == 0 && s->hi_open))
		return;
	s->has_hi = true;
	s->hi = v;
	s->hi_open = open;
}

/* What a field can hold at all. */
static void by_field(const struct expr_node *n, struct said *s)
{
	const struct field *f;

	if (n->op != EXPR_FIELD || s->has_lo || s->has_hi)
		return;
	f = &n->kid[0]->type.noun->fields[n->field];
	if (!f->min && !f->max)
		return;
	if (f->type == FT_INT || f->type == FT_MONEY) {
		above(s, ratio_of(f->min), false);
		below(s, ratio_of(f->max), false);
	} else if (f->type == FT_DEC) {
		above(s, ratio_scaled(f->min, f->scale), false);
		below(s, ratio_scaled(f->max, f->scale), false);
	}
}

static enum expr_op turned(enum expr_op op, bool want, bool swap)
{
	static const enum expr_op not[] = { EXPR_GE, EXPR_GT, EXPR_LE, EXPR_LT };
	static const enum expr_op other[] = { EXPR_GT, EXPR_GE, EXPR_LT, EXPR_LE };

	if (op == EXPR_EQ || op == EXPR_NE)
		return want ? op : op == EXPR_EQ ? EXPR_NE : EXPR_EQ;
	if (swap)
		op = other[op - EXPR_LT];
	return want ? op : not[op - EXPR_LT];
}

static bool compared(struct walk *w, const struct expr_node *n, bool want)
{
	struct ratio v = { 0, 1 };
	bool swap = constant(n->kid[0], &v);
	const struct expr_node *x = n->kid[swap ? 1 : 0];
	enum expr_op op = turned(n->op, want, swap);
	struct said *s;

	if (!needs(w, n->kid[0]) || !needs(w, n->kid[1]))
		return false;
	if (!swap && !constant(n->kid[1], &v))
		return true;
	s = about(w, x);
	if (!s)
		return true;
	by_field(x, s);
	if (op == EXPR_EQ || op == EXPR_GE || op == EXPR_GT)
		above(s, v, op == EXPR_GT);
	if (op == EXPR_EQ || op == EXPR_LE || op == EXPR_LT)
		below(s, v, op == EXPR_LT);
	return !apart(s);
}

/* ---- codes ---- */
static bool has_code(const struct expr_node *n, int64_t code)
{
	if (n->op == EXPR_TAG) {
		for (int i = 0; i < n->ncode; i++)
			if (n->code[i] == code)
				return true;
		return false;
	}
	if (n->op == EXPR_IN) {
		for (int i = 0; i < n->kid[1]->nkid; i++)
			if (n->kid[1]->kid[i]->val.i == code)
				return true;
		return false;
	}
	return n->kid[n->kid[0]->op == EXPR_CONST ? 0 : 1]->val.i == code;
}

/* Leaves of the codes of x those for which the node is as wanted. */
static bool among_codes(struct walk *w, const struct expr_node *n, const struct expr_node *x,
                        bool want)
{
	const struct list_face *face = &w->m->lists;
	struct said *s;
	struct str label;
	int64_t code;
	bool any = false;

	if (!needs(w, x))
		return false;
	s = about(w, x);
	if (!s || x->type.kind != EXPR_CODE)
		return true;
	for (int i = 0; face->nth(face->state, x->type.list, i, &code, &label); i++) {
		uint64_t bit = (uint64_t)1 << (i % 64);

		if (i >= CODE_WORDS * 64)
			return true;
		if (!s->has_codes)
			s->codes[i / 64] |= bit;
		if (has_code(n, code) != want)
			s->codes[i / 64] &= ~bit;
		any = any || s->codes[i / 64] & bit;
	}
	s->has_codes = true;
	return any;
}

static bool equal_codes(struct walk *w, const struct expr_node *n, bool want)
{
	bool first = n->kid[0]->op == EXPR_CONST;

	if (!first && n->kid[1]->op != EXPR_CONST)
		return needs(w, n->kid[0]) && needs(w, n->kid[1]);
	return among_codes(w, n, n->kid[first ? 1 : 0], n->op == EXPR_EQ ? want : !want);
}

static bool listed(const struct expr_node *list)
{
	if (list->op != EXPR_LISTOF)
		return false;
	for (int i = 0; i < list->nkid; i++)
		if (list->kid[i]->op != EXPR_CONST)
			return false;
	return true;
}

/* ---- logic ---- */
static bool every(struct walk *w, const struct expr_node *n, bool want)
{
	for (int i = 0; i < n->nkid; i++)
		if (!holds(w, n->kid[i], want))
			return false;
	return true;
}

/* What one branch says does not count for what follows. */
static bool some(struct walk *w, const struct expr_node *n, bool want)
{
	const struct expr_node *at = w->at;
	struct said *kept = w->said;
	int had = w->n;
	bool can = false;

	for (int i = 0; i < n->nkid && !can; i++) {
		struct said copy[SAID_MOST];

		memcpy(copy, kept, (size_t)had * sizeof *copy);
		w->said = copy;
		w->n = had;
		can = holds(w, n->kid[i], want);
	}
	w->said = kept;
	w->n = had;
	if (can)
		w->at = at;
	return can;
}

static bool condition(struct walk *w, const struct expr_node *n, bool want)
{
	struct said *s;

	if (n->op == EXPR_FIELD && !needs(w, n))
		return false;
	s = about(w, n);
	if (!s)
		return true;
	if (s->has_truth)
		return s->truth == want;
	s->has_truth = true;
	s->truth = want;
	return true;
}

static bool asked(struct walk *w, const struct expr_node *n, bool want)
{
	struct said *s = n->kid[0]->op == EXPR_FIELD ? about(w, n->kid[0]) : NULL;

	if (!s)
		return condition(w, n, want);
	if (want ? s->missing : s->present)
		return false;
	if (want)
		s->present = true;
	else
		s->missing = true;
	return true;
}

/* Does it read nothing? */
static bool fixed(const struct expr_node *n)
{
	if (n->op == EXPR_CONST)
		return true;
	if (n->op < EXPR_NOT || n->op > EXPR_GE)
		return false;
	for (int i = 0; i < n->nkid; i++)
		if (!fixed(n->kid[i]))
			return false;
	return true;
}

static bool comes_to(struct walk *w, struct expr_node *n, bool want)
{
	struct expr e = { .m = w->m, .top = n, .nslot = 1 };
	struct expr_world world = { .on = 20000101 };
	struct expr_value v = { 0 };
	struct expr_run run = { 0 };
	struct arena a;

	arena_init(&a, (size_t)1 << 20);
	run.a = &a;
	expr_eval(&e, &world, NULL, &run, &v);
	arena_free(&a);
	return v.state == EXPR_KNOWN && v.kind == EXPR_BOOL && v.b == want;
}

static bool judged(struct walk *w, const struct expr_node *n, bool want)
{
	if (n->op >= EXPR_EQ && n->op <= EXPR_GE && fixed(n)) {
		struct expr_node top = *n;

		return comes_to(w, &top, want);
	}
	switch (n->op) {
	case EXPR_CONST: return n->val.state != EXPR_KNOWN || n->val.b == want;
	case EXPR_NOT: return holds(w, n->kid[0], !want);
	case EXPR_AND: return want ? every(w, n, true) : some(w, n, false);
	case EXPR_OR: return want ? some(w, n, true) : every(w, n, false);
	case EXPR_EQ: case EXPR_NE:
		if (n->kid[0]->type.kind == EXPR_CODE)
			return equal_codes(w, n, want);
		return compared(w, n, want);
	case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE: return compared(w, n, want);
	case EXPR_TAG: return among_codes(w, n, n->kid[0], want);
	case EXPR_IN:
		return listed(n->kid[1]) ? among_codes(w, n, n->kid[0], want) : true;
	case EXPR_IS_KNOWN: return asked(w, n, want);
	case EXPR_EXISTS:                    /* one row for which the body holds */
		return want && !body(w, n->kid[1], true) ? false : condition(w, n, want);
	case EXPR_FIELD: return condition(w, n, want);
	default: return n->type.kind == EXPR_BOOL ? condition(w, n, want) : true;
	}
}

/* Rows differ: what a body says of its row is kept apart from what is said outside of it. */
static bool body(struct walk *w, const struct expr_node *n, bool want)
{
	struct said inner[SAID_MOST];
	struct walk v = { .m = w->m, .said = inner };
	bool can;

	can = holds(&v, n, want);
	if (!can && !w->at)
		w->at = v.at;
	return can;
}

static bool holds(struct walk *w, const struct expr_node *n, bool want)
{
	bool can = judged(w, n, want);

	if (!can && (!w->at || n->op == EXPR_NOT))
		w->at = n;
	return can;
}

bool expr_never(const struct model *m, const struct expr_node *among,
                const struct expr_node *fires, const struct expr_node **at)
{
	struct said said[SAID_MOST];
	struct walk w = { .m = m, .said = said };
	bool can = (!among || holds(&w, among, true)) && holds(&w, fires, true);

	*at = can ? NULL : w.at;
	return !can;
}

bool expr_always(const struct model *m, const struct expr_node *n)
{
	struct said said[SAID_MOST];
	struct walk w = { .m = m, .said = said };

	return !holds(&w, n, false);
}

/* standard_verdict - how the clauses of a standard make one: names of clauses with && || ! and
 * brackets, kept in postfix form, so that a tree walk and vector operations read the same list. */
#include "policy/pack_int.h"

#define VERDICT_OPS 512
#define VERDICT_DEPTH 32

struct verdict_text {
	struct loading *ld;
	struct standard *s;
	const char *p, *end;
	int depth;
};

static void skip_space(struct verdict_text *t)
{
	while (t->p < t->end && (*t->p == ' ' || *t->p == '\n'))
		t->p++;
}

static bool take(struct verdict_text *t, const char *sign)
{
	size_t n = strlen(sign);

	skip_space(t);
	if ((size_t)(t->end - t->p) < n || memcmp(t->p, sign, n) != 0)
		return false;
	t->p += n;
	return true;
}

static enum err bad(struct verdict_text *t, const char *key, const char *what)
{
	return PACK_BAD(t->ld->cx, mark_at(t->s->verdict_at), key, what, t->s->id.p);
}

static enum err emit(struct verdict_text *t, int op)
{
	if (t->s->nverdict == VERDICT_OPS)
		return bad(t, "pack-verdict-long", "");
	t->s->verdict[t->s->nverdict++] = (int16_t)op;
	return OK;
}

static enum err read_or(struct verdict_text *t);

static enum err read_name(struct verdict_text *t)
{
	struct str name = { t->p, 0 };

	while (t->p < t->end && ((*t->p >= 'a' && *t->p <= 'z') || *t->p == '_' ||
	                         (*t->p >= '0' && *t->p <= '9')))
		t->p++;
	name.n = (size_t)(t->p - name.p);
	if (!name.n) {
		name.n = t->p < t->end;
		return bad(t, "pack-verdict-syntax", name.n ? str_z(t->ld->a, name) : "");
	}
	for (int i = 0; i < t->s->nslot; i++)
		if (str_eq(t->s->slot_id[i], name))
			return emit(t, i);
	return bad(t, "pack-verdict-no-clause", str_z(t->ld->a, name));
}

static enum err read_one(struct verdict_text *t)
{
	enum err e;

	if (t->depth == VERDICT_DEPTH)
		return bad(t, "pack-verdict-long", "");
	skip_space(t);
	if (take(t, "!")) {
		t->depth++;
		e = read_one(t);
		t->depth--;
		return e ? e : emit(t, VERDICT_NOT);
	}
	if (!take(t, "("))
		return read_name(t);
	t->depth++;
	TRY(read_or(t));
	t->depth--;
	return take(t, ")") ? OK : bad(t, "pack-verdict-syntax", ")");
}

static enum err read_and(struct verdict_text *t)
{
	TRY(read_one(t));
	while (take(t, "&&")) {
		TRY(read_one(t));
		TRY(emit(t, VERDICT_AND));
	}
	return OK;
}

static enum err read_or(struct verdict_text *t)
{
	TRY(read_and(t));
	while (take(t, "||")) {
		TRY(read_and(t));
		TRY(emit(t, VERDICT_OR));
	}
	return OK;
}

enum err verdict_read(struct loading *ld, struct standard *s)
{
	const struct str text = s->verdict_text.n ? s->verdict_text : STR("all");
	struct verdict_text t = { ld, s, text.p, text.p + text.n, 0 };

	s->verdict = arena_array(ld->a, VERDICT_OPS, sizeof *s->verdict);
	s->nverdict = 0;
	s->all = str_eqz(text, "all");
	if (s->all) {
		for (int i = 0; i < s->nslot; i++) {
			TRY(emit(&t, i));
			if (i)
				TRY(emit(&t, VERDICT_AND));
		}
		return OK;
	}
	TRY(read_or(&t));
	skip_space(&t);
	if (t.p != t.end)
		return bad(&t, "pack-verdict-syntax",
		           str_z(ld->a, (struct str){ t.p, (size_t)(t.end - t.p) }));
	for (int i = 0; i < s->nslot; i++) {
		bool named = false;

		for (int k = 0; k < s->nverdict; k++)
			named = named || s->verdict[k] == i;
		if (!named)
			return bad(&t, "pack-clause-unused", s->slot_id[i].p);
	}
	return OK;
}

/* One side missing leaves the other; `wins` decides whatever the other side is. */
static enum truth join(enum truth x, enum truth y, enum truth wins)
{
	if (x == TRUTH_ABSENT || y == TRUTH_ABSENT)
		return x == TRUTH_ABSENT ? y : x;
	if (x == wins || y == wins)
		return wins;
	return x == TRUTH_UNKNOWN || y == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : x;
}

enum truth standard_verdict(const struct standard *s, const enum truth *slot)
{
	enum truth stack[VERDICT_OPS];
	int n = 0;

	for (int i = 0; i < s->nverdict; i++) {
		int op = s->verdict[i];

		if (op >= 0) {
			stack[n++] = slot[op];
		} else if (op == VERDICT_NOT) {
			if (stack[n - 1] <= TRUTH_TRUE)
				stack[n - 1] = stack[n - 1] == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
		} else {
			n--;
			stack[n - 1] = join(stack[n - 1], stack[n],
			                    op == VERDICT_AND ? TRUTH_FALSE : TRUTH_TRUE);
		}
	}
	return n == 0 || stack[0] == TRUTH_ABSENT ? TRUTH_UNKNOWN : stack[0];
}

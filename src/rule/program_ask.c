/* program_ask - the tree evaluator over columns: rows made of what the columns hold, for the few
 * that operations leave open. */
#include "base/mem.h"
#include "rule/expr_int.h"
#include "rule/program_int.h"

struct asker {
	const struct program *p;
	const struct program_bound *b;
	const struct facts_view *v;
	const uint64_t ***input;
	struct arena a;
	struct facts_family one;
	int seg;                             /* the household that rows stand for; -1: none */
	uint32_t household, row;
	struct rec *rec[FACTS_NOUNS];        /* of each noun, in order */
	const struct expr *e;
	int32_t area;
};

struct asker *program_asker(const struct program *p, const struct program_bound *b,
                            const struct facts_view *v, const uint64_t ***input)
{
	struct asker *k = mem_new(1, sizeof *k);

	k->p = p;
	k->b = b;
	k->v = v;
	k->input = input;
	k->seg = -1;
	arena_init(&k->a, (size_t)64 << 20);
	facts_family_init(&k->one, p->s);
	return k;
}

void program_asker_free(struct asker *k)
{
	if (!k)
		return;
	facts_family_free(&k->one);
	arena_free(&k->a);
	mem_free(k);
}

/* ---- rows ---- */

/* A value of a list that has just the tags that the columns tell: one exists, the true one. */
static void tagged_value(const struct asker *k, int noun, int row, int field, struct rec *r)
{
	const struct facts_noun *n = k->p->s->noun[noun];
	uint64_t fits[4] = { ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0 };
	bool set = n->e->fields[field].type == FT_SET;
	int64_t v;

	for (int c = 0; c < n->ncol; c++) {
		const struct facts_column *col = &n->col[c];

		if (col->field != field || col->how != FACTS_TAG ||
		    !facts_family_get(&k->one, noun, row, c, &v))
			continue;
		for (int i = 0; i < 4 && (!set || !v); i++)
			fits[i] &= v ? col->codes[i] : ~col->codes[i];
	}
	if (set) {
		rec_int(r, field, (int64_t)(fits[0] & INT64_MAX));
		return;
	}
	for (int code = 0; code < 256; code++)
		if (fits[code >> 6] >> (code & 63) & 1) {
			rec_int(r, field, code);
			return;
		}
}

static void row_make(struct asker *k, int noun, int row, struct rec *r)
{
	const struct facts_noun *n = k->p->s->noun[noun];
	int64_t v;

	r->e = n->e;
	r->id = k->one.kin[noun].id[row];
	r->area = k->one.area;
	r->opened = true;
	r->v = arena_array(&k->a, (size_t)n->e->nfield + 1, sizeof *r->v);
	for (int c = 0; c < n->ncol; c++) {
		if (n->col[c].how == FACTS_ANSWER || !facts_family_get(&k->one, noun, row, c, &v))
			continue;
		if (n->col[c].how == FACTS_VALUE)
			rec_int(r, n->col[c].field, v);
		else if (r->v[n->col[c].field].kind == VAL_NULL && n->col[c].how == FACTS_KNOWN)
			r->v[n->col[c].field] = field_is_text(n->col[c].f) ?
				(struct val){ VAL_TEXT, 0, STR("") } : (struct val){ .kind = VAL_INT };
		else if (r->v[n->col[c].field].kind == VAL_NULL)
			tagged_value(k, noun, row, n->col[c].field, r);
	}
	if (n->e->parent >= 0)                   /* it has one, whatever its id */
		rec_int(r, n->e->parent, 1);
	for (int f = 0; noun == 0 && f < n->e->nfield; f++)
		if (n->e->fields[f].type == FT_AREA && strcmp(n->e->fields[f].name, "area") == 0)
			rec_int(r, f, k->one.area);
}

static void household_make(struct asker *k, int seg, uint32_t household)
{
	const struct facts_schema *s = k->p->s;

	if (k->seg == seg && k->household == household)
		return;
	arena_reset(&k->a);
	k->seg = seg;
	k->household = household;
	facts_get(k->v, seg, household, &k->one);
	k->area = k->one.area;
	for (int i = 0; i < s->nnoun; i++) {
		int n = k->one.kin[i].n;

		k->rec[i] = arena_array(&k->a, (size_t)n + 1, sizeof *k->rec[i]);
		for (int r = 0; r < n; r++)
			row_make(k, i, r, &k->rec[i][r]);
	}
}

static bool ask_down(void *state, const struct rec *of, const struct entity *noun, int via,
                     const struct rec *const **rows, int *n)
{
	struct asker *k = state;
	int at = facts_noun_of(k->p->s, noun), up = facts_noun_of(k->p->s, of->e);
	const struct rec **list;

	if (at < 0 || up < 0 || via != noun->parent || k->p->s->noun[at]->up != up)
		return false;
	list = arena_array(&k->a, (size_t)k->one.kin[at].n + 1, sizeof *list);
	*n = 0;
	for (int i = 0; i < k->one.kin[at].n; i++)
		if (up == 0 || &k->rec[up][k->one.kin[at].owner[i]] == of)
			list[(*n)++] = &k->rec[at][i];
	*rows = list;
	return true;
}

static bool ask_up(void *state, const struct rec *of, const struct entity *noun, int via,
                   const struct rec **row)
{
	struct asker *k = state;
	int at = facts_noun_of(k->p->s, of->e), up = at > 0 ? k->p->s->noun[at]->up : -1;

	if (up < 0 || via != of->e->parent || k->p->s->noun[up]->e != noun)
		return false;
	*row = &k->rec[up][up ? k->one.kin[at].owner[of - k->rec[at]] : 0];
	return true;
}

/* ---- lines: the run that holds in an area ---- */

static bool ask_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	const struct program_world *w = ((struct asker *)state)->b->w;
	bool known = false, is;
	struct ratio r;
	int32_t from;

	for (int i = 0; w->line && w->line(w->state, series, i, &from, &is, &r); i++)
		if (from <= area) {
			known = is;
			*fen = r;
		}
	return known;
}

static bool ask_param(void *state, struct str name, int64_t area, struct expr_value *v)
{
	struct asker *k = state;
	const struct program_world *w = k->b->w;
	struct expr_value x;
	bool found = false;
	int32_t from;

	for (int i = 0; w->param && w->param(w->state, k->e, name, i, &from, &x); i++)
		if (from <= area) {
			found = true;
			*v = x;
		}
	return found;
}

static int ask_within(void *state, int64_t area, struct str code)
{
	const struct program_world *w = ((struct asker *)state)->b->w;
	int32_t from, to;

	if (!w->within || !w->within(w->state, code, &from, &to))
		return -1;
	return area >= from && area <= to;
}

/* ---- asking ---- */

static void input_value(const struct asker *k, int input, struct expr_value *v)
{
	const uint64_t **in = k->input[k->seg];

	*v = (struct expr_value){ .state = EXPR_UNKNOWN, .kind = EXPR_BOOL };
	if (bit_at(in[2 * input], k->row))
		*v = (struct expr_value){ .kind = EXPR_BOOL, .b = true };
	else if (bit_at(in[2 * input + 1], k->row))
		*v = (struct expr_value){ .kind = EXPR_BOOL };
}

static void evaluate(struct asker *k, int out, const struct rec *row, struct expr_value *v)
{
	const struct output *o = &k->p->out[out];
	struct expr_value *var;
	struct expr_world w = { .state = k, .on = k->b->on, .down = ask_down, .up = ask_up,
		.line = ask_line, .param = ask_param, .within = ask_within };
	struct expr_run run = { .a = &k->a };

	if (o->input != NONE) {
		input_value(k, o->input, v);
		return;
	}
	var = arena_array(&k->a, (size_t)o->e->nvar + 1, sizeof *var);
	for (int i = 0; i < o->e->nvar; i++)
		evaluate(k, o->var[i], row, &var[i]);
	w.var = var;
	k->e = o->e;
	expr_eval(o->e, &w, row, &run, v);
}

void program_ask(struct asker *k, int out, int seg, uint32_t household, uint32_t row,
                 struct expr_value *v)
{
	int noun = k->p->out[out].noun;
	uint32_t from = household, to;

	household_make(k, seg, household);
	k->row = row;
	if (noun)
		facts_children(&*k->v->seg[seg], noun, household, &from, &to);
	evaluate(k, out, &k->rec[noun][noun ? row - from : 0], v);
}

/* program_fix - a world of lines for programs, the tree evaluator over the same households, and the
 * comparison of the two. For the tests of rule/program. */
#ifndef UNIT_PROGRAM_FIX_H
#define UNIT_PROGRAM_FIX_H

#include "facts_fix.h"

#include "rule/program.h"

static const struct facts_want columns[] = {
	{ "household", "per_capita_net", FACTS_VALUE, NULL },
	{ "household", "first_identified", FACTS_VALUE, NULL },
	{ "household", "data_date", FACTS_VALUE, NULL },
	{ "household", "safe_water", FACTS_VALUE, NULL },
	{ "household", "dangerous_house", FACTS_VALUE, NULL },
	{ "household", "type", FACTS_VALUE, NULL },
	{ "household", "fuel", FACTS_VALUE, NULL },
	{ "household", "land_cultivated", FACTS_VALUE, NULL },
	{ "household", "house_built", FACTS_VALUE, NULL },
	{ "household", "members", FACTS_VALUE, NULL },
	{ "household", "address", FACTS_KNOWN, NULL },
	{ "person", "birth", FACTS_VALUE, NULL },
	{ "person", "school", FACTS_VALUE, NULL },
	{ "person", "sex", FACTS_VALUE, NULL },
	{ "person", "resident_pension", FACTS_VALUE, NULL },
	{ "person", "on_dibao", FACTS_VALUE, NULL },
	{ "person", "work_months", FACTS_VALUE, NULL },
	{ "work", "monthly_pay", FACTS_VALUE, NULL },
	{ "work", "started", FACTS_VALUE, NULL },
	{ "work", "insured", FACTS_VALUE, NULL },
	{ "income", "net", FACTS_VALUE, NULL },
	{ "income", "period_to", FACTS_VALUE, NULL },
	{ "income", "members", FACTS_VALUE, NULL },
};
#define COLUMNS (int)(sizeof columns / sizeof *columns)

/* ---- a world ---- */

static inline bool line_name(void *state, int i, struct str *name)
{
	static const char *const names[] = { "poverty", "dibao", "none" };

	(void)state;
	*name = str_of(i < 3 ? names[i] : "");
	return i < 3;
}

static inline bool param_name(void *state, int i, struct str *name, struct expr_type *type)
{
	(void)state;
	*name = str_of(i ? "age" : "limit");
	*type = (struct expr_type){ .kind = i ? EXPR_INT : EXPR_MONEY };
	return i < 2;
}

/* The poverty line is another one from some areas on, and is not set for a stretch of them. */
static inline bool run_line(void *state, struct str series, int i, int32_t *from, bool *known,
                     struct ratio *fen)
{
	static const struct { int32_t from; int64_t fen; } poverty[] = {
		{ 0, 400000 }, { 21, 400001 }, { 22, 0 }, { 30, 310000 }, { 61, 400000 } };

	(void)state;
	if (str_eqz(series, "poverty")) {
		if (i >= 5)
			return false;
		*from = poverty[i].from;
		*known = poverty[i].fen != 0;
		*fen = ratio_of(poverty[i].fen);
		return true;
	}
	*from = 0;
	*known = str_eqz(series, "dibao");
	*fen = (struct ratio){ 1000001, 3 };
	return i == 0;
}

static inline bool run_param(void *state, const struct expr *e, struct str name, int i,
                             int32_t *from, struct expr_value *v)
{
	(void)state;
	(void)e;
	*from = i ? 45 : 0;
	if (str_eqz(name, "age"))
		*v = (struct expr_value){ .kind = EXPR_INT, .i = i ? 18 : 60 };
	else
		*v = (struct expr_value){ .kind = EXPR_MONEY, .r = { i ? 350000 : 7, i ? 1 : 3 } };
	return i < 2;
}

static inline bool run_within(void *state, struct str code, int32_t *from, int32_t *to)
{
	(void)state;
	*from = 10;
	*to = str_eqz(code, "52") ? 33 : 9;
	return !str_eqz(code, "99");
}

static const struct program_world a_world = { .on = 20201231, .line = run_line,
	.param = run_param, .within = run_within };

/* ---- the tree evaluator over the same households, made here by hand ---- */

struct house {
	struct maker *k;
	struct arena a;
	const struct facts_family *one;
	struct rec *rec[FACTS_NOUNS];
};

static inline void house_make(struct house *h, struct maker *k, const struct facts_family *one)
{
	arena_reset(&h->a);
	h->k = k;
	h->one = one;
	for (int i = 0; i < k->s->nnoun; i++) {
		const struct facts_noun *n = k->s->noun[i];

		h->rec[i] = arena_array(&h->a, (size_t)one->kin[i].n + 1, sizeof *h->rec[i]);
		for (int r = 0; r < one->kin[i].n; r++) {
			struct rec *to = &h->rec[i][r];
			int64_t v;

			to->e = n->e;
			to->area = one->area;
			to->opened = true;
			to->v = arena_array(&h->a, (size_t)n->e->nfield, sizeof *to->v);
			for (int c = 0; c < n->ncol; c++)
				if (facts_family_get(one, i, r, c, &v)) {
					if (n->col[c].how == FACTS_KNOWN)
						rec_text(to, n->col[c].field, STR("x"));
					else
						rec_int(to, n->col[c].field, v);
				}
			if (i)
				rec_int(to, n->e->parent, 7);
			else
				rec_int(to, entity_field(n->e, STR("area")), one->area);
		}
	}
}

static inline bool house_down(void *state, const struct rec *of, const struct entity *noun, int via,
                       const struct rec *const **rows, int *n)
{
	struct house *h = state;
	int at = facts_noun_of(h->k->s, noun), up = facts_noun_of(h->k->s, of->e);
	const struct rec **list = arena_array(&h->a, (size_t)h->one->kin[at].n + 1, sizeof *list);

	assert_int_equal(via, noun->parent);
	*n = 0;
	for (int i = 0; i < h->one->kin[at].n; i++)
		if (up == 0 || h->one->kin[at].owner[i] == of - h->rec[up])
			list[(*n)++] = &h->rec[at][i];
	*rows = list;
	return true;
}

static inline bool house_up(void *state, const struct rec *of, const struct entity *noun, int via,
                     const struct rec **row)
{
	struct house *h = state;

	(void)noun;
	(void)via;
	*row = facts_noun_of(h->k->s, of->e) == facts_noun_of(h->k->s, noun) ? NULL : &h->rec[0][0];
	return true;
}

static inline bool house_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	bool known = false, is;
	struct ratio r;
	int32_t from;

	(void)state;
	for (int i = 0; run_line(NULL, series, i, &from, &is, &r); i++)
		if (area >= from) {
			known = is;
			*fen = r;
		}
	return known;
}

static inline bool house_param(void *state, struct str name, int64_t area, struct expr_value *v)
{
	(void)state;
	return run_param(NULL, NULL, name, area >= 45, &(int32_t){ 0 }, v);
}

static int house_within(void *state, int64_t area, struct str code)
{
	int32_t from, to;

	(void)state;
	return run_within(NULL, code, &from, &to) ? area >= from && area <= to : -1;
}

static inline char house_says(struct house *h, const struct expr *e, const struct rec *row,
                       const struct expr_value *var)
{
	struct expr_world w = { .state = h, .on = a_world.on, .down = house_down, .up = house_up,
		.line = house_line, .param = house_param, .within = house_within, .var = var };
	struct expr_run run = { .a = &h->a };
	struct expr_value v;

	expr_eval(e, &w, row, &run, &v);
	if (v.state == EXPR_ERROR && v.error && strcmp(v.error, "expr-eval-long") == 0)
		return '?';                          /* columns have no such limit */
	return v.state == EXPR_ERROR ? 'e' : v.state == EXPR_UNKNOWN ? 'u' : v.b ? 'y' : 'n';
}

/* ---- comparing ---- */

static inline char bits_say(const struct program_bits *b, int seg, uint32_t row)
{
	uint64_t m = (uint64_t)1 << (row & 63);
	uint32_t w = row >> 6;

	return b->error[seg][w] & m ? 'e' : b->yes[seg][w] & m ? 'y' : b->no[seg][w] & m ? 'n' : 'u';
}

struct bench {
	struct maker *k;
	struct program *p;
	const struct expr *e[64];
	int out[64], n;
	int64_t said[256];
};

static inline void same_answers(struct bench *t, const char *kernel, const struct facts_view *v)
{
	struct program_bound *b;
	struct program_bits bits[64];
	struct house h = { 0 };
	struct program_job j = { .p = t->p, .v = v, .threads = 2, .kernel = kernel };
	struct expr_value var[64];
	int at = 0;

	FINE(t->k, program_bind(&t->k->cx, t->p, &a_world, &b));
	j.b = b;
	program_bits(&j, bits);
	arena_init(&h.a, (size_t)256 << 20);
	for (int s = 0; s < v->nseg; s++)
		for (uint32_t row = 0; row < v->seg[s]->rows[0].n; row++, at++) {
			house_make(&h, t->k, t->k->one[at]);
			for (int i = 0; i < t->n; i++) {
				int noun = bits[t->out[i]].noun;
				uint32_t from = row, to = row + 1;

				if (noun)
					facts_children(v->seg[s], noun, row, &from, &to);
				for (uint32_t r = from; r < to; r++) {
					char want = house_says(&h, t->e[i], &h.rec[noun][r - from], var);
					char got = bits_say(&bits[t->out[i]], s, r);

					if (!noun)
						var[i] = (struct expr_value){ .kind = EXPR_BOOL, .b = want == 'y',
							.state = want == 'e' ? EXPR_ERROR : want == 'u' ? EXPR_UNKNOWN :
								EXPR_KNOWN };
					t->said[(unsigned char)want]++;
					if (want != got && want != '?')
						fail_msg("%s: household %d, row %u: %c, should be %c: %.*s", kernel, at,
						         r - from, got, want, STR_FMT(t->e[i]->text));
				}
			}
		}
	arena_free(&h.a);
	program_bits_free(bits, t->n);
	program_unbind(b);
}

#endif

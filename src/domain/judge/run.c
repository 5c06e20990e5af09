/* run - see the header. */
#include "domain/judge/run.h"

#include "base/mem.h"
#include "domain/judge/world.h"

#define WORDS(n) (((size_t)(n) + 63) / 64)
#define ROW_ROOM ((size_t)64 << 20)      /* of one household that is read */

/* A top-up that is an amount less a column of the household: the amount of each area. */
struct run_need {
	int col;
	int64_t *fen;                    /* of each area, rounded up */
	bool *known;
	int n;
};

/* ---- clauses by program ---- */

static const struct clause *clause_of(const struct run *x, int slot)
{
	return standard_clause(x->rule->s, slot, x->on);
}

static const struct expr *met_of(const struct run *x, int slot)
{
	const struct clause *c = clause_of(x, slot);

	return c ? x->rule->met[c - x->rule->s->clause] : NULL;
}

struct asks_line {
	const struct assumed_line *line;
	int n;
	bool yes;
};

static void asks_line(void *state, const struct expr_node *n)
{
	struct asks_line *k = state;

	for (int i = 0; n->op == EXPR_LINE && i < k->n; i++)
		k->yes |= str_eq(n->name, k->line[i].series);
}

/* Whether a clause says what it says in the base, whatever the household. */
static bool as_before(const struct run *x, const struct run *base, int slot)
{
	const struct expr *now = met_of(x, slot), *then;
	struct asks_line k = { x->law.line, x->law.nline, false };

	if (!base || base->v != x->v || base->on != x->on || slot >= base->rule->s->nslot ||
	    base->rule->s->param != x->rule->s->param)
		return false;
	then = met_of(base, slot);
	if (!now || !then || !str_eq(now->text, then->text))
		return false;
	expr_each(now->top, asks_line, &k);
	k.line = base->law.line;
	k.n = base->law.nline;
	expr_each(now->top, asks_line, &k);
	return !k.yes;
}

/* Sealed fields that a text reads, less those of which it asks a rough class only. */
struct opens {
	struct arena *a;
	const struct field *field;
	int n;
};

static const struct field *sealed_at(const struct expr_node *n)
{
	const struct field *f = n->op == EXPR_FIELD ? &n->kid[0]->type.noun->fields[n->field] : NULL;

	return f && field_sealed(f) ? f : NULL;
}

static void opens(void *state, const struct expr_node *n)
{
	struct opens *k = state;

	if (sealed_at(n)) {
		k->field = sealed_at(n);
		k->n++;
	}
	if (n->op == EXPR_TAG && sealed_at(n->kid[0]))
		k->n -= run_rough(k->a, n->kid[0]->kid[0]->type.noun, n->kid[0]->field, n->name);
}

static enum err guarded(struct ctx *cx, const struct run *x, const struct run *base, int slot)
{
	const struct expr *e = met_of(x, slot);
	const struct expr *had = base && slot < base->rule->s->nslot ? met_of(base, slot) : NULL;
	struct opens k = { .a = &cx->arena };

	if (had && str_eq(had->text, e->text))
		return OK;
	expr_each(e->top, opens, &k);
	if (k.n == 0)
		return OK;
	return err_set(cx, ERR_INPUT, str_z(&cx->arena, x->rule->s->slot_id[slot]), "whatif-sealed",
	               k.field->zh, k.field->en, NULL);
}

static enum err add_slots(struct ctx *cx, struct run *x, const struct run_ask *ask)
{
	const struct run *base = ask->base;

	for (int i = 0; i < x->rule->s->nslot; i++) {
		const struct expr *e = met_of(x, i);
		enum err err;

		x->out[i] = -1;
		x->slot[i].there = e != NULL;
		if (!e)
			continue;
		if (as_before(x, base, i)) {
			x->slot[i].by_row = base->slot[i].by_row;
			x->slot[i].bits = base->slot[i].bits;
			continue;
		}
		x->slot[i].own = true;
		world_know(x->world, e);
		err = program_add(cx, x->p, e, NULL, &x->out[i]);
		if (err == ERR_NOTFOUND) {
			err_clear(cx);
			x->out[i] = -1;
			x->slot[i].by_row = true;
			if (ask->guarded)
				TRY(guarded(cx, x, base, i));
		} else if (err != OK) {
			return err;
		}
	}
	return OK;
}

static void planes_new(const struct facts_view *v, struct program_bits *b)
{
	size_t words = 0;
	uint64_t *all;

	*b = (struct program_bits){ .nseg = v->nseg };
	b->yes = mem_new((size_t)v->nseg * 3 + 1, sizeof *b->yes);
	b->no = b->yes + v->nseg;
	b->error = b->no + v->nseg;
	for (int s = 0; s < v->nseg; s++)
		words += WORDS(v->seg[s]->rows[0].n) + 1;
	all = v->nseg ? mem_new(words * 3 + 1, sizeof *all) : NULL;
	for (int s = 0; s < v->nseg; s++) {
		size_t w = WORDS(v->seg[s]->rows[0].n) + 1;

		b->yes[s] = all;
		b->no[s] = all + w;
		b->error[s] = all + 2 * w;
		all += 3 * w;
	}
}

static enum err run_programs(struct ctx *cx, struct run *x, int threads)
{
	struct program_job j = { .p = x->p, .v = x->v, .threads = threads, .begin = x->begin,
		.end = x->end };
	struct program_bits *bits = arena_array(&x->a, CLAUSES_MAX, sizeof *bits);
	int n = 0;

	for (int i = 0; i < x->rule->s->nslot; i++)
		n += x->out[i] >= 0;
	if (!n)
		return OK;
	if (x->begin == x->end) {
		for (int i = 0; i < x->rule->s->nslot; i++)
			if (x->out[i] >= 0)
				planes_new(x->v, &x->slot[i].bits);
		return OK;
	}
	TRY(program_bind(cx, x->p, world_face(x->world), &x->bound));
	j.b = x->bound;
	program_bits(&j, bits);
	for (int i = 0; i < x->rule->s->nslot; i++)
		if (x->out[i] >= 0)
			x->slot[i].bits = bits[x->out[i]];
	return OK;
}

/* ---- clauses row by row ---- */

/* For texts that somebody typed and others wait for: of all households together. */
#define TYPED_ROWS  50000
#define TYPED_STEPS (3 * (int64_t)EXPR_MAX_STEPS)

struct by_row {
	struct ctx cx;                   /* its memory is emptied after each household */
	struct run *x;
	struct case_law face;
	int slot[CLAUSES_MAX], n;
	int64_t steps, most;
};

static enum err row_look(struct by_row *k, int seg, uint32_t row)
{
	struct run *x = k->x;
	const struct facts_segment *g = x->v->seg[seg];
	uint64_t bit = (uint64_t)1 << (row & 63);
	struct judge_case *c;

	TRY(case_open(&k->cx, x->r, x->rule->noun, facts_id(&g->rows[0], row), x->on, &k->face, &c));
	for (int i = 0; i < k->n; i++) {
		struct expr_run run = { .a = &k->cx.arena };
		struct program_bits *b = &x->slot[k->slot[i]].bits;
		struct expr_value v;

		TRY(case_eval(c, met_of(x, k->slot[i]), NULL, &run, &v));
		k->steps += run.steps;
		if (v.state == EXPR_KNOWN)
			(v.b ? b->yes : b->no)[seg][row >> 6] |= bit;
		else if (v.state == EXPR_ERROR)
			b->error[seg][row >> 6] |= bit;
	}
	return OK;
}

/* Its failure is told in cx; a household that left after the snapshot was taken is none. */
static enum err row_next(struct ctx *cx, struct by_row *k, int seg, uint32_t row)
{
	enum err err;

	if (cx->stop && *cx->stop)
		return err_set(cx, ERR_CONFLICT, "clauses", "feed-stopped", NULL);
	if (k->steps > k->most)
		return err_set(cx, ERR_LIMIT, "clauses", "whatif-by-row", NULL);
	err = row_look(k, seg, row);
	if (err != OK && err != ERR_NOTFOUND)
		return err_set(cx, err, k->x->rule->s->id.p, k->cx.err.key, NULL);
	err_clear(&k->cx);
	arena_reset(&k->cx.arena);
	return OK;
}

static enum err run_rows(struct ctx *cx, struct run *x, bool guarded)
{
	struct by_row *k = mem_new(1, sizeof *k);
	enum err err = OK;

	k->x = x;
	k->face = (struct case_law){ &x->law, judge_line, judge_param };
	k->most = guarded ? TYPED_STEPS : INT64_MAX;
	k->steps = guarded && x->end - x->begin > TYPED_ROWS ? INT64_MAX : 0;
	for (int i = 0; i < x->rule->s->nslot; i++)
		if (x->slot[i].own && x->slot[i].by_row) {
			planes_new(x->v, &x->slot[i].bits);
			k->slot[k->n++] = i;
		}
	ctx_init(&k->cx, (size_t)256 << 20);
	for (int s = 0; k->n && s < x->v->nseg; s++)
		for (uint32_t row = 0; row < x->v->seg[s]->rows[0].n && err == OK; row++)
			if (x->v->first[s] + row >= x->begin && x->v->first[s] + row < x->end)
				err = row_next(cx, k, s, row);
	ctx_free(&k->cx);
	mem_free(k);
	return err;
}

/* ---- the verdict ---- */

struct word { uint64_t yes, no; bool absent; };

static struct word word_and(struct word a, struct word b)
{
	if (a.absent || b.absent)
		return a.absent ? b : a;
	return (struct word){ a.yes & b.yes, a.no | b.no, false };
}

static struct word word_or(struct word a, struct word b)
{
	if (a.absent || b.absent)
		return a.absent ? b : a;
	return (struct word){ a.yes | b.yes, a.no & b.no, false };
}

/* standard_verdict for 64 households at once. */
static struct word verdict_word(const struct run *x, int seg, size_t w)
{
	const struct standard *s = x->rule->s;
	struct word stack[512];
	int n = 0;

	for (int i = 0; i < s->nverdict; i++) {
		int op = s->verdict[i];

		if (op >= 0) {
			const struct run_planes *p = &x->slot[op];

			stack[n++] = p->there ? (struct word){ p->bits.yes[seg][w], p->bits.no[seg][w], false }
			                      : (struct word){ .absent = true };
		} else if (op == VERDICT_NOT) {
			uint64_t yes = stack[n - 1].yes;

			stack[n - 1].yes = stack[n - 1].no;
			stack[n - 1].no = yes;
		} else {
			n--;
			stack[n - 1] = op == VERDICT_AND ? word_and(stack[n - 1], stack[n])
			                                 : word_or(stack[n - 1], stack[n]);
		}
	}
	return n == 0 || stack[0].absent ? (struct word){ 0 } : stack[0];
}

static void verdicts(struct run *x)
{
	struct program_bits b;

	planes_new(x->v, &b);
	x->yes = b.yes;
	x->no = b.no;
	for (int s = 0; s < x->v->nseg; s++)
		for (size_t w = 0; w < WORDS(x->v->seg[s]->rows[0].n) && x->v->first[s] < x->end &&
		     x->v->first[s + 1] > x->begin; w++) {
			struct word v = verdict_word(x, s, w);

			x->yes[s][w] = v.yes;
			x->no[s][w] = v.no;
		}
}

/* ---- the top-up ---- */

static void asks_rows(void *state, const struct expr_node *n)
{
	*(bool *)state |= n->op != EXPR_LINE && n->op != EXPR_PARAM && n->op != EXPR_CONST &&
		n->op != EXPR_ON && n->op != EXPR_NEG && n->op != EXPR_ADD && n->op != EXPR_SUB &&
		n->op != EXPR_MUL && n->op != EXPR_DIV;
}

struct amount_at { const struct run *x; int32_t area; };

static bool stretch_of(const struct run *x, struct str name, bool line, int32_t area,
                       struct ratio *fen, struct expr_value *v)
{
	const struct program_world *w = world_face(x->world);
	bool known = false, k;
	struct expr_value p;
	struct ratio r;
	int32_t from;

	for (int i = 0; line && w->line(w->state, name, i, &from, &k, &r); i++)
		if (from <= area) {
			known = k;
			*fen = r;
		}
	for (int i = 0; !line && w->param(w->state, NULL, name, i, &from, &p); i++)
		if (from <= area) {
			known = p.state == EXPR_KNOWN;
			*v = p;
		}
	return known;
}

static bool amount_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	const struct amount_at *k = state;

	(void)area;
	return stretch_of(k->x, series, true, k->area, fen, NULL);
}

static bool amount_param(void *state, struct str name, int64_t area, struct expr_value *v)
{
	const struct amount_at *k = state;

	(void)area;
	return stretch_of(k->x, name, false, k->area, NULL, v);
}

/* The amount in one area, rounded up: what is left of it after whole fen is rounded up, too. */
static bool amount_in(struct run *x, const struct expr *e, int32_t area, int64_t *fen)
{
	struct amount_at at = { x, area };
	const struct expr_world w = { .state = &at, .on = x->on, .line = amount_line,
		.param = amount_param };
	struct expr_run run = { .a = &x->a };
	struct rec place = { .e = x->rule->noun };
	struct expr_value v;

	expr_eval(e, &w, &place, &run, &v);
	if (v.state != EXPR_KNOWN)
		return false;
	*fen = ratio_whole(v.r);
	*fen += ratio_cmp(v.r, ratio_of(*fen)) > 0;
	return true;
}

/* Areas where an amount that the text names may be another one. */
struct starts { const struct run *x; bool *start; };

static void mark_starts(void *state, const struct expr_node *n)
{
	struct starts *m = state;
	const struct program_world *w = world_face(m->x->world);
	struct expr_value v;
	struct ratio r;
	int32_t from;
	bool known;

	for (int i = 0; n->op == EXPR_LINE && w->line(w->state, n->name, i, &from, &known, &r); i++)
		if (from >= 0)
			m->start[from] = true;
	for (int i = 0; n->op == EXPR_PARAM && w->param(w->state, NULL, n->name, i, &from, &v); i++)
		if (from >= 0)
			m->start[from] = true;
}

static void need_make(struct run *x)
{
	struct starts m = { x, arena_array(&x->a, (size_t)x->narea + 1, sizeof(bool)) };
	const struct expr_node *top = x->rule->topup->top;
	const struct facts_schema *s = feed_schema(x->f);
	struct run_need *need = ARENA_NEW(&x->a, struct run_need);
	struct expr *amount = ARENA_NEW(&x->a, struct expr);
	bool rows = false;

	if (top->op != EXPR_SUB || top->nkid != 2 || top->kid[1]->op != EXPR_FIELD ||
	    top->kid[1]->kid[0]->op != EXPR_LOCAL || top->kid[1]->kid[0]->slot != 0)
		return;
	expr_each(top->kid[0], asks_rows, &rows);
	need->col = facts_column_of(s, 0, top->kid[1]->field, FACTS_VALUE, NULL);
	if (rows || need->col < 0)
		return;
	*amount = *x->rule->topup;
	amount->top = top->kid[0];
	need->n = x->narea;
	need->fen = arena_array(&x->a, (size_t)x->narea + 1, sizeof *need->fen);
	need->known = arena_array(&x->a, (size_t)x->narea + 1, sizeof *need->known);
	world_know(x->world, amount);
	expr_each(amount->top, mark_starts, &m);
	for (int i = 0; i < x->narea; i++) {
		if (i == 0 || m.start[i]) {
			need->known[i] = amount_in(x, amount, i, &need->fen[i]);
			continue;
		}
		need->known[i] = need->known[i - 1];
		need->fen[i] = need->fen[i - 1];
	}
	x->need = need;
}

static enum err topup_read(struct ctx *cx, const struct run *x, int64_t id, bool *known,
                           int64_t *fen)
{
	const struct case_law face = { (void *)(uintptr_t)&x->law, judge_line, judge_param };
	struct expr_run run = { 0 };
	struct judge_case *c;
	struct expr_value v;

	run.a = &cx->arena;
	TRY(case_open(cx, x->r, x->rule->noun, id, x->on, &face, &c));
	TRY(case_eval(c, x->rule->topup, NULL, &run, &v));
	*known = v.state == EXPR_KNOWN;
	if (*known) {
		*fen = ratio_whole(v.r);
		*fen += ratio_cmp(v.r, ratio_of(*fen)) > 0;
	}
	return OK;
}

/* In memory of its own: it is asked of everybody, one after another. */
static enum err topup_by_row(struct ctx *cx, const struct run *x, int64_t id, bool *known,
                             int64_t *fen)
{
	struct arena kept = cx->arena;
	enum err err;

	arena_init(&cx->arena, ROW_ROOM);
	err = topup_read(cx, x, id, known, fen);
	if (err != OK)
		arena_join(&kept, &cx->arena);   /* the words of the failure */
	arena_free(&cx->arena);
	cx->arena = kept;
	return err;
}

enum err run_topup(struct ctx *cx, const struct run *x, int seg, uint32_t row, bool *known,
                   int64_t *fen)
{
	const struct facts_segment *g = x->v->seg[seg];
	int64_t has;

	*known = false;
	*fen = 0;
	if (!x->rule->topup)
		return OK;
	if (x->need) {
		int32_t area = facts_area(g, row);

		*known = area >= 0 && area < x->need->n && x->need->known[area] &&
			facts_value(&g->rows[0].col[x->need->col], row, &has) &&
			!__builtin_sub_overflow(x->need->fen[area], has, fen);
	} else {
		TRY(topup_by_row(cx, x, facts_id(&g->rows[0], row), known, fen));
	}
	if (!*known || *fen < 0)
		*fen = 0;
	return OK;
}

/* ---- the run ---- */

static enum err run_all(struct ctx *cx, struct run *x, const struct run_ask *ask)
{
	if (ask->base) {
		x->v = ask->base->v;
		x->area = ask->base->area;
		x->narea = ask->base->narea;
	} else {
		TRY(feed_hold(cx, x->f, &x->v));
		x->held = true;
		x->area = feed_areas(x->f, x->v, &x->narea);
	}
	x->end = x->v->first[x->v->nseg];
	if (ask->to)
		facts_range(x->v, ask->from, ask->to - 1, &x->begin, &x->end);
	x->world = world_new(&x->a, &x->law, x->area, x->narea, x->on);
	x->p = program_new(feed_schema(x->f));
	TRY(add_slots(cx, x, ask));
	TRY(run_programs(cx, x, ask->threads));
	TRY(run_rows(cx, x, ask->guarded));
	verdicts(x);
	if (x->rule->topup)
		need_make(x);
	return OK;
}

enum err run_open(struct ctx *cx, const struct run_ask *ask, struct run **out)
{
	const struct standard *s = ask->rule->s;
	struct run *x;
	enum err err;

	if (ask->rule->noun->tag != TAG_household)
		return err_set(cx, ERR_NOTFOUND, "--standard", "run-not-households", s->id.p, NULL);
	x = mem_new(1, sizeof *x);
	arena_init(&x->a, (size_t)256 << 20);
	x->r = ask->r;
	x->f = ask->f;
	x->rule = ask->rule;
	x->on = ask->on;
	x->law = (struct judge_law){ ask->rules->p, s->param, s->nparam, ask->line, ask->nline };
	err = run_all(cx, x, ask);
	if (err != OK)
		run_close(x);
	else
		*out = x;
	return err;
}

void run_close(struct run *x)
{
	if (!x)
		return;
	for (int i = 0; i < CLAUSES_MAX; i++)
		if (x->slot[i].own && x->slot[i].bits.yes)
			program_bits_free(&x->slot[i].bits, 1);
	if (x->yes) {
		struct program_bits b = { .nseg = x->v->nseg, .yes = x->yes };

		program_bits_free(&b, 1);
	}
	program_unbind(x->bound);
	program_free(x->p);
	if (x->held)
		feed_release(x->f, x->v);
	arena_free(&x->a);
	mem_free(x);
}

/* ---- what came of it ---- */

enum truth run_slot(const struct run *x, int slot, int seg, uint32_t row)
{
	const struct run_planes *p = &x->slot[slot];
	uint64_t bit = (uint64_t)1 << (row & 63);

	if (!p->there)
		return TRUTH_ABSENT;
	return p->bits.yes[seg][row >> 6] & bit ? TRUTH_TRUE :
	       p->bits.no[seg][row >> 6] & bit ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

int64_t run_area(const struct run *x, int seg, uint32_t row)
{
	int32_t area = facts_area(x->v->seg[seg], row);

	return area >= 0 && area < x->narea ? x->area[area].id : 0;
}

enum err run_verdict(struct ctx *cx, const struct run *x, int seg, uint32_t row,
                     struct verdict *out)
{
	*out = (struct verdict){ .household = facts_id(&x->v->seg[seg]->rows[0], row), .shard = -1,
		.area = run_area(x, seg, row), .state = run_state(x, seg, row),
		.nslot = x->rule->s->nslot };
	for (int i = 0; i < out->nslot; i++) {
		const struct run_planes *p = &x->slot[i];

		out->slot[i] = p->there && p->bits.error[seg][row >> 6] >> (row & 63) & 1 ?
			VERDICT_FAULT : verdict_sign(run_slot(x, i, seg, row));
	}
	return run_topup(cx, x, seg, row, &out->has_topup, &out->topup);
}

void run_count(const struct run *x, struct verdict_counts *out)
{
	*out = (struct verdict_counts){ 0 };
	for (int s = 0; s < x->v->nseg; s++) {
		out->judged += x->v->seg[s]->rows[0].n;
		for (size_t w = 0; w < WORDS(x->v->seg[s]->rows[0].n); w++) {
			out->met += __builtin_popcountll(x->yes[s][w]);
			out->not_met += __builtin_popcountll(x->no[s][w]);
		}
	}
	out->unknown = out->judged - out->met - out->not_met;
}

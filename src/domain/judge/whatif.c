/* whatif - see the header. Today's figures are summed once; a scenario is the same figures, less
 * and plus what the households came to that are now judged otherwise. */
#include "domain/judge/whatif.h"

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "policy/lines.h"

#define THREADS_MAX 16
#define NOT_STATED (WHATIF_CODES - 1)

/* ---- one household ---- */

/* What it adds to each sum that it is in. */
struct part {
	enum truth state;
	int64_t people, priced, cost;
};

static int64_t people_of(const struct whatif_now *n, const struct facts_segment *g, uint32_t row)
{
	uint32_t from, to;

	if (n->person < 0)
		return 1;
	facts_children(g, n->person, row, &from, &to);
	return to - from;
}

static enum err part_of(struct ctx *cx, const struct whatif_now *n, const struct run *x, int seg,
                        uint32_t row, struct part *out)
{
	int64_t fen, all;
	bool known;

	*out = (struct part){ .state = run_state(x, seg, row) };
	if (out->state != TRUTH_TRUE)
		return OK;
	out->people = people_of(n, x->v->seg[seg], row);
	TRY(run_topup(cx, x, seg, row, &known, &fen));
	if (!known)
		return OK;
	out->priced = out->people;
	if (n->per_household)
		out->cost = fen;
	else if (!__builtin_mul_overflow(fen, out->people, &all))
		out->cost = all;
	return OK;
}

static void sum_add(struct whatif_sum *s, const struct part *p, int sign)
{
	s->state[p->state] += sign;
	s->people += sign * p->people;
	s->priced += sign * p->priced;
	s->cost += sign * p->cost;
}

static int code_at(const struct facts_rows *rows, int col, uint32_t row)
{
	int64_t v;

	if (col < 0 || !facts_value(&rows->col[col], row, &v) || v < 0 || v >= NOT_STATED)
		return NOT_STATED;
	return (int)v;
}

static int nation_of(const struct whatif_now *n, const struct facts_segment *g, uint32_t row)
{
	uint32_t from, to;
	int64_t v;

	if (n->person < 0 || n->col_relation < 0)
		return NOT_STATED;
	facts_children(g, n->person, row, &from, &to);
	for (uint32_t p = from; p < to; p++)
		if (facts_value(&g->rows[n->person].col[n->col_relation], p, &v) && v >= 0 && v < 256 &&
		    n->head[v])
			return code_at(&g->rows[n->person], n->col_nation, p);
	return NOT_STATED;
}

/* The sums that a household is in. */
static void groups_of(const struct whatif_now *n, int place, const struct facts_segment *g,
                      uint32_t row, int at[WHATIF__BY])
{
	at[WHATIF_ALL] = 0;
	at[WHATIF_AREA] = n->first[WHATIF_AREA] + place;
	at[WHATIF_TYPE] = n->first[WHATIF_TYPE] + code_at(&g->rows[0], n->col_type, row);
	at[WHATIF_CAUSE] = n->first[WHATIF_CAUSE] + code_at(&g->rows[0], n->col_cause, row);
	at[WHATIF_NATION] = n->first[WHATIF_NATION] + nation_of(n, g, row);
}

/* ---- all that are counted ---- */

struct walk {
	const struct whatif_now *n;
	const struct run *then;              /* NULL: today's sums */
	bool all;                            /* costs may differ where nothing else does */
	struct whatif_figures *f;
	struct ctx cx;
	int turn, of;                        /* which segments are its own */
	enum err err;
};

static enum err one(struct walk *k, int place, int seg, uint32_t row)
{
	const struct whatif_now *n = k->n;
	struct part now, then;
	int at[WHATIF__BY];

	groups_of(n, place, n->run->v->seg[seg], row, at);
	TRY(part_of(&k->cx, n, n->run, seg, row, &now));
	if (!k->then) {
		for (int i = 0; i < WHATIF__BY; i++)
			sum_add(&k->f[at[i]].now, &now, 1);
		return OK;
	}
	TRY(part_of(&k->cx, n, k->then, seg, row, &then));
	for (int i = 0; i < WHATIF__BY; i++) {
		struct whatif_figures *f = &k->f[at[i]];

		sum_add(&f->then, &now, -1);
		sum_add(&f->then, &then, 1);
		f->in += then.state == TRUTH_TRUE && now.state != TRUTH_TRUE;
		f->out += now.state == TRUTH_TRUE && then.state != TRUTH_TRUE;
	}
	return OK;
}

/* Which of 64 households have to be looked at. */
static uint64_t to_look(const struct walk *k, int seg, uint32_t w)
{
	const struct run *x = k->n->run, *y = k->then;

	if (!y)
		return ~(uint64_t)0;
	return (x->yes[seg][w] ^ y->yes[seg][w]) | (x->no[seg][w] ^ y->no[seg][w]) |
		(k->all ? y->yes[seg][w] : 0);
}

static enum err stretch(struct walk *k, int place, int seg, uint32_t from, uint32_t to)
{
	for (uint32_t w = from / 64; from < to && w <= (to - 1) / 64; w++) {
		uint64_t x = to_look(k, seg, w);

		if (w == from / 64)
			x &= ~(uint64_t)0 << (from & 63);
		if (w == to / 64)
			x &= ~(~(uint64_t)0 << (to & 63));
		for (; x; x &= x - 1)
			TRY(one(k, place, seg, w * 64 + (uint32_t)__builtin_ctzll(x)));
	}
	return OK;
}

static int place_of(const struct whatif_now *n, int32_t area)
{
	return area >= n->from && area < n->to ? n->group[area - n->from] : -1;
}

static void walk_run(void *arg)
{
	struct walk *k = arg;
	const struct facts_view *v = k->n->run->v;

	for (int s = 0; s < v->nseg && k->err == OK; s++) {
		const struct facts_segment *g = v->seg[s];

		for (int i = 0; s % k->of == k->turn && i < g->nrun && k->err == OK; i++) {
			int place = place_of(k->n, g->run[i].area);
			uint32_t to = i + 1 < g->nrun ? g->run[i + 1].first : g->rows[0].n;

			if (place >= 0)
				k->err = stretch(k, place, s, g->run[i].first, to);
		}
	}
}

static void figures_join(struct whatif_figures *to, const struct whatif_figures *from, int n)
{
	for (int i = 0; i < n; i++) {
		struct whatif_sum *side[2] = { &to[i].now, &to[i].then };
		const struct whatif_sum *add[2] = { &from[i].now, &from[i].then };

		for (int k = 0; k < 2; k++) {
			for (int t = 0; t < 3; t++)
				side[k]->state[t] += add[k]->state[t];
			side[k]->people += add[k]->people;
			side[k]->priced += add[k]->priced;
			side[k]->cost += add[k]->cost;
		}
		to[i].in += from[i].in;
		to[i].out += from[i].out;
	}
}

static bool reads_rows(const struct run *x)
{
	return x && x->rule->topup && !x->need;
}

/* Adds to f. Where rows are read, one thread does it: a register's connection is one thread's. */
static enum err walk_all(struct ctx *cx, const struct whatif_now *n, const struct run *then,
                         bool all, struct whatif_figures *f)
{
	int of = n->threads ? n->threads : os_cpu_count();
	struct walk *k;
	struct thread *t[THREADS_MAX];
	enum err err = OK;

	if (reads_rows(n->run) || reads_rows(then))
		of = 1;
	if (of > THREADS_MAX)
		of = THREADS_MAX;
	if (of > n->run->v->nseg)
		of = n->run->v->nseg ? n->run->v->nseg : 1;
	k = mem_new((size_t)of, sizeof *k);
	for (int i = 0; i < of; i++) {
		k[i] = (struct walk){ .n = n, .then = then, .all = all, .turn = i, .of = of };
		k[i].f = mem_new((size_t)n->total, sizeof *k[i].f);
		ctx_init(&k[i].cx, (size_t)256 << 20);
	}
	for (int i = 1; i < of; i++)
		t[i] = thread_start(walk_run, &k[i]);
	walk_run(&k[0]);
	for (int i = 1; i < of; i++)
		thread_join(t[i]);
	for (int i = 0; i < of; i++) {
		figures_join(f, k[i].f, n->total);
		if (k[i].err != OK && err == OK)
			err = err_set(cx, k[i].err, "whatif", k[i].cx.err.key, NULL);
		mem_free(k[i].f);
		ctx_free(&k[i].cx);
	}
	mem_free(k);
	return err;
}

/* ---- today ---- */

static void household_line(void *state, const struct expr_node *n)
{
	struct whatif_now *k = state;
	const struct line_series *l = n->op == EXPR_LINE ? pack_line(k->rules->p, n->name) : NULL;

	k->per_household |= l && l->per == PER_HOUSEHOLD_YEAR;
}

static void columns(struct whatif_now *n)
{
	const struct facts_schema *s = feed_schema(n->run->f);
	const struct model *m = n->rules->m;
	const struct entity *person = entity_by_tag(m, TAG_person);

	n->person = facts_noun_of(s, person);
	n->col_type = facts_column_of(s, 0, HOUSEHOLD_type, FACTS_VALUE, NULL);
	n->col_cause = facts_column_of(s, 0, HOUSEHOLD_cause1, FACTS_VALUE, NULL);
	n->col_relation = n->col_nation = -1;
	if (n->person >= 0) {
		n->col_relation = facts_column_of(s, n->person, PERSON_relation, FACTS_VALUE, NULL);
		n->col_nation = facts_column_of(s, n->person, PERSON_nation, FACTS_VALUE, NULL);
	}
	for (int code = 0; code < 256; code++)
		n->head[code] = m->lists.has_tag(m->lists.state, person->fields[PERSON_relation].list,
		                                 code, "head");
	if (n->run->rule->topup)
		expr_each(n->run->rule->topup->top, household_line, n);
}

/* All of it: from the area down to where the tree first branches. */
static int32_t top_area(const struct area_node *area, int narea)
{
	int32_t at = 0;

	while (narea && at + 1 < area[at].hi && area[0].hi == narea) {
		if (area[at + 1].hi != area[at].hi)
			break;
		at++;
	}
	return narea && area[0].hi == narea ? at : -1;
}

static void places(struct whatif_now *n, const struct scope *scope)
{
	const struct area_node *area = n->run->area;
	int32_t size = n->to - n->from, *place = arena_array(&n->a, (size_t)size + 1, sizeof *place);
	int32_t *group = arena_array(&n->a, (size_t)size + 1, sizeof *group);

	for (int32_t i = n->from; i < n->to; i++) {
		if (area[i].parent == n->area || i == n->area) {
			place[n->nplace] = i;
			for (int32_t k = area[i].lo; i != n->area && k < area[i].hi; k++)
				group[k - n->from] = n->nplace;
			if (i == n->area)
				group[i - n->from] = n->nplace;
			n->nplace++;
		}
		if (scope && !scope->all && !scope_area(scope, area[i].id))
			group[i - n->from] = -1;
	}
	n->place = place;
	n->group = group;
}

enum err whatif_now_open(struct ctx *cx, const struct run *run, const struct rules *rules,
                         int32_t area, const struct scope *scope, int threads,
                         struct whatif_now **out)
{
	struct whatif_now *n = mem_new(1, sizeof *n);
	struct whatif_figures *f;
	enum err err;

	arena_init(&n->a, (size_t)1 << 30);
	n->run = run;
	n->rules = rules;
	n->threads = threads;
	n->area = area >= 0 ? area : top_area(run->area, run->narea);
	n->from = n->area >= 0 ? run->area[n->area].lo : 0;
	n->to = n->area >= 0 ? run->area[n->area].hi : run->narea;
	places(n, scope);
	columns(n);
	n->n[WHATIF_ALL] = 1;
	n->n[WHATIF_AREA] = n->nplace;
	n->n[WHATIF_TYPE] = n->n[WHATIF_CAUSE] = n->n[WHATIF_NATION] = WHATIF_CODES;
	for (int i = 0; i < WHATIF__BY; i++) {
		n->first[i] = n->total;
		n->total += n->n[i];
	}
	f = mem_new((size_t)n->total, sizeof *f);
	err = walk_all(cx, n, NULL, false, f);
	n->sum = arena_array(&n->a, (size_t)n->total, sizeof *n->sum);
	for (int i = 0; i < n->total; i++)
		n->sum[i] = f[i].now;
	mem_free(f);
	if (err != OK)
		whatif_now_close(n);
	else
		*out = n;
	return err;
}

void whatif_now_close(struct whatif_now *n)
{
	if (!n)
		return;
	arena_free(&n->a);
	mem_free(n);
}

/* ---- as assumed ---- */

static bool cost_moves(const struct whatif *w)
{
	return w->now->run->rule->topup && w->scenario.nline;
}

static enum err judge_again(struct ctx *cx, struct whatif *w)
{
	const struct run *base = w->now->run;
	struct run_ask ask = { .r = base->r, .f = base->f, .rules = w->now->rules, .rule = &w->rule,
		.on = base->on, .line = w->scenario.line, .nline = w->scenario.nline,
		.threads = w->now->threads, .from = w->now->from, .to = w->now->to, .base = base,
		.guarded = w->scenario.guarded };

	TRY(run_open(cx, &ask, &w->then));
	w->figure = arena_array(&w->a, (size_t)w->now->total, sizeof *w->figure);
	for (int i = 0; i < w->now->total; i++)
		w->figure[i].now = w->figure[i].then = w->now->sum[i];
	return walk_all(cx, w->now, w->then, cost_moves(w), w->figure);
}

enum err whatif_open(struct ctx *cx, const struct whatif_now *now, const struct scenario *s,
                     struct whatif **out)
{
	struct whatif *w = mem_new(1, sizeof *w);
	enum err err;

	arena_init(&w->a, (size_t)256 << 20);
	w->now = now;
	w->scenario = *s;
	err = scenario_standard(cx, &w->a, now->rules, now->run->rule, now->run->on, s, &w->rule);
	if (err == OK)
		err = judge_again(cx, w);
	if (err != OK)
		whatif_close(w);
	else
		*out = w;
	return err;
}

void whatif_close(struct whatif *w)
{
	if (!w)
		return;
	run_close(w->then);
	arena_free(&w->a);
	mem_free(w);
}

/* ---- the households behind a number ---- */

static const char *const list_name[] = { [LIST_NOW_MET] = "now_met",
	[LIST_NOW_NOT_MET] = "now_not_met", [LIST_NOW_UNKNOWN] = "now_unknown",
	[LIST_THEN_MET] = "then_met", [LIST_THEN_NOT_MET] = "then_not_met",
	[LIST_THEN_UNKNOWN] = "then_unknown", [LIST_IN] = "in", [LIST_OUT] = "out" };

const char *whatif_list_name(enum whatif_list which)
{
	return list_name[which];
}

bool whatif_list_of(struct str name, enum whatif_list *out)
{
	for (int i = 0; i < LIST__COUNT; i++)
		if (str_eqz(name, list_name[i])) {
			*out = (enum whatif_list)i;
			return true;
		}
	return false;
}

int64_t whatif_number(const struct whatif_figures *f, enum whatif_list which)
{
	switch (which) {
	case LIST_NOW_MET: return f->now.state[TRUTH_TRUE];
	case LIST_NOW_NOT_MET: return f->now.state[TRUTH_FALSE];
	case LIST_NOW_UNKNOWN: return f->now.state[TRUTH_UNKNOWN];
	case LIST_THEN_MET: return f->then.state[TRUTH_TRUE];
	case LIST_THEN_NOT_MET: return f->then.state[TRUTH_FALSE];
	case LIST_THEN_UNKNOWN: return f->then.state[TRUTH_UNKNOWN];
	case LIST_IN: return f->in;
	default: return f->out;
	}
}

static uint64_t listed(const struct whatif *w, enum whatif_list which, int seg, uint32_t at)
{
	const struct run *x = w->now->run, *y = w->then;
	uint64_t yes = x->yes[seg][at], no = x->no[seg][at], yes2 = y->yes[seg][at];
	uint64_t no2 = y->no[seg][at];

	switch (which) {
	case LIST_NOW_MET: return yes;
	case LIST_NOW_NOT_MET: return no;
	case LIST_NOW_UNKNOWN: return ~(yes | no);
	case LIST_THEN_MET: return yes2;
	case LIST_THEN_NOT_MET: return no2;
	case LIST_THEN_UNKNOWN: return ~(yes2 | no2);
	case LIST_IN: return yes2 & ~yes;
	default: return yes & ~yes2;
	}
}

struct listing {
	const struct whatif *w;
	enum whatif_list which;
	enum whatif_by by;
	int i;
	int64_t skip, n, room;
	struct whatif_row *row;
};

static void list_row(struct listing *l, int place, int seg, uint32_t row, int32_t area)
{
	const struct facts_segment *g = l->w->now->run->v->seg[seg];
	int at[WHATIF__BY];

	groups_of(l->w->now, place, g, row, at);
	if (at[l->by] != l->w->now->first[l->by] + l->i)
		return;
	if (l->n >= l->skip && l->n - l->skip < l->room)
		l->row[l->n - l->skip] = (struct whatif_row){ facts_id(&g->rows[0], row), area };
	l->n++;
}

static void list_run(struct listing *l, int seg, int i)
{
	const struct facts_segment *g = l->w->now->run->v->seg[seg];
	int place = place_of(l->w->now, g->run[i].area);
	uint32_t from = g->run[i].first, to = i + 1 < g->nrun ? g->run[i + 1].first : g->rows[0].n;

	if (place < 0 || (l->by == WHATIF_AREA && place != l->i))
		return;
	for (uint32_t w = from / 64; from < to && w <= (to - 1) / 64; w++)
		for (uint64_t x = listed(l->w, l->which, seg, w); x; x &= x - 1) {
			uint32_t row = w * 64 + (uint32_t)__builtin_ctzll(x);

			if (row >= from && row < to)
				list_row(l, place, seg, row, g->run[i].area);
		}
}

int64_t whatif_rows(const struct whatif *w, enum whatif_list which, enum whatif_by by, int i,
                    int64_t skip, struct whatif_row *row, int64_t room)
{
	struct listing l = { .w = w, .which = which, .by = by, .i = i, .skip = skip, .row = row,
		.room = room };
	const struct facts_view *v = w->now->run->v;

	for (int s = 0; s < v->nseg; s++)
		for (int k = 0; k < v->seg[s]->nrun; k++)
			list_run(&l, s, k);
	return l.n;
}

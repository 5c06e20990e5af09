/* program_bind - what is one value for many rows, worked out once: lines, parameters, the date. The
 * tree evaluator computes it; where areas differ, each stretch of areas has values of its own. */
#include <stdlib.h>

#include "base/mem.h"
#include "rule/expr_int.h"
#include "rule/program_int.h"

/* The runs of one series or parameter, as the world told them. */
struct told {
	struct str name;
	const struct expr *e;                /* a parameter's; NULL: a line */
	int32_t *from;
	struct expr_value *v;
	int n;
};

struct binder {
	struct ctx *cx;
	struct told *told;
	int ntold;
	struct program_bound *b;
	const struct expr *e;
	int32_t area;
	struct arena scratch;
	struct rec place;                    /* stands for every row: it knows its area only */
	struct val values[256];
};

/* ---- the world as the tree evaluator sees it ---- */

static struct told *told_of(struct binder *k, struct str name, const struct expr *e)
{
	const struct program_world *w = k->b->w;
	struct told *t;
	int room = 0;

	for (int i = 0; i < k->ntold; i++)
		if (k->told[i].e == e && str_eq(k->told[i].name, name))
			return &k->told[i];
	k->told = mem_grow(k->told, (size_t)k->ntold + 1, sizeof *k->told);
	t = &k->told[k->ntold++];
	*t = (struct told){ .name = name, .e = e };
	for (;;) {
		struct expr_value v = { .kind = EXPR_MONEY };
		bool known = true;
		int32_t from;

		if (e ? !w->param || !w->param(w->state, e, name, t->n, &from, &v)
		      : !w->line || !w->line(w->state, name, t->n, &from, &known, &v.r))
			return t;
		if (t->n == room) {
			room = room ? room * 2 : 64;
			t->from = mem_grow(t->from, (size_t)room, sizeof *t->from);
			t->v = mem_grow(t->v, (size_t)room, sizeof *t->v);
		}
		if (!known)
			v.state = EXPR_UNKNOWN;
		t->from[t->n] = from;
		t->v[t->n++] = v;
	}
}

/* The run that an area lies in; NULL: before the first. */
static const struct expr_value *told_at(const struct told *t, int64_t area)
{
	int lo = 0, hi = t->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (t->from[mid] <= area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &t->v[lo - 1] : NULL;
}

static bool world_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	const struct expr_value *v = told_at(told_of(state, series, NULL), area);

	if (!v || v->state != EXPR_KNOWN)
		return false;
	*fen = v->r;
	return true;
}

static bool world_param(void *state, struct str name, int64_t area, struct expr_value *out)
{
	struct binder *k = state;
	const struct expr_value *v = told_at(told_of(k, name, k->e), area);

	if (v)
		*out = *v;
	return v != NULL;
}

static int world_within(void *state, int64_t area, struct str code)
{
	const struct program_world *w = ((struct binder *)state)->b->w;
	int32_t from, to;

	if (!w->within || !w->within(w->state, code, &from, &to))
		return -1;
	return area >= from && area <= to;
}

static bool world_up(void *state, const struct rec *of, const struct entity *noun, int via,
                     const struct rec **row)
{
	(void)of;
	(void)noun;
	(void)via;
	*row = &((struct binder *)state)->place;
	return true;
}

static void look(struct binder *k, const struct expr_node *n, struct expr_value *out)
{
	struct expr_world w = { .state = k, .on = k->b->on, .line = world_line, .param = world_param,
		.within = world_within, .up = world_up };
	struct expr_run run = { .a = &k->scratch };
	struct expr_frame f = { .e = k->e, .w = &w, .run = &run };

	k->place.area = k->area;
	for (size_t i = 0; i < 256; i++)
		k->values[i] = (struct val){ .kind = VAL_INT, .i = k->area };
	for (int i = 0; i < EXPR_MAX_SLOTS; i++)
		f.slot[i] = (struct expr_value){ .kind = EXPR_RECORD, .rec = &k->place };
	expr_eval_node(&f, n, out);
	expr_settle(out);
	arena_reset(&k->scratch);
}

static void value_of(const struct expr_value *v, struct scalar_value *out)
{
	*out = (struct scalar_value){ .state = v->state, .den = 1 };
	if (v->state != EXPR_KNOWN)
		return;
	switch ((enum expr_kind)v->kind) {
	case EXPR_BOOL:
		out->b = v->b;
		out->num = v->b;
		break;
	case EXPR_MONEY: case EXPR_DEC:
		out->num = v->r.num;
		out->den = v->r.den;
		break;
	case EXPR_INT: case EXPR_DATE: case EXPR_SPAN: case EXPR_CODE: case EXPR_SET:
		out->num = v->i;
		break;
	default: out->state = EXPR_ERROR;        /* of a kind that no operation takes */
	}
}

/* ---- ranges of days ---- */

/* The comparison with a date that can be set where its field stands. */
static struct expr_node *with_date(struct binder *k, const struct expr_node *n,
                                   const struct expr_node *date, struct expr_node **set)
{
	struct expr_node *to = ARENA_NEW(&k->b->a, struct expr_node);

	*to = *n;
	if (n == date) {
		to->op = EXPR_CONST;
		to->nkid = 0;
		to->val = (struct expr_value){ .kind = EXPR_DATE };
		*set = to;
		return to;
	}
	to->kid = arena_array(&k->b->a, (size_t)n->nkid + 1, sizeof(struct expr_node *));
	for (int i = 0; i < n->nkid; i++)
		to->kid[i] = with_date(k, n->kid[i], date, set);
	return to;
}

struct search {
	struct binder *k;
	struct expr_node *n, *set;
	uint8_t state;                       /* what is not known, or fails, somewhere */
};

static bool holds_on(struct search *s, int64_t day)
{
	struct expr_value v;

	s->set->val.i = day;
	look(s->k, s->n, &v);
	if (v.state != EXPR_KNOWN)
		s->state = v.state;
	return v.state == EXPR_KNOWN && v.b;
}

/* The days on which the comparison holds: from the first, up to the last, all or none. */
static void half(struct search *s, int64_t *lo, int64_t *hi)
{
	int64_t first = date_days(18000101), last = date_days(21991231);
	bool begin = holds_on(s, first), end = holds_on(s, last);

	*lo = INT32_MIN;
	*hi = INT32_MAX;
	if (begin == end) {
		if (!begin)
			*lo = 1, *hi = 0;
		return;
	}
	while (last - first > 1) {
		int64_t mid = first + (last - first) / 2;

		if (holds_on(s, mid) == begin)
			first = mid;
		else
			last = mid;
	}
	if (begin)
		*hi = first;
	else
		*lo = last;
}

static void days_of(struct binder *k, const struct scalar *sc, struct scalar_value *out)
{
	struct search s = { .k = k, .state = EXPR_KNOWN };
	enum expr_op op = sc->n->op;
	int64_t lo, hi;

	*out = (struct scalar_value){ .den = 1, .neg = op == EXPR_NE };
	s.n = with_date(k, sc->n, sc->date, &s.set);
	if (op == EXPR_EQ || op == EXPR_NE)
		s.n->op = EXPR_GE;
	half(&s, &out->lo, &out->hi);
	if (op == EXPR_EQ || op == EXPR_NE) {
		s.n->op = EXPR_LE;
		half(&s, &lo, &hi);
		out->lo = lo > out->lo ? lo : out->lo;
		out->hi = hi < out->hi ? hi : out->hi;
	}
	out->state = s.state;
}

static void scalar_look(struct binder *k, const struct scalar *s, struct scalar_value *out)
{
	struct expr_value v;

	k->e = s->e;
	if (s->dates) {
		days_of(k, s, out);
		return;
	}
	look(k, s->n, &v);
	value_of(&v, out);
}

/* ---- runs of areas ---- */

struct starts {
	struct binder *k;
	int32_t *from;
	int n, room;
	const struct expr *e;
};

static void start(struct starts *s, int32_t from)
{
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 64;
		s->from = mem_grow(s->from, (size_t)s->room, sizeof *s->from);
	}
	s->from[s->n++] = from;
}

static void starts_of(void *state, const struct expr_node *n)
{
	struct starts *s = state;
	const struct program_world *w = s->k->b->w;
	int32_t from, to;

	if (n->op == EXPR_LINE || n->op == EXPR_PARAM) {
		const struct told *t = told_of(s->k, n->name, n->op == EXPR_PARAM ? s->e : NULL);

		for (int i = 0; i < t->n; i++)
			start(s, t->from[i]);
	}
	if (n->op == EXPR_WITHIN && w->within && w->within(w->state, n->name, &from, &to)) {
		start(s, from);
		if (to < INT32_MAX)
			start(s, to + 1);
	}
}

static int by_area(const void *x, const void *y)
{
	int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;

	return a < b ? -1 : a > b;
}

static void runs_make(struct binder *k, struct program *p)
{
	struct starts s = { .k = k };
	struct program_bound *b = k->b;

	start(&s, INT32_MIN);
	for (int i = 0; i < p->nscalar; i++)
		if (p->scalar[i].by_place) {
			s.e = p->scalar[i].e;
			expr_each(p->scalar[i].n, starts_of, &s);
		}
	qsort(s.from, (size_t)s.n, sizeof *s.from, by_area);
	for (int i = 0; i < s.n; i++)
		if (b->nrun == 0 || s.from[b->nrun - 1] != s.from[i])
			s.from[b->nrun++] = s.from[i];
	b->from = s.from;
	b->v = mem_new((size_t)b->nrun * (size_t)p->nscalar + 1, sizeof *b->v);
	for (int r = 0; r < b->nrun; r++) {
		struct scalar_value *v = b->v + (size_t)r * (size_t)p->nscalar;

		k->area = b->from[r];
		for (int i = 0; i < p->nscalar; i++)
			if (r && !p->scalar[i].by_place)
				v[i] = b->v[i];
			else
				scalar_look(k, &p->scalar[i], &v[i]);
	}
}

enum err program_bind(struct ctx *cx, struct program *p, const struct program_world *w,
                      struct program_bound **out)
{
	struct program_bound *b = mem_new(1, sizeof *b);
	struct binder *k = mem_new(1, sizeof *k);

	arena_init(&b->a, (size_t)64 << 20);
	b->p = p;
	b->w = w;
	b->on = w->on;
	if (!p->ready)
		program_order(p);
	k->cx = cx;
	k->b = b;
	k->place.v = k->values;
	k->place.e = p->s->noun[0]->e;
	arena_init(&k->scratch, (size_t)16 << 20);
	runs_make(k, p);
	arena_free(&k->scratch);
	for (int i = 0; i < k->ntold; i++) {
		mem_free(k->told[i].from);
		mem_free(k->told[i].v);
	}
	mem_free(k->told);
	mem_free(k);
	*out = b;
	return OK;
}

void program_unbind(struct program_bound *b)
{
	if (!b)
		return;
	arena_free(&b->a);
	mem_free(b->from);
	mem_free(b->v);
	mem_free(b);
}

/* doubts_columns - checks over the column snapshot: those that a program can answer are asked of
 * all households at once, day by day, and only what fires is looked up. The same rows come out as
 * row by row (tests/unit/test_doubts_columns.c holds both against each other). */
#include "domain/judge/doubts_int.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "domain/judge/world.h"
#include "rule/program.h"

#define DAYS_MAX 64                      /* households of more days than these: row by row */
#define TURN     ((uint64_t)1 << 20)     /* households between two writings of what fired */
#define FEW      200                     /* fewer than one household in so many: row by row */
#define NONE     (-1)

/* Outputs; among NONE: all of the noun; open: rows that have to be asked, NONE: there are none. */
struct one { int check, noun, among, fires, open; };
struct fired { int64_t household, id; int check; bool open; };
struct day { date_t on; uint64_t begin, end; };  /* numbers of its first household, past its last */

struct columns {
	struct doubts *d;
	const struct facts_view *v;
	const struct facts_schema *s;
	const struct area_node *area;
	int narea;
	struct arena a;
	struct program *p;
	struct one *one;
	int n;
	struct judge_law *law;               /* of each check, and one for lines */
	struct world **world;
	struct world *lines;
	struct program_world face;
	struct day day[DAYS_MAX];
	int nday;
	bool *inside;                        /* by area index */
	bool every;                          /* all households are asked, on one day */
	int dated;                           /* column of the data date, or NONE */
	date_t on;                           /* the day of this turn */
	struct lock *lock;                   /* of what follows */
	struct fired *fired;
	size_t nfired, room;
};

/* ---- what surrounds the rows: lines are the pack's, parameters each check's own ---- */

static bool face_line(void *state, struct str series, int i, int32_t *from, bool *known,
                      struct ratio *fen)
{
	const struct program_world *w = world_face(((struct columns *)state)->lines);

	return w->line(w->state, series, i, from, known, fen);
}

static bool face_param(void *state, const struct expr *e, struct str name, int i, int32_t *from,
                       struct expr_value *v)
{
	const struct columns *x = state;
	const struct rules *rules = x->d->j->rules;

	for (int k = 0; k < x->n; k++) {
		const struct rule_check *c = &rules->check[x->one[k].check];

		if (c->fires == e || c->among == e) {
			const struct program_world *w = world_face(x->world[k]);

			return w->param(w->state, e, name, i, from, v);
		}
	}
	return false;
}

static bool face_within(void *state, struct str code, int32_t *from, int32_t *to)
{
	const struct program_world *w = world_face(((struct columns *)state)->lines);

	return w->within(w->state, code, from, to);
}

static void surround(struct columns *x, struct arena *a)
{
	const struct rules *rules = x->d->j->rules;

	x->law = arena_array(a, (size_t)x->n + 1, sizeof *x->law);
	x->world = arena_array(a, (size_t)x->n + 1, sizeof *x->world);
	x->law[x->n] = (struct judge_law){ .p = rules->p };
	x->lines = world_new(a, &x->law[x->n], x->area, x->narea, x->on);
	for (int k = 0; k < x->n; k++) {
		const struct rule_check *c = &rules->check[x->one[k].check];
		struct world *own;

		x->law[k] = (struct judge_law){ .p = rules->p, .param = c->c->param,
			.nparam = c->c->nparam };
		own = x->world[k] = world_new(a, &x->law[k], x->area, x->narea, x->on);
		world_know(x->lines, c->fires);
		world_know(own, c->fires);
		if (c->among) {
			world_know(x->lines, c->among);
			world_know(own, c->among);
		}
	}
	x->face = (struct program_world){ x, x->on, face_line, face_param, face_within };
}

/* ---- which checks ---- */

/* *out NONE: no program can answer it. */
static enum err output_of(struct columns *x, const struct expr *e, int *out)
{
	enum err err = program_add(x->d->cx, x->p, e, NULL, out);

	if (err != ERR_NOTFOUND)
		return err;
	err_clear(x->d->cx);
	*out = NONE;
	return OK;
}

/* The check's answers as they were kept. False: there are none. */
static bool answer_of(struct columns *x, const struct expr *e, struct one *one)
{
	int col = facts_answer_of(x->s, one->noun, e);

	if (col < 0 || (x->d->o->on && x->s->noun[one->noun]->col[col].dated))
		return false;                        /* on another day than the household's own */
	one->fires = program_column(x->p, one->noun, col, 1);
	one->open = program_column(x->p, one->noun, col, FACTS_OPEN);
	return true;
}

static enum err add_checks(struct columns *x)
{
	const struct rules *rules = x->d->j->rules;

	for (int i = 0; i < rules->p->ncheck; i++) {
		const struct rule_check *c = &rules->check[i];
		struct one one = { .check = i, .noun = facts_noun_of(x->s, c->noun), .among = NONE,
			.open = NONE };

		if (!c->fires || one.noun < 0 ||
		    (x->d->o->check.n && !str_eq(c->c->id, x->d->o->check)))
			continue;
		if (c->among)
			TRY(output_of(x, c->among, &one.among));
		if (c->among && one.among == NONE)
			continue;
		TRY(output_of(x, c->fires, &one.fires));
		if (one.fires == NONE && !answer_of(x, c->fires, &one))
			continue;
		x->one[x->n++] = one;
		x->d->by_column[i] = true;
	}
	return OK;
}

/* ---- which households, and on which day ---- */

static date_t day_of(const struct columns *x, const struct facts_segment *g, uint32_t row)
{
	int64_t on;

	if (x->d->o->on)
		return x->d->o->on;
	if (x->dated != NONE && facts_value(&g->rows[0].col[x->dated], row, &on) &&
	    date_day((date_t)on))
		return (date_t)on;
	return x->d->newest;
}

/* False: too many days. */
static bool find_days(struct columns *x)
{
	for (int s = 0; s < x->v->nseg; s++)
		for (uint32_t row = 0; row < x->v->seg[s]->rows[0].n; row++) {
			date_t on = day_of(x, x->v->seg[s], row);
			uint64_t number = x->v->first[s] + row;
			int i = 0;

			while (i < x->nday && x->day[i].on != on)
				i++;
			if (i == DAYS_MAX)
				return false;
			if (i == x->nday)
				x->day[x->nday++] = (struct day){ on, number, number };
			x->day[i].end = number + 1;
		}
	return true;
}

static void find_inside(struct columns *x)
{
	x->every = x->nday == 1 && !x->d->o->only;
	x->inside = arena_array(&x->a, (size_t)x->narea + 1, sizeof *x->inside);
	for (int i = 0; i < x->narea; i++) {
		x->inside[i] = doubts_inside(x->d, x->area[i].id);
		x->every &= x->inside[i];
	}
}

static bool asked(const struct columns *x, const struct facts_segment *g, uint32_t row)
{
	int32_t area;

	if (x->every)
		return true;
	area = facts_area(g, row);
	return area >= 0 && area < x->narea && x->inside[area] && day_of(x, g, row) == x->on &&
	       doubts_wanted(x->d, facts_id(&g->rows[0], row));
}

/* ---- what programs answer ---- */

/* The rows of a noun that belong to households that are asked: words as those of the part. */
static uint64_t *mask_make(const struct columns *x, const struct program_part *part)
{
	const struct facts_segment *g = x->v->seg[part->seg];
	uint64_t *mask = mem_new((part->to - part->base) / 64 + 2, sizeof *mask);

	for (uint32_t h = part->first; h < part->last; h++) {
		uint32_t from = h, to = h + 1;

		if (!asked(x, g, h))
			continue;
		if (part->noun)
			facts_children(g, part->noun, h, &from, &to);
		for (; from < to; from++)
			mask[(from - part->base) / 64] |= (uint64_t)1 << ((from - part->base) & 63);
	}
	return mask;
}

/* What one call of take found. */
struct found {
	struct fired *at;
	size_t n, room;
};

static void note(struct found *to, const struct one *o, const struct facts_segment *g,
                 const struct program_part *part, uint32_t word, uint64_t bits, bool open)
{
	for (; bits; bits &= bits - 1) {
		uint32_t row = part->base + 64 * word + (uint32_t)__builtin_ctzll(bits);

		if (to->n == to->room) {
			to->room = to->room ? to->room * 2 : 256;
			to->at = mem_grow(to->at, to->room, sizeof *to->at);
		}
		to->at[to->n++] = (struct fired){
			facts_id(&g->rows[0], facts_household(g, part->noun, row)),
			facts_id(&g->rows[part->noun], row), o->check, open };
	}
}

/* As doubts_among and ask say it of one row: who is not among them is not asked; what fails is
 * counted. */
static void one_take(struct columns *x, const struct one *o, const struct program_part *all,
                     const uint64_t *mask, struct found *to)
{
	const struct program_part *part = &all[o->fires];
	const struct program_part *among = o->among == NONE ? NULL : &all[o->among];
	const struct program_part *open = o->open == NONE ? NULL : &all[o->open];
	const struct facts_segment *g = x->v->seg[part->seg];
	struct doubts_count add = { 0 };
	uint32_t words = (part->to - part->base + 63) / 64;

	for (uint32_t w = 0; w < words; w++) {
		uint32_t at = part->base + 64 * w;
		uint64_t rows = mask ? mask[w] : ~(uint64_t)0;

		if (part->from > at)
			rows &= part->from - at >= 64 ? 0 : ~(uint64_t)0 << (part->from - at);
		if (part->to < at + 64)
			rows &= ~(uint64_t)0 >> (at + 64 - part->to);
		if (among) {
			if (among->error[w])             /* hardly ever */
				add.errors += __builtin_popcountll(among->error[w] & rows);
			rows &= among->yes[w];
		}
		add.looked += __builtin_popcountll(rows);
		if (part->error[w])
			add.errors += __builtin_popcountll(part->error[w] & rows);
		note(to, o, g, part, w, part->yes[w] & rows, false);
		if (open)
			note(to, o, g, part, w, open->yes[w] & rows, true);
	}
	lock_write(x->lock);
	x->d->count[o->check].looked += add.looked;
	x->d->count[o->check].errors += add.errors;
	lock_end(x->lock);
}

static void found_put(struct columns *x, const struct found *f)
{
	lock_write(x->lock);
	if (x->nfired + f->n > x->room) {
		x->room = (x->nfired + f->n) * 2;
		x->fired = mem_grow(x->fired, x->room, sizeof *x->fired);
	}
	if (f->n)
		memcpy(x->fired + x->nfired, f->at, f->n * sizeof *f->at);
	x->nfired += f->n;
	lock_end(x->lock);
}

/* Every output has a part, in their order: none is brought, and all have an operation. */
static void take(void *state, const struct facts_view *v, const struct program_part *part, int n)
{
	struct columns *x = state;
	uint64_t *mask[FACTS_NOUNS] = { NULL };
	struct found found = { 0 };

	(void)v, (void)n;
	for (int k = 0; k < x->n; k++) {
		const struct one *o = &x->one[k];
		const struct program_part *f = &part[o->fires];

		if (f->from == f->to || !doubts_asks(x->d, o->check, x->on))
			continue;
		if (!x->every && !mask[o->noun])
			mask[o->noun] = mask_make(x, f);
		one_take(x, o, part, mask[o->noun], &found);
	}
	found_put(x, &found);
	mem_free(found.at);
	for (int i = 0; i < FACTS_NOUNS; i++)
		mem_free(mask[i]);
}

/* ---- what fired ---- */

static int by_household(const void *pa, const void *pb)
{
	const struct fired *a = pa, *b = pb;

	if (a->household != b->household)
		return a->household < b->household ? -1 : 1;
	if (a->check != b->check)
		return a->check < b->check ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static enum err tell(struct columns *x)
{
	if (x->nfired)
		qsort(x->fired, x->nfired, sizeof *x->fired, by_household);
	for (size_t i = 0; i < x->nfired; i++) {
		const struct fired *f = &x->fired[i];
		bool yes = true;

		if (f->open)
			TRY(doubts_row(x->d, f->check, f->id, x->on, &yes));
		if (!yes)
			continue;
		TRY(doubts_fired_at(x->d, f->check, x->d->j->rules->check[f->check].noun, f->id,
		                    f->household, x->on));
	}
	x->nfired = 0;
	return OK;
}

static enum err stopped(const struct doubts *d)
{
	return d->cx->stop && *d->cx->stop ?
	       err_set(d->cx, ERR_CONFLICT, "household", "doubt-stopped", NULL) : OK;
}

static enum err one_day(struct columns *x, const struct day *day)
{
	struct program_job j = { .p = x->p, .v = x->v, .state = x, .take = take };
	struct program_bound *b;
	int64_t began;
	struct arena a;
	enum err err;

	x->on = day->on;
	arena_init(&a, (size_t)256 << 20);
	surround(x, &a);
	err = program_bind(x->d->cx, x->p, &x->face, &b);
	j.b = b;
	for (uint64_t at = day->begin; err == OK && at < day->end; at = j.end) {
		j.begin = at;
		j.end = at + TURN < day->end ? at + TURN : day->end;
		began = os_mono_ns();
		program_run(&j);
		if (x->d->o->columns_ns)
			*x->d->o->columns_ns += os_mono_ns() - began;
		err = tell(x);
		if (err == OK)
			err = stopped(x->d);
		if (x->d->o->progress)
			x->d->o->progress(x->d->o->arg, (int64_t)j.end, (int64_t)x->v->first[x->v->nseg]);
	}
	if (j.b)
		program_unbind(b);
	arena_free(&a);
	return err;
}

/* Columns are run through from one end to the other, whoever is asked for. */
static bool few(const struct columns *x)
{
	return x->d->o->only &&
	       (uint64_t)x->d->o->nhousehold * FEW < x->v->first[x->v->nseg];
}

static enum err all_days(struct columns *x)
{
	x->one = arena_array(&x->a, (size_t)x->d->j->rules->p->ncheck + 1, sizeof *x->one);
	x->dated = facts_column_of(x->s, 0, HOUSEHOLD_data_date, FACTS_VALUE, NULL);
	if (x->dated == NONE || few(x) || !find_days(x))
		return OK;
	find_inside(x);
	TRY(add_checks(x));
	for (int i = 0; i < x->nday && x->n; i++)
		TRY(one_day(x, &x->day[i]));
	return OK;
}

enum err doubts_columns(struct doubts *d)
{
	struct feed *f = d->o->feed;
	struct columns *x;
	enum err err;

	if (!f || d->j->r->scope)
		return OK;
	x = mem_new(1, sizeof *x);
	x->d = d;
	err = feed_hold(d->cx, f, &x->v);
	if (err == OK) {
		arena_init(&x->a, (size_t)64 << 20);
		x->s = feed_schema(f);
		x->area = feed_areas(f, x->v, &x->narea);
		x->lock = lock_new();
		x->p = program_new(x->s);
		err = all_days(x);
		program_free(x->p);
		lock_free(x->lock);
		feed_release(f, x->v);
		arena_free(&x->a);
		mem_free(x->fired);
	}
	mem_free(x);
	return err;
}

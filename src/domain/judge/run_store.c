/* run_store - the verdicts of a run against those that are stored: several threads look at
 * households 64 at a time, as their planes lie, and note the few that say something else; those are
 * written. */
#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "domain/judge/run.h"

#define THREADS_MAX 16
#define STRIDE      16                   /* segments between two writings */

struct differs {                         /* of one segment */
	struct verdict_todo *todo;
	int n, room;
};

struct looking {
	const struct run *x;
	const struct verdict_run *to;
	struct differs *of;                  /* of the segments from `first` on */
	int first, end, next;
};

struct looker {
	struct looking *all;
	struct ctx *cx;                      /* NULL: a thread that reads no rows */
	struct verdict_place place;
	enum err err;
};

/* What is said of 64 households: a row of signs each. */
struct signs { char of[64][CLAUSES_MAX]; };

static void signs_of(const struct run *x, int seg, size_t w, struct signs *out)
{
	const char known[4] = { verdict_sign(TRUTH_UNKNOWN), verdict_sign(TRUTH_TRUE),
		verdict_sign(TRUTH_FALSE), VERDICT_FAULT };

	for (int i = 0; i < x->rule->s->nslot; i++) {
		const struct run_planes *p = &x->slot[i];
		uint64_t yes, no, fault;

		if (!p->there) {
			for (int k = 0; k < 64; k++)
				out->of[k][i] = verdict_sign(TRUTH_ABSENT);
			continue;
		}
		fault = p->bits.error[seg][w];
		yes = p->bits.yes[seg][w] | fault;
		no = (p->bits.no[seg][w] & ~p->bits.yes[seg][w]) | fault;
		for (int k = 0; k < 64; k++)
			out->of[k][i] = known[(yes >> k & 1) | (no >> k & 1) << 1];
	}
}

static void note(struct differs *d, int64_t id, const struct verdict *v)
{
	if (d->n == d->room) {
		d->room = d->room ? d->room * 2 : 64;
		d->todo = mem_grow(d->todo, (size_t)d->room, sizeof *d->todo);
	}
	d->todo[d->n++] = (struct verdict_todo){ id, *v };
}

static enum err look_word(struct looker *k, int seg, size_t w, struct signs *signs)
{
	const struct run *x = k->all->x;
	const struct facts_segment *g = x->v->seg[seg];
	uint32_t from = (uint32_t)(64 * w), to = from + 64;

	signs_of(x, seg, w, signs);
	if (to > g->rows[0].n)
		to = g->rows[0].n;
	for (uint32_t row = from; row < to; row++) {
		struct verdict v FILLED_LATER;
		int64_t id;

		if (x->v->first[seg] + row < x->begin || x->v->first[seg] + row >= x->end)
			continue;
		v.household = facts_id(&g->rows[0], row);
		v.state = run_state(x, seg, row);
		v.nslot = x->rule->s->nslot;
		memcpy(v.slot, signs->of[row - from], sizeof v.slot);
		TRY(run_topup(k->cx, x, seg, row, &v.has_topup, &v.topup));
		if (verdict_same(k->all->to, &v, &k->place, &id))
			continue;
		v.area = run_area(x, seg, row);
		v.shard = -1;
		note(&k->all->of[seg - k->all->first], id, &v);
	}
	return OK;
}

static void look(void *arg)
{
	struct looker *k = arg;
	struct looking *all = k->all;
	struct signs signs = { 0 };
	int seg;

	while (k->err == OK && (seg = __atomic_fetch_add(&all->next, 1, __ATOMIC_RELAXED)) < all->end)
		for (size_t w = 0; k->err == OK && 64 * w < all->x->v->seg[seg]->rows[0].n; w++)
			k->err = look_word(k, seg, w, &signs);
}

/* Some segments, by several threads where no rows must be read. */
static enum err look_all(struct looker *k, int n)
{
	struct thread *t[THREADS_MAX];
	enum err err = OK;

	for (int i = 1; i < n; i++)
		t[i] = thread_start(look, &k[i]);
	look(&k[0]);
	for (int i = 1; i < n; i++)
		thread_join(t[i]);
	for (int i = 0; i < n && err == OK; i++)
		err = k[i].err;
	return err;
}

/* Empties what was noted, and writes it if all went well. */
static enum err write_noted(struct looking *all, struct verdict_run *to, enum err err)
{
	for (int s = 0; s < all->end - all->first; s++) {
		struct differs *d = &all->of[s];

		for (int i = 0; i < d->n && err == OK; i++)
			err = verdict_write(to, &d->todo[i]);
		mem_free(d->todo);
		*d = (struct differs){ 0 };
	}
	return err;
}

static enum err store_all(struct ctx *cx, const struct run *x, struct verdict_run *to)
{
	struct differs of[STRIDE] = { 0 };
	struct looking all = { .x = x, .to = to, .of = of };
	struct looker k[THREADS_MAX] = { 0 };
	int n = x->rule->topup && !x->need ? 1 : os_cpu_count();
	enum err err = OK;

	n = n > THREADS_MAX ? THREADS_MAX : n;
	for (int i = 0; i < n; i++)
		k[i] = (struct looker){ .all = &all, .cx = i ? NULL : cx };
	for (int s = 0; s < x->v->nseg && err == OK; s += STRIDE) {
		all.first = all.next = s;
		all.end = s + STRIDE < x->v->nseg ? s + STRIDE : x->v->nseg;
		err = write_noted(&all, to, look_all(k, n));
	}
	return err;
}

enum err run_store(struct ctx *cx, const struct run *x, const char *reason,
                   struct verdict_counts *out)
{
	struct verdict_run to;
	enum err err = verdict_begin(cx, x->r, x->rule->s, x->on, reason, &to);

	if (err != OK)
		return err;
	run_count(x, &to.count);
	if (verdict_book_newest(&to.book) > x->on && run_newest(x->f, x->v) != x->on) {
		to.count.later = verdict_book_newest(&to.book);
		*out = to.count;
		verdict_drop(&to);
		return OK;
	}
	err = store_all(cx, x, &to);
	if (err == OK)
		err = verdict_end(&to);
	else
		verdict_drop(&to);
	*out = to.count;
	return err;
}

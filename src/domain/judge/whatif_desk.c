/* whatif_desk - see the header. One question at a time: each takes milliseconds, on all processors.
 * What was kept goes when a commit has changed the snapshot. */
#include "domain/judge/whatif_desk.h"

#include "base/mem.h"
#include "base/thread.h"

#define KEPT 4

struct kept {
	struct run *run;
	struct whatif_now *now;          /* of `area`, without a scope; or NULL */
	int32_t area;
	uint64_t used;
};

struct whatif_desk {
	struct snapshot *snapshot;
	struct reg *view;                /* sees everything */
	const struct rules *rules;
	int threads;
	struct lock *lock;
	struct feed *feed;               /* the snapshot's; NULL: nobody asked yet */
	struct kept kept[KEPT];
	uint64_t turn;
};

static void forget(struct kept *k)
{
	whatif_now_close(k->now);
	run_close(k->run);
	*k = (struct kept){ 0 };
}

static enum err ready(struct ctx *cx, struct whatif_desk *d)
{
	if (d->feed)
		return OK;
	return snapshot_feed(cx, d->snapshot, &d->feed);
}

/* ---- today's answers ---- */

static const struct rule_standard *rule_of(const struct whatif_desk *d, struct str id)
{
	for (int i = 0; i < d->rules->p->nstandard; i++)
		if (d->rules->standard[i].noun->tag == TAG_household &&
		    str_eq(d->rules->standard[i].s->id, id))
			return &d->rules->standard[i];
	return NULL;
}

/* What belongs to an older snapshot goes; the view is only compared. */
static enum err freshen(struct ctx *cx, struct whatif_desk *d, date_t *newest)
{
	const struct facts_view *v;

	TRY(ready(cx, d));
	TRY(feed_hold(cx, d->feed, &v));
	for (int i = 0; i < KEPT; i++)
		if (d->kept[i].run && d->kept[i].run->v != v)
			forget(&d->kept[i]);
	if (newest)
		*newest = run_newest(d->feed, v);
	feed_release(d->feed, v);
	return OK;
}

static enum err run_of(struct ctx *cx, struct whatif_desk *d, const struct rule_standard *rule,
                       date_t on, struct kept **out)
{
	struct run_ask ask = { .r = d->view, .f = d->feed, .rules = d->rules, .rule = rule, .on = on,
		.threads = d->threads };
	struct kept *oldest = &d->kept[0];

	for (int i = 0; i < KEPT; i++) {
		struct kept *k = &d->kept[i];

		if (k->run && k->run->rule == rule && k->run->on == on) {
			k->used = ++d->turn;
			*out = k;
			return OK;
		}
		if (k->used < oldest->used)
			oldest = k;
	}
	forget(oldest);
	TRY(run_open(cx, &ask, &oldest->run));
	oldest->used = ++d->turn;
	*out = oldest;
	return OK;
}

static enum err now_of(struct ctx *cx, struct whatif_desk *d, struct kept *k, int32_t area,
                       const struct scope *scope, struct whatif_now **out, bool *mine)
{
	*mine = scope && !scope->all;
	if (*mine)
		return whatif_now_open(cx, k->run, d->rules, area, scope, d->threads, out);
	if (k->now && k->area != area) {
		whatif_now_close(k->now);
		k->now = NULL;
	}
	if (!k->now)
		TRY(whatif_now_open(cx, k->run, d->rules, area, NULL, d->threads, &k->now));
	k->area = area;
	*out = k->now;
	return OK;
}

/* ---- asking ---- */

/* By the tree of the view that the run holds: a newer one may count otherwise. */
static enum err area_of(struct ctx *cx, struct whatif_desk *d, const struct whatif_order *o,
                        const struct run *run, int32_t *area)
{
	*area = -1;
	if (!o->area)
		return OK;
	*area = feed_area(d->feed, run->v, o->area);
	if (*area < 0)
		return err_set(cx, ERR_NOTFOUND, "area", "row-not-found", "行政区划", "Area", NULL);
	return OK;
}

/* Today's figures of the place under a rule. */
static enum err seen(struct ctx *cx, struct whatif_desk *d, const struct whatif_order *o,
                     const struct rule_standard *rule, struct whatif_now **out, bool *mine)
{
	struct kept *k;
	date_t newest;
	int32_t area;

	TRY(freshen(cx, d, &newest));
	if (!o->on && !newest)
		return run_no_day(cx, d->feed);
	TRY(run_of(cx, d, rule, o->on ? o->on : newest, &k));
	TRY(area_of(cx, d, o, k->run, &area));
	return now_of(cx, d, k, area, o->scope, out, mine);
}

static enum err asked(struct ctx *cx, struct whatif_desk *d, const struct whatif_order *o,
                      enum err (*told)(void *state, const struct whatif *w), void *state)
{
	const struct rule_standard *rule = rule_of(d, o->standard);
	struct whatif_now *now;
	struct whatif *w;
	bool mine;
	enum err err;

	if (!rule)
		return err_set(cx, ERR_NOTFOUND, "household", "judge-no-standard",
		               str_z(&cx->arena, o->standard), NULL);
	TRY(seen(cx, d, o, rule, &now, &mine));
	err = whatif_open(cx, now, o->scenario, &w);
	if (err == OK) {
		err = told(state, w);
		whatif_close(w);
	}
	if (mine)
		whatif_now_close(now);
	return err;
}

enum err whatif_desk_ask(struct ctx *cx, struct whatif_desk *d, const struct whatif_order *o,
                         enum err (*told)(void *state, const struct whatif *w), void *state)
{
	enum err err;

	lock_write(d->lock);
	err = asked(cx, d, o, told, state);
	lock_end(d->lock);
	return err;
}

enum err whatif_desk_index(struct ctx *cx, struct whatif_desk *d, const struct pack_index *index,
                           const struct whatif_order *o,
                           enum err (*told)(void *state, const struct whatif_now *now),
                           void *state)
{
	const struct rule_standard *rule = &d->rules->index[index - d->rules->p->index];
	struct whatif_now *now;
	bool mine = false;
	enum err err;

	lock_write(d->lock);
	err = seen(cx, d, o, rule, &now, &mine);
	if (err == OK)
		err = told(state, now);
	if (mine)
		whatif_now_close(now);
	lock_end(d->lock);
	return err;
}

enum err whatif_desk_day(struct ctx *cx, struct whatif_desk *d, date_t *on)
{
	enum err err;

	lock_write(d->lock);
	err = freshen(cx, d, on);
	lock_end(d->lock);
	return err;
}

/* ---- opening and closing ---- */

enum err whatif_desk_open(struct ctx *cx, struct snapshot *snapshot, int threads,
                          struct whatif_desk **out)
{
	struct whatif_desk *d = mem_new(1, sizeof *d);
	enum err err;

	d->snapshot = snapshot;
	d->rules = snapshot_judge(snapshot)->rules;
	d->threads = threads;
	d->lock = lock_new();
	err = register_view(cx, snapshot_judge(snapshot)->r, &d->view);
	if (err != OK) {
		whatif_desk_close(cx, d);
		return err;
	}
	d->view->scope = NULL;
	register_share(d->view);
	*out = d;
	return OK;
}

void whatif_desk_close(struct ctx *cx, struct whatif_desk *d)
{
	if (!d)
		return;
	for (int i = 0; i < KEPT; i++)
		forget(&d->kept[i]);
	if (d->view)
		register_close(cx, d->view);
	lock_free(d->lock);
	mem_free(d);
}

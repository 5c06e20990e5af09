/* judge_all - see the header. */
#include "domain/judge/judge_all.h"

static enum err day(struct ctx *cx, struct judge_all *x)
{
	const struct facts_view *v;
	date_t newest;

	TRY(feed_hold(cx, x->feed, &v));
	newest = run_newest(x->feed, v);
	feed_release(x->feed, v);
	if (x->on > newest && x->on > register_today(cx, x->r))
		return err_set(cx, ERR_INPUT, "--on", "judge-on-future", NULL);
	x->on = x->on ? x->on : newest;
	return x->on ? OK : run_no_day(cx, x->feed);
}

static bool wanted(const struct judge_all *x, const struct rule_standard *rule)
{
	if (rule->noun->tag != TAG_household)
		return false;
	return x->standard.n ? str_eq(rule->s->id, x->standard) : standard_holds(rule->s, x->on);
}

static enum err one(struct ctx *cx, const struct judge_all *x, struct judge_all_of *of)
{
	struct run_ask ask = { .r = x->r, .f = x->feed, .rules = x->rules, .rule = of->rule,
		.on = x->on };
	struct run *run;
	enum err err;

	TRY(run_open(cx, &ask, &run));
	err = run_store(cx, run, x->reason, &of->n);
	run_close(run);
	return err;
}

enum err judge_all(struct ctx *cx, struct judge_all *x, struct judge_all_of **out, int *n)
{
	const struct rules *rules = x->rules;

	*n = 0;
	*out = arena_array(&cx->arena, (size_t)rules->p->nstandard + 1, sizeof **out);
	TRY(day(cx, x));
	for (int i = 0; i < rules->p->nstandard; i++)
		if (wanted(x, &rules->standard[i]))
			(*out)[(*n)++].rule = &rules->standard[i];
	if (x->standard.n && !*n)
		return err_set(cx, ERR_NOTFOUND, "household", "judge-no-standard",
		               str_z(&cx->arena, x->standard), NULL);
	for (int i = 0; i < *n; i++) {
		if (x->progress)
			x->progress(x->arg, i, *n);
		if (cx->stop && *cx->stop)
			return err_set(cx, ERR_CONFLICT, "household", "judge-stopped", NULL);
		TRY(one(cx, x, &(*out)[i]));
	}
	return OK;
}

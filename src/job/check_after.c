/* check_after - see the header. The writer's thread appends; it is read when nobody watches any
 * more. */
#include "job/check_after.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/judge/snapshot.h"

#define MEMORY ((size_t)64 << 20)        /* of the compiled checks */

static void told(void *state, const struct touched *t)
{
	struct check_after *x = state;

	x->all |= t->all;
	if (x->all || !t->n)
		return;
	if (x->n + t->n > x->cap) {
		x->cap = (x->n + t->n) * 2;
		x->id = mem_grow(x->id, x->cap, sizeof *x->id);
	}
	memcpy(x->id + x->n, t->id, t->n * sizeof *x->id);
	x->n += t->n;
}

enum err check_after_begin(struct ctx *cx, struct reg *r, struct check_after *x)
{
	*x = (struct check_after){ .main = r->main };
	x->watch = (struct reg_watch){ .told = told, .state = x };
	return register_watch(cx, r->main, &x->watch);
}

void check_after_drop(struct ctx *cx, struct check_after *x)
{
	struct err_info was = cx->err;

	if (!x->main)
		return;
	if (register_unwatch(cx, x->main, &x->watch) != OK && was.kind != OK)
		cx->err = was;
	mem_free(x->id);
	*x = (struct check_after){ 0 };
}

static int by_id(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

static enum err run(struct ctx *cx, struct reg *r, struct check_after *x, const struct scope *may,
                    struct snapshot *s, struct doubts_count *all)
{
	struct doubts_order o = { .reason = "import", .may = may, .only = !x->all, .household = x->id,
		.nhousehold = (int64_t)x->n };
	struct doubts_count *n;
	struct judge judge;
	struct arena a;
	enum err e = OK;

	arena_init(&a, MEMORY);
	if (s) {
		judge = *snapshot_judge(s);
		judge.r = r;
		o.feed = snapshot_now(s);
	} else {
		e = judge_open(cx, &a, r, &judge);
	}
	if (e == OK)
		e = doubts_run(cx, &judge, &o, &n);
	if (e == OK)
		doubts_sum(judge.rules->p, n, all);
	arena_free(&a);
	return e;
}

enum err check_after_end(struct ctx *cx, struct reg *r, struct check_after *x,
                         const struct scope *may, struct snapshot *s, struct doubts_count *all)
{
	enum err e = register_unwatch(cx, x->main, &x->watch);
	size_t kept = 0;

	*all = (struct doubts_count){ 0 };
	x->main = NULL;
	if (x->n)
		qsort(x->id, x->n, sizeof *x->id, by_id);
	for (size_t i = 0; i < x->n; i++)
		if (!kept || x->id[i] != x->id[kept - 1])
			x->id[kept++] = x->id[i];
	x->n = kept;
	if (e == OK && (x->n || x->all))
		e = run(cx, r, x, may, s, all);
	mem_free(x->id);
	*x = (struct check_after){ 0 };
	return e;
}

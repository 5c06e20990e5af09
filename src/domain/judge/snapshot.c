/* snapshot - see the header. A commit only rings; the thread then reads what was touched. */
#include "domain/judge/snapshot.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/thread.h"
#include "domain/judge/run.h"

#define RULES_ROOM ((size_t)256 << 20)

struct snapshot {
	struct reg *main;
	struct arena a;                  /* of the rules */
	struct judge judge;
	struct feed *feed;               /* written before `made` is closed */
	const char *path;
	int threads;
	struct thread *thread;           /* NULL: none */
	struct queue *made;              /* closed when the feed is there, or could not be made */
	struct queue *bell;              /* something was committed */
	_Atomic bool ready;
	struct reg_watch watch;
	volatile int stop;
	enum err err;
	char why[64], where[64];         /* of a failure */
};

static enum err make(struct ctx *cx, struct snapshot *s)
{
	return run_feed(cx, s->main, s->judge.rules, s->path, s->threads, &s->feed);
}

/* On the writer's thread. A bell that has not been answered yet is enough. */
static void rung(void *state, const struct touched *t)
{
	struct snapshot *s = state;

	(void)t;
	queue_offer(s->bell, s);
}

/* What fails here fails again for who asks, and is told there. */
static void follow(struct snapshot *s)
{
	const struct facts_view *v;
	struct ctx cx;
	void *one;

	while (queue_get(s->bell, &one)) {
		ctx_init(&cx, (size_t)256 << 20);
		cx.stop = &s->stop;
		if (feed_hold(&cx, s->feed, &v) == OK)
			feed_release(s->feed, v);
		ctx_free(&cx);
	}
}

static void behind(void *state)
{
	struct snapshot *s = state;
	struct ctx cx;

	ctx_init(&cx, (size_t)256 << 20);
	cx.stop = &s->stop;
	s->err = make(&cx, s);
	if (s->err != OK) {
		snprintf(s->why, sizeof s->why, "%s", cx.err.key ? cx.err.key : "");
		snprintf(s->where, sizeof s->where, "%.*s", STR_FMT(cx.err.where));
	}
	ctx_free(&cx);
	s->ready = s->err == OK;
	queue_close(s->made);
	if (s->err == OK)
		follow(s);
}

static enum err start(struct ctx *cx, struct snapshot *s)
{
	s->made = queue_new(1);
	s->bell = queue_new(1);
	s->watch = (struct reg_watch){ .told = rung, .state = s };
	TRY(register_watch(cx, s->main, &s->watch));
	s->thread = thread_start(behind, s);
	return OK;
}

enum err snapshot_open(struct ctx *cx, struct reg *main, const struct snapshot_how *how,
                       struct snapshot **out)
{
	struct snapshot *s = mem_new(1, sizeof *s);
	enum err err;

	s->main = main;
	s->threads = how->threads;
	arena_init(&s->a, RULES_ROOM);
	s->path = how->no_file ? NULL : main->path.columns;
	err = judge_open(cx, &s->a, main, &s->judge);
	if (err == OK)
		err = how->behind ? start(cx, s) : make(cx, s);
	s->ready = err == OK && !how->behind;
	if (err != OK)
		snapshot_close(cx, s);
	else
		*out = s;
	return err;
}

void snapshot_close(struct ctx *cx, struct snapshot *s)
{
	struct err_info was = cx->err;       /* what went wrong before is what people must hear */

	if (!s)
		return;
	if (s->watch.told && register_unwatch(cx, s->main, &s->watch) != OK)
		err_clear(cx);               /* the writer has ended, and tells nobody */
	s->stop = 1;
	if (s->thread) {
		queue_close(s->bell);
		thread_join(s->thread);
	}
	if (feed_close(cx, s->feed) != OK)
		err_clear(cx);               /* the file is of use, not of need */
	cx->err = was;
	queue_free(s->made);
	queue_free(s->bell);
	arena_free(&s->a);
	mem_free(s);
}

const struct judge *snapshot_judge(const struct snapshot *s)
{
	return &s->judge;
}

enum err snapshot_feed(struct ctx *cx, struct snapshot *s, struct feed **out)
{
	void *none;

	if (s->made)
		while (queue_get(s->made, &none))
			;
	if (!s->feed)
		return err_set(cx, s->err, s->where, s->why, NULL);
	*out = s->feed;
	return OK;
}

struct feed *snapshot_now(struct snapshot *s)
{
	return s && s->ready ? s->feed : NULL;
}

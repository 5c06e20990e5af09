/* import_chunk - chunks of prepared rows go to the writer from a thread of their own, so that the
 * next chunk is read and sealed while this one is written. */
#include "job/import_int.h"
#include "base/mem.h"

#include <stdatomic.h>

#define CHUNKS 3

struct committer {
	struct reg *r;
	int64_t batch, self;
	struct queue *full, *empty;
	struct thread *thread;
	struct chunk chunk[CHUNKS];
	_Atomic int64_t saved, pending;
	_Atomic int failed;
	struct ctx cx;               /* the thread's own; its error is handed on */
};

static enum err write_chunk(struct ctx *cx, struct db *db, void *arg)
{
	struct committer *c = ((void **)arg)[0];
	struct chunk *k = ((void **)arg)[1];
	struct reg view = *c->r;
	struct txn t;

	view.db = db;
	TRY(closing_none(cx, &view, k->year, k->nyear));     /* here nobody closes one meanwhile */
	db_bulk(db, true);              /* until the last batch is closed: import_batch.c */
	txn_begin(&t, c->r->st, ACT_IMPORT_CHUNK);
	t.leaf.batch = c->batch;
	if (c->self != c->batch) {      /* a corrected error list */
		t.leaf.object = TAG_batch;
		t.leaf.object_id = c->self;
	}
	t.leaf.actor = str_of(cx->actor);
	t.leaf.extra = k->extra;
	for (size_t i = 0; i < k->n; i++) {
		enum err e = txn_put(cx, db, &t, &k->row[i]);

		if (e != OK) {
			txn_drop(&t);
			return e;
		}
	}
	return txn_end(cx, db, &t);
}

static void chunk_empty(struct chunk *k)
{
	arena_reset(&k->a);
	k->n = 0;
	k->nyear = 0;
	k->rows = k->idle = 0;
}

static void work(void *arg)
{
	struct committer *c = arg;
	void *item;

	while (queue_get(c->full, &item)) {
		struct chunk *k = item;
		void *both[2] = { c, k };

		if (!c->failed && register_write(&c->cx, c->r, write_chunk, both) != OK)
			c->failed = 1;
		if (!c->failed)
			c->saved = k->done;
		c->pending--;
		if (!c->failed)                 /* the error told lives there */
			arena_reset(&c->cx.arena);
		chunk_empty(k);
		queue_put(c->empty, k);
	}
}

enum err committer_start(struct ctx *cx, const struct imp *im, struct committer **out)
{
	struct committer *c = mem_new(1, sizeof *c);

	c->r = im->r;
	c->batch = im->batch;
	c->self = im->self;
	ctx_init(&c->cx, 256 << 20);    /* all areas, should a year be closed meanwhile */
	c->cx.actor = cx->actor;
	c->cx.lang = cx->lang;
	c->full = queue_new(CHUNKS);
	c->empty = queue_new(CHUNKS);
	for (int i = 0; i < CHUNKS; i++) {
		arena_init(&c->chunk[i].a, 256 << 20);
		queue_put(c->empty, &c->chunk[i]);
	}
	c->thread = thread_start(work, c);
	*out = c;
	return OK;
}

static enum err failed(struct ctx *cx, struct committer *c)
{
	const struct err_info *e = &c->cx.err;
	const char *z[ERR_ARGS] = { 0 };

	for (int i = 0; i < e->narg && i < ERR_ARGS; i++)
		z[i] = str_z(&cx->arena, e->arg[i]);
	return err_set(cx, e->kind ? e->kind : ERR_BUG, str_z(&cx->arena, e->where),
	               e->key ? e->key : "bug", z[0], z[1], z[2], z[3], NULL);
}

enum err committer_put(struct ctx *cx, struct committer *c, struct chunk **chunk)
{
	void *item;

	if (*chunk) {
		c->pending++;
		queue_put(c->full, *chunk);
		*chunk = NULL;
	}
	if (!queue_get(c->empty, &item))
		return err_set(cx, ERR_BUG, "import", "bug", NULL);
	*chunk = item;
	return c->failed ? failed(cx, c) : OK;
}

enum err committer_drain(struct ctx *cx, struct committer *c)
{
	void *item[CHUNKS];
	int got = 0;

	/* all chunks but the caller's come back once they are written */
	while (c->pending > 0 && queue_get(c->empty, &item[got]))
		got++;
	while (got)
		queue_put(c->empty, item[--got]);
	return c->failed ? failed(cx, c) : OK;
}

int64_t committer_saved(struct committer *c)
{
	return c->saved;
}

void committer_stop(struct committer *c)
{
	queue_close(c->full);
	thread_join(c->thread);
	queue_free(c->full);
	queue_free(c->empty);
	for (int i = 0; i < CHUNKS; i++) {
		arena_free(&c->chunk[i].a);
		mem_free(c->chunk[i].row);
		mem_free(c->chunk[i].year);
	}
	ctx_free(&c->cx);
	mem_free(c);
}

struct prow *chunk_room(struct chunk *k)
{
	if (k->n == k->cap) {
		k->cap = k->cap ? k->cap * 2 : 1024;
		k->row = mem_grow(k->row, k->cap, sizeof *k->row);
	}
	return &k->row[k->n++];
}

void chunk_years(struct chunk *k, const struct rec *old, const struct rec *now)
{
	struct closing_at at[2];
	int n;

	closing_touches(old, now, at, &n);
	for (int i = 0; i < n; i++) {
		const struct closing_at *last = k->nyear ? &k->year[k->nyear - 1] : NULL;

		if (last && last->area == at[i].area && last->year == at[i].year)
			continue;
		if (k->nyear == k->cyear) {
			k->cyear = k->cyear ? k->cyear * 2 : 256;
			k->year = mem_grow(k->year, k->cyear, sizeof *k->year);
		}
		k->year[k->nyear++] = at[i];
	}
}

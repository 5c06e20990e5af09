/* verdict - see the header. What a run finds is held against what is stored (verdict_book) first:
 * most households say what they said. */
#include "domain/judge/verdict.h"

#include <assert.h>

#include "base/mem.h"
#include "base/thread.h"

#define ROOM ((size_t)64 << 20)          /* of one chunk */

static const struct sql sql_place = { "verdict.place",
	"SELECT area, shard FROM household WHERE id=$1", 0 };
static const struct sql sql_pack = { "verdict.pack", "SELECT max(id) FROM pack_version", 0 };

char verdict_sign(enum truth t)
{
	static const char sign[] = { [TRUTH_FALSE] = '0', [TRUTH_TRUE] = '1', [TRUTH_UNKNOWN] = '?',
		[TRUTH_ABSENT] = '-' };

	return sign[t];
}

/* ---- a run ---- */

static enum err codes(struct ctx *cx, const struct reg *r, int64_t code[3])
{
	static const char *const tag[] = { [TRUTH_FALSE] = "not_met", [TRUTH_TRUE] = "met",
		[TRUTH_UNKNOWN] = "unknown" };

	for (int i = 0; i < 3; i++)
		if (!list_tagged(r->model, "verdict_state", tag[i], &code[i]))
			return err_set(cx, ERR_INPUT, "verdict_state", "verdict-no-tag", tag[i], NULL);
	return OK;
}

enum err verdict_begin(struct ctx *cx, struct reg *r, const struct standard *s, date_t on,
                       const char *reason, struct verdict_run *out)
{
	struct stmt *q;
	bool row;

	*out = (struct verdict_run){ .cx = cx, .r = r, .s = s, .on = on, .reason = reason };
	TRY(codes(cx, r, out->code));
	TRY(db_stmt(cx, r->db, &sql_pack, &q));
	TRY(stmt_step(cx, q, &row));
	out->pack_version = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	return verdict_book_read(cx, r, s->id, &out->book);
}

static enum err short_again(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx, (void)arg;
	db_long(db, false);
	return OK;
}

void verdict_drop(struct verdict_run *run)
{
	struct err_info was = run->cx->err;

	if (run->lengthy && register_write(run->cx, run->r, short_again, NULL) != OK)
		run->cx->err = was;          /* it counts less than what went wrong before */
	run->lengthy = false;
	if (run->view)
		register_close(run->cx, run->view);
	run->view = NULL;
	verdict_book_free(&run->book);
	mem_free(run->todo);
	run->todo = NULL;
	run->ntodo = 0;
}

bool verdict_same(const struct verdict_run *run, const struct verdict *v,
                  struct verdict_place *place, int64_t *id)
{
	const struct verdict_kept *k = verdict_book_find(&run->book, v->household, place);

	*id = k ? k->id : 0;
	return k && k->print == verdict_print(run->code[v->state], (struct str){ v->slot,
	                                      (size_t)v->nslot }, v->has_topup, v->topup);
}

/* ---- writing: one thread makes rows ready while another one writes those before ---- */

#define CHUNK 4096

struct ready {
	struct verdict_run *run;
	const struct verdict_todo *todo;
	int ntodo;
	struct ctx cx;               /* emptied after each chunk */
	struct arena a;
	struct prow row[CHUNK];
	int n;
	int64_t fresh;
	enum err err;
};

/* Where the household lies, if whoever found v does not know. False: it is gone. */
static enum err place(struct ready *k, struct verdict *v, const struct rec *old, bool *there)
{
	struct stmt *q;

	*there = true;
	if (v->shard < 0 && old && old->area == v->area)
		v->shard = old->shard;
	if (v->shard >= 0)
		return OK;
	TRY(db_stmt(&k->cx, k->run->view->db, &sql_place, &q));
	stmt_int(q, 1, v->household);
	TRY(stmt_step(&k->cx, q, there));
	if (*there) {
		v->area = stmt_col_int(q, 0);
		v->shard = stmt_col_int(q, 1);
	}
	stmt_done(q);
	return OK;
}

static void fill(struct ready *k, const struct verdict *v, struct rec *now)
{
	const struct verdict_run *run = k->run;

	now->area = v->area;
	now->shard = v->shard;
	rec_int(now, VERDICT_household, v->household);
	rec_text(now, VERDICT_standard, run->s->id);
	rec_int(now, VERDICT_on_date, run->on);
	rec_int(now, VERDICT_state, run->code[v->state]);
	rec_text(now, VERDICT_clauses, str_dup(&k->a, (struct str){ v->slot, (size_t)v->nslot }));
	if (v->has_topup)
		rec_int(now, VERDICT_topup, v->topup);
	rec_int(now, VERDICT_pack_version, run->pack_version);
}

static enum err ready_one(struct ready *k, const struct verdict_todo *t)
{
	const struct entity *e = register_entity(k->run->r, TAG_verdict);
	struct verdict v = t->v;
	struct rec *old = NULL, *now;
	bool there;

	if (t->id)
		TRY(store_get(&k->cx, k->run->view->db, &k->a, e, t->id, &old));
	TRY(place(k, &v, old, &there));
	if (!there)
		return OK;
	now = rec_new(&k->a, e);
	now->id = t->id ? t->id : store_new_id(k->run->r->st, e);
	fill(k, &v, now);
	k->fresh += !old;
	return store_prepare(&k->cx, &k->a, k->run->r->st, now, old, NULL, &k->row[k->n++]);
}

static void ready_run(void *arg)
{
	struct ready *k = arg;

	arena_reset(&k->a);
	arena_reset(&k->cx.arena);
	k->n = 0;
	k->fresh = 0;
	k->err = OK;
	k->err = db_begin_read(&k->cx, k->run->view->db);
	for (int i = 0; i < k->ntodo && k->err == OK; i++)
		k->err = ready_one(k, &k->todo[i]);
	db_end_read(k->run->view->db);
	db_hasten(k->run->r->path.db);       /* of the chunks before */
}

/* Chunk i of what is to be done, on a thread of its own. */
static struct thread *ready_start(struct ready *k, const struct verdict_run *run, int i)
{
	int from = i * CHUNK, left = run->ntodo - from;

	if (left <= 0)
		return NULL;
	k->todo = run->todo + from;
	k->ntodo = left < CHUNK ? left : CHUNK;
	return thread_start(ready_run, k);
}

struct leaf_job {
	struct verdict_run *run;
	bool more;                   /* it is not the last one of the run */
	struct ready *pair[2];
	int64_t changed, fresh;
};

static enum err put_chunk(struct ctx *cx, struct db *db, struct txn *t, const struct ready *k)
{
	if (k->err != OK)
		return err_set(cx, k->err, "verdict", k->cx.err.key, NULL);
	if (k->n && !t->n)
		t->leaf.object_id = k->row[0].id;
	for (int i = 0; i < k->n; i++)
		TRY(txn_put(cx, db, t, &k->row[i]));
	return OK;
}

static enum err write_leaf(struct ctx *cx, struct db *db, void *arg)
{
	struct leaf_job *job = arg;
	struct verdict_run *run = job->run;
	struct thread *at = ready_start(job->pair[0], run, 0);
	enum err e = OK;
	struct txn t;

	if (job->more || run->lengthy)
		db_long(db, job->more);
	txn_begin(&t, run->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.note = str_of(run->reason ? run->reason : "");
	t.leaf.extra = run->s->id;
	t.leaf.object = TAG_verdict;
	for (int i = 0; at; i++) {
		struct ready *k = job->pair[i & 1];

		thread_join(at);
		at = e == OK ? ready_start(job->pair[(i + 1) & 1], run, i + 1) : NULL;
		if (e == OK)
			e = put_chunk(cx, db, &t, k);
		job->changed += k->n;
		job->fresh += k->fresh;
	}
	if (e == OK && t.n)
		return txn_end(cx, db, &t);
	txn_drop(&t);
	return e;
}

static enum err flush(struct verdict_run *run, bool more)
{
	struct leaf_job job = { .run = run, .more = more };
	enum err e;

	if (!run->ntodo)
		return OK;                   /* verdict_drop ends what was begun */
	if (!run->view)
		TRY(register_view(run->cx, run->r->main, &run->view));
	for (int i = 0; i < 2; i++) {
		job.pair[i] = mem_new(1, sizeof *job.pair[i]);
		job.pair[i]->run = run;
		ctx_init(&job.pair[i]->cx, (size_t)64 << 20);
		arena_init(&job.pair[i]->a, ROOM);
	}
	e = register_write(run->cx, run->r, write_leaf, &job);
	run->lengthy = more;
	for (int i = 0; i < 2; i++) {
		arena_free(&job.pair[i]->a);
		ctx_free(&job.pair[i]->cx);
		mem_free(job.pair[i]);
	}
	run->ntodo = 0;
	if (e == OK) {
		run->count.changed += job.changed;
		run->count.fresh += job.fresh;
	}
	return e;
}

enum err verdict_write(struct verdict_run *run, const struct verdict_todo *t)
{
	if (!run->todo)
		run->todo = mem_new(VERDICT_LEAF, sizeof *run->todo);
	run->todo[run->ntodo++] = *t;
	return run->ntodo == VERDICT_LEAF ? flush(run, true) : OK;
}

enum err verdict_add(struct verdict_run *run, const struct verdict *v)
{
	struct verdict_todo t = { .v = *v };

	assert(v->state != TRUTH_ABSENT && v->nslot <= CLAUSES_MAX);
	run->count.judged++;
	run->count.met += v->state == TRUTH_TRUE;
	run->count.not_met += v->state == TRUTH_FALSE;
	run->count.unknown += v->state == TRUTH_UNKNOWN;
	return verdict_same(run, v, &run->place, &t.id) ? OK : verdict_write(run, &t);
}

enum err verdict_end(struct verdict_run *run)
{
	enum err e = flush(run, false);

	verdict_drop(run);
	return e;
}

enum err verdict_stored(struct ctx *cx, struct reg *r, int64_t household, struct str standard,
                        struct rec **out)
{
	struct rec **row;
	int n;

	*out = NULL;
	TRY(register_children(cx, r, register_entity(r, TAG_verdict), household, &row, &n));
	for (int i = 0; i < n; i++)
		if (str_eq(row[i]->v[VERDICT_standard].s, standard))
			*out = row[i];
	return OK;
}

/* writer - one thread, one connection, group commit.
 *
 * A group is whatever waits when the thread comes round: while one commit syncs, the next group
 * gathers by itself, so nobody waits on a timer. A group is closed after GROUP_NS or GROUP_MAX
 * jobs. Failures, from small to large:
 *   a job fails              its savepoint is rolled back, the others go on
 *   the transaction is gone  (disk full, I/O error) nothing was written: all get that error
 *   the commit fails         ERR_UNKNOWN to all whose work was in it; the file is reopened
 * After the last two, memory is loaded anew from the file (hooks.reopened). A file that cannot be
 * reopened is tried again with every group, whose jobs meanwhile get the reason and are not run. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/os.h"
#include "base/thread.h"
#include "db/db_private.h"
#include "db/writer.h"

#define WAITING_MAX 256
#define GROUP_MAX   256
#define GROUP_NS    INT64_C(5000000)
#define ARENA_MAX   (8u << 20)

/* Lives on the stack of the caller, who sleeps until `answered`. */
struct job {
	struct ctx *cx;
	writer_fn *fn;
	void *arg;
	enum err result;
	bool answered;
	pthread_cond_t answer;
	struct job *next;
};

struct writer {
	struct writer_hooks h;
	char *path;
	struct db *db;                   /* NULL while it cannot be reopened */
	struct ctx cx;                   /* of one group: errors that belong to no job */
	struct ctx keep;                 /* memory of what the last hooks.reopened loaded */
	struct thread *thread;
	pthread_mutex_t lock;            /* guards what follows */
	pthread_cond_t work;
	struct job *first, *last;
	int waiting;
	bool stop;
};

/* What failed below without a word is the database. */
static void copy_error(struct ctx *to, enum err e, const struct err_info *from)
{
	err_copy(to, e, from);
	if (!to->err.key)
		to->err.key = "db-sql";
}

/* ---- the database underneath ---- */

/* Each time with a context of its own, which lives as long as what was loaded into it. */
static enum err load(struct writer *w, struct db *db)
{
	struct ctx fresh;

	if (!w->h.reopened)
		return OK;
	ctx_init(&fresh, ARENA_MAX);
	enum err e = w->h.reopened(&fresh, db, w->h.state);
	if (e != OK) {
		copy_error(&w->cx, e, &fresh.err);
		ctx_free(&fresh);
		return e;
	}
	ctx_free(&w->keep);
	w->keep = fresh;
	return OK;
}

/* Frames of a commit whose sync failed may lie in the WAL without being on the disk. They are
 * copied into the file, which is synced, and the WAL is emptied, before anything is added: a
 * later commit must not stand behind frames that a power cut takes away. */
static enum err reopen(struct writer *w)
{
	struct db *db = NULL;

	db_close(w->db);
	w->db = NULL;
	TRY(db_open(&w->cx, w->path, DB_WRITE, &db));
	enum err e = db_checkpoint(&w->cx, db);
	if (e == OK)
		e = load(w, db);
	if (e != OK) {
		db_close(db);
		return e;
	}
	db->lazy = true;
	w->db = db;
	return OK;
}

/* The whole group was rolled back: memory goes back to what the file says. */
static void reload(struct writer *w)
{
	if (w->db && !db_broken(w->db) && load(w, w->db) == OK)
		return;
	db_close(w->db);
	w->db = NULL;
}

/* ---- one group ---- */

/* All jobs of the group that had not failed by themselves fail with the same error. */
static void fail_group(struct job *group, enum err e, const struct err_info *from)
{
	for (struct job *j = group; j; j = j->next)
		if (j->result == OK) {
			j->result = e;
			copy_error(j->cx, e, from);
		}
}

/* False when the transaction is gone and with it the whole group. */
static bool run_job(struct writer *w, struct job *j)
{
	if (w->h.mark)
		w->h.mark(w->h.state);
	j->result = db_savepoint(j->cx, w->db);
	if (j->result == OK)
		j->result = j->fn(j->cx, w->db, j->arg);
	if (j->result == OK)
		j->result = db_release(j->cx, w->db);
	if (j->result == OK)
		return true;
	db_rollback_to(w->db);
	if (w->h.undo)
		w->h.undo(w->h.state);
	return !db_broken(w->db) && db_in_transaction(w->db);
}

/* The first job of a group needs no savepoint: if it fails, there is nothing else to keep. That
 * matters: inside a savepoint the engine remembers every page as it was, and goes through that
 * memory from its start after each statement, so that many updates take quadratic time. */
static bool run_first(struct writer *w, struct job *j)
{
	if (w->h.mark)
		w->h.mark(w->h.state);
	j->result = j->fn(j->cx, w->db, j->arg);
	if (j->result == OK)
		return true;
	db_rollback(w->db);
	if (w->h.undo)
		w->h.undo(w->h.state);
	if (db_broken(w->db) || db_begin(&w->cx, w->db) != OK)
		return false;
	return !w->h.begin || w->h.begin(&w->cx, w->db, w->h.state) == OK;
}

static struct job *take(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	struct job *j = w->first;
	if (j) {
		w->first = j->next;
		if (!w->first)
			w->last = NULL;
		j->next = NULL;
	}
	pthread_mutex_unlock(&w->lock);
	return j;
}

/* The group's error when another job's failure took the transaction with it. A full disk says so;
 * anything else is that job's own business. */
static void fail_lost(struct writer *w, struct job *group, const struct job *culprit)
{
	if (culprit->result == ERR_IO) {
		fail_group(group, ERR_IO, &culprit->cx->err);
		return;
	}
	err_clear(&w->cx);
	err_set(&w->cx, ERR_IO, w->path, "writer-group-lost", NULL);
	fail_group(group, ERR_IO, &w->cx.err);
}

/* Runs jobs until the group is closed; *group is the list of those that ran, in order. */
static bool run_jobs(struct writer *w, struct job **group)
{
	int64_t until = os_mono_ns() + GROUP_NS;
	struct job **tail = group;
	int n = 0;

	for (struct job *j = *group; j; j = n < GROUP_MAX
		&& os_mono_ns() < until ? take(w) : NULL) {
		*tail = j;
		tail = &j->next;
		if (!(n++ ? run_job(w, j) : run_first(w, j))) {
			fail_lost(w, *group, j);
			return false;
		}
	}
	return true;
}

static bool any_succeeded(const struct job *group)
{
	for (; group; group = group->next)
		if (group->result == OK)
			return true;
	return false;
}

static enum err begin(struct writer *w)
{
	if (!w->db)
		TRY(reopen(w));
	TRY(db_begin(&w->cx, w->db));
	return w->h.begin ? w->h.begin(&w->cx, w->db, w->h.state) : OK;
}

static enum err commit(struct writer *w)
{
	if (w->h.before_commit)
		TRY(w->h.before_commit(&w->cx, w->db, w->h.state));
	TRY(db_commit(&w->cx, w->db));
	if (w->h.committed)
		w->h.committed(w->h.state);
	return OK;
}

/* *group holds the first job, then all that joined it. */
static void run_group(struct writer *w, struct job **group)
{
	enum err e = begin(w);

	if (e == OK && !run_jobs(w, group)) {
		db_rollback(w->db);
		reload(w);
		return;
	}
	if (e == OK && !any_succeeded(*group)) {
		db_rollback(w->db);
		return;
	}
	if (e == OK)
		e = commit(w);
	if (e == OK)
		return;
	fail_group(*group, e, &w->cx.err);
	if (!w->db)
		return;
	if (!db_broken(w->db))
		db_rollback(w->db);
	reload(w);
}

static void answer(struct writer *w, struct job *group)
{
	pthread_mutex_lock(&w->lock);
	for (struct job *j = group, *next; j; j = next) {
		/* once answered, the caller's stack is his again */
		next = j->next;
		w->waiting--;
		j->answered = true;
		pthread_cond_signal(&j->answer);
	}
	pthread_mutex_unlock(&w->lock);
}

static struct job *wait_for_work(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->stop)
		pthread_cond_wait(&w->work, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return take(w);
}

static void writer_main(void *arg)
{
	struct writer *w = arg;

	for (struct job *group; (group = wait_for_work(w)) != NULL;) {
		err_clear(&w->cx);
		arena_reset(&w->cx.arena);
		run_group(w, &group);
		answer(w, group);
		if (w->db)
			/* after the replies: nobody waits for the checkpoint */
			db_tend(w->db);
		if (w->db && db_broken(w->db))
			reload(w);
		if (!w->db) {
			err_clear(&w->cx);
			(void)reopen(w);             /* tried again with the next group */
		}
	}
}

/* ---- the callers' side ---- */

enum err writer_start(struct ctx *cx, const char *db_path, const struct writer_hooks *h,
                      struct writer **out)
{
	struct db *db = NULL;

	TRY(db_open(cx, db_path, DB_WRITE, &db));
	struct writer *w = calloc(1, sizeof(*w));
	if (!w || !(w->path = strdup(db_path)))
		abort();
	if (h)
		w->h = *h;
	db->lazy = true;
	w->db = db;
	ctx_init(&w->cx, ARENA_MAX);
	ctx_init(&w->keep, ARENA_MAX);
	w->cx.actor = "writer";
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	w->thread = thread_start(writer_main, w);
	*out = w;
	return OK;
}

enum err writer_run(struct ctx *cx, struct writer *w, writer_fn *fn, void *arg)
{
	struct job j = { .cx = cx, .fn = fn, .arg = arg };

	pthread_mutex_lock(&w->lock);
	if (w->stop || w->waiting >= WAITING_MAX) {
		bool stop = w->stop;
		pthread_mutex_unlock(&w->lock);
		return stop ? err_set(cx, ERR_CONFLICT, "writer", "writer-stopped", NULL)
		            : err_set(cx, ERR_LIMIT, "writer", "writer-full", NULL);
	}
	pthread_cond_init(&j.answer, NULL);
	if (w->last)
		w->last->next = &j;
	else
		w->first = &j;
	w->last = &j;
	w->waiting++;
	pthread_cond_signal(&w->work);
	while (!j.answered)
		pthread_cond_wait(&j.answer, &w->lock);
	pthread_mutex_unlock(&w->lock);
	pthread_cond_destroy(&j.answer);
	return j.result;
}

void writer_stop(struct writer *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	assert(!w->stop);
	w->stop = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	thread_join(w->thread);
	db_close(w->db);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	ctx_free(&w->cx);
	ctx_free(&w->keep);
	free(w->path);
	free(w);
}

/* The one thread that writes: what 64 people at once may rely on, on good days and bad ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/thread.h"
#include "db/writer.h"

void db_test_fail_sync(int nth);
void db_test_fail_write(int nth);

static const struct sql q_put = { "w.put", "INSERT INTO t(id) VALUES($1)", SQL_WRITE };
static const struct sql q_has = { "w.has", "SELECT count(*) FROM t WHERE id=$1", 0 };
static const struct sql q_count = { "w.count", "SELECT count(*) FROM t", SQL_SCAN_OK };

/* Memory that must keep step with the file, as the journal's frontier does: the number of rows. */
struct state {
	int64_t rows, mark;
	atomic_int commits, reopened;
	atomic_bool fail_before_commit, fail_reopen;
};

static void on_mark(void *p)
{
	((struct state *)p)->mark = ((struct state *)p)->rows;
}

static void on_undo(void *p)
{
	((struct state *)p)->rows = ((struct state *)p)->mark;
}

static enum err on_before_commit(struct ctx *cx, struct db *db, void *p)
{
	(void)db;
	if (((struct state *)p)->fail_before_commit)
		return err_set(cx, ERR_LIMIT, "hook", "db-too-big", NULL);
	return OK;
}

static void on_committed(void *p)
{
	((struct state *)p)->commits++;
}

static int64_t rows_in(struct ctx *cx, struct db *db)
{
	struct stmt *s;
	bool row = false;

	assert_int_equal(db_stmt(cx, db, &q_count, &s), OK);
	assert_int_equal(stmt_step(cx, s, &row), OK);
	int64_t n = stmt_col_int(s, 0);
	stmt_done(s);
	return n;
}

static enum err on_reopened(struct ctx *cx, struct db *db, void *p)
{
	struct state *st = p;

	if (st->fail_reopen)
		return err_set(cx, ERR_TAMPER, "hook", "journal-head-mismatch", "leaf 1", NULL);
	st->rows = rows_in(cx, db);
	st->reopened++;
	return OK;
}

struct fix {
	char dir[64], path[96];
	struct ctx cx;
	struct state st;
	struct writer *w;
};

static void open_fix(struct fix *f)
{
	struct db *db;

	memset(f, 0, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "/tmp/jz-test-writer-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/jingzhun.db", f->dir);
	ctx_init(&f->cx, 0);
	assert_int_equal(db_open(&f->cx, f->path, DB_CREATE, &db), OK);
	assert_int_equal(db_exec_schema(&f->cx, db, "CREATE TABLE t(id INTEGER PRIMARY KEY)"), OK);
	db_close(db);
	struct writer_hooks h = { .mark = on_mark, .undo = on_undo, .before_commit =
		on_before_commit,
		.committed = on_committed, .reopened = on_reopened, .state = &f->st };
	assert_int_equal(writer_start(&f->cx, f->path, &h, &f->w), OK);
}

static void close_fix(struct fix *f)
{
	static const char *const files[] = { "", "-wal", "-shm" };

	writer_stop(f->w);
	for (int i = 0; i < 3; i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", f->path, files[i]);
		unlink(name);
	}
	assert_int_equal(rmdir(f->dir), 0);
	ctx_free(&f->cx);
}

static int64_t rows_on_disk(struct fix *f)
{
	struct db *db;

	assert_int_equal(db_open(&f->cx, f->path, DB_READ, &db), OK);
	int64_t n = rows_in(&f->cx, db);
	db_close(db);
	return n;
}

static bool on_disk(struct fix *f, int64_t id)
{
	struct db *db;
	struct stmt *s;
	bool row;

	assert_int_equal(db_open(&f->cx, f->path, DB_READ, &db), OK);
	assert_int_equal(db_stmt(&f->cx, db, &q_has, &s), OK);
	stmt_int(s, 1, id);
	assert_int_equal(stmt_step(&f->cx, s, &row), OK);
	bool there = stmt_col_int(s, 0) > 0;
	db_close(db);
	return there;
}

struct order {
	struct state *st;
	int64_t id;
	bool spoil;                      /* writes, then fails */
};

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct order *o = arg;
	struct stmt *s;

	TRY(db_stmt(cx, db, &q_put, &s));
	stmt_int(s, 1, o->id);
	TRY(stmt_run(cx, s, NULL));
	o->st->rows++;
	return o->spoil ? err_set(cx, ERR_INPUT, "job", "db-constraint", "x", "y", NULL) : OK;
}

static enum err nothing(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx, (void)db, (void)arg;
	return OK;
}

/* The writer reopens after it has answered; a job that is run shows that it is done. */
static void settle(struct fix *f)
{
	assert_int_equal(writer_run(&f->cx, f->w, nothing, NULL), OK);
}

/* ---- 64 at once ---- */

enum { THREADS = 64, EACH = 30 };

struct person {
	struct fix *f;
	int n;
	enum err got[EACH];
	bool bad_message;
	struct thread *thread;
};

static void person_main(void *arg)
{
	struct person *p = arg;

	for (int i = 0; i < EACH; i++) {
		struct ctx cx;
		struct order o = { &p->f->st, p->n * 1000 + i, i % 5 == 4 };
		ctx_init(&cx, 1 << 20);
		p->got[i] = writer_run(&cx, p->f->w, put, &o);
		if ((p->got[i] == OK) != (cx.err.kind == OK) || cx.err.kind != p->got[i])
			p->bad_message = true;
		ctx_free(&cx);
	}
}

static void crowd(struct fix *f, struct person *people)
{
	for (int i = 0; i < THREADS; i++) {
		people[i] = (struct person){ .f = f, .n = i + 1 };
		people[i].thread = thread_start(person_main, &people[i]);
	}
	for (int i = 0; i < THREADS; i++)
		thread_join(people[i].thread);
}

static void test_sixty_four_at_once(void **state)
{
	static struct person people[THREADS];
	struct fix f;

	(void)state;
	open_fix(&f);
	crowd(&f, people);
	for (int i = 0; i < THREADS; i++) {
		assert_false(people[i].bad_message);
		for (int k = 0; k < EACH; k++)
			assert_int_equal(people[i].got[k], k % 5 == 4 ? ERR_INPUT : OK);
	}
	assert_int_equal(rows_on_disk(&f), THREADS * EACH * 4 / 5);
	assert_int_equal(f.st.rows, THREADS * EACH * 4 / 5);     /* undone with the savepoint */
	/* groups, not singles */
	assert_true(f.st.commits > 0 && f.st.commits < THREADS * EACH / 4);
	assert_int_equal(f.st.reopened, 0);
	close_fix(&f);
}

/* A sync fails somewhere in the crowd, again and again: nobody is told "done" or "not done" who
 * could be wrong; memory and file agree afterwards. */
static void test_failing_syncs_in_the_crowd(void **state)
{
	static struct person people[THREADS];
	struct fix f;

	(void)state;
	for (int round = 0; round < 12; round++) {
		int unknown = 0;
		open_fix(&f);
		db_test_fail_sync(1 + round);
		crowd(&f, people);
		db_test_fail_sync(0);
		settle(&f);
		for (int i = 0; i < THREADS; i++)
			for (int k = 0; k < EACH; k++) {
				enum err e = people[i].got[k];
				bool there = on_disk(&f, people[i].n * 1000 + k);
				assert_true(e == OK || e == ERR_INPUT || e == ERR_UNKNOWN
					|| e == ERR_IO);
				if (e == OK)
					assert_true(there);
				else if (e != ERR_UNKNOWN)
					assert_false(there);
				unknown += e == ERR_UNKNOWN;
			}
		assert_true(unknown > 0 || f.st.reopened > 0);
		assert_int_equal(f.st.rows, rows_on_disk(&f));
		close_fix(&f);
	}
}

static void test_unknown_then_on_with_the_reopened_file(void **state)
{
	struct fix f;
	struct order a = { &f.st, 1, false }, b = { &f.st, 2, false }, c = { &f.st, 3, false };

	(void)state;
	open_fix(&f);
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), OK);
	db_test_fail_sync(1);
	assert_int_equal(writer_run(&f.cx, f.w, put, &b), ERR_UNKNOWN);
	assert_string_equal(f.cx.err.key, "db-unknown");
	err_clear(&f.cx);
	assert_int_equal(writer_run(&f.cx, f.w, put, &c), OK);   /* the next finds it reopened */
	assert_int_equal(f.st.reopened, 1);
	/* Here the failed commit turned out durable; either way memory says what the file says. */
	assert_true(on_disk(&f, 1) && on_disk(&f, 3));
	assert_int_equal(f.st.rows, rows_on_disk(&f));
	close_fix(&f);
}

/* The same while a reader keeps the old snapshot: the writer may not go on behind frames that may
 * not be on the disk, so it waits for the reader or refuses; it never lies. */
static void test_unknown_with_a_reader_present(void **state)
{
	struct fix f;
	struct db *reader;
	struct order a = { &f.st, 1, false }, b = { &f.st, 2, false }, c = { &f.st, 3, false };

	(void)state;
	open_fix(&f);
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), OK);
	assert_int_equal(db_open(&f.cx, f.path, DB_READ, &reader), OK);
	db_test_fail_sync(1);
	assert_int_equal(writer_run(&f.cx, f.w, put, &b), ERR_UNKNOWN);
	err_clear(&f.cx);
	assert_int_equal(writer_run(&f.cx, f.w, put, &c), OK);
	assert_int_equal(f.st.rows, rows_in(&f.cx, reader));
	db_close(reader);
	assert_int_equal(f.st.rows, rows_on_disk(&f));
	close_fix(&f);
}

static void test_file_that_cannot_be_reopened(void **state)
{
	struct fix f;
	struct order a = { &f.st, 1, false }, b = { &f.st, 2, false }, c = { &f.st, 3, false };

	(void)state;
	open_fix(&f);
	f.st.fail_reopen = true;
	db_test_fail_sync(1);
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), ERR_UNKNOWN);
	err_clear(&f.cx);
	assert_int_equal(writer_run(&f.cx, f.w, put, &b), ERR_TAMPER);   /* the reason; not run */
	assert_string_equal(f.cx.err.key, "journal-head-mismatch");
	assert_true(str_eqz(f.cx.err.arg[0], "leaf 1"));
	err_clear(&f.cx);
	f.st.fail_reopen = false;
	assert_int_equal(writer_run(&f.cx, f.w, put, &c), OK);
	assert_false(on_disk(&f, 2));
	assert_true(on_disk(&f, 3));
	assert_int_equal(f.st.rows, rows_on_disk(&f));
	close_fix(&f);
}

static void test_full_disk_then_space_again(void **state)
{
	static struct person people[THREADS];
	struct fix f;
	struct order a = { &f.st, 1, false };

	(void)state;
	open_fix(&f);
	db_test_fail_write(20);
	crowd(&f, people);
	db_test_fail_write(0);
	int ok = 0, full = 0;
	for (int i = 0; i < THREADS; i++)
		for (int k = 0; k < EACH; k++) {
			ok += people[i].got[k] == OK;
			full += people[i].got[k] == ERR_IO;
		}
	assert_true(full > 0);
	assert_int_equal(rows_on_disk(&f), ok);
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), OK);   /* without a restart */
	assert_int_equal(rows_on_disk(&f), ok + 1);
	assert_int_equal(f.st.rows, ok + 1);
	close_fix(&f);
}

static void test_hook_can_refuse_the_commit(void **state)
{
	struct fix f;
	struct order a = { &f.st, 1, false };

	(void)state;
	open_fix(&f);
	f.st.fail_before_commit = true;
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), ERR_LIMIT);
	err_clear(&f.cx);
	f.st.fail_before_commit = false;
	assert_int_equal(rows_on_disk(&f), 0);
	assert_int_equal(writer_run(&f.cx, f.w, put, &a), OK);
	assert_int_equal(f.st.rows, 1);
	close_fix(&f);
}

/* ---- the queue ---- */

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool entered, open;
};

static enum err hold(struct ctx *cx, struct db *db, void *arg)
{
	struct gate *g = arg;

	(void)cx, (void)db;
	pthread_mutex_lock(&g->lock);
	g->entered = true;
	pthread_cond_broadcast(&g->change);
	while (!g->open)
		pthread_cond_wait(&g->change, &g->lock);
	pthread_mutex_unlock(&g->lock);
	return OK;
}

struct waiter { struct fix *f; struct gate *g; atomic_int *limit, *done; int id; struct thread *t;
	};

static void hold_main(void *arg)
{
	struct waiter *w = arg;
	struct ctx cx;

	ctx_init(&cx, 1 << 20);
	if (writer_run(&cx, w->f->w, hold, w->g) == OK)
		++*w->done;
	ctx_free(&cx);
}

static void put_main(void *arg)
{
	struct waiter *w = arg;
	struct ctx cx;
	struct order o = { &w->f->st, w->id, false };

	ctx_init(&cx, 1 << 20);
	enum err e = writer_run(&cx, w->f->w, put, &o);
	if (e == OK)
		++*w->done;
	if (e == ERR_LIMIT)
		++*w->limit;
	ctx_free(&cx);
}

static void test_queue_is_bounded(void **state)
{
	enum { N = 300 };
	static struct waiter w[N];
	struct fix f;
	struct gate g = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false };
	atomic_int limit = 0, done = 0;

	(void)state;
	open_fix(&f);
	w[0] = (struct waiter){ &f, &g, &limit, &done, 0, NULL };
	w[0].t = thread_start(hold_main, &w[0]);
	pthread_mutex_lock(&g.lock);
	while (!g.entered)
		pthread_cond_wait(&g.change, &g.lock);
	pthread_mutex_unlock(&g.lock);
	for (int i = 1; i < N; i++) {
		w[i] = (struct waiter){ &f, &g, &limit, &done, i, NULL };
		w[i].t = thread_start(put_main, &w[i]);
	}
	while (limit < N - 256)                  /* 256 wait, the others are sent away at once */
		usleep(1000);
	pthread_mutex_lock(&g.lock);
	g.open = true;
	pthread_cond_broadcast(&g.change);
	pthread_mutex_unlock(&g.lock);
	for (int i = 0; i < N; i++)
		thread_join(w[i].t);
	assert_int_equal(limit, N - 256);
	assert_int_equal(done, 256);
	assert_int_equal(rows_on_disk(&f), 255);
	close_fix(&f);
}

static void test_start_needs_a_file(void **state)
{
	struct ctx cx;
	struct writer *w;

	(void)state;
	ctx_init(&cx, 0);
	assert_int_equal(writer_start(&cx, "/nonexistent/jingzhun.db", NULL, &w), ERR_NOTFOUND);
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sixty_four_at_once),
		cmocka_unit_test(test_failing_syncs_in_the_crowd),
		cmocka_unit_test(test_unknown_then_on_with_the_reopened_file),
		cmocka_unit_test(test_unknown_with_a_reader_present),
		cmocka_unit_test(test_file_that_cannot_be_reopened),
		cmocka_unit_test(test_full_disk_then_space_again),
		cmocka_unit_test(test_hook_can_refuse_the_commit),
		cmocka_unit_test(test_queue_is_bounded),
		cmocka_unit_test(test_start_needs_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

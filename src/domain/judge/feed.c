/* feed - one statement for each noun brings the rows of a whole area, household after household;
 * the same statement, asked for one household, brings what a commit touched (feed_read). */
#include "domain/judge/feed.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "domain/judge/feed_read.h"
#include "domain/judge/trees.h"

#define THREADS_MAX 16
#define NAMES_MAX   100000               /* households that are followed one by one */

struct feed {
	struct reg *main, *view;             /* view: for reading what was touched */
	struct arena a;
	struct facts_schema *s;
	struct facts *facts;
	struct feed_sources rows;
	const char *path;
	int threads;

	struct lock *turn;                   /* who brings the facts up to date */
	struct trees *trees;                 /* the newest is for the views to come */

	struct lock *lock;                   /* what was told */
	struct reg_watch watch;
	int64_t *id;
	size_t nid, room;
	bool all, tree;

	struct feed_told told;
	uint64_t filed;                      /* stamp of the file; 0: there is none that fits */
};

static const struct sql sql_past = { "feed.past",
	"SELECT DISTINCT area FROM household_h WHERE id=$1", 0 };
static const struct sql sql_sizes = { "feed.sizes",
	"SELECT area, count(*) FROM household GROUP BY area", SQL_SCAN_OK };
static const struct sql sql_stamp = { "feed.stamp",
	"SELECT seq, data FROM leaf WHERE seq=(SELECT max(seq) FROM leaf)", 0 };

/* ---- the scan ---- */

struct share {                           /* areas that one thread reads */
	struct feed *f;
	struct facts_builder *b;
	int from, to;
	struct ctx cx;
	enum err err;
	uint64_t rows;
};

static enum err area_scan(struct feed_read *k, struct share *h, int32_t index)
{
	enum err err = feed_read_begin(k, false, trees_newest(h->f->trees)->area[index].id);

	while (err == OK && k->there[0]) {
		facts_family_start(&k->one, stmt_col_int(k->s[0], 0), index);
		err = feed_read_take(k);
		if (err == OK)
			err = facts_build_add(k->cx, h->b, &k->one);
		arena_reset(&k->a);
	}
	feed_read_end(k);
	return err;
}

static enum err share_read(struct share *h, struct reg *r)
{
	struct feed_read k;
	enum err err;

	feed_read_open(&k, &h->cx, &h->f->rows, r);
	err = db_begin_read(&h->cx, r->db);
	for (int i = h->from; err == OK && i < h->to; i++)
		err = h->cx.stop && *h->cx.stop ?
		      err_set(&h->cx, ERR_CONFLICT, "facts", "feed-stopped", NULL) :
		      area_scan(&k, h, i);
	db_end_read(r->db);
	facts_build_pause(h->b);
	h->rows = k.rows;
	feed_read_close(&k);
	return err;
}

static void share_run(void *arg)
{
	struct share *h = arg;
	struct reg *r;

	h->err = register_view(&h->cx, h->f->main, &r);
	if (h->err != OK)
		return;
	h->err = share_read(h, r);
	register_close(&h->cx, r);
}

/* Areas up to which each thread reads: as many households each. */
static enum err shares_cut(struct ctx *cx, struct feed *f, int n, int *end)
{
	const struct tree *tree = trees_newest(f->trees);
	int64_t *size = mem_new((size_t)tree->n + 1, sizeof *size), all = 0, sum = 0;
	struct stmt *s;
	enum err err = db_stmt(cx, f->view->db, &sql_sizes, &s);
	bool row = err == OK;
	int at = 0;

	while (row && (err = stmt_step(cx, s, &row)) == OK && row) {
		int32_t i = tree_index(tree, stmt_col_int(s, 0));

		if (i >= 0)
			size[i] = stmt_col_int(s, 1);
		all += i >= 0 ? size[i] : 0;
	}
	if (err == OK)
		stmt_done(s);
	for (int i = 0; i < tree->n; i++) {
		sum += size[i];
		if (at < n - 1 && sum * n >= all * (at + 1))
			end[at++] = i + 1;
	}
	while (at < n)
		end[at++] = tree->n;
	mem_free(size);
	return err;
}

static enum err scan(struct ctx *cx, struct feed *f)
{
	struct facts_builder *b = facts_build(f->facts), *last = b;
	struct share *h = mem_new(THREADS_MAX, sizeof *h);
	struct thread *t[THREADS_MAX];
	int end[THREADS_MAX], n = f->threads;
	int64_t began = os_mono_ns();
	enum err err = shares_cut(cx, f, n, end);

	f->told.rows = 0;
	for (int i = 0; i < n; i++) {
		if (i)
			last = facts_build_after(last);
		h[i] = (struct share){ .f = f, .b = last, .from = i ? end[i - 1] : 0, .to = end[i] };
		ctx_init(&h[i].cx, (size_t)256 << 20);
		h[i].cx.stop = cx->stop;
	}
	for (int i = 1; err == OK && i < n; i++)
		t[i] = thread_start(share_run, &h[i]);
	if (err == OK)
		share_run(&h[0]);
	for (int i = 1; err == OK && i < n; i++)
		thread_join(t[i]);
	for (int i = 0; i < n; i++) {
		if (err == OK && h[i].err != OK)
			err = err_set(cx, h[i].err, "facts", h[i].cx.err.key, NULL);
		f->told.rows += h[i].rows;
		ctx_free(&h[i].cx);
	}
	mem_free(h);
	if (err == OK)
		err = facts_build_end(cx, b);
	else
		facts_build_drop(b);
	register_rest(f->view);
	f->told.scans++;
	f->told.ns = (uint64_t)(os_mono_ns() - began);
	f->filed = 0;
	return err;
}

/* ---- areas ---- */

int32_t feed_area(struct feed *f, const struct facts_view *v, int64_t id)
{
	return tree_index(trees_of(f->trees, v->serial), id);
}

const struct area_node *feed_areas(struct feed *f, const struct facts_view *v, int *n)
{
	const struct tree *t = trees_of(f->trees, v->serial);

	*n = t->n;
	return t->area;
}

/* Areas came, went, or stand in another order. */
static enum err areas_again(struct ctx *cx, struct feed *f)
{
	const struct tree *old = trees_newest(f->trees), *now;
	int32_t *map;
	bool good;

	TRY(trees_load(cx, f->trees, f->view));
	now = trees_newest(f->trees);
	map = mem_new((size_t)old->n + 1, sizeof *map);
	for (int i = 0; i < old->n; i++)
		map[i] = tree_index(now, old->area[i].id);
	good = facts_renumber(f->facts, map, old->n);
	mem_free(map);
	return good ? OK : scan(cx, f);
}

/* ---- following commits ---- */

static void told(void *state, const struct touched *t)
{
	struct feed *f = state;
	uint64_t ours = 0;

	for (int i = 0; i < f->s->nnoun; i++)
		ours |= UINT64_C(1) << f->s->noun[i]->e->tag;
	lock_write(f->lock);
	f->tree |= t->nouns >> TAG_area & 1;
	if (!(t->inside & ours)) {               /* verdicts, doubts: no column says them */
		lock_end(f->lock);
		return;
	}
	f->all |= t->all || f->nid + t->n > NAMES_MAX;
	for (uint32_t i = 0; !f->all && i < t->n; i++) {
		if (f->nid == f->room) {
			f->room = f->room ? f->room * 2 : 256;
			f->id = mem_grow(f->id, f->room, sizeof *f->id);
		}
		f->id[f->nid++] = t->id[i];
	}
	lock_end(f->lock);
}

/* One household as it is now: dropped wherever it ever was, then put where it is. */
static enum err put_again(struct feed *f, struct feed_read *k, struct facts_change *c, int64_t id)
{
	const struct tree *tree = trees_newest(f->trees);
	enum err err;
	struct stmt *s;
	bool row = true;
	int32_t area;

	TRY(db_stmt(k->cx, k->r->db, &sql_past, &s));
	stmt_int(s, 1, id);
	err = stmt_step(k->cx, s, &row);
	while (err == OK && row) {
		area = tree_index(tree, stmt_col_int(s, 0));
		if (area >= 0)
			facts_drop(c, area, id);
		err = stmt_step(k->cx, s, &row);
	}
	stmt_done(s);
	TRY(err);
	err = feed_read_begin(k, true, id);
	if (err == OK && k->there[0]) {
		area = tree_index(tree, stmt_col_int(k->s[0], 1));
		facts_family_start(&k->one, id, area);
		err = feed_read_take(k);
		if (err == OK && area >= 0)
			err = facts_put(k->cx, c, &k->one);
	}
	feed_read_end(k);
	arena_reset(&k->a);
	f->told.updates++;
	return err;
}

static int cmp_id(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

static enum err put_all(struct ctx *cx, struct feed *f, int64_t *id, size_t n)
{
	struct facts_change *c;
	struct feed_read k;
	enum err err;

	if (n > 1)
		qsort(id, n, sizeof *id, cmp_id);
	feed_read_open(&k, cx, &f->rows, f->view);
	c = facts_change_begin(f->facts);
	err = db_begin_read(cx, f->view->db);
	for (size_t i = 0; err == OK && i < n; i++)
		if (i == 0 || id[i] != id[i - 1])
			err = put_again(f, &k, c, id[i]);
	db_end_read(f->view->db);
	feed_read_close(&k);
	if (err == OK)
		facts_change_end(c);
	else
		facts_change_cancel(c);
	f->filed = 0;
	return err;
}

static uint64_t newest_serial(struct feed *f)
{
	const struct facts_view *v = facts_hold(f->facts);
	uint64_t serial = v->serial;

	facts_release(f->facts, v);
	return serial;
}

/* What was told and is not in the facts yet. A failure leaves it to be tried again, as a scan. */
static enum err catch_up(struct ctx *cx, struct feed *f)
{
	uint64_t before = newest_serial(f);
	int64_t *id;
	size_t n;
	bool all, tree;
	enum err err = OK;

	lock_write(f->lock);
	id = f->id;
	n = f->nid;
	all = f->all;
	tree = f->tree;
	f->id = NULL;
	f->nid = f->room = 0;
	f->all = f->tree = false;
	lock_end(f->lock);
	if (all) {
		err = tree ? trees_load(cx, f->trees, f->view) : OK;
		if (err == OK)
			err = scan(cx, f);
	} else {
		if (tree)
			err = areas_again(cx, f);
		if (err == OK && n)
			err = put_all(cx, f, id, n);
	}
	mem_free(id);
	if (err == OK && tree)
		trees_from(f->trees, before + 1);
	if (err != OK) {
		lock_write(f->lock);
		f->all = f->tree = true;
		lock_end(f->lock);
	}
	return err;
}

enum err feed_hold(struct ctx *cx, struct feed *f, const struct facts_view **out)
{
	enum err err;

	lock_write(f->turn);
	err = catch_up(cx, f);
	if (err == OK) {
		*out = facts_hold(f->facts);
		trees_hold(f->trees, (*out)->serial);
	}
	lock_end(f->turn);
	return err;
}

void feed_release(struct feed *f, const struct facts_view *v)
{
	trees_release(f->trees, v->serial);
	facts_release(f->facts, v);
}

const struct facts_schema *feed_schema(const struct feed *f)
{
	return f->s;
}

struct feed_told feed_told(const struct feed *f)
{
	struct feed_told told;

	lock_read(f->turn);
	told = f->told;
	lock_end(f->turn);
	return told;
}

/* ---- opening and closing ---- */

/* The last leaf, its number and what it says: which register this is a snapshot of, and not one
 * that was put back and has grown another way since. */
enum err feed_stamp(struct ctx *cx, struct feed *f, uint64_t *stamp)
{
	struct str data;
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, f->view->db, &sql_stamp, &s));
	TRY(stmt_step(cx, s, &row));
	*stamp = row ? (uint64_t)stmt_col_int(s, 0) : 0;
	data = row ? stmt_col_blob(s, 1) : STR("");
	for (size_t i = 0; i < data.n; i++)
		*stamp = (*stamp ^ (unsigned char)data.p[i]) * 0x100000001b3u;
	stmt_done(s);
	return OK;
}

static const struct keyring *ring_of(const struct feed *f)
{
	return f->main->have_keys ? &f->main->keys : NULL;
}

/* Any fault of the file means a scan: it holds nothing that the register does not. */
static enum err fill(struct ctx *cx, struct feed *f)
{
	uint64_t stamp;

	TRY(trees_load(cx, f->trees, f->view));
	trees_from(f->trees, 0);
	TRY(feed_stamp(cx, f, &stamp));
	if (f->path && os_exists(f->path)) {
		if (facts_open(cx, f->facts, f->path, ring_of(f), stamp) == OK) {
			f->told.from_file = true;
			f->filed = stamp;
			return OK;
		}
		err_clear(cx);
	}
	return scan(cx, f);
}

static enum err open_all(struct ctx *cx, struct feed *f, const struct feed_ask *ask)
{
	TRY(facts_schema_new(cx, &f->a, f->main->model, "household", ask->want, ask->n, ask->coarse,
	                     &f->s));
	for (int i = 0; i < ask->nanswer; i++)
		TRY(facts_schema_answer(cx, &f->a, f->main->model, f->s, &ask->answer[i]));
	if (f->s->sealed && !f->main->have_keys)
		return err_set(cx, ERR_DENIED, "facts", "facts-no-ring", NULL);
	f->facts = facts_new(f->s);
	f->trees = trees_new();
	feed_sources_make(&f->rows, &f->a, f->main, f->s);
	TRY(register_view(cx, f->main, &f->view));
	register_share(f->view);
	if (f->main->writer) {
		f->watch = (struct reg_watch){ .told = told, .state = f };
		TRY(register_watch(cx, f->main, &f->watch));
	}
	return fill(cx, f);
}

static void feed_free(struct ctx *cx, struct feed *f)
{
	if (f->watch.told)
		register_unwatch(cx, f->main, &f->watch);
	if (f->view)
		register_close(cx, f->view);
	facts_free(f->facts);
	trees_free(f->trees);
	mem_free(f->id);
	lock_free(f->turn);
	lock_free(f->lock);
	arena_free(&f->a);
	mem_free(f);
}

enum err feed_open(struct ctx *cx, struct reg *main, const struct feed_ask *ask,
                   struct feed **out)
{
	struct feed *f = mem_new(1, sizeof *f);
	enum err err;

	arena_init(&f->a, (size_t)64 << 20);
	f->main = main;
	f->turn = lock_new();
	f->lock = lock_new();
	f->threads = ask->threads ? ask->threads : os_cpu_count();
	if (f->threads > THREADS_MAX)
		f->threads = THREADS_MAX;
	if (ask->path)
		f->path = str_z(&f->a, str_of(ask->path));
	err = open_all(cx, f, ask);
	if (err != OK)
		feed_free(cx, f);
	else
		*out = f;
	return err;
}

/* Saved if the file is not of the register as it is now, and if it is all there. */
static enum err save(struct ctx *cx, struct feed *f)
{
	const struct facts_view *v;
	uint64_t before, after;
	enum err err;

	TRY(feed_stamp(cx, f, &before));
	TRY(feed_hold(cx, f, &v));
	err = feed_stamp(cx, f, &after);
	if (err == OK && before == after && before != f->filed)
		err = facts_save(cx, v, f->path, ring_of(f), after);
	feed_release(f, v);
	return err;
}

enum err feed_close(struct ctx *cx, struct feed *f)
{
	enum err err = OK;

	if (!f)
		return OK;
	if (f->path && f->main->writer)
		err = save(cx, f);
	feed_free(cx, f);
	return err;
}

#include "domain/register/register.h"

#include <stdio.h>
#include <unistd.h>

#include "base/os.h"
#include "domain/register/adopt.h"
#include "domain/register/pack_then.h"
#include "domain/register/receipt.h"
#include "domain/register/register_int.h"

#define PUBLISH_EVERY_MS 1000

void register_paths(struct arena *a, const char *dir, const char *keys, struct register_paths *out)
{
	struct str d = str_of(dir);

	while (d.n > 1 && d.p[d.n - 1] == '/')
		d.n--;
	out->dir = str_z(a, d);
	out->db = str_z(a, str_join(a, d, STR("/jingzhun.db")));
	out->lock = str_z(a, str_join(a, d, STR("/jingzhun.lock")));
	out->columns = str_z(a, str_join(a, d, STR("/columns")));
	out->keys = keys ? str_z(a, str_of(keys)) : str_z(a, str_join(a, d, STR(".keys")));
	out->head = str_z(a, str_join(a, d, STR(".head")));
}

void register_begin(struct reg *r)
{
	r->lock_fd = -1;
	r->st = &r->own;
	r->main = r;
}

static enum err migrate(struct ctx *cx, struct db *db)
{
	struct migration all[64];
	int n = 0;

	for (int i = 0; i < journal_migrations_n; i++)
		all[n++] = journal_migrations[i];
	for (int i = 0; i < store_migrations_n; i++)
		all[n++] = store_migrations[i];
	return migrate_up(cx, db, all, n);
}

/* ---- init ---- */

static enum err init_contents(struct ctx *cx, struct reg *r, int node)
{
	struct buf extra BUF_AUTO = { 0 };

	buf_init(&extra, 1000);
	buf_addf(&extra, "node=%d\npack=", node);
	buf_adds(&extra, r->pack->name);
	r->st->node = node;
	TRY(migrate(cx, r->db));
	TRY(db_begin(cx, r->db));
	TRY(journal_create(cx, r->db, &r->keys, buf_str(&extra), &r->st->j));
	TRY(adopt_all(cx, r, true));
	return db_commit(cx, r->db);
}

/* The database is made under another name, so that a register is there whole or not at all. */
static void remove_half(const char *db)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct ctx quiet;

	ctx_init(&quiet, 1 << 20);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		os_remove(&quiet, str_z(&quiet.arena, str_join(&quiet.arena, str_of(db), str_of(ends[i]))));
	ctx_free(&quiet);
}

/* A key file is never replaced: it may be all that opens another register. The keys of an init that
 * was broken off have opened nothing yet: they are taken. */
static enum err init_keys(struct ctx *cx, struct reg *r, const struct register_init *o, bool again,
                          bool *made)
{
	if (again && os_exists(r->path.keys)) {
		TRY(keyring_open(cx, r->path.keys, o->passphrase, &r->keys));
		if (r->keys.alg != o->hash)
			return err_set(cx, ERR_CONFLICT, r->path.keys, "register-keys-other", r->path.keys,
						   NULL);
	} else {
		TRY(keyring_create(cx, r->path.keys, o->hash, o->passphrase, &r->keys));
		*made = true;
	}
	r->have_keys = true;
	r->st->keys = &r->keys;
	return OK;
}

static enum err init_files(struct ctx *cx, struct reg *r, const struct register_init *o)
{
	char *half = str_z(&r->arena, str_join(&r->arena, str_of(r->path.db), STR(".new")));
	bool again = os_exists(half), made = false;
	enum err e;

	if (os_exists(r->path.db))              /* somebody was faster */
		return err_set(cx, ERR_CONFLICT, o->dir, "register-there", o->dir, NULL);
	remove_half(half);
	e = db_open(cx, half, DB_CREATE, &r->db);
	if (e == OK)
		e = init_keys(cx, r, o, again, &made);
	if (e == OK)
		e = init_contents(cx, r, o->node);
	if (e == OK && again)                   /* the head of what was broken off */
		e = os_remove(cx, r->path.head);
	if (e == OK)
		e = journal_publish(cx, r->db, &r->st->j, r->path.head);
	if (e == OK)
		e = db_checkpoint(cx, r->db);
	if (r->db)
		db_close(r->db);
	r->db = NULL;
	store_end(r->st);
	if (e == OK)
		e = os_rename_synced(cx, half, r->path.db);
	if (e != OK) {                          /* leave nothing half-made behind */
		remove_half(half);
		if (made)
			remove_half(r->path.keys);
	}
	return e;
}

static enum err init_all(struct ctx *cx, struct reg *r, const struct register_init *o)
{
	if (os_exists(r->path.db))
		return err_set(cx, ERR_CONFLICT, o->dir, "register-there", o->dir, NULL);
	if (o->node < 0 || o->node > 65535)
		return err_set(cx, ERR_USAGE, "--node", "register-node", NULL);
	TRY(pack_load(cx, &r->arena, o->pack ? o->pack : "cn", &r->pack));
	TRY(pack_model(cx, &r->arena, r->pack, &r->model));
	r->st->m = r->model;
	TRY(os_mkdir(cx, r->path.dir, 0700));
	TRY(os_lock(cx, r->path.lock, &r->lock_fd));
	return init_files(cx, r, o);
}

enum err register_init(struct ctx *cx, const struct register_init *o)
{
	struct reg r = { .lock_fd = -1 };
	enum err e;

	register_begin(&r);
	arena_init(&r.arena, 256 << 20);
	register_paths(&r.arena, o->dir, o->keys, &r.path);
	e = init_all(cx, &r, o);
	keyring_wipe(&r.keys);
	if (r.lock_fd >= 0)
		close(r.lock_fd);
	arena_free(&r.arena);
	return e;
}

/* ---- open ---- */

static enum err open_keys(struct ctx *cx, struct reg *r, const char *passphrase, enum reg_mode mode)
{
	enum err e = keyring_open(cx, r->path.keys, passphrase, &r->keys);

	if (e == ERR_NOTFOUND && mode == REG_READ) {
		err_clear(cx);
		return OK;
	}
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return err_set(cx, ERR_DENIED, r->path.keys, "register-keys-missing", r->path.keys, NULL);
	}
	TRY(e);
	r->have_keys = true;
	r->st->keys = &r->keys;
	return OK;
}

static enum err node_of(struct ctx *cx, struct reg *r)
{
	struct leaf first;
	struct str line, extra;
	int64_t node = 0;

	TRY(journal_leaf(cx, r->db, 0, &first));
	for (extra = first.extra; str_next(&extra, '\n', &line);)
		if (str_starts(line, STR("node=")))
			str_i64(str_sub(line, 5, line.n), &node);
	r->st->node = (int)node;
	return OK;
}

enum err register_load_journal(struct ctx *cx, struct reg *r)
{
	TRY(journal_open(cx, r->db, r->st->keys, &r->st->j));
	r->st->j.origin = str_dup(&r->arena, r->st->j.origin);
	return node_of(cx, r);
}

/* Brings an old folder up to date when this program knows more (fields, list values). Only a
 * holder of the keys who can take the lock may; a reader without them is told what to do. */
static enum err bring_up_to_date(struct ctx *cx, struct reg *r)
{
	struct db *reader = r->db;
	struct db *db = NULL;
	bool locked = r->lock_fd >= 0;
	enum err e;

	if (!r->have_keys)
		return err_set(cx, ERR_DENIED, r->path.dir, "register-old", r->path.dir, NULL);
	if (!locked)
		TRY(os_lock(cx, r->path.lock, &r->lock_fd));
	TRY(db_open(cx, r->path.db, DB_WRITE, &db));
	r->db = db;
	e = migrate(cx, r->db);
	if (e == OK)
		e = db_begin(cx, r->db);
	if (e == OK)
		e = register_load_journal(cx, r);
	if (e == OK)                            /* the ids after the schema: a noun may be new */
		e = adopt_all(cx, r, false);
	if (e == OK)
		e = db_commit(cx, r->db);
	else
		db_rollback(r->db);
	if (e == OK)
		e = journal_publish(cx, r->db, &r->st->j, r->path.head);
	db_close(r->db);
	r->db = reader;
	r->adopted = true;
	if (!locked) {
		close(r->lock_fd);
		r->lock_fd = -1;
	}
	return e;
}

void register_rest(struct reg *r)
{
	db_rest(r->db);
	os_give_memory();
}

void register_share(struct reg *view)
{
	db_share(view->db);
}

/* ---- the writer thread's hooks: the journal's frontier follows the database ---- */

static void hook_mark(void *state)
{
	struct reg *r = state;

	journal_mark(&r->st->j);
}

static void hook_undo(void *state)
{
	struct reg *r = state;

	/* ids taken for rows that were rolled back stay unused: another thread may have taken more */
	journal_undo(&r->st->j);
}

static void tell(struct reg *r)
{
	struct touched *t = &r->st->touched;

	for (const struct reg_watch *w = r->watch; w; w = w->next)
		w->told(w->state, t);
	t->n = 0;
	t->all = false;
	t->nouns = t->inside = 0;
}

static void hook_committed(void *state)
{
	tell(state);
}

struct watching { struct reg *r; struct reg_watch *w; bool end; };

static enum err watch_in(struct ctx *cx, struct db *db, void *arg)
{
	struct watching *g = arg;
	struct reg_watch **at = &g->r->watch;

	(void)cx, (void)db;
	while (*at && *at != g->w)
		at = &(*at)->next;
	if (g->end && *at) {
		*at = g->w->next;
	} else if (!g->end && !*at) {
		g->w->next = NULL;
		*at = g->w;
	}
	return OK;
}

enum err register_watch(struct ctx *cx, struct reg *main, struct reg_watch *w)
{
	struct watching g = { main, w, false };

	return writer_run(cx, main->writer, watch_in, &g);
}

enum err register_unwatch(struct ctx *cx, struct reg *main, struct reg_watch *w)
{
	struct watching g = { main, w, true };

	return writer_run(cx, main->writer, watch_in, &g);
}

static enum err hook_reopened(struct ctx *cx, struct db *db, void *state)
{
	struct reg *r = state;
	const struct keyring *keys = r->st->j.keys;
	struct journal j;

	TRY(journal_open(cx, db, keys, &j));
	j.origin = r->st->j.origin;
	r->st->j = j;
	r->st->touched.all = true;   /* the last commit may have been made, or not */
	r->st->touched.inside = UINT64_MAX;
	tell(r);
	return OK;
}

enum err register_open_writer(struct ctx *cx, struct reg *r)
{
	struct writer_hooks h = { .mark = hook_mark, .undo = hook_undo,
		.committed = hook_committed, .reopened = hook_reopened, .state = r };

	return writer_start(cx, r->path.db, &h, &r->writer);
}

static enum err open_all(struct ctx *cx, struct reg *r, const char *passphrase, enum reg_mode mode)
{
	bool old;

	if (mode == REG_WRITE) {
		TRY(os_lock(cx, r->path.lock, &r->lock_fd));
		scratch_sweep(r->path.dir);
	}
	TRY(open_keys(cx, r, passphrase, mode));
	TRY(db_open(cx, r->path.db, DB_READ, &r->db));
	TRY(adopt_load(cx, r, &old));
	if (old)
		TRY(bring_up_to_date(cx, r));
	TRY(register_load_journal(cx, r));
	TRY(store_load(cx, r->db, r->st));
	if (mode == REG_WRITE)
		TRY(register_open_writer(cx, r));
	return OK;
}

enum err register_open(struct ctx *cx, const char *dir, const char *keys_path,
                       const char *passphrase, enum reg_mode mode, struct reg **out)
{
	struct arena a;
	struct reg *r;
	enum err e;

	arena_init(&a, 512 << 20);
	r = ARENA_NEW(&a, struct reg);
	r->arena = a;
	register_begin(r);
	r->packs = packs_then_new();
	register_paths(&r->arena, dir, keys_path, &r->path);
	if (!os_exists(r->path.db))
		e = err_set(cx, ERR_NOTFOUND, dir, "register-none", dir, NULL);
	else
		e = open_all(cx, r, passphrase, mode);
	if (e != OK) {
		register_close(cx, r);
		return e;
	}
	*out = r;
	return OK;
}

enum err register_view(struct ctx *cx, struct reg *main, struct reg **out)
{
	struct arena a;
	struct reg *v;
	enum err e;

	arena_init(&a, 64 << 20);
	v = ARENA_NEW(&a, struct reg);
	*v = *main;
	v->lock_fd = -1;
	v->scope = &scope_nothing;
	v->arena = a;
	v->db = NULL;
	e = db_open(cx, main->path.db, DB_READ, &v->db);
	if (e != OK)
		register_close(cx, v);
	else
		*out = v;
	return e;
}

static void view_close(struct reg *v)
{
	struct arena a = v->arena;

	if (v->db)
		db_close(v->db);
	arena_free(&a);
}

void register_close(struct ctx *cx, struct reg *r)
{
	struct arena a;

	if (r->main != r) {
		view_close(r);
		return;
	}
	if (r->writer) {
		writer_stop(r->writer);
		r->writer = NULL;
		if (r->unpublished && !r->scratch)
			register_publish(cx, r);
	}
	if (r->db)
		db_close(r->db);
	if (r->scratch)
		scratch_remove(&r->path);
	if (r->lock_fd >= 0)
		close(r->lock_fd);
	packs_then_free(r->packs);
	store_end(&r->own);
	keyring_wipe(&r->keys);
	a = r->arena;
	arena_free(&a);
}

/* ---- writing ---- */

enum err register_publish(struct ctx *cx, struct reg *r)
{
	struct db *db;
	enum err e;

	/* a connection of its own: the caller's thread need not be the one that reads r->db */
	r->published_ms = os_now_ms();
	__atomic_store_n(&r->unpublished, false, __ATOMIC_RELEASE);
	TRY(db_open(cx, r->path.db, DB_READ, &db));
	e = journal_publish(cx, db, &r->st->j, r->path.head);
	db_close(db);
	return e;
}

enum err register_publish_due(struct ctx *cx, struct reg *main)
{
	if (!__atomic_load_n(&main->unpublished, __ATOMIC_ACQUIRE) ||
	    os_now_ms() - main->published_ms < PUBLISH_EVERY_MS)
		return OK;
	return register_publish(cx, main);
}

struct receipted { struct receipt *receipt; writer_fn *fn; void *arg; };

/* The receipt is asked for and written where nobody else writes: the same request twice at once is
 * the same request twice. */
static enum err with_receipt(struct ctx *cx, struct db *db, void *arg)
{
	struct receipted *w = arg;

	TRY(receipt_find(cx, db, w->receipt));
	if (w->receipt->known)
		return OK;
	TRY(w->fn(cx, db, w->arg));
	return receipt_write(cx, db, w->receipt);
}

enum err register_write(struct ctx *cx, struct reg *r, writer_fn *fn, void *arg)
{
	struct receipted w = { r->receipt, fn, arg };

	if (!r->writer)
		return err_set(cx, ERR_DENIED, r->path.dir, "register-read-only", NULL);
	r->receipt = NULL;               /* of the first transaction */
	TRY(w.receipt ? writer_run(cx, r->writer, with_receipt, &w) :
	                writer_run(cx, r->writer, fn, arg));
	if (r->main != r) {
		__atomic_store_n(&r->main->unpublished, true, __ATOMIC_RELEASE);
		return OK;
	}
	r->unpublished = true;
	if (!r->scratch && os_now_ms() - r->published_ms >= PUBLISH_EVERY_MS)
		return register_publish(cx, r);
	return OK;
}

struct note {
	struct reg *r;
	enum action act;
	const struct entity *e;
	int64_t id;
	const char *reason;
	struct str extra;
};

static enum err note_it(struct ctx *cx, struct db *db, void *arg)
{
	struct note *n = arg;
	struct txn txn;

	txn_begin(&txn, n->r->st, n->act);
	txn.leaf.actor = str_of(cx->actor);
	txn.leaf.time_ms = cx->now_ms;
	txn.leaf.object = n->e ? n->e->tag : 0;
	txn.leaf.object_id = n->id;
	txn.leaf.note = str_of(n->reason ? n->reason : "");
	txn.leaf.extra = n->extra;
	return txn_end(cx, db, &txn);
}

enum err register_note(struct ctx *cx, struct reg *r, enum action act, const struct entity *e,
                       int64_t id, const char *reason, struct str extra)
{
	struct note n = { r, act, e, id, reason, extra };

	return register_write(cx, r, note_it, &n);
}

void register_clock(const struct reg *r, int64_t unix_ms, char out[24])
{
	bool known = r && r->pack;              /* else UTC, and said so */
	int zone = known ? (int)r->pack->zone_minutes : 0;
	int64_t minutes = unix_ms / 60000 + zone;
	char day[11];

	date_put(day, date_of_ms(unix_ms, zone));
	minutes = (minutes % 1440 + 1440) % 1440;
	snprintf(out, 24, "%s %02d:%02d%s", day, (int)(minutes / 60), (int)(minutes % 60),
	         known ? "" : "Z");
}

date_t register_today(const struct ctx *cx, const struct reg *r)
{
	return date_of_ms(cx->now_ms, (int)r->pack->zone_minutes);
}

const struct entity *register_entity(const struct reg *r, uint8_t tag)
{
	return entity_by_tag(r->model, tag);
}

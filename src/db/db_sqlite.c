/* db_sqlite - connections, statements and transactions on SQLite in WAL mode.
 *
 * Two things differ from SQLite's habits. The WAL is moved into the file by us (db_tend), not by
 * SQLite's own hook, because that one swallows a failing fsync. And a commit that fails with
 * anything but "busy" and "disk full" is of unknown outcome: its frames may be whole in the WAL
 * and come back when the file is opened again, so the connection refuses to go on. "Disk full"
 * is certain: the last frame of the transaction, which carries the commit mark, is not whole. */
#include <pthread.h>

#include "db/db_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"

#define PAGE_BYTES        8192
#define PAGE_PRAGMA       "PRAGMA page_size=8192"
#define BUSY_MS           5000
#define WAL_BYTES         (8 << 20)
#define WAL_BYTES_BULK    (64 << 20)
#define WAL_BYTES_LONG    (INT64_C(8) << 30)
#define CACHE_KIB         "8192"
#define CACHE_KIB_BULK    "65536"
#define CACHE_KIB_SHARE   "1024"

/* ---- errors ---- */

static const struct rc_row {
	int rc;
	enum err kind;
	const char *key;
} rc_rows[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT, "db-unique" },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT, "db-unique" },
	{ SQLITE_CONSTRAINT_ROWID, ERR_CONFLICT, "db-unique" },
	{ SQLITE_CONSTRAINT, ERR_BUG, "db-constraint" },
	{ SQLITE_BUSY, ERR_CONFLICT, "db-busy" },
	{ SQLITE_LOCKED, ERR_CONFLICT, "db-busy" },
	{ SQLITE_FULL, ERR_IO, "db-full" },
	{ SQLITE_NOTADB, ERR_INPUT, "db-not-a-database" },
	{ SQLITE_CORRUPT, ERR_IO, "db-corrupt" },
	{ SQLITE_READONLY, ERR_DENIED, "db-read-only" },
	{ SQLITE_PERM, ERR_DENIED, "db-no-permission" },
	{ SQLITE_AUTH, ERR_DENIED, "db-no-permission" },
	{ SQLITE_CANTOPEN, ERR_IO, "db-cannot-open" },
	{ SQLITE_TOOBIG, ERR_LIMIT, "db-too-big" },
	{ SQLITE_IOERR, ERR_IO, "db-io" },
	{ SQLITE_PROTOCOL, ERR_CONFLICT, "db-busy" },
	{ SQLITE_ERROR, ERR_BUG, "db-sql" },
	{ SQLITE_MISUSE, ERR_BUG, "db-sql" },
	{ SQLITE_RANGE, ERR_BUG, "db-sql" },
};

/* The system being out of memory ends the process: the file survives it, and a supervisor
 * starts the program again. */
static void die_without_memory(const void *p)
{
	if (!p)
		abort();
}

enum err db_fail(struct ctx *cx, struct db *db, int rc, const char *where)
{
	if ((rc & 0xff) == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM)
		die_without_memory(NULL);
	const char *said = db->h ? sqlite3_errmsg(db->h) : sqlite3_errstr(rc);
	for (size_t i = 0; i < sizeof(rc_rows) / sizeof(rc_rows[0]); i++)
		if (rc_rows[i].rc == rc || rc_rows[i].rc == (rc & 0xff))
			return err_set(cx, rc_rows[i].kind, where, rc_rows[i].key, db->path, said,
				NULL);
	return err_set(cx, ERR_BUG, where, "db-sql", db->path, said, NULL);
}

enum err db_usable(struct ctx *cx, const struct db *db)
{
	if (db->broken)
		return err_set(cx, ERR_UNKNOWN, db->path, "db-broken", db->path, NULL);
	return OK;
}

bool db_broken(const struct db *db)
{
	return db->broken;
}

/* ---- opening and closing ---- */

/* "file:" name for a file that nobody can change, because its folder is read-only. */
static char *immutable_uri(const char *path)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = strlen(path);
	char *uri = malloc(3 * n + 32), *w = uri;
	die_without_memory(uri);
	memcpy(w, "file:", 5);
	w += 5;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)path[i];
		if (c == '%' || c == '?' || c == '#' || c < 0x21 || c > 0x7e) {
			*w++ = '%';
			*w++ = hex[c >> 4];
			*w++ = hex[c & 15];
		} else {
			*w++ = (char)c;
		}
	}
	memcpy(w, "?immutable=1", sizeof("?immutable=1"));
	return uri;
}

static int on_wal(void *arg, sqlite3 *h, const char *schema, int pages)
{
	(void)h, (void)schema;
	((struct db *)arg)->wal_pages = pages;
	return SQLITE_OK;
}

static int first_text(void *arg, int n, char **value, char **name)
{
	(void)name;
	if (n > 0 && value[0])
		snprintf(arg, 16, "%s", value[0]);
	return 0;
}

static int first_int(struct db *db, const char *pragma)
{
	char text[16] = "";
	sqlite3_exec(db->h, pragma, first_text, text, NULL);
	return (int)strtol(text, NULL, 10);
}

static void settle_limits(struct db *db)
{
	sqlite3_busy_timeout(db->h, BUSY_MS);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(db->h, SQLITE_LIMIT_ATTACHED, 0);
}

/* The probe reads the first page, so that a file that is no database, and a folder in which the
 * shared-memory file cannot be made, are seen here. */
static int settle(struct db *db)
{
	settle_limits(db);
	int rc = sqlite3_exec(db->h,
		"PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
		"PRAGMA foreign_keys=OFF; PRAGMA secure_delete=OFF; PRAGMA cache_size=-" CACHE_KIB,
		NULL, NULL, NULL);
	if (rc == SQLITE_OK && db->mode == DB_READ)
		rc = sqlite3_exec(db->h,
			"PRAGMA query_only=ON; SELECT 1 FROM sqlite_schema LIMIT 1",
		                  NULL, NULL, NULL);
	if (rc != SQLITE_OK || db->mode == DB_READ)
		return rc;
	char text[16] = "";
	rc = sqlite3_exec(db->h, "SELECT 1 FROM sqlite_schema LIMIT 1", first_text, text, NULL);
	if (rc == SQLITE_OK && !text[0])         /* only an empty file takes a page size */
		rc = sqlite3_exec(db->h, PAGE_PRAGMA, NULL, NULL, NULL);
	text[0] = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db->h, "PRAGMA journal_mode=WAL", first_text, text, NULL);
	if (rc == SQLITE_OK && strcmp(text, "wal") != 0)
		rc = SQLITE_CANTOPEN;
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db->h, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
		                  "PRAGMA journal_size_limit=67108864", NULL, NULL, NULL);
	sqlite3_wal_hook(db->h, on_wal, db);
	db->wal_limit = WAL_BYTES / PAGE_BYTES;
	return rc;
}

/* In a folder where we may not write, SQLite cannot make its shared-memory file. If there is no
 * WAL, nobody has the file open and it can be read as it stands. */
static bool may_read_as_it_stands(const char *path)
{
	char *wal = sqlite3_mprintf("%s-wal", path);
	die_without_memory(wal);
	bool yes = !os_exists(wal) && access(path, R_OK) == 0;
	sqlite3_free(wal);
	return yes;
}

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* Counting every allocation costs a lock each; nobody reads the count. Before SQLite's first
 * use. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int open_handle(struct db *db)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	pthread_once(&configured, configure);
	flags |= db->mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(db->path, &db->h, flags, db_vfs());
	if (rc == SQLITE_OK)
		rc = settle(db);
	bool no_shm = (rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY;
	if (db->mode != DB_READ || !no_shm || !may_read_as_it_stands(db->path))
		return rc;
	sqlite3_close(db->h);
	char *uri = immutable_uri(db->path);
	rc = sqlite3_open_v2(uri, &db->h, flags | SQLITE_OPEN_URI, db_vfs());
	free(uri);
	return rc == SQLITE_OK ? settle(db) : rc;
}

enum err db_open(struct ctx *cx, const char *path, enum db_mode mode, struct db **out)
{
	if (!os_exists(path)) {
		if (mode != DB_CREATE)
			return err_set(cx, ERR_NOTFOUND, path, "db-missing", path, NULL);
		/* -wal and -shm take this mode over */
		TRY(os_append_file(cx, path, STR(""), 0600));
	}
	if (!os_is_file(path))                   /* opening a pipe would wait for ever */
		return err_set(cx, ERR_INPUT, path, "db-not-a-database", path, "not a file", NULL);
	struct db *db = calloc(1, sizeof(*db));
	die_without_memory(db);
	db->mode = mode;
	db->path = strdup(path);
	db->slots = 64;
	db->slot = calloc(db->slots, sizeof(struct stmt *));
	die_without_memory(db->path);
	die_without_memory(db->slot);
	int rc = open_handle(db);
	if (rc != SQLITE_OK) {
		enum err e = db_fail(cx, db, rc, path);
		db_close(db);
		return e;
	}
	*out = db;
	return OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->slots; i++)
		if (db->slot[i]) {
			sqlite3_finalize(db->slot[i]->p);
			free(db->slot[i]);
		}
	for (int i = 0; i < FX__COUNT; i++)
		sqlite3_finalize(db->fixed[i]);
	if (db->broken)      /* leave the WAL as it is: reopening decides what it says */
		sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_close(db->h);
	free(db->slot);
	free(db->path);
	free(db);
}

bool db_writable(const struct db *db)
{
	return db->mode != DB_READ && !db->broken;
}

const char *db_path(const struct db *db)
{
	return db->path;
}

/* ---- statements ---- */

/* End of the piece that starts at p: a literal, a quoted name, a comment or one character. */
static const char *piece_end(const char *p)
{
	if (*p == '\'' || *p == '"') {
		/* a doubled quote just starts the next piece */
		const char *q = strchr(p + 1, *p);
		return q ? q + 1 : p + strlen(p);
	}
	if (p[0] == '-' && p[1] == '-')
		return p + strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*') {
		const char *q = strstr(p + 2, "*/");
		return q ? q + 2 : p + strlen(p);
	}
	return p + 1;
}

char *db_rewrite(const char *prefix, const char *text)
{
	size_t n = strlen(prefix);
	char *out = malloc(n + strlen(text) + 1), *w = out + n;
	die_without_memory(out);
	memcpy(out, prefix, n);
	while (*text) {
		const char *end = piece_end(text);
		size_t len = (size_t)(end - text);
		memcpy(w, text, len);
		if (*text == '$' && end[0] >= '0' && end[0] <= '9')
			*w = '?';
		w += len;
		text = end;
	}
	*w = 0;
	return out;
}

static size_t slot_of(const struct db *db, const struct sql *q)
{
	uint64_t h = (uint64_t)(uintptr_t)q * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = (size_t)(h >> 32) & (db->slots - 1);
	while (db->slot[i] && db->slot[i]->q != q)
		i = (i + 1) & (db->slots - 1);
	return i;
}

static void cache_grow(struct db *db)
{
	struct stmt **old = db->slot;
	size_t n = db->slots;
	db->slots *= 2;
	db->slot = calloc(db->slots, sizeof(struct stmt *));
	die_without_memory(db->slot);
	for (size_t i = 0; i < n; i++)
		if (old[i])
			db->slot[slot_of(db, old[i]->q)] = old[i];
	free(old);
}

static void stmt_leave_row(struct stmt *s)
{
	if (s->live) {
		s->live = false;
		s->db->live--;
	}
}

static enum err stmt_prepare(struct ctx *cx, struct stmt *s)
{
	struct db *db = s->db;
	char *text = db_rewrite("", s->q->text);
	sqlite3_finalize(s->p);
	s->p = NULL;
	s->text = NULL;
	int rc = sqlite3_prepare_v3(db->h, text, -1, SQLITE_PREPARE_PERSISTENT, &s->p, NULL);
	free(text);
	if (rc != SQLITE_OK)
		return db_fail(cx, db, rc, s->q->name);
	s->write = (s->q->flags & SQL_WRITE) != 0;
	if (!s->write && !sqlite3_stmt_readonly(s->p))
		return err_set(cx, ERR_BUG, s->q->name, "db-write-undeclared", s->q->name, NULL);
	s->text = s->q->text;
	return OK;
}

static enum err stmt_new(struct ctx *cx, struct db *db, const struct sql *q, struct stmt **out)
{
	if (db->used * 2 >= db->slots)
		cache_grow(db);
	struct stmt *s = calloc(1, sizeof(*s));
	die_without_memory(s);
	s->db = db;
	s->q = q;
	enum err e = stmt_prepare(cx, s);
	if (e != OK) {
		sqlite3_finalize(s->p);
		free(s);
		return e;
	}
	db->slot[slot_of(db, q)] = s;
	db->used++;
	*out = s;
	return OK;
}

enum err db_stmt(struct ctx *cx, struct db *db, const struct sql *q, struct stmt **out)
{
	TRY(db_usable(cx, db));
	if ((q->flags & SQL_WRITE) && db->mode == DB_READ)
		return err_set(cx, ERR_BUG, q->name, "db-write-on-reader", q->name, NULL);
	struct stmt *s = db->slot[slot_of(db, q)];
	if (!s)
		return stmt_new(cx, db, q, out);
	stmt_done(s);
	s->bad = 0;
	if (s->text != q->text)
		TRY(stmt_prepare(cx, s));
	*out = s;
	return OK;
}

void stmt_int(struct stmt *s, int n, int64_t v)
{
	s->bad |= sqlite3_bind_int64(s->p, n, v);
}

void stmt_text(struct stmt *s, int n, struct str v)
{
	s->bad |= sqlite3_bind_text64(s->p, n, v.n ? v.p : "", v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void stmt_blob(struct stmt *s, int n, const void *p, size_t len)
{
	s->bad |= sqlite3_bind_blob64(s->p, n, len ? p : "", len, SQLITE_STATIC);
}

void stmt_null(struct stmt *s, int n)
{
	s->bad |= sqlite3_bind_null(s->p, n);
}

static void mark_broken(struct db *db)
{
	db->broken = true;
	db_reset_live(db);
	if (!sqlite3_get_autocommit(db->h))
		db_run_fixed(db, FX_ROLLBACK);
	db->tx = false;
}

/* True if a commit that ended with rc may nevertheless be on the disk. */
static bool outcome_unknown(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_FULL: case SQLITE_CONSTRAINT:
		return false;
	default:
		return true;
	}
}

static enum err step_fail(struct ctx *cx, struct stmt *s, int rc)
{
	struct db *db = s->db;
	bool commits = s->write && !db->tx && ((rc & 0xff) == SQLITE_IOERR);
	enum err e = commits
		? err_set(cx, ERR_UNKNOWN, s->q->name, "db-unknown", db->path,
			sqlite3_errmsg(db->h), NULL)
		: db_fail(cx, db, rc, s->q->name);
	sqlite3_reset(s->p);
	stmt_leave_row(s);
	if (commits)
		mark_broken(db);
	return e;
}

enum err stmt_step(struct ctx *cx, struct stmt *s, bool *row)
{
	if (s->bad || s->db->broken) {
		TRY(db_usable(cx, s->db));
		return err_set(cx, ERR_BUG, s->q->name, "db-bind", s->q->name, NULL);
	}
	int rc = sqlite3_step(s->p);
	if (rc == SQLITE_ROW) {
		if (!s->live) {
			s->live = true;
			s->db->live++;
		}
		*row = true;
		return OK;
	}
	if (rc != SQLITE_DONE)
		return step_fail(cx, s, rc);
	sqlite3_reset(s->p);
	stmt_leave_row(s);
	*row = false;
	return OK;
}

enum err stmt_ids(struct ctx *cx, struct stmt *s, int64_t **id, int *n)
{
	int cap = 0;
	bool row;

	*id = NULL;
	for (*n = 0;; ++*n) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			return OK;
		*id = arena_grown(&cx->arena, *id, *n, &cap, sizeof **id);
		(*id)[*n] = stmt_col_int(s, 0);
	}
}

enum err stmt_run(struct ctx *cx, struct stmt *s, int64_t *changed)
{
	bool row = false;
	TRY(stmt_step(cx, s, &row));
	if (row) {
		stmt_done(s);
		return err_set(cx, ERR_BUG, s->q->name, "db-unexpected-row", s->q->name, NULL);
	}
	if (changed)
		*changed = sqlite3_changes64(s->db->h);
	return OK;
}

int64_t stmt_col_int(struct stmt *s, int n)
{
	return sqlite3_column_int64(s->p, n);
}

struct str stmt_col_text(struct stmt *s, int n)
{
	const char *p = (const char *)sqlite3_column_text(s->p, n);
	return (struct str){ p ? p : "", p ? (size_t)sqlite3_column_bytes(s->p, n) : 0 };
}

struct str stmt_col_blob(struct stmt *s, int n)
{
	const char *p = sqlite3_column_blob(s->p, n);
	return (struct str){ p ? p : "", p ? (size_t)sqlite3_column_bytes(s->p, n) : 0 };
}

bool stmt_col_is_null(struct stmt *s, int n)
{
	return sqlite3_column_type(s->p, n) == SQLITE_NULL;
}

static enum db_type type_of(int type)
{
	switch (type) {
	case SQLITE_INTEGER: return DB_INT;
	case SQLITE_TEXT:    return DB_TEXT;
	case SQLITE_BLOB:    return DB_BLOB;
	case SQLITE_FLOAT:   return DB_REAL;
	default:             return DB_NULL;
	}
}

enum db_type stmt_col_type(struct stmt *s, int n)
{
	return type_of(sqlite3_column_type(s->p, n));
}

/* A text as its bytes: to end it with a NUL, SQLite would copy it. */
enum db_type stmt_col(struct stmt *s, int n, int64_t *i, struct str *text)
{
	sqlite3_value *v = sqlite3_column_value(s->p, n);
	enum db_type type = type_of(sqlite3_value_type(v));
	const char *p;

	if (type == DB_INT) {
		*i = sqlite3_value_int64(v);
	} else if (type == DB_TEXT || type == DB_BLOB) {
		p = sqlite3_value_blob(v);
		*text = (struct str){ p ? p : "", p ? (size_t)sqlite3_value_bytes(v) : 0 };
	}
	return type;
}

void stmt_ints(struct stmt *s, int from, int n, int64_t *v, uint64_t *known)
{
	for (int w = 0; w < n; w += 64) {
		uint64_t bits = 0;

		for (int i = w; i < n && i < w + 64; i++) {
			sqlite3_value *x = sqlite3_column_value(s->p, from + i);
			bool is = sqlite3_value_type(x) == SQLITE_INTEGER;

			v[i] = is ? sqlite3_value_int64(x) : 0;
			bits |= (uint64_t)is << (i - w);
		}
		known[w / 64] = bits;
	}
}

int stmt_cols(struct stmt *s)
{
	return sqlite3_column_count(s->p);
}

const char *stmt_col_name(struct stmt *s, int n)
{
	return sqlite3_column_name(s->p, n);
}

void stmt_done(struct stmt *s)
{
	sqlite3_reset(s->p);
	stmt_leave_row(s);
	sqlite3_clear_bindings(s->p);
}

/* ---- transactions ---- */

static const char *const fixed_text[FX__COUNT] = {
	[FX_BEGIN]       = "BEGIN IMMEDIATE",
	[FX_BEGIN_READ]  = "BEGIN",
	[FX_COMMIT]      = "COMMIT",
	[FX_ROLLBACK]    = "ROLLBACK",
	[FX_SAVEPOINT]   = "SAVEPOINT one",
	[FX_RELEASE]     = "RELEASE one",
	[FX_ROLLBACK_TO] = "ROLLBACK TO one",
};

int db_run_fixed(struct db *db, enum fixed what)
{
	int rc = SQLITE_OK;
	if (!db->fixed[what])
		rc = sqlite3_prepare_v3(db->h, fixed_text[what], -1, SQLITE_PREPARE_PERSISTENT,
		                        &db->fixed[what], NULL);
	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(db->fixed[what]);
	sqlite3_reset(db->fixed[what]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

void db_reset_live(struct db *db)
{
	for (size_t i = 0; db->live > 0 && i < db->slots; i++)
		if (db->slot[i] && db->slot[i]->live)
			stmt_done(db->slot[i]);
}

static enum err run_fixed(struct ctx *cx, struct db *db, enum fixed what)
{
	int rc = db_run_fixed(db, what);
	return rc == SQLITE_OK ? OK : db_fail(cx, db, rc, fixed_text[what]);
}

enum err db_begin_read(struct ctx *cx, struct db *db)
{
	TRY(db_usable(cx, db));
	return run_fixed(cx, db, FX_BEGIN_READ);
}

void db_end_read(struct db *db)
{
	db_reset_live(db);
	if (!sqlite3_get_autocommit(db->h) && db_run_fixed(db, FX_COMMIT) != SQLITE_OK)
		db_run_fixed(db, FX_ROLLBACK);
}

enum err db_begin(struct ctx *cx, struct db *db)
{
	TRY(db_usable(cx, db));
	if (db->mode == DB_READ)
		return err_set(cx, ERR_BUG, "BEGIN", "db-write-on-reader", "BEGIN", NULL);
	TRY(run_fixed(cx, db, FX_BEGIN));
	db->tx = true;
	return OK;
}

/* An I/O error inside a transaction can make SQLite roll all of it back by itself. */
static enum err need_transaction(struct ctx *cx, struct db *db)
{
	TRY(db_usable(cx, db));
	if (sqlite3_get_autocommit(db->h)) {
		db->tx = false;
		return err_set(cx, ERR_IO, db->path, "db-transaction-lost", db->path, NULL);
	}
	return OK;
}

enum err db_commit(struct ctx *cx, struct db *db)
{
	TRY(need_transaction(cx, db));
	db_reset_live(db);
	int rc = db_run_fixed(db, FX_COMMIT);
	if (rc == SQLITE_OK) {
		db->tx = false;
		if (!db->lazy)
			db_tend(db);
		return OK;
	}
	if (outcome_unknown(rc)) {
		enum err e = err_set(cx, ERR_UNKNOWN, "COMMIT", "db-unknown", db->path,
		                     sqlite3_errmsg(db->h), NULL);
		mark_broken(db);
		return e;
	}
	enum err e = db_fail(cx, db, rc, "COMMIT");
	if ((rc & 0xff) == SQLITE_FULL)
		db_rollback(db);
	return e;
}

void db_rollback(struct db *db)
{
	db_reset_live(db);
	db->tx = false;
	if (!sqlite3_get_autocommit(db->h) && db_run_fixed(db, FX_ROLLBACK) != SQLITE_OK
	    && !sqlite3_get_autocommit(db->h))
		db->broken = true;
}

enum err db_savepoint(struct ctx *cx, struct db *db)
{
	TRY(need_transaction(cx, db));
	return run_fixed(cx, db, FX_SAVEPOINT);
}

enum err db_release(struct ctx *cx, struct db *db)
{
	TRY(need_transaction(cx, db));
	return run_fixed(cx, db, FX_RELEASE);
}

void db_rollback_to(struct db *db)
{
	if (sqlite3_get_autocommit(db->h))       /* all is rolled back already */
		return;
	db_reset_live(db);
	if (db_run_fixed(db, FX_ROLLBACK_TO) != SQLITE_OK
		|| db_run_fixed(db, FX_RELEASE) != SQLITE_OK)
		db_rollback(db);                     /* the commit will then say so */
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->h);
}

enum err db_exec_schema(struct ctx *cx, struct db *db, const char *text)
{
	TRY(db_usable(cx, db));
	bool own = !db_in_transaction(db);
	if (own)
		TRY(db_begin(cx, db));
	int rc = sqlite3_exec(db->h, text, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		return own ? db_commit(cx, db) : OK;
	enum err e = db_fail(cx, db, rc, "schema");
	if (own)
		db_rollback(db);
	return e;
}

/* ---- the WAL ---- */

void db_tend(struct db *db)
{
	if (db->broken || db->wal_pages < db->wal_limit)
		return;
	int rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if ((rc & 0xff) == SQLITE_IOERR)
		db->broken = true;
	else
		/* the next commit tells how long it still is */
		db->wal_pages = 0;
}

enum err db_checkpoint(struct ctx *cx, struct db *db)
{
	TRY(db_usable(cx, db));
	db_reset_live(db);
	int rc = sqlite3_wal_checkpoint_v2(db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (rc == SQLITE_OK) {
		db->wal_pages = 0;
		return OK;
	}
	enum err e = db_fail(cx, db, rc, "checkpoint");
	if ((rc & 0xff) == SQLITE_IOERR)
		db->broken = true;
	return e;
}

void db_rest(struct db *db)
{
	sqlite3_db_release_memory(db->h);
}

void db_share(struct db *db)
{
	sqlite3_exec(db->h, "PRAGMA cache_size=-" CACHE_KIB_SHARE, NULL, NULL, NULL);
}

static int pages_of(struct db *db, int64_t bytes)
{
	int page = first_int(db, "PRAGMA page_size");

	return (int)(bytes / (page > 0 ? page : PAGE_BYTES));
}

void db_bulk(struct db *db, bool on)
{
	db->wal_limit = pages_of(db, on ? WAL_BYTES_BULK : WAL_BYTES);
	sqlite3_exec(db->h, on ? "PRAGMA cache_size=-" CACHE_KIB_BULK
		: "PRAGMA cache_size=-" CACHE_KIB,
	             NULL, NULL, NULL);
	if (!on)
		sqlite3_db_release_memory(db->h);
}

void db_long(struct db *db, bool on)
{
	db->wal_limit = pages_of(db, on ? WAL_BYTES_LONG : WAL_BYTES);
}

void db_hasten(const char *path)
{
	char *wal = sqlite3_mprintf("%s-wal", path);
	die_without_memory(wal);
	os_write_soon(wal);
	sqlite3_free(wal);
}

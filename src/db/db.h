/* db - the database behind one small interface: SQLite here; PostgreSQL will implement the same
 * functions without touching a caller. Only declared statements can be run (struct sql); texts
 * use $1, $2 ... and the common subset of both databases; there is no engine function in them.
 * A connection belongs to one thread. Columns count from 0, parameters from 1.
 *
 * After an I/O error in a commit nobody knows whether it happened (a failed COMMIT can be durable):
 * db_commit returns ERR_UNKNOWN, and the connection refuses everything until it is reopened. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/err.h"

struct buf;
struct db;
struct stmt;

#define SQL_WRITE   1u    /* changes data: only on a writing connection */
#define SQL_SCAN_OK 2u    /* reads a whole table on purpose (small table, or a job) */

struct sql {
	const char *name;     /* "household.load": unique, for tests and traces */
	const char *text;     /* lives as long as the program, or longer than the db */
	unsigned flags;
};

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };

/* Opens D/jingzhun.db. DB_WRITE/DB_CREATE: WAL, synchronous=FULL, foreign keys off (the domain
 * keeps them), trusted_schema off, defensive. ERR_NOTFOUND, ERR_IO, ERR_INPUT (not a database),
 * ERR_CONFLICT (locked). Free with db_close. */
enum err db_open(struct ctx *cx, const char *path, enum db_mode mode, struct db **out);
void db_close(struct db *db);
bool db_writable(const struct db *db);
const char *db_path(const struct db *db);

/* Runs text of schema statements (from migrations and the entity engine only). */
enum err db_exec_schema(struct ctx *cx, struct db *db, const char *text);

/* ---- statements: prepared once per connection, found by the address of the struct sql ---- */
/* The statement comes reset and unbound. */
enum err db_stmt(struct ctx *cx, struct db *db, const struct sql *q, struct stmt **out);
void stmt_int(struct stmt *s, int n, int64_t v);
void stmt_text(struct stmt *s, int n, struct str v);       /* not copied: keep until stmt_done */
void stmt_blob(struct stmt *s, int n, const void *p, size_t len);   /* not copied */
void stmt_null(struct stmt *s, int n);
/* *row tells whether a row is there. */
enum err stmt_step(struct ctx *cx, struct stmt *s, bool *row);
/* The first column, a number, of all rows, in cx's arena; ends the statement. */
enum err stmt_ids(struct ctx *cx, struct stmt *s, int64_t **id, int *n);
/* Step once expecting no row; resets. *changed (may be NULL): rows changed. */
enum err stmt_run(struct ctx *cx, struct stmt *s, int64_t *changed);
int64_t stmt_col_int(struct stmt *s, int n);
struct str stmt_col_text(struct stmt *s, int n);           /* valid until the next step */
struct str stmt_col_blob(struct stmt *s, int n);
bool stmt_col_is_null(struct stmt *s, int n);
enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_REAL };
enum db_type stmt_col_type(struct stmt *s, int n);
/* Type and value in one: a number in *i, a text or bytes in *text (as stmt_col_blob). */
enum db_type stmt_col(struct stmt *s, int n, int64_t *i, struct str *text);
/* The whole numbers among n columns from `from` on: value v[i] and bit i of known; of others v[i] 0
 * and no bit. */
void stmt_ints(struct stmt *s, int from, int n, int64_t *v, uint64_t *known);
int stmt_cols(struct stmt *s);
const char *stmt_col_name(struct stmt *s, int n);
void stmt_done(struct stmt *s);                            /* reset and unbind; keep for reuse */

/* ---- transactions ---- */
enum err db_begin_read(struct ctx *cx, struct db *db);     /* one snapshot until db_end_read */
void db_end_read(struct db *db);
enum err db_begin(struct ctx *cx, struct db *db);          /* write transaction */
enum err db_commit(struct ctx *cx, struct db *db);
void db_rollback(struct db *db);
enum err db_savepoint(struct ctx *cx, struct db *db);      /* one level, inside a transaction */
enum err db_release(struct ctx *cx, struct db *db);
void db_rollback_to(struct db *db);
bool db_in_transaction(const struct db *db);

/* ---- catalogue and upkeep ---- */
enum err db_has_table(struct ctx *cx, struct db *db, const char *table, bool *yes);
/* Names of a table's columns, in order, in cx's arena. */
enum err db_columns(struct ctx *cx, struct db *db, const char *table, struct str **names, int *n);
/* User tables, sorted. */
enum err db_tables(struct ctx *cx, struct db *db, struct str **names, int *n);
/* Everything the schema names, by type and name: "table", "index", "trigger", "view"; text is the
 * statement that made it, empty for what the engine made itself. In cx's arena. (db_catalog.c) */
struct db_object { struct str type, name, table, text; };
enum err db_objects(struct ctx *cx, struct db *db, struct db_object **objects, int *n);
/* The two numbers of the file's header that a program may set; this one leaves both at 0. */
enum err db_stamps(struct ctx *cx, struct db *db, int64_t *user_version, int64_t *application);
/* Bytes by table and index, for the size report; ERR_NOTFOUND if the engine cannot tell. */
enum err db_sizes(struct ctx *cx, struct db *db, struct str **names, int64_t **bytes, int *n);
/* Query plan text of a statement; for the plan test. */
enum err db_plan(struct ctx *cx, struct db *db, const struct sql *q, struct buf *out);
enum err db_check(struct ctx *cx, struct db *db, struct buf *faults);   /* integrity of the file */
enum err db_checkpoint(struct ctx *cx, struct db *db);     /* moves the WAL into the file */
/* Bulk work: larger cache and fewer checkpoints while on; durability of commits is unchanged. */
void db_bulk(struct db *db, bool on);
/* For one long piece of work that ends soon: no checkpoint before it is over; the log grows by all
 * of it. */
void db_long(struct db *db, bool on);
/* Asks the system to begin writing what the log of the database at `path` has in its cache, so that
 * the next commit waits less. Only a hint; from any thread. */
void db_hasten(const char *path);
/* Forgets the pages that it keeps: after reading much that is not read again. */
void db_rest(struct db *db);
/* One of many that stand open side by side, as a server's do: from now on it keeps a quarter of the
 * pages, enough for the upper levels of a county's trees; the others lie in the system's cache. */
void db_share(struct db *db);
/* A consistent copy while others read and write; fsynced. Progress may be NULL. */
enum err db_backup(struct ctx *cx, struct db *db, const char *to_path,
                   void (*progress)(void *arg, int done, int total), void *arg);

#endif

/* db_upkeep - the catalogue, sizes, plans, the check of the file, and backup. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/os.h"
#include "db/db_private.h"

#define BACKUP_PAGES 512      /* 4 MiB a step: the signal to stop is looked at between steps */

static const struct sql sql_table = { "db.table",
	"SELECT 1 FROM sqlite_schema WHERE type='table' AND name=$1", 0 };
static const struct sql sql_tables = { "db.tables",
	"SELECT name FROM sqlite_schema WHERE type='table' AND substr(name,1,7)<>'sqlite_'"
	" ORDER BY name", SQL_SCAN_OK };
static const struct sql sql_columns = { "db.columns",
	"SELECT name FROM pragma_table_info($1) ORDER BY cid", SQL_SCAN_OK };
static const struct sql sql_sizes = { "db.sizes",
	"SELECT name, pgsize FROM dbstat WHERE aggregate=1 ORDER BY name", SQL_SCAN_OK };
static const struct sql sql_check = { "db.check", "PRAGMA integrity_check(100)", SQL_SCAN_OK };

enum err db_has_table(struct ctx *cx, struct db *db, const char *table, bool *yes)
{
	struct stmt *s;
	bool row = false;
	TRY(db_stmt(cx, db, &sql_table, &s));
	stmt_text(s, 1, str_of(table));
	TRY(stmt_step(cx, s, &row));
	stmt_done(s);
	*yes = row;
	return OK;
}

/* First column of every row, and the second as numbers if bytes is given. */
static enum err read_names(struct ctx *cx, struct stmt *s, struct str **names, int64_t **bytes,
                           int *n)
{
	int have = 0, room = 32;
	struct str *name = arena_array(&cx->arena, (size_t)room, sizeof(*name));
	int64_t *size = arena_array(&cx->arena, (size_t)room, sizeof(*size));
	for (bool row = false;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (have == room) {
			struct str *more = arena_array(&cx->arena, (size_t)room * 2, sizeof(*more));
			int64_t *sizes = arena_array(&cx->arena, (size_t)room * 2, sizeof(*sizes));
			memcpy(more, name, (size_t)room * sizeof(*name));
			memcpy(sizes, size, (size_t)room * sizeof(*size));
			name = more, size = sizes, room *= 2;
		}
		name[have] = str_dup(&cx->arena, stmt_col_text(s, 0));
		size[have++] = bytes ? stmt_col_int(s, 1) : 0;
	}
	stmt_done(s);
	*names = name;
	*n = have;
	if (bytes)
		*bytes = size;
	return OK;
}

enum err db_columns(struct ctx *cx, struct db *db, const char *table, struct str **names, int *n)
{
	struct stmt *s;
	TRY(db_stmt(cx, db, &sql_columns, &s));
	stmt_text(s, 1, str_of(table));
	return read_names(cx, s, names, NULL, n);
}

enum err db_tables(struct ctx *cx, struct db *db, struct str **names, int *n)
{
	struct stmt *s;
	TRY(db_stmt(cx, db, &sql_tables, &s));
	return read_names(cx, s, names, NULL, n);
}

enum err db_sizes(struct ctx *cx, struct db *db, struct str **names, int64_t **bytes, int *n)
{
	struct stmt *s;
	TRY(db_usable(cx, db));
	if (!sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB"))
		return err_set(cx, ERR_NOTFOUND, db->path, "db-no-sizes", NULL);
	TRY(db_stmt(cx, db, &sql_sizes, &s));
	return read_names(cx, s, names, bytes, n);
}

enum err db_plan(struct ctx *cx, struct db *db, const struct sql *q, struct buf *out)
{
	TRY(db_usable(cx, db));
	char *text = db_rewrite("EXPLAIN QUERY PLAN ", q->text);
	sqlite3_stmt *p = NULL;
	int rc = sqlite3_prepare_v2(db->h, text, -1, &p, NULL);
	free(text);
	while (rc == SQLITE_OK && (rc = sqlite3_step(p)) == SQLITE_ROW) {
		buf_addz(out, (const char *)sqlite3_column_text(p, 3));
		buf_addc(out, '\n');
		rc = SQLITE_OK;
	}
	enum err e = rc == SQLITE_DONE ? OK : db_fail(cx, db, rc, q->name);
	sqlite3_finalize(p);
	return e;
}

enum err db_check(struct ctx *cx, struct db *db, struct buf *faults)
{
	struct stmt *s;
	TRY(db_usable(cx, db));
	enum err e = db_stmt(cx, db, &sql_check, &s);
	for (bool row = true; e == OK && row;) {
		e = stmt_step(cx, s, &row);
		if (e != OK || !row)
			break;
		struct str line = stmt_col_text(s, 0);
		if (str_eqz(line, "ok"))
			continue;
		buf_adds(faults, line);
		buf_addc(faults, '\n');
	}
	int rc = sqlite3_errcode(db->h) & 0xff;
	if (e == OK || (rc != SQLITE_CORRUPT && rc != SQLITE_NOTADB))
		return e;
	buf_addz(faults, sqlite3_errmsg(db->h));     /* too broken to be checked is a fault, too */
	buf_addc(faults, '\n');
	err_clear(cx);
	return OK;
}

/* ---- backup ---- */

static enum err copy_pages(struct ctx *cx, struct db *db, sqlite3 *to,
                           void (*progress)(void *arg, int done, int total), void *arg)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", db->h, "main");
	if (!b)
		return err_set(cx, ERR_IO, db->path, "db-backup", db->path, sqlite3_errmsg(to),
			NULL);
	int rc;
	do {
		rc = sqlite3_backup_step(b, BACKUP_PAGES);
		if (progress) {
			int total = sqlite3_backup_pagecount(b);
			progress(arg, total - sqlite3_backup_remaining(b), total);
		}
		if (cx->stop && *cx->stop && rc == SQLITE_OK)
			rc = SQLITE_INTERRUPT;
	} while (rc == SQLITE_OK);
	sqlite3_backup_finish(b);
	if (rc == SQLITE_INTERRUPT)
		return err_set(cx, ERR_LIMIT, db->path, "db-backup-stopped", db->path, NULL);
	if (rc != SQLITE_DONE)
		return err_set(cx, ERR_IO, db->path, rc == SQLITE_FULL ? "db-full" : "db-backup",
		               db->path, sqlite3_errstr(rc), NULL);
	return OK;
}

/* The copy is taken out of WAL mode: one file, which opens in a read-only place as well. */
static enum err backup_to(struct ctx *cx, struct db *db, const char *path,
                          void (*progress)(void *arg, int done, int total), void *arg)
{
	sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, db_vfs());
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;"
		                      "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
	enum err e = rc == SQLITE_OK
		? copy_pages(cx, db, to, progress, arg)
		: err_set(cx, ERR_IO, path, "db-backup", path, sqlite3_errstr(rc), NULL);
	if (e == OK && (rc = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL,
		NULL)) != SQLITE_OK)
		e = err_set(cx, ERR_IO, path, "db-backup", path, sqlite3_errmsg(to), NULL);
	sqlite3_close(to);
	return e;
}

enum err db_backup(struct ctx *cx, struct db *db, const char *to_path,
                   void (*progress)(void *arg, int done, int total), void *arg)
{
	TRY(db_usable(cx, db));
	if (db->tx)
		return err_set(cx, ERR_BUG, db->path, "db-backup-in-transaction", NULL);
	char *temp = str_z(&cx->arena, str_join(&cx->arena, str_of(to_path), STR(".part")));
	TRY(os_remove(cx, temp));
	TRY(os_append_file(cx, temp, STR(""), 0600));
	/* A snapshot held from here on: without it, every write of another connection would make
	 * the copy start again. */
	bool own = !db_in_transaction(db), yes;
	if (own)
		TRY(db_begin_read(cx, db));
	enum err e = db_has_table(cx, db, "", &yes);
	if (e == OK)
		e = backup_to(cx, db, temp, progress, arg);
	if (own)
		db_end_read(db);
	if (e == OK)
		e = os_fsync_path(cx, temp);
	if (e == OK)
		e = os_rename_synced(cx, temp, to_path);
	if (e != OK)
		os_remove(cx, temp);
	return e;
}

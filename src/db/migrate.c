/* migrate - numbered schema steps, each in one transaction with its number. */
#include <stdio.h>

#include "db/migrate.h"

static const struct sql sql_version = { "migrate.version",
	"SELECT max(version) FROM schema_version", SQL_SCAN_OK };
static const struct sql sql_set = { "migrate.set",
	"UPDATE schema_version SET version=$1", SQL_WRITE | SQL_SCAN_OK };
static const struct sql sql_first = { "migrate.first",
	"INSERT INTO schema_version(version) VALUES($1)", SQL_WRITE };

enum err migrate_version(struct ctx *cx, struct db *db, int *version)
{
	struct stmt *s;
	bool there = false, row = false;
	TRY(db_has_table(cx, db, "schema_version", &there));
	if (!there) {
		*version = 0;
		return OK;
	}
	TRY(db_stmt(cx, db, &sql_version, &s));
	TRY(stmt_step(cx, s, &row));
	*version = row ? (int)stmt_col_int(s, 0) : 0;
	stmt_done(s);
	return OK;
}

static enum err set_version(struct ctx *cx, struct db *db, int version)
{
	struct stmt *s;
	int64_t changed = 0;
	TRY(db_exec_schema(cx, db,
		"CREATE TABLE IF NOT EXISTS schema_version(version INTEGER NOT NULL)"));
	TRY(db_stmt(cx, db, &sql_set, &s));
	stmt_int(s, 1, version);
	TRY(stmt_run(cx, s, &changed));
	if (changed)
		return OK;
	TRY(db_stmt(cx, db, &sql_first, &s));
	stmt_int(s, 1, version);
	return stmt_run(cx, s, NULL);
}

/* The version is read again inside the transaction: another process may have been here. */
static enum err step_in_transaction(struct ctx *cx, struct db *db, const struct migration *m)
{
	int have = 0;
	TRY(migrate_version(cx, db, &have));
	if (have >= m->version)
		return OK;
	TRY(db_exec_schema(cx, db, m->text));
	return set_version(cx, db, m->version);
}

static enum err one_step(struct ctx *cx, struct db *db, const struct migration *m)
{
	if (db_in_transaction(db))
		return step_in_transaction(cx, db, m);
	TRY(db_begin(cx, db));
	enum err e = step_in_transaction(cx, db, m);
	if (e != OK) {
		db_rollback(db);
		return e;
	}
	e = db_commit(cx, db);
	if (e != OK)
		db_rollback(db);
	return e;
}

enum err migrate_up(struct ctx *cx, struct db *db, const struct migration *steps, int n)
{
	int have = 0, last = n > 0 ? steps[n - 1].version : 0;
	TRY(migrate_version(cx, db, &have));
	if (have > last) {
		char a[16], b[16];
		snprintf(a, sizeof(a), "%d", have);
		snprintf(b, sizeof(b), "%d", last);
		return err_set(cx, ERR_INPUT, db_path(db), "migrate-newer", db_path(db), a, b,
			NULL);
	}
	for (int i = 0; i < n; i++)
		if (steps[i].version > have)
			TRY(one_step(cx, db, &steps[i]));
	return OK;
}

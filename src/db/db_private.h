/* db_private - what db_sqlite.c, db_upkeep.c, db_fault.c and writer.c share; nobody else. */
#ifndef DB_DB_PRIVATE_H
#define DB_DB_PRIVATE_H

#include <sqlite3.h>

#include "db/db.h"

/* Statements without parameters that every connection needs. */
enum fixed {
	FX_BEGIN, FX_BEGIN_READ, FX_COMMIT, FX_ROLLBACK,
	FX_SAVEPOINT, FX_RELEASE, FX_ROLLBACK_TO, FX__COUNT
};

struct db {
	sqlite3 *h;
	char *path;
	enum db_mode mode;
	bool broken;              /* a sync failed: refuses everything until reopened */
	bool tx;                  /* a write transaction was begun and not ended by us */
	bool lazy;                /* the writer moves the WAL itself, after its replies */
	int live;                 /* statements standing on a row */
	int wal_pages, wal_limit; /* pages in the WAL after the last commit; when to move them */
	sqlite3_stmt *fixed[FX__COUNT];
	struct stmt **slot;       /* statement cache: open addressing by the struct's address */
	size_t slots, used;
};

struct stmt {
	sqlite3_stmt *p;
	struct db *db;
	const struct sql *q;
	const char *text;         /* q->text when prepared: a reused address is noticed */
	int bad;                  /* result codes of binds, or-ed */
	bool live, write;
};

/* Records what SQLite said about the last call, and returns its kind. */
enum err db_fail(struct ctx *cx, struct db *db, int rc, const char *where);
/* ERR_UNKNOWN on a broken connection. */
enum err db_usable(struct ctx *cx, const struct db *db);
int db_run_fixed(struct db *db, enum fixed what);
/* Takes statements left standing on a row off it, so that the transaction can end. */
void db_reset_live(struct db *db);
/* Moves the WAL into the file if it has grown enough; a failing disk breaks the connection. */
void db_tend(struct db *db);
bool db_broken(const struct db *db);
/* "?n" for "$n" outside literals, quoted names and comments; malloc'ed. */
char *db_rewrite(const char *prefix, const char *text);
/* Name of the file layer: NULL, SQLite's own; under JZ_TEST_HOOKS one that can fail. */
const char *db_vfs(void);

#ifdef JZ_TEST_HOOKS
void db_test_fail_sync(int nth);     /* the nth sync from now on fails; 0: none */
void db_test_fail_write(int nth);    /* from the nth write on the disk is full; 0: none */
#endif

#endif

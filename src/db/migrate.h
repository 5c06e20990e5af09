/* migrate - versioned schema: the fixed tables by numbered steps, entity tables by comparing the
 * descriptors with what is there (entity/ddl). Every step runs in one transaction with its number,
 * so that a kill leaves either the old or the new schema. A newer file is refused. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

struct migration {
	int version;                 /* 1, 2, 3 ... */
	const char *text;            /* schema statements */
};

/* Version of the file, 0 for an empty one. */
enum err migrate_version(struct ctx *cx, struct db *db, int *version);
/* Applies what is missing, in order. ERR_INPUT if the file is newer than the last step. */
enum err migrate_up(struct ctx *cx, struct db *db, const struct migration *steps, int n);

#endif

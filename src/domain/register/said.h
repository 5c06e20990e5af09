/* said - what a source said last of a row, field by field: the value that stood here when its list
 * was last compared, found in the row or its history. One noun at a time. */
#ifndef DOMAIN_REGISTER_SAID_H
#define DOMAIN_REGISTER_SAID_H

#include "domain/register/difference.h"

struct said;
/* Of the batches of a source but `except` (0: all). fields (by index; NULL: all) are
 * those that will be asked for: lists that state none of them are left out. kind: of the list that
 * asks, may be empty. Free with said_free. */
struct said_ask {
	struct str source, kind;
	const struct entity *e;
	const bool *fields;
	int64_t except;
};
enum err said_load(struct ctx *cx, struct reg *r, const struct said_ask *ask, struct said **out);
void said_free(struct said *s);
/* The leaf that wrote the roll of the last list that contained the row with this column (-1: at
 * all); 0: none did. Rows of other nodes are never known: they count as a first meeting. */
int64_t said_when(const struct said *s, int64_t id, int field);
/* The same of lists of the kind that asks. */
int64_t said_when_own(const struct said *s, int64_t id, int field);

/* Versions of one row that were looked up; begin with { .n = 0 }. */
struct versions { int64_t leaf[4]; struct rec *rec[4]; int n; };
/* The row as it stood when that leaf was written, opened with fam; *out NULL: it was not there. In
 * `a`. */
enum err said_version(struct ctx *cx, struct reg *r, struct arena *a, struct rec *now,
                      const struct family *fam, int64_t leaf, struct versions *v,
                      struct rec **out);

#endif

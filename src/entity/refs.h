/* refs - how many rows in force refer to each row: what leaves the register may leave nothing
 * hanging. Counted once by reading the referring columns, then kept in step as rows leave.
 * References from history do not count. */
#ifndef ENTITY_REFS_H
#define ENTITY_REFS_H

#include "entity/store.h"

struct refs;

/* Counts references to the nouns whose tags are set in `to`. Rows of other nodes count as none:
 * this office did not make them. Give back with refs_free. */
enum err refs_make(struct ctx *cx, struct db *db, const struct store *st, const bool to[ENT_MOST],
                   struct refs **out);
int64_t refs_to(const struct refs *r, const struct entity *e, int64_t id);
/* The row leaves, or comes: what it refers to has one reference less, or more. */
void refs_drop(struct refs *r, const struct rec *row);
void refs_add(struct refs *r, const struct rec *row);
void refs_free(struct refs *r);

#endif

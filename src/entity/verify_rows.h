/* verify_rows - the rows against the journal: every row of every noun (and its history) is hashed
 * again and must be what the leaf it points to committed to; every commitment must have its row;
 * versions run 1..n with the newest in the table and the others in history; seeds are what rows
 * say; the search index follows from the rows; the file is whole, and no table, index, trigger or
 * view is in it, or missing, but those this program makes. Needs no keys; columns are taken by
 * name, so that a register of an older program, with fewer columns, is read as it stands. */
#ifndef ENTITY_VERIFY_ROWS_H
#define ENTITY_VERIFY_ROWS_H

#include "entity/store.h"
#include "journal/verify.h"

/* After verify_log, on the same connection and snapshot. m gives the nouns (NULL: those of the
 * program; what packs add has no columns). Rows are named by noun, number, id and version; after 50
 * findings of a kind in a noun the rest is counted, in one line. Damage of the file is told as
 * VERIFY_UNREADABLE. Reports through v->report; progress (may be NULL) gets rows done. */
enum err verify_rows(struct ctx *cx, struct db *db, const struct model *m, struct verify *v,
                     void (*progress)(void *arg, int64_t rows), void *arg);

#endif

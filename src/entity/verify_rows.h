/* verify_rows - the rows against the journal: every row of every noun (and its history) is hashed
 * again and must be what the leaf it points to committed to; every commitment must have its row;
 * versions run 1..n with the newest in the table and the others in history; seeds are what rows
 * say; search keys, area spans and other derived tables follow from the rows; no unknown table,
 * trigger or view is in the file. Needs no keys and no descriptors: columns are taken by name. */
#ifndef ENTITY_VERIFY_ROWS_H
#define ENTITY_VERIFY_ROWS_H

#include "entity/store.h"
#include "journal/verify.h"

/* After verify_log, on the same connection and snapshot. m gives names of nouns and numbers of rows
 * for the report. Reports through v->report; progress (may be NULL) gets rows done. */
enum err verify_rows(struct ctx *cx, struct db *db, const struct model *m, struct verify *v,
                     void (*progress)(void *arg, int64_t rows), void *arg);

#endif

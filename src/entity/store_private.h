/* store_private - shared by the parts of store; nobody else includes it. */
#ifndef ENTITY_STORE_PRIVATE_H
#define ENTITY_STORE_PRIVATE_H

#include "entity/store.h"

/* Sealed or pack values back into r. False if the bytes are not what packing writes. */
bool store_unpack(struct arena *a, struct rec *r, struct str packed);
/* Appends the CREATE INDEX of a column if it has one. */
void entity_index_ddl(struct buf *b, const struct entity *e, const char *column);
const char *entity_column_type(const struct entity *e, int column);
/* The INSERT for a new row of this transaction. Its parameters have the numbers of the columns. */
const struct sql *store_insert_sql(struct txn *t, const struct prow *p);

#endif

/* lookup - light questions that an import asks by the thousand: only ids and places, no whole rows.
 */
#ifndef DOMAIN_REGISTER_LOOKUP_H
#define DOMAIN_REGISTER_LOOKUP_H

#include "db/db.h"

struct place { int64_t id, area, shard; };

/* The household with a number; the oldest if several have it. */
enum err lookup_household(struct ctx *cx, struct db *db, struct str no, bool *found,
                          struct place *out);
/* The newest batch of a file with this SHA-256 (hex), and of this sheet in it (empty: it has none),
 * among those before `before`; *id 0: none. */
enum err lookup_batch(struct ctx *cx, struct db *db, struct str file_hash, struct str sheet,
                      int64_t before, int64_t *id);

extern const struct sql *const lookup_sqls[];

#endif

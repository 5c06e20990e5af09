/* seek - finding rows by number, name, initials or blind index without a wide index per field.
 * Search keys are 64-bit numbers: noun tag 6 bits | class 4 bits | hash 44 bits, shifted right
 * aligned. They are kept in sorted, packed segments (a small log-structured merge tree inside the
 * database): each transaction adds one segment, 16 segments of a level become one of the next.
 * All keys follow from stored columns, so `verify` makes them again; an entry may be stale after
 * an edit, so every candidate is checked against its row.
 *
 * Table: seek_block(segment, first, block, n, data, PRIMARY KEY(segment, first, block));
 * segment = level << 32 | counter. data: per entry varint(key - previous key), varint(id or, for
 * an equal key, id - previous id). */
#ifndef ENTITY_SEEK_H
#define ENTITY_SEEK_H

#include "db/db.h"
#include "entity/entity.h"

enum seek_class { SEEK_NO = 1, SEEK_ID, SEEK_ID_TAIL, SEEK_PHONE, SEEK_PHONE_TAIL, SEEK_CARD,
	SEEK_NAME, SEEK_PAIR, SEEK_INITIALS, SEEK_NAT, SEEK_FACT, SEEK__COUNT };

struct seek_entry { uint64_t key; int64_t id; };

static inline uint64_t seek_key(uint8_t tag, enum seek_class c, uint64_t hash44)
{
	return (uint64_t)tag << 48 | (uint64_t)c << 44 | (hash44 & ((UINT64_C(1) << 44) - 1));
}
uint64_t seek_hash_text(struct str s);            /* numbers in clear */
uint64_t seek_hash_blind(struct str blind16);     /* blind indexes */

/* Writes entries (sorted in place) as one segment, then merges levels that are full. */
enum err seek_add(struct ctx *cx, struct db *db, struct seek_entry *e, size_t n);
/* Calls found for each id under the key, at most max; the caller checks the row. */
enum err seek_find(struct ctx *cx, struct db *db, uint64_t key, int max,
                   enum err (*found)(void *arg, int64_t id), void *arg);
/* Ids under every one of the keys, at most max, in the arena. */
enum err seek_all(struct ctx *cx, struct db *db, const uint64_t *keys, int nkeys, int max,
                  int64_t **ids, int *n);
/* Walks all entries with lo <= key <= hi, segment by segment (not in key order). */
enum err seek_walk(struct ctx *cx, struct db *db, uint64_t lo, uint64_t hi,
                   enum err (*fn)(void *arg, const struct seek_entry *e, size_t n), void *arg);
/* Ids that share a key in [lo, hi]: fn gets each group of two or more (sorted by id). Works in
 * slices, so memory stays bounded. */
enum err seek_twins(struct ctx *cx, struct db *db, uint64_t lo, uint64_t hi,
                    enum err (*fn)(void *arg, uint64_t key, const int64_t *ids, int n), void *arg);
/* One row's keys, from its columns. At most SEEK_MAX. */
#define SEEK_MAX 40
int seek_of_row(const struct entity *e, const struct val *col, uint64_t out[SEEK_MAX]);

extern const struct sql *const seek_sqls[];

#endif

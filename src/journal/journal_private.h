/* journal_private - what leaf.c, journal.c, proof.c and verify.c share. */
#ifndef JOURNAL_JOURNAL_PRIVATE_H
#define JOURNAL_JOURNAL_PRIVATE_H

#include "base/buf.h"
#include "journal/journal.h"

#define LEAF_ACTOR_MAX  256
#define LEAF_EXTRA_MAX  4096
#define LEAF_NOTE_MAX   16384
#define LEAF_ROWS_MAX   1000000
#define NOTE_SALT_LEN   16

/* Appends the bytes of a leaf. rows, subroot, seq and time are the leaf's own. */
void leaf_encode(struct buf *out, const struct leaf *leaf, const unsigned char log_id[LOG_ID_LEN],
                 const unsigned char salt[NOTE_SALT_LEN], const struct hash *note_commit);
/* H(0x02 || salt || note). */
void leaf_note_commit(enum hash_alg alg, const unsigned char salt[NOTE_SALT_LEN], struct str note,
                      struct hash *out);
/* What the sub-root is made of: H(0x00 || entity 1 | id 8 | version 4 | row hash 32). */
void leaf_row_hash(enum hash_alg alg, const struct rowkey *key, const struct hash *row,
                   struct hash *out);

/* Body of a checkpoint: exactly origin, size, base64 root, each with its newline. */
struct checkpoint {
	struct str origin;
	uint64_t size;
	struct hash root;
};
void checkpoint_put(struct buf *out, const struct checkpoint *c);
bool checkpoint_read(struct str body, struct checkpoint *out);
/* The body a note claims, unchecked: up to the first empty line. */
bool note_body(struct str note, struct str *body);
bool base64_hash(struct str s, struct hash *out);
/* Decimal without sign or leading zeros. */
bool read_u64(struct str s, uint64_t *out);

/* "jingzhun/" and the log's id in hexadecimal, in the arena. */
struct str origin_of(struct arena *a, const unsigned char log_id[LOG_ID_LEN]);

/* Does a leaf ACT_RESTORE of this log say that it replaced a log of at least this size, grown
 * beyond the point the backup was made at? Reads all leaves. */
enum err journal_restored(struct ctx *cx, struct db *db, uint64_t size, bool *yes);
/* What one leaf ACT_RESTORE says of the logs it replaced: calls fn for each pair. */
struct replaced { uint64_t restore_seq, size; struct hash root; };
typedef void replaced_fn(void *arg, const struct replaced *r);
void leaf_replaced(const struct leaf *leaf, replaced_fn *fn, void *arg);

extern const struct sql journal_sql_leaf;       /* data, note, keys, hashes of $1 */
extern const struct sql journal_sql_scan;       /* seq, data in order */

#endif

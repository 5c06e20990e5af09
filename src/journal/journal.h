/* journal - the record that nobody can quietly change: one leaf per business transaction, in the
 * same database transaction as the rows it commits to, and a signed head after each.
 *
 * Tables (all plain SQL):
 *   leaf(seq INTEGER PRIMARY KEY, data BLOB NOT NULL, note TEXT, keys BLOB, hashes BLOB)
 *     data    deterministic bytes, see leaf_encode; its hash is the tree's leaf
 *     note    the reason a person gave, or NULL; data holds a salt and H(0x02 || salt || note)
 *     keys    which rows: runs (entity, first id, count, version), see rowkeys_*
 *     hashes  the 32-byte commitment of each row, in the order of keys; sub-root in data
 *   head(size INTEGER PRIMARY KEY, note TEXT NOT NULL)         signed checkpoints
 * A row points to its leaf by (leaf, ix): seq and the index among the leaf's rows.
 *
 * Outside the data folder, beside the keyring, stands D.head: the verifier key and the last head,
 * rewritten after commits (journal_publish). It needs no secret to read and is what `verify`
 * trusts; a printed head serves as well (--head). */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "crypto/keyring.h"
#include "db/db.h"
#include "db/migrate.h"
#include "journal/merkle.h"

#define LOG_ID_LEN 16

enum action {           /* what kind of business transaction a leaf is; numbers are frozen */
	ACT_INIT = 1, ACT_SCHEMA = 2, ACT_PACK = 3, ACT_AREA = 4,
	ACT_IMPORT_OPEN = 5, ACT_IMPORT_CHUNK = 6, ACT_IMPORT_CLOSE = 7,
	ACT_EDIT = 8, ACT_EXPORT = 9, ACT_READ = 10, ACT_BACKUP = 11, ACT_RESTORE = 12,
	ACT_ERASE = 13, ACT_UNDO = 14,
	ACT_LOGIN = 15, ACT_LOGIN_FAILED = 16, ACT_LOGOUT = 17, ACT_ACCOUNT = 18, ACT_GRANT = 19,
	ACT_KIN = 20, ACT_EMERGENCY = 21,
};
const char *action_name(int action);

/* One row a leaf commits to. */
struct rowkey {
	uint8_t entity;
	int64_t id;
	int32_t version;
};

/* What is said of a transaction. Encoded into leaf data (big-endian, fixed order, golden test):
 * "JZL1" | log_id 16 | seq 8 | time_ms 8 | action 2 | actor len 2 + bytes | object entity 1 |
 * object id 8 | batch 8 | rows 4 | sub-root 32 | note salt 16 | note commitment 32 |
 * extra len 4 + bytes */
struct leaf {
	uint64_t seq;            /* filled by the journal: 0, 1, 2 ... */
	int64_t time_ms;
	uint16_t action;
	struct str actor;
	uint8_t object;          /* entity tag the transaction is about, 0 none */
	int64_t object_id;
	int64_t batch;           /* 0 none */
	struct str note;         /* reason; may be empty */
	struct str extra;        /* action-specific, canonical (e.g. a file's hash); <= 4 KiB */
	uint32_t rows;           /* when read back */
	/* When read back: zero if rows = 0, else merkle_root over, for each row,
	 * H(0x00 || entity 1 | id 8 | version 4 | row hash 32). */
	struct hash subroot;
};

struct journal {
	enum hash_alg alg;
	unsigned char log_id[LOG_ID_LEN];
	struct frontier front, mark;             /* pending state, and the savepoint's */
	const struct keyring *keys;              /* NULL: cannot append */
	struct str origin;                       /* "jingzhun/<hex of log_id>" */
	int64_t last_ms;
};

extern const struct migration journal_migrations[];
extern const int journal_migrations_n;

/* A new log: random log_id, leaf 0 (ACT_INIT) whose extra is "hash=...\nnode=...\n...". In a
 * transaction; the caller commits. */
enum err journal_create(struct ctx *cx, struct db *db, const struct keyring *keys,
                        struct str extra, struct journal *out);
/* Loads log_id and frontier (rebuilt from leaves, checked against the last head's root:
 * ERR_TAMPER). keys NULL: read only. The result's strings live in cx's arena. */
enum err journal_open(struct ctx *cx, struct db *db, const struct keyring *keys,
                      struct journal *out);
static inline uint64_t journal_next(const struct journal *j) { return j->front.size; }
/* Appends one leaf and its signed head, in the caller's transaction. hashes[i] belongs to keys[i].
 * Time never runs backwards: a clock behind the last leaf is taken as the last leaf's time. */
enum err journal_append(struct ctx *cx, struct db *db, struct journal *j, struct leaf *leaf,
                        const struct rowkey *keys, const struct hash *hashes, uint32_t n);
void journal_mark(struct journal *j);        /* before a savepoint */
void journal_undo(struct journal *j);        /* after rolling back to it */
/* Writes D.head (verifier key line, blank line, last head note). After a commit. */
enum err journal_publish(struct ctx *cx, struct db *db, const struct journal *j, const char *path);

enum err journal_leaf(struct ctx *cx, struct db *db, uint64_t seq, struct leaf *out);
/* A leaf with the keys of all its rows, in the arena: for walks over many. */
enum err journal_keys(struct ctx *cx, struct db *db, struct arena *a, uint64_t seq,
                      struct leaf *out, struct rowkey **keys);
/* Value of the line "NAME=..." in a leaf's extra; false if there is none. */
bool leaf_extra(struct str extra, const char *name, struct str *value);
/* Key and hash number ix of a leaf; ERR_NOTFOUND. */
enum err journal_row(struct ctx *cx, struct db *db, uint64_t seq, uint32_t ix,
                     struct rowkey *key, struct hash *hash);
enum err journal_head(struct ctx *cx, struct db *db, struct str *note, uint64_t *size);
/* The head as it was when the log had this size. ERR_NOTFOUND. */
enum err journal_head_at(struct ctx *cx, struct db *db, uint64_t size, struct str *note);

/* Proof of one row: text a stranger can check with the verifier key alone (format documented in
 * docs/journal.md): row hash, index path to the sub-root, leaf data, path to the root, head. */
enum err journal_proof(struct ctx *cx, struct db *db, const struct journal *j, uint64_t seq,
                       uint32_t ix, struct buf *out);
enum err journal_proof_check(struct ctx *cx, struct str proof, struct str vkey);
/* Proof that the log has only grown since it had old_size leaves. ERR_NOTFOUND: it never had. */
enum err journal_consistency(struct ctx *cx, struct db *db, const struct journal *j,
                             uint64_t old_size, struct buf *out);
/* For many proofs: one pass over the leaves, 64 bytes kept of each, in cx's arena; good as long as
 * the log does not grow (one reading transaction). */
struct journal_tree;
enum err journal_tree(struct ctx *cx, struct db *db, const struct journal *j,
                      struct journal_tree **out);
enum err journal_tree_proof(struct ctx *cx, struct db *db, const struct journal_tree *t,
                            uint64_t seq, uint32_t ix, struct buf *out);
enum err journal_tree_consistency(struct ctx *cx, struct db *db, const struct journal_tree *t,
                                  uint64_t old_size, struct buf *out);
/* The same since a head that somebody kept (as `head` prints it, or the note alone): made by the
 * holder of the register, checked by the holder of that head and the verifier key. */
enum err journal_growth(struct ctx *cx, struct db *db, const struct journal *j, struct str old_head,
                        struct buf *out);
bool journal_is_growth(struct str proof);
enum err journal_growth_check(struct ctx *cx, struct str proof, struct str old_head,
                              struct str vkey);

/* Extra of the leaf ACT_RESTORE that is appended to j, the log of a backup: where it came from, and
 * the newest heads of the log it replaces (old: its database or NULL; head_path: D.head or NULL),
 * as far as they are j's own and signed. Needs j->keys. (restore.c) */
enum err journal_restore_extra(struct ctx *cx, const struct journal *j, struct str from,
                               struct db *old, const char *head_path, struct buf *extra);

/* Runs of row keys, packed (varints); used by append and by verify. */
void rowkeys_pack(struct buf *out, const struct rowkey *keys, uint32_t n);
struct rowkeys_iter { struct str rest; struct rowkey next; uint32_t left; bool bad; };
void rowkeys_begin(struct rowkeys_iter *it, struct str packed);
bool rowkeys_next(struct rowkeys_iter *it, struct rowkey *out);

bool leaf_decode(struct str data, struct leaf *out, unsigned char log_id[LOG_ID_LEN],
                 unsigned char salt[16], struct hash *note_commit);

#endif

/* store - rows of all nouns in the database: canonical bytes, commitments, sealing, history,
 * search keys. Preparing a row (sealing, hashing) needs no database and may run on any thread;
 * writing happens on the writer thread, inside one `txn`, which becomes one leaf.
 *
 * Canonical row (what a commitment is the hash of): "JZR1" | entity tag 1 | for every non-null
 * column but leaf and ix, by rising number: number 4 BE | 1 + int64 8 BE, or 2/3 + length 4 BE +
 * bytes (text / blob). number = FNV-1a 32 of the column's name, so a new column changes no old row,
 * and a verifier needs no descriptor and no key: sealed values stand there as ciphertext. */
#ifndef ENTITY_STORE_H
#define ENTITY_STORE_H

#include "crypto/seal.h"
#include "db/db.h"
#include "entity/entity.h"
#include "journal/journal.h"

#define ID_SEQ_BITS 37
#define ID_NODE(id) ((int)((id) >> ID_SEQ_BITS))

struct seek_entry;               /* seek.h */

/* SQL texts and column layout of one entity, made by entity_setup. */
struct entity_sql {
	int ncol;                    /* columns of the table */
	const char **col;            /* their names: system columns first */
	const char **type;           /* their SQL types */
	int *canon;                  /* column indexes by rising number, without leaf and ix */
	uint32_t *number;            /* number of each column */
	int seed_h;                  /* column of the seed's hash, or -1 */
	int *sealed, nsealed;        /* sealed fields by rising number */
	int *packed, npacked;        /* clear fields of packs, likewise */
	int *blind, *tail;           /* per field: column of its blind index / blind tail, or -1 */
	const char *ddl;             /* CREATE TABLE/INDEX statements, row table and history */
	bool *indexed;               /* per column: an index holds it */
	struct sql insert, update, keep, leave, bury, load, by_parent, alone, by_area, by_key, scan,
	           scan_after, scan_past, history, as_of, max_id;
	struct sql update_beside;    /* of rows whose indexed columns stay as they are */
	struct sql left;             /* ids of rows that have left the register, by their number */
	struct sql ordered;          /* all rows in the order of their numbers, not of their ids */
	struct sql *refs;            /* per field: the ids it refers to, and whose; no text: none */
	struct sql area_of;          /* the areas that rows lie in */
};

/* An INSERT that names only the columns which a list's rows fill: see store_insert.c. */
#define FEW_STATEMENTS 4
#define FEW_COLUMNS    256
struct few {
	const struct entity *e;
	uint64_t col[FEW_COLUMNS / 64];
	struct sql sql;
	int at;
	char text[2][8192];          /* in turns, so that a new text has another address */
};

/* Whose rows were written: what a commit tells its subscribers. */
struct touched {
	int64_t *id;                 /* households, a run of equal ones once */
	uint32_t n, cap;
	bool all;                    /* nobody knows whose, or too many to name */
	uint64_t nouns;              /* bit of each noun's tag with rows that lie in no household */
	uint64_t inside;             /* and with rows that lie in one */
};

/* The process's hold on a register's rows. */
struct store {
	const struct model *m;
	const struct keyring *keys;  /* NULL: read-only, masked */
	struct journal j;
	int node;
	int64_t next[ENT_MOST];            /* next sequence number by entity tag */
	struct lock *numbers;                /* held while numbers without gaps are taken */
	struct few few[FEW_STATEMENTS];      /* of the thread that writes */
	struct touched touched;              /* since it was last emptied; of that thread, too */
};

/* Creates missing tables and columns for the model (an old folder learns new fields). In a write
 * transaction. *changed: something was made. */
enum err store_schema(struct ctx *cx, struct db *db, const struct model *m, bool *changed);
enum err store_load(struct ctx *cx, struct db *db, struct store *st);   /* next ids */
void store_end(struct store *st);        /* what it holds besides what it was given */
/* Takes the next id of a noun. Thread-safe. */
int64_t store_new_id(struct store *st, const struct entity *e);

/* Ids without gaps, for nouns whose number people count: between the two calls nobody else takes
 * one of them so, and what was not written is free again. Every writer of such a noun does it like
 * this. Held until it is written; never call it on the writer's thread, for which the holder
 * waits. */
#define STORE_NUMBERS 2
struct numbers {
	struct store *st;
	uint8_t tag[STORE_NUMBERS];          /* of the nouns; 0: none */
	int64_t next[STORE_NUMBERS];
};
void store_numbers(struct store *st, uint8_t one, uint8_t other, struct numbers *out);
/* e: what came of it. dry: it was OK, but nothing was written (only tried, or the same request had
 * been answered before). Returns e. */
enum err store_numbers_end(struct numbers *n, enum err e, bool dry);

/* ---- preparing ---- */
/* Seeds of households, cached per use: the key that seals a family's rows. */
struct family {
	int64_t id;                  /* household (or the row itself) */
	uint8_t tag;                 /* noun that the seed belongs to; 0: a fresh seed, see `id` */
	unsigned char seed[SEED_LEN];
	struct seal_key key;
	bool known;
};
void family_new(const struct store *st, int64_t id, struct family *f);     /* fresh seed */
enum err family_load(struct ctx *cx, struct db *db, const struct store *st,
                     const struct entity *e, int64_t id, struct family *f);

/* One stored column of a prepared row. */
struct pval {
	uint16_t col;
	bool blob;
	struct val v;
};

/* A row ready to be written. */
struct prow {
	const struct entity *e;
	bool update;                 /* else insert */
	bool remove;                 /* the row leaves the register with this version */
	bool own_seed;               /* write seed for this row */
	bool beside;                 /* an update that no index has to know of */
	unsigned char seed[SEED_LEN];
	int64_t id;
	int32_t version;
	struct pval *val;            /* the columns that are not null; leaf and ix are put at writing */
	int nval;
	struct hash commit;
	int64_t *seek;               /* search keys that the version before did not have */
	int nseek;
	int64_t family[2];           /* households that it belongs and belonged to, or FAMILY_ */
};
#define FAMILY_NONE         0                /* in no household */
#define FAMILY_OF_PERSON(id) (-(id))         /* in this person's: looked up when it is written */
/* Seals, computes blind indexes, canonical bytes and commitment. r->id must be set; old (may be
 * NULL) is the version it replaces. Everything lives in `a`. */
enum err store_prepare(struct ctx *cx, struct arena *a, const struct store *st, const struct rec *r,
                       const struct rec *old, const struct family *fam, struct prow *out);
/* The same for a version that takes back batch `undo`: r holds what stood before it, with the batch
 * and the row that had stated it. */
enum err store_prepare_undo(struct ctx *cx, struct arena *a, const struct store *st,
                            const struct rec *r, const struct rec *old, const struct family *fam,
                            int64_t undo, struct prow *out);
/* The last version of a row that leaves the register: it commits to having left, and to nothing
 * else. old need not be opened. The id is never used again. */
void store_prepare_removal(struct arena *a, const struct store *st, const struct rec *old,
                           int64_t undo, struct prow *out);

/* ---- writing ---- */
struct txn {
	struct store *st;
	struct leaf leaf;
	struct rowkey *keys;
	struct hash *hashes;
	uint32_t n, cap;
	struct seek_entry *seek;
	size_t nseek, seek_cap;
};
/* Begins collecting rows for the next leaf. The database transaction is the caller's. */
void txn_begin(struct txn *t, struct store *st, enum action act);
enum err txn_put(struct ctx *cx, struct db *db, struct txn *t, const struct prow *p);
/* Appends the leaf and the search keys. With no rows and leaf.action 0: nothing. Frees t. */
enum err txn_end(struct ctx *cx, struct db *db, struct txn *t);
void txn_drop(struct txn *t);
/* Prepare and put in one go, for single edits. */
enum err txn_rec(struct ctx *cx, struct db *db, struct txn *t, const struct rec *r,
                 const struct rec *old, const struct family *fam);

/* ---- reading ---- */
/* Row from a statement whose columns are the table's, in order. Texts are copied to `a`. */
struct rec *store_row(struct arena *a, const struct entity *e, struct stmt *s);
/* The same where they begin at column `at` of the statement. */
struct rec *store_row_at(struct arena *a, const struct entity *e, struct stmt *s, int at);
/* One clear value of a row; texts are copied to `a`. */
struct val store_cell(struct arena *a, struct stmt *s, int c);
/* Fills the sealed values; without keys they stay VAL_NULL and r->opened false. ERR_TAMPER. */
enum err store_open(struct ctx *cx, struct arena *a, const struct store *st,
                    const struct family *fam, struct rec *r);
enum err store_get(struct ctx *cx, struct db *db, struct arena *a, const struct entity *e,
                   int64_t id, struct rec **out);
/* The superseded version of a row that was in force when a leaf was written; *out NULL if none was
 * (there was no such row yet, or what is in force now was so then). Not opened. */
enum err store_as_of(struct ctx *cx, struct db *db, struct arena *a, const struct entity *e,
                     int64_t id, int64_t leaf, struct rec **out);
/* Household that a row belongs to (0: none), by its parents. */
enum err store_household(struct ctx *cx, struct db *db, const struct model *m, const struct rec *r,
                         int64_t *household);

/* Commitment of a stored row: columns by name, as the statement shows them. */
void store_commit(enum hash_alg alg, uint8_t tag, const char *const *name, struct stmt *s,
                  int ncol, struct hash *out);

/* What a stored search number of a typed value is: whole values for SEEK_ID, SEEK_PHONE, SEEK_CARD,
 * last four digits for the tails. */
uint64_t store_blind_query(const struct keyring *k, enum blind which, struct str value);

extern const struct sql *const store_sqls[];     /* NULL-terminated, for the plan test */
extern const struct migration store_migrations[];
extern const int store_migrations_n;

#endif

/* batch - what was taken in, list by list: each batch with its file, hash, counts and state, what
 * was found in it, what an undo left. State, as tags of the list batch_state: "running" (also:
 * broken off), "open" (rows are refused), "complete", "undoing", "undone". */
#ifndef DOMAIN_REGISTER_BATCH_H
#define DOMAIN_REGISTER_BATCH_H

#include "domain/register/register.h"

/* A batch as people name it: "B12" or "12". ERR_NOTFOUND. The row lives in cx's arena. */
enum err batch_by_name(struct ctx *cx, struct reg *r, const char *name, struct rec **out);
/* Batches, newest first, at most `limit` (0: all). */
enum err batch_newest(struct ctx *cx, struct reg *r, int64_t limit, struct rec ***out, int *n);
/* One of the tags above, or "" for a state that no pack knows. */
const char *batch_state(const struct reg *r, const struct rec *batch);
/* Sets the state; "open" becomes "complete" where an old pack does not know it. */
void batch_state_set(const struct reg *r, struct rec *batch, const char *tag);
/* A number with a meaning of its own, 0 if it is not stated. */
static inline int64_t batch_n(const struct rec *batch, int field)
{
	return rec_has(batch, field) ? batch->v[field].i : 0;
}

struct batch_kind { const struct kind *kind; int64_t open, closed; };
/* Findings of a batch by kind, those of its undo among them. */
enum err batch_kinds(struct ctx *cx, struct reg *r, int64_t batch, struct batch_kind **out, int *n);

struct batch_finding {
	int32_t row;
	int64_t id;
	const struct kind *kind;
	struct str col, detail;      /* empty: none */
};
/* Findings of a batch that are open, or that a person closed (their row may still be
 * outside), and stand before the leaf `before`, in the order of its rows; in `a`. Those of the file
 * as a whole are left out. */
enum err batch_open_findings(struct ctx *cx, struct reg *r, struct arena *a, int64_t batch,
                             uint64_t before, struct batch_finding **out, int *n);

/* Rows that anything was ever found in, ascending: those that its error lists can name. In `a`. */
enum err batch_found_rows(struct ctx *cx, struct reg *r, struct arena *a, int64_t batch,
                          int32_t **out, int *n);

/* One finding at a row that is open, or an error that a person closed although its row was never
 * taken, in the order of rows. Texts live until fn returns. */
struct batch_open { int32_t row; const struct kind *kind; struct str col, detail; };
enum err batch_each_open(struct ctx *cx, struct reg *r, int64_t batch,
                         enum err (*fn)(void *arg, const struct batch_open *f), void *arg);

/* A row that an undo left where it was, and no later run of it has taken since. */
struct batch_kept {
	const struct entity *e;
	struct str no, detail;
	int32_t row;
	const struct kind *why;
	int64_t id;                  /* of the finding that says so */
};
enum err batch_each_kept(struct ctx *cx, struct reg *r, int64_t batch,
                         enum err (*fn)(void *arg, const struct batch_kept *k), void *arg);

/* Ids of the batches that correct this one, oldest first. */
enum err batch_corrections(struct ctx *cx, struct db *db, int64_t batch, int64_t **id, int *n);

extern const struct sql *const batch_sqls[];

#endif

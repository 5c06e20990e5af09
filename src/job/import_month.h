/* import_month - a list of a named source beside what it said last and what stands here. Private to
 * import_*.c. Without a source everything here does nothing, and what a list states is taken. */
#ifndef JOB_IMPORT_MONTH_H
#define JOB_IMPORT_MONTH_H

#include "domain/register/said.h"
#include "job/import_int.h"

/* What one noun of the list needs. */
struct noun {
	const struct entity *e;
	struct source_rule *rule;    /* by field */
	struct said *said;
	struct idset seen;           /* listed by this batch */
};

/* What one part of a line states, and the rows of the chunk being filled: listed only, taken. */
struct stating {
	int *field, nfield;          /* by columns, and by what the shape copies */
	int nth;                     /* of the parts of its noun, from 1 */
	int64_t *id[2];
	int n[2], cap[2];
};

/* What month_merge found out about a row. */
struct pending {
	int field;
	enum verdict verdict;
	struct val base, ours, theirs;
	bool known, moved;           /* there is a base; ours is not what it was */
	struct rec *live;            /* a difference of this field that is open already */
	bool repeats;                /* an old word: another list of the source has a newer one */
	struct rec *own;             /* such an old word, as it was noted before */
};

struct month {
	const struct data_source *source;
	struct difference_codes code;
	struct difference_ref *ref;
	int nref;
	struct noun noun[SHEET_PARTS];
	int nnoun;
	uint8_t at[SHEET_PARTS];     /* noun of each part: a shape may state one several times */
	struct stating part[SHEET_PARTS];
	int npart;
	struct pending *pend;        /* of one row; as many as the noun has fields */
	int npend;
	const struct rec *now;       /* the row as it will be */
	const struct rec *seen_of;   /* the row whose older versions these are; NULL: none */
	struct versions seen;
	bool met;                    /* the row was never on a list of the source */
	bool whole, told_whole;
};

/* Once a file, when the columns are known and, of a batch taken up again, the batch. Loads what the
 * source's lists contained before, and what is open between it and the register. */
enum err month_begin(struct imp *im);
void month_free(struct imp *im);

/* The new version of a row that the list states, three ways; without a source as imp_merge. What is
 * found out waits for month_commit: until then nothing is written or counted. fam opens older
 * versions of the row (NULL where it hangs on no household). */
enum err month_merge(struct imp *im, int part, struct rec *old, const struct rec *stated,
                     const struct family *fam, struct rec **now, bool *changed);
/* Older versions of the row that are loaded already; they live in `work`, so whoever empties that
 * forgets seen_of, too. NULL without a source. */
struct versions *month_versions(struct imp *im, const struct rec *old);
/* The row is taken, changed or not: its differences are written and it is on the roll. household:
 * the one it belongs to, 0 none. */
enum err month_commit(struct imp *im, int part, const struct rec *old, int32_t row,
                      int64_t household, const struct family *fam);
/* A row that is new here. */
void month_fresh(struct imp *im, int part, int64_t id);
/* The list has this row, but what it states of it is refused. */
enum err month_listed(struct imp *im, int part, const struct rec *old);

/* Writes a difference, new or changed; fam NULL where it hangs on no household. */
enum err month_write(struct imp *im, struct rec *d, const struct rec *live, int32_t row,
                     const struct family *fam);
/* What the list is, as its batch says: a shape of the pack, "list32", else a noun. */
struct str month_list_kind(const struct imp *im);

/* Before a chunk is handed over: its roll. */
enum err month_flush(struct imp *im);
/* ---- import_gone.c ---- */
/* After the last row of a full list: who is missing becomes a question. */
enum err month_gone(struct imp *im);

/* ---- import_counts.c ---- */
/* Counts in a chunk's leaf and in the batch's row. */
void month_extra(struct buf *out, struct imp *im);
bool month_extra_read(struct imp *im, struct str key, int64_t v);
void month_batch_begin(struct imp *im, struct rec *batch);
void month_batch_end(struct imp *im, struct rec *batch);
/* A corrected error list: its counts are the batch's, too. */
void month_batch_amend(struct imp *im, struct rec *batch);
/* Of a batch taken up again, or corrected: its source. */
void month_resume(struct imp *im, const struct rec *batch);
/* A file of this run is in, now or before. */
void month_delivered(struct ctx *cx, struct import *o, struct str kind, int64_t batch);
void month_add_counts(struct import_counts *to, const struct import_counts *n);

#endif

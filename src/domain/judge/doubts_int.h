/* doubts_int - shared by the parts of doubts; nobody else includes it. */
#ifndef DOMAIN_JUDGE_DOUBTS_INT_H
#define DOMAIN_JUDGE_DOUBTS_INT_H

#include "domain/judge/doubts.h"

/* A doubt as it is stored, without its texts. Sorted by check, noun, row. */
struct known {
	int64_t about, id, area, household, state;
	date_t until;
	int check;                   /* of the pack; -1: it has no such check any more */
	uint8_t tag;
	bool seen;                   /* fires in this run */
};

struct doubts {
	struct ctx *cx;
	const struct judge *j;
	const struct doubts_order *o;
	struct doubts_count *count;
	struct judge_law law;
	struct case_law face;
	date_t newest, oldest;       /* data dates of the register */
	date_t today;
	bool dry;                    /* writes nothing: it was told so, or it is of another day */
	int64_t *inside;             /* areas asked for, sorted; NULL: all */
	int ninside;
	struct arena row;            /* of what is being looked at */
	bool *by_column;             /* checks that were asked of the snapshot already */
	uint64_t asked;              /* nouns, by tag, that the other checks look at row by row */
	/* what is stored, and what is to be (doubts_book.c) */
	struct known *known;
	int64_t nknown;
	int64_t severity[CHECK_DOUBT + 1];
	struct { int64_t open, exempt, gone; } state;
	struct arena a;              /* of the chunk */
	struct prow *put;
	int nput;
};

/* Does the check belong to this run, on its day? */
bool doubts_asks(const struct doubts *d, int check, date_t on);
bool doubts_inside(const struct doubts *d, int64_t area);
/* Is a household among those that were asked for? */
bool doubts_wanted(const struct doubts *d, int64_t household);

enum err doubts_book_open(struct doubts *d);
/* A check fires about a row. household: what it belongs to, NULL for a row outside of all; other:
 * the row that it is compared with, 0 none. */
enum err doubts_fired(struct doubts *d, int check, const struct rec *row,
                      const struct rec *household, int64_t other, date_t on);
/* The same of a row that is read only if the doubt is new; household 0: it belongs to none. */
enum err doubts_fired_at(struct doubts *d, int check, const struct entity *e, int64_t id,
                         int64_t household, date_t on);
/* What does not fire any more is gone; writes what is left. */
enum err doubts_book_end(struct doubts *d);
void doubts_book_drop(struct doubts *d);

/* Is the row one that the check is about? */
enum err doubts_among(struct doubts *d, struct judge_case *c, int check, const struct rec *row,
                      bool *yes);
/* Does a check fire about one row, which is read for it? */
enum err doubts_row(struct doubts *d, int check, int64_t id, date_t on, bool *yes);
/* Memory of one row: what is taken from cx->arena after doubts_apart is gone after doubts_together,
 * but for the words of a failure. A row that is not seen is none. */
struct arena doubts_apart(struct doubts *d);
enum err doubts_together(struct doubts *d, struct arena kept, enum err e);
/* Checks that programs can answer, over the snapshot, if there is one. */
enum err doubts_columns(struct doubts *d);
/* Checks that compare rows with each other. */
enum err doubts_cross(struct doubts *d);
/* Ids of a noun's rows, oldest first, in memory of base/mem.h. */
struct doubts_place { int64_t id, area; date_t on; };
enum err doubts_places(struct doubts *d, const struct entity *e, struct doubts_place **out,
                       int64_t *n);

#endif

/* verdict_book - what is stored of one standard, read once: a run holds what it finds of every
 * household against it without asking the database again. */
#ifndef DOMAIN_JUDGE_VERDICT_BOOK_H
#define DOMAIN_JUDGE_VERDICT_BOOK_H

#include "domain/register/register.h"

struct verdict_kept {
	int64_t household, id;       /* id: of the verdict's row */
	uint64_t print;              /* verdict_print of what the row says */
};

#define BOOK_PARTS 16
struct verdict_book {
	int n;
	struct verdict_part {        /* by household; each has one row at most in all parts */
		struct verdict_kept *kept;
		size_t n, room;
		date_t newest;       /* of the days that they are of */
	} part[BOOK_PARTS];
};

/* Of what a verdict says: two that differ have the same one by chance only, once in 2^64. */
uint64_t verdict_print(int64_t state, struct str clauses, bool has_topup, int64_t topup);

/* Reads the rows of a standard, by several threads where there are many. */
enum err verdict_book_read(struct ctx *cx, struct reg *r, struct str standard,
                           struct verdict_book *out);
/* The newest day that a verdict in it is of; 0: it is empty. */
date_t verdict_book_newest(const struct verdict_book *b);
void verdict_book_free(struct verdict_book *b);

/* Where the last household was found: the next one is near. One for each thread; begins as 0. */
struct verdict_place { size_t at[BOOK_PARTS]; };
/* NULL: nothing is stored of the household. */
const struct verdict_kept *verdict_book_find(const struct verdict_book *b, int64_t household,
                                             struct verdict_place *place);

#endif

/* small_counts - which numbers of a table are left out before it is published, so that nobody
 * learns of a few families by reading, by subtracting within the table or between tables with the
 * same totals, or by comparing with what was published before. A number from 1 to few - 1 is left
 * out, and with it whatever would give it away. Pure: no register, no policy. */
#ifndef RULE_SMALL_COUNTS_H
#define RULE_SMALL_COUNTS_H

#include <stdint.h>

#include "base/arena.h"

#define SMALL_TERMS 8

/* Numbers of a row of which each follows from the others. parts: their sum is known besides; else
 * they are joined by plus and minus. */
struct small_sum {
	int col[SMALL_TERMS], n;     /* the first that is not zero goes with a hidden one */
	bool parts;
};

struct small_table {
	int nrow, ncol;
	const int64_t *number;       /* row after row; none negative */
	const int64_t *few;          /* of each column; causes and the like want more */
	const struct small_sum *sum;
	int nsum;
	bool totals;                 /* the sum of each column is known */
	/* The same table as it was published last: -1 where a number was left out or is new. A number
	 * that moved by less than few says who came or went. NULL: none was published. */
	const int64_t *before;
};
/* hide[row * ncol + col], in the arena. */
bool *small_hidden(struct arena *a, const struct small_table *t);
/* The same of n parts of a sum that is known; hide has room for n. */
void small_parts(const int64_t *number, int n, int64_t few, bool *hide);

#endif

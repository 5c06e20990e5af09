/* near - names that are nearly right: which of some names somebody may have meant. */
#ifndef RULE_NEAR_H
#define RULE_NEAR_H

#include "base/str.h"

/* The nearest of a few names, by letters to change: `what` is what was written; the names are tried
 * one after the other, and must outlive it. */
struct expr_near {
	struct str what;
	struct str best;
	int far;
};
void expr_near_try(struct expr_near *n, struct str name);
/* Empty when nothing is near enough. */
struct str expr_near_best(const struct expr_near *n);

#endif

/* check_after - the pack's checks over the households that an import wrote, as soon as it is done.
 * Checks that compare rows, and those about villages, are for a run over all. */
#ifndef JOB_CHECK_AFTER_H
#define JOB_CHECK_AFTER_H

#include "domain/judge/doubts.h"

struct snapshot;

struct check_after {
	struct reg_watch watch;
	struct reg *main;
	int64_t *id;                 /* households that were written; sorted at the end */
	size_t n, cap;
	bool all;                    /* whose is not known: everything is looked at */
};
/* From here on remembers whose rows are written. r is open for writing. x stays where it is. */
enum err check_after_begin(struct ctx *cx, struct reg *r, struct check_after *x);
/* Runs the checks, over what `may` holds (NULL: everything); all: what came of them together. s:
 * whose columns answer what they can, once they are there; NULL: all is asked row by row. Frees x
 * whether it succeeds or not. */
enum err check_after_end(struct ctx *cx, struct reg *r, struct check_after *x,
                         const struct scope *may, struct snapshot *s, struct doubts_count *all);
/* Forgets them: nothing is checked. */
void check_after_drop(struct ctx *cx, struct check_after *x);

#endif

/* reader_sums - what rows of totals say, against the sums of the rows. Only a sheet that has such
 * rows is gone through for it, once, in the order of the file. Part of the reading child. */
#ifndef JOB_READER_SUMS_H
#define JOB_READER_SUMS_H

#include "entity/cell.h"
#include "job/reader_above.h"

struct sums_off { int32_t row; int col; struct str sum; };      /* a total that is not the sum */

struct sums {
	struct sums_off *off;
	int noff, cap;
	bool done;
};

/* Adds up and compares; again does nothing. Texts of `off` live in `a`. */
enum err sums_make(struct sums *s, struct ctx *cx, struct arena *a, struct above *above,
                   const struct cell_cx *cell);

#endif

/* export - rows of the register as a workbook for people: numbers as numbers, dates as dates,
 * codes as text, places by their names (or by code where a name would not lead back to the same
 * place), so that what is exported unmasked comes back unchanged when it is imported. Masked like
 * every list: what a mask hides is text, and is neither summed nor grouped by. */
#ifndef JOB_EXPORT_H
#define JOB_EXPORT_H

#include "domain/register/browse.h"
#include "fmt/xlsx_write.h"

struct export_ask {
	struct query q;
	enum lang lang;
	const char *title;           /* a row over the header, or NULL */
	/* A sheet for each value, and a block with heading, count and sums for each value; NULL: none.
	 * A field as people name it, or a level of areas: county, township, village, group. */
	const char *sheets, *group_by;
};

/* Makes the workbook that will be called path and ends it: the caller hashes, publishes and
 * closes it. ERR_INPUT export-split-unknown, ERR_DENIED export-split-hidden (a split by what the
 * mask hides), ERR_LIMIT, ERR_INPUT cmd-export-stopped, and what browse and xlsx_write say. */
enum err export_book(struct ctx *cx, struct reg *r, const struct export_ask *ask, const char *path,
                     struct xw **out, int64_t *rows);

#endif

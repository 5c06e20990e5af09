/* raw_rows - the cells of a sheet as they stand there, read by a locked-down child: for lists whose
 * columns are the program's own and need no recognising.
 *
 * Messages child -> parent (reader_wire.h): 'S' a sheet's name, 'R' row number and cells, 'E' end,
 * 'X' failure. Parent -> child: nothing. */
#ifndef JOB_RAW_ROWS_H
#define JOB_RAW_ROWS_H

#include "base/proc.h"

#define RAW_COLUMNS 256

/* Entry of the child role "rows"; returns the exit code. */
int raw_rows_main(void);

/* Every row that is not blank, sheet by sheet (a CSV is one sheet without a name). Texts live until
 * row returns. */
struct raw_rows {
	enum err (*row)(void *arg, struct str sheet, int64_t row, const struct str *cell, int n);
	void *arg;
};
enum err raw_rows_read(struct ctx *cx, int fd, const struct raw_rows *to);

#endif

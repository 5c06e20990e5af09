/* tape - rows for a workbook, written down by one thread and put into it by another: reading a
 * register and making XML take about as long, so that an export takes hardly longer than the
 * workbook alone. The calls are those of fmt/xlsx_write.h; what they mean stands there. Cells go to
 * the sheet that was begun last. */
#ifndef JOB_TAPE_H
#define JOB_TAPE_H

#include "fmt/xlsx_write.h"

struct tape;

/* The workbook is the other thread's until tape_close. */
struct tape *tape_open(struct xw *w);
/* Waits until everything is in the workbook, and frees. */
void tape_close(struct tape *t);
/* The workbook has failed: no use going on; xw_end tells why. */
bool tape_failed(const struct tape *t);

void tape_sheet(struct tape *t, struct str name);
void tape_text(struct tape *t, int col, struct str text, enum xw_look look);
void tape_code(struct tape *t, int col, struct str text, enum xw_look look);
void tape_number(struct tape *t, int col, int64_t v, int scale, bool fixed, enum xw_look look);
void tape_date(struct tape *t, int col, date_t d, enum xw_look look);
/* Columns 0 to col_end of this row as one. */
void tape_merge(struct tape *t, int col_end, enum xw_look look);
void tape_next(struct tape *t);
/* The row before the current one is the header: frozen, with filter buttons up to col_end. */
void tape_header(struct tape *t, int col_end, bool filter);

#endif

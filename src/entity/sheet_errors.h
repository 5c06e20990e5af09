/* sheet_errors - the columns that an error list has besides those of the list it was made from:
 * which batch, which row there, what is wrong, what to write instead. By them a corrected error
 * list is known when it comes back. */
#ifndef ENTITY_SHEET_ERRORS_H
#define ENTITY_SHEET_ERRORS_H

#include "base/buf.h"
#include "base/err.h"

enum { ERROR_BATCH, ERROR_ROW, ERROR_REASON, ERROR_HINT, ERROR_COLS };

/* Header of one of them. */
const char *sheet_error_label(int which, enum lang lang);
/* Where they stand in a header row, -1: not there. False if it is not the header of an error list:
 * batch and row are needed. */
bool sheet_error_cols(const struct str *cells, int n, int at[ERROR_COLS]);

/* "B12-1A2B3C4D": the batch, and the beginning of its file's hash, so that no list of another
 * register is taken for one of ours. */
void sheet_error_mark(struct buf *out, struct str batch, struct str file_hash);
/* The two parts; false if it is no such mark. */
bool sheet_error_mark_read(struct str mark, struct str *batch, struct str *hash);

#endif

/* reader_marks - what a workbook says of a cell beside its text (table.h), brought to bear before
 * the text is read: digits that were lost, errors, counted days. */
#ifndef JOB_READER_MARKS_H
#define JOB_READER_MARKS_H

#include "entity/entity.h"
#include "fmt/table.h"

/* The fault (kinds.def) that keeps a cell from being read at all, or NULL. */
const char *marks_fault(const struct field *f, uint8_t mark);
/* Is the text itself a spreadsheet's error, as it stands in a CSV file or was pasted as a value? */
bool marks_error_text(struct str cell);
/* A plain number in the column of a date that counts days from 1900 (or from 1904, as the workbook
 * says), for most people's lifetimes: its date; the text lives in a. */
bool marks_serial(struct arena *a, const struct field *f, uint8_t mark, struct str *cell,
                  bool from_1904);

#endif

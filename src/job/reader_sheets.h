/* reader_sheets - which sheets of a workbook are lists: told by state and name, never by what is in
 * them. */
#ifndef JOB_READER_SHEETS_H
#define JOB_READER_SHEETS_H

#include "fmt/table.h"

enum sheet_role { SHEET_LIST, SHEET_HIDDEN, SHEET_HELP };

/* Help: a sheet that templates (ours, and those that offices use) put beside their lists. */
enum sheet_role sheet_role(const struct table *t, int sheet);
/* The first list, or the first sheet when there is none. */
int sheet_first(const struct table *t);

#endif

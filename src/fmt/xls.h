/* xls - workbooks of Excel 5 to 2003 (BIFF5, BIFF8), and of WPS (.et). Read here rather than with a
 * library: see docs/decisions/0011. The workbook's stream is taken into memory once; every length,
 * offset and number in it is checked before it is used.
 *
 * What is read: text, numbers, dates, yes/no, errors, the last results of formulas, joined cells,
 * names and hidden state of sheets, both ways of counting days. Not read: charts, macros, comments,
 * formulas, sheets of charts and macros (they are not counted as sheets).
 *
 * Memory: the file's size, up to as much again for the texts that cells share, and 4 bytes a cell
 * of the chosen sheet; for a file of 64 MiB at most 200 MiB, usually half of that. */
#ifndef FMT_XLS_H
#define FMT_XLS_H

#include "fmt/table_part.h"

#define XLS_COLUMNS  256                 /* all that the format has */
#define XLS_ROWS     65536
#define XLS_SHEETS   1024

/* Refusals of open, ERR_INPUT: those of ole.h; xls-no-book (a compound file of another kind; what
 * can be recognised is named: xls-word ...), xls-encrypted, xls-password, xls-too-old,
 * xls-no-sheet, xls-cut-off, xls-damaged, xls-codepage. Of read: xls-damaged, xls-cut-off,
 * xls-codepage, xls-cell-long, xls-row-long, xls-too-much, at "SHEET", "SHEET, row N" or
 * "SHEET, row N, column M"; errors of the spool. */
extern const struct table_source xls_source;

#endif

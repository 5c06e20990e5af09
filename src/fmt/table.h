/* table - a file of rows and cells, whatever program wrote it: CSV (csv.h), XLSX (xlsx.h), XLS
 * (xls.h). What kind it is shows in its bytes, never in its name. Rows are numbered as a
 * spreadsheet shows them, from 1; columns from 0. Every cell is text, with a mark that tells what
 * stood in the file where that matters.
 *
 * For a process that locks itself down: table_preload, then the lock, then table_open and all else,
 * which only read the descriptor and write the spool. */
#ifndef FMT_TABLE_H
#define FMT_TABLE_H

#include "base/err.h"

/* What the file held; several may be set. A cell without marks was stored as text. */
enum {
	TABLE_NUMBER  = 1,           /* a number, as the shortest text that gives it back */
	TABLE_DATE    = 2,           /* a number shown as a date: 2016-08-06, or with " 12:30:00" */
	TABLE_BOOL    = 4,           /* text is TRUE or FALSE */
	TABLE_ERROR   = 8,           /* text is #REF!, #N/A ... */
	TABLE_FORMULA = 16,          /* the text is what the writing program computed last */
	TABLE_LOST    = 32,          /* a number of more digits than a spreadsheet keeps */
};

enum table_kind { TABLE_CSV, TABLE_XLSX, TABLE_XLS };

/* Cells joined into one; their text stands in the first. Rows from 1, columns from 0, inclusive. */
struct table_merge { int32_t row, col, row_end, col_end; };

struct table;

/* Loads what conversion needs, before a process locks itself down. */
enum err table_preload(struct ctx *cx);
/* Recognises the file and looks at its outside; nothing is chosen yet. spool: a descriptor of an
 * empty file that only this process holds, where rows may wait encrypted under a key that never
 * leaves this process; -1: rows wait in memory, for small files. Both stay the caller's. Refusals
 * are ERR_INPUT, as csv.h, xlsx.h and xls.h name them, and table-sheet-twice: two sheets with one
 * name (capitals or not). */
enum err table_open(struct ctx *cx, int fd, int spool, struct table **out);
void table_close(struct table *t);
/* Whether a file is of a kind that lays rows aside, by its first bytes. */
bool table_wants_spool(int fd);

enum table_kind table_kind(const struct table *t);
/* "UTF-8", "GB18030", "XLSX", "XLS" */
struct str table_encoding(const struct table *t);
/* Sheets of the workbook in their order; a CSV has one, without a name. */
int table_sheets(const struct table *t);
struct str table_sheet_name(const struct table *t, int sheet);
bool table_sheet_hidden(const struct table *t, int sheet);

/* Whether plain numbers count days from 1904 here, should they mean days. */
bool table_from_1904(const struct table *t);

/* Only the first rows of a sheet are wanted: table_choose may stop after them. 0: all. */
void table_enough(struct table *t, int64_t rows);
/* Reads one sheet: its rows can be asked for from now on. ERR_INPUT names sheet and cell.
 * ERR_NOTFOUND table-no-sheet. */
enum err table_choose(struct ctx *cx, struct table *t, int sheet);
int64_t table_rows(const struct table *t);
/* A row that a sheet leaves out, or that has no cell: it costs nothing to step over a million of
 * them. Never true of a CSV, where each stands in the file as a line. */
bool table_gap(const struct table *t, int64_t row);
const struct table_merge *table_merges(const struct table *t, int *n);
/* Cells of a row, valid until the next call; marks NULL: all are plain text. Blank row: *n = 0. */
enum err table_record(struct ctx *cx, struct table *t, int64_t row, struct str **cells,
                      const uint8_t **marks, int *n);
/* One cell of a row, for sorting; empty where the row is shorter. */
enum err table_cell(struct ctx *cx, struct table *t, int64_t row, int column, struct str *cell);

#endif

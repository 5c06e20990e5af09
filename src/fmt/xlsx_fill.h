/* xlsx_fill - somebody else's workbook as a form: what stands in its cells, and the same workbook
 * with some cells filled in. Whatever is not filled keeps its bytes: layout, fonts, print settings,
 * other sheets. Filled cells keep their style. Formulas stay; where they may depend on what was
 * filled, what they last came to is dropped and the spreadsheet works them out when it opens the
 * file. Serves a child that is locked down: the file is untrusted.
 *
 * Rows are numbered from 1, columns from 0. */
#ifndef FMT_XLSX_FILL_H
#define FMT_XLSX_FILL_H

#include "base/buf.h"
#include "base/err.h"

#define FILL_ROWS   1048576
#define FILL_COLS   16384
#define FILL_CELLS  400000                   /* of a workbook */
#define FILL_SHEETS 200
#define FILL_TEXT   32767                    /* bytes of text in a cell that are told */

enum fill_kind { FILL_EMPTY, FILL_TEXT_CELL, FILL_NUMBER, FILL_FORMULA };

struct fill_cell {
	int32_t row, col;
	uint8_t kind;
	bool percent;                /* its number format shows a share as a percentage */
	struct str text;             /* of a text or number; of a formula: the formula */
};

struct fill_merge { int32_t row, col, row_end, col_end; };
struct fill_note { int32_t row, col; struct str text; };     /* a comment on a cell */

struct fill_sheet {
	struct str name;
	bool hidden;
	bool fixed;                  /* holds pictures, charts or tables: no row can be put in */
	struct fill_cell *cell;      /* by row, then column */
	int ncell;
	struct fill_merge *merge;
	int nmerge;
	struct fill_note *note;
	int nnote;
	/* where it stands in the file; private */
	int part, notes_part, threads_part, vml_part;
	struct sheet_scan *scan;
};

struct fill_book {
	struct fill_sheet *sheet;
	int nsheet;
	/* private */
	struct package *pack;
	struct str *shared;
	int nshared;
	struct str *name;            /* defined ones */
	int nname;
	bool *percent;               /* by style */
	int nstyle, workbook_part;
	struct arena *a;
};

/* Opens a workbook. fd and the arena live as long as the book. ERR_INPUT xlsx-zip-*, fill-*: not a
 * workbook, macros or links to other files in it, broken, too large. */
enum err fill_open(struct ctx *cx, struct arena *a, int fd, struct fill_book *out);

/* A cell's new value. FILL_EMPTY clears it. Numbers are decimal text: "-12.50". */
struct fill_edit {
	int sheet;
	int32_t row, col;
	uint8_t kind;
	struct str text;
};
/* A row that is to stand `times` times, below itself; at most one a sheet. */
struct fill_repeat {
	int sheet;
	int32_t row;
	int32_t times;
};
struct fill_job {
	const struct fill_edit *edit;        /* by sheet, row, column; each cell once; rows as they
	                                        are after repeating */
	int nedit;
	const struct fill_repeat *repeat;
	int nrepeat;
	bool strip;                  /* take comments that begin with "jz:" out */
};
/* The filled workbook. A formula that would be overwritten: ERR_CONFLICT fill-formula. */
enum err fill_write(struct ctx *cx, struct fill_book *b, const struct fill_job *job,
                    struct buf *out);

/* "B12" to row and column, false if it is no cell; and back. */
bool fill_place(struct str s, int32_t *row, int32_t *col);
void fill_put_col(struct buf *out, int32_t col);
void fill_put_place(struct buf *out, int32_t row, int32_t col);

#endif

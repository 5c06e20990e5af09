/* reader - the child process that reads a list: decodes, cuts, recognises the header, turns cells
 * into typed values, and sends them to its parent in order of households. It sees no key, no
 * database and no other file; the parent trusts nothing it says (every length is checked).
 *
 * Messages child -> parent: u8 type, u32 length, body. Integers little-endian.
 *   'S' sheets   their names and roles, and which is read; comes first, then H or X
 *   'H' header   map of columns, rows, encoding         (see reader_head)
 *   'R' row      values and findings of one row
 *   'K' skipped  a row that is no data: its kind (rows_total ...), and what is wrong with it
 *   'E' end      nothing
 *   'C' cells    one row as it stands in the file, with what is wrong in its cells
 *   'X' failure  kind, key, where, arguments: nothing of this file may be used
 * Parent -> child, first: lines "pack BYTES", "said BYTES", "kind NAME" or -, "lead TOPIC" or -,
 * "today YYYYMMDD", "skip N", "wait 0|1", "spool 0|1", "sheet N" (-1: the first list), "rows N", an
 * empty line; then the bytes of the pack's canonical text, and of what was said of headers: a line
 * each "HASH TAB HEADER TAB TARGET", HASH empty for any header. A child that was told to wait takes
 * orders until its pipe is closed: "skip N" for rows, "cells N" and N numbers of rows for their
 * cells, "head 1" for what stands above the rows. */
#ifndef JOB_READER_H
#define JOB_READER_H

#include "base/proc.h"
#include "entity/cell.h"
#include "entity/sheet.h"
#include "job/reader_sheets.h"
#include "policy/pack.h"

/* Entry of the child role "reader"; returns the exit code. */
int reader_main(void);

/* ---- the parent's end ---- */
struct reader_finding {
	const struct kind *kind;
	int col;                     /* column of the sheet, -1: the whole row */
	struct str hint;
	bool ours;                   /* found by the import: the hint is no cell's content */
	struct str label;            /* what the field is called, where no column states it */
};

struct reader_row {
	int32_t row;                 /* as a spreadsheet shows it */
	int32_t at;                  /* the same, also when import gives it another number */
	int32_t origin;              /* of an error list: the row of the list it was made from, or 0 */
	uint64_t group;              /* rows of one household come together and share this */
	struct rec *part[SHEET_PARTS]; /* values stated; REF and AREA as VAL_TEXT; NULL from
	                              * the third on: nothing stated */
	struct str county, township; /* of an area path */
	struct reader_finding *f;
	int nf, fcap;
	enum { ROW_UNCHANGED, ROW_CHANGED, ROW_FRESH } outcome;      /* filled by import */
	bool refused;                /* a finding of severity error */
	const struct kind *skipped;  /* why it is no data; NULL: it is. Then part[] is empty */
	uint8_t *mended;             /* kinds of the cells that were normalised */
	int nmended;
};

struct reader_sheet {
	struct str name;
	enum sheet_role role;
};

#define READER_ASKED 3
/* A column that is not known. */
struct reader_question {
	int col;
	struct { const struct entity *e; int field; } near[READER_ASKED];    /* what it may be */
	int nnear;
	struct str example[2];       /* masked */
};

struct reader {
	struct proc proc;
	const struct model *m;
	struct reader_sheet *sheet;  /* of the workbook; there once reader_header has answered, even
	                              * with a refusal, unless the file itself is none */
	int nsheet, at_sheet;
	struct sheet_map map;        /* of the header, in the reader's arena */
	struct str topic;            /* of the pack, when it is a department's list; else empty */
	int64_t rows;                /* data rows in the file */
	int32_t header_row;
	struct str mark;             /* of an error list: which batch it corrects; else empty */
	char encoding[12];
	char shape[17];              /* hash of the header: what is said of it is remembered by this */
	date_t date;                 /* that a title states, 0: none */
	uint8_t *said;               /* one a column: 2 by --map, 1 as remembered, 0 by its header */
	struct reader_question *ask;
	int nask;
	struct arena arena;
	struct buf in;
	size_t in_pos;
	bool ended;
};

#define READER_SAID_MAX (1 << 20)

struct reader_order {
	struct str pack;             /* canonical text of the pack */
	struct str said;             /* lines of what was said of headers, at most READER_SAID_MAX */
	const char *kind;            /* NULL: recognise */
	const char *topic;           /* of a department's list; NULL: recognise */
	date_t today;
	int64_t skip;                /* rows, in the order they are sent, to leave out */
	bool wait;                   /* send no row before reader_go, which then tells what to skip */
	int spool;                   /* an empty file for the child alone (os_spool), 0: none */
	int sheet;                   /* of a workbook, from 0; -1: the first that is a list */
	int64_t rows;                /* only the first ones are wanted, 0: all */
};

/* Starts the child on an open file; it reads while the caller does something else. */
enum err reader_spawn(struct ctx *cx, const struct model *m, int fd, const struct reader_order *o,
                      struct reader **out);
/* Waits for the header. ERR_INPUT: the file is refused (the error tells kind and place). */
enum err reader_header(struct ctx *cx, struct reader *r);
/* Lets a waiting child send its rows, the first `skip` left out. */
enum err reader_go(struct ctx *cx, struct reader *r, int64_t skip);
/* Spawn and header in one go; *out is NULL when it fails. */
enum err reader_start(struct ctx *cx, const struct model *m, int fd, const struct reader_order *o,
                      struct reader **out);
/* Next row, or *out = NULL at the end. The row lives in `a`; the texts of its values in `texts`,
 * since what is prepared from them is written later. */
enum err reader_next(struct ctx *cx, struct reader *r, struct arena *a, struct arena *texts,
                     struct reader_row **out);
/* One row as it stands in the file, without the columns of an error list. */
struct reader_cells {
	int32_t row;
	bool there;                  /* of an error list: it has this row of the original list */
	struct str *cell;
	int n;
	struct reader_finding *f;    /* col: place among the cells */
	int nf;
};
#define READER_CELLS_MOST 1000
/* Asks a waiting child for rows, by their numbers (of an error list: those of the original list),
 * in place of reader_go or after the last row; at most READER_CELLS_MOST at a time. Each is then
 * taken by reader_cells, in this order, before anything else is asked. */
enum err reader_ask_cells(struct ctx *cx, struct reader *r, const int32_t *row, int n);
enum err reader_cells(struct ctx *cx, struct reader *r, struct arena *a, struct reader_cells *out);
/* Asks for the rows above the data, titles and header: taken by reader_cells, until one is not
 * there. */
enum err reader_ask_head(struct ctx *cx, struct reader *r);
/* Whether a row follows, and its group, without taking it. */
enum err reader_peek(struct ctx *cx, struct reader *r, bool *more, uint64_t *group);
void reader_end(struct reader *r);

#endif

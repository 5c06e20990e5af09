/* xlsx_fill_part - shared by the files of xlsx_fill; nobody else includes it. */
#ifndef FMT_XLSX_FILL_PART_H
#define FMT_XLSX_FILL_PART_H

#include "fmt/xlsx_fill.h"
#include "fmt/xlsx_pack.h"
#include "fmt/xml_walk.h"

struct span { size_t at, end; };             /* bytes of the sheet's text */

struct scan_cell {
	int32_t row, col, style;
	struct span all, tag;                /* <c ...>...</c>, and <c ...> */
	struct span value;                   /* <v>...</v> */
	struct span kept;                    /* children that are no value: copied */
	bool formula, closed;                /* closed: <c .../> */
	struct str ask;                      /* the formula */
	int32_t shared;                      /* number of a formula that cells share, or -1 */
	struct str array;                    /* the range of an array formula, or empty */
};

struct scan_row {
	int32_t row, style;
	struct span all, tag;
	size_t end_tag;                      /* where </row> begins */
	int cell, ncell;
	bool closed;
};

struct scan_cols { int32_t from, to, style; };

/* Where the cells of a sheet stand in its bytes. */
struct sheet_scan {
	struct str raw;
	struct str prefix;                   /* of its tags: "" or "x:" */
	struct scan_cell *cell;
	int ncell, cell_cap;
	struct scan_row *row;
	int nrow, row_cap;
	struct scan_cols *cols;
	int ncols, cols_cap;
	struct span data_tag;                /* <sheetData> */
	size_t data_end;                     /* where </sheetData> begins */
	bool data_closed, formulas;
};

/* Reads a sheet: s->cell and s->merge for who asks, the scan for writing. */
enum err sheet_scan(struct ctx *cx, struct fill_book *b, const char *part, struct str raw,
                    struct fill_sheet *s, struct sheet_scan *out);
/* The sheet's text with edits (of this sheet, sorted) put in; drop: formulas lose what they came
 * to. */
enum err sheet_apply(struct ctx *cx, const struct sheet_scan *scan, const char *part,
                     const struct fill_edit *edit, int n, bool drop, struct buf *out);
/* ---- rows put in (xlsx_fill_shift.c, xlsx_fill_repeat.c) ---- */
/* Row `row` of a sheet stands `times` times; rows below moved down by times - 1. */
struct row_change { struct str sheet; int32_t row, times; };
/* A formula of `sheet` after the change; copy >= 0: of the copy-th copy of the row itself. */
void formula_shift(struct buf *out, struct str f, const struct row_change *c, struct str sheet,
                   int32_t copy);
/* A formula copied that many rows down and columns to the right. */
void formula_move(struct buf *out, struct str f, int32_t rows, int32_t cols);
/* A list of places and areas as in "A1:B2 C3". */
void places_shift(struct buf *out, struct str places, const struct row_change *c);
/* Makes the change in the sheet, its comments, other sheets, names and charts. */
enum err book_repeat(struct ctx *cx, struct fill_book *b, const struct fill_repeat *rep);

/* Pieces of a part that are to be replaced, in order. */
struct patch { size_t at, end; struct str text; };
struct patches {
	struct arena *a;
	struct patch *p;
	int n, cap;
};
void patch_add(struct patches *l, size_t at, size_t end, struct str text);
/* The part with its patches, in the arena. */
struct str patch_apply(struct patches *l, struct str raw);
void *fill_grown(struct arena *a, void *old, int n, int *cap, size_t size);

/* ---- comments (xlsx_fill_note.c) ---- */
enum err notes_read(struct ctx *cx, struct fill_book *b, struct fill_sheet *s);
/* Does a comment bind its cell: has it a line that begins with "jz:"? */
bool note_binds(struct str note);
enum err notes_strip(struct ctx *cx, struct fill_book *b, struct fill_sheet *s);
enum err notes_repeat(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                      const struct row_change *c);

/* Appends the piece of raw bytes. */
static inline void raw_add(struct buf *out, struct str raw, size_t from, size_t to)
{
	buf_add(out, raw.p + from, to - from);
}

/* The raw text of an attribute in a start tag: bytes from the blank before its name to behind its
 * closing quote; false if it is not there. */
bool att_span(struct str tag, const char *name, struct span *all, struct span *value);

#endif

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
/* The sheet's text with a row standing several times. */
enum err sheet_repeat(struct ctx *cx, const char *part, const struct fill_repeat *rep,
                      struct str raw, struct str sheet, struct buf *out);
/* A formula after `times` - 1 rows were put in below row `row` of sheet `sheet`; in_sheet: it stands
 * in that sheet. copy > 0: it is the copy-th copy of a formula of the row itself. */
void formula_shift(struct buf *out, struct str f, struct str sheet, bool in_sheet, int32_t row,
                   int32_t times, int32_t copy);
/* A list of places and areas as in "A1:B2 C3", shifted likewise. */
void places_shift(struct buf *out, struct str places, int32_t row, int32_t times);

/* ---- comments (xlsx_fill_note.c) ---- */
enum err notes_read(struct ctx *cx, struct fill_book *b, struct fill_sheet *s);
/* Does the comment bind its cell? *binding: what follows "jz:". */
bool note_binds(struct str note, struct str *binding);
enum err notes_strip(struct ctx *cx, struct fill_book *b, struct fill_sheet *s);
enum err notes_repeat(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                      const struct fill_repeat *rep);

/* Appends the piece of raw bytes. */
static inline void raw_add(struct buf *out, struct str raw, size_t from, size_t to)
{
	buf_add(out, raw.p + from, to - from);
}

/* The raw text of an attribute in a start tag: bytes from the blank before its name to behind its
 * closing quote; false if it is not there. */
bool att_span(struct str tag, const char *name, struct span *all, struct span *value);

#endif

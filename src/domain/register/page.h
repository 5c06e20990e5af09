/* page - text for a terminal: titles, label-value pairs and tables that line up although Chinese
 * characters take two columns, and that never run over the right edge. What comes from data is
 * cleaned of control characters first, so that no stored text can drive the terminal. */
#ifndef DOMAIN_REGISTER_PAGE_H
#define DOMAIN_REGISTER_PAGE_H

#include "base/arena.h"
#include "base/buf.h"

#define PAGE_COLUMNS 80

struct page {
	struct buf *out;
	struct arena *a;             /* texts being arranged */
	int columns;                 /* width; less than 40 counts as 40 */
	bool colour;
	/* private: a short pair that waits for a neighbour on its line */
	struct str label, value;
	bool waiting;
};
void page_begin(struct page *p, struct buf *out, struct arena *a, int columns, bool colour);

/* A line in bold, with something at the right edge (may be empty). */
void page_title(struct page *p, struct str left, struct str right);
void page_section(struct page *p, struct str title);
void page_line(struct page *p, struct str text);            /* wrapped */
void page_notice(struct page *p, struct str text);          /* wrapped, set off in colour */
void page_gap(struct page *p);
/* "label  value"; two short pairs share a line. End with page_pairs_end. */
void page_pair(struct page *p, struct str label, struct str value);
void page_pairs_end(struct page *p);

#define PAGE_COLS 24
struct page_table {
	struct page *page;
	int ncol, nrow, cap;
	struct str *cell;            /* nrow * ncol */
	bool right[PAGE_COLS];       /* numbers */
	bool keep;                   /* columns without a value stay */
	int least;                   /* no text narrower than this: columns are left out instead */
	int whole;                   /* 1 + the column whose texts go on below instead of being cut */
	int left_out;                /* set at the end: so many, from the right */
};
/* ncol is cut to PAGE_COLS. The first row is the header. */
void page_table(struct page_table *t, struct page *p, int ncol);
/* Cells of a new row, empty, to be filled in before the next call. */
struct str *page_table_row(struct page_table *t);
/* Prints; columns empty in every row but the first are left out. Where the room is short, headers
 * give way first, then the widest texts; numbers and dates never. */
void page_table_end(struct page_table *t);
/* Would it, as it is, stand on the page with nothing cut? Cleans the cells. */
bool page_table_fits(struct page_table *t);

/* Text that goes on in column `at` of a begun line; what does not fit stands below it. */
void page_hang(struct page *p, struct str text, int at);

/* Appends s in exactly `width` columns: cut with … or padded. */
void page_fit(struct buf *out, struct str s, int width, bool right);

#endif

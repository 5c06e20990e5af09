/* demo_view - workbooks that put the demo's facts together otherwise than its own lists do: several
 * lists' facts in one row. A family's rows are made as for the lists, faults planted in them, and
 * kept; a view then picks its cells from them, so that a fault is wherever its cell is shown. */
#ifndef JOB_DEMO_VIEW_H
#define JOB_DEMO_VIEW_H

#include "fmt/xlsx_write.h"
#include "job/demo_int.h"

#define KEPT_MEASURES 16

struct kept {
	bool there;
	bool twice;                  /* to be written a second time: the fault is the copy */
	int kind;                    /* fault, or -1 */
	int col;                     /* its column, -1: the whole row */
	char was[512];               /* what stood there */
	struct demo_row row;
};

/* What the lists say of one family. */
struct demo_rows {
	struct kept person[DEMO_MEMBERS], work[DEMO_MEMBERS], household, income, risk;
	struct kept measure[KEPT_MEASURES], village;
	int nmeasure;
};

/* Where a cell of a view comes from, besides the lists themselves. */
enum {
	X_FIXED = SHEET__COUNT,      /* text */
	X_PLACE,                     /* 0 province, 1 prefecture, 2 county, 3 township, 4 village */
	X_SEQ,                       /* the row's number */
	X_MEASURE,                   /* content of the measure of this kind (enum label) */
	X_CLEARED,                   /* text, where the risk is cleared */
	X_HEAD,                      /* name of the head */
};

struct vcol {
	const char *group;           /* header over several columns, or NULL */
	const char *head;
	int16_t sheet, col;          /* a list and P_... or its COL number; or X_... */
	const char *text;
};

struct view {
	const char *name;
	int only;                    /* its only columns that are taken in are of this list; -1: all */
	const struct vcol *col;
	int n;
};

/* A cell as the lists say it. *from: the kept row it comes from, or NULL. The text lives as long as
 * `rows`, or until the next call. */
struct str view_cell(struct gen *g, const struct vcol *c, const struct demo_rows *rows,
                     const struct demo_family *f, int member, int64_t seq,
                     const struct kept **from);
/* Tells truth.csv of the planted faults that the view's row shows. */
enum err view_truth(struct gen *g, const struct view *v, const struct demo_file *file,
                    const struct demo_rows *rows, int member);
/* Does a view show this column of a list? */
bool view_has(const struct view *v, int sheet, int col);

#endif

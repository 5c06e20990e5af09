/* village_sheet - a list of what villages are to look into, going out: rows in the order of places,
 * as CSV or as a workbook with a heading for each village. What comes back is sheet_back's. */
#ifndef JOB_VILLAGE_SHEET_H
#define JOB_VILLAGE_SHEET_H

#include "domain/register/area.h"
#include "fmt/xlsx_write.h"
#include "job/sheet_back.h"

struct village_sheet {
	const struct sheet_column *column;
	int ncolumn;
	int fill;                    /* from this column on, cells are left to the villages */
	const struct area_tree *t;
	enum lang lang;
	int n;                       /* rows, by rising place, those without one last */
	const void *arg;
	int (*place)(const void *arg, int i);    /* its area in t; -1: not known */
	void (*cell)(const void *arg, int i, int column, struct buf *out);   /* adds to out */
};

/* Places in order, those that are not known last; for sorting. */
int village_place_cmp(int a, int b);
/* The area of a level (4 township, 5 village) that a place lies in; empty: none. */
struct str village_place_name(const struct area_tree *t, int place, int level);
/* All of it as CSV. ERR_LIMIT with this key when out is full. */
enum err village_sheet_csv(struct ctx *cx, const struct village_sheet *v, const char *too_many,
                           struct buf *out);
/* Header and rows onto a sheet of a workbook. */
void village_sheet_put(const struct village_sheet *v, struct xw *w, struct xw_sheet *s);
/* Ends and publishes it, for its owner only; w is closed in any case. */
enum err village_sheet_end(struct ctx *cx, struct xw *w);

#endif

/* sheet_form - an empty sheet as a workbook, for people who fill it in: header (columns that must
 * be filled marked with * and in red), a row that says what belongs in each column, both always in
 * sight; drop-down lists for what comes from a list; text cells for ID numbers and codes; and a
 * second sheet with every column, its unit and its list.
 *
 * Import knows the row of help by its first cell, which begins with FORM_HELP_ZH or FORM_HELP_EN,
 * and leaves out the sheets named FORM_SHEET_ZH and FORM_SHEET_EN. */
#ifndef ENTITY_SHEET_FORM_H
#define ENTITY_SHEET_FORM_H

#include "entity/entity.h"
#include "fmt/xlsx_write.h"

#define FORM_HELP_ZH  "填写说明"
#define FORM_HELP_EN  "Help"
#define FORM_SHEET_ZH "填写说明"
#define FORM_SHEET_EN "Instructions"
#define FORM_ROWS     1000       /* rows that have drop-down lists */

struct sheet_form {
	const struct model *m;
	const struct entity *e;      /* NULL: the 32-column exchange list */
	enum lang lang;
	bool full;                   /* the rarely used columns, too */
	const struct str *place;     /* areas to choose from; none: they are typed */
	int nplace;
};

/* Writes both sheets into the workbook; a failure is told by xw_end. */
void sheet_form_put(struct xw *w, const struct sheet_form *o);

#endif

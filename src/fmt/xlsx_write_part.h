/* xlsx_write_part - private to the three xlsx_write files. */
#ifndef FMT_XLSX_WRITE_PART_H
#define FMT_XLSX_WRITE_PART_H

#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/os_draft.h"
#include "fmt/xlsx_pour.h"
#include "fmt/xlsx_write.h"

#define XW_LISTS "选项"           /* the hidden sheet of long lists */
#define WIDTH_LEAST 6            /* of a column without a width of its own */

/* How numbers are shown. FORM_FIXED + n: with n decimals. */
enum xw_form {
	FORM_GENERAL, FORM_TEXT, FORM_DATE, FORM_PERCENT, FORM_FIXED,
	FORM__COUNT = FORM_FIXED + 7
};

struct xw_merge { int64_t row, row_end; int col, col_end; enum xw_look look; };

struct xw_column {
	int16_t seen;                /* widest cell of the first rows */
	int16_t set;                 /* asked for; 0: not */
	bool text;
};

struct xw_sheet {
	struct xw *w;
	lxw_worksheet *ws;
	bool poured;                 /* its rows go to pour's stream */
	struct str name;
	int64_t row;
	int lines;                   /* of the wrapped texts in this row, the most of a cell; 0: none */
	int ncol;                    /* columns that have an entry below */
	struct xw_column *col;
	struct xw_merge *merge;      /* those that end in rows still to come */
	int nmerge, merge_cap;
	int64_t filter_row;          /* -1: no filter */
	int filter_col, filter_end;
};

/* A list on the hidden sheet; its place is its column. */
struct xw_list { uint64_t hash; struct str *label; int n; };

struct xw {
	struct arena a;
	struct os_draft draft;
	lxw_workbook *wb;
	struct pour *pour;
	int other;                   /* a second scratch file; -1: none */
	lxw_format *format[XW__LOOKS][FORM__COUNT];
	struct xw_sheet **sheet;
	int nsheet, sheet_cap;
	struct xw_list *list;
	int nlist, list_cap;
	bool ending;                 /* the name of the hidden sheet may be used */
	struct buf z;                /* a text with its NUL */
	const char *failed;          /* message key of the first failure, or NULL */
	struct str where;
	lxw_error lib;               /* what the library said, when it did */
};

/* Notes the first failure: a message key, and the cell where it happened (s may be NULL). */
void xw_fail(struct xw *w, const char *key, const struct xw_sheet *s, int col);
lxw_format *xw_format(struct xw *w, enum xw_look look, int form);
struct xw_column *xw_column(struct xw_sheet *s, int col);
/* The text as the library takes it: with its NUL, without what XML cannot hold. NULL: too long. */
const char *xw_z(struct xw *w, struct str text, size_t *units);
/* Merges and filter that wait for the sheet's end. */
void xw_end_sheet(struct xw_sheet *s);
/* The hidden sheet of lists, after all others. */
void xw_put_lists(struct xw *w);

#endif

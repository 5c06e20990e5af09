/* book_out.h - one way to write cells of XLSX (libxlsxwriter) and XLS (xls_book.h) workbooks, for
 * the proofs. Rows and columns count from 0. */
#ifndef TESTS_TOOLS_BOOK_OUT_H
#define TESTS_TOOLS_BOOK_OUT_H

#include <xlsxwriter.h>

#include "ole_box.h"
#include "table.h"

struct out {
	char path[5000];
	lxw_workbook *wb;            /* NULL: an XLS workbook */
	lxw_worksheet *ws;
	lxw_format *day[2];
	struct book *xls;
	int sheet;
	int left;                    /* empty columns before the first */
	unsigned plain, xls_day;
};

static inline void out_open(struct out *o, const char *path, bool xls)
{
	*o = (struct out){ .sheet = -1 };
	snprintf(o->path, sizeof o->path, "%s", path);
	if (xls) {
		o->xls = need(calloc(1, sizeof *o->xls));
		o->xls->codepage = 936;
		o->plain = book_format(o->xls, 0, NULL);
		o->xls_day = book_format(o->xls, 14, NULL);
		return;
	}
	o->wb = need(workbook_new(path));
	for (int i = 0; i < 2; i++) {
		o->day[i] = workbook_add_format(o->wb);
		format_set_num_format(o->day[i], i ? "yyyy\"年\"m\"月\"d\"日\"" : "yyyy/m/d");
	}
}

static inline void out_sheet(struct out *o, const char *name, bool hidden)
{
	if (o->xls) {
		o->sheet = book_sheet(o->xls, name, hidden);
		return;
	}
	o->ws = need(workbook_add_worksheet(o->wb, name));
	if (hidden)
		worksheet_hide(o->ws);
}

static inline void out_text(struct out *o, int row, int col, const char *text)
{
	col += o->left;
	if (o->xls)
		cell_text(o->xls, o->sheet, (unsigned)row, (unsigned)col, text);
	else
		worksheet_write_string(o->ws, (lxw_row_t)row, (lxw_col_t)col, text, NULL);
}

static inline void out_number(struct out *o, int row, int col, double v)
{
	col += o->left;
	if (o->xls)
		cell_number(o->xls, o->sheet, (unsigned)row, (unsigned)col, o->plain, v);
	else
		worksheet_write_number(o->ws, (lxw_row_t)row, (lxw_col_t)col, v, NULL);
}

/* A counted day with one of two formats of dates. */
static inline void out_day(struct out *o, int row, int col, double day, int format)
{
	col += o->left;
	if (o->xls)
		cell_number(o->xls, o->sheet, (unsigned)row, (unsigned)col, o->xls_day, day);
	else
		worksheet_write_number(o->ws, (lxw_row_t)row, (lxw_col_t)col, day, o->day[format & 1]);
}

/* A formula with the result it had when the file was saved. */
static inline void out_formula(struct out *o, int row, int col, const char *formula, double v)
{
	col += o->left;
	if (o->xls)
		cell_formula_number(o->xls, o->sheet, (unsigned)row, (unsigned)col, o->plain, v);
	else
		worksheet_write_formula_num(o->ws, (lxw_row_t)row, (lxw_col_t)col, formula, NULL, v);
}

/* The error #N/A, by a formula that found nothing. */
static inline void out_error(struct out *o, int row, int col)
{
	col += o->left;
	if (o->xls)
		cell_boolerr(o->xls, o->sheet, (unsigned)row, (unsigned)col, 0x2A, true);
	else
		worksheet_write_formula_str(o->ws, (lxw_row_t)row, (lxw_col_t)col, "=NA()", NULL, "#N/A");
}

/* Joins cells; before the first of them is written, the others stay empty. */
static inline void out_merge(struct out *o, int row, int col, int last_row, int last_col)
{
	if (row == last_row && col == last_col)
		return;
	col += o->left;
	last_col += o->left;
	if (o->xls)
		sheet_merge(o->xls, o->sheet, (unsigned)row, (unsigned)last_row, (unsigned)col,
		            (unsigned)last_col);
	else
		worksheet_merge_range(o->ws, (lxw_row_t)row, (lxw_col_t)col, (lxw_row_t)last_row,
		                      (lxw_col_t)last_col, "", NULL);
}

static inline void out_close(struct out *o)
{
	struct box x = { .shift = 9 };
	struct bytes file;
	FILE *f;

	if (o->wb) {
		if (workbook_close(o->wb) != LXW_NO_ERROR) {
			fprintf(stderr, "%s: not written\n", o->path);
			exit(2);
		}
		return;
	}
	file = book_file(o->xls, &x);
	f = need(fopen(o->path, "wb"));
	if (fwrite(file.p, 1, file.n, f) != file.n || fclose(f) != 0) {
		perror(o->path);
		exit(2);
	}
	free(file.p);
	book_free(o->xls);
	free(o->xls);
}

#endif

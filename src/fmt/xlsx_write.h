/* xlsx_write - a workbook for people: header row that stays in sight, drop-down lists, notes,
 * coloured cells; numbers as numbers, dates as dates, every code and every text as text. Nothing
 * that is written here is ever a formula: a text that begins with = stays that text.
 *
 * Any number of rows in fixed memory: a row is on the disk when the next one begins, so rows are
 * written in their order, cells of a row in any. Sheets may be written side by side.
 *
 * What is written is nobody else's to see: the file has no name until xw_publish; scratch files,
 * ours and the library's (clear, like the workbook), stand beside it, 0600 and without a name.
 * Whatever ends the program, nothing is left behind.
 *
 *	struct xw *w;
 *	struct xw_sheet *s;
 *
 *	TRY(xw_begin(cx, "persons.xlsx", &w));
 *	s = xw_add_sheet(w, STR("人员"));
 *	xw_text(s, 0, STR("姓名"), XW_HEAD);
 *	xw_next(s);
 *	xw_freeze(s, 1, 0);
 *	xw_text(s, 0, name, XW_PLAIN);
 *	xw_next(s);
 *	...
 *	e = xw_end(cx, w);                   any failure on the way is told here
 *	if (e == OK)
 *		e = xw_publish(cx, w, 0600);
 *	xw_close(w);
 *
 * All names begin with xw_, as the reader's begin with xlsx_. Rows and columns are counted from 0.
 * Times in the file are not those of the clock: the same calls give the same bytes. */
#ifndef FMT_XLSX_WRITE_H
#define FMT_XLSX_WRITE_H

#include <sys/types.h>

#include "base/date.h"
#include "base/err.h"

#define XW_MAX_ROWS    1048576
#define XW_MAX_COLUMNS 16384
#define XW_MAX_TEXT    32767           /* UTF-16 units in a cell */
#define XW_MAX_SHEETS  500

/* How a cell looks, besides what it holds. */
enum xw_look {
	XW_PLAIN,
	XW_TITLE,                  /* large, over the table */
	XW_HEAD, XW_MUST,        /* a column's header; one that has to be filled */
	XW_HELP,                   /* a row that explains: grey, small, wrapped */
	XW_BLOCK,                  /* heading of a group of rows */
	XW_SUM,                    /* its sum */
	XW_WRONG, XW_DOUBT, XW_MENDED,     /* red, yellow, green */
	XW_NOTE,                   /* a reason, a suggestion: wrapped */
	XW__LOOKS
};

struct xw;
struct xw_sheet;

/* A workbook that will be called path; its folder is there and may be written to. ERR_IO,
 * ERR_USAGE as os_draft_begin. */
enum err xw_begin(struct ctx *cx, const char *path, struct xw **out);
/* Puts everything on the disk, still without a name. ERR_LIMIT xw-rows, xw-columns, xw-text,
 * xw-sheets (place: sheet and cell), ERR_IO. After it only the next four may be called. */
enum err xw_end(struct ctx *cx, struct xw *w);
/* The whole file, to be read (hashed, copied) from offset 0. */
int xw_fd(const struct xw *w);
/* Appends the whole file to fd, for standard output and answers. */
enum err xw_copy(struct ctx *cx, const struct xw *w, int fd);
/* Gives it its name, in place of an older file. mode: 0600 when values are clear. */
enum err xw_publish(struct ctx *cx, struct xw *w, mode_t mode);
/* Frees it, at any time; what was not published is gone. Fine with NULL. */
void xw_close(struct xw *w);

/* True from the first failure on; long loops stop there. */
bool xw_failed(const struct xw *w);

/* ---- sheets ---- */

/* A sheet after the others, printed across A4 paper with all its columns on one page and the page's
 * number under it. The name is mended to what spreadsheets allow (31 characters, none of
 * []:*?/\, each name once). Never NULL; belongs to the workbook. */
struct xw_sheet *xw_add_sheet(struct xw *w, struct str name);
/* Number of the row being written. */
int64_t xw_row(const struct xw_sheet *s);
/* Ends the row and begins the next. */
void xw_next(struct xw_sheet *s);

/* ---- cells of the current row ---- */

/* Text, whatever it looks like. An empty one leaves an empty cell, coloured by look. */
void xw_text(struct xw_sheet *s, int col, struct str text, enum xw_look look);
/* Text in a cell of text format: numbers typed over it stay text. For ID numbers, codes, phones. */
void xw_code(struct xw_sheet *s, int col, struct str text, enum xw_look look);
/* v / 10^scale as a number, shown with all its decimals; one of more than 15 digits, which a
 * spreadsheet would round, as text. fixed: trailing zeros are shown (money: scale 2). */
void xw_number(struct xw_sheet *s, int col, int64_t v, int scale, bool fixed,
                 enum xw_look look);
void xw_money(struct xw_sheet *s, int col, int64_t fen, enum xw_look look);
/* A date as spreadsheets keep it, shown 2016-08-06. One whose day or month is unknown, or before
 * March 1900, is text: 2016-08. 0: an empty cell. */
void xw_date(struct xw_sheet *s, int col, date_t d, enum xw_look look);
/* A share: 0.1234 shown as 12.34%. v / 10^scale. */
void xw_percent(struct xw_sheet *s, int col, int64_t v, int scale, enum xw_look look);
/* Joins col..col_end of this row and the next rows - 1 into one cell, whose text stands in the
 * first. Called before any cell of the row is written; other cells within stay unwritten. */
void xw_merge(struct xw_sheet *s, int col, int col_end, int rows, enum xw_look look);
/* A note that shows when the cell is pointed at. */
void xw_comment(struct xw_sheet *s, int col, struct str text);
/* Height of the current row in lines of text; before its cells are written. A row with a header or
 * an XW_NOTE gets the height that its text needs without it, by the width of its column then. */
void xw_height(struct xw_sheet *s, int lines);

/* ---- the sheet as a whole; at any time before xw_end ---- */

/* Rows above and columns left of here stay in sight, and rows are repeated on each printed page. */
void xw_freeze(struct xw_sheet *s, int64_t row, int col);
/* Width in columns of a terminal (Han characters are two). Without it: as wide as the widest cell
 * of the first rows, 6 to 40. */
void xw_width(struct xw_sheet *s, int col, int width);
/* The empty cells of a column are of text format, too: what is typed there stays as typed. */
void xw_text_column(struct xw_sheet *s, int col);
/* Filter buttons at a header row, for all rows under it. */
void xw_filter(struct xw_sheet *s, int64_t row, int col, int col_end);
/* Cells of a column choose from a list. Lists that are long, or hold commas, go to a hidden sheet.
 * strict: nothing else can be typed; otherwise the spreadsheet asks first. help: shown at the cell,
 * may be empty. Texts are copied. */
struct xw_pick {
	int64_t row, row_end;
	int col;
	const struct str *label;
	int n;
	bool strict;
	struct str title, help;      /* at most 32 and 255 characters, cut */
};
void xw_drop_down(struct xw_sheet *s, const struct xw_pick *p);
/* Shows this sheet first when the workbook is opened; otherwise the first one. */
void xw_activate(struct xw_sheet *s);

#endif

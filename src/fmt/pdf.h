/* pdf - pages for people: blocks flow over A4 sheets, tables repeat their heads, every page says
 * which of how many it is. A poster is the same sheet, larger and with less on it.
 * Text can be searched and copied, and there is no time of its own: the same blocks and fonts give
 * the same bytes.
 *
 * Only the child that draws papers calls pdf_begin and what follows; others make blocks. */
#ifndef FMT_PDF_H
#define FMT_PDF_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

#define PDF_COLUMNS   16
#define PDF_ROWS      200000
#define PDF_PAGES     2000
#define PDF_CELL      4000         /* characters of a text; what is longer is cut, with a mark */
#define PDF_BYTES     ((size_t)64 << 20)
#define PDF_FONTS     6
#define PDF_MISSING   32
#define PDF_PHOTOS_MOST 24

enum pdf_size { PDF_A4, PDF_A3, PDF_A1, PDF_SIZE__COUNT };

struct pdf_sheet {
	enum pdf_size size;
	bool wide;                   /* landscape */
	enum lang lang;
	struct str title;            /* of the document; in its description, too */
	struct str head;             /* over each page: whose paper it is */
	struct str foot;             /* under each page: who made and who checks it, the day */
	struct str qr;               /* a code on the first page; or empty */
	bool poster;                 /* the code is what the page is for: large, at its foot */
	date_t day;                  /* of the document's description; 0: none */
};

enum pdf_kind {
	PDF_TITLE, PDF_HEADING, PDF_TEXT, PDF_NOTE,
	PDF_TABLE,                 /* cells in columns; the first `head` rows stand on every page */
	PDF_SPACE,                 /* `height` free */
	PDF_PAGE,                  /* a new page begins */
	PDF_PHOTOS,                /* cells in pairs: a JPEG, and what stands under it; `ncol` beside
	                              each other, `height` high */
	PDF_KIND__COUNT
};

enum pdf_style {
	PDF_LEFT, PDF_CENTRE, PDF_RIGHT,
	PDF_INDENT,                /* a paragraph of Chinese: its first line begins later */
	PDF_LABEL,                 /* what a value is called: shaded */
	PDF_CORNER,                /* a small label in the corner of a box to write in */
	PDF_STYLE__COUNT
};

struct pdf_cell {
	struct str text;
	uint8_t style;               /* enum pdf_style */
	uint8_t span;                /* columns that it takes, 1 or more */
};

/* Cells stand row by row; the spans of a row come to ncol. */
struct pdf_block {
	enum pdf_kind kind;
	uint8_t style;               /* of a text: how it is aligned */
	bool open;                   /* a table without lines */
	int ncol;
	uint16_t width[PDF_COLUMNS];       /* shares */
	int head;
	int height;                  /* least height of rows, or of a space; millimetres */
	struct pdf_cell *cell;
	int ncell;
};

struct pdf;
/* Opens libraries and fonts; whatever loads late is loaded. font: files to try in this order, ended
 * by NULL; the first that has the common characters writes everything, the others what it lacks.
 * own: how many of them, from the first, somebody asked for: those must be there. The PDF will be
 * appended to pdf. ERR_NOTFOUND paper-library, paper-no-font, paper-font. */
enum err pdf_begin(struct ctx *cx, const char *const *font, int own, struct buf *pdf,
                     struct pdf **out);
/* From here on no file is opened. */
enum err pdf_sheet(struct ctx *cx, struct pdf *p, const struct pdf_sheet *s);
enum err pdf_block(struct ctx *cx, struct pdf *p, const struct pdf_block *b);
/* Numbers the pages and writes them. ERR_LIMIT paper-large. */
enum err pdf_end(struct ctx *cx, struct pdf *p);
int pdf_pages(const struct pdf *p);
/* Characters that no font has: they stand as 〓. */
const int32_t *pdf_missing(const struct pdf *p, int *n);
void pdf_free(struct pdf *p);

#endif

/* paper - pages for people: blocks flow over A4 sheets, tables repeat their heads, every page says
 * which of how many it is. A poster is the same sheet, larger. Written as PDF with text that can be
 * searched and copied, and without a time of its own: the same blocks and fonts give the same bytes.
 *
 * Only the child that draws papers calls paper_begin and what follows; others make blocks. */
#ifndef FMT_PAPER_H
#define FMT_PAPER_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

#define PAPER_COLUMNS   16
#define PAPER_ROWS      200000
#define PAPER_PAGES     2000
#define PAPER_CELL      4000         /* characters of a text; what is longer is cut, with a mark */
#define PAPER_BYTES     ((size_t)64 << 20)
#define PAPER_FONTS     6
#define PAPER_MISSING   32

enum paper_size { PAPER_A4, PAPER_A3, PAPER_A1, PAPER_SIZE__COUNT };

struct paper_sheet {
	enum paper_size size;
	bool wide;                   /* landscape */
	enum lang lang;
	struct str title;            /* of the document; in its description, too */
	struct str head;             /* over each page: whose paper it is */
	struct str foot;             /* under each page: who made and who checks it, the day */
	struct str qr;               /* a code on the first page; or empty */
	date_t day;                  /* of the document's description; 0: none */
};

enum paper_kind {
	PAPER_TITLE, PAPER_HEADING, PAPER_TEXT, PAPER_NOTE,
	PAPER_TABLE,                 /* cells in columns; the first `head` rows stand on every page */
	PAPER_SPACE,                 /* `height` free */
	PAPER_PAGE,                  /* a new page begins */
	PAPER_KIND__COUNT
};

enum paper_style {
	PAPER_LEFT, PAPER_CENTRE, PAPER_RIGHT,
	PAPER_INDENT,                /* a paragraph of Chinese: its first line begins later */
	PAPER_LABEL,                 /* what a value is called: shaded */
	PAPER_CORNER,                /* a small label in the corner of a box to write in */
	PAPER_STYLE__COUNT
};

struct paper_cell {
	struct str text;
	uint8_t style;               /* enum paper_style */
	uint8_t span;                /* columns that it takes, 1 or more */
};

/* Cells stand row by row; the spans of a row come to ncol. */
struct paper_block {
	enum paper_kind kind;
	uint8_t style;               /* of a text: how it is aligned */
	bool open;                   /* a table without lines */
	int ncol;
	uint16_t width[PAPER_COLUMNS];       /* shares */
	int head;
	int height;                  /* least height of rows, or of a space; millimetres */
	struct paper_cell *cell;
	int ncell;
};

struct paper;
/* Opens libraries and fonts; whatever loads late is loaded. font: files to try in this order, ended
 * by NULL; the first that has the common characters writes everything, the others what it lacks.
 * own: how many of them, from the first, somebody asked for: those must be there. The PDF will be
 * appended to pdf. ERR_NOTFOUND paper-library, paper-no-font, paper-font. */
enum err paper_begin(struct ctx *cx, const char *const *font, int own, struct buf *pdf,
                     struct paper **out);
/* From here on no file is opened. */
enum err paper_sheet(struct ctx *cx, struct paper *p, const struct paper_sheet *s);
enum err paper_block(struct ctx *cx, struct paper *p, const struct paper_block *b);
/* Numbers the pages and writes them. ERR_LIMIT paper-large. */
enum err paper_end(struct ctx *cx, struct paper *p);
int paper_pages(const struct paper *p);
/* Characters that no font has: they stand as 〓. */
const int32_t *paper_missing(const struct paper *p, int *n);
void paper_free(struct paper *p);

#endif

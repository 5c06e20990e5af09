/* pdf_part - what the files of paper share. */
#ifndef FMT_PDF_PART_H
#define FMT_PDF_PART_H

#include "fmt/paint_lib.h"
#include "fmt/pdf.h"

enum letter { LETTER_TITLE, LETTER_HEADING, LETTER_TEXT, LETTER_CELL, LETTER_SMALL,
	LETTER__COUNT };

#define FRAME PDF_COLUMNS        /* of head and foot: a page may end within a paragraph */
#define PDF_FACES PDF_FONTS

struct pdf_face {
	FcCharSet *has;
	char family[120];
};

struct pdf {
	struct paint_lib l;
	FcConfig *config;
	PangoFontMap *map;
	PangoContext *context;
	PangoFontDescription *letter[LETTER__COUNT];
	PangoLayout *layout[PDF_COLUMNS + 1];        /* one for each cell of a row, and FRAME */
	struct pdf_face face[PDF_FACES];
	int nface;
	int32_t missing[PDF_MISSING];
	int nmissing;
	struct buf text;             /* of the cell in hand, cleaned */

	struct pdf_sheet sheet;
	struct arena arena;          /* texts of the sheet */
	struct buf *out;
	cairo_surface_t *pdf;
	cairo_surface_t *page[PDF_PAGES];  /* as drawn, without numbers */
	int npage;
	cairo_t *cr;                 /* of the page in hand */
	double width, height;        /* of a sheet before it is enlarged; points */
	double scale;
	double y;                    /* where the next block begins */
};

/* pdf_font.c: opens the files; afterwards every letter that they have can be drawn without
 * opening anything. */
enum err pdf_fonts_open(struct ctx *cx, struct pdf *p, const char *const *font, int own);
void pdf_fonts_close(struct pdf *p);
/* A text as it is drawn, in p->text: nothing that turns directions, nothing that no font has; long
 * ones cut. Notes what is missing. */
struct str pdf_clean(struct pdf *p, struct str s);

double pdf_letter_size(enum letter letter);        /* points */

#endif

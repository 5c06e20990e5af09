/* paper_part - what the files of paper share. */
#ifndef FMT_PAPER_PART_H
#define FMT_PAPER_PART_H

#include "fmt/paint_lib.h"
#include "fmt/paper.h"

enum letter { LETTER_TITLE, LETTER_HEADING, LETTER_TEXT, LETTER_CELL, LETTER_SMALL,
	LETTER__COUNT };

#define PAPER_FACES PAPER_FONTS

struct paper_face {
	FcCharSet *has;
	char family[120];
};

struct paper {
	struct paint_lib l;
	FcConfig *config;
	PangoFontMap *map;
	PangoContext *context;
	PangoFontDescription *letter[LETTER__COUNT];
	PangoLayout *layout[PAPER_COLUMNS];  /* one for each cell of a row */
	struct paper_face face[PAPER_FACES];
	int nface;
	int32_t missing[PAPER_MISSING];
	int nmissing;
	struct buf text;             /* of the cell in hand, cleaned */

	struct paper_sheet sheet;
	struct arena arena;          /* texts of the sheet */
	struct buf *out;
	cairo_surface_t *pdf;
	cairo_surface_t *page[PAPER_PAGES];  /* as drawn, without numbers */
	int npage;
	cairo_t *cr;                 /* of the page in hand */
	double width, height;        /* of a sheet before it is enlarged; points */
	double scale;
	double y;                    /* where the next block begins */
};

/* paper_font.c: opens the files; afterwards every letter that they have can be drawn without
 * opening anything. */
enum err paper_fonts_open(struct ctx *cx, struct paper *p, const char *const *font, int own);
/* A text as it is drawn, in p->text: nothing that turns directions, nothing that no font has; long
 * ones cut. Notes what is missing. */
struct str paper_clean(struct paper *p, struct str s);

double paper_letter_size(enum letter letter);        /* points */

#endif

/* paper_int - what the files that put papers together share. */
#ifndef JOB_PAPER_INT_H
#define JOB_PAPER_INT_H

#include "job/paper.h"

struct composing {
	struct ctx *cx;
	struct reg *r;
	const struct paper_order *o;
	struct paper_doc *d;
	struct cells *cells;
	enum mask mask;
	struct rec *house, *head;    /* NULL: not there, or blank */
	struct rec **member;
	int nmember;
	int64_t area;
	int given;                   /* parts so far that take rows without a name */
	struct buf one;              /* a value in hand */
};

/* Text in the paper's language. */
struct str paper_in_lang(const struct composing *c, struct str zh, struct str en);
/* What a value is, "" if nothing is known; and how it is called. In the arena. (paper_value.c) */
enum err paper_value_text(struct composing *c, struct str name, struct str *out);
struct str paper_value_label(struct composing *c, struct str name);
struct str paper_field_label(struct composing *c, const struct field *f);
/* Of a yes or no, or of a short list, all that can be chosen, with boxes: the one that holds is
 * marked. Other values as they are. */
struct str paper_choices(struct composing *c, struct str name, struct str value);
/* A cell of a row as the mask shows it. */
enum err paper_cell_text(struct composing *c, const struct rec *row, int field, struct str *out);
/* Rows of a noun that belong to the household, those only that the mask lets through; all: also
 * persons who left. */
enum err paper_rows_of(struct composing *c, const struct entity *e, bool all, struct rec ***out,
                       int *n);
enum err paper_begin_values(struct composing *c);

#endif

/* doubt_sheet - doubts as sheets that villages fill and send back: what the checks found, as CSV or
 * as a workbook with a heading for each village, and the explanations read again. Such a sheet
 * explains doubts that are named by their number; it decides nothing and changes nothing else. */
#ifndef JOB_DOUBT_SHEET_H
#define JOB_DOUBT_SHEET_H

#include "domain/judge/doubt_deal.h"
#include "domain/register/area.h"

struct doubt_filter {
	int area;                    /* index of the tree, -1: all */
	const char *check;           /* or NULL */
	const char *state;           /* a meaning of doubt_state, NULL: all */
};

struct doubt_line {
	const struct rec *f;         /* in the arena given; sealed words are closed */
	struct str household, head, name;    /* number, head's name, member's name; empty: none */
	int place;                   /* index of the tree, -1 unknown */
};
/* By place (unknown ones last), then number, with names under the staff mask; in a. */
enum err doubt_lines(struct ctx *cx, struct reg *r, const struct area_tree *t, struct arena *a,
                     const struct doubt_filter *w, struct doubt_line **out, int *n);
/* As CSV with BOM to out, or as a workbook at path. */
enum err doubt_csv(struct ctx *cx, struct reg *r, const struct area_tree *t,
                   const struct doubt_line *l, int n, struct buf *out);
enum err doubt_workbook(struct ctx *cx, struct reg *r, const struct area_tree *t,
                        const struct doubt_line *l, int n, const char *path);

/* What a row of a returned sheet came to. */
enum doubt_fate {
	RETURN_DONE, RETURN_EMPTY,   /* nothing filled in: stays as it is */
	RETURN_UNKNOWN, RETURN_OVER, RETURN_OTHER,   /* of another household than the sheet says */
	RETURN_NO_NUMBER, RETURN_TWICE, RETURN_LONG,
	RETURN__COUNT
};
struct doubt_face {
	void *arg;
	void (*row)(void *arg, struct str sheet, int64_t row, struct str no, enum doubt_fate fate);
	bool own;                    /* the actor explains, whoever the sheet says: a name in it goes
	                                before the words, so that nobody decides about his own */
};
/* Message key of a fate that is a refusal; {0}: the row, {1}: the number. */
const char *doubt_fate_says(enum doubt_fate fate);
struct doubt_counts { int64_t rows, fate[RETURN__COUNT]; };
/* Reads a returned sheet and explains what it explains, all in one transaction. dry: only tells.
 * ERR_INPUT finding-sheet-header: it is no such sheet. */
enum err doubt_import(struct ctx *cx, struct reg *r, const char *file, bool dry,
                      const struct doubt_face *face, struct doubt_counts *out);

#endif

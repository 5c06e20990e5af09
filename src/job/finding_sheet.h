/* finding_sheet - problem lists that villages fill and send back: open findings as CSV or as a
 * workbook with drop-downs, and what was filled in read again. Such a sheet can close or explain
 * findings that are named by their number; it changes nothing else. */
#ifndef JOB_FINDING_SHEET_H
#define JOB_FINDING_SHEET_H

#include "domain/register/finding.h"

struct finding_filter {
	int area;                    /* index of the tree, -1: all */
	const char *kind;            /* or NULL */
	int open;                    /* 1 open only, 0 closed only, -1 both */
	bool village;                /* not what an undo left, unless `kind` asks: office matters */
};

/* One finding with its place, as lists show it. */
struct finding_line {
	const struct rec *f;         /* in the arena given */
	struct str household;        /* its number, empty: unknown */
	int64_t area;                /* 0 unknown */
	int place;                   /* index of the tree, -1 */
	struct str head, name;       /* by finding_names; empty: not known */
};
/* Findings by place (unknown ones last), then number. */
enum err finding_lines(struct ctx *cx, struct reg *r, const struct area_tree *t, struct arena *a,
                       const struct finding_filter *w, struct finding_line **out, int *n);
/* Names the household's head and the member that a line is about, under the staff mask, in a. */
enum err finding_names(struct ctx *cx, struct reg *r, struct arena *a, struct finding_line *l,
                       int n);
/* What is wrong and what to do about it, in words; the file and the place in it. */
void finding_say(struct buf *out, const struct rec *f, enum lang lang);
void finding_where(struct buf *out, const struct rec *f, enum lang lang);

/* As CSV with BOM to out, or (path ends in .xlsx) as a workbook at path. */
enum err finding_csv(struct ctx *cx, const struct area_tree *t, const struct finding_line *l,
                     int n, struct buf *out);
enum err finding_workbook(struct ctx *cx, struct reg *r, const struct area_tree *t,
                          const struct finding_line *l, int n, const char *path);

#define FINDING_REMARK_MAX 500       /* characters */
#define FINDING_BY_MAX     100

/* What a row of a returned sheet came to. FATE_LONG: its remark or name is longer than that. */
enum finding_fate {
	FATE_DONE, FATE_EMPTY,       /* nothing filled in: stays open */
	FATE_UNKNOWN, FATE_CLOSED, FATE_OTHER,       /* number and household or kind do not belong */
	FATE_NO_NUMBER, FATE_BAD_RESULT, FATE_NO_REASON, FATE_TWICE, FATE_LONG,
	FATE__COUNT
};
struct finding_face {
	void *arg;
	void (*row)(void *arg, struct str sheet, int64_t row, struct str no, enum finding_fate fate);
};
struct finding_counts { int64_t rows, fate[FATE__COUNT], corrected, explained, right; };
/* Reads a returned sheet and closes what it says, all in one transaction. dry: only tells.
 * ERR_INPUT finding-sheet-header: it is no such sheet. */
enum err finding_import(struct ctx *cx, struct reg *r, const char *file, bool dry,
                        const struct finding_face *face, struct finding_counts *out);

#endif

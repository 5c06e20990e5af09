/* export_int - private to the two export files. */
#ifndef JOB_EXPORT_INT_H
#define JOB_EXPORT_INT_H

#include "domain/register/area.h"
#include "job/export.h"

/* ---- what rows are put together by (export_split.c) ---- */

/* One way of splitting: by a field, or by the area of a level above the row. */
struct split {
	int field;                   /* -1: by area */
	int level;                   /* 3 county .. 6 group; 0: no splitting */
	bool on;
	struct hmap *seen;           /* value -> index of part */
	struct part *part;
	int n, cap;
};

struct part {
	struct str label;
	int64_t order;               /* parts stand by order, then by label; INT64_MAX: not stated */
	int rank;                    /* after split_rows: its index */
};

/* A row's place: ranks of its parts, then its id. */
struct placed { int32_t sheet, block; int64_t id; };

struct splitter {
	struct ctx *cx;
	struct reg *r;
	const struct export_ask *ask;
	struct browse *b;
	const struct area_tree *areas;
	struct arena a;
	struct split sheet, block;
	struct placed *row;          /* after split_rows in the order in which they come again */
	int64_t *id;
	int n, cap;
};

/* Understands --sheets and --group-by. areas may be NULL when neither is by area. */
enum err split_begin(struct splitter *s);
/* Walks the whole query and leaves it at the beginning again, in the order of the parts. */
enum err split_rows(struct splitter *s);
void split_end(struct splitter *s);

#endif

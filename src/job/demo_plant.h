/* demo_plant - the kinds of faults the demo can plant: where, in whom, and what is done. */
#ifndef JOB_DEMO_PLANT_H
#define JOB_DEMO_PLANT_H

#include "job/demo_int.h"

/* Which rows a fault names. */
enum fault_scope {
	ONE_ROW,        /* a member's row, or the member's row of a noun's own list */
	RECORD,         /* the household's (first) row of a noun's own list */
	ALL_ROWS,       /* every row of the family */
	FIRST_ROW,      /* the head's row is changed, the family's first one is named */
	TWO_ROWS,       /* the head's row is named, the member's is changed and named */
	PAIR,           /* a member's row and one of another family, which keeps what it says */
	COPY,           /* a row and its copy */
};

struct planting {
	struct gen *g;
	const struct demo_family *f;
	const struct demo_person *p;
	const struct demo_plan *plan;
	struct rng *r;
	struct str cell;             /* what stands there */
};

struct demo_fault {
	const char *id;
	int sheet;
	int col;                     /* P_... of the persons' list, or COL number */
	enum fault_scope scope;
	bool (*fits)(const struct gen *g, const struct demo_family *f, const struct demo_person *p);
	void (*change)(const struct planting *it, char *out, size_t max);
	bool (*matches)(const struct demo_person *a, const struct demo_person *b);   /* PAIR */
	bool not_filled;             /* not in a bench, where every cell is filled */
};

extern const struct demo_fault demo_fault[];
extern const int demo_nfault;
extern const char *const demo_kind_ids[];

/* Are the persons of both in one file? */
bool demo_same_file(const struct gen *g, const struct demo_family *a, const struct demo_family *b);
/* The member whose row comes first in its file. */
int demo_first_member(const struct gen *g, const struct demo_family *f);

#endif

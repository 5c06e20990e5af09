/* reason - what a value was made from, and what is missing for it, as a person reads it: which row,
 * which item, what it says there. Values are shown as the mask has it. */
#ifndef DOMAIN_JUDGE_REASON_H
#define DOMAIN_JUDGE_REASON_H

#include "domain/register/register.h"
#include "rule/expr.h"

struct reason {
	struct str row;              /* "人员 张三", "户 9812…"; empty: none (a line, a parameter) */
	struct str item;             /* label of the field; id of the line or parameter */
	struct str value;            /* as shown; of what is missing: why */
	const struct entity *noun;   /* NULL: a line or parameter */
	int field;                   /* -1: the rows themselves */
	int64_t id;                  /* of the row; 0 none */
	bool line;                   /* the item is a line of the pack */
	bool blank;                  /* nobody knows the value */
};

struct reasons {
	struct ctx *cx;
	struct reg *r;
	struct cells *cells;         /* register_cells */
	enum mask mask;
	const struct pack *pack;     /* whose documents and lines are named; NULL: the register's */
};

/* Both in cx's arena, in the order of looking. Amounts stand with their units, lines with their
 * period; last of what was used come amounts that were reckoned and held against a line, in the
 * line's period. */
enum err reasons_used(const struct reasons *s, const struct expr_run *run, struct reason **out,
                      int *n);
/* What makes v unknown; none if it is not. */
enum err reasons_missing(const struct reasons *s, const struct expr_run *run,
                         const struct expr_value *v, struct reason **out, int *n);
/* Both of what a clause came to, as it is told: used is what had a value. What had none is missing,
 * also where the clause knows how to go on without it. */
struct reasons_told {
	struct reason *used, *missing;
	int nused, nmissing;
};
enum err reasons_tell(const struct reasons *s, const struct expr_run *run,
                      const struct expr_value *v, struct reasons_told *out);
/* A value that is no row's: an amount, a number, a date. In cx's arena. */
struct str reason_value(const struct reasons *s, const struct expr_type *t,
                        const struct expr_value *v);

#endif

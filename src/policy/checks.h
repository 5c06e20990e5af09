/* checks - what the register's rows are tested for (checks.yaml). A check tells a doubt; it never
 * changes a row.
 *
 *   checks:
 *     labour_child:
 *       for: person
 *       zh: 未满16周岁却有劳动力
 *       en: Under 16 but marked as able to work
 *       severity: contradiction
 *       among: 'household.type == "脱贫户"'
 *       fires: 'age(birth) < param("age") && tag(labour, "labour")'
 *       parameters: {age: {zh: 年龄, en: Age, values: [{number: 16}]}}
 *       show: [birth, labour]
 *       covers: [2_01_011, 2_12_014]
 *
 * `cross` instead of `fires` compares rows with each other: {kind: duplicate, field: idno} the
 * same value on two rows; {kind: shared, field: phone} on rows of two households;
 * {kind: village_sum, fields: [..]} the village's figure is below the sum over its households. */
#ifndef POLICY_CHECKS_H
#define POLICY_CHECKS_H

#include "policy/standards.h"

enum check_severity { CHECK_ERROR, CHECK_MISSING, CHECK_CONTRADICTION, CHECK_EITHER, CHECK_DOUBT };
enum check_cross { CROSS_NONE, CROSS_DUPLICATE, CROSS_SHARED, CROSS_VILLAGE_SUM };

struct check {
	struct str id, noun, zh, en; /* zh, en: what is wrong */
	struct str todo_zh, todo_en; /* what to do about it; optional */
	enum check_severity severity;
	struct pack_expr among;      /* whom it looks at; empty: everybody */
	struct pack_expr fires;      /* true: at fault; empty for a cross check */
	enum check_cross cross;
	struct str *cross_field;
	int ncross_field;
	struct parameter *param;
	int nparam;
	struct str *show;            /* fields told with a finding */
	int nshow;
	struct str *covers;          /* rules of other systems that this one stands for */
	int ncovers;
	struct basis basis;
	date_t from, to;
	bool off;                    /* while loading: a child pack does without it */
	struct pack_place at;
};

/* A rule of another system for which there is no check here, and why. */
struct check_none {
	struct str rule, zh, en;
};

const struct check *pack_check(const struct pack *p, struct str id);

#endif

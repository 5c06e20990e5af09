/* unit - units of amounts as headers name them: 元, 万元, 亩, 公顷, 平方米 ... Each is a whole
 * fraction of its dimension's first unit, so that a column in 万元 is taken exactly into a field in
 * 元. Nothing is guessed: a word that is no unit here is none. */
#ifndef ENTITY_UNIT_H
#define ENTITY_UNIT_H

#include "base/str.h"

struct unit {
	const char *names;           /* '|' between them, as sheet_plain leaves them; first the usual */
	int dim;                     /* units of one dimension can be turned into each other */
	int64_t num, den;            /* one of these is num/den of the dimension's first */
};
/* What a number is multiplied by; num 0: nothing. In lowest terms. */
struct factor { int64_t num, den; };

#define UNIT_DIMS 8

/* A unit by its name, plain ("万元", "元/年", "单位:万元"); NULL: not known. */
const struct unit *unit_find(struct str plain);
/* The unit that ends a text: 人均纯收入万元 -> 万元; *bare is what stands before. NULL: none. The
 * longest that fits is taken. */
const struct unit *unit_at_end(struct str plain, struct str *bare);
/* From one unit to another. False: of other dimensions. num and den 1: the same unit. */
bool unit_factor(const struct unit *from, const struct unit *to, struct factor *out);
/* The unit of a field's "亩|mu" pair; NULL: none, or one that is not known here. */
const struct unit *unit_of_pair(const char *pair);
/* The first of a unit's names, for people. */
struct str unit_name(const struct unit *u);

#endif

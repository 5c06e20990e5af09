/* doubt - what of a row does not go together: dates in the wrong order, a birth date beside another
 * ID number, a count of members that is not theirs. Asked of rows of lists and of rows changed by
 * hand alike. */
#ifndef DOMAIN_REGISTER_DOUBT_H
#define DOMAIN_REGISTER_DOUBT_H

#include "domain/register/register.h"

/* Meanings of a relation to the head. */
enum { RELATION_KNOWN = 1, RELATION_HEAD = 2, RELATION_SPOUSE = 4, RELATION_MALE = 8,
	RELATION_FEMALE = 16 };
unsigned doubt_relation(const struct model *m, int64_t code);

/* The pairs of dates of a noun. */
#define DOUBT_ORDERS 4
struct doubt_orders { int later[DOUBT_ORDERS], earlier[DOUBT_ORDERS], n; };
void doubt_orders(const struct entity *e, struct doubt_orders *out);

struct doubt {
	const char *kind;            /* of kinds.def */
	int field;
	struct str detail;
};
#define DOUBTS_MAX 16
/* Of the row alone; relation: doubt_relation of a person's, or 0. Returns how many. */
int doubt_row(const struct model *m, const struct doubt_orders *o, const struct rec *row,
              unsigned relation, struct doubt out[DOUBTS_MAX]);
/* Of a row as it is to be in the register: with what hangs on it. Details in cx's arena. */
enum err doubt_whole(struct ctx *cx, struct reg *r, const struct rec *row,
                     struct doubt out[DOUBTS_MAX], int *n);

#endif

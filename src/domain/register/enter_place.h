/* enter_place - in which of a source's lists a row is to be entered, and in which of its columns: a
 * source may spread what it knows over lists of several kinds, and a list may state a noun several
 * times on a line (risk 1 to 5, a column a kind of measure). Private to to_enter. */
#ifndef DOMAIN_REGISTER_ENTER_PLACE_H
#define DOMAIN_REGISTER_ENTER_PLACE_H

#include "domain/register/roll.h"

/* A kind of list that the source has given, with the columns of the newest one. */
struct enter_list {
	struct str kind;
	struct column *col;
	int ncol;
	const struct sheet_shape *shape;     /* of the pack, or NULL */
};
/* In the order in which they came last; kind empty: all. In cx's arena. ERR_NOTFOUND: none. */
enum err enter_lists(struct ctx *cx, struct reg *r, struct str source, struct str kind,
                     struct enter_list **out, int *n);

/* What one kind of list states of one noun. */
struct stater {
	const struct entity *e;
	int nths;                    /* how many times on a line */
	bool *states;                /* by field: there is a column */
	struct val *fixed;           /* nths x fields: what the shape says of each; VAL_NULL: nothing */
	bool told_apart;             /* something is fixed */
	bool *dated;                 /* by field: from the list's date */
	struct idset present;        /* rows on the newest list of this kind */
	uint8_t *nth;                /* of them, by sequence number: which of a line */
	int64_t cap;
};
/* out->nths 0: the list does not state the noun. Free with stater_free in any case. */
enum err stater_load(struct ctx *cx, struct reg *r, struct str source, const struct enter_list *l,
                     const struct entity *e, struct stater *out);
void stater_free(struct stater *s);
/* Which of a line the row is, from 1; of a row that is not listed by what is fixed; 0: the list has
 * no place for such a row; -1: any. */
int stater_nth(const struct stater *s, const struct rec *row);
/* May the list's columns be asked for this field of the row? Of several lists the first that lists
 * the row, else the first with the column. */
bool stater_mine(const struct stater *all, int n, int self, const struct rec *row, int field);

#endif

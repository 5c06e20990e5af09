/* to_enter - what was decided here and a source does not have yet (待录入清单): cells changed here,
 * rows that the source does not list, and rows that it still lists though they are gone here. Made
 * fresh from the register each time, so that no edit since the last import is missing. Conflicts
 * that nobody has decided are left out. */
#ifndef DOMAIN_REGISTER_TO_ENTER_H
#define DOMAIN_REGISTER_TO_ENTER_H

#include "domain/register/said.h"

enum enter_action { ENTER_CHANGE, ENTER_ADD, ENTER_REMOVE };

struct enter_cell {
	int field;
	struct val was;              /* what the source says; VAL_NULL: nothing */
};
struct enter_item {
	enum enter_action action;
	const struct entity *e;      /* noun of the row */
	struct rec *row;             /* opened */
	struct rec *household;       /* that it belongs to, opened; of a household itself; or NULL */
	struct rec *person;          /* the same: of one, or of what hangs on one, opened; or NULL */
	struct enter_cell *cell;     /* ENTER_CHANGE: by the columns of the source's list */
	int ncell;
	int nth;                     /* which place on the line of the list, from 1; 0: none left */
	bool again;                  /* a row to add that an earlier list has told, too */
};

struct to_enter {
	struct str source, kind;     /* kind of list */
	struct column *col;          /* its columns, all of them, in its order */
	int ncol;
	struct enter_item *item;     /* households together, by place and number */
	int n;
	int64_t changed, cells, added, removed;      /* rows, their cells, rows, rows */
	int64_t undecided;           /* conflicts and questions that are left out */
};

/* A list for each kind that the source has given, or for one. What several have a column for is
 * told once: on the first that lists the row. A row to add is told on each with more to say of it.
 * ERR_NOTFOUND: the source has no list here. All in cx's arena; needs the keys. */
enum err to_enter_make(struct ctx *cx, struct reg *r, struct str source, struct str kind,
                       struct to_enter **out, int *n);

/* Headers of the two columns that go before the source's own in a written list: an import knows the
 * list by them. */
#define TO_ENTER_ACTION "办理"
#define TO_ENTER_CHANGE "改动"

#endif

/* scope - what one person may see for one purpose: areas and households. It travels with the
 * register that is handed to a request (reg.scope), so whoever touches rows has it in hand.
 * Rows outside are not there: lists leave them out, asking for one by number finds nothing. */
#ifndef ENTITY_SCOPE_H
#define ENTITY_SCOPE_H

#include "entity/entity.h"

struct scope {
	bool all;                    /* the whole register, rows without a place included */
	const int64_t *area;         /* ids of areas, sorted: every one in or under what was granted */
	int narea;
	const int64_t *household;    /* ids of households, sorted: assigned one by one */
	int nhousehold;
	const char *actor;           /* who asks: batches taken in by oneself are seen */
};

/* NULL: everything (who holds the keys on the command line). */
bool scope_area(const struct scope *s, int64_t area);
bool scope_household(const struct scope *s, int64_t household);
/* Whether a row is seen, by its area, and by the household that it is or belongs to. The noun area
 * itself: its own id. */
bool scope_row(const struct scope *s, const struct rec *r);
/* Sorts ids in place, each once; returns how many are left. */
int scope_sort(int64_t *id, int n);
/* Nothing at all: what a reader for others begins with. */
extern const struct scope scope_nothing;

#endif

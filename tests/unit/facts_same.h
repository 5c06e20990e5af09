/* facts_same - are two households, as they went into columns, the same? For tests of facts and of
 * what feeds them. */
#ifndef UNIT_FACTS_SAME_H
#define UNIT_FACTS_SAME_H

#include "rule/facts.h"

static inline bool family_same(const struct facts_family *a, const struct facts_family *b)
{
	if (a->id != b->id || a->area != b->area)
		return false;
	for (int i = 0; i < a->s->nnoun; i++) {
		if (a->kin[i].n != b->kin[i].n)
			return false;
		for (int r = 0; r < a->kin[i].n; r++) {
			if (i && (a->kin[i].id[r] != b->kin[i].id[r] ||
			          a->kin[i].owner[r] != b->kin[i].owner[r]))
				return false;
			for (int c = 0; c < a->s->noun[i]->ncol; c++) {
				int64_t x = 0, y = 0;

				if (facts_family_get(a, i, r, c, &x) != facts_family_get(b, i, r, c, &y) ||
				    x != y)
					return false;
			}
		}
	}
	return true;
}

#endif

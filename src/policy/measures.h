/* measures - how poverty is measured (measures.yaml): what is taken where nobody states it, and
 * multidimensional poverty, with deprivations as expressions over a household.
 *
 *   measures:
 *     usual: {line: 60%median, near: 10, round: 100}
 *     multi:
 *       rural:
 *         zh: ..
 *         en: ..
 *         k: 1/3                     # share of the weights from which on a household is poor
 *         indicators:
 *           - {id: water, zh: .., en: .., weight: 1/6, deprived: '!safe_water'}
 *
 * A child pack's index of the same id replaces its parent's; of `usual` it states what differs. It
 * measures and decides about nobody. */
#ifndef POLICY_MEASURES_H
#define POLICY_MEASURES_H

#include "policy/standards.h"
#include "rule/measure_multi.h"

/* `as` has a clause for each indicator, met by who is deprived: what judges households can look
 * at it, too. Its verdict means nothing. */
struct pack_index {
	struct str id, zh, en, note;
	struct measure_ratio k;
	struct measure_ratio share[MEASURE_INDICATORS];
	int64_t weight[MEASURE_INDICATORS];  /* the shares as whole numbers */
	struct standard as;                  /* for household; slot i is indicator i */
};

struct pack_usual {
	struct str line;             /* as `measure --line` takes it */
	int64_t near, round;         /* percent beside the line; amounts heap at its multiples */
};

/* An index by its id; an empty one: the pack's first. NULL: none. */
const struct pack_index *pack_index(const struct pack *p, struct str id);

#endif

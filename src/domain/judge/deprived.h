/* deprived - the households of a place by an index of the pack (policy/measures.h), as rows that
 * rule/measure_multi counts: who is deprived in what. A household counts for its members. */
#ifndef DOMAIN_JUDGE_DEPRIVED_H
#define DOMAIN_JUDGE_DEPRIVED_H

#include "domain/judge/whatif.h"
#include "rule/measure_multi.h"

struct deprived {
	const struct whatif_now *now;
	struct measure_in *row;
	uint8_t *state;
	struct measure_multi_in in;  /* whole; groups are the areas right below the place */
	const char *indicator[MEASURE_INDICATORS];   /* names in cx's language, in its arena */
};

/* now: whatif_desk_index. A household of nobody is a row without a size. */
void deprived_take(struct ctx *cx, const struct whatif_now *now, const struct pack_index *index,
                   struct deprived *out);
void deprived_free(struct deprived *d);
/* Of a group: digits of its code, and its name; in a. */
void deprived_name(const struct deprived *d, struct arena *a, int32_t group, struct str *code,
                   struct str *name);

#endif

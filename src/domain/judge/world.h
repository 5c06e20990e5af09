/* world - lines and parameters for programs: which amount holds in which stretch of areas, worked
 * out once for a day. */
#ifndef DOMAIN_JUDGE_WORLD_H
#define DOMAIN_JUDGE_WORLD_H

#include "domain/judge/judge.h"
#include "rule/program.h"

struct world;

/* Areas as the snapshot counts them (feed_areas). Everything lives in a; the law and the areas
 * outlive it. */
struct world *world_new(struct arena *a, const struct judge_law *law, const struct area_node *area,
                        int narea, date_t on);
/* The lines and parameters that e names; before a program with e is bound or run. */
void world_know(struct world *w, const struct expr *e);
const struct program_world *world_face(const struct world *w);

/* Areas whose codes begin with these digits, as indexes [*lo, *hi); false: none. */
bool world_range(const struct area_node *area, int n, struct str digits, int32_t *lo, int32_t *hi);

#endif

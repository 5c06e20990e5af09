/* closed_year - what is told of a row that a closed year keeps as it is, whether a list would
 * change it or an undo would take it back. */
#ifndef JOB_CLOSED_YEAR_H
#define JOB_CLOSED_YEAR_H

#include "domain/register/closing.h"

/* Would a closed year be touched if `now` (NULL: nothing) stood in place of `old` (NULL: nothing)?
 * Then *why says "2016; county; 县级审核": the year, who closed it, who may open it again. In the
 * arena, short enough for a finding; empty: no. tree: of the register. */
enum err closed_year_keeps(struct ctx *cx, struct reg *r, struct area_tree *tree, struct arena *a,
                           const struct rec *old, const struct rec *now, struct str *why);

#endif

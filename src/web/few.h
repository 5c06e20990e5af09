/* few - what a page of figures leaves out for somebody who may not open the lists behind them: a
 * number of 1 to few - 1 households, and what would give it away by subtraction (web_few,
 * rule/small_counts). A figure that is left out is FEW_HIDDEN; a line or step is gone. few 0: all
 * is shown. */
#ifndef WEB_FEW_H
#define WEB_FEW_H

#include "domain/register/area.h"
#include "domain/register/cockpit.h"

#define FEW_HIDDEN (-1)

void few_cockpit(struct arena *a, struct cockpit *c, int64_t few);
void few_summary(struct arena *a, struct summary *s, int64_t few);
/* Of each node with all below it; beside each other are those under the same one. One that is left
 * out cannot be added up from those under it. */
void few_areas(struct arena *a, const struct area_tree *t, struct summary_count *c, int64_t few);
/* Writes a figure, unless it is left out. */
void few_put(struct json *j, const char *key, int64_t n);
/* Parts of one whole: hidden ones become FEW_HIDDEN. */
void few_parts(struct arena *a, int64_t *v, int n, int64_t few);

#endif

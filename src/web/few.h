/* few - what a page of figures leaves out for somebody who may not open the lists behind them: a
 * number of 1 to few - 1 households, and what would give it away by subtraction (web_few,
 * rule/small_counts). A figure that is left out is FEW_HIDDEN; a line or step is gone. few 0: all
 * is shown. */
#ifndef WEB_FEW_H
#define WEB_FEW_H

#include "domain/register/area.h"
#include "domain/register/cockpit.h"

#define FEW_HIDDEN (-1)

/* Of a page of one place: few, and which of its figures are left out beside other places though
 * they are no small numbers (what is above less this one would be the small one beside it). */
struct few_page { int64_t few; bool monitored, persons; };

void few_cockpit(struct arena *a, struct cockpit *c, const struct few_page *p);
/* places: few_areas' figures of the tree, so that a list of townships leaves out what the tree
 * leaves out; NULL: nobody sees the tree, or few is 0. */
void few_summary(struct arena *a, struct summary *s, const struct few_page *p,
                 const struct area_tree *t, const struct summary_count *places);
/* Of each node with all below it; beside each other are those under the same one. One that is left
 * out cannot be added up from those under it. */
void few_areas(struct arena *a, const struct area_tree *t, struct summary_count *c, int64_t few);
/* Writes a figure, unless it is left out. */
void few_put(struct json *j, const char *key, int64_t n);
/* Parts of one whole: hidden ones become FEW_HIDDEN. */
void few_parts(struct arena *a, int64_t *v, int n, int64_t few);

#endif

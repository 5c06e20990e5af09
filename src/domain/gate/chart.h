/* chart - a procedure for people: as a flow chart (SVG), and each act in words. Made from the same
 * rows that decide. */
#ifndef DOMAIN_GATE_CHART_H
#define DOMAIN_GATE_CHART_H

#include "base/buf.h"
#include "policy/pack.h"

/* One SVG: gates from top to bottom, acts as arrows, terms and places beside them. */
void chart_put(struct ctx *cx, struct buf *out, const struct pack *k, const struct procedure *p);
/* Who may do it, by the names of roles; what it takes besides, in one line. In cx's arena. */
struct str act_who(struct ctx *cx, const struct procedure_act *a);
/* The name of a step that is no act of the procedure but the program's own, such as a case that was
 * carried over; any other id stays as it is. */
struct str act_own(struct str id, enum lang lang);
struct str act_takes(struct ctx *cx, const struct pack *k, const struct procedure *p,
                     const struct procedure_act *a);
/* "7 天", "5 个工作日", "6 个月"; empty: none. */
struct str period_says(struct ctx *cx, const struct period *p);

#endif

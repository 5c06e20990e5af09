/* lead_case - from a lead, a hint of a department, of a visit or of a neighbour, to the case that
 * looks into it. */
#ifndef DOMAIN_GATE_LEAD_CASE_H
#define DOMAIN_GATE_LEAD_CASE_H

#include "domain/gate/matter.h"

/* Takes the household into a round; the lead says from then on that it went into the procedure, and
 * names the case: one leaf. The household has an open case of that procedure already: that one is
 * it. household 0: the one that the lead names. on 0: today. *no: number of the case.
 * ERR_CONFLICT: the lead is over; ERR_INPUT: it names no household, or another one, or the
 * household cannot be taken into the round; ERR_DENIED. Asked twice, it gives the same case. */
enum err lead_accept(struct ctx *cx, struct gate *g, const struct who *who, const struct rec *lead,
                     const struct round_view *round, int64_t household, date_t on,
                     struct str *no);
/* Adds to edits what the lead says when it has gone into that matter (a new one among the rows, or
 * one that stands). ERR_CONFLICT: it was changed since it was looked at. */
enum err lead_settle(struct ctx *cx, struct gate *g, struct edits *e, const struct rec *lead,
                     const struct rec *matter);
/* Whether who may deal with it: with cases where it lies, or in its county if it lies nowhere. */
enum err lead_lets(struct ctx *cx, struct gate *g, const struct who *who, const struct rec *lead);
/* The case that it went into; NULL: none. */
enum err lead_matter(struct ctx *cx, struct gate *g, const struct rec *lead, struct rec **out);

#endif

/* declaration - from what a household said of itself to a case. */
#ifndef DOMAIN_GATE_DECLARATION_H
#define DOMAIN_GATE_DECLARATION_H

#include "domain/gate/matter.h"
#include "domain/gate/objection.h"

/* Takes the household into a round and marks the declaration, known by its receipt number, as
 * looked into with this case. The household has an open case of that procedure already: that one is
 * it. *matter: number of the case. ERR_CONFLICT: the declaration is over, or has a case; ERR_INPUT:
 * the household lies outside of the round, or the round is of another kind (declaration_fits);
 * ERR_DENIED. One leaf; asked twice, the same again gives the same case. */
enum err declaration_accept(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                            const struct round_view *round, int64_t household,
                            struct str *matter);

/* Adds to edits what the declaration says when it has gone into that matter (a new one among the
 * rows, or one that stands). ERR_CONFLICT: it was changed since it was looked at. */
enum err declaration_settle(struct ctx *cx, struct gate *g, struct edits *e,
                            const struct rec *declaration, const struct rec *matter);
/* Whether declarations and leads go into rounds of this procedure. ERR_INPUT: of none. */
enum err declaration_fits(struct ctx *cx, const struct round_view *round);
/* Open rounds of procedures for households whose area holds this one (0: any): where a declaration
 * or a lead from there can go (a procedure that tells a refusal by a letter); or, where a procedure
 * is named, those of that one. household: of whom it is, 0 where nobody knows; a round in which no
 * way out of the first gate is for it today is left out. */
enum err declaration_rounds(struct ctx *cx, struct gate *g, int64_t area, int64_t household,
                            struct str procedure, struct round_view **out, int *n);

extern const struct sql *const declaration_sqls[];

#endif

/* addition - a row that a household does not have yet (a helper, a measure, a work spell), entered
 * by hand. It is a proposal like any other (change.h), about a row that is not there: one person
 * proposes, another decides. Approved, the row is in the register with the decision. */
#ifndef DOMAIN_REGISTER_ADDITION_H
#define DOMAIN_REGISTER_ADDITION_H

#include "domain/register/change.h"

/* Proposes a row of noun e under a household (opened), with these cells of it. ERR_INPUT: a cell is
 * wrong, what every row must state is missing, it is a status that procedures decide, its person is
 * of another household, or such rows are not entered by hand; ERR_CONFLICT: such a row is there
 * already. *field: the field that is wrong, as it was sent or by its name;
 * empty: none is. */
enum err addition_propose(struct ctx *cx, struct reg *r, const struct entity *e,
                          const struct rec *house, const struct change_cell *set, int n,
                          const char *reason, int64_t *change, struct str *field);
/* Whether a proposal is one of these: it is about no row yet. */
bool addition_is(const struct change *c);
/* Adds to an edit the row that the approved proposal makes; `decided` is the proposal's own row in
 * it, which is told what was made. For change_decide only. Whether such a row is there by now, or
 * the household gone, is asked within the transaction: the edit ends with ERR_CONFLICT. */
enum err addition_make(struct ctx *cx, struct edits *e, const struct change *c,
                       struct rec *decided);

#endif

/* newcomer - a household that is not in the register yet, made of what it declared of itself. It is
 * a proposal like any other (change.h), with no row to be about: one person proposes, another
 * decides. Approved, the household, its head and the declaration's tie are one transaction. */
#ifndef DOMAIN_REGISTER_NEWCOMER_H
#define DOMAIN_REGISTER_NEWCOMER_H

#include "domain/register/change.h"

/* Proposes a household where the declaration (a row, opened) came from, with these cells of it; the
 * head's name is one of them. ERR_CONFLICT: it has a household, is answered, or is proposed for
 * already; ERR_INPUT: a cell is wrong, it has no head, or it would lie elsewhere. *bad as of
 * change_propose. */
enum err newcomer_propose(struct ctx *cx, struct reg *r, const struct rec *declaration,
                          const struct change_cell *set, int n, const char *reason,
                          int64_t *change, int *bad);
/* The proposal that waits for a decision; 0: there is none. */
enum err newcomer_waiting(struct ctx *cx, struct reg *r, int64_t declaration, int64_t *change);
/* Whether one can be proposed: it is to be dealt with, and nobody knows its household. */
bool newcomer_fits(const struct reg *r, const struct rec *declaration);

/* Adds to an edit what the approved proposal makes; `decided` is the proposal's own row in it,
 * which is told what was made. For change_decide only. */
enum err newcomer_make(struct ctx *cx, struct edits *e, const struct change *c,
                       struct rec *decided);

#endif

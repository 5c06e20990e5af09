/* whatif_desk - for those who ask again and again: the snapshot, and today's answers of the
 * standards that were asked for last, so that moving a slider judges only what moves. */
#ifndef DOMAIN_JUDGE_WHATIF_DESK_H
#define DOMAIN_JUDGE_WHATIF_DESK_H

#include "domain/judge/snapshot.h"
#include "domain/judge/whatif.h"

struct whatif_desk;

/* The snapshot outlives it; who asks waits until that is made. Any thread. */
enum err whatif_desk_open(struct ctx *cx, struct snapshot *snapshot, int threads,
                          struct whatif_desk **out);
void whatif_desk_close(struct ctx *cx, struct whatif_desk *d);

struct whatif_order {
	struct str standard;
	date_t on;                       /* 0: the newest data date */
	int64_t area;                    /* id; 0: all */
	const struct scope *scope;       /* NULL: everything */
	const struct scenario *scenario;
};
/* Calls `told` with the answer, which is gone afterwards. ERR_NOTFOUND: no such standard of
 * households (judge-no-standard), no such area. ERR_INPUT as whatif_open. */
enum err whatif_desk_ask(struct ctx *cx, struct whatif_desk *d, const struct whatif_order *o,
                         enum err (*told)(void *state, const struct whatif *w), void *state);
/* The households by an index of the pack (policy/measures.h): the run's slots are its indicators.
 * Of an order: on, area and scope. ERR_NOTFOUND: no such area. */
enum err whatif_desk_index(struct ctx *cx, struct whatif_desk *d, const struct pack_index *index,
                           const struct whatif_order *o,
                           enum err (*told)(void *state, const struct whatif_now *now),
                           void *state);
/* The newest data date of a household; 0: none is stated. */
enum err whatif_desk_day(struct ctx *cx, struct whatif_desk *d, date_t *on);

#endif

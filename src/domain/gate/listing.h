/* listing - the notices of a gate: one for each place, of all matters that wait there. */
#ifndef DOMAIN_GATE_LISTING_H
#define DOMAIN_GATE_LISTING_H

#include "domain/gate/matter.h"
#include "domain/gate/notice.h"

struct listed {
	int64_t area;
	struct notice_made made;
};
/* area 0: everywhere in the round. Places whose list hangs unchanged are left as they are. A list
 * that changed is made anew: with everybody, or, where the pack says so, with who is new. *n 0:
 * nobody waits. Each notice is a leaf of its own. ERR_INPUT: no such gate; ERR_DENIED. */
enum err listing_make(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct round_view *round, struct str gate, int64_t area, date_t from,
                      struct listed **out, int *n);

extern const struct sql *const listing_sqls[], *const posted_sqls[];

#endif

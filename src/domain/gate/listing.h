/* listing - the notices of a gate: one for each place, of all matters that wait there. */
#ifndef DOMAIN_GATE_LISTING_H
#define DOMAIN_GATE_LISTING_H

#include "domain/gate/matter.h"
#include "domain/gate/notice.h"

struct listed {
	int64_t area;
	struct notice_made made;
};
/* area 0: everywhere in the round that the scope shows. Places whose list hangs unchanged, or is
 * to be hung up, are left as they are. A list that changed is made anew: with everybody, or, where
 * the pack says so, with who is new. *n 0: nobody waits. Each notice is a leaf of its own.
 * ERR_INPUT: no such gate; ERR_DENIED; ERR_CONFLICT: the round is closed, or somebody else made a
 * list of a place meanwhile: those of the places before it stand. */
enum err listing_make(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct round_view *round, struct str gate, int64_t area, date_t from,
                      struct listed **out, int *n);

/* May who asks make the list of such a gate for that place? ERR_DENIED, with whose it is. */
enum err listing_lets(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct procedure *p, int gate, int64_t area);

/* Gates with a list at which matters of the scope stand, of open rounds: a place for each, in the
 * order of rounds, gates, places. */
struct listing_wait {
	struct round_view round;
	int gate;
	int64_t area;                /* where its list hangs */
	int64_t waiting, unlisted;   /* matters there; those that no list holds yet, or all of them if
	                                the list changed and is to hang anew */
};
enum err listing_waits(struct ctx *cx, struct gate *g, struct listing_wait **out, int *n);

extern const struct sql *const listing_sqls[], *const listing_wait_sqls[], *const posted_sqls[];

#endif

/* way - the way of one matter through its procedure, as people are shown it: what lies behind it,
 * where it stands, what is still to come. Pure: from the procedure's rows and the steps that were
 * taken, so that a matter that was sent back, refused and reviewed, or went by a side gate is drawn
 * as it went. */
#ifndef DOMAIN_GATE_WAY_H
#define DOMAIN_GATE_WAY_H

#include "policy/procedures.h"

/* A step that was taken. */
struct way_step {
	int from, to;                /* -1: a gate that the procedure does not know */
	bool back;                   /* sent back: the gate it left was not passed */
};

enum way_state {
	WAY_PAST,
	WAY_STOPPED,                 /* left last for an end that refuses or takes back: nobody may
	                              * take that gate for done */
	WAY_HERE,
	WAY_AHEAD
};
struct way_stop { int gate; enum way_state state; };

/* Each gate at most once: those behind in the order in which they were last left (what is to be
 * passed again lies ahead), the one where it stands, then the way on to an end. That goes by each
 * gate's main act (way_main); where that leads to no end, by the fewest other acts. It stops where
 * nothing says which answer to expect: at a review, whose answers are equal, and before an end,
 * where the last gate's acts lead to different ones and the pack neither names that one first nor
 * lets it stand alone against a verdict. out: room for PROCEDURE_GATES. Returns how many, 1 or
 * more. */
int way_of(const struct procedure *p, int here, const struct way_step *step, int n,
           struct way_stop *out);

/* The act by which a matter goes on when all goes well: the gate's first that neither ends it
 * against the household nor sends it back; where each does, the first that ends it. NULL: a gate
 * without acts of its own. */
const struct procedure_act *way_main(const struct procedure *p, int gate);

#endif

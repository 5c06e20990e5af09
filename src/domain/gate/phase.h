/* phase - where a household stands from coming in to being struck off, in the pack's words
 * (policy/phases.h): a case that stands at a gate says it, else what is stated of the row. */
#ifndef DOMAIN_GATE_PHASE_H
#define DOMAIN_GATE_PHASE_H

#include "domain/gate/matter.h"
#include "policy/phases.h"

struct phase_now {
	const struct phase_track *t;
	int step;                    /* of t->step; -1: it is not on this track */
	bool open;                   /* a case stands there, it is not reached yet */
	bool again;                  /* and not for the first time */
};

/* What is stated of a row of the track's noun. */
void phase_of_row(const struct reg *r, const struct phase_track *t, const struct rec *row,
                  struct phase_now *out);
/* And the case, if it is open and of this track: it goes before what is stated. */
void phase_of_matter(const struct matter *m, struct phase_now *io);

#endif

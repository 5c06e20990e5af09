/* phases - the words for where somebody stands from coming in to being struck off, one after the
 * other (认定、扶持、脱贫、验收、销号), as a pack calls them; top level of procedures.yaml:
 *
 *   phases:
 *     poor:                      # a track: what procedures of this generation lead along
 *       for: household           # household, village, county
 *       zh: .., en: ..
 *       steps:
 *         - {id: recognised, zh: 认定, en: Recognised}
 *         - {id: helped, zh: 扶持, en: Helped, holds: {exit_mark: poor}}
 *       again: {zh: 返贫, en: Relapsed, holds: {exit_mark: relapsed}}
 *
 * A procedure says `track: poor` and `phase: recognised`; a gate may say a `phase` of its own.
 * Where no case stands at a gate, the last step counts whose `holds` is true of the row: a tag of
 * the field's list, or yes. A child pack that names a track states it whole. Data only. */
#ifndef POLICY_PHASES_H
#define POLICY_PHASES_H

#include "policy/valid.h"

#define PHASE_TRACKS 20
#define PHASE_STEPS 12

struct phase_step {
	struct str id, zh, en;
	struct str field, tag;       /* field empty: no row is there by itself; tag "yes": a flag */
	struct pack_place at;
};
struct phase_track {
	struct str id, zh, en, noun;
	struct phase_step step[PHASE_STEPS];
	int nstep;
	struct phase_step again;     /* that it is not the first time; zh empty: no word for it */
	struct pack_place at;
};

struct procedure;
/* NULL: the pack has none of this name. */
const struct phase_track *pack_track(const struct pack *p, struct str id);
/* The step of this name, or -1. */
int phase_step_at(const struct phase_track *t, struct str id);
/* The step at which a case at this gate stands, of the track of the procedure; empty: none, such as
 * at an end. */
struct str procedure_phase(const struct procedure *p, int gate);

#endif

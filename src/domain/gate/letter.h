/* letter - the letter of refusal handed over: on which day, by whom, and who signed for it. Where
 * the act that made it says `served`, the days for a review count from there. */
#ifndef DOMAIN_GATE_LETTER_H
#define DOMAIN_GATE_LETTER_H

#include "domain/gate/matter.h"

struct letter_served {
	struct str no;               /* empty: the newest of the matter */
	struct str signer;           /* tag or label of the list signer */
	date_t on;                   /* 0: today; not before the decision */
};
/* ERR_NOTFOUND: no such letter of this matter; ERR_CONFLICT: it was handed over; ERR_INPUT: the
 * day, the signer; ERR_DENIED. */
enum err letter_serve(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter *m, const struct letter_served *s);
/* The day from which a term at the matter's gate counts: when it came there, or when the letter
 * that brought it there was handed over; 0: that has not happened. */
enum err letter_since(struct ctx *cx, const struct matter *m, date_t *since);

#endif

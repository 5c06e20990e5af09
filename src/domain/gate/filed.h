/* filed - rows that papers are printed from: the letter of a matter, the votes of a meeting. Seen
 * through the register's scope. */
#ifndef DOMAIN_GATE_FILED_H
#define DOMAIN_GATE_FILED_H

#include "domain/gate/matter.h"

/* The newest letter of a matter, opened; NULL: there is none. */
enum err filed_letter(struct ctx *cx, struct gate *g, const struct matter *m, struct rec **out);
/* A meeting by its number, opened, with its round and its votes, opened, in their order.
 * ERR_NOTFOUND gate-no-meeting. */
struct filed_meeting {
	struct rec *row, **vote;
	int nvote;
	struct round_view round;
	const struct procedure_gate *gate;   /* NULL: the procedure has no such gate */
};
enum err filed_meeting(struct ctx *cx, struct gate *g, struct str no, struct filed_meeting *out);

extern const struct sql *const filed_sqls[];

#endif

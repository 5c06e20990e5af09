/* filed - rows that are kept of a matter or a meeting: what papers are printed from, and what is
 * shown beside a matter. Seen through the register's scope. */
#ifndef DOMAIN_GATE_FILED_H
#define DOMAIN_GATE_FILED_H

#include "domain/gate/matter.h"

/* The letters of a matter, the newest first, opened. */
enum err filed_letters(struct ctx *cx, struct gate *g, const struct matter *m, struct rec ***out,
                       int *n);
/* The newest of them; NULL: there is none. */
enum err filed_letter(struct ctx *cx, struct gate *g, const struct matter *m, struct rec **out);
/* The conversations about a matter, as they were entered, opened. */
enum err filed_conversations(struct ctx *cx, struct gate *g, const struct matter *m,
                             struct rec ***out, int *n);
/* A meeting by its number, opened, with its round and those of its votes that the scope shows,
 * opened, in their order. ERR_NOTFOUND gate-no-meeting. */
struct filed_meeting {
	struct rec *row, **vote;
	int nvote;
	int elsewhere;                       /* votes on households that the scope does not show */
	struct round_view round;
	const struct procedure_gate *gate;   /* NULL: the procedure has no such gate */
};
enum err filed_meeting(struct ctx *cx, struct gate *g, struct str no, struct filed_meeting *out);

/* The votes of meetings on a matter, the oldest first, opened; the meeting as it is stored. */
struct filed_vote { struct rec *row, *meeting; };
enum err filed_votes(struct ctx *cx, struct gate *g, const struct matter *m,
                     struct filed_vote **out, int *n);

/* What else is kept of a matter, the newest first, opened: the lists on which it stood, what was
 * said against it there, the declaration (NULL: none) and the leads that it came of. What the scope
 * does not show is left out. */
struct filed_about {
	struct rec **notice, **objection, *declaration, **lead;
	int nnotice, nobjection, nlead;
};
enum err filed_about(struct ctx *cx, struct gate *g, const struct matter *m,
                     struct filed_about *out);
/* The matter on the line that an objection is about; 0: none. */
enum err filed_objected(struct ctx *cx, struct gate *g, const struct rec *objection,
                        int64_t *matter);

/* How many objections there were to the lists on which the cases of this one hung before it, by
 * its row; *open: of those, not answered yet. */
enum err filed_heard(struct ctx *cx, struct gate *g, int64_t notice, int64_t *n, int64_t *open);

extern const struct sql *const filed_sqls[];

#endif

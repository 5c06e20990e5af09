/* letter - the letter of refusal, and the answer of its review: what it tells, and that it was
 * handed over: on which day, by whom, and who signed for it. Where the act that made it says
 * `served`, the days for a review count from there. */
#ifndef DOMAIN_GATE_LETTER_H
#define DOMAIN_GATE_LETTER_H

#include "domain/gate/matter.h"

struct letter_served {
	struct str no;               /* empty: the newest of the matter */
	struct str signer;           /* tag or label of the list signer */
	struct str proxy, relation;  /* of who signs for another: name, what he is to the head */
	struct str witness;          /* where it was left: who saw it, by commas of any kind */
	struct str post_no;          /* by post: the number of the mail; on: the day of its receipt */
	date_t on;                   /* 0: today; not before the decision */
};
/* ERR_NOTFOUND: no such letter of this matter; ERR_CONFLICT: it was handed over; ERR_INPUT: the
 * day, the signer, a proxy without a name or relation, left without the witnesses that the
 * procedure asks for (one at least), posted without a number, a refusal to sign (such a
 * letter is left there); ERR_DENIED. */
enum err letter_serve(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter *m, const struct letter_served *s);
/* The decision of the matter that a letter tells, and its act; NULL: it is not there. */
const struct rec *letter_decision(const struct matter *m, const struct rec *letter);
const struct procedure_act *letter_act(const struct matter *m, const struct rec *letter);
/* The answer of a review: no other can be asked for. */
bool letter_last(const struct matter *m, const struct rec *letter);
/* To whom a review is asked for, by place and role: "甲村（村信息员）、青山镇（乡镇经办）"; empty: none can be
 * asked for. In cx's arena and language. */
enum err letter_review_to(struct ctx *cx, const struct matter *m, const struct rec *letter,
                          struct str *out);
/* The place in whose office the letter's decision was taken: its seal stands under it. By the role
 * in which it was taken; empty: not known. In cx's arena. */
enum err letter_office(struct ctx *cx, const struct matter *m, const struct rec *letter,
                       struct str *out);
/* The day from which a term at the matter's gate counts: when it came there, or when the letter
 * that brought it there was handed over; 0: that has not happened. */
enum err letter_since(struct ctx *cx, const struct matter *m, date_t *since);
/* How many witnesses it takes to leave a letter where nobody signs for it. */
int letter_witnesses(const struct matter *m);

#endif

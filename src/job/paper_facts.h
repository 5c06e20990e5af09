/* paper_facts - what a paper says when it is about a notice, a meeting, a case, or all the cases of
 * a household: its values and rows, out of the register. What whoever prints it stated already
 * stays as stated. */
#ifndef JOB_PAPER_FACTS_H
#define JOB_PAPER_FACTS_H

#include "domain/gate/gate.h"
#include "job/paper.h"

/* Fills the order, whose template and language are there, in cx's arena. ERR_NOTFOUND: no such row;
 * ERR_USAGE paper-about: the paper is about something else. */
struct paper_subject {
	struct str notice, meeting, matter;  /* one of them, by its number; all empty: what is usual */
	struct str letter;           /* of the matter; empty: the newest that fits the paper */
	struct str url;              /* where the public site stands, for the code; empty: none */
	bool clear;                  /* with what was said of the family; else "***" */
};
enum err paper_facts(struct ctx *cx, struct gate *g, const struct paper_subject *s,
                     struct paper_order *o);

#endif

/* compare - one row under two packs: which standards come to different verdicts, and which clauses
 * make it so. */
#ifndef DOMAIN_JUDGE_COMPARE_H
#define DOMAIN_JUDGE_COMPARE_H

#include "domain/judge/judge.h"

struct compared {
	const struct judged *a;
	const struct judged *b;      /* NULL: the other pack has no such standard in force */
	int *slot;                   /* of a: the clauses that make the difference */
	int n;
};

/* The standards whose verdicts differ. A clause makes the difference if a's verdict would not be
 * what it is with that clause as b has it; where several do so only together, all that differ are
 * named. standard empty: all; own: also those that only a has, where the row meets them. Otherwise
 * as judge_row; everything in cx's arena. */
enum err compare_row(struct ctx *cx, const struct judge *a, const struct judge *b,
                     const struct entity *noun, int64_t id, struct str standard, date_t on,
                     bool own, struct compared **out, int *n);

#endif

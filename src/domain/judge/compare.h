/* compare - one row under two packs: which standards come to different verdicts, and which clauses
 * make it so. */
#ifndef DOMAIN_JUDGE_COMPARE_H
#define DOMAIN_JUDGE_COMPARE_H

#include "domain/judge/judge.h"

struct compared {
	const struct judged *a;
	const struct judged *b;      /* NULL: the other pack has no such standard in force */
	bool differs;
	int *slot;                   /* of a: the clauses that make the difference */
	int n;
	int *own;                    /* of b: clauses that only b has, where n is 0 */
	int nown;
};

/* The standards that both have, the same or not. A clause makes the difference if a's verdict would
 * not be what it is with that clause as b has it; where several do so only together, all that
 * differ are named, or those that a does not have. standard empty: all; own: also those that only a
 * has, where the row meets them. Otherwise as judge_row; everything in cx's arena. */
enum err compare_row(struct ctx *cx, const struct judge *a, const struct judge *b,
                     const struct entity *noun, int64_t id, struct str standard, date_t on,
                     bool own, struct compared **out, int *n);
/* Is it only that one of them states no amount of a line, so that what asks for it is unknown? The
 * line's series; empty: no. *in: the judgement that lacks it. */
struct str compared_line(const struct compared *d, const struct judged **in);

#endif

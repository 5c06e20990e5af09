/* judge_all - every household under the standards in force on a day, kept where it differs from
 * what was kept before.
 *
 * Verdicts stand as of a day. A run on the day of the data is always kept; one on another day only
 * where no verdict of a later day is kept under that standard, and never one on a day to come
 * that no data state. */
#ifndef DOMAIN_JUDGE_JUDGE_ALL_H
#define DOMAIN_JUDGE_JUDGE_ALL_H

#include "domain/judge/run.h"

struct judge_all {
	struct reg *r;               /* open for writing, without a scope */
	struct feed *feed;
	const struct rules *rules;
	struct str standard;         /* only this one, in force or not; empty: all in force */
	date_t on;                   /* 0: the newest data date; set to it */
	const char *reason;          /* into the journal; may be NULL */
	void (*progress)(void *arg, int done, int total);    /* standards; may be NULL */
	void *arg;
};
struct judge_all_of {
	const struct rule_standard *rule;
	struct verdict_counts n;
};
/* What came of each standard, in cx's arena; *n may be 0. ERR_NOTFOUND: no such standard of
 * households. ERR_INPUT: judge-no-household; judge-no-day; judge-on-future: x->on is after
 * today and after the newest of the data. */
enum err judge_all(struct ctx *cx, struct judge_all *x, struct judge_all_of **out, int *n);

#endif

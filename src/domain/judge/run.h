/* run - all households under a standard on a day, over the column snapshot: the same answers as
 * judge_row, for a county at once. Clauses are programs (rule/program.h); one that reads what no
 * column holds is asked row by row, as judge_row would. */
#ifndef DOMAIN_JUDGE_RUN_H
#define DOMAIN_JUDGE_RUN_H

#include "domain/judge/feed.h"
#include "domain/judge/judge.h"
#include "domain/judge/verdict.h"
#include "rule/program.h"

/* A snapshot with the columns that the standards of households ask for, and with every other clear
 * one that there is room for, so that a clause that somebody writes finds them. path, threads: see
 * feed_ask. */
enum err run_feed(struct ctx *cx, struct reg *main, const struct rules *rules, const char *path,
                  int threads, struct feed **out);
/* Is it a class of a sealed field that is as rough as: somebody is ill, disabled? */
bool run_rough(struct arena *a, const struct entity *noun, int field, struct str tag);
/* The newest data date that a household states; 0: none does. */
date_t run_newest(const struct feed *f, const struct facts_view *v);
/* Says why there is none: ERR_INPUT judge-no-household, judge-no-day. */
enum err run_no_day(struct ctx *cx, struct feed *f);

/* The answers of one clause: a plane of bits for each segment, a bit for each household. Neither
 * yes nor no: unknown, or where `error` says so, an error. */
struct run_planes {
	bool there;                      /* a wording is in force on the day */
	bool own;                        /* else another run's */
	bool by_row;                     /* no program can answer it */
	struct program_bits bits;
};

struct run {
	struct arena a;
	struct reg *r;
	struct feed *f;
	const struct facts_view *v;
	bool held;                       /* else another run's */
	const struct area_node *area;    /* as the view counts them */
	int narea;
	const struct rule_standard *rule;
	date_t on;
	struct judge_law law;
	struct world *world;
	struct program *p;
	struct program_bound *bound;
	int out[CLAUSES_MAX];            /* output of each slot, or -1 */
	struct run_planes slot[CLAUSES_MAX];
	uint64_t **yes, **no;            /* the verdict: planes of each segment */
	uint64_t begin, end;             /* the households that were judged, as numbers */
	struct run_need *need;           /* what it is short of, by stretches of areas */
};

struct run_ask {
	struct reg *r;                   /* without a scope: rows are read through it */
	struct feed *f;
	const struct rules *rules;
	const struct rule_standard *rule;        /* of households */
	date_t on;
	const struct assumed_line *line; /* before the pack's; outlive the run */
	int nline;
	int threads;                     /* 0: as many as there are processors */
	/* Only households of the areas with indexes from .. to - 1; to 0: all. Others are unknown. */
	int32_t from, to;
	/* A run of the same feed and day, whose view is taken, and its clauses that cannot differ. It
	 * judged as many households or more, and outlives this run. NULL: none. */
	const struct run *base;
	bool guarded;                    /* a text that base does not have opens no sealed values, but
	                                  * for rough classes of them, and is asked household by
	                                  * household of some ten thousands at most */
};
/* Runs. ERR_NOTFOUND: the standard is not one of households. ERR_INPUT, whatif-sealed: it is
 * guarded, and a clause opens what is sealed. ERR_LIMIT, whatif-by-row. */
enum err run_open(struct ctx *cx, const struct run_ask *ask, struct run **out);
void run_close(struct run *x);

static inline enum truth run_state(const struct run *x, int seg, uint32_t row)
{
	uint64_t bit = (uint64_t)1 << (row & 63);

	return x->yes[seg][row >> 6] & bit ? TRUTH_TRUE :
	       x->no[seg][row >> 6] & bit ? TRUTH_FALSE : TRUTH_UNKNOWN;
}
enum truth run_slot(const struct run *x, int slot, int seg, uint32_t row);
/* The top-up of a household in fen, as judge_row has it. *known false: it has none. Fails only
 * where rows must be read. */
enum err run_topup(struct ctx *cx, const struct run *x, int seg, uint32_t row, bool *known,
                   int64_t *fen);
/* The area that a household lies in. */
int64_t run_area(const struct run *x, int seg, uint32_t row);
/* All of it, as verdict_add takes it; its shard is -1: the household's. */
enum err run_verdict(struct ctx *cx, const struct run *x, int seg, uint32_t row,
                     struct verdict *out);

/* Writes what differs from the verdicts that are stored, unless the run is of another day than the
 * data and some of these are of a later day: out->later. x->r is open for writing. */
enum err run_store(struct ctx *cx, const struct run *x, const char *reason,
                   struct verdict_counts *out);
/* Counts alone; changed and fresh stay 0. */
void run_count(const struct run *x, struct verdict_counts *out);

#endif

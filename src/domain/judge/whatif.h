/* whatif - what a standard would come to if lines or clauses were other than they are: how many
 * households it would cover, who comes in, who drops out, what it would cost, beside today, in all
 * and by area, type, cause and the head's ethnic group; and the households behind each number.
 * Nothing is written. */
#ifndef DOMAIN_JUDGE_WHATIF_H
#define DOMAIN_JUDGE_WHATIF_H

#include "domain/judge/run.h"
#include "domain/judge/scenario.h"

/* Households; people are the members of those that meet the standard. A household meets it if its
 * state is TRUTH_TRUE: those are the covered ones. */
struct whatif_sum {
	int64_t state[3];            /* by enum truth: not met, met, unknown */
	int64_t people;
	int64_t priced;              /* people of covered households whose top-up is known */
	int64_t cost;                /* fen a year: top-ups of the covered; each for all its people
	                              * where the line is one of persons */
};
struct whatif_figures {
	struct whatif_sum now, then;
	int64_t in, out;             /* newly covered; covered no more */
};

enum whatif_by { WHATIF_ALL, WHATIF_AREA, WHATIF_TYPE, WHATIF_CAUSE, WHATIF_NATION, WHATIF__BY };
#define WHATIF_CODES 257         /* of a list: codes below 256, and not stated */

/* Today's figures of a part of the register. */
struct whatif_now {
	struct arena a;
	const struct run *run;       /* of all households; outlives this */
	const struct rules *rules;
	int32_t area;                /* index of the chosen area */
	int32_t from, to;            /* it and all below */
	int nplace;                  /* the areas below it, and itself where households lie there */
	const int32_t *place;        /* their indexes */
	const int32_t *group;        /* of each area from .. to - 1: its place; -1: not to be counted */
	int first[WHATIF__BY], n[WHATIF__BY];    /* of each breakdown in what follows */
	int total;
	struct whatif_sum *sum;
	uint8_t head[256];           /* codes of the relation to the head that mean the head */
	int col_type, col_cause, col_relation, col_nation, person;       /* in the snapshot; -1 */
	bool per_household;          /* the top-up is one of a household, not of each person */
	int threads;
};
/* area -1: all of it. scope NULL: everything; else only households in areas of the scope are
 * counted (not those that were assigned one by one). */
enum err whatif_now_open(struct ctx *cx, const struct run *run, const struct rules *rules,
                         int32_t area, const struct scope *scope, int threads,
                         struct whatif_now **out);
void whatif_now_close(struct whatif_now *n);

struct whatif {
	struct arena a;
	const struct whatif_now *now;
	struct scenario scenario;
	struct rule_standard rule;   /* the standard as assumed */
	struct run *then;
	struct whatif_figures *figure;       /* of now->total: see whatif_at */
};
/* now outlives it. ERR_INPUT: a clause does not compile (where: its id, line and column), or reads
 * what a guarded scenario may not. */
enum err whatif_open(struct ctx *cx, const struct whatif_now *now, const struct scenario *s,
                     struct whatif **out);
void whatif_close(struct whatif *w);

/* i-th of a breakdown: of areas now->place[i]; of lists its code, WHATIF_CODES - 1: not stated. */
static inline const struct whatif_figures *whatif_at(const struct whatif *w, enum whatif_by by,
                                                     int i)
{
	return &w->figure[w->now->first[by] + i];
}

enum whatif_list {
	LIST_NOW_MET, LIST_NOW_NOT_MET, LIST_NOW_UNKNOWN, LIST_THEN_MET, LIST_THEN_NOT_MET,
	LIST_THEN_UNKNOWN, LIST_IN, LIST_OUT, LIST__COUNT
};
int64_t whatif_number(const struct whatif_figures *f, enum whatif_list which);
/* "in", "out", "now_met" ... or false. */
bool whatif_list_of(struct str name, enum whatif_list *out);
const char *whatif_list_name(enum whatif_list which);
/* The households behind a number, in the order of areas: those from `skip` on, at most `room`.
 * Returns how many there are in all. */
struct whatif_row { int64_t id; int32_t area; };
int64_t whatif_rows(const struct whatif *w, enum whatif_list which, enum whatif_by by, int i,
                    int64_t skip, struct whatif_row *row, int64_t room);

#endif

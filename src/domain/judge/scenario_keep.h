/* scenario_keep - what-ifs that somebody kept, to compare them and to show them to others by their
 * number. Kept are the assumptions and the figures of that day, no household. */
#ifndef DOMAIN_JUDGE_SCENARIO_KEEP_H
#define DOMAIN_JUDGE_SCENARIO_KEEP_H

#include "domain/judge/scenario.h"
#include "domain/register/register.h"

struct scenario_new {
	struct str name, standard, lines, clauses, result;   /* result: JSON */
	int64_t area;                    /* id; 0: all */
	date_t on;                       /* 0: the newest data date, whenever it is opened */
	bool shared;
};

/* One that is kept, as texts of its row. */
struct scenario_row {
	struct rec *row;
	struct str no, name, standard, lines, clauses, result, maker;
	int64_t area, made;
	date_t on;
	bool shared, mine;
};

/* Keeps it under a number. ERR_INPUT: no name, or texts that are too long. */
enum err scenario_keep(struct ctx *cx, struct reg *r, const struct scenario_new *n,
                       struct str *no);
/* Those of cx->actor and those that others share, the newest 200; in cx's arena. */
enum err scenarios_kept(struct ctx *cx, struct reg *r, struct scenario_row **out, int *n);
/* However many came after it. ERR_NOTFOUND: there is none, or it is not to be seen. */
enum err scenario_kept(struct ctx *cx, struct reg *r, struct str no, struct scenario_row *out);
/* By its maker only: ERR_NOTFOUND for others. */
enum err scenario_share(struct ctx *cx, struct reg *r, struct str no, bool shared);
enum err scenario_end(struct ctx *cx, struct reg *r, struct str no);

#endif

/* scenario - what is assumed in a what-if: lines and clauses other than in force. */
#ifndef DOMAIN_JUDGE_SCENARIO_H
#define DOMAIN_JUDGE_SCENARIO_H

#include "domain/judge/judge.h"

#define SCENARIO_LINES   16
#define SCENARIO_CLAUSES 16

/* A clause's text takes the place of the wording in force; an empty one leaves the clause out; an
 * id that the standard does not have is one more clause, which must be met, too. */
struct scenario_clause { struct str id, text; };
struct scenario {
	struct assumed_line line[SCENARIO_LINES];
	int nline;
	struct scenario_clause clause[SCENARIO_CLAUSES];
	int nclause;
	bool guarded;                    /* its clauses may not open what is sealed: whoever writes
	                                  * them could ask for a number digit by digit */
};

/* Adds what a text says: "poverty=4500", "poverty@51=4500", "poverty@51/2016=4500" (yuan; digits of
 * an area code; a year); "income=per_capita_net < yuan(4500)". The text is kept. ERR_INPUT with
 * what is wrong. */
enum err scenario_line(struct ctx *cx, struct scenario *s, const struct pack *p, struct str text);
enum err scenario_clause(struct ctx *cx, struct scenario *s, struct str text);
/* Several: lines separated by commas; clauses each on a line of its own. */
enum err scenario_lines(struct ctx *cx, struct scenario *s, const struct pack *p,
                        struct str texts);
enum err scenario_clauses(struct ctx *cx, struct scenario *s, struct str texts);

/* Adds the drafts of a standard's clauses, and of the lines that its texts name: what was reviewed
 * goes as a draft, of several wordings or amounts the last. ERR_NOTFOUND: there
 * are none. Drafts of parameters stay out. */
enum err scenario_drafts(struct ctx *cx, struct scenario *s, const struct pack *p,
                         struct str standard);

/* The standard as assumed, in a. ERR_INPUT: a clause does not compile; where: "ID LINE:COLUMN". */
enum err scenario_standard(struct ctx *cx, struct arena *a, const struct rules *rules,
                           const struct rule_standard *rule, date_t on, const struct scenario *s,
                           struct rule_standard *out);

#endif

/* judge - a row and the standards of the pack: which clause is met, by what values, which facts are
 * missing. The reading of one household, told in full; runs over all of them are elsewhere, and
 * must say the same. */
#ifndef DOMAIN_JUDGE_JUDGE_H
#define DOMAIN_JUDGE_JUDGE_H

#include "domain/judge/case.h"
#include "policy/rules.h"

struct judge {
	struct reg *r;
	const struct rules *rules;
};

/* The pack's standards and checks, compiled, in a; r outlives it. A copy with another view of the
 * same register judges what that view shows. ERR_INPUT: the pack's texts do not fit the register's
 * fields (they were checked when the pack came in, so: an older register). */
enum err judge_open(struct ctx *cx, struct arena *a, struct reg *r, struct judge *out);
/* The same with another pack than the register's own: what its standards would say of the rows that
 * are here. p outlives it, in a. ERR_INPUT: it names a field or list that the register has not. */
enum err judge_open_by(struct ctx *cx, struct arena *a, struct reg *r, const struct pack *p,
                       struct judge *out);

/* What a clause came to, and by what: seen and gaps of run, in cx's arena. */
struct judged_clause {
	const struct clause *clause; /* the wording in force; NULL: none is, and nothing else holds */
	struct str id;
	enum truth state;            /* TRUTH_UNKNOWN, too, where .v is an error */
	struct expr_value v;
	struct expr_run run;
};

struct judged {
	const struct rule_standard *rule;
	date_t on;
	struct str area;             /* code of the row's area: where its lines hold */
	bool holds;                  /* the standard is in force on that day */
	enum truth state;
	struct judged_clause *clause;
	int n;                       /* the standard's slots */
	bool has_topup;
	int64_t topup;               /* fen, rounded up to whole ones; never negative */
	struct expr_run topup_run;   /* what the top-up was computed from */
};

/* Judges one row of a noun. standard empty: all of that noun that hold on the day; otherwise this
 * one, whether it holds or not. on 0: the row's data date. In cx's arena. ERR_NOTFOUND: no such
 * row, or no such standard for this noun. */
enum err judge_row(struct ctx *cx, const struct judge *j, const struct entity *noun, int64_t id,
                   struct str standard, date_t on, struct judged **out, int *n);

/* "met", "not_met", "unknown", "absent". (judged_json.c) */
const char *truth_word(enum truth t);
/* A judgement in full as JSON, with clear values: what a decision keeps, sealed. (judged_json.c) */
enum err judge_told(struct ctx *cx, struct reg *r, const struct pack *p, const struct judged *j,
                    struct buf *out);

/* An amount that is assumed in place of the pack's: in areas whose codes begin with these digits
 * (empty: everywhere), in this year (0: in all). The nearest area goes first, then the year. */
struct assumed_line {
	struct str series, area;
	int year;
	int64_t fen;
};

/* Lines and parameters of a pack as cases and runs ask for them. */
struct judge_law {
	const struct pack *p;
	const struct parameter *param;
	int nparam;
	const struct assumed_line *line;     /* of a what-if */
	int nline;
};
bool judge_line(void *law, struct str series, struct str area, date_t on, struct ratio *fen);
bool judge_param(void *law, struct str name, struct str area, date_t on, struct expr_value *v);
/* A value of a pack as an expression reads it. */
struct expr_value judge_value(const struct parameter *p, const struct dated *d);

#endif

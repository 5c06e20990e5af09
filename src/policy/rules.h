/* rules - a pack's standards and checks, compiled against the nouns of a model. What the texts say
 * is in standards.h and checks.h; here are their trees (rule/expr.h), by the same index. */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include "policy/pack.h"
#include "rule/expr.h"

struct rule_standard {
	const struct standard *s;
	const struct entity *noun;
	struct expr **met;           /* by clause: s->nclause of them, bool */
	struct expr *topup;          /* money, or NULL */
};

struct rule_check {
	const struct check *c;
	const struct entity *noun;
	struct expr *among, *fires;  /* bool, or NULL */
	int *cross_field;            /* fields of noun */
	int *show;                   /* fields of noun */
};

struct rule_procedure {
	const struct procedure *p;
	const struct entity *noun;   /* of the file that is judged and set */
	struct expr **guard;         /* by act, bool, or NULL */
	struct expr **after;         /* by p->after, bool */
};

struct rules {
	const struct pack *p;
	const struct model *m;
	struct rule_standard *standard;      /* p->nstandard */
	struct rule_check *check;            /* p->ncheck */
	struct rule_procedure *procedure;    /* p->nprocedure; NULL before rules_procedures */
	struct rule_standard *index;         /* p->nindex: met is to be deprived */
};

/* Compiles standards, indices and checks; everything lives in `a`. ERR_INPUT with the place in the
 * pack's file: what does not compile, names a field that is not there, or is a check that can never
 * fire. */
enum err rules_compile(struct ctx *cx, struct arena *a, const struct pack *p, const struct model *m,
                       struct rules **out);
/* Compiles the procedures as well, for who works by them: only a register of this very pack has all
 * the fields that they set. Errors as above. */
enum err rules_procedures(struct ctx *cx, struct arena *a, struct rules *r);
/* A text that somebody tries as a clause of the standard, compiled as a clause is. ERR_INPUT,
 * where: "ID LINE:COLUMN". */
enum err rules_clause(struct ctx *cx, struct arena *a, const struct rules *rules,
                      const struct rule_standard *of, struct str id, struct str text,
                      struct expr **out);
/* The type of a parameter: money, a date, a whole number or an exact decimal. */
enum expr_kind param_kind(const struct parameter *param);

#endif

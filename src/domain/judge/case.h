/* case - one row with all that is related to it, as an expression sees it: a household with its
 * persons, statements, risks, and what those have below and above them. Rows are read from the
 * register when a text first asks for them, once each, and stay as they were then. */
#ifndef DOMAIN_JUDGE_CASE_H
#define DOMAIN_JUDGE_CASE_H

#include "domain/register/register.h"
#include "rule/expr.h"

/* Where amounts come from. The area is given by its code (12 digits). Functions may be NULL: no
 * such amounts. False: none is in force there on that day. */
struct case_law {
	void *state;
	bool (*line)(void *state, struct str series, struct str area, date_t on, struct ratio *fen);
	bool (*param)(void *state, struct str name, struct str area, date_t on,
	              struct expr_value *v);
};

struct judge_case;

/* The row `id` of a noun in r, judged on a day; `on` 0: the data date of its household, or of the
 * row itself where it has a field of that name, of the file of a year the year's last day
 * (ERR_INPUT judge-no-date: it states none). Reads
 * what r's scope shows. Everything lives in cx's arena, and cx, r and law as long as the case.
 * ERR_NOTFOUND. */
enum err case_open(struct ctx *cx, struct reg *r, const struct entity *noun, int64_t id, date_t on,
                   const struct case_law *law, struct judge_case **out);
const struct rec *case_row(const struct judge_case *c);
date_t case_on(const struct judge_case *c);
/* The code of the row's area (12 digits), in cx's arena; empty: none that is seen. */
struct str case_area(struct judge_case *c);
/* What e (of the case's noun) comes to. var: values of e's variables, or NULL. run->a is the
 * caller's and must outlive the value; run->explain asks for what was looked at. Fails only when
 * the register cannot be read (ERR_IO, ERR_TAMPER, ERR_LIMIT ...): an error in the text is in
 * out->state. May be called again and again; what was read before is not read again. */
enum err case_eval(struct judge_case *c, const struct expr *e, const struct expr_value *var,
                   struct expr_run *run, struct expr_value *out);
/* Rows of a noun that name `of`, a row of this case, by their field `via`: the same memory as
 * expressions see, without those that left. ERR_LIMIT: too many. */
enum err case_rows(struct judge_case *c, const struct rec *of, const struct entity *noun, int via,
                   const struct rec *const **rows, int *n);
/* case_eval for another row of the case: of e's noun, met by case_rows. */
enum err case_eval_of(struct judge_case *c, const struct rec *row, const struct expr *e,
                      struct expr_run *run, struct expr_value *out);

/* What within() means: the areas of register_areas, [*lo, *hi), that lie in the area of a code of 2
 * to 12 digits; of one that the register does not hold, by their digits. False: that is no code. */
bool case_area_range(const struct area_node *node, int n, struct str code, int *lo, int *hi);

#endif

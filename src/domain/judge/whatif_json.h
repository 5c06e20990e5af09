/* whatif_json - the answer to a what-if as JSON, for programs and for the page; small numbers are
 * left out where few says so, with those that would tell them. */
#ifndef DOMAIN_JUDGE_WHATIF_JSON_H
#define DOMAIN_JUDGE_WHATIF_JSON_H

#include "domain/judge/whatif.h"
#include "fmt/json.h"

/* Which numbers of a breakdown are not to be shown: hide[i * LIST__COUNT + enum whatif_list]. A
 * number of 1 .. few - 1 households is not, nor a number that would give it away by subtraction.
 * In the arena. */
bool *whatif_hidden(struct arena *a, const struct whatif *w, enum whatif_by by, int64_t few);
/* Is there anybody in it? */
bool whatif_stands(const struct whatif_figures *f);
/* Name of i-th of a breakdown, and an area's code (else 0). */
struct str whatif_group(struct ctx *cx, const struct whatif *w, enum whatif_by by, int i,
                        int64_t *code);
/* i-th line that the standard names as assumed; false past the end. *now, *then: fen, -1: none is
 * in force in the chosen area. */
bool whatif_line(const struct whatif *w, int i, struct str *series, int64_t *now, int64_t *then);

/* One object. */
void whatif_json(struct ctx *cx, struct json *j, const struct whatif *w, int64_t few);
/* The figures of all alone: what "all" is in it. */
void whatif_figures_json(struct ctx *cx, struct json *j, const struct whatif *w, int64_t few);
/* The keys of a breakdown in it: "areas", "types" ... */
extern const char *const whatif_by_name[WHATIF__BY];

#endif

/* judged_json - a judgement in full as JSON: for programs, and for the household's page. */
#ifndef DOMAIN_JUDGE_JUDGED_JSON_H
#define DOMAIN_JUDGE_JUDGED_JSON_H

#include "domain/judge/judge.h"
#include "domain/judge/reason.h"
#include "fmt/json.h"

/* One object. What is shown is in s's context's language and under its mask. */
enum err judged_json(struct json *j, const struct reasons *s, const struct judged *d);
/* How the clauses make the verdict, as a sentence that calls those in force by their place among
 * them: "Must hold: 1 and (2 or 3)". Empty for a single clause. */
struct str judged_combined(struct arena *a, enum lang lang, const struct judged *d);
/* "document":{...}: the document of a basis, or of the one that stands in for it; nothing if
 * neither names one. */
void basis_json(struct json *j, const struct pack *p, enum lang lang, const struct basis *b,
                const struct basis *otherwise);
/* "used":[...]: what was looked at, for people; d NULL: for no standard. */
void grounds_json(struct json *j, const char *key, const struct reasons *s,
                  const struct judged *d, const struct reason *v, int n);
/* What the amount of a line rests on where and when it was judged by; NULL: nothing is in force. */
const struct basis *line_basis(const struct pack *p, const struct judged *d, struct str series);
/* What people call what a reason is about: the item of a row, the label of a line or parameter
 * (of d's standard; NULL: of none). */
struct str reason_label(const struct pack *p, const struct judged *d, enum lang lang,
                        const struct reason *v);
/* Label of a line by its series: what people call it. */
struct str line_label(const struct pack *p, enum lang lang, struct str series);

#endif

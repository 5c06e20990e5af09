/* judged_json - a judgement in full as JSON: for programs, and for the household's page. */
#ifndef DOMAIN_JUDGE_JUDGED_JSON_H
#define DOMAIN_JUDGE_JUDGED_JSON_H

#include "domain/judge/judge.h"
#include "domain/judge/reason.h"
#include "fmt/json.h"

/* "met", "not_met", "unknown", "absent". */
const char *truth_word(enum truth t);
/* One object. What is shown is in s's context's language and under its mask. */
enum err judged_json(struct json *j, const struct reasons *s, const struct judged *d);
/* "document":{...}: the document of a basis, or of the one that stands in for it; nothing if
 * neither names one. */
void basis_json(struct json *j, const struct pack *p, enum lang lang, const struct basis *b,
                const struct basis *otherwise);
/* "used":[...]: what was looked at, for people. */
void grounds_json(struct json *j, const char *key, const struct reasons *s,
                  const struct reason *v, int n);
/* Label of a line by its series: what people call it. */
struct str line_label(const struct pack *p, enum lang lang, struct str series);

#endif

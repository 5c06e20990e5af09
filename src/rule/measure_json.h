/* measure_json - figures as JSON: numbers with 15 significant digits, null for what is not defined
 * or not shown. The shape is docs/measures.md, "JSON". */
#ifndef RULE_MEASURE_JSON_H
#define RULE_MEASURE_JSON_H

#include "fmt/json.h"
#include "rule/measure_report.h"

/* Of a group: its code (may be empty) and what people call it. */
typedef void measure_naming(void *arg, int32_t group, struct str *code, struct str *name);

/* The members of an open object. name may be NULL when there are no groups. */
void measure_json(struct json *j, const struct measure_report *r, measure_naming *name, void *arg);
/* The value of a key. indicator: names of the d indicators. Groups of few keep their name
 * only. */
void measure_json_multi(struct json *j, const struct measure_multi_in *in,
                        const struct measure_multi_result *r, const char *const *indicator,
                        measure_naming *name, void *arg);

void measure_json_number(struct json *j, const char *key, double v);

#endif

/* measure_settings - how a sample is measured, as a YAML file that can be kept beside the data and
 * shown to whoever doubts a figure:
 *
 *   measure:
 *     income: net_per_head          # headers of columns
 *     weight: w
 *     size: members
 *     strata: county
 *     psu: village
 *     group: town
 *     transfers: aid                # on top of the income; transfers_within: true, part of it
 *     line: 60%median               # or 3000; or line_column: COLUMN
 *     near: 10                      # percent of the line on either side
 *     round: 100                    # amounts heap at multiples of this
 *     few: 5                        # groups of fewer rows are not shown
 *     k: 1/3                        # multidimensional: share of weights from which on one is poor
 *     indicators:
 *       - {column: school, deprived: "< 6", weight: 1/6, zh: 受教育年限, en: Years of schooling}
 *       - {column: water, deprived: "= none | unsafe", weight: 1/18}
 *       - {column: no_power}        # 1 or yes: deprived; equal weights when none is stated
 *
 * Nothing but this; unknown keys are refused with file:line:column. */
#ifndef POLICY_MEASURE_SETTINGS_H
#define POLICY_MEASURE_SETTINGS_H

#include "base/err.h"
#include "rule/measure_cell.h"

#define MEASURE_SETTINGS_MAX ((size_t)1 << 20)

struct measure_indicator {
	const char *column, *zh, *en;        /* zh, en: the column's header when not stated */
	struct measure_cut cut;
	struct measure_ratio weight;         /* num 0: not stated */
};

struct measure_settings {
	const char *income, *weight, *size, *strata, *psu, *group, *transfers, *line_column;
	const char *line;                    /* NULL: none is stated */
	bool transfers_within;
	int64_t near, round, few;            /* -1: not stated */
	struct measure_ratio k;              /* num 0: not stated */
	struct measure_indicator indicator[MEASURE_INDICATORS];
	int nindicator;
};

/* Nothing stated. */
void measure_settings_empty(struct measure_settings *out);
/* Texts in cx's arena. ERR_INPUT, also measure-line-form, measure-cut, measure-k, measure-weight.
 */
enum err measure_settings_read(struct ctx *cx, const char *path, struct str bytes,
                               struct measure_settings *out);
/* Weights as whole numbers: all stated, or none and then equal. ERR_INPUT
 * measure-weights-stated. */
enum err measure_settings_weights(struct ctx *cx, const struct measure_settings *s, int64_t *whole);

#endif

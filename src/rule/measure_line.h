/* measure_line - poverty at a line. Poor is who is strictly below: y < z.
 *
 * Foster, Greer, Thorbecke, "A Class of Decomposable Poverty Measures", Econometrica 52(3), 1984:
 *     FGT_a = 1/W * sum over the poor of w ((z - y)/z)^a;  H = FGT_0, gap = FGT_1, severity = FGT_2
 * H. W. Watts 1968, after B. Zheng, "An Axiomatic Characterization of the Watts Poverty Index",
 * Economics Letters 42(1), 1993:  1/W * sum over the poor of w ln(z/y)
 *
 * Zero: poor, with the whole line as its gap; left out of Watts (ln is not defined), counted.
 * Negative: poor; in gaps it counts as zero, so that no household's gap is above the line (a loss
 * of one year is not what it lived on); left out of Watts, counted.
 * Missing: not counted at all (measure.h, out[]). */
#ifndef RULE_MEASURE_LINE_H
#define RULE_MEASURE_LINE_H

#include "rule/measure_error.h"

struct measure_line {
	double line;
	int64_t n, poor_n;           /* rows */
	double weight, poor;         /* what they stand for */
	double fgt[3];               /* FGT 0, 1, 2, as shares of 1 */
	double watts;                /* of the rows with a value above zero; NAN if there are none */
	int64_t watts_out;           /* rows without a logarithm, zero and below */
	double gap;                  /* what lifts all to the line: sum of w (z - y), in money */
	double poor_mean, poor_median;       /* of the values of the poor; NAN without any */
	double median_gap;           /* (z - median of the poor) / z, a negative median as 0 */
};

/* z > 0. */
void measure_at_line(const struct measure_set *s, double z, struct measure_line *out);

/* Standard errors of FGT 0, 1, 2 at a fixed line: each is a ratio of totals, linearised as
 * (g - FGT)/W, within a part of the sample. */
void measure_line_errors(const struct measure_set *part, const struct measure_design *d,
                         const struct measure_line *at, double se[3]);

/* The line num/den x the weighted median of the whole set: at-risk-of-poverty threshold for 60/100
 * (Eurostat, Laeken indicators; arpt() and arpr() of laeken, see measure.h). */
double measure_relative_line(const struct measure_set *s, int64_t num, int64_t den);
/* Standard error of the share below such a line, which is itself an estimate. Osier 2009, 3.2 and
 * 3.3, after Deville 1999: with densities f by a Gaussian kernel of width sd x W^(-1/5),
 *     z_median = -(1(y <= med) - 1/2) / (W f(med)),
 *     z_rate   = (1(y < line) - H)/W + f(line) num/den z_median. */
double measure_relative_error(const struct measure_set *s, const struct measure_design *d,
                              int64_t num, int64_t den);

#endif

/* measure_error - how far a figure of a sample may be from the population's: standard errors under
 * strata and primary sampling units, intervals for shares.
 *
 * Every estimate is brought to a total of a linearised variable z_i with weight w_i (Taylor
 * linearisation: K. Wolter, "Introduction to Variance Estimation", 2nd ed. 2007, ch. 6; for
 * quantile-based ones J.-C. Deville, Survey Methodology 25(2), 1999, and G. Osier, "Variance
 * estimation for complex indicators of poverty and inequality using linearization techniques",
 * Survey Research Methods 3(3), 2009). With the total z of each PSU, PSUs taken as drawn with
 * replacement within strata,
 *
 *     Var = sum over strata  n/(n-1) * sum over its PSUs (z - mean z)^2
 *
 * (W. G. Cochran, "Sampling Techniques", 3rd ed. 1977, 11.9; the "ultimate cluster" estimator of
 * Hansen, Hurwitz, Madow 1953). No finite-population correction. PSUs are those of the whole
 * sample: in a group the ones without rows of it count with zero. A stratum with one PSU tells
 * nothing of its variance: it adds none, and is counted as lonely. */
#ifndef RULE_MEASURE_ERROR_H
#define RULE_MEASURE_ERROR_H

#include "rule/measure.h"

struct measure_design {
	int64_t *npsu;               /* by stratum */
	int32_t strata;
	int64_t psus, lonely;        /* in all; strata with one PSU */
};

/* Of the whole sample; measure_design_free() it. */
void measure_design_of(const struct measure_set *whole, struct measure_design *out);
void measure_design_free(struct measure_design *d);

/* A linearised variable of a row, to be multiplied by its weight. */
typedef double measure_z(const void *arg, const struct measure_unit *u);
/* Standard error of the sum of w z over the rows of a part of the sample. NAN if no stratum has two
 * PSUs. */
double measure_se(const struct measure_set *part, const struct measure_design *d, measure_z *z,
                  const void *arg);

struct measure_interval { double low, high; };
/* 95 %, of a share p on the logit scale, so that it stays between 0 and 1: logit p +- 1.96 se /
 * (p (1-p)) (Korn and Graubard, "Analysis of Health Surveys", 1999, 3.2; method "logit" of
 * svyciprop() in the R package survey). NAN for p of 0 or 1, which tell no error. */
struct measure_interval measure_logit(double p, double se);

#endif

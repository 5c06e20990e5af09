/* measure_multi - multidimensional poverty by dual cutoff: S. Alkire, J. Foster, "Counting and
 * Multidimensional Poverty Measurement", J. Public Economics 95(7-8), 2011.
 *
 * A row is deprived or not in each of d indicators; indicators have weights that are shares of
 * their sum; who is deprived in a weighted share of at least k is poor. H: share of the poor. A:
 * mean share in which the poor are deprived. M0 = H A. Censored headcount of an indicator: share
 * who are poor and deprived in it. Its contribution: weight share x censored headcount / M0; all
 * add up to 1, by indicator as by group.
 *
 * Weights are whole numbers over a common denominator and k is a ratio of whole numbers: 1/6 + 1/6
 * reaches 1/3 exactly, which sums of binary fractions do not promise (1/10 + 2/10 > 3/10 there).
 *
 * A row with an unknown indicator is left out of all figures and counted, also by indicator
 * (Alkire, Kanagaratnam, Suppa, "The Global MPI 2021", OPHI MPI Methodological Note 51, 3.3). */
#ifndef RULE_MEASURE_MULTI_H
#define RULE_MEASURE_MULTI_H

#include "base/str.h"
#include "rule/measure_error.h"

#define MEASURE_INDICATORS 32
#define MEASURE_RATIO_MAX  1000000   /* numerators, denominators */

struct measure_ratio { int64_t num, den; };
/* "1/3", "0.25", "2": lowest terms, not negative. False: no such number, or too large. */
bool measure_ratio_read(struct str s, struct measure_ratio *out);
/* Weights as whole numbers with one denominator, in lowest terms. False when one of them is zero or
 * the numbers get too large (above 10^9). */
bool measure_common(const struct measure_ratio *w, int d, int64_t *whole);

struct measure_multi_in {
	int d;
	int64_t weight[MEASURE_INDICATORS];  /* whole numbers above zero */
	struct measure_ratio k;              /* 0 < k <= 1 */
	const struct measure_in *row;        /* value is not looked at */
	const uint8_t *state;                /* row after row: d of 0, 1, MEASURE_UNKNOWN */
	int64_t n;
	int32_t ngroup;                      /* 0: no groups */
	bool errors;
};
#define MEASURE_UNKNOWN 2

struct measure_multi {
	int64_t n, poor_n;           /* rows counted, rows that are poor */
	double weight, poor;
	double h, a, m0;             /* a is NAN when nobody is poor */
	double h_se, m0_se;
	double raw[MEASURE_INDICATORS];      /* share deprived, poor or not */
	double censored[MEASURE_INDICATORS];
	double part[MEASURE_INDICATORS];     /* contribution; NAN when nobody is poor */
	double share;                /* of a group in the weight of all */
	double of_m0;                /* its contribution to the whole's M0 */
	bool few;                    /* too few to be shown: measure_multi_few */
};
struct measure_multi_result {
	struct measure_multi all, *group;    /* ngroup of them */
	int64_t out[MEASURE_OUT__COUNT];     /* as in measure.h */
	int64_t unknown;             /* rows left out for an unknown indicator */
	int64_t unknown_of[MEASURE_INDICATORS];
};
void measure_multi(const struct measure_multi_in *in, struct measure_multi_result *out);
/* As measure_few marks places: fewer than k rows, and others where the rest would tell them. */
void measure_multi_few(struct measure_multi_result *r, int32_t ngroup, int64_t k);
void measure_multi_free(struct measure_multi_result *r);

#endif

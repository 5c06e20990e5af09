/* measure_near - what happens right at a line: those just below beside those just above (the cliff
 * effect), and whether more values lie just above it than there should (people lifted on paper). */
#ifndef RULE_MEASURE_NEAR_H
#define RULE_MEASURE_NEAR_H

#include "rule/measure.h"

/* ---- just below and just above ---- */

/* The value decides the side; transfers come on top of it. */
struct measure_side {
	int64_t n;                   /* rows */
	double weight;
	double mean;                 /* of the value */
	int64_t extra_n;             /* rows whose transfers are known; the next two are of these */
	double extra, with_extra;    /* mean transfers; mean of value and transfers together */
};
struct measure_near {
	double line, width;
	struct measure_side below, above;    /* [line - width, line) and [line, line + width) */
	/* With transfers those below have more on average than those above: being just above the line
	 * is the worse place. */
	bool overtaken;
};
void measure_near(const struct measure_set *s, double line, double width, struct measure_near *out);

/* ---- is the density broken at the line? ---- */

/* J. McCrary, "Manipulation of the running variable in the regression discontinuity design: A
 * density test", J. Econometrics 142(2), 2008: values between 0 and 2 x the line are counted in
 * bins of width b = 2 sd n^(-1/2), none of which lies on both sides; on each side a line is fitted
 * to the bins with triangular weights, and the log of the ratio of both at the line is
 *     theta = ln f+ - ln f-,   se = sqrt(24/5 (1/f+ + 1/f-) / (n h)).
 * h is his automatic bandwidth from polynomials of the fourth degree, at most the line itself. It
 * is about how figures were written down, so rows count alike, whatever their weight. */
enum measure_test_state {
	MEASURE_TESTED,
	MEASURE_FEW_ROWS,            /* fewer than MEASURE_TEST_ROWS on a side */
	MEASURE_NO_DENSITY,          /* no spread, or nothing right at the line on a side */
};
#define MEASURE_TEST_ROWS 30

struct measure_test {
	enum measure_test_state state;
	int64_t below, above;        /* rows taken, by side */
	double bin, width;           /* b and h */
	double theta, se, z;         /* theta > 0: more lie just above than just below */
	double p;                    /* two-sided */
};
/* round > 0: without values that are multiples of it. Values pile up at round numbers without
 * anybody lifting anybody, and a line is mostly a round number. */
void measure_density(const struct measure_set *s, double line, double round,
                     struct measure_test *out);

/* ---- values at round numbers ---- */

struct measure_round {
	int64_t n;                   /* rows with a value that is a multiple, zero left out */
	int64_t of;                  /* rows with a whole value other than zero */
	double share, times;         /* n/of; how many times the share that evenly spread whole values
	                              * have, unit/step */
};
/* Multiples of step among multiples of unit: 100 yuan among whole yuan. Negative values count, too.
 * A value is a multiple when it differs by less than 1e-9 of itself. */
void measure_heaping(const struct measure_set *s, double unit, double step,
                     struct measure_round *out);

#endif

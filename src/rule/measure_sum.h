/* measure_sum - sums of binary numbers without rounding: the sum is kept exactly and rounded once,
 * when it is asked for. So it is the same whatever the order of the rows, however they are split
 * over files or threads: no figure of measure*.c depends on how its rows came.
 *
 * After R. M. Neal, "Fast exact summation using small and large superaccumulators" (2015), the
 * small one: a fixed-point number of 2,144 bits in limbs of 32, each with room for carries. */
#ifndef RULE_MEASURE_SUM_H
#define RULE_MEASURE_SUM_H

#include <stdbool.h>
#include <stdint.h>

#define MEASURE_LIMBS 68

struct measure_sum {             /* all zero: the sum of nothing */
	int64_t limb[MEASURE_LIMBS];
	int64_t adds;                /* since carries were last passed on */
	bool lost;                   /* something was not finite: the total is NAN */
};

void measure_add(struct measure_sum *s, double v);
/* a * b, without rounding the product (as long as it is not below 1e-290). */
void measure_add_product(struct measure_sum *s, double a, double b);
/* Adds what another has gathered. */
void measure_join(struct measure_sum *s, const struct measure_sum *other);
/* Rounded to nearest, ties to even. */
double measure_total(const struct measure_sum *s);

#endif

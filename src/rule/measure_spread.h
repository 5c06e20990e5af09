/* measure_spread - how unequally values are spread. */
#ifndef RULE_MEASURE_SPREAD_H
#define RULE_MEASURE_SPREAD_H

#include "rule/measure_error.h"

/* What each does with zeros and negatives is said at each; missing: measure.h, out[].
 *
 * gini    2 x the area between the diagonal and the weighted Lorenz curve, by trapezoids over the
 *         distinct values: sum (2 C_i - w_i) w_i y_i / (W Y) - 1, with C_i the weight up to i
 *         (gini() of laeken, see measure.h, there in percent; J. L. Gastwirth, Review of Economics
 *         and Statistics 54(3), 1972). Zeros and negatives as they are: with negatives it can be
 *         above 1. Not defined when the total is not above zero.
 * theil_t sum w/W y/m ln(y/m), m the mean. Zeros as 0 (its limit); negatives left out, counted.
 * theil_l sum w/W ln(m/y), the mean log deviation. Zeros and negatives left out, counted.
 *         (H. Theil, "Economics and Information Theory", 1967; A. F. Shorrocks, Econometrica 48(3),
 *         1980.) Each with the mean of the rows that it counts.
 * qsr     S80/S20: total of the values above the 80 % quantile over the total of those at or below
 *         the 20 % quantile (Eurostat; qsr() of laeken, see measure.h). Where either group differs
 *         by more than one point from a fifth of the weight (few rows, many equal ones) the fifths
 *         of the Lorenz curve are taken instead, so it is never below 1. Zeros and negatives as
 *         they are; not defined when the lower total is not above zero. */
struct measure_spread {
	double mean, median;
	double gini, gini_se;
	double theil_t, theil_l, theil_t_se, theil_l_se;
	int64_t theil_t_out, theil_l_out;    /* rows left out */
	double qsr;
};

/* d NULL: without standard errors (NAN). gini_se: Langel and Tille, "Variance estimation of the
 * Gini index: revisiting a result several times published", J. Royal Stat. Society A 176(2), 2013,
 * (13). Those of Theil by Taylor linearisation of ratios of totals. */
void measure_spread_of(const struct measure_set *s, const struct measure_design *d,
                       struct measure_spread *out);

/* Share of the total that the lowest num/den of the weight has, straight lines between the distinct
 * values: a point of the Lorenz curve (M. O. Lorenz, Publ. American Stat. Association 9(70), 1905).
 * NAN when the total is not above zero. */
double measure_lorenz(const struct measure_set *s, int64_t num, int64_t den);

#endif

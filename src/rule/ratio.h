/* ratio - exact fractions for money and decimals: 4,000 yuan * 3 / 2 / 7 stays what it is. The
 * numerator and the denominator are int64; what does not fit is an overflow, never a rounding. */
#ifndef RULE_RATIO_H
#define RULE_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct ratio {
	int64_t num, den;            /* den > 0, no common factor; 0 is 0/1 */
};

static inline struct ratio ratio_of(int64_t i) { return (struct ratio){ i, 1 }; }
/* v / 10^scale, reduced; scale 0 to 18. */
struct ratio ratio_scaled(int64_t v, int scale);
/* False: overflow, or division by zero. */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_div(struct ratio a, struct ratio b, struct ratio *out);
/* -1, 0, 1; exact for all values. */
int ratio_cmp(struct ratio a, struct ratio b);
/* The same against a finite binary fraction, and its nearest one. */
int ratio_cmp_real(struct ratio a, double b);
double ratio_real(struct ratio a);
/* Towards zero; half away from zero. */
int64_t ratio_whole(struct ratio a);
int64_t ratio_nearest(struct ratio a);
/* "1234.5", "-3": at most `scale` decimals (0-18), others refused; no commas, no blanks. */
bool ratio_read(struct str s, int scale, struct ratio *out);

#endif

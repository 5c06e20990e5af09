/* measure_sum - exact sums of binary numbers. */
#include "rule/measure_sum.h"

#include <math.h>
#include <string.h>

#define LIMB_BITS 32
#define LOW_BITS  INT64_C(0xffffffff)
#define LOWEST    1074           /* bit 0 of limb 0 is 2^-1074, the smallest number there is */
#define ADDS_MOST (INT64_C(1) << 29)     /* each adds less than 2^32 to a limb of 63 bits */

/* Every limb but the last into 0 .. 2^32-1; the sign is the last one's. */
static void pass_carries(struct measure_sum *s)
{
	for (int i = 0; i + 1 < MEASURE_LIMBS; i++) {
		int64_t low = s->limb[i] & LOW_BITS;

		s->limb[i + 1] += (s->limb[i] - low) / (LOW_BITS + 1);
		s->limb[i] = low;
	}
	s->adds = 0;
}

void measure_add(struct measure_sum *s, double v)
{
	uint64_t bits, m, low, high;
	int e, at, shift;
	int64_t sign;

	memcpy(&bits, &v, sizeof bits);
	e = (int)(bits >> 52 & 0x7ff);
	if (e == 0x7ff) {
		s->lost = true;
		return;
	}
	m = bits & ((UINT64_C(1) << 52) - 1);
	if (e)
		m |= UINT64_C(1) << 52;
	else
		e = 1;
	sign = bits >> 63 ? -1 : 1;
	at = (e - 1) / LIMB_BITS;
	shift = (e - 1) % LIMB_BITS;
	low = m << shift;
	high = shift ? m >> (64 - shift) : 0;
	s->limb[at] += sign * (int64_t)(low & (uint64_t)LOW_BITS);
	s->limb[at + 1] += sign * (int64_t)(low >> LIMB_BITS);
	s->limb[at + 2] += sign * (int64_t)high;
	if (++s->adds >= ADDS_MOST)
		pass_carries(s);
}

void measure_add_product(struct measure_sum *s, double a, double b)
{
	double p = a * b;

	measure_add(s, p);
	measure_add(s, fma(a, b, -p));
}

void measure_join(struct measure_sum *s, const struct measure_sum *other)
{
	struct measure_sum o = *other;

	pass_carries(&o);
	pass_carries(s);
	for (int i = 0; i < MEASURE_LIMBS; i++)
		s->limb[i] += o.limb[i];
	s->adds = 1;
	s->lost |= o.lost;
}

/* limb[top] is the highest that is not zero; all are 0 .. 2^32-1. */
static double rounded(const int64_t *limb, int top)
{
	uint64_t next = top >= 1 ? (uint64_t)limb[top - 1] : 0;
	uint64_t after = top >= 2 ? (uint64_t)limb[top - 2] : 0;
	uint64_t v = (uint64_t)limb[top] << LIMB_BITS | next, rest, mantissa;
	int zeros = __builtin_clzll(v);
	bool more;

	v <<= zeros;
	if (zeros)
		v |= after >> (LIMB_BITS - zeros);
	more = zeros ? (after & ((UINT64_C(1) << (LIMB_BITS - zeros)) - 1)) != 0 : after != 0;
	for (int i = top - 3; i >= 0 && !more; i--)
		more = limb[i] != 0;
	mantissa = v >> 11;
	rest = v & 0x7ff;
	if (rest > 0x400 || (rest == 0x400 && (more || (mantissa & 1))))
		mantissa++;
	return ldexp((double)mantissa, LIMB_BITS * (top - 1) - zeros + 11 - LOWEST);
}

double measure_total(const struct measure_sum *s)
{
	struct measure_sum t = *s;
	bool minus;
	int top = MEASURE_LIMBS - 1;

	if (t.lost)
		return NAN;
	pass_carries(&t);
	minus = t.limb[top] < 0;
	if (minus) {
		for (int i = 0; i < MEASURE_LIMBS; i++)
			t.limb[i] = -t.limb[i];
		pass_carries(&t);
	}
	while (top >= 0 && t.limb[top] == 0)
		top--;
	if (top < 0)
		return 0;
	return minus ? -rounded(t.limb, top) : rounded(t.limb, top);
}

/* ratio - exact fractions. Everything is computed in 128 bits, which products of two int64 and a
 * sum of two of them fit, and is reduced before it must fit 64 bits again. */
#include "rule/ratio.h"

#include <math.h>

__extension__ typedef __int128 wide;

static wide wide_gcd(wide a, wide b)
{
	while (b != 0) {
		wide rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* den != 0. */
static bool settle(wide num, wide den, struct ratio *out)
{
	wide g;

	if (den < 0) {
		num = -num;
		den = -den;
	}
	if (den != 1) {
		g = wide_gcd(den, num < 0 ? -num : num);
		num /= g;
		den /= g;
	}
	if (num > INT64_MAX || num < INT64_MIN || den > INT64_MAX)
		return false;
	*out = (struct ratio){ (int64_t)num, (int64_t)den };
	return true;
}

struct ratio ratio_scaled(int64_t v, int scale)
{
	struct ratio out = { v, 1 };
	int64_t den = 1;

	for (int i = 0; i < scale; i++)
		den *= 10;
	settle(v, den, &out);
	return out;
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
	return settle((wide)a.num * b.den + (wide)b.num * a.den, (wide)a.den * b.den, out);
}

bool ratio_sub(struct ratio a, struct ratio b, struct ratio *out)
{
	return settle((wide)a.num * b.den - (wide)b.num * a.den, (wide)a.den * b.den, out);
}

bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out)
{
	return settle((wide)a.num * b.num, (wide)a.den * b.den, out);
}

bool ratio_div(struct ratio a, struct ratio b, struct ratio *out)
{
	return b.num != 0 && settle((wide)a.num * b.den, (wide)a.den * b.num, out);
}

int ratio_cmp(struct ratio a, struct ratio b)
{
	wide x = (wide)a.num * b.den, y = (wide)b.num * a.den;

	return x < y ? -1 : x > y;
}

/* The fractions that are left, rest / den against f, both in [0, 1): f is m / 2^shift with m below
 * 2^53, so m * den stays below 2^116. */
static int rest_cmp(int64_t rest, int64_t den, double f)
{
	int exponent, shift;
	wide m = (wide)ldexp(frexp(f, &exponent), 53);

	if (m == 0)
		return rest > 0;
	shift = 53 - exponent;
	if (rest == 0)
		return -1;
	if (shift >= 117 || (wide)rest >> (125 - shift > 0 ? 125 - shift : 0) != 0)
		return 1;
	m *= den;
	return ((wide)rest << shift) < m ? -1 : ((wide)rest << shift) > m;
}

/* Both are cut towards zero: of a double, that leaves an exact fraction. */
int ratio_cmp_real(struct ratio a, double b)
{
	double cut = trunc(b), f = b - cut;
	int64_t whole = a.num / a.den, rest = a.num % a.den, other;

	if (cut >= 0x1p63)
		return -1;
	if (cut < -0x1p63)
		return 1;
	other = (int64_t)cut;
	if (whole != other)
		return whole < other ? -1 : 1;
	if (rest < 0 || f < 0)
		return rest >= 0 ? 1 : f >= 0 ? -1 : -rest_cmp(-rest, a.den, -f);
	return rest_cmp(rest, a.den, f);
}

double ratio_real(struct ratio a)
{
	if (a.den == 1)
		return (double)a.num;
	return (double)((long double)a.num / (long double)a.den);
}

int64_t ratio_whole(struct ratio a)
{
	return a.num / a.den;
}

int64_t ratio_nearest(struct ratio a)
{
	int64_t whole = a.num / a.den, rest = a.num % a.den;
	wide twice = (wide)(rest < 0 ? -(wide)rest : rest) * 2;

	if (twice < a.den)
		return whole;
	return a.num < 0 ? whole - 1 : whole + 1;
}

bool ratio_read(struct str s, int scale, struct ratio *out)
{
	bool minus = s.n > 0 && s.p[0] == '-', point = false, digit = false;
	int64_t v = 0;
	int places = 0;

	for (size_t i = minus; i < s.n; i++) {
		if (s.p[i] == '.' && digit && !point && i + 1 < s.n) {
			point = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || (point && ++places > scale) ||
		    __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, s.p[i] - '0', &v))
			return false;
		digit = true;
	}
	if (!digit)
		return false;
	*out = ratio_scaled(minus ? -v : v, places);
	return true;
}

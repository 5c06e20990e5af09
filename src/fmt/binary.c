/* binary - exact integer arithmetic on the parts of binary numbers. A value is m * 2^exp; with
 * k decimals it is n / 10^k, and n is right when n / 10^k is nearer to the value than to its
 * neighbours. Products stay below 2^127. */
#include "fmt/binary.h"

__extension__ typedef unsigned __int128 wide;

#define DECIMALS   22                /* 2^53 * 10^22 < 2^127 */
#define WHOLE_BITS 120               /* larger whole numbers have no text */

struct binary binary_of_bits(uint64_t bits)
{
	struct binary v = { .neg = bits >> 63, .m = bits & ((UINT64_C(1) << 52) - 1) };
	int exp = (int)(bits >> 52 & 0x7FF);

	v.none = exp == 0x7FF;
	v.exp = (exp ? exp : 1) - 1075;
	if (exp)
		v.m |= UINT64_C(1) << 52;
	if (!v.m)
		v.exp = 0;
	return v;
}

struct binary binary_of_rk(uint32_t rk)
{
	struct binary v;

	if (rk & 2) {
		int64_t i = (int32_t)(rk & ~UINT32_C(3)) / 4;

		v = (struct binary){ .neg = i < 0, .m = (uint64_t)(i < 0 ? -i : i) };
	} else {
		v = binary_of_bits((uint64_t)(rk & ~UINT32_C(3)) << 32);
	}
	v.dec = rk & 1 ? 2 : 0;
	return v;
}

/* ---- as text ---- */

static wide power10(int k)
{
	wide p = 1;

	while (k-- > 0)
		p *= 10;
	return p;
}

/* Is a text off by `off` units of 1/unit of the last binary place still read as this number?
 * Half-way goes to the even neighbour; below a power of two the neighbour is half as far. */
static bool near_enough(const struct binary *v, wide off, wide unit, bool below)
{
	if (below && v->m == UINT64_C(1) << 52)
		return 4 * off < unit;
	return 2 * off < unit || (2 * off == unit && !(v->m & 1));
}

/* n with k decimals, zeros at the end left out. */
static size_t put_decimal(char *out, bool neg, wide n, int k)
{
	char digit[48];
	int len = 0, low = 0;
	size_t at = 0;

	for (; n > UINT64_MAX; n /= 10)
		digit[len++] = (char)('0' + (int)(n % 10));
	for (uint64_t few = (uint64_t)n; few || len <= k; few /= 10)
		digit[len++] = (char)('0' + (int)(few % 10));
	while (low < k && digit[low] == '0')
		low++;
	if (neg)
		out[at++] = '-';
	for (int i = len - 1; i >= low || i >= k; i--) {
		if (i == k - 1)
			out[at++] = '.';
		out[at++] = digit[i];
	}
	out[at] = 0;
	return at;
}

/* A whole number beyond 2^53: as many zeros at its end as its neighbours allow. */
static wide round_whole(const struct binary *v)
{
	wide whole = (wide)v->m << v->exp, ulp = (wide)1 << v->exp;

	for (int k = 36; k > 0; k--) {
		wide ten = power10(k), r = (whole + ten / 2) / ten * ten;
		wide off = r > whole ? r - whole : whole - r;

		if (r && off < ulp && near_enough(v, off, ulp, r < whole))
			return r;
	}
	return whole;
}

size_t binary_put(char out[BINARY_TEXT], struct binary v)
{
	int s = -v.exp;
	wide n = 0;
	int k = 0;

	if (v.none || v.exp > WHOLE_BITS - 53)
		return 0;
	if (v.exp > 0) {
		n = round_whole(&v);
	} else if (s < 64 && !(v.m & ((UINT64_C(1) << s) - 1))) {
		n = v.m >> s;                   /* a whole number */
	} else if (s <= 126) {
		for (; k <= DECIMALS; k++) {
			wide p = v.m * power10(k), back;

			n = (p + ((wide)1 << (s - 1))) >> s;
			n -= n & 1 && (n << s) - p == (wide)1 << (s - 1);     /* half-way: the even one */
			back = n << s;
			if (n && near_enough(&v, back > p ? back - p : p - back, power10(k), back < p))
				break;
		}
		if (k > DECIMALS)
			k = DECIMALS;
	}
	return put_decimal(out, v.neg && n, n, k + v.dec);
}

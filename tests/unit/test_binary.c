/* Numbers as spreadsheets store them, held against the C library's floating point. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fmt/binary.h"

static struct binary of(double v)
{
	uint64_t bits;

	memcpy(&bits, &v, 8);
	return binary_of_bits(bits);
}

static void text_is(double v, const char *want)
{
	char text[BINARY_TEXT];
	size_t n = binary_put(text, of(v));

	assert_int_equal(n, strlen(want));
	if (n)
		assert_string_equal(text, want);
}

static void what_people_type_comes_back(void **state)
{
	(void)state;
	text_is(0, "0");
	text_is(-0.0, "0");
	text_is(3, "3");
	text_is(-3, "-3");
	text_is(0.1, "0.1");
	text_is(-0.5, "-0.5");
	text_is(2800.5, "2800.5");
	text_is(1234.56, "1234.56");
	text_is(0.00001, "0.00001");
	text_is(1e-20, "0.00000000000000000001");
	text_is(1e-30, "0");
	text_is(13800138000, "13800138000");
	text_is(999999999999999, "999999999999999");
	text_is(0.1 + 0.2, "0.30000000000000004");
}

static void long_numbers_keep_what_is_known(void **state)
{
	(void)state;
	text_is(1000000000000000, "1000000000000000");
	text_is(110101199003071234.0, "110101199003071230");
	text_is(6222021234567890123.0, "6222021234567890000");
	text_is(1e22, "10000000000000000000000");
	text_is(1e30, "1000000000000000000000000000000");
	text_is(1e300, "");
	text_is(INFINITY, "");
	text_is(NAN, "");
}

/* The shortest text of the C library that reads back, without exponent. */
static void shortest(double v, char *out, size_t size)
{
	char e[40];

	for (int digits = 1; digits <= 17; digits++) {
		char *exp;
		int k;

		snprintf(e, sizeof e, "%.*e", digits - 1, v);
		if (strtod(e, NULL) != v)
			continue;
		exp = strchr(e, 'e');
		k = digits - 1 - atoi(exp + 1);
		snprintf(out, size, "%.*f", k > 0 ? k : 0, v);
		return;
	}
}

static void any_number_reads_back_from_the_shortest_text(void **state)
{
	uint64_t s = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char text[BINARY_TEXT], want[400];
		double v;

		s ^= s << 13;
		s ^= s >> 7;
		s ^= s << 17;
		if (i & 1)
			v = (double)(int64_t)(s >> 20) / (i & 2 ? 100 : 1000);
		else
			v = ldexp((double)(s >> 11), (int)(s % 60) - 56);
		if (v < 1e-5 || v > 1e30)
			continue;
		binary_put(text, of(v));
		if (strtod(text, NULL) != v)
			fail_msg("%.17g became %s", v, text);
		shortest(v, want, sizeof want);
		if (v < 1e15 && strcmp(text, want))
			fail_msg("%.17g became %s, not %s", v, text, want);
	}
}

static void powers_of_two_know_their_nearer_neighbour(void **state)
{
	(void)state;
	for (int e = -18; e < 90; e++) {
		char text[BINARY_TEXT];
		double v = ldexp(1, e);

		for (int side = -1; side <= 1; side++) {
			double w = side ? nextafter(v, side * INFINITY) : v;

			binary_put(text, of(w));
			if (strtod(text, NULL) != w)
				fail_msg("2^%d%+d became %s", e, side, text);
		}
	}
}

static void rk_is(uint32_t rk, const char *want)
{
	char text[BINARY_TEXT];

	binary_put(text, binary_of_rk(rk));
	assert_string_equal(text, want);
}

static void short_numbers(void **state)
{
	uint64_t bits;
	double v = 1.5, w = 12345;

	(void)state;
	rk_is(3u << 2 | 2, "3");
	rk_is((uint32_t)-7 << 2 | 2, "-7");
	rk_is(280050u << 2 | 3, "2800.5");
	rk_is(5u << 2 | 3, "0.05");
	rk_is((uint32_t)-1 << 2 | 3, "-0.01");
	rk_is(0x1FFFFFFFu << 2 | 2, "536870911");
	rk_is(0x20000000u << 2 | 2, "-536870912");
	rk_is(2, "0");
	memcpy(&bits, &v, 8);
	rk_is((uint32_t)(bits >> 32), "1.5");
	memcpy(&bits, &w, 8);
	rk_is((uint32_t)(bits >> 32) | 1, "123.45");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_type_comes_back),
		cmocka_unit_test(long_numbers_keep_what_is_known),
		cmocka_unit_test(any_number_reads_back_from_the_shortest_text),
		cmocka_unit_test(powers_of_two_know_their_nearer_neighbour),
		cmocka_unit_test(short_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

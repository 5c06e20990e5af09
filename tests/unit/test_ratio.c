/* Exact fractions: reduced, compared, refused when they do not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule/ratio.h"

static void is(struct ratio r, int64_t num, int64_t den)
{
	if (r.num != num || r.den != den)
		fail_msg("%lld/%lld, not %lld/%lld", (long long)r.num, (long long)r.den,
		         (long long)num, (long long)den);
}

static void results_are_reduced(void **state)
{
	struct ratio r;

	(void)state;
	is(ratio_scaled(250, 2), 5, 2);
	is(ratio_scaled(0, 18), 0, 1);
	is(ratio_scaled(INT64_MIN, 0), INT64_MIN, 1);
	assert_true(ratio_add(ratio_scaled(1, 1), ratio_scaled(2, 1), &r));
	is(r, 3, 10);
	assert_true(ratio_sub((struct ratio){ 1, 6 }, (struct ratio){ 1, 2 }, &r));
	is(r, -1, 3);
	assert_true(ratio_mul((struct ratio){ 2, 3 }, (struct ratio){ 3, 2 }, &r));
	is(r, 1, 1);
	assert_true(ratio_div((struct ratio){ 1, 2 }, (struct ratio){ -1, 4 }, &r));
	is(r, -2, 1);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct ratio big = { INT64_MAX, 1 }, least = { INT64_MIN, 1 }, thin = { 1, INT64_MAX }, r;

	(void)state;
	assert_false(ratio_add(big, ratio_of(1), &r));
	assert_false(ratio_sub(least, ratio_of(1), &r));
	assert_false(ratio_sub(ratio_of(0), least, &r));
	assert_false(ratio_mul(big, ratio_of(2), &r));
	assert_false(ratio_mul(thin, (struct ratio){ 1, 2 }, &r));
	assert_false(ratio_div(least, ratio_of(-1), &r));
	assert_false(ratio_div(big, ratio_of(0), &r));
	assert_false(ratio_div(ratio_of(1), least, &r));
	assert_false(ratio_add(thin, (struct ratio){ 1, INT64_MAX - 1 }, &r));
	/* Reduced before it must fit. */
	assert_true(ratio_mul(big, thin, &r));
	is(r, 1, 1);
	assert_true(ratio_div(least, least, &r));
	is(r, 1, 1);
}

static void order(void **state)
{
	(void)state;
	assert_int_equal(ratio_cmp((struct ratio){ 1, 3 }, (struct ratio){ 333333, 1000000 }), 1);
	assert_int_equal(ratio_cmp((struct ratio){ INT64_MAX, INT64_MAX - 1 },
	                           (struct ratio){ INT64_MAX - 1, INT64_MAX - 2 }), -1);
	assert_int_equal(ratio_cmp((struct ratio){ INT64_MIN, INT64_MAX }, ratio_of(-1)), -1);
	assert_int_equal(ratio_cmp((struct ratio){ 2, 4 }, (struct ratio){ 2, 4 }), 0);
}

static void against_binary_fractions(void **state)
{
	(void)state;
	assert_int_equal(ratio_cmp_real((struct ratio){ 1, 2 }, 0.5), 0);
	assert_int_equal(ratio_cmp_real((struct ratio){ 1, 10 }, 0.1), -1);  /* 0.1 is a bit more */
	assert_int_equal(ratio_cmp_real((struct ratio){ 3, 10 }, 0.3), 1);   /* 0.3 a bit less */
	assert_int_equal(ratio_cmp_real((struct ratio){ -1, 10 }, -0.1), 1);
	assert_int_equal(ratio_cmp_real(ratio_of(INT64_MAX), 0x1p63), -1);
	assert_int_equal(ratio_cmp_real(ratio_of(INT64_MIN), -0x1p63), 0);
	assert_int_equal(ratio_cmp_real(ratio_of((INT64_C(1) << 53) + 1), 0x1p53), 1);
	assert_int_equal(ratio_cmp_real(ratio_of(0), 0x1p-1074), -1);
	assert_int_equal(ratio_cmp_real(ratio_of(0), -0x1p-1074), 1);
	assert_int_equal(ratio_cmp_real((struct ratio){ 1, INT64_MAX }, 0x1p-63), 1);
	assert_int_equal(ratio_cmp_real((struct ratio){ 1, INT64_MAX }, 0x1p-62), -1);
	assert_int_equal(ratio_cmp_real((struct ratio){ 1, 3 }, 1.0 / 3), 1);
	assert_int_equal(ratio_cmp_real((struct ratio){ 2, 3 }, 2.0 / 3), 1);
	assert_int_equal(ratio_cmp_real(ratio_of(5), 1e300), -1);
	assert_int_equal(ratio_cmp_real(ratio_of(5), -1e300), 1);
}

static void rounding(void **state)
{
	(void)state;
	assert_int_equal(ratio_whole((struct ratio){ -7, 2 }), -3);
	assert_int_equal(ratio_nearest((struct ratio){ -7, 2 }), -4);
	assert_int_equal(ratio_nearest((struct ratio){ 5, 2 }), 3);
	assert_int_equal(ratio_nearest((struct ratio){ 7, 3 }), 2);
	assert_int_equal(ratio_nearest((struct ratio){ INT64_MIN, 1 }), INT64_MIN);
	assert_true(ratio_real((struct ratio){ 1, 4 }) == 0.25);
}

static void reading(void **state)
{
	struct ratio r;

	(void)state;
	assert_true(ratio_read(STR("-12.50"), 2, &r));
	is(r, -25, 2);
	assert_true(ratio_read(STR("9223372036854775807"), 0, &r));
	is(r, INT64_MAX, 1);
	assert_false(ratio_read(STR("9223372036854775808"), 0, &r));
	assert_false(ratio_read(STR("1.234"), 2, &r));
	assert_false(ratio_read(STR("1."), 2, &r));
	assert_false(ratio_read(STR(".5"), 2, &r));
	assert_false(ratio_read(STR("1.2.3"), 9, &r));
	assert_false(ratio_read(STR("1,000"), 2, &r));
	assert_false(ratio_read(STR(""), 2, &r));
	assert_false(ratio_read(STR("-"), 2, &r));
	assert_false(ratio_read(STR("0.0000000000000000001"), 18, &r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_reduced),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(order),
		cmocka_unit_test(against_binary_fractions),
		cmocka_unit_test(rounding),
		cmocka_unit_test(reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Yuan as text to fen and back, exactly. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/money.h"

#define UNTOUCHED INT64_C(-77)

static void good(const char *text, int64_t want, bool want_plain)
{
	int64_t fen = UNTOUCHED;
	bool plain = !want_plain;
	enum money_bad rc = money_read(str_of(text), &fen, &plain);

	if (rc != MONEY_GOOD || fen != want || plain != want_plain)
		fail_msg("\"%s\" gave %d, %lld, plain %d", text, rc, (long long)fen, plain);
}

static void bad(const char *text, enum money_bad want)
{
	int64_t fen = UNTOUCHED;
	bool plain;
	enum money_bad rc = money_read(str_of(text), &fen, &plain);

	if (rc != want || fen != UNTOUCHED)
		fail_msg("\"%s\" gave %d, %lld, not %d", text, rc, (long long)fen, want);
}

static void plain_amounts(void **state)
{
	(void)state;
	good("0", 0, true);
	good("3", 300, true);
	good("-3", -300, true);
	good("1234.5", 123450, true);
	good("1234.50", 123450, true);
	good("1234.56", 123456, true);
	good("0.01", 1, true);
	good("-0.01", -1, true);
	good("1234.5600000", 123456, true);     /* zeroes beyond two decimals say nothing */
	good("007", 700, true);
	good("90000000000000", MONEY_MAX, true);
	good("-90000000000000.00", -MONEY_MAX, true);
}

static void amounts_as_people_type_them(void **state)
{
	(void)state;
	good("1,234.56", 123456, false);
	good("12,345,678", 1234567800, false);
	good("-1,234", -123400, false);
	good("1，234．56", 123456, false);
	good("１２３４．５", 123450, false);
	good("－３", -300, false);
	good("−3", -300, false);
	good("+3", 300, false);
	good(" 1234.5 ", 123450, false);
	good("\xE3\x80\x80" "1234.5\xC2\xA0", 123450, false);
	good("'1234.5", 123450, false);
	good(".5", 50, false);
	good("5.", 500, false);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const texts[] = {
		"", " ", "'", "-", "+", ".", "-.", ",", "--3", "3-", "1.2.3", "1 234", "12,34", "1,2345",
		"1234,567",
		",123", "1,,234", "1,234,", "1,23.45", "1.234,56", "1.2,345", "1e3", "1.2E+05",
		"0x10", "3元",
		"￥3", "三百", "NaN", "inf", "(3)", "1\n2", "\xEF\xBC", "\xFF", "\xEF\xBC\x8F",
		"1,234.5,6",
		"99999999999999999999999999999999999x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		bad(texts[i], MONEY_NOT_A_NUMBER);
	int64_t fen;
	bool plain;
	assert_int_equal(money_read((struct str){ "1\0", 2 }, &fen, &plain), MONEY_NOT_A_NUMBER);
}

static void nothing_is_rounded(void **state)
{
	(void)state;
	bad("1234.567", MONEY_TOO_MANY_DECIMALS);
	bad("0.001", MONEY_TOO_MANY_DECIMALS);
	bad("1234.5600000000001", MONEY_TOO_MANY_DECIMALS);
	bad("0.30000000000000004", MONEY_TOO_MANY_DECIMALS);
}

static void too_large_is_told(void **state)
{
	(void)state;
	bad("90000000000000.01", MONEY_TOO_LARGE);
	bad("-90000000000000.01", MONEY_TOO_LARGE);
	bad("90000000000001", MONEY_TOO_LARGE);
	bad("9223372036854775807", MONEY_TOO_LARGE);
	bad("18446744073709551617", MONEY_TOO_LARGE);
	bad("99999999999999999999999999999999999999999", MONEY_TOO_LARGE);
	bad("99999999999999999999999999999999999999.123", MONEY_TOO_LARGE);
}

static void other_scales(void **state)
{
	int64_t v = 0;
	bool plain;

	(void)state;
	assert_int_equal(decimal_read(STR("12.5"), 1, &v, &plain), MONEY_GOOD);
	assert_int_equal(v, 125);
	assert_int_equal(decimal_read(STR("12.0"), 0, &v, &plain), MONEY_GOOD);
	assert_int_equal(v, 12);
	assert_int_equal(decimal_read(STR("12.5"), 0, &v, &plain), MONEY_TOO_MANY_DECIMALS);
	assert_int_equal(decimal_read(STR("104.123456"), 6, &v, &plain), MONEY_GOOD);
	assert_int_equal(v, 104123456);
	assert_int_equal(decimal_read(STR("9000000000.0"), 6, &v, &plain), MONEY_GOOD);
	assert_int_equal(v, MONEY_MAX);
	assert_int_equal(decimal_read(STR("9000000001"), 6, &v, &plain), MONEY_TOO_LARGE);
}

static void written_again(void **state)
{
	char text[24];

	(void)state;
	money_put(text, 123450);
	assert_string_equal(text, "1234.50");
	money_put(text, 0);
	assert_string_equal(text, "0.00");
	money_put(text, 5);
	assert_string_equal(text, "0.05");
	money_put(text, -5);
	assert_string_equal(text, "-0.05");
	assert_int_equal(money_put(text, -MONEY_MAX), 18);
	assert_string_equal(text, "-90000000000000.00");
	assert_int_equal(money_put(text, INT64_MIN), 21);
	assert_string_equal(text, "-92233720368547758.08");
	decimal_put(text, 123450, 2);
	assert_string_equal(text, "1234.5");
	decimal_put(text, 100, 2);
	assert_string_equal(text, "1");
	decimal_put(text, 100, 0);
	assert_string_equal(text, "100");
	decimal_put(text, 0, 6);
	assert_string_equal(text, "0");
	decimal_put(text, -1, 6);
	assert_string_equal(text, "-0.000001");
}

/* Random amounts of every length come back as they went. */
static void there_and_back(void **state)
{
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		char text[24];
		int64_t v, back = 0;
		bool plain = false;
		int scale = i % 7;

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		v = (int64_t)(x % (2 * (uint64_t)MONEY_MAX)) - MONEY_MAX;
		v >>= i % 54;
		decimal_put(text, v, scale);
		if (decimal_read(str_of(text), scale, &back, &plain) != MONEY_GOOD || back != v ||
		    !plain)
			fail_msg("%s scale %d", text, scale);
	}
}

static void sums_do_not_overflow(void **state)
{
	int64_t v = UNTOUCHED;

	(void)state;
	assert_true(money_add(1, 2, &v));
	assert_int_equal(v, 3);
	assert_true(money_add(MONEY_MAX, -1, &v));
	assert_int_equal(v, MONEY_MAX - 1);
	v = UNTOUCHED;
	assert_false(money_add(MONEY_MAX, 1, &v));
	assert_false(money_add(-MONEY_MAX, -1, &v));
	assert_false(money_add(INT64_MAX, INT64_MAX, &v));
	assert_false(money_mul(MONEY_MAX, 2, &v));
	assert_false(money_mul(INT64_MIN, -1, &v));
	assert_false(money_mul(INT64_C(1) << 40, INT64_C(1) << 40, &v));
	assert_int_equal(v, UNTOUCHED);
	assert_true(money_mul(-300, 12, &v));
	assert_int_equal(v, -3600);
}

static void as_people_read_it(void **state)
{
	static const struct { int64_t fen; const char *is; } of[] = { { 0, "0.00" }, { 5, "0.05" },
		{ 99999, "999.99" }, { 100000, "1,000.00" }, { -100000, "-1,000.00" },
		{ -99900, "-999.00" }, { 123456789, "1,234,567.89" },
		{ MONEY_MAX, "90,000,000,000,000.00" } };
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_int_equal(money_show(text, of[i].fen), strlen(of[i].is));
		assert_string_equal(text, of[i].is);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_amounts),
		cmocka_unit_test(amounts_as_people_type_them),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(nothing_is_rounded),
		cmocka_unit_test(too_large_is_told),
		cmocka_unit_test(other_scales),
		cmocka_unit_test(written_again),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(sums_do_not_overflow),
		cmocka_unit_test(as_people_read_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

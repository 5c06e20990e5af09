/* Dates as clerks write them, and the calendar behind them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/date.h"

static void good(const char *text, date_t want, enum date_form want_form)
{
	enum date_form form = (enum date_form)9;
	date_t d = -1;

	if (date_read(str_of(text), &d, &form) != DATE_GOOD || d != want || form != want_form)
		fail_msg("\"%s\" gave %d form %d, not %d form %d", text, d, form, want, want_form);
}

static void bad(const char *text, enum date_bad want)
{
	enum date_form form = (enum date_form)9;
	date_t d = -1;
	enum date_bad got = date_read(str_of(text), &d, &form);

	if (got != want || d != -1)
		fail_msg("\"%s\" gave %d (%d), not %d", text, got, d, want);
	assert_false(date_parse(str_of(text), &d, &form));
}

static void iso_is_taken_as_it_is(void **state)
{
	(void)state;
	good("2016-08-06", 20160806, DATE_ISO);
	good("2016-08", 20160800, DATE_ISO);
	good("2016", 20160000, DATE_ISO);
	good("2016-02-29", 20160229, DATE_ISO);
	good("2000-02-29", 20000229, DATE_ISO);
	good("1800-01-01", 18000101, DATE_ISO);
	good("2199-12-31", 21991231, DATE_ISO);
}

static void other_habits_are_understood_and_counted(void **state)
{
	(void)state;
	good("2016.8.6", 20160806, DATE_OTHER);
	good("2016.08.06", 20160806, DATE_OTHER);
	good("2016/8/6", 20160806, DATE_OTHER);
	good("2016-8-6", 20160806, DATE_OTHER);
	good("2016-8-06", 20160806, DATE_OTHER);
	good("20160806", 20160806, DATE_OTHER);
	good("201608", 20160800, DATE_OTHER);
	good("2016/8", 20160800, DATE_OTHER);
	good("2016.08", 20160800, DATE_OTHER);
	good("2016.10", 20161000, DATE_OTHER);
	good("2016年8月6日", 20160806, DATE_OTHER);
	good("2016年08月06号", 20160806, DATE_OTHER);
	good("2016年8月", 20160800, DATE_OTHER);
	good("2016年", 20160000, DATE_OTHER);
	good("2016-08-06 00:00:00", 20160806, DATE_OTHER);
	good("2016/8/6 0:00", 20160806, DATE_OTHER);
	good("2016-08-06T00:00:00.000", 20160806, DATE_OTHER);
	good("2016-08-06 14:30:59", 20160806, DATE_OTHER);
	good("20160806 00:00:00", 20160806, DATE_OTHER);
	good("２０１６－０８－０６", 20160806, DATE_OTHER);
	good("２０１６年８月６日", 20160806, DATE_OTHER);
	good("２０１６．８．６", 20160806, DATE_OTHER);
	good(" 2016-08-06\t", 20160806, DATE_OTHER);
	good("\xE3\x80\x80" "2016-08-06", 20160806, DATE_OTHER);
	good("'2016-08-06", 20160806, DATE_OTHER);
}

static void impossible_dates_are_told_from_no_dates(void **state)
{
	(void)state;
	bad("2015-02-30", DATE_IMPOSSIBLE);
	bad("2015-02-29", DATE_IMPOSSIBLE);
	bad("1900-02-29", DATE_IMPOSSIBLE);
	bad("2016-13-01", DATE_IMPOSSIBLE);
	bad("2016-04-31", DATE_IMPOSSIBLE);
	bad("2016-00-00", DATE_IMPOSSIBLE);
	bad("2016-08-00", DATE_IMPOSSIBLE);
	bad("2016-00-06", DATE_IMPOSSIBLE);
	bad("20160800", DATE_IMPOSSIBLE);
	bad("20161301", DATE_IMPOSSIBLE);
	bad("201600", DATE_IMPOSSIBLE);
	bad("2015年2月30日", DATE_IMPOSSIBLE);
	bad("1799-12-31", DATE_IMPOSSIBLE);
	bad("2200-01-01", DATE_IMPOSSIBLE);
	bad("0000-00-00", DATE_IMPOSSIBLE);
	bad("9999-99-99", DATE_IMPOSSIBLE);
	bad("160806", DATE_IMPOSSIBLE);         /* two-digit years are not guessed */
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const texts[] = {
		"", " ", "'", "-", "无", "不详", "2016-", "2016-08-", "2016--08", "2016-08.06",
		"16-08-06",
		"06/08/2016", "2016-08-06x", "2016-008-06", "2016-08-006", "20168", "2016080",
		"201608061",
		"42588", "2016Y8M6D", "2016年8月6", "2016年8日", "年月日", "2016-08-06 25:00",
		"2016-08-06 10:60", "2016-08-06 10", "2016-08-06 10:5", "2016-08-06T",
		"-2016", "+2016",
		"2016-08-06 2016-08-07", "2.0160806E+07", "20160806.0", "Aug 6 2016",
		"2016-08-06\n1",
		"0x7E0", "2016\xEF\xBC", "\xFF\xFF\xFF\xFF", "１６年８月",
		"2016.1",       /* January, or a spreadsheet's October: not guessed */
		"2016-08-06-07-08-09-10-11-12-13-14-15-16-17-18-19-20-21-22-23-24",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		bad(texts[i], DATE_NOT_A_DATE);
	enum date_form form;
	date_t d;
	assert_int_equal(date_read((struct str){ "2016\0" "08", 7 }, &d, &form), DATE_NOT_A_DATE);
}

static void what_is_unknown_stays_unknown(void **state)
{
	char text[11];

	(void)state;
	assert_true(date_valid(20160800));
	assert_true(date_valid(20160000));
	assert_false(date_valid(20160006));
	assert_false(date_valid(0));
	assert_false(date_valid(-20160806));
	assert_int_equal(date_put(text, 20160806), 10);
	assert_string_equal(text, "2016-08-06");
	assert_int_equal(date_put(text, 20160800), 7);
	assert_string_equal(text, "2016-08");
	assert_int_equal(date_put(text, 20160000), 4);
	assert_string_equal(text, "2016");
	assert_int_equal(date_put(text, 0), 0);
	assert_string_equal(text, "");
	assert_int_equal(date_add_months(20160800, 6), 20170200);
	assert_int_equal(date_add_months(20160000, 12), 20170000);
	assert_true(20160000 < 20160800 && 20160800 < 20160801);
}

/* Every day of four centuries: there and back, one apart, weekdays in turn, text read again. */
static void every_day_counts(void **state)
{
	int32_t first = date_days(18000101), last = date_days(21991231);
	date_t before = 0;
	char text[11];

	(void)state;
	assert_int_equal(date_days(19700101), 0);
	assert_int_equal(date_days(20000301), 11017);
	assert_int_equal(last - first + 1, 400 * 365 + 97);
	for (int32_t n = first; n <= last; n++) {
		enum date_form form;
		date_t d = date_from_days(n), again;

		if (d <= before || !date_valid(d) || date_days(d) != n)
			fail_msg("day %d is %d", n, d);
		if (before && date_weekday(d) != date_weekday(before) % 7 + 1)
			fail_msg("weekday after %d", before);
		date_put(text, d);
		if (!date_parse(str_of(text), &again, &form) || again != d || form != DATE_ISO)
			fail_msg("%s", text);
		before = d;
	}
	assert_int_equal(date_from_days(first - 1), 0);
	assert_int_equal(date_from_days(last + 1), 0);
	assert_int_equal(date_from_days(INT32_MIN), 0);
	assert_int_equal(date_from_days(INT32_MAX), 0);
	assert_int_equal(date_weekday(19700101), 4);
	assert_int_equal(date_weekday(20200223), 7);
	assert_int_equal(date_weekday(20160806), 6);
}

static void ages_are_completed_years(void **state)
{
	(void)state;
	assert_int_equal(date_age(19900806, 20160805), 25);
	assert_int_equal(date_age(19900806, 20160806), 26);
	assert_int_equal(date_age(20000229, 20180228), 17);
	assert_int_equal(date_age(20000229, 20180301), 18);
	assert_int_equal(date_age(19900000, 20160101), 26);
	assert_int_equal(date_age(20160807, 20160806), -1);
}

static void months_are_completed_and_clipped(void **state)
{
	(void)state;
	assert_int_equal(date_add_months(20160131, 1), 20160229);
	assert_int_equal(date_add_months(20150131, 1), 20150228);
	assert_int_equal(date_add_months(20160331, -1), 20160229);
	assert_int_equal(date_add_months(20160115, -1), 20151215);
	assert_int_equal(date_add_months(20161215, 1), 20170115);
	assert_int_equal(date_add_months(20160229, 12), 20170228);
	assert_int_equal(date_add_months(21991201, 1), 0);
	assert_int_equal(date_add_months(20160101, INT32_MAX), 0);
	assert_int_equal(date_months_between(20160131, 20160229), 1);
	assert_int_equal(date_months_between(20160131, 20160228), 0);
	assert_int_equal(date_months_between(20160115, 20160214), 0);
	assert_int_equal(date_months_between(20160115, 20170115), 12);
	assert_int_equal(date_months_between(20170115, 20160115), -12);
	assert_int_equal(date_months_between(20160800, 20160901), 1);
}

static void a_moment_has_its_date_in_the_zone(void **state)
{
	(void)state;
	assert_int_equal(date_of_ms(0, 0), 19700101);
	assert_int_equal(date_of_ms(-1, 0), 19691231);
	assert_int_equal(date_of_ms(INT64_C(1470441600000) - 1, 0), 20160805);
	assert_int_equal(date_of_ms(INT64_C(1470441600000), 0), 20160806);
	assert_int_equal(date_of_ms(INT64_C(1470412800000), 480), 20160806);
	assert_int_equal(date_of_ms(INT64_C(1470412800000) - 1, 480), 20160805);
	assert_int_equal(date_of_ms(INT64_MAX, 480), 0);
	assert_int_equal(date_of_ms(INT64_MIN, -480), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso_is_taken_as_it_is),
		cmocka_unit_test(other_habits_are_understood_and_counted),
		cmocka_unit_test(impossible_dates_are_told_from_no_dates),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(what_is_unknown_stays_unknown),
		cmocka_unit_test(every_day_counts),
		cmocka_unit_test(ages_are_completed_years),
		cmocka_unit_test(months_are_completed_and_clipped),
		cmocka_unit_test(a_moment_has_its_date_in_the_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

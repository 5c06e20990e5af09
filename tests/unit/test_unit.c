/* Units of headers, numbers in another unit than the field's, and what other programs hang on
 * numbers that are kept as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "entity/cell.h"
#include "entity/unit.h"

#define TODAY 20260315

static struct desk { struct arena a; struct model m; struct cell_cx c; } desk;

static int setup(void **state)
{
	(void)state;
	arena_init(&desk.a, 1 << 20);
	desk.c = (struct cell_cx){ &desk.m, &desk.a, TODAY };
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&desk.a);
	return 0;
}

static void takes_text(void **state, const struct field *f, const char *cell, const char *kind,
                       const char *want)
{
	struct cell_result r;

	(void)state;
	cell_read(&desk.c, f, str_of(cell), &r);
	if (r.state == CELL_BAD || !str_eqz(r.v.s, want) || strcmp(r.kind, kind))
		fail_msg("'%s' gave '%.*s', %s", cell, STR_FMT(r.v.s), r.kind ? r.kind : "-");
}

static void refuses(void **state, const struct field *f, const char *cell, const char *kind)
{
	struct cell_result r;

	(void)state;
	cell_read(&desk.c, f, str_of(cell), &r);
	if (r.state != CELL_BAD || strcmp(r.kind, kind))
		fail_msg("'%s' was taken", cell);
}

static void unit_is(const char *text, const char *name)
{
	const struct unit *u = unit_find(str_of(text));

	if (!u ? name != NULL : !name || !str_eqz(unit_name(u), name))
		fail_msg("'%s' is %.*s", text, u ? (int)unit_name(u).n : 1, u ? unit_name(u).p : "-");
}

static void units_by_name(void **state)
{
	struct str bare;

	(void)state;
	unit_is("元", "元");
	unit_is("单位:万元", "万元");
	unit_is("金额单位:万元", "万元");
	unit_is("万元/年", "万元");
	unit_is("元/人/年", "元");
	unit_is("元/月", NULL);                 /* a month's is another thing than a year's */
	unit_is("以万元为单位", "万元");
	unit_is("亩", "亩");
	unit_is("hm2", "公顷");
	unit_is("盖章", NULL);
	unit_is("", NULL);
	assert_true(str_eqz(unit_name(unit_at_end(STR("人均纯收入万元"), &bare)), "万元"));
	assert_true(str_eqz(bare, "人均纯收入"));
	assert_true(str_eqz(unit_name(unit_at_end(STR("金额:元"), &bare)), "元"));
	assert_true(str_eqz(bare, "金额"));
	assert_null(unit_at_end(STR("万元"), &bare) && bare.n == 0 ? "whole" : NULL);
	assert_null(unit_at_end(STR("姓名"), &bare));
}

static void factors_are_exact(void **state)
{
	struct factor f;

	(void)state;
	assert_true(unit_factor(unit_find(STR("万元")), unit_find(STR("元")), &f));
	assert_true(f.num == 10000 && f.den == 1);
	assert_true(unit_factor(unit_find(STR("元")), unit_find(STR("万元")), &f));
	assert_true(f.num == 1 && f.den == 10000);
	assert_true(unit_factor(unit_find(STR("平方米")), unit_find(STR("公顷")), &f));
	assert_true(f.num == 1 && f.den == 10000);
	assert_true(unit_factor(unit_find(STR("公里")), unit_find(STR("千米")), &f));
	assert_true(f.num == 1 && f.den == 1);
	assert_false(unit_factor(unit_find(STR("亩")), unit_find(STR("元")), &f));
	assert_false(unit_factor(NULL, unit_find(STR("元")), &f));
	assert_true(unit_of_pair("亩|mu") == unit_find(STR("亩")));
	assert_null(unit_of_pair("%|%"));
	assert_null(unit_of_pair(NULL));
}

/* What spreadsheets and other programs put around numbers that are kept as text. */
static void what_hangs_on_numbers(void **state)
{
	static const struct field no = { .name = "no", .type = FT_CODE, .max = 32 };
	static const struct field id = { .name = "id", .type = FT_IDNO };
	static const struct field ref = { .name = "r", .type = FT_REF, .ref = "household" };
	static const struct field area = { .name = "a", .type = FT_AREA };
	static const struct field phone = { .name = "p", .type = FT_PHONE };

	takes_text(state, &no, "9801.0", "number_tail", "9801");
	takes_text(state, &no, "98\xE2\x80\x8B" "01", "code_form", "9801");
	takes_text(state, &no, "98\xC2\xA0" "01", "full_width", "9801");
	refuses(state, &no, "9801.5", "code_invalid");
	refuses(state, &no, ".0", "code_invalid");
	takes_text(state, &ref, "9801.0", "number_tail", "9801");
	takes_text(state, &area, "980101100201.0", "number_tail", "980101100201");
	takes_text(state, &phone, "13800001234.0", "number_tail", "13800001234");
	takes_text(state, &id, "11010120000101123 2", "spaces", "110101200001011232");
	takes_text(state, &id, "110101200001011232.0", "number_tail", "110101200001011232");
	takes_text(state, &id, "1101012000\xE2\x80\x8B" "01011232", "spaces", "110101200001011232");
	takes_text(state, &id, "\xE2\x80\x98" "110101200001011232", "apostrophe", "110101200001011232");
}

static void takes_in(void **state, const struct field *f, int64_t num, int64_t den,
                     const char *cell, const char *kind, int64_t want)
{
	struct cell_result res;

	(void)state;
	cell_read_in(&desk.c, f, (struct factor){ num, den }, str_of(cell), &res);
	if (res.state == CELL_BAD ? want != -1 : res.v.kind != VAL_INT || res.v.i != want)
		fail_msg("'%s' is %lld (state %d)", cell, (long long)res.v.i, res.state);
	assert_string_equal(res.kind, kind);
}

/* 万元 to fen, 公顷 and square metres to 亩: exact, or rounded and told, or refused. */
static void another_unit(void **state)
{
	static const struct field money = { .name = "m", .type = FT_MONEY, .min = 0,
		.max = 10000000000 };
	static const struct field area = { .name = "d", .type = FT_DEC, .scale = 2, .max = 10000000 };
	static const struct field count = { .name = "n", .type = FT_INT };

	takes_in(state, &money, 10000, 1, "1.2", "unit_scaled", 1200000);
	takes_in(state, &money, 10000, 1, "１.2", "unit_scaled", 1200000);
	takes_in(state, &money, 10000, 1, "0.000001", "unit_scaled", 1);
	takes_in(state, &money, 10000, 1, "0.0000001", "number_decimals", -1);
	takes_in(state, &money, 10000, 1, "-1", "money_negative", -1);
	takes_in(state, &money, 10000, 1, "12000", "value_range", -1);     /* 元 under a 万元 header */
	takes_in(state, &money, 10000, 1, "99999999999999", "value_range", -1);
	takes_in(state, &money, 10000, 1, "一万", "number_invalid", -1);
	takes_in(state, &money, 1000, 1, "1,234.5", "unit_scaled", 123450000);
	takes_in(state, &area, 15, 1, "0.2", "unit_scaled", 300);
	takes_in(state, &area, 15, 1, "0.1234", "unit_rounded", 185);
	takes_in(state, &area, 3, 2000, "1000", "unit_scaled", 150);
	takes_in(state, &area, 3, 2000, "33", "unit_rounded", 5);
	takes_in(state, &count, 10000, 1, "1.5", "unit_scaled", 15000);
	takes_in(state, &count, 10000, 1, "1.00001", "number_decimals", -1);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(units_by_name), TEST(factors_are_exact), TEST(what_hangs_on_numbers),
		TEST(another_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

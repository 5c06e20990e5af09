/* Roles by their names: of each language, one after the other, and one that nobody knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/roles_say.h"

static void says(const char *before, const struct str *role, int n, enum lang lang,
                 const char *want)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	buf_addz(&b, before);
	roles_say(&b, role, n, lang);
	assert_int_equal(b.n, strlen(want));
	assert_memory_equal(b.p ? b.p : "", want, b.n);
}

static void roles_are_told_by_name(void **state)
{
	const struct str two[] = { STR("village_clerk"), STR("township_clerk") };

	(void)state;
	says("", two, 1, LANG_ZH, "村信息员");
	says("", two, 2, LANG_ZH, "村信息员、乡镇经办");
	says("", two, 2, LANG_EN, "Village clerk, Township clerk");
	says("县级", two, 1, LANG_ZH, "县级、村信息员");
}

static void a_role_of_another_program_is_told_by_its_id(void **state)
{
	const struct str role[] = { STR("village_clerk"), STR("well_keeper"), STR("") };

	(void)state;
	says("", role, 2, LANG_EN, "Village clerk, well_keeper");
	says("", role, 0, LANG_EN, "");
	says("before", role, 0, LANG_ZH, "before");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_are_told_by_name),
		cmocka_unit_test(a_role_of_another_program_is_told_by_its_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What may hang where everybody reads it: masks and lists, against names and groups into which
 * numbers, illnesses and remarks were typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "domain/gate/notice_list.h"
#include "domain/gate/notice_mask.h"

static struct str never[] = { { "病", 3 }, { "残", 3 }, { "癌", 3 }, { "低保", 6 }, { "孤儿", 6 } };
static const struct notice_policy policy = { .never = never, .nnever = 5 };

static void name_is(enum name_left left, const char *name, const char *want)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	notice_name(&b, &policy, left, str_of(name));
	assert_string_equal(b.p, want);
}

static void names(void **state)
{
	(void)state;
	name_is(NAME_ENDS, "王建英", "王*英");
	name_is(NAME_ENDS, "王英", "王*");
	name_is(NAME_ENDS, "欧阳建国", "欧*国");
	name_is(NAME_SURNAME, "王建英", "王**");
	name_is(NAME_SURNAME, "欧阳建国", "欧阳**");
	name_is(NAME_WHOLE, "王建英", "王建英");
	name_is(NAME_ENDS, " 王建英\n", "王*英");
	name_is(NAME_ENDS, "阿卜杜拉·买买提", "阿**");
	name_is(NAME_WHOLE, "阿卜杜拉·买买提", "阿卜杜拉·买买提");
	name_is(NAME_ENDS, "𠮷田英", "𠮷*英");      /* a rare character of four bytes */
	name_is(NAME_ENDS, "", "**");
	name_is(NAME_ENDS, "英", "英**");
}

static void not_what_is_no_name(void **state)
{
	enum name_left all[] = { NAME_SURNAME, NAME_ENDS, NAME_WHOLE };

	(void)state;
	for (int i = 0; i < 3; i++) {
		name_is(all[i], "王建国肝癌", "王**");
		name_is(all[i], "王癌", "王**");
		name_is(all[i], "王建国510101199001011234", "王**");
		name_is(all[i], "王建国（残疾）", "王**");
		name_is(all[i], "王建国 13900000001", "王**");
		name_is(all[i], "13900000001", "**");
		name_is(all[i], "510101199001011234", "**");
		name_is(all[i], "<b>王</b>", "**");
		name_is(all[i], "病人", "**");
		name_is(all[i], "残疾人张三", "**");
		name_is(all[i], "王建国家住青山镇三组", "王**");
		name_is(all[i], "\xff\xfe", "**");
	}
}

static void group_is(const char *group, const char *want)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	notice_group(&b, &policy, str_of(group));
	assert_string_equal(b.p, want);
}

static void groups(void **state)
{
	(void)state;
	group_is("3组", "3组");
	group_is("第十二村民小组", "第十二村民小组");
	group_is("王家湾", "王家湾");
	group_is("", "—");
	group_is("三组 肝癌", "—");
	group_is("三组13900000001", "—");
	group_is("１３９００００００１", "—");           /* full width */
	group_is("一三九零零零零零零零一", "—");
	group_is("幺叁玖〇〇", "—");
	group_is("低保组", "—");
	group_is("3组\t4", "—");
	group_is("张家院子（王建国家）", "—");
	group_is("17号院", "—");                 /* where somebody lives */
	group_is("3组8栋302", "—");
	group_is("八号楼", "—");
	group_is("七里坪", "七里坪");
	assert_true(notice_group_plain(STR("3组")) && notice_group_plain(STR("第十二村民小组")));
	assert_true(notice_group_plain(STR("五队")) && notice_group_plain(STR("二社")));
	assert_false(notice_group_plain(STR("王家湾组")) || notice_group_plain(STR("组")) ||
	             notice_group_plain(STR("1234组")) || notice_group_plain(STR("3组残疾")));
}

/* ---- lists ---- */

static const struct notice_medium web = { .id = { "web", 3 }, .names = NAME_ENDS,
	.column = { NOTICE_POSITION, NOTICE_NAME, NOTICE_GROUP, NOTICE_MEMBERS }, .ncolumn = 4 };

static const struct notice_head head = { .no = { "2026-0001", 9 }, .title = { "公示", 6 },
	.title_en = { "Notice", 6 }, .place = { "青山镇甲村", 15 }, .area = { "980121100200", 12 },
	.from = 20261120, .until = 20261126, .days = 7, .alg = HASH_SHA256 };

/* Written for the web and read back. */
static void written(struct arena *a, struct buf *b, const struct notice_entry *e, int n,
                    struct notice_text *t)
{
	struct str cells[5];

	arena_init(a, 1 << 20);
	buf_init(b, 1 << 16);
	notice_list_put(b, a, &policy, &web, &head, e, n, cells);
	assert_true(notice_list_read(buf_str(b), t));
	assert_int_equal(t->lines, n);
}

static void the_same_look_is_told_apart(void **state)
{
	const struct notice_entry e[] = { { STR("王建英"), STR("3组"), 4, STR("") },
		{ STR("李四"), STR("3组"), 0, STR("") }, { STR("王晓英"), STR("3组"), 2, STR("") },
		{ STR("王大英"), STR("4组"), 1, STR("") }, { STR("王小英"), STR("3组"), 100, STR("") } };
	static const char *const want[] = { "王*英①", "李*", "王*英②", "王*英", "王*英③" };
	struct str cell[NOTICE__COLUMNS], rest;
	struct notice_text t;
	struct buf b BUF_AUTO = { 0 };
	struct arena a;

	(void)state;
	written(&a, &b, e, 5, &t);
	assert_int_equal(t.head.until, 20261126);
	assert_true(str_eqz(t.head.place, "青山镇甲村"));
	rest = t.rows;
	for (int i = 0; i < 5; i++) {
		assert_true(notice_list_row(&t, &rest, cell));
		assert_true(str_eqz(cell[NOTICE_NAME], want[i]));
	}
	assert_true(str_eqz(cell[NOTICE_MEMBERS], "—"));
	assert_false(notice_list_row(&t, &rest, cell));
	for (size_t cut = 0; cut < 60; cut++)        /* half a list is none */
		assert_false(notice_list_read((struct str){ b.p, cut }, &t));
	arena_free(&a);
}

/* The name of a place is nobody's: told whole, with nothing beside it, and it ends no line. */
static void a_list_of_places_names_them(void **state)
{
	const struct notice_entry e[] = { { .place = STR("青山镇甲村") }, { .place = STR("青山镇乙\t村") } };
	struct str cell[NOTICE__COLUMNS], rest;
	struct notice_text t;
	struct buf b BUF_AUTO = { 0 };
	struct arena a;

	(void)state;
	written(&a, &b, e, 2, &t);
	assert_int_equal(t.ncolumn, 2);
	assert_true(str_find(buf_str(&b), STR("\nnames whole\n")) > 0);
	rest = t.rows;
	assert_true(notice_list_row(&t, &rest, cell));
	assert_true(str_eqz(cell[NOTICE_POSITION], "1") && str_eqz(cell[NOTICE_PLACE], "青山镇甲村"));
	assert_true(notice_list_row(&t, &rest, cell));
	assert_true(str_eqz(cell[NOTICE_PLACE], "青山镇乙 村"));
	assert_false(notice_list_row(&t, &rest, cell));
	arena_free(&a);
}

/* ---- ten thousand lists with what should not be in them ---- */

static uint64_t rng_state = 5;

static int any(int n)
{
	rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
	return (int)((rng_state >> 33) % (uint64_t)n);
}

static void planted(char *out, size_t most, bool name)
{
	static const char *const sur[] = { "王", "李", "张", "欧阳", "残", "病" };
	static const char *const given[] = { "建国", "英", "癌", "小宝", "残疾", "大病", "晓明", "" };
	static const char *const group[] = { "3组", "第五小组", "王家湾", "低保户组", "孤儿", "癌症组" };
	char number[32];

	for (int i = 0; i < 18; i++)
		number[i] = (char)('0' + any(10));
	number[any(2) ? 18 : 11] = 0;
	if (name)
		snprintf(out, most, "%s%s%s%s", sur[any(6)], given[any(8)], any(3) ? "" : number,
		         any(4) ? "" : given[any(8)]);
	else
		snprintf(out, most, "%s%s%s", group[any(6)], any(3) ? "" : number,
		         any(3) ? "" : sur[any(6)]);
}

/* No word of `never`; no run of digits but those of numbers, dates and the place's code. */
static void clean(struct str rows)
{
	int run = 0;

	for (int i = 0; i < policy.nnever; i++)
		assert_int_equal(str_find(rows, policy.never[i]), -1);
	for (size_t i = 0; i < rows.n; i++) {
		run = rows.p[i] >= '0' && rows.p[i] <= '9' ? run + 1 : 0;
		assert_true(run <= 3);
	}
}

static void ten_thousand(void **state)
{
	static char text[2][30][200];
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (int turn = 0; turn < 10000; turn++) {
		struct notice_entry e[30];
		struct str cells[30];
		struct buf b BUF_AUTO = { 0 };
		struct notice_text t;
		int n = 1 + any(30);

		for (int i = 0; i < n; i++) {
			planted(text[0][i], sizeof text[0][i], true);
			planted(text[1][i], sizeof text[1][i], false);
			e[i] = (struct notice_entry){ str_of(text[0][i]), str_of(text[1][i]), any(20),
				STR("") };
		}
		buf_init(&b, 1 << 16);
		notice_list_put(&b, &a, &policy, &web, &head, e, n, cells);
		assert_true(notice_list_read(buf_str(&b), &t));
		assert_int_equal(t.lines, n);
		clean(t.rows);
		arena_reset(&a);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(not_what_is_no_name),
		cmocka_unit_test(groups),
		cmocka_unit_test(the_same_look_is_told_apart),
		cmocka_unit_test(a_list_of_places_names_them),
		cmocka_unit_test(ten_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

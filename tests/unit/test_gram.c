/* Search keys of names: who is found by what a clerk types, and who is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "crypto/gram.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static struct str bytes(const void *p, size_t n)
{
	return (struct str){ p, n };
}

static bool has(const struct gram *g, int n, enum gram_kind kind, const char *text)
{
	for (int i = 0; i < n; i++)
		if (g[i].kind == kind && g[i].key == gram_key(kind, str_of(text)))
			return true;
	return false;
}

static int count(const struct gram *g, int n, enum gram_kind kind)
{
	int c = 0;

	for (int i = 0; i < n; i++)
		c += g[i].kind == kind;
	return c;
}

/* Would this query find this name? */
static bool all_in(const struct gram *q, int nq, const struct gram *g, int n)
{
	int hits = 0;

	for (int i = 0; i < nq; i++)
		for (int j = 0; j < n; j++)
			hits += q[i].kind == g[j].kind && q[i].key == g[j].key;
	return nq > 0 && hits == nq;
}

static bool finds(const char *query, const char *name)
{
	struct gram q[GRAM_MAX], g[GRAM_MAX];
	int nq = gram_of_query(str_of(query), q), n = gram_of_name(str_of(name), g);

	return all_in(q, nq, g, n);
}

static bool finds_part(const char *query, const char *name)
{
	struct gram q[GRAM_MAX], g[GRAM_MAX];
	int nq = gram_of_part(str_of(query), q), n = gram_of_name(str_of(name), g);

	return all_in(q, nq, g, n);
}

static void test_keys_of_a_usual_name(void **state)
{
	struct gram g[GRAM_MAX];
	int n = gram_of_name(STR("王小明"), g);

	(void)state;
	assert_int_equal(n, 4);
	assert_true(has(g, n, GRAM_NAME, "王小明"));
	assert_true(has(g, n, GRAM_PAIR, "王小"));
	assert_true(has(g, n, GRAM_PAIR, "小明"));
	assert_true(has(g, n, GRAM_INITIALS, "wxm"));
	n = gram_of_name(STR("李娜"), g);
	assert_int_equal(n, 3);
	assert_true(has(g, n, GRAM_NAME, "李娜"));
	assert_true(has(g, n, GRAM_PAIR, "李娜"));
	assert_true(has(g, n, GRAM_INITIALS, "ln"));
	n = gram_of_name(STR("欧阳小明"), g);
	assert_int_equal(n, 5);
	assert_true(has(g, n, GRAM_PAIR, "欧阳"));
	assert_true(has(g, n, GRAM_INITIALS, "oyxm"));
	assert_int_equal(gram_of_name(STR(""), g), 0);
	assert_int_equal(gram_of_name(STR(" ·　"), g), 0);
	/* one character is a name too; nothing is there twice */
	assert_int_equal(gram_of_name(STR("丁"), g), 2);
	assert_int_equal(count(g, gram_of_name(STR("娜娜娜"), g), GRAM_PAIR), 1);
}

static void test_searches_that_find(void **state)
{
	(void)state;
	assert_true(finds("王小明", "王小明"));
	assert_true(finds("王小", "王小明"));
	assert_true(finds("小明", "王小明"));
	assert_true(finds("wxm", "王小明"));
	assert_true(finds("WXM", "王小明"));
	assert_true(finds("ｗｘｍ", "王小明"));
	assert_true(finds("王 小明", "王小明"));
	assert_true(finds("李娜", "李　娜"));
	assert_true(finds("欧阳", "欧阳小明"));
	assert_true(finds("欧阳小明", "欧阳小明"));
	assert_true(finds("oyxm", "欧阳小明"));
	assert_true(finds("阿q", "阿Q"));
	assert_true(finds("zl", "张〇"));
}

static void test_searches_that_do_not(void **state)
{
	struct gram q[GRAM_MAX];

	(void)state;
	assert_int_equal(gram_of_query(STR(""), q), 0);
	assert_int_equal(gram_of_query(STR("王"), q), 0);
	assert_int_equal(gram_of_query(STR("w"), q), 0);
	assert_int_equal(gram_of_query(STR(" · "), q), 0);
	assert_int_equal(gram_of_part(STR("王"), q), 0);
	assert_false(finds("明小", "王小明"));
	assert_false(finds("王明", "王小明"));
	assert_false(finds("wx", "王小明"));
	assert_false(finds("王大明", "王小明"));
	assert_false(finds("王小明明", "王小明"));
	/* three characters are taken for a whole name; a part is asked for as one */
	assert_false(finds("欧阳小", "欧阳小明"));
	assert_true(finds_part("欧阳小", "欧阳小明"));
	assert_true(finds_part("王小", "王小明"));
	assert_false(finds_part("欧阳大", "欧阳小明"));
}

static void test_names_with_middle_dots(void **state)
{
	static const char *written[] = { "阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽．买买提",
	                                 "阿依古丽.买买提", "阿依古丽・买买提", "阿依古丽 买买提",
	                                 "阿依古丽买买提" };

	(void)state;
	for (int i = 0; i < COUNT(written); i++) {
		for (int j = 0; j < COUNT(written); j++)
			assert_true(finds(written[i], written[j]));
		assert_true(finds("阿依古丽", written[i]));
		assert_true(finds("买买提", written[i]) == false && finds_part("买买提", written[i]));
		assert_true(finds("ayglmmt", written[i]));
	}
}

static void test_characters_with_several_readings(void **state)
{
	struct gram g[GRAM_MAX];
	int n;

	(void)state;
	assert_true(finds("sxm", "单小明") && finds("dxm", "单小明"));
	assert_true(finds("xxm", "解小明") && finds("jxm", "解小明"));
	assert_true(finds("qxm", "仇小明") && finds("cxm", "仇小明"));
	assert_true(finds("zxm", "查小明") && finds("zxm", "曾小明") && finds("zxm", "翟小明"));
	assert_true(finds("yy", "乐乐") && finds("ll", "乐乐") && finds("yl", "乐乐"));
	assert_true(finds("yccx", "尉迟长行") && finds("wczh", "尉迟长行"));
	assert_true(finds("mqxm", "万俟小明"));
	/* 2 to the 6th would be 64 keys: eight are kept, and the array holds */
	n = gram_of_name(STR("乐长朝行重单"), g);
	assert_int_equal(count(g, n, GRAM_INITIALS), 8);
	assert_int_equal(n, 1 + 5 + 8);
	assert_true(has(g, n, GRAM_INITIALS, "lcchcc"));
}

static void test_the_longest_name_fits(void **state)
{
	struct gram g[GRAM_MAX + 1];
	char name[400] = "";
	int n = 0;

	(void)state;
	memset(&g[GRAM_MAX], 0x5a, sizeof g[0]);
	for (int i = 0; i < 100; i++)
		n += utf8_put(name + n, i < 20 ? (int32_t[]){ 0x4E50, 0x957F }[i & 1] : 0x4E00 + i);
	n = gram_of_name(bytes(name, (size_t)n), g);
	assert_in_range(n, 1, GRAM_MAX);
	for (size_t i = 0; i < sizeof g[0]; i++)
		assert_int_equal(((unsigned char *)&g[GRAM_MAX])[i], 0x5a);
	/* pairs of 24 characters are asked as far as they are stored */
	assert_true(finds("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地",
	                  "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地"));
}

static void test_readings(void **state)
{
	static const struct { int32_t cp; const char *initials; } rows[] = {
#define READING(character, initials) { character, initials },
#include "crypto/readings.def"
#undef READING
	};
	static const struct { const char *z; char initial; } usual[] = {
		{ "王", 'w' }, { "吕", 'l' }, { "安", 'a' }, { "鄂", 'e' }, { "欧", 'o' }, { "余", 'y' },
		{ "张", 'z' }, { "陈", 'c' }, { "施", 's' }, { "㛃", 'j' }, { "玥", 'y' },
	};

	(void)state;
	assert_true(COUNT(rows) >= 60);
	for (int i = 0; i < COUNT(rows); i++) {
		uint32_t want = 0;
		for (const char *z = rows[i].initials; *z; z++)
			want |= UINT32_C(1) << (*z - 'a');
		assert_int_equal(gram_initials(rows[i].cp), want);
		assert_true(rows[i].cp == 0x3007 || __builtin_popcount(want) > 1);
	}
	for (int i = 0; i < COUNT(usual); i++) {
		struct str s = str_of(usual[i].z);
		uint32_t want = UINT32_C(1) << (usual[i].initial - 'a');
		assert_int_equal(gram_initials(utf8_next(&s)), want);
	}
	assert_int_equal(gram_initials('a'), 0);
	assert_int_equal(gram_initials(0x33FF), 0);
	assert_int_equal(gram_initials(0xA000), 0);
	assert_int_equal(gram_initials(0x10FFFF), 0);
	assert_int_equal(gram_initials(-1), 0);
}

static void test_a_character_nobody_can_read(void **state)
{
	struct gram g[GRAM_MAX];
	int n = gram_of_name(STR("王\xf0\xa0\x80\x80明"), g);

	(void)state;
	assert_int_equal(count(g, n, GRAM_INITIALS), 0);
	assert_int_equal(n, 3);
}

static void test_keys_are_44_bits_and_stay_as_they_are(void **state)
{
	(void)state;
	/* the empty text under 0 is one FNV-1a step; a stored key must never change its meaning */
	assert_int_equal(gram_key(0, STR("")), UINT64_C(0xd4c860b41e4));
	assert_true(gram_key(1, STR("王小明")) != gram_key(2, STR("王小明")));
	for (unsigned i = 0; i < 1000; i++)
		assert_true(gram_key(i & 7, bytes(&i, sizeof i)) < UINT64_C(1) << 44);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_of_a_usual_name),
		cmocka_unit_test(test_searches_that_find),
		cmocka_unit_test(test_searches_that_do_not),
		cmocka_unit_test(test_names_with_middle_dots),
		cmocka_unit_test(test_characters_with_several_readings),
		cmocka_unit_test(test_the_longest_name_fits),
		cmocka_unit_test(test_readings),
		cmocka_unit_test(test_a_character_nobody_can_read),
		cmocka_unit_test(test_keys_are_44_bits_and_stay_as_they_are),
	};

	return cmocka_run_group_tests_name("gram", tests, NULL, NULL);
}

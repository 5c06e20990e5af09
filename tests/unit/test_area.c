/* The tree of areas: order, missing levels, names, what was before, and what a nation costs. */
#include "register_fix.h"

#include "domain/register/area.h"

/* Sanitizers make each allocation and access dear: there the nation is a large county. */
#ifdef __SANITIZE_ADDRESS__
#define JZ_SLOW_MACHINE 1
#else
#define JZ_SLOW_MACHINE 0
#endif

static struct area_tree *tree(struct desk *d)
{
	struct area_tree *t;

	GOOD(d, area_load(&d->cx, &d->cx.arena, d->r, &t));
	return t;
}

static struct rec *area(struct desk *d, const char *code, const char *name, const char *level)
{
	return add(d, "area", "code", code, "name", name, "level", level, NULL);
}

/* 9801 示例市 / 980101 示例县 / 青山镇 白水乡 / villages */
static void county(struct desk *d)
{
	area(d, "980000000000", "示例省", "省级");
	area(d, "980100000000", "示例市", "地级");
	area(d, "980101000000", "示例县", "县级");
	area(d, "980101101000", "白水乡", "乡级");
	area(d, "980101100000", "青山镇", "乡级");
	area(d, "980101100201", "向阳村委会", "村级");
	area(d, "980101100202", "新村", "村级");
	area(d, "980101101201", "新村", "村级");
	area(d, "980101101202", "河口社区居委会", "村级");
	save(d);
}

static int by_name(struct area_tree *t, const char *c, const char *w, const char *v)
{
	return area_by_name(t, str_of(c), str_of(w), str_of(v));
}

static int64_t code_of(struct area_tree *t, int i)
{
	return i < 0 ? i : area_nth(t, i)->code;
}

/* One list of words for exports, forms and lists: the pack's. */
static void words_of_levels(void **state)
{
	static const struct { const char *word; int level; } all[] = {
		{ "province", 1 }, { "省", 1 }, { "市", 2 }, { "prefecture", 2 }, { "县", 3 },
		{ "县区", 3 }, { "county", 3 }, { "乡", 4 }, { "镇", 4 }, { "乡镇", 4 },
		{ "township", 4 }, { "Township", 4 }, { "村", 5 }, { "行政村", 5 }, { "village", 5 },
		{ "组", 6 }, { "村民小组", 6 }, { "group", 6 }, { "国家", 0 }, { "type", 0 }, { "", 0 },
	};
	struct desk *d = desk_open();

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (area_level_read(d->r, str_of(all[i].word)) != all[i].level)
			fail_msg("%s: %d", all[i].word, area_level_read(d->r, str_of(all[i].word)));
	desk_close(d);
}

static void descendants_follow_their_parent(void **state)
{
	struct desk *d = desk_open();
	struct area_tree *t;
	const struct area_node *town;
	struct buf b BUF_AUTO;
	int i;

	(void)state;
	county(d);
	t = tree(d);
	assert_int_equal(area_count(t), 9);
	i = area_by_code(t, INT64_C(980101100000));
	town = area_nth(t, i);
	assert_string_equal(str_z(&d->cx.arena, town->name), "青山镇");
	assert_int_equal(town->lo, i);
	assert_int_equal(town->hi - town->lo, 3);
	assert_true(area_within(town, area_by_code(t, INT64_C(980101100202))));
	assert_false(area_within(town, area_by_code(t, INT64_C(980101101201))));
	assert_int_equal(area_nth(t, 0)->hi, 9);
	assert_int_equal(area_by_code(t, 980101), area_by_code(t, INT64_C(980101000000)));
	assert_int_equal(area_by_id(t, town->id), i);
	assert_int_equal(area_by_id(t, town->id + 1000), -1);
	assert_int_equal(area_by_id(t, -5), -1);
	i = area_by_code(t, INT64_C(980101100201));
	assert_int_equal(code_of(t, area_up(t, i, 3)), 980101000000);
	assert_int_equal(area_up(t, i, 6), -1);
	buf_init(&b, 200);
	area_path(&b, t, i, 3);
	assert_string_equal(b.p, "示例县青山镇向阳村委会");
	desk_close(d);
}

/* A town right under a prefecture-level city; a zone and a group that only say whose they are. */
static void missing_levels_find_the_nearest_ancestor(void **state)
{
	struct desk *d = desk_open();
	struct area_tree *t;
	struct rec *city, *town, *village, *zone;
	int i;

	(void)state;
	city = area(d, "981900000000", "无县市", "地级");
	town = area(d, "981900003000", "东坝街道", "乡级");
	village = area(d, "981900003001", "东坝社区", "村级");
	area(d, "981900404201", "无乡村", "村级");      /* its township is not there */
	zone = add(d, "area", "code", "KFQ-1", "name", "高新区", "parent_area", ref(d, city), NULL);
	add(d, "area", "code", "98190000300107", "name", "七组", NULL);
	add(d, "area", "code", "G9", "name", "九组", "parent_area", ref(d, village), NULL);
	save(d);
	t = tree(d);
	i = area_by_code(t, INT64_C(981900003000));
	assert_int_equal(area_nth(t, area_nth(t, i)->parent)->id, city->id);
	i = area_by_code(t, INT64_C(981900404201));
	assert_int_equal(area_nth(t, area_nth(t, i)->parent)->id, city->id);
	i = by_name(t, "", "", "七组");
	assert_int_equal(area_nth(t, i)->level, 6);
	assert_int_equal(area_nth(t, area_nth(t, i)->parent)->id, village->id);
	i = by_name(t, "", "", "九组");
	assert_int_equal(area_nth(t, i)->level, 6);
	assert_int_equal(by_name(t, "", "", "KFQ-1"), area_by_id(t, zone->id));
	assert_int_equal(code_of(t, area_up(t, area_by_id(t, village->id), 3)), -1);
	assert_int_equal(area_up(t, area_by_id(t, village->id), 4), area_by_id(t, town->id));
	desk_close(d);
}

static void names_are_known_as_people_write_them(void **state)
{
	struct desk *d = desk_open();
	struct area_tree *t;

	(void)state;
	county(d);
	t = tree(d);
	assert_int_equal(code_of(t, by_name(t, "", "", "向阳村委会")), 980101100201);
	assert_int_equal(code_of(t, by_name(t, "", "", "向阳村")), 980101100201);
	assert_int_equal(code_of(t, by_name(t, "", "", "向阳村村民委员会")), 980101100201);
	assert_int_equal(code_of(t, by_name(t, "", "", "河口社区")), 980101101202);
	assert_int_equal(by_name(t, "", "", "新村"), -2);
	assert_int_equal(by_name(t, "", "", "没有村"), -1);
	assert_int_equal(by_name(t, "", "", ""), -1);
	assert_int_equal(code_of(t, by_name(t, "", "白水乡", "新村")), 980101101201);
	assert_int_equal(code_of(t, by_name(t, "示例县", "青山镇", "新村")), 980101100202);
	assert_int_equal(by_name(t, "别县", "青山镇", "新村"), -1);
	assert_int_equal(code_of(t, by_name(t, "示例县", "青山镇", "")), 980101100000);
	assert_int_equal(code_of(t, by_name(t, "示例县", "", "")), 980101000000);
	assert_int_equal(code_of(t, by_name(t, "", "", "示例县/白水乡/新村")), 980101101201);
	assert_int_equal(code_of(t, by_name(t, "", "", "白水乡 新村")), 980101101201);
	assert_int_equal(code_of(t, by_name(t, "", "", "示例县　青山镇　新村")), 980101100202);
	assert_int_equal(code_of(t, by_name(t, "", "", "示例县/新村")), -2);
	assert_int_equal(code_of(t, by_name(t, "", "", "示例县青山镇向阳村")), 980101100201);
	assert_int_equal(code_of(t, by_name(t, "", "", "青山镇新村")), 980101100202);
	assert_int_equal(code_of(t, by_name(t, "示例县", "青山镇", "青山镇新村")), 980101100202);
	assert_int_equal(code_of(t, by_name(t, "", "", "980101100201")), 980101100201);
	assert_int_equal(by_name(t, "", "白水乡", "980101100201"), -1);
	desk_close(d);
}

/* 撤县设区, 合并, 拆分: rows keep their area's id, and what was is still understood. */
static void what_was_before_leads_to_what_is_now(void **state)
{
	struct desk *d = desk_open();
	struct area_tree *t;
	struct rec *old, *into, *split, *half;
	struct area_past was;
	int64_t county_id;
	int at = 0, i;

	(void)state;
	county(d);
	t = tree(d);
	county_id = area_nth(t, area_by_code(t, INT64_C(980101000000)))->id;
	change(d, "area", county_id, "code", "980102000000");
	save(d);
	change(d, "area", county_id, "name", "示例区");
	save(d);
	old = area(d, "980101100301", "旧村", "村级");
	cell(d, old, "valid_to", "2019-06-30");
	into = area(d, "980101100302", "合一村", "村级");
	split = area(d, "980101100303", "大村", "村级");
	cell(d, split, "valid_to", "2020-01-01");
	half = area(d, "980101100304", "大村东", "村级");
	add(d, "area_event", "area", ref(d, old), "kind", "合并", "happened", "2019-06-30",
	    "successor", ref(d, into), "old_code", "980101100999", NULL);
	add(d, "area_event", "area", ref(d, split), "kind", "拆分", "happened", "2020-01-01",
	    "successor", ref(d, half), NULL);
	add(d, "area_event", "area", ref(d, split), "kind", "拆分", "happened", "2020-01-01",
	    "successor", ref(d, into), NULL);
	save(d);
	t = tree(d);
	assert_int_equal(area_nth(t, area_by_code(t, INT64_C(980101000000)))->id, county_id);
	assert_int_equal(area_nth(t, area_by_code(t, INT64_C(980102000000)))->id, county_id);
	assert_int_equal(area_nth(t, by_name(t, "", "", "示例县"))->id, county_id);
	/* its digits say 980101, and nobody said that it belongs to what that became */
	assert_int_equal(code_of(t, by_name(t, "示例县", "", "合一村")), -1);
	assert_int_equal(area_nth(t, area_by_code(t, INT64_C(980101100301)))->id, into->id);
	assert_int_equal(area_nth(t, area_by_code(t, INT64_C(980101100999)))->id, into->id);
	assert_int_equal(area_nth(t, by_name(t, "", "", "旧村"))->id, into->id);
	assert_int_equal(area_nth(t, area_by_code(t, INT64_C(980101100303)))->id, split->id);
	/* and a place tells what it was, what came into it, and what it became */
	i = area_by_id(t, county_id);
	assert_true(area_past(t, i, &at, &was) && !was.merged);
	assert_true(was.code == INT64_C(980101000000) || str_eqz(was.name, "示例县"));
	assert_true(area_past(t, i, &at, &was));
	at = 0;
	i = area_by_id(t, into->id);
	assert_true(area_past(t, i, &at, &was) && was.merged && str_eqz(was.name, "旧村"));
	assert_int_equal(area_successor(t, i, 0), -1);
	i = area_by_id(t, split->id);
	assert_int_equal(area_nth(t, area_successor(t, i, 0))->level, 5);
	assert_true(area_successor(t, i, 1) >= 0 && area_successor(t, i, 2) == -1);
	desk_close(d);
}

/* Parents that are stated in a circle must not hang or lose anybody. */
static void a_circle_is_cut(void **state)
{
	struct desk *d = desk_open();
	struct area_tree *t;
	struct rec *a, *b, *c;

	(void)state;
	a = add(d, "area", "code", "980300000000", "name", "甲", NULL);
	b = add(d, "area", "code", "980400000000", "name", "乙", "parent_area", ref(d, a), NULL);
	c = add(d, "area", "code", "980500000000", "name", "丙", "parent_area", ref(d, b), NULL);
	cell(d, a, "parent_area", ref(d, c));
	add(d, "area", "code", "980600000000", "name", "丁", "parent_area", "123456", NULL);
	save(d);
	t = tree(d);
	assert_int_equal(area_count(t), 4);
	for (int i = 0; i < 4; i++) {
		const struct area_node *n = area_nth(t, i);

		assert_true(n->parent < i);
		assert_true(n->hi > n->lo && n->lo == i);
	}
	assert_true(by_name(t, "", "", "丙") >= 0);
	desk_close(d);
}

/* ---- a nation's worth of areas: what it costs in memory, and how long it takes ---- */

static enum err many(struct ctx *cx, struct db *db, void *arg)
{
	static const struct sql put = { "test.area",
		"INSERT INTO area(id, version, leaf, ix, code, name, level)"
		" VALUES($1, 1, 1, 0, $2, $3, $4)",
		SQL_WRITE };
	int *left = arg;
	char code[24], name[40];

	for (int64_t id = 1000; *left > 0; id++) {
		int64_t village = (*left)--;
		int64_t county = village / 210, town = village / 14 % 15;
		int64_t v = village % 14;
		struct stmt *s;

		snprintf(code, sizeof code, "%02d%04d%03d%03d", (int)(11 + county / 100),
		         (int)(county % 100 * 100 + 1), (int)(town ? 100 + town : 0),
		         (int)(town ? v : 0));
		snprintf(name, sizeof name, "%s%d村委会", v % 2 ? "向阳" : "河口", (int)(village % 9000));
		TRY(db_stmt(cx, db, &put, &s));
		stmt_int(s, 1, id);
		stmt_text(s, 2, str_of(code));
		stmt_text(s, 3, str_of(name));
		stmt_int(s, 4, town ? v ? 5 : 4 : 3);
		TRY(stmt_run(cx, s, NULL));
	}
	return OK;
}

static void a_nation_is_loaded_at_once(void **state)
{
	const int n = JZ_SLOW_MACHINE ? 40000 : 660000;
	struct desk *d = desk_open();
	struct area_tree *t;
	struct arena a;
	int left = n;
	int64_t start;

	(void)state;
	GOOD(d, register_write(&d->cx, d->r, many, &left));
	arena_init(&a, (size_t)512 << 20);
	start = os_mono_ns();
	GOOD(d, area_load(&d->cx, &a, d->r, &t));
	start = (os_mono_ns() - start) / 1000000;
	print_message("%d areas in %d ms, %d bytes each\n", n, (int)start,
	    (int)(a.used / (size_t)n));
	assert_int_equal(area_count(t), n);
	assert_true(a.used / (size_t)n < 130);
	assert_true(start < (JZ_SLOW_MACHINE ? 5000 : 2000));
	arena_free(&a);
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_levels),
		cmocka_unit_test(descendants_follow_their_parent),
		cmocka_unit_test(missing_levels_find_the_nearest_ancestor),
		cmocka_unit_test(names_are_known_as_people_write_them),
		cmocka_unit_test(what_was_before_leads_to_what_is_now),
		cmocka_unit_test(a_circle_is_cut),
		cmocka_unit_test(a_nation_is_loaded_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

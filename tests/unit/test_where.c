/* Conditions: which rows they choose, what is unknown, which index answers, and what is refused. */
#include "register_fix.h"

#include "domain/register/browse_int.h"

/* Three villages of two townships; four households; six persons. */
static void fill(struct desk *d)
{
	struct rec *v1, *v2, *v3, *h1, *h2, *h3;

	add(d, "area", "code", "980101000000", "name", "示例县", "level", "县级", NULL);
	add(d, "area", "code", "980101100000", "name", "青山镇", "level", "乡级", NULL);
	v1 = add(d, "area", "code", "980101100201", "name", "向阳村", "level", "村级", NULL);
	v2 = add(d, "area", "code", "980101100202", "name", "河口村", "level", "村级", NULL);
	add(d, "area", "code", "980101101000", "name", "白水乡", "level", "乡级", NULL);
	v3 = add(d, "area", "code", "980101101201", "name", "新村", "level", "村级", NULL);
	h1 = add(d, "household", "no", "H1", "area", ref(d, v1), "head_name", "王小明", "members", "3",
	         "type", "脱贫户", "per_capita_net", "12345.50", "first_identified", "2016-08-06",
	         "phone", "13800001234", "dangerous_house", "否", NULL);
	h2 = add(d, "household", "no", "H2", "area", ref(d, v2), "head_name", "欧阳小梅", "members",
	    "1",
	         "type", "监测户", "per_capita_net", "6000", "first_identified", "2016", NULL);
	h3 = add(d, "household", "no", "H3", "area", ref(d, v3), "head_name", "买买提·艾力", "members",
	    "2",
	         "first_identified", "2017-01", "dangerous_house", "是", NULL);
	add(d, "household", "no", "H4", "area", ref(d, v1), "head_name", "王小", NULL);
	add(d, "person", "no", "P1", "household", ref(d, h1), "name", "王小明", "idno",
	    "98010119700101123X", "birth", "1970-01-01", "health", "健康", NULL);
	add(d, "person", "no", "P2", "household", ref(d, h1), "name", "李春花", "idno",
	    "980101197202021223", "birth", "1972-02-02", "health", "长期慢性病、残疾", NULL);
	add(d, "person", "no", "P3", "household", ref(d, h1), "name", "王大宝", "birth", "2015", NULL);
	add(d, "person", "no", "P4", "household", ref(d, h2), "name", "欧阳小梅", "health", "患有大病",
	    "phone", "13900005678", NULL);
	add(d, "person", "no", "P5", "household", ref(d, h3), "name", "买买提·艾力", NULL);
	add(d, "person", "no", "P6", "household", ref(d, h3), "name", "WANG QIANG", NULL);
	save(d);
}

/* Numbers of the rows a condition chooses, in their order, joined by blanks. */
static const char *chosen(struct desk *d, const char *name, const char *where)
{
	struct query q = { .e = noun(d, name), .where = where, .mask = MASK_STAFF };
	struct buf out;
	struct browse *b;
	struct rec *row;
	const char *z;

	buf_init(&out, 10000);
	GOOD(d, browse_open(&d->cx, d->r, &q, &b));
	for (;;) {
		GOOD(d, browse_next(&d->cx, b, &row));
		if (!row)
			break;
		if (out.n)
			buf_addc(&out, ' ');
		buf_adds(&out, row->v[row->e->key].s);
	}
	browse_close(b);
	z = str_z(&d->cx.arena, buf_str(&out));
	buf_free(&out);
	return z;
}

static bool by_index(struct desk *d, const char *name, const char *text)
{
	struct ids ids = { .a = &d->cx.arena };
	struct where w;
	bool scan;

	GOOD(d, where_parse(&d->cx, d->r, &d->cx.arena, noun(d, name), text, &w));
	GOOD(d, where_source(&d->cx, d->r, &w, &ids, &scan));
	return !scan;
}

static enum err refused(struct desk *d, const char *name, const char *where)
{
	struct query q = { .e = noun(d, name), .where = where, .mask = MASK_STAFF };
	struct browse *b;
	enum err e = browse_open(&d->cx, d->r, &q, &b);

	if (e == OK)
		browse_close(b);
	return e;
}

#define HOUSEHOLDS(where, want) assert_string_equal(chosen(d, "household", where), want)
#define PERSONS(where, want) assert_string_equal(chosen(d, "person", where), want)

static void figures_dates_and_lists(void **state)
{
	struct desk *d = *state;

	HOUSEHOLDS(NULL, "H1 H2 H3 H4");
	HOUSEHOLDS("  ", "H1 H2 H3 H4");
	HOUSEHOLDS("members>=2", "H1 H3");
	HOUSEHOLDS("人数 < 2", "H2");
	HOUSEHOLDS("members=1,200", "");
	HOUSEHOLDS("人均纯收入 > 6,000", "H1");
	HOUSEHOLDS("人均纯收入 > '6,000', members=3", "H1");
	HOUSEHOLDS("per_capita_net=12345.5", "H1");
	HOUSEHOLDS("户类型=脱贫户", "H1");
	HOUSEHOLDS("户类型!=脱贫户", "H2");
	HOUSEHOLDS("type ~ 户", "H1 H2");
	HOUSEHOLDS("type ~ Monitored", "H2");
	HOUSEHOLDS("dangerous_house=是", "H3");
	HOUSEHOLDS("危房户≠是", "H1");
	HOUSEHOLDS("members>1 and type=脱贫户", "H1");
	HOUSEHOLDS("members>1 AND type=脱贫户", "H1");
	HOUSEHOLDS("members>1，type=脱贫户；no=H1", "H1");
	HOUSEHOLDS("members > 1 且 dangerous_house = 是", "H3");
}

static void unknown_meets_nothing_but_is_unknown(void **state)
{
	struct desk *d = *state;

	HOUSEHOLDS("type is unknown", "H3 H4");
	HOUSEHOLDS("户类型 IS KNOWN", "H1 H2");
	HOUSEHOLDS("户类型为空", "H3 H4");
	HOUSEHOLDS("户类型不为空", "H1 H2");
	HOUSEHOLDS("members!=99", "H1 H2 H3");
	HOUSEHOLDS("members is not 99", "H1 H2 H3 H4");
	HOUSEHOLDS("first_identified 不是 2016", "H3 H4");
	HOUSEHOLDS("first_identified is known and first_identified is not 2016", "H3");
	/* 2016 stands for the whole year, and a stored 2016 does not know its month */
	HOUSEHOLDS("first_identified=2016", "H1 H2");
	HOUSEHOLDS("first_identified=2016-08", "H1");
	HOUSEHOLDS("first_identified!=2016-08", "H3");
	HOUSEHOLDS("first_identified<2016-09", "H1");
	HOUSEHOLDS("first_identified>2016", "H3");
	HOUSEHOLDS("first_identified>=2016", "H1 H2 H3");
	HOUSEHOLDS("first_identified<2017", "H1 H2");
	HOUSEHOLDS("phone is known", "H1");
	PERSONS("health is unknown", "P3 P5 P6");
}

static void areas_mean_in_or_under(void **state)
{
	struct desk *d = *state;

	HOUSEHOLDS("area=980101100201", "H1 H4");
	HOUSEHOLDS("area=青山镇", "H1 H2 H4");
	HOUSEHOLDS("行政村=向阳村", "H1 H4");
	HOUSEHOLDS("area=示例县/白水乡", "H3");
	HOUSEHOLDS("area=示例县", "H1 H2 H3 H4");
	HOUSEHOLDS("area!=青山镇", "H3");
	PERSONS("area=青山镇", "P1 P2 P3 P4");
	PERSONS("area=新村 and name~艾力", "P5");
	assert_string_equal(chosen(d, "area", "area=青山镇"),
	                    "980101100000 980101100201 980101100202");
	assert_true(by_index(d, "household", "area=青山镇"));
	assert_true(by_index(d, "person", "area=青山镇"));
	assert_false(by_index(d, "household", "area!=青山镇"));
	REFUSED(d, refused(d, "household", "area=没有村"), ERR_INPUT, "browse-area-unknown");
}

static void names_numbers_and_initials(void **state)
{
	struct desk *d = *state;

	HOUSEHOLDS("name=王小明", "H1");
	HOUSEHOLDS("name=王小", "H4");
	HOUSEHOLDS("name~王小", "H1 H4");
	HOUSEHOLDS("户主姓名~欧阳小", "H2");
	HOUSEHOLDS("name~明", "H1");
	HOUSEHOLDS("name=买买提.艾力", "H3");
	HOUSEHOLDS("name=wxm", "H1");
	HOUSEHOLDS("name=WXM", "H1");
	HOUSEHOLDS("no=h1", "H1");
	HOUSEHOLDS("no=H9", "");
	HOUSEHOLDS("户编号~H", "H1 H2 H3 H4");
	PERSONS("no=P2", "P2");
	PERSONS("household=H1", "P1 P2 P3");
	PERSONS("户编号=H9", "");
	PERSONS("household=H1 and name~王", "P1 P3");
	PERSONS("name=WANG QIANG", "P6");
	assert_true(by_index(d, "household", "name~王小"));
	assert_true(by_index(d, "household", "name=wxm"));
	assert_true(by_index(d, "person", "no=P1"));
	assert_true(by_index(d, "person", "household=H1"));
	assert_false(by_index(d, "household", "name~明"));
}

static void sealed_values_are_found_by_blind_index(void **state)
{
	struct desk *d = *state;

	PERSONS("idno=98010119700101123X", "P1");
	PERSONS("证件号码='980101 19700101 123x'", "P1");
	PERSONS("idno=123X", "P1");
	PERSONS("idno=123x", "P1");
	PERSONS("idno=9999", "");
	PERSONS("idno=980101197202021223 and name=王小明", "");
	HOUSEHOLDS("phone=13800001234", "H1");
	HOUSEHOLDS("phone=1234", "H1");
	PERSONS("phone=139 0000 5678", "P4");
	PERSONS("health=残疾", "P2");
	PERSONS("health=长期慢性病、残疾", "P2");
	PERSONS("health!=残疾", "P1 P4");
	PERSONS("health=患有大病 and area=青山镇", "P4");
	assert_true(by_index(d, "person", "idno=123X"));
	assert_true(by_index(d, "person", "idno=98010119700101123X"));
	assert_true(by_index(d, "household", "phone=1234"));
	assert_false(by_index(d, "person", "health=残疾"));
}

static void what_is_wrong_is_named(void **state)
{
	struct desk *d = *state;

	REFUSED(d, refused(d, "household", "members"), ERR_INPUT, "browse-where-part");
	REFUSED(d, refused(d, "household", "没有的栏=1"), ERR_INPUT, "browse-field-unknown");
	REFUSED(d, refused(d, "household", "=1"), ERR_INPUT, "browse-field-unknown");
	REFUSED(d, refused(d, "household", "members="), ERR_INPUT, "browse-value-missing");
	REFUSED(d, refused(d, "household", "members=许多"), ERR_INPUT, "browse-value");
	REFUSED(d, refused(d, "household", "type=富裕户"), ERR_INPUT, "browse-value-list");
	REFUSED(d, refused(d, "household", "type>脱贫户"), ERR_INPUT, "browse-op-text");
	REFUSED(d, refused(d, "household", "first_identified=昨天"), ERR_INPUT, "browse-value-date");
	REFUSED(d, refused(d, "household", "members~3"), ERR_INPUT, "browse-op-number");
	REFUSED(d, refused(d, "person", "idno=12"), ERR_INPUT, "browse-value");
	REFUSED(d, refused(d, "setting", "area=青山镇"), ERR_INPUT, "browse-field-unknown");
	assert_int_equal(refused(d, "household", "members=3 and 没有的栏 = 1"), ERR_INPUT);
	assert_string_equal(str_z(&d->cx.arena, d->cx.err.arg[0]), "没有的栏");
	err_clear(&d->cx);
}

/* A quote that never closes, and conditions without end. */
static void rough_texts_are_survived(void **state)
{
	struct desk *d = *state;
	struct buf b BUF_AUTO;

	HOUSEHOLDS("name='王小明", "H1");           /* an apostrophe that a spreadsheet left */
	HOUSEHOLDS("name=\"王小明\"", "H1");
	HOUSEHOLDS("name=“王小明”", "H1");
	HOUSEHOLDS(", , members=3 ,", "H1");
	buf_init(&b, 10000);
	for (int i = 0; i < 100; i++)
		buf_addz(&b, "members=3 and ");
	REFUSED(d, refused(d, "household", b.p), ERR_INPUT, "browse-where-many");
	buf_reset(&b);
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, (char)(i * 37 % 255 + 1));
	assert_int_equal(refused(d, "household", b.p), ERR_INPUT);
	err_clear(&d->cx);
}

/* An edit leaves old entries in the search index; rows are asked again. */
static void an_edit_is_found_under_the_new_name_only(void **state)
{
	struct desk *d = *state;
	int64_t id;

	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H4"), &id));
	change(d, "household", id, "head_name", "赵铁柱");
	save(d);
	HOUSEHOLDS("name=王小", "");
	HOUSEHOLDS("name=赵铁柱", "H4");
}

static void without_keys_sealed_fields_cannot_be_asked(void **state)
{
	struct desk *d = *state;

	desk_without_keys(d);
	REFUSED(d, refused(d, "person", "idno=123X"), ERR_DENIED, "browse-where-keys");
	REFUSED(d, refused(d, "person", "health is unknown"), ERR_DENIED, "browse-where-keys");
	PERSONS("name=王小明", "P1");
	HOUSEHOLDS("area=青山镇 and members=1", "H2");
}

static int begin(void **state)
{
	struct desk *d = desk_open();

	fill(d);
	*state = d;
	return 0;
}

static int end(void **state)
{
	desk_close(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_dates_and_lists),
		cmocka_unit_test(unknown_meets_nothing_but_is_unknown),
		cmocka_unit_test(areas_mean_in_or_under),
		cmocka_unit_test(names_numbers_and_initials),
		cmocka_unit_test(sealed_values_are_found_by_blind_index),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(rough_texts_are_survived),
		cmocka_unit_test(an_edit_is_found_under_the_new_name_only),
		cmocka_unit_test(without_keys_sealed_fields_cannot_be_asked),
	};

	return cmocka_run_group_tests(tests, begin, end);
}

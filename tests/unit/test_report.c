/* Numbers of forms: what the words ask for, counts and sums by place, rows of related nouns, exact
 * shares, periods, and the register as it stood on an earlier day. */
#include "register_fix.h"

#include "domain/register/report.h"

/* Two townships, three villages, one former village that became 向阳村; five households. */
static void stock(struct desk *d)
{
	struct rec *v1, *v2, *v3, *h1, *h2, *h3;

	add(d, "area", "code", "980101000000", "name", "示例县", "level", "县级", NULL);
	add(d, "area", "code", "980101100000", "name", "青山镇", "level", "乡级", NULL);
	v1 = add(d, "area", "code", "980101100201", "name", "向阳村", "level", "村级", NULL);
	v2 = add(d, "area", "code", "980101100202", "name", "河口村", "level", "村级", NULL);
	add(d, "area", "code", "980101101000", "name", "白水乡", "level", "乡级", NULL);
	v3 = add(d, "area", "code", "980101101201", "name", "新村", "level", "村级", NULL);
	h1 = add(d, "household", "no", "H1", "area", ref(d, v1), "head_name", "王小明", "members", "3",
	         "type", "脱贫户", "per_capita_net", "12345.50", "first_identified", "2016-08-06", NULL);
	h2 = add(d, "household", "no", "H2", "area", ref(d, v2), "head_name", "欧阳小梅", "members", "1",
	         "monitor_type", "边缘易致贫户", "per_capita_net", "6000", "risk_found", "2026-07", NULL);
	h3 = add(d, "household", "no", "H3", "area", ref(d, v3), "head_name", "买买提·艾力", "members",
	         "2", "monitor_type", "脱贫不稳定户", "risk_found", "2026-10-15", NULL);
	add(d, "household", "no", "H4", "area", ref(d, v1), "head_name", "王小", "monitor_type",
	    "边缘易致贫户", "risk_found", "2025-12-31", NULL);
	add(d, "person", "no", "P1", "household", ref(d, h1), "name", "王小明", NULL);
	add(d, "person", "no", "P2", "household", ref(d, h1), "name", "李春花", "school", "小学", NULL);
	add(d, "person", "no", "P3", "household", ref(d, h2), "name", "欧阳小梅", NULL);
	add(d, "person", "no", "P4", "household", ref(d, h3), "name", "买买提", "school", "小学", NULL);
	add(d, "income", "household", ref(d, h2), "period_from", "2025", "period_to", "2025", "wage",
	    "1000.01", NULL);
	add(d, "income", "household", ref(d, h3), "period_from", "2025", "period_to", "2025", "wage",
	    "20000.34", NULL);
	add(d, "income", "household", ref(d, h3), "period_from", "2024", "period_to", "2024", NULL);
	save(d);
}

static struct report_period period_of(const char *z)
{
	struct report_period p = { 0 };

	if (*z)
		assert_true(report_period_read(str_of(z), &p));
	return p;
}

/* Rows and value of an expression for one place ("" the register): "2 rows, 200". */
static const char *comes_to(struct desk *d, const char *ask, const char *place, const char *when,
                            int64_t past)
{
	struct report_period p = period_of(when);
	struct report_expr x;
	struct report_sum s;
	struct area_tree *t;
	struct str none = { 0 };
	struct buf b = { 0 };
	int at = -1;
	const char *z;

	GOOD(d, report_parse(&d->cx, d->r, &d->cx.arena, "here", str_of(ask), &p, &x));
	GOOD(d, area_load(&d->cx, &d->cx.arena, d->r, &t));
	if (*place)
		at = area_by_name(t, none, none, str_of(place));
	assert_true(!*place || at >= 0);
	GOOD(d, report_calc(&d->cx, d->r, t, past, &x, &at, 1, &s, NULL));
	buf_init(&b, 4096);
	buf_addf(&b, "%lld rows", (long long)s.rows);
	if (x.what == REPORT_SUM) {
		buf_addz(&b, ", ");
		report_sum_put(&b, &x, s.value);
	}
	if (s.unknown)
		buf_addf(&b, ", %lld unknown", (long long)s.unknown);
	z = str_z(&d->cx.arena, buf_str(&b));
	buf_free(&b);
	return z;
}

#define COMES(ask, place, when, expected) \
	assert_string_equal(comes_to(d, ask, place, when, 0), expected)

static void counts_and_sums(void **state)
{
	struct desk *d = desk_open();

	(void)state;
	stock(d);
	COMES("count household", "", "", "4 rows");
	COMES("count household", "示例县", "", "4 rows");
	COMES("count household", "青山镇", "", "3 rows");
	COMES("count household", "新村", "", "1 rows");
	COMES("count household where type=脱贫户", "", "", "1 rows");
	COMES("计数 户 条件 监测对象类型 is known", "青山镇", "", "2 rows");
	COMES("sum household.members", "", "", "3 rows, 6, 1 unknown");
	COMES("求和 户.人数 条件 监测对象类型 is known", "", "", "2 rows, 3, 1 unknown");
	COMES("sum income.wage", "", "", "2 rows, 21000.35, 1 unknown");
	COMES("sum income.wage decimals 1", "", "", "2 rows, 21000.4, 1 unknown");
	COMES("sum income.wage in 万元", "", "", "2 rows, 2.100035, 1 unknown");
	COMES("sum income.wage in 万元 decimals 2", "", "", "2 rows, 2.10, 1 unknown");
	COMES("sum household.members decimals 2", "新村", "", "1 rows, 2");
	desk_close(d);
}

static void rows_of_related_nouns(void **state)
{
	struct desk *d = desk_open();

	(void)state;
	stock(d);
	COMES("count person with household where monitor_type is known", "", "", "2 rows");
	COMES("count person where school=小学 with household where type=脱贫户", "", "", "1 rows");
	COMES("count household with person where school=小学", "", "", "2 rows");
	COMES("count household where monitor_type is known with person where school=小学", "", "",
	      "1 rows");
	COMES("count household with person where school=大学", "", "", "0 rows");
	/* of the same household */
	COMES("count person with income where wage>10000", "", "", "1 rows");
	COMES("count income with person where name=王小明", "", "", "0 rows");
	/* the words stand in a name, too */
	COMES("count household where head_name='x with person where'", "", "", "0 rows");
	desk_close(d);
}

/* What hangs on a household is counted where the household is now, not where it was. */
static void a_household_that_moved(void **state)
{
	struct desk *d = desk_open();
	int64_t id, area;
	char to[24];

	(void)state;
	stock(d);
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H3"), &id));
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "area"), STR("980101100202"), &area));
	snprintf(to, sizeof to, "%lld", (long long)area);
	change(d, "household", id, "area", to);
	save(d);
	COMES("count person", "新村", "", "0 rows");
	COMES("count person", "河口村", "", "2 rows");
	COMES("sum income.wage", "河口村", "", "2 rows, 21000.35, 1 unknown");
	desk_close(d);
}

static void periods(void **state)
{
	static const struct { const char *z, *zh, *end; } row[] = {
		{ "2026-10", "2026年10月", "2026-10-31" }, { "2026", "2026年", "2026-12-31" },
		{ "2026Q1", "2026年第一季度", "2026-03-31" }, { "2024-02", "2024年2月", "2024-02-29" },
		{ "2026-10-15", "2026年10月15日", "2026-10-15" },
	};
	struct desk *d = desk_open();
	struct report_period p;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct buf b = { 0 };
		char day[11];

		p = period_of(row[i].z);
		buf_init(&b, 100);
		report_period_put(&b, &p, LANG_ZH);
		assert_string_equal(b.p, row[i].zh);
		date_put(day, report_period_end(&p));
		assert_string_equal(day, row[i].end);
		buf_free(&b);
	}
	assert_false(report_period_read(STR("2026Q5"), &p));
	assert_false(report_period_read(STR("2026/10"), &p));
	assert_false(report_period_read(STR("soon"), &p));
	stock(d);
	COMES("count household where risk_found in period", "", "2026-10", "1 rows");
	COMES("count household where risk_found in period", "", "2026", "2 rows");
	COMES("count household where risk_found in period", "", "2026Q3", "1 rows");
	COMES("count household where risk_found by period", "", "2026Q3", "2 rows");
	COMES("count household where risk_found before period", "", "2026", "1 rows");
	COMES("计数 户 条件 风险识别时间 在报告期 and 监测对象类型=脱贫不稳定户", "", "2026", "1 rows");
	COMES("计数 户 条件 风险识别时间 在报告期前", "", "2026", "1 rows");
	COMES("计数 户 条件 风险识别时间 至报告期末", "", "2026-07", "2 rows");
	desk_close(d);
}

static void shares_are_exact(void **state)
{
	static const struct {
		int64_t a; int as; int64_t b; int bs, shift, dec; const char *z;
	} row[] = {
		{ 1, 0, 3, 0, 0, 4, "0.3333" }, { 2, 0, 3, 0, 0, 4, "0.6667" },
		{ 1, 0, 8, 0, 2, 1, "12.5" }, { 1, 0, 3, 0, 2, 0, "33" }, { 1, 0, 2, 0, 0, 0, "1" },
		{ 0, 0, 7, 0, 2, 1, "0.0" }, { 1, 0, 200, 0, 0, 2, "0.01" },
		{ 7, 0, 7, 0, 2, 1, "100.0" }, { -1, 0, 3, 0, 0, 2, "-0.33" },
		{ 12345, 2, 10, 0, 0, 2, "12.35" }, { 10, 0, 12345, 2, 0, 4, "0.0810" },
		{ 100, 2, 3, 0, 0, 0, "0" },
		{ 900000000000000000, 0, 900000000000000000, 0, 0, 3, "1.000" },
		{ 1, 0, 900000000000000000, 0, 0, 8, "0.00000000" },
	};
	struct buf b = { 0 };

	(void)state;
	buf_init(&b, 100);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		buf_reset(&b);
		assert_true(report_ratio_put(&b, row[i].a, row[i].as, row[i].b, row[i].bs, row[i].shift,
		                             row[i].dec));
		assert_string_equal(b.p, row[i].z);
	}
	assert_false(report_ratio_put(&b, 1, 0, 0, 0, 0, 2));
	buf_free(&b);
}

/* What the register said on an earlier day can be counted again. */
static void as_it_stood_then(void **state)
{
	struct desk *d = desk_open();
	int64_t before, id;

	(void)state;
	stock(d);
	before = (int64_t)journal_next(&d->r->st->j);
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H2"), &id));
	change(d, "household", id, "members", "9");
	add(d, "household", "no", "H9", "members", "5", NULL);
	save(d);
	COMES("count household", "", "", "5 rows");
	COMES("sum household.members", "", "", "4 rows, 19, 1 unknown");
	assert_string_equal(comes_to(d, "count household", "", "", before), "4 rows");
	assert_string_equal(comes_to(d, "sum household.members", "", "", before),
		"3 rows, 6, 1 unknown");
	assert_string_equal(comes_to(d, "count household where members=1", "", "", before), "1 rows");
	assert_string_equal(comes_to(d, "count person with household where members=1", "", "", before),
		"1 rows");
	assert_string_equal(comes_to(d, "count household", "", "", 1), "0 rows");
	GOOD(d, report_leaves(&d->cx, d->r, register_today(&d->cx, d->r), &id));
	assert_int_equal(id, journal_next(&d->r->st->j));
	GOOD(d, report_leaves(&d->cx, d->r, 19990101, &id));
	assert_int_equal(id, 0);
	desk_close(d);
}

static void words_are_filled(void **state)
{
	struct desk *d = desk_open();
	struct report_period p = period_of("2026-10"), never = { 0 };
	struct report_expr x;
	struct buf b = { 0 };

	(void)state;
	buf_init(&b, 1000);
	GOOD(d, report_parse(&d->cx, d->r, &d->cx.arena, "here",
		STR("text “{area}（{period}）截至{period-end}，{year}/{month} {else}”"), &p, &x));
	GOOD(d, report_words(&d->cx, d->r, &x, &p, STR("青山镇"), &b));
	assert_string_equal(b.p, "青山镇（2026年10月）截至2026-10-31，2026/10 {else}");
	REFUSED(d, report_words(&d->cx, d->r, &x, &never, STR(""), &b), ERR_INPUT,
	        "report-period-needed");
	buf_free(&b);
	desk_close(d);
}

static void what_is_not_understood(void **state)
{
	static const struct { const char *ask, *key; } row[] = {
		{ "", "report-what" }, { "how many households", "report-what" },
		{ "count", "report-noun" }, { "count houses", "report-noun" },
		{ "count household type=脱贫户", "report-word" },
		{ "count household where colour=红", "browse-field-unknown" },
		{ "count household where members=many", "browse-value" },
		{ "count household where type=脱贫户 or type=x", "browse-where-or" },
		{ "count household where risk_found in period", "report-period-needed" },
		{ "count household with person where colour=红", "browse-field-unknown" },
		{ "sum household", "report-field" }, { "sum household.colour", "browse-field-unknown" },
		{ "sum household.head_name", "report-sum-field" },
		{ "sum household.phone", "report-sum-field" },
		{ "sum household.members in 斤", "report-unit" },
		{ "sum household.members decimals many", "report-decimals" },
		{ "ratio C", "report-ratio" }, { "ratio C/D", "report-ratio" },
		{ "ratio C / D percent 1 now", "report-ratio" }, { "today or tomorrow", "report-word" },
	};
	struct desk *d = desk_open();
	struct report_period none = { 0 };
	struct report_expr x;

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		assert_int_equal(report_parse(&d->cx, d->r, &d->cx.arena, "表!B2", str_of(row[i].ask),
		                              &none, &x), ERR_INPUT);
		assert_string_equal(d->cx.err.key, row[i].key);
		assert_true(str_eqz(d->cx.err.where, "表!B2"));
		err_clear(&d->cx);
	}
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_and_sums),
		cmocka_unit_test(rows_of_related_nouns),
		cmocka_unit_test(a_household_that_moved),
		cmocka_unit_test(periods),
		cmocka_unit_test(shares_are_exact),
		cmocka_unit_test(as_it_stood_then),
		cmocka_unit_test(words_are_filled),
		cmocka_unit_test(what_is_not_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

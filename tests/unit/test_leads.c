/* What departments' lists look like: leads.yaml as it stands and in every way it goes wrong, and
 * which header is which list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/msg.h"
#include "base/os.h"
#include "entity/fields.h"
#include "policy/lead_sheet.h"

struct desk {
	struct ctx cx;
	struct arena a;
	char dir[64];
	struct pack *p;
	struct model *m;
};

static struct desk *desk_new(bool own)
{
	struct desk *d = calloc(1, sizeof *d);

	ctx_init(&d->cx, (size_t)256 << 20);
	arena_init(&d->a, (size_t)256 << 20);
	snprintf(d->dir, sizeof d->dir, "/tmp/jz_leads_XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_int_equal(setenv("JINGZHUN_POLICY", own ? d->dir : "policy", 1), 0);
	return d;
}

static void put(struct desk *d, const char *pack, const char *file, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", d->dir, pack);
	assert_int_equal(os_mkdir(&d->cx, path, 0700), OK);
	snprintf(path, sizeof path, "%s/%s/%s", d->dir, pack, file);
	assert_int_equal(os_write_file(&d->cx, path, str_of(text), 0600), OK);
}

static void desk_free(struct desk *d)
{
	static const char *const files[] = { "a/pack.yaml", "a/lists.yaml", "a/leads.yaml", "a",
		"county/pack.yaml", "county/leads.yaml", "county", "" };
	char path[128];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", d->dir, files[i]);
		remove(path);
	}
	arena_free(&d->a);
	ctx_free(&d->cx);
	free(d);
}

/* ---- leads.yaml ---- */

#define LISTS "lists:\n" \
	"  lead_topic: {zh: 主题, en: Topic, values: [{code: 1, zh: 病, en: Ill}]}\n" \
	"  lead_channel: {zh: 来源, en: Source, values: [{code: 3, zh: 部门, en: Department}]}\n"
#define COLUMNS "columns: {idno: {zh: 证件号码, syn: [身份证号]}, name: {zh: 姓名}, birth: {zh: 出生日期}," \
	" area: {zh: 行政村}, address: {zh: 地址}, date: {zh: 日期}, month: {zh: 月份}}\n"
#define TOPIC(more) COLUMNS \
	"topics:\n  t:\n    zh: 试\n    en: Trial\n    topic: 1\n    channel: 3\n" \
	"    department: {zh: 局, en: Bureau}\n    due_days: 3\n    check: {zh: 看, en: Look}\n" more

static enum err load(struct desk *d, const char *leads)
{
	put(d, "a", "pack.yaml", "name: a\nzh: 试\nen: Trial\n");
	put(d, "a", "lists.yaml", LISTS);
	put(d, "a", "leads.yaml", leads);
	return pack_load(&d->cx, &d->a, "a", &d->p);
}

static void refused(const char *leads, const char *place, const char *key)
{
	struct desk *d = desk_new(true);
	struct buf said BUF_AUTO = { 0 };

	assert_int_equal(load(d, leads), ERR_INPUT);
	buf_init(&said, 8192);
	msg_add(&said, LANG_EN, d->cx.err.key, d->cx.err.arg, d->cx.err.narg);
	if (strcmp(d->cx.err.key, key) || !str_ends(d->cx.err.where, str_of(place)))
		fail_msg("wanted %s %s, got %s %.*s %s", place, key, d->cx.err.key,
		         STR_FMT(d->cx.err.where), said.p);
	if (str_find(buf_str(&said), STR("{")) >= 0)
		fail_msg("%s", said.p);
	desk_free(d);
}
#define NOT(leads, place, key) refused(leads, "a/leads.yaml" place, key)

static void a_misspelt_topic_is_refused_where_it_stands(void **state)
{
	(void)state;
	NOT("topic: {}\n", ":1:1", "pack-unknown-key");
	NOT("topics: {T: {}}\n", ":1:10", "pack-bad-name");
	NOT(COLUMNS "topics: {t: 3}\n", ":2:13", "pack-want-map");
	NOT(COLUMNS "topics: {t: {zh: 试}}\n", ":2:13", "pack-missing-key");
	NOT(TOPIC("    amuont: {zh: 金额}\n"), ":11:5", "pack-unknown-key");
	NOT(TOPIC("    amount: {zh: 金额, unit: dollar}\n"), ":11:28", "pack-lead-unit");
	NOT(TOPIC("    amount: {zh: 金额}\n    above: much\n"), ":12:12", "pack-bad-limit");
	NOT(TOPIC("    amount: {zh: 金额}\n    above: -1\n"), ":12:12", "pack-bad-limit");
	NOT(TOPIC("    facts: [{zh: 事}]\n    above: 10\n"), ":12:12", "pack-lead-above");
	NOT(TOPIC("    facts: [{zh: 事|由}]\n"), ":11:13", "pack-bar-in-text");
	NOT(TOPIC("    facts: [{zh: a}, {zh: b}, {zh: c}, {zh: d}, {zh: e}, {zh: f}, {zh: g}]\n"),
	    ":11:12", "pack-lead-facts");
	NOT(TOPIC("    facts: [{zh: 事}]\n    same_by: [facts]\n"), ":12:15", "pack-lead-same");
	NOT(TOPIC("    facts: [{zh: 事}]\n    due_days: 0\n"), ":12:5", "pack-key-twice");
	NOT(TOPIC(""), ":3:3", "pack-lead-tells-nothing");
}

static void a_topic_means_values_that_are_there_and_one_column_by_each_name(void **state)
{
	(void)state;
	NOT(COLUMNS "topics:\n  t: {zh: 试, en: T, topic: 9, channel: 3, department: {zh: 局, en: B},"
	    " due_days: 3, check: {zh: 看, en: L}, facts: [{zh: 事}]}\n", ":3:28", "pack-lead-value");
	NOT(COLUMNS "topics:\n  t: {zh: 试, en: T, topic: 1, channel: 4, department: {zh: 局, en: B},"
	    " due_days: 3, check: {zh: 看, en: L}, facts: [{zh: 事}]}\n", ":3:40", "pack-lead-value");
	NOT(TOPIC("    facts: [{zh: 事}, {zh: 由, syn: [事]}]\n"), ":3:3", "pack-lead-name-twice");
	NOT(TOPIC("    facts: [{zh: 身 份证号}]\n"), ":3:3", "pack-lead-name-twice");
	NOT("columns: {idno: {zh: 证件号码}}\ntopics:\n  t:\n    zh: 试\n    en: T\n    topic: 1\n"
	    "    channel: 3\n    department: {zh: 局, en: B}\n    due_days: 3\n"
	    "    check: {zh: 看, en: L}\n    facts: [{zh: 事}]\n", ":1:10", "pack-lead-column");
}

static void a_county_changes_one_number_and_keeps_the_rest(void **state)
{
	struct desk *d = desk_new(true);
	const struct lead_topic *t;

	(void)state;
	put(d, "county", "pack.yaml", "name: county\nparent: a\nzh: 县\nen: County\n");
	put(d, "county", "leads.yaml", "topics:\n  t: {above: 20000.5, due_days: 9}\n");
	assert_int_equal(load(d, TOPIC("    amount: {zh: 金额, unit: wan}\n    above: 10000\n"
	                               "    facts: [{zh: 事}, {zh: 由}]\n    same_by: [date, 由]\n")), OK);
	t = pack_topic(d->p, STR("t"));
	assert_non_null(t);
	assert_int_equal(t->above, 1000000);
	assert_int_equal(t->amount_times, 10000);
	assert_true(t->same_date && !t->same_amount);
	assert_int_equal(t->same_facts, 2);
	assert_int_equal(pack_load(&d->cx, &d->a, "county", &d->p), OK);
	t = pack_topic(d->p, STR("t"));
	assert_int_equal(d->p->ntopic, 1);
	assert_int_equal(t->above, 2000050);            /* fen */
	assert_int_equal(t->due_days, 9);
	assert_true(str_eqz(t->zh, "试") && t->nfact == 2 && t->same_facts == 2);
	assert_null(pack_topic(d->p, STR("u")));
	desk_free(d);
}

/* ---- which list a header is ---- */

static struct desk *national(void)
{
	struct desk *d = desk_new(false);

	assert_int_equal(pack_load(&d->cx, &d->a, "cn", &d->p), OK);
	assert_int_equal(pack_model(&d->cx, &d->a, d->p, &d->m), OK);
	return d;
}

/* "姓名,身份证号" as cells. */
static enum err recognise(struct desk *d, const char *header, const char *want,
                          struct lead_fit *out)
{
	struct str cell[32], rest = str_of(header);
	int n = 0;

	while (str_next(&rest, ',', &cell[n]))
		n++;
	return lead_sheet_recognise(&d->cx, d->m, d->p, cell, n, want, out);
}

static void is_topic(struct desk *d, const char *header, const char *topic)
{
	struct lead_fit fit;

	assert_int_equal(recognise(d, header, NULL, &fit), OK);
	if (!topic != !fit.topic || (topic && !str_eqz(fit.topic->id, topic)))
		fail_msg("%s is %s", header, fit.topic ? fit.topic->id.p : "nothing");
}

static void every_topic_is_known_by_its_own_labels(void **state)
{
	struct desk *d = national();

	(void)state;
	assert_true(d->p->ntopic >= 15);
	for (int i = 0; i < d->p->ntopic; i++) {
		const struct lead_topic *t = &d->p->topic[i];
		char header[600];

		snprintf(header, sizeof header, "序号,姓名,身份证号码%s%s%s%s%s%s", t->amount.zh ? "," : "",
		         t->amount.zh ? t->amount.zh : "", t->nfact ? "," : "",
		         t->nfact ? t->fact[0].zh : "", t->date.zh ? "," : "",
		         t->date.zh ? t->date.zh : "");
		is_topic(d, header, t->id.p);
	}
	desk_free(d);
}

static void a_list_names_people_and_has_a_column_of_its_own(void **state)
{
	struct desk *d = national();

	(void)state;
	is_topic(d, "姓名,身份证号,日期", NULL);                   /* says nothing that only one list says */
	is_topic(d, "姓名,自付金额,结算日期", NULL);               /* a name alone is nobody */
	is_topic(d, "姓名,出生日期,自付金额", NULL);
	is_topic(d, "姓名,身份证号,结算日期", NULL);               /* no amount to hold against the line */
	is_topic(d, "姓名,出生年月,村,自付金额,结算日期", "medical");
	is_topic(d, "患者姓名 ,身份证号码,个人自付金额（元）,报销日期", "medical");
	is_topic(d, "死者姓名,身份证号,死亡时间", "death");
	desk_free(d);
}

static void units_stand_in_the_header_or_in_the_pack(void **state)
{
	struct desk *d = national();
	struct lead_fit fit;

	(void)state;
	assert_int_equal(recognise(d, "姓名,身份证号,自付金额", NULL, &fit), OK);
	assert_int_equal(fit.amount_times, 1);
	assert_int_equal(fit.amount_col, 2);
	assert_int_equal(recognise(d, "姓名,身份证号,自付金额(万元)", NULL, &fit), OK);
	assert_int_equal(fit.amount_times, 10000);
	assert_int_equal(fit.amount_col, 2);
	assert_int_equal(recognise(d, "姓名,身份证号,企业名称,注册资本", NULL, &fit), OK);
	assert_int_equal(fit.amount_times, 10000);
	assert_int_equal(recognise(d, "姓名,身份证号,企业名称,注册资本（元）", NULL, &fit), OK);
	assert_int_equal(fit.amount_times, 1);
	desk_free(d);
}

static void columns_go_to_fields_of_the_lead(void **state)
{
	struct desk *d = national();
	struct lead_fit fit;
	static const int want[] = { LEAD_name, LEAD_idno, -1, LEAD_content, LEAD_content,
		LEAD_fact_date, -1 };

	(void)state;
	assert_int_equal(recognise(d, "姓名,身份证号,乡镇,残疾等级,残疾类别,发证日期,登记日期", NULL, &fit), OK);
	assert_true(str_eqz(fit.topic->id, "disabled"));
	assert_ptr_equal(fit.map.part[0], entity_by_tag(d->m, TAG_lead));
	for (int i = 0; i < 7; i++)
		assert_int_equal(fit.map.col[i].kind == COL_FIELD ? fit.map.col[i].field : -1, want[i]);
	assert_int_equal(fit.map.col[2].kind, COL_TOWNSHIP);
	assert_int_equal(fit.map.col[6].kind, COL_IGNORED);     /* the topic's own date is read */
	assert_string_equal(fit.label[3], "残疾等级");
	assert_null(fit.label[5]);
	desk_free(d);
}

static void what_fits_two_lists_is_asked(void **state)
{
	struct desk *d = national();
	struct lead_fit fit;

	(void)state;
	assert_int_equal(recognise(d, "姓名,身份证号,住院总费用,自付金额", NULL, &fit), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "lead-topic-several");
	assert_true(str_eqz(d->cx.err.arg[0], "medical, hospital"));
	err_clear(&d->cx);
	assert_int_equal(recognise(d, "姓名,身份证号,住院总费用,自付金额", "hospital", &fit), OK);
	assert_true(str_eqz(fit.topic->id, "hospital"));
	assert_int_equal(fit.amount_col, 2);
	/* named: taken without a column of its own, but never without people */
	assert_int_equal(recognise(d, "姓名,身份证号,日期", "work", &fit), OK);
	assert_int_equal(fit.map.missing.n, 0);
	assert_int_equal(recognise(d, "姓名,日期", "work", &fit), OK);
	assert_true(str_eqz(fit.map.missing, "证件号码"));
	assert_int_equal(recognise(d, "姓名,身份证号", "medical", &fit), OK);
	assert_true(str_eqz(fit.map.missing, "个人自付金额"));
	assert_int_equal(recognise(d, "姓名,身份证号", "medcial", &fit), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "lead-topic-unknown");
	desk_free(d);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_misspelt_topic_is_refused_where_it_stands),
		cmocka_unit_test(a_topic_means_values_that_are_there_and_one_column_by_each_name),
		cmocka_unit_test(a_county_changes_one_number_and_keeps_the_rest),
		cmocka_unit_test(every_topic_is_known_by_its_own_labels),
		cmocka_unit_test(a_list_names_people_and_has_a_column_of_its_own),
		cmocka_unit_test(units_stand_in_the_header_or_in_the_pack),
		cmocka_unit_test(columns_go_to_fields_of_the_lead),
		cmocka_unit_test(what_fits_two_lists_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

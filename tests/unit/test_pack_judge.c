/* What a pack judges by: lines, standards, checks, provisions. First how amounts and wordings take
 * turns, then every way in which such a file goes wrong, with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/msg.h"
#include "base/os.h"
#include "policy/pack.h"

struct desk {
	struct ctx cx;
	struct arena a;
	char dir[64];
	struct pack *p;
};

static struct desk *desk_new(void)
{
	struct desk *d = calloc(1, sizeof *d);

	ctx_init(&d->cx, (size_t)64 << 20);
	arena_init(&d->a, (size_t)64 << 20);
	snprintf(d->dir, sizeof d->dir, "/tmp/jz_judge_XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_int_equal(setenv("JINGZHUN_POLICY", d->dir, 1), 0);
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
	static const char *const packs[] = { "a", "child" };
	static const char *const files[] = { "pack.yaml", "lines.yaml", "standards.yaml",
		"checks.yaml", "provisions.yaml" };
	char path[128];

	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < 5; k++) {
			snprintf(path, sizeof path, "%s/%s/%s", d->dir, packs[i], files[k]);
			unlink(path);
		}
		snprintf(path, sizeof path, "%s/%s", d->dir, packs[i]);
		rmdir(path);
	}
	rmdir(d->dir);
	arena_free(&d->a);
	ctx_free(&d->cx);
	free(d);
}

#define HEAD_A \
	"name: a\nzh: 试\nen: Trial\n" \
	"documents:\n" \
	"  - {id: doc, zh: 文件, en: Document}\n" \
	"  - {id: old, zh: 旧文件, en: Old document, from: 2014, to: 2018}\n" \
	"  - id: law\n    zh: 办法\n    en: Rules\n" \
	"    clauses: [{id: 第二条, zh: 标准, en: Standards}]\n"
#define HEAD_CHILD "name: child\nparent: a\nzh: 下级\nen: Below\n"

static void explain(struct desk *d, struct buf *out)
{
	buf_init(out, 4096);
	buf_adds(out, d->cx.err.where);
	buf_addz(out, ": ");
	msg_add(out, LANG_EN, d->cx.err.key, d->cx.err.arg, d->cx.err.narg);
}

static void fine(struct desk *d, const char *pack)
{
	BUF_AUTO struct buf said = { 0 };

	if (pack_load(&d->cx, &d->a, pack, &d->p) == OK)
		return;
	explain(d, &said);
	fail_msg("%s", said.p);
}

/* Pack "a" with this file is refused at LINE:COLUMN (the end of `place`) with this message. */
static void refused(const char *file, const char *text, const char *place, const char *key)
{
	struct desk *d = desk_new();
	BUF_AUTO struct buf said = { 0 };

	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", file, text);
	assert_int_equal(pack_load(&d->cx, &d->a, "a", &d->p), ERR_INPUT);
	explain(d, &said);
	if (strcmp(d->cx.err.key, key) || !str_ends(d->cx.err.where, str_of(place)))
		fail_msg("wanted %s %s, got %s %s", place, key, d->cx.err.key, said.p);
	if (str_find(buf_str(&said), STR("{")) >= 0 && strcmp(key, "pack-no-review"))
		fail_msg("%s", said.p);
	if (strcmp(msg_text(LANG_ZH, key), key) == 0)
		fail_msg("no sentence for %s", key);
	desk_free(d);
}

/* ---- lines ---- */

static int64_t yuan(struct desk *d, const char *area, date_t on)
{
	const struct dated *v = lines_at(d->p, STR("poverty"), str_of(area), on);

	return v ? v->v / 100 : -1;
}

static void the_nearest_area_and_the_latest_word_decide(void **state)
{
	struct desk *d = desk_new();
	int64_t fen = 0;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "lines.yaml",
	    "lines:\n  poverty:\n    zh: 线\n    en: Line\n    amounts:\n"
	    "      - {year: 2016, amount: 2952}\n"
	    "      - {year: 2017, amount: 3335.50, document: doc, note: 暂定}\n"
	    "      - {area: \"51\", year: 2016, amount: 3000}\n"
	    "      - {area: \"510304\", year: 2016, amount: 3100}\n"
	    "      - {from: 2020-03, amount: 4000}\n"
	    "      - {from: 2022, amount: 4200}\n");
	fine(d, "a");
	assert_int_equal(yuan(d, "220000000000", 20160806), 2952);
	assert_int_equal(yuan(d, "510100000000", 20160806), 3000);
	assert_int_equal(yuan(d, "510304101201", 20160806), 3100);
	assert_int_equal(yuan(d, "", 20160806), 2952);
	assert_int_equal(yuan(d, "510304101201", 20170101), 3335);      /* no word of its own */
	assert_int_equal(lines_at(d->p, STR("poverty"), STR("11"), 20170101)->v, 333550);
	assert_int_equal(yuan(d, "11", 20151231), -1);                  /* never another year's */
	assert_int_equal(yuan(d, "11", 20180601), -1);
	assert_int_equal(yuan(d, "11", 20200229), -1);
	assert_int_equal(yuan(d, "11", 20200301), 4000);
	assert_int_equal(yuan(d, "11", 20211231), 4000);                /* until the next word */
	assert_int_equal(yuan(d, "11", 20220101), 4200);
	assert_int_equal(yuan(d, "11", 20160000), 2952);                /* a year: its last day */
	assert_true(lines_year(d->p, STR("poverty"), STR("5103"), 2016, &fen));
	assert_int_equal(fen, 300000);
	assert_false(lines_year(d->p, STR("dibao"), STR("51"), 2016, &fen));
	desk_free(d);
}

static void a_child_goes_before_its_parent_and_a_draft_before_nobody(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "lines.yaml",
	    "lines:\n  poverty:\n    zh: 线\n    en: Line\n    amounts:\n"
	    "      - {from: 2014, amount: 2800}\n"
	    "      - {area: \"510304\", from: 2014, amount: 2900}\n");
	put(d, "child", "pack.yaml", HEAD_CHILD);
	put(d, "child", "lines.yaml",
	    "lines:\n  poverty:\n    amounts:\n"
	    "      - {year: 2016, amount: 3100}\n"
	    "      - {from: 2018-07-01, amount: 3500, status: draft}\n"
	    "      - {from: 2019-07-01, amount: 3600, status: approved,\n"
	    "         review: {outcome: lawful, opinion: 同意, by: 法规科, on: 2019-06-20},\n"
	    "         approval: {by: 县政府, on: 2019-06-28}}\n");
	fine(d, "child");
	assert_int_equal(yuan(d, "510304", 20160601), 3100);
	assert_int_equal(yuan(d, "510304", 20170601), 2900);    /* an old year, the old word */
	assert_int_equal(yuan(d, "510304", 20181231), 2900);            /* a draft is not in force */
	assert_int_equal(yuan(d, "510304", 20190701), 3600);
	assert_true(str_eqz(lines_at(d->p, STR("poverty"), STR("51"), 20200101)->gov.by, "法规科"));
	assert_int_equal(lines_at(d->p, STR("poverty"), STR("51"), 20200101)->gov.approved, 20190628);
	desk_free(d);
}

/* ---- standards ---- */

#define EXIT \
	"standards:\n  household-exit:\n    for: household\n    zh: 退出\n    en: Exit\n" \
	"    from: 2016\n    clauses:\n" \
	"      - {id: income, zh: 收入, en: Income, met: 'per_capita_net >= line(\"poverty\")'}\n"
#define HOUSING "      - {id: housing, zh: 住房, en: Housing, met: '!dangerous_house'}\n"

static void wordings_of_a_clause_follow_each_other(void **state)
{
	struct desk *d = desk_new();
	const struct standard *s;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "standards.yaml", EXIT HOUSING);
	put(d, "child", "pack.yaml", HEAD_CHILD);
	put(d, "child", "standards.yaml",
	    "standards:\n  household-exit:\n    clauses:\n"
	    "      - {id: housing, met: 'danger_grade == \"A级\"', from: 2018}\n"
	    "      - {id: water, zh: 饮水, en: Water, met: 'safe_water', from: 2018-06-15}\n");
	fine(d, "child");
	s = pack_standard(d->p, STR("household-exit"));
	assert_int_equal(s->nslot, 3);
	assert_true(str_eqz(standard_clause(s, 1, 20171231)->met.text, "!dangerous_house"));
	assert_true(str_eqz(standard_clause(s, 1, 20180101)->met.text, "danger_grade == \"A级\""));
	assert_true(str_eqz(standard_clause(s, 1, 20180101)->zh, "住房"));
	assert_null(standard_clause(s, 2, 20180614));
	assert_non_null(standard_clause(s, 2, 20180615));
	assert_false(standard_holds(s, 20151231));
	assert_true(standard_holds(s, 20160101));
	desk_free(d);
}

static void a_child_replaces_adds_and_leaves_out(void **state)
{
	struct desk *d = desk_new();
	const struct standard *s;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "standards.yaml", EXIT HOUSING
	    "  monitor:\n    for: household\n    zh: 监测\n    en: Monitoring\n    clauses:\n"
	    "      - {id: one, zh: 一, en: One, met: 'safe_water'}\n");
	put(d, "child", "pack.yaml", HEAD_CHILD);
	put(d, "child", "standards.yaml",
	    "standards:\n  household-exit:\n    without: [income]\n    clauses:\n"
	    "      - {id: housing, met: 'known(danger_grade)'}\n"
	    "      - {id: power, zh: 用电, en: Power, met: 'power_living'}\n"
	    "  monitor: {off: true}\n");
	fine(d, "child");
	s = pack_standard(d->p, STR("household-exit"));
	assert_int_equal(s->nslot, 2);
	assert_true(str_eqz(s->slot_id[0], "housing"));
	assert_true(str_eqz(standard_clause(s, 0, 20170101)->met.text, "known(danger_grade)"));
	assert_true(str_eqz(s->slot_id[1], "power"));
	assert_null(pack_standard(d->p, STR("monitor")));
	desk_free(d);
}

static void a_verdict_is_false_true_or_unknown_and_never_guessed(void **state)
{
	const enum truth F = TRUTH_FALSE, T = TRUTH_TRUE, U = TRUTH_UNKNOWN, X = TRUTH_ABSENT;
	struct desk *d = desk_new();
	const struct standard *s;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "standards.yaml", EXIT HOUSING
	    "      - {id: water, zh: 水, en: Water, met: 'safe_water'}\n"
	    "  either:\n    for: household\n    zh: 或\n    en: Either\n    verdict: '!a && (b || c)'\n"
	    "    clauses:\n"
	    "      - {id: a, zh: 甲, en: A, met: 'x'}\n"
	    "      - {id: b, zh: 乙, en: B, met: 'y'}\n"
	    "      - {id: c, zh: 丙, en: C, met: 'z'}\n");
	fine(d, "a");
	s = pack_standard(d->p, STR("household-exit"));
	assert_true(s->all);
	assert_int_equal(standard_verdict(s, (enum truth[]){ T, T, T }), T);
	assert_int_equal(standard_verdict(s, (enum truth[]){ T, U, T }), U);
	assert_int_equal(standard_verdict(s, (enum truth[]){ F, U, T }), F);
	assert_int_equal(standard_verdict(s, (enum truth[]){ T, X, T }), T);
	assert_int_equal(standard_verdict(s, (enum truth[]){ X, X, X }), U);
	s = pack_standard(d->p, STR("either"));
	assert_false(s->all);
	assert_int_equal(standard_verdict(s, (enum truth[]){ F, F, T }), T);
	assert_int_equal(standard_verdict(s, (enum truth[]){ T, T, T }), F);
	assert_int_equal(standard_verdict(s, (enum truth[]){ U, T, F }), U);
	assert_int_equal(standard_verdict(s, (enum truth[]){ U, F, F }), F);
	assert_int_equal(standard_verdict(s, (enum truth[]){ F, U, T }), T);
	assert_int_equal(standard_verdict(s, (enum truth[]){ F, X, U }), U);
	desk_free(d);
}

/* ---- checks, provisions ---- */

static void checks_merge_and_may_be_left_out(void **state)
{
	struct desk *d = desk_new();
	const struct check *c;
	const struct dated *v;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "checks.yaml",
	    "checks:\n"
	    "  pay_low:\n    for: work\n    zh: 工资过低\n    en: Pay is low\n    severity: doubt\n"
	    "    fires: 'monthly_pay < param(\"floor\")'\n"
	    "    parameters: {floor: {zh: 下限, en: Floor, values: [{amount: 400}]}}\n"
	    "    show: [monthly_pay]\n    covers: [1111_12]\n"
	    "  idno_twice:\n    for: person\n    zh: 重复\n    en: Twice\n    severity: error\n"
	    "    cross: {kind: duplicate, field: idno}\n"
	    "none:\n  - {rule: 3_01_009, zh: 空的, en: It is empty}\n");
	put(d, "child", "pack.yaml", HEAD_CHILD);
	put(d, "child", "checks.yaml",
	    "checks:\n"
	    "  pay_low:\n    parameters: {floor: {values: [{amount: 600}]}}\n"
	    "  idno_twice: {off: true}\n");
	fine(d, "child");
	c = pack_check(d->p, STR("pay_low"));
	assert_int_equal(c->severity, CHECK_DOUBT);
	v = param_at(c->param, c->nparam, STR("floor"), STR("51"), 20240101);
	assert_int_equal(v->v, 60000);
	assert_null(pack_check(d->p, STR("idno_twice")));
	assert_int_equal(d->p->ncheck, 1);
	assert_int_equal(d->p->nnone, 1);
	fine(d, "a");
	c = pack_check(d->p, STR("idno_twice"));
	assert_int_equal(c->cross, CROSS_DUPLICATE);
	assert_true(str_eqz(c->cross_field[0], "idno"));
	desk_free(d);
}

static void what_a_source_leaves_open_stays_open(void **state)
{
	struct desk *d = desk_new();
	const struct provision *v;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "provisions.yaml",
	    "provisions:\n"
	    "  looks:\n    zh: 八看\n    en: Eight looks\n    note: 原文注释缺失\n"
	    "    slots: [{zh: 看, en: Look, count: 8}]\n"
	    "  gates:\n    zh: 关\n    en: Gates\n    document: law\n    clause: 第二条\n    items:\n"
	    "      - {zh: 群众申请关, en: Application}\n"
	    "      - {zh: 公示, en: Notice, figure: 7天}\n");
	fine(d, "a");
	v = pack_provision(d->p, STR("looks"));
	assert_int_equal(v->nslot, 1);
	assert_int_equal(v->slot[0].count, 8);
	assert_int_equal(v->nitem, 0);
	v = pack_provision(d->p, STR("gates"));
	assert_int_equal(v->nitem, 2);
	assert_true(str_eqz(v->item[1].figure, "7天"));
	assert_null(pack_provision(d->p, STR("nothing")));
	desk_free(d);
}

/* ---- what is refused ---- */

#define LINE(amounts) "lines:\n  l:\n    zh: 线\n    en: Line\n    amounts:\n" amounts
#define LINES(amounts, place, key) refused("lines.yaml", LINE(amounts), "a/lines.yaml" place, key)
#define STANDARDS(text, place, key) refused("standards.yaml", text, "a/standards.yaml" place, key)

static void bad_lines_are_refused_where_they_stand(void **state)
{
	(void)state;
	LINES("      - {year: 2016, amount: 1}\n      - {year: 2016, amount: 2}\n", ":7:9",
	      "pack-values-overlap");
	LINES("      - {from: 2016, to: 2018, amount: 1}\n      - {year: 2018, amount: 2}\n", ":7:9",
	      "pack-values-overlap");
	LINES("      - {from: 2018, to: 2016-05, amount: 1}\n", ":6:26", "pack-days-reversed");
	LINES("      - {year: 2016, from: 2016, amount: 1}\n", ":6:16", "pack-year-and-from");
	LINES("      - {year: 2016, amount: \"1\"}\n", ":6:30", "pack-bad-amount");
	LINES("      - {year: 2016, amount: 1.005}\n", ":6:30", "pack-bad-amount");
	LINES("      - {year: 2016, amount: -3}\n", ":6:30", "pack-bad-amount");
	LINES("      - {year: 2016}\n", ":6:9", "pack-missing-key");
	LINES("      - {year: 2016, number: 3}\n", ":6:9", "pack-missing-key");
	LINES("      - {area: 51x, year: 2016, amount: 1}\n", ":6:16", "pack-bad-area");
	LINES("      - {year: 2016, amount: 1, document: nowhere}\n", ":6:43", "pack-no-document");
	LINES("      - {year: 2016, amount: 1, document: law, clause: 第九条}\n", ":6:56",
	      "pack-no-clause");
	LINES("      - {year: 2019, amount: 1, document: old}\n", ":6:9", "pack-document-over");
	LINES("      - {year: 2016, amount: 1, status: perhaps}\n", ":6:41", "pack-bad-status");
	LINES("      - {year: 2016, amount: 1, status: approved}\n", ":6:41", "pack-no-review");
#define APPROVED "status: approved, review: {outcome: lawful, opinion: 好, by: 科, on: 2016-01-02}"
#define BY(who, day) "      - {year: 2016, amount: 1, " APPROVED ", approval: {by: " who \
	", on: " day "}}\n"
#define IN_FORCE(when) "      - {" when ", amount: 1, " APPROVED \
	", approval: {by: 县, on: 2016-02-01}}\n"
	LINES("      - {year: 2016, amount: 1, " APPROVED "}\n", ":6:41", "pack-no-approval");
	LINES("      - {year: 2016, amount: 1, status: draft, approval: {by: 县, on: 2016-02-01}}\n",
	      ":6:41", "pack-no-review");
	LINES("      - {year: 2016, amount: 1, status: reviewed,\n"
	      "         review: {outcome: lawful, opinion: 好, by: 科, on: 2016-01-02},\n"
	      "         approval: {by: 县, on: 2016-02-01}}\n", ":8:20", "pack-approval-draft");
	/* Who reviewed it does not approve it; nor before the review; nor for days that are past. */
	LINES(BY("'科'", "2016-02-01"), ":6:123", "pack-own-approval");
	LINES(BY("县", "2016-01-01"), ":6:123", "pack-approved-early");
	LINES(BY("县", "''"), ":6:135", "pack-bad-date");
	/* The same person with a blank or in wide letters; a review that came to nothing or to no. */
	LINES("      - {year: 2016, amount: 1, status: approved,\n"
	      "         review: {outcome: lawful, opinion: 好, by: 张三, on: 2016-01-02},\n"
	      "         approval: {by: 张 三, on: 2016-02-01}}\n", ":8:20", "pack-own-approval");
	LINES("      - {year: 2016, amount: 1, status: approved,\n"
	      "         review: {outcome: lawful, opinion: 好, by: Ａnn, on: 2016-01-02},\n"
	      "         approval: {by: ann, on: 2016-02-01}}\n", ":8:20", "pack-own-approval");
	LINES("      - {year: 2016, amount: 1, status: reviewed,\n"
	      "         review: {opinion: 好, by: 科, on: 2016-01-02}}\n", ":7:18", "pack-no-outcome");
	LINES("      - {year: 2016, amount: 1, status: reviewed,\n"
	      "         review: {outcome: 合法, opinion: 好, by: 科, on: 2016-01-02}}\n", ":7:28",
	      "pack-no-outcome");
	LINES("      - {year: 2016, amount: 1, status: approved,\n"
	      "         review: {outcome: unlawful, opinion: 越权, by: 科, on: 2016-01-02},\n"
	      "         approval: {by: 县, on: 2016-02-01}}\n", ":8:20", "pack-unlawful");
	/* One area written in two ways; a number that two readers read in two ways. */
	LINES("      - {area: \"98\", year: 2016, amount: 1}\n"
	      "      - {area: \"980000\", year: 2016, amount: 2}\n", ":7:9", "pack-values-overlap");
	LINES("      - {area: \"980100000000\", year: 2016, amount: 1}\n"
	      "      - {year: 2016, amount: 3}\n"
	      "      - {area: \"9801\", from: 2015, to: 2016, amount: 2}\n", ":8:9",
	      "pack-values-overlap");
	LINES("      - {area: \"980\", year: 2016, amount: 1}\n", ":6:16", "pack-bad-area");
	LINES("      - {year: 2016, amount: 010}\n", ":6:30", "pack-bad-amount");
	LINES("      - {year: 2016, amount: -0}\n", ":6:30", "pack-bad-amount");
	LINES(IN_FORCE("from: 2016-01-31"), ":6:129", "pack-back-dated");
	LINES(IN_FORCE("year: 2015"), ":6:123", "pack-back-dated");
	LINES(IN_FORCE("to: 2016"), ":6:121", "pack-approved-when");
	refused("lines.yaml", "lines:\n  Poverty: {zh: 线, en: Line}\n", "a/lines.yaml:2:3",
	        "pack-bad-name");
	refused("lines.yaml", "lines:\n  l: {zh: 线, en: Line, per: week}\n", "a/lines.yaml:2:29",
	        "pack-bad-per");
}

static void bad_standards_are_refused_where_they_stand(void **state)
{
	(void)state;
	STANDARDS(EXIT "      - {id: income, zh: 又, en: Again, met: 'x'}\n", ":9:9",
	          "pack-clause-twice");
	STANDARDS(EXIT "      - {id: b, zh: 又, en: Again, met: 'x', to: 2015}\n", ":9:9",
	          "pack-clause-never");
	STANDARDS(EXIT "      - {id: b, zh: 又, en: Again, met: 'x', from: 2019, document: old}\n",
	          ":9:9", "pack-document-over");
	STANDARDS(EXIT HOUSING "    verdict: 'income'\n", ":10:14", "pack-clause-unused");
	STANDARDS(EXIT "    verdict: 'income && housing'\n", ":9:14", "pack-verdict-no-clause");
	STANDARDS(EXIT "    verdict: 'income &&'\n", ":9:14", "pack-verdict-syntax");
	STANDARDS(EXIT "    verdict: '(income'\n", ":9:14", "pack-verdict-syntax");
	STANDARDS(EXIT "    verdict: 'income income'\n", ":9:14", "pack-verdict-syntax");
	STANDARDS(EXIT "    verdict: '"
	          "((((((((((((((((((((((((((((((((((income))))))))))))))))))))))))))))))))))"
	          "'\n", ":9:14", "pack-verdict-long");
	STANDARDS("standards:\n  s: {for: household, zh: 空, en: Empty}\n", ":2:3", "pack-no-clauses");
	STANDARDS("standards:\n  s:\n    for: household\n    zh: 草\n    en: Draft\n    clauses:\n"
	          "      - {id: a, zh: 甲, en: A, met: 'x', status: draft}\n", ":2:3",
	          "pack-no-clauses");
	STANDARDS(EXIT "    direction: sideways\n", ":9:16", "pack-bad-direction");
	STANDARDS(EXIT "    without: [nothing]\n", ":9:15", "pack-verdict-no-clause");
	STANDARDS(EXIT "    parameters: {p: {zh: 参数, en: P, values: []}}\n", ":9:45",
	          "pack-param-empty");
	STANDARDS(EXIT "    parameters: {p: {zh: 参数, en: P, values: [{number: 2}, {area: \"51\","
	          " amount: 3}]}}\n", ":9:59", "pack-values-kind");
	STANDARDS("standards:\n  s: {for: household}\n  s: {for: person}\n", ":3:3", "pack-key-twice");
}

static void bad_checks_are_refused_where_they_stand(void **state)
{
#define CHECK(body, place, key) \
	refused("checks.yaml", \
	        "checks:\n  c:\n    for: person\n    zh: 错\n    en: Wrong\n" \
	        "    severity: error\n" body, \
	        "a/checks.yaml" place, key)
	(void)state;
	CHECK("", ":3:5", "pack-check-fires");
	CHECK("    fires: 'a'\n    cross: {kind: duplicate, field: idno}\n", ":3:5",
	      "pack-check-fires");
	CHECK("    cross: {kind: nearby, field: idno}\n", ":7:19", "pack-one-of");
	CHECK("    cross: {kind: duplicate}\n", ":7:12", "pack-missing-key");
	CHECK("    fires: 'a'\n    show: [birth, birth]\n", ":8:19", "pack-word-twice");
	CHECK("    fires: 'a'\n    covers: [r1]\n  d:\n    for: person\n    zh: 错\n    en: Wrong\n"
	      "    severity: error\n    fires: 'a'\n    covers: [r1]\n", ":9:3", "pack-covers-twice");
	refused("checks.yaml",
	        "checks:\n  c: {for: person, zh: 错, en: W, severity: grave, fires: a}\n",
	        "a/checks.yaml:2:44", "pack-one-of");
}

static void bad_documents_and_provisions_are_refused_where_they_stand(void **state)
{
	(void)state;
	refused("pack.yaml", HEAD_A "  - {id: doc, zh: 又, en: Again}\n", "a/pack.yaml:11:10",
	        "pack-document-twice");
	refused("pack.yaml", HEAD_A "  - {id: x, zh: 又, en: Again, from: 2019, to: 2018}\n",
	        "a/pack.yaml:11:47", "pack-days-reversed");
	refused("provisions.yaml",
	        "provisions:\n  p: {zh: 空, en: Empty, slots: [{zh: 条, en: I, count: 3}]}\n",
	        "a/provisions.yaml:2:32", "pack-slots-note");
	refused("provisions.yaml", "provisions:\n  p: {zh: 条, en: P, items: [{zh: 一}]}\n",
	        "a/provisions.yaml:2:29", "pack-missing-key");
}

/* ---- against the nouns ---- */

#define OVER_CN "name: a\nparent: cn\nzh: 试\nen: Trial\n"

/* The shipped pack beside those of the desk. */
static void cn_there(const struct desk *d, bool yes)
{
	char path[512], cn[512];

	snprintf(cn, sizeof cn, "%s/cn", d->dir);
	snprintf(path, sizeof path, "%s/policy/cn", getenv("JZ_ROOT"));
	assert_int_equal(yes ? symlink(path, cn) : unlink(cn), 0);
}

/* Pack "a" over cn with this file: loaded and compiled; or refused for `key`, in `words`. */
static void over_cn(const char *head, const char *file, const char *text, const char *key,
                    const char *words)
{
	struct desk *d = desk_new();
	BUF_AUTO struct buf said = { 0 };
	struct model *m;
	enum err e;

	cn_there(d, true);
	put(d, "a", "pack.yaml", head);
	put(d, "a", file, text);
	e = pack_load(&d->cx, &d->a, "a", &d->p);
	if (e == OK)
		e = pack_model(&d->cx, &d->a, d->p, &m);
	if (e != OK)
		explain(d, &said);
	if (!key && e != OK)
		fail_msg("%s", said.p);
	if (key) {
		assert_int_equal(e, ERR_INPUT);
		if (strcmp(d->cx.err.key, key) || str_find(buf_str(&said), str_of(words)) < 0)
			fail_msg("wanted %s (%s), got %s", key, words, said.p);
	}
	cn_there(d, false);
	desk_free(d);
}

static void compiled(const char *checks, const char *key, const char *words)
{
	char text[4096];

	snprintf(text, sizeof text,
	         "checks:\n  c:\n    for: person\n    zh: 错\n    en: Wrong\n"
	         "    severity: doubt\n%s", checks);
	over_cn(OVER_CN, "checks.yaml", text, key, words);
}

/* ---- measures ---- */

#define INDEX(k, rest) "measures:\n  multi:\n    m:\n      zh: 甲\n      en: A\n      k: " k \
	"\n      indicators:\n" rest
#define INDICATOR(id, weight) "        - {id: " id ", zh: 甲, en: A, weight: " weight \
	", deprived: '!safe_water'}\n"

static void measures_of_a_child_go_before_its_parent(void **state)
{
	struct desk *d = desk_new();
	const struct pack_index *x;

	(void)state;
	put(d, "a", "pack.yaml", HEAD_A);
	put(d, "a", "measures.yaml", INDEX("1/3", INDICATOR("w", "1/6") INDICATOR("v", "0.25"))
	    "  usual: {line: 60%median, near: 10, round: 100}\n");
	put(d, "child", "pack.yaml", HEAD_CHILD);
	put(d, "child", "measures.yaml", "measures:\n  usual: {near: 20}\n");
	fine(d, "child");
	assert_int_equal(d->p->usual.near, 20);
	assert_int_equal(d->p->usual.round, 100);
	assert_true(str_eqz(d->p->usual.line, "60%median"));
	x = pack_index(d->p, STR(""));
	assert_true(x && x == pack_index(d->p, STR("m")) && !pack_index(d->p, STR("n")));
	assert_int_equal(x->weight[0], 2);           /* 1/6 and 1/4: 2 and 3 twelfths */
	assert_int_equal(x->weight[1], 3);
	put(d, "child", "measures.yaml", INDEX("1", INDICATOR("w", "1")));
	fine(d, "child");
	assert_int_equal(pack_index(d->p, STR("m"))->as.nclause, 1);
	desk_free(d);
}

static void bad_measures_are_refused_where_they_stand(void **state)
{
	(void)state;
	refused("measures.yaml", INDEX("0", INDICATOR("w", "1")), ":6:10", "pack-ratio");
	refused("measures.yaml", INDEX("4/3", INDICATOR("w", "1")), ":6:10", "pack-ratio");
	refused("measures.yaml", INDEX("1/0", INDICATOR("w", "1")), ":6:10", "pack-ratio");
	refused("measures.yaml", INDEX("1/3", INDICATOR("w", "-1")), ":8:41", "pack-ratio");
	refused("measures.yaml", INDEX("1/3", INDICATOR("w", "1/7") INDICATOR("w", "1/7")), ":9:16",
	        "pack-word-twice");
	refused("measures.yaml", INDEX("1/3", "        []\n"), ":8:9", "measure-indicators");
	refused("measures.yaml", INDEX("1/3", INDICATOR("w", "999983/999999")
	        INDICATOR("v", "999979/999998") INDICATOR("u", "1/999997")), ":8:9", "pack-ratio");
	refused("measures.yaml", "measures:\n  usual: {line: nowhere}\n", ":2:17",
	        "measure-line-form");
	refused("measures.yaml", "measures:\n  usual: {near: 101}\n", ":2:17", "pack-want-number");
	refused("measures.yaml", "measures:\n  lines: {}\n", ":2:3", "pack-unknown-key");
}

static void an_expression_is_tried_when_its_pack_is_read(void **state)
{
	(void)state;
	compiled("    fires: 'age(birth) < 16 && tag(labour, \"labour\")'\n", NULL, NULL);
	compiled("    fires: 'age(brith) < 16'\n", "expr-name-near", "checks.yaml:7:17 c: ");
	compiled("    fires: labuor == labour\n", "expr-name-near", "checks.yaml:7:12 c: ");
	compiled("    fires: 'tag(labour, \"lazy\")'\n", "expr-tag", "lazy");
	compiled("    fires: 'birth'\n", "expr-want", "wanted here");
	compiled("    fires: 'age(birth) < param(\"old\")'\n", "expr-param", "old");
	compiled("    fires: 'age(birth) < param(\"old\")'\n"
	         "    parameters: {old: {zh: 年龄, en: Age, values: [{number: 60}]}}\n", NULL, NULL);
	compiled("    fires: 'age(birth) < 16'\n    show: [brith]\n", "pack-check-field", "brith");
	compiled("    cross: {kind: duplicate, field: idnumber}\n", "pack-check-field", "idnumber");
}

static void a_check_that_can_never_fire_is_refused(void **state)
{
	const char *key = "pack-check-never";

	(void)state;
	/* the slips of a real rule set: below zero and above the ceiling, missing and compared */
	compiled("    fires: 'household.land_cultivated < 0 && household.land_cultivated > 100'\n",
	         key, "household.land_cultivated");
	compiled("    fires: 'household.land_cultivated < 0 || household.land_cultivated > 100'\n",
	         NULL, NULL);
	compiled("    fires: 'household.land_cultivated < 0'\n", key, "< 0");
	compiled("    fires: '!known(labour) && tag(labour, \"labour\")'\n", key, "labour");
	compiled("    fires: '!known(labour) || tag(labour, \"labour\")'\n", NULL, NULL);
	compiled("    among: 'tag(sex, \"male\")'\n    fires: 'tag(sex, \"female\")'\n", key,
	         "female");
	compiled("    fires: 'labour == \"普通劳动力\" && labour == \"技能劳动力\"'\n", key,
	         "技能劳动力");
	compiled("    fires: 'labour in [\"普通劳动力\", \"技能劳动力\"] &&"
	         " !tag(labour, \"labour\")'\n", key, "!tag(labour");
	compiled("    among: 'age(birth) >= 16 && age(birth) < 60'\n    fires: 'age(birth) == 60'\n",
	         key, "== 60");
	compiled("    among: 'age(birth) >= 16 && age(birth) < 60'\n    fires: 'age(birth) == 59'\n",
	         NULL, NULL);
	compiled("    fires: 'resident_medical && !resident_medical'\n", key, "!resident_medical");
	compiled("    among: 'false'\n    fires: 'resident_medical'\n", key, "false");
	compiled("    fires: 'work.exists(w, !known(w.started) && w.started > on)'\n", key,
	         "w.started > on");
	compiled("    fires: 'work.exists(w, w.monthly_pay < yuan(100)) &&"
	         " work.exists(w, w.monthly_pay > yuan(400))'\n", NULL, NULL);
}

#define CLAUSE(met) "standards:\n  s:\n    for: household\n    zh: 标\n    en: S\n" \
	"    unconfirmed: true\n    clauses:\n      - {id: a, zh: 甲, en: A, met: '" met "'}\n"

static void a_clause_that_nobody_or_everybody_meets_is_refused(void **state)
{
	const char *none = "pack-clause-unmet", *all = "pack-clause-always";

	(void)state;
	over_cn(OVER_CN, "standards.yaml", CLAUSE("members > 3 || members < 2"), NULL, NULL);
	over_cn(OVER_CN, "standards.yaml", CLAUSE("members > 3 && members < 2"), none,
	        "standards.yaml:8:36: Clause \"s.a\" can never be met: \"members < 2\"");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("false"), none, "false");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("1/0 == 1"), none, "1/0 == 1");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("1/0 != 1"), none, "1/0 != 1");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("safe_water && 2 + 2 == 5"), none, "2 + 2 == 5");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("safe_water || 2 + 2 == 5"), NULL, NULL);
	over_cn(OVER_CN, "standards.yaml", CLAUSE("safe_water || 2 + 2 == 4"), all, "s.a");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("true"), all, "s.a");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("members > 3 || members <= 3"), all, "s.a");
	over_cn(OVER_CN, "standards.yaml", CLAUSE("safe_water || !safe_water"), all, "s.a");
}

#define DOCUMENTS OVER_CN "documents:\n" \
	"  - {id: few, zh: 文, en: D, from: 2016-08-06, to: 2018}\n" \
	"  - {id: now, zh: 文, en: D, from: 2019}\n"
#define AMOUNTS(text) "lines:\n  l:\n    zh: 线\n    en: Line\n    amounts:\n" text
#define RESTS(of, when) "standards:\n  s:\n    for: household\n    zh: 标\n    en: S\n" of \
	"    clauses:\n      - {id: a, zh: 甲, en: A, met: safe_water" when "}\n"

/* What is judged by rests on a document, and on one that is in force all the time. */
static void a_document_holds_as_long_as_what_rests_on_it(void **state)
{
	const char *over = "pack-document-over", *none = "pack-no-basis";

	(void)state;
#define LINE_IS(text, key, words) over_cn(DOCUMENTS, "lines.yaml", AMOUNTS(text), key, words)
	LINE_IS("      - {year: 2017, amount: 1}\n", none, "lines.yaml:6:9");
	LINE_IS("      - {year: 2017, amount: 1, unconfirmed: true}\n", NULL, NULL);
	LINE_IS("      - {from: 2017, amount: 1, status: draft}\n", NULL, NULL);
	LINE_IS("      - {year: 2016, amount: 1, document: few}\n", NULL, NULL);   /* of that year */
	LINE_IS("      - {year: 2015, amount: 1, document: few}\n", over, ":6:9");
	LINE_IS("      - {from: 2017, to: 2019-01, amount: 1, document: few}\n", over, ":6:9");
	LINE_IS("      - {from: 2016, to: 2017, amount: 1, document: few}\n", over, ":6:9");
	LINE_IS("      - {from: 2017, amount: 1, document: few}\n", over, ":6:9");
	/* Without an end it ends where the next begins. */
	LINE_IS("      - {from: 2017, amount: 1, document: few}\n"
	        "      - {from: 2019, amount: 2, document: now}\n", NULL, NULL);
	LINE_IS("      - {from: 2017, amount: 1, document: few}\n"
	        "      - {area: \"51\", from: 2019, amount: 2, document: now}\n", over, ":6:9");
	LINE_IS("      - {from: 2017, amount: 1, document: few}\n"
	        "      - {from: 2019-02, amount: 2, document: now}\n", over, ":6:9");
#define IS(of, when, key, words) over_cn(DOCUMENTS, "standards.yaml", RESTS(of, when), key, words)
	IS("", "", none, "standards.yaml:2:3");
	IS("    document: now\n    from: 2019\n", "", NULL, NULL);
	IS("    document: now\n    from: 2018\n", "", over, ":2:3");
	IS("    document: now\n", "", over, ":2:3");
	IS("    document: few\n    from: 2017\n", "", over, ":2:3");
	IS("    document: few\n    from: 2017\n    to: 2018\n", "", NULL, NULL);
	IS("    document: now\n    from: 2019\n", ", document: few", over, ":9:9");
	IS("    unconfirmed: true\n    from: 2017\n", ", document: few, to: 2018", NULL, NULL);
	IS("    unconfirmed: true\n    from: 2017\n", ", document: few", over, ":9:9");
	IS("    unconfirmed: true\n    from: 2017\n", ", document: few}\n"
	   "      - {id: a, met: \"!safe_water\", document: now, from: 2019", NULL, NULL);
}

/* A parent's value ends where the child's word begins, not where the parent's own next would. */
static void a_value_gives_way_to_a_child(void **state)
{
	static const struct { const char *child; bool fine; } it[] = {
		{ "from: 2018", true }, { "year: 2018", false }, { "from: 2020", false } };
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct desk *d = desk_new();
		struct model *m;
		char text[256];

		put(d, "a", "pack.yaml", "name: a\nparent: cn\nzh: 试\nen: Trial\ndocuments:\n"
		    "  - {id: few, zh: 文, en: D, from: 2014, to: 2018}\n"
		    "  - {id: now, zh: 文, en: D, from: 2018}\n");
		put(d, "a", "lines.yaml", AMOUNTS("      - {from: 2014, amount: 1, document: few}\n"
		    "      - {from: 2021, amount: 2, document: now}\n"));
		put(d, "child", "pack.yaml", HEAD_CHILD);
		snprintf(text, sizeof text, "lines:\n  l:\n    amounts:\n"
		         "      - {%s, amount: 3, document: now}\n", it[i].child);
		put(d, "child", "lines.yaml", text);
		cn_there(d, true);
		fine(d, "child");
		assert_int_equal(pack_model(&d->cx, &d->a, d->p, &m), it[i].fine ? OK : ERR_INPUT);
		assert_true(it[i].fine || !strcmp(d->cx.err.key, "pack-document-over"));
		cn_there(d, false);
		desk_free(d);
	}
}

/* What nobody sees in a file stands in no name; a mark that editors put first is nothing. */
static void what_cannot_be_seen_is_refused(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	put(d, "a", "pack.yaml", "\xEF\xBB\xBF" HEAD_A);
	put(d, "a", "lines.yaml", "\xEF\xBB\xBF" "lines:\n  l: {zh: 线, en: Line}\n");
	fine(d, "a");
	assert_true(pack_from_text(&d->cx, &d->a, d->p->text, &d->p) == OK);
	desk_free(d);
	refused("lines.yaml", "lines:\n  l: {zh: \"线\\e[31m\", en: L}\n", "a/lines.yaml:2:11",
	        "pack-unseen");
	refused("lines.yaml", "lines:\n  l: {zh: 线, en: \"a\\nb\"}\n", "a/lines.yaml:2:18",
	        "pack-unseen");
	refused("lines.yaml", "lines:\n  l: {zh: 线, en: L, note: \"a\\u202Eb\"}\n",
	        "a/lines.yaml:2:27", "pack-unseen");
	refused("lines.yaml", "lines:\n  l: {zh: 线\xE2\x80\x8B, en: L}\n", "a/lines.yaml:2:11",
	        "pack-unseen");
}

/* Whatever is shipped can judge: every pack with its standards and checks, against the nouns. */
static void every_shipped_pack_compiles(void **state)
{
	static const char *const names[] = { "cn", "cn-2021", "cn-2026", "cn-daan", "cn-tonghua",
		"cn-guangyuan", "cn-zhongwei", "cn-kalaqin", "demo-province", "demo-county",
			"graduation" };
	char path[512];

	(void)state;
	snprintf(path, sizeof path, "%s/policy", getenv("JZ_ROOT"));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct desk *d = desk_new();
		BUF_AUTO struct buf said = { 0 };
		struct model *m;

		assert_int_equal(setenv("JINGZHUN_POLICY", path, 1), 0);
		fine(d, names[i]);
		if (pack_model(&d->cx, &d->a, d->p, &m) != OK) {
			explain(d, &said);
			fail_msg("%s: %s", names[i], said.p);
		}
		assert_true(d->p->nstandard > 0 && d->p->ncheck > 170 && d->p->nline > 0);
		for (int k = 0; k < d->p->ncheck; k++)
			assert_true(d->p->check[k].zh.n && d->p->check[k].en.n);
		desk_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_area_and_the_latest_word_decide),
		cmocka_unit_test(a_child_goes_before_its_parent_and_a_draft_before_nobody),
		cmocka_unit_test(wordings_of_a_clause_follow_each_other),
		cmocka_unit_test(a_child_replaces_adds_and_leaves_out),
		cmocka_unit_test(a_verdict_is_false_true_or_unknown_and_never_guessed),
		cmocka_unit_test(checks_merge_and_may_be_left_out),
		cmocka_unit_test(what_a_source_leaves_open_stays_open),
		cmocka_unit_test(bad_lines_are_refused_where_they_stand),
		cmocka_unit_test(bad_standards_are_refused_where_they_stand),
		cmocka_unit_test(bad_checks_are_refused_where_they_stand),
		cmocka_unit_test(bad_documents_and_provisions_are_refused_where_they_stand),
		cmocka_unit_test(measures_of_a_child_go_before_its_parent),
		cmocka_unit_test(bad_measures_are_refused_where_they_stand),
		cmocka_unit_test(an_expression_is_tried_when_its_pack_is_read),
		cmocka_unit_test(a_check_that_can_never_fire_is_refused),
		cmocka_unit_test(a_clause_that_nobody_or_everybody_meets_is_refused),
		cmocka_unit_test(a_document_holds_as_long_as_what_rests_on_it),
		cmocka_unit_test(a_value_gives_way_to_a_child),
		cmocka_unit_test(what_cannot_be_seen_is_refused),
		cmocka_unit_test(every_shipped_pack_compiles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

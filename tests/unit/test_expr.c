/* What the texts of standards and checks mean: precedence, exact money, unknown against error,
 * related rows, dates known in part. */
#include "expr_fix.h"

static int setup(void **state)
{
	struct world *w = world_new();
	struct rec *h, *p, *r;

	h = put_row(w, "household", 10);
	set_int(h, "type", 1);
	set_int(h, "per_capita_net", 399999);
	set_int(h, "safe_water", 1);
	set_int(h, "other_causes", 1 << 1 | 1 << 3);
	set_int(h, "land_cultivated", 250);      /* 2.50 mu */
	set_int(h, "members", 3);
	set_int(h, "area", 1);
	set_int(h, "exited_on", 20200000);
	set_text(h, "head_name", "张三");
	p = put_row(w, "person", 20);            /* born 1960-12-15: 60 today */
	set_int(p, "household", 10);
	set_int(p, "birth", 19601215);
	set_int(p, "relation", 2);
	set_int(p, "resident_pension", 0);
	set_text(p, "name", "张三");
	p = put_row(w, "person", 21);            /* only the year is known: 59 or 60 */
	set_int(p, "household", 10);
	set_int(p, "birth", 19600000);
	p = put_row(w, "person", 22);            /* a child of whom little is known */
	set_int(p, "household", 10);
	set_int(p, "birth", 20100500);
	r = put_row(w, "income", 30);
	set_int(r, "household", 10);
	set_int(r, "period_to", 20191231);
	set_int(r, "wage", 1000000);
	set_int(r, "net", 900000);
	r = put_row(w, "income", 31);
	set_int(r, "household", 10);
	set_int(r, "period_to", 20201200);
	set_int(r, "wage", 1200000);
	r = put_row(w, "work", 40);
	set_int(r, "person", 20);
	set_int(r, "months", 65);                /* 6.5 */
	r = put_row(w, "status", 50);            /* of the household as a whole */
	set_int(r, "household", 10);
	w->root = h;
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	world_free(*state);
	return 0;
}

static void precedence(void **state)
{
	struct world *w = *state;

	gives(w, "1 + 2 * 3", "7");
	gives(w, "(1 + 2) * 3", "9");
	gives(w, "20 - 5 - 3", "12");
	gives(w, "100 / 10 / 5", "2");
	gives(w, "100 / 10 % 4", "2");
	gives(w, "-2 * -3", "6");
	gives(w, "- 2 - - 3", "1");
	gives(w, "true || false && false", "yes");
	gives(w, "(true || false) && false", "no");
	gives(w, "1 + 1 == 2 && 3 > 2", "yes");
	gives(w, "!true || true", "yes");
	gives(w, "!(true || true)", "no");
	gives(w, "false ? 1 : true ? 2 : 3", "2");
	gives(w, "1 < 2 ? 10 : 20 + 5", "10");
	gives(w, "2 in [1, 2] == true", "yes");          /* (2 in [1, 2]) == true: one strength */
	gives(w, "// a remark\n1 // another\n+ 1", "2");
}

static void int64_ends_where_it_ends(void **state)
{
	struct world *w = *state;

	gives(w, "9223372036854775807", "9223372036854775807");
	gives(w, "-9223372036854775808", "-9223372036854775808");
	gives(w, "-0x8000000000000000", "-9223372036854775808");
	refused(w, "9223372036854775808", "expr-number-large", "1:1", "too large");
	refused(w, "1 + 99999999999999999999", "expr-number-large", "1:5", "too large");
	gives(w, "--9223372036854775808", "expr-eval-overflow");
	gives(w, "9223372036854775807 + 1", "expr-eval-overflow");
	gives(w, "-9223372036854775808 - 1", "expr-eval-overflow");
	gives(w, "-9223372036854775808 / -1", "expr-eval-overflow");
	gives(w, "-9223372036854775808 % -1", "expr-eval-overflow");
	gives(w, "4294967296 * 2147483648", "expr-eval-overflow");
	gives(w, "4294967296 * -2147483648", "-9223372036854775808");
	gives(w, "1 / 0", "expr-eval-zero");
	gives(w, "1 % 0", "expr-eval-zero");
	gives(w, "(0 - 7) / 2 * 2 + (0 - 7) % 2", "-7");
	gives(w, "(0 - 7) / 2", "-3");           /* towards zero */
	gives(w, "int(9223372036854774784.0)", "9223372036854774784");
	gives(w, "9223372036854775807 < 9223372036854775808.0", "yes");   /* not by rounding */
	gives(w, "9007199254740993 > 9007199254740992.0", "yes");
	gives(w, "9007199254740993 == 9007199254740993.0", "no");
}

static void money_is_exact(void **state)
{
	struct world *w = *state;

	gives(w, "line(\"poverty\")", "4,000.00 yuan");
	gives(w, "line(\"poverty\") * 3 / 2", "6,000.00 yuan");
	gives(w, "line(\"poverty\") / 7 * 7 == yuan(4000)", "yes");
	gives(w, "line(\"poverty\") / 3 > yuan(\"1333.33\")", "yes");
	gives(w, "per_capita_net < line(\"poverty\")", "yes");
	gives(w, "line(\"poverty\") - per_capita_net", "0.01 yuan");
	gives(w, "per_capita_net / line(\"poverty\") < 1", "yes");
	gives(w, "line(\"poverty\") / yuan(8000) == 0.5", "yes");
	gives(w, "line(\"poverty\") * 0.1 == yuan(400)", "yes");       /* 0.1 is a tenth here */
	gives(w, "0.1 * line(\"poverty\") * 3 == yuan(1200)", "yes");
	gives(w, "land_cultivated * 2 == 5", "yes");
	gives(w, "land_cultivated", "2.5");
	gives(w, "land_cultivated > 2.49 && land_cultivated < 2.51", "yes");
	gives(w, "land_cultivated / members < 0.84", "yes");
	gives(w, "members * 0.5", "1.5");
	gives(w, "dec(1) / 3", "1/3");
	gives(w, "dec(1) / 3 + dec(1) / 6 == 0.5", "yes");
	gives(w, "double(dec(1) / 4)", "0.25");
	gives(w, "line(\"poverty\") / 0", "expr-eval-zero");
	gives(w, "line(\"poverty\") / (members - 3)", "expr-eval-zero");
	gives(w, "yuan(92233720368547758)", "92,233,720,368,547,758.00 yuan");
	gives(w, "yuan(92233720368547758) + yuan(1)", "expr-eval-overflow");
	gives(w, "yuan(92233720368547758) * 2 / 2", "expr-eval-overflow");
	gives(w, "dec(1) / 4611686018427387905 / 3", "expr-eval-overflow");
	gives(w, "-yuan(3)", "-3.00 yuan");
	gives(w, "[yuan(0), per_capita_net - line(\"poverty\")].max()", "0.00 yuan");
	refused(w, "per_capita_net < 4000", "expr-money-number", "1:1", "yuan(4000)");
	refused(w, "per_capita_net + 1", "expr-money-plus", "1:1", "yuan(4000)");
	refused(w, "line(\"poverty\") * double(2)", "expr-real-exact", "1:1", "dec(\"0.5\")");
	refused(w, "per_capita_net * per_capita_net", "expr-arith", "1:1", "money");
	refused(w, "3 / 2 * line(\"poverty\")", "expr-uneven", "1:1", "Multiply first");
	refused(w, "yuan(92233720368547759)", "expr-eval-overflow", "1:1", "too large");
	refused(w, "yuan(\"4,000\")", "expr-eval-convert", "1:1", "");
}

static void gap_is(const struct world *w, const struct expr_value *v, int i, const char *noun,
                   const char *field)
{
	const struct expr_gap *g = &w->run.gap[i];

	assert_true(expr_gap_in(v, i));
	assert_string_equal(g->noun->name, noun);
	assert_string_equal(g->noun->fields[g->field].name, field);
}

static void what_is_missing_is_told(void **state)
{
	struct world *w = *state;
	struct expr_value v = evaluated(w, "road_hardened && toilet || dangerous_house");

	assert_int_equal(v.state, EXPR_UNKNOWN);
	assert_int_equal(w->run.ngap, 3);
	gap_is(w, &v, 0, "household", "road_hardened");
	gap_is(w, &v, 1, "household", "toilet");
	gap_is(w, &v, 2, "household", "dangerous_house");
	/* Decided without them: nothing is missing. */
	v = evaluated(w, "road_hardened || safe_water");
	assert_int_equal(v.state, EXPR_KNOWN);
	assert_true(v.b);
	/* Only what this value lacks, although more was met on the way. */
	v = evaluated(w, "known(road_hardened) || toilet");
	assert_int_equal(w->run.ngap, 2);
	assert_false(expr_gap_in(&v, 0));
	gap_is(w, &v, 1, "household", "toilet");
	v = evaluated(w, "members + house_built > 3");
	assert_int_equal(v.state, EXPR_UNKNOWN);
	gap_is(w, &v, 0, "household", "house_built");
	gives(w, "known(road_hardened)", "no");
	gives(w, "known(safe_water)", "yes");
	gives(w, "known(exited_on)", "yes");             /* its year is */
	gives(w, "known(1 / 0 == 1)", "expr-eval-zero");
}

static void unknown_error_or_value(void **state)
{
	struct world *w = *state;

	/* One side decides, whichever it is. */
	gives(w, "toilet && false", "no");
	gives(w, "false && toilet", "no");
	gives(w, "1 / 0 == 1 && false", "no");
	gives(w, "false && 1 / 0 == 1", "no");
	gives(w, "toilet || true", "yes");
	gives(w, "1 / 0 == 1 || true", "yes");
	/* Else unknown beats error, from either side; error beats a value. */
	gives(w, "toilet && 1 / 0 == 1", "unknown");
	gives(w, "1 / 0 == 1 && toilet", "unknown");
	gives(w, "1 / 0 == 1 || toilet", "unknown");
	gives(w, "toilet || 1 / 0 == 1", "unknown");
	gives(w, "1 / 0 == 1 && true", "expr-eval-zero");
	gives(w, "true && 1 / 0 == 1", "expr-eval-zero");
	gives(w, "1 / 0 + house_built == 1", "unknown");
	gives(w, "house_built + 1 / 0 == 1", "unknown");
	gives(w, "!toilet", "unknown");
	gives(w, "!(1 / 0 == 1)", "expr-eval-zero");
	gives(w, "toilet ? 1 : 1", "unknown");
	gives(w, "1 / 0 == 1 ? 1 : 1", "expr-eval-zero");
	gives(w, "safe_water ? 1 : 1 / 0", "1");
	gives(w, "1 in [1, house_built]", "unknown");    /* a list is known or not as a whole */
	gives(w, "[house_built, 1 / 0]", "unknown");
	gives(w, "false && toilet && 1 / 0 == 1", "no");
	gives(w, "toilet && 1 / 0 == 1 && false", "no");
}

static void rows_of_a_household(void **state)
{
	struct world *w = *state;

	gives(w, "person.size()", "3");
	gives(w, "size(person)", "3");
	gives(w, "person.count()", "3");
	gives(w, "person.exists(p, tag(p.relation, \"head\"))", "yes");
	gives(w, "person.all(p, known(p.birth))", "yes");
	gives(w, "person.all(p, p.resident_pension)", "no");
	gives(w, "person.exists(p, p.resident_pension)", "unknown");
	gives(w, "person.exists_one(p, known(p.resident_pension))", "yes");
	gives(w, "person.exists_one(p, p.resident_pension == false)", "unknown");
	gives(w, "risk.all(r, r.cleared)", "yes");       /* of none, all */
	gives(w, "risk.exists(r, r.cleared)", "no");
	gives(w, "income.sum(i, i.wage)", "22,000.00 yuan");
	gives(w, "income.sum(i, i.net)", "unknown");
	gives(w, "risk.sum(r, r.after_income)", "0.00 yuan");
	gives(w, "income.min(i, i.wage)", "10,000.00 yuan");
	gives(w, "risk.max(r, r.found)", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_ROWS);
	gives(w, "income.map(i, i.wage / 100)", "100.00 yuan, 120.00 yuan");
	gives(w, "income.map(i, i.wage).max() == yuan(12000)", "yes");
	gives(w, "person.filter(p, age(p) < 16).size()", "1");
	gives(w, "person.filter(p, age(p) < 16).all(p, p.school == \"非在校生\")", "unknown");
	gives(w, "person.exists(p, p.work.exists(k, k.months > 6))", "yes");
	gives(w, "person.exists(p, p.work.exists(k, k.months >= 6.5 && p.birth < on))", "yes");
	gives(w, "person.map(p, p.work.size()).sum()", "1");
	gives(w, "person.exists(p, p.household.safe_water && p.work.size() > 0)", "yes");
	gives(w, "status.exists(s, has(s.person))", "no");
	gives(w, "status.all(s, s.person.sex == \"男\")", "unknown");
	gives(w, "has(village)", "no");
	gives(w, "village.paved_road", "unknown");
	w->closed = true;
	gives(w, "person.size() == 0", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_CLOSED);
	gives(w, "has(village)", "unknown");
}

static void a_count_may_be_decided_before_all_is_known(void **state)
{
	struct world *w = *state;

	/* One is surely 60, one perhaps. */
	gives(w, "person.count(p, age(p) >= 60)", "unknown");
	gives(w, "person.count(p, age(p) >= 60) >= 1", "yes");
	gives(w, "person.count(p, age(p) >= 60) >= 2", "unknown");
	gives(w, "person.count(p, age(p) >= 60) >= 3", "no");
	gives(w, "person.count(p, age(p) >= 60) < 3", "yes");
	gives(w, "person.count(p, age(p) >= 60) == 0", "no");
	gives(w, "person.count(p, age(p) >= 60) == 1", "unknown");
	gives(w, "person.count(p, age(p) >= 60) != 5", "yes");
	gives(w, "known(person.count(p, age(p) >= 60))", "no");
	gives(w, "person.count(p, 1 / 0 == 1)", "expr-eval-zero");
	gives(w, "person.count(p, p.resident_pension && 1 / 0 == 1)", "unknown");
}

static void the_latest_row(void **state)
{
	struct world *w = *state;
	struct rec *r;

	gives(w, "has(income.latest(i, i.period_to))", "yes");
	gives(w, "income.latest(i, i.period_to).wage", "12,000.00 yuan");
	gives(w, "income.latest(i, i.period_to).net > yuan(0)", "unknown");
	assert_int_equal(w->run.gap[0].row->id, 31);
	gives(w, "income.latest(i, i.wage).wage", "12,000.00 yuan");
	gives(w, "has(risk.latest(r, r.found))", "no");
	gives(w, "risk.latest(r, r.found).cleared", "unknown");
	r = put_row(w, "income", 32);            /* its key is not known: it does not count */
	set_int(r, "household", 10);
	gives(w, "income.latest(i, i.period_to).wage", "12,000.00 yuan");
	set_int(r, "period_to", 20201201);       /* as early as an unknown day of December can be */
	gives(w, "has(income.latest(i, i.period_to)) && known(income.latest(i, i.period_to).wage)",
	      "no");
	refused(w, "[1, 2].latest(x, x)", "expr-body", "1:1", "latest");
}

static void dates_known_in_part(void **state)
{
	struct world *w = *state;

	gives(w, "year(exited_on)", "2020");
	gives(w, "year(exited_on) == 2020", "yes");
	gives(w, "exited_on", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_PART);
	gives(w, "exited_on <= date(\"2020-12-31\")", "yes");
	gives(w, "exited_on < date(\"2020-12-31\")", "unknown");
	gives(w, "exited_on > date(\"2019-12-31\")", "yes");
	gives(w, "exited_on >= date(\"2020-01-02\")", "unknown");
	gives(w, "exited_on == date(\"2021-01-01\")", "no");
	gives(w, "exited_on != date(\"2021-01-01\")", "yes");
	gives(w, "month(exited_on) <= 12", "yes");
	gives(w, "month(exited_on) == 6", "unknown");
	gives(w, "exited_on + duration(\"24h\") > on", "unknown");
	gives(w, "person.map(p, year(p.birth)) == [1960, 1960, 2010]", "yes");
	gives(w, "person.all(p, age(p) >= 10)", "yes");   /* May 2010: 10 whatever the day */
	gives(w, "person.min(p, p.birth) >= date(\"1960-01-01\")", "yes");
	gives(w, "person.min(p, p.birth) > date(\"1960-06-30\")", "unknown");
	gives(w, "months_between(exited_on, on) <= 11", "yes");
	gives(w, "months_between(exited_on, on) >= 6", "unknown");
	gives(w, "add_months(exited_on, 12) > on", "yes");
	gives(w, "days_between(exited_on, on) < 366", "yes");
	refused(w, "exited_on > date(\"2020\")", "expr-date-part", "1:13", "needs its day");
	refused(w, "exited_on > date(\"2020-02-30\")", "expr-date", "1:13", "no date");
	refused(w, "exited_on > \"2020-01-01\"", "expr-date-text", "1:1", "date(");
}

static void dates_and_durations(void **state)
{
	struct world *w = *state;

	gives(w, "on", "2020-12-15");
	gives(w, "year(on) * 100 + month(on)", "202012");
	gives(w, "on - date(\"2020-11-15\") == duration(\"720h\")", "yes");
	gives(w, "date(\"2020-02-28\") + duration(\"2d\")", "2020-03-01");
	gives(w, "duration(\"24h\") + on", "2020-12-16");
	gives(w, "on + duration(\"1h\")", "expr-eval-span");
	gives(w, "date(\"2199-12-31\") + duration(\"24h\")", "expr-eval-overflow");
	gives(w, "date(\"1800-01-01\") - duration(\"24h\")", "expr-eval-overflow");
	gives(w, "add_months(date(\"2020-01-31\"), 1)", "2020-02-29");
	gives(w, "add_months(on, 9223372036854775807)", "expr-eval-overflow");
	gives(w, "months_between(date(\"2019-12-15\"), on)", "12");
	gives(w, "age(date(\"1960-12-15\"))", "60");
	gives(w, "age(date(\"1960-12-16\"))", "59");
	gives(w, "age(date(\"2004-02-29\"))", "16");
	gives(w, "string(on)", "2020-12-15");
	refused(w, "on + 30", "expr-date-plus", "1:1", "duration");
	refused(w, "duration(\"30\")", "expr-eval-convert", "1:1", "");
}

static void lists_and_labels(void **state)
{
	struct world *w = *state;

	gives(w, "type == \"脱贫户\"", "yes");
	gives(w, "type == \"Exited household\"", "yes");
	gives(w, "\"脱贫户\" == type", "yes");
	gives(w, "type != 1", "no");
	gives(w, "type in [\"监测户\", \"脱贫户\"]", "yes");
	gives(w, "type in [3, 4]", "no");
	gives(w, "type == (safe_water ? type : \"监测户\")", "yes");
	gives(w, "tag(type, \"exited\")", "yes");
	gives(w, "tag(type, \"monitored\")", "no");
	gives(w, "\"因病\" in other_causes && !(\"因残\" in other_causes)", "yes");
	gives(w, "tag(other_causes, \"school\")", "yes");
	gives(w, "tag(other_causes, \"disaster\")", "no");
	gives(w, "size(other_causes)", "2");
	gives(w, "other_causes", "Illness, Schooling");
	gives(w, "cause1 in other_causes", "unknown");
	gives(w, "tag(cause1, \"ill\")", "unknown");
	refused(w, "type == \"脱贫\"", "expr-label-near", "1:9", "脱贫户");
	refused(w, "type in [\"脱贫户\", \"Monitored houshold\"]", "expr-label-near", "1:17",
	        "\"Monitored household\"");
	refused(w, "type == 99", "expr-code", "1:9", "no code 99");
	refused(w, "tag(type, \"rich\")", "expr-tag", "1:1", "tag \"rich\"");
	refused(w, "other_causes == \"因病\"", "expr-set", "1:1", "in field");
	refused(w, "type == cause1", "expr-compare", "1:1", "household_type");
}

static void areas_lines_parameters(void **state)
{
	struct world *w = *state;
	struct rec h = *w->root;

	gives(w, "within(\"11\")", "yes");
	gives(w, "within(area, \"11\")", "yes");
	gives(w, "within(\"12\")", "no");
	gives(w, "within(\"99\")", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_AREA);
	gives(w, "line(\"nowhere\") > yuan(0)", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_LINE);
	gives(w, "members < param(\"limit\")", "yes");
	h.area = 7;
	w->root = &h;
	gives(w, "line(\"poverty\")", "3,100.00 yuan");
	gives(w, "members < param(\"limit\")", "unknown");
	gives(w, "within(\"11\")", "no");
	refused(w, "line(\"povrty\") > yuan(1)", "expr-line-near", "1:6", "\"poverty\"");
	refused(w, "param(\"lim\") > 1", "expr-param-near", "1:7", "\"limit\"");
	refused(w, "line(head_name) > yuan(1)", "expr-literal", "1:6", "quotes");
	refused(w, "within(\"Da'an\")", "expr-area-code", "1:8", "digits");
	refused(w, "within(\"220\")", "expr-area-code", "1:8", "\"220\"");
	refused(w, "within(\"00\")", "expr-area-code", "1:8", "\"00\"");
}

static void people_and_texts(void **state)
{
	struct world *w = *state;

	gives(w, "head_name.startsWith(\"张\") && size(head_name) == 2", "yes");
	gives(w, "person.exists(p, p.name == head_name)", "yes");
	gives(w, "person.all(p, p.name == head_name)", "unknown");
	gives(w, "person.count(p, p.name == head_name) >= 1", "yes");
	gives(w, "idno_good(\"11010519491231002X\")", "yes");
	gives(w, "idno_good(\"110105194912310021\")", "no");
	gives(w, "idno_birth(\"11010519491231002X\")", "1949-12-31");
	gives(w, "idno_male(\"11010519491231002X\")", "no");
	gives(w, "idno_birth(\"7\") == on", "expr-eval-idno");
	gives(w, "idno_good(\"7\") && idno_birth(\"7\") == on", "no");
	gives(w, "head_name + \"的家\"", "张三的家");
	gives(w, "\"a-b-c\".split(\"-\").join(\"\").upperAscii()", "ABC");
	gives(w, "\"aaa\".replace(\"\", \"-\")", "-a-a-a-");
	gives(w, "\"张三丰\".charAt(1) + \"张三丰\".substring(2)", "三丰");
}

static void what_was_looked_at(void **state)
{
	struct world *w = *state;
	const struct expr_run *run = &w->run;

	evaluated(w, "per_capita_net < line(\"poverty\") && safe_water && safe_water && "
	             "person.exists(p, age(p) >= param(\"limit\"))");
	assert_int_equal(run->nseen, 5);
	assert_int_equal(run->seen[0].kind, SEEN_FIELD);
	assert_string_equal(run->seen[0].noun->fields[run->seen[0].field].name, "per_capita_net");
	assert_int_equal(run->seen[1].kind, SEEN_LINE);
	assert_int_equal(run->seen[1].v.r.num, 400000);
	assert_string_equal(run->seen[2].noun->fields[run->seen[2].field].name, "safe_water");
	assert_int_equal(run->seen[3].row->id, 20);      /* the first person decided */
	assert_int_equal(run->seen[4].kind, SEEN_PARAM);
	assert_int_equal(run->seen[4].v.i, 6);
}

static void a_sealed_field_that_is_not_open_is_not_missing(void **state)
{
	struct world *w = *state;
	struct rec *p = w->row[1];

	w->root = p;
	gives(w, "known(idno)", "no");
	assert_int_equal(w->run.gap[0].kind, GAP_FIELD);
	p->opened = false;
	p->sealed = STR("cipher");
	gives(w, "known(idno)", "no");
	assert_int_equal(w->run.gap[0].kind, GAP_CLOSED);
}

static void a_person_sees_its_household(void **state)
{
	struct world *w = *state;

	w->root = w->row[1];
	gives(w, "age(person) == 60 && household.safe_water", "yes");
	gives(w, "age(birth)", "60");
	gives(w, "work.exists(k, k.months > 6)", "yes");
	gives(w, "household.person.size()", "3");
	gives(w, "household.income.sum(i, i.wage)", "22,000.00 yuan");
	gives(w, "within(\"11\")", "yes");
	gives(w, "has(village)", "no");
	w->root = put_row(w, "village", 90);
	gives(w, "has(village) && household.count(h, h.safe_water) == 1", "yes");
	gives(w, "household.sum(h, h.person.size()) * 100 / household.size()", "300");
}

static void values_from_outside(void **state)
{
	static const struct expr_var var[] = {
		{ { "income", 6 }, { .kind = EXPR_BOOL } }, { { "food", 4 }, { .kind = EXPR_BOOL } },
	};
	struct world *w = *state;
	struct expr_value v[2] = { { .kind = EXPR_BOOL, .b = true }, { .state = EXPR_UNKNOWN } };

	w->var = var;
	w->nvar = 2;
	w->w.var = v;
	gives(w, "income", "yes");               /* the clause, not the rows */
	gives(w, "household.income.size()", "2");
	gives(w, "income && food", "unknown");
	assert_int_equal(w->run.gap[0].kind, GAP_VAR);
	assert_true(str_eqz(w->run.gap[0].name, "food"));
	gives(w, "income || food", "yes");
	refused(w, "income && foood", "expr-name-near", "1:11", "\"food\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(precedence, setup, teardown),
		cmocka_unit_test_setup_teardown(int64_ends_where_it_ends, setup, teardown),
		cmocka_unit_test_setup_teardown(money_is_exact, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_missing_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_error_or_value, setup, teardown),
		cmocka_unit_test_setup_teardown(rows_of_a_household, setup, teardown),
		cmocka_unit_test_setup_teardown(a_count_may_be_decided_before_all_is_known, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(the_latest_row, setup, teardown),
		cmocka_unit_test_setup_teardown(dates_known_in_part, setup, teardown),
		cmocka_unit_test_setup_teardown(dates_and_durations, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_and_labels, setup, teardown),
		cmocka_unit_test_setup_teardown(areas_lines_parameters, setup, teardown),
		cmocka_unit_test_setup_teardown(people_and_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_looked_at, setup, teardown),
		cmocka_unit_test_setup_teardown(a_sealed_field_that_is_not_open_is_not_missing,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(a_person_sees_its_household, setup, teardown),
		cmocka_unit_test_setup_teardown(values_from_outside, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

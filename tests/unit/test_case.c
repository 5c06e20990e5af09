/* One case out of a register: what belongs to it whichever way, the day it is judged on, rows read
 * once, what a scope hides, and what cannot be opened without the keys. */
#include "domain/judge/case.h"
#include "register_fix.h"

static bool poverty(void *state, int i, struct str *name)
{
	(void)state;
	*name = STR("poverty");
	return i == 0;
}

/* 4,000 in the village, 3,000 elsewhere; remembers where it was asked for. */
static bool amount(void *state, struct str series, struct str area, date_t on, struct ratio *fen)
{
	(void)series;
	snprintf(state, 32, "%.*s %d", STR_FMT(area), on);
	*fen = ratio_of(str_eqz(area, "981201100001") ? 400000 : 300000);
	return on >= 20160101;
}

struct one {
	struct desk *d;
	struct judge_case *c;
	struct case_law law;
	char asked[32];
	struct arena scratch;
	struct expr_run run;
	struct expr_value v;
};

static void opened(struct one *o, struct desk *d, const char *name, int64_t id, date_t on)
{
	*o = (struct one){ .d = d, .law = { .state = o->asked, .line = amount } };
	arena_init(&o->scratch, (size_t)64 << 20);
	GOOD(d, case_open(&d->cx, d->r, noun(d, name), id, on, &o->law, &o->c));
}

static void come_to(struct one *o, const char *text)
{
	struct expr_env env = { .m = o->d->r->model, .root = case_row(o->c)->e, .line = poverty };
	struct expr *e;

	arena_reset(&o->scratch);
	GOOD(o->d, expr_compile(&o->d->cx, &o->d->cx.arena, &env, str_of(text), &e, NULL));
	o->run = (struct expr_run){ .a = &o->scratch };
	GOOD(o->d, case_eval(o->c, e, NULL, &o->run, &o->v));
}

static void holds(struct one *o, const char *text)
{
	come_to(o, text);
	if (o->v.state != EXPR_KNOWN || !o->v.b)
		fail_msg("%s: %s", text, o->v.state == EXPR_KNOWN ? "no" :
		         o->v.state == EXPR_ERROR ? o->v.error : "unknown");
}

/* A county, a village with two households, what belongs to the first. */
struct county {
	int64_t village, other, one, two, head, child;
};

static void fill(struct desk *d, struct county *c)
{
	struct rec *county = add(d, "area", "code", "981201000000", "name", "示例县", NULL);
	struct rec *village = add(d, "area", "code", "981201100001", "name", "向阳村",
	                          "parent_area", ref(d, county), NULL);
	struct rec *other = add(d, "area", "code", "981201100002", "name", "背阴村",
	                        "parent_area", ref(d, county), NULL);
	const char *at = ref(d, village), *one, *two, *head;
	struct rec *row;

	c->village = village->id;
	c->other = other->id;
	row = add(d, "household", "no", "A1", "area", at, "data_date", "2020-12-15",
	          "per_capita_net", "3500", NULL);
	c->one = row->id;
	one = ref(d, row);
	row = add(d, "household", "no", "A2", "area", ref(d, other), NULL);
	c->two = row->id;
	two = ref(d, row);
	/* No date of birth: that of the number. */
	row = add(d, "person", "household", one, "name", "张甲", "idno", "11010519491231002X",
	          NULL);
	c->head = row->id;
	head = ref(d, row);
	c->child = add(d, "person", "household", one, "name", "张乙", "birth", "2010-05",
	               "idno", "11010519491231002X", NULL)->id;
	add(d, "person", "household", two, "name", "李甲", NULL);
	add(d, "income", "household", one, "period_from", "2020-01-01", "period_to",
	    "2020-12-31", "net", "7000", NULL);
	add(d, "status", "household", one, "person", head, "scheme", "低保", "started",
	    "2019-01", NULL);
	add(d, "status", "household", one, "scheme", "低保", "started", "2018-01", NULL);
	add(d, "work", "person", head, "kind", "已外出", "months", "6.5", NULL);
	add(d, "village", "area", at, "year", "2019", "paved_road", "否", NULL);
	add(d, "village", "area", at, "year", "2020", "paved_road", "是", NULL);
	add(d, "village", "area", at, "year", "2021", "paved_road", "否", NULL);
	save(d);
}

static void everything_that_belongs_to_a_household(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct one o;

	(void)state;
	fill(d, &c);
	opened(&o, d, "household", c.one, 0);
	assert_int_equal(case_on(o.c), 20201215);
	holds(&o, "person.size() == 2 && income.size() == 1 && status.size() == 2 && risk.size() == 0");
	holds(&o, "person.exists(p, p.work.exists(k, k.months > 6))");
	holds(&o, "status.exists_one(s, has(s.person))");
	holds(&o, "status.exists(s, has(s.person) && s.person.name == \"张甲\")");
	holds(&o, "person.exists_one(p, p.status.size() == 1)");
	holds(&o, "village.paved_road && year(on) == 2020");
	holds(&o, "within(\"981201\") && within(\"981201100001\") && !within(\"981201100002\")");
	holds(&o, "per_capita_net < line(\"poverty\")");
	assert_string_equal(o.asked, "981201100001 20201215");
	/* Its province is not in this register: the digits tell. */
	holds(&o, "within(\"98\") && !within(\"97\") && within(\"980000000000\")");
	holds(&o, "!within(\"9813\") && !within(\"981202\") && !within(\"981201100003\")");
	arena_free(&o.scratch);
	desk_close(d);
}

static void a_birth_that_is_not_stated_is_that_of_the_number(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct one o;

	(void)state;
	fill(d, &c);
	opened(&o, d, "household", c.one, 0);
	holds(&o, "person.exists(p, p.birth == date(\"1949-12-31\") && age(p) == 70)");
	holds(&o, "person.exists(p, p.name == \"张乙\" && year(p.birth) == 2010)");    /* as stated */
	arena_free(&o.scratch);
	opened(&o, d, "person", c.head, 0);
	holds(&o, "age(birth) == 70 && household.person.size() == 2 && status.size() == 1");
	assert_int_equal(case_on(o.c), 20201215);        /* its household's */
	arena_free(&o.scratch);
	desk_close(d);
}

static void the_day_is_stated_or_given(void **state)
{
	struct desk *d = desk_open();
	struct judge_case *c;
	struct county in;
	struct one o;

	(void)state;
	fill(d, &in);
	REFUSED(d, case_open(&d->cx, d->r, noun(d, "household"), in.two, 0, NULL, &c), ERR_INPUT,
	        "judge-no-date");
	GOOD(d, case_open(&d->cx, d->r, noun(d, "household"), in.two, 20190630, NULL, &c));
	assert_int_equal(case_on(c), 20190630);
	assert_int_equal(case_open(&d->cx, d->r, noun(d, "household"), 7, 0, NULL, &c),
	                 ERR_NOTFOUND);
	err_clear(&d->cx);
	opened(&o, d, "household", in.one, 20190630);
	holds(&o, "village.paved_road == false");
	come_to(&o, "line(\"poverty\") > yuan(1)");
	assert_int_equal(o.v.state, EXPR_KNOWN);
	arena_free(&o.scratch);
	opened(&o, d, "household", in.one, 20150630);
	holds(&o, "!has(village)");
	come_to(&o, "line(\"poverty\") > yuan(1)");
	assert_int_equal(o.v.state, EXPR_UNKNOWN);
	arena_free(&o.scratch);
	desk_close(d);
}

static void a_row_is_read_once_and_stays_as_it_was(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct one o;
	const struct rec *first;

	(void)state;
	fill(d, &c);
	opened(&o, d, "household", c.one, 0);
	come_to(&o, "person.filter(p, p.name == \"张甲\")");
	assert_int_equal(o.v.rows.n, 1);
	first = o.v.rows.row[0];
	change(d, "person", c.head, "name", "张丁");
	save(d);
	come_to(&o, "person.filter(p, p.name == \"张甲\")");
	assert_ptr_equal(o.v.rows.row[0], first);
	/* Whichever way one comes to it, it is the same row. */
	come_to(&o, "status.latest(s, s.started).person");
	assert_ptr_equal(o.v.rec, first);
	come_to(&o, "person.latest(p, p.name).household");
	assert_ptr_equal(o.v.rec, case_row(o.c));
	arena_free(&o.scratch);
	desk_close(d);
}

static void all_of_a_village_or_county(void **state)
{
	struct desk *d = desk_open();
	struct rec *file;
	struct county c;
	struct one o;

	(void)state;
	fill(d, &c);
	GOOD(d, register_file(&d->cx, d->r, noun(d, "village"), c.village, 2020, &file));
	assert_int_equal(file->v[VILLAGE_year].i, 2020);
	GOOD(d, register_file(&d->cx, d->r, noun(d, "village"), c.village, 0, &file));
	assert_int_equal(file->v[VILLAGE_year].i, 2021);
	opened(&o, d, "village", file->id, 20201231);
	holds(&o, "household.size() == 1 && person.size() == 2 && work.size() == 1");
	holds(&o, "household.all(h, h.person.size() == 2)");
	arena_free(&o.scratch);
	GOOD(d, register_file(&d->cx, d->r, noun(d, "village"), c.other, 0, &file));
	assert_null(file);
	desk_close(d);
}

static void what_a_scope_hides_is_not_there(void **state)
{
	struct desk *d = desk_open();
	struct judge_case *none;
	struct county c;
	struct reg *view;
	struct one o;
	struct scope scope = { .narea = 1, .actor = "a" };

	(void)state;
	fill(d, &c);
	GOOD(d, register_view(&d->cx, d->r, &view));
	scope.area = &c.other;
	view->scope = &scope;
	assert_int_equal(case_open(&d->cx, view, noun(d, "household"), c.one, 0, NULL, &none),
	                 ERR_NOTFOUND);
	err_clear(&d->cx);
	scope.area = &c.village;
	o = (struct one){ .d = d };
	arena_init(&o.scratch, (size_t)64 << 20);
	GOOD(d, case_open(&d->cx, view, noun(d, "household"), c.one, 0, NULL, &o.c));
	holds(&o, "person.size() == 2");
	come_to(&o, "line(\"poverty\") > yuan(1)");      /* nobody brings lines */
	assert_int_equal(o.run.gap[0].kind, GAP_LINE);
	arena_free(&o.scratch);
	register_close(&d->cx, view);
	desk_close(d);
}

static void without_the_keys_sealed_values_are_closed_and_not_missing(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct one o;

	(void)state;
	fill(d, &c);
	desk_without_keys(d);
	opened(&o, d, "household", c.one, 0);
	come_to(&o, "person.all(p, known(p.idno))");
	assert_int_equal(o.run.gap[0].kind, GAP_CLOSED);
	holds(&o, "person.exists(p, p.name == \"张乙\" && year(p.birth) == 2010)");
	arena_free(&o.scratch);
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_that_belongs_to_a_household),
		cmocka_unit_test(a_birth_that_is_not_stated_is_that_of_the_number),
		cmocka_unit_test(the_day_is_stated_or_given),
		cmocka_unit_test(a_row_is_read_once_and_stays_as_it_was),
		cmocka_unit_test(all_of_a_village_or_county),
		cmocka_unit_test(what_a_scope_hides_is_not_there),
		cmocka_unit_test(without_the_keys_sealed_values_are_closed_and_not_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

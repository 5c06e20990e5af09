/* Places under the standards of their kind, a row under two packs, and a place at one look: each
 * over a county small enough to be counted by hand. */
#include "domain/judge/compare.h"
#include "domain/judge/place.h"
#include "domain/register/cockpit.h"
#include "register_fix.h"

struct county {
	struct rec *county, *near, *far, *new;       /* areas: three villages */
	int64_t one, two;
	struct judge j;
};

static void fill(struct desk *d, struct county *c)
{
	struct rec *town, *row;
	const char *at;

	c->county = add(d, "area", "code", "981201000000", "name", "示例县", "level", "县", NULL);
	town = add(d, "area", "code", "981201100000", "name", "青山镇", "level", "乡镇",
	           "parent_area", ref(d, c->county), NULL);
	at = ref(d, town);
	c->near = add(d, "area", "code", "981201100001", "name", "向阳村", "parent_area", at, NULL);
	c->far = add(d, "area", "code", "981201100002", "name", "背阴村", "parent_area", at, NULL);
	c->new = add(d, "area", "code", "981201100003", "name", "新村", "parent_area", at, NULL);
	add(d, "village", "area", ref(d, c->near), "year", "2018", "paved_road", "否", NULL);
	add(d, "village", "area", ref(d, c->near), "year", "2019", "paved_road", "是",
	    "population", "100", NULL);
	add(d, "village", "area", ref(d, c->near), "year", "2020", "paved_road", "否", NULL);
	add(d, "village", "area", ref(d, c->far), "year", "2017", "paved_road", "否",
	    "population", "100", NULL);
	add(d, "village", "area", ref(d, c->new), "year", "2020", NULL);
	row = add(d, "household", "no", "A1", "area", ref(d, c->far), "members", "3",
	          "exit_mark", "未脱贫", "data_date", "2016-12-31", "per_capita_net", "3120",
	          "monitor_type", "边缘易致贫户", "risk_found", "2016-11", "cause1", "因病", NULL);
	c->one = row->id;
	add(d, "risk", "household", ref(d, row), "kind", "因病", "found", "2016-11-03", NULL);
	add(d, "risk", "household", ref(d, row), "kind", "因学", "found", "2016-10-03",
	    "cleared", "是", NULL);
	row = add(d, "household", "no", "A2", "area", ref(d, c->near), "members", "2",
	          "exit_mark", "已脱贫", "data_date", "2016-12-30", "monitor_type", "脱贫不稳定户",
	          "risk_found", "2015", "risk_cleared", "是", "risk_cleared_on", "2016-11-30", "cause1",
	          "因病", NULL);
	c->two = row->id;
	add(d, "person", "household", ref(d, row), "name", "张甲", NULL);
	add(d, "household", "no", "A3", "area", ref(d, c->near), "cause1", "因学", NULL);
	save(d);
	GOOD(d, judge_open(&d->cx, &d->cx.arena, d->r, &c->j));
}

static int slot(const struct place_table *t, const char *id)
{
	for (int i = 0; i < t->rule->s->nslot; i++)
		if (str_eqz(t->rule->s->slot_id[i], id))
			return i;
	fail_msg("no clause %s", id);
	return -1;
}

static void each_place_by_its_newest_file_of_that_day(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct place_table *t;
	date_t day;
	int n, road, poor;

	(void)state;
	fill(d, &c);
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "village"), c.county, 20191231, &t, &n, &day));
	assert_int_equal(n, 1);
	assert_int_equal(day, 20191231);
	assert_true(str_eqz(t->rule->s->id, "village-exit"));
	assert_int_equal(t->n, 2);           /* the new village had no file yet */
	road = slot(t, "road");
	poor = slot(t, "incidence");
	assert_int_equal(t->line[0].area, c.near->id);
	assert_int_equal(t->line[0].year, 2019);
	assert_int_equal(t->line[0].slot[road], TRUTH_TRUE);
	assert_int_equal(t->line[0].slot[poor], TRUTH_TRUE);     /* nobody of it is poor any more */
	assert_int_equal(t->line[1].year, 2017);
	assert_int_equal(t->line[1].slot[road], TRUTH_FALSE);
	assert_int_equal(t->line[1].slot[poor], TRUTH_FALSE);    /* 3 of 100 */
	assert_int_equal(t->line[0].state, TRUTH_UNKNOWN);
	assert_int_equal(t->line[1].state, TRUTH_FALSE);
	assert_int_equal(t->count[TRUTH_UNKNOWN], 1);
	assert_int_equal(t->count[TRUTH_FALSE], 1);
	assert_int_equal(t->slot[road][TRUTH_TRUE], 1);
	assert_int_equal(t->slot[road][TRUTH_FALSE], 1);
	/* No day: that of the newest file; then all three have one. */
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "village"), c.county, 0, &t, &n, &day));
	assert_int_equal(day, 20201231);
	assert_int_equal(t->n, 3);
	assert_int_equal(t->line[0].slot[road], TRUTH_FALSE);
	assert_int_equal(t->line[2].slot[road], TRUTH_UNKNOWN);
	/* Before the first file, and when no standard holds. */
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "village"), c.county, 20161231, &t, &n, &day));
	assert_int_equal(t->n, 0);
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "village"), c.county, 20211231, &t, &n, &day));
	assert_int_equal(n, 0);
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "county"), c.county, 0, &t, &n, &day));
	assert_int_equal(day, 0);
	desk_close(d);
}

static void the_file_is_that_of_the_very_place(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct rec *file;

	(void)state;
	fill(d, &c);
	GOOD(d, place_file(&d->cx, d->r, noun(d, "village"), c.near->id, 20191231, &file));
	assert_non_null(file);
	assert_int_equal(file->v[VILLAGE_year].i, 2019);
	GOOD(d, place_file(&d->cx, d->r, noun(d, "village"), c.near->id, 0, &file));
	assert_int_equal(file->v[VILLAGE_year].i, 2020);
	GOOD(d, place_file(&d->cx, d->r, noun(d, "village"), c.new->id, 20191231, &file));
	assert_null(file);
	GOOD(d, place_file(&d->cx, d->r, noun(d, "county"), c.near->id, 0, &file));
	assert_null(file);
	desk_close(d);
}

static void a_table_has_only_the_places_that_one_sees(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct scope sc = { .narea = 1 };
	struct place_table *t;
	date_t day;
	int n;

	(void)state;
	fill(d, &c);
	sc.area = &c.far->id;
	d->r->scope = &sc;
	GOOD(d, place_tables(&d->cx, &c.j, noun(d, "village"), c.county, 20191231, &t, &n, &day));
	assert_int_equal(t->n, 1);
	assert_int_equal(t->line[0].area, c.far->id);
	d->r->scope = NULL;
	desk_close(d);
}

/* 3,120 yuan: above Da'an's line of 2016, below the nation's. */
static void two_packs_differ_by_the_clause_that_differs(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct pack *daan;
	struct judge here;
	struct compared *v;
	int n;

	(void)state;
	fill(d, &c);
	GOOD(d, pack_load(&d->cx, &d->cx.arena, "cn-daan", &daan));
	GOOD(d, judge_open_by(&d->cx, &d->cx.arena, d->r, daan, &here));
	GOOD(d, compare_row(&d->cx, &here, &c.j, noun(d, "household"), c.one,
	                    STR("household-poor"), 0, false, &v, &n));
	assert_int_equal(n, 1);
	assert_int_equal(v->a->state, TRUTH_FALSE);
	assert_int_equal(v->b->state, TRUTH_TRUE);
	assert_int_equal(v->n, 1);
	assert_true(str_eqz(v->a->clause[v->slot[0]].id, "income"));
	assert_true(v->differs);
	/* The same pack twice: no difference; a standard that only one has: when asked for, and met. */
	GOOD(d, compare_row(&d->cx, &c.j, &c.j, noun(d, "household"), c.one, STR(""), 0, true, &v,
	                    &n));
	assert_true(n > 1);
	for (int i = 0; i < n; i++)
		assert_true(!v[i].differs && v[i].n == 0);
	GOOD(d, compare_row(&d->cx, &here, &c.j, noun(d, "household"), c.one,
	                    STR("floor-topup"), 0, false, &v, &n));
	assert_int_equal(n, 0);
	REFUSED(d, compare_row(&d->cx, &here, &c.j, noun(d, "household"), c.one, STR("none"), 0,
	                       false, &v, &n), ERR_NOTFOUND, "judge-no-standard");
	desk_close(d);
}

static const struct cockpit_month *month(const struct cockpit *c, int which)
{
	for (int i = 0; i < COCKPIT_MONTHS; i++)
		if (c->month[i].month == which)
			return &c->month[i];
	fail_msg("no month %d", which);
	return NULL;
}

static void a_place_at_one_look(void **state)
{
	struct desk *d = desk_open();
	struct county c;
	struct scope sc = { 0 };
	struct cockpit_ask ask = { .lang = LANG_ZH, .today = 20170101 };
	struct cockpit look;

	(void)state;
	fill(d, &c);
	GOOD(d, cockpit_make(&d->cx, d->r, &ask, &look));
	assert_int_equal(look.households, 3);
	assert_int_equal(look.persons, 1);
	assert_int_equal(look.monitored, 1);
	assert_int_equal(look.ever, 2);
	assert_int_equal(look.cleared, 1);
	assert_int_equal(look.risks_open, 1);
	assert_int_equal(look.as_of, 20161231);
	assert_int_equal(look.ncause, 2);
	assert_int_equal(look.cause[0].n, 2);
	assert_true(str_eqz(look.cause[0].label, "因病"));
	assert_int_equal(look.nrisk, 1);
	assert_int_equal(look.month[0].month, 201601);
	assert_int_equal(look.month[11].month, 201612);
	assert_int_equal(month(&look, 201611)->found, 1);
	assert_int_equal(month(&look, 201611)->cleared, 1);
	assert_int_equal(month(&look, 201612)->found, 0);    /* a year alone lies in no month */
	/* Who was given one household sees that one; with its village not twice. */
	sc.household = &c.two;
	sc.nhousehold = 1;
	d->r->scope = ask.narrow = &sc;
	GOOD(d, cockpit_make(&d->cx, d->r, &ask, &look));
	assert_int_equal(look.households, 1);
	assert_int_equal(look.persons, 1);
	assert_int_equal(look.monitored, 0);
	assert_int_equal(look.risks_open, 0);
	sc.area = &c.near->id;
	sc.narea = 1;
	GOOD(d, cockpit_make(&d->cx, d->r, &ask, &look));
	assert_int_equal(look.households, 2);
	assert_int_equal(look.persons, 1);
	d->r->scope = NULL;
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_place_by_its_newest_file_of_that_day),
		cmocka_unit_test(the_file_is_that_of_the_very_place),
		cmocka_unit_test(a_table_has_only_the_places_that_one_sees),
		cmocka_unit_test(two_packs_differ_by_the_clause_that_differs),
		cmocka_unit_test(a_place_at_one_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

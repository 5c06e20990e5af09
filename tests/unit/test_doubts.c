/* Checks over a small register: whose rows are looked at, what is closed and what is left alone,
 * and that words about a doubt stay under the household's key. */
#include "domain/judge/doubt_deal.h"
#include "domain/judge/doubts.h"

#include "register_fix.h"

#define DAY 20251231

struct town {
	struct desk *d;
	struct judge judge;
	struct arena rules;
	struct rec *area[2], *h[2], *p[2];
};

/* Two villages with a household each; their heads have one and the same ID number. */
static struct town *town(void)
{
	struct town *t = calloc(1, sizeof *t);
	struct desk *d = t->d = desk_open();

	for (int i = 0; i < 2; i++) {
		t->area[i] = add(d, "area", "code", i ? "510101001002" : "510101001001", "name",
		                 i ? "二村" : "一村", "level", "村级", NULL);
		save(d);
		t->h[i] = add(d, "household", "no", i ? "2" : "1", "area", ref(d, t->area[i]), "type",
		              "脱贫户", "data_date", "2025-12-31", "per_capita_net", "100", NULL);
		save(d);
		t->p[i] = add(d, "person", "household", ref(d, t->h[i]), "no", i ? "21" : "11", "name",
		              "张三", "relation", "户主", "idno", "11010519491231002X", NULL);
		save(d);
	}
	arena_init(&t->rules, (size_t)64 << 20);
	GOOD(d, judge_open(&d->cx, &t->rules, d->r, &t->judge));
	return t;
}

static void town_close(struct town *t)
{
	arena_free(&t->rules);
	desk_close(t->d);
	free(t);
}

static struct doubts_count run(struct town *t, const char *check, const struct scope *may)
{
	struct doubts_order o = { .check = str_of(check), .may = may };
	struct doubts_count *n;

	GOOD(t->d, doubts_run(&t->d->cx, &t->judge, &o, &n));
	for (int i = 0; i < t->judge.rules->p->ncheck; i++)
		if (str_eqz(t->judge.rules->p->check[i].id, check))
			return n[i];
	fail_msg("no check %s", check);
	return (struct doubts_count){ 0 };
}

/* The doubt of a check about a row; NULL: none. */
static struct rec *stored(struct town *t, int i, const char *check)
{
	struct rec **row;
	int n;

	GOOD(t->d, register_children(&t->d->cx, t->d->r, noun(t->d, "doubt"), t->h[i]->id, &row, &n));
	for (int k = 0; k < n; k++)
		if (str_eqz(row[k]->v[DOUBT_check_id].s, check))
			return row[k];
	return NULL;
}

static void what_one_may_not_see_is_compared_and_not_closed(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	int64_t one[1] = { t->area[0]->id };
	struct scope may = { .area = one, .narea = 1, .actor = "account:1" };
	struct doubts_count n;

	(void)state;
	n = run(t, "idno_twice", &may);      /* the other one lies where nothing is seen */
	assert_true(n.fired == 1 && n.fresh == 1);
	assert_non_null(stored(t, 0, "idno_twice"));
	assert_int_equal(stored(t, 0, "idno_twice")->v[DOUBT_other].i, t->p[1]->id);
	assert_null(stored(t, 1, "idno_twice"));
	n = run(t, "idno_twice", NULL);
	assert_true(n.fired == 2 && n.fresh == 1 && n.still == 1);

	n = run(t, "income_low", NULL);
	assert_true(n.looked == 2 && n.fired == 2 && n.fresh == 2);
	for (int i = 0; i < 2; i++) {
		change(d, "household", t->h[i]->id, "per_capita_net", "9000");
		save(d);
	}
	n = run(t, "income_low", &may);
	assert_true(n.looked == 1 && n.fired == 0 && n.gone == 1);
	assert_true(doubt_is(d->r, stored(t, 0, "income_low"), "gone"));
	assert_true(doubt_is(d->r, stored(t, 1, "income_low"), "open"));
	/* another check's doubts are not touched by it */
	assert_true(doubt_is(d->r, stored(t, 0, "idno_twice"), "open"));
	town_close(t);
}

static void who_left_is_no_twin_any_more(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	struct doubts_count n;

	(void)state;
	n = run(t, "idno_twice", NULL);
	assert_int_equal(n.fresh, 2);
	change(d, "person", t->p[1]->id, "state", "死亡");
	save(d);
	n = run(t, "idno_twice", NULL);
	assert_true(n.fired == 0 && n.gone == 2);
	town_close(t);
}

static void a_run_that_finds_nothing_new_leaves_no_leaf(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	struct doubts_order dry = { .dry = true };
	struct doubts_count *n;
	uint64_t leaves = d->r->st->j.front.size;

	(void)state;
	GOOD(d, doubts_run(&d->cx, &t->judge, &dry, &n));
	assert_int_equal(d->r->st->j.front.size, leaves);
	assert_null(stored(t, 0, "income_low"));
	run(t, "income_low", NULL);
	assert_int_equal(d->r->st->j.front.size, leaves + 1);
	run(t, "income_low", NULL);
	assert_int_equal(d->r->st->j.front.size, leaves + 1);
	town_close(t);
}

static void the_words_lie_under_the_household(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	struct doubt_edit x = { .act = DOUBT_EXPLAIN, .said = STR("记账漏了"), .by = STR("王支书") };
	struct rec *f;

	(void)state;
	run(t, "income_low", NULL);
	f = stored(t, 0, "income_low");
	assert_int_equal(f->sealed.n, 0);
	x.id = f->id;
	GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	assert_int_equal(x.result, DEALT);
	f = stored(t, 0, "income_low");
	assert_true(f->sealed.n > 0 && f->opened);
	assert_true(str_eqz(f->v[DOUBT_said].s, "记账漏了"));
	assert_true(doubt_is(d->r, f, "explained"));
	/* who explained it does not decide; a gone doubt is not explained */
	x = (struct doubt_edit){ .id = f->id, .act = DOUBT_UPHOLD, .why = STR("y"), .by = STR("王支书") };
	GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	assert_int_equal(x.result, DEAL_OWN);
	change(d, "household", t->h[0]->id, "per_capita_net", "9000");
	save(d);
	run(t, "income_low", NULL);
	x.by = STR("李审核");
	GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	assert_int_equal(x.result, DEAL_OVER);
	/* gone, it keeps what was said of it */
	assert_true(str_eqz(stored(t, 0, "income_low")->v[DOUBT_said].s, "记账漏了"));
	desk_without_keys(d);
	f = stored(t, 0, "income_low");
	assert_false(rec_has(f, DOUBT_said));
	arena_free(&t->rules);
	desk_close(d);
	free(t);
}

/* Explained by one and exempted by another. */
static void exempted(struct town *t, const struct rec *f, date_t until)
{
	struct doubt_edit x[2] = {
		{ .id = f->id, .act = DOUBT_EXPLAIN, .said = STR("同一人登记了两次"), .by = STR("王支书") },
		{ .id = f->id, .act = DOUBT_EXEMPT, .why = STR("属实"), .by = STR("李审核"), .until = until },
	};

	GOOD(t->d, doubt_deal(&t->d->cx, t->d->r, x, 2));
	assert_true(x[0].result == DEALT && x[1].result == DEALT);
}

/* The twin dies, and then it was an error: one doubt is gone and back with nothing changed of its
 * own row, the other's row has another version. */
static void what_comes_back_unchanged_keeps_what_was_decided(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	date_t until = date_add_months(register_today(&d->cx, d->r), 12);
	struct doubts_count n;

	(void)state;
	run(t, "idno_twice", NULL);
	for (int i = 0; i < 2; i++)
		exempted(t, stored(t, i, "idno_twice"), until);
	change(d, "person", t->p[1]->id, "state", "死亡");
	save(d);
	run(t, "idno_twice", NULL);
	/* an exemption is in force to its day, whatever fires meanwhile */
	assert_true(doubt_is(d->r, stored(t, 0, "idno_twice"), "exempt"));
	change(d, "person", t->p[1]->id, "state", "正常");
	save(d);
	n = run(t, "idno_twice", NULL);
	assert_true(n.fired == 2 && n.exempt == 2 && n.again == 0);
	town_close(t);
}

/* What was only explained goes, and comes back as it was where its own row stayed as it is. */
static void what_comes_back_unchanged_keeps_what_was_said(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	struct doubt_edit x = { .act = DOUBT_EXPLAIN, .said = STR("双胞胎"), .by = STR("王支书") };
	struct doubts_count n;

	(void)state;
	run(t, "idno_twice", NULL);
	for (int i = 0; i < 2; i++) {
		x.id = stored(t, i, "idno_twice")->id;
		GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	}
	change(d, "person", t->p[1]->id, "state", "死亡");
	save(d);
	n = run(t, "idno_twice", NULL);
	assert_int_equal(n.gone, 2);
	change(d, "person", t->p[1]->id, "state", "正常");
	save(d);
	n = run(t, "idno_twice", NULL);
	assert_true(n.fired == 2 && n.again == 2);
	assert_true(doubt_is(d->r, stored(t, 0, "idno_twice"), "explained"));
	assert_true(str_eqz(stored(t, 0, "idno_twice")->v[DOUBT_said].s, "双胞胎"));
	assert_false(rec_has(stored(t, 0, "idno_twice"), DOUBT_closed));
	assert_true(doubt_is(d->r, stored(t, 1, "idno_twice"), "open"));
	assert_false(rec_has(stored(t, 1, "idno_twice"), DOUBT_said));
	town_close(t);
}

static void a_run_of_another_day_stores_nothing(void **state)
{
	struct town *t = town();
	struct desk *d = t->d;
	bool kept = true;
	struct doubts_order o = { .on = 20160101, .kept = &kept };
	struct doubts_count *n;
	uint64_t leaves;

	(void)state;
	run(t, "income_low", NULL);
	leaves = d->r->st->j.front.size;
	GOOD(d, doubts_run(&d->cx, &t->judge, &o, &n));
	assert_false(kept);
	assert_int_equal(d->r->st->j.front.size, leaves);
	o.on = DAY;                          /* what all of them state is no other day */
	GOOD(d, doubts_run(&d->cx, &t->judge, &o, &n));
	assert_true(kept);
	o.on = 21991231;
	assert_int_equal(doubts_run(&d->cx, &t->judge, &o, &n), ERR_INPUT);
	assert_string_equal(d->cx.err.key, "doubt-on-future");
	err_clear(&d->cx);
	town_close(t);
}

static void blanks_make_no_other_person(void **state)
{
	static const char *const same[] = { "王 支书", " 王支书", "王\u3000支书", "王\u00a0支\u2003书",
		"王支\u200b书" };
	struct town *t = town();
	struct desk *d = t->d;
	struct doubt_edit x = { .act = DOUBT_EXPLAIN, .said = STR("记账漏了"), .by = STR("王支书") };

	(void)state;
	run(t, "income_low", NULL);
	x.id = stored(t, 0, "income_low")->id;
	GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		x = (struct doubt_edit){ .id = x.id, .act = DOUBT_UPHOLD, .why = STR("y"),
			.by = str_of(same[i]) };
		GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
		assert_int_equal(x.result, DEAL_OWN);
	}
	x.by = STR("王支书记");
	GOOD(d, doubt_deal(&d->cx, d->r, &x, 1));
	assert_int_equal(x.result, DEALT);
	town_close(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_one_may_not_see_is_compared_and_not_closed),
		cmocka_unit_test(who_left_is_no_twin_any_more),
		cmocka_unit_test(a_run_that_finds_nothing_new_leaves_no_leaf),
		cmocka_unit_test(what_comes_back_unchanged_keeps_what_was_decided),
		cmocka_unit_test(what_comes_back_unchanged_keeps_what_was_said),
		cmocka_unit_test(a_run_of_another_day_stores_nothing),
		cmocka_unit_test(blanks_make_no_other_person),
		cmocka_unit_test(the_words_lie_under_the_household),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

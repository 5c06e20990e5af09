/* A run over the columns says of every household, under every standard, on every date, what the
 * reading of that one household says: clause by clause, with the same top-up. */
#include "demo_fix.h"

/* Each household's answers beside judge_row's; returns how many answers were settled. */
static int64_t same(struct county *k, const struct rule_standard *rule, date_t on)
{
	struct run_ask ask = { .r = k->d->r, .f = k->feed, .rules = k->judge.rules, .rule = rule,
		.on = on };
	struct run *x;
	struct ctx cx;
	int64_t settled = 0;

	GOOD(k->d, run_open(&k->d->cx, &ask, &x));
	ctx_init(&cx, (size_t)64 << 20);
	for (int s = 0; s < x->v->nseg; s++)
		for (uint32_t row = 0; row < x->v->seg[s]->rows[0].n; row++) {
			struct verdict v;
			struct judged *j;
			int n;

			GOOD(k->d, run_verdict(&k->d->cx, x, s, row, &v));
			assert_int_equal(judge_row(&cx, &k->judge, rule->noun, v.household, rule->s->id, on,
			                           &j, &n), OK);
			assert_int_equal(n, 1);
			assert_int_equal(v.nslot, j->n);
			for (int i = 0; i < j->n; i++) {
				char sign = j->clause[i].clause && j->clause[i].v.state == EXPR_ERROR ?
					VERDICT_FAULT : verdict_sign(j->clause[i].state);

				if (sign != v.slot[i])
					fail_msg("%.*s.%.*s of %lld on %d: %c, by row %c", STR_FMT(rule->s->id),
					         STR_FMT(j->clause[i].id), (long long)v.household, on, v.slot[i],
					         sign);
				settled += sign == '0' || sign == '1';
			}
			assert_int_equal(v.state, j->state);
			assert_int_equal(v.has_topup, j->has_topup);
			assert_int_equal(v.topup, j->has_topup ? j->topup : 0);
			arena_reset(&cx.arena);
		}
	ctx_free(&cx);
	run_close(x);
	return settled;
}

static void all_same(const char *pack, int households, date_t date, const date_t *on, int non)
{
	struct county k = county(pack, households, 7, date);

	for (int i = 0; i < k.judge.rules->p->nstandard; i++) {
		const struct rule_standard *rule = &k.judge.rules->standard[i];
		int64_t settled = 0;

		if (rule->noun->tag != TAG_household)
			continue;
		for (int t = 0; t < non; t++)
			settled += same(&k, rule, on[t]);
		if (!settled)
			print_message("%.*s: nothing settled\n", STR_FMT(rule->s->id));
	}
	county_end(&k);
}

static void test_cn_today(void **state)
{
	static const date_t on[] = { 20161231, 20191231, 20211001, 20231231, 20251231, 20260630 };

	(void)state;
	all_same("cn", 60, 0, on, 6);
}

static void test_cn_2016(void **state)
{
	static const date_t on[] = { 20160101, 20161231, 20180615, 20201231 };

	(void)state;
	all_same("cn", 60, 20161231, on, 4);
}

static void test_demo_province(void **state)
{
	static const date_t on[] = { 20161231, 20221231, 20231231, 20251231 };

	(void)state;
	all_same("demo-province", 60, 0, on, 4);
}

/* What is kept after a run is what it said; the second run changes nothing. */
static void test_stored(void **state)
{
	struct county k = county("demo-province", 50, 11, 0);
	struct verdict_counts c, once;
	const struct facts_view *after;
	struct run *x;

	(void)state;
	for (int i = 0; i < k.judge.rules->p->nstandard; i++) {
		struct run_ask ask = { .r = k.d->r, .f = k.feed, .rules = k.judge.rules,
			.rule = &k.judge.rules->standard[i], .on = 20251231 };

		if (ask.rule->noun->tag != TAG_household || !standard_holds(ask.rule->s, ask.on))
			continue;
		GOOD(k.d, run_open(&k.d->cx, &ask, &x));
		run_count(x, &once);
		assert_int_equal(once.met + once.not_met + once.unknown, once.judged);
		assert_int_equal(once.judged, x->v->first[x->v->nseg]);
		GOOD(k.d, run_store(&k.d->cx, x, "all", &c));
		assert_int_equal(c.changed, once.judged);
		assert_int_equal(c.fresh, once.judged);
		assert_int_equal(c.met, once.met);
		GOOD(k.d, run_store(&k.d->cx, x, "again", &c));
		assert_int_equal(c.changed, 0);
		GOOD(k.d, feed_hold(&k.d->cx, k.feed, &after));
		assert_ptr_equal(after, x->v);       /* no column has changed */
		feed_release(k.feed, after);
		for (int s = 0; s < x->v->nseg; s++) {
			struct rec *row;
			struct verdict v;

			GOOD(k.d, run_verdict(&k.d->cx, x, s, 0, &v));
			GOOD(k.d, verdict_stored(&k.d->cx, k.d->r, v.household, ask.rule->s->id, &row));
			assert_non_null(row);
			assert_memory_equal(row->v[VERDICT_clauses].s.p, v.slot, (size_t)v.nslot);
		}
		run_close(x);
	}
	county_end(&k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cn_today),
		cmocka_unit_test(test_cn_2016),
		cmocka_unit_test(test_demo_province),
		cmocka_unit_test(test_stored),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Checks over the column snapshot find what they find row by row: the same rows, the same counts,
 * on the demo with all its planted faults; and say which of them are still asked row by row. */
#include "domain/judge/doubts.h"

#include "demo_fix.h"

static const struct doubts_count *run(struct county *k, struct doubts_order *o)
{
	struct doubts_count *n;

	GOOD(k->d, doubts_run(&k->d->cx, &k->judge, o, &n));
	return n;
}

/* What fired in the first run is what fires in the second. */
static void same(const struct county *k, const struct doubts_count *once,
                 const struct doubts_count *again, bool stored)
{
	for (int i = 0; i < k->judge.rules->p->ncheck; i++) {
		const struct doubts_count *a = &once[i], *b = &again[i];

		if (a->looked != b->looked || a->fired != b->fired || a->errors != b->errors ||
		    (stored ? b->fresh : b->fresh != a->fresh) || b->gone || b->again)
			fail_msg("%.*s: looked %lld %lld, fired %lld %lld, errors %lld %lld; then fresh %lld,"
			         " gone %lld, again %lld", STR_FMT(k->judge.rules->p->check[i].id),
			         (long long)a->looked, (long long)b->looked, (long long)a->fired,
			         (long long)b->fired, (long long)a->errors, (long long)b->errors,
			         (long long)b->fresh, (long long)b->gone, (long long)b->again);
	}
}

/* Does the check look at a household, or at what belongs to one? */
static bool of_household(const struct county *k, const struct entity *e)
{
	while (e && e->tag != TAG_household)
		e = e->parent < 0 ? NULL : entity_find(k->judge.rules->m,
		                                       str_of(e->fields[e->parent].ref));
	return e != NULL;
}

/* Over the columns no household is read for a check, but for rows that lead out of it: a measure
 * for somebody who died. */
static void read_few(const struct county *k, const struct doubts_count *n)
{
	const struct rules *rules = k->judge.rules;

	for (int i = 0; i < rules->p->ncheck; i++)
		if (rules->check[i].fires && of_household(k, rules->check[i].noun) &&
		    n[i].alone * 50 > n[i].looked)
			fail_msg("%.*s: %lld rows were read for it, of %lld", STR_FMT(rules->p->check[i].id),
			         (long long)n[i].alone, (long long)n[i].looked);
}

static void both_ways(bool columns_first, date_t on)
{
	struct county k = county("cn", 300, 5, 0);
	struct doubts_order rows = { .on = on }, columns = { .on = on, .feed = k.feed };
	const struct doubts_count *once = run(&k, columns_first ? &columns : &rows), *again;
	int64_t fired = 0, kinds = 0;

	for (int i = 0; i < k.judge.rules->p->ncheck; i++) {
		fired += once[i].fired;
		kinds += once[i].fired > 0;
	}
	assert_true(fired > 100 && kinds > 40);      /* there is something to agree about */
	again = run(&k, columns_first ? &rows : &columns);
	same(&k, once, again, !on);          /* another day's are not stored */
	if (!on)                                     /* answers are kept of the household's own day */
		read_few(&k, columns_first ? once : again);
	county_end(&k);
}

static void rows_first(void **state)
{
	(void)state;
	both_ways(false, 0);
}

static void columns_first(void **state)
{
	(void)state;
	both_ways(true, 0);
}

static void on_another_day(void **state)
{
	(void)state;
	both_ways(true, 20231231);
}

/* After an import: those households only. One in two is asked over the columns, one alone is not
 * worth it; either way the rows of nobody else are looked at. */
static void some_households_only(void **state)
{
	struct county k = county("cn", 300, 5, 0);
	struct doubts_order rows = { .only = true }, columns = { .only = true, .feed = k.feed };
	const struct doubts_count *once;
	int64_t id[300], looked[2] = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++)
		id[i] = 2 * i + 1;
	for (int few = 0; few < 2; few++) {
		rows.household = columns.household = id;
		rows.nhousehold = columns.nhousehold = few ? 1 : 300;
		once = run(&k, &rows);
		for (int i = 0; i < k.judge.rules->p->ncheck; i++)
			looked[few] += once[i].looked;
		same(&k, once, run(&k, &columns), true);
	}
	assert_true(looked[1] > 0 && looked[0] > 50 * looked[1]);
	county_end(&k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_first),
		cmocka_unit_test(columns_first),
		cmocka_unit_test(on_another_day),
		cmocka_unit_test(some_households_only),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

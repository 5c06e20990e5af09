/* Verdicts are kept when they change and only then; each row names its pack, and a run can be run
 * again. */
#include "domain/judge/verdict.h"

#include "register_fix.h"

static struct str slots = { "10?-", 4 };

static struct verdict says(const struct rec *h, enum truth t, struct str slot)
{
	struct verdict v = { .household = h->id, .area = h->area, .shard = 1, .state = t,
		.nslot = (int)slot.n };

	memcpy(v.slot, slot.p, slot.n);
	return v;
}

static struct rec *stored(struct desk *d, const struct rec *h, const char *standard)
{
	struct rec *row;

	GOOD(d, verdict_stored(&d->cx, d->r, h->id, str_of(standard), &row));
	return row;
}

struct town {
	struct rec *area, *h[3];
};

static struct town town(struct desk *d)
{
	struct town t;

	t.area = add(d, "area", "code", "510101001001", "name", "一村", "level", "村级", NULL);
	save(d);
	for (int i = 0; i < 3; i++) {
		static const char *const no[] = { "1", "2", "3" };
		char area[24];

		snprintf(area, sizeof area, "%lld", (long long)t.area->id);
		t.h[i] = add(d, "household", "no", no[i], "area", area, "head_name", "张三", NULL);
	}
	save(d);
	return t;
}

static void run(struct desk *d, const struct standard *s, const struct verdict *v, int n,
                struct verdict_counts *out)
{
	struct verdict_run r;

	GOOD(d, verdict_begin(&d->cx, d->r, s, 20201231, "yearly", &r));
	for (int i = 0; i < n; i++)
		GOOD(d, verdict_add(&r, &v[i]));
	GOOD(d, verdict_end(&r));
	*out = r.count;
}

static void a_verdict_is_written_when_it_changes(void **state)
{
	struct desk *d = desk_open();
	struct town t = town(d);
	struct standard s = { .id = STR("exit") }, other = { .id = STR("dibao") };
	struct verdict v[3] = { says(t.h[0], TRUTH_TRUE, slots), says(t.h[1], TRUTH_FALSE, slots),
		says(t.h[2], TRUTH_UNKNOWN, slots) };
	struct verdict_counts c;
	uint64_t leaves;
	struct rec *row;

	(void)state;
	v[1].has_topup = true;
	v[1].topup = 12345;
	leaves = d->r->st->j.front.size;
	run(d, &s, v, 3, &c);
	assert_int_equal(d->r->st->j.front.size, leaves + 1);
	assert_true(c.judged == 3 && c.met == 1 && c.not_met == 1 && c.unknown == 1);
	assert_true(c.changed == 3 && c.fresh == 3);
	row = stored(d, t.h[1], "exit");
	assert_int_equal(row->version, 1);
	assert_int_equal(row->v[VERDICT_topup].i, 12345);
	assert_true(str_eq(row->v[VERDICT_clauses].s, slots));
	assert_true(row->v[VERDICT_pack_version].i > 0);
	assert_true(row->area == t.h[1]->area);
	assert_null(stored(d, t.h[1], "dibao"));

	/* again: nothing, not even a leaf */
	run(d, &s, v, 3, &c);
	assert_true(c.judged == 3 && c.changed == 0 && c.fresh == 0);
	assert_int_equal(d->r->st->j.front.size, leaves + 1);

	/* one clause, one supplement that is none any more */
	v[0].slot[1] = '?';
	v[1].has_topup = false;
	run(d, &s, v, 3, &c);
	assert_true(c.changed == 2 && c.fresh == 0);
	assert_int_equal(stored(d, t.h[0], "exit")->version, 2);
	assert_false(rec_has(stored(d, t.h[1], "exit"), VERDICT_topup));
	assert_int_equal(stored(d, t.h[2], "exit")->version, 1);

	/* another standard has rows of its own */
	run(d, &other, v, 1, &c);
	assert_true(c.fresh == 1);
	assert_int_equal(stored(d, t.h[0], "dibao")->version, 1);
	assert_int_equal(stored(d, t.h[0], "exit")->version, 2);
	desk_close(d);
}

static void a_run_that_is_dropped_leaves_nothing(void **state)
{
	struct desk *d = desk_open();
	struct town t = town(d);
	struct standard s = { .id = STR("exit") };
	struct verdict v = says(t.h[0], TRUTH_TRUE, slots);
	struct verdict_run r;

	(void)state;
	GOOD(d, verdict_begin(&d->cx, d->r, &s, 20201231, NULL, &r));
	GOOD(d, verdict_add(&r, &v));
	verdict_drop(&r);
	assert_null(stored(d, t.h[0], "exit"));
	desk_close(d);
}

/* More than one leaf takes; afterwards nothing is left that would be written again. */
static void a_long_run_takes_several_leaves(void **state)
{
	struct desk *d = desk_open();
	struct standard s = { .id = STR("exit") };
	int n = VERDICT_LEAF + 1000;
	struct verdict *v = calloc((size_t)n, sizeof *v);
	struct verdict_counts c;
	uint64_t leaves = d->r->st->j.front.size;

	(void)state;
	for (int i = 0; i < n; i++) {        /* numbers fall: what is read back must be sorted */
		v[i] = (struct verdict){ .household = 2 * (n - i), .area = 1, .shard = 1,
			.state = i % 2 ? TRUTH_TRUE : TRUTH_UNKNOWN, .nslot = 4 };
		memcpy(v[i].slot, "10?-", 4);
	}
	run(d, &s, v, n, &c);
	assert_true(c.fresh == n && c.changed == n && c.judged == n);
	assert_int_equal(d->r->st->j.front.size, leaves + 2);
	run(d, &s, v, n, &c);
	assert_int_equal(c.changed, 0);
	v[7].slot[3] = '1';
	v[n - 1].state = TRUTH_FALSE;
	run(d, &s, v, n, &c);
	assert_true(c.changed == 2 && c.fresh == 0);
	assert_int_equal(d->r->st->j.front.size, leaves + 3);
	free(v);
	desk_close(d);
}

static uint32_t roll(uint32_t *x)
{
	*x = *x * 1664525 + 1013904223;
	return *x >> 8;
}

/* Whoever is stored is found, wherever the last one was; whoever is not is not. */
static void a_book_finds_all_and_only_them(void **state)
{
	struct verdict_kept kept[2][500];
	struct verdict_book b = { .n = 3 };
	struct verdict_place place = { 0 };
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 1000; i++)
		kept[i % 2][i / 2] = (struct verdict_kept){ .household = 3 * i + 10, .id = i };
	b.part[0] = (struct verdict_part){ kept[0], 500, 500, 0 };
	b.part[2] = (struct verdict_part){ kept[1], 500, 500, 0 };
	for (int i = 0; i < 20000; i++) {
		int64_t h = roll(&seed) % 3020;
		const struct verdict_kept *k = verdict_book_find(&b, i % 3 ? h : i % 3020, &place);

		h = i % 3 ? h : i % 3020;
		if (h < 10 || (h - 10) % 3 || h > 3007) {
			assert_null(k);
		} else {
			assert_non_null(k);
			assert_int_equal(k->id, (h - 10) / 3);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verdict_is_written_when_it_changes),
		cmocka_unit_test(a_run_that_is_dropped_leaves_nothing),
		cmocka_unit_test(a_long_run_takes_several_leaves),
		cmocka_unit_test(a_book_finds_all_and_only_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Published counts against somebody who subtracts: within a table, between tables with the same
 * totals, and from month to month. What was left out stays unknown. Pages of figures for who may
 * not open the lists behind them: one place, places beside each other, places within places. */
#include "register_fix.h"

#include <string.h>

#include "rule/small_counts.h"
#include "web/few.h"

#define ROWS 12
#define COLS 5                   /* four causes and how many in all */
#define CELLS (ROWS * COLS)

static const struct small_sum adds[] = { { { 0, 1, 2, 3, 4 }, 5, false } };
static const int64_t few[COLS] = { 10, 10, 10, 10, 5 };

static uint64_t rng_state;

static int64_t any(int64_t n)
{
	rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)((rng_state >> 33) % (uint64_t)n);
}

/* ---- who subtracts ---- */

struct known { int64_t lo[CELLS], hi[CELLS]; };

/* sum of a line of cells is s: what does that say of each? */
static bool line(struct known *k, const int *cell, int n, int64_t s)
{
	int64_t lo = 0, hi = 0;
	bool more = false;

	for (int i = 0; i < n; i++) {
		lo += k->lo[cell[i]];
		hi += k->hi[cell[i]];
	}
	for (int i = 0; i < n; i++) {
		int64_t least = s - (hi - k->hi[cell[i]]), most = s - (lo - k->lo[cell[i]]);

		if (least > k->lo[cell[i]]) {
			k->lo[cell[i]] = least;
			more = true;
		}
		if (most < k->hi[cell[i]]) {
			k->hi[cell[i]] = most;
			more = true;
		}
	}
	return more;
}

/* A row: the causes less what they make together is nothing. */
static bool row_line(struct known *k, int row)
{
	struct known flip = *k;
	int at = row * COLS + 4, cell[COLS];
	bool more;

	for (int c = 0; c < COLS; c++)
		cell[c] = row * COLS + c;
	flip.lo[at] = -k->hi[at];
	flip.hi[at] = -k->lo[at];
	more = line(&flip, cell, COLS, 0);
	*k = flip;
	k->lo[at] = -flip.hi[at];
	k->hi[at] = -flip.lo[at];
	return more;
}

/* How many hidden numbers of this month are found out. */
static int found_out(const int64_t *v, const bool *hide, const int64_t *total)
{
	static struct known k;
	bool more = true;
	int n = 0;

	for (int i = 0; i < CELLS; i++) {
		k.lo[i] = hide[i] ? 0 : v[i];
		k.hi[i] = hide[i] ? 1000000 : v[i];
	}
	for (int turn = 0; more && turn < 200; turn++) {
		more = false;
		for (int r = 0; r < ROWS; r++)
			more |= row_line(&k, r);
		for (int c = 0; c < COLS; c++) {
			int cell[ROWS];

			for (int r = 0; r < ROWS; r++)
				cell[r] = r * COLS + c;
			more |= line(&k, cell, ROWS, total[c]);
		}
	}
	for (int i = 0; i < CELLS; i++)
		n += hide[i] && v[i] && k.lo[i] == k.hi[i];
	return n;
}

/* ---- tables ---- */

static void fill(int64_t *v, int64_t most)
{
	for (int r = 0; r < ROWS; r++) {
		v[r * COLS + 4] = 0;
		for (int c = 0; c < 4; c++) {
			v[r * COLS + c] = any(3) ? any(most) : any(4);
			v[r * COLS + 4] += v[r * COLS + c];
		}
	}
}

static void drift(int64_t *v)
{
	for (int r = 0; r < ROWS; r++) {
		v[r * COLS + 4] = 0;
		for (int c = 0; c < 4; c++) {
			int64_t by = any(4) ? 0 : any(7) - 3;

			v[r * COLS + c] = v[r * COLS + c] + by < 0 ? 0 : v[r * COLS + c] + by;
			v[r * COLS + 4] += v[r * COLS + c];
		}
	}
}

static void totals_of(const int64_t *v, int64_t *total)
{
	memset(total, 0, COLS * sizeof *total);
	for (int i = 0; i < CELLS; i++)
		total[i % COLS] += v[i];
}

static void nobody_subtracts(void **state)
{
	int hidden = 0, all = 0;
	struct arena a;

	(void)state;
	rng_state = 11;
	arena_init(&a, 1 << 20);
	for (int turn = 0; turn < 3000; turn++) {
		int64_t v[CELLS], total[COLS];
		struct small_table t = { .nrow = ROWS, .ncol = COLS, .number = v, .few = few, .sum = adds,
			.nsum = 1, .totals = true };
		bool *hide;

		fill(v, 6 + any(200));
		totals_of(v, total);
		hide = small_hidden(&a, &t);
		for (int i = 0; i < CELLS; i++) {
			assert_true(hide[i] || v[i] == 0 || v[i] >= few[i % COLS]);
			hidden += hide[i];
			all++;
		}
		assert_int_equal(found_out(v, hide, total), 0);
		arena_reset(&a);
	}
	assert_true(hidden > all / 20 && hidden < all * 9 / 10);     /* not nothing, not everything */
	arena_free(&a);
}

/* Twelve months: no shown number moves by less than few from the one that was shown before. */
static void nor_from_month_to_month(void **state)
{
	struct arena a;

	(void)state;
	rng_state = 12;
	arena_init(&a, 8 << 20);
	for (int turn = 0; turn < 200; turn++) {
		int64_t v[CELLS], total[COLS], said[CELLS];

		fill(v, 120);
		for (int i = 0; i < CELLS; i++)
			said[i] = -1;
		for (int month = 0; month < 12; month++) {
			struct small_table t = { .nrow = ROWS, .ncol = COLS, .number = v, .few = few,
				.sum = adds, .nsum = 1, .totals = true, .before = said };
			bool *hide = small_hidden(&a, &t);

			totals_of(v, total);
			assert_int_equal(found_out(v, hide, total), 0);
			for (int i = 0; i < CELLS; i++) {
				int64_t moved = v[i] > said[i] ? v[i] - said[i] : said[i] - v[i];

				assert_true(hide[i] || said[i] < 0 || !moved || moved >= few[i % COLS]);
				said[i] = hide[i] ? said[i] : v[i];
			}
			drift(v);
		}
		arena_reset(&a);
	}
	arena_free(&a);
}

static void by_hand(void **state)
{
	/* three villages; in the last column only one family, and nobody else to hide it with */
	static const int64_t v[] = { 3, 20, 0, 8, 20, 0, 40, 20, 1 };
	static const int64_t five[] = { 5, 5, 5 };
	struct small_table t = { .nrow = 3, .ncol = 3, .number = v, .few = five, .totals = true };
	struct arena a;
	bool *hide;

	(void)state;
	arena_init(&a, 1 << 16);
	hide = small_hidden(&a, &t);
	assert_true(hide[0] && hide[3] && !hide[6]);         /* 3, and the smallest besides */
	assert_false(hide[1] || hide[4] || hide[7]);
	assert_true(hide[8] && hide[2] && !hide[5]);         /* 1, and a village without any */
	t.totals = false;
	hide = small_hidden(&a, &t);
	assert_true(hide[0] && !hide[3] && hide[8] && !hide[2]);
	arena_free(&a);
}

/* ---- pages of figures ---- */

static const struct few_page all, five = { .few = 5 };

static void a_village_of_three_families(void **state)
{
	struct summary_line cause[] = { { 1, STR("ill"), 2 }, { 2, STR("disabled"), 1 } }, risk[] = {
		{ 3, STR("flood"), 3 } };
	struct cockpit three = { .households = 3, .persons = 3, .monitored = 2, .ever = 3, .cleared = 1,
		.risks_open = 3, .leads = 4, .leads_checked = 2, .leads_closed = 1, .leads_open = 3,
		.leads_late = 1, .findings_open = 2, .differences_open = 1, .cause = cause, .ncause = 2,
		.risk = risk, .nrisk = 1, .month = { { 202601, 2, 0 }, { 202602, 0, 1 } } };
	struct cockpit c = three;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	few_cockpit(&a, &c, &all);               /* who may open the lists sees all */
	assert_memory_equal(&c, &three, sizeof c);
	few_cockpit(&a, &c, &five);
	for (const int64_t *n = &c.households; n <= &c.differences_open; n++)
		assert_int_equal(*n, FEW_HIDDEN);
	assert_int_equal(c.ncause, 0);
	assert_int_equal(c.nrisk, 0);
	for (int i = 0; i < 2; i++)
		assert_true(c.month[i].found <= 0 && c.month[i].cleared <= 0);
	arena_free(&a);
}

static void the_rest_of_a_large_village(void **state)
{
	struct cockpit c = { .households = 100, .persons = 300, .monitored = 98, .ever = 110,
		.cleared = 12, .leads = 40, .leads_checked = 38, .leads_closed = 10, .leads_open = 30,
		.leads_late = 27 };
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	few_cockpit(&a, &c, &five);
	assert_int_equal(c.households, 100);
	assert_int_equal(c.monitored, FEW_HIDDEN);       /* 2 are not */
	assert_true(c.ever == FEW_HIDDEN || c.cleared == FEW_HIDDEN);
	assert_int_equal(c.leads, 40);
	assert_int_equal(c.leads_checked, FEW_HIDDEN);   /* 2 are not */
	assert_int_equal(c.leads_late, FEW_HIDDEN);      /* 3 are in time */
	assert_int_equal(c.leads_closed, 10);
	assert_int_equal(c.leads_open, 30);
	arena_free(&a);
}

static void townships_beside_each_other(void **state)
{
	struct summary_place place[] = { { 1, STR("a"), 1000, 3000, 0 }, { 2, STR("b"), 3, 9, 0 },
		{ 3, STR("c"), 40, 90, 0 } };
	struct summary s = { .households = 1043, .persons = 3099, .present = 3096, .township = place,
		.ntownship = 3 };
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	few_summary(&a, &s, &five, NULL, NULL);
	assert_int_equal(s.households, 1043);
	assert_int_equal(s.present, FEW_HIDDEN);         /* 3 are away */
	assert_int_equal(place[0].households, 1000);
	assert_int_equal(place[1].households, FEW_HIDDEN);
	assert_int_equal(place[2].households, FEW_HIDDEN);
	assert_int_equal(place[1].persons, 9);
	arena_free(&a);
}

/* A township of three families hides the one beside it; that does not come back as the sum of its
 * villages. */
static void villages_within_townships(void **state)
{
	static const struct { const char *code, *level; int64_t n; bool hidden; } area[] = {
		{ "980101000000", "县级", 1303, false },
		{ "980101100000", "乡级", 1300, true }, { "980101100201", "村级", 600, true },
		{ "980101100202", "村级", 700, false },
		{ "980101101000", "乡级", 3, true }, { "980101101201", "村级", 3, true } };
	struct desk *d = desk_open();
	struct summary_count c[6];
	struct area_tree *t;

	(void)state;
	for (int i = 0; i < 6; i++) {
		add(d, "area", "code", area[i].code, "name", area[i].code, "level", area[i].level, NULL);
		c[i] = (struct summary_count){ area[i].n, 0, 0 };
	}
	save(d);
	GOOD(d, area_load(&d->cx, &d->cx.arena, d->r, &t));
	assert_int_equal(area_count(t), 6);
	few_areas(&d->cx.arena, t, c, 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(c[i].households, area[i].n);
	few_areas(&d->cx.arena, t, c, 5);
	for (int i = 0; i < 6; i++)
		assert_int_equal(c[i].households, area[i].hidden ? FEW_HIDDEN : area[i].n);
	desk_close(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(a_village_of_three_families),
		cmocka_unit_test(the_rest_of_a_large_village),
		cmocka_unit_test(townships_beside_each_other),
		cmocka_unit_test(villages_within_townships),
		cmocka_unit_test(nobody_subtracts),
		cmocka_unit_test(nor_from_month_to_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

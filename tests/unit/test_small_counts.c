/* Published counts against somebody who subtracts: within a table, between tables with the same
 * totals, and from month to month. What was left out stays unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rule/small_counts.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(nobody_subtracts),
		cmocka_unit_test(nor_from_month_to_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

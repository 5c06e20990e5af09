/* Poverty and inequality: small samples worked out by hand, and laws on random ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "rule/measure_cell.h"
#include "rule/measure_report.h"

#define ROWS 2000

static void near_to(double got, double want, double part)
{
	if (!(fabs(got - want) <= part * fmax(1, fabs(want))))
		fail_msg("%.17g, not %.17g", got, want);
}

static struct measure_in one(double value, double weight)
{
	return (struct measure_in){ .value = value, .weight = weight, .size = 1,
		.known = MEASURE_ALL, .psu = -1 };
}

static int fill(struct measure_in *row, const double *value, int n)
{
	for (int i = 0; i < n; i++)
		row[i] = one(value[i], 1);
	return n;
}

static void at(const double *value, int n, double z, struct measure_line *out)
{
	struct measure_in row[64];
	struct measure_set s;

	measure_take(row, fill(row, value, n), &s);
	measure_at_line(&s, z, out);
	measure_free(&s);
}

static void spread(const double *value, int n, struct measure_spread *out)
{
	struct measure_in row[64];
	struct measure_set s;

	measure_take(row, fill(row, value, n), &s);
	measure_spread_of(&s, NULL, out);
	measure_free(&s);
}

/* ---- by hand ---- */

static void four_people_and_a_line(void **state)
{
	static const double v[] = { 4, 2, 1, 3 };
	struct measure_line m;

	(void)state;
	at(v, 4, 2.5, &m);
	near_to(m.fgt[0], 0.5, 0);
	near_to(m.fgt[1], (1.5 / 2.5 + 0.5 / 2.5) / 4, 1e-15);
	near_to(m.fgt[2], (0.36 + 0.04) / 4, 1e-15);
	near_to(m.watts, (log(2.5) + log(1.25)) / 4, 1e-15);
	near_to(m.gap, 2, 0);
	near_to(m.poor_median, 1.5, 0);
	near_to(m.median_gap, 0.4, 1e-15);
}

static void at_the_line_is_not_poor(void **state)
{
	static const double v[] = { 2999.99, 3000, 3000.01 };
	struct measure_line m;

	(void)state;
	at(v, 3, 3000, &m);
	assert_int_equal(m.poor_n, 1);
	at(v, 3, 2999.99, &m);
	assert_int_equal(m.poor_n, 0);
	near_to(m.fgt[0], 0, 0);
	at(v, 3, nextafter(3000, 4000), &m);
	assert_int_equal(m.poor_n, 2);
}

static void zeros_and_losses(void **state)
{
	static const double v[] = { -5000, 0, 50, 200 }, lost[] = { -5000, -300, 50, 200 };
	struct measure_spread s;
	struct measure_line m;

	(void)state;
	at(lost, 4, 100, &m);
	near_to(m.poor_median, -300, 0);
	near_to(m.median_gap, 1, 0);                     /* and no gap above the line here */
	at(v, 4, 100, &m);
	near_to(m.fgt[0], 0.75, 0);
	near_to(m.fgt[1], (1 + 1 + 0.5) / 4, 1e-15);     /* a loss is no gap above the line */
	near_to(m.watts, log(2) / 2, 1e-15);
	assert_int_equal(m.watts_out, 2);
	near_to(m.gap, 250, 0);
	spread(v, 4, &s);
	assert_int_equal(s.theil_t_out, 1);
	assert_int_equal(s.theil_l_out, 2);
	assert_true(isnan(s.gini));                      /* the total is below zero */
}

static void inequality_by_hand(void **state)
{
	static const double four[] = { 1, 2, 3, 4 }, two[] = { 1, 3 }, same[] = { 7, 7, 7 },
		five[] = { 1, 2, 3, 4, 10 };
	struct measure_spread s;

	(void)state;
	spread(four, 4, &s);
	near_to(s.gini, 0.25, 1e-15);
	spread(two, 2, &s);
	near_to(s.theil_t, (0.5 * log(0.5) + 1.5 * log(1.5)) / 2, 1e-15);
	near_to(s.theil_l, (log(2) + log(2 / 3.0)) / 2, 1e-15);
	spread(same, 3, &s);
	near_to(s.gini, 0, 1e-15);
	near_to(s.theil_t, 0, 1e-15);
	near_to(s.theil_l, 0, 1e-15);
	spread(five, 5, &s);      /* quantiles lie between 1 and 2, between 4 and 10 */
	near_to(s.qsr, 10, 1e-15);
	spread(two, 2, &s);       /* a half is no fifth: of either value the outer fifth */
	near_to(s.qsr, 3, 1e-15);
	spread(same, 3, &s);
	near_to(s.qsr, 1, 1e-15);
}

/* A village: whoever lives at the quantile is many, and the rich are one household. */
static void fifths_of_few_households(void **state)
{
	static const double y[] = { 900, 1000, 1100, 1200 }, w[] = { 1, 5, 4, 1 };
	struct measure_in row[4];
	struct measure_spread s;
	struct measure_set set;

	(void)state;
	for (int i = 0; i < 4; i++)
		row[i] = one(y[i], w[i]);
	measure_take(row, 4, &set);
	measure_spread_of(&set, NULL, &s);
	/* 2.2 of 11 persons each: 900 + 1.2 x 1000, and 1200 + 1.2 x 1100 */
	near_to(s.qsr, (1200 + 1.2 * 1100) / (900 + 1.2 * 1000), 1e-14);
	measure_free(&set);
}

static void quantiles_between_and_on(void **state)
{
	static const double v[] = { 10, 20, 30, 40 };
	struct measure_in row[4];
	struct measure_set s;

	(void)state;
	measure_take(row, fill(row, v, 4), &s);
	near_to(measure_quantile(&s, 1, 2), 25, 0);      /* exactly half lies up to 20 */
	near_to(measure_quantile(&s, 3, 5), 30, 0);
	near_to(measure_quantile(&s, 0, 1), 10, 0);
	near_to(measure_quantile(&s, 1, 1), 40, 0);
	near_to(measure_lorenz(&s, 1, 2), 0.3, 1e-15);
	near_to(measure_lorenz(&s, 1, 8), 0.05, 1e-15);
	measure_free(&s);
}

static void each_row_left_out_has_its_reason(void **state)
{
	struct measure_in row[9];
	struct measure_set s;

	(void)state;
	for (int i = 0; i < 9; i++)
		row[i] = one(100, 1);
	row[0].known &= ~(unsigned)MEASURE_VALUE;
	row[1].known &= ~(unsigned)MEASURE_WEIGHT;
	row[2].weight = 0;
	row[3].weight = -1;
	row[4].known &= ~(unsigned)MEASURE_SIZE;
	row[5].size = 0;
	row[6].known &= ~(unsigned)MEASURE_DESIGN;
	row[7].known |= MEASURE_LINELESS;
	measure_take(row, 9, &s);
	assert_int_equal(s.n, 1);
	for (int i = 0; i < MEASURE_OUT__COUNT; i++)
		assert_int_equal(s.out[i], 1);
	measure_free(&s);
}

/* Sums are exact: 2^53 + 1 + 1 - 2^53 is 2, in whatever order. */
static void sums_lose_nothing(void **state)
{
	struct measure_sum a = { 0 }, b = { 0 };

	(void)state;
	measure_add(&a, 9007199254740992.0);
	measure_add(&a, 1);
	measure_add(&b, 1);
	measure_add(&b, -9007199254740992.0);
	measure_join(&a, &b);
	near_to(measure_total(&a), 2, 0);
	measure_add(&a, -3.5);
	near_to(measure_total(&a), -1.5, 0);
	measure_add(&a, INFINITY);
	assert_true(isnan(measure_total(&a)));
}

/* ---- errors ---- */

static void errors_by_hand(void **state)
{
	static const double v[] = { 1, 1, 9, 9 };
	struct measure_in row[8];
	struct measure_set s;
	struct measure_design d;
	struct measure_line m;
	double se[3];

	(void)state;
	/* four rows drawn alone: Var = 4/3 * 4 * (1/8)^2 */
	measure_take(row, fill(row, v, 4), &s);
	measure_design_of(&s, &d);
	measure_at_line(&s, 5, &m);
	measure_line_errors(&s, &d, &m, se);
	near_to(se[0], sqrt(4 / 3.0 * 4 / 64), 1e-14);
	assert_int_equal(d.psus, 4);
	measure_design_free(&d);
	measure_free(&s);
	/* the same twice, in strata that tell poor and rich apart: no error is left; as clusters of
	 * two alike: z totals are +-1/4, Var = 2 * 2/16 */
	for (int i = 0; i < 4; i++) {
		row[i].stratum = v[i] > 5;
		row[i].psu = -1;
	}
	measure_take(row, 4, &s);
	measure_design_of(&s, &d);
	measure_line_errors(&s, &d, &m, se);
	near_to(se[0], 0, 1e-15);
	measure_design_free(&d);
	measure_free(&s);
	for (int i = 0; i < 4; i++) {
		row[i].stratum = 0;
		row[i].psu = v[i] > 5;
	}
	measure_take(row, 4, &s);
	measure_design_of(&s, &d);
	measure_line_errors(&s, &d, &m, se);
	near_to(se[0], 0.5, 1e-15);
	measure_design_free(&d);
	measure_free(&s);
}

static void a_stratum_with_one_psu_is_lonely(void **state)
{
	static const double v[] = { 1, 9, 9 };
	struct measure_in row[3];
	struct measure_design d;
	struct measure_set s;

	(void)state;
	fill(row, v, 3);
	row[0].stratum = 1;
	measure_take(row, 3, &s);
	measure_design_of(&s, &d);
	assert_int_equal(d.strata, 2);
	assert_int_equal(d.lonely, 1);
	measure_design_free(&d);
	measure_free(&s);
}

static void intervals_stay_between_0_and_1(void **state)
{
	struct measure_interval i = measure_logit(0.5, 0.1);

	(void)state;
	near_to(i.low, 1 / (1 + exp(1.959963984540054 * 0.4)), 1e-15);
	near_to(i.low + i.high, 1, 1e-15);
	i = measure_logit(0.01, 0.02);
	assert_true(i.low > 0 && i.high < 1);
	assert_true(isnan(measure_logit(0, 0.1).low));
}

/* ---- many dimensions ---- */

/* The example of Alkire and Foster's own courses: four persons, four dimensions of weight 1, k 2
 * of 4: H 1/2, A 3/4, M0 3/8. */
static void four_dimensions(void **state)
{
	static const uint8_t states[] = { 0, 0, 0, 0,  0, 1, 0, 1,  1, 1, 1, 1,  0, 1, 0, 0 };
	static const double v[4] = { 0 };
	struct measure_in row[4];
	struct measure_multi_in in = { .d = 4, .weight = { 1, 1, 1, 1 }, .k = { 1, 2 }, .row = row,
		.state = states, .n = 4, .ngroup = 2, .errors = true };
	struct measure_multi_result r;
	double sum = 0;

	(void)state;
	fill(row, v, 4);
	row[2].group = row[3].group = 1;
	measure_multi(&in, &r);
	near_to(r.all.h, 0.5, 0);
	near_to(r.all.a, 0.75, 0);
	near_to(r.all.m0, 0.375, 0);
	near_to(r.all.raw[1], 0.75, 0);
	near_to(r.all.censored[1], 0.5, 0);      /* the fourth is deprived, but not poor */
	for (int i = 0; i < 4; i++)
		sum += r.all.part[i];
	near_to(sum, 1, 1e-15);
	near_to(r.group[0].of_m0 + r.group[1].of_m0, 1, 1e-15);
	near_to(r.group[1].of_m0, 2 / 3.0, 1e-15);
	measure_multi_free(&r);
}

/* 1/10 + 2/10 is 3/10; in binary fractions it is more than 0.3, and 1/6 + 1/6 + ... go astray. */
static void a_third_is_a_third(void **state)
{
	static const char *const w[] = { "0.1", "2/10", "7/10" };
	static const uint8_t states[] = { 1, 1, 0,  0, 0, 1,  1, 0, 2 };
	static const double v[3] = { 0 };
	struct measure_ratio ratio[3];
	struct measure_in row[3];
	struct measure_multi_in in = { .d = 3, .k = { 3, 10 }, .row = row, .state = states, .n = 3 };
	struct measure_multi_result r;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(measure_ratio_read(str_of(w[i]), &ratio[i]));
	assert_true(measure_common(ratio, 3, in.weight));
	assert_int_equal(in.weight[0], 1);
	assert_int_equal(in.weight[2], 7);
	fill(row, v, 3);
	measure_multi(&in, &r);
	assert_int_equal(r.all.poor_n, 2);
	assert_int_equal(r.unknown, 1);
	assert_int_equal(r.unknown_of[2], 1);
	measure_multi_free(&r);
	in.k = (struct measure_ratio){ 31, 100 };
	measure_multi(&in, &r);
	assert_int_equal(r.all.poor_n, 1);
	measure_multi_free(&r);
}

/* ---- laws ---- */

struct random { uint64_t s; };

static double next(struct random *r)     /* 0 .. 1 */
{
	r->s = r->s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(r->s >> 11) / 9007199254740992.0;
}

static void people(struct random *r, struct measure_in *row, int n)
{
	for (int i = 0; i < n; i++) {
		row[i] = one(floor(exp(6 + 2 * next(r)) * 100) / 100, 0.5 + next(r) * 3);
		row[i].size = 1 + floor(next(r) * 6);
		row[i].group = (int32_t)(next(r) * 7);
		row[i].stratum = (int32_t)(next(r) * 3);
		row[i].psu = row[i].stratum * 10 + (int32_t)(next(r) * 9);
		if (next(r) < 0.02)
			row[i].value = -row[i].value;
		if (next(r) < 0.05)
			row[i].known &= ~(unsigned)MEASURE_VALUE;
	}
}

static struct measure_ask ask_of(const struct measure_in *row, int n)
{
	return (struct measure_ask){ .row = row, .n = n, .ngroup = 7, .of_median = { 60, 100 },
		.errors = true, .near = 0.1, .round = 100 };
}

/* Every number of two reports, within a part of its size; errors of the design too unless the
 * rows of the PSUs are not the same. */
static void alike(const struct measure_report *a, const struct measure_report *b, double part,
                  double weights)
{
	const struct { double a, b; } of[] = {
		{ a->line, b->line }, { a->all.at.fgt[0], b->all.at.fgt[0] },
		{ a->all.at.fgt[1], b->all.at.fgt[1] }, { a->all.at.fgt[2], b->all.at.fgt[2] },
		{ a->all.at.watts, b->all.at.watts }, { a->all.spread.gini, b->all.spread.gini },
		{ a->all.spread.theil_t, b->all.spread.theil_t },
		{ a->all.spread.theil_l, b->all.spread.theil_l },
		{ a->all.spread.qsr, b->all.spread.qsr }, { a->all.at.gap * weights, b->all.at.gap },
		{ a->lorenz[37], b->lorenz[37] }, { a->decile[2], b->decile[2] },
		{ a->near.below.mean, b->near.below.mean },
		{ a->all.at.poor_median, b->all.at.poor_median },
		{ a->group[3].at.fgt[1], b->group[3].at.fgt[1] },
		{ a->group[3].part[2], b->group[3].part[2] },
		{ a->all.se[1], b->all.se[1] }, { a->group[5].se[0], b->group[5].se[0] },
		{ a->all.spread.gini_se, b->all.spread.gini_se },
	};

	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
		near_to(of[i].b, of[i].a, part);
}

static void changed(struct random *r, const struct measure_in *row, int how, double part,
                    double weights)
{
	static struct measure_in other[2 * ROWS];
	struct measure_report a, b;
	struct measure_ask ask = ask_of(row, ROWS);
	int n = how == 2 ? 2 * ROWS : ROWS;

	measure_report_of(&ask, &a);
	for (int i = 0; i < n; i++) {
		other[i] = row[i % ROWS];
		if (how != 0)
			other[i].weight *= how == 2 ? 0.5 : weights;
	}
	for (int i = ROWS - 1; i > 0 && how == 0; i--) {
		int k = (int)(next(r) * (i + 1));
		struct measure_in t = other[i];

		other[i] = other[k];
		other[k] = t;
	}
	ask = ask_of(other, n);
	measure_report_of(&ask, &b);
	alike(&a, &b, part, weights);
	measure_report_free(&a);
	measure_report_free(&b);
}

static void neither_order_nor_scale_nor_split_matters(void **state)
{
	static struct measure_in row[ROWS];
	struct random r = { 20 };

	(void)state;
	for (int t = 0; t < 5; t++) {
		people(&r, row, ROWS);
		changed(&r, row, 0, 0, 1);               /* shuffled: not a bit */
		changed(&r, row, 1, 0, 8);               /* weights times 8: not a bit */
		changed(&r, row, 1, 1e-12, 3);
		changed(&r, row, 2, 1e-12, 1);           /* each row as two of half the weight */
	}
}

static void parts_add_up(void **state)
{
	static struct measure_in row[ROWS];
	struct random r = { 3 };
	struct measure_ask ask = ask_of(row, ROWS);
	struct measure_report a;

	(void)state;
	people(&r, row, ROWS);
	measure_report_of(&ask, &a);
	for (int p = 0; p < 3; p++) {
		double sum = 0, weighted = 0;

		for (int g = 0; g < 7; g++) {
			sum += a.group[g].part[p];
			weighted += a.group[g].share * a.group[g].at.fgt[p];
		}
		near_to(sum, 1, 1e-12);
		near_to(weighted, a.all.at.fgt[p], 1e-12);
	}
	assert_true(a.all.se[0] > 0 && a.all.h.low < a.all.at.fgt[0]);
	measure_report_free(&a);
}

/* Raising the line never takes anybody out of poverty; own lines that are all the same are it. */
static void lines_move_as_they_must(void **state)
{
	static struct measure_in row[ROWS];
	static double own[ROWS];
	struct random r = { 9 };
	struct measure_report a, b;
	double before[3] = { 0 };

	(void)state;
	people(&r, row, ROWS);
	for (int i = 0; i < ROWS; i++)
		own[i] = 1500;
	for (double z = 500; z < 3000; z += 125) {
		struct measure_ask ask = ask_of(row, ROWS);

		ask.line = z;
		measure_report_of(&ask, &a);
		for (int p = 0; p < 3; p++) {
			assert_true(a.all.at.fgt[p] >= before[p]);
			before[p] = a.all.at.fgt[p];
		}
		if (z == 1500) {
			ask.line = 0;
			ask.of_median.num = 0;
			ask.own = own;
			measure_report_of(&ask, &b);
			for (int p = 0; p < 3; p++)
				near_to(b.all.at.fgt[p], a.all.at.fgt[p], 1e-12);
			near_to(b.all.at.gap, a.all.at.gap, 1e-12);
			near_to(b.all.se[0], a.all.se[0], 1e-12);
			near_to(b.all.spread.gini, a.all.spread.gini, 0);
			measure_report_free(&b);
		}
		measure_report_free(&a);
	}
	own[7] = 0;
	struct measure_ask ask = ask_of(row, ROWS);

	ask.of_median.num = 0;
	ask.own = own;
	measure_report_of(&ask, &a);
	assert_int_equal(a.out[MEASURE_NO_LINE] + a.out[MEASURE_NO_VALUE], ROWS - a.all.n);
	assert_true(a.out[MEASURE_NO_LINE] <= 1);
	measure_report_free(&a);
}

/* ---- around the line ---- */

static void few_are_hidden_with_the_next_smallest(void **state)
{
	struct measure_in row[30];
	struct measure_ask ask = { .row = row, .n = 30, .ngroup = 3, .line = 5 };
	struct measure_report r;

	(void)state;
	for (int i = 0; i < 30; i++) {
		row[i] = one(i, 1);
		row[i].group = i < 3 ? 0 : i < 12 ? 1 : 2;
	}
	measure_report_of(&ask, &r);
	measure_few(&r, 0);
	assert_false(r.group[0].few || r.group[1].few || r.group[2].few);
	measure_few(&r, 5);
	assert_true(r.group[0].few && r.group[1].few);
	assert_false(r.group[2].few);
	measure_report_free(&r);
}

/* The bins add up to all, so one that is hidden alone is no secret; nor are two that are two. */
static void what_is_left_of_a_sum_is_hidden_too(void **state)
{
	struct measure_in row[40];
	struct measure_ask ask = { .row = row, .n = 40, .ngroup = 4, .line = 1000 };
	struct measure_report r;
	int hidden = 0;

	(void)state;
	for (int i = 0; i < 40; i++) {
		row[i] = one(i == 0 ? 150 : i < 10 ? 850 : 1250, 1);
		row[i].group = i < 2 ? i : i < 12 ? 2 : 3;
	}
	measure_report_of(&ask, &r);
	measure_few(&r, 5);
	assert_true(r.group[0].few && r.group[1].few && r.group[2].few);
	assert_false(r.group[3].few);
	for (int b = 0; b < MEASURE_BINS; b++)
		hidden += r.bin_n[b] > 0 && isnan(r.bin[b]);
	assert_int_equal(hidden, 2);
	assert_true(r.bin_n[2] == 1 && isnan(r.bin[2]));
	assert_true(r.bin_n[9] == 9 && isnan(r.bin[9]));
	measure_report_free(&r);
}

/* Helped below the line, not helped above it: the ones above end up with less. */
static void a_cliff_is_seen(void **state)
{
	struct measure_in row[40];
	struct measure_ask ask = { .row = row, .n = 40, .line = 1000, .near = 0.1 };
	struct measure_report r;

	(void)state;
	for (int i = 0; i < 40; i++) {
		row[i] = one(900 + 5 * i, 1);
		row[i].known |= MEASURE_EXTRA;
		row[i].extra = row[i].value < 1000 ? 300 : 0;
	}
	measure_report_of(&ask, &r);
	assert_int_equal(r.near.below.n, 20);
	assert_int_equal(r.near.above.n, 20);
	near_to(r.near.below.extra, 300, 0);
	assert_true(r.near.overtaken);
	measure_report_free(&r);
	for (int i = 0; i < 40; i++)              /* the same with the transfers in the income */
		row[i].value += row[i].extra;
	ask.within = true;
	measure_report_of(&ask, &r);
	assert_int_equal(r.near.below.n, 20);
	assert_true(r.near.overtaken);
	measure_report_free(&r);
}

static void test_of(int lifted, struct measure_test *out)
{
	static struct measure_in row[4000];
	struct random r = { 77 };
	struct measure_set s;

	for (int i = 0; i < 4000; i++) {
		double v = 2000 + 4000 * next(&r);

		if (lifted > 0 && v > 3600 && v < 4000 && next(&r) < 0.7)
			v = 4000 + (v - 3600) / 2;       /* written up, just above the line */
		else if (lifted < 0 && v >= 4000 && v < 4400 && next(&r) < 0.7)
			v = 3999 - (v - 4000) / 2;
		row[i] = one(v, 1);
	}
	measure_take(row, 4000, &s);
	measure_density(&s, 4000, 0, out);
	measure_free(&s);
}

static void people_lifted_on_paper_are_seen(void **state)
{
	struct measure_test t;

	(void)state;
	test_of(0, &t);
	assert_int_equal(t.state, MEASURE_TESTED);
	assert_true(t.p > 0.05);
	test_of(1, &t);
	assert_true(t.theta > 0.5 && t.p < 0.0001);
	test_of(-1, &t);
	assert_true(t.theta < -0.5 && t.p < 0.0001);
}

static void too_few_are_not_tested(void **state)
{
	static const double v[] = { 1, 2, 3, 5, 6, 7 };
	struct measure_in row[6];
	struct measure_test t;
	struct measure_set s;

	(void)state;
	measure_take(row, fill(row, v, 6), &s);
	measure_density(&s, 4, 0, &t);
	assert_int_equal(t.state, MEASURE_FEW_ROWS);
	measure_free(&s);
}

static void round_numbers_are_counted(void **state)
{
	static const double v[] = { 100, 200, 300, 301, 302, 0, 0.5 };
	struct measure_in row[7];
	struct measure_round r;
	struct measure_set s;

	(void)state;
	measure_take(row, fill(row, v, 7), &s);
	measure_heaping(&s, 1, 100, &r);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.of, 5);
	near_to(r.times, 60, 1e-12);
	measure_free(&s);
}

/* Numbers at the ends of what is taken make no crash and no endless figure. */
static void extreme_numbers(void **state)
{
	static const double v[] = { 1e18, -1e18, 1e-90, 0, 1, 1e17 };
	struct measure_in row[6];
	struct measure_ask ask = { .row = row, .n = 6, .ngroup = 1, .of_median = { 60, 100 },
		.errors = true, .near = 1, .round = 100 };
	struct measure_report r;

	(void)state;
	fill(row, v, 6);
	for (int t = 0; t < 3; t++) {
		for (int i = 0; i < 6; i++)
			row[i].weight = t == 0 ? 1 : t == 1 ? 1e12 : i % 2 ? 1e12 : 1e-90;
		measure_report_of(&ask, &r);
		assert_false(isinf(r.all.spread.theil_l) || isinf(r.all.at.watts));
		measure_report_free(&r);
	}
	ask.n = 0;
	measure_report_of(&ask, &r);
	assert_int_equal(r.all.n, 0);
	assert_true(isnan(r.all.spread.gini) && isnan(r.all.at.fgt[0]));
	measure_report_free(&r);
}

/* ---- cells ---- */

static void cells_as_numbers(void **state)
{
	static const struct { const char *text; enum measure_cell is; double v; } of[] = {
		{ "12.5", MEASURE_GOOD, 12.5 }, { " -3 ", MEASURE_GOOD, -3 }, { "1e3", MEASURE_GOOD, 1000 },
		{ "1,234.56", MEASURE_GOOD, 1234.56 }, { "", MEASURE_MISSING, 0 },
		{ "NA", MEASURE_MISSING, 0 },
		{ "不详", MEASURE_MISSING, 0 }, { "abc", MEASURE_BAD, 0 }, { "1e999", MEASURE_BAD, 0 },
		{ "0x10", MEASURE_BAD, 0 }, { "inf", MEASURE_BAD, 0 }, { "1 2", MEASURE_BAD, 0 },
		{ "1e-200", MEASURE_GOOD, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		double v = 0;

		assert_int_equal(measure_number(str_of(of[i].text), &v), of[i].is);
		if (of[i].is == MEASURE_GOOD)
			near_to(v, of[i].v, 0);
	}
}

static void cutoffs(void **state)
{
	static const struct { const char *cut, *cell; int is; } of[] = {
		{ "< 6", "5", 1 }, { "< 6", "6", 0 }, { "<= 6", "6", 1 }, { ">= 0.5", "0.5", 1 },
		{ "> 0.5", "0.5", 0 }, { "= none | unsafe", "unsafe", 1 }, { "= none|unsafe", "tap", 0 },
		{ "!= tap", "tap", 0 }, { "= 1", "1.0", 1 }, { "", "是", 1 }, { "", "no", 0 },
		{ "< 6", "", MEASURE_UNKNOWN }, { "< 6", "many", -1 }, { "", "perhaps", -1 },
	};
	struct measure_cut cut;
	struct arena a;

	(void)state;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		uint8_t s = 9;
		enum measure_cell c;

		assert_true(measure_cut_read(&a, str_of(of[i].cut), &cut));
		c = measure_cut_of(&cut, str_of(of[i].cell), &s);
		assert_true(of[i].is < 0 ? c == MEASURE_BAD : s == of[i].is);
	}
	assert_false(measure_cut_read(&a, STR("< many"), &cut));
	assert_false(measure_cut_read(&a, STR("="), &cut));
	assert_false(measure_cut_read(&a, STR("six"), &cut));
	arena_free(&a);
}

static void lines_as_text(void **state)
{
	struct measure_ratio part;
	double z;

	(void)state;
	assert_true(measure_line_read(STR("3000"), &z, &part) && z == 3000 && part.num == 0);
	assert_true(measure_line_read(STR("60%median"), &z, &part) && part.num == 60);
	assert_true(measure_line_read(STR("50 % median"), &z, &part) && part.den == 100);
	assert_false(measure_line_read(STR("0"), &z, &part));
	assert_false(measure_line_read(STR("60%mean"), &z, &part));
	assert_false(measure_line_read(STR("-5"), &z, &part));
	assert_false(measure_line_read(STR(""), &z, &part));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_people_and_a_line), cmocka_unit_test(at_the_line_is_not_poor),
		cmocka_unit_test(zeros_and_losses), cmocka_unit_test(inequality_by_hand),
		cmocka_unit_test(fifths_of_few_households),
		cmocka_unit_test(quantiles_between_and_on),
		cmocka_unit_test(each_row_left_out_has_its_reason), cmocka_unit_test(sums_lose_nothing),
		cmocka_unit_test(errors_by_hand), cmocka_unit_test(a_stratum_with_one_psu_is_lonely),
		cmocka_unit_test(intervals_stay_between_0_and_1), cmocka_unit_test(four_dimensions),
		cmocka_unit_test(a_third_is_a_third),
		cmocka_unit_test(neither_order_nor_scale_nor_split_matters),
		cmocka_unit_test(parts_add_up), cmocka_unit_test(lines_move_as_they_must),
		cmocka_unit_test(few_are_hidden_with_the_next_smallest),
		cmocka_unit_test(what_is_left_of_a_sum_is_hidden_too),
		cmocka_unit_test(a_cliff_is_seen), cmocka_unit_test(people_lifted_on_paper_are_seen),
		cmocka_unit_test(too_few_are_not_tested), cmocka_unit_test(round_numbers_are_counted),
		cmocka_unit_test(extreme_numbers), cmocka_unit_test(cells_as_numbers),
		cmocka_unit_test(cutoffs), cmocka_unit_test(lines_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

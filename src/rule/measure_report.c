/* measure_report - all figures of a sample. */
#include "rule/measure_report.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "rule/small_counts.h"

struct sets {
	struct measure_set money, level;     /* values; values by their line: the same without own */
	struct measure_set *money_part, *level_part;
};

/* ---- rows with lines of their own ---- */

static struct measure_in *by_own_line(const struct measure_ask *ask, bool level)
{
	struct measure_in *row = mem_new((size_t)ask->n + 1, sizeof *row);

	for (int64_t i = 0; i < ask->n; i++) {
		double z = ask->own[i];

		row[i] = ask->row[i];
		if (!(z > 0)) {
			row[i].known |= MEASURE_LINELESS;
		} else if (level) {
			row[i].value /= z;
			row[i].extra /= z;
			row[i].scale = z;
		}
	}
	return row;
}

static void take(const struct measure_ask *ask, struct sets *s)
{
	for (int level = 0; level < (ask->own ? 2 : 1); level++) {
		struct measure_in *row = ask->own ? by_own_line(ask, level) : NULL;

		measure_take(row ? row : ask->row, ask->n, level ? &s->level : &s->money);
		mem_free(row);
	}
	if (!ask->own)
		s->level = s->money;
	if (ask->ngroup == 0)
		return;
	s->money_part = mem_new((size_t)ask->ngroup, sizeof *s->money_part);
	measure_parts(&s->money, ask->ngroup, s->money_part);
	s->level_part = s->money_part;
	if (!ask->own)
		return;
	s->level_part = mem_new((size_t)ask->ngroup, sizeof *s->level_part);
	measure_parts(&s->level, ask->ngroup, s->level_part);
}

static void drop(const struct measure_ask *ask, struct sets *s)
{
	for (int32_t g = 0; g < ask->ngroup; g++) {
		measure_free(&s->money_part[g]);
		if (ask->own)
			measure_free(&s->level_part[g]);
	}
	if (ask->own) {
		measure_free(&s->level);
		mem_free(s->level_part);
	}
	measure_free(&s->money);
	mem_free(s->money_part);
}

/* ---- one place ---- */

static void no_line(struct measure_line *at, const struct measure_set *s)
{
	*at = (struct measure_line){ .line = NAN, .n = s->n, .weight = s->weight, .poor = NAN,
		.fgt = { NAN, NAN, NAN }, .watts = NAN, .gap = NAN, .poor_mean = NAN,
		.poor_median = NAN, .median_gap = NAN };
}

static void place(const struct measure_report *r, const struct measure_set *money,
                  const struct measure_set *level, const struct measure_design *d,
                  struct measure_place *out)
{
	double z = r->own ? 1 : r->line;

	*out = (struct measure_place){ .n = money->n, .weight = money->weight,
		.se = { NAN, NAN, NAN }, .h = { NAN, NAN }, .part = { NAN, NAN, NAN } };
	measure_spread_of(money, d, &out->spread);
	if (!r->lined || !(z > 0)) {
		no_line(&out->at, money);
		return;
	}
	measure_at_line(level, z, &out->at);
	if (d)
		measure_line_errors(level, d, &out->at, out->se);
	out->h = measure_logit(out->at.fgt[0], out->se[0]);
	if (r->own)
		out->at.line = out->at.poor_mean = out->at.poor_median = NAN;
}

static void groups(const struct measure_ask *ask, const struct sets *s,
                   const struct measure_design *d, struct measure_report *r)
{
	r->ngroup = ask->ngroup;
	r->group = mem_new((size_t)ask->ngroup + 1, sizeof *r->group);
	for (int32_t g = 0; g < ask->ngroup; g++) {
		struct measure_place *p = &r->group[g];

		place(r, &s->money_part[g], &s->level_part[g], d, p);
		p->share = p->n ? p->weight / r->all.weight : 0;
		for (int a = 0; a < 3; a++)
			if (r->all.at.fgt[a] > 0)
				p->part[a] = p->n ? p->share * p->at.fgt[a] / r->all.at.fgt[a] : 0;
	}
}

/* ---- the whole ---- */

static void distribution(const struct measure_set *s, struct measure_report *r)
{
	for (int i = 0; i < 9; i++)
		r->decile[i] = measure_quantile(s, i + 1, 10);
	for (int i = 0; i <= MEASURE_POINTS; i++)
		r->lorenz[i] = measure_lorenz(s, i, MEASURE_POINTS);
	for (int i = 0; i < 10; i++)
		r->share[i] = r->lorenz[(i + 1) * MEASURE_POINTS / 10] -
		              r->lorenz[i * MEASURE_POINTS / 10];
}

static int bin_of(double y, double z)
{
	int tenth;

	if (y < 0)
		return 0;
	if (y >= 2 * z)
		return MEASURE_BINS - 1;
	if (y == z)
		return 11;
	tenth = (int)floor(y / z * 10);
	if (y < z)                      /* what rounding put on the wrong side of the line */
		return 1 + (tenth > 9 ? 9 : tenth);
	return 1 + (tenth < 10 ? 10 : tenth > 19 ? 19 : tenth);
}

static void bins(const struct measure_set *s, double z, struct measure_report *r)
{
	struct measure_sum w[MEASURE_BINS];

	memset(w, 0, sizeof w);
	for (int64_t i = 0; i < s->n; i++) {
		int b = bin_of(s->u[i].y, z);

		measure_add(&w[b], s->u[i].w);
		r->bin_n[b]++;
		r->at_line += s->u[i].y == z;
	}
	for (int b = 0; b < MEASURE_BINS; b++)
		r->bin[b] = measure_total(&w[b]);
}

/* Values without the transfers that are part of them, at the same line. */
static void near_without(const struct measure_ask *ask, double z, struct measure_near *out)
{
	struct measure_in *row = ask->own ? by_own_line(ask, true) :
	                         mem_new((size_t)ask->n + 1, sizeof *row);
	struct measure_set s;

	if (!ask->own && ask->n)
		memcpy(row, ask->row, (size_t)ask->n * sizeof *row);
	for (int64_t i = 0; i < ask->n; i++)
		if (row[i].known & MEASURE_EXTRA)
			row[i].value -= row[i].extra;
	measure_take(row, ask->n, &s);
	measure_near(&s, z, z * ask->near, out);
	measure_free(&s);
	mem_free(row);
}

static void around(const struct measure_ask *ask, const struct measure_set *s,
                   struct measure_report *r)
{
	double z = r->own ? 1 : r->line;

	for (int64_t i = 0; i < s->n && !r->has_extra; i++)
		r->has_extra = s->u[i].extra_known;
	bins(s, z, r);
	if (ask->near > 0 && ask->within && r->has_extra)
		near_without(ask, z, &r->near);
	else if (ask->near > 0)
		measure_near(s, z, z * ask->near, &r->near);
	measure_density(s, z, 0, &r->test);
	if (r->own || !(ask->round > 0))        /* what is round is so in money */
		r->test_round = (struct measure_test){ .state = MEASURE_FEW_ROWS, .theta = NAN,
			.se = NAN, .z = NAN, .p = NAN };
	else
		measure_density(s, z, ask->round, &r->test_round);
}

static void counts(const struct measure_set *s, struct measure_report *r)
{
	r->rows = s->rows;
	r->negative = s->negative;
	r->zero = s->zero;
	memcpy(r->out, s->out, sizeof r->out);
}

void measure_report_of(const struct measure_ask *ask, struct measure_report *out)
{
	struct measure_design design = { 0 };
	struct sets s = { 0 };

	*out = (struct measure_report){ .own = ask->own, .sample = ask->errors, .line = NAN,
		.of_median = ask->of_median, .round = ask->round };
	take(ask, &s);
	counts(&s.money, out);
	if (ask->line > 0)
		out->line = ask->line;
	else if (ask->of_median.num > 0 && !ask->own)
		out->line = measure_relative_line(&s.money, ask->of_median.num, ask->of_median.den);
	out->lined = s.money.n > 0 && (ask->own || out->line > 0);
	if (ask->errors) {
		measure_design_of(&s.money, &design);
		out->psus = design.psus;
		out->strata = design.strata;
		out->lonely = design.lonely;
	}
	place(out, &s.money, &s.level, ask->errors ? &design : NULL, &out->all);
	out->all.share = out->all.n ? 1 : 0;
	if (out->lined && ask->errors && !(ask->line > 0) && !ask->own) {
		out->all.se[0] = measure_relative_error(&s.money, &design, ask->of_median.num,
		                                        ask->of_median.den);
		out->all.h = measure_logit(out->all.at.fgt[0], out->all.se[0]);
	}
	for (int a = 0; a < 3; a++)
		out->all.part[a] = out->all.at.fgt[a] > 0 ? 1 : NAN;
	groups(ask, &s, ask->errors ? &design : NULL, out);
	distribution(&s.money, out);
	if (ask->round > 0)
		measure_heaping(&s.money, 1, ask->round, &out->heap);
	if (out->lined)
		around(ask, &s.level, out);
	measure_design_free(&design);
	drop(ask, &s);
}

void measure_report_free(struct measure_report *r)
{
	mem_free(r->group);
	*r = (struct measure_report){ 0 };
}

/* ---- small numbers ---- */

void measure_few(struct measure_report *r, int64_t k)
{
	int64_t *n = mem_new((size_t)r->ngroup + 1, sizeof *n);
	bool *hide = mem_new((size_t)(r->ngroup > MEASURE_BINS ? r->ngroup : MEASURE_BINS),
	                     sizeof *hide);

	r->all.few = r->all.n > 0 && r->all.n < k;
	for (int32_t g = 0; g < r->ngroup; g++)
		n[g] = r->group[g].n;
	small_parts(n, r->ngroup, k, hide);
	for (int32_t g = 0; g < r->ngroup; g++)
		r->group[g].few = hide[g];
	small_parts(r->bin_n, MEASURE_BINS, k, hide);
	for (int b = 0; b < MEASURE_BINS; b++)
		if (hide[b])
			r->bin[b] = NAN;
	mem_free(hide);
	mem_free(n);
}

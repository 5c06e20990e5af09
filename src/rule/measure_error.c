/* measure_error - standard errors under strata and primary sampling units. */
#include "rule/measure_error.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define NORMAL_975 1.959963984540054     /* 97.5 % point of the normal distribution */

static int by_psu(const void *pa, const void *pb)
{
	const struct measure_unit *const *a = pa, *const *b = pb;

	if ((*a)->stratum != (*b)->stratum)
		return (*a)->stratum < (*b)->stratum ? -1 : 1;
	return ((*a)->psu > (*b)->psu) - ((*a)->psu < (*b)->psu);
}

/* Rows by stratum and PSU. */
static const struct measure_unit **in_design(const struct measure_set *s)
{
	const struct measure_unit **row = mem_new((size_t)s->n + 1, sizeof *row);

	for (int64_t i = 0; i < s->n; i++)
		row[i] = &s->u[i];
	qsort(row, (size_t)s->n, sizeof *row, by_psu);
	return row;
}

/* Is row i of the same PSU as the one before it? */
static bool goes_on(const struct measure_unit **row, int64_t i)
{
	return row[i]->psu >= 0 && row[i]->psu == row[i - 1]->psu &&
	       row[i]->stratum == row[i - 1]->stratum;
}

void measure_design_of(const struct measure_set *whole, struct measure_design *out)
{
	const struct measure_unit **row = in_design(whole);

	*out = (struct measure_design){ .strata = whole->strata };
	out->npsu = mem_new((size_t)whole->strata + 1, sizeof *out->npsu);
	for (int64_t i = 0; i < whole->n; i++) {
		if (i && goes_on(row, i))
			continue;
		out->npsu[row[i]->stratum]++;
		out->psus++;
	}
	for (int32_t h = 0; h < out->strata; h++)
		out->lonely += out->npsu[h] == 1;
	mem_free(row);
}

void measure_design_free(struct measure_design *d)
{
	mem_free(d->npsu);
	*d = (struct measure_design){ 0 };
}

/* What a stratum adds: n/(n-1) times the squares around the mean, of which the PSUs that have no
 * row here are zeros. */
static void add_stratum(struct measure_sum *var, const double *total, int64_t m, int64_t n)
{
	struct measure_sum sum = { 0 }, square = { 0 };
	double mean;

	if (n < 2)
		return;
	for (int64_t i = 0; i < m; i++)
		measure_add(&sum, total[i]);
	mean = measure_total(&sum) / (double)n;
	for (int64_t i = 0; i < m; i++)
		measure_add_product(&square, total[i] - mean, total[i] - mean);
	measure_add(&square, (double)(n - m) * mean * mean);
	measure_add(var, measure_total(&square) * ((double)n / (double)(n - 1)));
}

double measure_se(const struct measure_set *part, const struct measure_design *d, measure_z *z,
                  const void *arg)
{
	const struct measure_unit **row;
	struct measure_sum var = { 0 };
	double *total;
	int64_t m = 0;

	if (d->psus == d->lonely || part->n == 0)
		return NAN;
	row = in_design(part);
	total = mem_new((size_t)part->n + 1, sizeof *total);
	for (int64_t i = 0; i < part->n;) {
		struct measure_sum own = { 0 };
		int32_t h = row[i]->stratum;

		do {
			measure_add_product(&own, row[i]->w, z(arg, row[i]));
			i++;
		} while (i < part->n && goes_on(row, i));
		total[m++] = measure_total(&own);
		if (i == part->n || row[i]->stratum != h) {
			add_stratum(&var, total, m, d->npsu[h]);
			m = 0;
		}
	}
	mem_free(total);
	mem_free(row);
	return sqrt(measure_total(&var));
}

struct measure_interval measure_logit(double p, double se)
{
	double l, half;

	if (!(p > 0 && p < 1) || !(se >= 0))
		return (struct measure_interval){ NAN, NAN };
	l = log(p / (1 - p));
	half = NORMAL_975 * se / (p * (1 - p));
	return (struct measure_interval){ 1 / (1 + exp(half - l)), 1 / (1 + exp(-half - l)) };
}

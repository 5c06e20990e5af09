/* measure_spread - Gini, Theil, quintile shares, the Lorenz curve. */
#include "rule/measure_spread.h"

#include <math.h>

#include "base/mem.h"

/* ---- Gini ---- */

static double gini(const struct measure_set *s)
{
	struct measure_sum area = { 0 };

	if (!(s->income > 0))
		return NAN;
	for (int64_t i = 0; i < s->nstep; i++) {
		const struct measure_step *p = &s->step[i];

		measure_add_product(&area, p->w * p->y, (2 * p->upto - p->w) / s->weight);
	}
	return measure_total(&area) / s->income - 1;
}

struct gini_z { const struct measure_set *s; double gini; };

static double gini_of(const void *arg, const struct measure_unit *u)
{
	const struct gini_z *x = arg;
	const struct measure_set *s = x->s;
	const struct measure_step *p = &s->step[measure_below(s, u->y)];
	double n = p->upto, share = n * u->y - p->income;

	return (2 * share + s->income - s->weight * u->y -
	        x->gini * (s->income + u->y * s->weight)) / s->weight / s->income;
}

/* ---- Theil ---- */

struct theil_z { double n, income, sum; bool log_only; };

static double theil_of(const void *arg, const struct measure_unit *u)
{
	const struct theil_z *x = arg;
	double mean = x->income / x->n;

	if (u->y < 0 || (x->log_only && u->y == 0))
		return 0;
	if (x->log_only)                /* ln(Y/N) - S/N, S = sum w ln y */
		return u->y / x->income - 1 / x->n - (log(u->y / mean) - x->sum / x->n) / x->n;
	/* S/Y + ln(mean) - ln(Y/N), S = sum w y ln(y/mean) */
	return (u->y > 0 ? u->y * log(u->y / mean) : 0) / x->income -
	       x->sum * u->y / x->income / x->income - u->y / x->income + 1 / x->n;
}

/* Totals of the rows with a value above zero (from zero on: or_zero). */
static struct theil_z kept(const struct measure_set *s, bool or_zero, int64_t *out)
{
	struct measure_sum n = { 0 }, income = { 0 };

	for (int64_t i = 0; i < s->nstep; i++) {
		const struct measure_step *p = &s->step[i];

		if (p->y > 0 || (or_zero && p->y == 0)) {
			measure_add(&n, p->w);
			measure_add_product(&income, p->w, p->y);
		}
	}
	*out = s->negative + (or_zero ? 0 : s->zero);
	return (struct theil_z){ measure_total(&n), measure_total(&income), 0, !or_zero };
}

static double theil(const struct measure_set *s, struct theil_z *x)
{
	struct measure_sum sum = { 0 };

	if (!(x->income > 0))
		return NAN;
	for (int64_t i = 0; i < s->nstep; i++) {
		const struct measure_step *p = &s->step[i];

		if (p->y > 0)
			measure_add_product(&sum, x->log_only ? p->w : p->w * p->y,
			                    log(p->y / (x->income / x->n)));
	}
	x->sum = measure_total(&sum);
	return x->log_only ? -x->sum / x->n : x->sum / x->income;
}

/* ---- quintiles ---- */

/* Shares of the people that lie this close to a fifth are a fifth. */
#define FIFTH_OFF 0.01

/* Where few rows, or equal ones, let no quantile cut off a fifth, more people may lie below than
 * above, and the ratio of the two totals says nothing: there the row at the cut counts in part. */
static double quintile_ratio(const struct measure_set *s)
{
	double low = measure_quantile(s, 1, 5), high = measure_quantile(s, 4, 5), rich, poor;
	double below = 0, upto = 0;          /* people, as shares, up to either quantile */
	struct measure_sum above = { 0 };

	poor = 0;
	for (int64_t i = 0; i < s->nstep; i++) {
		const struct measure_step *p = &s->step[i];

		if (p->y <= low) {
			below = p->upto / s->weight;
			poor = p->income;
		}
		if (p->y <= high)
			upto = p->upto / s->weight;
		else
			measure_add_product(&above, p->w, p->y);
	}
	rich = measure_total(&above);
	if (fabs(below - 0.2) > FIFTH_OFF || fabs(upto - 0.8) > FIFTH_OFF) {
		poor = measure_lorenz(s, 1, 5);
		rich = 1 - measure_lorenz(s, 4, 5);
	}
	return poor > 0 && rich > 0 ? rich / poor : NAN;
}

void measure_spread_of(const struct measure_set *s, const struct measure_design *d,
                       struct measure_spread *out)
{
	struct theil_z t, l;
	struct gini_z g = { s, gini(s) };

	*out = (struct measure_spread){ .gini_se = NAN, .theil_t_se = NAN, .theil_l_se = NAN };
	out->mean = measure_mean(s);
	out->median = measure_quantile(s, 1, 2);
	out->gini = g.gini;
	t = kept(s, true, &out->theil_t_out);
	out->theil_t = theil(s, &t);
	l = kept(s, false, &out->theil_l_out);
	out->theil_l = theil(s, &l);
	out->qsr = quintile_ratio(s);
	if (!d)
		return;
	if (out->gini == out->gini)
		out->gini_se = measure_se(s, d, gini_of, &g);
	if (out->theil_t == out->theil_t)
		out->theil_t_se = measure_se(s, d, theil_of, &t);
	if (out->theil_l == out->theil_l)
		out->theil_l_se = measure_se(s, d, theil_of, &l);
}

double measure_lorenz(const struct measure_set *s, int64_t num, int64_t den)
{
	double want = s->weight * ((double)num / (double)den), before = 0, had = 0;

	if (!(s->income > 0))
		return NAN;
	if (num >= den)
		return 1;
	for (int64_t i = 0; i < s->nstep; i++) {
		const struct measure_step *p = &s->step[i];

		if (p->upto >= want)
			return (had + (want - before) / p->w * (p->income - had)) / s->income;
		before = p->upto;
		had = p->income;
	}
	return 1;
}

/* measure_line - poverty at a line. */
#include "rule/measure_line.h"

#include <math.h>

static double floored(double y)
{
	return y > 0 ? y : 0;
}

/* Half of the weight of the poor; the quantile of the steps below the line. */
static double median_of_poor(const struct measure_set *s, int64_t below)
{
	struct measure_set poor = { .step = s->step, .nstep = below };

	if (below == 0)
		return NAN;
	poor.weight = s->step[below - 1].upto;
	return measure_quantile(&poor, 1, 2);
}

void measure_at_line(const struct measure_set *s, double z, struct measure_line *out)
{
	struct measure_sum gap = { 0 }, one = { 0 }, two = { 0 }, logs = { 0 }, fit = { 0 };
	int64_t below = measure_below(s, z);

	*out = (struct measure_line){ .line = z, .n = s->n, .weight = s->weight, .watts = NAN,
		.poor_mean = NAN };
	for (int64_t i = 0; i < s->n; i++) {
		const struct measure_unit *u = &s->u[i];
		double short_of = z - floored(u->y), share = short_of / z;

		if (u->y > 0)
			measure_add(&fit, u->w);
		else
			out->watts_out++;
		if (u->y >= z)
			continue;
		out->poor_n++;
		measure_add_product(&gap, u->w, short_of * u->scale);
		measure_add_product(&one, u->w, share);
		measure_add_product(&two, u->w, share * share);
		if (u->y > 0)
			measure_add_product(&logs, u->w, log(z / u->y));
	}
	out->gap = measure_total(&gap);
	out->poor = below ? s->step[below - 1].upto : 0;
	out->fgt[0] = s->n ? out->poor / s->weight : NAN;
	out->fgt[1] = s->n ? measure_total(&one) / s->weight : NAN;
	out->fgt[2] = s->n ? measure_total(&two) / s->weight : NAN;
	if (out->watts_out < s->n)
		out->watts = measure_total(&logs) / measure_total(&fit);
	if (below)
		out->poor_mean = s->step[below - 1].income / out->poor;
	out->poor_median = median_of_poor(s, below);
	out->median_gap = (z - floored(out->poor_median)) / z;
}

/* ---- errors at a fixed line ---- */

struct gap_z { double z, fgt, weight; int power; };

static double gap_of(const void *arg, const struct measure_unit *u)
{
	const struct gap_z *x = arg;
	double g = u->y < x->z ? (x->z - floored(u->y)) / x->z : 0;

	if (x->power == 0)
		g = u->y < x->z;
	else if (x->power == 2)
		g *= g;
	return (g - x->fgt) / x->weight;
}

void measure_line_errors(const struct measure_set *part, const struct measure_design *d,
                         const struct measure_line *at, double se[3])
{
	for (int a = 0; a < 3; a++) {
		struct gap_z x = { at->line, at->fgt[a], part->weight, a };

		se[a] = measure_se(part, d, gap_of, &x);
	}
}

/* ---- a line that is a part of the median ---- */

double measure_relative_line(const struct measure_set *s, int64_t num, int64_t den)
{
	return measure_quantile(s, 1, 2) * (double)num / (double)den;
}

/* Weighted density at x by a Gaussian kernel of width h. */
static double density(const struct measure_set *s, double x, double h)
{
	struct measure_sum f = { 0 };

	for (int64_t i = 0; i < s->nstep; i++) {
		double t = (x - s->step[i].y) / h;

		measure_add_product(&f, s->step[i].w, exp(-t * t / 2));
	}
	return measure_total(&f) / (s->weight * h * sqrt(2 * M_PI));
}

static double deviation(const struct measure_set *s)
{
	struct measure_sum var = { 0 };
	double mean = measure_mean(s);

	for (int64_t i = 0; i < s->nstep; i++) {
		double d = s->step[i].y - mean;

		measure_add_product(&var, s->step[i].w, d * d);
	}
	return sqrt(measure_total(&var) / s->weight);
}

struct rate_z { double line, median, rate, weight, f_median, f_line, part; };

static double rate_of(const void *arg, const struct measure_unit *u)
{
	const struct rate_z *x = arg;
	double median = -((u->y <= x->median) - 0.5) / (x->weight * x->f_median);

	return ((u->y < x->line) - x->rate) / x->weight + x->f_line * x->part * median;
}

double measure_relative_error(const struct measure_set *s, const struct measure_design *d,
                              int64_t num, int64_t den)
{
	struct rate_z x = { .line = measure_relative_line(s, num, den), .weight = s->weight,
		.median = measure_quantile(s, 1, 2), .part = (double)num / (double)den };
	double h = s->n ? deviation(s) * pow(s->weight, -0.2) : 0;
	int64_t below = measure_below(s, x.line);

	if (!(h > 0) || !(x.line > 0))
		return NAN;
	x.rate = below ? s->step[below - 1].upto / s->weight : 0;
	x.f_median = density(s, x.median, h);
	x.f_line = density(s, x.line, h);
	return measure_se(s, d, rate_of, &x);
}

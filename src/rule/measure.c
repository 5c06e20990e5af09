/* measure - what is counted: rows sorted by value, steps of the distribution, quantiles. */
#include "rule/measure.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SAME 1e-12               /* shares that differ by less are equal */

static int by_number(double a, double b)
{
	return (a > b) - (a < b);
}

/* By value; the rest only so that the order does not tell how the rows came. */
static int by_value(const void *pa, const void *pb)
{
	const struct measure_unit *a = pa, *b = pb;
	int c = by_number(a->y, b->y);

	if (c == 0)
		c = by_number(a->w, b->w);
	if (c == 0)
		c = (a->stratum > b->stratum) - (a->stratum < b->stratum);
	if (c == 0)
		c = (a->psu > b->psu) - (a->psu < b->psu);
	if (c == 0)
		c = (a->group > b->group) - (a->group < b->group);
	if (c == 0)
		c = by_number(a->scale, b->scale);
	return c ? c : by_number(a->extra, b->extra);
}

static bool counted(const struct measure_in *r, int64_t out[MEASURE_OUT__COUNT])
{
	enum measure_out why;

	if (!(r->known & MEASURE_VALUE))
		why = MEASURE_NO_VALUE;
	else if (!(r->known & MEASURE_WEIGHT))
		why = MEASURE_NO_WEIGHT;
	else if (r->weight == 0)
		why = MEASURE_ZERO_WEIGHT;
	else if (r->weight < 0)
		why = MEASURE_BELOW_WEIGHT;
	else if (!(r->known & MEASURE_SIZE))
		why = MEASURE_NO_SIZE;
	else if (r->size <= 0)
		why = MEASURE_BAD_SIZE;
	else if (r->known & MEASURE_LINELESS)
		why = MEASURE_NO_LINE;
	else if (!(r->known & MEASURE_DESIGN))
		why = MEASURE_NO_DESIGN;
	else
		return true;
	out[why]++;
	return false;
}

static void add_step(struct measure_set *s, double y, const struct measure_sum *own,
                     const struct measure_sum *upto, const struct measure_sum *income)
{
	s->step[s->nstep++] = (struct measure_step){ y, measure_total(own), measure_total(upto),
		measure_total(income) };
}

/* u is sorted. */
static void make_steps(struct measure_set *s)
{
	struct measure_sum upto = { 0 }, income = { 0 };

	s->step = mem_new((size_t)s->n + 1, sizeof *s->step);
	for (int64_t i = 0; i < s->n;) {
		struct measure_sum own = { 0 };
		double y = s->u[i].y;

		for (; i < s->n && s->u[i].y == y; i++) {
			measure_add(&own, s->u[i].w);
			measure_add(&upto, s->u[i].w);
			measure_add_product(&income, y, s->u[i].w);
			s->negative += y < 0;
			s->zero += y == 0;
			if (s->u[i].stratum >= s->strata)
				s->strata = s->u[i].stratum + 1;
		}
		add_step(s, y, &own, &upto, &income);
	}
	s->weight = measure_total(&upto);
	s->income = measure_total(&income);
}

void measure_take(const struct measure_in *in, int64_t n, struct measure_set *out)
{
	*out = (struct measure_set){ .rows = n };
	out->u = mem_new((size_t)n + 1, sizeof *out->u);
	for (int64_t i = 0; i < n; i++) {
		const struct measure_in *r = &in[i];
		bool extra = r->known & MEASURE_EXTRA;

		if (counted(r, out->out))
			out->u[out->n++] = (struct measure_unit){ r->value == 0 ? 0 : r->value,
				r->weight * r->size, extra ? r->extra : 0, r->scale ? r->scale : 1,
				r->group, r->stratum, r->psu, extra };
	}
	qsort(out->u, (size_t)out->n, sizeof *out->u, by_value);
	make_steps(out);
}

void measure_free(struct measure_set *s)
{
	mem_free(s->u);
	mem_free(s->step);
	*s = (struct measure_set){ 0 };
}

void measure_parts(const struct measure_set *s, int32_t ngroup, struct measure_set *part)
{
	for (int32_t g = 0; g < ngroup; g++)
		part[g] = (struct measure_set){ 0 };
	for (int64_t i = 0; i < s->n; i++) {
		assert(s->u[i].group >= 0 && s->u[i].group < ngroup);
		part[s->u[i].group].rows++;
	}
	for (int32_t g = 0; g < ngroup; g++)
		part[g].u = mem_new((size_t)part[g].rows + 1, sizeof *part[g].u);
	for (int64_t i = 0; i < s->n; i++) {
		struct measure_set *p = &part[s->u[i].group];

		p->u[p->n++] = s->u[i];
	}
	for (int32_t g = 0; g < ngroup; g++)
		make_steps(&part[g]);
}

double measure_quantile(const struct measure_set *s, int64_t num, int64_t den)
{
	double want = s->weight * (double)num, slack = SAME * s->weight * (double)den;
	int64_t lo = 0, hi = s->nstep - 1;

	if (s->nstep == 0)
		return NAN;
	if (num <= 0)
		return s->step[0].y;
	if (num >= den)
		return s->step[s->nstep - 1].y;
	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (s->step[mid].upto * (double)den >= want - slack)
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo + 1 < s->nstep && s->step[lo].upto * (double)den <= want + slack)
		return s->step[lo].y + (s->step[lo + 1].y - s->step[lo].y) / 2;
	return s->step[lo].y;
}

int64_t measure_below(const struct measure_set *s, double z)
{
	int64_t lo = 0, hi = s->nstep;

	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;

		if (s->step[mid].y < z)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

double measure_mean(const struct measure_set *s)
{
	return s->n ? s->income / s->weight : NAN;
}

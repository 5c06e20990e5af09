/* measure_multi - the Alkire-Foster method. */
#include "rule/measure_multi.h"

#include <math.h>

#include "base/mem.h"
#include "rule/small_counts.h"

#define WHOLE_MAX INT64_C(1000000000)

/* ---- exact ratios ---- */

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t t = a % b;

		a = b;
		b = t;
	}
	return a;
}

static bool whole(struct str s, int64_t *out)
{
	if (s.n == 0 || s.n > 7)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return str_i64(s, out) && *out <= MEASURE_RATIO_MAX;
}

static bool decimal(struct str s, ptrdiff_t point, struct measure_ratio *r)
{
	struct str left = str_sub(s, 0, (size_t)point), right = str_sub(s, (size_t)point + 1, s.n);
	int64_t whole_part = 0, rest;

	if (right.n > 6 || (left.n && !whole(left, &whole_part)) || !whole(right, &rest))
		return false;
	r->den = 1;
	for (size_t i = 0; i < right.n; i++)
		r->den *= 10;
	r->num = whole_part * r->den + rest;
	return true;
}

bool measure_ratio_read(struct str s, struct measure_ratio *out)
{
	struct measure_ratio r = { 0, 1 };
	struct str t = str_trim(s);
	ptrdiff_t slash = str_find(t, STR("/")), point = str_find(t, STR("."));
	int64_t g;

	if (slash >= 0) {
		if (!whole(str_trim(str_sub(t, 0, (size_t)slash)), &r.num) ||
		    !whole(str_trim(str_sub(t, (size_t)slash + 1, t.n)), &r.den) || r.den == 0)
			return false;
	} else if (point >= 0 ? !decimal(t, point, &r) : !whole(t, &r.num)) {
		return false;
	}
	g = common_divisor(r.num, r.den);
	*out = (struct measure_ratio){ r.num / g, r.den / g };
	return true;
}

bool measure_common(const struct measure_ratio *w, int d, int64_t *to)
{
	int64_t den = 1, g = 0;

	for (int i = 0; i < d; i++) {
		den = den / common_divisor(den, w[i].den) * w[i].den;
		if (den > WHOLE_MAX || w[i].num <= 0)
			return false;
	}
	for (int i = 0; i < d; i++) {
		if (w[i].num > WHOLE_MAX / (den / w[i].den))
			return false;
		to[i] = w[i].num * (den / w[i].den);
		g = common_divisor(g, to[i]);
	}
	for (int i = 0; i < d; i++)
		to[i] /= g;
	return true;
}

/* ---- counting ---- */

/* Counts of one group or of all, before they are divided. */
struct gathering {
	struct measure_sum poor, score, raw[MEASURE_INDICATORS], censored[MEASURE_INDICATORS];
	struct measure_sum weight;
	int64_t n, poor_n;
};

/* A row's weighted count of deprivations; -1: an indicator is unknown. */
static int64_t score(const struct measure_multi_in *in, const uint8_t *state, int64_t *unknown_of)
{
	int64_t c = 0;

	for (int j = 0; j < in->d; j++) {
		if (state[j] == MEASURE_UNKNOWN) {
			c = -1;
			if (unknown_of)
				unknown_of[j]++;
		} else if (state[j] && c >= 0) {
			c += in->weight[j];
		}
	}
	return c;
}

static int64_t all_weights(const struct measure_multi_in *in)
{
	int64_t sum = 0;

	for (int j = 0; j < in->d; j++)
		sum += in->weight[j];
	return sum;
}

/* c/sum >= k, in whole numbers: at most 32 x 10^9 x 10^6. */
static bool is_poor(const struct measure_multi_in *in, int64_t c, int64_t sum)
{
	return c * in->k.den >= sum * in->k.num;
}

static void gather(struct gathering *g, const struct measure_multi_in *in, const uint8_t *state,
                   double w, int64_t c, bool poor)
{
	g->n++;
	measure_add(&g->weight, w);
	for (int j = 0; j < in->d; j++) {
		if (!state[j])
			continue;
		measure_add(&g->raw[j], w);
		if (poor)
			measure_add(&g->censored[j], w);
	}
	if (!poor)
		return;
	g->poor_n++;
	measure_add(&g->poor, w);
	measure_add_product(&g->score, w, (double)c);
}

static void settle(const struct gathering *g, const struct measure_multi_in *in,
                   struct measure_multi *m)
{
	double sum = (double)all_weights(in), score = measure_total(&g->score);

	*m = (struct measure_multi){ .n = g->n, .poor_n = g->poor_n, .h_se = NAN, .m0_se = NAN,
		.weight = measure_total(&g->weight), .poor = measure_total(&g->poor) };
	m->h = m->n ? m->poor / m->weight : NAN;
	m->a = m->poor_n ? score / (sum * m->poor) : NAN;
	m->m0 = m->n ? score / (sum * m->weight) : NAN;
	for (int j = 0; j < in->d; j++) {
		double cut = measure_total(&g->censored[j]);

		m->raw[j] = m->n ? measure_total(&g->raw[j]) / m->weight : NAN;
		m->censored[j] = m->n ? cut / m->weight : NAN;
		m->part[j] = m->poor_n ? (double)in->weight[j] * cut / score : NAN;
	}
}

/* ---- errors: of the rows as a set whose value is the censored score ---- */

struct multi_z { double h, m0, weight; bool of_m0; };

static double multi_of(const void *arg, const struct measure_unit *u)
{
	const struct multi_z *x = arg;

	return ((x->of_m0 ? u->y - x->m0 : (u->y > 0) - x->h)) / x->weight;
}

static void errors_of(struct measure_multi *m, const struct measure_set *s,
                      const struct measure_design *d)
{
	struct multi_z x = { m->h, m->m0, m->weight, false };

	m->h_se = measure_se(s, d, multi_of, &x);
	x.of_m0 = true;
	m->m0_se = measure_se(s, d, multi_of, &x);
}

static void put_errors(const struct measure_multi_in *in, const struct measure_set *s,
                       struct measure_multi_result *out)
{
	struct measure_design d;
	struct measure_set *part;

	measure_design_of(s, &d);
	errors_of(&out->all, s, &d);
	if (in->ngroup) {
		part = mem_new((size_t)in->ngroup, sizeof *part);
		measure_parts(s, in->ngroup, part);
		for (int32_t g = 0; g < in->ngroup; g++) {
			errors_of(&out->group[g], &part[g], &d);
			measure_free(&part[g]);
		}
		mem_free(part);
	}
	measure_design_free(&d);
}

/* Rows as measure_take wants them: the value is the censored score, its index stands in extra. */
static struct measure_in *scored(const struct measure_multi_in *in,
                                 struct measure_multi_result *out)
{
	struct measure_in *row = mem_new((size_t)in->n + 1, sizeof *row);
	int64_t sum = all_weights(in);

	for (int64_t i = 0; i < in->n; i++) {
		int64_t c = score(in, in->state + i * in->d, out->unknown_of);

		row[i] = in->row[i];
		row[i].known = (row[i].known & ~(unsigned)MEASURE_VALUE) | (c < 0 ? 0 : MEASURE_VALUE);
		row[i].known |= MEASURE_EXTRA;
		row[i].value = c > 0 && is_poor(in, c, sum) ? (double)c / (double)sum : 0;
		row[i].extra = (double)i;
	}
	return row;
}

void measure_multi(const struct measure_multi_in *in, struct measure_multi_result *out)
{
	struct gathering *g = mem_new((size_t)in->ngroup + 1, sizeof *g);
	int64_t sum = all_weights(in);
	struct measure_in *row;
	struct measure_set s;

	*out = (struct measure_multi_result){ 0 };
	out->group = mem_new((size_t)in->ngroup + 1, sizeof *out->group);
	row = scored(in, out);
	measure_take(row, in->n, &s);
	mem_free(row);
	for (int i = 0; i < MEASURE_OUT__COUNT; i++)
		out->out[i] = s.out[i];
	out->unknown = out->out[MEASURE_NO_VALUE];
	out->out[MEASURE_NO_VALUE] = 0;
	for (int64_t i = 0; i < s.n; i++) {
		const uint8_t *state = in->state + (int64_t)s.u[i].extra * in->d;
		int64_t c = score(in, state, NULL);
		bool poor = c > 0 && is_poor(in, c, sum);

		gather(&g[0], in, state, s.u[i].w, c, poor);
		if (in->ngroup)
			gather(&g[1 + s.u[i].group], in, state, s.u[i].w, c, poor);
	}
	settle(&g[0], in, &out->all);
	for (int32_t i = 0; i < in->ngroup; i++) {
		struct measure_multi *m = &out->group[i];

		settle(&g[1 + i], in, m);
		m->share = m->n ? m->weight / out->all.weight : 0;
		m->of_m0 = m->n && out->all.poor_n ? m->share * m->m0 / out->all.m0 : NAN;
	}
	if (in->errors)
		put_errors(in, &s, out);
	measure_free(&s);
	mem_free(g);
}

void measure_multi_few(struct measure_multi_result *r, int32_t ngroup, int64_t k)
{
	int64_t *n = mem_new((size_t)ngroup + 1, sizeof *n);
	bool *hide = mem_new((size_t)ngroup + 1, sizeof *hide);

	r->all.few = r->all.n > 0 && r->all.n < k;
	for (int32_t g = 0; g < ngroup; g++)
		n[g] = r->group[g].n;
	small_parts(n, ngroup, k, hide);
	for (int32_t g = 0; g < ngroup; g++)
		r->group[g].few = hide[g];
	mem_free(hide);
	mem_free(n);
}

void measure_multi_free(struct measure_multi_result *r)
{
	mem_free(r->group);
	r->group = NULL;
}

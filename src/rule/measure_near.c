/* measure_near - right below and right above a line; heaps. */
#include "rule/measure_near.h"

#include <math.h>

#include "base/mem.h"

#define BINS_MAX 20000
#define DEGREE   4               /* of the polynomials that tell the bandwidth */
#define KAPPA    3.348           /* McCrary 2008, 3.2: for a triangular kernel at an edge */

/* ---- sides ---- */

static void side(const struct measure_set *s, double from, double to, struct measure_side *out)
{
	struct measure_sum w = { 0 }, y = { 0 }, known = { 0 }, extra = { 0 }, with = { 0 };

	*out = (struct measure_side){ .mean = NAN, .extra = NAN, .with_extra = NAN };
	for (int64_t i = 0; i < s->n; i++) {
		const struct measure_unit *u = &s->u[i];

		if (u->y < from || u->y >= to)
			continue;
		out->n++;
		measure_add(&w, u->w);
		measure_add_product(&y, u->w, u->y);
		if (!u->extra_known)
			continue;
		out->extra_n++;
		measure_add(&known, u->w);
		measure_add_product(&extra, u->w, u->extra);
		measure_add_product(&with, u->w, u->y);
		measure_add_product(&with, u->w, u->extra);
	}
	out->weight = measure_total(&w);
	if (out->n)
		out->mean = measure_total(&y) / out->weight;
	if (out->extra_n) {
		out->extra = measure_total(&extra) / measure_total(&known);
		out->with_extra = measure_total(&with) / measure_total(&known);
	}
}

void measure_near(const struct measure_set *s, double line, double width, struct measure_near *out)
{
	*out = (struct measure_near){ .line = line, .width = width };
	side(s, line - width, line, &out->below);
	side(s, line, line + width, &out->above);
	out->overtaken = out->below.with_extra > out->above.with_extra;
}

/* ---- the density at the line ---- */

static bool multiple(double y, double of)
{
	double k = round(y / of);

	return fabs(y - k * of) <= 1e-9 * fabs(y);
}

struct bins {
	double line, b;
	int64_t n;                   /* rows */
	int64_t *count;
	int below, above;            /* bins on each side; bin i begins at line + (i - below) b */
	double *density;             /* of its middle */
};

static double middle(const struct bins *x, int i)
{
	return ((double)(i - x->below) + 0.5) * x->b;    /* from the line */
}

static bool taken(const struct measure_unit *u, double line, double round_to)
{
	return u->y >= 0 && u->y < 2 * line && !(round_to > 0 && multiple(u->y, round_to));
}

/* Counts and spread of what is taken; b is 0 when there is no spread. */
static void look(const struct measure_set *s, double round_to, struct bins *x,
                 struct measure_test *out)
{
	struct measure_sum sum = { 0 }, square = { 0 };
	double mean;

	for (int64_t i = 0; i < s->n; i++) {
		if (!taken(&s->u[i], x->line, round_to))
			continue;
		measure_add(&sum, s->u[i].y);
		out->below += s->u[i].y < x->line;
		out->above += s->u[i].y >= x->line;
	}
	x->n = out->below + out->above;
	if (x->n < 2)
		return;
	mean = measure_total(&sum) / (double)x->n;
	for (int64_t i = 0; i < s->n; i++)
		if (taken(&s->u[i], x->line, round_to))
			measure_add_product(&square, s->u[i].y - mean, s->u[i].y - mean);
	x->b = 2 * sqrt(measure_total(&square) / (double)(x->n - 1)) / sqrt((double)x->n);
}

static void fill(const struct measure_set *s, double round_to, struct bins *x)
{
	int most;

	if (x->b < 2 * x->line / BINS_MAX)
		x->b = 2 * x->line / BINS_MAX;
	x->below = x->above = (int)ceil(x->line / x->b);
	most = x->below + x->above;
	x->count = mem_new((size_t)most, sizeof *x->count);
	x->density = mem_new((size_t)most, sizeof *x->density);
	for (int64_t i = 0; i < s->n; i++) {
		int at = x->below + (int)floor((s->u[i].y - x->line) / x->b);

		if (!taken(&s->u[i], x->line, round_to))
			continue;
		/* what rounding put on the wrong side of the line or the edge */
		at = s->u[i].y < x->line && at >= x->below ? x->below - 1 : at;
		at = at < 0 ? 0 : at >= most ? most - 1 : at;
		x->count[at]++;
	}
	for (int i = 0; i < most; i++)
		x->density[i] = (double)x->count[i] / ((double)x->n * x->b);
}

/* Solves the normal equations of a polynomial, Gauss with pivots; false: not solvable. */
static bool solve(double m[DEGREE + 1][DEGREE + 2], double *a)
{
	for (int c = 0; c <= DEGREE; c++) {
		int best = c;

		for (int r = c + 1; r <= DEGREE; r++)
			if (fabs(m[r][c]) > fabs(m[best][c]))
				best = r;
		if (fabs(m[best][c]) < 1e-12)
			return false;
		for (int k = 0; k <= DEGREE + 1; k++) {
			double t = m[c][k];

			m[c][k] = m[best][k];
			m[best][k] = t;
		}
		for (int r = 0; r <= DEGREE; r++) {
			double f = r == c ? 0 : m[r][c] / m[c][c];

			for (int k = c; k <= DEGREE + 1; k++)
				m[r][k] -= f * m[c][k];
		}
	}
	for (int c = 0; c <= DEGREE; c++)
		a[c] = m[c][DEGREE + 1] / m[c][c];
	return true;
}

/* McCrary's bandwidth for bins [from, to): kappa (var (b - a) / sum f''^2)^(1/5); the line itself
 * when a straight line fits or there are too few bins. Distances are scaled to the line. */
static double bandwidth(const struct bins *x, int from, int to)
{
	double m[DEGREE + 1][DEGREE + 2] = { { 0 } }, a[DEGREE + 1], var = 0, bend = 0, h;
	int n = to - from;

	for (int i = from; i < to; i++) {
		double t = middle(x, i) / x->line, power[2 * DEGREE + 1] = { 1 };

		for (int k = 1; k <= 2 * DEGREE; k++)
			power[k] = power[k - 1] * t;
		for (int r = 0; r <= DEGREE; r++) {
			for (int c = 0; c <= DEGREE; c++)
				m[r][c] += power[r + c];
			m[r][DEGREE + 1] += power[r] * x->density[i];
		}
	}
	if (n <= DEGREE + 1 || !solve(m, a))
		return x->line;
	for (int i = from; i < to; i++) {
		double t = middle(x, i) / x->line, fit = 0, second = 0;

		for (int k = DEGREE; k >= 0; k--)
			fit = fit * t + a[k];
		second = 2 * a[2] + 6 * a[3] * t + 12 * a[4] * t * t;
		var += (x->density[i] - fit) * (x->density[i] - fit) / (n - DEGREE - 1);
		bend += second * second;
	}
	if (!(bend > 0))
		return x->line;
	h = KAPPA * pow(var / bend, 0.2) * x->line;      /* b - a is 1 on the scale of the line */
	return h < x->line ? h : x->line;
}

/* Height at the line of a straight line fitted to bins [from, to) with triangular weights. */
static double height(const struct bins *x, int from, int to, double h)
{
	double s0 = 0, s1 = 0, s2 = 0, y0 = 0, y1 = 0;

	for (int i = from; i < to; i++) {
		double t = middle(x, i) / h, k = fabs(t) < 1 ? 1 - fabs(t) : 0;

		s0 += k;
		s1 += k * t;
		s2 += k * t * t;
		y0 += k * x->density[i];
		y1 += k * t * x->density[i];
	}
	return (s2 * y0 - s1 * y1) / (s2 * s0 - s1 * s1);
}

static void compare(const struct bins *x, struct measure_test *out)
{
	int all = x->below + x->above;
	double h = (bandwidth(x, 0, x->below) + bandwidth(x, x->below, all)) / 2, low, high;

	if (h < 3 * x->b)               /* fewer bins fit no line */
		h = 3 * x->b;
	low = height(x, 0, x->below, h);
	high = height(x, x->below, all, h);
	out->bin = x->b;
	out->width = h;
	out->state = MEASURE_NO_DENSITY;
	if (!(low > 0) || !(high > 0))
		return;
	out->state = MEASURE_TESTED;
	out->theta = log(high / low);
	out->se = sqrt(4.8 * (1 / high + 1 / low) / ((double)x->n * h));
	out->z = out->theta / out->se;
	out->p = erfc(fabs(out->z) / sqrt(2));
}

void measure_density(const struct measure_set *s, double line, double round_to,
                     struct measure_test *out)
{
	struct bins x = { .line = line };

	*out = (struct measure_test){ .theta = NAN, .se = NAN, .z = NAN, .p = NAN };
	look(s, round_to, &x, out);
	if (out->below < MEASURE_TEST_ROWS || out->above < MEASURE_TEST_ROWS) {
		out->state = MEASURE_FEW_ROWS;
		return;
	}
	if (!(x.b > 0)) {
		out->state = MEASURE_NO_DENSITY;
		return;
	}
	fill(s, round_to, &x);
	compare(&x, out);
	mem_free(x.count);
	mem_free(x.density);
}

/* ---- round numbers ---- */

void measure_heaping(const struct measure_set *s, double unit, double step,
                     struct measure_round *out)
{
	*out = (struct measure_round){ .share = NAN, .times = NAN };
	for (int64_t i = 0; i < s->n; i++) {
		double y = s->u[i].y;

		if (y == 0 || !multiple(y, unit))
			continue;
		out->of++;
		out->n += multiple(y, step);
	}
	if (out->of) {
		out->share = (double)out->n / (double)out->of;
		out->times = out->share * step / unit;
	}
}

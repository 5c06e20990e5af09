/* measure_told - figures of poverty and inequality on a terminal. */
#include "cmd/measure_told.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "cmd/talk.h"
#include "domain/register/page.h"

#define BAR 28                   /* columns of the longest bar */

struct telling {
	const struct measure_told *t;
	struct page p;
	struct arena *a;
};

/* ---- numbers as people read them ---- */

/* 1234567.891 as 1,234,567.89; NAN as --. */
static struct str amount(struct telling *x, double v, int decimals)
{
	char digits[400], out[600];
	size_t n = 0, whole;

	if (!isfinite(v) || fabs(v) >= 1e300)
		return STR("--");
	snprintf(digits, sizeof digits, "%.*f", decimals, v);
	whole = strcspn(digits, ".");
	for (size_t i = 0; digits[i]; i++) {
		if (i && i < whole && (whole - i) % 3 == 0 && digits[i - 1] != '-')
			out[n++] = ',';
		out[n++] = digits[i];
	}
	return str_dup(x->a, (struct str){ out, n });
}

static struct str percent(struct telling *x, double v, int decimals)
{
	struct str s = amount(x, v * 100, decimals);

	return isfinite(v) ? str_join(x->a, s, STR("%")) : s;
}

static struct str whole(struct telling *x, int64_t n)
{
	return amount(x, (double)n, 0);
}

static struct str between(struct telling *x, struct measure_interval i)
{
	struct str low = percent(x, i.low, 2), s;

	if (!isfinite(i.low))
		return STR("--");
	s = str_join(x->a, str_sub(low, 0, low.n - 1), STR(" – "));
	return str_join(x->a, s, percent(x, i.high, 2));
}

static struct str word(struct telling *x, const char *key)
{
	if (x->t->households && strcmp(key, "measure-rows") == 0)
		key = "measure-households";
	else if (x->t->households && strcmp(key, "measure-weighted") == 0)
		key = "measure-persons";
	return str_of(msg_text(x->t->c->cx->lang, key));
}

/* A sentence with up to four texts. */
static struct str sentence(struct telling *x, const char *key, struct str a, struct str b,
                           struct str c, struct str d)
{
	struct str arg[ERR_ARGS] = { a, b, c, d };
	struct buf out BUF_AUTO = { 0 };

	buf_init(&out, 8192);
	msg_add(&out, x->t->c->cx->lang, key, arg, ERR_ARGS);
	return str_dup(x->a, buf_str(&out));
}
#define SAID(x, key, a, b, c, d) page_line(&(x)->p, sentence(x, key, a, b, c, d))
#define NIL ((struct str){ 0 })

/* ---- tables of name, value, error, interval ---- */

static void row(struct telling *x, struct page_table *t, const char *key, struct str value,
                struct str se, struct str interval)
{
	struct str *cell = page_table_row(t);

	cell[0] = word(x, key);
	cell[1] = value;
	cell[2] = se;
	cell[3] = interval;
}

static void figures_begin(struct telling *x, struct page_table *t)
{
	struct str *cell;

	page_table(t, &x->p, 4);
	cell = page_table_row(t);
	cell[0] = word(x, "measure-figure");
	cell[1] = word(x, "measure-value");
	cell[2] = word(x, "measure-se");
	cell[3] = word(x, "measure-interval");
	t->right[1] = t->right[2] = t->right[3] = true;
}

/* An error that there is none of leaves its cell empty, and the column with it. */
static struct str error_of(struct telling *x, double se, bool as_percent)
{
	if (!isfinite(se))
		return NIL;
	return as_percent ? percent(x, se, 2) : amount(x, se, 4);
}

static void poverty(struct telling *x, const struct measure_report *r)
{
	const struct measure_place *p = &r->all;
	struct page_table t;

	page_section(&x->p, word(x, "measure-poverty"));
	figures_begin(x, &t);
	row(x, &t, "measure-h", percent(x, p->at.fgt[0], 2), error_of(x, p->se[0], true),
	    isfinite(p->h.low) ? between(x, p->h) : NIL);
	row(x, &t, "measure-poor", amount(x, p->at.poor, 0), NIL, NIL);
	row(x, &t, "measure-fgt1", percent(x, p->at.fgt[1], 2), error_of(x, p->se[1], true), NIL);
	row(x, &t, "measure-fgt2", percent(x, p->at.fgt[2], 2), error_of(x, p->se[2], true), NIL);
	row(x, &t, "measure-watts", amount(x, p->at.watts, 4), NIL, NIL);
	row(x, &t, "measure-gap", amount(x, p->at.gap, 0), NIL, NIL);
	if (!r->own) {
		row(x, &t, "measure-poor-median", amount(x, p->at.poor_median, 2), NIL, NIL);
		row(x, &t, "measure-median-gap", percent(x, p->at.median_gap, 2), NIL, NIL);
	}
	page_table_end(&t);
	if (p->at.watts_out)
		SAID(x, "measure-watts-out", whole(x, p->at.watts_out), NIL, NIL, NIL);
}

static void spread(struct telling *x, const struct measure_report *r)
{
	const struct measure_spread *s = &r->all.spread;
	struct page_table t;

	page_section(&x->p, word(x, "measure-inequality"));
	figures_begin(x, &t);
	row(x, &t, "measure-mean", amount(x, s->mean, 2), NIL, NIL);
	row(x, &t, "measure-median", amount(x, s->median, 2), NIL, NIL);
	row(x, &t, "measure-gini", amount(x, s->gini, 4), error_of(x, s->gini_se, false), NIL);
	row(x, &t, "measure-theil-t", amount(x, s->theil_t, 4), error_of(x, s->theil_t_se, false), NIL);
	row(x, &t, "measure-theil-l", amount(x, s->theil_l, 4), error_of(x, s->theil_l_se, false), NIL);
	row(x, &t, "measure-s80s20", amount(x, s->qsr, 2), NIL, NIL);
	page_table_end(&t);
	if (s->theil_l_out)
		SAID(x, "measure-theil-out", whole(x, s->theil_l_out), NIL, NIL, NIL);
}

/* ---- bars ---- */

static struct str bar(struct telling *x, double share)
{
	static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	int eighths = isfinite(share) && share > 0 ? (int)lround(share * BAR * 8) : 0;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 512);
	for (int i = 0; i < eighths / 8; i++)
		buf_addz(&b, "█");
	buf_addz(&b, part[eighths % 8]);
	return str_dup(x->a, buf_str(&b));
}

static void tenths(struct telling *x, const struct measure_report *r)
{
	double most = 0, sum = 0;
	struct page_table t;
	struct str *cell;
	char label[16];

	if (!isfinite(r->share[0]))
		return;
	page_section(&x->p, word(x, "measure-tenths"));
	page_table(&t, &x->p, 4);
	cell = page_table_row(&t);
	cell[0] = word(x, "measure-tenth");
	cell[1] = word(x, "measure-share");
	cell[2] = word(x, "measure-upto");
	t.right[0] = t.right[1] = t.right[2] = true;
	for (int i = 0; i < 10; i++)
		most = r->share[i] > most ? r->share[i] : most;
	for (int i = 0; i < 10; i++) {
		sum += r->share[i];
		cell = page_table_row(&t);
		snprintf(label, sizeof label, "%d", i + 1);
		cell[0] = str_dup(x->a, str_of(label));
		cell[1] = percent(x, r->share[i], 1);
		cell[2] = i < 9 ? percent(x, sum, 1) : STR("100%");
		cell[3] = bar(x, most > 0 ? r->share[i] / most : 0);
	}
	page_table_end(&t);
}

static void at_line(struct telling *x, const struct measure_report *r)
{
	struct page_table t;
	struct str *cell;
	double most = 0;
	char label[32];

	page_section(&x->p, word(x, "measure-around"));
	page_table(&t, &x->p, 4);
	cell = page_table_row(&t);
	cell[0] = word(x, "measure-of-line");
	cell[1] = word(x, "measure-rows");
	cell[2] = word(x, "measure-weighted");
	t.right[0] = t.right[1] = t.right[2] = true;
	for (int i = 0; i + 1 < MEASURE_BINS; i++)
		most = r->bin[i] > most ? r->bin[i] : most;
	for (int i = 0; i + 1 < MEASURE_BINS; i++) {
		if (i == 0 && r->bin_n[0] == 0)
			continue;
		if (i == 11) {                  /* where the line is */
			cell = page_table_row(&t);
			cell[3] = word(x, "measure-here");
		}
		cell = page_table_row(&t);
		snprintf(label, sizeof label, i ? "%d–%d%%" : "<0", (i - 1) * 10, i * 10);
		cell[0] = str_dup(x->a, str_of(label));
		cell[1] = isnan(r->bin[i]) ? STR("*") : whole(x, r->bin_n[i]);
		cell[2] = isnan(r->bin[i]) ? STR("*") : amount(x, r->bin[i], 0);
		cell[3] = bar(x, most > 0 ? r->bin[i] / most : 0);
	}
	page_table_end(&t);
	SAID(x, x->t->households ? "measure-above-all-households" : "measure-above-all",
	     whole(x, r->bin_n[MEASURE_BINS - 1]), NIL, NIL, NIL);
}

/* ---- right at the line ---- */

static void side(struct telling *x, struct page_table *t, const char *key,
                 const struct measure_side *s)
{
	struct str *cell = page_table_row(t);

	cell[0] = word(x, key);
	cell[1] = whole(x, s->n);
	cell[2] = amount(x, s->weight, 0);
	cell[3] = amount(x, s->mean, 2);
	cell[4] = amount(x, s->extra, 2);
	cell[5] = amount(x, s->with_extra, 2);
}

static void cliff(struct telling *x, const struct measure_report *r)
{
	static const char *const head[] = { "measure-side", "measure-rows", "measure-weighted",
		"measure-mean", "measure-transfers", "measure-together" };
	struct page_table t;
	struct str *cell;

	if (!(r->near.width > 0) || r->own)
		return;
	page_section(&x->p, word(x, "measure-cliff"));
	page_table(&t, &x->p, r->has_extra ? 6 : 4);
	cell = page_table_row(&t);
	for (int i = 0; i < (r->has_extra ? 6 : 4); i++) {
		cell[i] = word(x, head[i]);
		t.right[i] = i > 0;
	}
	if (r->has_extra) {
		side(x, &t, "measure-below", &r->near.below);
		side(x, &t, "measure-above", &r->near.above);
	} else {
		for (int k = 0; k < 2; k++) {
			const struct measure_side *s = k ? &r->near.above : &r->near.below;

			cell = page_table_row(&t);
			cell[0] = word(x, k ? "measure-above" : "measure-below");
			cell[1] = whole(x, s->n);
			cell[2] = amount(x, s->weight, 0);
			cell[3] = amount(x, s->mean, 2);
		}
	}
	page_table_end(&t);
	SAID(x, "measure-cliff-width", amount(x, r->near.width, 2), NIL, NIL, NIL);
	if (r->has_extra)
		SAID(x, r->near.overtaken ? "measure-overtaken" : "measure-not-overtaken", NIL, NIL,
		     NIL, NIL);
}

static void tested(struct telling *x, const char *key, const struct measure_test *t)
{
	struct str times;

	if (t->state != MEASURE_TESTED) {
		if (t->state == MEASURE_NO_DENSITY)
			SAID(x, "measure-no-density", NIL, NIL, NIL, NIL);
		return;
	}
	times = amount(x, exp(t->theta), 2);
	SAID(x, key, times, amount(x, t->z, 2),
	     t->p < 0.0001 ? STR("< 0.0001") : amount(x, t->p, 4), NIL);
	SAID(x, t->p >= 0.05 ? "measure-test-smooth" : t->theta > 0 ? "measure-test-lifted" :
	     "measure-test-pressed", NIL, NIL, NIL, NIL);
}

static void heaping(struct telling *x, const struct measure_report *r)
{
	page_section(&x->p, word(x, "measure-heaping"));
	SAID(x, x->t->households ? "measure-at-line-households" : "measure-at-line",
	     whole(x, r->at_line), NIL, NIL, NIL);
	if (r->test.state == MEASURE_FEW_ROWS)
		SAID(x, "measure-test-few", whole(x, r->test.below), whole(x, r->test.above),
		     whole(x, MEASURE_TEST_ROWS), NIL);
	tested(x, "measure-test", &r->test);
	if (!(r->round > 0))
		return;
	tested(x, "measure-test-round", &r->test_round);
	if (r->heap.of)
		SAID(x, "measure-round", amount(x, r->round, 0), percent(x, r->heap.share, 1),
		     amount(x, r->heap.times, 1), NIL);
}

/* ---- groups ---- */

static void groups(struct telling *x, const struct measure_report *r)
{
	static const char *const head[] = { "", "measure-rows", "measure-population", "measure-h-short",
		"measure-interval", "measure-gap-short", "measure-of-poor", "measure-median",
		"measure-gini" };
	struct page_table t;
	struct str *cell;
	bool few = false;

	page_section(&x->p, x->t->households ? word(x, "measure-by-area") :
	             sentence(x, "measure-by", str_of(x->t->group_head), NIL, NIL, NIL));
	page_table(&t, &x->p, 9);
	cell = page_table_row(&t);
	for (int i = 0; i < 9; i++) {
		cell[i] = i ? word(x, head[i]) : str_of(x->t->group_head);
		t.right[i] = i > 0;
	}
	for (int32_t g = 0; g < r->ngroup; g++) {
		const struct measure_place *p = &r->group[g];

		cell = page_table_row(&t);
		cell[0] = x->t->name(x->t->arg, g);
		if (cell[0].n == 0)
			cell[0] = word(x, "measure-unnamed");
		if (p->few) {
			cell[1] = STR("*");
			few = true;
			continue;
		}
		cell[1] = whole(x, p->n);
		cell[2] = percent(x, p->share, 1);
		if (r->lined) {
			cell[3] = percent(x, p->at.fgt[0], 2);
			cell[4] = isfinite(p->h.low) ? between(x, p->h) : NIL;
			cell[5] = percent(x, p->at.fgt[1], 2);
			cell[6] = percent(x, p->part[0], 1);
		}
		cell[7] = amount(x, p->spread.median, 0);
		cell[8] = amount(x, p->spread.gini, 4);
	}
	page_table_end(&t);
	if (few)
		SAID(x, "measure-few", whole(x, x->t->few), NIL, NIL, NIL);
}

/* ---- what was counted ---- */

static const char *const why[MEASURE_OUT__COUNT] = { "measure-out-value", "measure-out-weight",
	"measure-out-zero-weight", "measure-out-below-weight", "measure-out-size",
	"measure-out-bad-size", "measure-out-line", "measure-out-design" };

static void left_out(struct telling *x, const int64_t out[MEASURE_OUT__COUNT])
{
	for (int i = 0; i < MEASURE_OUT__COUNT; i++)
		if (out[i])
			SAID(x, why[i], whole(x, out[i]), NIL, NIL, NIL);
}

static void counted(struct telling *x, const struct measure_report *r)
{
	struct str part;

	SAID(x, x->t->households ? "measure-counted-households" : "measure-counted",
	     whole(x, r->all.n), whole(x, r->rows), amount(x, r->all.weight, 0), NIL);
	left_out(x, r->out);
	if (r->negative || r->zero)
		SAID(x, "measure-low-values", whole(x, r->negative), whole(x, r->zero), NIL, NIL);
	if (r->own) {
		SAID(x, "measure-line-own", NIL, NIL, NIL, NIL);
	} else if (r->lined && r->of_median.num > 0) {
		part = percent(x, (double)r->of_median.num / (double)r->of_median.den, 0);
		SAID(x, "measure-line-median", amount(x, r->line, 2), part, NIL, NIL);
	} else if (r->lined) {
		SAID(x, "measure-line-is", amount(x, r->line, 2), NIL, NIL, NIL);
	}
	if (r->sample && r->all.n)
		SAID(x, "measure-design", whole(x, r->strata), whole(x, r->psus), NIL, NIL);
	if (r->lonely)
		page_notice(&x->p, sentence(x, "measure-lonely", whole(x, r->lonely), NIL, NIL, NIL));
}

static void begin(struct telling *x, const struct measure_told *t)
{
	*x = (struct telling){ .t = t, .a = &t->c->cx->arena };
	page_begin(&x->p, &t->c->out, x->a, out_columns(), colour_wanted(1));
}

void measure_told(const struct measure_told *t, const struct measure_report *r)
{
	struct telling x;

	begin(&x, t);
	page_title(&x.p, t->title, t->place);
	counted(&x, r);
	if (r->all.few)
		SAID(&x, "measure-few", whole(&x, t->few), NIL, NIL, NIL);
	if (r->all.n == 0 || r->all.few)
		return;
	if (r->lined)
		poverty(&x, r);
	spread(&x, r);
	tenths(&x, r);
	if (r->ngroup)
		groups(&x, r);
	if (!r->lined)
		return;
	at_line(&x, r);
	cliff(&x, r);
	heaping(&x, r);
}

/* ---- many dimensions ---- */

static void multi_rows(struct telling *x, const struct measure_multi_in *in,
                       const struct measure_multi_result *r, const char *const *indicator)
{
	static const char *const head[] = { "measure-indicator", "measure-weight-share", "measure-raw",
		"measure-censored", "measure-contribution", "measure-unknown" };
	struct page_table t;
	struct str *cell;
	double sum = 0;

	for (int i = 0; i < in->d; i++)
		sum += (double)in->weight[i];
	page_table(&t, &x->p, 6);
	cell = page_table_row(&t);
	for (int i = 0; i < 6; i++) {
		cell[i] = word(x, head[i]);
		t.right[i] = i > 0;
	}
	for (int i = 0; i < in->d; i++) {
		cell = page_table_row(&t);
		cell[0] = str_of(indicator[i]);
		cell[1] = percent(x, (double)in->weight[i] / sum, 1);
		cell[2] = percent(x, r->all.raw[i], 2);
		cell[3] = percent(x, r->all.censored[i], 2);
		cell[4] = percent(x, r->all.part[i], 1);
		cell[5] = r->unknown_of[i] ? whole(x, r->unknown_of[i]) : NIL;
	}
	page_table_end(&t);
}

static void multi_groups(struct telling *x, const struct measure_multi_in *in,
                         const struct measure_multi_result *r)
{
	static const char *const head[] = { "", "measure-rows", "measure-population", "measure-mh",
		"measure-a", "measure-m0", "measure-se", "measure-of-m0" };
	struct page_table t;
	struct str *cell;

	page_section(&x->p, x->t->households ? word(x, "measure-by-area") :
	             sentence(x, "measure-by", str_of(x->t->group_head), NIL, NIL, NIL));
	page_table(&t, &x->p, 8);
	cell = page_table_row(&t);
	for (int i = 0; i < 8; i++) {
		cell[i] = i ? word(x, head[i]) : str_of(x->t->group_head);
		t.right[i] = i > 0;
	}
	for (int32_t g = 0; g < in->ngroup; g++) {
		const struct measure_multi *m = &r->group[g];

		if (x->t->households && m->n == 0)
			continue;                    /* nobody lives in the place itself */
		cell = page_table_row(&t);
		cell[0] = x->t->name(x->t->arg, g);
		if (cell[0].n == 0)
			cell[0] = word(x, "measure-unnamed");
		if (m->few) {
			cell[1] = STR("*");
			continue;
		}
		cell[1] = whole(x, m->n);
		cell[2] = percent(x, m->share, 1);
		cell[3] = percent(x, m->h, 2);
		cell[4] = percent(x, m->a, 2);
		cell[5] = amount(x, m->m0, 4);
		cell[6] = error_of(x, m->m0_se, false);
		cell[7] = percent(x, m->of_m0, 1);
	}
	page_table_end(&t);
}

void measure_told_multi(const struct measure_told *t, const struct measure_multi_in *in,
                        const struct measure_multi_result *r, const char *const *indicator)
{
	const struct measure_multi *m = &r->all;
	struct page_table f;
	struct telling x;
	char k[64];

	begin(&x, t);
	snprintf(k, sizeof k, in->k.den == 1 ? "%lld" : "%lld/%lld", (long long)in->k.num,
	         (long long)in->k.den);
	if (t->households)
		page_title(&x.p, t->title, t->place);
	page_section(&x.p, sentence(&x, "measure-multi", str_dup(x.a, str_of(k)), NIL, NIL, NIL));
	if (m->few)
		SAID(&x, "measure-few", whole(&x, t->few), NIL, NIL, NIL);
	if (m->few)
		return;
	SAID(&x, "measure-multi-counted", whole(&x, m->n), whole(&x, r->unknown), NIL, NIL);
	left_out(&x, r->out);
	if (m->n == 0)
		return;
	figures_begin(&x, &f);
	row(&x, &f, "measure-mh", percent(&x, m->h, 2), error_of(&x, m->h_se, true),
	    isfinite(m->h_se) ? between(&x, measure_logit(m->h, m->h_se)) : NIL);
	row(&x, &f, "measure-a", percent(&x, m->a, 2), NIL, NIL);
	row(&x, &f, "measure-m0", amount(&x, m->m0, 4), error_of(&x, m->m0_se, false), NIL);
	page_table_end(&f);
	multi_rows(&x, in, r, indicator);
	if (in->ngroup)
		multi_groups(&x, in, r);
}

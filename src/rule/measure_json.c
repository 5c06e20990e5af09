/* measure_json - figures as JSON. */
#include "rule/measure_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void number(struct json *j, double v)
{
	char b[32];

	if (!isfinite(v)) {
		json_none(j);
		return;
	}
	snprintf(b, sizeof b, "%.15g", v);
	json_raw(j, str_of(b));
}

void measure_json_number(struct json *j, const char *key, double v)
{
	json_key(j, key);
	number(j, v);
}

static void whole(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

static void numbers(struct json *j, const char *key, const double *v, int n)
{
	json_key(j, key);
	json_arr(j);
	for (int i = 0; i < n; i++)
		number(j, v[i]);
	json_arr_end(j);
}

static void place(struct json *j, const struct measure_place *p)
{
	const struct { const char *key; double v; } of[] = {
		{ "weight", p->weight }, { "share", p->share }, { "poor", p->at.poor },
		{ "low", p->h.low }, { "high", p->h.high }, { "watts", p->at.watts },
		{ "gap", p->at.gap }, { "poor_mean", p->at.poor_mean },
		{ "poor_median", p->at.poor_median }, { "median_gap", p->at.median_gap },
		{ "mean", p->spread.mean }, { "median", p->spread.median },
		{ "gini", p->spread.gini }, { "gini_se", p->spread.gini_se },
		{ "theil_t", p->spread.theil_t }, { "theil_t_se", p->spread.theil_t_se },
		{ "theil_l", p->spread.theil_l }, { "theil_l_se", p->spread.theil_l_se },
		{ "s80s20", p->spread.qsr },
	};

	if (p->few) {
		json_key(j, "few");
		json_bool(j, true);
		return;
	}
	whole(j, "n", p->n);
	whole(j, "poor_n", p->at.poor_n);
	whole(j, "watts_out", p->at.watts_out);
	numbers(j, "fgt", p->at.fgt, 3);
	numbers(j, "fgt_se", p->se, 3);
	numbers(j, "part", p->part, 3);
	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
		measure_json_number(j, of[i].key, of[i].v);
}

static void out_of(struct json *j, const int64_t out[MEASURE_OUT__COUNT])
{
	static const char *const key[MEASURE_OUT__COUNT] = { "no_value", "no_weight", "zero_weight",
		"below_weight", "no_size", "bad_size", "no_line", "no_design" };

	json_key(j, "left_out");
	json_obj(j);
	for (int i = 0; i < MEASURE_OUT__COUNT; i++)
		if (out[i])
			whole(j, key[i], out[i]);
	json_obj_end(j);
}

static void side(struct json *j, const char *key, const struct measure_side *s)
{
	json_key(j, key);
	json_obj(j);
	whole(j, "n", s->n);
	measure_json_number(j, "weight", s->weight);
	measure_json_number(j, "mean", s->mean);
	whole(j, "transfers_n", s->extra_n);
	measure_json_number(j, "transfers", s->extra);
	measure_json_number(j, "with_transfers", s->with_extra);
	json_obj_end(j);
}

static void near_line(struct json *j, const struct measure_report *r)
{
	if (!(r->near.width > 0))
		return;
	json_key(j, "near");
	json_obj(j);
	measure_json_number(j, "width", r->near.width);
	side(j, "below", &r->near.below);
	side(j, "above", &r->near.above);
	json_key(j, "overtaken");
	json_bool(j, r->near.overtaken);
	json_obj_end(j);
}

static void test(struct json *j, const char *key, const struct measure_test *t)
{
	static const char *const state[] = { "tested", "few_rows", "no_density" };

	json_key(j, key);
	json_obj(j);
	json_key(j, "state");
	json_z(j, state[t->state]);
	whole(j, "below", t->below);
	whole(j, "above", t->above);
	measure_json_number(j, "theta", t->theta);
	measure_json_number(j, "se", t->se);
	measure_json_number(j, "z", t->z);
	measure_json_number(j, "p", t->p);
	json_obj_end(j);
}

static void heaping(struct json *j, const struct measure_report *r)
{
	json_key(j, "heaping");
	json_obj(j);
	whole(j, "at_line", r->at_line);
	test(j, "density", &r->test);
	if (r->round > 0) {
		measure_json_number(j, "round", r->round);
		whole(j, "round_n", r->heap.n);
		whole(j, "whole_n", r->heap.of);
		measure_json_number(j, "round_times", r->heap.times);
		test(j, "density_without_round", &r->test_round);
	}
	json_obj_end(j);
}

static void bins(struct json *j, const struct measure_report *r)
{
	json_key(j, "bins");
	json_arr(j);
	for (int i = 0; i < MEASURE_BINS; i++) {
		bool hidden = isnan(r->bin[i]);

		json_obj(j);
		measure_json_number(j, "from", i == 0 ? NAN : (i - 1) / 10.0);
		measure_json_number(j, "to", i == MEASURE_BINS - 1 ? NAN : i / 10.0);
		json_key(j, "n");
		if (hidden)
			json_none(j);
		else
			json_int(j, r->bin_n[i]);
		measure_json_number(j, "weight", r->bin[i]);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void named(struct json *j, int32_t g, measure_naming *name, void *arg)
{
	struct str code = STR(""), text = STR("");

	name(arg, g, &code, &text);
	if (code.n) {
		json_key(j, "code");
		json_str(j, code);
	}
	json_key(j, "name");
	json_str(j, text);
}

void measure_json(struct json *j, const struct measure_report *r, measure_naming *name, void *arg)
{
	whole(j, "rows", r->rows);
	out_of(j, r->out);
	whole(j, "negative", r->negative);
	whole(j, "zero", r->zero);
	measure_json_number(j, "line", r->line);
	measure_json_number(j, "line_of_median", r->of_median.num > 0 && !r->own && r->lined ?
	                    (double)r->of_median.num / (double)r->of_median.den : NAN);
	json_key(j, "own_lines");
	json_bool(j, r->own);
	if (r->sample) {
		whole(j, "psus", r->psus);
		whole(j, "strata", r->strata);
		whole(j, "lonely_strata", r->lonely);
	}
	json_key(j, "all");
	json_obj(j);
	place(j, &r->all);
	json_obj_end(j);
	numbers(j, "deciles", r->decile, r->all.few ? 0 : 9);
	numbers(j, "tenth_shares", r->share, r->all.few ? 0 : 10);
	numbers(j, "lorenz", r->lorenz, r->all.few ? 0 : MEASURE_POINTS + 1);
	if (r->lined && !r->all.few) {
		bins(j, r);
		near_line(j, r);
		heaping(j, r);
	}
	json_key(j, "groups");
	json_arr(j);
	for (int32_t g = 0; g < r->ngroup; g++) {
		json_obj(j);
		named(j, g, name, arg);
		place(j, &r->group[g]);
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* ---- many dimensions ---- */

static void multi(struct json *j, const struct measure_multi *m, int d)
{
	if (m->few) {
		json_key(j, "few");
		json_bool(j, true);
		return;
	}
	whole(j, "n", m->n);
	whole(j, "poor_n", m->poor_n);
	measure_json_number(j, "weight", m->weight);
	measure_json_number(j, "h", m->h);
	measure_json_number(j, "h_se", m->h_se);
	measure_json_number(j, "low", measure_logit(m->h, m->h_se).low);
	measure_json_number(j, "high", measure_logit(m->h, m->h_se).high);
	measure_json_number(j, "a", m->a);
	measure_json_number(j, "m0", m->m0);
	measure_json_number(j, "m0_se", m->m0_se);
	numbers(j, "raw", m->raw, d);
	numbers(j, "censored", m->censored, d);
	numbers(j, "contribution", m->part, d);
}

void measure_json_multi(struct json *j, const struct measure_multi_in *in,
                        const struct measure_multi_result *r, const char *const *indicator,
                        measure_naming *name, void *arg)
{
	json_obj(j);
	json_key(j, "indicators");
	json_arr(j);
	for (int i = 0; i < in->d; i++) {
		json_obj(j);
		json_key(j, "name");
		json_z(j, indicator[i]);
		whole(j, "weight", in->weight[i]);
		whole(j, "unknown", r->unknown_of[i]);
		json_obj_end(j);
	}
	json_arr_end(j);
	measure_json_number(j, "k", (double)in->k.num / (double)in->k.den);
	out_of(j, r->out);
	whole(j, "unknown", r->unknown);
	json_key(j, "all");
	json_obj(j);
	multi(j, &r->all, in->d);
	json_obj_end(j);
	json_key(j, "groups");
	json_arr(j);
	for (int32_t g = 0; g < in->ngroup; g++) {
		const struct measure_multi *m = &r->group[g];

		json_obj(j);
		named(j, g, name, arg);
		if (!m->few) {
			measure_json_number(j, "share", m->share);
			measure_json_number(j, "of_m0", m->of_m0);
		}
		multi(j, m, in->d);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

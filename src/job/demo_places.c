/* demo_places - the yearly lists of the villages and of the county: what the families come to, and
 * around it the rest of the people, who are in no list. */
#include "job/demo_int.h"

#define AT(sheet, field) (sheet##_##field - g->file[sheet].first)
enum { FOR_VILLAGE = 500, FOR_COUNTY };

static void village_head(struct gen *g, struct rng *r, int i)
{
	char name[28], phone[12];

	demo_person_name(r, name, demo_surname(r), rng_chance(r, 800),
	                 g->year - rng_range(r, 32, 60), NULL);
	demo_phone(g, phone, (uint64_t)g->d->households * DEMO_MEMBERS + UINT64_C(1000000) +
	                     (uint64_t)g->here_i * 2000 + (uint64_t)i);
	row_text(&g->row, AT(VILLAGE, head_name), str_of(name));
	row_text(&g->row, AT(VILLAGE, head_post), STR("村党支部书记、村委会主任"));
	row_text(&g->row, AT(VILLAGE, head_phone), str_of(phone));
}

/* All who live in the village: the families of the lists and several times as many others. */
static int64_t village_people(struct gen *g, struct rng *r, const struct demo_village *v)
{
	int64_t homes = v->sum[V_HOMES] * rng_range(r, 26, 48) / 10 + rng_range(r, 30, 120);
	int64_t others = (homes - v->sum[V_HOMES]) * rng_range(r, 31, 37) / 10;
	int64_t people = v->sum[V_PEOPLE] + others;
	const struct { int col; int64_t n; } counts[] = {
		{ AT(VILLAGE, households), homes },
		{ AT(VILLAGE, groups), v->groups },
		{ AT(VILLAGE, poor_households), v->sum[V_HOMES] },
		{ AT(VILLAGE, poor_people), v->sum[V_PEOPLE] },
		{ AT(VILLAGE, monitored_households), v->sum[V_WATCHED] },
		{ AT(VILLAGE, monitored_people), v->sum[V_WATCHED_PEOPLE] },
		{ AT(VILLAGE, dibao_households), v->sum[V_DIBAO] + rng_below(r, 4) },
		{ AT(VILLAGE, extreme_households), v->sum[V_EXTREME] + rng_below(r, 2) },
		{ AT(VILLAGE, population), people },
		{ AT(VILLAGE, dibao_people), v->sum[V_DIBAO] * 2 + rng_below(r, 6) + 4 },
		{ AT(VILLAGE, extreme_people), v->sum[V_EXTREME] * 2 + rng_below(r, 3) },
		{ AT(VILLAGE, women), v->sum[V_WOMEN] + others * 48 / 100 },
		{ AT(VILLAGE, disabled), v->sum[V_DISABLED] + homes / 12 },
		{ AT(VILLAGE, labour), v->sum[V_LABOUR] + others * 52 / 100 },
		{ AT(VILLAGE, migrants), v->sum[V_MIGRANTS] + others * 28 / 100 },
		{ AT(VILLAGE, pension_insured), people * rng_range(r, 55, 68) / 100 },
		{ AT(VILLAGE, unsafe_water_households), v->sum[V_DRY] },
		{ AT(VILLAGE, dangerous_households), v->sum[V_DANGER] },
		{ AT(VILLAGE, broadband_households), homes * rng_range(r, 80, 97) / 100 },
	};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		row_int(&g->row, counts[i].col, counts[i].n);
	for (int k = 0; k < 7; k++)
		row_decimal(&g->row, AT(VILLAGE, land_cultivated) + k,
		            v->sum[V_LAND + k] * rng_range(r, 22, 40) / 10 +
		            rng_range(r, 10, 300) * 100, 2);
	return people;
}

static int64_t put_village(struct gen *g, int i, enum err *e)
{
	const struct demo_village *v = &g->here->village[i];
	struct rng r = rng_of(g->seed, FOR_VILLAGE, (uint64_t)(g->here_i * 2000 + i));

	row_start(&g->row, g->file[VILLAGE].n);
	row_int(&g->row, AT(VILLAGE, area), v->code);
	row_int(&g->row, AT(VILLAGE, year), g->year);
	village_head(g, &r, i);
	int64_t people = village_people(g, &r, v);
	row_money(&g->row, AT(VILLAGE, per_capita_net), rng_range(&r, 130, 210) * INT64_C(10000));
	row_decimal(&g->row, AT(VILLAGE, collective_income), rng_range(&r, 300, 4800), 2);
	row_text(&g->row, AT(VILLAGE, bus), STR("是"));
	row_text(&g->row, AT(VILLAGE, paved_road), STR("是"));
	row_int(&g->row, AT(VILLAGE, cooperatives), rng_range(&r, 1, 4));
	row_int(&g->row, AT(VILLAGE, clinics), rng_range(&r, 1, 2));
	row_int(&g->row, AT(VILLAGE, public_toilets), rng_range(&r, 1, 6));
	row_int(&g->row, AT(VILLAGE, doctors), rng_range(&r, 1, 3));
	row_int(&g->row, AT(VILLAGE, rubbish_points), rng_range(&r, 2, 12));
	row_int(&g->row, AT(VILLAGE, libraries), 1);
	row_int(&g->row, AT(VILLAGE, schools), rng_range(&r, 1, 2));
	*e = demo_put_row(g, VILLAGE, NULL, -1, 0);
	return people;
}

enum err demo_put_county(struct gen *g)
{
	const struct demo_county *c = g->here;
	struct rng r = rng_of(g->seed, FOR_COUNTY, (uint64_t)g->here_i);
	int64_t sum[V__COUNT] = { 0 }, people = 0;
	enum err e = OK;

	for (int i = 0; i < c->nvillage; i++) {
		people += put_village(g, i, &e);
		TRY(e);
		if (g->d->format == DEMO_NATIONAL)
			TRY(demo_national_village(g, i));
		for (int k = 0; k < V__COUNT; k++)
			sum[k] += c->village[i].sum[k];
	}
	row_start(&g->row, g->file[COUNTY].n);
	row_int(&g->row, AT(COUNTY, area), c->code);
	row_int(&g->row, AT(COUNTY, year), g->year);
	row_int(&g->row, AT(COUNTY, townships), c->ntown);
	row_int(&g->row, AT(COUNTY, villages), c->nvillage);
	row_int(&g->row, AT(COUNTY, population), people * 13 / 10);
	row_int(&g->row, AT(COUNTY, rural_households), people * 10 / 34);
	row_int(&g->row, AT(COUNTY, poor_households), sum[V_HOMES]);
	row_int(&g->row, AT(COUNTY, poor_people), sum[V_PEOPLE]);
	row_int(&g->row, AT(COUNTY, monitored_households), sum[V_WATCHED]);
	row_int(&g->row, AT(COUNTY, monitored_people), sum[V_WATCHED_PEOPLE]);
	row_int(&g->row, AT(COUNTY, dangerous_households), sum[V_DANGER]);
	row_money(&g->row, AT(COUNTY, rural_income), rng_range(&r, 150, 190) * INT64_C(10000));
	row_int(&g->row, AT(COUNTY, fiscal_revenue), rng_range(&r, 40000, 90000));
	row_int(&g->row, AT(COUNTY, fiscal_expense), rng_range(&r, 250000, 420000));
	row_int(&g->row, AT(COUNTY, fund_central), rng_range(&r, 9000, 16000));
	row_int(&g->row, AT(COUNTY, fund_province), rng_range(&r, 4000, 9000));
	row_int(&g->row, AT(COUNTY, fund_county), rng_range(&r, 500, 2500));
	row_int(&g->row, AT(COUNTY, projects), rng_range(&r, 60, 180));
	return demo_put_row(g, COUNTY, NULL, -1, 0);
}

/* demo_sheets - which fact of a family goes into which column: the places, the persons' exchange
 * list, the household's own list, the supplement on ill and disabled members, what covers each
 * member, the incomes. */
#include "job/demo_int.h"

#include <stdio.h>

#define AT(sheet, field) (sheet##_##field - g->file[sheet].first)
enum { FOR_COVER = 800 };

static void say(struct gen *g, int col, enum label l)
{
	if (l != L_NONE)
		row_text(&g->row, col, g->label[l]);
}

static void say_z(struct gen *g, int col, const char *z)
{
	row_text(&g->row, col, str_of(z));
}

static void yes_no(struct gen *g, int col, bool yes)
{
	row_text(&g->row, col, yes ? STR("是") : STR("否"));
}

/* ---- places ---- */
static enum err put_area(struct gen *g, int64_t code, struct str name, enum label level,
                         int64_t parent)
{
	row_start(&g->row, g->file[AREA].n);
	row_int(&g->row, AT(AREA, code), code);
	row_text(&g->row, AT(AREA, name), name);
	say(g, AT(AREA, level), level);
	if (parent)
		row_int(&g->row, AT(AREA, parent_area), parent);
	return demo_put_row(g, AREA, NULL, -1, 0);
}

/* Every county under what stands above it, each place once. */
enum err demo_put_areas(struct gen *g)
{
	int64_t done[2] = { 0, 0 };

	for (int i = 0; i < g->ncounty; i++) {
		const struct demo_county *c = &g->county[i];
		int64_t up = 0;
		for (int k = 0; k < 2; k++) {
			const struct demo_area *a = &c->above[k];
			if (a->code && a->code != done[k])
				TRY(put_area(g, a->code, a->name,
				             k ? L_PREFECTURE : L_PROVINCE, up));
			done[k] = a->code;
			up = a->code ? a->code : up;
		}
		TRY(put_area(g, c->code, c->name, L_COUNTY_LEVEL, up));
		for (int t = 0; t < c->ntown; t++) {
			TRY(put_area(g, c->town[t].code, c->town[t].name, L_TOWNSHIP, c->code));
			for (int v = 0; v < c->town[t].n; v++) {
				const struct demo_village *x = &c->village[c->town[t].first + v];
				TRY(put_area(g, x->code, x->name, L_VILLAGE, c->town[t].code));
			}
		}
	}
	return OK;
}

/* ---- the persons' exchange list ---- */
static void person_place(struct gen *g, const struct demo_family *f)
{
	const struct demo_village *v = &g->here->village[f->village];

	row_int(&g->row, P_SEQ, g->file[PERSONS].row);
	row_date(&g->row, P_DATE, g->shown);
	row_text(&g->row, P_COUNTY, g->here->name);
	row_text(&g->row, P_TOWN, g->here->town[v->town].name);
	row_text(&g->row, P_VILLAGE, v->name);
	say_z(g, P_GROUP, demo_group(f->group));
	say_z(g, P_HNO, f->no);
	row_int(&g->row, P_MEMBERS, f->members);
}

static void person_health(struct gen *g, const struct demo_person *p)
{
	enum label has[3];
	int n = 0;
	char text[128];
	size_t at = 0;

	if (p->chronic)
		has[n++] = L_CHRONIC;
	if (p->serious)
		has[n++] = L_SERIOUS;
	if (p->disabled)
		has[n++] = L_DISABLED;
	if (n == 0)
		has[n++] = L_HEALTHY;
	for (int i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%.*s", i ? "、" : "",
		                       STR_FMT(g->label[has[i]]));
	row_text(&g->row, P_HEALTH, (struct str){ text, at });
}

static void person_self(struct gen *g, const struct demo_family *f, const struct demo_person *p)
{
	char no[32];
	bool bench = g->d->bench, worker = p->labour == L_ORDINARY || p->labour == L_SKILLED;

	snprintf(no, sizeof(no), "%s%02d", f->no, p->n + 1);
	say_z(g, P_NO, no);
	say_z(g, P_NAME, p->name);
	say_z(g, P_ID, p->id);
	say(g, P_RELATION, p->relation);
	say(g, P_NATION, strchr("Sdwfm", p->role) ? f->spouse_nation : f->nation);
	say(g, P_EDUCATION, p->education == L_NONE && bench ? L_PRIMARY : p->education);
	say(g, P_SCHOOL, p->school == L_NONE && bench ? L_NOT_AT_SCHOOL : p->school);
	person_health(g, p);
	say(g, P_LABOUR, p->labour);
	if (p->works || worker || bench)
		row_int(&g->row, P_MONTHS, p->months);
	yes_no(g, P_INSURED, true);
	say_z(g, P_PHONE, p->phone);
	row_date(&g->row, P_IDENTIFIED, f->then && !f->poor ? 0 : p->identified);
}

static void person_household(struct gen *g, const struct demo_family *f)
{
	if (f->poor || g->d->bench)
		say(g, P_CAUSE, f->cause);
	yes_no(g, P_DANGER, f->danger);
	yes_no(g, P_WATER, !f->dry);
	row_money(&g->row, P_NET, f->income[0].per_capita);
	say_z(g, P_HPHONE, f->phone);
	row_date(&g->row, P_FIRST, f->then && !f->poor ? 0 : f->identified);
	say(g, P_TYPE, !f->poor ? L_FARMERS : f->then ? L_REGISTERED_POOR : L_EXITED);
	if (!f->monitored)
		return;
	say(g, P_MONITOR, f->monitor);
	yes_no(g, P_CLEARED, f->cleared);
	row_date(&g->row, P_FOUND, f->found);
	row_date(&g->row, P_CLEARED_ON, f->cleared_on);
}

enum err demo_put_person(struct gen *g, const struct demo_family *f, int member)
{
	row_start(&g->row, P__COUNT);
	person_place(g, f);
	person_self(g, f, &f->p[member]);
	person_household(g, f);
	return demo_put_row(g, PERSONS, f, member, 0);
}

/* ---- the household's own list ---- */
static void household_state(struct gen *g, const struct demo_family *f)
{
	enum label kind;

	row_text(&g->row, AT(HOUSEHOLD, no), str_of(f->no));
	row_int(&g->row, AT(HOUSEHOLD, area), g->here->village[f->village].code);
	say_z(g, AT(HOUSEHOLD, head_name), f->p[0].name);
	say_z(g, AT(HOUSEHOLD, account), f->account);
	if (f->poor) {
		say(g, AT(HOUSEHOLD, standard), L_NATIONAL);
		kind = f->on_extreme ? L_A_EXTREME : f->on_dibao ? L_A_DIBAO : L_A_ORDINARY;
		say(g, AT(HOUSEHOLD, attribute),
		    f->out ? kind : (enum label)(L_A_POOR + kind - L_A_ORDINARY));
		say(g, AT(HOUSEHOLD, exit_mark), f->out ? L_OUT_OF_POVERTY : L_STILL_POOR);
		row_date(&g->row, AT(HOUSEHOLD, exited_on), f->out ? f->exited : 0);
	}
	if (f->cleared)
		say(g, AT(HOUSEHOLD, risk_clear_mode), f->clear_mode);
	if (f->relocated && f->out) {
		say(g, AT(HOUSEHOLD, resettlement), L_SETTLEMENT);
		row_date(&g->row, AT(HOUSEHOLD, moved_in), date_add_months(f->exited, -3));
	}
	yes_no(g, AT(HOUSEHOLD, relocated), f->relocated);
}

static void household_home(struct gen *g, const struct demo_family *f)
{
	for (int k = 0; k < 7; k++)
		row_decimal(&g->row, AT(HOUSEHOLD, land_cultivated) + k, f->land[k], 2);
	yes_no(g, AT(HOUSEHOLD, power_production), true);
	yes_no(g, AT(HOUSEHOLD, power_living), !f->dark);
	yes_no(g, AT(HOUSEHOLD, broadcast), !f->mute);
	yes_no(g, AT(HOUSEHOLD, water_hard), f->dry);
	row_decimal(&g->row, AT(HOUSEHOLD, road_distance), f->road_m / 10, 2);
	say(g, AT(HOUSEHOLD, road_type), f->road);
	yes_no(g, AT(HOUSEHOLD, road_hardened), f->road >= L_ROAD_CEMENT);
	row_decimal(&g->row, AT(HOUSEHOLD, house_area), f->house, 2);
	say(g, AT(HOUSEHOLD, house_structure), f->structure);
	row_int(&g->row, AT(HOUSEHOLD, house_built), f->built);
	say(g, AT(HOUSEHOLD, danger_grade), f->grade);
	yes_no(g, AT(HOUSEHOLD, toilet), f->toilet);
	say(g, AT(HOUSEHOLD, fuel), f->fuel);
	yes_no(g, AT(HOUSEHOLD, cooperative), f->land[0] > 400);
	yes_no(g, AT(HOUSEHOLD, food_assured), !f->hungry);
	yes_no(g, AT(HOUSEHOLD, clothing_assured), !f->hungry);
}

/* ---- ill and disabled members ---- */
bool demo_has_person_row(const struct demo_person *p)
{
	return p->disabled || p->serious || p->chronic;
}

static enum err put_supplement(struct gen *g, const struct demo_family *f,
                               const struct demo_person *p)
{
	char no[32];

	row_start(&g->row, g->file[PERSON].n);
	snprintf(no, sizeof(no), "%s%02d", f->no, p->n + 1);
	say_z(g, AT(PERSON, household), f->no);
	say_z(g, AT(PERSON, no), no);
	say_z(g, AT(PERSON, name), p->name);
	say_z(g, AT(PERSON, idno), p->id);
	say(g, AT(PERSON, sex), p->male ? L_MALE : L_FEMALE);
	row_date(&g->row, AT(PERSON, birth), p->birth);
	if (p->illness)
		say_z(g, AT(PERSON, illness), p->illness);
	if (p->disabled) {
		say_z(g, AT(PERSON, disability_card), p->card);
		say(g, AT(PERSON, disability_kind), (enum label)(L_SIGHT + p->card_kind - 1));
		say(g, AT(PERSON, disability_grade), (enum label)(L_GRADE_1 + p->card_grade - 1));
	}
	return demo_put_row(g, PERSON, f, p->n, 0);
}

/* ---- insurance and the social floor, of everybody ---- */
static enum err put_cover(struct gen *g, const struct demo_family *f, const struct demo_person *p)
{
	struct rng r = rng_of(g->seed, FOR_COVER, (uint64_t)f->i * DEMO_MEMBERS + (uint64_t)p->n);
	bool employee = p->labour == L_SKILLED && p->works && rng_chance(&r, 250);
	bool lapsed = rng_chance(&r, f->then ? 12 : f->monitored && !f->cleared ? 30 : 4);
	char no[32];

	row_start(&g->row, g->file[COVER].n);
	snprintf(no, sizeof(no), "%s%02d", f->no, p->n + 1);
	say_z(g, AT(COVER, household), f->no);
	say_z(g, AT(COVER, no), no);
	say_z(g, AT(COVER, name), p->name);
	say_z(g, AT(COVER, idno), p->id);
	yes_no(g, AT(COVER, resident_medical), !employee && !lapsed);
	yes_no(g, AT(COVER, employee_medical), employee);
	yes_no(g, AT(COVER, resident_pension), p->age >= 16 && p->school == L_NONE && !employee);
	say(g, AT(COVER, dibao), f->on_dibao ? L_DIBAO_RURAL : L_DIBAO_NONE);
	say(g, AT(COVER, extreme), f->on_extreme ? L_EXTREME_RURAL : L_EXTREME_NONE);
	return demo_put_row(g, COVER, f, p->n, 0);
}

/* ---- incomes ---- */
static enum err put_income(struct gen *g, const struct demo_family *f, int k)
{
	const struct demo_income *in = &f->income[k];
	const struct { int col; int64_t fen; } sums[] = {
		{ AT(INCOME, wage), in->wage }, { AT(INCOME, operating), in->operating },
		{ AT(INCOME, property), in->property }, { AT(INCOME, transfer), in->transfer },
		{ AT(INCOME, family_planning_pay), in->planning },
		{ AT(INCOME, dibao_pay), in->dibao },
		{ AT(INCOME, extreme_pay), in->extreme }, { AT(INCOME, pension_pay), in->pension },
		{ AT(INCOME, ecology_pay), in->eco }, { AT(INCOME, other_transfer), in->other },
		{ AT(INCOME, total), in->wage + in->operating + in->property + in->transfer },
		{ AT(INCOME, operating_cost), in->expense }, { AT(INCOME, net), in->net },
		{ AT(INCOME, per_capita_net), in->per_capita },
	};

	row_start(&g->row, g->file[INCOME].n);
	say_z(g, AT(INCOME, household), f->no);
	row_date(&g->row, AT(INCOME, period_from), in->year * 10000 + 101);
	row_date(&g->row, AT(INCOME, period_to), in->year * 10000 + 1231);
	row_int(&g->row, AT(INCOME, members), f->members);
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		row_money(&g->row, sums[i].col, sums[i].fen);
	return demo_put_row(g, INCOME, f, -1, k);
}

static void add_up(struct gen *g, const struct demo_family *f)
{
	int64_t *sum = g->here->village[f->village].sum;

	for (int k = 0; k < 7; k++)
		sum[V_LAND + k] += f->land[k];
	sum[V_HOMES]++;
	sum[V_PEOPLE] += f->members;
	sum[V_WATCHED] += f->monitored;
	sum[V_WATCHED_PEOPLE] += f->monitored ? f->members : 0;
	sum[V_DANGER] += f->danger;
	sum[V_DRY] += f->dry;
	sum[V_DIBAO] += f->on_dibao;
	sum[V_EXTREME] += f->on_extreme;
	for (int i = 0; i < f->n; i++) {
		const struct demo_person *p = &f->p[i];
		if (p->gone)
			continue;
		sum[V_WOMEN] += !p->male;
		sum[V_LABOUR] += p->labour == L_ORDINARY || p->labour == L_SKILLED;
		sum[V_MIGRANTS] += p->works;
		sum[V_DISABLED] += p->disabled;
	}
}

enum err demo_put_family(struct gen *g, const struct demo_family *f)
{
	for (int i = 0; i < f->n; i++)
		if (!f->p[i].gone)
			TRY(demo_put_person(g, f, i));
	TRY(demo_put_copies(g));
	row_start(&g->row, g->file[HOUSEHOLD].n);
	household_state(g, f);
	household_home(g, f);
	TRY(demo_put_row(g, HOUSEHOLD, f, -1, 0));
	for (int i = 0; i < f->n; i++)
		if (demo_has_person_row(&f->p[i]) && !f->p[i].gone)
			TRY(put_supplement(g, f, &f->p[i]));
	for (int i = 0; i < f->n; i++)
		if (!f->p[i].gone)
			TRY(put_cover(g, f, &f->p[i]));
	for (int k = 0; k < f->nincome; k++)
		TRY(put_income(g, f, k));
	add_up(g, f);
	return demo_put_records(g, f);
}

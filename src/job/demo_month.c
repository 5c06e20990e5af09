/* demo_month - the county goes on living: month after month a small share of its families change a
 * value, have a child, lose a member, come under watch or out of it, arrive or leave. What a month
 * shows follows from seed, family and the months since the data date, so each month can be made
 * alone, and what has happened stays happened. */
#include "job/demo_int.h"

#include <stdio.h>

#define MONTHS_MAX 60

/* Per mille of the families and month. */
enum { CHANGES = 20, BIRTHS = 2, DEATHS = 1, LEAVES = 1, WATCHED = 1, CLEARED = 40, VANISHED = 1 };
/* Families that come only later: per mille of all, spread over a year. */
enum { LATE = 12 };
enum { FOR_MONTHS = 700, FOR_ARRIVAL };

/* A day and number that no other child of the month can have: see demo_people. */
#define CHILD_NUMBERS 499
#define CHILD_DAYS    28

enum err demo_month_begin(struct gen *g)
{
	int from = g->date / 100, to = g->d->month;

	if (!to)
		return OK;
	g->months = (to / 100 - from / 100) * 12 + to % 100 - from % 100;
	if (!date_valid(to * 100) || to % 100 == 0 || g->months < 0 || g->months > MONTHS_MAX ||
	    g->d->bench)
		return err_set(g->cx, ERR_INPUT, "--month", "demo-month", NULL);
	if (g->months > 0)
		g->shown = date_from_days(date_days(date_add_months(to * 100 + 1, 1)) - 1);
	return OK;
}

static date_t day_of(struct rng *r, const struct gen *g, int month)
{
	return date_add_months(g->date / 100 * 100 + 1, month) + rng_below(r, 27);
}

static struct demo_person *grown_up(struct rng *r, struct demo_family *f)
{
	int from = rng_below(r, f->n);

	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[(from + i) % f->n];

		if (!p->gone && p->age >= 18)
			return p;
	}
	return &f->p[0];
}

/* ---- a value ---- */

static void more_income(struct rng *r, struct demo_family *f)
{
	struct demo_income *in = &f->income[0];

	in->other += (int64_t)rng_range(r, 2, 15) * 10000 * f->members;
	in->transfer = in->planning + in->dibao + in->extreme + in->pension + in->eco + in->other;
	in->net = in->wage + in->operating + in->property + in->transfer - in->expense;
	in->per_capita = in->net / f->members;
}

static void one_value(const struct gen *g, struct rng *r, struct demo_family *f, int month)
{
	struct demo_person *p = grown_up(r, f);

	switch (rng_below(r, 5)) {
	case 0:
		demo_phone(g, f->phone, UINT64_C(500000000) + (uint64_t)f->i * 64 + (uint64_t)month);
		memcpy(f->p[0].phone, f->phone, sizeof(f->phone));
		break;
	case 1:
		more_income(r, f);
		break;
	case 2:
		if (!p->chronic && !p->serious)
			demo_fall_ill(r, p, false);
		break;
	case 3:
		if (p->works && p->months < 12)
			p->months++;
		else
			more_income(r, f);
		break;
	default:
		if (p->labour == L_ORDINARY && p->works && p->age >= 20)
			p->labour = L_SKILLED;
		else
			more_income(r, f);
		break;
	}
}

/* ---- members ---- */

/* The income of the year is shared by those who are there. */
static void share(struct demo_family *f)
{
	f->income[0].per_capita = f->income[0].net / f->members;
}

static const struct demo_person *mother_of(const struct demo_family *f, bool *grandchild)
{
	for (int i = 0; i < f->n; i++) {
		const struct demo_person *p = &f->p[i];

		if (p->gone || p->male || p->age < 21 || p->age > 38 || !strchr("HSd", p->role))
			continue;
		*grandchild = p->role == 'd';
		return p;
	}
	return NULL;
}

static void birth(const struct gen *g, struct rng *r, int64_t in_county, struct demo_family *f,
                  int month)
{
	bool grandchild, family_name;
	date_t first = date_add_months(g->date / 100 * 100 + 1, month);
	struct demo_person *p = &f->p[f->n];
	char surname[8] = "";

	if (f->n == DEMO_MEMBERS || in_county >= CHILD_NUMBERS * CHILD_DAYS ||
	    !mother_of(f, &grandchild) || f->p[f->n - 1].role == 'N')
		return;
	memset(p, 0, sizeof(*p));
	p->n = (int8_t)f->n;
	p->role = 'N';
	p->male = rng_chance(r, 520);
	p->birth = first + (int)(in_county / CHILD_NUMBERS);
	demo_id(p->id, g->here->code, p->birth,
	        (int)(in_county % CHILD_NUMBERS) * 2 + (p->male ? 1 : 2));
	family_name = f->male_head || f->n < 2;
	memcpy(surname, f->p[family_name ? 0 : 1].name, 3);
	demo_person_name(r, p->name, surname, p->male, date_year(p->birth), NULL);
	p->relation = grandchild ? (p->male ? L_GRANDSON : L_GRANDDAUGHTER)
	                         : (p->male ? L_SON : L_DAUGHTER);
	p->school = L_TODDLER;
	p->labour = L_NO_LABOUR;
	p->joined = JOINED_BORN;
	p->identified = date_from_days(date_days(date_add_months(first, 1)) - 1);
	f->n++;
	f->members++;
	share(f);
}

static void one_less(struct rng *r, struct demo_family *f, bool death)
{
	int best = -1;

	for (int i = 1; i < f->n; i++) {
		const struct demo_person *p = &f->p[i];
		bool may = death ? p->age >= 60 : p->age >= 22 && strchr("ac", p->role);

		if (!p->gone && may && (best < 0 || p->age > f->p[best].age))
			best = i;
	}
	(void)r;
	if (best < 0)
		return;
	f->p[best].gone = true;
	f->members--;
	share(f);
}

/* ---- the family ---- */

static void under_watch(const struct gen *g, struct rng *r, struct demo_family *f, int month)
{
	bool ill = false;

	if (f->monitored)
		return;
	for (int i = 0; i < f->n; i++)
		ill |= !f->p[i].gone && (f->p[i].chronic || f->p[i].serious);
	f->monitored = true;
	f->cleared = false;
	f->monitor = f->poor ? L_UNSTABLE : L_MARGINAL;
	f->found = day_of(r, g, month);
	f->risk = ill ? L_R_ILL : L_R_ACCIDENT;
	f->cleared_on = 0;
}

static void out_of_watch(const struct gen *g, struct rng *r, struct demo_family *f, int month)
{
	date_t day = day_of(r, g, month);

	if (!f->monitored || f->cleared || f->danger || f->dry ||
	    date_months_between(f->found, day) < 9)
		return;
	f->cleared = true;
	f->cleared_on = day;
	f->clear_mode = L_HELPED;
}

static void one_month(const struct gen *g, int64_t in_county, struct demo_family *f, int month)
{
	struct rng r = rng_of(g->seed, FOR_MONTHS, (uint64_t)f->i * 64 + (uint64_t)month);

	if (rng_chance(&r, CHANGES))
		one_value(g, &r, f, month);
	if (rng_chance(&r, BIRTHS))
		birth(g, &r, in_county, f, month);
	if (rng_chance(&r, DEATHS))
		one_less(&r, f, true);
	if (rng_chance(&r, LEAVES))
		one_less(&r, f, false);
	if (rng_chance(&r, WATCHED))
		under_watch(g, &r, f, month);
	if (rng_chance(&r, CLEARED))
		out_of_watch(g, &r, f, month);
	if (rng_chance(&r, VANISHED) && rng_chance(&r, 300))
		f->absent = true;
}

void demo_month(const struct gen *g, int64_t in_county, struct demo_family *f)
{
	struct rng r = rng_of(g->seed, FOR_ARRIVAL, (uint64_t)f->i);
	int from = rng_chance(&r, LATE) ? rng_range(&r, 1, 12) : 0;

	for (int month = 1; month <= g->months && !f->absent; month++)
		one_month(g, in_county, f, month);
	f->absent |= from > g->months;
}

/* demo_life - school, health and labour of the members, where the family lives, how it came into
 * the register and what threatens it. What is said of one thing must fit the others: who is ill
 * works less, a dangerous house is watched, a risk has its reason in the family. */
#include "job/demo_int.h"

enum { FOR_THEN = 900 };

struct illness { int serious; const char *word; };
static const struct illness illnesses[] = {
#define ILLNESS(serious, word) { serious, word },
#include "job/demo_illness.def"
#undef ILLNESS
};
#define NILLNESS (int)(sizeof(illnesses) / sizeof(illnesses[0]))

static const char *illness_word(struct rng *r, bool serious)
{
	int i = rng_below(r, NILLNESS);

	while ((illnesses[i].serious != 0) != serious)
		i = (i + 1) % NILLNESS;
	return illnesses[i].word;
}

/* ---- health ---- */
void demo_fall_ill(struct rng *r, struct demo_person *p, bool serious)
{
	p->serious = serious;
	p->chronic = !serious;
	p->illness = illness_word(r, serious);
}

static void health(struct rng *r, struct demo_person *p)
{
	/* per mille: chronic, serious, disabled */
	static const struct { int below; int part[3]; } by_age[] = {
		{ 16, { 12, 4, 13 } }, { 45, { 45, 12, 34 } }, { 60, { 150, 32, 66 } },
		{ 75, { 260, 52, 96 } }, { 200, { 370, 62, 120 } },
	};
	int k = 0, x = rng_below(r, 1000);

	while (p->age >= by_age[k].below)
		k++;
	const int *part = by_age[k].part;
	if (x < part[0])
		demo_fall_ill(r, p, false);
	else if (x < part[0] + part[1])
		demo_fall_ill(r, p, true);
	else if (x < part[0] + part[1] + part[2])
		p->disabled = true;
	if (p->disabled && rng_chance(r, 120))
		demo_fall_ill(r, p, false);
	if (p->disabled) {
		p->card_kind = rng_range(r, 1, 7);
		p->card_grade = rng_range(r, 1, 4);
		memcpy(p->card, p->id, 18);
		p->card[18] = (char)('0' + p->card_kind);
		p->card[19] = (char)('0' + p->card_grade);
	}
}

/* ---- school ---- */
static void school(const struct gen *g, struct rng *r, struct demo_person *p)
{
	int start = date_month(g->date) >= 9 ? g->year : g->year - 1;
	int age = date_age(p->birth, start * 10000 + 831);
	int x = rng_below(r, 1000);

	if (age < 3) {
		p->school = L_TODDLER;
	} else if (age < 6) {
		p->school = L_KINDERGARTEN;
	} else if (age < 12) {
		p->school = L_PUPIL;
	} else if (age < 15) {
		p->school = (enum label)(L_GRADE7 + age - 12);
	} else if (age < 18) {
		if (age == 15 || x < 940)
			p->school = (enum label)((x < 620 ? L_SENIOR1 : L_VOCATIONAL1) + age - 15);
	} else if (age < 21 && x < 460 && !p->serious) {
		p->school = (enum label)(L_HIGHER1 + age - 18);
	}
}

static void education(const struct gen *g, struct rng *r, struct demo_person *p)
{
	static const struct { int born; uint16_t w[6]; } by_birth[] = {
		{ 1954, { 350, 550, 100, 0, 0, 0 } }, { 1974, { 80, 450, 400, 70, 0, 0 } },
		{ 1994, { 10, 190, 610, 130, 45, 15 } }, { 9999, { 0, 30, 480, 260, 170, 60 } },
	};
	int k = 0, born = g->year - p->age;

	if (p->school != L_NONE)
		return;
	while (born > by_birth[k].born)
		k++;
	int x = rng_pick(r, by_birth[k].w, 6);
	bool fit = !p->chronic && !p->serious && !p->disabled;
	if (x > 3 && (!fit || p->age < 23 || p->age > 59))
		x = 3;
	if (x < 2 && p->age < 24)
		x = 2;
	p->education = (enum label)(L_ILLITERATE + x);
}

static void labour(struct rng *r, struct demo_person *p)
{
	int x = rng_below(r, 1000);

	p->labour = L_NO_LABOUR;
	if (p->school != L_NONE || p->age < 16)
		return;
	if (p->age >= 60) {
		if (p->age < 70 && !p->serious && !p->disabled)
			p->labour = L_WEAK;
	} else if (p->serious) {
		p->labour = x < 600 ? L_LOST : L_WEAK;
	} else if (p->disabled) {
		p->labour = x < 420 ? L_LOST : L_WEAK;
	} else if (p->chronic) {
		p->labour = x < 450 ? L_ORDINARY : L_WEAK;
	} else {
		p->labour = x < 110 && p->age >= 20 ? L_SKILLED : L_ORDINARY;
	}
	/* Who has a skill or went to college works; of the others most do. */
	bool must = p->labour == L_SKILLED || p->education == L_COLLEGE ||
	            p->education == L_BACHELOR;
	p->works = (p->labour == L_ORDINARY || p->labour == L_SKILLED) && p->age >= 17 &&
	           (must || rng_chance(r, p->age < 50 ? 800 : 620));
}

/* ---- how it came into the register ---- */
static date_t some_day(struct rng *r, date_t from, date_t to)
{
	int32_t a = date_days(from), b = date_days(to);

	return date_from_days(a + rng_below(r, b - a + 1));
}

static void registered(struct rng *r, struct demo_family *f)
{
	static const uint16_t years[] = { 60, 620, 90, 60, 80, 60, 30 };
	static const uint16_t kinds[] = { 430, 170, 50, 25, 15, 130, 90, 60, 15, 15 };
	static const uint16_t nations[] = { 620, 110, 85, 50, 40, 35, 30, 20, 10 };
	int first = REGISTER_FIRST + rng_pick(r, years, 7);

	f->poor = rng_chance(r, 945);
	f->identified = some_day(r, first * 10000 + 301, first * 10000 + 1220);
	int out = rng_range(r, first + 1 > EXIT_FIRST ? first + 1 : EXIT_FIRST, EXIT_LAST);
	f->exited = some_day(r, out * 10000 + 1101, out * 10000 + 1231);
	f->nation = (enum label)(L_HAN + rng_pick(r, nations, 9));
	f->cause = (enum label)(L_C_ILL + rng_pick(r, kinds, 10));
	f->spouse_nation = rng_chance(r, 130) ?
	                   (enum label)(L_HAN + rng_pick(r, nations, 9)) : f->nation;
}

static int count(const struct demo_family *f, bool (*is)(const struct demo_person *))
{
	int n = 0;

	for (int i = 0; i < f->n; i++)
		n += is(&f->p[i]);
	return n;
}
static bool is_ill(const struct demo_person *p) { return p->chronic || p->serious; }
static bool is_disabled(const struct demo_person *p) { return p->disabled; }
static bool is_costly(const struct demo_person *p) { return p->school >= L_SENIOR1; }
static bool is_able(const struct demo_person *p)
{
	return p->labour == L_ORDINARY || p->labour == L_SKILLED;
}
static bool is_working(const struct demo_person *p) { return p->works; }

/* A risk that has its ground in the family; who has none gets an illness in it. */
static void risk(struct rng *r, struct demo_family *f)
{
	bool ill = count(f, is_ill) > 0, able = count(f, is_able) > 0;
	uint16_t w[RISK_KINDS] = {
		[L_R_ILL - L_R_ILL] = ill ? 500 : 0,
		[L_R_SCHOOL - L_R_ILL] = count(f, is_costly) ? 130 : 0,
		[L_R_DISABLED - L_R_ILL] = count(f, is_disabled) ? 220 : 0,
		[L_R_DISASTER - L_R_ILL] = 30,
		[L_R_ACCIDENT - L_R_ILL] = 45,
		[L_R_BUSINESS - L_R_ILL] = able ? 40 : 0,
		[L_R_WORK - L_R_ILL] = count(f, is_working) ? 130 : 0,
		[L_R_LABOUR - L_R_ILL] = able ? 0 : 260,
		[L_R_HOUSE - L_R_ILL] = 22,
		[L_R_WATER - L_R_ILL] = 12,
	};

	f->risk = (enum label)(L_R_ILL + rng_pick(r, w, RISK_KINDS));
	if (f->risk == L_R_HOUSE || f->risk == L_R_WATER)
		f->cleared = false;
	f->danger = f->risk == L_R_HOUSE;
	f->dry = f->risk == L_R_WATER;
}

static void monitored(const struct gen *g, struct rng *r, struct demo_family *f)
{
	date_t from = MONITOR_FIRST * 10000 + 301, to = date_add_months(g->date, -1);

	if (f->poor && f->exited >= from)
		from = date_add_months(f->exited, 2);
	if (from > to)
		return;
	f->monitored = !f->poor || g->d->bench || rng_chance(r, 60);
	if (!f->monitored)
		return;
	if (g->d->bench)
		to = date_add_months(g->date, -20);
	bool sudden = rng_chance(r, 180);
	f->monitor = sudden ? L_SUDDEN : f->poor ? L_UNSTABLE : L_MARGINAL;
	f->found = some_day(r, from, from > to ? from : to);
	if (!f->poor)
		f->identified = f->found;
	int months = rng_range(r, 9, 26);
	f->cleared_on = date_add_months(f->found, months);
	f->cleared = g->d->bench || (f->cleared_on <= g->date && rng_chance(r, 800));
	if (g->d->bench && f->cleared_on > g->date)
		f->cleared_on = g->date;
	risk(r, f);
	if (g->d->bench)
		f->cleared = true;
	f->clear_mode = rng_chance(r, 860) ? L_HELPED : L_BY_ITSELF;
	if (!f->cleared)
		f->cleared_on = 0;
}

/* When each member was first recognised: with the family, or when born or married into it. */
static void recognised(const struct gen *g, struct rng *r, struct demo_family *f)
{
	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[i];
		date_t d = f->identified;
		if (p->birth > d) {
			d = date_from_days(date_days(p->birth) + rng_range(r, 20, 90));
			p->joined = JOINED_BORN;
		} else if (strchr("dw", p->role) && rng_chance(r, 500)) {
			int since = date_year(f->identified);
			d = some_day(r, (since + 1) * 10000 + 101, g->date);
			if (d < f->identified)
				d = f->identified;
			else
				p->joined = JOINED_MARRIED;
			if (date_age(p->birth, d) < 20) {
				d = f->identified;
				p->joined = JOINED_WITH;
			}
		}
		p->identified = d > g->date ? g->date : d;
	}
}

/* ---- land and home ---- */
static void home(const struct gen *g, struct rng *r, struct demo_family *f)
{
	static const uint16_t structures[] = { 90, 520, 330, 60 }, roads[] = { 60, 130, 700, 110 },
		fuels[] = { 300, 120, 480, 100 };
	static const int typical[7] = { 420, 210, 650, 180, 90, 25, 15 };

	for (int k = 0; k < 7; k++) {
		int per = rng_range(r, typical[k] / 3, typical[k] * 5 / 3);
		bool has = k < 1 || rng_chance(r, k == 1 ? 700 : k == 2 ? 650 : k < 5 ? 300 : 80);
		f->land[k] = has ? per / 5 * (f->n < 5 ? f->n + 1 : 6) : 0;
	}
	if (f->land[1] > f->land[0])
		f->land[1] = f->land[0];
	f->structure = (enum label)(L_CONCRETE + rng_pick(r, structures, 4));
	if (f->danger)
		f->structure = rng_chance(r, 500) ? L_EARTH : L_BRICK_WOOD;
	f->grade = f->danger ? rng_chance(r, 650) ? L_GRADE_C : L_GRADE_D : L_NONE;
	f->road = (enum label)(L_ROAD_EARTH + rng_pick(r, roads, 4));
	f->fuel = (enum label)(L_WOOD + rng_pick(r, fuels, 4));
	f->house = (int64_t)rng_range(r, 18, 34) * 100 * (f->n < 2 ? 2 : f->n) +
	           rng_below(r, 20) * 50;
	bool old = f->danger || f->structure == L_EARTH;
	f->built = g->year - rng_range(r, old ? 28 : 3, old ? 50 : 32);
	f->road_m = rng_range(r, 0, 190) * 10;
	f->relocated = f->poor && !f->danger && rng_chance(r, 140);
	f->toilet = rng_chance(r, 880);
}

/* A family in a year of the campaign: what was not assured yet. */
static void campaign(const struct gen *g, struct demo_family *f)
{
	struct rng r = rng_of(g->seed, FOR_THEN, (uint64_t)f->i);

	f->then = true;
	f->monitored = f->cleared = false;
	if (f->identified > g->date)
		f->identified = some_day(&r, (REGISTER_FIRST + 1) * 10000 + 301,
		                         (REGISTER_FIRST + 1) * 10000 + 1220);
	f->struck = f->poor && rng_chance(&r, 90);
	if (f->struck) {
		risk(&r, f);
		f->found = some_day(&r, g->year * 10000 + 101, g->date);
	}
	f->danger = f->danger || rng_chance(&r, f->out ? 30 : 150);
	f->dry = f->dry || rng_chance(&r, f->out ? 40 : 120);
	f->dark = rng_chance(&r, 15);
	f->mute = rng_chance(&r, 60);
	f->hungry = f->poor && !f->out && rng_chance(&r, 25);
	f->housed = f->danger && f->poor && rng_chance(&r, 400);
}

void demo_life(const struct gen *g, struct rng *r, struct demo_family *f)
{
	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[i];
		health(r, p);
		school(g, r, p);
		education(g, r, p);
		labour(r, p);
	}
	registered(r, f);
	if (count(f, is_able) == 0 && count(f, is_working) == 0)
		f->no_labour = true;
	f->on_extreme = f->n <= 2 && f->no_labour && f->p[0].age >= 60 && rng_chance(r, 300);
	f->on_dibao = !f->on_extreme && rng_chance(r, f->no_labour ? 520 : 130);
	monitored(g, r, f);
	f->out = f->poor && f->exited <= g->date;
	if (g->year <= EXIT_LAST)
		campaign(g, f);
	recognised(g, r, f);
	home(g, r, f);
}

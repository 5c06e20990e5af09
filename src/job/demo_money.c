/* demo_money - what a family lives on, year by year: pay of those who work, fields and animals,
 * what the state pays. The sums are right to the fen, and the net income of the latest year,
 * divided by the members, is the one of the persons' list. */
#include "job/demo_int.h"


/* Yuan per person the family shall come to in the latest year. */
static int aim(struct rng *r, const struct demo_family *f)
{
	if (f->then)
		return !f->poor ? rng_range(r, 4200, 9000) : f->out ? rng_range(r, 3000, 6200) :
		       rng_chance(r, 350) ? rng_range(r, 2900, 3300) : rng_range(r, 1800, 3700);
	if (f->on_extreme)
		return rng_range(r, 11800, 14500);
	if (!f->monitored)
		return 9600 + rng_below(r, 9000) + rng_below(r, 11000);
	return f->cleared ? rng_range(r, 10600, 18200) : rng_range(r, 6300, 9300);
}

/* Months and pay of the data year for a share of what the family lives on. */
static int64_t wages(struct rng *r, struct demo_family *f, int64_t budget)
{
	int64_t sum = 0;
	int workers = 0;

	for (int i = 0; i < f->n; i++)
		workers += f->p[i].works;
	if (workers > 0) {
		int64_t each = budget * rng_range(r, 45, 75) / 100 / workers;
		for (int i = 0; i < f->n; i++) {
			struct demo_person *p = &f->p[i];
			if (!p->works)
				continue;
			int64_t usual = rng_range(r, 220, 520) * 10;
			int64_t months = (each + usual / 2) / usual;
			months = months < 1 ? 1 : months > 12 ? 12 : months;
			int64_t pay = each / months / 10 * 10;
			p->months = (int)months;
			p->pay = (int)(pay < 600 ? 600 : pay > 9000 ? 9000 : pay);
			sum += (int64_t)p->months * p->pay;
		}
	}
	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[i];
		if (p->labour == L_WEAK && p->age >= 18 && p->age < 69 && rng_chance(r, 130) &&
		    sum + 12 * DEMO_POST_PAY < budget * 9 / 10) {
			p->post_months = rng_chance(r, 700) ? 12 : rng_range(r, 3, 11);
			sum += (int64_t)p->post_months * DEMO_POST_PAY;
			break;
		}
	}
	return sum;
}

static void from_the_state(struct rng *r, const struct demo_family *f, int year, int latest,
                           struct demo_income *in)
{
	int old = 0;

	for (int i = 0; i < f->n; i++)
		old += f->p[i].age - (latest - year) >= 60;
	if (f->on_extreme)
		in->extreme = (int64_t)f->n * rng_range(r, 780, 860) * 1200;
	if (f->on_dibao)
		in->dibao = (int64_t)rng_range(r, 1, f->n) * rng_range(r, 150, 240) * 1200;
	in->pension = f->on_extreme ? 0 : (int64_t)old * rng_range(r, 125, 150) * 1200;
	in->eco = f->land[3] * 125;
	in->other = (int64_t)f->n * rng_range(r, 0, 60) * 1000;
	in->planning = rng_chance(r, 40) ? 96000 : 0;
	if (f->then) {                       /* what the state paid in those years */
		in->extreme = in->extreme / 300 * 100;
		in->dibao = in->dibao / 300 * 100;
		in->pension = in->pension / 200 * 100;
		in->other /= 2;
		in->planning = 0;
	}
}

static void statement(struct rng *r, const struct demo_family *f, int64_t budget, int latest,
                      struct demo_income *in)
{
	from_the_state(r, f, in->year, latest, in);
	in->transfer = in->planning + in->dibao + in->extreme + in->pension + in->eco + in->other;
	in->property = rng_chance(r, 350) ? (int64_t)rng_range(r, 10, 150) * 1000 : 0;
	int64_t rest = budget - in->wage - in->transfer - in->property;
	if (rest > 0) {
		in->operating = rest / 1000 * 100000 / (100 - rng_range(r, 18, 45));
		in->operating = in->operating / 1000 * 1000;
		in->expense = in->operating > rest ? in->operating - rest : 0;
	}
	/* To the fen: the net income can be divided by the members. */
	int64_t net = in->wage + in->operating + in->property + in->transfer - in->expense;
	int64_t odd = (f->n - net % f->n) % f->n;
	in->other += odd;
	in->transfer += odd;
	in->net = net + odd;
	in->per_capita = in->net / f->n;
}

void demo_money(const struct gen *g, struct rng *r, struct demo_family *f)
{
	int64_t budget = (int64_t)aim(r, f) * f->n;
	int latest = date_month(g->date) == 12 ? g->year : g->year - 1;

	f->nincome = g->d->years;
	for (int k = 0; k < f->nincome; k++) {
		struct demo_income *in = &f->income[k];
		in->year = latest - k;
		if (k == 0)
			in->wage = 100 * wages(r, f, budget);
		else if (f->income[0].wage > 0)
			in->wage = budget * rng_range(r, 45, 70) / 1000 * 1000;
		statement(r, f, budget * 100, latest, in);
		budget = budget * rng_range(r, 890, 970) / 1000;
	}
}

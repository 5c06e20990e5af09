/* demo_records - what happened to a family: its risk and the help against it, what it was under
 * which scheme, who works where, who came into it, who helps it. */
#include "job/demo_int.h"

#include "base/codes.h"

#include <stdio.h>

#define AT(sheet, field) (sheet##_##field - g->file[sheet].first)
#define EMPLOYER(name, industry)
#define FAR(place)
#define UNIT(name, level)
#define HELP(risk, kind, content, lo, hi)

#undef EMPLOYER
#define EMPLOYER(name, industry) { name, industry },
static const struct { const char *trade; enum label industry; } trades[] = {
#include "job/demo_records.def"
};
#undef EMPLOYER
#define EMPLOYER(name, industry)
#undef FAR
#define FAR(place) place,
static const char *const far_places[] = {
#include "job/demo_records.def"
};
#undef FAR
#define FAR(place)
#undef UNIT
#define UNIT(name, level) { name, level },
static const struct { const char *name; enum label level; } units[] = {
#include "job/demo_records.def"
};
#undef UNIT
#define UNIT(name, level)
#undef HELP
#define HELP(risk, kind, content, lo, hi) { risk, kind, content, lo, hi },
static const struct { enum label risk, kind; const char *content; int lo, hi; } helps[] = {
#include "job/demo_records.def"
};

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
enum { FOR_RECORDS = 400, FOR_EMPLOYER, FOR_HELPER, FOR_CLEARING };
#define EMPLOYERS 240
#define HELPERS 6                /* of one village */

static void say(struct gen *g, int col, enum label l)
{
	if (l != L_NONE)
		row_text(&g->row, col, g->label[l]);
}

static void say_z(struct gen *g, int col, const char *z)
{
	row_text(&g->row, col, str_of(z));
}

static void say_no(struct gen *g, int col, const struct demo_family *f, int member)
{
	char no[32];

	snprintf(no, sizeof(no), "%s%02d", f->no, member + 1);
	say_z(g, col, no);
}

/* Who helps this family: one of a few in its village. */
struct helper {
	int unit;
	const char *post;
	char name[28], phone[12];
};

static struct helper helper_of(const struct gen *g, const struct demo_family *f)
{
	static const char *const posts[] = {
		"科员", "四级主任科员", "副股长", "办公室主任", "专业技术人员"
	};
	int64_t i = (g->here_i * (int64_t)2000 + f->village) * HELPERS + f->i % HELPERS;
	struct rng r = rng_of(g->seed, FOR_HELPER, (uint64_t)i);
	struct helper h = { .unit = rng_below(&r, COUNT(units)) };

	demo_person_name(&r, h.name, demo_surname(&r), rng_chance(&r, 600),
	                 g->year - rng_range(&r, 26, 56), NULL);
	demo_phone(g, h.phone, (uint64_t)g->d->households * DEMO_MEMBERS + (uint64_t)i);
	h.post = posts[rng_below(&r, COUNT(posts))];
	return h;
}

/* ---- a risk that was removed ---- */
/* Of a hundred families two have something left blank, for the checks to find. */
static bool forgot(struct rng *r) { return rng_chance(r, 20); }

static const struct demo_income *lived_on(const struct demo_family *f)
{
	int k = f->income[0].year - date_year(f->cleared_on);

	return &f->income[k < 0 ? 0 : k < f->nincome ? k : f->nincome - 1];
}

/* The statement of the twelve months before the removal. */
static enum err put_clearing(struct gen *g, const struct demo_family *f)
{
	struct rng r = rng_of(g->seed, FOR_CLEARING, (uint64_t)f->i);
	const struct demo_income *in = lived_on(f);
	int medical = f->risk == L_R_ILL ? rng_range(&r, 80, 600) : rng_range(&r, 0, 50);

	row_start(&g->row, g->file[CLEARING].n);
	say_z(g, AT(CLEARING, household), f->no);
	row_date(&g->row, AT(CLEARING, period_from),
	         date_from_days(date_days(date_add_months(f->cleared_on, -12)) + 1));
	row_date(&g->row, AT(CLEARING, period_to), f->cleared_on);
	say(g, AT(CLEARING, basis), L_BEFORE_REMOVAL);
	row_int(&g->row, AT(CLEARING, members), f->members);
	row_money(&g->row, AT(CLEARING, wage), in->wage);
	row_money(&g->row, AT(CLEARING, operating), in->operating);
	row_money(&g->row, AT(CLEARING, property), in->property);
	row_money(&g->row, AT(CLEARING, transfer), in->transfer);
	row_money(&g->row, AT(CLEARING, insurance_payout), 0);
	row_money(&g->row, AT(CLEARING, total),
	          in->wage + in->operating + in->property + in->transfer);
	if (!forgot(&r))
		row_money(&g->row, AT(CLEARING, rigid_medical), (int64_t)medical * 1000);
	row_money(&g->row, AT(CLEARING, operating_cost), in->expense);
	row_money(&g->row, AT(CLEARING, net), in->net);
	row_money(&g->row, AT(CLEARING, per_capita_net), in->per_capita);
	return demo_put_row(g, CLEARING, f, -1, 0);
}

/* What was found at the family's home after it, by whom. */
static void found_after(struct gen *g, const struct demo_family *f)
{
	struct rng r = rng_of(g->seed, FOR_CLEARING, (uint64_t)f->i + (UINT64_C(1) << 40));
	struct helper by = helper_of(g, f);

	row_money(&g->row, AT(RISK, after_income), lived_on(f)->per_capita);
	row_text(&g->row, AT(RISK, after_school), STR("是"));
	row_text(&g->row, AT(RISK, after_house), STR("否"));
	if (!forgot(&r))
		row_text(&g->row, AT(RISK, after_water), STR("否"));
	row_text(&g->row, AT(RISK, after_insurance), STR("是"));
	say_z(g, AT(RISK, collector), by.name);
	if (!forgot(&r))
		say_z(g, AT(RISK, collector_phone), by.phone);
}

/* ---- risk and help ---- */
static enum err put_risk(struct gen *g, struct rng *r, const struct demo_family *f)
{
	row_start(&g->row, g->file[RISK].n);
	say_z(g, AT(RISK, household), f->no);
	say(g, AT(RISK, kind), f->risk);
	if (f->risk == L_R_DISASTER)
		say(g, AT(RISK, subtype), (enum label)(L_D_FLOOD + rng_below(r, 3)));
	row_date(&g->row, AT(RISK, found), f->found);
	row_text(&g->row, AT(RISK, cleared), f->cleared ? STR("是") : STR("否"));
	row_date(&g->row, AT(RISK, cleared_on), f->cleared_on);
	if (f->cleared) {
		say(g, AT(RISK, clear_mode), f->clear_mode);
		found_after(g, f);
	}
	return demo_put_row(g, RISK, f, -1, 0);
}

static enum err put_measure(struct gen *g, struct rng *r, const struct demo_family *f, int record,
                            enum label kind, enum label subkind, const char *content,
                            date_t from, int yuan)
{
	date_t day = date_from_days(date_days(from) + rng_range(r, 3, 25));

	row_start(&g->row, g->file[MEASURE].n);
	say_z(g, AT(MEASURE, household), f->no);
	say(g, AT(MEASURE, kind), kind);
	say(g, AT(MEASURE, subkind), subkind);
	say_z(g, AT(MEASURE, content), content);
	row_date(&g->row, AT(MEASURE, started), day > g->date ? g->date : day);
	row_money(&g->row, AT(MEASURE, amount), (int64_t)yuan * 100);
	return demo_put_row(g, MEASURE, f, -1, record);
}

static enum err put_help(struct gen *g, struct rng *r, const struct demo_family *f)
{
	int n = 0;
	bool works = f->income[0].wage > 0, farms = f->income[0].operating > 0;
	date_t from = f->monitored ? f->found : f->income[0].year * 10000 + 201;

	for (int i = 0; f->monitored && i < COUNT(helps); i++)
		if (helps[i].risk == f->risk)
			TRY(put_measure(g, r, f, n++, helps[i].kind, L_NONE, helps[i].content,
			                from, rng_range(r, helps[i].lo / 10, helps[i].hi / 10) * 10));
	if (farms && (f->monitored || rng_chance(r, 180)))
		TRY(put_measure(g, r, f, n++, L_M_INDUSTRY, L_NONE, "种植养殖奖补",
		                from, rng_range(r, 50, 300) * 10));
	if (works && f->p[0].months > 0 && rng_chance(r, f->monitored ? 400 : 60))
		TRY(put_measure(g, r, f, n++, L_M_JOB, L_NONE, "外出务工交通补贴",
		                from, rng_range(r, 20, 80) * 10));
	if (f->housed)
		TRY(put_measure(g, r, f, n++, L_M_HOUSE, L_M_RENTED, "闲置农房改建廉租房", from, 600));
	return OK;
}

/* ---- what it was ---- */
static enum err put_status(struct gen *g, const struct demo_family *f, int record,
                           enum label scheme, date_t from, date_t to)
{
	row_start(&g->row, g->file[STATUS].n);
	say_z(g, AT(STATUS, household), f->no);
	say(g, AT(STATUS, scheme), scheme);
	row_date(&g->row, AT(STATUS, started), from);
	row_date(&g->row, AT(STATUS, ended), to);
	return demo_put_row(g, STATUS, f, -1, record);
}

static enum err put_statuses(struct gen *g, struct rng *r, const struct demo_family *f)
{
	int n = 0;
	date_t first = f->poor || f->then ? f->identified : f->found;

	if (f->poor) {
		TRY(put_status(g, f, n++, L_S_REGISTERED, f->identified, f->out ? f->exited : 0));
		if (f->out)
			TRY(put_status(g, f, n++, L_S_EXITED, f->exited, 0));
	}
	if (f->monitored)
		TRY(put_status(g, f, n++, (enum label)(L_S_UNSTABLE + f->monitor - L_UNSTABLE),
		               f->found, f->cleared_on));
	if (f->on_dibao || f->on_extreme)
		TRY(put_status(g, f, n++, f->on_dibao ? L_S_DIBAO : L_S_EXTREME,
		               date_add_months(first, -rng_below(r, 12)) / 100 * 100 + 1, 0));
	return OK;
}

/* ---- work ---- */
static void employer(struct gen *g, int i)
{
	struct rng r = rng_of(g->seed, FOR_EMPLOYER, (uint64_t)i);
	int trade = rng_below(&r, COUNT(trades));
	char name[100], code[20];

	snprintf(name, sizeof(name), "%s%s%s有限公司", far_places[rng_below(&r, COUNT(far_places))],
	         demo_surname(&r), trades[trade].trade);
	say_z(g, AT(WORK, employer), name);
	snprintf(code, sizeof(code), "91980100%08d", i * 7919 % 100000000);
	code[16] = org_check_char(code + 8);
	code[17] = uscc_check_char(code);
	code[18] = 0;
	say_z(g, AT(WORK, employer_code), code);
	say(g, AT(WORK, industry), trades[trade].industry);
}

static void work_place(struct gen *g, struct rng *r, const struct demo_family *f)
{
	static const uint16_t where[] = { 180, 240, 260, 320 };
	const struct demo_village *v = &g->here->village[f->village];
	int k = rng_pick(r, where, 4);
	struct str town = g->here->town[k == 0 ? v->town : rng_below(r, g->here->ntown)].name;
	char place[120];

	if (k < 2)
		snprintf(place, sizeof(place), "%.*s%.*s", STR_FMT(g->here->name), STR_FMT(town));
	else
		snprintf(place, sizeof(place), "%s%s", k == 2 ? "" : "外省",
		         far_places[rng_below(r, COUNT(far_places))]);
	if (k == 1 && str_eq(town, g->here->town[v->town].name))
		k = 0;
	say(g, AT(WORK, where_to), (enum label)(L_W_TOWNSHIP + k));
	say_z(g, AT(WORK, place), place);
	say(g, AT(WORK, channel), (enum label)(L_BY_FRIENDS + rng_below(r, 3)));
}

static enum err put_work(struct gen *g, struct rng *r, const struct demo_family *f,
                         const struct demo_person *p)
{
	int year = f->income[0].year, from = rng_range(r, 1, 13 - p->months);
	date_t start = year * 10000 + from * 100 + 1;

	row_start(&g->row, g->file[WORK].n);
	say_no(g, AT(WORK, person), f, p->n);
	say(g, AT(WORK, kind), L_OUT_AT_WORK);
	row_date(&g->row, AT(WORK, started), start);
	if (from + p->months <= 12)
		row_date(&g->row, AT(WORK, ended),
		         date_from_days(date_days(date_add_months(start, p->months)) - 1));
	work_place(g, r, f);
	employer(g, rng_below(r, EMPLOYERS));
	row_money(&g->row, AT(WORK, monthly_pay), (int64_t)p->pay * 100);
	row_int(&g->row, AT(WORK, months), p->months);
	return demo_put_row(g, WORK, f, p->n, 0);
}

static enum err put_post(struct gen *g, struct rng *r, const struct demo_family *f,
                         const struct demo_person *p)
{
	row_start(&g->row, g->file[POST].n);
	say_no(g, AT(POST, person), f, p->n);
	say(g, AT(POST, kind), (enum label)(L_CLEANER + rng_below(r, 4)));
	row_date(&g->row, AT(POST, started),
	         f->income[0].year * 10000 + (13 - p->post_months) * 100 + 1);
	row_int(&g->row, AT(POST, months), p->post_months);
	row_money(&g->row, AT(POST, monthly_pay), DEMO_POST_PAY * 100);
	return demo_put_row(g, POST, f, p->n, 0);
}

/* ---- who came ---- */
static bool came_lately(const struct demo_family *f, const struct demo_person *p)
{
	return p->joined != JOINED_WITH && date_year(p->identified) > f->income[0].year - 3;
}

static enum err put_event(struct gen *g, const struct demo_family *f, const struct demo_person *p)
{
	bool born = p->joined == JOINED_BORN;

	row_start(&g->row, g->file[MEMBER_EVENT].n);
	say_z(g, AT(MEMBER_EVENT, household), f->no);
	say_no(g, AT(MEMBER_EVENT, person), f, p->n);
	say(g, AT(MEMBER_EVENT, kind), born ? L_E_BORN : L_E_MARRIED_IN);
	say(g, AT(MEMBER_EVENT, reason), born ? L_E_NEWBORN : L_E_MARRIAGE);
	row_date(&g->row, AT(MEMBER_EVENT, happened), born ? p->birth : p->identified);
	return demo_put_row(g, MEMBER_EVENT, f, p->n, 0);
}

bool demo_has_records(const struct demo_family *f, int member)
{
	const struct demo_person *p = &f->p[member];

	return p->works || p->post_months > 0 || demo_has_person_row(p) || came_lately(f, p);
}

/* ---- who helps ---- */
static enum err put_helper(struct gen *g, const struct demo_family *f)
{
	struct helper h = helper_of(g, f);
	char text[128];

	row_start(&g->row, g->file[HELPER].n);
	say_z(g, AT(HELPER, household), f->no);
	say_z(g, AT(HELPER, name), h.name);
	snprintf(text, sizeof(text), "%.*s%s", STR_FMT(g->here->name), units[h.unit].name);
	say_z(g, AT(HELPER, unit_name), text);
	say(g, AT(HELPER, unit_level), units[h.unit].level);
	say_z(g, AT(HELPER, post), h.post);
	say_z(g, AT(HELPER, phone), h.phone);
	row_date(&g->row, AT(HELPER, started), (g->year - 2) * 10000 + 315);
	return demo_put_row(g, HELPER, f, -1, 0);
}

enum err demo_put_records(struct gen *g, const struct demo_family *f)
{
	struct rng r = rng_of(g->seed, FOR_RECORDS, (uint64_t)f->i);

	if (f->monitored || f->struck)
		TRY(put_risk(g, &r, f));
	if (f->monitored && f->cleared)
		TRY(put_clearing(g, f));
	TRY(put_help(g, &r, f));
	TRY(put_statuses(g, &r, f));
	for (int i = 0; i < f->n; i++) {
		const struct demo_person *p = &f->p[i];
		if (p->gone)
			continue;
		if (p->works)
			TRY(put_work(g, &r, f, p));
		if (p->post_months > 0)
			TRY(put_post(g, &r, f, p));
		if (came_lately(f, p))
			TRY(put_event(g, f, p));
	}
	return put_helper(g, f);
}

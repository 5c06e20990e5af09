/* What the gate keeps to between two who come one after the other: what was accepted for one
 * household is not answered for another, one signs for so many, what is asked for is done by what
 * asks for it. */
#include "hall_fix.h"

#include "domain/gate/declaration.h"
#include "domain/gate/lead_case.h"
#include "domain/gate/letter.h"
#include "domain/gate/objection.h"
#include "domain/gate/round_fill.h"
#include "domain/gate/task.h"
#include "domain/gate/year.h"

static int64_t house_of(struct hall *h, const char *no)
{
	struct rec *r = add(h->b.d, "household", "no", no, "head_name", "吴某例", NULL);

	r->area = h->b.village;
	save(h->b.d);
	return r->id;
}

/* ---- a declaration and a lead, taken into a case ---- */

static struct str declared(struct hall *h)
{
	struct declaration_new n = { .area = h->b.village, .topic = STR("ill"), .channel = STR("web"),
		.name = STR("王示例"), .phone = STR("13900000001"), .group = STR("3组"),
		.content = STR("住院") };
	char no[RECEIPT_TEXT];

	GOOD(h->b.d, declaration_add(h->b.cx, h->b.d->r, &n, no));
	return str_dup(&h->b.cx->arena, str_of(no));
}

/* Who declared hears when his case ended, and when its letter was handed over. */
static void a_receipt_tells_how_its_case_ended(void **state)
{
	struct letter_served served = { .signer = STR("self") };
	struct receipt_status s;
	struct str no, matter, again;
	struct hall h = { 0 };
	date_t today;

	(void)state;
	hall_open(&h, "monitor", 0);
	no = declared(&h);
	today = today_of(&h);
	GOOD(h.b.d, declaration_accept(h.b.cx, &h.g, &h.town, no, &h.round, h.b.house, &matter));
	GOOD(h.b.d, declaration_accept(h.b.cx, &h.g, &h.town, no, &h.round, h.b.house, &again));
	assert_true(str_eq(matter, again));
	/* It was somebody's: nobody else's household is told that this case is its own. */
	REFUSED(h.b.d, declaration_accept(h.b.cx, &h.g, &h.town, no, &h.round, h.b.neighbour, &again),
	        ERR_CONFLICT, "objection-over");
	GOOD(h.b.d, matter_load(h.b.cx, &h.g, matter, &h.m));
	GOOD(h.b.d, receipt_status(h.b.cx, h.b.d->r, str_z(&h.b.cx->arena, no), &s));
	assert_true(s.way.n && s.gate.n);
	assert_true(s.declaration && s.matter.n && !s.ended && !s.letter && !s.served);
	h.b.cx->now_ms += 2 * DAY;
	GOOD(h.b.d, act(&h, &h.town, "no-risk", 0));
	GOOD(h.b.d, receipt_status(h.b.cx, h.b.d->r, str_z(&h.b.cx->arena, no), &s));
	assert_int_equal(s.received, today);
	assert_int_equal(s.ended, today_of(&h));
	assert_true(s.letter && !s.served);
	h.b.cx->now_ms += DAY;
	GOOD(h.b.d, letter_serve(h.b.cx, &h.g, &h.town, &h.m, &served));
	GOOD(h.b.d, receipt_status(h.b.cx, h.b.d->r, str_z(&h.b.cx->arena, no), &s));
	assert_int_equal(s.served, today_of(&h));
	assert_true(s.ended < s.served && s.refused);
	/* Overturned: whoever is taken in after all is not told that he was refused. */
	stands_at(&h, "check");
	GOOD(h.b.d, receipt_status(h.b.cx, h.b.d->r, str_z(&h.b.cx->arena, no), &s));
	assert_true(!s.letter && !s.refused && s.gate.n);
	stands_at(&h, "monitored");
	GOOD(h.b.d, receipt_status(h.b.cx, h.b.d->r, str_z(&h.b.cx->arena, no), &s));
	assert_true(!s.letter && !s.refused && s.gate.n);
	bureau_close(&h.b);
}

/* A lead that went into one household's case is not answered with it when it is asked for
 * another. */
static void a_lead_is_of_one_household(void **state)
{
	struct str no, again;
	struct hall h = { 0 };
	struct rec *lead;

	(void)state;
	hall_open(&h, "monitor", 0);
	lead = add(h.b.d, "lead", "no", "X1", "topic", "大额医疗支出", "state", "待受理", NULL);
	lead->area = h.b.village;
	save(h.b.d);
	GOOD(h.b.d, register_load(h.b.cx, h.b.d->r, lead->e, lead->id, &lead));
	REFUSED(h.b.d, lead_accept(h.b.cx, &h.g, &h.town, lead, &h.round, 0, 0, &no), ERR_INPUT,
	        "lead-whose");
	GOOD(h.b.d, lead_accept(h.b.cx, &h.g, &h.town, lead, &h.round, h.b.house, 0, &no));
	GOOD(h.b.d, register_load(h.b.cx, h.b.d->r, lead->e, lead->id, &lead));
	assert_int_equal(lead->v[LEAD_closed].i, today_of(&h));
	GOOD(h.b.d, lead_accept(h.b.cx, &h.g, &h.town, lead, &h.round, 0, 0, &again));
	assert_true(str_eq(no, again));
	REFUSED(h.b.d, lead_accept(h.b.cx, &h.g, &h.town, lead, &h.round, h.b.neighbour, 0, &again),
	        ERR_CONFLICT, "lead-over");
	bureau_close(&h.b);
}

/* A household that is in a case already has one: what is declared of it, and a lead, join that one;
 * what was declared before the round began is dealt with since it began. */
static void a_household_has_one_case(void **state)
{
	struct declaration_new n = { .topic = STR("ill"), .channel = STR("web"), .name = STR("王示例"),
		.phone = STR("13900000001"), .group = STR("3组"), .content = STR("住院") };
	struct str matter, old = { 0 };
	struct hall h = { 0 };
	char no[RECEIPT_TEXT];
	struct rec *lead;

	(void)state;
	hall_open(&h, "monitor", 0);
	old = h.m.row->v[MATTER_no].s;
	GOOD(h.b.d, declaration_accept(h.b.cx, &h.g, &h.town, declared(&h), &h.round, h.b.neighbour,
	                               &matter));
	assert_true(str_eq(matter, old));
	lead = add(h.b.d, "lead", "no", "X1", "topic", "大额医疗支出", "state", "待受理", NULL);
	lead->area = h.b.village;
	save(h.b.d);
	GOOD(h.b.d, register_load(h.b.cx, h.b.d->r, lead->e, lead->id, &lead));
	GOOD(h.b.d, lead_accept(h.b.cx, &h.g, &h.town, lead, &h.round, h.b.neighbour, 0, &matter));
	assert_true(str_eq(matter, old));
	n.area = h.b.village;
	n.received = date_from_days(date_days(today_of(&h)) - 1);
	GOOD(h.b.d, declaration_add(h.b.cx, h.b.d->r, &n, no));
	GOOD(h.b.d, declaration_accept(h.b.cx, &h.g, &h.town, str_of(no), &h.round, h.b.house,
	                               &matter));
	GOOD(h.b.d, matter_load(h.b.cx, &h.g, matter, &h.m));
	assert_int_equal(h.m.row->v[MATTER_since].i, h.round.row->v[ROUND_began].i);
	bureau_close(&h.b);
}

static int rounds_for(struct hall *h, int64_t area)
{
	struct round_view *v;
	int n;

	GOOD(h->b.d, declaration_rounds(h->b.cx, &h->g, area, 0, STR(""), &v, &n));
	return n;
}

/* What is declared goes into a round that is open and holds the place. */
static void which_rounds_take_a_declaration(void **state)
{
	struct round_new n = { .procedure = STR("monitor"), .name = STR("又一轮") };
	struct hall h = { 0 };
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	n.area = h.b.north;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	assert_int_equal(rounds_for(&h, h.b.village), 2);
	assert_int_equal(rounds_for(&h, h.b.other_village), 0);
	GOOD(h.b.d, round_close(h.b.cx, &h.g, &h.town, no, "over"));
	assert_int_equal(rounds_for(&h, h.b.village), 1);
	bureau_close(&h.b);
}

/* A letter is handed over in its own case, and once. */
static void a_letter_is_of_one_case(void **state)
{
	struct letter_served served = { .signer = STR("self") };
	struct hall h = { 0 };
	struct matter first;

	(void)state;
	hall_open(&h, "monitor", 0);
	GOOD(h.b.d, act(&h, &h.town, "no-risk", 0));
	first = h.m;
	another(&h, h.b.house, "lead");
	GOOD(h.b.d, act(&h, &h.town, "no-risk", 0));
	served.no = STR("L1");
	REFUSED(h.b.d, letter_serve(h.b.cx, &h.g, &h.town, &h.m, &served), ERR_NOTFOUND,
	        "gate-letter-none");
	GOOD(h.b.d, letter_serve(h.b.cx, &h.g, &h.town, &first, &served));
	REFUSED(h.b.d, letter_serve(h.b.cx, &h.g, &h.town, &first, &served), ERR_CONFLICT,
	        "gate-letter-served");
	bureau_close(&h.b);
}

/* ---- a case whose household is no more ---- */

static enum err carried(struct hall *h, const struct who *who, int64_t to, const char *reason,
                        date_t on, struct matter_carried *out)
{
	return matter_carry(h->b.cx, &h->g, who, &h->m, to, str_of(reason), on, out);
}

/* It lives on in a household that is there and has no case of its own, by who opens rounds, with a
 * reason, and on a day between its last step and today. */
static void what_lives_on_in_whom(void **state)
{
	struct matter_carried made;
	struct hall h = { 0 };
	struct matter gone;
	date_t today;
	int64_t old;

	(void)state;
	hall_open(&h, "monitor", 0);
	today = today_of(&h);
	gone = h.m;
	REFUSED(h.b.d, carried(&h, &h.town, h.b.house, "并户", 0, &made), ERR_CONFLICT,
	        "gate-carry-there");
	change(h.b.d, "household", h.b.neighbour, "state", "并户");
	save(h.b.d);
	look_again(&h);
	old = h.m.row->id;
	assert_int_equal(carried(&h, &h.village, h.b.house, "并户", 0, &made), ERR_DENIED);
	err_clear(h.b.cx);
	REFUSED(h.b.d, carried(&h, &h.town, h.b.house, " ", 0, &made), ERR_INPUT, "gate-no-reason");
	for (int by = -1; by < 2; by += 2)
		REFUSED(h.b.d, carried(&h, &h.town, h.b.house, "并户",
		                       date_from_days(date_days(today) + by), &made), ERR_INPUT,
		        "gate-task-day");
	REFUSED(h.b.d, carried(&h, &h.town, h.b.neighbour, "并户", 0, &made), ERR_CONFLICT,
	        "gate-carry-gone");
	another(&h, h.b.house, "check");
	h.m = gone;
	look_again(&h);
	REFUSED(h.b.d, carried(&h, &h.town, h.b.house, "并户", 0, &made), ERR_CONFLICT,
	        "gate-carry-double");
	GOOD(h.b.d, carried(&h, &h.town, house_of(&h, "H3"), "并户", 0, &made));
	look_again(&h);
	assert_false(h.m.live);
	assert_int_equal(h.m.row->v[MATTER_ended].i, today);
	REFUSED(h.b.d, carried(&h, &h.town, 0, "并户", 0, &made), ERR_CONFLICT, "gate-assign-ended");
	GOOD(h.b.d, matter_load(h.b.cx, &h.g, made.matter.n ? made.matter : STR("P3"), &h.m));
	assert_int_equal(h.m.row->v[MATTER_came_from].i, old);
	bureau_close(&h.b);
}

/* ---- the decision, and what stands in the register ---- */

/* The household was changed between the look at the case and the decision that would change it. */
static void a_household_that_changed_meanwhile(void **state)
{
	struct matter_order o = { .act = STR("register") };
	struct matter_look look;
	struct matter_done done;
	struct hall h = { 0 };
	struct matter seen;

	(void)state;
	hall_open(&h, "identify", 20160503);
	stands_at(&h, "announce");
	posted(&h, listed_by(&h, &h.town, "announce", 1), "announced", false);
	look_again(&h);
	seen = h.m;
	change(h.b.d, "household", h.b.neighbour, "remark", "新填");
	save(h.b.d);
	REFUSED(h.b.d, matter_act(h.b.cx, &h.g, &h.town, &seen, &o, &look, &done), ERR_CONFLICT,
	        "gate-moved");
	look_again(&h);
	GOOD(h.b.d, act(&h, &h.town, "register", 0));
	assert_int_equal(h.m.ndecision, 1);
	without_files(&h);
	bureau_close(&h.b);
}

static struct rec *scheme(struct hall *h, const char *person, const char *started)
{
	struct rec *house = rec_new(&h->b.cx->arena, noun(h->b.d, "household")), *s;

	house->id = h->b.neighbour;
	s = add(h->b.d, "status", "household", ref(h->b.d, house), "scheme", "建档立卡贫困户",
	        "started", started, NULL);
	if (person)
		cell(h->b.d, s, "person", person);
	return s;
}

/* What a household becomes ends what it was before under the same name, with the reason of that;
 * what one person of it is goes on. */
static void what_begins_ends_the_same_of_before(void **state)
{
	struct rec *house, *mine, *his, *person;
	struct hall h = { 0 };
	int64_t renewed;

	(void)state;
	hall_open(&h, "identify", 20160503);
	house = rec_new(&h.b.cx->arena, noun(h.b.d, "household"));
	house->id = h.b.neighbour;
	person = add(h.b.d, "person", "household", ref(h.b.d, house), "no", "P9", "name", "周某例",
	             NULL);
	save(h.b.d);
	mine = scheme(&h, NULL, "2014-05-01");
	his = scheme(&h, ref(h.b.d, person), "2014-06-01");
	save(h.b.d);
	stands_at(&h, "announce");
	posted(&h, listed_by(&h, &h.town, "announce", 1), "announced", false);
	look_again(&h);
	GOOD(h.b.d, act(&h, &h.town, "register", 0));
	mine = list_again(&h, mine);
	assert_int_equal(mine->v[STATUS_ended].i, today_of(&h));
	assert_true(list_tagged(h.b.d->r->model, "status_end", "renewed", &renewed));
	assert_int_equal(mine->v[STATUS_end_reason].i, renewed);
	assert_false(rec_has(list_again(&h, his), STATUS_ended));
	without_files(&h);
	bureau_close(&h.b);
}

/* ---- who signs for others ---- */

static void paper(struct hall *h, int64_t household, const char *kind)
{
	struct rec *house = rec_new(&h->b.cx->arena, noun(h->b.d, "household"));

	house->id = household;
	add(h->b.d, "attachment", "household", ref(h->b.d, house), "kind", kind, "file", "a.pdf", NULL);
	save(h->b.d);
}

static struct matter_order proxied(const char *act)
{
	return (struct matter_order){ .act = str_of(act), .reason = STR("理由"), .signer = STR("proxy"),
		.proxy = STR("钱代签"), .relation = STR("亲戚"), .witness = STR("赵一、孙二") };
}

static bool proxy_lacks(struct hall *h, enum lack_kind kind)
{
	struct matter_order o = proxied("decline");
	struct matter_look look;

	look_again(h);
	GOOD(h->b.d, matter_look(h->b.cx, &h->m, &h->village, &o, &look));
	for (int i = 0; i < look.nlack; i++)
		if (look.lack[i].kind == kind)
			return true;
	return false;
}

static void proxy_signs(struct hall *h, const char *act)
{
	struct matter_order o = proxied(act);
	struct matter_look look;
	struct matter_done done;

	look_again(h);
	GOOD(h->b.d, matter_act(h->b.cx, &h->g, &h->village, &h->m, &o, &look, &done));
	look_again(h);
}

/* One signs for three households and no fourth, for one of the three again; with an authority that
 * was given for one case nobody signs in another. */
static void one_signs_for_so_many(void **state)
{
	int64_t house[4];
	struct hall h = { 0 };
	struct matter first;

	(void)state;
	hall_open(&h, "household-exit", 20170503);
	house[0] = h.b.neighbour;
	house[1] = h.b.house;
	house[2] = house_of(&h, "H3");
	house[3] = house_of(&h, "H4");
	stands_at(&h, "agree");
	first = h.m;
	for (int i = 0; i < 3; i++) {
		if (i)
			another(&h, house[i], "agree");
		assert_true(proxy_lacks(&h, LACK_AUTHORITY));
		paper(&h, house[i], "代签委托书");
		paper(&h, house[i], "退出认可书");
		proxy_signs(&h, i ? "decline" : "agree");
	}
	another(&h, house[3], "agree");
	paper(&h, house[3], "代签委托书");
	assert_true(proxy_lacks(&h, LACK_PROXIES));
	h.m = first;                            /* sent back, and signed for once more */
	stands_at(&h, "agree");
	assert_false(proxy_lacks(&h, LACK_PROXIES));
	assert_false(proxy_lacks(&h, LACK_AUTHORITY));
	another(&h, house[1], "agree");
	assert_true(proxy_lacks(&h, LACK_AUTHORITY));
	paper(&h, house[1], "代签委托书");
	assert_false(proxy_lacks(&h, LACK_AUTHORITY));
	assert_false(proxy_lacks(&h, LACK_PROXIES));
	bureau_close(&h.b);
}

/* ---- rounds ---- */

/* A household that left the register is drawn by nobody. */
static void who_is_gone_is_not_drawn(void **state)
{
	struct round_from from = { 0 };
	struct hall h = { 0 };
	int64_t *id, of;
	int n;

	(void)state;
	hall_open(&h, "monitor", 0);
	GOOD(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &n, &of));
	assert_int_equal(of, 2);
	change(h.b.d, "household", h.b.house, "state", "销户");
	save(h.b.d);
	GOOD(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &n, &of));
	assert_int_equal(of, 1);
	assert_int_equal(id[0], h.b.neighbour);
	bureau_close(&h.b);
}

/* A round is opened and closed by who opens rounds, drawn from its own places only; who has no part
 * in its first gate takes nobody in. */
static void whose_a_round_is(void **state)
{
	struct round_new n = { .procedure = STR("monitor"), .name = STR("又一轮") };
	struct matter_made made;
	struct round_from from = { 0 };
	struct who department;
	struct hall h = { 0 };
	struct matter_new take = { .round = &h.round, .about = &h.b.house, .n = 1 };
	int64_t *id, of;
	struct str no;
	int many;

	(void)state;
	hall_open(&h, "monitor", 0);
	grant(&h.b, account_of_person(&h.b, "department", 6), ROLE_department, h.b.county);
	department = as(&h, "department");
	n.area = h.b.village;
	assert_int_equal(round_open(h.b.cx, &h.g, &h.village, &n, &no), ERR_DENIED);
	err_clear(h.b.cx);
	n.area = h.b.north;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	assert_int_equal(round_close(h.b.cx, &h.g, &department, no, ""), ERR_DENIED);
	err_clear(h.b.cx);
	from.area = h.b.south;
	REFUSED(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &many, &of), ERR_INPUT,
	        "gate-fill-outside");
	REFUSED(h.b.d, matter_add(h.b.cx, &h.g, &department, &take, &made), ERR_DENIED,
	        "gate-no-role");
	bureau_close(&h.b);
}

/* In a year that is closed no case is carried over, either. */
static void a_closed_year_carries_nothing(void **state)
{
	struct matter_carried made;
	struct hall h = { 0 };

	(void)state;
	hall_open(&h, "monitor", 0);
	grant(&h.b, account_of_person(&h.b, "county", 4), ROLE_county_office, h.b.county);
	h.county = as(&h, "county");
	change(h.b.d, "household", h.b.neighbour, "state", "并户");
	save(h.b.d);
	look_again(&h);
	GOOD(h.b.d, year_close(h.b.cx, &h.g, &h.county, h.b.county, date_year(today_of(&h)), STR("")));
	assert_int_equal(carried(&h, &h.town, 0, "并户", 0, &made), ERR_CONFLICT);
	err_clear(h.b.cx);
	look_again(&h);
	assert_true(h.m.live);
	bureau_close(&h.b);
}

/* ---- what follows ---- */

static struct rec *task_after(struct hall *h, date_t on)
{
	const struct entity *e = register_entity(h->b.d->r, TAG_task);
	struct edits edits;
	struct rec *row;

	edits_begin(&edits, h->b.d->r, "");
	GOOD(h->b.d, task_follow(h->b.cx, &h->m, procedure_gate_at(h->m.p, STR("registered")), on,
	                         &edits));
	GOOD(h->b.d, edits_write(h->b.cx, &edits, NULL));
	for (int i = 0; i < edits.n; i++)
		if (edits.row[i].now->e == e && str_eqz(edits.row[i].now->v[TASK_rule].s, "helper")) {
			GOOD(h->b.d, register_load(h->b.cx, h->b.d->r, e, edits.row[i].now->id, &row));
			return row;
		}
	fail_msg("no task");
	return NULL;
}

/* What a confirmation asks for and is there already is done with it: nobody is asked for it. */
static void what_is_there_is_not_asked_for(void **state)
{
	struct rec *house, *asked;
	struct hall h = { 0 };

	(void)state;
	hall_open(&h, "identify", 20160503);
	asked = task_after(&h, 20160601);
	assert_true(gate_is(&h.g, asked, TASK_state, "task_state", "open"));
	assert_int_equal(asked->v[TASK_due].i, 20160701);
	house = rec_new(&h.b.cx->arena, noun(h.b.d, "household"));
	house->id = h.b.neighbour;
	add(h.b.d, "helper", "household", ref(h.b.d, house), "name", "李帮", NULL);
	save(h.b.d);
	asked = task_after(&h, 20160602);
	assert_true(gate_is(&h.g, asked, TASK_state, "task_state", "done"));
	assert_int_equal(asked->v[TASK_done_on].i, 20160602);
	bureau_close(&h.b);
}

/* ---- whose a place is ---- */

/* Who works for the prefecture works on a county's own case and on none of a village; who is sent
 * by a department, and adds no papers, on neither. */
static void whose_the_case_of_a_county_is(void **state)
{
	struct office_object county = { .placed = true }, village = { .placed = true };
	struct who upper, department;
	struct hall h = { 0 };

	(void)state;
	hall_open(&h, "monitor", 0);
	grant(&h.b, account_of_person(&h.b, "upper", 5), ROLE_upper_office, h.b.prefecture);
	grant(&h.b, account_of_person(&h.b, "department", 6), ROLE_department, h.b.county);
	upper = as(&h, "upper");
	department = as(&h, "department");
	county.area = h.b.county;
	village.area = h.b.village;
	GOOD(h.b.d, gate_local(h.b.cx, h.b.d->r, h.b.o, &upper, PERM_procedure, &county));
	assert_int_equal(gate_local(h.b.cx, h.b.d->r, h.b.o, &upper, PERM_procedure, &village),
	                 ERR_DENIED);
	err_clear(h.b.cx);
	assert_int_equal(gate_local(h.b.cx, h.b.d->r, h.b.o, &department, PERM_procedure, &county),
	                 ERR_DENIED);
	err_clear(h.b.cx);
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_tells_how_its_case_ended),
		cmocka_unit_test(a_lead_is_of_one_household),
		cmocka_unit_test(a_household_has_one_case),
		cmocka_unit_test(which_rounds_take_a_declaration),
		cmocka_unit_test(a_letter_is_of_one_case),
		cmocka_unit_test(what_lives_on_in_whom),
		cmocka_unit_test(a_household_that_changed_meanwhile),
		cmocka_unit_test(what_begins_ends_the_same_of_before),
		cmocka_unit_test(one_signs_for_so_many),
		cmocka_unit_test(who_is_gone_is_not_drawn),
		cmocka_unit_test(whose_a_round_is),
		cmocka_unit_test(a_closed_year_carries_nothing),
		cmocka_unit_test(what_is_there_is_not_asked_for),
		cmocka_unit_test(whose_the_case_of_a_county_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

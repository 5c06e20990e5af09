/* What a meeting holds: who came counts once, relatives have no vote, and it is of one place, one
 * gate and one day. */
#include "hall_fix.h"

#include "domain/gate/meeting.h"

#define SIX "甲\n乙\n丙\n丁\n戊\n己"

struct session {
	struct hall h;
	struct meeting_vote v;
	struct meeting_new n;
	struct meeting_made made;
};

static void session_open(struct session *s, const char *procedure, date_t on)
{
	hall_open(&s->h, procedure, on);
	stands_at(&s->h, "appraisal");
	s->v = (struct meeting_vote){ .matter = s->h.m.row->v[MATTER_no].s, .in_favour = 5 };
	s->n = (struct meeting_new){ .round = &s->h.round, .gate = STR("appraisal"),
		.area = s->h.b.village, .representatives = 9, .attendance = STR(SIX), .vote = &s->v,
		.nvote = 1, .dry = true };
}

/* The rule of its gate: a place's own pack may say another. */
static struct assembly *rule_of(struct session *s)
{
	const struct procedure *p = s->h.round.rule->p;

	return (struct assembly *)(uintptr_t)&p->gate[procedure_gate_at(p, STR("appraisal"))].meeting;
}

static enum err held_by(struct session *s, const struct who *who)
{
	return meeting_hold(s->h.b.cx, &s->h.g, who, &s->n, &s->made);
}

static enum err held(struct session *s)
{
	return held_by(s, &s->h.village);
}

static enum err came(struct session *s, const char *who)
{
	s->n.attendance = str_of(who);
	return held(s);
}

/* Everybody counts once: there himself or carried by one other, and no more are there than there
 * are representatives. */
static void everybody_counts_once(void **state)
{
	static const char *const twice[] = { "甲\n乙\n甲", "甲 代 乙\n乙", "乙\n甲 代 乙", "甲 代 甲",
		"甲 代 乙、乙", "甲 代 丙\n乙 代 丙" };
	struct session s;
	struct desk *d;

	(void)state;
	session_open(&s, "identify", 20160503);
	d = s.h.b.d;
	s.v.in_favour = 0;
	REFUSED(d, came(&s, "甲 代 乙"), ERR_INPUT, "gate-meeting-proxies");
	rule_of(&s)->proxies = 3;
	for (size_t i = 0; i < sizeof twice / sizeof *twice; i++)
		REFUSED(d, came(&s, twice[i]), ERR_INPUT, "gate-meeting-twice");
	REFUSED(d, came(&s, "甲 代 乙、丙、丁、戊"), ERR_INPUT, "gate-meeting-proxies");
	GOOD(d, came(&s, "甲 代 乙\n丙"));
	assert_true(s.made.present == 2 && s.made.proxies == 1);
	s.n.representatives = 2;
	REFUSED(d, came(&s, "甲 代 乙\n丙"), ERR_INPUT, "gate-meeting-more");
	s.n.representatives = 0;
	REFUSED(d, came(&s, ""), ERR_INPUT, "gate-meeting-reps");
	bureau_close(&s.h.b);
}

/* Whoever is of the household, or said to be kin, has no vote on it, who carries him or not; nor
 * have those whom he carries. */
static void relatives_have_no_vote(void **state)
{
	struct session s;
	struct desk *d;

	(void)state;
	session_open(&s, "identify", 20160503);
	d = s.h.b.d;
	rule_of(&s)->proxies = 3;
	s.v.in_favour = 0;
	s.v.kin = STR("丁");
	GOOD(d, came(&s, "甲 代 周某例、乙\n丙 代 丁\n戊"));     /* the head; who was said to be kin */
	assert_int_equal(s.made.excluded[0], 2);
	assert_true(str_eqz(s.made.kin[0], "周某例\n丁"));
	s.v.in_favour = 4;
	GOOD(d, came(&s, "甲 代 周某例、乙\n丙 代 丁\n戊"));
	s.v.in_favour = 5;
	REFUSED(d, came(&s, "甲 代 周某例、乙\n丙 代 丁\n戊"), ERR_INPUT, "gate-meeting-count-kin");
	s.v.in_favour = 0;
	GOOD(d, came(&s, "丁 代 甲、乙\n丙"));
	assert_int_equal(s.made.excluded[0], 3);
	assert_true(str_eqz(s.made.kin[0], "丁"));
	s.v.kin = STR("");
	GOOD(d, came(&s, "丁 代 甲、乙\n丙"));
	assert_int_equal(s.made.excluded[0], 0);
	s.n.dry = false;
	GOOD(d, came(&s, "甲\n周某例\n丁\n丙\n戊\n己"));
	bureau_close(&s.h.b);
}

static const struct rec *vote_of(struct session *s, struct rec **meeting)
{
	struct reg *r = s->h.b.d->r;
	struct rec *row;
	int64_t *id, *vote;
	int n;

	GOOD(s->h.b.d, meeting_of_round(s->h.b.cx, &s->h.g, s->h.round.row->id, &id, &n));
	assert_int_equal(n, 1);
	GOOD(s->h.b.d, register_load(s->h.b.cx, r, register_entity(r, TAG_meeting), id[0], meeting));
	GOOD(s->h.b.d, meeting_votes(s->h.b.cx, &s->h.g, id[0], &vote, &n));
	assert_int_equal(n, 1);
	GOOD(s->h.b.d, register_load(s->h.b.cx, r, register_entity(r, TAG_vote), vote[0], &row));
	return row;
}

/* What is only tried leaves nothing, not even a number; what was held is kept as it was. */
static void what_is_kept_of_a_meeting(void **state)
{
	const struct rec *vote;
	struct rec *meeting;
	struct session s;
	struct desk *d;

	(void)state;
	session_open(&s, "identify", 20160503);
	d = s.h.b.d;
	s.v.kin = STR("甲");
	s.v.in_favour = 5;
	GOOD(d, came(&s, "甲\n周某例\n乙\n丙\n丁\n戊\n己"));
	s.n.dry = false;
	GOOD(d, came(&s, "甲\n周某例\n乙\n丙\n丁\n戊\n己"));
	assert_true(str_eqz(s.made.no, "M1"));
	vote = vote_of(&s, &meeting);
	assert_int_equal(vote->v[VOTE_excluded].i, 2);
	assert_int_equal(vote->v[VOTE_own].i, 1);
	assert_true(str_eqz(meeting->v[MEETING_maker].s, s.h.village.actor));
	assert_int_equal(meeting->v[MEETING_present].i, 7);
	assert_false(rec_has(meeting, MEETING_manner));
	s.n.manner = STR("no such");
	s.v.note = STR("重议");
	REFUSED(d, held(&s), ERR_INPUT, "gate-meeting-manner");
	bureau_close(&s.h.b);
}

/* By who works there, in a village, in a round that is open, on a day that has been; on what stands
 * at its gate since before that day, each once. */
static void of_what_a_meeting_is(void **state)
{
	struct round_new new = { .procedure = STR("monitor"), .name = STR("又一轮") };
	struct meeting_vote two[2];
	struct session s;
	struct desk *d;
	date_t today;
	struct str no;

	(void)state;
	session_open(&s, "monitor", 0);
	d = s.h.b.d;
	today = today_of(&s.h);
	REFUSED(d, held_by(&s, &s.h.town), ERR_DENIED, "gate-no-role");
	grant(&s.h.b, account_of_person(&s.h.b, "left", 6), ROLE_village_clerk, s.h.b.village);
	s.h.county = as(&s.h, "left");
	GOOD(d, held_by(&s, &s.h.county));
	GOOD(d, office_account_disable(s.h.b.cx, s.h.b.o, NULL, s.h.county.account, "离任"));
	assert_int_equal(held_by(&s, &s.h.county), ERR_DENIED);
	err_clear(s.h.b.cx);
	s.n.on = date_from_days(date_days(today) + 1);
	REFUSED(d, held(&s), ERR_INPUT, "gate-day-future");
	s.n.on = date_from_days(date_days(today) - 1);
	REFUSED(d, held(&s), ERR_INPUT, "gate-meeting-early");
	s.n.on = 0;
	s.n.area = s.h.b.north;
	REFUSED(d, held_by(&s, &s.h.town), ERR_INPUT, "gate-meeting-level");
	s.n.area = area(&s.h.b, "110101100201", "又一村", "村级");
	save(d);
	office_again(&s.h.b);
	look_again(&s.h);
	grant(&s.h.b, account_of_person(&s.h.b, "next", 12), ROLE_village_clerk, s.n.area);
	s.h.again = as(&s.h, "next");
	REFUSED(d, held_by(&s, &s.h.again), ERR_INPUT, "gate-meeting-away");
	s.n.area = s.h.b.village;
	two[0] = two[1] = s.v;
	s.n.vote = two;
	s.n.nvote = 2;
	REFUSED(d, held(&s), ERR_INPUT, "gate-meeting-voted");
	s.n.nvote = 1;
	GOOD(d, held(&s));
	stands_at(&s.h, "check");
	REFUSED(d, held(&s), ERR_CONFLICT, "gate-meeting-gate");
	new.area = s.h.b.north;
	GOOD(d, round_open(s.h.b.cx, &s.h.g, &s.h.town, &new, &no));
	GOOD(d, round_close(s.h.b.cx, &s.h.g, &s.h.town, no, "over"));
	GOOD(d, round_load(s.h.b.cx, &s.h.g, no, &s.h.round));
	REFUSED(d, held(&s), ERR_CONFLICT, "gate-round-over");
	bureau_close(&s.h.b);
}

/* What too few voted stands for nothing: they meet again. A vote that stands is not undone by a
 * meeting of a day before it, whatever it says. */
static void a_later_vote_stands(void **state)
{
	struct session s;
	struct desk *d;
	date_t first;

	(void)state;
	session_open(&s, "monitor", 0);
	d = s.h.b.d;
	first = today_of(&s.h);
	s.h.b.cx->now_ms += 2 * DAY;
	s.n.dry = false;
	s.v.in_favour = 2;
	GOOD(d, came(&s, "甲\n乙"));
	assert_string_equal(s.made.result[0], "no_quorum");
	s.v.in_favour = 5;
	GOOD(d, came(&s, SIX));
	REFUSED(d, held(&s), ERR_INPUT, "gate-meeting-stands");
	s.v.note = STR("重议");
	s.n.on = first;
	REFUSED(d, held(&s), ERR_INPUT, "gate-meeting-stands");
	s.n.on = 0;
	GOOD(d, held(&s));
	bureau_close(&s.h.b);
}

/* Pure: more than the threshold of those there, or of all, as the pack says; just a half as the
 * rule about ties says. */
static void what_passes(void **state)
{
	struct assembly a = { .quorum = { 2, 3 }, .pass = { 1, 2 } };

	(void)state;
	assert_true(meeting_quorate(&a, 6, 9) && !meeting_quorate(&a, 5, 9));
	assert_false(meeting_quorate(&a, 0, 0));
	assert_string_equal(meeting_result(&a, true, 3, 6, 9), "failed");
	assert_string_equal(meeting_result(&a, true, 4, 6, 9), "passed");
	assert_string_equal(meeting_result(&a, false, 6, 6, 9), "no_quorum");
	assert_string_equal(meeting_result(&a, true, 0, 0, 9), "failed");
	a.tie_passes = true;
	assert_string_equal(meeting_result(&a, true, 3, 6, 9), "passed");
	a.of_all = true;
	assert_string_equal(meeting_result(&a, true, 4, 6, 9), "failed");
	assert_true(meeting_tied(&a, 4, 6, 8) && !meeting_tied(&a, 3, 6, 8));
	a.pass.num = 2;
	a.pass.den = 3;
	a.tie_passes = false;
	assert_string_equal(meeting_result(&a, true, 6, 6, 9), "passed");
	assert_string_equal(meeting_result(&a, true, 5, 6, 9), "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everybody_counts_once),
		cmocka_unit_test(relatives_have_no_vote),
		cmocka_unit_test(what_is_kept_of_a_meeting),
		cmocka_unit_test(of_what_a_meeting_is),
		cmocka_unit_test(a_later_vote_stands),
		cmocka_unit_test(what_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

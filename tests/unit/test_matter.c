/* Cases at the gate, where the command line does not reach: a clock that goes back, accounts that
 * are one person, two who surveyed together. */
#include "hall_fix.h"

#include "domain/gate/board.h"
#include "domain/gate/letter.h"
#include "domain/gate/meeting.h"
#include "domain/gate/round_fill.h"
#include "domain/gate/story.h"
#include "domain/gate/task.h"
#include "domain/gate/year.h"
#include "job/import_int.h"

/* The clock is set back by two days: nothing is done before the case came to its gate, nothing on
 * a day that has not come; when it is right again, it goes on. What was entered when is kept. */
static void a_clock_that_goes_back(void **state)
{
	struct hall h = { 0 };
	int64_t now;
	date_t today;

	(void)state;
	hall_open(&h, "monitor", 0);
	now = h.b.cx->now_ms;
	today = register_today(h.b.cx, h.b.d->r);
	assert_int_equal(h.m.row->v[MATTER_since].i, today);
	h.b.cx->now_ms = now - 2 * DAY;
	REFUSED(h.b.d, act(&h, &h.village, "accept", 0), ERR_INPUT, "gate-day-before");
	REFUSED(h.b.d, act(&h, &h.village, "accept", today), ERR_INPUT, "gate-day-future");
	h.b.cx->now_ms = now + 2 * DAY;
	GOOD(h.b.d, act(&h, &h.village, "accept", today));
	assert_int_equal(h.m.row->v[MATTER_since].i, today);
	assert_int_equal(h.m.decision[0]->v[DECISION_entered].i, now + 2 * DAY);
	/* ... and an hour back again, on the same day. */
	h.b.cx->now_ms = now + 2 * DAY - 3600000;
	REFUSED(h.b.d, act(&h, &h.village, "accept", 0), ERR_DENIED, "gate-no-act");
	bureau_close(&h.b);
}

/* The second of two who were looking at the same case is told that it moved. */
static void two_who_look_at_one(void **state)
{
	struct hall h = { 0 };
	struct matter seen;
	struct matter_order o = { .act = STR("accept") };
	struct matter_look look;
	struct matter_done done;

	(void)state;
	hall_open(&h, "monitor", 0);
	seen = h.m;
	GOOD(h.b.d, act(&h, &h.village, "accept", 0));
	REFUSED(h.b.d, matter_act(h.b.cx, &h.g, &h.town, &seen, &o, &look, &done), ERR_CONFLICT,
	        "gate-moved");
	assert_int_equal(h.m.ndecision, 1);
	bureau_close(&h.b);
}

/* Long answers of a checklist are kept whole, or it is said that they are too long. */
static void answers_of_a_checklist_are_kept(void **state)
{
	struct hall h = { 0 };
	struct matter_look look;
	struct str answer[12];
	struct matter_order o = { .act = STR("checked"), .check = answer };
	struct buf b BUF_AUTO = { 0 };

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "check");
	buf_init(&b, 10000);
	buf_addz(&b, "enter=");
	for (int i = 0; i < 1900; i++)
		buf_addz(&b, "查");
	for (int i = 0; i < 12; i++)
		answer[i] = buf_str(&b);
	o.ncheck = 4;
	GOOD(h.b.d, matter_look(h.b.cx, &h.m, &h.village, &o, &look));
	assert_int_equal(look.checklist.n, 4 * (b.n + 1));
	o.ncheck = 12;
	REFUSED(h.b.d, matter_look(h.b.cx, &h.m, &h.village, &o, &look), ERR_INPUT, "gate-typed-long");
	bureau_close(&h.b);
}

/* One begins a case of the household while another of it is decided (a removal would have ended the
 * new one, too, had it seen it): who begins is told, and asks again. */
static void begun_while_another_is_decided(void **state)
{
	struct hall h = { 0 };
	struct round_new n = { .procedure = STR("monitor-quick"), .name = STR("快办") };
	struct round_view quick;
	struct matter_new take = { .round = &quick, .n = 1 };
	struct rec *about, *row;
	struct edits e[2];
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	n.area = h.b.north;
	n.on = take.on = register_today(h.b.cx, h.b.d->r);
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	GOOD(h.b.d, round_load(h.b.cx, &h.g, no, &quick));
	GOOD(h.b.d, register_load(h.b.cx, h.b.d->r, register_entity(h.b.d->r, TAG_household),
	                          h.b.neighbour, &about));
	for (int late = 0; late < 2; late++) {
		edits_begin(&e[late], h.b.d->r, "");
		GOOD(h.b.d, matter_watch(h.b.cx, &h.g, &e[late]));
		GOOD(h.b.d, matter_begin(h.b.cx, &h.g, &h.village, &take, &e[late], about, about->area,
		                         &row));
		if (late)
			break;
		GOOD(h.b.d, act(&h, &h.village, "accept", 0));
		REFUSED(h.b.d, edits_write(h.b.cx, &e[late], NULL), ERR_CONFLICT, "gate-moved");
	}
	GOOD(h.b.d, edits_write(h.b.cx, &e[1], NULL));
	bureau_close(&h.b);
}

static bool lacks(struct hall *h, const struct who *who, const char *act, const char *with,
                  enum lack_kind kind, struct matter_look *look)
{
	struct matter_order o = { .act = str_of(act), .with = str_of(with), .reason = STR("理由") };

	GOOD(h->b.d, matter_look(h->b.cx, &h->m, who, &o, look));
	for (int i = 0; i < look->nlack; i++)
		if (look->lack[i].kind == kind)
			return true;
	return false;
}

/* What was decided about is the row as it was seen: whoever was quicker is told of, though the row
 * is read once more for writing. */
static void what_was_seen_is_what_is_changed(void **state)
{
	struct hall h = { 0 };
	struct rec *now, *seen;
	struct edits e;

	(void)state;
	hall_open(&h, "identify", 20160503);
	seen = h.m.row;
	edits_begin(&e, h.b.d->r, "");
	GOOD(h.b.d, edits_seen(h.b.cx, &e, seen, &now));
	stands_at(&h, "survey");
	edits_begin(&e, h.b.d->r, "");
	REFUSED(h.b.d, edits_seen(h.b.cx, &e, seen, &now), ERR_CONFLICT, "row-changed-meanwhile");
	GOOD(h.b.d, edits_seen(h.b.cx, &e, h.m.row, &now));
	bureau_close(&h.b);
}

/* Two survey: two people, not two accounts of one; each could do it alone. */
static void two_surveyors_are_two_people(void **state)
{
	struct matter_order both = { .act = STR("surveyed"), .with = STR("again、town") };
	struct matter_look look;
	struct hall h = { 0 };
	char actor[40];

	(void)state;
	hall_open(&h, "identify", 20160503);
	stands_at(&h, "survey");
	assert_true(lacks(&h, &h.village, "surveyed", "", LACK_PEOPLE, &look));
	assert_true(lacks(&h, &h.village, "surveyed", "village", LACK_PEOPLE, &look));
	assert_true(lacks(&h, &h.village, "surveyed", "again", LACK_PEOPLE, &look));
	assert_true(lacks(&h, &h.village, "surveyed", "approver", LACK_PEOPLE, &look));
	assert_false(lacks(&h, &h.village, "surveyed", "town", LACK_PEOPLE, &look));
	snprintf(actor, sizeof actor, "%s", h.town.actor);
	assert_true(str_eqz(look.with, actor));
	/* Enough without him: who cannot is named all the same. */
	REFUSED(h.b.d, matter_look(h.b.cx, &h.m, &h.village, &both, &look), ERR_DENIED,
	        "gate-with-not");
	bureau_close(&h.b);
}

/* Whoever was the second of two has worked on it as the first has: for a decision it takes others,
 * under whatever name they come. */
static void the_second_has_worked_on_it(void **state)
{
	struct matter_look look;
	struct hall h = { 0 };
	struct edits e;
	struct rec *d;

	(void)state;
	hall_open(&h, "monitor", 0);
	GOOD(h.b.d, act(&h, &h.village, "accept", 0));
	assert_false(lacks(&h, &h.township, "approve", "", LACK_WORKED, &look));
	edits_begin(&e, h.b.d->r, "");
	GOOD(h.b.d, edits_row(h.b.cx, &e, h.m.decision[0]->e, h.m.decision[0]->id, &d));
	rec_text(d, DECISION_with_whom, str_join(&h.b.cx->arena, str_of(h.town.actor),
	         str_join(&h.b.cx->arena, STR(" "), str_of(h.township.actor))));
	GOOD(h.b.d, edits_write(h.b.cx, &e, NULL));
	stands_at(&h, "review");
	assert_true(lacks(&h, &h.township, "approve", "", LACK_WORKED, &look));
	bureau_close(&h.b);
}

/* The pass over all that is to be done: the same on the same day, whoever asks again. */
static void a_pass_is_the_same_on_the_same_day(void **state)
{
	struct task_ran ran;
	struct hall h = { 0 };
	date_t today;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	today = register_today(h.b.cx, h.b.d->r);
	GOOD(h.b.d, task_run(h.b.cx, &h.g, today, &ran));
	assert_int_equal(ran.made, 0);
	h.b.cx->now_ms += 4 * DAY;
	for (int i = 0; i < 3; i++) {
		GOOD(h.b.d, task_run(h.b.cx, &h.g, 0, &ran));
		assert_int_equal(ran.made, i ? 0 : 1);
		assert_int_equal(ran.done, 0);
		assert_int_equal(ran.open, 1);
	}
	/* As of a day before it was late it is no task; what a later day found stays as it is. */
	GOOD(h.b.d, task_run(h.b.cx, &h.g, today, &ran));
	assert_int_equal(ran.made, 0);
	assert_int_equal(ran.done, 0);
	bureau_close(&h.b);
}

/* How many cases of the round somebody with this scope counts at all gates, and how many places
 * and parts he is told. */
static void counts(struct hall *h, const struct scope *sc, int64_t n, int places)
{
	struct board_count c;
	struct round_part *part;
	int64_t all = 0, told = 0;
	int parts;

	h->b.d->r->scope = sc;
	GOOD(h->b.d, board_counts(h->b.cx, &h->g, &h->round, NULL, &c));
	GOOD(h->b.d, round_progress(h->b.cx, &h->g, &h->round, BY_VILLAGE, 0, &part, &parts));
	h->b.d->r->scope = NULL;
	for (int i = 0; i < h->round.rule->p->ngate; i++)
		all += c.gate[i].n;
	for (int i = 0; i < parts; i++)
		told += part[i].all;
	assert_int_equal(all, n);
	assert_int_equal(told, n);
	assert_int_equal(c.nplace, places);
	assert_int_equal(parts, places);
}

/* Cases are counted by areas, and by households that are somebody's one by one: none twice, none
 * left out, none of others. */
static void what_a_helper_counts(void **state)
{
	struct hall h = { 0 };
	int64_t area, house[1];
	struct scope sc = { .area = &area, .household = house, .actor = "" };

	(void)state;
	hall_open(&h, "monitor", 0);
	area = h.m.row->area;
	house[0] = h.b.neighbour;
	counts(&h, NULL, 1, 1);
	counts(&h, &sc, 0, 0);
	sc.nhousehold = 1;
	counts(&h, &sc, 1, 1);
	sc.narea = 1;
	counts(&h, &sc, 1, 1);
	house[0] = h.b.neighbour + 1;
	counts(&h, &sc, 1, 1);
	sc.narea = 0;
	counts(&h, &sc, 0, 0);
	bureau_close(&h.b);
}

/* A list made anew takes the place of the one before it in its own leaf: there is no moment, and no
 * death of the program, at which both stand or neither. */
static void a_list_and_what_it_replaces_are_one_leaf(void **state)
{
	struct rec *first, *second, *was;
	struct hall h = { 0 };
	struct reg *r;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	r = h.b.d->r;
	stands_at(&h, "notice");
	first = listed(&h, "notice", 1);
	another(&h, h.b.house, "notice");
	second = listed(&h, "notice", 2);
	GOOD(h.b.d, register_load(h.b.cx, r, first->e, first->id, &was));
	assert_string_equal(notice_is(r, was, 0), "superseded");
	assert_true(str_eq(was->v[NOTICE_replaced_by].s, second->v[NOTICE_no].s));
	assert_int_equal(was->leaf, second->leaf);
	assert_int_equal(notice_leaf(was), first->leaf);
	without_files(&h);
	bureau_close(&h.b);
}

/* Rows were looked at while a year was open, and it is closed before they are written: they are
 * not, and that is told. */
static void rows_on_their_way_when_their_year_is_closed(void **state)
{
	struct imp im = { .batch = 1, .self = 1 };
	struct committer *c;
	struct hall h = { 0 };
	struct rec *row, *there;
	struct chunk *chunk = NULL;
	int64_t id;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	grant(&h.b, account_of_person(&h.b, "county", 4), ROLE_county_office, h.b.county);
	h.county = as(&h, "county");
	im.cx = h.b.cx;
	im.r = h.b.d->r;
	GOOD(h.b.d, committer_start(im.cx, &im, &c));
	GOOD(h.b.d, committer_put(im.cx, c, &chunk));
	im.chunk = chunk;
	row = rec_new(&chunk->a, register_entity(im.r, TAG_income));
	row->id = id = store_new_id(im.r->st, row->e);
	row->area = h.b.village;
	rec_int(row, row->e->parent, h.b.house);
	rec_int(row, INCOME_period_to, 20161231);
	GOOD(h.b.d, imp_write(&im, row, NULL, NULL));
	GOOD(h.b.d, year_close(im.cx, &h.g, &h.county, h.b.county, 2016, STR("")));
	GOOD(h.b.d, committer_put(im.cx, c, &chunk));
	REFUSED(h.b.d, committer_drain(im.cx, c), ERR_CONFLICT, "closing-meanwhile");
	REFUSED(h.b.d, store_get(im.cx, im.r->db, &im.cx->arena, register_entity(im.r, TAG_income), id,
	                         &there), ERR_NOTFOUND, "row-not-found");
	committer_stop(c);
	bureau_close(&h.b);
}

/* As what somebody may do an act depends on who he is: his roles there, what he did before, whose
 * kin he is; what is missing yet does not count. */
static void a_hand_is_who_may(void **state)
{
	struct kin_new k = { .name = STR("周某例"), .relation = STR("兄弟") };
	const struct held_role clerk = { STR("village_clerk"), 5 }, town = { STR("township_clerk"), 4 };
	const struct procedure_act *a;
	struct hall h = { 0 };
	uint32_t as;
	int64_t id;

	(void)state;
	hall_open(&h, "identify", 20160503);
	stands_at(&h, "survey");
	a = procedure_act_at(h.m.p, h.m.gate, STR("surveyed"));
	assert_non_null(a);
	GOOD(h.b.d, matter_hand(h.b.cx, &h.m, &h.village, a, &as));
	assert_int_equal(as, procedure_roles(a, &clerk, 1));
	assert_true(as);
	GOOD(h.b.d, matter_hand(h.b.cx, &h.m, &h.town, a, &as));
	assert_int_equal(as, procedure_roles(a, &town, 1));
	GOOD(h.b.d, matter_hand(h.b.cx, &h.m, &h.township, a, &as));
	assert_int_equal(as, 0);
	k.account = h.village.account;
	GOOD(h.b.d, office_kin_declare(h.b.cx, h.b.o, &h.village, &k, &id));
	GOOD(h.b.d, matter_hand(h.b.cx, &h.m, &h.village, a, &as));
	assert_int_equal(as, 0);
	GOOD(h.b.d, matter_hand(h.b.cx, &h.m, &h.town, a, &as));
	assert_true(as);
	bureau_close(&h.b);
}

/* A closed year says who opens it; under a pack that names nobody, that it does not. */
static void a_closed_year_says_who_opens_it(void **state)
{
	struct hall h = { 0 };
	struct pack p, *was;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	grant(&h.b, account_of_person(&h.b, "county", 4), ROLE_county_office, h.b.county);
	h.county = as(&h, "county");
	GOOD(h.b.d, year_close(h.b.cx, &h.g, &h.county, h.b.county, 2016, STR("")));
	was = h.b.d->r->pack;
	assert_int_equal(closing_open(h.b.cx, h.b.d->r, h.b.village, 20160501), ERR_CONFLICT);
	assert_string_equal(h.b.cx->err.key, "closing-closed");
	assert_false(str_eqz(h.b.cx->err.arg[2], msg_text(h.b.cx->lang, "closing-nobody")));
	err_clear(h.b.cx);
	p = *was;
	p.alerts.years.nreopen = 0;
	h.b.d->r->pack = &p;
	assert_int_equal(closing_open(h.b.cx, h.b.d->r, h.b.village, 20160501), ERR_CONFLICT);
	assert_true(str_eqz(h.b.cx->err.arg[2], msg_text(h.b.cx->lang, "closing-nobody")));
	err_clear(h.b.cx);
	h.b.d->r->pack = was;
	bureau_close(&h.b);
}

/* What a decision keeps of its verdict is told in words as long as the pack knows the standard. */
static void a_verdict_of_a_standard_that_is_gone_stays_as_kept(void **state)
{
	static const char *const kept[] = { "no-such-standard met 110", "no-such-standard", "" };
	struct hall h = { 0 };
	struct str says;

	(void)state;
	hall_open(&h, "identify", 20160503);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		says = verdict_says(h.b.cx, &h.g, h.round.law->p, str_of(kept[i]), 20160503);
		assert_true(str_eqz(says, kept[i]));
	}
	says = verdict_says(h.b.cx, &h.g, h.round.law->p, STR("household-poor met 1"), 20160503);
	assert_true(says.n);
	assert_false(str_eqz(says, "household-poor met 1"));
	bureau_close(&h.b);
}

/* ---- what another does in the same moment ---- */

static void survey(struct hall *h)
{
	struct rec *house = rec_new(&h->b.cx->arena, noun(h->b.d, "household"));

	house->id = h->b.neighbour;
	add(h->b.d, "attachment", "household", ref(h->b.d, house), "kind", "入户调查表", "file", "a.pdf",
	    NULL);
	save(h->b.d);
}

/* Two cases of one household rest on its one survey, and both were looked at before either was
 * decided: it serves the one that is decided first. */
static void one_paper_serves_one_case(void **state)
{
	struct matter_order o = { .act = STR("no-risk"), .reason = STR("理由"), .with = STR("town") };
	struct round_new n = { .procedure = STR("monitor-quick"), .name = STR("快办") };
	struct matter_new take = { .n = 1 };
	struct matter first, second;
	struct round_view quick;
	struct matter_made made;
	struct matter_look look;
	struct matter_done done;
	struct hall h = { 0 };
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	n.area = h.b.north;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	GOOD(h.b.d, round_load(h.b.cx, &h.g, no, &quick));
	take.round = &quick;
	take.about = &h.b.neighbour;
	GOOD(h.b.d, matter_add(h.b.cx, &h.g, &h.village, &take, &made));
	stands_at(&h, "check");
	survey(&h);
	look_again(&h);
	first = h.m;
	GOOD(h.b.d, matter_by_id(h.b.cx, &h.g, made.matter, &second));
	GOOD(h.b.d, matter_act(h.b.cx, &h.g, &h.village, &first, &o, &look, &done));
	REFUSED(h.b.d, matter_act(h.b.cx, &h.g, &h.village, &second, &o, &look, &done), ERR_CONFLICT,
	        "gate-moved");
	survey(&h);                             /* one of its own, and it goes on */
	GOOD(h.b.d, matter_by_id(h.b.cx, &h.g, made.matter, &second));
	GOOD(h.b.d, matter_act(h.b.cx, &h.g, &h.village, &second, &o, &look, &done));
	bureau_close(&h.b);
}

/* Closes the year just behind the question whether it is closed: when the next list is asked for a
 * value, before anything is written. */
static struct {
	struct hall *h;
	struct list_face was;
	int asked;                              /* for the state of a closing; -1: done */
} closer;

static void close_now(void)
{
	struct bureau *b = &closer.h->b;

	closer.asked = -1;
	GOOD(b->d, year_close(b->cx, &closer.h->g, &closer.h->county, b->county,
	                      date_year(today_of(closer.h)), STR("")));
}

static bool nth_or_close(void *state, const char *list, int i, int64_t *code, struct str *label)
{
	bool closing = !strcmp(list, "closing_state");

	if (closer.asked > 0 && !i)             /* year_close asks for it again */
		close_now();
	if (closer.asked >= 0 && closing && !i)
		closer.asked++;
	return closer.was.nth(state, list, i, code, label);
}

static bool tag_or_close(void *state, const char *list, int64_t code, const char *sem)
{
	if (closer.asked > 0 && strcmp(list, "closing_state") != 0)
		close_now();
	return closer.was.has_tag(state, list, code, sem);
}

static void closer_waits(struct hall *h)
{
	struct list_face *l = &h->b.d->r->model->lists;

	closer.h = h;
	closer.was = *l;
	closer.asked = 0;
	l->nth = nth_or_close;
	l->has_tag = tag_or_close;
}

static void closer_came(struct hall *h, const struct who *opens)
{
	assert_int_equal(closer.asked, -1);
	h->b.d->r->model->lists = closer.was;
	if (opens)
		GOOD(h->b.d, year_reopen(h->b.cx, &h->g, opens, h->b.county, date_year(today_of(h)),
		                         STR("理由")));
}

#define LATE(h, opens, call) do { \
	closer_waits(h); \
	REFUSED((h)->b.d, call, ERR_CONFLICT, "closing-closed"); \
	closer_came(h, opens); \
} while (0)

static enum err hold(struct hall *h)
{
	struct meeting_vote v = { h->m.row->v[MATTER_no].s, 6, 0, 0, STR(""), STR("") };
	struct meeting_new n = { .round = &h->round, .gate = STR("appraisal"), .area = h->b.village,
		.representatives = 9, .attendance = STR("甲\n乙\n丙\n丁\n戊\n己"), .vote = &v, .nvote = 1 };
	struct meeting_made made;

	return meeting_hold(h->b.cx, &h->g, &h->village, &n, &made);
}

static bool nth_or_move(void *state, const char *list, int i, int64_t *code, struct str *label)
{
	if (!closer.asked && !strcmp(list, "vote_result")) {
		struct edits e;
		struct rec *now;

		closer.asked = -1;
		edits_begin(&e, closer.h->b.d->r, "");
		GOOD(closer.h->b.d, edits_row(closer.h->b.cx, &e, closer.h->m.row->e, closer.h->m.row->id,
		                              &now));
		rec_text(now, MATTER_gate, STR("notice"));
		GOOD(closer.h->b.d, edits_write(closer.h->b.cx, &e, NULL));
	}
	return closer.was.nth(state, list, i, code, label);
}

/* What was voted on left the gate, or the round was closed, while the meeting was recorded. */
static void a_meeting_that_comes_too_late(void **state)
{
	struct round_new again = { .procedure = STR("monitor"), .name = STR("又一轮") };
	struct meeting_new n = { .gate = STR("appraisal"), .representatives = 9,
		.attendance = STR("甲\n乙") };
	struct round_view seen;
	struct meeting_made made;
	struct hall h = { 0 };
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "appraisal");
	closer.h = &h;
	closer.was = h.b.d->r->model->lists;
	closer.asked = 0;
	h.b.d->r->model->lists.nth = nth_or_move;
	REFUSED(h.b.d, hold(&h), ERR_CONFLICT, "gate-meeting-left");
	h.b.d->r->model->lists = closer.was;
	assert_int_equal(closer.asked, -1);
	stands_at(&h, "appraisal");
	GOOD(h.b.d, hold(&h));

	again.area = h.b.north;
	n.area = h.b.village;
	n.round = &seen;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &again, &no));
	GOOD(h.b.d, round_load(h.b.cx, &h.g, no, &seen));
	GOOD(h.b.d, round_close(h.b.cx, &h.g, &h.town, no, "over"));
	REFUSED(h.b.d, meeting_hold(h.b.cx, &h.g, &h.village, &n, &made), ERR_CONFLICT, "gate-moved");
	bureau_close(&h.b);
}

static void closed_while_hung(struct hall *h, const struct who *opens)
{
	struct notice_photo p = { .bytes = STR("first day"), .place = STR("村委会"),
		.taken = today_of(h) };
	struct listed *made;
	struct rec *list;
	int n;

	stands_at(h, "notice");
	LATE(h, opens, listing_make(h->b.cx, &h->g, &h->village, &h->round, STR("notice"), 0, 0, &made,
	                            &n));
	list = listed(h, "notice", 1);
	LATE(h, opens, notice_post(h->b.cx, h->b.d->r, list->v[NOTICE_no].s, &p));
}

static void closed_while_served(struct hall *h, const struct who *opens)
{
	struct letter_served s = { .signer = STR("self") };

	stands_at(h, "check");
	survey(h);
	look_again(h);
	GOOD(h->b.d, act(h, &h->village, "no-risk", 0));
	LATE(h, opens, letter_serve(h->b.cx, &h->g, &h->village, &h->m, &s));
	GOOD(h->b.d, letter_serve(h->b.cx, &h->g, &h->village, &h->m, &s));
}

/* A closing that comes between the question and the writing lets nothing through; nor another one
 * of the same year. */
static void a_year_that_is_closed_meanwhile(void **state)
{
	struct round_new n = { .procedure = STR("monitor-quick"), .name = STR("快办") };
	struct hall h = { 0 };
	struct matter_new take = { .round = &h.round, .about = &h.b.house, .n = 1 };
	struct matter_made made;
	struct who opens;
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	grant(&h.b, account_of_person(&h.b, "county", 4), ROLE_county_office, h.b.county);
	grant(&h.b, account_of_person(&h.b, "opener", 5), ROLE_county_approver, h.b.county);
	h.county = as(&h, "county");
	opens = as(&h, "opener");
	n.area = h.b.north;
	LATE(&h, &opens, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	LATE(&h, &opens, matter_add(h.b.cx, &h.g, &h.village, &take, &made));
	LATE(&h, &opens, act(&h, &h.village, "accept", 0));
	stands_at(&h, "appraisal");
	LATE(&h, &opens, hold(&h));
	closed_while_hung(&h, &opens);
	closed_while_served(&h, &opens);
	LATE(&h, NULL, year_close(h.b.cx, &h.g, &h.county, h.b.county, date_year(today_of(&h)),
	                          STR("")));
	without_files(&h);
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_clock_that_goes_back),
		cmocka_unit_test(what_a_helper_counts),
		cmocka_unit_test(two_who_look_at_one),
		cmocka_unit_test(answers_of_a_checklist_are_kept),
		cmocka_unit_test(begun_while_another_is_decided),
		cmocka_unit_test(what_was_seen_is_what_is_changed),
		cmocka_unit_test(two_surveyors_are_two_people),
		cmocka_unit_test(a_hand_is_who_may),
		cmocka_unit_test(a_closed_year_says_who_opens_it),
		cmocka_unit_test(a_verdict_of_a_standard_that_is_gone_stays_as_kept),
		cmocka_unit_test(the_second_has_worked_on_it),
		cmocka_unit_test(a_pass_is_the_same_on_the_same_day),
		cmocka_unit_test(a_list_and_what_it_replaces_are_one_leaf),
		cmocka_unit_test(rows_on_their_way_when_their_year_is_closed),
		cmocka_unit_test(one_paper_serves_one_case),
		cmocka_unit_test(a_year_that_is_closed_meanwhile),
		cmocka_unit_test(a_meeting_that_comes_too_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

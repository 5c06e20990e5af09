/* Lists and meetings between two days: a photograph, a day that is left, what was said against a
 * list and what a meeting said belong to one time of one case. */
#include "hall_fix.h"

#include "domain/gate/filed.h"
#include "domain/gate/meeting.h"
#include "domain/gate/notice_mend.h"
#include "domain/gate/objection.h"
#include "domain/gate/task.h"

static enum posted posted_now(struct hall *h)
{
	struct posting p;

	look_again(h);
	GOOD(h->b.d, matter_posted(h->b.cx, &h->m, today_of(h), &p));
	return p.posted;
}

/* A list that is to hang anew from the last day of the one before it was made while that one hung:
 * nobody has hung his time by the one before it. From the day after it is another matter. */
static void a_list_made_on_the_last_day_of_another(void **state)
{
	for (int late = 0; late < 2; late++) {
		struct rec *list, *newer;
		struct hall h = { 0 };
		struct matter first;

		(void)state;
		hall_open(&h, "monitor-quick", 0);
		stands_at(&h, "notice");
		first = h.m;
		list = listed(&h, "notice", 1);
		posted(&h, list, "first day", false);
		list = list_again(&h, list);
		while (today_of(&h) < (date_t)list->v[NOTICE_hangs_until].i)
			h.b.cx->now_ms += DAY;
		assert_int_equal(posted_now(&h), POSTED_UNPROVEN);
		if (late) {
			posted(&h, list, "last day", true);
			h.b.cx->now_ms += DAY;
		}
		another(&h, h.b.house, "notice");
		newer = listed(&h, "notice", late ? 1 : 2);
		assert_int_equal(newer->v[NOTICE_hangs_from].i, today_of(&h));
		if (!late)
			posted(&h, list, "last day", true);
		h.b.cx->now_ms += DAY;
		h.m = first;
		assert_int_equal(posted_now(&h), late ? POSTED_DONE : POSTED_MADE);
		without_files(&h);
		bureau_close(&h.b);
	}
}

/* How many are asked for the photo of the last day. */
static int asked(struct hall *h)
{
	struct task_ask ask = { 0 };
	struct task_view *v;
	bool more;
	int n, of = 0;

	GOOD(h->b.d, task_list(h->b.cx, &h->g, &ask, &v, &n, &more));
	for (int i = 0; i < n; i++)
		of += !strcmp(v[i].kind, "notice");
	return of;
}

/* Who hands in the photo of the last day is not asked for it any more, nor who takes the list
 * down: at once, not when the day's tasks are looked at next. */
static void what_was_handed_in_is_not_asked_for(void **state)
{
	for (int down = 0; down < 2; down++) {
		struct task_ran ran;
		struct rec *list;
		struct hall h = { 0 };

		(void)state;
		hall_open(&h, "monitor-quick", 0);
		stands_at(&h, "notice");
		list = listed(&h, "notice", 1);
		posted(&h, list, "first day", false);
		while (today_of(&h) < (date_t)list_again(&h, list)->v[NOTICE_hangs_until].i)
			h.b.cx->now_ms += DAY;
		GOOD(h.b.d, task_run(h.b.cx, &h.g, 0, &ran));
		assert_int_equal(asked(&h), 1);
		if (down)
			GOOD(h.b.d, notice_down(h.b.cx, h.b.d->r, list->v[NOTICE_no].s, STR(""), "why"));
		else
			posted(&h, list, "last day", true);
		assert_int_equal(asked(&h), 0);
		GOOD(h.b.d, task_run(h.b.cx, &h.g, 0, &ran));
		assert_int_equal(asked(&h), 0);
		without_files(&h);
		bureau_close(&h.b);
	}
}

static enum err found_missing(struct hall *h, const struct rec *list)
{
	return notice_missing(h->b.cx, h->b.d->r, list->v[NOTICE_no].s, 0, "blown away");
}

/* Days on which a list was not there do not count, those before do: hung again it hangs for what is
 * left of its time, and as often as that happens. */
static void what_is_missing_hangs_for_the_rest(void **state)
{
	struct hall h = { 0 };
	struct rec *list;
	int64_t day, days;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "notice");
	list = listed(&h, "notice", 1);
	days = list->v[NOTICE_days].i;
	assert_true(days >= 4);
	posted(&h, list, "first day", false);
	h.b.cx->now_ms += 2 * DAY;
	GOOD(h.b.d, found_missing(&h, list));
	assert_int_equal(list_again(&h, list)->v[NOTICE_days_hung].i, 2);
	h.b.cx->now_ms += 3 * DAY;
	assert_int_equal(posted_now(&h), POSTED_STOPPED);
	posted(&h, list, "hung again", false);
	list = list_again(&h, list);
	assert_false(rec_has(list, NOTICE_missing_since));
	assert_int_equal(date_days((date_t)list->v[NOTICE_hangs_until].i) - date_days(today_of(&h)) + 1,
	                 days - 2);
	GOOD(h.b.d, notice_day(h.b.cx, h.b.d->r, list, today_of(&h), &day));
	assert_int_equal(day, 3);
	h.b.cx->now_ms += DAY;
	GOOD(h.b.d, found_missing(&h, list));
	assert_int_equal(list_again(&h, list)->v[NOTICE_days_hung].i, 3);
	posted(&h, list, "and again", false);
	list = list_again(&h, list);
	assert_int_equal(date_days((date_t)list->v[NOTICE_hangs_until].i) - date_days(today_of(&h)) + 1,
	                 days - 3);
	without_files(&h);
	bureau_close(&h.b);
}

/* What was missing on one of its days was so, though somebody enters it when they are over: it
 * hangs again for the rest. After its last day nobody missed it. */
static void what_was_missing_is_entered_later(void **state)
{
	struct hall h = { 0 };
	struct rec *list;
	date_t first, last;
	struct str no;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "notice");
	list = listed(&h, "notice", 1);
	no = list->v[NOTICE_no].s;
	posted(&h, list, "first day", false);
	first = today_of(&h);
	last = (date_t)list_again(&h, list)->v[NOTICE_hangs_until].i;
	while (today_of(&h) <= last)
		h.b.cx->now_ms += DAY;
	posted(&h, list, "last day", true);
	assert_int_equal(posted_now(&h), POSTED_DONE);
	REFUSED(h.b.d, found_missing(&h, list), ERR_INPUT, "notice-since");
	last = date_from_days(date_days(last) + 1);
	REFUSED(h.b.d, notice_missing(h.b.cx, h.b.d->r, no, last, "gone"), ERR_INPUT, "notice-since");
	first = date_from_days(date_days(first) + 2);
	GOOD(h.b.d, notice_missing(h.b.cx, h.b.d->r, no, first, "gone"));
	assert_int_equal(list_again(&h, list)->v[NOTICE_days_hung].i, 2);
	assert_int_equal(posted_now(&h), POSTED_STOPPED);
	posted(&h, list, "hung again", false);
	assert_int_equal(posted_now(&h), POSTED_HANGS);
	list = list_again(&h, list);
	last = (date_t)list->v[NOTICE_hangs_until].i;
	assert_int_equal(date_days(last) - date_days(today_of(&h)) + 1, list->v[NOTICE_days].i - 2);
	without_files(&h);
	bureau_close(&h.b);
}

/* Photographed on its last day, and found missing on the same: hung again, it is photographed again
 * when its time is over. */
static void a_photograph_from_before_it_went_missing(void **state)
{
	struct hall h = { 0 };
	struct rec *list;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "notice");
	list = listed(&h, "notice", 1);
	posted(&h, list, "first day", false);
	list = list_again(&h, list);
	while (today_of(&h) < (date_t)list->v[NOTICE_hangs_until].i)
		h.b.cx->now_ms += DAY;
	posted(&h, list, "last day", true);
	GOOD(h.b.d, found_missing(&h, list));
	h.b.cx->now_ms += DAY;
	posted(&h, list, "hung again", false);
	list = list_again(&h, list);
	while (today_of(&h) <= (date_t)list->v[NOTICE_hangs_until].i)
		h.b.cx->now_ms += DAY;
	assert_int_equal(posted_now(&h), POSTED_UNPROVEN);
	posted(&h, list, "the last day at last", true);
	assert_int_equal(posted_now(&h), POSTED_DONE);
	without_files(&h);
	bureau_close(&h.b);
}

/* A list that states a result has no last day to be photographed on: nobody is told it is
 * missing. */
static void a_result_is_proven_by_hanging(void **state)
{
	struct hall h = { 0 };
	struct rec *list;

	(void)state;
	hall_open(&h, "identify", 20160503);
	stands_at(&h, "announce");
	list = listed_by(&h, &h.town, "announce", 1);
	posted(&h, list, "announced", false);
	h.b.cx->now_ms += 3 * DAY;
	list = list_again(&h, list);
	assert_string_equal(notice_is(h.b.d->r, list, today_of(&h)), "done");
	assert_false(notice_unproven(h.b.d->r, list, today_of(&h)));
	without_files(&h);
	bureau_close(&h.b);
}

/* ---- what is said against a list ---- */

static struct str objected(struct hall *h, const struct rec *list, int64_t position)
{
	struct objection_new n = { .notice = list->v[NOTICE_no].s, .position = position,
		.topic = STR("wrong"), .channel = STR("web"), .content = STR("县城有房") };
	char no[RECEIPT_TEXT];

	GOOD(h->b.d, objection_add(h->b.cx, h->b.d->r, &n, no));
	return str_dup(&h->b.cx->arena, str_of(no));
}

static void upheld(struct hall *h, struct str no)
{
	struct objection_act a = { .by = STR("核查员"), .text = STR("属实"), .outcome = STR("upheld") };

	GOOD(h->b.d, objection_verify(h->b.cx, h->b.d->r, no, &a));
	a.by = STR("答复员");
	GOOD(h->b.d, objection_answer(h->b.cx, h->b.d->r, no, &a));
}

static enum opposed opposed_now(struct hall *h)
{
	struct posting p;

	look_again(h);
	GOOD(h->b.d, matter_posted(h->b.cx, &h->m, today_of(h), &p));
	return p.opposed;
}

static date_t mending_since(struct hall *h, const struct rec *list)
{
	struct notice_mending m;

	GOOD(h->b.d, notice_mending(h->b.cx, h->b.d->r, list_again(h, list), &m));
	return m.since;
}

/* Right about the whole list is right about nobody on it; right about a line, it is being mended
 * since the first of them, and another objection that nobody has answered yet changes nothing of
 * that. When the case comes to the gate once more, all begins anew. */
static void what_is_right_against_a_list(void **state)
{
	struct hall h = { 0 };
	struct matter first;
	struct str one, two;
	struct rec *list, *row;
	date_t day;

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "notice");
	first = h.m;
	another(&h, h.b.house, "notice");
	list = listed(&h, "notice", 2);
	posted(&h, list, "first day", false);
	h.m = first;
	upheld(&h, objected(&h, list, 0));
	assert_int_equal(opposed_now(&h), OPPOSED_NOT);
	assert_int_equal(mending_since(&h, list), 0);
	one = objected(&h, list, 1);
	two = objected(&h, list, 2);
	GOOD(h.b.d, objection_row(h.b.cx, h.b.d->r, one, &row));
	assert_int_equal(row->v[OBJECTION_household].i, h.b.neighbour);
	assert_int_equal(opposed_now(&h), OPPOSED_OPEN);
	h.b.cx->now_ms += DAY;
	day = today_of(&h);
	upheld(&h, one);
	h.b.cx->now_ms += DAY;
	upheld(&h, two);
	assert_int_equal(mending_since(&h, list), day);
	assert_int_equal(opposed_now(&h), OPPOSED_UPHELD);
	objected(&h, list, 1);
	assert_int_equal(opposed_now(&h), OPPOSED_UPHELD);
	upheld(&h, objected(&h, list, 1));
	stands_at(&h, "lead");
	GOOD(h.b.d, act(&h, &h.village, "accept", 0));
	stands_at(&h, "notice");
	assert_int_equal(opposed_now(&h), OPPOSED_OPEN);     /* the one that nobody has answered */
	without_files(&h);
	bureau_close(&h.b);
}

static enum err taken_down(struct hall *h, const struct rec *list, struct str by)
{
	return notice_down(h->b.cx, h->b.d->r, list->v[NOTICE_no].s, by, "why");
}

static enum notice_gone gone_why(struct hall *h, const struct rec *list)
{
	enum notice_gone why;

	GOOD(h->b.d, notice_gone(h->b.cx, h->b.d->r, list_again(h, list), &why));
	return why;
}

/* Why a list hangs no more: what was found right after it was taken down is not the reason; nor did
 * who took it down when its days were over take it down before. What is down itself takes no
 * list's place. */
static void why_a_list_hangs_no_more(void **state)
{
	struct hall h = { 0 };
	struct rec *list, *newer;
	struct str one;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "notice");
	list = listed(&h, "notice", 1);
	posted(&h, list, "first day", false);
	one = objected(&h, list, 1);
	GOOD(h.b.d, taken_down(&h, list, STR("")));
	assert_int_equal(gone_why(&h, list), GONE_EARLY);
	h.b.cx->now_ms += DAY;
	upheld(&h, one);
	assert_int_equal(gone_why(&h, list), GONE_EARLY);
	newer = listed(&h, "notice", 1);
	posted(&h, newer, "of the second", false);
	REFUSED(h.b.d, taken_down(&h, newer, list->v[NOTICE_no].s), ERR_INPUT, "notice-by");
	REFUSED(h.b.d, taken_down(&h, newer, newer->v[NOTICE_no].s), ERR_INPUT, "notice-by");
	newer = list_again(&h, newer);
	while (today_of(&h) <= (date_t)newer->v[NOTICE_hangs_until].i)
		h.b.cx->now_ms += DAY;
	GOOD(h.b.d, taken_down(&h, newer, STR("")));
	assert_int_equal(gone_why(&h, newer), GONE_OVER);
	without_files(&h);
	bureau_close(&h.b);
}

/* ---- a meeting ---- */

static enum err met(struct hall *h, int64_t in_favour, int64_t against, int64_t abstain)
{
	struct meeting_vote v = { h->m.row->v[MATTER_no].s, in_favour, against, abstain, STR(""),
		STR("") };
	struct meeting_new n = { .round = &h->round, .gate = STR("appraisal"), .area = h->b.village,
		.representatives = 9, .attendance = STR("甲\n乙\n丙\n丁\n戊\n己"), .vote = &v, .nvote = 1 };
	struct meeting_made made;

	return meeting_hold(h->b.cx, &h->g, &h->village, &n, &made);
}

static bool not_passed(struct hall *h)
{
	struct matter_order o = { .act = STR("passed") };
	struct matter_look look;

	look_again(h);
	GOOD(h->b.d, matter_look(h->b.cx, &h->m, &h->village, &o, &look));
	for (int i = 0; i < look.nlack; i++)
		if (look.lack[i].kind == LACK_PASSED)
			return true;
	return false;
}

/* Fewer votes than none are none; what a meeting said before the case came to it once more was said
 * of another survey. */
static void a_vote_is_of_one_time(void **state)
{
	struct hall h = { 0 };
	struct edits e;
	struct rec *now;

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "appraisal");
	REFUSED(h.b.d, met(&h, -1, 0, 0), ERR_INPUT, "gate-meeting-count");
	REFUSED(h.b.d, met(&h, 6, -1, 0), ERR_INPUT, "gate-meeting-count");
	REFUSED(h.b.d, met(&h, 6, 0, -1), ERR_INPUT, "gate-meeting-count");
	REFUSED(h.b.d, met(&h, 6, 1, 0), ERR_INPUT, "gate-meeting-count");
	assert_true(not_passed(&h));
	GOOD(h.b.d, met(&h, 6, 0, 0));
	assert_false(not_passed(&h));
	REFUSED(h.b.d, met(&h, 5, 1, 0), ERR_INPUT, "gate-meeting-stands");
	h.b.cx->now_ms += DAY;
	edits_begin(&e, h.b.d->r, "");
	GOOD(h.b.d, edits_row(h.b.cx, &e, h.m.row->e, h.m.row->id, &now));
	rec_int(now, MATTER_since, today_of(&h));
	GOOD(h.b.d, edits_write(h.b.cx, &e, NULL));
	assert_true(not_passed(&h));
	GOOD(h.b.d, met(&h, 5, 1, 0));
	assert_false(not_passed(&h));
	bureau_close(&h.b);
}

/* The round is that of the case, and not another one that stands at a gate of the same name; where
 * too few came nothing was a tie. */
static void a_meeting_is_of_one_round(void **state)
{
	struct assembly half = { .quorum = { 2, 3 }, .pass = { 1, 2 } };
	struct round_new n = { .procedure = STR("monitor"), .name = STR("又一轮") };
	struct rec *meeting, *vote;
	struct hall h = { 0 };
	struct str no;

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "appraisal");
	n.area = h.b.north;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &n, &no));
	GOOD(h.b.d, round_load(h.b.cx, &h.g, no, &h.round));
	REFUSED(h.b.d, met(&h, 6, 0, 0), ERR_CONFLICT, "gate-meeting-gate");
	meeting = rec_new(&h.b.cx->arena, register_entity(h.b.d->r, TAG_meeting));
	vote = rec_new(&h.b.cx->arena, register_entity(h.b.d->r, TAG_vote));
	rec_int(meeting, MEETING_present, 4);
	rec_int(meeting, MEETING_proxies, 0);
	rec_int(meeting, MEETING_representatives, 9);
	rec_int(vote, VOTE_excluded, 0);
	rec_int(vote, VOTE_in_favour, 2);
	for (int quorate = 0; quorate < 2; quorate++) {
		rec_int(meeting, MEETING_quorate, quorate);
		assert_int_equal(meeting_vote_tied(&half, meeting, vote), quorate);
	}
	bureau_close(&h.b);
}

static enum err met_at(struct hall *h, struct str place, struct str note)
{
	struct meeting_vote v = { .matter = h->m.row->v[MATTER_no].s, .in_favour = 6, .note = note };
	struct meeting_new n = { .round = &h->round, .gate = STR("appraisal"), .area = h->b.village,
		.place = place, .representatives = 9, .attendance = STR("甲\n乙\n丙\n丁\n戊\n己"),
		.vote = &v, .nvote = 1 };
	struct meeting_made made;

	return meeting_hold(h->b.cx, &h->g, &h->village, &n, &made);
}

/* Texts are as long as their fields say, whichever door they came by, and hold no sign that nobody
 * sees. */
static void what_a_meeting_says_is_read_by_people(void **state)
{
	struct hall h = { 0 };
	char wide[4000];

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "appraisal");
	for (size_t i = 0; i < sizeof wide; i++)
		wide[i] = "\xe4\xb9\x99"[i % 3];
	REFUSED(h.b.d, met_at(&h, (struct str){ wide, 303 }, STR("")), ERR_INPUT, "edit-too-long");
	REFUSED(h.b.d, met_at(&h, STR("hall"), (struct str){ wide, 3003 }), ERR_INPUT,
	        "edit-too-long");
	REFUSED(h.b.d, met_at(&h, STR("ha\xe2\x80\x8bll"), STR("")), ERR_INPUT, "gate-typed-signs");
	REFUSED(h.b.d, met_at(&h, STR("hall"), STR("\xe2\x80\xae" "a")), ERR_INPUT,
	        "gate-typed-signs");
	GOOD(h.b.d, met_at(&h, (struct str){ wide, 300 }, (struct str){ wide, 3000 }));
	bureau_close(&h.b);
}

/* A household that moved away took its vote along: to who looks from the old place the meeting is
 * still there, with one vote less, and it says so. */
static void a_meeting_outlives_a_move(void **state)
{
	struct meeting_vote v[2] = { { .in_favour = 6 }, { .in_favour = 5, .against = 1 } };
	struct meeting_new n = { .gate = STR("appraisal"), .representatives = 9,
		.attendance = STR("甲\n乙\n丙\n丁\n戊\n己"), .vote = v, .nvote = 2 };
	struct meeting_made made;
	struct filed_meeting seen;
	struct hall h = { 0 };
	struct scope sc;
	struct edits e;
	struct rec *now;

	(void)state;
	hall_open(&h, "monitor", 0);
	stands_at(&h, "appraisal");
	v[0].matter = h.m.row->v[MATTER_no].s;
	another(&h, h.b.house, "appraisal");
	v[1].matter = h.m.row->v[MATTER_no].s;
	n.round = &h.round;
	n.area = h.b.village;
	v[0].in_favour = 4;
	GOOD(h.b.d, meeting_hold(h.b.cx, &h.g, &h.village, &n, &made));
	assert_int_equal(made.uncast[0], 2);         /* six came, four of them voted on the first */
	assert_int_equal(made.uncast[1], 0);
	GOOD(h.b.d, office_scope(h.b.cx, h.b.o, &h.village, PERM_read, &sc));
	h.b.d->r->scope = &sc;
	GOOD(h.b.d, filed_meeting(h.b.cx, &h.g, made.no, &seen));
	assert_int_equal(seen.nvote, 2);
	assert_int_equal(seen.elsewhere, 0);
	h.b.d->r->scope = NULL;
	edits_begin(&e, h.b.d->r, "");
	GOOD(h.b.d, edits_row(h.b.cx, &e, register_entity(h.b.d->r, TAG_household), h.b.house, &now));
	rec_int(now, HOUSEHOLD_area, h.b.other_village);
	now->area = h.b.other_village;
	GOOD(h.b.d, edits_write(h.b.cx, &e, NULL));
	h.b.d->r->scope = &sc;
	GOOD(h.b.d, filed_meeting(h.b.cx, &h.g, made.no, &seen));
	assert_int_equal(seen.nvote, 1);
	assert_int_equal(seen.vote[0]->v[VOTE_in_favour].i, 4);
	assert_int_equal(meeting_uncast(seen.row, seen.vote[0]), 2);
	assert_int_equal(seen.elsewhere, 1);
	h.b.d->r->scope = NULL;
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_made_on_the_last_day_of_another),
		cmocka_unit_test(what_is_missing_hangs_for_the_rest),
		cmocka_unit_test(what_was_handed_in_is_not_asked_for),
		cmocka_unit_test(what_was_missing_is_entered_later),
		cmocka_unit_test(a_photograph_from_before_it_went_missing),
		cmocka_unit_test(a_result_is_proven_by_hanging),
		cmocka_unit_test(what_is_right_against_a_list),
		cmocka_unit_test(why_a_list_hangs_no_more),
		cmocka_unit_test(a_vote_is_of_one_time),
		cmocka_unit_test(a_meeting_is_of_one_round),
		cmocka_unit_test(what_a_meeting_says_is_read_by_people),
		cmocka_unit_test(a_meeting_outlives_a_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

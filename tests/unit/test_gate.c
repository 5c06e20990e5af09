/* What the gate keeps to between two who come one after the other: what was accepted for one
 * household is not answered for another, what hung gives way on its day, what is asked for is done
 * by what asks for it. */
#include "hall_fix.h"

#include "domain/gate/declaration.h"
#include "domain/gate/lead_case.h"
#include "domain/gate/letter.h"
#include "domain/gate/meeting.h"
#include "domain/gate/notice_mend.h"
#include "domain/gate/objection.h"
#include "domain/gate/round_fill.h"
#include "domain/gate/task.h"

static date_t today_of(const struct hall *h)
{
	return register_today(h->b.cx, h->b.d->r);
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
	assert_true(s.ended < s.served);
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

/* ---- lists ---- */

static void posted(struct hall *h, const struct rec *list, const char *bytes, bool last)
{
	struct notice_photo p = { .bytes = str_of(bytes), .place = STR("村委会"),
		.taken = today_of(h) };
	struct str no = list->v[NOTICE_no].s;

	GOOD(h->b.d, last ? notice_last(h->b.cx, h->b.d->r, no, &p) :
	             notice_post(h->b.cx, h->b.d->r, no, &p));
}

static struct rec *list_again(struct hall *h, const struct rec *list)
{
	struct rec *now;

	GOOD(h->b.d, register_load(h->b.cx, h->b.d->r, list->e, list->id, &now));
	return now;
}

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

static int64_t house_of(struct hall *h, const char *no)
{
	struct rec *r = add(h->b.d, "household", "no", no, "head_name", "吴某例", NULL);

	r->area = h->b.village;
	save(h->b.d);
	return r->id;
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
		cmocka_unit_test(a_list_made_on_the_last_day_of_another),
		cmocka_unit_test(what_is_missing_hangs_for_the_rest),
		cmocka_unit_test(a_result_is_proven_by_hanging),
		cmocka_unit_test(what_is_right_against_a_list),
		cmocka_unit_test(why_a_list_hangs_no_more),
		cmocka_unit_test(a_vote_is_of_one_time),
		cmocka_unit_test(a_household_that_changed_meanwhile),
		cmocka_unit_test(what_begins_ends_the_same_of_before),
		cmocka_unit_test(one_signs_for_so_many),
		cmocka_unit_test(who_is_gone_is_not_drawn),
		cmocka_unit_test(what_is_there_is_not_asked_for),
		cmocka_unit_test(whose_the_case_of_a_county_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How long a list proves anything of who stands on it: day by day, when somebody leaves it, when
 * another takes its place. */
#include "hall_fix.h"

/* As h.m's packs say it, with what was looked through before still at hand. */
static struct posting posting_of(struct hall *h)
{
	struct posting p;

	GOOD(h->b.d, matter_posted(h->b.cx, &h->m, today_of(h), &p));
	return p;
}

/* The last day on which it hangs now, 0: it does not; left: did somebody leave it? */
static date_t hangs(struct hall *h, bool *left)
{
	date_t last;

	GOOD(h->b.d, matter_hangs(h->b.cx, &h->m, today_of(h), &last, left));
	return last;
}

/* The rule of its gate: a place's own pack may say another. */
static struct publication *rule_of(struct hall *h)
{
	return (struct publication *)(uintptr_t)&h->m.p->gate[h->m.gate].publish;
}

static void until_last_day(struct hall *h, const struct rec *list)
{
	while (today_of(h) < (date_t)list_again(h, list)->v[NOTICE_hangs_until].i)
		h->b.cx->now_ms += DAY;
}

static struct rec *on_the_board(struct hall *h)
{
	struct rec *list;

	hall_open(h, "monitor-quick", 0);
	stands_at(h, "notice");
	list = listed(h, "notice", 1);
	posted(h, list, "first day", false);
	return list;
}

/* It hangs to the end of its last day, and is done with the photograph of that day. Where the pack
 * asks for no second one, its time is over when the day is. */
static void day_by_day(void **state)
{
	for (int photos = 1; photos <= 2; photos++) {
		struct hall h = { 0 };
		struct rec *list;
		bool left;

		(void)state;
		list = on_the_board(&h);
		rule_of(&h)->photos = photos;
		assert_int_equal(posting_of(&h).posted, POSTED_HANGS);
		assert_int_equal(hangs(&h, &left), list_again(&h, list)->v[NOTICE_hangs_until].i);
		until_last_day(&h, list);
		assert_int_equal(posting_of(&h).posted, photos == 1 ? POSTED_HANGS : POSTED_UNPROVEN);
		assert_int_equal(hangs(&h, &left), today_of(&h));
		h.b.cx->now_ms += DAY;
		assert_int_equal(posting_of(&h).posted, photos == 1 ? POSTED_DONE : POSTED_UNPROVEN);
		assert_int_equal(hangs(&h, &left), 0);
		posted(&h, list, "last day", true);
		assert_int_equal(posting_of(&h).posted, POSTED_DONE);
		without_files(&h);
		bureau_close(&h.b);
	}
}

/* A list that another took the place of proves nothing, though it had hung its whole time. */
static void what_was_replaced_proves_nothing(void **state)
{
	struct hall h = { 0 };
	struct rec *list, *newer;
	struct matter first;

	(void)state;
	list = on_the_board(&h);
	first = h.m;
	until_last_day(&h, list);
	posted(&h, list, "last day", true);
	h.b.cx->now_ms += DAY;
	assert_int_equal(posting_of(&h).posted, POSTED_DONE);
	another(&h, h.b.house, "notice");
	newer = listed(&h, "notice", 1);
	h.m = first;
	assert_int_equal(posting_of(&h).posted, POSTED_DONE);
	GOOD(h.b.d, notice_down(h.b.cx, h.b.d->r, list->v[NOTICE_no].s, newer->v[NOTICE_no].s, "why"));
	assert_int_equal(posting_of(&h).posted, POSTED_DOWN);
	without_files(&h);
	bureau_close(&h.b);
}

static void leaves(struct hall *h, const struct matter *m, const char *act)
{
	struct edits e;
	struct rec *d;

	edits_begin(&e, h->b.d->r, "");
	GOOD(h->b.d, edits_new(h->b.cx, &e, register_entity(h->b.d->r, TAG_decision), m->about, &d));
	d->area = m->row->area;
	rec_text(d, DECISION_no, str_of(act));
	rec_int(d, DECISION_matter, m->row->id);
	rec_text(d, DECISION_gate, STR("notice"));
	rec_text(d, DECISION_act, str_of(act));
	rec_int(d, DECISION_on_date, register_today(h->b.cx, h->b.d->r));
	rec_int(d, DECISION_entered, h->b.cx->now_ms);
	GOOD(h->b.d, edits_write(h->b.cx, &e, NULL));
}

/* Who goes on because the list has hung does not change it for the others; who leaves it otherwise
 * does, at once, where the pack says so; the next list is another one. */
static void who_leaves_a_list(void **state)
{
	struct hall h = { 0 };
	struct matter first, second;
	struct rec *list;
	bool left;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	stands_at(&h, "notice");
	first = h.m;
	another(&h, h.b.house, "notice");
	second = h.m;
	list = listed(&h, "notice", 2);
	posted(&h, list, "first day", false);
	h.m = first;
	h.b.cx->now_ms += DAY;
	assert_true(hangs(&h, &left) && !left);
	leaves(&h, &second, "unopposed");
	assert_true(hangs(&h, &left) && !left);
	assert_int_equal(posting_of(&h).posted, POSTED_HANGS);
	leaves(&h, &second, "struck");
	assert_true(hangs(&h, &left) && left);
	assert_int_equal(posting_of(&h).posted, POSTED_CHANGED);
	rule_of(&h)->on_change = CHANGE_RESTART_CHANGED;
	assert_int_equal(posting_of(&h).posted, POSTED_HANGS);
	rule_of(&h)->on_change = CHANGE_RESTART_ALL;
	h.b.cx->now_ms += DAY;
	h.m = second;
	stands_at(&h, "refused");
	h.m = first;
	list = listed(&h, "notice", 1);
	posted(&h, list, "of the second", false);
	assert_true(hangs(&h, &left) && !left);
	assert_int_equal(posting_of(&h).posted, POSTED_HANGS);
	without_files(&h);
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(day_by_day),
		cmocka_unit_test(what_was_replaced_proves_nothing),
		cmocka_unit_test(who_leaves_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

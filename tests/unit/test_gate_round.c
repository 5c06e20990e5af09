/* Whose a closed year is, who is drawn into a round, and what of a case lives on in another
 * household. */
#include "hall_fix.h"

#include "crypto/digest.h"
#include "domain/gate/round_fill.h"
#include "domain/gate/year.h"
#include "domain/register/closing.h"

/* ---- years ---- */

struct yard {
	struct hall h;
	struct who office, second, approver, same;
	int year;
};

/* The county's office, another of it, who decides there, and who decides and is the first under
 * another name. */
static void yard_open(struct yard *y)
{
	struct bureau *b = &y->h.b;

	hall_open(&y->h, "monitor", 0);
	grant(b, account_of_person(b, "office", 4), ROLE_county_office, b->county);
	grant(b, account_of_person(b, "second", 8), ROLE_county_office, b->county);
	grant(b, account_of_person(b, "decides", 5), ROLE_county_approver, b->county);
	y->office = as(&y->h, "office");
	y->second = as(&y->h, "second");
	y->approver = as(&y->h, "decides");
	y->year = date_year(today_of(&y->h));
}

static enum err closes(struct yard *y, const struct who *who, int64_t area, int year,
                       const char *note)
{
	return year_close(y->h.b.cx, &y->h.g, who, area, year, str_of(note));
}

static enum err opens(struct yard *y, const struct who *who, const char *why)
{
	return year_reopen(y->h.b.cx, &y->h.g, who, y->h.b.county, y->year, str_of(why));
}

/* A year is closed by whom the pack says, for an area of the level it says, when it has begun; and
 * once. Who, when and why stands with it. */
static void who_closes_a_year(void **state)
{
	static char most[501 * 3 + 1];
	struct yard y;
	struct bureau *b = &y.h.b;
	struct rec **row;
	struct who gone;
	int n;

	(void)state;
	yard_open(&y);
	grant(b, account_of_person(b, "gone", 10), ROLE_county_office, b->county);
	assert_int_equal(closes(&y, &y.h.town, b->county, y.year, ""), ERR_DENIED);
	err_clear(b->cx);
	REFUSED(b->d, closes(&y, &y.h.town, b->north, y.year, ""), ERR_INPUT, "year-level");
	assert_int_equal(closes(&y, &y.approver, b->county, y.year, ""), ERR_DENIED);
	err_clear(b->cx);
	gone = as(&y.h, "gone");
	GOOD(b->d, office_account_disable(b->cx, b->o, NULL, gone.account, "离任"));
	assert_int_equal(closes(&y, &gone, b->county, y.year, ""), ERR_DENIED);
	err_clear(b->cx);
	REFUSED(b->d, closes(&y, &y.office, b->county, y.year + 1, ""), ERR_INPUT, "year-to-come");
	REFUSED(b->d, closes(&y, &y.office, b->county, 1948, ""), ERR_INPUT, "year-to-come");
	for (int i = 0; i < 501; i++)
		memcpy(most + 3 * i, "年", 3);
	REFUSED(b->d, closes(&y, &y.office, b->county, y.year, most), ERR_INPUT, "year-long");
	most[500 * 3] = 0;
	GOOD(b->d, closes(&y, &y.office, b->county, y.year, most));
	REFUSED(b->d, closes(&y, &y.second, b->county, y.year, ""), ERR_CONFLICT, "closing-closed");
	GOOD(b->d, closes(&y, &y.second, b->county, y.year - 1, " "));
	GOOD(b->d, year_list(b->cx, &y.h.g, &row, &n));
	assert_int_equal(n, 2);
	assert_int_equal(row[1]->v[CLOSING_closed].i, b->cx->now_ms);
	assert_true(str_eqz(row[1]->v[CLOSING_closed_by].s, y.office.actor));
	assert_int_equal(row[1]->v[CLOSING_note].s.n, 1500);
	assert_false(rec_has(row[0], CLOSING_note));
	bureau_close(b);
}

/* It is opened again by whom the pack says, and not by who closed it, under no name; with a reason,
 * which is kept. */
static void who_opens_a_year_again(void **state)
{
	struct who upper, coded;
	struct yard y;
	struct bureau *b = &y.h.b;
	struct rec **row;
	int n;

	(void)state;
	yard_open(&y);
	REFUSED(b->d, opens(&y, &y.approver, "补录"), ERR_CONFLICT, "year-open");
	GOOD(b->d, closes(&y, &y.office, b->county, y.year, ""));
	grant(b, account_of_person(b, "same", 4), ROLE_county_approver, b->county);
	grant(b, account_of_person(b, "upper", 9), ROLE_upper_approver, b->prefecture);
	y.same = as(&y.h, "same");
	upper = as(&y.h, "upper");
	coded = y.approver;
	coded.second = false;
	REFUSED(b->d, opens(&y, &coded, "补录"), ERR_DENIED, "office-no-code");
	REFUSED(b->d, opens(&y, &upper, "补录"), ERR_DENIED, "year-role");
	assert_int_equal(opens(&y, &y.second, "补录"), ERR_DENIED);
	err_clear(b->cx);
	assert_int_equal(opens(&y, &y.h.township, "补录"), ERR_DENIED);
	err_clear(b->cx);
	REFUSED(b->d, opens(&y, &y.same, "补录"), ERR_DENIED, "year-own");
	REFUSED(b->d, opens(&y, &y.approver, " "), ERR_INPUT, "gate-no-reason");
	GOOD(b->d, year_list(b->cx, &y.h.g, &row, &n));
	REFUSED(b->d, year_lets_reopen(b->cx, &y.h.g, &y.same, row[0]), ERR_DENIED, "year-own");
	GOOD(b->d, year_lets_reopen(b->cx, &y.h.g, &y.approver, row[0]));
	b->cx->now_ms += DAY;
	GOOD(b->d, opens(&y, &y.approver, "补录"));
	GOOD(b->d, year_list(b->cx, &y.h.g, &row, &n));
	assert_int_equal(row[0]->v[CLOSING_reopened].i, b->cx->now_ms);
	assert_true(str_eqz(row[0]->v[CLOSING_reopened_by].s, y.approver.actor));
	assert_true(str_eqz(row[0]->v[CLOSING_why].s, "补录"));
	REFUSED(b->d, opens(&y, &y.approver, "补录"), ERR_CONFLICT, "year-open");
	bureau_close(b);
}

/* Who sees a township sees that its county closed a year; who sees another county does not. */
static void who_sees_that_a_year_is_closed(void **state)
{
	struct scope scope = { .narea = 1 };
	struct yard y;
	struct bureau *b = &y.h.b;
	struct rec **row;
	int64_t other, one[1];
	int n;

	(void)state;
	yard_open(&y);
	other = area(b, "110102000000", "别县", "县级");
	save(b->d);
	GOOD(b->d, closes(&y, &y.office, b->county, y.year, ""));
	b->d->r->scope = &scope;
	scope.area = one;
	one[0] = b->village;
	GOOD(b->d, year_list(b->cx, &y.h.g, &row, &n));
	assert_int_equal(n, 1);
	one[0] = other;
	GOOD(b->d, year_list(b->cx, &y.h.g, &row, &n));
	assert_int_equal(n, 0);
	b->d->r->scope = NULL;
	bureau_close(b);
}

/* ---- rounds that are filled ---- */

static int64_t house_of(struct hall *h, const char *no, int64_t area)
{
	struct rec *r = add(h->b.d, "household", "no", no, "head_name", "吴某例", NULL);

	r->area = area;
	save(h->b.d);
	return r->id;
}

static void judged(struct hall *h, int64_t household, const char *says)
{
	struct rec *house = rec_new(&h->b.cx->arena, noun(h->b.d, "household"));

	house->id = household;
	add(h->b.d, "verdict", "household", ref(h->b.d, house), "standard", "household-poor", "state",
	    says, NULL);
	save(h->b.d);
}

static int drawn(struct hall *h, const struct round_from *from, int64_t **id)
{
	int64_t of;
	int n;

	GOOD(h->b.d, round_draw(h->b.cx, &h->g, &h->round, from, id, &n, &of));
	return n;
}

/* Of the round's own place, those of a list, those whose verdict says so. */
static void who_is_drawn(void **state)
{
	struct round_from from = { .standard = STR("household-poor"), .state = TRUTH_TRUE };
	struct round_new new = { .procedure = STR("village-exit"), .name = STR("村退出"),
		.on = 20170503 };
	struct hall h = { 0 };
	struct str no;
	int64_t *id, of;
	int n;

	(void)state;
	hall_open(&h, "monitor", 0);
	house_of(&h, "H3", h.b.other_village);
	REFUSED(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &n, &of), ERR_CONFLICT,
	        "gate-fill-verdicts");
	judged(&h, h.b.house, "符合");
	judged(&h, h.b.neighbour, "不符合");
	assert_int_equal(drawn(&h, &from, &id), 1);
	assert_int_equal(id[0], h.b.house);
	from.state = TRUTH_FALSE;
	assert_int_equal(drawn(&h, &from, &id), 1);
	assert_int_equal(id[0], h.b.neighbour);
	from.standard = STR("no-such");
	REFUSED(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &n, &of), ERR_INPUT,
	        "gate-fill-standard");
	from.standard = STR("");
	assert_int_equal(drawn(&h, &from, &id), 2);
	from.among = &h.b.neighbour;
	from.namong = 1;
	assert_int_equal(drawn(&h, &from, &id), 1);
	assert_int_equal(id[0], h.b.neighbour);
	new.area = h.b.north;
	GOOD(h.b.d, round_open(h.b.cx, &h.g, &h.town, &new, &no));
	GOOD(h.b.d, round_load(h.b.cx, &h.g, no, &h.round));
	REFUSED(h.b.d, round_draw(h.b.cx, &h.g, &h.round, &from, &id, &n, &of), ERR_INPUT,
	        "gate-fill-noun");
	bureau_close(&h.b);
}

/* A share is never more than all, and no part of a household: of three, the half are two. */
static void a_share_that_is_drawn(void **state)
{
	static const char *const none[] = { "0/3", "3/2", "1/0", "101%", "10x", "5", "1/2x", "0%" };
	unsigned char best[HASH_LEN], hash[HASH_LEN];
	struct round_from from = { .seed = 7, .num = 1, .den = 2 };
	struct hall h = { 0 };
	int64_t *id, house[3];
	int num, den, first = 0;

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(round_share(none[i], &num, &den));
	assert_true(round_share("100%", &num, &den) && round_share("3/3", &num, &den));
	hall_open(&h, "monitor", 0);
	house[0] = h.b.house;
	house[1] = h.b.neighbour;
	house[2] = house_of(&h, "H3", h.b.village);
	for (from.seed = 1; from.seed < 6; from.seed++) {
		for (int i = 0; i < 3; i++) {
			char text[20];
			int n = snprintf(text, sizeof text, "%d:H%d", (int)from.seed, i + 1);

			digest_of(HASH_SHA256, text, (size_t)n, hash);
			if (!i || memcmp(hash, best, HASH_LEN) < 0) {
				memcpy(best, hash, HASH_LEN);
				first = i;
			}
		}
		assert_int_equal(drawn(&h, &from, &id), 2);
		assert_int_equal(id[0], house[first]);
	}
	bureau_close(&h.b);
}

static struct round_filled filled(struct hall *h, const struct round_from *from)
{
	struct round_filled out;

	GOOD(h->b.d, round_fill(h->b.cx, &h->g, &h->town, &h->round, from, &out));
	return out;
}

static const char *noted(struct hall *h)
{
	GOOD(h->b.d, round_by_id(h->b.cx, &h->g, h->round.row->id, &h->round));
	return rec_has(h->round.row, ROUND_drawn) ?
	       str_z(&h->b.cx->arena, h->round.row->v[ROUND_drawn].s) : "";
}

/* By who opens rounds; how it was drawn stands with the round so that anybody can draw again, once
 * for one that was broken off and goes on. Of very many the newest. */
static void what_a_round_was_filled_from(void **state)
{
	struct round_from from = { .seed = 7, .num = 1, .den = 1 };
	struct round_filled out;
	struct hall h = { 0 };

	(void)state;
	hall_open(&h, "monitor", 0);
	assert_int_equal(round_fill(h.b.cx, &h.g, &h.village, &h.round, &from, &out), ERR_DENIED);
	err_clear(h.b.cx);
	assert_string_equal(noted(&h), "");
	out = filled(&h, &from);
	assert_true(out.of == 2 && out.drawn == 2 && out.made == 1 && out.there == 1 && !out.refused);
	assert_string_equal(noted(&h), "all 1/1 seed 7: 2 of 2");
	out = filled(&h, &from);
	assert_true(!out.made && out.there == 2);
	assert_string_equal(noted(&h), "all 1/1 seed 7: 2 of 2");
	from.den = 0;
	filled(&h, &from);
	assert_string_equal(noted(&h), "all 1/1 seed 7: 2 of 2; all: 2 of 2");
	from.den = 2;
	for (from.seed = 100; from.seed < 140; from.seed++)
		filled(&h, &from);
	assert_true(str_starts(str_of(noted(&h)), STR("… all 1/2 seed 1")));
	assert_true(str_ends(str_of(noted(&h)), STR("seed 138: 1 of 2; all 1/2 seed 139: 1 of 2")));
	assert_true(strlen(noted(&h)) <= 800 + 6);
	bureau_close(&h.b);
}

/* ---- a case that lives on ---- */

static enum err carried(struct hall *h, int64_t to, struct matter_carried *out)
{
	return matter_carry(h->b.cx, &h->g, &h->town, &h->m, to, STR("并户"), 0, out);
}

/* What was seen is what is ended: whoever was quicker is told of. Its last step says who ended it
 * and why, and nobody is asked for it any more. */
static void how_a_case_ends_that_lives_on(void **state)
{
	struct matter_carried out;
	struct hall h = { 0 };
	struct matter seen;
	struct rec *d;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	change(h.b.d, "household", h.b.neighbour, "state", "并户");
	save(h.b.d);
	look_again(&h);
	assert_true(rec_has(h.m.row, MATTER_due));
	seen = h.m;
	GOOD(h.b.d, matter_assign(h.b.cx, &h.g, &h.town, &h.m, STR("town")));
	h.m = seen;
	REFUSED(h.b.d, carried(&h, h.b.house, &out), ERR_CONFLICT, "gate-moved");
	look_again(&h);
	assert_true(rec_has(h.m.row, MATTER_assigned_to));
	GOOD(h.b.d, carried(&h, h.b.house, &out));
	look_again(&h);
	assert_false(rec_has(h.m.row, MATTER_due));
	assert_false(rec_has(h.m.row, MATTER_assigned_to));
	assert_int_equal(h.m.p->gate[h.m.gate].end, GATE_WITHDRAWN);
	assert_int_equal(h.m.ndecision, 1);
	d = h.m.decision[0];
	assert_true(str_eqz(d->v[DECISION_reason].s, "并户"));
	assert_true(str_eqz(d->v[DECISION_actor].s, h.town.actor));
	assert_true(str_eqz(d->v[DECISION_typed_by].s, h.b.cx->actor));
	assert_true(str_eqz(d->v[DECISION_to_gate].s, h.m.p->gate[h.m.gate].id.p));
	assert_int_equal(d->area, h.m.row->area);
	assert_int_equal(d->shard, h.m.row->shard);
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_closes_a_year),
		cmocka_unit_test(who_opens_a_year_again),
		cmocka_unit_test(who_sees_that_a_year_is_closed),
		cmocka_unit_test(who_is_drawn),
		cmocka_unit_test(a_share_that_is_drawn),
		cmocka_unit_test(what_a_round_was_filled_from),
		cmocka_unit_test(how_a_case_ends_that_lives_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

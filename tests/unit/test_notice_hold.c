/* Who deals with what is said against a list, and how long a list proves anything: nobody looks
 * into his own, nobody answers what he found, under no name of his. */
#include "hall_fix.h"

#include "domain/gate/notice_mend.h"
#include "domain/gate/objection.h"

static struct str text_of(struct hall *h, const char *text)
{
	return str_dup(&h->b.cx->arena, str_of(text));
}

/* A list of one household of the village, by a maker, after these surveyed. */
static struct rec *list_of(struct hall *h, int64_t household, const char *maker,
                           const char *surveyors)
{
	struct notice_order o = { .subject = STR("monitor-1"), .area = h->b.village,
		.about = &household, .n = 1, .maker = str_of(maker), .surveyors = str_of(surveyors) };
	struct notice_made made;
	struct rec *row;

	GOOD(h->b.d, notice_make(h->b.cx, h->b.d->r, &o, "", &made));
	GOOD(h->b.d, register_load(h->b.cx, h->b.d->r, register_entity(h->b.d->r, TAG_notice), made.id,
	                           &row));
	return row;
}

static struct str objected(struct hall *h, const struct rec *list)
{
	struct objection_new n = { .notice = list->v[NOTICE_no].s, .position = 1,
		.topic = STR("wrong"), .channel = STR("web"), .content = STR("县城有房") };
	char no[RECEIPT_TEXT];

	GOOD(h->b.d, objection_add(h->b.cx, h->b.d->r, &n, no));
	return text_of(h, no);
}

static enum err verified(struct hall *h, struct str no, const char *by, const char *with)
{
	struct objection_act a = { .by = str_of(by), .with = str_of(with), .text = STR("属实") };

	return objection_verify(h->b.cx, h->b.d->r, no, &a);
}

static enum err answered(struct hall *h, struct str no, const char *by)
{
	struct objection_act a = { .by = str_of(by), .text = STR("更正"), .outcome = STR("upheld") };

	return objection_answer(h->b.cx, h->b.d->r, no, &a);
}

/* Who made the list, who surveyed, and who of them came along: none looks into it; who found
 * something, alone or with another, does not answer. What was found is written over by nobody. */
static void nobody_deals_with_his_own(void **state)
{
	static const char *const own[] = { "马制表", "孙入户", "account:999" };
	struct hall h = { 0 };
	struct rec *list, *row;
	struct str no;
	date_t day;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	list = list_of(&h, h.b.neighbour, "马制表", "孙入户,account:999");
	posted(&h, list, "first day", false);
	no = objected(&h, list);
	REFUSED(h.b.d, answered(&h, no, "钱答复"), ERR_CONFLICT, "objection-unverified");
	for (int i = 0; i < 3; i++) {
		REFUSED(h.b.d, verified(&h, no, own[i], ""), ERR_DENIED, "objection-own");
		REFUSED(h.b.d, verified(&h, no, "李核查", own[i]), ERR_DENIED, "objection-own");
	}
	GOOD(h.b.d, verified(&h, no, "李核查", "周同行"));
	day = today_of(&h);
	REFUSED(h.b.d, verified(&h, no, "吴另查", ""), ERR_CONFLICT, "objection-verified");
	h.b.cx->now_ms += DAY;
	for (int i = 0; i < 3; i++)
		REFUSED(h.b.d, answered(&h, no, own[i]), ERR_DENIED, "objection-own");
	REFUSED(h.b.d, answered(&h, no, "李核查"), ERR_DENIED, "objection-verifier");
	REFUSED(h.b.d, answered(&h, no, "周 同 行"), ERR_DENIED, "objection-verifier");
	GOOD(h.b.d, answered(&h, no, "钱答复"));
	REFUSED(h.b.d, verified(&h, no, "吴另查", ""), ERR_CONFLICT, "objection-over");
	REFUSED(h.b.d, answered(&h, no, "郑再答"), ERR_CONFLICT, "objection-over");
	GOOD(h.b.d, objection_row(h.b.cx, h.b.d->r, no, &row));
	assert_int_equal(row->v[OBJECTION_verified_on].i, day);
	assert_int_equal(row->v[OBJECTION_answered].i, today_of(&h));
	assert_true(str_eqz(row->v[OBJECTION_verified_by].s, "李核查,周同行"));
	assert_true(str_eqz(row->v[OBJECTION_answered_by].s, "钱答复"));
	assert_true(str_eqz(row->v[OBJECTION_found].s, "属实"));
	assert_true(str_eqz(row->v[OBJECTION_answer].s, "更正"));
	without_files(&h);
	bureau_close(&h.b);
}

/* Two accounts may be of two people who are called the same: who typed for one is not the other. A
 * name of theirs alone may be either. */
static void accounts_of_one_name(void **state)
{
	char many[300] = "";
	struct hall h = { 0 };
	struct rec *list;
	struct str no;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	list = list_of(&h, h.b.neighbour, h.village.actor, "");
	posted(&h, list, "first day", false);
	no = objected(&h, list);
	REFUSED(h.b.d, verified(&h, no, h.village.actor, ""), ERR_DENIED, "objection-own");
	REFUSED(h.b.d, verified(&h, no, "测试人", ""), ERR_DENIED, "objection-own");
	memset(many, 'x', 201);
	REFUSED(h.b.d, verified(&h, no, h.town.actor, many), ERR_INPUT, "objection-names");
	GOOD(h.b.d, verified(&h, no, h.town.actor, ""));
	without_files(&h);
	bureau_close(&h.b);
}

static enum err lets(struct hall *h, const struct who *who, struct str no, bool answer)
{
	struct rec *row;

	GOOD(h->b.d, objection_row(h->b.cx, h->b.d->r, no, &row));
	return objection_lets(h->b.cx, h->b.o, h->b.d->r, who, row, answer);
}

/* The person counts, not the account: who made or surveyed for a list under one account has done so
 * under the other, whether the list tells an account, a log-in name or a name. A member of the
 * household has no part in it. */
static void it_is_the_person_who_may_not(void **state)
{
	static const char *const seen[] = { NULL, "town", "测试人" };
	struct who member;
	struct hall h = { 0 };
	char two[80];
	struct rec *list;
	struct str no;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	snprintf(two, sizeof two, "account:998 %s", h.again.actor);
	grant(&h.b, account_of_person(&h.b, "member", 111), ROLE_township_clerk, h.b.north);
	member = as(&h, "member");
	for (int i = 0; i < 3; i++) {
		list = list_of(&h, h.b.house, h.village.actor, seen[i] ? seen[i] : h.town.actor);
		posted(&h, list, i == 0 ? "first" : i == 1 ? "second" : "third", false);
		no = objected(&h, list);
		REFUSED(h.b.d, lets(&h, &h.village, no, false), ERR_DENIED, "objection-own");
		REFUSED(h.b.d, lets(&h, &h.again, no, false), ERR_DENIED, "objection-own");
		REFUSED(h.b.d, lets(&h, &h.town, no, true), ERR_DENIED, "objection-own");
		REFUSED(h.b.d, lets(&h, &member, no, false), ERR_DENIED, "objection-kin");
		if (i < 2) {
			GOOD(h.b.d, lets(&h, &h.township, no, false));
		} else {
			REFUSED(h.b.d, lets(&h, &h.township, no, false), ERR_DENIED, "objection-own");
		}
	}
	list = list_of(&h, h.b.neighbour, "马制表", two);
	posted(&h, list, "fourth", false);
	no = objected(&h, list);
	REFUSED(h.b.d, lets(&h, &h.village, no, false), ERR_DENIED, "objection-own");
	GOOD(h.b.d, lets(&h, &h.town, no, false));
	GOOD(h.b.d, verified(&h, no, h.town.actor, ""));
	REFUSED(h.b.d, lets(&h, &h.town, no, true), ERR_DENIED, "objection-verifier");
	GOOD(h.b.d, lets(&h, &h.town, no, false));
	GOOD(h.b.d, lets(&h, &h.township, no, true));
	without_files(&h);
	bureau_close(&h.b);
}

static enum err people(struct hall *h, struct str no, const char *names, struct str *out)
{
	struct rec *row;

	GOOD(h->b.d, objection_row(h->b.cx, h->b.d->r, no, &row));
	return objection_people(h->b.cx, h->b.o, h->b.d->r, row, "with", str_of(names), false, out);
}

/* Names as they are typed: an account by its log-in name, also between names with blanks; a name
 * that several go by stays a name, and each of them is asked. */
static void names_that_are_accounts(void **state)
{
	char many[300] = "", want[100];
	struct hall h = { 0 };
	struct rec *list;
	struct str no, out;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	list = list_of(&h, h.b.neighbour, "马制表", h.town.actor);
	posted(&h, list, "first day", false);
	no = objected(&h, list);
	GOOD(h.b.d, people(&h, no, "approver、李核查", &out));
	snprintf(want, sizeof want, "%s,李核查", h.township.actor);
	assert_true(str_eqz(out, want));
	GOOD(h.b.d, people(&h, no, "李核查 approver", &out));
	snprintf(want, sizeof want, "李核查 approver,%s", h.township.actor);
	assert_true(str_eqz(out, want));
	REFUSED(h.b.d, people(&h, no, "李核查、town", &out), ERR_DENIED, "objection-own");
	REFUSED(h.b.d, people(&h, no, "李核查 town", &out), ERR_DENIED, "objection-own");
	REFUSED(h.b.d, people(&h, no, "测试人", &out), ERR_DENIED, "objection-own");
	list = list_of(&h, h.b.house, "马制表", "");
	posted(&h, list, "of the other", false);
	no = objected(&h, list);
	GOOD(h.b.d, people(&h, no, "测试人", &out));
	assert_true(str_eqz(out, "测试人"));
	for (int i = 0; i < 39; i++)
		strcat(many, "town,");
	assert_int_equal(people(&h, no, many, &out), OK);
	account_of_person(&h.b, "ab1", 7);
	many[0] = 0;
	for (int i = 0; i < 49; i++)
		strcat(many, "ab1,");
	REFUSED(h.b.d, people(&h, no, many, &out), ERR_INPUT, "objection-names");
	without_files(&h);
	bureau_close(&h.b);
}

/* What was answered is over; who answered and when is kept. */
static void a_declaration_is_answered_once(void **state)
{
	struct declaration_new n = { .topic = STR("ill"), .channel = STR("web"), .name = STR("王示例"),
		.phone = STR("13900000001"), .group = STR("3组"), .content = STR("住院") };
	struct objection_act a = { .by = STR("钱答复"), .text = STR("已入户") };
	struct hall h = { 0 };
	char no[RECEIPT_TEXT];
	struct rec *row;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	n.area = h.b.village;
	n.phone = STR("");
	REFUSED(h.b.d, declaration_add(h.b.cx, h.b.d->r, &n, no), ERR_INPUT, "objection-phone");
	n.phone = STR("13900000001");
	n.group = STR(" ");
	REFUSED(h.b.d, declaration_add(h.b.cx, h.b.d->r, &n, no), ERR_INPUT, "objection-empty");
	n.group = STR("3组");
	GOOD(h.b.d, declaration_add(h.b.cx, h.b.d->r, &n, no));
	GOOD(h.b.d, declaration_take(h.b.cx, h.b.d->r, str_of(no), &a));
	h.b.cx->now_ms += DAY;
	GOOD(h.b.d, declaration_answer(h.b.cx, h.b.d->r, str_of(no), &a));
	GOOD(h.b.d, declaration_row(h.b.cx, h.b.d->r, str_of(no), &row));
	assert_int_equal(row->v[DECLARATION_due].i, date_from_days(date_days(today_of(&h)) + 14));
	assert_true(str_eqz(row->v[DECLARATION_answered_by].s, "钱答复"));
	assert_int_equal(row->v[DECLARATION_answered].i, today_of(&h));
	REFUSED(h.b.d, declaration_take(h.b.cx, h.b.d->r, str_of(no), &a), ERR_CONFLICT,
	        "objection-over");
	REFUSED(h.b.d, declaration_answer(h.b.cx, h.b.d->r, str_of(no), &a), ERR_CONFLICT,
	        "objection-over");
	bureau_close(&h.b);
}

static enum err said(struct hall *h, struct objection_new n, struct rec **row)
{
	char no[RECEIPT_TEXT];

	n.topic = STR("wrong");
	n.channel = STR("web");
	TRY(objection_add(h->b.cx, h->b.d->r, &n, no));
	GOOD(h->b.d, objection_row(h->b.cx, h->b.d->r, str_of(no), row));
	return OK;
}

/* What is said is about a list that hangs or hung, of a day that has been; it is kept as it was
 * typed, but for signs that nobody types, and answered within the days of the pack. */
static void what_can_be_said(void **state)
{
	static char most[2001 * 3 + 1];
	struct objection_new n = { .content = STR("一\a二\n三") };
	struct hall h = { 0 };
	struct rec *list, *row;

	(void)state;
	hall_open(&h, "monitor-quick", 0);
	list = list_of(&h, h.b.neighbour, "马制表", "");
	n.notice = list->v[NOTICE_no].s;
	REFUSED(h.b.d, said(&h, n, &row), ERR_INPUT, "notice-none");
	posted(&h, list, "first day", false);
	GOOD(h.b.d, said(&h, n, &row));
	assert_true(str_eqz(row->v[OBJECTION_content].s, "一二\n三"));
	assert_int_equal(row->v[OBJECTION_named].i, 0);
	assert_int_equal(row->v[OBJECTION_due].i, date_from_days(date_days(today_of(&h)) + 15));
	n.received = date_from_days(date_days(today_of(&h)) + 1);
	REFUSED(h.b.d, said(&h, n, &row), ERR_INPUT, "objection-received");
	n.received = 0;
	n.position = 2;
	REFUSED(h.b.d, said(&h, n, &row), ERR_INPUT, "objection-position");
	n.position = 0;
	n.name = STR("王举报");
	for (int i = 0; i < 2001; i++)
		memcpy(most + 3 * i, "房", 3);
	n.content = (struct str){ most, 2000 * 3 };
	GOOD(h.b.d, said(&h, n, &row));
	assert_int_equal(row->v[OBJECTION_named].i, 1);
	n.content.n += 3;
	REFUSED(h.b.d, said(&h, n, &row), ERR_INPUT, "objection-long");
	without_files(&h);
	bureau_close(&h.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_deals_with_his_own),
		cmocka_unit_test(accounts_of_one_name),
		cmocka_unit_test(it_is_the_person_who_may_not),
		cmocka_unit_test(names_that_are_accounts),
		cmocka_unit_test(a_declaration_is_answered_once),
		cmocka_unit_test(what_can_be_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

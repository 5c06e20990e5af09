/* Rights: every role against every permission, where, when, who made it, whose kin. The tables are
 * walked whole, so that a new row is looked at, too. */
#include "office_fix.h"

/* An area that a role may hold; -1: it is given by nobody. */
static int64_t area_for(const struct bureau *b, enum role r)
{
	unsigned levels = office_roles[r].levels;

	if (levels & 1u << LEVEL_EMERGENCY)
		return -1;
	if (levels & 1u << LEVEL_EVERYWHERE)
		return 0;
	return levels & 1u << 3 ? b->county : levels & 1u << 4 ? b->north :
	       levels & 1u << 5 ? b->village : b->prefecture;
}

static const char *why(struct bureau *b, const struct who *who, enum perm p,
                       const struct office_object *x)
{
	struct decision d = office_may(b->cx, b->o, who, p, x);

	assert_true(d.may == !d.why);
	return d.may ? "" : d.why;
}

static void every_role_has_what_its_row_says(void **state)
{
	struct bureau b;
	int asked = 0;

	(void)state;
	bureau_open(&b);
	for (int r = 0; r < ROLE__COUNT; r++) {
		int64_t area = area_for(&b, (enum role)r), id;
		struct who who;

		if (area < 0)
			continue;
		id = account(&b, office_roles[r].id);
		who = signed_in(&b, office_roles[r].id);
		for (int p = 0; p < PERM__COUNT; p++)
			assert_string_equal(why(&b, &who, (enum perm)p, NULL), "office-no-perm");
		grant(&b, id, (enum role)r, area);
		for (int p = 0; p < PERM__COUNT; p++, asked++) {
			bool has = office_roles[r].perms & PERM_BIT(p);

			assert_string_equal(why(&b, &who, (enum perm)p, NULL), has ? "" : "office-no-perm");
			who.second = false;
			assert_string_equal(why(&b, &who, (enum perm)p, NULL), !has ? "office-no-perm" :
			                    office_perms[p].second ? "office-no-code" : "");
			who.second = true;
		}
	}
	assert_int_equal(asked, (ROLE__COUNT - 1) * PERM__COUNT);
	bureau_close(&b);
}

/* Every permission on an object in every state, inside the area and outside. */
static void where_and_in_what_state(void **state)
{
	struct bureau b;

	(void)state;
	bureau_open(&b);
	for (int r = 0; r < ROLE__COUNT; r++) {
		struct office_object x = { .placed = true };
		int64_t area = area_for(&b, (enum role)r);
		struct who who;

		if (area < 0)
			continue;
		grant(&b, account(&b, office_roles[r].id), (enum role)r, area);
		who = signed_in(&b, office_roles[r].id);
		for (int p = 0; p < PERM__COUNT; p++) {
			if (!(office_roles[r].perms & PERM_BIT(p)))
				continue;
			for (int s = STATE_LIVE; s <= STATE_GONE; s++) {
				bool fits = office_perms[p].states >> s & 1;

				x = (struct office_object){ .state = (enum object_state)s, .area = b.village,
					.household = b.neighbour, .placed = true };
				assert_string_equal(why(&b, &who, (enum perm)p, &x),
				                    fits ? "" : "office-no-state");
				x.area = area == b.county || area == b.prefecture || !area ? 0 : b.other_village;
				if (area)
					assert_string_equal(why(&b, &who, (enum perm)p, &x), "office-no-area");
			}
		}
	}
	bureau_close(&b);
}

static bool decides(int perm)
{
	return office_perms[perm].class == CLASS_APPROVE;
}

/* Made and decided by one natural person: never, by whatever accounts, roles and permissions. */
static void nobody_decides_his_own(void **state)
{
	struct bureau b;
	int refused = 0, allowed = 0;

	(void)state;
	bureau_open(&b);
	for (int r = 0; r < ROLE__COUNT; r++) {
		char first[40], second[40], maker[40], stranger[40];
		int64_t area = area_for(&b, (enum role)r), one, two;
		struct who who;

		if (area <= 0 || office_roles[r].admin != ADMIN_NONE)
			continue;
		snprintf(first, sizeof first, "first%d", r);
		snprintf(second, sizeof second, "second%d", r);
		one = account_of_person(&b, first, 300 + r);
		two = account_of_person(&b, second, 300 + r);
		grant(&b, two, (enum role)r, area);
		who = signed_in(&b, second);
		snprintf(stranger, sizeof stranger, "account:%lld", (long long)one + 1000);
		for (int m = 0; m < PERM__COUNT; m++)
			for (int p = 0; p < PERM__COUNT; p++) {
				struct office_object x = { .area = b.village, .household = b.neighbour,
					.placed = true, .made_by = (enum perm)m };

				if (!(office_roles[r].perms & PERM_BIT(p)) || !decides(p) ||
				    (office_perms[m].class != CLASS_WRITE && !decides(m)))
					continue;
				while (!(office_perms[p].states >> x.state & 1))
					x.state++;
				for (int own = 0; own < 2; own++, refused++) {
					snprintf(maker, sizeof maker, "account:%lld", (long long)(own ? two : one));
					x.maker = maker;
					assert_string_equal(why(&b, &who, (enum perm)p, &x), "office-no-duty");
				}
				x.maker = stranger;
				assert_string_equal(why(&b, &who, (enum perm)p, &x), "");
				x.maker = "cli:0";
				assert_string_equal(why(&b, &who, (enum perm)p, &x), "");
				allowed += 2;
			}
	}
	assert_true(refused > 50 && refused == allowed);
	bureau_close(&b);
}

static bool business(enum role r)
{
	for (int p = 0; p < PERM__COUNT; p++)
		if (office_roles[r].perms & PERM_BIT(p) &&
		    (office_perms[p].class == CLASS_WRITE || office_perms[p].class == CLASS_APPROVE ||
		     p == PERM_reveal || p == PERM_export_clear || p == PERM_search_tail))
			return true;
	return false;
}

/* Which two roles one person may not hold, said in other words than the table says it. */
static bool apart(enum role a, enum role b)
{
	enum admin_kind x = office_roles[a].admin, y = office_roles[b].admin;

	if (x != ADMIN_NONE && y != ADMIN_NONE)
		return x != y;
	return (x != ADMIN_NONE && business(b)) || (y != ADMIN_NONE && business(a));
}

/* Every pair of roles, given to two accounts of one person. */
static void conflicting_roles_are_not_given(void **state)
{
	struct bureau b;
	struct grant_new g = { .role = ROLE_system_admin };
	int kept_apart = 0;
	int64_t id;

	(void)state;
	bureau_open(&b);
	for (int r = 0; r < ROLE__COUNT; r++)
		for (int q = 0; q < ROLE__COUNT; q++) {
			int64_t area = area_for(&b, (enum role)r), other = area_for(&b, (enum role)q), one, two;
			int person = 300 + r * ROLE__COUNT + q;
			char first[40], second[40];
			enum err e;

			if (area < 0 || other < 0)
				continue;
			snprintf(first, sizeof first, "a%d.%d", r, q);
			snprintf(second, sizeof second, "b%d.%d", r, q);
			one = account_of_person(&b, first, person);
			two = account_of_person(&b, second, person);
			grant(&b, one, (enum role)r, area);
			e = try_grant(&b, two, (enum role)q, other);
			if (apart((enum role)r, (enum role)q)) {
				assert_int_equal(e, ERR_DENIED);
				assert_string_equal(b.cx->err.key, "office-grant-duty");
				err_clear(b.cx);
				kept_apart++;
			} else {
				assert_int_equal(e, OK);
			}
		}
	assert_true(kept_apart >= 6 + 3 * 2 * 6);

	/* one that begins later counts from today on */
	g.account = account_of_person(&b, "later", 299);
	g.from = date_of_ms(b.cx->now_ms + INT64_C(30) * 86400000, 480);
	GOOD(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id));
	assert_int_equal(try_grant(&b, g.account, ROLE_security_admin, 0), ERR_DENIED);
	err_clear(b.cx);
	bureau_close(&b);
}

/* Grants that stand together although they should not (an older program, a row put there): at use
 * the conflict is seen, and neither duty can be done. */
static void conflicts_are_seen_at_use(void **state)
{
	struct bureau b;
	int64_t one, two, three;
	struct office_object x;
	struct who who, other;
	char id[24];

	(void)state;
	bureau_open(&b);
	one = account_of_person(&b, "one", 400);
	two = account_of_person(&b, "two", 400);
	grant(&b, one, ROLE_system_admin, 0);
	who = signed_in(&b, "one");
	assert_string_equal(why(&b, &who, PERM_users, NULL), "");
	snprintf(id, sizeof id, "%lld", (long long)two);
	add(b.d, "role_grant", "account", id, "role", "security_admin", "valid_from", "2020-01-01",
	    "valid_to", "2099-01-01", NULL);
	save(b.d);
	GOOD(b.d, office_refresh(b.cx, b.o));
	other = signed_in(&b, "two");
	assert_string_equal(why(&b, &who, PERM_users, NULL), "office-no-duties");
	assert_string_equal(why(&b, &other, PERM_grants, NULL), "office-no-duties");
	assert_string_equal(why(&b, &who, PERM_verify, NULL), "");

	/* a grant to decide that stands although nobody knows whose the account is */
	three = account_of_person(&b, "three", 0);
	snprintf(id, sizeof id, "%lld", (long long)three);
	add(b.d, "role_grant", "account", id, "role", "county_approver", "valid_from", "2020-01-01",
	    "valid_to", "2099-01-01", NULL);
	save(b.d);
	GOOD(b.d, office_refresh(b.cx, b.o));
	who = signed_in(&b, "three");
	x = in_house(&b, "cli:0");
	assert_string_equal(why(&b, &who, PERM_settle, &x), "office-no-person");
	assert_string_equal(why(&b, &who, PERM_read, &x), "");
	bureau_close(&b);
}

static void nobody_grants_to_himself(void **state)
{
	struct bureau b;
	struct grant_new g = { .role = ROLE_leader };
	struct who who;
	int64_t id;

	(void)state;
	bureau_open(&b);
	grant(&b, account_of_person(&b, "security", 400), ROLE_security_admin, 0);
	g.account = account_of_person(&b, "again", 400);
	g.area = b.county;
	who = signed_in(&b, "security");
	REFUSED(b.d, office_grant_give(b.cx, b.o, &who, &g, &id), ERR_DENIED, "office-grant-self");
	g.account = account(&b, "lin");
	GOOD(b.d, office_grant_give(b.cx, b.o, &who, &g, &id));
	REFUSED(b.d, office_account_disable(b.cx, b.o, &who, g.account, "x"), ERR_DENIED,
	        "office-no-perm");
	who = signed_in(&b, "lin");
	REFUSED(b.d, office_grant_give(b.cx, b.o, &who, &g, &id), ERR_DENIED, "office-no-perm");
	bureau_close(&b);
}

static void grants_have_a_place_and_a_time(void **state)
{
	struct bureau b;
	struct grant_new g = { .role = ROLE_township_clerk };
	struct office_object x;
	struct who who;
	int64_t id, day = INT64_C(86400000);

	(void)state;
	bureau_open(&b);
	g.account = account(&b, "lin");
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_INPUT, "office-grant-needs-area");
	g.area = b.county;
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_INPUT, "office-grant-level");
	g.area = 12345;
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_NOTFOUND, "office-grant-no-area");
	g.area = b.north;
	g.from = date_of_ms(b.cx->now_ms + 10 * day, 480);
	g.to = date_add_months(g.from, 12);
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_INPUT, "office-grant-long");
	g.to = date_from_days(date_days(g.to) - 1);
	GOOD(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id));
	x = in_house(&b, NULL);
	x.state = STATE_LIVE;
	who = signed_in(&b, "lin");
	assert_string_equal(why(&b, &who, PERM_propose, &x), "office-no-time");
	b.cx->now_ms += 10 * day;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "");
	b.cx->now_ms += 364 * day;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "");
	b.cx->now_ms += day;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "office-no-time");
	g.from = g.to = 0;
	g.account = account_of_person(&b, "nobody.known", 0);
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_INPUT, "office-grant-person");
	g.role = ROLE_emergency;
	REFUSED(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id), ERR_INPUT, "office-role-unknown");
	bureau_close(&b);
}

static void helpers_reach_their_households(void **state)
{
	struct bureau b;
	struct grant_new g = { .role = ROLE_helper, .nhousehold = 1 };
	struct office_object x;
	struct scope s;
	struct who who;
	int64_t id;

	(void)state;
	bureau_open(&b);
	g.account = account(&b, "luo");
	g.household = &b.house;
	GOOD(b.d, office_grant_give(b.cx, b.o, NULL, &g, &id));
	who = signed_in(&b, "luo");
	x = in_house(&b, NULL);
	x.state = STATE_LIVE;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "");
	x.household = b.neighbour;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "office-no-area");
	x.household = 0;
	assert_string_equal(why(&b, &who, PERM_propose, &x), "office-no-area");
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_true(scope_household(&s, b.house));
	assert_false(scope_household(&s, b.neighbour) || scope_area(&s, b.village));
	bureau_close(&b);
}

/* One's own household, a relative by number, a relative by name only, and nobody's. */
static void kin_do_not_decide(void **state)
{
	struct bureau b;
	struct office_object x;
	struct kin_new k = { .relation = STR("兄弟") };
	struct who who, by_name, own, other;
	int64_t id;

	(void)state;
	bureau_open(&b);
	k.account = account(&b, "tang");
	grant(&b, k.account, ROLE_township_approver, b.north);
	who = signed_in(&b, "tang");
	x = in_house(&b, "cli:0");
	assert_string_equal(why(&b, &who, PERM_approve, &x), "");
	k.name = STR("另名");                        /* written otherwise, but the number tells */
	k.idno = str_of(number(&b, 111));
	GOOD(b.d, office_kin_declare(b.cx, b.o, &who, &k, &id));
	assert_string_equal(why(&b, &who, PERM_approve, &x), "office-no-kin");
	assert_string_equal(why(&b, &who, PERM_settle, &x), "office-no-kin");
	x.state = STATE_LIVE;
	assert_string_equal(why(&b, &who, PERM_read, &x), "");
	x.state = STATE_PROPOSED;
	x.household = b.neighbour;
	assert_string_equal(why(&b, &who, PERM_approve, &x), "");
	REFUSED(b.d, office_kin_end(b.cx, b.o, &who, id, "no more"), ERR_DENIED, "office-no-perm");
	x.household = b.house;
	GOOD(b.d, office_kin_end(b.cx, b.o, NULL, id, "a slip"));
	assert_string_equal(why(&b, &who, PERM_approve, &x), "");

	k.account = account(&b, "he");
	k.name = STR("赵例子");
	k.idno = (struct str){ 0 };
	grant(&b, k.account, ROLE_township_approver, b.north);
	by_name = signed_in(&b, "he");
	GOOD(b.d, office_kin_declare(b.cx, b.o, &by_name, &k, &id));
	assert_string_equal(why(&b, &by_name, PERM_approve, &x), "office-no-kin");

	grant(&b, account_of_person(&b, "wang", 111), ROLE_township_approver, b.north);
	own = signed_in(&b, "wang");
	assert_string_equal(why(&b, &own, PERM_approve, &x), "office-no-kin");
	/* declared by one account of a person, and decided by another */
	k.account = account_of_person(&b, "ren", 77);
	GOOD(b.d, office_kin_declare(b.cx, b.o, NULL, &k, &id));
	grant(&b, account_of_person(&b, "ren2", 77), ROLE_township_approver, b.north);
	other = signed_in(&b, "ren2");
	assert_string_equal(why(&b, &other, PERM_approve, &x), "office-no-kin");
	x.household = 999999;                        /* gone: what cannot be judged is refused */
	assert_string_equal(why(&b, &who, PERM_approve, &x), "office-no-reading");
	bureau_close(&b);
}

static void looks_are_counted(void **state)
{
	struct bureau b;
	struct who who;
	int left, tails;

	(void)state;
	bureau_open(&b);
	grant(&b, account(&b, "lin"), ROLE_township_clerk, b.north);
	who = signed_in(&b, "lin");
	GOOD(b.d, office_rule_set(b.cx, b.o, NULL, STR("reveals"), STR("2")));
	REFUSED(b.d, office_reveal_take(b.cx, b.o, &who, TAG_household, b.house, "head_id", " ", &left),
	        ERR_INPUT, "office-reason");
	GOOD(b.d, office_reveal_take(b.cx, b.o, &who, TAG_household, b.house, "head_id", "a", &left));
	assert_int_equal(left, 1);
	GOOD(b.d, office_tail_take(b.cx, b.o, &who, &tails));
	assert_int_equal(tails, 199);
	office_again(&b);
	GOOD(b.d, office_reveal_take(b.cx, b.o, &who, TAG_household, b.house, "head_id", "a", &left));
	assert_int_equal(left, 0);
	REFUSED(b.d, office_reveal_take(b.cx, b.o, &who, TAG_household, b.house, "phone", "x", &left),
	        ERR_LIMIT, "office-reveals-used");
	GOOD(b.d, office_left(b.cx, b.o, &who, &left, &tails));
	assert_int_equal(left, 0);
	assert_int_equal(tails, 199);
	b.cx->now_ms += INT64_C(86400000);
	GOOD(b.d, office_left(b.cx, b.o, &who, &left, &tails));
	assert_int_equal(left, 2);
	assert_int_equal(tails, 200);
	bureau_close(&b);
}

/* The open glass shows everything, for its time; nothing can be decided or switched by it. */
static void the_glass(void **state)
{
	struct bureau b;
	struct office_object x;
	struct decision d;
	struct scope s;
	struct who who;

	(void)state;
	bureau_open(&b);
	grant(&b, account(&b, "tang"), ROLE_township_approver, b.north);
	who = signed_in(&b, "tang");
	x = (struct office_object){ .area = b.other_village, .placed = true };
	assert_string_equal(why(&b, &who, PERM_read, &x), "office-no-area");
	REFUSED(b.d, office_glass_break(b.cx, b.o, &who, "", 1), ERR_INPUT, "office-reason");
	REFUSED(b.d, office_glass_break(b.cx, b.o, &who, "flood", 5), ERR_INPUT, "office-glass-hours");
	GOOD(b.d, office_glass_break(b.cx, b.o, &who, "flood", 4));
	REFUSED(b.d, office_glass_break(b.cx, b.o, &who, "more", 4), ERR_CONFLICT,
	        "office-glass-open");
	d = office_may(b.cx, b.o, &who, PERM_read, &x);
	assert_true(d.may && d.emergency);
	GOOD(b.d, office_glass_used(b.cx, b.o, &who, PERM_read, TAG_household, b.neighbour));
	x.area = b.village;
	d = office_may(b.cx, b.o, &who, PERM_read, &x);
	assert_true(d.may && !d.emergency);
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_true(s.all);
	x.area = b.other_village;
	for (int p = 0; p < PERM__COUNT; p++)
		for (int st = STATE_LIVE; st <= STATE_GONE; st++) {
			x.state = (enum object_state)st;
			if (office_perms[p].class != CLASS_READ)
				assert_false(office_may(b.cx, b.o, &who, (enum perm)p, &x).may);
		}
	x.state = STATE_LIVE;
	b.cx->now_ms += INT64_C(4) * 3600000;
	assert_string_equal(why(&b, &who, PERM_read, &x), "office-no-area");
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_false(s.all);
	bureau_close(&b);
}

static enum err made(struct bureau *b, const char *login, const char *name, const char *password)
{
	struct account_new a = { .login = str_of(login), .name = str_of(name),
		.password = str_of(password) };
	int64_t id;

	return office_account_make(b->cx, b->o, NULL, &a, &id);
}

static void what_a_password_may_be(void **state)
{
	static const struct { const char *password, *key; } bad[] = {
		{ "short", "password-short" }, { "七个汉字口令吗", "password-short" },
		{ "Password1", "password-common" }, { "woaini1314", "password-common" },
		{ "12345678", "password-common" }, { "aaaaaaaaaa", "password-common" },
		{ "hgfedcba", "password-common" }, { "Qwerty123!", "password-common" },
		{ "lin.xiao", "password-name" }, { "Lin.Xiao99", "password-name" },
	};
	char token[TOKEN_TEXT];
	struct who who;
	struct bureau b;

	(void)state;
	bureau_open(&b);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		REFUSED(b.d, made(&b, "lin.xiao", "林晓", bad[i].password), ERR_INPUT, bad[i].key);
	REFUSED(b.d, made(&b, "9lin", "林晓", GOOD_PASSWORD), ERR_INPUT, "office-login-form");
	REFUSED(b.d, made(&b, "lin", " ", GOOD_PASSWORD), ERR_INPUT, "office-needed");
	GOOD(b.d, made(&b, "lin.xiao", "林晓", "四条河边的石桥"  "二"));
	REFUSED(b.d, made(&b, "LIN.xiao", "林晓", GOOD_PASSWORD), ERR_CONFLICT, "office-login-taken");

	GOOD(b.d, office_rule_set(b.cx, b.o, NULL, STR("passwords"), STR("dengbao3")));
	REFUSED(b.d, made(&b, "zhou", "周", GOOD_PASSWORD), ERR_INPUT, "password-classes");
	GOOD(b.d, made(&b, "zhou", "周", "Stone bridge 0"));
	for (int i = 1; i <= 5; i++) {
		char before[40], next[40];

		snprintf(before, sizeof before, "Stone bridge %d", i - 1);
		snprintf(next, sizeof next, "Stone bridge %d", i);
		GOOD(b.d, sign_in(&b, "zhou", before, token, &who));
		GOOD(b.d, office_password_change(b.cx, b.o, &who, str_of(before), str_of(next)));
		REFUSED(b.d, office_password_change(b.cx, b.o, &who, str_of(next), str_of(before)),
		        ERR_INPUT, "password-again");
	}
	GOOD(b.d, office_password_change(b.cx, b.o, &who, STR("Stone bridge 5"),
	                                 STR("Stone bridge 0")));
	b.cx->now_ms += INT64_C(90) * 86400000;
	GOOD(b.d, sign_in(&b, "zhou", "Stone bridge 0", token, &who));
	assert_true(who.must_change);
	assert_string_equal(why(&b, &who, PERM_read, NULL), "office-no-password");
	bureau_close(&b);
}

/* The demo: its grants would all have been given one by one; one password opens every account. */
static void demo_accounts(void **state)
{
	struct bureau b;
	char password[32], again[32], token[TOKEN_TEXT];
	struct grant_view *g;
	struct who who;
	int n, accounts;

	(void)state;
	bureau_open(&b);
	REFUSED(b.d, office_demo(b.cx, b.o, password), ERR_DENIED, "office-not-demo");
	area(&b, "980000000000", "演示省", "省级");
	save(b.d);
	GOOD(b.d, office_refresh(b.cx, b.o));
	GOOD(b.d, office_demo(b.cx, b.o, password));
	accounts = office_accounts(b.o);
	GOOD(b.d, office_demo(b.cx, b.o, again));
	assert_string_equal(password, again);
	assert_int_equal(office_accounts(b.o), accounts);
	GOOD(b.d, office_grant_list(b.cx, b.o, 0, &g, &n));
	assert_int_equal(n, accounts);
	for (int i = 0; i < n; i++) {
		assert_true(g[i].in_force);
		assert_null(office_duty_clash(office_roles[g[i].role].perms));
	}
	for (const struct demo_account *a = office_demo_accounts; a->login; a++) {
		GOOD(b.d, sign_in(&b, a->login, password, token, &who));
		assert_true(who.roles == UINT64_C(1) << a->role);
		assert_true(who.perms == office_roles[a->role].perms);
	}
	bureau_close(&b);
}

/* Who did what stands in the journal; what was typed does not. */
static void the_journal_tells(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT], actor[40];
	struct leaf leaf;
	struct who who;
	int64_t lin;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	sign_in(&b, "my secret typed here", "x", token, &who);
	err_clear(b.cx);
	GOOD(b.d, journal_leaf(b.cx, b.d->r->db, journal_next(&b.d->r->st->j) - 1, &leaf));
	assert_int_equal(leaf.action, ACT_LOGIN_FAILED);
	assert_true(str_eqz(leaf.actor, "peer:127.0.0.1"));
	assert_true(str_eqz(leaf.extra, "why=unknown\npeer=127.0.0.1\n"));
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	snprintf(actor, sizeof actor, "account:%lld", (long long)lin);
	GOOD(b.d, journal_leaf(b.cx, b.d->r->db, journal_next(&b.d->r->st->j) - 1, &leaf));
	assert_int_equal(leaf.action, ACT_LOGIN);
	assert_true(str_eqz(leaf.actor, actor));
	assert_int_equal(leaf.object_id, lin);
	GOOD(b.d, office_logout(b.cx, b.o, &who));
	GOOD(b.d, journal_leaf(b.cx, b.d->r->db, journal_next(&b.d->r->st->j) - 1, &leaf));
	assert_int_equal(leaf.action, ACT_LOGOUT);
	bureau_close(&b);
}

static enum err token(struct bureau *b, const struct who *who, uint64_t perms, int64_t area,
                      char text[OFFICE_TOKEN_TEXT])
{
	struct token_new t = { .name = STR("a sheet"), .perms = perms, .area = area,
		.expires = date_add_months(date_of_ms(b->cx->now_ms, 480), 2) };
	int64_t id;

	return office_token_make(b->cx, b->o, who, &t, text, &id);
}

/* A clerk of the county lets a program look into one township: what the program has is what both
 * have, in every way that rights are asked. */
static void a_token_is_less_than_its_account(void **state)
{
	const uint64_t some = PERM_BIT(PERM_read) | PERM_BIT(PERM_propose);
	char text[OFFICE_TOKEN_TEXT], whole[OFFICE_TOKEN_TEXT], none[OFFICE_TOKEN_TEXT];
	struct office_object here, there;
	struct who who, by;
	struct scope s;
	struct bureau b;
	int64_t lin, given;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	given = grant(&b, lin, ROLE_county_office, b.county);
	who = signed_in(&b, "lin");
	assert_int_equal(token(&b, &who, some | PERM_BIT(PERM_undo), 0, text), ERR_DENIED);
	assert_int_equal(token(&b, &who, some | PERM_BIT(PERM_reveal), 0, text), ERR_DENIED);
	assert_int_equal(token(&b, &who, 0, 0, text), ERR_INPUT);
	err_clear(b.cx);
	GOOD(b.d, token(&b, &who, some, b.south, text));
	GOOD(b.d, token(&b, &who, some, 0, whole));

	assert_true(office_token(b.o, str_of(text), b.cx->now_ms, &by));
	assert_true(by.perms == some);
	assert_int_equal(token(&b, &by, some, 0, none), ERR_DENIED);     /* none begets another */
	err_clear(b.cx);
	assert_true(office_token(b.o, str_of(text), b.cx->now_ms, &by));
	here = there = (struct office_object){ .state = STATE_LIVE, .placed = true };
	here.area = b.other_village;
	there.area = b.village;
	assert_string_equal(why(&b, &by, PERM_propose, &here), "");
	assert_string_equal(why(&b, &by, PERM_propose, &there), "office-no-area");
	assert_string_equal(why(&b, &by, PERM_import, &here), "office-no-perm");
	GOOD(b.d, office_scope(b.cx, b.o, &by, PERM_read, &s));
	assert_true(scope_area(&s, b.other_village) && scope_area(&s, b.south));
	assert_false(s.all || scope_area(&s, b.village) || scope_area(&s, b.county));
	assert_string_equal(s.actor, "");            /* a batch has no place: none is the token's */
	GOOD(b.d, office_scope(b.cx, b.o, &by, PERM_export, &s));
	assert_false(s.all || s.narea);
	assert_true(office_token(b.o, str_of(whole), b.cx->now_ms, &by));
	assert_string_equal(why(&b, &by, PERM_propose, &there), "");

	/* what the account loses, its tokens lose; and their day comes */
	office_again(&b);
	assert_true(office_token(b.o, str_of(text), b.cx->now_ms, &by));
	assert_false(office_token(b.o, STR("jz_00000000000000000000000000000000"), b.cx->now_ms, &by));
	assert_false(office_token(b.o, STR(""), b.cx->now_ms, &by));
	GOOD(b.d, office_grant_end(b.cx, b.o, NULL, given, "moved on"));
	assert_true(office_token(b.o, str_of(text), b.cx->now_ms, &by));
	assert_int_equal(by.perms, 0);
	assert_string_equal(why(&b, &by, PERM_propose, &here), "office-no-time");
	assert_false(office_token(b.o, str_of(text), b.cx->now_ms + INT64_C(63) * 86400000, &by));
	GOOD(b.d, office_account_disable(b.cx, b.o, NULL, lin, "left"));
	assert_false(office_token(b.o, str_of(text), b.cx->now_ms, &by));

	/* the open glass is a person's, and no program's */
	grant(&b, account(&b, "tang"), ROLE_township_approver, b.north);
	who = signed_in(&b, "tang");
	GOOD(b.d, token(&b, &who, PERM_BIT(PERM_read), 0, text));
	GOOD(b.d, office_glass_break(b.cx, b.o, &who, "flood", 1));
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_true(s.all);
	assert_true(office_token(b.o, str_of(text), b.cx->now_ms, &by));
	GOOD(b.d, office_scope(b.cx, b.o, &by, PERM_read, &s));
	assert_false(s.all || scope_area(&s, b.other_village));
	assert_true(scope_area(&s, b.village));
	bureau_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_has_what_its_row_says),
		cmocka_unit_test(where_and_in_what_state),
		cmocka_unit_test(nobody_decides_his_own),
		cmocka_unit_test(conflicting_roles_are_not_given),
		cmocka_unit_test(conflicts_are_seen_at_use),
		cmocka_unit_test(nobody_grants_to_himself),
		cmocka_unit_test(grants_have_a_place_and_a_time),
		cmocka_unit_test(helpers_reach_their_households),
		cmocka_unit_test(kin_do_not_decide),
		cmocka_unit_test(looks_are_counted),
		cmocka_unit_test(the_glass),
		cmocka_unit_test(what_a_password_may_be),
		cmocka_unit_test(demo_accounts),
		cmocka_unit_test(the_journal_tells),
		cmocka_unit_test(a_token_is_less_than_its_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What an account keeps to that is not there any more, or has still to choose its password; and
 * whose business somebody's relatives are. */
#include "office_fix.h"

/* One declares one's own relatives, and nobody withdraws what he declared himself; an administrator
 * of accounts does both for others. */
static void whose_business_relatives_are(void **state)
{
	struct kin_new k = { .name = STR("王示例"), .relation = STR("叔") };
	struct who clerk, other, admin;
	struct bureau b;
	int64_t id, own;

	(void)state;
	bureau_open(&b);
	k.account = account(&b, "clerk");
	grant(&b, k.account, ROLE_village_clerk, b.village);
	grant(&b, account(&b, "other"), ROLE_village_clerk, b.village);
	own = account(&b, "admin");
	grant(&b, own, ROLE_system_admin, b.county);
	clerk = signed_in(&b, "clerk");
	other = signed_in(&b, "other");
	admin = signed_in(&b, "admin");
	assert_int_equal(office_kin_declare(b.cx, b.o, &other, &k, &id), ERR_DENIED);
	err_clear(b.cx);
	GOOD(b.d, office_kin_declare(b.cx, b.o, &clerk, &k, &id));
	assert_int_equal(office_kin_end(b.cx, b.o, &clerk, id, "误填"), ERR_DENIED);
	err_clear(b.cx);
	GOOD(b.d, office_kin_end(b.cx, b.o, &admin, id, "误填"));
	k.account = own;
	GOOD(b.d, office_kin_declare(b.cx, b.o, &admin, &k, &id));
	REFUSED(b.d, office_kin_end(b.cx, b.o, &admin, id, "误填"), ERR_DENIED, "office-kin-own");
	bureau_close(&b);
}

/* Nothing is given to an account that is disabled. */
static void a_disabled_account_is_given_nothing(void **state)
{
	struct bureau b;
	int64_t id;

	(void)state;
	bureau_open(&b);
	id = account(&b, "clerk");
	GOOD(b.d, office_account_disable(b.cx, b.o, NULL, id, "离任"));
	assert_int_not_equal(try_grant(&b, id, ROLE_village_clerk, b.village), OK);
	err_clear(b.cx);
	GOOD(b.d, office_account_enable(b.cx, b.o, NULL, id, "回任"));
	GOOD(b.d, try_grant(&b, id, ROLE_village_clerk, b.village));
	bureau_close(&b);
}

static void reaches(struct bureau *b, const struct who *who, const char *refused)
{
	struct office_object x = { .state = STATE_LIVE, .area = b->village, .placed = true };
	struct decision d = office_may(b->cx, b->o, who, PERM_read, &x);
	struct scope *scope = ARENA_NEW(&b->cx->arena, struct scope);

	GOOD(b->d, office_scope(b->cx, b->o, who, PERM_read, scope));
	assert_int_equal(scope_area(scope, b->village), !refused);
	assert_int_equal(d.may, !refused);
	if (refused)
		assert_string_equal(d.why, refused);
}

/* Whoever was known before his account was disabled, and who has still to choose a password of his
 * own, reaches nothing; a program holds no role. */
static void who_reaches_nothing(void **state)
{
	struct account_new first = { .login = STR("first"), .name = STR("测试人"),
		.password = STR(GOOD_PASSWORD), .must_change = true };
	struct office_object x = { .state = STATE_LIVE, .placed = true };
	struct office_held held[4];
	struct who clerk, fresh;
	struct bureau b;
	int64_t id;

	(void)state;
	bureau_open(&b);
	x.area = b.village;
	grant(&b, account(&b, "clerk"), ROLE_village_clerk, b.village);
	first.idno = str_of(number(&b, 77));
	GOOD(b.d, office_account_make(b.cx, b.o, NULL, &first, &id));
	grant(&b, id, ROLE_village_clerk, b.village);
	GOOD(b.d, office_as(b.cx, b.o, STR("clerk"), &clerk));
	GOOD(b.d, office_as(b.cx, b.o, STR("first"), &fresh));
	reaches(&b, &clerk, NULL);
	reaches(&b, &fresh, "office-no-password");
	assert_int_equal(office_held(b.o, &clerk, &x, b.cx->now_ms, held, 4), 1);
	assert_int_equal(held[0].role, ROLE_village_clerk);
	GOOD(b.d, office_account_disable(b.cx, b.o, NULL, clerk.account, "离任"));
	reaches(&b, &clerk, "office-no-account");
	REFUSED(b.d, office_as(b.cx, b.o, STR("clerk"), &fresh), ERR_NOTFOUND, "office-as-nobody");
	clerk.token = 1;
	assert_int_equal(office_held(b.o, &clerk, &x, b.cx->now_ms, held, 4), 0);
	bureau_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_business_relatives_are),
		cmocka_unit_test(a_disabled_account_is_given_nothing),
		cmocka_unit_test(who_reaches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

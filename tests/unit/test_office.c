/* The office: signing in, sessions and their clocks, and what a scope holds. */
#include "office_fix.h"

#include "base/thread.h"
#include "crypto/totp.h"

static void signs_in_and_out(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT], second[TOKEN_TEXT];
	struct who who, again;

	(void)state;
	bureau_open(&b);
	assert_int_equal(office_accounts(b.o), 0);
	int64_t lin = account(&b, "Lin");
	assert_int_equal(office_accounts(b.o), 1);
	assert_int_equal(office_account(b.o, STR("lin")), lin);
	GOOD(b.d, sign_in(&b, " LIN ", GOOD_PASSWORD, token, &who));
	assert_int_equal(who.account, lin);
	assert_string_equal(who.login, "lin");
	assert_true(who.has_person);
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, second, &again));
	assert_string_not_equal(token, second);
	assert_true(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	GOOD(b.d, office_logout(b.cx, b.o, &who));
	assert_false(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	assert_int_equal(who.account, 0);
	assert_true(office_session(b.o, str_of(second), b.cx->now_ms, &who));
	token[5] = token[5] == '0' ? '1' : '0';
	assert_false(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	assert_false(office_session(b.o, STR(""), b.cx->now_ms, &who));
	bureau_close(&b);
}

/* Half an hour unused, or twelve hours old: over; and a restarted server knows the rest. */
static void sessions_end_in_time(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT];
	struct who who;
	int64_t t;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	t = b.cx->now_ms;
	assert_true(office_session(b.o, str_of(token), t + 29 * 60000, &who));
	assert_true(office_session(b.o, str_of(token), t + 58 * 60000, &who));
	b.cx->now_ms = t + 60 * 60000;
	office_again(&b);
	assert_true(office_session(b.o, str_of(token), t + 87 * 60000, &who));
	assert_false(office_session(b.o, str_of(token), t + 117 * 60000, &who));
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	t = b.cx->now_ms;
	for (int i = 1; i < 720 / 20; i++)
		assert_true(office_session(b.o, str_of(token), t + i * INT64_C(20) * 60000, &who));
	assert_false(office_session(b.o, str_of(token), t + 720 * INT64_C(60000), &who));
	bureau_close(&b);
}

/* After five tries from one place there is a wait, and it grows; another place may still try. */
static void tries_are_slowed_down(void **state)
{
	struct bureau b;
	struct login l = { .login = STR("lin"), .password = STR("wrong wrong"),
		.peer = STR("10.0.0.7") };
	char token[TOKEN_TEXT];
	struct who who;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	for (int i = 0; i < 5; i++)
		REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-wrong");
	l.password = STR(GOOD_PASSWORD);
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_LIMIT, "office-login-wait");
	b.cx->now_ms += 5000;
	l.password = STR("wrong again");
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-wrong");
	b.cx->now_ms += 5000;
	l.password = STR(GOOD_PASSWORD);
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_LIMIT, "office-login-wait");
	l.peer = STR("10.0.0.8");
	GOOD(b.d, office_login(b.cx, b.o, &l, token, &who));
	l.peer = STR("10.0.0.7");
	b.cx->now_ms += 5000;
	GOOD(b.d, office_login(b.cx, b.o, &l, token, &who));
	GOOD(b.d, office_login(b.cx, b.o, &l, token, &who));
	bureau_close(&b);
}

/* Nobody of that name: the same answer, and no account is made to wait by it. */
static void unknown_names_look_the_same(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT];
	struct who who;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	REFUSED(b.d, sign_in(&b, "nobody", GOOD_PASSWORD, token, &who), ERR_DENIED,
			"office-login-wrong");
	assert_string_equal(token, "");
	GOOD(b.d, office_account_disable(b.cx, b.o, NULL, office_account(b.o, STR("lin")), "left"));
	REFUSED(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who), ERR_DENIED,
			"office-login-wrong");
	bureau_close(&b);
}

/* An account that is disabled or whose password is reset is out at once. */
static void out_at_once(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT];
	struct who who;
	int64_t lin;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	GOOD(b.d, office_account_disable(b.cx, b.o, NULL, lin, "left"));
	assert_false(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	GOOD(b.d, office_account_enable(b.cx, b.o, NULL, lin, "back"));
	assert_false(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	GOOD(b.d, office_password_reset(b.cx, b.o, NULL, lin, STR("first told word")));
	assert_false(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	GOOD(b.d, sign_in(&b, "lin", "first told word", token, &who));
	assert_true(who.must_change);
	assert_int_equal(who.perms, 0);
	REFUSED(b.d, office_password_change(b.cx, b.o, &who, STR("not this"), STR("quiet river nine")),
	        ERR_DENIED, "office-old-password");
	GOOD(b.d, office_password_change(b.cx, b.o, &who, STR("first told word"),
	                                 STR("quiet river nine")));
	assert_true(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	assert_false(who.must_change);
	bureau_close(&b);
}

static enum err confirm(struct bureau *b, const struct who *who, int64_t account, struct str secret,
                        const char *code, const char *former)
{
	struct totp_proof p = { secret, str_of(code), str_of(former) };

	return office_totp_confirm(b->cx, b->o, who, account, &p);
}

static void code_of(struct bureau *b, struct str secret, char code[8])
{
	unsigned char raw[TOTP_SECRET];

	assert_true(totp_secret_read(secret, raw));
	snprintf(code, 8, "%06u", totp_code(raw, sizeof raw, totp_step(b->cx->now_ms), 6) % 1000000);
}

static void a_code_is_good_once(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT], code[16];
	unsigned char secret[TOTP_SECRET];
	struct login l = { .login = STR("lin"), .password = STR(GOOD_PASSWORD), .peer = STR("::1") };
	struct str text, uri;
	struct who who;
	int64_t lin;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	GOOD(b.d, office_totp_new(b.cx, b.o, lin, &text, &uri));
	assert_true(str_starts(uri, STR("otpauth://totp/jingzhun:lin?secret=")));
	REFUSED(b.d, confirm(&b, NULL, lin, text, "000000", ""), ERR_INPUT, "office-code-wrong");
	assert_true(totp_secret_read(text, secret));
	snprintf(code, sizeof code, "%06u", totp_code(secret, sizeof secret,
	                                             totp_step(b.cx->now_ms), 6));
	GOOD(b.d, confirm(&b, NULL, lin, text, code, ""));
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-code");
	b.cx->now_ms += 60000;
	snprintf(code, sizeof code, "%06u", totp_code(secret, sizeof secret,
	                                             totp_step(b.cx->now_ms), 6));
	l.code = str_of(code);
	GOOD(b.d, office_login(b.cx, b.o, &l, token, &who));
	assert_true(who.second);
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-code");
	office_again(&b);
	REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-code");
	bureau_close(&b);
}

/* Somebody left a session open: whoever sits down at it makes no second factor of their own, and
 * does not guess the code or the password for long. */
static void an_open_session_does_not_take_over(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT], code[8], next[8], wrong[8];
	struct str first, second, uri;
	struct who who;
	int64_t lin;
	int waits = 0;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	GOOD(b.d, office_totp_new(b.cx, b.o, lin, &first, &uri));
	code_of(&b, first, code);
	GOOD(b.d, confirm(&b, &who, lin, first, code, ""));        /* the first one asks nobody */
	b.cx->now_ms += 60000;
	GOOD(b.d, office_totp_new(b.cx, b.o, lin, &second, &uri));
	code_of(&b, first, code);
	code_of(&b, second, next);
	snprintf(wrong, sizeof wrong, "%06d", (atoi(code) + 1) % 1000000);
	REFUSED(b.d, confirm(&b, &who, lin, second, next, ""), ERR_INPUT, "office-code-former");
	REFUSED(b.d, confirm(&b, &who, lin, second, next, next), ERR_INPUT, "office-code-former");
	GOOD(b.d, confirm(&b, &who, lin, second, next, code));
	/* a code is good once here, too */
	REFUSED(b.d, confirm(&b, &who, lin, first, code, code), ERR_INPUT, "office-code-former");
	b.cx->now_ms += 60000;
	code_of(&b, second, next);
	code_of(&b, first, code);
	GOOD(b.d, confirm(&b, &who, lin, first, code, next));
	REFUSED(b.d, confirm(&b, &who, lin, second, next, code), ERR_DENIED, "office-login-code");
	for (int i = 0; i < 12; i++) {
		enum err e = confirm(&b, &who, lin, second, next, wrong);

		assert_true(e == ERR_INPUT || e == ERR_LIMIT);
		waits += e == ERR_LIMIT;
		err_clear(b.cx);
	}
	assert_true(waits >= 6);
	REFUSED(b.d, office_password_change(b.cx, b.o, &who, STR("not this"), STR("quiet river nine")),
	        ERR_LIMIT, "office-login-wait");
	bureau_close(&b);
}

/* A guess at one's own password counts like one at the door, is in the journal, and the right word
 * makes all well again. */
static void ones_own_password_is_not_guessed(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT];
	struct leaf leaf;
	struct who who;
	int waits = 0;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	REFUSED(b.d, office_password_change(b.cx, b.o, &who, STR("not this"), STR("quiet river nine")),
	        ERR_DENIED, "office-old-password");
	GOOD(b.d, journal_leaf(b.cx, b.d->r->db, journal_next(&b.d->r->st->j) - 1, &leaf));
	assert_true(str_eqz(leaf.extra, "why=own-password\n"));
	assert_int_equal(leaf.action, ACT_LOGIN_FAILED);
	for (int i = 0; i < 12; i++) {
		waits += office_password_change(b.cx, b.o, &who, STR("not this"),
		                                STR("quiet river nine")) == ERR_LIMIT;
		err_clear(b.cx);
	}
	assert_true(waits >= 6);
	/* who signs in properly is not in the way of that */
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	b.cx->now_ms += 20 * 60000;
	GOOD(b.d, office_password_change(b.cx, b.o, &who, STR(GOOD_PASSWORD),
	                                 STR("quiet river nine")));
	bureau_close(&b);
}

/* The clock was days ahead and is put right: nobody waits for days, and nobody stays signed in. */
static void a_clock_that_is_put_back(void **state)
{
	struct bureau b;
	char token[TOKEN_TEXT], other[TOKEN_TEXT];
	struct who who;
	int64_t right;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	account(&b, "zhou");
	right = b.cx->now_ms;
	b.cx->now_ms += INT64_C(3) * 86400000;
	GOOD(b.d, sign_in(&b, "zhou", GOOD_PASSWORD, other, &who));
	for (int i = 0; i < 9; i++) {
		assert_true(sign_in(&b, "lin", "x", token, &who) != OK);
		err_clear(b.cx);
	}
	REFUSED(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who), ERR_LIMIT, "office-login-wait");
	b.cx->now_ms = right;
	assert_false(office_session(b.o, str_of(other), b.cx->now_ms, &who));
	REFUSED(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who), ERR_LIMIT, "office-login-wait");
	b.cx->now_ms += 20 * 60000;
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	/* set right by a little, it ends nothing */
	b.cx->now_ms -= 60000;
	assert_true(office_session(b.o, str_of(token), b.cx->now_ms, &who));
	bureau_close(&b);
}

/* Areas under what was granted; several grants make one set; an ended one is gone at once. */
static void scope_is_the_union(void **state)
{
	struct bureau b;
	struct scope s;
	struct who who;
	int64_t lin, first;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	who = signed_in(&b, "lin");
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_false(scope_area(&s, b.village));
	first = grant(&b, lin, ROLE_township_clerk, b.north);
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_int_equal(s.narea, 2);
	assert_true(scope_area(&s, b.north) && scope_area(&s, b.village));
	assert_false(scope_area(&s, b.county) || scope_area(&s, b.other_village));
	grant(&b, lin, ROLE_village_clerk, b.village);
	grant(&b, lin, ROLE_village_clerk, b.other_village);
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_int_equal(s.narea, 3);
	assert_true(scope_area(&s, b.other_village));
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_import, &s));
	assert_int_equal(s.narea, 2);
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_approve, &s));
	assert_int_equal(s.narea, 0);
	GOOD(b.d, office_grant_end(b.cx, b.o, NULL, first, "moved"));
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_false(scope_area(&s, b.north));
	assert_true(scope_area(&s, b.village));

	/* what needs a code reaches nowhere without one */
	grant(&b, account(&b, "tang"), ROLE_township_approver, b.north);
	who = signed_in(&b, "tang");
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_approve, &s));
	assert_int_equal(s.narea, 2);
	who.second = false;
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_approve, &s));
	assert_int_equal(s.narea, 0);
	GOOD(b.d, office_scope(b.cx, b.o, &who, PERM_read, &s));
	assert_int_equal(s.narea, 2);
	bureau_close(&b);
}

/* Names tried by the thousand do not fill the journal: sixty leaves a minute, the rest counted. */
static void failures_are_counted_in_few_leaves(void **state)
{
	struct login l = { .login = STR("nobody"), .password = STR("x") };
	char token[TOKEN_TEXT], peer[24];
	struct leaf leaf;
	struct bureau b;
	struct who who;
	uint64_t before;

	(void)state;
	bureau_open(&b);
	account(&b, "lin");
	before = journal_next(&b.d->r->st->j);
	for (int i = 0; i < 100; i++) {
		char login[24];

		snprintf(login, sizeof login, "nobody%d", i);
		snprintf(peer, sizeof peer, "10.0.%d.1", i);
		l.login = str_of(login);
		l.peer = str_of(peer);
		REFUSED(b.d, office_login(b.cx, b.o, &l, token, &who), ERR_DENIED, "office-login-wrong");
	}
	assert_int_equal(journal_next(&b.d->r->st->j) - before, 60);
	b.cx->now_ms += 60000;
	REFUSED(b.d, sign_in(&b, "lin", "x", token, &who), ERR_DENIED, "office-login-wrong");
	GOOD(b.d, journal_leaf(b.cx, b.d->r->db, journal_next(&b.d->r->st->j) - 1, &leaf));
	assert_true(str_eqz(leaf.extra, "why=password\npeer=127.0.0.1\nmore=40\n"));
	bureau_close(&b);
}

/* A folder of a program that knew no accounts: opening it for writing makes what is missing. */
static void an_old_folder_gets_an_office(void **state)
{
	struct bureau b;
	struct db *db;
	bool there;
	struct who who;
	char token[TOKEN_TEXT];

	(void)state;
	bureau_open(&b);
	office_close(b.cx, b.o);
	b.o = NULL;
	register_close(b.cx, b.d->r);
	GOOD(b.d, db_open(b.cx, str_z(&b.cx->arena, str_join(&b.cx->arena, str_of(b.d->dir),
	                                                    STR("/jingzhun.db"))), DB_WRITE, &db));
	GOOD(b.d, db_exec_schema(b.cx, db, "DROP TABLE session; DROP TABLE account_use;"
	                         "DROP TABLE receipt; DROP TABLE account; DROP TABLE account_h;"
	                         "UPDATE schema_version SET version=101;"
	                         "UPDATE setting SET value='older' WHERE key='schema';"));
	db_close(db);
	GOOD(b.d, register_open(b.cx, b.d->dir, NULL, NULL, REG_WRITE, &b.d->r));
	assert_true(b.d->r->adopted);
	GOOD(b.d, db_has_table(b.cx, b.d->r->db, "account_use", &there));
	assert_true(there);
	office_again(&b);
	account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	bureau_close(&b);
}

/* ---- many threads ask while somebody gives and ends a grant ---- */

struct asking {
	struct bureau *b;
	struct str token;
	struct thread *thread;
	int asked, none, two, other;
};

static void ask(void *arg)
{
	struct asking *q = arg;
	struct ctx cx;

	ctx_init(&cx, 1 << 20);
	cx.now_ms = q->b->cx->now_ms;
	for (; q->asked < 3000; q->asked++) {
		struct office_object x = { .area = q->b->village, .placed = true };
		struct scope s;
		struct who who;

		arena_reset(&cx.arena);
		if (!office_session(q->b->o, q->token, cx.now_ms, &who) ||
		    office_scope(&cx, q->b->o, &who, PERM_read, &s) != OK) {
			q->other++;
			continue;
		}
		office_may(&cx, q->b->o, &who, PERM_propose, &x);
		q->none += s.narea == 0;
		q->two += s.narea == 2;
		q->other += s.narea != 0 && s.narea != 2;
	}
	ctx_free(&cx);
}

static void grants_change_while_others_ask(void **state)
{
	struct asking q[4] = { 0 };
	char token[TOKEN_TEXT];
	struct bureau b;
	struct who who;
	int64_t lin, id;

	(void)state;
	bureau_open(&b);
	lin = account(&b, "lin");
	GOOD(b.d, sign_in(&b, "lin", GOOD_PASSWORD, token, &who));
	for (int i = 0; i < 4; i++) {
		q[i].b = &b;
		q[i].token = str_of(token);
		q[i].thread = thread_start(ask, &q[i]);
	}
	for (int i = 0; i < 20; i++) {
		id = grant(&b, lin, ROLE_township_clerk, b.north);
		GOOD(b.d, office_grant_end(b.cx, b.o, NULL, id, "again"));
	}
	for (int i = 0; i < 4; i++) {
		thread_join(q[i].thread);
		assert_int_equal(q[i].other, 0);
		assert_int_equal(q[i].none + q[i].two, q[i].asked);
	}
	bureau_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_in_and_out),
		cmocka_unit_test(sessions_end_in_time),
		cmocka_unit_test(tries_are_slowed_down),
		cmocka_unit_test(unknown_names_look_the_same),
		cmocka_unit_test(out_at_once),
		cmocka_unit_test(an_open_session_does_not_take_over),
		cmocka_unit_test(ones_own_password_is_not_guessed),
		cmocka_unit_test(a_clock_that_is_put_back),
		cmocka_unit_test(a_code_is_good_once),
		cmocka_unit_test(scope_is_the_union),
		cmocka_unit_test(failures_are_counted_in_few_leaves),
		cmocka_unit_test(an_old_folder_gets_an_office),
		cmocka_unit_test(grants_change_while_others_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Passwords as hashes, and codes that change each half minute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "crypto/password.h"
#include "crypto/totp.h"

static const struct password_cost cheap = { 1, 8192 };

static void a_password_fits_its_hash_only(void **state)
{
	char one[PASSWORD_HASH_MAX], two[PASSWORD_HASH_MAX];
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 1 << 20);
	assert_int_equal(password_hash(&cx, STR("石桥 four rivers"), &cheap, one), OK);
	assert_int_equal(password_hash(&cx, STR("石桥 four rivers"), &cheap, two), OK);
	assert_true(str_starts(str_of(one), STR("$argon2id$v=19$m=8,t=1,p=1$")));
	assert_string_not_equal(one, two);           /* the salt */
	assert_true(password_check(str_of(one), STR("石桥 four rivers"), &cheap));
	assert_true(password_check(str_of(two), STR("石桥 four rivers"), &cheap));
	assert_false(password_check(str_of(one), STR("石桥 four river"), &cheap));
	assert_false(password_check(str_of(one), STR(""), &cheap));
	assert_false(password_check(STR("$argon2id$nonsense"), STR("x"), &cheap));
	ctx_free(&cx);
}

/* Nobody's hash is well-formed, so that as much work is done for it; and no password has it. */
static void nobody_costs_as_much(void **state)
{
	static const char *const tried[] = { "", "a", "password", "石桥 four rivers" };

	(void)state;
	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
		assert_false(password_check((struct str){ 0 }, str_of(tried[i]), &cheap));
}

static void a_long_password_is_refused(void **state)
{
	char text[PASSWORD_MAX + 2] = { 0 }, hash[PASSWORD_HASH_MAX];
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 1 << 20);
	memset(text, 'a', PASSWORD_MAX + 1);
	assert_int_equal(password_hash(&cx, str_of(text), &cheap, hash), ERR_LIMIT);
	text[PASSWORD_MAX] = 0;
	err_clear(&cx);
	assert_int_equal(password_hash(&cx, str_of(text), &cheap, hash), OK);
	assert_true(password_check(str_of(hash), str_of(text), &cheap));
	ctx_free(&cx);
}

/* RFC 6238, appendix B, SHA-1. */
static void codes_of_the_rfc(void **state)
{
	static const struct { int64_t seconds; uint32_t code; } known[] = {
		{ 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 },
		{ 1234567890, 89005924 }, { 2000000000, 69279037 }, { INT64_C(20000000000), 65353130 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(totp_code("12345678901234567890", 20,
		                           totp_step(known[i].seconds * 1000), 8), known[i].code);
}

static void a_code_around_its_time(void **state)
{
	unsigned char secret[TOTP_SECRET];
	int64_t now = INT64_C(1111111111) * 1000, step = 0;
	char code[16];

	(void)state;
	memcpy(secret, "12345678901234567890", 20);
	snprintf(code, sizeof code, "%06u", totp_code(secret, 20, totp_step(now), 6));
	assert_string_equal(code, "050471");         /* a leading zero stays */
	assert_true(totp_check(secret, STR("050471"), now, 0, &step));
	assert_int_equal(step, totp_step(now));
	assert_true(totp_check(secret, STR(" 050471 "), now - 30000, 0, &step));
	assert_true(totp_check(secret, STR("050471"), now + 30000, 0, &step));
	assert_false(totp_check(secret, STR("050471"), now + 60000, 0, &step));
	assert_false(totp_check(secret, STR("050471"), now - 60000, 0, &step));
	assert_false(totp_check(secret, STR("050471"), now, totp_step(now), &step));
	assert_false(totp_check(secret, STR("50471"), now, 0, &step));
	assert_false(totp_check(secret, STR("05047x"), now, 0, &step));
	assert_false(totp_check(secret, STR(""), now, 0, &step));
}

static void secrets_as_phones_take_them(void **state)
{
	unsigned char secret[TOTP_SECRET], back[TOTP_SECRET];
	char text[TOTP_TEXT];
	struct buf b;

	(void)state;
	memcpy(secret, "12345678901234567890", 20);
	totp_secret_text(secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_true(totp_secret_read(STR("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"), back));
	assert_memory_equal(secret, back, sizeof secret);
	assert_false(totp_secret_read(STR("GEZDGNBV"), back));
	assert_false(totp_secret_read(STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGE"), back));
	assert_false(totp_secret_read(STR("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"), back));
	buf_init(&b, 1000);
	totp_uri(&b, STR("jingzhun"), STR("林 x"), secret);
	assert_string_equal(b.p, "otpauth://totp/jingzhun:%E6%9E%97%20x?secret="
	                         "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=jingzhun&algorithm=SHA1"
	                         "&digits=6&period=30");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_fits_its_hash_only),
		cmocka_unit_test(nobody_costs_as_much),
		cmocka_unit_test(a_long_password_is_refused),
		cmocka_unit_test(codes_of_the_rfc),
		cmocka_unit_test(a_code_around_its_time),
		cmocka_unit_test(secrets_as_phones_take_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* office_words - what a password may be. Profile asvs (the default): long enough, not common, not
 * made of names that everybody knows; no composition, no expiry (OWASP ASVS 5.0 V6.2). Profile
 * dengbao3, for offices that are inspected by it: three of four classes of characters, a new one
 * each 90 days, none of the last five. */
#include "base/utf8.h"
#include "crypto/password.h"
#include "domain/office/office_int.h"

#include <stdio.h>

#define LENGTH_MIN   8
#define LENGTH_ADMIN 12          /* who administers */
#define EXPIRES_MS   (INT64_C(90) * 86400 * 1000)

/* Small letters. What is guessed first; and sequences and repetitions are found by rule. */
static const char *const common[] = {
	"password", "passw0rd", "password1", "password123", "p@ssw0rd", "p@ssword", "iloveyou",
	"letmein1", "welcome1", "welcome123", "admin123", "admin888", "admin1234", "adminadmin",
	"administrator", "root1234", "rootroot", "test1234", "testtest", "guest123", "user1234",
	"qwertyui", "qwerty123", "qwer1234", "qwerasdf", "asdfghjk", "asdf1234", "zxcvbnm1", "zaq12wsx",
	"1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "1qaz@wsx", "qazwsxedc", "q1w2e3r4", "abcd1234",
	"abc12345", "abc123456", "a1234567", "a12345678", "a123456789", "aa123456", "aa123456789",
	"woaini1314", "woaini520", "5201314520", "woaiwojia", "wojiushiwo", "xiaoming", "zhangsan",
	"12345678a", "123456aa", "123456abc", "1234qwer", "123qweasd", "123abc456", "12341234",
	"11223344", "1122334455", "112233445566", "12121212", "123123123", "123321123", "147258369",
	"159753456", "13141314", "5211314a", "00000000", "88888888", "66666666", "11111111", "31415926",
	"changeme", "change-me", "initial1", "temp1234", "computer", "internet", "football", "baseball",
	"superman", "princess", "sunshine", "dragon123", "monkey123", "shadow123", "master123",
	"trustno1", "whatever", "starwars", "jingzhun", "jingzhun1", "jingzhun123", "fupin123",
	"fupin2020", "zhenxing", "xiangcun", "tuopin123", "gongzuo123", "huanying", "mima1234",
	"mima123456", "beijing2008", "zhongguo", "china123", "china1234", "government", NULL
};

static size_t code_points(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static struct str small(struct arena *a, struct str s)
{
	char *z = str_z(a, s);

	for (size_t i = 0; i < s.n; i++)
		if (z[i] >= 'A' && z[i] <= 'Z')
			z[i] = (char)(z[i] + 32);
	return (struct str){ z, s.n };
}

/* The same character, or each one more or one less than the one before: 12345678, hgfedcba. */
static bool a_run(struct str s)
{
	for (int step = -1; step <= 1; step++) {
		size_t i = 1;

		while (i < s.n && s.p[i] - s.p[i - 1] == step)
			i++;
		if (i == s.n)
			return true;
	}
	return false;
}

/* Mostly that word: it, and at most three characters more. */
static bool mostly(struct str s, struct str word)
{
	return code_points(word) >= 2 && str_find(s, word) >= 0 && s.n < word.n + 4;
}

static int classes(struct str s)
{
	bool has[4] = { false };
	int n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		has[c >= 'a' && c <= 'z' ? 0 : c >= 'A' && c <= 'Z' ? 1 : c >= '0' && c <= '9' ? 2 : 3] =
			true;
	}
	for (int i = 0; i < 4; i++)
		n += has[i];
	return n;
}

static enum err bad(struct ctx *cx, const char *key, int n)
{
	char text[16];

	snprintf(text, sizeof text, "%d", n);
	return err_set(cx, ERR_INPUT, "password", key, text, NULL);
}

/* former: the hash in force and those before it, one a line. */
static bool used_before(struct str former, struct str password)
{
	struct str line;
	int n = 0;

	while (n++ < PASSWORDS_KEPT && str_next(&former, '\n', &line))
		if (line.n && password_check(line, password, &password_interactive))
			return true;
	return false;
}

enum err password_allowed(struct ctx *cx, const struct office_rules *rules, struct str password,
                          struct str login, struct str name, bool admin, struct str former)
{
	int least = admin ? LENGTH_ADMIN : LENGTH_MIN;
	struct str s = small(&cx->arena, password);

	if ((int)code_points(password) < least)
		return bad(cx, "password-short", least);
	if (password.n > PASSWORD_MAX)
		return bad(cx, "password-too-long", PASSWORD_MAX);
	if (!utf8_valid(password) || memchr(password.p, 0, password.n))
		return bad(cx, "password-text", 0);
	for (int i = 0; common[i]; i++)
		if (str_eqz(s, common[i]) || mostly(s, str_of(common[i])))
			return bad(cx, "password-common", 0);
	if (a_run(s))
		return bad(cx, "password-common", 0);
	if (mostly(s, small(&cx->arena, login)) || mostly(s, small(&cx->arena, name)))
		return bad(cx, "password-name", 0);
	if (rules->passwords == PASSWORDS_DENGBAO3 && classes(password) < 3)
		return bad(cx, "password-classes", 3);
	if (rules->passwords == PASSWORDS_DENGBAO3 && used_before(former, password))
		return bad(cx, "password-again", PASSWORDS_KEPT);
	return OK;
}

bool password_expired(const struct office_rules *rules, int64_t set_ms, int64_t now_ms)
{
	return rules->passwords == PASSWORDS_DENGBAO3 && now_ms - set_ms >= EXPIRES_MS;
}

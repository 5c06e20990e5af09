/* password - see the header. */
#include "crypto/password.h"

#include <sodium.h>
#include <stdio.h>

const struct password_cost password_interactive = { 2, (size_t)64 << 20 };

_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_MAX, "a hash has room");

enum err password_hash(struct ctx *cx, struct str password, const struct password_cost *cost,
                       char out[PASSWORD_HASH_MAX])
{
	if (sodium_init() < 0)
		return err_set(cx, ERR_BUG, "libsodium", "password-memory", NULL);
	if (password.n > PASSWORD_MAX)
		return err_set(cx, ERR_LIMIT, "password", "password-too-long", NULL);
	if (crypto_pwhash_str_alg(out, password.p, password.n, cost->passes, cost->bytes,
	                          crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(cx, ERR_LIMIT, "password", "password-memory", NULL);
	return OK;
}

/* A well-formed hash that no password has: salt and hash of zeros. */
static void nobodys(char out[PASSWORD_HASH_MAX], const struct password_cost *cost)
{
	snprintf(out, PASSWORD_HASH_MAX, "$argon2id$v=19$m=%zu,t=%u,p=1$%.22s$%.43s",
	         cost->bytes / 1024, cost->passes, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

bool password_check(struct str hash, struct str password, const struct password_cost *cost)
{
	char text[PASSWORD_HASH_MAX] = { 0 };
	bool known = hash.n > 0 && hash.n < sizeof text, good;

	if (sodium_init() < 0)
		return false;
	if (known)
		memcpy(text, hash.p, hash.n);
	else
		nobodys(text, cost);
	if (password.n > PASSWORD_MAX)
		password.n = 0;                         /* nobody's password is empty */
	good = crypto_pwhash_str_verify(text, password.p, password.n) == 0;
	sodium_memzero(text, sizeof text);
	return good & known;
}

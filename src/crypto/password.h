/* password - passwords kept as Argon2id hashes (RFC 9106, by libsodium), in the usual text form
 * "$argon2id$v=19$m=65536,t=2,p=1$salt$hash", which carries its own cost. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/err.h"

#define PASSWORD_HASH_MAX 128    /* with the NUL */
#define PASSWORD_MAX      256    /* bytes of a password */

struct password_cost {
	unsigned passes;
	size_t bytes;                /* memory that one hash takes while it is made */
};
/* 2 passes over 64 MiB: a tenth of a second. */
extern const struct password_cost password_interactive;

/* Takes the time and the memory that cost says: not on a thread that serves requests. */
enum err password_hash(struct ctx *cx, struct str password, const struct password_cost *cost,
                       char out[PASSWORD_HASH_MAX]);
/* Compares in a time that does not depend on the outcome. hash empty: nobody has such a name; the
 * same work is done for it (at `cost`), and the answer is no. */
bool password_check(struct str hash, struct str password, const struct password_cost *cost);

#endif

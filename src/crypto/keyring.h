/* keyring - the secrets of one register, in one file beside (never inside) the data folder.
 * File: text, mode 0600, made by keyring_create; a passphrase (optional) wraps the secrets with
 * Argon2id + XChaCha20-Poly1305. Everything else is derived from the master with HKDF:
 * the blind-index keys and, with a household's random seed, that household's sealing key. */
#ifndef CRYPTO_KEYRING_H
#define CRYPTO_KEYRING_H

#include "base/err.h"
#include "crypto/digest.h"

#define SEED_LEN   16
#define SIGN_PUB   32

/* Blind indexes: one key each, so that equal values in different fields do not look equal. */
enum blind { BLIND_ID, BLIND_ID_TAIL, BLIND_PHONE, BLIND_PHONE_TAIL, BLIND_CARD, BLIND__COUNT };
#define BLIND_LEN 16

struct keyring {
	enum hash_alg alg;                       /* HASH_SM3 selects the SM profile throughout */
	unsigned char master[32];
	unsigned char sign_secret[64];           /* Ed25519 (libsodium form) */
	unsigned char sign_public[SIGN_PUB];
	unsigned char id[8];                     /* names the ring in sealed blobs and messages */
	struct hmac_key blind[BLIND__COUNT];
	struct hmac_key extract;                 /* HKDF-extract under the master, prepared */
};

/* Makes a new ring and writes it to path (fails if path is there). passphrase may be NULL. */
enum err keyring_create(struct ctx *cx, const char *path, enum hash_alg alg,
                        const char *passphrase, struct keyring *out);
/* ERR_NOTFOUND: no such file; ERR_DENIED: passphrase missing or wrong, or file readable by
 * others; ERR_INPUT: not a key file. */
enum err keyring_open(struct ctx *cx, const char *path, const char *passphrase,
                      struct keyring *out);
void keyring_wipe(struct keyring *k);

/* Blind index of a value already in its canonical form (digits, upper-case X). */
void keyring_blind(const struct keyring *k, enum blind which, struct str value,
                   unsigned char out[BLIND_LEN]);

#endif

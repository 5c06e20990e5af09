/* seal - personal data of one row in one blob, readable only with the keyring.
 * Default: XChaCha20-Poly1305. SM profile: SM4-CTR, then HMAC-SM3 cut to 16 bytes over all of it.
 * blob = version 1 | 8 random bytes | ciphertext | tag 16.
 * place = row id 8 BE | entity tag 1 | zero 3 | row version 4 BE; nonce = 8 random bytes | place;
 * associated data = place | keyring id 8: a blob opens only in the row, version and register it
 * was made for. SM4 counts from 16 bytes: HMAC-SM3(nonce), cut, so that all of it matters. */
#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include "base/buf.h"
#include "crypto/keyring.h"

/* Key of one household (or of a row with a seed of its own). Wipe it after use if it lives long. */
struct seal_key {
	enum hash_alg alg;
	unsigned char ring[8];          /* id of the keyring: part of the associated data */
	unsigned char key[32];          /* XChaCha20-Poly1305: 32 bytes; SM4: the first 16 */
	struct hmac_key mac;            /* SM profile only */
};

struct seal_place {
	uint8_t entity;
	int64_t id;
	int32_t version;
};

#define SEAL_OVERHEAD (1 + 8 + 16)

/* False if this machine's OpenSSL lacks the cipher of the profile (asked by keyring_open). */
bool seal_available(enum hash_alg alg);
/* HKDF under the master with the seed; about six compressions, so derive once per household. */
void seal_key_derive(const struct keyring *k, const unsigned char seed[SEED_LEN],
                     struct seal_key *out);
/* Appends the blob to out: plain.n + SEAL_OVERHEAD bytes (none if out is full). */
void seal_row(const struct seal_key *k, struct seal_place at, struct str plain, struct buf *out);
/* Appends the plain bytes; false, and nothing appended, if the blob is not from this key and place
 * (or if plain is full: test that flag to tell them apart). */
bool seal_open(const struct seal_key *k, struct seal_place at, struct str blob, struct buf *plain);

#endif

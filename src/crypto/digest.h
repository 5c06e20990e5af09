/* digest - SHA-256 (FIPS 180-4, default) or SM3 (GB/T 32905) and their HMAC (RFC 2104).
 * One register uses one of them throughout; it is chosen at `init`. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include "base/str.h"

enum hash_alg { HASH_SHA256 = 1, HASH_SM3 = 2 };
#define HASH_LEN 32

/* A running digest; small enough to live on the stack and to be copied by value. */
struct digest {
	enum hash_alg alg;
	unsigned char state[128];
};

void digest_init(struct digest *d, enum hash_alg alg);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, unsigned char out[HASH_LEN]);
void digest_of(enum hash_alg alg, const void *p, size_t n, unsigned char out[HASH_LEN]);

/* HMAC with the key's two inner states prepared once: 2 compressions for a short message. */
struct hmac_key {
	struct digest inner, outer;
};
void hmac_key_init(struct hmac_key *k, enum hash_alg alg, const void *key, size_t n);
void hmac_of(const struct hmac_key *k, const void *p, size_t n, unsigned char out[HASH_LEN]);

/* HKDF (RFC 5869): extract with salt, expand with info to out_n <= 255*32 bytes. */
void hkdf(enum hash_alg alg, struct str ikm, struct str salt, struct str info,
          void *out, size_t out_n);
/* Its second half alone, from an extracted key that was prepared with hmac_key_init. */
void hkdf_expand(const struct hmac_key *prk, struct str info, void *out, size_t out_n);

const char *hash_alg_name(enum hash_alg alg);                /* "sha256", "sm3" */
bool hash_alg_from(struct str name, enum hash_alg *out);

#endif

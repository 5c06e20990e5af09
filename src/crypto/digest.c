/* SHA-256 comes from OpenSSL's low-level calls: deprecated there, but the only ones whose state is
 * plain memory that can be prepared once and copied (an HMAC is then two compressions, without
 * an allocation). OpenSSL 3.0 has no such calls for SM3, so its compression is here; the unit test
 * compares it with OpenSSL's on the standard's vectors and on random input. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/digest.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#define BLOCK_LEN 64

/* ---- SM3, GB/T 32905-2016 ---- */

/* Lives inside struct digest.state, which is declared as bytes: hence may_alias. */
struct sm3 {
	uint32_t h[8];
	uint32_t bytes_hi, bytes_lo;
	uint32_t fill;                           /* bytes waiting in block, always < BLOCK_LEN */
	unsigned char block[BLOCK_LEN];
} __attribute__((may_alias));

static_assert(sizeof(SHA256_CTX) <= sizeof(((struct digest *)0)->state), "digest.state too small");
static_assert(sizeof(struct sm3) <= sizeof(((struct digest *)0)->state), "digest.state too small");
static_assert(_Alignof(SHA256_CTX) <= _Alignof(struct digest), "digest.state misaligned");
static_assert(_Alignof(struct sm3) <= _Alignof(struct digest), "digest.state misaligned");
static_assert(offsetof(struct digest, state) % _Alignof(SHA256_CTX) == 0, "state misaligned");

#define ROTL(x, n) ((uint32_t)(x) << ((n) & 31) | (uint32_t)(x) >> ((32 - (n)) & 31))
#define P0(x) ((x) ^ ROTL(x, 9) ^ ROTL(x, 17))
#define P1(x) ((x) ^ ROTL(x, 15) ^ ROTL(x, 23))
/* FF and GG are xor in the first 16 rounds, then majority and choice. */
#define XOR3(x, y, z) ((x) ^ (y) ^ (z))
#define MAJOR(x, y, z) (((x) & (y)) | (((x) | (y)) & (z)))
#define CHOOSE(x, y, z) ((((y) ^ (z)) & (x)) ^ (z))

/* The round constant turned left by the round number. */
#define T0(j) ROTL(0x79cc4519u, j)
#define T1(j) ROTL(0x7a879d8au, j)
#define EIGHT(T, j) T(j), T(j + 1), T(j + 2), T(j + 3), T(j + 4), T(j + 5), T(j + 6), T(j + 7)
static const uint32_t sm3_t[64] = {
	EIGHT(T0, 0), EIGHT(T0, 8), EIGHT(T1, 16), EIGHT(T1, 24),
	EIGHT(T1, 32), EIGHT(T1, 40), EIGHT(T1, 48), EIGHT(T1, 56),
};

/* One round. Instead of moving eight words along, the next round is called with them shifted. */
#define ROUND(a, b, c, d, e, f, g, h, FF, GG, j) do { \
	uint32_t a12_ = ROTL(a, 12); \
	uint32_t ss1_ = ROTL(a12_ + (e) + sm3_t[j], 7); \
	uint32_t tt2_ = GG(e, f, g) + (h) + ss1_ + w[j]; \
	(d) = FF(a, b, c) + (d) + (ss1_ ^ a12_) + (w[j] ^ w[(j) + 4]); \
	(b) = ROTL(b, 9); \
	(f) = ROTL(f, 19); \
	(h) = P0(tt2_); \
} while (0)

#define FOUR_ROUNDS(FF, GG, j) do { \
	ROUND(a, b, c, d, e, f, g, h, FF, GG, (j)); \
	ROUND(d, a, b, c, h, e, f, g, FF, GG, (j) + 1); \
	ROUND(c, d, a, b, g, h, e, f, FF, GG, (j) + 2); \
	ROUND(b, c, d, a, f, g, h, e, FF, GG, (j) + 3); \
} while (0)

static inline uint32_t get_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void put_be32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16);
	p[2] = (unsigned char)(v >> 8);
	p[3] = (unsigned char)v;
}

static void sm3_compress(uint32_t hash[8], const unsigned char block[BLOCK_LEN])
{
	uint32_t w[68];
	uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
	uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];

	for (int j = 0; j < 16; j++)
		w[j] = get_be32(block + 4 * j);
	for (int j = 16; j < 68; j++) {
		uint32_t x = w[j - 16] ^ w[j - 9] ^ ROTL(w[j - 3], 15);
		w[j] = P1(x) ^ ROTL(w[j - 13], 7) ^ w[j - 6];
	}
	for (int j = 0; j < 16; j += 4)
		FOUR_ROUNDS(XOR3, XOR3, j);
	for (int j = 16; j < 64; j += 4)
		FOUR_ROUNDS(MAJOR, CHOOSE, j);
	hash[0] ^= a;
	hash[1] ^= b;
	hash[2] ^= c;
	hash[3] ^= d;
	hash[4] ^= e;
	hash[5] ^= f;
	hash[6] ^= g;
	hash[7] ^= h;
}

static void sm3_init(struct sm3 *s)
{
	static const uint32_t start[8] = {
		0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
		0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
	};

	memcpy(s->h, start, sizeof start);
	s->bytes_hi = s->bytes_lo = s->fill = 0;
}

static void sm3_add(struct sm3 *s, const unsigned char *p, size_t n)
{
	uint64_t bytes = ((uint64_t)s->bytes_hi << 32 | s->bytes_lo) + n;

	s->bytes_hi = (uint32_t)(bytes >> 32);
	s->bytes_lo = (uint32_t)bytes;
	if (s->fill) {
		size_t take = BLOCK_LEN - s->fill < n ? BLOCK_LEN - s->fill : n;
		memcpy(s->block + s->fill, p, take);
		s->fill += (uint32_t)take;
		p += take;
		n -= take;
		if (s->fill < BLOCK_LEN)
			return;
		sm3_compress(s->h, s->block);
		s->fill = 0;
	}
	for (; n >= BLOCK_LEN; p += BLOCK_LEN, n -= BLOCK_LEN)
		sm3_compress(s->h, p);
	memcpy(s->block, p, n);
	s->fill = (uint32_t)n;
}

static void sm3_end(struct sm3 *s, unsigned char out[HASH_LEN])
{
	uint64_t bits = ((uint64_t)s->bytes_hi << 32 | s->bytes_lo) << 3;

	s->block[s->fill++] = 0x80;
	if (s->fill > BLOCK_LEN - 8) {
		memset(s->block + s->fill, 0, BLOCK_LEN - s->fill);
		sm3_compress(s->h, s->block);
		s->fill = 0;
	}
	memset(s->block + s->fill, 0, BLOCK_LEN - 8 - s->fill);
	put_be32(s->block + BLOCK_LEN - 8, (uint32_t)(bits >> 32));
	put_be32(s->block + BLOCK_LEN - 4, (uint32_t)bits);
	sm3_compress(s->h, s->block);
	for (int i = 0; i < 8; i++)
		put_be32(out + 4 * i, s->h[i]);
}

/* ---- either of the two ---- */

static inline SHA256_CTX *sha_of(struct digest *d)
{
	return (SHA256_CTX *)(void *)d->state;
}

static inline struct sm3 *sm3_of(struct digest *d)
{
	return (struct sm3 *)(void *)d->state;
}

void digest_init(struct digest *d, enum hash_alg alg)
{
	assert(alg == HASH_SHA256 || alg == HASH_SM3);
	d->alg = alg;
	if (alg == HASH_SM3)
		sm3_init(sm3_of(d));
	else
		SHA256_Init(sha_of(d));
}

void digest_add(struct digest *d, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (d->alg == HASH_SM3)
		sm3_add(sm3_of(d), p, n);
	else
		SHA256_Update(sha_of(d), p, n);
}

void digest_end(struct digest *d, unsigned char out[HASH_LEN])
{
	if (d->alg == HASH_SM3)
		sm3_end(sm3_of(d), out);
	else
		SHA256_Final(out, sha_of(d));
}

void digest_of(enum hash_alg alg, const void *p, size_t n, unsigned char out[HASH_LEN])
{
	struct digest d;

	digest_init(&d, alg);
	digest_add(&d, p, n);
	digest_end(&d, out);
}

/* ---- HMAC and HKDF ---- */

void hmac_key_init(struct hmac_key *k, enum hash_alg alg, const void *key, size_t n)
{
	unsigned char pad[BLOCK_LEN] = { 0 };

	if (n > BLOCK_LEN)
		digest_of(alg, key, n, pad);
	else if (n)
		memcpy(pad, key, n);
	for (int i = 0; i < BLOCK_LEN; i++)
		pad[i] ^= 0x36;
	digest_init(&k->inner, alg);
	digest_add(&k->inner, pad, sizeof pad);
	for (int i = 0; i < BLOCK_LEN; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	digest_init(&k->outer, alg);
	digest_add(&k->outer, pad, sizeof pad);
	OPENSSL_cleanse(pad, sizeof pad);
}

/* HMAC of what was added to d, a copy of the key's inner state. */
static void hmac_end(const struct hmac_key *k, struct digest *d, unsigned char out[HASH_LEN])
{
	unsigned char inner[HASH_LEN];

	digest_end(d, inner);
	*d = k->outer;
	digest_add(d, inner, sizeof inner);
	digest_end(d, out);
}

void hmac_of(const struct hmac_key *k, const void *p, size_t n, unsigned char out[HASH_LEN])
{
	struct digest d = k->inner;

	digest_add(&d, p, n);
	hmac_end(k, &d, out);
}

void hkdf_expand(const struct hmac_key *prk, struct str info, void *out, size_t out_n)
{
	unsigned char t[HASH_LEN], *at = out;

	assert(out_n <= 255 * HASH_LEN);
	for (unsigned char i = 1; out_n; i++) {
		struct digest d = prk->inner;
		size_t take = out_n < HASH_LEN ? out_n : HASH_LEN;
		if (i > 1)
			digest_add(&d, t, sizeof t);
		digest_add(&d, info.p, info.n);
		digest_add(&d, &i, 1);
		hmac_end(prk, &d, t);
		memcpy(at, t, take);
		at += take;
		out_n -= take;
	}
	OPENSSL_cleanse(t, sizeof t);
}

void hkdf(enum hash_alg alg, struct str ikm, struct str salt, struct str info,
          void *out, size_t out_n)
{
	struct hmac_key k;
	unsigned char prk[HASH_LEN];

	hmac_key_init(&k, alg, salt.p, salt.n);
	hmac_of(&k, ikm.p, ikm.n, prk);
	hmac_key_init(&k, alg, prk, sizeof prk);
	hkdf_expand(&k, info, out, out_n);
	OPENSSL_cleanse(prk, sizeof prk);
	OPENSSL_cleanse(&k, sizeof k);
}

/* ---- names ---- */

const char *hash_alg_name(enum hash_alg alg)
{
	return alg == HASH_SM3 ? "sm3" : "sha256";
}

bool hash_alg_from(struct str name, enum hash_alg *out)
{
	if (str_eq(name, STR("sha256")))
		*out = HASH_SHA256;
	else if (str_eq(name, STR("sm3")))
		*out = HASH_SM3;
	else
		return false;
	return true;
}

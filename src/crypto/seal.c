#include "crypto/seal.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <openssl/evp.h>

#include "base/os.h"

#define SEAL_VERSION 1
#define RANDOM_LEN   8
#define PLACE_LEN    16
#define NONCE_LEN    (RANDOM_LEN + PLACE_LEN)
#define RING_LEN     8
#define TAG_LEN      16
#define SM4_KEY_LEN  16

/* HMAC-SM3 has two uses here; the first byte keeps their inputs apart. */
enum { MAC_COUNTER = 0, MAC_TAG = 1 };

static_assert(SEAL_OVERHEAD == 1 + RANDOM_LEN + TAG_LEN, "blob layout");
static_assert(NONCE_LEN == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce layout");
static_assert(TAG_LEN == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag layout");
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32, "key layout");

/* OpenSSL looks a cipher up by name under a lock, which costs more than sealing a row; so it is
 * looked up once a process and kept. libsodium chooses its vector code in the same place. */
static pthread_once_t libraries_once = PTHREAD_ONCE_INIT;
static EVP_CIPHER *sm4_ctr;

static void libraries_init(void)
{
	if (sodium_init() < 0)
		abort();                         /* only without a source of randomness */
	sm4_ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
}

bool seal_available(enum hash_alg alg)
{
	pthread_once(&libraries_once, libraries_init);
	return alg != HASH_SM3 || sm4_ctr != NULL;
}

void seal_key_derive(const struct keyring *k, const unsigned char seed[SEED_LEN],
                     struct seal_key *out)
{
	const struct str info = STR("jingzhun seal v1");
	unsigned char prk[HASH_LEN], okm[64];
	struct hmac_key expand;

	assert(seal_available(k->alg));
	hmac_of(&k->extract, seed, SEED_LEN, prk);
	hmac_key_init(&expand, k->alg, prk, sizeof prk);
	out->alg = k->alg;
	memcpy(out->ring, k->id, sizeof out->ring);
	memset(out->key, 0, sizeof out->key);
	if (k->alg == HASH_SM3) {
		hkdf_expand(&expand, info, okm, sizeof okm);
		memcpy(out->key, okm, SM4_KEY_LEN);
		hmac_key_init(&out->mac, HASH_SM3, okm + 32, 32);
		sodium_memzero(okm, sizeof okm);
	} else {
		hkdf_expand(&expand, info, out->key, sizeof out->key);
		out->mac = (struct hmac_key){ 0 };
	}
	sodium_memzero(prk, sizeof prk);
	sodium_memzero(&expand, sizeof expand);
}

/* Everything about a blob that is not its text: head = nonce | ring; the associated data is the
 * same bytes without the random ones, which the cipher sees as its nonce. */
struct head {
	unsigned char bytes[NONCE_LEN + RING_LEN];
};
#define HEAD_AD(h)  ((h)->bytes + RANDOM_LEN)
#define HEAD_AD_LEN (PLACE_LEN + RING_LEN)

static void put_be(unsigned char *p, uint64_t v, int n)
{
	while (n--) {
		p[n] = (unsigned char)v;
		v >>= 8;
	}
}

static void head_set(struct head *h, const struct seal_key *k, struct seal_place at,
                     const unsigned char random[RANDOM_LEN])
{
	unsigned char *p = h->bytes;

	memcpy(p, random, RANDOM_LEN);
	put_be(p + 8, (uint64_t)at.id, 8);
	put_be(p + 16, (uint64_t)at.entity << 24, 4);
	put_be(p + 20, (uint32_t)at.version, 4);
	memcpy(p + NONCE_LEN, k->ring, RING_LEN);
}

/* ---- SM profile ---- */

/* Encrypts or decrypts (the same in counter mode). The library fails only out of memory. */
static void sm4_crypt(const struct seal_key *k, const struct head *h, const void *in, size_t n,
                      unsigned char *out)
{
	unsigned char msg[1 + NONCE_LEN], counter[HASH_LEN];
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	int done = 0;

	msg[0] = MAC_COUNTER;
	memcpy(msg + 1, h->bytes, NONCE_LEN);
	hmac_of(&k->mac, msg, sizeof msg, counter);
	if (!cipher || n > INT32_MAX ||
	    EVP_EncryptInit_ex2(cipher, sm4_ctr, k->key, counter, NULL) != 1 ||
	    (n && EVP_EncryptUpdate(cipher, out, &done, in, (int)n) != 1) || (size_t)done != n)
		abort();
	EVP_CIPHER_CTX_free(cipher);
}

static void sm_tag(const struct seal_key *k, const struct head *h, const unsigned char *text,
                   size_t n, unsigned char tag[HASH_LEN])
{
	struct digest d = k->mac.inner;
	unsigned char inner[HASH_LEN], use = MAC_TAG;

	digest_add(&d, &use, 1);
	digest_add(&d, h->bytes, sizeof h->bytes);
	digest_add(&d, text, n);
	digest_end(&d, inner);
	d = k->mac.outer;
	digest_add(&d, inner, sizeof inner);
	digest_end(&d, tag);
}

static bool sm_open(const struct seal_key *k, const struct head *h, const unsigned char *text,
                    size_t n, unsigned char *plain)
{
	unsigned char tag[HASH_LEN];

	sm_tag(k, h, text, n, tag);
	if (sodium_memcmp(tag, text + n, TAG_LEN) != 0)
		return false;
	sm4_crypt(k, h, text, n, plain);
	return true;
}

/* ---- both ---- */

void seal_row(const struct seal_key *k, struct seal_place at, struct str plain, struct buf *out)
{
	struct head h;
	unsigned char tag[HASH_LEN];
	unsigned char *p = (unsigned char *)buf_room(out, plain.n + SEAL_OVERHEAD);

	if (!p)
		return;
	p[0] = SEAL_VERSION;
	os_random(p + 1, RANDOM_LEN);
	head_set(&h, k, at, p + 1);
	p += 1 + RANDOM_LEN;
	if (k->alg == HASH_SM3) {
		sm4_crypt(k, &h, plain.p, plain.n, p);
		sm_tag(k, &h, p, plain.n, tag);
		memcpy(p + plain.n, tag, TAG_LEN);
	} else {
		crypto_aead_xchacha20poly1305_ietf_encrypt(p, NULL,
			(const unsigned char *)plain.p, plain.n, HEAD_AD(&h), HEAD_AD_LEN,
			NULL, h.bytes, k->key);
	}
	out->n += plain.n + SEAL_OVERHEAD;
}

bool seal_open(const struct seal_key *k, struct seal_place at, struct str blob, struct buf *plain)
{
	const unsigned char *p = (const unsigned char *)blob.p;
	unsigned char *room;
	struct head h;
	size_t n;
	bool good;

	if (blob.n < SEAL_OVERHEAD || p[0] != SEAL_VERSION)
		return false;
	n = blob.n - SEAL_OVERHEAD;
	head_set(&h, k, at, p + 1);
	p += 1 + RANDOM_LEN;
	room = (unsigned char *)buf_room(plain, n);
	if (!room)
		return false;
	if (k->alg == HASH_SM3)
		good = sm_open(k, &h, p, n, room);
	else
		good = crypto_aead_xchacha20poly1305_ietf_decrypt(room, NULL, NULL, p, n + TAG_LEN,
			HEAD_AD(&h), HEAD_AD_LEN, h.bytes, k->key) == 0;
	if (good)
		plain->n += n;
	else
		*room = 0;                       /* the NUL that buf keeps behind its bytes */
	return good;
}

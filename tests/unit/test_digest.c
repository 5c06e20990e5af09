/* Hashes, HMAC and HKDF: the published vectors, and OpenSSL as a second opinion on random input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "crypto/digest.h"
#include "crypto/sign.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const enum hash_alg algs[] = { HASH_SHA256, HASH_SM3 };

static const EVP_MD *md_of(enum hash_alg alg)
{
	return alg == HASH_SM3 ? EVP_sm3() : EVP_sha256();
}

static void assert_hex(const unsigned char *p, size_t n, const char *hex)
{
	struct buf b;

	buf_init(&b, 4096);
	hex_put(&b, p, n);
	assert_string_equal(b.p, hex);
	buf_free(&b);
}

static struct str bytes(const void *p, size_t n)
{
	return (struct str){ p, n };
}

static void test_digest_vectors(void **state)
{
	/* FIPS 180-4 examples; GB/T 32905-2016 appendix A */
	static const struct { enum hash_alg alg; const char *text, *hex; } v[] = {
		{ HASH_SHA256, "",
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ HASH_SHA256, "abc",
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ HASH_SM3, "abc",
		  "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
		{ HASH_SM3, "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
		  "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
	};
	unsigned char out[HASH_LEN];

	(void)state;
	for (int i = 0; i < COUNT(v); i++) {
		digest_of(v[i].alg, v[i].text, strlen(v[i].text), out);
		assert_hex(out, sizeof out, v[i].hex);
	}
}

/* Every length around the block border, cut at random places, against OpenSSL. */
static void test_digest_equals_openssl_however_it_is_cut(void **state)
{
	unsigned char data[400], ours[HASH_LEN], theirs[HASH_LEN];

	(void)state;
	for (int a = 0; a < COUNT(algs); a++) {
		for (size_t n = 0; n < sizeof data; n++) {
			struct digest d;
			size_t at = 0;
			randombytes_buf(data, n);
			digest_init(&d, algs[a]);
			while (at < n) {
				size_t take = 1 + randombytes_uniform((uint32_t)(n - at));
				digest_add(&d, data + at, take);
				at += take;
			}
			digest_add(&d, NULL, 0);
			digest_end(&d, ours);
			EVP_Digest(data, n, theirs, NULL, md_of(algs[a]), NULL);
			assert_memory_equal(ours, theirs, HASH_LEN);
		}
	}
}

static void test_a_running_digest_can_be_copied(void **state)
{
	(void)state;
	for (int a = 0; a < COUNT(algs); a++) {
		struct digest d, fork;
		unsigned char one[HASH_LEN], two[HASH_LEN], want[HASH_LEN];
		digest_init(&d, algs[a]);
		digest_add(&d, "leaf ", 5);
		fork = d;
		digest_add(&fork, "two", 3);
		digest_add(&d, "one", 3);
		digest_end(&d, one);
		digest_end(&fork, two);
		digest_of(algs[a], "leaf one", 8, want);
		assert_memory_equal(one, want, HASH_LEN);
		digest_of(algs[a], "leaf two", 8, want);
		assert_memory_equal(two, want, HASH_LEN);
	}
}

static void test_long_input_counts_its_bits(void **state)
{
	/* 2^20 + 1 bytes: the count of bits fills several bytes */
	size_t n = (1u << 20) + 1;
	unsigned char *data = calloc(1, n), ours[HASH_LEN], theirs[HASH_LEN];

	(void)state;
	for (int a = 0; a < COUNT(algs); a++) {
		digest_of(algs[a], data, n, ours);
		EVP_Digest(data, n, theirs, NULL, md_of(algs[a]), NULL);
		assert_memory_equal(ours, theirs, HASH_LEN);
	}
	free(data);
}

static void test_hmac_rfc4231(void **state)
{
	static const struct {
		int key_byte;
		size_t key_n;
		const char *key, *text;
		int byte;
		size_t n;
		const char *hex;
	} v[] = {
		{ 0x0b, 20, NULL, "Hi There", 0, 8,
		  "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ 0, 4, "Jefe", "what do ya want for nothing?", 0, 28,
		  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ 0xaa, 20, NULL, NULL, 0xdd, 50,
		  "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
		{ 0xaa, 131, NULL, "Test Using Larger Than Block-Size Key - Hash Key First", 0, 54,
		  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
		{ 0xaa, 131, NULL, "This is a test using a larger than block-size key and a "
		  "larger than block-size data. The key needs to be hashed before being used by "
		  "the HMAC algorithm.", 0, 152,
		  "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2" },
	};

	(void)state;
	for (int i = 0; i < COUNT(v); i++) {
		unsigned char key[131], text[160], out[HASH_LEN];
		struct hmac_key k;
		memset(key, v[i].key_byte, sizeof key);
		memset(text, v[i].byte, sizeof text);
		if (v[i].key)
			memcpy(key, v[i].key, v[i].key_n);
		if (v[i].text)
			memcpy(text, v[i].text, v[i].n);
		hmac_key_init(&k, HASH_SHA256, key, v[i].key_n);
		hmac_of(&k, text, v[i].n, out);
		assert_hex(out, sizeof out, v[i].hex);
		hmac_of(&k, text, v[i].n, out);          /* the prepared key is not used up */
		assert_hex(out, sizeof out, v[i].hex);
	}
}

static void test_hmac_equals_openssl(void **state)
{
	unsigned char key[200], data[200], ours[HASH_LEN], theirs[HASH_LEN];

	(void)state;
	for (int a = 0; a < COUNT(algs); a++) {
		for (int round = 0; round < 300; round++) {
			struct hmac_key k;
			size_t key_n = 1 + randombytes_uniform(sizeof key);
			size_t n = randombytes_uniform(sizeof data);
			randombytes_buf(key, key_n);
			randombytes_buf(data, n);
			hmac_key_init(&k, algs[a], key, key_n);
			hmac_of(&k, data, n, ours);
			HMAC(md_of(algs[a]), key, (int)key_n, data, n, theirs, NULL);
			assert_memory_equal(ours, theirs, HASH_LEN);
		}
	}
}

static void test_hkdf_rfc5869(void **state)
{
	unsigned char ikm[80], salt[80], info[80], out[82];

	(void)state;
	memset(ikm, 0x0b, 22);
	for (int i = 0; i < 13; i++)
		salt[i] = (unsigned char)i;
	for (int i = 0; i < 10; i++)
		info[i] = (unsigned char)(0xf0 + i);
	hkdf(HASH_SHA256, bytes(ikm, 22), bytes(salt, 13), bytes(info, 10), out, 42);
	assert_hex(out, 42, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	           "34007208d5b887185865");
	hkdf(HASH_SHA256, bytes(ikm, 22), STR(""), STR(""), out, 42);
	assert_hex(out, 42, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	           "9d201395faa4b61a96c8");
	for (int i = 0; i < 80; i++) {
		ikm[i] = (unsigned char)i;
		salt[i] = (unsigned char)(0x60 + i);
		info[i] = (unsigned char)(0xb0 + i);
	}
	hkdf(HASH_SHA256, bytes(ikm, 80), bytes(salt, 80), bytes(info, 80), out, 82);
	assert_hex(out, 82, "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
	           "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
	           "cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

static void test_hash_names(void **state)
{
	enum hash_alg alg = HASH_SHA256;

	(void)state;
	for (int a = 0; a < COUNT(algs); a++) {
		assert_true(hash_alg_from(str_of(hash_alg_name(algs[a])), &alg));
		assert_int_equal(alg, algs[a]);
	}
	assert_false(hash_alg_from(STR("SM3"), &alg));
	assert_false(hash_alg_from(STR("md5"), &alg));
	assert_false(hash_alg_from(STR(""), &alg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest_vectors),
		cmocka_unit_test(test_digest_equals_openssl_however_it_is_cut),
		cmocka_unit_test(test_a_running_digest_can_be_copied),
		cmocka_unit_test(test_long_input_counts_its_bits),
		cmocka_unit_test(test_hmac_rfc4231),
		cmocka_unit_test(test_hmac_equals_openssl),
		cmocka_unit_test(test_hkdf_rfc5869),
		cmocka_unit_test(test_hash_names),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}

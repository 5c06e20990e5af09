/* Text forms of bytes, and signed notes: the vectors that C2SP implementations share, and what must
 * not be believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "crypto/sign.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static struct str bytes(const void *p, size_t n)
{
	return (struct str){ p, n };
}

/* ---- text forms ---- */

static void test_base64_and_hex(void **state)
{
	/* RFC 4648, 10 */
	static const char *v[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	static const char *bad[] = { "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9v\n", "Zm9 ",
	                             "Zm-_", "=Zm8", "Zm=9", "Zg==Zg==" };
	unsigned char out[3] = { 1, 2, 3 };
	struct buf b;

	(void)state;
	for (int i = 0; i < COUNT(v); i++) {
		buf_init(&b, strlen(v[i][1]));       /* room for exactly that */
		base64_put(&b, v[i][0], strlen(v[i][0]));
		assert_true(str_eqz(buf_str(&b), v[i][1]));
		buf_free(&b);
		buf_init(&b, strlen(v[i][0]));
		assert_true(base64_read(&b, str_of(v[i][1])));
		assert_true(str_eqz(buf_str(&b), v[i][0]));
		buf_free(&b);
	}
	buf_init(&b, 100);
	buf_addz(&b, "kept");
	for (int i = 0; i < COUNT(bad); i++)
		assert_false(base64_read(&b, str_of(bad[i])));
	assert_string_equal(b.p, "kept");
	buf_free(&b);
	buf_init(&b, 2);
	assert_false(base64_read(&b, STR("Zm9v")));
	assert_true(b.full);
	buf_free(&b);

	assert_true(hex_read(out, 3, STR("00fFA9")));
	assert_memory_equal(out, "\x00\xff\xa9", 3);
	assert_false(hex_read(out, 3, STR("00ffg9")));
	assert_false(hex_read(out, 3, STR("00ff")));
	assert_false(hex_read(out, 3, STR("00ffa900")));
	assert_false(hex_read(out, 3, STR("@0ffa9")));
	buf_init(&b, 6);
	hex_put(&b, out, 3);
	assert_string_equal(b.p, "00ffa9");
	buf_free(&b);
	assert_memory_equal(out, "\x00\xff\xa9", 3);
}

/* ---- signed notes ---- */

/* The key and note that implementations of C2SP signed notes have in common. */
#define VKEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define TEXT "If you think cryptography is the answer to your problem,\n" \
             "then you don't know what your problem is.\n"
#define SIG  "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2" \
             "pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static void test_the_known_note_opens(void **state)
{
	struct str name, body;
	unsigned char pub[SIGN_PUB];
	struct buf b;

	(void)state;
	assert_true(sign_vkey_read(STR(VKEY), &name, pub));
	assert_true(str_eqz(name, "PeterNeumann"));
	assert_int_equal(sign_key_id(name, pub), 0xc74f20a3);
	assert_true(sign_note_open(STR(TEXT "\n" SIG), name, pub, &body));
	assert_true(str_eqz(body, TEXT));
	buf_init(&b, 200);
	sign_vkey_put(&b, name, pub);
	assert_true(str_eqz(buf_str(&b), VKEY));
	buf_free(&b);
}

static void test_the_known_key_signs_the_known_note(void **state)
{
	/* the private half, as published: 1 | seed */
	struct keyring k = { 0 };
	struct buf key, note;

	(void)state;
	buf_init(&key, 33);
	assert_true(base64_read(&key, STR("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")));
	crypto_sign_seed_keypair(k.sign_public, k.sign_secret, (unsigned char *)key.p + 1);
	buf_init(&note, 1000);
	sign_note(&note, STR(TEXT), STR("PeterNeumann"), &k);
	assert_true(str_eqz(buf_str(&note), TEXT "\n" SIG));
	buf_free(&key);
	buf_free(&note);
}

/* RFC 8032, 7.1, test 1 */
static void rfc8032_ring(struct keyring *k)
{
	unsigned char seed[32];

	*k = (struct keyring){ .alg = HASH_SHA256 };
	assert_true(hex_read(seed, 32, STR("9d61b19deffd5a60ba844af492ec2cc4"
	                                   "4449c5697b326919703bac031cae7f60")));
	crypto_sign_seed_keypair(k->sign_public, k->sign_secret, seed);
}

static void test_rfc8032_key_has_its_id(void **state)
{
	struct keyring k;
	unsigned char hash[32];
	char msg[] = "jz.example/log\n\1................................";

	(void)state;
	rfc8032_ring(&k);
	k.alg = HASH_SM3;                        /* SHA-256 even there: the note's rule, not ours */
	memcpy(msg + 16, k.sign_public, 32);
	EVP_Digest(msg, 48, hash, NULL, EVP_sha256(), NULL);
	assert_int_equal(sign_key_id(STR("jz.example/log"), k.sign_public),
	                 (uint32_t)hash[0] << 24 | hash[1] << 16 | hash[2] << 8 | hash[3]);
}

static void test_mangled_verifier_keys_are_refused(void **state)
{
	char k[] = VKEY;
	struct str name;
	unsigned char pub[SIGN_PUB];

	(void)state;
	for (size_t i = 0; i < sizeof k - 1; i++) {
		assert_false(sign_vkey_read(bytes(k, i), &name, pub));
		if (i)
			assert_false(sign_vkey_read(bytes(k + i, sizeof k - 1 - i), &name, pub));
		k[i]++;
		assert_false(sign_vkey_read(bytes(k, sizeof k - 1), &name, pub));
		k[i]--;
	}
	/* a longer key, an unknown algorithm: both with the id that fits them */
	assert_false(sign_vkey_read(STR("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
	                                "LDE4izWy10TWBADKEY=="), &name, pub));
	assert_false(sign_vkey_read(STR("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
	                                "LDE4izWy10TW"), &name, pub));
}

static bool opens(struct str note)
{
	struct str name, body;
	unsigned char pub[SIGN_PUB];

	assert_true(sign_vkey_read(STR(VKEY), &name, pub));
	return sign_note_open(note, name, pub, &body);
}

static void test_lines_of_other_keys_are_ignored(void **state)
{
	(void)state;
	assert_true(opens(STR(TEXT "\n— witness.example/w1 AAAAAGFnb29k\n" SIG)));
	assert_true(opens(STR(TEXT "\n" SIG "— 某县.example/见证 AAAAAGFnb29k\n")));
	/* our name under another key id, our key id under another name */
	assert_true(opens(STR(TEXT "\n" SIG "— PeterNeumann AAAAAGFnb29k\n")));
	assert_true(opens(STR(TEXT "\n" SIG "— Peter x08gowAAAAAA\n")));
	/* nobody we know has signed */
	assert_false(opens(STR(TEXT "\n— witness.example/w1 AAAAAGFnb29k\n")));
	assert_true(opens(STR(TEXT "\n" SIG SIG)));
}

static void test_a_false_line_of_our_key_spoils_the_note(void **state)
{
	(void)state;
	assert_false(opens(STR(TEXT "\n— PeterNeumann x08gowAAAAAA\n" SIG)));
	assert_false(opens(STR(TEXT "\n" SIG "— PeterNeumann x08gowAAAAAA\n")));
}

static void test_malformed_notes_are_refused(void **state)
{
	static const char *bad[] = {
		"", "\n", "\n\n", TEXT, TEXT "\n", TEXT SIG, TEXT "\n\n", "\n" SIG, SIG,
		TEXT "\n" SIG "\n", TEXT "\n" SIG "x", TEXT "\n" SIG "x\n",
		TEXT "\n- PeterNeumann x08gowAAAAAA\n" SIG,
		TEXT "\n—PeterNeumann x08gowAAAAAA\n" SIG,
		TEXT "\n— x08gowAAAAAA\n" SIG,
		TEXT "\n—  x08gowAAAAAA\n" SIG,
		TEXT "\n— a+b x08gowAAAAAA\n" SIG,
		TEXT "\n— other x08goA\n" SIG,       /* no base64 */
		TEXT "\n— other x08gow==\n" SIG,     /* a key id and no signature */
		TEXT "\n— other  x08gowAAAAAA\n" SIG,
		TEXT "\t\n" SIG, TEXT "\r\n\n" SIG, TEXT "\xff\n\n" SIG,
		"x" TEXT "\n" SIG, TEXT "more\n\n" SIG, TEXT "\n\n" SIG,
	};
	struct buf many;

	(void)state;
	for (int i = 0; i < COUNT(bad); i++)
		if (opens(str_of(bad[i])))
			fail_msg("opened note %d: %s", i, bad[i]);
	/* cut anywhere, it is no note */
	for (size_t i = 0; i < strlen(TEXT "\n" SIG); i++)
		assert_false(opens(bytes(TEXT "\n" SIG, i)));
	/* 16 signatures must be taken, a flood must not */
	buf_init(&many, 1 << 20);
	buf_addz(&many, TEXT "\n" SIG);
	for (int i = 1; i < 16; i++)
		buf_addz(&many, "— witness AAAAAGFnb29k\n");
	assert_true(opens(buf_str(&many)));
	for (int i = 16; i <= 100; i++)
		buf_addz(&many, "— witness AAAAAGFnb29k\n");
	assert_false(opens(buf_str(&many)));
	buf_free(&many);
}

static void test_own_notes_of_odd_bodies(void **state)
{
	static const char *body[] = { "\n", "\n\n", "a\n\nb\n", "log\n7\nAAAA\n", "名单\n\n" };
	const struct str name = STR("jz.example/某县");
	struct keyring k;

	(void)state;
	rfc8032_ring(&k);
	for (int i = 0; i < COUNT(body); i++) {
		struct buf note;
		struct str got;
		buf_init(&note, 1000);
		sign_note(&note, str_of(body[i]), name, &k);
		assert_true(sign_note_open(buf_str(&note), name, k.sign_public, &got));
		assert_true(str_eqz(got, body[i]));
		assert_false(sign_note_open(buf_str(&note), STR("other"), k.sign_public, &got));
		buf_free(&note);
	}
}

static void test_names_of_keys(void **state)
{
	static const char *bad[] = { "", "a b", "a+b", "a\nb", "a\xc2\xa0" "b", "a\xe3\x80\x80" "b",
	                             "a\xe2\x80\x83" "b", "\xff", "a\x7f" };

	(void)state;
	assert_true(sign_name_ok(STR("jz.example/某县")));
	for (int i = 0; i < COUNT(bad); i++)
		assert_false(sign_name_ok(str_of(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64_and_hex),
		cmocka_unit_test(test_the_known_note_opens),
		cmocka_unit_test(test_the_known_key_signs_the_known_note),
		cmocka_unit_test(test_rfc8032_key_has_its_id),
		cmocka_unit_test(test_mangled_verifier_keys_are_refused),
		cmocka_unit_test(test_lines_of_other_keys_are_ignored),
		cmocka_unit_test(test_a_false_line_of_our_key_spoils_the_note),
		cmocka_unit_test(test_malformed_notes_are_refused),
		cmocka_unit_test(test_own_notes_of_odd_bodies),
		cmocka_unit_test(test_names_of_keys),
	};

	return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}

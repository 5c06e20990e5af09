/* Key file, blind indexes and sealed rows: what opens, what must not, and the formats once more by
 * other libraries' calls. The rest of src/crypto is in test_digest.c, test_sign.c, test_gram.c. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <sodium.h>

#include "base/os.h"
#include "crypto/keyring.h"
#include "crypto/seal.h"
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

/* Bytes of a hexadecimal literal into p; returns how many. */
static size_t unhex(unsigned char *p, const char *hex)
{
	size_t n = strlen(hex) / 2;

	assert_true(hex_read(p, n, str_of(hex)));
	return n;
}

static struct str bytes(const void *p, size_t n)
{
	return (struct str){ p, n };
}

/* ---- keyring ---- */

/* A folder of its own and a context for each test that keeps keys. */
struct office {
	struct ctx cx;
	char folder[64];
	char path[96];
};

static int office_open(void **state)
{
	struct office *o = calloc(1, sizeof *o);

	snprintf(o->folder, sizeof o->folder, "/tmp/test_crypto.XXXXXX");
	assert_non_null(mkdtemp(o->folder));
	snprintf(o->path, sizeof o->path, "%s/keys", o->folder);
	ctx_init(&o->cx, 0);
	*state = o;
	return 0;
}

static int office_close(void **state)
{
	struct office *o = *state;

	unlink(o->path);
	rmdir(o->folder);
	ctx_free(&o->cx);
	free(o);
	return 0;
}

static void assert_failed(struct office *o, enum err got, enum err want, const char *key)
{
	assert_int_equal(got, want);
	assert_string_equal(o->cx.err.key, key);
	assert_true(str_eqz(o->cx.err.where, o->path));
	err_clear(&o->cx);
}

/* The file does not open with this passphrase, for this reason. */
static void assert_shut(struct office *o, const char *passphrase, enum err want, const char *key)
{
	struct keyring k = { 0 };

	assert_failed(o, keyring_open(&o->cx, o->path, passphrase, &k), want, key);
	assert_true(sodium_is_zero((unsigned char *)&k, sizeof k));
}

static struct str file_text(struct office *o)
{
	struct str text = { 0 };

	assert_int_equal(os_read_file(&o->cx, o->path, 8192, &text), OK);
	return text;
}

static void file_put(struct office *o, struct str text)
{
	assert_int_equal(os_write_file(&o->cx, o->path, text, 0600), OK);
}

/* The file with the first occurrence of `from` put right by `to`. */
static void file_replace(struct office *o, struct str text, const char *from, const char *to)
{
	struct buf b;
	ptrdiff_t at = str_find(text, str_of(from));

	assert_true(at >= 0);
	buf_init(&b, 16384);
	buf_add(&b, text.p, (size_t)at);
	buf_addz(&b, to);
	buf_adds(&b, str_sub(text, (size_t)at + strlen(from), text.n));
	file_put(o, buf_str(&b));
	buf_free(&b);
}

static void test_a_new_ring_opens_again(void **state)
{
	struct office *o = *state;

	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring made, read;
		struct stat st;
		assert_int_equal(keyring_create(&o->cx, o->path, algs[a], NULL, &made), OK);
		assert_int_equal(stat(o->path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(keyring_open(&o->cx, o->path, NULL, &read), OK);
		assert_int_equal(read.alg, algs[a]);
		assert_memory_equal(&made, &read, sizeof made);
		/* a passphrase that is not needed does no harm */
		assert_int_equal(keyring_open(&o->cx, o->path, "extra", &read), OK);
		/* whoever finds the file is told what it is, in both languages */
		assert_true(str_starts(file_text(o), STR("jingzhun-keys 1\n# ")));
		assert_true(str_find(file_text(o), STR("保险柜")) > 0);
		assert_true(str_find(file_text(o), STR("safe")) > 0);
		keyring_wipe(&read);
		assert_true(sodium_is_zero((unsigned char *)&read, sizeof read));
		unlink(o->path);
	}
}

static void test_a_ring_is_never_overwritten(void **state)
{
	struct office *o = *state;
	struct keyring first, second = { 0 };

	assert_int_equal(keyring_create(&o->cx, o->path, HASH_SHA256, NULL, &first), OK);
	assert_failed(o, keyring_create(&o->cx, o->path, HASH_SHA256, NULL, &second), ERR_CONFLICT,
	              "keyring-exists");
	assert_true(sodium_is_zero((unsigned char *)&second, sizeof second));
	assert_int_equal(keyring_open(&o->cx, o->path, NULL, &second), OK);
	assert_memory_equal(&first, &second, sizeof first);
}

static void test_a_ring_must_be_private(void **state)
{
	struct office *o = *state;
	struct keyring k;

	assert_shut(o, NULL, ERR_NOTFOUND, "keyring-missing");
	assert_int_equal(keyring_create(&o->cx, o->path, HASH_SHA256, NULL, &k), OK);
	for (mode_t bit = 1; bit <= 040; bit <<= 1) {
		chmod(o->path, 0600 | bit);
		assert_shut(o, NULL, ERR_DENIED, "keyring-open-to-others");
	}
	chmod(o->path, 0400);
	assert_int_equal(keyring_open(&o->cx, o->path, NULL, &k), OK);
}

static void test_other_files_are_no_rings(void **state)
{
	struct office *o = *state;
	static char big[9000];

	file_put(o, STR(""));
	assert_shut(o, NULL, ERR_INPUT, "keyring-not-a-key-file");
	file_put(o, STR("户编号,姓名\n"));
	assert_shut(o, NULL, ERR_INPUT, "keyring-not-a-key-file");
	file_put(o, STR("jingzhun-keys 2\n"));
	assert_shut(o, NULL, ERR_INPUT, "keyring-too-new");
	file_put(o, STR("jingzhun-keys 1\n"));
	assert_shut(o, NULL, ERR_INPUT, "keyring-line-missing");
	file_put(o, bytes(big, sizeof big));
	assert_shut(o, NULL, ERR_INPUT, "keyring-not-a-key-file");
}

/* Somebody copied the file by hand. */
static void test_slips_in_a_ring_are_found(void **state)
{
	struct office *o = *state;
	struct keyring k, again;
	struct str good;
	ptrdiff_t master;

	assert_int_equal(keyring_create(&o->cx, o->path, HASH_SHA256, NULL, &k), OK);
	good = file_text(o);
	file_replace(o, good, "master ", "mastre ");
	assert_shut(o, NULL, ERR_INPUT, "keyring-line-bad");
	file_replace(o, good, "hash sha256", "hash md5");
	assert_shut(o, NULL, ERR_INPUT, "keyring-line-bad");
	file_replace(o, good, "hash sha256", "hash sha256\nhash sha256");
	assert_shut(o, NULL, ERR_INPUT, "keyring-line-bad");
	file_replace(o, good, "hash sha256", "hash sm3");
	assert_shut(o, NULL, ERR_INPUT, "keyring-damaged");
	file_put(o, str_sub(good, 0, (size_t)str_find(good, STR("sign "))));
	assert_shut(o, NULL, ERR_INPUT, "keyring-line-missing");

	/* one other character in the master, in the signing seed */
	for (int i = 0; i < 2; i++) {
		char *text = str_z(&o->cx.arena, good);
		master = str_find(good, i ? STR("sign ") : STR("master ")) + 12;
		text[master] = text[master] == 'A' ? 'B' : 'A';
		file_put(o, bytes(text, good.n));
		assert_shut(o, NULL, ERR_INPUT, "keyring-damaged");
	}
	/* an editor on another system ended the lines its own way: that is no harm */
	file_replace(o, good, "\nhash sha256\n", "\r\nhash sha256\r\n\r\n");
	assert_int_equal(keyring_open(&o->cx, o->path, NULL, &again), OK);
	assert_memory_equal(&k, &again, sizeof k);
}

static void test_a_passphrase_is_needed_and_must_be_right(void **state)
{
	struct office *o = *state;
	struct keyring k, again;
	struct str text;

	assert_failed(o, keyring_create(&o->cx, o->path, HASH_SHA256, "", &k), ERR_INPUT,
	              "keyring-passphrase-empty");
	assert_false(os_exists(o->path));
	assert_int_equal(keyring_create(&o->cx, o->path, HASH_SM3, "山高水长 2 米", &k), OK);
	text = file_text(o);
	assert_true(str_find(text, STR("\nmaster ")) < 0);
	assert_true(str_find(text, STR("\nsign ")) < 0);
	assert_shut(o, NULL, ERR_DENIED, "keyring-passphrase-needed");
	assert_shut(o, "", ERR_DENIED, "keyring-passphrase-needed");
	assert_shut(o, "山高水长 3 米", ERR_DENIED, "keyring-passphrase-wrong");
	assert_int_equal(keyring_open(&o->cx, o->path, "山高水长 2 米", &again), OK);
	assert_memory_equal(&k, &again, sizeof k);
}

/* The format, written here by libsodium alone, with cheap Argon2id so that the test is quick. */
static void put_wrapped(struct office *o, const char *hash, const char *hash_sealed)
{
	unsigned char secrets[64], public[32], secret[64], id[8], key[32], salt[16] = { 7 };
	unsigned char wrapped[24 + 64 + 16] = { 9 };
	struct buf head, file;

	for (int i = 0; i < 64; i++)
		secrets[i] = (unsigned char)i;
	crypto_sign_seed_keypair(public, secret, secrets + 32);
	hkdf(HASH_SHA256, bytes(secrets, 32), STR(""), STR("jingzhun ring id v1"), id, 8);
	assert_int_equal(crypto_pwhash(key, 32, "knock knock", 11, salt, 1, 8192 * 1024,
	                               crypto_pwhash_ALG_ARGON2ID13), 0);
	buf_init(&file, 4096);
	for (int pass = 0; pass < 2; pass++) {
		struct buf *b = pass ? &file : &head;
		buf_init(b, 4096);
		buf_addf(b, "jingzhun-keys 1\nhash %s\nid ", pass ? hash : hash_sealed);
		hex_put(b, id, 8);
		buf_addz(b, "\npublic ");
		base64_put(b, public, 32);
		buf_addz(b, "\n");
	}
	crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped + 24, NULL, secrets, 64,
		(unsigned char *)head.p, head.n, NULL, wrapped, key);
	buf_addz(&file, "salt ");
	base64_put(&file, salt, 16);
	buf_addz(&file, "\nops 1\nmem 8192\nsealed ");
	base64_put(&file, wrapped, sizeof wrapped);
	buf_addz(&file, "\n");
	file_put(o, buf_str(&file));
	buf_free(&head);
	buf_free(&file);
}

static void test_a_wrapped_file_made_by_hand_opens(void **state)
{
	struct office *o = *state;
	struct keyring k;

	put_wrapped(o, "sha256", "sha256");
	assert_int_equal(keyring_open(&o->cx, o->path, "knock knock", &k), OK);
	assert_int_equal(k.master[31], 31);
	assert_int_equal(k.sign_secret[0], 32);
	/* the clear lines are under the seal as well */
	put_wrapped(o, "sm3", "sha256");
	assert_shut(o, "knock knock", ERR_DENIED, "keyring-passphrase-wrong");
	/* and a file may not ask for all the memory of the machine */
	put_wrapped(o, "sha256", "sha256");
	file_replace(o, file_text(o), "mem 8192", "mem 99999999");
	assert_shut(o, "knock knock", ERR_INPUT, "keyring-line-bad");
	put_wrapped(o, "sha256", "sha256");
	file_replace(o, file_text(o), "ops 1\n", "");
	assert_shut(o, "knock knock", ERR_INPUT, "keyring-line-missing");
}

/* A ring whose every secret is known, made without a file. */
static void known_ring(struct office *o, enum hash_alg alg, struct keyring *k)
{
	struct buf b;
	unsigned char master[32], seed[32], public[32], secret[64], id[8];

	memset(master, 0x11, 32);
	/* RFC 8032, 7.1, test 1 */
	unhex(seed, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
	crypto_sign_seed_keypair(public, secret, seed);
	assert_hex(public, 32, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	hkdf(alg, bytes(master, 32), STR(""), STR("jingzhun ring id v1"), id, 8);
	buf_init(&b, 4096);
	buf_addf(&b, "jingzhun-keys 1\nhash %s\nid ", hash_alg_name(alg));
	hex_put(&b, id, 8);
	buf_addz(&b, "\npublic ");
	base64_put(&b, public, 32);
	buf_addz(&b, "\nmaster ");
	base64_put(&b, master, 32);
	buf_addz(&b, "\nsign ");
	base64_put(&b, seed, 32);
	file_put(o, buf_str(&b));
	buf_free(&b);
	assert_int_equal(keyring_open(&o->cx, o->path, NULL, k), OK);
}

static OSSL_PARAM octets(const char *name, struct str s)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)s.p, s.n);
}

static void openssl_hkdf(enum hash_alg alg, struct str key, struct str salt, const char *info,
                         unsigned char *out, size_t n)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *c = EVP_KDF_CTX_new(kdf);
	char md[8];
	OSSL_PARAM p[5];

	snprintf(md, sizeof md, "%s", alg == HASH_SM3 ? "SM3" : "SHA256");
	p[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, md, 0);
	p[1] = octets(OSSL_KDF_PARAM_KEY, key);
	p[2] = octets(OSSL_KDF_PARAM_INFO, str_of(info));
	p[3] = octets(OSSL_KDF_PARAM_SALT, salt);
	p[4] = OSSL_PARAM_construct_end();
	assert_int_equal(EVP_KDF_derive(c, out, n, p), 1);
	EVP_KDF_CTX_free(c);
	EVP_KDF_free(kdf);
}

/* A blind index written in five databases must be found again by another program. */
static void test_blind_indexes_are_what_the_header_says(void **state)
{
	static const char *info[BLIND__COUNT] = {
		"jingzhun blind id v1", "jingzhun blind id-tail v1", "jingzhun blind phone v1",
		"jingzhun blind phone-tail v1", "jingzhun blind card v1",
	};
	struct office *o = *state;

	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring k;
		unsigned char seen[BLIND__COUNT][BLIND_LEN];
		known_ring(o, algs[a], &k);
		for (int i = 0; i < BLIND__COUNT; i++) {
			unsigned char key[32], want[32];
			keyring_blind(&k, (enum blind)i, STR("2021"), seen[i]);
			openssl_hkdf(algs[a], bytes(k.master, 32), STR(""), info[i], key, 32);
			HMAC(md_of(algs[a]), key, 32, (const unsigned char *)"2021", 4, want, NULL);
			assert_memory_equal(seen[i], want, BLIND_LEN);
			for (int j = 0; j < i; j++)
				assert_memory_not_equal(seen[i], seen[j], BLIND_LEN);
		}
	}
}

/* ---- seal ---- */

static const unsigned char home[SEED_LEN] = "household seed 1";
static const struct seal_place desk = { 3, INT64_C(0x1f00000000abcd), 7 };

static void test_a_sealed_row_opens_in_its_place(void **state)
{
	struct office *o = *state;
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 63, 64, 65, 300, 5000 };
	char text[5000];

	memset(text, 'x', sizeof text);
	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring k;
		struct seal_key key, again;
		known_ring(o, algs[a], &k);
		seal_key_derive(&k, home, &key);
		seal_key_derive(&k, home, &again);
		for (int i = 0; i < COUNT(sizes); i++) {
			struct buf blob, plain;
			buf_init(&blob, sizes[i] + 4 + SEAL_OVERHEAD);
			buf_init(&plain, sizes[i] + 2);
			buf_addz(&blob, "row:");         /* appended, not replaced */
			buf_addz(&plain, "->");
			seal_row(&key, desk, bytes(text, sizes[i]), &blob);
			assert_false(blob.full);
			assert_int_equal(blob.n, 4 + sizes[i] + SEAL_OVERHEAD);
			assert_int_equal(blob.p[4], 1);
			assert_true(seal_open(&again, desk, str_sub(buf_str(&blob), 4, blob.n),
			                      &plain));
			assert_int_equal(plain.n, sizes[i] + 2);
			assert_memory_equal(plain.p, "->", 2);
			assert_memory_equal(plain.p + 2, text, sizes[i]);
			if (sizes[i] >= 16)
				assert_true(str_find(buf_str(&blob), STR("xxxxxxxx")) < 0);
			buf_free(&blob);
			buf_free(&plain);
		}
	}
}

static void assert_closed(const struct seal_key *key, struct seal_place at, struct str blob)
{
	struct buf plain;

	buf_init(&plain, 1000);
	buf_addz(&plain, "kept");
	assert_false(seal_open(key, at, blob, &plain));
	assert_false(plain.full);
	assert_string_equal(plain.p, "kept");
	buf_free(&plain);
}

static void test_a_sealed_row_opens_nowhere_else(void **state)
{
	struct office *o = *state;

	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring k, other_ring;
		struct seal_key key, neighbour, elsewhere;
		struct seal_place at;
		struct buf blob;
		known_ring(o, algs[a], &k);
		seal_key_derive(&k, home, &key);
		seal_key_derive(&k, (const unsigned char *)"household seed 2", &neighbour);
		buf_init(&blob, 1000);
		seal_row(&key, desk, STR("51 XXXX 19560203"), &blob);
		assert_closed(&neighbour, desk, buf_str(&blob));
		at = desk, at.entity = 4;
		assert_closed(&key, at, buf_str(&blob));
		at = desk, at.id++;
		assert_closed(&key, at, buf_str(&blob));
		at = desk, at.version--;
		assert_closed(&key, at, buf_str(&blob));
		/* same secrets, but the ring has another name: the associated data differ */
		other_ring = k;
		other_ring.id[7] ^= 1;
		seal_key_derive(&other_ring, home, &elsewhere);
		assert_closed(&elsewhere, desk, buf_str(&blob));
		/* a blob of the other profile */
		known_ring(o, algs[1 - a], &other_ring);
		seal_key_derive(&other_ring, home, &elsewhere);
		assert_closed(&elsewhere, desk, buf_str(&blob));
		buf_free(&blob);
	}
}

static void test_any_changed_byte_closes_a_row(void **state)
{
	struct office *o = *state;

	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring k;
		struct seal_key key;
		struct buf blob;
		known_ring(o, algs[a], &k);
		seal_key_derive(&k, home, &key);
		buf_init(&blob, 1000);
		seal_row(&key, desk, STR("a bank card and a phone"), &blob);
		for (size_t i = 0; i < blob.n; i++) {
			blob.p[i] ^= 1;
			assert_closed(&key, desk, buf_str(&blob));
			blob.p[i] ^= 1;
			assert_closed(&key, desk, str_sub(buf_str(&blob), 0, i));
		}
		buf_addc(&blob, 0);
		assert_closed(&key, desk, buf_str(&blob));
		buf_free(&blob);
	}
}

static void test_equal_rows_look_different(void **state)
{
	struct office *o = *state;

	for (int a = 0; a < COUNT(algs); a++) {
		struct keyring k;
		struct seal_key key;
		struct buf one, two;
		known_ring(o, algs[a], &k);
		seal_key_derive(&k, home, &key);
		buf_init(&one, 100);
		buf_init(&two, 100);
		seal_row(&key, desk, STR("the same words"), &one);
		seal_row(&key, desk, STR("the same words"), &two);
		assert_int_equal(one.n, two.n);
		assert_memory_not_equal(one.p + 9, two.p + 9, 14);
		buf_free(&one);
		buf_free(&two);
	}
}

/* The whole format again by the libraries' one-call functions: what another program would do. */
static void test_the_seal_is_what_the_header_says(void **state)
{
	struct office *o = *state;
	struct keyring k;
	struct seal_key key;
	struct buf blob;
	unsigned char okm[64], msg[200], mac[32], plain[64], place[24];
	int n, tail;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();

	unhex(place, "001f00000000abcd" "03000000" "00000007");
	buf_init(&blob, 200);
	known_ring(o, HASH_SHA256, &k);
	memcpy(place + 16, k.id, 8);
	seal_key_derive(&k, home, &key);
	seal_row(&key, desk, STR("twenty bytes of text"), &blob);
	openssl_hkdf(HASH_SHA256, bytes(home, 16), bytes(k.master, 32), "jingzhun seal v1",
	             okm, 32);
	memcpy(msg, blob.p + 1, 8);
	memcpy(msg + 8, place, 16);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		(unsigned char *)blob.p + 9, 36, place, 24, msg, okm), 0);
	assert_memory_equal(plain, "twenty bytes of text", 20);

	buf_reset(&blob);
	known_ring(o, HASH_SM3, &k);
	memcpy(place + 16, k.id, 8);
	seal_key_derive(&k, home, &key);
	seal_row(&key, desk, STR("twenty bytes of text"), &blob);
	openssl_hkdf(HASH_SM3, bytes(home, 16), bytes(k.master, 32), "jingzhun seal v1", okm, 64);
	msg[0] = 1;                              /* tag: 1 | random | place | ring | ciphertext */
	memcpy(msg + 1, blob.p + 1, 8);
	memcpy(msg + 9, place, 24);
	memcpy(msg + 33, blob.p + 9, 20);
	HMAC(EVP_sm3(), okm + 32, 32, msg, 53, mac, NULL);
	assert_memory_equal(blob.p + 29, mac, 16);
	msg[0] = 0;                              /* counter: 0 | random | place */
	HMAC(EVP_sm3(), okm + 32, 32, msg, 25, mac, NULL);
	EVP_DecryptInit_ex(c, EVP_sm4_ctr(), NULL, okm, mac);
	EVP_DecryptUpdate(c, plain, &n, (unsigned char *)blob.p + 9, 20);
	EVP_DecryptFinal_ex(c, plain + n, &tail);
	assert_memory_equal(plain, "twenty bytes of text", 20);
	EVP_CIPHER_CTX_free(c);
	buf_free(&blob);
}

static void test_a_full_buffer_gets_no_half_blob(void **state)
{
	struct office *o = *state;
	struct keyring k;
	struct seal_key key;
	struct buf blob, small;

	known_ring(o, HASH_SHA256, &k);
	seal_key_derive(&k, home, &key);
	buf_init(&small, 10 + SEAL_OVERHEAD - 1);
	seal_row(&key, desk, STR("ten bytes!"), &small);
	assert_true(small.full);
	assert_int_equal(small.n, 0);
	buf_free(&small);
	buf_init(&blob, 100);
	buf_init(&small, 9);
	seal_row(&key, desk, STR("ten bytes!"), &blob);
	assert_false(seal_open(&key, desk, buf_str(&blob), &small));
	assert_true(small.full);
	buf_free(&small);
	buf_free(&blob);
}

#define AT_OFFICE(test) cmocka_unit_test_setup_teardown(test, office_open, office_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_OFFICE(test_a_new_ring_opens_again),
		AT_OFFICE(test_a_ring_is_never_overwritten),
		AT_OFFICE(test_a_ring_must_be_private),
		AT_OFFICE(test_other_files_are_no_rings),
		AT_OFFICE(test_slips_in_a_ring_are_found),
		AT_OFFICE(test_a_passphrase_is_needed_and_must_be_right),
		AT_OFFICE(test_a_wrapped_file_made_by_hand_opens),
		AT_OFFICE(test_blind_indexes_are_what_the_header_says),
		AT_OFFICE(test_a_sealed_row_opens_in_its_place),
		AT_OFFICE(test_a_sealed_row_opens_nowhere_else),
		AT_OFFICE(test_any_changed_byte_closes_a_row),
		AT_OFFICE(test_equal_rows_look_different),
		AT_OFFICE(test_the_seal_is_what_the_header_says),
		AT_OFFICE(test_a_full_buffer_gets_no_half_blob),
	};

	return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}

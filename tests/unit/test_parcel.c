/* Sealed files: who opens them, and that no changed or shortened one is taken for whole. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/os.h"
#include "crypto/parcel.h"

struct safe {
	struct ctx cx;
	char dir[64];
	struct parcel_identity id[3];
};

static const char *in(struct safe *s, const char *name)
{
	return str_z(&s->cx.arena, str_join(&s->cx.arena, str_of(s->dir),
		str_join(&s->cx.arena, STR("/"), str_of(name))));
}

static struct safe *open_safe(void)
{
	struct safe *s = calloc(1, sizeof *s);
	struct parcel_public pub;

	ctx_init(&s->cx, 64 << 20);
	snprintf(s->dir, sizeof s->dir, "/tmp/jz_parcel_XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	for (int i = 0; i < 3; i++) {
		char name[16];

		snprintf(name, sizeof name, "id%d", i);
		assert_int_equal(parcel_keygen(&s->cx, in(s, name), &pub), OK);
		assert_int_equal(parcel_identity_open(&s->cx, in(s, name), &s->id[i]), OK);
		assert_memory_equal(pub.key, s->id[i].pub.key, 32);
	}
	return s;
}

static void close_safe(struct safe *s)
{
	struct str *name;
	size_t n;

	assert_int_equal(os_list_dir(&s->cx, s->dir, &name, &n), OK);
	for (size_t i = 0; i < n; i++)
		remove(in(s, str_z(&s->cx.arena, name[i])));
	assert_int_equal(rmdir(s->dir), 0);
	ctx_free(&s->cx);
	free(s);
}

static struct str bytes_of(struct safe *s, size_t n)
{
	char *p = arena_alloc(&s->cx.arena, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 131 + i / 251);
	return (struct str){ p, n };
}

static void put(struct safe *s, const char *name, struct str text)
{
	assert_int_equal(os_write_file(&s->cx, in(s, name), text, 0600), OK);
}

static struct str get(struct safe *s, const char *name)
{
	struct str text;

	assert_int_equal(os_read_file(&s->cx, in(s, name), 1 << 20, &text), OK);
	return text;
}

static void seal(struct safe *s, int n)
{
	struct parcel_public pub[3] = { s->id[0].pub, s->id[1].pub, s->id[2].pub };

	remove(in(s, "sealed"));
	assert_int_equal(parcel_seal(&s->cx, in(s, "plain"), in(s, "sealed"), pub, n), OK);
}

static enum err unseal(struct safe *s, int who)
{
	remove(in(s, "out"));
	return parcel_open(&s->cx, in(s, "sealed"), &s->id[who], in(s, "out"));
}

static void refused(struct safe *s, int who, enum err kind, const char *key)
{
	assert_int_equal(unseal(s, who), kind);
	assert_string_equal(s->cx.err.key, key);
	assert_false(os_exists(in(s, "out")));   /* not even a part of it */
	err_clear(&s->cx);
}

static void each_of_them_opens_it(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 200000 };
	struct safe *s = open_safe();

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		put(s, "plain", bytes_of(s, sizes[i]));
		seal(s, 2);
		assert_true(parcel_is(in(s, "sealed")));
		assert_false(parcel_is(in(s, "plain")));
		for (int who = 0; who < 2; who++) {
			assert_int_equal(unseal(s, who), OK);
			assert_true(str_eq(get(s, "out"), bytes_of(s, sizes[i])));
		}
		refused(s, 2, ERR_DENIED, "parcel-not-for");
	}
	close_safe(s);
	(void)state;
}

static void nothing_of_it_is_readable(void **state)
{
	static const char secret[] = "110101199003078515 王桂英";
	struct safe *s = open_safe();
	struct stat st;

	put(s, "plain", str_of(secret));
	seal(s, 1);
	assert_true(str_find(get(s, "sealed"), str_of("王桂英")) < 0);
	assert_int_equal(stat(in(s, "sealed"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	close_safe(s);
	(void)state;
}

/* Every byte counts: of the header, of each chunk, and how many there are. */
static void a_changed_byte_is_noticed(void **state)
{
	struct safe *s = open_safe();
	struct str whole;

	put(s, "plain", bytes_of(s, 70000));
	seal(s, 2);
	whole = get(s, "sealed");
	for (size_t at = 0; at < whole.n; at += at < 500 ? 7 : 3001) {
		char *p = str_z(&s->cx.arena, whole);

		p[at] ^= 1;
		put(s, "sealed", (struct str){ p, whole.n });
		/* id 0: its line may be the one that changed, or another's */
		assert_int_not_equal(unseal(s, 0), OK);
		assert_false(os_exists(in(s, "out")));
		err_clear(&s->cx);
	}
	close_safe(s);
	(void)state;
}

static void a_shortened_or_lengthened_one_is_noticed(void **state)
{
	static const size_t cut[] = { 1, 17, 4500, 65553 };
	struct safe *s = open_safe();
	struct str whole;

	put(s, "plain", bytes_of(s, 70000));
	seal(s, 1);
	whole = get(s, "sealed");
	for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
		put(s, "sealed", str_sub(whole, 0, whole.n - cut[i]));
		refused(s, 0, ERR_TAMPER, "parcel-damaged");
	}
	put(s, "sealed", str_join(&s->cx.arena, whole, STR("x")));
	refused(s, 0, ERR_TAMPER, "parcel-damaged");
	put(s, "sealed", str_sub(whole, 0, 40));
	refused(s, 0, ERR_INPUT, "parcel-none");
	put(s, "sealed", STR("SQLite format 3"));
	refused(s, 0, ERR_INPUT, "parcel-none");
	close_safe(s);
	(void)state;
}

/* The format once more by libsodium's own calls, as docs/backup.md tells it. */
static void the_format_is_as_written_down(void **state)
{
	struct safe *s = open_safe();
	crypto_secretstream_xchacha20poly1305_state stream;
	unsigned char box[80], key[32], hash[32], out[64], tag;
	unsigned long long n;
	struct str all, rest, line, word;
	size_t got, head;

	put(s, "plain", STR("hello"));
	seal(s, 1);
	all = rest = get(s, "sealed");
	assert_true(str_next(&rest, '\n', &line) && str_eqz(line, "jingzhun-parcel 1"));
	assert_true(str_next(&rest, '\n', &line) && str_next(&line, ' ', &word) &&
	            str_next(&line, ' ', &word) && word.n == 6 + 48);
	assert_int_equal(sodium_base642bin(box, sizeof box, line.p, line.n, NULL, &got, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL), 0);
	assert_int_equal(got, 80);
	assert_int_equal(crypto_box_seal_open(key, box, 80, s->id[0].pub.key, s->id[0].secret), 0);
	assert_true(str_next(&rest, '\n', &line) && str_eqz(line, "---"));
	head = (size_t)(rest.p - all.p);
	crypto_hash_sha256(hash, (const unsigned char *)all.p, head);
	assert_int_equal(crypto_secretstream_xchacha20poly1305_init_pull(&stream,
		(const unsigned char *)rest.p, key), 0);
	assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(&stream, out, &n, &tag,
		(const unsigned char *)rest.p + 24, rest.n - 24, hash, 32), 0);
	assert_int_equal(n, 5);
	assert_memory_equal(out, "hello", 5);
	assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	close_safe(s);
	(void)state;
}

static void a_slip_in_a_key_is_noticed(void **state)
{
	struct safe *s = open_safe();
	struct parcel_public back;
	struct buf b;

	buf_init(&b, 256);
	parcel_public_put(&b, &s->id[0].pub);
	assert_true(parcel_public_read(buf_str(&b), &back));
	assert_memory_equal(back.key, s->id[0].pub.key, 32);
	for (size_t i = 0; i < b.n; i++) {
		char was = b.p[i];

		b.p[i] = was == 'A' ? 'B' : 'A';
		assert_false(parcel_public_read(buf_str(&b), &back));
		b.p[i] = was;
	}
	b.n--;
	assert_false(parcel_public_read(buf_str(&b), &back));
	assert_false(parcel_public_read(STR(""), &back));
	buf_free(&b);
	close_safe(s);
	(void)state;
}

static void identities_are_kept_well(void **state)
{
	struct safe *s = open_safe();
	struct parcel_identity id;
	struct parcel_public pub;
	struct stat st;
	struct str text;
	char *p;

	assert_int_equal(stat(in(s, "id0"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(parcel_keygen(&s->cx, in(s, "id0"), &pub), ERR_CONFLICT);
	err_clear(&s->cx);
	chmod(in(s, "id0"), 0644);
	assert_int_equal(parcel_identity_open(&s->cx, in(s, "id0"), &id), ERR_DENIED);
	err_clear(&s->cx);
	/* the secret of one, the public key of another */
	text = get(s, "id1");
	p = str_z(&s->cx.arena, text);
	memcpy(strstr(p, "\nsecret "), strstr(str_z(&s->cx.arena, get(s, "id2")), "\nsecret "), 30);
	put(s, "id1", str_of(p));
	assert_int_equal(parcel_identity_open(&s->cx, in(s, "id1"), &id), ERR_INPUT);
	assert_string_equal(s->cx.err.key, "parcel-no-identity");
	err_clear(&s->cx);
	assert_int_equal(parcel_identity_open(&s->cx, in(s, "none"), &id), ERR_NOTFOUND);
	close_safe(s);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_of_them_opens_it),
		cmocka_unit_test(nothing_of_it_is_readable),
		cmocka_unit_test(a_changed_byte_is_noticed),
		cmocka_unit_test(a_shortened_or_lengthened_one_is_noticed),
		cmocka_unit_test(the_format_is_as_written_down),
		cmocka_unit_test(a_slip_in_a_key_is_noticed),
		cmocka_unit_test(identities_are_kept_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The office's certificate authority: OpenSSL's own verifier is the judge of what was made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/os.h"
#include "base/os_net.h"
#include "crypto/ca.h"
#include "crypto/tls.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(1780000000) * 1000)         /* May 2026 */

struct office {
	struct ctx cx;
	char top[64], dir[80];
};

static struct office *open_office(void)
{
	struct office *o = calloc(1, sizeof *o);

	os_test_clock(NOW);
	ctx_init(&o->cx, 16 << 20);
	snprintf(o->top, sizeof o->top, "/tmp/jz_ca_XXXXXX");
	assert_non_null(mkdtemp(o->top));
	snprintf(o->dir, sizeof o->dir, "%s/D.tls", o->top);
	return o;
}

static void close_office(struct office *o)
{
	static const char *const file[] = { "ca.pem", "ca.key", "server.pem", "server.key", "names",
		"away.key" };
	char path[128];

	for (size_t i = 0; i < sizeof file / sizeof file[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", o->dir, file[i]);
		remove(path);
	}
	rmdir(o->dir);
	assert_int_equal(rmdir(o->top), 0);      /* nothing else was left */
	os_test_clock(0);
	ctx_free(&o->cx);
	free(o);
}

static const char *in(struct office *o, const char *name)
{
	return str_z(&o->cx.arena, str_join(&o->cx.arena, str_of(o->dir),
		str_join(&o->cx.arena, STR("/"), str_of(name))));
}

static enum ca_did init(struct office *o, const char *const *name, int n)
{
	struct ca_wish w = { .office = "青山县", .name = name, .n = n };
	enum ca_did did;

	assert_int_equal(ca_init(&o->cx, o->dir, &w, &did), OK);
	return did;
}

static void refused(struct office *o, enum err kind, const char *key)
{
	struct ca_wish w = { .renew = true };
	enum ca_did did;

	assert_int_equal(ca_init(&o->cx, o->dir, &w, &did), kind);
	assert_string_equal(o->cx.err.key, key);
	err_clear(&o->cx);
}

static void sleep_until(struct office *o, int64_t ms)
{
	os_test_clock(ms);
	o->cx.now_ms = ms;
}

static struct str text_of(struct office *o, const char *name)
{
	struct str s;

	assert_int_equal(os_read_file(&o->cx, in(o, name), 65536, &s), OK);
	return s;
}

static X509 *cert_of(struct office *o, const char *name)
{
	struct str s = text_of(o, name);
	BIO *b = BIO_new_mem_buf(s.p, (int)s.n);
	X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);

	BIO_free(b);
	assert_non_null(x);
	return x;
}

/* What a browser that was told to trust ca.pem would say of the server at that time. */
static int browser(struct office *o, const char *host, const char *ip, int64_t at_ms)
{
	X509 *ca = cert_of(o, "ca.pem"), *leaf = cert_of(o, "server.pem");
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *v = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *p;
	int why;

	X509_STORE_add_cert(store, ca);
	X509_STORE_CTX_init(v, store, leaf, NULL);
	p = X509_STORE_CTX_get0_param(v);
	X509_VERIFY_PARAM_set_time(p, (time_t)(at_ms / 1000));
	X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_SSL_SERVER);
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_X509_STRICT);
	if (host)
		X509_VERIFY_PARAM_set1_host(p, host, 0);
	if (ip)
		X509_VERIFY_PARAM_set1_ip_asc(p, ip);
	X509_verify_cert(v);
	why = X509_STORE_CTX_get_error(v);
	X509_STORE_CTX_free(v);
	X509_STORE_free(store);
	X509_free(ca);
	X509_free(leaf);
	ERR_clear_error();
	return why;
}

static void a_browser_trusts_what_it_made(void **state)
{
	static const char *const name[] = { "jz.example.cn", "10.1.2.3", "*.office.example" };
	struct office *o = open_office();
	struct tls_server *server;
	struct str *address, host;
	size_t n;

	assert_int_equal(init(o, name, 3), CA_MADE);
	host = os_hostname(&o->cx.arena);
	assert_int_equal(browser(o, "jz.example.cn", NULL, NOW), X509_V_OK);
	assert_int_equal(browser(o, "a.office.example", NULL, NOW), X509_V_OK);
	assert_int_equal(browser(o, "localhost", NULL, NOW), X509_V_OK);
	assert_int_equal(browser(o, str_z(&o->cx.arena, host), NULL, NOW), X509_V_OK);
	assert_int_equal(browser(o, NULL, "127.0.0.1", NOW), X509_V_OK);
	assert_int_equal(browser(o, NULL, "::1", NOW), X509_V_OK);
	assert_int_equal(browser(o, NULL, "10.1.2.3", NOW), X509_V_OK);
	assert_int_equal(os_addresses(&o->cx, &address, &n), OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(browser(o, NULL, str_z(&o->cx.arena, address[i]), NOW),
		                 X509_V_OK);
	assert_int_equal(browser(o, "elsewhere.example", NULL, NOW),
	                 X509_V_ERR_HOSTNAME_MISMATCH);
	assert_int_equal(browser(o, NULL, "10.1.2.4", NOW), X509_V_ERR_IP_ADDRESS_MISMATCH);
	/* and the server takes the two files */
	assert_int_equal(tls_server_new(&o->cx, in(o, "server.pem"), in(o, "server.key"), &server),
	                 OK);
	tls_server_free(server);
	close_office(o);
	(void)state;
}

static void it_lives_as_long_as_devices_allow(void **state)
{
	struct office *o = open_office();
	struct ca_about a;
	X509 *leaf;
	int days, seconds;

	init(o, NULL, 0);
	leaf = cert_of(o, "server.pem");
	assert_int_equal(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf),
	                                X509_get0_notAfter(leaf)), 1);
	assert_true(days < 825);
	X509_free(leaf);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	assert_true(a.ca_until_ms > NOW + 3640 * DAY);
	assert_true(str_find(a.authority, STR("青山县 ")) > 0);
	/* a clock a few hours behind, and one after the end */
	assert_int_equal(browser(o, "localhost", NULL, NOW - DAY / 2), X509_V_OK);
	assert_int_equal(browser(o, "localhost", NULL, a.until_ms + 1000),
	                 X509_V_ERR_CERT_HAS_EXPIRED);
	close_office(o);
	(void)state;
}

static void the_fingerprint_is_what_others_count(void **state)
{
	struct office *o = open_office();
	unsigned char h[32];
	char mine[81] = "";
	struct ca_about a;
	unsigned n;
	X509 *ca;

	init(o, NULL, 0);
	ca = cert_of(o, "ca.pem");
	assert_int_equal(X509_digest(ca, EVP_sha256(), h, &n), 1);
	X509_free(ca);
	for (int i = 0; i < 32; i++)
		snprintf(mine + strlen(mine), 4, "%s%02X", i && i % 2 == 0 ? " " : "", h[i]);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	assert_true(str_eqz(a.fingerprint, mine));
	close_office(o);
	(void)state;
}

static void renewing_keeps_the_authority(void **state)
{
	struct office *o = open_office();
	struct str ca, key, server, later;
	const char *chain, *server_key;
	struct ca_about a;
	enum ca_did did;

	init(o, NULL, 0);
	ca = text_of(o, "ca.pem");
	key = text_of(o, "server.key");
	server = text_of(o, "server.pem");
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	sleep_until(o, a.until_ms - 31 * DAY);
	assert_int_equal(init(o, NULL, 0), CA_KEPT);
	assert_true(str_eq(text_of(o, "server.pem"), server));
	sleep_until(o, a.until_ms - 29 * DAY);
	assert_int_equal(ca_server_files(&o->cx, o->dir, &chain, &server_key, &did), OK);
	assert_int_equal(did, CA_RENEWED);
	later = text_of(o, "server.pem");
	assert_false(str_eq(later, server));
	assert_true(str_eq(text_of(o, "ca.pem"), ca));
	assert_true(str_eq(text_of(o, "server.key"), key));
	assert_int_equal(browser(o, "localhost", NULL, a.until_ms + DAY), X509_V_OK);
	close_office(o);
	(void)state;
}

/* The last certificate ends with the authority, and is not made anew every day of its last month;
 * when the authority has run out, somebody has to decide. */
static void it_does_not_outlive_the_authority(void **state)
{
	struct office *o = open_office();
	struct ca_about a;

	init(o, NULL, 0);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	sleep_until(o, a.ca_until_ms - 400 * DAY);
	assert_int_equal(init(o, NULL, 0), CA_RENEWED);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	assert_true(a.until_ms == a.ca_until_ms);
	sleep_until(o, a.ca_until_ms - 5 * DAY);
	assert_int_equal(init(o, NULL, 0), CA_KEPT);
	sleep_until(o, a.ca_until_ms + DAY);
	refused(o, ERR_CONFLICT, "tls-authority-over");
	close_office(o);
	(void)state;
}

static void names_given_once_are_remembered(void **state)
{
	static const char *const first[] = { "jz.example.cn" }, *const second[] = { "10.9.8.7" };
	static const char *const bad[] = { "https://jz.example.cn", "jz.example.cn:8080", "-a.cn",
		"青山.cn", "a..b", "", "10.1.2.3/24", "a b" };
	struct office *o = open_office();
	enum ca_did did;

	init(o, first, 1);
	assert_int_equal(init(o, first, 1), CA_KEPT);
	assert_int_equal(init(o, second, 1), CA_RENEWED);
	assert_int_equal(init(o, NULL, 0), CA_KEPT);
	assert_int_equal(browser(o, "jz.example.cn", NULL, NOW), X509_V_OK);
	assert_int_equal(browser(o, NULL, "10.9.8.7", NOW), X509_V_OK);
	assert_true(str_eqz(text_of(o, "names"), "jz.example.cn\n10.9.8.7\n"));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct ca_wish w = { .name = &bad[i], .n = 1 };

		assert_int_equal(ca_init(&o->cx, o->dir, &w, &did), ERR_INPUT);
		assert_string_equal(o->cx.err.key, "tls-name");
		err_clear(&o->cx);
	}
	assert_true(str_eqz(text_of(o, "names"), "jz.example.cn\n10.9.8.7\n"));
	close_office(o);
	(void)state;
}

static mode_t mode_of(struct office *o, const char *name)
{
	struct stat st;

	assert_int_equal(stat(in(o, name), &st), 0);
	return st.st_mode & 07777;
}

static void keys_are_nobody_elses(void **state)
{
	mode_t before = umask(0);                /* the loosest */
	struct office *o = open_office();

	init(o, NULL, 0);
	umask(before);
	assert_int_equal(mode_of(o, "ca.key"), 0600);
	assert_int_equal(mode_of(o, "server.key"), 0600);
	assert_int_equal(mode_of(o, "ca.pem"), 0644);
	assert_int_equal(mode_of(o, "."), 0700);
	assert_int_equal(chmod(in(o, "ca.key"), 0640), 0);
	refused(o, ERR_DENIED, "tls-key-open");
	close_office(o);
	(void)state;
}

static void put(struct office *o, const char *name, struct str text)
{
	assert_int_equal(os_write_file(&o->cx, in(o, name), text, 0600), OK);
}

static void what_does_not_belong_is_refused(void **state)
{
	struct office *o = open_office(), *other = open_office();
	struct str ca_key, server;

	init(o, NULL, 0);
	init(other, NULL, 0);
	ca_key = text_of(o, "ca.key");
	server = text_of(o, "server.pem");
	put(o, "ca.key", STR("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
	refused(o, ERR_INPUT, "tls-broken");
	put(o, "ca.key", STR(""));
	refused(o, ERR_INPUT, "tls-broken");
	put(o, "ca.key", text_of(other, "ca.key"));
	refused(o, ERR_INPUT, "tls-key-foreign");
	put(o, "ca.key", ca_key);
	put(o, "server.pem", text_of(other, "server.pem"));
	refused(o, ERR_INPUT, "tls-foreign");
	put(o, "server.pem", server);
	put(o, "ca.pem", STR("not a certificate"));
	refused(o, ERR_INPUT, "tls-broken");
	put(o, "ca.pem", server);                /* the server's own is no authority */
	refused(o, ERR_INPUT, "tls-no-authority");
	close_office(o);
	close_office(other);
	(void)state;
}

/* The careful office keeps ca.key in a safe: the server goes on, renewing waits for it. */
static void without_the_authoritys_key_it_serves_on(void **state)
{
	struct office *o = open_office();
	const char *chain, *key;
	struct ca_about a;
	enum ca_did did;

	init(o, NULL, 0);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	assert_int_equal(rename(in(o, "ca.key"), in(o, "away.key")), 0);
	sleep_until(o, a.until_ms - 10 * DAY);
	assert_int_equal(ca_server_files(&o->cx, o->dir, &chain, &key, &did), OK);
	assert_int_equal(did, CA_KEPT);
	refused(o, ERR_CONFLICT, "tls-key-missing");
	sleep_until(o, a.until_ms + DAY);
	assert_int_equal(ca_server_files(&o->cx, o->dir, &chain, &key, &did), ERR_CONFLICT);
	err_clear(&o->cx);
	assert_int_equal(rename(in(o, "away.key"), in(o, "ca.key")), 0);
	assert_int_equal(ca_server_files(&o->cx, o->dir, &chain, &key, &did), OK);
	assert_int_equal(did, CA_RENEWED);
	close_office(o);
	(void)state;
}

/* Killed between any two files: the next run completes what is there. */
static void half_made_is_completed(void **state)
{
	static const char *const later[] = { "server.pem", "server.key", "ca.pem" };
	struct office *o = open_office();

	init(o, NULL, 0);
	for (size_t gone = 1; gone <= 3; gone++) {
		for (size_t i = 0; i < gone; i++)
			assert_int_equal(remove(in(o, later[i])), 0);
		assert_int_equal(init(o, NULL, 0), gone == 3 ? CA_MADE : CA_RENEWED);
		assert_int_equal(browser(o, "localhost", NULL, NOW), X509_V_OK);
	}
	/* a new server.key beside the old certificate */
	assert_int_equal(remove(in(o, "server.key")), 0);
	assert_int_equal(init(o, NULL, 0), CA_RENEWED);
	close_office(o);
	(void)state;
}

static void a_long_name_of_an_office_is_cut(void **state)
{
	struct ca_wish w = { .office = "很长的单位名称很长的单位名称很长的单位名称很长的单位名称很长的单位"
		"名称很长的单位名称很长的单位名称很长的单位名称很长的单位名称" };
	struct office *o = open_office();
	struct ca_about a;
	enum ca_did did;

	assert_int_equal(ca_init(&o->cx, o->dir, &w, &did), OK);
	assert_int_equal(ca_about(&o->cx, o->dir, &a), OK);
	assert_true(str_starts(a.authority, STR("jingzhun 很长的")));
	assert_int_equal(browser(o, "localhost", NULL, NOW), X509_V_OK);
	close_office(o);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browser_trusts_what_it_made),
		cmocka_unit_test(it_lives_as_long_as_devices_allow),
		cmocka_unit_test(the_fingerprint_is_what_others_count),
		cmocka_unit_test(renewing_keeps_the_authority),
		cmocka_unit_test(it_does_not_outlive_the_authority),
		cmocka_unit_test(names_given_once_are_remembered),
		cmocka_unit_test(keys_are_nobody_elses),
		cmocka_unit_test(what_does_not_belong_is_refused),
		cmocka_unit_test(without_the_authoritys_key_it_serves_on),
		cmocka_unit_test(half_made_is_completed),
		cmocka_unit_test(a_long_name_of_an_office_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

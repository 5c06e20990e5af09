/* ca_cert - certificates and keys one by one: made, written, read. Keys come from OpenSSL's own
 * generator, as libsodium's do elsewhere; times from the context; serial numbers from os_random. */
#include "crypto/ca_int.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"
#include "base/os_net.h"
#include "base/utf8.h"
#include "crypto/digest.h"

#define FILE_MAX     65536
#define CN_MAX       64              /* characters, X.520 */
#define CA_DAYS      3650
#define LEAF_DAYS    825             /* what Apple's devices accept at most */

enum err ca_fail(struct ctx *cx, const char *path)
{
	const char *why = ERR_reason_error_string(ERR_get_error());

	ERR_clear_error();
	return err_set(cx, ERR_INPUT, path, "tls-broken", path, why ? why : "?", NULL);
}

/* ---- files ---- */

static enum err bio_write(struct ctx *cx, const char *path, BIO *bio, mode_t mode)
{
	char *p = NULL;
	long n = BIO_get_mem_data(bio, &p);

	return os_write_file(cx, path, (struct str){ p, n > 0 ? (size_t)n : 0 }, mode);
}

enum err ca_key_make(struct ctx *cx, const char *path, EVP_PKEY **out)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	enum err e;

	if (key && bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1)
		e = bio_write(cx, path, bio, 0600);
	else
		e = ca_fail(cx, path);
	BIO_free(bio);
	if (e != OK) {
		EVP_PKEY_free(key);
		return e;
	}
	*out = key;
	return OK;
}

static int no_passphrase(char *p, int n, int writing, void *arg)
{
	(void)p; (void)n; (void)writing; (void)arg;
	return -1;
}

/* Reads a key that only its owner may read; the open file is asked, not the path. */
enum err ca_key_read(struct ctx *cx, const char *path, EVP_PKEY **out)
{
	char text[FILE_MAX];
	struct stat st;
	int64_t size;
	ssize_t n;
	BIO *bio;
	int fd;

	TRY(os_open_read(cx, path, &fd, &size));
	if (fstat(fd, &st) == 0 && st.st_mode & (S_IRWXG | S_IRWXO)) {
		close(fd);
		return err_set(cx, ERR_DENIED, path, "tls-key-open", path, NULL);
	}
	n = os_read_full(fd, text, sizeof text);
	close(fd);
	bio = BIO_new_mem_buf(text, n > 0 ? (int)n : 0);
	*out = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
	BIO_free(bio);
	explicit_bzero(text, sizeof text);
	return *out ? OK : ca_fail(cx, path);
}

enum err ca_cert_read(struct ctx *cx, const char *path, X509 **out)
{
	struct str text;
	BIO *bio;

	TRY(os_read_file(cx, path, FILE_MAX, &text));
	bio = BIO_new_mem_buf(text.p, (int)text.n);
	*out = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
	BIO_free(bio);
	return *out ? OK : ca_fail(cx, path);
}

/* ---- what a certificate says ---- */

int64_t ca_until(const X509 *x)
{
	struct tm t;

	if (ASN1_TIME_to_tm(X509_get0_notAfter(x), &t) != 1)
		return 0;
	return (int64_t)timegm(&t) * 1000;
}

bool ca_covers(const X509 *x, struct str name)
{
	unsigned char ip[16];
	int n = os_address_bytes(name, ip);

	if (n)
		return X509_check_ip((X509 *)x, ip, (size_t)n, 0) == 1;
	return X509_check_host((X509 *)x, name.p, name.n, 0, NULL) == 1;
}

static struct str name_text(struct ctx *cx, const GENERAL_NAME *g)
{
	char text[INET6_ADDRSTRLEN];
	const ASN1_STRING *s = g->type == GEN_DNS ? (const ASN1_STRING *)g->d.dNSName :
	                       g->type == GEN_IPADD ? (const ASN1_STRING *)g->d.iPAddress : NULL;
	int n = s ? ASN1_STRING_length(s) : 0;
	const unsigned char *p = s ? ASN1_STRING_get0_data(s) : NULL;

	if (g->type == GEN_DNS)
		return str_dup(&cx->arena, (struct str){ (const char *)p, (size_t)n });
	if ((n == 4 || n == 16) && inet_ntop(n == 4 ? AF_INET : AF_INET6, p, text, sizeof text))
		return str_dup(&cx->arena, str_of(text));
	return STR("?");
}

enum err ca_names_of(struct ctx *cx, const X509 *x, struct str **out, int *n)
{
	GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int count = all ? sk_GENERAL_NAME_num(all) : 0;

	*n = 0;
	*out = arena_array(&cx->arena, (size_t)count + 1, sizeof **out);
	for (int i = 0; i < count; i++)
		(*out)[(*n)++] = name_text(cx, sk_GENERAL_NAME_value(all, i));
	GENERAL_NAMES_free(all);
	return OK;
}

struct str ca_subject(struct ctx *cx, const X509 *x)
{
	X509_NAME *name = X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *text = NULL;
	struct str out = STR("");
	int n = -1;

	if (at >= 0)
		n = ASN1_STRING_to_UTF8(&text,
			X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	if (n >= 0)
		out = str_dup(&cx->arena, (struct str){ (const char *)text, (size_t)n });
	OPENSSL_free(text);
	return out;
}

/* An address, or a name of the DNS, which a star may begin. */
bool ca_name_ok(struct str name)
{
	unsigned char ip[16];
	struct str label, rest = name;

	if (os_address_bytes(name, ip))
		return true;
	if (name.n == 0 || name.n > 253 || name.p[name.n - 1] == '.')
		return false;
	if (str_starts(rest, STR("*.")))
		rest = str_sub(rest, 2, rest.n);
	while (str_next(&rest, '.', &label)) {
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' ||
		    label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++) {
			unsigned char c = (unsigned char)label.p[i];

			if (!(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
			    c != '-' && c != '_')
				return false;
		}
	}
	return true;
}

/* ---- making ---- */

static bool add_ext(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX how;
	X509_EXTENSION *ext;
	bool good;

	X509V3_set_ctx(&how, issuer, x, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &how, nid, value);
	good = ext && X509_add_ext(x, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return good;
}

/* 16 random bytes, positive and not zero, as RFC 5280 wants. */
static bool set_serial(X509 *x)
{
	unsigned char r[16];
	BIGNUM *bn;
	bool good;

	os_random(r, sizeof r);
	r[0] = (unsigned char)((r[0] & 0x7f) | 0x40);
	bn = BN_bin2bn(r, sizeof r, NULL);
	good = bn && BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x));
	BN_free(bn);
	return good;
}

/* From the day before, for devices whose clocks are behind. */
static bool set_times(X509 *x, int64_t now_ms, int64_t until_ms)
{
	return ASN1_TIME_set(X509_getm_notBefore(x), (time_t)((now_ms - CA_DAY_MS) / 1000)) &&
	       ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(until_ms / 1000));
}

static bool set_subject(X509 *x, struct str cn)
{
	X509_NAME *name = X509_get_subject_name(x);

	return X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
	                                  (const unsigned char *)"jingzhun", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
	                                  (const unsigned char *)cn.p, (int)cn.n, -1, 0) == 1;
}

/* "jingzhun OFFICE 1A2B3C4D": the digits are of the key's hash, so that two authorities of one
 * office are told apart in a device's list. */
static struct str authority_name(struct ctx *cx, EVP_PKEY *key, struct str office)
{
	unsigned char *der = NULL, h[HASH_LEN];
	int n = i2d_PUBKEY(key, &der);
	struct str rest = office, cut = office;
	struct digest d;
	char tail[16], *z;
	size_t len;

	digest_init(&d, HASH_SHA256);
	digest_add(&d, der, n > 0 ? (size_t)n : 0);
	digest_end(&d, h);
	OPENSSL_free(der);
	snprintf(tail, sizeof tail, " %02X%02X%02X%02X", h[0], h[1], h[2], h[3]);
	for (int i = 0; i < CN_MAX - 9 - 9 && utf8_next(&rest) >= 0; i++)
		cut.n = (size_t)(rest.p - office.p);
	len = 9 + cut.n + 10;
	z = arena_alloc(&cx->arena, len);
	snprintf(z, len, "jingzhun %.*s%s", STR_FMT(cut), tail);
	return str_of(z);
}

static enum err cert_write(struct ctx *cx, const char *path, X509 *first, X509 *then)
{
	BIO *bio = BIO_new(BIO_s_mem());
	enum err e;

	if (bio && PEM_write_bio_X509(bio, first) == 1 &&
	    (!then || PEM_write_bio_X509(bio, then) == 1))
		e = bio_write(cx, path, bio, 0644);
	else
		e = ca_fail(cx, path);
	BIO_free(bio);
	return e;
}

enum err ca_authority_make(struct ctx *cx, struct ca_set *s, struct str office)
{
	X509 *x = X509_new();
	bool good = x && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
		set_times(x, cx->now_ms, cx->now_ms + (CA_DAYS - 1) * CA_DAY_MS) &&
		set_subject(x, authority_name(cx, s->ca_key, office)) &&
		X509_set_issuer_name(x, X509_get_subject_name(x)) == 1 &&
		X509_set_pubkey(x, s->ca_key) == 1 &&
		add_ext(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
		add_ext(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") &&
		add_ext(x, x, NID_subject_key_identifier, "hash") &&
		X509_sign(x, s->ca_key, EVP_sha256()) > 0;
	enum err e = good ? cert_write(cx, s->f.ca, x, NULL) : ca_fail(cx, s->f.ca);

	if (e != OK) {
		X509_free(x);
		return e;
	}
	s->ca = x;
	return OK;
}

static GENERAL_NAME *general_name(struct str name)
{
	GENERAL_NAME *g = GENERAL_NAME_new();
	unsigned char ip[16];
	int n = os_address_bytes(name, ip);
	ASN1_STRING *s = n ? ASN1_OCTET_STRING_new() : (ASN1_STRING *)ASN1_IA5STRING_new();

	if (!g || !s || ASN1_STRING_set(s, n ? (const void *)ip : name.p,
	                                n ? n : (int)name.n) != 1) {
		GENERAL_NAME_free(g);
		ASN1_STRING_free(s);
		return NULL;
	}
	GENERAL_NAME_set0_value(g, n ? GEN_IPADD : GEN_DNS, s);
	return g;
}

static bool add_names(X509 *x, const struct str *name, int n)
{
	GENERAL_NAMES *all = GENERAL_NAMES_new();
	bool good = all != NULL;

	for (int i = 0; good && i < n; i++) {
		GENERAL_NAME *g = general_name(name[i]);

		good = g && sk_GENERAL_NAME_push(all, g) > 0;
		if (!good)
			GENERAL_NAME_free(g);
	}
	good = good && X509_add1_ext_i2d(x, NID_subject_alt_name, all, 0, 0) == 1;
	GENERAL_NAMES_free(all);
	return good;
}

/* Not longer than the authority lives: some devices refuse what outlives its issuer. */
enum err ca_leaf_make(struct ctx *cx, struct ca_set *s)
{
	int64_t until = cx->now_ms + (LEAF_DAYS - 2) * CA_DAY_MS, ca_ends = ca_until(s->ca);
	X509 *x = X509_new();
	bool good = x && X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
		set_times(x, cx->now_ms, until < ca_ends ? until : ca_ends) &&
		set_subject(x, s->name[0].n <= CN_MAX ? s->name[0] : STR("jingzhun")) &&
		X509_set_issuer_name(x, X509_get_subject_name(s->ca)) == 1 &&
		X509_set_pubkey(x, s->key) == 1 &&
		add_ext(x, s->ca, NID_basic_constraints, "critical,CA:FALSE") &&
		add_ext(x, s->ca, NID_key_usage, "critical,digitalSignature") &&
		add_ext(x, s->ca, NID_ext_key_usage, "serverAuth") &&
		add_ext(x, s->ca, NID_subject_key_identifier, "hash") &&
		add_ext(x, s->ca, NID_authority_key_identifier, "keyid:always") &&
		add_names(x, s->name, s->n) && X509_sign(x, s->ca_key, EVP_sha256()) > 0;
	enum err e = good ? cert_write(cx, s->f.server, x, s->ca) : ca_fail(cx, s->f.server);

	if (e != OK) {
		X509_free(x);
		return e;
	}
	X509_free(s->leaf);
	s->leaf = x;
	return OK;
}

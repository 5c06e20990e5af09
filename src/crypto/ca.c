/* ca - the folder as a whole: what is there, whether it fits together, what has to be made. */
#include "crypto/ca_int.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "base/os.h"
#include "base/os_net.h"
#include "crypto/digest.h"

#define NAMES_FILE_MAX  65536
#define PEM_FILE_MAX    65536

static const char *in(struct ctx *cx, const char *dir, const char *name)
{
	return str_z(&cx->arena, str_join(&cx->arena, str_of(dir), str_of(name)));
}

const char *ca_folder(struct ctx *cx, const char *data)
{
	struct str d = str_of(data);

	while (d.n > 1 && d.p[d.n - 1] == '/')
		d.n--;
	return str_z(&cx->arena, str_join(&cx->arena, d, STR(".tls")));
}

static struct ca_files files(struct ctx *cx, const char *dir)
{
	return (struct ca_files){ dir, in(cx, dir, "/ca.pem"), in(cx, dir, "/ca.key"),
		in(cx, dir, "/server.pem"), in(cx, dir, "/server.key"), in(cx, dir, "/names") };
}

static void set_free(struct ca_set *s)
{
	X509_free(s->ca);
	X509_free(s->leaf);
	EVP_PKEY_free(s->ca_key);
	EVP_PKEY_free(s->key);
}

/* ---- names ---- */

static enum err want(struct ctx *cx, struct ca_set *s, struct str name)
{
	for (int i = 0; i < s->n; i++)
		if (str_eq(s->name[i], name))
			return OK;
	if (s->n == CA_NAMES_MAX)
		return err_set(cx, ERR_LIMIT, s->f.names, "tls-names-many", NULL);
	s->name[s->n++] = str_dup(&cx->arena, name);
	return OK;
}

/* The names file with those of the wish behind it; *grown: it has to be written. */
static enum err given_names(struct ctx *cx, struct ca_set *s, const struct ca_wish *w,
                            struct buf *text, bool *grown)
{
	struct str file, line;
	int before;

	buf_init(text, NAMES_FILE_MAX);
	if (os_exists(s->f.names)) {
		TRY(os_read_file(cx, s->f.names, NAMES_FILE_MAX, &file));
		buf_adds(text, file);
		if (file.n && file.p[file.n - 1] != '\n')
			buf_addc(text, '\n');
		while (str_next(&file, '\n', &line)) {
			line = str_trim(line);
			if (line.n && !ca_name_ok(line))
				return err_set(cx, ERR_INPUT, s->f.names, "tls-name",
				               str_z(&cx->arena, line), NULL);
			if (line.n)
				TRY(want(cx, s, line));
		}
	}
	before = s->n;
	for (int i = 0; i < w->n; i++) {
		struct str name = str_trim(str_of(w->name[i]));

		if (!ca_name_ok(name))
			return err_set(cx, ERR_INPUT, "", "tls-name", w->name[i], NULL);
		TRY(want(cx, s, name));
	}
	*grown = s->n > before;
	for (int i = before; i < s->n; i++) {
		buf_adds(text, s->name[i]);
		buf_addc(text, '\n');
	}
	return OK;
}

/* What is always named: this machine as it calls itself, and as others reach it. */
static enum err own_names(struct ctx *cx, struct ca_set *s)
{
	struct str host = os_hostname(&cx->arena), *address;
	size_t n;

	if (ca_name_ok(host))
		TRY(want(cx, s, host));
	TRY(want(cx, s, STR("localhost")));
	TRY(want(cx, s, STR("127.0.0.1")));
	TRY(want(cx, s, STR("::1")));
	TRY(os_addresses(cx, &address, &n));
	for (size_t i = 0; i < n && s->n < CA_NAMES_MAX; i++)
		TRY(want(cx, s, address[i]));
	return OK;
}

/* ---- reading what is there ---- */

static enum err read_authority(struct ctx *cx, struct ca_set *s)
{
	if (os_exists(s->f.ca)) {
		TRY(ca_cert_read(cx, s->f.ca, &s->ca));
		if (X509_check_ca(s->ca) != 1)
			return err_set(cx, ERR_INPUT, s->f.ca, "tls-no-authority", s->f.ca, NULL);
	}
	if (os_exists(s->f.ca_key))
		TRY(ca_key_read(cx, s->f.ca_key, &s->ca_key));
	if (s->ca && s->ca_key && X509_check_private_key(s->ca, s->ca_key) != 1) {
		ERR_clear_error();
		return err_set(cx, ERR_INPUT, s->f.ca_key, "tls-key-foreign", s->f.ca_key, s->f.ca,
		               NULL);
	}
	return OK;
}

static bool issued_by(X509 *leaf, X509 *ca)
{
	EVP_PKEY *key = X509_get0_pubkey(ca);
	bool good = key && X509_check_issued(ca, leaf) == X509_V_OK && X509_verify(leaf, key) == 1;

	ERR_clear_error();
	return good;
}

static enum err read_server(struct ctx *cx, struct ca_set *s)
{
	if (os_exists(s->f.key))
		TRY(ca_key_read(cx, s->f.key, &s->key));
	if (!os_exists(s->f.server))
		return OK;
	TRY(ca_cert_read(cx, s->f.server, &s->leaf));
	if (!s->ca || !issued_by(s->leaf, s->ca))
		return err_set(cx, ERR_INPUT, s->f.server, "tls-foreign", s->f.server, NULL);
	return OK;
}

/* ---- making and renewing ---- */

static enum err make_authority(struct ctx *cx, struct ca_set *s, const struct ca_wish *w)
{
	struct str office = w->office ? str_trim(str_of(w->office)) : STR("");

	if (office.n == 0)
		office = os_hostname(&cx->arena);
	if (!s->ca_key)
		TRY(ca_key_make(cx, s->f.ca_key, &s->ca_key));
	return ca_authority_make(cx, s, office);
}

static bool leaf_good(struct ctx *cx, const struct ca_set *s)
{
	bool fits = s->leaf && s->key && X509_check_private_key(s->leaf, s->key) == 1;

	ERR_clear_error();
	return fits && ca_until(s->leaf) > cx->now_ms;
}

static bool leaf_does(struct ctx *cx, const struct ca_set *s)
{
	if (!leaf_good(cx, s) || ca_until(s->leaf) - cx->now_ms < CA_RENEW_DAYS * CA_DAY_MS)
		return false;
	for (int i = 0; i < s->n; i++)
		if (!ca_covers(s->leaf, s->name[i]))
			return false;
	return true;
}

static enum err make_leaf(struct ctx *cx, struct ca_set *s)
{
	if (!s->ca_key)
		return err_set(cx, ERR_CONFLICT, s->f.ca_key, "tls-key-missing", s->f.ca_key, NULL);
	if (ca_until(s->ca) - cx->now_ms < CA_DAY_MS)
		return err_set(cx, ERR_CONFLICT, s->f.ca, "tls-authority-over", s->f.ca, s->f.dir,
		               NULL);
	if (!s->key)
		TRY(ca_key_make(cx, s->f.key, &s->key));
	return ca_leaf_make(cx, s);
}

/* An authority that ends soon ends what it issues with it: renewing would gain nothing then. */
static bool worth_it(const struct ca_set *s)
{
	return !s->leaf || ca_until(s->leaf) < ca_until(s->ca);
}

static enum err init_set(struct ctx *cx, struct ca_set *s, const struct ca_wish *w,
                         enum ca_did *did)
{
	struct buf names BUF_AUTO = { 0 };
	bool grown = false, made = false, does;

	*did = CA_KEPT;
	s->name = arena_array(&cx->arena, CA_NAMES_MAX, sizeof *s->name);
	TRY(given_names(cx, s, w, &names, &grown));
	TRY(own_names(cx, s));
	TRY(os_mkdir(cx, s->f.dir, 0700));
	TRY(read_authority(cx, s));
	TRY(read_server(cx, s));
	if (!s->ca) {
		TRY(make_authority(cx, s, w));
		made = true;
	}
	if (grown)
		TRY(os_write_file(cx, s->f.names, buf_str(&names), 0644));
	does = leaf_does(cx, s);
	if (does && !w->renew)
		return OK;
	if (leaf_good(cx, s) && !worth_it(s) && !w->renew && !grown)
		return OK;
	TRY(make_leaf(cx, s));
	*did = made ? CA_MADE : CA_RENEWED;
	return OK;
}

enum err ca_init(struct ctx *cx, const char *dir, const struct ca_wish *wish, enum ca_did *did)
{
	struct ca_set s = { .f = files(cx, dir) };
	enum err e = init_set(cx, &s, wish, did);

	set_free(&s);
	return e;
}

enum err ca_server_files(struct ctx *cx, const char *dir, const char **chain, const char **key,
                         enum ca_did *did)
{
	struct ca_set s = { .f = files(cx, dir) };
	enum err e = init_set(cx, &s, &(struct ca_wish){ 0 }, did);

	/* What cannot be renewed serves on while it is good. */
	if (e != OK && e != ERR_DENIED && leaf_good(cx, &s)) {
		err_clear(cx);
		e = OK;
	}
	*chain = s.f.server;
	*key = s.f.key;
	set_free(&s);
	return e;
}

/* ---- telling ---- */

/* "1A2B 3C4D ...", as groups of four are read out by telephone. */
static struct str grouped_hex(struct ctx *cx, const unsigned char *h, unsigned n)
{
	char *out = arena_alloc(&cx->arena, (size_t)n * 3 + 2);
	size_t at = 0;

	for (unsigned i = 0; i < n; i++)
		at += (size_t)snprintf(out + at, 4, "%s%02X", i && i % 2 == 0 ? " " : "", h[i]);
	return (struct str){ out, at };
}

static enum err about(struct ctx *cx, struct ca_set *s, struct ca_about *out)
{
	unsigned char h[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	TRY(ca_cert_read(cx, s->f.ca, &s->ca));
	if (X509_digest(s->ca, EVP_sha256(), h, &n) != 1)
		return ca_fail(cx, s->f.ca);
	out->authority = ca_subject(cx, s->ca);
	out->fingerprint = grouped_hex(cx, h, n);
	out->ca_until_ms = ca_until(s->ca);
	if (!os_exists(s->f.server))
		return OK;
	TRY(ca_cert_read(cx, s->f.server, &s->leaf));
	out->until_ms = ca_until(s->leaf);
	return ca_names_of(cx, s->leaf, &out->name, &out->n);
}

enum err ca_about(struct ctx *cx, const char *dir, struct ca_about *out)
{
	struct ca_set s = { .f = files(cx, dir) };
	enum err e;

	*out = (struct ca_about){ 0 };
	if (!os_exists(s.f.ca))
		return err_set(cx, ERR_NOTFOUND, dir, "tls-none", dir, NULL);
	e = about(cx, &s, out);
	set_free(&s);
	return e;
}

enum err ca_pem(struct ctx *cx, const char *dir, struct str *pem)
{
	const char *path = in(cx, dir, "/ca.pem");

	if (!os_exists(path))
		return err_set(cx, ERR_NOTFOUND, dir, "tls-none", dir, NULL);
	return os_read_file(cx, path, PEM_FILE_MAX, pem);
}

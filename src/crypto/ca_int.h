/* ca_int - what the two files of ca share: certificates and keys as OpenSSL holds them. */
#ifndef CRYPTO_CA_INT_H
#define CRYPTO_CA_INT_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "crypto/ca.h"

#define CA_DAY_MS  INT64_C(86400000)

struct ca_files {
	const char *dir, *ca, *ca_key, *server, *key, *names;
};

/* Everything of one folder; what is not there is NULL. */
struct ca_set {
	struct ca_files f;
	X509 *ca, *leaf;
	EVP_PKEY *ca_key, *key;
	struct str *name;            /* what the certificate has to be good for */
	int n;
};

/* ca_cert.c: making certificates and reading them. */
enum err ca_fail(struct ctx *cx, const char *path);          /* what OpenSSL says */
enum err ca_key_make(struct ctx *cx, const char *path, EVP_PKEY **out);
enum err ca_key_read(struct ctx *cx, const char *path, EVP_PKEY **out);
enum err ca_cert_read(struct ctx *cx, const char *path, X509 **out);
enum err ca_authority_make(struct ctx *cx, struct ca_set *s, struct str office);
enum err ca_leaf_make(struct ctx *cx, struct ca_set *s);
int64_t ca_until(const X509 *x);                             /* Unix ms */
bool ca_covers(const X509 *x, struct str name);
enum err ca_names_of(struct ctx *cx, const X509 *x, struct str **out, int *n);
struct str ca_subject(struct ctx *cx, const X509 *x);
bool ca_name_ok(struct str name);

#endif

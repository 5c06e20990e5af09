/* ca - a certificate authority of one office, so that browsers and phones in its network trust the
 * server: phones keep nothing for offline work unless the page came by HTTPS.
 * Folder D.tls beside the data folder (0700):
 *   ca.pem      the authority, 10 years; what people's devices are told to trust
 *   ca.key      its key, 0600; may be moved to a safe when nothing is to be renewed
 *   server.pem  the server's certificate (at most 825 days) and the authority's behind it
 *   server.key  its key, 0600; kept when the certificate is renewed
 *   names       names and addresses given by people, one a line
 * EC P-256 throughout. Each file is replaced whole; the key is written before its certificate, so
 * a kill in between leaves what the next run completes. Renewing keeps the authority: no device has
 * to be told again. */
#ifndef CRYPTO_CA_H
#define CRYPTO_CA_H

#include "base/buf.h"
#include "base/err.h"

#define CA_NAMES_MAX   100
#define CA_RENEW_DAYS  30

enum ca_did { CA_KEPT, CA_RENEWED, CA_MADE };

struct ca_wish {
	const char *office;          /* named in the authority's name; NULL: the machine's name */
	const char *const *name;     /* also reached by these; n of them */
	int n;
	bool renew;                  /* a new server certificate although the old one would do */
};

struct ca_about {
	struct str authority;        /* "jingzhun 青山县乡村振兴局 1A2B3C4D" */
	struct str fingerprint;      /* SHA-256 of ca.pem, "1A2B 3C4D ...": what devices show */
	struct str *name;            /* what the server's certificate is good for */
	int n;
	int64_t ca_until_ms, until_ms;
};

/* The folder that belongs to a data folder: "D.tls". */
const char *ca_folder(struct ctx *cx, const char *data);
/* Makes what is missing and renews what has 30 days left, lacks a name, or does not fit its key.
 * ERR_INPUT: a name that is none (tls-name), a file that is broken or of another authority;
 * ERR_DENIED: a key that others can read; ERR_CONFLICT: the authority's key is needed and not here,
 * or the authority itself has run out. */
enum err ca_init(struct ctx *cx, const char *dir, const struct ca_wish *wish, enum ca_did *did);
/* ERR_NOTFOUND: no authority was made yet. */
enum err ca_about(struct ctx *cx, const char *dir, struct ca_about *out);
/* For a server: ca_init without wishes, then the paths for tls_server_new, in cx's arena. A renewal
 * that fails is an error only if there is no certificate that is still good. */
enum err ca_server_files(struct ctx *cx, const char *dir, const char **chain, const char **key,
                         enum ca_did *did);
/* The authority's certificate as devices take it: PEM text (they name it .crt). */
enum err ca_pem(struct ctx *cx, const char *dir, struct str *pem);

#endif

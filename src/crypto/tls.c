/* tls - see the header. */
#include "crypto/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "base/thread.h"

struct tls_server {
	SSL_CTX *context;
	struct lock *lock;           /* context is another one after a renewal */
};

struct tls_conn {
	SSL *ssl;
};

static enum err refused(struct ctx *cx, const char *file)
{
	const char *why = ERR_reason_error_string(ERR_get_error());

	ERR_clear_error();
	return err_set(cx, ERR_INPUT, file, "tls-file", file, why ? why : "?", NULL);
}

static enum err context_new(struct ctx *cx, const char *chain, const char *key, SSL_CTX **out)
{
	SSL_CTX *x = SSL_CTX_new(TLS_server_method());
	enum err e = x ? OK : refused(cx, chain);

	if (e == OK) {
		SSL_CTX_set_min_proto_version(x, TLS1_2_VERSION);
		SSL_CTX_set_options(x, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
		                    SSL_OP_CIPHER_SERVER_PREFERENCE);
		SSL_CTX_set_mode(x, SSL_MODE_ENABLE_PARTIAL_WRITE |
		                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
		/* Forward secrecy and authenticated ciphers only, for 1.2 too. */
		SSL_CTX_set_cipher_list(x, "ECDHE+AESGCM:ECDHE+CHACHA20");
		if (SSL_CTX_use_certificate_chain_file(x, chain) != 1)
			e = refused(cx, chain);
	}
	if (e == OK && (SSL_CTX_use_PrivateKey_file(x, key, SSL_FILETYPE_PEM) != 1 ||
	                SSL_CTX_check_private_key(x) != 1))
		e = refused(cx, key);
	if (e == OK)
		*out = x;
	else
		SSL_CTX_free(x);
	return e;
}

enum err tls_server_new(struct ctx *cx, const char *chain, const char *key, struct tls_server **out)
{
	SSL_CTX *x;

	TRY(context_new(cx, chain, key, &x));
	*out = mem_new(1, sizeof **out);
	(*out)->context = x;
	(*out)->lock = lock_new();
	return OK;
}

enum err tls_server_renew(struct ctx *cx, struct tls_server *s, const char *chain, const char *key)
{
	SSL_CTX *x, *old;

	TRY(context_new(cx, chain, key, &x));
	lock_write(s->lock);
	old = s->context;
	s->context = x;
	lock_end(s->lock);
	SSL_CTX_free(old);           /* lives on as long as its connections do */
	return OK;
}

void tls_server_free(struct tls_server *s)
{
	if (!s)
		return;
	SSL_CTX_free(s->context);
	lock_free(s->lock);
	mem_free(s);
}

struct tls_conn *tls_accept(struct tls_server *s, int fd)
{
	struct tls_conn *t = mem_new(1, sizeof *t);

	lock_read(s->lock);
	t->ssl = SSL_new(s->context);
	lock_end(s->lock);
	if (t->ssl) {
		SSL_set_fd(t->ssl, fd);
		SSL_set_accept_state(t->ssl);
	}
	return t;
}

void tls_free(struct tls_conn *t)
{
	SSL_free(t->ssl);
	mem_free(t);
}

/* What a result of OpenSSL asks for: 0 to wait, -1 when it is over. */
static ssize_t outcome(struct tls_conn *t, int rc, bool *for_room)
{
	int why = SSL_get_error(t->ssl, rc);

	ERR_clear_error();
	if (for_room)
		*for_room = why == SSL_ERROR_WANT_WRITE;
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

ssize_t tls_read(struct tls_conn *t, void *p, size_t n, bool *for_room)
{
	int rc;

	if (!t->ssl)
		return -1;
	rc = SSL_read(t->ssl, p, n > INT32_MAX ? INT32_MAX : (int)n);
	return rc > 0 ? rc : outcome(t, rc, for_room);
}

ssize_t tls_write(struct tls_conn *t, const void *p, size_t n)
{
	int rc;

	if (!t->ssl)
		return -1;
	rc = SSL_write(t->ssl, p, n > INT32_MAX ? INT32_MAX : (int)n);
	return rc > 0 ? rc : outcome(t, rc, NULL);
}

bool tls_pending(const struct tls_conn *t)
{
	return t->ssl && SSL_has_pending(t->ssl);
}

void tls_goodbye(struct tls_conn *t)
{
	if (t->ssl)
		SSL_shutdown(t->ssl);
	ERR_clear_error();
}

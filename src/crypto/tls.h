/* tls - the server's side of TLS 1.2 and 1.3 on sockets that do not wait. */
#ifndef CRYPTO_TLS_H
#define CRYPTO_TLS_H

#include <sys/types.h>

#include "base/err.h"

struct tls_server;
struct tls_conn;

/* Certificate chain and key from PEM files. ERR_INPUT when they do not fit together. */
enum err tls_server_new(struct ctx *cx, const char *chain, const char *key,
                        struct tls_server **out);
/* Connections from now on get this certificate; those that are open keep theirs. An error changes
 * nothing. From any thread. */
enum err tls_server_renew(struct ctx *cx, struct tls_server *s, const char *chain, const char *key);
void tls_server_free(struct tls_server *s);

/* fd stays the caller's. Reading or writing does the handshake on its way. */
struct tls_conn *tls_accept(struct tls_server *s, int fd);
void tls_free(struct tls_conn *t);
/* Bytes; 0: would have to wait, *for_room: until the socket has room; -1: over. */
ssize_t tls_read(struct tls_conn *t, void *p, size_t n, bool *for_room);
ssize_t tls_write(struct tls_conn *t, const void *p, size_t n);
/* Whether bytes wait that the socket no longer has. */
bool tls_pending(const struct tls_conn *t);
/* Says that nothing more will come. */
void tls_goodbye(struct tls_conn *t);

#endif

/* server - HTTP/1.1 over TCP or TLS: threads that share nothing, each with a listener, an epoll and
 * its connections; and workers for what blocks. One request at a time per connection; what a
 * client pipelines waits.
 * Absolute deadlines: first byte and head 10 s, body 30 s and 1 KiB/s, idle 60 s, an answer 30 s
 * and 1 KiB/s. Of one address at most 64 connections a thread that have asked nothing whole within
 * a second. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/err.h"
#include "http/answer.h"
#include "http/request.h"

struct tls_server;

/* A request and its answer, with memory of its own. */
struct http_exchange {
	struct ctx cx;                  /* arena, clock and the first error of this request */
	struct http_request q;
	struct http_answer a;
	void *user;                     /* the face's, between its three calls */
	/* The server's. */
	struct conn *conn;
	struct loop *loop;
};

/* What the server serves. thread counts from 0: a face may keep a thing per thread. */
struct http_face {
	void *state;
	/* The head has come. How many bytes of body are welcome, or -status to refuse it: with the
	 * answer that is in x->a if it has that status. */
	int64_t (*welcome)(void *state, int thread, struct http_exchange *x);
	/* The body has come. Answers at once (true), or asks for a worker (false). May not block. */
	bool (*now)(void *state, int thread, struct http_exchange *x);
	/* Which lane's workers it waits for, below HTTP_LANES; NULL: always the first's. Who waits in
	 * one lane keeps nobody waiting in another. */
	int (*lane)(void *state, struct http_exchange *x);
	/* On a worker; may block. Workers are numbered through, lane after lane. */
	void (*work)(void *state, int worker, struct http_exchange *x);
	/* Once for each exchange, after its answer was sent or its client has left; may be NULL. */
	void (*done)(void *state, struct http_exchange *x);
};

#define HTTP_LANES 3
struct http_settings {
	const char *address;            /* "127.0.0.1:8080", "[::1]:0" */
	int threads;                    /* 0: as the machine has processors */
	int workers[HTTP_LANES];        /* of each lane; the first: 0: 4; another: 0: it has none, and
	                                   its requests go the first one's way */
	int connections;                /* in all; 0: 16384 */
	int head_ms;                    /* for a first byte, and for a head; 0: 10 s */
	const char *spool;              /* folder for bodies that are too large for memory */
	struct tls_server *tls;         /* or NULL; not owned */
};

#define HTTP_BODY_MEMORY ((int64_t)1 << 20)

struct http_server;
/* Listens, and serves until it is stopped. */
enum err http_server_start(struct ctx *cx, const struct http_settings *s, const struct http_face *f,
                           struct http_server **out);
int http_server_port(const struct http_server *s);
/* Open connections just now. */
int http_server_open(const struct http_server *s);
/* No new connections; what was asked is answered, for at most that long; then all is freed. */
void http_server_stop(struct http_server *s, int grace_ms);

#endif

/* conn - one connection on its thread. Inside src/http only. */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <netinet/in.h>

#include "base/thread.h"
#include "http/server.h"

#define LOOP_BUFFER  65536
#define LOOP_BUCKETS 16384

struct tls_conn;

enum conn_state {
	CONN_HEAD,                      /* waits for, or reads, a head */
	CONN_BODY,
	CONN_WORK,                      /* a worker has it */
	CONN_ANSWER,                    /* writes */
	CONN_DRAIN,                     /* was refused: reads on, so that the answer is not lost */
	CONN_DEAD,                      /* closed; freed at the end of the turn */
};

struct conn {
	struct loop *loop;
	struct conn *prev, *next;
	struct http_exchange *x;
	struct http_scan *scan;         /* of a head that came in pieces */
	struct buf in;                  /* bytes that wait: a partial head, what was pipelined */
	struct buf out;
	size_t out_at, body_at;
	size_t tail;                    /* bytes of the answer's body at the end of out */
	size_t held;                    /* bytes of an answer that wait in memory for a slow reader */
	int64_t file_at;
	struct http_body body;
	struct tls_conn *tls;
	int64_t deadline, since, moved; /* ms; when this phase began, and bytes moved in it */
	int64_t drained;
	uint32_t events;                /* what epoll was asked for */
	int fd;
	uint16_t bucket;
	uint8_t state;
	bool proven;                    /* has asked something whole */
	bool fresh;                     /* came within the last second, and has not */
	bool close;                     /* after this answer */
	bool later;                     /* its stream has nothing just now */
	bool want_write;                /* TLS wants to write before it can read */
	char peer[46];
};

struct loop {
	struct http_server *server;
	struct thread *thread;
	struct conn *first, *dead;
	struct queue *finished;         /* exchanges that workers are done with */
	int number, epoll, listener, wake, open;
	/* Of each address, those that have asked nothing whole: in their first second, and since. */
	uint16_t fresh[LOOP_BUCKETS], unproven[LOOP_BUCKETS];
	size_t held;                    /* of all its connections */
	char buffer[LOOP_BUFFER];
};

struct worker {
	struct http_server *server;
	struct thread *thread;
	int number, lane;
};

struct http_server {
	struct http_settings set;
	struct http_face face;
	struct loop *loop;
	struct worker *worker;
	struct queue *jobs[HTTP_LANES];
	int port, nworker;
	volatile int stopping;
	volatile int64_t stop_at;       /* ms, monotonic */
};

#define UNPROVEN_MOST   64          /* of one address and thread */

int64_t conn_now_ms(void);
/* Takes over fd. */
struct conn *conn_new(struct loop *l, int fd, uint16_t bucket, const char *peer);
/* Its socket has something, or room. */
void conn_ready(struct conn *c, uint32_t events);
/* A worker has made its answer. */
void conn_finished(struct http_exchange *x);
/* What time alone decides. */
void conn_tick(struct conn *c, int64_t now);
void conn_close(struct conn *c);
void conn_free(struct conn *c);

#endif

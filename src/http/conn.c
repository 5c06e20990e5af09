/* conn - see the header. A turn of a connection runs until it has nothing more to do or would have
 * to wait; nothing here waits. */
#include "http/conn.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "crypto/tls.h"

#define IDLE_MS     60000
#define BODY_MS     30000
#define DRAIN_MS    2000
#define DRAIN_BYTES (1 << 20)
#define READS_A_TURN 4
#define FRESH_MS    1000            /* an office that comes in the morning comes at once */
#define CROWDED_MS  2000            /* who only waits gives way when places are few */
#define SMALL       4096            /* that much may wait where it is */
#define HELD_MOST   ((size_t)24 << 20)      /* of answers in memory for slow readers, a thread */
#define TOGETHER    65536           /* an answer up to here goes out in one piece with its head */
#define ARENA_MOST  ((size_t)64 << 20)

int64_t conn_now_ms(void)
{
	return os_mono_ns() / 1000000;
}

static void phase(struct conn *c, enum conn_state state, int64_t ms)
{
	c->state = (uint8_t)state;
	c->since = conn_now_ms();
	c->moved = 0;
	c->deadline = c->since + ms;
}

struct conn *conn_new(struct loop *l, int fd, uint16_t bucket, const char *peer)
{
	struct conn *c = mem_new(1, sizeof *c);

	c->loop = l;
	c->fd = fd;
	c->bucket = bucket;
	snprintf(c->peer, sizeof c->peer, "%s", peer);
	if (l->server->set.tls)
		c->tls = tls_accept(l->server->set.tls, fd);
	buf_init(&c->in, 2 * LOOP_BUFFER);
	buf_init(&c->out, 4 * TOGETHER);
	c->next = l->first;
	if (c->next)
		c->next->prev = c;
	l->first = c;
	l->open++;
	l->fresh[bucket]++;
	c->fresh = true;
	phase(c, CONN_HEAD, l->server->set.head_ms);
	return c;
}

/* ---- exchanges ---- */

static struct http_exchange *exchange_new(struct conn *c)
{
	struct http_exchange *x = mem_new(1, sizeof *x);

	ctx_init(&x->cx, ARENA_MOST);
	http_answer_init(&x->a);
	x->conn = c;
	x->loop = c->loop;
	x->q.body_fd = -1;
	x->q.tls = c->tls != NULL;
	snprintf(x->q.peer, sizeof x->q.peer, "%s", c->peer);
	return x;
}

static void exchange_free(struct http_exchange *x)
{
	const struct http_face *f = &x->loop->server->face;

	if (f->done)
		f->done(f->state, x);
	if (x->q.body_fd >= 0)
		close(x->q.body_fd);
	http_answer_free(&x->a);
	ctx_free(&x->cx);
	mem_free(x);
}

static void drop_exchange(struct conn *c)
{
	if (!c->x)
		return;
	c->loop->held -= c->held;
	c->held = 0;
	if (c->state == CONN_WORK)
		c->x->conn = NULL;      /* the worker has it; it is freed when it comes back */
	else
		exchange_free(c->x);
	c->x = NULL;
}

static void uncount(struct conn *c)
{
	uint16_t *n = c->fresh ? c->loop->fresh : c->loop->unproven;

	n[c->bucket]--;
}

void conn_close(struct conn *c)
{
	struct loop *l = c->loop;

	if (c->state == CONN_DEAD)
		return;
	drop_exchange(c);
	if (c->tls)
		tls_free(c->tls);
	/* said, not left to close(): a child that is just being started holds the socket, too, and
	 * epoll would go on telling of it */
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	close(c->fd);
	if (!c->proven)
		uncount(c);
	if (c->prev)
		c->prev->next = c->next;
	else
		l->first = c->next;
	if (c->next)
		c->next->prev = c->prev;
	l->open--;
	c->state = CONN_DEAD;
	c->next = l->dead;
	l->dead = c;
}

void conn_free(struct conn *c)
{
	buf_free(&c->in);
	buf_free(&c->out);
	mem_free(c->scan);
	mem_free(c);
}

static void proven(struct conn *c)
{
	if (!c->proven)
		uncount(c);
	c->proven = true;
}

/* ---- the socket ---- */

/* > 0 bytes; 0 would block; -1 over. */
static ssize_t receive(struct conn *c, char *p, size_t n)
{
	ssize_t got;

	if (c->tls)
		return tls_read(c->tls, p, n, &c->want_write);
	do
		got = recv(c->fd, p, n, 0);
	while (got < 0 && errno == EINTR);
	return got > 0 ? got : got < 0 && errno == EAGAIN ? 0 : -1;
}

static ssize_t transmit(struct conn *c, const char *p, size_t n)
{
	ssize_t put;

	if (c->tls)
		return tls_write(c->tls, p, n);
	do
		put = send(c->fd, p, n, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	return put > 0 ? put : put < 0 && errno == EAGAIN ? 0 : -1;
}

static void listen_for(struct conn *c)
{
	/* Bytes that TLS has already taken off the socket wake nobody: a socket that has room does. */
	bool both = c->want_write || (c->state != CONN_DEAD && c->tls && tls_pending(c->tls));
	uint32_t want = c->state == CONN_ANSWER ? (c->later ? 0 : EPOLLOUT) :
	                c->state == CONN_WORK ? 0 : both ? EPOLLIN | EPOLLOUT : EPOLLIN;
	struct epoll_event ev = { .events = want, .data.ptr = c };

	if (c->state == CONN_DEAD || want == c->events)
		return;
	c->events = want;
	epoll_ctl(c->loop->epoll, EPOLL_CTL_MOD, c->fd, &ev);
}

/* ---- writing ---- */

static void begin_answer(struct conn *c)
{
	struct http_exchange *x = c->x;
	struct http_answer *a = &x->a;

	c->close = c->close || a->close || x->q.close || c->loop->server->stopping;
	if (a->body.full || a->fields.full) {
		http_answer_refuse(a, 500);
		c->close = true;
	}
	buf_reset(&c->out);
	http_answer_head(a, x->cx.now_ms / 1000, c->close, &c->out);
	c->out_at = c->body_at = c->tail = 0;
	c->file_at = 0;
	c->later = false;
	phase(c, CONN_ANSWER, BODY_MS);
}

static void add_chunk(struct conn *c, struct str piece)
{
	buf_addf(&c->out, "%zx\r\n", piece.n);
	buf_adds(&c->out, piece);
	buf_addz(&c->out, "\r\n");
}

/* Asks the stream for its next piece. False: nothing to send now. */
static bool next_of_stream(struct conn *c)
{
	struct http_answer *a = &c->x->a;
	struct buf piece BUF_AUTO = { 0 };
	enum http_more more;

	buf_init(&piece, TOGETHER);
	more = a->more(a->stream, &piece);
	if (piece.n)
		add_chunk(c, buf_str(&piece));
	if (more == HTTP_MORE_END) {
		buf_addz(&c->out, "0\r\n\r\n");
		c->body_at = 1;         /* the end has been said */
		return true;
	}
	c->later = piece.n == 0 && more == HTTP_MORE_LATER;
	return !c->later;
}

static bool next_of_file(struct conn *c)
{
	struct http_answer *a = &c->x->a;
	int64_t left = a->size - c->file_at;
	size_t n = left < TOGETHER ? (size_t)left : TOGETHER;
	char *room = n ? buf_room(&c->out, n) : NULL;

	if (!room)
		return false;
	if (os_pread_full(a->fd, room, n, c->file_at) != (ssize_t)n) {
		conn_close(c);          /* shorter than promised: it must not be taken as whole */
		return false;
	}
	c->out.n += n;
	c->tail = n;
	c->file_at += (int64_t)n;
	return true;
}

/* Puts what is to be sent next into out. False: there is nothing more, or not just now. */
static bool refill(struct conn *c)
{
	struct http_answer *a = &c->x->a;
	struct str body = a->fixed.p ? a->fixed : buf_str(&a->body);
	bool bare = c->x->q.method == HTTP_HEAD || a->status == 204 || a->status == 304;

	buf_reset(&c->out);
	c->out_at = 0;
	if (bare)
		return false;
	if (a->more)
		return c->body_at == 0 && next_of_stream(c);
	if (a->fd >= 0)
		return next_of_file(c);
	body = str_sub(body, c->body_at, TOGETHER);
	buf_adds(&c->out, body);
	c->body_at += body.n;
	c->tail = body.n;
	return body.n > 0;
}

static void end_answer(struct conn *c)
{
	drop_exchange(c);
	buf_free(&c->out);
	if (!c->close) {
		phase(c, CONN_HEAD, IDLE_MS);
		return;
	}
	if (c->tls)
		tls_goodbye(c->tls);
	shutdown(c->fd, SHUT_WR);
	buf_free(&c->in);
	phase(c, CONN_DRAIN, DRAIN_MS);
}

/* The rest of an answer into a file without a name: memory is for those who read. */
static void set_aside(struct conn *c)
{
	struct http_exchange *x = c->x;
	struct http_answer *a = &x->a;
	struct str rest = str_sub(buf_str(&a->body), c->body_at, a->body.n);
	int fd;

	if (os_spool(&x->cx, c->loop->server->set.spool, &fd) != OK) {
		err_clear(&x->cx);
		return;
	}
	if (os_write_all(&x->cx, fd, rest.p, rest.n) != OK) {
		err_clear(&x->cx);
		close(fd);
		return;
	}
	a->fd = fd;
	a->size = (int64_t)rest.n;
	c->file_at = 0;
	buf_free(&a->body);
	arena_free(&x->cx.arena);               /* what it was made of is needed no more */
	c->loop->held -= c->held;
	c->held = 0;
}

/* The reader takes its time: what was copied for it is given up, and so is a large answer when many
 * do so. Thousands of slow readers cost no more memory than their sockets. */
static void blocked(struct conn *c)
{
	struct http_answer *a = &c->x->a;
	size_t left = c->out.n - c->out_at;

	if (a->more || left <= SMALL || left > c->tail)
		return;
	if (a->fd >= 0)
		c->file_at -= (int64_t)left;
	else
		c->body_at -= left;
	buf_free(&c->out);
	c->out_at = c->tail = 0;
	if (a->fd >= 0 || a->fixed.p || !c->loop->server->set.spool)
		return;
	c->loop->held += a->body.n - c->held;
	c->held = a->body.n;
	if (c->loop->held > HELD_MOST)
		set_aside(c);
}

/* Writes on. True: the answer is out; false: blocked, waiting for its stream, or dead. */
static bool flush(struct conn *c)
{
	for (;;) {
		ssize_t n;

		if (c->out_at == c->out.n && !refill(c)) {
			if (c->state == CONN_ANSWER && !c->later)
				end_answer(c);
			return c->state == CONN_HEAD || c->state == CONN_DRAIN;
		}
		n = transmit(c, c->out.p + c->out_at, c->out.n - c->out_at);
		if (n < 0)
			conn_close(c);
		else if (n == 0)
			blocked(c);
		if (n <= 0)
			return false;
		c->out_at += (size_t)n;
		c->moved += n;
		c->deadline = c->since + BODY_MS + c->moved * 1000 / 1024;
	}
}

/* ---- reading ---- */

static void refuse(struct conn *c, int status)
{
	if (!c->x)
		c->x = exchange_new(c);
	http_answer_refuse(&c->x->a, status);
	c->x->q.method = c->x->q.method == HTTP_HEAD ? HTTP_HEAD : HTTP_GET;
	c->close = true;
	begin_answer(c);
}

static void dispatch(struct conn *c)
{
	struct http_server *s = c->loop->server;
	struct http_exchange *x = c->x;
	int lane = 0;

	proven(c);
	if (s->face.now(s->face.state, c->loop->number, x)) {
		begin_answer(c);
		return;
	}
	if (s->face.lane)
		lane = s->face.lane(s->face.state, x);
	phase(c, CONN_WORK, INT64_MAX / 2);
	if (!queue_offer(s->jobs[s->set.workers[lane] ? lane : 0], x)) {
		c->state = CONN_BODY;
		refuse(c, 503);
	}
}

/* A body that is too large for memory goes into a file without a name. */
static bool keep_body(struct conn *c, struct str piece, struct buf *memory)
{
	struct http_exchange *x = c->x;

	if (x->q.body_fd < 0 && (int64_t)(memory->n + piece.n) > HTTP_BODY_MEMORY) {
		if (os_spool(&x->cx, c->loop->server->set.spool, &x->q.body_fd) != OK ||
		    os_write_all(&x->cx, x->q.body_fd, memory->p, memory->n) != OK)
			return false;
		buf_free(memory);
	}
	x->q.body_size += (int64_t)piece.n;
	if (x->q.body_fd >= 0)
		return os_write_all(&x->cx, x->q.body_fd, piece.p, piece.n) == OK;
	buf_adds(memory, piece);
	return !memory->full;
}

/* The answer's own buffer holds the body while it comes; it moves to the arena when it is whole. */
static void take_body(struct conn *c, struct str *in)
{
	struct http_exchange *x = c->x;
	struct str piece;
	int status = 500;

	for (;;)
		switch (http_body_feed(&c->body, in, &piece, &status)) {
		case HTTP_FED_PIECE:
			c->moved += (int64_t)piece.n;
			c->deadline = c->since + BODY_MS + c->moved * 1000 / 1024;
			if (!keep_body(c, piece, &x->a.body)) {
				refuse(c, 503);
				return;
			}
			continue;
		case HTTP_FED_MORE:
			return;
		case HTTP_FED_BAD:
			refuse(c, status);
			return;
		case HTTP_FED_DONE:
			x->q.body = str_dup(&x->cx.arena, buf_str(&x->a.body));
			buf_reset(&x->a.body);
			dispatch(c);
			return;
		}
}

static void begin_body(struct conn *c, struct str in)
{
	struct http_server *s = c->loop->server;
	struct http_exchange *x = c->x;
	int64_t most = s->face.welcome(s->face.state, c->loop->number, x);

	if (most < 0 && x->a.status == -most) {        /* the face has said why */
		c->close = true;
		begin_answer(c);
		return;
	}
	if (most < 0) {
		refuse(c, (int)-most);
		return;
	}
	if (x->q.length > most) {
		refuse(c, 413);
		return;
	}
	http_body_begin(&c->body, &x->q, most);
	phase(c, CONN_BODY, BODY_MS);
	/* A client that waits to be asked has sent nothing yet; ten bytes fit into any socket. */
	if (x->q.expects && x->q.length != 0 && in.n == 0 &&
	    transmit(c, "HTTP/1.1 100 Continue\r\n\r\n", 25) != 25)
		conn_close(c);
}

/* Takes a whole head off the front of *in. False: it is not whole yet, or was refused. */
static bool take_head(struct conn *c, struct str *in)
{
	struct http_scan fresh = { 0 }, *s = c->scan ? c->scan : &fresh;
	int n = http_scan(s, in->p, in->n), status;
	struct str head;

	if (n == 0 && !c->scan) {
		c->scan = mem_new(1, sizeof *c->scan);
		*c->scan = fresh;
		phase(c, CONN_HEAD, c->loop->server->set.head_ms);
	}
	if (n == 0)
		return false;
	if (n < 0) {
		refuse(c, -n);
		return false;
	}
	c->x = exchange_new(c);
	head = str_dup(&c->x->cx.arena, (struct str){ in->p, (size_t)n });
	status = http_request_take(s, head.p, &c->x->q);
	mem_free(c->scan);
	c->scan = NULL;
	*in = str_sub(*in, (size_t)n, in->n);
	if (status)
		refuse(c, status);
	else
		begin_body(c, *in);
	return true;
}

/* What is left waits for later; it may be a part of what waits already. */
static void stash(struct conn *c, struct str in)
{
	if (c->state == CONN_DEAD || c->state == CONN_DRAIN)
		return;
	if (in.n == 0) {
		buf_free(&c->in);
		buf_init(&c->in, 2 * LOOP_BUFFER);
	} else if (c->in.n && in.p >= c->in.p && in.p < c->in.p + c->in.n) {
		memmove(c->in.p, in.p, in.n);
		c->in.n = in.n;
	} else {
		buf_reset(&c->in);
		buf_adds(&c->in, in);
	}
}

static void run(struct conn *c, struct str in)
{
	for (;;) {
		if (c->state == CONN_HEAD && (in.n == 0 || !take_head(c, &in)) &&
		    c->state == CONN_HEAD)
			break;
		if (c->state == CONN_BODY)
			take_body(c, &in);
		if (c->state == CONN_BODY)
			break;
		if (c->state != CONN_ANSWER || !flush(c) || c->state != CONN_HEAD)
			break;
	}
	stash(c, in);
}

static void drain(struct conn *c)
{
	ssize_t n;

	while ((n = receive(c, c->loop->buffer, LOOP_BUFFER)) > 0)
		if ((c->drained += n) > DRAIN_BYTES)
			break;
	if (n != 0)
		conn_close(c);
}

static void read_on(struct conn *c)
{
	for (int i = 0; i < READS_A_TURN && (c->state == CONN_HEAD || c->state == CONN_BODY); i++) {
		char *buffer = c->loop->buffer;
		ssize_t n = receive(c, buffer, LOOP_BUFFER);

		if (n < 0)
			conn_close(c);
		if (n <= 0)
			return;
		if (c->in.n == 0) {
			run(c, (struct str){ buffer, (size_t)n });
			continue;
		}
		buf_add(&c->in, buffer, (size_t)n);
		run(c, buf_str(&c->in));
	}
}

/* ---- turns ---- */

void conn_ready(struct conn *c, uint32_t events)
{
	if (c->state == CONN_DEAD)
		return;
	if (c->state == CONN_WORK || (c->later && (events & (EPOLLHUP | EPOLLERR)))) {
		conn_close(c);          /* nothing else is asked for: the client has left */
		return;
	}
	c->want_write = false;
	if (c->state == CONN_DRAIN)
		drain(c);
	else if (c->state != CONN_ANSWER)
		read_on(c);
	else if (flush(c) && c->state == CONN_HEAD && c->in.n)
		run(c, buf_str(&c->in));
	listen_for(c);
}

void conn_finished(struct http_exchange *x)
{
	struct conn *c = x->conn;

	if (!c) {
		exchange_free(x);
		return;
	}
	begin_answer(c);
	if (flush(c) && c->state == CONN_HEAD && c->in.n)
		run(c, buf_str(&c->in));
	listen_for(c);
}

/* A second has gone by and nothing was asked: from now on few of one address may do so. False: this
 * was one too many. */
static bool grown(struct conn *c, int64_t now)
{
	if (!c->fresh || c->proven || now - c->since < FRESH_MS)
		return true;
	uncount(c);
	c->fresh = false;
	c->loop->unproven[c->bucket]++;
	return c->loop->unproven[c->bucket] <= UNPROVEN_MOST;
}

static bool crowded(const struct loop *l)
{
	return l->open > l->server->set.connections / l->server->set.threads / 4 * 3;
}

void conn_tick(struct conn *c, int64_t now)
{
	bool waiting = c->state == CONN_HEAD && !c->scan;

	if (!grown(c, now)) {
		conn_close(c);
		return;
	}

	if (c->state == CONN_ANSWER && c->later) {
		c->deadline = now + BODY_MS;
		c->since = now;
		c->moved = 0;
		c->later = false;
		if (flush(c) && c->state == CONN_HEAD && c->in.n)
			run(c, buf_str(&c->in));
		listen_for(c);
		return;
	}
	if (waiting && c->proven &&
	    (c->loop->server->stopping || (now - c->since >= CROWDED_MS && crowded(c->loop))))
		conn_close(c);
	else if (now < c->deadline || c->state == CONN_WORK)
		return;
	else if ((c->state == CONN_HEAD && !(waiting && c->proven)) || c->state == CONN_BODY) {
		refuse(c, 408);
		flush(c);
		listen_for(c);
	} else {
		conn_close(c);
	}
}

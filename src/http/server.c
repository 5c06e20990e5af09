/* server - see the header. */
#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "http/conn.h"

#define CONNECTIONS     16384
#define FRESH_MOST      512         /* of one address and thread, in their first second */
#define WORKERS         4
#define HEAD_MS         10000
#define JOBS            256         /* that wait, a lane */
#define WORKERS_MOST    64          /* of a lane */
#define BACKLOG         1024
#define TICK_MS         250
#define EVENTS          256
#define FILES_LEFT      512         /* for the register and what is sent */
#define ACCEPTS_A_TURN  64

/* ---- addresses ---- */

static enum err resolve(struct ctx *cx, const char *text, struct addrinfo **out)
{
	struct addrinfo hint = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	const char *colon = strrchr(text, ':');
	struct str host;

	if (!colon || colon == text)
		return err_set(cx, ERR_USAGE, text, "http-address", text, NULL);
	host = (struct str){ text, (size_t)(colon - text) };
	if (host.p[0] == '[' && host.n > 2 && host.p[host.n - 1] == ']')
		host = str_sub(host, 1, host.n - 2);
	if (str_eqz(host, "localhost"))
		host = STR("127.0.0.1");
	if (getaddrinfo(str_z(&cx->arena, host), colon + 1, &hint, out) != 0)
		return err_set(cx, ERR_USAGE, text, "http-address", text, NULL);
	return OK;
}

static int port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t n = sizeof a;

	if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port :
	             ((struct sockaddr_in *)&a)->sin_port);
}

static int listener(const struct addrinfo *a, int port, bool shared)
{
	struct sockaddr_storage at;
	int on = 1, fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	memcpy(&at, a->ai_addr, a->ai_addrlen);
	if (port && a->ai_family == AF_INET6)
		((struct sockaddr_in6 *)&at)->sin6_port = htons((uint16_t)port);
	else if (port)
		((struct sockaddr_in *)&at)->sin_port = htons((uint16_t)port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (shared)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (a->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&at, a->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

/* The threads share the port, and would share it with a second program of the same user, too: one
 * that takes it alone first is told when it is taken. */
static enum err listen_all(struct ctx *cx, struct http_server *s)
{
	struct addrinfo *a;
	int alone;

	TRY(resolve(cx, s->set.address, &a));
	alone = listener(a, 0, false);
	if (alone >= 0) {
		s->port = port_of(alone);
		close(alone);
	}
	for (int i = 0; alone >= 0 && i < s->set.threads; i++) {
		s->loop[i].listener = listener(a, s->port, true);
		if (s->loop[i].listener < 0)
			alone = -1;
	}
	freeaddrinfo(a);
	return alone >= 0 ? OK : err_set(cx, errno == EADDRINUSE ? ERR_CONFLICT : ERR_IO,
	                                 s->set.address, errno == EADDRINUSE ? "http-taken" :
	                                 "http-listen", s->set.address, strerror(errno), NULL);
}

/* The address as text, and its bucket: the whole of IPv4, the first half of IPv6. */
static uint16_t known_as(const struct sockaddr_storage *a, char text[46])
{
	struct str key;

	if (a->ss_family == AF_INET6) {
		const struct in6_addr *six = &((const struct sockaddr_in6 *)a)->sin6_addr;

		inet_ntop(AF_INET6, six, text, 46);
		key = (struct str){ (const char *)six, 8 };
	} else {
		const struct in_addr *four = &((const struct sockaddr_in *)a)->sin_addr;

		inet_ntop(AF_INET, four, text, 46);
		key = (struct str){ (const char *)four, sizeof *four };
	}
	return (uint16_t)(str_hash(key) % LOOP_BUCKETS);
}

/* ---- a thread ---- */

static void accept_some(struct loop *l)
{
	const struct http_settings *set = &l->server->set;

	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		struct sockaddr_storage from;
		socklen_t n = sizeof from;
		struct epoll_event ev = { .events = EPOLLIN };
		char peer[46] = "";
		int on = 1, fd = accept4(l->listener, (struct sockaddr *)&from, &n,
		                         SOCK_NONBLOCK | SOCK_CLOEXEC);
		uint16_t bucket;

		if (fd < 0)
			return;
		bucket = known_as(&from, peer);
		if (l->open >= set->connections / set->threads ||
		    l->unproven[bucket] >= UNPROVEN_MOST || l->fresh[bucket] >= FRESH_MOST) {
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		ev.data.ptr = conn_new(l, fd, bucket, peer);
		((struct conn *)ev.data.ptr)->events = EPOLLIN;
		epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev);
	}
}

static void take_finished(struct loop *l)
{
	uint64_t count;
	void *x;

	if (read(l->wake, &count, sizeof count) < 0)
		return;
	while (queue_poll(l->finished, &x))
		conn_finished(x);
}

static void tick(struct loop *l, int64_t now)
{
	struct conn *next;

	for (struct conn *c = l->first; c; c = next) {
		next = c->next;
		conn_tick(c, now);
	}
}

static void bury(struct loop *l)
{
	struct conn *next;

	for (struct conn *c = l->dead; c; c = next) {
		next = c->next;
		conn_free(c);
	}
	l->dead = NULL;
}

static void loop_run(void *arg)
{
	struct loop *l = arg;
	struct http_server *s = l->server;
	int64_t ticked = conn_now_ms(), now;

	while (!s->stopping || (l->open && conn_now_ms() < s->stop_at)) {
		struct epoll_event ev[EVENTS];
		int n = epoll_wait(l->epoll, ev, EVENTS, TICK_MS);
		bool arrived = false, finished = false;

		for (int i = 0; i < n; i++)
			if (ev[i].data.ptr == &l->listener)
				arrived = true;
			else if (ev[i].data.ptr == &l->wake)
				finished = true;
			else
				conn_ready(ev[i].data.ptr, ev[i].events);
		if (finished)
			take_finished(l);
		if (arrived && !s->stopping)
			accept_some(l);
		now = conn_now_ms();
		if (now - ticked >= TICK_MS || s->stopping) {
			tick(l, now);
			ticked = now;
		}
		bury(l);
	}
	while (l->first)
		conn_close(l->first);
	bury(l);
}

static void work_run(void *arg)
{
	const struct worker *w = arg;
	struct http_server *s = w->server;
	uint64_t one = 1;
	void *job;

	while (queue_get(s->jobs[w->lane], &job)) {
		struct http_exchange *x = job;
		struct loop *l = x->loop;

		s->face.work(s->face.state, w->number, x);
		queue_put(l->finished, x);
		if (write(l->wake, &one, sizeof one) < 0)
			continue;       /* its counter is full: it is awake */
	}
}

/* ---- the whole ---- */

static enum err loop_init(struct ctx *cx, struct http_server *s, struct loop *l)
{
	struct epoll_event door = { .events = EPOLLIN, .data.ptr = &l->listener };
	struct epoll_event wake = { .events = EPOLLIN, .data.ptr = &l->wake };

	l->server = s;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	/* room for all: at the end nobody takes them out before the workers are done */
	l->finished = queue_new(HTTP_LANES * (JOBS + WORKERS_MOST));
	if (l->epoll < 0 || l->wake < 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->listener, &door) != 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &wake) != 0)
		return err_set(cx, ERR_IO, s->set.address, "http-listen", s->set.address,
		               strerror(errno), NULL);
	return OK;
}

static void free_all(struct http_server *s)
{
	void *x;

	for (int i = 0; i < s->set.threads; i++) {
		struct loop *l = &s->loop[i];

		while (l->finished && queue_poll(l->finished, &x))
			conn_finished(x);
		queue_free(l->finished);
		if (l->listener >= 0)
			close(l->listener);
		if (l->epoll >= 0)
			close(l->epoll);
		if (l->wake >= 0)
			close(l->wake);
	}
	for (int i = 0; i < HTTP_LANES; i++)
		queue_free(s->jobs[i]);
	mem_free(s->worker);
	mem_free(s->loop);
	mem_free(s);
}

/* As many connections as there may be open files, which may be as many as the system grants. */
static int places(int wanted)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return wanted;
	r.rlim_cur = r.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &r) != 0 && getrlimit(RLIMIT_NOFILE, &r) != 0)
		return wanted;
	if (r.rlim_cur == RLIM_INFINITY || r.rlim_cur >= (rlim_t)wanted + FILES_LEFT)
		return wanted;
	return r.rlim_cur > 2 * FILES_LEFT ? (int)r.rlim_cur - FILES_LEFT : (int)r.rlim_cur / 2;
}

static void workers_start(struct http_server *s)
{
	for (int lane = 0; lane < HTTP_LANES; lane++)
		for (int i = 0; i < s->set.workers[lane]; i++) {
			struct worker *w = &s->worker[s->nworker];

			*w = (struct worker){ .server = s, .number = s->nworker++, .lane = lane };
			w->thread = thread_start(work_run, w);
		}
}

enum err http_server_start(struct ctx *cx, const struct http_settings *set,
                           const struct http_face *f, struct http_server **out)
{
	struct http_server *s = mem_new(1, sizeof *s);
	size_t workers = 0;
	enum err e;

	s->set = *set;
	s->face = *f;
	s->set.threads = set->threads ? set->threads : os_cpu_count();
	s->set.workers[0] = set->workers[0] ? set->workers[0] : WORKERS;
	for (int i = 0; i < HTTP_LANES; i++) {
		if (s->set.workers[i] > WORKERS_MOST)
			s->set.workers[i] = WORKERS_MOST;
		workers += (size_t)s->set.workers[i];
		s->jobs[i] = queue_new(JOBS);
	}
	s->set.connections = places(set->connections ? set->connections : CONNECTIONS);
	s->set.head_ms = set->head_ms ? set->head_ms : HEAD_MS;
	s->loop = mem_new((size_t)s->set.threads, sizeof *s->loop);
	s->worker = mem_new(workers, sizeof *s->worker);
	for (int i = 0; i < s->set.threads; i++)
		s->loop[i] = (struct loop){ .number = i, .listener = -1, .epoll = -1, .wake = -1 };
	e = listen_all(cx, s);
	for (int i = 0; i < s->set.threads && e == OK; i++)
		e = loop_init(cx, s, &s->loop[i]);
	if (e != OK) {
		free_all(s);
		return e;
	}
	workers_start(s);
	for (int i = 0; i < s->set.threads; i++)
		s->loop[i].thread = thread_start(loop_run, &s->loop[i]);
	*out = s;
	return OK;
}

int http_server_port(const struct http_server *s)
{
	return s->port;
}

int http_server_open(const struct http_server *s)
{
	int n = 0;

	for (int i = 0; i < s->set.threads; i++)
		n += __atomic_load_n(&s->loop[i].open, __ATOMIC_RELAXED);
	return n;
}

void http_server_stop(struct http_server *s, int grace_ms)
{
	uint64_t one = 1;

	s->stop_at = conn_now_ms() + grace_ms;
	s->stopping = 1;
	for (int i = 0; i < s->set.threads; i++)
		if (write(s->loop[i].wake, &one, sizeof one) < 0)
			continue;
	for (int i = 0; i < s->set.threads; i++)
		thread_join(s->loop[i].thread);
	for (int i = 0; i < HTTP_LANES; i++)
		queue_close(s->jobs[i]);
	for (int i = 0; i < s->nworker; i++)
		thread_join(s->worker[i].thread);
	free_all(s);
}

/* The server over real sockets: each hostile framing in four ways, what is hidden in a body, bodies
 * of every size, workers, files, streams, slow clients, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "http/server.h"

#define HOST "Host: localhost\r\n"

static volatile int served, hidden, gone, done, strays;
static struct http_server *server;

/* ---- what is served ---- */

static int64_t welcome(void *state, int thread, struct http_exchange *x)
{
	(void)state;
	(void)thread;
	return str_eqz(x->q.path, "/small") ? 10 : str_eqz(x->q.path, "/no") ? -403 :
	       x->q.method == HTTP_GET ? 0 : (int64_t)8 << 20;
}

struct ticker {
	int n;
};

static enum http_more tick(void *stream, struct buf *out)
{
	struct ticker *t = stream;

	if (t->n++ % 2)
		return HTTP_MORE_LATER;
	buf_addf(out, "tick %d\n", t->n);
	return t->n > 4 ? HTTP_MORE_END : HTTP_MORE_NOW;
}

static void ticker_gone(void *stream)
{
	__atomic_add_fetch(&gone, 1, __ATOMIC_SEQ_CST);
	mem_free(stream);
}

static void answer(struct http_exchange *x)
{
	struct http_answer *a = &x->a;

	__atomic_add_fetch(&served, 1, __ATOMIC_SEQ_CST);
	if (str_eqz(x->q.path, "/hidden"))
		hidden = 1;
	http_answer_field(a, "Content-Type", STR("text/plain\r\nX-Injected: 1"));
	if (str_eqz(x->q.path, "/file")) {
		a->fd = memfd_create("file", 0);
		a->size = 300000;
		for (int i = 0; i < 3000; i++)
			assert_int_equal(write(a->fd, "0123456789012345678901234567890123456789012345678"
			                 "9012345678901234567890123456789012345678901234567\r\n", 100), 100);
	} else if (str_eqz(x->q.path, "/ticks")) {
		a->stream = mem_new(1, sizeof(struct ticker));
		a->more = tick;
		a->gone = ticker_gone;
	} else if (str_eqz(x->q.path, "/large")) {
		for (int i = 0; i < 300000; i++)
			buf_addz(&a->body, "0123456789");
	} else if (str_eqz(x->q.path, "/overfull")) {
		for (int i = 0; i < 40 && !a->body.full; i++)
			buf_room(&a->body, 1 << 20) ? (void)(a->body.n += 1 << 20) : (void)0;
	} else {
		buf_addf(&a->body, "%lld%s", (long long)x->q.body_size, x->q.body_fd >= 0 ? " file" : "");
	}
}

static bool now(void *state, int thread, struct http_exchange *x)
{
	(void)state;
	(void)thread;
	if (str_starts(x->q.path, STR("/work")))
		return false;
	answer(x);
	return true;
}

static void work(void *state, int worker, struct http_exchange *x)
{
	bool slow = str_starts(x->q.path, STR("/work-slow"));

	(void)state;
	if (slow != (worker == 2))              /* two of the first lane, then the one of the second */
		strays++;
	usleep(slow ? 300000 : 20000);
	answer(x);
}

static int lane(void *state, struct http_exchange *x)
{
	(void)state;
	return str_starts(x->q.path, STR("/work-slow")) ? 1 :
	       str_starts(x->q.path, STR("/work-nobodys")) ? 2 : 0;
}

static void exchange_done(void *state, struct http_exchange *x)
{
	(void)state;
	(void)x;
	__atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST);
}

static int start(void **state)
{
	struct http_settings set = { .address = "127.0.0.1:0", .threads = 2, .spool = "/tmp",
		.head_ms = 700, .workers = { 2, 1 } };
	struct http_face face = { .welcome = welcome, .now = now, .lane = lane, .work = work,
		.done = exchange_done };
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 1 << 20);
	assert_int_equal(http_server_start(&cx, &set, &face, &server), OK);
	ctx_free(&cx);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_server_stop(server, 500);
	assert_int_equal(hidden, 0);
	return 0;
}

/* ---- a client ---- */

static int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)http_server_port(server)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static void say(int fd, const char *p, size_t n, size_t step)
{
	for (size_t at = 0; at < n; at += step)
		if (send(fd, p + at, step < n - at ? step : n - at, MSG_NOSIGNAL) < 0)
			return;                 /* refused already */
}

/* All until the other side ends, or until wait_ms have passed in silence. */
static char *hear(int fd, int wait_ms, size_t *n, bool *ended)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char *all = NULL;
	size_t have = 0;
	ssize_t got = 1;

	while (got > 0 && poll(&p, 1, wait_ms) > 0) {
		all = mem_grow(all, have + 65537, 1);
		got = recv(fd, all + have, 65536, 0);
		have += got > 0 ? (size_t)got : 0;
		all[have] = '\0';
	}
	*ended = got <= 0;
	*n = have;
	return all ? all : mem_new(1, 1);
}

static int answers_in(const char *text)
{
	int n = 0;

	for (const char *p = text; (p = strstr(p, "HTTP/1.1 ")); p++)
		n++;
	return n;
}

static int last_status(const char *text)
{
	int status = 0;

	for (const char *p = text; (p = strstr(p, "HTTP/1.1 ")); p++)
		status = atoi(p + 9);
	return status;
}

/* ---- hostile framings ---- */

#define HIDDEN "GET /hidden HTTP/1.1\r\n" HOST "\r\n"

static const struct { const char *text; int status; } hostile[] = {
#define P "POST / HTTP/1.1\r\n" HOST
	{ P "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" HIDDEN
	  "\r\n0\r\n\r\n", 400 },
	{ P "Transfer-Encoding: xchunked\r\n\r\n" HIDDEN, 501 },
	{ P "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN, 400 },
	{ P " Transfer-Encoding: chunked\r\n\r\n" HIDDEN, 400 },
	{ P "X: a\r\n Content-Length: 99\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding:\x0b" "chunked\r\n\r\n" HIDDEN, 400 },
	{ P "X: Y\rTransfer-Encoding: chunked\r\n\r\n" HIDDEN, 400 },
	{ P "X: Y\nTransfer-Encoding: chunked\r\n\r\n" HIDDEN, 400 },
	{ P "Content-Length: 0\r\nContent-Length: 44\r\n\r\n" HIDDEN, 400 },
	{ P "Content-Length: 0, 44\r\n\r\n" HIDDEN, 400 },
	{ P "Content-Length: +0\r\n\r\n" HIDDEN, 400 },
	{ P "Content-Length: 0x0\r\n\r\n" HIDDEN, 400 }, { P "Content-Length:\r\n\r\n" HIDDEN, 400 },
	{ P "Content-Length: 99999999999999999999\r\n\r\n" HIDDEN, 413 },
	{ P "Content-Length: 99999999999\r\n\r\n" HIDDEN, 413 },
	{ "GET / HTTP/1.1\r\n" HOST "Content-Length: 44\r\n\r\n" HIDDEN, 413 },
	{ "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2a\r\n" HIDDEN
	  "\r\n0\r\n\r\n", 413 },
	{ "POST /small HTTP/1.1\r\n" HOST "Content-Length: 44\r\n\r\n" HIDDEN, 413 },
	{ "POST /small HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2a\r\n" HIDDEN, 413 },
	{ "POST /no HTTP/1.1\r\n" HOST "Content-Length: 44\r\n\r\n" HIDDEN, 403 },
	{ P "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n5;a\nhello\r\n0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n100000000\r\nhello\r\n0\r\n\r\n" HIDDEN, 413 },
	{ P "Transfer-Encoding: chunked\r\n\r\n0\r\nX : y\r\n\r\n" HIDDEN, 400 },
	{ P "Transfer-Encoding: chunked\r\n\r\n0\r\n\n" HIDDEN, 400 },
	{ P "Expect: 100-Continue, x\r\nContent-Length: 44\r\n\r\n" HIDDEN, 417 },
#undef P
	{ "GET / HTTP/1.1\n" HOST "\n" HIDDEN, 400 }, { "GET / HTTP/1.0\r\n" HOST "\r\n" HIDDEN, 505 },
	{ "\r\n" HIDDEN, 400 }, { "GET / HTTP/1.1\r\n\r\n" HIDDEN, 400 },
	{ "GET / HTTP/1.1\r\n" HOST HOST "\r\n" HIDDEN, 400 },
	{ "GET http://x/hidden HTTP/1.1\r\n" HOST "\r\n" HIDDEN, 400 },
	{ "TRACE / HTTP/1.1\r\n" HOST "\r\n" HIDDEN, 501 },
	{ "CONNECT x:1 HTTP/1.1\r\n" HOST "\r\n" HIDDEN, 400 },
	{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" HIDDEN, 400 }, { "\x16\x03\x01\x02\x01\x01\x01", 400 },
};

static void refused_as(const char *before, int answered, const char *text, size_t step, int status)
{
	int fd = dial();
	char *got;
	bool ended;
	size_t n;

	say(fd, before, strlen(before), strlen(before) + 1);
	if (answered && step) {
		poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 2000);
		usleep(1000);
	}
	say(fd, text, strlen(text), step ? step : strlen(text));
	got = hear(fd, 3000, &n, &ended);
	if (!ended || answers_in(got) != answered + 1 || last_status(got) != status ||
	    !strstr(got, "Connection: close\r\n"))
		fail_msg("[%s] step %zu: not one %d and a close:\n%s", text, step, status, got);
	mem_free(got);
	close(fd);
}

static void hostile_framings_end_the_connection(void **state)
{
	const char *good = "GET /good HTTP/1.1\r\n" HOST "\r\n";

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		const char *text = hostile[i].text;
		char *both = mem_new(strlen(good) + strlen(text) + 1, 1);

		refused_as("", 0, text, strlen(text), hostile[i].status);
		refused_as("", 0, text, 1, hostile[i].status);
		refused_as(good, 1, text, strlen(text), hostile[i].status);
		memcpy(both, good, strlen(good));
		memcpy(both + strlen(good), text, strlen(text));
		refused_as("", 1, both, 0, hostile[i].status);
		mem_free(both);
	}
	assert_int_equal(hidden, 0);
	print_message("%zu hostile framings, four ways\n", sizeof hostile / sizeof *hostile);
}

/* ---- what is asked properly ---- */

static char *ask_all(const char *text, size_t n, size_t *got, bool *ended)
{
	int fd = dial();
	char *all;

	say(fd, text, n, n);
	all = hear(fd, 400, got, ended);
	close(fd);
	return all;
}

static char *ask(const char *text, size_t *got, bool *ended)
{
	return ask_all(text, strlen(text), got, ended);
}

static void requests_in_a_row_are_answered_in_order(void **state)
{
	char text[9000] = "";
	bool ended;
	char *got;
	size_t n;

	(void)state;
	for (int i = 0; i < 40; i++)
		strcat(text, i % 4 == 3 ? "POST /work HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc" :
		       i % 4 == 2 ? "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
		       "2\r\nab\r\n0\r\n\r\n" : "GET / HTTP/1.1\r\n" HOST "\r\n");
	got = ask(text, &n, &ended);
	assert_int_equal(answers_in(got), 40);
	assert_false(ended);
	assert_null(strstr(got, "\r\nX-Injected"));
	mem_free(got);
}

static void bodies_of_every_size_arrive(void **state)
{
	static const int sizes[] = { 0, 1, 65535, 65536, 1 << 20, (1 << 20) + 1, 8 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *text = mem_new((size_t)sizes[i] + 200, 1), want[99], *got;
		int n = sprintf(text, "POST /x HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n", sizes[i]);
		bool ended;
		size_t len;

		memset(text + n, 'x', (size_t)sizes[i]);
		got = ask_all(text, (size_t)(n + sizes[i]), &len, &ended);
		snprintf(want, sizeof want, "\r\n\r\n%d%s", sizes[i], sizes[i] > 1 << 20 ? " file" : "");
		assert_int_equal(last_status(got), 200);
		assert_non_null(strstr(got, want));
		mem_free(got);
		mem_free(text);
	}
}

static void large_answers_files_and_streams_come_whole(void **state)
{
	bool ended;
	size_t n;
	char *got = ask("GET /large HTTP/1.1\r\n" HOST "\r\n", &n, &ended);

	(void)state;
	assert_non_null(strstr(got, "Content-Length: 3000000\r\n"));
	assert_true(n > 3000000 && memcmp(got + n - 10, "0123456789", 10) == 0);
	mem_free(got);
	got = ask("GET /file HTTP/1.1\r\n" HOST "\r\n", &n, &ended);
	assert_non_null(strstr(got, "Content-Length: 300000\r\n"));
	assert_int_equal(n - (size_t)(strstr(got, "\r\n\r\n") + 4 - got), 300000);
	mem_free(got);
	got = ask("HEAD /large HTTP/1.1\r\n" HOST "\r\n", &n, &ended);
	assert_non_null(strstr(got, "Content-Length: 3000000\r\n"));
	assert_true(strcmp(strstr(got, "\r\n\r\n"), "\r\n\r\n") == 0);
	mem_free(got);
	got = ask("GET /overfull HTTP/1.1\r\n" HOST "\r\n", &n, &ended);
	assert_int_equal(last_status(got), 500);
	mem_free(got);
	got = ask("GET /ticks HTTP/1.1\r\n" HOST "\r\n", &n, &ended);
	assert_non_null(strstr(got, "\r\n\r\n7\r\ntick 1\n\r\n7\r\ntick 3\n\r\n7\r\ntick 5\n\r\n"
	                "0\r\n\r\n"));
	assert_int_equal(gone, 1);
	mem_free(got);
}

static void a_client_that_waits_is_asked(void **state)
{
	const char *head = "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n"
	                   "Expect: 100-continue\r\n\r\n";
	int fd = dial();
	bool ended;
	char *got;
	size_t n;

	(void)state;
	say(fd, head, strlen(head), strlen(head));
	got = hear(fd, 200, &n, &ended);
	assert_string_equal(got, "HTTP/1.1 100 Continue\r\n\r\n");
	mem_free(got);
	say(fd, "abc", 3, 3);
	got = hear(fd, 200, &n, &ended);
	assert_int_equal(last_status(got), 200);
	mem_free(got);
	close(fd);
}

static void slow_clients_are_sent_away(void **state)
{
	int silent = dial(), slow = dial();
	bool ended;
	char *got;
	size_t n;

	(void)state;
	say(slow, "GET / HT", 8, 8);
	got = hear(silent, 3000, &n, &ended);
	assert_true(ended && last_status(got) == 408);
	mem_free(got);
	got = hear(slow, 3000, &n, &ended);
	assert_true(ended && last_status(got) == 408);
	mem_free(got);
	close(silent);
	close(slow);
}

static void many_that_ask_nothing_keep_nobody_out(void **state)
{
	int fd[300], closed = 0;
	bool ended;
	char *got;
	size_t n;

	(void)state;
	for (int i = 0; i < 300; i++)
		fd[i] = dial();
	got = ask("GET / HTTP/1.1\r\n" HOST "\r\n", &n, &ended);    /* all at once is no harm */
	assert_int_equal(last_status(got), 200);
	mem_free(got);
	usleep(1700000);
	for (int i = 0; i < 300; i++)
		closed += poll(&(struct pollfd){ .fd = fd[i], .events = POLLIN }, 1, 0) > 0;
	assert_true(closed >= 300 - 2 * 64);
	for (int i = 0; i < 300; i++)
		close(fd[i]);
	usleep(300000);
	got = ask("GET / HTTP/1.1\r\n" HOST "\r\n", &n, &ended);
	assert_int_equal(last_status(got), 200);
	mem_free(got);
}

static void clients_that_leave_are_forgotten(void **state)
{
	int before;

	(void)state;
	usleep(300000);
	before = http_server_open(server);
	for (int i = 0; i < 50; i++) {
		const char *text = i % 3 == 0 ? "POST /work HTTP/1.1\r\n" HOST
		                   "Content-Length: 1\r\n\r\nx" :
		                   i % 3 == 1 ? "GET /large HTTP/1.1\r\n" HOST "\r\n" :
		                   "GET /ticks HTTP/1.1\r\n" HOST "\r\n";
		struct linger hard = { .l_onoff = 1 };
		int fd = dial();

		say(fd, text, strlen(text), strlen(text));
		usleep((useconds_t)(i * 400));
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
		close(fd);
	}
	usleep(800000);
	assert_true(http_server_open(server) <= before);
}

/* What is slow on purpose waits in its own lane; the others do not wait behind it. A lane without
 * workers is the first one. */
static void lanes_do_not_wait_for_each_other(void **state)
{
	const char *slow = "GET /work-slow HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";
	const char *quick[2] = { "GET /work HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
		"GET /work-nobodys HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n" };
	int fd[6];
	bool ended;
	size_t n;

	(void)state;
	strays = 0;
	for (int i = 0; i < 6; i++) {
		fd[i] = dial();
		say(fd[i], slow, strlen(slow), strlen(slow));
	}
	usleep(50000);
	for (int i = 0; i < 2; i++) {
		int one = dial();
		char *text;

		say(one, quick[i], strlen(quick[i]), strlen(quick[i]));
		text = hear(one, 800, &n, &ended);      /* the slow ones take 1.8 s */
		assert_int_equal(last_status(text), 200);
		mem_free(text);
		close(one);
	}
	for (int i = 0; i < 6; i++) {
		char *text = hear(fd[i], 3000, &n, &ended);

		assert_int_equal(answers_in(text), 1);
		mem_free(text);
		close(fd[i]);
	}
	assert_int_equal(strays, 0);
}

static void a_taken_port_is_told(void **state)
{
	char address[40];
	struct http_settings set = { .address = address, .threads = 1, .spool = "/tmp" };
	struct http_face face = { .welcome = welcome, .now = now, .work = work };
	struct http_server *second;
	struct ctx cx;

	(void)state;
	ctx_init(&cx, 1 << 20);
	snprintf(address, sizeof address, "127.0.0.1:%d", http_server_port(server));
	assert_int_equal(http_server_start(&cx, &set, &face, &second), ERR_CONFLICT);
	assert_string_equal(cx.err.key, "http-taken");
	err_clear(&cx);
	set.address = "office";
	assert_int_equal(http_server_start(&cx, &set, &face, &second), ERR_USAGE);
	ctx_free(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_framings_end_the_connection),
		cmocka_unit_test(requests_in_a_row_are_answered_in_order),
		cmocka_unit_test(bodies_of_every_size_arrive),
		cmocka_unit_test(large_answers_files_and_streams_come_whole),
		cmocka_unit_test(a_client_that_waits_is_asked),
		cmocka_unit_test(slow_clients_are_sent_away),
		cmocka_unit_test(many_that_ask_nothing_keep_nobody_out),
		cmocka_unit_test(clients_that_leave_are_forgotten),
		cmocka_unit_test(lanes_do_not_wait_for_each_other),
		cmocka_unit_test(a_taken_port_is_told),
	};

	return cmocka_run_group_tests(tests, start, stop);
}

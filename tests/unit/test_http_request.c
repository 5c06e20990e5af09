/* Heads and bodies of requests: what is plain is read, whatever two readers could understand in two
 * ways is refused, and it never matters in which pieces the bytes come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "http/request.h"

/* Status of a head: 0 when taken, fed in pieces of `step` bytes; *used its length. */
static int head_of(const char *text, size_t n, size_t step, struct http_request *q, int *used)
{
	struct http_scan s = { 0 };
	int r = 0;

	for (size_t have = step < n ? step : n; r == 0; have = have + step < n ? have + step : n) {
		r = http_scan(&s, text, have);
		if (have == n)
			break;
	}
	*used = r;
	if (r < 0)
		return -r;
	return r == 0 ? -1 : http_request_take(&s, text, q);
}

static int status_of(const char *text)
{
	struct http_request q;
	size_t n = strlen(text);
	int used, whole = head_of(text, n, n, &q, &used), bytes = head_of(text, n, 1, &q, &used);

	if (whole != bytes)
		fail_msg("%s: %d in one piece, %d byte by byte", text, whole, bytes);
	return whole;
}

#define HOST "Host: office.example\r\n"

static void plain_requests_are_read(void **state)
{
	const char *text = "GET /households?area=220402&q=%E5%BC%A0 HTTP/1.1\r\n" HOST
		"Accept:  text/html, */* \r\nEmpty:\r\nConnection: x, Close\r\n\r\n";
	struct http_request q;
	struct str v;
	int used;

	(void)state;
	assert_int_equal(head_of(text, strlen(text), strlen(text), &q, &used), 0);
	assert_int_equal(used, strlen(text));
	assert_int_equal(q.method, HTTP_GET);
	assert_true(str_eqz(q.path, "/households"));
	assert_true(str_eqz(q.query, "area=220402&q=%E5%BC%A0"));
	assert_true(str_eqz(q.host, "office.example"));
	assert_true(http_request_field(&q, "accept", &v) && str_eqz(v, "text/html, */*"));
	assert_true(http_request_field(&q, "EMPTY", &v) && v.n == 0);
	assert_true(q.close);
	assert_int_equal(q.length, 0);
	for (int m = 0; m < HTTP_METHODS; m++) {
		char line[99];

		snprintf(line, sizeof line, "%s / HTTP/1.1\r\n" HOST "\r\n", http_method_name[m]);
		assert_int_equal(status_of(line), 0);
	}
}

/* From RFC 9110, RFC 9112 and published work on smuggling. */
static const struct { const char *text; int status; } hostile[] = {
	/* the line of the request */
	{ "\r\nGET / HTTP/1.1\r\n" HOST "\r\n", 400 }, { " GET / HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "GET  / HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET\t/ HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "GET /  HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET / HTTP/1.1 \r\n" HOST "\r\n", 400 },
	{ "GET / HTTP/1.1\n" HOST "\r\n", 400 }, { "GET / HTTP/1.1\r\r\n" HOST "\r\n", 400 },
	{ "GET /\r\n" HOST "\r\n", 400 }, { "GET / HTTP/1.0\r\n" HOST "\r\n", 505 },
	{ "GET / HTTP/2.0\r\n" HOST "\r\n", 505 }, { "GET / HTTP/1.2\r\n" HOST "\r\n", 505 },
	{ "GET / HTTP/11\r\n" HOST "\r\n", 400 }, { "GET / http/1.1\r\n" HOST "\r\n", 400 },
	{ "GET / HTTP/1.1x\r\n" HOST "\r\n", 400 }, { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400 },
	{ "GET http://office.example/ HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET index HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "CONNECT office.example:80 HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "TRACE / HTTP/1.1\r\n" HOST "\r\n", 501 }, { "get / HTTP/1.1\r\n" HOST "\r\n", 501 },
	{ "G\001T / HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET(/ / HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "AVERYVERYLONGMETHOD / HTTP/1.1\r\n" HOST "\r\n", 501 },
	{ "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET /\x80 HTTP/1.1\r\n" HOST "\r\n", 400 },
	{ "GET /a\\b HTTP/1.1\r\n" HOST "\r\n", 400 }, { "GET /<x> HTTP/1.1\r\n" HOST "\r\n", 400 },
	/* fields */
	{ "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400 }, { "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\rY: b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\001b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\177b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X y: a\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "X\x80: a\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\n" HOST "\n", 400 }, { "GET / HTTP/1.1\r\n" HOST "\r\r\n", 400 },
	/* the host */
	{ "GET / HTTP/1.1\r\n\r\n", 400 }, { "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400 }, { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400 }, { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
	{ "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400 },
	/* lengths and codings */
#define P "POST / HTTP/1.1\r\n" HOST
	{ P "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400 },
	{ P "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400 },
	{ P "Content-Length: 5, 5\r\n\r\n", 400 }, { P "Content-Length: +5\r\n\r\n", 400 },
	{ P "Content-Length: -5\r\n\r\n", 400 }, { P "Content-Length: 0x5\r\n\r\n", 400 },
	{ P "Content-Length: 5 \t5\r\n\r\n", 400 }, { P "Content-Length:\r\n\r\n", 400 },
	{ P "Content-Length: 5.0\r\n\r\n", 400 }, { P "Content-Length: 5e1\r\n\r\n", 400 },
	{ P "Content-Length: 99999999999999999999\r\n\r\n", 413 },
	{ P "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
	{ P "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400 },
	{ P "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
	{ P "Transfer-Encoding: chunked, chunked\r\n\r\n", 501 },
	{ P "Transfer-Encoding: gzip, chunked\r\n\r\n", 501 },
	{ P "Transfer-Encoding: chunked, identity\r\n\r\n", 501 },
	{ P "Transfer-Encoding: identity\r\n\r\n", 501 },
	{ P "Transfer-Encoding: xchunked\r\n\r\n", 501 },
	{ P "Transfer-Encoding: \"chunked\"\r\n\r\n", 501 },
	{ P "Transfer-Encoding: chunked;q=1\r\n\r\n", 501 },
	{ P "Transfer-Encoding:\x0b" "chunked\r\n\r\n", 400 }, { P "Transfer-Encoding:\r\n\r\n", 501 },
	{ P "Transfer-Encoding : chunked\r\n\r\n", 400 },
	{ P "Transfer\x0b-Encoding: chunked\r\n\r\n", 400 },
	{ P "X: y\nTransfer-Encoding: chunked\r\n\r\n", 400 },
	{ P "Expect: 200-ok\r\n\r\n", 417 },
#undef P
};

static void hostile_heads_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		int got = status_of(hostile[i].text);

		if (got != hostile[i].status)
			fail_msg("[%s]: %d, not %d", hostile[i].text, got, hostile[i].status);
	}
	print_message("%zu hostile heads\n", sizeof hostile / sizeof *hostile);
}

static void a_nul_anywhere_is_refused(void **state)
{
	const char text[] = "POST /a?b HTTP/1.1\r\n" HOST "X: y z\r\nContent-Length: 5\r\n\r\n";
	struct http_request q;
	int used;

	(void)state;
	for (size_t at = 0; at + 1 < sizeof text; at++) {
		char bad[sizeof text];

		memcpy(bad, text, sizeof text);
		bad[at] = '\0';
		assert_true(head_of(bad, sizeof text - 1, 7, &q, &used) > 0);
	}
}

static void long_heads_are_refused(void **state)
{
	static char text[40000];
	size_t n;

	(void)state;
	n = (size_t)sprintf(text, "GET /");
	memset(text + n, 'a', HTTP_TARGET_MAX + 1);
	assert_int_equal(status_of(text), 414);
	n = (size_t)sprintf(text, "GET / HTTP/1.1\r\n" HOST "X: ");
	memset(text + n, 'a', HTTP_HEAD_MAX);
	assert_int_equal(status_of(text), 431);
	n = (size_t)sprintf(text, "GET / HTTP/1.1\r\n" HOST);
	for (int i = 0; i < HTTP_FIELDS_MAX; i++)
		n += (size_t)sprintf(text + n, "X: %d\r\n", i);
	sprintf(text + n, "\r\n");
	assert_int_equal(status_of(text), 431);
}

/* ---- bodies ---- */

/* Content of a chunked body fed in pieces; -status when refused, -1 when unfinished. */
static int body_of(const char *text, size_t n, size_t step, int64_t limit, char *out, size_t *left)
{
	struct http_request q = { .length = -1 };
	struct http_body b;
	size_t got = 0, at = 0;

	http_body_begin(&b, &q, limit);
	for (;;) {
		struct str in = { text + at, step < n - at ? step : n - at }, before = in, piece;
		enum http_fed fed;
		int status = 0;

		while ((fed = http_body_feed(&b, &in, &piece, &status)) == HTTP_FED_PIECE) {
			memcpy(out + got, piece.p, piece.n);
			got += piece.n;
		}
		at += before.n - in.n;
		out[got] = '\0';
		*left = n - at;
		if (fed == HTTP_FED_DONE)
			return (int)got;
		if (fed == HTTP_FED_BAD)
			return -status;
		if (at == n)
			return -1;
	}
}

static void chunks_are_put_together(void **state)
{
	const char *text = "5\r\nhello\r\n00006;ext=\"a b\"\r\n, Wang\r\n0\r\nX-Sum: 1\r\n\r\nGET /";
	char out[99];
	size_t left;

	(void)state;
	for (size_t step = 1; step < 20; step++) {
		assert_int_equal(body_of(text, strlen(text), step, 11, out, &left), 11);
		assert_string_equal(out, "hello, Wang");
		assert_int_equal(left, 5);
	}
	assert_int_equal(body_of(text, strlen(text), 3, 10, out, &left), -413);
}

static void hostile_chunks_are_refused(void **state)
{
	static const char *const bad[] = {
		"5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
		" 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "5\thello\r\n", "+5\r\nhello\r\n",
		"0x5\r\nhello\r\n", "-1\r\n", "g\r\n", "\r\n", ";x\r\n", "5;a\nb\r\nhello\r\n",
		"5;a\rb\r\nhello\r\n", "5;\001\r\nhello\r\n", "5\r\nhelloX\r\n", "5\r\nhello\rX",
		"000000005\r\nhello\r\n", "fffffffff\r\n", "0\r\nX : 1\r\n\r\n", "0\r\n X: 1\r\n\r\n",
		"0\r\nX\r\n\r\n", "0\r\nX: 1\n\r\n", "0\r\nX: 1\r\n\n", "0\r\n\n", "0\r\nX: \001\r\n\r\n",
	};
	char out[99], plain[600], wide[600];
	size_t left;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		for (size_t step = 1; step < 9; step++) {
			int got = body_of(bad[i], strlen(bad[i]), step, 1 << 30, out, &left);

			if (got != -400 && got != -413)
				fail_msg("[%s]: %d", bad[i], got);
		}
	snprintf(plain, sizeof plain, "1;%0*d\r\nx\r\n0\r\n\r\n", 255, 1);
	assert_int_equal(body_of(plain, strlen(plain), 9, 9, out, &left), 1);
	snprintf(wide, sizeof wide, "1;%0*d\r\nx\r\n0\r\n\r\n", 300, 1);
	assert_int_equal(body_of(wide, strlen(wide), 9, 9, out, &left), -400);
}

static void escapes_are_undone_once(void **state)
{
	char out[64];
	size_t n;

	(void)state;
	assert_true(http_unescape(STR("%E5%BC%A0+a%2Fb%25"), true, out, &n));
	assert_true(str_eqz((struct str){ out, n }, "张 a/b%"));
	assert_true(http_unescape(STR("a+b"), false, out, &n));
	assert_true(str_eqz((struct str){ out, n }, "a+b"));
	assert_false(http_unescape(STR("%"), true, out, &n));
	assert_false(http_unescape(STR("%4"), true, out, &n));
	assert_false(http_unescape(STR("%4g"), true, out, &n));
	assert_false(http_unescape(STR("a%00b"), true, out, &n));
	assert_false(http_unescape(STR("%ff"), true, out, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_requests_are_read), cmocka_unit_test(hostile_heads_are_refused),
		cmocka_unit_test(a_nul_anywhere_is_refused), cmocka_unit_test(long_heads_are_refused),
		cmocka_unit_test(chunks_are_put_together), cmocka_unit_test(hostile_chunks_are_refused),
		cmocka_unit_test(escapes_are_undone_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Any bytes as a request and its body: taken or refused, the same in whatever pieces they come. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "http/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
	int head, status, fed, fed_status;
	int64_t total;
	size_t left;
	uint64_t sum;
};

static void read_body(const struct http_request *q, const char *p, size_t n, size_t step,
                      struct outcome *o)
{
	struct http_body b;
	size_t at = 0;

	http_body_begin(&b, q, 1 << 20);
	for (;;) {
		struct str in = { p + at, step < n - at ? step : n - at }, before = in, piece;
		enum http_fed fed;

		while ((fed = http_body_feed(&b, &in, &piece, &o->fed_status)) == HTTP_FED_PIECE)
			for (size_t i = 0; i < piece.n; i++)
				o->sum = o->sum * 31 + (unsigned char)piece.p[i];
		at += before.n - in.n;
		o->fed = (int)fed;
		if (fed != HTTP_FED_MORE || at == n)
			break;
	}
	o->total = b.total;
	o->left = o->fed == HTTP_FED_BAD ? 0 : n - at;
	assert(b.total <= 1 << 20 || o->fed == HTTP_FED_BAD);
}

static struct outcome read_all(const char *p, size_t n, size_t step)
{
	struct outcome o = { 0 };
	struct http_scan s = { 0 };
	struct http_request q;

	memset(&q, 0, sizeof q);
	for (size_t have = step < n ? step : n;; have = have + step < n ? have + step : n) {
		o.head = http_scan(&s, p, have);
		if (o.head || have == n)
			break;
	}
	if (o.head <= 0)
		return o;
	o.status = http_request_take(&s, p, &q);
	if (o.status)
		return o;
	assert(q.path.n && q.path.p[0] == '/' && q.host.n && q.nfield <= HTTP_FIELDS_MAX);
	assert(q.path.n + q.query.n + (q.target.n > q.path.n) == q.target.n);
	for (int i = 0; i < q.nfield; i++)
		assert(q.field[i].name.n && !memchr(q.field[i].value.p, '\n', q.field[i].value.n));
	read_body(&q, p + o.head, n - (size_t)o.head, step, &o);
	return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *plain = malloc(size + 1);
	struct outcome whole, bytes;
	size_t n;

	memcpy(copy, data, size);
	whole = read_all(copy, size, size ? size : 1);
	bytes = read_all(copy, size, 1);
	assert(whole.head == bytes.head && whole.status == bytes.status && whole.fed == bytes.fed);
	assert(whole.fed_status == bytes.fed_status && whole.sum == bytes.sum);
	assert(whole.left == bytes.left);
	if (http_unescape((struct str){ copy, size }, true, plain, &n))
		assert(n <= size && !memchr(plain, '\0', n));
	free(plain);
	free(copy);
	return 0;
}

/* answer - see the header. */
#include "http/answer.h"

#include <stdio.h>
#include <unistd.h>

#include "base/date.h"

void http_answer_init(struct http_answer *a)
{
	*a = (struct http_answer){ .status = 200, .fd = -1 };
	buf_init(&a->fields, 16384);
	buf_init(&a->body, HTTP_ANSWER_MAX);
}

void http_answer_free(struct http_answer *a)
{
	if (a->fd >= 0)
		close(a->fd);
	if (a->gone)
		a->gone(a->stream);
	buf_free(&a->fields);
	buf_free(&a->body);
	a->fd = -1;
	a->gone = NULL;
}

void http_answer_reset(struct http_answer *a)
{
	http_answer_free(a);
	http_answer_init(a);
}

void http_answer_field(struct http_answer *a, const char *name, struct str value)
{
	buf_addz(&a->fields, name);
	buf_addz(&a->fields, ": ");
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		buf_addc(&a->fields, (c < 0x20 && c != '\t') || c == 0x7F ? '?' : (char)c);
	}
	buf_addz(&a->fields, "\r\n");
}

const char *http_reason(int status)
{
	static const struct { int status; const char *reason; } table[] = {
		{ 100, "Continue" }, { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 204, "No Content" }, { 206, "Partial Content" }, { 301, "Moved Permanently" },
		{ 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
		{ 408, "Request Timeout" }, { 409, "Conflict" }, { 410, "Gone" },
		{ 412, "Precondition Failed" }, { 413, "Content Too Large" },
		{ 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
		{ 417, "Expectation Failed" }, { 421, "Misdirected Request" },
		{ 422, "Unprocessable Content" }, { 428, "Precondition Required" },
		{ 429, "Too Many Requests" }, { 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
		{ 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].status == status)
			return table[i].reason;
	return "";
}

void http_date(int64_t unix_s, char out[40])
{
	static const char *const day[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const month[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	int64_t days = unix_s / 86400, s = unix_s % 86400;
	date_t d = date_from_days((int32_t)days);

	snprintf(out, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", day[days % 7], d % 100,
	         month[d / 100 % 100 - 1], d / 10000, (int)(s / 3600), (int)(s / 60 % 60),
	         (int)(s % 60));
}

static bool without_body(int status)
{
	return status == 204 || status == 304;
}

void http_answer_head(const struct http_answer *a, int64_t now_s, bool close, struct buf *out)
{
	int64_t size = a->fd >= 0 ? a->size : (int64_t)(a->fixed.p ? a->fixed.n : a->body.n);
	char date[40];

	http_date(now_s, date);
	buf_addf(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", a->status, http_reason(a->status), date);
	buf_adds(out, buf_str(&a->fields));
	if (a->more)
		buf_addz(out, "Transfer-Encoding: chunked\r\n");
	else if (!without_body(a->status))
		buf_addf(out, "Content-Length: %lld\r\n", (long long)size);
	buf_addz(out, close ? "Connection: close\r\n\r\n" : "\r\n");
}

void http_answer_refuse(struct http_answer *a, int status)
{
	http_answer_reset(a);
	a->status = status;
	a->close = true;
	http_answer_field(a, "Content-Type", STR("text/plain; charset=utf-8"));
	http_answer_field(a, "X-Content-Type-Options", STR("nosniff"));
	http_answer_field(a, "Cache-Control", STR("no-store"));
	buf_addf(&a->body, "%d %s\n", status, http_reason(status));
}

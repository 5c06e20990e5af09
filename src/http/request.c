/* request - see the header. */
#include "http/request.h"

#include <ctype.h>
#include <strings.h>

#include "base/utf8.h"

const char *const http_method_name[HTTP_METHODS] = {
	[HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS",
};

enum { METHOD, TARGET, VERSION, LINE_LF, NAME_FIRST, NAME, BEFORE_VALUE, VALUE, FIELD_LF, END_LF };

static const char version[] = "HTTP/1.1";

/* RFC 9110, 5.6.2 */
static bool is_token(unsigned char c)
{
	return isalnum(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* Visible ASCII; '#' never reaches a server. */
static bool is_target(unsigned char c)
{
	return c > 0x20 && c < 0x7F && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\' &&
	       c != '^' && c != '`' && c != '{' && c != '|' && c != '}';
}

static bool is_value(unsigned char c)
{
	return c == '\t' || (c >= 0x20 && c != 0x7F);
}

/* ---- the head ---- */

static int method_byte(struct http_scan *s, unsigned char c)
{
	if (c == ' ' && s->at > 0) {
		s->method_end = s->at;
		s->state = TARGET;
		return 0;
	}
	return is_token(c) ? s->at < HTTP_METHOD_MAX ? 0 : 501 : 400;
}

static int target_byte(struct http_scan *s, unsigned char c)
{
	int n = s->at - s->method_end - 1;

	if (c == ' ' && n > 0) {
		s->target_end = s->at;
		s->state = VERSION;
		return 0;
	}
	if (n >= HTTP_TARGET_MAX)
		return 414;
	return is_target(c) && (n > 0 || c == '/') ? 0 : 400;
}

static int version_byte(struct http_scan *s, unsigned char c)
{
	if (s->in_version == sizeof version - 1) {
		s->state = LINE_LF;
		return c == '\r' ? 0 : 400;
	}
	if (c == (unsigned char)version[s->in_version]) {
		s->in_version++;
		return 0;
	}
	/* HTTP/1.0, HTTP/2.0: known and not spoken. */
	return (s->in_version == 5 || s->in_version == 7) && isdigit(c) ? 505 : 400;
}

static int name_byte(struct http_scan *s, unsigned char c)
{
	if (s->state == NAME_FIRST && c == '\r') {
		s->state = END_LF;
		return 0;
	}
	if (s->state == NAME_FIRST) {
		if (s->nfield == HTTP_FIELDS_MAX)
			return 431;
		s->field[s->nfield].name = s->at;
		s->state = NAME;
		return is_token(c) ? 0 : 400;
	}
	if (c == ':') {
		s->field[s->nfield].name_end = s->at;
		s->state = BEFORE_VALUE;
		return 0;
	}
	return is_token(c) ? 0 : 400;
}

static int value_byte(struct http_scan *s, unsigned char c)
{
	if (s->state == BEFORE_VALUE) {
		if (c == ' ' || c == '\t')
			return 0;
		s->field[s->nfield].value = s->field[s->nfield].value_end = s->at;
		s->state = VALUE;
	}
	if (c == '\r') {
		s->nfield++;
		s->state = FIELD_LF;
		return 0;
	}
	if (c != ' ' && c != '\t')
		s->field[s->nfield].value_end = (uint16_t)(s->at + 1);
	return is_value(c) ? 0 : 400;
}

static int scan_byte(struct http_scan *s, unsigned char c)
{
	switch (s->state) {
	case METHOD:
		return method_byte(s, c);
	case TARGET:
		return target_byte(s, c);
	case VERSION:
		return version_byte(s, c);
	case NAME_FIRST:
	case NAME:
		return name_byte(s, c);
	case BEFORE_VALUE:
	case VALUE:
		return value_byte(s, c);
	default:
		if (c != '\n')
			return 400;
		if (s->state != END_LF)
			s->state = NAME_FIRST;
		return 0;
	}
}

int http_scan(struct http_scan *s, const char *p, size_t n)
{
	while (s->at < n) {
		bool last = s->state == END_LF;
		int status;

		if (s->at == HTTP_HEAD_MAX)
			return -431;
		status = scan_byte(s, (unsigned char)p[s->at]);
		if (status)
			return -status;
		s->at++;
		if (last)
			return s->at;
	}
	return 0;
}

/* ---- what it means ---- */

static bool named(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

bool http_request_field(const struct http_request *q, const char *name, struct str *value)
{
	for (int i = 0; i < q->nfield; i++)
		if (named(q->field[i].name, name)) {
			*value = q->field[i].value;
			return true;
		}
	return false;
}

bool http_request_last(const struct http_request *q, const char *name, struct str *value)
{
	for (int i = q->nfield - 1; i >= 0; i--)
		if (named(q->field[i].name, name)) {
			*value = q->field[i].value;
			return true;
		}
	return false;
}

bool http_request_has(const struct http_request *q, const char *name, const char *token)
{
	struct str rest, piece;

	for (int i = 0; i < q->nfield; i++) {
		if (!named(q->field[i].name, name))
			continue;
		rest = q->field[i].value;
		while (str_next(&rest, ',', &piece))
			if (named(str_trim(piece), token))
				return true;
	}
	return false;
}

static int take_method(const char *p, size_t n, struct http_request *q)
{
	for (int i = 0; i < HTTP_METHODS; i++)
		if (str_eqz((struct str){ p, n }, http_method_name[i])) {
			q->method = (enum http_method)i;
			return 0;
		}
	return 501;
}

/* A name, an IPv4 address or [IPv6], and perhaps a port. */
static bool is_host(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && !strchr("-._:[]", s.p[i]))
			return false;
	return s.n > 0 && s.n < 256;
}

/* Content-Length = 1*DIGIT; more digits than an int64 has are no length of ours. */
static int take_length(struct str s, int64_t *out)
{
	int64_t v = 0;

	if (s.n == 0)
		return 400;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 400;
		if (i >= 18)
			return 413;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return 0;
}

struct framing {
	int host, length, coding;
};

static int take_field(struct http_request *q, const struct http_field *f, struct framing *seen)
{
	if (named(f->name, "host")) {
		q->host = f->value;
		return ++seen->host == 1 && is_host(f->value) ? 0 : 400;
	}
	if (named(f->name, "content-length"))
		return ++seen->length == 1 ? take_length(f->value, &q->length) : 400;
	if (named(f->name, "transfer-encoding")) {
		q->length = -1;
		return ++seen->coding > 1 ? 400 : named(f->value, "chunked") ? 0 : 501;
	}
	if (named(f->name, "expect")) {
		q->expects = true;
		return named(f->value, "100-continue") ? 0 : 417;
	}
	return 0;
}

int http_request_take(const struct http_scan *s, const char *p, struct http_request *q)
{
	struct framing seen = { 0 };
	const char *mark;
	int status = take_method(p, s->method_end, q);

	q->target = (struct str){ p + s->method_end + 1, (size_t)(s->target_end - s->method_end - 1) };
	mark = memchr(q->target.p, '?', q->target.n);
	q->path = q->target;
	q->query = (struct str){ "", 0 };
	if (mark) {
		q->path.n = (size_t)(mark - q->target.p);
		q->query = str_sub(q->target, q->path.n + 1, q->target.n);
	}
	q->length = 0;
	q->body_fd = -1;
	q->nfield = s->nfield;
	for (int i = 0; i < s->nfield && !status; i++) {
		q->field[i].name = (struct str){ p + s->field[i].name,
		                   (size_t)(s->field[i].name_end - s->field[i].name) };
		q->field[i].value = (struct str){ p + s->field[i].value,
		                    (size_t)(s->field[i].value_end - s->field[i].value) };
		status = take_field(q, &q->field[i], &seen);
	}
	if (status)
		return status;
	if (seen.host != 1 || (seen.length && seen.coding))
		return 400;
	q->close = http_request_has(q, "connection", "close");
	return 0;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool http_unescape(struct str s, bool plus_is_space, char *out, size_t *n)
{
	size_t k = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			int hi = i + 2 < s.n ? hex(s.p[i + 1]) : -1;
			int lo = i + 2 < s.n ? hex(s.p[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return false;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		out[k++] = c;
	}
	*n = k;
	return utf8_valid((struct str){ out, k });
}

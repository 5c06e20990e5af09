/* body - where a request's body ends. */
#include "http/request.h"

#define EXTENSION_MAX 256
#define TRAILER_MAX   4096
#define SIZE_DIGITS   8

enum { PLAIN, SIZE, EXTENSION, SIZE_LF, CONTENT, CONTENT_CR, CONTENT_LF, TRAILER_FIRST,
	TRAILER_NAME, TRAILER_VALUE, TRAILER_LF, END_LF, ENDED };

void http_body_begin(struct http_body *b, const struct http_request *q, int64_t limit)
{
	*b = (struct http_body){ .chunked = q->length < 0, .limit = limit };
	b->state = b->chunked ? SIZE : PLAIN;
	b->left = b->chunked ? 0 : q->length;
}

static int size_byte(struct http_body *b, unsigned char c)
{
	int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	        c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

	if (v >= 0) {
		b->left = b->left * 16 + v;
		return ++b->digits > SIZE_DIGITS ? 413 : 0;
	}
	if (b->digits == 0 || (c != ';' && c != '\r'))
		return 400;
	b->state = c == ';' ? EXTENSION : SIZE_LF;
	return 0;
}

static int extension_byte(struct http_body *b, unsigned char c)
{
	if (c == '\r') {
		b->state = SIZE_LF;
		return 0;
	}
	if (++b->extension > EXTENSION_MAX)
		return 400;
	return c == '\t' || (c >= 0x20 && c != 0x7F) ? 0 : 400;
}

/* Trailers are read for their form and left unused: a field that comes late decides nothing. */
static int trailer_byte(struct http_body *b, unsigned char c)
{
	bool first = b->state == TRAILER_FIRST;

	if (++b->trailer > TRAILER_MAX)
		return 431;
	if (b->state == TRAILER_VALUE) {
		if (c == '\r')
			b->state = TRAILER_LF;
		return c == '\r' || c == '\t' || (c >= 0x20 && c != 0x7F) ? 0 : 400;
	}
	if (first && c == '\r') {
		b->state = END_LF;
		return 0;
	}
	b->state = !first && c == ':' ? TRAILER_VALUE : TRAILER_NAME;
	return b->state == TRAILER_VALUE || (c > 0x20 && c < 0x7F && !strchr("\"(),/:;<=>?@[\\]{}", c))
	       ? 0 : 400;
}

static int line_end(struct http_body *b, unsigned char c)
{
	static const uint8_t next[] = { [CONTENT_LF] = SIZE, [TRAILER_LF] = TRAILER_FIRST,
		[END_LF] = ENDED };

	if (c != '\n')
		return 400;
	if (b->state != SIZE_LF) {
		b->state = next[b->state];
		return 0;
	}
	b->state = b->left ? CONTENT : TRAILER_FIRST;
	b->digits = b->extension = 0;
	return b->total + b->left > b->limit ? 413 : 0;
}

static int frame_byte(struct http_body *b, unsigned char c)
{
	switch (b->state) {
	case SIZE:
		return size_byte(b, c);
	case EXTENSION:
		return extension_byte(b, c);
	case CONTENT_CR:
		b->state = CONTENT_LF;
		return c == '\r' ? 0 : 400;
	case TRAILER_FIRST:
	case TRAILER_NAME:
	case TRAILER_VALUE:
		return trailer_byte(b, c);
	default:
		return line_end(b, c);
	}
}

static void content(struct http_body *b, struct str *in, struct str *piece)
{
	*piece = str_sub(*in, 0, (int64_t)in->n < b->left ? in->n : (size_t)b->left);
	*in = str_sub(*in, piece->n, in->n);
	b->left -= (int64_t)piece->n;
	b->total += (int64_t)piece->n;
	if (b->left == 0)
		b->state = b->chunked ? CONTENT_CR : ENDED;
}

enum http_fed http_body_feed(struct http_body *b, struct str *in, struct str *piece, int *status)
{
	if (b->state == PLAIN && b->left > b->limit) {
		*status = 413;
		return HTTP_FED_BAD;
	}
	if (b->state == PLAIN && b->left == 0)
		b->state = ENDED;
	while (b->state != ENDED && in->n > 0) {
		if (b->state == PLAIN || b->state == CONTENT) {
			content(b, in, piece);
			return HTTP_FED_PIECE;
		}
		*status = frame_byte(b, (unsigned char)in->p[0]);
		if (*status)
			return HTTP_FED_BAD;
		*in = str_sub(*in, 1, in->n);
	}
	return b->state == ENDED ? HTTP_FED_DONE : HTTP_FED_MORE;
}

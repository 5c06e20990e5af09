/* answer - what goes back to the client. A handler states status, fields and one body: bytes built
 * here, bytes that live elsewhere, a file, or a stream. The server adds Date, Content-Length,
 * Connection and frames it. */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include "base/buf.h"

#define HTTP_ANSWER_MAX ((size_t)32 << 20)

enum http_more {
	HTTP_MORE_NOW,                  /* something was added; ask again when it is sent */
	HTTP_MORE_LATER,                /* nothing just now; ask again in a while */
	HTTP_MORE_END,
};

struct http_answer {
	int status;                     /* 200 to begin with */
	struct buf fields;              /* "Name: value\r\n"... */
	struct buf body;
	struct str fixed;               /* instead of body: bytes that outlive the answer */
	int fd;                         /* instead of body: a file of size bytes; closed for you */
	int64_t size;
	/* Instead of body: pieces of at most 64 KiB, in chunks; on the connection's thread, so it may
	 * not wait. gone is called once, when the stream has ended or the client has left. */
	enum http_more (*more)(void *stream, struct buf *out);
	void (*gone)(void *stream);
	void *stream;
	bool close;                     /* end the connection after it */
};

void http_answer_init(struct http_answer *a);
void http_answer_free(struct http_answer *a);
/* Empties everything that was stated. */
void http_answer_reset(struct http_answer *a);
/* Adds a field. Bytes that could end it (CR, LF, NUL) become '?'. */
void http_answer_field(struct http_answer *a, const char *name, struct str value);
/* The reason phrase of a status; "" if unknown. */
const char *http_reason(int status);
/* The line of status, fields and the empty line. now_s is Unix time. */
void http_answer_head(const struct http_answer *a, int64_t now_s, bool close, struct buf *out);
/* A plain answer of a refusal: its reason as text. */
void http_answer_refuse(struct http_answer *a, int status);
/* Day and time as HTTP writes them (RFC 9110, 5.6.7): 29 characters. */
void http_date(int64_t unix_s, char out[40]);

#endif

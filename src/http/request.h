/* request - the strict reading of one HTTP/1.1 request head (RFC 9110, RFC 9112), byte by byte, so
 * that it does not matter how the bytes arrive. Where the RFCs let a server be lenient (bare LF,
 * folding, spaces before a colon, repeated lengths) this one refuses: what two readers could
 * understand in two ways is how requests are smuggled. A refusal is a status; the connection ends
 * with it. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define HTTP_TARGET_MAX 8192
#define HTTP_HEAD_MAX   16384
#define HTTP_FIELDS_MAX 64
#define HTTP_METHOD_MAX 16

enum http_method {
	HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS,
	HTTP_METHODS
};
extern const char *const http_method_name[HTTP_METHODS];

struct http_field {
	struct str name, value;         /* value without white space around it */
};

struct http_request {
	enum http_method method;
	struct str target;              /* as sent: origin form, starts with '/' */
	struct str path, query;         /* its parts before and after the first '?', still escaped */
	struct str host;
	struct http_field field[HTTP_FIELDS_MAX];
	int nfield;
	int64_t length;                 /* Content-Length; 0 when there is none; -1 when chunked */
	bool close;                     /* the client wants the connection to end */
	bool expects;                   /* Expect: 100-continue */
	/* Filled by the server. */
	struct str body;                /* when it was kept in memory */
	int body_fd;                    /* when it was put into a file without a name; else -1 */
	int64_t body_size;
	char peer[46];                  /* address of the client, as text */
	bool tls;
};

/* How far a head has been read. All zero to begin with. */
struct http_scan {
	uint8_t state, in_version;
	uint16_t at;                    /* bytes read */
	uint16_t method_end, target_end;
	int nfield;
	struct { uint16_t name, name_end, value, value_end; } field[HTTP_FIELDS_MAX];
};

/* Reads on in the head that starts at p, of which n bytes are there now (at least as many as
 * before). 0: more is needed; > 0: the head is that long; < 0: refused with status -result. */
int http_scan(struct http_scan *s, const char *p, size_t n);

/* Makes a request of a head that has been read; it points into p. 0, or the status of a refusal. */
int http_request_take(const struct http_scan *s, const char *p, struct http_request *q);

/* The value of a field (its first, if it was repeated), by name without regard to case. */
bool http_request_field(const struct http_request *q, const char *name, struct str *value);
/* The last one of the name: what the proxy that is nearest added. */
bool http_request_last(const struct http_request *q, const char *name, struct str *value);
/* Whether a comma-separated field has this token. */
bool http_request_has(const struct http_request *q, const char *name, const char *token);

/* Decodes %XX (and, in queries, '+'); false when an escape is broken or hides a NUL or bad UTF-8.
 * out has room for s.n bytes. */
bool http_unescape(struct str s, bool plus_is_space, char *out, size_t *n);

/* ---- the body ---- */

/* Where a body ends (RFC 9112, 6 and 7). */
struct http_body {
	uint8_t state;
	bool chunked;
	int64_t left;                   /* of the whole, or of this chunk */
	int64_t limit;                  /* bytes that are welcome */
	int64_t total;                  /* bytes of content so far */
	uint32_t digits, extension, trailer;
};

enum http_fed {
	HTTP_FED_MORE,                  /* all was read, more is needed */
	HTTP_FED_PIECE,                 /* *piece is content; call again */
	HTTP_FED_DONE,                  /* the body has ended; what is left belongs to what follows */
	HTTP_FED_BAD,                   /* refused with *status */
};

void http_body_begin(struct http_body *b, const struct http_request *q, int64_t limit);
/* Takes bytes off the front of *in. */
enum http_fed http_body_feed(struct http_body *b, struct str *in, struct str *piece, int *status);

#endif

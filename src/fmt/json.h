/* json - a streaming writer into a buffer (our own), and jansson to parse. */
#ifndef FMT_JSON_H
#define FMT_JSON_H

#include "base/buf.h"
#include "base/err.h"

/* Writer: values and keys in order; commas are put by the writer. Depth <= 32. */
struct json {
	struct buf *out;
	uint32_t more;               /* bit per depth: something stands before */
	int depth;
};
void json_begin(struct json *j, struct buf *out);
void json_obj(struct json *j);  void json_obj_end(struct json *j);
void json_arr(struct json *j);  void json_arr_end(struct json *j);
void json_key(struct json *j, const char *key);
void json_keys(struct json *j, struct str key);
void json_str(struct json *j, struct str s);      /* UTF-8; control characters escaped */
void json_z(struct json *j, const char *z);
void json_int(struct json *j, int64_t v);
void json_raw(struct json *j, struct str number); /* an already formed number */
void json_bool(struct json *j, bool v);
void json_none(struct json *j);                   /* null; json_null() is jansson's */

/* Parser: a flat object of scalars, as export writes them. Duplicate keys, trailing text, nesting
 * deeper than JSON_MAX_DEPTH and texts over JSON_MAX_TEXT bytes are refused (ERR_INPUT with
 * "line N, column M"; columns count characters). Pairs stand in the order of the text and live in
 * the context's arena. */
#define JSON_MAX_TEXT  (1024 * 1024)
#define JSON_MAX_DEPTH 16

struct json_pair {
	struct str key;
	enum { JSON_NULL, JSON_BOOL, JSON_INT, JSON_TEXT, JSON_OTHER } type;
	int64_t i;                   /* JSON_BOOL (0, 1) and JSON_INT */
	struct str text;             /* JSON_TEXT: decoded; else as written: 0.10 stays 0.10 */
};
enum err json_flat(struct ctx *cx, struct str text, struct json_pair **pairs, int *n);

#endif

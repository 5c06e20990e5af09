/* json - the writer. What it writes is always valid UTF-8 JSON if keys and values alternate as they
 * should; it allocates nothing beside the buffer. */
#include "fmt/json.h"

#include "base/utf8.h"

#define MAX_OPEN 32

/* The bit of the current depth. Deeper than there are bits is a mistake of the caller: the buffer
 * is marked full, so that the text is not used. */
static uint32_t bit(struct json *j)
{
	if (j->depth < 0 || j->depth >= MAX_OPEN) {
		j->out->full = true;
		return 0;
	}
	return UINT32_C(1) << j->depth;
}

/* Before a value or key: a comma when something stands before it. */
static void next(struct json *j)
{
	uint32_t b = bit(j);

	if (j->more & b)
		buf_addc(j->out, ',');
	j->more |= b;
}

static void open_with(struct json *j, char bracket)
{
	next(j);
	buf_addc(j->out, bracket);
	j->depth++;
	j->more &= ~bit(j);
}

static void close_with(struct json *j, char bracket)
{
	j->depth--;
	buf_addc(j->out, bracket);
	if (j->depth < 0)
		j->out->full = true;
}

void json_begin(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

void json_obj(struct json *j)
{
	open_with(j, '{');
}

void json_obj_end(struct json *j)
{
	close_with(j, '}');
}

void json_arr(struct json *j)
{
	open_with(j, '[');
}

void json_arr_end(struct json *j)
{
	close_with(j, ']');
}

/* ---- texts ---- */

static void escaped(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char six[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	switch (c) {
	case '"':  buf_add(out, "\\\"", 2); break;
	case '\\': buf_add(out, "\\\\", 2); break;
	case '\n': buf_add(out, "\\n", 2); break;
	case '\r': buf_add(out, "\\r", 2); break;
	case '\t': buf_add(out, "\\t", 2); break;
	default:   buf_add(out, six, sizeof six); break;
	}
}

/* Control characters of ASCII, DEL among them, quote and backslash. */
static bool needs_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

static void quoted(struct buf *out, struct str s)
{
	size_t from = 0;

	buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (!needs_escape((unsigned char)s.p[i]))
			continue;
		buf_add(out, s.p + from, i - from);
		escaped(out, (unsigned char)s.p[i]);
		from = i + 1;
	}
	buf_add(out, s.p + from, s.n - from);
	buf_addc(out, '"');
}

/* Bytes that are not UTF-8 become U+FFFD: a reader elsewhere must not stumble over them. */
static void mended(struct buf *out, struct str s)
{
	int32_t cp;

	buf_addc(out, '"');
	while ((cp = utf8_next(&s)) >= 0) {
		char ch[4];
		int n;

		if (cp < 0x80 && needs_escape((unsigned char)cp)) {
			escaped(out, (unsigned char)cp);
			continue;
		}
		n = utf8_put(ch, cp);
		buf_add(out, ch, (size_t)n);
	}
	buf_addc(out, '"');
}

static void text(struct json *j, struct str s)
{
	if (utf8_valid(s))
		quoted(j->out, s);
	else
		mended(j->out, s);
}

void json_keys(struct json *j, struct str key)
{
	next(j);
	text(j, key);
	buf_addc(j->out, ':');
	j->more &= ~bit(j);             /* its value comes without a comma */
}

void json_key(struct json *j, const char *key)
{
	json_keys(j, str_of(key));
}

void json_str(struct json *j, struct str s)
{
	next(j);
	text(j, s);
}

void json_z(struct json *j, const char *z)
{
	json_str(j, str_of(z));
}

/* ---- the rest ---- */

void json_int(struct json *j, int64_t v)
{
	next(j);
	buf_addi(j->out, v);
}

void json_raw(struct json *j, struct str number)
{
	next(j);
	buf_adds(j->out, number);
}

void json_bool(struct json *j, bool v)
{
	next(j);
	buf_addz(j->out, v ? "true" : "false");
}

void json_none(struct json *j)
{
	next(j);
	buf_addz(j->out, "null");
}

/* json_read - flat objects. jansson alone decides what is JSON; a walk before it bounds the depth,
 * and a walk after it gives numbers as they were written, because a sum of money must not pass
 * through binary fractions. */
#include "fmt/json.h"

/* jansson names one of its types as we name one of ours. */
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef JSON_NULL

#include <stdio.h>

/* ---- refusals ---- */

static enum err refuse_at(struct ctx *cx, const char *key, int line, int column, const char *what)
{
	char where[64], l[12], c[12];

	snprintf(l, sizeof l, "%d", line);
	snprintf(c, sizeof c, "%d", column);
	snprintf(where, sizeof where, "line %s, column %s", l, c);
	return err_set(cx, ERR_INPUT, where, key, l, c, what, NULL);
}

/* Line and column of an offset; columns count characters. */
static enum err refuse_offset(struct ctx *cx, const char *key, struct str s, size_t off,
	const char *what)
{
	int line = 1, column = 1;

	for (size_t i = 0; i < off && i < s.n; i++) {
		if (s.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)s.p[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	return refuse_at(cx, key, line, column, what);
}

/* The key that ends at `last` stands a second time: names it as written. */
static enum err refuse_duplicate(struct ctx *cx, struct str s, size_t last)
{
	size_t from = last < s.n ? last : s.n;
	char *key;

	do
		while (from > 0 && s.p[--from] != '"')
			;
	while (from > 0 && s.p[from - 1] == '\\');
	key = str_z(&cx->arena, str_sub(s, from + 1, last - from - 1));
	return refuse_offset(cx, "json-duplicate-key", s, from, key);
}

static enum err refuse_json(struct ctx *cx, struct str s, const json_error_t *e)
{
	const char *key = "json-syntax";
	size_t off = e->position > 0 ? (size_t)e->position - 1 : 0;     /* its last byte */

	switch (json_error_code(e)) {
	case json_error_premature_end_of_input:
		return refuse_offset(cx, "json-cut-off", s, s.n, "");
	case json_error_end_of_input_expected:
		key = "json-trailing";
		break;
	case json_error_invalid_utf8:
		key = "json-encoding";
		break;
	case json_error_numeric_overflow:
		key = "json-number";
		break;
	case json_error_duplicate_key:
		return refuse_duplicate(cx, s, off);
	default:
		break;
	}
	return refuse_offset(cx, key, s, off, "");
}

/* ---- walking ---- */

struct walk {
	struct str s;
	size_t i;
};

/* The end of a text whose opening quote is at i. */
static size_t text_end(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

/* Nesting is bounded before jansson recurses; and NUL is refused, which it skips here and there. */
static enum err check_before(struct ctx *cx, struct str s)
{
	const char *nul = s.n ? memchr(s.p, 0, s.n) : NULL;
	int depth = 0;

	if (nul)
		return refuse_offset(cx, "json-syntax", s, (size_t)(nul - s.p), "");
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '"') {
			i = text_end(s, i) - 1;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_MAX_DEPTH)
				return refuse_offset(cx, "json-too-deep", s, i, "16");
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return OK;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next value of the outermost object, as written. The text is known to be valid. */
static struct str next_value(struct walk *w)
{
	struct str s = w->s;
	size_t i = w->i, from, end;
	int depth = 0;

	while (i < s.n && s.p[i] != '"')                /* to the key, past { or , */
		i++;
	for (i = text_end(s, i); i < s.n && s.p[i] != ':'; i++)
		;
	for (i++; i < s.n && blank(s.p[i]); i++)
		;
	from = end = i;
	for (; i < s.n; i++) {
		char c = s.p[i];

		if (!depth && (c == ',' || c == '}'))
			break;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (c == '"')
			i = text_end(s, i) - 1;
		if (!blank(c))
			end = i + 1;
	}
	w->i = i;
	return (struct str){ s.p + from, end - from };
}

/* ---- the object ---- */

static void set_pair(struct ctx *cx, struct json_pair *pair, const json_t *value, struct str raw)
{
	pair->text = raw;
	switch (json_typeof(value)) {
	case JSON_STRING:
		pair->type = JSON_TEXT;
		pair->text = (struct str){ json_string_value(value), json_string_length(value) };
		break;
	case JSON_INTEGER:
		pair->type = JSON_INT;
		pair->i = json_integer_value(value);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		pair->type = JSON_BOOL;
		pair->i = json_typeof(value) == JSON_TRUE;
		break;
	case JANSSON_NULL:
		pair->type = JSON_NULL;
		break;
	default:
		pair->type = JSON_OTHER;
		break;
	}
	pair->text = str_dup(&cx->arena, pair->text);
}

static void set_pairs(struct ctx *cx, json_t *root, struct str text, struct json_pair **pairs,
	int *n)
{
	struct walk w = { .s = text };
	struct json_pair *pair = arena_array(&cx->arena, json_object_size(root) + 1, sizeof *pair);

	*pairs = pair;
	/* jansson keeps the order of the text. */
	for (void *it = json_object_iter(root); it; it = json_object_iter_next(root, it)) {
		pair->key = str_dup(&cx->arena, str_of(json_object_iter_key(it)));
		set_pair(cx, pair++, json_object_iter_value(it), next_value(&w));
	}
	*n = (int)(pair - *pairs);
}

enum err json_flat(struct ctx *cx, struct str text, struct json_pair **pairs, int *n)
{
	json_error_t e;
	json_t *root;

	*pairs = NULL;
	*n = 0;
	if (text.n > JSON_MAX_TEXT)
		return refuse_at(cx, "json-too-long", 1, 1, "1048576");
	TRY(check_before(cx, text));
	root = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &e);
	if (!root)
		return refuse_json(cx, text, &e);
	if (!json_is_object(root)) {
		json_decref(root);
		return refuse_at(cx, "json-not-object", 1, 1, "");
	}
	set_pairs(cx, root, text, pairs, n);
	json_decref(root);
	return arena_full(&cx->arena) ? err_set(cx, ERR_LIMIT, "", "json-too-long", "", "",
		"1048576", NULL) : OK;
}

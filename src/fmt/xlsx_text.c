/* xlsx_text - strings that may stand in several runs of different looks, with reading aids between
 * them that are no part of the text. */
#include "fmt/xlsx_part.h"

#include "base/utf8.h"

#define ESCAPE 7                         /* bytes of _x000D_ */

void xlsx_text_init(struct xlsx_text *t)
{
	*t = (struct xlsx_text){ .depth = 0 };
	buf_init(&t->b, 8 * ROWS_CELL_MAX);
}

void xlsx_text_start(struct xlsx_text *t, int depth)
{
	buf_reset(&t->b);
	t->depth = depth;
	t->in_t = t->phonetic = false;
}

void xlsx_text_begin(struct xlsx_text *t, int depth, const char *name)
{
	int inner = depth - t->depth;

	if (inner == 1 && !strcmp(name, "rPh"))
		t->phonetic = true;
	else if ((inner == 1 || (inner == 2 && !t->phonetic)) && !strcmp(name, "t"))
		t->in_t = true;
}

void xlsx_text_end(struct xlsx_text *t, int depth, const char *name)
{
	if (!strcmp(name, "t"))
		t->in_t = false;
	else if (depth - t->depth == 1)
		t->phonetic = false;
}

void xlsx_text_add(struct xlsx_text *t, const char *p, size_t n)
{
	size_t room = t->b.max - t->b.n;

	if (t->in_t)
		buf_add(&t->b, p, n < room ? n : room);
}

/* ---- _xHHHH_ ---- */

static int32_t escape_at(const char *p, size_t n)
{
	int32_t v = 0;

	if (n < ESCAPE || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return -1;
	for (int i = 2; i < 6; i++) {
		char c = p[i], low = (char)(c | 32);

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v * 16 + (low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* Halves of a pair stand beside each other; half a pair, and NUL, stay as written. */
static size_t unescape(const char *p, size_t n, char out[4], int *len)
{
	int32_t v = escape_at(p, n), low;

	*len = 0;
	if (v <= 0 || (v >= 0xDC00 && v <= 0xDFFF) || v >= 0xFFFE)
		return 0;
	if (v < 0xD800 || v > 0xDFFF) {
		*len = utf8_put(out, v);
		return ESCAPE;
	}
	low = escape_at(p + ESCAPE, n - ESCAPE);
	if (low < 0xDC00 || low > 0xDFFF)
		return 0;
	*len = utf8_put(out, 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00));
	return 2 * ESCAPE;
}

struct str xlsx_text_plain(struct buf *b)
{
	char *p = b->p;
	size_t to = 0;

	if (b->n < ESCAPE || !memmem(p, b->n, "_x", 2))
		return (struct str){ b->p, b->n };
	for (size_t i = 0; i < b->n;) {
		char out[4];
		int len = 0;
		size_t took = p[i] == '_' ? unescape(p + i, b->n - i, out, &len) : 0;

		if (took)
			memcpy(p + to, out, (size_t)len);
		else
			p[to] = p[i];
		i += took ? took : 1;
		to += took ? (size_t)len : 1;
	}
	b->n = to;
	return (struct str){ b->p, to };
}

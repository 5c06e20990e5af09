/* xls_text - records and the texts in them. A text of BIFF8 is UTF-16, or its low bytes only; where
 * it goes on in another record, that begins with a byte that tells which of the two. What surrounds
 * rich text goes on without such a byte. */
#include "fmt/xls_part.h"

#include <stdio.h>

#include "base/utf8.h"

bool xls_rec_at(const struct xls *x, size_t at, struct xls_rec *r)
{
	if (at > x->n || x->n - at < 4)
		return false;
	r->at = at;
	r->type = xls_get16(x->p + at);
	r->n = xls_get16(x->p + at + 2);
	r->p = x->p + at + 4;
	r->next = at + 4 + r->n;
	return r->next <= x->n;
}

enum err xls_damaged(struct ctx *cx, const char *where, const char *what)
{
	return err_set(cx, ERR_INPUT, where, "xls-damaged", what, NULL);
}

enum err xls_text_err(struct ctx *cx, const struct xls *x, enum xls_text t, const char *where)
{
	char page[12];

	snprintf(page, sizeof page, "%d", x->codepage);
	switch (t) {
	case XLS_TEXT_CODEPAGE:
		return err_set(cx, ERR_INPUT, where, "xls-codepage", page, NULL);
	case XLS_TEXT_LONG:
		return err_set(cx, ERR_INPUT, where, "xls-cell-long", "32768", NULL);
	default:
		return xls_damaged(cx, where, "text");
	}
}

/* ---- bytes of a run of records ---- */

static bool go_on(struct xls_run *run)
{
	struct xls_rec r;

	while (run->i == run->r.n) {
		if (!xls_rec_at(run->x, run->r.next, &r) || r.type != XLS_CONTINUE)
			return false;
		run->r = r;
		run->i = 0;
	}
	return true;
}

/* n bytes that may lie in several records. */
static bool take(struct xls_run *run, size_t n, unsigned char *to)
{
	while (n) {
		size_t k = run->r.n - run->i;

		if (!k) {
			if (!go_on(run))
				return false;
			continue;
		}
		k = k < n ? k : n;
		if (to) {
			memcpy(to, run->r.p + run->i, k);
			to += k;
		}
		run->i += k;
		n -= k;
	}
	return true;
}

/* ---- characters ---- */

/* A unit of UTF-16 as UTF-8, at most 3 bytes, or 4 for the second half of a character whose first
 * is *high. Half a character stands for itself as U+FFFD: it is in the file, and the row's check
 * names it. */
static char *put_unit(char *to, uint32_t *high, uint32_t unit)
{
	bool low = unit >= 0xDC00 && unit < 0xE000;

	if (*high && low) {
		to += utf8_put(to, (int32_t)(0x10000 + ((*high - 0xD800) << 10) + (unit - 0xDC00)));
		*high = 0;
		return to;
	}
	if (*high)
		to += utf8_put(to, 0xFFFD);
	*high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
	return *high ? to : to + utf8_put(to, low ? 0xFFFD : (int32_t)unit);
}

/* k characters of one record. The room is for the longest there can be; `high` from before, too. */
static bool put_piece(struct buf *out, const unsigned char *p, size_t k, bool two, uint32_t *high)
{
	char *room = buf_room(out, 3 * k + 4), *to = room;

	if (!room)
		return false;
	for (size_t i = 0; i < k; i++) {
		uint32_t unit = two ? xls_get16(p + 2 * i) : p[i];

		if (unit < 0x80 && !*high)
			*to++ = (char)unit;
		else
			to = put_unit(to, high, unit);
	}
	out->n += (size_t)(to - room);
	return true;
}

static enum xls_text add_chars(struct xls_run *run, size_t count, bool two, struct buf *out)
{
	uint32_t high = 0;

	while (count) {
		size_t left = run->r.n - run->i, k = two ? left / 2 : left;
		const unsigned char *p = run->r.p + run->i;

		if (!k) {
			unsigned char flags;

			/* A character is never split: a byte left over is damage. */
			if (left || !go_on(run) || !take(run, 1, &flags))
				return XLS_TEXT_CUT;
			two = flags & 1;
			continue;
		}
		k = k < count ? k : count;
		if (!put_piece(out, p, k, two, &high))
			return XLS_TEXT_LONG;
		run->i += two ? 2 * k : k;
		count -= k;
	}
	if (high)
		buf_addz(out, "\xEF\xBF\xBD");
	return XLS_TEXT_GOOD;
}

static enum xls_text text8(struct xls_run *run, bool wide_count, struct buf *out)
{
	unsigned char b[4] = { 0 };
	size_t count, rich = 0, more = 0;
	enum xls_text t;
	int flags;

	if (!take(run, wide_count ? 2 : 1, b))
		return XLS_TEXT_CUT;
	count = xls_get16(b);
	if (!take(run, 1, b))
		return XLS_TEXT_CUT;
	flags = b[0];
	if (flags & 8 && !take(run, 2, b))
		return XLS_TEXT_CUT;
	if (flags & 8)
		rich = xls_get16(b);
	if (flags & 4 && !take(run, 4, b))
		return XLS_TEXT_CUT;
	if (flags & 4)
		more = xls_get32(b);
	t = add_chars(run, count, flags & 1, out);
	if (t != XLS_TEXT_GOOD)
		return t;
	return take(run, 4 * rich, NULL) && take(run, more, NULL) ? XLS_TEXT_GOOD : XLS_TEXT_CUT;
}

/* Chinese code pages are read as GB18030, which holds them. With others only ASCII is certain: a
 * guess would make other names of the names. */
static enum xls_text text5(struct xls *x, struct xls_run *run, bool wide_count, struct buf *out)
{
	unsigned char b[2] = { 0 };
	char raw[4096], *to;
	size_t count, n;

	if (!take(run, wide_count ? 2 : 1, b))
		return XLS_TEXT_CUT;
	count = xls_get16(b);
	if (count > sizeof raw)
		return XLS_TEXT_LONG;
	if (!take(run, count, (unsigned char *)raw))
		return XLS_TEXT_CUT;
	if (csv_ascii(raw, count)) {
		buf_add(out, raw, count);
		return XLS_TEXT_GOOD;
	}
	if (x->codepage != 936 && x->codepage != 54936 && x->codepage != 10008 && x->codepage != 0)
		return XLS_TEXT_CODEPAGE;
	if (!x->gb)
		x->gb = csv_gb_new();
	to = x->gb ? buf_room(out, 2 * count) : NULL;
	if (!to)
		return XLS_TEXT_CODEPAGE;
	n = csv_gb_to_utf8(x->gb, raw, count, to);
	if (n == SIZE_MAX)
		return XLS_TEXT_CODEPAGE;
	out->n += n;
	return XLS_TEXT_GOOD;
}

enum xls_text xls_run_text(struct xls *x, struct xls_run *run, bool wide_count, struct buf *out)
{
	size_t before = out->n;
	enum xls_text t = x->biff8 ? text8(run, wide_count, out) : text5(x, run, wide_count, out);

	if (t == XLS_TEXT_GOOD && (out->full || out->n - before > ROWS_CELL_MAX))
		return XLS_TEXT_LONG;
	return t;
}

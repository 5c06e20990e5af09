/* str - views of text. Everything here is bounded by the view's length; nothing reads past it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* memmem */
#endif
#include "base/str.h"

#include "base/arena.h"

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c)
		return c;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_eqz(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	const char *hit;

	if (needle.n == 0)
		return 0;
	if (needle.n > s.n)
		return -1;
	hit = memmem(s.p, s.n, needle.p, needle.n);
	return hit ? hit - s.p : -1;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
	if (from >= s.n)
		return (struct str){ s.n ? s.p + s.n : s.p, 0 };
	if (n > s.n - from)
		n = s.n - from;
	return (struct str){ s.p + from, n };
}

static bool ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of white space at the start (or the end) of s: 1, 2 (U+00A0), 3 (U+3000) or 0. */
static size_t space_at_start(struct str s)
{
	if (s.n >= 1 && ascii_space(s.p[0]))
		return 1;
	if (s.n >= 2 && memcmp(s.p, "\xC2\xA0", 2) == 0)
		return 2;
	if (s.n >= 3 && memcmp(s.p, "\xE3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

static size_t space_at_end(struct str s)
{
	if (s.n >= 1 && ascii_space(s.p[s.n - 1]))
		return 1;
	if (s.n >= 2 && memcmp(s.p + s.n - 2, "\xC2\xA0", 2) == 0)
		return 2;
	if (s.n >= 3 && memcmp(s.p + s.n - 3, "\xE3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

struct str str_trim(struct str s)
{
	size_t k;

	while ((k = space_at_start(s)) > 0) {
		s.p += k;
		s.n -= k;
	}
	while ((k = space_at_end(s)) > 0)
		s.n -= k;
	return s;
}

/* An empty rest is "nothing left", so text that ends with sep has no empty last piece: a file of
 * lines ending in '\n' gives just its lines. */
bool str_next(struct str *rest, char sep, struct str *piece)
{
	const char *hit;

	if (rest->n == 0)
		return false;
	hit = memchr(rest->p, sep, rest->n);
	if (!hit) {
		*piece = *rest;
		rest->p += rest->n;
		rest->n = 0;
		return true;
	}
	*piece = (struct str){ rest->p, (size_t)(hit - rest->p) };
	rest->p = hit + 1;
	rest->n -= piece->n + 1;
	return true;
}

char *str_z(struct arena *a, struct str s)
{
	char *z = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(z, s.p, s.n);
	return z;
}

struct str str_dup(struct arena *a, struct str s)
{
	return (struct str){ str_z(a, s), s.n };
}

struct str str_join(struct arena *a, struct str x, struct str y)
{
	char *z = arena_alloc(a, x.n + y.n + 1);

	if (x.n)
		memcpy(z, x.p, x.n);
	if (y.n)
		memcpy(z + x.n, y.p, y.n);
	return (struct str){ z, x.n + y.n };
}

bool str_i64(struct str s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	uint64_t limit = minus ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
	uint64_t v = 0;

	if (s.n == (size_t)minus)
		return false;
	for (size_t i = minus; i < s.n; i++) {
		unsigned d = (unsigned char)s.p[i] - (unsigned)'0';

		if (d > 9 || v > (limit - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*out = minus ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

/* One 64x64 -> 128 bit multiplication per 8 bytes, folded; good spread, few instructions. */
static inline uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide m = (wide)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t str_hash(struct str s)
{
	uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ s.n, w;
	const char *p = s.p;
	size_t n = s.n;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&w, p, 8);
		h = mix(h ^ w, UINT64_C(0xD6E8FEB86659FD93));
	}
	if (n) {
		w = 0;
		memcpy(&w, p, n);
		h = mix(h ^ w, UINT64_C(0xD6E8FEB86659FD93));
	}
	return mix(h ^ (h >> 32), UINT64_C(0xA0761D6478BD642F));
}

/* money - decimal text to scaled integers and back, without a floating point number anywhere. */
#include "base/money.h"

/* One character of the text, full-width forms made narrow; 0 for anything that no number has. */
static char next_char(const char **p, const char *end, bool *plain)
{
	const unsigned char *u = (const unsigned char *)*p;

	if (u[0] < 0x80) {
		(*p)++;
		return (char)u[0];
	}
	*plain = false;
	if (end - *p < 3) {
		*p = end;
		return 0;
	}
	*p += 3;
	if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x8B && u[2] <= 0x99 && u[2] != 0x8F)
		return (char)(u[2] - 0x8B + '+');       /* ＋ ， － ． ０..９ */
	if (memcmp(u, "\xE2\x88\x92", 3) == 0)          /* the minus sign U+2212 */
		return '-';
	return 0;
}

/* The number being read. Errors of size are kept and told only when the form is right. */
struct reading {
	int64_t v;
	int scale;              /* decimals still to come */
	int whole;              /* digits before the point */
	int group;              /* digits since the last comma */
	bool commas, point, digit_after, too_large, too_fine;
};

static void take_digit(struct reading *r, int d)
{
	if (r->point) {
		r->digit_after = true;
		if (r->scale == 0) {
			r->too_fine |= d != 0;
			return;
		}
		r->scale--;
	} else {
		r->whole += r->whole < 4;       /* only "none", "up to three" and "more" matter */
		r->group += r->group < 4;
	}
	if (r->v > (MONEY_MAX - d) / 10)
		r->too_large = true;
	else
		r->v = r->v * 10 + d;
}

static bool take_comma(struct reading *r)
{
	bool ok = !r->point && (r->commas ? r->group == 3 : r->whole >= 1 && r->whole <= 3);

	r->commas = true;
	r->group = 0;
	return ok;
}

/* 1234, 1234.5, and understood though not plain: .5 and 5. */
static bool form_is_right(const struct reading *r, bool *plain)
{
	if (r->commas && r->group != 3)
		return false;
	if (r->commas || (r->point && (!r->whole || !r->digit_after)))
		*plain = false;
	return r->whole || r->digit_after;
}

/* At least one digit, and everything that is no digit in its place. */
static bool read_chars(const char *p, const char *end, struct reading *r, bool *plain)
{
	while (p < end) {
		char c = next_char(&p, end, plain);

		if (c >= '0' && c <= '9') {
			take_digit(r, c - '0');
		} else if (c == '.') {
			if (r->point || (r->commas && r->group != 3))
				return false;
			r->point = true;
		} else if (c != ',' || !take_comma(r)) {
			return false;
		}
	}
	return form_is_right(r, plain);
}

enum money_bad decimal_read(struct str s, int scale, int64_t *out, bool *plain)
{
	struct str in = str_trim(s);
	struct reading r = { .scale = scale };
	const char *p = in.p, *end = in.p + in.n, *after;
	bool same = in.n == s.n, minus = false;
	char c;

	if (p < end && *p == '\'') {            /* what a spreadsheet puts before text */
		same = false;
		p++;
	}
	if (p == end)
		return MONEY_NOT_A_NUMBER;
	after = p;
	c = next_char(&after, end, &same);
	if (c == '-' || c == '+') {
		minus = c == '-';
		same = same && minus;
		p = after;
	}
	if (!read_chars(p, end, &r, &same))
		return MONEY_NOT_A_NUMBER;
	for (; r.scale > 0 && !r.too_large; r.scale--) {
		if (r.v > MONEY_MAX / 10)
			r.too_large = true;
		else
			r.v *= 10;
	}
	if (r.too_large)
		return MONEY_TOO_LARGE;
	if (r.too_fine)
		return MONEY_TOO_MANY_DECIMALS;
	*out = minus ? -r.v : r.v;
	*plain = same;
	return MONEY_GOOD;
}

enum money_bad money_read(struct str s, int64_t *fen, bool *plain)
{
	return decimal_read(s, 2, fen, plain);
}

/* Writes v with exactly `scale` decimals; bytes written. */
static size_t put(char out[24], int64_t v, int scale)
{
	char d[24];
	size_t i = sizeof d, n;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	for (int k = 0; u > 0 || k <= scale; k++) {
		if (k == scale && scale > 0)
			d[--i] = '.';
		d[--i] = (char)('0' + u % 10);
		u /= 10;
	}
	if (v < 0)
		d[--i] = '-';
	n = sizeof d - i;
	memcpy(out, d + i, n);
	out[n] = 0;
	return n;
}

size_t money_put(char out[24], int64_t fen)
{
	return put(out, fen, 2);
}

size_t money_show(char out[32], int64_t fen)
{
	char text[24];
	size_t n = money_put(text, fen), whole = n - 3, at = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && i < whole && (whole - i) % 3 == 0 && text[i - 1] != '-')
			out[at++] = ',';
		out[at++] = text[i];
	}
	out[at] = 0;
	return at;
}

size_t decimal_put(char out[24], int64_t v, int scale)
{
	size_t n = put(out, v, scale);

	if (scale > 0) {
		while (out[n - 1] == '0')
			n--;
		if (out[n - 1] == '.')
			n--;
		out[n] = 0;
	}
	return n;
}

static bool in_bounds(int64_t v)
{
	return v >= -MONEY_MAX && v <= MONEY_MAX;
}

bool money_add(int64_t a, int64_t b, int64_t *sum)
{
	int64_t v;

	if (__builtin_add_overflow(a, b, &v) || !in_bounds(v))
		return false;
	*sum = v;
	return true;
}

bool money_mul(int64_t a, int64_t factor, int64_t *product)
{
	int64_t v;

	if (__builtin_mul_overflow(a, factor, &v) || !in_bounds(v))
		return false;
	*product = v;
	return true;
}

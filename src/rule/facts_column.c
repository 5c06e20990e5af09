/* facts_column - narrow columns: how wide values need to be, writing them, copying ranges. */
#include "base/mem.h"
#include "rule/facts_int.h"

/* ---- dates as days ---- */

static int month_days(int y, int m)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 29 : days[m - 1];
}

int32_t facts_days(int64_t date)
{
	int y, m, d;
	int32_t days;

	if (date < 19000101 || date > 20790606)
		return -1;
	y = (int)(date / 10000);
	m = (int)(date / 100 % 100);
	d = (int)(date % 100);
	if (m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return -1;
	days = date_days((date_t)date) - DAYS_FIRST;
	return days >= 0 && days <= UINT16_MAX ? days : -1;
}

int64_t facts_days_date(uint32_t days)
{
	return date_from_days((int32_t)days + DAYS_FIRST);
}

/* ---- what values need ---- */

void span_start(struct span *s)
{
	*s = (struct span){ .min = INT64_MAX, .max = INT64_MIN };
}

void span_add(struct span *s, int64_t v, bool known, bool date)
{
	s->n++;
	if (!known) {
		s->nulls = true;
		return;
	}
	if (v < s->min)
		s->min = v;
	if (v > s->max)
		s->max = v;
	if (date && !s->odd_date && facts_days(v) < 0)
		s->odd_date = true;
}

void span_rows(struct span *s, const int64_t *v, const uint64_t *known, uint32_t n, bool date)
{
	int64_t min = s->min, max = s->max;
	uint32_t there = known ? facts_bits_count(known, 0, n) : n;

	s->n += n;
	s->nulls |= there < n;
	if (there == 0)
		return;
	for (uint32_t i = 0; i < n; i++) {       /* an unknown 0 counts for nothing */
		bool is = v[i] || !known || bit_at(known, i);

		min = is && v[i] < min ? v[i] : min;
		max = is && v[i] > max ? v[i] : max;
	}
	for (uint32_t i = 0; date && !s->odd_date && i < n; i++)
		s->odd_date = (v[i] || !known || bit_at(known, i)) && facts_days(v[i]) < 0;
	s->min = min;
	s->max = max;
}

enum facts_width span_width(const struct span *s, bool date)
{
	if (s->min > s->max)
		return FW_VOID;
	if (s->min == 0 && s->max == 0)
		return FW_HERE;
	if (date && !s->odd_date)
		return FW_DAYS;
	if (s->min >= 0 && s->max <= 1)
		return FW_BIT;
	if (s->min >= 0 && s->max <= UINT8_MAX)
		return FW_U8;
	if (s->min >= 0 && s->max <= UINT16_MAX)
		return FW_U16;
	return s->min >= INT32_MIN && s->max <= INT32_MAX ? FW_I32 : FW_I64;
}

/* The narrowest that holds what either holds. Days and plain numbers meet in i32. */
enum facts_width facts_width_join(enum facts_width a, enum facts_width b)
{
	if (a == b)
		return a;
	if (a > b)
		return facts_width_join(b, a);
	if (a == FW_VOID)
		return b;
	return b == FW_DAYS ? FW_I32 : b;        /* a is a number then */
}

size_t facts_width_bytes(enum facts_width w, uint32_t rows)
{
	static const unsigned char bits[FW__COUNT] = {
		[FW_BIT] = 1, [FW_U8] = 8, [FW_U16] = 16, [FW_DAYS] = 16, [FW_I32] = 32, [FW_I64] = 64,
	};

	return bits[w] ? (BITS_WORDS(rows) + 1) * 8 * bits[w] : 0;
}

/* ---- bits ---- */

static uint64_t ones(uint32_t n)
{
	return n >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
}

/* Puts the lowest n <= 64 bits of x at bit `at` of zeroed words. */
static void bits_put(uint64_t *to, uint32_t at, uint64_t x, uint32_t n)
{
	uint32_t w = at >> 6, s = at & 63;

	x &= ones(n);
	to[w] |= x << s;
	if (s && s + n > 64)
		to[w + 1] |= x >> (64 - s);
}

static uint64_t bits_take(const uint64_t *from, uint32_t at, uint32_t n)
{
	uint32_t w = at >> 6, s = at & 63;
	uint64_t x = from[w] >> s;

	if (s && s + n > 64)
		x |= from[w + 1] << (64 - s);
	return x;
}

void bits_copy(uint64_t *to, uint32_t at, const uint64_t *from, uint32_t from_at, uint32_t n)
{
	for (uint32_t done = 0; done < n; done += 64) {
		uint32_t k = n - done < 64 ? n - done : 64;

		bits_put(to, at + done, bits_take(from, from_at + done, k), k);
	}
}

void bits_gather(uint64_t *to, const uint64_t *from, size_t stride, int bit, uint32_t n)
{
	for (uint32_t at = 0; at < n; at += 64) {
		uint64_t bits = 0;

		for (uint32_t i = 0; i < 64 && at + i < n; i++)
			bits |= (from[(at + i) * stride] >> bit & 1) << i;
		to[at / 64] = bits;
	}
}

void bits_fill(uint64_t *to, uint32_t at, uint32_t n)
{
	for (uint32_t done = 0; done < n; done += 64)
		bits_put(to, at + done, ~(uint64_t)0, n - done < 64 ? n - done : 64);
}

__attribute__((always_inline))
static inline uint32_t ones_between(const uint64_t *w, uint32_t from, uint32_t to)
{
	uint64_t first = ~(uint64_t)0 << (from & 63), last = ones(to & 63);
	uint32_t n = 0, at = from >> 6, end = to >> 6;

	if (from >= to)
		return 0;
	if (at == end)
		return (uint32_t)__builtin_popcountll(w[at] & first & last);
	n = (uint32_t)__builtin_popcountll(w[at] & first);
	for (at++; at < end; at++)
		n += (uint32_t)__builtin_popcountll(w[at]);
	return last ? n + (uint32_t)__builtin_popcountll(w[end] & last) : n;
}

#if defined(__x86_64__)
/* With the instruction that every processor of the last 15 years has. */
__attribute__((target("popcnt")))
static uint32_t ones_between_fast(const uint64_t *w, uint32_t from, uint32_t to)
{
	return ones_between(w, from, to);
}
#endif

uint32_t facts_bits_count(const uint64_t *w, uint32_t from, uint32_t to)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("popcnt"))
		return ones_between_fast(w, from, to);
#endif
	return ones_between(w, from, to);
}

/* ---- writing a column ---- */

void colw_start(struct colw *w, enum facts_width width, bool nulls, int64_t base, uint32_t rows)
{
	size_t words = nulls ? (BITS_WORDS(rows) + 1) * 8 : 0, bytes;

	*w = (struct colw){ .width = width, .nulls = nulls, .base = base, .room = rows };
	if (width == FW_VOID)
		return;
	words = (words + 63) & ~(size_t)63;
	bytes = words + facts_width_bytes(width, rows);
	if (bytes == 0)
		return;
	w->chunk = facts_chunk_new(bytes);
	w->known = nulls ? w->chunk->at : NULL;
	w->data = (unsigned char *)w->chunk->at + words;
}

static void value_put(struct colw *w, uint32_t i, int64_t v)
{
	v -= w->base;
	switch (w->width) {
	case FW_BIT: w->data[i >> 3] |= (unsigned char)((v & 1) << (i & 7)); break;
	case FW_U8: w->data[i] = (uint8_t)v; break;
	case FW_U16: ((uint16_t *)(void *)w->data)[i] = (uint16_t)v; break;
	case FW_DAYS: ((uint16_t *)(void *)w->data)[i] = v ? (uint16_t)facts_days(v) : 0; break;
	case FW_I32: ((int32_t *)(void *)w->data)[i] = (int32_t)v; break;
	case FW_I64: ((int64_t *)(void *)w->data)[i] = v; break;
	default: break;
	}
}

void colw_value(struct colw *w, int64_t v, bool known)
{
	if (known && w->width != FW_VOID) {
		if (w->known)
			bit_set(w->known, w->n);
		value_put(w, w->n, v);
	}
	w->n++;
}

void colw_rows(struct colw *w, const int64_t *v, const uint64_t *known, uint32_t n)
{
	int64_t base = w->base;

	w->n = n;
	if (w->known)
		memcpy(w->known, known, BITS_WORDS(n) * sizeof *known);
	switch (w->width) {
	case FW_BIT:
		for (uint32_t i = 0; i < n; i++)
			w->data[i >> 3] |= (unsigned char)(((v[i] - base) & 1) << (i & 7));
		break;
	case FW_U8:
		for (uint32_t i = 0; i < n; i++)
			w->data[i] = (uint8_t)(v[i] - base);
		break;
	case FW_U16:
		for (uint32_t i = 0; i < n; i++)
			((uint16_t *)(void *)w->data)[i] = (uint16_t)(v[i] - base);
		break;
	case FW_I32:
		for (uint32_t i = 0; i < n; i++)
			((int32_t *)(void *)w->data)[i] = (int32_t)(v[i] - base);
		break;
	case FW_DAYS: case FW_I64:
		for (uint32_t i = 0; i < n; i++)
			value_put(w, i, v[i]);
		break;
	default:
		break;
	}
}

void colw_set(struct colw *w, uint32_t row, int64_t v, bool known)
{
	uint64_t bit = (uint64_t)1 << (row & 63);

	if (w->width == FW_VOID)
		return;
	if (w->known)
		w->known[row >> 6] = (w->known[row >> 6] & ~bit) | (known ? bit : 0);
	if (w->width == FW_BIT)
		w->data[row >> 3] &= (unsigned char)~(1u << (row & 7));
	value_put(w, row, known ? v : w->base);
}

/* Runs of rows of the same width move as they are. */
static void data_copy(struct colw *w, const struct facts_col *from, uint32_t at, uint32_t n)
{
	size_t size = w->width == FW_U8 ? 1 : w->width == FW_I32 ? 4 : w->width == FW_I64 ? 8 : 2;

	if (w->width == FW_BIT)
		bits_copy((uint64_t *)(void *)w->data, w->n, from->data, at, n);
	else if (w->width != FW_HERE)
		memcpy(w->data + w->n * size, (const unsigned char *)from->data + at * size, n * size);
}

void colw_copy(struct colw *w, const struct facts_col *from, uint32_t at, uint32_t n)
{
	if (w->width == FW_VOID || from->width == FW_VOID) {
		w->n += n;
		return;
	}
	if (from->width != w->width || from->base != w->base) {
		for (uint32_t i = 0; i < n; i++) {
			int64_t v = 0;
			bool known = facts_value(from, at + i, &v);

			colw_value(w, v, known);
		}
		return;
	}
	if (w->known && from->known)
		bits_copy(w->known, w->n, from->known, at, n);
	else if (w->known)
		bits_fill(w->known, w->n, n);
	data_copy(w, from, at, n);
	w->n += n;
}

void colw_end(struct colw *w, struct facts_col *out, struct facts_chunk **chunk)
{
	*out = (struct facts_col){ .width = (uint8_t)w->width, .known = w->known, .base = w->base };
	if (w->chunk && facts_width_bytes(w->width, w->room))
		out->data = w->data;
	*chunk = w->chunk;
}

bool facts_value(const struct facts_col *c, uint32_t row, int64_t *v)
{
	*v = 0;
	if (c->width == FW_VOID || (c->known && !bit_at(c->known, row)))
		return false;
	switch (c->width) {
	case FW_BIT: *v = bit_at(c->data, row); break;
	case FW_U8: *v = ((const uint8_t *)c->data)[row]; break;
	case FW_U16: *v = ((const uint16_t *)c->data)[row]; break;
	case FW_DAYS: *v = facts_days_date(((const uint16_t *)c->data)[row]); break;
	case FW_I32: *v = ((const int32_t *)c->data)[row]; break;
	case FW_I64: *v = ((const int64_t *)c->data)[row]; break;
	default: break;
	}
	*v += c->base;
	return true;
}

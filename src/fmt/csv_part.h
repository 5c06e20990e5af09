/* csv_part - what the files of csv share: cutting one record, the scan, encodings. For fmt only. */
#ifndef FMT_CSV_PART_H
#define FMT_CSV_PART_H

#include <sys/types.h>

#include "fmt/csv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define CSV_SLACK 128        /* bytes that may be read past the end of any text given to csv_mask */

/* ---- finding bytes, 64 at a time ---- */

#ifdef __SSE2__
/* Bit k is set where p[k] is one of four bytes (say one twice when there are fewer). */
static inline uint64_t csv_mask(const char *p, char a, char b, char c, char d)
{
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);
	const __m128i vc = _mm_set1_epi8(c), vd = _mm_set1_epi8(d);
	uint64_t mask = 0;

	for (int k = 0; k < 4; k++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));
		__m128i x = _mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb));
		__m128i y = _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd));

		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(x, y)) << (16 * k);
	}
	return mask;
}
#else
/* 0x80 in each byte of w that equals c, 0 elsewhere; exact, no carries between bytes. */
static inline uint64_t csv_equal(uint64_t w, char c)
{
	const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
	uint64_t x = w ^ (UINT64_C(0x0101010101010101) * (unsigned char)c);

	return ~(((x & low) + low) | x | low);
}

static inline uint64_t csv_mask(const char *p, char a, char b, char c, char d)
{
	uint64_t mask = 0;

	for (int k = 0; k < 8; k++) {
		uint64_t w, hit;

		memcpy(&w, p + 8 * k, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		w = __builtin_bswap64(w);
#endif
		hit = csv_equal(w, a) | csv_equal(w, b) | csv_equal(w, c) | csv_equal(w, d);
		/* Gathers the eight 0x80 into one byte, lowest first. */
		mask |= (((hit >> 7) * UINT64_C(0x0102040810204080)) >> 56) << (8 * k);
	}
	return mask;
}
#endif

/* ---- one record ---- */

enum csv_shape {
	CSV_GOOD,
	CSV_COLUMNS,         /* more than CSV_MAX_COLUMNS */
	CSV_FIELD,           /* a cell longer than the cut allows */
	CSV_QUOTE,           /* text after a closing quote */
	CSV_UNCLOSED,        /* the record ends inside quotes */
};

struct csv_cut {
	const char *p;       /* the record without its line end, CSV_SLACK readable bytes behind */
	size_t n;
	char sep;
	char *text;          /* cells with doubled quotes are written here, at the offsets of p; may
	                      * be p itself; NULL: they are left as they stand */
	struct str *cell;    /* room for `want` */
	int want;            /* stop after so many cells */
	size_t longest;      /* bytes of a cell, quotes not counted */
	int ncell;           /* result; with a fault: the cells before the faulty one */
};

enum csv_shape csv_split(struct csv_cut *cut);

/* Length of a record without LF, CR or CR LF. */
static inline size_t csv_trim_end(const char *p, size_t n)
{
	if (n && p[n - 1] == '\n')
		n--;
	if (n && p[n - 1] == '\r')
		n--;
	return n;
}

/* The first pass: fills enc, bom, sep, at, nrecord of c, whose memory is there. */
enum err csv_scan(struct ctx *cx, struct csv *c);

/* Pages from the system, zeroed; NULL when there are none. */
void *csv_pages(size_t n);

/* ---- encodings ---- */

struct csv_gb;
/* NULL when the system knows no GB18030. */
struct csv_gb *csv_gb_new(void);
void csv_gb_free(struct csv_gb *gb);
/* Bytes at the start of p that are whole, well-formed characters: less than n when a character
 * is wrong or cut off at the end. At most three bytes are left over by a cut. */
size_t csv_gb_good(const struct csv_gb *gb, const char *p, size_t n);
size_t csv_utf8_good(const char *p, size_t n);
/* To UTF-8; out has room for 2 n bytes. SIZE_MAX when p is not all well-formed. */
size_t csv_gb_to_utf8(const struct csv_gb *gb, const char *p, size_t n, char *out);
bool csv_ascii(const char *p, size_t n);

#endif

/* csv_code - the two encodings of lists in China. UTF-8 is checked 64 bytes at a time. GB18030 is
 * checked and converted with a table that is asked from the C library's iconv once, while files may
 * still be opened: afterwards no conversion needs the library, a file or memory. */
#include "base/utf8.h"
#include "fmt/csv_part.h"

#include <iconv.h>
#include <sys/mman.h>

#define WORD_HIGH UINT64_C(0x8080808080808080)

bool csv_ascii(const char *p, size_t n)
{
	uint64_t all = 0, w;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		memcpy(&w, p + i, 8);
		all |= w;
	}
	for (; i < n; i++)
		all |= (unsigned char)p[i];
	return !(all & WORD_HIGH);
}

/* ---- UTF-8 ---- */

#ifdef __SSE2__
/* A block of 64 bytes that starts with a character: how far it is certainly good. 0 where the
 * masks cannot tell (bytes whose followers have a narrower range, or something wrong). */
static size_t utf8_block(const unsigned char *p)
{
	const __m128i c0 = _mm_set1_epi8((char)0xC0), c1 = _mm_set1_epi8((char)0xC1);
	const __m128i e0 = _mm_set1_epi8((char)0xE0), ed = _mm_set1_epi8((char)0xED);
	const __m128i df = _mm_set1_epi8((char)0xDF), ef = _mm_set1_epi8((char)0xEF);
	uint64_t high = 0, follow = 0, three = 0, special = 0;

	for (int k = 0; k < 4; k++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));
		uint64_t h = (uint32_t)_mm_movemask_epi8(v);
		__m128i odd;

		if (!h)
			continue;
		/* Signed comparisons: ASCII counts as greater, and is masked away with `high`. */
		odd = _mm_or_si128(_mm_cmpeq_epi8(v, c0), _mm_cmpeq_epi8(v, c1));
		odd = _mm_or_si128(odd, _mm_cmpeq_epi8(v, e0));
		odd = _mm_or_si128(odd, _mm_cmpeq_epi8(v, ed));
		odd = _mm_or_si128(odd, _mm_cmpgt_epi8(v, ef));
		high |= h << (16 * k);
		follow |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmplt_epi8(v, c0)) << (16 * k);
		three |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(v, df)) << (16 * k);
		special |= (uint64_t)(uint32_t)_mm_movemask_epi8(odd) << (16 * k);
	}
	if (!high)
		return 64;
	three &= high;
	if (special & high)
		return 0;
	/* Every leading byte asks for one follower, those of three bytes for a second. */
	if (((high & ~follow) << 1 | three << 2) != follow)
		return 0;
	if (high & ~follow & UINT64_C(1) << 63)
		return 63;
	return three & UINT64_C(1) << 62 ? 62 : 64;
}
#else
static size_t utf8_block(const unsigned char *p)
{
	return csv_ascii((const char *)p, 64) ? 64 : 0;
}
#endif

size_t csv_utf8_good(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;

	while (i < n) {
		size_t stop = n - i < 64 ? n : i + 64;

		if (n - i >= 64) {
			size_t k = utf8_block(p + i);

			if (k) {
				i += k;
				continue;
			}
		}
		while (i < stop) {
			size_t k = utf8_char(p + i, n - i);

			if (!k)
				return i;
			i += k;
		}
	}
	return n;
}

/* ---- GB18030 ---- */

#define GB_ROW      192          /* second bytes 0x40 .. 0xFF; never used ones stay 0 */
#define GB_TWO      (126 * GB_ROW)
#define GB_FOUR     39420        /* four-byte codes of the basic plane, counted from 81308130 */
#define GB_PLANES   189000       /* the same count for 90308130, which is U+10000 */

struct csv_gb {
	uint32_t two[GB_TWO];        /* code points; 0: no such character */
	uint32_t four[GB_FOUR];
};

static uint32_t ask(iconv_t cd, unsigned char *code, size_t n)
{
	unsigned char wide[16];
	char *in = (char *)code, *out = (char *)wide;
	size_t in_n = n, out_n = sizeof wide;
	uint32_t cp;

	if (iconv(cd, &in, &in_n, &out, &out_n) == (size_t)-1 || in_n || out_n != sizeof wide - 4) {
		iconv(cd, NULL, NULL, NULL, NULL);
		return 0;
	}
	cp = (uint32_t)wide[0] << 24 | (uint32_t)wide[1] << 16 | (uint32_t)wide[2] << 8 | wide[3];
	return cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF) ? cp : 0;
}

struct csv_gb *csv_gb_new(void)
{
	iconv_t cd = iconv_open("UCS-4", "GB18030");
	struct csv_gb *gb;

	if (cd == (iconv_t)-1)
		return NULL;
	gb = csv_pages(sizeof *gb);
	for (unsigned i = 0; gb && i < GB_TWO; i++) {
		unsigned char code[2] = { (unsigned char)(0x81 + i / GB_ROW),
		                          (unsigned char)(0x40 + i % GB_ROW) };

		if (code[1] != 0x7F && code[1] != 0xFF)
			gb->two[i] = ask(cd, code, 2);
	}
	for (unsigned i = 0; gb && i < GB_FOUR; i++) {
		unsigned char code[4] = { (unsigned char)(0x81 + i / 12600),
		                          (unsigned char)(0x30 + i / 1260 % 10),
		                          (unsigned char)(0x81 + i / 10 % 126),
		                          (unsigned char)(0x30 + i % 10) };

		gb->four[i] = ask(cd, code, 4);
	}
	iconv_close(cd);
	return gb;
}

void csv_gb_free(struct csv_gb *gb)
{
	if (gb)
		munmap(gb, sizeof *gb);
}

/* Code point of the character of two or four bytes at p; *len its length. 0: wrong or cut off. */
static inline uint32_t gb_char(const struct csv_gb *gb, const unsigned char *p, size_t n,
	size_t *len)
{
	unsigned a = p[0] - 0x81u, b, c, d, line;

	if (a > 0xFE - 0x81 || n < 2)
		return 0;
	if (p[1] >= 0x40) {
		*len = 2;
		return gb->two[a * GB_ROW + p[1] - 0x40];
	}
	if (n < 4)
		return 0;
	b = p[1] - 0x30u;
	c = p[2] - 0x81u;
	d = p[3] - 0x30u;
	if (b > 9 || c > 125 || d > 9)
		return 0;
	*len = 4;
	line = ((a * 10 + b) * 126 + c) * 10 + d;
	if (line < GB_FOUR)
		return gb->four[line];
	return line >= GB_PLANES && line - GB_PLANES < 0x100000 ? line - GB_PLANES + 0x10000 : 0;
}

size_t csv_gb_good(const struct csv_gb *gb, const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0, len;
	uint64_t w;

	while (i < n) {
		while (n - i >= 8 && (memcpy(&w, p + i, 8), !(w & WORD_HIGH)))
			i += 8;
		for (; i < n && p[i] < 0x80; i++)
			;
		for (; i < n && p[i] >= 0x80; i += len)
			if (!gb_char(gb, p + i, n - i, &len))
				return i;
	}
	return n;
}

size_t csv_gb_to_utf8(const struct csv_gb *gb, const char *text, size_t n, char *to)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned char *out = (unsigned char *)to;
	size_t i = 0, len;

	while (i < n) {
		uint32_t cp;

		if (p[i] < 0x80) {
			*out++ = p[i++];
			continue;
		}
		cp = gb_char(gb, p + i, n - i, &len);
		if (!cp)
			return SIZE_MAX;
		i += len;
		if (cp >= 0x10000) {
			*out++ = (unsigned char)(0xF0 | cp >> 18);
			*out++ = (unsigned char)(0x80 | (cp >> 12 & 0x3F));
		} else if (cp >= 0x800) {
			*out++ = (unsigned char)(0xE0 | cp >> 12);
		}
		if (cp >= 0x800)
			*out++ = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
		else if (cp >= 0x80)
			*out++ = (unsigned char)(0xC0 | cp >> 6);
		*out++ = (unsigned char)(cp < 0x80 ? cp : 0x80 | (cp & 0x3F));
	}
	return (size_t)(out - (unsigned char *)to);
}

/* A converter that stays open keeps its tables loaded: csv_gb_new then opens no file. The handle
 * lives as long as the process, on purpose. */
enum err csv_preload(struct ctx *cx)
{
	unsigned char probe[2] = { 0xD6, 0xD0 };
	iconv_t cd = iconv_open("UCS-4", "GB18030");

	if (cd == (iconv_t)-1 || ask(cd, probe, 2) != 0x4E2D)
		return err_set(cx, ERR_IO, "GB18030", "csv-converter", NULL);
	return OK;
}

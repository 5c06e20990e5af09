/* utf8 - the decoder accepts exactly RFC 3629; everything else in this file stands on it. */
#include "base/utf8.h"

/* The ranges of the second byte are those of RFC 3629 section 4: they shut out overlong forms and
 * surrogates. */
size_t utf8_char(const unsigned char *p, size_t n)
{
	unsigned c = p[0], lo = 0x80, hi = 0xBF;
	size_t len;

	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	if (c == 0xE0)
		lo = 0xA0;
	else if (c == 0xED)
		hi = 0x9F;
	else if (c == 0xF0)
		lo = 0x90;
	else if (c == 0xF4)
		hi = 0x8F;
	if (p[1] < lo || p[1] > hi)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

bool utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = s.n;

	while (n) {
		size_t len;
		uint64_t w;

		while (n >= 8) {                /* plain ASCII, eight at a time */
			memcpy(&w, p, 8);
			if (w & UINT64_C(0x8080808080808080))
				break;
			p += 8;
			n -= 8;
		}
		if (!n)
			break;
		len = utf8_char(p, n);
		if (!len)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

int32_t utf8_next(struct str *s)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t len;
	int32_t cp;

	if (!s->n)
		return -1;
	len = utf8_char(p, s->n);
	switch (len) {
	case 1:
		cp = p[0];
		break;
	case 2:
		cp = (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
		break;
	case 3:
		cp = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
		break;
	case 4:
		cp = (p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F);
		break;
	default:
		cp = 0xFFFD;
		len = 1;
	}
	s->p += len;
	s->n -= len;
	return cp;
}

size_t utf8_len(struct str s)
{
	size_t n = 0;

	while (utf8_next(&s) >= 0)
		n++;
	return n;
}

int utf8_put(char out[4], int32_t cp)
{
	if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

struct range {
	int32_t lo, hi;
};

static bool in_ranges(const struct range *r, size_t n, int32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp <= r[i].hi)
			return cp >= r[i].lo;
	return false;
}

#define IN(table, cp) in_ranges((table), sizeof(table) / sizeof((table)[0]), (cp))

/* Marks that take no column, and invisible format characters; ascending. */
static const struct range zero_width[] = {
	{ 0x0300, 0x036F }, { 0x0483, 0x0489 }, { 0x0591, 0x05BD }, { 0x0610, 0x061A },
	{ 0x064B, 0x065F }, { 0x0E31, 0x0E31 }, { 0x0E34, 0x0E3A }, { 0x0E47, 0x0E4E },
	{ 0x0F71, 0x0F7E }, { 0x0F80, 0x0F84 }, { 0x0F90, 0x0FBC }, { 0x1AB0, 0x1AFF },
	{ 0x1DC0, 0x1DFF }, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2064 },
	{ 0x20D0, 0x20FF }, { 0x302A, 0x302D }, { 0x3099, 0x309A }, { 0xFE00, 0xFE0F },
	{ 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF }, { 0xE0100, 0xE01EF },
};

/* East Asian wide and full-width blocks; ascending. */
static const struct range wide[] = {
	{ 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF },
	{ 0x4E00, 0x9FFF }, { 0xA000, 0xA4CF }, { 0xA960, 0xA97F }, { 0xAC00, 0xD7A3 },
	{ 0xF900, 0xFAFF }, { 0xFE10, 0xFE19 }, { 0xFE30, 0xFE6F }, { 0xFF01, 0xFF60 },
	{ 0xFFE0, 0xFFE6 }, { 0x17000, 0x18CFF }, { 0x1B000, 0x1B2FF }, { 0x1F300, 0x1F64F },
	{ 0x1F680, 0x1F6FF }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x2FFFD }, { 0x30000, 0x3FFFD },
};

static const struct range han[] = {
	{ 0x3005, 0x3005 }, { 0x3007, 0x3007 }, { 0x3021, 0x3029 }, { 0x3400, 0x4DBF },
	{ 0x4E00, 0x9FFF }, { 0xF900, 0xFAD9 }, { 0x20000, 0x2A6DF }, { 0x2A700, 0x2EBE0 },
	{ 0x2F800, 0x2FA1D }, { 0x30000, 0x323AF },
};

int utf8_width(struct str s)
{
	int32_t cp;
	int w = 0;

	while ((cp = utf8_next(&s)) >= 0) {
		if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
			continue;
		if (cp < 0x300)
			w++;
		else if (!IN(zero_width, cp))
			w += IN(wide, cp) ? 2 : 1;
	}
	return w;
}

bool utf8_is_han(int32_t cp)
{
	return IN(han, cp);
}

bool utf8_unruly(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xFFFD || cp == 0x061C || cp == 0x200E ||
	       cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
	       cp == 0xFEFF;
}

/* Unicode 16: DerivedCoreProperties.txt, Default_Ignorable_Code_Point; UnicodeData.txt, Cf and Zs;
 * ascending. Code points that are not yet given out but ignorable are among them. */
static const struct range unseen[] = {
	{ 0x00A0, 0x00A0 }, { 0x00AD, 0x00AD }, { 0x034F, 0x034F }, { 0x0600, 0x0605 },
	{ 0x061C, 0x061C }, { 0x06DD, 0x06DD }, { 0x070F, 0x070F }, { 0x0890, 0x0891 },
	{ 0x08E2, 0x08E2 }, { 0x115F, 0x1160 }, { 0x1680, 0x1680 }, { 0x17B4, 0x17B5 },
	{ 0x180B, 0x180F }, { 0x2000, 0x200F }, { 0x202A, 0x202F }, { 0x205F, 0x206F },
	{ 0x2800, 0x2800 },   /* a Braille cell without a dot: ink to Unicode, not to people */
	{ 0x3164, 0x3164 }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 },
	{ 0xFFF0, 0xFFFB }, { 0x110BD, 0x110BD }, { 0x110CD, 0x110CD }, { 0x13430, 0x1343F },
	{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0000, 0xE0FFF },
};

/* From U+00A1 on, what stands beside names or on their letters: punctuation, symbols, marks that
 * any letter can bear, pictures; ascending. What can be seen and is not here is a letter. */
static const struct range no_name[] = {
	{ 0x00A1, 0x00A9 }, { 0x00AB, 0x00B4 }, { 0x00B6, 0x00B9 }, { 0x00BB, 0x00BF },
	{ 0x00D7, 0x00D7 }, { 0x00F7, 0x00F7 }, { 0x02B9, 0x036F }, { 0x0387, 0x0387 },
	{ 0x0483, 0x0489 }, { 0x055A, 0x055F }, { 0x0589, 0x058F }, { 0x0609, 0x060F },
	{ 0x061B, 0x061F }, { 0x0640, 0x0640 }, { 0x066A, 0x066D }, { 0x06D4, 0x06D4 },
	{ 0x0F01, 0x0F1F }, { 0x1800, 0x180A }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
	{ 0x2010, 0x2BFF }, { 0x2E00, 0x2E7F }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
	{ 0x302A, 0x3030 }, { 0x3036, 0x3037 }, { 0x303D, 0x303F }, { 0x3099, 0x309C },
	{ 0x30A0, 0x30A0 }, { 0x30FB, 0x30FB }, { 0xFE10, 0xFE6F }, { 0xFF61, 0xFF65 },
	{ 0xFFE0, 0xFFEF }, { 0x1F000, 0x1FAFF },
};

bool utf8_unseen(int32_t cp)
{
	return IN(unseen, cp);
}

/* Compatibility ideographs that GBK has, too: lists from old programs bring them into registers. */
static const struct { int32_t sign, is; } gbk_twins[] = {
	{ 0xF92C, 0x90CE }, { 0xF979, 0x51C9 }, { 0xF995, 0x79CA }, { 0xF9E7, 0x88CF },
	{ 0xF9F1, 0x96A3 }, { 0xFA0C, 0x5140 }, { 0xFA0D, 0x55C0 }, { 0xFA18, 0x793C },
	{ 0xFA20, 0x8612 },
};

int32_t utf8_fold(int32_t cp)
{
	for (size_t i = 0; cp >= 0xF900 && i < sizeof gbk_twins / sizeof *gbk_twins; i++)
		if (cp == gbk_twins[i].sign)
			return gbk_twins[i].is;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) ||
	    (cp >= 0x391 && cp <= 0x3A9) || (cp >= 0x410 && cp <= 0x42F))
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40F)
		return cp + 0x50;
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14A && cp <= 0x177) ||
	    (cp >= 0x460 && cp <= 0x481) || (cp >= 0x48A && cp <= 0x4BF) ||
	    (cp >= 0x4D0 && cp <= 0x52F) || (cp >= 0x1E00 && cp <= 0x1E95) ||
	    (cp >= 0x1EA0 && cp <= 0x1EFF))
		return cp | 1;                  /* pairs: the small letter stands behind the large one */
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E) ||
	    (cp >= 0x4C1 && cp <= 0x4CE))
		return cp + (cp & 1);
	return cp;
}

bool utf8_names(int32_t cp)
{
	cp = utf8_fold(cp);
	if (cp < 0xA0)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
	return !utf8_unseen(cp) && !utf8_unruly(cp) && !IN(no_name, cp);
}

/* Signs that are made to look like others: radicals, circled and squared ones, strokes, Hangzhou
 * and Roman numerals, phonetic letters, single jamo, the compatibility and presentation forms that
 * Unicode keeps for old code pages, and private use, which each font draws as it likes;
 * ascending. */
static const struct range stand_in[] = {
	{ 0x02B0, 0x02B8 }, { 0x1100, 0x11FF }, { 0x1D00, 0x1DBF }, { 0x2160, 0x2188 },
	{ 0x2E80, 0x2FDF }, { 0x3021, 0x3029 }, { 0x3038, 0x303A }, { 0x3131, 0x318E },
	{ 0x3190, 0x319F }, { 0x31C0, 0x31EF }, { 0x3200, 0x33FF }, { 0xA960, 0xA97F },
	{ 0xD7B0, 0xD7FF }, { 0xE000, 0xF8FF }, { 0xF900, 0xFA0D },
	{ 0xFA10, 0xFA10 }, { 0xFA12, 0xFA12 }, { 0xFA15, 0xFA1E }, { 0xFA20, 0xFA20 },
	{ 0xFA22, 0xFA22 }, { 0xFA25, 0xFA26 }, { 0xFA2A, 0xFDFF }, { 0xFE70, 0xFEFE },
	{ 0xFF66, 0xFFDC }, { 0x1D400, 0x1D7FF }, { 0x2F800, 0x2FA1F },
	{ 0xF0000, 0x10FFFF },
};

/* Alphabets some of whose letters look like another's, or like an ideograph (ロ and 口). */
static const struct { struct range r; char alphabet; } alphabets[] = {
	{ { 0x0061, 0x007A }, 'L' }, { { 0x00C0, 0x024F }, 'L' }, { { 0x1E00, 0x1EFF }, 'L' },
	{ { 0x0250, 0x02AF }, 'P' }, { { 0x0370, 0x03FF }, 'G' }, { { 0x1F00, 0x1FFF }, 'G' },
	{ { 0x0400, 0x052F }, 'C' }, { { 0x0530, 0x058F }, 'A' }, { { 0x13A0, 0x13FF }, 'Q' },
	{ { 0x3041, 0x30FA }, 'K' }, { { 0x30FC, 0x30FF }, 'K' }, { { 0x3105, 0x312F }, 'B' },
	{ { 0x31F0, 0x31FF }, 'K' }, { { 0xA4D0, 0xA4FF }, 'F' },
};

static char alphabet_of(int32_t cp)
{
	if (utf8_is_han(cp))
		return 'H';
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		if (cp >= alphabets[i].r.lo && cp <= alphabets[i].r.hi)
			return alphabets[i].alphabet;
	return 0;
}

int32_t utf8_alike(struct str name)
{
	char first = 0;
	int32_t c;

	while ((c = utf8_next(&name)) >= 0) {
		char one = alphabet_of(utf8_fold(c));
		bool beside = one == first || (one == 'H' && first == 'L') || (one == 'L' && first == 'H');

		if ((IN(stand_in, c) && utf8_fold(c) == c) || (one && first && !beside))
			return c;
		first = one ? one : first;
	}
	return 0;
}

/* Digits of other scripts, which utf8_names tells from letters by nothing; ascending. */
static const struct range digits[] = {
	{ 0x0660, 0x0669 }, { 0x06F0, 0x06F9 }, { 0x07C0, 0x07C9 }, { 0x0966, 0x096F },
	{ 0x09E6, 0x09EF }, { 0x0E50, 0x0E59 }, { 0x0F20, 0x0F33 }, { 0x1040, 0x1049 },
	{ 0x17E0, 0x17E9 }, { 0x1810, 0x1819 }, { 0x1946, 0x194F }, { 0x19D0, 0x19DA },
	{ 0xA620, 0xA629 },
};

/* What stands between the letters of a name, or on them: spaces, dots, apostrophes, hyphens, the
 * full stop, marks; ascending. */
static const struct range within_name[] = {
	{ 0x0020, 0x0020 }, { 0x0027, 0x0027 }, { 0x002D, 0x002E }, { 0x00B7, 0x00B7 },
	{ 0x02B9, 0x036F }, { 0x0387, 0x0387 }, { 0x0483, 0x0489 }, { 0x0640, 0x0640 },
	{ 0x0F0B, 0x0F0C }, { 0x1806, 0x180A }, { 0x1AB0, 0x1AFF }, { 0x1DC0, 0x1DFF },
	{ 0x2010, 0x2015 }, { 0x2018, 0x2019 }, { 0x2022, 0x2022 }, { 0x2027, 0x2027 },
	{ 0x3000, 0x3000 }, { 0x3099, 0x309A }, { 0x30A0, 0x30A0 }, { 0x30FB, 0x30FB },
	{ 0xFE20, 0xFE2F }, { 0xFF65, 0xFF65 },
};

bool utf8_in_name(int32_t cp)
{
	cp = utf8_fold(cp);
	return IN(within_name, cp) || (utf8_is_letter(cp) && !IN(digits, cp));
}

bool utf8_is_letter(int32_t cp)
{
	cp = utf8_fold(cp);
	return utf8_names(cp) && !(cp >= '0' && cp <= '9');
}

/* codes - area codes, organisations, disability cards, bank cards, telephones.
 * The citizen number has its own file, idno.c. */
#include "base/codes.h"

#include "base/code_clean.h"
#include "base/utf8.h"

/* ---- cleaning ---- */

/* The plain form of a character: 0 to drop it, '?' when it has none. */
static char plain(int32_t cp, bool first)
{
	if (cp == 0x3000 || cp == 0xA0 || cp == 0xFEFF || (cp >= 0x2000 && cp <= 0x200F) ||
	    (cp >= 0x2028 && cp <= 0x202F) || cp == 0x2060)
		return 0;
	if (first && (cp == 0x2018 || cp == 0x2019 || cp == 0xFF07))
		return 0;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFF01 - '!';
	else if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212)
		cp = '-';
	if (cp >= 'a' && cp <= 'z')
		return (char)(cp - 'a' + 'A');
	return cp > ' ' && cp < 0x7F ? (char)cp : '?';
}

/* The usual cell: plain characters only, nothing to mend. Most calls end here. */
static bool clean_as_it_is(struct str s, struct code_text *out)
{
	if (s.n == 0 || s.n > CODE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			return false;           /* `drop` never holds digits or letters */
		out->c[i] = c;
	}
	out->c[s.n] = 0;
	out->n = (int)s.n;
	out->mended = out->strange = out->too_long = false;
	return true;
}

void code_clean(struct str s, const char *drop, struct code_text *out)
{
	bool first = true;

	if (clean_as_it_is(s, out))
		return;
	*out = (struct code_text){ .n = 0 };
	while (s.n) {
		int32_t cp = (unsigned char)s.p[0] < 0x80 ? s.p[0] : utf8_next(&s);
		char c;

		if (cp < 0x80)
			s = str_sub(s, 1, s.n);
		if (cp == ' ' || (cp >= '\t' && cp <= '\r') || (first && cp == '\''))
			c = 0;
		else
			c = plain(cp, first);
		out->mended |= c != cp;
		if (c == 0 || (*drop && strchr(drop, c))) {
			out->mended = true;
			continue;
		}
		first = false;
		out->strange |= c == '?';
		if (out->n == CODE_MAX) {
			out->too_long = true;
			return;
		}
		out->c[out->n++] = c;
	}
}

bool code_all_digits(const char *p, int n)
{
	for (int i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

bool code_scientific(const struct code_text *t)
{
	const char *p = t->c;
	bool fraction = false;
	int whole = 0;

	for (; *p >= '0' && *p <= '9'; p++)
		whole++;
	if (whole == 0)
		return false;
	if (*p == '.') {
		const char *zeroes = ++p;

		fraction = true;
		while (*zeroes == '0')
			zeroes++;
		if (!*zeroes && zeroes > p && whole >= 15)
			return true;
		for (; *p >= '0' && *p <= '9'; p++)
			;
	}
	if (*p++ != 'E' || (!fraction && whole > 1 && *p != '+'))
		return false;           /* 20 digits and E1 are a re-issued disability card */
	if (*p == '+')
		p++;
	return *p && code_all_digits(p, (int)strlen(p)) && strlen(p) <= 3;
}

/* ---- areas ---- */

enum code_bad area_code_read(struct str s, int64_t *code12)
{
	struct code_text t;
	int64_t v = 0;

	code_clean(s, "", &t);
	if (t.n == 0)
		return CODE_EMPTY;
	if (t.strange || !code_all_digits(t.c, t.n))
		return CODE_CHARS;
	if (t.n != 2 && t.n != 4 && t.n != 6 && t.n != 9 && t.n != 12)
		return CODE_LENGTH;
	if (t.c[0] == '0')              /* no province begins with 0: a lost digit, a serial */
		return CODE_CHECK;
	for (int i = 0; i < 12; i++)
		v = v * 10 + (i < t.n ? t.c[i] - '0' : 0);
	*code12 = v;
	return CODE_GOOD;
}

/* What one unit of a level is worth: level 0 is the whole country. */
static const int64_t area_unit[] = {
	INT64_C(1000000000000), INT64_C(10000000000), INT64_C(100000000), 1000000, 1000, 1,
};

#define AREA_CODE12_MAX INT64_C(999999999999)

int area_code_level(int64_t code12)
{
	int level = 5;

	if (code12 <= 0)
		return 0;
	if (code12 > AREA_CODE12_MAX)
		return 6;
	while (level > 1 && code12 % area_unit[level - 1] == 0)
		level--;
	return level;
}

/* Zero segments in the middle (a township right below a prefecture) are stepped over, since the
 * level of what is left is read from its digits again. */
int64_t area_code_parent(int64_t code12)
{
	int level = area_code_level(code12);

	if (level == 6) {
		while (code12 > AREA_CODE12_MAX)
			code12 /= 10;
		return code12;
	}
	return level <= 1 ? 0 : code12 - code12 % area_unit[level - 1];
}

/* ---- organisations ---- */

/* GB 32100: 31 characters, without I O S V Z; a character's value is its place. */
static int uscc_value(char c)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	const char *hit = c ? strchr(alphabet, c) : NULL;

	return hit ? (int)(hit - alphabet) : -1;
}

/* 0 when a character is outside the alphabet. */
char uscc_check_char(const char first17[17])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const unsigned char weight[] = {
		1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
	};
	int sum = 0;

	for (int i = 0; i < 17; i++) {
		int v = uscc_value(first17[i]);

		if (v < 0)
			return 0;
		sum += v * weight[i];
	}
	return alphabet[(31 - sum % 31) % 31];
}

char org_check_char(const char first8[8])
{
	static const unsigned char weight[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0, c;

	for (int i = 0; i < 8; i++) {
		char x = first8[i];

		if (x >= '0' && x <= '9')
			sum += (x - '0') * weight[i];
		else if (x >= 'A' && x <= 'Z')
			sum += (x - 'A' + 10) * weight[i];
		else
			return 0;
	}
	c = (11 - sum % 11) % 11;
	return c == 10 ? 'X' : (char)('0' + c);
}

enum code_bad uscc_read(struct str s, char out[19])
{
	struct code_text t;

	code_clean(s, "", &t);
	if (t.n == 0)
		return CODE_EMPTY;
	if (t.strange)
		return CODE_CHARS;
	for (int i = 0; i < t.n; i++)
		if (uscc_value(t.c[i]) < 0)
			return CODE_CHARS;
	if (t.n != 18)
		return CODE_LENGTH;
	if (!code_all_digits(t.c + 2, 6))       /* the area of registration */
		return CODE_CHARS;
	memcpy(out, t.c, 19);
	return uscc_check_char(t.c) == t.c[17] ? CODE_GOOD : CODE_CHECK;
}

/* ---- disability card ---- */

/* Citizen number, category 1-7, grade 1-4 (1 heaviest); re-issued cards add two characters. */
enum code_bad dcard_read(struct str s, date_t today, struct dcard *out)
{
	struct code_text t;
	struct dcard d = { .category = 0 };

	code_clean(s, "", &t);
	if (t.n == 0)
		return CODE_EMPTY;
	if (t.strange)
		return CODE_CHARS;
	for (int i = 0; i < t.n; i++)
		if (!code_all_digits(t.c + i, 1) && (t.c[i] < 'A' || t.c[i] > 'Z'))
			return CODE_CHARS;
	if (t.n != 20 && t.n != 22)
		return CODE_LENGTH;
	switch (idno_read((struct str){ t.c, 18 }, today, &d.id)) {
	case IDNO_GOOD:
		break;
	case IDNO_CHARS:
	case IDNO_LENGTH:
	case IDNO_EMPTY:
	case IDNO_SCIENTIFIC:
		return CODE_CHARS;
	default:
		return CODE_CHECK;
	}
	if (t.c[18] < '1' || t.c[18] > '7' || t.c[19] < '1' || t.c[19] > '4')
		return CODE_CHARS;
	d.id.normalised = t.mended;
	d.category = t.c[18] - '0';
	d.grade = t.c[19] - '0';
	d.severe = d.grade <= 2;
	memcpy(d.no, t.c, (size_t)t.n + 1);
	*out = d;
	return CODE_GOOD;
}

/* ---- bank card ---- */

/* 0 when something else than digits is there. */
char luhn_check_char(struct str digits)
{
	int sum = 0;

	for (size_t i = 0; i < digits.n; i++) {
		int d = digits.p[digits.n - 1 - i] - '0';

		if (d < 0 || d > 9)
			return 0;
		if (i % 2 == 0)                 /* next to the check digit: doubled */
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
		sum %= 10;
	}
	return (char)('0' + (10 - sum) % 10);
}

enum code_bad card_read(struct str s, char out[24])
{
	struct code_text t;

	code_clean(s, "", &t);
	if (t.n == 0)
		return CODE_EMPTY;
	if (t.strange || !code_all_digits(t.c, t.n))
		return CODE_CHARS;
	if (t.too_long || t.n < 12 || t.n > 19)
		return CODE_LENGTH;
	memcpy(out, t.c, (size_t)t.n + 1);
	return luhn_check_char((struct str){ t.c, (size_t)t.n - 1 }) == t.c[t.n - 1]
	       ? CODE_GOOD : CODE_CHECK;
}

/* ---- telephone ---- */

static bool mobile(const char *p, int n)
{
	return n == 11 && p[0] == '1' && p[1] >= '3';
}

/* 0 + area (10, 2x: two digits after the 0 in all; else three) + 7 or 8 digits. */
static bool land_line(const char *p, int n)
{
	int area = n > 1 && (p[1] == '1' || p[1] == '2') ? 3 : 4;

	return n >= area + 7 && n <= area + 8 && p[0] == '0' && p[1] != '0' && p[area] >= '2';
}

/* A number that begins like a mobile one but is too short or long has lost or gained a digit. */
static enum code_bad phone_form(const char *p, int n)
{
	if (n < 10 || n > 12)
		return CODE_LENGTH;
	if (mobile(p, n) || land_line(p, n))
		return CODE_GOOD;
	return p[0] == '1' && n != 11 ? CODE_LENGTH : CODE_CHARS;
}

enum code_bad phone_read(struct str s, char out[16], bool *normalised)
{
	struct code_text t;
	const char *p = t.c;
	enum code_bad bad;
	int n;

	code_clean(s, "-()", &t);
	n = t.n;
	if (n == 0)
		return CODE_EMPTY;
	if (strncmp(p, "+86", 3) == 0)
		p += 3;
	else if (strncmp(p, "0086", 4) == 0)
		p += 4;
	else if (strncmp(p, "86", 2) == 0 && mobile(p + 2, n - 2))
		p += 2;
	n -= (int)(p - t.c);
	if (t.strange || !code_all_digits(p, n))
		return CODE_CHARS;
	if (t.too_long)
		return CODE_LENGTH;
	bad = phone_form(p, n);
	if (bad != CODE_GOOD)
		return bad;
	memcpy(out, p, (size_t)n + 1);
	*normalised = t.mended || p != t.c;
	return CODE_GOOD;
}

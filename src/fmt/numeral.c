#include "fmt/numeral.h"

#include <stdio.h>

#include "base/date.h"

#define DIGITS 17                        /* of a binary fraction, as the longest are written */
#define KEPT   15                        /* of them that a spreadsheet shows and keeps */

/* ---- formats ---- */

/* Runs of one letter count: h, hh; "m" is minutes beside h or s, else month. */
struct scan {
	struct numeral_format f;
	bool time_before, month;     /* an hour came last; an undecided m waits */
	bool zeros, other;           /* the code so far: only zeros; something else */
	int nzero;
};

static void scan_letter(struct scan *s, char c)
{
	switch (c) {
	case 'y':
	case 'e':
	case 'b':
		s->f.shows |= NUMERAL_YEAR;
		break;
	case 'd':
	case 'a':                            /* aaaa: the day of the week */
		s->f.shows |= NUMERAL_DAY;
		break;
	case 'h':
		s->f.shows |= NUMERAL_TIME;
		s->time_before = true;
		return;
	case 's':
		s->f.shows |= NUMERAL_TIME;
		s->month = false;                /* the m before it were minutes */
		break;
	case 'm':
		if (!s->time_before)
			s->month = true;
		return;
	default:
		return;
	}
	if (s->month)
		s->f.shows |= NUMERAL_MONTH;
	s->month = s->time_before = false;
}

/* Past the end of "[...]"; [h] [mm] [ss] are times that have passed. */
static size_t bracket(struct scan *s, struct str code, size_t i)
{
	size_t end = i + 1;
	bool time = true;

	while (end < code.n && code.p[end] != ']')
		end++;
	for (size_t k = i + 1; k < end; k++)
		time &= strchr("hHmMsS", code.p[k]) != NULL;
	if (time && end > i + 1) {
		s->f.shows |= NUMERAL_TIME;
		s->time_before = true;
	}
	return end + 1;
}

static bool word_at(struct str code, size_t i, const char *word)
{
	for (; *word; word++, i++)
		if (i >= code.n || (code.p[i] | 32) != *word)
			return false;
	return true;
}

/* The next piece of a format's code: how many bytes it takes. */
static size_t piece(struct scan *s, struct str code, size_t i)
{
	char c = code.p[i], low = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
	size_t run = 1;

	if (c == '"') {
		while (i + run < code.n && code.p[i + run] != '"')
			run++;
		return run + 1;
	}
	if (c == '\\' || c == '_' || c == '*')
		return 2;
	if (c == '[')
		return bracket(s, code, i) - i;
	if (word_at(code, i, "general"))
		return 7;
	if (word_at(code, i, "am/pm") || word_at(code, i, "a/p")) {
		s->f.shows |= NUMERAL_TIME;
		return word_at(code, i, "am/pm") ? 5 : 3;
	}
	if (c == '0') {
		s->nzero++;
		return 1;
	}
	s->other = true;
	/* 0.00E+00; G/通用格式 is General in Chinese */
	if (low == 'e' && i + 1 < code.n && (code.p[i + 1] == '+' || code.p[i + 1] == '-'))
		return 2;
	if (low < 'a' || low > 'z')
		return 1;
	while (i + run < code.n && (code.p[i + run] | 32) == low)
		run++;
	if (low != 'a' || run >= 3)
		scan_letter(s, low);
	return run;
}

struct numeral_format numeral_format(struct str code)
{
	struct scan s = { 0 };
	size_t end = 0;

	for (size_t i = 0; i < code.n && code.p[i] != ';'; i = end) {
		end = i + piece(&s, code, i);
		s.other |= code.p[i] != '0';
	}
	if (s.month)
		s.f.shows |= NUMERAL_MONTH;
	if (!s.other && s.nzero > 1 && s.nzero <= KEPT)
		s.f.width = (uint8_t)s.nzero;
	return s.f;
}

struct numeral_format numeral_builtin(int64_t id)
{
	enum { Y = NUMERAL_YEAR, M = NUMERAL_MONTH, D = NUMERAL_DAY, T = NUMERAL_TIME };
	static const uint8_t from14[] = { Y | M | D, M | D, M | D, Y | M, T, T, T, T, Y | M | D | T };
	static const uint8_t from27[] =
		{ Y | M, M | D, M | D, Y | M | D, Y | M | D, T, T, T, T, Y | M };
	static const uint8_t from50[] =
		{ Y | M, M | D, Y | M, M | D, M | D, T, T, Y | M, M | D };
	struct numeral_format f = { 0 };

	if (id >= 14 && id <= 22)
		f.shows = from14[id - 14];
	else if (id >= 27 && id <= 36)
		f.shows = from27[id - 27];
	else if (id >= 45 && id <= 47)
		f.shows = T;
	else if (id >= 50 && id <= 58)
		f.shows = from50[id - 50];
	return f;
}

/* ---- digits ---- */

/* A number as digits d[0..n) with the decimal point behind the first `point` of them. */
struct decimal {
	char d[DIGITS + 2];
	int n, point;
	bool negative, more;         /* digits that are not zero were left out */
};

static bool take_exponent(struct str s, size_t i, int *exp)
{
	bool minus = false;
	int v = 0;

	if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
		minus = s.p[i++] == '-';
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (v < 100000)
			v = v * 10 + (s.p[i] - '0');
	}
	*exp = minus ? -v : v;
	return true;
}

static bool decimal_read(struct str s, struct decimal *x)
{
	size_t i = 0;
	bool any = false, after = false;
	int exp = 0;

	*x = (struct decimal){ 0 };
	s = str_trim(s);
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		x->negative = s.p[i++] == '-';
	for (; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.' && !after) {
			after = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		any = true;
		if (x->n == 0 && c == '0') {
			x->point -= after;
			continue;
		}
		if (x->n <= DIGITS)
			x->d[x->n++] = c;
		else
			x->more |= c != '0';
		x->point += !after;
		if (x->point > 1 << 20)
			return false;
	}
	if (!any || (i < s.n && (s.p[i] | 32) != 'e') ||
	    (i < s.n && !take_exponent(s, i + 1, &exp)))
		return false;
	while (x->n && x->d[x->n - 1] == '0')
		x->n--;
	x->point = x->n ? x->point + exp : 0;
	return true;
}

/* To at most `keep` digits, a half upwards. */
static void decimal_round(struct decimal *x, int keep)
{
	int i = keep;

	if (x->n <= keep)
		return;
	x->n = keep;
	if (x->d[keep] >= '5') {
		while (i > 0 && x->d[i - 1] == '9')
			i--;
		x->n = i;
		if (i == 0) {                    /* 999.. becomes 1000.. */
			x->d[0] = '1';
			x->n = 1;
			x->point++;
		} else {
			x->d[i - 1]++;
		}
	}
	while (x->n && x->d[x->n - 1] == '0')
		x->n--;
}

static size_t put_exponent(char *out, size_t at, const struct decimal *x)
{
	out[at++] = x->d[0];
	if (x->n > 1)
		out[at++] = '.';
	for (int i = 1; i < x->n; i++)
		out[at++] = x->d[i];
	return at + (size_t)snprintf(out + at, NUMERAL_TEXT - at, "E%+03d", x->point - 1);
}

size_t numeral_put(char out[NUMERAL_TEXT], struct str v, uint8_t width, bool *lost)
{
	struct decimal x;
	size_t at = 0;

	*lost = false;
	if (!decimal_read(v, &x))
		return 0;
	*lost = x.point > KEPT;
	decimal_round(&x, *lost ? DIGITS : KEPT);
	if (!x.n) {
		do
			out[at++] = '0';
		while (at < width);
		out[at] = 0;
		return at;
	}
	if (x.negative)
		out[at++] = '-';
	if (x.point > 21 || x.point < -14)
		return put_exponent(out, at, &x);
	for (int i = x.point; x.n <= x.point && i < width; i++)
		out[at++] = '0';
	if (x.point <= 0) {
		out[at++] = '0';
		out[at++] = '.';
	}
	for (int i = x.point; i < 0; i++)
		out[at++] = '0';
	for (int i = 0; i < x.n; i++) {
		if (i == x.point && i)
			out[at++] = '.';
		out[at++] = x.d[i];
	}
	for (int i = x.n; i < x.point; i++)
		out[at++] = '0';
	out[at] = 0;
	return at;
}

/* ---- days ---- */

/* The whole days of v, and its seconds; false when it is below 0 or beyond any calendar. */
static bool split_days(struct str v, int64_t *days, int64_t *seconds)
{
	struct decimal x;
	int64_t part = 0;

	*days = *seconds = 0;
	if (!decimal_read(v, &x) || (x.negative && x.n) || x.point > 7)
		return false;
	for (int i = 0; i < x.point; i++)
		*days = *days * 10 + (i < x.n ? x.d[i] - '0' : 0);
	for (int k = 0; k < 10; k++) {           /* ten decimals: far less than a second */
		int i = x.point + k;

		part = part * 10 + (i >= 0 && i < x.n ? x.d[i] - '0' : 0);
	}
	*seconds = (part * 86400 + INT64_C(5000000000)) / INT64_C(10000000000);
	if (*seconds == 86400) {
		*seconds = 0;
		++*days;
	}
	return true;
}

/* Days since 1970 of a counted day. Spreadsheets believe in 1900-02-29: day 60 is none. */
static bool real_day(int64_t count, bool from_1904, int32_t *out)
{
	if (from_1904)
		count += 1462;
	else if (count < 1 || count == 60)
		return false;
	if (count > 109574)                      /* 2199-12-31 */
		return false;
	*out = (int32_t)(count - 25569 + (count < 60));
	return true;
}

size_t numeral_day(char out[NUMERAL_TEXT], struct str v, uint8_t shows, bool from_1904)
{
	enum { DATES = NUMERAL_YEAR | NUMERAL_MONTH | NUMERAL_DAY };
	int64_t days, s;
	int32_t day;
	char iso[11], clock[32] = "";
	date_t d;
	size_t n;

	if (!split_days(v, &days, &s))
		return 0;
	if (shows & NUMERAL_TIME)
		snprintf(clock, sizeof clock, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60),
		         (int)(s % 60));
	if (!(shows & DATES) && days == 0) {
		n = (size_t)snprintf(out, NUMERAL_TEXT, "%s", clock);
		return n;
	}
	if (!real_day(days, from_1904, &day))
		return 0;
	d = date_from_days(day);
	if (!(shows & (NUMERAL_DAY | NUMERAL_TIME)) && shows & NUMERAL_YEAR && date_day(d) == 1) {
		if (shows & NUMERAL_MONTH)
			d -= 1;
		else if (date_month(d) == 1)
			d -= 101;
	}
	date_put(iso, d);
	return (size_t)snprintf(out, NUMERAL_TEXT, s && clock[0] ? "%s %s" : "%s", iso, clock);
}

/* date - integers YYYYMMDD; the calendar is computed over days since 1970-01-01. */
#include "base/date.h"

#define YEAR_MIN 1800
#define YEAR_MAX 2199

int date_year(date_t d)
{
	return d / 10000;
}

int date_month(date_t d)
{
	return d / 100 % 100;
}

int date_day(date_t d)
{
	return d % 100;
}

static int days_in_month(int year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool date_valid(date_t d)
{
	int y = date_year(d), m = date_month(d), day = date_day(d);

	if (d < 0 || y < YEAR_MIN || y > YEAR_MAX || m > 12)
		return false;
	if (m == 0 || day == 0)
		return day == 0;
	return day <= days_in_month(y, m);
}

/* ---- reading ---- */

/* A date as plain characters: full-width digits made narrow; 年 月 日 become Y M D. */
#define TEXT_MAX 40
struct text {
	char c[TEXT_MAX + 1];
	int n;
	bool mended;
};

/* One character of s that is not ASCII, as its plain form; 0: not part of any date. */
static char plain_char(struct str s, size_t *len)
{
	const unsigned char *p = (const unsigned char *)s.p;

	*len = 3;
	if (s.n < 3)
		return 0;
	if (p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x8D && p[2] <= 0x9A)
		return (char)(p[2] - 0x8D + '-');       /* － ． ／ ０..９ ： */
	if (memcmp(p, "年", 3) == 0)
		return 'Y';
	if (memcmp(p, "月", 3) == 0)
		return 'M';
	if (memcmp(p, "日", 3) == 0 || memcmp(p, "号", 3) == 0)
		return 'D';
	if (memcmp(p, "\xE3\x80\x80", 3) == 0)
		return ' ';
	return 0;
}

static bool text_make(struct str s, struct text *t)
{
	struct str in = str_trim(s);

	*t = (struct text){ .mended = in.n != s.n };
	if (in.n && in.p[0] == '\'') {          /* what a spreadsheet puts before text */
		in = str_trim(str_sub(in, 1, in.n));
		t->mended = true;
	}
	while (in.n) {
		size_t len = 1;
		char c = in.p[0];

		if ((unsigned char)c >= 0x80) {
			c = plain_char(in, &len);
			t->mended = true;
		} else if (c >= 'A' && c <= 'Z' && c != 'T') {
			return false;           /* Y, M, D stand for 年 月 日 only */
		}
		if (c == 0 || t->n == TEXT_MAX)
			return false;
		t->c[t->n++] = c;
		in = str_sub(in, len, in.n);
	}
	return t->n > 0;
}

/* Digits at *p, at most max of them; how many there were, -1 when there are more. */
static int digits(const char **p, int max, int *value)
{
	int n = 0;

	*value = 0;
	while (**p >= '0' && **p <= '9') {
		if (n++ == max)
			return -1;
		*value = *value * 10 + (*(*p)++ - '0');
	}
	return n;
}

/* Nothing, or a time of day after a blank or T: " 00:00", "T14:30:05.000". It is dropped. */
static bool time_follows(const char *p)
{
	int v, n = 0;

	if (!*p)
		return true;
	if (*p != ' ' && *p != 'T')
		return false;
	while (*p == ' ' || (*p == 'T' && n == 0))
		n++, p++;
	for (int part = 0; part < 3; part++) {
		static const int limit[] = { 23, 59, 60 };
		int k = digits(&p, 2, &v);

		if (k < 1 || v > limit[part] || (part && k != 2))
			return false;
		if (part && !*p)
			return true;
		if (part < 2 && *p++ != ':')
			return false;
	}
	if (*p == '.')
		return p++, digits(&p, 9, &v) > 0 && !*p;
	return !*p;
}

struct parts {
	int y, m, d;
	int nm, nd;         /* digits of month and day; 0: not written */
	bool iso;
};

/* 2016, 201608, 20160806: digits only. */
static bool parts_packed(const char *p, int n, struct parts *a)
{
	const char *q = p;
	int v;

	if (n != 4 && n != 6 && n != 8)
		return false;
	if (digits(&q, 8, &v) != n)
		return false;
	a->iso = n == 4;
	a->nm = n >= 6 ? 2 : 0;
	a->nd = n == 8 ? 2 : 0;
	a->d = n == 8 ? v % 100 : 0;
	a->m = n == 8 ? v / 100 % 100 : n == 6 ? v % 100 : 0;
	a->y = n == 8 ? v / 10000 : n == 6 ? v / 100 : v;
	return true;
}

/* 2016年8月6日, 2016年8月, 2016年 */
static bool parts_chinese(const char *p, struct parts *a)
{
	if (digits(&p, 4, &a->y) != 4 || *p++ != 'Y')
		return false;
	if (*p >= '0' && *p <= '9') {
		if ((a->nm = digits(&p, 2, &a->m)) < 1 || *p++ != 'M')
			return false;
		if (*p >= '0' && *p <= '9')
			if ((a->nd = digits(&p, 2, &a->d)) < 1 || *p++ != 'D')
				return false;
	}
	return time_follows(p);
}

/* 2016-08-06, 2016-8, 2016.8.6, 2016/8/6, with a time or without. */
static bool parts_separated(const char *p, struct parts *a)
{
	char sep;

	if (digits(&p, 4, &a->y) != 4)
		return false;
	sep = *p++;
	if ((sep != '-' && sep != '.' && sep != '/') || (a->nm = digits(&p, 2, &a->m)) < 1)
		return false;
	a->iso = sep == '-' && a->nm == 2;
	if (!*p)        /* 2016.1 may be a spreadsheet's 2016.10: not guessed */
		return !(sep == '.' && a->nm == 1 && a->m == 1);
	if (*p++ != sep || (a->nd = digits(&p, 2, &a->d)) < 1)
		return false;
	a->iso = a->iso && a->nd == 2 && !*p;
	return time_follows(p);
}

static enum date_bad date_read_slow(struct str s, date_t *out, enum date_form *form)
{
	struct parts a = { 0 };
	struct text t;
	int n = 0;
	bool ok;

	if (!text_make(s, &t))
		return DATE_NOT_A_DATE;
	while (t.c[n] >= '0' && t.c[n] <= '9')
		n++;
	if (n == t.n)
		ok = parts_packed(t.c, n, &a);
	else if (t.c[n] == 'Y')
		ok = parts_chinese(t.c, &a);
	else if (n == 8)
		ok = parts_packed(t.c, n, &a) && time_follows(t.c + n);
	else
		ok = parts_separated(t.c, &a);
	if (!ok)
		return DATE_NOT_A_DATE;
	/* A part that is written must say something: 2016-00-00 is no date. */
	if ((a.nm && !a.m) || (a.nd && !a.d) || !date_valid(a.y * 10000 + a.m * 100 + a.d))
		return DATE_IMPOSSIBLE;
	*out = a.y * 10000 + a.m * 100 + a.d;
	*form = a.iso && !t.mended ? DATE_ISO : DATE_OTHER;
	return DATE_GOOD;
}

/* The value of n digits at p, or -1. */
static inline int fixed_digits(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		unsigned d = (unsigned char)p[i] - (unsigned)'0';

		if (d > 9)
			return -1;
		v = v * 10 + (int)d;
	}
	return v;
}

enum date_bad date_read(struct str s, date_t *out, enum date_form *form)
{
	/* The usual case first: 2016-08-06. */
	if (s.n == 10 && s.p[4] == '-' && s.p[7] == '-') {
		int y = fixed_digits(s.p, 4), m = fixed_digits(s.p + 5, 2);
		int d = fixed_digits(s.p + 8, 2);

		if (y >= 0 && m > 0 && d > 0 && date_valid(y * 10000 + m * 100 + d)) {
			*out = y * 10000 + m * 100 + d;
			*form = DATE_ISO;
			return DATE_GOOD;
		}
	}
	return date_read_slow(s, out, form);
}

bool date_parse(struct str s, date_t *out, enum date_form *form)
{
	return date_read(s, out, form) == DATE_GOOD;
}

/* ---- writing and counting ---- */

static void put2(char *p, int v)
{
	p[0] = (char)('0' + v / 10 % 10);
	p[1] = (char)('0' + v % 10);
}

size_t date_put(char out[11], date_t d)
{
	size_t n = 0;

	if (d > 0) {
		put2(out, date_year(d) / 100);
		put2(out + 2, date_year(d) % 100);
		n = 4;
	}
	if (n && date_month(d)) {
		out[4] = '-';
		put2(out + 5, date_month(d));
		n = 7;
	}
	if (n == 7 && date_day(d)) {
		out[7] = '-';
		put2(out + 8, date_day(d));
		n = 10;
	}
	out[n] = 0;
	return n;
}

/* The year is taken to begin in March, so that the leap day is its last. */
int32_t date_days(date_t d)
{
	int y = date_year(d), m = date_month(d), day = date_day(d);
	int era, yoe, doy;

	if (m == 0)
		m = 1;
	if (day == 0)
		day = 1;
	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + day - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* 0 (none) outside the years the module knows. */
date_t date_from_days(int32_t days)
{
	int64_t z = (int64_t)days + 719468;
	int era, doe, yoe, doy, mp, y, m;

	if (z < 0)
		return 0;
	era = (int)(z / 146097);
	doe = (int)(z % 146097);
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	m = mp < 10 ? mp + 3 : mp - 9;
	y = yoe + era * 400 + (m <= 2);
	if (y < YEAR_MIN || y > YEAR_MAX)
		return 0;
	return y * 10000 + m * 100 + doy - (153 * mp + 2) / 5 + 1;
}

date_t date_of_ms(int64_t unix_ms, int zone_minutes)
{
	int64_t day_ms = INT64_C(86400000), ms, day;

	if (unix_ms < -200000 * day_ms || unix_ms > 200000 * day_ms)
		return 0;
	ms = unix_ms + (int64_t)zone_minutes * 60000;
	day = ms / day_ms - (ms % day_ms < 0);
	return date_from_days((int32_t)day);
}

/* Unknown parts counted as the first. */
static date_t filled(date_t d)
{
	if (date_month(d) == 0)
		d += 100;
	if (date_day(d) == 0)
		d += 1;
	return d;
}

int date_age(date_t birth, date_t on)
{
	date_t b = filled(birth), o = filled(on);
	int years = date_year(o) - date_year(b);

	return years - (o % 10000 < b % 10000);
}

/* The largest m with date_add_months(from, m) <= to, so that 31 January to 28 February is one;
 * counted the other way round, and negative, when `to` is earlier. */
int date_months_between(date_t from, date_t to)
{
	date_t f = filled(from), t = filled(to);
	int m;

	if (t < f)
		return -date_months_between(to, from);
	m = (date_year(t) - date_year(f)) * 12 + date_month(t) - date_month(f);
	return m - (date_add_months(f, m) > t);
}

/* Parts that are unknown stay so. Outside the years the module knows: 0. */
date_t date_add_months(date_t d, int months)
{
	int m = date_month(d), day = date_day(d);
	int64_t at = (int64_t)date_year(d) * 12 + (m ? m - 1 : 0) + months;
	int y;

	if (at < YEAR_MIN * 12 || at >= (YEAR_MAX + 1) * 12)
		return 0;
	y = (int)(at / 12);
	if (m == 0)
		return y * 10000;
	m = (int)(at % 12) + 1;
	if (day > days_in_month(y, m))
		day = days_in_month(y, m);
	return y * 10000 + m * 100 + day;
}

int date_weekday(date_t d)
{
	int w = (date_days(d) + 3) % 7;         /* 1970-01-01 was a Thursday */

	return (w < 0 ? w + 7 : w) + 1;
}

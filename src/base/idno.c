/* idno - the citizen number of GB 11643-1999: six digits of area, eight of birth, three of
 * sequence (odd: male) and a check character by ISO 7064 MOD 11-2. */
#include "base/code_clean.h"
#include "base/codes.h"

static const unsigned char weight[17] = {
	7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2,
};

char idno_check_char(const char first17[17])
{
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (first17[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

void idno_from_15(const char old[15], char out[19])
{
	memcpy(out, old, 6);
	out[6] = '1';
	out[7] = '9';
	memcpy(out + 8, old + 6, 9);
	out[17] = idno_check_char(out);
	out[18] = 0;
}

static date_t birth_of(const char no[18])
{
	date_t d = 0;

	for (int i = 6; i < 14; i++)
		d = d * 10 + (no[i] - '0');
	return d;
}

/* A whole date, not later than today (0: no bound). */
static bool birth_possible(date_t d, date_t today)
{
	return date_valid(d) && date_day(d) != 0 && (today == 0 || d <= today);
}

static bool all_the_same(const char *p, int n)
{
	for (int i = 1; i < n; i++)
		if (p[i] != p[0])
			return false;
	return true;
}

/* The form of the text: how many characters there are and which. IDNO_GOOD: 15 digits, or 17
 * digits and a digit or X (the first 18 characters of a disability card included). */
static enum idno_bad form(const struct code_text *t)
{
	const char *c = t->c;
	int n = t->n;

	if (n == 0)
		return t->too_long ? IDNO_LENGTH : IDNO_EMPTY;
	if (code_scientific(t))
		return IDNO_SCIENTIFIC;
	for (int i = 0; i < n; i++)
		if ((c[i] < '0' || c[i] > '9') && (i < 17 || c[i] < 'A' || c[i] > 'Z') &&
		    (i != n - 1 || c[i] != 'X'))        /* a digit may be missing before a good X */
			return IDNO_CHARS;
	if (n >= 6 && code_all_digits(c, n) &&
	    (all_the_same(c, n) || strncmp(c, "999999", 6) == 0))
		return IDNO_PLACEHOLDER;
	if (n == 20 || n == 22) {       /* category and grade; anything else is no card */
		if (c[18] < '1' || c[18] > '7' || c[19] < '1' || c[19] > '4')
			return IDNO_LENGTH;
	} else if (n != 15 && n != 18) {
		return IDNO_LENGTH;
	}
	if (n == 15 ? !code_all_digits(c, 15) : c[17] != 'X' && !code_all_digits(c + 17, 1))
		return IDNO_CHARS;
	return IDNO_GOOD;
}

enum idno_bad idno_read(struct str s, date_t today, struct idno *out)
{
	struct code_text t;
	enum idno_bad bad;
	bool check;

	*out = (struct idno){ .birth = 0 };
	code_clean(s, "", &t);
	bad = form(&t);
	if (bad != IDNO_GOOD)
		return bad;
	out->normalised = t.mended || t.n > 18;
	if (t.n == 15) {
		idno_from_15(t.c, out->no);
		out->from15 = true;
	} else {
		memcpy(out->no, t.c, 18);
	}
	out->birth = birth_of(out->no);
	out->male = (out->no[16] - '0') % 2 == 1;
	check = idno_check_char(out->no) == out->no[17];
	if (!check && memcmp(out->no + 15, "000", 3) == 0)
		return IDNO_TRUNCATED;
	if (!birth_possible(out->birth, today))
		return IDNO_BIRTH;
	return check ? IDNO_GOOD : IDNO_CHECK;
}

/* What a repair must agree with, and what was found so far. */
struct repair {
	date_t birth, today;
	int male;
	int found;
	char no[19];
};

/* Unknown parts of the known birth agree with anything. */
static bool birth_agrees(date_t b, const struct repair *r)
{
	if (!birth_possible(b, r->today) || (r->today && date_age(b, r->today) > 120))
		return false;
	if (r->birth == 0 || b == r->birth)
		return true;
	if (date_day(r->birth))
		return false;
	return date_month(r->birth) ? b / 100 == r->birth / 100 : b / 10000 == r->birth / 10000;
}

static void try_candidate(struct repair *r, const char no[18])
{
	if (idno_check_char(no) != no[17] || !birth_agrees(birth_of(no), r))
		return;
	if (r->male >= 0 && (no[16] - '0') % 2 != (r->male > 0))
		return;
	if (r->found && memcmp(r->no, no, 18) == 0)
		return;
	r->found++;
	memcpy(r->no, no, 18);
}

bool idno_repair(const char no[18], date_t birth, int male, date_t today, char out[19])
{
	struct repair r = { .birth = birth, .today = today, .male = male };
	char c[19] = { 0 };

	if (!code_all_digits(no, 17) || (no[17] != 'X' && !code_all_digits(no + 17, 1)))
		return false;
	memcpy(c, no, 18);
	if (idno_check_char(c) == c[17] && birth_possible(birth_of(c), today))
		return false;                   /* nothing to mend */
	for (int i = 0; i < 17; i++) {
		for (char d = '0'; d <= '9'; d++) {
			c[i] = d;
			if (d != no[i])
				try_candidate(&r, c);
		}
		c[i] = no[i];
	}
	c[17] = idno_check_char(c);
	if (c[17] != no[17])
		try_candidate(&r, c);
	c[17] = no[17];
	for (int i = 0; i < 17; i++) {
		if (no[i] == no[i + 1] || no[i + 1] == 'X')
			continue;
		c[i] = no[i + 1];
		c[i + 1] = no[i];
		try_candidate(&r, c);
		c[i] = no[i];
		c[i + 1] = no[i + 1];
	}
	if (r.found != 1)
		return false;
	memcpy(out, r.no, 19);
	return true;
}

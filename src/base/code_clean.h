/* code_clean - how base's readers of official numbers see a cell: plain ASCII, whatever the
 * spreadsheet or input method made of it. Private to idno.c and codes.c. */
#ifndef BASE_CODE_CLEAN_H
#define BASE_CODE_CLEAN_H

#include "base/str.h"

#define CODE_MAX 40

struct code_text {
	char c[CODE_MAX + 1];   /* NUL-ended */
	int n;
	bool mended;            /* differs from what was typed */
	bool strange;           /* held characters that have no plain form; they are '?' in c */
	bool too_long;          /* more than CODE_MAX; c holds the first ones */
};

/* White space and invisible characters dropped, a leading apostrophe dropped, full-width forms
 * made narrow, letters made upper-case. Characters of `drop` (punctuation only) are
 * dropped too. */
void code_clean(struct str s, const char *drop, struct code_text *out);

/* "5.1022E+17", or whole digits with a fraction of zeroes: what spreadsheets and data tools leave
 * of a long number. Its last digits are gone. */
bool code_scientific(const struct code_text *t);

bool code_all_digits(const char *p, int n);

#endif

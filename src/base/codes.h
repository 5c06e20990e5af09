/* codes - the numbers of public administration and their check digits.
 * Sources: GB 11643-1999 (citizen number), GB/T 2260 and the statistical area codes,
 * GB 32100-2015 / GB 11714 (unified social credit code), the disability card (citizen number +
 * category + grade), ISO/IEC 7812 (bank card, Luhn), the mobile number plan. */
#ifndef BASE_CODES_H
#define BASE_CODES_H

#include "base/date.h"
#include "base/str.h"

/* ---- citizen number ---- */
enum idno_bad {
	IDNO_GOOD,
	IDNO_EMPTY,
	IDNO_LENGTH,          /* not 15, 18 (or 20, 22: a disability card) */
	IDNO_CHARS,           /* something else than digits and a final X */
	IDNO_BIRTH,           /* impossible or future birth date */
	IDNO_CHECK,           /* check digit does not fit */
	IDNO_SCIENTIFIC,      /* 5.1022E+17: a spreadsheet lost the digits */
	IDNO_TRUNCATED,       /* 18 digits ending in 000 with a failing check: last digits lost */
	IDNO_PLACEHOLDER,     /* 999999..., all the same digit */
};
struct idno {
	char no[19];          /* 18 characters, upper-case X, NUL */
	date_t birth;
	bool male;
	bool from15;          /* converted from a 15-digit number */
	bool normalised;      /* spaces, apostrophe, full-width, lower-case x were mended */
};
/* Reads a number as people type it. On IDNO_CHECK and IDNO_BIRTH out->no still holds the 18
 * characters. `today` bounds the birth date (0: no bound). */
enum idno_bad idno_read(struct str s, date_t today, struct idno *out);
char idno_check_char(const char first17[17]);                  /* '0'..'9' or 'X' */
void idno_from_15(const char old[15], char out[19]);
/* A valid number one edit (digit changed, neighbours swapped) away, if exactly one is plausible:
 * birth date possible and `birth`/`male` (0 / -1: unknown) fit. Only ever a suggestion. */
bool idno_repair(const char no[18], date_t birth, int male, date_t today, char out[19]);

/* ---- the others ---- */
enum code_bad { CODE_GOOD, CODE_EMPTY, CODE_LENGTH, CODE_CHARS, CODE_CHECK };

enum code_bad area_code_read(struct str s, int64_t *code12);   /* 2,4,6,9,12 digits, padded to 12 */
/* 1 province 2 prefecture 3 county 4 township 5 village; 6 a group: more digits behind the 12 */
int area_code_level(int64_t code12);
int64_t area_code_parent(int64_t code12);                      /* by digits; 0 for a province */

enum code_bad uscc_read(struct str s, char out[19]);           /* CODE_CHECK: warn only */
char uscc_check_char(const char first17[17]);
char org_check_char(const char first8[8]);                     /* GB 11714 */

struct dcard { struct idno id; int category; int grade; bool severe; char no[23]; };
enum code_bad dcard_read(struct str s, date_t today, struct dcard *out);

/* Digits kept, spaces dropped; CODE_CHECK (Luhn fails): warn only. 12-19 digits. */
enum code_bad card_read(struct str s, char out[24]);
char luhn_check_char(struct str digits);

/* Mobile ^1[3-9]\d{9}$, or a land line 0AA-NNNNNNN(N); +86, spaces and dashes are dropped.
 * CODE_CHARS / CODE_LENGTH otherwise. */
enum code_bad phone_read(struct str s, char out[16], bool *normalised);

#endif

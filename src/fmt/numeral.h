/* numeral - numbers as workbooks keep them: digits of a binary fraction, and dates that are counted
 * days with a format that shows them as such. Everything here works on decimal text. */
#ifndef FMT_NUMERAL_H
#define FMT_NUMERAL_H

#include "base/str.h"

#define NUMERAL_TEXT 48                   /* room for any text made here, its NUL included */

/* What a format shows of a counted day; 0: it is a plain number. */
enum { NUMERAL_YEAR = 1, NUMERAL_MONTH = 2, NUMERAL_DAY = 4, NUMERAL_TIME = 8 };

struct numeral_format {
	uint8_t shows;               /* NUMERAL_YEAR ... */
	uint8_t width;               /* whole numbers get zeros in front up to so many digits */
};

/* A format's code as files hold it: yyyy"年"m"月"d"日", [$-804]m/d/yy h:mm;@, 000000, General. */
struct numeral_format numeral_format(struct str code);
/* The formats that have a number only (0-49, and the Chinese 27-36 and 50-58). */
struct numeral_format numeral_builtin(int64_t id);

/* The shortest text of v, digits beyond the 15 that spreadsheets keep rounded off: 0.1, 1234.5, 3,
 * 1E+22; *lost: a whole number of more than 15 digits, whose last ones cannot be trusted. Length,
 * NUL-ended; 0 when v is no number. */
size_t numeral_put(char out[NUMERAL_TEXT], struct str v, uint8_t width, bool *lost);
/* The day v counted from 1900 (from 1904), as its format shows it: 2016-08-06, with " 12:30:00"
 * where the format shows a time and there is one; "12:30:00" alone; "2016-08" and "2016" where the
 * format shows no more and the day counted is the first. 0: no day can be meant. */
size_t numeral_day(char out[NUMERAL_TEXT], struct str v, uint8_t shows, bool from_1904);

#endif

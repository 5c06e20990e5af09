/* money - amounts in fen (int64), never a float. |amount| <= 9*10^15 fen. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/str.h"

#define MONEY_MAX INT64_C(9000000000000000)

enum money_bad { MONEY_GOOD, MONEY_NOT_A_NUMBER, MONEY_TOO_MANY_DECIMALS, MONEY_TOO_LARGE };

/* Yuan as text to fen, exactly: "1234.5", "-3", "1,234.56" (grouping by threes; *plain false),
 * full-width digits (*plain false). Trailing zeros beyond two decimals are accepted, others
 * refused. */
enum money_bad money_read(struct str s, int64_t *fen, bool *plain);
/* Decimal text with at most `scale` decimals to an integer scaled by 10^scale; same rules. */
enum money_bad decimal_read(struct str s, int scale, int64_t *out, bool *plain);
size_t money_put(char out[24], int64_t fen);                  /* "1234.50" -> always two decimals */
/* The same as people read it: "1,234.50". What is read by programs takes money_put. */
size_t money_show(char out[32], int64_t fen);
size_t decimal_put(char out[24], int64_t v, int scale);       /* without trailing zeros */
bool money_add(int64_t a, int64_t b, int64_t *sum);           /* false on overflow of MONEY_MAX */
bool money_mul(int64_t a, int64_t factor, int64_t *product);

#endif

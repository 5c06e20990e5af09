/* date - calendar dates as a clerk writes them. A date is an int32 YYYYMMDD; a month known
 * without its day is YYYYMM00, a year alone YYYY0000: what is not known stays unknown.
 * The order of the integers is the order in time. Proleptic Gregorian, years 1800-2199. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

typedef int32_t date_t;                              /* 0: none */

enum date_form { DATE_ISO, DATE_OTHER };             /* DATE_OTHER: understood, but normalised */

bool date_valid(date_t d);                           /* parts may be 00 from the right */
/* 2016-08-06, 2016-08, 2016 (DATE_ISO); 2016.8.6, 2016/8/6, 20160806, 201608, 2016年8月6日,
 * 2016-08-06 00:00:00 (DATE_OTHER). False for anything else and for impossible dates. */
bool date_parse(struct str s, date_t *out, enum date_form *form);
/* Like date_parse but tells a well-formed impossible date (2015-02-30) from no date at all. */
enum date_bad { DATE_GOOD, DATE_NOT_A_DATE, DATE_IMPOSSIBLE };
enum date_bad date_read(struct str s, date_t *out, enum date_form *form);
size_t date_put(char out[11], date_t d);             /* ISO text; bytes written, NUL-ended */
int32_t date_days(date_t d); /* days since 1970-01-01; 00 parts count as 01 */
date_t date_from_days(int32_t days);
date_t date_of_ms(int64_t unix_ms, int zone_minutes);
int date_year(date_t d);
int date_month(date_t d);                            /* 0: unknown */
int date_day(date_t d);                              /* 0: unknown */
/* Completed years from birth to `on`; an unknown birth day counts as the first. Negative: not
 * born. */
int date_age(date_t birth, date_t on);
int date_months_between(date_t from, date_t to);     /* completed months */
date_t date_add_months(date_t d, int months);        /* clipped to the month's last day */
int date_weekday(date_t d);                          /* 1 Monday .. 7 Sunday */

#endif

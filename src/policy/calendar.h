/* calendar - which days are worked (calendar.yaml), and how terms are counted. Weekends are known;
 * holidays and worked weekends are stated year by year. A year that nobody stated is refused when
 * working days are counted in it: never guessed.
 *
 *   calendars:
 *     cn:
 *       zh: 全国节假日
 *       en: National holidays
 *       weekend: [6, 7]            # 1 Monday .. 7 Sunday; this is the default
 *       years:
 *         2026: {document: .., off: [01-01, 10-01], on: [02-14]}
 *
 * A child pack adds years, or states one anew. */
#ifndef POLICY_CALENDAR_H
#define POLICY_CALENDAR_H

#include "base/err.h"
#include "policy/valid.h"

struct calendar_year {
	int year;
	uint32_t off[12], on[12];    /* bit of a day, by month */
	struct basis basis;
	bool unconfirmed;
};

struct calendar {
	struct str id, zh, en;
	unsigned weekend;            /* bits 1 .. 7 */
	struct calendar_year *year;
	int nyear;
	struct pack_place at;
};

/* A length of time; all zero: none. */
struct period {
	int days, months;            /* one of them */
	bool working;                /* days: working days */
};
static inline bool period_is(const struct period *p) { return p->days || p->months; }

const struct calendar *pack_calendar(const struct pack *p, struct str id);
/* ERR_INPUT calendar-no-year: nobody said which days of that year are worked. */
enum err calendar_worked(struct ctx *cx, const struct calendar *c, date_t day, bool *worked);
/* The last day of a term that begins with an event on `from`: that day does not count. */
enum err period_due(struct ctx *cx, const struct calendar *c, date_t from,
                    const struct period *p, date_t *out);
/* The last day of what hangs or lasts from `from` on: that day counts if it is worked. */
enum err period_last(struct ctx *cx, const struct calendar *c, date_t from,
                     const struct period *p, date_t *out);

#endif

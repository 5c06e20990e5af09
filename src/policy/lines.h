/* lines - amounts a person may be measured against, by area and time (lines.yaml): poverty lines,
 * monitoring thresholds, dibao. No amount is built into the program.
 *
 *   lines:
 *     poverty:
 *       zh: 扶贫标准(现价)
 *       en: Poverty standard (current prices)
 *       per: person-year
 *       amounts:
 *         - {year: 2016, amount: 2952, document: cn-lines}
 *         - {area: "510304", year: 2016, amount: 3100, document: daan-2016}
 *
 * A series without an amount for a place and day has none there: what is judged by it is unknown,
 * never guessed from another year. */
#ifndef POLICY_LINES_H
#define POLICY_LINES_H

#include "policy/valid.h"

enum line_per { PER_PERSON_YEAR, PER_PERSON_MONTH, PER_HOUSEHOLD_YEAR };

struct line_series {
	struct str id, zh, en, note;
	enum line_per per;
	struct dated *amount;        /* all VALUE_MONEY */
	int namount;
	struct pack_place at;
};

/* A series by its id, or NULL. */
const struct line_series *pack_line(const struct pack *p, struct str series);
/* The amount that holds on a day in the area with this code, with its document and note; NULL:
 * none, or no such series. dated_at tells which of several goes first. */
const struct dated *lines_at(const struct pack *p, struct str series, struct str area, date_t on);
/* Is an amount in force on the day anywhere at all? */
bool line_holds(const struct line_series *l, date_t on);
/* What is in force for a calendar year: that of its last day, in fen. False: none. */
bool lines_year(const struct pack *p, struct str series, struct str area, int year, int64_t *fen);

#endif

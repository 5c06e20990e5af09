/* cockpit - a place at one look: what it has, what waits, how far identification has come, why
 * people are poor, and how that moves month by month. Every figure is the length of a list that the
 * same reader can open; which conditions that list has stands beside each. */
#ifndef DOMAIN_REGISTER_COCKPIT_H
#define DOMAIN_REGISTER_COCKPIT_H

#include "domain/register/summary.h"
#include "domain/register/tally.h"

#define COCKPIT_MONTHS 12

struct cockpit_month {
	int month;                   /* YYYYMM */
	int64_t found;               /* households whose risk_found lies in it */
	int64_t cleared;             /* ... risk_cleared_on */
};

struct cockpit {
	date_t as_of;                /* the newest data date of a household; 0: none is stated */
	int64_t households, persons;
	int64_t monitored;           /* of a monitored kind, the risk not said to be removed */
	int64_t ever;                /* households of a monitored kind, whatever became of it */
	int64_t cleared;             /* of these the risk is removed */
	int64_t risks_open;          /* risks not said to be removed */
	int64_t leads, leads_checked, leads_closed;      /* all; with a date of checking; of closing */
	int64_t leads_open, leads_late;          /* without a date of closing; of these past due */
	int64_t findings_open, differences_open;
	struct summary_line *cause, *risk;       /* main causes; kinds of open risks: most first */
	int ncause, nrisk;
	struct cockpit_month month[COCKPIT_MONTHS];      /* up to as_of, oldest first */
};

/* What is asked: of a place (code; empty: of all), by whom. */
struct cockpit_ask {
	enum lang lang;              /* of the labels */
	date_t today;
	struct str area;             /* code of the place, if it is one */
	const struct scope *narrow;  /* who asks, cut down to the place; NULL: everything */
	const struct scope *place;   /* the place alone, its areas; NULL: all */
	struct tally *kept;          /* adds up what is kept, unless households are assigned one by one;
	                                NULL: counts rows. The figures are the same */
};
/* Counted from the rows that r's scope shows in that place. Labels in cx's arena. */
enum err cockpit_make(struct ctx *cx, struct reg *r, const struct cockpit_ask *ask,
                      struct cockpit *out);

extern const struct sql *const cockpit_sqls[];

#endif

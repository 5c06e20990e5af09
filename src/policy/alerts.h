/* alerts - what the office is told of without asking, and who closes a year (alerts.yaml).
 *
 *   alerts:
 *     late:    {zh: .., en: ..}                    # who hears of it stands at the gate
 *     notice:  {.., who: [village_clerk], tell: [{role: township_clerk, after: {days: 1}}]}
 *     quota:   {.., off: true, procedure: identify, share: 1/20, level: 4}
 *     bulk:    {.., days: 15, many: 50, level: 4, inspections: [2016-11-01]}
 *     fast:    {.., days: 1, many: 4}              # so many steps within so many days
 *     against: {..}
 *     family:  {..}                                # a household left or divided during its case
 *     lead:    {..}                                # a lead that nobody has looked at yet
 *     declaration: {..}                            # one that is not answered within its term
 *   years: {close: [county_office], reopen: [county_approver], level: 3, document: ..}
 *
 * `who` has it on the desk; when it is late, `tell` says who hears of it next, each so long after
 * it was due. A child pack says what differs; `off: true` silences one. */
#ifndef POLICY_ALERTS_H
#define POLICY_ALERTS_H

#include "policy/calendar.h"

/* Who hears of what is late, and how long after it was due; no `after`: at once. */
#define HEARERS 6
struct hearer { struct str role; struct period after; struct pack_place at; };
struct hearers { struct hearer to[HEARERS]; int n; };

enum alert_kind { ALERT_LATE, ALERT_NOTICE, ALERT_QUOTA, ALERT_BULK, ALERT_FAST, ALERT_AGAINST,
	ALERT_FAMILY, ALERT_LEAD, ALERT_DECLARATION, ALERT__COUNT };
extern const char *const alert_names[ALERT__COUNT];

struct pack_alert {
	struct str id, zh, en;       /* id empty: the pack does not say it */
	bool off;
	struct str *who;
	int nwho;
	struct hearers tell;
	struct str procedure;        /* quota: of which */
	int num, den;                /* quota: at most this share of an area's households */
	int level;                   /* quota, bulk: of the areas that are looked at */
	int days, many;              /* bulk, fast */
	date_t *day;                 /* bulk: of inspections */
	int nday;
	struct pack_place at;
};

/* Who may close a year, and open it again; nclose 0: years are not closed. */
struct pack_years {
	struct str *close, *reopen;
	int nclose, nreopen, level;
	struct basis basis;
	struct pack_place at;
};

struct pack_alerts {
	struct pack_alert kind[ALERT__COUNT];
	struct pack_years years;
};

#endif

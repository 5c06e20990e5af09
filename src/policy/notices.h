/* notices - what a notice may say, and how (notices.yaml): for each medium the columns and how much
 * of a name is left, with the document that allows it; what is posted, for how many days; the words
 * that no notice ever shows. The columns are a closed list: a pack cannot name another field.
 *
 *   notices:
 *     hotline: 12317
 *     calendar: cn             # for working days (calendar.yaml)
 *     objection: {days: 15, count: working}    # an answer is due after so many days
 *     keep: {objections: 0, result: 30}        # days that a list is shown after its last day; 0
 *     media:
 *       web: {zh: 网页, en: Web, names: surname, columns: [position, name, group, members],
 *             document: pipl-2021}
 *     subjects:
 *       identify-1: {zh: .., en: .., kind: objections, days: 7, count: calendar, level: 5}
 *     never: [病, 残]
 *
 * A child pack replaces a medium or subject by its id, and adds to the words. */
#ifndef POLICY_NOTICES_H
#define POLICY_NOTICES_H

#include "policy/calendar.h"

/* How much of a name is left: 王**, 王*英, 王建英. The web never has the last. */
enum name_left { NAME_SURNAME, NAME_ENDS, NAME_WHOLE };
/* The last is of lists of villages or counties, whose names are nobody's: no pack names it. */
enum notice_column { NOTICE_POSITION, NOTICE_NAME, NOTICE_GROUP, NOTICE_MEMBERS, NOTICE_PLACE,
	NOTICE__COLUMNS };

struct notice_medium {
	struct str id, zh, en;
	enum name_left names;
	enum notice_column column[NOTICE__COLUMNS];
	int ncolumn;
	struct basis basis;
	bool unconfirmed;
	struct pack_place at;
};

struct notice_subject {
	struct str id, zh, en;
	bool result;                 /* 公告: states a result and invites no objection */
	int64_t days, level;         /* of the area that it hangs in: 3 county 4 township 5 village */
	bool working;
	struct basis basis;
	bool unconfirmed;
	struct pack_place at;
};

struct notice_policy {
	struct notice_medium *medium;
	int nmedium;
	struct notice_subject *subject;
	int nsubject;
	struct str *never;
	int nnever;
	struct str hotline, calendar_id;
	const struct calendar *calendar;     /* NULL: working days cannot be counted */
	int64_t objection_days;
	bool objection_working;
	int64_t keep[2];             /* days that a list is shown after its last: 公示, 公告 */
};

const struct notice_medium *pack_medium(const struct pack *p, struct str id);
const struct notice_subject *pack_subject(const struct pack *p, struct str id);
extern const char *const notice_column_name[NOTICE__COLUMNS];

#endif

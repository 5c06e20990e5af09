/* doubts - the pack's checks over the register, and what they found: rows of the noun doubt.
 *
 * A check is asked of every row of its noun that still lives here. What fires is a doubt about
 * that row; what fired before and does not any more is gone; what was exempted is left alone until
 * its day. Nothing here changes the row itself. Checks that compare rows with each other
 * (duplicate, shared, village_sum) sort what a table holds: of a sealed number its keyed hash,
 * never the number.
 *
 * A row of a household is judged on the household's data date, a file of an area and a household
 * without one on the newest data date of the register; never on today. A run on a chosen day, when
 * that is not what the data state, only counts: what it finds is true of no data that is here. The
 * end of an exemption is a day of the calendar, held against today.
 *
 * What comes back after it was gone is open anew, unless neither the row nor its household has
 * another version since: then what was said and decided of it stands. */
#ifndef DOMAIN_JUDGE_DOUBTS_H
#define DOMAIN_JUDGE_DOUBTS_H

#include "domain/judge/feed.h"
#include "domain/judge/judge.h"

struct doubts_order {
	struct str check;            /* only this one; empty: all */
	int64_t area;                /* only rows in or under it; 0: everywhere */
	const struct scope *may;     /* only rows in these places; NULL: everywhere. What they are
	                                compared with may lie anywhere */
	bool only;                   /* these households only (sorted ids), and no check that compares
	                                rows or is about a place */
	const int64_t *household;
	int64_t nhousehold;
	date_t on;                   /* 0: as above; a day to come only if data state it */
	bool dry;                    /* counts, and writes nothing */
	bool *kept;                  /* NULL, or: was what came of it stored? Not if dry, or on another
	                                day than that of the data */
	int64_t *columns_ns;         /* NULL, or: added to, how long programs over columns took */
	struct feed *feed;           /* the column snapshot, for checks that it can answer; NULL: all of
	                                them row by row. Not used where j->r has a scope */
	const char *reason;          /* into the journal; may be NULL */
	void (*progress)(void *arg, int64_t done, int64_t total);    /* households; may be NULL */
	void *arg;
};

/* What came of one check. */
struct doubts_count {
	int64_t looked;              /* rows that it is about */
	int64_t fired;               /* of these at fault: fresh + again + still + exempt */
	int64_t fresh, again, still; /* new; open once more; open already */
	int64_t exempt;              /* fires, and is exempted still */
	int64_t gone;                /* fired before and does not now */
	int64_t alone;               /* rows that were read for it, one by one */
	int64_t errors;              /* rows for which its text failed, such as a division by zero */
};

/* Runs the checks; count[i] is that of the pack's check i, in cx's arena, all zero for one that was
 * not asked for or is not in force. Writes in transactions of some thousand rows, a leaf each, so
 * that others wait no longer than for a chunk of an import; a run that breaks off has closed
 * nothing and may be run again. j->r is open for writing unless it is dry. ERR_NOTFOUND: no such
 * check; ERR_INPUT judge-no-day: no household states its data date and order->on is 0;
 * doubt-on-future: order->on is after today, and after the newest of the data. */
enum err doubts_run(struct ctx *cx, const struct judge *j, const struct doubts_order *o,
                    struct doubts_count **count);
/* Added up over all checks. */
void doubts_sum(const struct pack *p, const struct doubts_count *n, struct doubts_count *all);
/* Is it in force on a day? */
bool check_holds(const struct check *c, date_t on);
/* "error", "missing", "contradiction", "either" (of these two), "doubt". */
const char *check_severity_word(enum check_severity s);


/* A doubt as it is stored, without its words; in the walker's hands only. */
struct doubt_light {
	struct str check;
	int64_t id, area, household, state;          /* 0: none; code of doubt_state */
};
/* Every doubt that r's scope shows. */
enum err doubts_walk(struct ctx *cx, struct reg *r,
                     void (*each)(void *arg, const struct doubt_light *d), void *arg);
/* What a check looked at when it fired: filled with what the row says now. run->explain; seen in
 * cx's arena. *still: it fires today as it did. A check that compares rows, one that the pack has
 * no more and a row that has left have nothing to tell: *still false, nothing seen. */
enum err doubts_why(struct ctx *cx, const struct judge *j, const struct rec *doubt,
                    struct expr_run *run, bool *still);

extern const struct sql *const doubts_sqls[];

#endif

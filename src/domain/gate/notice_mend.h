/* notice_mend - a list that hangs and is no longer right: from the day an objection to it was
 * upheld, or another list was made to take its place, until that other one hangs. Known by the rows
 * alone: nobody has to mark it. */
#ifndef DOMAIN_GATE_NOTICE_MEND_H
#define DOMAIN_GATE_NOTICE_MEND_H

#include "domain/gate/notice.h"

/* The procedure of a notice's round, in the version of the pack that the round began with, and its
 * gate; NULL and -1: the notice is of none. */
enum err notice_procedure(struct ctx *cx, struct reg *r, const struct rec *row,
                          const struct procedure **p, int *gate);

struct notice_mending {
	date_t since;                /* 0: it stands as it is */
	struct str by;               /* number of the list that was made in its place; empty: none */
	enum on_change how;          /* what the pack says of a list that changes */
};
/* Of one that is shown; of any other since is 0. */
enum err notice_mending(struct ctx *cx, struct reg *r, const struct rec *row,
                        struct notice_mending *out);
/* The lines to which an objection was upheld, by rising position: for the office, which strikes
 * them. In cx's arena. */
enum err notice_struck(struct ctx *cx, struct reg *r, const struct rec *row, int64_t **position,
                       int *n);
/* In words, for everybody; nothing if it stands as it is. */
void notice_mending_put(struct buf *out, enum lang lang, const struct notice_mending *m);
/* Why a list is gone, as the rows tell it: no words of anybody, which could name somebody. */
enum notice_gone { GONE_OVER,    /* it hung its time; or the days are over that it is kept */
	GONE_REPLACED, GONE_UPHELD,  /* another stands in its place; an objection to it was upheld */
	GONE_MISSING,                /* it was found missing, and its time did not run out */
	GONE_EARLY,                  /* the office took it down before its time was over */
	GONE_RESULT };               /* one that states a result, which has no such time */
/* Of one that is not shown any more. */
enum err notice_gone(struct ctx *cx, struct reg *r, const struct rec *row, enum notice_gone *why);
/* In words, for everybody; with the day, if it was taken down for a reason. Not that its list is
 * hidden: a sheet says the words above it. */
void notice_gone_put(struct buf *out, enum lang lang, const struct rec *row, enum notice_gone why);
/* How many cases on it would have to be listed and hang anew if it were taken down today: those
 * that stand at its gate. */
enum err notice_restarts(struct ctx *cx, struct reg *r, const struct rec *row, int *n);

extern const struct sql *const notice_mend_sqls[];

#endif

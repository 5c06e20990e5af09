/* notice - lists that hang where people see them: made from households, frozen, posted, watched,
 * taken down. What a list says comes from notice_mask.h only; its bytes are kept as a file of the
 * register, their hash stands in the row and, as the line "notice=NO HASH", in the extra of the
 * leaf that made it. Clocks: from the day it was posted; days on which it was found missing do not
 * count. Its row holds what people did; that its days are over is known by the day, and nobody has
 * to take it down. */
#ifndef DOMAIN_GATE_NOTICE_H
#define DOMAIN_GATE_NOTICE_H

#include "domain/gate/notice_list.h"
#include "domain/register/register.h"

/* Open once for many notices: areas, policy, the day. Texts live in the arena of cx. */
struct notice_desk {
	struct reg *r;
	struct area_tree *tree;
	const struct notice_medium *board, *web;
	int64_t pack_version;
	date_t today;
};
/* ERR_INPUT notice-no-medium: the pack does not say what a notice may show. */
enum err notice_desk_open(struct ctx *cx, struct reg *r, struct notice_desk *out);

struct notice_order {
	struct str subject;          /* of the pack (notices.yaml); empty: the next six say it */
	struct str zh, en;           /* texts of the pack's, never of a person */
	bool result, working;
	int64_t days, level;         /* level of the area; 0: any */
	struct str gate;             /* of the procedure; empty: none */
	int64_t round;
	int64_t area;                /* where it hangs; all that is listed lies in or under it */
	date_t from;                 /* 0: today */
	const int64_t *about, *of_case;      /* households, or areas; of_case NULL: no cases */
	bool places;                 /* it lists areas: their names are told as they are */
	int n;
	struct str surveyors;        /* who surveyed first, by commas: they verify no objection */
	struct str maker;            /* actor; empty: who types it */
};
struct notice_made {
	struct str no;               /* "2026-0012", in cx's arena */
	int64_t id;
	int lines;
	int withheld;                /* of them without a name: nobody known to be of age */
};
/* Adds the notice and its lines to rows that are to be written together, and its line to the leaf's
 * extra. Its number has no gap before it: between store_numbers and store_numbers_end. ERR_INPUT
 * says what is wrong with the order. */
enum err notice_add(struct ctx *cx, const struct notice_desk *d, struct edits *e,
                    const struct notice_order *o, struct notice_made *out);
/* The same as a leaf of its own. */
enum err notice_make(struct ctx *cx, struct reg *r, const struct notice_order *o,
                     const char *reason, struct notice_made *out);

/* ---- while it hangs ---- */
struct notice_photo {
	struct str bytes;            /* a picture made anew, without what it told of its maker */
	struct str place;            /* where it was taken, in words */
	date_t taken;                /* the day */
};
/* Posted, with the photo of the first day: the clock starts. Again after it was found missing. */
enum err notice_post(struct ctx *cx, struct reg *r, struct str no, const struct notice_photo *p);
/* The photo of the last day. ERR_CONFLICT before that day, and while it does not hang. */
enum err notice_last(struct ctx *cx, struct reg *r, struct str no, const struct notice_photo *p);
/* Found missing on one of its days, which may be over when it is entered: the clock stands still
 * from that day on, and what is left of its time hangs anew. */
enum err notice_missing(struct ctx *cx, struct reg *r, struct str no, date_t since,
                        const char *reason);
/* Taken down; *by the number of the notice that takes its place, or empty: another one of the same
 * gate of the round (of no round: about the same), for the same place, that was not taken down. */
enum err notice_down(struct ctx *cx, struct reg *r, struct str no, struct str by,
                     const char *reason);

/* One that was not hung up gives way to another of its place, with the rows of `e`: in one leaf
 * with those of the other, whose number is `by`. */
enum err notice_supersede(struct ctx *cx, struct edits *e, int64_t id, struct str by);
/* One that hangs will give way to another of its place, whose number is `by`: on the day that one
 * is posted it is replaced. */
enum err notice_give_way(struct ctx *cx, struct edits *e, int64_t id, struct str by);

/* ---- what stands ---- */
/* What a gate asks before it goes on. */
struct notice_state {
	const char *state;           /* "made", "hanging", "stopped", "done", "down", "superseded" */
	bool proven_first, proven_last;      /* photos with place and day */
	bool served;                 /* hung its whole time, proven at both ends */
	date_t posted, until;        /* until: the last day, 0 while the clock stands */
	int64_t days_left;           /* 0: none */
	int open_objections;
};
enum err notice_state(struct ctx *cx, struct reg *r, struct str no, struct notice_state *out);
/* The row, opened; ERR_NOTFOUND, also for what lies outside the scope. */
enum err notice_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row);
/* The first day on which it can have hung: the day it was made; of a list that was entered later
 * than it hung, the day that it itself says, and *later is true: to be shown with it. */
date_t notice_earliest(const struct reg *r, const struct rec *row, bool *later);
/* The last of its days; 0 while its clock stands still, found missing: nobody knows it yet. */
date_t notice_last_day(const struct rec *row);
/* What it is today: tag of notice_state. */
const char *notice_is(const struct reg *r, const struct rec *row, date_t today);
/* Are its days over, and the photo of the last is not there yet? A list that states a result needs
 * none. */
bool notice_unproven(const struct reg *r, const struct rec *row, date_t today);
/* Is its list for everybody today? From the day it was posted to its last, and as long after as the
 * pack keeps it. */
bool notice_shown(const struct reg *r, const struct rec *row, date_t today);
/* Which of its days today is, for one that hangs; else 0. */
enum err notice_day(struct ctx *cx, const struct reg *r, const struct rec *row, date_t today,
                    int64_t *n);
/* How many hang today (notice_is) in areas of r's scope and of `place`; NULL: of the scope. */
enum err notice_hanging(struct ctx *cx, struct reg *r, const struct scope *place, int64_t *n);
/* Ids of those that may be shown today, newest first. */
enum err notice_ids(struct ctx *cx, struct reg *r, int64_t **id, int *n);
/* The frozen bytes of the list for the web, as they were hashed. ERR_TAMPER: they are others. */
enum err notice_bytes(struct ctx *cx, struct reg *r, const struct rec *row, bool board,
                      struct str *bytes);
/* The photo of the first or of the last day. ERR_NOTFOUND: there is none yet. */
enum err notice_photo(struct ctx *cx, struct reg *r, const struct rec *row, bool last,
                      struct buf *out);
/* Leaf that froze it, and the head that was signed over it. */
uint64_t notice_leaf(const struct rec *row);
enum err notice_frozen_head(struct ctx *cx, struct reg *r, const struct rec *row, struct str *note);
/* That its leaf stands in the log, and that the log only grew since: docs/journal.md. The tree: for
 * many, in one reading transaction; NULL: each by a pass over the log. */
enum err notice_proof(struct ctx *cx, struct reg *r, const struct rec *row,
                      const struct journal_tree *t, struct buf *out);
enum err notice_growth(struct ctx *cx, struct reg *r, const struct rec *row,
                       const struct journal_tree *t, struct buf *out);

/* The last day of so many, the first counted. */
enum err notice_until(struct ctx *cx, const struct reg *r, date_t from, int64_t days, bool working,
                      date_t *until);

/* Subject of the task that asks for the photo of the last day: the notice's id, its last day. It is
 * done with the photo, or when the list is taken down. */
#define NOTICE_TASK "notice:%lld:%d"

extern const struct sql *const notice_sqls[], *const notice_act_sqls[];

#endif

/* task - what is to be done, with a clock: what follows the end of a case (made with the decision,
 * in its transaction), and what the office is told of without asking. task_run looks at everything
 * on a day and is the same however often it is run on that day, also by two at once: what is new is
 * made, what is there now is done by itself, the rest stays. Who hears of what is late next follows
 * from the pack and the day; nothing is stored for it. */
#ifndef DOMAIN_GATE_TASK_H
#define DOMAIN_GATE_TASK_H

#include "domain/gate/matter.h"

/* ---- making, closing by itself ---- */
struct task_ran { int64_t open, made, done; };
/* on 0: today. Writes as cx->actor; nobody is asked for a right: what it finds follows from rows.
 * Several leaves where there is much. */
enum err task_run(struct ctx *cx, struct gate *g, date_t on, struct task_ran *out);
/* Of one household, at once: what a confirmation asked for and is there by now, is done. */
enum err task_settle(struct ctx *cx, struct gate *g, int64_t household);
/* A case of that procedure begins for the household with these edits: what asked for one, is
 * done. on: the day on which the case began; a task that is younger is done on its own first
 * day. */
enum err task_begun(struct ctx *cx, struct gate *g, struct edits *e, int64_t household,
                    struct str procedure, date_t on);
/* Whether what the task of a confirmation (its row) asks for is there, counted from that day. */
enum err task_met(struct ctx *cx, struct gate *g, const struct rec *row, date_t on, bool *met);
/* What follows a matter's end at that gate goes into the same transaction. */
enum err task_follow(struct ctx *cx, const struct matter *m, int gate, date_t on,
                     struct edits *e);

/* ---- looking ---- */
struct task_view {
	struct rec *row;             /* as stored: of a list not opened, of task_load opened */
	const char *kind;            /* tag of task_kind */
	struct str zh, en;           /* what is to be done */
	struct str why;              /* the figures it rests on, in words; empty: none */
	struct str opens;            /* the procedure of which a case is to be begun; empty: none */
	bool open;
	const struct str *who;       /* roles on whose desk it is; 0: who may work on it */
	int nwho;
	const struct hearers *tell;
	int told;                    /* how many of them have heard of it on that day */
	const char *asks;            /* noun of which a row of the household is asked for; NULL: none */
	bool bare;                   /* of a confirmation, ended by hand without what it asks for */
	date_t next;                 /* when the next one will; 0: nobody */
};
struct task_ask {
	const struct who *who;       /* only what is on this desk; NULL: all that the scope shows */
	date_t on;                   /* 0: today */
	bool late, all;              /* only late ones; done ones, too */
	int most;                    /* 0: 10,000 */
};
/* Soonest due first. *more: there are more than asked for. */
enum err task_list(struct ctx *cx, struct gate *g, const struct task_ask *ask,
                   struct task_view **out, int *n, bool *more);
enum err task_load(struct ctx *cx, struct gate *g, struct str no, date_t on,
                   struct task_view *out);

/* ---- by hand ---- */
/* Whether who may do it now; else ERR_CONFLICT (done already) or ERR_DENIED with the reason. */
enum err task_lets(struct ctx *cx, struct gate *g, const struct who *who,
                   const struct task_view *v);
/* With a reason, by somebody on whose desk it is, or who was told of it. An alert about a step is
 * not explained away by whoever did it. ERR_CONFLICT: done already; ERR_INPUT: no reason. */
enum err task_done(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                   struct str reason, date_t on);

/* ---- what is found (task_find.c) ---- */
struct task_found {
	struct str subject, rule, about, detail;
	enum alert_kind kind;
	int64_t matter, household, area, shard;      /* 0: none */
	date_t due;
};
struct task_finds {
	struct task_found *f;
	int n, cap;
};
enum err task_find(struct ctx *cx, struct gate *g, const struct gate_law *law, date_t on,
                   struct task_finds *out);

extern const struct sql *const task_sqls[], *const task_run_sqls[], *const task_find_sqls[];

#endif

/* procedures - how somebody gets in and out (procedures.yaml): gates, and at each gate the acts
 * that lead on, with all that an act takes. Data only; domain/gate acts by it.
 *
 *   checklists:
 *     five-steps: {zh: .., en: .., document: .., items: [{id: enter, zh: .., en: ..}]}
 *     eight-looks: {zh: .., en: .., slots: [{id: look, zh: 看, en: Look, count: 8}]}
 *   procedures:
 *     identify:
 *       for: household           # household, village, county
 *       zh: .., en: .., document: .., clause: .., from: .., to: .., status: draft
 *       standard: household-poor # its verdict is kept with each decision
 *       calendar: cn             # for working days
 *       start: apply
 *       track: poor, phase: recognised   # phases.h
 *       proxies: 3, witnesses: 2 # of who signs for a household
 *       gates:
 *         - id: apply
 *           clock: {days: 2}     # {days, count: working} or {months}
 *           escalate: ROLE       # or [{role: ROLE}, {role: ROLE, after: {days: 5}}]
 *           acts:
 *             - {id: accept, zh: .., en: .., to: survey, who: [village_clerk],
 *                needs: [application]}
 *         - {id: confirmed, zh: .., en: .., end: confirmed}
 *       common: [{id: withdraw, to: withdrawn, ..}]      # at every gate that is no end nor settled
 *       after: [{id: helper, zh: .., en: .., met: EXPRESSION, within: {months: 1},
 *                who: [village_clerk], tell: [{role: township_clerk}]}]
 *
 * An act takes, all of it:
 *   who       one of these roles, in a grant over the place of the matter
 *   level     an area of this level in that grant (1 province .. 6 group)
 *   people    so many natural persons do it together, each of whom may
 *   each      true: for different bodies, one person at least for each role of `who`, two or more
 *   decide    true: nobody who worked on the matter may do it
 *   kin       true: relatives of the household may
 *   needs     papers of these kinds (tags of the list attachment_kind), of this matter; `shared`:
 *             may be one that another matter rests on already
 *   checks    checklists, filled in
 *   when      published (hung its time), unopposed, upheld (an objection), passed, failed (a vote)
 *   guard     an expression that is true, with guard_zh and guard_en for who is told
 *   other_than    gates: who acted there may not act here
 *   verdict   met or not_met: what it goes with; otherwise it wants a reason and is marked;
 *             `standard`: of another standard than the procedure's
 *   reason    true: it wants a reason
 *   sign      true: it says who signed for the household
 *   refusal   true: beside sign: it may refuse to, and witnesses say so
 *   wait, within  not before, not after that time since the matter came to the gate
 *   letter    true: it makes a letter of refusal; review: until when; served: from its handing
 *             over. A letter without a review is an answer after which none can be asked for:
 *             further_zh and further_en say what can be done then
 * and does: `to`, `set` (fields of the row), `begin` and `end_status` (schemes), `withdraws`
 * (procedures of which an open case of the household ends with it).
 *
 * A child pack merges by id: procedures, gates, acts; what it does not say again stays; a list
 * that it says replaces the parent's. `without: [id]` leaves gates or acts out, `off: true` the
 * whole. */
#ifndef POLICY_PROCEDURES_H
#define POLICY_PROCEDURES_H

#include "policy/alerts.h"

#define PROCEDURE_GATES 60           /* bits of a word */
#define PROCEDURE_PAPERS 30
#define PROCEDURE_CHECKS 30

/* ---- checklists ---- */
struct check_item { struct str id, zh, en; };
struct checklist {
	struct str id, zh, en, note;
	struct basis basis;
	struct check_item *item;     /* slots counted out: look-1, look-2 ... */
	int nitem;
	struct pack_place at;
};
const struct checklist *pack_checklist(const struct pack *p, struct str id);

/* ---- what a gate has ---- */
enum on_change { CHANGE_RESTART_ALL, CHANGE_RESTART_CHANGED, CHANGE_AMEND };

/* A list that hangs somewhere. */
struct publication {
	bool objections;             /* 公示: invites them. Otherwise 公告: states a result */
	struct str kind, medium;     /* 公示, 公告 as the pack writes; mask profile */
	struct str zh, en;           /* where */
	struct str title, title_en;  /* over the list; empty: names of procedure and gate */
	int level;                   /* of the area whose list it is */
	struct period length;        /* none: it is posted, and that is that */
	enum on_change on_change;
	int photos;                  /* that prove it: 2 the first and the last day; 1; 0 */
};

struct fraction { int num, den; };
struct assembly {
	struct fraction quorum, pass;
	bool of_all;                 /* pass is a share of all representatives, else of those present */
	int proxies;                 /* that one person may carry */
	bool tie_passes;
	int level;                   /* of the area that meets */
	uint32_t proof;              /* bits of procedure.paper: any one of them proves who came ... */
	bool proof_needed;           /* ... and without it no act rests on the vote */
};

enum gate_end { GATE_OPEN, GATE_CONFIRMED, GATE_REFUSED, GATE_WITHDRAWN };
struct procedure_gate {
	struct str id, zh, en, note;
	struct str decided_zh, decided_en;   /* what a letter says was decided by coming here; empty:
	                              * the gate's name */
	struct str phase;            /* of the procedure's track; empty: the procedure's: phases.h */
	struct basis basis;
	enum gate_end end;
	struct period clock;         /* how long it may stand here; none: no limit */
	struct hearers tell;        /* who hears of it when the clock has run out */
	struct publication publish;  /* .kind empty: none */
	struct assembly meeting;     /* .quorum.den 0: none */
	struct pack_place at;
};

/* ---- acts ---- */
enum act_when { WHEN_PUBLISHED = 1, WHEN_UNOPPOSED = 2, WHEN_UPHELD = 4, WHEN_PASSED = 8,
	WHEN_FAILED = 16 };
enum set_kind { SET_TAG, SET_DAY, SET_YEAR, SET_YES, SET_NO, SET_UNKNOWN };
struct act_set {
	struct str field, tag;       /* tag: of a value of the field's list */
	enum set_kind kind;
	struct pack_place at;
};
struct act_status {
	struct str scheme, why;      /* tags of the lists scheme and status_basis or status_end */
	bool ends;
	struct pack_place at;
};

struct procedure_act {
	struct str id, zh, en;
	int gate, to;                /* gate -1: at every gate that is no end and not settled */
	struct str gate_id, to_id;
	struct str *who;
	int nwho, level;             /* 0: any */
	int people;                  /* natural persons who do it together; 0, 1: one */
	bool decide, kin, reason, sign, letter, served, back;
	bool refusal;                /* of sign: that nobody signs, before witnesses, will do, too */
	bool each;                   /* one of each role of `who`; people is nwho or more */
	uint32_t needs, shared;      /* bits of procedure.paper */
	uint32_t checks;             /* bits of procedure.check */
	unsigned when;               /* enum act_when */
	struct pack_expr guard;
	struct str guard_zh, guard_en;
	struct str further_zh, further_en;   /* of a letter without a review */
	struct str *other;
	int nother;
	uint64_t other_than;         /* bits of gates */
	int verdict;                 /* 0; 1 goes with met; 2 with not met */
	struct str standard;         /* of which the verdict is; the procedure's if none is said */
	struct period wait, within, review;
	struct period older;         /* how long before the case its papers may be dated */
	struct act_set *set;
	int nset;
	struct act_status *status;
	int nstatus;
	struct str *withdraws;       /* procedures whose open case of the household ends with it */
	int nwithdraws;
	struct pack_place at;
};

/* What is to be done for whom was confirmed. In `met`, "on" is the day of the confirmation. */
struct procedure_after {
	struct str id, zh, en;
	struct str of;               /* the gate it ended at; empty: any that confirms */
	struct str opens;            /* a procedure: done when the household has a case of it */
	struct pack_expr met;        /* where it opens none: what has to be there */
	struct period within;
	struct str *who;             /* roles on whose desk it is; 0: who may work on it */
	int nwho;
	struct hearers tell;
	struct pack_place at;
};

struct procedure {
	struct str id, zh, en, noun, note;
	struct basis basis;
	date_t from, to;
	struct governed gov;
	bool unconfirmed, off, campaign;
	struct str standard, calendar_id, start_id;
	struct str track, phase;     /* where a case stands among the words of phases.h */
	const struct calendar *calendar;     /* NULL: no working days are counted */
	int start;
	int proxies, witnesses;
	struct procedure_gate *gate;
	int ngate;
	uint64_t settled;            /* bits of gates after an act that changed the register: what
	                              * was decided is not undone by withdrawing */
	struct procedure_act *act;
	int nact;
	struct str paper[PROCEDURE_PAPERS];
	int npaper;
	struct str check[PROCEDURE_CHECKS];
	int ncheck;
	struct procedure_after *after;
	int nafter;
	struct pack_place at;
};

/* The standard whose verdict is kept with an act; empty: none. */
static inline struct str act_standard(const struct procedure *p, const struct procedure_act *a)
{
	return a->standard.n ? a->standard : p->standard;
}
/* Is the verdict kept with an act what it was decided by? With any other step it only happens to be
 * of that day: who was struck off meets no standard of leaving any more. NULL: no. */
static inline bool act_weighs(const struct procedure_act *a)
{
	return a && (a->verdict || a->decide);
}
const struct procedure *pack_procedure(const struct pack *p, struct str id);
bool procedure_holds(const struct procedure *p, date_t on);
int procedure_gate_at(const struct procedure *p, struct str id);       /* or -1 */
/* The act of this name at a gate: its own, else the common one; NULL. */
const struct procedure_act *procedure_act_at(const struct procedure *p, int gate, struct str id);
/* i-th act that can be done at a gate, NULL past the end. */
const struct procedure_act *procedure_act_nth(const struct procedure *p, int gate, int i);
/* The act by which a review is asked for of what the letter of `a` tells: at the gate that it leads
 * to, just that long. NULL: none can be asked for. */
const struct procedure_act *procedure_review(const struct procedure *p,
                                             const struct procedure_act *a);

#endif

/* standards - what a household, village or county is judged by (standards.yaml): clauses, each an
 * expression over the register and the text of a document, and how they make a verdict.
 *
 *   standards:
 *     household-exit:
 *       for: household
 *       zh: 贫困户退出
 *       en: Exit of a poor household
 *       document: cn-exit-2016
 *       direction: down            # raising a line lets no more households meet it; up; none
 *       clauses:
 *         - {id: income, zh: .., en: .., met: 'per_capita_net >= line("poverty")', clause: ".."}
 *       verdict: all               # or over clauses: income && (food || clothing)
 *       topup: 'line("poverty") - per_capita_net'
 *       parameters: {share: {zh: .., en: .., values: [{number: 2}]}}
 *
 * A child pack merges by clause: the same id takes the parent's place, or with a `from` follows it
 * from that day; `without: [id]` leaves one out, and `off: true` the
 * whole standard. */
#ifndef POLICY_STANDARDS_H
#define POLICY_STANDARDS_H

#include "policy/valid.h"

/* One wording of a clause. Wordings with the same id follow each other in time. */
struct clause {
	struct str id, zh, en, note;
	struct pack_expr met;        /* bool; unknown when a fact is missing */
	struct basis basis;
	date_t from, to;             /* 0 open */
	struct governed gov;
	bool unconfirmed;
	int slot;                    /* wordings of one id share it: 0 .. nslot-1, in order */
	int depth;                   /* of the pack that states it */
	struct pack_place at;
};

/* A parameter of a standard or a check, by area and time. */
struct parameter {
	struct str id, zh, en;
	struct dated *value;
	int nvalue;
	struct pack_place at;
};

enum { VERDICT_AND = -1, VERDICT_OR = -2, VERDICT_NOT = -3 };
enum standard_direction { DIRECTION_NONE, DIRECTION_UP, DIRECTION_DOWN };
/* TRUTH_ABSENT: a clause that was not in force on the day: it counts neither way. */
enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_ABSENT };

#define CLAUSES_MAX 64

struct standard {
	struct str id, zh, en, noun, note;
	struct basis basis;
	date_t from, to;
	enum standard_direction direction;
	struct clause *clause;
	int nclause, nslot;
	struct str *slot_id;         /* nslot */
	int16_t *verdict;            /* postfix: a slot, or VERDICT_*; "all" is written out, too */
	int nverdict;
	bool all;                    /* every clause must be met */
	struct str verdict_text;     /* as written, or empty */
	struct pack_place verdict_at;
	struct pack_expr topup;      /* money that would bring it to its line; optional */
	struct parameter *param;
	int nparam;
	bool unconfirmed;
	bool off;                    /* while loading: a child pack does without it */
	struct pack_place at;
};

const struct standard *pack_standard(const struct pack *p, struct str id);
/* The wording of a slot that is in force on a day, or NULL. */
const struct clause *standard_clause(const struct standard *s, int slot, date_t on);
/* Whether the standard itself is in force on a day. */
bool standard_holds(const struct standard *s, date_t on);
/* The verdict from the truth of each slot: false decides AND, true decides OR, unknown else;
 * TRUTH_UNKNOWN if no clause was in force. */
enum truth standard_verdict(const struct standard *s, const enum truth *slot);
/* Do its clauses or its top-up name a line? */
bool standard_uses_line(const struct standard *s, struct str series);
/* A parameter's value in an area on a day, or NULL. */
const struct dated *param_at(const struct parameter *param, int n, struct str id, struct str area,
                             date_t on);

#endif

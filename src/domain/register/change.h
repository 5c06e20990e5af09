/* change - an edit that one person proposes and another decides about. The proposal is a row of the
 * noun change: what it would set and what stood there, sealed with the household. Approving it and
 * changing the row are one transaction. That maker and checker are two people is asked twice: here
 * by account, and above by natural person. */
#ifndef DOMAIN_REGISTER_CHANGE_H
#define DOMAIN_REGISTER_CHANGE_H

#include "domain/register/edit.h"

#define CHANGE_TEXT 100000       /* bytes that a proposal sets, or that stood there */

struct change_cell {
	struct str field;            /* as people name it */
	struct str cell;             /* as on a sheet; empty: unknown from now on */
	struct str was;              /* when read back: what stood there */
};

/* May a proposal state this field of e? ERR_INPUT change-decided-field, with the procedures that
 * decide it, or change-decided-none if the pack has no such procedure. */
enum err change_undecided_field(struct ctx *cx, const struct reg *r, const struct entity *e,
                                int field);

/* Appends a cell as a proposal keeps it: a line, without tabs and line ends of its own. */
void change_line(struct buf *out, struct str field, struct str cell);

/* A row of a proposal that waits, for e's transaction: of a row of `about` that is changed or made.
 * house: whose it is; NULL: nobody's yet. What else it tells, the caller adds. ERR_INPUT: a reason
 * that is longer than the field that keeps it. */
enum err change_new(struct ctx *cx, struct edits *e, const struct rec *house,
                    const struct entity *about, struct str set, const char *reason,
                    struct rec **out);

/* Proposes for a row that was seen as `version`. ERR_CONFLICT change-stale: it is another by now;
 * ERR_INPUT: a cell is wrong or of a field that procedures decide (E_DECIDED), nothing would
 * change, the row belongs to no household, or change_undecided, change_member refuse it. *bad:
 * index of the cell that is wrong, -1: none is. */
enum err change_propose(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                        int version, const struct change_cell *set, int n, const char *reason,
                        int64_t *change, int *bad);

/* Statuses that procedures of the register's pack begin or end are proposed by nobody, whether new
 * or changed. ERR_INPUT change-decided-field names the procedures; OK of every other row. */
enum err change_undecided(struct ctx *cx, const struct reg *r, const struct rec *row);
/* A person whom field f of the row names, beside the one it belongs to, is of this household.
 * ERR_INPUT change-not-member; OK of every other field. */
enum err change_member(struct ctx *cx, struct reg *r, const struct rec *row, int f,
                       int64_t household);

struct change {
	struct rec *row;             /* of the noun change, opened; with a declaration: of newcomer.h;
	                              * about no row: of addition.h */
	const struct entity *e;      /* what it is about, or would make */
	struct change_cell *set;
	int n;
	const char *state;           /* "proposed", "approved", "refused", "withdrawn" */
};
/* In cx's arena; within the scope of r. */
enum err change_load(struct ctx *cx, struct reg *r, int64_t id, struct change *out);
/* The code of a state; 0 if the pack does not know it. */
int64_t change_state(const struct reg *r, const char *tag);

enum change_act { CHANGE_APPROVE, CHANGE_REFUSE, CHANGE_WITHDRAW };
/* Decides about a proposal that waits. ERR_CONFLICT: it is decided already (change-decided), or the
 * row's value is no longer what the maker saw (change-overtaken, names the field). ERR_DENIED: the
 * maker decides nothing about an own change but to withdraw it, and nobody else does that. */
enum err change_decide(struct ctx *cx, struct reg *r, int64_t id, enum change_act act,
                       const char *note);

/* The number of the oldest proposal that waits about a row of e of that household, whether it is
 * there or would be new; empty: none does. In cx's arena; the scope is not asked. */
enum err change_waits(struct ctx *cx, struct reg *r, int64_t household, const struct entity *e,
                      struct str *no);

/* How many changes this maker proposed within an hour of made_ms, before or after, whatever became
 * of them. Late bulk edits stand out by it. */
enum err change_rush(struct ctx *cx, struct reg *r, struct str maker, int64_t made_ms, int *n);

#endif

/* objection - what people say to the office: against a notice, or that they are in trouble. Each is
 * known by a random receipt number, the only thing that its sender needs; what was told is sealed
 * under a key of its own. Verified by others than those who surveyed first or made the notice,
 * answered by others than those who verified. */
#ifndef DOMAIN_GATE_OBJECTION_H
#define DOMAIN_GATE_OBJECTION_H

#include "domain/gate/notice.h"
#include "domain/office/office.h"

#define RECEIPT_TEXT 20          /* "YJ-7KQ4-92TM-PX3R" and a NUL */

/* As typed: small letters, blanks and mistakable letters mended; false: no receipt number. */
bool receipt_read(struct str s, char out[RECEIPT_TEXT]);

struct objection_new {
	struct str notice;           /* its number; empty: about none */
	int64_t position;            /* line on it; 0: none in particular */
	int64_t area;                /* without a notice: which place it is about */
	struct str topic;            /* tag of objection_topic */
	struct str channel;          /* tag of objection_channel */
	struct str name, phone;      /* empty: anonymous */
	struct str content;
	date_t received;             /* 0: today */
};
/* ERR_INPUT names the field: "content", "phone", "notice", "position", "area", "topic". */
enum err objection_add(struct ctx *cx, struct reg *r, const struct objection_new *n,
                       char no[RECEIPT_TEXT]);

struct declaration_new {
	int64_t area;                /* the village */
	struct str topic;            /* tag of lead_topic */
	struct str channel;
	struct str name, phone, group, content;
	date_t received;
};
/* ERR_INPUT names the field: "name", "phone", "group", "content", "area", "topic". */
enum err declaration_add(struct ctx *cx, struct reg *r, const struct declaration_new *n,
                         char no[RECEIPT_TEXT]);

/* ---- what became of it, for who has the number ---- */
struct receipt_status {
	bool declaration;
	struct str state, outcome;   /* labels in cx's language; outcome empty */
	date_t received, due, answered;
	struct str answer;           /* empty: none yet */
	struct str matter;           /* of a declaration that became a case: how that stands; ... */
	struct str way, gate;        /* ... in which procedure and at which gate of it (public words) */
	date_t ended, served;        /* ... the day it ended, the day its letter was handed over */
	bool letter;                 /* there is a letter about where it stands now */
	bool refused;                /* it ended with a no */
};
/* ERR_NOTFOUND: there is no such number. Without scope: whoever has the number may know. */
enum err receipt_status(struct ctx *cx, struct reg *r, const char *no, struct receipt_status *out);

/* ---- in the office: within the scope of r ---- */
enum err objection_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row);
enum err declaration_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row);
struct objection_act {
	struct str by;               /* who did it, by name; empty: cx->actor */
	struct str with;             /* who verified together with that person; may be empty */
	struct str text;             /* what was found; the answer */
	struct str outcome;          /* of an answer: tag of objection_outcome */
	struct str taken;            /* of a declaration: number of the lead made of it; may be empty */
};
/* Whether an account may look into it or, `answer`, answer it: nobody who surveyed or made the
 * notice, no relative and no member of the household, and who verified does not answer; the person
 * counts, not the account. ERR_DENIED with the reason. */
enum err objection_lets(struct ctx *cx, struct office *o, struct reg *r, const struct who *who,
                        const struct rec *row, bool answer);
/* Names with commas of any kind between: a log-in name, and a name that one account goes by,
 * becomes the account; every account that a name may mean is asked by objection_lets. Any other
 * name stays as it is. ERR_INPUT at `where`: no names (gate_typed_names). */
enum err objection_people(struct ctx *cx, struct office *o, struct reg *r, const struct rec *row,
                          const char *where, struct str names, bool answer, struct str *out);
/* ERR_DENIED: who surveyed or made the notice; ERR_CONFLICT: it is over already. */
enum err objection_verify(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a);
/* ERR_CONFLICT: nobody verified it; ERR_DENIED: who verified it. */
enum err objection_answer(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a);
/* Given to be looked into at home. */
enum err declaration_take(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a);
enum err declaration_answer(struct ctx *cx, struct reg *r, struct str no,
                            const struct objection_act *a);

extern const struct sql *const objection_sqls[];

#endif

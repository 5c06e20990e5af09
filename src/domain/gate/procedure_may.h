/* procedure_may - the one decision about a step of a procedure: may this act be done at this gate,
 * by somebody like this, under these conditions? Pure: no register, no clock, no memory. All that
 * decides asks it (tests go through every combination). It names everything that is missing. */
#ifndef DOMAIN_GATE_PROCEDURE_MAY_H
#define DOMAIN_GATE_PROCEDURE_MAY_H

#include "policy/procedures.h"
#include "policy/standards.h"

/* A role that somebody holds where the matter lies, and the level of the area it was given for (0:
 * everywhere, or household by household). */
struct held_role {
	struct str role;
	int level;
};

/* How the list hangs: there is none; it was made; taken down, and none in its place; it hangs; its
 * days are over, without the photo of the last; found missing; it changed; it hung its time. */
enum posted { POSTED_NOT, POSTED_MADE, POSTED_DOWN, POSTED_HANGS, POSTED_UNPROVEN, POSTED_STOPPED,
	POSTED_CHANGED, POSTED_DONE };
enum opposed { OPPOSED_NOT, OPPOSED_OPEN, OPPOSED_UPHELD };
enum voted { VOTED_NOT, VOTED_NO_QUORUM, VOTED_PASSED, VOTED_FAILED,
	VOTED_LATER      /* by a meeting after the day of the act */ };
enum signed_by { SIGNED_NOT, SIGNED_SELF, SIGNED_PROXY, SIGNED_NO_AUTHORITY, SIGNED_NO_WITNESS,
	SIGNED_TOO_MANY, SIGNED_BY_CLERK /* the proxy is who acts */,
	SIGNED_REFUSED,  /* nobody signed: enough witnesses say that the household refuses to ... */
	SIGNED_UNSEEN    /* ... or too few */ };

#define WITH_MOST 8              /* others who do it, too */

/* What is known when somebody wants to act. */
struct procedure_facts {
	const struct held_role *role;
	int nrole;
	bool kin;                    /* a relative of the household, or of it */
	uint64_t acted;              /* gates where the same natural person acted on the matter */
	int with;                    /* how many others do it with him, WITH_MOST at most, each of
	                              * whom may ... */
	uint32_t with_as[WITH_MOST]; /* ... and as what: bits of act.who */
	bool worked;                 /* some of that was no decision */
	uint32_t papers;             /* bits of procedure.paper: there are such papers ... */
	uint32_t used;               /* ... but another matter rests on them */
	uint32_t later;              /* there are none but such as are dated after the act */
	uint32_t stale, before;      /* there are none that count: only of before the case was sent
	                              * back; only dated too early */
	uint32_t checks;             /* bits of procedure.check: filled in whole */
	enum truth guard, verdict;   /* verdict: is the procedure's standard met */
	bool reason;
	bool excuse;                 /* why the office is late: stands in no letter */
	enum posted posted;
	enum opposed opposed;
	enum voted voted;
	enum signed_by signer;
	bool early, lapsed, overdue; /* before `wait`, after `within`, after the gate's clock */
	bool gone;                   /* the household is no more on the register */
	bool closed;                 /* the round is */
};

enum lack_kind {
	LACK_HERE,       /* no such act at this gate */
	LACK_CLOSED, LACK_GONE,
	LACK_ROLE, LACK_KIN, LACK_WORKED,
	LACK_OTHER,      /* which: the gate */
	LACK_PEOPLE,     /* which: how many it takes */
	LACK_EACH,       /* a body that has to take part does not */
	LACK_POSTED,     /* which: enum posted */
	LACK_OPPOSED,    /* which: enum opposed */
	LACK_UPHELD, LACK_QUORUM,
	LACK_PASSED, LACK_FAILED,                /* which: 1, the meeting comes after the act */
	LACK_PAPER,      /* which: of procedure.paper */
	LACK_PAPER_USED, /* likewise */
	LACK_PAPER_LATER,        /* likewise: its day comes after that of the act */
	LACK_PAPER_STALE, LACK_PAPER_BEFORE,     /* likewise: of before a return; too old */
	LACK_PROOF,      /* of the meeting: none of what the gate says proves who came */
	LACK_CHECKS,     /* which: of procedure.check */
	LACK_GUARD, LACK_GUARD_UNKNOWN,
	LACK_EARLY, LACK_LAPSED,
	LACK_REASON, LACK_LATE,                  /* a reason: always, since it is late (which 1: of
	                                          * its own, beside the letter's) */
	LACK_AGAINST,    /* a reason, since it goes against the verdict; which: 1 there is none */
	LACK_SIGNER, LACK_AUTHORITY, LACK_WITNESS, LACK_PROXIES,
	LACK_PROXY_ACTS, /* whoever takes the step signs for nobody at it */
	LACK_REFUSED,    /* a refusal to sign was stated, and the act does not know one: also
	                  * where nobody has to sign */
	LACK_UNSEEN,     /* a refusal to sign without witnesses */
	LACK__COUNT
};
struct lack {
	enum lack_kind kind;
	int which;
};
#define LACKS_MAX (PROCEDURE_GATES + 4 * PROCEDURE_PAPERS + PROCEDURE_CHECKS + LACK__COUNT)

/* All that is missing; 0: it may be done. out holds LACKS_MAX. */
int procedure_lacks(const struct procedure *p, int gate, const struct procedure_act *act,
                    const struct procedure_facts *f, struct lack *out);
/* Kinds of papers that prove who came to the meeting an act rests on: bits of procedure.paper;
 * 0: it rests on none, or nothing proves it. */
uint32_t procedure_proof(const struct procedure *p, int gate, const struct procedure_act *act);
/* The roles of the act that are held here, at its level: bits of act.who. */
uint32_t procedure_roles(const struct procedure_act *act, const struct held_role *role, int n);
/* It goes against the verdict: to be marked, whoever explains it. */
bool procedure_against(const struct procedure_act *act, const struct procedure_facts *f);
/* Message key of a kind. */
const char *lack_key(enum lack_kind kind);

#endif

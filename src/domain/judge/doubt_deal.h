/* doubt_deal - what people do about a doubt: given to somebody to look into, explained with
 * evidence, then exempted for a time or upheld by somebody else. Who did it and when stands in the
 * row, why in the journal, too: one leaf each. */
#ifndef DOMAIN_JUDGE_DOUBT_DEAL_H
#define DOMAIN_JUDGE_DOUBT_DEAL_H

#include "domain/register/register.h"

struct office;
struct who;

enum doubt_act {
	DOUBT_ASSIGN,                /* to, due */
	DOUBT_EXPLAIN,               /* said, evidence */
	DOUBT_EXEMPT,                /* until, why: only what was explained */
	DOUBT_UPHOLD,                /* why: it is true and must be put right */
};

/* What became of an edit. Only DEALT changed anything. */
enum doubt_result {
	DEALT,
	DEAL_UNKNOWN,                /* no such doubt, or not to be seen */
	DEAL_OVER,                   /* it is gone or exempted */
	DEAL_UNEXPLAINED,            /* nobody has said anything yet that could be decided */
	DEAL_OWN,                    /* who explained it does not decide about it; blanks do not make
	                              * another name */
	DEAL_EVIDENCE,               /* no such attachment of that household */
};

struct doubt_edit {
	int64_t id;
	enum doubt_act act;
	struct str to;               /* whose task it is */
	date_t due;                  /* 0: none */
	struct str said;             /* the explanation */
	int64_t evidence;            /* attachment, 0: none */
	date_t until;                /* the last day of the exemption */
	struct str why;
	struct str by;               /* who does it, as told; empty: the actor */
	const struct str *own;       /* how the same person is written otherwise: doubt_own */
	int nown;
	enum doubt_result result;
};

/* Makes all edits that can be made, in one transaction. ERR_INPUT: a text is missing or too long, a
 * term before today, an exemption without an end after today and within EXEMPT_YEARS. */
#define EXEMPT_YEARS 3
enum err doubt_deal(struct ctx *cx, struct reg *r, struct doubt_edit *edit, int n);
/* What it would say, without doing it. */
enum err doubt_deal_try(struct ctx *cx, struct reg *r, struct doubt_edit *edit, int n);
/* How somebody with an account may stand in a row: by each account of the same natural person, by
 * its name and its log-in name. For doubt_edit.own, so that who explained at a terminal is known
 * again in the office, and the other way round. In cx's arena; before writing, not within. */
enum err doubt_own(struct ctx *cx, struct office *o, const struct who *who, struct str **own,
                   int *n);
/* The same name, however it is spaced. */
bool doubt_same_name(struct str a, struct str b);
/* Message key of a result that is a refusal; {0} is the doubt's number. */
const char *doubt_refused(enum doubt_result result);

/* Q17 and back: q17, 17. */
bool doubt_no_read(struct str s, int64_t *id);
/* Label of its check in a language; empty: the pack has it no more. */
struct str doubt_says(const struct reg *r, const struct rec *doubt, enum lang lang);
/* Has its state the meaning: "live", "open", "explained", "upheld", "exempt", "gone"? */
bool doubt_is(const struct reg *r, const struct rec *doubt, const char *meaning);

#endif

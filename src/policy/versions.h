/* versions - what a pack states to judge by, entry by entry, and what a next version of it changes.
 *
 * A register keeps each version that it judged by. A next one may add drafts and put them forward,
 * and may let something new be in force that was reviewed and approved (valid.h). It may not change
 * or drop what is approved already: old years keep their words. What says nothing of its approval
 * was approved when its pack was issued (pack.yaml: issued), and changes with a later issue only.
 * Checks judge nobody and are free, and so are names and documents; all the same they are told.
 * What protects people (small_cell) is lowered with a later issue only; no issue goes back in time,
 * and nothing is issued, reviewed or approved on a day that is still to come. */
#ifndef POLICY_VERSIONS_H
#define POLICY_VERSIONS_H

#include "policy/pack.h"

/* STATED_NAME: what people call a line, parameter, standard, clause or check. STATED_DOCUMENT: its
 * number, days and clauses. STATED_PACK: who issued a pack of the chain and when; small_cell and
 * the other settings; files whose entries are not told one by one, by their hash. */
enum stated_kind { STATED_LINE, STATED_PARAMETER, STATED_CLAUSE, STATED_STANDARD, STATED_CHECK,
	STATED_NAME, STATED_DOCUMENT, STATED_PACK };

struct stated {
	enum stated_kind kind;
	struct str id;               /* poverty; household-exit/income; labour_child/age */
	struct str zh, en;           /* what people call it */
	struct str area;
	date_t from, to;
	struct str says;             /* 4000.00; a clause's words and expression, ... */
	struct basis basis;
	struct str note;
	const struct governed *gov;  /* NULL: it has no approval of its own */
	bool check;                  /* judges nobody: of a check, a name, a document, a setting */
	struct str pack;             /* which of the chain states it */
	struct pack_place at;
};

/* All that p states, in its order; in `a`, texts of p. */
void pack_stated(struct arena *a, const struct pack *p, struct stated **out, int *n);

enum change_how { CHANGE_ADDED, CHANGE_CHANGED, CHANGE_GONE };
struct pack_change {
	enum change_how how;
	const struct stated *old, *now;      /* NULL where there is none */
};
/* What differs; both packs outlive it. */
void pack_changes(struct arena *a, const struct pack *old, const struct pack *now,
                  struct pack_change **out, int *n);
/* ERR_INPUT at the entry: a change that nobody approved, that changes what was approved under the
 * same approval, or that drops what is in force. today: from when what is approved must stay. */
enum err pack_changes_allowed(struct ctx *cx, const struct pack *old, const struct pack *now,
                              const struct pack_change *change, int n, date_t today);

/* "line", "clause" ... and "draft", "reviewed", "approved": as files and JSON write them. */
const char *stated_kind_name(enum stated_kind k);
const char *approval_name(enum approval a);

#endif

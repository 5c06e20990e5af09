/* verdict - what standards said of households, as the register keeps it: one row a household and
 * standard, written only when it changes. The versions of a row are the history of a household
 * under a standard. A verdict proposes; nothing here changes a status. */
#ifndef DOMAIN_JUDGE_VERDICT_H
#define DOMAIN_JUDGE_VERDICT_H

#include "domain/judge/verdict_book.h"
#include "policy/standards.h"

/* What came of one household. */
struct verdict {
	int64_t household, area, shard;      /* as the household has them; shard -1: look there */
	enum truth state;
	int nslot;
	char slot[CLAUSES_MAX];      /* verdict_sign of each; not ended by 0 */
	bool has_topup;
	int64_t topup;               /* fen that it is short of its line; never negative */
};

/* 1 met, 0 not met, ? unknown, - not in force. An error is VERDICT_FAULT, '!'. */
#define VERDICT_FAULT '!'
char verdict_sign(enum truth t);

struct verdict_counts {
	int64_t judged, met, not_met, unknown;
	int64_t changed;             /* rows written: new ones among them */
	int64_t fresh;
	date_t later;                /* verdicts of this later day are kept, so these are not; 0 */
};

/* A run of one standard on one date; add what was found in any order, then end it. Rows that say
 * what was said before are not written. A run is one leaf of the journal, up to VERDICT_LEAF rows:
 * a county's is. A nation's takes one for each so many, so that other writers do not wait for all
 * of it, and neither does memory. */
#define VERDICT_LEAF 65536
struct verdict_todo {
	int64_t id;                  /* of the row that says something else; 0: there is none */
	struct verdict v;
};
struct verdict_run {
	struct ctx *cx;
	struct reg *r, *view;        /* view: of who prepares rows while others are written */
	const struct standard *s;
	date_t on;
	int64_t pack_version;
	int64_t code[3];             /* of the list verdict_state, by enum truth */
	struct verdict_book book;
	struct verdict_place place;  /* of verdict_add */
	struct verdict_todo *todo;
	int ntodo;
	bool lengthy;                /* some of it is written, and the log grows until the rest is */
	struct verdict_counts count;
	const char *reason;          /* into the journal; may be NULL */
};
/* r is open for writing; it and the standard outlive the run. Reads what is stored. */
enum err verdict_begin(struct ctx *cx, struct reg *r, const struct standard *s, date_t on,
                       const char *reason, struct verdict_run *out);
/* Is this what is stored? *id: of the row that says otherwise. Only memory is looked at: several
 * threads may ask, each with a place of its own. */
bool verdict_same(const struct verdict_run *run, const struct verdict *v,
                  struct verdict_place *place, int64_t *id);
/* Writes one that verdict_same said no to, now or later. */
enum err verdict_write(struct verdict_run *run, const struct verdict_todo *t);
/* All of it in one: counts, and writes if it differs. */
enum err verdict_add(struct verdict_run *run, const struct verdict *v);
/* Writes what is left. Frees the run whether it succeeds or not. */
enum err verdict_end(struct verdict_run *run);
void verdict_drop(struct verdict_run *run);

/* The stored row of a household under a standard; *out NULL: none yet. In cx's arena. */
enum err verdict_stored(struct ctx *cx, struct reg *r, int64_t household, struct str standard,
                        struct rec **out);

#endif

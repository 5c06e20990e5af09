/* lead - leads at work: who in the register a department's row may mean (by blind index, never by
 * opening rows), what makes two rows one fact, and what a clerk does with a lead. A lead changes
 * nothing else in the register, whatever becomes of it.
 *
 * Its key: a lead that was matched when it came is sealed under its household's seed, so that
 * erasing the household erases it, too; any other has a seed of its own and keeps it, also when it
 * is matched later (rec.seed_h tells which). */
#ifndef DOMAIN_REGISTER_LEAD_H
#define DOMAIN_REGISTER_LEAD_H

#include "domain/register/register.h"

/* ---- who is meant ---- */
struct lead_who {
	int64_t person, household, area, shard;      /* person 0: a household, by its head's number */
	struct str name;                             /* as registered; in the arena */
	date_t birth;                                /* 0 unknown */
	unsigned char idno[BLIND_LEN];               /* blind index of the number */
	bool has_idno, gone;                         /* gone: died, moved ... */
};
/* A person's row without its sealed part; *found false: no such row (a stale search entry). */
enum err lead_person(struct ctx *cx, struct reg *r, struct arena *a, int64_t id, bool *found,
                     struct lead_who *out);
/* A household as its head: name and number of the head. */
enum err lead_household(struct ctx *cx, struct reg *r, struct arena *a, int64_t id, bool *found,
                        struct lead_who *out);
/* Two names that differ in nothing but middle dots and spaces. */
bool lead_same_name(struct str a, struct str b);
/* Do two dates, each perhaps only a year or a month, agree to the month at least? */
bool lead_same_birth(date_t a, date_t b);

/* ---- facts ---- */
#define LEAD_KEY 33
/* Keyed hash of a fact's text, as it stands in LEAD_fact_key. */
void lead_fact_key(const struct keyring *k, struct str text, char out[LEAD_KEY]);
/* The lead's key, batch and row in that batch; *found false: not that fact (a stale entry). */
enum err lead_of_fact(struct ctx *cx, struct reg *r, int64_t id, struct str key, bool *found,
                      int64_t *batch, int32_t *row);
/* The key that this version of a lead is sealed with. */
enum err lead_seal(struct ctx *cx, struct db *db, const struct store *st, const struct rec *lead,
                   struct family *out);

/* ---- what is done with it ---- */
enum lead_act { LEAD_CHECK, LEAD_EXPLAIN, LEAD_CLOSE, LEAD_REOPEN, LEAD_ASSIGN };
struct lead_edit {
	enum lead_act act;
	struct str text;             /* outcome or explanation: sealed; why reopened: in the journal */
	struct str handler;          /* empty: as it is */
	date_t due;                  /* 0: as it is */
};
/* One version more, in one transaction of its own. ERR_CONFLICT: not from this state
 * (closing one that was never checked needs a text), or changed meanwhile. */
enum err lead_do(struct ctx *cx, struct reg *r, int64_t id, const struct lead_edit *edit);

/* ---- the work item that asks somebody to look at it ---- */
/* A lead that goes from old to now among the rows of t: the work item of one that waits no longer
 * is done with it, in the same leaf. On the writer's thread. Other nouns: nothing. */
enum err lead_task_over(struct ctx *cx, struct db *db, struct reg *r, const struct rec *old,
                        const struct rec *now, struct txn *t);

/* Leads that name a household, oldest first, opened; in cx's arena. They belong to no household. */
enum err lead_of_household(struct ctx *cx, struct reg *r, int64_t household, struct rec ***out,
                           int *n);

/* ---- counted ---- */
struct lead_count { int64_t topic, state, match, township, n; };
struct lead_counts {
	struct lead_count *v;        /* by topic, township, state and match, in the arena */
	int n;
	int64_t leads, households;
	int64_t shared;              /* households with leads of several departments */
};
enum err lead_summary(struct ctx *cx, struct reg *r, struct arena *a, struct lead_counts *out);

/* Ids of the leads of household $1. */
extern const struct sql lead_of_house;
extern const struct sql *const lead_sqls[];

#endif

/* office_int - what the parts of the office share; nobody else includes it. */
#ifndef DOMAIN_OFFICE_OFFICE_INT_H
#define DOMAIN_OFFICE_OFFICE_INT_H

#include "base/thread.h"
#include "crypto/password.h"
#include "domain/office/office.h"

#define SESSION_IDLE_MS  (INT64_C(30) * 60 * 1000)
#define SESSION_MAX_MS   (INT64_C(12) * 3600 * 1000)
#define CLOCK_BACK_MS    (INT64_C(10) * 60 * 1000)
#define GRANT_MAX_MONTHS 12
#define PASSWORDS_KEPT   5

/* ---- the copy in memory: never changed once made, replaced whole ---- */
struct area_set {                /* an area and all that lies under it */
	int64_t area, code;
	int level;
	bool whole;                  /* nothing of its level or below lies outside */
	struct str name;
	const int64_t *id;           /* sorted */
	int n;
};
struct account_row {
	int64_t id;
	struct str login, name, unit_name;
	bool active, has_person, has_totp, must_change;
	enum lang lang;
	unsigned char person[BLIND_LEN];
	int64_t password_set, made, changed;
};
struct grant_row {
	int64_t id, account;
	enum role role;
	int64_t area;                /* 0: everywhere */
	const struct area_set *set;  /* NULL: everywhere, or the area is not there any more */
	bool only_assigned;
	const int64_t *household;    /* sorted */
	int nhousehold;
	date_t from, to;
	int64_t expires, ended;
	struct str purpose, granted_by;
};
struct kin_row {
	int64_t id, account;
	struct str name, relation, declared_by;
	int64_t declared;
	bool has_id;
	unsigned char blind[BLIND_LEN];
};
struct token_row {
	int64_t id, account, area, made, expires, ended;
	const struct area_set *set;
	struct str name, hash;       /* hash: 64 hex digits */
	uint64_t perms;
};
enum password_profile { PASSWORDS_ASVS, PASSWORDS_DENGBAO3 };
struct office_rules {            /* settings */
	enum password_profile passwords;
	int reveals, tails;          /* a day and account */
	bool demo;
};
struct people {
	struct arena arena;
	uint64_t generation;
	struct account_row *account; /* by id */
	int naccount;
	struct grant_row *grant;     /* by account */
	int ngrant;
	struct kin_row *kin;         /* by account */
	int nkin;
	struct token_row *token;
	int ntoken;
	struct area_set **set;
	int nset;
	struct office_rules rules;
};
struct place_list {              /* the areas, as of the last refresh */
	struct arena arena;
	const struct area_node *node;
	int n;
	int *by_id;                  /* indexes by rising id */
};

struct session {
	unsigned char id[32];        /* SHA-256 of the token */
	int64_t account;             /* 0: free, -1: was used */
	int64_t made, seen, written;
	bool second;
};
struct tries { uint64_t key; int count; int64_t last_ms; };
#define TRIES 4096

struct office {
	struct reg *main;
	struct reg *view;            /* everything is in its scope; used under `desk` */
	struct lock *desk;           /* changes, and whatever reads through the view: one at a time */
	struct reg *family;          /* another, to ask for households' members; used under `asking` */
	struct lock *asking;         /* never waits for a change to reach the disk */
	struct lock *lock;           /* people */
	struct people *people;
	struct place_list *place;    /* changed under desk and lock */
	uint64_t generation;
	struct lock *hashing;        /* one password at a time: their memory is large */
	struct password_cost cost;
	struct lock *door;           /* sessions and tries */
	struct session *session;
	size_t nsession, room;       /* used (free again or not); a power of two */
	struct tries tries[TRIES];
	int64_t failed_since;        /* Unix ms: a minute of failed log-ins ... */
	int failed_told, failed_more;        /* leaves in it; failures that got none yet */
};

/* ---- office.c ---- */
enum err office_reload(struct ctx *cx, struct office *o);            /* people; under desk */
const struct account_row *people_account(const struct people *p, int64_t id);
const struct account_row *people_login(const struct people *p, struct str login);
/* First grant of an account; they follow each other. */
int people_grant(const struct people *p, int64_t account);
bool grant_in_force(const struct grant_row *g, date_t today, int64_t now_ms);
struct office_rules office_rules_now(const struct office *o);           /* as of now */
date_t office_day(const struct office *o, int64_t now_ms);
int64_t office_day_ms(const struct office *o, date_t day);           /* when that day begins */
struct str login_form(struct arena *a, struct str login);            /* trimmed, small letters */
/* Fills who from an account, with what its grants give at now_ms. */
void who_fill(const struct office *o, const struct people *p, const struct account_row *a,
              bool second, int64_t now_ms, struct who *who);

/* ---- office_write.c: rows and leaves ---- */
struct office_rows {
	struct office *o;
	enum action act;
	const char *actor;           /* NULL: cx->actor */
	const char *reason;
	struct str extra;
	uint8_t object;
	int64_t object_id;
	struct rec **old, **now;     /* old[i] NULL: a new row */
	int n;
	int64_t end_sessions;        /* of this account, in the same transaction; 0: none */
	const unsigned char *keep;   /* but this one; may be NULL */
	enum err (*also)(struct ctx *cx, struct db *db, void *arg);      /* may be NULL */
	void *arg;
};
enum err office_rows_write(struct ctx *cx, struct office_rows *w);
/* A row with its sealed values, to be read or to be changed (under desk); in cx's arena. */
enum err office_row(struct ctx *cx, struct office *o, uint8_t tag, int64_t id, struct rec **out);
/* Without rows: only the leaf. */
enum err office_leaf(struct ctx *cx, struct office *o, enum action act, const char *actor,
                     uint8_t object, int64_t id, const char *reason, struct str extra);

/* ---- office_session.c ---- */
void session_hash(struct str token, unsigned char out[32]);          /* token: 32 hex digits */
enum err sessions_load(struct ctx *cx, struct office *o);
void session_add(struct office *o, const struct session *s);
void sessions_end(struct office *o, int64_t account, const unsigned char *keep);
int64_t sessions_seen(struct office *o, int64_t account);
enum err sessions_delete(struct ctx *cx, struct db *db, int64_t account, const unsigned char *keep);
enum err session_insert(struct ctx *cx, struct db *db, const struct session *s);

/* ---- office_login.c ---- */
/* One more try at one's own password or code within a session; ERR_LIMIT: too many lately. `where`
 * names the field in the error. Told when it was right. */
enum err own_try(struct ctx *cx, struct office *o, int64_t account, const char *where);
void own_good(struct office *o, int64_t account, int64_t now_ms);
/* The leaf of a try that failed: at most so many a minute. */
enum err own_failed(struct ctx *cx, struct office *o, const struct who *who, const char *why);
/* In a transaction: this step's code is used up. ERR_DENIED if it was. */
enum err step_use(struct ctx *cx, struct db *db, int64_t account, int64_t step);

/* ---- office_words.c: what a password may be ---- */
/* ERR_INPUT with the reason. former: hashes one a line. */
enum err password_allowed(struct ctx *cx, const struct office_rules *rules, struct str password,
                          struct str login, struct str name, bool admin, struct str former);
bool password_expired(const struct office_rules *rules, int64_t set_ms, int64_t now_ms);

/* ---- office_account.c ---- */
enum err reason_needed(struct ctx *cx, const char *reason);
/* A valid ID number into a field; an empty one leaves it unknown. */
enum err office_idno_read(struct ctx *cx, const struct office *o, struct str s, struct rec *r,
                          int f);
/* A text of one line, at most three bytes for each of `most` characters; where names it in the
 * error. */
enum err text_read(struct ctx *cx, const char *where, struct str s, size_t most, bool need,
                   struct rec *r, int f);

/* ---- office_count.c ---- */
enum err office_setting_put(struct ctx *cx, struct office *o, const struct who *by, const char *key,
                            struct str value);  /* under desk */

/* ---- office_grant.c ---- */
/* Appends the rows of a grant; w->old and w->now have room. Checks nothing but that the households
 * are there. */
enum err grant_rows(struct ctx *cx, struct office *o, const struct who *by,
                    const struct grant_new *g, struct office_rows *w);

/* ---- office_may.c ---- */
/* Refuses unless by (NULL: the command line) may do it. */
enum err by_may(struct ctx *cx, struct office *o, const struct who *by, enum perm perm);

#endif

/* office - who may do what: accounts, sessions, roles given for an area and a time, relatives
 * declared, and the one function that decides. Stands above the register.
 *
 * An office is open beside a register that is open for writing. Its functions may be called from
 * any thread, with the ctx of the caller; time is cx->now_ms (or the argument now_ms), so that a
 * test's clock rules everything. office_session, office_may (but for kinship, see there) and
 * office_scope touch memory only: a copy of accounts, grants, relatives and areas that is made anew
 * after each change, so that a change holds from the next request on.
 *
 * Every log-in, failed log-in and log-out, every change of an account, grant or declaration is a
 * leaf of the journal with actor "account:ID", or "cli:UID" from the command line. */
#ifndef DOMAIN_OFFICE_OFFICE_H
#define DOMAIN_OFFICE_OFFICE_H

#include "domain/register/register.h"
#include "entity/scope.h"

struct office;
struct password_cost;

/* ---- the tables (perms.def) ---- */
enum perm {
#define PERM(id, ...) PERM_##id,
#include "domain/office/perms.def"
#undef PERM
	PERM__COUNT
};
enum role {
#define ROLE(id, ...) ROLE_##id,
#include "domain/office/perms.def"
#undef ROLE
	ROLE__COUNT
};
enum perm_class { CLASS_READ, CLASS_WRITE, CLASS_APPROVE, CLASS_ADMIN, CLASS_AUDIT };
enum admin_kind { ADMIN_NONE, ADMIN_SYSTEM, ADMIN_SECURITY, ADMIN_AUDIT };
enum duty_where { DUTY_OBJECT, DUTY_PERSON };
/* State of the object that somebody wants to do something to. */
enum object_state {
	STATE_LIVE,                  /* in force: a row of the register, an area to import into */
	STATE_PROPOSED,              /* a change, difference or pair that waits for a decision */
	STATE_DECIDED,               /* decided: approved, refused, settled */
	STATE_DONE,                  /* a batch that was taken in */
	STATE_GONE,                  /* has left the register, was undone, was erased */
};
#define PERM_BIT(p) (UINT64_C(1) << (p))

struct perm_row {
	const char *id;
	enum perm_class class;
	unsigned states;             /* 1 << object_state */
	bool second;                 /* needs a session opened with a code */
	const char *zh, *en;
};
struct role_row {
	const char *id, *zh, *en;
	unsigned levels;             /* 1 << level of area; see role_level_* */
	enum admin_kind admin;
	uint64_t perms;              /* PERM_BIT */
};
struct duty_side { uint64_t perms; unsigned classes; };
struct duty_row {
	struct duty_side one, other;
	enum duty_where where;
	const char *zh, *en;
};
extern const struct perm_row office_perms[PERM__COUNT];
extern const struct role_row office_roles[ROLE__COUNT];
extern const struct duty_row office_duties[];
extern const int office_duties_n;
#define LEVEL_EVERYWHERE 0       /* bit of levels: a grant without an area */
#define LEVEL_ASSIGNED   7       /* households one by one */
#define LEVEL_EMERGENCY  8       /* given by nobody */
int office_role(struct str id);                  /* or -1 */
int office_perm(struct str id);                  /* or -1 */
bool office_role_given(struct office *o, enum role r);    /* to anybody, now or ever */
bool office_role_second(enum role r);            /* some permission of it needs a code */
uint64_t office_duty_perms(const struct duty_side *s);       /* all permissions of a side */
/* Some pair of permissions that one person may not hold together, or NULL. */
const struct duty_row *office_duty_clash(uint64_t perms);

/* ---- open ---- */
struct office_options {
	const struct password_cost *cost;            /* NULL: password_interactive */
};
/* r: open for writing, and stays open longer than the office. ERR_DENIED without keys. */
enum err office_open(struct ctx *cx, struct reg *r, const struct office_options *o,
                     struct office **out);
/* Keeps what sessions were seen; nobody uses the office any more. */
void office_close(struct ctx *cx, struct office *o);
/* Reads everything anew: after areas were imported or changed. */
enum err office_refresh(struct ctx *cx, struct office *o);
/* Once a minute or so: writes when sessions were last seen, forgets those that are over. */
enum err office_tick(struct ctx *cx, struct office *o);
int office_accounts(const struct office *o);     /* 0: the first is to be made */
bool office_demo_register(const struct office *o);
/* Rises with every change of accounts, grants, declarations and areas: for ETags. */
uint64_t office_generation(const struct office *o);

/* ---- sessions ---- */
#define TOKEN_LEN  16
#define TOKEN_TEXT 33            /* 32 hex digits and a NUL */

/* Somebody who is signed in, as of now: asked anew for each request and not kept. */
struct who {
	int64_t account;             /* 0: nobody */
	char login[33];              /* "lin" */
	char name[184];
	char actor[32];              /* "account:12": for cx->actor */
	enum lang lang;
	uint64_t perms;              /* PERM_BIT over all grants in force, as far as this session may */
	uint64_t roles;              /* 1 << role, of the grants in force */
	bool has_person;
	unsigned char person[BLIND_LEN];     /* the natural person: equal for all accounts of one */
	bool second;                 /* the session was opened with a code */
	bool has_totp;
	bool must_change;            /* may do nothing but change the password */
	int64_t emergency_until;     /* Unix ms while the glass is open, else 0 */
	unsigned char session[32];   /* which session it is */
	int64_t token;               /* no session but this key of a program; 0: a session */
	uint64_t only;               /* what the token was made for, and ... */
	int64_t within;              /* ... where: an area, 0: all of the account's */
};

struct login {
	struct str login, password;
	struct str code;             /* of the second factor; empty: none given */
	struct str peer;             /* address of the client, as text */
};
/* Takes a tenth of a second: on a worker thread. The answer takes as long for unknown names.
 * ERR_DENIED with office-login-wrong; office-login-code: name and password are right and a code is
 * wanted (or was wrong); ERR_LIMIT office-login-wait {0} seconds: too many tries. */
enum err office_login(struct ctx *cx, struct office *o, const struct login *l,
                      char token[TOKEN_TEXT], struct who *who);
/* Whose session a token names, at now_ms: memory only. False: nobody's, or over (30 minutes unused,
 * 12 hours old, account disabled); *who is nobody then. */
bool office_session(struct office *o, struct str token, int64_t now_ms, struct who *who);
/* Is the session or token of `who`, as it was once given, still in force? Memory only, and no use
 * of it: a page that merely watches keeps no session alive. */
bool office_lives(struct office *o, const struct who *who, int64_t now_ms);
enum err office_logout(struct ctx *cx, struct office *o, const struct who *who);

/* ---- tokens: keys for programs ---- */
#define OFFICE_TOKEN_TEXT 36     /* "jz_", 32 hex digits and a NUL */
struct token_new {
	struct str name;
	uint64_t perms;              /* some of the account's; see office_token_perms */
	int64_t area;                /* 0: wherever the account may */
	date_t expires;              /* its first day without; at most a year ahead */
};
struct token_view {
	int64_t id, account, made, expires, ended, area_code;
	uint64_t perms;
	bool in_force;
	struct str name, area_name;          /* in cx's arena */
};
/* What a token may ever be made for: seeing and proposing, nothing sealed, nothing decided. */
uint64_t office_token_perms(void);
/* The account's own, in a session: the text is shown once and kept nowhere. ERR_DENIED: more than
 * the account may, or asked for with a token; ERR_LIMIT: 20 of one account are in force. */
enum err office_token_make(struct ctx *cx, struct office *o, const struct who *who,
                           const struct token_new *t, char text[OFFICE_TOKEN_TEXT], int64_t *id);
/* By its owner, or who manages accounts. ERR_NOTFOUND, ERR_CONFLICT (it has ended). */
enum err office_token_end(struct ctx *cx, struct office *o, const struct who *who, int64_t id,
                          const char *reason);
enum err office_token_list(struct ctx *cx, struct office *o, int64_t account,
                           struct token_view **out, int *n);
/* Whose token it is, at now_ms: memory only; as office_session. */
bool office_token(struct office *o, struct str token, int64_t now_ms, struct who *who);

/* ---- the decision ---- */
/* What somebody wants to do something to. All zero: no object in particular. */
struct office_object {
	enum object_state state;
	int64_t area, household;     /* where it lies, what it belongs to; 0: nowhere */
	bool placed;                 /* it has a place: area and household are compared. False: the
	                              * answer is for the account as a whole, rows are left to scope */
	const char *maker;           /* actor of who made it: "account:12", "cli:0"; NULL: nobody */
	enum perm made_by;           /* what the maker did it with: PERM_propose, PERM_import ... */
};
struct decision {
	bool may;
	bool emergency;              /* only the open glass allows it: office_glass_used() */
	const char *why;             /* message key of the refusal, "office-no-..." */
};
/* The one place where rights are decided: session and account in force; a grant in force whose role
 * has the permission and whose area or assigned households hold the object; second factor; state of
 * the object; conflicting duties, on the natural person; for APPROVE: kinship. Anything not plainly
 * allowed is refused. Kinship reads the household's members (with an own connection); everything
 * else is memory. An error of reading is a refusal with key office-no-reading. */
struct decision office_may(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                           const struct office_object *object);
/* The same as an error: OK or ERR_DENIED with the key of the refusal. */
enum err office_need(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                     const struct office_object *object);
/* What `who` may see or touch with one permission: areas and households of all grants that carry
 * it. Memory only; the lists lie in cx's arena. Nothing at all without the permission. */
enum err office_scope(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                      struct scope *out);
/* Tops of what a permission reaches, for the area picker: ids in cx's arena; *all: everywhere. */
enum err office_tops(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                     int64_t **areas, int *n, bool *all);

/* ---- for procedures ---- */
/* An account by its name, as if signed in with a code: the command line, which holds the keys,
 * types for somebody. ERR_NOTFOUND: no such account, or disabled. */
enum err office_as(struct ctx *cx, struct office *o, struct str login, struct who *who);
/* Roles in force that hold the object, with the level of the area each was given for (0:
 * everywhere, or household by household). Memory only; how many. */
struct office_held { enum role role; int level; };
int office_held(struct office *o, const struct who *who, const struct office_object *x,
                int64_t now_ms, struct office_held *out, int most);
/* Is the actor of a journal entry ("account:12") the same natural person? */
bool office_same(struct office *o, const struct who *who, struct str actor);
/* Is somebody of the household a relative, or oneself? Reads its members. *as (may be NULL): whom
 * he declared so, and as what; his own household: that it is. */
enum err office_kin_of(struct ctx *cx, struct office *o, const struct who *who, int64_t household,
                       bool *kin, struct str *as);

/* ---- accounts ---- */
/* by: who does it. NULL is the command line, which holds the keys; the journal says cx->actor. */
struct account_new {
	struct str login, name, idno, unit_name, phone;
	struct str password;
	enum lang lang;
	bool must_change;            /* the password is a first one, told by somebody else */
};
enum err office_account_make(struct ctx *cx, struct office *o, const struct who *by,
                             const struct account_new *a, int64_t *id);
/* reason is kept in the journal. Disabling ends all sessions of the account at once. */
enum err office_account_disable(struct ctx *cx, struct office *o, const struct who *by,
                                int64_t account, const char *reason);
enum err office_account_enable(struct ctx *cx, struct office *o, const struct who *by,
                               int64_t account, const char *reason);
/* One's own: the old password is asked; other sessions end. */
enum err office_password_change(struct ctx *cx, struct office *o, const struct who *who,
                                struct str old_password, struct str new_password);
/* Somebody else's: to be changed at the next log-in; all sessions end. */
enum err office_password_reset(struct ctx *cx, struct office *o, const struct who *by,
                               int64_t account, struct str password);
/* A new secret for the second factor is made, shown once (text and otpauth address in cx's arena),
 * and in force when a code of it was confirmed. Whoever has one already shows a code of it, too
 * (`former`), good once and not guessed for long: an open session that somebody left does not take
 * the second factor over. who NULL: the command line, which is not asked. */
enum err office_totp_new(struct ctx *cx, struct office *o, int64_t account, struct str *text,
                         struct str *uri);
struct totp_proof { struct str secret, code, former; };
enum err office_totp_confirm(struct ctx *cx, struct office *o, const struct who *who,
                             int64_t account, const struct totp_proof *p);
/* Takes the second factor away: a lost phone. */
enum err office_totp_remove(struct ctx *cx, struct office *o, const struct who *by, int64_t account,
                            const char *reason);
int64_t office_account(const struct office *o, struct str login);      /* 0: none */

/* "account:12" as people know it: the account's name; the command line by its own words. */
struct str office_actor_name(struct ctx *cx, struct office *o, struct str actor);
/* The name of the account that signs in so; a text that is no log-in name is as it was. In cx's
 * arena. */
struct str office_login_name(struct ctx *cx, struct office *o, struct str login);
/* Log-in name and name of the i-th account, disabled ones, too, in cx's arena; false past the
 * end. */
bool office_account_nth(struct ctx *cx, struct office *o, int i, struct str *login,
                        struct str *name);

struct account_view {
	int64_t id;
	struct str login, name, unit_name;           /* in cx's arena */
	bool active, has_totp, has_person, must_change;
	enum lang lang;
	uint64_t roles;              /* of grants in force */
	int64_t made, changed, last_seen;            /* 0: not signed in */
};
enum err office_account_list(struct ctx *cx, struct office *o, struct account_view **out, int *n);

/* ---- grants ---- */
struct grant_new {
	int64_t account;
	enum role role;
	int64_t area;                /* 0: everywhere, for roles that may */
	const int64_t *household;    /* assigned households; n 0: the whole area */
	int nhousehold;
	date_t from, to;             /* 0: today; a year from `from`, which is the longest */
	struct str purpose;
	struct receipt *receipt;     /* of the request, kept with the grant; or NULL */
};
/* Refused (ERR_DENIED, ERR_INPUT): the role may not hold that level of area; more than a year;
 * somebody's own grants; a natural person who would hold conflicting duties; no ID number. */
enum err office_grant_give(struct ctx *cx, struct office *o, const struct who *by,
                           const struct grant_new *g, int64_t *id);
enum err office_grant_end(struct ctx *cx, struct office *o, const struct who *by, int64_t grant,
                          const char *reason);
struct grant_view {
	int64_t id, account, area;
	enum role role;
	bool only_assigned, in_force;
	int nhousehold;
	date_t from, to;
	int64_t expires, ended;
	struct str login, purpose, granted_by, area_name;    /* in cx's arena */
	int64_t area_code;
};
enum err office_grant_list(struct ctx *cx, struct office *o, int64_t account /* 0: all */,
                           struct grant_view **out, int *n);

/* ---- relatives ---- */
struct kin_new { int64_t account; struct str name, idno, relation; };
enum err office_kin_declare(struct ctx *cx, struct office *o, const struct who *by,
                            const struct kin_new *k, int64_t *id);
struct kin_view {
	int64_t id, declared;
	struct str name, relation, declared_by;      /* in cx's arena */
	bool has_idno;
};
/* Those in force, of one account; ERR_NOTFOUND: there is no such account. */
enum err office_kin_list(struct ctx *cx, struct office *o, int64_t account, struct kin_view **out,
                         int *n);
/* By who manages accounts, never one's own. ERR_NOTFOUND, ERR_CONFLICT (withdrawn already). */
enum err office_kin_end(struct ctx *cx, struct office *o, const struct who *by, int64_t kin,
                        const char *reason);

/* ---- what is counted ---- */
/* One look at a sealed value: a leaf with the reason, and one less for today. ERR_LIMIT
 * office-reveals-used: none left. *left after it. */
enum err office_reveal_take(struct ctx *cx, struct office *o, const struct who *who, uint8_t noun,
                            int64_t id, const char *field, const char *reason, int *left);
/* A search by the last four digits, likewise. */
enum err office_tail_take(struct ctx *cx, struct office *o, const struct who *who, int *left);

/* How many are left today, without taking one. */
enum err office_left(struct ctx *cx, struct office *o, const struct who *who, int *reveals,
                     int *tails);

/* ---- rules: settings of the office ---- */
/* passwords = asvs | dengbao3; reveals, tails = how many a day and account. */
enum err office_rule_set(struct ctx *cx, struct office *o, const struct who *by, struct str name,
                         struct str value);
/* "asvs" or "dengbao3"; the numbers. */
void office_rule_get(const struct office *o, const char **passwords, int *reveals, int *tails);

/* ---- emergencies ---- */
/* Opens the glass for `hours` (1 to 4): the whole register may be read and revealed, nothing
 * changed or decided. A leaf now, and one at each use: whoever answers a request while
 * who.emergency_until is set and decision.emergency is true (or lists rows) tells of it. */
enum err office_glass_break(struct ctx *cx, struct office *o, const struct who *who,
                            const char *reason, int hours);
enum err office_glass_used(struct ctx *cx, struct office *o, const struct who *who, enum perm perm,
                           uint8_t noun, int64_t id);

/* ---- demonstration ---- */
/* One account a role, with a grant in the first county, township and village of a demo register
 * that has households, all with one password, made by chance for this register and kept in it:
 * asked again, the accounts stay and the password is told once more. ERR_DENIED: not a demo. In a
 * demo register nothing needs a code of the second factor. */
struct demo_account { const char *login; enum role role; const char *zh, *en; };
extern const struct demo_account office_demo_accounts[];     /* ended by a row without login */
enum err office_demo(struct ctx *cx, struct office *o, char password[32]);

#endif

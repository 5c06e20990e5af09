/* gate - what every module of procedures has in its hands: the register, the office, and the pack
 * in the versions that rounds began with. Open once for a command or request; one thread at a
 * time. */
#ifndef DOMAIN_GATE_GATE_H
#define DOMAIN_GATE_GATE_H

#include "domain/office/office.h"
#include "policy/rules.h"

/* A version of the pack, compiled. */
struct gate_law {
	int64_t version;             /* id of its row */
	const struct pack *p;
	struct rules *rules;
	struct gate_law *next;
};

/* Versions that many who ask at the same time have in common: each is compiled once. */
struct gate_laws;
struct gate_laws *gate_laws_new(void);
void gate_laws_free(struct gate_laws *l);                /* NULL is fine */

struct gate {
	struct reg *r;
	struct office *o;            /* NULL: for reading only */
	struct arena *a;             /* laws live there, */
	struct gate_law *law;        /* the newest first in use; */
	struct gate_laws *laws;      /* or there */
	/* The list that was looked through last: did anybody leave it otherwise than by its having
	 * hung? As of the newest decision then (posted.c). */
	struct list_left { int64_t notice, newest; date_t last; bool yes; } left;
};

/* r, o and a outlive it. */
void gate_open(struct arena *a, struct reg *r, struct office *o, struct gate *out);
/* The same with laws in common, of any view of the same register; l outlives it. */
void gate_share(struct gate_laws *l, struct reg *r, struct office *o, struct gate *out);
/* A version of the pack by its row; 0: the one in force. ERR_INPUT: it does not fit this register,
 * or a procedure names a role that there is not. */
enum err gate_law(struct ctx *cx, struct gate *g, int64_t version, const struct gate_law **out);
/* ERR_NOTFOUND gate-no-procedure. */
enum err gate_procedure(struct ctx *cx, const struct gate_law *law, struct str id,
                        const struct rule_procedure **out);

/* Who works, or decides, in the place itself (PERM_procedure with its papers and photographs,
 * PERM_decide with the changes of its rows). From above the counties only what is about a whole
 * county or more. ERR_DENIED. */
enum err gate_local(struct ctx *cx, struct reg *r, struct office *o, const struct who *who,
                    enum perm perm, const struct office_object *x);
/* Does somebody hold here a role that the gate names in an act that waits for this (enum act_when;
 * 0: in any)? ERR_DENIED gate-no-role tells whose it is. */
enum err gate_role(struct ctx *cx, struct gate *g, const struct who *who,
                   const struct office_object *x, const struct procedure *p, int gate,
                   unsigned when);

/* The place in whose office a role is held, for what lies at the node `at` of the tree: the
 * smallest that it can be; empty: there is none. */
struct str gate_office_at(const struct area_tree *t, int at, int role);

/* A row by its number, seen through the register's scope. ERR_NOTFOUND with `none`. */
enum err gate_row(struct ctx *cx, struct gate *g, uint8_t noun, struct str no, const char *none,
                  struct rec **out);
/* Whether the scope shows what lies there; household 0: it is of none. */
static inline bool gate_shows(const struct gate *g, int64_t area, int64_t household)
{
	return scope_area(g->r->scope, area) ||
	       (household && scope_household(g->r->scope, household));
}
/* "P12", from the row's id; set as its number. */
void gate_number(struct ctx *cx, struct rec *row, int field, char letter);
/* A value of a list by its tag; ERR_INPUT gate-no-tag. */
enum err gate_tag(struct ctx *cx, const struct gate *g, struct rec *row, int field,
                  const char *list, const char *tag);
bool gate_is(const struct gate *g, const struct rec *row, int field, const char *list,
             const char *tag);
/* A text that somebody typed: at most so many signs, and none that a reader does not see (control
 * signs, marks that turn the direction; utf8_unseen); lines: it may have more than one line, and
 * among signs that are seen some that are not. ERR_INPUT at `where`. The bounds are those of the
 * fields of decisions and letters that keep them. */
#define TYPED_REASON  2000
#define TYPED_CHECKS  20000      /* all answers of a checklist together */
#define TYPED_NAME    60
#define TYPED_NAMES   200
#define TYPED_POST_NO 40
enum err gate_typed(struct ctx *cx, const char *where, struct str text, int most, bool lines);
/* The same of a name, or of several: none has a sign that is taken for another (utf8_alike), so
 * that nobody is two people by it; nor a digit, a bracket or another sign that no name has
 * (utf8_in_name), unless it is the log-in name of an account. */
enum err gate_typed_names(struct ctx *cx, struct office *o, const char *where, struct str text,
                          int most);
/* Cuts the next name off a text in which commas of any kind stand between; false at the end. */
bool gate_name_next(struct str *rest, struct str *name);
/* Has it a letter or an ideograph? A stroke or a number is nobody. */
bool gate_name_is(struct str name);
/* The same name to who reads it: width, case, spaces, dots and strokes do not count. */
bool gate_name_same(struct str a, struct str b);
/* The signs that gate_name_same compares; of the arena. */
struct str gate_name_plain(struct ctx *cx, struct str name);
/* In the reader's language; English where the other is not stated. */
static inline struct str gate_words(const struct ctx *cx, struct str zh, struct str en)
{
	return cx->lang == LANG_ZH || !en.n ? zh : en;
}

#endif

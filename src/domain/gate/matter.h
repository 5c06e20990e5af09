/* matter - one household, village or county in a round: taken in, looked at, moved on. (Commands
 * and pages say "case".) Each step is decided by procedure_may and written with all its effects,
 * fields, statuses, letter, in one transaction and one leaf. Two at once: one of them is told
 * ERR_CONFLICT. */
#ifndef DOMAIN_GATE_MATTER_H
#define DOMAIN_GATE_MATTER_H

#include "domain/gate/procedure_may.h"
#include "domain/gate/round.h"

/* ---- taking in ---- */
struct matter_new {
	const struct round_view *round;
	const int64_t *about;        /* households, or areas; n of them */
	int n;
	struct str channel;          /* tag of lead_channel; empty: not told */
	date_t on;                   /* 0: today */
	bool guarded;                /* refuse those whom no way out of the first gate is for */
	const struct rec *lead;      /* of one household: what it comes of, opened; NULL: of none */
	const struct rec *declaration;       /* the same of a declaration */
};
/* What became of each: the matter that was made, or the one that is open already. */
struct matter_made {
	int64_t about, matter;
	const char *refused;         /* message key, or NULL: made */
	struct str why;              /* of a guard: what it asks; else empty */
};
/* All or none of a chunk; what is refused is left out and told. ERR_DENIED: not there. */
enum err matter_add(struct ctx *cx, struct gate *g, const struct who *who,
                    const struct matter_new *n, struct matter_made *made);

/* Whether no act that leads on from the round's first gate is for that household on that day: then
 * the first of them, whose guard tells why; NULL: one is, or nobody knows yet. */
enum err matter_barred(struct ctx *cx, struct gate *g, const struct round_view *round,
                       int64_t household, date_t on, const struct procedure_act **out);

/* A new matter among rows that are written together; all was asked before. */
enum err matter_begin(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter_new *n, struct edits *e, const struct rec *about,
                      int64_t area, struct rec **out);
/* For edits that begin matters, before anything is looked at: when they are written their rounds
 * are still open, nobody began one of the same procedure for the same household or area meanwhile,
 * and nothing was decided about the household (a removal would have ended this one, too); else
 * edits_write is ERR_CONFLICT. */
enum err matter_watch(struct ctx *cx, struct gate *g, struct edits *e);
/* The open matter of a household in a procedure; 0: there is none. */
enum err matter_open_of(struct ctx *cx, struct gate *g, int64_t household, struct str procedure,
                        int64_t *id);
/* All of them, ids in cx's arena: more than one where two households became one. */
enum err matter_open_all(struct ctx *cx, struct db *db, int64_t household, struct str procedure,
                         int64_t **id, int *n);

/* The newest matter of the same household in the same round that was refused, and on which day;
 * empty and 0: there is none. It may come again, but whoever takes it in is to know. */
enum err matter_refused(struct ctx *cx, struct gate *g, int64_t matter, struct str *no, date_t *on);

/* ---- looking ---- */
struct matter {
	struct gate *g;
	struct rec *row;             /* opened */
	struct round_view round;
	const struct rule_procedure *rule;   /* of the version that it began with */
	const struct procedure *p;
	int gate;
	struct rec *about;           /* household, or the file of the area; NULL: there is none */
	struct rec **decision;       /* in their order */
	int ndecision;
	struct rec **paper;          /* attachments of the household and of meetings on it */
	int npaper;
	uint32_t *kinds;             /* of each paper: bits of p->paper as which it counts here */
	bool *used;                  /* another matter rests on it; never of a meeting's */
	bool live;
	bool brief;                  /* without what is sealed: to be shown in a list, not acted on */
};
enum err matter_load(struct ctx *cx, struct gate *g, struct str no, struct matter *out);
enum err matter_by_id(struct ctx *cx, struct gate *g, int64_t id, struct matter *out);
/* One that a list gave (seen already), of this round, brief. */
enum err matter_brief(struct ctx *cx, struct gate *g, const struct round_view *round, int64_t id,
                      struct matter *out);

/* The same, but only its row and where it stands: nothing of its household, steps and papers. */
enum err matter_bare(struct ctx *cx, struct gate *g, const struct round_view *round, int64_t id,
                     struct matter *out);

/* What somebody says when he acts. Texts are as typed. */
struct matter_order {
	struct str act;
	date_t on;                   /* 0: today; not before the matter came to its gate */
	struct str reason;
	struct str excuse;           /* why it is late, where the reason goes into a letter */
	struct str with;             /* accounts who do it, too, by commas of any kind */
	struct str signer;           /* tag of the list signer; empty: nobody signed */
	struct str proxy, relation, witness; /* names; witnesses with commas of any kind between */
	const struct str *check;     /* "item=result" */
	int ncheck;
};
/* The list that counts for a matter on a day: one of this time that was not taken down and hung
 * its whole time unchanged, else the newest; no older one is asked for anything. */
struct posting {
	enum posted posted;
	enum opposed opposed;
	struct str no;               /* of that list; empty: there is none */
	date_t day;                  /* its last; since when it is missing; when it was taken down */
};
/* What is known for an act, without doing it: facts, the lacks, what will be kept. */
struct matter_look {
	const struct procedure_act *act;
	struct procedure_facts facts;
	struct lack *lack;
	int nlack;
	bool against;
	date_t on, until;            /* of the gate's clock; 0: none */
	struct str kin;              /* of whom who acts is a relative, and what; facts.kin only */
	struct str with;             /* actors of those who do it, too, separated by spaces */
	struct str papers;           /* ids that the act rests on, separated by commas */
	struct str own;              /* those of them that no other matter may rest on, too */
	date_t papers_from;          /* what the act needs must not be dated before */
	struct str verdict, told;    /* short and in full; empty: no standard */
	struct str checklist;        /* as kept */
	int64_t vote, signer;        /* row; value of the list signer; 0: none */
	date_t from, to;             /* of wait and within */
	date_t met;                  /* of the meeting whose vote counts; 0: none */
	date_t *later;               /* by p->paper: the first day of those that facts.later tells */
	struct posting posting;      /* of a gate that publishes */
};
enum err matter_look(struct ctx *cx, const struct matter *m, const struct who *who,
                     const struct matter_order *o, struct matter_look *out);
/* What the guard of an act of the round says of a household, or of the file of an area. */
enum err matter_guard(struct ctx *cx, struct gate *g, const struct round_view *round,
                      const struct procedure_act *act, int64_t about, date_t on, enum truth *out);
/* The same of a brief one, and only of what has to be got before somebody acts: who he is, papers,
 * list, vote, days, and what its guard asks. What is said in acting counts as said, a verdict as
 * met. */
enum err matter_wants(struct ctx *cx, const struct matter *m, const struct who *who,
                      const struct procedure_act *act, struct matter_look *out);
/* As which of the act's roles (bits of act->who) somebody may do it, as far as it depends on who he
 * is: his roles here, kinship, what he did on the matter before. 0: not at all. */
enum err matter_hand(struct ctx *cx, const struct matter *m, const struct who *who,
                     const struct procedure_act *act, uint32_t *as);
/* A lack in words, with what to do. */
struct str lack_says(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                     const struct lack *x);
/* The same as an error, ERR_DENIED at the matter. */
enum err lack_refuses(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                      const struct lack *x);

/* What a lack is about: a role, a paper, a day; may be empty. */
struct str lack_word(struct ctx *cx, const struct matter *m, const struct matter_look *l,
                     const struct lack *x);

/* ---- acting ---- */
struct matter_done {
	struct str decision, letter; /* numbers; letter empty: none */
	int to;                      /* gate */
};
/* ERR_DENIED with the first lack when something is missing: look->lack has all. */
enum err matter_act(struct ctx *cx, struct gate *g, const struct who *who, const struct matter *m,
                    const struct matter_order *o, struct matter_look *look,
                    struct matter_done *out);

/* Who is to deal with it while it stands at this gate: an account that may work on it; empty:
 * nobody. ERR_NOTFOUND: no such account; ERR_DENIED: it may not; ERR_CONFLICT: it has ended. */
enum err matter_assign(struct ctx *cx, struct gate *g, const struct who *who,
                       const struct matter *m, struct str login);

#define ACT_CARRIED "carried-over"         /* the act of the last step of what was carried over */
#define ACT_WITHDRAWN "ended-with"         /* and of what ended with the decision of another one */
/* Of a matter whose household left the register during it, or which stands twice since two
 * households became one: it ends as withdrawn, without the household's paper and signature, and
 * with a reason. `to`: the household that it lives on in, which begins at the first gate; 0: none.
 * One leaf. By who opens rounds there. ERR_CONFLICT: the household is there, and has one case only;
 * that other one is in the procedure already. */
enum err matter_lets_carry(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct matter *m);
struct matter_carried { struct str decision, matter; };      /* matter empty: none was made */
enum err matter_carry(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter *m, int64_t to, struct str reason, date_t on,
                      struct matter_carried *out);

/* Ends an open matter as withdrawn among rows that are written together, with a last step `act`
 * that says why; nobody is asked for a right. *decision: number of the step. ERR_CONFLICT: its
 * procedure has no such end, or the matter moved. */
enum err matter_withdraw(struct ctx *cx, struct gate *g, const struct who *who,
                         const struct matter *m, struct str act, struct str reason, date_t on,
                         struct edits *e, struct str *decision);

/* An item of the procedure's checklists; NULL: it has none of this id. */
const struct check_item *matter_check_item(const struct matter *m, struct str id);
/* Who signed for the household at a step, his relation to it, and who saw it; empty: nobody did. */
struct matter_signed { struct str proxy, relation, witness; };
/* Of a refusal to sign: the witnesses alone. */
struct matter_signed matter_signed(const struct rec *decision);
/* The roles in which a step was taken, that of who took it first, in words of cx's language; empty:
 * it says none. In cx's arena. */
struct str matter_roles_say(struct ctx *cx, const struct rec *decision);
/* The first of them, as it is kept: an id of roles.def. */
struct str matter_role(const struct rec *decision);
/* A household by its head and members, as the register has them now: whoever bears one of their
 * names counts as one of them. Of a matter of no household: nobody. */
struct matter_family { const struct rec *head; struct rec **member; int n; };
enum err matter_family(struct ctx *cx, const struct matter *m, struct matter_family *out);
bool matter_of_family(const struct matter_family *f, struct str name);
/* As matter_people, of witnesses for the household: it itself does not count, nor an account that
 * declared kin there. */
enum err matter_witnesses(struct ctx *cx, const struct matter *m, struct str names,
                          const struct str *but, int nbut, int *n);
/* A keyed hash of who signs for others: counted, not read. Equal for names that look the same
 * (gate_name_same), and for a log-in name and the name of its account. */
struct str matter_proxy_key(struct ctx *cx, const struct gate *g, struct str name);
/* How many different people names tells (with commas of any kind between), without those whose keys
 * stand in but. At most PEOPLE_MOST are counted. */
#define PEOPLE_MOST 16
int matter_people(struct ctx *cx, const struct gate *g, struct str names, const struct str *but,
                  int nbut);
/* For how many households but this one he has signed. */
enum err matter_proxied(struct ctx *cx, struct db *db, struct str key, int64_t household,
                        int64_t *n);

/* ---- papers and the hanging list (posted.c) ---- */
/* Of lists n only those made since matter $2 came to gate $3 the last time: others were of another
 * time. */
#define SINCE_IT_CAME " AND n.made>=coalesce((SELECT max(d.entered) FROM decision d" \
	" WHERE d.matter=$1 AND d.to_gate=$2),0)"
/* The last day of the list on which it hangs on that day, 0: on none; *left: somebody has left it
 * since it was made. */
enum err matter_hangs(struct ctx *cx, const struct matter *m, date_t on, date_t *last, bool *left);
enum err matter_posted(struct ctx *cx, const struct matter *m, date_t on, struct posting *out);

extern const struct sql *const matter_sqls[], *const matter_look_sqls[],
	*const matter_carry_sqls[];

#endif

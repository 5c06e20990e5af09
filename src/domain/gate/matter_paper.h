/* matter_paper - the papers that matters rest on: those of the household, and those of a meeting,
 * which are handed in once and count for every matter that it voted on. Whoever may do an act that
 * needs a kind of paper may hand in that kind, while the matter stands there; nobody else, and no
 * other kind, but those who may add anything to the household. */
#ifndef DOMAIN_GATE_MATTER_PAPER_H
#define DOMAIN_GATE_MATTER_PAPER_H

#include "domain/gate/filed.h"

/* Fills paper, npaper, kinds and used of a matter that is loaded but for them. The papers of a
 * meeting are not asked of the scope: a matter does not look otherwise to another. */
enum err matter_papers(struct ctx *cx, struct matter *m);

/* Does another matter of the household rest on one of these (ids, separated by commas), as db has
 * it now? Asked again on the writer's thread. */
enum err matter_papers_used(struct ctx *cx, struct db *db, const struct matter *m, struct str ids,
                            bool *yes);

/* Whether paper `i` of the matter counts for an act as the kind `bit` of its papers, by its age.
 * STALE: a step rested on it, or on a later one of the kind, and the case has come back since, or
 * it is the minutes of another meeting.
 * BEFORE: dated before `from`; what the act shares with other matters, and what a step since rests
 * on already, may be. A paper without a date may be of any. */
enum paper_age { PAPER_COUNTS, PAPER_STALE, PAPER_BEFORE };
enum paper_age matter_paper_age(const struct matter *m, const struct procedure_act *a, int i,
                                uint32_t bit, date_t from);
/* The day before which nothing that the act needs may be dated: that on which the case began (once
 * it went on: its round), less what the act allows; that on which it was sent back; or the newest
 * paper that a step rests on since. */
date_t matter_papers_from(const struct matter *m, const struct procedure_act *a);

/* What an attachment is among the papers of a procedure: bits of p->paper. */
uint32_t paper_kinds(const struct gate *g, const struct procedure *p, const struct rec *attachment);
/* Which kinds (bits of m->p->paper) who may hand in now; 0: none. */
enum err matter_paper_kinds(struct ctx *cx, const struct matter *m, const struct who *who,
                            uint32_t *kinds);
/* May who hand in a paper of n->kind (as people type it, or a tag) for the matter's household? Says
 * in n what it belongs to: attachment_add does the rest. ERR_DENIED: not he, or not this kind;
 * ERR_INPUT: no such kind, or a matter of no household. */
enum err matter_paper_let(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct matter *m, struct attachment_new *n);

/* The kinds that the votes of a meeting's gate rest on: bits of its procedure's papers. */
uint32_t meeting_paper_kinds(const struct filed_meeting *m);
/* May who hand them in? As who may hold such a meeting there, while the round is open. ERR_DENIED,
 * ERR_CONFLICT: it is closed. */
enum err meeting_paper_may(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct filed_meeting *m);
/* A paper of the meeting, for every matter that it voted on: as matter_paper_let. */
enum err meeting_paper_let(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct filed_meeting *m, struct attachment_new *n);
/* Those of a meeting, the oldest first, as the scope shows them. */
enum err meeting_papers(struct ctx *cx, struct gate *g, const struct filed_meeting *m,
                        struct rec ***out, int *n);

extern const struct sql *const matter_paper_sqls[];

#endif

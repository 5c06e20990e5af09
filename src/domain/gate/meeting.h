/* meeting - an appraisal: who came, and what it came to on each matter. Quorum and threshold are
 * the gate's. Relatives of a household have no vote on it: whoever bears the name of one of its
 * members counts as one, and whoever said so. Written whole, in one leaf. */
#ifndef DOMAIN_GATE_MEETING_H
#define DOMAIN_GATE_MEETING_H

#include "domain/gate/matter.h"

struct meeting_vote {
	struct str matter;           /* its number */
	int64_t in_favour, against, abstain;
	struct str kin;              /* names of who stood back, separated by "、" or commas */
	struct str note;
};
struct meeting_new {
	const struct round_view *round;
	struct str gate;
	int64_t area;
	date_t on;                   /* 0: today */
	struct str place, chair, manner, minutes;
	struct str proof;            /* of sign-in sheet and pictures: how many, where they lie */
	int64_t representatives;     /* how many there are in all */
	struct str attendance;       /* a name a line; "NAME 代 A、B": who also votes for A and B */
	const struct meeting_vote *vote;
	int nvote;
	bool dry;                    /* only says what it would come to */
};
struct meeting_made {
	struct str no;
	int64_t present, proxies;
	bool quorate;
	const char **result;         /* of each vote: "passed", "failed", "no_quorum" */
	bool *tied;                  /* of each vote: just a half, so the rule about ties decided */
	int64_t *excluded;
	int64_t *uncast;             /* of each vote: that were there and that nobody gave */
	struct str *kin;             /* of each vote: who of those present stood back, a name a line */
};
/* ERR_INPUT says which name or vote is wrong; ERR_DENIED; ERR_CONFLICT: a matter is not at this
 * gate. */
enum err meeting_hold(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct meeting_new *n, struct meeting_made *out);
/* Meetings of a round, the newest first; votes of a meeting, in their order. Ids in cx's arena,
 * whether the scope shows them or not. */
enum err meeting_of_round(struct ctx *cx, struct gate *g, int64_t round, int64_t **id, int *n);
enum err meeting_votes(struct ctx *cx, struct gate *g, int64_t meeting, int64_t **id, int *n);
/* The outcome of a vote: base are those who could vote, all the representatives. Pure. */
const char *meeting_result(const struct assembly *a, bool quorate, int64_t in_favour, int64_t base,
                           int64_t all);
/* Just a half was in favour where a half decides. Pure. */
bool meeting_tied(const struct assembly *a, int64_t in_favour, int64_t base, int64_t all);
/* The same of a kept vote, by its meeting and its gate; without a quorum: false. */
bool meeting_vote_tied(const struct assembly *a, const struct rec *meeting, const struct rec *vote);
/* Of a kept vote, by its meeting: votes that were there and that nobody gave. Pure. */
int64_t meeting_uncast(const struct rec *meeting, const struct rec *vote);
/* What it takes to pass, in words: a half is more than a half, unless a tie passes. */
struct str meeting_pass_says(struct arena *arena, const struct assembly *a, bool en);
bool meeting_quorate(const struct assembly *a, int64_t there, int64_t all);

extern const struct sql *const meeting_sqls[];

#endif

/* board - the matters of rounds as people look at them: by gate with the soonest due first, how
 * many of each gate and place, what waits for one account, what is late and whose. Seen through the
 * register's scope. A card says what is still to be got before its matter can go on. */
#ifndef DOMAIN_GATE_BOARD_H
#define DOMAIN_GATE_BOARD_H

#include "domain/gate/matter.h"

/* ---- which ---- */
/* A matter in a list. */
struct board_line {
	int64_t id, area, household;         /* household 0: none */
	date_t due;                          /* 0: none */
	struct str assigned;                 /* actor; empty: nobody */
};
struct board_ask {
	int64_t round;
	struct str gate;
	const struct scope *place;           /* besides the register's scope; NULL: everywhere */
	date_t until;                        /* due before that day; 0: whenever */
	struct str assigned;                 /* to this actor, "-": to nobody; empty: whoever */
	int64_t channel;                     /* by which it came: code of lead_channel; 0: whichever */
	date_t after_due;                    /* of the last line that was given; 0 with after_id: */
	int64_t after_id;                    /* behind those that are due; 0: from the first */
	int most;
};
/* Those that are due come first, the soonest before others; then by number. *more: there are
 * further ones. Lines lie in cx's arena. */
enum err board_lines(struct ctx *cx, struct gate *g, const struct board_ask *ask,
                     struct board_line **out, int *n, bool *more);

/* ---- how many ---- */
struct round_count { int64_t n, late, today; };        /* today: due on this day */
struct board_place { int64_t area, n, late, today; };
struct board_count {
	struct round_count *gate;            /* of each gate of the round's procedure */
	struct board_place *place;           /* of areas that have some which are open, by id */
	int nplace;
};
enum err board_counts(struct ctx *cx, struct gate *g, const struct round_view *round,
                      const struct scope *place, struct board_count *out);

/* ---- a card ---- */
/* What is missing for the gate's main act (way_main), or, once an objection was upheld or a vote
 * failed, for the act that waits for that (matter_wants): what can be got, whoever acts, in
 * look.lack; mine: this account may do it. */
struct board_card {
	const struct procedure_act *next;
	struct matter_look look;
	bool mine;
};
enum err board_card(struct ctx *cx, const struct matter *m, const struct who *who,
                    struct board_card *out);

/* ---- whose ---- */
/* A gate of an open round at which the account has a role that some act wants. */
struct board_task { const struct round_view *round; int gate; };
enum err board_tasks(struct ctx *cx, struct gate *g, const struct who *who,
                     struct board_task **out, int *n);
#define LATE_NAMED 20
/* Late matters by who has them; actor empty: nobody, then those of one gate of one procedure. */
struct board_late {
	struct str actor, procedure, gate, role;     /* role: that hears of it; may be empty */
	int64_t n;
	date_t oldest;
	struct board_line first[LATE_NAMED];         /* those due first, in their order */
	int nfirst;
};
enum err board_late(struct ctx *cx, struct gate *g, const struct scope *place,
                    struct board_late **out, int *n);
/* The matters of a household, the newest first. */
enum err board_household(struct ctx *cx, struct gate *g, int64_t household, int64_t **id, int *n);

extern const struct sql *const board_sqls[];

#endif

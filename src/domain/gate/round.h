/* round - one run of a procedure over an area. */
#ifndef DOMAIN_GATE_ROUND_H
#define DOMAIN_GATE_ROUND_H

#include "domain/gate/gate.h"

struct round_new {
	struct str procedure, name;
	int64_t area;
	date_t on;                   /* 0: today; the procedure is in force on that day */
};
/* ERR_DENIED, ERR_NOTFOUND (no such procedure), ERR_INPUT (not in force, no name). */
enum err round_open(struct ctx *cx, struct gate *g, const struct who *who,
                    const struct round_new *n, struct str *no);
/* ERR_CONFLICT: matters in it are open, or somebody who was refused in it can still ask for the
 * review that his letter promises: until which day. */
enum err round_close(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                     const char *note);
/* On the writer's thread, before something of the round is written: ERR_CONFLICT gate-moved, it was
 * closed meanwhile. */
enum err round_still_open(struct ctx *cx, struct db *db, int64_t round);

struct round_view {
	struct rec *row;
	const struct rule_procedure *rule;
	const struct gate_law *law;
	bool open;
};
enum err round_load(struct ctx *cx, struct gate *g, struct str no, struct round_view *out);
enum err round_by_id(struct ctx *cx, struct gate *g, int64_t id, struct round_view *out);
/* Those that the scope shows, newest first. */
enum err round_list(struct ctx *cx, struct gate *g, bool closed, struct round_view **out, int *n);

/* Ids of the procedures of rounds that are open, and of those whose notice still hangs: what goes
 * on, be its time over or not. In cx's arena. */
enum err round_running(struct ctx *cx, struct reg *r, struct str **id, int *n);

extern const struct sql *const round_sqls[];

#endif

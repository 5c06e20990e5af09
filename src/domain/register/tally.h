/* tally - what a place at one look is counted from (cockpit), kept group by group in memory: the
 * households, persons and risks of each area, the leads, open findings and differences of all. A
 * commit notes whose rows it touched; their areas are counted again when somebody next asks. So any
 * area's figures are an addition, whatever is written meanwhile. */
#ifndef DOMAIN_REGISTER_TALLY_H
#define DOMAIN_REGISTER_TALLY_H

#include "domain/register/register.h"

enum tally_kind {
	TALLY_HOUSEHOLD,     /* main cause, monitored kind, cleared, month found, month cleared, newest
	                        data date */
	TALLY_PERSON,
	TALLY_RISK,          /* kind, cleared */
	TALLY_LEAD,          /* checked, closed (0 or 1), due */
	TALLY_FINDING,       /* of open ones: batch of the file, area it lies in if that is another */
	TALLY_DIFFERENCE,    /* state */
	TALLY__KINDS
};
#define TALLY_CELLS 6

/* n rows that lie in an area (0: in none) and have the same in these cells. */
struct tally_row {
	int64_t area, n;
	int64_t cell[TALLY_CELLS];
	bool known[TALLY_CELLS];
};

/* The statements that count so, over the whole register; columns: area, the cells, how many. */
extern const struct sql tally_households, tally_persons, tally_risks;
/* Reads a row of such a statement that stands at column `at`. */
struct stmt;
void tally_take(struct stmt *s, enum tally_kind kind, int at, struct tally_row *out);

struct tally;
/* main is open for writing and outlives it. Counted when somebody first asks. */
enum err tally_open(struct ctx *cx, struct reg *main, struct tally **out);
void tally_close(struct ctx *cx, struct tally *t);
/* Every group, as of all commits that were answered before; any thread. `take` is short. */
enum err tally_walk(struct ctx *cx, struct tally *t,
                    void (*take)(void *state, enum tally_kind kind, const struct tally_row *row),
                    void *state);

extern const struct sql *const tally_sqls[];

#endif

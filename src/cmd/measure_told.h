/* measure_told - figures of poverty and inequality on a terminal. */
#ifndef CMD_MEASURE_TOLD_H
#define CMD_MEASURE_TOLD_H

#include "cmd/command.h"
#include "rule/measure_report.h"

struct measure_told {
	struct cmd *c;
	struct str title, place;             /* what was measured; shown at the right */
	struct str unit;                     /* 元 yuan; empty: the file's own */
	int64_t few;
	bool households;                     /* rows are households: of persons, else of units */
	const char *group_head;              /* NULL: no groups */
	struct str (*name)(void *arg, int32_t group);
	void *arg;
};
void measure_told(const struct measure_told *t, const struct measure_report *r);
/* indicator: d names in the reader's language. */
void measure_told_multi(const struct measure_told *t, const struct measure_multi_in *in,
                        const struct measure_multi_result *r, const char *const *indicator);

#endif

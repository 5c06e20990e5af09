/* lead_sheet - which of the pack's topics a department's list is, by its header: a list names its
 * people by ID number, or by name, birth and village, and has at least one column that only this
 * kind of list has. The map it gives is one of the noun `lead`, so that cells are read, faults
 * named and batches kept as for any other list. */
#ifndef POLICY_LEAD_SHEET_H
#define POLICY_LEAD_SHEET_H

#include "entity/sheet.h"
#include "policy/pack.h"

struct lead_fit {
	const struct lead_topic *topic;      /* NULL: no topic fits */
	struct sheet_map map;                /* several columns may state the field content */
	int amount_col;                      /* column of the amount, -1 none */
	int64_t amount_times;                /* its cells are in this many yuan */
	const char **label;                  /* by column: of a fact, else NULL */
	int known, telling;                  /* columns understood; of them those of this topic alone */
};

/* Tries a header row. want: the topic that the user named, or NULL. ERR_INPUT: "lead-topic-several"
 * when the header fits several equally well (their ids are the argument), and "lead-topic-unknown"
 * when the pack has no such topic. A necessary column that is absent is told in the map when the
 * topic was named. */
enum err lead_sheet_recognise(struct ctx *cx, const struct model *m, const struct pack *p,
                              const struct str *cells, int n, const char *want,
                              struct lead_fit *out);
/* Columns of a map that the program understood. */
int lead_sheet_known(const struct sheet_map *map);

#endif

/* reader_lead - a header row in the reading child: a noun's sheet, or a department's list as the
 * pack's topics describe it. Shared with reader_child.c only. */
#ifndef JOB_READER_LEAD_H
#define JOB_READER_LEAD_H

#include "entity/cell.h"
#include "policy/lead_sheet.h"

struct reader_lead {
	const struct lead_topic *topic;      /* NULL: a noun's sheet */
	int amount_col;                      /* -1: none */
	bool wan;                            /* its cells are in 10,000 yuan */
	struct field wan_field;              /* how they are read */
	const char **label;                  /* by column: of a fact, else NULL */
};

/* Nouns first, then topics; where a noun's sheet lacks what names its rows, whoever understands
 * more columns. Equal: ERR_INPUT "lead-or-noun" or "lead-topic-several", which reader_asks tells
 * from a row that is no header at all. topic: the one that the user named, or NULL. */
enum err reader_recognise(struct ctx *cx, const struct sheet_index *ix, const struct model *m,
                          const struct pack *p, const char *topic, const struct sheet_request *q,
                          struct sheet_map *out, struct reader_lead *lead);
bool reader_asks(const struct ctx *cx);
/* The field that a column's cells are read as: the noun's own, but an amount in 10,000 yuan is read
 * with six decimals, which makes it fen. */
const struct field *reader_lead_field(const struct reader_lead *lead, int col,
                                      const struct field *f);
/* A cell of a department's list once it is read: a fact stands behind its label ("label：cell"), so
 * that what was told stays told when columns differ. */
void reader_lead_cell(const struct reader_lead *lead, int col, struct arena *a,
                      struct cell_result *res);

#endif

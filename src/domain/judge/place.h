/* place - the villages or counties within an area under the standards of their kind: a table each,
 * a line for a place, a column for a clause. */
#ifndef DOMAIN_JUDGE_PLACE_H
#define DOMAIN_JUDGE_PLACE_H

#include "domain/judge/judge.h"

struct place_line {
	int64_t area, row;           /* the place, and its file of the year */
	int64_t year;
	enum truth state;
	enum truth *slot;            /* the standard's nslot */
};

struct place_table {
	const struct rule_standard *rule;
	struct place_line *line;     /* by area, as the register's tree has them */
	int n;
	int64_t count[4];            /* lines by enum truth */
	int64_t (*slot)[4];          /* the same of each clause */
};

/* Judges the places of a noun (village, county) that lie in or under an area and that r's scope
 * shows, each by its newest file of the day's year or before; a table for each standard that holds
 * on the day. on 0: the last day of the newest file's year; *day tells it, 0: there is no file. In
 * cx's arena; what the judging needs is freed place by place. */
enum err place_tables(struct ctx *cx, const struct judge *j, const struct entity *noun,
                      const struct rec *area, date_t on, struct place_table **out, int *n,
                      date_t *day);
/* The file of the very place for the day (on 0: its newest); *out NULL: there is none. */
enum err place_file(struct ctx *cx, struct reg *r, const struct entity *noun, int64_t area,
                    date_t on, struct rec **out);

#endif

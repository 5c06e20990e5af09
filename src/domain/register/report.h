/* report - the numbers of forms: what one cell of a form asks for, in words, and its answer for any
 * number of places at once, with the rows that stand behind it.
 *
 *   count NOUN [where CONDITIONS] [with NOUN where CONDITIONS]
 *   sum NOUN.FIELD [in 万元] [decimals N] [where ...] [with ...]
 *   ratio A / B [percent N | decimals N] [else TEXT]     A, B: cells, columns or names
 *   field NOUN.FIELD where ...        the one row that meets the conditions
 *   list NOUN.FIELD [where ...]       all values, joined by 、
 *   text "..."                        with {area} {period} {period-end} {year} {month} {today}
 *   area-name | period | today
 *
 * Conditions are those of `list --where` (browse.h), and "FIELD in period", "FIELD by period" (not
 * after its end), "FIELD before period". "with" keeps rows that belong to a row of the other noun:
 * persons with a household, households with a person (at least one), else of the same household.
 * Each word has a Chinese twin (report_words). */
#ifndef DOMAIN_REGISTER_REPORT_H
#define DOMAIN_REGISTER_REPORT_H

#include "domain/register/browse.h"

/* A month, quarter, year or day; from and to as a condition compares with them. */
struct report_period {
	struct str text;             /* as typed: "2026Q3"; empty: none was given */
	date_t from, to;
};
/* 2026-10, 2026, 2026Q3, 2026-10-31. */
bool report_period_read(struct str s, struct report_period *out);
/* 2026年10月, 2026年第三季度 ...; en: as typed. */
void report_period_put(struct buf *out, const struct report_period *p, enum lang lang);
/* The last day of it. */
date_t report_period_end(const struct report_period *p);

enum report_what { REPORT_COUNT, REPORT_SUM, REPORT_RATIO, REPORT_FIELD, REPORT_LIST, REPORT_TEXT };

struct report_expr {
	enum report_what what;
	struct str text;             /* as written */
	const struct entity *e;      /* of all but RATIO and TEXT */
	int field;                   /* of SUM, FIELD, LIST; else -1 */
	const char *where, *with_where;      /* ready for browse */
	const struct entity *with;   /* or NULL */
	struct str a, b;             /* of RATIO: what is divided by what */
	struct str otherwise;        /* of RATIO: when there is nothing to divide by */
	bool percent;
	int decimals;                /* -1: as many as there are */
	int unit;                    /* the sum is told in units of ten to this power */
	struct str words;            /* of TEXT */
};

/* Reads what a cell asks for. Texts in the arena. ERR_INPUT at `place`: what is not understood. */
enum err report_parse(struct ctx *cx, struct reg *r, struct arena *a, const char *place,
                      struct str text, const struct report_period *p, struct report_expr *out);
/* TEXT with its blanks filled. */
enum err report_words(struct ctx *cx, struct reg *r, const struct report_expr *x,
                      const struct report_period *p, struct str area, struct buf *out);

/* One number: rows that count, what they add up to (of SUM, in the field's own smallest unit), rows
 * that would count but state no value (of SUM). */
struct report_sum { int64_t rows, value, unknown; };

/* Called for each row of each place, in order of ids. cells: as a list prints them. */
struct report_list {
	enum err (*row)(void *arg, int place, const struct str *cell, int n, int value_col);
	void *arg;
	enum mask mask;
	/* filled, in the context's arena: the columns; value_col: of the summed field or -1 */
	const int *field;
	int nfield, value_col;
	int64_t id;                  /* filled: of the row that is being told */
};

/* What an expression comes to for n places (indexes of the tree, -1: the whole register). Rows of a
 * place that has become part of another count there. past: as the register stood when the journal
 * had so many leaves, 0: now. list may be NULL. All of one call, and of all calls between
 * report_begin and report_end, is from one moment. */
/* Leaves that the journal had at the end of a day on the office's clock. */
enum err report_leaves(struct ctx *cx, struct reg *r, date_t day, int64_t *out);
enum err report_calc(struct ctx *cx, struct reg *r, const struct area_tree *t, int64_t past,
                     const struct report_expr *x, const int *place, int n,
                     struct report_sum *sum, struct report_list *list);
enum err report_begin(struct ctx *cx, struct reg *r);
void report_end(struct reg *r);

/* Decimal text of a sum in its unit, rounded half away from zero. */
void report_sum_put(struct buf *out, const struct report_expr *x, int64_t value);
/* a / b exactly rounded to that many decimals, as text; both with their scales. False: b is 0. */
bool report_ratio_put(struct buf *out, int64_t a, int a_scale, int64_t b, int b_scale,
                      int shift, int decimals);
/* Decimals that the stored value of an expression has: 2 of money. */
int report_scale(const struct report_expr *x);

#endif

/* measured - incomes of the register's households as rows that rule/measure counts: a row a
 * household, its value income per head in yuan, its size the persons who live on it. Areas are
 * groups. Only what the view's scope shows.
 *
 * Which income: the statement (noun income) of the household whose period ends in the year asked
 * for; of several the one that ends last. Without a statement of that year the household's own
 * per_capita_net, if it is of that year (data_year, else the year of data_date) and that is what is
 * asked for. Else it is missing, and counted as such. Households that left the register (state
 * `gone`) are no rows. Nothing is added up or made up: a total is divided by the persons that its
 * statement counted, and that is all. */
#ifndef DOMAIN_REGISTER_MEASURED_H
#define DOMAIN_REGISTER_MEASURED_H

#include "domain/register/area.h"
#include "rule/measure.h"

/* The line of an area, by its 12-digit code and name; not above 0: it states none, and the one
 * above it is asked. */
typedef double measured_line(void *arg, int64_t code, struct str name, int year);

struct measured_order {
	const char *income;          /* a field of the noun income; NULL: per_capita_net */
	int year;                    /* 0: the last in which at least half as many statements end
	                              * as in the fullest one */
	struct str area;             /* code or name; empty: all */
	measured_line *line;         /* NULL: no lines by area */
	void *arg;
	const struct line_series *series;    /* of the pack: lines by area and year; or NULL */
};

struct measured_group {
	int64_t code;                /* 0: households without a place below */
	struct str name;
};

struct measured {
	int year;                    /* 0: there are no statements */
	struct str place;            /* path of what the groups are of; empty: several trees */
	int64_t place_code;
	struct measure_in *row;      /* extra: transfers per head, part of the value */
	double line;                 /* when it is the same for all; else 0 */
	double *own;                 /* lines; NULL when there are none, or one for all */
	int64_t n;
	struct measured_group *group;        /* areas right below the place, in the order of the tree */
	int32_t ngroup;
};

/* Texts in cx's arena; measured_free() it. ERR_NOTFOUND measure-area, measure-area-several;
 * ERR_INPUT measure-income: no
 * amount of that name. */
enum err measured_take(struct ctx *cx, struct reg *r, const struct measured_order *o,
                       struct measured *out);
void measured_free(struct measured *m);

#endif

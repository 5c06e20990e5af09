/* demo - the lists a county would receive, made up: families with ages, kinship, names, incomes,
 * illnesses, schooling, land, homes, over several years, in a fictional county (province 98, so
 * that no number can be a real person's), with planted faults and truth.csv. The same options give
 * the same bytes. */
#ifndef JOB_DEMO_H
#define JOB_DEMO_H

#include "entity/entity.h"

#define DEMO_DATE 20251231

/* The shapes that lists come in. Areas and truth.csv are CSV always. */
enum demo_format {
	DEMO_CSV,
	DEMO_XLSX,       /* the same lists, a workbook each: numbers, dates, text cells */
	DEMO_NATIONAL,   /* five workbooks of the national system: titles, header on row 3, all text */
	DEMO_MESSY,      /* what villages filled in: titles, headers of two rows, merged cells ... */
};

struct demo {
	const char *out;             /* folder; made if absent; must be empty or a demo's */
	int64_t households;          /* 30000 */
	uint64_t seed;               /* 7 */
	const char *faults;          /* "all", "none", or ids separated by commas */
	const char *areas;           /* file of areas instead of the fictional county, or NULL */
	const char *county;          /* its county's code, with `areas` */
	int years;                   /* 3: incomes of the last n years */
	date_t date;                 /* the lists' data date; 0: DEMO_DATE */
	int month;                   /* YYYYMM: the lists of that month, in which the families of the
	                              * data date have gone on living; not before it; 0: none */
	enum demo_format format;
	bool bench;                  /* only areas.csv, one persons.csv with every cell filled, rows
	                              * shuffled within their county, and truth.csv */
	/* filled in */
	int64_t persons, files, planted;
};

const char *demo_format_name(enum demo_format f);
/* ERR_INPUT for unknown fault ids, bad options, a folder with other things in it. */
enum err demo_run(struct ctx *cx, const struct model *m, struct demo *d);
/* Fault kinds the demo can plant, NULL-terminated. */
const char *const *demo_kinds(void);

#endif

/* measure_file - microdata from CSV for rule/measure: which column is what, cells as numbers. Any
 * list of CSV with a header; several files with the same columns are one sample.
 *
 * What is missing (measure_cell.h) is left to the measures, which count it. Anything else that is
 * no number is refused with row and column, so that no slip of the pen becomes a figure. */
#ifndef JOB_MEASURE_FILE_H
#define JOB_MEASURE_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "rule/measure_cell.h"

#define MEASURE_ROWS_MAX   20000000
#define MEASURE_GROUPS_MAX 5000

/* A file of lines: its first column names what has a line and its header the column of the data
 * that says so (areas, say); the second is the line. */
struct measure_lines {
	const char *key;             /* header of the first column */
	struct hmap *at;             /* name to index; all in the arena of the context */
	struct str *name;
	double *line;
	int64_t n;
};
#define MEASURE_LINES_MAX 1000000

/* Headers of the columns; NULL: there is none. */
struct measure_columns {
	const char *income;          /* NULL with indicators: only those are measured */
	const char *weight, *size, *group, *strata, *psu, *transfers;
	const char *line;            /* each row's own line */
	const struct measure_lines *lines;   /* or by what another column says */
	const char *indicator[MEASURE_INDICATORS];
	struct measure_cut cut[MEASURE_INDICATORS];
	int nindicator;
};

/* Texts and the numbers that stand for them. */
struct measure_names {
	struct buf text;
	size_t *at;                  /* name i is text[at[i] .. at[i+1]) */
	int64_t n, cap;
	int64_t *slot;               /* 1 + number, 0: free */
	size_t nslot;
};

struct measure_data {
	struct measure_in *row;
	uint8_t *state;              /* nindicator a row */
	double *own;                 /* lines, when they are asked for: 0 unknown */
	int64_t n, cap;
	int64_t blank;               /* blank lines: no rows */
	struct measure_names group, strata, psu;
};

/* Reads one more open file. ERR_INPUT: measure-column-unknown, measure-column-twice,
 * measure-number, measure-large, measure-yes-no, measure-row-long, and those of csv_open; ERR_LIMIT
 * measure-many, measure-groups. d is all zero before the first; measure_data_free() it, whatever
 * happened. */
enum err measure_file_take(struct ctx *cx, int fd, const char *name,
                           const struct measure_columns *c, struct measure_data *d);
/* The same by paths, all of them; then measure_file_settle. */
enum err measure_file_read(struct ctx *cx, const char *const *path, int npath,
                           const struct measure_columns *c, struct measure_data *d);
/* Numbers the groups by their names in byte order: no figure depends on which came first. */
void measure_file_settle(struct measure_data *d);
void measure_data_free(struct measure_data *d);

struct str measure_name(const struct measure_names *x, int64_t i);
/* The number of a text, a new one if need be. */
int64_t measure_name_of(struct measure_names *x, struct str text);

/* Reads a file of lines. ERR_INPUT measure-number, measure-line-twice, measure-lines-form. */
enum err measure_lines_read(struct ctx *cx, const char *path, struct measure_lines *out);

#endif

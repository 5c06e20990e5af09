/* measure_cell - texts of a table as what is measured: numbers, lines, deprivation cutoffs.
 *
 * Missing is an empty cell, NA, N/A, NaN, null, a single "." or "-", 不详, 未知. */
#ifndef RULE_MEASURE_CELL_H
#define RULE_MEASURE_CELL_H

#include "base/arena.h"
#include "rule/measure_multi.h"

enum measure_cell { MEASURE_GOOD, MEASURE_MISSING, MEASURE_BAD };

bool measure_is_missing(struct str trimmed);
/* 1234.5, -3, 1e6, 1,234.56, ０．５; always finite. A number so small that it means nothing (below
 * 1e-100) is zero. */
enum measure_cell measure_number(struct str text, double *out);

/* What a line is: "3000", or a part of the median: "60%median". False: neither, or not above 0. */
bool measure_line_read(struct str text, double *line, struct measure_ratio *of_median);

/* When an indicator's cell means deprived. */
enum measure_cut_op {
	MEASURE_YES,                 /* 1, yes, true, 是; 0, no, false, 否 is not */
	MEASURE_LESS, MEASURE_AT_MOST, MEASURE_MORE, MEASURE_AT_LEAST,       /* than the limit */
	MEASURE_AMONG, MEASURE_NOT_AMONG,                                    /* the texts */
};
#define MEASURE_CUT_TEXTS 64
struct measure_cut {
	enum measure_cut_op op;
	double limit;
	const struct str *text;      /* numbers are compared as numbers: 1 is 1.0 */
	int ntext;
};
/* "< 6", "<= 0.5", "> 2", ">= 1", "= none | unsafe", "!= tap"; empty: MEASURE_YES. Texts in a.
 * False: no such form. */
bool measure_cut_read(struct arena *a, struct str text, struct measure_cut *out);
/* *state: 1 deprived, 0 not, MEASURE_UNKNOWN for a missing cell. MEASURE_BAD: the cell does not fit
 * (a text where numbers are compared; neither yes nor no). */
enum measure_cell measure_cut_of(const struct measure_cut *cut, struct str text, uint8_t *state);

#endif

/* measure_report - all figures of a sample at once: of the whole, of each group, around the line.
 * What is shown, as text, JSON or picture, is shown of this.
 *
 * The line is one for all; or a part of the sample's median; or each row's own (a province with a
 * line of its own, several years in one file). With own lines values are divided by their line and
 * measured at 1: y < z and y/z < 1 say the same in binary numbers, too, and FGT and Watts know
 * only y/z. Amounts of money (gap) come back by the row's line; what has no meaning over several
 * lines (mean of the poor in money) is NAN. Inequality is always that of the values themselves. */
#ifndef RULE_MEASURE_REPORT_H
#define RULE_MEASURE_REPORT_H

#include "rule/measure_line.h"
#include "rule/measure_multi.h"
#include "rule/measure_near.h"
#include "rule/measure_spread.h"

#define MEASURE_POINTS 100               /* of the Lorenz curve */
#define MEASURE_BINS   22                /* below zero; 20 tenths of the line; twice the line on */

struct measure_ask {
	const struct measure_in *row;
	int64_t n;
	int32_t ngroup;              /* 0: no groups */
	double line;                 /* above 0: the line of all */
	struct measure_ratio of_median;      /* num above 0: the line is this part of the median */
	const double *own;           /* one a row, or NULL; not above 0: unknown */
	bool errors;                 /* a sample: standard errors; else a register, which has none */
	bool within;                 /* transfers are part of the value, not on top of it */
	double near;                 /* width beside the line as a share of it; 0: nothing of it */
	double round;                /* values are heaped at multiples of it; 0: not looked at */
};

struct measure_place {
	int64_t n;
	double weight, share;        /* of all weight */
	struct measure_line at;      /* all NAN without a line */
	double se[3];
	struct measure_interval h;
	double part[3];              /* of all FGT 0, 1, 2; NAN where nobody is poor */
	struct measure_spread spread;
	bool few;                    /* too few to be shown: measure_few */
};

struct measure_report {
	bool lined, own;             /* is there a line; one a row */
	bool sample;
	double line;                 /* NAN without, or with own lines */
	struct measure_ratio of_median;
	int64_t rows, out[MEASURE_OUT__COUNT], negative, zero;
	int64_t psus, strata, lonely;
	struct measure_place all, *group;
	int32_t ngroup;
	double decile[9];
	double share[10];            /* of the total that each tenth has */
	double lorenz[MEASURE_POINTS + 1];
	double bin[MEASURE_BINS];    /* weight by distance to the line */
	int64_t bin_n[MEASURE_BINS];
	int64_t at_line;             /* rows exactly at the line */
	bool has_extra;              /* transfers are known of some row */
	struct measure_near near;    /* width 0: not looked at */
	struct measure_test test, test_round;        /* with all values; without round ones */
	double round;
	struct measure_round heap;   /* multiples of round among whole values */
};

/* An own line comes in as a row's MEASURE_LINELESS and scale, so row[] is read, never changed. */
void measure_report_of(const struct measure_ask *ask, struct measure_report *out);
void measure_report_free(struct measure_report *r);

/* Marks what must not be shown: the whole and groups of fewer than k rows, and with them groups
 * that would tell them by subtraction (rule/small_counts). Bins likewise: they lose their weight
 * (NAN). k 0: none. */
void measure_few(struct measure_report *r, int64_t k);

#endif

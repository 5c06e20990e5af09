/* measure - poverty and inequality measured over plain arrays of rows: what is counted, in which
 * order, with which weights. No database, no files, no clock; the same rows give the same bits.
 *
 * A row is a person or a household with a value (income, consumption; yuan or fen, as the caller
 * likes), a weight (how many of the population it stands for) and a size (persons of a household
 * row). weight x size is what it counts for. measure_take() sorts and sums; everything else reads
 * the set that it makes.
 *
 * What is never done: dropping a row silently. A row that cannot be counted is counted in out[] by
 * its reason; a measure that is not defined for some of the rest (a logarithm of zero) counts those
 * in its own result. NAN in a result means: not defined.
 *
 * Invariance: sums are exact (measure_sum.h), rows of equal value are one step of the distribution,
 * and products are rounded per row only; so permuting rows or splitting files changes no bit, and
 * scaling all weights by a power of two changes none either. Scaled by another number the weights
 * themselves are rounded, and figures agree to about 1e-15 of their size. */
#ifndef RULE_MEASURE_H
#define RULE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "rule/measure_sum.h"

#define MEASURE_VALUE_MAX  1e18          /* |value|; a reader refuses what is larger */
#define MEASURE_WEIGHT_MAX 1e12

/* Why a row is not counted at all: the first that holds. */
enum measure_out {
	MEASURE_NO_VALUE,            /* the value is missing */
	MEASURE_NO_WEIGHT,
	MEASURE_ZERO_WEIGHT,
	MEASURE_BELOW_WEIGHT,        /* a weight below zero */
	MEASURE_NO_SIZE,
	MEASURE_BAD_SIZE,            /* zero or below */
	MEASURE_NO_LINE,             /* each row has a line of its own, and this one has none */
	MEASURE_NO_DESIGN,           /* a design is asked for and its stratum or PSU is missing */
	MEASURE_OUT__COUNT
};

enum { MEASURE_VALUE = 1, MEASURE_WEIGHT = 2, MEASURE_SIZE = 4, MEASURE_DESIGN = 8,
	MEASURE_EXTRA = 16, MEASURE_ALL = 15,
	MEASURE_LINELESS = 32 };             /* says that a row's own line is not known */

/* A row as it came. */
struct measure_in {
	double value, weight, size;
	double extra;                /* transfers on top of the value, for measure_near.h */
	double scale;                /* money that a value of 1 stands for; 0: 1 (measure_report.h) */
	unsigned known;              /* MEASURE_VALUE ...; what is not known is not looked at */
	int32_t group;               /* 0 .. groups-1 */
	int32_t stratum;             /* 0 .. strata-1; 0 where there are none */
	int32_t psu;                 /* 0 ..; -1: the row is a unit of its own */
};

struct measure_unit {
	double y, w, extra, scale;
	int32_t group, stratum, psu;
	bool extra_known;
};

/* Rows of one value. */
struct measure_step {
	double y, w;
	double upto;                 /* weight of this and all lower values */
	double income;               /* value x weight of this and all lower values */
};

struct measure_set {
	struct measure_unit *u;      /* counted rows, by rising value */
	int64_t n;
	struct measure_step *step;   /* distinct values, rising */
	int64_t nstep;
	double weight, income;       /* totals of weight, of value x weight */
	int64_t negative, zero;      /* counted rows with such values */
	int64_t rows;                /* as they came */
	int64_t out[MEASURE_OUT__COUNT];
	int32_t strata;              /* 1 + the highest stratum */
};

/* Sorts a copy of what can be counted. out must be all zero or freed; measure_free() it. */
void measure_take(const struct measure_in *in, int64_t n, struct measure_set *out);
void measure_free(struct measure_set *s);
/* The rows of each group as sets of their own, part[0 .. ngroup-1]; out[] of a part stays zero. */
void measure_parts(const struct measure_set *s, int32_t ngroup, struct measure_set *part);

/* Quantile num/den of the weighted distribution, 0 <= num <= den: the lowest value up to which at
 * least that share of the weight lies; where it is exactly that share, the mean of this value and
 * the next. Thus Eurostat's convention for EU-SILC as in the R package laeken (weightedQuantile()):
 * A. Alfons, M. Templ, "Estimation of Social Exclusion Indicators from Complex Surveys: The R
 * Package laeken", J. Stat. Software 54(15), 2013. Shares that differ by less than 1e-12 are equal,
 * so that scaled weights do not move it. NAN for an empty set. */
double measure_quantile(const struct measure_set *s, int64_t num, int64_t den);
/* Steps with a value strictly below z: their number. */
int64_t measure_below(const struct measure_set *s, double z);
/* value x weight / weight; NAN for an empty set. */
double measure_mean(const struct measure_set *s);

#endif

/* program_int - what the files of program share: the operations, and what a kernel is given.
 *
 * An expression becomes operations over whole stretches of rows. A value is bits (planes of known
 * true and known false) or numbers (int64 with a plane of known); each lies along the rows of one
 * noun. A third plane, `ask`, marks rows that the operations cannot settle: overflow, division by
 * zero, what has no operation. It follows the value through all that comes after, is dropped where
 * the other side decides, and the tree evaluator answers for the rows that are left. */
#ifndef RULE_PROGRAM_INT_H
#define RULE_PROGRAM_INT_H

#include "rule/facts_int.h"
#include "rule/program.h"

#define UNIT_WORDS (FACTS_BLOCK / 64)

enum op_code {
	/* bits from a column */
	OP_RANGE,        /* col; scalar, cmp */
	OP_TABLE,        /* col; table: codes below 256 */
	OP_CODES,        /* col; table: any codes */
	OP_MASK,         /* col; table: a set has one of them */
	OP_KNOWN,        /* col */
	OP_DATE,         /* col; scalar: a range of days */
	/* bits from numbers */
	OP_NUM_RANGE,    /* a; scalar, cmp */
	OP_NUM_CMP,      /* a, b; cmp */
	OP_NUM_KNOWN,    /* a */
	OP_NUM_MASK,     /* a; table */
	OP_NUM_CODES,    /* a; table */
	/* bits from bits */
	OP_CONST,        /* scalar */
	OP_ASK,          /* nothing is settled */
	OP_NOT, OP_AND, OP_OR,
	OP_SAME,         /* a == b */
	OP_COND,         /* a ? b : c */
	OP_BIT_KNOWN,    /* a */
	OP_INPUT,        /* bits that the job brings: index */
	OP_PAIR,         /* a of the row, b of another one (each may be NONE); index: struct pair */
	/* numbers */
	OP_LOAD,         /* col */
	OP_NUM_CONST,    /* scalar */
	OP_NUM_ASK,
	OP_SETTLE,       /* a: ranges become unknown */
	OP_ADD, OP_SUB, OP_MUL, OP_NEG,
	OP_DIV,          /* a / b: a fraction of its own in every row */
	OP_DIV_BY,       /* a / scalar */
	OP_INT_DIV, OP_INT_MOD,
	OP_NUM_COND,     /* a ? b : c */
	OP_DATE_FN,      /* a: days; index: enum expr_fn; b or scalar: the other one */
	/* from rows below to the row above; b: which rows count, or NONE */
	OP_ANY,          /* a */
	OP_ALL,          /* a */
	OP_ONE,          /* a */
	OP_COUNT,        /* a or NONE */
	OP_SUM, OP_MIN, OP_MAX,          /* a */
	OP_LATEST,       /* a: the row with the greatest, as its number in the unit; -1: none */
	OP_PICK,         /* a: numbers of rows; b: number to be taken there */
	OP_PICK_BITS,    /* a; b: bits to be taken there */
	OP_HAS,          /* a: is there a row? */
	/* from the row above to the rows below */
	OP_SPREAD, OP_NUM_SPREAD,
	OP__COUNT
};

#define NONE (-1)

struct op {
	uint8_t code, cmp;                   /* enum op_code; enum expr_op */
	int16_t axis;                        /* noun along whose rows the result lies */
	int16_t from;                        /* folds: noun of a */
	int16_t noun, col;                   /* a column */
	int32_t a, b, c;                     /* operations that give what this takes, or NONE */
	int32_t scalar, table, index;
	bool wide;                           /* numbers: may be ranges */
	bool ratio;                          /* numbers: each row has its own denominator */
	bool dead;                           /* nobody takes it */
	int32_t reg;                         /* where the result lies, once ordered */
};

struct table {
	const int64_t *code;                 /* sorted */
	int n;
	uint64_t mask;                       /* of the codes 0..62 */
	uint64_t below256[4];
};

/* How the numbers of two rows under the same row stand to each other. */
#define PAIR_MOST 4
struct pair_rel { int cmp, x, y; };      /* enum expr_op; operations: of the row, of the other */
struct pair {
	int up, n;                           /* noun of the row that both lie under */
	struct pair_rel rel[PAIR_MOST];
};

/* Something that is one value for all rows of a unit. */
struct scalar {
	const struct expr *e;
	const struct expr_node *n;           /* the value; of a range of days the comparison */
	bool dates;                          /* a range of days */
	bool by_place;                       /* depends on the area */
	const struct expr_node *date;        /* of a range of days: the node that is the date */
};

struct scalar_value {
	uint8_t state;                       /* enum expr_state; EXPR_ERROR: ask */
	bool b;
	bool neg;                            /* days outside of lo .. hi */
	int64_t num, den;
	int64_t lo, hi;                      /* days since 1970 */
};

struct output {
	const struct expr *e;                /* NULL: brought by the job */
	int op;
	int noun;
	int input;                           /* its number among those brought, or NONE */
	int *var;                            /* outputs that are the variables of e */
};

struct program {
	struct arena a;
	const struct facts_schema *s;
	struct op *op;
	int nop, op_room;
	struct table *table;
	int ntable, table_room;
	struct pair *pair;
	int npair;
	struct scalar *scalar;
	int nscalar, scalar_room;
	struct output *out;
	int nout, out_room, ninput;
	bool parent[FACTS_NOUNS];            /* somebody asks for the row above */
	bool used[FACTS_NOUNS];
	int nreg[FACTS_NOUNS][2];            /* registers of bits and of numbers along each noun */
	bool ready;
};

struct program_bound {
	struct arena a;
	const struct program *p;
	const struct program_world *w;
	date_t on;
	int nrun;
	int32_t *from;                       /* area index where each run begins; the first: all */
	struct scalar_value *v;              /* nscalar of each run */
};

/* ---- what a kernel works on ---- */

struct reg {
	uint64_t *t, *f, *a;                 /* bits: true, false, ask; numbers: known, -, ask */
	int64_t *v, *hi;                     /* numbers; hi: only of ranges */
	int64_t *dv;                         /* only of fractions */
	int64_t den;
	bool clean;                          /* numbers: 0 in unknown rows */
};

struct axis {
	const struct facts_rows *rows;
	uint32_t from, to;                   /* its rows in the unit */
	uint32_t base, words;                /* in whole words: first row, and how many */
	uint32_t *parent;                    /* of each row from base on: row above, from its base on */
};

struct unit {
	const struct program *p;
	const struct facts_segment *g;
	const struct scalar_value *scalar;
	struct axis axis[FACTS_NOUNS];
	struct reg *reg[FACTS_NOUNS][2];
	struct reg *res;                     /* of each operation */
	const uint64_t *const *input;        /* t and f of each, from the segment's first row on */
	int64_t *work;                       /* as large as the widest axis: accumulators */
};

/* Runs every operation of the program over the unit. */
struct kernel {
	const char *name;
	void (*run)(struct unit *u);
	void (*area_counts)(const uint64_t *bits, const uint32_t *first, int n, uint32_t *out);
};
extern const struct kernel kernel_plain;
#if defined(__x86_64__)
extern const struct kernel kernel_v2, kernel_v3;
#endif
/* The best that this machine can run; JINGZHUN_KERNEL=plain|v2|v3 chooses a lesser one. */
const struct kernel *kernel_choose(const char *name);

static inline bool op_is_bits(int code)
{
	switch (code) {
	case OP_LOAD: case OP_NUM_CONST: case OP_NUM_ASK: case OP_SETTLE: case OP_ADD: case OP_SUB:
	case OP_MUL: case OP_NEG: case OP_DIV: case OP_DIV_BY: case OP_INT_DIV: case OP_INT_MOD:
	case OP_NUM_COND: case OP_DATE_FN: case OP_COUNT: case OP_SUM: case OP_MIN: case OP_MAX:
	case OP_LATEST: case OP_PICK: case OP_NUM_SPREAD:
		return false;
	default:
		return true;
	}
}

/* Registers for all operations; called once. */
void program_order(struct program *p);
/* What the tree evaluator says of one row, computed from the columns alone. */
struct asker;
struct asker *program_asker(const struct program *p, const struct program_bound *b,
                            const struct facts_view *v, const uint64_t ***input);
void program_asker_free(struct asker *k);
void program_ask(struct asker *k, int out, int seg, uint32_t household, uint32_t row,
                 struct expr_value *v);

#endif

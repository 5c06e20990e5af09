/* program_make - what compiling a program is made of: what a node has become, and the pieces that
 * both files of it use. */
#ifndef RULE_PROGRAM_MAKE_H
#define RULE_PROGRAM_MAKE_H

#include "rule/program_int.h"

enum it_kind { IT_BAD, IT_BITS, IT_NUM, IT_SCALAR, IT_FIELD, IT_RECORD, IT_ROWS };

/* What a node has become. */
struct it {
	enum it_kind kind;
	int axis;                            /* BITS, NUM; RECORD, FIELD picked; ROWS: the row above */
	int op;                              /* BITS, NUM; RECORD: the pick, or NONE */
	int noun;                            /* RECORD, FIELD, ROWS */
	int sel;                             /* ROWS: which of them, or NONE */
	const struct expr_node *n;           /* SCALAR, FIELD */
};

struct maker {
	struct program *p;
	const struct expr *e;
	const int *var;
	struct it slot[EXPR_MAX_SLOTS];
	const struct field *missing;         /* a field that is no column */
	const struct entity *missing_of;
};

/* What has no operation. */
static const struct it it_bad = { .kind = IT_BAD };

/* ---- operations: the same one twice is one ---- */
struct op op_blank(enum op_code code, int axis);
int op_emit(struct maker *k, struct op o);
struct it it_bits(struct maker *k, struct op o);
struct it it_num(struct maker *k, struct op o);
bool it_wide(const struct maker *k, const struct it *x);
bool it_ratio(const struct maker *k, const struct it *x);

/* ---- rows of one noun, and of another ---- */
/* Does noun lie under above, or is it that one? */
bool noun_under(const struct maker *k, int noun, int above);
/* The noun along whose rows both can lie, or NONE. */
int noun_join(const struct maker *k, int a, int b);
void maker_need_parents(struct maker *k, int noun);
/* Bits or numbers along a noun below. */
struct it it_spread(struct maker *k, struct it x, int axis);
/* Both along the same rows; false: it cannot be. */
bool it_together(struct maker *k, struct it *x, struct it *y);

/* ---- one value for a whole unit ---- */
/* own: slots of lists' elements around n. */
bool expr_is_scalar(const struct expr_node *n, uint32_t own);
/* date: n is a comparison with this date, wanted as a range of days. */
int maker_scalar(struct maker *k, const struct expr_node *n, const struct expr_node *date);
int maker_constant(struct maker *k, enum expr_kind kind, int64_t i);
int maker_table(struct maker *k, const int64_t *code, int n);

/* ---- kinds ---- */
bool kind_is_number(enum expr_kind kind);
bool kind_may_compare(enum expr_kind x, enum expr_kind y);

/* ---- fields, and what becomes of a node ---- */
int it_column(struct maker *k, const struct it *x, enum facts_how how, const char *tag);
/* There is no such column: kept for the message. */
struct it it_miss(struct maker *k, const struct it *x);
struct it it_col_op(struct maker *k, const struct it *x, enum op_code code, int col, int cmp,
                    int scalar, int table);
bool it_is_date(const struct it *x);
struct it it_to_bits(struct maker *k, struct it x);
struct it it_to_num(struct maker *k, struct it x);
/* Ranges become unknown. */
struct it it_settled(struct maker *k, struct it x);
struct it it_two(struct maker *k, enum op_code code, int cmp, struct it x, struct it y);
struct it it_not(struct maker *k, struct it x);
/* A comparison with its sides turned round. */
int cmp_turned(int cmp);

/* ---- whole pieces ---- */
struct it it_compile(struct maker *k, const struct expr_node *n);
/* An exists over rows whose body speaks of another row under the same one (program_pair.c). */
struct it it_pair(struct maker *k, const struct expr_node *n, const struct it *rows);

#endif

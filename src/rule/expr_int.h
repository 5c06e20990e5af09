/* expr_int - what the files of expr share: the untyped tree that the parser makes, and the parts
 * of checking and evaluating that stand in files of their own. */
#ifndef RULE_EXPR_INT_H
#define RULE_EXPR_INT_H

#include "rule/expr.h"
#include "rule/near.h"

/* ---- words (expr_lex.c) ---- */
enum tok {
	TOK_END, TOK_NAME, TOK_INT, TOK_REAL, TOK_TEXT,
	TOK_OPEN, TOK_CLOSE, TOK_LIST, TOK_LIST_END, TOK_COMMA, TOK_DOT, TOK_ASK, TOK_COLON,
	TOK_ADD, TOK_SUB, TOK_MUL, TOK_DIV, TOK_MOD, TOK_NOT, TOK_AND, TOK_OR,
	TOK_EQ, TOK_NE, TOK_LT, TOK_LE, TOK_GT, TOK_GE,
	TOK_BAD,
};

struct lex {
	struct str text;
	struct arena *a;
	enum tok tok;                    /* the word at hand */
	uint32_t from, to;               /* its bytes */
	uint32_t before;                 /* where the word before it ended */
	struct str s;                    /* NAME; TEXT, unescaped */
	int64_t i;                       /* INT; INT64_MIN stands for 2^63, which needs its minus */
	bool huge;                       /* INT: 2^63 */
	double d;                        /* REAL */
	const char *bad;                 /* BAD: message key */
	struct str bad_arg;
};
void lex_next(struct lex *x);

/* ---- the untyped tree (expr_parse.c) ---- */
enum raw_kind {
	RAW_CONST, RAW_NAME, RAW_MEMBER, RAW_CALL, RAW_INDEX, RAW_LIST, RAW_NOT, RAW_NEG, RAW_BIN,
	RAW_AND, RAW_OR, RAW_COND,
};
struct raw {
	enum raw_kind kind;
	uint32_t from, to;
	uint32_t name_from, name_to;     /* MEMBER, CALL: where its name stands */
	struct str name;                 /* NAME, MEMBER, CALL */
	bool target;                     /* CALL: kid[0] stands before the dot */
	enum tok op;                     /* BIN */
	struct expr_value val;           /* CONST */
	int nkid;
	struct raw **kid;
};

/* A compilation. */
struct expr_work {
	struct ctx *cx;
	struct arena *a;
	const struct expr_env *env;
	struct expr *e;
	struct expr_place *place;
	int depth, nnode;
	struct {
		struct str name;
		struct expr_type type;
	} scope[EXPR_MAX_SLOTS];
	int nscope;                      /* slot 0 is the root's */
};
/* NULL: refused, and told. */
struct raw *expr_parse(struct expr_work *k, struct str text);
/* Tells where and why; up to three arguments. Always NULL. */
void *expr_refuse_at(struct expr_work *k, enum err kind, uint32_t from, uint32_t to,
                     const char *key, const struct str *arg, int narg);

/* ---- checking (expr.c, expr_type.c, expr_settle.c, expr_name.c, expr_call.c) ---- */
struct expr_node *expr_check(struct expr_work *k, const struct raw *r);
/* The same for a condition. */
struct expr_node *expr_check_bool(struct expr_work *k, const struct raw *r);
struct expr_node *expr_node_new(struct expr_work *k, const struct raw *r, enum expr_op op,
                                struct expr_type type, int nkid);
/* Strict: NULL, and told; unchecked: a node that is an error when met. */
struct expr_node *expr_refuse(struct expr_work *k, const struct raw *r, const char *key,
                              const struct str *arg, int narg);
/* The same at the name of r; near_key is said when there is a nearest name. */
struct expr_node *expr_refuse_name(struct expr_work *k, const struct raw *r, const char *key,
                                   const char *near_key, struct str what, struct str nearest);

/* Types. */
struct str expr_type_name(struct expr_work *k, const struct expr_type *t);
bool expr_type_same(const struct expr_type *x, const struct expr_type *y);
struct expr_type expr_list_type(struct expr_work *k, const struct expr_type *of);
/* One type for both; false: there is none. */
bool expr_type_join(struct expr_work *k, const struct expr_type *x, const struct expr_type *y,
                    struct expr_type *out);
/* One type for n pieces, which are made to fit it. False: there is none, or refused. */
bool expr_settle_types(struct expr_work *k, struct raw *const *r, struct expr_node **n, int count,
                       struct expr_type *out);
/* May they stand on both sides of == (order: of <)? */
bool expr_comparable(struct expr_work *k, bool order, const struct expr_type *a,
                     const struct expr_type *b);
/* A constant text or number as a value of x's list, when x is a CODE or SET: the constant node, n
 * itself when there is nothing to do, NULL when refused. */
struct expr_node *expr_as_code(struct expr_work *k, const struct expr_type *x,
                               struct expr_node *n, const struct raw *r);
/* A literal like 0.02 beside an exact number is that decimal; in a pair, beside a whole one. */
void expr_exact_literals(struct expr_work *k, struct expr_node *x, struct expr_node *y);
void expr_exact_pair(struct expr_work *k, struct expr_node *x, struct expr_node *y);

/* Names and calls. */
struct expr_node *expr_root(struct expr_work *k, const struct raw *r);
struct expr_node *expr_name(struct expr_work *k, const struct raw *r);
struct expr_node *expr_member(struct expr_work *k, const struct raw *r);
struct expr_node *expr_field_of(struct expr_work *k, const struct raw *r, struct expr_node *record,
                                int field);
struct expr_node *expr_call(struct expr_work *k, const struct raw *r);
const char *expr_fn_name(enum expr_fn fn);
const char *expr_macro_name(enum expr_op op);
/* What a function takes (see expr_call.c); NULL: checked by code of its own. */
const char *expr_fn_takes(enum expr_fn fn);
bool expr_fits(char letter, enum expr_kind kind);
const char *expr_word(int i);            /* every function and macro; NULL past the end */

/* ---- evaluating (expr_eval.c, _over.c, _number.c, _apply.c, _string.c) ---- */
struct expr_frame {
	const struct expr *e;
	const struct expr_world *w;
	struct expr_run *run;
	struct expr_value slot[EXPR_MAX_SLOTS];
};
#define EXPR_MAX_VALUE_TEXT 65536
#define EXPR_MAX_LIST       65536

void expr_eval_node(struct expr_frame *f, const struct expr_node *n, struct expr_value *out);
void expr_error(struct expr_value *out, const struct expr_node *at, const char *key);
/* Unknown for a reason of its own. */
void expr_gap(struct expr_frame *f, struct expr_value *out, const struct expr_gap *gap);
void expr_gap_set(struct expr_frame *f, struct expr_gaps *set, const struct expr_gap *gap);
static inline void expr_gaps_join(struct expr_gaps *to, const struct expr_gaps *from)
{
	for (int i = 0; i < EXPR_GAP_WORDS; i++)
		to->w[i] |= from->w[i];
}
/* Is x or y no value? Then *out is what becomes of an operation on both. y may be NULL. */
bool expr_strict(const struct expr_value *x, const struct expr_value *y, struct expr_value *out);
/* A vague value becomes unknown. */
void expr_settle(struct expr_value *v);
static inline void expr_bool(struct expr_value *out, bool b)
{
	*out = (struct expr_value){ .kind = EXPR_BOOL, .b = b };
}
static inline void expr_number(struct expr_value *out, enum expr_kind kind, int64_t i)
{
	*out = (struct expr_value){ .kind = (uint8_t)kind, .i = i };
}
/* Room for a text or list, or false with the error in *out. */
bool expr_room(struct expr_frame *f, const struct expr_node *n, size_t bytes,
               struct expr_value *out);

/* The same for n elements: zeroed, or NULL with the error in *out. */
struct expr_value *expr_list_room(struct expr_frame *f, const struct expr_node *node, int64_t n,
                                  struct expr_value *out);

/* Arithmetic and order of two known values. */
void expr_arith(struct expr_frame *f, const struct expr_node *n, enum expr_op op,
                const struct expr_value *x, const struct expr_value *y, struct expr_value *out);
void expr_compare(const struct expr_node *n, enum expr_op op, const struct expr_value *x,
                  const struct expr_value *y, struct expr_value *out);
void expr_negate(const struct expr_node *n, const struct expr_value *x, struct expr_value *out);
/* Of values that are neither unknown nor vague. expr_order: false: of kinds without an order;
 * *out -1, 0, 1, or 2 when one is no number (NaN). */
bool expr_equal(const struct expr_value *x, const struct expr_value *y);
bool expr_order(const struct expr_value *x, const struct expr_value *y, int *out);
void expr_over(struct expr_frame *f, const struct expr_node *n, struct expr_value *out);
void expr_date_value(struct expr_value *out, date_t d);
/* The functions of texts and lists among those of expr_apply. */
void expr_string(struct expr_frame *f, const struct expr_node *n, const struct expr_value *x,
                 struct expr_value *out);
/* A function of known values; dates and numbers may be vague. */
void expr_apply(struct expr_frame *f, const struct expr_node *n, struct expr_value *x,
                struct expr_value *out);
/* The shortest digits that are read as the same double, without a point where none is needed. */
size_t expr_real_put(char out[40], double d);

/* One side decides: AND stops at false, OR at true. */
struct expr_fold {
	bool stop;                       /* what decides */
	bool decided, unknown, failed;
	struct expr_gaps gaps;
	const char *error;
	const struct expr_node *at;
};
void expr_fold_add(struct expr_fold *d, const struct expr_value *v, const struct expr_node *n);
void expr_fold_end(const struct expr_fold *d, struct expr_value *out);

#endif

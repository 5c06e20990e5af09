/* program - expressions over the column snapshot: the same answers as expr_eval, for millions of
 * households at once.
 *
 * Expressions are added to a program, which shares what they have in common; bound to a date, lines
 * and parameters; and run over a range of households by several threads. Every row of an
 * expression's root is answered true, false, unknown (neither), or error. */
#ifndef RULE_PROGRAM_H
#define RULE_PROGRAM_H

#include "rule/expr.h"
#include "rule/facts.h"

struct program;

struct program *program_new(const struct facts_schema *s);
void program_free(struct program *p);

/* An answer of each row of e's root, a noun of the schema; e gives a bool and outlives the program.
 * var[i]: the output that is e's variable i, along the same noun. *out: the output's number.
 * ERR_NOTFOUND: a field or noun that e uses is no column: see program_wants. */
enum err program_add(struct ctx *cx, struct program *p, const struct expr *e, const int *var,
                     int *out);
/* An output that the job brings as bits of an earlier run: for a what-if on one clause. */
int program_input(struct program *p, int noun);
/* An output that says where a column of whole numbers has this value. */
int program_column(struct program *p, int noun, int col, int64_t value);
/* How many operations there are, and how many of them are left to the tree evaluator. */
int program_ops(const struct program *p, int *asked);

/* Columns that e needs, none of them twice; returns how many. *text: it reads what no column holds
 * (text, sealed values, rows outside of the household); program_add refuses it then, and the
 * caller asks expr_eval row by row, or lets the feeding side keep its answer as a column. want
 * has room for `room` of them. */
int program_wants(const struct expr *e, struct facts_want *want, int room, bool *text);

/* ---- what surrounds the rows ---- */

/* Lines and parameters hold for runs of areas (by index): run i begins at *from and ends where the
 * next one begins; the first begins at or before the first area. False: no more runs. */
struct program_world {
	void *state;
	date_t on;
	bool (*line)(void *state, struct str series, int i, int32_t *from, bool *known,
	             struct ratio *fen);
	/* e: whose parameter it is. */
	bool (*param)(void *state, const struct expr *e, struct str name, int i, int32_t *from,
	              struct expr_value *v);
	/* The areas below an area's code, as a range of indexes; false: there is no such area. */
	bool (*within)(void *state, struct str code, int32_t *from, int32_t *to);
};

struct program_bound;
/* The program at a date with its lines. The world outlives what is bound. */
enum err program_bind(struct ctx *cx, struct program *p, const struct program_world *w,
                      struct program_bound **out);
void program_unbind(struct program_bound *b);

/* ---- running ---- */

/* Answers of a stretch of rows of one segment. Words begin at row `base`, a multiple of 64; bits
 * outside of from .. to are 0. */
struct program_part {
	int output, noun, seg;
	uint32_t from, to, base;
	uint32_t first, last;            /* the households whose rows these are */
	const uint64_t *yes, *no, *error;
};

struct program_bits {                /* of one output: for each segment yes, no and error */
	int noun, nseg;
	uint64_t **yes, **no, **error;
};

struct program_job {
	const struct program *p;
	const struct program_bound *b;
	const struct facts_view *v;
	uint64_t begin, end;             /* households; end 0: all */
	int threads;                     /* 0: as many as there are processors */
	const char *kernel;              /* NULL: the best; see kernel_choose */
	const struct program_bits *const *input;
	const int32_t *group;            /* program_counts: see there */
	/* The parts of the same households, one for each output that is not brought. Called by several
	 * threads at once, never for the same households. */
	void *state;
	void (*take)(void *state, const struct facts_view *v, const struct program_part *part, int n);
};
void program_run(const struct program_job *j);

/* All bits of every output; out has room for one each. */
void program_bits(const struct program_job *j, struct program_bits *out);
void program_bits_free(struct program_bits *b, int n);

struct program_count { uint32_t yes, no, error; };
/* For each output and each area index below nareas: count[output * nareas + index], to which is
 * added. With j->group for each of nareas groups instead: group i is the areas from index group[i]
 * (rising) up to the next one's first; all that lies before group[0] is not counted. */
void program_counts(const struct program_job *j, int32_t nareas, struct program_count *count);
/* The rows that are answered so, as numbers: households over all segments, other nouns by id.
 * Ids and areas of at most `room` rows of one output. Returns how many there are in all. */
struct program_row { int64_t id, household; int32_t area; };
uint64_t program_list(const struct program_job *j, int output, char answer,
                      struct program_row *row, uint64_t room);

/* One household's answers: 'y', 'n', 'u', 'e' of output o in answer[o], for outputs of the root; of
 * other outputs of the first row. Fast: touches 64 households. */
void program_one(const struct program_job *j, int seg, uint32_t row, char *answer);

/* "v3", "v2" or "plain": which kernel runs. */
const char *program_kernel(void);

#endif

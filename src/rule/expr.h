/* expr - the language of standards and checks: a subset of CEL, typed against the nouns of the
 * model. docs/expressions.md tells it to pack authors.
 *
 * A text is compiled once into a tree in which every node has its type and every name is bound: to
 * a field of a noun, to related rows, to a variable. Two things run it: expr_eval walks the tree
 * for one row (the reading of the language that counts, and the explanation of one household),
 * program.c turns it into operations over the column snapshot.
 *
 * A value is known, unknown or an error. What is missing makes it unknown, and unknown tells what
 * is missing; overflow, division by zero and the like are errors. An unknown operand beats an
 * error, an error beats a value; && and || are decided by one side alone, whichever it is. */
#ifndef RULE_EXPR_H
#define RULE_EXPR_H

#include "base/date.h"
#include "entity/entity.h"
#include "rule/ratio.h"

#define EXPR_MAX_TEXT  65536         /* bytes */
#define EXPR_MAX_DEPTH 32            /* nesting; a chain a + b + c is one level */
#define EXPR_MAX_NODES 1000
#define EXPR_MAX_STEPS 20000000      /* nodes that one evaluation may walk */
#define EXPR_MAX_SLOTS 16            /* macros inside one another, and the root */

/* ---- types ---- */
enum expr_kind {
	EXPR_ANY,                    /* not settled: an empty list's element; unchecked texts */
	EXPR_NULL,
	EXPR_BOOL,
	EXPR_INT,                    /* FT_INT, FT_YEAR */
	EXPR_REAL,                   /* CEL's double */
	EXPR_TEXT,                   /* text, codes, numbers of people */
	EXPR_DATE,                   /* FT_DATE, FT_MONTH; parts may be unknown */
	EXPR_SPAN,                   /* CEL's duration, in seconds */
	EXPR_MONEY,                  /* exact ratio of fen */
	EXPR_DEC,                    /* exact ratio: FT_DEC, money / money */
	EXPR_CODE,                   /* a value of code list .list: its code (FT_LIST) */
	EXPR_SET,                    /* several of them: bit set (FT_SET) */
	EXPR_AREA,                   /* id of an area: for within(), known() */
	EXPR_RECORD,                 /* a row of .noun; it may be absent where has() may ask */
	EXPR_ROWS,                   /* rows of .noun */
	EXPR_LIST,                   /* elements of type *of */
};
struct expr_type {
	enum expr_kind kind;
	const char *list;                /* CODE, SET */
	const struct entity *noun;       /* RECORD, ROWS */
	const struct expr_type *of;      /* LIST */
};

/* ---- values ---- */
enum expr_state { EXPR_KNOWN, EXPR_UNKNOWN, EXPR_ERROR };

#define EXPR_GAP_WORDS 4
/* Which gaps (struct expr_run) make a value unknown: bit i is gap i. */
struct expr_gaps {
	uint64_t w[EXPR_GAP_WORDS];
};

struct expr_value {
	uint8_t state;                   /* enum expr_state */
	uint8_t kind;                    /* enum expr_kind */
	bool vague;                      /* INT, DATE: known to lie in i .. hi only (a partial date) */
	union {
		bool b;
		int64_t i;               /* INT, CODE, SET, AREA, SPAN; DATE: days since 1970 */
		double d;
		struct str s;
		struct ratio r;          /* MONEY, DEC */
		const struct rec *rec;   /* RECORD; NULL: absent */
		struct {                 /* ROWS */
			const struct rec *const *row;
			int n;
		} rows;
		struct {                 /* LIST */
			const struct expr_value *v;
			int n;
		} list;
	};
	int64_t hi;                      /* vague only: the last possible value */
	struct expr_gaps gaps;           /* UNKNOWN: why; vague: what would settle it */
	const char *error;               /* ERROR: message key, expr-eval-... */
	const struct expr_node *at;      /* ERROR: where it arose */
};

/* ---- the typed tree ----
 * What a node comes to, unless its line says otherwise: unknown if a kid is unknown (lacking all
 * that its unknown kids lack), else the first kid's error if a kid is one, else its value.
 *
 * Vague values (a range i .. hi, both known) come from a FIELD that is a partial date, from AGE,
 * YEAR ... of one, and from COUNT. They stay ranges through EQ .. GE (decided when every pair of
 * possible values says the same, else unknown), the dates' functions, MIN, MAX and COND; whatever
 * else takes one takes it as unknown.
 *
 * ALL, EXISTS   as AND, OR over the rows' bodies; of none true, false
 * ONE, FILTER, MAP, SUM, MIN, MAX   need every body; of none: false, none, [], zero, unknown (MIN,
 *               MAX: GAP_ROWS)
 * COUNT         known true bodies .. those and the unknown ones; unknown if a body is an error and
 *               another unknown
 * COND          the branch that kid 0 chooses; the other is not looked at
 * FIELD         unknown where the row has no value, or the record is absent (GAP_ROWS)
 * UP, DOWN      absent, no rows, where kid 0 is absent */
enum expr_op {
	/* leaves */
	EXPR_CONST,      /* val */
	EXPR_VAR,        /* env->var[index] */
	EXPR_LOCAL,      /* slot: 0 the root record, else a macro's variable (record or element) */
	EXPR_ON,         /* the data date */
	EXPR_LINE,       /* name: money */
	EXPR_PARAM,      /* name */
	/* records */
	EXPR_FIELD,      /* kid 0: record; field of kid[0]->type.noun */
	EXPR_UP,         /* kid 0: record; the row of noun that its reference `field` names; field -1:
	                  * the file of its area (village, county): the newest not after the data
	                  * date's year, of the area itself, else of the nearest above */
	EXPR_DOWN,       /* kid 0: record; rows of noun whose reference `field` names it; field -1: rows
	                  * of noun that lie in the area of kid 0, which is a village, county or area */
	/* logic; AND and OR have two kids or more */
	EXPR_NOT, EXPR_AND, EXPR_OR, EXPR_COND,
	/* arithmetic */
	EXPR_NEG, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_MOD,
	/* comparison; kids may be of different number types. CODE: by code */
	EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE,
	EXPR_IN,         /* kid 0 in kid 1: LIST, or SET with a CODE of the same list as kid 0 */
	EXPR_TAG,        /* kid 0 (CODE, SET) has one of code[ncode], sorted; name: the tag */
	EXPR_LISTOF,     /* [kids]; val: the list, when all are CONST */
	EXPR_INDEX,      /* kid 0 [ kid 1 ] */
	/* asking */
	EXPR_IS_KNOWN,   /* kid 0 is not unknown; a date of which a part is stated counts as known */
	EXPR_HAS,        /* kid 0: a record that may be absent */
	EXPR_WITHIN,     /* kid 0: AREA, or a RECORD: the area it lies in; name: the code of an area */
	/* over rows or a list: kid 0 what, kid 1 the body, slot the variable. COUNT, SUM, MIN, MAX
	 * may stand without a body (nkid 1). LATEST: the row with the greatest key, kid 1; of equal
	 * keys the later row; rows without a known key do not count; a partial date counts by its
	 * first day; no rows: absent */
	EXPR_ALL, EXPR_EXISTS, EXPR_ONE, EXPR_FILTER, EXPR_MAP, EXPR_COUNT, EXPR_SUM, EXPR_MIN,
	EXPR_MAX, EXPR_LATEST,
	EXPR_CALL,       /* fn, kids */
	EXPR_REFUSED,    /* unchecked texts only: a piece that does not compile; an error when met */
	EXPR__OPS
};

enum expr_fn {
	/* dates: AGE takes a date of birth (age(p) is compiled to age(p.birth)) */
	FN_AGE, FN_YEAR, FN_MONTH, FN_DAY, FN_MONTHS_BETWEEN, FN_DAYS_BETWEEN, FN_ADD_MONTHS,
	/* numbers of people: of a text as typed */
	FN_IDNO_GOOD, FN_IDNO_BIRTH, FN_IDNO_MALE,
	/* conversions by the node's type; DEC and MONEY from text are constants */
	FN_INT, FN_REAL, FN_TEXT, FN_BOOL, FN_DEC, FN_MONEY, FN_DATE, FN_SPAN,
	/* text, list and set; positions and sizes count code points */
	FN_SIZE, FN_STARTS, FN_ENDS, FN_CONTAINS, FN_CHAR_AT, FN_INDEX_OF, FN_LAST_INDEX_OF,
	FN_LOWER, FN_UPPER, FN_REPLACE, FN_SPLIT, FN_SUBSTRING, FN_TRIM, FN_JOIN, FN_REVERSE,
	FN__COUNT
};

struct expr_node {
	enum expr_op op;
	enum expr_fn fn;                 /* CALL */
	struct expr_type type;
	uint32_t from, to;               /* its bytes in the text */
	int nkid;
	struct expr_node **kid;
	const struct entity *noun;       /* UP, DOWN */
	int field;                       /* FIELD, UP, DOWN */
	int slot;                        /* LOCAL, macros */
	int index;                       /* VAR */
	struct str name;                 /* LINE, PARAM, WITHIN, TAG; LOCAL, VAR: as written */
	const int64_t *code;             /* TAG */
	int ncode;
	struct expr_value val;           /* CONST; LISTOF (kind ANY: not fixed) */
	const char *error;               /* REFUSED: message key */
};

/* A field that the text reads, of whichever row. For facts: what must be in the snapshot. */
struct expr_use {
	const struct entity *noun;
	int field;                       /* -1: the rows themselves are counted or asked for */
};

struct expr_var;
struct expr {
	const struct model *m;
	const struct entity *root;       /* NULL: no record, only variables */
	struct str text;                 /* as written, in the compiling arena */
	const struct expr_var *var;      /* the environment's, copied */
	int nvar;
	struct expr_node *top;
	int nnode, nslot;                /* slots used, the root's included */
	struct expr_use *use;            /* without repetition, by noun's tag and field */
	int nuse;
};

/* ---- compiling ---- */
struct expr_var {
	struct str name;                 /* a clause's id in a verdict, say */
	struct expr_type type;
};

struct expr_env {
	const struct model *m;
	const struct entity *root;       /* whom the text judges */
	const struct expr_var *var;
	int nvar;
	/* Names that line() and param() may use; false past the end. NULL: there are none. */
	void *state;
	bool (*line)(void *state, int i, struct str *name);
	bool (*param)(void *state, int i, struct str *name, struct expr_type *type);
	enum expr_kind want;             /* what the text must give; EXPR_ANY: anything */
	bool unchecked;                  /* as CEL without a type check: what does not compile becomes
	                                  * EXPR_REFUSED where it stands; only syntax is refused */
};

/* Where a text does not compile. Lines and columns (of characters) count from 1. */
struct expr_place {
	int line, column;
	uint32_t from, to;               /* bytes */
};

/* *out and all it holds live in `a`. ERR_INPUT with a message expr-... whose `where` is
 * "LINE:COLUMN"; ERR_LIMIT for a text over the limits. place may be NULL. */
enum err expr_compile(struct ctx *cx, struct arena *a, const struct expr_env *env, struct str text,
                      struct expr **out, struct expr_place *place);

/* Every node below n, n first. */
void expr_each(const struct expr_node *n, void (*met)(void *state, const struct expr_node *n),
               void *state);
/* The tree as text: one spelling for equal trees, and compiled again it is the same tree. */
void expr_text(struct buf *out, const struct expr *e, const struct expr_node *n);
/* Is x's tree the same as y's? Positions do not count. */
bool expr_same(const struct expr_node *x, const struct expr_node *y);
/* "money", "list of text" ...: for messages. */
void expr_type_text(struct buf *out, const struct expr_type *t, enum lang lang);
/* The type of a field's value. False: no expression can use it (EXPR_ANY). */
bool expr_field_type(const struct field *f, struct expr_type *out);

/* ---- evaluating ---- */
/* What surrounds the judged row. Rows and texts must stay while values made of them are used. */
struct expr_world {
	void *state;
	date_t on;                       /* the data date */
	/* Rows of `noun` that name `of` by their field `via` (see EXPR_DOWN); in a steady order. False:
	 * they cannot be known (not loaded, not allowed), which is unknown and not none. */
	bool (*down)(void *state, const struct rec *of, const struct entity *noun, int via,
	             const struct rec *const **rows, int *n);
	/* The row that `of` names by `via` (see EXPR_UP); NULL: there is none. False as above. */
	bool (*up)(void *state, const struct rec *of, const struct entity *noun, int via,
	           const struct rec **row);
	/* The line of a series in an area on the data date; false: none is set there. */
	bool (*line)(void *state, struct str series, int64_t area, struct ratio *fen);
	/* A parameter of the check; *v has the declared type. */
	bool (*param)(void *state, struct str name, int64_t area, struct expr_value *v);
	/* Does area lie in the area of this code? 1, 0; -1: no such area is known. */
	int (*within)(void *state, int64_t area, struct str code);
	const struct expr_value *var;    /* values of env->var, in its order */
};

/* Why a value is unknown. */
enum expr_gap_kind {
	GAP_FIELD,       /* the row's field has no value */
	GAP_PART,        /* the date's day or month is not known */
	GAP_ROWS,        /* no row of `noun` under `row` (min, max, latest, a record that is absent) */
	GAP_CLOSED,      /* rows of `noun` cannot be looked at here */
	GAP_LINE,        /* no line `name` in force here */
	GAP_PARAM,       /* no parameter `name` here */
	GAP_AREA,        /* no area with the code `name` */
	GAP_VAR,         /* the variable `name` is unknown itself */
};
/* Message key of a kind. */
const char *expr_gap_key(enum expr_gap_kind kind);
struct expr_gap {
	enum expr_gap_kind kind;
	const struct rec *row;
	const struct entity *noun;
	int field;
	struct str name;
};

/* What was looked at: a field of a row with its value (VAL_NULL: missing), or a line or parameter
 * with its value. Each once, in the order of looking. */
enum expr_seen_kind { SEEN_FIELD, SEEN_LINE, SEEN_PARAM };
struct expr_seen {
	enum expr_seen_kind kind;
	const struct rec *row;
	const struct entity *noun;
	int field;
	struct str name;
	struct expr_value v;             /* LINE, PARAM */
};

/* Two amounts that were held against each other, where a line is part of it and neither is only
 * what was looked at: a year's income by twelve, three halves of a line. */
struct expr_weighed {
	const struct expr_node *at;      /* the comparison */
	struct ratio x, y;               /* its sides, in fen */
};

#define EXPR_MAX_WEIGHED 8
#define EXPR_MAX_GAPS (64 * EXPR_GAP_WORDS)
#define EXPR_MAX_SEEN 1024

/* One evaluation: its memory and what it tells. Gaps and seen values past the maxima are counted
 * in more_*, and an unknown value stays unknown. */
struct expr_run {
	struct arena *a;
	bool explain;                    /* fill seen and weighed */
	struct expr_gap *gap;
	int ngap;
	struct expr_seen *seen;
	int nseen;
	bool more_gaps, more_seen;
	struct expr_weighed weighed[EXPR_MAX_WEIGHED];   /* explain only: the first ones */
	int nweighed;
	int64_t steps;                   /* so far: see EXPR_MAX_STEPS */
};

/* The value of e for row (of e->root; NULL if there is no root). Never fails: what goes wrong is
 * in out->state. A vague number or date comes back unknown. Values may point into rows, the tree
 * and run->a. */
void expr_eval(const struct expr *e, const struct expr_world *w, const struct rec *row,
               struct expr_run *run, struct expr_value *out);
/* Is gap i among those that make v unknown? */
static inline bool expr_gap_in(const struct expr_value *v, int i)
{
	return v->state == EXPR_UNKNOWN && (v->gaps.w[i / 64] >> (i % 64) & 1);
}
/* A value as a person reads it: yuan, dates, labels; "unknown" and the error's sentence. */
void expr_value_text(struct buf *out, const struct model *m, const struct expr_type *t,
                     const struct expr_value *v, enum lang lang);

#endif

/* report_fill_int - shared by the files of report_fill; nobody else includes it. */
#ifndef JOB_REPORT_FILL_INT_H
#define JOB_REPORT_FILL_INT_H

#include "job/filler.h"
#include "job/report_fill.h"
#include "policy/form.h"

#define NO_PLACE (-2)                /* -1: the whole register */

/* One cell to be filled; row 0: a number that only a ratio asks for. Rows and columns as they are
 * in the filled form; trow: as in the template. */
struct slot {
	int sheet, place, number;    /* number: 1, 2 ... of the places of a sheet */
	int32_t row, col, trow;
	bool percent;
	struct report_sum sum, listed;
	uint8_t kind;
	struct str text;
};

struct ask {
	struct report_expr x;
	enum form_kind kind;
	int sheet;                   /* -1: a named number */
	int32_t row, col;            /* of a cell; the column; the line */
	struct str name;             /* of a named number */
	const char *at;
	struct slot *slot;
	int n, cap;
};

/* The places whose names stand in a sheet. */
struct named {
	bool any, by_line;           /* by_line: names stand in a line, places are columns */
	int32_t at, above;           /* the column (line) of names; of townships, or -1 */
	int32_t from, to;
	int each;                    /* level of the places that row `from` is repeated for, or 0 */
	int *place;                  /* of from .. to (each: of the repeated rows), or NO_PLACE */
	int n;
	const char *said;            /* where it was bound */
};

struct filling {
	struct ctx *cx;
	struct reg *r;
	const struct report_order *o;
	const struct report_face *face;
	struct filler *child;
	const struct fill_book *book;
	struct area_tree *tree;
	int area;                    /* the report's: index or -1 */
	int64_t past;                /* leaves that the register is seen with, 0: all */
	struct form form;
	struct named *named;         /* by sheet */
	struct ask *ask;
	int nask, cap;
	int unbound;
	int64_t list_bytes;          /* that lists hold in memory */
	struct arena a;
	struct report_result *res;
};

/* ---- report_names.c ---- */
/* The places of a sheet from what its binding says. */
enum err names_bind(struct filling *f, int sheet, const struct form_sheet *s);
/* "names ..." of a comment at a cell. */
enum err names_note(struct filling *f, int sheet, const struct fill_note *n, struct str words);
/* After all are bound: which place each is. ERR_INPUT names the cell. */
enum err names_find(struct filling *f, int sheet);
/* 合计 and the like, whatever blanks are in it. */
bool name_is_total(struct arena *a, struct str s);
/* Name of a report's place. */
struct str place_name(const struct filling *f, int place);

/* ---- report_fill.c ---- */
const struct fill_cell *cell_at(const struct fill_sheet *s, int32_t row, int32_t col);
/* "附表1!B2" in the context's arena. */
const char *cell_name(const struct filling *f, int sheet, int32_t row, int32_t col);
/* Tells the face of a file and writes it. */
enum err fill_file(struct filling *f, const char *path, const char *format, int64_t rows,
                   struct str bytes);
/* Row of the template where it stands in the filled form. */
int32_t filled_row(const struct filling *f, int sheet, int32_t row);

/* ---- report_asks.c: bindings and their cells ---- */
enum err asks_make(struct filling *f);
/* The slot of a number that a ratio names, seen from one of its own; made if there is none. */
enum err asks_operand(struct filling *f, int ratio, int slot, struct str name, int *ask, int *at);

/* ---- report_lists.c ---- */
struct lists;
/* Works out all numbers with their lists and checks them. */
enum err lists_make(struct filling *f, struct lists **out);
enum err lists_write(struct filling *f, struct lists *l);
void lists_free(struct lists *l);

#endif

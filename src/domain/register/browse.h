/* browse - reading the register: lists with filters, one row as a page, history, export.
 * One walker serves list, export and reports; output goes row by row to a callback. */
#ifndef DOMAIN_REGISTER_BROWSE_H
#define DOMAIN_REGISTER_BROWSE_H

#include "domain/register/area.h"

/* --where: conditions joined by " and " (or ','): field op value, op one of = != < <= > >= ~
 * (contains), "field is not value" (another one, or unknown), "field is unknown" / "is known";
 * fields by name or label; area= takes a code or name path and means "in or under". name=, no=,
 * idno= (whole or last four digits), phone= use the search index. Values as in sheets, in quotes if
 * they hold a comma. ERR_INPUT names the part that is wrong.
 * Times are shown and compared by the office's clock; sheets have them in UTC.
 * What is unknown meets no comparison, not even !=. A year or month stands for all its days. On
 * a field of several values = asks for all that are named and != for none of them. Latin letters
 * as a name are its pinyin initials too (name=wxm). Conditions on sealed fields need the keys.
 * Under the public mask those on anything it hides are refused: ERR_DENIED. */
struct query {
	const struct entity *e;
	const char *where;           /* or NULL */
	const char *columns;         /* names or labels, by commas; or NULL: the useful ones */
	enum mask mask;
	int64_t limit;               /* 0: all */
	bool all_columns;            /* export: every field, in sheet order */
	bool by_number;              /* rows in the order of their numbers, whenever they came */
	/* Or NULL: one more condition, asked of the row's clear values before it is opened. */
	bool (*keep)(const void *arg, const struct rec *row);
	const void *keep_arg;        /* lives as long as the query */
	bool narrow;                 /* sealed numbers are compared whole or by their last four only:
	                                nothing finds them out digit by digit. ERR_DENIED */
	bool closed;                 /* sealed values are opened only where conditions ask for them */
	int64_t after;               /* only rows after this id: the next page; 0: from the first */
	int64_t past;                /* rows as they were when the journal had so many leaves; 0: now */
};

struct browse;                   /* a running query */
/* Rows come by id, all from one moment of the database; by_number: of a whole noun by the numbers
 * of household, person and the row itself (rows without one: by what they say), so that two
 * registers of the same facts give the same rows in the same order; what conditions pick out comes
 * by id still. MASK_NONE without keys: ERR_DENIED; other masks show *** then. MASK_PUBLIC leaves
 * out persons who are minors or may be, and the rows that refer to them. The query is copied. After
 * an error there is nothing to close. */
enum err browse_open(struct ctx *cx, struct reg *r, const struct query *q, struct browse **out);
/* Fields shown, in order: indexes into e->fields. */
int browse_columns(const struct browse *b, const int **field);
/* Whether its conditions compare what is sealed: who may not see it learns of it by the answer. */
bool browse_asks_sealed(const struct browse *b);
/* Next row or *row = NULL at the end. Sealed values opened as far as mask and keys allow; REF and
 * AREA values are VAL_INT still (register_ref_text). The row lives until the next call. */
enum err browse_next(struct ctx *cx, struct browse *b, struct rec **row);
void browse_close(struct browse *b);

/* From here on the query gives these rows, in this order, and those only that it would have given
 * anyway: for a second walk in another order, in the same moment of the database. The ids stay the
 * caller's. */
void browse_again(struct browse *b, const int64_t *id, int n);
/* A field as people name it: name, label, synonym; or -1. */
int browse_field(const struct entity *e, struct str name);

/* One shown cell, masked: what list and export print. sheet: the form that import takes back
 * exactly (LANG_EN: with English labels, which import knows, too). */
enum err browse_cell(struct ctx *cx, struct browse *b, const struct rec *r, int field, bool sheet,
                     enum lang lang, struct buf *out);

/* Cells of rows outside of a query, with the numbers of what they refer to kept. In the arena. */
struct cells;
struct cells *browse_cells(struct arena *a, struct reg *r);
enum err browse_cell_of(struct ctx *cx, struct cells *c, const struct rec *r, int field,
                        enum mask mask, bool sheet, enum lang lang, struct buf *out);
/* "青山镇向阳村": the names of an area from the township down. */
enum err browse_place(struct ctx *cx, struct reg *r, int64_t area, struct buf *out);
/* The same from a level down: 1 province, 3 county, 4 township, 5 village. */
enum err browse_place_from(struct ctx *cx, struct reg *r, int64_t area, int level,
                           struct buf *out);
/* The birth date of an opened person, as stated or by the ID number; 0 unknown. */
date_t browse_birth(const struct rec *person);
/* 1 male, 0 female, -1 unknown: as stated or by the ID number. The person is opened. */
int browse_male(const struct reg *r, const struct rec *person);

/* ERR_DENIED if the mask keeps the whole row back: MASK_PUBLIC, a minor or a row about one. */
enum err browse_may_show(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                         enum mask mask);

extern const struct sql *const browse_sqls[];

/* Versions of a row, oldest first, with who, when, why: from history and journal. */
struct version {
	struct rec *rec;             /* opened */
	struct leaf leaf;            /* the transaction that made it */
	struct str file;             /* of its batch, or empty */
	int row;
};
enum err browse_history(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                        struct version **out, int *n);

#endif

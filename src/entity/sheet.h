/* sheet - a noun seen as a sheet: its template, and which header cell means which field.
 * Headers are known by zh label, en label, field name, synonyms, each with or without its unit in
 * brackets and a '*' for required; by what the pack adds (struct sheet_book); and by what the user
 * has said once. Units are turned into the field's own, exactly. What is not known is asked. */
#ifndef ENTITY_SHEET_H
#define ENTITY_SHEET_H

#include "entity/entity.h"
#include "entity/unit.h"

#define SHEET_PARTS 24           /* nouns that one row may state */
#define SHEET_NAMES 8            /* ways to read the header of one column */

/* Where a column's cells go. */
enum col_kind {
	COL_IGNORED,                 /* not known: asked */
	COL_FIELD,
	COL_COUNTY, COL_TOWNSHIP, COL_GROUP_PATH,
	COL_NOTHING,                 /* known to be of no use: a row's number, the province's name */
	COL_ERRORS,                  /* of an error list: sheet_errors.h */
	COL_AGAIN,                   /* states the field of column `same` once more */
	COL_KINDS
};
struct sheet_col {
	enum col_kind kind;
	uint8_t part;                /* index into sheet_map.part */
	int16_t field;               /* COL_FIELD; of COL_IGNORED: the field but for its unit, or -1 */
	int16_t same;                /* COL_AGAIN */
	struct factor factor;        /* num 0: as the field has it */
	struct str unit;             /* the unit that is turned into the field's; empty: none */
	struct str header;           /* as written; of several rows 组/列 */
};

/* What a header turned out to be: one noun; the persons' exchange list, whose rows state a
 * household (part 0) and a person (part 1) at once; or a shape of the pack, with its nouns in the
 * shape's order. */
struct sheet_map {
	const struct entity *part[SHEET_PARTS];
	int npart;
	struct sheet_col *col;
	int ncol;
	int ignored;                 /* columns not known */
	struct str twice;            /* a header that stands twice and cannot be, or empty */
	struct str missing;          /* a necessary column that is absent, or empty */
	const struct sheet_shape *shape;     /* of the pack, or NULL */
	int known;                   /* columns that mean something */
};

/* ---- what a pack adds (policy fills it in) ---- */
struct sheet_synonym { int noun, field; struct str header; };
/* A header's meaning that was said by somebody: by the pack for a shape, or by the user. */
struct sheet_choice {
	struct str header;           /* plain */
	int nth;                     /* which of several that are alike, from 1; 0: each */
	enum col_kind kind;          /* COL_FIELD, COL_COUNTY, COL_TOWNSHIP, COL_NOTHING */
	int noun, instance, field;   /* COL_FIELD; instance: of a noun that a shape states repeatedly */
};
/* A text of another system and the label that it means here. */
struct sheet_value { int noun, field; struct str from, to; };
/* A field of one part that something else states, where its own column does not: another part (the
 * date a risk was found), a title's date (from_part -1; the year of an income), or the shape itself
 * (a list value's label in `text`). */
enum copy_how { COPY_SAME, COPY_YEAR_START, COPY_YEAR_END, COPY_TEXT };
struct sheet_copy {
	int part, field, from_part, from_field;
	enum copy_how how;
	struct str text;
};
struct sheet_shape {
	struct str id, zh, en, source;
	int header_row;              /* where it usually is, 0: not said */
	int noun[SHEET_PARTS], npart;
	struct str *match;           /* plain headers that must all be there */
	int nmatch;
	struct sheet_choice *choice;
	int nchoice;
	struct sheet_value *value;
	int nvalue;
	struct sheet_copy *copy;
	int ncopy;
};
struct sheet_book {
	struct sheet_synonym *syn;
	int nsyn;
	struct sheet_shape *shape;
	int nshape;
	int64_t jump_ratio;          /* an amount this many times another is doubted; 0: never */
	int64_t jump_least;          /* fen: when the larger is at least this */
};

/* ---- recognising ---- */
/* One column's header as it was found: one cell, or a group's cell and those below it. */
struct sheet_head {
	struct str shown;            /* as findings name it */
	struct str name[SHEET_NAMES];        /* plain, what to try first first */
	int n;
	const struct unit *group;    /* said by the group's cell: for columns that name none; or NULL */
};
struct sheet_request {
	const struct sheet_head *head;
	int n;
	const char *kind;            /* the noun the user named, or NULL */
	const struct sheet_choice *choice;   /* said by the user: they come before everything */
	int nchoice;
	const struct unit *title[UNIT_DIMS]; /* 单位:万元 above the header; NULL: not said */
};
struct sheet_index;
/* Names of all fields of a model; lives in `a` and points into the model. */
struct sheet_index *sheet_index_new(struct arena *a, const struct model *m);
/* ERR_INPUT "sheet-header-unknown" if no noun fits; a missing column is told in the map. */
enum err sheet_recognise_heads(struct ctx *cx, const struct sheet_index *ix,
                               const struct sheet_request *q, struct sheet_map *out);
/* The same for a header of one row, index and all. */
enum err sheet_recognise(struct ctx *cx, const struct model *m, const struct str *cells, int n,
                         const char *kind, struct sheet_map *out);
/* Fields whose labels are nearest to a header: at most `max`, the nearest first. */
struct sheet_near { int noun, field, nearness; };
int sheet_nearest(const struct sheet_index *ix, const struct sheet_map *map, struct str header,
                  struct sheet_near *out, int max);
/* A header as it is compared: narrow, lower-case, without blanks, line breaks, '*' and '_'; every
 * bracket a round one. */
struct str sheet_plain(struct arena *a, struct str s);
/* "@3": the third column, whatever its header says or does not say. col from 0. */
bool sheet_at_place(struct str plain, int col);

/* The noun's template as CSV: UTF-8 with BOM, header of zh labels (units in brackets), no rows.
 * lang LANG_EN: en labels. Fields of the program (E_RO) are left out. full: E_LATER too. */
void sheet_template(struct buf *out, const struct model *m, const struct entity *e,
                    enum lang lang, bool full);
/* Header label of a field as templates and exports write it. */
void sheet_label(struct buf *out, const struct field *f, enum lang lang);
/* The 32-column exchange list: field of column i (0..31), for demo, export and tests;
 * false past the end. Columns without a field (序号, 县, 乡) have part -1. */
struct list32_col { const char *header; int part; const char *field; };
extern const struct list32_col list32[];
extern const int list32_n;

#endif

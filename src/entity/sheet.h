/* sheet - a noun seen as a sheet: its template, and which header cell means which field.
 * Headers are known by zh label, en label, field name, synonyms, each with or without its unit in
 * brackets and a '*' for required. */
#ifndef ENTITY_SHEET_H
#define ENTITY_SHEET_H

#include "entity/entity.h"

/* Where a column's cells go. */
enum col_kind {
	COL_IGNORED,                 /* not known */
	COL_FIELD,
	COL_COUNTY, COL_TOWNSHIP, COL_GROUP_PATH,
	COL_NOTHING,                 /* known to be of no use: a row's number, the province's name */
	COL_ERRORS,                  /* of an error list: sheet_errors.h */
};
struct sheet_col {
	enum col_kind kind;
	uint8_t part;                /* index into sheet_map.part */
	int16_t field;               /* COL_FIELD */
	struct str header;           /* as written */
};

/* What a header turned out to be: one noun, or the persons' exchange list, whose rows state a
 * household (part 0) and a person (part 1) at once. */
struct sheet_map {
	const struct entity *part[2];
	int npart;
	struct sheet_col *col;
	int ncol;
	int ignored;                 /* columns not known */
	struct str twice;            /* a header that stands twice, or empty */
	struct str missing;          /* a necessary column that is absent, or empty */
};

/* Recognises a header row. kind (may be NULL): the noun the user named. ERR_INPUT "header_unknown"
 * if no noun fits; header_duplicate and header_missing are told in the map. */
enum err sheet_recognise(struct ctx *cx, const struct model *m, const struct str *cells, int n,
                         const char *kind, struct sheet_map *out);

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

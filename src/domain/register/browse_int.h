/* browse_int - shared by the parts of browse, show and register_find; nobody else includes it. */
#ifndef DOMAIN_REGISTER_BROWSE_INT_H
#define DOMAIN_REGISTER_BROWSE_INT_H

#include "domain/register/browse.h"

/* ---- opening rows: the last family's key is kept, since its rows follow each other */
struct opener {
	struct reg *r;
	const struct entity *noun;   /* whose seed it is */
	struct family fam;
	bool have;
	int64_t person, person_household;
};
void opener_begin(struct opener *o, struct reg *r);
void opener_end(struct opener *o);
/* Fills the sealed values of a row where keys are there; else leaves it closed. */
enum err opener_row(struct ctx *cx, struct opener *o, struct arena *a, struct rec *row);

/* ---- cells: what a row's value is shown as, with the texts of references kept */
#define CELL_KEPT 256
struct cells {
	struct reg *r;
	struct kept { int64_t id; uint8_t tag, n, form; char text[180]; } kept[CELL_KEPT];
};
enum err cells_put(struct ctx *cx, struct cells *c, const struct rec *row, int field,
                   enum mask mask, bool sheet, enum lang lang, struct buf *out);
/* A value that names something of the pack, or an account, in words; false: it names
 * nothing that is known, and nothing was written. (named.c) */
bool cells_named(struct ctx *cx, struct reg *r, const struct rec *row, int field, enum lang lang,
                 struct buf *out);
/* A reference: the row's number. An area: its code (sheet) or its path from the township down. */
enum err cells_ref(struct ctx *cx, struct cells *c, const struct field *f, int64_t id, bool sheet,
                   struct buf *out);

/* Names of an area and those above it, down from a level (3 county, 4 township). */
enum err area_row_path(struct ctx *cx, struct reg *r, int64_t id, int from_level, struct buf *out);

/* One row by id without an error when it is not there. */
enum err find_row(struct ctx *cx, struct reg *r, struct arena *a, const struct entity *e,
                  int64_t id, struct rec **out);
/* Ids of rows by a statement with one integer parameter, appended to the list. */
struct ids { int64_t *id; int n, cap; struct arena *a; };
void ids_add(struct ids *l, int64_t id);
void ids_sort(struct ids *l);                /* and each once */
bool ids_have(const struct ids *l, int64_t id);
enum err ids_by(struct ctx *cx, struct reg *r, const struct sql *q, int64_t arg, struct ids *out);
/* Ids whose search keys hold all of the keys, sorted. *many: there are more than it is worth. */
enum err ids_seek(struct ctx *cx, struct reg *r, const uint64_t *keys, int n, struct ids *out,
                  bool *many);
/* Birth date as stated, or else from the opened ID number; 0 unknown. */
date_t person_birth(const struct rec *person);
/* Known to be of age: what is published tells of nobody else. */
bool person_of_age(const struct rec *person, date_t on);

/* ---- conditions (browse_where.c) ---- */
enum op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_HAS, OP_NOT, OP_UNKNOWN, OP_KNOWN };

struct cond {
	int field;                   /* or FIELD_AREA: the area that the row belongs to */
	enum op op;
	struct val v;                /* what to compare with */
	bool tail;                   /* the last four of an ID or phone number */
	bool or_unknown;             /* "is not": OP_NE, and what is unknown meets it, too */
	bool label;                  /* OP_HAS on a list: text in a label */
	uint64_t initials;           /* key of pinyin initials, 0 none */
	struct ids areas;            /* sorted: in or under the area that was named */
	bool most;                   /* that is a good part of all there are */
};
#define FIELD_AREA (-1)

struct where {
	const struct entity *e;
	const struct model *m;
	struct cond *c;
	int n;
	int zone;                    /* of the office's clock, in minutes: which day a time was */
	bool sealed;                 /* some condition needs the row opened */
};
enum err where_parse(struct ctx *cx, struct reg *r, struct arena *a, const struct entity *e,
                     const char *text, struct where *out);
/* Do the conditions of one kind (on sealed fields or on clear ones) hold? Unknown does not. */
bool where_holds(const struct where *w, const struct rec *row, bool sealed);
/* Candidate rows by the best index that a condition allows, sorted by id. *scan: there is none. */
enum err where_source(struct ctx *cx, struct reg *r, const struct where *w, struct ids *out,
                      bool *scan);
/* The same for a scope that names few places; *scan: it does not. */
enum err where_scoped(struct ctx *cx, struct reg *r, const struct entity *e, struct ids *out,
                      bool *scan);
/* A field as people name it: name, label, synonym; or -1. */
int where_field(const struct entity *e, struct str name);

#endif

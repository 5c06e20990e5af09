/* roll - which rows the lists of a source contained, batch by batch, and which columns they had. A
 * list of a named source leaves a roll; by it the next one knows what was said before, and who is
 * missing. */
#ifndef DOMAIN_REGISTER_ROLL_H
#define DOMAIN_REGISTER_ROLL_H

#include "domain/register/register.h"
#include "entity/sheet.h"

/* A batch of a source; those that were undone, and corrections of others, are left out. */
struct roll_batch {
	int64_t id;
	int64_t delivery;            /* first batch of the same list, when it came in several files */
	struct str kind;             /* of list: "list32", or a noun */
	struct str columns;          /* columns_write */
	bool whole;                  /* with it the list holds all that the source has */
	bool complete;               /* all of the file is in, but what is refused */
};
/* By rising id, in cx's arena; source empty: those of all sources. */
enum err roll_batches(struct ctx *cx, struct reg *r, struct str source, struct roll_batch **out,
                      int *n);

/* One roll: ids by rising value. leaf: the transaction that wrote it and compared its rows. */
struct roll {
	struct str entity;
	int nth;                     /* which of the rows of this noun that a line states, from 1 */
	bool taken;                  /* else: listed, but the row was refused */
	int64_t leaf;
	const int64_t *id;
	int n;
};
typedef enum err roll_fn(void *arg, const struct roll *roll);
/* The rolls of a batch, oldest first. ERR_TAMPER if one cannot be read. */
enum err roll_read(struct ctx *cx, struct reg *r, int64_t batch, roll_fn *fn, void *arg);

/* The first batch of the newest whole list of this kind that came before batch `before`; -1. */
int roll_whole(const struct roll_batch *b, int n, struct str kind, int64_t before);

/* Does a newer batch of the kind of the at-th follow it? */
bool roll_newer(const struct roll_batch *b, int n, int at);
/* The rolls of a noun that tell what a kind of list holds today: of the newest whole list that has
 * the noun and of what came after it; of a kind that was never whole, all. */
enum err roll_read_kind(struct ctx *cx, struct reg *r, const struct roll_batch *b, int n,
                        struct str kind, const struct entity *e, roll_fn *fn, void *arg);

/* Ids as text; sorts them. */
void roll_pack(struct buf *out, int64_t *id, int n);
/* The way back: appended to the growing array (mem.h) *id of *n; false if it is no such text. */
bool roll_unpack(struct str text, int64_t **id, int *n);

/* ---- the columns of a list, as its batch keeps them ---- */
/* A line each: "household.no<TAB>header", "risk#2.kind<TAB>header"; what is not imported: "-",
 * "@county", "@township"; what the shape states without a column: "+risk.cleared<TAB>". */
void columns_write(struct buf *out, const struct sheet_map *map);
struct column {
	const struct entity *e;      /* NULL: not imported, or one of the next */
	int nth;                     /* of the noun, where a line states several; from 1 */
	bool copied;                 /* no column: the list's shape states it from elsewhere */
	enum { COLUMN_OTHER, COLUMN_COUNTY, COLUMN_TOWNSHIP } other;
	int field;
	struct str header;
};
/* In the order of the sheet; fields that the model lost are as if not imported. In the arena. */
void columns_read(struct arena *a, const struct model *m, struct str text, struct column **out,
                  int *n);
/* Is the field stated of the nth row of the noun (0: of any)? */
bool columns_have(const struct column *col, int n, const struct entity *e, int nth, int field);

/* ---- a set of rows by id ---- */
struct idset {
	int node;
	int64_t *seq;                /* bits of the ids of our own node */
	int64_t cap;                 /* of them */
	int64_t *other;              /* of other nodes, as they came */
	int nother, cap_other;
	int64_t n;
};
void idset_begin(struct idset *s, const struct reg *r);
bool idset_add(struct idset *s, int64_t id);            /* false: it was in already */
bool idset_has(const struct idset *s, int64_t id);
void idset_free(struct idset *s);
/* The next id of our own node, then of others, after *at (begin with 0); false at the end. */
bool idset_next(const struct idset *s, int64_t *at, int64_t *id);

/* What a source has today, as far as its lists tell: of each kind of list the newest full one and
 * what came after it; of a kind that was never full, those after the newest full one of another. */
enum err roll_present(struct ctx *cx, struct reg *r, struct str source, const struct entity *e,
                      struct idset *out);

extern const struct sql *const roll_sqls[];

#endif

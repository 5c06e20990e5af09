/* facts - the column snapshot: what programs ask of households and what belongs to them, as narrow
 * columns in the order of areas. SQLite is the truth; this is rebuilt from a scan, fed after each
 * commit, and may be thrown away.
 *
 * Households lie in segments of about 16,384, sorted by (area, id), where area is the index of the
 * area in a depth-first walk: any area is one range of rows. Each noun below the household (person,
 * income, risk ...) has its rows in the same segment, household after household: `end` marks a
 * household's last row, `some` the households that have any. Work is done in blocks of 4,096
 * households.
 *
 * A view never changes: whoever holds one reads it without waiting, while a change makes new
 * columns where something differs and publishes the next view. One thread changes at a time.
 *
 * Values are what a record holds: int64; dates are date_t. A row without a value in a column has
 * no bit in `known`, and 0 in its place: sums and bits rely on it. */
#ifndef RULE_FACTS_H
#define RULE_FACTS_H

#include "entity/entity.h"

#define FACTS_NOUNS     24       /* the household and what belongs to it */
#define FACTS_COLS      128      /* of one noun */
#define FACTS_WORDS     (FACTS_COLS / 64)
#define FACTS_BLOCK     4096     /* households of a block */
#define FACTS_SEGMENT   16384    /* households of a segment, as built */
#define FACTS_CHILDREN  131072   /* rows of one noun in one household: a list that put all whose
                                    household it did not know under one number is borne */
#define FACTS_TAGS      12       /* of one field */

/* ---- which fields are columns ---- */

enum facts_how {
	FACTS_VALUE,     /* the value; not of a sealed field and not of text */
	FACTS_KNOWN,     /* only whether there is one: of any field */
	FACTS_TAG,       /* whether the list's value carries a meaning tag: yes, no, or unknown */
	FACTS_ANSWER     /* what a text says of the row: 0, 1, FACTS_OPEN, or unknown */
};
#define FACTS_OPEN 2             /* not to be had from the household's rows: ask the row itself */

struct expr;

struct facts_want {
	const char *noun, *field;    /* field NULL: the noun's rows, whatever their columns */
	enum facts_how how;
	const char *tag;             /* FACTS_TAG */
};

struct facts_column {
	const struct field *f;       /* FACTS_ANSWER: NULL */
	int field;                   /* its index in the noun; FACTS_ANSWER: -1 */
	enum facts_how how;
	const char *tag;             /* FACTS_TAG */
	const struct expr *e;        /* FACTS_ANSWER */
	bool date;                   /* holds date_t */
	bool sealed;                 /* lies sealed in a file */
	bool dated;                  /* FACTS_ANSWER: of the household's data date */
	uint64_t codes[4];           /* FACTS_TAG: bit set of the codes 0..255 that carry the tag */
};

struct facts_noun {
	const struct entity *e;
	int up;                      /* the noun it belongs to: 0, or a noun below it; root -1 */
	int ncol;
	struct facts_column col[FACTS_COLS];
};

struct facts_schema {
	int nnoun;                   /* 0 is the root */
	struct facts_noun *noun[FACTS_NOUNS];
	bool sealed;                 /* some column is of a sealed field */
	unsigned char hash[32];      /* of all of it: a file of another schema is not read */
};

/* Columns for what is wanted; the same twice is one column. Sealed fields only FACTS_KNOWN, or by
 * FACTS_TAG where `coarse` names noun.field=tag (ended by NULL): classes as rough as ill, seriously
 * ill, disabled. ERR_DENIED: a sealed field otherwise; ERR_NOTFOUND: no such noun or field;
 * ERR_LIMIT: too many. Lives in the arena. */
enum err facts_schema_new(struct ctx *cx, struct arena *a, const struct model *m, const char *root,
                          const struct facts_want *want, int nwant, const char *const *coarse,
                          struct facts_schema **out);
/* One more column, FACTS_ANSWER, of e's root, before anything is made of the schema. Who feeds it
 * gives the answers. e outlives the schema; sealed: it reads sealed values; dated: it hangs on the
 * day, and is answered on the household's own. What an answer gives away is for who adds it to
 * consider. ERR_NOTFOUND, ERR_LIMIT. */
struct facts_answer {
	const struct expr *e;
	bool sealed, dated;
};
enum err facts_schema_answer(struct ctx *cx, struct arena *a, const struct model *m,
                             struct facts_schema *s, const struct facts_answer *w);
/* -1: not there. noun by entity; column by field index; answer by the same text. */
int facts_noun_of(const struct facts_schema *s, const struct entity *e);
int facts_answer_of(const struct facts_schema *s, int noun, const struct expr *e);
int facts_column_of(const struct facts_schema *s, int noun, int field, enum facts_how how,
                    const char *tag);

/* ---- one household on its way in or out ---- */

struct facts_kin {               /* the rows of one noun */
	int n, room;
	int64_t *id;
	int *owner;                  /* nested nouns: which row of the noun above, else 0 */
	int64_t *v;                  /* n rows of ncol values */
	uint64_t *known;             /* n rows of FACTS_WORDS words */
};

struct facts_family {
	const struct facts_schema *s;
	int64_t id;
	int32_t area;
	struct facts_kin kin[FACTS_NOUNS];   /* kin[0].n is 1 */
	bool full;                           /* a noun had more than FACTS_CHILDREN rows */
};

void facts_family_init(struct facts_family *f, const struct facts_schema *s);
void facts_family_free(struct facts_family *f);
/* Empties it for the next household. */
void facts_family_start(struct facts_family *f, int64_t id, int32_t area);
/* ERR_LIMIT facts-children with the household's id: what is told of one that is full. */
enum err facts_family_many(struct ctx *cx, const struct facts_family *f);
/* Begins a row of a noun (the root has one already) and returns its number. */
int facts_family_row(struct facts_family *f, int noun, int64_t id, int owner);
static inline void facts_family_set(struct facts_family *f, int noun, int row, int col, int64_t v)
{
	f->kin[noun].v[(size_t)row * (size_t)f->s->noun[noun]->ncol + (size_t)col] = v;
	f->kin[noun].known[(size_t)row * FACTS_WORDS + (size_t)(col >> 6)] |=
		(uint64_t)1 << (col & 63);
}
/* Adds a record of the household or of what belongs to it (rows of a noun above first); sealed
 * columns stay unknown unless the record is opened. Records of other nouns are passed over; false:
 * its owner is not here. */
bool facts_family_rec(struct facts_family *f, const struct rec *r);
/* What a column holds of a field's value: itself, 0 for FACTS_KNOWN, or whether it has the tag. */
int64_t facts_column_value(const struct facts_column *c, int64_t v);
static inline bool facts_family_get(const struct facts_family *f, int noun, int row, int col,
                                    int64_t *v)
{
	const struct facts_kin *k = &f->kin[noun];

	*v = k->v[(size_t)row * (size_t)f->s->noun[noun]->ncol + (size_t)col];
	return k->known[(size_t)row * FACTS_WORDS + (size_t)(col >> 6)] >> (col & 63) & 1;
}

/* ---- views ---- */

enum facts_width {
	FW_VOID,         /* no row has a value: neither known nor data */
	FW_HERE,         /* no data: FACTS_KNOWN; and where every value is 0 */
	FW_BIT,          /* 0 or 1, a bit each */
	FW_U8, FW_U16,
	FW_DAYS,         /* u16: a whole date as days since 1900-01-01, up to 2079 */
	FW_I32, FW_I64,
	FW__COUNT
};

/* A column in one segment. Words and data are padded with zeros to whole words of 64 rows and one
 * more. base: to be added to what is stored (only ids have one). */
struct facts_col {
	uint8_t width;
	const uint64_t *known;       /* NULL: every row (FW_VOID: none) */
	const void *data;
	int64_t base;
};

struct facts_rows {
	uint32_t n;
	const struct facts_col *col; /* ncol of them */
	struct facts_col id;
	struct facts_col owner;      /* nested nouns */
	const uint64_t *end;         /* a bit for each row; NULL for the root */
	const uint64_t *some;        /* a bit for each household; NULL for the root */
	const uint32_t *block;       /* first row of each block, and one past the last */
};

struct facts_run { int32_t area; uint32_t first; };

struct facts_segment {
	uint64_t serial;             /* another one whenever anything in it changed */
	int nrun;                    /* areas in it, by rising first row */
	const struct facts_run *run;
	struct facts_rows rows[FACTS_NOUNS];
};

struct facts_view {
	const struct facts_schema *s;
	uint64_t serial;
	int nseg;
	const struct facts_segment *const *seg;
	const uint64_t *first;       /* number of the first household of each, and of all */
};

struct facts;
/* Empty. The schema outlives it. */
struct facts *facts_new(const struct facts_schema *s);
void facts_free(struct facts *f);        /* nobody holds a view any more */
/* The newest view; it stays as it is until released. Any thread. */
const struct facts_view *facts_hold(struct facts *f);
void facts_release(struct facts *f, const struct facts_view *v);

/* Rows of the areas from <= index <= to, as numbers over all segments. */
void facts_range(const struct facts_view *v, int32_t from, int32_t to, uint64_t *begin,
                 uint64_t *end);
/* Segment and row of a household number; row == n of the last segment for one past the end. */
void facts_place(const struct facts_view *v, uint64_t number, int *seg, uint32_t *row);
int32_t facts_area(const struct facts_segment *g, uint32_t row);
bool facts_find(const struct facts_view *v, int32_t area, int64_t id, int *seg, uint32_t *row);
/* A household as it went in. */
void facts_get(const struct facts_view *v, int seg, uint32_t row, struct facts_family *out);
/* First and one past the last row of a noun for a household. */
void facts_children(const struct facts_segment *g, int noun, uint32_t row, uint32_t *from,
                    uint32_t *to);
/* The household of a row of a noun below it. */
uint32_t facts_household(const struct facts_segment *g, int noun, uint32_t row);
/* One value; false: unknown. */
bool facts_value(const struct facts_col *c, uint32_t row, int64_t *v);
static inline int64_t facts_id(const struct facts_rows *r, uint32_t row)
{
	int64_t id = 0;

	facts_value(&r->id, row, &id);
	return id;
}
/* Bytes of one noun's rows with everything; noun -1: all. */
size_t facts_bytes(const struct facts_view *v, int noun);

/* ---- filling ---- */

/* All of it anew, by households in rising (area, id); what stood before goes when it is ended. */
struct facts_builder;
struct facts_builder *facts_build(struct facts *f);
/* Another one, for what comes after all that b gets: may be filled by another thread at the same
 * time. It is ended or dropped with b, when all that are filled are. */
struct facts_builder *facts_build_after(struct facts_builder *b);
/* ERR_BUG: not in order; ERR_LIMIT: too many rows in one household. */
enum err facts_build_add(struct ctx *cx, struct facts_builder *b, const struct facts_family *one);
/* Makes what was added so far into segments, so that the end has less to do. */
void facts_build_pause(struct facts_builder *b);
/* Publishes. ERR_BUG: what came after b does not; nothing is published then. */
enum err facts_build_end(struct ctx *cx, struct facts_builder *b);
void facts_build_drop(struct facts_builder *b);         /* or not */

/* A number of households at once; nobody sees any of it before the end. */
struct facts_change;
struct facts_change *facts_change_begin(struct facts *f);
/* Adds or replaces; the last word about a household counts. One that moved is dropped in its old
 * area, too. */
enum err facts_put(struct ctx *cx, struct facts_change *c, const struct facts_family *one);
void facts_drop(struct facts_change *c, int32_t area, int64_t id);      /* fine if not there */
void facts_change_end(struct facts_change *c);
void facts_change_cancel(struct facts_change *c);

/* Areas were added or left: map[old index] is the new one (n of them), rising. Rows keep their
 * order, so only the lists of areas change. False: not rising, or an index is beyond: rebuild. */
bool facts_renumber(struct facts *f, const int32_t *map, int n);

/* ---- a file ---- */

/* Written whole beside and renamed. Columns of sealed fields are sealed under the keyring (NULL:
 * there are none in the schema, else ERR_DENIED); the others lie open, as in the database. `stamp`
 * says what the snapshot was made of (a leaf number). */
enum err facts_save(struct ctx *cx, const struct facts_view *v, const char *path,
                    const struct keyring *ring, uint64_t stamp);
/* Maps the file: open columns are read when they are used; sealed ones are opened now. Everything
 * that leads to data (sizes, ends, areas) is checked now; facts_file_check reads all the rest.
 * ERR_NOTFOUND: none; ERR_CONFLICT: of another version or schema, or the stamp is not `stamp`:
 * rebuild; ERR_TAMPER: damaged; ERR_DENIED: sealed to another ring. f is empty before. */
enum err facts_open(struct ctx *cx, struct facts *f, const char *path, const struct keyring *ring,
                    uint64_t stamp);
enum err facts_file_check(struct ctx *cx, const struct facts_schema *s, const char *path);

#endif

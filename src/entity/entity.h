/* entity - one descriptor per noun drives everything: table, checks, JSON, sheets, history,
 * masking, canonical rows, data dictionary. A noun is one .def file, a line per field:
 *
 *   FIELD(no, CODE, E_KEY, .zh = "户编号", .en = "Household number", .max = 20, .syn = "户号|家庭编号")
 *
 * Names are frozen once released: append or retire a field, never rename or reuse one. The
 * position in the file only decides the order of columns on a sheet. A field's number (in canonical
 * rows and sealed blobs) is FNV-1a 32 of its name, so lines may be added anywhere. */
#ifndef ENTITY_ENTITY_H
#define ENTITY_ENTITY_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "crypto/keyring.h"

enum field_type {
	FT_TEXT,     /* UTF-8, .min/.max code points */
	FT_CODE,     /* a number or code kept as text: A-Z 0-9 and - only (household number ...) */
	FT_INT,      /* .min/.max */
	FT_MONEY,    /* fen; sheets show yuan with two decimals */
	FT_DEC,      /* decimal with .scale places, kept as an integer */
	FT_BOOL,     /* yes 1, no 0, unknown NULL */
	FT_DATE,     /* date_t; parts may be unknown with E_PARTIAL */
	FT_MONTH,    /* YYYYMM00 as date_t */
	FT_YEAR,
	FT_LIST,     /* a value of code list .list: its code */
	FT_SET,      /* several values of a list (codes 0..62): a bit set */
	FT_REF,      /* id of a row of entity .ref, shown and read as that row's key */
	FT_AREA,     /* surrogate id of an area, shown as its code; read as code or name path */
	FT_IDNO,     /* citizen number; sealed, blind-indexed whole and by its last four */
	FT_DCARD,    /* disability card; sealed */
	FT_PHONE,    /* sealed, blind-indexed whole and by its tail */
	FT_CARD,     /* bank card or passbook; sealed, blind-indexed */
	FT_USCC,     /* unified social credit code; clear (it names an organisation) */
	FT_TIME,     /* Unix ms UTC, made by the program */
	FT_HASH,     /* 64 hex digits: hash of a file */
	FT__COUNT
};

/* Field flags */
#define E_REQ      0x0001u   /* must be stated for a new row */
#define E_KEY      0x0002u   /* the noun's own number: how people and lists name a row */
#define E_RO       0x0004u   /* set by the program; never read from a sheet */
#define E_SEAL     0x0008u   /* sensitive class: lives in the row's sealed blob (implied by type) */
#define E_PERSONAL 0x0010u   /* personal: not shown under the public mask */
#define E_NAME     0x0020u   /* a person's name: gram-searchable, masked 张** in public */
#define E_PARENT   0x0040u   /* the REF that gives area, shard and sealing key */
#define E_PARTIAL  0x0080u   /* a date whose day or month may be unknown */
#define E_INDEX    0x0100u   /* gets an index */
#define E_SUM      0x0200u   /* worth adding up in lists and reports */
#define E_LATER    0x0400u   /* kept and exchanged, but not on the short template */
#define E_ROWKEY   0x0800u   /* with the parent, identifies a row of a noun without a number */
#define E_SEEK     0x1000u   /* clear text found by a search key (seek.h) and not by an index */
#define E_NEVER    0x2000u   /* shown to nobody under any mask: hashes of passwords and the like */
#define E_DECIDED  0x4000u   /* what procedures set; of a row that is there nobody proposes it */

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	const char *zh, *en;         /* labels; the zh label is the sheet's column header */
	const char *unit;            /* "亩|mu", "元|yuan" ... zh|en, NULL if none */
	const char *list;            /* code list of FT_LIST, FT_SET */
	const char *ref;             /* entity of FT_REF */
	int64_t min, max;            /* 0,0: none. TEXT/CODE: length; MONEY: fen; DEC: scaled */
	int scale;
	const char *syn;             /* other headers it is known by, separated by '|' */
	const char *help;            /* what to fill in, zh|en: for the dictionary */
	const char *nat;             /* column code of the national system, e.g. "AAC071" */
	/* filled by entity_setup */
	uint32_t number;
	int column;                  /* index in the table, -1: sealed or pack field */
	bool pack;                   /* appended by a pack */
};

#define ENT_MOST 64              /* nouns; tags are below it */

/* Entity flags */
#define ENT_SEED     1u   /* rows carry a random seed: the sealing key of their family */
#define ENT_CODED    2u   /* not from sheets: made by the program (batch, finding, ...) */

struct entity {
	const char *name;            /* table name */
	uint8_t tag;                 /* frozen number in journal and sealed blobs */
	unsigned flags;
	const char *zh, *en;
	struct field *fields;
	int nfield;
	/* filled by entity_setup */
	int key;                     /* E_KEY field, or -1 */
	int parent;                  /* E_PARENT field, or -1 */
	bool has_sealed;
	const struct entity_sql *sql;
};

/* Columns every table has before its fields; the same in <name>_h, which adds until (the leaf that
 * superseded the row). leaf and ix say which leaf commits to this version, and where in it. batch
 * and row say which line of which list stated it; a change by hand sets neither. undo is the batch
 * that this version takes back: it then says what stood before that batch. removed: the row has
 * left the register; such a version holds no values, is the last of its id and stands in history
 * only. */
enum sys_col { SYS_ID, SYS_VERSION, SYS_AREA, SYS_SHARD, SYS_LEAF, SYS_IX, SYS_BATCH, SYS_ROW,
	SYS_SEALED, SYS_EXT, SYS_UNDO, SYS_REMOVED, SYS__COUNT };

/* A field's value: nothing, an integer (all but text types), or text. */
enum val_kind { VAL_NULL, VAL_INT, VAL_TEXT };
struct val {
	uint8_t kind;
	int64_t i;
	struct str s;
};

/* A row in memory. Text points into an arena or a statement's current row. */
struct rec {
	const struct entity *e;
	int64_t id;
	int32_t version;
	int64_t area, shard, leaf, batch;
	int32_t ix, row;
	int64_t undo;                /* as read: see enum sys_col; store_prepare does not look at it */
	bool removed;
	struct str sealed, ext, seed_h;      /* as stored */
	bool opened;                 /* sealed values are filled in (or there are none) */
	bool taken;                  /* an import's own mark: a row of the file speaks of it */
	struct val *v;               /* nfield values */
};

/* Code lists come from above (policy) by this table, so that entity knows no pack. */
struct list_face {
	void *state;
	/* Code of a label, number or synonym in list; false if unknown. *exact false: a synonym. */
	bool (*code)(void *state, const char *list, struct str label, int64_t *code, bool *exact);
	/* Label of a code; empty if unknown. */
	struct str (*label)(void *state, const char *list, int64_t code, enum lang lang);
	bool (*has_tag)(void *state, const char *list, int64_t code, const char *sem);
	/* i-th value of a list in order; false past the end. */
	bool (*nth)(void *state, const char *list, int i, int64_t *code, struct str *label);
};

/* The set of nouns of one running program: built-in descriptors, then pack fields appended. */
struct model {
	struct entity *ent[ENT_MOST];
	int n;
	struct list_face lists;
	const struct sheet_book *book;       /* what the pack adds to sheets (sheet.h), or NULL */
};

/* A pack's extra field: same struct field, texts owned by the caller for the model's life. */
enum err entity_model(struct ctx *cx, struct arena *a, const struct list_face *lists,
                      struct model **out);
enum err entity_add_field(struct ctx *cx, struct arena *a, struct model *m, const char *entity,
                          const struct field *f);
/* After the last field: numbers, columns, SQL texts; checks names, labels, flags. */
enum err entity_setup(struct ctx *cx, struct arena *a, struct model *m);

const struct entity *entity_find(const struct model *m, struct str name);
const struct entity *entity_by_tag(const struct model *m, uint8_t tag);
int entity_field(const struct entity *e, struct str name);         /* index or -1 */
static inline bool field_sealed(const struct field *f)
{
	return f->flags & E_SEAL || f->type == FT_IDNO || f->type == FT_DCARD ||
	       f->type == FT_PHONE || f->type == FT_CARD;
}
static inline bool field_is_text(const struct field *f)
{
	switch (f->type) {
	case FT_TEXT: case FT_CODE: case FT_IDNO: case FT_DCARD: case FT_PHONE: case FT_CARD:
	case FT_USCC: case FT_HASH:
		return true;
	default:
		return false;
	}
}

/* Code of the first value of a list that carries a tag; false if none does. */
bool list_tagged(const struct model *m, const char *list, const char *sem, int64_t *code);

struct rec *rec_new(struct arena *a, const struct entity *e);
/* The same row with values of its own to change; texts stay where they lie. */
struct rec *rec_copy(struct arena *a, const struct rec *r);
static inline bool rec_has(const struct rec *r, int f) { return r->v[f].kind != VAL_NULL; }
static inline void rec_int(struct rec *r, int f, int64_t i)
{
	r->v[f] = (struct val){ VAL_INT, i, { 0 } };
}
static inline void rec_text(struct rec *r, int f, struct str s)
{
	r->v[f] = (struct val){ VAL_TEXT, 0, s };
}
bool val_eq(const struct val *a, const struct val *b);

#endif

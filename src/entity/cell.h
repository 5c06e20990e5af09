/* cell - one cell of a sheet, or one JSON value, to a typed value and back. The only switch over
 * field types for reading and for writing. Every mending of what was typed is told by its kind. */
#ifndef ENTITY_CELL_H
#define ENTITY_CELL_H

#include "entity/entity.h"
#include "entity/unit.h"

/* How a cell fared. CELL_GOOD: as is. CELL_MENDED: understood after a normalisation (kind set).
 * CELL_EMPTY: nothing stated. CELL_WARN: taken, with a doubt. CELL_BAD: refused. */
enum cell_state { CELL_GOOD, CELL_MENDED, CELL_EMPTY, CELL_WARN, CELL_BAD };

struct cell_result {
	enum cell_state state;
	const char *kind;        /* fault kind (docs/faults.md) or normalisation kind, static text */
	struct val v;
	struct str hint;         /* suggestion for a person, may be empty; in the arena */
};

struct cell_cx {
	const struct model *m;
	struct arena *a;         /* for texts made while reading */
	date_t today;            /* bounds birth dates; data must not lie in the future */
};

/* REF and AREA cells come back as VAL_TEXT for the caller to resolve. */
void cell_read(const struct cell_cx *c, const struct field *f, struct str cell,
               struct cell_result *out);
/* The same for a number in another unit: multiplied by factor, exactly (DEC: rounded, and told). */
void cell_read_in(const struct cell_cx *c, const struct field *f, struct factor factor,
                  struct str cell, struct cell_result *out);

enum mask { MASK_PUBLIC, MASK_STAFF, MASK_NONE };
/* Appends what a person sees. labels: list values as labels in lang (else: sheet form, zh label,
 * the one cell_read takes back). Masked values show that something is there. */
void cell_write(struct buf *out, const struct model *m, const struct field *f, const struct val *v,
                enum mask mask, enum lang lang);

/* Money that the mask leaves as it is, for people to read: "1,234.50". false: it is nothing of the
 * kind, and nothing was appended. */
bool cell_money(struct buf *out, const struct field *f, const struct val *v, enum mask mask);

/* Does the mask leave the values of this field as they are? (Of a name it shows a part.) */
bool cell_clear(const struct field *f, enum mask mask);

/* Fault and normalisation kinds with severity, labels and explanation: kinds.def. */
struct kind {
	const char *id;          /* "id_check_digit": fixed for ever */
	const char *severity;    /* "error" row refused, "doubt" taken, "note" mended, "file" */
	bool importable;         /* can be found by an import alone */
	const char *zh, *en;     /* what is wrong and what to do; {0} the column, {1} more */
};
const struct kind *kind_find(const char *id);
/* Its sentence, with the column and the detail put in as msg_shown does it. */
void kind_sentence(struct buf *out, enum lang lang, const struct kind *k, struct str column,
                   struct str detail);
const struct kind *kind_nth(int i);      /* NULL past the end */
int kind_index(const char *id);          /* its place, or -1 */

#endif

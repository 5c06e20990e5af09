/* cell_part - what the files of the cell module share: one cell while it is being read.
 * Private to cell*.c. */
#ifndef ENTITY_CELL_PART_H
#define ENTITY_CELL_PART_H

#include "entity/cell.h"

struct reading {
	const struct cell_cx *c;
	const struct field *f;
	struct str s;                /* what is left of the cell; mendings replace it */
	const char *mend;            /* the first mending, or NULL */
	struct cell_result *out;
	struct factor factor;        /* num 0: none */
};

/* A cell has one mending kind: that of the first thing that was mended. */
static inline void mended(struct reading *r, const char *kind)
{
	if (!r->mend)
		r->mend = kind;
}

static inline void took(struct reading *r, struct val v)
{
	r->out->v = v;
	r->out->state = r->mend ? CELL_MENDED : CELL_GOOD;
	r->out->kind = r->mend;
}

static inline void took_int(struct reading *r, int64_t i)
{
	took(r, (struct val){ VAL_INT, i, { 0 } });
}

static inline void took_text(struct reading *r, struct str s)
{
	took(r, (struct val){ VAL_TEXT, 0, s });
}

static inline void refused(struct reading *r, const char *kind)
{
	r->out->state = CELL_BAD;
	r->out->kind = kind;
}

/* Taken, but with a doubt; the doubt outranks a mending. */
static inline void doubted(struct reading *r, const char *kind, struct str text)
{
	r->out->state = CELL_WARN;
	r->out->kind = kind;
	r->out->v = (struct val){ VAL_TEXT, 0, text };
}

static inline void took_nothing(struct reading *r)
{
	r->out->state = CELL_EMPTY;
}

/* White space and invisible characters at both ends: U+3000, U+00A0, U+200B, U+FEFF too. */
struct str cell_trim(struct str s);
/* Drops apostrophes in front and folds full-width ASCII, dashes and ideographic spaces of r->s;
 * the mendings are noted. False: nothing is left. */
bool cell_plain(struct reading *r);
/* Folded copy of s in the arena, s itself when there is nothing to fold. *changed is only set. */
struct str cell_fold(struct arena *a, struct str s, bool *changed);
/* 5.1022E+17: what a spreadsheet makes of a long number. */
bool cell_scientific(struct str s);
/* Nearness of two labels, larger is nearer; 0: nothing in common worth naming. */
int cell_nearness(struct str a, struct str b);
/* Hint as a number in the arena. */
struct str cell_hint_int(struct arena *a, int64_t v);

/* Readers by type. */
void cell_text(struct reading *r);
void cell_code(struct reading *r);
void cell_idno(struct reading *r);
void cell_dcard(struct reading *r);
void cell_phone(struct reading *r);
void cell_card(struct reading *r);
void cell_uscc(struct reading *r);
void cell_ref(struct reading *r);
void cell_hash(struct reading *r);
void cell_list(struct reading *r);
void cell_set(struct reading *r);

/* Text that only a wrong encoding leaves. *points: code points (whole text, unless garbled);
 * *han: nothing but Han. */
bool cell_garbled(struct str s, size_t *points, bool *han);

#endif

/* sheet_part - what the files of the sheet module share. Private to sheet*.c. */
#ifndef ENTITY_SHEET_PART_H
#define ENTITY_SHEET_PART_H

#include "base/hash.h"
#include "base/utf8.h"
#include "entity/cell_part.h"
#include "entity/sheet.h"

/* ---- sheet_label.c: what is written in a header ---- */
/* Cuts "(元)" off the end of a plain label; false: no brackets at its end. */
bool sheet_unbracket(struct str s, struct str *bare, struct str *inside);
/* s is plain; word as a descriptor writes it, with blanks and capitals. */
bool sheet_same_word(struct str word, struct str s);
/* Is the plain s one of the words? They are separated by '|'. */
bool sheet_one_of(const char *words, struct str s);
/* How what stands in brackets goes with a field. */
enum bracket { BRACKET_NO, BRACKET_SAME, BRACKET_UNIT };
/* BRACKET_SAME: the field's own unit, or nothing about the value; BRACKET_UNIT: a unit that can be
 * turned into the field's, *unit and *factor say how; BRACKET_NO: something else. */
enum bracket sheet_bracket(const struct field *f, struct str inside, const struct unit **unit,
                           struct factor *factor);

/* ---- sheet_names.c: which fields a label may mean ---- */
/* 0 zh label or name, 1 en label, 2 synonym, 3 with brackets more or less than the label, 4 with
 * its unit written without brackets, 5 with another unit. */
#define RANK_BARE   3
#define RANK_SUFFIX 4
#define RANK_UNIT   5
#define RANKS       6

struct hit {
	int field, rank;             /* field -1: not known */
	const struct unit *unit;     /* other than the field's own; NULL: its own, or not said */
	struct factor factor;
	bool says_unit;              /* the header names a unit: a title's does not count */
	int near;                    /* field -1: the field it would be but for its unit, or -1 */
};
const struct model *sheet_index_model(const struct sheet_index *ix);
/* The best meaning of a plain label for the noun of this index in the model. */
struct hit sheet_names_find(const struct sheet_index *ix, int noun, struct str plain);

#endif

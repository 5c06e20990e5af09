/* reader_ask - what must be asked about a sheet's columns: those that are not known, with the
 * nearest labels and two masked examples; and whether columns that state the same field are one
 * thing at all. Part of the reading child. */
#ifndef JOB_READER_ASK_H
#define JOB_READER_ASK_H

#include "base/buf.h"
#include "entity/cell.h"
#include "job/reader_layout.h"

#define ASK_MAX     60           /* columns that are asked about; the others are only named */
#define ASK_NEAR    3

struct ask_one { int col; struct str value[2]; int n; };
struct ask { struct ask_one *v; int n; };

/* Compares columns that state one field, over the whole sheet: where most of their rows differ they
 * are different things under one name, and map.twice says so. Names columns without a header that
 * have contents: @5 for the fifth. Then looks for examples of what is not known. */
enum err ask_columns(struct ctx *cx, struct layout *l, const struct cell_cx *cell,
                     struct ask *out);
/* The questions, for the header message: u32 count; each u32 column, u32 near, of each u32 tag and
 * u32 field, and two texts. */
void ask_put(struct buf *out, struct layout *l, const struct ask *q);

#endif

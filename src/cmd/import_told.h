/* import_told - what an import says of its sheets, each thing once: a county sends hundreds of
 * sheets that are alike, and one sentence with "and 7 more sheets" is read, hundreds are not. */
#ifndef CMD_IMPORT_TOLD_H
#define CMD_IMPORT_TOLD_H

#include "base/buf.h"
#include "base/msg.h"

struct told;

/* Lives in a. */
struct told *told_new(struct arena *a);
/* line is said of a sheet (empty: the file has none). What was said before under the same key is
 * counted; when several sheets were, `many` stands for `line` (it says nothing of one of them).
 * False if the sheet is not the first. Copied. */
bool told_add(struct told *t, struct str key, struct str file, struct str sheet, struct str line,
              struct str many);
int told_count(const struct told *t);
/* Each line with the sheets it is about. */
void told_put(struct buf *out, const struct told *t, enum lang lang);

#endif

/* sheet_part - what the files of the sheet module share. Private to sheet*.c. */
#ifndef ENTITY_SHEET_PART_H
#define ENTITY_SHEET_PART_H

#include "base/hash.h"
#include "base/utf8.h"
#include "entity/cell_part.h"
#include "entity/sheet.h"

/* A header as it is compared: narrow, lower-case, without blanks, line breaks, '*' and '_'; every
 * bracket a round one. */
struct str sheet_plain(struct arena *a, struct str s);

#endif

/* show - one row as one page in the terminal. What is unknown is left out, not guessed; sealed
 * values are shown as far as mask and keys allow. A page ends with where the row came from: file,
 * line, date, and its place in the journal. */
#ifndef DOMAIN_REGISTER_SHOW_H
#define DOMAIN_REGISTER_SHOW_H

#include "domain/register/browse.h"

struct show {
	enum mask mask;              /* MASK_NONE without keys: ERR_DENIED */
	enum lang lang;
	bool colour;
	int columns;                 /* 0: 80 */
};

/* Page of any row: a household with all that belongs to it, a person, or label and value. */
enum err show_row(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                  const struct show *o, struct buf *out);
enum err show_household(struct ctx *cx, struct reg *r, int64_t id, const struct show *o,
                        struct buf *out);
enum err show_person(struct ctx *cx, struct reg *r, int64_t id, const struct show *o,
                     struct buf *out);

#endif

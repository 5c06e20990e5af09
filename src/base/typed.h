/* typed - texts that people write: reasons, names, notes. What nobody can read in them is not
 * taken, so that whoever reads the journal sees what was written. Not for passwords. */
#ifndef BASE_TYPED_H
#define BASE_TYPED_H

#include "base/err.h"

/* Looks through *text, which stays where it is. ERR_INPUT gate-typed-signs at where: it has signs
 * that a terminal would obey or that turn the direction (utf8_unruly; lines: but line feeds,
 * returns and tabs are welcome), or, when it is one line, a sign that nobody sees (utf8_unseen):
 * names that differ by it alone look the same. A text of nothing but unseen signs and spaces
 * becomes the empty one: it says nothing. */
enum err typed_text(struct ctx *cx, const char *where, bool lines, struct str *text);

/* Is what is called so, on a form or as an option, one line by which people tell one person, place
 * or thing from another? */
bool typed_line(struct str name);

#endif

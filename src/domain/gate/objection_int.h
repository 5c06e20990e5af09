/* objection_int - what the parts of objection share. Nobody else includes it. */
#ifndef DOMAIN_GATE_OBJECTION_INT_H
#define DOMAIN_GATE_OBJECTION_INT_H

#include "domain/gate/objection.h"

#define TROUBLE_MOST 1000        /* characters of a declaration, and of its answer */

/* A text as typed: trimmed, at most so many characters, without what a screen would obey. */
enum err gate_text(struct ctx *cx, const char *where, struct str s, size_t most, bool need,
                   struct str *out);
/* The value of a list field that has this tag. */
enum err gate_code(struct ctx *cx, const struct reg *r, struct rec *row, int field,
                   const char *where, struct str tag);

#endif

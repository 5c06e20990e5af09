/* msg - every sentence the program says, zh and en, by key (msg.def). */
#ifndef BASE_MSG_H
#define BASE_MSG_H

#include "base/buf.h"
#include "base/err.h"

/* Text of a key, with {0}..{3} still in it; the key itself when it is unknown (a test forbids
 * it). */
const char *msg_text(enum lang lang, const char *key);
/* Appends s as it may be shown: "?" stands for each character that a terminal would obey. */
void msg_shown(struct buf *out, struct str s);
/* Appends the text with its arguments put in, as msg_shown does it: they come from files, file
 * names and command lines. */
void msg_add(struct buf *out, enum lang lang, const char *key, const struct str *arg, int narg);
/* Every key, for tests: NULL-terminated. */
const char *const *msg_keys(void);

#endif

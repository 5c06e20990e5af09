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
/* What whoever types commands can do besides: the key of that sentence, "KEY-typed", which the
 * browser does not say. NULL: there is none. */
const char *msg_typed(const char *key);
/* What stands between the members of a list. */
static inline const char *msg_between(enum lang lang) { return lang == LANG_ZH ? "、" : ", "; }
/* Every key, for tests: NULL-terminated. */
const char *const *msg_keys(void);

#endif

/* pack_then - the pack in a version that rows name: rounds go on under the one that they began
 * with, and what rows keep by its names is told by it. */
#ifndef DOMAIN_REGISTER_PACK_THEN_H
#define DOMAIN_REGISTER_PACK_THEN_H

#include "domain/register/register.h"

/* Versions that were read, kept for a register and its views. */
struct packs_then;
struct packs_then *packs_then_new(void);
void packs_then_free(struct packs_then *p);              /* NULL is fine */

/* The row of the version in force; 0: the register has none yet. */
enum err pack_newest(struct ctx *cx, struct reg *r, int64_t *version);
/* By its row; 0 or the newest: the pack in force. Lives as long as the register. ERR_NOTFOUND
 * gate-no-version; ERR_INPUT: it cannot be read any more. */
enum err pack_then(struct ctx *cx, struct reg *r, int64_t version, const struct pack **out);
/* Of the version that a row names in this field; the pack in force where it names none or that
 * cannot be read. For words and dates to be shown, not for decisions. */
const struct pack *pack_then_of(struct ctx *cx, struct reg *r, const struct rec *row, int field);

extern const struct sql *const pack_then_sqls[];

#endif

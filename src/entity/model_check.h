/* model_check - what must hold of the descriptors before anything runs: unique names, numbers and
 * labels, labels in both languages, lists and references that exist, sealing possible. */
#ifndef ENTITY_MODEL_CHECK_H
#define ENTITY_MODEL_CHECK_H

#include "entity/entity.h"

/* ERR_BUG or ERR_INPUT (a pack's field) naming noun and field. */
enum err model_check(struct ctx *cx, const struct model *m);
uint32_t entity_number(const char *name);                  /* FNV-1a 32 */
const struct entity_sql *entity_sql_make(struct arena *a, const struct entity *e);
extern const char *const entity_sys_cols[SYS__COUNT];

#endif

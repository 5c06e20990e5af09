/* roles_say - roles by their names, one after the other: who it is that may. */
#ifndef POLICY_ROLES_SAY_H
#define POLICY_ROLES_SAY_H

#include "base/buf.h"
#include "base/msg.h"

/* Adds the names of these roles (ids of roles.def) to what stands in b, each after what the
 * language writes between two; one that this program does not know by its id. No role: nothing. */
void roles_say(struct buf *b, const struct str *role, int n, enum lang lang);

#endif

/* adopt - what a register knows of policy and schema, and taking over what the program knows more:
 * tables and columns of new fields, a changed pack with its lists. Each is a leaf. */
#ifndef DOMAIN_REGISTER_ADOPT_H
#define DOMAIN_REGISTER_ADOPT_H

#include "domain/register/register.h"

/* Loads pack and model into r: from the policy folders if they hold the pack's name, else as stored
 * in the register. *old: schema or pack of the register differ from the program's. */
enum err adopt_load(struct ctx *cx, struct reg *r, bool *old);
/* For those who need no more than policy and nouns of a database that is open: a register with only
 * pack and model, or without them (NULL) when they cannot be loaded. Free its arena. */
struct reg *adopt_peek(struct ctx *cx, struct db *db, const struct register_paths *path);
/* In a write transaction on r->db with the journal loaded: makes tables and columns, stores pack
 * and list values that differ. fresh: a new register. */
enum err adopt_all(struct ctx *cx, struct reg *r, bool fresh);

extern const struct sql *const adopt_sqls[];

#endif

/* closing - years of areas that are closed: what states something of such a year stays as it is,
 * whoever would change it (a person, a list, an undo), and no procedure acts in it. Who closes and
 * opens is a matter of the wing gate. */
#ifndef DOMAIN_REGISTER_CLOSING_H
#define DOMAIN_REGISTER_CLOSING_H

#include "domain/register/register.h"

struct area_tree;

/* The closing in force that holds the area in that year, or 0. tree: of the register, or NULL. */
enum err closing_of(struct ctx *cx, struct reg *r, struct area_tree *tree, int64_t area, int year,
                    int64_t *id);
/* ERR_CONFLICT closing-closed {0} {1}: that year is closed there. day: also 2016-00-00; 0 never. */
enum err closing_open(struct ctx *cx, struct reg *r, int64_t area, date_t day);
/* The closing that keeps `old` from becoming `now`, or 0. NULL: there is no such row before, or it
 * leaves. A statement that says the same of the same year may hang elsewhere: its household moved,
 * or turned out to be another one. */
enum err closing_holds(struct ctx *cx, struct reg *r, struct area_tree *tree, const struct rec *old,
                       const struct rec *now, int64_t *id);
/* What such a change touches: at most two years with their areas; *n 0: none could be closed. */
struct closing_at { int64_t area; int year; };
void closing_touches(const struct rec *old, const struct rec *now, struct closing_at at[2], int *n);
/* ERR_CONFLICT closing-meanwhile: one of these is closed. To be asked on the writer's thread, where
 * nobody closes one meanwhile; r is of that connection. */
enum err closing_none(struct ctx *cx, struct reg *r, const struct closing_at *at, size_t n);
/* ERR_CONFLICT closing-closed, if one does. */
enum err closing_change(struct ctx *cx, struct reg *r, const struct rec *old,
                        const struct rec *now);
/* Does the noun state something of a year? */
bool closing_yearly(const struct entity *e);

extern const struct sql *const closing_sqls[];

#endif

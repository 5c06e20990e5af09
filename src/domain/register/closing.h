/* closing - years of areas that are closed: what states something of such a year is not changed by
 * hand, and no procedure acts in it. Who closes and opens is a matter of the wing gate. */
#ifndef DOMAIN_REGISTER_CLOSING_H
#define DOMAIN_REGISTER_CLOSING_H

#include "domain/register/register.h"

/* The closing in force that holds the area in that year, or 0. */
enum err closing_of(struct ctx *cx, struct reg *r, int64_t area, int year, int64_t *id);
/* ERR_CONFLICT closing-closed {0}: that year is closed there. day: also 2016-00-00; 0 never is. */
enum err closing_open(struct ctx *cx, struct reg *r, int64_t area, date_t day);
/* The same for a row that somebody changes by hand: what it says is of a year. */
enum err closing_row(struct ctx *cx, struct reg *r, const struct rec *row);

extern const struct sql *const closing_sqls[];

#endif

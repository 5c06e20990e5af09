/* mapping - what was said once of a sheet's headers, by the shape of the header: "this column of
 * this sheet is that field". Kept as settings, so that the journal has who said it and when. */
#ifndef DOMAIN_REGISTER_MAPPING_H
#define DOMAIN_REGISTER_MAPPING_H

#include "domain/register/register.h"

struct mapping {
	struct str shape;            /* 16 hex digits: hash of the header's cells */
	struct str noun;             /* what the sheet was taken as */
	struct str header;           /* as it was written */
	struct str target;           /* "noun.field", "-" not to be read, "county", "township" */
};

/* All that is remembered, by shape and header. In cx's arena. */
enum err mapping_list(struct ctx *cx, struct reg *r, struct mapping **out, int *n);
/* Whether `more` mappings could still be remembered; ERR_LIMIT if not. */
enum err mapping_room(struct ctx *cx, struct reg *r, int more);
/* Remembers, in one transaction; what is there already as said costs nothing. */
enum err mapping_put(struct ctx *cx, struct reg *r, const struct mapping *v, int n);
/* Forgets what was said of a shape (the beginning of its hash will do); empty: of all. *n: how
 * many. */
enum err mapping_forget(struct ctx *cx, struct reg *r, struct str shape, int *n);
extern const struct sql *const mapping_sqls[];

#endif

/* outline - the outlines of this register's areas, for maps: made once from a GeoJSON file that
 * somebody sends, cut down to the areas that are known and to as many points as a picture shows.
 * The file lies beside the attachments; a setting names it by its hash. */
#ifndef DOMAIN_REGISTER_OUTLINE_H
#define DOMAIN_REGISTER_OUTLINE_H

#include "domain/register/register.h"
#include "fmt/geo.h"

#define OUTLINE_POINTS 60000         /* at most, of all areas together */

struct outline {
	struct str name;             /* of the file, as its sender called it */
	int shapes, left_out;        /* left_out: shapes of the file that are none of our areas */
};
/* text: GeoJSON. The former outlines are replaced; one leaf. ERR_INPUT geo-… or outline-no-area,
 * ERR_LIMIT. */
enum err outline_put(struct ctx *cx, struct reg *r, struct str name, struct str text,
                     struct outline *out);
enum err outline_there(struct ctx *cx, struct reg *r, bool *there);
/* What outline_put said; all zero: there are none. */
enum err outline_about(struct ctx *cx, struct reg *r, struct outline *out);
/* In cx's arena; ERR_NOTFOUND outline-none, ERR_TAMPER. */
enum err outline_get(struct ctx *cx, struct reg *r, struct geo *out);

#endif

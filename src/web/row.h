/* row - rows as the API gives them. Inside src/web only. */
#ifndef WEB_ROW_H
#define WEB_ROW_H

#include "web/web_req.h"

/* The noun of a route's parameter, if it is one that the API shows; ERR_NOTFOUND. */
enum err row_noun(struct web_req *q, struct str name, const struct entity **e);
/* Whether a list of this noun is the register's own: what the program keeps for itself has routes
 * of its own. */
bool row_is_listed(const struct entity *e);
/* Whether rows of this noun stand under a household or its members, on its page. */
bool row_under_household(const struct entity *e);
/* The id of {key} within the scope; ERR_NOTFOUND. */
enum err row_id(struct web_req *q, const struct entity *e, struct str key, int64_t *id);

/* A row by its id, opened; *out NULL: it is not there, or outside of what is seen. */
enum err row_seen(struct web_req *q, const struct entity *e, int64_t id, struct rec **out);

/* The number that people know a row by; "" if it has none, or a sealed one. */
struct str row_no(struct web_req *q, const struct rec *r);
/* {"id","no","v","c":{...}}: fields NULL: all that say something. */
enum err row_short(struct web_req *q, struct cells *cells, const struct rec *r, const int *field,
                   int nfield);
/* With noun, area and where it came from. */
enum err row_full(struct web_req *q, struct cells *cells, const struct rec *r);
/* "closed": why nothing of the row can be changed, if it states something of a year that is closed:
 * by whom, and who may open it again. (api_year.c) */
enum err row_closed_put(struct web_req *q, const struct rec *row);
/* The shown text of one cell, masked for staff; in cx's arena. */
enum err row_cell(struct web_req *q, struct cells *cells, const struct rec *r, int field,
                  struct str *out);
/* The name of a household's head, also where only the member who is the head states it. */
enum err row_head(struct web_req *q, struct cells *cells, const struct rec *household,
                  struct str *out);
/* "account:12" as people know it. In cx's arena. */
struct str row_who(struct web_req *q, struct str actor);
/* How people call it, beside its number: register_called. */
enum err row_called(struct web_req *q, struct cells *cells, const struct rec *r, struct str *out);
/* How a version differs from the one before (NULL: all that it says): [["field","old","new"]...].
 * */
enum err row_changed(struct web_req *q, struct cells *cells, const struct rec *now,
                     const struct rec *before);

#endif

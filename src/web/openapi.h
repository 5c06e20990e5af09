/* openapi - the API described: OpenAPI 3.1 for programs, a page for people. Made of the routes, of
 * schemas.def and of the nouns of a model, so that it says what the program does. For src/web, and
 * for the command that prints it. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "entity/entity.h"

/* One JSON document; a line for each operation and each schema. At most OPENAPI_MAX bytes. */
#define OPENAPI_MAX (4 << 20)
void openapi_json(struct buf *out, const struct model *m);
/* The table of routes as Markdown, in both languages (docs/api.md). */
void openapi_markdown(struct buf *out, const struct model *m);

#endif

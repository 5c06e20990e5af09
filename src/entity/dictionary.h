/* dictionary - the data dictionary and the snapshots made from the descriptors. */
#ifndef ENTITY_DICTIONARY_H
#define ENTITY_DICTIONARY_H

#include "entity/cell.h"
#include "fmt/json.h"

/* Markdown, bilingual: per noun a table of name, labels, type, unit, limits, list, sensitivity. */
void dictionary_put(struct buf *out, const struct model *m);
/* JSON Schema-like description of the nouns' JSON form (snapshot/entities.json). */
void dictionary_json(struct buf *out, const struct model *m);

/* A known value as JSON: whole numbers and decimals as numbers, yes and no as true and false,
 * several values of a list as an array, all else (money "12.50", labels, what the mask hides) as
 * text. A REF or AREA is its id: callers that have a text for it put that. */
void val_json(struct json *j, const struct model *m, const struct field *f, const struct val *v,
              enum mask mask, enum lang lang);
/* One row, without what is unknown: {"no":..., "<field>":...}. And back: a flat object into a rec,
 * errors by field key. */
void rec_json(struct json *j, const struct model *m, const struct rec *r, enum mask mask,
              enum lang lang);
enum err rec_from_json(struct ctx *cx, const struct cell_cx *c, const struct entity *e,
                       struct str text, struct rec **out);

#endif

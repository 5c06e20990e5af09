/* dictionary - the data dictionary and the snapshots made from the descriptors. */
#ifndef ENTITY_DICTIONARY_H
#define ENTITY_DICTIONARY_H

#include "entity/entity.h"

/* Markdown, bilingual: per noun a table of name, labels, type, unit, limits, list, sensitivity. */
void dictionary_put(struct buf *out, const struct model *m);
/* JSON Schema-like description of the nouns' JSON form (snapshot/entities.json). */
void dictionary_json(struct buf *out, const struct model *m);

/* JSON of one row: {"no":..., "<field>":...}; lists as labels in zh, money as "12.50", sealed
 * values masked. And back: a flat object into a rec, errors by field key. */
#include "entity/cell.h"
#include "fmt/json.h"
void rec_json(struct json *j, const struct model *m, const struct rec *r, enum mask mask,
              enum lang lang);
enum err rec_from_json(struct ctx *cx, const struct cell_cx *c, const struct entity *e,
                       struct str text, struct rec **out);

#endif

/* openapi_int - what the two descriptions share: the tables of schemas.def. Inside src/web only. */
#ifndef WEB_OPENAPI_INT_H
#define WEB_OPENAPI_INT_H

#include "fmt/json.h"
#include "web/openapi.h"
#include "web/web_req.h"

struct api_schema { const char *name; int status; const char *zh, *en, *members; };
struct api_param {
	const char *key, *name, *in;
	bool required;
	const char *type, *example, *zh, *en;
};
struct api_status { int status; const char *zh, *en; };
extern const struct api_schema api_schemas[];    /* each ended by a row without name or number */
extern const struct api_param api_params[];
extern const struct api_status api_statuses[];

/* Is a route in the description? */
bool openapi_has(const struct route *t);
/* What a route answers when all went well. */
int openapi_status(const struct route *t);
/* May a status of api_statuses come of it? */
bool openapi_fault(const struct route *t, int status);
/* Does a route take the parameter: in its path, by its column, or as all of its kind do? */
bool openapi_takes(const struct route *t, const struct api_param *p);
/* Is a word among words parted by spaces? */
bool openapi_word(const char *words, const char *word);
const char *openapi_method(const struct route *t, bool small);
/* A type of schemas.def as JSON Schema. */
void openapi_type(struct json *j, struct str type);
/* Schemas of the nouns, as members of an object that is open. */
void openapi_nouns(struct json *j, const struct model *m);

#endif

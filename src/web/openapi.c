/* openapi - see the header. Which routes are in the description, what each takes and what may come
 * of it follows from the columns of the route. */
#include "web/openapi_int.h"

#include <stdio.h>

#define PROBLEM "application/problem+json"

/* ---- what follows from a route's columns ---- */

bool openapi_has(const struct route *t)
{
	return t->schema || t->sends;
}

bool openapi_word(const char *words, const char *word)
{
	struct str rest = str_of(words ? words : ""), one;

	while (str_next(&rest, ' ', &one))
		if (str_eqz(one, word))
			return true;
	return false;
}

static bool changes(const struct route *t)
{
	return t->method != HTTP_GET;
}

static bool is_api(const struct route *t)
{
	return !strncmp(t->path, "/api/", 5);
}

static const struct api_schema *schema_of(const char *name)
{
	for (const struct api_schema *s = api_schemas; name && s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

int openapi_status(const struct route *t)
{
	const struct api_schema *s = schema_of(t->schema);

	return s && s->status ? s->status : t->schema ? 200 : 303;
}

bool openapi_fault(const struct route *t, int status)
{
	bool form = t->flags & ROUTE_PAGE;
	char text[12];

	snprintf(text, sizeof text, "%d", status);
	if (openapi_word(t->faults, text))
		return true;
	switch (status) {
	case 401: return !(t->flags & ROUTE_OPEN) && !form;
	case 403: return changes(t) || t->perm != PERM__COUNT ||
	                 !(t->flags & (ROUTE_OPEN | ROUTE_TOKEN));
	case 413: return t->body > 0;
	case 422: return t->sends && !form && !(t->flags & ROUTE_RAW);
	case 503: return changes(t) && !form;
	default: return false;
	}
}

bool openapi_takes(const struct route *t, const struct api_param *p)
{
	char hole[40];

	snprintf(hole, sizeof hole, "{%s}", p->key);
	if (!strcmp(p->in, "path"))
		return strstr(t->path, hole) != NULL;
	if (!strcmp(p->key, "X-JZ"))
		return is_api(t) && changes(t);
	if (!strcmp(p->key, "lang"))
		return is_api(t);
	return openapi_word(t->takes, p->key);
}

const char *openapi_method(const struct route *t, bool small)
{
	switch (t->method) {
	case HTTP_GET: return small ? "get" : "GET";
	case HTTP_POST: return small ? "post" : "POST";
	case HTTP_PATCH: return small ? "patch" : "PATCH";
	case HTTP_DELETE: return small ? "delete" : "DELETE";
	default: return small ? "put" : "PUT";
	}
}

/* ---- pieces ---- */

static void pair(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_z(j, value);
}

static void both(struct json *j, const char *key, const char *zh, const char *en)
{
	char text[400];

	snprintf(text, sizeof text, "%s · %s", zh, en);
	pair(j, key, text);
}

static void ref(struct json *j, const char *room, const char *name)
{
	char text[120];

	snprintf(text, sizeof text, "#/components/%s/%s", room, name);
	json_obj(j);
	pair(j, "$ref", text);
	json_obj_end(j);
}

/* {"media type":{"schema":...}} for a name of schemas.def, or of a media type. */
static void content(struct json *j, const char *schema, const char *media)
{
	bool named = !strchr(schema, '/');

	json_key(j, "content");
	json_obj(j);
	json_key(j, named ? media : schema);
	json_obj(j);
	json_key(j, "schema");
	if (named) {
		openapi_type(j, str_of(schema));
	} else {
		json_obj(j);
		if (!strncmp(schema, "text/", 5) || !strncmp(schema, "image/svg", 9))
			pair(j, "type", "string");
		json_obj_end(j);
	}
	json_obj_end(j);
	json_obj_end(j);
}

/* ---- paths ---- */

static void parameters(struct json *j, const struct route *t)
{
	json_key(j, "parameters");
	json_arr(j);
	for (const struct api_param *p = api_params; p->key; p++)
		if (openapi_takes(t, p))
			ref(j, "parameters", p->key);
	json_arr_end(j);
}

static void body(struct json *j, const struct route *t)
{
	if (!t->sends)
		return;
	json_key(j, "requestBody");
	json_obj(j);
	json_key(j, "required");
	json_bool(j, true);
	content(j, t->sends, t->flags & ROUTE_PAGE ? "application/x-www-form-urlencoded" :
	        "application/json");
	json_obj_end(j);
}

static void answer_header(struct json *j, const char *name)
{
	json_key(j, "headers");
	json_obj(j);
	json_key(j, name);
	json_obj(j);
	json_key(j, "required");
	json_bool(j, true);
	json_key(j, "schema");
	openapi_type(j, STR("s"));
	json_obj_end(j);
	json_obj_end(j);
}

static void good(struct json *j, const struct route *t)
{
	const struct api_schema *s = schema_of(t->schema);
	char status[12];

	snprintf(status, sizeof status, "%d", openapi_status(t));
	json_key(j, status);
	json_obj(j);
	if (s)
		both(j, "description", s->zh, s->en);
	else
		both(j, "description", t->zh, t->en);
	if (openapi_word(t->takes, "ETag"))
		answer_header(j, "ETag");
	if (t->schema)
		content(j, t->schema, "application/json");
	else
		answer_header(j, "Location");
	json_obj_end(j);
}

/* A form's refusal is the form again, with what was wrong. */
static void again(struct json *j, const struct api_status *s)
{
	json_obj(j);
	both(j, "description", s->zh, s->en);
	content(j, "text/html", NULL);
	json_obj_end(j);
}

static void responses(struct json *j, const struct route *t)
{
	char status[12];

	json_key(j, "responses");
	json_obj(j);
	good(j, t);
	for (const struct api_status *s = api_statuses; s->status; s++) {
		if (!openapi_fault(t, s->status))
			continue;
		snprintf(status, sizeof status, "%d", s->status);
		json_key(j, status);
		if (t->flags & ROUTE_PAGE && t->flags & ROUTE_OPEN && s->status != 413)
			again(j, s);
		else
			ref(j, "responses", status);
	}
	json_key(j, "default");
	ref(j, "responses", "default");
	json_obj_end(j);
}

/* "post_changes_id_approve": the address in one word. */
static void id_of(struct json *j, const struct route *t)
{
	const char *path = is_api(t) ? t->path + 8 : t->path + 1;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 256);
	buf_addf(&b, "%s_", openapi_method(t, true));
	for (; *path; path++)
		if ((*path >= 'a' && *path <= 'z') || (*path >= '0' && *path <= '9'))
			buf_addc(&b, *path);
		else if (*path == '/' || *path == '.' || *path == '-')
			buf_addc(&b, '_');
	json_key(j, "operationId");
	json_str(j, buf_str(&b));
}

/* By session, or by token where one may. */
static void secured(struct json *j, bool token)
{
	json_key(j, "security");
	json_arr(j);
	for (int i = 0; i < (token ? 2 : 1); i++) {
		json_obj(j);
		json_key(j, i ? "token" : "session");
		json_arr(j);
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void operation(struct json *j, const struct route *t)
{
	buf_addc(j->out, '\n');
	json_key(j, openapi_method(t, true));
	json_obj(j);
	id_of(j, t);
	both(j, "summary", t->zh, t->en);
	if (t->perm != PERM__COUNT)
		pair(j, "x-permission", office_perms[t->perm].id);
	if (t->flags & ROUTE_OPEN) {
		json_key(j, "security");
		json_arr(j);
		json_arr_end(j);
	} else if (t->perm == PERM__COUNT && !(t->flags & ROUTE_TOKEN)) {
		secured(j, false);
	}
	parameters(j, t);
	body(j, t);
	responses(j, t);
	json_obj_end(j);
}

/* An address once, with all its methods, where its first route stands. */
static void paths(struct json *j)
{
	json_key(j, "paths");
	json_obj(j);
	for (const struct route *t = routes; t->path; t++) {
		const struct route *first = routes;

		while (!openapi_has(first) || strcmp(first->path, t->path)) {
			if (first == t)
				break;
			first++;
		}
		if (!openapi_has(t) || first != t)
			continue;
		json_key(j, t->path);
		json_obj(j);
		for (const struct route *s = t; s->path; s++)
			if (openapi_has(s) && !strcmp(s->path, t->path))
				operation(j, s);
		json_obj_end(j);
	}
	json_obj_end(j);
}

/* ---- components ---- */

/* "name?:type" as a member of properties; the name in *name, whether it must be there in *must. */
static struct str member_of(struct str one, struct str *name, bool *must)
{
	ptrdiff_t colon = str_find(one, STR(":"));

	*name = str_sub(one, 0, colon < 0 ? one.n : (size_t)colon);
	*must = !str_ends(*name, STR("?"));
	if (!*must)
		*name = str_sub(*name, 0, name->n - 1);
	return str_sub(one, name->n + (*must ? 1 : 2), one.n);
}

static void schema(struct json *j, const struct api_schema *s)
{
	struct str rest = str_of(s->members), one, name;
	bool must;

	buf_addc(j->out, '\n');
	json_key(j, s->name);
	json_obj(j);
	pair(j, "type", "object");
	both(j, "title", s->zh, s->en);
	json_key(j, "additionalProperties");
	json_bool(j, false);
	json_key(j, "required");
	json_arr(j);
	while (str_next(&rest, ' ', &one)) {
		member_of(one, &name, &must);
		if (must && name.n)
			json_str(j, name);
	}
	json_arr_end(j);
	json_key(j, "properties");
	json_obj(j);
	rest = str_of(s->members);
	while (str_next(&rest, ' ', &one)) {
		struct str t = member_of(one, &name, &must);

		if (!name.n)
			continue;
		json_keys(j, name);
		openapi_type(j, t);
	}
	json_obj_end(j);
	json_obj_end(j);
}

/* "f.FIELD.OP=VALUE": an object whose members are parameters. */
static void conditions(struct json *j)
{
	json_obj(j);
	pair(j, "type", "object");
	json_key(j, "patternProperties");
	json_obj(j);
	json_key(j, "^f\\.[a-z_0-9]+(\\.(ne|lt|le|gt|ge|has|known|unknown))?$");
	openapi_type(j, STR("s"));
	json_obj_end(j);
	json_key(j, "additionalProperties");
	json_bool(j, false);
	json_obj_end(j);
}

static void parameter(struct json *j, const struct api_param *p)
{
	buf_addc(j->out, '\n');
	json_key(j, p->key);
	json_obj(j);
	pair(j, "name", p->name);
	pair(j, "in", p->in);
	json_key(j, "required");
	json_bool(j, p->required);
	both(j, "description", p->zh, p->en);
	json_key(j, "schema");
	if (strcmp(p->type, "conditions")) {
		openapi_type(j, str_of(p->type));
	} else {
		conditions(j);
		pair(j, "style", "form");
		json_key(j, "explode");
		json_bool(j, true);
	}
	json_obj_end(j);
}

static void response(struct json *j, const char *key, const char *zh, const char *en,
                     const char *answer, const char *media)
{
	buf_addc(j->out, '\n');
	json_key(j, key);
	json_obj(j);
	both(j, "description", zh, en);
	if (answer)
		content(j, answer, media);
	json_obj_end(j);
}

static void refusals(struct json *j)
{
	char key[12];

	json_key(j, "responses");
	json_obj(j);
	for (const struct api_status *s = api_statuses; s->status; s++) {
		/* what is too large is refused before anybody looked what it was */
		const char *answer = s->status == 304 ? NULL : s->status == 413 ? "text/plain" : "Problem";

		snprintf(key, sizeof key, "%d", s->status);
		response(j, key, s->zh, s->en, answer, PROBLEM);
	}
	response(j, "default", "其他差错（例如 405：没有这种方法）", "Any other error (405: no such method)",
	         "Problem", PROBLEM);
	json_obj_end(j);
}

static void security(struct json *j)
{
	json_key(j, "securitySchemes");
	json_obj(j);
	json_key(j, "session");
	json_obj(j);
	pair(j, "type", "apiKey");
	pair(j, "in", "cookie");
	pair(j, "name", "__Host-jz");
	pair(j, "description", "POST /login; without TLS its name is jz. Changes also carry X-JZ.");
	json_obj_end(j);
	json_key(j, "token");
	json_obj(j);
	pair(j, "type", "http");
	pair(j, "scheme", "bearer");
	pair(j, "description", "POST /api/v1/tokens; changes need no X-JZ then.");
	json_obj_end(j);
	json_obj_end(j);
}

static void components(struct json *j, const struct model *m)
{
	json_key(j, "components");
	json_obj(j);
	security(j);
	json_key(j, "parameters");
	json_obj(j);
	for (const struct api_param *p = api_params; p->key; p++)
		parameter(j, p);
	json_obj_end(j);
	refusals(j);
	json_key(j, "schemas");
	json_obj(j);
	for (const struct api_schema *s = api_schemas; s->name; s++)
		schema(j, s);
	openapi_nouns(j, m);
	json_obj_end(j);
	json_obj_end(j);
}

void openapi_json(struct buf *out, const struct model *m)
{
	struct json j;

	json_begin(&j, out);
	json_obj(&j);
	pair(&j, "openapi", "3.1.0");
	json_key(&j, "info");
	json_obj(&j);
	pair(&j, "title", "精准 jingzhun");
	pair(&j, "version", JZ_VERSION);
	both(&j, "description", "登记库的接口。范围之外的资料一律 404；修改是申请，由他人审核。",
	     "The register's API. What lies outside one's area is 404; a change is a proposal that "
	     "somebody else approves.");
	json_key(&j, "license");
	json_obj(&j);
	pair(&j, "name", "Apache-2.0");
	pair(&j, "identifier", "Apache-2.0");
	json_obj_end(&j);
	json_obj_end(&j);
	json_key(&j, "servers");
	json_arr(&j);
	json_obj(&j);
	pair(&j, "url", "/");
	json_obj_end(&j);
	json_arr_end(&j);
	secured(&j, true);
	paths(&j);
	buf_addc(out, '\n');
	components(&j, m);
	json_obj_end(&j);
	buf_addc(out, '\n');
}

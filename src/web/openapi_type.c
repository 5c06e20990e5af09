/* openapi_type - the tables of schemas.def, their types as JSON Schema, and the nouns. */
#include "web/openapi_int.h"
#include "web/row.h"

#include <stdio.h>

#include "domain/register/closing.h"

const struct api_schema api_schemas[] = {
#define SCHEMA(id, ...) { #id, __VA_ARGS__ },
#include "web/schemas.def"
#undef SCHEMA
	{ 0 },
};

const struct api_param api_params[] = {
#define PARAM(...) { __VA_ARGS__ },
#include "web/schemas.def"
#undef PARAM
	{ 0 },
};

const struct api_status api_statuses[] = {
#define STATUS(...) { __VA_ARGS__ },
#include "web/schemas.def"
#undef STATUS
	{ 0 },
};

/* ---- types ---- */

static const struct { char sign; const char *json; } plain[] = {
	{ 's', "\"type\":\"string\"" },
	{ 'f', "\"type\":\"number\"" },
	{ 'i', "\"type\":\"integer\"" },
	{ 'u', "\"type\":\"integer\",\"minimum\":0" },
	{ 'b', "\"type\":\"boolean\"" },
	{ 'n', "\"type\":\"string\",\"pattern\":\"^[0-9]+$\"" },
	{ 'd', "\"type\":\"string\",\"format\":\"date\"" },
	{ 't', "\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}Z?$\"" },
	{ 'h', "\"type\":\"string\",\"pattern\":\"^[0-9a-f]{32}$\"" },
	{ 'p', "\"type\":\"string\",\"pattern\":\"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$\"" },
	{ '*', "" },
};

/* One type at the beginning of *t, which then begins behind it. */
static void type(struct json *j, struct str *t);

static void skip(struct str *t)
{
	*t = str_sub(*t, 1, t->n);
}

static bool at(const struct str *t, char c)
{
	return t->n && t->p[0] == c;
}

/* Letters up to what ends a name or one text of a choice. */
static struct str word(struct str *t)
{
	size_t n = 0;
	struct str s;

	while (n < t->n && !strchr("|]})>,", t->p[n]))
		n++;
	s = str_sub(*t, 0, n);
	*t = str_sub(*t, n, t->n);
	return s;
}

static void choice(struct json *j, struct str *t)
{
	json_key(j, "enum");
	json_arr(j);
	do {
		skip(t);
		json_str(j, word(t));
	} while (at(t, '|'));
	json_arr_end(j);
}

/* "(x|y)" and "<x,y>": types in a list up to the closing sign. */
static void several(struct json *j, struct str *t, const char *key, char end)
{
	int n = 0;

	json_key(j, key);
	json_arr(j);
	do {
		skip(t);
		type(j, t);
		n++;
	} while (!at(t, end) && t->n);
	skip(t);
	json_arr_end(j);
	if (end == ')')
		return;
	json_key(j, "type");
	json_z(j, "array");
	json_key(j, "minItems");
	json_int(j, n);
	json_key(j, "items");
	json_bool(j, false);
}

/* "[x]" and "{x}". */
static void many(struct json *j, struct str *t)
{
	bool list = at(t, '[');

	skip(t);
	json_key(j, "type");
	json_z(j, list ? "array" : "object");
	json_key(j, list ? "items" : "additionalProperties");
	type(j, t);
	skip(t);
}

static void name(struct json *j, struct str *t)
{
	struct str s = word(t);
	struct buf to BUF_AUTO = { 0 };

	for (size_t i = 0; s.n == 1 && i < sizeof plain / sizeof plain[0]; i++)
		if (s.p[0] == plain[i].sign) {
			buf_addz(j->out, plain[i].json);
			return;
		}
	buf_init(&to, 256);
	buf_addf(&to, "#/components/schemas/%.*s", (int)s.n, s.p);
	json_key(j, "$ref");
	json_str(j, buf_str(&to));
}

static void type(struct json *j, struct str *t)
{
	json_obj(j);
	if (at(t, '~')) {
		skip(t);
		json_key(j, "anyOf");
		json_arr(j);
		type(j, t);
		json_obj(j);
		json_key(j, "type");
		json_z(j, "null");
		json_obj_end(j);
		json_arr_end(j);
	} else if (at(t, '=')) {
		choice(j, t);
	} else if (at(t, '(')) {
		several(j, t, "anyOf", ')');
	} else if (at(t, '<')) {
		several(j, t, "prefixItems", '>');
	} else if (at(t, '[') || at(t, '{')) {
		many(j, t);
	} else {
		name(j, t);
	}
	json_obj_end(j);
}

void openapi_type(struct json *j, struct str t)
{
	type(j, &t);
}

/* ---- nouns ---- */

static void named(struct json *j, const char *what, const struct entity *e)
{
	char text[80];

	snprintf(text, sizeof text, "%s_%s", what, e->name);
	buf_addc(j->out, '\n');
	json_key(j, text);
	json_obj(j);
	json_key(j, "type");
	json_z(j, "object");
	json_key(j, "title");
	json_z(j, e->zh);
	json_key(j, "description");
	json_z(j, e->en);
	json_key(j, "additionalProperties");
	json_bool(j, false);
}

/* Cells as people read them, sealed values masked; only counts and years are numbers. */
static void cells(struct json *j, const struct entity *e)
{
	named(j, "Cells", e);
	json_key(j, "properties");
	json_obj(j);
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->flags & E_NEVER)
			continue;
		json_key(j, f->name);
		json_obj(j);
		json_key(j, "type");
		json_z(j, f->type == FT_INT || f->type == FT_YEAR ? "integer" : "string");
		if (f->type == FT_TIME) {
			json_key(j, "pattern");
			json_z(j, "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$");
		}
		json_key(j, "title");
		json_z(j, f->zh);
		json_key(j, "description");
		json_z(j, f->en);
		json_obj_end(j);
	}
	json_obj_end(j);
	json_obj_end(j);
}

static void member(struct json *j, const char *key, const char *t)
{
	json_key(j, key);
	openapi_type(j, str_of(t));
}

static void row(struct json *j, const struct entity *e, bool full)
{
	static const char *const must[] = { "id", "v", "c", "noun", "from" };
	char own[80];

	snprintf(own, sizeof own, "Cells_%s", e->name);
	named(j, full ? "Row" : "Short", e);
	json_key(j, "required");
	json_arr(j);
	for (int i = 0; i < (full ? 5 : 3); i++)
		json_z(j, must[i]);
	json_arr_end(j);
	json_key(j, "properties");
	json_obj(j);
	member(j, "id", "n");
	member(j, "no", "s");
	member(j, "v", "u");
	member(j, "c", own);
	if (e->tag == TAG_doubt || (full && row_under_household(e)))
		member(j, "labels", "{s}");
	if (full) {
		json_key(j, "noun");
		json_obj(j);
		json_key(j, "const");
		json_z(j, e->name);
		json_obj_end(j);
		member(j, "area", "Place");
		member(j, "from", "From");
		if (closing_yearly(e))
			member(j, "closed", "s");
	}
	json_obj_end(j);
	json_obj_end(j);
}

/* Row, Short: one of those of the nouns. */
static void any(struct json *j, const struct model *m, const char *what, const char *how)
{
	char own[80];

	buf_addc(j->out, '\n');
	json_key(j, what);
	json_obj(j);
	json_key(j, how);
	json_arr(j);
	for (int i = 0; i < m->n; i++) {
		if (!row_is_listed(m->ent[i]))
			continue;
		snprintf(own, sizeof own, "%s_%s", what, m->ent[i]->name);
		openapi_type(j, str_of(own));
	}
	json_arr_end(j);
	json_obj_end(j);
}

static void children(struct json *j, const struct model *m)
{
	char own[80];

	buf_addc(j->out, '\n');
	json_key(j, "Children");
	json_obj(j);
	json_key(j, "type");
	json_z(j, "object");
	json_key(j, "additionalProperties");
	json_bool(j, false);
	json_key(j, "properties");
	json_obj(j);
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];

		if (e->flags & ENT_CODED || (e->tag != TAG_lead && !row_under_household(e)))
			continue;
		snprintf(own, sizeof own, "[Short_%s]", e->name);
		member(j, e->name, own);
	}
	json_obj_end(j);
	json_obj_end(j);
}

void openapi_nouns(struct json *j, const struct model *m)
{
	buf_addc(j->out, '\n');
	json_key(j, "Nouns");
	json_obj(j);
	json_key(j, "enum");
	json_arr(j);
	for (int i = 0; i < m->n; i++)
		if (row_is_listed(m->ent[i]))
			json_z(j, m->ent[i]->name);
	json_arr_end(j);
	json_obj_end(j);
	any(j, m, "Row", "oneOf");
	any(j, m, "Short", "anyOf");
	children(j, m);
	for (int i = 0; i < m->n; i++) {
		if (!row_is_listed(m->ent[i]))
			continue;
		cells(j, m->ent[i]);
		row(j, m->ent[i], false);
		row(j, m->ent[i], true);
	}
}

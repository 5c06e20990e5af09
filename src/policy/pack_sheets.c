/* pack_sheets - other names of headers, and the shapes of other systems' sheets. All is checked
 * against the nouns as they stand with the pack's own fields, so that a misspelt field is refused
 * with its place and never silently means nothing. */
#include "entity/sheet.h"
#include "policy/pack_int.h"

#define SYN_MAX     5000
#define SHAPES_MAX  100
#define COLUMNS_MAX 1000
_Static_assert(SHEET_PARTS == 24, "the message says 24");

struct sheets {
	struct loading *ld;
	struct model *m;
	struct sheet_book *b;
	struct hmap **known;         /* one a noun: plain header -> field, once it is asked for */
};

/* ---- names of fields ---- */

static int noun_of(const struct model *m, struct str name)
{
	for (int i = 0; i < m->n; i++)
		if (str_eqz(name, m->ent[i]->name) && !(m->ent[i]->flags & ENT_CODED))
			return i;
	return -1;
}

/* "risk#2.kind": noun, which of them (from 0), field. */
static enum err field_ref(struct sheets *s, struct mark at, struct str text, int *noun,
                          int *instance, int *field)
{
	ptrdiff_t dot = str_find(text, STR(".")), hash = str_find(text, STR("#"));
	struct str name = text, tail = { 0 };
	int64_t nth = 1;

	if (dot > 0) {
		name.n = (size_t)dot;
		tail = str_sub(text, (size_t)dot + 1, text.n);
	}
	if (hash > 0 && hash < dot) {
		if (!str_i64(str_sub(text, (size_t)hash + 1, (size_t)(dot - hash) - 1), &nth) ||
		    nth < 1 || nth > SHEET_PARTS)
			return PACK_BAD(s->ld->cx, at, "pack-sheet-field", str_z(s->ld->a, text));
		name.n = (size_t)hash;
	}
	*noun = noun_of(s->m, name);
	*field = *noun < 0 ? -1 : entity_field(s->m->ent[*noun], tail);
	*instance = (int)nth - 1;
	if (*field < 0 || s->m->ent[*noun]->fields[*field].flags & E_RO)
		return PACK_BAD(s->ld->cx, at, "pack-sheet-field", str_z(s->ld->a, text));
	return OK;
}

static int part_of(const struct sheet_shape *shape, int noun, int instance)
{
	for (int k = 0; k < shape->npart; k++)
		if (shape->noun[k] == noun && instance-- == 0)
			return k;
	return -1;
}

static enum err part_ref(struct sheets *s, const struct sheet_shape *shape, struct mark at,
                         struct str text, int *part, int *field)
{
	int noun, instance;

	TRY(field_ref(s, at, text, &noun, &instance, field));
	*part = part_of(shape, noun, instance);
	if (*part < 0)
		return PACK_BAD(s->ld->cx, at, "pack-sheet-noun", str_z(s->ld->a, text));
	return OK;
}

static enum err want_text(struct sheets *s, const struct node *n, const char *key)
{
	if (n->kind != NODE_SCALAR || n->text.n == 0)
		return PACK_BAD(s->ld->cx, n->at, "pack-want-text", key);
	return OK;
}

/* ---- headers ---- */

static void know(struct sheets *s, struct hmap *map, struct str label, int field)
{
	struct str plain = sheet_plain(s->ld->a, label);
	int64_t other;

	if (plain.n && !hmap_get(map, plain, &other))
		hmap_put(map, plain, field);
}

/* Every name that the fields of a noun have already. */
static struct hmap *known_names(struct sheets *s, int noun)
{
	const struct entity *e = s->m->ent[noun];

	if (s->known[noun])
		return s->known[noun];
	s->known[noun] = hmap_new(s->ld->a, (size_t)e->nfield * 8);
	for (int i = 0; i < e->nfield; i++) {
		struct str rest = str_of(e->fields[i].syn ? e->fields[i].syn : ""), one;

		know(s, s->known[noun], str_of(e->fields[i].zh), i);
		know(s, s->known[noun], str_of(e->fields[i].en), i);
		know(s, s->known[noun], str_of(e->fields[i].name), i);
		while (str_next(&rest, '|', &one))
			know(s, s->known[noun], one, i);
	}
	return s->known[noun];
}

/* One header means one field of a noun. */
static enum err header_free(struct sheets *s, const struct node *n, int noun, int field)
{
	const struct entity *e = s->m->ent[noun];
	struct hmap *map = known_names(s, noun);
	struct str plain = sheet_plain(s->ld->a, n->text);
	int64_t other = field;

	if (!plain.n)
		return PACK_BAD(s->ld->cx, n->at, "pack-want-text", e->fields[field].name);
	if (hmap_get(map, plain, &other) && other != field)
		return PACK_BAD(s->ld->cx, n->at, "pack-header-clash", n->text.p, e->name,
		                e->fields[other].zh);
	know(s, map, n->text, field);
	return OK;
}

static enum err read_synonyms(struct sheets *s, int noun, const struct node *key,
                              const struct node *seq)
{
	int field = entity_field(s->m->ent[noun], key->text);

	if (field < 0 || s->m->ent[noun]->fields[field].flags & E_RO)
		return PACK_BAD(s->ld->cx, key->at, "pack-sheet-field", key->text.p);
	if (seq->kind != NODE_SEQ)
		return PACK_BAD(s->ld->cx, seq->at, "pack-want-list", key->text.p);
	for (int i = 0; i < seq->nkid; i++) {
		const struct node *one = seq->kid[i];

		TRY(want_text(s, one, key->text.p));
		TRY(header_free(s, one, noun, field));
		if (s->b->nsyn == SYN_MAX)
			return PACK_FULL(s->ld->cx, one->at);
		s->b->syn[s->b->nsyn++] = (struct sheet_synonym){ noun, field, one->text };
	}
	return OK;
}

static enum err read_headers(struct sheets *s, const struct node *root)
{
	const struct node *nouns;

	TRY(node_kind_of(s->ld->cx, root, "headers", NODE_MAP, false, &nouns));
	for (int i = 0; nouns && i < nouns->nkid; i += 2) {
		const struct node *key = nouns->kid[i], *map = nouns->kid[i + 1];
		int noun = noun_of(s->m, key->text);

		if (noun < 0)
			return PACK_BAD(s->ld->cx, key->at, "pack-sheet-field", key->text.p);
		if (map->kind != NODE_MAP)
			return PACK_BAD(s->ld->cx, map->at, "pack-want-map", key->text.p);
		for (int k = 0; k < map->nkid; k += 2)
			TRY(read_synonyms(s, noun, map->kid[k], map->kid[k + 1]));
	}
	return OK;
}

/* ---- one shape ---- */

/* Does the noun hang on a household? Only such stand beside it and its members on one row. */
static bool hangs(const struct entity *e)
{
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].flags & E_PARENT && !strcmp(e->fields[i].ref, "household"))
			return strcmp(e->name, "person") != 0;
	return false;
}

static enum err read_nouns(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *seq;
	bool good;

	TRY(node_kind_of(s->ld->cx, n, "nouns", NODE_SEQ, true, &seq));
	good = seq->nkid >= 1 && seq->nkid <= SHEET_PARTS;
	for (int i = 0; good && i < seq->nkid; i++) {
		TRY(want_text(s, seq->kid[i], "nouns"));
		shape->noun[i] = noun_of(s->m, seq->kid[i]->text);
		good = shape->noun[i] >= 0 && (i < 2 || hangs(s->m->ent[shape->noun[i]]));
		shape->npart++;
	}
	if (good && seq->nkid > 1)
		good = !strcmp(s->m->ent[shape->noun[0]]->name, "household") &&
		       !strcmp(s->m->ent[shape->noun[1]]->name, "person");
	return good ? OK : PACK_BAD(s->ld->cx, seq->at, "pack-shape-nouns", "24");
}

static enum err read_match(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *seq;

	TRY(node_kind_of(s->ld->cx, n, "match", NODE_SEQ, true, &seq));
	if (seq->nkid < 2)
		return PACK_BAD(s->ld->cx, seq->at, "pack-shape-match");
	shape->match = arena_array(s->ld->a, (size_t)seq->nkid, sizeof *shape->match);
	for (int i = 0; i < seq->nkid; i++) {
		TRY(want_text(s, seq->kid[i], "match"));
		shape->match[shape->nmatch++] = sheet_plain(s->ld->a, seq->kid[i]->text);
	}
	return OK;
}

/* "表头#2": the second column of that name. */
static struct str header_nth(struct sheets *s, struct str text, int *nth)
{
	size_t at = text.n;
	int64_t v;

	*nth = 0;
	while (at > 0 && text.p[at - 1] != '#')
		at--;
	if (at > 1 && str_i64(str_sub(text, at, text.n), &v) && v >= 1 && v <= 100) {
		*nth = (int)v;
		text.n = at - 1;
	}
	return sheet_plain(s->ld->a, text);
}

static enum err read_columns(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *map;

	TRY(node_kind_of(s->ld->cx, n, "columns", NODE_MAP, false, &map));
	if (!map)
		return OK;
	if (map->nkid / 2 > COLUMNS_MAX)
		return PACK_FULL(s->ld->cx, map->at);
	shape->choice = arena_array(s->ld->a, (size_t)map->nkid / 2 + 1, sizeof *shape->choice);
	for (int i = 0; i < map->nkid; i += 2) {
		struct sheet_choice *c = &shape->choice[shape->nchoice++];
		const struct node *to = map->kid[i + 1];
		int part;

		TRY(want_text(s, to, map->kid[i]->text.p));
		c->header = header_nth(s, map->kid[i]->text, &c->nth);
		c->kind = str_eqz(to->text, "-") ? COL_NOTHING : str_eqz(to->text, "county") ? COL_COUNTY :
		          str_eqz(to->text, "township") ? COL_TOWNSHIP : COL_FIELD;
		if (c->kind != COL_FIELD)
			continue;
		TRY(field_ref(s, to->at, to->text, &c->noun, &c->instance, &c->field));
		part = part_of(shape, c->noun, c->instance);
		if (part < 0)
			return PACK_BAD(s->ld->cx, to->at, "pack-sheet-noun", to->text.p);
	}
	return OK;
}

/* "year_start household.risk_found", "title" */
static enum err read_copy(struct sheets *s, const struct node *from, struct sheet_shape *shape,
                          struct sheet_copy *c)
{
	struct str rest, word;
	int64_t dates = 1 << FT_DATE | 1 << FT_MONTH | 1 << FT_YEAR;
	enum field_type to;

	TRY(want_text(s, from, "copies"));
	rest = from->text;
	c->how = str_starts(rest, STR("year_start ")) ? COPY_YEAR_START :
	         str_starts(rest, STR("year_end ")) ? COPY_YEAR_END : COPY_SAME;
	if (c->how != COPY_SAME)
		str_next(&rest, ' ', &word);
	c->from_part = c->from_field = -1;
	if (!str_eqz(rest, "title")) {
		const struct entity *e;

		TRY(part_ref(s, shape, from->at, rest, &c->from_part, &c->from_field));
		e = s->m->ent[shape->noun[c->from_part]];
		if (c->how == COPY_SAME &&
		    e->fields[c->from_field].type != s->m->ent[shape->noun[c->part]]->fields[c->field].type)
			return PACK_BAD(s->ld->cx, from->at, "pack-shape-copy", from->text.p);
		if (c->how != COPY_SAME && !(dates >> e->fields[c->from_field].type & 1))
			return PACK_BAD(s->ld->cx, from->at, "pack-shape-copy", from->text.p);
	}
	to = s->m->ent[shape->noun[c->part]]->fields[c->field].type;
	if ((c->from_part < 0 || c->how != COPY_SAME) && to != FT_DATE && to != FT_YEAR)
		return PACK_BAD(s->ld->cx, from->at, "pack-shape-copy", from->text.p);
	return OK;
}

static enum err add_copy(struct sheets *s, struct sheet_shape *shape, struct mark at,
                         struct sheet_copy **out)
{
	if (!shape->copy)
		shape->copy = arena_array(s->ld->a, COLUMNS_MAX, sizeof *shape->copy);
	if (shape->ncopy == COLUMNS_MAX)
		return PACK_FULL(s->ld->cx, at);
	*out = &shape->copy[shape->ncopy++];
	return OK;
}

static enum err read_copies(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *map;
	struct sheet_copy *c;

	TRY(node_kind_of(s->ld->cx, n, "copies", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2) {
		const struct node *key = map->kid[i], *from = map->kid[i + 1];
		int several = from->kind == NODE_SEQ ? from->nkid : 1;

		for (int k = 0; k < several; k++) {
			TRY(add_copy(s, shape, key->at, &c));
			TRY(part_ref(s, shape, key->at, key->text, &c->part, &c->field));
			TRY(read_copy(s, from->kind == NODE_SEQ ? from->kid[k] : from, shape, c));
		}
	}
	return OK;
}

/* A value as a sheet shows it: a label of the field's list, or 是 and 否. */
static bool has_label(const struct pack *p, const struct field *f, struct str label)
{
	const struct code_list *l = f->list ? pack_list(p, str_of(f->list)) : NULL;

	if (f->type == FT_BOOL)
		return str_eqz(label, "是") || str_eqz(label, "否");

	for (int i = 0; l && i < l->n; i++)
		if (str_eq(l->v[i].zh, label))
			return true;
	return false;
}

static enum err read_fixed(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *map;
	struct sheet_copy *c;

	TRY(node_kind_of(s->ld->cx, n, "fixed", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2) {
		const struct node *to = map->kid[i + 1];
		const struct field *f;

		TRY(want_text(s, to, map->kid[i]->text.p));
		TRY(add_copy(s, shape, to->at, &c));
		TRY(part_ref(s, shape, map->kid[i]->at, map->kid[i]->text, &c->part, &c->field));
		f = &s->m->ent[shape->noun[c->part]]->fields[c->field];
		if (f->type != FT_LIST || !has_label(s->ld->p, f, to->text))
			return PACK_BAD(s->ld->cx, to->at, "pack-shape-value", to->text.p,
			                f->list ? f->list : f->name);
		c->how = COPY_TEXT;
		c->text = to->text;
		c->from_part = c->from_field = -1;
	}
	return OK;
}

static enum err read_values(struct sheets *s, const struct node *n, struct sheet_shape *shape)
{
	const struct node *map;

	TRY(node_kind_of(s->ld->cx, n, "values", NODE_MAP, false, &map));
	shape->value = arena_array(s->ld->a, COLUMNS_MAX, sizeof *shape->value);
	for (int i = 0; map && i < map->nkid; i += 2) {
		const struct node *key = map->kid[i], *of = map->kid[i + 1];
		int noun, instance, field;
		const struct field *f;

		TRY(field_ref(s, key->at, key->text, &noun, &instance, &field));
		f = &s->m->ent[noun]->fields[field];
		if (of->kind != NODE_MAP)
			return PACK_BAD(s->ld->cx, of->at, "pack-want-map", key->text.p);
		for (int k = 0; k < of->nkid; k += 2) {
			const struct node *to = of->kid[k + 1];

			TRY(want_text(s, to, key->text.p));
			if (!has_label(s->ld->p, f, to->text))
				return PACK_BAD(s->ld->cx, to->at, "pack-shape-value", to->text.p,
				                f->list ? f->list : f->name);
			if (shape->nvalue == COLUMNS_MAX)
				return PACK_FULL(s->ld->cx, to->at);
			shape->value[shape->nvalue++] = (struct sheet_value){ noun, field,
				of->kid[k]->text, to->text };
		}
	}
	return OK;
}

static enum err read_shape(struct sheets *s, const struct node *key, const struct node *n)
{
	struct sheet_shape shape = { .id = key->text };
	int64_t row = 0;
	int at = 0;

	if (!name_good(key->text, '_', 40))
		return PACK_BAD(s->ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(s->ld->cx, n,
	               "zh en source header_row nouns match columns copies fixed values"));
	TRY(node_text(s->ld->cx, n, "zh", true, &shape.zh));
	TRY(node_text(s->ld->cx, n, "en", true, &shape.en));
	TRY(node_text(s->ld->cx, n, "source", false, &shape.source));
	TRY(node_int(s->ld->cx, n, "header_row", false, 1, 20, &row));
	shape.header_row = (int)row;
	TRY(read_nouns(s, n, &shape));
	TRY(read_match(s, n, &shape));
	TRY(read_columns(s, n, &shape));
	TRY(read_copies(s, n, &shape));
	TRY(read_fixed(s, n, &shape));
	TRY(read_values(s, n, &shape));
	while (at < s->b->nshape && !str_eq(s->b->shape[at].id, shape.id))
		at++;
	if (at == SHAPES_MAX)
		return PACK_FULL(s->ld->cx, key->at);
	s->b->shape[at] = shape;
	s->b->nshape += at == s->b->nshape;
	return OK;
}

/* ---- amounts that jump ---- */

static enum err read_jump(struct sheets *s, const struct node *root)
{
	const struct node *n;
	int64_t least = 0;

	TRY(node_kind_of(s->ld->cx, root, "unit_jump", NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(s->ld->cx, n, "ratio least"));
	TRY(node_int(s->ld->cx, n, "ratio", true, 0, 1000000, &s->b->jump_ratio));
	TRY(node_int(s->ld->cx, n, "least", true, 0, 100000000, &least));
	s->b->jump_least = least * 100;
	return OK;
}

/* The nouns with the pack's fields, for names only: lists are checked elsewhere. */
static enum err nouns_make(struct sheets *s)
{
	static const struct list_face none = { 0 };
	const struct pack *p = s->ld->p;

	TRY(entity_model(s->ld->cx, s->ld->a, &none, &s->m));
	for (int i = 0; i < p->nfield; i++)
		TRY(entity_add_field(s->ld->cx, s->ld->a, s->m, p->field_entity[i], &p->fields[i]));
	return OK;
}

enum err sheets_build(struct loading *ld)
{
	struct sheets s = { .ld = ld };

	if (!ld->nsheets)
		return OK;
	TRY(nouns_make(&s));
	s.b = ld->p->book = ARENA_NEW(ld->a, struct sheet_book);
	s.known = arena_array(ld->a, (size_t)s.m->n, sizeof *s.known);
	s.b->syn = arena_array(ld->a, SYN_MAX, sizeof *s.b->syn);
	s.b->shape = arena_array(ld->a, SHAPES_MAX, sizeof *s.b->shape);
	for (int i = 0; i < ld->nsheets; i++) {
		const struct node *root = ld->sheets[i], *shapes;

		TRY(node_known(ld->cx, root, "headers shapes unit_jump"));
		TRY(read_jump(&s, root));
		TRY(read_headers(&s, root));
		TRY(node_kind_of(ld->cx, root, "shapes", NODE_MAP, false, &shapes));
		for (int k = 0; shapes && k < shapes->nkid; k += 2)
			TRY(read_shape(&s, shapes->kid[k], shapes->kid[k + 1]));
	}
	return OK;
}

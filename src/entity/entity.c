#include "entity/entity.h"

#include "entity/model_check.h"
#include "entity/store.h"

/* Descriptor tables: one per line of entities.def, from defs/<name>.def. Copied into the model,
 * since packs append to them. */
#define FIELD(id, t, f, ...) { .name = #id, .type = FT_##t, .flags = (f), __VA_ARGS__ },
#include "entity/defs/tables.inc"
#undef FIELD

struct builtin {
	const char *name;
	uint8_t tag;
	unsigned flags;
	const char *zh, *en;
	const struct field *fields;
	int nfield;
};

static const struct builtin builtins[] = {
#define ENTITY(n, t, f, z, e)                                                                      \
	{ #n, t, f, z, e, n##_fields, sizeof n##_fields / sizeof n##_fields[0] },
#include "entity/defs/entities.def"
#undef ENTITY
};

/* FNV-1a, 32 bits: the frozen number of a column. */
uint32_t entity_number(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

enum err entity_model(struct ctx *cx, struct arena *a, const struct list_face *lists,
                      struct model **out)
{
	struct model *m = ARENA_NEW(a, struct model);

	(void)cx;
	m->lists = *lists;
	for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++) {
		const struct builtin *b = &builtins[i];
		struct entity *e = ARENA_NEW(a, struct entity);

		*e = (struct entity){ .name = b->name, .tag = b->tag, .flags = b->flags,
			.zh = b->zh, .en = b->en, .nfield = b->nfield };
		e->fields = arena_array(a, (size_t)b->nfield, sizeof *e->fields);
		memcpy(e->fields, b->fields, (size_t)b->nfield * sizeof *e->fields);
		m->ent[m->n++] = e;
	}
	*out = m;
	return OK;
}

enum err entity_add_field(struct ctx *cx, struct arena *a, struct model *m, const char *entity,
                          const struct field *f)
{
	const struct entity *found = entity_find(m, str_of(entity));
	struct field *fields;
	struct entity *e;

	if (!found)
		return err_set(cx, ERR_INPUT, entity, "entity-unknown", entity, NULL);
	e = (struct entity *)(uintptr_t)found;
	if (entity_field(e, str_of(f->name)) >= 0)
		return err_set(cx, ERR_INPUT, f->name, "entity-field-twice", entity, f->name, NULL);
	fields = arena_array(a, (size_t)e->nfield + 1, sizeof *fields);
	memcpy(fields, e->fields, (size_t)e->nfield * sizeof *fields);
	fields[e->nfield] = *f;
	fields[e->nfield].pack = true;
	e->fields = fields;
	e->nfield++;
	return OK;
}

static void setup_entity(struct entity *e)
{
	e->key = e->parent = -1;
	e->has_sealed = false;
	for (int i = 0; i < e->nfield; i++) {
		struct field *f = &e->fields[i];

		f->number = entity_number(f->name);
		if (f->flags & E_KEY)
			e->key = i;
		if (f->flags & E_PARENT && (e->parent < 0 || !strcmp(f->ref, "household")))
			e->parent = i;
		if (field_sealed(f))
			e->has_sealed = true;
	}
}

enum err entity_setup(struct ctx *cx, struct arena *a, struct model *m)
{
	for (int i = 0; i < m->n; i++)
		setup_entity(m->ent[i]);
	TRY(model_check(cx, m));
	for (int i = 0; i < m->n; i++)
		m->ent[i]->sql = entity_sql_make(a, m->ent[i]);
	return OK;
}

const struct entity *entity_find(const struct model *m, struct str name)
{
	for (int i = 0; i < m->n; i++)
		if (str_eqz(name, m->ent[i]->name))
			return m->ent[i];
	return NULL;
}

const struct entity *entity_by_tag(const struct model *m, uint8_t tag)
{
	for (int i = 0; i < m->n; i++)
		if (m->ent[i]->tag == tag)
			return m->ent[i];
	return NULL;
}

int entity_field(const struct entity *e, struct str name)
{
	for (int i = 0; i < e->nfield; i++)
		if (str_eqz(name, e->fields[i].name))
			return i;
	return -1;
}

bool list_tagged(const struct model *m, const char *list, const char *sem, int64_t *code)
{
	const struct list_face *l = &m->lists;
	struct str label;

	for (int i = 0; l->nth && l->nth(l->state, list, i, code, &label); i++)
		if (l->has_tag(l->state, list, *code, sem))
			return true;
	return false;
}

struct rec *rec_new(struct arena *a, const struct entity *e)
{
	struct rec *r = ARENA_NEW(a, struct rec);

	r->e = e;
	r->v = arena_array(a, (size_t)e->nfield, sizeof *r->v);
	return r;
}

struct rec *rec_copy(struct arena *a, const struct rec *r)
{
	struct rec *copy = rec_new(a, r->e);
	struct val *v = copy->v;

	*copy = *r;
	copy->v = v;
	memcpy(v, r->v, (size_t)r->e->nfield * sizeof *v);
	return copy;
}

bool val_eq(const struct val *a, const struct val *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case VAL_INT:
		return a->i == b->i;
	case VAL_TEXT:
		return str_eq(a->s, b->s);
	default:
		return true;
	}
}

/* expr_name - what a name means: a variable of a macro, a value given by the caller, a field of the
 * judged row, its related rows, or the row above it. */
#include "entity/fields.h"
#include "rule/expr_int.h"

/* Rows of these nouns stand for an area: what lies in it is below them. */
static bool is_place(const struct entity *e)
{
	return e->tag == TAG_village || e->tag == TAG_county || e->tag == TAG_area;
}

static bool names(const struct field *f, const struct entity *e)
{
	return f->type == FT_REF && strcmp(f->ref, e->name) == 0;
}

/* The reference by which rows of e belong to rows of `to`: its parent, else the first. -1: none. */
static int reference(const struct entity *e, const struct entity *to)
{
	if (e->parent >= 0 && names(&e->fields[e->parent], to))
		return e->parent;
	for (int i = 0; i < e->nfield; i++)
		if (names(&e->fields[i], to))
			return i;
	return -1;
}

/* ---- related rows ---- */
static struct expr_node *record_node(struct expr_work *k, const struct raw *r, enum expr_op op,
                                     struct expr_node *of, const struct entity *noun, int field)
{
	enum expr_kind kind = op == EXPR_DOWN ? EXPR_ROWS : EXPR_RECORD;
	struct expr_node *n = expr_node_new(k, r, op,
		(struct expr_type){ .kind = kind, .noun = noun }, 1);

	n->kid[0] = of;
	n->noun = noun;
	n->field = field;
	return n;
}

struct expr_node *expr_field_of(struct expr_work *k, const struct raw *r, struct expr_node *record,
                                int field)
{
	const struct entity *e = record->type.noun;
	const struct field *f = &e->fields[field];
	struct expr_node *n;
	struct expr_type t;

	if (f->type == FT_REF) {
		const struct entity *to = entity_find(k->env->m, str_of(f->ref));

		if (to && !(to->flags & ENT_CODED))
			return record_node(k, r, EXPR_UP, record, to, field);
	}
	if (!expr_field_type(f, &t))
		return expr_refuse(k, r, "expr-field-closed",
		                   (struct str[]){ str_of(f->name), str_of(e->name) }, 2);
	n = expr_node_new(k, r, EXPR_FIELD, t, 1);
	n->kid[0] = record;
	n->field = field;
	return n;
}

/* Rows of `noun` as seen from a record: below it, above it, or by the area. NULL: neither. */
static struct expr_node *related(struct expr_work *k, const struct raw *r,
                                 struct expr_node *record, const struct entity *noun)
{
	const struct entity *e = record->type.noun;
	int field = reference(noun, e);

	if (noun->flags & ENT_CODED)
		return NULL;
	if (field >= 0)
		return record_node(k, r, EXPR_DOWN, record, noun, field);
	field = reference(e, noun);
	if (field >= 0)
		return record_node(k, r, EXPR_UP, record, noun, field);
	if (noun->tag == TAG_village || noun->tag == TAG_county) {
		if (!is_place(e) || noun->tag == TAG_county)
			return e == noun ? NULL : record_node(k, r, EXPR_UP, record, noun, -1);
	}
	if (is_place(e) && !(is_place(noun) && e->tag == TAG_village))
		return record_node(k, r, EXPR_DOWN, record, noun, -1);
	return NULL;
}

/* A name behind a record. *found false and NULL: it has no such name. */
static struct expr_node *of_record(struct expr_work *k, const struct raw *r,
                                   struct expr_node *record, struct str name, bool *found)
{
	int field = entity_field(record->type.noun, name);
	const struct entity *noun;
	struct expr_node *n = NULL;

	*found = true;
	if (field >= 0)
		return expr_field_of(k, r, record, field);
	noun = entity_find(k->env->m, name);
	if (noun)
		n = related(k, r, record, noun);
	*found = n != NULL;
	return n;
}

/* ---- suggestions ---- */
static void try_fields(struct expr_near *near, const struct entity *e)
{
	struct expr_type t;

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->type != FT_REF && !expr_field_type(f, &t))
			continue;
		if (str_eqz(near->what, f->zh)) {
			near->best = str_of(f->name);
			near->far = -1;
		}
		expr_near_try(near, str_of(f->name));
	}
}

static void try_nouns(struct expr_near *near, struct expr_work *k, const struct entity *e)
{
	for (int i = 0; i < k->env->m->n; i++) {
		const struct entity *noun = k->env->m->ent[i];

		if (noun->flags & ENT_CODED || (reference(noun, e) < 0 && !is_place(noun)))
			continue;
		if (str_eqz(near->what, noun->zh)) {
			near->best = str_of(noun->name);
			near->far = -1;
		}
		expr_near_try(near, str_of(noun->name));
	}
}

/* The work spells of a household are those of its persons. */
static const struct entity *lower_noun(struct expr_work *k, struct str name)
{
	const struct entity *noun = entity_find(k->env->m, name), *between;

	if (!noun || noun->flags & ENT_CODED || noun->parent < 0)
		return NULL;
	between = entity_find(k->env->m, str_of(noun->fields[noun->parent].ref));
	return between && reference(between, k->env->root) >= 0 ? between : NULL;
}

static struct expr_node *unknown_name(struct expr_work *k, const struct raw *r, struct str name)
{
	struct expr_near near = { .what = name };

	if (k->env->root && lower_noun(k, name))
		return expr_refuse(k, r, "expr-name-lower", (struct str[]){ name,
			str_of(lower_noun(k, name)->name) }, 2);
	for (int i = 1; i < k->nscope; i++)
		expr_near_try(&near, k->scope[i].name);
	for (int i = 0; i < k->env->nvar; i++)
		expr_near_try(&near, k->env->var[i].name);
	if (k->env->root) {
		try_fields(&near, k->env->root);
		try_nouns(&near, k, k->env->root);
	}
	for (int i = 0; expr_word(i); i++)
		expr_near_try(&near, str_of(expr_word(i)));
	return expr_refuse_name(k, r, "expr-name", "expr-name-near", name, expr_near_best(&near));
}

static struct expr_node *unknown_member(struct expr_work *k, const struct raw *r,
                                        const struct entity *e)
{
	struct expr_near near = { .what = r->name };
	struct raw at = *r;
	struct str best;

	try_fields(&near, e);
	try_nouns(&near, k, e);
	best = expr_near_best(&near);
	at.from = r->name_from;
	at.to = r->name_to;
	return expr_refuse(k, &at, best.n ? "expr-member-near" : "expr-member",
	                   (struct str[]){ r->name, str_of(e->name), best }, 3);
}

/* ---- bare names ---- */
static struct expr_node *local(struct expr_work *k, const struct raw *r, int slot,
                               struct expr_type type)
{
	struct expr_node *n = expr_node_new(k, r, EXPR_LOCAL, type, 0);

	n->slot = slot;
	n->name = slot ? k->scope[slot].name : (struct str){ 0 };
	return n;
}

struct expr_node *expr_root(struct expr_work *k, const struct raw *r)
{
	return local(k, r, 0, (struct expr_type){ EXPR_RECORD, .noun = k->env->root });
}

static struct expr_node *variable(struct expr_work *k, const struct raw *r, struct str name)
{
	struct expr_node *n;

	for (int i = 0; i < k->env->nvar; i++) {
		if (!str_eq(k->env->var[i].name, name))
			continue;
		n = expr_node_new(k, r, EXPR_VAR, k->env->var[i].type, 0);
		n->index = i;
		n->name = k->env->var[i].name;
		return n;
	}
	return NULL;
}

struct expr_node *expr_name(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n;
	bool found = false;

	for (int i = k->nscope - 1; i > 0; i--)
		if (str_eq(k->scope[i].name, r->name))
			return local(k, r, i, k->scope[i].type);
	n = variable(k, r, r->name);
	if (n)
		return n;
	if (k->env->root) {
		if (str_eqz(r->name, k->env->root->name))
			return expr_root(k, r);
		n = of_record(k, r, expr_root(k, r), r->name, &found);
		if (n || found)
			return n;
	}
	if (str_eqz(r->name, "on"))
		return expr_node_new(k, r, EXPR_ON, (struct expr_type){ .kind = EXPR_DATE }, 0);
	for (int i = 0; expr_word(i); i++)
		if (str_eqz(r->name, expr_word(i)))
			return expr_refuse(k, r, "expr-function-bare", &r->name, 1);
	return unknown_name(k, r, r->name);
}

/* The variable a.b.c, when the whole chain is one. */
static struct expr_node *qualified(struct expr_work *k, const struct raw *r)
{
	const struct raw *part = r;

	if (k->env->nvar == 0)
		return NULL;
	while (part->kind == RAW_MEMBER)
		part = part->kid[0];
	if (part->kind != RAW_NAME)
		return NULL;
	return variable(k, r, str_sub(k->e->text, r->from, r->to - r->from));
}

struct expr_node *expr_member(struct expr_work *k, const struct raw *r)
{
	struct expr_node *n = qualified(k, r), *x;
	bool found;

	if (n)
		return n;
	x = expr_check(k, r->kid[0]);
	if (!x)
		return NULL;
	if (x->type.kind == EXPR_RECORD) {
		n = of_record(k, r, x, r->name, &found);
		return n || found ? n : unknown_member(k, r, x->type.noun);
	}
	if (x->type.kind == EXPR_ROWS)
		return expr_refuse(k, r, "expr-rows-field",
		                   (struct str[]){ r->name, str_of(x->type.noun->name) }, 2);
	return expr_refuse(k, r, "expr-no-fields",
	                   (struct str[]){ expr_type_name(k, &x->type), r->name }, 2);
}

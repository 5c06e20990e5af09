/* related - rows that belong to a row, whichever way: by the reference to their parent, by another
 * reference, or by lying in its area; and the file of an area. For who looks at one case whole. */
#include "domain/register/browse_int.h"
#include "domain/register/lead.h"

static enum err too_many(struct ctx *cx, const struct entity *e)
{
	return err_set(cx, ERR_LIMIT, e->name, "register-related-many", e->zh, e->en, NULL);
}

/* ---- by a reference ---- */

static bool parent_is(const struct entity *e, const char *noun)
{
	return e->parent >= 0 && strcmp(e->fields[e->parent].ref, noun) == 0;
}

/* Those of the household's rows that name the person. */
static enum err of_person(struct ctx *cx, struct reg *r, const struct entity *e, int via,
                          const struct rec *person, struct rec ***out, int *n)
{
	int all = 0;

	*n = 0;
	if (!rec_has(person, PERSON_household))
		return OK;
	if (e->tag == TAG_lead)
		TRY(lead_of_household(cx, r, person->v[PERSON_household].i, out, &all));
	else
		TRY(register_children(cx, r, e, person->v[PERSON_household].i, out, &all));
	for (int i = 0; i < all; i++)
		if (rec_has((*out)[i], via) && (*out)[i]->v[via].i == person->id)
			(*out)[(*n)++] = (*out)[i];
	return OK;
}

static enum err by_reference(struct ctx *cx, struct reg *r, const struct entity *e, int via,
                             const struct rec *of, struct rec ***out, int *n)
{
	if (via == e->parent)
		return register_children(cx, r, e, of->id, out, n);
	if (e->tag == TAG_lead && via == LEAD_household)
		return lead_of_household(cx, r, of->id, out, n);
	if (of->e->tag == TAG_person && (parent_is(e, "household") || e->tag == TAG_lead))
		return of_person(cx, r, e, via, of, out, n);
	return err_set(cx, ERR_BUG, e->name, "register-related-way", e->fields[via].name, NULL);
}

/* ---- by the area ---- */

struct gathered {
	struct rec **v;
	int n, cap;
};

static void gather(struct arena *a, struct gathered *g, struct rec *row)
{
	g->v = arena_grown(a, g->v, g->n, &g->cap, sizeof *g->v);
	g->v[g->n++] = row;
}

static enum err in_one_area(struct ctx *cx, struct reg *r, const struct entity *e, int64_t area,
                            struct gathered *g)
{
	struct ids ids = { .a = &cx->arena };
	struct rec *row;
	enum err err;

	TRY(ids_by(cx, r, &e->sql->by_area, area, &ids));
	for (int i = 0; i < ids.n; i++) {
		if (arena_full(&cx->arena))
			return too_many(cx, e);
		err = register_load(cx, r, e, ids.id[i], &row);
		if (err == ERR_NOTFOUND) {
			err_clear(cx);           /* outside what is seen */
			continue;
		}
		TRY(err);
		gather(&cx->arena, g, row);
	}
	return OK;
}

/* Rows of a noun with a parent are those of the parents in the area. */
static enum err in_areas(struct ctx *cx, struct reg *r, const struct entity *e,
                         const struct area_node *node, int lo, int hi, struct gathered *g)
{
	struct gathered up = { 0 };
	struct rec **row;
	int n;

	if (e->parent < 0) {
		for (int i = lo; i < hi; i++)
			TRY(in_one_area(cx, r, e, node[i].id, g));
		return OK;
	}
	TRY(in_areas(cx, r, entity_find(r->model, str_of(e->fields[e->parent].ref)), node, lo, hi,
	             &up));
	for (int i = 0; i < up.n; i++) {
		if (arena_full(&cx->arena))
			return too_many(cx, e);
		TRY(register_children(cx, r, e, up.v[i]->id, &row, &n));
		for (int k = 0; k < n; k++)
			gather(&cx->arena, g, row[k]);
	}
	return OK;
}

static enum err by_area(struct ctx *cx, struct reg *r, const struct entity *e, int64_t area,
                        struct rec ***out, int *n)
{
	const struct area_node *node;
	struct gathered g = { 0 };
	struct arena a;
	enum err err;
	int count, at = 0;

	arena_init(&a, (size_t)512 << 20);
	err = register_areas(cx, &a, r, &node, &count);
	while (err == OK && at < count && node[at].id != area)
		at++;
	if (err == OK && at < count)
		err = in_areas(cx, r, e, node, node[at].lo, node[at].hi, &g);
	arena_free(&a);
	*out = g.v;
	*n = g.n;
	return err;
}

enum err register_related(struct ctx *cx, struct reg *r, const struct entity *e, int via,
                          const struct rec *of, struct rec ***out, int *n)
{
	*out = NULL;
	*n = 0;
	if (via >= 0)
		return by_reference(cx, r, e, via, of, out, n);
	return by_area(cx, r, e, of->e->tag == TAG_area ? of->id : of->area, out, n);
}

/* Of the files of one place, one a year: the newest that is not after the year. */
static struct rec *file_of_year(const struct gathered *g, int year)
{
	struct rec *best = NULL;

	for (int i = 0; i < g->n; i++) {
		struct rec *row = g->v[i];
		int f = entity_field(row->e, STR("year"));
		int64_t of = f >= 0 && rec_has(row, f) ? row->v[f].i : 0;

		if ((!year || of <= year) && (!best || of >= (f >= 0 ? best->v[f].i : 0)))
			best = row;
	}
	return best;
}

enum err register_file(struct ctx *cx, struct reg *r, const struct entity *e, int64_t area,
                       int year, struct rec **out)
{
	const struct area_node *node;
	int count, at = 0;
	struct arena a;
	enum err err;

	*out = NULL;
	arena_init(&a, (size_t)512 << 20);
	err = register_areas(cx, &a, r, &node, &count);
	while (err == OK && at < count && node[at].id != area)
		at++;
	for (; err == OK && at >= 0 && at < count && !*out; at = node[at].parent) {
		struct gathered g = { 0 };

		err = in_one_area(cx, r, e, node[at].id, &g);
		if (err == OK)
			*out = file_of_year(&g, year);
	}
	arena_free(&a);
	return err;
}

void register_birth(struct rec *person)
{
	date_t birth = rec_has(person, PERSON_birth) ? 0 : person_birth(person);

	if (birth)
		rec_int(person, PERSON_birth, birth);
}

enum err register_head_name(struct ctx *cx, struct reg *r, struct cells *c,
                            const struct rec *household, enum mask mask, struct buf *out)
{
	const struct list_face *l = &r->model->lists;
	struct rec **member;
	int n;

	if (rec_has(household, HOUSEHOLD_head_name))
		return register_cell(cx, c, household, HOUSEHOLD_head_name, mask, out);
	TRY(register_children(cx, r, register_entity(r, TAG_person), household->id, &member, &n));
	for (int i = 0; i < n; i++) {
		const struct rec *p = member[i];

		if (rec_has(p, PERSON_relation) && register_alive(r, p) &&
		    l->has_tag(l->state, "relation", p->v[PERSON_relation].i, "head") &&
		    (mask != MASK_PUBLIC || person_of_age(p, register_today(cx, r))))
			return register_cell(cx, c, p, PERSON_name, mask, out);
	}
	return OK;
}

bool register_of_age(const struct rec *person, date_t on)
{
	return person_of_age(person, on);
}

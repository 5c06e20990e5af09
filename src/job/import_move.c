/* import_move - a list that says a household lives elsewhere moves what hangs on it, too: rows keep
 * the area they stand in, and questions about an area would lose them otherwise. */
#include "domain/register/lead.h"
#include "job/import_int.h"

/* The key that seals a row: the household's, or its own. */
static enum err family_of(struct imp *im, const struct rec *old, struct family *house,
                          struct family *own, struct family **out)
{
	*out = old->e->tag == TAG_lead || old->e->flags & ENT_SEED ? own : house;
	if (old->e->tag == TAG_lead)
		return lead_seal(im->cx, im->r->db, im->r->st, old, own);
	return *out == own ? family_load(im->cx, im->r->db, im->r->st, old->e, old->id, own) : OK;
}

static enum err move_row(struct imp *im, struct rec *old, const struct beside *b, int32_t row)
{
	struct arena *a = &im->chunk->a;
	struct family own, *fam;
	struct rec *now;
	bool changed;

	TRY(family_of(im, old, b->fam, &own, &fam));
	if (!old->opened)
		TRY(store_open(im->cx, a, im->r->st, fam, old));
	now = imp_merge(a, old, rec_new(a, old->e), &changed);
	now->area = b->house->area;
	now->batch = im->batch;
	now->row = row;
	return imp_write(im, now, old, fam);
}

static bool hangs_on(const struct entity *e, const struct entity *up)
{
	return e->parent >= 0 && !strcmp(e->fields[e->parent].ref, up->name);
}

static bool keyed_alone(const struct entity *e)
{
	return e->tag == TAG_lead || e->flags & ENT_SEED;
}

static enum err move_rows(struct imp *im, const struct beside *b, struct rec *const *old, int n,
                          int64_t from, int32_t row)
{
	for (int i = 0; i < n; i++)
		if (!old[i]->taken && old[i]->area == from)
			TRY(move_row(im, old[i], b, row));
	return OK;
}

static enum err move_of_person(struct imp *im, const struct beside *b, int64_t person, int64_t from,
                               int32_t row)
{
	const struct model *m = im->r->model;

	for (int i = 0; i < m->n; i++) {
		struct rec **old;
		int n;

		if (!hangs_on(m->ent[i], im->person))
			continue;
		TRY(match_children(im, m->ent[i], person, keyed_alone(m->ent[i]) ? NULL : b->fam, &old,
		                   &n));
		TRY(move_rows(im, b, old, n, from, row));
	}
	return OK;
}

static enum err move_noun(struct imp *im, struct beside *b, const struct entity *e, int64_t from,
                          int32_t row)
{
	struct beside_noun *k, alone = { .e = e };

	if (keyed_alone(e)) {
		k = &alone;
		TRY(match_children(im, e, b->house->id, NULL, &k->row, &k->n));
	} else {
		TRY(beside_rows(im, b, e, &k));
	}
	TRY(move_rows(im, b, k->row, k->n, from, row));
	for (int i = 0; e == im->person && i < k->n; i++)
		TRY(move_of_person(im, b, k->row[i]->id, from, row));
	return OK;
}

enum err move_household(struct imp *im, struct beside *b, int64_t from, int32_t row)
{
	const struct model *m = im->r->model;

	for (int i = 0; i < m->n; i++)
		if (hangs_on(m->ent[i], im->household))
			TRY(move_noun(im, b, m->ent[i], from, row));
	return OK;
}

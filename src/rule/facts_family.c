/* facts_family - one household with what belongs to it, as values. */
#include "rule/facts.h"

#include <stdio.h>

#include "base/mem.h"

void facts_family_init(struct facts_family *f, const struct facts_schema *s)
{
	*f = (struct facts_family){ .s = s };
}

void facts_family_free(struct facts_family *f)
{
	for (int i = 0; i < FACTS_NOUNS; i++) {
		mem_free(f->kin[i].id);
		mem_free(f->kin[i].owner);
		mem_free(f->kin[i].v);
		mem_free(f->kin[i].known);
		f->kin[i] = (struct facts_kin){ 0 };
	}
}

void facts_family_start(struct facts_family *f, int64_t id, int32_t area)
{
	f->id = id;
	f->area = area;
	f->full = false;
	for (int i = 0; i < f->s->nnoun; i++)
		f->kin[i].n = 0;
	facts_family_row(f, 0, id, 0);
}

enum err facts_family_many(struct ctx *cx, const struct facts_family *f)
{
	char id[24], most[24];

	snprintf(id, sizeof id, "#%lld", (long long)f->id);
	snprintf(most, sizeof most, "%d", FACTS_CHILDREN);
	return err_set(cx, ERR_LIMIT, "facts", "facts-children", id, most, NULL);
}

static void kin_grow(struct facts_kin *k, size_t ncol)
{
	size_t room = k->room ? (size_t)k->room * 2 : 8;

	k->id = mem_grow(k->id, room, sizeof *k->id);
	k->owner = mem_grow(k->owner, room, sizeof *k->owner);
	k->v = mem_grow(k->v, room * (ncol ? ncol : 1), sizeof *k->v);
	k->known = mem_grow(k->known, room * FACTS_WORDS, sizeof *k->known);
	k->room = (int)room;
}

int facts_family_row(struct facts_family *f, int noun, int64_t id, int owner)
{
	struct facts_kin *k = &f->kin[noun];
	size_t ncol = (size_t)f->s->noun[noun]->ncol;

	if (k->n == FACTS_CHILDREN) {
		f->full = true;
		return k->n - 1;
	}
	if (k->n == k->room)
		kin_grow(k, ncol);
	k->id[k->n] = id;
	k->owner[k->n] = owner;
	if (ncol)
		memset(k->v + (size_t)k->n * ncol, 0, ncol * sizeof *k->v);
	memset(k->known + (size_t)k->n * FACTS_WORDS, 0, FACTS_WORDS * sizeof *k->known);
	return k->n++;
}

/* Does the value carry the tag? A set: does one of its values. */
static bool tagged(const struct facts_column *c, int64_t v)
{
	if (c->f->type == FT_SET)
		return ((uint64_t)v & c->codes[0]) != 0;
	return v >= 0 && v < 256 && c->codes[v >> 6] >> (v & 63) & 1;
}

int64_t facts_column_value(const struct facts_column *c, int64_t v)
{
	return c->how == FACTS_KNOWN ? 0 : c->how == FACTS_TAG ? tagged(c, v) : v;
}

static void rec_columns(struct facts_family *f, int noun, int row, const struct rec *r)
{
	const struct facts_noun *n = f->s->noun[noun];

	for (int i = 0; i < n->ncol; i++) {
		const struct facts_column *c = &n->col[i];
		const struct val *v = c->how == FACTS_ANSWER ? NULL : &r->v[c->field];

		if (!v || v->kind == VAL_NULL || (c->sealed && !r->opened))
			continue;
		if (c->how == FACTS_KNOWN)
			facts_family_set(f, noun, row, i, 0);
		else if (v->kind == VAL_INT)
			facts_family_set(f, noun, row, i, facts_column_value(c, v->i));
	}
}

bool facts_family_rec(struct facts_family *f, const struct rec *r)
{
	int noun = facts_noun_of(f->s, r->e), owner = 0;

	if (noun < 0)
		return true;
	if (noun == 0) {
		rec_columns(f, 0, 0, r);
		return r->id == f->id;
	}
	if (r->v[r->e->parent].kind != VAL_INT)
		return false;
	if (f->s->noun[noun]->up > 0) {
		const struct facts_kin *k = &f->kin[f->s->noun[noun]->up];

		while (owner < k->n && k->id[owner] != r->v[r->e->parent].i)
			owner++;
		if (owner == k->n)
			return false;
	} else if (r->v[r->e->parent].i != f->id) {
		return false;
	}
	rec_columns(f, noun, facts_family_row(f, noun, r->id, owner), r);
	return true;
}

/* import_match - which row of the register a row of a list speaks of. */
#include "job/import_int.h"

#include "base/codes.h"
#include "domain/register/lookup.h"
#include "entity/seek.h"

enum err match_household(struct imp *im, struct str no, struct rec **out)
{
	const struct entity_sql *q = im->household->sql;
	struct parent p = { 0 };
	struct stmt *s;
	bool row;

	*out = NULL;
	if (im->fresh_household)
		return OK;
	TRY(db_stmt(im->cx, im->r->db, &q->by_key, &s));
	stmt_text(s, 1, no);
	TRY(stmt_step(im->cx, s, &row));
	if (row)
		*out = store_row(&im->chunk->a, im->household, s);
	stmt_done(s);
	if (!row)
		return OK;
	p.id = (*out)->id;
	TRY(match_family(im, &p));
	return store_open(im->cx, &im->chunk->a, im->r->st, &p.fam, *out);
}

enum err match_parent_household(struct imp *im, struct str no, struct parent *out)
{
	struct place at;

	*out = (struct parent){ 0 };
	TRY(lookup_household(im->cx, im->r->db, no, &out->found, &at));
	if (out->found) {
		out->id = at.id;
		out->area = at.area;
		out->shard = at.shard;
	}
	return OK;
}

enum err match_family(struct imp *im, struct parent *p)
{
	if (p->fam_loaded)
		return OK;
	p->fam_loaded = true;
	return family_load(im->cx, im->r->db, im->r->st, im->household, p->id, &p->fam);
}

enum err match_children(struct imp *im, const struct entity *e, int64_t parent, struct family *fam,
                        struct rec ***out, int *n)
{
	struct arena *a = &im->chunk->a;
	struct rec **v = NULL;
	struct stmt *s;
	int cap = 0;
	bool row;

	*n = 0;
	TRY(db_stmt(im->cx, im->r->db, e->parent >= 0 ? &e->sql->by_parent : &e->sql->by_area, &s));
	stmt_int(s, 1, parent);
	for (;;) {
		TRY(stmt_step(im->cx, s, &row));
		if (!row)
			break;
		if (*n == cap) {
			struct rec **more = arena_array(a, (size_t)cap * 2 + 8, sizeof *more);

			if (*n)
				memcpy(more, v, (size_t)*n * sizeof *more);
			v = more;
			cap = cap * 2 + 8;
		}
		v[(*n)++] = store_row(a, e, s);
	}
	stmt_done(s);
	for (int i = 0; i < *n; i++)
		if (!v[i]->opened && fam)
			TRY(store_open(im->cx, a, im->r->st, fam, v[i]));
	*out = v;
	return OK;
}

static bool same_fields(const struct rec *stated, const struct rec *old, bool keys_only)
{
	const struct entity *e = stated->e;

	for (int i = 0; i < e->nfield; i++) {
		if (keys_only ? !(e->fields[i].flags & E_ROWKEY) : stated->v[i].kind == VAL_NULL)
			continue;
		if (!val_eq(&stated->v[i], &old->v[i]))
			return false;
	}
	return true;
}

/* The row of `old` that a list speaks of: one that says all the same, else one with the same row
 * key that no other row of this file has spoken of. Several measures of one kind on one day are
 * several rows. */
struct rec *match_rowkey(const struct rec *stated, struct rec *const *old, int n)
{
	bool keyed = false;

	for (int i = 0; i < stated->e->nfield; i++)
		keyed |= (stated->e->fields[i].flags & E_ROWKEY) != 0;
	for (int pass = 0; pass < 3; pass++)
		for (int k = 0; k < n; k++) {
			bool same =
				pass < 2 ? same_fields(stated, old[k], false) && same_fields(stated, old[k], true)
						 : keyed && same_fields(stated, old[k], true);

			if (same && (pass == 1 || !old[k]->taken))
				return old[k];
		}
	return NULL;
}

/* ---- persons ---- */

static bool same_text(const struct rec *a, const struct rec *b, int f)
{
	return rec_has(a, f) && rec_has(b, f) && str_eq(a->v[f].s, b->v[f].s);
}

#define CANDIDATES_MOST 65536

struct candidates { struct imp *im; int64_t id[16]; int n; };

/* *out NULL: the person has left the register; search entries outlive their rows. */
static enum err person_row(struct imp *im, int64_t id, struct rec **out)
{
	struct stmt *s;
	bool row;

	*out = NULL;
	TRY(db_stmt(im->cx, im->r->db, &im->person->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(im->cx, s, &row));
	if (row)
		*out = store_row(&im->chunk->a, im->person, s);
	stmt_done(s);
	return OK;
}

/* Those who have left make room. */
static enum err drop_gone(struct candidates *c)
{
	int kept = 0;

	for (int i = 0; i < c->n; i++) {
		struct rec *there;

		TRY(person_row(c->im, c->id[i], &there));
		if (there)
			c->id[kept++] = c->id[i];
	}
	c->n = kept;
	return OK;
}

static enum err candidate(void *arg, int64_t id)
{
	struct candidates *c = arg;

	for (int i = 0; i < c->n; i++)
		if (c->id[i] == id)
			return OK;
	if (c->n == 16)
		TRY(drop_gone(c));
	if (c->n < 16)
		c->id[c->n++] = id;
	return OK;
}

static enum err ask(struct imp *im, uint64_t key, struct candidates *c)
{
	int64_t id;

	switch (known_get(im->known, key, &id)) {
	case KNOWN_NO:
		return OK;
	case KNOWN_ONE:
		return candidate(c, id);
	default:
		return seek_find(im->cx, im->r->db, key, CANDIDATES_MOST, candidate, c);
	}
}

static enum err person_candidates(struct imp *im, const struct rec *stated, struct candidates *c)
{
	uint8_t t = im->person->tag;

	if (rec_has(stated, PERSON_no))
		TRY(ask(im, seek_key(t, SEEK_NO, seek_hash_text(stated->v[PERSON_no].s)), c));
	if (rec_has(stated, PERSON_idno))
		TRY(ask(im, seek_key(t, SEEK_ID, store_blind_query(&im->r->keys, BLIND_ID,
		                     stated->v[PERSON_idno].s)), c));
	return OK;
}

static enum err load_person(struct imp *im, int64_t id, struct rec **out)
{
	struct family fam;
	int64_t household;

	TRY(person_row(im, id, out));
	if (!*out)
		return OK;
	TRY(store_household(im->cx, im->r->db, im->r->model, *out, &household));
	TRY(family_load(im->cx, im->r->db, im->r->st, im->household, household, &fam));
	return store_open(im->cx, &im->chunk->a, im->r->st, &fam, *out);
}

/* For a row without any number: a member of that name who differs in neither birth nor relation. */
static bool may_be_same(const struct rec *a, const struct rec *b)
{
	static const int telling[] = { PERSON_birth, PERSON_relation, PERSON_sex };

	for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
		if (rec_has(a, telling[i]) && rec_has(b, telling[i]) &&
		    !val_eq(&a->v[telling[i]], &b->v[telling[i]]))
			return false;
	return true;
}

enum err match_person(struct imp *im, const struct rec *stated, struct rec *const *member,
					  int nmember, struct rec **out)
{
	struct candidates c = { .im = im };

	*out = NULL;
	for (int i = 0; i < nmember; i++)
		if (same_text(stated, member[i], PERSON_no) && (!rec_has(stated, PERSON_idno) ||
		    !rec_has(member[i], PERSON_idno) || same_text(stated, member[i], PERSON_idno) ||
		    same_text(stated, member[i], PERSON_name))) {
			*out = member[i];
			return OK;
		}
	for (int i = 0; i < nmember; i++)
		if (same_text(stated, member[i], PERSON_idno) && (!rec_has(stated, PERSON_no) ||
		    same_text(stated, member[i], PERSON_name))) {
			*out = member[i];
			return OK;
		}
	for (int i = 0; i < nmember && !rec_has(stated, PERSON_no) && !rec_has(stated, PERSON_idno);
		 i++)
		if (same_text(stated, member[i], PERSON_name) && may_be_same(stated, member[i])) {
			*out = member[i];
			return OK;
		}
	if (!im->known)
		return OK;
	TRY(person_candidates(im, stated, &c));
	for (int i = 0; i < c.n; i++) {
		struct rec *p;

		TRY(load_person(im, c.id[i], &p));
		if (p && (same_text(stated, p, PERSON_no) || same_text(stated, p, PERSON_idno)) &&
		    same_text(stated, p, PERSON_name)) {
			*out = p;
			return OK;
		}
	}
	return OK;
}

enum err match_person_ref(struct imp *im, struct str no, struct parent *out, int64_t *household)
{
	struct rec *probe = rec_new(&im->chunk->a, im->person);
	struct candidates c = { .im = im };
	struct idno id;

	*out = (struct parent){ 0 };
	rec_text(probe, PERSON_no, no);
	if (idno_read(no, 0, &id) == IDNO_GOOD)
		rec_text(probe, PERSON_idno, str_dup(&im->chunk->a, str_of(id.no)));
	TRY(person_candidates(im, probe, &c));
	for (int i = 0; i < c.n; i++) {
		struct rec *p;

		TRY(person_row(im, c.id[i], &p));
		if (!p)
			continue;
		if (!same_text(probe, p, PERSON_no)) {
			if (!rec_has(probe, PERSON_idno))
				continue;
			TRY(load_person(im, c.id[i], &p));
			if (!p || !same_text(probe, p, PERSON_idno))
				continue;
		}
		*out = (struct parent){ .id = p->id, .area = p->area, .shard = p->shard, .found = true };
		*household = p->v[PERSON_household].i;
		return OK;
	}
	return OK;
}

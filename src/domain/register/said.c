#include "domain/register/said.h"

#include "base/mem.h"

#define SETS_MAX 400             /* different sets of columns that a source's lists had */

/* The rows that lists with the same columns of this noun contained, and when last. */
struct set {
	bool *field;                 /* by index: the lists state it */
	bool own;                    /* they are of the kind that asks */
	uint32_t *last;              /* by sequence number of the id: 1 + index of the roll */
};

struct said {
	const struct entity *e;
	int node;
	int64_t cap;                 /* of set.last */
	const bool *wanted;
	struct set *set;
	int nset;
	bool too_many;               /* nothing of it may be used then: an older word would be taken */
	int64_t *leaf;               /* of the rolls */
	uint32_t nroll, cap_roll;
	/* while loading: the columns of the batch, its kind, the roll's place in a line */
	const struct column *col;
	int ncol, nth;
	bool own;
};

/* A list that names a township by the path, and not the village's column, states the village. */
static bool states(const struct said *s, int field)
{
	return columns_have(s->col, s->ncol, s->e, s->nth, field) ||
	       (s->e->tag == TAG_household && field == HOUSEHOLD_area);
}

static bool matters(const struct said *s)
{
	for (int i = 0; i < s->e->nfield; i++)
		if ((!s->wanted || s->wanted[i]) && columns_have(s->col, s->ncol, s->e, 0, i))
			return true;
	return false;
}

/* The set of lists with these columns; NULL if there are too many. */
static struct set *set_of(struct said *s)
{
	struct set *t;

	for (int i = 0; i < s->nset; i++) {
		bool same = s->set[i].own == s->own;

		for (int k = 0; k < s->e->nfield && same; k++)
			same = s->set[i].field[k] == states(s, k);
		if (same)
			return &s->set[i];
	}
	s->too_many |= s->nset == SETS_MAX;
	if (s->too_many)
		return NULL;
	s->set = mem_grow(s->set, (size_t)s->nset + 1, sizeof *s->set);
	t = &s->set[s->nset++];
	t->own = s->own;
	t->field = mem_new((size_t)s->e->nfield + 1, sizeof *t->field);
	for (int k = 0; k < s->e->nfield; k++)
		t->field[k] = states(s, k);
	t->last = mem_new((size_t)s->cap + 1, sizeof *t->last);
	return t;
}

static int64_t sequence(const struct said *s, int64_t id)
{
	int64_t at = id & ((INT64_C(1) << ID_SEQ_BITS) - 1);

	return ID_NODE(id) == s->node && at < s->cap ? at : -1;
}

static enum err take_roll(void *arg, const struct roll *roll)
{
	struct said *s = arg;
	struct set *t;

	if (!roll->taken || !str_eqz(roll->entity, s->e->name))
		return OK;
	s->nth = roll->nth;
	t = set_of(s);
	if (!t)
		return OK;
	if (s->nroll == s->cap_roll) {
		s->cap_roll = s->cap_roll * 2 + 64;
		s->leaf = mem_grow(s->leaf, s->cap_roll, sizeof *s->leaf);
	}
	s->leaf[s->nroll++] = roll->leaf;
	for (int i = 0; i < roll->n; i++) {
		int64_t at = sequence(s, roll->id[i]);

		if (at >= 0 && (!t->last[at] || s->leaf[t->last[at] - 1] < roll->leaf))
			t->last[at] = s->nroll;
	}
	return OK;
}

static enum err load(struct ctx *cx, struct reg *r, const struct said_ask *ask, struct said *s)
{
	struct roll_batch *b;
	struct arena a;
	enum err e;
	int n;

	TRY(roll_batches(cx, r, ask->source, &b, &n));
	arena_init(&a, 64 << 20);
	e = OK;
	for (int i = 0; e == OK && i < n; i++) {
		struct column *col;

		if (b[i].id == ask->except)
			continue;

		columns_read(&a, r->model, b[i].columns, &col, &s->ncol);
		s->col = col;
		s->own = str_eq(b[i].kind, ask->kind);
		if (matters(s))
			e = roll_read(cx, r, b[i].id, take_roll, s);
		arena_reset(&a);
	}
	arena_free(&a);
	return e;
}

enum err said_load(struct ctx *cx, struct reg *r, const struct said_ask *ask, struct said **out)
{
	struct said *s = mem_new(1, sizeof *s);
	enum err err;

	s->e = ask->e;
	s->node = r->st->node;
	s->cap = r->st->next[ask->e->tag];
	s->wanted = ask->fields;
	err = load(cx, r, ask, s);
	if (err == OK && s->too_many)
		err = err_set(cx, ERR_LIMIT, s->e->name, "said-too-many", NULL);
	s->wanted = NULL;
	s->col = NULL;
	if (err != OK) {
		said_free(s);
		s = NULL;
	}
	*out = s;
	return err;
}

void said_free(struct said *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->nset; i++) {
		mem_free(s->set[i].field);
		mem_free(s->set[i].last);
	}
	mem_free(s->set);
	mem_free(s->leaf);
	mem_free(s);
}

static int64_t when(const struct said *s, int64_t id, int field, bool own)
{
	int64_t at = sequence(s, id), leaf = 0;

	for (int i = 0; at >= 0 && i < s->nset; i++) {
		uint32_t last = s->set[i].last[at];

		if (last && (!own || s->set[i].own) && (field < 0 || s->set[i].field[field]) &&
		    s->leaf[last - 1] > leaf)
			leaf = s->leaf[last - 1];
	}
	return leaf;
}

int64_t said_when(const struct said *s, int64_t id, int field)
{
	return when(s, id, field, false);
}

int64_t said_when_own(const struct said *s, int64_t id, int field)
{
	return when(s, id, field, true);
}

enum err said_version(struct ctx *cx, struct reg *r, struct arena *a, struct rec *now,
                      const struct family *fam, int64_t leaf, struct versions *v,
                      struct rec **out)
{
	*out = now;
	if (now->leaf <= leaf)
		return OK;
	for (int i = 0; i < v->n; i++)
		if (v->leaf[i] == leaf) {
			*out = v->rec[i];
			return OK;
		}
	TRY(store_as_of(cx, r->db, a, now->e, now->id, leaf, out));
	if (*out && fam)
		TRY(store_open(cx, a, r->st, fam, *out));
	if (v->n < 4) {
		v->leaf[v->n] = leaf;
		v->rec[v->n++] = *out;
	}
	return OK;
}

/* refs - one counter a row, by its sequence number. */
#include "entity/refs.h"

#include "base/mem.h"
#include "entity/fields.h"

struct refs {
	const struct model *m;
	int node;
	uint32_t *n[ENT_MOST];             /* by tag: counters, NULL for nouns that nobody asked for */
	int64_t size[ENT_MOST];
};

static uint32_t *counter(const struct refs *r, uint8_t tag, int64_t id)
{
	int64_t seq = id & ((INT64_C(1) << ID_SEQ_BITS) - 1);

	if (id <= 0 || ID_NODE(id) != r->node || !r->n[tag] || seq >= r->size[tag])
		return NULL;
	return &r->n[tag][seq];
}

static void step(struct refs *r, uint8_t tag, int64_t id, bool more)
{
	uint32_t *n = counter(r, tag, id);

	if (n && !more && *n)
		--*n;
	else if (n && more && *n < UINT32_MAX)
		++*n;
}

/* The noun a field refers to, or 0. */
static uint8_t target(const struct refs *r, const struct field *f)
{
	if (f->type == FT_AREA)
		return TAG_area;
	return f->type == FT_REF ? entity_find(r->m, str_of(f->ref))->tag : 0;
}

static enum err count_column(struct ctx *cx, struct db *db, struct refs *r, const struct sql *q,
                             uint8_t tag)
{
	struct stmt *s;
	enum err e;
	bool row;

	if (!r->n[tag])
		return OK;
	TRY(db_stmt(cx, db, q, &s));
	while ((e = stmt_step(cx, s, &row)) == OK && row)
		step(r, tag, stmt_col_int(s, 0), true);
	stmt_done(s);
	return e;
}

/* Fields of packs have no column: the rows are read. */
static enum err count_packed(struct ctx *cx, struct db *db, struct refs *r, const struct entity *e)
{
	struct arena a;
	struct stmt *s;
	enum err er;
	bool row;

	TRY(db_stmt(cx, db, &e->sql->scan, &s));
	arena_init(&a, 16 << 20);
	while ((er = stmt_step(cx, s, &row)) == OK && row) {
		struct rec *rec = store_row(&a, e, s);

		for (int i = 0; i < e->sql->npacked; i++) {
			int f = e->sql->packed[i];

			if (e->fields[f].type == FT_AREA && rec_has(rec, f))
				step(r, TAG_area, rec->v[f].i, true);
		}
		arena_reset(&a);
	}
	stmt_done(s);
	arena_free(&a);
	return er;
}

/* What the program concludes of a row holds nothing in place: a verdict and a doubt go with it. */
static bool holds(const struct entity *e)
{
	return e->tag != TAG_verdict && e->tag != TAG_doubt;
}

static enum err count_noun(struct ctx *cx, struct db *db, struct refs *r, const struct entity *e)
{
	bool packed = false;

	if (!holds(e))
		return OK;
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		uint8_t tag = target(r, f);

		packed |= f->pack && f->type == FT_AREA;
		if (tag && e->sql->refs[i].text)
			TRY(count_column(cx, db, r, &e->sql->refs[i], tag));
	}
	if (e->tag != TAG_area && e->tag != TAG_finding)       /* its own; where a finding belongs */
		TRY(count_column(cx, db, r, &e->sql->area_of, TAG_area));
	return packed && r->n[TAG_area] ? count_packed(cx, db, r, e) : OK;
}

enum err refs_make(struct ctx *cx, struct db *db, const struct store *st, const bool to[ENT_MOST],
                   struct refs **out)
{
	struct refs *r = mem_new(1, sizeof *r);
	enum err e = OK;

	r->m = st->m;
	r->node = st->node;
	for (int t = 0; t < ENT_MOST; t++)
		if (to[t]) {
			r->size[t] = __atomic_load_n(&st->next[t], __ATOMIC_RELAXED);
			r->n[t] = mem_new((size_t)r->size[t] + 1, sizeof *r->n[t]);
		}
	for (int i = 0; i < r->m->n && e == OK; i++)
		e = count_noun(cx, db, r, r->m->ent[i]);
	*out = r;
	if (e != OK) {
		refs_free(r);
		*out = NULL;
	}
	return e;
}

int64_t refs_to(const struct refs *r, const struct entity *e, int64_t id)
{
	const uint32_t *n = counter(r, e->tag, id);

	return n ? *n : 0;
}

static void step_all(struct refs *r, const struct rec *row, bool more)
{
	if (!holds(row->e))
		return;
	for (int i = 0; i < row->e->nfield; i++) {
		const struct field *f = &row->e->fields[i];

		if (rec_has(row, i) && target(r, f) && f->column != SYS_AREA)
			step(r, target(r, f), row->v[i].i, more);
	}
	if (row->e->tag != TAG_area && row->e->tag != TAG_finding && row->area)
		step(r, TAG_area, row->area, more);
}

void refs_drop(struct refs *r, const struct rec *row)
{
	step_all(r, row, false);
}

void refs_add(struct refs *r, const struct rec *row)
{
	step_all(r, row, true);
}

void refs_free(struct refs *r)
{
	if (!r)
		return;
	for (int t = 0; t < ENT_MOST; t++)
		mem_free(r->n[t]);
	mem_free(r);
}

/* import_twins - numbers that two rows share across households: found after the rows are in, by
 * walking the search keys in order. Both rows are named; neither is judged. */
#include "job/import_int.h"

#include <stdio.h>

#include "entity/seek.h"

struct twins {
	struct imp *im;
	const struct entity *e;
	enum seek_class cls;
	int field;
	const char *kind;
	int part;
	struct arena *a;             /* emptied for every group of twins */
};

/* What two rows must share: the blind index for sealed numbers, the text for others. */
static bool same_number(const struct twins *t, struct rec *const *r, int a, int b,
                        const struct str *blind)
{
	if (t->e->sql->blind[t->field] >= 0)
		return blind[a].n && str_eq(blind[a], blind[b]);
	return val_eq(&r[a]->v[t->field], &r[b]->v[t->field]);
}

static enum err load_twin(struct twins *t, int64_t id, struct rec **out, struct str *blind)
{
	struct arena *a = t->a;
	struct stmt *s;
	bool row;

	*out = NULL;
	TRY(db_stmt(t->im->cx, t->im->r->db, &t->e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(t->im->cx, s, &row));
	if (row) {
		*out = store_row(a, t->e, s);
		if (t->e->sql->blind[t->field] >= 0)
			*blind = str_dup(a, stmt_col_blob(s, t->e->sql->blind[t->field]));
	}
	stmt_done(s);
	return OK;
}

static enum err name_twin(struct twins *t, const struct rec *r, const struct rec *other)
{
	struct imp *im = t->im;
	struct reader_row row = { .row = r->row };
	struct reader_finding f[2];
	int col = imp_col(im, t->part, t->field);
	char where[32];
	int n;

	if (r->batch != im->batch)
		return OK;
	n = snprintf(where, sizeof where, "%d", (int)other->row);
	row.f = f;
	row.fcap = 2;
	imp_found_col(im, &row, t->kind, col, str_dup(&im->chunk->a, (struct str){ where, (size_t)n }));
	im->n.rows--;                           /* settled before as a row; now only a finding */
	im->n.unchanged--;
	return imp_settle(im, &row);
}

static enum err found(void *arg, uint64_t key, const int64_t *ids, int n)
{
	struct twins *t = arg;
	struct rec *r[32];
	struct str blind[32] = { { 0 } };
	int k = 0;

	(void)key;
	arena_reset(t->a);
	for (int i = 0; i < n && k < 32; i++) {
		TRY(load_twin(t, ids[i], &r[k], &blind[k]));
		k += r[k] != NULL;
	}
	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++)
			if (j != i && same_number(t, r, i, j, blind)) {
				TRY(name_twin(t, r[i], r[j]));
				break;
			}
	return imp_flush(t->im, false);
}

static enum err twins_of(struct imp *im, struct twins *t)
{
	if (im->rd->map.npart == 1) {
		if (t->e != im->part[0])
			return OK;
		t->part = 0;
	}
	if (!im->reading)
		TRY(db_begin_read(im->cx, im->r->db));
	im->reading = true;
	return seek_twins(im->cx, im->r->db, seek_key(t->e->tag, t->cls, 0),
	                  seek_key(t->e->tag, t->cls, ~UINT64_C(0)), found, t);
}

enum err twins_find(struct imp *im)
{
	struct arena a;
	struct twins all[] = {
		{ im, im->person, SEEK_ID, PERSON_idno, "id_duplicate", 1, &a },
		{ im, im->person, SEEK_NO, PERSON_no, "person_no_duplicate", 1, &a },
		{ im, im->household, SEEK_PHONE, HOUSEHOLD_phone, "phone_shared", 0, &a },
	};
	enum err e = OK;

	arena_init(&a, 16 << 20);
	for (size_t i = 0; e == OK && i < sizeof all / sizeof all[0]; i++)
		e = twins_of(im, &all[i]);
	arena_free(&a);
	return e;
}

/* import_twins - numbers that two rows share across households: found after the rows are in, by
 * walking the search keys in order. Both rows are named; neither is judged. */
#include "job/import_int.h"

#include "entity/seek.h"

struct twins {
	struct imp *im;
	const struct entity *e;
	enum seek_class cls;
	int field;
	const char *kind;
	int part;
	struct arena *a;             /* emptied for every group of twins */
	struct hmap *all;            /* of a corrected list: all that there are, by amend_twin_key */
	int64_t skip; /* findings that a broken-off run has stored already, in this order */
};

/* What is needed of a row: where it stands, and its number (of a sealed one, the blind index). */
struct twin { int64_t id, batch, leaf; int32_t row; struct str number; };

#define TWINS_MAX 100000         /* rows that share one number; the rest is not named */

static enum err load_twin(struct twins *t, int64_t id, struct twin *out, int *n)
{
	int blind = t->e->sql->blind[t->field];
	struct str number;
	struct stmt *s;
	bool row;

	TRY(db_stmt(t->im->cx, t->im->r->db, &t->e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(t->im->cx, s, &row));
	if (row) {
		number = blind >= 0 ? stmt_col_blob(s, blind) :
		         stmt_col_text(s, t->e->fields[t->field].column);
		if (number.n)                   /* entries may be stale */
			out[(*n)++] = (struct twin){ id, stmt_col_int(s, SYS_BATCH), stmt_col_int(s, SYS_LEAF),
				(int32_t)stmt_col_int(s, SYS_ROW), str_dup(t->a, number) };
	}
	stmt_done(s);
	return OK;
}

/* The other's row; of a list read before also that list, since its rows count on their own. */
static enum err where_is(struct twins *t, const struct twin *other, struct str *out)
{
	struct imp *im = t->im;
	struct buf b BUF_AUTO = { 0 };
	struct rec *batch = NULL;

	buf_init(&b, 128);
	buf_addi(&b, other->row);
	if (other->batch != im->batch && other->batch > 0)
		TRY(store_get(im->cx, im->r->db, t->a, im->batch_e, other->batch, &batch));
	if (batch && rec_has(batch, BATCH_file)) {
		buf_addz(&b, " (");
		if (rec_has(batch, BATCH_sheet)) {
			buf_adds(&b, batch->v[BATCH_sheet].s);
			buf_addz(&b, ", ");
		}
		buf_adds(&b, batch->v[BATCH_file].s);
		buf_addz(&b, ")");
	}
	*out = str_dup(&im->chunk->a, buf_str(&b));
	return OK;
}

static enum err name_twin(struct twins *t, const struct twin *r, const struct twin *other)
{
	struct imp *im = t->im;
	struct reader_row row = { .row = r->row, .at = r->row };
	struct reader_finding f[2];
	int col = imp_col(im, t->part, t->field);
	struct str where;

	if (r->batch != im->batch || !amend_wrote(im, r->leaf))
		return OK;
	if (t->skip > 0) {                      /* named before the import was broken off */
		t->skip--;
		return OK;
	}
	TRY(store_get(im->cx, im->r->db, &im->chunk->a, t->e, r->id, &row.part[0]));
	TRY(where_is(t, other, &where));
	row.f = f;
	row.fcap = 2;
	imp_found_col(im, &row, t->kind, col, where);
	im->n.rows--;                           /* settled before as a row; now only a finding */
	im->n.unchanged--;
	return imp_settle(im, &row);
}

static void note(struct twins *t, int64_t id)
{
	char key[48];
	struct str k = amend_twin_key(key, t->kind, id);
	int64_t there;

	if (t->all && !hmap_get(t->all, k, &there))
		hmap_put(t->all, str_dup(&t->im->cache, k), 1);
}

static enum err found(void *arg, uint64_t key, const int64_t *ids, int n)
{
	struct twins *t = arg;
	struct twin *r;
	int k = 0;

	(void)key;
	if (n > TWINS_MAX)
		n = TWINS_MAX;
	arena_reset(t->a);
	r = arena_array(t->a, (size_t)n, sizeof *r);
	for (int i = 0; i < n; i++)
		TRY(load_twin(t, ids[i], r, &k));
	for (int i = 0; i < k; i++)
		for (int j = 0; j < k; j++)
			if (j != i && str_eq(r[i].number, r[j].number)) {
				note(t, r[i].id);
				TRY(name_twin(t, &r[i], &r[j]));
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
	if (imp_col(im, t->part, t->field) < 0)         /* this list says nothing about it */
		return OK;
	if (im->n.resumed)
		t->skip = im->n.found[kind_index(t->kind)];
	if (!im->reading)
		TRY(db_begin_read(im->cx, im->r->db));
	im->reading = true;
	if (amend_has_twins(im))
		t->all = hmap_new(&im->cache, 1024);
	TRY(seek_twins(im->cx, im->r->db, seek_key(t->e->tag, t->cls, 0),
	               seek_key(t->e->tag, t->cls, ~UINT64_C(0)), found, t));
	return t->all ? amend_partners(im, t->kind, t->all) : OK;
}

enum err twins_find(struct imp *im)
{
	struct arena a;
	struct twins all[] = {
		{ im, im->person, SEEK_ID, PERSON_idno, "id_duplicate", 1, &a, NULL, 0 },
		{ im, im->person, SEEK_NO, PERSON_no, "person_no_duplicate", 1, &a, NULL, 0 },
		{ im, im->household, SEEK_PHONE, HOUSEHOLD_phone, "phone_shared", 0, &a, NULL, 0 },
	};
	enum err e = OK;

	arena_init(&a, 16 << 20);
	for (size_t i = 0; e == OK && i < sizeof all / sizeof all[0]; i++)
		e = twins_of(im, &all[i]);
	arena_free(&a);
	return e;
}

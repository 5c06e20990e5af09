/* verdict - see the header. What a run finds is held against the light columns of the stored row
 * first: most households say what they said. */
#include "domain/judge/verdict.h"

#include <assert.h>

#include "base/mem.h"

#define ROOM ((size_t)256 << 20)         /* of one chunk */

static const struct sql sql_light = { "verdict.light",
	"SELECT id, state, clauses, topup FROM verdict WHERE household=$1 AND standard=$2", 0 };
static const struct sql sql_place = { "verdict.place",
	"SELECT area, shard FROM household WHERE id=$1", 0 };
static const struct sql sql_pack = { "verdict.pack", "SELECT max(id) FROM pack_version", 0 };

char verdict_sign(enum truth t)
{
	static const char sign[] = { [TRUTH_FALSE] = '0', [TRUTH_TRUE] = '1', [TRUTH_UNKNOWN] = '?',
		[TRUTH_ABSENT] = '-' };

	return sign[t];
}

/* ---- a run ---- */

static enum err codes(struct ctx *cx, const struct reg *r, int64_t code[3])
{
	static const char *const tag[] = { [TRUTH_FALSE] = "not_met", [TRUTH_TRUE] = "met",
		[TRUTH_UNKNOWN] = "unknown" };

	for (int i = 0; i < 3; i++)
		if (!list_tagged(r->model, "verdict_state", tag[i], &code[i]))
			return err_set(cx, ERR_INPUT, "verdict_state", "verdict-no-tag", tag[i], NULL);
	return OK;
}

enum err verdict_begin(struct ctx *cx, struct reg *r, const struct standard *s, date_t on,
                       const char *reason, struct verdict_run *out)
{
	struct stmt *q;
	bool row;

	*out = (struct verdict_run){ .cx = cx, .r = r, .s = s, .on = on, .reason = reason };
	TRY(codes(cx, r, out->code));
	TRY(db_stmt(cx, r->db, &sql_pack, &q));
	TRY(stmt_step(cx, q, &row));
	out->pack_version = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	arena_init(&out->a, ROOM);
	out->row = mem_new(VERDICT_CHUNK, sizeof *out->row);
	return OK;
}

void verdict_drop(struct verdict_run *run)
{
	arena_free(&run->a);
	mem_free(run->row);
	run->row = NULL;
	run->n = 0;
}

static enum err write_chunk(struct ctx *cx, struct db *db, void *arg)
{
	struct verdict_run *run = arg;
	enum err e = OK;
	struct txn t;

	txn_begin(&t, run->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.note = str_of(run->reason ? run->reason : "");
	t.leaf.extra = run->s->id;
	t.leaf.object = TAG_verdict;
	t.leaf.object_id = run->row[0].id;
	for (int i = 0; i < run->n && e == OK; i++)
		e = txn_put(cx, db, &t, &run->row[i]);
	if (e == OK)
		return txn_end(cx, db, &t);
	txn_drop(&t);
	return e;
}

static enum err flush(struct verdict_run *run)
{
	if (run->n)
		TRY(register_write(run->cx, run->r, write_chunk, run));
	run->n = 0;
	arena_reset(&run->a);
	return OK;
}

/* The stored row says the same. *id: of that row, 0 if there is none. */
static enum err same(struct verdict_run *run, const struct verdict *v, int64_t *id, bool *out)
{
	struct stmt *q;
	bool row;

	*id = 0;
	*out = false;
	TRY(db_stmt(run->cx, run->r->db, &sql_light, &q));
	stmt_int(q, 1, v->household);
	stmt_text(q, 2, run->s->id);
	TRY(stmt_step(run->cx, q, &row));
	if (row) {
		*id = stmt_col_int(q, 0);
		*out = stmt_col_int(q, 1) == run->code[v->state] &&
			str_eq(stmt_col_text(q, 2), (struct str){ v->slot, (size_t)v->nslot }) &&
			stmt_col_is_null(q, 3) == !v->has_topup &&
			(!v->has_topup || stmt_col_int(q, 3) == v->topup);
	}
	stmt_done(q);
	return OK;
}

/* Where the household of v lies, if whoever found v does not know. False: it is gone. */
static enum err place(struct verdict_run *run, struct verdict *v, bool *there)
{
	struct stmt *q;

	*there = true;
	if (v->shard >= 0)
		return OK;
	TRY(db_stmt(run->cx, run->r->db, &sql_place, &q));
	stmt_int(q, 1, v->household);
	TRY(stmt_step(run->cx, q, there));
	if (*there) {
		v->area = stmt_col_int(q, 0);
		v->shard = stmt_col_int(q, 1);
	}
	stmt_done(q);
	return OK;
}

static void fill(struct verdict_run *run, const struct verdict *v, struct rec *now)
{
	now->area = v->area;
	now->shard = v->shard;
	rec_int(now, VERDICT_household, v->household);
	rec_text(now, VERDICT_standard, run->s->id);
	rec_int(now, VERDICT_on_date, run->on);
	rec_int(now, VERDICT_state, run->code[v->state]);
	rec_text(now, VERDICT_clauses,
	         str_dup(&run->a, (struct str){ v->slot, (size_t)v->nslot }));
	if (v->has_topup)
		rec_int(now, VERDICT_topup, v->topup);
	rec_int(now, VERDICT_pack_version, run->pack_version);
}

static void count(struct verdict_counts *c, const struct verdict *v)
{
	c->judged++;
	c->met += v->state == TRUTH_TRUE;
	c->not_met += v->state == TRUTH_FALSE;
	c->unknown += v->state == TRUTH_UNKNOWN;
}

enum err verdict_add(struct verdict_run *run, const struct verdict *v)
{
	const struct entity *e = register_entity(run->r, TAG_verdict);
	struct rec *old = NULL, *now;
	struct verdict found = *v;
	int64_t id;
	bool yes;

	assert(v->state != TRUTH_ABSENT && v->nslot <= CLAUSES_MAX);
	count(&run->count, v);
	TRY(same(run, v, &id, &yes));
	if (yes)
		return OK;
	TRY(place(run, &found, &yes));
	if (!yes)
		return OK;
	now = rec_new(&run->a, e);
	now->id = id ? id : store_new_id(run->r->st, e);
	if (id)
		TRY(store_get(run->cx, run->r->db, &run->a, e, id, &old));
	run->count.fresh += !id;
	fill(run, &found, now);
	run->count.changed++;
	TRY(store_prepare(run->cx, &run->a, run->r->st, now, old, NULL, &run->row[run->n]));
	run->n++;
	return run->n == VERDICT_CHUNK ? flush(run) : OK;
}

enum err verdict_end(struct verdict_run *run)
{
	enum err e = flush(run);

	verdict_drop(run);
	return e;
}

enum err verdict_stored(struct ctx *cx, struct reg *r, int64_t household, struct str standard,
                        struct rec **out)
{
	struct rec **row;
	int n;

	*out = NULL;
	TRY(register_children(cx, r, register_entity(r, TAG_verdict), household, &row, &n));
	for (int i = 0; i < n; i++)
		if (str_eq(row[i]->v[VERDICT_standard].s, standard))
			*out = row[i];
	return OK;
}

/* office_write - rows and leaves of the office, each change one transaction. */
#include "domain/office/office_int.h"

enum err office_row(struct ctx *cx, struct office *o, uint8_t tag, int64_t id, struct rec **out)
{
	const struct entity *e = register_entity(o->view, tag);
	struct family fam;

	TRY(store_get(cx, o->view->db, &cx->arena, e, id, out));
	if (!e->has_sealed)
		return OK;
	TRY(family_load(cx, o->view->db, o->view->st, e, id, &fam));
	return store_open(cx, &cx->arena, o->view->st, &fam, *out);
}

static enum err put_rows(struct ctx *cx, struct db *db, struct office_rows *w, struct txn *t)
{
	struct store *st = w->o->main->st;

	for (int i = 0; i < w->n; i++) {
		const struct entity *e = w->now[i]->e;
		struct family fam = { 0 };

		if (e->has_sealed && w->old[i])
			TRY(family_load(cx, db, st, e, w->now[i]->id, &fam));
		else if (e->has_sealed)
			family_new(st, w->now[i]->id, &fam);
		TRY(txn_rec(cx, db, t, w->now[i], w->old[i], fam.known ? &fam : NULL));
	}
	if (w->end_sessions)
		TRY(sessions_delete(cx, db, w->end_sessions, w->keep));
	return w->also ? w->also(cx, db, w->arg) : OK;
}

static enum err write_rows(struct ctx *cx, struct db *db, void *arg)
{
	struct office_rows *w = arg;
	struct txn t;
	enum err e;

	txn_begin(&t, w->o->main->st, w->act);
	t.leaf.actor = str_of(w->actor ? w->actor : cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.note = str_of(w->reason ? w->reason : "");
	t.leaf.extra = w->extra;
	t.leaf.object = w->object;
	t.leaf.object_id = w->object_id;
	e = put_rows(cx, db, w, &t);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

enum err office_rows_write(struct ctx *cx, struct office_rows *w)
{
	TRY(register_write(cx, w->o->view, write_rows, w));
	if (w->end_sessions)
		sessions_end(w->o, w->end_sessions, w->keep);
	return OK;
}

enum err office_leaf(struct ctx *cx, struct office *o, enum action act, const char *actor,
                     uint8_t object, int64_t id, const char *reason, struct str extra)
{
	struct office_rows w = { .o = o, .act = act, .actor = actor, .reason = reason,
		.extra = extra, .object = object, .object_id = id };

	return office_rows_write(cx, &w);
}

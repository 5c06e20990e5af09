/* api_duplicate - pairs that may be one and the same, side by side; merged, or told apart. The
 * right is asked about both rows: where each lies, and of whose family it is. */
#include "web/api_gate.h"
#include "web/row.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/register/duplicate.h"

#define PAGE_ROWS  50

/* ---- pairs ---- */

/* "household.12.34": the last pair of the page before. */
static enum err cursor(struct web_req *q, struct duplicate *out)
{
	struct str v, noun, a;

	if (!web_query(q, "cursor", &v) || !v.n)
		return OK;
	if (str_next(&v, '.', &noun) && str_next(&v, '.', &a) && str_i64(a, &out->a) &&
	    str_i64(v, &out->b))
		out->e = entity_find(q->r->model, noun);
	return out->e ? OK : err_set(q->cx, ERR_USAGE, "cursor", "web-cursor", NULL);
}

static enum err put_row(struct web_req *q, struct cells *cells, const char *key,
                        const struct entity *e, int64_t id)
{
	struct rec *row;

	TRY(register_load(q->cx, q->r, e, id, &row));
	json_key(&q->j, key);
	web_read(q, e, id);
	return row_full(q, cells, row);
}

static enum err put_pair(struct web_req *q, struct cells *cells, const struct duplicate *p)
{
	json_obj(&q->j);
	web_put(q, "noun", str_of(p->e->name));
	TRY(put_row(q, cells, "a", p->e, p->a));
	TRY(put_row(q, cells, "b", p->e, p->b));
	json_key(&q->j, "why");
	json_arr(&q->j);
	for (int i = 0; i < DUPLICATE_REASONS; i++)
		if (p->why & 1u << i)
			json_z(&q->j, msg_text(q->cx->lang, duplicate_why(i)));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_duplicates(struct web_req *q)
{
	struct duplicate_query ask = { .limit = (int)web_query_int(q, "limit", PAGE_ROWS,
	                                                           DUPLICATES_MOST) };
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	struct scope narrow;
	struct duplicates found;

	TRY(scope_narrowed(q, &narrow));
	ask.about = &narrow;
	TRY(cursor(q, &ask.after));
	TRY(duplicate_list(q->cx, q->r, &ask, &found));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < found.n; i++)
		TRY(put_pair(q, cells, &found.v[i]));
	json_arr_end(&q->j);
	json_key(&q->j, "next");
	if (found.more) {
		const struct duplicate *last = &found.v[found.n - 1];
		char text[80];

		snprintf(text, sizeof text, "%s.%lld.%lld", last->e->name, (long long)last->a,
		         (long long)last->b);
		json_z(&q->j, text);
	} else {
		json_none(&q->j);
	}
	json_key(&q->j, "total");
	json_int(&q->j, found.total);
	json_obj_end(&q->j);
	return OK;
}

/* ---- deciding ---- */

struct wish {
	const struct entity *e;
	struct rec *row[2];
	char *reason;
};

/* A number, "#17", or the bare id of a row that has no number. */
static enum err row_named(struct web_req *q, const struct entity *e, struct str key,
                          struct rec **out)
{
	bool hash = key.n && key.p[0] == '#';
	int64_t id = 0;
	enum err err = hash ? ERR_NOTFOUND : row_id(q, e, key, &id);

	if (err == ERR_NOTFOUND && str_i64(str_sub(key, hash, key.n), &id)) {
		err_clear(q->cx);
		err = register_load(q->cx, q->r, e, id, out);
		if (err == OK && !hash && rec_has(*out, e->key))    /* it is called by its number */
			err = err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
		return err;
	}
	if (err == ERR_NOTFOUND)
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	TRY(err);
	return register_load(q->cx, q->r, e, id, out);
}

/* Who took the list in that the row came by. */
static enum err brought_by(struct web_req *q, const struct rec *row, const char **maker)
{
	struct rec *batch;

	*maker = NULL;
	if (!row->batch)
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_batch), row->batch,
	              &batch));
	if (rec_has(batch, BATCH_actor))
		*maker = str_z(&q->cx->arena, batch->v[BATCH_actor].s);
	return OK;
}

static enum err may_merge(struct web_req *q, const struct rec *row)
{
	struct office_object o = { .state = STATE_LIVE, .placed = true, .area = row->area,
		.made_by = PERM_import };

	TRY(store_household(q->cx, q->r->db, q->r->model, row, &o.household));
	TRY(brought_by(q, row, &o.maker));
	return office_need(q->cx, q->office, &q->who, PERM_merge, &o);
}

static enum err wish_of(struct web_req *q, const char *first, const char *second, struct wish *w)
{
	const char *name[2] = { first, second };
	struct web_body b;
	struct str noun, reason;

	TRY(web_body(q, &b));
	noun = web_text(&b, "noun");
	reason = str_trim(web_text(&b, "reason"));
	TRY(row_noun(q, noun, &w->e));
	if (w->e->tag != TAG_household && w->e->tag != TAG_person)
		return err_set(q->cx, ERR_INPUT, "noun", "duplicate-noun", NULL);
	for (int i = 0; i < 2; i++)
		TRY(row_named(q, w->e, web_text(&b, name[i]), &w->row[i]));
	for (int i = 0; i < 2; i++)
		TRY(may_merge(q, w->row[i]));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(gate_typed(q->cx, "reason", reason, TYPED_REASON, true));
	w->reason = str_z(&q->cx->arena, reason);
	return OK;
}

static void told(void *arg, struct buf *out)
{
	const struct duplicate_merged *n = arg;

	buf_addf(out, "{\"filled\":%d,\"moved\":%d,\"left\":%d,\"conflicts\":%d}", n->filled, n->moved,
	         n->left, n->conflicts);
}

enum err api_duplicate_merge(struct web_req *q)
{
	struct duplicate_merged n = { 0 };
	struct receipt p = { .status = 200, .answer = told, .arg = &n };
	struct wish w = { 0 };
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(wish_of(q, "keep", "drop", &w));
	q->r->receipt = p.key.n ? &p : NULL;
	e = duplicate_merge(q->cx, q->r, w.e, w.row[0]->id, w.row[1]->id, w.reason, &n);
	q->r->receipt = NULL;
	if (e == OK)
		TRY(office_refresh(q->cx, q->office));  /* assigned households may be others now */
	return again_end(q, &p, e);
}

enum err api_duplicate_distinct(struct web_req *q)
{
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (void *)(uintptr_t)"{\"done\":true}" };
	struct wish w = { 0 };
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(wish_of(q, "a", "b", &w));
	q->r->receipt = p.key.n ? &p : NULL;
	e = duplicate_distinct(q->cx, q->r, w.e, w.row[0]->id, w.row[1]->id, w.reason);
	q->r->receipt = NULL;
	return again_end(q, &p, e);
}

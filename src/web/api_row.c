/* api_row - one row, its history, a household's page, a sealed value. */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#define EVENTS 10

static void etag(struct web_req *q, const struct rec *r)
{
	char tag[24];

	snprintf(tag, sizeof tag, "\"v%d\"", r->version);
	http_answer_field(&q->x->a, "ETag", str_of(tag));
}

static enum err load(struct web_req *q, const struct entity **e, struct rec **row)
{
	int64_t id;

	TRY(row_noun(q, q->param[0], e));
	TRY(row_id(q, *e, q->param[1], &id));
	TRY(register_load(q->cx, q->r, *e, id, row));
	web_read(q, *e, id);
	return OK;
}

enum err api_row(struct web_req *q)
{
	const struct entity *e;
	struct rec *row;

	TRY(load(q, &e, &row));
	web_json(q, 200);
	etag(q, row);
	return row_full(q, browse_cells(&q->cx->arena, q->r), row);
}

/* ---- history ---- */

static enum err put_version(struct web_req *q, struct cells *cells, const struct version *v,
                            const struct version *before)
{
	json_obj(&q->j);
	json_key(&q->j, "v");
	json_int(&q->j, v->rec->version);
	web_put_time(q, "when", v->leaf.time_ms);
	web_put(q, "who", row_who(q, v->leaf.actor));
	web_put(q, "what", str_of(action_name(v->leaf.action)));
	web_put(q, "why", v->leaf.note);
	web_put(q, "file", v->file);
	if (v->row) {
		json_key(&q->j, "row");
		json_int(&q->j, v->row);
	}
	json_key(&q->j, "leaf");
	json_int(&q->j, (int64_t)v->leaf.seq);
	if (v->rec->removed) {
		json_key(&q->j, "removed");
		json_bool(&q->j, true);
	}
	json_key(&q->j, "changed");
	TRY(row_changed(q, cells, v->rec, before ? before->rec : NULL));
	json_obj_end(&q->j);
	return OK;
}

enum err api_history(struct web_req *q)
{
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	const struct entity *e;
	struct version *v;
	int64_t id;
	int n;

	TRY(row_noun(q, q->param[0], &e));
	if (row_id(q, e, q->param[1], &id) != OK) {
		err_clear(q->cx);
		TRY(register_gone(q->cx, q->r, e, q->param[1], &id));
	}
	TRY(browse_history(q->cx, q->r, e, id, &v, &n));
	web_read(q, e, id);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = n - 1; i >= 0; i--)
		TRY(put_version(q, cells, &v[i], i ? &v[i - 1] : NULL));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* ---- a household's page ---- */

/* One thing that happened to a row of the household: a version of it. */
struct event {
	const struct rec *rec;
	int64_t leaf;
};

struct family_page {
	struct web_req *q;
	struct cells *cells;
	struct rec *house;
	struct rec **member;
	int nmember;
	struct event *event;         /* newest first, at most EVENTS leaves */
	int nevent;
};

static void event_add(struct family_page *p, const struct rec *r)
{
	int at = p->nevent;

	for (int i = 0; i < p->nevent; i++)
		if (p->event[i].leaf == r->leaf)
			return;                         /* one transaction is one event */
	while (at > 0 && p->event[at - 1].leaf < r->leaf)
		at--;
	if (at == EVENTS)
		return;
	for (int i = p->nevent < EVENTS ? p->nevent : EVENTS - 1; i > at; i--)
		p->event[i] = p->event[i - 1];
	p->event[at] = (struct event){ r, r->leaf };
	if (p->nevent < EVENTS)
		p->nevent++;
}

static enum err put_rows(struct family_page *p, struct rec **row, int n)
{
	json_arr(&p->q->j);
	for (int i = 0; i < n; i++) {
		event_add(p, row[i]);
		TRY(row_short(p->q, p->cells, row[i], NULL, 0));
	}
	json_arr_end(&p->q->j);
	return OK;
}

/* Rows under the household, and under its members. */
static enum err children_of(struct family_page *p, const struct entity *e, struct rec ***out,
                            int *n)
{
	const char *up = e->fields[e->parent].ref;
	struct rec **all = NULL, **some;
	int k;

	*n = 0;
	if (!strcmp(up, "household"))
		return register_children(p->q->cx, p->q->r, e, p->house->id, out, n);
	for (int i = 0; i < p->nmember; i++) {
		struct rec **more;

		TRY(register_children(p->q->cx, p->q->r, e, p->member[i]->id, &some, &k));
		if (!k)
			continue;
		more = arena_array(&p->q->cx->arena, (size_t)(*n + k), sizeof *more);
		if (*n)
			memcpy(more, all, (size_t)*n * sizeof *more);
		memcpy(more + *n, some, (size_t)k * sizeof *more);
		all = more;
		*n += k;
	}
	*out = all;
	return OK;
}

static enum err put_children(struct family_page *p)
{
	const struct model *m = p->q->r->model;

	json_key(&p->q->j, "children");
	json_obj(&p->q->j);
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];
		struct rec **row;
		int n;

		if (!row_under_household(e))
			continue;
		TRY(children_of(p, e, &row, &n));
		if (!n)
			continue;
		json_key(&p->q->j, e->name);
		TRY(put_rows(p, row, n));
	}
	TRY(household_leads(p->q, p->cells, p->house->id));
	json_obj_end(&p->q->j);
	return OK;
}

static enum err put_events(struct family_page *p)
{
	json_key(&p->q->j, "events");
	json_arr(&p->q->j);
	for (int i = 0; i < p->nevent; i++) {
		const struct rec *r = p->event[i].rec;
		struct leaf leaf;

		TRY(journal_leaf(p->q->cx, p->q->r->db, (uint64_t)r->leaf, &leaf));
		json_obj(&p->q->j);
		web_put_time(p->q, "when", leaf.time_ms);
		web_put(p->q, "who", row_who(p->q, leaf.actor));
		web_put(p->q, "what", str_of(action_name(leaf.action)));
		web_put(p->q, "noun", str_of(r->e->name));
		web_put(p->q, "why", leaf.note);
		json_key(&p->q->j, "v");
		json_int(&p->q->j, r->version);
		json_obj_end(&p->q->j);
	}
	json_arr_end(&p->q->j);
	return OK;
}

enum err api_household_page(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct event events[EVENTS];
	struct family_page p = { .q = q, .event = events };
	int64_t id;

	TRY(row_id(q, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &p.house));
	web_read(q, e, id);
	p.cells = browse_cells(&q->cx->arena, q->r);
	event_add(&p, p.house);
	TRY(register_children(q->cx, q->r, register_entity(q->r, TAG_person), id, &p.member,
	                      &p.nmember));
	web_json(q, 200);
	etag(q, p.house);
	json_obj(&q->j);
	json_key(&q->j, "household");
	TRY(row_full(q, p.cells, p.house));
	json_key(&q->j, "members");
	TRY(put_rows(&p, p.member, p.nmember));
	TRY(put_children(&p));
	TRY(put_events(&p));
	TRY(household_changes(q, id));
	json_obj_end(&q->j);
	return OK;
}

/* ---- a sealed value ---- */

enum err api_reveal(struct web_req *q)
{
	const struct entity *e;
	struct web_body b;
	struct str reason;
	struct buf text BUF_AUTO = { 0 };
	struct rec *row;
	int left, f;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	TRY(load(q, &e, &row));
	f = entity_field(e, web_text(&b, "field"));
	if (f < 0 || e->flags & ENT_CODED || !field_sealed(&e->fields[f]))
		return err_set(q->cx, ERR_INPUT, "field", "web-no-sealed", NULL);
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(office_reveal_take(q->cx, q->office, &q->who, e->tag, row->id, e->fields[f].name,
	                       str_z(&q->cx->arena, reason), &left));
	buf_init(&text, 65536);
	if (rec_has(row, f))
		cell_write(&text, q->r->model, &e->fields[f], &row->v[f], MASK_NONE, q->cx->lang);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "value");
	json_str(&q->j, buf_str(&text));
	json_key(&q->j, "left_today");
	json_int(&q->j, left);
	json_key(&q->j, "seconds");
	json_int(&q->j, 60);
	json_obj_end(&q->j);
	return OK;
}

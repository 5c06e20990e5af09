/* api_task_item - work items and alerts: on one's own desk or in all of one's places, who is told
 * of them next; done or explained by hand, with a reason. */
#include "web/api_gate.h"

#include "domain/gate/task.h"
#include "domain/register/change.h"

#define ITEMS 200

static struct str role_name(struct web_req *q, struct str role)
{
	int r = office_role(role);

	return r < 0 ? role : gate_says(q, str_of(office_roles[r].zh), str_of(office_roles[r].en));
}

/* On whose desk it is, who was told of it since, and who will be next. */
static void put_whose(struct web_req *q, const struct task_view *v)
{
	json_key(&q->j, "who");
	json_arr(&q->j);
	for (int i = 0; i < v->nwho; i++)
		json_str(&q->j, role_name(q, v->who[i]));
	json_arr_end(&q->j);
	json_key(&q->j, "told");
	json_arr(&q->j);
	for (int i = 0; i < v->told; i++)
		json_str(&q->j, role_name(q, v->tell->to[i].role));
	json_arr_end(&q->j);
	if (!v->open || !v->next)
		return;
	json_key(&q->j, "next");
	json_obj(&q->j);
	web_put(q, "role", role_name(q, v->tell->to[v->told].role));
	put_date(q, "on", v->next);
	json_obj_end(&q->j);
}

static enum err put_house(struct web_req *q, struct cells *cells, const struct rec *row)
{
	struct rec *house;
	struct str head;
	enum err e;

	if (!rec_has(row, TASK_household))
		return OK;
	e = register_load(q->cx, q->r, register_entity(q->r, TAG_household),
	                  row->v[TASK_household].i, &house);
	if (e == ERR_NOTFOUND) {
		err_clear(q->cx);
		return OK;
	}
	TRY(e);
	web_put(q, "household", house->v[HOUSEHOLD_no].s);
	TRY(row_head(q, cells, house, &head));
	web_put(q, "head", head);
	return OK;
}

/* What was said may tell of an illness: for those who deal with cases there. */
static enum err put_end(struct web_req *q, const struct task_view *v)
{
	struct office_object x = placed(v->row, STATE_LIVE);
	struct rec *row;
	bool clear = office_may(q->cx, q->office, &q->who, PERM_procedure, &x).may ||
		office_may(q->cx, q->office, &q->who, PERM_decide, &x).may ||
		office_may(q->cx, q->office, &q->who, PERM_inspect, &x).may;

	if (v->open)
		return OK;
	TRY(register_load(q->cx, q->r, v->row->e, v->row->id, &row));    /* a list opens nothing */
	put_day(q, "done_on", row, TASK_done_on);
	if (rec_has(row, TASK_done_by))
		web_put(q, "done_by", row_who(q, row->v[TASK_done_by].s));
	if (!rec_has(row, TASK_reason))
		return OK;
	web_put(q, "reason", clear ? row->v[TASK_reason].s : STR("***"));
	if (clear)
		web_read(q, row->e, row->id);
	return OK;
}

/* The procedure of which a case is to be begun, and its open rounds there. */
static enum err put_opens(struct web_req *q, struct gate *g, const struct task_view *v)
{
	const struct gate_law *law;
	const struct procedure *p;

	if (!v->opens.n || !v->open)
		return OK;
	TRY(gate_law(q->cx, g, v->row->v[TASK_pack_version].i, &law));
	p = pack_procedure(law->p, v->opens);
	if (!p)
		return OK;
	json_key(&q->j, "opens");
	json_obj(&q->j);
	web_put(q, "procedure", gate_says(q, p->zh, p->en));
	TRY(open_rounds_put(q, v->row->area, 0, v->opens));
	json_obj_end(&q->j);
	return OK;
}

/* The noun of which it asks for a row, and the proposal of one that waits for its review. */
static enum err put_asks(struct web_req *q, const struct task_view *v)
{
	const struct entity *e;
	struct str no;

	if (!v->asks)
		return OK;
	web_put(q, "asks", str_of(v->asks));
	e = entity_find(q->r->model, str_of(v->asks));
	if (!e || !v->open || !rec_has(v->row, TASK_household))
		return OK;
	TRY(change_waits(q->cx, q->r, v->row->v[TASK_household].i, e, &no));
	if (no.n)
		web_put(q, "waits", no);
	return OK;
}

static enum err put_item(struct web_req *q, struct gate *g, struct cells *cells,
                         const struct task_view *v)
{
	enum err e = task_lets(q->cx, g, &q->who, v);

	if (e != OK && e != ERR_DENIED && e != ERR_CONFLICT)
		return e;
	err_clear(q->cx);
	json_obj(&q->j);
	web_put(q, "no", v->row->v[TASK_no].s);
	web_put(q, "kind", str_of(v->kind));
	put_label(q, "kind_name", v->row, TASK_kind, "task_kind");
	web_put(q, "what", gate_says(q, v->zh, v->en));
	if (v->why.n)
		web_put(q, "why", v->why);
	put_label(q, "state", v->row, TASK_state, "task_state");
	put_flag(q, "open", v->open);
	if (rec_has(v->row, TASK_matter))
		web_put(q, "case", matter_no(q, v->row->v[TASK_matter].i));
	TRY(put_house(q, cells, v->row));
	if (rec_has(v->row, TASK_about))
		web_put(q, "about", v->row->v[TASK_about].s);
	TRY(put_place_of(q, "place", v->row->area));
	TRY(put_opens(q, g, v));
	put_day(q, "since", v->row, TASK_since);
	put_due(q, v->row, TASK_due);
	put_whose(q, v);
	TRY(put_end(q, v));
	put_flag(q, "mine", e == OK);
	TRY(put_asks(q, v));
	if (v->bare)
		put_flag(q, "bare", true);
	json_obj_end(&q->j);
	return OK;
}

/* Those of one place: as if the caller saw no other. */
static enum err listed(struct web_req *q, struct gate *g, const struct task_ask *ask,
                       struct task_view **v, int *n, bool *more)
{
	const struct scope *all = q->r->scope, *place;
	enum err e;

	TRY(place_asked(q, &place));
	if (place)
		q->r->scope = place;
	e = task_list(q->cx, g, ask, v, n, more);
	q->r->scope = all;
	return e;
}

static bool asked(struct web_req *q, const char *name)
{
	struct str v;

	return web_query(q, name, &v) && str_eqz(v, "1");
}

enum err api_task_items(struct web_req *q)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct task_ask ask = { .most = ITEMS, .late = asked(q, "late"), .all = asked(q, "closed"),
		.who = asked(q, "mine") ? &q->who : NULL };
	struct task_view *v;
	struct gate *g = gate_of(q);
	bool more;
	int n;

	TRY(listed(q, g, &ask, &v, &n, &more));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(put_item(q, g, cells, &v[i]));
	json_arr_end(&q->j);
	put_flag(q, "more", more);
	json_obj_end(&q->j);
	return OK;
}

static enum err done(struct web_req *q)
{
	struct web_body b;
	struct gate *g = gate_of(q);
	date_t on;

	TRY(web_body(q, &b));
	TRY(ask_day(q, &b, "on", &on));
	return task_done(q->cx, g, &q->who, q->param[0], web_text(&b, "reason"), on);
}

enum err api_task_done(struct web_req *q)
{
	return done_once(q, done);
}

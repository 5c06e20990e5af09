/* api_change - edits proposed and decided. The rights over a proposal are asked where it lies and
 * of whom it is: maker and checker are two natural persons, and none of them kin to the family. */
#include "web/api_gate.h"
#include "web/row.h"

#include <stdio.h>

#include "domain/gate/task.h"
#include "domain/register/addition.h"
#include "domain/register/newcomer.h"

#define SET_MAX  100
#define BULK     20              /* proposals of one maker within two hours that stand out */
#define LIST_MOST 200             /* changes in one answer, oldest first */

/* ---- what a request may be sent again with ---- */

struct told { struct web_req *q; const int64_t *id; };

static void answer(void *arg, struct buf *out)
{
	const struct told *t = arg;

	buf_addf(out, "{\"change\":{\"id\":\"%lld\",\"state\":\"proposed\"}}", (long long)*t->id);
}

/* ---- proposing ---- */

static bool version_seen(struct web_req *q, int *version)
{
	struct str v;
	int64_t n;

	if (!http_request_field(&q->x->q, "if-match", &v) || v.n < 4 || !str_starts(v, STR("\"v")) ||
	    !str_i64(str_sub(v, 2, v.n - 3), &n) || n < 1 || n > 1000000000)
		return false;
	*version = (int)n;
	return true;
}

/* Somebody was faster: what was sent, and what stands there now. */
static enum err stale(struct web_req *q, const struct rec *now, struct str sent)
{
	struct cells *cells = browse_cells(&q->cx->arena, q->r);

	web_problem(q, 412);
	err_clear(q->cx);
	q->x->a.body.n--;                       /* goes on before the bracket */
	buf_addz(&q->x->a.body, ",\"yours\":");
	buf_adds(&q->x->a.body, sent.n ? sent : STR("{}"));
	buf_addz(&q->x->a.body, ",\"now\":");
	json_begin(&q->j, &q->x->a.body);
	TRY(row_full(q, cells, now));
	buf_addc(&q->x->a.body, '}');
	return OK;
}

static enum err cells_sent(struct web_req *q, struct str set, struct change_cell **out, int *n)
{
	struct json_pair *pair;

	TRY(json_flat(q->cx, set.n ? set : STR("{}"), &pair, n));
	if (*n > SET_MAX)
		return err_set(q->cx, ERR_INPUT, "set", "edit-too-many", NULL);
	*out = arena_array(&q->cx->arena, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++) {
		if (pair[i].type == JSON_OTHER && pair[i].text.n && strchr("{[", pair[i].text.p[0]))
			return err_set(q->cx, ERR_INPUT, "set", "web-cell", str_z(&q->cx->arena, pair[i].key),
			               NULL);
		(*out)[i] = (struct change_cell){ .field = pair[i].key,
			.cell = pair[i].type == JSON_NULL ? STR("") : pair[i].text };
	}
	return OK;
}

/* Which cell is wrong, in the problem. */
static void problem_field(struct web_req *q, struct str field)
{
	struct buf text BUF_AUTO = { 0 };

	web_problem(q, 422);
	buf_init(&text, 65536);
	web_sentence(&text, q->cx->lang, &q->cx->err);
	q->x->a.body.n--;                       /* goes on before the bracket */
	buf_addz(&q->x->a.body, ",\"errors\":[");
	json_begin(&q->j, &q->x->a.body);
	json_obj(&q->j);
	web_put(q, "field", field);
	web_put(q, "code", str_of(q->cx->err.key));
	web_put(q, "detail", buf_str(&text));
	json_obj_end(&q->j);
	buf_addz(&q->x->a.body, "]}");
}

struct wish {
	const struct entity *e;
	struct rec *row;
	struct change_cell *set;
	int n, version;
	struct str reason, sent;
};

static enum err wish_of(struct web_req *q, struct wish *w)
{
	struct web_body b;
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	int64_t id;

	TRY(web_body(q, &b));
	w->sent = web_text(&b, "set");
	w->reason = str_trim(web_text(&b, "reason"));
	TRY(row_noun(q, q->param[0], &w->e));
	TRY(row_id(q, w->e, q->param[1], &id));
	TRY(register_load(q->cx, q->r, w->e, id, &w->row));
	o.area = w->row->area;
	TRY(store_household(q->cx, q->r->db, q->r->model, w->row, &o.household));
	TRY(office_need(q->cx, q->office, &q->who, PERM_propose, &o));
	if (!w->reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	return cells_sent(q, w->sent, &w->set, &w->n);
}

enum err api_propose(struct web_req *q)
{
	struct receipt p = { .status = 202, .answer = answer };
	struct wish w = { 0 };
	int64_t change = 0;
	struct told t = { q, &change };
	int bad = -1;
	enum err e;

	if (!version_seen(q, &w.version)) {
		err_set(q->cx, ERR_USAGE, "If-Match", "web-if-match", NULL);
		web_problem(q, 428);
		return OK;
	}
	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(wish_of(q, &w));
	p.arg = &t;
	q->r->receipt = p.key.n ? &p : NULL;
	e = change_propose(q->cx, q->r, w.e, w.row->id, w.version, w.set, w.n,
	                   str_z(&q->cx->arena, w.reason), &change, &bad);
	q->r->receipt = NULL;
	if (e == ERR_CONFLICT && w.row->version != w.version)
		return stale(q, w.row, w.sent);
	if (e != OK && bad >= 0) {
		problem_field(q, w.set[bad].field);
		return OK;
	}
	TRY(e);
	if (p.key.n) {
		again_put(q, &p);
		return OK;
	}
	web_json(q, 202);
	answer(&t, &q->x->a.body);
	return OK;
}

/* ---- proposing a household that is in no list ---- */

struct newcomer { struct rec *declaration; int64_t change; int bad; struct str field; };

static enum err newcomer(struct web_req *q, void *arg)
{
	struct newcomer *w = arg;
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	struct change_cell *set;
	struct web_body b;
	struct str reason;
	enum err e;
	int n;

	TRY(web_body(q, &b));
	TRY(declaration_load(q, &w->declaration));
	o.area = w->declaration->area;
	TRY(office_need(q->cx, q->office, &q->who, PERM_propose, &o));
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	reason = str_trim(web_text(&b, "reason"));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(cells_sent(q, web_text(&b, "set"), &set, &n));
	e = newcomer_propose(q->cx, q->r, w->declaration, set, n, str_z(&q->cx->arena, reason),
	                     &w->change, &w->bad);
	if (e != OK && w->bad >= 0)
		w->field = set[w->bad].field;
	return e;
}

enum err api_declaration_household(struct web_req *q)
{
	struct newcomer w = { .bad = -1 };
	struct told t = { q, &w.change };
	struct receipt p = { .status = 202, .answer = answer, .arg = &t };
	enum err e = again_once(q, &p, newcomer, &w);

	if (e == OK || w.bad < 0)
		return e;
	problem_field(q, w.field);
	return OK;
}

/* ---- proposing a row that a household does not have yet ---- */

struct addition { int64_t change; struct str field; };

static enum err addition(struct web_req *q, void *arg)
{
	struct addition *w = arg;
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	const struct entity *e;
	struct change_cell *set;
	struct rec *house;
	struct web_body b;
	struct str reason;
	int n;

	TRY(web_body(q, &b));
	TRY(row_noun(q, q->param[1], &e));
	TRY(row_id(q, register_entity(q->r, TAG_household), q->param[0], &o.household));
	TRY(register_load(q->cx, q->r, register_entity(q->r, TAG_household), o.household, &house));
	o.area = house->area;
	TRY(office_need(q->cx, q->office, &q->who, PERM_propose, &o));
	reason = str_trim(web_text(&b, "reason"));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(cells_sent(q, web_text(&b, "set"), &set, &n));
	return addition_propose(q->cx, q->r, e, house, set, n, str_z(&q->cx->arena, reason),
	                        &w->change, &w->field);
}

enum err api_household_row(struct web_req *q)
{
	struct addition w = { 0 };
	struct told t = { q, &w.change };
	struct receipt p = { .status = 202, .answer = answer, .arg = &t };
	enum err e = again_once(q, &p, addition, &w);

	if (e == OK || !w.field.n)
		return e;
	problem_field(q, w.field);
	return OK;
}

/* ---- lists ---- */

static struct office_object object_of(const struct change *c)
{
	return (struct office_object){ .placed = true, .area = c->row->area,
		.household = rec_has(c->row, CHANGE_household) ? c->row->v[CHANGE_household].i : 0,
		.state = strcmp(c->state, "proposed") ? STATE_DECIDED : STATE_PROPOSED,
		.made_by = PERM_propose };
}

static bool may_decide(struct web_req *q, const struct change *c)
{
	struct office_object o = object_of(c);

	o.maker = str_z(&q->cx->arena, c->row->v[CHANGE_maker].s);
	return !strcmp(c->state, "proposed") &&
	       office_may(q->cx, q->office, &q->who, PERM_approve, &o).may;
}

/* A cell of a proposal as staff may see it, in the words of who looks: what is sealed shows that it
 * is there. */
static struct str masked(struct web_req *q, const struct field *f, struct str cell)
{
	const struct list_face *l = &q->r->model->lists;
	struct val v = { VAL_TEXT, 0, cell };
	struct buf b BUF_AUTO = { 0 };
	int64_t code;
	bool exact;

	if (f->type == FT_LIST && l->code(l->state, f->list, cell, &code, &exact))
		return l->label(l->state, f->list, code, q->cx->lang);
	if (f->type == FT_BOOL && q->cx->lang == LANG_EN)
		return str_eqz(cell, "是") ? STR("yes") : str_eqz(cell, "否") ? STR("no") : cell;
	if (!field_sealed(f) || !cell.n)
		return cell;
	buf_init(&b, 65536);
	cell_write(&b, q->r->model, f, &v, MASK_STAFF, q->cx->lang);
	return str_dup(&q->cx->arena, buf_str(&b));
}

static void put_set(struct web_req *q, const struct change *c)
{
	json_key(&q->j, "set");
	json_arr(&q->j);
	for (int i = 0; i < c->n; i++) {
		int f = entity_field(c->e, c->set[i].field);

		if (f < 0)
			continue;
		json_obj(&q->j);
		json_key(&q->j, "field");
		json_str(&q->j, c->set[i].field);
		json_key(&q->j, "old");
		json_str(&q->j, masked(q, &c->e->fields[f], c->set[i].was));
		json_key(&q->j, "new");
		json_str(&q->j, masked(q, &c->e->fields[f], c->set[i].cell));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static void put_id(struct web_req *q, const char *key, int64_t id)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)id);
	web_put(q, key, str_of(text));
}

/* Of whose row and which of them: beside each other, two statements of a household are told apart
 * by their years only. What lies outside of the scope is not told. */
static enum err put_about(struct web_req *q, struct cells *cells, const struct change *c)
{
	struct rec *house = NULL, *row = NULL;
	struct str text;

	if (rec_has(c->row, CHANGE_household))
		TRY(row_seen(q, register_entity(q->r, TAG_household), c->row->v[CHANGE_household].i,
		             &house));
	if (c->e->tag != TAG_household && rec_has(c->row, CHANGE_about))
		TRY(row_seen(q, c->e, c->row->v[CHANGE_about].i, &row));
	if (house) {
		TRY(row_head(q, cells, house, &text));
		web_put(q, "head", text);
	}
	if (row) {
		TRY(row_called(q, cells, row, &text));
		web_put(q, "called", text);
	}
	return OK;
}

static enum err put_change(struct web_req *q, struct cells *cells, const struct change *c)
{
	const struct rec *r = c->row;
	struct buf path BUF_AUTO = { 0 };
	struct str house;
	int rush;

	buf_init(&path, 4096);
	TRY(row_cell(q, cells, r, CHANGE_household, &house));
	TRY(browse_place(q->cx, q->r, r->area, &path));
	TRY(change_rush(q->cx, q->r, r->v[CHANGE_maker].s, r->v[CHANGE_made].i, &rush));
	json_obj(&q->j);
	json_key(&q->j, "id");
	json_str(&q->j, str_sub(r->v[CHANGE_no].s, 1, r->v[CHANGE_no].s.n));
	web_put(q, "noun", str_of(c->e->name));
	web_put(q, "no", r->v[CHANGE_about_no].s);
	put_id(q, "row", r->v[CHANGE_about].i);
	if (!rec_has(r, CHANGE_was) && !rec_has(r, CHANGE_declaration))
		put_flag(q, "new", true);
	web_put(q, "household", house);
	TRY(put_about(q, cells, c));
	if (rec_has(r, CHANGE_declaration))
		put_id(q, "declaration", r->v[CHANGE_declaration].i);
	web_put(q, "area", buf_str(&path));
	web_put(q, "who", row_who(q, r->v[CHANGE_maker].s));
	web_put_time(q, "when", r->v[CHANGE_made].i);
	web_put(q, "why", r->v[CHANGE_why].s);
	web_put(q, "state", str_of(c->state));
	json_key(&q->j, "late");
	json_bool(&q->j, rush > BULK);
	put_set(q, c);
	if (rec_has(r, CHANGE_checker))
		web_put(q, "checker", row_who(q, r->v[CHANGE_checker].s));
	if (rec_has(r, CHANGE_checked))
		web_put_time(q, "checked", r->v[CHANGE_checked].i);
	web_put(q, "note", r->v[CHANGE_note].s);
	json_key(&q->j, "mine");
	json_bool(&q->j, str_eqz(r->v[CHANGE_maker].s, q->cx->actor));
	json_key(&q->j, "may_decide");
	json_bool(&q->j, may_decide(q, c));
	json_obj_end(&q->j);
	return OK;
}

/* What of the changes is asked for; then what was put. */
struct asked_changes {
	const char *where, *state;
	bool mine;
	int64_t after;
	int n;
	int64_t last;                /* of those put */
	bool more;
};

static enum err put_changes(struct web_req *q, struct asked_changes *a)
{
	struct query ask = { .e = register_entity(q->r, TAG_change), .mask = MASK_STAFF,
		.where = a->where, .closed = true, .narrow = true, .after = a->after };
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	struct browse *b;
	struct rec *row;
	enum err e;

	TRY(browse_open(q->cx, q->r, &ask, &b));
	json_arr(&q->j);
	e = list_counted(q, b);
	while (e == OK && !a->more && (e = browse_next(q->cx, b, &row)) == OK && row) {
		struct change c;

		if (*a->state && row->v[CHANGE_state].i != change_state(q->r, a->state))
			continue;
		if (a->mine && !str_eqz(row->v[CHANGE_maker].s, q->cx->actor))
			continue;
		a->more = a->n == LIST_MOST;
		if (a->more)
			break;
		a->last = row->id;
		e = change_load(q->cx, q->r, row->id, &c);
		if (e == OK)
			e = put_change(q, cells, &c);
		if (e != OK)
			break;
		a->n++;
	}
	browse_close(b);
	json_arr_end(&q->j);
	return e;
}

enum err api_changes(struct web_req *q)
{
	struct asked_changes a = { .where = list_where(q) };
	char next[24];
	struct str state, mine;

	TRY(cursor_of(q, &a.after));
	web_query(q, "state", &state);
	web_query(q, "mine", &mine);
	a.state = str_z(&q->cx->arena, state);
	a.mine = str_eqz(mine, "1");
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	TRY(put_changes(q, &a));
	json_key(&q->j, "next");
	snprintf(next, sizeof next, "%lld", (long long)a.last);
	if (a.more)
		json_z(&q->j, next);
	else
		json_none(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err household_changes(struct web_req *q, const struct rec *house, bool *any)
{
	char where[64];
	struct asked_changes a = { .where = where, .state = "proposed" };
	enum err e;

	*any = false;
	json_key(&q->j, "changes");
	if (!rec_has(house, HOUSEHOLD_no)) {
		json_arr(&q->j);
		json_arr_end(&q->j);
		return OK;
	}
	snprintf(where, sizeof where, "household=%.*s", (int)house->v[HOUSEHOLD_no].s.n,
	         house->v[HOUSEHOLD_no].s.p);
	e = put_changes(q, &a);
	*any = a.n > 0;
	return e;
}

/* ---- deciding ---- */

static enum err decide(struct web_req *q, enum change_act act)
{
	static const char *const said[] = { [CHANGE_APPROVE] = "{\"state\":\"approved\"}",
		[CHANGE_REFUSE] = "{\"state\":\"refused\"}",
		[CHANGE_WITHDRAW] = "{\"state\":\"withdrawn\"}" };
	struct receipt p = { .status = 200, .answer = again_text, .arg = (void *)(uintptr_t)said[act] };
	struct office_object o;
	struct web_body b;
	struct change c;
	struct str reason;
	int64_t id;
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	if (!str_i64(q->param[0], &id))
		id = 0;
	TRY(change_load(q->cx, q->r, id, &c));
	o = object_of(&c);
	o.maker = str_z(&q->cx->arena, c.row->v[CHANGE_maker].s);
	if (act != CHANGE_WITHDRAW && o.state == STATE_PROPOSED)
		TRY(office_need(q->cx, q->office, &q->who, PERM_approve, &o));
	if (act == CHANGE_REFUSE && !reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	q->r->receipt = p.key.n ? &p : NULL;
	e = change_decide(q->cx, q->r, id, act, str_z(&q->cx->arena, reason));
	q->r->receipt = NULL;
	if (e == OK && act == CHANGE_APPROVE && o.household &&
	    task_settle(q->cx, gate_of(q), o.household) != OK)
		err_clear(q->cx);                       /* the approval stands; the daily run does it */
	return again_end(q, &p, e);
}

enum err api_change_approve(struct web_req *q)
{
	return decide(q, CHANGE_APPROVE);
}

enum err api_change_refuse(struct web_req *q)
{
	return decide(q, CHANGE_REFUSE);
}

enum err api_change_withdraw(struct web_req *q)
{
	return decide(q, CHANGE_WITHDRAW);
}

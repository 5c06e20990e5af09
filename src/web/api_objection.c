/* api_objection - objections for the office: taken in, looked into by one, answered by another
 * natural person. */
#include "web/api_gate.h"

#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "domain/gate/filed.h"
#include "domain/gate/gate.h"
#include "domain/gate/objection.h"

static enum err load(struct web_req *q, struct rec **row)
{
	const struct entity *e = register_entity(q->r, TAG_objection);
	int64_t id;

	if (!str_i64(q->param[0], &id))
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	return register_load(q->cx, q->r, e, id, row);
}

/* Who verified is the maker: the same person, under whatever account, does not answer; nor does kin
 * of the household. */
static struct office_object answering(struct web_req *q, const struct rec *row)
{
	struct office_object o = placed(row, STATE_PROPOSED);
	struct str rest, first;

	o.made_by = PERM_procedure;
	if (rec_has(row, OBJECTION_household))
		o.household = row->v[OBJECTION_household].i;
	if (rec_has(row, OBJECTION_verified_by)) {
		rest = row->v[OBJECTION_verified_by].s;
		if (str_next(&rest, ',', &first))
			o.maker = str_z(&q->cx->arena, first);
	}
	return o;
}

static bool may_answer(struct web_req *q, const struct rec *row)
{
	struct office_object o = answering(q, row);
	bool may;

	may = gate_local(q->cx, q->r, q->office, &q->who, PERM_decide, &o) == OK &&
		objection_lets(q->cx, q->office, q->r, &q->who, row, true) == OK;
	err_clear(q->cx);
	return may;
}

/* The message key of why the caller does not look into it; NULL: nothing speaks against it. */
static enum err whose_own(struct web_req *q, const struct rec *row, const char **why)
{
	enum err e = objection_lets(q->cx, q->office, q->r, &q->who, row, false);

	*why = e == ERR_DENIED ? q->cx->err.key : NULL;
	if (e == ERR_DENIED)
		err_clear(q->cx);
	return e == ERR_DENIED ? OK : e;
}

static enum err verified(struct web_req *q)
{
	struct objection_act a = { 0 };
	struct office_object o;
	struct web_body b;
	struct rec *row;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	o = placed(row, STATE_LIVE);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	TRY(objection_lets(q->cx, q->office, q->r, &q->who, row, false));
	a.text = web_text(&b, "text");
	TRY(objection_people(q->cx, q->office, q->r, row, "with", web_text(&b, "with"),
	                     false, &a.with));
	return objection_verify(q->cx, q->r, row->v[OBJECTION_no].s, &a);
}

static enum err answered(struct web_req *q)
{
	struct objection_act a = { 0 };
	struct office_object o;
	struct web_body b;
	struct rec *row;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	o = answering(q, row);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_decide, &o));
	TRY(objection_lets(q->cx, q->office, q->r, &q->who, row, true));
	a.text = web_text(&b, "text");
	a.outcome = web_text(&b, "outcome");
	return objection_answer(q->cx, q->r, row->v[OBJECTION_no].s, &a);
}

enum err api_objection_verify(struct web_req *q) { return done_once(q, verified); }
enum err api_objection_answer(struct web_req *q) { return done_once(q, answered); }

/* ---- objections: by the row, since the receipt number is its sender's secret ---- */

static const char *objection_is(struct web_req *q, const struct rec *row)
{
	static const char *const words[] = { "received", "verified", "answered", NULL };

	return state_word(q, row, OBJECTION_state, words);
}

/* Which household and case, for who deals with it. */
static enum err about_put(struct web_req *q, const struct rec *row)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct rec *house;
	struct str head;
	int64_t matter;
	enum err e;

	if (!rec_has(row, OBJECTION_household))
		return OK;
	e = register_load(q->cx, q->r, register_entity(q->r, TAG_household),
	                  row->v[OBJECTION_household].i, &house);
	if (e == ERR_NOTFOUND) {
		err_clear(q->cx);
		return OK;
	}
	TRY(e);
	TRY(row_head(q, cells, house, &head));
	web_put(q, "household", house->v[HOUSEHOLD_no].s);
	web_put(q, "head", head);
	TRY(filed_objected(q->cx, gate_of(q), row, &matter));
	if (matter)
		web_put(q, "case", matter_no(q, matter));
	return OK;
}

static enum err objection_put(struct web_req *q, const struct rec *row)
{
	static const struct cell_of cell[] = {
		{ "notice", OBJECTION_notice }, { "topic", OBJECTION_topic },
		{ "channel", OBJECTION_channel }, { "state", OBJECTION_state },
		{ "outcome", OBJECTION_outcome } };

	TRY(put_row_head(q, row, objection_is(q, row), cell, sizeof cell / sizeof *cell));
	if (rec_has(row, OBJECTION_position))
		put_number(q, "position", row->v[OBJECTION_position].i);
	put_day(q, "received", row, OBJECTION_received);
	put_due(q, row, OBJECTION_due);
	put_day(q, "answered", row, OBJECTION_answered);
	return about_put(q, row);
}

/* Those who did it together, as people know them. */
static enum err people_put(struct web_req *q, const char *key, const struct rec *row, int field)
{
	struct str rest = rec_has(row, field) ? row->v[field].s : STR(""), one, all = { 0 };

	while (str_next(&rest, ',', &one)) {
		if (all.n)
			all = str_join(&q->cx->arena, all, str_of(msg_between(q->cx->lang)));
		all = str_join(&q->cx->arena, all, row_who(q, one));
	}
	web_put(q, key, all);
	return OK;
}

enum err api_objections(struct web_req *q)
{
	return put_listed(q, (struct listing_of){ TAG_objection, objection_is, objection_put });
}

#define MINE_MOST 100

static enum err waits_for_him(struct web_req *q, const struct rec *row, bool *yes)
{
	const char *is = objection_is(q, row), *own;

	*yes = !strcmp(is, "verified") && may_answer(q, row);
	if (strcmp(is, "received") || !may_work(q, row))
		return OK;
	TRY(whose_own(q, row, &own));
	*yes = !own;
	return OK;
}

enum err objections_mine_put(struct web_req *q)
{
	struct query ask = { .e = register_entity(q->r, TAG_objection), .mask = MASK_STAFF };
	struct browse *b;
	struct rec *row;
	int given = 0;
	enum err e;

	json_key(&q->j, "objections");
	json_arr(&q->j);
	TRY(browse_open(q->cx, q->r, &ask, &b));
	while ((e = browse_next(q->cx, b, &row)) == OK && row && given < MINE_MOST) {
		bool yes;

		e = waits_for_him(q, row, &yes);
		if (e != OK)
			break;
		if (!yes)
			continue;
		json_obj(&q->j);
		e = objection_put(q, row);
		json_obj_end(&q->j);
		given++;
		if (e != OK)
			break;
	}
	browse_close(b);
	json_arr_end(&q->j);
	return e;
}

/* What was told, and by whom, in clear for those who look into it or answer: not for whose work it
 * is about. Who inspects reads what was said and answered, but not who said it. The look is
 * journaled. */
enum err api_objection(struct web_req *q)
{
	static const struct { const char *key; int field; bool open, inspected; } told[] = {
		{ "name", OBJECTION_name, false, false }, { "phone", OBJECTION_phone, false, false },
		{ "content", OBJECTION_content, false, true }, { "found", OBJECTION_found, true, true },
		{ "answer", OBJECTION_answer, true, true } };
	struct office_object o = { .placed = true };
	struct rec *row;
	const char *own;
	bool work, answer, clear, inspect;

	TRY(load(q, &row));
	o.area = row->area;
	inspect = office_may(q->cx, q->office, &q->who, PERM_inspect, &o).may;
	work = may_work(q, row);
	answer = may_answer(q, row);
	TRY(whose_own(q, row, &own));
	clear = (work && !own) || answer;
	web_read(q, row->e, row->id);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(objection_put(q, row));
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (rec_has(row, told[i].field))
			web_put(q, told[i].key, clear || (told[i].open && work) ||
			        (told[i].inspected && inspect) ? row->v[told[i].field].s : STR("***"));
	web_put(q, "taken_by", row_who(q, row->v[OBJECTION_taken_by].s));
	TRY(people_put(q, "verified_by", row, OBJECTION_verified_by));
	put_day(q, "verified", row, OBJECTION_verified_on);
	if (rec_has(row, OBJECTION_answered_by))
		web_put(q, "answered_by", row_who(q, row->v[OBJECTION_answered_by].s));
	if (own)
		web_put(q, "own", str_of(msg_text(q->cx->lang, own)));
	json_key(&q->j, "may_verify");
	json_bool(&q->j, work && !own && !strcmp(objection_is(q, row), "received"));
	json_key(&q->j, "may_answer");
	json_bool(&q->j, answer && !strcmp(objection_is(q, row), "verified"));
	json_obj_end(&q->j);
	return OK;
}

/* ---- one that came on paper, by phone, in person ---- */

struct entered { char no[RECEIPT_TEXT]; };

static void entered_put(void *arg, struct buf *out)
{
	const struct entered *x = arg;

	buf_addf(out, "{\"no\":\"%s\"}", x->no);
}

static enum err enter(struct web_req *q, void *arg)
{
	struct entered *x = arg;
	struct objection_new n = { 0 };
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	struct rec *notice;
	struct web_body b;
	struct str line;

	TRY(web_body(q, &b));
	TRY(ask_area(q, &b, &n.area));
	TRY(ask_day(q, &b, "received", &n.received));
	n.notice = str_trim(web_text(&b, "notice"));
	o.area = n.area;
	if (n.notice.n) {
		TRY(notice_row(q->cx, q->r, n.notice, &notice));
		o.area = notice->area;
	}
	line = str_trim(web_text(&b, "position"));
	if (line.n && (!str_i64(line, &n.position) || n.position < 1))
		return err_set(q->cx, ERR_INPUT, "position", "objection-position", NULL);
	if (o.area)
		TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	n.topic = web_text(&b, "topic");
	n.channel = web_text(&b, "channel");
	n.name = web_text(&b, "name");
	n.phone = web_text(&b, "phone");
	n.content = web_text(&b, "text");
	return objection_add(q->cx, q->r, &n, x->no);
}

/* Its receipt number is told this once, for the slip that its sender takes home. */
enum err api_objection_enter(struct web_req *q)
{
	struct entered x = { 0 };
	struct receipt p = { .status = 201, .answer = entered_put, .arg = &x };

	return again_once(q, &p, enter, &x);
}

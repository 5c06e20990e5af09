/* api_objection - objections for the office: taken in, looked into by one, answered by another
 * natural person. */
#include "web/api_notice.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "domain/gate/notice.h"

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

	return office_may(q->cx, q->office, &q->who, PERM_decide, &o).may;
}

/* The message key of why the caller does not look into it: who made the notice or surveyed for it,
 * under whatever account, and kin of the household. NULL: nothing speaks against it. */
static enum err whose_own(struct web_req *q, const struct rec *row, const char **why)
{
	struct rec *notice;
	struct str rest, one;
	bool own, kin = false;

	*why = NULL;
	if (rec_has(row, OBJECTION_household))
		TRY(office_kin_of(q->cx, q->office, &q->who, row->v[OBJECTION_household].i, &kin));
	if (kin)
		*why = "objection-kin";
	if (kin || !rec_has(row, OBJECTION_notice))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_notice),
	              row->v[OBJECTION_notice].i, &notice));
	own = office_same(q->office, &q->who, notice->v[NOTICE_maker].s);
	rest = rec_has(notice, NOTICE_surveyors) ? notice->v[NOTICE_surveyors].s : STR("");
	while (!own && str_next(&rest, ' ', &one))
		own = one.n && office_same(q->office, &q->who, one);
	if (own)
		*why = "objection-own";
	return OK;
}

static enum err verified(struct web_req *q)
{
	struct objection_act a = { 0 };
	struct office_object o;
	struct web_body b;
	struct rec *row;
	const char *why;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	o = placed(row, STATE_LIVE);
	TRY(office_need(q->cx, q->office, &q->who, PERM_procedure, &o));
	TRY(whose_own(q, row, &why));
	if (why)
		return err_set(q->cx, ERR_DENIED, "by", why, NULL);
	a.text = web_text(&b, "text");
	a.with = web_text(&b, "with");
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
	TRY(office_need(q->cx, q->office, &q->who, PERM_decide, &o));
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
	put_day(q, "due", row, OBJECTION_due);
	put_day(q, "answered", row, OBJECTION_answered);
	return OK;
}

/* Those who did it together, as people know them. */
static enum err people_put(struct web_req *q, const char *key, const struct rec *row, int field)
{
	struct str rest = rec_has(row, field) ? row->v[field].s : STR(""), one, all = { 0 };

	while (str_next(&rest, ',', &one)) {
		if (all.n)
			all = str_join(&q->cx->arena, all, STR("、"));
		all = str_join(&q->cx->arena, all, row_who(q, one));
	}
	web_put(q, key, all);
	return OK;
}

enum err api_objections(struct web_req *q)
{
	return put_listed(q, (struct listing_of){ TAG_objection, objection_is, objection_put });
}

/* What was told, and by whom, in clear for those who deal with it here; the look is journaled. */
enum err api_objection(struct web_req *q)
{
	static const struct { const char *key; int field; } told[] = {
		{ "name", OBJECTION_name }, { "phone", OBJECTION_phone },
		{ "content", OBJECTION_content }, { "found", OBJECTION_found },
		{ "answer", OBJECTION_answer } };
	struct rec *row;
	const char *own;
	bool work, answer;

	TRY(load(q, &row));
	work = may_work(q, row);
	answer = may_answer(q, row);
	TRY(whose_own(q, row, &own));
	web_read(q, row->e, row->id);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(objection_put(q, row));
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (rec_has(row, told[i].field))
			web_put(q, told[i].key, work || answer ? row->v[told[i].field].s : STR("***"));
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

static enum err enter(struct web_req *q, struct entered *x)
{
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
		TRY(office_need(q->cx, q->office, &q->who, PERM_procedure, &o));
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
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	q->r->receipt = p.key.n ? &p : NULL;
	e = enter(q, &x);
	q->r->receipt = NULL;
	return again_end(q, &p, e);
}

/* api_declaration - declarations of households about themselves: taken in, made cases, answered. */
#include "web/api_gate.h"

#include <stdio.h>
#include <string.h>

#include "domain/gate/declaration.h"
#include "domain/register/newcomer.h"

enum err declaration_load(struct web_req *q, struct rec **row)
{
	const struct entity *e = register_entity(q->r, TAG_declaration);
	int64_t id;

	if (!str_i64(q->param[0], &id))
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	return register_load(q->cx, q->r, e, id, row);
}

static const char *declaration_is(struct web_req *q, const struct rec *row)
{
	static const char *const words[] = { "received", "taken", "answered", NULL };

	return state_word(q, row, DECLARATION_state, words);
}

/* Without what was told. */
static enum err declaration_put(struct web_req *q, const struct rec *row)
{
	static const struct cell_of cell[] = {
		{ "channel", DECLARATION_channel }, { "state", DECLARATION_state },
		{ "household", DECLARATION_household } };

	TRY(put_row_head(q, row, declaration_is(q, row), cell, sizeof cell / sizeof *cell));
	web_put(q, "case", rec_has(row, DECLARATION_gate_case) ?
	        matter_no(q, row->v[DECLARATION_gate_case].i) : STR(""));
	put_day(q, "received", row, DECLARATION_received);
	put_due(q, row, DECLARATION_due);
	put_day(q, "answered", row, DECLARATION_answered);
	return OK;
}

enum telling { TOLD_IN_A_LIST = 2, TOLD_WHOLE = 5 };

/* What was told, or of it what tells one declaration of a list from the next. Who deals with it
 * here (work) reads all; who deals with, decides or inspects the case that it went into reads what
 * was told and answered, as that case's page and the household's story tell it, not by whom. */
static enum err told_put(struct web_req *q, const struct rec *row, enum telling how, bool work)
{
	static const struct { const char *key; int field; bool of_case; } told[TOLD_WHOLE] = {
		{ "name", DECLARATION_name, false }, { "group", DECLARATION_group_name, false },
		{ "phone", DECLARATION_phone, false }, { "content", DECLARATION_content, true },
		{ "answer", DECLARATION_answer, true } };
	const struct list_face *l = &q->r->model->lists;
	bool clear = work;

	if (!work && rec_has(row, DECLARATION_gate_case))
		TRY(case_deals_with(q, row->v[DECLARATION_gate_case].i, &clear));
	for (int i = 0; i < (int)how; i++)
		if (rec_has(row, told[i].field))
			web_put(q, told[i].key, work || (clear && told[i].of_case) ?
			        row->v[told[i].field].s : STR("***"));
	if (rec_has(row, DECLARATION_topic))
		web_put(q, "topic", clear ? l->label(l->state, "lead_topic",
		        row->v[DECLARATION_topic].i, q->cx->lang) : STR("***"));
	return OK;
}

/* Who deals with it here tells them apart by whose they are; nobody else reads names. */
static enum err listed_put(struct web_req *q, const struct rec *row)
{
	TRY(declaration_put(q, row));
	return told_put(q, row, TOLD_IN_A_LIST, may_work(q, row));
}

enum err api_declarations(struct web_req *q)
{
	return put_listed(q, (struct listing_of){ TAG_declaration, declaration_is, listed_put });
}

/* Whether a household can be proposed of it, and the proposal that waits. */
static enum err newcomer_put(struct web_req *q, const struct rec *row, bool work)
{
	struct office_object o = placed(row, STATE_LIVE);
	char text[24];
	int64_t change;
	bool may;

	TRY(newcomer_waiting(q->cx, q->r, row->id, &change));
	may = work && !change && newcomer_fits(q->r, row) &&
	      office_may(q->cx, q->office, &q->who, PERM_propose, &o).may;
	json_key(&q->j, "may_propose");
	json_bool(&q->j, may);
	if (!change)
		return OK;
	snprintf(text, sizeof text, "%lld", (long long)change);
	web_put(q, "change", str_of(text));
	return OK;
}

/* What was told, and by whom, as told_put says; the look is journaled. */
enum err api_declaration(struct web_req *q)
{
	struct rec *row;
	bool work;

	TRY(declaration_load(q, &row));
	work = may_work(q, row);
	web_read(q, row->e, row->id);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(declaration_put(q, row));
	TRY(told_put(q, row, TOLD_WHOLE, work));
	web_put(q, "taken_by", row_who(q, row->v[DECLARATION_taken_by].s));
	if (rec_has(row, DECLARATION_answered_by))
		web_put(q, "answered_by", row_who(q, row->v[DECLARATION_answered_by].s));
	work = work && strcmp(declaration_is(q, row), "answered");
	if (work && !rec_has(row, DECLARATION_gate_case))
		TRY(open_rounds_put(q, row->area, 0, STR("")));
	TRY(newcomer_put(q, row, work));
	json_key(&q->j, "may_act");
	json_bool(&q->j, work);
	json_obj_end(&q->j);
	return OK;
}

/* ---- dealing with it ---- */

static void no_put(void *arg, struct buf *out)
{
	buf_addf(out, "{\"no\":\"%s\"}", (const char *)arg);
}

static enum err enter(struct web_req *q, void *arg)
{
	char *no = arg;                      /* RECEIPT_TEXT bytes */
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	struct declaration_new n = { 0 };
	struct web_body b;

	TRY(web_body(q, &b));
	TRY(ask_area(q, &b, &n.area));
	TRY(ask_day(q, &b, "received", &n.received));
	o.area = n.area;
	if (o.area)
		TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	n.topic = web_text(&b, "topic");
	n.channel = web_text(&b, "channel");
	n.name = web_text(&b, "name");
	n.phone = web_text(&b, "phone");
	n.group = web_text(&b, "group");
	n.content = web_text(&b, "text");
	return declaration_add(q->cx, q->r, &n, no);
}

/* Its receipt number is told this once, for the slip that its sender takes home. */
enum err api_declaration_enter(struct web_req *q)
{
	char no[RECEIPT_TEXT] = "";
	struct receipt p = { .status = 201, .answer = no_put, .arg = no };

	return again_once(q, &p, enter, no);
}

/* Sent again it answers with the same case. */
enum err api_declaration_accept(struct web_req *q)
{
	struct office_object o;
	struct round_view round;
	struct web_body b;
	struct rec *row;
	struct gate *g = gate_of(q);
	struct str no;
	int64_t id;

	TRY(web_body(q, &b));
	TRY(declaration_load(q, &row));
	o = placed(row, STATE_LIVE);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	TRY(row_id(q, register_entity(q->r, TAG_household), web_text(&b, "household"), &id));
	TRY(open_round(q, g, str_trim(web_text(&b, "round")), &round));
	TRY(declaration_accept(q->cx, g, &q->who, row->v[DECLARATION_no].s, &round, id, &no));
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "case", no);
	json_obj_end(&q->j);
	return OK;
}

static enum err answered(struct web_req *q)
{
	struct objection_act a = { 0 };
	struct office_object o;
	struct web_body b;
	struct rec *row;

	TRY(web_body(q, &b));
	TRY(declaration_load(q, &row));
	o = placed(row, STATE_LIVE);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	a.text = web_text(&b, "text");
	return declaration_answer(q->cx, q->r, row->v[DECLARATION_no].s, &a);
}

enum err api_declaration_answer(struct web_req *q) { return done_once(q, answered); }

/* api_lead - a lead dealt with: accepted into a round, explained, answered; and the open rounds
 * that leads and declarations can go into. */
#include "web/api_gate.h"

#include <string.h>

#include "domain/gate/declaration.h"
#include "domain/gate/lead_case.h"
#include "domain/register/lead.h"

/* ---- where it can go ---- */

enum err open_rounds_put(struct web_req *q, int64_t area, int64_t household, struct str procedure)
{
	struct round_view *v;
	int n;

	TRY(declaration_rounds(q->cx, gate_of(q), area, household, procedure, &v, &n));
	json_key(&q->j, "rounds");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		json_obj(&q->j);
		web_put(q, "no", v[i].row->v[ROUND_no].s);
		web_put(q, "name", v[i].row->v[ROUND_name].s);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

enum err open_round(struct web_req *q, struct gate *g, struct str no, struct round_view *out)
{
	struct str digits = str_sub(no, 1, no.n);
	int64_t id;
	enum err e = ERR_NOTFOUND;

	if (no.n && str_i64(digits, &id) && id > 0)
		e = round_by_id(q->cx, g, id, out);
	if (e == OK && str_eq(out->row->v[ROUND_no].s, no))
		return OK;
	err_clear(q->cx);
	return err_set(q->cx, ERR_NOTFOUND, "round", "gate-round-none", str_z(&q->cx->arena, no),
	               NULL);
}

/* ---- a lead ---- */

static enum err load(struct web_req *q, struct rec **row)
{
	const struct entity *e = register_entity(q->r, TAG_lead);
	int64_t id;

	TRY(row_id(q, e, q->param[0], &id));
	return register_load(q->cx, q->r, e, id, row);
}

static const char *lead_is(struct web_req *q, const struct rec *row)
{
	static const char *const words[] = { "explained", "procedure", "closed", "checked", NULL };
	const char *is = rec_has(row, LEAD_state) ? state_word(q, row, LEAD_state, words) : NULL;

	return is && *is ? is : "open";
}

/* How it stands, what its topic says is to be looked at, and where it can go. */
enum err api_lead(struct web_req *q)
{
	const struct lead_topic *t;
	struct gate *g = gate_of(q);
	struct rec *row, *in;
	bool work;

	TRY(load(q, &row));
	work = lead_lets(q->cx, g, &q->who, row) == OK;
	err_clear(q->cx);
	TRY(lead_matter(q->cx, g, row, &in));
	t = rec_has(row, LEAD_list_topic) ?
	    pack_topic(q->r->pack, row->v[LEAD_list_topic].s) : NULL;
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "no", row->v[LEAD_no].s);
	web_put(q, "is", str_of(lead_is(q, row)));
	put_label(q, "state", row, LEAD_state, "lead_state");
	if (t)
		web_put(q, "check", gate_says(q, t->check_zh, t->check_en));
	if (in)
		web_put(q, "case", in->v[MATTER_no].s);
	put_due(q, row, LEAD_due);
	work = work && !register_lead_over(q->r, row);
	if (work)
		TRY(open_rounds_put(q, row->area,
		                    rec_has(row, LEAD_household) ? row->v[LEAD_household].i : 0, STR("")));
	put_flag(q, "may_act", work);
	json_obj_end(&q->j);
	return OK;
}

/* Sent again it answers with the same case. */
enum err api_lead_accept(struct web_req *q)
{
	struct gate *g = gate_of(q);
	struct round_view round;
	struct web_body b;
	struct str no, house;
	struct rec *row;
	int64_t id = 0;
	date_t on;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	TRY(lead_lets(q->cx, g, &q->who, row));
	TRY(ask_day(q, &b, "on", &on));
	house = str_trim(web_text(&b, "household"));
	if (house.n)
		TRY(row_id(q, register_entity(q->r, TAG_household), house, &id));
	TRY(open_round(q, g, str_trim(web_text(&b, "round")), &round));
	TRY(lead_accept(q->cx, g, &q->who, row, &round, id, on, &no));
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "case", no);
	json_obj_end(&q->j);
	return OK;
}

static enum err dealt(struct web_req *q)
{
	static const struct { const char *word; enum lead_act act; } acts[] = {
		{ "check", LEAD_CHECK }, { "explain", LEAD_EXPLAIN }, { "close", LEAD_CLOSE } };
	struct lead_edit edit = { 0 };
	struct web_body b;
	struct rec *row;
	struct str act;
	size_t i = 0;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	TRY(lead_lets(q->cx, gate_of(q), &q->who, row));
	act = web_text(&b, "act");
	while (i < sizeof acts / sizeof *acts && !str_eqz(act, acts[i].word))
		i++;
	if (i == sizeof acts / sizeof *acts)
		return err_set(q->cx, ERR_INPUT, "act", "lead-act", str_z(&q->cx->arena, act), NULL);
	edit.act = acts[i].act;
	edit.text = str_trim(web_text(&b, "text"));
	if (!edit.text.n)
		return err_set(q->cx, ERR_INPUT, "text", "web-reason", NULL);
	return lead_do(q->cx, q->r, row->id, &edit);
}

enum err api_lead_deal(struct web_req *q) { return done_once(q, dealt); }

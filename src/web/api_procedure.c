/* api_procedure - the procedures of the pack for the office: which there are, their gates and acts,
 * the chart. */
#include "web/api_gate.h"

#include "domain/gate/chart.h"
#include "domain/judge/judged_json.h"


static void put_head(struct web_req *q, const struct pack *k, const struct procedure *p)
{
	static const struct basis none;
	date_t today = register_today(q->cx, q->r);

	web_put(q, "id", p->id);
	web_put(q, "name", gate_says(q, p->zh, p->en));
	web_put(q, "for", p->noun);
	put_date(q, "from", p->from);
	put_date(q, "to", p->to);
	put_flag(q, "holds", procedure_holds(p, today));
	put_flag(q, "draft", p->gov.state == 2);
	put_flag(q, "campaign", p->campaign);
	put_flag(q, "unconfirmed", p->unconfirmed);
	basis_json(&q->j, k, q->cx->lang, &p->basis, &none);
}

enum err api_procedures(struct web_req *q)
{
	const struct gate_law *law;
	struct gate *g = gate_of(q);

	TRY(gate_law(q->cx, g, 0, &law));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < law->p->nprocedure; i++) {
		if (law->p->procedure[i].off)
			continue;
		json_obj(&q->j);
		put_head(q, law->p, &law->p->procedure[i]);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static void put_act(struct web_req *q, const struct pack *k, const struct procedure *p,
                    const struct procedure_act *a)
{
	json_obj(&q->j);
	web_put(q, "id", a->id);
	web_put(q, "name", gate_says(q, a->zh, a->en));
	put_gate(q, "to", p, a->to);
	web_put(q, "who", act_who(q->cx, a));
	web_put(q, "takes", act_takes(q->cx, k, p, a));
	put_flag(q, "back", a->back);
	put_flag(q, "decide", a->decide);
	json_obj_end(&q->j);
}

static void put_gate_whole(struct web_req *q, const struct pack *k, const struct procedure *p,
                           int at)
{
	const struct procedure_gate *t = &p->gate[at];
	const struct procedure_act *a;

	json_obj(&q->j);
	web_put(q, "id", t->id);
	web_put(q, "name", gate_says(q, t->zh, t->en));
	put_gate_end(q, t);
	web_put(q, "clock", period_says(q->cx, &t->clock));
	put_flag(q, "publish", t->publish.kind.n > 0);
	put_flag(q, "meeting", t->meeting.quorum.den > 0);
	json_key(&q->j, "acts");
	json_arr(&q->j);
	for (int i = 0; (a = procedure_act_nth(p, at, i)); i++)
		put_act(q, k, p, a);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
}

enum err api_procedure(struct web_req *q)
{
	const struct rule_procedure *rule;
	const struct gate_law *law;
	struct gate *g = gate_of(q);

	TRY(gate_law(q->cx, g, 0, &law));
	TRY(gate_procedure(q->cx, law, q->param[0], &rule));
	web_json(q, 200);
	json_obj(&q->j);
	put_head(q, law->p, rule->p);
	web_put(q, "note", rule->p->note);
	json_key(&q->j, "gates");
	json_arr(&q->j);
	for (int i = 0; i < rule->p->ngate; i++)
		put_gate_whole(q, law->p, rule->p, i);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_procedure_chart(struct web_req *q)
{
	const struct rule_procedure *rule;
	const struct gate_law *law;
	struct gate *g = gate_of(q);

	TRY(gate_law(q->cx, g, 0, &law));
	TRY(gate_procedure(q->cx, law, q->param[0], &rule));
	http_answer_field(&q->x->a, "Content-Type", STR("image/svg+xml"));
	chart_put(q->cx, &q->x->a.body, law->p, rule->p);
	return OK;
}

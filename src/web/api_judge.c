/* api_judge - what the standards of the pack say of a household, with reasons. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include "domain/judge/judged_json.h"

/* ?on=2020-12-31: the day that is judged; 0: the data date. */
static enum err asked_day(struct web_req *q, date_t *on)
{
	struct str text;
	enum date_form form;

	*on = 0;
	if (web_query(q, "on", &text) && text.n && (!date_parse(text, on, &form) || !date_day(*on)))
		return err_set(q->cx, ERR_INPUT, "on", "cmd-expr-date", str_z(&q->cx->arena, text), NULL);
	return OK;
}

enum err api_household_verdicts(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct judge j = { q->r, q->web->judge.rules };
	struct reasons reasons = { q->cx, q->r, register_cells(&q->cx->arena, q->r), MASK_STAFF };
	struct judged *judged;
	struct str standard = { 0 };
	int64_t id;
	date_t on;
	int n;

	TRY(asked_day(q, &on));
	web_query(q, "standard", &standard);
	TRY(row_id(q, e, q->param[0], &id));
	web_read(q, e, id);
	TRY(judge_row(q->cx, &j, e, id, standard, on, &judged, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "standards");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(judged_json(&q->j, &reasons, &judged[i]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

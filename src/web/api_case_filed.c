/* api_case_filed - what is kept beside a case: the lists on which it hung with their days and
 * photos, what was said against it, the declaration that it came of. */
#include "web/api_gate.h"

#include "domain/gate/filed.h"
#include "domain/gate/notice_mend.h"
#include "domain/gate/story.h"

#include <stdio.h>

static void put_id(struct web_req *q, const struct rec *row)
{
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)row->id);
	web_put(q, "id", str_of(id));
}

static enum err put_list(struct web_req *q, const struct matter *m, const struct rec *row)
{
	struct notice_mending mend;
	bool later;

	json_obj(&q->j);
	web_put(q, "no", row->v[NOTICE_no].s);
	if (rec_has(row, NOTICE_gate))
		put_gate(q, "gate", m->p, procedure_gate_at(m->p, row->v[NOTICE_gate].s));
	put_notice_is(q, row);
	web_put_time(q, "made", row->v[NOTICE_made].i);
	notice_earliest(q->r, row, &later);
	if (later)
		put_day(q, "from", row, NOTICE_hangs_from);
	put_day(q, "posted", row, NOTICE_posted);
	put_date(q, "until", notice_last_day(row));
	put_day(q, "down", row, NOTICE_down);
	put_photo(q, "first", row, NOTICE_first_place, NOTICE_first_taken);
	put_photo(q, "last", row, NOTICE_last_place, NOTICE_last_taken);
	TRY(notice_mending(q->cx, q->r, row, &mend));
	put_date(q, "mending", mend.since);
	json_obj_end(&q->j);
	return OK;
}

static void put_objection(struct web_req *q, const struct rec *row)
{
	json_obj(&q->j);
	put_id(q, row);
	put_label(q, "topic", row, OBJECTION_topic, "objection_topic");
	put_label(q, "state", row, OBJECTION_state, "objection_state");
	put_label(q, "outcome", row, OBJECTION_outcome, "objection_outcome");
	put_day(q, "received", row, OBJECTION_received);
	put_day(q, "due", row, OBJECTION_due);
	json_obj_end(&q->j);
}

static void put_declaration(struct web_req *q, const struct rec *row, bool clear)
{
	json_key(&q->j, "declaration");
	json_obj(&q->j);
	put_id(q, row);
	if (clear)
		put_label(q, "topic", row, DECLARATION_topic, "lead_topic");
	if (rec_has(row, DECLARATION_content))
		web_put(q, "content", clear ? row->v[DECLARATION_content].s : STR("***"));
	put_label(q, "state", row, DECLARATION_state, "declaration_state");
	put_day(q, "received", row, DECLARATION_received);
	json_obj_end(&q->j);
}

static void put_lead(struct web_req *q, const struct rec *row)
{
	json_obj(&q->j);
	web_put(q, "no", row->v[LEAD_no].s);
	put_label(q, "topic", row, LEAD_topic, "lead_topic");
	put_label(q, "channel", row, LEAD_channel, "lead_channel");
	if (rec_has(row, LEAD_department))
		web_put(q, "department", row->v[LEAD_department].s);
	put_label(q, "state", row, LEAD_state, "lead_state");
	put_day(q, "received", row, LEAD_received);
	json_obj_end(&q->j);
}

static enum err put_story(struct web_req *q, struct gate *g, int64_t id, bool clear)
{
	struct story_line *line;
	struct matter m;
	int n;

	TRY(matter_by_id(q->cx, g, id, &m));
	TRY(story_of(q->cx, g, &m, clear, &line, &n));
	json_obj(&q->j);
	web_put(q, "no", m.row->v[MATTER_no].s);
	json_key(&q->j, "lines");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct str rest = line[i].told, one;

		json_obj(&q->j);
		if (line[i].on)
			put_date(q, "on", line[i].on);
		web_put(q, "what", line[i].what);
		if (line[i].who.n)
			web_put(q, "who", line[i].who);
		json_key(&q->j, "told");
		json_arr(&q->j);
		while (str_next(&rest, '\n', &one))
			json_str(&q->j, one);
		json_arr_end(&q->j);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err case_stories_put(struct web_req *q, struct gate *g, const int64_t *matter, int n,
                          bool clear)
{
	json_key(&q->j, "stories");
	json_arr(&q->j);
	for (int i = n; i-- > 0; )
		TRY(put_story(q, g, matter[i], clear));
	json_arr_end(&q->j);
	return OK;
}

static enum err put_talks(struct web_req *q, struct gate *g, const struct matter *m, bool clear)
{
	static const struct { const char *key; int field; } told[] = { { "by", CONVERSATION_held_by },
		{ "with", CONVERSATION_with_whom }, { "text", CONVERSATION_said } };
	struct rec **row;
	int n;

	TRY(filed_conversations(q->cx, g, m, &row, &n));
	json_key(&q->j, "conversations");
	json_arr(&q->j);
	for (int i = n; i-- > 0; ) {
		json_obj(&q->j);
		web_put(q, "no", row[i]->v[CONVERSATION_no].s);
		put_day(q, "on", row[i], CONVERSATION_on_date);
		put_label(q, "manner", row[i], CONVERSATION_manner, "talk_manner");
		for (size_t k = 0; k < sizeof told / sizeof *told; k++)
			web_put(q, told[k].key, clear ? row[i]->v[told[k].field].s : STR("***"));
		web_put(q, "maker", row_who(q, row[i]->v[CONVERSATION_maker].s));
		web_put_time(q, "made", row[i]->v[CONVERSATION_made].i);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

enum err case_filed_put(struct web_req *q, struct gate *g, const struct matter *m, bool clear)
{
	struct filed_about f;

	TRY(filed_about(q->cx, g, m, &f));
	TRY(put_talks(q, g, m, clear));
	json_key(&q->j, "notices");
	json_arr(&q->j);
	for (int i = 0; i < f.nnotice; i++)
		TRY(put_list(q, m, f.notice[i]));
	json_arr_end(&q->j);
	json_key(&q->j, "objections");
	json_arr(&q->j);
	for (int i = 0; i < f.nobjection; i++)
		put_objection(q, f.objection[i]);
	json_arr_end(&q->j);
	if (f.declaration)
		put_declaration(q, f.declaration, clear);
	json_key(&q->j, "leads");
	json_arr(&q->j);
	for (int i = 0; i < f.nlead; i++)
		put_lead(q, f.lead[i]);
	json_arr_end(&q->j);
	return OK;
}

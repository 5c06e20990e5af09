/* gate_web - what the routes of procedures share. */
#include "web/api_gate.h"

#include <stdio.h>

#include "domain/gate/chart.h"
#include "domain/register/browse.h"
#include "fmt/json.h"

struct gate *gate_of(struct web_req *q)
{
	struct gate *g = ARENA_NEW(&q->cx->arena, struct gate);

	gate_share(q->web->laws, q->r, q->office, g);
	return g;
}

/* ---- writing ---- */

struct str gate_says(const struct web_req *q, struct str zh, struct str en)
{
	return gate_words(q->cx, zh, en);
}

void put_date(struct web_req *q, const char *key, date_t d)
{
	char day[11];

	if (!d)
		return;
	date_put(day, d);
	web_put(q, key, str_of(day));
}

void put_flag(struct web_req *q, const char *key, bool yes)
{
	json_key(&q->j, key);
	json_bool(&q->j, yes);
}

enum err put_place_of(struct web_req *q, const char *key, int64_t area)
{
	struct buf path BUF_AUTO = { 0 };

	buf_init(&path, 4096);
	if (area)
		TRY(browse_place(q->cx, q->r, area, &path));
	web_put(q, key, buf_str(&path));
	return OK;
}

void put_label(struct web_req *q, const char *key, const struct rec *row, int field,
               const char *list)
{
	const struct list_face *l = &q->r->model->lists;

	if (rec_has(row, field))
		web_put(q, key, l->label(l->state, list, row->v[field].i, q->cx->lang));
}

void put_gate(struct web_req *q, const char *key, const struct procedure *p, int gate)
{
	if (gate < 0)
		return;
	json_key(&q->j, key);
	json_obj(&q->j);
	web_put(q, "id", p->gate[gate].id);
	web_put(q, "name", gate_says(q, p->gate[gate].zh, p->gate[gate].en));
	json_obj_end(&q->j);
}

void put_gate_end(struct web_req *q, const struct procedure_gate *gate)
{
	static const char *const end[] = { [GATE_CONFIRMED] = "confirmed", [GATE_REFUSED] = "refused",
		[GATE_WITHDRAWN] = "withdrawn" };

	if (end[gate->end])
		web_put(q, "end", str_of(end[gate->end]));
}

void put_paper(struct web_req *q, const struct rec *attachment)
{
	put_label(q, "kind", attachment, ATTACHMENT_kind, "attachment_kind");
	if (rec_has(attachment, ATTACHMENT_title))
		web_put(q, "title", attachment->v[ATTACHMENT_title].s);
	put_day(q, "taken", attachment, ATTACHMENT_taken);
	if (rec_has(attachment, ATTACHMENT_media_type))
		web_put(q, "type", attachment->v[ATTACHMENT_media_type].s);
}

void put_kind(struct web_req *q, const struct pack *p, struct str tag)
{
	const struct list_value *v = list_meant(pack_list(p, STR("attachment_kind")), tag);

	web_put(q, "id", tag);
	web_put(q, "name", v ? gate_says(q, v->zh, v->en) : tag);
}

struct str matter_no(struct web_req *q, int64_t id)
{
	char no[24];

	snprintf(no, sizeof no, "P%lld", (long long)id);
	return str_dup(&q->cx->arena, str_of(no));
}

/* ---- reading ---- */

/* The end of the element that begins at i: a comma or the bracket, outside of texts and nesting. */
static size_t element_end(struct str s, size_t i)
{
	for (int depth = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!depth && (c == ',' || c == ']'))
			break;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
		if (c == '"')
			for (i++; i < s.n && s.p[i] != '"'; i++)
				i += s.p[i] == '\\';
	}
	return i;
}

/* The body was read as JSON: the text is a whole array or none. */
enum err body_array(struct web_req *q, const struct web_body *b, const char *name, int most,
                    struct str **out, int *n)
{
	struct str s = str_trim(web_text(b, name));

	*n = 0;
	*out = arena_array(&q->cx->arena, (size_t)most + 1, sizeof **out);
	if (!s.n || s.p[0] != '[')
		return OK;
	for (size_t i = 1; i < s.n; ) {
		size_t end = element_end(s, i);
		struct str item = str_trim(str_sub(s, i, end - i));
		struct json_pair *pair;
		int npair;

		i = end + 1;
		if (!item.n)
			continue;
		if (*n == most)
			return err_set(q->cx, ERR_INPUT, name, "web-many", NULL);
		TRY(json_flat(q->cx, str_join(&q->cx->arena, str_join(&q->cx->arena, STR("{\"v\":"), item),
		                              STR("}")), &pair, &npair));
		(*out)[(*n)++] = pair->text;
	}
	return OK;
}

enum err place_asked(struct web_req *q, const struct scope **out)
{
	struct scope whole, *place;
	struct str v;

	*out = NULL;
	if (!web_query(q, "area", &v) || !v.n)
		return OK;
	place = ARENA_NEW(&q->cx->arena, struct scope);
	TRY(scope_narrowed_to(q, &whole, place));
	*out = place;
	return OK;
}

static enum err checks_of(struct web_req *q, const struct web_body *b, struct matter_order *o)
{
	struct str text = web_text(b, "checks"), *line;
	struct json_pair *pair;
	int n;

	if (!text.n)
		return OK;
	TRY(json_flat(q->cx, text, &pair, &n));
	line = arena_array(&q->cx->arena, (size_t)n + 1, sizeof *line);
	for (int i = 0; i < n; i++)
		line[i] = str_join(&q->cx->arena, str_join(&q->cx->arena, pair[i].key, STR("=")),
		                   pair[i].type == JSON_TEXT ? pair[i].text : STR(""));
	o->check = line;
	o->ncheck = n;
	return OK;
}

enum err order_of(struct web_req *q, const struct web_body *b, struct matter_order *o)
{
	*o = (struct matter_order){ .act = web_text(b, "act"), .reason = web_text(b, "reason"),
		.excuse = web_text(b, "excuse"),
		.with = web_text(b, "with"), .signer = web_text(b, "signer"), .proxy = web_text(b, "proxy"),
		.relation = web_text(b, "relation"), .witness = web_text(b, "witness") };
	TRY(ask_day(q, b, "on", &o->on));
	return checks_of(q, b, o);
}

/* ---- a card ---- */

enum err card_put(struct web_req *q, struct cells *cells, const struct matter *m,
                  const struct board_card *card, bool whose)
{
	struct str head;

	json_obj(&q->j);
	web_put(q, "no", m->row->v[MATTER_no].s);
	if (rec_has(m->row, MATTER_household) && m->about) {
		web_put(q, "household", m->about->v[HOUSEHOLD_no].s);
		TRY(row_head(q, cells, m->about, &head));
		web_put(q, "head", head);
	}
	TRY(put_place_of(q, "place", m->row->area));
	if (whose) {
		web_put(q, "round", m->round.row->v[ROUND_no].s);
		web_put(q, "procedure", gate_says(q, m->p->zh, m->p->en));
		web_put(q, "procedure_id", m->p->id);
	}
	put_gate(q, "gate", m->p, m->gate);
	put_gate_end(q, &m->p->gate[m->gate]);
	put_day(q, "since", m->row, MATTER_since);
	put_due(q, m->row, MATTER_due);
	put_day(q, "ended", m->row, MATTER_ended);
	if (rec_has(m->row, MATTER_assigned_to))
		web_put(q, "assigned_to", row_who(q, m->row->v[MATTER_assigned_to].s));
	if (card->next) {
		json_key(&q->j, "next");
		json_obj(&q->j);
		web_put(q, "id", card->next->id);
		web_put(q, "name", gate_says(q, card->next->zh, card->next->en));
		json_obj_end(&q->j);
		put_flag(q, "decides", card->next->decide);
		web_put(q, "turn", act_who(q->cx, card->next));
	}
	json_key(&q->j, "missing");
	json_arr(&q->j);
	for (int i = 0; i < card->look.nlack; i++)
		json_str(&q->j, lack_says(q->cx, m, &card->look, &card->look.lack[i]));
	json_arr_end(&q->j);
	put_flag(q, "mine", card->mine);
	json_obj_end(&q->j);
	return OK;
}

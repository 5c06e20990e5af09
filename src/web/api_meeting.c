/* api_meeting - appraisals: what is on the agenda of a gate, who came, how it came out, the
 * minutes. */
#include "web/api_gate.h"

#include "domain/gate/matter_paper.h"
#include "domain/gate/meeting.h"

#include <stdio.h>

#define AGENDA_MOST 300
#define LISTED_MOST 500

/* ---- what is known of a gate's meetings ---- */

static void put_share(struct web_req *q, const char *key, struct fraction f)
{
	char text[40];

	snprintf(text, sizeof text, "%d/%d", f.num, f.den);
	web_put(q, key, str_of(text));
}

static void put_rule(struct web_req *q, const struct assembly *a)
{
	json_key(&q->j, "rule");
	json_obj(&q->j);
	put_share(q, "quorum", a->quorum);
	put_share(q, "pass", a->pass);
	put_flag(q, "of_all", a->of_all);
	put_flag(q, "tie_passes", a->tie_passes);
	put_number(q, "proxies", a->proxies);
	put_number(q, "level", a->level);
	json_obj_end(&q->j);
}

static enum err meeting_gate(struct web_req *q, const struct round_view *v, struct str id, int *at)
{
	const struct procedure *p = v->rule->p;

	*at = procedure_gate_at(p, id);
	for (int i = 0; !id.n && *at < 0 && i < p->ngate; i++)
		if (p->gate[i].meeting.quorum.den)
			*at = i;
	return *at >= 0 && p->gate[*at].meeting.quorum.den ? OK :
	       err_set(q->cx, ERR_NOTFOUND, "gate", "gate-meeting-none",
	               str_z(&q->cx->arena, id), NULL);
}

/* Those that wait at the gate, of the place that meets. */
enum err api_agenda(struct web_req *q)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct board_ask ask = { .most = AGENDA_MOST };
	struct board_line *l;
	struct round_view v;
	struct gate *g = gate_of(q);
	struct str gate;
	bool more;
	int n, at;

	TRY(round_load(q->cx, g, q->param[0], &v));
	web_query(q, "gate", &gate);
	TRY(meeting_gate(q, &v, gate, &at));
	ask.round = v.row->id;
	ask.gate = v.rule->p->gate[at].id;
	TRY(place_asked(q, &ask.place));
	TRY(board_lines(q->cx, g, &ask, &l, &n, &more));
	web_json(q, 200);
	json_obj(&q->j);
	put_gate(q, "gate", v.rule->p, at);
	put_rule(q, &v.rule->p->gate[at].meeting);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct board_card card;
		struct matter m;

		TRY(matter_brief(q->cx, g, &v, l[i].id, &m));
		TRY(board_card(q->cx, &m, &q->who, &card));
		TRY(card_put(q, cells, &m, &card, false));
	}
	json_arr_end(&q->j);
	put_flag(q, "more", more);
	json_obj_end(&q->j);
	return OK;
}

/* ---- holding one ---- */

struct holding {
	struct web_req *q;
	struct meeting_new n;
	struct meeting_made made;
};

static int64_t number(struct str s)
{
	int64_t n;

	return str_i64(str_trim(s), &n) ? n : -1;
}

static enum err votes_of(struct web_req *q, const struct web_body *b, struct meeting_new *n)
{
	struct meeting_vote *v;
	struct str *item;

	TRY(body_array(q, b, "votes", AGENDA_MOST, &item, &n->nvote));
	v = arena_array(&q->cx->arena, (size_t)n->nvote + 1, sizeof *v);
	for (int i = 0; i < n->nvote; i++) {
		struct web_body one;

		TRY(web_part(q, item[i], &one));
		v[i] = (struct meeting_vote){ .matter = web_text(&one, "case"),
			.in_favour = number(web_text(&one, "in_favour")),
			.against = number(web_text(&one, "against")),
			.abstain = number(web_text(&one, "abstain")), .kin = web_text(&one, "kin"),
			.note = web_text(&one, "note") };
	}
	n->vote = v;
	return OK;
}

static void put_held(void *arg, struct buf *out)
{
	const struct holding *h = arg;
	struct json j;

	json_begin(&j, out);
	json_obj(&j);
	json_key(&j, "dry");
	json_bool(&j, h->n.dry);
	if (!h->n.dry) {
		json_key(&j, "no");
		json_str(&j, h->made.no);
	}
	json_key(&j, "present");
	json_int(&j, h->made.present);
	json_key(&j, "proxies");
	json_int(&j, h->made.proxies);
	json_key(&j, "quorate");
	json_bool(&j, h->made.quorate);
	json_key(&j, "votes");
	json_arr(&j);
	for (int i = 0; i < h->n.nvote; i++) {
		json_obj(&j);
		json_key(&j, "case");
		json_str(&j, h->n.vote[i].matter);
		json_key(&j, "result");
		json_z(&j, h->made.result[i]);
		json_key(&j, "tie");
		json_bool(&j, h->made.tied[i]);
		json_key(&j, "excluded");
		json_int(&j, h->made.excluded[i]);
		json_key(&j, "uncast");
		json_int(&j, h->made.uncast[i]);
		json_key(&j, "kin");
		json_str(&j, h->made.kin[i]);
		json_obj_end(&j);
	}
	json_arr_end(&j);
	json_obj_end(&j);
}

static enum err order(struct web_req *q, struct gate *g, struct round_view *v,
                      struct meeting_new *n)
{
	struct web_body b;
	int at;

	TRY(web_body(q, &b));
	TRY(round_load(q->cx, g, q->param[0], v));
	*n = (struct meeting_new){ .round = v, .gate = web_text(&b, "gate"),
		.place = web_text(&b, "place"), .chair = web_text(&b, "chair"),
		.manner = web_text(&b, "manner"), .minutes = web_text(&b, "minutes"),
		.proof = web_text(&b, "proof"),
		.attendance = web_text(&b, "attendance"), .dry = web_true(&b, "dry"),
		.representatives = number(web_text(&b, "representatives")) };
	TRY(meeting_gate(q, v, n->gate, &at));
	TRY(ask_day(q, &b, "on", &n->on));
	TRY(ask_area(q, &b, &n->area));
	if (!n->area)
		return err_set(q->cx, ERR_INPUT, "area", "web-area", NULL);
	return votes_of(q, &b, n);
}

enum err api_meeting_hold(struct web_req *q)
{
	struct holding h = { .q = q };
	struct receipt p = { .status = 200, .answer = put_held, .arg = &h };
	struct round_view v;
	struct gate *g = gate_of(q);
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(order(q, g, &v, &h.n));
	if (h.n.dry) {
		TRY(meeting_hold(q->cx, g, &q->who, &h.n, &h.made));
		web_json(q, 200);
		put_held(&h, &q->x->a.body);
		return OK;
	}
	q->r->receipt = p.key.n ? &p : NULL;
	e = meeting_hold(q->cx, g, &q->who, &h.n, &h.made);
	q->r->receipt = NULL;
	return again_end(q, &p, e);
}

/* ---- those that were held ---- */

static enum err put_meeting(struct web_req *q, const struct procedure *p, const struct rec *m)
{
	web_put(q, "no", m->v[MEETING_no].s);
	put_gate(q, "gate", p, procedure_gate_at(p, m->v[MEETING_gate].s));
	TRY(put_place_of(q, "area", m->v[MEETING_area].i));
	put_day(q, "on", m, MEETING_on_date);
	put_number(q, "representatives", m->v[MEETING_representatives].i);
	put_number(q, "present", m->v[MEETING_present].i);
	put_number(q, "proxies", m->v[MEETING_proxies].i);
	put_flag(q, "quorate", rec_has(m, MEETING_quorate) && m->v[MEETING_quorate].i);
	return OK;
}

enum err api_meetings(struct web_req *q)
{
	struct round_view v;
	struct gate *g = gate_of(q);
	int64_t *id;
	int n;

	TRY(round_load(q->cx, g, q->param[0], &v));
	TRY(meeting_of_round(q->cx, g, v.row->id, &id, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct rec *row;
		bool seen;

		TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_meeting), id[i],
		              &row));
		TRY(register_sees(q->cx, q->r, row, &seen));
		if (!seen)
			continue;
		json_obj(&q->j);
		TRY(put_meeting(q, v.rule->p, row));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* How the rule of its gate took it: just a half is told, whatever came of it. */
static bool tied(const struct filed_meeting *of, const struct rec *v)
{
	return of->gate && meeting_vote_tied(&of->gate->meeting, of->row, v);
}

static enum err put_votes(struct web_req *q, const struct filed_meeting *of, bool clear)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);

	put_number(q, "elsewhere", of->elsewhere);
	json_key(&q->j, "votes");
	json_arr(&q->j);
	for (int i = 0; i < of->nvote; i++) {
		const struct rec *v = of->vote[i];
		struct rec *m, *h;
		struct str head;

		TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_matter),
		              v->v[VOTE_matter].i, &m));
		json_obj(&q->j);
		web_put(q, "case", m->v[MATTER_no].s);
		if (rec_has(m, MATTER_household)) {
			TRY(register_load(q->cx, q->r, register_entity(q->r, TAG_household),
			                  m->v[MATTER_household].i, &h));
			TRY(row_head(q, cells, h, &head));
			web_put(q, "head", head);
			web_put(q, "household", h->v[HOUSEHOLD_no].s);
		}
		put_number(q, "in_favour", v->v[VOTE_in_favour].i);
		put_number(q, "against", v->v[VOTE_against].i);
		put_number(q, "abstain", v->v[VOTE_abstain].i);
		put_number(q, "excluded", v->v[VOTE_excluded].i);
		put_number(q, "uncast", meeting_uncast(of->row, v));
		put_label(q, "result", v, VOTE_result, "vote_result");
		put_flag(q, "tie", tied(of, v));
		if (rec_has(v, VOTE_note))
			web_put(q, "note", clear ? v->v[VOTE_note].s : STR("***"));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* What was handed in of it, and what is to be. */
static enum err put_papers(struct web_req *q, struct gate *g, const struct filed_meeting *m)
{
	struct rec **paper;
	uint32_t kinds, proof, there = 0;
	bool may;
	int n;

	TRY(meeting_papers(q->cx, g, m, &paper, &n));
	may = meeting_paper_may(q->cx, g, &q->who, m) == OK;
	err_clear(q->cx);
	kinds = meeting_paper_kinds(m);
	proof = m->gate ? m->gate->meeting.proof : 0;
	json_key(&q->j, "papers");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)paper[i]->id);
		there |= paper_kinds(g, m->round.rule->p, paper[i]);
		json_obj(&q->j);
		web_put(q, "id", str_of(id));
		put_paper(q, paper[i]);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_key(&q->j, "kinds");
	json_arr(&q->j);
	for (int i = 0; i < m->round.rule->p->npaper; i++)
		if (kinds >> i & 1) {
			json_obj(&q->j);
			put_kind(q, m->round.law->p, m->round.rule->p->paper[i]);
			put_flag(q, "have", there >> i & 1);
			put_flag(q, "may_add", may);
			put_flag(q, "proof", proof >> i & 1);
			json_obj_end(&q->j);
		}
	json_arr_end(&q->j);
	put_flag(q, "proof_needed", m->gate && m->gate->meeting.proof_needed);
	return OK;
}

/* Who came and what was said, in clear for those who work on cases here. */
enum err api_meeting(struct web_req *q)
{
	static const struct { const char *key; int field; } told[] = { { "chair", MEETING_chair },
		{ "attendance", MEETING_attendance }, { "minutes", MEETING_minutes } };
	struct gate *g = gate_of(q);
	struct filed_meeting m;
	struct rec *row;
	bool clear;

	TRY(gate_row(q->cx, g, TAG_meeting, q->param[0], "web-meeting-none", &row));
	TRY(filed_meeting(q->cx, g, row->v[MEETING_no].s, &m));
	web_read(q, row->e, row->id);
	clear = meeting_deals(q, row);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(put_meeting(q, m.round.rule->p, row));
	web_put(q, "round", m.round.row->v[ROUND_no].s);
	web_put(q, "round_name", m.round.row->v[ROUND_name].s);
	web_put(q, "procedure", gate_says(q, m.round.rule->p->zh, m.round.rule->p->en));
	if (rec_has(row, MEETING_place))
		web_put(q, "place", row->v[MEETING_place].s);
	put_label(q, "manner", row, MEETING_manner, "vote_manner");
	if (rec_has(row, MEETING_proof))
		web_put(q, "proof", row->v[MEETING_proof].s);
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		if (rec_has(row, told[i].field))
			web_put(q, told[i].key, clear ? row->v[told[i].field].s : STR("***"));
	web_put(q, "maker", row_who(q, row->v[MEETING_maker].s));
	web_put_time(q, "made", row->v[MEETING_made].i);
	TRY(put_votes(q, &m, clear));
	TRY(put_papers(q, g, &m));
	json_obj_end(&q->j);
	return OK;
}

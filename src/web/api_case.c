/* api_case - one case: where it stands, what was decided and on what, what each act still takes;
 * the cases of a household. What was said in clear is for those who deal with cases here. */
#include "web/api_gate.h"

#include "domain/gate/chart.h"
#include "domain/gate/filed.h"
#include "domain/gate/letter.h"
#include "domain/gate/matter_paper.h"
#include "domain/gate/phase.h"
#include "domain/gate/way.h"

#include <stdio.h>

#include "base/msg.h"

static struct office_object object_of(const struct matter *m)
{
	return (struct office_object){ .area = m->row->area, .placed = true,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
}

/* people: what is sealed there was said of households or by those who live there. */
static bool deals_there(struct web_req *q, int64_t area, int64_t household, bool people)
{
	struct office_object o = { .area = area, .placed = true, .household = household };
	bool may = gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o) == OK ||
		(office_may(q->cx, q->office, &q->who, PERM_decide, &o).may &&
		 (!people || office_may(q->cx, q->office, &q->who, PERM_reveal, &o).may)) ||
		office_may(q->cx, q->office, &q->who, PERM_inspect, &o).may;

	err_clear(q->cx);
	return may;
}

bool case_deals(struct web_req *q, int64_t area, int64_t household)
{
	return deals_there(q, area, household, household != 0);
}

bool meeting_deals(struct web_req *q, const struct rec *meeting)
{
	return deals_there(q, meeting->area, 0, true);
}

enum err case_deals_with(struct web_req *q, int64_t matter, bool *deals)
{
	struct rec *row;
	enum err e = store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_matter),
	                       matter, &row);

	*deals = e == OK && case_deals(q, row->area, rec_has(row, MATTER_household) ?
	                               row->v[MATTER_household].i : 0);
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(q->cx);
	return OK;
}

static bool deals(struct web_req *q, const struct matter *m)
{
	struct office_object o = object_of(m);

	return case_deals(q, o.area, o.household);
}

static void put_sealed(struct web_req *q, const char *key, const struct rec *row, int field,
                       bool clear)
{
	if (rec_has(row, field))
		web_put(q, key, clear ? row->v[field].s : STR("***"));
}

/* ---- the way ---- */

static void put_stop(struct web_req *q, const struct matter *m, const struct way_stop *w)
{
	static const char *const state[] = { [WAY_PAST] = "past", [WAY_STOPPED] = "stopped",
		[WAY_HERE] = "here", [WAY_AHEAD] = "ahead" };
	const struct procedure_gate *g = &m->p->gate[w->gate];

	json_obj(&q->j);
	web_put(q, "id", g->id);
	web_put(q, "name", gate_says(q, g->zh, g->en));
	web_put(q, "state", str_of(state[w->state]));
	put_gate_end(q, g);
	json_obj_end(&q->j);
}

static void put_way(struct web_req *q, const struct matter *m)
{
	struct way_step *step = arena_array(&q->cx->arena, (size_t)m->ndecision + 1, sizeof *step);
	struct way_stop stop[PROCEDURE_GATES];
	int n;

	for (int i = 0; i < m->ndecision; i++) {
		const struct rec *d = m->decision[i];
		int from = procedure_gate_at(m->p, d->v[DECISION_gate].s);
		const struct procedure_act *a = from < 0 ? NULL :
			procedure_act_at(m->p, from, d->v[DECISION_act].s);

		step[i] = (struct way_step){ from, procedure_gate_at(m->p, d->v[DECISION_to_gate].s),
			a && a->back };
	}
	n = way_of(m->p, m->gate, step, m->ndecision, stop);
	json_key(&q->j, "way");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		put_stop(q, m, &stop[i]);
	json_arr_end(&q->j);
}

/* ---- what was done ---- */

static void put_checklist(struct web_req *q, const struct matter *m, const struct rec *d,
                          bool clear)
{
	struct str rest, line, name;

	if (!rec_has(d, DECISION_checklist) || !clear)
		return;
	json_key(&q->j, "checks");
	json_arr(&q->j);
	rest = d->v[DECISION_checklist].s;
	while (str_next(&rest, '\n', &line)) {
		const struct check_item *item;

		if (!str_next(&line, '=', &name))
			continue;
		item = matter_check_item(m, name);
		json_obj(&q->j);
		web_put(q, "name", item ? gate_says(q, item->zh, item->en) : name);
		web_put(q, "result", line);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static void put_counts(struct web_req *q, const struct rec *v)
{
	put_number(q, "in_favour", v->v[VOTE_in_favour].i);
	put_number(q, "against", v->v[VOTE_against].i);
	put_number(q, "abstain", v->v[VOTE_abstain].i);
	put_number(q, "excluded", v->v[VOTE_excluded].i);
}

/* Also of a meeting on which no step rests yet. */
static enum err put_votes(struct web_req *q, struct gate *g, const struct matter *m)
{
	struct filed_vote *v;
	int n;

	TRY(filed_votes(q->cx, g, m, &v, &n));
	json_key(&q->j, "votes");
	json_arr(&q->j);
	for (int i = n; i-- > 0;) {
		json_obj(&q->j);
		web_put(q, "meeting", v[i].meeting->v[MEETING_no].s);
		put_gate(q, "gate", m->p, procedure_gate_at(m->p, v[i].meeting->v[MEETING_gate].s));
		put_day(q, "on", v[i].meeting, MEETING_on_date);
		put_counts(q, v[i].row);
		put_label(q, "result", v[i].row, VOTE_result, "vote_result");
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

static enum err put_vote(struct web_req *q, const struct rec *d)
{
	struct rec *v, *meeting;

	if (!rec_has(d, DECISION_vote))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_vote),
	              d->v[DECISION_vote].i, &v));
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_meeting),
	              v->v[VOTE_meeting].i, &meeting));
	json_key(&q->j, "vote");
	json_obj(&q->j);
	web_put(q, "meeting", meeting->v[MEETING_no].s);
	put_counts(q, v);
	json_obj_end(&q->j);
	return OK;
}

/* Names of who took the step, too. */
static void put_with(struct web_req *q, const struct rec *d)
{
	struct str rest = rec_has(d, DECISION_with_whom) ? d->v[DECISION_with_whom].s : STR(""), one;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4000);
	while (str_next(&rest, ' ', &one))
		buf_addf(&b, "%s%.*s", b.n ? msg_between(q->cx->lang) : "",
		         STR_FMT(row_who(q, one)));
	if (b.n)
		web_put(q, "with", str_dup(&q->cx->arena, buf_str(&b)));
}

/* Who signed for the household: a name, what he is to the head, who saw it; or who saw that it
 * refused to. */
static void put_signed(struct web_req *q, const struct rec *d, bool clear)
{
	struct matter_signed s = matter_signed(d);

	if (!rec_has(d, DECISION_signed_for))
		return;
	if (s.proxy.n) {
		web_put(q, "proxy", clear ? s.proxy : STR("***"));
		web_put(q, "relation", clear ? s.relation : STR("***"));
	}
	web_put(q, "witness", clear ? s.witness : STR("***"));
}

/* The verdict that a step was decided by, and of which standard it is. */
static void put_found(struct web_req *q, const struct matter *m, const struct rec *d,
                      const struct procedure_act *a, bool clear)
{
	struct str rest = rec_has(d, DECISION_verdict) ? d->v[DECISION_verdict].s : STR(""), id, state;
	const struct standard *s;

	if (!act_weighs(a))
		return;
	if (clear && str_next(&rest, ' ', &id) && str_next(&rest, ' ', &state)) {
		s = pack_standard(m->round.law->p, id);
		web_put(q, "verdict", d->v[DECISION_verdict].s);
		web_put(q, "standard", s ? gate_says(q, s->zh, s->en) : id);
		web_put(q, "found", state);
	}
	put_sealed(q, "told", d, DECISION_told, clear);
}

static enum err put_step(struct web_req *q, const struct matter *m, const struct rec *d, bool clear)
{
	int at = procedure_gate_at(m->p, d->v[DECISION_gate].s);
	const struct procedure_act *a = at < 0 ? NULL :
		procedure_act_at(m->p, at, d->v[DECISION_act].s);
	struct str roles = matter_roles_say(q->cx, d);

	json_obj(&q->j);
	web_put(q, "no", d->v[DECISION_no].s);
	put_gate(q, "gate", m->p, at);
	put_gate(q, "to", m->p, procedure_gate_at(m->p, d->v[DECISION_to_gate].s));
	web_put(q, "act", d->v[DECISION_act].s);
	web_put(q, "act_name", a ? gate_says(q, a->zh, a->en) :
	        act_own(d->v[DECISION_act].s, q->cx->lang));
	put_flag(q, "back", a && a->back);
	web_put(q, "by", row_who(q, d->v[DECISION_actor].s));
	put_with(q, d);
	if (roles.n)
		web_put(q, "role", roles);
	put_day(q, "on", d, DECISION_on_date);
	web_put_time(q, "entered", d->v[DECISION_entered].i);
	put_sealed(q, "reason", d, DECISION_reason, clear);
	put_sealed(q, "excuse", d, DECISION_excuse, clear);
	put_found(q, m, d, a, clear);
	put_flag(q, "against", rec_has(d, DECISION_against) && d->v[DECISION_against].i);
	put_flag(q, "late", rec_has(d, DECISION_late) && d->v[DECISION_late].i);
	put_label(q, "signer", d, DECISION_signer, "signer");
	put_signed(q, d, clear);
	put_checklist(q, m, d, clear);
	if (rec_has(d, DECISION_papers))
		web_put(q, "papers", d->v[DECISION_papers].s);
	TRY(put_vote(q, d));
	json_obj_end(&q->j);
	return OK;
}

/* ---- what can be done ---- */

/* Told when the act is done: nothing to wait for. */
static bool said(enum lack_kind k)
{
	return k == LACK_REASON || k == LACK_LATE || k == LACK_AGAINST || k == LACK_CHECKS ||
	       k == LACK_SIGNER || k == LACK_AUTHORITY || k == LACK_WITNESS || k == LACK_PROXIES ||
	       k == LACK_PROXY_ACTS || k == LACK_REFUSED || k == LACK_UNSEEN ||
	       k == LACK_PEOPLE || k == LACK_EACH;
}

static void put_needs(struct web_req *q, const struct matter *m, const struct matter_look *l,
                      uint32_t may)
{
	const struct procedure_act *a = l->act;

	json_key(&q->j, "needs");
	json_arr(&q->j);
	for (int i = 0; i < m->p->npaper; i++) {
		uint32_t bit = UINT32_C(1) << i;

		if (!(a->needs & bit))
			continue;
		json_obj(&q->j);
		put_kind(q, m->round.law->p, m->p->paper[i]);
		put_flag(q, "have", l->facts.papers & bit && (!(l->facts.used & bit) || a->shared & bit));
		put_flag(q, "may_add", may & bit);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_key(&q->j, "checks");
	json_arr(&q->j);
	for (int i = 0; i < m->p->ncheck; i++)
		if (a->checks >> i & 1)
			json_str(&q->j, m->p->check[i]);
	json_arr_end(&q->j);
}

static void put_lacks(struct web_req *q, const struct matter *m, const struct matter_look *l)
{
	json_key(&q->j, "lacks");
	json_arr(&q->j);
	for (int i = 0; i < l->nlack; i++) {
		json_obj(&q->j);
		web_put(q, "code", str_of(lack_key(l->lack[i].kind)));
		web_put(q, "text", lack_says(q->cx, m, l, &l->lack[i]));
		put_flag(q, "said", said(l->lack[i].kind));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

/* What the standard says now, for who is to decide. */
static void put_verdict(struct web_req *q, const struct matter *m, const struct procedure_act *a,
                        const struct matter_look *l, bool clear)
{
	const struct standard *s = pack_standard(m->round.law->p, act_standard(m->p, a));
	enum truth t = l->facts.verdict;

	if (!l->verdict.n || !act_weighs(a))
		return;
	json_key(&q->j, "verdict");
	json_obj(&q->j);
	web_put(q, "state", t == TRUTH_TRUE ? STR("met") : t == TRUTH_FALSE ? STR("not_met") :
	        STR("unknown"));
	if (s)
		web_put(q, "standard", gate_says(q, s->zh, s->en));
	if (clear)
		web_put(q, "told", l->told);
	json_obj_end(&q->j);
}

static enum err put_act(struct web_req *q, const struct matter *m, const struct procedure_act *a,
                        uint32_t may, bool clear)
{
	struct matter_order o = { .act = a->id };
	bool ready = true, mine = true, reason = a->reason;
	struct matter_look l;

	TRY(matter_look(q->cx, m, &q->who, &o, &l));
	for (int i = 0; i < l.nlack; i++) {
		enum lack_kind k = l.lack[i].kind;

		ready &= said(k);
		mine &= k != LACK_ROLE && k != LACK_KIN && k != LACK_WORKED && k != LACK_OTHER;
		reason |= k == LACK_REASON || k == LACK_LATE || k == LACK_AGAINST;
	}
	json_obj(&q->j);
	web_put(q, "id", a->id);
	web_put(q, "name", gate_says(q, a->zh, a->en));
	put_gate(q, "to", m->p, a->to);
	put_gate_end(q, &m->p->gate[a->to]);
	web_put(q, "who", act_who(q->cx, a));
	web_put(q, "takes", act_takes(q->cx, m->round.law->p, m->p, a));
	put_flag(q, "ready", ready);
	put_flag(q, "mine", mine);
	put_flag(q, "back", a->back);
	put_flag(q, "letter", a->letter);
	put_flag(q, "reason", reason);
	put_flag(q, "sign", a->sign);
	put_flag(q, "refusal", a->refusal);
	if (a->sign) {
		put_number(q, "witnesses", m->p->witnesses);
		put_number(q, "proxies", m->p->proxies);
	}
	put_flag(q, "each", a->each);
	json_key(&q->j, "people");
	json_int(&q->j, a->people ? a->people : 1);
	put_flag(q, "against", l.against);
	put_verdict(q, m, a, &l, clear);
	put_needs(q, m, &l, may);
	put_lacks(q, m, &l);
	json_obj_end(&q->j);
	return OK;
}

/* may: kinds of papers that who asks may hand in. */
static enum err put_acts(struct web_req *q, const struct matter *m, uint32_t may, bool clear)
{
	const struct procedure_act *a;

	json_key(&q->j, "acts");
	json_arr(&q->j);
	for (int i = 0; (a = procedure_act_nth(m->p, m->gate, i)); i++)
		TRY(put_act(q, m, a, may, clear));
	json_arr_end(&q->j);
	json_key(&q->j, "checklists");
	json_arr(&q->j);
	for (int c = 0; c < m->p->ncheck; c++) {
		const struct checklist *l = pack_checklist(m->round.law->p, m->p->check[c]);

		if (!l)
			continue;
		json_obj(&q->j);
		web_put(q, "id", l->id);
		web_put(q, "name", gate_says(q, l->zh, l->en));
		json_key(&q->j, "items");
		json_arr(&q->j);
		for (int i = 0; i < l->nitem; i++) {
			json_obj(&q->j);
			web_put(q, "id", l->item[i].id);
			web_put(q, "name", gate_says(q, l->item[i].zh, l->item[i].en));
			json_obj_end(&q->j);
		}
		json_arr_end(&q->j);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* ---- papers and letters ---- */

/* The number of the meeting that a paper is of. */
static enum err put_meeting_of(struct web_req *q, const struct rec *a)
{
	struct rec *meeting;

	if (!rec_has(a, ATTACHMENT_meeting))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_meeting),
	              a->v[ATTACHMENT_meeting].i, &meeting));
	web_put(q, "meeting", meeting->v[MEETING_no].s);
	return OK;
}

static enum err put_papers(struct web_req *q, const struct matter *m)
{
	json_key(&q->j, "papers");
	json_arr(&q->j);
	for (int i = 0; i < m->npaper; i++) {
		const struct rec *a = m->paper[i];
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)a->id);
		json_obj(&q->j);
		web_put(q, "id", str_of(id));
		put_paper(q, a);
		put_flag(q, "needed", m->kinds[i] != 0);
		put_flag(q, "used", m->used[i]);
		TRY(put_meeting_of(q, a));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* The paper of the pack that prints it. */
static struct str printed_by(struct web_req *q, const struct matter *m, bool last)
{
	enum paper_after after = last ? PAPER_AFTER_ANSWER : PAPER_AFTER_LETTER;
	const struct pack *p = q->r->pack;

	for (int i = 0; i < p->npaper; i++)
		if (p->paper[i].after == after &&
		    paper_serves(&p->paper[i], m->p->id))
			return p->paper[i].id;
	return STR("");
}

static enum err put_letter(struct web_req *q, const struct matter *m, const struct rec *l,
                           bool clear, bool work)
{
	const struct procedure_act *a = letter_act(m, l);
	bool last = letter_last(m, l);
	struct str to;

	TRY(letter_review_to(q->cx, m, l, &to));
	json_obj(&q->j);
	web_put(q, "no", l->v[LETTER_no].s);
	put_sealed(q, "reason", l, LETTER_reason, clear);
	web_put_time(q, "written", l->v[LETTER_written].i);
	put_flag(q, "last", last);
	put_day(q, "review_until", l, LETTER_review_until);
	if (to.n)
		web_put(q, "review_to", to);
	if (last)
		web_put(q, "further", gate_says(q, a->further_zh, a->further_en));
	put_day(q, "served_on", l, LETTER_served_on);
	if (rec_has(l, LETTER_served_by))
		web_put(q, "served_by", row_who(q, l->v[LETTER_served_by].s));
	put_label(q, "served_to", l, LETTER_served_to, "signer");
	put_sealed(q, "proxy", l, LETTER_proxy, clear);
	put_sealed(q, "relation", l, LETTER_relation, clear);
	put_sealed(q, "witness", l, LETTER_witness, clear);
	if (rec_has(l, LETTER_post_no))
		web_put(q, "post_no", l->v[LETTER_post_no].s);
	if (printed_by(q, m, last).n)
		web_put(q, "paper", printed_by(q, m, last));
	put_flag(q, "may_serve", work && !rec_has(l, LETTER_served_on));
	put_number(q, "witnesses", letter_witnesses(m));
	json_obj_end(&q->j);
	return OK;
}

static enum err put_letters(struct web_req *q, const struct matter *m, bool clear)
{
	struct office_object o = object_of(m);
	bool work = office_may(q->cx, q->office, &q->who, PERM_procedure, &o).may;
	struct rec **row;
	int n = 0;

	json_key(&q->j, "letters");
	json_arr(&q->j);
	if (rec_has(m->row, MATTER_household) && m->about)
		TRY(register_children(q->cx, q->r, register_entity(q->r, TAG_letter), m->about->id, &row,
		                      &n));
	for (int i = 0; i < n; i++) {
		if (row[i]->v[LETTER_matter].i != m->row->id)
			continue;
		TRY(put_letter(q, m, row[i], clear, work));
	}
	json_arr_end(&q->j);
	return OK;
}

/* ---- a case ---- */

static enum err put_about(struct web_req *q, const struct matter *m)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct str head;

	web_put(q, "no", m->row->v[MATTER_no].s);
	json_key(&q->j, "round");
	json_obj(&q->j);
	web_put(q, "no", m->round.row->v[ROUND_no].s);
	web_put(q, "name", m->round.row->v[ROUND_name].s);
	put_flag(q, "open", m->round.open);
	json_obj_end(&q->j);
	web_put(q, "procedure", gate_says(q, m->p->zh, m->p->en));
	web_put(q, "procedure_id", m->p->id);
	put_gate(q, "gate", m->p, m->gate);
	put_gate_end(q, &m->p->gate[m->gate]);
	put_label(q, "state", m->row, MATTER_state, "matter_state");
	if (rec_has(m->row, MATTER_household) && m->about) {
		web_put(q, "household", m->about->v[HOUSEHOLD_no].s);
		TRY(row_head(q, cells, m->about, &head));
		web_put(q, "head", head);
	}
	TRY(put_place_of(q, "place", m->row->area));
	put_label(q, "channel", m->row, MATTER_channel, "lead_channel");
	put_day(q, "since", m->row, MATTER_since);
	put_due(q, m->row, MATTER_due);
	put_day(q, "ended", m->row, MATTER_ended);
	web_put_time(q, "opened", m->row->v[MATTER_opened].i);
	web_put(q, "opened_by", row_who(q, m->row->v[MATTER_opened_by].s));
	if (rec_has(m->row, MATTER_assigned_to))
		web_put(q, "assigned_to", row_who(q, m->row->v[MATTER_assigned_to].s));
	return OK;
}

enum err api_case(struct web_req *q)
{
	struct office_object o;
	struct matter m;
	struct gate *g = gate_of(q);
	bool clear, attach;
	struct str hands;
	uint32_t kinds;
	enum err e;

	TRY(matter_load(q->cx, g, q->param[0], &m));
	web_read(q, m.row->e, m.row->id);
	clear = deals(q, &m);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(put_about(q, &m));
	put_way(q, &m);
	json_key(&q->j, "steps");
	json_arr(&q->j);
	for (int i = m.ndecision; i-- > 0;)
		TRY(put_step(q, &m, m.decision[i], clear));
	json_arr_end(&q->j);
	TRY(matter_paper_kinds(q->cx, &m, &q->who, &kinds));
	o = object_of(&m);
	attach = m.about && office_may(q->cx, q->office, &q->who, PERM_attach, &o).may;
	TRY(put_acts(q, &m, attach ? UINT32_MAX : kinds, clear));
	TRY(put_papers(q, &m));
	TRY(put_letters(q, &m, clear));
	TRY(put_votes(q, g, &m));
	TRY(case_filed_put(q, g, &m, clear));
	put_flag(q, "deals", clear);
	/* who is left out tells whose kin he is: for those who deal with it */
	if (clear && web_query(q, "hands", &hands))
		TRY(case_hands_put(q, &m, hands, clear));
	e = gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o);
	err_clear(q->cx);
	put_flag(q, "may_note", e == OK);
	put_flag(q, "may_assign", !m.p->gate[m.gate].end && e == OK);
	put_flag(q, "may_attach", attach);
	e = matter_lets_carry(q->cx, g, &q->who, &m);
	err_clear(q->cx);
	put_flag(q, "may_carry", e == OK);
	json_obj_end(&q->j);
	return OK;
}

/* ---- of a household ---- */

/* Along each track that it is on, which step it has come to. */
static void put_phases(struct web_req *q, const struct phase_now *now, int n)
{
	static const char *const at[] = { "past", "now", "next" };

	json_key(&q->j, "phases");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		const struct phase_track *t = now[i].t;

		if (now[i].step < 0)
			continue;
		json_obj(&q->j);
		web_put(q, "name", gate_says(q, t->zh, t->en));
		web_put(q, "again", now[i].again ? gate_says(q, t->again.zh, t->again.en) : STR(""));
		put_flag(q, "open", now[i].open);
		json_key(&q->j, "steps");
		json_arr(&q->j);
		for (int s = 0; s < t->nstep; s++) {
			json_obj(&q->j);
			web_put(q, "id", t->step[s].id);
			web_put(q, "name", gate_says(q, t->step[s].zh, t->step[s].en));
			web_put(q, "at", str_of(at[(s >= now[i].step) + (s > now[i].step)]));
			json_obj_end(&q->j);
		}
		json_arr_end(&q->j);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

enum err api_household_cases(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct rec *house;
	struct gate *g = gate_of(q);
	int64_t id, *matter;
	struct str asked;
	const struct pack *p = q->r->pack;
	struct phase_now now[PHASE_TRACKS];
	bool told;
	int n;

	TRY(row_id(q, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &house));
	for (int i = 0; i < p->ntrack; i++)
		phase_of_row(q->r, &p->track[i], house, &now[i]);
	TRY(board_household(q->cx, g, id, &matter, &n));
	told = web_query(q, "story", &asked) && str_eqz(asked, "1");
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct round_view round;
		struct board_card card;
		struct matter m;
		struct rec *row;

		TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_matter), matter[i],
		              &row));
		TRY(round_by_id(q->cx, g, row->v[MATTER_round].i, &round));
		TRY(matter_brief(q->cx, g, &round, matter[i], &m));
		TRY(board_card(q->cx, &m, &q->who, &card));
		TRY(card_put(q, cells, &m, &card, true));
		for (int t = 0; t < p->ntrack; t++)
			phase_of_matter(&m, &now[t]);
	}
	json_arr_end(&q->j);
	put_phases(q, now, p->ntrack);
	if (told) {
		bool clear = case_deals(q, house->area, house->id);

		if (clear)
			web_read(q, e, id);
		TRY(case_stories_put(q, g, matter, n, clear));
	}
	json_obj_end(&q->j);
	return OK;
}

/* story - see the header. Each kind of row says its own line; sorted by day, those of one day
 * around the steps that they belong to: papers and votes before the step that rests on them, a
 * letter and a list after the step that made them. What no step rests on or made, an objection, a
 * letter handed over, a paper or vote that came to nothing, stands among the steps of its day by
 * when it was entered. */
#include "domain/gate/story.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"
#include "domain/gate/chart.h"
#include "domain/gate/filed.h"
#include "domain/gate/letter.h"
#include "domain/gate/matter_paper.h"
#include "domain/gate/notice.h"

#define PARTS ((size_t)1 << 16)

/* Things of one day stand around the step that they belong to: before or after it. */
enum rank { RANK_PAPER, RANK_MEETING, RANK_MINUTES, RANK_STEP, RANK_LETTER, RANK_LIST,
	RANK_OBJECTION, RANK_SERVED };

struct told_line { struct story_line line; int step; enum rank rank; int at; };

struct telling {
	struct ctx *cx;
	struct gate *g;
	const struct matter *m;
	bool clear;
	struct told_line *out;
	int n, most;
	struct buf told;             /* of the line in hand */
};

/* ---- words ---- */

static struct str keep(struct telling *k, struct buf *b)
{
	return str_dup(&k->cx->arena, buf_str(b));
}

static struct str say(struct telling *k, const char *key, struct str a, struct str b, struct str c)
{
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, PARTS);
	msg_add(&text, k->cx->lang, key, (struct str[]){ a, b, c }, 3);
	return keep(k, &text);
}

static struct str number(struct telling *k, const struct rec *row, int field)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)(rec_has(row, field) ? row->v[field].i : 0));
	return str_dup(&k->cx->arena, str_of(text));
}

static struct str day(struct telling *k, const struct rec *row, int field)
{
	char text[11];

	if (!rec_has(row, field))
		return STR("");
	date_put(text, (date_t)row->v[field].i);
	return str_dup(&k->cx->arena, str_of(text));
}

static struct str text(const struct rec *row, int field)
{
	return rec_has(row, field) ? row->v[field].s : STR("");
}

static struct str sealed(const struct telling *k, const struct rec *row, int field)
{
	return !rec_has(row, field) ? STR("") : k->clear ? row->v[field].s : STR("***");
}

static struct str label(const struct telling *k, const struct rec *row, int field, const char *list)
{
	const struct list_face *l = &k->g->r->model->lists;

	return rec_has(row, field) ? l->label(l->state, list, row->v[field].i, k->cx->lang) : STR("");
}

static struct str who(struct telling *k, struct str actor)
{
	return register_actor(k->cx, k->g->r, &k->cx->arena, actor);
}

static date_t day_of_time(const struct telling *k, const struct rec *row, int field)
{
	return rec_has(row, field) ?
	       date_of_ms(row->v[field].i, (int)k->g->r->pack->zone_minutes) : 0;
}

/* One more part of what the line in hand tells; an empty one is none. */
static void also(struct telling *k, struct str part)
{
	if (!part.n)
		return;
	buf_addz(&k->told, k->told.n ? "\n" : "");
	buf_adds(&k->told, part);
}

static void also_said(struct telling *k, const char *key, struct str value)
{
	if (value.n)
		also(k, say(k, key, value, STR(""), STR("")));
}

/* The line in hand is whole. step: the one that it belongs to, by its place among the matter's; as
 * many as there are: none. */
static void line(struct telling *k, int step, enum rank rank, date_t on, struct str what,
                 struct str by)
{
	if (k->n < k->most) {
		k->out[k->n] = (struct told_line){ { on, what, by, keep(k, &k->told) }, step, rank,
			k->n };
		k->n++;
	}
	buf_reset(&k->told);
}

/* ---- when it was entered ---- */

static date_t day_of_step(const struct matter *m, int step)
{
	return (date_t)m->decision[step]->v[DECISION_on_date].i;
}

/* The last step that was entered by then, of those dated no later; -1: none was. */
static int step_by_time(const struct matter *m, date_t on, int64_t when)
{
	int i = m->ndecision;

	while (i-- > 0 && (day_of_step(m, i) > on || m->decision[i]->v[DECISION_entered].i > when))
		;
	return i;
}

/* The same of a row that says no time: by the leaf in which it was written last. */
static int step_by_leaf(const struct matter *m, date_t on, int64_t leaf)
{
	int i = m->ndecision;

	while (i-- > 0 && (day_of_step(m, i) > on || m->decision[i]->leaf > leaf))
		;
	return i;
}

/* ---- a verdict ---- */

struct str verdict_state_says(const struct gate *g, struct str word, enum lang lang)
{
	const struct list_face *l = &g->r->model->lists;
	struct str name;
	int64_t code;

	for (int i = 0; l->nth(l->state, "verdict_state", i, &code, &name); i++)
		if (l->has_tag(l->state, "verdict_state", code, word.p))
			return l->label(l->state, "verdict_state", code, lang);
	return word;
}

/* The clauses of one sign by their names. */
static void clauses(struct ctx *cx, const struct standard *s, struct str signs, char sign,
                    const char *key, date_t on, struct buf *out)
{
	struct buf names BUF_AUTO = { 0 };
	struct str all;

	buf_init(&names, PARTS);
	for (int i = 0; i < s->nslot && (size_t)i < signs.n; i++) {
		const struct clause *c = signs.p[i] == sign ? standard_clause(s, i, on) : NULL;

		if (signs.p[i] != sign)
			continue;
		buf_addz(&names, names.n ? msg_between(cx->lang) : "");
		buf_adds(&names, c ? gate_words(cx, c->zh, c->en) : s->slot_id[i]);
	}
	all = buf_str(&names);
	if (!all.n)
		return;
	buf_addz(out, cx->lang == LANG_ZH ? "；" : "; ");
	msg_add(out, cx->lang, key, &all, 1);
}

struct str verdict_says(struct ctx *cx, const struct gate *g, const struct pack *p,
                        struct str kept, date_t on)
{
	struct str rest = kept, id, state;
	struct buf b BUF_AUTO = { 0 };
	const struct standard *s;

	if (!str_next(&rest, ' ', &id) || !str_next(&rest, ' ', &state) || !rest.n)
		return kept;
	s = pack_standard(p, id);
	if (!s)
		return kept;
	buf_init(&b, PARTS);
	buf_adds(&b, gate_words(cx, s->zh, s->en));
	buf_addz(&b, cx->lang == LANG_ZH ? "：" : ": ");
	buf_adds(&b, verdict_state_says(g, str_of(str_z(&cx->arena, state)), cx->lang));
	clauses(cx, s, rest, '1', "story-met", on, &b);
	clauses(cx, s, rest, '0', "story-not-met", on, &b);
	clauses(cx, s, rest, '?', "story-not-known", on, &b);
	return str_dup(&cx->arena, buf_str(&b));
}

/* ---- what it came of, papers ---- */

static void declared(struct telling *k, const struct rec *d)
{
	also(k, k->clear ? label(k, d, DECLARATION_topic, "lead_topic") : STR(""));
	also(k, sealed(k, d, DECLARATION_content));
	line(k, 0, RANK_PAPER, (date_t)d->v[DECLARATION_received].i,
	     say(k, "story-declared", label(k, d, DECLARATION_channel, "objection_channel"), STR(""),
	         STR("")), who(k, text(d, DECLARATION_taken_by)));
}

/* What a department or somebody else had told before the case began. */
static void led(struct telling *k, const struct rec *l)
{
	also_said(k, "story-lead-from", text(l, LEAD_department));
	also(k, k->clear ? label(k, l, LEAD_topic, "lead_topic") : STR(""));
	line(k, 0, RANK_PAPER, rec_has(l, LEAD_received) ? (date_t)l->v[LEAD_received].i : 0,
	     say(k, "story-lead", l->v[LEAD_no].s, label(k, l, LEAD_channel, "lead_channel"), STR("")),
	     STR(""));
}

/* The first step that rests on a paper; -1: none does. */
static int rests_on(const struct matter *m, const struct rec *paper)
{
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)paper->id);
	for (int i = 0; i < m->ndecision; i++) {
		struct str rest = text(m->decision[i], DECISION_papers), one;

		while (str_next(&rest, ',', &one))
			if (str_eqz(one, id))
				return i;
	}
	return -1;
}

/* A paper of the case: before which step it stands, on which day, and whether no step rests on it
 * although the case has ended. step -1: it is none of the case. */
struct filed_paper { int step; date_t on; bool idle, minutes; };

/* One that no step rests on is of the case if it is of a kind that the procedure knows, no other
 * case rests on it, and it came while the case was open; what came of a meeting on it anyway. */
static enum err idle_paper(struct telling *k, const struct rec *paper, bool used,
                           struct filed_paper *out)
{
	const struct matter *m = k->m;
	bool met = rec_has(paper, ATTACHMENT_meeting);
	struct leaf leaf;

	if (used || !paper_kinds(k->g, m->p, paper))
		return OK;
	TRY(journal_leaf(k->cx, k->g->r->db, (uint64_t)paper->leaf, &leaf));
	if (!met && !m->live && (!m->ndecision || leaf.time_ms < m->row->v[MATTER_opened].i ||
	    paper->leaf > m->decision[m->ndecision - 1]->leaf))
		return OK;
	out->on = rec_has(paper, ATTACHMENT_taken) ? (date_t)paper->v[ATTACHMENT_taken].i :
		date_of_ms(leaf.time_ms, (int)k->g->r->pack->zone_minutes);
	out->step = step_by_leaf(m, out->on, paper->leaf) + 1;
	out->idle = !m->live;
	return OK;
}

/* One that says no day is of the day of the step that rests on it. */
static enum err place_paper(struct telling *k, int i, struct filed_paper *out)
{
	const struct rec *paper = k->m->paper[i];

	*out = (struct filed_paper){ .step = rests_on(k->m, paper), .minutes =
		gate_is(k->g, paper, ATTACHMENT_kind, "attachment_kind", "minutes") };
	if (out->step < 0)
		return idle_paper(k, paper, k->m->used[i], out);
	out->on = rec_has(paper, ATTACHMENT_taken) ? (date_t)paper->v[ATTACHMENT_taken].i :
		day_of_step(k->m, out->step);
	return OK;
}

/* Those of one step, day and hand are one line. */
static enum err papers(struct telling *k)
{
	const struct matter *m = k->m;
	struct filed_paper *at = arena_array(&k->cx->arena, (size_t)m->npaper + 1, sizeof *at);

	for (int i = 0; i < m->npaper; i++)
		TRY(place_paper(k, i, &at[i]));
	for (int i = 0; i < m->npaper; i++) {
		struct filed_paper of = at[i];
		struct str by = text(m->paper[i], ATTACHMENT_taken_by);

		for (int j = i; of.step >= 0 && j < m->npaper; j++) {
			if (at[j].step != of.step || at[j].on != of.on || at[j].idle != of.idle ||
			    at[j].minutes != of.minutes ||
			    !str_eq(text(m->paper[j], ATTACHMENT_taken_by), by))
				continue;
			at[j].step = -1;
			also(k, label(k, m->paper[j], ATTACHMENT_kind, "attachment_kind"));
		}
		if (of.idle)
			also(k, str_of(msg_text(k->cx->lang, "story-idle")));
		if (of.step >= 0)
			line(k, of.step, of.minutes ? RANK_MINUTES : RANK_PAPER, of.on,
			     say(k, "story-papers", STR(""), STR(""), STR("")), by);
	}
	return OK;
}

/* ---- meetings ---- */

/* The step that rests on a vote; else the one after which it was recorded stands before it. */
static int step_of_vote(const struct matter *m, int64_t vote, const struct rec *held)
{
	int i = 0;

	while (i < m->ndecision && !(rec_has(m->decision[i], DECISION_vote) &&
	       m->decision[i]->v[DECISION_vote].i == vote))
		i++;
	return i < m->ndecision ? i :
	       step_by_time(m, (date_t)held->v[MEETING_on_date].i, held->v[MEETING_made].i) + 1;
}

/* Whose votes were left out: the household's own, and those of its kin. */
static void stood_back(struct telling *k, const struct rec *v)
{
	int64_t all = rec_has(v, VOTE_excluded) ? v->v[VOTE_excluded].i : 0;

	if (!all)
		return;
	if (!rec_has(v, VOTE_own))
		also_said(k, "story-back", number(k, v, VOTE_excluded));
	else if (!v->v[VOTE_own].i)
		also_said(k, "story-kin", number(k, v, VOTE_excluded));
	else if (v->v[VOTE_own].i == all)
		also_said(k, "story-own", number(k, v, VOTE_own));
	else
		also(k, say(k, "story-own-kin", number(k, v, VOTE_excluded), number(k, v, VOTE_own),
		            STR("")));
}

static void voted(struct telling *k, const struct rec *v, const struct rec *held)
{
	also(k, say(k, "story-came", number(k, held, MEETING_representatives),
	            number(k, held, MEETING_present), STR("")));
	also(k, say(k, "story-votes", number(k, v, VOTE_in_favour), number(k, v, VOTE_against),
	            number(k, v, VOTE_abstain)));
	stood_back(k, v);
	also(k, label(k, v, VOTE_result, "vote_result"));
	also(k, sealed(k, v, VOTE_note));
	line(k, step_of_vote(k->m, v->id, held), RANK_MEETING, (date_t)held->v[MEETING_on_date].i,
	     say(k, "story-meeting", held->v[MEETING_no].s, STR(""), STR("")),
	     who(k, text(held, MEETING_maker)));
}

static enum err meetings(struct telling *k)
{
	struct filed_vote *v;
	int n;

	TRY(filed_votes(k->cx, k->g, k->m, &v, &n));
	k->most += n;
	k->out = arena_array(&k->cx->arena, (size_t)k->most + 1, sizeof *k->out);
	for (int i = 0; i < n; i++)
		voted(k, v[i].row, v[i].meeting);
	return OK;
}

/* ---- conversations ---- */

static void talked(struct telling *k, const struct rec *row)
{
	date_t on = (date_t)row->v[CONVERSATION_on_date].i;
	struct str manner = label(k, row, CONVERSATION_manner, "talk_manner");

	also(k, say(k, "story-talk-who", sealed(k, row, CONVERSATION_held_by),
	            sealed(k, row, CONVERSATION_with_whom), STR("")));
	also(k, sealed(k, row, CONVERSATION_said));
	line(k, step_by_time(k->m, on, row->v[CONVERSATION_made].i) + 1, RANK_PAPER, on,
	     say(k, manner.n ? "story-talk" : "story-talk-plain", manner, STR(""), STR("")),
	     who(k, text(row, CONVERSATION_maker)));
}

/* ---- steps ---- */

static void checked(struct telling *k, const struct rec *d)
{
	struct str rest = k->clear ? text(d, DECISION_checklist) : STR(""), one, id;

	while (str_next(&rest, '\n', &one)) {
		const struct check_item *item;

		if (!str_next(&one, '=', &id))
			continue;
		item = matter_check_item(k->m, id);
		also(k, say(k, "story-check", item ? gate_words(k->cx, item->zh, item->en) : id, one,
		            STR("")));
	}
}

/* Who signed; of a proxy also his name, what he is to the head, and the witnesses; who saw that the
 * household refused to. */
static void signed_by(struct telling *k, const struct rec *d)
{
	struct matter_signed s = matter_signed(d);

	also_said(k, "story-signed", label(k, d, DECISION_signer, "signer"));
	if (k->clear && s.proxy.n)
		also(k, say(k, "story-proxy", s.proxy, s.relation, s.witness));
	else if (k->clear)
		also_said(k, "story-witness", s.witness);
}

static struct str all_who(struct telling *k, const struct rec *d)
{
	struct str rest = text(d, DECISION_with_whom), one;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, PARTS);
	buf_adds(&b, who(k, d->v[DECISION_actor].s));
	while (str_next(&rest, ' ', &one)) {
		buf_addz(&b, msg_between(k->cx->lang));
		buf_adds(&b, who(k, one));
	}
	return keep(k, &b);
}

static void verdict(struct telling *k, const struct rec *d, const struct procedure_act *a)
{
	struct str kept = text(d, DECISION_verdict);

	if (k->clear && kept.n && act_weighs(a))
		also(k, verdict_says(k->cx, k->g, k->m->round.law->p, kept,
		                     (date_t)d->v[DECISION_on_date].i));
}

static void step(struct telling *k, int n)
{
	const struct rec *d = k->m->decision[n];
	const struct procedure *p = k->m->p;
	int at = procedure_gate_at(p, d->v[DECISION_gate].s);
	int to = procedure_gate_at(p, d->v[DECISION_to_gate].s);
	const struct procedure_act *a = at < 0 ? NULL :
		procedure_act_at(p, at, d->v[DECISION_act].s);

	if (rec_has(d, DECISION_with_whom))
		also_said(k, "story-roles", matter_roles_say(k->cx, d));
	also(k, sealed(k, d, DECISION_reason));
	verdict(k, d, a);
	if (rec_has(d, DECISION_against) && d->v[DECISION_against].i)
		also(k, str_of(msg_text(k->cx->lang, "story-against")));
	if (rec_has(d, DECISION_late) && d->v[DECISION_late].i)
		also(k, str_of(msg_text(k->cx->lang, "story-late")));
	also_said(k, "story-excuse", sealed(k, d, DECISION_excuse));
	checked(k, d);
	signed_by(k, d);
	line(k, n, RANK_STEP, (date_t)d->v[DECISION_on_date].i,
	     say(k, "story-step", at < 0 ? d->v[DECISION_gate].s :
	     gate_words(k->cx, p->gate[at].zh, p->gate[at].en), a ? gate_words(k->cx, a->zh, a->en) :
	     act_own(d->v[DECISION_act].s, k->cx->lang), to < 0 ? d->v[DECISION_to_gate].s :
	     gate_words(k->cx, p->gate[to].zh, p->gate[to].en)), all_who(k, d));
}

/* ---- lists, objections, letters ---- */

static void photo(struct telling *k, const struct rec *row, const char *key, int place, int taken)
{
	if (rec_has(row, taken))
		also(k, say(k, key, day(k, row, taken), text(row, place), STR("")));
}

/* The step after which a list hangs: the last one entered before it was made that brought the
 * matter to its gate. */
static int step_before(const struct matter *m, const struct rec *row)
{
	int i = m->ndecision;

	while (i-- > 0)
		if (m->decision[i]->v[DECISION_entered].i <= row->v[NOTICE_made].i &&
		    str_eq(m->decision[i]->v[DECISION_to_gate].s, text(row, NOTICE_gate)))
			return i;
	return m->ndecision;
}

static void list(struct telling *k, const struct rec *row)
{
	date_t on = rec_has(row, NOTICE_posted) ? (date_t)row->v[NOTICE_posted].i :
		day_of_time(k, row, NOTICE_made);

	if (rec_has(row, NOTICE_posted) && gate_is(k->g, row, NOTICE_kind, "notice_kind", "result"))
		also_said(k, "story-announced", day(k, row, NOTICE_posted));
	else if (rec_has(row, NOTICE_posted) && !notice_last_day(row))
		also_said(k, "story-hung-from", day(k, row, NOTICE_posted));
	else if (rec_has(row, NOTICE_posted))
		also(k, say(k, row->v[NOTICE_working].i ? "story-hung-working" : "story-hung",
		            day(k, row, NOTICE_posted), day(k, row, NOTICE_hangs_until),
		            number(k, row, NOTICE_days)));
	else
		also(k, str_of(msg_text(k->cx->lang, "story-not-hung")));
	photo(k, row, "story-first-photo", NOTICE_first_place, NOTICE_first_taken);
	photo(k, row, "story-last-photo", NOTICE_last_place, NOTICE_last_taken);
	if (rec_has(row, NOTICE_posted) && !rec_has(row, NOTICE_last_taken) &&
	    row->v[NOTICE_days].i > 1)
		also(k, str_of(msg_text(k->cx->lang, "story-no-last-photo")));
	also_said(k, "story-missing", day(k, row, NOTICE_missing_since));
	also_said(k, "story-down", day(k, row, NOTICE_down));
	also_said(k, "story-replaced", text(row, NOTICE_replaced_by));
	line(k, step_before(k->m, row), RANK_LIST, on,
	     say(k, "story-list", label(k, row, NOTICE_kind, "notice_kind"),
	     row->v[NOTICE_no].s, STR("")), who(k, text(row, NOTICE_maker)));
}

/* After the steps that were entered before it came, and after the list that it is about. */
static int step_objected(const struct telling *k, const struct filed_about *f,
                         const struct rec *row)
{
	int step = step_by_time(k->m, (date_t)row->v[OBJECTION_received].i,
	                        row->v[OBJECTION_made].i), its;

	for (int i = 0; i < f->nnotice; i++) {
		if (!rec_has(row, OBJECTION_notice) || f->notice[i]->id != row->v[OBJECTION_notice].i)
			continue;
		its = step_before(k->m, f->notice[i]);
		step = its < k->m->ndecision && its > step ? its : step;
	}
	return step;
}

static void objection(struct telling *k, const struct filed_about *f, const struct rec *row)
{
	also(k, label(k, row, OBJECTION_topic, "objection_topic"));
	also(k, rec_has(row, OBJECTION_outcome) ?
	     label(k, row, OBJECTION_outcome, "objection_outcome") :
	     label(k, row, OBJECTION_state, "objection_state"));
	also_said(k, "story-answered", day(k, row, OBJECTION_answered));
	line(k, step_objected(k, f, row), RANK_OBJECTION, (date_t)row->v[OBJECTION_received].i,
	     say(k, "story-objection", label(k, row, OBJECTION_channel, "objection_channel"), STR(""),
	         STR("")), who(k, text(row, OBJECTION_taken_by)));
}

/* A letter handed over, of a step: after the steps that were entered before that. */
static void handed_over(struct telling *k, const struct rec *row, int of)
{
	date_t on = (date_t)row->v[LETTER_served_on].i;
	int step = step_by_leaf(k->m, on, row->leaf);

	also_said(k, "story-signed", label(k, row, LETTER_served_to, "signer"));
	if (k->clear && rec_has(row, LETTER_proxy))
		also(k, say(k, "story-received", row->v[LETTER_proxy].s, text(row, LETTER_relation),
		            STR("")));
	also_said(k, "story-witness", sealed(k, row, LETTER_witness));
	also_said(k, "story-post", text(row, LETTER_post_no));
	line(k, step > of ? step : of, RANK_SERVED, on,
	     say(k, "story-served", row->v[LETTER_no].s, STR(""), STR("")),
	     who(k, text(row, LETTER_served_by)));
}

static void letter(struct telling *k, const struct rec *row)
{
	const char *what = letter_last(k->m, row) ? "story-answer" : "story-letter";
	const struct rec *d = letter_decision(k->m, row);
	int step = 0;

	while (step < k->m->ndecision && k->m->decision[step] != d)
		step++;
	also(k, sealed(k, row, LETTER_reason));
	also_said(k, "story-review-until", day(k, row, LETTER_review_until));
	if (!rec_has(row, LETTER_served_on))
		also(k, str_of(msg_text(k->cx->lang, "story-not-served")));
	line(k, step, RANK_LETTER, d ? (date_t)d->v[DECISION_on_date].i :
	     day_of_time(k, row, LETTER_written),
	     say(k, what, row->v[LETTER_no].s, STR(""), STR("")), STR(""));
	if (rec_has(row, LETTER_served_on))
		handed_over(k, row, step);
}

/* ---- all of it ---- */

static int by_day(const void *a, const void *b)
{
	const struct told_line *x = a, *y = b;

	if (x->line.on != y->line.on)
		return x->line.on < y->line.on ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->at - y->at;
}

static enum err tell(struct telling *k)
{
	const struct matter *m = k->m;
	struct filed_about f;
	struct rec **letters, **talks;
	int n, ntalk;

	TRY(filed_about(k->cx, k->g, m, &f));
	TRY(filed_letters(k->cx, k->g, m, &letters, &n));
	TRY(filed_conversations(k->cx, k->g, m, &talks, &ntalk));
	k->most = 1 + f.nlead + ntalk + m->npaper + m->ndecision + f.nnotice + f.nobjection + 2 * n;
	TRY(meetings(k));
	if (f.declaration)
		declared(k, f.declaration);
	for (int i = f.nlead; i-- > 0; )
		led(k, f.lead[i]);
	TRY(papers(k));
	for (int i = 0; i < ntalk; i++)
		talked(k, talks[i]);
	for (int i = 0; i < m->ndecision; i++)
		step(k, i);
	for (int i = f.nnotice; i-- > 0; )
		list(k, f.notice[i]);
	for (int i = f.nobjection; i-- > 0; )
		objection(k, &f, f.objection[i]);
	for (int i = n; i-- > 0; )
		letter(k, letters[i]);
	return OK;
}

enum err story_of(struct ctx *cx, struct gate *g, const struct matter *m, bool clear,
                  struct story_line **out, int *n)
{
	struct telling k = { .cx = cx, .g = g, .m = m, .clear = clear };
	enum err e;

	buf_init(&k.told, (size_t)1 << 20);
	e = tell(&k);
	buf_free(&k.told);
	TRY(e);
	if (k.n)
		qsort(k.out, (size_t)k.n, sizeof *k.out, by_day);
	*out = arena_array(&cx->arena, (size_t)k.n + 1, sizeof **out);
	for (int i = 0; i < k.n; i++)
		(*out)[i] = k.out[i].line;
	*n = k.n;
	return OK;
}

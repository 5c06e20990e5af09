/* paper_facts_gate - a meeting and a case on paper. */
#include "job/paper_facts_int.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/gate/chart.h"
#include "domain/gate/filed.h"
#include "domain/gate/letter.h"
#include "domain/gate/matter_paper.h"
#include "domain/gate/meeting.h"
#include "domain/gate/story.h"

static struct str text_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? row->v[field].s : STR("");
}

/* ---- a meeting ---- */

/* A share in words, and of whom. */
static struct str share(struct filling *k, struct str much, bool of_all)
{
	bool en = k->o->lang == LANG_EN;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 200);
	if (en)
		buf_addf(&b, "%.*s of %s", STR_FMT(much), of_all ? "all representatives" : "those present");
	else
		buf_addf(&b, "%s的%.*s", of_all ? "全体代表" : "到会代表", STR_FMT(much));
	return str_dup(&k->cx->arena, buf_str(&b));
}

static struct str fraction(struct filling *k, const struct fraction *f)
{
	char text[30];

	snprintf(text, sizeof text, "%d/%d", (int)f->num, (int)f->den);
	return str_dup(&k->cx->arena, str_of(text));
}

/* Fewer votes than there were: who counts them up on the sheet is to see that none is lost. */
static struct str not_cast(struct filling *k, int64_t n)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 100);
	if (n > 0)
		buf_addf(&b, k->o->lang == LANG_EN ? " (%lld not cast)" : "（未投%lld票）", (long long)n);
	return str_dup(&k->cx->arena, buf_str(&b));
}

static enum err vote_cells(struct filling *k, const struct filed_meeting *of,
                           const struct rec *vote, struct str *cell)
{
	static const int house[] = { HOUSEHOLD_head_name, HOUSEHOLD_group_name, HOUSEHOLD_members };
	static const int count[] = { VOTE_in_favour, VOTE_against, VOTE_abstain, VOTE_excluded,
		VOTE_result };
	const struct entity *e = register_entity(k->g->r, TAG_household);
	struct rec *h;

	if (rec_has(vote, VOTE_household)) {
		TRY(register_load(k->cx, k->g->r, e, vote->v[VOTE_household].i, &h));
		for (int i = 0; i < 3; i++)
			TRY(fact_cell(k, h, house[i], &cell[i]));
	}
	for (int i = 0; i < 5; i++)
		TRY(fact_cell(k, vote, count[i], &cell[3 + i]));
	if (of->gate && meeting_vote_tied(&of->gate->meeting, of->row, vote))
		cell[7] = str_join(&k->cx->arena, cell[7], fact_words(k, STR("（票数相等）"), STR(" (tie)")));
	cell[7] = str_join(&k->cx->arena, cell[7], not_cast(k, meeting_uncast(of->row, vote)));
	return OK;
}

/* Who came, a name a line, each with room for his signature. */
static void present(struct filling *k, struct str names)
{
	struct str rest = names, one, *cell;
	int n = 0;

	while (str_next(&rest, '\n', &one))
		n += str_trim(one).n != 0;
	cell = fact_rows(k, "present", 3, n);
	rest = names;
	for (int i = 0; str_next(&rest, '\n', &one); )
		if (str_trim(one).n)
			cell[3 * i++] = str_trim(one);
}

static struct str topic(struct filling *k, const struct filed_meeting *m)
{
	const struct procedure *p = m->round.rule->p;
	struct str name = fact_words(k, p->zh, p->en), gate = m->gate ?
		fact_words(k, m->gate->zh, m->gate->en) : STR("");

	name = str_join(&k->cx->arena, name, k->o->lang == LANG_EN ? STR(": ") : STR("："));
	return str_join(&k->cx->arena, name, gate);
}

/* "签到表 1 件、会议照片 2 件；原件在村委会": what was handed in that shows who came, and what was noted of
 * it. */
static enum err proof(struct filling *k, const struct filed_meeting *m)
{
	const struct procedure *p = m->round.rule->p;
	uint32_t kinds = m->gate ? m->gate->meeting.proof : 0;
	bool en = k->o->lang == LANG_EN;
	struct buf b BUF_AUTO = { 0 };
	struct rec **paper;
	int n;

	TRY(meeting_papers(k->cx, k->g, m, &paper, &n));
	buf_init(&b, 20000);
	for (int i = 0; i < p->npaper; i++) {
		const struct list_value *v = list_meant(pack_list(m->round.law->p, STR("attachment_kind")),
		                                        p->paper[i]);
		int of = 0;

		for (int j = 0; kinds >> i & 1 && j < n; j++)
			of += paper_kinds(k->g, p, paper[j]) >> i & 1;
		if (of && v)
			buf_addf(&b, en ? "%s%.*s: %d" : "%s%.*s %d 件", b.n ? msg_between(k->o->lang) : "",
			         STR_FMT(fact_words(k, v->zh, v->en)), of);
	}
	if (rec_has(m->row, MEETING_proof))
		buf_addf(&b, "%s%.*s", !b.n ? "" : en ? "; " : "；", STR_FMT(m->row->v[MEETING_proof].s));
	fact_say(k, "proof", str_dup(&k->cx->arena, buf_str(&b)));
	return OK;
}

static enum err about_meeting(struct filling *k, const struct filed_meeting *m)
{
	const struct rec *row = m->row;
	struct str manner;

	fact_say(k, "number", row->v[MEETING_no].s);
	fact_day(k, "on_date", (date_t)row->v[MEETING_on_date].i);
	fact_say(k, "where", text_of(row, MEETING_place));
	fact_say(k, "chair", fact_sealed(k, row, MEETING_chair));
	k->maker = fact_who(k, row->v[MEETING_maker].s);
	fact_say(k, "writer", k->maker);
	fact_number(k, "representatives", row->v[MEETING_representatives].i);
	fact_number(k, "present", row->v[MEETING_present].i);
	fact_number(k, "proxies", row->v[MEETING_proxies].i);
	if (m->gate) {
		const struct assembly *a = &m->gate->meeting;

		fact_say(k, "quorum", a->quorum.den ? share(k, fraction(k, &a->quorum), true) : STR(""));
		fact_say(k, "pass", a->pass.den ? share(k, meeting_pass_says(&k->cx->arena, a,
		         k->o->lang == LANG_EN), a->of_all) : STR(""));
	}
	TRY(fact_cell(k, row, MEETING_manner, &manner));
	fact_say(k, "manner", manner);
	fact_say(k, "topic", topic(k, m));
	fact_say(k, "said", fact_sealed(k, row, MEETING_minutes));
	return proof(k, m);
}

enum err facts_meeting(struct filling *k, struct str no)
{
	struct filed_meeting m;
	struct str *cell;

	if (k->o->t->about != PAPER_OF_AREA)
		return err_set(k->cx, ERR_USAGE, "--meeting", "paper-about",
		               str_z(&k->cx->arena, k->o->t->id), NULL);
	TRY(filed_meeting(k->cx, k->g, no, &m));
	k->o->area = m.row->area;
	TRY(about_meeting(k, &m));
	if (m.elsewhere)
		fact_number(k, "elsewhere", m.elsewhere);
	cell = fact_rows(k, "votes", 8, m.nvote);
	for (int i = 0; i < m.nvote; i++)
		TRY(vote_cells(k, &m, m.vote[i], &cell[8 * i]));
	present(k, fact_sealed(k, m.row, MEETING_attendance));
	return OK;
}

/* ---- a case ---- */

static struct str gate_name(struct filling *k, const struct matter *m, struct str id)
{
	int at = procedure_gate_at(m->p, id);

	return at < 0 ? id : fact_words(k, m->p->gate[at].zh, m->p->gate[at].en);
}

static const struct procedure_act *act_of(const struct matter *m, const struct rec *d)
{
	int at = procedure_gate_at(m->p, d->v[DECISION_gate].s);

	return at < 0 ? NULL : procedure_act_at(m->p, at, d->v[DECISION_act].s);
}

/* All who took the step: a survey takes two. */
static struct str who_took(struct filling *k, const struct rec *d)
{
	struct str all = fact_who(k, d->v[DECISION_actor].s), one;
	struct str rest = text_of(d, DECISION_with_whom);

	while (str_next(&rest, ' ', &one)) {
		all = str_join(&k->cx->arena, all, str_of(msg_between(k->o->lang)));
		all = str_join(&k->cx->arena, all, fact_who(k, one));
	}
	return all;
}

static struct str verdict_of(struct filling *k, const struct matter *m, const struct rec *d)
{
	int at = procedure_gate_at(m->p, text_of(d, DECISION_gate));

	if (at < 0 || !act_weighs(procedure_act_at(m->p, at, text_of(d, DECISION_act))))
		return STR("");
	if (!rec_has(d, DECISION_verdict) || !k->clear)
		return fact_sealed(k, d, DECISION_verdict);
	return verdict_says(k->cx, k->g, m->round.law->p, d->v[DECISION_verdict].s,
	                    (date_t)d->v[DECISION_on_date].i);
}

/* The reason, and what the standard said. */
static struct str why_of(struct filling *k, const struct matter *m, const struct rec *d)
{
	struct str reason = fact_sealed(k, d, DECISION_reason), said = verdict_of(k, m, d);

	if (!reason.n || !said.n)
		return reason.n ? reason : said;
	return str_join(&k->cx->arena, str_join(&k->cx->arena, reason, STR("\n")), said);
}

/* Who signed for the household, and how: of a proxy his name, what he is to the head, who saw; of a
 * refusal to sign who saw it. */
static struct str signature(struct filling *k, const struct rec *d)
{
	struct matter_signed s = matter_signed(d);
	bool en = k->o->lang == LANG_EN;
	struct buf b BUF_AUTO = { 0 };
	struct str how;

	if (!rec_has(d, DECISION_signer) || fact_cell(k, d, DECISION_signer, &how) != OK)
		return STR("");
	buf_init(&b, 2000);
	buf_adds(&b, how);
	if (!k->clear && rec_has(d, DECISION_signed_for))
		buf_addz(&b, en ? " (***)" : "（***）");    /* who is told no names is told that there are */
	else if (s.proxy.n)
		buf_addf(&b, en ? " (%.*s, %.*s; witnesses: %.*s)" :
		         "（%.*s，%.*s；见证人：%.*s）", STR_FMT(s.proxy), STR_FMT(s.relation),
		         STR_FMT(s.witness));
	else if (s.witness.n)
		buf_addf(&b, en ? " (witnesses: %.*s)" : "（见证人：%.*s）", STR_FMT(s.witness));
	return str_dup(&k->cx->arena, buf_str(&b));
}

/* Each step: the day, where, what, by whom, and why or what was found. */
static void steps(struct filling *k, const struct matter *m)
{
	struct str *cell = fact_rows(k, "steps", 5, m->ndecision);

	for (int i = 0; i < m->ndecision; i++) {
		const struct rec *d = m->decision[i];
		const struct procedure_act *a = act_of(m, d);

		cell[5 * i] = fact_day_short(k, (date_t)d->v[DECISION_on_date].i);
		cell[5 * i + 1] = gate_name(k, m, d->v[DECISION_gate].s);
		cell[5 * i + 2] = a ? fact_words(k, a->zh, a->en) :
		                  act_own(d->v[DECISION_act].s, k->o->lang);
		cell[5 * i + 3] = who_took(k, d);
		cell[5 * i + 4] = why_of(k, m, d);
		if (rec_has(d, DECISION_signer)) {
			struct str by = fact_words(k, STR("签字："), STR("Signed: "));

			by = str_join(&k->cx->arena, by, signature(k, d));
			if (cell[5 * i + 4].n)
				by = str_join(&k->cx->arena, STR("\n"), by);
			cell[5 * i + 4] = str_join(&k->cx->arena, cell[5 * i + 4], by);
		}
	}
}

/* Which box of the sheet the word ticks: an act that ends the case against it, or leads back, is
 * its no. */
static void own_boxes(struct filling *k, const struct matter *m, const struct procedure_act *a,
                      const struct rec *d)
{
	const struct list_face *l = &k->g->r->model->lists;
	enum gate_end end = m->p->gate[a->to].end;
	bool no = a->back || end == GATE_REFUSED || end == GATE_WITHDRAWN;

	fact_say(k, no ? "declines" : "agrees", fact_words(k, a->zh, a->en));
	if (l->has_tag(l->state, "signer", d->v[DECISION_signer].i, "refused"))
		fact_say(k, "unsigned", fact_words(k, a->zh, a->en));
}

/* The last word that the household gave by its signature, or by refusing it: what, when, how. */
static void own_word(struct filling *k, const struct matter *m)
{
	for (int i = m->ndecision; i-- > 0; ) {
		const struct rec *d = m->decision[i];
		const struct procedure_act *a = act_of(m, d);

		if (!a || !a->sign || !rec_has(d, DECISION_signer))
			continue;
		fact_say(k, "own_word", fact_words(k, a->zh, a->en));
		own_boxes(k, m, a, d);
		fact_say(k, "own_reason", fact_sealed(k, d, DECISION_reason));
		fact_day(k, "signed_on", (date_t)d->v[DECISION_on_date].i);
		fact_say(k, "signed_how", signature(k, d));
		return;
	}
}

/* Somebody went and looked: by a checklist, or he brings what he found. */
static bool looks(const struct matter *m, const struct procedure_act *a)
{
	bool found = a->checks;

	for (int i = 0; i < m->p->npaper; i++)
		found |= a->needs >> i & 1 && (str_eqz(m->p->paper[i], "survey") ||
		         str_eqz(m->p->paper[i], "verification"));
	return found && !a->decide;
}

/* What was found, item by item: a value of the paper where it has one of the item's name, else a
 * line among those of "found". */
static void checklist(struct filling *k, const struct matter *m, struct str kept)
{
	struct buf found BUF_AUTO = { 0 };
	struct str rest = kept, line, id;

	buf_init(&found, 65536);
	while (str_next(&rest, '\n', &line)) {
		const struct check_item *item;
		int before = k->n;

		if (!str_next(&line, '=', &id))
			continue;
		fact_say(k, str_z(&k->cx->arena, id), line);
		item = matter_check_item(m, id);
		if (k->n == before)
			buf_addf(&found, "%.*s: %.*s\n", STR_FMT(item ? fact_words(k, item->zh, item->en) : id),
			         STR_FMT(line));
	}
	fact_say(k, "found", str_dup(&k->cx->arena, str_trim(buf_str(&found))));
}

/* The last step at which somebody looked at the household: who, when, what was found. */
static void looked(struct filling *k, const struct matter *m)
{
	for (int i = m->ndecision; i-- > 0; ) {
		const struct rec *d = m->decision[i];
		const struct procedure_act *a = act_of(m, d);
		struct str who;

		if (!a || !looks(m, a))
			continue;
		who = who_took(k, d);
		fact_day(k, "visited", (date_t)d->v[DECISION_on_date].i);
		fact_day(k, "checked_on", (date_t)d->v[DECISION_on_date].i);
		fact_say(k, "surveyors", who);
		fact_say(k, "checked_by", who);
		checklist(k, m, k->clear ? text_of(d, DECISION_checklist) : STR(""));
		fact_say(k, "opinion", fact_sealed(k, d, DECISION_reason));
		return;
	}
}

/* The letter that the paper prints: the newest of its kind, or the one that was named. */
static enum err letter_for(struct filling *k, const struct matter *m, struct str no,
                           struct rec **out)
{
	bool last = k->o->t->after == PAPER_AFTER_ANSWER;
	struct rec **all;
	int n;

	*out = NULL;
	no = str_trim(no);
	TRY(filed_letters(k->cx, k->g, m, &all, &n));
	for (int i = n; i-- > 0; )
		if (letter_last(m, all[i]) == last && (!no.n || str_eq(all[i]->v[LETTER_no].s, no)))
			*out = all[i];
	return OK;
}

/* A letter where none was made, a certificate before the decision: nobody gets those. */
static enum err came_to_it(struct filling *k, const struct matter *m, const struct rec *letter)
{
	const struct paper_template *t = k->o->t;
	const char *about = str_z(&k->cx->arena, fact_words(k, t->zh, t->en));
	bool tells = t->after == PAPER_AFTER_LETTER || t->after == PAPER_AFTER_ANSWER;
	bool yes = tells ? letter != NULL :
		t->after == PAPER_ANYTIME || m->p->gate[m->gate].end == GATE_CONFIRMED;

	if (!paper_serves(t, m->p->id))
		return err_set(k->cx, ERR_CONFLICT, "case", "paper-not-of-it", about,
		               str_z(&k->cx->arena, fact_words(k, m->p->zh, m->p->en)), NULL);
	k->o->rests = yes;
	return yes ? OK : err_set(k->cx, ERR_CONFLICT, "case", tells ?
	       "paper-no-letter" : "paper-not-confirmed", str_z(&k->cx->arena, m->row->v[MATTER_no].s),
	       about, NULL);
}

/* From which day the term for a review counts, in words: people take a letter for what it says. */
static struct str counted_from(struct filling *k, const struct procedure_act *a,
                               const struct rec *d, const struct rec *letter)
{
	bool en = k->o->lang == LANG_EN, served = a->served, known = true;
	struct str day = fact_day_text(k, (date_t)d->v[DECISION_on_date].i);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 400);
	if (served) {
		known = rec_has(letter, LETTER_served_on);
		day = known ? fact_day_text(k, (date_t)letter->v[LETTER_served_on].i) : STR("");
	}
	if (en)
		buf_addz(&b, served ? "the day on which you receive this letter" :
		         "the day of the decision");
	else
		buf_addz(&b, served ? "收到本告知书之日" : "作出决定之日");
	if (known)
		buf_addf(&b, en ? " (%.*s)" : "（%.*s）", STR_FMT(day));
	return str_dup(&k->cx->arena, buf_str(&b));
}

/* How long, from when, until when and to whom a review can be asked for. Days that have not begun
 * to run have no last one: it is written by hand when the letter is handed over. */
static enum err review(struct filling *k, const struct matter *m, const struct procedure_act *a,
                       const struct rec *d, const struct rec *letter)
{
	struct str to;

	TRY(letter_review_to(k->cx, m, letter, &to));
	fact_say(k, "review_to", to);
	fact_say(k, "term", fact_period(k, &a->review));
	fact_say(k, "counted", counted_from(k, a, d, letter));
	if (!a->review.months)
		fact_number(k, "days", a->review.days);
	if (rec_has(letter, LETTER_review_until) && (!a->served || rec_has(letter, LETTER_served_on)))
		fact_day(k, "until", (date_t)letter->v[LETTER_review_until].i);
	return OK;
}

/* What was reviewed: the letter before this one, and when the review was asked for. */
static enum err reviewed(struct filling *k, const struct matter *m, const struct procedure_act *a,
                         const struct rec *letter)
{
	struct rec **all;
	int n;

	fact_say(k, "outcome", fact_words(k, a->zh, a->en));
	fact_say(k, "further", fact_words(k, a->further_zh, a->further_en));
	TRY(filed_letters(k->cx, k->g, m, &all, &n));
	for (int i = 0; i < n; i++) {
		const struct procedure_act *was = letter_act(m, all[i]), *ask;

		if (all[i]->id >= letter->id || !was)
			continue;
		fact_say(k, "first", all[i]->v[LETTER_no].s);
		ask = procedure_review(m->p, was);
		for (int s = m->ndecision; ask && s-- > 0; )
			if (act_of(m, m->decision[s]) == ask)
				fact_day(k, "asked", (date_t)m->decision[s]->v[DECISION_on_date].i);
		return OK;
	}
	return OK;
}

/* The slip of service: what is known of the handing over; the rest is written by hand. */
static enum err served(struct filling *k, const struct rec *letter)
{
	struct str how, to = fact_sealed(k, letter, LETTER_proxy);
	struct str relation = fact_sealed(k, letter, LETTER_relation);

	if (!rec_has(letter, LETTER_served_on))
		return OK;
	TRY(fact_cell(k, letter, LETTER_served_to, &how));
	fact_day(k, "served_on", (date_t)letter->v[LETTER_served_on].i);
	fact_say(k, "served_how", how);
	fact_say(k, "served_by", fact_who(k, text_of(letter, LETTER_served_by)));
	if (to.n && relation.n)
		to = str_join(&k->cx->arena, str_join(&k->cx->arena, to, STR(" · ")), relation);
	fact_say(k, "served_proxy", to);
	fact_say(k, "served_witness", fact_sealed(k, letter, LETTER_witness));
	fact_say(k, "served_post", text_of(letter, LETTER_post_no));
	return OK;
}

/* What was decided of the household: not the step that led there. */
static struct str decided_of(struct filling *k, const struct procedure_gate *to)
{
	return to->decided_zh.n ? fact_words(k, to->decided_zh, to->decided_en) :
	       fact_words(k, to->zh, to->en);
}

/* The step that led there, and why: a meeting that voted no is the reason, not the decision. An
 * answer of a review says its outcome apart. */
static struct str letter_why(struct filling *k, const struct matter *m, const struct rec *letter,
                             const struct procedure_act *a)
{
	struct str said = fact_sealed(k, letter, LETTER_reason), step;

	if (!a || letter_last(m, letter))
		return said;
	step = fact_words(k, a->zh, a->en);
	if (!said.n)
		return step;
	step = str_join(&k->cx->arena, step, fact_words(k, STR("："), STR(": ")));
	return str_join(&k->cx->arena, step, said);
}

static enum err refused(struct filling *k, const struct matter *m, struct str no)
{
	const struct procedure_act *a;
	struct rec *letter;
	const struct rec *d;
	struct str office;

	TRY(letter_for(k, m, no, &letter));
	TRY(came_to_it(k, m, letter));
	if (!letter || (k->o->t->after != PAPER_AFTER_LETTER && k->o->t->after != PAPER_AFTER_ANSWER))
		return OK;
	fact_say(k, "number", letter->v[LETTER_no].s);
	TRY(served(k, letter));
	d = letter_decision(m, letter);
	a = letter_act(m, letter);
	fact_say(k, "reason", letter_why(k, m, letter, a));
	if (!d || !a)
		return OK;
	k->maker = who_took(k, d);
	k->checker = a->decide ? k->maker : STR("");
	TRY(letter_office(k->cx, m, letter, &office));
	fact_say(k, "sealed_by", office);
	fact_say(k, "decided", gate_name(k, m, d->v[DECISION_gate].s));
	fact_say(k, "decision", decided_of(k, &m->p->gate[a->to]));
	fact_day(k, "decided_on", (date_t)d->v[DECISION_on_date].i);
	return letter_last(m, letter) ? reviewed(k, m, a, letter) : review(k, m, a, d, letter);
}

static enum err about_whom(struct filling *k, const struct matter *m)
{
	bool house = rec_has(m->row, MATTER_household);

	if ((k->o->t->about == PAPER_OF_HOUSEHOLD) != house)
		return err_set(k->cx, ERR_USAGE, "--case", "paper-about",
		               str_z(&k->cx->arena, k->o->t->id), NULL);
	if (house)
		k->o->household = m->row->v[MATTER_household].i;
	else
		k->o->area = m->row->area;
	return OK;
}

/* Whoever decided last on the case; nobody, if he sent it back: it will be decided anew. */
static struct str decided_by(struct filling *k, const struct matter *m)
{
	for (int i = m->ndecision; i-- > 0; ) {
		const struct procedure_act *a = act_of(m, m->decision[i]);

		if (a && a->decide)
			return a->back ? STR("") : who_took(k, m->decision[i]);
	}
	return STR("");
}

/* A paper of what was decided is made by who took the last step. */
static void made_at_the_end(struct filling *k, const struct matter *m)
{
	if (!m->ndecision)
		return;
	k->maker = who_took(k, m->decision[m->ndecision - 1]);
}

enum err facts_matter(struct filling *k, struct str no, struct str letter)
{
	struct matter m;

	TRY(matter_load(k->cx, k->g, no, &m));
	TRY(about_whom(k, &m));
	k->maker = fact_who(k, text_of(m.row, MATTER_opened_by));
	k->checker = decided_by(k, &m);
	TRY(refused(k, &m, letter));
	fact_say(k, "number", m.row->v[MATTER_no].s);
	fact_say(k, "case", m.row->v[MATTER_no].s);
	fact_say(k, "matter", fact_words(k, m.p->zh, m.p->en));
	fact_say(k, "round", text_of(m.round.row, ROUND_name));
	fact_say(k, "gate", fact_words(k, m.p->gate[m.gate].zh, m.p->gate[m.gate].en));
	fact_say(k, "clause", fact_basis(k, m.g->r->pack, &m.p->basis));
	if (k->o->rests && k->o->t->after == PAPER_AFTER_CONFIRMED)
		made_at_the_end(k, &m);
	if (rec_has(m.row, MATTER_ended)) {
		fact_number(k, "year", date_year((date_t)m.row->v[MATTER_ended].i));
		fact_day(k, "on_date", (date_t)m.row->v[MATTER_ended].i);
	}
	for (int i = m.ndecision; i-- > 0; )
		fact_say(k, "line", verdict_of(k, &m, m.decision[i]));
	looked(k, &m);
	own_word(k, &m);
	steps(k, &m);
	return OK;
}

/* cmd_case - cases of a round on the command line: taking in, looking, acting; meetings. */
#include "cmd/cmd_gate.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/gate/chart.h"
#include "domain/gate/lead_case.h"
#include "domain/gate/letter.h"
#include "domain/gate/listing.h"
#include "domain/gate/matter_paper.h"
#include "domain/gate/conversation.h"
#include "domain/gate/meeting.h"
#include "domain/gate/story.h"
#include "domain/register/browse.h"
#include "fmt/json.h"
#include "job/picture_child.h"

#define MANY 10000

/* ---- taking in ---- */

static enum err houses_given(struct gate_run *x, const struct round_view *v, int64_t *id)
{
	bool house = str_eqz(v->rule->p->noun, "household");

	for (int i = 1; i < x->c->narg; i++)
		TRY(house ? register_by_key(x->c->cx, x->g.r, register_entity(x->g.r, TAG_household),
		                            str_of(x->c->arg[i]), &id[i - 1]) :
		            gate_area(x, x->c->arg[i], &id[i - 1]));
	return OK;
}

/* Of a lead: its household, or the one that is named. */
static enum err of_lead(struct gate_run *x, const struct round_view *v, const int64_t *house,
                        date_t on)
{
	const struct entity *e = register_entity(x->g.r, TAG_lead);
	struct rec *lead, *h;
	struct str no;
	int64_t id;

	if (x->c->narg > 2)
		return err_set(x->c->cx, ERR_USAGE, "--lead", "cmd-case-lead-one", NULL);
	TRY(register_by_key(x->c->cx, x->g.r, e, given_text(x->c, "lead"), &id));
	TRY(register_load(x->c->cx, x->g.r, e, id, &lead));
	TRY(lead_accept(x->c->cx, &x->g, &x->who, lead, v, x->c->narg > 1 ? house[0] : 0, on, &no));
	TRY(register_load(x->c->cx, x->g.r, e, id, &lead));
	TRY(register_load(x->c->cx, x->g.r, register_entity(x->g.r, TAG_household),
	                  lead->v[LEAD_household].i, &h));
	put(x->c, "cmd-case-added", str_z(&x->c->cx->arena, no),
	    str_z(&x->c->cx->arena, h->v[HOUSEHOLD_no].s), NULL);
	return OK;
}

static enum err added(struct gate_run *x)
{
	struct matter_new n = { .n = x->c->narg - 1, .channel = given_text(x->c, "channel"),
		.guarded = true };
	struct matter_made *made;
	struct round_view v;
	int64_t *id = arena_array(&x->c->cx->arena, (size_t)x->c->narg, sizeof *id);

	TRY(cmd_day(x->c, "on", &n.on));
	TRY(round_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &v));
	TRY(houses_given(x, &v, id));
	if (cmd_text(x->c, "lead"))
		return of_lead(x, &v, id, n.on);
	if (!n.n)
		return err_set(x->c->cx, ERR_USAGE, x->c->def->name, "cmd-case-nobody", NULL);
	n.round = &v;
	n.about = id;
	made = arena_array(&x->c->cx->arena, (size_t)n.n + 1, sizeof *made);
	TRY(matter_add(x->c->cx, &x->g, &x->who, &n, made));
	for (int i = 0; i < n.n; i++) {
		char no[24];

		snprintf(no, sizeof no, "P%lld", (long long)made[i].matter);
		if (made[i].refused) {
			warn(x->c, made[i].refused, x->c->arg[i + 1], no,
			     str_z(&x->c->cx->arena, made[i].why), NULL);
			x->c->status = 1;
		} else {
			put(x->c, "cmd-case-added", no, x->c->arg[i + 1], NULL);
		}
	}
	return OK;
}

enum err cmd_case_add(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, added);
}

/* ---- papers ---- */

/* Takes the file in for what `n` belongs to. */
static enum err paper_kept(struct gate_run *x, struct attachment_new *n)
{
	const char *slash = strrchr(x->c->arg[1], '/');
	struct buf bytes BUF_AUTO = { 0 };
	struct picture p;
	char no[24];
	int64_t id;

	buf_init(&bytes, PICTURE_BYTES + 1);
	TRY(picture_of_file(x->c->cx, x->c->arg[1], &p, &bytes));
	n->bytes = buf_str(&bytes);
	n->media_type = p.kind == PICTURE_PDF ? "application/pdf" : "image/jpeg";
	n->placed = p.placed;
	n->lat = p.lat;
	n->lon = p.lon;
	n->file = str_of(slash ? slash + 1 : x->c->arg[1]);
	n->taken_by = x->who.name;
	if (!n->taken)
		n->taken = p.taken ? p.taken : register_today(x->c->cx, x->g.r);
	TRY(attachment_add(x->c->cx, x->g.r, n, &id));
	snprintf(no, sizeof no, "%lld", (long long)id);
	put(x->c, "cmd-case-paper", no, NULL);
	return OK;
}

static enum err paper(struct gate_run *x)
{
	struct attachment_new n = { .kind = given_text(x->c, "kind") };
	struct matter m;

	TRY(cmd_day(x->c, "on", &n.taken));
	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	TRY(matter_paper_let(x->c->cx, &x->g, &x->who, &m, &n));
	return paper_kept(x, &n);
}

enum err cmd_case_paper(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, paper);
}

/* ---- acting ---- */

static struct str *several(struct cmd *c, const char *option, int *n)
{
	struct str *out = arena_array(&c->cx->arena, MANY, sizeof *out);
	const char *v;

	for (*n = 0; *n < MANY && (v = cmd_text_nth(c, option, *n)); (*n)++)
		out[*n] = str_of(v);
	return out;
}

static enum err step(struct gate_run *x, const struct matter *m, struct str act)
{
	struct cmd *c = x->c;
	struct matter_order o = { .act = act, .reason = given_text(c, "reason"),
		.excuse = command_option(c->def, "excuse") ? given_text(c, "excuse") : STR(""),
		.with = given_text(c, "with"), .signer = given_text(c, "signer"),
		.proxy = given_text(c, "proxy"), .relation = given_text(c, "relation"),
		.witness = given_text(c, "witness") };
	struct matter_look look = { 0 };
	struct matter_done done;
	enum err e;

	TRY(cmd_day(c, "on", &o.on));
	o.check = several(c, "check", &o.ncheck);
	e = matter_act(c->cx, &x->g, &x->who, m, &o, &look, &done);
	for (int i = 0; e == ERR_DENIED && i < look.nlack; i++) {
		struct str s = lack_says(c->cx, m, &look, &look.lack[i]);

		buf_addz(&c->out, "- ");
		msg_shown(&c->out, s);
		buf_addc(&c->out, '\n');
	}
	if (e == ERR_DENIED && look.nlack) {     /* each thing was told by its line */
		err_clear(c->cx);
		return err_set(c->cx, e, str_z(&c->cx->arena, m->row->v[MATTER_no].s), look.nlack == 1 ?
		               "cmd-case-lacks-one" : "cmd-case-lacks", grouped(c, look.nlack), NULL);
	}
	TRY(e);
	put(c, "cmd-case-acted", c->arg[0], str_z(&c->cx->arena, gate_words(c->cx,
	    m->p->gate[done.to].zh, m->p->gate[done.to].en)), str_z(&c->cx->arena, done.decision),
	    NULL);
	if (look.against)
		put(c, "cmd-case-against", NULL);
	if (done.letter.n)
		put(c, "cmd-case-letter", str_z(&c->cx->arena, done.letter), NULL);
	return OK;
}

static enum err acted(struct gate_run *x)
{
	struct matter m;

	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	return step(x, &m, str_of(x->c->arg[1]));
}

enum err cmd_case_act(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, acted);
}

/* The act of this gate that takes a case back, or sends it back: packs name them as they like. */
static enum err step_of(struct gate_run *x, bool back)
{
	const struct procedure_act *a;
	struct matter m;

	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	for (int i = 0; (a = procedure_act_nth(m.p, m.gate, i)); i++)
		if (back ? a->back : m.p->gate[a->to].end == GATE_WITHDRAWN)
			return step(x, &m, a->id);
	return err_set(x->c->cx, ERR_INPUT, "case", "cmd-case-no-way", x->c->arg[0],
	               back ? in_lang(x->c, "退回", "sent back") : in_lang(x->c, "撤回", "withdrawn"),
	               NULL);
}

static enum err withdrawn(struct gate_run *x)
{
	return step_of(x, false);
}

enum err cmd_case_withdraw(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, withdrawn);
}

static enum err returned(struct gate_run *x)
{
	return step_of(x, true);
}

enum err cmd_case_return(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, returned);
}

static enum err assigned(struct gate_run *x)
{
	struct matter m;

	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	TRY(matter_assign(x->c->cx, &x->g, &x->who, &m, str_of(x->c->arg[1])));
	put(x->c, "cmd-case-assigned", x->c->arg[0], x->c->arg[1], NULL);
	return OK;
}

enum err cmd_case_assign(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, assigned);
}

/* The household that is no more, and the one that it lives on in. */
static enum err carried(struct gate_run *x)
{
	struct matter_carried done;
	struct matter m;
	int64_t to = 0;
	date_t on;

	TRY(cmd_day(x->c, "on", &on));
	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	if (x->c->narg > 1)
		TRY(register_by_key(x->c->cx, x->g.r, register_entity(x->g.r, TAG_household),
		                    str_of(x->c->arg[1]), &to));
	TRY(matter_carry(x->c->cx, &x->g, &x->who, &m, to, given_text(x->c, "reason"), on, &done));
	if (done.matter.n)
		put(x->c, "cmd-case-carried", x->c->arg[0], str_z(&x->c->cx->arena, done.matter),
		    x->c->arg[1], NULL);
	else
		put(x->c, "cmd-case-ended", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_case_carry(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, carried);
}

static enum err served(struct gate_run *x)
{
	struct letter_served s = { .no = given_text(x->c, "letter"),
		.signer = given_text(x->c, "signer"), .proxy = given_text(x->c, "proxy"),
		.relation = given_text(x->c, "relation"), .witness = given_text(x->c, "witness"),
		.post_no = given_text(x->c, "post-no") };
	struct matter m;

	TRY(cmd_day(x->c, "on", &s.on));
	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	TRY(letter_serve(x->c->cx, &x->g, &x->who, &m, &s));
	put(x->c, "cmd-case-served", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_case_served(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, served);
}

static enum err noted(struct gate_run *x)
{
	struct conversation_new n = { .held_by = given_text(x->c, "by"),
		.with = given_text(x->c, "with"), .manner = given_text(x->c, "manner"),
		.said = given_text(x->c, "text") };
	struct matter m;
	struct str no;

	TRY(cmd_day(x->c, "on", &n.on));
	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	TRY(conversation_add(x->c->cx, &x->g, &x->who, &m, &n, &no));
	put(x->c, "cmd-case-noted", str_z(&x->c->cx->arena, no), x->c->arg[0], NULL);
	return OK;
}

enum err cmd_case_note(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, noted);
}

/* ---- looking ---- */

static struct str house_no(const struct matter *m)
{
	if (!rec_has(m->row, MATTER_household))
		return STR("");
	return m->about && rec_has(m->about, HOUSEHOLD_no) ? m->about->v[HOUSEHOLD_no].s : STR("-");
}

static struct str in_words(struct gate_run *x, const struct matter *m, const struct rec *d)
{
	int g = procedure_gate_at(m->p, d->v[DECISION_gate].s);
	int to = procedure_gate_at(m->p, d->v[DECISION_to_gate].s);
	const struct procedure_act *a = g < 0 ? NULL : procedure_act_at(m->p, g, d->v[DECISION_act].s);
	struct str from = g < 0 ? d->v[DECISION_gate].s :
		gate_words(x->c->cx, m->p->gate[g].zh, m->p->gate[g].en);
	struct str into = to < 0 ? d->v[DECISION_to_gate].s :
		gate_words(x->c->cx, m->p->gate[to].zh, m->p->gate[to].en);
	struct str what = a ? gate_words(x->c->cx, a->zh, a->en) :
	                  act_own(d->v[DECISION_act].s, x->c->cx->lang);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	buf_addf(&b, "%.*s  %.*s: %.*s → %.*s  %.*s", STR_FMT(gate_day(x, d, DECISION_on_date)),
	         STR_FMT(from), STR_FMT(what), STR_FMT(into),
	         STR_FMT(gate_person(x, d, DECISION_actor)));
	if (d->v[DECISION_against].i)
		buf_addz(&b, in_lang(x->c, "  与判定不一致", "  against the verdict"));
	if (d->v[DECISION_late].i)
		buf_addz(&b, in_lang(x->c, "  超期", "  late"));
	buf_addz(&b, in_lang(x->c, "  录入 ", "  entered "));
	buf_addz(&b, clock_text(x->c, d->v[DECISION_entered].i));
	return str_dup(&x->c->cx->arena, buf_str(&b));
}

/* What a step was decided by. */
static void verdict(struct gate_run *x, const struct matter *m, const struct rec *d)
{
	int at = procedure_gate_at(m->p, d->v[DECISION_gate].s);
	const struct procedure_act *a = at < 0 ? NULL :
		procedure_act_at(m->p, at, d->v[DECISION_act].s);
	struct str kept = rec_has(d, DECISION_verdict) ? d->v[DECISION_verdict].s : STR("");

	if (!kept.n || !act_weighs(a))
		return;
	page_line(&x->page, str_join(&x->c->cx->arena, str_of(in_lang(x->c, "    判定：",
	          "    verdict: ")), verdict_says(x->c->cx, &x->g, m->round.law->p, kept,
	          (date_t)d->v[DECISION_on_date].i)));
}

static void steps(struct gate_run *x, const struct matter *m)
{
	for (int i = 0; i < m->ndecision; i++) {
		page_line(&x->page, in_words(x, m, m->decision[i]));
		verdict(x, m, m->decision[i]);
		if (rec_has(m->decision[i], DECISION_reason))
			page_line(&x->page, str_join(&x->c->cx->arena, str_of(in_lang(x->c, "    理由：",
			          "    reason: ")), m->decision[i]->v[DECISION_reason].s));
	}
}

/* What can be done at the gate, and what each act still takes of anybody with its role. */
static enum err ways(struct gate_run *x, const struct matter *m)
{
	const struct procedure_act *a;

	if (procedure_act_nth(m->p, m->gate, 0))
		page_section(&x->page, str_of(in_lang(x->c, "可以办理", "What can be done")));
	for (int i = 0; (a = procedure_act_nth(m->p, m->gate, i)); i++) {
		struct str to = gate_words(x->c->cx, m->p->gate[a->to].zh, m->p->gate[a->to].en);
		struct str takes = act_takes(x->c->cx, m->round.law->p, m->p, a);
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 16384);
		buf_addf(&b, "%.*s  %.*s → %.*s  [%.*s]  %.*s", STR_FMT(a->id),
		         STR_FMT(gate_words(x->c->cx, a->zh, a->en)), STR_FMT(to),
		         STR_FMT(act_who(x->c->cx, a)), STR_FMT(takes));
		page_line(&x->page, str_dup(&x->c->cx->arena, buf_str(&b)));
	}
	return OK;
}

/* Whom or what the case is about. */
static enum err about_line(struct gate_run *x, const struct matter *m)
{
	struct buf name BUF_AUTO = { 0 };
	struct area_tree *tree;
	int at;

	if (rec_has(m->row, MATTER_household)) {
		page_pair(&x->page, str_of(in_lang(x->c, "户编号", "Household")), house_no(m));
		return OK;
	}
	TRY(area_load(x->c->cx, &x->c->cx->arena, x->c->reg, &tree));
	at = area_by_id(tree, m->row->area);
	buf_init(&name, 4096);
	area_path(&name, tree, at, area_nth(tree, at)->level > 4 ? 4 : 0);
	page_pair(&x->page, str_of(in_lang(x->c, "地区", "Place")),
	          str_dup(&x->c->cx->arena, buf_str(&name)));
	return OK;
}

static enum err shown(struct gate_run *x)
{
	struct matter m;

	TRY(matter_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	page_begin(&x->page, &x->c->out, &x->c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&x->page, m.row->v[MATTER_no].s, gate_words(x->c->cx, m.p->zh, m.p->en));
	TRY(about_line(x, &m));
	page_pair(&x->page, str_of(in_lang(x->c, "关口", "Gate")),
	          gate_words(x->c->cx, m.p->gate[m.gate].zh, m.p->gate[m.gate].en));
	page_pair(&x->page, str_of(in_lang(x->c, "状态", "State")),
	          gate_list_label(x, m.row, MATTER_state, "matter_state"));
	page_pair(&x->page, str_of(in_lang(x->c, "进入日期", "Since")), gate_day(x, m.row, MATTER_since));
	if (rec_has(m.row, MATTER_due))
		page_pair(&x->page, str_of(in_lang(x->c, "办理期限", "Due")),
		          gate_day(x, m.row, MATTER_due));
	if (rec_has(m.row, MATTER_assigned_to))
		page_pair(&x->page, str_of(in_lang(x->c, "承办人", "Assigned to")),
		          gate_person(x, m.row, MATTER_assigned_to));
	page_pairs_end(&x->page);
	steps(x, &m);
	return ways(x, &m);
}

enum err cmd_case_show(struct cmd *c)
{
	return gate_run(c, REG_READ, false, shown);
}

static enum err line_of(struct gate_run *x, struct page_table *t, const struct rec *row)
{
	struct str *cell;
	struct matter m;

	TRY(matter_by_id(x->c->cx, &x->g, row->id, &m));
	cell = page_table_row(t);
	cell[0] = m.row->v[MATTER_no].s;
	cell[1] = m.round.row->v[ROUND_no].s;
	cell[2] = house_no(&m);
	cell[3] = gate_words(x->c->cx, m.p->zh, m.p->en);
	cell[4] = gate_words(x->c->cx, m.p->gate[m.gate].zh, m.p->gate[m.gate].en);
	cell[5] = gate_day(x, m.row, MATTER_since);
	cell[6] = gate_day(x, m.row, MATTER_due);
	cell[7] = gate_list_label(x, m.row, MATTER_state, "matter_state");
	return OK;
}

static enum err rows(struct gate_run *x, struct browse *b)
{
	static const char *const zh[] = { "事项", "轮次", "户编号", "程序", "关口", "进入日期", "期限", "状态" };
	static const char *const en[] = { "Case", "Round", "Household", "Procedure", "Gate", "Since",
		"Due", "State" };
	struct page_table t;
	struct rec *row;
	int64_t n = 0;

	gate_table(x, &t, 8, zh, en);
	for (;;) {
		TRY(browse_next(x->c->cx, b, &row));
		if (!row)
			break;
		TRY(line_of(x, &t, row));
		n++;
	}
	if (n)
		page_table_end(&t);
	say(x->c, n == 1 ? "cmd-list-one" : n ? "cmd-list-count" : "cmd-list-none", grouped(x->c, n),
	    NULL);
	return OK;
}

struct wanted { const struct gate *g; bool all, late; date_t today; int64_t round; };

static bool wanted(const void *arg, const struct rec *row)
{
	const struct wanted *w = arg;

	if (w->round && row->v[MATTER_round].i != w->round)
		return false;
	if (!w->all && rec_has(row, MATTER_ended))
		return false;
	return !w->late || (rec_has(row, MATTER_due) && row->v[MATTER_due].i < w->today);
}

static enum err listed(struct gate_run *x)
{
	struct wanted w = { &x->g, cmd_flag(x->c, "all"), cmd_flag(x->c, "late"),
		register_today(x->c->cx, x->g.r), 0 };
	struct query q = { .e = register_entity(x->g.r, TAG_matter), .mask = MASK_STAFF, .keep = wanted,
		.keep_arg = &w };
	struct buf where BUF_AUTO = { 0 };
	struct browse *b;
	enum err e;

	buf_init(&where, 4096);
	if (cmd_text(x->c, "round")) {
		struct round_view v;

		TRY(round_load(x->c->cx, &x->g, given_text(x->c, "round"), &v));
		w.round = v.row->id;
	}
	if (cmd_text(x->c, "area") && !strchr(cmd_text(x->c, "area"), '"'))
		buf_addf(&where, "area=\"%s\"", cmd_text(x->c, "area"));
	q.where = where.n ? str_z(&x->c->cx->arena, buf_str(&where)) : NULL;
	TRY(browse_open(x->c->cx, x->g.r, &q, &b));
	e = rows(x, b);
	browse_close(b);
	return e;
}

enum err cmd_case_list(struct cmd *c)
{
	return gate_run(c, REG_READ, false, listed);
}

/* ---- lists ---- */

static enum err published(struct gate_run *x)
{
	struct round_view v;
	struct listed *l;
	int64_t area = 0;
	date_t from;
	int n;

	TRY(cmd_day(x->c, "on", &from));
	TRY(round_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &v));
	if (cmd_text(x->c, "area"))
		TRY(gate_area(x, cmd_text(x->c, "area"), &area));
	TRY(listing_make(x->c->cx, &x->g, &x->who, &v, str_of(x->c->arg[1]), area, from, &l, &n));
	for (int i = 0; i < n; i++)
		put(x->c, "cmd-round-notice", str_z(&x->c->cx->arena, l[i].made.no),
		    grouped(x->c, l[i].made.lines), NULL);
	if (!n)
		say(x->c, "cmd-round-no-notice", NULL);
	return OK;
}

enum err cmd_round_publish(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, published);
}

/* ---- meetings ---- */

/* P12=20/3/1, in favour, against, abstaining; after a colon names of relatives who stood back. */
static enum err vote_read(struct cmd *c, struct str text, struct meeting_vote *out)
{
	struct str rest = text, part;
	int64_t n[3] = { 0 };

	*out = (struct meeting_vote){ 0 };
	if (str_next(&rest, '=', &out->matter)) {
		struct str numbers = rest;

		if (str_next(&rest, ':', &part)) {
			numbers = part;
			out->kin = rest;
		}
		for (int i = 0; i < 3; i++) {
			part = numbers;
			if (i < 2 && !str_next(&numbers, '/', &part))
				break;
			if (!str_i64(i == 2 ? numbers : part, &n[i]))
				break;
			if (i == 2) {
				out->in_favour = n[0];
				out->against = n[1];
				out->abstain = n[2];
				return OK;
			}
		}
	}
	return err_set(c->cx, ERR_USAGE, "--vote", "cmd-meeting-vote", str_z(&c->cx->arena, text),
	               NULL);
}

static enum err text_file(struct cmd *c, const char *option, struct str *out)
{
	const char *path = cmd_text(c, option);

	*out = STR("");
	return path ? os_read_file(c->cx, path, 300000, out) : OK;
}

static enum err held(struct gate_run *x)
{
	struct cmd *c = x->c;
	struct meeting_new n = { .gate = given_text(c, "gate"), .place = given_text(c, "place"),
		.chair = given_text(c, "chair"), .manner = given_text(c, "manner"),
		.proof = given_text(c, "proof") };
	struct meeting_vote *vote;
	struct meeting_made made;
	struct round_view v;
	struct str *text;

	TRY(cmd_day(c, "on", &n.on));
	TRY(cmd_int(c, "representatives", 0, 1, 100000, &n.representatives));
	TRY(round_load(c->cx, &x->g, str_of(c->arg[0]), &v));
	TRY(gate_area(x, cmd_text(c, "area"), &n.area));
	TRY(text_file(c, "attendance", &n.attendance));
	TRY(text_file(c, "minutes", &n.minutes));
	text = several(c, "vote", &n.nvote);
	vote = arena_array(&c->cx->arena, (size_t)n.nvote + 1, sizeof *vote);
	for (int i = 0; i < n.nvote; i++) {
		TRY(vote_read(c, text[i], &vote[i]));
		vote[i].note = given_text(c, "note");
	}
	n.vote = vote;
	n.round = &v;
	TRY(meeting_hold(c->cx, &x->g, &x->who, &n, &made));
	put(c, made.quorate ? "cmd-meeting-held" : "cmd-meeting-few", str_z(&c->cx->arena, made.no),
	    grouped(c, made.present), grouped(c, made.proxies), NULL);
	for (int i = 0; i < n.nvote; i++)
		put(c, !strcmp(made.result[i], "passed") ? "cmd-vote-passed" :
		    !strcmp(made.result[i], "failed") ? "cmd-vote-failed" : "cmd-vote-none",
		    str_z(&c->cx->arena, vote[i].matter), grouped(c, made.excluded[i]), NULL);
	for (int i = 0; i < n.nvote; i++)
		if (made.uncast[i])
			say(c, "cmd-vote-uncast", str_z(&c->cx->arena, vote[i].matter),
			    grouped(c, made.uncast[i]), NULL);
	return OK;
}

enum err cmd_meeting_hold(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, held);
}

static enum err meeting_paper(struct gate_run *x)
{
	struct attachment_new n = { .kind = given_text(x->c, "kind") };
	struct filed_meeting m;

	TRY(cmd_day(x->c, "on", &n.taken));
	TRY(filed_meeting(x->c->cx, &x->g, str_of(x->c->arg[0]), &m));
	TRY(meeting_paper_let(x->c->cx, &x->g, &x->who, &m, &n));
	return paper_kept(x, &n);
}

enum err cmd_meeting_paper(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, meeting_paper);
}

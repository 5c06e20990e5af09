/* matter_act - a step: the decision, the matter moved on, and what follows from it, as one leaf. */
#include "domain/gate/matter_paper.h"
#include "domain/gate/task.h"

#include <stdio.h>

#include "base/msg.h"
#include "policy/roles_say.h"

struct acting {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct matter *m;
	const struct matter_order *o;
	const struct matter_look *l;
	struct matter_done *out;
	struct edits e;
	struct rec *decision;
};

static void text_if(struct rec *row, int field, struct str s)
{
	if (s.n)
		rec_text(row, field, s);
}

/* The role of who acts: the first of his that the act takes, at the level that it takes it. */
static struct str own_role(const struct acting *k)
{
	const struct procedure_facts *f = &k->l->facts;

	for (int i = 0; i < f->nrole; i++)
		if (procedure_roles(k->l->act, &f->role[i], 1))
			return f->role[i].role;
	return STR("");
}

/* Is this the role of somebody who does it, too? An act of several bodies is done by each. */
static bool with_role(const struct acting *k, int role)
{
	const struct procedure_facts *f = &k->l->facts;

	if (k->l->act->each)
		return true;
	for (int i = 0; i < f->with; i++)
		if (f->with_as[i] && (f->with_as[i] & -f->with_as[i]) == UINT32_C(1) << role)
			return true;
	return false;
}

/* The roles in which it was done, each once, by blanks: his who acts, then those of the others. */
static struct str roles_of(const struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	struct str own = own_role(k);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4000);
	buf_adds(&b, own);
	for (int i = 0; i < a->nwho; i++)
		if (with_role(k, i) && !str_eq(a->who[i], own))
			buf_addf(&b, "%s%.*s", b.n ? " " : "", STR_FMT(a->who[i]));
	return str_dup(&k->cx->arena, buf_str(&b));
}

struct str matter_role(const struct rec *d)
{
	struct str rest = rec_has(d, DECISION_role) ? d->v[DECISION_role].s : STR(""), one;

	return str_next(&rest, ' ', &one) ? one : STR("");
}

struct str matter_roles_say(struct ctx *cx, const struct rec *d)
{
	struct str rest = rec_has(d, DECISION_role) ? d->v[DECISION_role].s : STR(""), one;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4000);
	while (str_next(&rest, ' ', &one))
		roles_say(&b, &one, 1, cx->lang);
	return str_dup(&cx->arena, buf_str(&b));
}

/* Of a proxy: who he is and before whom; of a refusal to sign: before whom. */
static void put_signer(struct acting *k)
{
	bool proxy = k->l->facts.signer == SIGNED_PROXY;
	struct buf b BUF_AUTO = { 0 };

	if (!k->l->signer)
		return;
	rec_int(k->decision, DECISION_signer, k->l->signer);
	if (!proxy && k->l->facts.signer != SIGNED_REFUSED)
		return;
	buf_init(&b, 1000);
	buf_addf(&b, "%.*s\n%.*s\n%.*s", STR_FMT(proxy ? str_trim(k->o->proxy) : STR("")),
	         STR_FMT(proxy ? str_trim(k->o->relation) : STR("")), STR_FMT(str_trim(k->o->witness)));
	rec_text(k->decision, DECISION_signed_for, str_dup(&k->cx->arena, buf_str(&b)));
	if (proxy)
		rec_text(k->decision, DECISION_proxy_key, matter_proxy_key(k->cx, k->g, k->o->proxy));
}

/* A row under the matter's household, or on its own in the matter's area. */
static enum err new_row(struct acting *k, uint8_t noun, struct rec **out)
{
	const struct entity *e = register_entity(k->g->r, noun);

	TRY(edits_new(k->cx, &k->e, e, rec_has(k->m->row, MATTER_household) ? k->m->about : NULL, out));
	(*out)->area = k->m->row->area;
	(*out)->shard = k->m->row->shard;
	return OK;
}

static enum err put_decision(struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	struct rec *d;

	TRY(new_row(k, TAG_decision, &d));
	k->decision = d;
	gate_number(k->cx, d, DECISION_no, 'Z');
	k->out->decision = d->v[DECISION_no].s;
	rec_int(d, DECISION_matter, k->m->row->id);
	rec_text(d, DECISION_gate, k->m->p->gate[k->m->gate].id);
	rec_text(d, DECISION_act, a->id);
	rec_text(d, DECISION_to_gate, k->m->p->gate[a->to].id);
	rec_text(d, DECISION_actor, str_of(k->who->actor));
	rec_text(d, DECISION_typed_by, str_of(k->cx->actor));
	text_if(d, DECISION_with_whom, k->l->with);
	text_if(d, DECISION_role, roles_of(k));
	rec_int(d, DECISION_on_date, k->l->on);
	rec_int(d, DECISION_entered, k->cx->now_ms);
	text_if(d, DECISION_reason, str_trim(k->o->reason));
	if (k->l->facts.overdue)
		text_if(d, DECISION_excuse, str_trim(k->o->excuse));
	text_if(d, DECISION_papers, k->l->papers);
	text_if(d, DECISION_checklist, k->l->checklist);
	text_if(d, DECISION_verdict, k->l->verdict);
	text_if(d, DECISION_told, k->l->told);
	if (k->l->vote && a->when & (WHEN_PASSED | WHEN_FAILED))
		rec_int(d, DECISION_vote, k->l->vote);
	rec_int(d, DECISION_against, k->l->against);
	rec_int(d, DECISION_late, k->l->facts.overdue);
	rec_int(d, DECISION_pack_version, k->m->row->v[MATTER_pack_version].i);
	put_signer(k);
	return OK;
}

static enum err move_matter(struct acting *k)
{
	static const char *const state[] = { "open", "confirmed", "refused", "withdrawn" };
	const struct procedure_gate *to = &k->m->p->gate[k->l->act->to];
	struct rec *now;
	date_t due;

	TRY(edits_row(k->cx, &k->e, k->m->row->e, k->m->row->id, &now));
	if (now->version != k->m->row->version)
		return err_set(k->cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	rec_text(now, MATTER_gate, to->id);
	rec_int(now, MATTER_since, k->l->on);
	now->v[MATTER_due] = (struct val){ 0 };
	now->v[MATTER_ended] = (struct val){ 0 };
	now->v[MATTER_assigned_to] = (struct val){ 0 };
	if (to->end)
		rec_int(now, MATTER_ended, k->l->on);
	if (period_is(&to->clock)) {
		TRY(period_due(k->cx, k->m->p->calendar, k->l->on, &to->clock, &due));
		rec_int(now, MATTER_due, due);
	}
	k->out->to = k->l->act->to;
	return gate_tag(k->cx, k->g, now, MATTER_state, "matter_state", state[to->end]);
}

/* ---- effects ---- */

static enum err set_field(struct acting *k, struct rec *row, const struct act_set *s)
{
	int f = entity_field(row->e, s->field);
	const struct list_value *v;

	switch (s->kind) {
	case SET_TAG:
		v = list_meant(pack_list(k->g->r->pack, str_of(row->e->fields[f].list)), s->tag);
		if (!v)
			return err_set(k->cx, ERR_INPUT, row->e->fields[f].list, "gate-no-tag", s->tag.p, NULL);
		rec_int(row, f, v->code);
		break;
	case SET_DAY: rec_int(row, f, k->l->on); break;
	case SET_YEAR: rec_int(row, f, date_year(k->l->on)); break;
	case SET_YES: rec_int(row, f, 1); break;
	case SET_NO: rec_int(row, f, 0); break;
	case SET_UNKNOWN: row->v[f] = (struct val){ 0 }; break;
	}
	return OK;
}

static enum err set_fields(struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	struct rec *row;

	if (!a->nset || !k->m->about)
		return OK;
	TRY(edits_row(k->cx, &k->e, k->m->about->e, k->m->about->id, &row));
	if (row->version != k->m->about->version)
		return err_set(k->cx, ERR_CONFLICT, "household", "gate-moved", NULL);
	for (int i = 0; i < a->nset; i++)
		TRY(set_field(k, row, &a->set[i]));
	return OK;
}

static enum err code_of(struct acting *k, const char *list, struct str tags, int64_t *code)
{
	const struct list_value *v = list_meant(pack_list(k->g->r->pack, str_of(list)), tags);

	if (!v)
		return err_set(k->cx, ERR_INPUT, list, "gate-no-tag", str_z(&k->cx->arena, tags), NULL);
	*code = v->code;
	return OK;
}

/* One of the household, not of a person of it, that nobody ended. */
static bool holds(const struct rec *s)
{
	return rec_has(s, STATUS_scheme) && !rec_has(s, STATUS_ended) && !rec_has(s, STATUS_person);
}

/* It cannot end before it began: what was decided between is not undone by a day of long ago. */
static enum err begun_later(struct acting *k, const struct rec *status)
{
	const struct list_face *l = &k->g->r->model->lists;
	char day[11] = "";

	day[date_put(day, (date_t)status->v[STATUS_started].i)] = 0;
	return err_set(k->cx, ERR_CONFLICT, "on", "gate-status-day",
	               str_z(&k->cx->arena, l->label(l->state, "scheme", status->v[STATUS_scheme].i,
	                                             k->cx->lang)), day, NULL);
}

static enum err end_status(struct acting *k, const struct act_status *s, struct rec **row, int n)
{
	const struct list_face *l = &k->g->r->model->lists;
	struct rec *now;
	int64_t why;

	TRY(code_of(k, "status_end", s->why, &why));
	for (int i = 0; i < n; i++) {
		if (!holds(row[i]) || !l->has_tag(l->state, "scheme", row[i]->v[STATUS_scheme].i,
		                                  s->scheme.p))
			continue;
		if (rec_has(row[i], STATUS_started) && (date_t)row[i]->v[STATUS_started].i > k->l->on)
			return begun_later(k, row[i]);
		TRY(edits_seen(k->cx, &k->e, row[i], &now));
		rec_int(now, STATUS_ended, k->l->on);
		rec_int(now, STATUS_end_reason, why);
	}
	return OK;
}

/* What was decided begins today: the same scheme of an earlier time, if nobody ended it, ends. One
 * of this day or of a later one is there already. */
static enum err begin_status(struct acting *k, const struct act_status *s, struct rec **row, int n)
{
	struct rec *now;
	int64_t scheme, why, again;

	TRY(code_of(k, "scheme", s->scheme, &scheme));
	TRY(code_of(k, "status_basis", s->why, &why));
	TRY(code_of(k, "status_end", STR("renewed"), &again));
	for (int i = 0; i < n; i++) {
		/* by its value: a scheme is meant by several words, such as "monitored unstable" */
		if (!holds(row[i]) || row[i]->v[STATUS_scheme].i != scheme)
			continue;
		if (rec_has(row[i], STATUS_started) && (date_t)row[i]->v[STATUS_started].i >= k->l->on)
			return OK;
		TRY(edits_seen(k->cx, &k->e, row[i], &now));
		rec_int(now, STATUS_ended, k->l->on);
		rec_int(now, STATUS_end_reason, again);
	}
	TRY(new_row(k, TAG_status, &now));
	rec_int(now, STATUS_scheme, scheme);
	rec_int(now, STATUS_started, k->l->on);
	rec_int(now, STATUS_basis, why);
	return OK;
}

static enum err set_statuses(struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	struct rec **row;
	int n;

	if (!a->nstatus || !k->m->about || !rec_has(k->m->row, MATTER_household))
		return OK;
	TRY(register_children(k->cx, k->g->r, register_entity(k->g->r, TAG_status), k->m->about->id,
	                      &row, &n));
	for (int i = 0; i < a->nstatus; i++)
		TRY(a->status[i].ends ? end_status(k, &a->status[i], row, n) :
		                        begin_status(k, &a->status[i], row, n));
	return OK;
}

/* No later than the decision: what comes after it is contradicted, and may lie in a closed year. */
static enum err withdraw_one(struct acting *k, int64_t id, struct str told)
{
	struct matter other;
	struct str decision;
	char day[11] = "";

	TRY(matter_by_id(k->cx, k->g, id, &other));
	if (k->l->on < (date_t)other.row->v[MATTER_since].i) {
		day[date_put(day, (date_t)other.row->v[MATTER_since].i)] = 0;
		return err_set(k->cx, ERR_CONFLICT, "on", "gate-withdraw-day",
		               str_z(&k->cx->arena, other.row->v[MATTER_no].s), day, NULL);
	}
	TRY(edits_in_year(k->cx, &k->e, other.row->area, k->l->on));
	return matter_withdraw(k->cx, k->g, k->who, &other, STR(ACT_WITHDRAWN), told, k->l->on,
	                       &k->e, &decision);
}

/* What the decision leaves no room for: the household's open cases of other procedures; two of one
 * where two households became one. Why is told in the language of whoever decides, as he could have
 * typed it. */
static enum err withdraw_others(struct acting *k)
{
	const struct matter *m = k->m;
	struct buf why BUF_AUTO = { 0 };
	struct str no[2] = { m->row->v[MATTER_no].s,
		gate_words(k->cx, k->l->act->zh, k->l->act->en) }, told;
	int64_t *id;
	int n;

	buf_init(&why, TYPED_REASON);
	msg_add(&why, k->cx->lang, "gate-withdrawn-why", no, 2);
	told = str_dup(&k->cx->arena, buf_str(&why));
	for (int i = 0; i < k->l->act->nwithdraws && rec_has(m->row, MATTER_household); i++) {
		TRY(matter_open_all(k->cx, k->g->r->db, m->row->v[MATTER_household].i,
		                    k->l->act->withdraws[i], &id, &n));
		for (int j = 0; j < n; j++)
			if (id[j] != m->row->id)
				TRY(withdraw_one(k, id[j], told));
	}
	return OK;
}

static enum err put_letter(struct acting *k)
{
	struct rec *row;
	date_t until;

	if (!k->l->act->letter)
		return OK;
	TRY(new_row(k, TAG_letter, &row));
	gate_number(k->cx, row, LETTER_no, 'L');
	k->out->letter = row->v[LETTER_no].s;
	rec_int(row, LETTER_matter, k->m->row->id);
	rec_int(row, LETTER_decision, k->decision->id);
	rec_text(row, LETTER_reason, str_trim(k->o->reason));
	rec_int(row, LETTER_written, k->cx->now_ms);
	if (!period_is(&k->l->act->review) || k->l->act->served)
		return OK;                              /* days from its handing over begin with it */
	TRY(period_due(k->cx, k->m->p->calendar, k->l->on, &k->l->act->review, &until));
	rec_int(row, LETTER_review_until, until);
	return OK;
}

/* Does the act set the household's risk as removed? */
static bool removes_risk(const struct procedure_act *a)
{
	for (int i = 0; i < a->nset; i++)
		if (a->set[i].kind == SET_YES && str_eqz(a->set[i].field, "risk_cleared"))
			return true;
	return false;
}

/* The rows of its risks say what the household says: else they stand open for ever, and whoever is
 * monitored again later seems to have its risk on record. One found after that day is another. */
static enum err close_risks(struct acting *k)
{
	const struct rec *house = k->m->about;
	struct rec **row, *now, *set;
	int n;

	if (!house || !rec_has(k->m->row, MATTER_household) || !removes_risk(k->l->act))
		return OK;
	TRY(edits_row(k->cx, &k->e, house->e, house->id, &set));
	TRY(register_children(k->cx, k->g->r, register_entity(k->g->r, TAG_risk), house->id, &row, &n));
	for (int i = 0; i < n; i++) {
		if (rec_has(row[i], RISK_cleared) && row[i]->v[RISK_cleared].i)
			continue;
		if (rec_has(row[i], RISK_found) && (date_t)row[i]->v[RISK_found].i > k->l->on)
			continue;
		TRY(edits_seen(k->cx, &k->e, row[i], &now));
		rec_int(now, RISK_cleared, 1);
		rec_int(now, RISK_cleared_on, k->l->on);
		if (rec_has(set, HOUSEHOLD_risk_clear_mode))
			rec_int(now, RISK_clear_mode, set->v[HOUSEHOLD_risk_clear_mode].i);
	}
	return OK;
}

/* ---- the step ---- */

static bool among(const struct edits *e, int64_t matter)
{
	for (int i = 0; i < e->n; i++)
		if (e->row[i].now && e->row[i].now->e->tag == TAG_matter && e->row[i].now->id == matter)
			return true;
	return false;
}

/* No other case began meanwhile that would have to end with this one. */
static enum err none_began(struct ctx *cx, struct db *db, const struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	int64_t *id;
	int n;

	for (int i = 0; i < a->nwithdraws && rec_has(k->m->row, MATTER_household); i++) {
		TRY(matter_open_all(cx, db, k->m->row->v[MATTER_household].i, a->withdraws[i], &id, &n));
		for (int j = 0; j < n; j++)
			if (id[j] != k->m->row->id && !among(&k->e, id[j]))
				return err_set(cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	}
	return OK;
}

/* No other case came to rest on a paper that serves one only. */
static enum err papers_free(struct ctx *cx, struct db *db, const struct acting *k)
{
	bool used;

	TRY(matter_papers_used(cx, db, k->m, k->l->own, &used));
	return used ? err_set(cx, ERR_CONFLICT, "papers", "gate-moved", NULL) : OK;
}

/* Out of an end (a review is asked for) a case goes on only if the household is in no other case of
 * the procedure: it has one. */
static enum err only_one(struct ctx *cx, struct db *db, const struct acting *k)
{
	const struct matter *m = k->m;
	const struct procedure *p = m->p;
	struct rec *other;
	int64_t *id;
	int n;

	if (!p->gate[m->gate].end || p->gate[k->l->act->to].end || !m->about ||
	    !rec_has(m->row, MATTER_household))
		return OK;
	TRY(matter_open_all(cx, db, m->row->v[MATTER_household].i, p->id, &id, &n));
	if (!n)
		return OK;
	TRY(store_get(cx, db, &cx->arena, m->row->e, id[0], &other));
	return err_set(cx, ERR_CONFLICT, "case", "gate-matter-double",
	               str_z(&cx->arena, m->about->v[HOUSEHOLD_no].s),
	               str_z(&cx->arena, other->v[MATTER_no].s), NULL);
}

/* Whoever signs for others did not sign for one more meanwhile, either. */
static enum err still(struct ctx *cx, struct db *db, struct edits *e)
{
	const struct acting *k = e->still_of;
	int64_t n;

	TRY(round_still_open(cx, db, k->m->round.row->id));
	TRY(none_began(cx, db, k));
	TRY(only_one(cx, db, k));
	TRY(papers_free(cx, db, k));
	if (k->l->facts.signer != SIGNED_PROXY)
		return OK;
	TRY(matter_proxied(cx, db, k->decision->v[DECISION_proxy_key].s,
	                   k->m->about ? k->m->about->id : 0, &n));
	return n < k->m->p->proxies ? OK : err_set(cx, ERR_CONFLICT, "proxy", "gate-moved", NULL);
}

static enum err allowed(struct acting *k)
{
	const struct procedure_act *a = k->l->act;
	struct office_object x = { .area = k->m->row->area, .placed = true,
		.household = rec_has(k->m->row, MATTER_household) ? k->m->row->v[MATTER_household].i : 0 };

	if (k->l->nlack)
		return lack_refuses(k->cx, k->m, k->l, &k->l->lack[0]);
	return office_need(k->cx, k->g->o, k->who, a->decide ? PERM_decide : PERM_procedure, &x);
}

static void about_leaf(struct acting *k)
{
	const struct procedure *p = k->m->p;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	buf_addf(&b, "%.*s %.*s %.*s %.*s", STR_FMT(p->id), STR_FMT(p->gate[k->m->gate].id),
	         STR_FMT(k->l->act->id), STR_FMT(p->gate[k->l->act->to].id));
	k->e.extra = str_dup(&k->cx->arena, buf_str(&b));
	k->e.object = TAG_matter;
	k->e.object_id = k->m->row->id;
}

enum err matter_act(struct ctx *cx, struct gate *g, const struct who *who, const struct matter *m,
                    const struct matter_order *o, struct matter_look *look,
                    struct matter_done *out)
{
	struct acting k = { .cx = cx, .g = g, .who = who, .m = m, .o = o, .l = look, .out = out };

	*out = (struct matter_done){ 0 };
	TRY(matter_look(cx, m, who, o, look));
	TRY(allowed(&k));
	TRY(only_one(cx, g->r->db, &k));
	edits_begin(&k.e, g->r, "");
	TRY(edits_in_year(cx, &k.e, m->row->area, look->on));
	k.e.still = still;
	k.e.still_of = &k;
	TRY(put_decision(&k));
	TRY(move_matter(&k));
	TRY(set_fields(&k));
	TRY(close_risks(&k));
	TRY(set_statuses(&k));
	TRY(withdraw_others(&k));
	TRY(put_letter(&k));
	if (m->p->gate[k.l->act->to].end)
		TRY(task_follow(cx, m, k.l->act->to, look->on, &k.e));
	about_leaf(&k);
	return edits_write(cx, &k.e, NULL);
}

/* ---- who deals with it ---- */

enum err matter_assign(struct ctx *cx, struct gate *g, const struct who *who,
                       const struct matter *m, struct str login)
{
	struct office_object x = { .area = m->row->area, .placed = true,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
	struct edits e;
	struct who to;
	struct rec *now;

	TRY(gate_local(cx, g->r, g->o, who, PERM_procedure, &x));
	if (m->p->gate[m->gate].end)
		return err_set(cx, ERR_CONFLICT, "matter", "gate-assign-ended", NULL);
	if (login.n) {
		TRY(office_as(cx, g->o, login, &to));
		if (!office_may(cx, g->o, &to, PERM_procedure, &x).may &&
		    !office_may(cx, g->o, &to, PERM_decide, &x).may)
			return err_set(cx, ERR_DENIED, "matter", "gate-assign-away",
			               str_z(&cx->arena, login), NULL);
	}
	edits_begin(&e, g->r, "");
	TRY(edits_row(cx, &e, m->row->e, m->row->id, &now));
	if (now->version != m->row->version)
		return err_set(cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	now->v[MATTER_assigned_to] = (struct val){ 0 };
	if (login.n)
		rec_text(now, MATTER_assigned_to, str_of(to.actor));
	e.object = TAG_matter;
	e.object_id = m->row->id;
	return edits_write(cx, &e, NULL);
}

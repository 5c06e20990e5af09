/* letter - see the header. */
#include "domain/gate/letter.h"

#include <stdio.h>

#include "domain/gate/filed.h"

static const struct procedure_act *act_of(const struct matter *m, const struct rec *d)
{
	int at = procedure_gate_at(m->p, d->v[DECISION_gate].s);

	return at < 0 ? NULL : procedure_act_at(m->p, at, d->v[DECISION_act].s);
}

/* ---- what it tells ---- */

const struct rec *letter_decision(const struct matter *m, const struct rec *letter)
{
	for (int i = 0; i < m->ndecision; i++)
		if (m->decision[i]->id == letter->v[LETTER_decision].i)
			return m->decision[i];
	return NULL;
}

const struct procedure_act *letter_act(const struct matter *m, const struct rec *letter)
{
	const struct rec *d = letter_decision(m, letter);

	return d ? act_of(m, d) : NULL;
}

bool letter_last(const struct matter *m, const struct rec *letter)
{
	const struct procedure_act *a = letter_act(m, letter);

	return a && !period_is(&a->review);
}

enum err letter_review_to(struct ctx *cx, const struct matter *m, const struct rec *letter,
                          struct str *out)
{
	const struct procedure_act *a = letter_act(m, letter);
	const struct procedure_act *ask = a ? procedure_review(m->p, a) : NULL;
	struct buf b BUF_AUTO = { 0 };
	struct area_tree *tree;
	int at;

	*out = STR("");
	if (!ask)
		return OK;
	TRY(area_load(cx, &cx->arena, m->g->r, &tree));
	at = area_by_id(tree, m->row->area);
	buf_init(&b, 4096);
	for (int i = 0; i < ask->nwho; i++) {
		int role = office_role(ask->who[i]);
		struct str place = role < 0 || at < 0 ? STR("") : gate_office_at(tree, at, role);

		if (role < 0)
			continue;
		if (cx->lang == LANG_ZH)
			buf_addf(&b, "%s%.*s（%s）", b.n ? "或" : "", STR_FMT(place), office_roles[role].zh);
		else
			buf_addf(&b, "%s%.*s (%s)", b.n ? " or " : "", STR_FMT(place), office_roles[role].en);
	}
	*out = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

enum err letter_office(struct ctx *cx, const struct matter *m, const struct rec *letter,
                       struct str *out)
{
	const struct rec *d = letter_decision(m, letter);
	int role = d ? office_role(matter_role(d)) : -1, at;
	struct area_tree *tree;

	*out = STR("");
	TRY(area_load(cx, &cx->arena, m->g->r, &tree));
	at = area_by_id(tree, m->row->area);
	if (role >= 0 && at >= 0)
		*out = gate_office_at(tree, at, role);
	return OK;
}

/* ---- the days ---- */

enum err letter_since(struct ctx *cx, const struct matter *m, date_t *since)
{
	const struct procedure_act *a = !m->ndecision ? NULL :
		act_of(m, m->decision[m->ndecision - 1]);
	struct rec *letter;

	*since = (date_t)m->row->v[MATTER_since].i;
	if (!a || !a->served)
		return OK;
	TRY(filed_letter(cx, m->g, m, &letter));
	*since = letter && rec_has(letter, LETTER_served_on) ?
		(date_t)letter->v[LETTER_served_on].i : 0;
	return OK;
}

static enum err wanted(struct ctx *cx, struct gate *g, const struct matter *m, struct str no,
                       struct rec **out)
{
	if (no.n)
		TRY(gate_row(cx, g, TAG_letter, no, "gate-letter-none", out));
	else
		TRY(filed_letter(cx, g, m, out));
	if (*out && (*out)->v[LETTER_matter].i == m->row->id)
		return OK;
	return err_set(cx, ERR_NOTFOUND, "letter", no.n ? "gate-letter-none" : "gate-letter-no",
	               str_z(&cx->arena, no.n ? no : m->row->v[MATTER_no].s), NULL);
}

static enum err signer_of(struct ctx *cx, const struct gate *g, struct str said, int64_t *code)
{
	const struct list_face *l = &g->r->model->lists;
	bool exact;

	said = str_trim(said);
	if (!said.n || (!list_tagged(g->r->model, "signer", str_z(&cx->arena, said), code) &&
	    !l->code(l->state, "signer", said, code, &exact)))
		return err_set(cx, ERR_INPUT, "signer", "gate-signer", str_z(&cx->arena, said), NULL);
	if (l->has_tag(l->state, "signer", *code, "refused"))
		return err_set(cx, ERR_INPUT, "signer", "gate-letter-refused", NULL);
	return OK;
}

/* Who signs for another says who he is. */
static enum err put_proxy(struct ctx *cx, const struct gate *g, const struct letter_served *s,
                          int64_t signer, struct rec *now)
{
	const struct list_face *l = &g->r->model->lists;
	struct str name = str_trim(s->proxy), relation = str_trim(s->relation);

	if (!l->has_tag(l->state, "signer", signer, "proxy"))
		return OK;
	if (!gate_name_is(name) || !relation.n)
		return err_set(cx, ERR_INPUT, gate_name_is(name) ? "relation" : "proxy",
		               "gate-letter-proxy", NULL);
	rec_text(now, LETTER_proxy, name);
	rec_text(now, LETTER_relation, relation);
	return OK;
}

int letter_witnesses(const struct matter *m)
{
	return m->p->witnesses > 0 ? m->p->witnesses : 1;
}

/* Nobody signed: left there before witnesses, or sent by post. */
static enum err put_unsigned(struct ctx *cx, const struct matter *m, const struct who *who,
                             const struct letter_served *s, int64_t signer, struct rec *now)
{
	struct str own = matter_proxy_key(cx, m->g, str_of(who->name));
	const struct list_face *l = &m->g->r->model->lists;
	int least = letter_witnesses(m);
	struct str witness = str_trim(s->witness), post_no = str_trim(s->post_no);
	char text[12];
	int seen;

	if (l->has_tag(l->state, "signer", signer, "left")) {
		snprintf(text, sizeof text, "%d", least);
		TRY(matter_witnesses(cx, m, witness, &own, 1, &seen));
		if (seen < least)
			return err_set(cx, ERR_INPUT, "witness", "gate-letter-witness", text, NULL);
		rec_text(now, LETTER_witness, witness);
	}
	if (l->has_tag(l->state, "signer", signer, "post")) {
		if (!post_no.n)
			return err_set(cx, ERR_INPUT, "post_no", "gate-letter-post", NULL);
		rec_text(now, LETTER_post_no, post_no);
	}
	return OK;
}

static enum err said_well(struct ctx *cx, const struct gate *g, const struct letter_served *s)
{
	TRY(gate_typed_names(cx, g->o, "proxy", s->proxy, TYPED_NAME));
	TRY(gate_typed(cx, "relation", s->relation, TYPED_NAME, false));
	TRY(gate_typed_names(cx, g->o, "witness", s->witness, TYPED_NAMES));
	return gate_typed(cx, "post_no", s->post_no, TYPED_POST_NO, false);
}

enum err letter_serve(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter *m, const struct letter_served *s)
{
	struct office_object x = { .area = m->row->area, .placed = true,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
	date_t today = register_today(cx, g->r), on = s->on ? s->on : today, until;
	const struct procedure_act *a;
	struct rec *letter, *now;
	const struct rec *d;
	struct edits e;
	int64_t signer;

	TRY(gate_local(cx, g->r, g->o, who, PERM_procedure, &x));
	TRY(wanted(cx, g, m, str_trim(s->no), &letter));
	TRY(said_well(cx, g, s));
	if (rec_has(letter, LETTER_served_on))
		return err_set(cx, ERR_CONFLICT, "letter", "gate-letter-served",
		               str_z(&cx->arena, letter->v[LETTER_no].s), NULL);
	d = letter_decision(m, letter);
	if (on > today || (d && on < (date_t)d->v[DECISION_on_date].i))
		return err_set(cx, ERR_INPUT, "on", "gate-letter-day", NULL);
	TRY(signer_of(cx, g, s->signer, &signer));
	edits_begin(&e, g->r, "");
	TRY(edits_in_year(cx, &e, m->row->area, on));
	TRY(edits_row(cx, &e, letter->e, letter->id, &now));
	if (now->version != letter->version)
		return err_set(cx, ERR_CONFLICT, "letter", "gate-moved", NULL);
	rec_int(now, LETTER_served_on, on);
	rec_text(now, LETTER_served_by, str_of(who->actor));
	rec_int(now, LETTER_served_to, signer);
	TRY(put_proxy(cx, g, s, signer, now));
	TRY(put_unsigned(cx, m, who, s, signer, now));
	a = d ? act_of(m, d) : NULL;
	if (a && a->served) {
		TRY(period_due(cx, m->p->calendar, on, &a->review, &until));
		rec_int(now, LETTER_review_until, until);
	}
	return edits_write(cx, &e, NULL);
}

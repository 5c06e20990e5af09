/* letter - see the header. */
#include "domain/gate/letter.h"

#include "domain/gate/filed.h"

static const struct procedure_act *act_of(const struct matter *m, const struct rec *d)
{
	int at = procedure_gate_at(m->p, d->v[DECISION_gate].s);

	return at < 0 ? NULL : procedure_act_at(m->p, at, d->v[DECISION_act].s);
}

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
	return err_set(cx, ERR_NOTFOUND, "letter", "gate-letter-none", str_z(&cx->arena, no), NULL);
}

static enum err signer_of(struct ctx *cx, const struct gate *g, struct str said, int64_t *code)
{
	const struct list_face *l = &g->r->model->lists;
	bool exact;

	said = str_trim(said);
	if (said.n && (list_tagged(g->r->model, "signer", str_z(&cx->arena, said), code) ||
	    l->code(l->state, "signer", said, code, &exact)))
		return OK;
	return err_set(cx, ERR_INPUT, "signer", "gate-signer", str_z(&cx->arena, said), NULL);
}

static const struct rec *decision_of(const struct matter *m, const struct rec *letter)
{
	for (int i = 0; i < m->ndecision; i++)
		if (m->decision[i]->id == letter->v[LETTER_decision].i)
			return m->decision[i];
	return NULL;
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
	if (rec_has(letter, LETTER_served_on))
		return err_set(cx, ERR_CONFLICT, "letter", "gate-letter-served",
		               str_z(&cx->arena, letter->v[LETTER_no].s), NULL);
	d = decision_of(m, letter);
	if (on > today || (d && on < (date_t)d->v[DECISION_on_date].i))
		return err_set(cx, ERR_INPUT, "on", "gate-letter-day", NULL);
	TRY(signer_of(cx, g, s->signer, &signer));
	edits_begin(&e, g->r, "");
	TRY(edits_row(cx, &e, letter->e, letter->id, &now));
	if (now->version != letter->version)
		return err_set(cx, ERR_CONFLICT, "letter", "gate-moved", NULL);
	rec_int(now, LETTER_served_on, on);
	rec_text(now, LETTER_served_by, str_of(who->actor));
	rec_int(now, LETTER_served_to, signer);
	a = d ? act_of(m, d) : NULL;
	if (a && a->served) {
		TRY(period_due(cx, m->p->calendar, on, &a->review, &until));
		rec_int(now, LETTER_review_until, until);
	}
	return edits_write(cx, &e, NULL);
}

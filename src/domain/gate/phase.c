#include "domain/gate/phase.h"

static bool holds(const struct reg *r, const struct phase_step *s, const struct rec *row)
{
	const struct list_face *l = &r->model->lists;
	int f = s->field.n ? entity_field(row->e, s->field) : -1;

	if (f < 0 || !rec_has(row, f))
		return false;
	if (row->e->fields[f].type == FT_BOOL)
		return row->v[f].i != 0;
	return l->has_tag(l->state, row->e->fields[f].list, row->v[f].i, s->tag.p);
}

void phase_of_row(const struct reg *r, const struct phase_track *t, const struct rec *row,
                  struct phase_now *out)
{
	*out = (struct phase_now){ .t = t, .step = -1 };
	if (!str_eqz(t->noun, row->e->name))
		return;
	for (int i = 0; i < t->nstep; i++)
		if (holds(r, &t->step[i], row))
			out->step = i;
	out->again = holds(r, &t->again, row);
}

void phase_of_matter(const struct matter *m, struct phase_now *io)
{
	int at;

	if (io->open || m->p->gate[m->gate].end || !str_eq(m->p->track, io->t->id))
		return;
	at = phase_step_at(io->t, procedure_phase(m->p, m->gate));
	if (at < 0)
		return;
	io->step = at;
	io->open = true;
}

/* posted - how the list of a gate hangs. Proven by photographs among the household's papers: one of
 * the first day, and one when the time is over. */
#include "domain/gate/matter.h"

static bool is_photo(const struct matter *m, const struct rec *a)
{
	const struct list_face *l = &m->g->r->model->lists;

	return rec_has(a, ATTACHMENT_kind) && rec_has(a, ATTACHMENT_taken) &&
	       l->has_tag(l->state, "attachment_kind", a->v[ATTACHMENT_kind].i, "notice");
}

enum err matter_posted(struct ctx *cx, const struct matter *m, date_t on, enum posted *posted,
                       enum opposed *opposed)
{
	const struct publication *b = &m->p->gate[m->gate].publish;
	date_t since = (date_t)m->row->v[MATTER_since].i, first = 0, last = 0, until;

	*posted = POSTED_NOT;
	*opposed = OPPOSED_NOT;
	for (int i = 0; b->kind.n && i < m->npaper; i++) {
		date_t d;

		if (!is_photo(m, m->paper[i]))
			continue;
		d = (date_t)m->paper[i]->v[ATTACHMENT_taken].i;
		if (d < since || d > on)
			continue;
		first = !first || d < first ? d : first;
		last = d > last ? d : last;
	}
	if (!first)
		return OK;
	TRY(period_last(cx, m->p->calendar, first, &b->length, &until));
	*posted = last >= until && on >= until ? POSTED_DONE : POSTED_HANGS;
	return OK;
}

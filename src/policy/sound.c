/* sound - what is asked of a pack when its files are read, and not again of a pack that a register
 * keeps: that every standard and amount names the document it rests on (or says that it is handed
 * down without: unconfirmed), and that the document is in force whenever what rests on it is. */
#include <stdlib.h>

#include "policy/pack_int.h"

/* From when to when something holds; 0 open. */
struct term { date_t from, to; };

static struct term within(struct term t, date_t from, date_t to)
{
	if (from > t.from)
		t.from = from;
	if (to && (!t.to || to < t.to))
		t.to = to;
	return t;
}

static date_t day_before(date_t d)
{
	return date_from_days(date_days(d) - 1);
}

/* An amount of a whole year may rest on a document of that year. */
static bool whole_year(struct term t)
{
	return t.from % 10000 == 101 && t.to % 10000 == 1231 && t.from / 10000 == t.to / 10000;
}

static enum err in_force(struct ctx *cx, const struct pack *p, struct str document, struct term t,
                         struct pack_place at)
{
	const struct pack_document *d = pack_document(p, document);
	bool year = whole_year(t);

	if (!d || (t.to && t.from > t.to))       /* never in force: nothing rests on it */
		return OK;
	if (d->from > (year ? t.to : t.from) || (d->to && (!t.to || d->to < (year ? t.from : t.to))))
		return PACK_BAD(cx, mark_at(at), "pack-document-over", d->id.p);
	return OK;
}

/* Each value until its end, the next one's beginning or that of the standard it belongs to. */
static enum err values(struct ctx *cx, struct arena *a, const struct pack *p,
                       const struct dated *v, int n, struct term whole)
{
	const struct dated **by = arena_array(a, (size_t)n + 1, sizeof(struct dated *));

	for (int i = 0; i < n; i++)
		by[i] = &v[i];
	qsort(by, (size_t)n, sizeof *by, dated_order);
	for (int i = 0; i < n; i++) {
		const struct dated *d = by[i];
		struct term t = within(whole, d->from, d->to);

		/* Behind it stand those of its own pack, then those of its children. A child's with an end
		 * gives back what it took. */
		for (int k = i + 1; k < n && str_eq(by[k]->area, d->area); k++)
			if (by[k]->gov.state == APPROVAL_APPROVED && by[k]->from > d->from &&
			    (by[k]->depth == d->depth || !by[k]->to))
				t = within(t, 0, day_before(by[k]->from));
		TRY(in_force(cx, p, d->basis.document, t, d->at));
	}
	return OK;
}

static enum err lines(struct ctx *cx, struct arena *a, const struct pack *p)
{
	for (int i = 0; i < p->nline; i++) {
		const struct line_series *l = &p->line[i];

		for (int k = 0; k < l->namount; k++) {
			const struct dated *d = &l->amount[k];

			if (!d->basis.document.n && !d->unconfirmed &&
			    d->gov.state == APPROVAL_APPROVED)
				return PACK_BAD(cx, mark_at(d->at), "pack-no-basis", l->id.p);
		}
		TRY(values(cx, a, p, l->amount, l->namount, (struct term){ 0, 0 }));
	}
	return OK;
}

static enum err standard(struct ctx *cx, struct arena *a, const struct pack *p,
                         const struct standard *s)
{
	const struct term whole = { s->from, s->to };

	if (!s->basis.document.n && !s->unconfirmed)
		return PACK_BAD(cx, mark_at(s->at), "pack-no-basis", s->id.p);
	TRY(in_force(cx, p, s->basis.document, whole, s->at));
	for (int i = 0; i < s->nclause; i++) {
		const struct clause *c = &s->clause[i];
		struct term t = within(whole, c->from, c->to);

		for (int k = 0; k < s->nclause; k++) {
			const struct clause *next = &s->clause[k];

			if (next->slot == c->slot && next->from > c->from &&
			    next->depth >= c->depth && next->gov.state == APPROVAL_APPROVED)
				t = within(t, 0, day_before(next->from));
		}
		TRY(in_force(cx, p, c->basis.document, t, c->at));
	}
	for (int i = 0; i < s->nparam; i++)
		TRY(values(cx, a, p, s->param[i].value, s->param[i].nvalue, whole));
	return OK;
}

enum err pack_sound(struct ctx *cx, struct arena *a, const struct pack *p)
{
	TRY(lines(cx, a, p));
	for (int i = 0; i < p->nstandard; i++)
		TRY(standard(cx, a, p, &p->standard[i]));
	return OK;
}

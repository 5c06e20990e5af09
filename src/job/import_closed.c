/* import_closed - statements of a year that is closed: a row that would add to them or change them
 * is refused, as one that says the same is not. It comes in with the error list once the year was
 * opened again. */
#include "job/closed_year.h"
#include "job/import_month.h"

enum err closed_row(struct imp *im, struct reader_row *row, int part, const struct rec *old,
                    const struct rec *now, bool *held)
{
	struct str why;

	TRY(closed_year_keeps(im->cx, im->r, im->areas, &im->chunk->a, old, now, &why));
	*held = why.n > 0;
	if (*held)
		imp_found(im, row, "year_closed", part, -1, why);
	return OK;
}

/* What the rows state together in a part, put over what stands there. Nothing is written yet. */
static enum err one_part(struct imp *im, struct reader_row **row, int n, int part,
                         struct beside *b, int64_t area)
{
	struct reader_row *first = NULL;
	struct rec *r = beside_together(im, row, n, part, &first), *old, *now = r;
	struct beside_noun *k;
	bool changed = true, held;
	int64_t id;

	if (!r)
		return OK;
	beside_copies(im, r, part, b->stated);
	r->area = area;
	TRY(closing_holds(im->cx, im->r, im->areas, NULL, r, &id));
	if (!id)
		return OK;
	if (b->house)
		rec_int(r, r->e->parent, b->house->id);
	TRY(beside_rows(im, b, r->e, &k));
	old = match_rowkey(r, k->row, k->n);
	if (old)
		TRY(month_merge(im, part, old, r, b->fam, &now, &changed));
	for (int i = 0; changed && i < n; i++)
		if (!row[i]->refused && beside_states(im, row[i], part))
			TRY(closed_row(im, row[i], part, old, now, &held));
	return OK;
}

enum err closed_beside(struct imp *im, struct reader_row **row, int n, struct beside *b,
                       int64_t area)
{
	for (int part = 2; part < im->rd->map.npart; part++)
		if (closing_yearly(im->part[part]))
			TRY(one_part(im, row, n, part, b, area));
	return OK;
}

/* import_beside - what a shape of the pack states beside a household and its members on the same
 * rows: its income, its risks, its measures. They stand on every row of the household; what the
 * rows agree on is taken once. Values that the sheet has no column for come from the shape: another
 * column's date, the title's, a fixed kind. */
#include "job/import_month.h"

enum err beside_begin(struct imp *im)
{
	const struct sheet_shape *s = im->rd->map.shape;
	struct cell_cx c = { im->r->model, &im->cache, register_today(im->cx, im->r) };

	if (!s || !s->ncopy)
		return OK;
	im->fixed = arena_array(&im->cache, (size_t)s->ncopy, sizeof *im->fixed);
	for (int i = 0; i < s->ncopy; i++) {
		const struct sheet_copy *k = &s->copy[i];
		struct cell_result res;

		if (k->how != COPY_TEXT)
			continue;
		cell_read(&c, &im->part[k->part]->fields[k->field], k->text, &res);
		if (res.state == CELL_GOOD)
			im->fixed[i] = res.v;
	}
	return OK;
}

/* A whole year is meant only by a year alone or by its last month. */
static bool whole_year(date_t d, enum copy_how how, const struct field *f, struct val *v)
{
	if (f->type == FT_YEAR) {
		*v = (struct val){ VAL_INT, date_year(d), { 0 } };
		return true;
	}
	if (how == COPY_SAME) {
		*v = (struct val){ VAL_INT, d, { 0 } };
		return true;
	}
	if (date_month(d) && date_month(d) != 12)
		return false;
	*v = (struct val){ VAL_INT, date_year(d) * 10000 + (how == COPY_YEAR_START ? 101 : 1231),
		{ 0 } };
	return true;
}

/* The month of an export is not the year of its incomes: then --as-of tells that. */
static void title_year(const struct imp *im, const struct sheet_copy *k, struct rec *r)
{
	const struct field *f = &r->e->fields[k->field];

	if (!whole_year(im->rd->date, k->how, f, &r->v[k->field]) && im->im->as_of)
		whole_year(im->im->as_of, k->how, f, &r->v[k->field]);
}

void beside_copies(struct imp *im, struct rec *r, int part, const struct rec *household)
{
	const struct sheet_shape *s = im->rd->map.shape;

	for (int i = 0; s && i < s->ncopy; i++) {
		const struct sheet_copy *k = &s->copy[i];
		const struct val *from = NULL;

		if (k->part != part || rec_has(r, k->field))
			continue;
		if (k->how == COPY_TEXT) {
			r->v[k->field] = im->fixed[i];
			continue;
		}
		if (k->from_part == 0 && household)
			from = &household->v[k->from_field];
		if (k->from_part < 0 && im->rd->date)
			title_year(im, k, r);
		else if (from && from->kind == VAL_INT && k->how != COPY_SAME)
			whole_year((date_t)from->i, k->how, &r->e->fields[k->field], &r->v[k->field]);
		else if (from)
			r->v[k->field] = *from;
	}
}

bool beside_states(const struct imp *im, const struct reader_row *row, int part)
{
	for (int i = 0; row->part[part] && i < im->nstated[part]; i++)
		if (rec_has(row->part[part], im->stated[part][i]))
			return true;
	return false;
}

/* What the rows say together; a row that says something else is doubted, and the first is right. */
struct rec *beside_together(struct imp *im, struct reader_row **row, int n, int part,
                            struct reader_row **first)
{
	struct rec *r = NULL;

	for (int i = 0; i < n; i++) {
		if (row[i]->refused || !beside_states(im, row[i], part))
			continue;
		if (!r) {
			*first = row[i];
			r = row[i]->part[part];
			continue;
		}
		for (int k = 0; k < im->nstated[part]; k++) {
			int f = im->stated[part][k];
			const struct val *v = &row[i]->part[part]->v[f];

			if (v->kind != VAL_NULL && !rec_has(r, f))
				r->v[f] = *v;
			else if (v->kind != VAL_NULL && !val_eq(v, &r->v[f]))
				imp_found(im, row[i], "household_differs", part, f, (struct str){ 0 });
		}
	}
	return r;
}

/* Something that names the row is not there: nothing of this noun is taken, and that is told. */
static bool incomplete(struct imp *im, const struct rec *r, int part)
{
	for (int f = 0; f < r->e->nfield; f++) {
		const struct field *fd = &r->e->fields[f];

		if (!(fd->flags & E_REQ) || fd->flags & E_RO || rec_has(r, f))
			continue;
		if (!im->left[part])
			sheet_tell_left(im, r->e, fd);
		im->left[part] = true;
		return true;
	}
	return false;
}

enum err beside_rows(struct imp *im, struct beside *b, const struct entity *e,
                     struct beside_noun **out)
{
	struct beside_noun *k;

	for (int i = 0; i < b->nnoun; i++)
		if (b->noun[i].e == e) {
			*out = &b->noun[i];
			return OK;
		}
	k = *out = &b->noun[b->nnoun++];
	k->e = e;
	return b->fresh ? OK : match_children(im, e, b->house->id, b->fam, &k->row, &k->n);
}

static void add_row(struct imp *im, struct beside_noun *k, struct rec *r)
{
	struct rec **more = arena_array(&im->chunk->a, (size_t)k->n + 1, sizeof *more);

	if (k->n)
		memcpy(more, k->row, (size_t)k->n * sizeof *more);
	more[k->n++] = r;
	k->row = more;
}

/* A sheet may have room for two risks and state one of them twice. */
static bool said_before(struct imp *im, struct reader_row *first, int part, const struct rec *old)
{
	if (!old || !old->taken)
		return false;
	imp_found(im, first, "row_duplicate", part, im->nstated[part] ? im->stated[part][0] : 0,
	          (struct str){ 0 });
	return true;
}

static enum err one_part(struct imp *im, struct reader_row **row, int n, int part,
                         struct beside *b)
{
	struct reader_row *first = NULL;
	struct rec *r = beside_together(im, row, n, part, &first), *old = NULL;
	struct beside_noun *k;
	bool changed = true;

	if (!r)
		return OK;
	rec_int(r, r->e->parent, b->house->id);
	beside_copies(im, r, part, b->stated);
	if (incomplete(im, r, part))
		return OK;
	imp_check_row(im, first, part, false);
	TRY(beside_rows(im, b, r->e, &k));
	old = match_rowkey(r, k->row, k->n);
	if (said_before(im, first, part, old))
		return OK;
	if (old) {
		struct rec *stated = r;

		old->taken = true;
		TRY(late_cells(im, first, part, old, r, b->fam));
		imp_check_jump(im, first, part, r, old);
		TRY(month_merge(im, part, old, stated, b->fam, &r, &changed));
		TRY(imp_check_decided(im, first, part, old, r));
		TRY(month_commit(im, part, old, first->row, b->house->id, b->fam));
	} else {
		imp_check_last(im, first, part, r, k->row, k->n);
		r->id = store_new_id(im->r->st, r->e);
		r->shard = b->house->shard;
		r->taken = true;
		add_row(im, k, r);
	}
	r->area = b->house->area;
	if (!changed && r->area == old->area)
		return OK;
	r->batch = im->batch;
	r->row = first->row;
	if (first->outcome == ROW_UNCHANGED)
		first->outcome = old ? ROW_CHANGED : ROW_FRESH;
	if (!old)
		month_fresh(im, part, r->id);
	return imp_write(im, r, old, b->fam);
}

enum err beside_write(struct imp *im, struct reader_row **row, int n, struct beside *b)
{
	for (int part = 2; part < im->rd->map.npart; part++)
		TRY(one_part(im, row, n, part, b));
	return OK;
}

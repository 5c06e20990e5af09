/* import_child - rows of the nouns that hang on a household, a person or an area: statements,
 * statuses, risks, measures, work, helpers, village files ... and the persons' own list. */
#include <stdio.h>

#include "domain/register/lead.h"
#include "job/import_int.h"
#include "job/import_month.h"

struct child {
	struct imp *im;
	const struct entity *e;
	int area;                    /* FT_AREA field "area", or -1 */
	int64_t parent_id;           /* of the rows in `old`, 0: none loaded */
	struct rec **old;
	int nold, cap;
	struct parent house;         /* last household looked up, by number */
	struct str house_no;
	bool house_known;
	struct parent fam_of;        /* household whose family key is loaded */
	struct reader_row **row;     /* the group */
	int n;
};

static enum err household_of(struct child *c, struct str no, struct parent **out)
{
	if (!c->house_known || !str_eq(no, c->house_no)) {
		TRY(match_parent_household(c->im, no, &c->house));
		c->house_no = no;
		c->house_known = true;
	}
	*out = &c->house;
	return OK;
}

/* The household's key for sealing: of the household itself, or of a person's household. */
static enum err family_of(struct child *c, int64_t household, struct family **out)
{
	if (c->fam_of.id != household || !c->fam_of.fam_loaded) {
		c->fam_of = (struct parent){ .id = household, .found = true };
		TRY(match_family(c->im, &c->fam_of));
	}
	*out = &c->fam_of.fam;
	return OK;
}

/* A REF cell: the id of the row it names. *household: the one it belongs to, for the key. */
static enum err resolve_ref(struct child *c, struct reader_row *row, int f, struct parent *out,
                            int64_t *household)
{
	const struct field *fd = &c->e->fields[f];
	struct str text = row->part[0]->v[f].s;
	struct parent *h;
	int64_t id;
	enum err e;

	*out = (struct parent){ 0 };
	if (!strcmp(fd->ref, "household")) {
		TRY(household_of(c, text, &h));
		*out = *h;
		*household = h->id;
		if (!h->found)
			imp_found(c->im, row, "household_unknown", 0, f, (struct str){ 0 });
	} else if (!strcmp(fd->ref, "person")) {
		TRY(match_person_ref(c->im, text, out, household));
		if (!out->found)
			imp_found(c->im, row, "person_unknown", 0, f, (struct str){ 0 });
	} else {
		e = register_by_key(c->im->cx, c->im->r, entity_find(c->im->r->model, str_of(fd->ref)),
							text, &id);
		if (e == ERR_NOTFOUND || e == ERR_CONFLICT) {
			err_clear(c->im->cx);
			imp_found(c->im, row, "row_unknown", 0, f, (struct str){ 0 });
		} else {
			TRY(e);
			*out = (struct parent){ .id = id, .found = true };
		}
	}
	if (out->found)
		rec_int(row->part[0], f, out->id);
	else
		row->part[0]->v[f] = (struct val){ VAL_NULL, 0, { 0 } };
	return OK;
}

static enum err resolve_one(struct child *c, struct reader_row *row, int f, struct parent *parent,
                            int64_t *household)
{
	struct parent p;
	int64_t house = 0;

	TRY(resolve_ref(c, row, f, &p, &house));
	if (f == c->e->parent) {
		*parent = p;
		*household = house;
	}
	return OK;
}

static enum err resolve(struct child *c, struct reader_row *row, struct parent *parent,
                        int64_t *household)
{
	struct rec *r = row->part[0];

	*parent = (struct parent){ 0 };
	*household = 0;
	for (int f = 0; f < c->e->nfield; f++) {
		const struct field *fd = &c->e->fields[f];

		if (c->e->tag == TAG_area_event && f == AREA_EVENT_area)
			TRY(area_event_area(c->im, row));
		else if (fd->type == FT_AREA &&
				 (r->v[f].kind == VAL_TEXT || (f == c->area && row->township.n)))
			imp_area(c->im, row, 0, f);
		else if (fd->type == FT_REF && r->v[f].kind == VAL_TEXT)
			TRY(resolve_one(c, row, f, parent, household));
	}
	return OK;
}

/* rec: the row as it is, or is to be, in the register; NULL: it is new. */
static enum err own_family(struct child *c, const struct rec *rec, int64_t id, struct family *own)
{
	if (rec && c->e->tag == TAG_lead)
		return lead_seal(c->im->cx, c->im->r->db, c->im->r->st, rec, own);
	if (rec)
		return family_load(c->im->cx, c->im->r->db, c->im->r->st, c->e, id, own);
	family_new(c->im->r->st, id, own);
	return OK;
}

/* A row that hangs on no household is sealed with a key of its own. */
static enum err open_own(struct child *c, struct rec *old)
{
	struct family own;

	if (old->opened)
		return OK;
	TRY(own_family(c, old, old->id, &own));
	return store_open(c->im->cx, &c->im->chunk->a, c->im->r->st, &own, old);
}

static enum err load_old(struct child *c, int64_t parent, struct family *fam)
{
	if (c->parent_id == parent)
		return OK;
	c->parent_id = parent;
	c->nold = c->cap = 0;
	c->old = NULL;
	if (c->im->fresh_part || (c->e->parent < 0 && c->e->flags & ENT_CODED))
		return OK;
	TRY(match_children(c->im, c->e, parent, fam, &c->old, &c->nold));
	for (int i = 0; !fam && i < c->nold; i++)
		TRY(open_own(c, c->old[i]));
	c->cap = c->nold;
	return OK;
}

static void remember(struct child *c, struct rec *r)
{
	if (c->nold == c->cap) {
		struct rec **more = arena_array(&c->im->chunk->a, (size_t)c->cap * 2 + 8, sizeof *more);

		if (c->nold)
			memcpy(more, c->old, (size_t)c->nold * sizeof *more);
		c->old = more;
		c->cap = c->cap * 2 + 8;
	}
	c->old[c->nold++] = r;
}

/* Does the row state the number that its noun has of its own? */
static bool has_number(const struct child *c, const struct reader_row *row)
{
	return c->e != c->im->person && c->e->key >= 0 && rec_has(row->part[0], c->e->key);
}

static enum err find_numbered(struct child *c, const struct val *no, struct rec **out)
{
	struct stmt *s;
	bool row;

	for (int i = 0; i < c->nold; i++)
		if (val_eq(no, &c->old[i]->v[c->e->key])) {
			*out = c->old[i];
			return OK;
		}
	if (c->im->fresh_part || c->e->parent >= 0)
		return OK;
	TRY(db_stmt(c->im->cx, c->im->r->db, &c->e->sql->by_key, &s));
	stmt_text(s, 1, no->s);
	TRY(stmt_step(c->im->cx, s, &row));
	if (row)
		*out = store_row(&c->im->chunk->a, c->e, s);
	stmt_done(s);
	if (!row)
		return OK;
	remember(c, *out);
	return open_own(c, *out);
}

static enum err find_old(struct child *c, struct reader_row *row, struct rec **out)
{
	*out = NULL;
	if (c->e == c->im->person)
		return match_person(c->im, row->part[0], c->old, c->nold, out);
	if (has_number(c, row))
		return find_numbered(c, &row->part[0]->v[c->e->key], out);
	*out = match_rowkey(row->part[0], c->old, c->nold);
	return OK;
}

static bool mode_refuses(struct child *c, struct reader_row *row, const struct rec *old)
{
	int at = c->e->key >= 0 ? c->e->key : c->e->parent;

	if (old && c->im->im->mode == IMPORT_INSERT)
		imp_found(c->im, row, "exists_already", 0, at, (struct str){ 0 });
	else if (!old && c->im->im->mode == IMPORT_UPDATE)
		imp_found(c->im, row, "not_there", 0, at, (struct str){ 0 });
	return row->refused;
}

static void place(struct child *c, struct rec *r, const struct parent *parent, bool fresh)
{
	if (c->area >= 0 && rec_has(r, c->area))
		r->area = r->v[c->area].i;
	else if (parent->found)
		r->area = parent->area;
	if (!fresh)
		return;
	r->shard = parent->shard;
	if (!r->shard && r->area) {
		int at = area_up(c->im->areas, area_by_id(c->im->areas, r->area), 3);

		r->shard = at >= 0 ? area_nth(c->im->areas, at)->id : r->area;
	}
}

static struct str row_text(struct imp *im, int32_t row)
{
	char text[16];
	int n = snprintf(text, sizeof text, "%d", (int)row);

	return str_dup(&im->chunk->a, (struct str){ text, (size_t)n });
}

static void number(struct child *c, struct reader_row *row)
{
	struct rec *r = row->part[0];

	if (c->e->key < 0 || rec_has(r, c->e->key))
		return;
	if (c->e != c->im->person) {
		rec_text(r, c->e->key, imp_provisional(c->im, row, (char)(c->e->name[0] - 'a' + 'A')));
		return;
	}
	rec_text(r, PERSON_no, imp_provisional(c->im, row, 'P'));
	rec_int(r, PERSON_provisional, 1);
	c->im->n.mended[kind_index("person_no_added")]++;
}

/* A row that this very file has stated before: both are named and the later adds nothing; but two
 * persons with one number who differ are two persons (the twins' pass names them). */
static bool repeats(struct child *c, struct reader_row *row, struct rec **old)
{
	bool same = true;

	for (int i = 0; i < c->e->nfield; i++)
		same &= row->part[0]->v[i].kind == VAL_NULL || c->e->fields[i].flags & E_RO ||
		        val_eq(&row->part[0]->v[i], &(*old)->v[i]);
	if (!same) {
		*old = NULL;
		return true;
	}
	for (int i = 0; i < c->n; i++)
		if (c->row[i]->row == (*old)->row) {
			imp_found_col(c->im, c->row[i], "row_duplicate", -1, row_text(c->im, row->row));
			imp_found_col(c->im, row, "row_duplicate", -1, row_text(c->im, (*old)->row));
		}
	return false;
}

/* The row of this list that has changed the same row of the register before, or 0. Rows that name
 * one parent in different ways (a person by number and by ID, a village by name and by code) do not
 * come together. */
static int32_t written(struct child *c, int64_t id, int32_t row)
{
	char text[24];
	int n = snprintf(text, sizeof text, "row%lld", (long long)id);
	struct str key = { text, (size_t)n };
	int64_t before;

	if (c->e->parent >= 0 && !strcmp(c->e->fields[c->e->parent].ref, "household"))
		return 0;
	if (hmap_get(c->im->codes, key, &before))
		return (int32_t)before;
	hmap_put(c->im->codes, str_dup(&c->im->cache, key), row);
	return 0;
}

/* Lies outside what this import may touch: where it would lie, or where it is. */
static bool elsewhere(struct child *c, struct reader_row *row, const struct parent *parent,
                      const struct rec *old)
{
	int64_t area = parent->found ? parent->area :
	               c->area >= 0 && rec_has(row->part[0], c->area) ? row->part[0]->v[c->area].i : 0;
	bool in = imp_may(c->im, area) && (!old || imp_may(c->im, old->area));

	if (!in)
		imp_found(c->im, row, "not_your_area", 0, c->area >= 0 ? c->area : c->e->parent,
		          (struct str){ 0 });
	return !in;
}

static void fresh(struct child *c, struct reader_row *row)
{
	number(c, row);
	row->part[0]->id = store_new_id(c->im->r->st, c->e);
	month_fresh(c->im, 0, row->part[0]->id);
}

static enum err write_row(struct child *c, struct reader_row *row, const struct parent *parent,
                          int64_t household, struct family *fam)
{
	struct imp *im = c->im;
	struct rec *old, *now = row->part[0];
	struct family own;
	bool changed = true, held;
	int32_t before;

	TRY(find_old(c, row, &old));
	if (elsewhere(c, row, parent, old))
		return OK;
	if (c->e->tag == TAG_area_event)
		TRY(area_event_check(im, row, !old));
	if (row->refused)
		return OK;
	if (old && c->e == im->person && old->v[PERSON_household].i != parent->id) {
		struct str no;

		TRY(register_ref_text(im->cx, im->r, &c->e->fields[PERSON_household],
		                      old->v[PERSON_household].i, &no));
		imp_found(im, row, "person_elsewhere", 0, PERSON_no, no);
		return month_listed(im, 0, old);
	}
	if (mode_refuses(c, row, old))
		return old ? month_listed(im, 0, old) : OK;
	if (old && (old->taken || !old->version) && !repeats(c, row, &old))
		return OK;
	if (old)
		old->taken = true;
	if (old) {
		TRY(late_cells(im, row, 0, old, row->part[0], fam));
		imp_check_jump(im, row, 0, row->part[0], old);
		TRY(month_merge(im, 0, old, row->part[0], fam, &now, &changed));
		TRY(amend_emptied(im, 0, row, old, fam, now, &changed));
		TRY(imp_check_decided(im, row, 0, old, now));
	} else {
		imp_check_last(im, row, 0, row->part[0], c->old, c->nold);
	}
	place(c, now, parent, !old);
	TRY(closed_row(im, row, 0, old, now, &held));
	if (held)
		return old ? month_listed(im, 0, old) : OK;
	if (old && !changed && now->area == old->area)
		return month_commit(im, 0, old, row->row, household, fam);
	before = old ? written(c, old->id, row->row) : 0;
	if (before) {
		imp_found_col(im, row, "row_duplicate", -1, row_text(im, before));
		return OK;
	}
	if (old)
		TRY(month_commit(im, 0, old, row->row, household, fam));
	else
		fresh(c, row);
	if (!fam && c->e->has_sealed) {
		TRY(own_family(c, old ? now : NULL, now->id, &own));
		fam = &own;
	}
	now->batch = im->batch;
	now->row = row->row;
	row->outcome = old ? ROW_CHANGED : ROW_FRESH;
	im->added += c->e == im->person;
	TRY(imp_write(im, now, old, fam));
	if (!old)
		remember(c, now);
	return c->e->tag == TAG_area_event ? area_event_apply(im, now) : OK;
}

/* A person whose row is refused is on the list all the same. */
static enum err refused_is_listed(struct child *c, struct reader_row *row,
                                  const struct parent *parent, int64_t household)
{
	struct family *fam = NULL;
	struct rec *old;

	if (!c->im->month || c->e != c->im->person)
		return OK;
	if (household) {
		TRY(family_of(c, household, &fam));
		TRY(load_old(c, parent->id, fam));
	}
	TRY(match_person(c->im, row->part[0], c->old, household ? c->nold : 0, &old));
	return old ? month_listed(c->im, 0, old) : OK;
}

static enum err one_row(struct child *c, struct reader_row *row)
{
	struct imp *im = c->im;
	struct family *fam = NULL;
	struct parent parent;
	int64_t household, group;

	beside_copies(im, row->part[0], 0, NULL);
	TRY(resolve(c, row, &parent, &household));
	imp_check_row(im, row, 0, im->im->mode != IMPORT_UPDATE);
	if (row->refused)
		return refused_is_listed(c, row, &parent, household);
	if (household && (c->e->has_sealed || !im->fresh_part))
		TRY(family_of(c, household, &fam));
	group = parent.found ? parent.id : c->area >= 0 && rec_has(row->part[0], c->area) ?
	        row->part[0]->v[c->area].i : 0;
	if (!has_number(c, row) && (group || c->parent_id != -1))
		TRY(load_old(c, group ? group : -1, fam));
	return write_row(c, row, &parent, household, fam);
}

enum err group_children(struct imp *im, struct reader_row **row, int n)
{
	struct child c = { .im = im, .e = im->part[0], .row = row, .n = n };

	c.area = entity_field(c.e, STR("area"));
	if (c.area >= 0 && c.e->fields[c.area].type != FT_AREA)
		c.area = -1;
	for (int i = 0; i < n; i++)
		TRY(one_row(&c, row[i]));
	for (int i = 0; i < n; i++)
		TRY(imp_settle(im, row[i]));
	return OK;
}

/* import_row - what was found in a row, its area, its checks, and its way into the chunk. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/codes.h"
#include "job/import_again.h"

int imp_col(const struct imp *im, int part, int field)
{
	const struct sheet_map *m = &im->rd->map;

	for (int i = 0; i < m->ncol; i++)
		if (m->col[i].kind == COL_FIELD && m->col[i].part == part && m->col[i].field == field)
			return i;
	return -1;
}

static void add_found(struct imp *im, struct reader_row *row, const char *kind, int col,
                      struct str label, struct str detail)
{
	struct reader_finding *f;

	for (int i = 0; i < row->nf; i++)               /* the same thing is said once */
		if (row->f[i].col == col && !strcmp(row->f[i].kind->id, kind) &&
		    str_eq(row->f[i].label, label))
			return;
	if (row->nf == row->fcap) {
		f = arena_array(&im->chunk->a, (size_t)row->fcap * 2 + 8, sizeof *f);
		memcpy(f, row->f, (size_t)row->nf * sizeof *f);
		row->f = f;
		row->fcap = row->fcap * 2 + 8;
	}
	f = &row->f[row->nf++];
	*f = (struct reader_finding){ kind_find(kind), col, detail, true, label };
	row->refused |= !strcmp(f->kind->severity, "error");
}

void imp_found_col(struct imp *im, struct reader_row *row, const char *kind, int col,
				   struct str detail)
{
	add_found(im, row, kind, col, (struct str){ 0 }, detail);
}

/* What must be filled in is named even where the sheet has no column for it. */
void imp_found(struct imp *im, struct reader_row *row, const char *kind, int part, int field,
               struct str detail)
{
	int col = field >= 0 ? imp_col(im, part, field) : -1;
	const struct rec *r = row->part[part];
	const struct field *f = field >= 0 && r ? &r->e->fields[field] : NULL;
	struct str label = { 0 };

	if (col < 0 && f && !strcmp(kind, "required_missing"))
		label = str_of(im->cx->lang == LANG_ZH ? f->zh : f->en);
	add_found(im, row, kind, col, label, detail);
}

/* The household that a row speaks of, by its number, else the number of the row's own object: so
 * that whoever mends the fault finds the file. */
static void about(struct imp *im, const struct reader_row *row, struct rec *r)
{
	const struct rec *p = row->part[0];
	const struct entity *e = p ? p->e : NULL;
	int at = !e || !strcmp(e->name, "household") ? -1 : e->parent;
	const char *noun = at >= 0 ? e->fields[at].ref : "";
	struct str no = { 0 };

	if (!e || im->im->topic)
		return;
	if (!strcmp(noun, "household") && p->v[at].kind == VAL_INT) {
		if (register_ref_text(im->cx, im->r, &e->fields[at], p->v[at].i, &no) != OK)
			err_clear(im->cx);      /* it comes with this very chunk */
	} else if (!strcmp(noun, "household")) {
		no = p->v[at].s;
	}
	if (!no.n && e->key >= 0 && p->v[e->key].kind == VAL_TEXT) {
		no = p->v[e->key].s;
		noun = e->name;
	}
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].type == FT_AREA && e->fields[i].column == SYS_AREA &&
		    p->v[i].kind == VAL_INT)
			r->area = p->v[i].i;
	if (!no.n)
		return;
	rec_text(r, FINDING_about_entity, str_of(noun));
	rec_text(r, FINDING_about_no, no);
}

/* A finding as a row of the register: place and kind, never what the cell said. */
static enum err keep_finding(struct imp *im, const struct reader_row *row,
                             const struct reader_finding *f, struct str column)
{
	struct rec *r = rec_new(&im->work, im->finding);
	int64_t code;

	r->id = store_new_id(im->r->st, im->finding);
	r->batch = im->batch;
	r->row = row->row;
	rec_int(r, FINDING_file_batch, im->batch);
	rec_text(r, FINDING_file, str_of(im->list));
	if (im->list_sheet.n)
		rec_text(r, FINDING_sheet, im->list_sheet);
	if (row->row)
		rec_int(r, FINDING_file_row, row->row);
	if (column.n)
		rec_text(r, FINDING_col, str_dup(&im->chunk->a, column));
	rec_text(r, FINDING_kind, str_of(f->kind->id));
	if (f->ours && f->hint.n && f->hint.n <= 100)
		rec_text(r, FINDING_detail, str_dup(&im->chunk->a, f->hint));
	if (list_tagged(im->r->model, "severity", f->kind->severity, &code))
		rec_int(r, FINDING_severity, code);
	if (list_tagged(im->r->model, "finding_state", "open", &code))
		rec_int(r, FINDING_state, code);
	rec_int(r, FINDING_found, im->cx->now_ms);
	about(im, row, r);
	return imp_write(im, r, NULL, NULL);
}

enum err imp_tell(struct imp *im, const struct reader_row *row, const struct reader_finding *f)
{
	const struct import_face *face = &im->im->face;
	struct str column = f->col >= 0 ? im->rd->map.col[f->col].header : f->label;
	struct import_finding out = { im->name, im->sheet, row->at, column, f->kind, f->hint,
		f->hint, !f->ours && preview_secret(im, f->col) };

	im->n.found[kind_index(f->kind->id)]++;
	if (face->found)
		face->found(face->arg, &out);
	return amend_same(im, row, f, column) ? OK : keep_finding(im, row, f, column);
}

enum err imp_settle(struct imp *im, struct reader_row *row)
{
	for (int i = 0; i < row->nf; i++)
		TRY(imp_tell(im, row, &row->f[i]));
	for (int i = 0; i < row->nmended; i++)
		im->n.mended[row->mended[i]]++;
	im->n.rows++;
	if (row->refused)
		im->n.refused++;
	else if (row->outcome == ROW_FRESH)
		im->n.fresh++;
	else if (row->outcome == ROW_CHANGED)
		im->n.changed++;
	else
		im->n.unchanged++;
	preview_row(im, row);
	return amend_settled(im, row);
}

/* ---- areas ---- */

#define AREAS_KEPT 200000        /* answers remembered while a file is read */

static int area_ask(struct imp *im, struct str county, struct str township, struct str cell,
                    struct str key)
{
	int64_t at;

	if (hmap_get(im->area_cache, key, &at))
		return (int)at;
	at = area_by_name(im->areas, county, township, cell);
	if (hmap_count(im->area_cache) < AREAS_KEPT)
		hmap_put(im->area_cache, str_dup(&im->cache, key), at);
	return (int)at;
}

/* The rows of a household mostly say the same place, so the last answer is kept at hand. */
static int area_lookup(struct imp *im, struct str county, struct str township, struct str cell)
{
	char key[sizeof im->last_place];
	size_t n = county.n + township.n + cell.n + 2;

	if (n > sizeof key)
		return area_by_name(im->areas, county, township, cell);
	memcpy(key, county.p ? county.p : "", county.n);
	key[county.n] = '\t';
	memcpy(key + county.n + 1, township.p ? township.p : "", township.n);
	key[county.n + 1 + township.n] = '\t';
	memcpy(key + n - cell.n, cell.p ? cell.p : "", cell.n);
	if (n != im->last_place_n || memcmp(key, im->last_place, n)) {
		im->last_place_at = area_ask(im, county, township, cell, (struct str){ key, n });
		memcpy(im->last_place, key, n);
		im->last_place_n = n;
	}
	return im->last_place_at;
}

int imp_area_at(struct imp *im, struct str county, struct str township, struct str cell)
{
	return area_lookup(im, county, township, cell);
}

int imp_area(struct imp *im, struct reader_row *row, int part, int field)
{
	struct rec *r = row->part[part];
	int at;

	if (r->v[field].kind != VAL_TEXT) {
		if (!row->township.n || r->v[field].kind == VAL_INT)
			return -1;
		at = area_lookup(im, row->county, row->township, (struct str){ 0 });
	} else {
		at = area_lookup(im, row->county, row->township, r->v[field].s);
	}
	if (at < 0) {
		imp_found(im, row, at == -2 ? "area_ambiguous" : "area_unknown", part, field,
				  (struct str){ 0 });
		r->v[field] = (struct val){ VAL_NULL, 0, { 0 } };
		return -1;
	}
	rec_int(r, field, area_nth(im->areas, at)->id);
	return at;
}

/* ---- checks within one row ---- */

void imp_resolve_order(struct imp *im, int part)
{
	doubt_orders(im->part[part], &im->order[part]);
}

/* Meanings of a relation to the head; asked of the list once a code. */
unsigned imp_relation(struct imp *im, int64_t code)
{
	bool keep = code >= 0 && code < (int64_t)sizeof im->relation;
	unsigned bits;

	if (keep && im->relation[code])
		return im->relation[code];
	bits = doubt_relation(im->r->model, code);
	if (keep)
		im->relation[code] = (uint8_t)bits;
	return bits;
}

static void check_doubts(struct imp *im, struct reader_row *row, int part)
{
	const struct rec *r = row->part[part];
	unsigned relation = r->e == im->person && rec_has(r, PERSON_relation) ?
		imp_relation(im, r->v[PERSON_relation].i) : 0;
	struct doubt found[DOUBTS_MAX];
	int n = doubt_row(im->r->model, &im->order[part], r, relation, found);

	for (int i = 0; i < n; i++)
		imp_found(im, row, found[i].kind, part, found[i].field, found[i].detail);
}

void imp_check_row(struct imp *im, struct reader_row *row, int part, bool fresh)
{
	const struct rec *r = row->part[part];

	for (int i = 0; fresh && i < r->e->nfield; i++) {
		const struct field *f = &r->e->fields[i];

		if (f->flags & E_REQ && !(f->flags & E_RO) && !rec_has(r, i)) {
			bool told = false;

			for (int k = 0; k < row->nf; k++)       /* a refused cell is told already */
				told |= row->f[k].col >= 0 && row->f[k].col == imp_col(im, part, i);
			if (!told)
				imp_found(im, row, "required_missing", part, i, (struct str){ 0 });
		}
	}
	check_doubts(im, row, part);
}

/* ---- into the chunk ---- */

struct rec *imp_merge(struct arena *a, const struct rec *old, const struct rec *stated,
					  bool *changed)
{
	struct rec *r = rec_copy(a, old);
	struct val *v = r->v;

	*changed = false;
	for (int i = 0; i < old->e->nfield; i++) {
		if (stated->v[i].kind == VAL_NULL || val_eq(&stated->v[i], &old->v[i]))
			continue;
		v[i] = stated->v[i];
		*changed = true;
	}
	return r;
}

enum err imp_write(struct imp *im, const struct rec *rec, const struct rec *old,
                   const struct family *fam)
{
	chunk_years(im->chunk, old, rec);
	return store_prepare(im->cx, &im->chunk->a, im->r->st, rec, old, fam, chunk_room(im->chunk));
}

/* Same file, same row, same number: a second run of a broken-off import gives it again. */
struct str imp_provisional(struct imp *im, struct reader_row *row, char letter)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%c%02X%02X%02X%02X-%d", letter, im->number_hash[0],
	                 im->number_hash[1], im->number_hash[2], im->number_hash[3], (int)row->row);

	return str_dup(&im->chunk->a, (struct str){ text, (size_t)n });
}

/* Was the row in the register before this import began? */
static enum err there_before(struct imp *im, const struct rec *old, bool *yes)
{
	bool made;

	TRY(again_made(im, old, &made));
	*yes = !made && !(old->version <= 1 && old->batch == im->batch);     /* it was taken up again */
	return OK;
}

enum err imp_check_decided(struct imp *im, struct reader_row *row, int part, const struct rec *old,
                           const struct rec *now)
{
	bool before;

	for (int k = 0; k < im->nstated[part]; k++) {
		int f = im->stated[part][k];

		if (!(old->e->fields[f].flags & E_DECIDED) || val_eq(&old->v[f], &now->v[f]))
			continue;
		TRY(there_before(im, old, &before));
		if (before)
			imp_found(im, row, "decided_changed", part, f, (struct str){ 0 });
	}
	return OK;
}

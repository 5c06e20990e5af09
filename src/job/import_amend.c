/* import_amend - a corrected error list: its rows are rows of the batch it was made from. They take
 * the numbers they had there, what was found in them and is mended is closed, what is wrong as
 * before keeps its number and what was said of it, and that batch's counts move from refused to
 * taken. The list itself is a batch, too, so that it is recognised and can be taken up
 * again. */
#include "job/import_batch.h"
#include "job/import_month.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "crypto/sign.h"
#include "domain/register/batch.h"
#include "entity/sheet_errors.h"

struct amend {
	struct rec *batch;           /* the batch that is corrected, as it was before */
	struct batch_finding *f;     /* its open findings, and those that a person closed, by row */
	int n;
	bool *done;                  /* closed by this list, or found again */
	bool *late;                  /* closed at the end, unless it is found again by then */
	int32_t *known;              /* rows that an error list of the batch may hold, ascending */
	int nknown;
	uint64_t since;              /* findings of this list itself stand at this leaf or after */
	int64_t now[3];              /* rows that were refused and are taken now, by outcome */
	struct hmap *rows;           /* rows that this list has stated already */
};

static enum err refuse(struct imp *im, const char *key, struct str batch)
{
	return err_set(im->cx, ERR_INPUT, im->name, key, str_z(&im->cx->arena, batch), NULL);
}

static bool same_hash(struct str shown, struct str whole)
{
	for (size_t i = 0; i < shown.n; i++) {
		char c = i < whole.n ? whole.p[i] : 0;

		if (shown.p[i] != (c >= 'a' && c <= 'f' ? (char)(c - 32) : c))
			return false;
	}
	return true;
}

static enum err find_batch(struct imp *im, struct rec **out)
{
	struct str no, hash;
	enum err e;

	if (!sheet_error_mark_read(im->rd->mark, &no, &hash))
		return refuse(im, "amend-no-batch", im->rd->mark);
	e = batch_by_name(im->cx, im->r, str_z(&im->cx->arena, no), out);
	if (e == ERR_NOTFOUND) {
		err_clear(im->cx);
		return refuse(im, "amend-other", no);
	}
	TRY(e);
	if (!rec_has(*out, BATCH_file_hash) || !same_hash(hash, (*out)->v[BATCH_file_hash].s))
		return refuse(im, "amend-other", no);
	return OK;
}

static enum err may_correct(struct imp *im, const struct rec *b)
{
	const char *state = batch_state(im->r, b);
	struct str no = b->v[BATCH_no].s;

	if (!strcmp(state, "undone"))
		return refuse(im, "amend-undone", no);
	if (!strcmp(state, "undoing"))
		return refuse(im, "batch-undoing", no);
	if (!strcmp(state, "running"))
		return refuse(im, "amend-running", no);
	return rec_has(b, BATCH_kind) && str_eq(month_list_kind(im), b->v[BATCH_kind].s) ? OK :
	       refuse(im, "amend-kind", no);
}

/* Provisional numbers are those of the list that the rows came from. */
static bool take_hash(struct imp *im, const struct rec *b)
{
	unsigned char own[sizeof im->file_hash];
	bool good;

	memcpy(own, im->file_hash, sizeof own);
	good = hex_read(im->file_hash, sizeof im->file_hash, b->v[BATCH_file_hash].s);
	batch_number_hash(im, im->list_sheet);
	memcpy(im->file_hash, own, sizeof own);
	return good;
}

enum err amend_begin(struct imp *im)
{
	bool columns = false;
	struct rec *b;
	struct amend *x;

	for (int i = 0; i < im->rd->map.ncol; i++)
		columns |= im->rd->map.col[i].kind == COL_ERRORS;
	if (!columns)
		return OK;
	TRY(find_batch(im, &b));
	TRY(may_correct(im, b));
	x = ARENA_NEW(&im->cache, struct amend);
	x->batch = b;
	x->since = journal_next(&im->r->st->j);
	x->rows = hmap_new(&im->cache, 1024);
	im->list = str_z(&im->cache, b->v[BATCH_file].s);
	im->list_sheet = rec_has(b, BATCH_sheet) ? b->v[BATCH_sheet].s : (struct str){ 0 };
	if (!take_hash(im, b))
		return refuse(im, "amend-other", b->v[BATCH_no].s);
	im->amend = x;
	im->batch = b->id;
	month_resume(im, b);
	return OK;
}

enum err amend_load(struct imp *im, const struct rec *old)
{
	struct amend *x = im->amend;

	if (!x)
		return OK;
	if (old)                        /* taken up again: what it has found itself is not its matter */
		x->since = (uint64_t)old->leaf;
	TRY(batch_open_findings(im->cx, im->r, &im->cache, x->batch->id, x->since, &x->f, &x->n));
	x->done = arena_array(&im->cache, (size_t)x->n + 1, sizeof *x->done);
	x->late = arena_array(&im->cache, (size_t)x->n + 1, sizeof *x->late);
	return batch_found_rows(im->cx, im->r, &im->cache, x->batch->id, &x->known, &x->nknown);
}

int64_t amend_leaf(const struct imp *im)
{
	return im->amend ? im->amend->batch->leaf : INT64_MAX;
}

int64_t amend_of(const struct imp *im)
{
	return im->amend ? im->amend->batch->id : 0;
}

/* ---- rows ---- */

static bool known_row(const struct amend *x, int64_t row)
{
	int lo = 0, hi = x->nknown;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (x->known[mid] < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < x->nknown && x->known[lo] == row;
}

bool amend_row(struct imp *im, struct reader_row *row)
{
	struct amend *x = im->amend;
	int64_t before;
	char text[16];
	int n;
	struct str key;

	if (!x)
		return true;
	row->row = row->origin;
	n = snprintf(text, sizeof text, "%d", (int)row->row);
	key = (struct str){ text, (size_t)n };
	if (!known_row(x, row->row) || hmap_get(x->rows, key, &before)) {
		row->row = 0;
		imp_found_col(im, row, "origin_unknown", -1, x->batch->v[BATCH_no].s);
		return false;
	}
	hmap_put(x->rows, str_dup(&im->cache, key), 1);
	return true;
}

/* The first finding of a row, or n. */
static int first_of(const struct amend *x, int32_t row)
{
	int lo = 0, hi = x->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (x->f[mid].row < row)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Found by comparing rows of different households, after all rows: said again only of rows that
 * were written. */
static bool of_twins(const struct kind *k)
{
	return !strcmp(k->id, "id_duplicate") || !strcmp(k->id, "person_no_duplicate") ||
	       !strcmp(k->id, "phone_shared");
}

/* A household's fact may stand on its other rows, too, so an emptied cell takes nothing back there;
 * a doubt about it is not answered then. */
static bool unanswered(const struct imp *im, const struct reader_row *row, const struct rec *f)
{
	const struct sheet_map *m = &im->rd->map;

	for (int i = 0; m->npart == 2 && rec_has(f, FINDING_col) && i < m->ncol; i++)
		if (m->col[i].kind == COL_FIELD && m->col[i].part == 0 &&
		    str_eq(m->col[i].header, f->v[FINDING_col].s))
			return !rec_has(row->part[0], m->col[i].field);
	return false;
}

/* row: what is stated now, to be asked whether it answers a doubt; or NULL. */
static enum err close_one(struct imp *im, int64_t id, const struct reader_row *row)
{
	struct rec *old, *now = rec_new(&im->chunk->a, im->finding);
	int64_t code;

	TRY(store_get(im->cx, im->r->db, &im->chunk->a, im->finding, id, &old));
	if (row && row->part[0] && row->part[0]->e == im->household && !row->refused &&
	    unanswered(im, row, old))
		return OK;
	memcpy(now->v, old->v, (size_t)old->e->nfield * sizeof *now->v);
	now->id = old->id;
	now->batch = old->batch;
	now->row = old->row;
	if (list_tagged(im->r->model, "finding_state", "closed", &code))
		rec_int(now, FINDING_state, code);
	rec_int(now, FINDING_closed, im->cx->now_ms);
	rec_text(now, FINDING_closed_by, str_of(im->cx->actor));
	return imp_write(im, now, old, NULL);
}

enum err amend_settled(struct imp *im, const struct reader_row *row)
{
	struct amend *x = im->amend;
	bool was_refused = false, refuses;

	if (!x || !row->row)
		return OK;
	for (int i = first_of(x, row->row); i < x->n && x->f[i].row == row->row; i++) {
		if (x->done[i])
			continue;
		if (of_twins(x->f[i].kind)) {
			x->late[i] |= !row->refused && row->outcome != ROW_UNCHANGED;
			continue;
		}
		refuses = !strcmp(x->f[i].kind->severity, "error");
		was_refused |= refuses;
		x->done[i] = true;
		/* also what a person closed: the row is in now */
		TRY(close_one(im, x->f[i].id, refuses ? NULL : row));
	}
	if (was_refused && !row->refused)
		x->now[row->outcome]++;
	return OK;
}

/* A unit may have joined the column's name in the error list: "收入" there is "收入(元)". */
static bool same_column(struct str before, struct str now)
{
	return str_eq(before, now) ||
	       (before.n && now.n > before.n && str_starts(now, before) && now.p[before.n] == '(');
}

bool amend_same(struct imp *im, const struct reader_row *row, const struct reader_finding *f,
                struct str column)
{
	struct amend *x = im->amend;
	struct str detail = f->ours && f->hint.n <= 100 ? f->hint : (struct str){ 0 };

	for (int i = x ? first_of(x, row->row) : 0; x && i < x->n && x->f[i].row == row->row; i++) {
		if (x->done[i] || x->f[i].kind != f->kind || !same_column(x->f[i].col, column) ||
		    !str_eq(x->f[i].detail, detail))
			continue;
		x->done[i] = true;
		return true;
	}
	return false;
}

enum err amend_end(struct imp *im)
{
	struct amend *x = im->amend;

	for (int i = 0; x && i < x->n; i++) {
		if (x->done[i] || !x->late[i])
			continue;
		x->done[i] = true;
		TRY(close_one(im, x->f[i].id, NULL));
		TRY(imp_flush(im, false));
	}
	return OK;
}

/* The record that a finding is about and that the row still says, NULL: not known. */
static enum err partner(struct imp *im, const struct batch_finding *f, struct rec **out)
{
	struct rec *said, *house, **member;
	struct family fam;
	int n;

	*out = NULL;
	TRY(store_get(im->cx, im->r->db, &im->work, im->finding, f->id, &said));
	if (rec_has(said, FINDING_closed) ||    /* by a person, who has said why */
	    !rec_has(said, FINDING_about_entity) || !rec_has(said, FINDING_about_no) ||
	    !str_eqz(said->v[FINDING_about_entity].s, "household"))
		return OK;
	TRY(match_household(im, said->v[FINDING_about_no].s, &house));
	if (!house)
		return OK;
	if (!strcmp(f->kind->id, "phone_shared")) {
		*out = house->batch == im->batch && house->row == f->row ? house : NULL;
		return OK;
	}
	TRY(family_load(im->cx, im->r->db, im->r->st, im->household, house->id, &fam));
	TRY(match_children(im, im->person, house->id, &fam, &member, &n));
	for (int i = 0; i < n; i++)
		if (member[i]->batch == im->batch && member[i]->row == f->row)
			*out = member[i];
	return OK;
}

struct str amend_twin_key(char key[48], const char *kind, int64_t id)
{
	return (struct str){ key, (size_t)snprintf(key, 48, "%.24s %lld", kind, (long long)id) };
}

bool amend_has_twins(const struct imp *im)
{
	for (int i = 0; im->amend && i < im->amend->n; i++)
		if (!im->amend->done[i] && of_twins(im->amend->f[i].kind))
			return true;
	return false;
}

enum err amend_partners(struct imp *im, const char *kind, const struct hmap *twins)
{
	struct amend *x = im->amend;

	for (int i = 0; x && i < x->n; i++) {
		struct rec *r;
		char key[48];
		int64_t there;

		if (x->done[i] || strcmp(x->f[i].kind->id, kind))
			continue;
		TRY(partner(im, &x->f[i], &r));
		if (!r || hmap_get(twins, amend_twin_key(key, kind, r->id), &there))
			continue;
		x->done[i] = true;
		TRY(close_one(im, x->f[i].id, NULL));
		TRY(imp_flush(im, false));
	}
	return OK;
}

/* ---- emptied cells ---- */

struct past { struct rec **v; int n; };    /* versions of a record, the newest last */

static enum err past_of(struct imp *im, struct rec *old, const struct family *fam, struct past *p)
{
	struct stmt *s;
	enum err e;
	bool row;

	p->v = arena_array(&im->work, (size_t)old->version + 1, sizeof *p->v);
	p->n = 0;
	TRY(db_stmt(im->cx, im->r->db, &old->e->sql->history, &s));
	stmt_int(s, 1, old->id);
	while ((e = stmt_step(im->cx, s, &row)) == OK && row && p->n < old->version)
		p->v[p->n++] = store_row(&im->work, old->e, s);
	stmt_done(s);
	TRY(e);
	for (int i = 0; i < p->n && old->e->has_sealed; i++)
		TRY(store_open(im->cx, &im->work, im->r->st, fam, p->v[i]));
	p->v[p->n++] = old;
	return OK;
}

static bool ours(const struct imp *im, const struct rec *v, int32_t row)
{
	return v->batch == im->batch && v->row == row && !v->undo;
}

/* Could this field have been stated by the row, and be taken back? */
static bool emptied(const struct rec *old, const struct rec *stated, int f)
{
	const struct entity *e = old->e;

	return rec_has(old, f) && !rec_has(stated, f) && f != e->key && f != e->parent &&
	       !(e->fields[f].flags & (E_REQ | E_RO));
}

enum err amend_emptied(struct imp *im, int part, const struct reader_row *row, struct rec *old,
                       const struct family *fam, struct rec *now, bool *changed)
{
	const struct val nothing = { VAL_NULL, 0, { 0 } };
	struct past p = { 0 };
	bool any = false;
	int last, first;

	for (int i = 0; im->amend && i < im->nstated[part] && !any; i++)
		any = emptied(old, row->part[part], im->stated[part][i]);
	if (!any || (old->e->has_sealed && !fam))
		return OK;
	TRY(past_of(im, old, fam, &p));
	for (last = p.n - 1; last >= 0 && !ours(im, p.v[last], row->row); last--)
		;
	for (first = last; first > 0 && ours(im, p.v[first - 1], row->row); first--)
		;
	for (int i = 0; last >= 0 && i < im->nstated[part]; i++) {
		int f = im->stated[part][i];
		const struct val *before = first > 0 ? &p.v[first - 1]->v[f] : &nothing;

		/* changed by somebody since, or never said by this row: it stays */
		if (!emptied(old, row->part[part], f) || !val_eq(&old->v[f], &p.v[last]->v[f]) ||
		    val_eq(before, &old->v[f]))
			continue;
		now->v[f] = *before;
		*changed = true;
	}
	return OK;
}

bool amend_wrote(const struct imp *im, int64_t leaf)
{
	return !im->amend || leaf >= (int64_t)im->amend->since;
}

/* ---- counts ---- */

static const char *const outcome[3] = { [ROW_UNCHANGED] = "x.same", [ROW_CHANGED] = "x.changed",
	[ROW_FRESH] = "x.new" };

void amend_extra(struct buf *out, const struct imp *im)
{
	for (int i = 0; im->amend && i < 3; i++)
		buf_addf(out, "%s=%lld\n", outcome[i], (long long)im->amend->now[i]);
}

void amend_extra_read(struct imp *im, struct str key, int64_t v)
{
	for (int i = 0; im->amend && i < 3; i++)
		if (str_eqz(key, outcome[i]))
			im->amend->now[i] = v;
}

static void add(struct rec *r, int field, int64_t n)
{
	rec_int(r, field, (rec_has(r, field) ? r->v[field].i : 0) + n);
}

enum err amend_batch(struct imp *im, struct rec **old, struct rec **now, int64_t mended)
{
	struct amend *x = im->amend;
	int64_t taken;

	*old = *now = NULL;
	if (!x)
		return OK;
	taken = x->now[0] + x->now[1] + x->now[2];
	TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, x->batch->id, old));
	*now = rec_new(&im->cache, im->batch_e);
	memcpy((*now)->v, (*old)->v, (size_t)im->batch_e->nfield * sizeof *(*now)->v);
	(*now)->id = (*old)->id;
	(*now)->area = (*old)->area;
	add(*now, BATCH_new, x->now[ROW_FRESH]);
	add(*now, BATCH_changed, x->now[ROW_CHANGED]);
	add(*now, BATCH_unchanged, x->now[ROW_UNCHANGED]);
	add(*now, BATCH_refused, -taken);
	add(*now, BATCH_normalised, mended);
	month_batch_amend(im, *now);
	batch_state_set(im->r, *now, batch_n(*now, BATCH_refused) > 0 ? "open" : "complete");
	return OK;
}

#include "job/import.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "domain/register/batch.h"
#include "domain/register/to_enter.h"
#include "job/errors.h"
#include "job/import_again.h"
#include "job/import_batch.h"
#include "job/import_month.h"
#include "job/import_open.h"

static bool stopping(const struct ctx *cx)
{
	return cx->stop && *cx->stop;
}

/* ---- one file ---- */

static enum err begin(struct imp *im)
{
	struct reg *r = im->r;

	im->household = register_entity(r, TAG_household);
	im->person = register_entity(r, TAG_person);
	im->finding = register_entity(r, TAG_finding);
	im->batch_e = register_entity(r, TAG_batch);
	for (int i = 0; i < im->rd->map.npart; i++) {
		im->part[i] = im->rd->map.part[i];
		imp_resolve_order(im, i);
		im->stated[i] =
			arena_array(&im->cache, (size_t)im->rd->map.ncol + 2, sizeof *im->stated[i]);
		for (int c = 0; c < im->rd->map.ncol; c++)
			if (im->rd->map.col[c].kind == COL_FIELD && im->rd->map.col[c].part == i)
				im->stated[i][im->nstated[i]++] = im->rd->map.col[c].field;
	}
	if (im->part[0] == im->household && imp_col(im, 0, HOUSEHOLD_area) < 0)
		im->stated[0][im->nstated[0]++] = HOUSEHOLD_area;    /* from county and township alone */
	if (im->rd->topic.n)
		TRY(leads_begin(im));
	im->area_cache = hmap_new(&im->cache, 4096);
	im->codes = hmap_new(&im->cache, 4096);
	return beside_begin(im);
}

/* Our own list of what is to be entered at a source says what stands here, not what the source
 * says: taken for the source's list it would close what it asks for. */
static bool own_list(const struct sheet_map *m)
{
	bool action = false, change = false;

	for (int i = 0; i < m->ncol; i++) {
		action |= str_eqz(str_trim(m->col[i].header), TO_ENTER_ACTION);
		change |= str_eqz(str_trim(m->col[i].header), TO_ENTER_CHANGE);
	}
	return action && change;
}

static enum err check_header(struct imp *im)
{
	const struct sheet_map *m = &im->rd->map;

	if (own_list(m))
		return err_set(im->cx, ERR_INPUT, im->name, "import-own-list", NULL);
	preview_columns(im);
	if (m->twice.n || m->missing.n)
		sheet_ask(im);
	if (m->twice.n)
		return err_set(im->cx, ERR_INPUT, str_z(&im->cx->arena, m->twice), "import-header-twice",
		               str_z(&im->cx->arena, m->twice), NULL);
	if (m->missing.n)
		return err_set(im->cx, ERR_INPUT, str_z(&im->cx->arena, m->missing),
					   "import-header-missing", str_z(&im->cx->arena, m->missing), NULL);
	TRY(imp_may_list(im));
	return sheet_tell(im);
}

enum err imp_flush(struct imp *im, bool last)
{
	struct chunk *k = im->chunk;
	struct buf b BUF_AUTO = { 0 };
	int64_t chunk = im->im->beside_others ? CHUNK_SHORT : CHUNK_ROWS;
	int64_t saved;

	if (!last && k->rows + k->idle < chunk && (int64_t)k->n < 4 * chunk)
		return OK;
	if (im->reading)                /* the next chunk sees what others have written meanwhile */
		db_end_read(im->r->db);
	im->reading = false;
	TRY(month_flush(im));
	buf_init(&b, 3900);
	batch_extra(&b, im);
	k->extra = str_dup(&k->a, buf_str(&b));
	k->done = im->done;
	if (k->n || k->rows || !last)   /* nothing to say: no leaf */
		TRY(committer_put(im->cx, im->committer, &im->chunk));
	if (last)
		TRY(committer_drain(im->cx, im->committer));
	saved = committer_saved(im->committer);
	if (im->im->face.saved && saved > im->told)
		im->im->face.saved(im->im->face.arg, saved);
	im->told = saved;
	return OK;
}

static enum err do_group(struct imp *im, struct reader_row **row, int n)
{
	enum err e;

	if (!im->reading)               /* one snapshot a chunk: look-ups then take no locks */
		TRY(db_begin_read(im->cx, im->r->db));
	im->reading = true;
	if (im->month)
		im->month->seen_of = NULL;
	if (im->leads)
		e = group_leads(im, row, n);
	else if (im->part[0] == register_entity(im->r, TAG_area))
		e = group_areas(im, row, n);
	else if (im->part[0] == im->household)
		e = group_households(im, row, n);
	else
		e = group_children(im, row, n);
	im->done += n;
	im->chunk->rows += n;
	return e;
}

static bool blank(const struct imp *im, const struct reader_row *row)
{
	for (int p = 0; p < im->rd->map.npart; p++)
		for (int i = 0; i < im->nstated[p]; i++)
			if (row->part[p] && rec_has(row->part[p], im->stated[p][i]))
				return false;
	return row->nf == 0 && !row->county.n && !row->township.n;
}

static enum err stopped(struct imp *im)
{
	return err_set(im->cx, ERR_CONFLICT, im->name, "import-stopped", im->name, NULL);
}

static enum err stop_here(struct imp *im)
{
	TRY(imp_flush(im, true));
	return stopped(im);
}

/* After a row that is none: sheets have hundreds of thousands of them. n rows still wait. */
static enum err begin_anew(struct imp *im, int n)
{
	im->chunk->idle++;
	if (n)
		return OK;
	arena_reset(&im->work);
	return imp_flush(im, false);
}

/* Rows into groups of one household; a chunk ends only between groups. */
static enum err all_rows(struct imp *im, struct reader_row **group)
{
	uint64_t key = 0, next = 0;
	bool more;
	int n = 0;

	for (;;) {
		enum err e = reader_peek(im->cx, im->rd, &more, &next);

		if (e != OK && im->cx->stop && *im->cx->stop) {      /* Ctrl-C while waiting for it */
			err_clear(im->cx);
			return stop_here(im);
		}
		TRY(e);
		if (n && (!more || next != key || n == GROUP_MAX)) {
			bool cut = more && next == key;

			TRY(do_group(im, group, n));
			arena_reset(&im->work);
			n = 0;
			if (cut)                /* the rest must find in the register what was begun */
				im->fresh_part = im->fresh_household = false;
			TRY(imp_flush(im, cut));
			if (im->im->face.progress)
				im->im->face.progress(im->im->face.arg, im->done, im->rd->rows);
			if (im->cx->stop && *im->cx->stop)
				return stop_here(im);
		}
		if (!more)
			return OK;
		TRY(reader_next(im->cx, im->rd, &im->work, &im->chunk->a, &group[n]));
		if (!group[n])
			return OK;
		if (group[n]->skipped) {
			TRY(sheet_skipped(im, group[n]));
			im->n.left_out++;
			im->done++;
			TRY(begin_anew(im, n));
			continue;
		}
		key = next;
		if (!blank(im, group[n])) {
			if (amend_row(im, group[n])) {
				n++;
				continue;
			}
			TRY(imp_settle(im, group[n]));
			im->chunk->rows++;
		} else {
			im->n.left_out++;
		}
		im->done++;
		TRY(begin_anew(im, n));
	}
}

static enum err rows_and_doubts(struct imp *im)
{
	struct reader_row **group = mem_grow(NULL, GROUP_MAX, sizeof *group);
	enum err e;

	e = all_rows(im, group);
	mem_free(group);
	TRY(e);
	TRY(sheet_tell_skips(im));
	TRY(imp_flush(im, true));
	TRY(month_gone(im));
	if (!im->added && !im->n.resumed)
		return OK;
	TRY(twins_find(im));
	TRY(amend_end(im));
	return imp_flush(im, true);
}

/* Whether rows state persons, or refer to them by number. */
static bool names_persons(const struct imp *im)
{
	for (int p = 0; p < im->rd->map.npart; p++) {
		if (im->part[p] == im->person)
			return true;
		for (int i = 0; i < im->nstated[p]; i++) {
			const struct field *f = &im->part[p]->fields[im->stated[p][i]];

			if (f->type == FT_REF && !strcmp(f->ref, "person"))
				return true;
		}
	}
	return false;
}

static enum err load_known(struct imp *im)
{
	const struct store *st = im->r->st;
	const struct entity *last = im->part[im->rd->map.npart > 1];

	if (!im->n.resumed) {
		im->fresh_part = st->next[last->tag] == 1;
		im->fresh_household = st->next[im->household->tag] == 1;
	}
	TRY(month_begin(im));
	if (!names_persons(im) || (last == im->person && im->fresh_part))
		return OK;
	return known_load(im->cx, im->r, im->person, &im->known);
}

static enum err import_rows(struct imp *im, struct rec *old)
{
	enum err e;

	TRY(load_known(im));
	if (!old)
		TRY(batch_begin(im));
	TRY(committer_start(im->cx, im, &im->committer));
	e = committer_put(im->cx, im->committer, &im->chunk);
	if (e == OK)
		e = rows_and_doubts(im);
	committer_stop(im->committer);
	TRY(e);
	return batch_end(im);
}

/* The error list of what the batch's rows came to: of a corrected one, of the batch it corrects. */
static enum err list_errors(struct imp *im, int64_t batch)
{
	struct rec *b;

	if (!im->im->errors)
		return OK;
	TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, batch, &b));
	return errors_add(im->cx, im->im->errors, im->r, b, im->rd, im->r->scratch);
}

/* Nothing is done, so nothing changes; what was refused may have been mended since by an error
 * list. */
static enum err counts_before(struct imp *im, const struct rec *old)
{
	int64_t taken = batch_n(old, BATCH_new) + batch_n(old, BATCH_changed) +
	                batch_n(old, BATCH_unchanged);
	const struct rec *b = old;
	struct rec *whole;

	if (batch_n(old, BATCH_corrects)) {
		TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, batch_n(old, BATCH_corrects),
		              &whole));
		b = whole;
	}
	im->n.rows = taken + batch_n(old, BATCH_refused);
	im->n.refused = batch_n(old, BATCH_refused) < batch_n(b, BATCH_refused) ?
	                batch_n(old, BATCH_refused) : batch_n(b, BATCH_refused);
	im->n.unchanged = im->n.rows - im->n.refused;
	return OK;
}

/* The same file again: nothing to do but to say so. */
static enum err said_before(struct imp *im, struct import_file *f, struct rec *old)
{
	struct leaf l;

	im->rd = f->rd;
	TRY(journal_leaf(im->cx, im->r->db, (uint64_t)old->leaf, &l));
	again_read(im, l.extra);
	TRY(list_errors(im, batch_n(old, BATCH_corrects) ? batch_n(old, BATCH_corrects) : old->id));
	im->n.batch = old->id;
	im->n.again = true;
	if (!rec_has(old, BATCH_corrects))
		month_delivered(im->cx, im->im, old->v[BATCH_kind].s, old->id);
	return counts_before(im, old);
}

static enum err take_file(struct imp *im, struct import_file *f)
{
	struct import *o = im->im;
	struct rec *old = NULL;

	if (stopping(im->cx))           /* between two files: this one has no batch yet */
		return stopped(im);
	if (!f->rd)                     /* the child reads while the file is hashed here */
		TRY(import_open_spawn(im->cx, im->r, o, f));
	TRY(batch_hash(im->cx, f->fd, im->file_hash));
	batch_number_hash(im, im->sheet);
	TRY(batch_find(im, &old));
	if (!f->headed)
		TRY(reader_header(im->cx, f->rd));
	f->headed = true;
	import_open_ahead(im->cx, im->r, o, f);
	if (old && batch_in(im, old)) {
		if (!o->again && !o->nsaid && !o->as_of)
			return said_before(im, f, old);
		old = NULL;
	}
	im->rd = f->rd;
	if (!im->rd->date)
		im->rd->date = o->as_of;
	TRY(begin(im));
	TRY(amend_begin(im));
	TRY(amend_load(im, old));
	if (old)
		TRY(batch_resume(im, old));
	if (o->face.begin)
		o->face.begin(o->face.arg, f->label, im->leads ? leads_label(im) : im->part[0],
		              im->rd->map.npart == 2 && !im->rd->map.shape, im->rd->rows);
	TRY(area_load(im->cx, &im->cache, im->r, &im->areas));
	TRY(check_header(im));
	TRY(sheet_may_remember(im));
	TRY(reader_go(im->cx, im->rd, im->done));
	TRY(import_rows(im, old));
	im->n.batch = im->self;
	if (!im->amend)
		month_delivered(im->cx, o, month_list_kind(im), im->batch);
	TRY(sheet_remember(im));
	TRY(list_errors(im, im->batch));
	return preview_rows(im);
}

static void add_counts(struct import_counts *to, const struct import_counts *n)
{
	to->batch = n->batch;
	to->rows += n->rows;
	to->fresh += n->fresh;
	to->changed += n->changed;
	to->unchanged += n->unchanged;
	to->refused += n->refused;
	to->left_out += n->left_out;
	to->again |= n->again;
	to->resumed |= n->resumed;
	month_add_counts(to, n);
	for (int i = 0; kind_nth(i); i++) {
		to->mended[i] += n->mended[i];
		to->found[i] += n->found[i];
	}
}

static enum err import_file(struct ctx *cx, struct reg *r, struct import *o, struct import_file *f)
{
	struct imp *im = mem_new(1, sizeof *im);
	enum err e;

	im->cx = cx;
	im->r = r;
	im->im = o;
	im->last = f->last;
	im->name = im->list = f->name;
	im->sheet = im->list_sheet = str_of(f->sheet);
	im->more = f->more;
	arena_init(&im->cache, 512 << 20);
	arena_init(&im->work, 256 << 20);
	im->n.mended = arena_array(&im->cache, KIND_MAX, sizeof *im->n.mended);
	im->n.found = arena_array(&im->cache, KIND_MAX, sizeof *im->n.found);
	im->batch_e = register_entity(r, TAG_batch);
	e = take_file(im, f);
	if (e == OK) {
		add_counts(&o->total, &im->n);
		if (o->face.end)
			o->face.end(o->face.arg, f->label, &im->n);
	}
	if (im->reading)
		db_end_read(r->db);
	known_free(im->known);
	leads_free(im->leads);
	month_free(im);
	arena_free(&im->cache);
	arena_free(&im->work);
	mem_free(im);
	return e;
}

/* What ends everything, and not only this file. */
static bool fatal(enum err e)
{
	return e != ERR_INPUT && e != ERR_NOTFOUND && e != ERR_LIMIT;
}

/* A trial runs for real on a copy, so that files which refer to each other are judged together. */
static enum err try_on_copy(struct ctx *cx, struct reg *r, struct import *im)
{
	struct import trial = *im;
	struct reg *copy;
	enum err e;

	TRY(register_scratch(cx, r, &copy));
	trial.dry_run = false;
	trial.face.saved = NULL;
	e = import_run(cx, copy, &trial);
	im->total = trial.total;
	im->files_refused = trial.files_refused;
	register_close(cx, copy);
	return e;
}

enum err import_run(struct ctx *cx, struct reg *r, struct import *im)
{
	if (im->dry_run)
		return try_on_copy(cx, r, im);
	struct import_list l;
	enum err e;
	int taken = 0;

	im->total.mended = arena_array(&cx->arena, KIND_MAX, sizeof *im->total.mended);
	im->total.found = arena_array(&cx->arena, KIND_MAX, sizeof *im->total.found);
	os_keep_memory();
	e = import_open(cx, r, im, &l);
	again_begin(im, r->st, &l);
	for (int i = 0; e == OK && i < l.n; i++) {
		struct import_file *f = &l.f[i];

		if (f->fd < 0)
			continue;
		f->last = i + 1 == l.n;
		for (int k = l.n - 1; k > i; k--) {
			f->next = l.f[k].fd >= 0 ? &l.f[k] : f->next;
			f->more |= l.f[k].fd >= 0 && (str_eq(l.f[k].list, f->list) || !l.f[k].list.n);
		}
		e = import_file(cx, r, im, f);
		taken += e == OK;
		if (e != OK && (!fatal(e) || stopping(cx)))
			e = import_open_refuse(cx, im, f);
		import_open_end(f);             /* now: of a thousand files the children would add up */
	}
	import_open_free(&l);
	if (e == OK && !taken)
		return err_set(cx, ERR_INPUT, "", "import-nothing", NULL);
	return e;
}

/* import_batch - the batch of one file: recognised by its hash, opened, closed, taken up again
 * after a break. How far it came, and its counts, stand in the leaf of its last chunk. */
#include "job/import_batch.h"
#include "base/mem.h"

#include <stdio.h>

#include "base/os.h"
#include "crypto/sign.h"
#include "domain/register/batch.h"
#include "domain/register/lookup.h"
#include "job/import_again.h"
#include "job/import_month.h"

/* ---- counts as text: "done=5000\nnew=..\nm.spaces=3\nf.id_length=2\n" ---- */

static void batch_counts_put(struct buf *out, struct imp *im)
{
	buf_addf(out, "done=%lld\nrows=%lld\nnew=%lld\nchanged=%lld\nunchanged=%lld\nrefused=%lld\n",
	         (long long)im->done, (long long)im->n.rows, (long long)im->n.fresh,
	         (long long)im->n.changed, (long long)im->n.unchanged, (long long)im->n.refused);
	if (im->n.left_out)
		buf_addf(out, "left=%lld\n", (long long)im->n.left_out);
	month_extra(out, im);
	for (int i = 0; kind_nth(i); i++) {
		if (im->n.mended[i])
			buf_addf(out, "m.%s=%lld\n", kind_nth(i)->id, (long long)im->n.mended[i]);
		if (im->n.found[i])
			buf_addf(out, "f.%s=%lld\n", kind_nth(i)->id, (long long)im->n.found[i]);
	}
}

static void counts_read(struct imp *im, struct str text)
{
	struct str line;

	while (str_next(&text, '\n', &line)) {
		ptrdiff_t eq = str_find(line, STR("="));
		struct str key = str_sub(line, 0, eq < 0 ? 0 : (size_t)eq);
		int64_t v = 0;

		if (eq < 0 || !str_i64(str_sub(line, (size_t)eq + 1, line.n), &v))
			continue;
		if (str_eqz(key, "done"))
			im->done = v;
		else if (str_eqz(key, "rows"))
			im->n.rows = v;
		else if (str_eqz(key, "new"))
			im->n.fresh = v;
		else if (str_eqz(key, "changed"))
			im->n.changed = v;
		else if (str_eqz(key, "unchanged"))
			im->n.unchanged = v;
		else if (str_eqz(key, "refused"))
			im->n.refused = v;
		else if (str_eqz(key, "left"))
			im->n.left_out = v;
		else if (month_extra_read(im, key, v))
			continue;
		else
			amend_extra_read(im, key, v);
		for (int i = 0; key.n > 2 && key.p[1] == '.' && kind_nth(i); i++)
			if (str_eqz(str_sub(key, 2, key.n), kind_nth(i)->id))
				(key.p[0] == 'm' ? im->n.mended : im->n.found)[i] = v;
	}
}

/* ---- the file's hash ---- */

enum err batch_hash(struct ctx *cx, int fd, unsigned char out[32])
{
	static const size_t step = 1 << 20;
	char *p = mem_grow(NULL, step, 1);
	struct digest d;
	int64_t off = 0;
	ssize_t n;

	digest_init(&d, HASH_SHA256);
	while ((n = os_pread_full(fd, p, step, off)) > 0) {
		digest_add(&d, p, (size_t)n);
		off += n;
	}
	digest_end(&d, out);
	mem_free(p);
	return n < 0 ? err_set(cx, ERR_IO, "", "import-read", NULL) : OK;
}

/* Sheets of one workbook count their rows each for itself. */
void batch_number_hash(struct imp *im, struct str sheet)
{
	uint64_t h = sheet.n ? str_hash(sheet) : 0;

	memcpy(im->number_hash, im->file_hash, sizeof im->number_hash);
	for (int i = 0; i < 4; i++)
		im->number_hash[i] ^= (unsigned char)(h >> (8 * i));
}

/* ---- rows of the noun batch ---- */

struct batch_write {
	struct imp *im;
	struct rec *now, *old;
	struct rec *fixed, *unfixed; /* the batch that a corrected list belongs to, or NULL */
	enum action act;
	struct str extra;
};

static enum err write_batch(struct ctx *cx, struct db *db, void *arg)
{
	struct batch_write *w = arg;
	struct txn t;
	enum err e;

	if (w->act == ACT_IMPORT_CLOSE && w->im->last)
		db_bulk(db, false);
	txn_begin(&t, w->im->r->st, w->act);
	t.leaf.batch = w->now->id;
	t.leaf.object = w->im->batch_e->tag;
	t.leaf.object_id = w->now->id;
	t.leaf.actor = str_of(cx->actor);
	if (w->act == ACT_IMPORT_OPEN && w->im->im->reason)
		t.leaf.note = str_of(w->im->im->reason);
	t.leaf.extra = w->extra;
	e = txn_rec(cx, db, &t, w->now, w->old, NULL);
	if (e == OK && w->fixed)
		e = txn_rec(cx, db, &t, w->fixed, w->unfixed, NULL);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

static struct str hash_text(struct imp *im)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 100);
	hex_put(&b, im->file_hash, 32);
	return str_dup(&im->cache, buf_str(&b));
}

/* A batch that was undone is as good as none. */
enum err batch_find(struct imp *im, struct rec **out)
{
	int64_t id = INT64_MAX;

	*out = NULL;
	for (;;) {
		TRY(lookup_batch(im->cx, im->r->db, hash_text(im), im->sheet, id, &id));
		if (!id)
			return OK;
		TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, id, out));
		if (strcmp(batch_state(im->r, *out), "undone") != 0)
			break;
		*out = NULL;
	}
	if (!strcmp(batch_state(im->r, *out), "undoing")) {
		char no[32];

		snprintf(no, sizeof no, "B%lld", (long long)id);
		return err_set(im->cx, ERR_INPUT, im->name, "batch-undoing", no, NULL);
	}
	return OK;
}

bool batch_in(const struct imp *im, const struct rec *r)
{
	const char *state = batch_state(im->r, r);

	return !strcmp(state, "complete") || !strcmp(state, "open");
}

/* ---- how a file was read: a half read one way is never finished another ---- */

enum { HOW_MODE, HOW_KIND, HOW_SOURCE, HOW_COMPLETE, HOW_COLUMNS, HOW_PIECES };

/* "upsert|household|national|complete|9f3c..": the last is of its columns, month, department. */
static void how_read(struct imp *im, struct str v[HOW_PIECES])
{
	static const char *const mode[] = { "upsert", "insert", "update" };
	const struct import *o = im->im;
	const struct sheet_map *m = &im->rd->map;
	struct buf b BUF_AUTO = { 0 };
	uint64_t hash;

	buf_init(&b, 1 << 20);
	buf_addf(&b, "%.*s|%s|%d|%d", STR_FMT(im->rd->topic),
	         o->lead_department ? o->lead_department : "", (int)o->lead_month, (int)im->rd->date);
	for (int i = 0; i < m->ncol; i++)
		buf_addf(&b, "|%d.%d.%d", (int)m->col[i].kind, (int)m->col[i].part, (int)m->col[i].field);
	v[HOW_MODE] = str_of(mode[o->mode]);
	v[HOW_KIND] = month_list_kind(im);
	v[HOW_SOURCE] = str_of(o->source ? o->source : "");
	v[HOW_COMPLETE] = str_of(o->complete ? "complete" : o->part ? "part" : "");
	hash = str_hash(buf_str(&b));
	buf_reset(&b);
	buf_addf(&b, "%016llx", (unsigned long long)hash);
	v[HOW_COLUMNS] = str_dup(&im->cache, buf_str(&b));
}

static void how_put(struct buf *out, struct imp *im)
{
	struct str v[HOW_PIECES];

	how_read(im, v);
	for (int i = 0; i < HOW_PIECES; i++)
		buf_addf(out, "%s%.*s", i ? "|" : "how=", STR_FMT(str_sub(v[i], 0, 100)));
	buf_addz(out, "\n");
}

/* ERR_INPUT import-other-way: this run would finish what another way of reading began. */
static enum err how_same(struct imp *im, const struct rec *old)
{
	struct str now[HOW_PIECES], was[HOW_PIECES] = { 0 }, rest, line, one;
	struct buf b BUF_AUTO = { 0 };
	struct leaf l;
	int n = 0, differ = 0;
	char no[32];

	TRY(journal_leaf(im->cx, im->r->db, (uint64_t)old->leaf, &l));
	for (rest = l.extra; !n && str_next(&rest, '\n', &line);)
		for (one = str_sub(line, 4, line.n); str_starts(line, STR("how=")) && n < HOW_PIECES;
		     n++)
			if (!str_next(&one, '|', &was[n]))
				was[n] = (struct str){ "", 0 };
	how_read(im, now);
	if (!im->im->source)            /* unsaid: it goes on as its batch's */
		now[HOW_SOURCE] = was[HOW_SOURCE];
	for (int i = 0; n && i < HOW_PIECES; i++)
		differ += !str_eq(str_sub(now[i], 0, 100), was[i]);
	if (!differ)
		return OK;
	snprintf(no, sizeof no, "B%lld", (long long)old->id);
	buf_init(&b, 1000);
	buf_addf(&b, "%.*s --mode %.*s%s%.*s%s%.*s", STR_FMT(was[HOW_KIND]), STR_FMT(was[HOW_MODE]),
	         was[HOW_SOURCE].n ? " --source " : "", STR_FMT(was[HOW_SOURCE]),
	         was[HOW_COMPLETE].n ? " --" : "", STR_FMT(was[HOW_COMPLETE]));
	return err_set(im->cx, ERR_INPUT, im->name, "import-other-way", no,
	               str_z(&im->cx->arena, buf_str(&b)), NULL);
}

/* How far a broken-off batch came: its last chunk's leaf, looked for from the end of the log. */
enum err batch_resume(struct imp *im, const struct rec *old)
{
	uint64_t n = journal_next(&im->r->st->j);

	TRY(how_same(im, old));
	im->self = old->id;
	if (!im->amend)
		im->batch = old->id;
	im->n.resumed = true;
	im->opened = old->leaf;
	month_resume(im, old);
	while (n-- > (uint64_t)old->leaf) {
		struct leaf l;

		TRY(journal_leaf(im->cx, im->r->db, n, &l));
		if (l.batch == old->id || (im->amend && l.batch == im->batch && l.object_id == old->id)) {
			counts_read(im, l.extra);
			again_read(im, l.extra);
			im->fresh_part = str_find(l.extra, STR("fresh=1\n")) >= 0;
			im->fresh_household = str_find(l.extra, STR("freshhh=1\n")) >= 0;
			return OK;
		}
	}
	return OK;
}

void batch_extra(struct buf *out, struct imp *im)
{
	batch_counts_put(out, im);
	again_extra(out, im);
	amend_extra(out, im);
	if (im->fresh_part)
		buf_addz(out, "fresh=1\n");
	if (im->fresh_household)
		buf_addz(out, "freshhh=1\n");
}

enum err batch_begin(struct imp *im)
{
	struct batch_write w = { .im = im, .act = ACT_IMPORT_OPEN };
	struct rec *r = rec_new(&im->cache, im->batch_e);
	struct buf b BUF_AUTO = { 0 };
	char no[32];
	int n;

	r->id = im->self = store_new_id(im->r->st, im->batch_e);
	r->area = imp_place(im);
	if (!im->amend)
		im->batch = im->self;
	else
		rec_int(r, BATCH_corrects, amend_of(im));
	n = snprintf(no, sizeof no, "B%lld", (long long)r->id);
	rec_text(r, BATCH_no, str_dup(&im->cache, (struct str){ no, (size_t)n }));
	rec_text(r, BATCH_file, str_of(im->name));
	if (im->sheet.n)
		rec_text(r, BATCH_sheet, im->sheet);
	rec_text(r, BATCH_file_hash, hash_text(im));
	rec_text(r, BATCH_kind, month_list_kind(im));
	rec_text(r, BATCH_encoding, str_of(im->rd->encoding));
	rec_int(r, BATCH_rows, im->rd->rows);
	rec_int(r, BATCH_started, im->cx->now_ms);
	rec_text(r, BATCH_actor, str_of(im->cx->actor));
	if (im->im->reason)
		rec_text(r, BATCH_reason, str_of(im->im->reason));
	batch_state_set(im->r, r, "running");
	month_batch_begin(im, r);
	buf_init(&b, 3000);
	batch_extra(&b, im);
	how_put(&b, im);
	w.now = r;
	w.extra = buf_str(&b);
	return register_write(im->cx, im->r, write_batch, &w);
}

enum err batch_end(struct imp *im)
{
	struct batch_write w = { .im = im, .act = ACT_IMPORT_CLOSE };
	struct buf b BUF_AUTO = { 0 };
	struct rec *old, *now;
	int64_t mended = 0;
	bool changed;

	TRY(store_get(im->cx, im->r->db, &im->cache, im->batch_e, im->self, &old));
	now = imp_merge(&im->cache, old, rec_new(&im->cache, im->batch_e), &changed);
	for (int i = 0; kind_nth(i); i++)
		if (strncmp(kind_nth(i)->id, "lead_", 5) != 0)       /* those count rows, not cells */
			mended += im->n.mended[i];
	month_batch_end(im, now);
	rec_int(now, BATCH_new, im->n.fresh);
	rec_int(now, BATCH_changed, im->n.changed);
	rec_int(now, BATCH_unchanged, im->n.unchanged);
	rec_int(now, BATCH_refused, im->n.refused);
	rec_int(now, BATCH_normalised, mended);
	rec_int(now, BATCH_done_rows, im->done);
	rec_int(now, BATCH_ended, os_now_ms());
	batch_state_set(im->r, now, im->n.refused && !im->amend ? "open" : "complete");
	TRY(amend_batch(im, &w.unfixed, &w.fixed, mended));
	buf_init(&b, 3900);
	batch_extra(&b, im);
	w.now = now;
	w.old = old;
	w.extra = buf_str(&b);
	return register_write(im->cx, im->r, write_batch, &w);
}

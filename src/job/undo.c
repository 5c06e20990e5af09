/* undo - see the header. What stood before a batch is read from history: each version says which
 * batch stated it, and a version that took a batch back leads on to the one it put back. */
#include "job/undo.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/os.h"
#include "domain/register/area.h"
#include "domain/register/lead.h"
#include "entity/refs.h"
#include "job/closed_year.h"
#include "job/undo_later.h"

#define CHUNK_ROWS 4000          /* rows looked at in one transaction */

/* What an earlier run of this undo left: each is found again, or its finding is closed. */
struct stayed { struct batch_kept k; int64_t next; bool met; };

struct pass {
	struct ctx *cx;              /* the caller's */
	struct reg *r;
	struct undo *u;
	struct db *db;               /* the writer's, while a chunk is made */
	struct txn *t;
	int64_t batch;
	uint64_t first, begin;       /* leaves that may hold rows of the batch: first <= seq < begin */
	uint64_t seq;                /* the leaf being taken back ... */
	int64_t left;                /* ... and how many of its rows are still to do, -1: all */
	int64_t done, rows;          /* rows looked at, and of the batch */
	struct leaf leaf;            /* at seq, once it is loaded */
	struct rowkey *key;
	bool loaded, touches[ENT_MOST];    /* nouns that the batch wrote */
	struct undo_later *later;    /* rows that later lists of a source have */
	struct area_tree *areas;
	struct refs *refs;
	uint64_t refs_at;            /* the log's size that the references were counted at */
	struct stayed *stayed;       /* nstayed of them, in cx's arena */
	int64_t nstayed, stayed_cap;
	struct hmap *stayed_at;      /* stayed_key -> the first in `stayed`, by `next` the others */
	struct arena of_leaf, of_row;
	struct family fam;           /* the last household's key */
	const struct entity *fam_of;
};

/* ---- reading ---- */

static enum err row_of(struct pass *p, const struct entity *e, int64_t id, struct rec **out)
{
	struct stmt *s;
	bool row;

	*out = NULL;
	TRY(db_stmt(p->cx, p->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(p->cx, s, &row));
	if (row)
		*out = store_row(&p->of_row, e, s);
	stmt_done(s);
	return OK;
}

/* The row whose seed seals this one: its household, directly or through its person; else itself. */
static enum err family_row(struct pass *p, const struct rec *r, const struct entity **e,
                           int64_t *id)
{
	const struct field *f = r->e->parent >= 0 ? &r->e->fields[r->e->parent] : NULL;
	struct rec *person;

	*e = r->e;
	*id = r->id;
	if (!f || !rec_has(r, r->e->parent))
		return OK;
	*id = r->v[r->e->parent].i;
	if (!strcmp(f->ref, "person")) {
		TRY(row_of(p, register_entity(p->r, TAG_person), *id, &person));
		*id = person ? person->v[PERSON_household].i : 0;
	}
	*e = register_entity(p->r, TAG_household);
	return OK;
}

static enum err open_row(struct pass *p, struct rec *r)
{
	const struct entity *e;
	int64_t id;

	if (!r->e->has_sealed && !(r->e->flags & ENT_SEED))
		return OK;
	if (r->e->tag == TAG_lead) {
		TRY(lead_seal(p->cx, p->db, p->r->st, r, &p->fam));
		p->fam_of = NULL;
		return store_open(p->cx, &p->of_row, p->r->st, &p->fam, r);
	}
	TRY(family_row(p, r, &e, &id));
	if (p->fam_of != e || p->fam.id != id)
		TRY(family_load(p->cx, p->db, p->r->st, e, id, &p->fam));
	p->fam_of = e;
	return store_open(p->cx, &p->of_row, p->r->st, &p->fam, r);
}

/* ---- what stood before ---- */

struct chain {                   /* versions of a row, oldest first; v[0] is version 1 */
	struct rec **v;
	int64_t *owner;              /* the batch whose values a version shows, 0 none */
	int *source;                 /* the version that stated them */
	int n;
};

static enum err chain_load(struct pass *p, struct rec *now, struct chain *c)
{
	struct stmt *s;
	enum err e;
	bool row;

	*c = (struct chain){ 0 };
	c->v = arena_array(&p->of_row, (size_t)now->version + 1, sizeof *c->v);
	c->owner = arena_array(&p->of_row, (size_t)now->version + 1, sizeof *c->owner);
	c->source = arena_array(&p->of_row, (size_t)now->version + 1, sizeof *c->source);
	TRY(db_stmt(p->cx, p->db, &now->e->sql->history, &s));
	stmt_int(s, 1, now->id);
	while ((e = stmt_step(p->cx, s, &row)) == OK && row && c->n < now->version)
		c->v[c->n++] = store_row(&p->of_row, now->e, s);
	stmt_done(s);
	TRY(e);
	c->v[c->n++] = now;
	if (c->n != now->version)       /* verify tells more */
		return err_set(p->cx, ERR_TAMPER, now->e->name, "undo-history", now->e->zh, now->e->en,
		               NULL);
	for (int i = 0; i < c->n; i++) {
		int k = i;

		if (c->v[i]->undo) {
			k = i - 1;
			while (k >= 0 && c->owner[k] == c->v[i]->undo)
				k = c->source[k] - 1;
		}
		c->source[i] = k;
		c->owner[i] = k < 0 ? 0 : k == i ? c->v[i]->batch : c->owner[k];
	}
	return OK;
}

enum standing { OURS, DONE, EDITED };

/* Is the row still as the batch left it? Then *before is what stood there, NULL: nothing. */
static enum err standing_of(struct pass *p, struct rec *now, int32_t version, enum standing *st,
                            struct rec **before)
{
	struct chain c;
	int k;

	*before = NULL;
	*st = OURS;
	if (now->version == 1 && version == 1)
		return OK;
	TRY(chain_load(p, now, &c));
	k = c.n - 1;
	if (c.owner[k] != p->batch || (now->version != version && !now->undo)) {
		*st = now->undo == p->batch ? DONE : EDITED;
		/* told at the batch's newest version; or an earlier run has put back what stood before */
		for (int i = version; i < c.n; i++)
			if (c.v[i]->undo == p->batch || (c.v[i]->batch == p->batch && !c.v[i]->undo))
				*st = DONE;
		return OK;
	}
	while (k >= 0 && c.owner[k] == p->batch)
		k = c.source[k] - 1;
	*before = k < 0 ? NULL : c.v[k];
	return OK;
}

/* ---- rows that stay ---- */

/* What people call the row: its number, or that of the row it hangs on. */
static enum err number_of(struct pass *p, const struct rec *r, struct str *no)
{
	const struct entity *e = r->e;
	struct rec *up;

	*no = (struct str){ 0 };
	if (e->key >= 0) {
		if (r->v[e->key].kind == VAL_TEXT)
			*no = r->v[e->key].s;
		return OK;
	}
	if (e->parent < 0 || !rec_has(r, e->parent))
		return OK;
	TRY(row_of(p, entity_find(p->r->model, str_of(e->fields[e->parent].ref)), r->v[e->parent].i,
	           &up));
	return up ? number_of(p, up, no) : OK;
}

static enum err put(struct pass *p, const struct prow *row)
{
	return txn_put(p->cx, p->db, p->t, row);
}

/* Also one that a person closed: there is nothing left that it speaks of. */
static enum err close_as_undone(struct pass *p, const struct rec *old)
{
	struct rec *now = rec_new(&p->of_row, old->e);
	struct prow row;
	int64_t code;

	memcpy(now->v, old->v, (size_t)old->e->nfield * sizeof *now->v);
	now->id = old->id;
	now->batch = old->batch;
	now->row = old->row;
	if (list_tagged(p->r->model, "finding_state", "undone", &code))
		rec_int(now, FINDING_state, code);
	if (!rec_has(old, FINDING_closed)) {
		rec_int(now, FINDING_closed, p->cx->now_ms);
		rec_text(now, FINDING_closed_by, str_of(p->cx->actor));
	}
	p->u->closed++;
	TRY(store_prepare(p->cx, &p->of_row, p->r->st, now, old, NULL, &row));
	return put(p, &row);
}

static enum err close_finding(struct pass *p, const struct rec *old)
{
	return rec_has(old, FINDING_closed) ? OK : close_as_undone(p, old);
}

static struct str stayed_key(struct arena *a, struct str noun, struct str no, int32_t line)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_addf(&b, "%.*s %d %.*s", STR_FMT(noun), line, STR_FMT(no));
	return str_dup(a, buf_str(&b));
}

/* What was said of this row before, NULL: nothing, or all of it is met. */
static struct stayed *stayed_of(struct pass *p, const struct rec *now, struct str no, int32_t line)
{
	int64_t at = -1;

	if (!p->stayed_at ||
	    !hmap_get(p->stayed_at, stayed_key(&p->of_row, str_of(now->e->name), no, line), &at))
		return NULL;
	while (at >= 0 && p->stayed[at].met)
		at = p->stayed[at].next;
	return at < 0 ? NULL : &p->stayed[at];
}

static enum err close_stayed(struct pass *p, struct stayed *s)
{
	const struct entity *e = register_entity(p->r, TAG_finding);
	struct rec *old;

	s->met = true;
	TRY(row_of(p, e, s->k.id, &old));
	return old ? close_as_undone(p, old) : OK;
}

/* The row that this batch wrote is as it was before: what an earlier run said of it is past. */
static enum err stays_no_more(struct pass *p, const struct rec *now, int32_t line)
{
	struct stayed *s;
	struct str no;

	TRY(number_of(p, now, &no));
	s = stayed_of(p, now, no, line);
	return s ? close_stayed(p, s) : OK;
}

/* Said of the row before by an earlier run, it keeps its number. */
static enum err keep(struct pass *p, const struct rec *now, int32_t line, const char *kind,
                     struct str detail)
{
	const struct entity *e = register_entity(p->r, TAG_finding);
	struct rec *f = rec_new(&p->of_row, e);
	struct stayed *before;
	struct prow row;
	struct str no;
	int64_t code;

	TRY(number_of(p, now, &no));
	before = stayed_of(p, now, no, line);
	if (before && !strcmp(before->k.why->id, kind) && str_eq(before->k.detail, detail)) {
		before->met = true;
		p->u->kept_rows++;
		return OK;
	}
	if (before)
		TRY(close_stayed(p, before));
	f->id = store_new_id(p->r->st, e);
	rec_int(f, FINDING_file_batch, p->batch);
	rec_text(f, FINDING_file, p->u->file);
	if (line)
		rec_int(f, FINDING_file_row, line);
	rec_text(f, FINDING_kind, str_of(kind));
	if (list_tagged(p->r->model, "severity", kind_find(kind)->severity, &code))
		rec_int(f, FINDING_severity, code);
	rec_text(f, FINDING_about_entity, str_of(now->e->name));
	if (no.n)
		rec_text(f, FINDING_about_no, no);
	if (detail.n)
		rec_text(f, FINDING_detail, detail);
	if (list_tagged(p->r->model, "finding_state", "open", &code))
		rec_int(f, FINDING_state, code);
	f->area = now->area;
	rec_int(f, FINDING_found, p->cx->now_ms);
	p->u->kept_rows++;
	TRY(store_prepare(p->cx, &p->of_row, p->r->st, f, NULL, NULL, &row));
	return put(p, &row);
}

/* ---- one row ---- */

static enum err take_out(struct pass *p, const struct rec *now, int32_t line)
{
	struct prow row;

	TRY(stays_no_more(p, now, line));
	store_prepare_removal(&p->of_row, p->r->st, now, p->batch, &row);
	refs_drop(p->refs, now);
	p->u->removed++;
	return put(p, &row);
}

/* Does what stood before refer to a row that has left meanwhile? */
static enum err refers_to_gone(struct pass *p, const struct rec *before, bool *gone)
{
	*gone = false;
	for (int i = 0; i < before->e->nfield && !*gone; i++) {
		const struct field *f = &before->e->fields[i];
		struct rec *there;

		if (!rec_has(before, i) || (f->type != FT_REF && f->type != FT_AREA))
			continue;
		TRY(row_of(p, f->type == FT_AREA ? register_entity(p->r, TAG_area) :
		           entity_find(p->r->model, str_of(f->ref)), before->v[i].i, &there));
		*gone = !there;
	}
	return OK;
}

static enum err put_back(struct pass *p, struct rec *now, struct rec *before, int32_t line)
{
	struct prow row;
	bool gone;

	TRY(refers_to_gone(p, before, &gone));
	if (gone)
		return keep(p, now, line, "undo_gone", STR(""));
	TRY(open_row(p, now));
	TRY(open_row(p, before));
	if (!now->opened || !before->opened)            /* its seed was erased since */
		return keep(p, now, line, "undo_edited", STR(""));
	TRY(stays_no_more(p, now, line));
	refs_drop(p->refs, now);
	refs_add(p->refs, before);
	p->u->restored++;
	TRY(store_prepare_undo(p->cx, &p->of_row, p->r->st, before, now, &p->fam, p->batch, &row));
	return put(p, &row);
}

/* The line of the list that the batch's version names. */
static enum err line_of(struct pass *p, struct rec *now, int32_t version, int32_t *line)
{
	struct chain c;

	*line = now->row;
	if (version == now->version)
		return OK;
	TRY(chain_load(p, now, &c));
	*line = version <= c.n ? c.v[version - 1]->row : 0;
	return OK;
}

static enum err one_row(struct pass *p, const struct rowkey *key)
{
	const struct entity *e = register_entity(p->r, key->entity);
	struct rec *now, *before;
	struct reg view = *p->r;
	enum standing st;
	struct str why;
	char text[24];
	int32_t line;
	int64_t used;
	int n;

	arena_reset(&p->of_row);
	if (!e || e->tag == TAG_batch)
		return OK;
	TRY(row_of(p, e, key->id, &now));
	if (!now)
		return OK;                              /* it has left already */
	if (e->tag == TAG_finding)
		return close_finding(p, now);
	TRY(standing_of(p, now, key->version, &st, &before));
	if (st == DONE)
		return OK;
	TRY(line_of(p, now, key->version, &line));
	if (st == EDITED)
		return keep(p, now, line, "undo_edited", STR(""));
	if (undo_later_has(p->later, e->tag, now->id))
		return keep(p, now, line, "undo_listed", STR(""));
	view.db = p->db;
	TRY(closed_year_keeps(p->cx, &view, p->areas, &p->of_row, now, before, &why));
	if (why.n)
		return keep(p, now, line, "undo_closed", why);
	if (before)
		return put_back(p, now, before, line);
	used = refs_to(p->refs, e, now->id);
	if (!used)
		return take_out(p, now, line);
	n = snprintf(text, sizeof text, "%lld", (long long)used);
	return keep(p, now, line, "undo_used", (struct str){ text, (size_t)n });
}

/* ---- one chunk ---- */

static bool of_batch(const struct pass *p, const struct leaf *l)
{
	return l->batch == p->batch && l->action == ACT_IMPORT_CHUNK;
}

static enum err leaf_at(struct pass *p, struct db *db)
{
	if (p->loaded)
		return OK;
	arena_reset(&p->of_leaf);
	TRY(journal_keys(p->cx, db, &p->of_leaf, p->seq, &p->leaf, &p->key));
	p->loaded = true;
	if (p->left < 0 || p->left > p->leaf.rows)
		p->left = p->leaf.rows;
	return OK;
}

static void leaf_done(struct pass *p)
{
	p->seq--;
	p->left = -1;
	p->loaded = false;
}

static void extra_put(struct buf *b, const struct pass *p)
{
	buf_addf(b, "seq=%llu\nleft=%lld\ndone=%lld\nremoved=%lld\nrestored=%lld\nkept=%lld\n"
	         "closed=%lld\n",
	         (unsigned long long)p->seq, (long long)p->left, (long long)p->done,
	         (long long)p->u->removed, (long long)p->u->restored, (long long)p->u->kept_rows,
	         (long long)p->u->closed);
}

static int64_t extra_int(struct str extra, const char *name, int64_t none)
{
	struct str v;
	int64_t n;

	return leaf_extra(extra, name, &v) && str_i64(v, &n) ? n : none;
}

static void extra_read(struct pass *p, struct str extra)
{
	p->seq = (uint64_t)extra_int(extra, "seq", (int64_t)p->seq);
	p->left = extra_int(extra, "left", -1);
	p->done = extra_int(extra, "done", 0);
	p->u->removed = extra_int(extra, "removed", 0);
	p->u->restored = extra_int(extra, "restored", 0);
	p->u->kept_rows = extra_int(extra, "kept", 0);
	p->u->closed = extra_int(extra, "closed", 0);
}

static enum err rows_of_chunk(struct pass *p)
{
	int64_t room = CHUNK_ROWS;

	if (!p->refs || p->refs_at != journal_next(&p->r->st->j)) {      /* others have written */
		refs_free(p->refs);
		p->refs = NULL;
		TRY(refs_make(p->cx, p->db, p->r->st, p->touches, &p->refs));
	}
	for (; room > 0 && p->seq + 1 > p->first; room--) {
		TRY(leaf_at(p, p->db));
		if (!of_batch(p, &p->leaf) || p->left == 0) {
			leaf_done(p);
			continue;
		}
		p->left--;
		p->done++;
		TRY(one_row(p, &p->key[p->left]));
	}
	return OK;
}

static void leaf_begin(struct txn *t, const struct pass *p)
{
	txn_begin(t, p->r->st, ACT_UNDO);
	t->leaf.batch = p->batch;
	t->leaf.actor = str_of(p->cx->actor);
}

static enum err write_chunk(struct ctx *cx, struct db *db, void *arg)
{
	struct pass *p = arg;
	struct buf extra BUF_AUTO = { 0 };
	struct txn t;
	enum err e;

	db_bulk(db, true);
	buf_init(&extra, 3000);
	leaf_begin(&t, p);
	p->t = &t;
	p->db = db;
	e = rows_of_chunk(p);
	if (e != OK || t.n == 0) {      /* nothing to say: no leaf */
		p->refs_at = journal_next(&p->r->st->j);
		txn_drop(&t);
		return e;
	}
	extra_put(&extra, p);
	t.leaf.extra = buf_str(&extra);
	e = txn_end(cx, db, &t);
	p->refs_at = journal_next(&p->r->st->j);
	return e;
}

/* ---- first and last ---- */

static struct rec *batch_copy(struct arena *a, const struct rec *old)
{
	struct rec *now = rec_new(a, old->e);

	memcpy(now->v, old->v, (size_t)old->e->nfield * sizeof *now->v);
	now->id = old->id;
	now->area = old->area;
	return now;
}

static enum err write_begin(struct ctx *cx, struct db *db, void *arg)
{
	struct pass *p = arg;
	const struct entity *be = register_entity(p->r, TAG_batch);
	struct rec *old, *now;
	struct txn t;
	enum err e;

	TRY(store_get(cx, db, &p->of_leaf, be, p->batch, &old));
	now = batch_copy(&p->of_leaf, old);
	batch_state_set(p->r, now, "undoing");
	rec_text(now, BATCH_undone_by, str_of(cx->actor));
	if (p->u->reason)
		rec_text(now, BATCH_undo_reason, str_of(p->u->reason));
	leaf_begin(&t, p);
	t.leaf.object = be->tag;
	t.leaf.object_id = p->batch;
	t.leaf.note = str_of(p->u->reason ? p->u->reason : "");
	t.leaf.extra = STR("undo=begin\n");
	p->begin = journal_next(&p->r->st->j);
	p->seq = p->begin - 1;
	e = txn_rec(cx, db, &t, now, old, NULL);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

static enum err end_rows(struct ctx *cx, struct db *db, struct pass *p, struct txn *t)
{
	const struct entity *be = register_entity(p->r, TAG_batch);
	struct rec *old, *now;
	int64_t *id;
	int n;

	TRY(batch_corrections(cx, db, p->batch, &id, &n));
	for (int i = -1; i < n; i++) {
		TRY(store_get(cx, db, &p->of_leaf, be, i < 0 ? p->batch : id[i], &old));
		now = batch_copy(&p->of_leaf, old);
		batch_state_set(p->r, now, "undone");
		rec_int(now, BATCH_undone, os_now_ms());
		if (i < 0) {
			rec_int(now, BATCH_undo_removed, batch_n(old, BATCH_undo_removed) + p->u->removed);
			rec_int(now, BATCH_undo_restored, batch_n(old, BATCH_undo_restored) + p->u->restored);
			rec_int(now, BATCH_undo_kept, p->u->kept_rows);
		}
		TRY(txn_rec(cx, db, t, now, old, NULL));
	}
	return OK;
}

static enum err write_end(struct ctx *cx, struct db *db, void *arg)
{
	struct pass *p = arg;
	struct buf extra BUF_AUTO = { 0 };
	struct txn t;
	enum err e;

	db_bulk(db, false);
	buf_init(&extra, 3000);
	extra_put(&extra, p);
	buf_addz(&extra, "undo=end\n");
	leaf_begin(&t, p);
	t.leaf.object = TAG_batch;
	t.leaf.object_id = p->batch;
	t.leaf.extra = buf_str(&extra);
	e = end_rows(cx, db, p, &t);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

/* ---- all ---- */

/* The batch's first leaf: it cannot have rows before it. */
static enum err first_leaf(struct pass *p, const struct rec *batch)
{
	struct stmt *s;
	bool row;

	p->first = (uint64_t)batch->leaf;
	TRY(db_stmt(p->cx, p->r->db, &batch->e->sql->history, &s));
	stmt_int(s, 1, batch->id);
	TRY(stmt_step(p->cx, s, &row));
	if (row)
		p->first = (uint64_t)stmt_col_int(s, SYS_LEAF);
	stmt_done(s);
	return OK;
}

/* How far an undo that was broken off has come. */
static enum err resume(struct pass *p)
{
	bool any = false;

	p->u->resumed = true;
	for (uint64_t seq = journal_next(&p->r->st->j); seq-- > p->first;) {
		struct leaf l;
		struct str what;

		arena_reset(&p->of_leaf);
		TRY(journal_keys(p->cx, p->r->db, &p->of_leaf, seq, &l, &p->key));
		if (l.batch != p->batch || l.action != ACT_UNDO)
			continue;
		if (!any && leaf_extra(l.extra, "seq", &what))
			extra_read(p, l.extra);
		any |= leaf_extra(l.extra, "seq", &what);
		if (leaf_extra(l.extra, "undo", &what) && str_eqz(what, "begin")) {
			p->begin = seq;
			if (!any)
				p->seq = seq - 1;
			return OK;
		}
	}
	return err_set(p->cx, ERR_TAMPER, "batch", "undo-no-begin", str_z(&p->cx->arena, p->u->no),
	               NULL);
}

/* Which nouns the batch wrote, and how many rows. */
static enum err survey(struct pass *p)
{
	for (uint64_t seq = p->first; seq < p->begin; seq++) {
		struct leaf l;
		struct rowkey *k;

		arena_reset(&p->of_leaf);
		TRY(journal_keys(p->cx, p->r->db, &p->of_leaf, seq, &l, &k));
		if (!of_batch(p, &l))
			continue;
		p->rows += l.rows;
		for (uint32_t i = 0; i < l.rows; i++)
			p->touches[k[i].entity % ENT_MOST] = true;
	}
	p->touches[TAG_finding] = p->touches[TAG_batch] = false;
	return OK;
}

static enum err may_undo(struct pass *p, const struct rec *batch, bool *again)
{
	const char *state = batch_state(p->r, batch);
	const char *no = str_z(&p->cx->arena, p->u->no);

	*again = !strcmp(state, "undoing");
	if (!strcmp(state, "undone") && batch_n(batch, BATCH_undo_kept) == 0)
		return err_set(p->cx, ERR_CONFLICT, no, "undo-done", no, NULL);
	if (rec_has(batch, BATCH_corrects)) {
		char other[32];

		snprintf(other, sizeof other, "B%lld", (long long)batch->v[BATCH_corrects].i);
		return err_set(p->cx, ERR_CONFLICT, no, "undo-correction", no, other, NULL);
	}
	return *again ? OK : undo_taken_again(p->cx, p->r, batch);
}

static enum err chunks(struct pass *p)
{
	while (p->seq + 1 > p->first) {
		TRY(register_write(p->cx, p->r, write_chunk, p));
		if (p->u->progress)
			p->u->progress(p->u->arg, p->done, p->rows);
		if (p->cx->stop && *p->cx->stop)
			return err_set(p->cx, ERR_CONFLICT, str_z(&p->cx->arena, p->u->no), "undo-stopped",
			               str_z(&p->cx->arena, p->u->no), NULL);
	}
	return register_write(p->cx, p->r, write_end, p);
}

static enum err stayed_one(void *arg, const struct batch_kept *k)
{
	struct pass *p = arg;
	struct arena *a = &p->cx->arena;
	struct stayed *s;
	struct str key;

	if (p->nstayed == p->stayed_cap) {
		struct stayed *more = arena_array(a, (size_t)p->stayed_cap * 2 + 64, sizeof *more);

		if (p->nstayed)
			memcpy(more, p->stayed, (size_t)p->nstayed * sizeof *more);
		p->stayed = more;
		p->stayed_cap = p->stayed_cap * 2 + 64;
	}
	s = &p->stayed[p->nstayed];
	*s = (struct stayed){ *k, -1, false };
	s->k.detail = str_dup(a, k->detail);
	key = stayed_key(a, str_of(k->e->name), k->no, k->row);
	hmap_get(p->stayed_at, key, &s->next);
	hmap_put(p->stayed_at, key, p->nstayed++);
	return OK;
}

static enum err stayed_load(struct pass *p)
{
	p->stayed_at = hmap_new(&p->cx->arena, 64);
	return batch_each_kept(p->cx, p->r, p->batch, stayed_one, p);
}

static enum err whole(struct pass *p)
{
	struct rec *batch;
	bool again;

	TRY(batch_by_name(p->cx, p->r, p->u->batch, &batch));
	p->batch = batch->id;
	p->u->no = batch->v[BATCH_no].s;
	p->u->file = batch->v[BATCH_file].s;
	TRY(may_undo(p, batch, &again));
	TRY(first_leaf(p, batch));
	p->left = -1;
	if (again)
		TRY(resume(p));
	else
		TRY(register_write(p->cx, p->r, write_begin, p));
	TRY(stayed_load(p));
	TRY(survey(p));
	TRY(undo_later_load(p->cx, p->r, p->batch, &p->later));
	TRY(area_load(p->cx, &p->cx->arena, p->r, &p->areas));
	TRY(chunks(p));
	return p->u->kept ? batch_each_kept(p->cx, p->r, p->batch, p->u->kept, p->u->arg) : OK;
}

static enum err try_on_copy(struct ctx *cx, struct reg *r, struct undo *u)
{
	struct reg *copy;
	enum err e;

	TRY(register_scratch(cx, r, &copy));
	u->dry_run = false;
	e = undo_run(cx, copy, u);
	u->dry_run = true;
	register_close(cx, copy);
	return e;
}

enum err undo_run(struct ctx *cx, struct reg *r, struct undo *u)
{
	struct pass *p;
	enum err e;

	if (u->dry_run)
		return try_on_copy(cx, r, u);
	p = ARENA_NEW(&cx->arena, struct pass);
	p->cx = cx;
	p->r = r;
	p->u = u;
	arena_init(&p->of_leaf, 256 << 20);
	arena_init(&p->of_row, 64 << 20);
	e = whole(p);
	refs_free(p->refs);
	undo_later_free(p->later);
	arena_free(&p->of_leaf);
	arena_free(&p->of_row);
	return e;
}

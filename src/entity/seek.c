#include "entity/seek.h"
#include "base/mem.h"

#include <stdlib.h>

#include "crypto/gram.h"
#include "entity/store.h"

#define BLOCK_BYTES  4000      /* packed entries of one block, about a page */
#define LEVEL_FULL   16        /* segments of a level that become one of the next */
#define LEVEL_MAX    12

static const struct sql sql_put = {
	"seek.put", "INSERT INTO seek_block(segment, first, block, n, data) VALUES($1, $2, $3, $4, $5)",
	SQL_WRITE
};
static const struct sql sql_segments = { "seek.segments",
	"SELECT min(segment) FROM seek_block WHERE segment>$1", 0 };
static const struct sql sql_drop = { "seek.drop", "DELETE FROM seek_block WHERE segment=$1",
									 SQL_WRITE };
static const struct sql sql_before = { "seek.before",
	"SELECT max(first) FROM seek_block WHERE segment=$1 AND first<$2", 0 };
static const struct sql sql_from = { "seek.from",
	"SELECT first, block, n, data FROM seek_block WHERE segment=$1 AND (first>$2 OR"
	" (first=$2 AND block>=$3)) ORDER BY first, block LIMIT 64", 0 };

const struct sql *const seek_sqls[] = { &sql_put, &sql_segments, &sql_drop, &sql_before, &sql_from,
	NULL };

uint64_t seek_hash_text(struct str s)
{
	return gram_key(0x6e6f, s);
}

uint64_t seek_hash_blind(struct str b)
{
	uint64_t v = 0;

	for (int i = 0; i < 6 && b.n > 5; i++)
		v = v << 8 | (unsigned char)b.p[i];
	return v >> 4;
}

/* ---- sorting: radix by bytes, least significant first; equal keys end in order of id ---- */

static void radix_pass(const struct seek_entry *in, struct seek_entry *out, size_t n, int shift,
                       bool by_id)
{
	size_t at[257] = { 0 };

	for (size_t i = 0; i < n; i++)
		at[((by_id ? (uint64_t)in[i].id : in[i].key) >> shift & 255) + 1]++;
	for (int b = 0; b < 256; b++)
		at[b + 1] += at[b];
	for (size_t i = 0; i < n; i++)
		out[at[(by_id ? (uint64_t)in[i].id : in[i].key) >> shift & 255]++] = in[i];
}

static int entry_cmp(const void *x, const void *y)
{
	const struct seek_entry *a = x, *b = y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void sort_entries(struct seek_entry *e, size_t n)
{
	struct seek_entry *tmp, *from = e, *to;
	uint64_t id_bits = 0, key_or = 0, key_and = ~UINT64_C(0);

	if (n < 512) {
		qsort(e, n, sizeof *e, entry_cmp);
		return;
	}
	tmp = mem_grow(NULL, n, sizeof *tmp);
	to = tmp;
	for (size_t i = 0; i < n; i++) {
		id_bits |= (uint64_t)e[i].id;
		key_or |= e[i].key;
		key_and &= e[i].key;
	}
	for (int pass = 0; pass < 16; pass++) {
		bool by_id = pass < 8;
		int shift = (pass & 7) * 8;
		struct seek_entry *swap = from;

		if (((by_id ? id_bits : key_or ^ key_and) >> shift & 255) == 0)
			continue;
		radix_pass(from, to, n, shift, by_id);
		from = to;
		to = swap;
	}
	if (from != e)
		memcpy(e, from, n * sizeof *e);
	mem_free(tmp);
}

/* ---- writing a segment ---- */

struct seg_out {
	struct db *db;
	int64_t segment, block;
	uint64_t first, key;
	int64_t id;
	int n;
	struct buf data;
};

static void seg_begin(struct seg_out *o, struct db *db, int64_t segment)
{
	*o = (struct seg_out){ .db = db, .segment = segment };
	buf_init(&o->data, BLOCK_BYTES + 64);
}

static enum err seg_flush(struct ctx *cx, struct seg_out *o)
{
	struct stmt *s;

	if (!o->n)
		return OK;
	TRY(db_stmt(cx, o->db, &sql_put, &s));
	stmt_int(s, 1, o->segment);
	stmt_int(s, 2, (int64_t)o->first);
	stmt_int(s, 3, o->block++);
	stmt_int(s, 4, o->n);
	stmt_blob(s, 5, o->data.p, o->data.n);
	TRY(stmt_run(cx, s, NULL));
	buf_reset(&o->data);
	o->n = 0;
	return OK;
}

static enum err seg_put(struct ctx *cx, struct seg_out *o, const struct seek_entry *e)
{
	if (o->n && o->data.n > BLOCK_BYTES)
		TRY(seg_flush(cx, o));
	if (!o->n) {
		o->first = o->key = e->key;
		o->id = 0;
	}
	buf_varint(&o->data, e->key - o->key);
	if (e->key != o->key)
		o->id = 0;
	buf_varint(&o->data, (uint64_t)(e->id - o->id));
	o->key = e->key;
	o->id = e->id;
	o->n++;
	return OK;
}

/* ---- reading a segment ---- */

struct seg_in {
	struct db *db;
	struct stmt *s;              /* open while stepping; one per cursor is not needed: copied */
	int64_t segment, block;
	uint64_t first;
	struct buf data;             /* several blocks, as (n, bytes) */
	struct block { uint64_t first; int n; size_t at, len; } blk[64];
	int nblk, cur, left;
	size_t pos;
	struct seek_entry e;         /* the current entry */
	bool end, bad;
};

static void seg_in_free(struct seg_in *in)
{
	buf_free(&in->data);
}

static enum err seg_fetch(struct ctx *cx, struct seg_in *in)
{
	struct stmt *s;
	bool row;

	buf_reset(&in->data);
	in->nblk = in->cur = 0;
	TRY(db_stmt(cx, in->db, &sql_from, &s));
	stmt_int(s, 1, in->segment);
	stmt_int(s, 2, (int64_t)in->first);
	stmt_int(s, 3, in->block);
	for (;;) {
		struct str d;

		TRY(stmt_step(cx, s, &row));
		if (!row || in->nblk == 64)
			break;
		d = stmt_col_blob(s, 3);
		in->blk[in->nblk++] = (struct block){ (uint64_t)stmt_col_int(s, 0),
			(int)stmt_col_int(s, 2), in->data.n, d.n };
		in->first = (uint64_t)stmt_col_int(s, 0);
		in->block = stmt_col_int(s, 1) + 1;
		buf_adds(&in->data, d);
	}
	stmt_done(s);
	in->left = 0;
	if (in->data.full)                      /* blocks larger than any that is written */
		return err_set(cx, ERR_TAMPER, "seek_block", "seek-broken", NULL);
	return OK;
}

static bool varint(const struct seg_in *in, size_t *pos, size_t end, uint64_t *out)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64 && *pos < end; shift += 7) {
		unsigned char b = (unsigned char)in->data.p[(*pos)++];

		v |= (uint64_t)(b & 127) << shift;
		if (!(b & 128)) {
			*out = v;
			return true;
		}
	}
	return false;
}

static enum err seg_next(struct ctx *cx, struct seg_in *in)
{
	uint64_t dk, di;
	const struct block *b;

	while (!in->left) {
		if (in->cur == in->nblk)
			TRY(seg_fetch(cx, in));
		if (!in->nblk) {
			in->end = true;
			return OK;
		}
		b = &in->blk[in->cur++];
		in->pos = b->at;
		in->left = b->n;
		in->e = (struct seek_entry){ b->first, 0 };
	}
	b = &in->blk[in->cur - 1];
	if (!varint(in, &in->pos, b->at + b->len, &dk) || !varint(in, &in->pos, b->at + b->len, &di))
		return err_set(cx, ERR_TAMPER, "seek_block", "seek-broken", NULL);
	in->e = (struct seek_entry){ in->e.key + dk, (dk ? 0 : in->e.id) + (int64_t)di };
	in->left--;
	return OK;
}

/* Starts before the first entry with a key >= key; memory of the cursor is kept small. */
static enum err seg_open(struct ctx *cx, struct db *db, int64_t segment, uint64_t key,
                         struct seg_in *in)
{
	struct stmt *s;
	bool row;

	*in = (struct seg_in){ .db = db, .segment = segment };
	buf_init(&in->data, 64 * (BLOCK_BYTES + 64));
	TRY(db_stmt(cx, db, &sql_before, &s));
	stmt_int(s, 1, segment);
	stmt_int(s, 2, (int64_t)key);
	TRY(stmt_step(cx, s, &row));
	if (row && !stmt_col_is_null(s, 0))
		in->first = (uint64_t)stmt_col_int(s, 0);
	stmt_done(s);
	do
		TRY(seg_next(cx, in));
	while (!in->end && in->e.key < key);
	return OK;
}

/* ---- levels ---- */

static enum err next_segment(struct ctx *cx, struct db *db, int64_t after, int64_t *out)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, db, &sql_segments, &s));
	stmt_int(s, 1, after);
	TRY(stmt_step(cx, s, &row));
	*out = row && !stmt_col_is_null(s, 0) ? stmt_col_int(s, 0) : -1;
	stmt_done(s);
	return OK;
}

static enum err level_segments(struct ctx *cx, struct db *db, int level,
							   int64_t seg[LEVEL_FULL * 2], int *n)
{
	int64_t at = ((int64_t)level << 32) - 1;

	*n = 0;
	while (*n < LEVEL_FULL * 2) {
		TRY(next_segment(cx, db, at, &at));
		if (at < 0 || at >> 32 != level)
			break;
		seg[(*n)++] = at;
	}
	return OK;
}

/* Cursors as a heap, the one with the smallest entry first. */
static void sift(struct seg_in **h, int n, int i)
{
	struct seg_in *x = h[i];

	for (;;) {
		int k = 2 * i + 1;

		if (k >= n)
			break;
		if (k + 1 < n && entry_cmp(&h[k + 1]->e, &h[k]->e) < 0)
			k++;
		if (entry_cmp(&x->e, &h[k]->e) <= 0)
			break;
		h[i] = h[k];
		i = k;
	}
	h[i] = x;
}

static enum err merge_cursors(struct ctx *cx, struct seg_in *in, int n, struct seg_out *o)
{
	struct seg_in *h[LEVEL_FULL * 2];
	int k = 0;

	for (int i = 0; i < n; i++)
		if (!in[i].end)
			h[k++] = &in[i];
	for (int i = k / 2; i-- > 0;)
		sift(h, k, i);
	while (k) {
		TRY(seg_put(cx, o, &h[0]->e));
		TRY(seg_next(cx, h[0]));
		if (h[0]->end)
			h[0] = h[--k];
		sift(h, k, 0);
	}
	return seg_flush(cx, o);
}

static enum err merge_level(struct ctx *cx, struct db *db, const int64_t *seg, int n, int level)
{
	struct seg_in *in = mem_new((size_t)n, sizeof *in);
	int64_t above[LEVEL_FULL * 2];
	struct seg_out o;
	enum err e = OK;
	int have;

	TRY(level_segments(cx, db, level + 1, above, &have));
	seg_begin(&o, db, have ? above[have - 1] + 1 : (int64_t)(level + 1) << 32);
	for (int i = 0; i < n && e == OK; i++)
		e = seg_open(cx, db, seg[i], 0, &in[i]);
	if (e == OK)
		e = merge_cursors(cx, in, n, &o);
	for (int i = 0; i < n; i++) {
		struct stmt *s;

		seg_in_free(&in[i]);
		if (e == OK)
			e = db_stmt(cx, db, &sql_drop, &s);
		if (e == OK) {
			stmt_int(s, 1, seg[i]);
			e = stmt_run(cx, s, NULL);
		}
	}
	buf_free(&o.data);
	mem_free(in);
	return e;
}

enum err seek_add(struct ctx *cx, struct db *db, struct seek_entry *e, size_t n)
{
	int64_t seg[LEVEL_FULL * 2];
	struct seg_out o;
	enum err er = OK;
	int have;

	if (!n)
		return OK;
	sort_entries(e, n);
	TRY(level_segments(cx, db, 0, seg, &have));
	seg_begin(&o, db, have ? seg[have - 1] + 1 : 1);
	for (size_t i = 0; i < n && er == OK; i++)
		er = seg_put(cx, &o, &e[i]);
	if (er == OK)
		er = seg_flush(cx, &o);
	buf_free(&o.data);
	for (int level = 0; level < LEVEL_MAX && er == OK; level++) {
		er = level_segments(cx, db, level, seg, &have);
		if (er != OK || have < LEVEL_FULL)
			break;
		er = merge_level(cx, db, seg, have, level);
	}
	return er;
}

/* ---- finding ---- */

static enum err find_in(struct ctx *cx, struct db *db, int64_t segment, uint64_t key, int *max,
                        enum err (*found)(void *, int64_t), void *arg)
{
	struct seg_in in;
	enum err e = seg_open(cx, db, segment, key, &in);

	while (e == OK && !in.end && in.e.key == key && *max > 0) {
		(*max)--;
		e = found(arg, in.e.id);
		if (e == OK)
			e = seg_next(cx, &in);
	}
	seg_in_free(&in);
	return e;
}

enum err seek_find(struct ctx *cx, struct db *db, uint64_t key, int max,
                   enum err (*found)(void *arg, int64_t id), void *arg)
{
	int64_t seg = -1;

	for (;;) {
		TRY(next_segment(cx, db, seg, &seg));
		if (seg < 0 || max <= 0)
			return OK;
		TRY(find_in(cx, db, seg, key, &max, found, arg));
	}
}

struct gather { int64_t *id; int n, cap; struct arena *a; };

static enum err gather_one(void *arg, int64_t id)
{
	struct gather *g = arg;

	if (g->n == g->cap) {
		int64_t *more = arena_array(g->a, (size_t)g->cap * 2 + 64, sizeof *more);

		memcpy(more, g->id ? g->id : more, (size_t)g->n * sizeof *more);
		g->id = more;
		g->cap = g->cap * 2 + 64;
	}
	g->id[g->n++] = id;
	return OK;
}

static int id_cmp(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

enum err seek_all(struct ctx *cx, struct db *db, const uint64_t *keys, int nkeys, int max,
                  int64_t **ids, int *n)
{
	struct gather have = { .a = &cx->arena };

	for (int k = 0; k < nkeys; k++) {
		struct gather g = { .a = &cx->arena };
		int kept = 0;

		TRY(seek_find(cx, db, keys[k], nkeys > 1 ? 2000000 : max, gather_one, &g));
		if (g.n)
			qsort(g.id, (size_t)g.n, sizeof *g.id, id_cmp);
		for (int i = 0; i < g.n; i++)
			if ((i == 0 || g.id[i] != g.id[i - 1]) && (k == 0 ||
			    (have.n && bsearch(&g.id[i], have.id, (size_t)have.n, sizeof *have.id, id_cmp))))
				g.id[kept++] = g.id[i];
		g.n = kept;
		have = g;
	}
	*ids = have.id;
	*n = have.n < max ? have.n : max;
	return OK;
}

enum err seek_walk(struct ctx *cx, struct db *db, uint64_t lo, uint64_t hi,
                   enum err (*fn)(void *arg, const struct seek_entry *e, size_t n), void *arg)
{
	int64_t seg = -1;

	for (;;) {
		struct seg_in in;
		enum err e;

		TRY(next_segment(cx, db, seg, &seg));
		if (seg < 0)
			return OK;
		e = seg_open(cx, db, seg, lo, &in);
		while (e == OK && !in.end && in.e.key <= hi) {
			e = fn(arg, &in.e, 1);
			if (e == OK)
				e = seg_next(cx, &in);
		}
		seg_in_free(&in);
		TRY(e);
	}
}

/* ---- twins: slices of the key range that fit 1.5 M entries are gathered, sorted, compared ---- */

struct slice { struct seek_entry *e; int64_t *id; size_t n, cap; bool over; };

static enum err slice_add(void *arg, const struct seek_entry *e, size_t n)
{
	struct slice *s = arg;

	(void)n;
	if (s->n == s->cap)
		s->over = true;
	else
		s->e[s->n++] = *e;
	return OK;
}

static enum err slice_twins(struct slice *s, enum err (*fn)(void *, uint64_t, const int64_t *, int),
                            void *arg)
{
	sort_entries(s->e, s->n);
	for (size_t i = 0; i < s->n;) {
		uint64_t key = s->e[i].key;
		int64_t *id = s->id;
		int n = 0;

		for (; i < s->n && s->e[i].key == key; i++)
			if (!n || id[n - 1] != s->e[i].id)
				id[n++] = s->e[i].id;
		if (n > 1)
			TRY(fn(arg, key, id, n));
	}
	return OK;
}

enum err seek_twins(struct ctx *cx, struct db *db, uint64_t lo, uint64_t hi,
                    enum err (*fn)(void *arg, uint64_t key, const int64_t *ids, int n), void *arg)
{
	struct slice s = { .cap = 1500000 };
	uint64_t width = hi - lo + 1, at = lo;
	enum err e = OK;

	s.e = mem_grow(NULL, s.cap, sizeof *s.e);
	s.id =
		mem_grow(NULL, s.cap, sizeof *s.id); /* untouched, and so not there, unless it is needed */
	while (e == OK && at <= hi) {
		uint64_t to = hi - at < width ? hi : at + width - 1;

		s.n = 0;
		s.over = false;
		e = seek_walk(cx, db, at, to, slice_add, &s);
		if (e == OK && s.over && width > 1) {
			width = width / 4 + 1;
			continue;
		}
		if (e == OK)
			e = slice_twins(&s, fn, arg);
		if (to == hi)
			break;
		at = to + 1;
	}
	mem_free(s.e);
	mem_free(s.id);
	return e;
}

/* ---- keys of a row ---- */

static int name_keys(const struct entity *e, struct str name, uint64_t *out, int n)
{
	static const enum seek_class cls[] = { [GRAM_NAME] = SEEK_NAME, [GRAM_PAIR] = SEEK_PAIR,
		[GRAM_INITIALS] = SEEK_INITIALS };
	struct gram g[GRAM_MAX];
	int k = gram_of_name(name, g);

	for (int i = 0; i < k && n < SEEK_MAX; i++)
		out[n++] = seek_key(e->tag, cls[g[i].kind], g[i].key);
	return n;
}

static int blind_keys(const struct entity *e, int i, const struct val *col, uint64_t *out, int n)
{
	enum field_type t = e->fields[i].type;
	int b = e->sql->blind[i], tail = e->sql->tail[i];

	if (b >= 0 && col[b].kind == VAL_TEXT && n < SEEK_MAX)
		out[n++] = seek_key(e->tag, t == FT_IDNO ? SEEK_ID : t == FT_PHONE ? SEEK_PHONE : SEEK_CARD,
		                    seek_hash_blind(col[b].s));
	if (tail >= 0 && col[tail].kind == VAL_INT && n < SEEK_MAX)
		out[n++] = seek_key(e->tag, t == FT_IDNO ? SEEK_ID_TAIL : SEEK_PHONE_TAIL,
		                    (uint64_t)col[tail].i);
	return n;
}

int seek_of_row(const struct entity *e, const struct val *col, uint64_t out[SEEK_MAX])
{
	int n = 0;

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->column < 0)
			n = blind_keys(e, i, col, out, n);
		else if (col[f->column].kind != VAL_TEXT)
			continue;
		else if (f->flags & E_NAME)
			n = name_keys(e, col[f->column].s, out, n);
		else if (f->flags & E_KEY && e->parent >= 0 && n < SEEK_MAX)
			out[n++] = seek_key(e->tag, SEEK_NO, seek_hash_text(col[f->column].s));
		else if (f->flags & E_SEEK && n < SEEK_MAX)
			out[n++] = seek_key(e->tag, SEEK_FACT, seek_hash_text(col[f->column].s));
	}
	return n;
}

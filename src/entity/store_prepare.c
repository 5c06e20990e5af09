/* store_prepare - from values in memory to a row ready to be written: sealed, indexed, committed.
 */
#include <assert.h>

#include "entity/fields.h"
#include "entity/model_check.h"
#include "entity/seek.h"
#include "entity/store_private.h"

#include "base/mem.h"
#include "base/os.h"

#define MAX_COLS 400

/* All columns of a row while it is being made. */
struct columns {
	struct val col[MAX_COLS];
	bool blob[MAX_COLS];
	int32_t version;
	int64_t undo;                /* SYS_UNDO, 0: none */
};

void family_new(const struct store *st, int64_t id, struct family *f)
{
	f->id = id;
	f->tag = 0;
	os_random(f->seed, sizeof f->seed);
	if (st->keys)
		seal_key_derive(st->keys, f->seed, &f->key);
	f->known = true;
}

int64_t store_new_id(struct store *st, const struct entity *e)
{
	int64_t seq = __atomic_fetch_add(&st->next[e->tag], 1, __ATOMIC_RELAXED);

	return (int64_t)st->node << ID_SEQ_BITS | seq;
}

/* Pairs (number, value) by rising number: number 4 BE | 1 + int64 8 BE, or 2 + length 4 BE +
 * bytes. */
static void pack_values(const struct rec *r, const int *field, int n, struct buf *out)
{
	for (int i = 0; i < n; i++) {
		const struct val *v = &r->v[field[i]];

		if (v->kind == VAL_NULL)
			continue;
		buf_be32(out, r->e->fields[field[i]].number);
		if (v->kind == VAL_INT) {
			buf_addc(out, 1);
			buf_be64(out, (uint64_t)v->i);
		} else {
			buf_addc(out, 2);
			buf_be32(out, (uint32_t)v->s.n);
			buf_adds(out, v->s);
		}
	}
}

static uint32_t be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t be64(const char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* The way back. Numbers that no field has any more are passed over. */
bool store_unpack(struct arena *a, struct rec *r, struct str packed)
{
	while (packed.n >= 5) {
		uint32_t number = be32(packed.p);
		char kind = packed.p[4];
		struct val v = { VAL_NULL, 0, { 0 } };

		packed = str_sub(packed, 5, packed.n);
		if (kind == 1 && packed.n >= 8) {
			v = (struct val){ VAL_INT, be64(packed.p), { 0 } };
			packed = str_sub(packed, 8, packed.n);
		} else if (kind == 2 && packed.n >= 4 && be32(packed.p) <= packed.n - 4) {
			uint32_t n = be32(packed.p);

			v = (struct val){ VAL_TEXT, 0, str_dup(a, str_sub(packed, 4, n)) };
			packed = str_sub(packed, 4 + n, packed.n);
		} else {
			return false;
		}
		for (int i = 0; i < r->e->nfield; i++)
			if (r->e->fields[i].number == number)
				r->v[i] = v;
	}
	return packed.n == 0;
}

/* Is the family the row itself? A household is its own; so is a row that hangs on none. Numbers
 * alone do not tell: each noun counts its own, so a person may have the number of its household,
 * and a lead, which has seeds and may yet lie under its household's, too. */
static bool owns_seed(const struct rec *r, const struct family *fam)
{
	const struct entity *e = r->e;

	if (!fam || fam->id != r->id || (fam->tag && fam->tag != e->tag))
		return false;
	return e->flags & ENT_SEED || (e->has_sealed && (e->parent < 0 || !rec_has(r, e->parent)));
}

static struct str blob_copy(struct arena *a, const void *p, size_t n)
{
	return str_dup(a, (struct str){ p, n });
}

static enum err seal_values(struct ctx *cx, struct arena *a, const struct store *st,
                            const struct rec *r, const struct family *fam, struct buf *plain,
                            struct columns *out)
{
	struct buf blob BUF_AUTO = { 0 };

	if (!st->keys || !fam || !fam->known)    /* an erased family has no key any more */
		return err_set(cx, ERR_DENIED, r->e->name, "keys-needed", NULL);
	buf_init(&blob, 1 << 20);
	seal_row(&fam->key, (struct seal_place){ r->e->tag, r->id, out->version }, buf_str(plain),
			 &blob);
	if (blob.full)
		return err_set(cx, ERR_LIMIT, r->e->name, "row-too-large", NULL);
	out->col[SYS_SEALED] = (struct val){ VAL_TEXT, 0, blob_copy(a, blob.p, blob.n) };
	out->blob[SYS_SEALED] = true;
	return OK;
}

/* Big-endian 44 bits of a blind tail: enough to find, too little to be a name. */
static int64_t tail_number(const unsigned char b[BLIND_LEN])
{
	int64_t v = 0;

	for (int i = 0; i < 5; i++)
		v = v << 8 | b[i];
	return v << 4 | b[5] >> 4;
}

static void blind_field(struct arena *a, const struct store *st, const struct rec *r, int i,
                        struct columns *out)
{
	const struct entity_sql *q = r->e->sql;
	enum field_type t = r->e->fields[i].type;
	struct str s = r->v[i].s;
	unsigned char b[BLIND_LEN];

	if (q->blind[i] < 0 || !rec_has(r, i))
		return;
	keyring_blind(st->keys,
				  t == FT_IDNO    ? BLIND_ID
				  : t == FT_PHONE ? BLIND_PHONE
								  : BLIND_CARD,
				  s, b);
	out->col[q->blind[i]] = (struct val){ VAL_TEXT, 0, blob_copy(a, b, sizeof b) };
	out->blob[q->blind[i]] = true;
	if (q->tail[i] < 0 || s.n < 4)
		return;
	if (t == FT_IDNO && s.n > 18)
		s.n = 18;
	keyring_blind(st->keys, t == FT_IDNO ? BLIND_ID_TAIL : BLIND_PHONE_TAIL,
	              str_sub(s, s.n - 4, 4), b);
	rec_int((&(struct rec){ .v = out->col }), q->tail[i], tail_number(b));
}

uint64_t store_blind_query(const struct keyring *k, enum blind which, struct str value)
{
	unsigned char b[BLIND_LEN];

	keyring_blind(k, which, value, b);
	if (which == BLIND_ID_TAIL || which == BLIND_PHONE_TAIL)
		return (uint64_t)tail_number(b);
	return seek_hash_blind((struct str){ (char *)b, sizeof b });
}

/* Canonical bytes on their way to the digest, gathered: a row has dozens of small pieces. */
struct canon {
	struct digest d;
	size_t n;
	unsigned char b[2048];
};

static void canon_begin(struct canon *c, enum hash_alg alg, uint8_t tag)
{
	digest_init(&c->d, alg);
	memcpy(c->b, "JZR1", 4);
	c->b[4] = tag;
	c->n = 5;
}

static void canon_end(struct canon *c, struct hash *out)
{
	digest_add(&c->d, c->b, c->n);
	digest_end(&c->d, out->b);
}

static unsigned char *canon_room(struct canon *c, size_t n)
{
	if (c->n + n > sizeof c->b) {
		digest_add(&c->d, c->b, c->n);
		c->n = 0;
	}
	c->n += n;
	return c->b + c->n - n;
}

static void put_be(unsigned char *p, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char)(v >> (8 * (bytes - 1 - i)));
}

static void canon_add(struct canon *c, const struct val *v, bool blob, uint32_t number)
{
	unsigned char *p = canon_room(c, v->kind == VAL_INT ? 13 : 9);

	put_be(p, number, 4);
	if (v->kind == VAL_INT) {
		p[4] = 1;
		put_be(p + 5, (uint64_t)v->i, 8);
		return;
	}
	p[4] = blob ? 3 : 2;
	put_be(p + 5, v->s.n, 4);
	if (v->s.n <= 256) {
		if (v->s.n)
			memcpy(canon_room(c, v->s.n), v->s.p, v->s.n);
		return;
	}
	digest_add(&c->d, c->b, c->n);
	c->n = 0;
	digest_add(&c->d, v->s.p, v->s.n);
}

static void commit_row(enum hash_alg alg, const struct entity *e, const struct columns *p,
                       struct hash *out)
{
	const struct entity_sql *q = e->sql;
	struct canon to FILLED_LATER;

	canon_begin(&to, alg, e->tag);
	for (int i = 0; i < q->ncol - 2; i++) {
		int c = q->canon[i];

		if (p->col[c].kind != VAL_NULL)
			canon_add(&to, &p->col[c], p->blob[c], q->number[c]);
	}
	canon_end(&to, out);
}

void store_commit(enum hash_alg alg, uint8_t tag, const char *const *name, struct stmt *s,
                  int ncol, struct hash *out)
{
	struct { uint32_t number; int col; } order[512] FILLED_LATER;
	struct canon to FILLED_LATER;
	int n = 0;

	for (int i = 0; i < ncol && n < 512; i++) {
		uint32_t number = entity_number(name[i]);
		int at = n;

		if (!strcmp(name[i], "leaf") || !strcmp(name[i], "ix") || !strcmp(name[i], "until") ||
		    stmt_col_is_null(s, i))
			continue;
		for (; at > 0 && order[at - 1].number > number; at--)
			order[at] = order[at - 1];
		order[at].number = number;
		order[at].col = i;
		n++;
	}
	canon_begin(&to, alg, tag);
	for (int i = 0; i < n; i++) {
		enum db_type t = stmt_col_type(s, order[i].col);
		struct val v = { VAL_TEXT, 0, { 0 } };

		if (t == DB_INT)
			v = (struct val){ VAL_INT, stmt_col_int(s, order[i].col), { 0 } };
		else
			v.s = t == DB_BLOB ? stmt_col_blob(s, order[i].col) : stmt_col_text(s, order[i].col);
		canon_add(&to, &v, t == DB_BLOB, order[i].number);
	}
	canon_end(&to, out);
}

/* Search keys of the new version that the old one does not have. */
static void seek_new(struct arena *a, const struct rec *r, const struct val *col,
                     const struct val *old_col, struct prow *out)
{
	uint64_t now[SEEK_MAX], was[SEEK_MAX];
	int nnow = seek_of_row(r->e, col, now);
	int nwas = old_col ? seek_of_row(r->e, old_col, was) : 0;

	out->seek = arena_array(a, (size_t)nnow + 1, sizeof *out->seek);
	for (int i = 0; i < nnow; i++) {
		bool had = false;

		for (int k = 0; k < nwas; k++)
			had |= was[k] == now[i];
		if (!had)
			out->seek[out->nseek++] = (int64_t)now[i];
	}
}

static void fill_columns(struct arena *a, const struct store *st, const struct rec *r,
                         const struct family *fam, struct columns *out)
{
	const struct entity_sql *q = r->e->sql;
	struct rec sys = { .v = out->col };
	unsigned char h[HASH_LEN];

	rec_int(&sys, SYS_ID, r->id);
	rec_int(&sys, SYS_VERSION, out->version);
	if (r->area)
		rec_int(&sys, SYS_AREA, r->area);
	if (r->shard)
		rec_int(&sys, SYS_SHARD, r->shard);
	if (r->batch)
		rec_int(&sys, SYS_BATCH, r->batch);
	if (r->row)
		rec_int(&sys, SYS_ROW, r->row);
	if (out->undo)
		rec_int(&sys, SYS_UNDO, out->undo);
	for (int i = 0; i < r->e->nfield; i++) {
		int c = r->e->fields[i].column;

		if (c >= 0 && c != SYS_AREA)
			out->col[c] = r->v[i];
		else if (st->keys)
			blind_field(a, st, r, i, out);
	}
	if (q->seed_h >= 0 && owns_seed(r, fam)) {
		digest_of(HASH_SHA256, fam->seed, SEED_LEN, h);
		out->col[q->seed_h] = (struct val){ VAL_TEXT, 0, blob_copy(a, h, 16) };
		out->blob[q->seed_h] = true;
	}
}

/* The household of a row, as far as the row itself and its sealing key tell. */
static int64_t family_of(const struct rec *r, const struct family *fam)
{
	const struct entity *e = r->e;

	if (e->tag == TAG_household)
		return r->id;
	if (e->parent < 0)
		return FAMILY_NONE;
	if (!strcmp(e->fields[e->parent].ref, "household"))
		return rec_has(r, e->parent) ? r->v[e->parent].i : FAMILY_NONE;
	if (strcmp(e->fields[e->parent].ref, "person") != 0)
		return FAMILY_NONE;
	if (fam && fam->tag == TAG_household)
		return fam->id;
	return rec_has(r, e->parent) ? FAMILY_OF_PERSON(r->v[e->parent].i) : FAMILY_NONE;
}

/* Nothing that an index holds differs. */
static bool is_beside(const struct entity *e, const struct columns *now, const struct columns *was)
{
	for (int i = 0; i < e->sql->ncol; i++)
		if (e->sql->indexed[i] && !val_eq(&now->col[i], &was->col[i]))
			return false;
	return true;
}

static void columns_begin(struct columns *c, const struct entity *e, int32_t version)
{
	assert(e->sql->ncol <= MAX_COLS);
	memset(c->col, 0, (size_t)e->sql->ncol * sizeof c->col[0]);
	memset(c->blob, 0, (size_t)e->sql->ncol);
	c->version = version;
	c->undo = 0;
}

static void keep_columns(struct arena *a, const struct entity *e, const struct columns *c,
                         struct prow *out)
{
	int n = 0;

	for (int i = 0; i < e->sql->ncol; i++)
		n += c->col[i].kind != VAL_NULL;
	out->val = arena_array(a, (size_t)n + 1, sizeof *out->val);
	for (int i = 0; i < e->sql->ncol; i++)
		if (c->col[i].kind != VAL_NULL)
			out->val[out->nval++] = (struct pval){ (uint16_t)i, c->blob[i], c->col[i] };
}

enum err store_prepare_undo(struct ctx *cx, struct arena *a, const struct store *st,
                            const struct rec *r, const struct rec *old, const struct family *fam,
                            int64_t undo, struct prow *out)
{
	const struct entity *e = r->e;
	struct buf plain BUF_AUTO = { 0 };
	struct columns c FILLED_LATER, was FILLED_LATER;

	buf_init(&plain, 1 << 20);
	*out = (struct prow){ .e = e, .update = old != NULL, .id = r->id,
		.version = old ? old->version + 1 : 1 };
	out->family[0] = family_of(r, fam);
	out->family[1] = old ? family_of(old, fam) : out->family[0];
	columns_begin(&c, e, out->version);
	c.undo = undo;
	if (old && old->sealed.n && !old->opened)    /* what cannot be read would be lost */
		return err_set(cx, ERR_DENIED, e->name, "keys-needed", NULL);
	if (owns_seed(r, fam)) {
		out->own_seed = !old;
		memcpy(out->seed, fam->seed, SEED_LEN);
	}
	fill_columns(a, st, r, fam, &c);
	if (e->has_sealed) {
		pack_values(r, e->sql->sealed, e->sql->nsealed, &plain);
		if (plain.n)
			TRY(seal_values(cx, a, st, r, fam, &plain, &c));
		buf_reset(&plain);
	}
	pack_values(r, e->sql->packed, e->sql->npacked, &plain);
	if (plain.n) {
		c.col[SYS_EXT] = (struct val){ VAL_TEXT, 0, blob_copy(a, plain.p, plain.n) };
		c.blob[SYS_EXT] = true;
	}
	commit_row(st->j.alg, e, &c, &out->commit);
	if (old) {
		columns_begin(&was, e, old->version);
		fill_columns(a, st, old, NULL, &was);
		out->beside = is_beside(e, &c, &was);
	}
	seek_new(a, r, c.col, old ? was.col : NULL, out);
	keep_columns(a, e, &c, out);
	return OK;
}

enum err store_prepare(struct ctx *cx, struct arena *a, const struct store *st, const struct rec *r,
                       const struct rec *old, const struct family *fam, struct prow *out)
{
	return store_prepare_undo(cx, a, st, r, old, fam, 0, out);
}

void store_prepare_removal(struct arena *a, const struct store *st, const struct rec *old,
                           int64_t undo, struct prow *out)
{
	const struct entity *e = old->e;
	struct columns c;
	struct rec sys = { .v = c.col };

	*out = (struct prow){ .e = e, .update = true, .remove = true, .id = old->id,
		.version = old->version + 1 };
	out->family[0] = out->family[1] = family_of(old, NULL);
	columns_begin(&c, e, out->version);
	rec_int(&sys, SYS_ID, old->id);
	rec_int(&sys, SYS_VERSION, out->version);
	rec_int(&sys, SYS_REMOVED, 1);
	if (old->area)
		rec_int(&sys, SYS_AREA, old->area);
	if (old->shard)
		rec_int(&sys, SYS_SHARD, old->shard);
	if (undo)
		rec_int(&sys, SYS_UNDO, undo);
	if (e->sql->seed_h >= 0 && old->seed_h.n) {    /* the seed stays: history is sealed with it */
		c.col[e->sql->seed_h] = (struct val){ VAL_TEXT, 0, old->seed_h };
		c.blob[e->sql->seed_h] = true;
	}
	commit_row(st->j.alg, e, &c, &out->commit);
	keep_columns(a, e, &c, out);
}

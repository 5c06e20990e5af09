/* facts_file - the snapshot in a file.
 *
 * head (4,096 bytes) | columns, each at a multiple of 64 | frames, each likewise | directory.
 * The directory tells of each segment its rows by noun and areas, of each column where it lies.
 * Head, directory and frames have their sums in the head and are checked when the file is opened; a
 * column's sum stands in the directory and is checked by facts_file_check. Numbers are little
 * endian, as in memory. A sealed column is one blob of crypto/seal under a key of the file's own
 * seed. */
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/os_draft.h"
#include "crypto/seal.h"
#include "rule/facts_int.h"

#define HEAD_BYTES 4096
#define FILE_VERSION 1

static const char magic[8] = { 'j', 'z', 'f', 'a', 'c', 't', 's', '\n' };

struct head {
	char magic[8];
	uint32_t version, nseg;
	unsigned char schema[32];
	uint64_t stamp;
	unsigned char seed[SEED_LEN], ring[8];
	uint64_t frames, dir, bytes;         /* where they begin; the whole file */
	uint64_t frames_sum, dir_sum;
	uint64_t sum;                        /* of all before it */
};

/* In the directory: one for each segment, then NOUNS numbers of rows, then its columns. */
struct dir_seg {
	uint32_t households, nrun;
	uint64_t frame, frame_bytes;
};
struct dir_col {
	uint64_t at, sum;
	int64_t base;
	uint8_t width, nulls, sealed, pad[5];
};

/* A sum over bytes that finds what a disk gets wrong; eight lanes so that it is as fast as memory.
 * n is a multiple of 8. */
static uint64_t sum_of(const void *p, size_t n)
{
	const uint64_t k = UINT64_C(0x9E3779B185EBCA87), *w = p;
	uint64_t h[8] = { 1, 2, 3, 4, 5, 6, 7, 8 }, out = n;
	size_t words = n / 8, i = 0;

	for (; i + 8 <= words; i += 8)
#pragma GCC unroll 8
		for (int l = 0; l < 8; l++) {
			h[l] = (h[l] ^ w[i + (size_t)l]) * k;
			h[l] ^= h[l] >> 29;
		}
	for (; i < words; i++) {
		h[0] = (h[0] ^ w[i]) * k;
		h[0] ^= h[0] >> 29;
	}
	for (int l = 0; l < 8; l++) {
		out = (out ^ h[l]) * k;
		out ^= out >> 32;
	}
	return out;
}

static size_t up64(size_t n)
{
	return (n + 63) & ~(size_t)63;
}

/* Known words and data of a column, as they lie one after the other. */
static size_t known_bytes(const struct dir_col *c, uint32_t rows)
{
	return c->nulls ? up64((BITS_WORDS(rows) + 1) * 8) : 0;
}

static size_t col_bytes(const struct dir_col *c, uint32_t rows)
{
	return c->width == FW_VOID ? 0 : known_bytes(c, rows) + facts_width_bytes(c->width, rows);
}

static bool col_sealed(const struct facts_noun *n, int col)
{
	return col < n->ncol && n->col[col].sealed;
}

/* ---- writing ---- */

struct saver {
	struct ctx *cx;
	const struct facts_view *v;
	const struct keyring *ring;
	struct seal_key key;
	struct os_draft draft;
	struct buf out;                      /* waits to be written */
	struct buf plain, blob, dir, frames;
	uint64_t at;                         /* bytes written and waiting */
	struct head head;
};

static enum err flush(struct saver *s)
{
	TRY(os_write_named(s->cx, s->draft.fd, s->draft.path, s->out.p, s->out.n));
	buf_reset(&s->out);
	return OK;
}

static enum err put(struct saver *s, const void *p, size_t n)
{
	static const char zeros[64];

	buf_add(&s->out, p, n);
	buf_add(&s->out, zeros, up64(n) - n);
	s->at += up64(n);
	return s->out.n >= (size_t)4 << 20 ? flush(s) : OK;
}

static struct seal_place seal_at(int seg, int noun, int col)
{
	return (struct seal_place){ (uint8_t)noun, seg + 1, col + 1 };
}

static enum err col_save(struct saver *s, int seg, int noun, int col)
{
	const struct facts_rows *r = &s->v->seg[seg]->rows[noun];
	const struct facts_noun *n = s->v->s->noun[noun];
	const struct facts_col *c = &facts_view_seg(s->v, seg)->col[facts_seg_slot(s->v->s, noun, col)];
	struct dir_col d = { .at = s->at, .base = c->base, .width = c->width,
		.nulls = c->known != NULL, .sealed = col_sealed(n, col) };
	const char zeros[64] = { 0 };

	buf_reset(&s->plain);
	if (c->known)
		buf_add(&s->plain, c->known, (BITS_WORDS(r->n) + 1) * 8);
	buf_add(&s->plain, zeros, up64(s->plain.n) - s->plain.n);
	if (c->data)
		buf_add(&s->plain, c->data, facts_width_bytes(c->width, r->n));
	if (c->width == FW_VOID)
		d.sealed = 0;
	if (d.sealed) {
		buf_reset(&s->blob);
		seal_row(&s->key, seal_at(seg, noun, col), buf_str(&s->plain), &s->blob);
		buf_add(&s->blob, zeros, up64(s->blob.n) - s->blob.n);
	}
	if (s->plain.full || s->blob.full)
		return err_set(s->cx, ERR_LIMIT, s->draft.path, "facts-children", NULL);
	d.sum = d.sealed ? sum_of(s->blob.p, s->blob.n) : sum_of(s->plain.p, s->plain.n);
	buf_add(&s->dir, &d, sizeof d);
	return d.sealed ? put(s, s->blob.p, s->blob.n) : put(s, s->plain.p, s->plain.n);
}

static enum err seg_save(struct saver *s, int seg)
{
	const struct facts_schema *sc = s->v->s;
	struct seg *g = facts_view_seg(s->v, seg), like = *g;
	struct dir_seg d = { g->n, (uint32_t)g->face.nrun, s->frames.n, 0 };
	const char zeros[64] = { 0 };

	d.frame_bytes = frame_layout(sc, &like, NULL);
	buf_add(&s->dir, &d, sizeof d);
	for (int i = 0; i < sc->nnoun; i++) {
		uint64_t rows = g->face.rows[i].n;

		buf_add(&s->dir, &rows, sizeof rows);
	}
	for (int i = 0; i < sc->nnoun; i++)
		for (int c = 0; c < sc->noun[i]->ncol + 2; c++)
			TRY(col_save(s, seg, i, c));
	buf_add(&s->frames, facts_frame_at(sc, g), d.frame_bytes);
	buf_add(&s->frames, zeros, up64(s->frames.n) - s->frames.n);
	return OK;
}

static enum err save_all(struct saver *s, uint64_t stamp)
{
	const char zeros[HEAD_BYTES] = { 0 };
	struct head *h = &s->head;

	memcpy(h->magic, magic, sizeof magic);
	h->version = FILE_VERSION;
	h->nseg = (uint32_t)s->v->nseg;
	memcpy(h->schema, s->v->s->hash, sizeof h->schema);
	h->stamp = stamp;
	if (s->v->s->sealed) {
		os_random(h->seed, sizeof h->seed);
		memcpy(h->ring, s->ring->id, sizeof h->ring);
		seal_key_derive(s->ring, h->seed, &s->key);
	}
	TRY(put(s, zeros, HEAD_BYTES));
	for (int i = 0; i < s->v->nseg; i++)
		TRY(seg_save(s, i));
	h->frames = s->at;
	h->frames_sum = sum_of(s->frames.p, s->frames.n);
	TRY(put(s, s->frames.p, s->frames.n));
	h->dir = s->at;
	h->dir_sum = sum_of(s->dir.p, s->dir.n);
	TRY(put(s, s->dir.p, s->dir.n));
	h->bytes = s->at;
	h->sum = sum_of(h, offsetof(struct head, sum));
	TRY(flush(s));
	if (pwrite(s->draft.fd, h, sizeof *h, 0) != (ssize_t)sizeof *h)
		return os_fail(s->cx, s->draft.path);
	return OK;
}

enum err facts_save(struct ctx *cx, const struct facts_view *v, const char *path,
                    const struct keyring *ring, uint64_t stamp)
{
	struct saver s = { .cx = cx, .v = v, .ring = ring };
	enum err rc;

	if (v->s->sealed && !ring)
		return err_set(cx, ERR_DENIED, path, "facts-no-ring", NULL);
	TRY(os_draft_begin(cx, path, &s.draft));
	buf_init(&s.out, (size_t)1 << 40);
	buf_init(&s.plain, (size_t)1 << 40);
	buf_init(&s.blob, (size_t)1 << 40);
	buf_init(&s.dir, (size_t)1 << 40);
	buf_init(&s.frames, (size_t)1 << 40);
	rc = save_all(&s, stamp);
	if (rc == OK)
		rc = os_draft_publish(cx, &s.draft, 0600);
	os_draft_drop(&s.draft);
	explicit_bzero(&s.key, sizeof s.key);
	buf_free(&s.out);
	buf_free(&s.plain);
	buf_free(&s.blob);
	buf_free(&s.dir);
	buf_free(&s.frames);
	return rc;
}

/* ---- opening ---- */

struct opener {
	struct ctx *cx;
	const struct facts_schema *s;
	const char *path;
	struct str map;
	const struct head *h;
	struct seal_key key;
	const unsigned char *dir;            /* the next piece of it */
	struct facts_chunk *opened;
	struct seg **seg;
	int nseg;
	int32_t last_area;
};

static enum err damaged(struct opener *o)
{
	return err_set(o->cx, ERR_TAMPER, o->path, "facts-damaged", NULL);
}

static bool within(uint64_t at, uint64_t n, uint64_t from, uint64_t to)
{
	return at >= from && at <= to && n <= to - at && at % 64 == 0;
}

static enum err head_check(struct opener *o)
{
	const struct head *h = (const void *)o->map.p;

	if (o->map.n < HEAD_BYTES || memcmp(h->magic, magic, sizeof magic) != 0)
		return damaged(o);
	if (h->version != FILE_VERSION)
		return err_set(o->cx, ERR_CONFLICT, o->path, "facts-other", NULL);
	if (h->sum != sum_of(h, offsetof(struct head, sum)) || h->bytes != o->map.n ||
	    h->nseg > o->map.n / sizeof(struct dir_seg) ||
	    !within(h->frames, 0, HEAD_BYTES, h->dir) || !within(h->dir, 0, h->frames, h->bytes))
		return damaged(o);
	o->h = h;
	return OK;
}

static size_t dir_stride(const struct facts_schema *s)
{
	return sizeof(struct dir_seg) + (size_t)s->nnoun * 8 +
	       (size_t)facts_seg_columns(s) * sizeof(struct dir_col);
}

static enum err sums_check(struct opener *o, const struct facts_schema *s)
{
	const struct head *h = o->h;
	size_t dir = h->nseg * dir_stride(s);

	if (dir > h->bytes - h->dir || sum_of(o->map.p + h->dir, dir) != h->dir_sum ||
	    sum_of(o->map.p + h->frames, h->dir - h->frames) != h->frames_sum)
		return damaged(o);
	o->dir = (const unsigned char *)o->map.p + h->dir;
	return OK;
}

/* Whoever follows ends and blocks stays inside. */
static bool frame_good(const struct facts_schema *s, const struct seg *g)
{
	uint32_t nblock = (g->n + FACTS_BLOCK - 1) / FACTS_BLOCK;

	for (int i = 1; i < s->nnoun; i++) {
		const struct facts_rows *r = &g->face.rows[i];

		if (r->block[0] != 0 || r->block[nblock] != r->n)
			return false;
		for (uint32_t b = 0; b < nblock; b++) {
			uint32_t last = (b + 1) * FACTS_BLOCK < g->n ? (b + 1) * FACTS_BLOCK : g->n;
			uint32_t from = r->block[b], to = r->block[b + 1];

			if (from > to || to > r->n || (from < to && !bit_at(r->end, to - 1)) ||
			    facts_bits_count(r->some, b * FACTS_BLOCK, last) !=
			    facts_bits_count(r->end, from, to))
				return false;
		}
	}
	return true;
}

static enum err frame_open(struct opener *o, const struct dir_seg *d, struct seg *g)
{
	const struct head *h = o->h;
	const struct facts_run *run;

	g->face.nrun = (int)d->nrun;
	if (d->nrun < 1 || d->nrun > g->n || d->frame_bytes != frame_layout(o->s, g, NULL) ||
	    !within(d->frame, d->frame_bytes, 0, h->dir - h->frames))
		return damaged(o);
	frame_layout(o->s, g, (void *)(uintptr_t)(o->map.p + h->frames + d->frame));
	run = g->face.run;
	for (uint32_t i = 0; i < d->nrun; i++)
		if (run[i].first >= g->n || (i ? run[i].first <= run[i - 1].first : run[i].first) ||
		    (i ? run[i].area <= run[i - 1].area : run[i].area < o->last_area))
			return damaged(o);
	o->last_area = run[d->nrun - 1].area;
	return frame_good(o->s, g) ? OK : damaged(o);
}

/* Deciphers a sealed column into memory of its own. */
static enum err col_unseal(struct opener *o, const struct dir_col *d, struct seal_place at,
                           uint32_t rows, const unsigned char **out)
{
	size_t bytes = col_bytes(d, rows);
	struct str blob = { o->map.p + d->at, bytes + SEAL_OVERHEAD };
	struct facts_chunk *c;
	struct buf plain;
	bool good;

	buf_init(&plain, bytes + 1);
	good = seal_open(&o->key, at, blob, &plain) && plain.n == bytes;
	c = facts_chunk_new(bytes);
	if (good)
		memcpy(c->at, plain.p, bytes);
	if (plain.p)
		explicit_bzero(plain.p, plain.n);
	buf_free(&plain);
	c->next = o->opened;
	o->opened = c;
	*out = c->at;
	return good ? OK : damaged(o);
}

static enum err col_open(struct opener *o, int seg, int noun, int col, uint32_t rows,
                         struct facts_col *out)
{
	struct dir_col d;
	const unsigned char *at;
	bool sealed = col_sealed(o->s->noun[noun], col);
	size_t bytes;

	memcpy(&d, o->dir, sizeof d);
	o->dir += sizeof d;
	if (d.width >= FW__COUNT || d.nulls > 1 || d.sealed != (sealed && d.width != FW_VOID) ||
	    (d.base && col != o->s->noun[noun]->ncol))
		return damaged(o);
	bytes = col_bytes(&d, rows);
	if (!within(d.at, bytes + (d.sealed ? SEAL_OVERHEAD : 0), HEAD_BYTES, o->h->frames))
		return damaged(o);
	at = (const unsigned char *)o->map.p + d.at;
	if (d.sealed)
		TRY(col_unseal(o, &d, seal_at(seg, noun, col), rows, &at));
	*out = (struct facts_col){ .width = d.width, .base = d.base };
	if (d.nulls && d.width != FW_VOID)
		out->known = (const uint64_t *)(const void *)at;
	if (facts_width_bytes(d.width, rows))
		out->data = at + known_bytes(&d, rows);
	return OK;
}

static enum err seg_open(struct opener *o, int seg)
{
	struct seg *g = facts_seg_new(o->s);
	struct dir_seg d;

	o->seg[o->nseg++] = g;
	memcpy(&d, o->dir, sizeof d);
	o->dir += sizeof d;
	g->n = d.households;
	for (int i = 0; i < o->s->nnoun; i++, o->dir += 8) {
		uint64_t rows;

		memcpy(&rows, o->dir, sizeof rows);
		if (rows > UINT32_MAX / 2 || (i == 0 && (rows != g->n || rows == 0)))
			return damaged(o);
		g->face.rows[i].n = (uint32_t)rows;
	}
	for (int i = 0; i < o->s->nnoun; i++)
		for (int c = 0; c < o->s->noun[i]->ncol + 2; c++)
			TRY(col_open(o, seg, i, c, g->face.rows[i].n,
			             &g->col[facts_seg_slot(o->s, i, c)]));
	facts_seg_face(g, o->s);
	return frame_open(o, &d, g);
}

static enum err open_all(struct opener *o, const struct keyring *ring, uint64_t stamp)
{
	TRY(head_check(o));
	if (memcmp(o->h->schema, o->s->hash, sizeof o->h->schema) != 0 || o->h->stamp != stamp)
		return err_set(o->cx, ERR_CONFLICT, o->path, "facts-other", NULL);
	if (o->s->sealed && (!ring || memcmp(ring->id, o->h->ring, sizeof o->h->ring) != 0))
		return err_set(o->cx, ERR_DENIED, o->path, "facts-no-ring", NULL);
	TRY(sums_check(o, o->s));
	if (o->s->sealed)
		seal_key_derive(ring, o->h->seed, &o->key);
	o->seg = mem_new((size_t)o->h->nseg + 1, sizeof *o->seg);
	o->last_area = INT32_MIN;
	for (uint32_t i = 0; i < o->h->nseg; i++)
		TRY(seg_open(o, (int)i));
	return OK;
}

enum err facts_open(struct ctx *cx, struct facts *f, const char *path, const struct keyring *ring,
                    uint64_t stamp)
{
	struct opener o = { .cx = cx, .s = f->s, .path = path };
	enum err rc;

	TRY(os_map(cx, path, &o.map));
	rc = open_all(&o, ring, stamp);
	explicit_bzero(&o.key, sizeof o.key);
	if (rc != OK) {
		for (int i = 0; i < o.nseg; i++)
			facts_seg_free(o.seg[i]);
		mem_free(o.seg);
		facts_chunk_free(o.opened);
		os_unmap(o.map);
		return rc;
	}
	lock_write(f->writer);
	f->map = o.map;
	f->opened = o.opened;
	for (int i = 0; i < o.nseg; i++)
		o.seg[i]->face.serial = ++f->serial;
	facts_publish(f, o.seg, o.nseg, &(struct facts_dead){ 0 });
	lock_end(f->writer);
	return OK;
}

static enum err cols_check(struct opener *o)
{
	for (uint32_t i = 0; i < o->h->nseg; i++) {
		const unsigned char *rows = o->dir + sizeof(struct dir_seg);

		o->dir = rows + o->s->nnoun * 8;
		for (int k = 0; k < o->s->nnoun; k++)
			for (int c = 0; c < o->s->noun[k]->ncol + 2; c++, o->dir += sizeof(struct dir_col)) {
				struct dir_col d;
				uint64_t n;
				size_t bytes;

				memcpy(&d, o->dir, sizeof d);
				memcpy(&n, rows + k * 8, sizeof n);
				if (d.width >= FW__COUNT || n > UINT32_MAX / 2)
					return damaged(o);
				bytes = col_bytes(&d, (uint32_t)n);
				if (d.sealed)
					bytes = up64(bytes + SEAL_OVERHEAD);
				if (!within(d.at, bytes, HEAD_BYTES, o->h->frames) ||
				    sum_of(o->map.p + d.at, bytes) != d.sum)
					return damaged(o);
			}
	}
	return OK;
}

static enum err check_all(struct opener *o)
{
	TRY(head_check(o));
	if (memcmp(o->h->schema, o->s->hash, sizeof o->h->schema) != 0)
		return err_set(o->cx, ERR_CONFLICT, o->path, "facts-other", NULL);
	TRY(sums_check(o, o->s));
	return cols_check(o);
}

enum err facts_file_check(struct ctx *cx, const struct facts_schema *s, const char *path)
{
	struct opener o = { .cx = cx, .s = s, .path = path };
	enum err rc;

	TRY(os_map(cx, path, &o.map));
	rc = check_all(&o);
	os_unmap(o.map);
	return rc;
}

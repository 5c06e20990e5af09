/* facts_change - some households anew. What stays the same is shared with the view before: where
 * the rows of a noun are the same as before, only columns with another value are copied; where rows
 * came or went, the noun is put together from what stood around them. */
#include <stdlib.h>

#include "base/mem.h"
#include "rule/facts_int.h"

struct pending {
	int32_t area;
	int64_t id;
	uint32_t turn;                       /* the later one counts */
	struct facts_family *one;            /* NULL: dropped */
	int32_t row;                         /* in its segment; ~row: it would stand there */
	uint32_t at[FACTS_NOUNS];            /* first of its rows of each noun */
};

struct facts_change {
	struct facts *f;
	struct pending *p;
	size_t n, room;
	struct seg **seg;                    /* as they will be */
	int nseg, seg_room;
	struct facts_dead dead;
};

/* Rows of a new segment: n households of the old one from `from`, or one that came. */
struct piece {
	uint32_t from, n;
	const struct facts_family *one;
};

/* What happens in one segment. */
struct work {
	struct facts_change *c;
	const struct facts_schema *s;
	struct seg *old;                     /* NULL: there is none yet */
	struct pending *p;
	size_t n;
	struct piece *piece;
	size_t npiece;
};

struct facts_change *facts_change_begin(struct facts *f)
{
	struct facts_change *c = mem_new(1, sizeof *c);

	lock_write(f->writer);
	c->f = f;
	return c;
}

static struct facts_family *family_copy(const struct facts_family *one)
{
	struct facts_family *to = mem_new(1, sizeof *to);

	facts_family_init(to, one->s);
	facts_family_start(to, one->id, one->area);
	for (int i = 0; i < one->s->nnoun; i++) {
		const struct facts_kin *from = &one->kin[i];
		size_t ncol = (size_t)one->s->noun[i]->ncol;

		for (int r = 0; r < from->n; r++) {
			int at = i == 0 ? 0 : facts_family_row(to, i, from->id[r], from->owner[r]);

			memcpy(to->kin[i].v + (size_t)at * ncol, from->v + (size_t)r * ncol,
			       ncol * sizeof *from->v);
			memcpy(to->kin[i].known + (size_t)at * FACTS_WORDS,
			       from->known + (size_t)r * FACTS_WORDS, FACTS_WORDS * sizeof *from->known);
		}
	}
	return to;
}

static void pending_add(struct facts_change *c, int32_t area, int64_t id, struct facts_family *one)
{
	if (c->n == c->room) {
		c->room = c->room ? c->room * 2 : 8;
		c->p = mem_grow(c->p, c->room, sizeof *c->p);
	}
	c->p[c->n] = (struct pending){ .area = area, .id = id, .turn = (uint32_t)c->n, .one = one };
	c->n++;
}

enum err facts_put(struct ctx *cx, struct facts_change *c, const struct facts_family *one)
{
	if (one->full)
		return facts_family_many(cx, one);
	pending_add(c, one->area, one->id, family_copy(one));
	return OK;
}

void facts_drop(struct facts_change *c, int32_t area, int64_t id)
{
	pending_add(c, area, id, NULL);
}

static void family_done(struct facts_family *one)
{
	if (one)
		facts_family_free(one);
	mem_free(one);
}

static void change_free(struct facts_change *c)
{
	for (size_t i = 0; i < c->n; i++)
		family_done(c->p[i].one);
	mem_free(c->p);
	lock_end(c->f->writer);
	mem_free(c);
}

void facts_change_cancel(struct facts_change *c)
{
	change_free(c);
}

/* ---- columns whose rows stay where they are ---- */

/* The value that pending household p has in row r of its rows of a noun; slot ncol is the id. */
static bool new_value(const struct pending *p, int noun, int col, int r, int64_t *v)
{
	const struct facts_kin *k = &p->one->kin[noun];
	int ncol = p->one->s->noun[noun]->ncol;

	if (col < ncol)
		return facts_family_get(p->one, noun, r, col, v);
	*v = col == ncol ? k->id[r] : k->owner[r];
	return true;
}

/* Copies a column as it is, ready for other values of what it can hold. */
static void colw_clone(struct colw *to, const struct facts_col *from, uint32_t rows)
{
	colw_start(to, from->width, from->known != NULL, from->base, rows);
	if (from->known)
		memcpy(to->known, from->known, (BITS_WORDS(rows) + 1) * 8);
	if (from->data)
		memcpy(to->data, from->data, facts_width_bytes(from->width, rows));
	to->n = rows;
}

static void col_patch(struct work *w, struct seg *g, int noun, int col)
{
	const struct facts_noun *n = w->s->noun[noun];
	int slot = facts_seg_slot(w->s, noun, col);
	const struct facts_col *old = &w->old->col[slot];
	uint32_t rows = w->old->face.rows[noun].n;
	struct span span;
	struct colw to;
	enum facts_width width;
	bool nulls, other = false;

	span_start(&span);
	for (size_t i = 0; i < w->n; i++) {
		uint32_t at = w->p[i].at[noun];

		for (int r = 0; r < w->p[i].one->kin[noun].n; r++) {
			int64_t before, now = 0;
			bool known = new_value(&w->p[i], noun, col, r, &now);

			other |= facts_value(old, at + (uint32_t)r, &before) != known ||
			         (known && before != now);
			span_add(&span, now, known, n->col[col].date);
		}
	}
	if (!other)
		return;
	width = facts_width_join(old->width, span_width(&span, n->col[col].date));
	nulls = old->known || span.nulls || old->width == FW_VOID;
	if (width == old->width && nulls == (old->known != NULL)) {
		colw_clone(&to, old, rows);
	} else {
		colw_start(&to, width, nulls, 0, rows);
		colw_copy(&to, old, 0, rows);
	}
	for (size_t i = 0; i < w->n; i++)
		for (int r = 0; r < w->p[i].one->kin[noun].n; r++) {
			int64_t now = 0;
			bool known = new_value(&w->p[i], noun, col, r, &now);

			colw_set(&to, w->p[i].at[noun] + (uint32_t)r, now, known);
		}
	facts_dead_chunk(&w->c->dead, g->chunk[slot]);
	colw_end(&to, &g->col[slot], &g->chunk[slot]);
}

/* Are the rows of the noun the same as before, in all pending households? */
static bool rows_stay(struct work *w, int noun)
{
	const struct facts_rows *r = &w->old->face.rows[noun];

	for (size_t i = 0; i < w->n; i++) {
		const struct facts_kin *k = &w->p[i].one->kin[noun];
		uint32_t from, to;

		facts_children(&w->old->face, noun, (uint32_t)w->p[i].row, &from, &to);
		w->p[i].at[noun] = from;
		if ((uint32_t)k->n != to - from)
			return false;
		for (int c = 0; c < k->n; c++) {
			int64_t owner = 0;

			facts_value(&r->owner, from + (uint32_t)c, &owner);
			if (facts_id(r, from + (uint32_t)c) != k->id[c] || owner != k->owner[c])
				return false;
		}
	}
	return true;
}

/* ---- columns put together anew ---- */

/* Rows of the noun that belong to a piece of the old segment. */
static void piece_rows(const struct work *w, const struct piece *p, int noun, uint32_t *from,
                       uint32_t *to)
{
	uint32_t skip;

	*from = p->from;
	*to = p->from + p->n;
	if (noun == 0)
		return;
	facts_children(&w->old->face, noun, p->from, from, &skip);
	facts_children(&w->old->face, noun, p->from + p->n - 1, &skip, to);
}

static void col_remake(struct work *w, struct seg *g, int noun, int col, const struct piece *piece,
                       size_t n)
{
	const struct facts_noun *e = w->s->noun[noun];
	int slot = facts_seg_slot(w->s, noun, col);
	const struct facts_col *old = w->old ? &w->old->col[slot] : NULL;
	bool date = col < e->ncol && e->col[col].date, id = col == e->ncol;
	struct pending p = { 0 };
	struct span span;
	struct colw to;
	int64_t v;

	span_start(&span);
	for (size_t i = 0; i < n; i++) {
		uint32_t from, end;

		if (piece[i].one) {
			p.one = (struct facts_family *)(uintptr_t)piece[i].one;
			for (int r = 0; r < p.one->kin[noun].n; r++) {
				bool known = new_value(&p, noun, col, r, &v);

				span_add(&span, v, known, date);
			}
		} else if (id) {                 /* widths are joined, ids are measured */
			piece_rows(w, &piece[i], noun, &from, &end);
			for (; from < end; from++)
				if (facts_value(old, from, &v))
					span_add(&span, v, true, false);
		}
	}
	if (id)
		id_start(&to, &span, g->face.rows[noun].n);
	else if (col > e->ncol && e->up <= 0)
		colw_start(&to, FW_VOID, false, 0, 0);
	else
		colw_start(&to, facts_width_join(old ? (enum facts_width)old->width : FW_VOID,
		                                 span_width(&span, date)),
		           span.nulls || (old && (old->known || old->width == FW_VOID)), 0,
		           g->face.rows[noun].n);
	for (size_t i = 0; i < n; i++) {
		uint32_t from, end;

		if (piece[i].one) {
			p.one = (struct facts_family *)(uintptr_t)piece[i].one;
			for (int r = 0; r < p.one->kin[noun].n; r++) {
				bool known = new_value(&p, noun, col, r, &v);

				colw_value(&to, v, known);
			}
		} else {
			piece_rows(w, &piece[i], noun, &from, &end);
			colw_copy(&to, old, from, end - from);
		}
	}
	colw_end(&to, &g->col[slot], &g->chunk[slot]);
}

/* ---- one segment ---- */

static void seg_push(struct facts_change *c, struct seg *g)
{
	if (c->nseg == c->seg_room) {
		c->seg_room = c->seg_room ? c->seg_room * 2 : 16;
		c->seg = mem_grow(c->seg, (size_t)c->seg_room, sizeof *c->seg);
	}
	c->seg[c->nseg++] = g;
}

static void frame_pieces(struct work *w, struct frame *fr, const struct piece *piece, size_t n)
{
	uint32_t count[FACTS_NOUNS] = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!piece[i].one) {
			frame_add_old(fr, w->s, &w->old->face, piece[i].from, piece[i].n);
			continue;
		}
		for (int k = 1; k < w->s->nnoun; k++)
			count[k] = (uint32_t)piece[i].one->kin[k].n;
		frame_add(fr, w->s, piece[i].one->area, count);
	}
}

static void pieces_make(struct work *w)
{
	uint32_t at = 0, rows = w->old ? w->old->n : 0;

	w->piece = mem_new(2 * w->n + 1, sizeof *w->piece);
	for (size_t i = 0; i < w->n; i++) {
		uint32_t row = (uint32_t)(w->p[i].row < 0 ? ~w->p[i].row : w->p[i].row);

		if (row > at)
			w->piece[w->npiece++] = (struct piece){ at, row - at, NULL };
		if (w->p[i].one)
			w->piece[w->npiece++] = (struct piece){ 0, 1, w->p[i].one };
		at = row + (w->p[i].row >= 0);
	}
	if (rows > at)
		w->piece[w->npiece++] = (struct piece){ at, rows - at, NULL };
}

/* The households of a segment are others than before: it is made anew, in pieces if large. */
static void seg_remake(struct work *w)
{
	uint64_t left = 0;
	size_t at = 0;

	for (size_t i = 0; i < w->npiece; i++)
		left += w->piece[i].n;
	while (left) {
		uint32_t most = left > 2 * FACTS_SEGMENT ? FACTS_SEGMENT : (uint32_t)left, got = 0;
		struct seg *g = facts_seg_new(w->s);
		struct frame fr = { 0 };
		size_t first = at;
		struct piece rest = { 0 };

		while (got < most) {
			struct piece *p = &w->piece[at++];

			if (p->n > most - got) {         /* a piece is cut in two */
				rest = (struct piece){ p->from + (most - got), p->n - (most - got), NULL };
				p->n = most - got;
			}
			got += p->n;
		}
		frame_pieces(w, &fr, w->piece + first, at - first);
		frame_end(&fr, w->s, g);
		frame_free(&fr);
		for (int k = 0; k < w->s->nnoun; k++)
			for (int col = 0; col < w->s->noun[k]->ncol + 2; col++)
				col_remake(w, g, k, col, w->piece + first, at - first);
		facts_seg_face(g, w->s);
		g->face.serial = ++w->c->f->serial;
		seg_push(w->c, g);
		left -= got;
		if (rest.n)
			w->piece[--at] = rest;
	}
	if (w->old)
		facts_dead_all(&w->c->dead, w->old);
}

/* The households are the same: nouns are patched or remade one by one. */
static void seg_patch(struct work *w)
{
	struct seg *g = facts_seg_new(w->s), *old = w->old;
	bool stay[FACTS_NOUNS] = { true }, all = true;

	memcpy(g->col, old->col, (size_t)(g->nchunk - 1) * sizeof *g->col);
	memcpy(g->chunk, old->chunk, (size_t)g->nchunk * sizeof *g->chunk);
	for (int k = 1; k < w->s->nnoun; k++)
		all &= stay[k] = rows_stay(w, k);
	if (all) {
		facts_seg_share(g, old, w->s);
	} else {
		struct frame fr = { 0 };

		pieces_make(w);
		frame_pieces(w, &fr, w->piece, w->npiece);
		facts_dead_chunk(&w->c->dead, g->chunk[g->nchunk - 1]);
		frame_end(&fr, w->s, g);
		frame_free(&fr);
	}
	for (int k = 0; k < w->s->nnoun; k++)
		for (int col = 0; col < w->s->noun[k]->ncol + (stay[k] ? 0 : 2); col++) {
			if (stay[k]) {
				col_patch(w, g, k, col);
				continue;
			}
			facts_dead_chunk(&w->c->dead, g->chunk[facts_seg_slot(w->s, k, col)]);
			col_remake(w, g, k, col, w->piece, w->npiece);
		}
	facts_seg_face(g, w->s);
	g->face.serial = ++w->c->f->serial;
	facts_dead_seg(&w->c->dead, old);
	seg_push(w->c, g);
}

/* Where a household stands in a segment, or ~ of where it would. */
static int32_t place(const struct facts_segment *g, int32_t area, int64_t id)
{
	uint32_t lo = 0, hi = g->rows[0].n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int32_t a = facts_area(g, mid);
		int64_t at = facts_id(&g->rows[0], mid);

		if (a == area && at == id)
			return (int32_t)mid;
		if (a < area || (a == area && at < id))
			lo = mid + 1;
		else
			hi = mid;
	}
	return ~(int32_t)lo;
}

static void segment_do(struct facts_change *c, struct seg *old, struct pending *p, size_t n)
{
	struct work w = { .c = c, .s = c->f->s, .old = old, .p = p };
	bool same = old != NULL;

	for (size_t i = 0; i < n; i++) {
		p[i].row = old ? place(&old->face, p[i].area, p[i].id) : -1;
		if (p[i].row < 0 && !p[i].one)
			continue;                        /* drops what is not there */
		same &= p[i].row >= 0 && p[i].one;
		p[i].at[0] = (uint32_t)p[i].row;
		if (w.n < i) {
			p[w.n] = p[i];
			p[i].one = NULL;
		}
		w.n++;
	}
	if (w.n == 0) {
		if (old)
			seg_push(c, old);
	} else if (same) {
		seg_patch(&w);
	} else {
		pieces_make(&w);
		seg_remake(&w);
	}
	mem_free(w.piece);
}

static int pending_cmp(const void *x, const void *y)
{
	const struct pending *a = x, *b = y;

	if (a->area != b->area)
		return a->area < b->area ? -1 : 1;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->turn < b->turn ? -1 : 1;
}

/* In order, and of each household the last word only. */
static void pending_sort(struct facts_change *c)
{
	size_t n = 0;

	if (c->n)
		qsort(c->p, c->n, sizeof *c->p, pending_cmp);
	for (size_t i = 0; i < c->n; i++) {
		if (n && c->p[n - 1].area == c->p[i].area && c->p[n - 1].id == c->p[i].id)
			family_done(c->p[--n].one);
		c->p[n++] = c->p[i];
	}
	c->n = n;
}

/* Does the household come before the first of this segment? */
static bool before(const struct facts_segment *g, const struct pending *p)
{
	return p->area < g->run[0].area ||
	       (p->area == g->run[0].area && p->id < facts_id(&g->rows[0], 0));
}

void facts_change_end(struct facts_change *c)
{
	const struct facts_view *v = &c->f->newest->face;
	size_t at = 0;

	pending_sort(c);
	for (int i = 0; i < v->nseg; i++) {
		struct pending *p = c->p + at;
		size_t n = 0;

		while (at + n < c->n && (i + 1 == v->nseg || before(v->seg[i + 1], &p[n])))
			n++;
		at += n;
		segment_do(c, facts_view_seg(v, i), p, n);
	}
	if (v->nseg == 0)
		segment_do(c, NULL, c->p, c->n);
	if (c->n)
		facts_publish(c->f, c->seg, c->nseg, &c->dead);
	else
		mem_free(c->seg);
	change_free(c);
}

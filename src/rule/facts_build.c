/* facts_build - segments made from households that come in order. The rows of some hundred wait as
 * int64, become a piece of columns as narrow as they are, and pieces a segment, since only when
 * that is whole its widths are known. So what waits stays small, and in the processor's cache. */
#include "base/mem.h"
#include "rule/facts_int.h"

/* ---- the frame ---- */

void frame_start(struct frame *f)
{
	f->n = 0;
	f->nrun = 0;
}

void frame_free(struct frame *f)
{
	mem_free(f->run);
	for (int i = 0; i < FACTS_NOUNS; i++)
		mem_free(f->count[i]);
	*f = (struct frame){ 0 };
}

static void frame_grow(struct frame *f, const struct facts_schema *s)
{
	f->room = f->room ? f->room * 2 : FACTS_SEGMENT;
	for (int i = 1; i < s->nnoun; i++)
		f->count[i] = mem_grow(f->count[i], f->room, sizeof *f->count[i]);
}

void frame_add(struct frame *f, const struct facts_schema *s, int32_t area,
               const uint32_t count[FACTS_NOUNS])
{
	if (f->n == f->room)
		frame_grow(f, s);
	if (f->nrun == 0 || f->run[f->nrun - 1].area != area) {
		if (f->nrun == f->run_room) {
			f->run_room = f->run_room ? f->run_room * 2 : 64;
			f->run = mem_grow(f->run, (size_t)f->run_room, sizeof *f->run);
		}
		f->run[f->nrun++] = (struct facts_run){ area, f->n };
	}
	for (int i = 1; i < s->nnoun; i++)
		f->count[i][f->n] = count[i];
	f->n++;
}

static uint32_t frame_sum(const struct frame *f, int noun)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < f->n; i++)
		sum += f->count[noun][i];
	return sum;
}

static void rows_fill(const struct frame *f, int noun, uint64_t *end, uint64_t *some,
                      uint32_t *block)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < f->n; i++) {
		if (i % FACTS_BLOCK == 0)
			block[i / FACTS_BLOCK] = at;
		if (!f->count[noun][i])
			continue;
		at += f->count[noun][i];
		bit_set(some, i);
		bit_set(end, at - 1);
	}
	block[(f->n + FACTS_BLOCK - 1) / FACTS_BLOCK] = at;
}

/* One piece of memory: per noun end, some (words), then blocks, then runs (half words). */
size_t frame_layout(const struct facts_schema *s, struct seg *g, void *at)
{
	uint32_t nblock = (g->n + FACTS_BLOCK - 1) / FACTS_BLOCK + 1;
	size_t words = 0, some = BITS_WORDS(g->n) + 1;
	uint64_t *w = at;
	uint32_t *half;

	for (int i = 1; i < s->nnoun; i++)
		words += BITS_WORDS(g->face.rows[i].n) + 1 + some;
	half = at ? (uint32_t *)(void *)(w + words) : NULL;
	for (int i = 1; at && i < s->nnoun; i++) {
		struct facts_rows *r = &g->face.rows[i];

		r->end = w;
		r->some = w + BITS_WORDS(r->n) + 1;
		r->block = half;
		w += BITS_WORDS(r->n) + 1 + some;
		half += nblock;
	}
	g->face.run = (const struct facts_run *)(const void *)half;
	return words * 8 + (size_t)(s->nnoun - 1) * nblock * 4 +
	       (size_t)g->face.nrun * sizeof *g->face.run;
}

void frame_end(struct frame *f, const struct facts_schema *s, struct seg *g)
{
	struct facts_chunk *c;

	g->n = f->n;
	g->face.rows[0].n = f->n;
	g->face.nrun = f->nrun;
	for (int i = 1; i < s->nnoun; i++)
		g->face.rows[i].n = frame_sum(f, i);
	c = facts_chunk_new(frame_layout(s, g, NULL));
	frame_layout(s, g, c->at);
	for (int i = 1; i < s->nnoun; i++) {
		struct facts_rows *r = &g->face.rows[i];

		rows_fill(f, i, (uint64_t *)(uintptr_t)r->end, (uint64_t *)(uintptr_t)r->some,
		          (uint32_t *)(uintptr_t)r->block);
	}
	memcpy((void *)(uintptr_t)g->face.run, f->run, (size_t)f->nrun * sizeof *f->run);
	g->chunk[g->nchunk - 1] = c;
}

/* Counts of rows from..from+n of a segment, noun by noun along its ends. */
void frame_add_old(struct frame *f, const struct facts_schema *s, const struct facts_segment *g,
                   uint32_t from, uint32_t n)
{
	uint32_t none[FACTS_NOUNS] = { 0 }, at = f->n;
	int run = 0;

	while (run + 1 < g->nrun && g->run[run + 1].first <= from)
		run++;
	for (uint32_t row = from; row < from + n; row++) {
		if (run + 1 < g->nrun && g->run[run + 1].first == row)
			run++;
		frame_add(f, s, g->run[run].area, none);
	}
	for (int i = 1; i < s->nnoun; i++) {
		uint32_t row, next;

		facts_children(g, i, from, &row, &next);
		for (uint32_t k = 0; k < n; k++) {
			if (!bit_at(g->rows[i].some, from + k))
				continue;
			next = facts_nth_end(g->rows[i].end, row, 0);
			f->count[i][at + k] = next - row;
			row = next;
		}
	}
}

const void *facts_frame_at(const struct facts_schema *s, const struct seg *g)
{
	return s->nnoun > 1 ? (const void *)g->face.rows[1].end : (const void *)g->face.run;
}

void facts_seg_share(struct seg *g, const struct seg *from, const struct facts_schema *s)
{
	g->n = from->n;
	g->face.run = from->face.run;
	g->face.nrun = from->face.nrun;
	for (int i = 0; i < s->nnoun; i++) {
		g->face.rows[i].n = from->face.rows[i].n;
		g->face.rows[i].end = from->face.rows[i].end;
		g->face.rows[i].some = from->face.rows[i].some;
		g->face.rows[i].block = from->face.rows[i].block;
	}
}

void facts_seg_face(struct seg *g, const struct facts_schema *s)
{
	for (int i = 0; i < s->nnoun; i++) {
		g->face.rows[i].id = g->face.rows[i].col[s->noun[i]->ncol];
		g->face.rows[i].owner = g->face.rows[i].col[s->noun[i]->ncol + 1];
	}
}

struct seg *facts_seg_renumbered(struct facts *f, struct seg *g, const int32_t *map,
                                 struct facts_dead *dead)
{
	struct seg *to = facts_seg_new(f->s);
	struct facts_chunk *c;
	struct facts_run *run;
	size_t bytes;
	const struct facts_run *old = g->face.run;

	facts_seg_share(to, g, f->s);
	bytes = frame_layout(f->s, to, NULL);
	c = facts_chunk_new(bytes);
	memcpy(c->at, facts_frame_at(f->s, g), bytes);
	frame_layout(f->s, to, c->at);
	run = (struct facts_run *)(uintptr_t)to->face.run;
	for (int i = 0; i < g->face.nrun; i++)
		run[i].area = map[old[i].area];
	memcpy(to->col, g->col, (size_t)(g->nchunk - 1) * sizeof *g->col);
	memcpy(to->chunk, g->chunk, (size_t)(g->nchunk - 1) * sizeof *g->chunk);
	to->chunk[to->nchunk - 1] = c;
	facts_seg_face(to, f->s);
	to->face.serial = ++f->serial;
	facts_dead_chunk(dead, g->chunk[g->nchunk - 1]);
	facts_dead_seg(dead, g);
	return to;
}

/* ---- rows that wait ---- */

#define PIECE 512                        /* households */

struct piece {                           /* columns of some rows of one noun */
	uint32_t n;
	struct facts_col *col;
	struct facts_chunk **chunk;
};

struct pile {
	uint32_t n, room;
	int64_t *v;                          /* columns, id and owner, one after another: room each */
	uint64_t *known;                     /* FACTS_WORDS of each row */
	struct span *span;                   /* of each column, id and owner, in the whole segment */
	struct piece *piece;
	int npiece;
};

struct facts_builder {
	struct facts *f;
	struct pile pile[FACTS_NOUNS];
	struct frame frame;
	struct seg **seg;
	int nseg, room;
	int64_t first_id, last_id;
	int32_t first_area, last_area;
	struct facts_builder *next;          /* what comes after */
};

static void pile_start(struct pile *p, int ncol)
{
	p->n = 0;
	if (!p->span)
		p->span = mem_new((size_t)ncol + 2, sizeof *p->span);
	for (int i = 0; i < ncol + 2; i++)
		span_start(&p->span[i]);
}

/* An odd number of rows: the same row of all columns must not fall on one line of the cache. */
static void pile_grow(struct pile *p, size_t wide, uint32_t rows)
{
	uint32_t room = (rows * 2 + 64) | 9;
	int64_t *v = mem_new(room * wide, sizeof *v);

	for (size_t c = 0; c < wide && p->n; c++)
		memcpy(v + c * room, p->v + c * p->room, p->n * sizeof *v);
	mem_free(p->v);
	p->v = v;
	p->room = room;
	p->known = mem_grow(p->known, (size_t)room * FACTS_WORDS, sizeof *p->known);
}

static void pile_add(struct pile *p, const struct facts_noun *n, const struct facts_kin *k)
{
	size_t ncol = (size_t)n->ncol;

	if (p->n + (uint32_t)k->n > p->room)
		pile_grow(p, ncol + 2, p->n + (uint32_t)k->n);
	for (int r = 0; r < k->n; r++, p->n++) {
		int64_t *to = p->v + p->n;
		const int64_t *from = k->v + (size_t)r * ncol;

		for (size_t c = 0; c < ncol; c++)
			to[c * p->room] = from[c];
		to[ncol * p->room] = k->id[r];
		to[(ncol + 1) * p->room] = k->owner[r];
		memcpy(p->known + (size_t)p->n * FACTS_WORDS, k->known + (size_t)r * FACTS_WORDS,
		       FACTS_WORDS * sizeof *k->known);
	}
}

/* Ids of one segment lie close together: what is stored is the distance from the smallest. */
void id_start(struct colw *w, const struct span *s, uint32_t rows)
{
	struct span near = *s;

	if (s->min > s->max)
		near.min = near.max = 0;
	else if (__builtin_sub_overflow(s->max, s->min, &near.max))
		near.max = INT64_MAX, near.min = INT64_MIN;
	else
		near.min = 0;
	colw_start(w, near.min < 0 ? FW_I64 : span_width(&near, false), false,
	           near.min < 0 || s->min > s->max ? 0 : s->min, rows);
}

/* A column for what was seen of it in the segment up to now; ncol is the id, ncol + 1 the owner. */
static void column_start(struct colw *w, const struct pile *p, const struct facts_noun *n, int col,
                         uint32_t rows)
{
	const struct span *s = &p->span[col];
	bool date = col < n->ncol && n->col[col].date;

	if (col == n->ncol)
		id_start(w, s, rows);
	else
		colw_start(w, col < n->ncol || n->up > 0 ? span_width(s, date) : FW_VOID,
		           col < n->ncol && s->nulls, 0, rows);
}

/* Rows that wait become a piece. */
static void piece_end(struct pile *p, const struct facts_noun *n)
{
	size_t wide = (size_t)n->ncol + 2;
	uint64_t *known = mem_new(BITS_WORDS(p->n) + 1, sizeof *known);
	struct piece *piece;

	p->piece = mem_grow(p->piece, (size_t)p->npiece + 1, sizeof *p->piece);
	piece = &p->piece[p->npiece++];
	*piece = (struct piece){ p->n, mem_new(wide, sizeof *piece->col),
		mem_new(wide, sizeof(struct facts_chunk *)) };
	for (size_t c = 0; c < wide; c++) {
		const int64_t *v = p->v + c * p->room;
		bool own = c < (size_t)n->ncol;
		struct colw w;

		if (own)
			bits_gather(known, p->known + (c >> 6), FACTS_WORDS, (int)(c & 63), p->n);
		span_rows(&p->span[c], v, own ? known : NULL, p->n, own && n->col[c].date);
		column_start(&w, p, n, (int)c, p->n);
		colw_rows(&w, v, own ? known : NULL, p->n);
		colw_end(&w, &piece->col[c], &piece->chunk[c]);
	}
	mem_free(known);
	p->n = 0;
}

static void pieces_free(struct pile *p, int ncol)
{
	for (int i = 0; i < p->npiece; i++) {
		for (int c = 0; c < ncol + 2; c++)
			facts_chunk_free(p->piece[i].chunk[c]);
		mem_free(p->piece[i].col);
		mem_free(p->piece[i].chunk);
	}
	mem_free(p->piece);
	p->piece = NULL;
	p->npiece = 0;
}

/* Pieces become columns of the segment; each piece of a column goes when it is copied. */
static void pieces_join(struct pile *p, const struct facts_noun *n, struct seg *g, int slot)
{
	uint32_t rows = 0;

	for (int i = 0; i < p->npiece; i++)
		rows += p->piece[i].n;
	for (int c = 0; c < n->ncol + 2; c++) {
		struct colw w;

		column_start(&w, p, n, c, rows);
		for (int i = 0; i < p->npiece; i++) {
			colw_copy(&w, &p->piece[i].col[c], 0, p->piece[i].n);
			facts_chunk_free(p->piece[i].chunk[c]);
			p->piece[i].chunk[c] = NULL;
		}
		colw_end(&w, &g->col[slot + c], &g->chunk[slot + c]);
	}
	pieces_free(p, n->ncol);
}

static struct facts_builder *builder_new(struct facts *f)
{
	struct facts_builder *b = mem_new(1, sizeof *b);

	b->f = f;
	b->last_area = INT32_MIN;
	for (int i = 0; i < f->s->nnoun; i++)
		pile_start(&b->pile[i], f->s->noun[i]->ncol);
	return b;
}

struct facts_builder *facts_build(struct facts *f)
{
	lock_write(f->writer);
	return builder_new(f);
}

struct facts_builder *facts_build_after(struct facts_builder *b)
{
	struct facts_builder *next = builder_new(b->f);

	next->next = b->next;
	b->next = next;
	return next;
}

static void pieces_end(struct facts_builder *b)
{
	for (int i = 0; i < b->f->s->nnoun; i++)
		if (b->pile[i].n)
			piece_end(&b->pile[i], b->f->s->noun[i]);
}

static void segment_end(struct facts_builder *b)
{
	const struct facts_schema *s = b->f->s;
	struct seg *g;

	if (b->frame.n == 0)
		return;
	g = facts_seg_new(s);
	frame_end(&b->frame, s, g);
	pieces_end(b);
	for (int i = 0; i < s->nnoun; i++) {
		pieces_join(&b->pile[i], s->noun[i], g, facts_seg_slot(s, i, 0));
		pile_start(&b->pile[i], s->noun[i]->ncol);
	}
	facts_seg_face(g, s);
	frame_start(&b->frame);
	if (b->nseg == b->room) {
		b->room = b->room ? b->room * 2 : 64;
		b->seg = mem_grow(b->seg, (size_t)b->room, sizeof *b->seg);
	}
	b->seg[b->nseg++] = g;
}

enum err facts_build_add(struct ctx *cx, struct facts_builder *b, const struct facts_family *one)
{
	const struct facts_schema *s = b->f->s;
	uint32_t count[FACTS_NOUNS] = { 0 };

	if (one->full)
		return facts_family_many(cx, one);
	if (one->area < b->last_area || (one->area == b->last_area && one->id <= b->last_id))
		return err_set(cx, ERR_BUG, "facts", "facts-order", NULL);
	if (b->last_area == INT32_MIN) {
		b->first_area = one->area;
		b->first_id = one->id;
	}
	b->last_area = one->area;
	b->last_id = one->id;
	for (int i = 0; i < s->nnoun; i++) {
		count[i] = (uint32_t)one->kin[i].n;
		pile_add(&b->pile[i], s->noun[i], &one->kin[i]);
	}
	frame_add(&b->frame, s, one->area, count);
	if (b->frame.n == FACTS_SEGMENT)
		segment_end(b);
	else if (b->frame.n % PIECE == 0)
		pieces_end(b);
	return OK;
}

void facts_build_pause(struct facts_builder *b)
{
	segment_end(b);
}

static void builder_free(struct facts_builder *b)
{
	for (int i = 0; i < b->f->s->nnoun; i++) {
		pieces_free(&b->pile[i], b->f->s->noun[i]->ncol);
		mem_free(b->pile[i].v);
		mem_free(b->pile[i].known);
		mem_free(b->pile[i].span);
	}
	frame_free(&b->frame);
	mem_free(b->seg);
	mem_free(b);
}

static void builders_free(struct facts_builder *b)
{
	struct facts *f = b->f;

	while (b) {
		struct facts_builder *next = b->next;

		builder_free(b);
		b = next;
	}
	lock_end(f->writer);
}

/* Do they come one after the other? */
static bool in_order(const struct facts_builder *b)
{
	int32_t area = INT32_MIN;
	int64_t id = 0;

	for (; b; b = b->next) {
		if (b->last_area == INT32_MIN)
			continue;
		if (b->first_area < area || (b->first_area == area && b->first_id <= id))
			return false;
		area = b->last_area;
		id = b->last_id;
	}
	return true;
}

enum err facts_build_end(struct ctx *cx, struct facts_builder *b)
{
	const struct facts_view *v = &b->f->newest->face;
	struct facts_dead dead = { 0 };
	struct seg **all;
	int n = 0;

	if (!in_order(b)) {
		facts_build_drop(b);
		return err_set(cx, ERR_BUG, "facts", "facts-order", NULL);
	}
	for (struct facts_builder *p = b; p; p = p->next) {
		segment_end(p);
		n += p->nseg;
	}
	all = mem_new((size_t)n + 1, sizeof(struct seg *));
	n = 0;
	for (struct facts_builder *p = b; p; p = p->next)
		for (int i = 0; i < p->nseg; i++) {
			all[n++] = p->seg[i];
			p->seg[i]->face.serial = ++b->f->serial;
		}
	for (int i = 0; i < v->nseg; i++)
		facts_dead_all(&dead, facts_view_seg(v, i));
	facts_publish(b->f, all, n, &dead);
	builders_free(b);
	return OK;
}

void facts_build_drop(struct facts_builder *b)
{
	struct facts_dead dead = { 0 };

	for (struct facts_builder *p = b; p; p = p->next)
		for (int i = 0; i < p->nseg; i++)
			facts_dead_all(&dead, p->seg[i]);
	facts_chunk_free(dead.chunk);
	for (int i = 0; i < dead.nseg; i++)
		facts_seg_free(dead.seg[i]);
	mem_free(dead.seg);
	builders_free(b);
}

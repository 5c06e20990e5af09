/* facts - views: how they come and go, and what can be looked up in one.
 *
 * Views stand in a list from the oldest to the newest. What a change replaced hangs at the view
 * that was the newest before it, and is freed when that view and all older ones are held by nobody.
 */
#include "rule/facts_int.h"

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bits are read as words and as bytes");

/* ---- chunks and segments ---- */

struct facts_chunk *facts_chunk_new(size_t bytes)
{
	struct facts_chunk *c = mem_new(1, sizeof *c + 64 + bytes);

	c->at = (void *)(((uintptr_t)(c + 1) + 63) & ~(uintptr_t)63);
	c->bytes = bytes;
	return c;
}

void facts_chunk_free(struct facts_chunk *c)
{
	while (c) {
		struct facts_chunk *next = c->next;

		mem_free(c);
		c = next;
	}
}

int facts_seg_columns(const struct facts_schema *s)
{
	int n = 0;

	for (int i = 0; i < s->nnoun; i++)
		n += s->noun[i]->ncol + 2;
	return n;
}

int facts_seg_slot(const struct facts_schema *s, int noun, int col)
{
	int at = col;

	for (int i = 0; i < noun; i++)
		at += s->noun[i]->ncol + 2;
	return at;
}

struct seg *facts_seg_new(const struct facts_schema *s)
{
	struct seg *g = mem_new(1, sizeof *g);
	int n = facts_seg_columns(s);

	g->col = mem_new((size_t)n, sizeof *g->col);
	g->chunk = mem_new((size_t)n + 1, sizeof *g->chunk);
	g->nchunk = n + 1;
	for (int i = 0; i < s->nnoun; i++)
		g->face.rows[i].col = g->col + facts_seg_slot(s, i, 0);
	return g;
}

void facts_seg_free(struct seg *g)
{
	mem_free(g->col);
	mem_free(g->chunk);
	mem_free(g);
}

/* ---- the list of views ---- */

struct facts *facts_new(const struct facts_schema *s)
{
	struct facts *f = mem_new(1, sizeof *f);

	f->s = s;
	f->lock = lock_new();
	f->writer = lock_new();
	facts_publish(f, NULL, 0, &(struct facts_dead){ 0 });
	return f;
}

static void view_free(struct view *v)
{
	facts_chunk_free(v->dead.chunk);
	for (int i = 0; i < v->dead.nseg; i++)
		facts_seg_free(v->dead.seg[i]);
	mem_free(v->dead.seg);
	mem_free((void *)(uintptr_t)v->face.seg);
	mem_free((void *)(uintptr_t)v->face.first);
	mem_free(v);
}

/* Those from the oldest on that nobody holds leave the list. The lock is held. */
static struct view *views_left(struct facts *f)
{
	struct view *out = NULL, **tail = &out;

	while (f->oldest != f->newest && f->oldest->refs == 0) {
		*tail = f->oldest;
		f->oldest = f->oldest->next;
		tail = &(*tail)->next;
		*tail = NULL;
	}
	return out;
}

static void views_free(struct view *v)
{
	while (v) {
		struct view *next = v->next;

		view_free(v);
		v = next;
	}
}

void facts_publish(struct facts *f, struct seg **seg, int n, struct facts_dead *dead)
{
	struct view *v = mem_new(1, sizeof *v), *left = NULL;
	uint64_t *first = mem_new((size_t)n + 1, sizeof *first);

	for (int i = 0; i < n; i++)
		first[i + 1] = first[i] + seg[i]->n;
	v->face.s = f->s;
	v->face.serial = ++f->serial;
	v->face.nseg = n;
	/* A segment begins with its face. */
	v->face.seg = (const struct facts_segment *const *)(const void *)seg;
	v->face.first = first;
	lock_write(f->lock);
	if (f->newest) {
		f->newest->dead = *dead;
		f->newest->next = v;
	} else {
		f->oldest = v;
	}
	f->newest = v;
	left = views_left(f);
	lock_end(f->lock);
	views_free(left);
	*dead = (struct facts_dead){ 0 };
}

void facts_dead_chunk(struct facts_dead *d, struct facts_chunk *c)
{
	if (!c)
		return;
	c->next = d->chunk;
	d->chunk = c;
}

void facts_dead_seg(struct facts_dead *d, struct seg *g)
{
	if (d->nseg == d->room) {
		d->room = d->room ? d->room * 2 : 16;
		d->seg = mem_grow(d->seg, (size_t)d->room, sizeof *d->seg);
	}
	d->seg[d->nseg++] = g;
}

void facts_dead_all(struct facts_dead *d, struct seg *g)
{
	for (int i = 0; i < g->nchunk; i++)
		facts_dead_chunk(d, g->chunk[i]);
	facts_dead_seg(d, g);
}

void facts_free(struct facts *f)
{
	struct facts_dead all = { 0 };

	if (!f)
		return;
	for (int i = 0; i < f->newest->face.nseg; i++)
		facts_dead_all(&all, facts_view_seg(&f->newest->face, i));
	f->newest->dead = all;
	views_free(f->oldest);
	facts_chunk_free(f->opened);
	os_unmap(f->map);
	lock_free(f->lock);
	lock_free(f->writer);
	mem_free(f);
}

const struct facts_view *facts_hold(struct facts *f)
{
	struct view *v;

	lock_write(f->lock);
	v = f->newest;
	v->refs++;
	lock_end(f->lock);
	return &v->face;
}

void facts_release(struct facts *f, const struct facts_view *v)
{
	struct view *mine = (struct view *)(uintptr_t)v, *left;

	lock_write(f->lock);
	mine->refs--;
	left = views_left(f);
	lock_end(f->lock);
	views_free(left);
}

/* ---- looking up ---- */

/* Rows of a segment that stand before area. */
static uint32_t rows_before(const struct facts_segment *g, int32_t area)
{
	int lo = 0, hi = g->nrun;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (g->run[mid].area < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < g->nrun ? g->run[lo].first : g->rows[0].n;
}

/* Number of the first household whose area is at least this. */
static uint64_t number_of(const struct facts_view *v, int32_t area)
{
	int lo = 0, hi = v->nseg;

	while (lo < hi) {                        /* the first segment that reaches the area */
		int mid = lo + (hi - lo) / 2;
		const struct facts_segment *g = v->seg[mid];

		if (g->run[g->nrun - 1].area < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == v->nseg ? v->first[v->nseg] : v->first[lo] + rows_before(v->seg[lo], area);
}

void facts_range(const struct facts_view *v, int32_t from, int32_t to, uint64_t *begin,
                 uint64_t *end)
{
	*begin = number_of(v, from);
	*end = to < from ? *begin : to == INT32_MAX ? v->first[v->nseg] : number_of(v, to + 1);
}

void facts_place(const struct facts_view *v, uint64_t number, int *seg, uint32_t *row)
{
	int lo = 0, hi = v->nseg - 1;

	while (lo < hi) {                        /* the last that begins at or before it */
		int mid = lo + (hi - lo + 1) / 2;

		if (v->first[mid] <= number)
			lo = mid;
		else
			hi = mid - 1;
	}
	*seg = lo;
	*row = v->nseg ? (uint32_t)(number - v->first[lo]) : 0;
}

int32_t facts_area(const struct facts_segment *g, uint32_t row)
{
	int lo = 0, hi = g->nrun - 1;

	while (lo < hi) {
		int mid = lo + (hi - lo + 1) / 2;

		if (g->run[mid].first <= row)
			lo = mid;
		else
			hi = mid - 1;
	}
	return g->run[lo].area;
}

bool facts_find(const struct facts_view *v, int32_t area, int64_t id, int *seg, uint32_t *row)
{
	uint64_t begin, end;

	facts_range(v, area, area, &begin, &end);
	while (begin < end) {
		uint64_t mid = begin + (end - begin) / 2;
		int64_t at;

		facts_place(v, mid, seg, row);
		at = facts_id(&v->seg[*seg]->rows[0], *row);
		if (at == id)
			return true;
		if (at < id)
			begin = mid + 1;
		else
			end = mid;
	}
	return false;
}

uint32_t facts_nth_end(const uint64_t *end, uint32_t from, uint32_t n)
{
	uint32_t w = from >> 6;
	uint64_t x = end[w] & ~(uint64_t)0 << (from & 63);

	while ((uint32_t)__builtin_popcountll(x) <= n) {
		n -= (uint32_t)__builtin_popcountll(x);
		x = end[++w];
	}
	while (n--)
		x &= x - 1;
	return (w << 6) + (uint32_t)__builtin_ctzll(x) + 1;
}

void facts_children(const struct facts_segment *g, int noun, uint32_t row, uint32_t *from,
                    uint32_t *to)
{
	const struct facts_rows *r = &g->rows[noun];
	uint32_t block = row / FACTS_BLOCK;
	uint32_t before = facts_bits_count(r->some, block * FACTS_BLOCK, row);

	*from = before ? facts_nth_end(r->end, r->block[block], before - 1) : r->block[block];
	*to = bit_at(r->some, row) ? facts_nth_end(r->end, *from, 0) : *from;
}

uint32_t facts_household(const struct facts_segment *g, int noun, uint32_t row)
{
	const struct facts_rows *r = &g->rows[noun];
	uint32_t block = 0;

	if (noun == 0)
		return row;
	while (r->block[block + 1] <= row)
		block++;
	return facts_nth_end(r->some, block * FACTS_BLOCK,
	                     facts_bits_count(r->end, r->block[block], row)) - 1;
}

static void get_row(const struct facts_noun *n, const struct facts_rows *r, uint32_t row, int noun,
                    int at, struct facts_family *out)
{
	int64_t v;

	for (int c = 0; c < n->ncol; c++)
		if (facts_value(&r->col[c], row, &v))
			facts_family_set(out, noun, at, c, v);
}

void facts_get(const struct facts_view *v, int seg, uint32_t row, struct facts_family *out)
{
	const struct facts_segment *g = v->seg[seg];

	facts_family_start(out, facts_id(&g->rows[0], row), facts_area(g, row));
	get_row(v->s->noun[0], &g->rows[0], row, 0, 0, out);
	for (int k = 1; k < v->s->nnoun; k++) {
		uint32_t from, to;

		facts_children(g, k, row, &from, &to);
		for (; from < to; from++) {
			int64_t owner = 0;

			facts_value(&g->rows[k].owner, from, &owner);
			get_row(v->s->noun[k], &g->rows[k], from, k,
			        facts_family_row(out, k, facts_id(&g->rows[k], from), (int)owner), out);
		}
	}
}

size_t facts_bytes(const struct facts_view *v, int noun)
{
	size_t sum = 0;

	for (int i = 0; i < v->nseg; i++)
		for (int k = 0; k < v->s->nnoun; k++) {
			const struct facts_rows *r = &v->seg[i]->rows[k];
			size_t words = (BITS_WORDS(r->n) + 1) * 8;

			if (noun >= 0 && noun != k)
				continue;
			for (int c = 0; c < v->s->noun[k]->ncol; c++)
				sum += facts_width_bytes(r->col[c].width, r->n) + (r->col[c].known ? words : 0);
			sum += facts_width_bytes(r->id.width, r->n);
			sum += k ? words + (BITS_WORDS(v->seg[i]->rows[0].n) + 1) * 8 : 0;
			sum += k && v->s->noun[k]->up > 0 ? facts_width_bytes(r->owner.width, r->n) : 0;
			sum += k ? 0 : (size_t)v->seg[i]->nrun * sizeof(struct facts_run);
		}
	return sum;
}

bool facts_renumber(struct facts *f, const int32_t *map, int n)
{
	struct facts_dead dead = { 0 };
	struct view *v;
	struct seg **seg;
	int64_t last = INT64_MIN;

	for (int i = 0; i < n; i++) {
		if (map[i] < 0)
			continue;                        /* an area without rows: it left */
		if (map[i] <= last)
			return false;
		last = map[i];
	}
	lock_write(f->writer);
	v = f->newest;
	for (int i = 0; i < v->face.nseg; i++)
		for (int k = 0; k < v->face.seg[i]->nrun; k++) {
			int32_t a = v->face.seg[i]->run[k].area;

			if (a < 0 || a >= n || map[a] < 0) {
				lock_end(f->writer);
				return false;
			}
		}
	seg = mem_new((size_t)v->face.nseg, sizeof *seg);
	for (int i = 0; i < v->face.nseg; i++)
		seg[i] = facts_seg_renumbered(f, facts_view_seg(&v->face, i), map, &dead);
	facts_publish(f, seg, v->face.nseg, &dead);
	lock_end(f->writer);
	return true;
}

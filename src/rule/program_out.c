/* program_out - what a run is asked for: bits, counts by area, lists. */
#include "base/mem.h"
#include "base/os.h"
#include "rule/program_int.h"

/* ---- bits ---- */

/* Words at the edges may belong to two stretches at once. */
static void plane_put(uint64_t *to, const uint64_t *from, const struct program_part *part)
{
	uint32_t first = part->base / 64, n = (part->to - part->base + 63) / 64;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = part->base + 64 * i;

		if (from[i] && at >= part->from && at + 64 <= part->to)
			to[first + i] = from[i];
		else if (from[i])
			__atomic_fetch_or(&to[first + i], from[i], __ATOMIC_RELAXED);
	}
}

static void take_bits(void *state, const struct facts_view *v, const struct program_part *part,
                      int n)
{
	struct program_bits *bits = state;

	(void)v;
	for (int i = 0; i < n; i++, part++) {
		struct program_bits *b = &bits[part->output];

		if (part->from == part->to)
			continue;
		plane_put(b->yes[part->seg], part->yes, part);
		plane_put(b->no[part->seg], part->no, part);
		plane_put(b->error[part->seg], part->error, part);
	}
}

void program_bits(const struct program_job *j, struct program_bits *out)
{
	struct program_job mine = *j;

	for (int o = 0; o < j->p->nout; o++) {
		int noun = j->p->out[o].noun;
		size_t words = 0;
		uint64_t *all;

		out[o] = (struct program_bits){ .noun = noun, .nseg = j->v->nseg };
		out[o].yes = mem_new((size_t)j->v->nseg * 3 + 1, sizeof *out[o].yes);
		out[o].no = out[o].yes + j->v->nseg;
		out[o].error = out[o].no + j->v->nseg;
		for (int s = 0; s < j->v->nseg; s++)
			words += BITS_WORDS(j->v->seg[s]->rows[noun].n) + 1;
		all = mem_new(words * 3 + 1, sizeof *all);
		for (int s = 0; s < j->v->nseg; s++) {
			size_t w = BITS_WORDS(j->v->seg[s]->rows[noun].n) + 1;

			out[o].yes[s] = all;
			out[o].no[s] = all + w;
			out[o].error[s] = all + 2 * w;
			all += 3 * w;
		}
		if (j->v->nseg == 0)
			mem_free(all);
	}
	mine.state = out;
	mine.take = take_bits;
	program_run(&mine);
}

void program_bits_free(struct program_bits *b, int n)
{
	for (int o = 0; o < n; o++) {
		if (b[o].nseg)
			mem_free(b[o].yes[0]);
		mem_free(b[o].yes);
		b[o] = (struct program_bits){ 0 };
	}
}

/* ---- counts ---- */

struct counting {
	const struct kernel *kernel;
	int32_t nareas;
	const int32_t *group;
	struct program_count *count;
};

static int run_at(const struct facts_segment *g, uint32_t row)
{
	int lo = 0, hi = g->nrun - 1;

	while (lo < hi) {
		int mid = lo + (hi - lo + 1) / 2;

		if (g->run[mid].first <= row)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* The first area, from place `at` of the segment's on, that is at least `area`. */
static int run_from(const struct facts_segment *g, int at, int32_t area)
{
	int lo = at, hi = g->nrun;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (g->run[mid].area < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Which row of the table an area is counted in; -1: none. */
static int32_t slot_of(const struct counting *c, int32_t area)
{
	int32_t lo = 0, hi = c->nareas;

	if (!c->group)
		return area < c->nareas ? area : -1;
	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;

		if (c->group[mid] <= area)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo - 1;
}

#define EDGES 256

/* A part cut into stretches of rows that are counted in one row of the table each. */
struct cuts {
	int n, at;                           /* stretches; the segment's area that comes next */
	bool first;                          /* the first stretch is the part's */
	uint32_t edge[EDGES + 1];
	int32_t slot[EDGES];
};

/* First row of area `at` within the part, from its base on; of what lies behind: its end. */
static uint32_t edge_of(const struct facts_segment *g, const struct program_part *part, int at)
{
	uint32_t row = at < g->nrun ? g->run[at].first : part->last, skip;

	if (row >= part->last)
		return part->to - part->base;
	if (row < part->first)
		row = part->first;
	if (part->noun)
		facts_children(g, part->noun, row, &row, &skip);
	return row - part->base;
}

static void cut(const struct counting *c, const struct facts_segment *g,
                const struct program_part *part, struct cuts *k)
{
	k->n = 0;
	while (k->n < EDGES && k->at < g->nrun && g->run[k->at].first < part->last) {
		int32_t slot = slot_of(c, g->run[k->at].area);

		k->slot[k->n] = slot;
		k->edge[k->n++] = edge_of(g, part, k->at);
		if (c->group && slot + 1 < c->nareas)
			k->at = run_from(g, k->at, c->group[slot + 1]);
		else if (c->group)
			k->at = g->nrun;
		else
			k->at++;
	}
	k->edge[k->n] = edge_of(g, part, k->at);
}

/* A stretch at the edge of the part may go on in the next one, which another thread counts. */
static void count_add(uint32_t *to, uint32_t n, bool edge)
{
	if (!n)
		return;
	if (edge)
		__atomic_fetch_add(to, n, __ATOMIC_RELAXED);
	else
		*to += n;
}

static bool any_bit(const struct program_part *part, const uint64_t *plane)
{
	uint64_t any = 0;

	for (uint32_t i = 0; i < (part->to - part->base + 63) / 64; i++)
		any |= plane[i];
	return any != 0;
}

static void part_count(struct counting *c, const struct cuts *k, bool last,
                       const struct program_part *part)
{
	const uint64_t *plane[3] = { part->yes, part->no, part->error };
	struct program_count *row = c->count + (size_t)part->output * (size_t)c->nareas;

	for (int p = 0; p < 3; p++) {
		uint32_t got[EDGES] FILLED_LATER;

		if (p == 2 && !any_bit(part, plane[p]))
			continue;
		c->kernel->area_counts(plane[p], k->edge, k->n, got);
		for (int i = 0; i < k->n; i++) {
			struct program_count *to = row + k->slot[i];
			bool edge = (i == 0 && k->first) || (i == k->n - 1 && last);

			if (k->slot[i] >= 0)
				count_add(p == 0 ? &to->yes : p == 1 ? &to->no : &to->error, got[i], edge);
		}
	}
}

static void take_counts(void *state, const struct facts_view *v, const struct program_part *part,
                        int n)
{
	struct counting *c = state;
	const struct facts_segment *g = v->seg[part->seg];
	struct cuts k FILLED_LATER;
	int same;

	for (; n; n -= same, part += same) {         /* parts along the same rows are cut once */
		for (same = 1; same < n && part[same].noun == part->noun; same++)
			;
		if (part->from == part->to)
			continue;
		k.at = run_at(g, part->first);
		k.first = true;
		while (k.at < g->nrun && g->run[k.at].first < part->last) {
			cut(c, g, part, &k);
			for (int i = 0; i < same; i++)
				part_count(c, &k, k.at >= g->nrun || g->run[k.at].first >= part->last, part + i);
			k.first = false;
		}
	}
}

void program_counts(const struct program_job *j, int32_t nareas, struct program_count *count)
{
	struct counting c = { kernel_choose(j->kernel ? j->kernel : os_env("JINGZHUN_KERNEL")),
		nareas, j->group, count };
	struct program_job mine = *j;

	mine.state = &c;
	mine.take = take_counts;
	program_run(&mine);
}

/* ---- lists ---- */

struct listing {
	int output;
	char answer;
	struct program_row *row;
	uint64_t n, room;
};

static uint64_t chosen_word(const struct listing *l, const struct program_part *part, uint32_t i)
{
	switch (l->answer) {
	case 'y': return part->yes[i];
	case 'n': return part->no[i];
	case 'e': return part->error[i];
	default: return ~(part->yes[i] | part->no[i] | part->error[i]);
	}
}

static void list_row(struct listing *l, const struct facts_segment *g,
                     const struct program_part *part, uint32_t row)
{
	uint32_t lo = part->first, hi = part->last - 1, from, to;

	if (row < part->from || row >= part->to || l->n++ >= l->room)
		return;
	while (part->noun && lo < hi) {          /* the household whose rows reach that far */
		uint32_t mid = lo + (hi - lo) / 2;

		facts_children(g, part->noun, mid, &from, &to);
		if (to <= row)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!part->noun)
		lo = row;
	l->row[l->n - 1] = (struct program_row){ facts_id(&g->rows[part->noun], row),
		facts_id(&g->rows[0], lo), facts_area(g, lo) };
}

static void take_list(void *state, const struct facts_view *v, const struct program_part *part,
                      int n)
{
	struct listing *l = state;

	for (; n; n--, part++) {
		if (part->output != l->output || part->from == part->to)
			continue;
		for (uint32_t i = 0; i < (part->to - part->base + 63) / 64; i++)
			for (uint64_t x = chosen_word(l, part, i); x; x &= x - 1)
				list_row(l, v->seg[part->seg], part,
				         part->base + 64 * i + (uint32_t)__builtin_ctzll(x));
	}
}

uint64_t program_list(const struct program_job *j, int output, char answer,
                      struct program_row *row, uint64_t room)
{
	struct listing l = { .output = output, .answer = answer, .row = row, .room = room };
	struct program_job mine = *j;

	mine.threads = 1;                        /* in order */
	mine.state = &l;
	mine.take = take_list;
	program_run(&mine);
	return l.n;
}

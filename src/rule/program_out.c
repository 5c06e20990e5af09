/* program_out - what a run is asked for: bits, counts by area, lists. */
#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "rule/program_int.h"

/* ---- bits ---- */

/* Words at the edges may belong to two stretches at once. */
static void take_bits(void *state, const struct facts_view *v, const struct program_part *part)
{
	struct program_bits *b = &((struct program_bits *)state)[part->output];
	const uint64_t *from[3] = { part->yes, part->no, part->error };
	uint64_t *to[3] = { b->yes[part->seg], b->no[part->seg], b->error[part->seg] };
	uint32_t first = part->base / 64, n = (part->to - part->base + 63) / 64;

	(void)v;
	if (part->from == part->to)
		return;
	for (int k = 0; k < 3; k++)
		for (uint32_t i = 0; i < n; i++) {
			uint32_t at = part->base + 64 * i;

			if (from[k][i] && at >= part->from && at + 64 <= part->to)
				to[k][first + i] = from[k][i];
			else if (from[k][i])
				__atomic_fetch_or(&to[k][first + i], from[k][i], __ATOMIC_RELAXED);
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
	struct program_count *count;
};

/* Areas of the stretch with their first rows, from the base on; returns how many. */
static int area_edges(const struct facts_segment *g, const struct program_part *part, int at,
                      int most, uint32_t *edge)
{
	int n = 0;

	for (; n < most && at + n < g->nrun && g->run[at + n].first < part->last; n++) {
		uint32_t row = g->run[at + n].first, skip;

		if (row < part->first)
			row = part->first;
		if (part->noun)
			facts_children(g, part->noun, row, &row, &skip);
		edge[n] = row - part->base;
	}
	if (n == most || at + n >= g->nrun || g->run[at + n].first >= part->last) {
		uint32_t row = at + n < g->nrun && g->run[at + n].first < part->last ?
			g->run[at + n].first : part->last, skip;

		if (row >= part->last)
			edge[n] = part->to - part->base;
		else if (part->noun)
			facts_children(g, part->noun, row, &row, &skip), edge[n] = row - part->base;
		else
			edge[n] = row - part->base;
	}
	return n;
}

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

#define EDGES 256

static void take_counts(void *state, const struct facts_view *v, const struct program_part *part)
{
	struct counting *c = state;
	const struct facts_segment *g = v->seg[part->seg];
	const uint64_t *plane[3] = { part->yes, part->no, part->error };
	uint32_t edge[EDGES + 1], got[3][EDGES];
	int at = run_at(g, part->first), n;

	if (part->from == part->to)
		return;
	for (; at < g->nrun && g->run[at].first < part->last; at += n) {
		n = area_edges(g, part, at, EDGES, edge);
		for (int k = 0; k < 3; k++)
			c->kernel->area_counts(plane[k], edge, n, got[k]);
		for (int i = 0; i < n; i++) {
			int32_t area = g->run[at + i].area;
			struct program_count *to;

			if (area < 0 || area >= c->nareas)
				continue;
			to = &c->count[(size_t)part->output * (size_t)c->nareas + (size_t)area];
			/* An area may go on in the next block, which another thread counts. */
			if (got[0][i])
				__atomic_fetch_add(&to->yes, got[0][i], __ATOMIC_RELAXED);
			if (got[1][i])
				__atomic_fetch_add(&to->no, got[1][i], __ATOMIC_RELAXED);
			if (got[2][i])
				__atomic_fetch_add(&to->error, got[2][i], __ATOMIC_RELAXED);
		}
	}
}

void program_counts(const struct program_job *j, int32_t nareas, struct program_count *count)
{
	struct counting c = { kernel_choose(j->kernel ? j->kernel : os_env("JINGZHUN_KERNEL")),
		nareas, count };
	struct program_job mine = *j;

	mine.state = &c;
	mine.take = take_counts;
	program_run(&mine);
}

/* ---- lists ---- */

struct listing {
	int output;
	char answer;
	struct lock *lock;
	struct program_row *row;
	uint64_t n, room;
};

static void take_list(void *state, const struct facts_view *v, const struct program_part *part)
{
	struct listing *l = state;
	const struct facts_segment *g = v->seg[part->seg];
	uint32_t words = (part->to - part->base + 63) / 64;

	if (part->output != l->output || part->from == part->to)
		return;
	lock_write(l->lock);
	for (uint32_t i = 0; i < words; i++) {
		uint64_t x = l->answer == 'y' ? part->yes[i] : l->answer == 'n' ? part->no[i] :
			l->answer == 'e' ? part->error[i] : ~(part->yes[i] | part->no[i] | part->error[i]);

		for (; x; x &= x - 1) {
			uint32_t row = part->base + 64 * i + (uint32_t)__builtin_ctzll(x), top = row;

			if (row < part->from || row >= part->to)
				continue;
			if (l->n++ >= l->room)
				continue;
			if (part->noun) {                /* the household whose rows reach that far */
				uint32_t lo = part->first, hi = part->last - 1, from, to;

				while (lo < hi) {
					uint32_t mid = lo + (hi - lo) / 2;

					facts_children(g, part->noun, mid, &from, &to);
					if (to <= row)
						lo = mid + 1;
					else
						hi = mid;
				}
				top = lo;
			}
			l->row[l->n - 1] = (struct program_row){ facts_id(&g->rows[part->noun], row),
				facts_id(&g->rows[0], top), facts_area(g, top) };
		}
	}
	lock_end(l->lock);
}

uint64_t program_list(const struct program_job *j, int output, char answer,
                      struct program_row *row, uint64_t room)
{
	struct listing l = { .output = output, .answer = answer, .row = row, .room = room };
	struct program_job mine = *j;

	mine.threads = 1;                        /* in order */
	l.lock = lock_new();
	mine.state = &l;
	mine.take = take_list;
	program_run(&mine);
	lock_free(l.lock);
	return l.n;
}

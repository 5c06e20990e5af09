/* program_run - a program over a range of households: units of at most a block, in which all areas
 * have the same lines, are given to threads. */
#include <stdatomic.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "rule/program_int.h"

/* What all threads share. */
struct runner {
	const struct program_job *j;
	const struct program *p;
	const struct kernel *kernel;
	uint32_t words[FACTS_NOUNS];         /* of the widest block */
	const uint64_t ***input;             /* of each segment: t and f of each input */
	_Atomic long next;                   /* block that nobody works on yet */
	long nblock;
	int *block_seg;                      /* of each block */
	uint32_t *block_at;
};

struct worker {
	struct runner *r;
	struct unit u;
	struct program_part *part;           /* of each output */
	int seg;
	struct asker *asker;
	void *chunk;
};

/* ---- memory of a thread ---- */

static size_t worker_layout(struct worker *w, unsigned char *at)
{
	const struct program *p = w->r->p;
	size_t n = 0, most = 0;

	for (int k = 0; k < p->s->nnoun; k++) {
		size_t words = w->r->words[k], rows = words * 64;

		if (!p->used[k])
			continue;
		most = words > most ? words : most;
		for (int i = 0; i < p->nreg[k][0] + p->nreg[k][1]; i++) {
			bool number = i >= p->nreg[k][0];

			if (at) {
				struct reg *r = &w->u.reg[k][number][number ? i - p->nreg[k][0] : i];

				r->t = (uint64_t *)(void *)(at + n);
				r->f = r->t + words;
				r->a = r->t + 2 * words;
				r->v = number ? (int64_t *)(void *)(r->t + 3 * words) : NULL;
				r->hi = number ? r->v + rows : NULL;
				r->dv = number ? r->hi + rows : NULL;
			}
			n += (3 * words + (number ? 3 * rows : 0)) * 8 + 64;
			n &= ~(size_t)63;
		}
		if (p->parent[k]) {
			if (at)
				w->u.axis[k].parent = (uint32_t *)(void *)(at + n);
			n += rows * 4;
		}
	}
	if (at)
		w->u.work = (int64_t *)(void *)(at + n);
	return n + 80 * (most + 2) * 8;
}

static void worker_start(struct worker *w, struct runner *r)
{
	const struct program *p = r->p;

	*w = (struct worker){ .r = r };
	w->u.p = p;
	w->u.res = mem_new((size_t)p->nop + 1, sizeof *w->u.res);
	w->part = mem_new((size_t)p->nout + 1, sizeof *w->part);
	for (int k = 0; k < p->s->nnoun; k++)
		for (int i = 0; i < 2; i++)
			w->u.reg[k][i] = mem_new((size_t)p->nreg[k][i] + 1, sizeof *w->u.reg[k][i]);
	w->chunk = mem_new(1, worker_layout(w, NULL) + 64);
	worker_layout(w, (unsigned char *)(((uintptr_t)w->chunk + 63) & ~(uintptr_t)63));
}

static void worker_end(struct worker *w)
{
	for (int k = 0; k < w->r->p->s->nnoun; k++)
		for (int i = 0; i < 2; i++)
			mem_free(w->u.reg[k][i]);
	mem_free(w->u.res);
	mem_free(w->part);
	mem_free(w->chunk);
	program_asker_free(w->asker);
}

/* ---- a unit ---- */

/* Rows of the noun that belong to the households from .. to. */
static void rows_of(const struct facts_segment *g, int noun, uint32_t from, uint32_t to,
                    uint32_t *first, uint32_t *last)
{
	uint32_t skip;

	*first = from;
	*last = to;
	if (noun == 0)
		return;
	facts_children(g, noun, from, first, &skip);
	facts_children(g, noun, to - 1, &skip, last);
}

static void parents(struct worker *w, int noun)
{
	const struct facts_schema *s = w->r->p->s;
	struct axis *x = &w->u.axis[noun];
	const struct axis *top = &w->u.axis[0];
	int up = s->noun[noun]->up;
	const struct axis *above = &w->u.axis[up];
	uint32_t row = x->from, up_row = above->from;

	memset(x->parent, 0, x->words * 64 * sizeof *x->parent);
	for (uint32_t i = 0; i < top->words; i++) {
		uint64_t mine = x->rows->some[top->base / 64 + i];
		uint64_t all = mine | (up ? above->rows->some[top->base / 64 + i] : 0);

		for (; all && row < x->to; all &= all - 1) {
			uint32_t at = top->base + 64 * i + (uint32_t)__builtin_ctzll(all), end = row;
			uint32_t up_end = up_row;

			if (at < top->from || at >= top->to)
				continue;
			if (up && bit_at(above->rows->some, at))
				up_end = facts_nth_end(above->rows->end, up_row, 0);
			if (bit_at(x->rows->some, at))
				end = facts_nth_end(x->rows->end, row, 0);
			for (; row < end; row++) {
				int64_t owner = 0;

				if (!up) {
					x->parent[row - x->base] = at - top->base;
					continue;
				}
				facts_value(&x->rows->owner, row, &owner);
				if (owner >= 0 && owner < up_end - up_row)
					x->parent[row - x->base] = up_row + (uint32_t)owner - above->base;
			}
			up_row = up_end;
		}
	}
}

/* Whole words of households around from .. to, and the rows below them. */
static void unit_place(struct worker *w, const struct facts_segment *g, uint32_t from, uint32_t to)
{
	const struct program *p = w->r->p;
	uint32_t begin = from & ~(uint32_t)63, end = (to + 63) & ~(uint32_t)63;

	if (end > g->rows[0].n)
		end = g->rows[0].n;
	w->u.g = g;
	for (int k = 0; k < p->s->nnoun; k++) {
		struct axis *x = &w->u.axis[k];

		if (!p->used[k])
			continue;
		x->rows = &g->rows[k];
		rows_of(g, k, begin, end, &x->from, &x->to);
		x->base = x->from & ~(uint32_t)63;
		x->words = (x->to - x->base + 63) / 64;
	}
	for (int k = 1; k < p->s->nnoun; k++)
		if (p->parent[k])
			parents(w, k);
}

/* The rows that the operations could not settle: of them only errors stay in the plane. */
static uint64_t ask_rows(struct worker *w, int out, struct reg *r, const struct program_part *part,
                         uint32_t i)
{
	int noun = part->noun;
	uint64_t errors = 0;

	if (!w->asker)
		w->asker = program_asker(w->r->p, w->r->j->b, w->r->j->v, w->r->input);
	for (uint64_t ask = r->a[i]; ask; ask &= ask - 1) {
		uint32_t row = part->base + 64 * i + (uint32_t)__builtin_ctzll(ask);
		uint32_t top = facts_household(w->u.g, noun, row);
		uint64_t bit = ask & -ask;
		struct expr_value v;

		program_ask(w->asker, out, w->seg, top, row, &v);
		if (v.state == EXPR_ERROR)
			errors |= bit;
		else if (v.state == EXPR_KNOWN)
			(v.b ? r->t : r->f)[i] |= bit;
	}
	return errors;
}

/* Cuts off what is not of the rows first .. last, and settles the rest. */
static void part_make(struct worker *w, int out, struct program_part *part)
{
	struct reg *r = &w->u.res[w->r->p->out[out].op];
	const struct axis *x = &w->u.axis[part->noun];

	for (uint32_t i = 0; i < x->words; i++) {
		uint32_t at = x->base + 64 * i;
		uint64_t m = ~(uint64_t)0;

		if (part->from <= at && at + 64 <= part->to && !r->a[i])
			continue;
		if (part->from > at)
			m = part->from - at >= 64 ? 0 : m << (part->from - at);
		if (part->to < at + 64)
			m = part->to <= at ? 0 : m & ~(uint64_t)0 >> (at + 64 - part->to);
		r->t[i] &= m;
		r->f[i] &= m;
		r->a[i] &= m;
		if (r->a[i])
			r->a[i] = ask_rows(w, out, r, part, i);
	}
	part->yes = r->t;
	part->no = r->f;
	part->error = r->a;
}

/* Hands out what was found for the households from .. to. */
static void unit_give(struct worker *w, uint32_t from, uint32_t to)
{
	const struct program *p = w->r->p;
	uint32_t first[FACTS_NOUNS], last[FACTS_NOUNS];
	bool have[FACTS_NOUNS] = { false };
	int n = 0;

	for (int o = 0; o < p->nout; o++) {
		int noun = p->out[o].noun;

		if (p->out[o].op == NONE)
			continue;
		if (!have[noun])
			rows_of(w->u.g, noun, from, to, &first[noun], &last[noun]);
		have[noun] = true;
		w->part[n] = (struct program_part){ .output = o, .noun = noun, .seg = w->seg,
			.from = first[noun], .to = last[noun], .base = w->u.axis[noun].base, .first = from,
			.last = to };
		part_make(w, o, &w->part[n]);
		n++;
	}
	if (w->r->j->take && n)
		w->r->j->take(w->r->j->state, w->r->j->v, w->part, n);
}

static void unit_run(struct worker *w, int seg, uint32_t from, uint32_t to, int run)
{
	const struct program *p = w->r->p;

	w->seg = seg;
	unit_place(w, w->r->j->v->seg[seg], from, to);
	w->u.scalar = w->r->j->b->v + (size_t)run * (size_t)p->nscalar;
	w->u.input = w->r->input ? w->r->input[seg] : NULL;
	w->r->kernel->run(&w->u);
	unit_give(w, from, to);
}

/* Which run an area belongs to. */
static int run_of(const struct program_bound *b, int32_t area)
{
	int lo = 0, hi = b->nrun - 1;

	while (lo < hi) {
		int mid = lo + (hi - lo + 1) / 2;

		if (b->from[mid] <= area)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* A stretch of households of one segment, cut where lines change. */
static void stretch(struct worker *w, int seg, uint32_t from, uint32_t to)
{
	const struct facts_segment *g = w->r->j->v->seg[seg];
	const struct program_bound *b = w->r->j->b;

	while (from < to) {
		int run = run_of(b, facts_area(g, from));
		uint32_t end = to;

		if (run + 1 < b->nrun) {
			int lo = 0, hi = g->nrun;        /* the first area of the next run */

			while (lo < hi) {
				int mid = lo + (hi - lo) / 2;

				if (g->run[mid].area < b->from[run + 1])
					lo = mid + 1;
				else
					hi = mid;
			}
			if (lo < g->nrun && g->run[lo].first < end)
				end = g->run[lo].first;
		}
		unit_run(w, seg, from, end, run);
		from = end;
	}
}

/* ---- all of it ---- */

static void work(void *arg)
{
	struct runner *r = arg;
	const struct facts_view *v = r->j->v;
	uint64_t end = r->j->end ? r->j->end : v->first[v->nseg];
	struct worker w;

	worker_start(&w, r);
	for (;;) {
		long i = atomic_fetch_add(&r->next, 1);
		uint64_t first, from, to, last;
		int seg;

		if (i >= r->nblock)
			break;
		seg = r->block_seg[i];
		first = v->first[seg];
		from = first + r->block_at[i];
		to = from + FACTS_BLOCK;
		last = first + v->seg[seg]->rows[0].n;
		to = to > last ? last : to;
		if (from < r->j->begin)
			from = r->j->begin;
		if (to > end)
			to = end;
		if (from < to)
			stretch(&w, seg, (uint32_t)(from - first), (uint32_t)(to - first));
	}
	worker_end(&w);
}

static void widest(struct runner *r)
{
	const struct facts_view *v = r->j->v;

	for (int k = 0; k < r->p->s->nnoun; k++)
		r->words[k] = k ? 1 : UNIT_WORDS;
	for (int i = 0; i < v->nseg; i++)
		for (int k = 1; k < r->p->s->nnoun; k++) {
			const struct facts_rows *rows = &v->seg[i]->rows[k];
			uint32_t n = (v->seg[i]->rows[0].n + FACTS_BLOCK - 1) / FACTS_BLOCK;

			for (uint32_t b = 0; r->p->used[k] && b < n; b++) {
				uint32_t words = (rows->block[b + 1] - rows->block[b] + 127) / 64;

				if (words > r->words[k])
					r->words[k] = words;
			}
		}
}

static void blocks(struct runner *r)
{
	const struct facts_view *v = r->j->v;
	uint64_t end = r->j->end ? r->j->end : v->first[v->nseg];
	long room = 0;

	for (int i = 0; i < v->nseg; i++)
		room += (v->seg[i]->rows[0].n + FACTS_BLOCK - 1) / FACTS_BLOCK;
	r->block_seg = mem_new((size_t)room + 1, sizeof *r->block_seg);
	r->block_at = mem_new((size_t)room + 1, sizeof *r->block_at);
	for (int i = 0; i < v->nseg; i++)
		for (uint32_t at = 0; at < v->seg[i]->rows[0].n; at += FACTS_BLOCK) {
			if (v->first[i] + at >= end || v->first[i] + at + FACTS_BLOCK <= r->j->begin)
				continue;
			r->block_seg[r->nblock] = i;
			r->block_at[r->nblock++] = at;
		}
}

/* Planes of every input by segment. */
static void inputs(struct runner *r)
{
	const struct facts_view *v = r->j->v;

	if (r->p->ninput == 0)
		return;
	r->input = mem_new((size_t)v->nseg + 1, sizeof *r->input);
	for (int s = 0; s < v->nseg; s++) {
		r->input[s] = mem_new((size_t)r->p->ninput * 2, sizeof **r->input);
		for (int i = 0; i < r->p->ninput; i++) {
			r->input[s][2 * i] = r->j->input[i]->yes[s];
			r->input[s][2 * i + 1] = r->j->input[i]->no[s];
		}
	}
}

void program_run(const struct program_job *j)
{
	struct runner r = { .j = j, .p = j->p };
	struct thread *thread[64];
	int n = j->threads ? j->threads : os_cpu_count();

	r.kernel = kernel_choose(j->kernel ? j->kernel : os_env("JINGZHUN_KERNEL"));
	widest(&r);
	blocks(&r);
	inputs(&r);
	if (n > 64)
		n = 64;
	if (n > r.nblock)
		n = r.nblock ? (int)r.nblock : 1;
	for (int i = 1; i < n; i++)
		thread[i] = thread_start(work, &r);
	work(&r);
	for (int i = 1; i < n; i++)
		thread_join(thread[i]);
	for (int s = 0; r.input && s < j->v->nseg; s++)
		mem_free(r.input[s]);
	mem_free(r.input);
	mem_free(r.block_seg);
	mem_free(r.block_at);
}

static void take_one(void *state, const struct facts_view *v, const struct program_part *part,
                     int n)
{
	char *answer = state;

	(void)v;
	for (int i = 0; i < n; i++, part++) {
		uint32_t at = part->from - part->base;

		answer[part->output] = 'u';
		if (part->from == part->to)
			continue;
		if (bit_at(part->yes, at))
			answer[part->output] = 'y';
		else if (bit_at(part->no, at))
			answer[part->output] = 'n';
		else if (bit_at(part->error, at))
			answer[part->output] = 'e';
	}
}

void program_one(const struct program_job *j, int seg, uint32_t row, char *answer)
{
	struct program_job mine = *j;
	struct runner r = { .j = &mine, .p = j->p };
	struct worker w;

	mine.state = answer;
	mine.take = take_one;
	r.kernel = kernel_choose(j->kernel ? j->kernel : os_env("JINGZHUN_KERNEL"));
	for (int k = 0; k < j->p->s->nnoun; k++) {
		uint32_t from, to;

		rows_of(j->v->seg[seg], k, row & ~(uint32_t)63, row + 1, &from, &to);
		if (k) {
			uint32_t end = (row & ~(uint32_t)63) + 64, n = j->v->seg[seg]->rows[0].n;

			rows_of(j->v->seg[seg], k, row & ~(uint32_t)63, end < n ? end : n, &from, &to);
		}
		r.words[k] = (to - from + 127) / 64 + 1;
	}
	inputs(&r);
	worker_start(&w, &r);
	unit_run(&w, seg, row, row + 1, run_of(j->b, facts_area(j->v->seg[seg], row)));
	worker_end(&w);
	for (int s = 0; r.input && s < j->v->nseg; s++)
		mem_free(r.input[s]);
	mem_free(r.input);
}

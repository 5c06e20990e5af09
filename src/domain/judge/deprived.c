/* deprived - see the header. */
#include "domain/judge/deprived.h"

#include <stdio.h>

#include "base/mem.h"

static uint8_t state_of(enum truth t)
{
	return t == TRUTH_TRUE ? 1 : t == TRUTH_FALSE ? 0 : MEASURE_UNKNOWN;
}

static void take(struct deprived *d, int seg, uint32_t row, int32_t group)
{
	const struct facts_segment *g = d->now->run->v->seg[seg];
	struct measure_in *x = &d->row[d->in.n];
	uint32_t from = 0, to = 1;

	if (d->now->person >= 0)
		facts_children(g, d->now->person, row, &from, &to);
	*x = (struct measure_in){ .weight = 1, .size = to - from, .group = group,
		.psu = -1, .known = MEASURE_ALL };
	for (int i = 0; i < d->in.d; i++)
		d->state[d->in.n * d->in.d + i] = state_of(run_slot(d->now->run, i, seg, row));
	d->in.n++;
}

void deprived_take(struct ctx *cx, const struct whatif_now *now, const struct pack_index *index,
                   struct deprived *out)
{
	const struct facts_view *v = now->run->v;
	size_t all = 0;

	for (int s = 0; s < v->nseg; s++)
		all += v->seg[s]->rows[0].n;
	*out = (struct deprived){ .now = now, .in = { .d = index->as.nclause, .k = index->k,
		.ngroup = now->nplace } };
	out->row = mem_new(all + 1, sizeof *out->row);
	out->state = mem_new(all * (size_t)out->in.d + 1, sizeof *out->state);
	for (int i = 0; i < out->in.d; i++) {
		const struct clause *c = &index->as.clause[i];

		out->in.weight[i] = index->weight[i];
		out->indicator[i] = str_z(&cx->arena, cx->lang == LANG_ZH ? c->zh : c->en);
	}
	for (int s = 0; s < v->nseg; s++)
		for (int i = 0; i < v->seg[s]->nrun; i++) {
			const struct facts_segment *g = v->seg[s];
			int32_t area = g->run[i].area;
			uint32_t to = i + 1 < g->nrun ? g->run[i + 1].first : g->rows[0].n;
			int32_t group = area >= now->from && area < now->to ?
				now->group[area - now->from] : -1;

			for (uint32_t row = g->run[i].first; group >= 0 && row < to; row++)
				take(out, s, row, group);
		}
	out->in.row = out->row;
	out->in.state = out->state;
}

void deprived_free(struct deprived *d)
{
	mem_free(d->row);
	mem_free(d->state);
	*d = (struct deprived){ 0 };
}

void deprived_name(const struct deprived *d, struct arena *a, int32_t group, struct str *code,
                   struct str *name)
{
	const struct area_node *n = &d->now->run->area[d->now->place[group]];
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)n->code);
	*code = str_dup(a, str_of(digits));
	*name = n->name;
}

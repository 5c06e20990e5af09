/* nation_verdicts - verdicts of a nation through the program's own path: run_open over a snapshot
 * opened from its file, run_store into the register. The register holds the areas, the journal and
 * one verdict of each household under a standard of forty clauses (bench/pack), and no other rows:
 * what a run reads of households is in the snapshot. */
#include <stdio.h>
#include <stdlib.h>

#include "domain/judge/run.h"
#include "nation.h"

#define ON    20201231
#define TODAY 400000                     /* fen */
#define MOVED 452600                     /* what 5 % of households lie between */

struct desk {
	struct nation k;
	struct reg *r;
	struct judge judge;
	struct feed *f;
	const struct rule_standard *rule;
	char path[512];
};

static void feed_on(struct desk *d, const char *path)
{
	must(&d->k, run_feed(&d->k.cx, d->r, d->judge.rules, path, 0, &d->f));
}

static void desk_open(struct desk *d, const char *dir)
{
	ctx_init(&d->k.cx, (size_t)1 << 30);
	d->k.cx.now_ms = os_now_ms();
	d->k.seed = 88172645463325252u;
	snprintf(d->path, sizeof d->path, "%s.facts", dir);
	must(&d->k, register_open(&d->k.cx, dir, NULL, NULL, REG_WRITE, &d->r));
	must(&d->k, judge_open(&d->k.cx, &d->r->arena, d->r, &d->judge));
	for (int i = 0; i < d->judge.rules->p->nstandard; i++)
		if (str_eqz(d->judge.rules->standard[i].s->id, "forty"))
			d->rule = &d->judge.rules->standard[i];
	if (!d->rule) {
		fputs("nation: the register's pack is not bench/pack\n", stderr);
		exit(1);
	}
}

static void desk_close(struct desk *d)
{
	must(&d->k, feed_close(&d->k.cx, d->f));
	register_close(&d->k.cx, d->r);
	ctx_free(&d->k.cx);
}

static struct run *judged(struct desk *d, const struct rule_standard *rule,
                          const struct assumed_line *line)
{
	struct run_ask ask = { .r = d->r, .f = d->f, .rules = d->judge.rules, .rule = rule,
		.on = ON, .line = line, .nline = line ? 1 : 0 };
	struct run *x;

	must(&d->k, run_open(&d->k.cx, &ask, &x));
	return x;
}

static struct assumed_line poverty(int64_t fen)
{
	return (struct assumed_line){ .series = STR("poverty"), .fen = fen };
}

/* ---- before ---- */

static void snapshot(struct desk *d, uint64_t households)
{
	const struct facts_view *v;
	const struct area_node *area;
	int n, nvillage = 0;
	int32_t *village;
	uint64_t stamp;

	feed_on(d, NULL);
	must(&d->k, feed_stamp(&d->k.cx, d->f, &stamp));
	must(&d->k, feed_hold(&d->k.cx, d->f, &v));
	area = feed_areas(d->f, v, &n);
	village = calloc((size_t)n + 1, sizeof *village);
	for (int i = 0; i < n; i++)
		if (area[i].level == 5)
			village[nvillage++] = i;
	d->k.households = households;
	d->k.villages = nvillage;
	d->k.village = village;
	d->k.m = d->r->model;
	d->k.s = (struct facts_schema *)(uintptr_t)feed_schema(d->f);
	d->k.f = facts_new(d->k.s);
	nation_build(&d->k);
	feed_release(d->f, v);
	must(&d->k, facts_save(&d->k.cx, d->k.v, d->path, &d->r->keys, stamp));
	facts_release(d->k.f, d->k.v);
	facts_free(d->k.f);
	free(village);
	must(&d->k, feed_close(&d->k.cx, d->f));
}

/* What a first run would store; there are no households that it could ask for their shard. */
static void stored_before(struct desk *d)
{
	struct assumed_line line = poverty(TODAY);
	struct run *x = judged(d, d->rule, &line);
	struct verdict_run to;
	int64_t began = os_mono_ns();

	must(&d->k, verdict_begin(&d->k.cx, d->r, d->rule->s, ON, NULL, &to));
	for (int s = 0; s < x->v->nseg; s++)
		for (uint32_t row = 0; row < x->v->seg[s]->rows[0].n; row++) {
			struct verdict v;

			must(&d->k, run_verdict(&d->k.cx, x, s, row, &v));
			v.shard = 1;
			must(&d->k, verdict_add(&to, &v));
		}
	must(&d->k, verdict_end(&to));
	figure("stored-before", (double)to.count.fresh);
	figure("stored-before-rows-a-second", (double)to.count.fresh / since(began));
	run_close(x);
}

int verdict_prepare(const char *dir, uint64_t households)
{
	struct desk *d = calloc(1, sizeof *d);
	const struct facts_view *v;
	uint64_t stamp;

	desk_open(d, dir);
	snapshot(d, households);
	feed_on(d, d->path);
	stored_before(d);
	must(&d->k, feed_hold(&d->k.cx, d->f, &v));
	must(&d->k, feed_stamp(&d->k.cx, d->f, &stamp));
	must(&d->k, facts_save(&d->k.cx, v, d->path, &d->r->keys, stamp));
	feed_release(d->f, v);
	desk_close(d);
	free(d);
	return 0;
}

/* ---- all standards, with the tables of all areas ---- */

static uint32_t ones(const uint64_t *bits, uint32_t from, uint32_t to)
{
	uint32_t n = 0;

	for (uint32_t w = from / 64; 64 * w < to; w++) {
		uint64_t x = bits[w];

		if (64 * w < from)
			x &= ~UINT64_C(0) << (from - 64 * w);
		if (to - 64 * w < 64)
			x &= ~(~UINT64_C(0) << (to - 64 * w));
		n += (uint32_t)__builtin_popcountll(x);
	}
	return n;
}

/* Households of each area for whom a plane says so. */
static void table(const struct facts_view *v, uint64_t *const *bits, uint32_t *out)
{
	for (int s = 0; s < v->nseg; s++) {
		const struct facts_segment *g = v->seg[s];

		for (int a = 0; a < g->nrun; a++)
			out[g->run[a].area] += ones(bits[s], g->run[a].first,
			                            a + 1 < g->nrun ? g->run[a + 1].first : g->rows[0].n);
	}
}

/* Every standard of households but the bench's own; returns how many clauses no program answers. */
static int all_standards(struct desk *d, uint32_t *count, int narea, int *n)
{
	const struct rules *rules = d->judge.rules;
	int by_row = 0;

	*n = 0;
	for (int i = 0; i < rules->p->nstandard; i++) {
		const struct rule_standard *rule = &rules->standard[i];
		struct run *x;

		if (rule->noun->tag != TAG_household || rule == d->rule || !standard_holds(rule->s, ON))
			continue;
		x = judged(d, rule, NULL);
		memset(count, 0, (size_t)narea * 2 * (CLAUSES_MAX + 1) * sizeof *count);
		table(x->v, x->yes, count);
		table(x->v, x->no, count + narea);
		for (int c = 0; c < rule->s->nslot; c++) {
			by_row += x->slot[c].by_row;
			if (!x->slot[c].there)
				continue;
			table(x->v, x->slot[c].bits.yes, count + (2 * c + 2) * narea);
			table(x->v, x->slot[c].bits.no, count + (2 * c + 3) * narea);
		}
		run_close(x);
		++*n;
	}
	return by_row;
}

static void standards(struct desk *d)
{
	const struct facts_view *v;
	int narea, by_row = 0, n = 0;
	uint32_t *count;

	must(&d->k, feed_hold(&d->k.cx, d->f, &v));
	feed_areas(d->f, v, &narea);
	feed_release(d->f, v);
	count = calloc((size_t)narea * 2 * (CLAUSES_MAX + 1), sizeof *count);
	figure("cn-standards", MIDDLE(3, by_row = all_standards(d, count, narea, &n)));
	figure("cn-standards-count", n);
	figure("cn-standards-by-row", by_row);
	free(count);
}

/* Any area from the bits of a verdict: a range of rows, and a popcount over it. */
static void any_area(struct desk *d)
{
	struct run *x = judged(d, d->rule, NULL);
	int narea, most = 100000;
	const struct area_node *area = feed_areas(d->f, x->v, &narea);
	uint64_t all = 0;
	int64_t began = os_mono_ns();

	for (int i = 0; i < most; i++) {
		const struct area_node *a = &area[below(&d->k, narea)];
		uint64_t from, to;

		facts_range(x->v, a->lo, a->hi - 1, &from, &to);
		while (from < to) {
			uint32_t row, end;
			int seg;

			facts_place(x->v, from, &seg, &row);
			end = x->v->seg[seg]->rows[0].n;
			if (to - from < end - row)
				end = row + (uint32_t)(to - from);
			all += ones(x->yes[seg], row, end);
			from += end - row;
		}
	}
	figure("any-area-us", since(began) / most * 1e6);
	figure("any-area-met", (double)all / most);
	run_close(x);
}

/* ---- the line ---- */

/* By a loop over the column, who lies between the lines. */
static int64_t between(struct desk *d, const struct facts_view *v, int64_t from, int64_t to)
{
	int col = facts_column_of(feed_schema(d->f), 0, HOUSEHOLD_per_capita_net, FACTS_VALUE, NULL);
	int64_t n = 0, fen;

	for (int s = 0; s < v->nseg; s++)
		for (uint32_t row = 0; row < v->seg[s]->rows[0].n; row++)
			n += facts_value(&v->seg[s]->rows[0].col[col], row, &fen) && fen >= from && fen < to;
	return n;
}

static enum err nothing(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx, (void)db, (void)arg;
	return OK;
}

/* The writer moves its log into the database after it has answered: how long until it is free. */
static void settled(struct desk *d, const char *name)
{
	int64_t began = os_mono_ns();
	char id[64];

	must(&d->k, register_write(&d->k.cx, d->r, nothing, NULL));
	snprintf(id, sizeof id, "%s-settled", name);
	figure(id, since(began));
}

static void moved(struct desk *d, const char *name, int64_t fen)
{
	struct assumed_line line = poverty(fen);
	int64_t began = os_mono_ns(), before;
	struct verdict_counts n;
	char id[64];
	struct run *x = judged(d, d->rule, &line);

	before = os_mono_ns();
	snprintf(id, sizeof id, "%s-judged", name);
	figure(id, (double)(before - began) / 1e9);
	must(&d->k, run_store(&d->k.cx, x, "line moved", &n));
	figure(name, since(began));
	settled(d, name);
	snprintf(id, sizeof id, "%s-changed", name);
	figure(id, (double)n.changed);
	snprintf(id, sizeof id, "%s-wrong", name);
	figure(id, (double)(n.changed - between(d, x->v, TODAY, MOVED)));
	snprintf(id, sizeof id, "%s-share", name);
	figure(id, (double)n.changed / (double)n.judged);
	run_close(x);
}

/* The same line: everything is looked through, nothing is written. */
static void again(struct desk *d, const char *name)
{
	char id[64];
	struct assumed_line line = poverty(TODAY);
	struct run *x = judged(d, d->rule, &line);
	struct verdict_counts n;
	int64_t began = os_mono_ns();

	must(&d->k, run_store(&d->k.cx, x, NULL, &n));
	figure(name, since(began));
	snprintf(id, sizeof id, "%s-changed", name);
	figure(id, (double)n.changed);
	run_close(x);
}

int verdict_figures(const char *dir)
{
	struct desk *d = calloc(1, sizeof *d);
	int64_t began;

	desk_open(d, dir);
	began = os_mono_ns();
	feed_on(d, d->path);
	figure("verdicts-opened", since(began));
	if (!feed_told(d->f).from_file) {
		fputs("nation: the snapshot is not of this register: prepare it\n", stderr);
		return 1;
	}
	figure("change-clauses", d->rule->s->nslot);
	again(d, "unchanged-cold");          /* what comes is read from the files for the first time */
	moved(d, "change", MOVED);
	moved(d, "change-back", TODAY);
	again(d, "unchanged");
	standards(d);
	any_area(d);
	began = os_mono_ns();
	desk_close(d);                       /* moves the log into the file */
	figure("verdicts-closed", since(began));
	free(d);
	return 0;
}

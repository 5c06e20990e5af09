/* nation_feed - how fast a register becomes columns: a scan of all its rows, and one household
 * after a commit that touched it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/os.h"
#include "domain/judge/feed.h"
#include "nation.h"

#define COLUMNS 600

static int wants(const struct reg *r, struct facts_want *want)
{
	static const char *const nouns[] = { "household", "person", "income", "risk", "measure",
		"work" };
	int n = 0;

	for (size_t k = 0; k < sizeof nouns / sizeof *nouns; k++) {
		const struct entity *e = entity_find(r->model, str_of(nouns[k]));

		for (int i = 0; i < e->nfield && n < COLUMNS; i++) {
			const struct field *f = &e->fields[i];

			if (!field_is_text(f) && !field_sealed(f) && f->type != FT_REF &&
			    f->type != FT_AREA && f->column >= 0)
				want[n++] = (struct facts_want){ nouns[k], f->name, FACTS_VALUE, NULL };
		}
	}
	return n;
}

/* What a commit tells, without the commit. */
static double one_again(struct ctx *cx, struct reg *r, struct feed *f, int64_t id)
{
	struct touched t = { .id = &id, .n = 1, .inside = UINT64_MAX };
	double took[101];

	for (int i = 0; i < 101; i++) {
		const struct facts_view *v;
		int64_t began = os_mono_ns();

		for (struct reg_watch *w = r->watch; w; w = w->next)
			w->told(w->state, &t);
		if (feed_hold(cx, f, &v) != OK)
			return -1;
		feed_release(f, v);
		took[i] = (double)(os_mono_ns() - began) / 1e3;
	}
	qsort(took, 101, sizeof *took, by_size);
	return took[50];
}

int feed_figures(const char *dir)
{
	struct facts_want *want = calloc(COLUMNS, sizeof *want);
	struct feed_ask ask = { .want = want };
	const struct facts_view *v;
	struct feed_told told;
	struct feed *f;
	struct reg *r;
	struct ctx cx;
	int64_t house;

	ctx_init(&cx, (size_t)1 << 30);
	if (register_open(&cx, dir, NULL, NULL, REG_WRITE, &r) != OK)
		goto failed;
	ask.n = wants(r, want);
	if (feed_open(&cx, r, &ask, &f) != OK || feed_hold(&cx, f, &v) != OK)
		goto failed;
	told = feed_told(f);
	printf("feed-rows %llu\nfeed-rows-a-second %.0f\n", (unsigned long long)told.rows,
	       (double)told.rows / ((double)told.ns / 1e9));
	house = v->nseg ? facts_id(&v->seg[0]->rows[0], v->seg[0]->rows[0].n / 2) : 0;
	feed_release(f, v);
	printf("feed-one-us %.1f\n", one_again(&cx, r, f, house));
	if (feed_close(&cx, f) != OK)
		goto failed;
	register_close(&cx, r);
	ctx_free(&cx);
	free(want);
	return 0;
failed:
	fprintf(stderr, "feed: %s %.*s\n", cx.err.key, STR_FMT(cx.err.where));
	return 1;
}

/* demo_fix - the made-up county, taken in as its lists come, with its standards and the columns. */
#ifndef UNIT_DEMO_FIX_H
#define UNIT_DEMO_FIX_H

#include "import_fix.h"

#include "domain/judge/run.h"
#include "job/demo.h"

struct county {
	struct desk *d;
	struct judge judge;
	struct feed *feed;
	char lists[128];
};

static inline void remove_lists(struct county *k)
{
	struct str *name;
	char path[300];
	size_t n;

	GOOD(k->d, os_list_dir(&k->d->cx, k->lists, &name, &n));
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%.*s", k->lists, STR_FMT(name[i]));
		assert_int_equal(remove(path), 0);
	}
	assert_int_equal(rmdir(k->lists), 0);
}

/* The demo's county, taken in as its lists come. */
static inline struct county county(const char *pack, int households, uint64_t seed, date_t date)
{
	struct county k = { .d = desk_of(pack) };
	struct desk *d = k.d;
	struct demo demo = { .out = k.lists, .households = households, .seed = seed, .years = 3,
		.faults = date ? "none" : "all", .date = date };
	const char *file[64];
	struct heard h;
	struct str *name;
	size_t n;

	snprintf(k.lists, sizeof k.lists, "%s/lists", d->top);
	GOOD(d, demo_run(&d->cx, d->r->model, &demo));
	GOOD(d, os_list_dir(&d->cx, k.lists, &name, &n));
	heard_begin(&h);
	h.im.file = file;
	for (size_t i = 0; i < n && h.im.nfile < 64; i++) {
		char path[300];

		if (str_eqz(name[i], "truth.csv"))
			continue;
		snprintf(path, sizeof path, "%s/%.*s", k.lists, STR_FMT(name[i]));
		file[h.im.nfile++] = str_z(&d->cx.arena, str_of(path));
	}
	assert_int_equal(import_run(&d->cx, d->r, &h.im), OK);
	remove_lists(&k);
	GOOD(d, judge_open(&d->cx, &d->r->arena, d->r, &k.judge));
	GOOD(d, run_feed(&d->cx, d->r, k.judge.rules, NULL, 2, &k.feed));
	return k;
}

static inline void county_end(struct county *k)
{
	GOOD(k->d, feed_close(&k->d->cx, k->feed));
	desk_close(k->d);
}

#endif

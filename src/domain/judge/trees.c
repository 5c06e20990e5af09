/* trees - newest first; what nobody holds and is not the newest goes when a view is released. */
#include "domain/judge/trees.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"

struct trees {
	struct lock *lock;
	struct tree *newest;
};

static void tree_free(struct tree *t)
{
	arena_free(&t->a);
	mem_free(t);
}

struct trees *trees_new(void)
{
	struct trees *t = mem_new(1, sizeof *t);

	t->lock = lock_new();
	return t;
}

void trees_free(struct trees *t)
{
	if (!t)
		return;
	while (t->newest) {
		struct tree *one = t->newest;

		t->newest = one->older;
		tree_free(one);
	}
	lock_free(t->lock);
	mem_free(t);
}

static int by_id(const void *x, const void *y, void *state)
{
	const struct area_node *node = state;
	int64_t a = node[*(const int32_t *)x].id, b = node[*(const int32_t *)y].id;

	return a < b ? -1 : a > b;
}

enum err trees_load(struct ctx *cx, struct trees *t, struct reg *r)
{
	struct tree *one = mem_new(1, sizeof *one);
	enum err err;

	arena_init(&one->a, (size_t)1 << 30);
	err = register_areas(cx, &one->a, r, &one->area, &one->n);
	if (err != OK) {
		tree_free(one);
		return err;
	}
	one->by_id = arena_array(&one->a, (size_t)one->n + 1, sizeof *one->by_id);
	for (int i = 0; i < one->n; i++)
		one->by_id[i] = i;
	qsort_r(one->by_id, (size_t)one->n, sizeof *one->by_id, by_id, (void *)(uintptr_t)one->area);
	one->from = UINT64_MAX;
	lock_write(t->lock);
	one->older = t->newest;
	t->newest = one;
	lock_end(t->lock);
	return OK;
}

/* Under the lock. */
static struct tree *of(struct trees *t, uint64_t serial)
{
	struct tree *one = t->newest;

	while (one->older && one->from > serial)
		one = one->older;
	return one;
}

static void prune(struct trees *t)
{
	struct tree **at = &t->newest->older;

	while (*at) {
		struct tree *one = *at;

		/* the one before the newest is still that of all views while the newest has none */
		if (one->held || (t->newest->from == UINT64_MAX && one == t->newest->older)) {
			at = &one->older;
			continue;
		}
		*at = one->older;
		tree_free(one);
	}
}

void trees_from(struct trees *t, uint64_t serial)
{
	lock_write(t->lock);
	t->newest->from = serial;
	lock_end(t->lock);
}

const struct tree *trees_newest(const struct trees *t)
{
	return t->newest;
}

const struct tree *trees_of(struct trees *t, uint64_t serial)
{
	const struct tree *one;

	lock_read(t->lock);
	one = of(t, serial);
	lock_end(t->lock);
	return one;
}

void trees_hold(struct trees *t, uint64_t serial)
{
	lock_write(t->lock);
	of(t, serial)->held++;
	lock_end(t->lock);
}

void trees_release(struct trees *t, uint64_t serial)
{
	lock_write(t->lock);
	of(t, serial)->held--;
	prune(t);
	lock_end(t->lock);
}

int32_t tree_index(const struct tree *t, int64_t id)
{
	int lo = 0, hi = t->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (t->area[t->by_id[mid]].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->area[t->by_id[lo]].id == id ? t->by_id[lo] : -1;
}

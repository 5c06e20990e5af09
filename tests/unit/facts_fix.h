/* facts_fix - columns of invented households, and the same households as a plain list to compare
 * with. For the tests of rule/facts and rule/program. */
#ifndef UNIT_FACTS_FIX_H
#define UNIT_FACTS_FIX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "policy/pack.h"
#include "facts_same.h"

#define MAKE_MAX 40000

struct maker {
	struct ctx cx;
	struct pack *pack;
	struct list_face lists;
	struct model *m;
	struct facts_schema *s;
	struct facts *f;
	char dir[64], path[96];
	uint64_t seed;
	struct facts_family *one[MAKE_MAX];  /* in order */
	int n;
};

#define FINE(x, call) do { \
	enum err fine_ = (call); \
	if (fine_ != OK) \
		fail_msg("%s: error %d, %s at %.*s", #call, fine_, (x)->cx.err.key, \
		         STR_FMT((x)->cx.err.where)); \
} while (0)

static inline uint64_t roll(struct maker *k)
{
	k->seed ^= k->seed << 13;
	k->seed ^= k->seed >> 7;
	k->seed ^= k->seed << 17;
	return k->seed;
}

static inline int64_t below(struct maker *k, int64_t n)
{
	return (int64_t)(roll(k) % (uint64_t)n);
}

static inline struct maker *maker_open(const struct facts_want *want, int n,
                                       const char *const *coarse)
{
	struct maker *k = calloc(1, sizeof *k);

	ctx_init(&k->cx, (size_t)256 << 20);
	setenv("JINGZHUN_POLICY", "policy", 0);
	snprintf(k->dir, sizeof k->dir, "/tmp/jz-test-facts-XXXXXX");
	assert_non_null(mkdtemp(k->dir));
	snprintf(k->path, sizeof k->path, "%s/facts", k->dir);
	FINE(k, pack_load(&k->cx, &k->cx.arena, "cn", &k->pack));
	FINE(k, pack_list_face(&k->cx, &k->cx.arena, k->pack, &k->lists));
	FINE(k, entity_model(&k->cx, &k->cx.arena, &k->lists, &k->m));
	FINE(k, entity_setup(&k->cx, &k->cx.arena, k->m));
	FINE(k, facts_schema_new(&k->cx, &k->cx.arena, k->m, "household", want, n, coarse, &k->s));
	k->f = facts_new(k->s);
	k->seed = 88172645463325252u;
	return k;
}

static inline void family_gone(struct facts_family *one)
{
	facts_family_free(one);
	free(one);
}

static inline void maker_close(struct maker *k)
{
	facts_free(k->f);
	for (int i = 0; i < k->n; i++)
		family_gone(k->one[i]);
	remove(k->path);
	assert_int_equal(rmdir(k->dir), 0);
	ctx_free(&k->cx);
	free(k);
}

/* A date: mostly whole, sometimes in parts, rarely one that days cannot hold. */
static inline int64_t some_date(struct maker *k)
{
	int64_t day = 19300101 + below(k, 95) * 10000 + below(k, 12) * 100 + below(k, 28);

	if (below(k, 40) == 0)
		return day / 100 * 100;
	if (below(k, 40) == 0)
		return day / 10000 * 10000;
	return below(k, 3000) == 0 ? 20991231 : day;
}

/* A value such as the field may hold; tight: the common case only. */
static inline int64_t some_value(struct maker *k, const struct facts_column *c, bool tight)
{
	if (c->how == FACTS_KNOWN)
		return 0;
	if (c->how == FACTS_TAG)
		return below(k, 2);
	switch (c->f->type) {
	case FT_BOOL: return below(k, 2);
	case FT_LIST: return below(k, 12);
	case FT_SET: return below(k, 64);
	case FT_YEAR: return 1950 + below(k, 75);
	case FT_DATE: case FT_MONTH:
		return tight ? 19300101 + below(k, 95) * 10000 + below(k, 12) * 100 + below(k, 28) :
			some_date(k);
	case FT_MONEY:
		if (!tight && below(k, 5000) == 0)
			return below(k, 1000000000000);
		return below(k, 2) ? below(k, 1000000) : 400000 + below(k, 5) - 2;
	case FT_DEC: return below(k, 2000);
	default: return below(k, tight || below(k, 500) ? 9 : 100000);
	}
}

static inline void some_row(struct maker *k, struct facts_family *one, int noun, int row,
                            bool tight)
{
	const struct facts_noun *n = k->s->noun[noun];

	for (int c = 0; c < n->ncol; c++)
		if (below(k, 20))
			facts_family_set(one, noun, row, c, some_value(k, &n->col[c], tight));
}

static inline void some_rows(struct maker *k, struct facts_family *one, int64_t *next, bool tight)
{
	for (int noun = 1; noun < k->s->nnoun; noun++) {
		int up = k->s->noun[noun]->up, n = (int)below(k, 6);

		if (below(k, 3000) == 0)
			n = 150;
		if (up > 0 && one->kin[up].n == 0)
			n = 0;
		for (int i = 0; i < n; i++) {
			int owner = up > 0 ? (int)below(k, one->kin[up].n) : 0;

			some_row(k, one, noun, facts_family_row(one, noun, (*next)++, owner), tight);
		}
	}
}

static inline struct facts_family *some_family(struct maker *k, int64_t id, int32_t area,
                                               bool tight)
{
	struct facts_family *one = calloc(1, sizeof *one);
	int64_t next = id * 1000;

	facts_family_init(one, k->s);
	facts_family_start(one, id, area);
	some_row(k, one, 0, 0, tight);
	some_rows(k, one, &next, tight);
	return one;
}

static inline int maker_place(const struct maker *k, int32_t area, int64_t id)
{
	int lo = 0, hi = k->n;

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (k->one[mid]->area < area || (k->one[mid]->area == area && k->one[mid]->id < id))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* n households in rising areas, built at once. */
static inline void maker_build(struct maker *k, int n, int areas, bool tight)
{
	struct facts_builder *b = facts_build(k->f);

	for (int i = 0; i < n; i++) {
		int32_t area = (int32_t)((int64_t)i * areas / n) * 2;

		k->one[k->n++] = some_family(k, 100 + i * 3, area, tight);
		FINE(k, facts_build_add(&k->cx, b, k->one[i]));
	}
	FINE(k, facts_build_end(&k->cx, b));
}

/* Every household of the view is the one of the list, in its order. */
static inline void maker_same(struct maker *k, const struct facts_view *v)
{
	struct facts_family got;
	int i = 0;

	facts_family_init(&got, k->s);
	for (int s = 0; s < v->nseg; s++)
		for (uint32_t row = 0; row < v->seg[s]->rows[0].n; row++, i++) {
			facts_get(v, s, row, &got);
			assert_true(i < k->n);
			if (!family_same(&got, k->one[i]))
				fail_msg("household %d: id %lld", i, (long long)got.id);
		}
	assert_int_equal(i, k->n);
	assert_int_equal(v->first[v->nseg], k->n);
	facts_family_free(&got);
}

#endif

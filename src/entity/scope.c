/* scope - see the header. */
#include "entity/scope.h"

#include <stdlib.h>

#include "entity/fields.h"

const struct scope scope_nothing = { .actor = "" };

static bool among(const int64_t *id, int n, int64_t x)
{
	int lo = 0, hi = n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (id[mid] < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && id[lo] == x;
}

bool scope_area(const struct scope *s, int64_t area)
{
	return !s || s->all || (area && among(s->area, s->narea, area));
}

bool scope_household(const struct scope *s, int64_t household)
{
	return !s || s->all || (household && among(s->household, s->nhousehold, household));
}

static int by_value(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

int scope_sort(int64_t *id, int n)
{
	int kept = 0;

	if (n)
		qsort(id, (size_t)n, sizeof *id, by_value);
	for (int i = 0; i < n; i++)
		if (!kept || id[i] != id[kept - 1])
			id[kept++] = id[i];
	return kept;
}

static int64_t household_of(const struct rec *r)
{
	if (r->e->tag == TAG_household)
		return r->id;
	if (r->e->parent < 0 || r->v[r->e->parent].kind != VAL_INT ||
	    strcmp(r->e->fields[r->e->parent].ref, "household") != 0)
		return 0;
	return r->v[r->e->parent].i;
}

bool scope_row(const struct scope *s, const struct rec *r)
{
	if (!s || s->all)
		return true;
	if (r->e->tag == TAG_area)
		return scope_area(s, r->id);
	return scope_area(s, r->area) || scope_household(s, household_of(r));
}

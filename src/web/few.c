/* few - see the header. */
#include "web/few.h"

#include "rule/small_counts.h"

#define COLS 24                  /* of a row of figures, helping ones among them */

void few_put(struct json *j, const char *key, int64_t n)
{
	if (n == FEW_HIDDEN)
		return;
	json_key(j, key);
	json_int(j, n);
}

void few_parts(struct arena *a, int64_t *v, int n, int64_t few)
{
	bool *hide = arena_array(a, (size_t)n + 1, sizeof *hide);

	if (few > 0)
		small_parts(v, n, few, hide);
	for (int i = 0; i < n; i++)
		if (hide[i])
			v[i] = FEW_HIDDEN;
}

/* Lines whose numbers are left out go. */
static void lines(struct arena *a, struct summary_line *l, int *n, int64_t few)
{
	int64_t *v = arena_array(a, (size_t)*n + 1, sizeof *v);
	int kept = 0;

	for (int i = 0; i < *n; i++)
		v[i] = l[i].n;
	few_parts(a, v, *n, few);
	for (int i = 0; i < *n; i++)
		if (v[i] != FEW_HIDDEN)
			l[kept++] = l[i];
	*n = kept;
}

static int64_t beside(int64_t all, int64_t part)
{
	return all > part ? all - part : 0;
}

/* Rows of figures of households; NULL: a number that is not shown, but would follow. gone: columns
 * that are left out whatever they are; may be NULL. */
static void table(struct arena *a, int64_t *(*cell)[COLS], const int64_t (*number)[COLS], int nrow,
                  int ncol, const struct small_sum *sum, int nsum, bool totals, int64_t few,
                  const bool *gone)
{
	int64_t *flat = arena_array(a, (size_t)nrow * (size_t)ncol + 1, sizeof *flat), least[COLS];
	struct small_table t = { .nrow = nrow, .ncol = ncol, .number = flat, .few = least, .sum = sum,
		.nsum = nsum, .totals = totals };
	const bool *hide;

	for (int c = 0; c < ncol; c++)
		least[c] = gone && gone[c] ? INT64_MAX : few;
	for (int i = 0; i < nrow * ncol; i++)
		flat[i] = number[i / ncol][i % ncol];
	hide = small_hidden(a, &t);
	for (int i = 0; i < nrow * ncol; i++)
		if (hide[i] && cell[i / ncol][i % ncol])
			*cell[i / ncol][i % ncol] = FEW_HIDDEN;
}

/* ---- the cockpit ---- */

static void months(struct arena *a, struct cockpit *c, int64_t few)
{
	int64_t found[COCKPIT_MONTHS], cleared[COCKPIT_MONTHS];

	for (int i = 0; i < COCKPIT_MONTHS; i++) {
		found[i] = c->month[i].found;
		cleared[i] = c->month[i].cleared;
	}
	few_parts(a, found, COCKPIT_MONTHS, few);
	few_parts(a, cleared, COCKPIT_MONTHS, few);
	for (int i = 0; i < COCKPIT_MONTHS; i++) {
		c->month[i].found = found[i];
		c->month[i].cleared = cleared[i];
	}
}

void few_cockpit(struct arena *a, struct cockpit *c, const struct few_page *p)
{
	enum { HOUSES, MONITORED, NOT, EVER, CLEARED, LEADS, CHECKED, UNCHECKED, CLOSED, OPEN, LATE,
		IN_TIME, RISKS, FINDINGS, DIFFERENCES, PERSONS, N };
	static const struct small_sum sum[] = {
		{ { MONITORED, NOT }, 2, true },
		{ { CLEARED, MONITORED, EVER }, 3, false },
		{ { CHECKED, UNCHECKED }, 2, true },
		{ { CLOSED, OPEN, LEADS }, 3, false },
		{ { LATE, IN_TIME, OPEN }, 3, false },
	};
	int64_t *cell[1][COLS] = { { &c->households, &c->monitored, NULL, &c->ever, &c->cleared,
		&c->leads, &c->leads_checked, NULL, &c->leads_closed, &c->leads_open, &c->leads_late, NULL,
		&c->risks_open, &c->findings_open, &c->differences_open, &c->persons } };
	const int64_t number[1][COLS] = { { c->households, c->monitored,
		beside(c->households, c->monitored), c->ever, c->cleared, c->leads, c->leads_checked,
		beside(c->leads, c->leads_checked), c->leads_closed, c->leads_open, c->leads_late,
		beside(c->leads_open, c->leads_late), c->risks_open, c->findings_open,
		c->differences_open, c->persons } };
	const bool gone[N] = { [MONITORED] = p->monitored, [PERSONS] = p->persons };

	if (p->few <= 0)
		return;
	if (p->monitored)                        /* theirs add up to them */
		c->ncause = c->nrisk = 0;
	lines(a, c->cause, &c->ncause, p->few);
	lines(a, c->risk, &c->nrisk, p->few);
	months(a, c, p->few);
	table(a, cell, number, 1, N, sum, (int)(sizeof sum / sizeof *sum), false, p->few, gone);
}

/* ---- places ---- */

/* Households, those monitored, those not, and persons, of places that make up a whole. */
#define PLACE_COLS 4
static const struct small_sum of_place[] = { { { 1, 2 }, 2, true } };

static void number_place(int64_t number[COLS], int64_t households, int64_t monitored,
                         int64_t persons)
{
	number[0] = households;
	number[1] = monitored;
	number[2] = beside(households, monitored);
	number[3] = persons;
}

/* What the tree of areas leaves out of a place, and what the whole page does. */
static void as_in_tree(struct summary_place *p, const struct few_page *page,
                       const struct area_tree *t, const struct summary_count *places)
{
	int at = places && p->area ? area_by_id(t, p->area) : -1;

	if (at >= 0 && places[at].households == FEW_HIDDEN)
		p->households = FEW_HIDDEN;
	if (page->monitored || (at >= 0 && places[at].monitored == FEW_HIDDEN))
		p->monitored = FEW_HIDDEN;
	if (page->persons || (at >= 0 && places[at].persons == FEW_HIDDEN))
		p->persons = FEW_HIDDEN;
}

void few_summary(struct arena *a, struct summary *s, const struct few_page *p,
                 const struct area_tree *t, const struct summary_count *places)
{
	const bool gone[PLACE_COLS] = { false, p->monitored, false, p->persons };
	int64_t few = p->few;
	int n = s->ntownship;
	int64_t *(*cell)[COLS] = arena_array(a, (size_t)n + 1, sizeof *cell);
	int64_t (*number)[COLS] = arena_array(a, (size_t)n + 1, sizeof *number);
	int64_t *whole[1][COLS] = { { &s->households, &s->monitored, NULL, &s->persons } };
	int64_t all[1][COLS] = { { 0 } };

	if (few <= 0)
		return;
	for (int i = 0; i < n; i++) {
		struct summary_place *x = &s->township[i];

		number_place(number[i], x->households, x->monitored, x->persons);
		cell[i][0] = &x->households;
		cell[i][1] = &x->monitored;
		cell[i][3] = &x->persons;
	}
	table(a, cell, (const int64_t (*)[COLS])number, n, PLACE_COLS, of_place, 1, true, few, NULL);
	for (int i = 0; i < n; i++)
		as_in_tree(&s->township[i], p, t, places);
	number_place(all[0], s->households, s->monitored, s->persons);
	lines(a, s->type, &s->ntype, few);
	if (p->monitored)
		s->nmonitor = 0;
	lines(a, s->monitor, &s->nmonitor, few);
	lines(a, s->finding, &s->nfinding, few);
	if (p->persons || (s->present > 0 && s->present < few) ||
	    (s->persons > s->present && s->persons - s->present < few))
		s->present = FEW_HIDDEN;
	table(a, whole, (const int64_t (*)[COLS])all, 1, PLACE_COLS, of_place, 1, false, few, gone);
}

static int64_t *cell_of(struct summary_count *c, int col)
{
	int64_t *const of[PLACE_COLS] = { &c->households, &c->monitored, NULL, &c->persons };

	return of[col];
}

/* The next one under a node from i on, or end; of -1: among all that are under none. */
static int next_under(const struct area_tree *t, int of, int i, int end)
{
	while (i < end && area_nth(t, i)->parent != of)
		i++;
	return i;
}

/* What is left out of a place does not follow from all that lies in it: the smallest goes, too. */
static void not_by_parts(const struct area_tree *t, struct summary_count *c, int of, int col)
{
	int end = area_nth(t, of)->hi;
	int64_t *least = NULL;

	for (int i = next_under(t, of, of + 1, end); i < end; i = next_under(t, of, i + 1, end)) {
		int64_t *n = cell_of(&c[i], col);

		if (*n == FEW_HIDDEN)
			return;
		if (*n && (!least || *n < *least))
			least = n;
	}
	if (least)
		*least = FEW_HIDDEN;
}

/* Those under one node, or, of -1, all that are under none. What is above was done before. */
static void siblings(struct arena *a, const struct area_tree *t, struct summary_count *c, int of,
                     int n, int64_t few)
{
	int64_t *(*cell)[COLS] = arena_array(a, (size_t)n + 1, sizeof *cell);
	int64_t (*number)[COLS] = arena_array(a, (size_t)n + 1, sizeof *number);
	int end = of < 0 ? area_count(t) : area_nth(t, of)->hi, k = 0;

	for (int i = next_under(t, of, of + 1, end); i < end; i = next_under(t, of, i + 1, end)) {
		number_place(number[k], c[i].households, c[i].monitored, c[i].persons);
		for (int col = 0; col < PLACE_COLS; col++)
			cell[k][col] = cell_of(&c[i], col);
		k++;
	}
	table(a, cell, (const int64_t (*)[COLS])number, k, PLACE_COLS, of_place, 1, of >= 0, few,
	      NULL);
	for (int col = 0; of >= 0 && col < PLACE_COLS; col++)
		if (cell_of(&c[of], col) && *cell_of(&c[of], col) == FEW_HIDDEN)
			not_by_parts(t, c, of, col);
}

void few_areas(struct arena *a, const struct area_tree *t, struct summary_count *c, int64_t few)
{
	int *below = arena_array(a, (size_t)area_count(t) + 2, sizeof *below);

	if (few <= 0)
		return;
	for (int i = 0; i < area_count(t); i++)
		below[area_nth(t, i)->parent + 1]++;
	for (int i = -1; i < area_count(t); i++)
		if (below[i + 1])
			siblings(a, t, c, i, below[i + 1], few);
}

/* small_counts - see the header. */
#include "rule/small_counts.h"

static int64_t number(const struct small_table *t, int row, int col)
{
	return t->number[(size_t)row * (size_t)t->ncol + (size_t)col];
}

static bool is_small(const struct small_table *t, int row, int col)
{
	size_t at = (size_t)row * (size_t)t->ncol + (size_t)col;
	int64_t v = t->number[at], moved;

	if (v > 0 && v < t->few[col])
		return true;
	if (!t->before || t->before[at] < 0)
		return false;
	moved = v > t->before[at] ? v - t->before[at] : t->before[at] - v;
	return moved > 0 && moved < t->few[col];
}

/* Do the hidden parts of a known sum stand there as plainly as if they were shown? One alone does,
 * and so do several that are all 1. */
static bool told(int hidden, int64_t sum, bool parts)
{
	return hidden == 1 || (hidden > 1 && parts && sum == hidden);
}

static bool row_more(const struct small_table *t, bool *hide, int row, const struct small_sum *s)
{
	bool *h = hide + (size_t)row * (size_t)t->ncol;
	int hidden = 0, best = -1;
	int64_t sum = 0;

	for (int k = 0; k < s->n; k++) {
		int c = s->col[k];

		hidden += h[c];
		sum += h[c] ? number(t, row, c) : 0;
		if (!h[c] && (best < 0 || (number(t, row, c) && !number(t, row, best))))
			best = c;
	}
	if (!told(hidden, sum, s->parts) || best < 0)
		return false;
	h[best] = true;
	return true;
}

/* The smallest other goes that is not zero; if there is none, a zero. */
static bool column_more(const struct small_table *t, bool *hide, int col)
{
	int hidden = 0, best = -1, zero = -1;
	int64_t sum = 0;

	for (int i = 0; i < t->nrow; i++) {
		bool gone = hide[(size_t)i * (size_t)t->ncol + (size_t)col];

		hidden += gone;
		sum += gone ? number(t, i, col) : 0;
		if (!gone && number(t, i, col) && (best < 0 || number(t, i, col) < number(t, best, col)))
			best = i;
		if (!gone && zero < 0 && !number(t, i, col))
			zero = i;
	}
	best = best < 0 ? zero : best;
	if (!told(hidden, sum, true) || best < 0)
		return false;
	hide[(size_t)best * (size_t)t->ncol + (size_t)col] = true;
	return true;
}

bool *small_hidden(struct arena *a, const struct small_table *t)
{
	bool *hide = arena_array(a, (size_t)t->nrow * (size_t)t->ncol + 1, sizeof *hide);
	bool more = false;

	for (int i = 0; i < t->nrow; i++)
		for (int c = 0; c < t->ncol; c++) {
			hide[(size_t)i * (size_t)t->ncol + (size_t)c] = is_small(t, i, c);
			more |= is_small(t, i, c);
		}
	while (more) {
		more = false;
		for (int i = 0; i < t->nrow; i++)
			for (int k = 0; k < t->nsum; k++)
				more |= row_more(t, hide, i, &t->sum[k]);
		for (int c = 0; c < t->ncol && t->totals; c++)
			more |= column_more(t, hide, c);
	}
	return hide;
}

void small_parts(const int64_t *number, int n, int64_t few, bool *hide)
{
	struct small_table t = { .nrow = n, .ncol = 1, .number = number, .few = &few, .totals = true };
	struct arena a;
	bool *hidden;

	arena_init(&a, (size_t)16 << 20);
	hidden = small_hidden(&a, &t);
	for (int i = 0; i < n; i++)
		hide[i] = hidden[i];
	arena_free(&a);
}

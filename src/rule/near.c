/* near - see the header. */
#include "rule/near.h"

#include "base/utf8.h"

#define NEAR_MOST 48                     /* code points of a name that is compared */

static int code_points(struct str s, int32_t *out)
{
	int n = 0;

	for (int32_t cp; (cp = utf8_next(&s)) >= 0; n++) {
		if (n == NEAR_MOST)
			return -1;
		out[n] = cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	}
	return n;
}

/* Letters to change, add, drop or swap. */
static int distance(const int32_t *x, int nx, const int32_t *y, int ny)
{
	int row[3][NEAR_MOST + 1], *before = row[0], *last = row[1], *now = row[2], *free_row;

	for (int j = 0; j <= ny; j++)
		before[j] = last[j] = j;
	for (int i = 1; i <= nx; i++) {
		now[0] = i;
		for (int j = 1; j <= ny; j++) {
			int best = last[j - 1] + (x[i - 1] != y[j - 1]);

			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		free_row = before;
		before = last;
		last = now;
		now = free_row;
	}
	return last[ny];
}

void expr_near_try(struct expr_near *n, struct str name)
{
	int32_t x[NEAR_MOST], y[NEAR_MOST];
	int nx = code_points(n->what, x), ny = code_points(name, y), far;

	if (nx <= 0 || ny <= 0)
		return;
	if (ny - nx > 3 || nx - ny > 3)
		far = str_find(name, n->what) == 0 && nx >= 3 ? 2 : NEAR_MOST;
	else
		far = distance(x, nx, y, ny);
	/* A word of two characters has nothing in common with one that differs in one of them, but
	 * the longer name that holds it whole. */
	if (far > (nx < ny ? nx : ny) / 2 && !(nx >= 2 && str_find(name, n->what) >= 0))
		return;
	far = far * 2 - str_starts(name, n->what);       /* of two, the one that goes on like it */
	if (n->best.n == 0 || far < n->far) {
		n->best = name;
		n->far = far;
	}
}

struct str expr_near_best(const struct expr_near *n)
{
	return n->far <= 6 ? n->best : (struct str){ 0 };
}

/* import_jump - amounts that are a thousand or ten thousand times what they were: yuan and 10,000
 * yuan mixed up, most likely. Only doubted: some families do come into money. */
#include <stdio.h>

#include "job/import_int.h"

static int64_t size_of(int64_t v)
{
	return v < 0 ? -v : v;
}

/* How many times one amount is the other, when the pack calls that a jump; else 0. */
static int64_t jump(const struct sheet_book *b, int64_t x, int64_t y)
{
	int64_t more = size_of(x), less = size_of(y), t;

	if (more < less) {
		t = more;
		more = less;
		less = t;
	}
	if (less == 0 || more < b->jump_least || more / less < b->jump_ratio)
		return 0;
	return more / less;
}

static void check(struct imp *im, struct reader_row *row, int part, const struct rec *stated,
                  const struct rec *old)
{
	const struct sheet_book *b = im->r->model->book;

	for (int i = 0; i < im->nstated[part]; i++) {
		int f = im->stated[part][i];
		char text[24];
		int64_t times;
		int n;

		if (stated->e->fields[f].type != FT_MONEY || !rec_has(stated, f) || !rec_has(old, f))
			continue;
		times = jump(b, stated->v[f].i, old->v[f].i);
		if (!times)
			continue;
		n = snprintf(text, sizeof text, "%lld", (long long)times);
		imp_found(im, row, "unit_jump", part, f,
		          str_dup(&im->chunk->a, (struct str){ text, (size_t)n }));
	}
}

static bool wanted(const struct imp *im)
{
	return im->r->model->book && im->r->model->book->jump_ratio > 1;
}

void imp_check_jump(struct imp *im, struct reader_row *row, int part, const struct rec *stated,
                    const struct rec *old)
{
	if (wanted(im))
		check(im, row, part, stated, old);
}

/* The row of the period before: the latest that begins earlier. */
void imp_check_last(struct imp *im, struct reader_row *row, int part, const struct rec *stated,
                    struct rec *const *other, int n)
{
	int from = entity_field(stated->e, STR("period_from"));
	const struct rec *last = NULL;

	if (!wanted(im) || from < 0 || !rec_has(stated, from))
		return;
	for (int i = 0; i < n; i++)
		if (other[i]->version && rec_has(other[i], from) &&
		    other[i]->v[from].i < stated->v[from].i &&
		    (!last || other[i]->v[from].i > last->v[from].i))
			last = other[i];
	if (last)
		check(im, row, part, stated, last);
}

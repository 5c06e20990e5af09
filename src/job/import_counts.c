/* import_counts - what a list of a source came to: in the leaf of each chunk, so that a batch that
 * was broken off counts on, and in the batch's row. */
#include "job/import_month.h"

/* Frozen: the names stand in leaves. */
static const struct {
	const char *name;
	int field;
	size_t at;
} counts[] = {
	{ "met", BATCH_met, offsetof(struct import_counts, met) },
	{ "took", BATCH_took, offsetof(struct import_counts, took) },
	{ "kept", BATCH_kept, offsetof(struct import_counts, kept) },
	{ "asked", BATCH_asked, offsetof(struct import_counts, asked) },
	{ "waiting", BATCH_waiting, offsetof(struct import_counts, waiting) },
	{ "entered", BATCH_entered, offsetof(struct import_counts, entered) },
	{ "gone", BATCH_gone, offsetof(struct import_counts, gone) },
	{ "back", BATCH_back, offsetof(struct import_counts, back) },
};
#define COUNTS (sizeof counts / sizeof counts[0])

static int64_t *count(struct import_counts *n, size_t i)
{
	return (int64_t *)((char *)n + counts[i].at);
}

void month_extra(struct buf *out, struct imp *im)
{
	for (size_t i = 0; i < COUNTS; i++)
		if (*count(&im->n, i))
			buf_addf(out, "%s=%lld\n", counts[i].name, (long long)*count(&im->n, i));
}

bool month_extra_read(struct imp *im, struct str key, int64_t v)
{
	for (size_t i = 0; i < COUNTS; i++)
		if (str_eqz(key, counts[i].name)) {
			*count(&im->n, i) = v;
			return true;
		}
	return false;
}

void month_batch_begin(struct imp *im, struct rec *batch)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 60000);
	columns_write(&b, &im->rd->map);
	rec_text(batch, BATCH_mapping, str_dup(&im->cache, buf_str(&b)));
	if (!im->month)
		return;
	rec_text(batch, BATCH_source, im->month->source->name);
	rec_int(batch, BATCH_whole, 0);
	im->delivery = batch->id;
	for (int i = im->im->ndelivered - 1; i >= 0; i--)
		if (str_eq(im->im->delivered[i].kind, month_list_kind(im)))
			im->delivery = im->im->delivered[i].batch;
	rec_int(batch, BATCH_delivery, im->delivery);
}

void month_batch_end(struct imp *im, struct rec *batch)
{
	if (!im->month)
		return;
	rec_int(batch, BATCH_whole, im->month->whole);
	for (size_t i = 0; i < COUNTS; i++)
		rec_int(batch, counts[i].field, *count(&im->n, i));
}

void month_batch_amend(struct imp *im, struct rec *batch)
{
	for (size_t i = 0; im->month && i < COUNTS; i++) {
		const struct val *v = &batch->v[counts[i].field];

		rec_int(batch, counts[i].field, (v->kind == VAL_INT ? v->i : 0) + *count(&im->n, i));
	}
}

void month_resume(struct imp *im, const struct rec *batch)
{
	if (rec_has(batch, BATCH_source))
		im->resumed_source = str_dup(&im->cache, batch->v[BATCH_source].s);
	im->delivery = rec_has(batch, BATCH_delivery) ? batch->v[BATCH_delivery].i : batch->id;
}

void month_add_counts(struct import_counts *to, const struct import_counts *n)
{
	for (size_t i = 0; i < COUNTS; i++)
		*count(to, i) += *(const int64_t *)((const char *)n + counts[i].at);
	to->source |= n->source;
	to->part |= n->part;
	to->unasked |= n->unasked;
}

void month_delivered(struct ctx *cx, struct import *o, struct str kind, int64_t batch)
{
	int n = o->ndelivered;
	struct delivered *more;

	/* Sheets count as files, so there may be more than files; room doubles from 16 on. */
	if (n == 0 || (n >= 16 && (n & (n - 1)) == 0)) {
		more = arena_array(&cx->arena, n ? (size_t)n * 2 : 16, sizeof *more);
		if (n)
			memcpy(more, o->delivered, (size_t)n * sizeof *more);
		o->delivered = more;
	}
	o->delivered[o->ndelivered++] = (struct delivered){ str_dup(&cx->arena, kind), batch };
}

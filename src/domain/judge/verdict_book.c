/* verdict_book - see the header. A scan of the rows is far cheaper than looking each household up:
 * half a microsecond a row and thread. */
#include "domain/judge/verdict_book.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"

#define ROWS_WORTH 200000                /* fewer are not worth a thread */

static const struct sql sql_ids = { "verdict.ids",
	"SELECT (SELECT min(id) FROM verdict), (SELECT max(id) FROM verdict)", 0 };
static const struct sql sql_book = { "verdict.book",
	"SELECT household, id, state, clauses, topup, on_date FROM verdict WHERE id>=$1 AND id<=$2"
	" AND standard=$3", 0 };

static uint64_t mix(uint64_t a, uint64_t b)
{
	__uint128_t m = (__uint128_t)(a ^ UINT64_C(0x9E3779B97F4A7C15)) *
		(b ^ UINT64_C(0xD6E8FEB86659FD93));

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t verdict_print(int64_t state, struct str clauses, bool has_topup, int64_t topup)
{
	uint64_t h = mix((uint64_t)state, clauses.n), w;

	for (; clauses.n >= 8; clauses = str_sub(clauses, 8, clauses.n)) {
		memcpy(&w, clauses.p, 8);
		h = mix(h, w);
	}
	w = 0;
	if (clauses.n)
		memcpy(&w, clauses.p, clauses.n);
	h = mix(h, w);
	return mix(h ^ has_topup, has_topup ? (uint64_t)topup : 0);
}

/* ---- reading ---- */

struct share {
	struct reg *r;               /* what to read, or what to make a view of */
	bool view;
	struct str standard;
	int64_t from, to;
	struct verdict_part *part;
	struct ctx cx;
	enum err err;
};

static void keep(struct verdict_part *p, struct stmt *s)
{
	int64_t topup = 0, on = stmt_col_is_null(s, 5) ? 0 : stmt_col_int(s, 5);
	bool has = !stmt_col_is_null(s, 4);

	if (p->n == p->room) {
		p->room = p->room ? p->room + p->room / 2 : 1024;
		p->kept = mem_grow(p->kept, p->room, sizeof *p->kept);
	}
	if (has)
		topup = stmt_col_int(s, 4);
	if (on > p->newest)
		p->newest = (date_t)on;
	p->kept[p->n++] = (struct verdict_kept){ stmt_col_int(s, 0), stmt_col_int(s, 1),
		verdict_print(stmt_col_int(s, 2), stmt_col_text(s, 3), has, topup) };
}

static int by_household(const void *x, const void *y)
{
	int64_t a = ((const struct verdict_kept *)x)->household;
	int64_t b = ((const struct verdict_kept *)y)->household;

	return a < b ? -1 : a > b;
}

static void in_order(struct verdict_part *p)
{
	for (size_t i = 1; i < p->n; i++)
		if (p->kept[i].household < p->kept[i - 1].household) {
			qsort(p->kept, p->n, sizeof *p->kept, by_household);
			return;
		}
}

static enum err share_read(struct share *h, struct reg *r)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(&h->cx, r->db, &sql_book, &s));
	stmt_int(s, 1, h->from);
	stmt_int(s, 2, h->to);
	stmt_text(s, 3, h->standard);
	for (;;) {
		TRY(stmt_step(&h->cx, s, &row));
		if (!row)
			break;
		keep(h->part, s);
	}
	stmt_done(s);
	in_order(h->part);
	return OK;
}

static void share_run(void *arg)
{
	struct share *h = arg;
	struct reg *r;

	if (!h->view) {
		h->err = share_read(h, h->r);
		return;
	}
	h->err = register_view(&h->cx, h->r, &r);
	if (h->err != OK)
		return;
	h->err = share_read(h, r);
	register_close(&h->cx, r);
}

static enum err ids(struct ctx *cx, struct reg *r, int64_t *from, int64_t *to)
{
	struct stmt *s;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_ids, &s));
	TRY(stmt_step(cx, s, &row));
	*from = 1;
	*to = 0;
	if (row && !stmt_col_is_null(s, 0)) {
		*from = stmt_col_int(s, 0);
		*to = stmt_col_int(s, 1);
	}
	stmt_done(s);
	return OK;
}

static enum err shares_run(struct ctx *cx, struct share *h, int n)
{
	struct thread *t[BOOK_PARTS];
	enum err err = OK;

	for (int i = 0; i < n; i++)
		ctx_init(&h[i].cx, (size_t)64 << 20);
	for (int i = 1; i < n; i++)
		t[i] = thread_start(share_run, &h[i]);
	share_run(&h[0]);
	for (int i = 1; i < n; i++)
		thread_join(t[i]);
	for (int i = 0; i < n; i++) {
		if (err == OK && h[i].err != OK)
			err = err_set(cx, h[i].err, "verdict", h[i].cx.err.key, NULL);
		ctx_free(&h[i].cx);
	}
	return err;
}

enum err verdict_book_read(struct ctx *cx, struct reg *r, struct str standard,
                           struct verdict_book *out)
{
	struct share *h;
	int64_t from, to, rows;
	enum err err;
	int n;

	*out = (struct verdict_book){ 0 };
	TRY(ids(cx, r, &from, &to));
	rows = from <= to ? to - from + 1 : 0;
	n = rows / ROWS_WORTH < os_cpu_count() ? (int)(rows / ROWS_WORTH) : os_cpu_count();
	n = n < 1 ? 1 : n > BOOK_PARTS ? BOOK_PARTS : n;
	h = mem_new((size_t)n, sizeof *h);
	out->n = n;
	for (int i = 0; i < n; i++)
		h[i] = (struct share){ .r = n > 1 ? r->main : r, .view = n > 1, .standard = standard,
			.from = from + rows / n * i, .to = i + 1 < n ? from + rows / n * (i + 1) - 1 : to,
			.part = &out->part[i] };
	err = shares_run(cx, h, n);
	mem_free(h);
	if (err != OK)
		verdict_book_free(out);
	return err;
}

date_t verdict_book_newest(const struct verdict_book *b)
{
	date_t most = 0;

	for (int i = 0; i < b->n; i++)
		if (b->part[i].newest > most)
			most = b->part[i].newest;
	return most;
}

void verdict_book_free(struct verdict_book *b)
{
	for (int i = 0; i < b->n; i++)
		mem_free(b->part[i].kept);
	*b = (struct verdict_book){ 0 };
}

/* ---- looking up ---- */

/* The last one that is not after the household, or the first of all: strides that double, from
 * where the last one was, then halves. */
static size_t near(const struct verdict_part *p, int64_t household, size_t at)
{
	size_t lo = 0, hi = at, step = 1;

	if (p->kept[at].household <= household) {
		for (lo = at; lo + step < p->n && p->kept[lo + step].household <= household; step *= 2)
			lo += step;
		hi = lo + step < p->n ? lo + step : p->n;
	}
	while (lo + 1 < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (p->kept[mid].household <= household)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

const struct verdict_kept *verdict_book_find(const struct verdict_book *b, int64_t household,
                                             struct verdict_place *place)
{
	for (int i = 0; i < b->n; i++) {
		const struct verdict_part *p = &b->part[i];

		if (!p->n)
			continue;
		place->at[i] = near(p, household, place->at[i]);
		if (p->kept[place->at[i]].household == household)
			return &p->kept[place->at[i]];
	}
	return NULL;
}

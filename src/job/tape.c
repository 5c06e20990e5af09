#include "job/tape.h"

#include <stdatomic.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/thread.h"

#define PAGES     4
#define PAGE_PUTS 8192           /* a page is full with so many cells, or so many bytes of text */
#define PAGE_TEXT ((size_t)256 << 10)
#define TEXT_MOST ((size_t)64 << 20)

enum what {
	PUT_SHEET, PUT_TEXT, PUT_CODE, PUT_NUMBER, PUT_DATE, PUT_MERGE, PUT_NEXT, PUT_HEADER
};

struct put {
	uint8_t what, look, scale;
	bool flag;
	int32_t col;
	int64_t v;                   /* the number; of a text its length */
	size_t at;                   /* of a text: where it begins */
};

struct page {
	struct put *put;
	int n, cap;
	struct buf text;
};

struct tape {
	struct xw *w;
	struct page page[PAGES], *now;
	struct queue *full, *empty;
	struct thread *writer;
	struct xw_sheet *sheet;      /* the writer's */
	atomic_bool failed;
};

/* ---- the writer's side ---- */

static void header(struct tape *t, const struct put *p)
{
	int64_t row = xw_row(t->sheet);

	xw_freeze(t->sheet, row, 0);
	if (p->flag && row > 0)
		xw_filter(t->sheet, row - 1, 0, p->col);
}

static void play(struct tape *t, const struct page *g, const struct put *p)
{
	struct str text = { g->text.p ? g->text.p + p->at : "", (size_t)p->v };

	switch (p->what) {
	case PUT_SHEET:
		t->sheet = xw_add_sheet(t->w, text);
		break;
	case PUT_TEXT:
		xw_text(t->sheet, p->col, text, p->look);
		break;
	case PUT_CODE:
		xw_code(t->sheet, p->col, text, p->look);
		break;
	case PUT_NUMBER:
		xw_number(t->sheet, p->col, p->v, p->scale, p->flag, p->look);
		break;
	case PUT_DATE:
		xw_date(t->sheet, p->col, (date_t)p->v, p->look);
		break;
	case PUT_MERGE:
		xw_merge(t->sheet, 0, p->col, 1, p->look);
		break;
	case PUT_NEXT:
		xw_next(t->sheet);
		break;
	case PUT_HEADER:
		header(t, p);
		break;
	}
}

static void writer(void *arg)
{
	struct tape *t = arg;
	void *item;

	while (queue_get(t->full, &item)) {
		struct page *g = item;

		for (int i = 0; i < g->n && !xw_failed(t->w); i++)
			play(t, g, &g->put[i]);
		if (xw_failed(t->w))
			atomic_store(&t->failed, true);
		g->n = 0;
		buf_reset(&g->text);
		queue_put(t->empty, g);
	}
}

/* ---- the other side ---- */

struct tape *tape_open(struct xw *w)
{
	struct tape *t = mem_new(1, sizeof *t);

	t->w = w;
	t->full = queue_new(PAGES);
	t->empty = queue_new(PAGES);
	for (int i = 0; i < PAGES; i++) {
		buf_init(&t->page[i].text, TEXT_MOST);
		queue_put(t->empty, &t->page[i]);
	}
	t->writer = thread_start(writer, t);
	return t;
}

static void pass_on(struct tape *t)
{
	if (t->now)
		queue_put(t->full, t->now);
	t->now = NULL;
}

void tape_close(struct tape *t)
{
	if (!t)
		return;
	pass_on(t);
	queue_close(t->full);
	thread_join(t->writer);
	queue_free(t->full);
	queue_free(t->empty);
	for (int i = 0; i < PAGES; i++) {
		mem_free(t->page[i].put);
		buf_free(&t->page[i].text);
	}
	mem_free(t);
}

bool tape_failed(const struct tape *t)
{
	return atomic_load(&t->failed);
}

static struct put *add(struct tape *t, enum what what, int col, enum xw_look look)
{
	struct page *g;

	if (!t->now) {
		void *item = NULL;

		queue_get(t->empty, &item);
		t->now = item;
	}
	g = t->now;
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 1024;
		g->put = mem_grow(g->put, (size_t)g->cap, sizeof *g->put);
	}
	g->put[g->n] = (struct put){ .what = (uint8_t)what, .look = (uint8_t)look, .col = col };
	return &g->put[g->n++];
}

static void add_text(struct tape *t, enum what what, int col, struct str text, enum xw_look look)
{
	struct put *p = add(t, what, col, look);

	p->at = t->now->text.n;
	p->v = (int64_t)text.n;
	buf_adds(&t->now->text, text);
}

void tape_sheet(struct tape *t, struct str name)
{
	add_text(t, PUT_SHEET, 0, name, XW_PLAIN);
}

void tape_text(struct tape *t, int col, struct str text, enum xw_look look)
{
	add_text(t, PUT_TEXT, col, text, look);
}

void tape_code(struct tape *t, int col, struct str text, enum xw_look look)
{
	add_text(t, PUT_CODE, col, text, look);
}

void tape_number(struct tape *t, int col, int64_t v, int scale, bool fixed, enum xw_look look)
{
	struct put *p = add(t, PUT_NUMBER, col, look);

	p->v = v;
	p->scale = (uint8_t)scale;
	p->flag = fixed;
}

void tape_date(struct tape *t, int col, date_t d, enum xw_look look)
{
	add(t, PUT_DATE, col, look)->v = d;
}

void tape_merge(struct tape *t, int col_end, enum xw_look look)
{
	add(t, PUT_MERGE, col_end, look);
}

void tape_next(struct tape *t)
{
	add(t, PUT_NEXT, 0, XW_PLAIN);
	if (t->now->n >= PAGE_PUTS || t->now->text.n >= PAGE_TEXT)
		pass_on(t);
}

void tape_header(struct tape *t, int col_end, bool filter)
{
	add(t, PUT_HEADER, col_end, XW_PLAIN)->flag = filter;
}

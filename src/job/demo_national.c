/* demo_national - the five workbooks of the national system: a title, a line about the export, the
 * header on row 3, every cell text. */
#include "job/demo_view.h"

#include <stdio.h>

#define BOOK(id, name, only) static const struct vcol id##_columns[] = {
#define V(head, sheet, col) { NULL, head, sheet, col, NULL },
#define T(head, text) { NULL, head, X_FIXED, 0, text },
#define BLANKS(head) T(head, "")
#define M(head, kind) { NULL, head, X_MEASURE, kind, NULL },
#define AFTER(head, text) { NULL, head, X_CLEARED, 0, text },
#define END };
#include "job/demo_national.def"
#undef BOOK
#undef V
#undef T
#undef M
#undef AFTER
#undef END

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define BOOK(id, name, only) { name, only, id##_columns, COUNT(id##_columns) },
#define V(head, sheet, col)
#define T(head, text)
#define M(head, kind)
#define AFTER(head, text)
#define END
static const struct view books[] = {
#include "job/demo_national.def"
};
#undef BOOK
#define BOOK(id, name, only) id,
enum {
#include "job/demo_national.def"
	BOOKS
};

#define HEADER_ROW 3

/* ---- files ---- */

static enum err put_head(struct gen *g, struct demo_file *f, const struct view *v)
{
	struct buf b BUF_AUTO = { 0 };
	date_t d = g->shown;

	buf_init(&b, 4096);
	buf_addf(&b, "%.*s%s（%d年%d月%d日）", STR_FMT(g->here->name), v->name, d / 10000,
	         d / 100 % 100, d % 100);
	xw_merge(f->sheet, 0, v->n - 1, 1, XW_TITLE);
	xw_text(f->sheet, 0, buf_str(&b), XW_TITLE);
	xw_next(f->sheet);
	xw_text(f->sheet, 0, STR("演示数据 demo data"), XW_PLAIN);
	xw_next(f->sheet);
	for (int i = 0; i < v->n; i++)
		xw_text(f->sheet, i, str_of(v->col[i].head), XW_HEAD);
	xw_next(f->sheet);
	xw_freeze(f->sheet, HEADER_ROW, 0);
	f->row = HEADER_ROW;
	return OK;
}

enum err demo_national_open(struct gen *g)
{
	date_t d = g->shown;

	for (int i = 0; i < BOOKS; i++) {
		struct demo_file *f = &g->view[i];

		if (g->ncounty > 1)
			snprintf(f->name, sizeof(f->name), "%s_%.*s_%d-%02d.xlsx", books[i].name,
			         STR_FMT(g->here->name), d / 10000, d / 100 % 100);
		else
			snprintf(f->name, sizeof(f->name), "%s_%d-%02d.xlsx", books[i].name,
			         d / 10000, d / 100 % 100);
		f->open = true;
		TRY(demo_file_made(g, f->name));
		TRY(demo_book_open(g, f, books[i].name));
		TRY(put_head(g, f, &books[i]));
	}
	return OK;
}

enum err demo_national_close(struct gen *g)
{
	for (int i = 0; i < BOOKS; i++)
		TRY(demo_book_close(g, &g->view[i]));
	return OK;
}

/* ---- rows ---- */

static enum err put_row(struct gen *g, int book, const struct demo_family *f, int member)
{
	struct demo_file *file = &g->view[book];
	const struct view *v = &books[book];
	const struct kept *from;

	for (int i = 0; i < v->n; i++) {
		struct str cell = view_cell(g, &v->col[i], g->rows, f, member, file->row - HEADER_ROW,
		                            &from);

		if (cell.n)
			xw_text(file->sheet, i, cell, XW_PLAIN);
	}
	xw_next(file->sheet);
	file->row++;
	return view_truth(g, v, file, g->rows, member);
}

static enum err put_member(struct gen *g, int book, const struct demo_family *f, int member)
{
	TRY(put_row(g, book, f, member));
	return g->rows->person[member].twice ? put_row(g, book, f, member) : OK;
}

/* Exited families are in one workbook, watched ones in another, some in both; who works, in a
 * third; whose work ended within the year, in the plans for the next. */
enum err demo_national_family(struct gen *g, const struct demo_family *f)
{
	for (int i = 0; i < f->n; i++) {
		const struct demo_person *p = &f->p[i];

		if (p->gone)
			continue;
		if (f->monitored)
			TRY(put_member(g, N_MONITOR, f, i));
		if (f->poor)
			TRY(put_member(g, N_HOUSEHOLD, f, i));
		if (g->rows->work[i].there)
			TRY(put_row(g, N_WORK_OUT, f, i));
		if (g->rows->work[i].there && p->months <= 5)
			TRY(put_row(g, N_WORK_PLAN, f, i));
	}
	return OK;
}

enum err demo_national_village(struct gen *g, int village)
{
	struct demo_family f = { .village = village };

	return put_row(g, N_VILLAGE, &f, 0);
}

/* ---- faults ---- */

bool demo_national_shows(int sheet, int col)
{
	for (int i = 0; i < N_VILLAGE; i++)
		if (view_has(&books[i], sheet, col))
			return true;
	return false;
}

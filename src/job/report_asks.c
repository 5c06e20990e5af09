/* report_asks - what a form's bindings ask for, and the cells that each of them fills. */
#include "job/report_fill_int.h"

#define SLOTS_MAX 400000

static enum err bad(struct filling *f, const char *at, const char *key, const char *what)
{
	return err_set(f->cx, ERR_INPUT, at, key, what, NULL);
}

static struct ask *new_ask(struct filling *f)
{
	struct ask *more;

	if (f->nask == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 32;
		more = arena_array(&f->a, (size_t)f->cap, sizeof *more);
		if (f->nask)
			memcpy(more, f->ask, (size_t)f->nask * sizeof *more);
		f->ask = more;
	}
	return &f->ask[f->nask++];
}

static enum err add_slot(struct filling *f, struct ask *q, struct slot s)
{
	struct slot *more;

	if (q->n >= SLOTS_MAX || arena_full(&f->a))
		return err_set(f->cx, ERR_LIMIT, q->at, "fill-too-many-cells", "", NULL);
	if (q->n == q->cap) {
		q->cap = q->cap ? q->cap * 2 : 16;
		more = arena_array(&f->a, (size_t)q->cap, sizeof *more);
		if (q->n)
			memcpy(more, q->slot, (size_t)q->n * sizeof *more);
		q->slot = more;
	}
	q->slot[q->n++] = s;
	return OK;
}

/* ---- reading bindings ---- */

static int sheet_named(const struct filling *f, struct str name)
{
	for (int i = 0; i < f->book->nsheet; i++)
		if (str_eq(f->book->sheet[i].name, name))
			return i;
	return -1;
}

static bool place_of(enum form_kind kind, struct str s, int32_t *row, int32_t *col)
{
	char z[8];
	int64_t v;

	*row = *col = 0;
	if (kind == FORM_CELL)
		return fill_place(s, row, col);
	if (kind == FORM_LINE) {
		if (!str_i64(s, &v) || v < 1 || v > FILL_ROWS)
			return false;
		*row = (int32_t)v;
		return true;
	}
	if (!s.n || s.n > 3)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '1';
	return fill_place((struct str){ z, s.n + 1 }, row, col);
}

static enum err add(struct filling *f, int sheet, enum form_kind kind, struct str place,
                    struct str words, const char *at)
{
	struct ask *q;
	int32_t row, col;

	if (!words.n) {
		f->unbound++;
		return OK;
	}
	if (!place_of(kind, place, &row, &col))
		return bad(f, at, "report-place", str_z(&f->cx->arena, place));
	q = new_ask(f);
	*q = (struct ask){ .kind = kind, .sheet = sheet, .row = row, .col = col, .at = at };
	return report_parse(f->cx, f->r, &f->a, at, words, &f->o->period, &q->x);
}

static enum err from_file(struct filling *f)
{
	for (int i = 0; i < f->form.nsheet; i++) {
		const struct form_sheet *s = &f->form.sheet[i];
		int sheet = sheet_named(f, s->name);

		if (sheet < 0)
			return bad(f, s->at, "report-no-sheet", s->name.p);
		TRY(names_bind(f, sheet, s));
		for (int k = 0; k < s->n; k++)
			TRY(add(f, sheet, s->b[k].kind, s->b[k].place, s->b[k].ask, s->b[k].at));
	}
	for (int i = 0; i < f->form.nnumber; i++) {
		struct ask *q = new_ask(f);

		*q = (struct ask){ .sheet = -1, .name = f->form.number[i].name,
			.at = f->form.number[i].at };
		TRY(report_parse(f->cx, f->r, &f->a, q->at, f->form.number[i].ask,
		                 &f->o->period, &q->x));
		if (q->x.what != REPORT_COUNT && q->x.what != REPORT_SUM)
			return bad(f, q->at, "report-number", str_z(&f->cx->arena, q->x.text));
	}
	return OK;
}

/* Bound already, by the file? */
static bool bound(const struct filling *f, int sheet, enum form_kind kind, int32_t row, int32_t col)
{
	for (int i = 0; i < f->nask; i++) {
		const struct ask *q = &f->ask[i];

		if (q->sheet == sheet && q->kind == kind &&
		    (kind == FORM_COLUMN || q->row == row) && (kind == FORM_LINE || q->col == col))
			return true;
	}
	return false;
}

static bool binding_note(struct str note, struct str *words)
{
	struct str rest = note, line;

	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!str_starts(line, STR("jz:")) && !str_starts(line, STR("jz：")))
			continue;
		line = str_sub(line, str_starts(line, STR("jz:")) ? 3 : 5, line.n);
		words->p = line.p;
		words->n = (size_t)(note.p + note.n - line.p);
		*words = str_trim(*words);
		return true;
	}
	return false;
}

static enum err from_note(struct filling *f, int sheet, const struct fill_note *note,
                          struct str words)
{
	enum form_kind kind = FORM_CELL;
	const char *at = cell_name(f, sheet, note->row, note->col);
	struct ask *q;

	/* A line of a comment ends where its box does: line ends are blanks. */
	words = str_dup(&f->a, words);
	for (size_t i = 0; i < words.n; i++)
		if (words.p[i] == '\n' || words.p[i] == '\r')
			((char *)(uintptr_t)words.p)[i] = ' ';
	if (str_starts(words, STR("names")))
		return names_note(f, sheet, note, words);
	if (str_starts(words, STR("down ")) || str_starts(words, STR("across "))) {
		kind = words.p[0] == 'd' ? FORM_COLUMN : FORM_LINE;
		words = str_trim(str_sub(words, kind == FORM_COLUMN ? 5 : 7, words.n));
	}
	if (bound(f, sheet, kind, note->row, note->col))
		return OK;
	q = new_ask(f);
	*q = (struct ask){ .kind = kind, .sheet = sheet, .at = at, .row = note->row,
		.col = note->col };
	TRY(report_parse(f->cx, f->r, &f->a, at, words, &f->o->period, &q->x));
	if (q->x.what == REPORT_LIST || q->x.what == REPORT_FIELD)
		f->face->note(f->face->arg, "report-note-values", at,
		              str_z(&f->cx->arena, q->x.text), NULL, NULL);
	return OK;
}

/* Comments come from whoever sent the form. What they would put where nobody looks is not filled,
 * and values (not numbers) that they ask for are told. */
static enum err from_notes(struct filling *f)
{
	for (int i = 0; i < f->book->nsheet; i++)
		for (int k = 0; k < f->book->sheet[i].nnote; k++) {
			const struct fill_note *n = &f->book->sheet[i].note[k];
			struct str words;

			if (!binding_note(n->text, &words))
				continue;
			if (f->book->sheet[i].hidden)
				return bad(f, cell_name(f, i, n->row, n->col),
				           "report-note-hidden", f->book->sheet[i].name.p);
			TRY(from_note(f, i, n, words));
		}
	return OK;
}

/* ---- cells ---- */

static const struct fill_merge *covered(const struct fill_sheet *s, int32_t row, int32_t col)
{
	for (int i = 0; i < s->nmerge; i++) {
		const struct fill_merge *m = &s->merge[i];

		if (row >= m->row && row <= m->row_end && col >= m->col && col <= m->col_end &&
		    (row != m->row || col != m->col))
			return m;
	}
	return NULL;
}

/* The place that the names give a cell, or the report's. */
static int place_at(const struct filling *f, int sheet, int32_t row, int32_t col)
{
	const struct named *n = &f->named[sheet];
	int32_t i = n->by_line ? col : row;

	if (!n->any || n->each || i < n->from || i > n->to || n->place[i - n->from] == NO_PLACE)
		return f->area;
	return n->place[i - n->from];
}

static enum err one_cell(struct filling *f, struct ask *q)
{
	const struct fill_sheet *s = &f->book->sheet[q->sheet];
	const struct fill_cell *c = cell_at(s, q->row, q->col);
	const struct fill_merge *m = covered(s, q->row, q->col);
	const struct named *n = &f->named[q->sheet];

	if (m)
		return err_set(f->cx, ERR_INPUT, q->at, "report-merged",
		               cell_name(f, q->sheet, q->row, q->col),
		               cell_name(f, q->sheet, m->row, m->col), NULL);
	if (c && c->kind == FILL_FORMULA)
		return bad(f, q->at, "fill-formula", cell_name(f, q->sheet, q->row, q->col));
	if (n->each && q->row == n->from)
		return bad(f, q->at, "report-each-cell", cell_name(f, q->sheet, q->row, q->col));
	return add_slot(f, q, (struct slot){ .sheet = q->sheet, .trow = q->row,
		.place = place_at(f, q->sheet, q->row, q->col), .col = q->col,
		.row = filled_row(f, q->sheet, q->row), .percent = c && c->percent });
}

/* Down a column, or across a line: where names stand. Cells with a formula work themselves out;
 * those inside a merged cell are not there. */
static enum err many_cells(struct filling *f, struct ask *q)
{
	const struct fill_sheet *s = &f->book->sheet[q->sheet];
	const struct named *n = &f->named[q->sheet];

	if (!n->any || n->by_line != (q->kind == FORM_LINE))
		return bad(f, q->at, "report-names-missing", f->book->sheet[q->sheet].name.p);
	for (int i = 0; i < n->n; i++) {
		int32_t trow = n->by_line ? q->row : n->each ? n->from : n->from + i;
		int32_t col = n->by_line ? n->from + i : q->col;
		const struct fill_cell *c = cell_at(s, trow, col);

		if (n->place[i] == NO_PLACE || (c && c->kind == FILL_FORMULA) ||
		    covered(s, trow, col))
			continue;
		TRY(add_slot(f, q, (struct slot){ .sheet = q->sheet, .trow = trow,
			.row = n->by_line ? filled_row(f, q->sheet, trow) : n->from + i,
			.col = col, .place = n->place[i], .number = i + 1,
			.percent = c && c->percent }));
	}
	return OK;
}

/* Rows made for places are told their names, unless a binding does. */
static enum err names_of_each(struct filling *f, int sheet)
{
	const struct named *n = &f->named[sheet];
	struct ask *q;

	if (!n->each || bound(f, sheet, FORM_COLUMN, 0, n->at))
		return OK;
	q = new_ask(f);
	*q = (struct ask){ .kind = FORM_COLUMN, .sheet = sheet, .col = n->at, .at = n->said };
	return report_parse(f->cx, f->r, &f->a, n->said, STR("text {name}"), &f->o->period,
	                    &q->x);
}

enum err asks_make(struct filling *f)
{
	TRY(from_file(f));
	TRY(from_notes(f));
	for (int i = 0; i < f->book->nsheet; i++) {
		TRY(names_find(f, i));
		TRY(names_of_each(f, i));
	}
	if (!f->nask && f->unbound)
		return err_set(f->cx, ERR_INPUT, f->o->form, "report-all-empty",
		               f->o->bind ? f->o->bind : report_beside(f->cx, f->o->form, ".yaml"),
		               NULL);
	if (!f->nask)
		return err_set(f->cx, ERR_INPUT, f->o->form, "report-nothing-bound", NULL);
	for (int i = 0; i < f->nask; i++)
		if (f->ask[i].sheet >= 0)
			TRY(f->ask[i].kind == FORM_CELL ? one_cell(f, &f->ask[i]) :
			                                  many_cells(f, &f->ask[i]));
	return OK;
}

/* ---- what ratios are made of ---- */

static int ask_named(const struct filling *f, int ratio, struct str name)
{
	const struct ask *q = &f->ask[ratio];
	int32_t row, col;

	for (int i = 0; i < f->nask; i++)
		if (f->ask[i].sheet < 0 && str_eq(f->ask[i].name, name))
			return i;
	for (int kind = FORM_CELL; kind <= FORM_LINE; kind++) {
		if (!place_of((enum form_kind)kind, name, &row, &col))
			continue;
		for (int i = 0; i < f->nask; i++)
			if (f->ask[i].sheet == q->sheet && (int)f->ask[i].kind == kind &&
			    (kind == FORM_COLUMN || f->ask[i].row == row) &&
			    (kind == FORM_LINE || f->ask[i].col == col))
				return i;
	}
	return -1;
}

enum err asks_operand(struct filling *f, int ratio, int slot, struct str name, int *ask, int *at)
{
	struct slot seen = f->ask[ratio].slot[slot];
	struct ask *q;

	*ask = ask_named(f, ratio, name);
	if (*ask < 0 || (f->ask[*ask].x.what != REPORT_COUNT && f->ask[*ask].x.what != REPORT_SUM))
		return bad(f, f->ask[ratio].at, "report-operand", str_z(&f->cx->arena, name));
	q = &f->ask[*ask];
	if (q->sheet >= 0 && q->kind == FORM_CELL) {
		*at = 0;
		return OK;
	}
	for (int i = 0; i < q->n; i++)
		if (q->slot[i].place == seen.place) {
			*at = i;
			return OK;
		}
	*at = q->n;
	return add_slot(f, q, (struct slot){ .sheet = q->sheet, .place = seen.place });
}

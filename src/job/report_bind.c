/* report_bind - the binding file to begin with: what on a form looks as if it wanted to be filled.
 * Nothing is guessed that would be filled in unasked: all bindings are left empty, with the headers
 * above them as comments. */
#include "job/report_fill_int.h"

#include <unistd.h>

#include "base/os.h"

#define HEADER_ROWS 12
#define COLUMNS_MAX 400
#define NAMES_LEAST 2
#define ODD_MOST    3            /* unknown names in a row between places */

struct starter {
	struct filling *f;
	const struct fill_sheet *s;
	struct buf *out, *odd;
	int32_t rows, cols;          /* in use */
};

/* The text of a cell, or of the merged cell that it is in. */
static struct str text_at(const struct fill_sheet *s, int32_t row, int32_t col)
{
	const struct fill_cell *c;

	for (int i = 0; i < s->nmerge; i++) {
		const struct fill_merge *m = &s->merge[i];

		if (row >= m->row && row <= m->row_end && col >= m->col && col <= m->col_end) {
			row = m->row;
			col = m->col;
			break;
		}
	}
	c = cell_at(s, row, col);
	return c && c->kind == FILL_TEXT_CELL ? str_trim(c->text) : (struct str){ 0 };
}

static bool is_place(const struct filling *f, struct str s)
{
	struct str none = { 0 };

	return s.n && area_by_name(f->tree, none, none, s) != -1;
}

static bool is_total(struct filling *f, struct str s)
{
	return name_is_total(&f->a, s);
}

/* Names of places under each other, as far as they go. */
struct run { int32_t from, to; int places, odd; bool total; };

/* Takes the next text of a column; false when the run is over. A name that no place has is in the
 * middle of them as long as others, or the total, follow soon. */
static bool run_on(struct filling *f, struct run *k, int32_t row, struct str text)
{
	if (is_place(f, text)) {
		if (!k->places++)
			k->from = row;
		k->to = row;
		k->odd = 0;
		k->total = false;
		return true;
	}
	if (!k->places)
		return true;
	if (text.n && is_total(f, text)) {
		k->to = row;
		k->odd = 0;
		k->total = true;
		return true;
	}
	return text.n && !k->total && ++k->odd <= ODD_MOST;
}

/* Where the names of places stand: the column with most of them under each other. */
static bool find_names(const struct starter *st, int32_t *col, int32_t *from, int32_t *to)
{
	int most = NAMES_LEAST - 1;

	for (int32_t c = 0; c < st->cols && c < COLUMNS_MAX; c++) {
		struct run k = { 0 };

		for (int32_t r = 1; r <= st->rows + 1; r++) {
			const struct fill_cell *x = cell_at(st->s, r, c);
			struct str t = x && x->kind == FILL_TEXT_CELL ? str_trim(x->text) :
			               k.places ? text_at(st->s, r, c) : (struct str){ 0 };

			/* of a cell merged with others only the word for the total counts */
			if (t.n && (!x || x->kind != FILL_TEXT_CELL) && !is_total(st->f, t))
				t = (struct str){ 0 };
			if (run_on(st->f, &k, r, t))
				continue;
			if (k.places > most) {
				most = k.places;
				*col = c;
				*from = k.from;
				*to = k.to;
			}
			k = (struct run){ 0 };
		}
	}
	return most >= NAMES_LEAST;
}

static void put_quoted(struct buf *out, struct str s)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_addc(out, '\\');
		if ((unsigned char)s.p[i] >= 32)
			buf_addc(out, s.p[i]);
	}
	buf_addc(out, '"');
}

/* A title over everything is no header of one column. */
static bool title(const struct starter *st, int32_t row, int32_t col, int32_t names)
{
	for (int i = 0; i < st->s->nmerge; i++) {
		const struct fill_merge *m = &st->s->merge[i];

		if (row >= m->row && row <= m->row_end && col >= m->col && col <= m->col_end)
			return m->col <= names && m->col_end >= names && m->col_end > m->col;
	}
	return false;
}

/* Headers above a cell, from the top, each once: 监测对象 / 户数. names: the column of places, or -1.
 */
static void put_headers(const struct starter *st, int32_t row, int32_t col, int32_t names)
{
	struct str last = { 0 };
	int n = 0;

	for (int32_t r = row > HEADER_ROWS ? row - HEADER_ROWS : 1; r < row; r++) {
		struct str t = text_at(st->s, r, col);

		if (!t.n || str_eq(t, last) || (names >= 0 && title(st, r, col, names)))
			continue;
		buf_addz(st->out, n++ ? " / " : "  # ");
		for (size_t i = 0; i < t.n && i < 120; i++)
			buf_addc(st->out, (unsigned char)t.p[i] < 32 ? ' ' : t.p[i]);
		last = t;
	}
}

static bool inside_merge(const struct fill_sheet *s, int32_t row, int32_t col)
{
	for (int i = 0; i < s->nmerge; i++) {
		const struct fill_merge *m = &s->merge[i];

		if (row >= m->row && row <= m->row_end && col >= m->col && col <= m->col_end)
			return row != m->row || col != m->col;
	}
	return false;
}

static bool wants_filling(const struct starter *st, int32_t row, int32_t col)
{
	const struct fill_cell *c = cell_at(st->s, row, col);

	return c && c->kind == FILL_EMPTY && !inside_merge(st->s, row, col);
}

static void put_columns(const struct starter *st, int32_t names, int32_t from, int32_t to)
{
	struct str up = names ? text_at(st->s, from, names - 1) : (struct str){ 0 };

	buf_addz(st->out, "    names: ");
	if (is_place(st->f, up)) {
		fill_put_col(st->out, names - 1);
		buf_addc(st->out, ',');
	}
	fill_put_col(st->out, names);
	buf_addf(st->out, "\n    from: %d\n    to: %d\n    columns:\n", from, to);
	for (int32_t c = 0; c < st->cols && c < COLUMNS_MAX; c++) {
		int empty = 0;

		for (int32_t r = from; r <= to; r++)
			empty += wants_filling(st, r, c);
		if (c == names || empty * 2 < to - from + 1)
			continue;
		buf_addz(st->out, "      ");
		fill_put_col(st->out, c);
		buf_addz(st->out, ":");
		put_headers(st, from, c, names);
		buf_addc(st->out, '\n');
	}
}

/* Rows whose name no place has: filling stops there until they are put right. */
static void put_odd(const struct starter *st, int32_t names, int32_t from, int32_t to)
{
	for (int32_t r = from; r <= to; r++) {
		struct str t = text_at(st->s, r, names);

		if (!t.n || is_place(st->f, t) || is_total(st->f, t))
			continue;
		buf_adds(st->odd, st->s->name);
		buf_addc(st->odd, '!');
		fill_put_place(st->odd, r, names);
		buf_addc(st->odd, '\t');
		buf_adds(st->odd, t);
		buf_addc(st->odd, '\n');
	}
}

/* Empty cells with a style, with words to their left or above. */
static void put_cells(const struct starter *st, int32_t from, int32_t to)
{
	int n = 0;

	buf_addz(st->out, "    cells:\n");
	for (int i = 0; i < st->s->ncell && n < COLUMNS_MAX; i++) {
		const struct fill_cell *c = &st->s->cell[i];
		struct str left = c->col ? text_at(st->s, c->row, c->col - 1) : (struct str){ 0 };
		struct str up = c->row > 1 ? text_at(st->s, c->row - 1, c->col) :
		                (struct str){ 0 };

		if (c->kind != FILL_EMPTY || (c->row >= from && c->row <= to) ||
		    inside_merge(st->s, c->row, c->col) || (!left.n && !up.n))
			continue;
		buf_addz(st->out, "      ");
		fill_put_place(st->out, c->row, c->col);
		buf_addc(st->out, ':');
		if (left.n)
			buf_addf(st->out, "  # %.*s", STR_FMT(str_sub(left, 0, 120)));
		else
			put_headers(st, c->row, c->col, -1);
		buf_addc(st->out, '\n');
		n++;
	}
}

static void one_sheet(struct filling *f, const struct fill_sheet *s, struct buf *out,
                      struct buf *odd)
{
	struct starter st = { .f = f, .s = s, .out = out, .odd = odd };
	int32_t col = 0, from = 1, to = 0;

	for (int i = 0; i < s->ncell; i++) {
		st.rows = s->cell[i].row > st.rows ? s->cell[i].row : st.rows;
		st.cols = s->cell[i].col >= st.cols ? s->cell[i].col + 1 : st.cols;
	}
	buf_addz(out, "  ");
	put_quoted(out, s->name);
	buf_addz(out, ":\n");
	if (find_names(&st, &col, &from, &to)) {
		put_columns(&st, col, from, to);
		put_odd(&st, col, from, to);
	}
	put_cells(&st, from, to);
}

static enum err starter(struct filling *f, const char *form, struct buf *out, struct buf *odd)
{
	int64_t size;
	enum err e;
	int fd;

	TRY(area_load(f->cx, &f->a, f->r, &f->tree));
	TRY(os_open_read(f->cx, form, &fd, &size));
	e = filler_start(f->cx, fd, &f->child);
	close(fd);
	TRY(e);
	f->book = &f->child->book;
	buf_addz(out, "# 绑定：每格（每列、每行）显示什么。写法见 docs/forms.md。空着的不填。\n"
	              "# What each cell, column or line shows: docs/forms.md. What is empty is not "
	              "filled.\n#   C: count household where monitor_type is known\n"
	              "#   D: sum household.members where monitor_type is known\n"
	              "#   E: ratio C / D percent 1\nsheets:\n");
	for (int i = 0; i < f->book->nsheet; i++)
		one_sheet(f, &f->book->sheet[i], out, odd);
	buf_addz(out, "numbers:\n");
	return out->full ? err_set(f->cx, ERR_LIMIT, form, "fill-too-many-cells", "", NULL) : OK;
}

enum err report_starter(struct ctx *cx, struct reg *r, const char *form, struct buf *out,
                        struct buf *odd)
{
	struct report_order o = { .form = form };
	struct filling f = { .cx = cx, .r = r, .o = &o, .area = -1 };
	enum err e;

	arena_init(&f.a, (size_t)768 << 20);
	e = starter(&f, form, out, odd);
	filler_end(f.child);
	arena_free(&f.a);
	return e;
}

/* xlsx_sheet - one sheet, cell by cell, into rows. */
#include "fmt/xlsx_part.h"

#include "base/mem.h"

#define HEADER_LEAST 3                   /* columns: titles and dates beside them have fewer */

struct sheet {
	struct xlsx_cells c;
	bool in_data, in_row, in_merges;     /* of the element at each depth */
	bool in_v, in_is;
	struct buf v;
	struct xlsx_text text;
};

/* ---- beginnings ---- */

static enum err begin_row(struct ctx *cx, struct sheet *s, const char **att)
{
	int64_t row = s->c.row + 1;

	for (; *att; att += 2)
		if (att[0][0] == 'r' && !att[0][1] && !str_i64(str_of(att[1]), &row))
			return xlsx_cell_refuse(cx, &s->c, "xlsx-ref", att[1]);
	s->in_row = true;
	return xlsx_cell_row(cx, &s->c, row);
}

static enum err begin_cell(struct ctx *cx, struct sheet *s, const char **att)
{
	const char *ref = NULL, *p;
	struct xlsx_cells *c = &s->c;
	int64_t row, style;
	int col;

	xlsx_cell_begin(c);
	buf_reset(&s->v);
	buf_reset(&s->text.b);
	for (; *att; att += 2) {
		if (att[0][1])
			continue;
		if (att[0][0] == 'r')
			ref = att[1];
		else if (att[0][0] == 't')
			c->type = xlsx_cell_type(str_of(att[1]));
		else if (att[0][0] == 's')
			c->style = str_i64(str_of(att[1]), &style) && style >= 0 && style < c->b->nstyle
			         ? (int)style : 0;
	}
	if (!ref)
		return xlsx_cell_at(cx, c, c->col);
	p = ref;
	if (!xlsx_ref(&p, &col, &row) || *p || row != c->row)
		return xlsx_cell_refuse(cx, c, "xlsx-ref", ref);
	return xlsx_cell_at(cx, c, col);
}

static enum err begin_merge(struct ctx *cx, struct sheet *s, const char **att)
{
	const char *ref = xlsx_att(att, "ref"), *p = ref;
	int col, col_end;
	int64_t row, row_end;

	if (!ref || !xlsx_ref(&p, &col, &row))
		return xlsx_cell_refuse(cx, &s->c, "xlsx-ref", ref ? ref : "");
	if (!*p)
		return OK;                       /* one cell alone */
	if (*p++ != ':' || !xlsx_ref(&p, &col_end, &row_end) || *p || row_end < row ||
	    col_end < col || row_end > ROWS_MAX || col_end >= XLSX_COLUMNS)
		return xlsx_cell_refuse(cx, &s->c, "xlsx-ref", ref);
	return xlsx_cell_placed(cx, &s->c, rows_merge(cx, s->c.rows, (struct table_merge){
		(int32_t)row, col, (int32_t)row_end, col_end }));
}

static enum err sheet_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                            const char **att)
{
	struct sheet *s = x->arg;

	switch (depth) {
	case 1:
		return strcmp(name, "worksheet") ? xlsx_cell_refuse(cx, &s->c, "xlsx-part", NULL) : OK;
	case 2:
		s->in_data = !strcmp(name, "sheetData");
		s->in_merges = !strcmp(name, "mergeCells");
		return OK;
	case 3:
		if (s->in_merges && !strcmp(name, "mergeCell")) {
			s->c.row = 0;            /* no place of a cell */
			return begin_merge(cx, s, att);
		}
		return s->in_data && !strcmp(name, "row") ? begin_row(cx, s, att) : OK;
	case 4:
		return s->in_row && name[0] == 'c' && !name[1] ? begin_cell(cx, s, att) : OK;
	case 5:
		if (!s->c.in_cell)
			return OK;
		if (name[0] == 'v' && !name[1])
			s->in_v = true;
		else if (name[0] == 'f' && !name[1])
			s->c.formula = true;
		else if (!strcmp(name, "is")) {
			s->in_is = true;
			xlsx_text_start(&s->text, depth);
		}
		return OK;
	default:
		if (s->in_is)
			xlsx_text_begin(&s->text, depth, name);
		return OK;
	}
}

static void sheet_text(struct xlsx_xml *x, const char *p, size_t n)
{
	struct sheet *s = x->arg;
	size_t room = s->v.max - s->v.n;

	if (s->in_v)
		buf_add(&s->v, p, n < room ? n : room);
	else if (s->in_is)
		xlsx_text_add(&s->text, p, n);
}

/* ---- ends ---- */

static enum err end_cell(struct ctx *cx, struct sheet *s)
{
	struct str text = buf_str(s->c.type == XLSX_INLINE && s->text.b.n ? &s->text.b : &s->v);

	return xlsx_cell_end(cx, &s->c, text);
}

static enum err sheet_end(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name)
{
	struct sheet *s = x->arg;

	switch (depth) {
	case 3:
		if (!s->in_row)
			return OK;
		s->in_row = false;
		TRY(xlsx_cell_placed(cx, &s->c, rows_end(cx, s->c.rows, s->c.row)));
		x->stop = s->c.enough && s->c.rows->n >= s->c.enough;
		return OK;
	case 4:
		return s->c.in_cell ? end_cell(cx, s) : OK;
	case 5:
		s->in_v = s->in_is = false;
		return OK;
	default:
		if (s->in_is)
			xlsx_text_end(&s->text, depth, name);
		return OK;
	}
}

static enum err sheet_raw(struct ctx *cx, struct xlsx_xml *x, const char *p, size_t n,
                          size_t *taken, bool *more)
{
	struct sheet *s = x->arg;

	*taken = 0;
	*more = false;
	if (!s->in_data)
		return OK;
	TRY(xlsx_row_take(cx, &s->c, p, n, taken, more));
	x->stop = s->c.enough && s->c.rows->n >= s->c.enough;
	return OK;
}

/* Joined cells stand behind all rows. When only the first rows were wanted, those among them are
 * looked for in the bytes: a name that is found in a text instead joins what is not there, which
 * only a guess at the header can notice. */
static enum err merges_of_first_rows(struct ctx *cx, struct sheet *s, const struct xlsx_part *part)
{
	static const char tag[] = "mergeCell ref=\"";
	enum { STEP = 64 << 10, KEEP = 64 };
	char *win = mem_grow(NULL, KEEP + STEP + 1, 1);
	struct xlsx_unpack *u = NULL;
	size_t have = 0, n = 1;
	enum err e = xlsx_unpack_open(cx, &s->c.b->zip, part, &u);

	while (e == OK && n) {
		const char *at = win;
		size_t kept;

		e = xlsx_unpack_read(cx, u, win + have, STEP, &n);
		have += n;
		win[have] = 0;
		while (e == OK && (at = memmem(at, have - (size_t)(at - win), tag, sizeof tag - 1))) {
			const char *p = at + sizeof tag - 1;
			struct table_merge m;
			int64_t row, end;

			if (have - (size_t)(at - win) < KEEP && n)
				break;                  /* cut off: with the next piece */
			at = p;
			if (xlsx_ref(&p, &m.col, &row) && *p++ == ':' && xlsx_ref(&p, &m.col_end, &end) &&
			    end >= row && row <= s->c.enough && end <= ROWS_MAX && m.col_end >= m.col) {
				m.row = (int32_t)row;
				m.row_end = (int32_t)end;
				e = rows_merge(cx, s->c.rows, m);
			}
		}
		kept = at ? have - (size_t)(at - win) : have;
		kept = kept < KEEP ? kept : KEEP - 1;     /* a tag that was taken began before it */
		memmove(win, win + have - kept, kept);
		have = kept;
	}
	xlsx_unpack_close(u);
	mem_free(win);
	return e;
}

/* A row one with a text in every cell, and no row below it wider: no cells are joined in such a
 * header, and the whole sheet need not be unpacked to know. */
static enum err header_plain(struct ctx *cx, struct rows *r, bool *plain)
{
	struct str *cell;
	int n, wide;

	TRY(rows_record(cx, r, 1, &cell, NULL, &wide));
	*plain = wide >= HEADER_LEAST;
	for (int i = 0; i < wide; i++)
		*plain = *plain && cell[i].n > 0;
	for (int64_t row = 2; row <= r->n && *plain; row++) {
		TRY(rows_record(cx, r, row, &cell, NULL, &n));
		*plain = n <= wide;
	}
	return OK;
}

enum err xlsx_sheet_read(struct ctx *cx, struct xlsx_book *b, int sheet, int64_t enough,
                         struct rows *to)
{
	const struct xlsx_sheet *from = &b->sheet[sheet];
	struct sheet s = { .c = { .b = b, .rows = to, .name = from->name, .enough = enough } };
	struct xlsx_xml x = { .arg = &s, .begin = sheet_begin, .end = sheet_end, .text = sheet_text,
		.raw_tag = "<sheetData>", .raw = sheet_raw };
	bool plain = false;
	enum err e;

	if (from->external)
		return xlsx_cell_refuse(cx, &s.c, "xlsx-external", NULL);
	if (!from->part)
		return xlsx_cell_refuse(cx, &s.c, "xlsx-part", NULL);
	TRY(xlsx_book_load(cx, b));
	buf_init(&s.v, 8 * ROWS_CELL_MAX);
	buf_init(&s.c.plain, 8 * ROWS_CELL_MAX);
	xlsx_text_init(&s.text);
	e = xlsx_xml_read(cx, &b->zip, from->part, &x);
	if (e == ERR_INPUT && str_eq(cx->err.where, from->part->name))
		cx->err.where = str_of(xlsx_cell_place(cx, &s.c));  /* a cell says more than a part */
	if (e == OK && x.stop)
		e = header_plain(cx, to, &plain);
	if (e == OK && x.stop && !plain)
		e = merges_of_first_rows(cx, &s, from->part);
	buf_free(&s.v);
	buf_free(&s.c.plain);
	buf_free(&s.text.b);
	return e;
}

/* xlsx_sheet - one sheet, cell by cell, into rows. */
#include "fmt/xlsx_part.h"

#include <stdio.h>

#include "base/utf8.h"

enum cell_type { T_NUMBER, T_SHARED, T_BOOL, T_ERROR, T_FORMULA_TEXT, T_INLINE, T_ISO, T_OTHER };

struct sheet {
	struct xlsx_book *b;
	struct rows *rows;
	struct str name;
	int64_t row, enough;
	int col, style;
	enum cell_type type;
	bool in_data, in_row, in_cell, in_merges;    /* of the element at each depth */
	bool in_v, in_is, formula;
	struct buf v;
	struct xlsx_text text;
};

/* ---- places ---- */

static size_t column_name(char out[8], int col)
{
	char back[8];
	size_t n = 0, at = 0;

	for (int c = col + 1; c > 0; c = (c - 1) / 26)
		back[n++] = (char)('A' + (c - 1) % 26);
	while (n)
		out[at++] = back[--n];
	return at;
}

static char *place(struct ctx *cx, const struct sheet *s)
{
	struct buf b BUF_AUTO = { 0 };
	char col[8];

	buf_init(&b, 2000);
	buf_adds(&b, s->name);
	if (s->row) {
		buf_addc(&b, '!');
		if (s->in_cell)
			buf_add(&b, col, column_name(col, s->col));
		buf_addi(&b, s->row);
	}
	return str_z(&cx->arena, buf_str(&b));
}

static enum err refuse(struct ctx *cx, const struct sheet *s, const char *key, const char *arg)
{
	char *at = place(cx, s);

	return err_set(cx, ERR_INPUT, at, key, at, arg, NULL);
}

/* An error of rows, or of broken XML, gets the place that its finder did not know. */
static enum err placed(struct ctx *cx, const struct sheet *s, enum err e)
{
	if (e == ERR_INPUT && !cx->err.where.n) {
		cx->err.where = str_of(place(cx, s));
		cx->err.narg = 2;
		cx->err.arg[1] = cx->err.where;
	}
	return e;
}

/* "C5", and whatever follows it; false when it is none. */
static bool take_ref(const char **p, int *col, int64_t *row)
{
	const char *c = *p;
	int64_t r = 0;
	int k = 0;

	for (; (*c | 32) >= 'a' && (*c | 32) <= 'z' && k <= XLSX_COLUMNS; c++)
		k = k * 26 + ((*c | 32) - 'a' + 1);
	if (c == *p)
		return false;
	*col = k - 1;
	*p = c;
	for (; *c >= '0' && *c <= '9' && r < INT32_MAX; c++)
		r = r * 10 + (*c - '0');
	*row = r;
	if (c == *p)
		return false;
	*p = c;
	return r > 0;
}

/* ---- beginnings ---- */

static enum err begin_row(struct ctx *cx, struct sheet *s, const char **att)
{
	int64_t row = s->row + 1;

	for (; *att; att += 2)
		if (att[0][0] == 'r' && !att[0][1] && !str_i64(str_of(att[1]), &row))
			return refuse(cx, s, "xlsx-ref", att[1]);
	if (row <= s->row)
		return placed(cx, s, err_set(cx, ERR_INPUT, "", "rows-order", "", NULL));
	s->row = row;
	s->col = -1;
	s->in_row = true;
	return OK;
}

static enum cell_type cell_type(const char *t)
{
	static const struct { const char *name; enum cell_type type; } types[] = {
		{ "s", T_SHARED }, { "n", T_NUMBER }, { "str", T_FORMULA_TEXT },
		{ "inlineStr", T_INLINE }, { "b", T_BOOL }, { "e", T_ERROR }, { "d", T_ISO },
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (!strcmp(types[i].name, t))
			return types[i].type;
	return T_OTHER;
}

static enum err begin_cell(struct ctx *cx, struct sheet *s, const char **att)
{
	int col = s->col + 1, named;
	int64_t row = s->row, style;

	s->in_cell = true;
	s->col = col;                    /* for the place of an error */
	s->type = T_NUMBER;
	s->style = 0;
	s->formula = false;
	buf_reset(&s->v);
	buf_reset(&s->text.b);
	for (; *att; att += 2) {
		const char *v = att[1];

		if (att[0][1])
			continue;
		if (att[0][0] == 'r') {
			if (!take_ref(&v, &named, &row) || *v || row != s->row)
				return refuse(cx, s, "xlsx-ref", att[1]);
			s->col = named;
			if (named < col)
				return placed(cx, s, err_set(cx, ERR_INPUT, "", "rows-order", "", NULL));
			col = named;
		} else if (att[0][0] == 't') {
			s->type = cell_type(v);
		} else if (att[0][0] == 's') {
			s->style = str_i64(str_of(v), &style) && style >= 0 && style < s->b->nstyle
			         ? (int)style : 0;
		}
	}
	if (col >= XLSX_COLUMNS)
		return refuse(cx, s, "xlsx-columns", NULL);
	s->col = col;
	return OK;
}

static enum err begin_merge(struct ctx *cx, struct sheet *s, const char **att)
{
	const char *ref = xlsx_att(att, "ref"), *p = ref;
	int col, col_end;
	int64_t row, row_end;

	if (!ref || !take_ref(&p, &col, &row))
		return refuse(cx, s, "xlsx-ref", ref ? ref : "");
	if (!*p)
		return OK;                       /* one cell alone */
	if (*p++ != ':' || !take_ref(&p, &col_end, &row_end) || *p || row_end < row ||
	    col_end < col || row_end > ROWS_MAX || col_end >= XLSX_COLUMNS)
		return refuse(cx, s, "xlsx-ref", ref);
	return placed(cx, s, rows_merge(cx, s->rows, (struct table_merge){
		(int32_t)row, col, (int32_t)row_end, col_end }));
}

static enum err sheet_begin(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name,
                            const char **att)
{
	struct sheet *s = x->arg;

	switch (depth) {
	case 1:
		return strcmp(name, "worksheet") ? refuse(cx, s, "xlsx-part", NULL) : OK;
	case 2:
		s->in_data = !strcmp(name, "sheetData");
		s->in_merges = !strcmp(name, "mergeCells");
		return OK;
	case 3:
		if (s->in_merges && !strcmp(name, "mergeCell")) {
			s->row = 0;
			return begin_merge(cx, s, att);
		}
		return s->in_data && !strcmp(name, "row") ? begin_row(cx, s, att) : OK;
	case 4:
		return s->in_row && name[0] == 'c' && !name[1] ? begin_cell(cx, s, att) : OK;
	case 5:
		if (!s->in_cell)
			return OK;
		if (name[0] == 'v' && !name[1])
			s->in_v = true;
		else if (name[0] == 'f' && !name[1])
			s->formula = true;
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

static enum err shared(struct ctx *cx, struct sheet *s, struct str *text)
{
	int64_t i;
	bool any = false;

	if (str_i64(str_trim(*text), &i))
		TRY(xlsx_book_string(cx, s->b, i, text, &any));
	return any ? OK : refuse(cx, s, "xlsx-string", str_z(&cx->arena, str_sub(*text, 0, 40)));
}

/* A number as its format shows it, in out; what is none stays as it was. */
static struct str number(const struct sheet *s, struct str v, char out[NUMERAL_TEXT],
                         uint8_t *marks)
{
	struct numeral_format f = { 0 };
	bool lost;
	size_t n;

	if (s->style < s->b->nstyle)
		f = s->b->style[s->style];
	if (f.shows && (n = numeral_day(out, v, f.shows, s->b->from_1904)) > 0) {
		*marks |= TABLE_DATE;
		return (struct str){ out, n };
	}
	n = numeral_put(out, v, f.width, &lost);
	if (!n)
		return v;
	*marks |= TABLE_NUMBER | (lost ? TABLE_LOST : 0);
	return (struct str){ out, n };
}

/* 2016-08-06T00:00:00.000 as 2016-08-06. */
static struct str iso(struct str v, char out[NUMERAL_TEXT])
{
	struct str s = str_trim(v);
	ptrdiff_t dot = str_find(s, STR("."));

	if (dot > 0)
		s.n = (size_t)dot;
	if (s.n && s.p[s.n - 1] == 'Z')
		s.n--;
	if (s.n >= NUMERAL_TEXT)
		return v;
	memcpy(out, s.p, s.n);
	if (s.n > 10 && out[10] == 'T')
		out[10] = ' ';
	if (s.n == 19 && !memcmp(out + 10, " 00:00:00", 9))
		s.n = 10;
	return (struct str){ out, s.n };
}

static enum err end_cell(struct ctx *cx, struct sheet *s)
{
	struct str text = { s->v.p ? s->v.p : "", s->v.n };
	uint8_t marks = s->formula ? TABLE_FORMULA : 0;
	char made[NUMERAL_TEXT];

	s->in_cell = false;
	if (s->formula && !text.n && s->type == T_NUMBER) {   /* never computed */
		s->type = T_ERROR;
		text = STR("#N/A");
	}
	if (!text.n && s->type != T_INLINE)
		return OK;
	switch (s->type) {
	case T_SHARED:
		s->in_cell = true;               /* for the place of an error */
		TRY(shared(cx, s, &text));
		break;
	case T_NUMBER:
		text = number(s, text, made, &marks);
		break;
	case T_BOOL:
		text = text.p[0] == '1' || text.p[0] == 't' ? STR("TRUE") : STR("FALSE");
		marks |= TABLE_BOOL;
		break;
	case T_ERROR:
		marks |= TABLE_ERROR;
		break;
	case T_INLINE:
		text = s->text.b.n ? xlsx_text_plain(&s->text.b) : xlsx_text_plain(&s->v);
		break;
	case T_ISO:
		text = iso(text, made);
		marks |= TABLE_DATE;
		break;
	default:
		text = xlsx_text_plain(&s->v);
	}
	s->in_cell = true;
	TRY(placed(cx, s, rows_cell(cx, s->rows, s->col, text, marks)));
	s->in_cell = false;
	return OK;
}

static enum err sheet_end(struct ctx *cx, struct xlsx_xml *x, int depth, const char *name)
{
	struct sheet *s = x->arg;

	switch (depth) {
	case 3:
		if (!s->in_row)
			return OK;
		s->in_row = false;
		TRY(placed(cx, s, rows_end(cx, s->rows, s->row)));
		x->stop = s->enough && s->rows->n >= s->enough;
		return OK;
	case 4:
		return s->in_cell ? end_cell(cx, s) : OK;
	case 5:
		s->in_v = s->in_is = false;
		return OK;
	default:
		if (s->in_is)
			xlsx_text_end(&s->text, depth, name);
		return OK;
	}
}

enum err xlsx_sheet_read(struct ctx *cx, struct xlsx_book *b, int sheet, int64_t enough,
                         struct rows *to)
{
	struct sheet *s;
	struct xlsx_xml x = { .begin = sheet_begin, .end = sheet_end, .text = sheet_text };
	struct sheet here = { .b = b, .rows = to, .name = b->sheet[sheet].name, .enough = enough };
	enum err e;

	s = x.arg = &here;
	if (b->sheet[sheet].external)
		return refuse(cx, s, "xlsx-external", NULL);
	if (!b->sheet[sheet].part)
		return refuse(cx, s, "xlsx-part", NULL);
	TRY(xlsx_book_load(cx, b));
	buf_init(&s->v, 8 * ROWS_CELL_MAX);
	xlsx_text_init(&s->text);
	e = xlsx_xml_read(cx, &b->zip, b->sheet[sheet].part, &x);
	if (e == ERR_INPUT && str_eq(cx->err.where, b->sheet[sheet].part->name))
		cx->err.where = str_of(place(cx, s));    /* a cell says more than a part */
	buf_free(&s->v);
	buf_free(&s->text.b);
	return e;
}

/* xlsx_cell - where a cell is, what its text means, and its way into rows. */
#include "fmt/xlsx_part.h"

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

char *xlsx_cell_place(struct ctx *cx, const struct xlsx_cells *c)
{
	struct buf b BUF_AUTO = { 0 };
	char col[8];

	buf_init(&b, 2000);
	buf_adds(&b, c->name);
	if (c->row) {
		buf_addc(&b, '!');
		if (c->in_cell)
			buf_add(&b, col, column_name(col, c->col));
		buf_addi(&b, c->row);
	}
	return str_z(&cx->arena, buf_str(&b));
}

enum err xlsx_cell_refuse(struct ctx *cx, const struct xlsx_cells *c, const char *key,
                          const char *arg)
{
	char *at = xlsx_cell_place(cx, c);

	return err_set(cx, ERR_INPUT, at, key, at, arg, NULL);
}

enum err xlsx_cell_placed(struct ctx *cx, const struct xlsx_cells *c, enum err e)
{
	if (e == ERR_INPUT && !cx->err.where.n) {
		cx->err.where = str_of(xlsx_cell_place(cx, c));
		cx->err.narg = 2;
		cx->err.arg[1] = cx->err.where;
	}
	return e;
}

static enum err out_of_order(struct ctx *cx, const struct xlsx_cells *c)
{
	return xlsx_cell_placed(cx, c, err_set(cx, ERR_INPUT, "", "rows-order", "", NULL));
}

bool xlsx_ref(const char **p, int *col, int64_t *row)
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

enum err xlsx_cell_row(struct ctx *cx, struct xlsx_cells *c, int64_t row)
{
	if (row <= c->row)
		return out_of_order(cx, c);
	c->row = row;
	c->col = -1;
	return OK;
}

enum xlsx_type xlsx_cell_type(struct str t)
{
	static const struct { const char *name; enum xlsx_type type; } types[] = {
		{ "n", XLSX_NUMBER }, { "str", XLSX_COMPUTED }, { "inlineStr", XLSX_INLINE },
		{ "b", XLSX_BOOL }, { "e", XLSX_ERROR }, { "d", XLSX_ISO },
	};

	if (t.n == 1 && t.p[0] == 's')
		return XLSX_SHARED;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eqz(t, types[i].name))
			return types[i].type;
	return XLSX_OTHER;
}

void xlsx_cell_begin(struct xlsx_cells *c)
{
	c->in_cell = true;
	c->col++;
	c->type = XLSX_NUMBER;
	c->style = 0;
	c->formula = false;
}

enum err xlsx_cell_at(struct ctx *cx, struct xlsx_cells *c, int col)
{
	int next = c->col;

	c->col = col;
	if (col < next)
		return out_of_order(cx, c);
	return col < XLSX_COLUMNS ? OK : xlsx_cell_refuse(cx, c, "xlsx-columns", NULL);
}

/* ---- ends ---- */

static enum err shared(struct ctx *cx, struct xlsx_cells *c, struct str *text)
{
	int64_t i;
	bool any = false;

	if (str_i64(str_trim(*text), &i))
		TRY(xlsx_book_string(cx, c->b, i, text, &any));
	return any ? OK : xlsx_cell_refuse(cx, c, "xlsx-string", str_z(&cx->arena,
	                                                               str_sub(*text, 0, 40)));
}

/* A number as its format shows it, in out; what is none stays as it was. */
static struct str number(const struct xlsx_cells *c, struct str v, char out[NUMERAL_TEXT],
                         uint8_t *marks)
{
	struct numeral_format f = { 0 };
	bool lost;
	size_t n;

	if (c->style < c->b->nstyle)
		f = c->b->style[c->style];
	if (f.shows && (n = numeral_day(out, v, f.shows, c->b->from_1904)) > 0) {
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

static struct str plain(struct xlsx_cells *c, struct str text)
{
	if (text.n < 7 || !memmem(text.p, text.n, "_x", 2))
		return text;
	buf_reset(&c->plain);
	buf_adds(&c->plain, text);
	return xlsx_text_plain(&c->plain);
}

static enum err text_of(struct ctx *cx, struct xlsx_cells *c, struct str *text, uint8_t *marks,
                        char made[NUMERAL_TEXT])
{
	switch (c->type) {
	case XLSX_SHARED:
		return shared(cx, c, text);
	case XLSX_NUMBER:
		*text = number(c, *text, made, marks);
		return OK;
	case XLSX_BOOL:
		*text = text->p[0] == '1' || text->p[0] == 't' ? STR("TRUE") : STR("FALSE");
		*marks |= TABLE_BOOL;
		return OK;
	case XLSX_ERROR:
		*marks |= TABLE_ERROR;
		return OK;
	case XLSX_ISO:
		*text = iso(*text, made);
		*marks |= TABLE_DATE;
		return OK;
	default:
		*text = plain(c, *text);
		return OK;
	}
}

enum err xlsx_cell_end(struct ctx *cx, struct xlsx_cells *c, struct str text)
{
	uint8_t marks = c->formula ? TABLE_FORMULA : 0;
	char made[NUMERAL_TEXT];

	if (c->formula && !text.n && c->type == XLSX_NUMBER) {   /* never computed */
		c->type = XLSX_ERROR;
		text = STR("#N/A");
	}
	if (text.n) {
		TRY(text_of(cx, c, &text, &marks, made));
		TRY(xlsx_cell_placed(cx, c, rows_cell(cx, c->rows, c->col, text, marks)));
	}
	c->in_cell = false;
	return OK;
}

/* xlsx_fill_sheet - one sheet: where its cells stand in its bytes, and new values put there. */
#include "fmt/xlsx_fill_part.h"

#include "base/mem.h"

/* ---- places ---- */

bool fill_place(struct str s, int32_t *row, int32_t *col)
{
	size_t i = 0;
	int64_t r;

	*col = 0;
	for (; i < s.n && i < 4 && ((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z'); i++)
		*col = *col * 26 + ((s.p[i] | 32) - 'a' + 1);
	*col -= 1;
	if (i == 0 || i == s.n || s.p[i] == '-' || *col >= FILL_COLS ||
	    !str_i64(str_sub(s, i, s.n), &r) || r < 1 || r > FILL_ROWS)
		return false;
	*row = (int32_t)r;
	return true;
}

void fill_put_col(struct buf *out, int32_t col)
{
	char letter[4];
	int n = 0;

	for (col++; col > 0 && n < 4; col = (col - 1) / 26)
		letter[n++] = (char)('A' + (col - 1) % 26);
	while (n)
		buf_addc(out, letter[--n]);
}

void fill_put_place(struct buf *out, int32_t row, int32_t col)
{
	fill_put_col(out, col);
	buf_addi(out, row);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool att_span(struct str tag, const char *name, struct span *all, struct span *value)
{
	size_t i = 0, want = strlen(name);

	while (i < tag.n && !blank(tag.p[i]) && tag.p[i] != '>')
		i++;
	while (i < tag.n) {
		size_t from = i, word, end;
		char quote;

		while (i < tag.n && blank(tag.p[i]))
			i++;
		word = i;
		while (i < tag.n && tag.p[i] != '=' && !blank(tag.p[i]) && tag.p[i] != '>')
			i++;
		end = i;
		while (i < tag.n && tag.p[i] != '"' && tag.p[i] != '\'' && tag.p[i] != '>')
			i++;
		if (i >= tag.n || tag.p[i] == '>')
			return false;
		quote = tag.p[i++];
		value->at = i;
		while (i < tag.n && tag.p[i] != quote)
			i++;
		value->end = i++;
		*all = (struct span){ from, i };
		if (end - word == want && memcmp(tag.p + word, name, want) == 0)
			return true;
	}
	return false;
}

/* ---- reading ---- */

/* Room for one more in an array that grows in the arena. */
void *fill_grown(struct arena *a, void *old, int n, int *cap, size_t size)
{
	void *p;

	if (n < *cap)
		return old;
	*cap = *cap ? *cap * 2 : 64;
	p = arena_array(a, (size_t)*cap, size);
	if (n)
		memcpy(p, old, (size_t)n * size);
	return p;
}

struct reading {
	struct fill_book *b;
	struct fill_sheet *s;
	struct sheet_scan *scan;
	struct buf text;             /* of the value that is open */
	int cell_cap, merge_cap;
	int32_t row, col;            /* last seen */
	bool in_data, in_value, in_phonetic, in_inline, in_formula;
	char type;                   /* first letter of the cell's t */
	bool inline_string;
	struct str formula;
};

static void fail(struct xml_walk *w, const char *key, struct str what)
{
	if (w->e == OK)
		w->e = err_set(w->cx, ERR_INPUT, w->part, key, w->part,
		               str_z(&w->cx->arena, what), NULL);
}

static int32_t number_att(const char **atts, const char *name, int32_t none)
{
	const char *z = xml_att(atts, name);
	int64_t v;

	return z && str_i64(str_of(z), &v) && v >= 0 && v <= INT32_MAX ? (int32_t)v : none;
}

static void begin_row(struct xml_walk *w, const char **atts)
{
	struct reading *r = w->arg;
	struct sheet_scan *sc = r->scan;
	int32_t row = number_att(atts, "r", r->row + 1);
	struct scan_row *x;

	if (row <= r->row || row > FILL_ROWS) {
		fail(w, "fill-rows-order", str_of(xml_att(atts, "r")));
		return;
	}
	sc->row = fill_grown(r->b->a, sc->row, sc->nrow, &sc->row_cap, sizeof *sc->row);
	x = &sc->row[sc->nrow++];
	*x = (struct scan_row){ .row = row, .style = -1, .tag = { w->at, w->after },
		.cell = sc->ncell, .closed = w->raw.p[w->after - 2] == '/' };
	x->all.at = w->at;
	if (xml_att(atts, "customFormat") && strcmp(xml_att(atts, "customFormat"), "1") == 0)
		x->style = number_att(atts, "s", -1);
	r->row = row;
	r->col = -1;
}

static void begin_cell(struct xml_walk *w, const char **atts)
{
	struct reading *r = w->arg;
	struct sheet_scan *sc = r->scan;
	const char *place = xml_att(atts, "r"), *type = xml_att(atts, "t");
	int32_t row = r->row, col = r->col + 1;
	struct scan_cell *c;

	if ((place && !fill_place(str_of(place), &row, &col)) || row != r->row || col <= r->col ||
	    col >= FILL_COLS) {
		fail(w, "fill-cells-order", str_of(place ? place : "?"));
		return;
	}
	if (sc->ncell >= FILL_CELLS) {
		fail(w, "fill-too-many-cells", STR(""));
		return;
	}
	sc->cell = fill_grown(r->b->a, sc->cell, sc->ncell, &sc->cell_cap, sizeof *sc->cell);
	c = &sc->cell[sc->ncell++];
	*c = (struct scan_cell){ .row = row, .col = col, .shared = -1,
		.style = number_att(atts, "s", 0), .tag = { w->at, w->after },
		.closed = w->raw.p[w->after - 2] == '/' };
	c->all.at = w->at;
	sc->row[sc->nrow - 1].ncell++;
	r->col = col;
	r->type = type ? type[0] : 'n';
	r->inline_string = type && strcmp(type, "inlineStr") == 0;
	r->formula = (struct str){ 0 };
	buf_reset(&r->text);
}

static void add_merge(struct xml_walk *w, const char **atts)
{
	struct reading *r = w->arg;
	struct str ref = str_of(xml_att(atts, "ref")), a;
	struct fill_merge m;

	if (!str_next(&ref, ':', &a) || !fill_place(a, &m.row, &m.col) ||
	    !fill_place(ref, &m.row_end, &m.col_end))
		return;
	if (r->s->nmerge >= FILL_CELLS) {
		fail(w, "fill-too-many-cells", STR(""));
		return;
	}
	r->s->merge = fill_grown(r->b->a, r->s->merge, r->s->nmerge, &r->merge_cap,
	                    sizeof *r->s->merge);
	r->s->merge[r->s->nmerge++] = m;
}

static void add_cols(struct reading *r, const char **atts)
{
	struct sheet_scan *sc = r->scan;

	sc->cols = fill_grown(r->b->a, sc->cols, sc->ncols, &sc->cols_cap, sizeof *sc->cols);
	sc->cols[sc->ncols++] = (struct scan_cols){ number_att(atts, "min", 1) - 1,
		number_att(atts, "max", 1) - 1, number_att(atts, "style", -1) };
}

static void formula_of_cell(struct reading *r, struct scan_cell *c, const char **atts)
{
	const char *type = xml_att(atts, "t"), *ref = xml_att(atts, "ref");

	c->formula = r->scan->formulas = r->in_formula = true;
	if (type && strcmp(type, "shared") == 0)
		c->shared = number_att(atts, "si", -1);
	if (type && strcmp(type, "array") == 0 && ref)
		c->array = str_dup(r->b->a, str_of(ref));
}

static void child_of_cell(struct xml_walk *w, struct str name, const char **atts)
{
	struct reading *r = w->arg;
	struct scan_cell *c = &r->scan->cell[r->scan->ncell - 1];

	if (str_eqz(name, "v") || str_eqz(name, "is")) {
		buf_reset(&r->text);
		c->value.at = w->at;
		r->in_value = true;
		r->in_inline = name.n == 2;
	} else if (str_eqz(name, "f")) {
		buf_reset(&r->text);
		formula_of_cell(r, c, atts);
	} else if (!c->kept.at) {
		c->kept.at = w->at;
	}
}

static void sheet_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct reading *r = w->arg;

	if (w->depth == 2 && str_eqz(name, "sheetData") && !r->scan->data_tag.end) {
		const char *p = memchr(w->raw.p + w->at, ':', w->after - w->at);
		struct str tag = { w->raw.p + w->at + 1, w->after - w->at - 1 };

		r->in_data = true;
		r->scan->data_tag = (struct span){ w->at, w->after };
		r->scan->data_closed = w->raw.p[w->after - 2] == '/';
		if (p && !str_starts(tag, STR("sheetData")))
			r->scan->prefix = (struct str){ tag.p, (size_t)(p - tag.p) + 1 };
	} else if (r->in_data && w->depth == 3 && str_eqz(name, "row")) {
		begin_row(w, atts);
	} else if (r->in_data && w->depth == 4 && str_eqz(name, "c") && r->scan->nrow) {
		begin_cell(w, atts);
	} else if (r->in_data && w->depth == 5 && r->scan->ncell) {
		child_of_cell(w, name, atts);
	} else if (r->in_data && str_eqz(name, "rPh")) {
		r->in_phonetic = true;
	} else if (w->depth == 3 && str_eqz(name, "mergeCell")) {
		add_merge(w, atts);
	} else if (w->depth == 3 && str_eqz(name, "col")) {
		add_cols(r, atts);
	} else if (w->depth == 2 && (str_eqz(name, "drawing") || str_eqz(name, "tableParts") ||
	                             str_eqz(name, "oleObjects") || str_eqz(name, "controls"))) {
		r->s->fixed = true;
	}
}

/* The finished cell as it is told; an empty one, too: forms are made of them. */
static void tell_cell(struct reading *r, const struct scan_cell *c)
{
	struct fill_cell *x;
	struct str text = buf_str(&r->text);
	int64_t i;

	r->s->cell = fill_grown(r->b->a, r->s->cell, r->s->ncell, &r->cell_cap, sizeof *r->s->cell);
	x = &r->s->cell[r->s->ncell++];
	*x = (struct fill_cell){ .row = c->row, .col = c->col };
	x->percent = c->style >= 0 && c->style < r->b->nstyle && r->b->percent[c->style];
	if (c->formula) {
		x->kind = FILL_FORMULA;
		x->text = r->formula;
		return;
	}
	if (r->type == 's' && !r->inline_string && str_i64(text, &i) && text.n)
		text = i >= 0 && i < r->b->nshared ? r->b->shared[i] : STR("");
	if (!text.n)
		return;
	x->kind = r->type == 'n' ? FILL_NUMBER : FILL_TEXT_CELL;
	if (text.n > FILL_TEXT)
		text.n = FILL_TEXT;
	x->text = text.p == buf_str(&r->text).p ? str_dup(r->b->a, text) : text;
}

static void sheet_end(struct xml_walk *w, struct str name)
{
	struct reading *r = w->arg;
	struct sheet_scan *sc = r->scan;
	struct scan_cell *c = sc->ncell ? &sc->cell[sc->ncell - 1] : NULL;

	if (!r->in_data)
		return;
	if (w->depth == 2) {
		r->in_data = false;
		sc->data_end = w->at;
	} else if (w->depth == 3 && str_eqz(name, "row") && sc->nrow) {
		sc->row[sc->nrow - 1].end_tag = w->at;
		sc->row[sc->nrow - 1].all.end = w->after;
	} else if (w->depth == 4 && str_eqz(name, "c") && c) {
		c->all.end = w->after;
		tell_cell(r, c);
	} else if (w->depth == 5 && c) {
		if (r->in_value)
			c->value.end = w->after;
		else if (r->in_formula)
			c->ask = r->formula = str_dup(r->b->a, buf_str(&r->text));
		else
			c->kept.end = w->after;
		r->in_value = r->in_formula = r->in_inline = false;
	} else if (str_eqz(name, "rPh")) {
		r->in_phonetic = false;
	}
}

static void sheet_text(struct xml_walk *w, struct str s)
{
	struct reading *r = w->arg;

	if ((!r->in_value && !r->in_formula) || r->in_phonetic)
		return;
	if (r->in_inline && w->depth < 6)       /* blanks between tags */
		return;
	buf_adds(&r->text, s);
	if (r->text.full)
		fail(w, "fill-text-long", STR(""));
}

enum err sheet_scan(struct ctx *cx, struct fill_book *b, const char *part, struct str raw,
                    struct fill_sheet *s, struct sheet_scan *out)
{
	struct reading r = { .b = b, .s = s, .scan = out };
	struct xml_walk w = { .cx = cx, .part = part, .raw = raw, .arg = &r,
		.start = sheet_start, .end = sheet_end, .text = sheet_text };
	enum err e;

	*out = (struct sheet_scan){ .raw = raw };
	s->cell = NULL;
	s->merge = NULL;
	s->ncell = s->nmerge = 0;
	buf_init(&r.text, 1 << 20);
	e = xml_walk(&w);
	buf_free(&r.text);
	TRY(e);
	if (!out->data_tag.end)
		return err_set(cx, ERR_INPUT, part, "fill-no-cells", part, NULL);
	return OK;
}

/* ---- writing ---- */

/* A cell's start tag without its type, nor what belongs to its old value; without the '>'. */
static void put_tag(struct buf *out, struct str tag, bool value_goes)
{
	static const char *const gone[] = { "t", "cm", "vm" };
	struct span cut[3], v;
	size_t at = 0, end = tag.n - 1;
	int n = 0;

	if (end && tag.p[end - 1] == '/')
		end--;
	for (size_t i = 0; i < (value_goes ? 3 : 1); i++)
		if (att_span(tag, gone[i], &cut[n], &v))
			n++;
	while (n) {
		int first = 0;

		for (int i = 1; i < n; i++)
			if (cut[i].at < cut[first].at)
				first = i;
		raw_add(out, tag, at, cut[first].at);
		at = cut[first].end;
		cut[first] = cut[--n];
	}
	if (at < end)
		raw_add(out, tag, at, end);
}

static void put_value(struct buf *out, struct str prefix, const struct fill_edit *e,
                      struct str kept)
{
	if (e->kind == FILL_EMPTY && !kept.n) {
		buf_addz(out, "/>");
		return;
	}
	if (e->kind == FILL_TEXT_CELL) {
		buf_addf(out, " t=\"inlineStr\"><%.*sis><%.*st xml:space=\"preserve\">",
		         STR_FMT(prefix), STR_FMT(prefix));
		xml_escape(out, e->text);
		buf_addf(out, "</%.*st></%.*sis>", STR_FMT(prefix), STR_FMT(prefix));
	} else if (e->kind == FILL_NUMBER) {
		buf_addf(out, "><%.*sv>", STR_FMT(prefix));
		xml_escape(out, e->text);
		buf_addf(out, "</%.*sv>", STR_FMT(prefix));
	} else {
		buf_addc(out, '>');
	}
	buf_adds(out, kept);
	buf_addf(out, "</%.*sc>", STR_FMT(prefix));
}

static struct str piece(const struct sheet_scan *sc, struct span s)
{
	return (struct str){ sc->raw.p + s.at, s.end - s.at };
}

static int32_t style_for(const struct sheet_scan *sc, int32_t row_style, int32_t col)
{
	if (row_style >= 0)
		return row_style;
	for (int i = 0; i < sc->ncols; i++)
		if (col >= sc->cols[i].from && col <= sc->cols[i].to)
			return sc->cols[i].style;
	return -1;
}

/* A cell that was not there. */
static void put_new(struct buf *out, const struct sheet_scan *sc, int32_t row_style,
                    const struct fill_edit *e)
{
	int32_t style = style_for(sc, row_style, e->col);

	if (e->kind == FILL_EMPTY)
		return;
	buf_addf(out, "<%.*sc r=\"", STR_FMT(sc->prefix));
	fill_put_place(out, e->row, e->col);
	buf_addc(out, '"');
	if (style >= 0)
		buf_addf(out, " s=\"%d\"", style);
	put_value(out, sc->prefix, e, (struct str){ 0 });
}

struct applying {
	struct ctx *cx;
	const struct sheet_scan *sc;
	const char *part;
	const struct fill_edit *e;
	int n, at;
	bool drop;
	struct buf *out;
};

static enum err put_cell(struct applying *a, const struct scan_cell *c)
{
	const struct fill_edit *e = a->at < a->n ? &a->e[a->at] : NULL;
	struct str tag = piece(a->sc, c->tag);
	char place[24] = "";
	struct buf b = { 0 };

	if (e && e->row == c->row && e->col == c->col) {
		a->at++;
		if (c->formula) {
			buf_init(&b, sizeof place);
			fill_put_place(&b, c->row, c->col);
			memcpy(place, b.p, b.n < sizeof place ? b.n : 0);
			buf_free(&b);
			return err_set(a->cx, ERR_CONFLICT, a->part, "fill-formula", place, NULL);
		}
		put_tag(a->out, tag, true);
		put_value(a->out, a->sc->prefix, e,
		          c->kept.end ? piece(a->sc, c->kept) : (struct str){ 0 });
	} else if (a->drop && c->formula && c->value.end) {
		put_tag(a->out, tag, false);
		buf_addc(a->out, '>');
		raw_add(a->out, a->sc->raw, c->tag.end, c->value.at);
		raw_add(a->out, a->sc->raw, c->value.end, c->all.end);
	} else {
		buf_adds(a->out, piece(a->sc, c->all));
	}
	return OK;
}

/* Edits before column `before` of the row: cells that are not there yet. */
static void put_missing(struct applying *a, const struct scan_row *r, int32_t before)
{
	while (a->at < a->n && a->e[a->at].row == r->row && a->e[a->at].col < before)
		put_new(a->out, a->sc, r->style, &a->e[a->at++]);
}

/* The row's start tag, open; its hint at the columns in use goes, since it may be wrong now. */
static void open_row(struct applying *a, const struct scan_row *r)
{
	struct str tag = piece(a->sc, r->tag);
	size_t end = tag.n - (r->closed ? 2 : 1);
	struct span all, v;

	if (att_span(tag, "spans", &all, &v)) {
		raw_add(a->out, tag, 0, all.at);
		raw_add(a->out, tag, all.end, end);
	} else {
		raw_add(a->out, tag, 0, end);
	}
	buf_addc(a->out, '>');
}

static enum err put_row(struct applying *a, const struct scan_row *r)
{
	const struct sheet_scan *sc = a->sc;
	const struct scan_cell *c = r->ncell ? sc->cell + r->cell : NULL;
	bool touched = a->at < a->n && a->e[a->at].row == r->row, fresh = false;
	size_t at = r->tag.end;

	for (int i = a->at, k = 0; i < a->n && a->e[i].row == r->row; i++) {
		while (k < r->ncell && c[k].col < a->e[i].col)
			k++;
		fresh |= k == r->ncell || c[k].col != a->e[i].col;
	}
	for (int i = 0; i < r->ncell && a->drop; i++)
		touched |= c[i].formula;
	if (!touched) {
		buf_adds(a->out, piece(sc, r->all));
		return OK;
	}
	if (fresh || r->closed)
		open_row(a, r);
	else
		buf_adds(a->out, piece(sc, r->tag));
	for (int i = 0; i < r->ncell; i++) {
		raw_add(a->out, sc->raw, at, c[i].all.at);
		put_missing(a, r, c[i].col);
		TRY(put_cell(a, &c[i]));
		at = c[i].all.end;
	}
	put_missing(a, r, FILL_COLS);
	if (r->closed)
		buf_addf(a->out, "</%.*srow>", STR_FMT(sc->prefix));
	else
		raw_add(a->out, sc->raw, at, r->all.end);
	return OK;
}

static void put_new_row(struct applying *a)
{
	int32_t row = a->e[a->at].row;

	buf_addf(a->out, "<%.*srow r=\"%d\">", STR_FMT(a->sc->prefix), row);
	while (a->at < a->n && a->e[a->at].row == row)
		put_new(a->out, a->sc, -1, &a->e[a->at++]);
	buf_addf(a->out, "</%.*srow>", STR_FMT(a->sc->prefix));
}

enum err sheet_apply(struct ctx *cx, const struct sheet_scan *sc, const char *part,
                     const struct fill_edit *edit, int n, bool drop, struct buf *out)
{
	struct applying a = { cx, sc, part, edit, n, 0, drop, out };
	size_t at = sc->data_tag.end;

	raw_add(out, sc->raw, 0, sc->data_tag.end - (sc->data_closed ? 2 : 0));
	if (sc->data_closed)
		buf_addc(out, '>');
	for (int i = 0; i < sc->nrow; i++) {
		raw_add(out, sc->raw, at, sc->row[i].all.at);
		while (a.at < n && edit[a.at].row < sc->row[i].row)
			put_new_row(&a);
		TRY(put_row(&a, &sc->row[i]));
		at = sc->row[i].all.end;
	}
	if (!sc->data_closed)
		raw_add(out, sc->raw, at, sc->data_end);
	while (a.at < n)
		put_new_row(&a);
	if (sc->data_closed)
		buf_addf(out, "</%.*ssheetData>", STR_FMT(sc->prefix));
	raw_add(out, sc->raw, sc->data_end, sc->raw.n);
	if (out->full)
		return err_set(cx, ERR_LIMIT, part, "fill-too-large", NULL);
	return OK;
}

/* xlsx_fill_repeat - a row of a sheet that is to stand several times: the sheet itself, and all
 * that names its cells. */
#include "fmt/xlsx_fill_part.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- patches ---- */

void patch_add(struct patches *l, size_t at, size_t end, struct str text)
{
	l->p = fill_grown(l->a, l->p, l->n, &l->cap, sizeof *l->p);
	l->p[l->n++] = (struct patch){ at, end, text };
}

static int patch_cmp(const void *a, const void *b)
{
	const struct patch *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

struct str patch_apply(struct patches *l, struct str raw)
{
	size_t at = 0, n = raw.n, k = 0;
	char *p;

	if (l->n)                       /* attributes of a tag are found in any order */
		qsort(l->p, (size_t)l->n, sizeof *l->p, patch_cmp);
	for (int i = 0; i < l->n; i++)
		n += l->p[i].text.n;
	p = arena_alloc(l->a, n + 1);
	for (int i = 0; i < l->n; i++) {
		memcpy(p + k, raw.p + at, l->p[i].at - at);
		k += l->p[i].at - at;
		if (l->p[i].text.n)
			memcpy(p + k, l->p[i].text.p, l->p[i].text.n);
		k += l->p[i].text.n;
		at = l->p[i].end;
	}
	memcpy(p + k, raw.p + at, raw.n - at);
	return (struct str){ p, k + raw.n - at };
}

/* ---- rows and cells ---- */

/* A start tag with its place told anew. */
static void put_placed(struct buf *out, struct str tag, struct str place)
{
	struct span all, v;
	size_t end = 0;

	if (att_span(tag, "r", &all, &v)) {
		raw_add(out, tag, 0, v.at);
		buf_adds(out, place);
		raw_add(out, tag, v.end, tag.n);
		return;
	}
	while (end < tag.n && tag.p[end] != ' ' && tag.p[end] != '>' && tag.p[end] != '/')
		end++;
	raw_add(out, tag, 0, end);
	buf_addz(out, " r=\"");
	buf_adds(out, place);
	buf_addc(out, '"');
	raw_add(out, tag, end, tag.n);
}

struct copying {
	struct fill_book *b;
	struct fill_sheet *s;
	const struct sheet_scan *sc;
	const struct row_change *c;
	struct buf out, word;
};

/* The formula that a shared one stands for in this cell. */
static void whole_formula(struct copying *r, const struct scan_cell *c, struct buf *out)
{
	const struct scan_cell *first = NULL;

	for (int i = 0; c->shared >= 0 && !c->ask.n && i < r->sc->ncell && !first; i++)
		if (r->sc->cell[i].shared == c->shared && r->sc->cell[i].ask.n)
			first = &r->sc->cell[i];
	if (first)
		formula_move(out, first->ask, c->row - first->row, c->col - first->col);
	else
		buf_adds(out, c->ask);
}

static void put_formula(struct copying *r, const struct scan_cell *c, int32_t copy)
{
	struct buf whole BUF_AUTO = { 0 }, shifted BUF_AUTO = { 0 };
	struct str prefix = r->sc->prefix;

	buf_init(&whole, 1 << 20);
	buf_init(&shifted, 1 << 20);
	whole_formula(r, c, &whole);
	formula_shift(&shifted, buf_str(&whole), r->c, r->s->name, copy);
	buf_addf(&r->out, "<%.*sf", STR_FMT(prefix));
	if (c->array.n) {
		buf_addz(&r->out, " t=\"array\" ref=\"");
		formula_shift(&r->out, c->array, r->c, r->s->name, copy);
		buf_addc(&r->out, '"');
	}
	buf_addc(&r->out, '>');
	xml_escape(&r->out, buf_str(&shifted));
	buf_addf(&r->out, "</%.*sf></%.*sc>", STR_FMT(prefix), STR_FMT(prefix));
}

static void put_row(struct copying *r, const struct scan_row *row, int32_t to, int32_t copy)
{
	const struct sheet_scan *sc = r->sc;
	struct str tag = { sc->raw.p + row->tag.at, row->tag.end - row->tag.at };

	buf_reset(&r->word);
	buf_addi(&r->word, to);
	put_placed(&r->out, tag, buf_str(&r->word));
	for (int i = row->cell; i < row->cell + row->ncell; i++) {
		const struct scan_cell *c = &sc->cell[i];

		buf_reset(&r->word);
		fill_put_place(&r->word, to, c->col);
		tag = (struct str){ sc->raw.p + c->tag.at, c->tag.end - c->tag.at };
		put_placed(&r->out, tag, buf_str(&r->word));
		if (c->formula)
			put_formula(r, c, copy);
		else
			raw_add(&r->out, sc->raw, c->tag.end, c->all.end);
	}
	if (!row->closed)
		raw_add(&r->out, sc->raw, row->end_tag, row->all.end);
}

static void put_rows(struct copying *r)
{
	const struct row_change *c = r->c;

	for (int i = 0; i < r->sc->nrow; i++) {
		const struct scan_row *row = &r->sc->row[i];

		if (row->row != c->row) {
			put_row(r, row, row->row + (row->row > c->row ? c->times - 1 : 0), -1);
			continue;
		}
		for (int32_t k = 0; k < c->times; k++)
			put_row(r, row, row->row + k, k);
	}
}

/* ---- everything else that names cells ---- */

struct around {
	struct patches l;
	const struct row_change *c;
	struct str sheet;            /* that the part belongs to; empty: none, all names are full */
	struct buf text;
	size_t from;                 /* of the text being gathered, 0: none */
	bool in_data, row_breaks;
	int merges, extra;
};

static void patch_value(struct xml_walk *w, const char **atts, const char *name)
{
	struct around *a = w->arg;
	struct str tag = { w->raw.p + w->at, w->after - w->at };
	const char *value = xml_att(atts, name);
	struct buf out BUF_AUTO = { 0 }, esc BUF_AUTO = { 0 };
	struct span all, v;

	if (!value || !att_span(tag, name, &all, &v))
		return;
	buf_init(&out, 1 << 20);
	buf_init(&esc, 1 << 20);
	places_shift(&out, str_of(value), a->c);
	xml_escape(&esc, buf_str(&out));
	if (!str_eqz(buf_str(&out), value))
		patch_add(&a->l, w->at + v.at, w->at + v.end, str_dup(a->l.a, buf_str(&esc)));
}

/* Merged cells of the row itself are merged in each copy, too. */
static void patch_merge(struct xml_walk *w, const char **atts)
{
	struct around *a = w->arg;
	struct str ref = str_of(xml_att(atts, "ref")), first;
	struct buf out BUF_AUTO = { 0 };
	int32_t r1, c1, r2, c2;

	if (!str_next(&ref, ':', &first) || !fill_place(first, &r1, &c1) ||
	    !fill_place(ref, &r2, &c2))
		return;
	if (r1 != a->c->row || r2 != a->c->row) {
		patch_value(w, atts, "ref");
		return;
	}
	buf_init(&out, 1 << 20);
	for (int32_t k = 0; k < a->c->times; k++) {
		struct span all, v;
		struct str tag = { w->raw.p + w->at, w->after - w->at };

		att_span(tag, "ref", &all, &v);
		raw_add(&out, tag, 0, v.at);
		fill_put_place(&out, r1 + k, c1);
		buf_addc(&out, ':');
		fill_put_place(&out, r1 + k, c2);
		raw_add(&out, tag, v.end, tag.n);
	}
	patch_add(&a->l, w->at, w->after, str_dup(a->l.a, buf_str(&out)));
}

static void patch_break(struct xml_walk *w, const char **atts)
{
	struct around *a = w->arg;
	struct str tag = { w->raw.p + w->at, w->after - w->at };
	const char *id = xml_att(atts, "id");
	struct span all, v;
	char text[24];
	int64_t n;

	if (!id || !str_i64(str_of(id), &n) || n < a->c->row || n > FILL_ROWS ||
	    !att_span(tag, "id", &all, &v))
		return;
	snprintf(text, sizeof text, "%lld", (long long)n + a->c->times - 1);
	patch_add(&a->l, w->at + v.at, w->at + v.end, str_dup(a->l.a, str_of(text)));
}

static void patch_count(struct xml_walk *w, const char **atts)
{
	struct around *a = w->arg;
	struct str tag = { w->raw.p + w->at, w->after - w->at };
	const char *count = xml_att(atts, "count");
	struct span all, v;
	char text[24];
	int64_t n;

	if (!count || !str_i64(str_of(count), &n) || !att_span(tag, "count", &all, &v))
		return;
	snprintf(text, sizeof text, "%lld", (long long)n + a->extra);
	patch_add(&a->l, w->at + v.at, w->at + v.end, str_dup(a->l.a, str_of(text)));
}

static bool formula_element(struct str name)
{
	static const char *const word[] = { "f", "formula", "formula1", "formula2",
		"definedName" };

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (str_eqz(name, word[i]))
			return true;
	return false;
}

static void around_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct around *a = w->arg;
	bool brk = str_eqz(name, "brk");

	a->from = 0;
	if (w->depth == 2 && str_eqz(name, "sheetData"))
		a->in_data = true;
	if (a->in_data)
		return;
	if (a->sheet.n && str_eqz(name, "mergeCell")) {
		patch_merge(w, atts);
		return;
	}
	if (a->sheet.n && str_eqz(name, "mergeCells"))
		patch_count(w, atts);
	if (a->sheet.n && brk && a->row_breaks)       /* of rows, not of columns */
		patch_break(w, atts);
	if (str_eqz(name, "rowBreaks") || str_eqz(name, "colBreaks"))
		a->row_breaks = str_eqz(name, "rowBreaks");
	if (a->sheet.n && !str_eqz(name, "selection")) {
		patch_value(w, atts, "ref");
		patch_value(w, atts, "sqref");
	}
	if (formula_element(name) || (a->sheet.n && str_eqz(name, "sqref"))) {
		a->from = w->after;
		buf_reset(&a->text);
	}
}

static void around_end(struct xml_walk *w, struct str name)
{
	struct around *a = w->arg;
	struct buf out BUF_AUTO = { 0 }, esc BUF_AUTO = { 0 };

	if (w->depth == 2 && str_eqz(name, "sheetData"))
		a->in_data = false;
	if (!a->from || a->in_data)
		return;
	buf_init(&out, 1 << 20);
	buf_init(&esc, 1 << 20);
	if (str_eqz(name, "sqref"))
		places_shift(&out, buf_str(&a->text), a->c);
	else
		formula_shift(&out, buf_str(&a->text), a->c, a->sheet, -1);
	xml_escape(&esc, buf_str(&out));
	if (w->at > a->from && !str_eq(buf_str(&out), buf_str(&a->text)))
		patch_add(&a->l, a->from, w->at, str_dup(a->l.a, buf_str(&esc)));
	a->from = 0;
}

static void around_text(struct xml_walk *w, struct str s)
{
	struct around *a = w->arg;

	if (a->from)
		buf_adds(&a->text, s);
}

/* The patches of a part, found by one walk. */
static enum err walk_around(struct ctx *cx, const char *part, struct str raw, struct around *a)
{
	struct xml_walk w = { .cx = cx, .part = part, .raw = raw, .arg = a,
		.start = around_start, .end = around_end, .text = around_text };
	enum err e;

	buf_init(&a->text, 1 << 20);
	e = xml_walk(&w);
	buf_free(&a->text);
	return e;
}

/* ---- the parts of the workbook ---- */

static enum err repeat_sheet(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                             const struct row_change *c)
{
	struct around a = { .l = { .a = b->a }, .c = c, .sheet = s->name };
	struct copying r = { b, s, s->scan, c, { 0 }, { 0 } };
	const char *part = b->pack->part[s->part].name.p;
	struct patches all = { .a = b->a };
	struct str raw = s->scan->raw;
	bool put = false;

	for (int i = 0; i < s->nmerge; i++)
		a.extra += s->merge[i].row == c->row && s->merge[i].row_end == c->row ?
		           c->times - 1 : 0;
	TRY(walk_around(cx, part, raw, &a));
	buf_init(&r.out, 2 * (size_t)PACKAGE_PART_MAX);
	buf_init(&r.word, 64);
	put_rows(&r);
	if (r.out.full)
		return err_set(cx, ERR_LIMIT, part, "fill-too-large", NULL);
	for (int i = 0; i <= a.l.n; i++) {
		if (!put && !s->scan->data_closed &&
		    (i == a.l.n || a.l.p[i].at >= s->scan->data_end)) {
			patch_add(&all, s->scan->data_tag.end, s->scan->data_end,
			          str_dup(b->a, buf_str(&r.out)));
			put = true;
		}
		if (i < a.l.n)
			patch_add(&all, a.l.p[i].at, a.l.p[i].end, a.l.p[i].text);
	}
	buf_free(&r.out);
	buf_free(&r.word);
	raw = patch_apply(&all, raw);
	package_replace(b->pack, s->part, raw);
	TRY(sheet_scan(cx, b, part, raw, s, s->scan));
	return notes_repeat(cx, b, s, c);
}

/* Another sheet: its formulas and rules may name the changed one. Cells of it stay where they are.
 */
static enum err shift_sheet(struct ctx *cx, struct fill_book *b, struct fill_sheet *s,
                            const struct row_change *c)
{
	struct patches l = { .a = b->a };
	struct sheet_scan *sc = s->scan;
	struct copying r = { b, s, sc, c, { 0 }, { 0 } };
	struct str raw = sc->raw;

	for (int i = 0; i < sc->ncell; i++) {
		const struct scan_cell *x = &sc->cell[i];

		if (!x->formula || str_find(x->ask, c->sheet) < 0)
			continue;
		if (x->shared >= 0)
			return err_set(cx, ERR_INPUT, s->name.p, "report-each-shared", s->name.p,
			               c->sheet.p, NULL);
		buf_init(&r.out, 1 << 20);
		put_formula(&r, x, -1);
		patch_add(&l, x->tag.end, x->all.end, str_dup(b->a, buf_str(&r.out)));
		buf_free(&r.out);
	}
	if (!l.n)
		return OK;
	raw = patch_apply(&l, raw);
	package_replace(b->pack, s->part, raw);
	return sheet_scan(cx, b, b->pack->part[s->part].name.p, raw, s, sc);
}

static enum err shift_part(struct ctx *cx, struct fill_book *b, int part,
                           const struct row_change *c)
{
	struct around a = { .l = { .a = b->a }, .c = c };
	struct str raw;

	TRY(package_read(cx, b->pack, part, &raw));
	TRY(walk_around(cx, b->pack->part[part].name.p, raw, &a));
	if (a.l.n)
		package_replace(b->pack, part, patch_apply(&a.l, raw));
	return OK;
}

/* The order of calculation names cells that have moved: spreadsheets make it anew. */
struct dropping { struct patches l; const char *name; size_t at; };

static void drop_start(struct xml_walk *w, struct str name, const char **atts)
{
	struct dropping *d = w->arg;
	const char *target = xml_att(atts, "Target"), *part = xml_att(atts, "PartName");
	const char *is = target ? target : part;

	(void)name;
	d->at = is && w->depth == 2 && str_ends(str_of(is), str_of(d->name)) ? w->at : 0;
}

static void drop_end(struct xml_walk *w, struct str name)
{
	struct dropping *d = w->arg;

	(void)name;
	if (w->depth == 2 && d->at)
		patch_add(&d->l, d->at, w->after, STR(""));
	d->at = 0;
}

static enum err drop_chain(struct ctx *cx, struct fill_book *b)
{
	static const char *const from[] = { "[Content_Types].xml", "xl/_rels/workbook.xml.rels" };
	int chain = package_find(b->pack, STR("xl/calcChain.xml"));

	if (chain < 0)
		return OK;
	package_drop(b->pack, chain);
	for (int i = 0; i < 2; i++) {
		struct dropping d = { .l = { .a = b->a }, .name = "calcChain.xml" };
		struct xml_walk w = { .cx = cx, .part = from[i], .arg = &d, .start = drop_start,
			.end = drop_end };
		int part = package_find(b->pack, str_of(from[i]));

		if (part < 0)
			continue;
		TRY(package_read(cx, b->pack, part, &w.raw));
		TRY(xml_walk(&w));
		package_replace(b->pack, part, patch_apply(&d.l, w.raw));
	}
	return OK;
}

enum err book_repeat(struct ctx *cx, struct fill_book *b, const struct fill_repeat *rep)
{
	struct fill_sheet *s = &b->sheet[rep->sheet];
	struct row_change c = { s->name, rep->row, rep->times };

	if (rep->times < 2)
		return OK;
	if (s->fixed)
		return err_set(cx, ERR_INPUT, s->name.p, "report-each-fixed", s->name.p, NULL);
	TRY(repeat_sheet(cx, b, s, &c));
	for (int i = 0; i < b->nsheet; i++)
		if (i != rep->sheet)
			TRY(shift_sheet(cx, b, &b->sheet[i], &c));
	TRY(shift_part(cx, b, b->workbook_part, &c));
	for (int i = 0; i < b->pack->n; i++)
		if (str_starts(b->pack->part[i].name, STR("xl/charts/chart")))
			TRY(shift_part(cx, b, i, &c));
	return drop_chain(cx, b);
}

/* paper - see the header. */
#include "job/paper_int.h"

#include <stdio.h>

#include "domain/register/attachment.h"
#include "fmt/picture.h"

#define LABEL_SHARE 17           /* of a hundred, for two pairs in a line */
#define BLANK "__________"
#define BOX_MM 26
#define PHOTO_MM 70
#define RECORD_PAIRS 2

enum err paper_find(struct ctx *cx, const struct reg *r, struct str id,
                    const struct paper_template **out)
{
	const struct pack *p = r->pack;
	struct str all = { 0 };

	*out = pack_paper(p, id);
	if (*out)
		return OK;
	for (int i = 0; i < p->npaper; i++) {
		all = str_join(&cx->arena, all, i ? STR(", ") : STR(""));
		all = str_join(&cx->arena, all, p->paper[i].id);
	}
	return err_set(cx, ERR_NOTFOUND, "", "paper-none", str_z(&cx->arena, id),
	               str_z(&cx->arena, all), NULL);
}

/* ---- texts ---- */

/* A text with its values; what is not known is a line to write on. all: every value was known. */
static enum err filled_in(struct composing *c, struct str text, struct str *out, bool *all)
{
	struct str words, name, value;
	struct buf b BUF_AUTO = { 0 };

	*all = true;
	buf_init(&b, 1 << 20);
	while (paper_text_next(&text, &words, &name)) {
		buf_adds(&b, words);
		if (!name.n)
			continue;
		TRY(paper_value_text(c, name, &value));
		*all &= value.n > 0;
		if (value.n)
			buf_adds(&b, value);
		else
			buf_addz(&b, BLANK);
	}
	*out = str_dup(&c->cx->arena, buf_str(&b));
	return OK;
}

static enum err put_words(struct composing *c, enum pdf_kind kind, const struct paper_part *part)
{
	struct str text;
	bool all;

	TRY(filled_in(c, paper_in_lang(c, part->zh, part->en), &text, &all));
	if (all || !part->known)
		paper_put_text(c->d, kind, (enum pdf_style)part->style, text);
	return OK;
}

/* ---- grids: label and value, several in a line ---- */

struct lines {
	struct pdf_cell *cell;
	int n, most, pairs, at;      /* at: pairs of the line that is begun */
};

static void lines_begin(struct composing *c, struct lines *l, int pairs, int items)
{
	*l = (struct lines){ .pairs = pairs, .most = 2 * items + 2 * pairs * (items + 1) };
	l->cell = arena_array(&c->cx->arena, (size_t)l->most, sizeof *l->cell);
}

static void lines_cell(struct lines *l, struct str text, enum pdf_style style, int span)
{
	if (l->n < l->most)
		l->cell[l->n++] = (struct pdf_cell){ text, (uint8_t)style, (uint8_t)span };
}

/* The last value of a line that is not full takes what is left of it. */
static void lines_end(struct lines *l)
{
	if (l->at && l->n)
		l->cell[l->n - 1].span = (uint8_t)(1 + 2 * (l->pairs - l->at));
	l->at = 0;
}

static void lines_pair(struct lines *l, struct str label, struct str value, bool wide)
{
	if (wide)
		lines_end(l);
	lines_cell(l, label, PDF_LABEL, 1);
	lines_cell(l, value, PDF_LEFT, 1);
	l->at++;
	if (wide)
		lines_end(l);
	l->at = l->at == l->pairs ? 0 : l->at;
}

static void lines_put(struct composing *c, struct lines *l, int height)
{
	struct pdf_block b = { .kind = PDF_TABLE, .ncol = 2 * l->pairs, .cell = l->cell,
		.height = height };
	int label = l->pairs == 1 ? 20 : 2 * LABEL_SHARE / l->pairs;

	lines_end(l);
	b.ncell = l->n;
	for (int i = 0; i < l->pairs; i++) {
		b.width[2 * i] = (uint16_t)label;
		b.width[2 * i + 1] = (uint16_t)(100 / l->pairs - label);
	}
	if (l->n)
		paper_put(c->d, &b);
}

static enum err put_grid(struct composing *c, const struct paper_part *part)
{
	struct lines l;

	lines_begin(c, &l, part->columns, part->nitem);
	for (int i = 0; i < part->nitem; i++) {
		const struct paper_item *it = &part->item[i];
		struct str label = paper_in_lang(c, it->zh, it->en), value = { 0 };

		if (it->of.n) {
			TRY(paper_value_text(c, it->of, &value));
			label = label.n ? label : paper_value_label(c, it->of);
			if (part->choices)
				value = paper_choices(c, it->of, value);
		}
		lines_pair(&l, label, value, it->wide || l.pairs == 1);
	}
	lines_put(c, &l, part->height ? part->height : 8);
	return OK;
}

/* ---- tables ---- */

static void column_labels(struct composing *c, const struct paper_part *part,
                          const struct entity *e, struct pdf_block *b)
{
	for (int i = 0; i < part->nitem; i++) {
		const struct paper_item *it = &part->item[i];
		struct str label = paper_in_lang(c, it->zh, it->en);

		if (!label.n && str_eqz(it->of, "#"))
			label = paper_in_lang(c, STR("序号"), STR("No."));
		else if (!label.n && e)
			label = paper_field_label(c, &e->fields[entity_field(e, it->of)]);
		b->cell[b->ncell++] = (struct pdf_cell){ label, PDF_LABEL, 1 };
		b->width[i] = (uint16_t)(it->width ? it->width : str_eqz(it->of, "#") ? 6 : 12);
	}
}

static struct str row_number(struct composing *c, int number)
{
	char text[16];

	snprintf(text, sizeof text, "%d", number);
	return str_dup(&c->cx->arena, str_of(text));
}

static enum err row_cells(struct composing *c, const struct paper_part *part, const struct rec *row,
                          int number, struct pdf_block *b)
{
	for (int i = 0; i < part->nitem; i++) {
		const struct paper_item *it = &part->item[i];
		struct str text = { 0 };

		if (str_eqz(it->of, "#"))
			text = row_number(c, number);
		else if (row && it->of.n)
			TRY(paper_cell_text(c, row, entity_field(row->e, it->of), &text));
		b->cell[b->ncell++] = (struct pdf_cell){ text, PDF_CENTRE, 1 };
	}
	return OK;
}

static enum err put_table(struct composing *c, const struct paper_part *part)
{
	const struct entity *e = entity_find(c->r->model, part->noun);
	struct pdf_block b = { .kind = PDF_TABLE, .ncol = part->nitem, .head = 1,
		.height = part->height ? part->height : 7 };
	struct rec **row;
	int n, all;

	TRY(paper_rows_of(c, e, false, &row, &n));
	all = n < part->least ? part->least : n;
	b.cell = arena_array(&c->cx->arena, (size_t)(all + 1) * (size_t)part->nitem, sizeof *b.cell);
	column_labels(c, part, e, &b);
	for (int i = 0; i < all; i++)
		TRY(row_cells(c, part, i < n ? row[i] : NULL, i + 1, &b));
	paper_put(c->d, &b);
	return OK;
}

static void put_row_table(struct composing *c, const struct paper_part *part,
                          const struct paper_rows *rows)
{
	struct pdf_block b = { .kind = PDF_TABLE, .ncol = part->nitem, .head = 1,
		.height = part->height ? part->height : 7 };
	int n = rows ? rows->n : 0;
	int all = n < part->least && !(rows && rows->whole) ? part->least : n;

	b.cell = arena_array(&c->cx->arena, (size_t)(all + 1) * (size_t)part->nitem, sizeof *b.cell);
	column_labels(c, part, NULL, &b);
	for (int i = 0; i < all; i++) {
		const struct str *cell = i < n ? &rows->cell[i * rows->ncol] : NULL;

		for (int k = 0, at = 0; k < part->nitem; k++) {
			struct str text = { 0 };

			if (str_eqz(part->item[k].of, "#"))
				text = row_number(c, i + 1);
			else if (cell && at < rows->ncol)
				text = cell[at++];
			b.cell[b.ncell++] = (struct pdf_cell){ text,
				part->item[k].left ? PDF_LEFT : PDF_CENTRE, 1 };
		}
	}
	paper_put(c->d, &b);
}

/* Rows that whoever prints it stated. Those with headings are as many tables, and none at all where
 * there are none. */
static void put_rows(struct composing *c, const struct paper_part *part)
{
	const struct paper_rows *rows = NULL;

	for (int i = 0; i < c->o->nrows; i++) {
		const struct paper_rows *one = &c->o->rows[i];

		if (!(one->name.n ? str_eq(one->name, part->rows) : !c->given++))
			continue;
		rows = one;
		if (!one->title.n)
			continue;
		paper_put_text(c->d, PDF_HEADING, PDF_LEFT, one->title);
		put_row_table(c, part, one);
	}
	if (rows ? !rows->title.n && (rows->n || !rows->whole) : part->least > 0)
		put_row_table(c, part, rows);
}

/* ---- records: everything that is stated ---- */

static bool worth(const struct field *f)
{
	return !(f->flags & (E_PARENT | E_NEVER)) && f->type != FT_HASH;
}

static enum err put_record(struct composing *c, const struct rec *row)
{
	struct lines l;

	lines_begin(c, &l, RECORD_PAIRS, row->e->nfield);
	for (int i = 0; i < row->e->nfield; i++) {
		const struct field *f = &row->e->fields[i];
		struct str value;

		if (!worth(f) || !rec_has(row, i))
			continue;
		TRY(paper_cell_text(c, row, i, &value));
		if (value.n)
			lines_pair(&l, paper_field_label(c, f), value, value.n > 90);
	}
	lines_put(c, &l, 0);
	return OK;
}

static enum err put_records(struct composing *c, const struct paper_part *part)
{
	const struct entity *e = entity_find(c->r->model, part->noun);
	struct rec **row;
	char title[200];
	int n;

	TRY(paper_rows_of(c, e, true, &row, &n));
	if (!n)
		return OK;
	snprintf(title, sizeof title, n > 1 ? "%s (%d)" : "%s", c->o->lang == LANG_EN ? e->en : e->zh,
	         n);
	paper_put_text(c->d, PDF_HEADING, PDF_LEFT, str_of(title));
	for (int i = 0; i < n; i++)
		TRY(put_record(c, row[i]));
	return OK;
}

/* ---- the whole ---- */

static enum err put_boxes(struct composing *c, const struct paper_part *part)
{
	struct pdf_block b = { .kind = PDF_TABLE, .ncol = part->columns,
		.height = part->height ? part->height : BOX_MM };

	b.cell = arena_array(&c->cx->arena, (size_t)(part->nitem + part->columns), sizeof *b.cell);
	for (int i = 0; i < part->nitem; i++) {
		struct str label, value = { 0 };
		bool all;

		TRY(filled_in(c, paper_in_lang(c, part->item[i].zh, part->item[i].en), &label, &all));
		if (part->item[i].of.n)
			TRY(paper_value_text(c, part->item[i].of, &value));
		if (value.n)
			label = str_join(&c->cx->arena, str_join(&c->cx->arena, label, STR("\n")), value);
		b.cell[b.ncell++] = (struct pdf_cell){ label, PDF_CORNER, 1 };
	}
	if (b.ncell % b.ncol)
		b.cell[b.ncell - 1].span = (uint8_t)(1 + b.ncol - b.ncell % b.ncol);
	for (int i = 0; i < b.ncol; i++)
		b.width[i] = 1;
	paper_put(c->d, &b);
	return OK;
}

/* ---- photographs ---- */

/* Of the household: those that the mask lets through, without papers that were scanned as PDF. */
static enum err own_photos(struct composing *c, struct paper_photo *out, int *n)
{
	struct rec **row;
	int all;

	TRY(paper_rows_of(c, entity_find(c->r->model, STR("attachment")), false, &row, &all));
	for (int i = 0; i < all && *n < PDF_PHOTOS_MOST; i++) {
		struct buf bytes BUF_AUTO = { 0 };
		struct str kind, day = { 0 };
		enum err e;

		buf_init(&bytes, PICTURE_BYTES);
		e = attachment_open(c->cx, c->r, row[i], &bytes);
		if (e == ERR_NOTFOUND)
			err_clear(c->cx);
		else
			TRY(e);
		if (e != OK || picture_sniff(buf_str(&bytes)) != PICTURE_JPEG)
			continue;
		TRY(paper_cell_text(c, row[i], ATTACHMENT_kind, &kind));
		if (rec_has(row[i], ATTACHMENT_taken))
			TRY(paper_cell_text(c, row[i], ATTACHMENT_taken, &day));
		out[*n].jpeg = str_dup(&c->cx->arena, buf_str(&bytes));
		out[(*n)++].under = str_join(&c->cx->arena, str_join(&c->cx->arena, kind, STR("　")), day);
	}
	return OK;
}

/* Nothing at all where there are none. */
static enum err put_photos(struct composing *c, const struct paper_part *part)
{
	struct pdf_block b = { .kind = PDF_PHOTOS, .ncol = part->columns,
		.height = part->height ? part->height : PHOTO_MM };
	struct paper_photo own[PDF_PHOTOS_MOST];
	const struct paper_photo *photo = own;
	int n = 0;

	if (str_eqz(part->noun, "notice")) {
		photo = c->o->photo;
		n = c->o->nphoto;
	} else if (c->house) {
		TRY(own_photos(c, own, &n));
	}
	if (!n)
		return OK;
	paper_put_text(c->d, PDF_HEADING, PDF_LEFT, paper_in_lang(c, STR("照片"), STR("Photographs")));
	b.cell = arena_array(&c->cx->arena, 2 * (size_t)n, sizeof *b.cell);
	for (int i = 0; i < n; i++) {
		b.cell[b.ncell++] = (struct pdf_cell){ photo[i].jpeg, PDF_LEFT, 1 };
		b.cell[b.ncell++] = (struct pdf_cell){ photo[i].under, PDF_CENTRE, 1 };
	}
	for (int i = 0; i < b.ncol; i++)
		b.width[i] = 1;
	paper_put(c->d, &b);
	return OK;
}

static enum err put_part(struct composing *c, const struct paper_part *part)
{
	switch (part->kind) {
	case PART_TITLE: return put_words(c, PDF_TITLE, part);
	case PART_TEXT: return put_words(c, PDF_TEXT, part);
	case PART_NOTE: return put_words(c, PDF_NOTE, part);
	case PART_HEADING: return put_words(c, PDF_HEADING, part);
	case PART_GRID: return put_grid(c, part);
	case PART_TABLE:
		if (!part->rows.n)
			return put_table(c, part);
		put_rows(c, part);
		return OK;
	case PART_RECORDS: return put_records(c, part);
	case PART_BOXES: return put_boxes(c, part);
	case PART_PHOTOS: return put_photos(c, part);
	case PART_SPACE:
		paper_put(c->d, &(struct pdf_block){ .kind = PDF_SPACE, .height = part->height });
		return OK;
	case PART_PAGE:
		paper_put(c->d, &(struct pdf_block){ .kind = PDF_PAGE });
		return OK;
	}
	return OK;
}

/* Who is not known is written by hand. */
static struct str or_line(struct str name)
{
	return name.n ? name : STR("________");
}

static enum err put_sheet(struct composing *c)
{
	const struct paper_template *t = c->o->t;
	struct pdf_sheet *s = &c->d->sheet;
	struct buf b BUF_AUTO = { 0 };
	struct str day, place, no = { 0 };

	buf_init(&b, 1 << 16);
	s->size = (enum pdf_size)t->size;
	s->wide = t->wide;
	s->lang = c->o->lang;
	s->title = paper_in_lang(c, t->zh, t->en);
	s->day = register_today(c->cx, c->r);
	TRY(paper_value_text(c, STR("place"), &place));
	TRY(paper_value_text(c, STR("today"), &day));
	buf_addf(&b, "%.*s%s%.*s%.*s%.*s", STR_FMT(place), place.n ? "　" : "", STR_FMT(s->title),
	         STR_FMT(t->after && !c->o->rests ? paper_in_lang(c, STR("　（空白表，不是决定）"),
	                 STR(" (blank form, no decision)")) : STR("")),
	         STR_FMT(c->o->demo ? paper_in_lang(c, STR("　（演示数据）"), STR(" (made-up data)")) :
	                 STR("")));
	s->head = str_dup(&c->cx->arena, buf_str(&b));
	buf_reset(&b);
	/* Blank, it has no day of its own: the same paper has the same bytes. */
	s->day = day.n ? s->day : 0;
	buf_addf(&b, c->o->lang == LANG_EN ? "Made by %.*s　　Checked by %.*s　　%.*s" :
	         "制表：%.*s　　审核：%.*s　　%.*s", STR_FMT(or_line(c->o->maker)),
	         STR_FMT(or_line(c->o->checker)), STR_FMT(day));
	s->foot = str_dup(&c->cx->arena, buf_str(&b));
	if (!t->code || (t->leads && !c->o->code.n))
		return OK;
	buf_reset(&b);
	if (c->house && !t->public)
		TRY(paper_cell_text(c, c->house, HOUSEHOLD_no, &no));
	buf_addf(&b, "jingzhun:paper/%.*s%s%.*s", STR_FMT(t->id), no.n ? "/" : "", STR_FMT(no));
	s->qr = c->o->code.n ? c->o->code : str_dup(&c->cx->arena, buf_str(&b));
	s->poster = t->leads;
	return OK;
}

static enum err values_known(struct composing *c)
{
	const struct paper_template *t = c->o->t;
	struct arena *a = &c->cx->arena;
	struct str all = { 0 };

	for (int i = 0; i < t->nvalue; i++)
		all = str_join(a, str_join(a, all, i ? STR(", ") : STR("")), t->value[i].name);
	for (int i = 0; i < c->o->nvalue; i++) {
		bool found = false;

		for (int k = 0; k < t->nvalue; k++)
			found |= str_eq(t->value[k].name, c->o->value[i].name);
		if (!found)
			return err_set(c->cx, ERR_INPUT, "", "paper-value", str_z(a, t->id),
			               str_z(a, c->o->value[i].name), str_z(a, all), NULL);
	}
	return OK;
}

static enum err compose(struct composing *c)
{
	const struct paper_template *t = c->o->t;

	TRY(values_known(c));
	TRY(paper_begin_values(c));
	TRY(put_sheet(c));
	/* its name, unless it begins with another title: two of one title have names of their own */
	if (!t->npart || t->part[0].kind != PART_TITLE)
		paper_put_text(c->d, PDF_TITLE, PDF_CENTRE, c->d->sheet.title);
	for (int i = 0; i < t->npart; i++)
		TRY(put_part(c, &t->part[i]));
	return OK;
}

enum err paper_compose(struct ctx *cx, struct reg *r, const struct paper_order *o,
                       struct paper_doc *d)
{
	struct composing c = { .cx = cx, .r = r, .o = o, .d = d,
		.mask = o->t->public ? MASK_PUBLIC : MASK_STAFF };
	enum lang before = cx->lang;
	enum err e;

	cx->lang = o->lang;
	c.cells = register_cells(&cx->arena, r);
	buf_init(&c.one, 1 << 20);
	e = compose(&c);
	buf_free(&c.one);
	cx->lang = before;
	return e;
}

enum err paper_make(struct ctx *cx, struct reg *r, const struct paper_order *o,
                    const char *const *font, struct buf *out, struct paper_told *told)
{
	struct paper_doc d;
	enum err e;

	paper_doc_init(&d);
	e = paper_compose(cx, r, o, &d);
	if (e == OK)
		e = paper_print(cx, &d, font, out, told);
	paper_doc_free(&d);
	return e;
}

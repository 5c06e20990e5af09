/* pdf - blocks onto pages. Pages are drawn one after the other and kept; when the last is done
 * and their number is known, they are numbered and written. */
#include "fmt/pdf_part.h"

#include "base/mem.h"
#include "fmt/picture.h"
#include "fmt/qr.h"

#define MM (72 / 25.4)
#define A4_SHORT 595.276
#define A4_LONG 841.890
#define LEFT (24 * MM)           /* room for punching */
#define RIGHT (18 * MM)
#define TOP (22 * MM)
#define BOTTOM (20 * MM)
#define QR_SIDE (21 * MM)
#define QR_POSTER (120 * MM)
#define QR_TOP (TOP - 4.5 * MM)          /* clear of the line under the head */
#define PAD 4                  /* within a cell */
#define GAP 5                    /* between blocks */
#define HAIR 0.5
#define GREY 0.35

static const double scales[PDF_SIZE__COUNT] = { 1, 1.41421356, 2.82842712 };
/* A poster is read from two metres away, by people who look for their own name: less stands on it,
 * and larger, than the sheet alone would make it. */
static const double nearer[PDF_SIZE__COUNT] = { 1, 1, 1.25 };

/* ---- small things ---- */

static double points(int units)
{
	return (double)units / PANGO_SCALE;
}

static double body_width(const struct pdf *p)
{
	return p->width - LEFT - RIGHT;
}

static double page_end(const struct pdf *p)
{
	return p->height - BOTTOM;
}

static enum err too_large(struct ctx *cx)
{
	return err_set(cx, ERR_LIMIT, "", "paper-large", NULL);
}

static PangoAlignment alignment(uint8_t style)
{
	if (style == PDF_CENTRE || style == PDF_LABEL)
		return PANGO_ALIGN_CENTER;
	return style == PDF_RIGHT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

/* Fills layout i with a text; its height in points. */
static double set_text(struct pdf *p, int i, enum letter letter, struct str text, double width,
                       uint8_t style)
{
	const struct paint_lib *l = &p->l;
	struct str s = pdf_clean(p, text);
	PangoLayout *layout = p->layout[i];
	int w, h;

	l->pango_layout_set_font_description(layout, p->letter[letter]);
	l->pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	l->pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE);
	l->pango_layout_set_height(layout, -1);
	l->pango_layout_set_alignment(layout, alignment(style));
	l->pango_layout_set_text(layout, s.n ? s.p : " ", s.n ? (int)s.n : 1);
	l->pango_layout_get_size(layout, &w, &h);
	return points(h);
}

static void show(struct pdf *p, cairo_t *cr, int i, double x, double y)
{
	p->l.cairo_move_to(cr, x, y);
	p->l.pango_cairo_show_layout(cr, p->layout[i]);
}

static void line(struct pdf *p, cairo_t *cr, double x1, double y1, double x2, double y2)
{
	const struct paint_lib *l = &p->l;

	l->cairo_set_source_rgb(cr, GREY, GREY, GREY);
	l->cairo_set_line_width(cr, HAIR);
	l->cairo_move_to(cr, x1, y1);
	l->cairo_line_to(cr, x2, y2);
	l->cairo_stroke(cr);
	l->cairo_set_source_rgb(cr, 0, 0, 0);
}

/* ---- pages ---- */

static enum err draw_qr(struct ctx *cx, struct pdf *p)
{
	const struct paint_lib *l = &p->l;
	struct qr *q = ARENA_NEW(&cx->arena, struct qr);
	bool poster = p->sheet.poster;
	double all = poster ? QR_POSTER : QR_SIDE, side, x, y;

	TRY(qr_make(cx, p->sheet.qr, q));
	side = all / q->side;
	x = poster ? (p->width - all) / 2 : p->width - RIGHT - all;
	y = poster ? page_end(p) - all - 2 * MM : QR_TOP;
	for (int r = 0; r < q->side; r++)
		for (int c = 0; c < q->side; c++)
			if (q->dark[r * q->side + c])
				l->cairo_rectangle(p->cr, x + c * side, y + r * side, side, side);
	l->cairo_fill(p->cr);
	return OK;
}

static void page_close(struct pdf *p)
{
	if (p->cr)
		p->l.cairo_destroy(p->cr);
	p->cr = NULL;
}

static enum err page_open(struct ctx *cx, struct pdf *p)
{
	const struct paint_lib *l = &p->l;
	cairo_rectangle_t all = { 0, 0, p->width, p->height };
	double y = TOP - 11 * MM;

	page_close(p);
	if (p->npage == PDF_PAGES)
		return too_large(cx);
	p->page[p->npage] = l->cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &all);
	p->cr = l->cairo_create(p->page[p->npage++]);
	l->cairo_set_source_rgb(p->cr, 0, 0, 0);
	if (p->sheet.head.n) {
		set_text(p, FRAME, LETTER_SMALL, p->sheet.head, body_width(p), PDF_LEFT);
		show(p, p->cr, FRAME, LEFT, y);
		line(p, p->cr, LEFT, y + 13, p->width - RIGHT, y + 13);
	}
	p->y = TOP;
	if (p->npage == 1 && p->sheet.qr.n)
		TRY(draw_qr(cx, p));
	return OK;
}

/* Room for h more points, on a new page if need be. */
static enum err room_for(struct ctx *cx, struct pdf *p, double h)
{
	if (p->y + h <= page_end(p) || p->y <= TOP)
		return OK;
	return page_open(cx, p);
}

/* ---- texts ---- */

/* Beside the code of the first page a title has less room. */
static double narrowed(const struct pdf *p)
{
	bool beside = p->npage == 1 && p->sheet.qr.n && !p->sheet.poster &&
	              p->y < QR_TOP + QR_SIDE;

	return beside ? QR_SIDE + 2 * MM : 0;
}

/* A paragraph goes on on the next page, line by line. */
static enum err draw_text(struct ctx *cx, struct pdf *p, const struct pdf_block *b,
                          enum letter letter)
{
	const struct paint_lib *l = &p->l;
	double off = narrowed(p), x = LEFT, w = body_width(p), indent = 0;
	bool title = b->kind == PDF_TITLE;
	int n;

	if (title) {                         /* in the middle of the page all the same */
		x += off;
		w -= 2 * off;
	} else {
		w -= off;
	}
	set_text(p, 0, letter, b->cell[0].text, w, title ? PDF_CENTRE : b->style);
	if (b->style == PDF_INDENT && p->sheet.lang == LANG_ZH)
		indent = pdf_letter_size(letter) * 2;
	l->pango_layout_set_indent(p->layout[0], (int)(indent * PANGO_SCALE));
	n = l->pango_layout_get_line_count(p->layout[0]);
	for (int i = 0; i < n; i++) {
		PangoLayoutLine *one = l->pango_layout_get_line_readonly(p->layout[0], i);
		PangoRectangle box;
		double h, at = i ? x : x + indent;

		l->pango_layout_line_get_extents(one, NULL, &box);
		h = points(box.height) * (letter == LETTER_TEXT ? 1.22 : 1.1);
		TRY(room_for(cx, p, h));
		if (title || b->style == PDF_CENTRE)
			at += (w - points(box.width)) / 2;
		else if (b->style == PDF_RIGHT)
			at += w - points(box.width);
		l->cairo_move_to(p->cr, at, p->y - points(box.y));
		l->pango_cairo_show_layout_line(p->cr, one);
		p->y += h;
	}
	l->pango_layout_set_indent(p->layout[0], 0);
	p->y += title ? GAP + 3 : GAP;
	return OK;
}

/* A heading does not stand alone at the foot of a page. */
static enum err draw_heading(struct ctx *cx, struct pdf *p, const struct pdf_block *b)
{
	p->y += p->y > TOP ? GAP : 0;
	TRY(room_for(cx, p, 60));
	return draw_text(cx, p, b, LETTER_HEADING);
}

/* ---- tables ---- */

struct grid {
	const struct pdf_block *b;
	double x[PDF_COLUMNS + 1];
};

static void lay_columns(const struct pdf *p, struct grid *g)
{
	double all = 0, at = LEFT;

	for (int i = 0; i < g->b->ncol; i++)
		all += g->b->width[i] ? g->b->width[i] : 1;
	for (int i = 0; i < g->b->ncol; i++) {
		g->x[i] = at;
		at += body_width(p) * (g->b->width[i] ? g->b->width[i] : 1) / all;
	}
	g->x[g->b->ncol] = LEFT + body_width(p);
}

/* Cells of the row that begins at cell `at`; how high it is. */
static int row_fill(struct pdf *p, const struct grid *g, int at, double *height)
{
	const struct pdf_block *b = g->b;
	double most = page_end(p) - TOP - 90, high = 0;
	int col = 0, n = 0;

	for (; col < b->ncol && at + n < b->ncell; n++) {
		const struct pdf_cell *c = &b->cell[at + n];
		int to = col + (c->span ? c->span : 1);
		double pad = b->open ? 0 : PAD, h;

		to = to > b->ncol ? b->ncol : to;
		h = set_text(p, n, c->style == PDF_CORNER ? LETTER_SMALL : LETTER_CELL, c->text,
		             g->x[to] - g->x[col] - 2 * pad, c->style);
		high = h > high ? h : high;
		col = to;
	}
	high = high > most ? most : high;
	*height = high + 2 * PAD;
	if (*height < b->height * MM)
		*height = b->height * MM;
	return n;
}

static void cell_shade(struct pdf *p, double x, double y, double w, double h)
{
	const struct paint_lib *l = &p->l;

	l->cairo_set_source_rgb(p->cr, 0.93, 0.93, 0.93);
	l->cairo_rectangle(p->cr, x, y, w, h);
	l->cairo_fill(p->cr);
	l->cairo_set_source_rgb(p->cr, 0, 0, 0);
}

/* What does not fit into a whole page is cut, with a mark. */
static void cell_cut(struct pdf *p, int i, double height)
{
	const struct paint_lib *l = &p->l;

	l->pango_layout_set_ellipsize(p->layout[i], PANGO_ELLIPSIZE_END);
	l->pango_layout_set_height(p->layout[i], (int)(height * PANGO_SCALE));
}

static void row_draw(struct pdf *p, const struct grid *g, int at, int n, double height)
{
	const struct pdf_block *b = g->b;
	int col = 0;

	for (int i = 0; i < n; i++) {
		const struct pdf_cell *c = &b->cell[at + i];
		int to = col + (c->span ? c->span : 1), w, h;
		double x = g->x[col], pad = b->open ? 0 : PAD, y = p->y + PAD;

		to = to > b->ncol ? b->ncol : to;
		if (c->style == PDF_LABEL && !b->open)
			cell_shade(p, x, p->y, g->x[to] - x, height);
		p->l.pango_layout_get_size(p->layout[i], &w, &h);
		if (points(h) > height - 2 * PAD + 0.1)
			cell_cut(p, i, height - 2 * PAD);
		else if (c->style != PDF_CORNER && !b->open)
			y = p->y + (height - points(h)) / 2;
		show(p, p->cr, i, x + pad, y);
		if (!b->open)
			line(p, p->cr, x, p->y, x, p->y + height);
		col = to;
	}
	if (b->open)
		return;
	line(p, p->cr, g->x[b->ncol], p->y, g->x[b->ncol], p->y + height);
	line(p, p->cr, LEFT, p->y, g->x[b->ncol], p->y);
	line(p, p->cr, LEFT, p->y + height, g->x[b->ncol], p->y + height);
}

static int draw_row(struct pdf *p, const struct grid *g, int at)
{
	double h;
	int n = row_fill(p, g, at, &h);

	row_draw(p, g, at, n, h);
	p->y += h;
	return n;
}

static void draw_head(struct pdf *p, const struct grid *g)
{
	for (int i = 0, at = 0; i < g->b->head && at < g->b->ncell; i++)
		at += draw_row(p, g, at);
}

/* A first page too full for the head and one row passes the table on whole. */
static enum err draw_table(struct ctx *cx, struct pdf *p, const struct pdf_block *b)
{
	struct grid g = { .b = b };
	double below = narrowed(p) > 0 ? QR_TOP + QR_SIDE + 2 * MM : 0;
	int row = 0;

	lay_columns(p, &g);
	if (p->y < below)
		p->y = below;
	for (int at = 0, n; at < b->ncell; at += n, row++) {
		double h, first = 0;

		n = row_fill(p, &g, at, &h);
		if (!n)
			return OK;
		if (row < b->head || row == 0)
			first = 18.0 * (b->head - row + 1);
		if (p->y + h + first > page_end(p) && p->y > TOP) {
			TRY(page_open(cx, p));
			if (row >= b->head)
				draw_head(p, &g);
			n = row_fill(p, &g, at, &h);
		}
		row_draw(p, &g, at, n, h);
		p->y += h;
	}
	p->y += GAP + 2;
	return OK;
}

/* ---- photographs ---- */

/* The JPEG as it is, under an empty picture of its size: nothing is decoded here. NULL: no JPEG. */
static cairo_surface_t *photo_of(struct ctx *cx, struct pdf *p, struct str jpeg, double *w,
                                 double *h)
{
	const struct paint_lib *l = &p->l;
	struct picture look;
	unsigned char *kept;
	cairo_surface_t *s;

	if (picture_look(cx, jpeg, &look) != OK || look.kind != PICTURE_JPEG) {
		err_clear(cx);
		return NULL;
	}
	*w = look.width;
	*h = look.height;
	kept = mem_new(jpeg.n, 1);
	memcpy(kept, jpeg.p, jpeg.n);
	s = l->cairo_image_surface_create(CAIRO_FORMAT_RGB24, look.width, look.height);
	if (l->cairo_surface_set_mime_data(s, CAIRO_MIME_TYPE_JPEG, kept, jpeg.n, mem_free, kept) !=
	    CAIRO_STATUS_SUCCESS) {
		l->cairo_surface_destroy(s);
		mem_free(kept);
		return NULL;
	}
	return s;
}

/* As large as fits into the box, in its middle. */
static void photo_draw(struct ctx *cx, struct pdf *p, struct str jpeg, double x, double box,
                       double high)
{
	const struct paint_lib *l = &p->l;
	double w, h, scale;
	cairo_surface_t *s = photo_of(cx, p, jpeg, &w, &h);

	if (!s)
		return;
	scale = box / w < high / h ? box / w : high / h;
	l->cairo_save(p->cr);
	l->cairo_translate(p->cr, x + (box - w * scale) / 2, p->y + (high - h * scale) / 2);
	l->cairo_scale(p->cr, scale, scale);
	l->cairo_set_source_surface(p->cr, s, 0, 0);
	l->cairo_paint(p->cr);
	l->cairo_restore(p->cr);
	l->cairo_set_source_rgb(p->cr, 0, 0, 0);
	l->cairo_surface_destroy(s);
}

static enum err draw_photos(struct ctx *cx, struct pdf *p, const struct pdf_block *b)
{
	double box = body_width(p) / b->ncol, high = b->height * MM, under = 16;
	double below = narrowed(p) > 0 ? QR_TOP + QR_SIDE + 2 * MM : 0;

	if (p->y < below)
		p->y = below;
	for (int i = 0; i + 1 < b->ncell && i < 2 * PDF_PHOTOS_MOST; i += 2) {
		int col = i / 2 % b->ncol;
		double x = LEFT + col * box + PAD;

		if (!col)
			TRY(room_for(cx, p, high + under));
		photo_draw(cx, p, b->cell[i].text, x, box - 2 * PAD, high);
		set_text(p, 0, LETTER_SMALL, b->cell[i + 1].text, box - 2 * PAD, PDF_CENTRE);
		show(p, p->cr, 0, x, p->y + high + 2);
		if (col == b->ncol - 1 || i + 3 >= b->ncell)
			p->y += high + under;
	}
	p->y += GAP;
	return OK;
}

/* ---- the whole ---- */

enum err pdf_block(struct ctx *cx, struct pdf *p, const struct pdf_block *b)
{
	if (p->out->full)
		return too_large(cx);
	switch (b->kind) {
	case PDF_TITLE: return draw_text(cx, p, b, LETTER_TITLE);
	case PDF_HEADING: return draw_heading(cx, p, b);
	case PDF_TEXT: return draw_text(cx, p, b, LETTER_TEXT);
	case PDF_NOTE: return draw_text(cx, p, b, LETTER_SMALL);
	case PDF_TABLE: return draw_table(cx, p, b);
	case PDF_PHOTOS: return b->ncol ? draw_photos(cx, p, b) : OK;
	case PDF_PAGE: return p->y > TOP ? page_open(cx, p) : OK;
	case PDF_SPACE:
		p->y += b->height * MM;
		return p->y > page_end(p) ? page_open(cx, p) : OK;
	case PDF_KIND__COUNT: break;
	}
	return err_set(cx, ERR_BUG, "", "paper-large", NULL);
}

static cairo_status_t take_bytes(void *arg, const unsigned char *data, unsigned int n)
{
	struct buf *out = arg;

	buf_add(out, data, n);
	return out->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* The surface is made here: when it is, it asks for the time zone, which is a file. */
enum err pdf_begin(struct ctx *cx, const char *const *font, int own, struct buf *pdf,
                     struct pdf **out)
{
	struct pdf *p = mem_new(1, sizeof *p);

	*out = p;
	p->out = pdf;
	buf_init(&p->text, 8 * PDF_CELL);
	arena_init(&p->arena, 1 << 20);
	TRY(paint_lib_open(cx, &p->l));
	TRY(pdf_fonts_open(cx, p, font, own));
	p->pdf = p->l.cairo_pdf_surface_create_for_stream(take_bytes, pdf, A4_SHORT, A4_LONG);
	return OK;
}

static void describe(struct pdf *p)
{
	const struct paint_lib *l = &p->l;
	char day[24] = "2000-01-01", *title;
	struct str t = pdf_clean(p, p->sheet.title);

	title = str_z(&p->arena, t);
	if (date_valid(p->sheet.day) && date_day(p->sheet.day))
		date_put(day, p->sheet.day);
	memcpy(day + 10, "T00:00:00Z", 11);
	l->cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_TITLE, title);
	l->cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_CREATOR, "jingzhun");
	l->cairo_pdf_surface_set_metadata(p->pdf, CAIRO_PDF_METADATA_CREATE_DATE, day);
}

enum err pdf_sheet(struct ctx *cx, struct pdf *p, const struct pdf_sheet *s)
{
	struct pdf_sheet *mine = &p->sheet;

	*mine = *s;
	mine->title = str_dup(&p->arena, s->title);
	mine->head = str_dup(&p->arena, s->head);
	mine->foot = str_dup(&p->arena, s->foot);
	mine->qr = str_dup(&p->arena, s->qr);
	p->width = (s->wide ? A4_LONG : A4_SHORT) / nearer[s->size];
	p->height = (s->wide ? A4_SHORT : A4_LONG) / nearer[s->size];
	p->scale = scales[s->size] * nearer[s->size];
	p->l.cairo_pdf_surface_set_size(p->pdf, p->width * p->scale, p->height * p->scale);
	for (int i = 0; i <= FRAME; i++)
		p->l.pango_layout_set_wrap(p->layout[i], PANGO_WRAP_WORD_CHAR);
	describe(p);
	return page_open(cx, p);
}

static void number_page(struct pdf *p, cairo_t *cr, int page)
{
	struct buf b BUF_AUTO = { 0 };
	double y = p->height - BOTTOM + 6 * MM, w = body_width(p);

	buf_init(&b, 256);
	buf_addf(&b, p->sheet.lang == LANG_EN ? "Page %d of %d" : "第 %d 页　共 %d 页", page,
	         p->npage);
	set_text(p, FRAME, LETTER_SMALL, buf_str(&b), w, PDF_RIGHT);
	show(p, cr, FRAME, LEFT, y);
	if (!p->sheet.foot.n)
		return;
	set_text(p, FRAME, LETTER_SMALL, p->sheet.foot, w - 90, PDF_LEFT);
	show(p, cr, FRAME, LEFT, y);
}

enum err pdf_end(struct ctx *cx, struct pdf *p)
{
	const struct paint_lib *l = &p->l;
	cairo_t *cr = l->cairo_create(p->pdf);
	cairo_status_t bad;

	page_close(p);
	l->cairo_scale(cr, p->scale, p->scale);
	for (int i = 0; i < p->npage; i++) {
		l->cairo_set_source_surface(cr, p->page[i], 0, 0);
		l->cairo_paint(cr);
		l->cairo_set_source_rgb(cr, 0, 0, 0);
		number_page(p, cr, i + 1);
		l->cairo_show_page(cr);
	}
	bad = l->cairo_status(cr);
	l->cairo_destroy(cr);
	l->cairo_surface_finish(p->pdf);
	if (bad == CAIRO_STATUS_SUCCESS)
		bad = l->cairo_surface_status(p->pdf);
	return bad == CAIRO_STATUS_SUCCESS && !p->out->full ? OK : too_large(cx);
}

int pdf_pages(const struct pdf *p)
{
	return p->npage;
}

const int32_t *pdf_missing(const struct pdf *p, int *n)
{
	*n = p->nmissing;
	return p->missing;
}

void pdf_free(struct pdf *p)
{
	const struct paint_lib *l;

	if (!p)
		return;
	l = &p->l;
	page_close(p);
	for (int i = 0; i < p->npage; i++)
		l->cairo_surface_destroy(p->page[i]);
	if (p->pdf) {
		l->cairo_surface_finish(p->pdf);
		l->cairo_surface_destroy(p->pdf);
	}
	pdf_fonts_close(p);
	buf_free(&p->text);
	arena_free(&p->arena);
	mem_free(p);
}

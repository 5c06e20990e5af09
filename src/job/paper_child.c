/* paper_child - see the header. */
#include "job/paper_child.h"

#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/proc.h"
#include "job/reader_wire.h"

#define CHILD_MEMORY ((size_t)2 << 30)       /* address space, not use: fonts are mapped */
#define CHILD_CPU_S  60
#define CHILD_ARENA  ((size_t)256 << 20)
#define BLOCKS_MOST  ((size_t)64 << 20)
#define THREADS_NS   INT64_C(10000000000)

/* What a machine that reads Chinese has; the first that is there. TrueType: pdf_font.c says why. */
static const char *const fonts[] = {
	"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
	"/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
	"/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
	"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
	"/usr/share/fonts/truetype/arphic/uming.ttc",
};
#define NFONTS (int)(sizeof fonts / sizeof *fonts)

static enum err broken(struct ctx *cx)
{
	return err_set(cx, ERR_IO, "paper", "paper-child", NULL);
}

/* ---- a paper put together ---- */

void paper_doc_init(struct paper_doc *d)
{
	*d = (struct paper_doc){ 0 };
	buf_init(&d->blocks, BLOCKS_MOST);
}

void paper_doc_free(struct paper_doc *d)
{
	buf_free(&d->blocks);
}

void paper_put(struct paper_doc *d, const struct pdf_block *b)
{
	struct buf *w = &d->blocks;
	size_t at = wire_begin(w, 'B');

	wire_u8(w, (uint8_t)b->kind);
	wire_u8(w, b->style);
	wire_u8(w, b->open);
	wire_u8(w, (uint8_t)b->ncol);
	for (int i = 0; i < b->ncol; i++)
		wire_u32(w, b->width[i]);
	wire_u32(w, (uint32_t)b->head);
	wire_u32(w, (uint32_t)b->height);
	wire_u32(w, (uint32_t)b->ncell);
	for (int i = 0; i < b->ncell; i++) {
		wire_u8(w, b->cell[i].style);
		wire_u8(w, b->cell[i].span);
		wire_str(w, b->cell[i].text);
	}
	wire_end(w, at);
}

void paper_put_text(struct paper_doc *d, enum pdf_kind kind, enum pdf_style style,
                    struct str text)
{
	struct pdf_cell c = { text, (uint8_t)style, 1 };

	paper_put(d, &(struct pdf_block){ .kind = kind, .style = (uint8_t)style, .ncol = 1,
	                                    .cell = &c, .ncell = 1 });
}

/* ---- the child ---- */

static bool take_block(struct ctx *cx, struct wire *w, struct pdf_block *b)
{
	b->kind = (enum pdf_kind)wire_num(w, 1);
	b->style = (uint8_t)wire_num(w, 1);
	b->open = wire_num(w, 1) != 0;
	b->ncol = (int)wire_num(w, 1);
	if (b->kind >= PDF_KIND__COUNT || b->ncol > PDF_COLUMNS)
		return false;
	for (int i = 0; i < b->ncol; i++)
		b->width[i] = (uint16_t)wire_num(w, 4);
	b->head = (int)wire_num(w, 4);
	b->height = (int)wire_num(w, 4);
	b->ncell = (int)wire_num(w, 4);
	if (w->bad || b->ncell < 0 || (size_t)b->ncell > w->n / 6 || b->height < 0 ||
	    b->height > 250 || b->head < 0 || b->head > 4 || (b->ncell && !b->ncol))
		return false;
	b->cell = arena_array(&cx->arena, (size_t)b->ncell + 1, sizeof *b->cell);
	for (int i = 0; i < b->ncell; i++) {
		b->cell[i].style = (uint8_t)wire_num(w, 1);
		b->cell[i].span = (uint8_t)wire_num(w, 1);
		b->cell[i].text = wire_text(w);
	}
	return !w->bad;
}

static void take_sheet(struct wire *w, struct pdf_sheet *s)
{
	unsigned size = (unsigned)wire_num(w, 1);

	s->size = size < PDF_SIZE__COUNT ? (enum pdf_size)size : PDF_A4;
	s->wide = wire_num(w, 1) != 0;
	s->lang = wire_num(w, 1) ? LANG_EN : LANG_ZH;
	s->day = (date_t)wire_num(w, 4);
	s->title = wire_text(w);
	s->head = wire_text(w);
	s->foot = wire_text(w);
	s->qr = wire_text(w);
	s->poster = wire_num(w, 1) != 0;
}

/* The layout engine looks for fonts on threads of its own, which nobody waits for: one that begins
 * when the lock is on would end the child. */
static enum err threads_gone(struct ctx *cx)
{
	int64_t until = os_mono_ns() + THREADS_NS;
	struct str *name;
	size_t n;

	do {
		TRY(os_list_dir(cx, "/proc/self/task", &name, &n));
		if (n <= 1)
			return OK;
		usleep(500);
	} while (os_mono_ns() < until);
	return broken(cx);
}

static enum err take_fonts(struct ctx *cx, struct buf *b, struct buf *pdf, struct pdf **p)
{
	const char *list[PDF_FONTS + 1] = { 0 };
	struct wire w;
	char type;
	int own, n;

	TRY(wire_next(cx, PROC_FD_CTL, BLOCKS_MOST, b, &type, &w, broken));
	if (type != 'F')
		return broken(cx);
	own = (int)wire_num(&w, 1);
	for (n = 0; w.n && n < PDF_FONTS; n++)
		list[n] = str_z(&cx->arena, wire_text(&w));
	return pdf_begin(cx, list, own, pdf, p);
}

static enum err put_all(struct ctx *cx, const struct pdf *p, const struct buf *pdf)
{
	struct buf b BUF_AUTO = { 0 };
	const int32_t *missing;
	size_t at;
	int n;

	buf_init(&b, PDF_BYTES + WIRE_PIECE);
	missing = pdf_missing(p, &n);
	at = wire_begin(&b, 'M');
	wire_u32(&b, (uint32_t)pdf_pages(p));
	for (int i = 0; i < n; i++)
		wire_u32(&b, (uint32_t)missing[i]);
	wire_end(&b, at);
	wire_put_file(&b, buf_str(pdf));
	return os_write_all(cx, PROC_FD_OUT, b.p, b.n);
}

static enum err child_run(struct ctx *cx)
{
	struct proc_limits limits = { .memory = CHILD_MEMORY, .cpu_seconds = CHILD_CPU_S };
	struct buf b BUF_AUTO = { 0 }, pdf BUF_AUTO = { 0 };
	struct pdf_sheet sheet = { 0 };
	struct pdf *p;
	bool begun = false;
	struct wire w;
	char type;

	buf_init(&b, BLOCKS_MOST + 1);
	buf_init(&pdf, PDF_BYTES);
	TRY(take_fonts(cx, &b, &pdf, &p));
	TRY(threads_gone(cx));
	TRY(proc_lock_down(cx, &limits));
	for (;;) {
		struct pdf_block block = { 0 };

		TRY(wire_next(cx, PROC_FD_CTL, BLOCKS_MOST, &b, &type, &w, broken));
		if (type == 'S' && !begun) {
			take_sheet(&w, &sheet);
			TRY(pdf_sheet(cx, p, &sheet));
			begun = true;
		} else if (type == 'B' && begun) {
			arena_reset(&cx->arena);
			if (!take_block(cx, &w, &block))
				return broken(cx);
			TRY(pdf_block(cx, p, &block));
		} else if (type == 'E' && begun) {
			break;
		} else {
			return broken(cx);
		}
	}
	TRY(pdf_end(cx, p));
	return put_all(cx, p, &pdf);
}

int paper_main(void)
{
	return wire_child(CHILD_ARENA, child_run);
}

/* ---- the parent ---- */

static void put_font(struct str path, int *n, struct buf *b)
{
	if (*n >= PDF_FONTS || !os_is_file(path.p))
		return;
	wire_str(b, path);
	++*n;
}

/* Those that came with the program, then those of the machine. */
static enum err put_fonts(struct ctx *cx, int n, struct buf *b)
{
	struct str dir;

	TRY(os_self_path(cx, &dir));
	while (dir.n && dir.p[dir.n - 1] != '/')
		dir.n--;
	put_font(str_of(str_z(&cx->arena, str_join(&cx->arena, dir, STR("fonts/wqy-microhei.ttc")))),
	         &n, b);
	for (int i = 0; i < NFONTS; i++)
		put_font(str_of(fonts[i]), &n, b);
	return OK;
}

static enum err put_orders(struct ctx *cx, const struct paper_doc *d, const char *const *font,
                           struct buf *b)
{
	const struct pdf_sheet *s = &d->sheet;
	size_t at = wire_begin(b, 'F'), own = b->n;
	int n = 0;

	wire_u8(b, 0);
	for (; font && font[n]; n++) {
		if (n == PDF_FONTS - 1)
			return err_set(cx, ERR_USAGE, "--font", "paper-fonts", NULL);
		wire_str(b, str_of(font[n]));
	}
	b->p[own] = (char)n;
	TRY(put_fonts(cx, n, b));
	wire_end(b, at);
	at = wire_begin(b, 'S');
	wire_u8(b, (uint8_t)s->size);
	wire_u8(b, s->wide);
	wire_u8(b, s->lang == LANG_EN);
	wire_u32(b, (uint32_t)s->day);
	wire_str(b, s->title);
	wire_str(b, s->head);
	wire_str(b, s->foot);
	wire_str(b, s->qr);
	wire_u8(b, s->poster);
	wire_end(b, at);
	return OK;
}

static bool take_told(struct wire *w, struct paper_told *t)
{
	t->pages = (int)wire_num(w, 4);
	while (w->n && t->nmissing < PDF_MISSING) {
		int32_t cp = (int32_t)wire_num(w, 4);

		if (cp < 0x20 || cp > 0x10FFFF)
			return false;
		t->missing[t->nmissing++] = cp;
	}
	return !w->bad && !w->n && t->pages > 0 && t->pages <= PDF_PAGES;
}

static enum err take_all(struct ctx *cx, int fd, struct buf *out, struct paper_told *told)
{
	struct buf b BUF_AUTO = { 0 };
	size_t from = out->n;
	struct wire w;
	char type;

	buf_init(&b, WIRE_PIECE + 64);
	for (;;) {
		TRY(wire_next(cx, fd, WIRE_PIECE, &b, &type, &w, broken));
		if (type == 'X')
			return wire_failure(cx, &w, broken);
		if (type == 'M' && take_told(&w, told))
			continue;
		if (type == 'E' && told->pages && str_starts(str_sub(buf_str(out), from, 5), STR("%PDF-")))
			return out->full ? err_set(cx, ERR_LIMIT, "", "paper-large", NULL) : OK;
		if (type != 'Z' || !told->pages || out->n - from + w.n > PDF_BYTES)
			return broken(cx);
		buf_add(out, w.p, w.n);
	}
}

enum err paper_print(struct ctx *cx, const struct paper_doc *d, const char *const *font,
                     struct buf *out, struct paper_told *told)
{
	struct buf b BUF_AUTO = { 0 };
	struct proc child;
	enum err e;

	*told = (struct paper_told){ 0 };
	buf_init(&b, 1 << 20);
	TRY(put_orders(cx, d, font, &b));
	if (b.full || d->blocks.full)
		return err_set(cx, ERR_LIMIT, "", "paper-large", NULL);
	TRY(proc_start(cx, "paper", PROC_NOTHING, -1, &child));
	e = os_write_all(cx, child.ctl, b.p, b.n);
	if (e == OK)
		e = os_write_all(cx, child.ctl, d->blocks.p, d->blocks.n);
	if (e == OK)
		e = os_write_all(cx, child.ctl, "E\0\0\0\0", 5);
	if (e != OK)                         /* it gave up early, and says why */
		err_clear(cx);
	e = take_all(cx, child.out, out, told);
	proc_end(&child, 2000);
	return e;
}

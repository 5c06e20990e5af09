/* xls - the workbook: what surrounds the sheets. Its stream begins with the globals: a list of the
 * sheets and where each begins, number formats, and the texts that cells share. */
#include "fmt/xls_part.h"

#include <sys/stat.h>

#include "base/os.h"
#include "fmt/ole.h"

enum { BOOK_GLOBALS = 5, BOOK_SHEET = 0x10 };
#define FORMATS 0x10000

/* ---- number formats ---- */

static enum err take_format(struct ctx *cx, struct xls *x, const struct xls_rec *r)
{
	struct xls_run run = { x, *r, 2 };
	struct buf code BUF_AUTO = { 0 };
	enum xls_text t;

	buf_init(&code, 128 << 10);
	if (r->n < 4)
		return xls_damaged(cx, "", "number format");
	t = xls_run_text(x, &run, x->biff8, &code);
	/* A format in a strange code page still tells whether it shows days: take it as it stands. */
	if (t == XLS_TEXT_CODEPAGE)
		buf_add(&code, r->p + 3, r->n - 3);
	else if (t == XLS_TEXT_CUT)
		return xls_damaged(cx, "", "number format");
	if (!x->format)
		x->format = mem_new(FORMATS, sizeof *x->format);
	x->format[xls_get16(r->p)] = (struct xls_format){ numeral_format(buf_str(&code)), true };
	return OK;
}

/* Formats stand before the XF records that use them, and win over the built-in meaning. */
static enum err take_xf(struct ctx *cx, struct xls *x, const struct xls_rec *r)
{
	int id;

	if (r->n < 4 || x->nxf == 0xFFFF)
		return xls_damaged(cx, "", "cell format");
	id = xls_get16(r->p + 2);
	if (x->nxf == x->xf_cap) {
		x->xf_cap = x->xf_cap ? 2 * x->xf_cap : 256;
		x->xf = mem_grow(x->xf, (size_t)x->xf_cap, sizeof *x->xf);
	}
	x->xf[x->nxf++] = x->format && x->format[id].there ? x->format[id].f : numeral_builtin(id);
	return OK;
}

/* ---- sheets ---- */

static enum err take_sheet(struct ctx *cx, struct xls *x, const struct xls_rec *r)
{
	struct xls_run run = { x, *r, 6 };
	struct buf name BUF_AUTO = { 0 };
	enum xls_text t;

	buf_init(&name, 4096);
	if (r->n < 8)
		return xls_damaged(cx, "", "list of sheets");
	if (r->p[5] != 0)                       /* a chart, macros */
		return OK;
	if (x->nsheet == XLS_SHEETS)
		return xls_damaged(cx, "", "too many sheets");
	t = xls_run_text(x, &run, false, &name);
	if (t != XLS_TEXT_GOOD)
		return xls_text_err(cx, x, t, "");
	x->sheet = mem_grow(x->sheet, (size_t)x->nsheet + 1, sizeof *x->sheet);
	x->sheet[x->nsheet++] = (struct xls_sheet){
		.name = str_dup(&x->keep, buf_str(&name)), .at = xls_get32(r->p),
		.hidden = r->p[4] & 3,
	};
	return OK;
}

/* ---- shared texts ---- */

static enum err take_shared(struct ctx *cx, struct xls *x, const struct xls_rec *r)
{
	struct xls_run run = { x, *r, 8 };
	struct buf all BUF_AUTO = { 0 };
	uint32_t n;

	if (r->n < 8 || x->shared_at)
		return xls_damaged(cx, "", "shared texts");
	n = xls_get32(r->p + 4);
	if (n > x->n / 3)                       /* none is shorter: the number lies */
		return xls_damaged(cx, "", "shared texts");
	buf_init(&all, 4 * x->n + 64);          /* room is asked for as if all were three bytes */
	x->shared_at = mem_new((size_t)n + 1, sizeof *x->shared_at);
	for (uint32_t i = 0; i < n; i++) {
		enum xls_text t = xls_run_text(x, &run, true, &all);

		if (all.full || (t != XLS_TEXT_GOOD && t != XLS_TEXT_LONG))
			return xls_text_err(cx, x, t, "");
		x->shared_at[i + 1] = (uint32_t)all.n;
	}
	x->nshared = n;
	x->shared = all.p;
	all.p = NULL;
	return OK;
}

/* ---- the globals ---- */

static enum err take_global(struct ctx *cx, struct xls *x, const struct xls_rec *r)
{
	switch (r->type) {
	case XLS_FILEPASS:
		return err_set(cx, ERR_INPUT, "", "xls-password", NULL);
	case XLS_CODEPAGE:
		if (r->n >= 2)
			x->codepage = xls_get16(r->p);
		return OK;
	case XLS_1904:
		x->since1904 = r->n >= 2 && xls_get16(r->p) == 1;
		return OK;
	case XLS_FORMAT:
		return take_format(cx, x, r);
	case XLS_XF:
		return take_xf(cx, x, r);
	case XLS_BOUNDSHEET:
		return take_sheet(cx, x, r);
	case XLS_SST:
		return x->biff8 ? take_shared(cx, x, r) : OK;
	default:
		return OK;
	}
}

/* A stream of one sheet, without globals: some programs write these in place of a workbook. What
 * concerns all of it stands among the cells. */
static enum err take_bare(struct ctx *cx, struct xls *x, struct xls_rec r)
{
	x->sheet = mem_new(1, sizeof *x->sheet);
	x->nsheet = 1;
	while (xls_rec_at(x, r.next, &r) && r.type != XLS_EOF)
		TRY(take_global(cx, x, &r));
	return OK;
}

static enum err take_book(struct ctx *cx, struct xls *x)
{
	struct xls_rec r;
	int version;

	if (!xls_rec_at(x, 0, &r) || r.type != XLS_BOF || r.n < 4)
		return xls_damaged(cx, "", "beginning");
	version = xls_get16(r.p);
	if (version != 0x0600 && version != 0x0500 && !(x->bare && version == 0))
		return err_set(cx, ERR_INPUT, "", "xls-too-old", NULL);
	x->biff8 = version == 0x0600;
	if (x->bare && xls_get16(r.p + 2) == BOOK_SHEET)
		return take_bare(cx, x, r);
	if (xls_get16(r.p + 2) != BOOK_GLOBALS)
		return xls_damaged(cx, "", "beginning");
	do {
		if (!xls_rec_at(x, r.next, &r))
			return err_set(cx, ERR_INPUT, "", "xls-cut-off", NULL);
		TRY(take_global(cx, x, &r));
	} while (r.type != XLS_EOF);
	return x->nsheet ? OK : err_set(cx, ERR_INPUT, "", "xls-no-sheet", NULL);
}

/* ---- the file ---- */

static enum err not_a_book(struct ctx *cx, const struct ole *o)
{
	static const struct { const char *stream, *key; } known[] = {
		{ "EncryptedPackage", "xls-encrypted" }, { "WordDocument", "xls-word" },
		{ "PowerPoint Document", "xls-slides" }, { "__properties_version1.0", "xls-mail" },
	};
	struct ole_entry e;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (ole_find(o, known[i].stream, &e))
			return err_set(cx, ERR_INPUT, "", known[i].key, NULL);
	return err_set(cx, ERR_INPUT, "", "xls-no-book", NULL);
}

static enum err load_boxed(struct ctx *cx, struct xls *x, int fd)
{
	struct ole_entry book;
	struct ole o;
	enum err e;

	TRY(ole_open(cx, fd, &o));
	if (ole_find(&o, "Workbook", &book) || ole_find(&o, "Book", &book)) {
		e = ole_read(cx, &o, &book, &x->p);
		x->n = e == OK ? (size_t)book.size : 0;
	} else {
		e = not_a_book(cx, &o);
	}
	ole_close(&o);
	return e;
}

static enum err load(struct ctx *cx, struct xls *x, int fd)
{
	unsigned char magic[2] = { 0 };
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(cx, ERR_IO, "", "csv-not-a-file", NULL);
	if (os_pread_full(fd, magic, sizeof magic, 0) < 0)
		return err_set(cx, ERR_IO, "", "csv-read", NULL);
	if (xls_get16(magic) != XLS_BOF)
		return load_boxed(cx, x, fd);
	if (st.st_size > OLE_FILE_MAX)
		return err_set(cx, ERR_INPUT, "", "ole-large", "64", NULL);
	x->bare = true;
	x->n = (size_t)st.st_size;
	x->p = mem_new(x->n + 1, 1);
	if (os_pread_full(fd, x->p, x->n, 0) != (ssize_t)x->n)
		return err_set(cx, ERR_IO, "", "csv-read", NULL);
	return OK;
}

static void book_close(void *src)
{
	struct xls *x = src;

	csv_gb_free(x->gb);
	arena_free(&x->keep);
	mem_free(x->p);
	mem_free(x->sheet);
	mem_free(x->xf);
	mem_free(x->format);
	mem_free(x->shared);
	mem_free(x->shared_at);
	mem_free(x);
}

/* ---- the face ---- */

/* A compound file, or what stands in one without its box. */
static bool book_is(const unsigned char *head, size_t n)
{
	static const unsigned char magic[8] = { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 };

	return n == 8 && (memcmp(head, magic, 8) == 0 ||
	                  (xls_get16(head) == XLS_BOF && head[2] >= 4 && head[3] == 0));
}

static enum err book_open(struct ctx *cx, int fd, struct spool *s, void **out)
{
	struct xls *x = mem_new(1, sizeof *x);
	enum err e;

	(void)s;                                /* what must be kept is asked for out of order */
	*out = NULL;
	arena_init(&x->keep, 4 << 20);
	e = load(cx, x, fd);
	if (e == OK)
		e = take_book(cx, x);
	if (e != OK) {
		book_close(x);
		return e;
	}
	*out = x;
	return OK;
}

static int book_sheets(const void *src)
{
	return ((const struct xls *)src)->nsheet;
}

static struct str book_sheet_name(const void *src, int sheet)
{
	return ((const struct xls *)src)->sheet[sheet].name;
}

static bool book_sheet_hidden(const void *src, int sheet)
{
	return ((const struct xls *)src)->sheet[sheet].hidden;
}

static enum err book_read(struct ctx *cx, void *src, int sheet, int64_t enough, struct rows *to)
{
	return xls_read(cx, src, sheet, enough, to);
}

const struct table_source xls_source = {
	.kind = TABLE_XLS, .encoding = "XLS", .is = book_is, .open = book_open, .close = book_close,
	.sheets = book_sheets, .sheet_name = book_sheet_name, .sheet_hidden = book_sheet_hidden,
	.read = book_read,
};

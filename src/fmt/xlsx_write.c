/* xlsx_write - see the header. libxlsxwriter keeps one row of each sheet in memory ("constant
 * memory"); what it takes in any order (widths, lists, filters) is kept here until it is due. */
#include "fmt/xlsx_write_part.h"

#include <errno.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/utf8.h"

#define NAME_MOST   31

/* ---- the workbook ---- */

void xw_fail(struct xw *w, const char *key, const struct xw_sheet *s, int col)
{
	struct buf b BUF_AUTO = { 0 };
	char at[LXW_MAX_CELL_NAME_LENGTH] = "";

	if (w->failed)
		return;
	buf_init(&b, 1024);
	w->failed = key;
	if (s) {
		lxw_rowcol_to_cell(at, (lxw_row_t)s->row, (lxw_col_t)col);
		buf_adds(&b, s->name);
		buf_addf(&b, "!%s", at);
	}
	w->where = str_dup(&w->a, buf_str(&b));
}

/* Scratch files for rows that are packed while they are written. */
static enum err scratch(struct ctx *cx, struct xw *w, const char *folder)
{
	int fd;

	TRY(os_spool(cx, folder, &fd));
	w->pour = pour_new(fd);
	return os_spool(cx, folder, &w->other);
}

enum err xw_begin(struct ctx *cx, const char *path, struct xw **out)
{
	struct xw *w;
	struct os_draft draft;
	lxw_doc_properties about = { .created = 946684800 };  /* 2000-01-01: not the clock's */
	lxw_workbook_options o = { .constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE };
	char self[32];
	enum err e;

	TRY(os_draft_begin(cx, path, &draft));
	w = mem_new(1, sizeof *w);
	arena_init(&w->a, (size_t)64 << 20);
	buf_init(&w->z, 8 * XW_MAX_TEXT);
	w->other = -1;
	w->draft = draft;
	w->draft.path = str_z(&w->a, str_of(draft.path));
	w->draft.part = str_z(&w->a, str_of(draft.part));
	o.tmpdir = str_z(&w->a, str_of(os_folder_of(cx, draft.path)));
	e = scratch(cx, w, o.tmpdir);
	if (e != OK) {
		xw_close(w);
		return e;
	}
	snprintf(self, sizeof self, "/proc/self/fd/%d", draft.fd);
	w->wb = workbook_new_opt(self, &o);
	if (!w->wb) {
		xw_close(w);
		return err_set(cx, ERR_IO, path, "xw-library", "workbook_new", NULL);
	}
	workbook_set_properties(w->wb, &about);
	*out = w;
	return OK;
}

static void put_columns(struct xw_sheet *s)
{
	for (int i = 0; i < s->ncol; i++) {
		const struct xw_column *c = &s->col[i];
		int width = c->set ? c->set : c->seen;
		lxw_format *f = c->text ? xw_format(s->w, XW_PLAIN, FORM_TEXT) : NULL;

		if (!c->set && width)
			width = width + 1 < WIDTH_LEAST ? WIDTH_LEAST : width + 1;
		if (width || f)
			worksheet_set_column(s->ws, (lxw_col_t)i, (lxw_col_t)i,
			                     width ? width : 12, f);
	}
}

static enum err told(struct ctx *cx, const struct xw *w)
{
	bool limit = strcmp(w->failed, "xw-library") != 0;
	const char *where = str_z(&cx->arena, w->where);

	return err_set(cx, limit ? ERR_LIMIT : ERR_IO, where, w->failed,
	               limit ? where : lxw_strerror(w->lib), NULL);
}

/* The library closes the workbook; then large sheets get their rows. */
static enum err close_book(struct ctx *cx, struct xw *w)
{
	errno = 0;
	w->lib = workbook_close(w->wb);
	w->wb = NULL;
	if (w->lib != LXW_NO_ERROR && (errno == ENOSPC || errno == EDQUOT)) {
		xw_fail(w, "xw-library", NULL, 0);
		errno = ENOSPC;          /* says more than the library can */
		return os_fail(cx, w->draft.path);
	}
	if (w->lib != LXW_NO_ERROR)
		xw_fail(w, "xw-library", NULL, 0);
	if (w->failed || !pour_used(w->pour))
		return OK;
	return pour_join(cx, w->pour, w->draft.fd, w->other, w->draft.path);
}

enum err xw_end(struct ctx *cx, struct xw *w)
{
	for (int i = 0; i < w->nsheet && !w->failed; i++) {
		xw_end_sheet(w->sheet[i]);
		put_columns(w->sheet[i]);
	}
	if (w->nsheet == 0)
		xw_add_sheet(w, STR("Sheet1"));
	w->ending = true;
	if (!w->failed && w->nlist)
		xw_put_lists(w);
	if (!w->failed)
		TRY(close_book(cx, w));
	return w->failed ? told(cx, w) : OK;
}

bool xw_failed(const struct xw *w)
{
	return w->failed != NULL;
}

int xw_fd(const struct xw *w)
{
	return w->draft.fd;
}

enum err xw_copy(struct ctx *cx, const struct xw *w, int fd)
{
	char part[65536];
	int64_t at = 0;

	for (;;) {
		ssize_t n = os_pread_full(w->draft.fd, part, sizeof part, at);

		if (n < 0)
			return os_fail(cx, w->draft.path);
		if (n == 0)
			return OK;
		TRY(os_write_all(cx, fd, part, (size_t)n));
		at += n;
	}
}

enum err xw_publish(struct ctx *cx, struct xw *w, mode_t mode)
{
	return os_draft_publish(cx, &w->draft, mode);
}

void xw_close(struct xw *w)
{
	if (!w)
		return;
	for (int i = 0; w->wb && i < w->nsheet; i++)
		if (w->sheet[i]->poured)
			w->sheet[i]->ws->file = w->sheet[i]->ws->optimize_tmpfile = NULL;    /* pour's */
	if (w->wb)
		lxw_workbook_free(w->wb);
	pour_free(w->pour);
	if (w->other >= 0)
		close(w->other);
	os_draft_drop(&w->draft);
	for (int i = 0; i < w->nsheet; i++) {
		mem_free(w->sheet[i]->col);
		mem_free(w->sheet[i]->merge);
		mem_free(w->sheet[i]);
	}
	mem_free(w->sheet);
	mem_free(w->list);
	buf_free(&w->z);
	arena_free(&w->a);
	mem_free(w);
}

/* ---- looks ---- */

static void edge(lxw_format *f, lxw_color_t fill)
{
	format_set_border(f, LXW_BORDER_THIN);
	format_set_border_color(f, 0xBFBFBF);
	format_set_bg_color(f, fill);
}

/* Beside a wrapped reason every cell stands on its first line. */
static void top_edge(lxw_format *f, lxw_color_t fill)
{
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	edge(f, fill);
}

static void head(lxw_format *f, lxw_color_t fill)
{
	format_set_bold(f);
	format_set_text_wrap(f);
	format_set_align(f, LXW_ALIGN_CENTER);
	format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
	edge(f, fill);
}

static void dress(lxw_format *f, enum xw_look look)
{
	switch (look) {
	case XW_TITLE:
		format_set_bold(f);
		format_set_font_size(f, 16);
		format_set_align(f, LXW_ALIGN_CENTER);
		format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
		break;
	case XW_HEAD:
		head(f, 0xDDEBF7);
		break;
	case XW_MUST:
		head(f, 0xFCE4D6);
		format_set_font_color(f, 0xC00000);
		break;
	case XW_HELP:
		format_set_font_size(f, 9);
		format_set_font_color(f, 0x595959);
		format_set_text_wrap(f);
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
		edge(f, 0xF2F2F2);
		break;
	case XW_BLOCK:
		format_set_bold(f);
		format_set_bg_color(f, 0xE2EFDA);
		break;
	case XW_SUM:
		format_set_bold(f);
		format_set_top(f, LXW_BORDER_THIN);
		break;
	case XW_WRONG:
		top_edge(f, 0xFFC7CE);
		break;
	case XW_DOUBT:
		top_edge(f, 0xFFEB9C);
		break;
	case XW_MENDED:
		top_edge(f, 0xC6EFCE);
		break;
	case XW_NOTE:
		format_set_text_wrap(f);
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
		break;
	default:
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
		break;
	}
}

lxw_format *xw_format(struct xw *w, enum xw_look look, int form)
{
	static const char *const shown[FORM__COUNT] = {
		[FORM_TEXT] = "@", [FORM_DATE] = "yyyy\\-mm\\-dd", [FORM_PERCENT] = "0.00%",
		"0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000",
	};
	lxw_format **f = &w->format[look][form];

	if (*f)
		return *f;
	*f = workbook_add_format(w->wb);
	dress(*f, look);
	if (shown[form])
		format_set_num_format(*f, shown[form]);
	return *f;
}

/* ---- sheets ---- */

static bool name_taken(const struct xw *w, struct str name)
{
	for (int i = 0; i < w->nsheet; i++)
		if (w->sheet[i]->name.n == name.n &&
		    strncasecmp(w->sheet[i]->name.p, name.p, name.n) == 0)
			return true;
	return (str_eqz(name, XW_LISTS) && !w->ending) ||
	       (name.n == 7 && !strncasecmp(name.p, "History", 7));
}

/* At most `most` characters that a sheet's name may hold. */
static void mend_name(struct buf *b, struct str name, size_t most)
{
	struct str rest = str_trim(name);
	int32_t cp;
	size_t n = 0;

	for (; n < most && (cp = utf8_next(&rest)) >= 0; n++) {
		char t[4];
		bool edge_mark = cp == '\'' && (n == 0 || rest.n == 0 || n + 1 == most);

		if (cp > 0xFFFF)
			n++;             /* two units of UTF-16 */
		if (cp < 0x20 || cp == 0xFFFE || cp == 0xFFFF || edge_mark ||
		    (cp < 0x80 && strchr("[]:*?/\\", (int)cp)))
			cp = '_';
		buf_add(b, t, (size_t)utf8_put(t, cp));
	}
	if (b->n == 0)
		buf_addz(b, "Sheet");
}

static struct str good_name(struct xw *w, struct str name)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 256);
	mend_name(&b, name, NAME_MOST);
	for (int i = 2; name_taken(w, buf_str(&b)); i++) {
		buf_reset(&b);
		mend_name(&b, name, NAME_MOST - 6);
		buf_addf(&b, " (%d)", i);
	}
	return str_dup(&w->a, buf_str(&b));
}

/* As it comes out of a printer: A4 across, all columns on one page, however many pages down. */
static void set_page(lxw_worksheet *ws)
{
	worksheet_set_paper(ws, 9);
	worksheet_set_landscape(ws);
	worksheet_fit_to_pages(ws, 1, 0);
	worksheet_set_margins(ws, 0.4, 0.4, 0.5, 0.6);
	worksheet_set_footer(ws, "&C&P / &N");
}

/* In place of the library's scratch file, as long as it has one that is where we know it. */
static void pour_rows(struct xw_sheet *s)
{
	FILE *f = pour_sheet(s->w->pour);

	if (!f)
		return;
	if (!s->ws->optimize_tmpfile || s->ws->file != s->ws->optimize_tmpfile) {
		fclose(f);
		return;
	}
	fclose(s->ws->file);
	s->ws->file = s->ws->optimize_tmpfile = f;
	s->poured = true;
}

struct xw_sheet *xw_add_sheet(struct xw *w, struct str name)
{
	struct xw_sheet *s;

	if (w->nsheet == XW_MAX_SHEETS) {
		xw_fail(w, "xw-sheets", NULL, 0);
		return w->sheet[w->nsheet - 1];
	}
	if (w->nsheet == w->sheet_cap) {
		w->sheet_cap = w->sheet_cap ? 2 * w->sheet_cap : 8;
		w->sheet = mem_grow(w->sheet, (size_t)w->sheet_cap, sizeof(struct xw_sheet *));
	}
	s = mem_new(1, sizeof *s);
	s->w = w;
	s->filter_row = -1;
	s->name = good_name(w, name);
	s->ws = workbook_add_worksheet(w->wb, s->name.p);
	w->sheet[w->nsheet++] = s;
	if (s->ws) {
		pour_rows(s);
		set_page(s->ws);
	} else {
		xw_fail(w, "xw-library", s, 0);
	}
	return s;
}

int64_t xw_row(const struct xw_sheet *s)
{
	return s->row;
}

struct xw_column *xw_column(struct xw_sheet *s, int col)
{
	if (col < 0 || col >= XW_MAX_COLUMNS) {
		xw_fail(s->w, "xw-columns", s, 0);
		col = 0;
	}
	if (col >= s->ncol) {
		int n = col < 30 ? 32 : 2 * col;

		s->col = mem_grow(s->col, (size_t)n, sizeof *s->col);
		memset(s->col + s->ncol, 0, (size_t)(n - s->ncol) * sizeof *s->col);
		s->ncol = n;
	}
	return &s->col[col];
}

void xw_freeze(struct xw_sheet *s, int64_t row, int col)
{
	if (!s->ws)
		return;
	worksheet_freeze_panes(s->ws, (lxw_row_t)row, (lxw_col_t)col);
	if (row > 0)
		worksheet_repeat_rows(s->ws, 0, (lxw_row_t)(row - 1));
}

void xw_width(struct xw_sheet *s, int col, int width)
{
	xw_column(s, col)->set = (int16_t)(width < 1 ? 1 : width > 250 ? 250 : width);
}

void xw_text_column(struct xw_sheet *s, int col)
{
	xw_column(s, col)->text = true;
}

void xw_filter(struct xw_sheet *s, int64_t row, int col, int col_end)
{
	s->filter_row = row;
	s->filter_col = col;
	s->filter_end = col_end;
}

void xw_activate(struct xw_sheet *s)
{
	if (s->ws)
		worksheet_activate(s->ws);
}

/* errors_out - see the header. */
#include "job/errors_out.h"

#include "base/os.h"
#include "fmt/csv.h"

#define FLUSH ((size_t)1 << 20)
#define HASH_STEP ((size_t)1 << 16)

static const int own_width[] = { 15, 8, 46, 28 };      /* as sheet_errors.h orders them */

bool errors_out_format(const char *path, bool *book)
{
	struct str s = str_of(path);

	*book = str_ends(s, STR(".xlsx")) || str_ends(s, STR(".XLSX"));
	return *book || str_ends(s, STR(".csv")) || str_ends(s, STR(".CSV"));
}

enum err errors_out_begin(struct ctx *cx, const char *path, bool book, struct errors_out *o)
{
	*o = (struct errors_out){ .book = book, .d.fd = -1, .path = path };
	if (book)
		return xw_begin(cx, path, &o->w);
	buf_init(&o->b, FLUSH * 4);
	return os_draft_begin(cx, path, &o->d);
}

static enum err flush(struct ctx *cx, struct errors_out *o)
{
	if (o->b.full)
		return err_set(cx, ERR_LIMIT, o->path, "errors-row-long", NULL);
	TRY(os_write_named(cx, o->d.fd, o->path, o->b.p, o->b.n));
	buf_reset(&o->b);
	return OK;
}

void errors_out_list(struct errors_out *o, struct str name)
{
	if (o->book)
		o->s = xw_add_sheet(o->w, name);
	else
		buf_addz(&o->b, "\xEF\xBB\xBF");
}

static void head_book(struct errors_out *o, const struct str *cell, int n, int nown, bool last)
{
	int64_t row = xw_row(o->s);

	for (int i = 0; i < nown; i++)
		xw_width(o->s, i, own_width[i]);
	for (int i = 0; i < n; i++)
		if (cell[i].n)
			xw_text(o->s, i, cell[i], last ? XW_HEAD : XW_PLAIN);
	xw_next(o->s);
	if (!last)
		return;
	for (int i = 0; i < n; i++)
		xw_text_column(o->s, i);
	xw_freeze(o->s, row + 1, 2);
	xw_filter(o->s, row, 0, n - 1);
	o->first = row + 1;
}

enum err errors_out_head(struct ctx *cx, struct errors_out *o, const struct str *cell, int n,
                         int nown, bool last)
{
	if (o->book) {
		head_book(o, cell, n, nown, last);
		return OK;
	}
	for (int i = 0; i < n; i++) {
		if (i)
			buf_addc(&o->b, ',');
		csv_put(&o->b, cell[i], ',', true);
	}
	buf_addz(&o->b, "\r\n");
	return flush(cx, o);
}

void errors_out_choice(struct errors_out *o, int col, const struct str *label, int n)
{
	struct xw_pick p = { .row = o->first, .row_end = XW_MAX_ROWS - 1, .col = col, .label = label,
		.n = n };

	if (o->book && n)
		xw_drop_down(o->s, &p);
}

static void row_book(struct errors_out *o, const struct error_cell *cell, int n, int nown)
{
	for (int i = 0; i < n; i++) {
		enum xw_look look = cell[i].state == CELL_WRONG ? XW_WRONG :
		                    cell[i].state == CELL_DOUBTFUL ? XW_DOUBT : XW_PLAIN;

		if (i < nown)
			xw_text(o->s, i, cell[i].text, XW_NOTE);
		else
			xw_code(o->s, i, cell[i].text, look);
		if (cell[i].note.n)
			xw_comment(o->s, i, cell[i].note);
	}
	xw_next(o->s);
}

enum err errors_out_row(struct ctx *cx, struct errors_out *o, const struct error_cell *cell, int n,
                        int nown)
{
	o->rows++;
	if (o->book) {
		row_book(o, cell, n, nown);
		return OK;
	}
	for (int i = 0; i < n; i++) {
		if (i)
			buf_addc(&o->b, ',');
		csv_put(&o->b, cell[i].text, ',', true);
	}
	buf_addz(&o->b, "\r\n");
	return o->b.full || o->b.n >= FLUSH ? flush(cx, o) : OK;
}

enum err errors_out_end(struct ctx *cx, struct errors_out *o, enum hash_alg alg,
                        unsigned char hash[HASH_LEN])
{
	char step[HASH_STEP];
	struct digest d;
	int64_t off = 0;
	ssize_t n;

	TRY(o->book ? xw_end(cx, o->w) : flush(cx, o));
	digest_init(&d, alg);
	while ((n = os_pread_full(o->book ? xw_fd(o->w) : o->d.fd, step, sizeof step, off)) > 0) {
		digest_add(&d, step, (size_t)n);
		off += n;
	}
	digest_end(&d, hash);
	return n < 0 ? err_set(cx, ERR_IO, o->path, "import-read", NULL) : OK;
}

enum err errors_out_publish(struct ctx *cx, struct errors_out *o)
{
	return o->book ? xw_publish(cx, o->w, 0600) : os_draft_publish(cx, &o->d, 0600);
}

void errors_out_drop(struct errors_out *o)
{
	xw_close(o->w);
	o->w = NULL;
	os_draft_drop(&o->d);
	buf_free(&o->b);
}

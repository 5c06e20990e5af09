/* cmd_export - rows to a file or to standard output, in the form that import takes back. Under
 * --mask none the journal has the reason, the count and the hash of the bytes before any of them is
 * shown: a small export is kept in memory for that, a large one is made twice (the lock keeps it
 * the same), a file gets its name only afterwards. */

#include "base/os.h"
#include "base/os_draft.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "crypto/sign.h"
#include "entity/sheet.h"
#include "fmt/csv.h"
#include "job/export.h"

#define KEEP_MAX ((size_t)64 << 20)

struct export {
	struct cmd *c;
	struct viewed *v;
	bool csv;
	enum lang lang;              /* of headers and labels in a list: as told, else zh */
	bool count_only;             /* hash and forget */
	bool kept;                   /* all of it still stands in c->out */
	struct digest d;
	size_t hashed;               /* bytes of c->out that are in d */
	int64_t rows;
	struct buf cell;
};

static void hash_new(struct export *x)
{
	struct buf *out = &x->c->out;

	digest_add(&x->d, out->p + x->hashed, out->n - x->hashed);
	x->hashed = out->n;
}

/* Called between rows: keeps, forgets or prints what has gathered. */
static enum err gathered(struct export *x)
{
	struct buf *out = &x->c->out;

	if (out->n - x->hashed >= 65536)
		hash_new(x);
	if (!x->count_only) {
		if (out->n < 65536)
			return OK;
		hash_new(x);
		x->hashed = 0;
		return out_flush(x->c);
	}
	if (out->n >= KEEP_MAX || !x->kept) {
		hash_new(x);
		x->kept = false;
		x->hashed = 0;
		buf_reset(out);
	}
	return OK;
}

static void header(struct export *x)
{
	struct buf *out = &x->c->out;

	if (!x->csv)
		return;
	if (cmd_flag(x->c, "bom"))
		buf_addz(out, "\xEF\xBB\xBF");
	for (int i = 0; i < x->v->ncol; i++) {
		if (i)
			buf_addc(out, ',');
		buf_reset(&x->cell);
		sheet_label(&x->cell, &x->v->e->fields[x->v->col[i]], x->lang);
		csv_put(out, buf_str(&x->cell), ',', true);
	}
	buf_addz(out, "\r\n");
}

static enum err row_csv(struct export *x, const struct rec *row)
{
	for (int i = 0; i < x->v->ncol; i++) {
		if (i)
			buf_addc(&x->c->out, ',');
		buf_reset(&x->cell);
		TRY(browse_cell(x->c->cx, x->v->b, row, x->v->col[i], true, x->lang,
		                &x->cell));
		csv_put(&x->c->out, buf_str(&x->cell), ',', true);
	}
	buf_addz(&x->c->out, "\r\n");
	return OK;
}

static enum err rows(struct export *x)
{
	struct ctx *cx = x->c->cx;
	struct rec *row;

	header(x);
	for (;;) {
		TRY(browse_next(cx, x->v->b, &row));
		if (!row)
			return OK;
		if (*cx->stop)
			return err_set(cx, ERR_INPUT, "", "cmd-export-stopped", NULL);
		if (x->csv)
			TRY(row_csv(x, row));
		else
			TRY(row_json(x->c, x->v, row));
		x->rows++;
		TRY(gathered(x));
	}
}

static enum err pass(struct export *x, bool count_only)
{
	enum err e;

	x->count_only = x->kept = count_only;
	x->hashed = 0;
	x->rows = 0;
	digest_init(&x->d, x->c->reg->st->j.alg);
	buf_reset(&x->c->out);
	buf_init(&x->cell, 1 << 20);
	TRY(view_begin(x->c, x->v));
	e = rows(x);
	browse_close(x->v->b);
	buf_free(&x->cell);
	if (e != OK)
		buf_reset(&x->c->out);           /* no half row */
	else
		hash_new(x);
	return e;
}

/* The file named with -o; NULL: standard output. */
static const char *output_file(struct cmd *c)
{
	const char *path = cmd_text(c, "output");

	return path && strcmp(path, "-") == 0 ? NULL : path;
}

static enum err tell(struct export *x, const unsigned char *hash, const char *format)
{
	struct clear_note n = { .path = output_file(x->c), .format = format, .rows = x->rows,
		.hash = hash };

	return cmd_journal_clear(x->c, x->v->e, x->v->reason, &n);
}

/* ---- CSV and JSONL ---- */

static enum err print(struct export *x)
{
	unsigned char hash[HASH_LEN];
	struct digest d;
	enum err e;

	if (!x->v->reason)
		return pass(x, false);
	e = pass(x, true);
	if (e == OK) {
		d = x->d;
		digest_end(&d, hash);
		e = tell(x, hash, x->csv ? "csv" : "jsonl");
	}
	if (e != OK)
		buf_reset(&x->c->out);           /* nothing is shown that is not journaled */
	TRY(e);
	return x->kept ? OK : pass(x, false);
}

/* Only what is masked for everybody is for everybody's eyes: the staff mask leaves names, household
 * numbers and amounts as they are. */
static mode_t mode_of(const struct export *x)
{
	return x->v->q.mask == MASK_PUBLIC ? 0644 : 0600;
}

static enum err print_to(struct export *x, const char *path)
{
	struct os_draft d;
	enum err e;

	TRY(os_draft_begin(x->c->cx, path, &d));
	x->c->out_fd = d.fd;
	e = print(x);
	if (e == OK)
		e = out_flush(x->c);
	x->c->out_fd = 0;
	buf_reset(&x->c->out);
	if (e == OK)
		e = os_draft_publish(x->c->cx, &d, mode_of(x));
	os_draft_drop(&d);
	return e;
}

/* ---- workbooks ---- */

static enum err show_book(struct export *x, struct xw *w, const char *path)
{
	struct ctx *cx = x->c->cx;
	unsigned char hash[HASH_LEN];

	if (x->v->reason) {
		TRY(files_hash(cx, x->c->reg, xw_fd(w), hash));
		TRY(tell(x, hash, "xlsx"));
	}
	return path ? xw_publish(cx, w, mode_of(x)) : xw_copy(cx, w, 1);
}

/* Without a file's name the workbook is made in the data folder, namelessly. */
static enum err book(struct export *x, const char *path)
{
	struct cmd *c = x->c;
	struct arena *a = &c->cx->arena;
	struct export_ask ask = { .q = x->v->q, .lang = x->lang, .title = cmd_text(c, "title"),
		.sheets = cmd_text(c, "sheets"), .group_by = cmd_text(c, "group-by") };
	struct str scratch = str_join(a, str_of(c->reg->path.dir), STR("/export.xlsx"));
	struct xw *w;
	enum err e;

	if (!path && os_is_tty(1))
		return err_set(c->cx, ERR_USAGE, "-o", "export-needs-file", NULL);
	TRY(export_book(c->cx, c->reg, &ask, path ? path : scratch.p, &w, &x->rows));
	e = show_book(x, w, path);
	xw_close(w);
	return e;
}

static enum err for_books_only(struct cmd *c)
{
	static const char *const names[] = { "title", "sheets", "group-by" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (cmd_text(c, names[i]))
			return err_set(c->cx, ERR_USAGE, "export", "export-only-xlsx", names[i], NULL);
	return OK;
}

enum err cmd_export(struct cmd *c)
{
	const char *format, *path = output_file(c);
	const char *lang = cmd_text(c, "lang");
	bool xlsx;
	struct viewed v;
	struct export x = { .c = c, .v = &v,
		.lang = lang && strcmp(lang, "en") == 0 ? LANG_EN : LANG_ZH };

	TRY(cmd_format(c, path, &format));
	xlsx = format && strcmp(format, "xlsx") == 0;
	x.csv = !format || strcmp(format, "csv") == 0;
	if (!xlsx)
		TRY(for_books_only(c));
	TRY(view_open(c, &v));
	v.q.all_columns = !v.q.columns;
	v.q.by_number = true;
	if (xlsx)
		TRY(book(&x, path));
	else
		TRY(path ? print_to(&x, path) : print(&x));
	TRY(out_flush(c));
	if (path)
		say(c, "export-done", path, NULL);
	say(c, "cmd-list-count", grouped(c, x.rows), NULL);
	return OK;
}

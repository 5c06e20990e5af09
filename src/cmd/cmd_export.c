/* cmd_export - rows to standard output, in the form that import takes back. Under --mask none the
 * journal has the reason, the count and the hash of the bytes before any of them is shown: a small
 * export is kept in memory for that, a large one is made twice (the lock keeps it the same). */

#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "crypto/sign.h"
#include "entity/sheet.h"
#include "fmt/csv.h"

#define KEEP_MAX ((size_t)64 << 20)

struct export {
	struct cmd *c;
	struct viewed *v;
	bool csv;
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
		sheet_label(&x->cell, &x->v->e->fields[x->v->col[i]], LANG_ZH);
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
		TRY(browse_cell(x->c->cx, x->v->b, row, x->v->col[i], true, LANG_ZH, &x->cell));
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
	digest_init(&x->d, x->c->reg->st.j.alg);
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

static enum err tell(struct export *x)
{
	unsigned char hash[HASH_LEN];
	struct buf extra BUF_AUTO = { 0 };
	struct digest d = x->d;

	buf_init(&extra, 3000);
	digest_end(&d, hash);
	buf_addf(&extra, "rows=%lld\nhash=", (long long)x->rows);
	hex_put(&extra, hash, sizeof(hash));
	buf_addf(&extra, "\nformat=%s\n", x->csv ? "csv" : "jsonl");
	return view_told(x->c, x->v, ACT_EXPORT, 0, buf_str(&extra));
}

enum err cmd_export(struct cmd *c)
{
	const char *format = cmd_text(c, "format");
	struct viewed v;
	struct export x = { .c = c, .v = &v, .csv = !format || strcmp(format, "csv") == 0 };

	TRY(view_open(c, &v));
	v.q.all_columns = !v.q.columns;
	if (!v.reason) {
		TRY(pass(&x, false));
	} else {
		enum err e = pass(&x, true);

		if (e == OK)
			e = tell(&x);
		if (e != OK)
			buf_reset(&c->out);      /* nothing is shown that is not journaled */
		TRY(e);
		if (!x.kept)
			TRY(pass(&x, false));
	}
	TRY(out_flush(c));
	say(c, "cmd-list-count", grouped(c, x.rows), NULL);
	return OK;
}

#include "cmd/enter_sheet.h"

#include "base/msg.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "crypto/sign.h"
#include "domain/register/browse.h"
#include "fmt/csv.h"
#include "fmt/xlsx_write.h"

/* ---- as a sheet ---- */

static struct str place(struct entering *x, const struct enter_item *i, int level)
{
	int at = area_up(x->areas, area_by_id(x->areas, i->row->area), level);

	return at >= 0 ? area_nth(x->areas, at)->name : STR("");
}

/* The source gives its own number. */
static bool made_up(const struct enter_item *i, const struct column *col)
{
	const struct rec *r = col->e == i->e ? i->row :
		i->person && col->e == i->person->e ? i->person : i->household;
	int flag = col->e && r && col->e == r->e && col->field == r->e->key ?
	           entity_field(r->e, STR("provisional")) : -1;

	return flag >= 0 && rec_has(r, flag) && r->v[flag].i;
}

/* A column that is not imported, of a list whose rows hang on somebody: it tells who that is and
 * where, by its heading. */
static enum err whose(struct entering *x, const struct enter_item *i, struct str header,
                      struct str *out)
{
	const struct rec *of[] = { i->person, i->household };
	int level = area_level_read(x->c->reg, header);

	if (i->row == i->person || i->row == i->household)
		return OK;
	if (level) {
		*out = place(x, i, level);
		return OK;
	}
	for (int k = 0; k < 2; k++) {
		int f = of[k] ? browse_field(of[k]->e, header) : -1;
		struct column col = { .e = of[k] ? of[k]->e : NULL, .nth = 1, .field = f };

		if (f >= 0)
			return made_up(i, &col) ? OK : enter_shown(x, of[k], f, out);
	}
	return OK;
}

static enum err sheet_cell(struct entering *x, const struct enter_item *i,
                           const struct column *col, struct str *out)
{
	*out = STR("");
	if (made_up(i, col))
		return OK;
	if (col->e == i->e && col->nth != i->nth)
		return OK;
	if (col->e == i->e)
		return enter_shown(x, i->row, col->field, out);
	if (col->e && i->person && col->e == i->person->e)
		return enter_shown(x, i->person, col->field, out);
	if (col->e && i->household && col->e == i->household->e)
		return enter_shown(x, i->household, col->field, out);
	if (!col->e && col->other == COLUMN_OTHER)
		return whose(x, i, col->header, out);
	if (col->other == COLUMN_COUNTY)
		*out = place(x, i, 3);
	else if (col->other == COLUMN_TOWNSHIP)
		*out = place(x, i, 4);
	return OK;
}

/* "户联系电话：138… → 139…；…" */
static enum err changes(struct entering *x, const struct enter_item *i, struct buf *out)
{
	struct str was, now;

	for (int k = 0; k < i->ncell; k++) {
		TRY(enter_was(x, i, k, &was));
		TRY(enter_shown(x, i->row, i->cell[k].field, &now));
		buf_addf(out, "%s%s：", k ? "；" : "", i->e->fields[i->cell[k].field].zh);
		buf_adds(out, was.n ? was : STR("（空）"));
		buf_addz(out, " → ");
		buf_adds(out, now.n ? now : STR("（空）"));
	}
	return OK;
}

static enum err csv(struct entering *x, struct buf *out)
{
	struct buf said BUF_AUTO = { 0 };
	struct cmd *c = x->c;

	x->lang = LANG_ZH;
	buf_init(&said, 1 << 20);
	buf_addz(out, "\xEF\xBB\xBF");
	csv_put(out, STR(TO_ENTER_ACTION), ',', true);
	buf_addc(out, ',');
	csv_put(out, STR(TO_ENTER_CHANGE), ',', true);
	for (int k = 0; k < x->t->ncol; k++) {
		buf_addc(out, ',');
		csv_put(out, x->t->col[k].header, ',', true);
	}
	buf_addz(out, "\r\n");
	for (int i = 0; i < x->t->n; i++) {
		const struct enter_item *item = &x->t->item[i];
		struct str s;

		csv_put(out, str_of(enter_action_label(LANG_ZH, item->action)), ',', true);
		buf_addc(out, ',');
		buf_reset(&said);
		TRY(changes(x, item, &said));
		csv_put(out, buf_str(&said), ',', true);
		for (int k = 0; k < x->t->ncol; k++) {
			TRY(sheet_cell(x, item, &x->t->col[k], &s));
			buf_addc(out, ',');
			csv_put(out, s, ',', true);
		}
		buf_addz(out, "\r\n");
	}
	return out->full ? err_set(c->cx, ERR_LIMIT, c->def->name, "cmd-out-too-large", NULL) : OK;
}

/* ---- told before it is shown ---- */

static int64_t rows_of(const struct entering *x)
{
	int64_t n = 0;

	for (int i = 0; i < x->n; i++)
		n += x->list[i].n;
	return n;
}

static enum err tell(struct entering *x, const unsigned char *hash, const char *form,
                     const char *path)
{
	struct buf more BUF_AUTO = { 0 };
	struct clear_note n = { .path = path, .format = form, .rows = rows_of(x),
		.hash = hash };

	buf_init(&more, 1000);
	buf_addf(&more, "to-enter=%.*s\n", STR_FMT(x->list->source));
	n.more = str_z(&x->c->cx->arena, buf_str(&more));
	return cmd_journal_clear(x->c, NULL, x->reason, &n);
}

enum err enter_journal(struct entering *x, struct str bytes, const char *form, const char *path)
{
	unsigned char hash[HASH_LEN];
	struct digest d;

	digest_init(&d, x->c->reg->st->j.alg);
	digest_add(&d, bytes.p, bytes.n);
	digest_end(&d, hash);
	return tell(x, hash, form, path);
}

/* ---- as a workbook ---- */

static enum xw_look look_of(const struct enter_item *i, const struct column *col, int *cell)
{
	*cell = -1;
	if (i->action == ENTER_ADD)
		return col->e == i->e && col->nth == i->nth ? XW_MENDED : XW_PLAIN;
	if (i->action == ENTER_REMOVE)
		return XW_WRONG;
	for (int k = 0; col->e == i->e && col->nth == i->nth && k < i->ncell; k++)
		if (i->cell[k].field == col->field) {
			*cell = k;
			return XW_DOUBT;
		}
	return XW_PLAIN;
}

static enum err book_row(struct entering *x, struct xw_sheet *s, const struct enter_item *i)
{
	struct buf said BUF_AUTO = { 0 };
	struct str text;

	buf_init(&said, 1 << 20);
	TRY(changes(x, i, &said));
	xw_text(s, 0, str_of(enter_action_label(LANG_ZH, i->action)), XW_PLAIN);
	xw_text(s, 1, buf_str(&said), XW_NOTE);
	for (int k = 0; k < x->t->ncol; k++) {
		int cell;
		enum xw_look look = look_of(i, &x->t->col[k], &cell);

		TRY(sheet_cell(x, i, &x->t->col[k], &text));
		if (text.n || cell >= 0)
			xw_code(s, k + 2, text, look);
		if (cell < 0)
			continue;
		TRY(enter_was(x, i, cell, &text));
		buf_reset(&said);
		buf_addz(&said, "原：");
		buf_adds(&said, text.n ? text : STR("（空）"));
		xw_comment(s, k + 2, buf_str(&said));
	}
	xw_next(s);
	return OK;
}

static enum err book_sheet(struct entering *x, struct xw *w)
{
	struct xw_sheet *s = xw_add_sheet(w, x->n == 1 ? STR("待录入清单") : enter_list_label(x));

	xw_text(s, 0, STR(TO_ENTER_ACTION), XW_HEAD);
	xw_text(s, 1, STR(TO_ENTER_CHANGE), XW_HEAD);
	for (int k = 0; k < x->t->ncol; k++)
		xw_text(s, k + 2, x->t->col[k].header, XW_HEAD);
	xw_next(s);
	xw_freeze(s, 1, 2);
	xw_filter(s, 0, 0, x->t->ncol + 1);
	for (int i = 0; i < x->t->n && !xw_failed(w); i++)
		TRY(book_row(x, s, &x->t->item[i]));
	return OK;
}

/* A sheet for each kind of list with something to enter; with nothing at all, one of headings. */
static enum err book_rows(struct entering *x, struct xw *w)
{
	bool any = false;

	x->lang = LANG_ZH;
	for (int i = 0; i < x->n; i++) {
		x->t = &x->list[i];
		if (!x->t->n && (any || i + 1 < x->n))
			continue;
		any = true;
		TRY(book_sheet(x, w));
	}
	return xw_end(x->c->cx, w);
}

static enum err book(struct entering *x, const char *path)
{
	struct ctx *cx = x->c->cx;
	unsigned char hash[HASH_LEN];
	struct xw *w;
	enum err e;

	TRY(xw_begin(cx, path, &w));
	e = book_rows(x, w);
	if (e == OK)
		e = files_hash(cx, x->c->reg, xw_fd(w), hash);
	if (e == OK)
		e = tell(x, hash, "xlsx", path);
	if (e == OK)
		e = xw_publish(cx, w, 0600);
	xw_close(w);
	return e;
}

/* ---- the file ---- */

/* A CSV file holds one list. */
static enum err only_list(struct entering *x)
{
	struct ctx *cx = x->c->cx;
	struct buf kinds BUF_AUTO = { 0 };
	int some = 0;

	buf_init(&kinds, 1 << 16);
	x->t = x->list;
	for (int i = 0; i < x->n; i++) {
		if (!x->list[i].n)
			continue;
		x->t = &x->list[i];
		buf_addf(&kinds, "%s%.*s", some++ ? ", " : "", STR_FMT(x->t->kind));
	}
	return some < 2 ? OK : err_set(cx, ERR_USAGE, "--output", "cmd-enter-lists",
	                               str_z(&cx->arena, buf_str(&kinds)), NULL);
}

enum err enter_file(struct entering *x, const char *path)
{
	struct cmd *c = x->c;
	struct buf out BUF_AUTO = { 0 };

	buf_init(&out, (size_t)512 << 20);
	if (str_ends(str_of(path), STR(".xlsx"))) {
		TRY(book(x, path));
		say(c, "cmd-enter-written", grouped(c, rows_of(x)), path, NULL);
		return OK;
	}
	TRY(only_list(x));
	TRY(csv(x, &out));
	TRY(enter_journal(x, buf_str(&out), "csv", strcmp(path, "-") == 0 ? NULL : path));
	if (strcmp(path, "-") == 0) {
		TRY(out_flush(c));
		for (size_t at = 0; at < out.n; at += 65536) {
			buf_adds(&c->out, str_sub(buf_str(&out), at, 65536));
			TRY(out_flush(c));
		}
		return OK;
	}
	TRY(os_write_file(c->cx, path, buf_str(&out), 0600));
	say(c, "cmd-enter-written", grouped(c, x->t->n), path, NULL);
	return OK;
}


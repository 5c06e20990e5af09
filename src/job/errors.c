/* errors - see the header. Findings come from the register, so that a list taken in by several runs
 * is whole; cells, and what a suggestion is made of, come from a second reading of the file. */
#include "job/errors.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "crypto/sign.h"
#include "entity/sheet_errors.h"
#include "fmt/table.h"
#include "job/errors_out.h"
#include "job/import_int.h"

#define FILES_MOST 512
#define TOP_MOST 100             /* rows above the data */
#define ROWS_AT_ONCE 500         /* of the list, from one question to the child to the next */

struct errors {
	struct errors_ask ask;
	bool book;
	struct errors_out out[FILES_MOST];
	int nout, last;              /* the number in the name of the last CSV list */
	struct arena names;
	enum err failed;             /* the first failure: told at the end, since the rows are in */
	struct err_info why;
};

/* What was found in a row, gathered until its cells are asked for. */
struct found { int32_t row; const struct kind *kind; struct str col, detail; };

struct list {                    /* one error list being written */
	struct ctx *cx;
	struct errors *x;
	struct errors_out *out;      /* NULL until the first row */
	struct reg *r;
	struct reader *rd;
	const struct rec *batch;
	struct str mark, name;
	struct found *f;
	int nf, cap;
	int nrow;                    /* different rows in f */
	struct str *head;            /* names of our columns, then of the list's */
	int nhead;
	struct reader_cells *top;    /* its rows above the data */
	int ntop;
	struct arena a;              /* of the rows gathered */
};

enum err errors_begin(struct ctx *cx, const struct errors_ask *ask, struct errors **out)
{
	struct errors *x;
	bool book;

	if (!errors_out_format(ask->path, &book))
		return err_set(cx, ERR_USAGE, ask->path, "errors-format", ask->path, NULL);
	x = mem_new(1, sizeof *x);
	x->ask = *ask;
	x->book = book;
	arena_init(&x->names, 4 << 20);
	*out = x;
	return OK;
}

int64_t errors_rows(const struct errors *x)
{
	int64_t n = 0;

	for (int i = 0; i < x->nout; i++)
		n += x->out[i].rows;
	return n;
}

const char *errors_file(const struct errors *x, int i, int64_t *rows)
{
	*rows = i < x->nout ? x->out[i].rows : 0;
	return i < x->nout && x->out[i].rows ? x->out[i].path : NULL;
}

const char *errors_list(const struct errors *x, int i)
{
	return x->nout > 1 && i < x->nout ? x->out[i].list : NULL;
}

void errors_free(struct errors *x)
{
	if (!x)
		return;
	for (int i = 0; i < x->nout; i++)
		errors_out_drop(&x->out[i]);
	arena_free(&x->names);
	mem_free(x);
}

/* ---- files ---- */

/* NAME.csv, NAME-2.csv ...; a file that is there may hold somebody's work. */
static const char *next_path(struct errors *x)
{
	struct str s = str_of(x->ask.path);
	const char *path = x->ask.path;
	char more[16];

	while (x->last > 0) {
		snprintf(more, sizeof more, "-%d", x->last + 1);
		path = str_z(&x->names, str_join(&x->names, str_join(&x->names, str_sub(s, 0, s.n - 4),
		             str_of(more)), str_sub(s, s.n - 4, 4)));
		if (x->ask.force || !os_exists(path))
			break;
		x->last++;
	}
	x->last++;
	return path;
}

static enum err out_for_list(struct ctx *cx, struct errors *x, struct errors_out **out)
{
	if (x->book && x->nout) {
		*out = &x->out[0];
		return OK;
	}
	if (x->nout == FILES_MOST)
		return err_set(cx, ERR_LIMIT, x->ask.path, "errors-many", NULL);
	*out = &x->out[x->nout];
	TRY(errors_out_begin(cx, next_path(x), x->book, *out));
	x->nout++;
	return OK;
}

/* ---- the list's header ---- */

/* A unit that stood in the list's title is not there any more: the header says it now. */
static struct str head_of(struct arena *a, const struct sheet_col *c)
{
	if (!c->unit.n || str_find(c->header, c->unit) >= 0)
		return c->header;
	return str_join(a, str_join(a, c->header, STR("(")), str_join(a, c->unit, STR(")")));
}

static void make_head(struct list *l)
{
	const struct sheet_map *m = &l->rd->map;

	l->head = arena_array(&l->x->names, (size_t)m->ncol + ERROR_COLS + 1, sizeof *l->head);
	for (int k = 0; k < ERROR_COLS; k++)
		l->head[l->nhead++] = str_of(sheet_error_label(k, l->cx->lang));
	for (int i = 0; i < m->ncol; i++)
		if (m->col[i].kind != COL_ERRORS)
			l->head[l->nhead++] = head_of(&l->x->names, &m->col[i]);
}

/* Titles tell units and dates, and columns may be named over several rows: all of it comes
 * along. */
static enum err read_top(struct list *l)
{
	int cap = 0;

	TRY(reader_ask_head(l->cx, l->rd));
	for (;;) {
		if (l->ntop == cap) {
			struct reader_cells *more = arena_array(&l->x->names, (size_t)cap + 8, sizeof *more);

			if (cap)
				memcpy(more, l->top, (size_t)cap * sizeof *more);
			l->top = more;
			cap += 8;
		}
		TRY(reader_cells(l->cx, l->rd, &l->x->names, &l->top[l->ntop]));
		if (!l->top[l->ntop].there)
			return OK;
		if (++l->ntop > TOP_MOST)
			return err_set(l->cx, ERR_IO, "reader", "reader-broken", NULL);
	}
}

/* Columns of code lists show what may be chosen. */
static void make_choices(struct list *l)
{
	const struct sheet_map *m = &l->rd->map;
	const struct list_face *face = &l->r->model->lists;
	int at = ERROR_COLS;

	for (int i = 0; i < m->ncol; i++) {
		const struct sheet_col *c = &m->col[i];
		const struct field *f = c->kind == COL_FIELD ? &m->part[c->part]->fields[c->field] : NULL;
		struct str label[200];
		int64_t code;
		int n = 0;

		if (f && f->type == FT_LIST)
			while (n < 200 && face->nth(face->state, f->list, n, &code, &label[n]))
				n++;
		if (n && n < 200)
			errors_out_choice(l->out, at, label, n);
		at += c->kind != COL_ERRORS;
	}
}

static enum err list_begin(struct list *l)
{
	if (l->out)
		return OK;
	TRY(out_for_list(l->cx, l->x, &l->out));
	errors_out_list(l->out, l->name);
	if (!l->x->book)
		l->out->list = str_z(&l->x->names, l->name);
	for (int i = 0; i < l->ntop; i++) {
		bool last = i + 1 == l->ntop;
		int n = ERROR_COLS + l->top[i].n;
		struct str *cell = arena_array(&l->a, (size_t)n + 1, sizeof *cell);

		for (int k = 0; last && k < ERROR_COLS; k++)
			cell[k] = l->head[k];
		for (int k = ERROR_COLS; k < n; k++)
			cell[k] = l->top[i].cell[k - ERROR_COLS];
		TRY(errors_out_head(l->cx, l->out, cell, n, ERROR_COLS, last));
	}
	make_choices(l);
	return OK;
}

/* ---- one row ---- */

static void add_part(struct buf *b, const struct list *l, struct str s)
{
	if (b->n)
		buf_addz(b, l->cx->lang == LANG_ZH ? "；" : "; ");
	buf_adds(b, s);
}

/* The column among those of the error list, -1: the row as a whole. */
static int col_of(const struct list *l, struct str header)
{
	for (int i = ERROR_COLS; header.n && i < l->nhead; i++)
		if (str_eq(l->head[i], header) || (str_starts(l->head[i], header) &&
		    l->head[i].n > header.n && l->head[i].p[header.n] == '('))
			return i;
	return -1;
}

static struct str hint_of(const struct reader_cells *c, const struct found *f, int col)
{
	for (int i = 0; i < c->nf; i++)
		if (c->f[i].kind == f->kind && c->f[i].col + ERROR_COLS == col)
			return c->f[i].hint;
	return (struct str){ 0 };
}

static bool refuses(const struct kind *k)
{
	return !strcmp(k->severity, "error");
}

static void tell(struct list *l, const struct reader_cells *c, const struct found *f,
                 struct error_cell *cell, int n, struct buf *reason, struct buf *hints)
{
	struct buf one BUF_AUTO = { 0 };
	int col = col_of(l, f->col);
	struct str hint = hint_of(c, f, col);

	buf_init(&one, 65536);
	kind_sentence(&one, l->cx->lang, f->kind, f->col, f->detail.n ? f->detail : hint);
	add_part(reason, l, buf_str(&one));
	if (col >= 0 && col < n) {
		struct error_cell *x = &cell[col];

		x->note = x->note.n ? str_join(&l->a, str_join(&l->a, x->note, STR("\n")), buf_str(&one)) :
		          str_dup(&l->a, buf_str(&one));
		if (refuses(f->kind))
			x->state = CELL_WRONG;
		else if (x->state == CELL_AS_IS)
			x->state = CELL_DOUBTFUL;
	}
	if (!hint.n)
		return;
	buf_reset(&one);
	if (f->col.n) {
		buf_adds(&one, f->col);
		buf_addz(&one, l->cx->lang == LANG_ZH ? "：" : ": ");
	}
	if (!strcmp(f->kind->id, "text_too_long")) {    /* its hint is a bare number */
		buf_addz(&one, l->cx->lang == LANG_ZH ? "最多 " : "at most ");
		buf_adds(&one, hint);
		buf_addz(&one, l->cx->lang == LANG_ZH ? " 个字" : " characters");
	} else {
		buf_adds(&one, hint);
	}
	add_part(hints, l, buf_str(&one));
}

static enum err put_row(struct list *l, const struct reader_cells *c, const struct found *f, int nf)
{
	int n = ERROR_COLS + c->n;
	struct error_cell *cell = arena_array(&l->a, (size_t)n + (size_t)l->nhead, sizeof *cell);
	struct buf reason BUF_AUTO = { 0 }, hints BUF_AUTO = { 0 };
	char row[16];

	buf_init(&reason, 1 << 20);
	buf_init(&hints, 1 << 20);
	for (int i = 0; i < c->n; i++)
		cell[ERROR_COLS + i].text = c->cell[i];
	if (n < l->nhead)               /* a short row: what is missing can be marked, too */
		n = l->nhead;
	for (int i = 0; i < nf; i++)
		tell(l, c, &f[i], cell, n, &reason, &hints);
	snprintf(row, sizeof row, "%d", (int)c->row);
	TRY(list_begin(l));
	cell[ERROR_BATCH].text = l->mark;
	cell[ERROR_ROW].text = str_of(row);
	cell[ERROR_REASON].text = buf_str(&reason);
	cell[ERROR_HINT].text = buf_str(&hints);
	return errors_out_row(l->cx, l->out, cell, n, ERROR_COLS);
}

/* ---- gathering ---- */

/* Asks for the rows gathered and writes them. */
static enum err write_rows(struct list *l)
{
	int32_t row[ROWS_AT_ONCE];
	int n = 0;

	for (int i = 0; i < l->nf; i++)
		if (n == 0 || row[n - 1] != l->f[i].row)
			row[n++] = l->f[i].row;
	if (!n)
		return OK;
	TRY(reader_ask_cells(l->cx, l->rd, row, n));
	for (int i = 0, at = 0; i < n; i++) {
		struct reader_cells c;
		int from = at;

		TRY(reader_cells(l->cx, l->rd, &l->a, &c));
		while (at < l->nf && l->f[at].row == row[i])
			at++;
		if (c.there && c.row == row[i])
			TRY(put_row(l, &c, &l->f[from], at - from));
	}
	l->nf = l->nrow = 0;
	l->f = NULL;
	l->cap = 0;
	arena_reset(&l->a);
	return OK;
}

/* The findings of the row gathered last are left out if none of them is asked for. */
static void drop_unwanted(struct list *l)
{
	int from = l->nf;
	bool wanted = l->x->ask.doubts;

	while (from > 0 && l->f[from - 1].row == l->f[l->nf - 1].row)
		wanted |= refuses(l->f[--from].kind);
	if (!wanted && from < l->nf) {
		l->nf = from;
		l->nrow--;
	}
}

static enum err gather(void *arg, const struct batch_open *b)
{
	struct list *l = arg;

	if (!l->nf || l->f[l->nf - 1].row != b->row) {
		drop_unwanted(l);
		if (l->nrow == ROWS_AT_ONCE)
			TRY(write_rows(l));
		l->nrow++;
	}
	if (l->nf == l->cap) {
		struct found *more = arena_array(&l->a, (size_t)l->cap * 2 + 64, sizeof *more);

		if (l->nf)
			memcpy(more, l->f, (size_t)l->nf * sizeof *more);
		l->f = more;
		l->cap = l->cap * 2 + 64;
	}
	l->f[l->nf++] = (struct found){ b->row, b->kind, str_dup(&l->a, b->col),
		str_dup(&l->a, b->detail) };
	return OK;
}

static enum err add(struct ctx *cx, struct errors *x, struct reg *r, const struct rec *batch,
                    struct reader *rd, bool trial)
{
	struct list l = { .cx = cx, .x = x, .r = r, .rd = rd, .batch = batch };
	struct buf mark BUF_AUTO = { 0 };
	enum err e;

	buf_init(&mark, 100);
	if (trial)
		buf_addz(&mark, "TRIAL");
	else
		sheet_error_mark(&mark, batch->v[BATCH_no].s, batch->v[BATCH_file_hash].s);
	l.mark = str_dup(&x->names, buf_str(&mark));
	l.name = str_dup(&x->names, batch->v[BATCH_file].s);
	if (rec_has(batch, BATCH_sheet))
		l.name = str_join(&x->names, str_join(&x->names, batch->v[BATCH_sheet].s, STR(" ")),
		                  l.name);
	arena_init(&l.a, 256 << 20);
	make_head(&l);
	e = read_top(&l);
	if (e == OK)
		e = batch_each_open(cx, r, batch->id, gather, &l);
	if (e == OK) {
		drop_unwanted(&l);
		e = write_rows(&l);
	}
	arena_free(&l.a);
	return e;
}

enum err errors_add(struct ctx *cx, struct errors *x, struct reg *r, const struct rec *batch,
                    struct reader *rd, bool trial)
{
	if (x->failed)
		return OK;
	x->failed = add(cx, x, r, batch, rd, trial);
	if (x->failed) {
		x->why = cx->err;
		err_clear(cx);
	}
	return OK;
}

/* ---- the end ---- */

struct told { struct errors *x; struct errors_out *o; struct str extra; };

static enum err journal_it(struct ctx *cx, struct db *db, void *arg)
{
	struct told *t = arg;
	struct txn txn;

	txn_begin(&txn, t->x->ask.log->st, ACT_EXPORT);
	txn.leaf.actor = str_of(cx->actor);
	txn.leaf.object = TAG_finding;
	txn.leaf.extra = t->extra;
	return txn_end(cx, db, &txn);
}

static enum err end_one(struct ctx *cx, struct errors *x, struct errors_out *o)
{
	struct buf extra BUF_AUTO = { 0 };
	struct told t = { .x = x, .o = o };
	unsigned char hash[HASH_LEN];
	struct str path;

	TRY(os_full_path(cx, o->path, &path));
	TRY(errors_out_end(cx, o, x->ask.log->st->j.alg, hash));
	buf_init(&extra, 4000);
	buf_addf(&extra, "rows=%lld\nhash=", (long long)o->rows);
	hex_put(&extra, hash, sizeof hash);
	buf_addf(&extra, "\nformat=%s\nclear=errors\nfile=", o->book ? "xlsx" : "csv");
	buf_adds(&extra, path);
	buf_addc(&extra, '\n');
	if (extra.full)
		return err_set(cx, ERR_USAGE, o->path, "errors-path", NULL);
	t.extra = buf_str(&extra);
	TRY(register_write(cx, x->ask.log, journal_it, &t));
	return errors_out_publish(cx, o);
}

enum err errors_end(struct ctx *cx, struct errors *x)
{
	if (x->failed) {
		cx->err = x->why;
		return x->failed;
	}
	for (int i = 0; i < x->nout; i++)
		TRY(end_one(cx, x, &x->out[i]));
	return OK;
}

/* ---- made later ---- */

static enum err check_hash(struct ctx *cx, int fd, const struct rec *batch, const char *file)
{
	char *step = mem_grow(NULL, 1 << 20, 1);
	struct buf hex BUF_AUTO = { 0 };
	unsigned char h[HASH_LEN];
	struct digest d;
	int64_t off = 0;
	ssize_t n;

	digest_init(&d, HASH_SHA256);
	while ((n = os_pread_full(fd, step, 1 << 20, off)) > 0) {
		digest_add(&d, step, (size_t)n);
		off += n;
	}
	digest_end(&d, h);
	mem_free(step);
	buf_init(&hex, 100);
	hex_put(&hex, h, sizeof h);
	if (n < 0)
		return err_set(cx, ERR_IO, file, "import-read", NULL);
	if (!str_eq(buf_str(&hex), batch->v[BATCH_file_hash].s))
		return err_set(cx, ERR_INPUT, file, "errors-hash", file,
		               str_z(&cx->arena, batch->v[BATCH_no].s), NULL);
	return OK;
}

static enum err start(struct ctx *cx, struct reg *r, const struct rec *batch, int fd, int sheet,
                      struct reader **out)
{
	struct str kind = batch->v[BATCH_kind].s;
	struct reader_order o = { .pack = r->pack->text, .today = register_today(cx, r), .wait = true,
		.sheet = sheet };
	int spool = -1;
	enum err e;

	if (!str_eqz(kind, "list32") && entity_find(r->model, kind))
		o.kind = str_z(&cx->arena, kind);
	TRY(sheet_said(cx, r, NULL, &o.said));
	if (table_wants_spool(fd) && os_spool(cx, r->path.dir, &spool) != OK)
		err_clear(cx);
	o.spool = spool > 0 ? spool : 0;
	e = reader_start(cx, r->model, fd, &o, out);
	if (spool >= 0)
		close(spool);
	return e;
}

/* The sheet that the batch was; a list of one sheet is it. */
static enum err read_again(struct ctx *cx, struct reg *r, const struct rec *batch, int fd,
                           struct reader **out)
{
	TRY(start(cx, r, batch, fd, -1, out));
	for (int i = 0; rec_has(batch, BATCH_sheet) && i < (*out)->nsheet; i++)
		if (i != (*out)->at_sheet && str_eq((*out)->sheet[i].name, batch->v[BATCH_sheet].s)) {
			reader_end(*out);
			*out = NULL;
			return start(cx, r, batch, fd, i, out);
		}
	return OK;
}

enum err errors_of_file(struct ctx *cx, struct errors *x, struct reg *r, const struct rec *batch,
                        const char *file)
{
	struct reader *rd = NULL;
	int64_t size;
	enum err e;
	int fd;

	if (rec_has(batch, BATCH_corrects))
		return err_set(cx, ERR_CONFLICT, file, "errors-correction",
		               str_z(&cx->arena, batch->v[BATCH_no].s), NULL);
	TRY(os_open_read(cx, file, &fd, &size));
	e = check_hash(cx, fd, batch, file);
	if (e == OK)
		e = read_again(cx, r, batch, fd, &rd);
	if (e == OK)
		e = errors_add(cx, x, r, batch, rd, false);
	reader_end(rd);
	close(fd);
	return e;
}

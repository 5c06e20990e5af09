#include "job/report_fill_int.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "crypto/digest.h"

#define BIND_MAX   ((size_t)4 << 20)
#define FILLED_MAX ((size_t)64 << 20)

const struct fill_cell *cell_at(const struct fill_sheet *s, int32_t row, int32_t col)
{
	int lo = 0, hi = s->ncell;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		const struct fill_cell *c = &s->cell[mid];

		if (c->row < row || (c->row == row && c->col < col))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->ncell && s->cell[lo].row == row && s->cell[lo].col == col ? &s->cell[lo] :
	       NULL;
}

const char *cell_name(const struct filling *f, int sheet, int32_t row, int32_t col)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_adds(&b, f->book->sheet[sheet].name);
	buf_addc(&b, '!');
	fill_put_place(&b, row, col);
	return str_z(&f->cx->arena, buf_str(&b));
}

int32_t filled_row(const struct filling *f, int sheet, int32_t row)
{
	const struct named *n = &f->named[sheet];

	return n->each && row > n->from ? row + n->n - 1 : row;
}

const char *report_beside(struct ctx *cx, const char *form, const char *end)
{
	struct str s = str_of(form);

	if (str_ends(s, STR(".xlsx")) || str_ends(s, STR(".XLSX")))
		s.n -= 5;
	return str_z(&cx->arena, str_join(&cx->arena, s, str_of(end)));
}

/* ---- opening ---- */

static enum err open_form(struct filling *f)
{
	int64_t size;
	enum err e;
	int fd;

	TRY(os_open_read(f->cx, f->o->form, &fd, &size));
	e = filler_start(f->cx, fd, &f->child);
	close(fd);
	if (e != OK)
		return e;
	f->book = &f->child->book;
	f->named = arena_array(&f->a, (size_t)f->book->nsheet + 1, sizeof *f->named);
	return OK;
}

static enum err open_bindings(struct filling *f)
{
	const char *file = f->o->bind ? f->o->bind : report_beside(f->cx, f->o->form, ".yaml");
	struct str text;

	if (!f->o->bind && !os_exists(file))
		return OK;
	TRY(os_read_file(f->cx, file, BIND_MAX, &text));
	return form_read(f->cx, &f->a, file, text, &f->form);
}

static enum err find_area(struct filling *f)
{
	struct str none = { 0 };

	TRY(area_load(f->cx, &f->a, f->r, &f->tree));
	f->area = -1;
	if (!f->o->area)
		return OK;
	f->area = area_by_name(f->tree, none, none, str_of(f->o->area));
	if (f->area < 0)
		return err_set(f->cx, ERR_INPUT, "--area", f->area == -2 ? "browse-area-several" :
		               "browse-area-unknown", f->o->area, NULL);
	return OK;
}

/* ---- ratios and texts ---- */

static enum err put_ratio(struct filling *f, int ask, int at)
{
	struct ask *q = &f->ask[ask];
	struct slot *s = &q->slot[at];
	const struct ask *qa, *qb;
	struct buf b BUF_AUTO = { 0 };
	int a, b_, sa, sb, shift;
	bool share;

	TRY(asks_operand(f, ask, at, q->x.a, &a, &sa));
	TRY(asks_operand(f, ask, at, q->x.b, &b_, &sb));
	qa = &f->ask[a];
	qb = &f->ask[b_];
	buf_init(&b, 64);
	/* A cell that shows percentages holds the share itself. */
	share = q->x.percent && s->percent;
	shift = q->x.percent && !share ? 2 : 0;
	s->kind = FILL_NUMBER;
	if (!report_ratio_put(&b, qa->slot[sa].sum.value, report_scale(&qa->x),
	                      qb->slot[sb].sum.value, report_scale(&qb->x), shift,
	                      q->x.decimals + (share ? 2 : 0))) {
		buf_adds(&b, q->x.otherwise);
		s->kind = q->x.otherwise.n ? FILL_TEXT_CELL : FILL_EMPTY;
	}
	s->text = str_dup(&f->a, buf_str(&b));
	return OK;
}

/* {name} and {n} are a place's own, the rest report_words knows. */
static enum err put_words(struct filling *f, struct ask *q, struct slot *s)
{
	struct buf b BUF_AUTO = { 0 };
	struct report_expr x = q->x;
	struct str area = place_name(f, s->place);

	buf_init(&b, FILL_TEXT);
	s->kind = FILL_TEXT_CELL;
	if (str_eqz(x.words, "{n}")) {
		buf_addi(&b, s->number);
		s->kind = FILL_NUMBER;
	} else if (str_eqz(x.words, "{name}") && s->place >= 0) {
		buf_adds(&b, area_nth(f->tree, s->place)->name);
	} else {
		if (str_eqz(x.words, "{name}"))
			x.words = STR("{area}");
		TRY(report_words(f->cx, f->r, &x, &f->o->period, area, &b));
	}
	s->text = str_dup(&f->a, buf_str(&b));
	return OK;
}

static enum err ratio_operands(struct filling *f)
{
	int a, at;

	for (int i = 0; i < f->nask; i++)
		for (int k = 0; k < f->ask[i].n && f->ask[i].x.what == REPORT_RATIO; k++) {
			TRY(asks_operand(f, i, k, f->ask[i].x.a, &a, &at));
			TRY(asks_operand(f, i, k, f->ask[i].x.b, &a, &at));
		}
	return OK;
}

static enum err work_out_rest(struct filling *f)
{
	for (int i = 0; i < f->nask; i++)
		for (int k = 0; k < f->ask[i].n; k++) {
			if (f->ask[i].x.what == REPORT_RATIO)
				TRY(put_ratio(f, i, k));
			else if (f->ask[i].x.what == REPORT_TEXT)
				TRY(put_words(f, &f->ask[i], &f->ask[i].slot[k]));
		}
	return OK;
}

/* ---- writing ---- */

static int edit_cmp(const void *a, const void *b)
{
	const struct fill_edit *x = a, *y = b;

	if (x->sheet != y->sheet)
		return x->sheet < y->sheet ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->col < y->col ? -1 : x->col > y->col;
}

static enum err edits_of(struct filling *f, struct fill_job *job)
{
	struct fill_edit *e;
	struct fill_repeat *rep;
	int n = 0;

	for (int i = 0; i < f->nask; i++)
		n += f->ask[i].n;
	e = arena_array(&f->a, (size_t)n + 1, sizeof *e);
	rep = arena_array(&f->a, (size_t)f->book->nsheet + 1, sizeof *rep);
	for (int i = 0; i < f->nask; i++)
		for (int k = 0; k < f->ask[i].n; k++) {
			const struct slot *s = &f->ask[i].slot[k];

			if (s->row)
				e[job->nedit++] = (struct fill_edit){ s->sheet, s->row, s->col,
					s->kind, s->text };
		}
	if (job->nedit)
		qsort(e, (size_t)job->nedit, sizeof *e, edit_cmp);
	for (int i = 1; i < job->nedit; i++)
		if (edit_cmp(&e[i - 1], &e[i]) == 0)
			return err_set(f->cx, ERR_INPUT, f->o->form, "report-bound-twice",
			               cell_name(f, e[i].sheet, e[i].row, e[i].col), NULL);
	for (int i = 0; i < f->book->nsheet; i++)
		if (f->named[i].each)
			rep[job->nrepeat++] = (struct fill_repeat){ i, f->named[i].from,
				f->named[i].n };
	job->edit = e;
	job->repeat = rep;
	f->res->cells = job->nedit;
	return OK;
}

enum err fill_file(struct filling *f, const char *path, const char *format, int64_t rows,
                   struct str bytes)
{
	unsigned char hash[HASH_LEN];
	struct clear_note n = { .path = path, .format = format, .rows = rows, .hash = hash };
	struct digest d;

	digest_init(&d, f->r->st->j.alg);
	digest_add(&d, bytes.p, bytes.n);
	digest_end(&d, hash);
	if (f->face->file)
		TRY(f->face->file(f->face->arg, &n));
	return os_write_file(f->cx, path, bytes, 0600);
}

static enum err write_form(struct filling *f, struct lists *l)
{
	struct fill_job job = { .strip = f->o->strip };
	struct buf zip BUF_AUTO = { 0 };
	enum err e;

	buf_init(&zip, FILLED_MAX);
	TRY(edits_of(f, &job));
	e = filler_write(f->cx, f->child, &job, &zip);
	if (e != OK)
		return e;
	TRY(lists_write(f, l));
	return fill_file(f, f->o->out, "form", f->res->list_rows, buf_str(&zip));
}

static enum err fill(struct filling *f)
{
	struct lists *l = NULL;
	enum err e;

	TRY(find_area(f));
	if (f->o->known) {
		TRY(report_leaves(f->cx, f->r, f->o->known, &f->past));
		if (!f->past)
			return err_set(f->cx, ERR_INPUT, "--known", "report-before-all", NULL);
	}
	TRY(open_form(f));
	TRY(open_bindings(f));
	TRY(asks_make(f));
	TRY(ratio_operands(f));
	f->res->unbound = f->unbound;
	TRY(report_begin(f->cx, f->r));
	e = lists_make(f, &l);
	report_end(f->r);
	if (e == OK)
		e = work_out_rest(f);
	if (e == OK)
		e = write_form(f, l);
	lists_free(l);
	return e;
}

enum err report_fill(struct ctx *cx, struct reg *r, const struct report_order *o,
                     const struct report_face *face, struct report_result *out)
{
	struct filling f = { .cx = cx, .r = r, .o = o, .face = face, .res = out };
	enum err e;

	*out = (struct report_result){ 0 };
	arena_init(&f.a, (size_t)768 << 20);
	e = fill(&f);
	filler_end(f.child);
	arena_free(&f.a);
	return e;
}

#include "job/import_open.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "fmt/table.h"
#include "job/import_int.h"

#define TOGETHER_BYTES ((int64_t)64 << 20)     /* below this all files are opened at once */
#define TOGETHER_FILES 32
#define SNIFF_BYTES    (64 << 10)              /* of a text */
#define SNIFF_ROWS     64                      /* of a sheet */
#define AHEAD_FILES    4                       /* at most, read before their turn */
#define AHEAD_LARGE    2
#define AHEAD_SMALL    ((int64_t)1 << 20)
#define SNIFF_AHEAD    3                       /* beginnings that are read side by side */
#define UNPACKED       16                      /* bytes a workbook may unpack to, to guess with */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void import_open_end(struct import_file *f)
{
	if (f->rd)
		reader_end(f->rd);
	if (f->fd >= 0)
		close(f->fd);
	f->rd = NULL;
	f->fd = -1;
}

void import_open_free(struct import_list *l)
{
	for (int i = 0; i < l->n; i++)
		import_open_end(&l->f[i]);
	mem_free(l->f);
	*l = (struct import_list){ 0 };
}

enum err import_open_refuse(struct ctx *cx, struct import *im, struct import_file *f)
{
	if (cx->stop && *cx->stop) {    /* Ctrl-C while it was being opened: no fault of the file */
		err_clear(cx);
		return err_set(cx, ERR_CONFLICT, f->name, "import-stopped", f->name, NULL);
	}
	im->files_refused++;
	if (im->face.refused)
		im->face.refused(im->face.arg, f->name, f->label != f->name ? f->sheet : "", &cx->err);
	err_clear(cx);
	import_open_end(f);
	return OK;
}

static struct import_file *add(struct import_list *l, const struct import_file *f)
{
	if (l->n == l->cap) {
		l->cap = l->cap * 2 + 16;
		l->f = mem_grow(l->f, (size_t)l->cap, sizeof *l->f);
	}
	l->f[l->n] = *f;
	return &l->f[l->n++];
}

/* ---- children ---- */

/* Rows of a workbook wait in a file that only the child holds. Without one (a disk that allows
 * none) it must do with its memory, and says so when that is not enough. */
static enum err spawn(struct ctx *cx, struct reg *r, struct import *im, struct import_file *f,
                      int64_t rows)
{
	struct reader_order o = { .pack = r->pack->text, .kind = im->kind, .topic = im->topic,
		.today = register_today(cx, r), .wait = true, .sheet = f->at_sheet, .rows = rows };
	int spool = -1;
	enum err e;

	if (table_wants_spool(f->fd) && os_spool(cx, r->path.dir, &spool) != OK)
		err_clear(cx);
	o.spool = spool > 0 ? spool : 0;
	e = sheet_said(cx, r, im, &o.said);
	if (e == OK)
		e = reader_spawn(cx, r->model, f->fd, &o, &f->rd);
	if (spool >= 0)
		close(spool);
	return e;
}

enum err import_open_spawn(struct ctx *cx, struct reg *r, struct import *im, struct import_file *f)
{
	return spawn(cx, r, im, f, 0);
}

void import_open_ahead(struct ctx *cx, struct reg *r, struct import *im, struct import_file *f)
{
	if (im->nsaid)                  /* what is said of a header is remembered with its file */
		return;
	for (int i = 0, large = 0; f->next && i < AHEAD_FILES && large < AHEAD_LARGE; i++) {
		f = f->next;
		if (!f->rd && spawn(cx, r, im, f, 0) != OK)
			err_clear(cx);
		large += f->size > AHEAD_SMALL;
	}
}

static int rank_of(const struct reg *r, const struct reader *rd)
{
	for (int i = 0; i < r->model->n; i++)
		if (r->model->ent[i] == rd->map.part[0])
			return i * 2 + (rd->map.npart == 1);
	return 99;
}

struct str import_list_kind(const struct reader *rd)
{
	return rd->map.shape ? rd->map.shape->id : rd->map.npart == 2 ? STR("list32") :
	       str_of(rd->map.part[0]->name);
}

static void header_told(struct ctx *cx, const struct reg *r, struct import_file *f,
                        const struct reader *rd)
{
	f->rank = rank_of(r, rd);
	f->list = str_dup(&cx->arena, import_list_kind(rd));
}

/* ---- the sheets of a workbook ---- */

static enum err tell_sheet(struct import *im, const struct import_file *f, const char *kind,
                           struct str sheet)
{
	struct import_finding x = { .file = f->name, .sheet = sheet, .kind = kind_find(kind),
		.detail = sheet };

	if (im->face.found)
		im->face.found(im->face.arg, &x);
	return OK;
}

/* Sheets of the workbook that the first child named: what this one is, and files for the rest. */
static enum err unfold(struct ctx *cx, struct import *im, struct import_list *l, int at)
{
	const struct reader *rd = l->f[at].rd;
	int lists = 0;

	if (!rd->nsheet || !rd->sheet[rd->at_sheet].name.n)
		return OK;
	for (int i = 0; i < rd->nsheet; i++) {
		const struct reader_sheet *s = &rd->sheet[i];

		lists += s->role == SHEET_LIST;
		if (i != rd->at_sheet && s->role != SHEET_LIST)
			TRY(tell_sheet(im, &l->f[at], s->role == SHEET_HELP ? "sheet_help" : "sheet_hidden",
			               s->name));
	}
	for (int i = 0; i < rd->nsheet; i++) {
		struct import_file f = l->f[at], *to = &l->f[at];
		struct str label;

		if (i != rd->at_sheet && rd->sheet[i].role != SHEET_LIST)
			continue;
		if (i != rd->at_sheet) {
			f.fd = dup(f.fd);
			f.rd = NULL;
			f.headed = false;
			if (f.fd < 0)
				return err_set(cx, ERR_IO, f.name, "proc-start", "dup", NULL);
			to = add(l, &f);
		}
		to->at_sheet = i;
		to->sheet = str_z(&cx->arena, rd->sheet[i].name);
		label = str_join(&cx->arena, str_of(f.name), STR(" ["));
		label = str_join(&cx->arena, label, str_of(to->sheet));
		if (lists > 1)
			to->label = str_z(&cx->arena, str_join(&cx->arena, label, STR("]")));
	}
	return OK;
}

/* ---- what each file is ---- */

/* A sheet without a single cell beside others is no fault. */
static bool empty_sheet(const struct ctx *cx, const struct import_file *f, enum err e)
{
	return e == ERR_INPUT && f->label != f->name && cx->err.key &&
	       !strcmp(cx->err.key, "csv-empty");
}

/* A header has answered, or not. */
static enum err judge(struct ctx *cx, struct reg *r, struct import *im, struct import_list *l,
                      int at, enum err e)
{
	struct import_file *f = &l->f[at];

	f->headed = e == OK;
	if (f->headed) {
		header_told(cx, r, f, f->rd);
		return OK;
	}
	if (empty_sheet(cx, f, e)) {
		err_clear(cx);
		import_open_end(f);
		return OK;
	}
	return import_open_refuse(cx, im, f);
}

/* A large file's noun, from its beginning only, so that files need not be read twice. part is the
 * file as the child sees it. */
static enum err sniff_begin(struct ctx *cx, struct reg *r, struct import *im,
                            const struct import_file *f, struct import_file *part)
{
	bool sheets = table_wants_spool(f->fd);

	*part = *f;
	if (!sheets)
		TRY(os_head_copy(cx, f->fd, SNIFF_BYTES, &part->fd));
	if (spawn(cx, r, im, part, sheets ? SNIFF_ROWS : 0) != OK)
		err_clear(cx);               /* the whole file will tell why */
	return OK;
}

static void sniff_drop(const struct import_file *f, struct import_file *part)
{
	if (part->rd)
		reader_end(part->rd);
	if (part->fd >= 0 && part->fd != f->fd)
		close(part->fd);
}

static enum err sniff_end(struct ctx *cx, struct reg *r, struct import *im, struct import_list *l,
                          int at, struct import_file *part)
{
	enum err e = part->rd ? reader_header(cx, part->rd) : OK, unfolded = OK;
	bool sheets = part->fd == l->f[at].fd;

	if (part->rd && sheets && part->at_sheet < 0) {
		l->f[at].rd = part->rd;
		unfolded = unfold(cx, im, l, at);
		l->f[at].rd = NULL;
	}
	if (part->rd && e == OK)
		header_told(cx, r, &l->f[at], part->rd);
	sniff_drop(&l->f[at], part);
	if (empty_sheet(cx, &l->f[at], e))
		import_open_end(&l->f[at]);
	if (unfolded == OK)
		err_clear(cx);               /* the whole file will tell why */
	return unfolded;
}

static bool sniffed(const struct import *im, const struct import_file *f)
{
	return f->fd >= 0 && (im->nfile > 1 || table_wants_spool(f->fd));
}

/* Files from `from` on, and the sheets that are found in them, some side by side. */
static enum err sniff_all(struct ctx *cx, struct reg *r, struct import *im, struct import_list *l,
                          int from)
{
	struct import_file part[SNIFF_AHEAD];
	enum err e = OK;
	int begun = from;

	for (int at = from; at < l->n && e == OK; at++) {
		for (; begun < l->n && begun < at + SNIFF_AHEAD && e == OK; begun++) {
			part[begun % SNIFF_AHEAD] = (struct import_file){ .fd = -1 };
			if (sniffed(im, &l->f[begun]))
				e = sniff_begin(cx, r, im, &l->f[begun], &part[begun % SNIFF_AHEAD]);
		}
		if (e == OK && part[at % SNIFF_AHEAD].fd >= 0) {
			e = sniff_end(cx, r, im, l, at, &part[at % SNIFF_AHEAD]);
			part[at % SNIFF_AHEAD] = (struct import_file){ .fd = -1 };
		}
	}
	for (int at = from; e != OK && at < begun; at++)
		if (at >= begun - SNIFF_AHEAD)
			sniff_drop(&l->f[at], &part[at % SNIFF_AHEAD]);
	return e;
}

/* All children read at once; then each is asked for its header. */
static enum err spawn_all(struct ctx *cx, struct reg *r, struct import *im, struct import_list *l)
{
	int given = l->n;

	for (int i = 0; i < given; i++)
		if (l->f[i].fd >= 0 && spawn(cx, r, im, &l->f[i], 0) != OK)
			TRY(import_open_refuse(cx, im, &l->f[i]));
	for (int i = 0; i < given; i++) {
		enum err e;

		if (!l->f[i].rd)
			continue;
		e = reader_header(cx, l->f[i].rd);
		TRY(unfold(cx, im, l, i));
		TRY(judge(cx, r, im, l, i, e));
	}
	for (int i = given; i < l->n && i < TOGETHER_FILES; i++)
		if (spawn(cx, r, im, &l->f[i], 0) != OK)
			TRY(import_open_refuse(cx, im, &l->f[i]));
	TRY(sniff_all(cx, r, im, l, given > TOGETHER_FILES ? given : TOGETHER_FILES));
	for (int i = given; i < l->n; i++)
		if (l->f[i].rd)
			TRY(judge(cx, r, im, l, i, reader_header(cx, l->f[i].rd)));
	return OK;
}

static int file_cmp(const void *x, const void *y)
{
	const struct import_file *a = x, *b = y;

	if (a->rank != b->rank)
		return a->rank - b->rank;
	return a->at != b->at ? a->at - b->at : a->at_sheet - b->at_sheet;
}

enum err import_open(struct ctx *cx, struct reg *r, struct import *im, struct import_list *l)
{
	int64_t total = 0;
	bool together;

	*l = (struct import_list){ 0 };
	for (int i = 0; i < im->nfile; i++) {
		struct import_file f = { .path = im->file[i], .name = base_name(im->file[i]), .sheet = "",
			.fd = -1, .at_sheet = -1, .at = i, .rank = 99 }, *to;

		f.label = f.name;
		to = add(l, &f);
		if (os_open_read(cx, f.path, &to->fd, &to->size) != OK)
			TRY(import_open_refuse(cx, im, to));
		else
			total += to->size * (table_wants_spool(to->fd) ? UNPACKED : 1);
	}
	together = total <= TOGETHER_BYTES && im->nfile <= TOGETHER_FILES;
	if (together)
		TRY(spawn_all(cx, r, im, l));
	else
		TRY(sniff_all(cx, r, im, l, 0));
	qsort(l->f, (size_t)l->n, sizeof *l->f, file_cmp);
	return OK;
}

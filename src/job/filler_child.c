/* filler_child - the child's side: workbook in, cells told, filled workbook out. */
#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "fmt/xlsx_pack.h"
#include "job/filler.h"
#include "job/reader_wire.h"

#define CHILD_MEMORY ((size_t)1 << 30)       /* address space, not use */
#define CHILD_CPU_S  60
#define PIECE        (1 << 20)
#define JOB_MAX      ((size_t)64 << 20)

struct child {
	struct ctx cx;
	struct arena keep;
	struct fill_book book;
	struct buf out;
};

/* A full buffer ends with half a message, which nobody must take. */
static enum err flush(struct child *c)
{
	if (c->out.full)
		return err_set(&c->cx, ERR_LIMIT, "", "fill-memory", NULL);
	TRY(os_write_all(&c->cx, PROC_FD_OUT, c->out.p, c->out.n));
	buf_reset(&c->out);
	return OK;
}

/* A message has ended. */
static enum err told(struct child *c)
{
	return c->out.n < PIECE && !c->out.full ? OK : flush(c);
}

static enum err tell_cells(struct child *c, const struct fill_sheet *s)
{
	int i = 0;

	while (i < s->ncell) {
		size_t at = wire_begin(&c->out, 'C');

		for (; i < s->ncell && c->out.n < PIECE; i++) {
			wire_u32(&c->out, (uint32_t)s->cell[i].row);
			wire_u32(&c->out, (uint32_t)s->cell[i].col);
			wire_u8(&c->out, s->cell[i].kind);
			wire_u8(&c->out, s->cell[i].percent);
			wire_str(&c->out, s->cell[i].text);
		}
		wire_end(&c->out, at);
		TRY(told(c));
	}
	return OK;
}

static enum err tell_merges(struct child *c, const struct fill_sheet *s)
{
	int i = 0;

	while (i < s->nmerge) {
		size_t at = wire_begin(&c->out, 'M');

		for (; i < s->nmerge && c->out.n < PIECE; i++) {
			wire_u32(&c->out, (uint32_t)s->merge[i].row);
			wire_u32(&c->out, (uint32_t)s->merge[i].col);
			wire_u32(&c->out, (uint32_t)s->merge[i].row_end);
			wire_u32(&c->out, (uint32_t)s->merge[i].col_end);
		}
		wire_end(&c->out, at);
		TRY(told(c));
	}
	return OK;
}

static enum err tell_notes(struct child *c, const struct fill_sheet *s)
{
	for (int i = 0; i < s->nnote; i++) {
		size_t at = wire_begin(&c->out, 'N');

		wire_u32(&c->out, (uint32_t)s->note[i].row);
		wire_u32(&c->out, (uint32_t)s->note[i].col);
		wire_str(&c->out, s->note[i].text);
		wire_end(&c->out, at);
		TRY(told(c));
	}
	return OK;
}

static enum err tell_sheet(struct child *c, const struct fill_sheet *s)
{
	size_t at = wire_begin(&c->out, 'S');

	wire_str(&c->out, s->name);
	wire_u8(&c->out, s->hidden);
	wire_u8(&c->out, s->fixed);
	wire_u32(&c->out, (uint32_t)s->ncell);
	wire_u32(&c->out, (uint32_t)s->nmerge);
	wire_u32(&c->out, (uint32_t)s->nnote);
	wire_end(&c->out, at);
	TRY(told(c));
	TRY(tell_cells(c, s));
	TRY(tell_merges(c, s));
	return tell_notes(c, s);
}

static enum err read_job(struct child *c, struct fill_job *job)
{
	struct fill_edit *edit;
	struct fill_repeat *rep;
	struct wire w = { 0 };
	uint32_t n = 0;
	char head[5], *p;

	if (os_read_full(PROC_FD_CTL, head, 5) != 5)
		return err_set(&c->cx, ERR_IO, "filler", "reader-orders", NULL);
	memcpy(&n, head + 1, 4);
	if (head[0] != 'J' || n > JOB_MAX)
		return err_set(&c->cx, ERR_IO, "filler", "reader-orders", NULL);
	p = arena_alloc(&c->keep, n + 1u);
	if (os_read_full(PROC_FD_CTL, p, n) != (ssize_t)n)
		return err_set(&c->cx, ERR_IO, "filler", "reader-orders", NULL);
	w = (struct wire){ p, n, false };
	job->strip = wire_num(&w, 1) != 0;
	job->nrepeat = (int)wire_num(&w, 4);
	job->nedit = (int)wire_num(&w, 4);
	if (w.bad || (size_t)job->nrepeat > n || (size_t)job->nedit > n)
		return err_set(&c->cx, ERR_IO, "filler", "reader-orders", NULL);
	job->repeat = rep = arena_array(&c->keep, (size_t)job->nrepeat + 1, sizeof *rep);
	job->edit = edit = arena_array(&c->keep, (size_t)job->nedit + 1, sizeof *edit);
	for (int i = 0; i < job->nrepeat; i++)
		rep[i] = (struct fill_repeat){ (int)wire_num(&w, 4), (int32_t)wire_num(&w, 4),
			(int32_t)wire_num(&w, 4) };
	for (int i = 0; i < job->nedit; i++) {
		edit[i].sheet = (int)wire_num(&w, 4);
		edit[i].row = (int32_t)wire_num(&w, 4);
		edit[i].col = (int32_t)wire_num(&w, 4);
		edit[i].kind = (uint8_t)wire_num(&w, 1);
		edit[i].text = wire_text(&w);
	}
	return w.bad ? err_set(&c->cx, ERR_IO, "filler", "reader-orders", NULL) : OK;
}

static enum err tell_result(struct child *c, struct str zip)
{
	size_t at;

	for (size_t i = 0; i < zip.n; i += PIECE) {
		at = wire_begin(&c->out, 'Z');
		buf_adds(&c->out, str_sub(zip, i, PIECE));
		wire_end(&c->out, at);
		TRY(told(c));
	}
	at = wire_begin(&c->out, 'E');
	wire_end(&c->out, at);
	return flush(c);
}

static enum err child_run(struct child *c)
{
	struct proc_limits limits = { .memory = CHILD_MEMORY, .cpu_seconds = CHILD_CPU_S };
	struct fill_job job = { 0 };
	struct buf zip BUF_AUTO = { 0 };
	size_t at;

	TRY(proc_lock_down(&c->cx, &limits));
	TRY(fill_open(&c->cx, &c->keep, PROC_FD_IN, &c->book));
	for (int i = 0; i < c->book.nsheet; i++)
		TRY(tell_sheet(c, &c->book.sheet[i]));
	at = wire_begin(&c->out, 'K');
	wire_end(&c->out, at);
	TRY(flush(c));
	TRY(read_job(c, &job));
	buf_init(&zip, 2 * PACKAGE_MAX);
	TRY(fill_write(&c->cx, &c->book, &job, &zip));
	return tell_result(c, buf_str(&zip));
}

static void send_failure(struct child *c)
{
	buf_reset(&c->out);
	wire_put_failure(&c->out, &c->cx.err);
	(void)flush(c);
}

int filler_main(void)
{
	struct child *c = mem_new(1, sizeof *c);
	enum err e;

	ctx_init(&c->cx, 64 << 20);
	arena_init(&c->keep, (size_t)320 << 20);
	buf_init(&c->out, 4 * PIECE);
	e = child_run(c);
	if (e != OK)
		send_failure(c);
	_exit(e == OK ? 0 : 1);
}

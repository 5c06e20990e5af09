/* filler - the parent's side: believes no length, no number and no text of the child. */
#include "job/filler.h"

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/utf8.h"
#include "job/reader_wire.h"

#define BOOK_MEMORY ((size_t)256 << 20)

static enum err broken(struct ctx *cx)
{
	return err_set(cx, ERR_IO, "filler", "filler-broken", NULL);
}

/* One whole message; the body lives in b. *type 0 at the end of the pipe. */
static enum err next_message(struct ctx *cx, struct filler *f, struct buf *b, char *type,
                             struct wire *body)
{
	uint32_t n = 0;
	ssize_t got;
	char head[5], *room;

	*type = 0;
	buf_reset(b);
	got = os_read_full(f->proc.out, head, sizeof head);
	if (got == 0)
		return OK;
	if (got != sizeof head)
		return broken(cx);
	memcpy(&n, head + 1, 4);
	room = n <= WIRE_MAX ? buf_room(b, n + 1u) : NULL;
	if (!room || os_read_full(f->proc.out, room, n) != (ssize_t)n)
		return broken(cx);
	*type = head[0];
	*body = (struct wire){ room, n, false };
	return OK;
}

static bool good_place(int32_t row, int32_t col)
{
	return row >= 1 && row <= FILL_ROWS && col >= 0 && col < FILL_COLS;
}

/* What the sheet said it has, so that nothing more is taken. */
struct room { int cells, merges, notes; };

static bool take_sheet(struct filler *f, struct wire *w, struct room *room)
{
	struct fill_sheet *s;

	if (f->book.nsheet == FILL_SHEETS)
		return false;
	s = &f->book.sheet[f->book.nsheet++];
	s->name = str_dup(&f->arena, wire_text(w));
	s->hidden = wire_num(w, 1) != 0;
	s->fixed = wire_num(w, 1) != 0;
	room->cells = (int)wire_num(w, 4);
	room->merges = (int)wire_num(w, 4);
	room->notes = (int)wire_num(w, 4);
	if (w->bad || !utf8_valid(s->name) || room->cells < 0 || room->cells > FILL_CELLS ||
	    room->merges < 0 || room->merges > FILL_CELLS || room->notes < 0 ||
	    room->notes > FILL_CELLS)
		return false;
	s->cell = arena_array(&f->arena, (size_t)room->cells + 1, sizeof *s->cell);
	s->merge = arena_array(&f->arena, (size_t)room->merges + 1, sizeof *s->merge);
	s->note = arena_array(&f->arena, (size_t)room->notes + 1, sizeof *s->note);
	return true;
}

static bool take_cells(struct filler *f, struct fill_sheet *s, struct wire *w, struct room *room)
{
	while (w->n && s->ncell < room->cells) {
		struct fill_cell *c = &s->cell[s->ncell], *last = s->ncell ? c - 1 : NULL;

		c->row = (int32_t)wire_num(w, 4);
		c->col = (int32_t)wire_num(w, 4);
		c->kind = (uint8_t)wire_num(w, 1);
		c->percent = wire_num(w, 1) != 0;
		c->text = str_dup(&f->arena, wire_text(w));
		if (w->bad || !good_place(c->row, c->col) || c->kind > FILL_FORMULA ||
		    !utf8_valid(c->text) || arena_full(&f->arena))
			return false;
		if (last && (c->row < last->row || (c->row == last->row && c->col <= last->col)))
			return false;
		s->ncell++;
	}
	return w->n == 0;
}

static bool take_merges(struct fill_sheet *s, struct wire *w, struct room *room)
{
	while (w->n && s->nmerge < room->merges) {
		struct fill_merge *m = &s->merge[s->nmerge++];

		m->row = (int32_t)wire_num(w, 4);
		m->col = (int32_t)wire_num(w, 4);
		m->row_end = (int32_t)wire_num(w, 4);
		m->col_end = (int32_t)wire_num(w, 4);
		if (w->bad || !good_place(m->row, m->col) || !good_place(m->row_end, m->col_end))
			return false;
	}
	return w->n == 0;
}

static bool take_note(struct filler *f, struct fill_sheet *s, struct wire *w, struct room *room)
{
	struct fill_note *n = &s->note[s->nnote];

	if (s->nnote == room->notes)
		return false;
	s->nnote++;
	n->row = (int32_t)wire_num(w, 4);
	n->col = (int32_t)wire_num(w, 4);
	n->text = str_dup(&f->arena, wire_text(w));
	return !w->bad && good_place(n->row, n->col) && utf8_valid(n->text);
}

static enum err read_book(struct ctx *cx, struct filler *f, struct buf *b)
{
	struct fill_sheet *s = NULL;
	struct room room = { 0 };
	struct wire w = { 0 };
	char type;

	for (;;) {
		bool good = false;

		TRY(next_message(cx, f, b, &type, &w));
		if (type == 'X')
			return wire_failure(cx, &w, broken);
		if (type == 'K')
			return f->book.nsheet ? OK : broken(cx);
		if (type == 'S') {
			good = take_sheet(f, &w, &room);
			s = good ? &f->book.sheet[f->book.nsheet - 1] : NULL;
		} else if (s && type == 'C') {
			good = take_cells(f, s, &w, &room);
		} else if (s && type == 'M') {
			good = take_merges(s, &w, &room);
		} else if (s && type == 'N') {
			good = take_note(f, s, &w, &room);
		}
		if (!good)
			return broken(cx);
	}
}

enum err filler_start(struct ctx *cx, int fd, struct filler **out)
{
	struct filler *f = mem_new(1, sizeof *f);
	struct buf b BUF_AUTO = { 0 };
	enum err e;

	*out = NULL;
	arena_init(&f->arena, BOOK_MEMORY);
	buf_init(&b, WIRE_MAX + 1);
	f->book.sheet = arena_array(&f->arena, FILL_SHEETS, sizeof *f->book.sheet);
	e = proc_start(cx, "filler", fd, -1, &f->proc);
	if (e == OK)
		e = read_book(cx, f, &b);
	if (e != OK)
		filler_end(f);
	else
		*out = f;
	return e;
}

enum err filler_write(struct ctx *cx, struct filler *f, const struct fill_job *job,
                      struct buf *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct wire w = { 0 };
	size_t at;
	char type;

	buf_init(&b, (size_t)64 << 20);
	at = wire_begin(&b, 'J');
	wire_u8(&b, job->strip);
	wire_u32(&b, (uint32_t)job->nrepeat);
	wire_u32(&b, (uint32_t)job->nedit);
	for (int i = 0; i < job->nrepeat; i++) {
		wire_u32(&b, (uint32_t)job->repeat[i].sheet);
		wire_u32(&b, (uint32_t)job->repeat[i].row);
		wire_u32(&b, (uint32_t)job->repeat[i].times);
	}
	for (int i = 0; i < job->nedit; i++) {
		wire_u32(&b, (uint32_t)job->edit[i].sheet);
		wire_u32(&b, (uint32_t)job->edit[i].row);
		wire_u32(&b, (uint32_t)job->edit[i].col);
		wire_u8(&b, job->edit[i].kind);
		wire_str(&b, job->edit[i].text);
	}
	wire_end(&b, at);
	if (b.full)
		return err_set(cx, ERR_LIMIT, "", "fill-zip-write", NULL);
	TRY(os_write_all(cx, f->proc.ctl, b.p, b.n));
	for (;;) {
		TRY(next_message(cx, f, &b, &type, &w));
		if (type == 'X')
			return wire_failure(cx, &w, broken);
		if (type == 'E')
			return out->full ? err_set(cx, ERR_LIMIT, "", "fill-zip-write", NULL) : OK;
		if (type != 'Z')
			return broken(cx);
		buf_add(out, w.p, w.n);
	}
}

void filler_end(struct filler *f)
{
	if (!f)
		return;
	proc_end(&f->proc, 2000);
	arena_free(&f->arena);
	mem_free(f);
}

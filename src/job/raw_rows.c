#include "job/raw_rows.h"

#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/utf8.h"
#include "fmt/csv.h"
#include "fmt/table.h"
#include "job/reader_wire.h"

#define CHILD_MEMORY ((size_t)512 << 20)
#define CHILD_CPU_S  60
#define OUT_FLUSH    (256 << 10)

/* ---- the child ---- */

static enum err flush(struct ctx *cx, struct buf *out)
{
	TRY(os_write_all(cx, PROC_FD_OUT, out->p, out->n));
	buf_reset(out);
	return OK;
}

static enum err one_row(struct ctx *cx, struct table *t, int64_t row, struct buf *out)
{
	struct str *cell;
	bool any = false;
	size_t at;
	int n;

	TRY(table_record(cx, t, row, &cell, NULL, &n));
	n = n < RAW_COLUMNS ? n : RAW_COLUMNS;
	for (int i = 0; i < n; i++)
		any |= str_trim(cell[i]).n > 0;
	if (!any)
		return OK;
	at = wire_begin(out, 'R');
	wire_u64(out, (uint64_t)row);
	wire_u32(out, (uint32_t)n);
	for (int i = 0; i < n; i++)
		wire_str(out, csv_unguard(cell[i]));
	wire_end(out, at);
	return out->n < OUT_FLUSH ? OK : flush(cx, out);
}

static enum err child_run(struct ctx *cx, struct buf *out)
{
	struct proc_limits limits = { .memory = CHILD_MEMORY, .cpu_seconds = CHILD_CPU_S };
	struct table *t;
	size_t at;

	TRY(table_preload(cx));
	TRY(proc_lock_down(cx, &limits));
	TRY(table_open(cx, PROC_FD_IN, -1, &t));
	for (int i = 0; i < table_sheets(t); i++) {
		if (table_sheet_hidden(t, i))
			continue;
		TRY(table_choose(cx, t, i));
		at = wire_begin(out, 'S');
		wire_str(out, table_sheet_name(t, i));
		wire_end(out, at);
		for (int64_t row = 1; row <= table_rows(t); row++)
			if (!table_gap(t, row))
				TRY(one_row(cx, t, row, out));
	}
	at = wire_begin(out, 'E');
	wire_end(out, at);
	return flush(cx, out);
}

static void send_failure(struct ctx *cx, struct buf *out)
{
	buf_reset(out);
	wire_put_failure(out, &cx->err);
	(void)flush(cx, out);
}

int raw_rows_main(void)
{
	struct ctx cx;
	struct buf out;
	enum err e;

	ctx_init(&cx, 64 << 20);
	buf_init(&out, 64 << 20);
	e = child_run(&cx, &out);
	if (e != OK)
		send_failure(&cx, &out);
	_exit(e == OK ? 0 : 1);
}

/* ---- the parent ---- */

static enum err broken(struct ctx *cx)
{
	return err_set(cx, ERR_IO, "rows", "reader-broken", NULL);
}

static enum err take_row(struct ctx *cx, struct wire *w, struct str sheet,
                         const struct raw_rows *to)
{
	struct str cell[RAW_COLUMNS];
	int64_t row = (int64_t)wire_num(w, 8);
	uint32_t n = (uint32_t)wire_num(w, 4);

	if (w->bad || n > RAW_COLUMNS || row < 1)
		return broken(cx);
	for (uint32_t i = 0; i < n; i++) {
		cell[i] = wire_text(w);
		if (w->bad || !utf8_valid(cell[i]))
			return broken(cx);
	}
	return to->row(to->arg, sheet, row, cell, (int)n);
}

static enum err read_all(struct ctx *cx, struct proc *p, struct buf *b, const struct raw_rows *to)
{
	struct str sheet = { 0 };

	for (;;) {
		struct wire w;
		uint32_t n = 0;
		char head[5], *room;

		buf_reset(b);
		if (os_read_full(p->out, head, sizeof head) != sizeof head)
			return broken(cx);
		memcpy(&n, head + 1, 4);
		room = n <= WIRE_MAX ? buf_room(b, n + 1u) : NULL;
		if (!room || os_read_full(p->out, room, n) != (ssize_t)n)
			return broken(cx);
		w = (struct wire){ room, n, false };
		switch (head[0]) {
		case 'S':
			sheet = str_dup(&cx->arena, wire_text(&w));
			if (w.bad || !utf8_valid(sheet))
				return broken(cx);
			break;
		case 'R':
			TRY(take_row(cx, &w, sheet, to));
			break;
		case 'E':
			return OK;
		case 'X':
			return wire_failure(cx, &w, broken);
		default:
			return broken(cx);
		}
	}
}

enum err raw_rows_read(struct ctx *cx, int fd, const struct raw_rows *to)
{
	struct buf b BUF_AUTO = { 0 };
	struct proc p;
	enum err e;

	buf_init(&b, WIRE_MAX + 1);
	TRY(proc_start(cx, "rows", fd, -1, &p));
	e = read_all(cx, &p, &b, to);
	proc_end(&p, 2000);
	return e;
}

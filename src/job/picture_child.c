/* picture_child - see the header. */
#include "job/picture_child.h"

#include <unistd.h>

#include "base/mem.h"
#include "base/os.h"
#include "base/proc.h"
#include "job/reader_wire.h"

#define CHILD_MEMORY ((size_t)1 << 30)       /* address space, not use */
#define CHILD_CPU_S  30
#define CHILD_ARENA  ((size_t)640 << 20)
#define OUT_MOST     ((size_t)16 << 20)      /* bytes of a new picture */

/* ---- the child ---- */

static enum err put_picture(struct ctx *cx, const struct picture *p, int w, int h, struct str jpeg)
{
	struct buf b BUF_AUTO = { 0 };
	size_t at;

	buf_init(&b, OUT_MOST + WIRE_PIECE);
	at = wire_begin(&b, 'P');
	wire_u8(&b, p->kind);
	wire_u32(&b, (uint32_t)w);
	wire_u32(&b, (uint32_t)h);
	wire_u8(&b, p->placed);
	wire_u64(&b, (uint64_t)p->lat);
	wire_u64(&b, (uint64_t)p->lon);
	wire_u32(&b, (uint32_t)p->taken);
	wire_end(&b, at);
	wire_put_file(&b, jpeg);
	if (b.full)
		return err_set(cx, ERR_LIMIT, "file", "picture-large", NULL);
	return os_write_all(cx, PROC_FD_OUT, b.p, b.n);
}

static enum err child_run(struct ctx *cx)
{
	struct buf jpeg BUF_AUTO = { 0 };
	char *bytes = arena_alloc(&cx->arena, PICTURE_BYTES + 1);
	struct picture p;
	int w = 0, h = 0;
	ssize_t n;

	TRY(proc_lock_down(cx, &(struct proc_limits){ CHILD_MEMORY, CHILD_CPU_S, 0 }));
	n = os_pread_full(PROC_FD_IN, bytes, PICTURE_BYTES + 1, 0);
	if (n < 0)
		return os_fail(cx, "file");
	TRY(picture_look(cx, (struct str){ bytes, (size_t)n }, &p));
	buf_init(&jpeg, OUT_MOST);
	if (p.kind != PICTURE_PDF)
		TRY(picture_make(cx, (struct str){ bytes, (size_t)n }, &p, &jpeg, &w, &h));
	return put_picture(cx, &p, w, h, buf_str(&jpeg));
}

int picture_main(void)
{
	return wire_child(CHILD_ARENA, child_run);
}

/* ---- the parent ---- */

static enum err broken(struct ctx *cx)
{
	return err_set(cx, ERR_IO, "picture", "picture-child", NULL);
}

static bool take_picture(struct wire *w, struct picture *p)
{
	*p = (struct picture){ .kind = (enum picture_kind)wire_num(w, 1), .turn = 1 };
	p->width = (int)wire_num(w, 4);
	p->height = (int)wire_num(w, 4);
	p->placed = wire_num(w, 1) != 0;
	p->lat = (int64_t)wire_num(w, 8);
	p->lon = (int64_t)wire_num(w, 8);
	p->taken = (date_t)wire_num(w, 4);
	if (w->bad || w->n || p->kind <= PICTURE_NONE || p->kind > PICTURE_PDF || p->width < 0 ||
	    p->width > PICTURE_OUT || p->height < 0 || p->height > PICTURE_OUT)
		return false;
	if (p->lat < -90000000 || p->lat > 90000000 || p->lon < -180000000 || p->lon > 180000000)
		return false;
	return !p->taken || date_valid(p->taken);
}

static enum err take(struct ctx *cx, int from, struct picture *p, struct buf *out)
{
	struct buf b BUF_AUTO = { 0 };
	bool told = false;

	buf_init(&b, WIRE_PIECE + 64);
	for (;;) {
		struct wire w;
		char type;

		TRY(wire_next(cx, from, WIRE_PIECE, &b, &type, &w, broken));
		if (type == 'X')
			return wire_failure(cx, &w, broken);
		if (type == 'E')
			return told && (p->kind == PICTURE_PDF ? !out->n : picture_sniff(buf_str(out)) ==
			                PICTURE_JPEG) ? OK : broken(cx);
		if (type == 'P' && !told)
			told = take_picture(&w, p);
		else if (type == 'Z' && told && out->n + w.n <= OUT_MOST)
			buf_add(out, w.p, w.n);
		else
			return broken(cx);
		if (!told || out->full)
			return broken(cx);
	}
}

enum err picture_clean(struct ctx *cx, int fd, struct picture *p, struct buf *out)
{
	struct proc child;
	enum err e;

	TRY(proc_start(cx, "picture", fd, -1, &child));
	e = take(cx, child.out, p, out);
	proc_end(&child, 2000);
	return e;
}

enum err picture_of_file(struct ctx *cx, const char *path, struct picture *p, struct buf *out)
{
	struct str bytes;
	int64_t size;
	enum err e;
	int fd;

	TRY(os_open_read(cx, path, &fd, &size));
	e = picture_clean(cx, fd, p, out);
	close(fd);
	if (e != OK)
		cx->err.where = str_of(path);    /* its name says more than "file" */
	if (e != OK || p->kind != PICTURE_PDF)
		return e;
	TRY(os_read_file(cx, path, PICTURE_BYTES, &bytes));
	buf_adds(out, bytes);
	return out->full ? err_set(cx, ERR_LIMIT, path, "picture-large", NULL) : OK;
}

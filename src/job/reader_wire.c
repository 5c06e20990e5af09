#include "job/reader_wire.h"

#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/proc.h"
#include "base/utf8.h"

void wire_put_failure(struct buf *out, const struct err_info *e)
{
	size_t at = wire_begin(out, 'X');

	wire_u32(out, (uint32_t)e->kind);
	wire_str(out, str_of(e->key ? e->key : "bug"));
	wire_str(out, e->where);
	wire_u32(out, (uint32_t)e->narg);
	for (int i = 0; i < e->narg; i++)
		wire_str(out, e->arg[i]);
	wire_end(out, at);
}

enum err wire_failure(struct ctx *cx, struct wire *w, enum err (*broken)(struct ctx *cx))
{
	enum err kind = (enum err)wire_num(w, 4);
	struct str key = wire_text(w), where = wire_text(w);
	uint32_t n = (uint32_t)wire_num(w, 4);
	const char *z[ERR_ARGS + 1] = { 0 };
	const char *known = NULL;

	for (uint32_t i = 0; i < n && i < ERR_ARGS; i++) {
		struct str arg = wire_text(w);

		z[i] = utf8_valid(arg) ? str_z(&cx->arena, arg) : "";
	}
	for (const char *const *k = msg_keys(); *k; k++)
		if (str_eqz(key, *k))
			known = *k;
	if (w->bad || !known || !utf8_valid(where) || kind <= OK || kind > ERR_BUG)
		return broken(cx);
	return err_set(cx, kind, str_z(&cx->arena, where), known, z[0], z[1], z[2], z[3], NULL);
}

enum err wire_next(struct ctx *cx, int fd, size_t most, struct buf *b, char *type,
                   struct wire *body, enum err (*broken)(struct ctx *cx))
{
	uint32_t n = 0;
	char head[5], *room;

	buf_reset(b);
	if (os_read_full(fd, head, sizeof head) != (ssize_t)sizeof head)
		return broken(cx);
	memcpy(&n, head + 1, 4);
	room = n <= most ? buf_room(b, n + 1u) : NULL;
	if (!room || os_read_full(fd, room, n) != (ssize_t)n)
		return broken(cx);
	*type = head[0];
	*body = (struct wire){ room, n, false };
	return OK;
}

void wire_put_file(struct buf *b, struct str bytes)
{
	size_t at;

	for (size_t i = 0; i < bytes.n; i += WIRE_PIECE) {
		at = wire_begin(b, 'Z');
		buf_adds(b, str_sub(bytes, i, i + WIRE_PIECE < bytes.n ? i + WIRE_PIECE : bytes.n));
		wire_end(b, at);
	}
	wire_end(b, wire_begin(b, 'E'));
}

int wire_child(size_t memory, enum err (*run)(struct ctx *cx))
{
	struct ctx *cx = mem_new(1, sizeof *cx);
	struct buf out BUF_AUTO = { 0 };
	enum err e;

	ctx_init(cx, memory);
	e = run(cx);
	if (e != OK) {
		buf_init(&out, 1 << 16);
		wire_put_failure(&out, &cx->err);
		(void)os_write_all(cx, PROC_FD_OUT, out.p, out.n);
	}
	_exit(e == OK ? 0 : 1);
}

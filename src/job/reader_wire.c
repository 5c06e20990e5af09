#include "job/reader_wire.h"

#include "base/msg.h"
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

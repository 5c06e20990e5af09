/* err - the context of a request or job and the first failure in it. */
#include "base/err.h"

#include "base/os.h"

#define DEFAULT_CEILING ((size_t)64 << 20)

void ctx_init(struct ctx *cx, size_t arena_ceiling)
{
	*cx = (struct ctx){ 0 };
	arena_init(&cx->arena, arena_ceiling ? arena_ceiling : DEFAULT_CEILING);
	cx->now_ms = os_now_ms();
	cx->actor = os_user(&cx->arena).p;      /* str_dup ends it with NUL */
}

void ctx_free(struct ctx *cx)
{
	arena_free(&cx->arena);
	*cx = (struct ctx){ 0 };
}

enum err err_set(struct ctx *cx, enum err kind, const char *where, const char *key, ...)
{
	struct err_info *e = &cx->err;
	const char *arg;
	va_list ap;

	if (e->kind != OK)
		return kind;
	*e = (struct err_info){ .kind = kind, .key = key };
	e->where = str_dup(&cx->arena, str_of(where));
	va_start(ap, key);
	while (e->narg < ERR_ARGS && (arg = va_arg(ap, const char *)) != NULL)
		e->arg[e->narg++] = str_dup(&cx->arena, str_of(arg));
	va_end(ap);
	return kind;
}

void err_clear(struct ctx *cx)
{
	cx->err = (struct err_info){ 0 };
}

enum err err_copy(struct ctx *cx, enum err e, const struct err_info *from)
{
	struct err_info to = { .kind = e, .key = from->key, .narg = from->narg };

	to.where = str_dup(&cx->arena, from->where);
	for (int i = 0; i < from->narg; i++)
		to.arg[i] = str_dup(&cx->arena, from->arg[i]);
	cx->err = to;
	return e;
}

void turn_begin(const struct ctx *cx, struct ctx *turn)
{
	*turn = (struct ctx){ .actor = cx->actor, .now_ms = cx->now_ms, .lang = cx->lang,
		.stop = cx->stop };
	arena_init(&turn->arena, cx->arena.ceiling);
}

enum err turn_end(struct ctx *cx, struct ctx *turn, enum err e)
{
	if (e != OK && turn->err.kind != OK)
		err_copy(cx, e, &turn->err);
	ctx_free(turn);
	return e;
}

/* uploads - see the header. */
#include "web/uploads.h"

#include "base/os.h"

#define DAY_MS     ((int64_t)24 * 60 * 60 * 1000)
#define ERROR_DAYS 30            /* that the error list of a batch waits to be fetched */

static char *below(struct ctx *cx, const char *folder, struct str name)
{
	return str_z(&cx->arena, str_join(&cx->arena, str_join(&cx->arena, str_of(folder), STR("/")),
	                                  name));
}

/* A folder that holds files only, or a file. */
static enum err drop(struct ctx *cx, const char *path)
{
	struct str *name;
	size_t n = 0;

	if (os_is_dir(path))
		TRY(os_list_dir(cx, path, &name, &n));
	for (size_t i = 0; i < n; i++)
		TRY(os_remove(cx, below(cx, path, name[i])));
	return os_remove(cx, path);
}

void uploads_drop(struct ctx *cx, const char *file)
{
	if (drop(cx, os_folder_of(cx, file)) != OK)
		err_clear(cx);               /* the sweep finds it again */
}

static int64_t age_most(struct str name)
{
	return str_starts(name, STR("errors-B")) ? ERROR_DAYS * DAY_MS : DAY_MS;
}

enum err uploads_sweep(struct ctx *cx, const char *folder)
{
	struct str *name;
	size_t n = 0;
	enum err e = OK;

	if (!os_is_dir(folder))
		return OK;
	TRY(os_list_dir(cx, folder, &name, &n));
	for (size_t i = 0; i < n; i++) {
		char *path = below(cx, folder, name[i]);
		int64_t changed;

		if (!os_changed_ms(path, &changed) || os_now_ms() - changed < age_most(name[i]))
			continue;
		if (drop(cx, path) != OK)    /* the others all the same */
			e = cx->err.kind;
	}
	return e;
}

/* cmd_import - lists into the register. */
#include "base/os.h"
#include "cmd/import_face.h"
#include "cmd/talk.h"

/* The first argument names a kind of list if there is such a kind and no such file. "list32" is
 * recognised by its header like any other. */
static enum err kind_argument(struct cmd *c, struct import *im)
{
	const struct entity *e;

	if (c->narg == 0 || os_exists(c->arg[0]))
		return OK;
	if (strcmp(c->arg[0], "list32") != 0) {
		e = entity_find(c->reg->model, str_of(c->arg[0]));
		if (!e)
			return OK;               /* a file that is missing: the import says so */
		if (e->flags & ENT_CODED)
			return err_set(c->cx, ERR_USAGE, c->arg[0], "cmd-import-coded", e->name, NULL);
		im->kind = e->name;
	}
	im->file++;
	im->nfile--;
	return OK;
}

enum err cmd_import(struct cmd *c)
{
	const char *mode = cmd_text(c, "mode");
	struct import im = { .file = c->arg, .nfile = c->narg, .dry_run = cmd_flag(c, "dry-run"),
		.again = cmd_flag(c, "again") };

	im.mode = mode && strcmp(mode, "insert") == 0 ? IMPORT_INSERT :
	          mode && strcmp(mode, "update") == 0 ? IMPORT_UPDATE : IMPORT_UPSERT;
	TRY(cmd_open(c, im.dry_run ? REG_READ : REG_WRITE));
	TRY(kind_argument(c, &im));
	if (im.nfile == 0)
		return err_set(c->cx, ERR_USAGE, "import", "cmd-too-few", "import", c->def->args, NULL);
	return import_files(c, &im);
}

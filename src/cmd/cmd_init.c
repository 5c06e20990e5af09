/* cmd_init - a new register, with the areas it is for. */
#include "base/os.h"
#include "cmd/import_face.h"
#include "cmd/talk.h"

/* A passphrase typed twice, when one is wanted and none was given otherwise. */
static enum err new_passphrase(struct cmd *c, const char **out)
{
	const char *again;

	TRY(cmd_passphrase(c, out));
	if (*out || !cmd_flag(c, "passphrase"))
		return OK;
	TRY(ask(c, "cmd-ask-passphrase-new", true, out));
	if (!*out)
		return err_set(c->cx, ERR_USAGE, "--passphrase", "cmd-passphrase-no-terminal",
		               NULL);
	TRY(ask(c, "cmd-ask-passphrase-again", true, &again));
	if (!again || strcmp(*out, again) != 0)
		return err_set(c->cx, ERR_INPUT, "--passphrase", "cmd-passphrase-differs", NULL);
	return OK;
}

static enum err import_areas(struct cmd *c, const char *pass)
{
	const char **file = arena_array(&c->cx->arena, (size_t)c->ngiven + 1, sizeof(*file));
	int n = 0;

	while ((file[n] = cmd_text_nth(c, "areas", n)) != NULL)
		n++;
	if (n == 0)
		return OK;
	TRY(register_open(c->cx, cmd_data(c), cmd_text(c, "keys"), pass, REG_WRITE, &c->reg));
	return import_files(c, &(struct import){ .file = file, .nfile = n, .kind = "area" });
}

enum err cmd_init(struct cmd *c)
{
	struct register_init o = { .dir = cmd_data(c), .keys = cmd_text(c, "keys"),
		.pack = cmd_text(c, "pack"), .hash = HASH_SHA256 };
	const char *hash = cmd_text(c, "hash"), *file;
	struct register_paths path;
	int64_t node;

	if (hash && strcmp(hash, "sm3") == 0)
		o.hash = HASH_SM3;
	TRY(cmd_int(c, "node", 0, 0, 65535, &node));
	o.node = (int)node;
	for (int i = 0; (file = cmd_text_nth(c, "areas", i)) != NULL; i++)
		if (!os_exists(file))            /* before anything is made */
			return err_set(c->cx, ERR_NOTFOUND, file, "os-not-found", file, NULL);
	TRY(new_passphrase(c, &o.passphrase));
	TRY(register_init(c->cx, &o));
	register_paths(&c->cx->arena, o.dir, o.keys, &path);
	say(c, "cmd-init-done", path.dir, NULL);
	say(c, "cmd-init-keys", path.keys, path.head, NULL);
	TRY(import_areas(c, o.passphrase));
	if (!cmd_text(c, "areas"))
		say(c, "cmd-init-next", path.dir, NULL);
	return OK;
}

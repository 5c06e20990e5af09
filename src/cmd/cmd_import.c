/* cmd_import - lists into the register. */
#include <unistd.h>

#include "base/os.h"
#include "base/os_draft.h"
#include "cmd/cmd_lead.h"
#include "cmd/import_face.h"
#include "cmd/map_option.h"
#include "cmd/talk.h"
#include "job/check_after.h"
#include "job/errors.h"

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
			return err_set(c->cx, ERR_USAGE, c->arg[0], "cmd-import-coded", e->name,
			               NULL);
		im->kind = e->name;
	}
	im->file++;
	im->nfile--;
	return OK;
}

/* The demo's own list of what it planted lies among its lists, but is none. */
static bool is_truth(struct cmd *c, const char *path)
{
	static const char header[] = "file,sheet,row,column,kind,original,planted";
	char begin[64];
	struct str name = str_of(path);
	int64_t size;
	ssize_t n;
	int fd;

	if (!str_ends(name, STR("truth.csv")))
		return false;
	if (os_open_read(c->cx, path, &fd, &size) != OK) {
		err_clear(c->cx);                /* the import tells what is wrong with it */
		return false;
	}
	n = os_read_full(fd, begin, sizeof(begin));
	close(fd);
	name = (struct str){ begin, n < 0 ? 0 : (size_t)n };
	if (str_starts(name, STR("\xEF\xBB\xBF")))
		name = str_sub(name, 3, name.n);
	return str_starts(name, str_of(header));
}

static void leave_out_truth(struct cmd *c, struct import *im)
{
	const char **file = arena_array(&c->cx->arena, (size_t)im->nfile + 1, sizeof(*file));
	int n = 0;

	for (int i = 0; i < im->nfile; i++) {
		if (is_truth(c, im->file[i]))
			say(c, "cmd-import-truth", im->file[i], NULL);
		else
			file[n++] = im->file[i];
	}
	if (n) {                                 /* alone, it is refused as a strange list */
		im->file = file;
		im->nfile = n;
	}
}

enum err errors_told(struct cmd *c, struct errors *x)
{
	const char *file;
	int64_t rows;

	TRY(errors_end(c->cx, x));
	for (int i = 0; (file = errors_file(x, i, &rows)) != NULL; i++)
		say(c, errors_list(x, i) ? "errors-written-of" : "errors-written", grouped(c, rows), file,
		    errors_list(x, i) ? errors_list(x, i) : "", NULL);
	if (errors_rows(x))
		say(c, "errors-next", NULL);
	if (!errors_rows(x))
		say(c, "errors-none", NULL);
	return OK;
}

/* With error lists; they are made whether or not rows were refused, and after a failure not at all.
 * */
static enum err import_with_errors(struct cmd *c, struct import *im)
{
	struct errors_ask ask = { .path = cmd_text(c, "errors"), .doubts = cmd_flag(c, "doubts"),
		.force = cmd_flag(c, "force"), .log = c->reg };
	struct os_draft d;
	enum err e;

	if (!ask.path)
		return import_files(c, im);
	TRY(os_draft_begin(c->cx, ask.path, &d));        /* before anything is taken in */
	os_draft_drop(&d);
	TRY(errors_begin(c->cx, &ask, &im->errors));
	e = import_files(c, im);
	if (e == OK && !*c->cx->stop)
		e = errors_told(c, im->errors);
	errors_free(im->errors);
	return e;
}

/* --check: what came in is looked at at once. */
static enum err import_and_check(struct cmd *c, struct import *im)
{
	struct check_after after;
	struct doubts_count n;
	enum err e;

	if (!cmd_flag(c, "check") || im->dry_run)
		return import_with_errors(c, im);
	TRY(check_after_begin(c->cx, c->reg, &after));
	e = import_with_errors(c, im);
	if (e != OK || *c->cx->stop) {
		check_after_drop(c->cx, &after);
		return e;
	}
	TRY(check_after_end(c->cx, c->reg, &after, NULL, NULL, &n));
	TRY(register_publish(c->cx, c->reg));
	say(c, "cmd-import-checked", grouped(c, n.fired), grouped(c, n.fresh + n.again),
	    grouped(c, n.gone), data_said(c), NULL);
	return OK;
}

enum err cmd_import(struct cmd *c)
{
	const char *mode = cmd_text(c, "mode");
	const char *topic = cmd_text(c, "lead");
	struct import im = { .file = c->arg, .nfile = c->narg, .dry_run = cmd_flag(c, "dry-run"),
		.again = cmd_flag(c, "again"), .source = cmd_text(c, "source"),
		.complete = cmd_flag(c, "complete"), .part = cmd_flag(c, "part") };

	if (mode && strcmp(mode, "insert") == 0)
		im.mode = IMPORT_INSERT;
	else if (mode && strcmp(mode, "update") == 0)
		im.mode = IMPORT_UPDATE;
	TRY(lead_options(c, &im));
	TRY(map_option(c, &im));
	if (cmd_flag(c, "doubts") && !cmd_text(c, "errors"))
		return err_set(c->cx, ERR_USAGE, "--doubts", "cmd-option-needed", "errors",
		               c->def->name, NULL);
	im.reason = cmd_text(c, "reason");
	if ((im.complete || im.part) && !im.source)
		return err_set(c->cx, ERR_USAGE, "--source", "cmd-option-needed", "source", "import", NULL);
	TRY(cmd_may_write(c, cmd_text(c, "errors")));
	TRY(cmd_open(c, im.dry_run && !cmd_text(c, "errors") ? REG_READ : REG_WRITE));
	TRY(kind_argument(c, &im));
	TRY(import_check_said(c->cx, c->reg, im.kind, im.said, im.nsaid));
	if (topic)
		TRY(lead_topic_option(c, topic, &im));
	if (im.nfile == 0)
		return err_set(c->cx, ERR_USAGE, "import", "cmd-too-few", "import", c->def->args,
		               c->def->example[0], NULL);
	leave_out_truth(c, &im);
	TRY(import_and_check(c, &im));
	map_unused(c, &im);
	return OK;
}

/* cmd_files - files with clear values: which there are, and removing them. */

#include "base/msg.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "fmt/json.h"
#include "job/files.h"

#define DAYS_KEPT 30
#define DAY_MS INT64_C(86400000)

static const char *state_text(struct cmd *c, enum file_state s)
{
	return s == FILE_SAME ? in_lang(c, "在", "there") :
	       s == FILE_CHANGED ? in_lang(c, "在，已改动", "there, changed since") :
	       in_lang(c, "已不在", "gone");
}

static const char *what_text(struct cmd *c, struct str what)
{
	return str_eqz(what, "errors") ? in_lang(c, "差错表", "error list") :
	       in_lang(c, "未遮盖的导出", "unmasked export");
}

/* What became of a file that purge lists, NULL: it is only listed. */
static enum err show(struct cmd *c, const struct clear_file *f, int n, const char *became)
{
	static const char *const state[] = { "there", "changed", "gone" };

	for (int i = 0; c->json && i < n; i++) {
		struct json j;

		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "file");
		json_str(&j, f[i].path);
		json_key(&j, "what");
		json_str(&j, f[i].what);
		json_key(&j, "rows");
		json_int(&j, f[i].rows);
		json_key(&j, "written_ms");
		json_int(&j, f[i].written);
		json_key(&j, "actor");
		json_str(&j, f[i].actor);
		json_key(&j, "state");
		json_z(&j, became ? "removed" : state[f[i].state]);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
		TRY(out_room(c));
	}
	if (c->json || !n)
		return OK;
	for (int i = 0; i < n; i++) {           /* the path whole: it is what one has to find */
		msg_shown(&c->out, f[i].path);
		buf_addf(&c->out, "\n    %.10s  %s  ", clock_text(c, f[i].written),
		         what_text(c, f[i].what));
		buf_addf(&c->out, "%s %s  %s  ", grouped(c, f[i].rows), in_lang(c, "行", "rows"),
		         became ? became : state_text(c, f[i].state));
		msg_shown(&c->out, f[i].actor);
		buf_addc(&c->out, '\n');
		TRY(out_room(c));
	}
	return OK;
}

enum err cmd_files_list(struct cmd *c)
{
	struct clear_file *f;
	int n, there = 0;

	TRY(cmd_open(c, REG_READ));
	TRY(files_list(c->cx, c->reg, &f, &n));
	for (int i = 0; i < n; i++)
		there += f[i].state != FILE_GONE;
	TRY(show(c, f, n, NULL));
	if (there)
		say(c, "files-there", grouped(c, there), NULL);
	else
		say(c, "files-none", NULL);
	return OK;
}

enum err cmd_files_purge(struct cmd *c)
{
	struct purge p = { .changed = cmd_flag(c, "changed"), .dry_run = cmd_flag(c, "dry-run") };
	int64_t days;

	TRY(cmd_int(c, "days", DAYS_KEPT, 0, 36500, &days));
	p.older_ms = days ? c->cx->now_ms - days * DAY_MS : INT64_MAX;
	TRY(cmd_open(c, p.dry_run ? REG_READ : REG_WRITE));
	TRY(files_purge(c->cx, c->reg, &p));
	TRY(show(c, p.file, p.n, p.dry_run ? NULL : in_lang(c, "已清除", "removed")));
	say(c, p.dry_run ? "files-would-purge" : "files-purged", grouped(c, p.n), NULL);
	if (p.left)
		say(c, "files-left", grouped(c, p.left), NULL);
	return OK;
}

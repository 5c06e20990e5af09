/* cmd_backup - copies of a register: made, sealed, tried, restored, by themselves or by hand. */

#include "base/msg.h"
#include "base/os.h"
#include "cmd/serve_jobs.h"
#include "cmd/talk.h"
#include "fmt/json.h"
#include "job/backup_plan.h"

static void on_backup(void *arg, int done, int total)
{
	progress_show(arg, done, total);
}

enum err backup_keys_given(struct cmd *c, const char *option,
                           struct parcel_public pub[PARCEL_TO_MAX], int *n)
{
	const char *text = cmd_text(c, option);
	struct str rest = str_of(text ? text : ""), one;

	*n = 0;
	while (str_next(&rest, ',', &one)) {
		if (*n == PARCEL_TO_MAX)
			return err_set(c->cx, ERR_LIMIT, "--key", "parcel-keys", NULL);
		if (!parcel_public_read(one, &pub[*n]))
			return err_set(c->cx, ERR_USAGE, "--key", "parcel-key-bad",
			               str_z(&c->cx->arena, one), NULL);
		++*n;
	}
	return OK;
}

static enum err option_needed(struct cmd *c, const char *name)
{
	char dashed[24] = "--";

	memcpy(dashed + 2, name, strlen(name) + 1);
	return err_set(c->cx, ERR_USAGE, dashed, "cmd-option-needed", name, c->def->name, NULL);
}

/* ---- making ---- */

enum err cmd_backup(struct cmd *c)
{
	struct parcel_public pub[PARCEL_TO_MAX];
	struct backup_way w = { .to = cmd_text(c, "out"), .pub = pub };
	struct progress bar;
	struct backup_face face = { &bar, on_backup };
	struct str head;
	enum err e;

	if (!w.to)
		return option_needed(c, "out");
	TRY(backup_keys_given(c, "key", pub, &w.n));
	if (os_exists(w.to))
		return err_set(c->cx, ERR_CONFLICT, w.to, "cmd-backup-there", w.to, NULL);
	TRY(cmd_open(c, REG_READ));
	progress_begin(&bar, c, in_lang(c, "备份", "backup"));
	e = backup_send(c->cx, c->reg, &w, &face, &head);
	progress_end(&bar);
	TRY(e);
	buf_adds(&c->out, head);
	say(c, w.n ? "backup-sealed-done" : "cmd-backup-done", w.to, c->reg->path.keys, NULL);
	return OK;
}

enum err cmd_backup_daily(struct cmd *c)
{
	struct parcel_public pub[PARCEL_TO_MAX];
	struct backup_plan p = { .dir = cmd_text(c, "to"), .pub = pub };
	struct progress bar;
	struct backup_face face = { &bar, on_backup };
	struct str head, made;
	const char *to;
	int64_t keep;
	enum err e;

	if (!p.dir)
		return option_needed(c, "to");
	TRY(cmd_int(c, "keep", 30, 0, 100000, &keep));
	p.keep = (int)keep;
	TRY(backup_keys_given(c, "key", pub, &p.n));
	TRY(cmd_open(c, REG_READ));
	progress_begin(&bar, c, in_lang(c, "备份", "backup"));
	e = backup_daily(c->cx, c->reg, &p, &face, &head, &made);
	progress_end(&bar);
	TRY(e);
	to = str_z(&c->cx->arena, made);
	buf_adds(&c->out, made);
	buf_addc(&c->out, '\n');
	say(c, p.n ? "backup-sealed-done" : "cmd-backup-done", to, c->reg->path.keys, NULL);
	if (backup_same_disk(c->reg->path.dir, p.dir))
		warn(c, "backup-same-disk", p.dir, NULL);
	return OK;
}

/* ---- keys ---- */

enum err cmd_backup_keygen(struct cmd *c)
{
	const char *out = cmd_text(c, "out");
	struct parcel_public pub;

	if (!out)
		return option_needed(c, "out");
	TRY(parcel_keygen(c->cx, out, &pub));
	parcel_public_put(&c->out, &pub);
	buf_addc(&c->out, '\n');
	say(c, "backup-keygen-done", out, NULL);
	return OK;
}

/* What is restored from: the file itself, or what was sealed in it; *opened: remove that. */
static enum err plain_of(struct cmd *c, const char *from, const char **plain, bool *opened)
{
	const char *file = cmd_text(c, "identity");
	struct parcel_identity id;
	enum err e;

	*plain = from;
	*opened = false;
	if (!os_exists(from))
		return err_set(c->cx, ERR_NOTFOUND, from, "os-not-found", from, NULL);
	if (!parcel_is(from))
		return OK;
	if (!file)
		return err_set(c->cx, ERR_USAGE, "--identity", "parcel-identity-needed", from, NULL);
	TRY(parcel_identity_open(c->cx, file, &id));
	e = backup_open(c->cx, from, &id, cmd_data(c), plain);
	parcel_identity_wipe(&id);
	*opened = e == OK;
	return e;
}

/* ---- trying, restoring ---- */

static enum err check(struct cmd *c, const char *plain)
{
	struct register_paths path;
	struct keyring keys;
	const char *pass;
	enum err e;

	register_paths(&c->cx->arena, cmd_data(c), cmd_text(c, "keys"), &path);
	TRY(cmd_passphrase(c, &pass));
	TRY(keyring_open(c->cx, path.keys, pass, &keys));
	e = backup_trial(c->cx, plain, path.dir, &keys);
	keyring_wipe(&keys);
	return e;
}

/* Only trials of this office's own register are noted for the banner. */
enum err cmd_backup_check(struct cmd *c)
{
	const char *plain, *from = c->arg[0];
	bool opened, ours = os_is_dir(cmd_data(c));
	enum err e = plain_of(c, from, &plain, &opened);

	if (e == OK)
		e = check(c, plain);
	if (opened)
		os_remove(c->cx, plain);
	if (e != OK) {
		if (ours && e != ERR_USAGE && e != ERR_NOTFOUND)
			backup_note_failed(c->cx, cmd_data(c), true);
		return e;
	}
	if (ours)
		TRY(backup_note_tried(c->cx, cmd_data(c), from));
	put(c, "backup-check-done", from, NULL);
	return OK;
}

enum err cmd_restore(struct cmd *c)
{
	const char *reason = cmd_text(c, "reason"), *pass, *plain;
	bool opened;
	enum err e;

	if (!reason)
		TRY(ask(c, "cmd-ask-reason-restore", false, &reason));
	if (!reason || str_trim(str_of(reason)).n == 0)
		return err_set(c->cx, ERR_USAGE, "--reason", "cmd-restore-reason", NULL);
	TRY(cmd_passphrase(c, &pass));
	TRY(plain_of(c, c->arg[0], &plain, &opened));
	e = backup_restore(c->cx, plain, cmd_data(c), cmd_text(c, "keys"), pass,
	                   cmd_flag(c, "replace"), str_trim(str_of(reason)));
	if (opened)
		os_remove(c->cx, plain);
	TRY(e);
	say(c, "cmd-restore-done", c->arg[0], cmd_data(c), NULL);
	return OK;
}

/* ---- state ---- */

static void state_json(struct cmd *c, const struct backup_state *s, const char *banner)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "ok");
	json_bool(&j, !banner);
	json_key(&j, "made_ms");
	json_int(&j, s->made_ms);
	json_key(&j, "made");
	json_str(&j, s->made);
	json_key(&j, "tried_ms");
	json_int(&j, s->tried_ms);
	json_key(&j, "failed_ms");
	json_int(&j, s->failed_ms);
	json_key(&j, "text");
	json_z(&j, banner ? banner : msg_text(c->cx->lang, "backup-state-good"));
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_backup_state(struct cmd *c)
{
	struct backup_state s;
	const char *banner;

	TRY(backup_state(c->cx, cmd_data(c), &s));
	banner = backup_banner(c->cx, &s);
	c->status = banner ? 1 : 0;
	if (c->json) {
		state_json(c, &s, banner);
		return OK;
	}
	buf_addz(&c->out, banner ? banner : msg_text(c->cx->lang, "backup-state-good"));
	buf_addc(&c->out, '\n');
	if (s.made_ms) {
		buf_addf(&c->out, "%s %s  ", in_lang(c, "上次备份", "Last backup"),
		         clock_text(c, s.made_ms));
		msg_shown(&c->out, s.made);
		buf_addc(&c->out, '\n');
	}
	if (s.tried_ms)
		buf_addf(&c->out, "%s %s\n", in_lang(c, "上次恢复演练", "Last trial of a restore"),
		         clock_text(c, s.tried_ms));
	return OK;
}

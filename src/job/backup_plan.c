/* backup_plan - see the header. */
#include "job/backup_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/register/attachment.h"

#define MAGIC     "jingzhun-backup-state 1"
#define STATE_MAX 65536
#define MINUTE    INT64_C(60000)
#define HOUR      (60 * MINUTE)
#define DAY       (24 * HOUR)
#define SUFFIX    ".jzb"

/* ---- what became of them ---- */

static const char *state_path(struct ctx *cx, const char *dir)
{
	struct register_paths path;

	register_paths(&cx->arena, dir, NULL, &path);
	return str_z(&cx->arena, str_join(&cx->arena, str_of(path.dir), STR(".backup")));
}

/* "made 1780000000000 /path"; lines that a later program wrote are passed over. */
static void state_line(struct str line, struct backup_state *s)
{
	struct str what, when;
	int64_t ms;

	if (!str_next(&line, ' ', &what) || !str_next(&line, ' ', &when) || !str_i64(when, &ms))
		return;
	if (str_eqz(what, "made")) {
		s->made_ms = ms;
		s->made = line;
	} else if (str_eqz(what, "tried")) {
		s->tried_ms = ms;
	} else if (str_eqz(what, "failed") || str_eqz(what, "trial-failed")) {
		s->failed_ms = ms;
		s->trial_failed = str_eqz(what, "trial-failed");
		s->reason = line;
	}
}

enum err backup_state(struct ctx *cx, const char *dir, struct backup_state *out)
{
	const char *path = state_path(cx, dir);
	struct str text, line;

	*out = (struct backup_state){ .made = STR(""), .reason = STR("") };
	if (!os_exists(path))
		return OK;
	TRY(os_read_file(cx, path, STATE_MAX, &text));
	while (str_next(&text, '\n', &line))
		state_line(line, out);
	return OK;
}

static void put_line(struct buf *b, const char *what, int64_t ms, struct str rest)
{
	if (!ms)
		return;
	buf_addf(b, "%s %lld ", what, (long long)ms);
	for (size_t i = 0; i < rest.n; i++)      /* one line, whatever a path or a sentence has */
		buf_addc(b, (unsigned char)rest.p[i] < 0x20 ? ' ' : rest.p[i]);
	buf_addc(b, '\n');
}

static enum err state_write(struct ctx *cx, const char *dir, const struct backup_state *s)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, STATE_MAX);
	buf_addz(&b, MAGIC "\n");
	put_line(&b, "made", s->made_ms, s->made);
	put_line(&b, "tried", s->tried_ms, STR(""));
	put_line(&b, s->trial_failed ? "trial-failed" : "failed", s->failed_ms, s->reason);
	return os_write_file(cx, state_path(cx, dir), buf_str(&b), 0600);
}

enum err backup_note_made(struct ctx *cx, const char *dir, const char *path)
{
	struct backup_state s;

	TRY(backup_state(cx, dir, &s));
	s.made_ms = os_now_ms();
	s.made = str_of(path);
	if (!s.trial_failed)
		s.failed_ms = 0;
	return state_write(cx, dir, &s);
}

enum err backup_note_tried(struct ctx *cx, const char *dir, const char *path)
{
	struct backup_state s;

	(void)path;
	TRY(backup_state(cx, dir, &s));
	s.tried_ms = os_now_ms();
	if (s.trial_failed) {
		s.failed_ms = 0;
		s.trial_failed = false;
	}
	return state_write(cx, dir, &s);
}

/* With a context of its own: cx holds the failure that is told. */
enum err backup_note_failed(struct ctx *cx, const char *dir, bool trial)
{
	struct buf text BUF_AUTO = { 0 };
	struct backup_state s;
	struct ctx own;
	enum err e;

	buf_init(&text, 4096);
	if (cx->err.key)
		msg_add(&text, cx->lang, cx->err.key, cx->err.arg, cx->err.narg);
	ctx_init(&own, 1 << 20);
	e = backup_state(&own, dir, &s);
	if (e == OK) {
		s.failed_ms = os_now_ms();
		s.trial_failed = trial;
		s.reason = buf_str(&text);
		e = state_write(&own, dir, &s);
	}
	ctx_free(&own);
	return e;
}

/* ---- when, and whether all is well ---- */

bool backup_due(const struct backup_state *s, int64_t now_ms, int hour, int zone_minutes)
{
	int64_t local = now_ms + zone_minutes * MINUTE, today = local - local % DAY + hour * HOUR;

	if (today > local)
		today -= DAY;
	if (s->made_ms >= today - zone_minutes * MINUTE && s->made_ms <= now_ms)
		return false;
	return now_ms - s->failed_ms >= 30 * MINUTE || s->failed_ms > now_ms;
}

static const char *sentence(struct ctx *cx, const char *key, struct str arg)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	msg_add(&b, cx->lang, key, &arg, 1);
	return str_z(&cx->arena, buf_str(&b));
}

static const char *days_sentence(struct ctx *cx, const char *key, int64_t ms)
{
	char days[24];

	snprintf(days, sizeof days, "%lld", (long long)(ms / DAY));
	return sentence(cx, key, str_of(days));
}

const char *backup_banner(struct ctx *cx, const struct backup_state *s)
{
	int64_t now = cx->now_ms;

	if (s->failed_ms)
		return sentence(cx, s->trial_failed ? "backup-state-check-failed" :
		                "backup-state-failed", s->reason);
	if (!s->made_ms)
		return sentence(cx, "backup-state-none", STR(""));
	if (now - s->made_ms > 2 * DAY)
		return days_sentence(cx, "backup-state-old", now - s->made_ms);
	if (s->tried_ms && now - s->tried_ms > 9 * DAY)
		return days_sentence(cx, "backup-state-unchecked", now - s->tried_ms);
	return NULL;
}

bool backup_same_disk(const char *dir, const char *plan_dir)
{
	struct stat a, b;

	return stat(dir, &a) == 0 && stat(plan_dir, &b) == 0 && a.st_dev == b.st_dev;
}

/* ---- the daily run ---- */

/* "county": the last part of the data folder's path begins the name of each backup. */
static struct str short_name(const struct reg *r)
{
	struct str s = str_of(r->path.dir);

	for (size_t i = s.n; i-- > 0; )
		if (s.p[i] == '/')
			return str_sub(s, i + 1, s.n);
	return s;
}

/* DIR/county-20260131-0205.jzb, by the office's clock. */
static const char *new_name(struct ctx *cx, const struct reg *r, const char *dir)
{
	struct str name = short_name(r);
	size_t room = strlen(dir) + name.n + 40;
	char *out = arena_alloc(&cx->arena, room), t[24];

	register_clock(r, os_now_ms(), t);       /* "2026-01-31 02:05" */
	snprintf(out, room, "%s/%.*s-%.4s%.2s%.2s-%.2s%.2s" SUFFIX, dir, STR_FMT(name), t, t + 5,
	         t + 8, t + 11, t + 14);
	return out;
}

/* county-NNNNNNNN-NNNN.jzb and nothing else: what somebody laid there himself is not ours. */
static bool our_name(struct str file, struct str name)
{
	static const char shape[] = "-00000000-0000" SUFFIX;

	if (file.n != name.n + sizeof shape - 1 || !str_starts(file, name))
		return false;
	for (size_t i = 0; i < sizeof shape - 1; i++) {
		char c = file.p[name.n + i];

		if (shape[i] == '0' ? c < '0' || c > '9' : c != shape[i])
			return false;
	}
	return true;
}

static const char *below(struct ctx *cx, const char *dir, struct str file)
{
	struct str path = str_join(&cx->arena, str_of(dir), STR("/"));

	return str_z(&cx->arena, str_join(&cx->arena, path, file));
}

/* What a run that was killed left of one of ours, and not one that is on its way. */
static bool our_rest(struct ctx *cx, const char *dir, struct str file, struct str name)
{
	ptrdiff_t at = str_find(file, STR(SUFFIX ".new"));
	int64_t changed;

	return at >= 0 && our_name(str_sub(file, 0, (size_t)at + sizeof SUFFIX - 1), name) &&
	       os_changed_ms(below(cx, dir, file), &changed) && os_now_ms() - changed > 6 * HOUR;
}

/* Names sort as they were made. */
static enum err remove_old(struct ctx *cx, const struct reg *r, const struct backup_plan *p)
{
	struct str *file, name = short_name(r);
	size_t n, ours = 0;

	TRY(os_list_dir(cx, p->dir, &file, &n));
	for (size_t i = 0; i < n; i++) {
		if (our_rest(cx, p->dir, file[i], name))
			TRY(os_remove(cx, below(cx, p->dir, file[i])));
		else if (our_name(file[i], name))
			file[ours++] = file[i];
	}
	for (size_t i = 0; p->keep > 0 && i + (size_t)p->keep < ours; i++)
		TRY(os_remove(cx, below(cx, p->dir, file[i])));
	return OK;
}

enum err backup_daily(struct ctx *cx, struct reg *r, const struct backup_plan *p,
                      const struct backup_face *f, struct str *head, struct str *made)
{
	struct backup_way w = { .pub = p->pub, .n = p->n };
	struct backup_state s = { 0 };
	enum err e = backup_state(cx, r->path.dir, &s);
	int64_t files;

	if (e == OK)
		e = os_mkdir(cx, p->dir, 0700);
	w.to = new_name(cx, r, p->dir);
	w.trial = r->have_keys && (s.trial_failed || os_now_ms() - s.tried_ms >= 7 * DAY - HOUR);
	if (e == OK)
		e = backup_send(cx, r, &w, f, head);
	if (e == OK)                    /* after the database: what it names is there by then */
		e = attachment_copy(cx, r->path.dir, p->dir, &files);
	if (e != OK) {
		backup_note_failed(cx, r->path.dir, false);
		return e;
	}
	*made = str_of(w.to);
	TRY(backup_note_made(cx, r->path.dir, w.to));
	if (w.trial)
		TRY(backup_note_tried(cx, r->path.dir, w.to));
	return remove_old(cx, r, p);
}

/* backup_plan - backups by themselves: when one is due, what became of the last, and the daily
 * run. What became of them stands in D.backup beside the data folder, so that it is known without
 * opening the register and outlives a restore. */
#ifndef JOB_BACKUP_PLAN_H
#define JOB_BACKUP_PLAN_H

#include "job/backup.h"

struct backup_state {
	int64_t made_ms, tried_ms, failed_ms;    /* last good backup, good trial, failure; 0: never */
	bool trial_failed;                       /* the failure was a trial's */
	struct str made;                         /* the last good file */
	struct str reason;                       /* why the last failure failed, in words */
};

struct backup_plan {
	const char *dir;                         /* the second place; made if it is not there */
	const struct parcel_public *pub;         /* n of them; 0: not sealed */
	int n;
	int keep;                                /* newest that stay, of our own names; 0: all */
};

/* dir: the data folder. Everything 0 if nothing was ever noted. */
enum err backup_state(struct ctx *cx, const char *dir, struct backup_state *out);
/* A good backup, or a good trial of `path`, or a failure as it stands in cx->err. */
enum err backup_note_made(struct ctx *cx, const char *dir, const char *path);
enum err backup_note_tried(struct ctx *cx, const char *dir, const char *path);
enum err backup_note_failed(struct ctx *cx, const char *dir, bool trial);

/* Is it time? At `hour` by a clock zone_minutes ahead of UTC, each day; a day missed is made up for
 * at once; a failure is tried again after half an hour. To be asked each minute. */
bool backup_due(const struct backup_state *s, int64_t now_ms, int hour, int zone_minutes);
/* What a banner has to say, in cx's language and arena; NULL: nothing, all is well. With a last
 * backup older than 48 hours, a failure since, or no trial for nine days. */
const char *backup_banner(struct ctx *cx, const struct backup_state *s);
/* One day's run: a backup to plan->dir, restored on trial once a week, noted, old ones removed.
 * *made: its path. */
enum err backup_daily(struct ctx *cx, struct reg *r, const struct backup_plan *p,
                      const struct backup_face *f, struct str *head, struct str *made);
/* Would both copies be lost with one disk? */
bool backup_same_disk(const char *dir, const char *plan_dir);

#endif

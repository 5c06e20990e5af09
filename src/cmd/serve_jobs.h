/* serve_jobs - the kinds of long work that a server does: what web hands on and job does. */
#ifndef CMD_SERVE_JOBS_H
#define CMD_SERVE_JOBS_H

#include "cmd/command.h"
#include "job/backup_plan.h"
#include "web/job.h"

/* What the jobs of one server have in common. */
struct serve_host {
	struct reg *r;
	struct snapshot *snapshot;
	struct backup_plan plan;
	const char *const *fonts;    /* that were asked for, ended by NULL */
	bool daily;                  /* a place for backups was named: one a day by itself */
};
/* An option of public keys, "KEY,KEY". (cmd_backup.c) */
enum err backup_keys_given(struct cmd *c, const char *option,
                           struct parcel_public pub[PARCEL_TO_MAX], int *n);
/* How backups stand, for the page and for a banner; host: a struct serve_host. */
enum err serve_backups(struct ctx *cx, void *host, struct json *j);
const char *serve_banner(struct ctx *cx, void *host);

extern const struct job_kind serve_jobs[];       /* ended by a row without a name */

#endif

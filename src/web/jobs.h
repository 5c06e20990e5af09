/* jobs - the queue of jobs from inside src/web. */
#ifndef WEB_JOBS_H
#define WEB_JOBS_H

#include "web/web_int.h"

#define JOB_FILES 64

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
	struct jobs *jobs;
	const struct job_kind *kind;
	struct job_order order;
	struct scope may;
	struct arena arena;          /* texts of the order */
	struct ctx cx;
	struct buf result;
	const char *actor, *what;
	int64_t id, account, token, made, started, ended, done, of;
	enum lang lang;
	enum job_state state;
	volatile int stop;
	const char *path[JOB_FILES];
	struct str key;              /* of the request, which may be sent again; empty */
	unsigned char asked[32];
	bool dry;                    /* an import that only checks */
	struct str about;            /* for people: names of files, a batch; or empty */
	const char *file, *file_name;        /* what it made, to be fetched; or NULL */
};

/* A job to be filled in and sent; what it needs lies in its arena. */
struct job *job_new(struct jobs *js, const struct job_kind *kind, const struct who *who,
                    enum lang lang);
/* A file that it works on; ERR_LIMIT. */
enum err job_file(struct ctx *cx, struct job *j, const char *folder, struct str name);
/* One that will not be sent. */
void job_drop(struct job *j);
/* What it may touch: the scope as it is now, kept. */
void job_scope(struct job *j, const struct scope *s);
/* Queues it; ERR_LIMIT when too many wait: the job is gone then. A job that was started with the
 * same key is it already: *id is that one's. ERR_INPUT: the key came with something else. */
enum err job_send(struct ctx *cx, struct job *j, int64_t *id);
const struct job_kind *job_kind_of(const struct web *w, const char *name);
/* Calls fn for the job of this id that who may see, or for all of them, newest first (id 0); fn may
 * not wait. False: there is no such job. */
bool job_seen(struct jobs *js, int64_t id, const struct who *who, void (*fn)(struct job *, void *),
              void *arg);

#endif

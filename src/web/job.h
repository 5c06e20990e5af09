/* job - work that takes longer than an answer: an import, an undo, a verification. One runs at a
 * time, on a thread of its own with a view of its own; the others wait. Everybody sees the jobs
 * that they started, and no others; the route that starts one asks for the right. */
#ifndef WEB_JOB_H
#define WEB_JOB_H

#include "domain/office/office.h"
#include "fmt/json.h"

struct job;

struct job_kind {
	const char *name;            /* "import" */
	const char *zh, *en;
	enum perm perm;              /* who lost it does not see the job any more */
	/* On the job's thread. Reads its order (the JSON text that was sent, checked by the route),
	 * tells how it goes, and writes its result as one JSON object. */
	enum err (*run)(struct ctx *cx, struct job *j);
};

/* What a running job has in its hands. */
struct job_order {
	struct reg *r;               /* the job's own view, without a scope: `may` limits */
	const struct scope *may;     /* what who started it may touch */
	struct office *office;
	struct str order;            /* JSON object */
	const char *const *file;     /* paths of uploaded files */
	int nfile;
	void *host;                  /* of the settings */
	const char *subject;         /* what the job is about, if it is one thing: a batch's number */
	struct buf *result;          /* at most 16 MiB */
};
const struct job_order *job_ordered(const struct job *j);
/* A file that it made, for who started it to fetch; in the uploads folder. */
void job_made(struct job *j, const char *path, const char *name);
/* Folder for files that jobs make. */
const char *job_folder(const struct job *j);
/* How far it is, and with what; any time. what is a message key. */
void job_at(struct job *j, const char *what, int64_t done, int64_t of);

#endif

/* web - the register in front of people: routes, sessions, pages, the API. Knows HTTP and rights;
 * what is done, the domain does. Long work is done by kinds of jobs that the caller hands in, since
 * this room stands beside the one that does them. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "domain/office/office.h"
#include "domain/register/browse.h"
#include "fmt/picture.h"
#include "http/server.h"
#include "web/job.h"

struct snapshot;

struct web_make {
	const struct query *q;       /* of a list */
	const struct entity *e;      /* of a template */
	struct str source;           /* of what is to be entered */
	const char *check, *state;   /* of doubts; NULL: all */
	int64_t area;                /* likewise, its code; 0: all */
};
/* Files that the room beside makes: "list" (of rows), "template" (an empty sheet), "to-enter" (what
 * a source does not have yet), "doubts" (to be explained). Written to path, 0600; of r only what
 * its scope holds. */
struct web_maker {
	const char *name;
	enum err (*make)(struct ctx *cx, struct reg *r, const struct web_make *order, const char *path);
};

/* A paper of the pack (job/paper.h). */
struct web_paper {
	const struct paper_template *t;
	int64_t household;           /* 0: blank */
	int64_t area;                /* of a paper whose code leads to a page of the public site */
	struct str notice, meeting, matter;  /* what it is filled in from, by its number; or empty */
	struct str letter;           /* of the matter; empty: the newest that fits */
	struct str site;             /* where the public site stands; empty: not told */
	struct str maker;            /* who prints it */
	bool demo;                   /* says that it is made up */
	bool clear;                  /* reasons and verdicts are for who prints it; else "***" */
};

struct web_settings {
	struct reg *r;               /* open for writing; longer than the web */
	struct office *office;
	struct snapshot *snapshot;   /* of everybody; NULL: only public pages or figures are shown */
	struct http_settings http;
	const struct job_kind *kinds;        /* ended by a row without a name */
	const struct web_maker *makers;      /* likewise */
	/* A sheet of doubts that came back filled: explains what it explains, and tells what came of it
	 * as one JSON object; dry: only tells. NULL: none are taken. */
	enum err (*doubts_back)(struct ctx *cx, struct reg *r, const char *path, bool dry,
	                        struct json *j);
	/* How backups stand, as one JSON object, and a sentence for a banner (NULL: all is well); with
	 * what the jobs get, too. May be NULL. */
	enum err (*backups)(struct ctx *cx, void *host, struct json *j);
	const char *(*banner)(struct ctx *cx, void *host);
	void *host;
	/* Looks at a photograph or paper in a child of its own and writes a picture anew
	 * (job/picture_child.h); NULL: none are taken. */
	enum err (*clean)(struct ctx *cx, int fd, struct picture *p, struct buf *out);
	/* Prints a paper as PDF, in a child of its own; host as above. NULL: none is printed. */
	enum err (*print)(struct ctx *cx, void *host, struct reg *r, const struct web_paper *o,
	                  struct buf *out);
	const char *site;            /* address of the public site, for codes on paper; or NULL */
	const char *uploads;         /* folder for files that wait to be imported; made if absent */
	bool tls;                    /* cookies are for TLS only, and say so */
	bool public_only;            /* nothing but the public pages */
	int64_t public_rate;         /* of those, a second and address; 0: any number */
	const struct web *figures_of;        /* nothing but /metrics, of this one */
	const char *trust;           /* PEM of the local authority, for its page; or NULL */
	struct str demo_password;    /* of a demo: the page of the first visit tells it; else empty */
};

struct web;
/* Serves until it is stopped. */
enum err web_start(struct ctx *cx, const struct web_settings *s, struct web **out);
int web_port(const struct web *w);
/* Once a second, by the caller's one thread: what was read goes into the journal, heads are
 * published, sessions and jobs are looked after. */
enum err web_tick(struct ctx *cx, struct web *w);
/* A job that the server starts by itself, with no order. */
enum err web_begin(struct ctx *cx, struct web *w, const char *kind);
/* What was asked is answered, running jobs end at their next chunk. Frees all. */
void web_stop(struct ctx *cx, struct web *w, int grace_ms);

#endif

/* web - the register in front of people: routes, sessions, pages, the API. Knows HTTP and rights;
 * what is done, the domain does. Long work is done by kinds of jobs that the caller hands in, since
 * this room stands beside the one that does them. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "domain/office/office.h"
#include "http/server.h"
#include "web/job.h"

struct web_settings {
	struct reg *r;               /* open for writing; longer than the web */
	struct office *office;
	struct http_settings http;
	const struct job_kind *kinds;        /* ended by a row without a name */
	const char *uploads;         /* folder for files that wait to be imported; made if absent */
	bool tls;                    /* cookies are for TLS only, and say so */
	bool public_only;            /* nothing but the public pages */
	const char *trust;           /* PEM of the local authority, for the page that explains it; NULL */
	struct str demo_password;    /* of a demo: the page of the first visit tells it; else empty */
};

struct web;
/* Serves until it is stopped. */
enum err web_start(struct ctx *cx, const struct web_settings *s, struct web **out);
int web_port(const struct web *w);
/* Once a second, by the caller's one thread: what was read goes into the journal, heads are
 * published, sessions and jobs are looked after. */
enum err web_tick(struct ctx *cx, struct web *w);
/* What was asked is answered, running jobs end at their next chunk. Frees all. */
void web_stop(struct ctx *cx, struct web *w, int grace_ms);

#endif

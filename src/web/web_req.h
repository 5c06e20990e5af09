/* request - one request on its way through a handler: who asks, what may be seen, what was sent,
 * and the answer as it grows. Inside src/web only. */
#ifndef WEB_WEB_REQ_H
#define WEB_WEB_REQ_H

#include "domain/register/browse.h"
#include "fmt/json.h"
#include "web/web.h"

#define PARAMS_MAX 4
#define COOKIE_MAX 64

struct web_req;

/* Where and for whom a route is. */
#define ROUTE_OPEN  1u           /* no session is asked for */
#define ROUTE_SELF  2u           /* signed in, and nothing more: about oneself */
#define ROUTE_QUICK 4u           /* answers on the connection's thread: short reads only */
#define ROUTE_PUBLIC 8u          /* on the public listener, too */
#define ROUTE_PAGE  16u          /* a page for people: without a session it leads to the log-in */
#define ROUTE_FIGURES 64u        /* on the listener for figures, and nowhere else */
#define ROUTE_TOKEN 128u         /* about oneself, but a token may have it, too */
#define ROUTE_RAW   32u          /* the body is a file, not JSON */
#define ROUTE_FILE  256u         /* makes or takes a file: may take long, in its lane */
#define ROUTE_KEPT  1024u        /* household_page_kept may know the answer without the database */
#define ROUTE_SITE  2048u        /* a page of the public site: counted, kept (public.h) */
#define ROUTE_SECRET 512u        /* hashes a password: slow on purpose, in its lane */

struct route {
	enum http_method method;
	const char *path;            /* "/api/v1/{noun}/{key}/history"; {x}: one segment; {x}.csv */
	enum perm perm;              /* what the account needs; the scope is made for it */
	unsigned flags;
	int64_t body;                /* bytes that are welcome */
	enum err (*run)(struct web_req *q);
	/* in the API's description (openapi.h); schema and sends NULL: it is not in there */
	const char *schema;          /* of the answer: a name of schemas.def, or a media type */
	const char *sends;           /* of the body, likewise; NULL: none is looked at */
	const char *takes;           /* names of PARAM that it looks at, and ETag if it answers one */
	const char *faults;          /* statuses besides those that follow from the other columns */
	const char *zh, *en;
};
extern const struct route routes[];              /* ended by a row without path */

struct web_req {
	struct web *web;
	struct http_exchange *x;
	const struct route *route;
	struct ctx *cx;              /* actor, language, time of this request */
	struct reg *r;               /* this thread's view, with the scope of who asks */
	struct office *office;
	struct who who;
	struct scope scope;
	struct str param[PARAMS_MAX];
	uint64_t commits;            /* page_cache_now before anything was read */
	uint64_t epoch;              /* likewise public_epoch */
	const struct entity *row_of; /* of a list that is being written */
	struct json j;               /* writes into the answer's body */
};

/* ---- what was sent ---- */
/* The value of a query parameter, decoded, in cx's arena; false: not there. */
bool web_query(struct web_req *q, const char *name, struct str *value);
int64_t web_query_int(struct web_req *q, const char *name, int64_t fallback, int64_t most);
/* s as the value of a query parameter: letters, digits and slashes as they are. */
void web_escaped(struct buf *out, struct str s);
/* i-th parameter of the query, decoded; false past the end. */
bool web_query_nth(struct web_req *q, int i, struct str *name, struct str *value);
/* A field of a form (application/x-www-form-urlencoded), decoded. */
bool web_form(struct web_req *q, const char *name, struct str *value);
/* The body as one JSON object; ERR_INPUT, also naming the field whose text nobody could read
 * (typed_text; not passwords, nor the cells of a row, whose rules are their own). Then its texts by
 * name; empty when absent, or when there is nothing to see in them. web_part: an object inside. */
struct web_body { struct json_pair *pair; int n; };
enum err web_body(struct web_req *q, struct web_body *out);
enum err web_part(struct web_req *q, struct str text, struct web_body *out);
struct str web_text(const struct web_body *b, const char *name);
bool web_true(const struct web_body *b, const char *name);
/* The session's token out of the cookie; empty. */
struct str web_cookie(struct web_req *q);
/* The token of "Authorization: Bearer"; false: there is no such field. */
bool web_bearer(struct web_req *q, struct str *token);

/* ---- the answer ---- */
/* Begins a JSON answer with this status: q->j is ready. */
void web_json(struct web_req *q, int status);
/* The status that tells of an error of this kind. */
int web_status(enum err kind);
/* problem+json of the error in cx, with this status (0: by its kind). */
void web_problem(struct web_req *q, int status);
/* The sentence of an error, in cx's language. */
void web_sentence(struct buf *out, enum lang lang, const struct err_info *e);
void web_redirect(struct web_req *q, const char *to);
/* Fields that every answer carries; page: it is one for people. */
void web_security(struct web_req *q, bool page);
/* The same for the public site: nothing but its style, its pictures and its forms. */
void web_security_site(struct web_req *q);
/* The same for the app's own page. */
void web_security_shell(struct web_req *q);
/* A key and a text, left out when the text is empty. */
void web_put(struct web_req *q, const char *key, struct str text);
void web_put_time(struct web_req *q, const char *key, int64_t ms);

/* A row was shown to who asks: the journal will say so within a second. */
void web_read(struct web_req *q, const struct entity *e, int64_t id);
/* The day that is judged, as somebody writes it: `on` of a body, or ?on=2020-12-31. Empty, absent:
 * 0, the data date. ERR_INPUT: no day. */
enum err web_day(struct web_req *q, struct str text, date_t *on);
enum err web_day_asked(struct web_req *q, date_t *on);

/* From which number on figures are shown to the caller: 0, all, if the lists behind them may be
 * opened; else the pack's small_cell. And whether figures by other lines than those in force may be
 * asked for: who sees no lists could tell the single household by the difference of two answers
 * (Dwork 2006; docs/decisions/0015). ERR_DENIED. */
enum err web_few(struct web_req *q, int64_t *few);
enum err web_tries_lines(struct web_req *q);

#endif

/* web - from a request to its route: who asks, what may be seen, and what comes of an error. */
#include "web/web_int.h"

#include "base/mem.h"
#include "base/os.h"
#include "domain/gate/gate.h"
#include "domain/judge/snapshot.h"
#include "domain/judge/whatif_desk.h"
#include "domain/register/tally.h"
#include "domain/register/outline.h"
#include "domain/register/show.h"
#include "web/html.h"
#include "web/public.h"
#include "web/uploads.h"

/* Workers: of most requests, of files, of passwords. Whoever guesses passwords keeps nobody waiting
 * but others who sign in, one of whom is hashed at a time anyway. */
enum { LANE_ROWS, LANE_FILES, LANE_SECRETS };
static const int workers[HTTP_LANES] = { 4, 2, 1 };

#define SWEEP_NS ((int64_t)600 * 1000000000)

/* ---- which route ---- */

/* Does a path fit a pattern? Fills the parameters, still escaped. */
static bool fits(const char *pattern, struct str path, struct str param[PARAMS_MAX])
{
	struct str want = str_of(pattern), a, b;
	int n = 0;

	for (;;) {
		bool more = str_next(&want, '/', &a);
		ptrdiff_t open, close;
		struct str tail;

		if (more != str_next(&path, '/', &b))
			return false;
		if (!more)
			return true;
		open = str_find(a, STR("{"));
		close = str_find(a, STR("}"));
		if (open < 0) {
			if (!str_eq(a, b))
				return false;
			continue;
		}
		tail = str_sub(a, (size_t)close + 1, a.n);
		if (!str_starts(b, str_sub(a, 0, (size_t)open)) || !str_ends(b, tail) ||
		    b.n <= (size_t)open + tail.n || n == PARAMS_MAX)
			return false;
		param[n++] = str_sub(b, (size_t)open, b.n - (size_t)open - tail.n);
	}
}

static int slashes_in(struct str path)
{
	int n = 0;

	for (size_t i = 0; i < path.n; i++)
		n += path.p[i] == '/';
	return n;
}

/* What rules out most routes at a glance. */
static void heads(struct web *w)
{
	int n = 0;

	while (routes[n].path)
		n++;
	w->head = mem_new((size_t)n, sizeof *w->head);
	for (int i = 0; i < n; i++)
		w->head[i] = (struct route_head){ (uint16_t)strcspn(routes[i].path, "{"),
			(uint16_t)slashes_in(str_of(routes[i].path)) };
}

/* The route of a request; NULL: none. *method: the path is known, but not with this method. */
static const struct route *route_of(const struct web *w, const struct http_request *q,
                                    struct str param[PARAMS_MAX], bool *method)
{
	enum http_method m = q->method == HTTP_HEAD ? HTTP_GET : q->method;

	const int slashes = slashes_in(q->path);

	*method = false;
	for (const struct route *r = routes; r->path; r++) {
		const struct route_head *h = &w->head[r - routes];

		if (h->slashes != slashes || q->path.n < h->n || memcmp(q->path.p, r->path, h->n) != 0)
			continue;
		if ((w->set.public_only && !(r->flags & ROUTE_PUBLIC)) ||
		    (w->set.figures_of != NULL) != ((r->flags & ROUTE_FIGURES) != 0))
			continue;
		if (!fits(r->path, q->path, param))
			continue;
		if (r->method == m)
			return r;
		*method = true;
	}
	return NULL;
}

/* ---- who asks ---- */

static enum lang lang_of(struct web_req *q)
{
	struct str v;

	if (web_query(q, "lang", &v) && (str_eqz(v, "en") || str_eqz(v, "zh")))
		return str_eqz(v, "en") ? LANG_EN : LANG_ZH;
	if (!http_request_field(&q->x->q, "accept-language", &v))
		return q->who.account ? q->who.lang : LANG_ZH;
	for (size_t i = 0; i + 1 < v.n; i++)            /* the first that we speak */
		if (i == 0 || v.p[i - 1] == ',' || v.p[i - 1] == ' ') {
			if ((v.p[i] | 32) == 'z' && (v.p[i + 1] | 32) == 'h')
				return LANG_ZH;
			if ((v.p[i] | 32) == 'e' && (v.p[i + 1] | 32) == 'n')
				return LANG_EN;
		}
	return q->who.account ? q->who.lang : LANG_ZH;
}

/* "https://HOST" or "http://HOST", and nothing before or behind it. */
static bool origin_is(struct str origin, struct str host)
{
	ptrdiff_t at = str_find(origin, STR("://"));

	return at >= 0 && str_eq(str_sub(origin, (size_t)at + 3, origin.n), host);
}

/* A request that changes something comes from our own pages: browsers say from where it comes, and
 * no form of another site can send a field of ours. */
static bool from_here(const struct web_req *q)
{
	const struct http_request *h = &q->x->q;
	struct str v;

	if (h->method == HTTP_GET || h->method == HTTP_HEAD)
		return true;
	if (q->who.token)                       /* no browser sends one by itself */
		return true;
	/* a form of a page without referrer says "Origin: null": what the browser itself says counts */
	if (http_request_field(h, "sec-fetch-site", &v)) {
		if (!str_eqz(v, "same-origin") && !str_eqz(v, "none"))
			return false;
	} else if (http_request_field(h, "origin", &v) && !origin_is(v, h->host)) {
		/* old phones say null of every form; nobody is signed in on the public site */
		return q->route->flags & ROUTE_SITE && str_eqz(v, "null");
	}
	return !str_starts(h->path, STR("/api/")) || http_request_field(h, "x-jz", &v);
}

static void to_login(struct web_req *q)
{
	struct buf to BUF_AUTO = { 0 };

	buf_init(&to, 3 * HTTP_TARGET_MAX);
	buf_addz(&to, "/login?next=");
	web_escaped(&to, q->x->q.target);
	web_redirect(q, str_z(&q->cx->arena, buf_str(&to)));
}

/* Is the request one that may go on to its handler? Otherwise it is answered. */
static bool admitted(struct web_req *q)
{
	const struct route *t = q->route;

	if (!from_here(q)) {
		err_set(q->cx, ERR_DENIED, "", "web-not-from-here", NULL);
		web_problem(q, 403);
		return false;
	}
	if (t->flags & ROUTE_OPEN)
		return true;
	if (!q->who.account) {
		if (t->flags & ROUTE_PAGE) {
			to_login(q);
			return false;
		}
		err_set(q->cx, ERR_DENIED, "", "web-no-session", NULL);
		web_problem(q, 401);
		http_answer_field(&q->x->a, "WWW-Authenticate", STR("Bearer"));
		return false;
	}
	if (q->who.token && t->perm == PERM__COUNT && !(t->flags & ROUTE_TOKEN)) {
		err_set(q->cx, ERR_DENIED, "", "web-no-token", NULL);
		web_problem(q, 403);
		return false;
	}
	if (t->flags & ROUTE_SELF)
		return true;
	if (q->who.must_change) {
		err_set(q->cx, ERR_DENIED, "", "web-must-change", NULL);
		web_problem(q, 403);
		return false;
	}
	if (office_need(q->cx, q->office, &q->who, t->perm, &(struct office_object){ 0 }) != OK ||
	    office_scope(q->cx, q->office, &q->who, t->perm, &q->scope) != OK) {
		web_problem(q, 0);
		return false;
	}
	if (q->who.emergency_until &&
	    office_glass_used(q->cx, q->office, &q->who, t->perm, 0, 0) != OK) {
		web_problem(q, 0);
		return false;
	}
	q->r->scope = &q->scope;
	return true;
}

/* ---- the face ---- */

/* Who asks: the holder of a token where one is sent, else of the session. */
static bool asks(struct web_req *q)
{
	struct str token;

	if (web_bearer(q, &token))
		return office_token(q->office, token, q->cx->now_ms, &q->who);
	return office_session(q->office, web_cookie(q), q->cx->now_ms, &q->who);
}

/* Which methods the address knows. */
static void allow(struct web_req *q)
{
	static const struct { enum http_method m; const char *name; } methods[] = {
		{ HTTP_GET, "GET, HEAD" }, { HTTP_POST, "POST" }, { HTTP_PATCH, "PATCH" },
		{ HTTP_PUT, "PUT" }, { HTTP_DELETE, "DELETE" },
	};
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 100);
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		const struct route *r = routes;

		while (r->path && (r->method != methods[i].m || !fits(r->path, q->x->q.path, q->param)))
			r++;
		if (r->path)
			buf_addf(&b, "%s%s", b.n ? ", " : "", methods[i].name);
	}
	http_answer_field(&q->x->a, "Allow", buf_str(&b));
}

const int64_t web_took_us[WEB_TOOK - 1] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	250000, 1000000, 5000000 };

static void timed(struct web *w, int64_t began_ns)
{
	int64_t us = (os_mono_ns() - began_ns) / 1000;
	int i = 0;

	while (i < WEB_TOOK - 1 && us > web_took_us[i])
		i++;
	__atomic_add_fetch(&w->took[i], 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&w->took_us, (uint64_t)us, __ATOMIC_RELAXED);
}

static void answer(struct web *w, struct http_exchange *x, struct reg *view)
{
	struct web_req q = { .web = w, .x = x, .cx = &x->cx, .r = view, .office = w->set.office };
	bool method;
	enum err e;

	__atomic_add_fetch(&w->asked, 1, __ATOMIC_RELAXED);
	q.route = route_of(w, &x->q, q.param, &method);
	if (q.route && !(q.route->flags & ROUTE_PUBLIC) && str_starts(x->q.path, STR("/p/")))
		q.route = NULL;              /* the app's own page for whatever else is not under /p/ */
	q.cx->actor = "web";
	if (q.route && asks(&q))
		q.cx->actor = str_z(&q.cx->arena, str_of(q.who.actor));
	q.cx->lang = lang_of(&q);
	if (q.route && q.route->flags & ROUTE_SITE)
		web_security_site(&q);
	else
		web_security(&q, q.route && q.route->flags & ROUTE_PAGE);
	if (!q.route) {
		err_set(q.cx, ERR_NOTFOUND, "", method ? "web-method" : "web-no-page", NULL);
		if (!method && w->public && str_starts(x->q.path, STR("/p/")))
			public_problem(&q);
		else
			web_problem(&q, method ? 405 : 404);
		if (method)
			allow(&q);
		return;
	}
	for (int i = 0; i < PARAMS_MAX && q.param[i].n; i++) {
		char *to = arena_alloc(&q.cx->arena, q.param[i].n + 1);
		size_t n;

		q.param[i] = http_unescape(q.param[i], false, to, &n) ? (struct str){ to, n } : STR("?");
	}
	if (!admitted(&q))
		return;
	http_answer_field(&x->a, "Cache-Control", STR("no-store"));
	q.commits = w->pages ? page_cache_now(w->pages) : 0;
	q.epoch = w->public ? public_epoch(w->public) : 0;
	if ((q.route->flags & ROUTE_KEPT && household_page_kept(&q)) ||
	    (q.route->flags & ROUTE_SITE && public_answered(&q))) {
		view->scope = &scope_nothing;
		return;
	}
	if (x->q.method == HTTP_GET && db_begin_read(q.cx, view->db) != OK)
		err_clear(q.cx);
	e = q.route->run(&q);
	view->scope = &scope_nothing;
	if (e != OK && q.route->flags & ROUTE_SITE)
		public_problem(&q);
	else if (e != OK)
		web_problem(&q, 0);
	if (x->a.status >= 400)
		__atomic_add_fetch(&w->refused, 1, __ATOMIC_RELAXED);
}

static void handle(struct web *w, struct http_exchange *x, struct reg *view)
{
	int64_t began = os_mono_ns();

	answer(w, x, view);
	/* A statement that an error left half read would hold the next request on this thread to what
	 * the register was then: what somebody has just saved would not be there. */
	db_end_read(view->db);
	timed(w, began);
}

#define STRANGE_MOST (1 << 20)   /* of a body whose sender may send none: answered properly */

/* Files are for those who may send them: nobody else fills the disk while they come. */
static int64_t file_welcome(struct web *w, struct http_exchange *x, const struct route *t)
{
	struct web_req q = { .web = w, .x = x, .cx = &x->cx, .office = w->set.office, .route = t };
	bool known = asks(&q);

	if (known && q.who.perms & PERM_BIT(t->perm) && from_here(&q))
		return t->body;
	if (x->q.length <= STRANGE_MOST)
		return STRANGE_MOST;
	q.cx->lang = lang_of(&q);
	err_set(q.cx, ERR_DENIED, "", known ? "web-no-sending" : "web-no-session", NULL);
	web_problem(&q, known ? 403 : 401);
	return -x->a.status;
}

static int64_t face_welcome(void *state, int thread, struct http_exchange *x)
{
	struct str param[PARAMS_MAX];
	bool method;
	const struct route *t = route_of(state, &x->q, param, &method);

	(void)thread;
	if (t && t->flags & ROUTE_RAW)
		return file_welcome(state, x, t);
	if (t)
		return t->body;
	return x->q.length == 0 ? 0 : method ? -405 : -404;      /* without a body: in our own words */
}

static bool face_now(void *state, int thread, struct http_exchange *x)
{
	struct web *w = state;
	struct str param[PARAMS_MAX];
	bool method;
	const struct route *t = route_of(w, &x->q, param, &method);

	if (t && !(t->flags & ROUTE_QUICK))
		return false;
	handle(w, x, w->view[thread]);
	return true;
}

static int face_lane(void *state, struct http_exchange *x)
{
	struct str param[PARAMS_MAX];
	bool method;
	const struct route *t = route_of(state, &x->q, param, &method);

	return t && t->flags & ROUTE_SECRET ? LANE_SECRETS :
	       t && t->flags & ROUTE_FILE ? LANE_FILES : LANE_ROWS;
}

/* Workers are numbered lane after lane. */
static int worker_lane(const struct web *w, int worker)
{
	int lane = 0;

	while (lane < HTTP_LANES - 1 && worker >= w->set.http.workers[lane])
		worker -= w->set.http.workers[lane++];
	return lane;
}

static void face_work(void *state, int worker, struct http_exchange *x)
{
	struct web *w = state;
	struct reg *view = w->view[w->threads + worker];

	handle(w, x, view);
	if (worker_lane(w, worker) == LANE_FILES)
		register_rest(view);
}

/* ---- beginning and end ---- */

static enum err begin(struct ctx *cx, struct web *w)
{
	struct http_face f = { .state = w, .welcome = face_welcome, .now = face_now,
		.lane = face_lane, .work = face_work };
	int views;

	TRY(register_is_demo(cx, w->set.r, &w->demo));
	TRY(outline_there(cx, w->set.r, &w->outlines));
	if (!w->set.http.threads)
		w->set.http.threads = os_cpu_count();
	if (!w->set.http.workers[0])
		memcpy(w->set.http.workers, workers, sizeof workers);
	w->threads = views = w->set.http.threads;
	for (int i = 0; i < HTTP_LANES; i++)
		views += w->set.http.workers[i];
	w->view = mem_new((size_t)views, sizeof *w->view);
	w->laws = gate_laws_new();
	while (w->nview < views) {
		TRY(register_view(cx, w->set.r, &w->view[w->nview]));
		if (w->nview < w->threads || worker_lane(w, w->nview - w->threads) != LANE_FILES)
			register_share(w->view[w->nview]);
		w->nview++;
	}
	if (!w->set.public_only && !w->set.figures_of) {
		TRY(page_cache_new(cx, w->set.r, &w->pages));
		TRY(tally_open(cx, w->set.r, &w->tally));
		w->judge = *snapshot_judge(w->set.snapshot);
		TRY(whatif_desk_open(cx, w->set.snapshot, 0, &w->whatif));
	}
	if (!w->set.figures_of)
		TRY(public_new(cx, w->set.r, w->set.public_rate, &w->public));
	TRY(jobs_start(cx, w, &w->jobs));
	return http_server_start(cx, &w->set.http, &f, &w->server);
}

enum err web_start(struct ctx *cx, const struct web_settings *s, struct web **out)
{
	struct web *w = mem_new(1, sizeof *w);
	enum err e;

	w->set = *s;
	w->began_ms = cx->now_ms;
	w->readings = readings_new();
	heads(w);
	e = begin(cx, w);
	if (e != OK)
		web_stop(cx, w, 0);
	else
		*out = w;
	return e;
}

int web_port(const struct web *w)
{
	return http_server_port(w->server);
}

enum err web_tick(struct ctx *cx, struct web *w)
{
	TRY(readings_flush(cx, w->readings, w->set.r));
	TRY(office_tick(cx, w->set.office));
	if (os_mono_ns() - w->swept_ns > SWEEP_NS) {
		w->swept_ns = os_mono_ns();
		TRY(uploads_sweep(cx, w->set.uploads));
	}
	return register_publish_due(cx, w->set.r);
}

void web_stop(struct ctx *cx, struct web *w, int grace_ms)
{
	if (w->server)
		http_server_stop(w->server, grace_ms);
	if (w->jobs)
		jobs_stop(cx, w->jobs);
	if (readings_flush(cx, w->readings, w->set.r) != OK)
		err_clear(cx);
	readings_free(w->readings);
	page_cache_free(cx, w->pages);
	public_free(cx, w->public);
	whatif_desk_close(cx, w->whatif);
	tally_close(cx, w->tally);
	for (int i = 0; i < w->nview; i++)
		register_close(cx, w->view[i]);
	gate_laws_free(w->laws);
	mem_free(w->view);
	mem_free(w->head);
	mem_free(w);
}

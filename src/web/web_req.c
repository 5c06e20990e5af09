/* web_req - see the header. */
#include "web/asset.h"
#include "web/web_int.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/typed.h"

#define SENTENCE_MAX 65536

/* ---- what was sent ---- */

/* i-th "name=value" of a text whose pieces are joined by '&'. */
static bool piece(struct web_req *q, struct str text, int i, struct str *name, struct str *value)
{
	struct str one;
	char *to;
	size_t n;

	while (str_next(&text, '&', &one)) {
		ptrdiff_t eq;

		if (!one.n || i-- > 0)
			continue;
		eq = str_find(one, STR("="));
		*name = eq < 0 ? one : str_sub(one, 0, (size_t)eq);
		*value = eq < 0 ? STR("") : str_sub(one, (size_t)eq + 1, one.n);
		to = arena_alloc(&q->cx->arena, one.n + 2);
		if (!http_unescape(*name, true, to, &n))
			return true;                    /* no parameter of ours is written so */
		*name = (struct str){ to, n };
		to += n + 1;
		*value = http_unescape(*value, true, to, &n) ? (struct str){ to, n } : STR("");
		return true;
	}
	return false;
}

static bool named(struct web_req *q, struct str text, const char *name, struct str *value)
{
	struct str have;

	for (int i = 0; piece(q, text, i, &have, value); i++)
		if (str_eqz(have, name))
			return true;
	*value = STR("");
	return false;
}

bool web_query(struct web_req *q, const char *name, struct str *value)
{
	return named(q, q->x->q.query, name, value);
}

bool web_query_nth(struct web_req *q, int i, struct str *name, struct str *value)
{
	return piece(q, q->x->q.query, i, name, value);
}

void web_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/')
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

bool web_form(struct web_req *q, const char *name, struct str *value)
{
	return named(q, q->x->q.body, name, value);
}

int64_t web_query_int(struct web_req *q, const char *name, int64_t fallback, int64_t most)
{
	struct str v;
	int64_t n;

	if (!web_query(q, name, &v) || !str_i64(v, &n) || n < 0)
		return fallback;
	return n > most ? most : n;
}

/* Fields that hold passwords: these may have any sign. */
static const char *const secret[] = { "password", "old", "new", NULL };

static bool among(const char *const *names, struct str key)
{
	while (*names && !str_eqz(key, *names))
		names++;
	return *names;
}

/* Letters and strokes only: no field has another name, so nobody asks for its text. */
static bool plain(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!(key.p[i] >= 'a' && key.p[i] <= 'z') && key.p[i] != '_')
			return false;
	return key.n > 0;
}

enum err web_part(struct web_req *q, struct str text, struct web_body *out)
{
	TRY(json_flat(q->cx, text, &out->pair, &out->n));
	for (int i = 0; i < out->n; i++) {
		struct json_pair *p = &out->pair[i];

		if (p->type == JSON_TEXT && plain(p->key) && !among(secret, p->key))
			TRY(typed_text(q->cx, str_z(&q->cx->arena, p->key), !typed_line(p->key),
			               &p->text));
	}
	return OK;
}

enum err web_body(struct web_req *q, struct web_body *out)
{
	*out = (struct web_body){ 0 };
	return q->x->q.body.n ? web_part(q, q->x->q.body, out) : OK;
}

static const struct json_pair *pair_of(const struct web_body *b, const char *name)
{
	for (int i = 0; i < b->n; i++)
		if (str_eqz(b->pair[i].key, name))
			return &b->pair[i];
	return NULL;
}

struct str web_text(const struct web_body *b, const char *name)
{
	const struct json_pair *p = pair_of(b, name);

	return p && p->type != JSON_NULL ? p->text : STR("");
}

bool web_true(const struct web_body *b, const char *name)
{
	const struct json_pair *p = pair_of(b, name);

	return p && p->type == JSON_BOOL && p->i;
}

struct str web_cookie(struct web_req *q)
{
	struct str name = q->web->set.tls ? STR("__Host-jz=") : STR("jz="), all, one;

	if (!http_request_field(&q->x->q, "cookie", &all))
		return STR("");
	while (str_next(&all, ';', &one)) {
		one = str_trim(one);
		if (str_starts(one, name))
			return str_sub(one, name.n, one.n);
	}
	return STR("");
}

bool web_bearer(struct web_req *q, struct str *token)
{
	struct str v;

	*token = STR("");
	if (!http_request_field(&q->x->q, "authorization", &v))
		return false;
	if (v.n > 7 && (v.p[0] | 32) == 'b' && str_eqz(str_sub(v, 1, 6), "earer "))
		*token = str_trim(str_sub(v, 7, v.n));
	return true;
}

/* ---- the answer ---- */

void web_json(struct web_req *q, int status)
{
	q->x->a.status = status;
	http_answer_field(&q->x->a, "Content-Type", STR("application/json"));
	json_begin(&q->j, &q->x->a.body);
}

void web_sentence(struct buf *out, enum lang lang, const struct err_info *e)
{
	const struct kind *k = e->key ? kind_find(e->key) : NULL;

	if (k)
		kind_sentence(out, lang, k, e->narg > 0 ? e->arg[0] : STR(""),
		              e->narg > 1 ? e->arg[1] : STR(""));
	else if (e->key)
		msg_add(out, lang, e->key, e->arg, e->narg);
}

int web_status(enum err kind)
{
	switch (kind) {
	case ERR_INPUT: return 422;
	case ERR_USAGE: return 400;
	case ERR_NOTFOUND: return 404;
	case ERR_DENIED: return 403;
	case ERR_CONFLICT: return 409;
	case ERR_LIMIT: return 429;
	case ERR_IO: case ERR_UNKNOWN: return 503;
	default: return 500;
	}
}

/* The domain names what was wrong as the command line does; here options are fields. */
static struct str where_of(const struct err_info *e)
{
	if (str_eqz(e->where, "--columns"))
		return STR("fields");
	return str_starts(e->where, STR("--")) ? str_sub(e->where, 2, e->where.n) : e->where;
}

void web_problem(struct web_req *q, int status)
{
	const struct err_info *e = &q->cx->err;
	struct buf text BUF_AUTO = { 0 };
	struct http_answer *a = &q->x->a;

	if (!status)
		status = web_status(e->kind);
	buf_init(&text, SENTENCE_MAX);
	web_sentence(&text, q->cx->lang, e);
	http_answer_reset(a);
	a->status = status;
	web_security(q, false);
	http_answer_field(a, "Cache-Control", STR("no-store"));
	http_answer_field(a, "Content-Type", STR("application/problem+json"));
	json_begin(&q->j, &a->body);
	json_obj(&q->j);
	json_key(&q->j, "type");
	json_z(&q->j, "about:blank");
	json_key(&q->j, "title");
	json_z(&q->j, http_reason(status));
	json_key(&q->j, "status");
	json_int(&q->j, status);
	web_put(q, "code", str_of(e->key ? e->key : ""));
	web_put(q, "detail", buf_str(&text));
	web_put(q, "where", where_of(e));
	json_obj_end(&q->j);
}

void web_redirect(struct web_req *q, const char *to)
{
	q->x->a.status = 303;
	http_answer_field(&q->x->a, "Location", str_of(to));
}

/* What a page may load and run: from here only, and what stands in the page itself by its hash. */
static void policy(struct web_req *q, const char *script, const char *style)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "default-src 'none'; script-src 'self' %s; style-src 'self' %s; img-src 'self'"
	         " blob: data:; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
	         " frame-ancestors 'none'; base-uri 'none'; form-action 'self';"
	         " require-trusted-types-for 'script'",
	         script, style);
	http_answer_field(&q->x->a, "Content-Security-Policy", buf_str(&b));
}

static void common(struct web_req *q)
{
	struct http_answer *a = &q->x->a;

	http_answer_field(a, "X-Content-Type-Options", STR("nosniff"));
	http_answer_field(a, "Referrer-Policy", STR("no-referrer"));
	http_answer_field(a, "Cross-Origin-Opener-Policy", STR("same-origin"));
	http_answer_field(a, "Cross-Origin-Resource-Policy", STR("same-origin"));
	http_answer_field(a, "Permissions-Policy", STR("camera=(self), geolocation=(self)"));
	if (q->web->set.tls)
		http_answer_field(a, "Strict-Transport-Security", STR("max-age=31536000"));
}

void web_security(struct web_req *q, bool page)
{
	if (page)
		policy(q, "", "");
	else
		http_answer_field(&q->x->a, "Content-Security-Policy",
		                  STR("default-src 'none'; frame-ancestors 'none'"));
	common(q);
}

void web_security_site(struct web_req *q)
{
	http_answer_field(&q->x->a, "Content-Security-Policy",
	                  STR("default-src 'none'; style-src 'self'; img-src 'self'; form-action"
	                      " 'self'; base-uri 'none'; frame-ancestors 'none'"));
	common(q);
}

void web_security_shell(struct web_req *q)
{
	policy(q, asset_script_hash, asset_style_hash);
	common(q);
}

void web_put(struct web_req *q, const char *key, struct str text)
{
	if (!text.n)
		return;
	json_key(&q->j, key);
	json_str(&q->j, text);
}

void web_put_time(struct web_req *q, const char *key, int64_t ms)
{
	char t[24];

	if (!ms)
		return;
	register_clock(q->r, ms, t);
	json_key(&q->j, key);
	json_z(&q->j, t);
}

void web_read(struct web_req *q, const struct entity *e, int64_t id)
{
	if (q->who.account)
		readings_note(q->web->readings, q->who.account, e->tag, id);
}

enum err web_day(struct web_req *q, struct str text, date_t *on)
{
	enum date_form form;

	*on = 0;
	if (text.n && (!date_parse(text, on, &form) || !date_day(*on)))
		return err_set(q->cx, ERR_INPUT, "on", "cmd-expr-date", str_z(&q->cx->arena, text), NULL);
	return OK;
}

enum err web_day_asked(struct web_req *q, date_t *on)
{
	struct str text;

	*on = 0;
	return web_query(q, "on", &text) ? web_day(q, text, on) : OK;
}

/* ---- figures without the lists behind them ---- */

static bool holds(const int64_t *all, int n, const int64_t *some, int k)
{
	int i = 0, at = 0;

	while (at < k && i < n) {
		at += all[i] == some[at];
		i++;
	}
	return at == k;
}

static enum err opens_lists(struct web_req *q, bool *yes)
{
	struct scope may;

	TRY(office_scope(q->cx, q->office, &q->who, PERM_read, &may));
	*yes = may.all || (!q->scope.all &&
	                   holds(may.area, may.narea, q->scope.area, q->scope.narea) &&
	                   holds(may.household, may.nhousehold, q->scope.household,
	                         q->scope.nhousehold));
	return OK;
}

enum err web_few(struct web_req *q, int64_t *few)
{
	bool yes;

	TRY(opens_lists(q, &yes));
	*few = yes ? 0 : q->r->pack->small_cell;
	return OK;
}

enum err web_tries_lines(struct web_req *q)
{
	bool yes;

	TRY(opens_lists(q, &yes));
	return yes ? OK : err_set(q->cx, ERR_DENIED, "lines", "web-lists-only", NULL);
}

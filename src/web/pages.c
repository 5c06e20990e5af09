/* pages - what people see without the app: sign in, first visit, what is public; and the app's
 * files. */
#include "web/html.h"

#include "base/msg.h"
#include "base/os.h"
#include "web/api.h"
#include "web/asset.h"
#include "web/web_int.h"

#include <stdio.h>

/* ---- sign in ---- */

/* Only an address of this very server: "/..." and nothing that a browser takes for a host. */
static const char *next_of(struct web_req *q, struct str next)
{
	if (!next.n || next.p[0] != '/' || (next.n > 1 && (next.p[1] == '/' || next.p[1] == '\\')))
		return "/";
	for (size_t i = 0; i < next.n; i++)
		if ((unsigned char)next.p[i] <= ' ' || next.p[i] == '\\')
			return "/";
	return str_z(&q->cx->arena, next);
}

static void field(struct web_req *q, const char *name, const char *label, const char *type,
                  const char *more, struct str value)
{
	html_raw(q, "<p><label for=\"");
	html_raw(q, name);
	html_raw(q, "\">");
	html_say(q, label);
	html_raw(q, "</label><input id=\"");
	html_raw(q, name);
	html_raw(q, "\" name=\"");
	html_raw(q, name);
	html_raw(q, "\" type=\"");
	html_raw(q, type);
	html_raw(q, "\" ");
	html_raw(q, more);
	html_raw(q, " value=\"");
	html_text(q, value);
	html_raw(q, "\"></p>");
}

/* The logins of a demo, so that nobody has to look for them. */
static void demo_accounts(struct web_req *q)
{
	if (!q->web->demo || !q->web->set.demo_password.n)
		return;
	html_raw(q, "<section><h2>");
	html_say(q, "page-demo-accounts");
	html_raw(q, "</h2><p>");
	html_say(q, "page-demo-password");
	html_raw(q, " <code>");
	html_text(q, q->web->set.demo_password);
	html_raw(q, "</code></p><ul class=\"demo-accounts\">");
	for (const struct demo_account *a = office_demo_accounts; a->login; a++) {
		html_raw(q, "<li><code>");
		html_text(q, str_of(a->login));
		html_raw(q, "</code> ");
		html_text(q, str_of(q->cx->lang == LANG_EN ? office_roles[a->role].en :
		                    office_roles[a->role].zh));
		html_raw(q, "</li>");
	}
	html_raw(q, "</ul></section>");
}

/* The language that was pressed on this page goes with who signs in; one guessed does not. */
static const char *chosen_lang(struct web_req *q)
{
	struct str v;

	if (!web_query(q, "lang", &v))
		return "";
	return str_eqz(v, "en") ? "?lang=en" : str_eqz(v, "zh") ? "?lang=zh" : "";
}

static void login_form(struct web_req *q, int status, struct str login, struct str next, bool code)
{
	html_start(q, status, "page-login");
	html_error(q);
	html_raw(q, "<form method=\"post\" action=\"/login");
	html_raw(q, chosen_lang(q));
	html_raw(q, "\">");
	field(q, "login", "page-account", "text",
	      "autocomplete=\"username\" autocapitalize=\"none\" required maxlength=\"32\"", login);
	field(q, "password", "page-password", "password",
	      "autocomplete=\"current-password\" required maxlength=\"200\"", STR(""));
	field(q, "code", code ? "page-code" : "page-code-optional", "text",
	      code ? "autocomplete=\"one-time-code\" inputmode=\"numeric\" maxlength=\"6\" required" :
	      "autocomplete=\"one-time-code\" inputmode=\"numeric\" maxlength=\"6\"", STR(""));
	html_raw(q, "<input type=\"hidden\" name=\"next\" value=\"");
	html_text(q, next);
	html_raw(q, "\"><button>");
	html_say(q, "page-login-do");
	html_raw(q, "</button></form>");
	demo_accounts(q);
	html_finish(q);
}

enum err page_login(struct web_req *q)
{
	struct str next;

	if (!office_accounts(q->office)) {
		web_redirect(q, "/setup");
		return OK;
	}
	web_query(q, "next", &next);
	login_form(q, 200, STR(""), next, false);
	return OK;
}

static void set_cookie(struct web_req *q, const char *token, int64_t seconds)
{
	char text[160];

	snprintf(text, sizeof text, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
	         q->web->set.tls ? "__Host-jz" : "jz", token, (long long)seconds,
	         q->web->set.tls ? "; Secure" : "");
	http_answer_field(&q->x->a, "Set-Cookie", str_of(text));
}

enum err page_login_post(struct web_req *q)
{
	struct login l = { .peer = str_of(q->x->q.peer) };
	struct buf to BUF_AUTO = { 0 };
	char token[TOKEN_TEXT];
	const char *inside;
	struct who who;
	struct str next;
	enum err e;

	buf_init(&to, 4096);
	web_form(q, "login", &l.login);
	web_form(q, "password", &l.password);
	web_form(q, "code", &l.code);
	web_form(q, "next", &next);
	e = office_login(q->cx, q->office, &l, token, &who);
	if (e == ERR_DENIED || e == ERR_LIMIT || e == ERR_INPUT) {
		login_form(q, e == ERR_LIMIT ? 429 : 403, l.login, next,
		           !strcmp(q->cx->err.key, "office-login-code"));
		return OK;
	}
	TRY(e);
	set_cookie(q, token, 12 * 3600);
	inside = next_of(q, next);
	if (*chosen_lang(q)) {
		buf_addf(&to, "%s%c%s", inside, strchr(inside, '?') ? '&' : '?', chosen_lang(q) + 1);
		inside = str_z(&q->cx->arena, buf_str(&to));
	}
	web_redirect(q, inside);
	return OK;
}

enum err page_logout(struct web_req *q)
{
	TRY(office_logout(q->cx, q->office, &q->who));
	set_cookie(q, "", 0);
	web_redirect(q, "/login");
	return OK;
}

/* ---- the first visit ---- */

/* 127.x.y.z, in digits: "127.0.0.1.example" is a name. */
static bool address_of_this_machine(struct str host)
{
	if (!str_starts(host, STR("127.")))
		return false;
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
			return false;
	return true;
}

/* By somebody at this very machine, who calls it so. A reverse proxy stands on this machine, too,
 * and so does the browser of whoever was led here by a name of another site: neither counts. */
static bool from_this_machine(const struct web_req *q)
{
	const struct http_request *h = &q->x->q;
	struct str host = h->host, v;
	ptrdiff_t colon;

	if (strncmp(h->peer, "127.", 4) != 0 && strcmp(h->peer, "::1") != 0)
		return false;
	if (http_request_field(h, "forwarded", &v) || http_request_field(h, "x-forwarded-for", &v) ||
	    http_request_field(h, "x-real-ip", &v) || http_request_field(h, "via", &v))
		return false;
	if (str_starts(host, STR("[::1]")))
		return host.n == 5 || host.p[5] == ':';
	colon = str_find(host, STR(":"));
	host = colon < 0 ? host : str_sub(host, 0, (size_t)colon);
	return str_eqz(host, "localhost") || address_of_this_machine(host);
}

/* Two people: one makes accounts, the other gives them their rights; nobody is both. */
static const struct { const char *at, *title; enum role role; } firsts[2] = {
	{ "1", "page-setup-system", ROLE_system_admin },
	{ "2", "page-setup-security", ROLE_security_admin },
};

static const char *at_of(struct web_req *q, const char *name, int i)
{
	return str_z(&q->cx->arena, str_join(&q->cx->arena, str_of(name), str_of(firsts[i].at)));
}

static struct str sent(struct web_req *q, const char *name, int i)
{
	struct str v;

	web_form(q, at_of(q, name, i), &v);
	return str_trim(v);
}

/* Was this role ever given? When the last one who held it is gone, or their year is over, the page
 * does not open again for whoever comes by: the command line makes a new one. */
static bool held(struct web_req *q, enum role role)
{
	return office_role_given(q->office, role);
}

static bool set_up(struct web_req *q)
{
	return held(q, firsts[0].role) && held(q, firsts[1].role);
}

static void setup_person(struct web_req *q, int i)
{
	if (held(q, firsts[i].role))
		return;
	html_raw(q, "<fieldset><legend>");
	html_say(q, firsts[i].title);
	html_raw(q, "</legend>");
	field(q, at_of(q, "login", i), "page-account", "text",
	      "autocomplete=\"off\" autocapitalize=\"none\" required maxlength=\"32\"",
	      sent(q, "login", i));
	field(q, at_of(q, "name", i), "page-your-name", "text",
	      "autocomplete=\"off\" required maxlength=\"60\"", sent(q, "name", i));
	field(q, at_of(q, "idno", i), "page-your-idno", "text",
	      "autocomplete=\"off\" required maxlength=\"18\"", STR(""));
	field(q, at_of(q, "password", i), "page-password", "password",
	      "autocomplete=\"new-password\" required minlength=\"12\" maxlength=\"200\"", STR(""));
	html_raw(q, "</fieldset>");
}

static void setup_form(struct web_req *q, int status)
{
	html_start(q, status, "page-setup");
	html_error(q);
	html_raw(q, "<p>");
	html_say(q, "page-setup-lead");
	html_raw(q, "</p><form method=\"post\" action=\"/setup\">");
	setup_person(q, 0);
	setup_person(q, 1);
	html_raw(q, "<button>");
	html_say(q, "page-setup-do");
	html_raw(q, "</button></form>");
	html_finish(q);
}

enum err page_setup(struct web_req *q)
{
	if (set_up(q)) {
		web_redirect(q, "/login");
		return OK;
	}
	if (!from_this_machine(q))
		return err_set(q->cx, ERR_DENIED, "", "page-setup-here", NULL);
	setup_form(q, 200);
	return OK;
}

static enum err first_account(struct web_req *q, int i)
{
	struct account_new a = { .lang = q->cx->lang, .login = sent(q, "login", i),
		.name = sent(q, "name", i), .idno = sent(q, "idno", i) };
	struct grant_new g = { .role = firsts[i].role, .purpose = STR("first administrator") };

	if (held(q, firsts[i].role))
		return OK;
	web_form(q, at_of(q, "password", i), &a.password);
	if (!office_account(q->office, a.login))
		TRY(office_account_make(q->cx, q->office, NULL, &a, &g.account));
	g.account = office_account(q->office, a.login);
	return office_grant_give(q->cx, q->office, NULL, &g, &(int64_t){ 0 });
}

enum err page_setup_post(struct web_req *q)
{
	enum err e;

	if (set_up(q) || !from_this_machine(q))
		return err_set(q->cx, ERR_DENIED, "", "page-setup-here", NULL);
	if (!held(q, firsts[0].role) && !held(q, firsts[1].role) &&
	    str_eq(sent(q, "idno", 0), sent(q, "idno", 1)))
		e = err_set(q->cx, ERR_INPUT, "", "page-setup-two", NULL);
	else
		e = first_account(q, 0);
	if (e == OK)
		e = first_account(q, 1);
	if (e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_DENIED) {
		setup_form(q, 422);
		return OK;
	}
	TRY(e);
	web_redirect(q, "/login");
	return OK;
}

/* ---- what is public ---- */

enum err page_health(struct web_req *q)
{
	http_answer_field(&q->x->a, "Content-Type", STR("text/plain"));
	html_raw(q, "ok\n");
	return OK;
}

enum err page_trust(struct web_req *q)
{
	if (!q->web->set.trust)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	html_start(q, 200, "page-trust");
	html_raw(q, "<p>");
	html_say(q, "page-trust-lead");
	html_raw(q, "</p><pre tabindex=\"0\">");
	html_text(q, str_of(q->web->set.trust));
	html_raw(q, "</pre>");
	html_finish(q);
	return OK;
}

/* ---- the app ---- */

static const struct asset *asset_of(struct str path)
{
	for (const struct asset *a = asset_table; a->path; a++)
		if (str_eqz(path, a->path))
			return a;
	return NULL;
}

/* The smallest form that the client takes. */
static void give(struct web_req *q, const struct asset *a)
{
	const char *from = a->body, *to = a->body_end;

	if (a->br && http_request_has(&q->x->q, "accept-encoding", "br")) {
		from = a->br;
		to = a->br_end;
		http_answer_field(&q->x->a, "Content-Encoding", STR("br"));
	} else if (a->gz && http_request_has(&q->x->q, "accept-encoding", "gzip")) {
		from = a->gz;
		to = a->gz_end;
		http_answer_field(&q->x->a, "Content-Encoding", STR("gzip"));
	}
	http_answer_field(&q->x->a, "Content-Type", str_of(a->type));
	http_answer_field(&q->x->a, "Vary", STR("Accept-Encoding"));
	q->x->a.fixed = (struct str){ from, (size_t)(to - from) };
}

enum err page_asset(struct web_req *q)
{
	const struct asset *a = asset_of(q->x->q.path);

	if (!a)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	http_answer_reset(&q->x->a);
	/* A worker lives by its own answer's policy: it has to fetch what it keeps. */
	web_security(q, str_ends(q->x->q.path, STR(".js")));
	http_answer_field(&q->x->a, "Cache-Control", !strcmp(a->cache, "immutable") ?
	                  STR("public, max-age=31536000, immutable") : STR("no-cache"));
	give(q, a);
	return OK;
}

enum err page_shell(struct web_req *q)
{
	const struct asset *a = asset_of(STR("/"));

	if (!a || str_starts(q->x->q.path, STR("/api/")))
		return err_set(q->cx, ERR_NOTFOUND, "", a ? "web-no-page" : "web-asset", NULL);
	http_answer_reset(&q->x->a);
	web_security_shell(q);
	http_answer_field(&q->x->a, "Cache-Control", STR("no-cache"));
	give(q, a);
	return OK;
}

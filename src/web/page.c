/* page - see the header. */
#include "web/page.h"

#include "base/msg.h"
#include "base/os.h"
#include "web/api.h"
#include "web/asset.h"
#include "web/web_int.h"

#include <stdio.h>

/* ---- writing ---- */

void page_raw(struct web_req *q, const char *html)
{
	buf_addz(&q->x->a.body, html);
}

void page_text(struct web_req *q, struct str s)
{
	struct buf *b = &q->x->a.body;

	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '&': buf_addz(b, "&amp;"); break;
		case '<': buf_addz(b, "&lt;"); break;
		case '>': buf_addz(b, "&gt;"); break;
		case '"': buf_addz(b, "&quot;"); break;
		case '\'': buf_addz(b, "&#39;"); break;
		default: buf_addc(b, s.p[i]);
		}
}

void page_say(struct web_req *q, const char *key)
{
	page_text(q, str_of(msg_text(q->cx->lang, key)));
}

void page_start(struct web_req *q, int status, const char *title_key)
{
	q->x->a.status = status;
	http_answer_field(&q->x->a, "Content-Type", STR("text/html; charset=utf-8"));
	page_raw(q, q->cx->lang == LANG_EN ? "<!doctype html><html lang=\"en\">" :
	         "<!doctype html><html lang=\"zh-CN\">");
	page_raw(q, "<head><meta charset=\"utf-8\"><meta name=\"viewport\""
	         " content=\"width=device-width,initial-scale=1\"><title>");
	page_say(q, title_key);
	page_raw(q, " · ");
	page_say(q, "page-name");
	page_raw(q, "</title><link rel=\"stylesheet\" href=\"/a/page.css\">"
	         "<link rel=\"icon\" href=\"/icon.svg\"></head><body><header><strong>");
	page_say(q, "page-name");
	page_raw(q, "</strong>");
	if (q->web->demo) {
		page_raw(q, " <span class=\"demo\">");
		page_say(q, "page-demo");
		page_raw(q, "</span>");
	}
	page_raw(q, "<nav><a href=\"?lang=zh\" lang=\"zh-CN\" hreflang=\"zh-CN\">中文</a>"
	         " <a href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a></nav></header><main><h1>");
	page_say(q, title_key);
	page_raw(q, "</h1>");
}

void page_finish(struct web_req *q)
{
	page_raw(q, "</main></body></html>\n");
}

static void page_error(struct web_req *q)
{
	struct buf b BUF_AUTO = { 0 };

	if (!q->cx->err.key)
		return;
	buf_init(&b, 65536);
	web_sentence(&b, q->cx->lang, &q->cx->err);
	page_raw(q, "<p class=\"error\" role=\"alert\">");
	page_text(q, buf_str(&b));
	page_raw(q, "</p>");
}

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
	page_raw(q, "<p><label for=\"");
	page_raw(q, name);
	page_raw(q, "\">");
	page_say(q, label);
	page_raw(q, "</label><input id=\"");
	page_raw(q, name);
	page_raw(q, "\" name=\"");
	page_raw(q, name);
	page_raw(q, "\" type=\"");
	page_raw(q, type);
	page_raw(q, "\" ");
	page_raw(q, more);
	page_raw(q, " value=\"");
	page_text(q, value);
	page_raw(q, "\"></p>");
}

/* The logins of a demo, so that nobody has to look for them. */
static void demo_accounts(struct web_req *q)
{
	if (!q->web->demo || !q->web->set.demo_password.n)
		return;
	page_raw(q, "<section><h2>");
	page_say(q, "page-demo-accounts");
	page_raw(q, "</h2><p>");
	page_say(q, "page-demo-password");
	page_raw(q, " <code>");
	page_text(q, q->web->set.demo_password);
	page_raw(q, "</code></p><ul class=\"demo-accounts\">");
	for (const struct demo_account *a = office_demo_accounts; a->login; a++) {
		page_raw(q, "<li><code>");
		page_text(q, str_of(a->login));
		page_raw(q, "</code> ");
		page_text(q, str_of(q->cx->lang == LANG_EN ? a->en : a->zh));
		page_raw(q, "</li>");
	}
	page_raw(q, "</ul></section>");
}

static void login_form(struct web_req *q, int status, struct str login, struct str next, bool code)
{
	page_start(q, status, "page-login");
	page_error(q);
	page_raw(q, "<form method=\"post\" action=\"/login\">");
	field(q, "login", "page-account", "text",
	      "autocomplete=\"username\" autocapitalize=\"none\" required maxlength=\"32\"", login);
	field(q, "password", "page-password", "password",
	      "autocomplete=\"current-password\" required maxlength=\"200\"", STR(""));
	field(q, "code", code ? "page-code" : "page-code-optional", "text",
	      code ? "autocomplete=\"one-time-code\" inputmode=\"numeric\" maxlength=\"6\" required" :
	      "autocomplete=\"one-time-code\" inputmode=\"numeric\" maxlength=\"6\"", STR(""));
	page_raw(q, "<input type=\"hidden\" name=\"next\" value=\"");
	page_text(q, next);
	page_raw(q, "\"><button>");
	page_say(q, "page-login-do");
	page_raw(q, "</button></form>");
	demo_accounts(q);
	page_finish(q);
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
	char token[TOKEN_TEXT];
	struct who who;
	struct str next;
	enum err e;

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
	web_redirect(q, next_of(q, next));
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

static bool from_this_machine(const struct web_req *q)
{
	return !strncmp(q->x->q.peer, "127.", 4) || !strcmp(q->x->q.peer, "::1");
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

static void setup_person(struct web_req *q, int i)
{
	page_raw(q, "<fieldset><legend>");
	page_say(q, firsts[i].title);
	page_raw(q, "</legend>");
	field(q, at_of(q, "login", i), "page-account", "text",
	      "autocomplete=\"off\" autocapitalize=\"none\" required maxlength=\"32\"",
	      sent(q, "login", i));
	field(q, at_of(q, "name", i), "page-your-name", "text",
	      "autocomplete=\"off\" required maxlength=\"60\"", sent(q, "name", i));
	field(q, at_of(q, "idno", i), "page-your-idno", "text",
	      "autocomplete=\"off\" required maxlength=\"18\"", STR(""));
	field(q, at_of(q, "password", i), "page-password", "password",
	      "autocomplete=\"new-password\" required minlength=\"12\" maxlength=\"200\"", STR(""));
	page_raw(q, "</fieldset>");
}

static void setup_form(struct web_req *q, int status)
{
	page_start(q, status, "page-setup");
	page_error(q);
	page_raw(q, "<p>");
	page_say(q, "page-setup-lead");
	page_raw(q, "</p><form method=\"post\" action=\"/setup\">");
	setup_person(q, 0);
	setup_person(q, 1);
	page_raw(q, "<button>");
	page_say(q, "page-setup-do");
	page_raw(q, "</button></form>");
	page_finish(q);
}

enum err page_setup(struct web_req *q)
{
	if (office_accounts(q->office)) {
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

	web_form(q, at_of(q, "password", i), &a.password);
	if (!office_account(q->office, a.login))
		TRY(office_account_make(q->cx, q->office, NULL, &a, &g.account));
	g.account = office_account(q->office, a.login);
	return office_grant_give(q->cx, q->office, NULL, &g, &(int64_t){ 0 });
}

enum err page_setup_post(struct web_req *q)
{
	enum err e;

	if (office_accounts(q->office) || !from_this_machine(q))
		return err_set(q->cx, ERR_DENIED, "", "page-setup-here", NULL);
	if (str_eq(sent(q, "idno", 0), sent(q, "idno", 1)))
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
	page_raw(q, "ok\n");
	return OK;
}

enum err page_public(struct web_req *q)
{
	struct str note;
	uint64_t size;

	TRY(journal_head(q->cx, q->r->db, &note, &size));
	page_start(q, 200, "page-public");
	page_raw(q, "<p>");
	page_say(q, "page-public-lead");
	page_raw(q, "</p><h2>");
	page_say(q, "page-head");
	page_raw(q, "</h2><p>");
	page_say(q, "page-head-lead");
	page_raw(q, "</p><pre>");
	page_text(q, note);
	page_raw(q, "</pre>");
	page_finish(q);
	return OK;
}

enum err page_trust(struct web_req *q)
{
	if (!q->web->set.trust)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	page_start(q, 200, "page-trust");
	page_raw(q, "<p>");
	page_say(q, "page-trust-lead");
	page_raw(q, "</p><pre>");
	page_text(q, str_of(q->web->set.trust));
	page_raw(q, "</pre>");
	page_finish(q);
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
	web_security(q, false);
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

/* html - see the header. */
#include "web/html.h"

#include "base/msg.h"
#include "fmt/markup.h"
#include "web/web_int.h"

void html_raw(struct web_req *q, const char *html)
{
	buf_addz(&q->x->a.body, html);
}

void html_text(struct web_req *q, struct str s)
{
	markup_text(&q->x->a.body, s);
}

void html_say(struct web_req *q, const char *key)
{
	html_text(q, str_of(msg_text(q->cx->lang, key)));
}

void html_say_with(struct web_req *q, const char *key, const char *a, const char *b)
{
	struct str arg[] = { str_of(a), str_of(b ? b : "") };
	struct buf said BUF_AUTO = { 0 };

	buf_init(&said, 8192);
	msg_add(&said, q->cx->lang, key, arg, 2);
	html_text(q, buf_str(&said));
}

/* This page in a language; where one was going when asked to sign in is not lost by it. */
static void lang_link(struct web_req *q, const char *lang, const char *rest)
{
	struct str next;

	html_raw(q, "<a href=\"?lang=");
	html_raw(q, lang);
	if (web_query(q, "next", &next))
		html_raw(q, "&amp;next=");
	web_escaped(&q->x->a.body, next);
	html_raw(q, rest);
}

void html_start(struct web_req *q, int status, const char *title_key)
{
	q->x->a.status = status;
	http_answer_field(&q->x->a, "Content-Type", STR("text/html; charset=utf-8"));
	html_raw(q, q->cx->lang == LANG_EN ? "<!doctype html><html lang=\"en\">" :
	         "<!doctype html><html lang=\"zh-CN\">");
	html_raw(q, "<head><meta charset=\"utf-8\"><meta name=\"viewport\""
	         " content=\"width=device-width,initial-scale=1\"><title>");
	html_say(q, title_key);
	html_raw(q, " · ");
	html_say(q, "page-name");
	html_raw(q, "</title><link rel=\"stylesheet\" href=\"/a/page.css\">"
	         "<link rel=\"icon\" href=\"/icon.svg\"></head><body><header><strong>");
	html_say(q, "page-name");
	html_raw(q, "</strong>");
	if (q->web->demo) {
		html_raw(q, " <span class=\"demo\">");
		html_say(q, "page-demo");
		html_raw(q, "</span>");
	}
	html_raw(q, "<nav>");
	lang_link(q, "zh", "\" lang=\"zh-CN\" hreflang=\"zh-CN\">中文</a> ");
	lang_link(q, "en", "\" lang=\"en\" hreflang=\"en\">English</a></nav></header>");
	html_raw(q, "<main><h1>");
	html_say(q, title_key);
	html_raw(q, "</h1>");
}

void html_finish(struct web_req *q)
{
	html_raw(q, "</main></body></html>\n");
}

void html_error(struct web_req *q)
{
	struct buf b BUF_AUTO = { 0 };

	if (!q->cx->err.key)
		return;
	buf_init(&b, 65536);
	web_sentence(&b, q->cx->lang, &q->cx->err);
	html_raw(q, "<p class=\"error\" role=\"alert\">");
	html_text(q, buf_str(&b));
	html_raw(q, "</p>");
}

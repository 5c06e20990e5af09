/* public - see the header: pages of the public site, and notices on it. */
#include "web/public.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/gate/notice_public.h"
#include "web/api.h"
#include "web/web_int.h"

#define LINES_MOST 150           /* of a list on one page: old phones, thin lines */
#define BRIEF_MOST 50

/* ---- the frame ---- */

static bool big(struct web_req *q)
{
	struct str v;

	return web_query(q, "big", &v) && str_eqz(v, "1");
}

/* What was chosen by hand goes along from page to page; what was guessed does not. */
static void chosen(struct web_req *q, const char *first)
{
	struct str v;
	const char *sep = first;

	if (web_query(q, "lang", &v) && (str_eqz(v, "en") || str_eqz(v, "zh"))) {
		html_raw(q, sep);
		html_raw(q, str_eqz(v, "en") ? "lang=en" : "lang=zh");
		sep = "&amp;";
	}
	if (big(q)) {
		html_raw(q, sep);
		html_raw(q, "big=1");
	}
}

void public_action(struct web_req *q, const char *path)
{
	html_raw(q, path);
	chosen(q, "?");
}

void public_href(struct web_req *q, const char *path, struct str segment, const char *query)
{
	html_raw(q, " href=\"");
	html_raw(q, path);
	for (size_t i = 0; i < segment.n; i++)
		if (segment.p[i] == '-')
			html_raw(q, "-");
		else
			web_escaped(&q->x->a.body, str_sub(segment, i, 1));
	if (*query) {
		html_raw(q, "?");
		html_raw(q, query);
	}
	chosen(q, *query ? "&amp;" : "?");
	html_raw(q, "\"");
}

void public_link(struct web_req *q, const char *path, const char *key)
{
	html_raw(q, "<a");
	public_href(q, path, STR(""), "");
	html_raw(q, ">");
	html_say(q, key);
	html_raw(q, "</a> ");
}

/* This very page otherwise: in a language, in a size. What else was asked of it stays. */
static void here(struct web_req *q, const char *lang, bool large)
{
	struct str name, value;

	html_raw(q, " href=\"?lang=");
	html_raw(q, lang);
	for (int i = 0; web_query_nth(q, i, &name, &value); i++)
		if (str_eqz(name, "from") || str_eqz(name, "at") || str_eqz(name, "n") ||
		    str_eqz(name, "row")) {
			html_raw(q, "&amp;");
			web_escaped(&q->x->a.body, name);
			html_raw(q, "=");
			web_escaped(&q->x->a.body, value);
		}
	html_raw(q, large ? "&amp;big=1\"" : "\"");
}

static void top(struct web_req *q)
{
	const char *lang = q->cx->lang == LANG_EN ? "en" : "zh";

	html_raw(q, "<header><strong>");
	html_say(q, "public-name");
	html_raw(q, "</strong>");
	if (q->web->demo) {
		html_raw(q, " · ");
		html_say(q, "page-demo");
	}
	html_raw(q, "<nav>");
	public_link(q, "/p/", "public-home");
	public_link(q, "/p/n", "notice-page-all");
	public_link(q, "/p/how", "public-how-short");
	public_link(q, "/p/status", "public-status-short");
	html_raw(q, "<a");
	here(q, lang, !big(q));
	html_raw(q, ">");
	html_say(q, big(q) ? "public-normal" : "public-large");
	html_raw(q, "</a> <a");
	here(q, q->cx->lang == LANG_EN ? "zh" : "en", big(q));
	html_raw(q, q->cx->lang == LANG_EN ? " lang=\"zh-CN\">中文</a>" : " lang=\"en\">English</a>");
	html_raw(q, "</nav></header>");
}

void public_start(struct web_req *q, int status, struct str title)
{
	q->x->a.status = status;
	http_answer_field(&q->x->a, "Content-Type", STR("text/html; charset=utf-8"));
	html_raw(q, q->cx->lang == LANG_EN ? "<!doctype html><html lang=\"en\">" :
	         "<!doctype html><html lang=\"zh-CN\">");
	html_raw(q, "<head><meta charset=\"utf-8\"><meta name=\"viewport\""
	         " content=\"width=device-width,initial-scale=1\"><meta name=\"robots\""
	         " content=\"noindex\"><title>");
	html_text(q, title);
	html_raw(q, "</title><link rel=\"stylesheet\" href=\"/a/public.css\">"
	         "<link rel=\"icon\" href=\"/icon.svg\"></head>");
	html_raw(q, big(q) ? "<body class=\"big\">" : "<body>");
	top(q);
	html_raw(q, "<main>\n");
}

void public_finish(struct web_req *q)
{
	html_raw(q, "</main></body></html>\n");
}

/* What went wrong, for people: the answer so far is dropped. */
void public_problem(struct web_req *q)
{
	struct buf text BUF_AUTO = { 0 };
	int status = web_status(q->cx->err.kind);

	buf_init(&text, 65536);
	if (status < 500)
		web_sentence(&text, q->cx->lang, &q->cx->err);
	else
		buf_addz(&text, msg_text(q->cx->lang, "public-failed"));
	http_answer_reset(&q->x->a);
	web_security_site(q);
	http_answer_field(&q->x->a, "Cache-Control", STR("no-store"));
	public_start(q, status, str_of(msg_text(q->cx->lang, "public-name")));
	html_raw(q, "<p>");
	html_text(q, buf_str(&text));
	html_raw(q, "</p>");
	public_finish(q);
}

/* ---- notices ---- */

static void brief(struct web_req *q, const struct notice_brief *b)
{
	struct buf place BUF_AUTO = { 0 };
	char day[11];

	buf_init(&place, 4096);
	if (browse_place(q->cx, q->r, b->area, &place) != OK)
		err_clear(q->cx);
	html_raw(q, "<li><a");
	public_href(q, "/p/n/", b->no, "");
	html_raw(q, ">");
	html_text(q, buf_str(&place));
	html_raw(q, " ");
	html_text(q, q->cx->lang == LANG_EN && b->title_en.n ? b->title_en : b->title);
	html_raw(q, "</a> <span class=\"small\">");
	html_say(q, b->result ? "notice-page-announced" : b->until ? "notice-page-until" :
	         "notice-page-stopped");
	if (b->result || b->until) {
		html_raw(q, " ");
		date_put(day, b->result ? b->posted : b->until);
		html_raw(q, day);
	}
	html_raw(q, "</span>");
	if (b->mending) {
		html_raw(q, " <strong class=\"small\">");
		html_say(q, "notice-mending-short");
		html_raw(q, "</strong>");
	}
	html_raw(q, "\n");
}

static enum err briefs(struct web_req *q, int from, int most)
{
	struct notice_brief *b;
	int n, all;

	TRY(notice_public_list(q->cx, q->r, from, most, &b, &n, &all));
	if (!n) {
		html_raw(q, "<p>");
		html_say(q, "public-no-notices");
		html_raw(q, "</p>");
		return OK;
	}
	html_raw(q, "<ul>\n");
	for (int i = 0; i < n; i++)
		brief(q, &b[i]);
	html_raw(q, "</ul>\n");
	if (from + n < all) {
		char query[40];

		snprintf(query, sizeof query, "from=%d", from + n);
		html_raw(q, "<p><a");
		public_href(q, "/p/n", STR(""), query);
		html_raw(q, ">");
		html_say(q, "public-more");
		html_raw(q, "</a></p>");
	}
	return OK;
}

enum err public_notices(struct web_req *q)
{
	int from = (int)web_query_int(q, "from", 0, 100000);

	public_start(q, 200, str_of(msg_text(q->cx->lang, "notice-page-all")));
	html_raw(q, "<h1>");
	html_say(q, "notice-page-all");
	html_raw(q, "</h1>");
	TRY(briefs(q, from, BRIEF_MOST));
	public_finish(q);
	public_keep(q);
	return OK;
}

/* The pages of a long list. */
static void lines_pages(struct web_req *q, const struct notice_page *p)
{
	if (p->text.lines <= LINES_MOST)
		return;
	html_raw(q, "<p class=\"noprint\">");
	for (int from = 0; from < p->text.lines; from += LINES_MOST) {
		int to = from + LINES_MOST < p->text.lines ? from + LINES_MOST : p->text.lines;
		char text[60];

		snprintf(text, sizeof text, "from=%d", from);
		html_raw(q, from == p->from ? "<strong><a" : "<a");
		public_href(q, "/p/n/", p->text.head.no, text);
		snprintf(text, sizeof text, ">%d–%d</a>%s ", from + 1, to,
		         from == p->from ? "</strong>" : "");
		html_raw(q, text);
	}
	html_raw(q, "</p>");
}

static void notice_links(struct web_req *q, const struct notice_page *p)
{
	static const struct { const char *end, *key; } all[] = {
		{ "/list", "notice-page-bytes" }, { "/proof", "notice-page-path" },
	};
	char query[64];

	html_raw(q, "<p class=\"noprint\"><a class=\"button\"");
	snprintf(query, sizeof query, "n=%.*s", STR_FMT(p->text.head.no));
	public_href(q, "/p/object", STR(""), query);
	html_raw(q, ">");
	html_say(q, p->text.head.result ? "public-complain" : "public-object");
	html_raw(q, "</a></p><p class=\"noprint small\">");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		html_raw(q, "<a href=\"/p/n/");
		web_escaped(&q->x->a.body, p->text.head.no);
		html_raw(q, all[i].end);
		html_raw(q, "\">");
		html_say(q, all[i].key);
		html_raw(q, "</a> ");
	}
	html_raw(q, "</p>");
}

/* One that was replaced leads to the list that stands now. */
static void taken_place(struct web_req *q, const struct notice_page *p)
{
	if (!rec_has(p->row, NOTICE_replaced_by))
		return;
	html_raw(q, "<p>");
	html_say(q, "notice-page-by");
	html_raw(q, " <a");
	public_href(q, "/p/n/", p->row->v[NOTICE_replaced_by].s, "");
	html_raw(q, ">");
	html_text(q, p->row->v[NOTICE_replaced_by].s);
	html_raw(q, "</a></p>");
}

enum err public_notice(struct web_req *q)
{
	struct notice_page p;
	struct buf title BUF_AUTO = { 0 };

	TRY(notice_public(q->cx, q->r, q->param[0], &p));
	buf_init(&title, 4096);
	buf_adds(&title, p.text.head.place);
	buf_addz(&title, q->cx->lang == LANG_EN ? ": " : "");
	buf_adds(&title, q->cx->lang == LANG_EN ? p.text.head.title_en : p.text.head.title);
	public_start(q, p.shown ? 200 : 410, buf_str(&title));
	if (p.shown) {
		p.live = true;
		p.from = (int)web_query_int(q, "from", 0, NOTICE_LINES_MOST);
		p.from -= p.from % LINES_MOST;
		p.most = LINES_MOST;
		notice_page_put(&q->x->a.body, q->r, &p);
		lines_pages(q, &p);
		notice_links(q, &p);
		TRY(notice_page_proof(q->cx, &q->x->a.body, &p));
	} else {
		notice_page_gone(&q->x->a.body, &p);
		taken_place(q, &p);
	}
	public_finish(q);
	public_keep(q);
	return OK;
}

/* The bytes as frozen, and the files that verify-notice.mjs asks for. */
static enum err plain(struct web_req *q,
                      enum err (*put)(struct web_req *, const struct notice_page *))
{
	struct notice_page p;

	TRY(notice_public(q->cx, q->r, q->param[0], &p));
	if (!p.shown)
		return err_set(q->cx, ERR_NOTFOUND, "notice", "notice-none",
		               str_z(&q->cx->arena, q->param[0]), NULL);
	http_answer_field(&q->x->a, "Content-Type", STR("text/plain; charset=utf-8"));
	return put(q, &p);
}

static enum err put_list(struct web_req *q, const struct notice_page *p)
{
	struct str bytes;

	TRY(notice_bytes(q->cx, q->r, p->row, false, &bytes));
	buf_adds(&q->x->a.body, bytes);
	return OK;
}

static enum err put_proof(struct web_req *q, const struct notice_page *p)
{
	return notice_proof(q->cx, q->r, p->row, NULL, &q->x->a.body);
}

enum err public_notice_list(struct web_req *q)
{
	return plain(q, put_list);
}

/* Reads the whole journal: not for who asks for one after the other. */
enum err public_notice_proof(struct web_req *q)
{
	if (!public_may_send(q, SEND_PROOF))
		return OK;
	return plain(q, put_proof);
}

/* ---- the first page ---- */

enum err page_public(struct web_req *q)
{
	static const struct { const char *path, *key; } all[] = {
		{ "/p/declare", "public-declare" }, { "/p/object", "public-object" },
		{ "/p/status", "public-status" }, { "/p/how", "public-how" },
		{ "/p/procedures", "public-procedures" }, { "/p/standards", "public-standards" },
		{ "/p/powers", "public-powers" },
		{ "/p/head", "page-head" },
	};

	public_start(q, 200, str_of(msg_text(q->cx->lang, "public-name")));
	html_raw(q, "<h1>");
	html_say(q, "public-name");
	html_raw(q, "</h1><p>");
	html_say(q, "public-lead");
	html_raw(q, "</p><ul>");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		html_raw(q, "<li>");
		public_link(q, all[i].path, all[i].key);
	}
	html_raw(q, "</ul><h2>");
	html_say(q, "public-newest");
	html_raw(q, "</h2>");
	TRY(briefs(q, 0, 15));
	public_finish(q);
	public_keep(q);
	return OK;
}

enum err public_head(struct web_req *q)
{
	struct str note;
	uint64_t size;

	TRY(journal_head(q->cx, q->r->db, &note, &size));
	public_start(q, 200, str_of(msg_text(q->cx->lang, "page-head")));
	html_raw(q, "<h1>");
	html_say(q, "page-head");
	html_raw(q, "</h1><p>");
	html_say(q, "page-head-lead");
	html_raw(q, "</p><p><code>");
	for (struct str line; str_next(&note, '\n', &line); ) {
		html_text(q, line);
		html_raw(q, "<br>");
	}
	html_raw(q, "</code></p>");
	public_finish(q);
	return OK;
}

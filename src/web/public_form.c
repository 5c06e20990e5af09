/* public_form - what everybody can send without signing in: an objection, a declaration; and what
 * became of it. Receipt numbers travel in bodies, never in addresses. */
#include "web/public.h"

#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "domain/gate/notice_public.h"
#include "domain/gate/objection.h"
#include "domain/register/area.h"
#include "web/api.h"
#include "web/web_int.h"

#define LINES_CHOSEN 300         /* of a longer list the number is typed */

/* Of lead_topic: what a household can say of itself, in this order. */
static const char *const troubles[] = { "ill", "disabled", "school", "dropout", "house", "water",
	"disaster", "accident", "work", "business", "support", "other", NULL };
static const char *const topics[] = { "wrong", "missing", "money", "conduct", "other", NULL };

static struct str sent(struct web_req *q, const char *name)
{
	struct str v;

	web_form(q, name, &v);
	return str_trim(v);
}

/* ---- parts of forms ---- */

/* The error beside its field; errors of no field stand on top. */
static void wrong_here(struct web_req *q, const char *name)
{
	if (q->cx->err.key && str_eqz(q->cx->err.where, name))
		html_error(q);
}

static void begin(struct web_req *q, const char *action, const char *title)
{
	public_start(q, q->cx->err.key ? 422 : 200, str_of(msg_text(q->cx->lang, title)));
	html_raw(q, "<h1>");
	html_say(q, title);
	html_raw(q, "</h1>");
	if (q->cx->err.key) {
		html_raw(q, "<p class=\"error\" role=\"alert\">");
		html_say(q, "public-form-wrong");
		html_raw(q, "</p>");
	}
	html_raw(q, "<form method=\"post\" action=\"");
	public_action(q, action);
	html_raw(q, "\">");
}

static void label(struct web_req *q, const char *name, const char *key)
{
	wrong_here(q, name);
	html_raw(q, "<p><label for=\"");
	html_raw(q, name);
	html_raw(q, "\">");
	html_say(q, key);
	html_raw(q, "</label>");
}

static void line(struct web_req *q, const char *name, const char *key, const char *more)
{
	label(q, name, key);
	html_raw(q, "<input id=\"");
	html_raw(q, name);
	html_raw(q, "\" name=\"");
	html_raw(q, name);
	html_raw(q, "\" autocomplete=\"off\" ");
	html_raw(q, more);
	html_raw(q, " value=\"");
	html_text(q, sent(q, name));
	html_raw(q, "\"></p>");
}

static void words(struct web_req *q, const char *name, const char *key, int most)
{
	char text[80];

	label(q, name, key);
	snprintf(text, sizeof text, "<textarea id=\"%s\" name=\"%s\" rows=\"5\" maxlength=\"%d\""
	         " required>", name, name, most);
	html_raw(q, text);
	html_text(q, sent(q, name));
	html_raw(q, "</textarea></p>");
}

static void choices(struct web_req *q, const char *name, const char *key, const char *list,
                    const char *const *tag)
{
	const struct list_face *l = &q->r->model->lists;
	struct str was = sent(q, name);
	int64_t code;

	wrong_here(q, name);
	html_raw(q, "<fieldset><legend>");
	html_say(q, key);
	html_raw(q, "</legend>");
	for (; *tag; tag++) {
		if (!list_tagged(q->r->model, list, *tag, &code))
			continue;
		html_raw(q, "<label class=\"choice\"><input type=\"radio\" name=\"");
		html_raw(q, name);
		html_raw(q, "\" value=\"");
		html_raw(q, *tag);
		html_raw(q, str_eqz(was, *tag) ? "\" checked>" : "\">");
		html_text(q, l->label(l->state, list, code, q->cx->lang));
		html_raw(q, "</label>");
	}
	html_raw(q, "</fieldset>");
}

static void end(struct web_req *q, const char *button)
{
	wrong_here(q, "sum");
	public_sum_put(q);
	html_raw(q, "<button>");
	html_say(q, button);
	html_raw(q, "</button></form>");
	public_finish(q);
}

/* ---- which village ---- */

/* The code of the place that was chosen, out of the body or the address; 0: none yet. */
static int64_t place_code(struct web_req *q)
{
	struct str v = sent(q, "at");
	int64_t code;

	if (!v.n)
		web_query(q, "at", &v);
	return str_i64(v, &code) && code > 0 ? code : 0;
}

/* Out of a code on a poster: the one word that says so, if the list of ways knows it. */
static bool scanned(struct web_req *q)
{
	struct str by = sent(q, "by");
	int64_t code;

	if (!by.n)
		web_query(q, "by", &by);
	return str_eqz(by, "qr") && list_tagged(q->r->model, "objection_channel", "qr", &code);
}

static void townships(struct web_req *q, const struct area_tree *t, const char *path)
{
	html_raw(q, "<p>");
	html_say(q, "public-which-township");
	html_raw(q, "</p><ul>");
	for (int i = 0; i < area_count(t); i++) {
		const struct area_node *n = area_nth(t, i);
		char query[60];

		if (n->level != 4 || n->to)
			continue;
		snprintf(query, sizeof query, "at=%012lld%s", (long long)n->code,
		         scanned(q) ? "&amp;by=qr" : "");
		html_raw(q, "<li><a");
		public_href(q, path, STR(""), query);
		html_raw(q, ">");
		html_text(q, n->name);
		html_raw(q, "</a>");
	}
	html_raw(q, "</ul>");
	public_finish(q);
}

static void villages(struct web_req *q, const struct area_tree *t, int top)
{
	const struct area_node *town = area_nth(t, top);
	int64_t asked = sent(q, "village").n ? 0 : place_code(q);
	struct str was = sent(q, "village");
	char code[24];

	snprintf(code, sizeof code, "%012lld", (long long)town->code);
	html_raw(q, "<input type=\"hidden\" name=\"at\" value=\"");
	html_raw(q, code);
	html_raw(q, "\">");
	if (scanned(q))
		html_raw(q, "<input type=\"hidden\" name=\"by\" value=\"qr\">");
	label(q, "area", "public-village");
	html_raw(q, "<select id=\"area\" name=\"village\" required><option value=\"\">");
	html_text(q, town->name);
	html_raw(q, "…");
	for (int i = town->lo; i < town->hi; i++) {
		const struct area_node *n = area_nth(t, i);

		if (n->level != 5 || n->to)
			continue;
		snprintf(code, sizeof code, "%012lld", (long long)n->code);
		html_raw(q, "<option value=\"");
		html_raw(q, code);
		html_raw(q, str_eqz(was, code) || n->code == asked ? "\" selected>" : "\">");
		html_text(q, n->name);
	}
	html_raw(q, "</select></p>");
}

static enum err tree_of(struct web_req *q, struct area_tree **t, int *township)
{
	int64_t code = place_code(q);

	TRY(area_load(q->cx, &q->cx->arena, q->r, t));
	*township = code ? area_by_code(*t, code) : -1;
	if (*township >= 0 && area_nth(*t, *township)->level == 5)
		*township = area_nth(*t, *township)->parent;    /* the village is chosen already */
	if (*township >= 0 && area_nth(*t, *township)->level != 4)
		*township = -1;
	return OK;
}

static int64_t village_chosen(struct web_req *q, const struct area_tree *t, int township)
{
	int64_t code;
	int at = str_i64(sent(q, "village"), &code) ? area_by_code(t, code) : -1;

	return at >= 0 && township >= 0 && area_nth(t, at)->level == 5 &&
	       area_within(area_nth(t, township), at) ? area_nth(t, at)->id : 0;
}

/* ---- sent ---- */

static void fact(struct web_req *q, const char *key, struct str v)
{
	if (!v.n)
		return;
	html_raw(q, "<tr><th scope=row>");
	html_say(q, key);
	html_raw(q, "<td>");
	html_text(q, v);
}

static struct str day_text(struct web_req *q, date_t d)
{
	char text[11];

	if (!d)
		return STR("");
	date_put(text, d);
	return str_dup(&q->cx->arena, str_of(text));
}

static void receipt(struct web_req *q, const char *title, struct str no)
{
	struct receipt_status s;

	public_start(q, 200, str_of(msg_text(q->cx->lang, title)));
	html_raw(q, "<h1>");
	html_say(q, title);
	html_raw(q, "</h1><p>");
	html_say(q, "public-receipt");
	html_raw(q, "</p><p class=\"receipt\"><strong>");
	html_text(q, no);
	html_raw(q, "</strong></p>");
	if (receipt_status(q->cx, q->r, str_z(&q->cx->arena, no), &s) == OK) {
		html_raw(q, "<table>");
		fact(q, "public-received", day_text(q, s.received));
		fact(q, "public-due", day_text(q, s.due));
		html_raw(q, "</table>");
	} else {
		err_clear(q->cx);
	}
	html_raw(q, "<p>");
	html_say(q, "public-receipt-keep");
	html_raw(q, "</p><p>");
	public_link(q, "/p/status", "public-status");
	html_raw(q, "</p>");
	public_finish(q);
}

/* Was the sum done? Sets the error if not; answered: this form was sent before, or too often. */
static bool admitted(struct web_req *q, const char *title, enum public_send kind, bool *answered)
{
	struct str again;

	*answered = true;
	if (!public_sum_right(q, &again)) {
		err_set(q->cx, ERR_INPUT, "sum", "public-sum-wrong", NULL);
		*answered = false;
		return false;
	}
	if (again.n) {
		receipt(q, title, again);
		return false;
	}
	if (!public_may_send(q, kind))
		return false;
	*answered = false;
	return true;
}

/* ---- an objection ---- */

/* The lines of the list as it hangs, to choose from; of a long one, or one that is shown no more,
 * its number is typed. */
static void which_line(struct web_req *q, struct notice_page *p)
{
	struct str rest = p->text.rows, cell[NOTICE__COLUMNS], was = sent(q, "position");

	if (!p->shown || p->text.lines > LINES_CHOSEN) {
		line(q, "position", "public-position", "inputmode=\"numeric\" maxlength=\"6\"");
		return;
	}
	label(q, "position", "public-position");
	html_raw(q, "<select id=\"position\" name=\"position\"><option value=\"\">");
	html_say(q, "public-whole-list");
	for (int n = 1; notice_list_row(&p->text, &rest, cell); n++) {
		char no[12];

		snprintf(no, sizeof no, "%d", n);
		html_raw(q, "<option value=\"");
		html_raw(q, no);
		html_raw(q, str_eqz(was, no) ? "\" selected>" : "\">");
		for (int i = 0; i < p->text.ncolumn; i++) {
			html_text(q, cell[p->text.column[i]]);
			html_raw(q, " ");
		}
	}
	html_raw(q, "</select></p>");
}

/* Which list it is about: its number, what it says, where it hangs. */
static enum err about_list(struct web_req *q, struct str no)
{
	struct notice_page p;
	enum err e = notice_public(q->cx, q->r, no, &p);

	wrong_here(q, "notice");
	html_raw(q, "<p>");
	html_say(q, "public-about-notice");
	html_raw(q, " <strong>");
	html_text(q, no);
	html_raw(q, "</strong>");
	if (e == OK) {
		bool en = q->cx->lang == LANG_EN && p.text.head.title_en.n;

		html_raw(q, "<br><a");
		public_href(q, "/p/n/", no, "");
		html_raw(q, ">");
		html_text(q, p.text.head.place);
		html_raw(q, en ? ": " : "：");
		html_text(q, en ? p.text.head.title_en : p.text.head.title);
		html_raw(q, "</a>");
	}
	html_raw(q, "</p><input type=\"hidden\" name=\"notice\" value=\"");
	html_text(q, no);
	html_raw(q, "\">");
	if (e == OK) {
		which_line(q, &p);
		return OK;
	}
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(q->cx);                /* mistyped: who sends it is told so */
	line(q, "position", "public-position", "inputmode=\"numeric\" maxlength=\"6\"");
	return OK;
}

static enum err objection_form(struct web_req *q)
{
	struct str no = sent(q, "notice");
	struct area_tree *t;
	int township;

	if (!no.n)
		web_query(q, "n", &no);
	TRY(tree_of(q, &t, &township));
	if (!no.n && township < 0) {
		public_start(q, 200, str_of(msg_text(q->cx->lang, "public-object")));
		html_raw(q, "<h1>");
		html_say(q, "public-object");
		html_raw(q, "</h1>");
		townships(q, t, "/p/object");
		return OK;
	}
	begin(q, "/p/object", "public-object");
	if (no.n) {
		TRY(about_list(q, no));
	} else {
		villages(q, t, township);
	}
	choices(q, "topic", "public-topic", "objection_topic", topics);
	words(q, "content", "public-content", 2000);
	line(q, "name", "public-name-optional", "maxlength=\"60\"");
	line(q, "phone", "public-phone-optional", "inputmode=\"tel\" maxlength=\"20\"");
	end(q, "public-send");
	return OK;
}

enum err public_object(struct web_req *q)
{
	return objection_form(q);
}

static enum err object_sent(struct web_req *q)
{
	struct objection_new n = { .notice = sent(q, "notice"), .topic = sent(q, "topic"),
		.channel = STR("web"), .name = sent(q, "name"), .phone = sent(q, "phone"),
		.content = sent(q, "content") };
	char no[RECEIPT_TEXT];
	struct area_tree *t;
	bool answered;
	int township;
	enum err e;

	if (!admitted(q, "public-object", SEND_OBJECTION, &answered))
		return answered ? OK : objection_form(q);
	TRY(tree_of(q, &t, &township));
	n.area = village_chosen(q, t, township);
	if (sent(q, "position").n && !str_i64(sent(q, "position"), &n.position))
		n.position = -1;
	e = objection_add(q->cx, q->r, &n, no);
	if (e == ERR_INPUT) {
		public_sent_wrong(q, SEND_OBJECTION);
		return objection_form(q);
	}
	TRY(e);
	public_sum_done(q, no);
	receipt(q, "public-object", str_of(no));
	return OK;
}

enum err public_object_post(struct web_req *q)
{
	return public_once(q, object_sent);
}

/* ---- a declaration ---- */

static enum err declaration_form(struct web_req *q)
{
	struct area_tree *t;
	int township;

	TRY(tree_of(q, &t, &township));
	if (township < 0) {
		public_start(q, 200, str_of(msg_text(q->cx->lang, "public-declare")));
		html_raw(q, "<h1>");
		html_say(q, "public-declare");
		html_raw(q, "</h1><p>");
		html_say(q, "public-declare-lead");
		html_raw(q, "</p>");
		townships(q, t, "/p/declare");
		return OK;
	}
	begin(q, "/p/declare", "public-declare");
	villages(q, t, township);
	line(q, "group", "public-group", "maxlength=\"60\" required");
	line(q, "name", "public-head-name", "maxlength=\"60\" required");
	line(q, "phone", "public-phone", "inputmode=\"tel\" maxlength=\"20\" required");
	choices(q, "topic", "public-trouble", "lead_topic", troubles);
	words(q, "content", "public-what-happened", 1000);
	end(q, "public-send");
	return OK;
}

enum err public_declare(struct web_req *q)
{
	return declaration_form(q);
}

static enum err declare_sent(struct web_req *q)
{
	struct declaration_new n = { .topic = sent(q, "topic"),
		.channel = scanned(q) ? STR("qr") : STR("web"),
		.name = sent(q, "name"), .phone = sent(q, "phone"), .group = sent(q, "group"),
		.content = sent(q, "content") };
	char no[RECEIPT_TEXT];
	struct area_tree *t;
	bool answered, known = false;
	int township;
	enum err e;

	if (!admitted(q, "public-declare", SEND_DECLARATION, &answered))
		return answered ? OK : declaration_form(q);
	TRY(tree_of(q, &t, &township));
	n.area = village_chosen(q, t, township);
	for (int i = 0; troubles[i]; i++)
		known |= str_eqz(n.topic, troubles[i]);
	if (!known)
		n.topic = STR("");
	e = declaration_add(q->cx, q->r, &n, no);
	if (e == ERR_INPUT) {
		public_sent_wrong(q, SEND_DECLARATION);
		return declaration_form(q);
	}
	TRY(e);
	public_sum_done(q, no);
	receipt(q, "public-declare", str_of(no));
	return OK;
}

enum err public_declare_post(struct web_req *q)
{
	return public_once(q, declare_sent);
}

/* ---- what became of it ---- */

static void status_form(struct web_req *q)
{
	begin(q, "/p/status", "public-status");
	line(q, "receipt", "public-receipt-number",
	     "maxlength=\"24\" required autocapitalize=\"characters\"");
	html_raw(q, "<button>");
	html_say(q, "public-ask");
	html_raw(q, "</button></form>");
	public_finish(q);
}

enum err public_status(struct web_req *q)
{
	status_form(q);
	return OK;
}

enum err public_status_post(struct web_req *q)
{
	struct receipt_status s;
	char no[RECEIPT_TEXT];
	enum err e;

	if (!public_may_send(q, SEND_QUESTION))
		return OK;
	if (!receipt_read(sent(q, "receipt"), no))
		e = err_set(q->cx, ERR_NOTFOUND, "receipt", "objection-no-receipt", NULL);
	else
		e = receipt_status(q->cx, q->r, no, &s);
	if (e == ERR_NOTFOUND) {
		status_form(q);
		return OK;
	}
	TRY(e);
	public_start(q, 200, str_of(msg_text(q->cx->lang, "public-status")));
	html_raw(q, "<h1>");
	html_say(q, s.declaration ? "public-your-declaration" : "public-your-objection");
	html_raw(q, "</h1><table>");
	fact(q, "public-receipt-number", str_of(no));
	fact(q, "public-state", s.letter && s.refused ?
	     str_of(msg_text(q->cx->lang, "public-refused")) : s.matter.n ? s.matter : s.state);
	fact(q, "public-case", s.way);
	fact(q, "public-gate", s.gate);
	fact(q, "public-ended", day_text(q, s.ended));
	if (s.letter)
		fact(q, "public-letter", s.served ? day_text(q, s.served) :
		     str_of(msg_text(q->cx->lang, "public-letter-ask")));
	fact(q, "public-received", day_text(q, s.received));
	fact(q, "public-due", s.answered || s.ended ? STR("") : day_text(q, s.due));
	fact(q, "public-outcome", s.outcome);
	fact(q, "public-answered", day_text(q, s.answered));
	fact(q, "public-answer", s.answer);
	html_raw(q, "</table>");
	public_finish(q);
	return OK;
}

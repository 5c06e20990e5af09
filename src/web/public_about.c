/* public_about - what everybody may know of the rules: standards and lines with their documents,
 * who may do what (from the tables that decide it), how to apply, object and complain. */
#include "web/public.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/msg.h"
#include "domain/gate/notice_page.h"
#include "domain/gate/round.h"
#include "domain/office/office.h"
#include "domain/register/area.h"
#include "policy/lines.h"
#include "policy/standards.h"
#include "web/api.h"

static struct str in(struct web_req *q, struct str zh, struct str en)
{
	return q->cx->lang == LANG_EN && en.n ? en : zh;
}

static void title(struct web_req *q, struct str text)
{
	public_start(q, 200, text);
	html_raw(q, "<h1>");
	html_text(q, text);
	html_raw(q, "</h1>");
}

void public_basis(struct web_req *q, const struct basis *b)
{
	if (!pack_document(q->r->pack, b->document))
		return;
	html_raw(q, " <span class=\"small\">");
	html_text(q, q->cx->lang == LANG_EN ? STR("(") : STR("（"));
	notice_basis_put(&q->x->a.body, q->r->pack, q->cx->lang, b);
	html_text(q, q->cx->lang == LANG_EN ? STR(")") : STR("）"));
	html_raw(q, "</span>");
}

/* ---- standards ---- */

/* Goes an act of a procedure that runs with this standard? */
static bool judged_by(const struct pack *p, const struct str *run, int nrun, struct str id)
{
	for (int i = 0; i < nrun; i++) {
		const struct procedure *d = pack_procedure(p, run[i]);

		for (int k = 0; d && k < d->nact; k++)
			if (d->act[k].verdict && str_eq(act_standard(d, &d->act[k]), id))
				return true;
	}
	return false;
}

enum err public_standards(struct web_req *q)
{
	const struct pack *p = q->r->pack;
	date_t today = register_today(q->cx, q->r);
	struct str *run;
	int nrun;

	TRY(round_running(q->cx, q->r, &run, &nrun));
	title(q, str_of(msg_text(q->cx->lang, "public-standards")));
	html_raw(q, "<p>");
	html_say(q, "public-pack");
	html_raw(q, " <strong>");
	html_text(q, in(q, p->zh, p->en));
	html_raw(q, "</strong></p><ul>");
	for (int i = 0; i < p->nstandard; i++) {
		const struct standard *s = &p->standard[i];

		if (s->off || !(standard_holds(s, today) || judged_by(p, run, nrun, s->id)))
			continue;
		html_raw(q, "<li><a");
		public_href(q, "/p/standards/", s->id, "");
		html_raw(q, ">");
		html_text(q, in(q, s->zh, s->en));
		html_raw(q, "</a>");
		public_over(q, s->from, s->to);
	}
	html_raw(q, "</ul><h2>");
	html_say(q, "public-lines");
	html_raw(q, "</h2><ul>");
	for (int i = 0; i < p->nline; i++) {
		html_raw(q, "<li><a");
		public_href(q, "/p/lines/", p->line[i].id, "");
		html_raw(q, ">");
		html_text(q, in(q, p->line[i].zh, p->line[i].en));
		html_raw(q, "</a>");
	}
	html_raw(q, "</ul>");
	public_finish(q);
	public_keep(q);
	return OK;
}

enum err public_standard(struct web_req *q)
{
	const struct standard *s = pack_standard(q->r->pack, q->param[0]);
	date_t day = register_today(q->cx, q->r);

	if (!s || s->off)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	if (s->to && s->to < day)                    /* its time is over: as it stood at the end */
		day = s->to;
	title(q, in(q, s->zh, s->en));
	html_raw(q, "<p>");
	html_say(q, s->all ? "public-all-clauses" : "public-some-clauses");
	public_basis(q, &s->basis);
	html_raw(q, "</p><ol>");
	for (int i = 0; i < s->nslot; i++) {
		const struct clause *c = standard_clause(s, i, day);

		if (!c)
			continue;
		html_raw(q, "<li>");
		html_text(q, in(q, c->zh, c->en));
		public_basis(q, c->basis.document.n ? &c->basis : &s->basis);
	}
	html_raw(q, "</ol>");
	public_finish(q);
	public_keep(q);
	return OK;
}

/* The place of an amount's digits (zeros behind them say nothing); NULL: there is no such here. */
static const struct area_node *area_of(const struct area_tree *t, struct str digits)
{
	int64_t code = 0;
	int at;

	if (!str_i64(digits, &code))
		return NULL;
	for (size_t i = digits.n; i < 12; i++)
		code *= 10;
	at = area_by_code(t, code);
	return at < 0 ? NULL : area_nth(t, at);
}

/* Amounts of other provinces that the pack knows are no amounts of this county. */
static bool of_here(const struct area_tree *t, struct str digits)
{
	return !digits.n || area_of(t, digits);
}

/* Newest first; what the page cannot hold is told. */
enum err public_line(struct web_req *q)
{
	const struct line_series *l = pack_line(q->r->pack, q->param[0]);
	static const char *const per[] = { "public-per-person-year", "public-per-person-month",
		"public-per-household-year" };
	struct area_tree *t;
	int shown = 0;

	if (!l)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	title(q, in(q, l->zh, l->en));
	html_raw(q, "<p>");
	html_say(q, per[l->per]);
	html_raw(q, "</p><table><tr><th scope=col>");
	html_say(q, "public-from");
	html_raw(q, "<th scope=col>");
	html_say(q, "public-amount");
	html_raw(q, "<th scope=col>");
	html_say(q, "public-document");
	for (int i = l->namount - 1; i >= 0 && shown < 60; i--) {
		const struct dated *d = &l->amount[i];
		char text[40];

		if (d->gov.state != APPROVAL_APPROVED || !of_here(t, d->area))
			continue;
		html_raw(q, "\n<tr><td>");
		html_raw(q, d->from ? (date_put(text, d->from), text) : "");
		if (d->area.n && area_of(t, d->area)) {
			html_raw(q, " ");
			html_text(q, area_of(t, d->area)->name);
		}
		html_raw(q, "<td>");
		money_put(text, d->v);
		html_raw(q, text);
		html_raw(q, "<td>");
		public_basis(q, &d->basis);
		shown++;
	}
	html_raw(q, "</table>");
	public_finish(q);
	public_keep(q);
	return OK;
}

/* ---- who may do what ---- */

static void levels(struct web_req *q, unsigned bits)
{
	static const char *const key[] = { "public-level-all", "public-level-province",
		"public-level-prefecture", "public-level-county", "public-level-township",
		"public-level-village", "public-level-group", "public-level-assigned" };
	bool more = false;

	for (size_t i = 0; i < sizeof key / sizeof *key; i++) {
		if (!(bits >> i & 1))
			continue;
		html_raw(q, more ? msg_between(q->cx->lang) : "");
		html_say(q, key[i]);
		more = true;
	}
}

static void perms(struct web_req *q, uint64_t bits)
{
	bool more = false;

	for (int i = 0; i < PERM__COUNT; i++) {
		if (!(bits & PERM_BIT(i)))
			continue;
		html_raw(q, more ? q->cx->lang == LANG_EN ? "; " : "；" : "");
		html_text(q, str_of(q->cx->lang == LANG_EN ? office_perms[i].en : office_perms[i].zh));
		more = true;
	}
}

enum err public_powers(struct web_req *q)
{
	title(q, str_of(msg_text(q->cx->lang, "public-powers")));
	html_raw(q, "<p>");
	html_say(q, "public-powers-lead");
	html_raw(q, "</p><div class=\"wide\"><table><tr><th scope=col>");
	html_say(q, "public-role");
	html_raw(q, "<th scope=col>");
	html_say(q, "public-where");
	html_raw(q, "<th scope=col>");
	html_say(q, "public-may");
	for (int i = 0; i < ROLE__COUNT; i++) {
		const struct role_row *r = &office_roles[i];

		html_raw(q, "\n<tr><th scope=row><a");
		public_href(q, "/p/powers/", str_of(r->id), "");
		html_raw(q, ">");
		html_text(q, str_of(q->cx->lang == LANG_EN ? r->en : r->zh));
		html_raw(q, "</a>");
		html_raw(q, "<td>");
		levels(q, r->levels);
		html_raw(q, "<td>");
		perms(q, r->perms);
	}
	html_raw(q, "</table></div><h2>");
	html_say(q, "public-duties");
	html_raw(q, "</h2><p>");
	html_say(q, "public-duties-lead");
	html_raw(q, "</p><ul>");
	for (int i = 0; i < office_duties_n; i++) {
		html_raw(q, "<li>");
		html_text(q, str_of(q->cx->lang == LANG_EN ? office_duties[i].en : office_duties[i].zh));
	}
	html_raw(q, "<li>");
	html_say(q, "public-duty-kin");
	html_raw(q, "<li>");
	html_say(q, "public-duty-surveyor");
	html_raw(q, "</ul>");
	public_finish(q);
	public_keep(q);
	return OK;
}

/* ---- how to ---- */

enum err public_how(struct web_req *q)
{
	static const struct { const char *head, *text, *path, *link; } all[] = {
		{ "public-how-apply", "public-how-apply-text", "/p/declare", "public-declare" },
		{ "public-how-object", "public-how-object-text", "/p/object", "public-object" },
		{ "public-how-complain", "public-how-complain-text", "/p/object", "public-object" },
		{ "public-how-ask", "public-how-ask-text", "/p/status", "public-status" },
		{ "public-how-check", "public-how-check-text", "/p/n", "notice-page-all" },
	};
	const struct notice_policy *p = &q->r->pack->notices;
	char days[24];

	title(q, str_of(msg_text(q->cx->lang, "public-how")));
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		html_raw(q, "<h2>");
		html_say(q, all[i].head);
		html_raw(q, "</h2><p>");
		html_say(q, all[i].text);
		html_raw(q, "</p><p>");
		public_link(q, all[i].path, all[i].link);
		html_raw(q, "</p>");
	}
	html_raw(q, "<h2>");
	html_say(q, "notice-page-hotline");
	html_raw(q, "</h2><p><strong><a href=\"tel:");
	html_text(q, p->hotline);
	html_raw(q, "\">");
	html_text(q, p->hotline);
	html_raw(q, "</a></strong></p>");
	if (p->objection_days) {
		snprintf(days, sizeof days, "%lld", (long long)p->objection_days);
		html_raw(q, "<p>");
		html_say_with(q, p->objection_working ? "public-days-working" : "public-days", days, NULL);
		html_raw(q, "</p>");
	}
	public_finish(q);
	public_keep(q);
	return OK;
}

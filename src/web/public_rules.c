/* public_rules - the procedures of the pack for everybody, from the rows that decide: as a chart
 * and in words, with terms, papers and documents; and what each role has to do in them. */
#include "web/public.h"

#include "base/msg.h"
#include "domain/gate/chart.h"
#include "domain/gate/round.h"
#include "policy/offices.h"
#include "web/api.h"
#include "web/web_int.h"

#define CHART_MOST ((size_t)1 << 20)

static void title(struct web_req *q, struct str text)
{
	public_start(q, 200, text);
	html_raw(q, "<h1>");
	html_text(q, text);
	html_raw(q, "</h1>");
}

static enum err no_page(struct web_req *q)
{
	return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
}

static bool in_force(struct web_req *q, const struct procedure *p)
{
	return !p->off && procedure_holds(p, register_today(q->cx, q->r));
}

static bool among(const struct str *id, int n, struct str one)
{
	for (int i = 0; i < n; i++)
		if (str_eq(id[i], one))
			return true;
	return false;
}

static enum err asked(struct web_req *q, const struct procedure **p)
{
	struct str *id;
	int n;

	TRY(round_running(q->cx, q->r, &id, &n));
	*p = pack_procedure(q->r->pack, q->param[0]);
	return *p && (in_force(q, *p) || among(id, n, (*p)->id)) ? OK : no_page(q);
}

/* What runs though its time is over says so. */
void public_over(struct web_req *q, date_t from, date_t to)
{
	date_t today = register_today(q->cx, q->r);
	char a[11], b[11];

	if (from <= today && (!to || today <= to))
		return;
	date_put(a, from);
	date_put(b, to);
	html_raw(q, " <span class=\"small\">");
	html_say_with(q, "public-still-used", a, b);
	html_raw(q, "</span>");
}

/* ---- procedures ---- */

enum err public_procedures(struct web_req *q)
{
	const struct pack *k = q->r->pack;
	struct str *id;
	int n;

	TRY(round_running(q->cx, q->r, &id, &n));
	title(q, str_of(msg_text(q->cx->lang, "public-procedures")));
	html_raw(q, "<p>");
	html_say(q, "public-procedures-lead");
	html_raw(q, "</p><ul>");
	for (int i = 0; i < k->nprocedure; i++) {
		const struct procedure *p = &k->procedure[i];

		if (!in_force(q, p) && !among(id, n, p->id))
			continue;
		html_raw(q, "<li><a");
		public_href(q, "/p/procedures/", p->id, "");
		html_raw(q, ">");
		html_text(q, gate_words(q->cx, p->zh, p->en));
		html_raw(q, "</a>");
		public_basis(q, &p->basis);
		public_over(q, p->from, p->to);
	}
	html_raw(q, "</ul>");
	public_finish(q);
	public_keep(q);
	return OK;
}

/* What is to be handed in, over all of its acts. */
static void papers(struct web_req *q, const struct procedure *p)
{
	const struct code_list *kinds = pack_list(q->r->pack, STR("attachment_kind"));

	if (!p->npaper)
		return;
	html_raw(q, "<h2>");
	html_say(q, "public-papers");
	html_raw(q, "</h2><p>");
	for (int i = 0; i < p->npaper; i++) {
		const struct list_value *v = list_meant(kinds, p->paper[i]);

		html_raw(q, i ? msg_between(q->cx->lang) : "");
		html_text(q, v ? gate_words(q->cx, v->zh, v->en) : p->paper[i]);
	}
	html_raw(q, "</p>");
}

static void term(struct web_req *q, const char *key, const struct period *p)
{
	if (!period_is(p))
		return;
	html_raw(q, " <span class=\"small\">");
	html_say(q, key);
	html_raw(q, " ");
	html_text(q, period_says(q->cx, p));
	html_raw(q, "</span>");
}

static void act(struct web_req *q, const struct procedure *p, const struct procedure_act *a)
{
	struct str takes = act_takes(q->cx, q->r->pack, p, a);

	html_raw(q, "<li>");
	html_text(q, gate_words(q->cx, a->zh, a->en));
	html_raw(q, " → ");
	html_text(q, gate_words(q->cx, p->gate[a->to].zh, p->gate[a->to].en));
	html_raw(q, q->cx->lang == LANG_EN ? ": " : "：");
	html_text(q, act_who(q->cx, a));
	if (takes.n) {
		html_raw(q, "<br><span class=\"small\">");
		html_text(q, takes);
		html_raw(q, "</span>");
	}
}

static void gate(struct web_req *q, const struct procedure *p, int i)
{
	const struct procedure_gate *g = &p->gate[i];
	const struct procedure_act *a;

	if (g->end)
		return;
	html_raw(q, "<h2>");
	html_text(q, gate_words(q->cx, g->zh, g->en));
	term(q, "public-within", &g->clock);
	if (g->publish.kind.n)
		term(q, g->publish.objections ? "public-notice" : "public-announcement",
		     &g->publish.length);
	public_basis(q, &g->basis);
	html_raw(q, "</h2><ul>");
	for (int n = 0; (a = procedure_act_nth(p, i, n)); n++)
		if (a->gate >= 0)
			act(q, p, a);
	html_raw(q, "</ul>");
}

/* The chart stands as a picture of its own: the page stays small for old phones. */
static void picture(struct web_req *q, const struct procedure *p)
{
	struct buf at BUF_AUTO = { 0 };

	buf_init(&at, 256);
	buf_addf(&at, "/p/procedures/%.*s/chart", STR_FMT(p->id));
	html_raw(q, "<p><a");
	public_href(q, at.p, STR(""), "");
	html_raw(q, "><img class=\"chart\" src=\"");
	public_action(q, at.p);
	html_raw(q, "\" alt=\"");
	html_say(q, "public-chart");
	html_raw(q, "\"></a></p>");
}

/* Where the procedure leads from and to, among all the steps that there are. */
static void phases(struct web_req *q, const struct procedure *p)
{
	const struct phase_track *t = p->track.n ? pack_track(q->r->pack, p->track) : NULL;

	if (!t)
		return;
	html_raw(q, "<p class=\"phases\"><span class=\"small\">");
	html_text(q, gate_words(q->cx, t->zh, t->en));
	html_raw(q, "</span> ");
	for (int i = 0; i < t->nstep; i++) {
		bool here = false;

		for (int g = 0; g < p->ngate; g++)
			here |= str_eq(procedure_phase(p, g), t->step[i].id);
		html_raw(q, i ? " → " : "");
		html_raw(q, here ? "<strong>" : "");
		html_text(q, gate_words(q->cx, t->step[i].zh, t->step[i].en));
		html_raw(q, here ? "</strong>" : "");
	}
	if (t->again.zh.n) {
		html_raw(q, " <span class=\"small\">");
		html_say(q, "public-again");
		html_raw(q, " ");
		html_text(q, gate_words(q->cx, t->again.zh, t->again.en));
		html_raw(q, "</span>");
	}
	html_raw(q, "</p>");
}

/* Who does the work, from the village up, as offices are called in this generation. */
static void offices(struct web_req *q)
{
	bool any = false;

	for (int level = 6; level > 0; level--) {
		struct str name = office_name(q->r->pack, level, q->cx->lang);

		if (!name.n || str_eq(name, office_name(q->r->pack, level + 1, q->cx->lang)))
			continue;
		html_raw(q, any ? msg_between(q->cx->lang) : "<p class=\"small\">");
		if (!any)
			html_say(q, "public-offices");
		any = true;
		html_raw(q, " ");
		html_text(q, name);
	}
	html_raw(q, any ? "</p>" : "");
}

enum err public_procedure(struct web_req *q)
{
	const struct procedure *p;
	bool common = false;

	TRY(asked(q, &p));
	title(q, gate_words(q->cx, p->zh, p->en));
	html_raw(q, "<p>");
	html_say(q, "notice-page-basis");
	public_basis(q, &p->basis);
	public_over(q, p->from, p->to);
	html_raw(q, "</p>");
	phases(q, p);
	offices(q);
	picture(q, p);
	papers(q, p);
	for (int i = 0; i < p->ngate; i++)
		gate(q, p, i);
	for (int i = 0; i < p->nact; i++) {
		if (p->act[i].gate >= 0)
			continue;
		if (!common) {
			html_raw(q, "<h2>");
			html_say(q, "public-any-time");
			html_raw(q, "</h2><ul>");
		}
		common = true;
		act(q, p, &p->act[i]);
	}
	html_raw(q, common ? "</ul>" : "");
	public_finish(q);
	public_keep(q);
	return OK;
}

enum err public_chart(struct web_req *q)
{
	const struct procedure *p;
	struct buf b BUF_AUTO = { 0 };

	TRY(asked(q, &p));
	buf_init(&b, CHART_MOST);
	chart_put(q->cx, &b, q->r->pack, p);
	if (b.full)
		return err_set(q->cx, ERR_LIMIT, "", "web-no-page", NULL);
	http_answer_field(&q->x->a, "Content-Type", STR("image/svg+xml"));
	buf_adds(&q->x->a.body, buf_str(&b));
	return OK;
}

/* ---- what a role has to do ---- */

static bool is_of(const struct procedure_act *a, const char *role)
{
	for (int i = 0; i < a->nwho; i++)
		if (str_eqz(a->who[i], role))
			return true;
	return false;
}

/* The acts of one procedure that are this role's; the heading comes with the first. */
static bool duties_in(struct web_req *q, const struct procedure *p, const char *role)
{
	bool any = false;

	for (int i = 0; i < p->nact; i++) {
		const struct procedure_act *a = &p->act[i];

		if (!is_of(a, role))
			continue;
		if (!any) {
			html_raw(q, "<h2><a");
			public_href(q, "/p/procedures/", p->id, "");
			html_raw(q, ">");
			html_text(q, gate_words(q->cx, p->zh, p->en));
			html_raw(q, "</a></h2><ul>");
		}
		any = true;
		html_raw(q, "<li>");
		if (a->gate >= 0)
			html_text(q, gate_words(q->cx, p->gate[a->gate].zh, p->gate[a->gate].en));
		else
			html_say(q, "public-any-time");
		html_raw(q, q->cx->lang == LANG_EN ? ": " : "：");
		html_text(q, gate_words(q->cx, a->zh, a->en));
		if (a->gate >= 0)
			term(q, "public-within", &p->gate[a->gate].clock);
	}
	html_raw(q, any ? "</ul>" : "");
	return any;
}

enum err public_role(struct web_req *q)
{
	const struct pack *k = q->r->pack;
	int role = office_role(q->param[0]);
	bool any = false;

	if (role < 0)
		return no_page(q);
	title(q, gate_words(q->cx, str_of(office_roles[role].zh), str_of(office_roles[role].en)));
	html_raw(q, "<p>");
	html_say(q, "public-role-lead");
	html_raw(q, "</p>");
	for (int i = 0; i < k->nprocedure; i++)
		if (in_force(q, &k->procedure[i]))
			any |= duties_in(q, &k->procedure[i], office_roles[role].id);
	if (!any) {
		html_raw(q, "<p>");
		html_say(q, "public-role-none");
		html_raw(q, "</p>");
	}
	public_finish(q);
	public_keep(q);
	return OK;
}

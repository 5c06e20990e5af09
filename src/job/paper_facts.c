/* paper_facts - see the header: the parts, and which subject it is. */
#include "job/paper_facts_int.h"

#include <stdio.h>

/* ---- saying ---- */

bool fact_wanted(const struct filling *k, const char *name)
{
	const struct paper_template *t = k->o->t;
	bool has = false;

	for (int i = 0; i < t->nvalue; i++)
		has |= str_eqz(t->value[i].name, name);
	for (int i = 0; i < k->n; i++)
		has &= !str_eqz(k->value[i].name, name);
	return has;
}

void fact_say(struct filling *k, const char *name, struct str text)
{
	if (fact_wanted(k, name) && text.n && k->n < k->most)
		k->value[k->n++] = (struct paper_value){ str_of(name), text };
}

struct str fact_int(struct filling *k, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)n);
	return str_dup(&k->cx->arena, str_of(text));
}

void fact_number(struct filling *k, const char *name, int64_t n)
{
	fact_say(k, name, fact_int(k, n));
}

struct str fact_words(const struct filling *k, struct str zh, struct str en)
{
	return k->o->lang == LANG_EN && en.n ? en : zh;
}

struct str fact_day_text(struct filling *k, date_t day)
{
	char text[40];

	if (!day)
		return STR("");
	if (k->o->lang == LANG_EN)
		date_put(text, day);
	else
		snprintf(text, sizeof text, "%d年%d月%d日", date_year(day), date_month(day),
		         date_day(day));
	return str_dup(&k->cx->arena, str_of(text));
}

struct str fact_day_short(struct filling *k, date_t day)
{
	char text[11];

	if (!day)
		return STR("");
	date_put(text, day);
	return str_dup(&k->cx->arena, str_of(text));
}

void fact_day(struct filling *k, const char *name, date_t day)
{
	fact_say(k, name, fact_day_text(k, day));
}

struct str fact_days(struct filling *k, int64_t n, bool working)
{
	char text[60];

	if (k->o->lang == LANG_EN)
		snprintf(text, sizeof text, "%lld %sday%s", (long long)n, working ? "working " : "",
		         n == 1 ? "" : "s");
	else
		snprintf(text, sizeof text, working ? "%lld个工作日" : "%lld天", (long long)n);
	return str_dup(&k->cx->arena, str_of(text));
}

struct str fact_period(struct filling *k, const struct period *p)
{
	char text[60];

	if (!p->months)
		return fact_days(k, p->days, p->working);
	if (k->o->lang == LANG_EN)
		snprintf(text, sizeof text, "%d month%s", p->months, p->months == 1 ? "" : "s");
	else
		snprintf(text, sizeof text, "%d个月", p->months);
	return str_dup(&k->cx->arena, str_of(text));
}

struct str fact_basis(struct filling *k, const struct pack *p, const struct basis *b)
{
	const struct pack_document *d = pack_document(p, b->document);
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, 4096);
	if (!d)
		return STR("");
	buf_adds(&text, fact_words(k, d->zh, d->en));
	if (d->no.n)
		buf_addf(&text, " %.*s", STR_FMT(d->no));
	if (b->clause.n)
		buf_addf(&text, " %.*s", STR_FMT(b->clause));
	return str_dup(&k->cx->arena, buf_str(&text));
}

struct str fact_who(struct filling *k, struct str actor)
{
	return register_actor(k->cx, k->g->r, &k->cx->arena, actor);
}

enum err fact_cell(struct filling *k, const struct rec *row, int field, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	TRY(register_cell(k->cx, k->cells, row, field, MASK_STAFF, &b));
	*out = str_dup(&k->cx->arena, buf_str(&b));
	return OK;
}

struct str fact_sealed(const struct filling *k, const struct rec *row, int field)
{
	return !rec_has(row, field) ? STR("") : k->clear ? row->v[field].s : STR("***");
}

struct str *fact_rows(struct filling *k, const char *name, int ncol, int n)
{
	return fact_titled(k, name, STR(""), ncol, n);
}

struct str *fact_titled(struct filling *k, const char *name, struct str title, int ncol, int n)
{
	struct paper_rows *all = arena_array(&k->cx->arena, (size_t)k->o->nrows + 1,
	                                     sizeof *all);
	struct str *cell = arena_array(&k->cx->arena, (size_t)(n * ncol) + 1, sizeof *cell);
	struct paper_order *o = k->o;

	for (int i = 0; i < o->nrows; i++)
		all[i] = o->rows[i];
	all[o->nrows++] = (struct paper_rows){ str_of(name), title, ncol, n, cell, true };
	o->rows = all;
	return cell;
}

/* ---- the page of declarations ---- */

/* The address that the code leads to: of the place that the paper is about, nothing of a person. */
static enum err leads_to(struct filling *k, const struct paper_subject *s)
{
	struct paper_order *o = k->o;
	struct buf b BUF_AUTO = { 0 };
	struct rec *area;

	if (!s->url.n)
		return err_set(k->cx, ERR_USAGE, "--url", "paper-no-site", o->t->id.p, NULL);
	buf_init(&b, 4096);
	buf_addf(&b, "%.*s/p/declare", STR_FMT(s->url));
	fact_say(k, "address", str_dup(&k->cx->arena, buf_str(&b)));
	buf_addz(&b, "?");
	if (o->area) {
		TRY(register_load(k->cx, k->g->r, register_entity(k->g->r, TAG_area), o->area, &area));
		buf_addf(&b, "at=%.*s&", STR_FMT(area->v[AREA_code].s));
	}
	buf_addz(&b, "by=qr");
	if (!o->code.n)
		o->code = str_dup(&k->cx->arena, buf_str(&b));
	return OK;
}

/* ---- which ---- */

enum err paper_facts(struct ctx *cx, struct gate *g, const struct paper_subject *s,
                     struct paper_order *o)
{
	struct filling k = { .cx = cx, .g = g, .o = o, .n = o->nvalue,
		.clear = s->clear };
	enum lang before = cx->lang;
	enum err e = OK;

	k.most = o->nvalue + o->t->nvalue;
	k.value = arena_array(&cx->arena, (size_t)k.most + 1, sizeof *k.value);
	for (int i = 0; i < o->nvalue; i++)
		k.value[i] = o->value[i];
	k.cells = register_cells(&cx->arena, g->r);
	cx->lang = o->lang;
	if (s->notice.n)
		e = facts_notice(&k, s);
	else if (s->meeting.n)
		e = facts_meeting(&k, s->meeting);
	else if (s->matter.n)
		e = facts_matter(&k, s->matter, s->letter);
	else if (o->household)
		e = facts_cases(&k);
	if (e == OK && o->t->leads)
		e = leads_to(&k, s);
	if (k.maker.n)
		o->maker = k.maker;
	if (!o->checker.n)
		o->checker = k.checker;
	if (e == OK && o->household)
		e = facts_card(&k);
	if (o->household || o->area) {
		fact_say(&k, "phone", g->r->pack->notices.hotline);
		fact_say(&k, "hotline", g->r->pack->notices.hotline);
	}
	cx->lang = before;
	o->value = k.value;
	o->nvalue = k.n;
	return e;
}

/* versions - see the header. */
#include "policy/versions.h"

#include <stdio.h>

#include "base/money.h"
#include "policy/pack_int.h"

#define SAYS_MAX 200000

const char *stated_kind_name(enum stated_kind k)
{
	static const char *const name[] = { "line", "parameter", "clause", "standard", "check", "name",
		"document", "pack" };

	return name[k];
}

const char *approval_name(enum approval a)
{
	static const char *const name[] = { "approved", "reviewed", "draft" };

	return name[a];
}

/* --- what a pack states ----------------------------------------------------------------------- */

struct list { struct arena *a; const struct pack *p; struct stated *v; int n; };

static struct stated *add(struct list *l, enum stated_kind kind, struct str id)
{
	l->v = pack_grow(l->a, l->v, l->n, sizeof *l->v);
	l->v[l->n] = (struct stated){ .kind = kind, .id = id };
	return &l->v[l->n++];
}

static struct str within(struct arena *a, struct str of, struct str id)
{
	return str_join(a, str_join(a, of, STR("/")), id);
}

/* The words with each run of white space as one blank: where a file breaks lines means nothing. */
static void add_words(struct buf *b, struct str s)
{
	bool gap = false;

	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++) {
		bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r';

		if (!blank && gap)
			buf_addc(b, ' ');
		gap = blank;
		if (!blank)
			buf_addc(b, s.p[i]);
	}
}

static struct str value_text(struct arena *a, const struct dated *d)
{
	char t[24];

	if (d->kind == VALUE_DATE)
		date_put(t, (date_t)d->v);
	else if (d->kind == VALUE_MONEY)
		money_put(t, d->v);
	else
		decimal_put(t, d->v, d->scale);
	return str_dup(a, str_of(t));
}

static void add_values(struct list *l, enum stated_kind kind, struct str id, struct str zh,
                       struct str en, const struct dated *d, int n)
{
	for (int i = 0; i < n; i++) {
		struct stated *s = add(l, kind, id);

		s->zh = zh;
		s->en = en;
		s->area = d[i].area;
		s->from = d[i].from;
		s->to = d[i].to;
		s->says = value_text(l->a, &d[i]);
		s->basis = d[i].basis;
		s->note = d[i].note;
		s->gov = &d[i].gov;
		s->pack = l->p->layer[d[i].depth].name;
		s->at = d[i].at;
	}
}

static void add_params(struct list *l, struct str of, const struct parameter *p, int n, bool check)
{
	for (int i = 0; i < n; i++) {
		int first = l->n;

		add_values(l, STATED_PARAMETER, within(l->a, of, p[i].id), p[i].zh, p[i].en,
		           p[i].value, p[i].nvalue);
		for (int k = first; k < l->n; k++)
			l->v[k].check = check;
	}
}

static struct str clause_text(struct arena *a, const struct clause *c)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SAYS_MAX);
	buf_adds(&b, c->zh);
	buf_addz(&b, ": ");
	add_words(&b, c->met.text);
	return str_dup(a, buf_str(&b));
}

static struct str standard_text(struct arena *a, const struct standard *t)
{
	static const char *const direction[] = { "none", "up", "down" };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SAYS_MAX);
	buf_adds(&b, t->noun);
	buf_addz(&b, "; verdict: ");
	add_words(&b, t->verdict_text.n ? t->verdict_text : STR("all"));
	buf_addz(&b, "; topup: ");
	add_words(&b, t->topup.text);
	buf_addf(&b, "; %s", direction[t->direction]);
	return str_dup(a, buf_str(&b));
}

static void add_standard(struct list *l, const struct standard *t)
{
	struct stated *s = add(l, STATED_STANDARD, t->id);

	s->zh = t->zh;
	s->en = t->en;
	s->from = t->from;
	s->to = t->to;
	s->says = standard_text(l->a, t);
	s->basis = t->basis;
	s->note = t->note;
	s->at = t->at;
	for (int i = 0; i < t->nclause; i++) {
		const struct clause *c = &t->clause[i];

		s = add(l, STATED_CLAUSE, within(l->a, t->id, c->id));
		s->zh = c->zh;
		s->en = c->en;
		s->from = c->from;
		s->to = c->to;
		s->says = clause_text(l->a, c);
		s->basis = c->basis;
		s->note = c->note;
		s->gov = &c->gov;
		s->pack = l->p->layer[c->depth].name;
		s->at = c->at;
	}
	add_params(l, t->id, t->param, t->nparam, false);
}

static void add_check(struct list *l, const struct check *c)
{
	struct stated *s = add(l, STATED_CHECK, c->id);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SAYS_MAX);
	add_words(&b, c->among.text);
	buf_addz(&b, " | ");
	add_words(&b, c->fires.text);
	s->check = true;
	s->zh = c->zh;
	s->en = c->en;
	s->from = c->from;
	s->to = c->to;
	s->says = str_dup(l->a, buf_str(&b));
	s->basis = c->basis;
	s->at = c->at;
	add_params(l, c->id, c->param, c->nparam, true);
}

/* What people call things: no verdict hangs on it, but they read it. */
static void add_name(struct list *l, struct str id, date_t from, struct str zh, struct str en,
                     struct pack_place at)
{
	struct stated *s = add(l, STATED_NAME, id);

	s->check = true;
	s->zh = zh;
	s->en = en;
	s->from = from;
	s->says = str_join(l->a, str_join(l->a, zh, STR(" / ")), en);
	s->at = at;
}

static void add_param_names(struct list *l, struct str of, const struct parameter *p, int n)
{
	for (int i = 0; i < n; i++)
		add_name(l, within(l->a, of, p[i].id), 0, p[i].zh, p[i].en, p[i].at);
}

static void add_names(struct list *l)
{
	const struct pack *p = l->p;

	for (int i = 0; i < p->nline; i++)
		add_name(l, p->line[i].id, 0, p->line[i].zh, p->line[i].en, p->line[i].at);
	for (int i = 0; i < p->nstandard; i++) {
		const struct standard *t = &p->standard[i];

		add_name(l, t->id, 0, t->zh, t->en, t->at);
		for (int k = 0; k < t->nclause; k++)
			add_name(l, within(l->a, t->id, t->clause[k].id), t->clause[k].from,
			         t->clause[k].zh, t->clause[k].en, t->clause[k].at);
		add_param_names(l, t->id, t->param, t->nparam);
	}
	for (int i = 0; i < p->ncheck; i++) {
		const struct check *c = &p->check[i];

		add_name(l, c->id, 0, c->zh, c->en, c->at);
		add_param_names(l, c->id, c->param, c->nparam);
	}
}

static void add_day(struct buf *b, const char *what, date_t d)
{
	char t[11];

	if (!d)
		return;
	date_put(t, d);
	buf_addf(b, "; %s %s", what, t);
}

static void add_document(struct list *l, const struct pack_document *d)
{
	struct stated *s = add(l, STATED_DOCUMENT, d->id);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, SAYS_MAX);
	buf_addf(&b, "%.*s / %.*s", STR_FMT(d->zh), STR_FMT(d->en));
	if (d->no.n)
		buf_addf(&b, "; %.*s", STR_FMT(d->no));
	add_day(&b, "date", d->date);
	add_day(&b, "from", d->from);
	add_day(&b, "to", d->to);
	buf_addz(&b, d->unconfirmed ? "; unconfirmed" : "");
	for (int i = 0; i < d->nclause; i++) {
		buf_addf(&b, "; %.*s: %.*s", STR_FMT(d->clause[i].id), STR_FMT(d->clause[i].zh));
		add_day(&b, "from", d->clause[i].from);
		add_day(&b, "to", d->clause[i].to);
	}
	s->check = true;
	s->zh = d->zh;
	s->en = d->en;
	s->says = str_dup(l->a, buf_str(&b));
	s->at = d->at;
}

static void add_setting(struct list *l, struct str id, struct str says)
{
	struct stated *s = add(l, STATED_PACK, id);

	s->check = true;
	s->says = says;
}

static struct str number_text(struct arena *a, int64_t v)
{
	char t[24];

	snprintf(t, sizeof t, "%lld", (long long)v);
	return str_dup(a, str_of(t));
}

static void add_pack(struct list *l)
{
	const struct pack *p = l->p;

	add_setting(l, STR("small_cell"), number_text(l->a, p->small_cell));
	add_setting(l, STR("zone_minutes"), number_text(l->a, p->zone_minutes));
	add_setting(l, STR("made_up_province"), number_text(l->a, p->made_up));
	for (int i = 0; i < p->nlayer; i++) {
		const struct pack_layer *y = &p->layer[i];
		char day[11] = "";

		if (y->issued)
			date_put(day, y->issued);
		add_setting(l, within(l->a, y->name, STR("issued")),
		            str_trim(str_join(l->a, str_join(l->a, y->by, STR(" ")), str_of(day))));
	}
	for (int i = 0; i < p->nfile; i++)
		add_setting(l, p->file[i].path, p->file[i].hash);
	for (int i = 0; i < p->ndocument; i++)
		add_document(l, &p->document[i]);
}

void pack_stated(struct arena *a, const struct pack *p, struct stated **out, int *n)
{
	struct list l = { .a = a, .p = p };

	for (int i = 0; i < p->nline; i++)
		add_values(&l, STATED_LINE, p->line[i].id, p->line[i].zh, p->line[i].en,
		           p->line[i].amount, p->line[i].namount);
	for (int i = 0; i < p->nstandard; i++)
		add_standard(&l, &p->standard[i]);
	for (int i = 0; i < p->ncheck; i++)
		add_check(&l, &p->check[i]);
	add_names(&l);
	add_pack(&l);
	*out = l.v;
	*n = l.n;
}

/* --- what a next version changes -------------------------------------------------------------- */

static enum approval state(const struct stated *s)
{
	return s->gov ? s->gov->state : APPROVAL_APPROVED;
}

/* Of the same thing, place and day. */
static bool same_entry(const struct stated *x, const struct stated *y)
{
	return x->kind == y->kind && x->from == y->from && x->check == y->check &&
		str_eq(x->id, y->id) && str_eq(x->area, y->area) && str_eq(x->pack, y->pack);
}

static bool same_approval(const struct governed *x, const struct governed *y)
{
	return x && y && x->approver.n && x->approved == y->approved && x->on == y->on &&
		str_eq(x->approver, y->approver) && str_eq(x->by, y->by);
}

static bool same_words(const struct stated *x, const struct stated *y)
{
	return x->to == y->to && str_eq(x->says, y->says) &&
		str_eq(x->basis.document, y->basis.document) &&
		str_eq(x->basis.clause, y->basis.clause);
}

static bool same(const struct stated *x, const struct stated *y)
{
	if (!same_entry(x, y) || !same_words(x, y) || state(x) != state(y))
		return false;
	return !x->gov || (str_eq(x->gov->approver, y->gov->approver) &&
	                   str_eq(x->gov->by, y->gov->by) && x->gov->on == y->gov->on &&
	                   str_eq(x->gov->opinion, y->gov->opinion) &&
	                   x->gov->unlawful == y->gov->unlawful &&
	                   x->gov->approved == y->gov->approved);
}

struct matching {
	struct stated *old, *now;
	int nold, nnow;
	const struct stated **pair;          /* of each now */
	bool *kept;                          /* of each now: its pair is the same */
	bool *taken;                         /* of each old */
};

static void match(struct matching *m, bool (*alike)(const struct stated *, const struct stated *))
{
	for (int i = 0, k = 0; i < m->nnow; i++) {
		if (m->pair[i])
			continue;
		for (int tries = 0; tries < m->nold; tries++, k++) {     /* mostly the next one */
			if (k >= m->nold)
				k = 0;
			if (!m->taken[k] && alike(&m->old[k], &m->now[i])) {
				m->pair[i] = &m->old[k];
				m->taken[k++] = true;
				break;
			}
		}
	}
}

void pack_changes(struct arena *a, const struct pack *old, const struct pack *now,
                  struct pack_change **out, int *n)
{
	struct matching m = { 0 };
	int k = 0;

	pack_stated(a, old, &m.old, &m.nold);
	pack_stated(a, now, &m.now, &m.nnow);
	m.pair = arena_array(a, (size_t)m.nnow + 1, sizeof(struct stated *));
	m.kept = arena_array(a, (size_t)m.nnow + 1, sizeof *m.kept);
	m.taken = arena_array(a, (size_t)m.nold + 1, sizeof *m.taken);
	match(&m, same);
	*out = arena_array(a, (size_t)(m.nold + m.nnow) + 1, sizeof **out);
	for (int i = 0; i < m.nnow; i++)
		m.kept[i] = m.pair[i] != NULL;
	match(&m, same_entry);
	for (int i = 0; i < m.nnow; i++)
		if (!m.pair[i])
			(*out)[k++] = (struct pack_change){ CHANGE_ADDED, NULL, &m.now[i] };
		else if (!m.kept[i])
			(*out)[k++] = (struct pack_change){ CHANGE_CHANGED, m.pair[i], &m.now[i] };
	for (int i = 0; i < m.nold; i++)
		if (!m.taken[i])
			(*out)[k++] = (struct pack_change){ CHANGE_GONE, &m.old[i], NULL };
	*n = k;
}

/* --- what may be changed ------------------------------------------------------------------- */

struct asked {
	struct ctx *cx;
	const struct pack *old, *now;
	const struct pack_change *change;
	int n;
	date_t today;
};

static const struct pack_layer *layer(const struct pack *p, struct str name)
{
	for (int i = 0; i < p->nlayer; i++)
		if (str_eq(p->layer[i].name, name))
			return &p->layer[i];
	return NULL;
}

/* Was the pack (empty: any of the chain) issued anew, or is it new in the chain? */
static bool issued(const struct asked *q, struct str name)
{
	for (int i = 0; i < q->now->nlayer; i++) {
		const struct pack_layer *is = &q->now->layer[i], *was = layer(q->old, is->name);

		if (name.n && !str_eq(is->name, name))
			continue;
		if (!was || (is->issued > was->issued && is->by.n))
			return true;
	}
	return name.n && !layer(q->now, name);
}

/* With the day at which the pack in use was issued: one issued anew bears a later one. */
static enum err refuse(const struct asked *q, const struct stated *s, const char *key)
{
	const struct pack_layer *was = layer(q->old, s->pack);
	char day[11] = "—";

	if (was && was->issued)
		date_put(day, was->issued);
	return err_set(q->cx, ERR_INPUT, mark_text(q->cx, mark_at(s->at)), key,
	               str_z(&q->cx->arena, s->id), day, NULL);
}

static bool before_day(date_t to, date_t from)
{
	return to && to < from && date_days(from) == date_days(to) + 1;
}

/* Only its end was put before something that is approved to follow it. */
static bool made_room(const struct asked *q, const struct pack_change *c)
{
	struct stated old = *c->old;

	old.to = c->now->to;
	if (!same_words(&old, c->now) || state(c->now))
		return false;
	for (int i = 0; i < q->n; i++) {
		const struct stated *s = q->change[i].now;

		if (s && s->gov && s->gov->approver.n && s->kind == c->now->kind &&
		    str_eq(s->id, c->now->id) && str_eq(s->area, c->now->area) &&
		    before_day(c->now->to, s->from))
			return true;
	}
	return false;
}

/* Something else of the same thing and place was approved by the same act, and is not any more. */
static bool approval_moved(const struct asked *q, const struct stated *now)
{
	for (int i = 0; i < q->n; i++) {
		const struct stated *s = q->change[i].old;

		if (s && s->kind == now->kind && !state(s) && str_eq(s->id, now->id) &&
		    str_eq(s->area, now->area) && same_approval(s->gov, now->gov))
			return true;
	}
	return false;
}

static enum err allowed(const struct asked *q, const struct pack_change *c)
{
	const struct stated *old = c->old, *now = c->now, *any = now ? now : old;
	bool was = old && !state(old), is = now && !state(now);
	const struct governed *g = was ? old->gov : NULL;

	if (any->check || (!was && !is) || issued(q, any->pack))
		return OK;
	if (was && is) {
		if (made_room(q, c))
			return OK;
		if (old->from <= q->today)
			return refuse(q, now, "pack-in-force");
		if (same_approval(old->gov, now->gov))
			return refuse(q, now, "pack-same-approval");
	}
	if (is && now->gov && now->gov->approver.n) {
		if (approval_moved(q, now))
			return refuse(q, now, "pack-same-approval");
		return OK;
	}
	if (is)
		return refuse(q, now, "pack-change-unapproved");
	if (g && g->approver.n && old->from > q->today)
		return OK;                           /* taken back before it was in force */
	return now ? refuse(q, now, "pack-approved-gone") :
		err_set(q->cx, ERR_INPUT, str_z(&q->cx->arena, q->now->name), "pack-approved-gone",
		        str_z(&q->cx->arena, old->id), NULL);
}

/* Nothing was done on a day that is still to come. */
static enum err acts_passed(const struct asked *q, const struct pack_change *c)
{
	const struct governed *g = c->now ? c->now->gov : NULL;

	if (g && (g->on > q->today || g->approved > q->today))
		return refuse(q, c->now, "pack-act-to-come");
	return OK;
}

/* Of the packs themselves: when they were issued, and what protects people. */
static enum err heads_allowed(const struct asked *q)
{
	const date_t ahead = date_from_days(date_days(q->today) + 1);    /* another zone's today */
	struct arena *a = &q->cx->arena;

	for (int i = 0; i < q->now->nlayer; i++) {
		const struct pack_layer *is = &q->now->layer[i], *was = layer(q->old, is->name);
		const char *key = NULL;

		if (was && is->issued < was->issued)
			key = "pack-issued-back";
		else if (is->issued > ahead && (!was || is->issued != was->issued))
			key = "pack-issued-to-come";
		if (key)
			return err_set(q->cx, ERR_INPUT, str_z(a, is->name), key, str_z(a, is->name),
			               NULL);
	}
	if (q->now->small_cell < q->old->small_cell && !issued(q, q->now->small_by))
		return err_set(q->cx, ERR_INPUT, str_z(a, q->now->name), "pack-small-cell",
		               str_z(a, number_text(a, q->old->small_cell)),
		               str_z(a, number_text(a, q->now->small_cell)), NULL);
	return OK;
}

enum err pack_changes_allowed(struct ctx *cx, const struct pack *old, const struct pack *now,
                              const struct pack_change *change, int n, date_t today)
{
	struct asked q = { cx, old, now, change, n, today };

	TRY(heads_allowed(&q));
	for (int i = 0; i < n; i++) {
		TRY(acts_passed(&q, &change[i]));
		TRY(allowed(&q, &change[i]));
	}
	return OK;
}

/* api_doubt - the checks of the pack with what they found, one doubt with its grounds, and what
 * people do about it. Who may propose a change may explain; who explained does not decide, nor does
 * kin of the family: asked of office_may with the explainer as maker. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include "base/hash.h"
#include "domain/judge/doubt_deal.h"
#include "domain/judge/doubts.h"
#include "domain/judge/judged_json.h"

#include <stdio.h>

/* ---- how many, of which check, where ---- */

struct tally { int64_t open, explained, upheld, exempt; };

struct counting {
	struct web_req *q;
	const struct scope *narrow;
	const struct area_tree *t;
	struct hmap *check;          /* id -> its index */
	struct tally *of;            /* by check */
	int64_t *live;               /* by node of the tree: doubts right there */
};

static void count_one(void *arg, const struct doubt_light *d)
{
	struct counting *c = arg;
	const struct list_face *l = &c->q->r->model->lists;
	int64_t at;
	int node;

	if (!scope_area(c->narrow, d->area) && !scope_household(c->narrow, d->household))
		return;
	if (hmap_get(c->check, d->check, &at)) {
		struct tally *n = &c->of[at];

		n->open += l->has_tag(l->state, "doubt_state", d->state, "open");
		n->explained += l->has_tag(l->state, "doubt_state", d->state, "explained");
		n->upheld += l->has_tag(l->state, "doubt_state", d->state, "upheld");
		n->exempt += l->has_tag(l->state, "doubt_state", d->state, "exempt");
	}
	node = d->area ? area_by_id(c->t, d->area) : -1;
	if (node >= 0 && l->has_tag(l->state, "doubt_state", d->state, "live"))
		c->live[node]++;
}

static void put_int(struct web_req *q, const char *key, int64_t v)
{
	json_key(&q->j, key);
	json_int(&q->j, v);
}

static struct str in(const struct web_req *q, struct str zh, struct str en)
{
	return q->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static void put_check(struct web_req *q, const struct check *k, const struct tally *n)
{
	json_obj(&q->j);
	web_put(q, "id", k->id);
	web_put(q, "name", in(q, k->zh, k->en));
	web_put(q, "todo", in(q, k->todo_zh, k->todo_en));
	web_put(q, "severity", str_of(check_severity_word(k->severity)));
	web_put(q, "about", k->noun);
	put_int(q, "open", n->open);
	put_int(q, "explained", n->explained);
	put_int(q, "upheld", n->upheld);
	put_int(q, "exempt", n->exempt);
	json_obj_end(&q->j);
}

/* The places right below the one asked for, with what is to be done in each. */
static void put_places(struct web_req *q, const struct counting *c, int top)
{
	json_key(&q->j, "places");
	json_arr(&q->j);
	for (int i = 0; i < area_count(c->t); i++) {
		const struct area_node *n = area_nth(c->t, i);
		char code[24];
		int64_t live = 0;

		if (n->parent != top || n->to || !scope_area(c->narrow, n->id))
			continue;
		for (int k = n->lo; k < n->hi; k++)
			live += c->live[k];
		snprintf(code, sizeof code, "%012lld", (long long)n->code);
		json_obj(&q->j);
		web_put(q, "code", str_of(code));
		web_put(q, "name", n->name);
		put_int(q, "live", live);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

/* The node of ?area=; else the lowest that holds all that may be seen. */
static int top_of(struct web_req *q, const struct area_tree *t, const struct scope *narrow)
{
	struct str v;
	int64_t code;

	if (web_query(q, "area", &v) && str_i64(v, &code))
		return area_by_code(t, code);
	for (int i = 0; i < area_count(t); i++)
		if (!area_nth(t, i)->to && scope_area(narrow, area_nth(t, i)->id))
			return i;
	return -1;
}

enum err api_checks(struct web_req *q)
{
	const struct pack *p = q->web->judge.rules->p;
	struct scope narrow;
	struct area_tree *t;
	struct counting c = { .q = q, .narrow = &narrow };

	TRY(scope_narrowed(q, &narrow));
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	c.t = t;
	c.check = hmap_new(&q->cx->arena, (size_t)p->ncheck + 1);
	c.of = arena_array(&q->cx->arena, (size_t)p->ncheck + 1, sizeof *c.of);
	c.live = arena_array(&q->cx->arena, (size_t)area_count(t) + 1, sizeof *c.live);
	for (int i = 0; i < p->ncheck; i++)
		hmap_put(c.check, p->check[i].id, i);
	TRY(doubts_walk(q->cx, q->r, count_one, &c));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < p->ncheck; i++)
		put_check(q, &p->check[i], &c.of[i]);
	json_arr_end(&q->j);
	put_places(q, &c, top_of(q, t, &narrow));
	json_obj_end(&q->j);
	return OK;
}

/* ---- one doubt ---- */

static enum err load(struct web_req *q, struct rec **out)
{
	const struct entity *e = register_entity(q->r, TAG_doubt);
	int64_t id;

	if (!doubt_no_read(q->param[0], &id))
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	return register_load(q->cx, q->r, e, id, out);
}

static struct office_object object_of(struct web_req *q, const struct rec *f, bool decide)
{
	struct office_object o = { .state = STATE_LIVE, .placed = true, .area = f->area,
		.household = rec_has(f, DOUBT_household) ? f->v[DOUBT_household].i : 0 };

	if (!decide)
		return o;
	o.state = doubt_is(q->r, f, "explained") ? STATE_PROPOSED : STATE_DECIDED;
	o.made_by = PERM_propose;
	if (rec_has(f, DOUBT_said_by))
		o.maker = str_z(&q->cx->arena, f->v[DOUBT_said_by].s);
	return o;
}

static bool may(struct web_req *q, const struct rec *f, bool decide)
{
	struct office_object o = object_of(q, f, decide);

	return doubt_is(q->r, f, decide ? "explained" : "live") &&
	       office_may(q->cx, q->office, &q->who, decide ? PERM_approve : PERM_propose, &o).may;
}

static void put_who(struct web_req *q, const char *key, const struct rec *f, int field)
{
	if (rec_has(f, field))
		web_put(q, key, row_who(q, f->v[field].s));
}

static void put_day(struct web_req *q, const char *key, const struct rec *f, int field)
{
	char day[11];

	if (!rec_has(f, field))
		return;
	date_put(day, (date_t)f->v[field].i);
	web_put(q, key, str_of(day));
}

static void put_when(struct web_req *q, const char *key, const struct rec *f, int field)
{
	if (rec_has(f, field))
		web_put_time(q, key, f->v[field].i);
}

/* The explanation may tell of an illness: in clear for those who deal with doubts here, for nobody
 * else. */
static bool deals(struct web_req *q, const struct rec *f)
{
	struct office_object explain = object_of(q, f, false), decide = explain;

	decide.state = STATE_PROPOSED;
	return office_may(q->cx, q->office, &q->who, PERM_propose, &explain).may ||
	       office_may(q->cx, q->office, &q->who, PERM_approve, &decide).may;
}

static void put_words(struct web_req *q, const struct rec *f)
{
	put_who(q, "assigned_to", f, DOUBT_assigned_to);
	put_who(q, "assigned_by", f, DOUBT_assigned_by);
	put_day(q, "due", f, DOUBT_due);
	if (rec_has(f, DOUBT_said))
		web_put(q, "said", deals(q, f) ? f->v[DOUBT_said].s : STR("***"));
	if (rec_has(f, DOUBT_evidence)) {
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)f->v[DOUBT_evidence].i);
		web_put(q, "evidence", str_of(id));
	}
	put_who(q, "said_by", f, DOUBT_said_by);
	put_when(q, "said_at", f, DOUBT_said_at);
	put_day(q, "exempt_until", f, DOUBT_exempt_until);
	put_who(q, "decided_by", f, DOUBT_decided_by);
	put_when(q, "decided_at", f, DOUBT_decided_at);
	if (rec_has(f, DOUBT_reason))
		web_put(q, "reason", f->v[DOUBT_reason].s);
	put_when(q, "closed", f, DOUBT_closed);
}

static enum err put_grounds(struct web_req *q, struct cells *cells, const struct rec *f)
{
	struct judge j = { q->r, q->web->judge.rules };
	struct reasons s = { .cx = q->cx, .r = q->r, .cells = cells, .mask = MASK_STAFF };
	struct expr_run run;
	struct reason *v;
	bool still;
	int n;

	TRY(doubts_why(q->cx, &j, f, &run, &still));
	TRY(reasons_used(&s, &run, &v, &n));
	json_key(&q->j, "still");
	json_bool(&q->j, still);
	grounds_json(&q->j, "used", &s, NULL, v, n);
	return OK;
}

enum err api_doubt(struct web_req *q)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct str text;
	struct rec *f;

	TRY(load(q, &f));
	web_read(q, f->e, f->id);
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "no", f->v[DOUBT_no].s);
	web_put(q, "check", f->v[DOUBT_check_id].s);
	web_put(q, "name", doubt_says(q->r, f, q->cx->lang));
	TRY(row_cell(q, cells, f, DOUBT_severity, &text));
	web_put(q, "severity", text);
	TRY(row_cell(q, cells, f, DOUBT_state, &text));
	web_put(q, "state", text);
	TRY(row_cell(q, cells, f, DOUBT_household, &text));
	web_put(q, "household", text);
	web_put(q, "noun", f->v[DOUBT_about_entity].s);
	if (rec_has(f, DOUBT_about_no))
		web_put(q, "about", f->v[DOUBT_about_no].s);
	put_day(q, "on", f, DOUBT_on_date);
	put_when(q, "found", f, DOUBT_found);
	put_words(q, f);
	TRY(put_grounds(q, cells, f));
	json_key(&q->j, "may_explain");
	json_bool(&q->j, may(q, f, false));
	json_key(&q->j, "may_decide");
	json_bool(&q->j, may(q, f, true));
	json_obj_end(&q->j);
	return OK;
}

/* ---- dealing with it ---- */

static enum err day_of(struct web_req *q, const struct web_body *b, const char *name, date_t *out)
{
	struct str text = web_text(b, name);
	enum date_form form;

	*out = 0;
	if (text.n && (!date_parse(text, out, &form) || !date_day(*out)))
		return err_set(q->cx, ERR_INPUT, name, "cmd-expr-date", str_z(&q->cx->arena, text), NULL);
	return OK;
}

static enum err wish_of(struct web_req *q, enum doubt_act act, struct doubt_edit *x)
{
	struct web_body b;
	struct str id;

	TRY(web_body(q, &b));
	*x = (struct doubt_edit){ .act = act, .to = web_text(&b, "to"),
		.said = web_text(&b, "said"), .why = web_text(&b, "reason") };
	TRY(day_of(q, &b, "due", &x->due));
	TRY(day_of(q, &b, "until", &x->until));
	id = web_text(&b, "evidence");
	if (id.n && (!str_i64(id, &x->evidence) || x->evidence < 1))
		return err_set(q->cx, ERR_INPUT, "evidence", "doubt-evidence",
		               str_z(&q->cx->arena, q->param[0]), NULL);
	return OK;
}

static enum err refused(struct web_req *q, const struct doubt_edit *x)
{
	static const enum err kind[] = { [DEAL_UNKNOWN] = ERR_NOTFOUND, [DEAL_OVER] = ERR_CONFLICT,
		[DEAL_UNEXPLAINED] = ERR_CONFLICT, [DEAL_OWN] = ERR_DENIED, [DEAL_EVIDENCE] = ERR_INPUT };

	if (x->result == DEALT)
		return OK;
	return err_set(q->cx, kind[x->result], "doubt", doubt_refused(x->result),
	               str_z(&q->cx->arena, q->param[0]), NULL);
}

static enum err deal(struct web_req *q, enum doubt_act act)
{
	bool decide = act == DOUBT_EXEMPT || act == DOUBT_UPHOLD;
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (void *)(uintptr_t)"{\"done\":true}" };
	struct doubt_edit x = { 0 };
	struct office_object o;
	struct rec *f;
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(wish_of(q, act, &x));
	TRY(load(q, &f));
	x.id = f->id;
	o = object_of(q, f, decide);
	if (!decide || o.state == STATE_PROPOSED)        /* else the conflict is told below */
		TRY(office_need(q->cx, q->office, &q->who, decide ? PERM_approve : PERM_propose, &o));
	TRY(doubt_deal_try(q->cx, q->r, &x, 1));
	TRY(refused(q, &x));
	q->r->receipt = p.key.n ? &p : NULL;
	e = doubt_deal(q->cx, q->r, &x, 1);
	q->r->receipt = NULL;
	if (e == OK)
		TRY(refused(q, &x));             /* somebody was faster */
	return again_end(q, &p, e);
}

enum err api_doubt_assign(struct web_req *q)
{
	return deal(q, DOUBT_ASSIGN);
}

enum err api_doubt_explain(struct web_req *q)
{
	return deal(q, DOUBT_EXPLAIN);
}

enum err api_doubt_exempt(struct web_req *q)
{
	return deal(q, DOUBT_EXEMPT);
}

enum err api_doubt_uphold(struct web_req *q)
{
	return deal(q, DOUBT_UPHOLD);
}

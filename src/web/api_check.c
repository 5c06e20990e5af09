/* api_check - the checks of the pack: what each asks, with which parameters, and how many doubts of
 * it there are, by state and by place. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>

#include "base/hash.h"
#include "domain/judge/doubts.h"
#include "domain/judge/judged_json.h"
#include "domain/register/area.h"

/* ---- how many, of which check, where ---- */

struct tally { int64_t open, explained, upheld, exempt; };

struct counting {
	struct web_req *q;
	const struct scope *narrow;
	const struct area_tree *t;
	struct hmap *check;          /* id -> its index */
	struct tally *of;            /* by check */
	int64_t *live;               /* by node of the tree: doubts right there */
	struct str only;             /* places count this check only; empty: all */
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
	if (node >= 0 && (!c->only.n || str_eq(c->only, d->check)) &&
	    l->has_tag(l->state, "doubt_state", d->state, "live"))
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
	web_put(q, "id", k->id);
	web_put(q, "name", in(q, k->zh, k->en));
	web_put(q, "todo", in(q, k->todo_zh, k->todo_en));
	web_put(q, "severity", str_of(check_severity_word(k->severity)));
	web_put(q, "about", k->noun);
	put_int(q, "open", n->open);
	put_int(q, "explained", n->explained);
	put_int(q, "upheld", n->upheld);
	put_int(q, "exempt", n->exempt);
	json_key(&q->j, "holds");
	json_bool(&q->j, check_holds(k, register_today(q->cx, q->r)));
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

/* The only place right below that may be seen; -1: there are none or several. */
static int only_below(const struct area_tree *t, const struct scope *narrow, int top)
{
	int found = -1;

	for (int i = 0; i < area_count(t); i++) {
		const struct area_node *n = area_nth(t, i);

		if (n->parent != top || n->to || !scope_area(narrow, n->id))
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

/* The node of ?area=; else the lowest that holds all that may be seen. */
static int top_of(struct web_req *q, const struct area_tree *t, const struct scope *narrow)
{
	struct str v;
	int64_t code;
	int top = -1, below;

	if (web_query(q, "area", &v) && v.n && str_i64(v, &code))
		return area_by_code(t, code);
	for (int i = 0; i < area_count(t) && top < 0; i++)
		if (!area_nth(t, i)->to && scope_area(narrow, area_nth(t, i)->id))
			top = i;
	while (top >= 0 && (below = only_below(t, narrow, top)) >= 0)
		top = below;
	return top;
}

/* Doubts that the caller sees, by check and place; only: of one check. */
static enum err counted(struct web_req *q, struct counting *c, struct scope *narrow,
                        const struct check *only)
{
	const struct pack *p = q->web->judge.rules->p;
	struct area_tree *t;

	*c = (struct counting){ .q = q, .narrow = narrow };
	TRY(scope_narrowed(q, narrow));
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	c->t = t;
	c->check = hmap_new(&q->cx->arena, (size_t)p->ncheck + 1);
	c->of = arena_array(&q->cx->arena, (size_t)p->ncheck + 1, sizeof *c->of);
	c->live = arena_array(&q->cx->arena, (size_t)area_count(t) + 1, sizeof *c->live);
	c->only = only ? only->id : STR("");
	for (int i = 0; i < p->ncheck; i++)
		hmap_put(c->check, p->check[i].id, i);
	return doubts_walk(q->cx, q->r, count_one, c);
}

enum err api_checks(struct web_req *q)
{
	const struct pack *p = q->web->judge.rules->p;
	struct scope narrow;
	struct counting c;

	TRY(counted(q, &c, &narrow, NULL));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < p->ncheck; i++) {
		json_obj(&q->j);
		put_check(q, &p->check[i], &c.of[i]);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	put_places(q, &c, top_of(q, c.t, &narrow));
	json_obj_end(&q->j);
	return OK;
}

/* ---- one check ---- */

static void put_fixed(struct buf *b, int64_t v, int scale)
{
	char text[48];
	int n = snprintf(text, sizeof text, "%0*lld", scale + 1 + (v < 0), (long long)v);

	buf_add(b, text, (size_t)(n - scale));
	if (scale) {
		buf_addc(b, '.');
		buf_add(b, text + n - scale, (size_t)scale);
	}
}

static void put_value(struct web_req *q, const struct dated *v)
{
	struct buf b BUF_AUTO = { 0 };
	char day[11];

	buf_init(&b, 128);
	if (v->kind == VALUE_DATE) {
		date_put(day, (date_t)v->v);
		buf_addz(&b, day);
	} else if (v->kind == VALUE_MONEY) {
		put_fixed(&b, v->v % 100 ? v->v : v->v / 100, v->v % 100 ? 2 : 0);
		buf_addz(&b, q->cx->lang == LANG_ZH ? " 元" : " yuan");
	} else {
		put_fixed(&b, v->v, v->scale);
	}
	web_put(q, "value", buf_str(&b));
}

static void put_from_to(struct web_req *q, date_t from, date_t to)
{
	char day[11];

	if (from) {
		date_put(day, from);
		web_put(q, "from", str_of(day));
	}
	if (to) {
		date_put(day, to);
		web_put(q, "to", str_of(day));
	}
}

/* Name of the area with these leading digits; the digits where the register has none. */
static struct str area_called(struct web_req *q, const struct area_tree *t, struct str digits)
{
	char text[13] = "000000000000";
	int64_t code;
	int at;

	memcpy(text, digits.p, digits.n < 12 ? digits.n : 12);
	at = str_i64(str_of(text), &code) ? area_by_code(t, code) : -1;
	return at >= 0 ? area_nth(t, at)->name : str_dup(&q->cx->arena, digits);
}

/* What is approved; a newer pack's word stands before an older one's. */
static void put_param(struct web_req *q, const struct area_tree *t, const struct parameter *x)
{
	json_obj(&q->j);
	web_put(q, "id", x->id);
	web_put(q, "name", in(q, x->zh, x->en));
	json_key(&q->j, "values");
	json_arr(&q->j);
	for (int i = 0; i < x->nvalue; i++) {
		const struct dated *v = &x->value[i];

		if (v->gov.state != APPROVAL_APPROVED)
			continue;
		json_obj(&q->j);
		put_value(q, v);
		if (v->area.n)
			web_put(q, "place", area_called(q, t, v->area));
		put_from_to(q, v->from, v->to);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
}

static void put_names(struct web_req *q, const char *key, const struct str *name, int n)
{
	json_key(&q->j, key);
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		json_str(&q->j, name[i]);
	json_arr_end(&q->j);
}

static void put_wording(struct web_req *q, const struct area_tree *t, const struct check *k)
{
	static const char *const cross[] = { [CROSS_DUPLICATE] = "duplicate",
		[CROSS_SHARED] = "shared", [CROSS_VILLAGE_SUM] = "village_sum" };

	web_put(q, "among", k->among.text);
	web_put(q, "rule", k->fires.text);
	if (k->cross != CROSS_NONE)
		web_put(q, "compares", str_of(cross[k->cross]));
	put_names(q, "fields", k->cross_field, k->ncross_field);
	put_names(q, "covers", k->covers, k->ncovers);
	put_from_to(q, k->from, k->to);
	basis_json(&q->j, q->r->pack, q->cx->lang, &k->basis, &k->basis);
	json_key(&q->j, "parameters");
	json_arr(&q->j);
	for (int i = 0; i < k->nparam; i++)
		put_param(q, t, &k->param[i]);
	json_arr_end(&q->j);
}

enum err api_check(struct web_req *q)
{
	const struct pack *p = q->web->judge.rules->p;
	const struct check *k = pack_check(p, q->param[0]);
	struct scope narrow;
	struct counting c;

	if (!k)
		return err_set(q->cx, ERR_NOTFOUND, "check", "doubt-no-check",
		               str_z(&q->cx->arena, q->param[0]), NULL);
	TRY(counted(q, &c, &narrow, k));
	web_json(q, 200);
	json_obj(&q->j);
	put_check(q, k, &c.of[k - p->check]);
	put_wording(q, c.t, k);
	put_places(q, &c, top_of(q, c.t, &narrow));
	json_obj_end(&q->j);
	return OK;
}

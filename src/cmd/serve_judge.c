/* serve_judge - see the header. */
#include "cmd/serve_judge.h"

#include "domain/judge/judge_all.h"
#include "domain/judge/snapshot.h"
#include "domain/register/area.h"

struct order { struct json_pair *pair; int n; };

static struct str text_of(const struct order *o, const char *name)
{
	for (int i = 0; i < o->n; i++)
		if (str_eqz(o->pair[i].key, name) && o->pair[i].type != JSON_NULL)
			return o->pair[i].text;
	return STR("");
}

static void put(struct json *j, const char *key, struct str text)
{
	json_key(j, key);
	json_str(j, text);
}

static void put_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

void serve_counted(struct json *j, const struct doubts_count *n)
{
	put_int(j, "looked", n->looked);
	put_int(j, "found", n->fired);
	put_int(j, "new", n->fresh + n->again);
	put_int(j, "gone", n->gone);
	put_int(j, "exempt", n->exempt);
	put_int(j, "errors", n->errors);
}

/* ---- checks ---- */

/* Who does not see all is told how far it is, not how many there are. */
static void on_checked(void *arg, int64_t done, int64_t total)
{
	if (!job_ordered(arg)->may->all) {
		done = total ? 100 * done / total : 0;
		total = 100;
	}
	job_at(arg, "job-checking-rows", done, total);
}

static void put_checked(struct json *j, const struct pack *p, const struct doubts_count *n,
                        bool kept)
{
	struct doubts_count all;

	doubts_sum(p, n, &all);
	json_obj(j);
	json_key(j, "checks");
	json_arr(j);
	for (int i = 0; i < p->ncheck; i++) {
		if (!n[i].fired && !n[i].gone && !n[i].errors)
			continue;
		json_obj(j);
		put(j, "id", p->check[i].id);
		serve_counted(j, &n[i]);
		json_obj_end(j);
	}
	json_arr_end(j);
	serve_counted(j, &all);
	json_key(j, "kept");
	json_bool(j, kept);
	json_obj_end(j);
}

static enum err checks_order(struct ctx *cx, const struct job_order *o, struct doubts_order *out)
{
	struct order w;
	struct str on, area;
	struct area_tree *t;
	enum date_form form;
	int64_t code;
	int at = -1;

	TRY(json_flat(cx, o->order, &w.pair, &w.n));
	*out = (struct doubts_order){ .check = text_of(&w, "check"),
		.may = o->may->all ? NULL : o->may };
	on = text_of(&w, "on");
	if (on.n && (!date_parse(on, &out->on, &form) || !date_day(out->on)))
		return err_set(cx, ERR_INPUT, "on", "cmd-expr-date", str_z(&cx->arena, on), NULL);
	area = text_of(&w, "area");
	if (!area.n)
		return OK;
	TRY(area_load(cx, &cx->arena, o->r, &t));
	if (str_i64(area, &code))
		at = area_by_code(t, code);
	if (at < 0)
		return err_set(cx, ERR_NOTFOUND, "area", "row-not-found", "行政区划", "Area", NULL);
	out->area = area_nth(t, at)->id;
	return OK;
}

enum err serve_checks(struct ctx *cx, struct job *j)
{
	const struct job_order *o = job_ordered(j);
	const struct serve_host *h = o->host;
	struct doubts_order order;
	struct doubts_count *count;
	struct judge judge;
	struct json out;
	bool kept;

	TRY(checks_order(cx, o, &order));
	order.kept = &kept;
	order.reason = "check";
	order.progress = on_checked;
	order.arg = j;
	judge = *snapshot_judge(h->snapshot);
	judge.r = o->r;
	TRY(snapshot_feed(cx, h->snapshot, &order.feed));
	TRY(doubts_run(cx, &judge, &order, &count));
	json_begin(&out, o->result);
	put_checked(&out, judge.rules->p, count, kept);
	return OK;
}

/* ---- verdicts ---- */

static void on_judged(void *arg, int done, int total)
{
	job_at(arg, "job-judging", done, total);
}

static void put_judged(struct json *j, const struct judge_all *all, const struct judge_all_of *of,
                       int n)
{
	char day[11];

	date_put(day, all->on);
	json_obj(j);
	put(j, "on", str_of(day));
	json_key(j, "standards");
	json_arr(j);
	for (int i = 0; i < n; i++) {
		json_obj(j);
		put(j, "id", of[i].rule->s->id);
		put_int(j, "judged", of[i].n.judged);
		put_int(j, "met", of[i].n.met);
		put_int(j, "not_met", of[i].n.not_met);
		put_int(j, "unknown", of[i].n.unknown);
		put_int(j, "changed", of[i].n.changed);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

enum err serve_verdicts(struct ctx *cx, struct job *j)
{
	const struct job_order *o = job_ordered(j);
	const struct serve_host *h = o->host;
	struct judge_all all = { .r = o->r, .rules = snapshot_judge(h->snapshot)->rules,
		.reason = "judge", .progress = on_judged, .arg = j };
	struct judge_all_of *of;
	struct json out;
	int n;

	TRY(snapshot_feed(cx, h->snapshot, &all.feed));
	TRY(judge_all(cx, &all, &of, &n));
	json_begin(&out, o->result);
	put_judged(&out, &all, of, n);
	return OK;
}

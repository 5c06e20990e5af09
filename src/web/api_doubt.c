/* api_doubt - one doubt with its grounds, and what people do about it, one by one, several at once
 * or by a sheet that went out and comes back filled. Who may propose a change may explain; who
 * explained does not decide, nor does kin of the family: asked of office_may with the explainer as
 * maker. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include "base/os.h"
#include "domain/judge/doubt_deal.h"
#include "domain/judge/doubts.h"
#include "domain/judge/judged_json.h"
#include "policy/checks.h"

#include <stdio.h>

#define DOUBTS_AT_ONCE 500

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
	if (rec_has(f, DOUBT_assigned_to)) {
		web_put(q, "assigned_to", f->v[DOUBT_assigned_to].s);
		web_put(q, "assigned_name", office_login_name(q->cx, q->office,
		                                              f->v[DOUBT_assigned_to].s));
	}
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

/* Where it is, and whose. */
static enum err put_place(struct web_req *q, struct cells *cells, const struct rec *f)
{
	const struct check *k = pack_check(q->r->pack, f->v[DOUBT_check_id].s);
	struct buf path BUF_AUTO = { 0 };
	struct str text;
	struct rec *h;

	if (k)
		web_put(q, "todo", q->cx->lang == LANG_ZH || !k->todo_en.n ? k->todo_zh : k->todo_en);
	buf_init(&path, 4096);
	if (f->area)
		TRY(browse_place(q->cx, q->r, f->area, &path));
	web_put(q, "place", buf_str(&path));
	if (!rec_has(f, DOUBT_household) ||
	    register_load(q->cx, q->r, register_entity(q->r, TAG_household),
	                  f->v[DOUBT_household].i, &h) != OK) {
		err_clear(q->cx);
		return OK;
	}
	TRY(row_cell(q, cells, h, HOUSEHOLD_head_name, &text));
	web_put(q, "head", text);
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
	TRY(put_place(q, cells, f));
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
	if (act == DOUBT_ASSIGN && x->to.n && !office_account(q->office, str_trim(x->to)))
		return err_set(q->cx, ERR_INPUT, "to", "doubt-to-unknown",
		               str_z(&q->cx->arena, str_trim(x->to)), NULL);
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
	if (decide) {
		struct str *own;

		TRY(doubt_own(q->cx, q->office, &q->who, &own, &x.nown));
		x.own = own;
	}
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

/* ---- several at once ---- */

struct several {
	struct doubt_edit edit[DOUBTS_AT_ONCE];
	struct str no[DOUBTS_AT_ONCE];
	int n;
};

static enum err several_of(struct web_req *q, struct several *s)
{
	struct doubt_edit one;
	struct web_body b;
	struct str rest, no;

	TRY(wish_of(q, DOUBT_ASSIGN, &one));
	TRY(web_body(q, &b));
	rest = web_text(&b, "nos");              /* ["Q1","Q2"] */
	for (bool inside = false; str_next(&rest, '"', &no); inside = !inside) {
		if (!inside)
			continue;
		if (s->n == DOUBTS_AT_ONCE)
			return err_set(q->cx, ERR_INPUT, "nos", "doubt-many", NULL);
		if (!doubt_no_read(no, &one.id))
			return err_set(q->cx, ERR_NOTFOUND, "nos", "doubt-none",
			               str_z(&q->cx->arena, no), NULL);
		s->no[s->n] = no;
		s->edit[s->n++] = one;
	}
	return s->n ? OK : err_set(q->cx, ERR_INPUT, "nos", "doubt-text", "nos", NULL);
}

static void put_several(void *arg, struct buf *out)
{
	const struct several *s = arg;
	struct json j;
	int64_t done = 0;

	for (int i = 0; i < s->n; i++)
		done += s->edit[i].result == DEALT;
	json_begin(&j, out);
	json_obj(&j);
	json_key(&j, "done");
	json_int(&j, done);
	json_key(&j, "left");
	json_arr(&j);
	for (int i = 0; i < s->n; i++)
		if (s->edit[i].result != DEALT)
			json_str(&j, s->no[i]);
	json_arr_end(&j);
	json_obj_end(&j);
}

/* One transaction. What is over by now, or is not seen, is left and named. */
enum err api_doubts_assign(struct web_req *q)
{
	struct several *s = ARENA_NEW(&q->cx->arena, struct several);
	struct receipt p = { .status = 200, .answer = put_several, .arg = s };
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(several_of(q, s));
	q->r->receipt = p.key.n ? &p : NULL;
	e = doubt_deal(q->cx, q->r, s->edit, s->n);
	q->r->receipt = NULL;
	return again_end(q, &p, e);
}

/* ---- a sheet that comes back ---- */

/* Written beside the uploads while it is read; half a sheet is never seen by anybody. */
enum err api_doubts_back(struct web_req *q)
{
	struct str name = body_name(q), text, dry;
	const char *ending = str_ends(name, STR(".xlsx")) ? ".xlsx" : str_ends(name, STR(".xls")) ?
		".xls" : ".csv";
	char *path;
	enum err e;

	if (!name.n)
		return err_set(q->cx, ERR_USAGE, "name", "web-upload-name", NULL);
	if (!q->web->set.doubts_back)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	TRY(body_whole(q, &text));
	path = file_scratch(q, ending);
	TRY(os_write_file(q->cx, path, text, 0600));
	web_json(q, 200);
	e = q->web->set.doubts_back(q->cx, q->r, path, web_query(q, "dry", &dry) && str_eqz(dry, "1"),
	                            &q->j);
	if (e != OK) {
		struct err_info why = q->cx->err;

		err_clear(q->cx);
		(void)os_remove(q->cx, path);
		q->cx->err = why;
		return e;
	}
	return os_remove(q->cx, path);
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

/* api_year - years that are closed: by whom and when, opened again by whom and why, what that holds
 * back; and the cases of households that are no more, carried over to those they live on in. */
#include "web/api_gate.h"

#include <stdio.h>

#include "domain/gate/year.h"
#include "domain/register/closing.h"

#define PLACES 200

/* Asked to know what to offer: a refusal is an answer. */
static bool lets(struct web_req *q, enum err e, enum err *bad)
{
	if (e == OK)
		return true;
	if (e == ERR_DENIED || e == ERR_CONFLICT)
		err_clear(q->cx);
	else
		*bad = e;
	return false;
}

static void put_roles(struct web_req *q, const char *key, const struct str *role, int n)
{
	json_key(&q->j, key);
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		int r = office_role(role[i]);

		json_str(&q->j, r < 0 ? role[i] : gate_says(q, str_of(office_roles[r].zh),
		                                            str_of(office_roles[r].en)));
	}
	json_arr_end(&q->j);
}

static void put_said(struct web_req *q, const char *key, const struct rec *row, int field)
{
	if (rec_has(row, field))
		web_put(q, key, row->v[field].s);
}

static enum err put_year(struct web_req *q, struct gate *g, const struct rec *row)
{
	enum err bad = OK;
	int64_t shut = 0;
	bool closed, seen;

	list_tagged(q->r->model, "closing_state", "closed", &shut);
	closed = row->v[CLOSING_state].i == shut;

	json_obj(&q->j);
	web_put(q, "no", row->v[CLOSING_no].s);
	put_number(q, "year", row->v[CLOSING_year].i);
	TRY(put_place_of(q, "place", row->v[CLOSING_area].i));
	put_label(q, "state", row, CLOSING_state, "closing_state");
	put_flag(q, "closed", closed);
	web_put_time(q, "on", row->v[CLOSING_closed].i);
	web_put(q, "by", row_who(q, row->v[CLOSING_closed_by].s));
	TRY(register_sees(q->cx, q->r, row, &seen));
	if (seen)                        /* what was said of the county is for the county */
		put_said(q, "note", row, CLOSING_note);
	if (rec_has(row, CLOSING_reopened)) {
		web_put_time(q, "reopened_on", row->v[CLOSING_reopened].i);
		web_put(q, "reopened_by", row_who(q, row->v[CLOSING_reopened_by].s));
	}
	if (seen)
		put_said(q, "why", row, CLOSING_why);
	put_flag(q, "may_reopen", closed && lets(q, year_lets_reopen(q->cx, g, &q->who, row), &bad));
	json_obj_end(&q->j);
	return bad;
}

/* What holds one back who would enter something of a closed year: the sentence, or nothing. */
static enum err put_closed(struct web_req *q, const char *key, enum err e)
{
	struct buf told BUF_AUTO = { 0 };

	if (e != ERR_CONFLICT)
		return e;
	buf_init(&told, 65536);
	web_sentence(&told, q->cx->lang, &q->cx->err);
	err_clear(q->cx);
	web_put(q, key, buf_str(&told));
	return OK;
}

enum err row_closed_put(struct web_req *q, const struct rec *row)
{
	return put_closed(q, "closed", closing_change(q->cx, q->r, row, NULL));
}

/* The years that are closed where ?area= lies: a form can say so before it is filled in. What holds
 * there holds for everybody, also for who sees but one household of the place. */
static enum err put_here(struct web_req *q, struct gate *g)
{
	const struct scope *seen = q->r->scope;
	struct rec **row;
	int64_t area, id;
	enum err e;
	int n;

	TRY(area_asked(q, &area));
	if (!area)
		return OK;
	q->r->scope = NULL;
	e = year_list(q->cx, g, &row, &n);
	q->r->scope = seen;
	TRY(e);
	json_key(&q->j, "here");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		int64_t year = row[i]->v[CLOSING_year].i;

		TRY(closing_of(q->cx, q->r, NULL, area, (int)year, &id));
		if (id != row[i]->id)
			continue;
		json_obj(&q->j);
		put_number(q, "year", year);
		TRY(put_closed(q, "told", closing_open(q->cx, q->r, area, (date_t)year * 10000)));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* Where who asks closes years. */
static enum err put_places(struct web_req *q, struct gate *g)
{
	const struct pack_years *y = &q->r->pack->alerts.years;
	struct area_tree *t;
	enum err bad = OK;
	int n = 0;

	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	json_key(&q->j, "places");
	json_arr(&q->j);
	for (int i = 0; y->nclose && i < area_count(t) && n < PLACES && bad == OK; i++) {
		const struct area_node *a = area_nth(t, i);
		char digits[24];

		if (a->to || a->level != y->level ||
		    !lets(q, year_lets_close(q->cx, g, &q->who, a->id), &bad))
			continue;
		json_obj(&q->j);
		snprintf(digits, sizeof digits, "%lld", (long long)a->code);
		web_put(q, "code", str_of(digits));
		web_put(q, "name", a->name);
		put_number(q, "level", a->level);
		json_obj_end(&q->j);
		n++;
	}
	json_arr_end(&q->j);
	return bad;
}

enum err api_years(struct web_req *q)
{
	const struct pack_years *y = &q->r->pack->alerts.years;
	struct gate *g = gate_of(q);
	struct rec **row;
	int n;

	TRY(year_list(q->cx, g, &row, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(put_year(q, g, row[i]));
	json_arr_end(&q->j);
	put_number(q, "this_year", date_year(register_today(q->cx, q->r)));
	put_roles(q, "close", y->close, y->nclose);
	put_roles(q, "reopen", y->reopen, y->nreopen);
	TRY(put_places(q, g));
	TRY(put_here(q, g));
	json_obj_end(&q->j);
	return OK;
}

static enum err year_closed(struct web_req *q)
{
	struct gate *g = gate_of(q);
	struct web_body b;
	int64_t area, year;

	TRY(web_body(q, &b));
	TRY(ask_area(q, &b, &area));
	if (!area)
		return err_set(q->cx, ERR_INPUT, "area", "web-area", NULL);
	if (!str_i64(web_text(&b, "year"), &year) || year < 1949 || year > 2199)
		return err_set(q->cx, ERR_INPUT, "year", "year-to-come", NULL);
	return year_close(q->cx, g, &q->who, area, (int)year, web_text(&b, "note"));
}

enum err api_year_close(struct web_req *q)
{
	return done_once(q, year_closed);
}

static enum err year_reopened(struct web_req *q)
{
	struct gate *g = gate_of(q);
	const struct entity *e = register_entity(q->r, TAG_closing);
	struct web_body b;
	struct rec *row;
	int64_t id;

	TRY(web_body(q, &b));
	TRY(register_by_key(q->cx, q->r, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &row));
	return year_reopen(q->cx, g, &q->who, row->v[CLOSING_area].i, (int)row->v[CLOSING_year].i,
	                   web_text(&b, "reason"));
}

enum err api_year_reopen(struct web_req *q)
{
	return done_once(q, year_reopened);
}

/* ---- a case carried over ---- */

static void put_carried(void *arg, struct buf *out)
{
	const struct matter_carried *m = arg;

	buf_addz(out, "{\"done\":true");
	if (m->matter.n)
		buf_addf(out, ",\"no\":\"%.*s\"", STR_FMT(m->matter));
	buf_addz(out, "}");
}

static enum err carried(struct web_req *q, void *out)
{
	struct gate *g = gate_of(q);
	struct web_body b;
	struct matter m;
	struct str no;
	int64_t to = 0;
	date_t on;

	TRY(web_body(q, &b));
	TRY(ask_day(q, &b, "on", &on));
	TRY(matter_load(q->cx, g, q->param[0], &m));
	no = str_trim(web_text(&b, "to"));
	if (no.n)
		TRY(register_by_key(q->cx, q->r, register_entity(q->r, TAG_household), no, &to));
	return matter_carry(q->cx, g, &q->who, &m, to, web_text(&b, "reason"), on, out);
}

enum err api_case_carry(struct web_req *q)
{
	struct matter_carried done = { 0 };
	struct receipt p = { .status = 200, .answer = put_carried, .arg = &done };

	return again_once(q, &p, carried, &done);
}

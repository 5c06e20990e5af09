/* api_round - rounds: opened, listed, looked at as a board, by gate and place; cases taken in,
 * the round closed. */
#include "web/api_gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"
#include "domain/judge/judge.h"

#define CARDS      6
#define LIMIT      50
#define LIMIT_MOST 200
#define ADD_MOST   2000

/* ---- a round ---- */

static bool may(struct web_req *q, enum perm perm, int64_t area)
{
	struct office_object o = { .area = area, .placed = true };

	return office_may(q->cx, q->office, &q->who, perm, &o).may;
}

static enum err put_round(struct web_req *q, const struct round_view *v,
                          const struct board_count *c)
{
	const struct procedure *p = v->rule->p;
	int64_t live = 0, late = 0, ended = 0;

	for (int i = 0; i < p->ngate; i++) {
		*(p->gate[i].end ? &ended : &live) += c->gate[i].n;
		late += c->gate[i].late;
	}
	web_put(q, "no", v->row->v[ROUND_no].s);
	web_put(q, "name", v->row->v[ROUND_name].s);
	web_put(q, "procedure", p->id);
	web_put(q, "procedure_name", gate_says(q, p->zh, p->en));
	web_put(q, "for", p->noun);
	TRY(put_place_of(q, "place", v->row->area));
	put_day(q, "began", v->row, ROUND_began);
	web_put(q, "state", v->open ? STR("open") : STR("closed"));
	if (rec_has(v->row, ROUND_opened_by))
		web_put(q, "opened_by", row_who(q, v->row->v[ROUND_opened_by].s));
	put_number(q, "open", live);
	put_number(q, "late", late);
	put_number(q, "ended", ended);
	return OK;
}

enum err api_rounds(struct web_req *q)
{
	struct round_view *v;
	struct gate *g = gate_of(q);
	struct str closed;
	int n;

	TRY(round_list(q->cx, g, web_query(q, "closed", &closed) && str_eqz(closed, "1"), &v, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct board_count c;

		TRY(board_counts(q->cx, g, &v[i], NULL, &c));
		json_obj(&q->j);
		TRY(put_round(q, &v[i], &c));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	put_flag(q, "may_open", office_may(q->cx, q->office, &q->who, PERM_round,
	         &(struct office_object){ 0 }).may);
	json_obj_end(&q->j);
	return OK;
}

/* ---- by place ---- */

struct at_place { int at; int64_t n, late; };

static int by_late(const void *a, const void *b)
{
	const struct at_place *x = a, *y = b;

	return x->late != y->late ? (x->late < y->late) - (x->late > y->late) :
	       x->n != y->n ? (x->n < y->n) - (x->n > y->n) : x->at - y->at;
}

/* The counts of areas, under the children of the area that is looked at. */
static enum err put_places(struct web_req *q, const struct round_view *v,
                           const struct board_count *c)
{
	struct area_tree *t;
	struct at_place *sum;
	struct str text;
	int64_t code;
	int top, n = 0;

	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	top = area_by_id(t, v->row->area);
	if (web_query(q, "area", &text) && str_i64(text, &code) && area_by_code(t, code) >= 0)
		top = area_by_code(t, code);
	sum = arena_array(&q->cx->arena, (size_t)area_count(t) + 1, sizeof *sum);
	memset(sum, 0, ((size_t)area_count(t) + 1) * sizeof *sum);
	for (int i = 0; i < c->nplace; i++) {
		int at = area_by_id(t, c->place[i].area);

		while (at >= 0 && at != top && area_nth(t, at)->parent != top)
			at = area_nth(t, at)->parent;
		if (at < 0 || at == top)
			continue;
		sum[at].n += c->place[i].n;
		sum[at].late += c->place[i].late;
	}
	for (int i = 0; i < area_count(t); i++)
		if (sum[i].n)
			sum[n++] = (struct at_place){ i, sum[i].n, sum[i].late };
	qsort(sum, (size_t)n, sizeof *sum, by_late);
	json_key(&q->j, "places");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		const struct area_node *a = area_nth(t, sum[i].at);
		char digits[24];

		snprintf(digits, sizeof digits, "%lld", (long long)a->code);
		json_obj(&q->j);
		web_put(q, "code", str_of(digits));
		web_put(q, "name", a->name);
		put_number(q, "n", sum[i].n);
		put_number(q, "late", sum[i].late);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* ---- cards ---- */

static enum err asked_of(struct web_req *q, struct board_ask *ask)
{
	struct str text;

	TRY(place_asked(q, &ask->place));
	if (web_query(q, "late", &text) && str_eqz(text, "1"))
		ask->until = register_today(q->cx, q->r);
	if (web_query(q, "assigned", &text) && text.n)
		ask->assigned = str_eqz(text, "me") ? str_of(q->who.actor) : STR("-");
	ask->channel = web_query_int(q, "channel", 0, INT32_MAX);
	return OK;
}

static enum err put_cards(struct web_req *q, struct gate *g, const struct round_view *v,
                          const struct board_ask *ask, bool *more)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct board_line *l;
	int n;

	TRY(board_lines(q->cx, g, ask, &l, &n, more));
	for (int i = 0; i < n; i++) {
		struct board_card card;
		struct matter m;

		TRY(matter_brief(q->cx, g, v, l[i].id, &m));
		TRY(board_card(q->cx, &m, &q->who, &card));
		TRY(card_put(q, cells, &m, &card, false));
	}
	return OK;
}

static enum err put_column(struct web_req *q, struct gate *g, const struct round_view *v, int at,
                           const struct board_count *c, const struct board_ask *ask)
{
	const struct procedure_gate *t = &v->rule->p->gate[at];
	struct board_ask one = *ask;
	bool more = false;

	json_obj(&q->j);
	web_put(q, "id", t->id);
	web_put(q, "name", gate_says(q, t->zh, t->en));
	put_gate_end(q, t);
	put_number(q, "n", c->gate[at].n);
	put_number(q, "late", c->gate[at].late);
	put_flag(q, "publish", t->publish.kind.n > 0);
	put_flag(q, "meeting", t->meeting.quorum.den > 0);
	json_key(&q->j, "cards");
	json_arr(&q->j);
	one.gate = t->id;
	one.most = t->end ? 0 : CARDS;
	if (one.most && c->gate[at].n)
		TRY(put_cards(q, g, v, &one, &more));
	json_arr_end(&q->j);
	put_flag(q, "more", more);
	json_obj_end(&q->j);
	return OK;
}

enum err api_round(struct web_req *q)
{
	struct board_ask ask = { 0 };
	struct board_count c;
	struct round_view v;
	struct gate *g = gate_of(q);
	bool work;

	TRY(round_load(q->cx, g, q->param[0], &v));
	ask.round = v.row->id;
	TRY(asked_of(q, &ask));
	TRY(board_counts(q->cx, g, &v, ask.place, &c));
	web_json(q, 200);
	json_obj(&q->j);
	TRY(put_round(q, &v, &c));
	json_key(&q->j, "gates");
	json_arr(&q->j);
	for (int i = 0; i < v.rule->p->ngate; i++)
		TRY(put_column(q, g, &v, i, &c, &ask));
	json_arr_end(&q->j);
	TRY(put_places(q, &v, &c));
	work = v.open && office_may(q->cx, q->office, &q->who, PERM_procedure,
	                            &(struct office_object){ 0 }).may;
	put_flag(q, "may_work", work);
	put_flag(q, "may_close", v.open && may(q, PERM_round, v.row->area));
	json_obj_end(&q->j);
	return OK;
}

/* ?cursor=DUE.ID of the last line. */
static enum err cursor_due(struct web_req *q, struct board_ask *ask)
{
	struct str v, due;
	int64_t day = 0;

	if (!web_query(q, "cursor", &v) || !v.n)
		return OK;
	if (!str_next(&v, '.', &due) || !str_i64(due, &day) || !str_i64(v, &ask->after_id) ||
	    ask->after_id < 1 || day < 0 || day > INT32_MAX)
		return err_set(q->cx, ERR_USAGE, "cursor", "web-cursor", NULL);
	ask->after_due = (date_t)day;
	return OK;
}

/* Gate after gate in one list would be in no order: a list is of one gate, or of those that are
 * open, the first gate first. */
static enum err put_list(struct web_req *q, struct gate *g, const struct round_view *v,
                         struct board_ask *ask, struct str gate)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	const struct procedure *p = v->rule->p;
	struct board_line *l, last = { 0 };
	bool more = false;
	int left = ask->most, n;

	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int at = 0; at < p->ngate && left > 0; at++) {
		if (gate.n ? !str_eq(p->gate[at].id, gate) : p->gate[at].end)
			continue;
		ask->gate = p->gate[at].id;
		ask->most = left;
		TRY(board_lines(q->cx, g, ask, &l, &n, &more));
		for (int i = 0; i < n; i++) {
			struct board_card card;
			struct matter m;

			TRY(matter_brief(q->cx, g, v, l[i].id, &m));
			TRY(board_card(q->cx, &m, &q->who, &card));
			TRY(card_put(q, cells, &m, &card, false));
			last = l[i];
		}
		left -= n;
	}
	json_arr_end(&q->j);
	json_key(&q->j, "next");
	if (more && gate.n) {
		char text[48];

		snprintf(text, sizeof text, "%d.%lld", (int)last.due, (long long)last.id);
		json_z(&q->j, text);
	} else {
		json_none(&q->j);
	}
	put_flag(q, "more", more);
	return OK;
}

enum err api_round_cases(struct web_req *q)
{
	struct board_ask ask = { .most = (int)web_query_int(q, "limit", LIMIT, LIMIT_MOST) };
	struct round_view v;
	struct gate *g = gate_of(q);
	struct str gate;

	TRY(round_load(q->cx, g, q->param[0], &v));
	ask.round = v.row->id;
	if (!ask.most)
		ask.most = 1;
	if (web_query(q, "gate", &gate) && gate.n && procedure_gate_at(v.rule->p, gate) < 0)
		return err_set(q->cx, ERR_NOTFOUND, "gate", "web-gate", str_z(&q->cx->arena, gate), NULL);
	TRY(asked_of(q, &ask));
	TRY(cursor_due(q, &ask));
	web_json(q, 200);
	json_obj(&q->j);
	TRY(put_list(q, g, &v, &ask, gate));
	json_obj_end(&q->j);
	return OK;
}

/* ---- doing ---- */

/* The answer is made in the transaction that gives the number. */
static void put_no(void *arg, struct buf *out)
{
	const struct str *no = arg;

	buf_addf(out, "{\"no\":\"%.*s\"}", STR_FMT(*no));
}

static enum err opened(struct web_req *q, struct gate *g, struct str *no)
{
	struct round_new n = { 0 };
	struct web_body b;

	TRY(web_body(q, &b));
	n.procedure = web_text(&b, "procedure");
	n.name = web_text(&b, "name");
	TRY(ask_area(q, &b, &n.area));
	TRY(ask_day(q, &b, "on", &n.on));
	if (!n.area)
		return err_set(q->cx, ERR_INPUT, "area", "web-area", NULL);
	return round_open(q->cx, g, &q->who, &n, no);
}

static enum err closed(struct web_req *q, struct gate *g, struct str *no)
{
	struct web_body b;

	(void)no;
	TRY(web_body(q, &b));
	return round_close(q->cx, g, &q->who, q->param[0],
	                   str_z(&q->cx->arena, web_text(&b, "reason")));
}

static enum err once(struct web_req *q, struct receipt *p,
                     enum err (*work)(struct web_req *q, struct gate *g, struct str *no))
{
	struct str no = STR("");
	struct gate *g = gate_of(q);
	enum err e;

	if (!p->arg)
		p->arg = &no;
	TRY(again_of(q, p));
	if (p->known) {
		again_put(q, p);
		return OK;
	}
	q->r->receipt = p->key.n ? p : NULL;
	e = work(q, g, &no);
	q->r->receipt = NULL;
	return again_end(q, p, e);
}

enum err api_round_open(struct web_req *q)
{
	struct receipt p = { .status = 201, .answer = put_no };

	return once(q, &p, opened);
}

enum err api_round_close(struct web_req *q)
{
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (void *)(uintptr_t)"{\"done\":true}" };

	return once(q, &p, closed);
}

/* ---- taking in ---- */

struct wish { struct str text; int64_t id; const char *why; };

static enum err wished(struct web_req *q, const struct round_view *v, struct wish *w)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct area_tree *t;
	int64_t code;
	enum err err;

	if (str_eqz(v->rule->p->noun, "household")) {
		err = register_by_key(q->cx, q->r, e, w->text, &w->id);
		if (err != ERR_NOTFOUND && err != ERR_CONFLICT)
			return err;
		err_clear(q->cx);
		w->why = "web-case-unknown";
		return OK;
	}
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	if (str_i64(w->text, &code) && area_by_code(t, code) >= 0)
		w->id = area_nth(t, area_by_code(t, code))->id;
	else
		w->why = "web-case-unknown";
	return OK;
}

/* It comes again to a round that refused it. */
static enum err put_former(struct web_req *q, const struct matter_made *m)
{
	struct str no;
	date_t on;

	TRY(matter_refused(q->cx, gate_of(q), m->matter, &no, &on));
	if (!no.n)
		return OK;
	json_key(&q->j, "refused");
	json_obj(&q->j);
	web_put(q, "no", no);
	put_date(q, "on", on);
	json_obj_end(&q->j);
	return OK;
}

static enum err put_added(struct web_req *q, const struct wish *w, const struct matter_made *m)
{
	const char *why = w->why ? w->why : m->refused;
	struct str no = m ? matter_no(q, m->matter) : STR("");
	struct buf b BUF_AUTO = { 0 };

	json_obj(&q->j);
	web_put(q, "about", w->text);
	if (m && m->matter)
		web_put(q, "no", no);
	put_flag(q, "done", !why);
	if (why) {
		buf_init(&b, 4096);
		msg_add(&b, q->cx->lang, why, (const struct str[]){ w->text, no,
		        m ? m->why : STR("") }, 3);
		web_put(q, "why", buf_str(&b));
	}
	if (!why && m->matter)
		TRY(put_former(q, m));
	json_obj_end(&q->j);
	return OK;
}

enum err api_round_add(struct web_req *q)
{
	struct matter_new n = { .guarded = true };
	struct matter_made *made;
	struct round_view v;
	struct web_body b;
	struct wish *w;
	struct gate *g = gate_of(q);
	struct str *text;
	int64_t *id;
	int nw, at = 0;

	TRY(web_body(q, &b));
	TRY(round_load(q->cx, g, q->param[0], &v));
	TRY(body_array(q, &b, "about", ADD_MOST, &text, &nw));
	TRY(ask_day(q, &b, "on", &n.on));
	w = arena_array(&q->cx->arena, (size_t)nw + 1, sizeof *w);
	id = arena_array(&q->cx->arena, (size_t)nw + 1, sizeof *id);
	made = arena_array(&q->cx->arena, (size_t)nw + 1, sizeof *made);
	for (int i = 0; i < nw; i++) {
		w[i] = (struct wish){ .text = text[i] };
		TRY(wished(q, &v, &w[i]));
		if (!w[i].why)
			id[n.n++] = w[i].id;
	}
	n.round = &v;
	n.about = id;
	n.channel = web_text(&b, "channel");
	TRY(matter_add(q->cx, g, &q->who, &n, made));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < nw; i++)
		TRY(put_added(q, &w[i], w[i].why ? NULL : &made[at++]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

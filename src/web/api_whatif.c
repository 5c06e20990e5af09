/* api_whatif - what would come of another line or clause; the households behind a number; what-ifs
 * that are kept and shared. Figures are of the places that the caller sees; small ones are left out
 * for who may not open their lists, and in what is kept. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>

#include "base/money.h"
#include "base/msg.h"
#include "domain/judge/judged_json.h"
#include "domain/judge/scenario_keep.h"
#include "domain/judge/whatif_desk.h"
#include "domain/judge/whatif_json.h"

#define LIST_ROWS 50
#define LIST_MOST 500
#define RESULT_MOST 65536

struct simulating {
	struct web_req *q;
	struct web_body body;
	struct scenario scenario;
	struct whatif_order order;
	enum whatif_list list;
	enum whatif_by by;
	int group;
	int64_t skip;
	struct buf *result;              /* of one that is kept */
	int64_t area;
};

/* ---- what is asked ---- */

static enum err asked(struct simulating *s)
{
	struct web_req *q = s->q;
	struct str area;

	TRY(web_body(q, &s->body));
	area = web_text(&s->body, "area");
	s->order.standard = web_text(&s->body, "standard");
	s->order.scope = &q->scope;
	s->order.scenario = &s->scenario;
	s->scenario.guarded = true;              /* what is sealed is shown by api_reveal, and noted */
	TRY(web_day(q, web_text(&s->body, "on"), &s->order.on));
	if (area.n)
		TRY(register_by_key(q->cx, q->r, register_entity(q->r, TAG_area), area, &s->order.area));
	TRY(scenario_lines(q->cx, &s->scenario, q->r->pack, web_text(&s->body, "lines")));
	TRY(scenario_clauses(q->cx, &s->scenario, web_text(&s->body, "clauses")));
	return s->scenario.nline || s->scenario.nclause ? web_tries_lines(q) : OK;
}

static enum err answer(struct simulating *s, enum err (*told)(void *, const struct whatif *))
{
	return whatif_desk_ask(s->q->cx, s->q->web->whatif, &s->order, told, s);
}

/* ---- figures ---- */

static enum err told_figures(void *state, const struct whatif *w)
{
	struct simulating *s = state;
	int64_t few;

	TRY(web_few(s->q, &few));
	web_json(s->q, 200);
	whatif_json(s->q->cx, &s->q->j, w, few);
	return OK;
}

enum err api_simulate(struct web_req *q)
{
	struct simulating s = { .q = q };

	TRY(asked(&s));
	return answer(&s, told_figures);
}

/* ---- the list behind a number ---- */

static enum err list_asked(struct simulating *s)
{
	struct str by = web_text(&s->body, "by"), number;
	int64_t group = 0;

	if (!whatif_list_of(web_text(&s->body, "list"), &s->list))
		return err_set(s->q->cx, ERR_INPUT, "list", "whatif-no-list",
		               str_z(&s->q->cx->arena, web_text(&s->body, "list")), NULL);
	for (int i = 0; by.n && i < WHATIF__BY; i++)
		if (str_eqz(by, whatif_by_name[i]))
			s->by = (enum whatif_by)i;
	number = web_text(&s->body, "group");
	if (number.n && !str_i64(number, &group))
		group = -1;
	s->group = group >= 0 && group < INT32_MAX ? (int)group : -1;
	number = web_text(&s->body, "skip");
	if (number.n && (!str_i64(number, &s->skip) || s->skip < 0))
		s->skip = 0;
	return OK;
}

static enum err put_household(struct simulating *s, const struct whatif *w, struct cells *cells,
                              const struct whatif_row *at)
{
	struct web_req *q = s->q;
	const struct entity *e = register_entity(q->r, TAG_household);
	struct rec *row;
	struct buf place BUF_AUTO = { 0 };
	struct str head;
	enum err err = register_load(q->cx, q->r, e, at->id, &row);

	if (err == ERR_NOTFOUND) {               /* left meanwhile */
		err_clear(q->cx);
		return OK;
	}
	TRY(err);
	TRY(row_head(q, cells, row, &head));
	buf_init(&place, 4096);
	if (row->area)
		TRY(browse_place(q->cx, q->r, row->area, &place));
	json_obj(&q->j);
	web_put(q, "no", row_no(q, row));
	web_put(q, "head", head);
	web_put(q, "place", place.n ? buf_str(&place) : w->now->run->area[at->area].name);
	json_obj_end(&q->j);
	return OK;
}

static enum err told_list(void *state, const struct whatif *w)
{
	struct simulating *s = state;
	struct web_req *q = s->q;
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct whatif_row *row = arena_array(&q->cx->arena, LIST_ROWS, sizeof *row);
	int64_t n;

	if (s->group < 0 || s->group >= w->now->n[s->by])
		return err_set(q->cx, ERR_INPUT, "group", "whatif-no-list", "", NULL);
	n = whatif_rows(w, s->list, s->by, s->group, s->skip, row, LIST_ROWS);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "total");
	json_int(&q->j, n);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int64_t i = s->skip; i < n && i < s->skip + LIST_ROWS; i++)
		TRY(put_household(s, w, cells, &row[i - s->skip]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_simulate_list(struct web_req *q)
{
	struct simulating s = { .q = q };

	TRY(asked(&s));
	TRY(list_asked(&s));
	return answer(&s, told_list);
}

/* ---- what can be asked about ---- */

enum err api_standards(struct web_req *q)
{
	const struct rules *rules = q->web->judge.rules;
	char day[11];
	date_t on;

	TRY(whatif_desk_day(q->cx, q->web->whatif, &on));
	web_json(q, 200);
	json_obj(&q->j);
	if (on) {
		date_put(day, on);
		web_put(q, "on", str_of(day));
	}
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < rules->p->nstandard; i++) {
		const struct standard *s = rules->standard[i].s;

		if (rules->standard[i].noun->tag != TAG_household)
			continue;
		json_obj(&q->j);
		web_put(q, "id", s->id);
		web_put(q, "zh", s->zh);
		web_put(q, "en", s->en);
		json_key(&q->j, "holds");
		json_bool(&q->j, on && standard_holds(s, on));
		if (s->from) {
			date_put(day, s->from);
			web_put(q, "from", str_of(day));
		}
		if (s->to) {
			date_put(day, s->to);
			web_put(q, "to", str_of(day));
		}
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* ---- kept ones ---- */

/* "10,000.50" without the fen that are none. */
static void yuan_words(struct buf *b, int64_t fen)
{
	char text[32];
	size_t n = money_show(text, fen);

	buf_add(b, text, fen % 100 ? n : n - 3);
}

static void line_words(struct web_req *q, const struct assumed_line *l)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	buf_adds(&b, line_label(q->r->pack, q->cx->lang, l->series));
	if (l->area.n)
		buf_addf(&b, " @%.*s", STR_FMT(l->area));
	if (l->year)
		buf_addf(&b, " %d", l->year);
	buf_addc(&b, ' ');
	yuan_words(&b, l->fen);
	buf_addz(&b, q->cx->lang == LANG_ZH ? "元" : " yuan");
	json_str(&q->j, buf_str(&b));
}

static void clause_words(struct web_req *q, struct str standard, const struct scenario_clause *c)
{
	const struct standard *s = pack_standard(q->r->pack, standard);
	struct str name = c->id;

	for (int i = 0; s && i < s->nclause; i++)
		if (str_eq(s->clause[i].id, c->id))
			name = q->cx->lang == LANG_ZH || !s->clause[i].en.n ? s->clause[i].zh :
			       s->clause[i].en;
	name = str_join(&q->cx->arena, name, STR(": "));
	json_str(&q->j, str_join(&q->cx->arena, name, c->text.n ? c->text :
	                         str_of(msg_text(q->cx->lang, "whatif-left-out"))));
}

/* What it assumes by the names of lines and clauses; a line that the pack has no more stays raw. */
static void put_assumed(struct web_req *q, const struct scenario_row *s)
{
	struct scenario *w = ARENA_NEW(&q->cx->arena, struct scenario);
	bool ok = scenario_lines(q->cx, w, q->r->pack, s->lines) == OK &&
	          scenario_clauses(q->cx, w, s->clauses) == OK;

	err_clear(q->cx);
	json_key(&q->j, "assumed");
	json_arr(&q->j);
	for (int i = 0; ok && i < w->nline; i++)
		line_words(q, &w->line[i]);
	for (int i = 0; ok && i < w->nclause; i++)
		clause_words(q, s->standard, &w->clause[i]);
	if (!ok && s->lines.n)
		json_str(&q->j, s->lines);
	if (!ok && s->clauses.n)
		json_str(&q->j, s->clauses);
	json_arr_end(&q->j);
}

static enum err put_kept(struct web_req *q, const struct scenario_row *s)
{
	char day[11];

	json_obj(&q->j);
	web_put(q, "no", s->no);
	web_put(q, "name", s->name);
	web_put(q, "standard", s->standard);
	if (s->area) {
		struct rec *area;
		enum err err = register_load(q->cx, q->r, register_entity(q->r, TAG_area), s->area, &area);

		if (err == OK) {
			web_put(q, "area", area->v[AREA_code].s);
			web_put(q, "place", area->v[AREA_name].s);
		} else if (err != ERR_NOTFOUND) {
			return err;
		}
		err_clear(q->cx);
	}
	if (s->on) {
		date_put(day, s->on);
		web_put(q, "on", str_of(day));
	}
	web_put(q, "lines", s->lines);
	web_put(q, "clauses", s->clauses);
	put_assumed(q, s);
	web_put(q, "maker", row_who(q, s->maker));
	web_put_time(q, "made", s->made);
	json_key(&q->j, "mine");
	json_bool(&q->j, s->mine);
	json_key(&q->j, "shared");
	json_bool(&q->j, s->shared);
	if (s->result.n) {
		json_key(&q->j, "result");
		json_raw(&q->j, s->result);
	}
	json_obj_end(&q->j);
	return OK;
}

enum err api_scenarios(struct web_req *q)
{
	struct scenario_row *s;
	int n;

	TRY(scenarios_kept(q->cx, q->r, &s, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(put_kept(q, &s[i]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

enum err api_scenario(struct web_req *q)
{
	struct scenario_row s;

	TRY(scenario_kept(q->cx, q->r, q->param[0], &s));
	web_json(q, 200);
	return put_kept(q, &s);
}

static enum err told_result(void *state, const struct whatif *w)
{
	struct simulating *s = state;
	struct json j;

	json_begin(&j, s->result);
	whatif_figures_json(s->q->cx, &j, w, s->q->r->pack->small_cell);
	s->area = w->now->area >= 0 ? w->now->run->area[w->now->area].id : 0;
	return OK;
}

enum err api_scenario_keep(struct web_req *q)
{
	struct buf result BUF_AUTO = { 0 };
	struct simulating s = { .q = q, .result = &result };
	struct scenario_new n;
	struct str no;

	buf_init(&result, RESULT_MOST);
	TRY(asked(&s));
	TRY(answer(&s, told_result));
	n = (struct scenario_new){ .name = web_text(&s.body, "name"), .standard = s.order.standard,
		.lines = web_text(&s.body, "lines"), .clauses = web_text(&s.body, "clauses"),
		.result = buf_str(&result), .area = s.area, .on = s.order.on,
		.shared = web_true(&s.body, "shared") };
	TRY(scenario_keep(q->cx, q->r, &n, &no));
	web_json(q, 201);
	json_obj(&q->j);
	web_put(q, "no", no);
	json_obj_end(&q->j);
	return OK;
}

static enum err done(struct web_req *q)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "done");
	json_bool(&q->j, true);
	json_obj_end(&q->j);
	return OK;
}

enum err api_scenario_share(struct web_req *q)
{
	struct web_body b;

	TRY(web_body(q, &b));
	TRY(scenario_share(q->cx, q->r, q->param[0], web_true(&b, "shared")));
	return done(q);
}

enum err api_scenario_end(struct web_req *q)
{
	TRY(scenario_end(q->cx, q->r, q->param[0]));
	return done(q);
}

/* api_judge - what the standards of the pack say of a household, with reasons; of the places within
 * an area, as tables. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include "domain/judge/judged_json.h"
#include "domain/judge/place.h"
#include "domain/judge/verdict.h"
#include "domain/register/area.h"

#include <stdio.h>

enum { COUNTY = 3, VILLAGE = 5 };        /* levels of area */

enum err api_household_verdicts(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct judge j = { q->r, q->web->judge.rules };
	struct reasons reasons = { q->cx, q->r, register_cells(&q->cx->arena, q->r), MASK_STAFF,
		NULL };
	struct judged *judged;
	struct str standard = { 0 };
	int64_t id;
	date_t on;
	int n;

	TRY(web_day_asked(q, &on));
	web_query(q, "standard", &standard);
	TRY(row_id(q, e, q->param[0], &id));
	web_read(q, e, id);
	TRY(judge_row(q->cx, &j, e, id, standard, on, &judged, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "standards");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(judged_json(&q->j, &reasons, &judged[i]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* ---- places ---- */

struct placed {
	struct web_req *q;
	struct judge j;
	struct area_tree *t;
	int at;
	struct rec *area;
	date_t on, day;
};

static void put_code(struct web_req *q, const char *key, int64_t code)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)code);
	web_put(q, key, str_of(text));
}

static void put_n(struct web_req *q, const char *key, int64_t n)
{
	json_key(&q->j, key);
	json_int(&q->j, n);
}

static void put_counts(struct web_req *q, const int64_t count[4])
{
	put_n(q, "met", count[TRUTH_TRUE]);
	put_n(q, "not_met", count[TRUTH_FALSE]);
	put_n(q, "unknown", count[TRUTH_UNKNOWN]);
}

static struct str in(const struct web_req *q, struct str zh, struct str en)
{
	return q->cx->lang == LANG_ZH || !en.n ? zh : en;
}

/* What the place itself comes to, with reasons. */
static enum err put_own(struct placed *p, const struct entity *noun)
{
	struct web_req *q = p->q;
	struct reasons reasons = { q->cx, q->r, register_cells(&q->cx->arena, q->r), MASK_STAFF,
		NULL };
	struct judged *judged;
	struct rec *file;
	int n = 0;

	json_key(&q->j, "standards");
	json_arr(&q->j);
	if (noun) {
		TRY(place_file(q->cx, q->r, noun, p->area->id, p->on, &file));
		if (file)
			TRY(judge_row(q->cx, &p->j, noun, file->id, STR(""), p->on, &judged, &n));
		if (n)
			p->day = judged[0].on;
	}
	for (int i = 0; i < n; i++)
		TRY(judged_json(&q->j, &reasons, &judged[i]));
	json_arr_end(&q->j);
	return OK;
}

static void put_head(struct placed *p, const struct place_table *t)
{
	struct web_req *q = p->q;
	const struct standard *s = t->rule->s;
	const struct basis none = { 0 };

	web_put(q, "standard", s->id);
	web_put(q, "name", in(q, s->zh, s->en));
	basis_json(&q->j, q->r->pack, q->cx->lang, &s->basis, &none);
	put_counts(q, t->count);
	json_key(&q->j, "clauses");
	json_arr(&q->j);
	for (int i = 0; i < s->nslot; i++) {
		const struct clause *c = standard_clause(s, i, p->day);

		json_obj(&q->j);
		web_put(q, "id", s->slot_id[i]);
		if (c) {
			web_put(q, "name", in(q, c->zh, c->en));
			web_put(q, "rule", c->met.text);
			basis_json(&q->j, q->r->pack, q->cx->lang, &c->basis, &s->basis);
		}
		put_counts(q, t->slot[i]);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static void put_line(struct placed *p, const struct place_table *t, const struct place_line *l)
{
	struct web_req *q = p->q;
	int at = area_by_id(p->t, l->area), up = area_up(p->t, at, VILLAGE - 1);
	char sign[CLAUSES_MAX];

	if (at < 0)
		return;
	json_obj(&q->j);
	put_code(q, "code", area_nth(p->t, at)->code);
	web_put(q, "name", area_nth(p->t, at)->name);
	if (up >= 0 && up != at) {
		put_code(q, "under", area_nth(p->t, up)->code);
		web_put(q, "under_name", area_nth(p->t, up)->name);
	}
	put_n(q, "year", l->year);
	web_put(q, "state", str_of(truth_word(l->state)));
	for (int i = 0; i < t->rule->s->nslot; i++)
		sign[i] = verdict_sign(l->slot[i]);
	web_put(q, "clauses", (struct str){ sign, (size_t)t->rule->s->nslot });
	json_obj_end(&q->j);
}

static enum err put_tables(struct placed *p, const struct entity *noun)
{
	struct web_req *q = p->q;
	struct place_table *t;
	date_t day;
	int n = 0;

	if (noun)
		TRY(place_tables(q->cx, &p->j, noun, p->area, p->on, &t, &n, &day));
	if (noun && day)
		p->day = day;
	json_key(&q->j, "tables");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		json_obj(&q->j);
		put_head(p, &t[i]);
		json_key(&q->j, "rows");
		json_arr(&q->j);
		for (int k = 0; k < t[i].n; k++)
			put_line(p, &t[i], &t[i].line[k]);
		json_arr_end(&q->j);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

static enum err which_place(struct placed *p)
{
	struct web_req *q = p->q;
	int64_t code;

	TRY(area_load(q->cx, &q->cx->arena, q->r, &p->t));
	p->at = str_i64(q->param[0], &code) ? area_by_code(p->t, code) : -1;
	if (p->at < 0 || !scope_area(q->r->scope, area_nth(p->t, p->at)->id))
		return err_set(q->cx, ERR_NOTFOUND, "code", "row-not-found", "行政区划", "Area", NULL);
	return register_load(q->cx, q->r, register_entity(q->r, TAG_area), area_nth(p->t, p->at)->id,
	                     &p->area);
}

/* A village and a county by their own file; a county and a township by the villages in them, what
 * is larger by its counties. */
enum err api_area_verdicts(struct web_req *q)
{
	struct placed p = { .q = q, .j = { q->r, q->web->judge.rules } };
	const struct entity *village = register_entity(q->r, TAG_village);
	const struct entity *county = register_entity(q->r, TAG_county);
	char day[11];
	int level;

	TRY(web_day_asked(q, &p.on));
	TRY(which_place(&p));
	level = area_nth(p.t, p.at)->level;
	web_json(q, 200);
	json_obj(&q->j);
	put_code(q, "code", area_nth(p.t, p.at)->code);
	web_put(q, "name", area_nth(p.t, p.at)->name);
	put_n(q, "level", level);
	TRY(put_own(&p, level == COUNTY ? county : level == VILLAGE ? village : NULL));
	TRY(put_tables(&p, level < COUNTY ? county : level < VILLAGE ? village : NULL));
	if (p.day) {
		date_put(day, p.day);
		web_put(q, "on", str_of(day));
	}
	json_obj_end(&q->j);
	return OK;
}

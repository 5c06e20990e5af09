/* api_cockpit - a place at one look. */
#include "web/api_gate.h"
#include "web/few.h"
#include "web/web_int.h"

#include <stdio.h>

#include "domain/gate/board.h"
#include "domain/gate/notice.h"
#include "domain/register/cockpit.h"

static void put_figures(struct web_req *q, const struct cockpit *c)
{
	few_put(&q->j, "households", c->households);
	few_put(&q->j, "persons", c->persons);
	few_put(&q->j, "monitored", c->monitored);
	few_put(&q->j, "risks_open", c->risks_open);
	few_put(&q->j, "leads_open", c->leads_open);
	few_put(&q->j, "leads_late", c->leads_late);
	few_put(&q->j, "findings_open", c->findings_open);
	few_put(&q->j, "differences_open", c->differences_open);
}

static void put_steps(struct web_req *q, const struct cockpit *c)
{
	const struct { const char *id; int64_t n; } step[] = {
		{ "leads", c->leads }, { "checked", c->leads_checked }, { "settled", c->leads_closed },
		{ "monitored", c->ever }, { "cleared", c->cleared },
	};

	json_key(&q->j, "steps");
	json_arr(&q->j);
	for (size_t i = 0; i < sizeof step / sizeof step[0]; i++) {
		if (step[i].n == FEW_HIDDEN)
			continue;
		json_obj(&q->j);
		web_put(q, "id", str_of(step[i].id));
		few_put(&q->j, "n", step[i].n);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static void put_lines(struct web_req *q, const char *key, const struct summary_line *l, int n)
{
	json_key(&q->j, key);
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		json_obj(&q->j);
		json_key(&q->j, "code");
		json_int(&q->j, l[i].code);      /* -1 is a code, too */
		web_put(q, "label", l[i].label);
		few_put(&q->j, "n", l[i].n);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static void put_trend(struct web_req *q, const struct cockpit *c)
{
	char text[16];

	json_key(&q->j, "trend");
	json_arr(&q->j);
	for (int i = 0; i < COCKPIT_MONTHS; i++) {
		const struct cockpit_month *m = &c->month[i];

		if (!m->month)
			continue;
		snprintf(text, sizeof text, "%04d-%02d", m->month / 100, m->month % 100);
		json_obj(&q->j);
		web_put(q, "month", str_of(text));
		few_put(&q->j, "found", m->found);
		few_put(&q->j, "cleared", m->cleared);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

/* How many cases of open rounds stand at each gate, and how many are due today: parts of a whole of
 * each procedure, so that a small one is not told by the others. */
static enum err put_rounds(struct web_req *q, const struct scope *place, int64_t few)
{
	struct gate *g = gate_of(q);
	struct round_view *v;
	int64_t *part, today = 0;
	int n;

	json_key(&q->j, "gates");
	json_arr(&q->j);
	if (few > 0 && place) {              /* of one place beside others: all less those would tell */
		json_arr_end(&q->j);
		return OK;
	}
	TRY(round_list(q->cx, g, false, &v, &n));
	for (int i = 0; i < n; i++) {
		const struct procedure *p = v[i].rule->p;
		struct board_count c;

		TRY(board_counts(q->cx, g, &v[i], place, &c));
		part = arena_array(&q->cx->arena, (size_t)p->ngate + 1, sizeof *part);
		for (int at = 0; at < p->ngate; at++) {
			part[at] = p->gate[at].end ? 0 : c.gate[at].n;
			today += c.gate[at].today;
		}
		few_parts(&q->cx->arena, part, p->ngate, few);
		for (int at = 0; at < p->ngate; at++) {
			if (part[at] <= 0)
				continue;
			json_obj(&q->j);
			web_put(q, "round", v[i].row->v[ROUND_no].s);
			web_put(q, "name", rec_has(v[i].row, ROUND_name) ? v[i].row->v[ROUND_name].s : STR(""));
			put_gate(q, "gate", p, at);
			few_put(&q->j, "n", part[at]);
			json_obj_end(&q->j);
		}
	}
	json_arr_end(&q->j);
	few_parts(&q->cx->arena, &today, 1, few);
	few_put(&q->j, "due_today", today);
	return OK;
}

/* Lists that hang now: their households are for everybody to read, their number is, too. */
static enum err put_hanging(struct web_req *q, const struct scope *narrow)
{
	int64_t n;

	TRY(notice_hanging(q->cx, q->r, narrow, &n));
	few_put(&q->j, "hanging", n);
	return OK;
}

enum err cockpit_for(struct web_req *q, struct cockpit *out)
{
	struct cockpit_ask ask = { .lang = q->cx->lang, .today = register_today(q->cx, q->r),
		.kept = q->web->tally };
	struct scope narrow, place;
	struct few_page few;

	TRY(scope_narrowed_to(q, &narrow, &place));
	ask.narrow = &narrow;
	ask.place = place.all ? NULL : &place;
	if (web_query(q, "area", &ask.area))
		ask.area = str_trim(ask.area);
	TRY(cockpit_make(q->cx, q->r, &ask, out));
	TRY(few_here(q, &few));
	few_cockpit(&q->cx->arena, out, &few);
	return OK;
}

enum err api_cockpit(struct web_req *q)
{
	struct scope narrow, place;
	struct cockpit c;
	int64_t few;
	char day[11];

	TRY(cockpit_for(q, &c));
	web_json(q, 200);
	json_obj(&q->j);
	date_put(day, register_today(q->cx, q->r));
	web_put(q, "today", str_of(day));
	if (c.as_of) {
		date_put(day, c.as_of);
		web_put(q, "as_of", str_of(day));
	}
	TRY(web_few(q, &few));
	few_put(&q->j, "few_under", few);
	put_figures(q, &c);
	put_steps(q, &c);
	put_lines(q, "causes", c.cause, c.ncause);
	put_lines(q, "risks", c.risk, c.nrisk);
	put_trend(q, &c);
	TRY(scope_narrowed_to(q, &narrow, &place));
	TRY(put_rounds(q, place.all ? NULL : &place, few));
	TRY(put_hanging(q, &narrow));
	json_obj_end(&q->j);
	return OK;
}

/* api_task - what waits for somebody: cases that he may act on now, the soonest due first; and what
 * is late, by who has it. */
#include "web/api_gate.h"

#include <stdlib.h>

#define TASKS 60

struct task { struct board_line line; const struct board_task *at; };

static int by_due(const void *a, const void *b)
{
	const struct task *x = a, *y = b;
	date_t dx = x->line.due ? x->line.due : INT32_MAX, dy = y->line.due ? y->line.due : INT32_MAX;

	return dx != dy ? (dx > dy) - (dx < dy) : (x->line.id > y->line.id) - (x->line.id < y->line.id);
}

/* The soonest of each gate; together at least the soonest of all. */
static enum err gathered(struct web_req *q, struct gate *g, struct board_ask *ask,
                         struct task **out, int *n)
{
	struct board_task *t;
	struct board_line *l;
	int nt, m, cap = 0;
	bool more;

	*out = NULL;
	*n = 0;
	TRY(board_tasks(q->cx, g, &q->who, &t, &nt));
	ask->most = TASKS;
	for (int i = 0; i < nt; i++) {
		ask->round = t[i].round->row->id;
		ask->gate = t[i].round->rule->p->gate[t[i].gate].id;
		TRY(board_lines(q->cx, g, ask, &l, &m, &more));
		for (int k = 0; k < m; k++) {
			*out = arena_grown(&q->cx->arena, *out, *n, &cap, sizeof **out);
			(*out)[(*n)++] = (struct task){ l[k], &t[i] };
		}
	}
	if (*n)
		qsort(*out, (size_t)*n, sizeof **out, by_due);
	return OK;
}

/* Written if the caller may act on it. In a turn: of many cases few may be his. */
static enum err put_mine(struct web_req *q, struct gate *g, struct cells *cells,
                         const struct task *t, int *given)
{
	struct board_card card;
	struct matter m;
	struct ctx turn;
	enum err e;

	turn_begin(q->cx, &turn);
	e = matter_brief(&turn, g, t->at->round, t->line.id, &m);
	if (e == OK)
		e = board_card(&turn, &m, &q->who, &card);
	if (e == OK && card.mine) {
		e = card_put(q, cells, &m, &card, true);
		++*given;
	}
	return turn_end(q->cx, &turn, e);
}

enum err api_tasks(struct web_req *q)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct board_ask ask = { 0 };
	struct task *t;
	struct gate *g = gate_of(q);
	struct str v;
	int n, given = 0, i = 0;

	TRY(place_asked(q, &ask.place));
	if (web_query(q, "late", &v) && str_eqz(v, "1"))
		ask.until = register_today(q->cx, q->r);
	if (web_query(q, "assigned", &v) && v.n)
		ask.assigned = str_eqz(v, "me") ? str_of(q->who.actor) : STR("-");
	TRY(gathered(q, g, &ask, &t, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (; i < n && given < TASKS; i++)
		TRY(put_mine(q, g, cells, &t[i], &given));
	json_arr_end(&q->j);
	put_flag(q, "more", i < n);
	TRY(objections_mine_put(q));
	json_obj_end(&q->j);
	return OK;
}

static enum err put_late_case(struct web_req *q, struct cells *cells, const struct board_line *l)
{
	struct rec *house;
	struct str head;

	json_obj(&q->j);
	web_put(q, "no", matter_no(q, l->id));
	if (l->household) {
		TRY(register_load(q->cx, q->r, register_entity(q->r, TAG_household), l->household, &house));
		TRY(row_head(q, cells, house, &head));
		web_put(q, "head", head);
	}
	put_date(q, "due", l->due);
	json_obj_end(&q->j);
	return OK;
}

/* Those due first, by name: each is a case to look at. */
static enum err put_late_cases(struct web_req *q, struct cells *cells, const struct board_late *l)
{
	json_key(&q->j, "cases");
	json_arr(&q->j);
	for (int i = 0; i < l->nfirst; i++)
		TRY(put_late_case(q, cells, &l->first[i]));
	json_arr_end(&q->j);
	return OK;
}

enum err api_tasks_late(struct web_req *q)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	const struct scope *place;
	const struct gate_law *law;
	struct board_late *l;
	struct gate *g = gate_of(q);
	int n;

	TRY(gate_law(q->cx, g, 0, &law));
	TRY(place_asked(q, &place));
	TRY(board_late(q->cx, g, place, &l, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		const struct procedure *p = pack_procedure(law->p, l[i].procedure);
		int role = l[i].role.n ? office_role(l[i].role) : -1;

		json_obj(&q->j);
		if (l[i].actor.n)
			web_put(q, "who", row_who(q, l[i].actor));
		else if (p) {
			web_put(q, "procedure", gate_says(q, p->zh, p->en));
			put_gate(q, "gate", p, procedure_gate_at(p, l[i].gate));
		}
		if (role >= 0)
			web_put(q, "role", gate_says(q, str_of(office_roles[role].zh),
			                             str_of(office_roles[role].en)));
		put_number(q, "n", l[i].n);
		put_date(q, "oldest", l[i].oldest);
		TRY(put_late_cases(q, cells, &l[i]));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

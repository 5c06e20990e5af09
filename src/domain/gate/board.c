#include "domain/gate/board.h"

#include <stdlib.h>

#define ROUNDS_MOST 200
#define LATE_MOST 2000
#define NO_DAY 99991231
#define HOUSE_MOST 200                   /* matters of a household */

static const struct sql sql_due = { "board.due",
	"SELECT id, area, household, due, assigned_to FROM matter WHERE round=$1 AND gate=$2"
	" AND due<$3 AND (due,id)>($4,$5) ORDER BY due, id", 0 };
static const struct sql sql_undue = { "board.undue",
	"SELECT id, area, household, due, assigned_to FROM matter WHERE round=$1 AND gate=$2"
	" AND due IS NULL"
	" AND id>$3 ORDER BY id", 0 };
static const struct sql sql_counts = { "board.counts",
	"SELECT gate, area, count(*), sum(CASE WHEN due<$2 THEN 1 ELSE 0 END)"
	" FROM matter WHERE round=$1 GROUP BY gate, area", 0 };
static const struct sql sql_of_house = { "board.of_house",
	"SELECT id FROM matter WHERE household=$1 ORDER BY id DESC LIMIT 200", 0 };
const struct sql *const board_sqls[] = { &sql_due, &sql_undue, &sql_counts, &sql_of_house, NULL };

/* ---- which ---- */

struct lining {
	struct ctx *cx;
	struct gate *g;
	const struct board_ask *ask;
	struct board_line *out;
	int n;
	bool more;
};

static bool within(const struct gate *g, const struct scope *place, int64_t area, int64_t house)
{
	const struct scope *sc = g->r->scope;

	return (!sc || scope_area(sc, area) || (house && scope_household(sc, house))) &&
	       (!place || scope_area(place, area));
}

/* Asked by name, or "-": nobody's. */
static bool theirs(struct str wanted, struct str is)
{
	return !wanted.n || str_eq(wanted, is) || (str_eqz(wanted, "-") && !is.n);
}

static enum err take(struct lining *k, struct stmt *q)
{
	bool row = true;

	while (!k->more) {
		struct board_line x;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		x = (struct board_line){ stmt_col_int(q, 0), stmt_col_int(q, 1), stmt_col_int(q, 2),
			stmt_col_is_null(q, 3) ? 0 : (date_t)stmt_col_int(q, 3),
			stmt_col_is_null(q, 4) ? STR("") : stmt_col_text(q, 4) };
		if (!within(k->g, k->ask->place, x.area, x.household) ||
		    !theirs(k->ask->assigned, x.assigned))
			continue;
		x.assigned = str_dup(&k->cx->arena, x.assigned);
		if (k->n == k->ask->most)
			k->more = true;
		else
			k->out[k->n++] = x;
	}
	stmt_done(q);
	return OK;
}

enum err board_lines(struct ctx *cx, struct gate *g, const struct board_ask *ask,
                     struct board_line **out, int *n, bool *more)
{
	struct lining k = { .cx = cx, .g = g, .ask = ask };
	struct stmt *q;

	k.out = arena_array(&cx->arena, (size_t)ask->most + 1, sizeof *k.out);
	if (ask->after_due || !ask->after_id) {
		TRY(db_stmt(cx, g->r->db, &sql_due, &q));
		stmt_int(q, 1, ask->round);
		stmt_text(q, 2, ask->gate);
		stmt_int(q, 3, ask->until ? ask->until : NO_DAY);
		stmt_int(q, 4, ask->after_due);
		stmt_int(q, 5, ask->after_id);
		TRY(take(&k, q));
	}
	if (!k.more && !ask->until) {
		TRY(db_stmt(cx, g->r->db, &sql_undue, &q));
		stmt_int(q, 1, ask->round);
		stmt_text(q, 2, ask->gate);
		stmt_int(q, 3, ask->after_due ? 0 : ask->after_id);
		TRY(take(&k, q));
	}
	*out = k.out;
	*n = k.n;
	*more = k.more;
	return OK;
}

/* ---- how many ---- */

static int by_area(const void *a, const void *b)
{
	const struct board_place *x = a, *y = b;

	return (x->area > y->area) - (x->area < y->area);
}

/* Places come once for each gate: made one. */
static void united(struct board_count *c)
{
	int kept = 0;

	if (c->nplace)
		qsort(c->place, (size_t)c->nplace, sizeof *c->place, by_area);
	for (int i = 0; i < c->nplace; i++) {
		struct board_place *last = kept ? &c->place[kept - 1] : NULL;

		if (last && last->area == c->place[i].area) {
			last->n += c->place[i].n;
			last->late += c->place[i].late;
		} else {
			c->place[kept++] = c->place[i];
		}
	}
	c->nplace = kept;
}

/* Those of households given one by one: the tally by area does not know them. */
static enum err count_few(struct ctx *cx, struct gate *g, const struct round_view *v,
                          const struct scope *place, struct board_count *out)
{
	date_t today = register_today(cx, g->r);
	const struct procedure *p = v->rule->p;
	int cap = 0;

	for (int at = 0; at < p->ngate; at++) {
		struct board_ask ask = { .round = v->row->id, .gate = p->gate[at].id, .place = place,
			.most = 5000 };
		struct board_line *l;
		bool more;
		int n;

		TRY(board_lines(cx, g, &ask, &l, &n, &more));
		for (int i = 0; i < n; i++) {
			bool late = l[i].due && l[i].due < today;

			out->gate[at].n++;
			out->gate[at].late += late;
			if (p->gate[at].end)
				continue;
			if (out->nplace == cap) {
				struct board_place *was = out->place;

				cap = cap ? cap * 2 : 64;
				out->place = arena_array(&cx->arena, (size_t)cap, sizeof *was);
				if (was)
					memcpy(out->place, was, (size_t)out->nplace * sizeof *was);
			}
			out->place[out->nplace++] = (struct board_place){ l[i].area, 1, late };
		}
	}
	return OK;
}

static void counted(struct board_count *out, const struct procedure *p, int at,
                    struct board_place x)
{
	if (at < 0)
		return;
	out->gate[at].n += x.n;
	out->gate[at].late += p->gate[at].end ? 0 : x.late;
	if (!p->gate[at].end)
		out->place[out->nplace++] = x;
}

static enum err count_all(struct ctx *cx, struct gate *g, const struct round_view *v,
                          const struct scope *place, struct board_count *out)
{
	const struct procedure *p = v->rule->p;
	struct stmt *q;
	bool row = true;
	int cap = 0;

	TRY(db_stmt(cx, g->r->db, &sql_counts, &q));
	stmt_int(q, 1, v->row->id);
	stmt_int(q, 2, register_today(cx, g->r));
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (out->nplace == cap) {
			struct board_place *was = out->place;

			cap = cap ? cap * 2 : 512;
			out->place = arena_array(&cx->arena, (size_t)cap, sizeof *was);
			if (was)
				memcpy(out->place, was, (size_t)out->nplace * sizeof *was);
		}
		if (within(g, place, stmt_col_int(q, 1), 0))
			counted(out, p, procedure_gate_at(p, stmt_col_text(q, 0)), (struct board_place){
			        stmt_col_int(q, 1), stmt_col_int(q, 2), stmt_col_int(q, 3) });
	}
	stmt_done(q);
	return OK;
}

enum err board_counts(struct ctx *cx, struct gate *g, const struct round_view *v,
                      const struct scope *place, struct board_count *out)
{
	const struct scope *sc = g->r->scope;

	*out = (struct board_count){ 0 };
	out->gate = arena_array(&cx->arena, (size_t)v->rule->p->ngate, sizeof *out->gate);
	memset(out->gate, 0, (size_t)v->rule->p->ngate * sizeof *out->gate);
	if (sc && sc->nhousehold)
		TRY(count_few(cx, g, v, place, out));
	else
		TRY(count_all(cx, g, v, place, out));
	united(out);
	return OK;
}

/* ---- a card ---- */

const struct procedure_act *board_next(const struct procedure *p, int gate)
{
	const struct procedure_act *a;

	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++)
		if (a->gate >= 0 && !a->back && p->gate[a->to].end != GATE_REFUSED &&
		    p->gate[a->to].end != GATE_WITHDRAWN)
			return a;
	return NULL;
}

/* About who acts, not about the matter. */
static bool about_who(enum lack_kind k)
{
	return k == LACK_ROLE || k == LACK_KIN || k == LACK_WORKED || k == LACK_OTHER;
}

enum err board_card(struct ctx *cx, const struct matter *m, const struct who *who,
                    struct board_card *out)
{
	const struct procedure_act *a;
	struct matter_look *l = &out->look;
	int kept = 0;

	*out = (struct board_card){ .next = board_next(m->p, m->gate) };
	a = out->next ? out->next : procedure_act_nth(m->p, m->gate, 0);
	if (!a)
		return OK;
	TRY(matter_wants(cx, m, who, a, l));
	out->mine = true;
	for (int i = 0; i < l->nlack; i++) {
		if (about_who(l->lack[i].kind))
			out->mine = false;
		else
			l->lack[kept++] = l->lack[i];
	}
	l->nlack = kept;
	return OK;
}

/* ---- whose ---- */

static bool wants_role(const struct procedure *p, int gate, const struct who *who)
{
	const struct procedure_act *a;

	for (int i = 0; (a = procedure_act_nth(p, gate, i)); i++)
		for (int k = 0; a->gate >= 0 && k < a->nwho; k++) {
			int role = office_role(a->who[k]);

			if (role >= 0 && who->roles >> role & 1)
				return true;
		}
	return false;
}

enum err board_tasks(struct ctx *cx, struct gate *g, const struct who *who,
                     struct board_task **out, int *n)
{
	struct round_view *v;
	int rounds;

	*n = 0;
	TRY(round_list(cx, g, false, &v, &rounds));
	if (rounds > ROUNDS_MOST)
		rounds = ROUNDS_MOST;
	*out = arena_array(&cx->arena, (size_t)rounds * PROCEDURE_GATES + 1, sizeof **out);
	for (int i = 0; i < rounds; i++)
		for (int at = 0; at < v[i].rule->p->ngate; at++)
			if (!v[i].rule->p->gate[at].end && wants_role(v[i].rule->p, at, who))
				(*out)[(*n)++] = (struct board_task){ &v[i], at };
	return OK;
}

static void late_put(struct board_late *all, int *n, struct board_late x)
{
	for (int i = 0; i < *n; i++)
		if (str_eq(all[i].actor, x.actor) && (x.actor.n || (str_eq(all[i].gate, x.gate) &&
		    str_eq(all[i].procedure, x.procedure)))) {
			all[i].n += x.n;
			if (x.oldest < all[i].oldest)
				all[i].oldest = x.oldest;
			return;
		}
	if (*n < LATE_MOST)
		all[(*n)++] = x;
}

static int by_oldest(const void *a, const void *b)
{
	const struct board_late *x = a, *y = b;

	return (x->oldest > y->oldest) - (x->oldest < y->oldest);
}

enum err board_late(struct ctx *cx, struct gate *g, const struct scope *place,
                    struct board_late **out, int *n)
{
	date_t today = register_today(cx, g->r);
	struct round_view *v;
	int rounds;

	*n = 0;
	TRY(round_list(cx, g, false, &v, &rounds));
	*out = arena_array(&cx->arena, LATE_MOST, sizeof **out);
	for (int i = 0; i < rounds && i < ROUNDS_MOST; i++)
		for (int at = 0; at < v[i].rule->p->ngate; at++) {
			const struct procedure *p = v[i].rule->p;
			struct board_ask ask = { .round = v[i].row->id, .gate = p->gate[at].id,
				.place = place, .until = today, .most = 5000 };
			struct board_line *l;
			bool more;
			int m;

			if (p->gate[at].end)
				continue;
			TRY(board_lines(cx, g, &ask, &l, &m, &more));
			for (int k = 0; k < m; k++) {
				struct board_late x = { .actor = l[k].assigned, .procedure = p->id,
					.gate = p->gate[at].id, .role = p->gate[at].tell.to[0].role, .n = 1,
					.oldest = l[k].due };

				late_put(*out, n, x);
			}
		}
	qsort(*out, (size_t)*n, sizeof **out, by_oldest);
	return OK;
}

enum err board_household(struct ctx *cx, struct gate *g, int64_t household, int64_t **id, int *n)
{
	struct stmt *q;

	*id = arena_array(&cx->arena, HOUSE_MOST, sizeof **id);
	TRY(db_stmt(cx, g->r->db, &sql_of_house, &q));
	stmt_int(q, 1, household);
	return stmt_ids(cx, q, *id, HOUSE_MOST, n);
}

#include "domain/gate/board.h"

#include "domain/gate/way.h"

#include <stdlib.h>

#define NO_DAY 99991231

static const struct sql sql_due = { "board.due",
	"SELECT id, area, household, due, assigned_to FROM matter WHERE round=$1 AND gate=$2"
	" AND due<$3 AND (due,id)>($4,$5) ORDER BY due, id", 0 };
static const struct sql sql_undue = { "board.undue",
	"SELECT id, area, household, due, assigned_to FROM matter WHERE round=$1 AND gate=$2"
	" AND due IS NULL"
	" AND id>$3 ORDER BY id", 0 };
static const struct sql sql_counts = { "board.counts",
	"SELECT gate, area, count(*), sum(CASE WHEN due<$2 THEN 1 ELSE 0 END),"
	" sum(CASE WHEN due=$2 THEN 1 ELSE 0 END) FROM matter WHERE round=$1 GROUP BY gate, area", 0 };
static const struct sql sql_of_house = { "board.of_house",
	"SELECT id FROM matter WHERE household=$1 ORDER BY id DESC", 0 };
static const struct sql sql_house_in = { "board.house_in",
	"SELECT gate, area, due<$3, due=$3 FROM matter WHERE household=$1 AND round=$2", 0 };
/* Asked of those only that are limited to it: the list itself is read from an index. */
static const struct sql sql_came = { "board.came",
	"SELECT 1 FROM matter WHERE id=$1 AND channel=$2", 0 };
const struct sql *const board_sqls[] = { &sql_due, &sql_undue, &sql_counts, &sql_of_house,
	&sql_house_in, &sql_came, NULL };

/* ---- which ---- */

/* Walks over lines in their order; text of a line lives for one call. take: false: enough. */
struct walking {
	struct ctx *cx;
	struct gate *g;
	const struct board_ask *ask;
	bool (*take)(void *arg, const struct board_line *x);
	void *arg;
	bool enough;
};

/* Asked by name, or "-": nobody's. */
static bool theirs(struct str wanted, struct str is)
{
	return !wanted.n || str_eq(wanted, is) || (str_eqz(wanted, "-") && !is.n);
}

static enum err came_by(const struct walking *k, int64_t id, bool *yes)
{
	struct stmt *q;

	*yes = !k->ask->channel;
	if (*yes)
		return OK;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_came, &q));
	stmt_int(q, 1, id);
	stmt_int(q, 2, k->ask->channel);
	TRY(stmt_step(k->cx, q, yes));
	stmt_done(q);
	return OK;
}

static enum err walk_one(struct walking *k, struct stmt *q)
{
	bool row = true, wanted;

	while (!k->enough) {
		struct board_line x;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		x = (struct board_line){ stmt_col_int(q, 0), stmt_col_int(q, 1), stmt_col_int(q, 2),
			stmt_col_is_null(q, 3) ? 0 : (date_t)stmt_col_int(q, 3),
			stmt_col_is_null(q, 4) ? STR("") : stmt_col_text(q, 4) };
		wanted = gate_shows(k->g, x.area, x.household) &&
			(!k->ask->place || scope_area(k->ask->place, x.area)) &&
			theirs(k->ask->assigned, x.assigned);
		if (wanted)
			TRY(came_by(k, x.id, &wanted));
		if (wanted)
			k->enough = !k->take(k->arg, &x);
	}
	stmt_done(q);
	return OK;
}

static enum err walk(struct walking *k)
{
	const struct board_ask *ask = k->ask;
	struct stmt *q;

	if (ask->after_due || !ask->after_id) {
		TRY(db_stmt(k->cx, k->g->r->db, &sql_due, &q));
		stmt_int(q, 1, ask->round);
		stmt_text(q, 2, ask->gate);
		stmt_int(q, 3, ask->until ? ask->until : NO_DAY);
		stmt_int(q, 4, ask->after_due);
		stmt_int(q, 5, ask->after_id);
		TRY(walk_one(k, q));
	}
	if (k->enough || ask->until)
		return OK;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_undue, &q));
	stmt_int(q, 1, ask->round);
	stmt_text(q, 2, ask->gate);
	stmt_int(q, 3, ask->after_due ? 0 : ask->after_id);
	return walk_one(k, q);
}

struct lining {
	struct arena *a;
	struct board_line *out;
	int n, cap, most;
	bool more;
};

static bool put_line(void *arg, const struct board_line *x)
{
	struct lining *k = arg;

	if (k->n == k->most) {
		k->more = true;
		return false;
	}
	k->out = arena_grown(k->a, k->out, k->n, &k->cap, sizeof *k->out);
	k->out[k->n] = *x;
	k->out[k->n++].assigned = str_dup(k->a, x->assigned);
	return true;
}

enum err board_lines(struct ctx *cx, struct gate *g, const struct board_ask *ask,
                     struct board_line **out, int *n, bool *more)
{
	struct lining l = { .a = &cx->arena, .most = ask->most };
	struct walking k = { .cx = cx, .g = g, .ask = ask, .take = put_line, .arg = &l };

	TRY(walk(&k));
	*out = l.out;
	*n = l.n;
	*more = l.more;
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
			last->today += c->place[i].today;
		} else {
			c->place[kept++] = c->place[i];
		}
	}
	c->nplace = kept;
}

struct counting {
	struct ctx *cx;
	struct gate *g;
	const struct procedure *p;
	const struct scope *place;
	struct board_count *out;
	int cap;
};

static void counted(struct counting *k, struct str gate, struct board_place x)
{
	int at = procedure_gate_at(k->p, gate);

	if (at < 0 || (k->place && !scope_area(k->place, x.area)))
		return;
	k->out->gate[at].n += x.n;
	if (k->p->gate[at].end)
		return;
	k->out->gate[at].late += x.late;
	k->out->gate[at].today += x.today;
	k->out->place = arena_grown(&k->cx->arena, k->out->place, k->out->nplace, &k->cap,
	                            sizeof *k->out->place);
	k->out->place[k->out->nplace++] = x;
}

static enum err count_areas(struct counting *k, int64_t round)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_counts, &q));
	stmt_int(q, 1, round);
	stmt_int(q, 2, register_today(k->cx, k->g->r));
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		if (gate_shows(k->g, stmt_col_int(q, 1), 0))
			counted(k, stmt_col_text(q, 0), (struct board_place){ stmt_col_int(q, 1),
			        stmt_col_int(q, 2), stmt_col_int(q, 3), stmt_col_int(q, 4) });
	}
	stmt_done(q);
	return OK;
}

/* A household that is given one by one, where its area is not. */
static enum err count_house(struct counting *k, int64_t round, int64_t household)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_house_in, &q));
	stmt_int(q, 1, household);
	stmt_int(q, 2, round);
	stmt_int(q, 3, register_today(k->cx, k->g->r));
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		if (!gate_shows(k->g, stmt_col_int(q, 1), 0))
			counted(k, stmt_col_text(q, 0), (struct board_place){ stmt_col_int(q, 1), 1,
			        !stmt_col_is_null(q, 2) && stmt_col_int(q, 2),
			        !stmt_col_is_null(q, 3) && stmt_col_int(q, 3) });
	}
	stmt_done(q);
	return OK;
}

enum err board_counts(struct ctx *cx, struct gate *g, const struct round_view *v,
                      const struct scope *place, struct board_count *out)
{
	struct counting k = { .cx = cx, .g = g, .p = v->rule->p, .place = place, .out = out };
	const struct scope *sc = g->r->scope;

	*out = (struct board_count){ 0 };
	out->gate = arena_array(&cx->arena, (size_t)v->rule->p->ngate, sizeof *out->gate);
	if (!sc || sc->all || sc->narea)
		TRY(count_areas(&k, v->row->id));
	for (int i = 0; sc && i < sc->nhousehold; i++)
		TRY(count_house(&k, v->row->id, sc->household[i]));
	united(out);
	return OK;
}

/* ---- a card ---- */

/* About who acts, not about the matter. */
static bool about_who(enum lack_kind k)
{
	return k == LACK_ROLE || k == LACK_KIN || k == LACK_WORKED || k == LACK_OTHER;
}

/* The act that waits for what came of the list or of the vote, if it is another than the next. */
static const struct procedure_act *turned(const struct matter *m, const struct procedure_act *next,
                                          const struct procedure_facts *f)
{
	unsigned came = (f->opposed == OPPOSED_UPHELD ? WHEN_UPHELD : 0) |
		(f->voted == VOTED_FAILED ? WHEN_FAILED : 0);
	const struct procedure_act *a;

	for (int i = 0; came && !(next->when & came) &&
	     (a = procedure_act_nth(m->p, m->gate, i)); i++)
		if (a->gate >= 0 && a->when & came)
			return a;
	return next;
}

enum err board_card(struct ctx *cx, const struct matter *m, const struct who *who,
                    struct board_card *out)
{
	const struct procedure_act *a;
	struct matter_look *l = &out->look;
	int kept = 0;

	*out = (struct board_card){ .next = way_main(m->p, m->gate) };
	a = out->next ? out->next : procedure_act_nth(m->p, m->gate, 0);
	if (!a)
		return OK;
	TRY(matter_wants(cx, m, who, a, l));
	if (turned(m, a, &l->facts) != a) {
		out->next = turned(m, a, &l->facts);
		TRY(matter_wants(cx, m, who, out->next, l));
	}
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
	int rounds, cap = 0;

	*out = NULL;
	*n = 0;
	TRY(round_list(cx, g, false, &v, &rounds));
	for (int i = 0; i < rounds; i++)
		for (int at = 0; at < v[i].rule->p->ngate; at++) {
			if (v[i].rule->p->gate[at].end || !wants_role(v[i].rule->p, at, who))
				continue;
			*out = arena_grown(&cx->arena, *out, *n, &cap, sizeof **out);
			(*out)[(*n)++] = (struct board_task){ &v[i], at };
		}
	return OK;
}

struct overdue {
	struct arena *a;
	struct board_late *all, at;          /* at: whose gate is walked over */
	int n, cap;
};

static bool same_desk(const struct board_late *x, const struct board_late *y)
{
	return str_eq(x->actor, y->actor) && (x->actor.n || (str_eq(x->gate, y->gate) &&
	       str_eq(x->procedure, y->procedure)));
}

/* The latest of them stand first; of the others only how many they are is kept. */
static void keep_first(struct board_late *x, const struct board_line *l)
{
	int i = x->nfirst < LATE_NAMED ? x->nfirst++ : LATE_NAMED;

	while (i > 0 && (i == LATE_NAMED || x->first[i - 1].due > l->due)) {
		if (i == LATE_NAMED && x->first[i - 1].due <= l->due)
			return;
		if (i < LATE_NAMED)
			x->first[i] = x->first[i - 1];
		i--;
	}
	x->first[i] = *l;
	x->first[i].assigned = STR("");
}

static bool put_late(void *arg, const struct board_line *l)
{
	struct overdue *k = arg;
	int i = 0;

	k->at.actor = l->assigned;
	while (i < k->n && !same_desk(&k->all[i], &k->at))
		i++;
	if (i == k->n) {
		k->all = arena_grown(k->a, k->all, k->n, &k->cap, sizeof *k->all);
		k->all[k->n] = k->at;
		k->all[k->n].actor = str_dup(k->a, l->assigned);
		k->all[k->n++].oldest = l->due;
	}
	k->all[i].n++;
	keep_first(&k->all[i], l);
	if (l->due < k->all[i].oldest)
		k->all[i].oldest = l->due;
	return true;
}

static int by_oldest(const void *a, const void *b)
{
	const struct board_late *x = a, *y = b;

	return (x->oldest > y->oldest) - (x->oldest < y->oldest);
}

enum err board_late(struct ctx *cx, struct gate *g, const struct scope *place,
                    struct board_late **out, int *n)
{
	struct overdue late = { .a = &cx->arena };
	date_t today = register_today(cx, g->r);
	struct round_view *v;
	int rounds;

	TRY(round_list(cx, g, false, &v, &rounds));
	for (int i = 0; i < rounds; i++) {
		const struct procedure *p = v[i].rule->p;

		for (int at = 0; at < p->ngate; at++) {
			struct board_ask ask = { .round = v[i].row->id, .gate = p->gate[at].id,
				.place = place, .until = today };
			struct walking k = { .cx = cx, .g = g, .ask = &ask, .take = put_late, .arg = &late };

			late.at = (struct board_late){ .procedure = p->id, .gate = p->gate[at].id,
				.role = p->gate[at].tell.to[0].role };
			if (!p->gate[at].end)
				TRY(walk(&k));
		}
	}
	if (late.n)
		qsort(late.all, (size_t)late.n, sizeof *late.all, by_oldest);
	*out = late.all;
	*n = late.n;
	return OK;
}

enum err board_household(struct ctx *cx, struct gate *g, int64_t household, int64_t **id, int *n)
{
	struct stmt *q;

	TRY(db_stmt(cx, g->r->db, &sql_of_house, &q));
	stmt_int(q, 1, household);
	return stmt_ids(cx, q, id, n);
}

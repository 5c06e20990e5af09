/* task - looking at tasks and doing them by hand. */
#include "domain/gate/task.h"

#include <stdio.h>

#include "base/msg.h"

#define SHOWN_MOST 10000
#define HELD_MOST 64

static const struct sql sql_live = { "task.live",
	"SELECT id, area, household, due FROM task WHERE state=$1 ORDER BY due, id", 0 };
static const struct sql sql_all = { "task.all",
	"SELECT id, area, household, due FROM task ORDER BY id DESC", SQL_SCAN_OK };
static const struct sql sql_acted = { "task.acted",
	"SELECT DISTINCT actor FROM decision WHERE matter=$1", 0 };
static const struct sql sql_decided = { "task.decided",
	"SELECT actor FROM decision WHERE matter=$1 AND no=$2", 0 };
const struct sql *const task_sqls[] = { &sql_live, &sql_all, &sql_acted, &sql_decided, NULL };

/* ---- by which rule ---- */

/* The first noun that the expression reads of which rows are entered by hand. */
static const char *asked_for(const struct expr *met)
{
	for (int i = 0; met && i < met->nuse; i++)
		if (register_by_hand(met->use[i].noun))
			return met->use[i].noun->name;
	return NULL;
}

static void by_after(struct task_view *v, const struct rule_procedure *rule)
{
	const struct procedure *p = rule->p;

	for (int i = 0; i < p->nafter; i++) {
		const struct procedure_after *a = &p->after[i];

		if (!str_eq(a->id, v->row->v[TASK_rule].s))
			continue;
		v->zh = a->zh;
		v->en = a->en;
		v->opens = a->opens;
		v->who = a->who;
		v->nwho = a->nwho;
		v->tell = &a->tell;
		v->asks = asked_for(rule->after[i]);
	}
}

/* Who hears that a case is late stands at its gate, in the version of its round. */
static enum err by_gate(struct ctx *cx, struct gate *g, struct task_view *v, bool after)
{
	const struct rule_procedure *rule;
	const struct gate_law *law;
	struct rec *m;
	int at;

	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter),
	              v->row->v[TASK_matter].i, &m));
	TRY(gate_law(cx, g, m->v[MATTER_pack_version].i, &law));
	TRY(gate_procedure(cx, law, m->v[MATTER_procedure].s, &rule));
	if (after) {
		by_after(v, rule);
		return OK;
	}
	at = procedure_gate_at(rule->p, v->row->v[TASK_rule].s);
	if (at >= 0 && rule->p->gate[at].tell.n)
		v->tell = &rule->p->gate[at].tell;
	return OK;
}

static const char *kind_of(const struct gate *g, const struct rec *row)
{
	if (gate_is(g, row, TASK_kind, "task_kind", "after"))
		return "after";
	for (int k = 0; k < ALERT__COUNT; k++)
		if (gate_is(g, row, TASK_kind, "task_kind", alert_names[k]))
			return alert_names[k];
	return "";
}

/* The last day before somebody hears of it. */
static enum err silent_until(struct ctx *cx, const struct task_view *v, const struct hearer *t,
                             date_t *until)
{
	*until = (date_t)v->row->v[TASK_due].i;
	return period_is(&t->after) ? period_due(cx, NULL, *until, &t->after, until) : OK;
}

/* What an alert rests on, as it was when it was found. */
static void put_why(struct ctx *cx, struct task_view *v)
{
	static const char *const key[][2] = { { "quota", "task-why-quota" },
		{ "bulk", "task-why-bulk" }, { "fast", "task-why-fast" } };
	struct buf b BUF_AUTO = { 0 };
	struct str all, arg[4] = { { 0 } };
	bool day[4] = { false, !strcmp(v->kind, "fast"), strcmp(v->kind, "quota") != 0 };
	int64_t n;

	if (!rec_has(v->row, TASK_detail))
		return;
	all = v->row->v[TASK_detail].s;
	for (int i = 0; i < 4 && str_next(&all, ' ', &arg[i]); i++)
		if (day[i] && str_i64(arg[i], &n)) {
			char text[11];
			struct str put = { text, date_put(text, (date_t)n) };

			arg[i] = str_dup(&cx->arena, put);
		}
	buf_init(&b, 2000);
	for (size_t i = 0; i < sizeof key / sizeof *key; i++)
		if (!strcmp(v->kind, key[i][0]))
			msg_add(&b, cx->lang, key[i][1], arg, 4);
	v->why = str_dup(&cx->arena, buf_str(&b));
}

static enum err view(struct ctx *cx, struct gate *g, struct rec *row, date_t on,
                     struct task_view *v)
{
	static const struct hearers nobody;
	const struct gate_law *law;
	date_t until;

	*v = (struct task_view){ .row = row, .kind = kind_of(g, row), .tell = &nobody };
	v->open = gate_is(g, row, TASK_state, "task_state", "live");
	v->bare = !strcmp(v->kind, "after") && gate_is(g, row, TASK_state, "task_state", "explained");
	put_why(cx, v);
	TRY(gate_law(cx, g, 0, &law));
	for (int k = 0; k < ALERT__COUNT; k++) {
		const struct pack_alert *a = &law->p->alerts.kind[k];

		if (strcmp(v->kind, alert_names[k]))
			continue;
		v->zh = a->zh;
		v->en = a->en;
		v->who = a->who;
		v->nwho = a->nwho;
		v->tell = &a->tell;
	}
	if (rec_has(row, TASK_matter) && (!strcmp(v->kind, "after") || !strcmp(v->kind, "late")))
		TRY(by_gate(cx, g, v, !strcmp(v->kind, "after")));
	for (v->told = 0; rec_has(row, TASK_due) && v->told < v->tell->n; v->told++) {
		TRY(silent_until(cx, v, &v->tell->to[v->told], &until));
		if (on <= until) {
			v->next = date_from_days(date_days(until) + 1);
			break;
		}
	}
	return OK;
}

/* ---- whose ---- */

static bool role_in(const struct str *role, int n, enum role r)
{
	for (int i = 0; i < n; i++)
		if (str_eqz(role[i], office_roles[r].id))
			return true;
	return false;
}

/* On whose desk it is; who was told of it, too. */
static bool on_desk(struct ctx *cx, struct gate *g, const struct who *who,
                    const struct task_view *v)
{
	struct office_object x = { .area = v->row->area, .placed = true,
		.household = rec_has(v->row, TASK_household) ? v->row->v[TASK_household].i : 0 };
	struct office_held held[HELD_MOST];
	int n = office_held(g->o, who, &x, cx->now_ms, held, HELD_MOST);

	for (int i = 0; i < n; i++) {
		if (role_in(v->who, v->nwho, held[i].role))
			return true;
		for (int k = 0; k < v->told; k++)
			if (role_in(&v->tell->to[k].role, 1, held[i].role))
				return true;
	}
	return !v->nwho && !v->tell->n && office_may(cx, g->o, who, PERM_procedure, &x).may;
}

/* ---- looking ---- */

struct listing {
	struct ctx *cx;
	struct gate *g;
	const struct task_ask *ask;
	date_t on;
	int64_t *id;                 /* of those that the scope shows, late ones if so asked */
	int n, cap;
};

static enum err ids(struct listing *k)
{
	int64_t code = 0;
	struct stmt *q;
	bool row;

	list_tagged(k->g->r->model, "task_state", "open", &code);
	TRY(db_stmt(k->cx, k->g->r->db, k->ask->all ? &sql_all : &sql_live, &q));
	if (!k->ask->all)
		stmt_int(q, 1, code);
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		if (!gate_shows(k->g, stmt_col_int(q, 1), stmt_col_is_null(q, 2) ? 0 : stmt_col_int(q, 2)))
			continue;
		if (k->ask->late && (stmt_col_is_null(q, 3) || stmt_col_int(q, 3) >= k->on))
			continue;
		k->id = arena_grown(&k->cx->arena, k->id, k->n, &k->cap, sizeof *k->id);
		k->id[k->n++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	return OK;
}

static enum err view_of(struct ctx *cx, const struct listing *k, int64_t id, struct task_view *v)
{
	struct rec *row;

	TRY(store_get(cx, k->g->r->db, &cx->arena, register_entity(k->g->r, TAG_task), id, &row));
	return view(cx, k->g, row, k->on, v);
}

/* Is it to be listed? In a turn: of very many few are on one desk. */
static enum err listed(const struct listing *k, int64_t id, bool *yes)
{
	struct task_view v;
	struct ctx turn;
	enum err e;

	turn_begin(k->cx, &turn);
	e = view_of(&turn, k, id, &v);
	*yes = e == OK && (!k->ask->late || v.open) &&
	       (!k->ask->who || on_desk(&turn, k->g, k->ask->who, &v));
	return turn_end(k->cx, &turn, e);
}

enum err task_list(struct ctx *cx, struct gate *g, const struct task_ask *ask,
                   struct task_view **out, int *n, bool *more)
{
	struct listing k = { .cx = cx, .g = g, .ask = ask,
		.on = ask->on ? ask->on : register_today(cx, g->r) };
	int most = ask->most ? ask->most : SHOWN_MOST, cap = 0;

	*out = NULL;
	*n = 0;
	*more = false;
	TRY(ids(&k));
	for (int i = 0; i < k.n; i++) {
		bool yes = !ask->late && !ask->who;

		if (!yes)
			TRY(listed(&k, k.id[i], &yes));
		if (!yes)
			continue;
		if (*n == most) {
			*more = true;
			return OK;
		}
		*out = arena_grown(&cx->arena, *out, *n, &cap, sizeof **out);
		TRY(view_of(cx, &k, k.id[i], &(*out)[(*n)++]));
	}
	return OK;
}

enum err task_load(struct ctx *cx, struct gate *g, struct str no, date_t on,
                   struct task_view *out)
{
	struct rec *row;

	TRY(gate_row(cx, g, TAG_task, no, "gate-task-none", &row));
	return view(cx, g, row, on ? on : register_today(cx, g->r), out);
}

/* ---- by hand ---- */

/* Whoever decided against the verdict, or worked on what went too fast, does not explain it. */
static enum err not_own(struct ctx *cx, struct gate *g, const struct who *who,
                        const struct task_view *v)
{
	bool own = false, row = true, fast = !strcmp(v->kind, "fast");
	struct stmt *q;

	if (strcmp(v->kind, "against") && !fast)
		return OK;
	TRY(db_stmt(cx, g->r->db, fast ? &sql_acted : &sql_decided, &q));
	stmt_int(q, 1, v->row->v[TASK_matter].i);
	if (!fast)
		stmt_text(q, 2, v->row->v[TASK_about].s);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		own |= office_same(g->o, who, stmt_col_text(q, 0));
	}
	stmt_done(q);
	return own ? err_set(cx, ERR_DENIED, "task", "gate-task-own", NULL) : OK;
}

enum err task_lets(struct ctx *cx, struct gate *g, const struct who *who,
                   const struct task_view *v)
{
	struct office_object x = { .area = v->row->area, .placed = true,
		.household = rec_has(v->row, TASK_household) ? v->row->v[TASK_household].i : 0 };

	if (!v->open)
		return err_set(cx, ERR_CONFLICT, "task", "gate-task-over",
		               str_z(&cx->arena, v->row->v[TASK_no].s), NULL);
	if (!on_desk(cx, g, who, v))
		return err_set(cx, ERR_DENIED, "task", "gate-task-away", NULL);
	if (!office_may(cx, g->o, who, PERM_decide, &x).may)
		TRY(office_need(cx, g->o, who, PERM_procedure, &x));
	return not_own(cx, g, who, v);
}

enum err task_done(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                   struct str reason, date_t on)
{
	date_t today = register_today(cx, g->r);
	struct task_view v;
	struct edits e;
	struct rec *now;
	bool met = false;

	on = on ? on : today;
	reason = str_trim(reason);
	TRY(task_load(cx, g, no, on, &v));
	TRY(task_lets(cx, g, who, &v));
	if (on > today || on < (date_t)v.row->v[TASK_since].i)
		return err_set(cx, ERR_INPUT, "--on", "gate-task-day", NULL);
	if (!strcmp(v.kind, "after"))
		TRY(task_met(cx, g, v.row, (date_t)v.row->v[TASK_since].i, &met));
	if (!reason.n && !met)
		return err_set(cx, ERR_INPUT, "--reason", "gate-no-reason", NULL);
	edits_begin(&e, g->r, "");
	TRY(edits_seen(cx, &e, v.row, &now));
	TRY(gate_tag(cx, g, now, TASK_state, "task_state", met ? "done" : "explained"));
	rec_int(now, TASK_done_on, on);
	rec_text(now, TASK_done_by, str_of(who->actor));
	rec_int(now, TASK_done_at, cx->now_ms);
	if (reason.n)
		rec_text(now, TASK_reason, reason);
	return edits_write(cx, &e, NULL);
}

/* task - looking at tasks and doing them by hand. */
#include "domain/gate/task.h"

#include <stdio.h>

#define SHOWN_MOST 10000
#define HELD_MOST 64

static const struct sql sql_live = { "task.live",
	"SELECT id FROM task WHERE state=$1 ORDER BY due, id", 0 };
static const struct sql sql_all = { "task.all", "SELECT id FROM task ORDER BY id DESC",
	SQL_SCAN_OK };
static const struct sql sql_acted = { "task.acted",
	"SELECT DISTINCT actor FROM decision WHERE matter=$1", 0 };
static const struct sql sql_decided = { "task.decided",
	"SELECT actor FROM decision WHERE no=$1", SQL_SCAN_OK };
const struct sql *const task_sqls[] = { &sql_live, &sql_all, &sql_acted, &sql_decided, NULL };

/* ---- by which rule ---- */

static void by_after(struct task_view *v, const struct procedure *p)
{
	for (int i = 0; i < p->nafter; i++) {
		const struct procedure_after *a = &p->after[i];

		if (!str_eq(a->id, v->row->v[TASK_rule].s))
			continue;
		v->zh = a->zh;
		v->en = a->en;
		v->who = a->who;
		v->nwho = a->nwho;
		v->tell = &a->tell;
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
		by_after(v, rule->p);
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

static enum err view(struct ctx *cx, struct gate *g, struct rec *row, date_t on,
                     struct task_view *v)
{
	static const struct hearers nobody;
	const struct gate_law *law;
	date_t until;

	*v = (struct task_view){ .row = row, .kind = kind_of(g, row), .tell = &nobody };
	v->open = gate_is(g, row, TASK_state, "task_state", "live");
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

static enum err ids(struct ctx *cx, struct gate *g, bool all, int64_t **out, int *n)
{
	int cap = 1024;
	int64_t code = 0;
	struct stmt *q;
	bool row;

	*n = 0;
	*out = arena_array(&cx->arena, (size_t)cap, sizeof **out);
	list_tagged(g->r->model, "task_state", "open", &code);
	TRY(db_stmt(cx, g->r->db, all ? &sql_all : &sql_live, &q));
	if (!all)
		stmt_int(q, 1, code);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (*n == cap) {
			int64_t *more = arena_array(&cx->arena, (size_t)cap * 2, sizeof *more);

			memcpy(more, *out, (size_t)cap * sizeof *more);
			*out = more;
			cap *= 2;
		}
		(*out)[(*n)++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	return OK;
}

enum err task_list(struct ctx *cx, struct gate *g, const struct task_ask *ask,
                   struct task_view **out, int *n, bool *more)
{
	const struct entity *e = register_entity(g->r, TAG_task);
	date_t on = ask->on ? ask->on : register_today(cx, g->r);
	int most = ask->most ? ask->most : SHOWN_MOST, nid;
	int64_t *id;

	*n = 0;
	*more = false;
	TRY(ids(cx, g, ask->all, &id, &nid));
	*out = arena_array(&cx->arena, (size_t)(nid < most ? nid : most) + 1, sizeof **out);
	for (int i = 0; i < nid; i++) {
		struct task_view v;
		struct rec *row;
		bool seen;

		TRY(store_get(cx, g->r->db, &cx->arena, e, id[i], &row));
		TRY(register_sees(cx, g->r, row, &seen));
		if (!seen)
			continue;
		TRY(view(cx, g, row, on, &v));
		if (ask->late && (!v.open || !rec_has(row, TASK_due) || row->v[TASK_due].i >= on))
			continue;
		if (ask->who && !on_desk(cx, g, ask->who, &v))
			continue;
		if (*n == most) {
			*more = true;
			return OK;
		}
		(*out)[(*n)++] = v;
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
	if (fast)
		stmt_int(q, 1, v->row->v[TASK_matter].i);
	else
		stmt_text(q, 1, v->row->v[TASK_about].s);
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

	on = on ? on : today;
	reason = str_trim(reason);
	TRY(task_load(cx, g, no, on, &v));
	TRY(task_lets(cx, g, who, &v));
	if (on > today || on < (date_t)v.row->v[TASK_since].i)
		return err_set(cx, ERR_INPUT, "--on", "gate-task-day", NULL);
	if (!reason.n)
		return err_set(cx, ERR_INPUT, "--reason", "gate-no-reason", NULL);
	edits_begin(&e, g->r, "");
	TRY(edits_seen(cx, &e, v.row, &now));
	TRY(gate_tag(cx, g, now, TASK_state, "task_state", "explained"));
	rec_int(now, TASK_done_on, on);
	rec_text(now, TASK_done_by, str_of(who->actor));
	rec_int(now, TASK_done_at, cx->now_ms);
	rec_text(now, TASK_reason, reason);
	return edits_write(cx, &e, NULL);
}

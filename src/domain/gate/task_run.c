/* task_run - everything that is to be done on a day: what was found is compared with what stands
 * there; what is new is made, what is over is done by itself. */
#include "domain/gate/task.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/judge/judge.h"

#define CHUNK 2000               /* rows of a leaf */

#define TRIES 5

static const struct sql sql_all = { "task_run.all",
	"SELECT id, subject, state, done_on, done_by FROM task", SQL_SCAN_OK };
static const struct sql sql_newest = { "task_run.newest", "SELECT max(id) FROM task", 0 };
static const struct sql sql_house = { "task_run.house",
	"SELECT id FROM task WHERE household=$1 AND state=$2 AND kind=$3", 0 };
static const struct sql sql_begun = { "task_run.begun",
	"SELECT 1 FROM matter WHERE household=$1 AND procedure=$2 AND (since>=$3 OR ended IS NULL)"
	" LIMIT 1", 0 };
const struct sql *const task_run_sqls[] = { &sql_all, &sql_newest, &sql_house, &sql_begun, NULL };

struct standing {
	int64_t id;
	struct str subject;
	date_t gone;                 /* when it was done by itself; 0: it was not */
	bool open, found;
};
struct running {
	struct ctx *cx;
	struct gate *g;
	date_t on;
	struct standing *s;
	int n;
	int64_t newest;              /* the last task that it knows of */
	bool overtaken;              /* somebody else has made tasks meanwhile */
	struct edits e;
	struct task_ran *ran;
};

/* Of one subject the newest last. */
static int by_subject(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;
	int c = str_cmp(x->subject, y->subject);

	return c ? c : (x->id > y->id) - (x->id < y->id);
}

static enum err standing_all(struct running *k)
{
	const struct list_face *l = &k->g->r->model->lists;
	int cap = 0;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_all, &q));
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		k->s = arena_grown(&k->cx->arena, k->s, k->n, &cap, sizeof *k->s);
		k->s[k->n++] = (struct standing){ .id = stmt_col_int(q, 0),
			.subject = str_dup(&k->cx->arena, stmt_col_text(q, 1)),
			.gone = stmt_col_is_null(q, 4) ? (date_t)stmt_col_int(q, 3) : 0,
			.open = l->has_tag(l->state, "task_state", stmt_col_int(q, 2), "live") };
		if (k->s[k->n - 1].id > k->newest)
			k->newest = k->s[k->n - 1].id;
	}
	stmt_done(q);
	if (k->n)
		qsort(k->s, (size_t)k->n, sizeof *k->s, by_subject);
	return OK;
}

static struct standing *standing_of(const struct running *k, struct str subject)
{
	int lo = 0, hi = k->n;

	while (lo < hi) {               /* the first behind all of this subject */
		int mid = lo + (hi - lo) / 2;

		if (str_cmp(k->s[mid].subject, subject) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && str_eq(k->s[lo - 1].subject, subject) ? &k->s[lo - 1] : NULL;
}

/* Two may look at once: nobody writes what the other has made. */
static enum err write_all(struct ctx *cx, struct db *db, void *arg)
{
	struct running *k = arg;
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, db, &sql_newest, &q));
	TRY(stmt_step(cx, q, &row));
	k->overtaken = row && stmt_col_int(q, 0) != k->newest;
	stmt_done(q);
	if (k->overtaken)
		return err_set(cx, ERR_CONFLICT, "task", "gate-moved", NULL);
	return edits_write_in(cx, db, &k->e);
}

static enum err flush(struct running *k, bool all)
{
	enum err e;

	if (!k->e.n || (!all && k->e.n < CHUNK))
		return OK;
	e = register_write(k->cx, k->g->r, write_all, k);
	k->overtaken |= e == ERR_CONFLICT;      /* or it was done by somebody meanwhile */
	TRY(e);
	for (int i = 0; i < k->e.n; i++)
		if (k->e.row[i].now->id > k->newest)
			k->newest = k->e.row[i].now->id;
	edits_begin(&k->e, k->g->r, "");
	return OK;
}

/* ---- making ---- */

static enum err new_task(struct ctx *cx, struct gate *g, struct edits *e,
                         const struct task_found *f, date_t on, const char *kind, struct rec **out)
{
	struct rec *house = NULL, *row;
	enum err err;

	if (f->household) {
		err = register_load(cx, g->r, register_entity(g->r, TAG_household), f->household, &house);
		if (err != OK && err != ERR_NOTFOUND)
			return err;
		if (err != OK)
			err_clear(cx);
	}
	TRY(edits_new(cx, e, register_entity(g->r, TAG_task), house, &row));
	if (!house) {
		row->area = f->area;
		row->shard = f->shard;
	}
	gate_number(cx, row, TASK_no, 'T');
	TRY(gate_tag(cx, g, row, TASK_kind, "task_kind", kind));
	if (f->matter)
		rec_int(row, TASK_matter, f->matter);
	rec_text(row, TASK_subject, f->subject);
	if (f->rule.n)
		rec_text(row, TASK_rule, f->rule);
	if (f->about.n)
		rec_text(row, TASK_about, f->about);
	if (f->detail.n)
		rec_text(row, TASK_detail, f->detail);
	rec_int(row, TASK_since, on);
	if (f->due)
		rec_int(row, TASK_due, f->due);
	TRY(gate_tag(cx, g, row, TASK_state, "task_state", "open"));
	rec_int(row, TASK_made, cx->now_ms);
	*out = row;
	return OK;
}

static enum err make(struct running *k, const struct task_found *f, int64_t version)
{
	struct rec *row;

	TRY(new_task(k->cx, k->g, &k->e, f, k->on, alert_names[f->kind], &row));
	rec_int(row, TASK_pack_version, version);
	k->ran->made++;
	k->ran->open++;
	return flush(k, false);
}

/* ---- what the end of a case asks for ---- */

static enum err is_begun(struct ctx *cx, struct gate *g, struct str procedure, int64_t household,
                         date_t on, bool *yes)
{
	struct stmt *q;

	TRY(db_stmt(cx, g->r->db, &sql_begun, &q));
	stmt_int(q, 1, household);
	stmt_text(q, 2, procedure);
	stmt_int(q, 3, on);
	TRY(stmt_step(cx, q, yes));
	stmt_done(q);
	return OK;
}

static enum err is_met(struct ctx *cx, struct gate *g, const struct gate_law *law,
                       const struct rule_procedure *rule, int i, int64_t household, date_t on,
                       bool *met)
{
	struct str id = rule->p->standard;
	const struct standard *s = id.n ? pack_standard(law->p, id) : NULL;
	struct judge_law amounts = { .p = law->p, .param = s ? s->param : NULL,
		.nparam = s ? s->nparam : 0 };
	const struct case_law face = { &amounts, judge_line, judge_param };
	struct expr_run run = { .a = &cx->arena };
	struct expr_value v;
	struct judge_case *c;

	if (rule->p->after[i].opens.n)
		return is_begun(cx, g, rule->p->after[i].opens, household, on, met);
	TRY(case_open(cx, g->r, rule->noun, household, on, &face, &c));
	TRY(case_eval(c, rule->after[i], NULL, &run, &v));
	*met = v.state == EXPR_KNOWN && v.b;
	return OK;
}

static enum err mark(struct ctx *cx, struct gate *g, struct rec *now, const char *state, date_t on)
{
	TRY(gate_tag(cx, g, now, TASK_state, "task_state", state));
	rec_int(now, TASK_done_on, on);
	rec_int(now, TASK_done_at, cx->now_ms);
	return OK;
}

/* The line of a procedure that a task follows from, and the matter that it follows. */
struct after {
	struct rec *matter;
	const struct gate_law *law;
	const struct rule_procedure *rule;
	int at;                      /* of rule->p->after; -1: it has no such line */
};

static enum err after_of(struct ctx *cx, struct gate *g, const struct rec *task, struct after *out)
{
	const struct procedure *p;
	struct rec *m;

	out->at = -1;
	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter),
	              task->v[TASK_matter].i, &m));
	out->matter = m;
	TRY(gate_law(cx, g, m->v[MATTER_pack_version].i, &out->law));
	TRY(gate_procedure(cx, out->law, m->v[MATTER_procedure].s, &out->rule));
	p = out->rule->p;
	for (int i = 0; i < p->nafter; i++)
		if (str_eq(p->after[i].id, task->v[TASK_rule].s))
			out->at = i;
	return OK;
}

enum err task_met(struct ctx *cx, struct gate *g, const struct rec *row, date_t on, bool *met)
{
	struct after a;

	*met = false;
	TRY(after_of(cx, g, row, &a));
	if (a.at < 0 || !rec_has(a.matter, MATTER_household))
		return OK;
	return is_met(cx, g, a.law, a.rule, a.at, a.matter->v[MATTER_household].i, on, met);
}

/* Does it follow when a matter ends there? */
static bool follows(const struct procedure *p, const struct procedure_after *a, int gate)
{
	return a->of.n ? str_eq(a->of, p->gate[gate].id) : p->gate[gate].end == GATE_CONFIRMED;
}

enum err task_follow(struct ctx *cx, const struct matter *m, int gate, date_t on, struct edits *e)
{
	const struct procedure *p = m->p;

	for (int i = 0; i < p->nafter; i++) {
		const struct procedure_after *a = &p->after[i];
		struct task_found f = { .rule = a->id, .matter = m->row->id, .area = m->row->area,
			.shard = m->row->shard, .about = m->row->v[MATTER_no].s };
		struct rec *row;
		char subject[120];
		bool met;

		if (!follows(p, a, gate))
			continue;
		snprintf(subject, sizeof subject, "after:%lld:%d:%.*s", (long long)m->row->id, on,
		         (int)(a->id.n < 60 ? a->id.n : 60), a->id.p);
		f.subject = str_dup(&cx->arena, str_of(subject));
		f.household = m->about && rec_has(m->row, MATTER_household) ? m->about->id : 0;
		if (period_is(&a->within))
			TRY(period_due(cx, p->calendar, on, &a->within, &f.due));
		TRY(new_task(cx, m->g, e, &f, on, "after", &row));
		rec_int(row, TASK_pack_version, m->row->v[MATTER_pack_version].i);
		if (!m->about)
			continue;
		TRY(is_met(cx, m->g, m->round.law, m->rule, i, m->about->id, on, &met));
		if (met)
			TRY(mark(cx, m->g, row, "done", on));
	}
	return OK;
}

/* ---- what is over ---- */

/* Of an open task: is what it asks for there, or does nobody need it any more? */
static enum err after_over(struct running *k, const struct rec *row, const char **state)
{
	struct rec *m, *about = NULL;
	bool met = false;
	enum err e;

	TRY(store_get(k->cx, k->g->r->db, &k->cx->arena, register_entity(k->g->r, TAG_matter),
	              row->v[TASK_matter].i, &m));
	if (!rec_has(m, MATTER_household))
		return OK;
	e = register_load(k->cx, k->g->r, register_entity(k->g->r, TAG_household),
	                  m->v[MATTER_household].i, &about);
	if (e != OK && e != ERR_NOTFOUND)
		return e;
	err_clear(k->cx);
	if (!about || !register_alive(k->g->r, about)) {
		*state = "dropped";
		return OK;
	}
	TRY(task_met(k->cx, k->g, row, (date_t)row->v[TASK_since].i, &met));
	if (met)
		*state = "done";
	return OK;
}

/* Some alerts go by themselves when there is nothing left to see; others wait for a word. */
static bool goes(const struct gate *g, const struct rec *row)
{
	static const enum alert_kind by_itself[] = { ALERT_LATE, ALERT_NOTICE, ALERT_QUOTA,
		ALERT_FAMILY, ALERT_LEAD, ALERT_DECLARATION };

	for (size_t i = 0; i < sizeof by_itself / sizeof *by_itself; i++)
		if (gate_is(g, row, TASK_kind, "task_kind", alert_names[by_itself[i]]))
			return true;
	return false;
}

static enum err over(struct running *k, const struct standing *s)
{
	const char *state = NULL;
	struct rec *row, *now;

	TRY(store_get(k->cx, k->g->r->db, &k->cx->arena, register_entity(k->g->r, TAG_task), s->id,
	              &row));
	if ((date_t)row->v[TASK_since].i > k->on)
		return OK;                               /* of a later day than is asked for */
	if (gate_is(k->g, row, TASK_kind, "task_kind", "after"))
		TRY(after_over(k, row, &state));
	else if (!s->found && goes(k->g, row))
		state = "done";
	if (!state)
		return OK;
	TRY(edits_seen(k->cx, &k->e, row, &now));
	TRY(mark(k->cx, k->g, now, state, k->on));
	k->ran->done++;
	k->ran->open--;
	return flush(k, false);
}

/* What went by itself and is seen again is new, also on the same day: a lead that was settled and
 * taken up again waits again. */
static bool again(const struct running *k, const struct standing *s)
{
	return !s->open && s->gone && s->gone <= k->on;
}

static enum err run_once(struct running *k)
{
	struct task_finds found = { 0 };
	const struct gate_law *law;

	*k->ran = (struct task_ran){ 0 };
	TRY(gate_law(k->cx, k->g, 0, &law));
	TRY(standing_all(k));
	TRY(task_find(k->cx, k->g, law, k->on, &found));
	edits_begin(&k->e, k->g->r, "");
	for (int i = 0; i < found.n; i++) {
		struct standing *s = standing_of(k, found.f[i].subject);

		if (s && !again(k, s))
			s->found = true;
		else
			TRY(make(k, &found.f[i], law->version));
	}
	for (int i = 0; i < k->n; i++) {
		if (!k->s[i].open)
			continue;
		k->ran->open++;
		TRY(over(k, &k->s[i]));
	}
	return flush(k, true);
}

enum err task_run(struct ctx *cx, struct gate *g, date_t on, struct task_ran *out)
{
	date_t day = on ? on : register_today(cx, g->r);
	struct running k;
	enum err e;
	int i = 0;

	do {
		err_clear(cx);
		k = (struct running){ .cx = cx, .g = g, .on = day, .ran = out };
		e = run_once(&k);
	} while (e == ERR_CONFLICT && k.overtaken && ++i < TRIES);
	return e;
}

/* The open tasks of a household that follow the end of a case. */
static enum err open_after(struct ctx *cx, struct gate *g, int64_t household, int64_t **id, int *n)
{
	int64_t open = 0, after = 0;
	struct stmt *q;

	list_tagged(g->r->model, "task_state", "open", &open);
	list_tagged(g->r->model, "task_kind", "after", &after);
	TRY(db_stmt(cx, g->r->db, &sql_house, &q));
	stmt_int(q, 1, household);
	stmt_int(q, 2, open);
	stmt_int(q, 3, after);
	return stmt_ids(cx, q, id, n);
}

enum err task_settle(struct ctx *cx, struct gate *g, int64_t household)
{
	struct task_ran ran = { 0 };
	struct running k = { .cx = cx, .g = g, .on = register_today(cx, g->r), .ran = &ran };
	int64_t *id;
	int n;

	TRY(open_after(cx, g, household, &id, &n));
	edits_begin(&k.e, g->r, "");
	for (int i = 0; i < n; i++)
		TRY(over(&k, &(struct standing){ .id = id[i], .open = true }));
	return k.e.n ? edits_write(cx, &k.e, NULL) : OK;
}

/* Of which procedure the task asks for a case; empty: it asks for something else. */
static enum err opens(struct ctx *cx, struct gate *g, const struct rec *row, struct str *procedure)
{
	struct after a;

	TRY(after_of(cx, g, row, &a));
	*procedure = a.at < 0 ? STR("") : a.rule->p->after[a.at].opens;
	return OK;
}

enum err task_begun(struct ctx *cx, struct gate *g, struct edits *e, int64_t household,
                    struct str procedure, date_t on)
{
	int64_t *id;
	int n;

	TRY(open_after(cx, g, household, &id, &n));
	for (int i = 0; i < n; i++) {
		struct rec *row, *now;
		struct str asked;
		date_t since;

		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_task), id[i], &row));
		TRY(opens(cx, g, row, &asked));
		if (!asked.n || !str_eq(asked, procedure))
			continue;
		TRY(edits_seen(cx, e, row, &now));
		/* a case may begin on a day before that on which it was asked for */
		since = (date_t)row->v[TASK_since].i;
		TRY(mark(cx, g, now, "done", on < since ? since : on));
	}
	return OK;
}

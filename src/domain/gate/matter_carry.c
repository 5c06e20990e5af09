/* matter_carry - a matter whose household is no more: ended, and taken up by who it lives on in. */
#include "domain/gate/task.h"

#include <stdio.h>

static const struct sql sql_twice = { "matter_carry.twice",
	"SELECT count(*) FROM matter WHERE household=$1 AND procedure=$2 AND ended IS NULL", 0 };
const struct sql *const matter_carry_sqls[] = { &sql_twice, NULL };

struct carrying {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct matter *m;
	struct str reason;
	date_t on;
	struct rec *to;              /* household, or NULL */
	struct edits e;
	struct matter_carried *out;
};

/* Two households became one, and both were in the procedure. */
static enum err twice(struct ctx *cx, struct gate *g, const struct matter *m, bool *yes)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, g->r->db, &sql_twice, &q));
	stmt_int(q, 1, m->row->v[MATTER_household].i);
	stmt_text(q, 2, m->p->id);
	TRY(stmt_step(cx, q, &row));
	*yes = stmt_col_int(q, 0) > 1;
	stmt_done(q);
	return OK;
}

enum err matter_lets_carry(struct ctx *cx, struct gate *g, const struct who *who,
                           const struct matter *m)
{
	struct office_object x = { .area = m->row->area, .placed = true };
	bool gone = !m->about || !register_alive(g->r, m->about), both = false;

	TRY(office_need(cx, g->o, who, PERM_round, &x));
	if (!m->live || !rec_has(m->row, MATTER_household))
		return err_set(cx, ERR_CONFLICT, "case", "gate-assign-ended", NULL);
	if (!gone)
		TRY(twice(cx, g, m, &both));
	return gone || both ? OK : err_set(cx, ERR_CONFLICT, "case", "gate-carry-there", NULL);
}

static enum err may_be(struct carrying *k)
{
	const struct matter *m = k->m;
	date_t today = register_today(k->cx, k->g->r);

	TRY(matter_lets_carry(k->cx, k->g, k->who, m));
	TRY(edits_in_year(k->cx, &k->e, m->row->area, k->on));
	if (!k->reason.n)
		return err_set(k->cx, ERR_INPUT, "--reason", "gate-no-reason", NULL);
	if (k->on > today || k->on < (date_t)m->row->v[MATTER_since].i)
		return err_set(k->cx, ERR_INPUT, "--on", "gate-task-day", NULL);
	return OK;
}

static enum err successor(struct carrying *k, int64_t to)
{
	int64_t open;

	if (!to)
		return OK;
	TRY(register_load(k->cx, k->g->r, register_entity(k->g->r, TAG_household), to, &k->to));
	if (!register_alive(k->g->r, k->to))
		return err_set(k->cx, ERR_CONFLICT, "case", "gate-carry-gone", NULL);
	TRY(matter_open_of(k->cx, k->g, to, k->m->p->id, &open));
	return open ? err_set(k->cx, ERR_CONFLICT, "case", "gate-carry-double", NULL) : OK;
}

/* ---- the end of the old one ---- */

struct ending {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct matter *m;
	struct str act, reason;
	date_t on;
	int gate;
	struct edits *e;
};

/* The last step of the old one: it says why, and stands in its way like any other. */
static enum err put_step(const struct ending *k, struct str *no)
{
	const struct matter *m = k->m;
	struct rec *d;

	TRY(edits_new(k->cx, k->e, register_entity(k->g->r, TAG_decision), m->about, &d));
	d->area = m->row->area;
	d->shard = m->row->shard;
	gate_number(k->cx, d, DECISION_no, 'Z');
	*no = d->v[DECISION_no].s;
	rec_int(d, DECISION_matter, m->row->id);
	rec_text(d, DECISION_gate, m->p->gate[m->gate].id);
	rec_text(d, DECISION_act, k->act);
	rec_text(d, DECISION_to_gate, m->p->gate[k->gate].id);
	rec_text(d, DECISION_actor, str_of(k->who->actor));
	rec_text(d, DECISION_typed_by, str_of(k->cx->actor));
	rec_int(d, DECISION_on_date, k->on);
	rec_int(d, DECISION_entered, k->cx->now_ms);
	rec_text(d, DECISION_reason, k->reason);
	rec_int(d, DECISION_against, 0);
	rec_int(d, DECISION_late, 0);
	rec_int(d, DECISION_pack_version, m->row->v[MATTER_pack_version].i);
	return OK;
}

static enum err end_old(const struct ending *k)
{
	struct rec *now;

	TRY(edits_row(k->cx, k->e, k->m->row->e, k->m->row->id, &now));
	if (now->version != k->m->row->version)
		return err_set(k->cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	rec_text(now, MATTER_gate, k->m->p->gate[k->gate].id);
	rec_int(now, MATTER_since, k->on);
	rec_int(now, MATTER_ended, k->on);
	now->v[MATTER_due] = (struct val){ 0 };
	now->v[MATTER_assigned_to] = (struct val){ 0 };
	return gate_tag(k->cx, k->g, now, MATTER_state, "matter_state", "withdrawn");
}

enum err matter_withdraw(struct ctx *cx, struct gate *g, const struct who *who,
                         const struct matter *m, struct str act, struct str reason, date_t on,
                         struct edits *e, struct str *decision)
{
	struct ending k = { cx, g, who, m, act, reason, on, 0, e };

	while (k.gate < m->p->ngate && m->p->gate[k.gate].end != GATE_WITHDRAWN)
		k.gate++;
	if (k.gate == m->p->ngate)
		return err_set(cx, ERR_CONFLICT, "case", "gate-carry-no-end", m->p->id.p,
		               str_z(&cx->arena, m->row->v[MATTER_no].s), NULL);
	TRY(put_step(&k, decision));
	TRY(end_old(&k));
	if (!m->about || !register_alive(g->r, m->about))
		return OK;                      /* nobody is left for whom anything is to be done */
	return task_follow(cx, m, k.gate, on, e);
}

/* ---- who it lives on in ---- */

static enum err begin_new(struct carrying *k)
{
	struct matter_new n = { .round = &k->m->round, .on = k->on };
	struct rec *row;

	if (!k->to)
		return OK;
	TRY(matter_begin(k->cx, k->g, k->who, &n, &k->e, k->to, k->to->area, &row));
	if (rec_has(k->m->row, MATTER_channel))
		row->v[MATTER_channel] = k->m->row->v[MATTER_channel];
	rec_int(row, MATTER_came_from, k->m->row->id);
	k->out->matter = row->v[MATTER_no].s;
	return OK;
}

enum err matter_carry(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter *m, int64_t to, struct str reason, date_t on,
                      struct matter_carried *out)
{
	struct carrying k = { .cx = cx, .g = g, .who = who, .m = m, .reason = str_trim(reason),
		.on = on ? on : register_today(cx, g->r), .out = out };

	*out = (struct matter_carried){ 0 };
	edits_begin(&k.e, g->r, "");
	TRY(matter_watch(cx, g, &k.e));
	TRY(may_be(&k));
	TRY(successor(&k, to));
	TRY(matter_withdraw(cx, g, who, m, STR(ACT_CARRIED), k.reason, k.on, &k.e, &out->decision));
	TRY(begin_new(&k));
	k.e.object = TAG_matter;
	k.e.object_id = m->row->id;
	return edits_write(cx, &k.e, NULL);
}

/* matter - taking in and loading. */
#include "domain/gate/declaration.h"
#include "domain/gate/lead_case.h"
#include "domain/gate/matter_paper.h"
#include "domain/gate/task.h"

#include <stdio.h>

static const struct sql sql_open = { "matter.open",
	"SELECT id FROM matter WHERE household=$1 AND procedure=$2 AND ended IS NULL", 0 };
static const struct sql sql_open_area = { "matter.open_area",
	"SELECT id FROM matter WHERE area=$1 AND procedure=$2 AND household IS NULL AND ended IS NULL",
	SQL_SCAN_OK };
static const struct sql sql_steps = { "matter.steps",
	"SELECT id FROM decision WHERE matter=$1 ORDER BY id", 0 };
static const struct sql sql_refused = { "matter.refused",
	"SELECT id, no, ended FROM matter WHERE household=$1 AND round=$2 AND id<>$3 AND state=$4"
	" ORDER BY id DESC LIMIT 1", 0 };
static const struct sql sql_decided = { "matter.decided",
	"SELECT 1 FROM matter AS m CROSS JOIN decision AS d WHERE m.household=$1 AND d.matter=m.id"
	" AND d.leaf>=$2 LIMIT 1", 0 };
const struct sql *const matter_sqls[] = { &sql_refused, &sql_decided, &sql_open, &sql_open_area,
	&sql_steps, NULL };

/* ---- taking in ---- */

struct taking {
	struct ctx *cx;
	struct gate *g;
	const struct who *who;
	const struct matter_new *n;
	struct area_tree *tree;
	bool houses;
	struct edits e;
};

static enum err open_already(struct ctx *cx, struct db *db, bool houses, int64_t about,
                             struct str procedure, int64_t *id)
{
	struct stmt *q;
	bool row;

	*id = 0;
	TRY(db_stmt(cx, db, houses ? &sql_open : &sql_open_area, &q));
	stmt_int(q, 1, about);
	stmt_text(q, 2, procedure);
	TRY(stmt_step(cx, q, &row));
	if (row)
		*id = stmt_col_int(q, 0);
	stmt_done(q);
	return OK;
}

/* Was anything decided about the household since the journal was so long? */
static enum err decided_since(struct ctx *cx, struct db *db, int64_t household, uint64_t seen,
                              bool *yes)
{
	struct stmt *q;

	TRY(db_stmt(cx, db, &sql_decided, &q));
	stmt_int(q, 1, household);
	stmt_int(q, 2, (int64_t)seen);
	TRY(stmt_step(cx, q, yes));
	stmt_done(q);
	return OK;
}

static enum err matter_alone(struct ctx *cx, struct db *db, struct edits *e)
{
	const uint64_t *seen = e->still_of;

	for (int i = 0; i < e->n; i++) {
		const struct rec *m = e->row[i].now;
		bool house, decided = false;
		int64_t id;

		if (!m || e->row[i].old || m->e->tag != TAG_matter)
			continue;
		house = rec_has(m, MATTER_household);
		if (house)
			TRY(decided_since(cx, db, m->v[MATTER_household].i, *seen, &decided));
		TRY(round_still_open(cx, db, m->v[MATTER_round].i));
		TRY(open_already(cx, db, house, house ? m->v[MATTER_household].i : m->area,
		                 m->v[MATTER_procedure].s, &id));
		if (id || decided)
			return err_set(cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	}
	return OK;
}

enum err matter_watch(struct ctx *cx, struct gate *g, struct edits *e)
{
	uint64_t *seen = ARENA_NEW(&cx->arena, uint64_t);
	struct str note;

	e->still = matter_alone;
	e->still_of = seen;
	return journal_head(cx, g->r->db, &note, seen);
}

static bool lies_within(const struct taking *k, int64_t area)
{
	int top = area_by_id(k->tree, k->n->round->row->area), at = area_by_id(k->tree, area);

	return top >= 0 && at >= 0 && area_within(area_nth(k->tree, top), at);
}

static enum err due_of(struct ctx *cx, const struct procedure *p, int gate, date_t since,
                       date_t *due)
{
	*due = 0;
	return period_is(&p->gate[gate].clock) ?
	       period_due(cx, p->calendar, since, &p->gate[gate].clock, due) : OK;
}

enum err matter_begin(struct ctx *cx, struct gate *g, const struct who *who,
                      const struct matter_new *n, struct edits *e, const struct rec *about,
                      int64_t area, struct rec **out)
{
	const struct procedure *p = n->round->rule->p;
	struct rec *row;
	date_t due;

	TRY(edits_new(cx, e, register_entity(g->r, TAG_matter), about, &row));
	row->area = area;
	gate_number(cx, row, MATTER_no, 'P');
	rec_int(row, MATTER_round, n->round->row->id);
	rec_text(row, MATTER_procedure, p->id);
	rec_text(row, MATTER_gate, p->gate[p->start].id);
	rec_int(row, MATTER_since, n->on);
	TRY(due_of(cx, p, p->start, n->on, &due));
	if (due)
		rec_int(row, MATTER_due, due);
	TRY(gate_tag(cx, g, row, MATTER_state, "matter_state", "open"));
	if (n->channel.n)
		TRY(gate_tag(cx, g, row, MATTER_channel, "lead_channel", str_z(&cx->arena, n->channel)));
	rec_int(row, MATTER_opened, cx->now_ms);
	rec_text(row, MATTER_opened_by, str_of(who->actor));
	rec_int(row, MATTER_pack_version, n->round->law->version);
	*out = row;
	return about && rec_has(row, MATTER_household) ?
	       task_begun(cx, g, e, about->id, p->id, n->on) : OK;
}

static enum err put_new(struct taking *k, const struct rec *about, int64_t area, int64_t *id)
{
	struct rec *row;

	TRY(matter_begin(k->cx, k->g, k->who, k->n, &k->e, about, area, &row));
	*id = row->id;
	if (k->n->declaration)
		TRY(declaration_settle(k->cx, k->g, &k->e, k->n->declaration, row));
	return k->n->lead ? lead_settle(k->cx, k->g, &k->e, k->n->lead, row) : OK;
}

enum err matter_open_of(struct ctx *cx, struct gate *g, int64_t household, struct str procedure,
                        int64_t *id)
{
	return open_already(cx, g->r->db, true, household, procedure, id);
}

enum err matter_open_all(struct ctx *cx, struct db *db, int64_t household, struct str procedure,
                         int64_t **id, int *n)
{
	struct stmt *q;

	TRY(db_stmt(cx, db, &sql_open, &q));
	stmt_int(q, 1, household);
	stmt_text(q, 2, procedure);
	return stmt_ids(cx, q, id, n);
}

/* Unknown is not no: it is found out on the way. */
enum err matter_barred(struct ctx *cx, struct gate *g, const struct round_view *round,
                       int64_t household, date_t on, const struct procedure_act **out)
{
	const struct procedure *p = round->rule->p;
	const struct procedure_act *a, *first = NULL;
	enum truth says;

	*out = NULL;
	for (int i = 0; (a = procedure_act_nth(p, p->start, i)); i++) {
		if (a->gate < 0 || a->back || p->gate[a->to].end == GATE_REFUSED ||
		    p->gate[a->to].end == GATE_WITHDRAWN)
			continue;
		if (!a->guard.text.n)
			return OK;
		TRY(matter_guard(cx, g, round, a, household, on, &says));
		if (says != TRUTH_FALSE)
			return OK;
		first = first ? first : a;
	}
	*out = first;
	return OK;
}

static enum err guarded(struct taking *k, const struct rec *h, struct matter_made *made)
{
	const struct procedure_act *by;

	TRY(matter_barred(k->cx, k->g, k->n->round, h->id, k->n->on, &by));
	if (by) {
		made->refused = "gate-matter-guard";
		made->why = gate_words(k->cx, by->guard_zh, by->guard_en);
	}
	return OK;
}

static enum err take_one(struct taking *k, int64_t about, struct matter_made *made)
{
	struct office_object object = { .area = about, .placed = true };
	struct rec *h = NULL;
	int64_t area = about;

	*made = (struct matter_made){ .about = about };
	if (k->houses) {
		TRY(register_load(k->cx, k->g->r, register_entity(k->g->r, TAG_household), about, &h));
		area = h->area;
		object = (struct office_object){ .area = area, .household = about, .placed = true };
	}
	TRY(office_need(k->cx, k->g->o, k->who, PERM_procedure, &object));
	if (!office_may(k->cx, k->g->o, k->who, PERM_round, &object).may)
		TRY(gate_role(k->cx, k->g, k->who, &object, k->n->round->rule->p,
		              k->n->round->rule->p->start, 0));
	if (!lies_within(k, area))
		made->refused = "gate-matter-outside";
	else if (h && !register_alive(k->g->r, h))
		made->refused = "gate-matter-gone";
	else
		TRY(open_already(k->cx, k->g->r->db, k->houses, about, k->n->round->rule->p->id,
		                 &made->matter));
	if (made->matter)
		made->refused = "gate-matter-double";
	for (int i = 0; i < k->e.n && !made->refused; i++) {
		const struct rec *x = k->e.row[i].now;

		if (x->e->tag != TAG_matter)
			continue;
		if (k->houses ? x->v[MATTER_household].i == about : x->area == about)
			made->refused = "gate-matter-double";
	}
	if (h && k->n->guarded && !made->refused)
		TRY(guarded(k, h, made));
	return made->refused ? OK : put_new(k, h, area, &made->matter);
}

enum err matter_add(struct ctx *cx, struct gate *g, const struct who *who,
                    const struct matter_new *asked, struct matter_made *made)
{
	struct matter_new n = *asked;
	struct taking k = { .cx = cx, .g = g, .who = who, .n = &n };
	date_t began = (date_t)n.round->row->v[ROUND_began].i;
	char day[11], first[11];

	if (!n.on)
		n.on = register_today(cx, g->r);
	date_put(day, n.on);
	date_put(first, began);
	if (n.on > register_today(cx, g->r))
		return err_set(cx, ERR_INPUT, "--on", "gate-day-future", day, NULL);
	if (n.on < began)
		return err_set(cx, ERR_INPUT, "--on", "gate-day-before", day, first, NULL);
	if (!n.round->open)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-over",
		               str_z(&cx->arena, n.round->row->v[ROUND_no].s), NULL);
	edits_begin(&k.e, g->r, "");
	TRY(edits_in_year(cx, &k.e, n.round->row->v[ROUND_area].i, n.on));
	k.houses = str_eqz(n.round->rule->p->noun, "household");
	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	TRY(matter_watch(cx, g, &k.e));
	for (int i = 0; i < n.n; i++)
		TRY(take_one(&k, n.about[i], &made[i]));
	return edits_write(cx, &k.e, NULL);
}

/* ---- loading ---- */

/* A row with what is sealed in it, or as it is stored. */
static enum err row_of(struct ctx *cx, const struct matter *m, const struct entity *e, int64_t id,
                       struct rec **out)
{
	struct reg *r = m->g->r;

	return m->brief ? store_get(cx, r->db, &cx->arena, e, id, out) :
	       register_load(cx, r, e, id, out);
}

static enum err load_about(struct ctx *cx, struct matter *m)
{
	enum err e;

	if (!rec_has(m->row, MATTER_household))
		return register_file(cx, m->g->r, m->rule->noun, m->row->area, 0, &m->about);
	e = row_of(cx, m, m->rule->noun, m->row->v[MATTER_household].i, &m->about);
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(cx);
	m->about = NULL;
	return OK;
}

/* The rows that a statement names, in its order. */
static enum err load_rows(struct ctx *cx, const struct matter *m, const struct sql *sql,
                          int64_t arg, uint8_t noun, struct rec ***out, int *n)
{
	struct stmt *q;
	int64_t *id;

	TRY(db_stmt(cx, m->g->r->db, sql, &q));
	stmt_int(q, 1, arg);
	TRY(stmt_ids(cx, q, &id, n));
	*out = arena_array(&cx->arena, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++)
		TRY(row_of(cx, m, register_entity(m->g->r, noun), id[i], &(*out)[i]));
	return OK;
}

/* m has gate, row, round and brief. */
static enum err rule_of(struct ctx *cx, struct matter *m)
{
	const struct gate_law *law;

	TRY(gate_law(cx, m->g, m->row->v[MATTER_pack_version].i, &law));
	TRY(gate_procedure(cx, law, m->row->v[MATTER_procedure].s, &m->rule));
	m->p = m->rule->p;
	m->gate = procedure_gate_at(m->p, m->row->v[MATTER_gate].s);
	m->live = gate_is(m->g, m->row, MATTER_state, "matter_state", "live");
	return OK;
}

static enum err rest(struct ctx *cx, struct matter *m)
{
	TRY(load_about(cx, m));
	TRY(load_rows(cx, m, &sql_steps, m->row->id, TAG_decision, &m->decision, &m->ndecision));
	return matter_papers(cx, m);
}

static enum err whole(struct ctx *cx, struct gate *g, struct rec *row, struct matter *out)
{
	*out = (struct matter){ .g = g, .row = row };
	TRY(round_by_id(cx, g, row->v[MATTER_round].i, &out->round));
	TRY(rule_of(cx, out));
	return rest(cx, out);
}

enum err matter_load(struct ctx *cx, struct gate *g, struct str no, struct matter *out)
{
	struct rec *row;

	TRY(gate_row(cx, g, TAG_matter, no, "gate-matter-none", &row));
	return whole(cx, g, row, out);
}

enum err matter_by_id(struct ctx *cx, struct gate *g, int64_t id, struct matter *out)
{
	struct rec *row;

	TRY(register_load(cx, g->r, register_entity(g->r, TAG_matter), id, &row));
	return whole(cx, g, row, out);
}

enum err matter_bare(struct ctx *cx, struct gate *g, const struct round_view *round, int64_t id,
                     struct matter *out)
{
	*out = (struct matter){ .g = g, .brief = true, .round = *round };
	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), id, &out->row));
	return rule_of(cx, out);
}

enum err matter_brief(struct ctx *cx, struct gate *g, const struct round_view *round, int64_t id,
                      struct matter *out)
{
	TRY(matter_bare(cx, g, round, id, out));
	return rest(cx, out);
}

enum err matter_refused(struct ctx *cx, struct gate *g, int64_t matter, struct str *no, date_t *on)
{
	struct rec *m;
	struct stmt *q;
	int64_t code = 0;
	bool row;

	*no = STR("");
	*on = 0;
	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), matter, &m));
	if (!rec_has(m, MATTER_household))
		return OK;
	list_tagged(g->r->model, "matter_state", "refused", &code);
	TRY(db_stmt(cx, g->r->db, &sql_refused, &q));
	stmt_int(q, 1, m->v[MATTER_household].i);
	stmt_int(q, 2, m->v[MATTER_round].i);
	stmt_int(q, 3, matter);
	stmt_int(q, 4, code);
	TRY(stmt_step(cx, q, &row));
	if (row) {
		*no = str_dup(&cx->arena, stmt_col_text(q, 1));
		*on = (date_t)stmt_col_int(q, 2);
	}
	stmt_done(q);
	return OK;
}

#include "domain/gate/round.h"

#include <stdio.h>

#include "base/utf8.h"

#define NAME_MOST 100
#define RUNNING_MOST 200         /* as many as a pack has procedures */

static const struct sql sql_all = { "round.all",
	"SELECT id FROM round ORDER BY id DESC", SQL_SCAN_OK };
static const struct sql sql_live = { "round.live",
	"SELECT count(*) FROM matter WHERE round=$1 AND ended IS NULL", 0 };
static const struct sql sql_over = { "round.over",
	"SELECT 1 FROM round WHERE id=$1 AND closed IS NOT NULL", 0 };
/* The letter that a case ended with, if it has one; the latest term first. */
static const struct sql sql_promised = { "round.promised",
	"SELECT m.no, l.review_until, l.served_on IS NOT NULL, d.gate, d.act FROM matter m"
	" JOIN letter l ON l.matter=m.id JOIN decision d ON d.id=l.decision"
	" WHERE m.round=$1 AND m.ended IS NOT NULL"
	" AND d.id=(SELECT max(x.id) FROM decision x WHERE x.matter=m.id)"
	" ORDER BY l.review_until DESC, m.id", 0 };
static const struct sql sql_running = { "round.running",
	"SELECT DISTINCT procedure FROM round WHERE state=$1 OR id IN (SELECT of_round FROM notice"
	" WHERE posted IS NOT NULL AND down IS NULL AND hangs_until>=$2)", SQL_SCAN_OK };
const struct sql *const round_sqls[] = { &sql_all, &sql_live, &sql_over, &sql_promised,
	&sql_running, NULL };

/* Why not, and what to do: its name and its time. */
static enum err not_in_force(struct ctx *cx, const struct procedure *p, const char *day)
{
	const char *name = str_z(&cx->arena, gate_words(cx, p->zh, p->en));
	char from[11], to[11];

	date_put(from, p->from);
	date_put(to, p->to);
	if (p->gov.state != APPROVAL_APPROVED)
		return err_set(cx, ERR_INPUT, "procedure", "gate-draft", name, NULL);
	if (!p->to)
		return err_set(cx, ERR_INPUT, "procedure", "gate-not-yet", name, day, from, NULL);
	return err_set(cx, ERR_INPUT, "procedure", "gate-not-in-force", name, day, from, to, NULL);
}

static enum err begin(struct ctx *cx, struct gate *g, const struct gate_law *law,
                      const struct round_new *n, struct edits *e, struct rec **row)
{
	const struct entity *noun = register_entity(g->r, TAG_round);

	TRY(edits_new(cx, e, noun, NULL, row));
	(*row)->area = n->area;
	gate_number(cx, *row, ROUND_no, 'R');
	rec_text(*row, ROUND_procedure, n->procedure);
	rec_int(*row, ROUND_area, n->area);
	rec_text(*row, ROUND_name, n->name);
	rec_int(*row, ROUND_began, n->on);
	rec_int(*row, ROUND_pack_version, law->version);
	rec_int(*row, ROUND_opened, cx->now_ms);
	return gate_tag(cx, g, *row, ROUND_state, "round_state", "open");
}

enum err round_open(struct ctx *cx, struct gate *g, const struct who *who,
                    const struct round_new *asked, struct str *no)
{
	struct office_object object = { .area = asked->area, .placed = true };
	struct round_new n = *asked;
	const struct rule_procedure *rule;
	const struct gate_law *law;
	struct edits e;
	struct rec *row;
	char day[11];

	n.name = str_trim(n.name);
	if (!n.name.n || utf8_len(n.name) > NAME_MOST)
		return err_set(cx, ERR_INPUT, "name", "gate-round-name", NULL);
	if (!n.on)
		n.on = register_today(cx, g->r);
	date_put(day, n.on);
	if (n.on > register_today(cx, g->r))
		return err_set(cx, ERR_INPUT, "--on", "gate-day-future", day, NULL);
	edits_begin(&e, g->r, "");
	TRY(edits_in_year(cx, &e, n.area, n.on));
	TRY(gate_law(cx, g, 0, &law));
	TRY(gate_procedure(cx, law, n.procedure, &rule));
	if (!procedure_holds(rule->p, n.on))
		return not_in_force(cx, rule->p, day);
	TRY(office_need(cx, g->o, who, PERM_round, &object));
	TRY(begin(cx, g, law, &n, &e, &row));
	rec_text(row, ROUND_opened_by, str_of(who->actor));
	*no = row->v[ROUND_no].s;
	return edits_write(cx, &e, NULL);
}

/* Nothing in it is open. */
static enum err none_live(struct ctx *cx, struct db *db, const struct rec *round)
{
	struct stmt *q;
	char live[24];
	int64_t n;
	bool row;

	TRY(db_stmt(cx, db, &sql_live, &q));
	stmt_int(q, 1, round->id);
	TRY(stmt_step(cx, q, &row));
	n = stmt_col_int(q, 0);
	stmt_done(q);
	snprintf(live, sizeof live, "%lld", (long long)n);
	return !n ? OK : err_set(cx, ERR_CONFLICT, "round", "gate-round-live",
	       str_z(&cx->arena, round->v[ROUND_no].s), live, NULL);
}

/* Does the letter promise a review whose days run from its handing over? */
static bool from_serving(const struct procedure *p, struct str gate, struct str act)
{
	int at = procedure_gate_at(p, gate);
	const struct procedure_act *a = at < 0 ? NULL : procedure_act_at(p, at, act);

	return a && a->served && period_is(&a->review);
}

struct closing { struct gate *g; struct round_view v; };

/* Nobody can still ask for the review that his letter promises: in a closed round he could not. A
 * term that begins when the letter comes has not ended before it came. */
static enum err none_promised(struct ctx *cx, struct db *db, const struct closing *c)
{
	const char *no = str_z(&cx->arena, c->v.row->v[ROUND_no].s), *latest = NULL, *unserved = NULL;
	date_t today = register_today(cx, c->g->r);
	char until[11] = "", many[24];
	struct stmt *q;
	int n = 0;
	bool row;

	TRY(db_stmt(cx, db, &sql_promised, &q));
	stmt_int(q, 1, c->v.row->id);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (!stmt_col_int(q, 2) &&
		    from_serving(c->v.rule->p, stmt_col_text(q, 3), stmt_col_text(q, 4))) {
			unserved = unserved ? unserved : str_z(&cx->arena, stmt_col_text(q, 0));
		} else if (!stmt_col_is_null(q, 1) && stmt_col_int(q, 1) >= today) {
			if (!n++) {
				latest = str_z(&cx->arena, stmt_col_text(q, 0));
				date_put(until, (date_t)stmt_col_int(q, 1));
			}
		}
	}
	stmt_done(q);
	snprintf(many, sizeof many, "%d", n);
	if (unserved)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-unserved", no, unserved, NULL);
	return !n ? OK : err_set(cx, ERR_CONFLICT, "round", "gate-round-review", no, many, latest,
	                         until, NULL);
}

/* Asked once more when it is written. */
static enum err all_over(struct ctx *cx, struct db *db, struct edits *e)
{
	const struct closing *c = e->still_of;

	TRY(none_live(cx, db, c->v.row));
	return none_promised(cx, db, c);
}

enum err round_still_open(struct ctx *cx, struct db *db, int64_t round)
{
	struct stmt *q;
	bool over;

	TRY(db_stmt(cx, db, &sql_over, &q));
	stmt_int(q, 1, round);
	TRY(stmt_step(cx, q, &over));
	stmt_done(q);
	return over ? err_set(cx, ERR_CONFLICT, "round", "gate-moved", NULL) : OK;
}

enum err round_close(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                     const char *note)
{
	struct office_object object = { .placed = true };
	struct closing c = { .g = g };
	struct edits e;
	struct rec *now;

	TRY(round_load(cx, g, no, &c.v));
	object.area = c.v.row->area;
	TRY(office_need(cx, g->o, who, PERM_round, &object));
	if (!c.v.open)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-over", str_z(&cx->arena, no), NULL);
	edits_begin(&e, g->r, note);
	e.still = all_over;
	e.still_of = &c;
	TRY(edits_seen(cx, &e, c.v.row, &now));
	rec_int(now, ROUND_closed, cx->now_ms);
	rec_text(now, ROUND_closed_by, str_of(who->actor));
	if (note && *note)
		rec_text(now, ROUND_note, str_of(note));
	TRY(gate_tag(cx, g, now, ROUND_state, "round_state", "closed"));
	return edits_write(cx, &e, NULL);
}

/* ---- reading ---- */

static enum err view_of(struct ctx *cx, struct gate *g, struct rec *row, struct round_view *out)
{
	out->row = row;
	out->open = gate_is(g, row, ROUND_state, "round_state", "open");
	TRY(gate_law(cx, g, row->v[ROUND_pack_version].i, &out->law));
	return gate_procedure(cx, out->law, row->v[ROUND_procedure].s, &out->rule);
}

/* A round is seen by whoever sees some place of it: a village's clerk the township's round. */
static enum err seen(struct ctx *cx, struct gate *g, const struct rec *row, struct area_tree **t,
                     bool *yes)
{
	const struct scope *sc = g->r->scope;
	const struct area_node *top;
	int at;

	TRY(register_sees(cx, g->r, row, yes));
	if (*yes || !sc)
		return OK;
	if (!*t)
		TRY(area_load(cx, &cx->arena, g->r, t));
	at = area_by_id(*t, row->area);
	top = at < 0 ? NULL : area_nth(*t, at);
	for (int i = 0; top && i < sc->narea && !*yes; i++)
		*yes = area_within(top, area_by_id(*t, sc->area[i]));
	for (int i = 0; top && i < sc->nhousehold && !*yes; i++) {
		struct rec *h;

		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_household),
		              sc->household[i], &h));
		*yes = h && area_within(top, area_by_id(*t, h->area));
	}
	return OK;
}

enum err round_load(struct ctx *cx, struct gate *g, struct str no, struct round_view *out)
{
	struct area_tree *t = NULL;
	struct rec *row = NULL;
	int64_t id;
	bool yes = false;

	no = str_trim(no);
	if (no.n > 1 && no.p[0] == 'R' && str_i64(str_sub(no, 1, no.n), &id) && id > 0)
		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_round), id, &row));
	if (row)
		TRY(seen(cx, g, row, &t, &yes));
	if (!yes)
		return err_set(cx, ERR_NOTFOUND, "round", "gate-round-none", str_z(&cx->arena, no), NULL);
	return view_of(cx, g, row, out);
}

enum err round_by_id(struct ctx *cx, struct gate *g, int64_t id, struct round_view *out)
{
	struct rec *row;

	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_round), id, &row));
	return view_of(cx, g, row, out);
}

enum err round_list(struct ctx *cx, struct gate *g, bool closed, struct round_view **out, int *n)
{
	struct area_tree *t = NULL;
	struct stmt *q;
	int64_t *id;
	int all;

	*n = 0;
	TRY(db_stmt(cx, g->r->db, &sql_all, &q));
	TRY(stmt_ids(cx, q, &id, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	for (int i = 0; i < all; i++) {
		struct rec *rec;
		bool yes;

		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_round), id[i], &rec));
		TRY(seen(cx, g, rec, &t, &yes));
		if (!yes)
			continue;
		TRY(view_of(cx, g, rec, &(*out)[*n]));
		*n += closed || (*out)[*n].open;
	}
	return OK;
}

enum err round_running(struct ctx *cx, struct reg *r, struct str **id, int *n)
{
	struct stmt *q;
	int64_t open = 0;
	bool row = true;

	*n = 0;
	*id = arena_array(&cx->arena, RUNNING_MOST, sizeof **id);
	if (!list_tagged(r->model, "round_state", "open", &open))
		return OK;
	TRY(db_stmt(cx, r->db, &sql_running, &q));
	stmt_int(q, 1, open);
	stmt_int(q, 2, register_today(cx, r));
	while (*n < RUNNING_MOST) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		(*id)[(*n)++] = str_dup(&cx->arena, stmt_col_text(q, 0));
	}
	stmt_done(q);
	return OK;
}

#include "domain/gate/round.h"

#include <stdio.h>

#include "base/utf8.h"

#define ROUNDS_MOST 2000
#define NAME_MOST 100

static const struct sql sql_all = { "round.all",
	"SELECT id FROM round ORDER BY id DESC LIMIT 2000", SQL_SCAN_OK };
static const struct sql sql_live = { "round.live",
	"SELECT count(*) FROM matter WHERE round=$1 AND ended IS NULL", 0 };
static const struct sql sql_counts = { "round.counts",
	"SELECT gate, count(*), sum(CASE WHEN due<$2 AND ended IS NULL THEN 1 ELSE 0 END)"
	" FROM matter WHERE round=$1 GROUP BY gate", 0 };
const struct sql *const round_sqls[] = { &sql_all, &sql_live, &sql_counts, NULL };

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
	TRY(closing_open(cx, g->r, n.area, n.on));
	TRY(gate_law(cx, g, 0, &law));
	TRY(gate_procedure(cx, law, n.procedure, &rule));
	if (!procedure_holds(rule->p, n.on))
		return err_set(cx, ERR_INPUT, "procedure", "gate-not-in-force", rule->p->id.p, day, NULL);
	TRY(office_need(cx, g->o, who, PERM_round, &object));
	edits_begin(&e, g->r, "");
	TRY(begin(cx, g, law, &n, &e, &row));
	rec_text(row, ROUND_opened_by, str_of(who->actor));
	*no = row->v[ROUND_no].s;
	return edits_write(cx, &e, NULL);
}

enum err round_close(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                     const char *note)
{
	struct office_object object = { .placed = true };
	struct round_view v;
	struct edits e;
	struct stmt *q;
	struct rec *now;
	char live[24];
	bool row;

	TRY(round_load(cx, g, no, &v));
	object.area = v.row->area;
	TRY(office_need(cx, g->o, who, PERM_round, &object));
	if (!v.open)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-over", str_z(&cx->arena, no), NULL);
	TRY(db_stmt(cx, g->r->db, &sql_live, &q));
	stmt_int(q, 1, v.row->id);
	TRY(stmt_step(cx, q, &row));
	snprintf(live, sizeof live, "%lld", (long long)stmt_col_int(q, 0));
	row = stmt_col_int(q, 0) > 0;
	stmt_done(q);
	if (row)
		return err_set(cx, ERR_CONFLICT, "round", "gate-round-live", str_z(&cx->arena, no), live,
		               NULL);
	edits_begin(&e, g->r, note);
	TRY(edits_seen(cx, &e, v.row, &now));
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
	int64_t *id = arena_array(&cx->arena, ROUNDS_MOST, sizeof *id);
	struct stmt *q;
	struct area_tree *t = NULL;
	int all;

	*n = 0;
	TRY(db_stmt(cx, g->r->db, &sql_all, &q));
	TRY(stmt_ids(cx, q, id, ROUNDS_MOST, &all));
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

enum err round_counts(struct ctx *cx, struct gate *g, const struct round_view *v,
                      struct round_count *gate)
{
	struct stmt *q;
	bool row = true;

	memset(gate, 0, (size_t)v->rule->p->ngate * sizeof *gate);
	TRY(db_stmt(cx, g->r->db, &sql_counts, &q));
	stmt_int(q, 1, v->row->id);
	stmt_int(q, 2, register_today(cx, g->r));
	for (;;) {
		int at;

		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		at = procedure_gate_at(v->rule->p, stmt_col_text(q, 0));
		if (at >= 0)
			gate[at] = (struct round_count){ stmt_col_int(q, 1), stmt_col_int(q, 2) };
	}
	stmt_done(q);
	return OK;
}

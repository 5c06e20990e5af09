/* notice_mend - see the header. */
#include "domain/gate/notice_mend.h"

#include "base/msg.h"

static const struct sql sql_upheld = { "notice_mend.upheld",
	"SELECT outcome, answered, position IS NULL AND household IS NULL FROM objection"
	" WHERE notice=$1 AND answered IS NOT NULL", 0 };
static const struct sql sql_made = { "notice_mend.made", "SELECT made FROM notice WHERE no=$1", 0 };
static const struct sql sql_at_gate = { "notice_mend.at_gate",
	"SELECT count(*) FROM notice_line l JOIN matter m ON m.id=l.gate_case"
	" WHERE l.notice=$1 AND m.gate=$2 AND m.ended IS NULL", 0 };
static const struct sql sql_struck = { "notice_mend.struck",
	"SELECT DISTINCT l.position, o.outcome FROM objection o JOIN notice_line l ON l.notice=o.notice"
	" AND (l.position=o.position OR o.position IS NULL AND l.household=o.household)"
	" WHERE o.notice=$1 AND o.answered IS NOT NULL AND o.outcome IS NOT NULL"
	" ORDER BY l.position", 0 };
const struct sql *const notice_mend_sqls[] = { &sql_upheld, &sql_made, &sql_at_gate, &sql_struck,
	NULL };

/* The first day on which somebody's objection to a line of it was upheld; 0: none was. */
static enum err upheld_on(struct ctx *cx, struct reg *r, int64_t notice, date_t *on)
{
	const struct list_face *l = &r->model->lists;
	struct stmt *q;
	bool row;

	*on = 0;
	TRY(db_stmt(cx, r->db, &sql_upheld, &q));
	stmt_int(q, 1, notice);
	for (;;) {
		date_t day;

		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		day = (date_t)stmt_col_int(q, 1);
		if (!stmt_col_is_null(q, 0) && !stmt_col_int(q, 2) && (!*on || day < *on) &&
		    l->has_tag(l->state, "objection_outcome", stmt_col_int(q, 0), "upheld"))
			*on = day;
	}
	stmt_done(q);
	return OK;
}

enum err notice_struck(struct ctx *cx, struct reg *r, const struct rec *row, int64_t **position,
                       int *n)
{
	const struct list_face *l = &r->model->lists;
	int64_t most = row->v[NOTICE_lines].i;
	struct stmt *q;
	bool any;

	*n = 0;
	*position = arena_array(&cx->arena, (size_t)most + 1, sizeof **position);
	TRY(db_stmt(cx, r->db, &sql_struck, &q));
	stmt_int(q, 1, row->id);
	for (;;) {
		TRY(stmt_step(cx, q, &any));
		if (!any)
			break;
		if (*n < most &&
		    l->has_tag(l->state, "objection_outcome", stmt_col_int(q, 1), "upheld"))
			(*position)[(*n)++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	return OK;
}

static enum err made_on(struct ctx *cx, struct reg *r, struct str no, date_t *on)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_made, &q));
	stmt_text(q, 1, no);
	TRY(stmt_step(cx, q, &row));
	if (row)
		*on = date_of_ms(stmt_col_int(q, 0), (int)r->pack->zone_minutes);
	stmt_done(q);
	return OK;
}

enum err notice_procedure(struct ctx *cx, struct reg *r, const struct rec *row,
                          const struct procedure **p, int *gate)
{
	struct rec *round;

	*p = NULL;
	*gate = -1;
	if (!rec_has(row, NOTICE_of_round) || !rec_has(row, NOTICE_gate))
		return OK;
	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_round),
	              row->v[NOTICE_of_round].i, &round));
	*p = pack_procedure(pack_then_of(cx, r, round, ROUND_pack_version),
	                    round->v[ROUND_procedure].s);
	*gate = *p ? procedure_gate_at(*p, row->v[NOTICE_gate].s) : -1;
	return OK;
}

static enum err how_of(struct ctx *cx, struct reg *r, const struct rec *row, enum on_change *how)
{
	const struct procedure *p;
	int gate;

	*how = CHANGE_RESTART_ALL;
	TRY(notice_procedure(cx, r, row, &p, &gate));
	if (gate >= 0)
		*how = p->gate[gate].publish.on_change;
	return OK;
}

enum err notice_mending(struct ctx *cx, struct reg *r, const struct rec *row,
                        struct notice_mending *out)
{
	*out = (struct notice_mending){ 0 };
	if (!notice_shown(r, row, register_today(cx, r)))
		return OK;
	TRY(upheld_on(cx, r, row->id, &out->since));
	if (rec_has(row, NOTICE_replaced_by)) {
		out->by = row->v[NOTICE_replaced_by].s;
		if (!out->since)
			TRY(made_on(cx, r, out->by, &out->since));
	}
	return out->since ? how_of(cx, r, row, &out->how) : OK;
}

void notice_mending_put(struct buf *out, enum lang lang, const struct notice_mending *m)
{
	static const char *const key[] = { [CHANGE_RESTART_ALL] = "notice-mending-anew",
		[CHANGE_RESTART_CHANGED] = "notice-mending-others",
		[CHANGE_AMEND] = "notice-mending-amend" };
	char day[11];
	struct str arg[2] = { { day, date_put(day, m->since) }, m->by };

	if (m->since)
		msg_add(out, lang, m->by.n ? "notice-mending-by" : key[m->how], arg, 2);
}

enum err notice_gone(struct ctx *cx, struct reg *r, const struct rec *row, enum notice_gone *why)
{
	const struct list_face *l = &r->model->lists;
	date_t down = rec_has(row, NOTICE_down) ? (date_t)row->v[NOTICE_down].i : 0, upheld = 0;
	const char *is = notice_is(r, row, register_today(cx, r));

	*why = GONE_OVER;
	if (!strcmp(is, "superseded"))
		*why = GONE_REPLACED;
	if (strcmp(is, "down") != 0 || !down)
		return OK;
	TRY(upheld_on(cx, r, row->id, &upheld));
	if (upheld && upheld <= down)
		*why = GONE_UPHELD;
	else if (l->has_tag(l->state, "notice_kind", row->v[NOTICE_kind].i, "result"))
		*why = GONE_RESULT;             /* before what is missing: it has no days to hang */
	else if (rec_has(row, NOTICE_missing_since))
		*why = GONE_MISSING;
	else if (rec_has(row, NOTICE_hangs_until) && down <= (date_t)row->v[NOTICE_hangs_until].i)
		*why = GONE_EARLY;
	return OK;
}

void notice_gone_put(struct buf *out, enum lang lang, const struct rec *row, enum notice_gone why)
{
	static const char *const key[] = { [GONE_OVER] = "notice-page-down",
		[GONE_REPLACED] = "notice-page-superseded", [GONE_UPHELD] = "notice-down-upheld",
		[GONE_MISSING] = "notice-down-missing", [GONE_EARLY] = "notice-down-early",
		[GONE_RESULT] = "notice-down-result" };
	char day[11] = "";
	struct str arg = { day, 0 };

	if (rec_has(row, NOTICE_down))
		arg.n = date_put(day, (date_t)row->v[NOTICE_down].i);
	msg_add(out, lang, key[why], &arg, 1);
}

enum err notice_restarts(struct ctx *cx, struct reg *r, const struct rec *row, int *n)
{
	struct stmt *q;
	bool any;

	*n = 0;
	if (!rec_has(row, NOTICE_posted) || !rec_has(row, NOTICE_gate) || rec_has(row, NOTICE_down))
		return OK;
	TRY(db_stmt(cx, r->db, &sql_at_gate, &q));
	stmt_int(q, 1, row->id);
	stmt_text(q, 2, row->v[NOTICE_gate].s);
	TRY(stmt_step(cx, q, &any));
	*n = (int)stmt_col_int(q, 0);
	stmt_done(q);
	return OK;
}

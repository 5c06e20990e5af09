/* filed - see the header. */
#include "domain/gate/filed.h"

#include "domain/gate/meeting.h"

static const struct sql sql_letters = { "filed.letters",
	"SELECT id FROM letter WHERE matter=$1 ORDER BY id DESC", 0 };
static const struct sql sql_talks = { "filed.talks",
	"SELECT id FROM conversation WHERE matter=$1 ORDER BY id", 0 };
static const struct sql sql_lists = { "filed.lists",
	"SELECT DISTINCT notice FROM notice_line WHERE gate_case=$1"
	" ORDER BY notice DESC", 0 };
static const struct sql sql_against = { "filed.against",
	"SELECT DISTINCT o.id FROM notice_line l JOIN objection o ON o.notice=l.notice"
	" AND (o.household=l.household OR o.position=l.position)"
	" WHERE l.gate_case=$1 ORDER BY o.id DESC", 0 };
static const struct sql sql_declared = { "filed.declared",
	"SELECT id FROM declaration WHERE gate_case=$1 AND household=$2", 0 };
static const struct sql sql_leads = { "filed.leads",
	"SELECT id FROM lead WHERE gate_case=$1 AND household=$2 ORDER BY id", 0 };
static const struct sql sql_line = { "filed.line",
	"SELECT gate_case FROM notice_line WHERE notice=$1 AND position=$2", 0 };
static const struct sql sql_votes = { "filed.votes",
	"SELECT id FROM vote WHERE matter=$1 ORDER BY id", 0 };
/* Of the lists on which the cases of list $1 hung before it: about their lines, or all of it. */
static const struct sql sql_heard = { "filed.heard",
	"SELECT count(DISTINCT o.id), count(DISTINCT CASE WHEN o.answered IS NULL THEN o.id END)"
	" FROM notice_line a JOIN notice_line l ON l.gate_case=a.gate_case"
	" JOIN objection o ON o.notice=l.notice AND (o.household=l.household OR o.position=l.position"
	" OR (o.household IS NULL AND o.position IS NULL)) WHERE a.notice=$1", 0 };
const struct sql *const filed_sqls[] = { &sql_letters, &sql_lists, &sql_against,
	&sql_declared, &sql_leads, &sql_line, &sql_votes, &sql_heard, &sql_talks, NULL };

static enum err of_matter(struct ctx *cx, struct gate *g, const struct matter *m, uint8_t noun,
                          const struct sql *sql, struct rec ***out, int *n)
{
	const struct entity *e = register_entity(g->r, noun);
	struct stmt *q;
	int64_t *id;

	TRY(db_stmt(cx, g->r->db, sql, &q));
	stmt_int(q, 1, m->row->id);
	TRY(stmt_ids(cx, q, &id, n));
	*out = arena_array(&cx->arena, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++)
		TRY(register_load(cx, g->r, e, id[i], &(*out)[i]));
	return OK;
}

enum err filed_letters(struct ctx *cx, struct gate *g, const struct matter *m, struct rec ***out,
                       int *n)
{
	return of_matter(cx, g, m, TAG_letter, &sql_letters, out, n);
}

enum err filed_conversations(struct ctx *cx, struct gate *g, const struct matter *m,
                             struct rec ***out, int *n)
{
	return of_matter(cx, g, m, TAG_conversation, &sql_talks, out, n);
}

enum err filed_letter(struct ctx *cx, struct gate *g, const struct matter *m, struct rec **out)
{
	struct rec **all;
	int n;

	TRY(filed_letters(cx, g, m, &all, &n));
	*out = n ? all[0] : NULL;
	return OK;
}

/* The vote and whom it is about; *seen false: the scope does not show one of them. */
static enum err vote_seen(struct ctx *cx, struct gate *g, int64_t id, struct rec **out, bool *seen)
{
	struct rec *house;
	enum err e = register_load(cx, g->r, register_entity(g->r, TAG_vote), id, out);

	if (e == OK && rec_has(*out, VOTE_household))
		e = register_load(cx, g->r, register_entity(g->r, TAG_household),
		                  (*out)->v[VOTE_household].i, &house);
	*seen = e == OK;
	if (e == ERR_NOTFOUND)
		err_clear(cx);
	return e == ERR_NOTFOUND ? OK : e;
}

/* Who moved away took its vote along: the meeting stays readable, and tells how many it lacks. */
static enum err votes(struct ctx *cx, struct gate *g, struct filed_meeting *out)
{
	int64_t *id;
	bool seen;
	int n;

	TRY(meeting_votes(cx, g, out->row->id, &id, &n));
	out->vote = arena_array(&cx->arena, (size_t)n + 1, sizeof *out->vote);
	for (int i = 0; i < n; i++) {
		TRY(vote_seen(cx, g, id[i], &out->vote[out->nvote], &seen));
		out->nvote += seen;
		out->elsewhere += !seen;
	}
	return OK;
}

enum err filed_meeting(struct ctx *cx, struct gate *g, struct str no, struct filed_meeting *out)
{
	int at;

	*out = (struct filed_meeting){ 0 };
	TRY(gate_row(cx, g, TAG_meeting, no, "gate-no-meeting", &out->row));
	TRY(round_by_id(cx, g, out->row->v[MEETING_round].i, &out->round));
	at = procedure_gate_at(out->round.rule->p, out->row->v[MEETING_gate].s);
	if (at >= 0)
		out->gate = &out->round.rule->p->gate[at];
	return votes(cx, g, out);
}

enum err filed_votes(struct ctx *cx, struct gate *g, const struct matter *m,
                     struct filed_vote **out, int *n)
{
	struct stmt *q;
	int64_t *id;

	TRY(db_stmt(cx, g->r->db, &sql_votes, &q));
	stmt_int(q, 1, m->row->id);
	TRY(stmt_ids(cx, q, &id, n));
	*out = arena_array(&cx->arena, (size_t)*n + 1, sizeof **out);
	for (int i = 0; i < *n; i++) {
		struct filed_vote *v = &(*out)[i];

		TRY(register_load(cx, g->r, register_entity(g->r, TAG_vote), id[i], &v->row));
		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_meeting),
		              v->row->v[VOTE_meeting].i, &v->meeting));
	}
	return OK;
}

/* ---- beside a matter ---- */

/* house: the statement asks for its household, too. */
static enum err beside(struct ctx *cx, struct gate *g, const struct matter *m, bool house,
                       const struct sql *sql, uint8_t noun, struct rec ***out, int *n)
{
	int64_t *id;
	struct stmt *q;
	int all;

	*n = 0;
	TRY(db_stmt(cx, g->r->db, sql, &q));
	stmt_int(q, 1, m->row->id);
	if (house)
		stmt_int(q, 2, m->row->v[MATTER_household].i);
	TRY(stmt_ids(cx, q, &id, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	for (int i = 0; i < all; i++) {
		enum err e = register_load(cx, g->r, register_entity(g->r, noun), id[i], &(*out)[*n]);

		if (e == ERR_NOTFOUND)
			err_clear(cx);
		else if (e != OK)
			return e;
		else
			++*n;
	}
	return OK;
}

enum err filed_about(struct ctx *cx, struct gate *g, const struct matter *m,
                     struct filed_about *out)
{
	struct rec **declared;
	int n;

	*out = (struct filed_about){ 0 };
	TRY(beside(cx, g, m, false, &sql_lists, TAG_notice, &out->notice, &out->nnotice));
	TRY(beside(cx, g, m, false, &sql_against, TAG_objection, &out->objection, &out->nobjection));
	if (!rec_has(m->row, MATTER_household))
		return OK;
	TRY(beside(cx, g, m, true, &sql_declared, TAG_declaration, &declared, &n));
	out->declaration = n ? declared[0] : NULL;
	return beside(cx, g, m, true, &sql_leads, TAG_lead, &out->lead, &out->nlead);
}

enum err filed_objected(struct ctx *cx, struct gate *g, const struct rec *objection,
                        int64_t *matter)
{
	struct stmt *q;
	bool row;

	*matter = 0;
	if (!rec_has(objection, OBJECTION_notice) || !rec_has(objection, OBJECTION_position))
		return OK;
	TRY(db_stmt(cx, g->r->db, &sql_line, &q));
	stmt_int(q, 1, objection->v[OBJECTION_notice].i);
	stmt_int(q, 2, objection->v[OBJECTION_position].i);
	TRY(stmt_step(cx, q, &row));
	if (row && !stmt_col_is_null(q, 0))
		*matter = stmt_col_int(q, 0);
	stmt_done(q);
	return OK;
}

enum err filed_heard(struct ctx *cx, struct gate *g, int64_t notice, int64_t *n, int64_t *open)
{
	struct stmt *q;
	bool row;

	*n = *open = 0;
	TRY(db_stmt(cx, g->r->db, &sql_heard, &q));
	stmt_int(q, 1, notice);
	TRY(stmt_step(cx, q, &row));
	if (row) {
		*n = stmt_col_int(q, 0);
		*open = stmt_col_int(q, 1);
	}
	stmt_done(q);
	return OK;
}

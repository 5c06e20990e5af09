/* filed - see the header. */
#include "domain/gate/filed.h"

#define VOTES_MOST 5000

static const struct sql sql_letter = { "filed.letter",
	"SELECT id FROM letter WHERE matter=$1 ORDER BY id DESC LIMIT 1", 0 };
static const struct sql sql_votes = { "filed.votes",
	"SELECT id FROM vote WHERE meeting=$1 ORDER BY id", 0 };
const struct sql *const filed_sqls[] = { &sql_letter, &sql_votes, NULL };

enum err filed_letter(struct ctx *cx, struct gate *g, const struct matter *m, struct rec **out)
{
	struct stmt *q;
	int64_t id = 0;
	bool row;

	*out = NULL;
	TRY(db_stmt(cx, g->r->db, &sql_letter, &q));
	stmt_int(q, 1, m->row->id);
	TRY(stmt_step(cx, q, &row));
	if (row)
		id = stmt_col_int(q, 0);
	stmt_done(q);
	return id ? register_load(cx, g->r, register_entity(g->r, TAG_letter), id, out) : OK;
}

static enum err votes(struct ctx *cx, struct gate *g, struct filed_meeting *out)
{
	const struct entity *e = register_entity(g->r, TAG_vote);
	int64_t *id = arena_array(&cx->arena, VOTES_MOST, sizeof *id);
	struct stmt *q;
	bool row;
	int n = 0;

	TRY(db_stmt(cx, g->r->db, &sql_votes, &q));
	stmt_int(q, 1, out->row->id);
	while (n < VOTES_MOST) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		id[n++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	out->vote = arena_array(&cx->arena, (size_t)n + 1, sizeof *out->vote);
	for (int i = 0; i < n; i++)
		TRY(register_load(cx, g->r, e, id[i], &out->vote[out->nvote++]));
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

/* conversation - see the header. */
#include "domain/gate/conversation.h"

#include <stdio.h>

#include "domain/gate/filed.h"

static enum err well_said(struct ctx *cx, struct gate *g, const struct conversation_new *n)
{
	if (!gate_name_is(str_trim(n->with)))
		return err_set(cx, ERR_INPUT, "with", "gate-talk-with", NULL);
	if (!str_trim(n->said).n)
		return err_set(cx, ERR_INPUT, "text", "gate-talk-said", NULL);
	TRY(gate_typed_names(cx, g->o, "by", n->held_by, TYPED_NAMES));
	TRY(gate_typed_names(cx, g->o, "with", n->with, TYPED_NAMES));
	return gate_typed(cx, "text", n->said, TYPED_REASON, true);
}

/* Before a number is taken: a refusal leaves no gap. */
static enum err manner_of(struct ctx *cx, struct gate *g, struct str manner, int64_t *code)
{
	const struct list_face *l = &g->r->model->lists;
	bool exact = true;

	manner = str_trim(manner);
	if (!manner.n || list_tagged(g->r->model, "talk_manner", str_z(&cx->arena, manner), code) ||
	    (l->code(l->state, "talk_manner", manner, code, &exact) && exact))
		return OK;
	return err_set(cx, ERR_INPUT, "manner", "gate-talk-manner", str_z(&cx->arena, manner), NULL);
}

static enum err put(struct ctx *cx, struct gate *g, const struct who *who, const struct matter *m,
                    const struct conversation_new *n, struct edits *e, struct rec **out)
{
	struct str by = str_trim(n->held_by);
	int64_t manner = 0;
	struct rec *row;

	TRY(manner_of(cx, g, n->manner, &manner));
	TRY(edits_new(cx, e, register_entity(g->r, TAG_conversation),
	              rec_has(m->row, MATTER_household) ? m->about : NULL, &row));
	row->area = m->row->area;
	row->shard = m->row->shard;
	gate_number(cx, row, CONVERSATION_no, 'T');
	rec_int(row, CONVERSATION_matter, m->row->id);
	rec_int(row, CONVERSATION_on_date, n->on ? n->on : register_today(cx, g->r));
	rec_text(row, CONVERSATION_held_by, by.n ? by : str_of(who->name));
	rec_text(row, CONVERSATION_with_whom, str_trim(n->with));
	rec_text(row, CONVERSATION_said, str_trim(n->said));
	rec_text(row, CONVERSATION_maker, str_of(who->actor));
	rec_int(row, CONVERSATION_made, cx->now_ms);
	if (str_trim(n->manner).n)
		rec_int(row, CONVERSATION_manner, manner);
	*out = row;
	return OK;
}

enum err conversation_add(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct matter *m, const struct conversation_new *n,
                          struct str *no)
{
	struct office_object x = { .area = m->row->area, .placed = true,
		.household = rec_has(m->row, MATTER_household) ? m->row->v[MATTER_household].i : 0 };
	date_t today = register_today(cx, g->r), on = n->on ? n->on : today;
	struct rec **all, *row;
	struct edits e;
	char day[11], first[11];
	int had;

	TRY(gate_local(cx, g->r, g->o, who, PERM_procedure, &x));
	if (rec_has(m->row, MATTER_household) && !m->about)      /* under whose key would it lie? */
		return err_set(cx, ERR_CONFLICT, "case", "gate-no-gone", NULL);
	TRY(well_said(cx, g, n));
	date_put(day, on);
	if (on > today)
		return err_set(cx, ERR_INPUT, "--on", "gate-day-future", day, NULL);
	if (on < (date_t)m->round.row->v[ROUND_began].i) {
		date_put(first, (date_t)m->round.row->v[ROUND_began].i);
		return err_set(cx, ERR_INPUT, "--on", "gate-talk-before", day, first, NULL);
	}
	TRY(filed_conversations(cx, g, m, &all, &had));
	if (had >= CONVERSATIONS_MOST)
		return err_set(cx, ERR_LIMIT, "case", "gate-talk-many", NULL);
	edits_begin(&e, g->r, "");
	TRY(edits_in_year(cx, &e, m->row->area, on));
	TRY(put(cx, g, who, m, n, &e, &row));
	*no = row->v[CONVERSATION_no].s;
	return edits_write(cx, &e, NULL);
}

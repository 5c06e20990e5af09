/* lead_case - see the header. */
#include "domain/gate/lead_case.h"

#include "domain/gate/declaration.h"

enum err lead_lets(struct ctx *cx, struct gate *g, const struct who *who, const struct rec *lead)
{
	struct office_object x = { .placed = true, .state = STATE_LIVE,
		.area = lead->area ? lead->area : lead->shard };

	return gate_local(cx, g->r, g->o, who, PERM_procedure, &x);
}

enum err lead_matter(struct ctx *cx, struct gate *g, const struct rec *lead, struct rec **out)
{
	*out = NULL;
	return rec_has(lead, LEAD_gate_case) ?
	       store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter),
	                 lead->v[LEAD_gate_case].i, out) : OK;
}

enum err lead_settle(struct ctx *cx, struct gate *g, struct edits *e, const struct rec *lead,
                     const struct rec *matter)
{
	date_t today = register_today(cx, g->r);
	struct rec *now;

	TRY(edits_seen(cx, e, lead, &now));
	TRY(gate_tag(cx, g, now, LEAD_state, "lead_state", "procedure"));
	rec_int(now, LEAD_gate_case, matter->id);
	if (!rec_has(now, LEAD_household))
		rec_int(now, LEAD_household, matter->v[MATTER_household].i);
	rec_int(now, LEAD_closed, today);
	return OK;
}

/* How the case came: as the lead did, or by a department if that is all that is known. */
static struct str channel_of(const struct gate *g, const struct rec *lead)
{
	static const char *const tags[] = { "self", "visit", "department", "hotline", "complaint",
		"media", "inspection", "check" };

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (gate_is(g, lead, LEAD_channel, "lead_channel", tags[i]))
			return str_of(tags[i]);
	return rec_has(lead, LEAD_department) || rec_has(lead, LEAD_list_topic) ?
	       STR("department") : STR("other");
}

/* It is in a case of this procedure already: the lead joins that one. */
static enum err join(struct ctx *cx, struct gate *g, const struct rec *lead, int64_t matter,
                     struct str *no)
{
	struct edits e;
	struct rec *row;

	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), matter, &row));
	edits_begin(&e, g->r, NULL);
	TRY(lead_settle(cx, g, &e, lead, row));
	*no = row->v[MATTER_no].s;
	return edits_write(cx, &e, NULL);
}

static enum err refused(struct ctx *cx, struct gate *g, const struct matter_made *made)
{
	struct rec *house;

	TRY(register_load(cx, g->r, register_entity(g->r, TAG_household), made->about, &house));
	return err_set(cx, ERR_INPUT, "household", made->refused,
	               str_z(&cx->arena, house->v[HOUSEHOLD_no].s), "", str_z(&cx->arena, made->why),
	               NULL);
}

/* May it go there, and who is it about? */
static enum err asked(struct ctx *cx, struct gate *g, const struct rec *lead,
                      const struct round_view *round, int64_t *household)
{
	const char *no = str_z(&cx->arena, lead->v[LEAD_no].s);

	if (register_lead_over(g->r, lead))
		return err_set(cx, ERR_CONFLICT, no, "lead-over", no, NULL);
	if (!*household && rec_has(lead, LEAD_household))
		*household = lead->v[LEAD_household].i;
	if (rec_has(lead, LEAD_household) && *household != lead->v[LEAD_household].i)
		return err_set(cx, ERR_INPUT, "household", "lead-other", no, NULL);
	if (!*household)
		return err_set(cx, ERR_INPUT, "household", "lead-whose", no, NULL);
	return declaration_fits(cx, round);
}

enum err lead_accept(struct ctx *cx, struct gate *g, const struct who *who, const struct rec *lead,
                     const struct round_view *round, int64_t household, date_t on, struct str *no)
{
	struct matter_new n = { .round = round, .about = &household, .n = 1, .on = on,
		.guarded = true, .lead = lead, .channel = channel_of(g, lead) };
	struct matter_made made;
	struct rec *in;

	TRY(lead_lets(cx, g, who, lead));
	TRY(lead_matter(cx, g, lead, &in));
	if (in && (!household || in->v[MATTER_household].i == household)) {
		*no = in->v[MATTER_no].s;
		return OK;
	}
	TRY(asked(cx, g, lead, round, &household));
	TRY(matter_add(cx, g, who, &n, &made));
	if (made.refused && made.matter)
		return join(cx, g, lead, made.matter, no);
	if (made.refused)
		return refused(cx, g, &made);
	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), made.matter, &in));
	*no = in->v[MATTER_no].s;
	return OK;
}

/* declaration - see the header. */
#include "domain/gate/declaration.h"

static const struct sql sql_rounds = { "declaration.rounds",
	"SELECT id FROM round WHERE closed IS NULL ORDER BY id DESC", SQL_SCAN_OK };
const struct sql *const declaration_sqls[] = { &sql_rounds, NULL };

static enum err over(struct ctx *cx)
{
	return err_set(cx, ERR_CONFLICT, "receipt", "objection-over", NULL);
}

/* Whoever asks and is refused is told so by a letter: a procedure without one answers nobody's
 * declaration (an exit, a removal of risk), and a campaign asks by itself. */
static bool answers(const struct procedure *p)
{
	bool letter = false;

	for (int i = 0; i < p->nact; i++)
		letter |= p->act[i].letter && p->gate[p->act[i].to].end == GATE_REFUSED;
	return letter && !p->campaign;
}

enum err declaration_fits(struct ctx *cx, const struct round_view *round)
{
	const struct procedure *p = round->rule->p;

	return str_eqz(p->noun, "household") && answers(p) ? OK :
	       err_set(cx, ERR_INPUT, "round", "lead-no-round",
	               str_z(&cx->arena, round->row->v[ROUND_no].s),
	               str_z(&cx->arena, gate_words(cx, p->zh, p->en)), NULL);
}

static enum err number_of(struct ctx *cx, struct gate *g, int64_t matter, struct str *no)
{
	struct rec *row;

	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), matter, &row));
	*no = row->v[MATTER_no].s;
	return OK;
}

enum err declaration_settle(struct ctx *cx, struct gate *g, struct edits *e,
                            const struct rec *declaration, const struct rec *matter)
{
	struct rec *now;

	TRY(edits_seen(cx, e, declaration, &now));
	rec_int(now, DECLARATION_gate_case, matter->id);
	now->v[DECLARATION_household] = matter->v[MATTER_household];
	return gate_tag(cx, g, now, DECLARATION_state, "declaration_state", "taken");
}

/* It is in a case of this procedure already: the declaration joins that one. */
static enum err join(struct ctx *cx, struct gate *g, const struct rec *row, int64_t matter)
{
	struct edits e;
	struct rec *in;

	TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_matter), matter, &in));
	edits_begin(&e, g->r, NULL);
	TRY(declaration_settle(cx, g, &e, row, in));
	return edits_write(cx, &e, NULL);
}

/* How the case came: as the declaration did, where the list of sources knows such a way; else the
 * household declared itself. */
static struct str channel_of(const struct gate *g, const struct rec *row)
{
	static const char *const tags[] = { "phone", "qr", "web" };
	int64_t code;

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		if (gate_is(g, row, DECLARATION_channel, "objection_channel", tags[i]) &&
		    list_tagged(g->r->model, "lead_channel", tags[i], &code))
			return str_of(tags[i]);
	return STR("self");
}

/* The case of the household, made with what the declaration says from then on, or found. */
static enum err take_in(struct ctx *cx, struct gate *g, const struct who *who,
                        const struct round_view *round, int64_t household, const struct rec *row,
                        int64_t *matter)
{
	struct matter_new n = { .round = round, .about = &household, .n = 1,
		.channel = channel_of(g, row),
		.on = (date_t)row->v[DECLARATION_received].i, .guarded = true, .declaration = row };
	date_t began = (date_t)round->row->v[ROUND_began].i;
	struct matter_made made;
	struct rec *house;

	TRY(register_load(cx, g->r, register_entity(g->r, TAG_household), household, &house));
	if (n.on < began)
		n.on = began;
	TRY(matter_add(cx, g, who, &n, &made));
	*matter = made.matter;
	if (made.refused && made.matter)
		return join(cx, g, row, made.matter);
	return !made.refused ? OK : err_set(cx, ERR_INPUT, "household", made.refused,
	       str_z(&cx->arena, house->v[HOUSEHOLD_no].s), "", str_z(&cx->arena, made.why), NULL);
}

enum err declaration_accept(struct ctx *cx, struct gate *g, const struct who *who, struct str no,
                            const struct round_view *round, int64_t household,
                            struct str *matter)
{
	struct rec *row;
	int64_t id;

	TRY(declaration_row(cx, g->r, no, &row));
	if (rec_has(row, DECLARATION_gate_case) && row->v[DECLARATION_household].i == household)
		return number_of(cx, g, row->v[DECLARATION_gate_case].i, matter);
	if (!gate_is(g, row, DECLARATION_state, "declaration_state", "live") ||
	    rec_has(row, DECLARATION_gate_case))
		return over(cx);
	TRY(declaration_fits(cx, round));
	TRY(take_in(cx, g, who, round, household, row, &id));
	return number_of(cx, g, id, matter);
}

/* A procedure that was named is wanted whether it answers or not. */
static bool asked_for(const struct procedure *p, struct str procedure)
{
	return procedure.n ? str_eq(p->id, procedure) : answers(p);
}

/* Is the round for it? One that is not seen here is looked at when it is taken in. */
static enum err open_to(struct ctx *cx, struct gate *g, const struct round_view *v,
                        int64_t household, bool *is)
{
	const struct procedure_act *by = NULL;
	enum err e = !household ? OK :
		matter_barred(cx, g, v, household, register_today(cx, g->r), &by);

	if (e == ERR_NOTFOUND)
		err_clear(cx);
	*is = !by;
	return e == ERR_NOTFOUND ? OK : e;
}

enum err declaration_rounds(struct ctx *cx, struct gate *g, int64_t area, int64_t household,
                            struct str procedure, struct round_view **out, int *n)
{
	struct area_tree *tree;
	struct stmt *q;
	int64_t *id;
	int all, at;

	*n = 0;
	TRY(area_load(cx, &cx->arena, g->r, &tree));
	TRY(db_stmt(cx, g->r->db, &sql_rounds, &q));
	TRY(stmt_ids(cx, q, &id, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	at = area_by_id(tree, area);
	for (int i = 0; i < all && (at >= 0 || !area); i++) {
		struct round_view *v = &(*out)[*n];
		bool is;
		int top;

		TRY(round_by_id(cx, g, id[i], v));
		top = area_by_id(tree, v->row->area);
		is = v->open && str_eqz(v->rule->p->noun, "household") && top >= 0 &&
		     asked_for(v->rule->p, procedure) && (!area || area_within(area_nth(tree, top), at));
		if (is)
			TRY(open_to(cx, g, v, household, &is));
		*n += is;
	}
	return OK;
}

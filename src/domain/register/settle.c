#include "domain/register/settle.h"

/* What an answer means for a person and for a household: meanings of list values. */
static const struct {
	const char *answer, *event, *state, *house_event, *house_state;
} meanings[] = {
	{ "dead", "dead", "dead", NULL, NULL },
	{ "married_out", "married_out", "married_out", NULL, NULL },
	{ "moved_out", "moved_out", "moved_out", "household_moved", "left" },
	{ "abroad", "abroad", "abroad", NULL, NULL },
	{ "void", "correction", "void", "correction", "void" },
	{ "closed", NULL, NULL, "closed", "closed" },
	{ "merged", NULL, NULL, "household_merge", "merged" },
	{ "omitted", NULL, NULL, NULL, NULL },
};

static bool means(const struct reg *r, int64_t answer, const char *sem)
{
	const struct list_face *l = &r->model->lists;

	return l->has_tag(l->state, "gone_answer", answer, sem);
}

static enum err not_for(struct ctx *cx, const struct rec *d, const char *key)
{
	return err_set(cx, ERR_INPUT, str_z(&cx->arena, d->v[DIFFERENCE_no].s), key,
	               str_z(&cx->arena, d->v[DIFFERENCE_no].s), NULL);
}

static void close_it(struct ctx *cx, struct rec *d, int64_t state, const struct settle *how)
{
	rec_int(d, DIFFERENCE_state, state);
	rec_int(d, DIFFERENCE_settled, cx->now_ms);
	rec_text(d, DIFFERENCE_settled_by, str_of(cx->actor));
	if (how->reason)
		rec_text(d, DIFFERENCE_reason, str_of(how->reason));
}

/* ---- whose value stands ---- */

/* What a procedure decides and a source's word has changed is looked at, as after an import. */
static enum err leave_doubt(struct ctx *cx, struct edits *e, const struct rec *d,
                            const struct rec *about, int field)
{
	const struct kind *kind = kind_find("decided_changed");
	struct rec *f;
	int64_t code;

	TRY(edits_new(cx, e, register_entity(e->r, TAG_finding), NULL, &f));
	f->area = about->area;
	f->shard = about->shard;
	if (rec_has(d, DIFFERENCE_found_batch))
		rec_int(f, FINDING_file_batch, d->v[DIFFERENCE_found_batch].i);
	rec_text(f, FINDING_col, str_of(about->e->fields[field].zh));
	rec_text(f, FINDING_kind, str_of(kind->id));
	if (list_tagged(e->r->model, "severity", kind->severity, &code))
		rec_int(f, FINDING_severity, code);
	if (list_tagged(e->r->model, "finding_state", "open", &code))
		rec_int(f, FINDING_state, code);
	rec_text(f, FINDING_about_entity, str_of(about->e->name));
	if (rec_has(d, DIFFERENCE_about_no))
		rec_text(f, FINDING_about_no, d->v[DIFFERENCE_about_no].s);
	rec_int(f, FINDING_found, cx->now_ms);
	return OK;
}

/* The row's field gets this value, unless it has it. Values that neither side of the difference
 * knows were set since: they are not overwritten. */
static enum err set_value(struct ctx *cx, struct edits *e, const struct rec *d, int side)
{
	const struct entity *noun = entity_find(e->r->model, d->v[DIFFERENCE_about_entity].s);
	int f = noun ? entity_field(noun, d->v[DIFFERENCE_field].s) : -1;
	struct val v, ours, theirs;
	struct rec *now;

	if (f < 0)
		return not_for(cx, d, "settle-no-field");
	TRY(edits_row(cx, e, noun, d->v[DIFFERENCE_about].i, &now));
	ours = difference_value(&cx->arena, &noun->fields[f], &d->v[DIFFERENCE_ours]);
	theirs = difference_value(&cx->arena, &noun->fields[f], &d->v[DIFFERENCE_theirs]);
	v = side == DIFFERENCE_ours ? ours : theirs;
	if (val_eq(&now->v[f], &v))
		return OK;
	if (side == DIFFERENCE_ours && !val_eq(&now->v[f], &theirs))
		return OK;                      /* something newer stands here: it stays */
	if (side == DIFFERENCE_theirs && v.kind == VAL_NULL)
		return not_for(cx, d, "settle-no-value");
	now->v[f] = v;
	if (noun->fields[f].type == FT_AREA && !strcmp(noun->fields[f].name, "area"))
		now->area = v.i;
	return noun->fields[f].flags & E_DECIDED ? leave_doubt(cx, e, d, now, f) : OK;
}

static enum err settle_value(struct ctx *cx, struct edits *e, const struct difference_codes *k,
                             const struct settle *how, struct rec *d)
{
	int64_t state = d->v[DIFFERENCE_state].i;

	if (how->take == SETTLE_ANSWER)
		return not_for(cx, d, "settle-not-gone");
	if (state == k->entered)
		return not_for(cx, d, "settle-entered");
	TRY(set_value(cx, e, d, how->take == SETTLE_OURS ? DIFFERENCE_ours : DIFFERENCE_theirs));
	close_it(cx, d, how->take == SETTLE_OURS ? k->settled_ours : k->settled_theirs, how);
	return OK;
}

/* ---- where somebody went ---- */

static enum err coded(struct ctx *cx, struct edits *e, const char *list, const char *sem,
                      int64_t *code)
{
	if (list_tagged(e->r->model, list, sem, code))
		return OK;
	return err_set(cx, ERR_INPUT, list, "difference-no-code", list, sem, NULL);
}

static enum err add_event(struct ctx *cx, struct edits *e, const struct rec *house,
                          const struct rec *person, const char *sem, date_t on)
{
	struct rec *event;
	int64_t kind;

	TRY(coded(cx, e, "event_kind", sem, &kind));
	TRY(edits_new(cx, e, register_entity(e->r, TAG_member_event), house, &event));
	rec_int(event, MEMBER_EVENT_kind, kind);
	rec_int(event, MEMBER_EVENT_happened, on);
	if (person) {
		rec_int(event, MEMBER_EVENT_person, person->id);
		event->v[MEMBER_EVENT_name] = person->v[PERSON_name];
	}
	return OK;
}

static enum err person_went(struct ctx *cx, struct edits *e, struct rec *person, const char *event,
                            const char *state, date_t on)
{
	struct rec *house;
	int64_t code;

	TRY(coded(cx, e, "person_state", state, &code));
	rec_int(person, PERSON_state, code);
	rec_int(person, PERSON_state_on, on);
	TRY(register_load(cx, e->r, register_entity(e->r, TAG_household),
	                  person->v[PERSON_household].i, &house));
	return add_event(cx, e, house, person, event, on);
}

static enum err went(struct ctx *cx, struct edits *e, const struct rec *d,
                     const struct settle *how, struct rec *row)
{
	bool person = row->e->tag == TAG_person;
	int64_t code;

	if (!means(e->r, how->answer, person ? "person" : "household"))
		return not_for(cx, d, person ? "settle-not-person" : "settle-not-household");
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
		const char *event = person ? meanings[i].event : meanings[i].house_event;
		const char *state = person ? meanings[i].state : meanings[i].house_state;

		if (!means(e->r, how->answer, meanings[i].answer))
			continue;
		if (!event)
			return OK;                  /* left out by mistake: it stays, and is to be entered */
		if (!how->on)
			return not_for(cx, d, "settle-date-needed");
		if (person)
			return person_went(cx, e, row, event, state, how->on);
		TRY(coded(cx, e, "household_state", state, &code));
		rec_int(row, HOUSEHOLD_state, code);
		return add_event(cx, e, row, NULL, event, how->on);
	}
	return OK;
}

static enum err settle_gone(struct ctx *cx, struct edits *e, const struct difference_codes *k,
                            const struct settle *how, struct rec *d)
{
	const struct entity *noun = entity_find(e->r->model, d->v[DIFFERENCE_about_entity].s);
	struct rec *row;

	if (how->take != SETTLE_ANSWER)
		return not_for(cx, d, "settle-gone");
	if (d->v[DIFFERENCE_state].i != k->open)
		return not_for(cx, d, "settle-answered");
	TRY(edits_row(cx, e, noun, d->v[DIFFERENCE_about].i, &row));
	TRY(went(cx, e, d, how, row));
	close_it(cx, d, k->answered, how);
	rec_int(d, DIFFERENCE_answer, how->answer);
	if (how->on)
		rec_int(d, DIFFERENCE_answered_on, how->on);
	return OK;
}

enum err settle_add(struct ctx *cx, struct edits *e, const struct difference_codes *k,
                    const struct settle *how, int64_t id)
{
	struct rec *d;

	TRY(edits_row(cx, e, register_entity(e->r, TAG_difference), id, &d));
	if (!d->opened)
		return err_set(cx, ERR_DENIED, d->e->name, "keys-needed", NULL);
	return d->v[DIFFERENCE_kind].i == k->gone ? settle_gone(cx, e, k, how, d)
	                                          : settle_value(cx, e, k, how, d);
}

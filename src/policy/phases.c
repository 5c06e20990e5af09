/* phases - see the header: read, and held against procedures and lists. */
#include "policy/phases.h"

#include "policy/pack_int.h"
#include "policy/procedures.h"

const struct phase_track *pack_track(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->ntrack; i++)
		if (str_eq(p->track[i].id, id))
			return &p->track[i];
	return NULL;
}

int phase_step_at(const struct phase_track *t, struct str id)
{
	for (int i = 0; i < t->nstep; i++)
		if (str_eq(t->step[i].id, id))
			return i;
	return -1;
}

struct str procedure_phase(const struct procedure *p, int gate)
{
	const struct procedure_gate *g = &p->gate[gate];

	return g->phase.n || g->end ? g->phase : p->phase;
}

/* ---- reading ---- */

static enum err read_step(struct loading *ld, const struct node *n, bool named,
                          struct phase_step *out)
{
	const struct node *holds;

	*out = (struct phase_step){ .at = pack_place_of(ld, n->at) };
	TRY(node_known(ld->cx, n, named ? "id zh en holds" : "zh en holds"));
	TRY(node_text(ld->cx, n, "id", named, &out->id));
	TRY(node_text(ld->cx, n, "zh", true, &out->zh));
	TRY(node_text(ld->cx, n, "en", true, &out->en));
	TRY(node_kind_of(ld->cx, n, "holds", NODE_MAP, !named, &holds));
	if (!holds)
		return OK;
	if (holds->nkid != 2 || holds->kid[1]->kind != NODE_SCALAR || !holds->kid[1]->text.n)
		return PACK_BAD(ld->cx, holds->at, "pack-want-text", "holds");
	out->field = holds->kid[0]->text;
	out->tag = holds->kid[1]->text;
	return OK;
}

static enum err read_track(struct loading *ld, const struct node *key, const struct node *n)
{
	struct phase_track t = { .id = key->text, .at = pack_place_of(ld, key->at) };
	const struct node *steps, *again;
	struct pack *p = ld->p;
	int at = 0;

	if (!name_good(t.id, '-', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", t.id.p);
	TRY(node_known(ld->cx, n, "for zh en steps again"));
	TRY(node_text(ld->cx, n, "for", true, &t.noun));
	TRY(node_text(ld->cx, n, "zh", true, &t.zh));
	TRY(node_text(ld->cx, n, "en", true, &t.en));
	TRY(node_kind_of(ld->cx, n, "steps", NODE_SEQ, true, &steps));
	if (steps->nkid > PHASE_STEPS)
		return PACK_FULL(ld->cx, steps->at);
	for (int i = 0; i < steps->nkid; i++)
		TRY(read_step(ld, steps->kid[i], true, &t.step[t.nstep++]));
	TRY(node_kind_of(ld->cx, n, "again", NODE_MAP, false, &again));
	if (again)
		TRY(read_step(ld, again, false, &t.again));
	while (at < p->ntrack && !str_eq(p->track[at].id, t.id))
		at++;
	if (at == PHASE_TRACKS)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->ntrack)
		p->track = pack_grow(ld->a, p->track, p->ntrack++, sizeof *p->track);
	p->track[at] = t;
	return OK;
}

enum err phases_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_kind_of(ld->cx, root, "phases", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2)
		TRY(read_track(ld, map->kid[i], map->kid[i + 1]));
	return OK;
}

/* ---- whether it fits ---- */

static enum err phase_word(struct ctx *cx, const struct phase_track *t, struct str id,
                           struct pack_place at)
{
	struct sought s = { .key = "phase", .word = id };

	for (int i = 0; i < t->nstep; i++)
		word_try(&s, t->step[i].id);
	return id.n ? word_known(cx, &s, at) : OK;
}

enum err phases_check(struct loading *ld, const struct procedure *p)
{
	struct sought s = { .key = "track", .word = p->track };
	const struct phase_track *t;
	bool said = p->phase.n > 0;

	for (int g = 0; g < p->ngate; g++)
		said |= p->gate[g].phase.n > 0;
	if (!p->track.n && !said)
		return OK;
	for (int i = 0; i < ld->p->ntrack; i++)      /* tracks of other nouns lead nobody here */
		if (str_eq(ld->p->track[i].noun, p->noun))
			word_try(&s, ld->p->track[i].id);
	TRY(word_known(ld->cx, &s, p->at));
	t = pack_track(ld->p, p->track);
	TRY(phase_word(ld->cx, t, p->phase, p->at));
	for (int g = 0; g < p->ngate; g++)
		TRY(phase_word(ld->cx, t, p->gate[g].phase, p->gate[g].at));
	return OK;
}

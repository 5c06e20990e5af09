/* import_gone - after a full list: rows that the source listed before, that still live here, and
 * that are not on it any more. Each becomes a question, never a deletion: died, moved, married out,
 * or only left out? A household that is missing as a whole is one question. */
#include "job/import_month.h"

struct gone {
	struct imp *im;
	/* by noun: on the source's full list before this one, and after that */
	struct idset before[SHEET_PARTS];
	struct idset elsewhere[SHEET_PARTS];     /* on the newest full list of another kind */
	const struct noun *house, *person;       /* NULL: the list says nothing of them */
	int house_at, person_at;
};

static enum err add_roll(void *arg, const struct roll *roll)
{
	struct gone *g = arg;
	struct month *m = g->im->month;

	for (int i = 0; i < m->nnoun; i++)
		for (int k = 0; str_eqz(roll->entity, m->noun[i].e->name) && k < roll->n; k++)
			idset_add(&g->before[i], roll->id[k]);
	return OK;
}

/* The newest full list of this kind before this one, and what came after it: corrections, parts. */
static enum err load_before(struct gone *g)
{
	struct imp *im = g->im;
	struct roll_batch *b;
	int n, from;

	TRY(roll_batches(im->cx, im->r, im->month->source->name, &b, &n));
	from = roll_whole(b, n, month_list_kind(im), im->delivery);
	for (int i = from; from >= 0 && i < n; i++)
		if (b[i].id < im->delivery && str_eq(b[i].kind, month_list_kind(im)))
			TRY(roll_read(im->cx, im->r, b[i].id, add_roll, g));
	return OK;
}

static enum err add_elsewhere(void *arg, const struct roll *roll)
{
	struct gone *g = arg;
	struct month *m = g->im->month;

	for (int i = 0; i < m->nnoun; i++)
		for (int k = 0; str_eqz(roll->entity, m->noun[i].e->name) && k < roll->n; k++)
			idset_add(&g->elsewhere[i], roll->id[k]);
	return OK;
}

/* A source may spread its households over lists of several kinds, each full by the pack: who left
 * that of the watched but is on that of the exited is not gone. */
static enum err load_elsewhere(struct gone *g)
{
	struct imp *im = g->im;
	struct roll_batch *b;
	int n;

	TRY(roll_batches(im->cx, im->r, im->month->source->name, &b, &n));
	for (int i = 0; i < n; i++) {
		int from = roll_whole(b, n, b[i].kind, INT64_MAX);

		if (from >= 0 && i >= from && !str_eq(b[i].kind, month_list_kind(im)) &&
		    source_full(im->month->source, b[i].kind))
			TRY(roll_read(im->cx, im->r, b[i].id, add_elsewhere, g));
	}
	return OK;
}

static bool missing(const struct gone *g, int noun, int64_t id)
{
	return !idset_has(&g->im->month->noun[noun].seen, id) && !idset_has(&g->elsewhere[noun], id);
}

/* A list that lacks most of what was there before is a part, whatever its kind: nobody is asked
 * about thousands of people because a township sent its own. Somebody who said that it is full is
 * believed. */
static void only_a_part(struct gone *g)
{
	struct month *m = g->im->month;
	int64_t all = 0, lacking = 0, at, id;

	for (int i = 0; i < m->nnoun; i++) {
		if (&m->noun[i] != g->house && &m->noun[i] != g->person)
			continue;
		all += g->before[i].n;
		for (at = 0; idset_next(&g->before[i], &at, &id);)
			lacking += missing(g, i, id);
	}
	if (!m->told_whole && lacking * 100 > all * m->source->missing_most) {
		m->whole = false;
		g->im->n.part = true;
	}
}

static bool asked_already(const struct imp *im, const struct entity *e, int64_t id)
{
	const struct month *m = im->month;
	int count, first = difference_of_row(m->ref, m->nref, e->tag, id, &count);

	for (int i = first; i < first + count; i++)
		if (m->ref[i].field < 0)
			return true;
	return false;
}

static enum err ask(struct imp *im, const struct rec *row, int64_t household)
{
	struct arena *a = &im->chunk->a;
	struct month *m = im->month;
	struct family fam;
	struct rec *d;

	if (!register_alive(im->r, row) || asked_already(im, row->e, row->id))
		return OK;
	d = difference_new(a, im->r, &m->code, m->source->name, row, household, -1);
	rec_int(d, DIFFERENCE_found, im->cx->now_ms);
	rec_int(d, DIFFERENCE_found_batch, im->batch);
	im->n.gone++;
	TRY(family_load(im->cx, im->r->db, im->r->st, im->household, household, &fam));
	return month_write(im, d, NULL, 0, &fam);
}

static enum err snapshot(struct imp *im)
{
	if (im->reading)
		return OK;
	im->reading = true;
	return db_begin_read(im->cx, im->r->db);
}

/* NULL: no such row any more, since its batch was undone. */
static enum err load(struct imp *im, const struct entity *e, int64_t id, struct rec **out)
{
	enum err err;

	TRY(snapshot(im));
	*out = NULL;
	err = store_get(im->cx, im->r->db, &im->work, e, id, out);
	if (err == ERR_NOTFOUND) {
		err_clear(im->cx);
		return OK;
	}
	return err;
}

static enum err missing_of(struct gone *g, int noun)
{
	struct imp *im = g->im;
	const struct noun *n = &im->month->noun[noun];
	int64_t at = 0, id, household;

	if (n != g->house && n != g->person)
		return OK;
	while (idset_next(&g->before[noun], &at, &id)) {
		struct rec *row;

		if (!missing(g, noun, id))
			continue;
		TRY(load(im, n->e, id, &row));
		if (!row)
			continue;
		household = n->e == im->household ? id : row->v[PERSON_household].i;
		if (g->house && n != g->house && idset_has(&g->before[g->house_at], household) &&
		    missing(g, g->house_at, household))
			continue;                       /* asked about as a whole */
		TRY(ask(im, row, household));
		arena_reset(&im->work);
		TRY(imp_flush(im, false));
	}
	return OK;
}

/* A household is listed again, but not all of its members: now they are asked about one by one. */
static enum err members_left_out(struct gone *g, int person, int64_t household)
{
	struct imp *im = g->im;
	struct rec **member;
	int n;

	TRY(snapshot(im));
	TRY(match_children(im, im->person, household, NULL, &member, &n));
	for (int i = 0; i < n; i++)
		if (missing(g, person, member[i]->id) &&
		    said_when(g->person->said, member[i]->id, -1))
			TRY(ask(im, member[i], household));
	return imp_flush(im, false);
}

static enum err returned(struct gone *g, struct idset *house)
{
	struct imp *im = g->im;
	const struct import *o = im->im;
	int64_t at = 0, id;

	TRY(snapshot(im));
	TRY(difference_back(im->cx, im->r, &im->month->code, im->batch, im->household, house));
	for (int i = 0; i < o->ndelivered; i++)
		if (str_eq(o->delivered[i].kind, month_list_kind(im)))
			TRY(difference_back(im->cx, im->r, &im->month->code, o->delivered[i].batch,
			                    im->household, house));
	while (idset_next(house, &at, &id))
		TRY(members_left_out(g, g->person_at, id));
	return OK;
}

static enum err add_seen(void *arg, const struct roll *roll)
{
	struct month *m = arg;

	for (int i = 0; i < m->nnoun; i++)
		for (int k = 0; str_eqz(roll->entity, m->noun[i].e->name) && k < roll->n; k++)
			idset_add(&m->noun[i].seen, roll->id[k]);
	return OK;
}

/* The other files of the same list. */
static enum err add_delivered(struct imp *im)
{
	const struct import *o = im->im;

	for (int i = 0; i < o->ndelivered; i++)
		if (str_eq(o->delivered[i].kind, month_list_kind(im)))
			TRY(roll_read(im->cx, im->r, o->delivered[i].batch, add_seen, im->month));
	return OK;
}

static enum err ask_all(struct gone *g)
{
	struct imp *im = g->im;
	struct month *m = im->month;
	struct idset house;
	enum err e = OK;

	TRY(load_before(g));
	TRY(add_delivered(im));
	TRY(load_elsewhere(g));
	only_a_part(g);
	for (int i = 0; m->whole && i < m->nnoun && e == OK; i++)
		e = missing_of(g, i);
	TRY(e);
	if (!m->whole || !g->house || !g->person)
		return OK;
	idset_begin(&house, im->r);
	e = returned(g, &house);
	idset_free(&house);
	return e;
}

enum err month_gone(struct imp *im)
{
	struct gone g = { .im = im };
	struct month *m = im->month;
	enum err e;

	if (!m || (im->part[0] != im->household && im->part[0] != im->person))
		return OK;
	if (im->more)                           /* the rest of the list is still to come */
		m->whole = false;
	if (m->whole && im->im->files_refused) {        /* or was refused, perhaps */
		m->whole = false;
		im->n.unasked = true;
	}
	if (!m->whole)
		return OK;
	for (int i = 0; i < m->nnoun; i++) {
		idset_begin(&g.before[i], im->r);
		idset_begin(&g.elsewhere[i], im->r);
		if (m->noun[i].e == im->household) {
			g.house = &m->noun[i];
			g.house_at = i;
		}
		if (m->noun[i].e == im->person) {
			g.person = &m->noun[i];
			g.person_at = i;
		}
	}
	e = ask_all(&g);
	for (int i = 0; i < m->nnoun; i++) {
		idset_free(&g.before[i]);
		idset_free(&g.elsewhere[i]);
	}
	TRY(e);
	return imp_flush(im, true);
}

#include "job/import_month.h"
#include "base/mem.h"
#include "entity/sheet.h"
#include "job/import_open.h"

/* ---- before the first row ---- */

/* Of a batch taken up again: whom it has listed already. */
static enum err seen_before(void *arg, const struct roll *roll)
{
	struct month *m = arg;

	for (int i = 0; i < m->nnoun; i++)
		for (int k = 0; str_eqz(roll->entity, m->noun[i].e->name) && k < roll->n; k++)
			idset_add(&m->noun[i].seen, roll->id[k]);
	return OK;
}

/* The fields of a part: of its columns, then what the shape states without one. */
static void part_begin(struct imp *im, int part)
{
	const struct sheet_shape *s = im->rd->map.shape;
	struct stating *p = &im->month->part[part];
	int copies = s ? s->ncopy : 0;

	p->nth = 1;
	for (int i = 0; i < part; i++)
		p->nth += im->part[i] == im->part[part];
	p->field = arena_array(&im->cache, (size_t)(im->nstated[part] + copies) + 1, sizeof *p->field);
	for (int i = 0; i < im->nstated[part]; i++)
		p->field[p->nfield++] = im->stated[part][i];
	for (int i = 0; i < copies; i++) {
		bool there = s->copy[i].part != part;

		for (int k = 0; k < p->nfield && !there; k++)
			there = p->field[k] == s->copy[i].field;
		if (!there)
			p->field[p->nfield++] = s->copy[i].field;
	}
}

static enum err load_said(struct imp *im, struct noun *n)
{
	bool *asked = arena_array(&im->cache, (size_t)n->e->nfield + 1, sizeof *asked);
	/* also newer lists: of what is corrected, or taken up again, they have the last word */
	struct said_ask ask = { im->month->source->name, month_list_kind(im), n->e, asked,
		im->amend ? 0 : im->batch };     /* 0: it has none yet */

	for (int part = 0; part < im->rd->map.npart; part++)
		for (int i = 0; i < im->month->part[part].nfield && im->part[part] == n->e; i++)
			asked[im->month->part[part].field[i]] = true;
	return said_load(im->cx, im->r, &ask, &n->said);
}

static void noun_begin(struct imp *im, struct noun *n, const struct entity *e)
{
	const struct data_source *s = im->month->source;

	n->e = e;
	n->rule = arena_array(&im->cache, (size_t)e->nfield + 1, sizeof *n->rule);
	for (int i = 0; i < e->nfield; i++)
		n->rule[i] = source_rule_of(s, str_of(e->name), str_of(e->fields[i].name));
	idset_begin(&n->seen, im->r);
}

struct str month_list_kind(const struct imp *im)
{
	return import_list_kind(im->rd);
}

/* Whose list it is: as the user says, else as its shape does, when the pack knows that source. */
static struct str source_name(const struct imp *im)
{
	const struct sheet_shape *s = im->rd->map.shape;

	if (im->im->source)
		return str_of(im->im->source);
	return s && s->source.n && pack_source(im->r->pack, s->source) ? s->source :
	       (struct str){ "", 0 };
}

enum err month_begin(struct imp *im)
{
	struct str name = source_name(im);
	struct month *m;
	int most = 0;

	if (im->resumed_source.n)
		name = im->resumed_source;
	if (!name.n || ((im->n.resumed || im->amend) && !im->resumed_source.n))
		return OK;
	if (im->part[0]->tag == TAG_area || im->part[0]->tag == TAG_area_event || im->leads)
		return OK;      /* areas are what the newest list says; leads are hints */
	m = im->month = ARENA_NEW(&im->cache, struct month);
	m->source = pack_source(im->r->pack, name);
	if (!m->source)
		return err_set(im->cx, ERR_INPUT, "--source", "import-source-unknown",
		               str_z(&im->cx->arena, name),
		               pack_source_names(&im->cx->arena, im->r->pack).p, NULL);
	im->n.source = true;
	m->told_whole = im->im->complete;
	m->whole = !im->amend && (m->told_whole || (!im->im->part &&
	           source_full(m->source, month_list_kind(im))));
	TRY(difference_codes(im->cx, im->r, &m->code));
	TRY(difference_refs(im->cx, im->r, &m->code, name, &m->ref, &m->nref));
	m->npart = im->rd->map.npart;
	for (int i = 0; i < m->npart; i++)
		part_begin(im, i);
	for (int i = 0; i < m->npart; i++) {
		int k = 0;

		while (k < m->nnoun && m->noun[k].e != im->part[i])
			k++;
		m->at[i] = (uint8_t)k;
		if (k < m->nnoun)
			continue;
		noun_begin(im, &m->noun[m->nnoun++], im->part[i]);
		TRY(load_said(im, &m->noun[k]));
		most = im->part[i]->nfield > most ? im->part[i]->nfield : most;
	}
	m->pend = arena_array(&im->cache, (size_t)most + 1, sizeof *m->pend);
	return im->n.resumed ? roll_read(im->cx, im->r, im->batch, seen_before, m) : OK;
}

void month_free(struct imp *im)
{
	struct month *m = im->month;

	if (!m)
		return;
	for (int i = 0; i < m->nnoun; i++) {
		said_free(m->noun[i].said);
		idset_free(&m->noun[i].seen);
	}
	for (int i = 0; i < m->npart; i++)
		for (int k = 0; k < 2; k++)
			mem_free(m->part[i].id[k]);
}

static enum err open_difference(struct imp *im, struct rec *d, const struct family *fam)
{
	struct family own;

	if (!rec_has(d, DIFFERENCE_household)) {
		TRY(family_load(im->cx, im->r->db, im->r->st, d->e, d->id, &own));
		fam = &own;
	}
	return store_open(im->cx, &im->chunk->a, im->r->st, fam, d);
}

static enum err load_difference(struct imp *im, int64_t id, const struct family *fam,
                                struct rec **out)
{
	TRY(store_get(im->cx, im->r->db, &im->chunk->a, register_entity(im->r, TAG_difference), id,
	              out));
	return open_difference(im, *out, fam);
}

/* ---- one row ---- */

static bool left_alone(const struct noun *n, int f)
{
	return f == n->e->parent || n->e->fields[f].flags & E_RO;
}

/* A number that was only made up here gives way to the real one. */
static bool provisional(const struct rec *old, int f)
{
	int flag = f == old->e->key ? entity_field(old->e, STR("provisional")) : -1;

	return flag >= 0 && rec_has(old, flag) && old->v[flag].i;
}

/* Several lists of one source may state a field. One that repeats what it said before, although
 * another has said something newer since, says nothing new. What a list said before is what stood
 * here when it was compared, or was noted then as an old word. */
static enum err repeats(struct imp *im, const struct noun *n, struct rec *old,
                        const struct family *fam, int64_t leaf, struct versions *seen,
                        struct pending *p)
{
	int64_t own = said_when_own(n->said, old->id, p->field);
	struct rec *then = NULL;
	struct val word;

	if (!own || own >= leaf || p->theirs.kind == VAL_NULL)
		return OK;
	if (p->own) {
		word = difference_value(&im->work, &old->e->fields[p->field],
		                        &p->own->v[DIFFERENCE_theirs]);
	} else {
		TRY(said_version(im->cx, im->r, &im->work, old, fam, own, seen, &then));
		word = then ? then->v[p->field] : (struct val){ 0 };
	}
	p->repeats = val_eq(&word, &p->theirs);
	return OK;
}

/* The open difference of the field, and what this kind of list was noted to repeat. */
static enum err noted(struct imp *im, const struct difference_ref *ref, int nref,
                      const struct family *fam, struct pending *p)
{
	for (int i = 0; i < nref; i++) {
		struct rec *d;

		if (ref[i].field != p->field)
			continue;
		TRY(load_difference(im, ref[i].id, fam, &d));
		if (ref[i].state != im->month->code.repeated)
			p->live = d;
		else if (rec_has(d, DIFFERENCE_list) &&
		         str_eq(d->v[DIFFERENCE_list].s, month_list_kind(im)))
			p->own = d;
	}
	return OK;
}

/* The newest leaf that a list before this one can have: what stands later was said after it. */
static int64_t list_leaf(const struct imp *im)
{
	return im->amend ? amend_leaf(im) : im->n.resumed ? im->opened : INT64_MAX;
}

static enum err look(struct imp *im, const struct noun *n, struct rec *old,
                     const struct rec *stated, const struct family *fam, int f,
                     struct versions *seen, const struct difference_ref *ref, int nref)
{
	struct pending *p = &im->month->pend[im->month->npend];
	int64_t leaf = said_when(n->said, old->id, f);
	const struct val nothing = { VAL_NULL, 0, { 0 } };
	struct rec *then = NULL;

	if (leaf > list_leaf(im))       /* come late: a newer list of the source stands */
		return OK;
	/* Nearly every cell: nothing is open, and ours is what the source said then, and says now. */
	if (!nref && leaf && old->leaf <= leaf &&
	    (!rec_has(stated, f) || val_eq(&stated->v[f], &old->v[f])))
		return OK;
	*p = (struct pending){ .field = f, .ours = old->v[f], .theirs = stated->v[f] };
	TRY(noted(im, ref, nref, fam, p));
	if (p->live) {
		p->known = true;
		p->base = difference_value(&im->chunk->a, &n->e->fields[f],
		                           &p->live->v[DIFFERENCE_theirs]);
	} else if (leaf) {
		TRY(said_version(im->cx, im->r, &im->work, old, fam, leaf, seen, &then));
		if (then) {
			p->known = true;
			p->base = then->v[f];
		}
	}
	p->moved = p->known && !val_eq(&p->base, &p->ours);
	if (p->known && !val_eq(&p->base, &p->theirs) && !val_eq(&p->ours, &p->theirs)) {
		TRY(repeats(im, n, old, fam, leaf, seen, p));
	}
	if (provisional(old, f))
		p->verdict = rec_has(stated, f) && !val_eq(&p->ours, &p->theirs) ? VERDICT_TAKE
		                                                                 : VERDICT_NOTHING;
	else
		p->verdict = difference_verdict(p->known ? &p->base : NULL, &p->ours,
		                                p->repeats ? &nothing : &p->theirs, &n->rule[f]);
	if (p->verdict != VERDICT_NOTHING || p->live || p->own || p->repeats)
		im->month->npend++;
	return OK;
}

struct versions *month_versions(struct imp *im, const struct rec *old)
{
	struct month *m = im->month;

	if (!m)
		return NULL;
	if (m->seen_of != old)
		m->seen.n = 0;
	m->seen_of = old;
	return &m->seen;
}

enum err month_merge(struct imp *im, int part, struct rec *old, const struct rec *stated,
                     const struct family *fam, struct rec **now, bool *changed)
{
	struct month *m = im->month;
	struct versions *seen = month_versions(im, old);
	const struct noun *n;
	struct rec *take;
	int first, nref;

	if (!m) {
		*now = imp_merge(&im->work, old, stated, changed);
		return OK;
	}
	n = &m->noun[m->at[part]];
	take = rec_new(&im->work, old->e);
	m->npend = 0;
	m->met = !said_when(n->said, old->id, -1);
	first = difference_of_row(m->ref, m->nref, n->e->tag, old->id, &nref);
	for (int i = 0; i < m->part[part].nfield; i++) {
		int f = m->part[part].field[i];
		int before = m->npend;

		if (left_alone(n, f)) {
			take->v[f] = stated->v[f];
			continue;
		}
		TRY(look(im, n, old, stated, fam, f, seen, &m->ref[first], nref));
		if (m->npend > before && (m->pend[before].verdict == VERDICT_TAKE ||
		    m->pend[before].verdict == VERDICT_OVERRULE))
			take->v[f] = stated->v[f];
		if (provisional(old, f) && rec_has(take, f))
			rec_int(take, entity_field(old->e, STR("provisional")), 0);
	}
	*now = imp_merge(&im->work, old, take, changed);
	m->now = *now;
	return OK;
}

/* ---- differences ---- */

enum err month_write(struct imp *im, struct rec *d, const struct rec *live, int32_t row,
                                 const struct family *fam)
{
	struct family own;

	if (!rec_has(d, DIFFERENCE_household)) {
		if (live)
			TRY(family_load(im->cx, im->r->db, im->r->st, d->e, d->id, &own));
		else
			family_new(im->r->st, d->id, &own);
		fam = &own;
	}
	d->batch = im->batch;
	d->row = row;
	return imp_write(im, d, live, fam);
}

static void close_it(struct imp *im, struct rec *d, int64_t state)
{
	rec_int(d, DIFFERENCE_state, state);
	rec_int(d, DIFFERENCE_settled, im->cx->now_ms);
	rec_int(d, DIFFERENCE_settled_batch, im->batch);
	rec_text(d, DIFFERENCE_settled_by, str_of(im->cx->actor));
}

/* What the source says now: where it says nothing, its last word stands. */
static void set_values(struct arena *a, struct rec *d, const struct rec *now,
                       const struct pending *p)
{
	bool said = p->theirs.kind != VAL_NULL && !p->repeats;
	const struct val *theirs = said || !p->known ? &p->theirs : &p->base;

	d->v[DIFFERENCE_base] = p->known ? difference_text(a, &p->base) : (struct val){ 0 };
	d->v[DIFFERENCE_ours] = difference_text(a, &p->ours);
	d->v[DIFFERENCE_theirs] = difference_text(a, theirs);
	if (now->e->key >= 0)            /* a number made up here gives way to the real one */
		d->v[DIFFERENCE_about_no] = now->v[now->e->key];
}

static void reopen(struct imp *im, struct rec *d, int64_t state)
{
	static const int cleared[] = { DIFFERENCE_settled, DIFFERENCE_settled_batch,
		DIFFERENCE_settled_by, DIFFERENCE_reason };

	for (size_t i = 0; i < sizeof cleared / sizeof cleared[0]; i++)
		d->v[cleared[i]] = (struct val){ VAL_NULL, 0, { 0 } };
	rec_int(d, DIFFERENCE_state, state);
	rec_int(d, DIFFERENCE_found, im->cx->now_ms);
	rec_int(d, DIFFERENCE_found_batch, im->batch);
}

/* A new difference, or the open one with what is new. */
static enum err tell(struct imp *im, const struct rec *old, int64_t household, int32_t row,
                     const struct family *fam, const struct pending *p, int64_t state)
{
	struct month *m = im->month;
	struct arena *a = &im->chunk->a;
	struct rec *d = p->live ? rec_copy(a, p->live)
	                        : difference_new(a, im->r, &m->code, m->source->name, old, household,
	                                         p->field);

	set_values(a, d, m->now, p);
	reopen(im, d, state);
	rec_int(d, DIFFERENCE_kind, rec_has(d, DIFFERENCE_theirs) ? m->code.value : m->code.unentered);
	if (state == m->code.theirs_taken)
		close_it(im, d, state);
	return month_write(im, d, p->live, row, fam);
}

/* The source has said nothing new; here perhaps somebody has. */
static enum err still(struct imp *im, int32_t row, const struct family *fam,
                      const struct pending *p)
{
	struct val ours = difference_text(&im->chunk->a, &p->ours);
	struct rec *d;

	if (p->live->v[DIFFERENCE_state].i == im->month->code.open)
		im->n.waiting++;
	else
		im->n.kept++;
	if (val_eq(&ours, &p->live->v[DIFFERENCE_ours]))
		return OK;
	d = rec_copy(&im->chunk->a, p->live);
	d->v[DIFFERENCE_ours] = ours;
	return month_write(im, d, p->live, row, fam);
}

static enum err agree(struct imp *im, int32_t row, const struct family *fam,
                      const struct pending *p)
{
	struct rec *d;

	if (!p->live)
		return OK;
	d = rec_copy(&im->chunk->a, p->live);
	d->v[DIFFERENCE_ours] = difference_text(&im->chunk->a, &p->ours);
	if (p->verdict == VERDICT_AGREE)
		d->v[DIFFERENCE_theirs] = difference_text(&im->chunk->a, &p->theirs);
	close_it(im, d, im->month->code.entered);
	return month_write(im, d, p->live, row, fam);
}

/* An old word is noted once, and forgotten with the next new one. */
static enum err note_repeat(struct imp *im, const struct rec *old, int32_t row, int64_t household,
                            const struct family *fam, const struct pending *p)
{
	struct month *m = im->month;
	struct arena *a = &im->chunk->a;
	struct rec *d;

	if (p->repeats == (p->own != NULL))
		return OK;
	if (p->own) {
		d = rec_copy(a, p->own);
		close_it(im, d, m->code.entered);
		return month_write(im, d, p->own, row, fam);
	}
	d = difference_new(a, im->r, &m->code, m->source->name, old, household, p->field);
	d->v[DIFFERENCE_base] = difference_text(a, &p->base);
	d->v[DIFFERENCE_ours] = difference_text(a, &p->ours);
	d->v[DIFFERENCE_theirs] = difference_text(a, &p->theirs);
	rec_text(d, DIFFERENCE_list, month_list_kind(im));
	reopen(im, d, m->code.repeated);
	return month_write(im, d, NULL, row, fam);
}

static enum err act(struct imp *im, const struct noun *n, const struct rec *old, int32_t row,
                    int64_t household, const struct family *fam, const struct pending *p)
{
	const struct difference_codes *k = &im->month->code;

	TRY(note_repeat(im, old, row, household, fam, p));
	switch (p->verdict) {
	case VERDICT_NOTHING:
		return agree(im, row, fam, p);
	case VERDICT_AGREE:
		im->n.entered += p->moved;
		return agree(im, row, fam, p);
	case VERDICT_TAKE:
		im->n.took += !n->rule[p->field].stamp;
		return agree(im, row, fam, p);
	case VERDICT_KEEP:
		if (p->live && p->live->v[DIFFERENCE_state].i != k->settled_theirs)
			return still(im, row, fam, p);
		im->n.kept++;
		return tell(im, old, household, row, fam, p, k->kept);
	case VERDICT_YIELD:
		im->n.kept++;
		return tell(im, old, household, row, fam, p, k->kept);
	case VERDICT_ASK:
		im->n.asked++;
		return tell(im, old, household, row, fam, p, k->open);
	case VERDICT_OVERRULE:
		im->n.took++;
		return tell(im, old, household, row, fam, p, k->theirs_taken);
	}
	return OK;
}

/* ---- the roll ---- */

static void on_roll(struct imp *im, int part, int64_t id, bool taken)
{
	struct stating *p = &im->month->part[part];

	idset_add(&im->month->noun[im->month->at[part]].seen, id);
	if (p->n[taken] == p->cap[taken]) {
		p->cap[taken] = p->cap[taken] * 2 + 1024;
		p->id[taken] = mem_grow(p->id[taken], (size_t)p->cap[taken], sizeof *p->id[taken]);
	}
	p->id[taken][p->n[taken]++] = id;
}

/* The question where it went is answered: it is listed again. */
static enum err listed_again(struct imp *im, int part, const struct rec *old, int32_t row,
                             const struct family *fam)
{
	struct month *m = im->month;
	int count, first = difference_of_row(m->ref, m->nref, m->noun[m->at[part]].e->tag, old->id,
	                                     &count);

	for (int i = first; i < first + count; i++) {
		struct rec *live, *d;

		if (m->ref[i].field >= 0)
			continue;
		TRY(load_difference(im, m->ref[i].id, fam, &live));
		d = rec_copy(&im->chunk->a, live);
		close_it(im, d, m->code.back);
		im->n.back++;
		TRY(month_write(im, d, live, row, fam));
	}
	return OK;
}

enum err month_commit(struct imp *im, int part, const struct rec *old, int32_t row,
                      int64_t household, const struct family *fam)
{
	struct month *m = im->month;

	if (!m)
		return OK;
	if (idset_has(&m->noun[m->at[part]].seen, old->id))    /* told once a batch */
		return OK;
	for (int i = 0; i < m->npend; i++)
		TRY(act(im, &m->noun[m->at[part]], old, row, household, fam, &m->pend[i]));
	im->n.met += m->met;
	TRY(listed_again(im, part, old, row, fam));
	on_roll(im, part, old->id, true);
	return OK;
}

void month_fresh(struct imp *im, int part, int64_t id)
{
	if (im->month)
		on_roll(im, part, id, true);
}

enum err month_listed(struct imp *im, int part, const struct rec *old)
{
	struct family fam;
	int64_t household = 0;

	if (!im->month || idset_has(&im->month->noun[im->month->at[part]].seen, old->id))
		return OK;
	on_roll(im, part, old->id, false);
	TRY(store_household(im->cx, im->r->db, im->r->model, old, &household));
	TRY(family_load(im->cx, im->r->db, im->r->st, im->household, household, &fam));
	return listed_again(im, part, old, 0, &fam);
}

enum err month_flush(struct imp *im)
{
	struct month *m = im->month;

	for (int i = 0; m && i < m->npart * 2; i++) {
		struct stating *n = &m->part[i / 2];
		bool taken = i % 2;
		struct buf text BUF_AUTO = { 0 };
		struct rec *r;

		if (!n->n[taken])
			continue;
		r = rec_new(&im->work, register_entity(im->r, TAG_roll));
		r->id = store_new_id(im->r->st, r->e);
		r->batch = im->batch;
		rec_int(r, ROLL_file_batch, im->batch);
		rec_text(r, ROLL_about_entity, str_of(im->part[i / 2]->name));
		if (n->nth > 1)
			rec_int(r, ROLL_part, n->nth);
		rec_int(r, ROLL_taken, taken);
		rec_int(r, ROLL_n, n->n[taken]);
		buf_init(&text, 1 << 20);
		roll_pack(&text, n->id[taken], n->n[taken]);
		rec_text(r, ROLL_ids, str_dup(&im->chunk->a, buf_str(&text)));
		n->n[taken] = 0;
		TRY(imp_write(im, r, NULL, NULL));
	}
	return OK;
}

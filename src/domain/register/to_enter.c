#include "domain/register/to_enter.h"

#include <stdlib.h>

#include "base/hash.h"
#include "domain/register/browse_int.h"
#include "domain/register/enter_place.h"

#define PLACES_MAX 62            /* of one noun on a line */

/* One noun of the list being walked. */
struct walk {
	struct ctx *cx;
	struct reg *r;
	struct to_enter *out;
	int cap;
	const struct entity *e;
	struct said *said;
	struct idset present;        /* on any list of the source */
	struct idset above;          /* so is what its rows hang on */
	struct stater *all;          /* its kinds of list */
	int nall, self;
	int64_t *newest;             /* by field: of rows listed, where the list's date tells it */
	struct hmap *used;           /* by parent: places taken, a bit each */
	struct hmap *household;      /* those that are kept, by id: members share them */
	struct difference_codes code;
	struct difference_ref *ref;
	int nref;
	struct arena a;              /* one row */
	struct opener open;
};

/* The i-th column of the list, if it states a field of the noun's nth row (0: of any) that no
 * column before it states: the field, else -1. */
static int field_of(const struct walk *w, int i, int nth)
{
	const struct column *c = &w->out->col[i];
	const struct entity *e = w->e;

	if (c->e != e || (nth && c->nth != nth) || c->field == e->parent ||
	    e->fields[c->field].flags & E_RO)
		return -1;
	for (int k = 0; k < i; k++)
		if (w->out->col[k].e == e && w->out->col[k].field == c->field &&
		    (!nth || w->out->col[k].nth == nth))
			return -1;
	return c->field;
}

static struct enter_item *new_item(struct walk *w, enum enter_action action, const struct rec *row)
{
	struct to_enter *t = w->out;
	struct enter_item *i;

	if (t->n == w->cap) {
		i = arena_array(&w->cx->arena, (size_t)w->cap * 2 + 64, sizeof *i);
		if (t->n)
			memcpy(i, t->item, (size_t)t->n * sizeof *i);
		t->item = i;
		w->cap = w->cap * 2 + 64;
	}
	i = &t->item[t->n++];
	*i = (struct enter_item){ .action = action, .e = row->e, .nth = 1 };
	i->row = (struct rec *)row;
	return i;
}

static struct str key_of(const int64_t *id)
{
	return (struct str){ (const char *)id, sizeof *id };
}

static void remember(struct walk *w, struct hmap *m, int64_t id, int64_t value)
{
	hmap_put(m, str_dup(&w->cx->arena, key_of(&id)), value);
}

/* The row, its person and its household, opened, to stay. */
static enum err keep(struct walk *w, struct enter_item *i, int64_t id)
{
	const struct entity *house = register_entity(w->r, TAG_household);
	const struct entity *person = register_entity(w->r, TAG_person);
	int64_t household = 0, there;

	if (arena_full(&w->cx->arena))
		return err_set(w->cx, ERR_LIMIT, "", "to-enter-too-many",
		               str_z(&w->cx->arena, w->out->source), NULL);
	TRY(register_load(w->cx, w->r, w->e, id, &i->row));
	if (w->e == person)
		i->person = i->row;
	else if (w->e->parent >= 0 && !strcmp(w->e->fields[w->e->parent].ref, person->name))
		TRY(register_load(w->cx, w->r, person, i->row->v[w->e->parent].i, &i->person));
	if (w->e == house) {
		i->household = i->row;
	} else {
		TRY(store_household(w->cx, w->r->db, w->r->model, i->row, &household));
		if (household && hmap_get(w->household, key_of(&household), &there)) {
			i->household = (struct rec *)(intptr_t)there;
			return OK;
		}
		if (household)
			TRY(register_load(w->cx, w->r, house, household, &i->household));
	}
	if (i->household)
		remember(w, w->household, i->household->id, (int64_t)(intptr_t)i->household);
	return OK;
}

/* ---- one row ---- */

static enum err difference_open(struct walk *w, int64_t id, struct rec **out)
{
	TRY(store_get(w->cx, w->r->db, &w->a, register_entity(w->r, TAG_difference), id, out));
	return opener_row(w->cx, &w->open, &w->a, *out);
}

struct cells_found { struct enter_cell *cell; int n; };

/* What the source says of a field, if it is not what stands here. */
static enum err look(struct walk *w, struct rec *row, int f, const struct difference_ref *ref,
                     int nref, struct versions *seen, struct cells_found *out)
{
	int64_t leaf;
	struct rec *then, *d;
	struct val was;

	for (int i = 0; i < nref; i++) {
		if (ref[i].field != f || ref[i].state == w->code.repeated)
			continue;
		if (ref[i].state == w->code.open) {
			w->out->undecided++;
			return OK;
		}
		TRY(difference_open(w, ref[i].id, &d));
		was = difference_value(&w->cx->arena, &w->e->fields[f], &d->v[DIFFERENCE_theirs]);
		if (!val_eq(&was, &row->v[f]))
			out->cell[out->n++] = (struct enter_cell){ f, was };
		return OK;
	}
	leaf = said_when(w->said, row->id, f);
	if (!leaf || row->leaf <= leaf)
		return OK;
	TRY(said_version(w->cx, w->r, &w->a, row, NULL, leaf, seen, &then));
	if (!then)
		return OK;
	TRY(opener_row(w->cx, &w->open, &w->a, then));
	if (val_eq(&then->v[f], &row->v[f]))
		return OK;
	was = then->v[f];
	was.s = str_dup(&w->cx->arena, was.s);
	out->cell[out->n++] = (struct enter_cell){ f, was };
	return OK;
}

/* Nothing has happened to the row since lists with these columns were compared. */
static bool untouched(const struct walk *w, const struct rec *row)
{
	for (int i = 0; i < w->out->ncol; i++) {
		int f = field_of(w, i, 0);
		int64_t leaf = f >= 0 ? said_when(w->said, row->id, f) : 0;

		if (leaf && row->leaf > leaf)
			return false;
	}
	return true;
}

static enum err changed(struct walk *w, struct rec *row)
{
	struct versions seen = { .n = 0 };
	struct cells_found found = { .n = 0 };
	struct enter_item *item;
	int nref, first = difference_of_row(w->ref, w->nref, w->e->tag, row->id, &nref);
	int nth;

	if (!nref && untouched(w, row))
		return OK;
	TRY(opener_row(w->cx, &w->open, &w->a, row));
	nth = stater_nth(&w->all[w->self], row);
	nth = nth < 1 ? 1 : nth;
	found.cell = arena_array(&w->a, (size_t)w->e->nfield + 1, sizeof *found.cell);
	for (int i = 0; i < w->out->ncol; i++)
		if (field_of(w, i, nth) >= 0 &&
		    stater_mine(w->all, w->nall, w->self, row, field_of(w, i, nth)))
			TRY(look(w, row, field_of(w, i, nth), &w->ref[first], nref, &seen, &found));
	if (!found.n)
		return OK;
	item = new_item(w, ENTER_CHANGE, row);
	item->cell = arena_array(&w->cx->arena, (size_t)found.n, sizeof *item->cell);
	memcpy(item->cell, found.cell, (size_t)found.n * sizeof *item->cell);
	item->ncell = found.n;
	item->nth = nth;
	w->out->changed++;
	w->out->cells += found.n;
	return keep(w, item, row->id);
}

static bool asked_where(const struct walk *w, uint8_t tag, int64_t id)
{
	int n, first = difference_of_row(w->ref, w->nref, tag, id, &n);

	for (int i = first; i < first + n; i++)
		if (w->ref[i].field < 0)
			return true;
	return false;
}

/* A member of a household that is gone is gone with it. */
static enum err lives_here(struct walk *w, const struct rec *row, bool *yes)
{
	struct rec *house;

	*yes = register_alive(w->r, row);
	if (!*yes || w->e->tag != TAG_person)
		return OK;
	TRY(store_get(w->cx, w->r->db, &w->a, register_entity(w->r, TAG_household),
	              row->v[PERSON_household].i, &house));
	*yes = register_alive(w->r, house);
	return OK;
}

/* Of the lists with this row, or if none has it with this noun, it is the first. */
static bool first_to_tell(const struct walk *w, const struct rec *row)
{
	int first = -1;

	for (int i = 0; i < w->nall; i++) {
		if (!w->all[i].nths)
			continue;
		if (idset_has(&w->all[i].present, row->id))
			return i == w->self;
		first = first < 0 ? i : first;
	}
	return first == w->self;
}

/* This list has columns for what no list before it that tells the row has. */
static bool more_to_say(const struct walk *w, const struct rec *row)
{
	const struct stater *self = &w->all[w->self];

	for (int f = 0; f < w->e->nfield; f++) {
		bool told = !self->states[f] || f == w->e->parent || w->e->fields[f].flags & E_RO;

		for (int i = 0; i < w->self && !told; i++)
			told = w->all[i].nths && w->all[i].states[f] && stater_nth(&w->all[i], row);
		if (!told && rec_has(row, f))
			return true;
	}
	return false;
}

static enum err add_row(struct walk *w, struct rec *row)
{
	struct to_enter *t = w->out;
	struct enter_item *item = new_item(w, ENTER_ADD, row);

	TRY(keep(w, item, row->id));
	item->nth = stater_nth(&w->all[w->self], item->row);
	for (int i = 0; i < w->self; i++)
		item->again |= w->all[i].nths && stater_nth(&w->all[i], item->row);
	if (!item->nth || (item->again && !more_to_say(w, item->row)))
		t->n--;
	return OK;
}

static enum err one_row(struct walk *w, struct rec *row)
{
	bool present = idset_has(&w->present, row->id), alive = true;
	struct enter_item *item;

	if (!present || rec_has(row, w->e->tag == TAG_person ? PERSON_state : HOUSEHOLD_state))
		TRY(lives_here(w, row, &alive));
	if (present && alive)
		return changed(w, row);
	if (present == alive)                   /* in neither */
		return OK;
	if (!present && asked_where(w, w->e->tag, row->id)) {
		w->out->undecided += first_to_tell(w, row);
		return OK;
	}
	if (!present && w->e->tag == TAG_person &&
	    asked_where(w, TAG_household, row->v[PERSON_household].i))
		return OK;                      /* the whole household is asked about */
	if (!present)
		return add_row(w, row);
	if (!first_to_tell(w, row))
		return OK;
	item = new_item(w, ENTER_REMOVE, row);
	w->out->removed++;
	return keep(w, item, row->id);
}

static int64_t places_of(const struct walk *w, int64_t parent)
{
	int64_t taken = 0;

	return hmap_get(w->used, key_of(&parent), &taken) ? taken : 0;
}

static void take_place(struct walk *w, int64_t parent, int nth)
{
	if (nth >= 1 && nth <= PLACES_MAX)
		remember(w, w->used, parent, places_of(w, parent) | INT64_C(1) << nth);
}

/* The first place on the line of its household that no other row has; 0: all are taken. */
static int free_place(const struct walk *w, int64_t parent)
{
	int64_t taken = places_of(w, parent);

	for (int nth = 1; nth <= w->all[w->self].nths && nth <= PLACES_MAX; nth++)
		if (!(taken >> nth & 1))
			return nth;
	return 0;
}

/* What the list's own date and its free places tell of rows to add. */
static void note_listed(struct walk *w, const struct rec *row)
{
	const struct stater *s = &w->all[w->self];

	for (int f = 0; f < w->e->nfield; f++)
		if (s->dated[f] && row->v[f].kind == VAL_INT && row->v[f].i > w->newest[f])
			w->newest[f] = row->v[f].i;
	if (s->nths < 2 || s->told_apart || w->e->parent < 0)
		return;
	take_place(w, row->v[w->e->parent].i, stater_nth(s, row));
}

/* What hangs on somebody who is gone, or about whom the source is asked, is not to be entered. */
static enum err belongs(struct walk *w, const struct rec *row, bool *yes)
{
	*yes = true;
	while (*yes && row->e->parent >= 0 && rec_has(row, row->e->parent)) {
		const char *up = row->e->fields[row->e->parent].ref;
		struct rec *above;

		TRY(store_get(w->cx, w->r->db, &w->a, entity_find(w->r->model, str_of(up)),
		              row->v[row->e->parent].i, &above));
		*yes = register_alive(w->r, above) && !asked_where(w, above->e->tag, above->id);
		row = above;
	}
	return OK;
}

/* The source once stated the row, and still lists what it hangs on, but the row no longer (a spell
 * of work got another beginning there): it is not new there. What hangs on somebody who is to be
 * added again is added with them. */
static bool withdrawn(const struct walk *w, const struct rec *row)
{
	return said_when(w->said, row->id, -1) && row->e->parent >= 0 &&
	       idset_has(&w->above, row->v[row->e->parent].i);
}

/* Rows of other nouns than households and persons: what was changed, and what is not there. */
static enum err other_row(struct walk *w, struct rec *row)
{
	bool yes;

	if (!idset_has(&w->present, row->id)) {
		if (withdrawn(w, row))
			return OK;
		TRY(belongs(w, row, &yes));
		return yes ? add_row(w, row) : OK;
	}
	note_listed(w, row);
	return changed(w, row);
}

/* ---- all rows of a noun ---- */

#define CHUNK 512

static enum err walk_rows(struct walk *w)
{
	bool living = w->e->tag == TAG_household || w->e->tag == TAG_person;
	int64_t after = 0;
	struct rec *row[CHUNK];
	int n;

	do {
		struct stmt *s;
		bool more = true;

		TRY(db_stmt(w->cx, w->r->db, &w->e->sql->scan_after, &s));
		stmt_int(s, 1, after);
		stmt_int(s, 2, CHUNK);
		for (n = 0; more && n < CHUNK; n += more) {
			TRY(stmt_step(w->cx, s, &more));
			if (more)
				row[n] = store_row(&w->a, w->e, s);
		}
		stmt_done(s);
		for (int i = 0; i < n; i++) {
			after = row[i]->id;
			TRY(living ? one_row(w, row[i]) : other_row(w, row[i]));
		}
		arena_reset(&w->a);
	} while (n == CHUNK && !(w->cx->stop && *w->cx->stop));
	return OK;
}

/* The rows to add: those of a time before the list's own go, the others get a place. */
static void place_new(struct walk *w, int from)
{
	struct to_enter *t = w->out;
	int n = from;

	for (int i = from; i < t->n; i++) {
		bool old = false;

		for (int f = 0; f < w->e->nfield && t->item[i].action == ENTER_ADD; f++)
			old |= w->newest[f] && t->item[i].row->v[f].kind == VAL_INT &&
			       t->item[i].row->v[f].i < w->newest[f];
		if (!old)
			t->item[n++] = t->item[i];
	}
	t->n = n;
	for (int i = from; i < n; i++) {
		struct enter_item *x = &t->item[i];
		int64_t parent = w->e->parent >= 0 ? x->row->v[w->e->parent].i : 0;

		t->added += x->action == ENTER_ADD && !x->again;
		if (x->nth >= 0)
			continue;
		x->nth = free_place(w, parent);
		take_place(w, parent, x->nth);
	}
}

static enum err walk_noun(struct walk *w)
{
	bool *asked = arena_array(&w->cx->arena, (size_t)w->e->nfield + 1, sizeof *asked);
	struct said_ask ask = { w->out->source, w->out->kind, w->e, asked, 0 };
	int from = w->out->n;
	const struct entity *above = w->e->parent < 0 ? NULL :
		entity_find(w->r->model, str_of(w->e->fields[w->e->parent].ref));
	enum err e = OK;

	for (int i = 0; i < w->out->ncol; i++)
		if (w->out->col[i].e == w->e)
			asked[w->out->col[i].field] = true;
	w->newest = arena_array(&w->cx->arena, (size_t)w->e->nfield + 1, sizeof *w->newest);
	w->used = hmap_new(&w->cx->arena, 1024);
	w->said = NULL;
	idset_begin(&w->above, w->r);
	TRY(roll_present(w->cx, w->r, w->out->source, w->e, &w->present));
	if (above)
		e = roll_present(w->cx, w->r, w->out->source, above, &w->above);
	if (e == OK)
		e = said_load(w->cx, w->r, &ask, &w->said);
	if (e == OK) {
		arena_init(&w->a, 256 << 20);
		opener_begin(&w->open, w->r);
		e = walk_rows(w);
		opener_end(&w->open);
		arena_free(&w->a);
	}
	if (e == OK)
		place_new(w, from);
	said_free(w->said);
	idset_free(&w->present);
	idset_free(&w->above);
	return e;
}

/* ---- the whole ---- */

static int item_cmp(const void *x, const void *y)
{
	const struct enter_item *a = x, *b = y;
	int64_t ha = a->household ? a->household->id : 0, hb = b->household ? b->household->id : 0;

	if (a->row->area != b->row->area)
		return a->row->area < b->row->area ? -1 : 1;
	if (ha != hb)
		return ha < hb ? -1 : 1;
	if (a->e != b->e)
		return a->e->tag - b->e->tag;
	return a->row->id < b->row->id ? -1 : a->row->id > b->row->id;
}

/* How each list of the source states the noun; then its rows. */
static enum err with_staters(struct walk *w, const struct enter_list *list, int n, int self)
{
	enum err e = OK;

	w->all = arena_array(&w->cx->arena, (size_t)n, sizeof *w->all);
	w->nall = n;
	w->self = self;
	for (int i = 0; e == OK && i < n; i++)
		e = stater_load(w->cx, w->r, w->out->source, &list[i], w->e, &w->all[i]);
	if (e == OK)
		e = walk_noun(w);
	for (int i = 0; i < n; i++)
		stater_free(&w->all[i]);
	return e;
}

static enum err one_list(struct walk *w, const struct enter_list *list, int n, int self)
{
	struct to_enter *t = w->out;

	w->cap = 0;
	for (int i = 0; i < w->r->model->n; i++) {
		bool has = false;

		for (int k = 0; k < t->ncol && !has; k++)
			has = t->col[k].e == w->r->model->ent[i];
		if (!has)
			continue;
		w->e = w->r->model->ent[i];
		TRY(with_staters(w, list, n, self));
	}
	if (t->n)
		qsort(t->item, (size_t)t->n, sizeof *t->item, item_cmp);
	return OK;
}

/* Without what its shape states beside them. */
static void own_columns(struct walk *w, const struct enter_list *l)
{
	struct to_enter *t = w->out;

	t->col = arena_array(&w->cx->arena, (size_t)l->ncol + 1, sizeof *t->col);
	for (int i = 0; i < l->ncol; i++)
		if (!l->col[i].copied)
			t->col[t->ncol++] = l->col[i];
}

enum err to_enter_make(struct ctx *cx, struct reg *r, struct str source, struct str kind,
                       struct to_enter **out, int *n)
{
	struct walk w = { .cx = cx, .r = r, .household = hmap_new(&cx->arena, 1024) };
	struct enter_list *list;

	*n = 0;
	if (!r->st->keys)
		return err_set(cx, ERR_DENIED, r->path.dir, "keys-needed", NULL);
	TRY(enter_lists(cx, r, source, kind, &list, n));
	*out = arena_array(&cx->arena, (size_t)*n, sizeof **out);
	TRY(difference_codes(cx, r, &w.code));
	TRY(difference_refs(cx, r, &w.code, source, &w.ref, &w.nref));
	for (int i = 0; i < *n; i++) {
		w.out = &(*out)[i];
		*w.out = (struct to_enter){ .source = source, .kind = list[i].kind };
		own_columns(&w, &list[i]);
		TRY(one_list(&w, list, *n, i));
	}
	return OK;
}

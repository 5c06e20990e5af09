#include "domain/register/to_enter.h"

#include <stdlib.h>

#include "domain/register/browse_int.h"

/* One noun of the list being walked. */
struct walk {
	struct ctx *cx;
	struct reg *r;
	struct to_enter *out;
	int cap;
	const struct entity *e;
	struct said *said;
	struct idset present;
	struct difference_codes code;
	struct difference_ref *ref;
	int nref;
	bool *asked;                 /* by field: the list has this column */
	struct arena a;              /* one row */
	struct opener open;
};

/* The i-th column of the list, if it states a field of the noun that no column before it states:
 * the field, else -1. */
static int field_of(const struct walk *w, int i)
{
	const struct column *c = &w->out->col[i];
	const struct entity *e = w->e;

	if (c->e != e || c->copied || c->field == e->parent || e->fields[c->field].flags & E_RO)
		return -1;
	for (int k = 0; k < i; k++)
		if (w->out->col[k].e == e && w->out->col[k].field == c->field && !w->out->col[k].copied)
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
	*i = (struct enter_item){ .action = action, .e = row->e };
	i->row = (struct rec *)row;
	return i;
}

/* The row and its household, opened, to stay. */
static enum err keep(struct walk *w, struct enter_item *i, int64_t id)
{
	const struct entity *house = register_entity(w->r, TAG_household);
	int64_t household = 0;

	TRY(register_load(w->cx, w->r, w->e, id, &i->row));
	if (w->e == house) {
		i->household = i->row;
		return OK;
	}
	TRY(store_household(w->cx, w->r->db, w->r->model, i->row, &household));
	return household ? register_load(w->cx, w->r, house, household, &i->household) : OK;
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
		int f = field_of(w, i);
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

	if (!nref && untouched(w, row))
		return OK;
	TRY(opener_row(w->cx, &w->open, &w->a, row));
	found.cell = arena_array(&w->a, (size_t)w->e->nfield + 1, sizeof *found.cell);
	for (int i = 0; i < w->out->ncol; i++)
		if (field_of(w, i) >= 0)
			TRY(look(w, row, field_of(w, i), &w->ref[first], nref, &seen, &found));
	if (!found.n)
		return OK;
	item = new_item(w, ENTER_CHANGE, row);
	item->cell = arena_array(&w->cx->arena, (size_t)found.n, sizeof *item->cell);
	memcpy(item->cell, found.cell, (size_t)found.n * sizeof *item->cell);
	item->ncell = found.n;
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

	*yes = difference_alive(w->r, row);
	if (!*yes || w->e->tag != TAG_person)
		return OK;
	TRY(store_get(w->cx, w->r->db, &w->a, register_entity(w->r, TAG_household),
	              row->v[PERSON_household].i, &house));
	*yes = difference_alive(w->r, house);
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
		w->out->undecided++;
		return OK;
	}
	if (!present && w->e->tag == TAG_person &&
	    asked_where(w, TAG_household, row->v[PERSON_household].i))
		return OK;                      /* the whole household is asked about */
	item = new_item(w, present ? ENTER_REMOVE : ENTER_ADD, row);
	*(present ? &w->out->removed : &w->out->added) += 1;
	return keep(w, item, row->id);
}

/* Rows of other nouns than households and persons: what was changed, and what is not there. */
static enum err other_row(struct walk *w, struct rec *row)
{
	struct enter_item *item;

	if (idset_has(&w->present, row->id))
		return changed(w, row);
	item = new_item(w, ENTER_ADD, row);
	w->out->added++;
	return keep(w, item, row->id);
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

static enum err walk_noun(struct walk *w)
{
	struct said_ask ask = { w->out->source, w->out->kind, w->e, NULL, INT64_MAX };
	enum err e;

	w->asked = arena_array(&w->cx->arena, (size_t)w->e->nfield + 1, sizeof *w->asked);
	for (int i = 0; i < w->out->ncol; i++)
		if (w->out->col[i].e == w->e)
			w->asked[w->out->col[i].field] = true;
	ask.fields = w->asked;
	TRY(roll_present(w->cx, w->r, w->out->source, w->e, &w->present));
	e = said_load(w->cx, w->r, &ask, &w->said);
	if (e == OK) {
		arena_init(&w->a, 256 << 20);
		opener_begin(&w->open, w->r);
		e = walk_rows(w);
		opener_end(&w->open);
		arena_free(&w->a);
	}
	said_free(w->said);
	idset_free(&w->present);
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

/* The newest list of the kind tells the columns. */
static enum err columns_of(struct ctx *cx, struct reg *r, struct str kind, struct to_enter *out)
{
	struct roll_batch *b;
	int n;

	TRY(roll_batches(cx, r, out->source, &b, &n));
	for (int i = n - 1; i >= 0; i--) {
		if (kind.n && !str_eq(b[i].kind, kind))
			continue;
		out->kind = b[i].kind;
		columns_read(&cx->arena, r->model, b[i].columns, &out->col, &out->ncol);
		return OK;
	}
	return err_set(cx, ERR_NOTFOUND, "--source", "to-enter-no-list", str_z(&cx->arena, out->source),
	               str_z(&cx->arena, kind), NULL);
}

enum err to_enter_make(struct ctx *cx, struct reg *r, struct str source, struct str kind,
                       struct to_enter *out)
{
	struct walk w = { .cx = cx, .r = r, .out = out };

	*out = (struct to_enter){ .source = source };
	if (!r->st.keys)
		return err_set(cx, ERR_DENIED, r->path.dir, "keys-needed", NULL);
	TRY(columns_of(cx, r, kind, out));
	TRY(difference_codes(cx, r, &w.code));
	TRY(difference_refs(cx, r, &w.code, source, &w.ref, &w.nref));
	for (int i = 0; i < r->model->n; i++) {
		bool has = false;

		for (int k = 0; k < out->ncol && !has; k++)
			has = out->col[k].e == r->model->ent[i];
		if (!has)
			continue;
		w.e = r->model->ent[i];
		TRY(walk_noun(&w));
	}
	if (out->n)
		qsort(out->item, (size_t)out->n, sizeof *out->item, item_cmp);
	return OK;
}

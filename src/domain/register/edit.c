#include "domain/register/edit.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/typed.h"
#include "base/utf8.h"
#include "domain/register/browse_int.h"
#include "domain/register/closing.h"
#include "domain/register/lead.h"

#define EDITS_MAX 100000

void edits_begin(struct edits *e, struct reg *r, const char *reason)
{
	*e = (struct edits){ .r = r, .reason = reason };
}

void edits_put(struct ctx *cx, struct edits *e, struct rec *old, struct rec *now)
{
	if (e->n == e->cap) {
		struct edit_row *more = arena_array(&cx->arena, (size_t)e->cap * 2 + 16, sizeof *more);

		if (e->n)
			memcpy(more, e->row, (size_t)e->n * sizeof *more);
		e->row = more;
		e->cap = e->cap * 2 + 16;
	}
	e->row[e->n++] = (struct edit_row){ old, now, false };
}

void edits_remove(struct ctx *cx, struct edits *e, struct rec *old)
{
	edits_put(cx, e, old, NULL);
}

enum err edits_in_year(struct ctx *cx, struct edits *e, int64_t area, date_t day)
{
	int year = date_year(day);

	TRY(closing_open(cx, e->r, area, day));
	for (int i = 0; i < e->nyear; i++)
		if (e->year[i].area == area && e->year[i].year == year)
			return OK;
	if (!day)
		return OK;
	if (e->nyear == e->yearcap) {
		int cap = e->yearcap * 2 + 4;
		struct closing_at *more = arena_array(&cx->arena, (size_t)cap, sizeof *more);

		if (e->nyear)
			memcpy(more, e->year, (size_t)e->nyear * sizeof *more);
		e->year = more;
		e->yearcap = cap;
	}
	e->year[e->nyear++] = (struct closing_at){ area, year };
	return OK;
}

static struct rec *copy(struct arena *a, const struct rec *old)
{
	struct rec *r = rec_copy(a, old);

	r->batch = 0;                    /* no file says this: a person does */
	r->row = 0;
	return r;
}

enum err edits_row(struct ctx *cx, struct edits *e, const struct entity *noun, int64_t id,
                   struct rec **now)
{
	struct rec *old;

	for (int i = 0; i < e->n; i++)
		if (e->row[i].now && e->row[i].now->e == noun && e->row[i].now->id == id) {
			*now = e->row[i].now;
			return OK;
		}
	TRY(register_load(cx, e->r, noun, id, &old));
	*now = copy(&cx->arena, old);
	edits_put(cx, e, old, *now);
	return OK;
}

enum err edits_seen(struct ctx *cx, struct edits *e, const struct rec *seen, struct rec **now)
{
	TRY(edits_row(cx, e, seen->e, seen->id, now));
	return (*now)->version == seen->version ? OK :
	       err_set(cx, ERR_CONFLICT, seen->e->name, "row-changed-meanwhile", seen->e->zh,
	               seen->e->en, NULL);
}

enum err edits_new(struct ctx *cx, struct edits *e, const struct entity *noun,
                   const struct rec *household, struct rec **now)
{
	*now = rec_new(&cx->arena, noun);
	(*now)->id = store_new_id(e->r->st, noun);
	if (household) {
		(*now)->area = household->area;
		(*now)->shard = household->shard;
		rec_int(*now, noun->parent, household->id);
	}
	edits_put(cx, e, NULL, *now);
	return OK;
}

/* ---- one value ---- */

static const char *noun(const struct ctx *cx, const struct entity *e)
{
	return cx->lang == LANG_ZH ? e->zh : e->en;
}

static const char *label(const struct ctx *cx, const struct field *f)
{
	return cx->lang == LANG_ZH ? f->zh : f->en;
}

#define CHOICES 12               /* that are named */

/* What a list has to choose from, and what is nearest to what was typed. */
static enum err no_choice(struct ctx *cx, const struct reg *r, const struct entity *e,
                          const struct field *f, struct str cell, struct str near)
{
	const struct list_face *l = &r->model->lists;
	const char *between = msg_between(cx->lang);
	struct buf all BUF_AUTO = { 0 };
	struct str name;
	int64_t code;
	int n = 0;

	buf_init(&all, 16384);
	for (; n < CHOICES && l->nth(l->state, f->list, n, &code, &name); n++) {
		buf_addz(&all, n ? between : "");
		buf_adds(&all, l->label(l->state, f->list, code, cx->lang));
	}
	if (l->nth(l->state, f->list, n, &code, &name))
		buf_addz(&all, " …");
	if (near.n && l->code(l->state, f->list, near, &code, &(bool){ false }))
		near = l->label(l->state, f->list, code, cx->lang);
	return err_set(cx, ERR_INPUT, noun(cx, e), near.n ? "edit-choice-near" : "edit-choice",
	               label(cx, f), str_z(&cx->arena, str_trim(cell)),
	               str_z(&cx->arena, buf_str(&all)), near.n ? str_z(&cx->arena, near) : NULL, NULL);
}

static enum err may_change(struct ctx *cx, const struct entity *e, int f)
{
	const struct field *fd = &e->fields[f];

	if (fd->flags & (E_RO | E_KEY | E_PARENT) || e->flags & ENT_CODED)
		return err_set(cx, ERR_INPUT, noun(cx, e), "edit-fixed", fd->name, fd->zh, NULL);
	return OK;
}

static enum err clear(struct ctx *cx, struct rec *now, int f)
{
	const struct field *fd = &now->e->fields[f];

	if (fd->flags & E_REQ)
		return err_set(cx, ERR_INPUT, noun(cx, now->e), "edit-required", fd->name, fd->zh, NULL);
	now->v[f] = (struct val){ VAL_NULL, 0, { 0 } };
	return OK;
}

/* A reference or an area: the row that the cell names. */
static enum err resolve(struct ctx *cx, struct reg *r, const struct field *f, struct val *v)
{
	const struct entity *to =
		f->type == FT_AREA ? register_entity(r, TAG_area) : entity_find(r->model, str_of(f->ref));
	int64_t id;

	TRY(register_by_key(cx, r, to, v->s, &id));
	*v = (struct val){ VAL_INT, id, { 0 } };
	return OK;
}

enum err edit_assign(struct ctx *cx, struct reg *r, struct rec *now, struct str field,
                     struct str cell, int *index, const struct kind **kind)
{
	struct cell_cx c = { r->model, &cx->arena, register_today(cx, r) };
	int f = where_field(now->e, str_trim(field));
	struct cell_result res;
	const struct field *fd;

	*kind = NULL;
	if (f < 0)
		return err_set(cx, ERR_INPUT, noun(cx, now->e), "edit-no-field",
		               str_z(&cx->arena, field), now->e->name, NULL);
	*index = f;
	fd = &now->e->fields[f];
	TRY(may_change(cx, now->e, f));
	TRY(typed_text(cx, label(cx, fd), true, &cell));
	if (!str_trim(cell).n)
		return clear(cx, now, f);
	cell_read(&c, fd, cell, &res);
	if (res.state == CELL_BAD && fd->list && !strcmp(res.kind, "list_unknown"))
		return no_choice(cx, r, now->e, fd, cell, res.hint);
	if (res.state == CELL_BAD)
		return err_set(cx, ERR_INPUT, noun(cx, now->e), res.kind, label(cx, fd),
		               str_z(&cx->arena, res.hint), NULL);
	if (res.state == CELL_EMPTY)
		return clear(cx, now, f);
	if (res.state == CELL_MENDED || res.state == CELL_WARN)
		*kind = kind_find(res.kind);
	if (fd->type == FT_REF || fd->type == FT_AREA)
		TRY(resolve(cx, r, fd, &res.v));
	now->v[f] = res.v;
	if (fd->type == FT_AREA && !strcmp(fd->name, "area"))
		now->area = res.v.i;
	return OK;
}

/* ---- writing ---- */

static bool differs(const struct edit_row *w)
{
	if (!w->old || !w->now || w->always || w->old->area != w->now->area)
		return true;
	for (int i = 0; i < w->now->e->nfield; i++)
		if (!val_eq(&w->old->v[i], &w->now->v[i]))
			return true;
	return false;
}

/* Rows of a household (or a person) stand where it stands. */
static enum err move_children(struct ctx *cx, struct edits *e, const struct entity *up, int64_t id,
                              int64_t from, int64_t to)
{
	const struct model *m = e->r->model;

	for (int i = 0; i < m->n; i++) {
		const struct entity *noun = m->ent[i];
		struct rec **row;
		int n;

		if (noun->parent < 0 || strcmp(noun->fields[noun->parent].ref, up->name))
			continue;
		TRY(register_children(cx, e->r, noun, id, &row, &n));
		for (int k = 0; k < n; k++) {
			struct rec *now;

			if (row[k]->area != from)
				continue;
			TRY(edits_row(cx, e, noun, row[k]->id, &now));
			now->area = to;
			if (noun->tag == TAG_person)
				TRY(move_children(cx, e, noun, row[k]->id, from, to));
		}
	}
	return OK;
}

static enum err moves(struct ctx *cx, struct edits *e)
{
	for (int i = 0; i < e->n; i++) {
		struct edit_row w = e->row[i];

		if (w.old && w.now && w.now->e->tag == TAG_household && w.old->area != w.now->area)
			TRY(move_children(cx, e, w.now->e, w.now->id, w.old->area, w.now->area));
	}
	return OK;
}

/* The key that seals the row: of its household, or its own. */
static enum err family_of(struct ctx *cx, struct db *db, struct reg *r, const struct edit_row *w,
                          struct family *fam)
{
	const struct entity *e = w->now->e;
	int64_t household = 0;

	*fam = (struct family){ 0 };
	if (e->tag == TAG_lead && w->old)
		return lead_seal(cx, db, r->st, w->now, fam);
	if (!(e->flags & ENT_SEED))
		TRY(store_household(cx, db, r->model, w->now, &household));
	if (household)
		return family_load(cx, db, r->st, register_entity(r, TAG_household), household, fam);
	if (!(e->flags & ENT_SEED) && !e->has_sealed)
		return OK;
	if (w->old)
		return family_load(cx, db, r->st, e, w->now->id, fam);
	family_new(r->st, w->now->id, fam);
	return OK;
}

/* An import looks at its cells, all else comes through here. What stood there before may stay. */
enum err edit_fits(struct ctx *cx, const struct rec *now, const struct rec *old)
{
	const struct entity *e = now->e;

	for (int f = 0; f < e->nfield; f++) {
		const struct field *fd = &e->fields[f];
		const struct val *v = &now->v[f];
		char most[24], has[24];
		size_t n;

		if (fd->type != FT_TEXT || fd->max <= 0 || !rec_has(now, f) ||
		    (old && val_eq(&old->v[f], v)))
			continue;
		n = utf8_len(v->s);
		if (n <= (uint64_t)fd->max)
			continue;
		snprintf(most, sizeof most, "%lld", (long long)fd->max);
		snprintf(has, sizeof has, "%zu", n);
		return err_set(cx, ERR_INPUT, fd->name, "edit-too-long", label(cx, fd), most, has, NULL);
	}
	return OK;
}

static enum err put_rows(struct ctx *cx, struct db *db, struct edits *e, struct txn *t)
{
	for (int i = 0; i < e->n; i++) {
		struct edit_row *w = &e->row[i];
		struct family fam;

		if (!differs(w))
			continue;
		if (!w->now) {
			struct prow p;

			store_prepare_removal(&cx->arena, e->r->st, w->old, 0, &p);
			TRY(txn_put(cx, db, t, &p));
			continue;
		}
		TRY(edit_fits(cx, w->now, w->old));
		TRY(family_of(cx, db, e->r, w, &fam));
		TRY(txn_rec(cx, db, t, w->now, w->old, fam.known ? &fam : NULL));
		TRY(lead_task_over(cx, db, e->r, w->old, w->now, t));
	}
	return OK;
}

/* The years that were open when they were asked for: nobody closed one meanwhile. */
static enum err years_open(struct ctx *cx, struct db *db, const struct edits *e)
{
	struct reg view = *e->r;

	view.db = db;
	for (int i = 0; i < e->nyear; i++)
		TRY(closing_open(cx, &view, e->year[i].area, e->year[i].year * 10000));
	return OK;
}

enum err edits_write_in(struct ctx *cx, struct db *db, struct edits *e)
{
	struct txn t;
	enum err err;

	TRY(years_open(cx, db, e));
	if (e->still)
		TRY(e->still(cx, db, e));
	txn_begin(&t, e->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.note = str_of(e->reason ? e->reason : "");
	t.leaf.extra = e->extra;
	t.leaf.object = e->object ? e->object : e->row[0].now->e->tag;
	t.leaf.object_id = e->object ? e->object_id : e->row[0].now->id;
	err = put_rows(cx, db, e, &t);
	if (err != OK) {
		txn_drop(&t);
		return err;
	}
	return txn_end(cx, db, &t);
}

/* Whether a year is closed is asked where nobody can close it meanwhile. */
static enum err write_edits(struct ctx *cx, struct db *db, void *arg)
{
	struct edits *e = arg;
	struct reg view = *e->r;

	view.db = db;
	for (int i = 0; i < e->n; i++)
		TRY(closing_change(cx, &view, e->row[i].old, e->row[i].now));
	return edits_write_in(cx, db, e);
}

enum err edits_write(struct ctx *cx, struct edits *e, int *changed)
{
	int n = 0;

	TRY(moves(cx, e));
	for (int i = 0; i < e->n; i++)
		n += differs(&e->row[i]);

	if (changed)
		*changed = n;
	if (n > EDITS_MAX)
		return err_set(cx, ERR_LIMIT, "", "edit-too-many", NULL);
	return n ? register_write(cx, e->r, write_edits, e) : OK;
}

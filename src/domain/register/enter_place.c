#include "domain/register/enter_place.h"

#include "base/mem.h"
#include "entity/cell.h"

/* ---- the kinds of list ---- */

static const struct sheet_shape *shape_of(const struct reg *r, struct str id)
{
	const struct sheet_book *b = r->pack->book;

	for (int i = 0; b && i < b->nshape; i++)
		if (str_eq(b->shape[i].id, id))
			return &b->shape[i];
	return NULL;
}

enum err enter_lists(struct ctx *cx, struct reg *r, struct str source, struct str kind,
                     struct enter_list **out, int *n)
{
	struct roll_batch *b;
	int count;

	*n = 0;
	TRY(roll_batches(cx, r, source, &b, &count));
	*out = arena_array(&cx->arena, (size_t)count + 1, sizeof **out);
	for (int i = 0; i < count; i++) {
		struct enter_list *l = &(*out)[*n];

		if ((kind.n && !str_eq(b[i].kind, kind)) || roll_newer(b, count, i))
			continue;
		*l = (struct enter_list){ .kind = b[i].kind, .shape = shape_of(r, b[i].kind) };
		columns_read(&cx->arena, r->model, b[i].columns, &l->col, &l->ncol);
		(*n)++;
	}
	if (*n)
		return OK;
	return err_set(cx, ERR_NOTFOUND, "--source", "to-enter-no-list", str_z(&cx->arena, source),
	               str_z(&cx->arena, kind), NULL);
}

/* ---- one of them and one noun ---- */

#define SEQ(id) ((id) & ((INT64_C(1) << ID_SEQ_BITS) - 1))

static enum err add_roll(void *arg, const struct roll *roll)
{
	struct stater *s = arg;

	for (int i = 0; i < roll->n; i++) {
		int64_t at = SEQ(roll->id[i]);

		idset_add(&s->present, roll->id[i]);
		if (s->nths < 2 || ID_NODE(roll->id[i]) != s->present.node)
			continue;
		if (at >= s->cap) {
			int64_t cap = at * 2 + 1024;

			s->nth = mem_grow(s->nth, (size_t)cap, sizeof *s->nth);
			memset(s->nth + s->cap, 0, (size_t)(cap - s->cap) * sizeof *s->nth);
			s->cap = cap;
		}
		s->nth[at] = (uint8_t)roll->nth;
	}
	return OK;
}

/* The n-th part of the shape is the how-maniest of its noun? 0: of another. */
static int nth_of(const struct reg *r, const struct sheet_shape *shape, int part,
                  const struct entity *e)
{
	int nth = 0;

	if (r->model->ent[shape->noun[part]] != e)
		return 0;
	for (int i = 0; i <= part; i++)
		nth += shape->noun[i] == shape->noun[part];
	return nth;
}

static void read_shape(struct ctx *cx, struct reg *r, const struct sheet_shape *shape,
                       struct stater *s)
{
	struct cell_cx c = { r->model, &cx->arena, register_today(cx, r) };

	for (int i = 0; shape && i < shape->ncopy; i++) {
		const struct sheet_copy *k = &shape->copy[i];
		int nth = nth_of(r, shape, k->part, s->e);
		struct cell_result res;

		if (!nth || nth > s->nths)
			continue;
		s->dated[k->field] |= k->how == COPY_YEAR_START || k->how == COPY_YEAR_END ||
		                      (k->how == COPY_SAME && k->from_part < 0);
		if (k->how != COPY_TEXT)
			continue;
		cell_read(&c, &s->e->fields[k->field], k->text, &res);
		if (res.state != CELL_GOOD)
			continue;
		s->fixed[(nth - 1) * s->e->nfield + k->field] = res.v;
		s->told_apart = true;
	}
}

enum err stater_load(struct ctx *cx, struct reg *r, struct str source, const struct enter_list *l,
                     const struct entity *e, struct stater *out)
{
	struct roll_batch *b;
	int n;

	*out = (struct stater){ .e = e };
	idset_begin(&out->present, r);
	for (int i = 0; i < l->ncol; i++)
		if (l->col[i].e == e && l->col[i].nth > out->nths)
			out->nths = l->col[i].nth;
	if (!out->nths)
		return OK;
	out->states = arena_array(&cx->arena, (size_t)e->nfield + 1, sizeof *out->states);
	out->dated = arena_array(&cx->arena, (size_t)e->nfield + 1, sizeof *out->dated);
	out->fixed = arena_array(&cx->arena, (size_t)(out->nths * e->nfield) + 1, sizeof *out->fixed);
	for (int i = 0; i < l->ncol; i++)
		if (l->col[i].e == e && !l->col[i].copied)
			out->states[l->col[i].field] = true;
	read_shape(cx, r, l->shape, out);
	TRY(roll_batches(cx, r, source, &b, &n));
	return roll_read_kind(cx, r, b, n, l->kind, e, add_roll, out);
}

void stater_free(struct stater *s)
{
	idset_free(&s->present);
	mem_free(s->nth);
	s->nth = NULL;
	s->cap = 0;
}

int stater_nth(const struct stater *s, const struct rec *row)
{
	int64_t at = SEQ(row->id);

	if (s->nths && ID_NODE(row->id) == s->present.node && at < s->cap && s->nth[at])
		return s->nth[at];
	if (idset_has(&s->present, row->id) || (s->nths == 1 && !s->told_apart))
		return 1;
	for (int nth = 0; s->told_apart && nth < s->nths; nth++) {
		const struct val *fixed = s->fixed + nth * s->e->nfield;
		bool same = true, any = false;

		for (int f = 0; f < s->e->nfield; f++) {
			any |= fixed[f].kind != VAL_NULL;
			same &= fixed[f].kind == VAL_NULL || val_eq(&fixed[f], &row->v[f]);
		}
		if (any && same)
			return nth + 1;
	}
	return s->nths && !s->told_apart ? -1 : 0;
}

bool stater_mine(const struct stater *all, int n, int self, const struct rec *row, int field)
{
	bool here = idset_has(&all[self].present, row->id);

	for (int i = 0; i < n; i++) {
		bool there = i != self && all[i].nths && all[i].states[field];
		bool listed = there && idset_has(&all[i].present, row->id);

		if (listed && (!here || i < self))
			return false;
		if (there && !listed && !here && i < self)
			return false;
	}
	return true;
}

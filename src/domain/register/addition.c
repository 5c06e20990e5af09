/* addition - see the header. */
#include "domain/register/addition.h"

#include "domain/register/closing.h"

bool register_by_hand(const struct entity *e)
{
	return e->parent >= 0 && !strcmp(e->fields[e->parent].ref, "household") && e->key < 0 &&
	       !(e->flags & ENT_CODED) && e->tag != TAG_attachment;
}

bool addition_is(const struct change *c)
{
	return !rec_has(c->row, CHANGE_about) && !rec_has(c->row, CHANGE_declaration);
}

/* The cells, by the rules of a sheet, and all that every row must state. */
static enum err filled(struct ctx *cx, struct reg *r, struct rec *row,
                       const struct change_cell *set, int n, struct str *field)
{
	bool *twice = arena_array(&cx->arena, (size_t)row->e->nfield, sizeof *twice);

	for (int i = 0; i < n; i++) {
		const struct kind *kind;
		int f;

		*field = set[i].field;
		TRY(edit_assign(cx, r, row, set[i].field, set[i].cell, &f, &kind));
		if (twice[f])
			return err_set(cx, ERR_INPUT, row->e->fields[f].name, "change-twice", NULL);
		twice[f] = true;
		TRY(change_member(cx, r, row, f, row->v[row->e->parent].i));
	}
	*field = STR("scheme");
	TRY(change_undecided(cx, r, row));
	for (int f = 0; f < row->e->nfield; f++) {
		const struct field *fd = &row->e->fields[f];

		*field = str_of(fd->name);
		if (fd->flags & E_REQ && !rec_has(row, f))
			return err_set(cx, ERR_INPUT, row->e->name, "addition-lacks",
			               cx->lang == LANG_ZH ? fd->zh : fd->en, NULL);
	}
	*field = (struct str){ 0 };
	return OK;
}

static bool same_row(const struct rec *a, const struct rec *b)
{
	for (int f = 0; f < a->e->nfield; f++)
		if (a->e->fields[f].flags & E_ROWKEY && !val_eq(&a->v[f], &b->v[f]))
			return false;
	return true;
}

/* Lists know a row by these fields: twice would be one too many. */
static enum err not_there(struct ctx *cx, struct reg *r, const struct rec *house,
                          const struct rec *row)
{
	struct rec **there;
	int n;

	TRY(register_children(cx, r, row->e, house->id, &there, &n));
	for (int i = 0; i < n; i++)
		if (same_row(there[i], row))
			return err_set(cx, ERR_CONFLICT, row->e->name, "addition-there",
			               cx->lang == LANG_ZH ? row->e->zh : row->e->en, NULL);
	return OK;
}

static enum err here(struct ctx *cx, const struct reg *r, const struct rec *house)
{
	return register_alive(r, house) ? OK :
	       err_set(cx, ERR_CONFLICT, "household", "addition-gone", NULL);
}

/* Asked where nobody else writes: two proposals of one row, approved at once, make one row. */
static enum err still_wanted(struct ctx *cx, struct db *db, struct edits *e)
{
	struct reg view = *e->r;
	const struct rec *row = e->still_of;
	struct rec *house;

	view.db = db;
	TRY(register_load(cx, &view, register_entity(e->r, TAG_household), row->v[row->e->parent].i,
	                  &house));
	TRY(here(cx, &view, house));
	return not_there(cx, &view, house, row);
}

/* What is proposed is kept as the register would say it, whoever typed it how. */
static enum err put_cells(struct ctx *cx, struct reg *r, const struct rec *row,
                          const struct change_cell *set, int n, struct buf *out)
{
	for (int i = 0; i < n; i++) {
		struct str cell = str_trim(set[i].cell);
		const struct kind *kind;
		struct rec *one = rec_new(&cx->arena, row->e);
		int f;

		if (!cell.n)
			continue;
		TRY(edit_assign(cx, r, one, set[i].field, cell, &f, &kind));
		if (one->e->fields[f].type == FT_LIST) {
			const struct list_face *l = &r->model->lists;

			cell = l->label(l->state, one->e->fields[f].list, one->v[f].i, LANG_ZH);
		}
		change_line(out, str_of(one->e->fields[f].name), cell);
	}
	return out->full ? err_set(cx, ERR_LIMIT, row->e->name, "edit-too-many", NULL) : OK;
}

static enum err put_proposal(struct ctx *cx, struct reg *r, const struct entity *e,
                             const struct rec *house, struct str set, const char *reason,
                             int64_t *change)
{
	struct edits x;
	struct rec *c;

	edits_begin(&x, r, reason);
	TRY(change_new(cx, &x, house, e, set, reason, &c));
	*change = c->id;
	return edits_write(cx, &x, NULL);
}

enum err addition_propose(struct ctx *cx, struct reg *r, const struct entity *e,
                          const struct rec *house, const struct change_cell *set, int n,
                          const char *reason, int64_t *change, struct str *field)
{
	struct rec *draft = rec_new(&cx->arena, e);
	struct buf cells BUF_AUTO = { 0 };

	*field = (struct str){ 0 };
	if (!register_by_hand(e))
		return err_set(cx, ERR_INPUT, e->name, "addition-not", NULL);
	TRY(here(cx, r, house));
	rec_int(draft, e->parent, house->id);
	TRY(filled(cx, r, draft, set, n, field));
	TRY(not_there(cx, r, house, draft));
	draft->area = house->area;
	TRY(closing_change(cx, r, NULL, draft));
	buf_init(&cells, CHANGE_TEXT);
	TRY(put_cells(cx, r, draft, set, n, &cells));
	return put_proposal(cx, r, e, house, buf_str(&cells), reason, change);
}

enum err addition_make(struct ctx *cx, struct edits *e, const struct change *c,
                       struct rec *decided)
{
	struct rec *house, *row;
	struct str field;

	TRY(register_load(cx, e->r, register_entity(e->r, TAG_household),
	                  c->row->v[CHANGE_household].i, &house));
	if (!register_by_hand(c->e))
		return err_set(cx, ERR_TAMPER, "change", "change-no-noun", NULL);
	TRY(edits_new(cx, e, c->e, house, &row));
	TRY(filled(cx, e->r, row, c->set, c->n, &field));
	e->still = still_wanted;
	e->still_of = row;
	rec_int(decided, CHANGE_about, row->id);
	e->object = c->e->tag;
	e->object_id = row->id;
	return OK;
}

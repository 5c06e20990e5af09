/* newcomer - see the header. */
#include "domain/register/newcomer.h"

static const struct sql sql_waiting = { "newcomer.waiting",
	"SELECT id FROM change WHERE declaration=$1 AND state=$2", 0 };

bool newcomer_fits(const struct reg *r, const struct rec *d)
{
	const struct list_face *l = &r->model->lists;

	return !rec_has(d, DECLARATION_household) && !rec_has(d, DECLARATION_gate_case) &&
	       l->has_tag(l->state, "declaration_state", d->v[DECLARATION_state].i, "live");
}

enum err newcomer_waiting(struct ctx *cx, struct reg *r, int64_t declaration, int64_t *change)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_waiting, &q));
	stmt_int(q, 1, declaration);
	stmt_int(q, 2, change_state(r, "proposed"));
	TRY(stmt_step(cx, q, &row));
	*change = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	return OK;
}

static enum err is_over(struct ctx *cx)
{
	return err_set(cx, ERR_CONFLICT, "declaration", "newcomer-over", NULL);
}

/* ---- the household ---- */

/* The cells, by the rules of a sheet. Where it lies is where it declared itself. */
static enum err filled(struct ctx *cx, struct reg *r, const struct rec *d,
                       const struct change_cell *set, int n, struct rec *house, int *bad)
{
	bool *twice = arena_array(&cx->arena, (size_t)house->e->nfield, sizeof *twice);

	house->area = d->area;
	house->shard = d->shard;
	rec_int(house, HOUSEHOLD_area, d->area);
	for (int i = 0; i < n; i++) {
		const struct kind *kind;
		int f;

		*bad = i;
		TRY(edit_assign(cx, r, house, set[i].field, set[i].cell, &f, &kind));
		if (twice[f])
			return err_set(cx, ERR_INPUT, house->e->fields[f].name, "change-twice", NULL);
		twice[f] = true;
		TRY(change_undecided_field(cx, r, house->e, f));
	}
	*bad = -1;
	if (house->area != d->area)
		return err_set(cx, ERR_INPUT, "area", "newcomer-elsewhere", NULL);
	return rec_has(house, HOUSEHOLD_head_name) ? OK :
	       err_set(cx, ERR_INPUT, "head_name", "newcomer-no-head", NULL);
}

static enum err tagged(struct ctx *cx, const struct reg *r, struct rec *row, int field,
                       const char *sem)
{
	const char *list = row->e->fields[field].list;
	int64_t code;

	if (!list_tagged(r->model, list, sem, &code))
		return err_set(cx, ERR_INPUT, list, "difference-no-code", list, sem, NULL);
	rec_int(row, field, code);
	return OK;
}

static struct str numbered(struct ctx *cx, const char *form, int64_t id)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 40);
	buf_addf(&b, form, (long long)id);
	return str_dup(&cx->arena, buf_str(&b));
}

/* Who declares it is its head until the survey tells who else lives there. */
static enum err head_of(struct ctx *cx, struct edits *e, const struct rec *house)
{
	struct rec *head;

	TRY(edits_new(cx, e, register_entity(e->r, TAG_person), house, &head));
	rec_text(head, PERSON_no, numbered(cx, "H%lld-1", house->id));
	rec_int(head, PERSON_provisional, 1);
	head->v[PERSON_name] = house->v[HOUSEHOLD_head_name];
	head->v[PERSON_idno] = house->v[HOUSEHOLD_head_id];
	TRY(tagged(cx, e->r, head, PERSON_state, "present"));
	return tagged(cx, e->r, head, PERSON_relation, "head");
}

enum err newcomer_make(struct ctx *cx, struct edits *e, const struct change *c,
                       struct rec *decided)
{
	struct rec *d, *house;
	int bad;

	TRY(edits_row(cx, e, register_entity(e->r, TAG_declaration),
	              c->row->v[CHANGE_declaration].i, &d));
	if (!newcomer_fits(e->r, d))
		return is_over(cx);
	TRY(edits_new(cx, e, register_entity(e->r, TAG_household), NULL, &house));
	TRY(filled(cx, e->r, d, c->set, c->n, house, &bad));
	rec_text(house, HOUSEHOLD_no, numbered(cx, "H%lld", house->id));
	rec_int(house, HOUSEHOLD_provisional, 1);
	TRY(tagged(cx, e->r, house, HOUSEHOLD_state, "present"));
	TRY(head_of(cx, e, house));
	rec_int(d, DECLARATION_household, house->id);
	rec_int(decided, CHANGE_about, house->id);
	decided->v[CHANGE_about_no] = house->v[HOUSEHOLD_no];
	e->object = TAG_household;
	e->object_id = house->id;
	return OK;
}

/* ---- proposing it ---- */

static void put_cells(struct buf *b, const struct change_cell *set, int n)
{
	for (int i = 0; i < n; i++)
		if (str_trim(set[i].cell).n)
			change_line(b, set[i].field, str_trim(set[i].cell));
}

/* Asked where nobody else proposes meanwhile. */
static enum err still_wanted(struct ctx *cx, struct db *db, struct edits *e)
{
	struct reg view = *e->r;
	int64_t there;

	view.db = db;
	TRY(newcomer_waiting(cx, &view, *(const int64_t *)e->still_of, &there));
	return there ? err_set(cx, ERR_CONFLICT, "declaration", "newcomer-waits", NULL) : OK;
}

static enum err put_proposal(struct ctx *cx, struct reg *r, const struct rec *d, struct str set,
                             const char *reason, int64_t *change)
{
	const struct entity *house = register_entity(r, TAG_household);
	int64_t declaration = d->id;
	struct edits e;
	struct rec *c;

	edits_begin(&e, r, reason);
	e.still = still_wanted;
	e.still_of = &declaration;
	TRY(change_new(cx, &e, NULL, house, set, reason, &c));
	c->area = d->area;
	c->shard = d->shard;
	rec_int(c, CHANGE_declaration, d->id);
	*change = c->id;
	return edits_write(cx, &e, NULL);
}

enum err newcomer_propose(struct ctx *cx, struct reg *r, const struct rec *declaration,
                          const struct change_cell *set, int n, const char *reason,
                          int64_t *change, int *bad)
{
	struct rec *draft = rec_new(&cx->arena, register_entity(r, TAG_household));
	struct buf cells BUF_AUTO = { 0 };

	*bad = -1;
	if (!newcomer_fits(r, declaration))
		return is_over(cx);
	TRY(filled(cx, r, declaration, set, n, draft, bad));
	buf_init(&cells, CHANGE_TEXT);
	put_cells(&cells, set, n);
	if (cells.full)
		return err_set(cx, ERR_LIMIT, "household", "edit-too-many", NULL);
	return put_proposal(cx, r, declaration, buf_str(&cells), reason, change);
}

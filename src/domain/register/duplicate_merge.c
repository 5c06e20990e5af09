/* duplicate_merge - two rows become one. All of it is read and written on the writer's thread, in
 * one transaction: what comes to belong to the row meanwhile cannot be left hanging. */
#include "domain/register/duplicate.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/register/browse_int.h"
#include "domain/register/change.h"
#include "domain/register/closing.h"
#include "domain/register/difference.h"

#define LEAVING_MAX 200

static const struct sql sql_open = { "duplicate.open_change",
	"SELECT no, about_entity FROM change WHERE about=$1 AND state=$2", 0 };
static const struct sql sql_differs = { "duplicate.open_difference",
	"SELECT no, about_entity FROM difference WHERE about=$1 AND state=$2", 0 };

/* A household or person that leaves, and what stands for it from now on. */
struct leaving {
	struct rec *old;
	const struct rec *keep;
	int64_t from, to;            /* households: that it was in, and that it is in now */
};

struct merge {
	struct ctx *cx;
	struct reg *r;               /* the writer's own view, without a scope */
	const struct entity *e;
	int64_t keep, drop;
	const char *reason;
	struct edits edits;
	struct leaving gone[LEAVING_MAX];
	int ngone;
	struct rec **row;            /* rows that hung on one that leaves, as they will be */
	int nrow, cap;
	struct duplicate_merged *n;
};

static bool is_household(const struct entity *e)
{
	return e->tag == TAG_household;
}

/* ---- what the one says and the other does not ---- */

/* A field that says something only together with another: taken where the other does not say
 * something else. */
static const struct { uint8_t tag; int field, of; } together[] = {
	{ TAG_person, PERSON_state_on, PERSON_state },
	{ TAG_person, PERSON_id_type, PERSON_idno },
	{ TAG_person, PERSON_disability_kind, PERSON_disability_card },
	{ TAG_person, PERSON_disability_grade, PERSON_disability_card },
	{ TAG_household, HOUSEHOLD_bank, HOUSEHOLD_account },
	{ TAG_household, HOUSEHOLD_head_id, HOUSEHOLD_head_name },
	{ TAG_household, HOUSEHOLD_exited_on, HOUSEHOLD_exit_mark },
	{ TAG_household, HOUSEHOLD_risk_cleared_on, HOUSEHOLD_risk_cleared },
	{ TAG_household, HOUSEHOLD_risk_clear_mode, HOUSEHOLD_risk_cleared },
};

static bool goes_with(const struct rec *keep, const struct rec *drop, int field)
{
	for (size_t i = 0; i < sizeof together / sizeof together[0]; i++) {
		int of = together[i].of;

		if (together[i].tag == keep->e->tag && together[i].field == field &&
		    rec_has(keep, of) && !val_eq(&keep->v[of], &drop->v[of]))
			return false;
	}
	return true;
}

static void fill(struct merge *m, struct rec *keep, const struct rec *drop)
{
	const struct entity *e = keep->e;
	bool no = e->key >= 0 && !rec_has(keep, e->key);
	struct rec before = *keep;

	before.v = arena_array(&m->cx->arena, (size_t)e->nfield, sizeof *before.v);
	memcpy(before.v, keep->v, (size_t)e->nfield * sizeof *before.v);
	for (int i = 0; i < e->nfield; i++) {
		unsigned flags = e->fields[i].flags;

		if (!rec_has(drop, i) || flags & E_PARENT)
			continue;
		if (flags & E_RO && !(e->flags & ENT_CODED) && !no)
			continue;                       /* "provisional" goes with the number */
		if (!rec_has(&before, i) && goes_with(&before, drop, i)) {
			keep->v[i] = drop->v[i];
			m->n->filled++;
		} else if (!(flags & E_KEY) && !val_eq(&before.v[i], &drop->v[i])) {
			m->n->conflicts++;
		}
	}
}

/* ---- who leaves ---- */

static enum err leaves(struct merge *m, struct rec *old, const struct rec *keep, int64_t from,
                       int64_t to)
{
	if (m->ngone == LEAVING_MAX)
		return err_set(m->cx, ERR_LIMIT, old->e->name, "edit-too-many", NULL);
	m->gone[m->ngone++] = (struct leaving){ old, keep, from, to };
	edits_remove(m->cx, &m->edits, old);
	m->n->left++;
	return OK;
}

/* A version of the row is written even if it says what the one before says. */
static void rewritten(struct merge *m, const struct rec *now)
{
	for (int i = 0; i < m->edits.n; i++)
		if (m->edits.row[i].now == now)
			m->edits.row[i].always = true;
}

static int64_t household_of(const struct rec *row)
{
	return is_household(row->e) ? row->id : row->v[PERSON_household].i;
}

static enum err pair(struct merge *m, const struct entity *e, int64_t keep, int64_t drop)
{
	struct rec *now, *old;

	TRY(register_load(m->cx, m->r, e, drop, &old));
	TRY(edits_row(m->cx, &m->edits, e, keep, &now));
	if (!now->opened || !old->opened)
		return err_set(m->cx, ERR_DENIED, e->name, "keys-needed", NULL);
	fill(m, now, old);
	rewritten(m, now);                      /* so that its history tells of it, too */
	return leaves(m, old, now, household_of(old), household_of(now));
}

static const struct leaving *leaving_of(const struct merge *m, const struct entity *e, int64_t id)
{
	for (int i = 0; i < m->ngone; i++)
		if (m->gone[i].old->e == e && m->gone[i].old->id == id)
			return &m->gone[i];
	return NULL;
}

static bool among(const struct merge *m, const struct entity *e, int64_t id)
{
	for (int i = 0; i < m->nrow; i++)
		if (m->row[i]->e == e && m->row[i]->id == id)
			return true;
	return false;
}

/* ---- what goes along ---- */

static enum err affected(struct merge *m, const struct entity *e, int64_t id)
{
	struct rec *now;

	if (leaving_of(m, e, id) || among(m, e, id))
		return OK;
	TRY(edits_row(m->cx, &m->edits, e, id, &now));
	if (m->nrow == m->cap) {
		struct rec **more = arena_array(&m->cx->arena, (size_t)m->cap * 2 + 64, sizeof *more);

		if (m->nrow)
			memcpy(more, m->row, (size_t)m->nrow * sizeof *more);
		m->row = more;
		m->cap = m->cap * 2 + 64;
	}
	m->row[m->nrow++] = now;
	return OK;
}

/* Rows in which this field names somebody who leaves. */
static enum err referring(struct merge *m, const struct entity *e, int field)
{
	const struct entity *to = entity_find(m->r->model, str_of(e->fields[field].ref));
	struct ids found = { .a = &m->cx->arena };
	struct stmt *s;
	enum err err;
	bool row;

	TRY(db_stmt(m->cx, m->r->db, &e->sql->refs[field], &s));
	while ((err = stmt_step(m->cx, s, &row)) == OK && row)
		if (leaving_of(m, to, stmt_col_int(s, 0)))
			ids_add(&found, stmt_col_int(s, 1));
	stmt_done(s);
	for (int i = 0; i < found.n && err == OK; i++)
		err = affected(m, e, found.id[i]);
	return err;
}

static enum err children_of(struct merge *m, const struct entity *e, const struct leaving *g)
{
	struct rec **row;
	int n;

	if (strcmp(e->fields[e->parent].ref, g->old->e->name) != 0)
		return OK;
	TRY(register_children(m->cx, m->r, e, g->old->id, &row, &n));
	for (int i = 0; i < n; i++)
		TRY(affected(m, e, row[i]->id));
	return OK;
}

static enum err gather(struct merge *m)
{
	for (int i = 0; i < m->r->model->n; i++) {
		const struct entity *e = m->r->model->ent[i];

		for (int k = 0; k < m->ngone && e->parent >= 0; k++)
			TRY(children_of(m, e, &m->gone[k]));
		for (int f = 0; f < e->nfield; f++) {
			const char *to = e->fields[f].ref;

			if (f != e->parent && e->sql->refs[f].text && to &&
			    (!strcmp(to, "household") || !strcmp(to, "person")))
				TRY(referring(m, e, f));
		}
	}
	return OK;
}

/* ---- where it goes ---- */

static void stands(struct rec *row, const struct rec *where)
{
	int f = entity_field(row->e, STR("area"));

	row->area = where->area;
	row->shard = where->shard;
	if (f >= 0 && row->e->fields[f].type == FT_AREA)
		rec_int(row, f, where->area);
}

/* What a person's row of another household says of that person goes to the household where the
 * person is now. What happened in the other household happened there, and what was decided about
 * its rows was decided there. */
static bool follows(const struct entity *e)
{
	return e->tag != TAG_member_event && !(e->flags & ENT_CODED);
}

static enum err repoint(struct merge *m, struct rec *row)
{
	const struct entity *he = register_entity(m->r, TAG_household);
	int house = entity_field(row->e, STR("household"));
	struct rec *to;

	for (int f = 0; f < row->e->nfield; f++) {
		const char *ref = row->e->fields[f].ref;
		const struct leaving *g;

		if (row->e->fields[f].type != FT_REF || !rec_has(row, f) || !ref)
			continue;
		g = leaving_of(m, entity_find(m->r->model, str_of(ref)), row->v[f].i);
		if (!g)
			continue;
		row->v[f].i = g->keep->id;
		if (f == row->e->parent || f == house)
			stands(row, g->keep);
		if (strcmp(ref, "person") != 0 || g->from == g->to)
			continue;
		if (house >= 0 && house != f && follows(row->e) && rec_has(row, house) &&
		    row->v[house].i == g->from) {
			TRY(register_load(m->cx, m->r, he, g->to, &to));
			rec_int(row, house, g->to);
			stands(row, to);
		}
	}
	return OK;
}

/* What a person has moves with the person, and is sealed anew even if it says the same. */
static enum err take_along(struct merge *m, const struct rec *person)
{
	for (int i = 0; i < m->r->model->n; i++) {
		const struct entity *e = m->r->model->ent[i];
		struct rec **row, *now;
		int n;

		if (e->parent < 0 || strcmp(e->fields[e->parent].ref, "person") != 0)
			continue;
		TRY(register_children(m->cx, m->r, e, person->id, &row, &n));
		for (int k = 0; k < n; k++) {
			TRY(edits_row(m->cx, &m->edits, e, row[k]->id, &now));
			stands(now, person);
			if (now->sealed.n)
				rewritten(m, now);
		}
	}
	return OK;
}

/* ---- what is there twice ---- */

static bool same_key(const struct rec *x, const struct rec *y)
{
	bool keyed = false, stated = false;

	if (x->e->tag == TAG_assigned)          /* one grant reaches a household once */
		return val_eq(&x->v[ASSIGNED_role_grant], &y->v[ASSIGNED_role_grant]) &&
		       val_eq(&x->v[ASSIGNED_household], &y->v[ASSIGNED_household]) &&
		       rec_has(x, ASSIGNED_ended) == rec_has(y, ASSIGNED_ended);
	if (x->e->key >= 0 || x->e->flags & ENT_CODED)
		return false;
	for (int i = 0; i < x->e->nfield; i++) {
		if (!(x->e->fields[i].flags & (E_ROWKEY | E_PARENT)))
			continue;
		if (!val_eq(&x->v[i], &y->v[i]))
			return false;
		keyed |= (x->e->fields[i].flags & E_ROWKEY) != 0;
		stated |= x->e->fields[i].flags & E_ROWKEY && rec_has(x, i);
	}
	for (int i = 0; i < x->e->nfield && !(keyed && stated); i++)
		if (!val_eq(&x->v[i], &y->v[i]))
			return false;
	return true;
}

static bool contradicts(const struct rec *x, const struct rec *y)
{
	for (int i = 0; i < x->e->nfield; i++)
		if (rec_has(x, i) && rec_has(y, i) && !val_eq(&x->v[i], &y->v[i]))
			return true;
	return false;
}

/* The rows beside it: of what it belongs to now. Rows that moved there are among them by their
 * edits. */
static enum err twin_of(struct merge *m, const struct rec *row, struct rec **twin)
{
	int up = row->e->tag == TAG_assigned ? ASSIGNED_household : row->e->parent;
	struct rec **there;
	int n;

	*twin = NULL;
	if (up < 0 || !rec_has(row, up))
		return OK;
	for (int i = 0; i < m->nrow && m->row[i] != row; i++)
		if (m->row[i]->e == row->e && same_key(m->row[i], row)) {
			*twin = m->row[i];
			return OK;
		}
	if (row->e->parent < 0)
		return OK;
	TRY(register_children(m->cx, m->r, row->e, row->v[up].i, &there, &n));
	for (int i = 0; i < n; i++)
		if (there[i]->id != row->id && !among(m, row->e, there[i]->id) && same_key(there[i], row))
			return edits_row(m->cx, &m->edits, row->e, there[i]->id, twin);
	return OK;
}

/* The row was to be changed; now it leaves. */
static void leaves_after_all(struct merge *m, int at)
{
	struct edits *e = &m->edits;

	for (int i = 0; i < e->n; i++)
		if (e->row[i].now == m->row[at])
			e->row[i].now = NULL;
	m->row[at] = m->row[--m->nrow];
	m->n->left++;
}

static enum err once_each(struct merge *m)
{
	for (int i = 0; i < m->nrow;) {
		struct rec *row = m->row[i], *twin;

		TRY(twin_of(m, row, &twin));
		if (!twin) {
			i++;
			continue;
		}
		if (row->e->flags & ENT_CODED)
			;                               /* says nothing of its own */
		else if (!contradicts(twin, row))
			fill(m, twin, row);
		else
			m->n->conflicts++;
		leaves_after_all(m, i);
	}
	m->n->moved = m->nrow;
	return OK;
}

/* ---- what forbids it ---- */

static enum err waits(struct merge *m, const struct sql *q, const struct rec *row, int64_t state,
                      const char *key)
{
	struct str no = { 0 };
	struct stmt *s;
	enum err e;
	bool more;

	TRY(db_stmt(m->cx, m->r->db, q, &s));
	stmt_int(s, 1, row->id);
	stmt_int(s, 2, state);
	while ((e = stmt_step(m->cx, s, &more)) == OK && more && !no.n)
		if (str_eqz(stmt_col_text(s, 1), row->e->name))
			no = str_dup(&m->cx->arena, stmt_col_text(s, 0));
	stmt_done(s);
	TRY(e);
	if (!no.n)
		return OK;
	return err_set(m->cx, ERR_CONFLICT, row->e->name, key,
	               row->e->key >= 0 ? str_z(&m->cx->arena, duplicate_label(m->cx, row))
	               : m->cx->lang == LANG_ZH ? row->e->zh : row->e->en,
	               str_z(&m->cx->arena, no), NULL);
}

static enum err nothing_waits(struct merge *m)
{
	struct difference_codes k;

	TRY(difference_codes(m->cx, m->r, &k));
	for (int i = 0; i < m->edits.n; i++) {
		const struct edit_row *w = &m->edits.row[i];

		if (w->now)
			continue;
		TRY(waits(m, &sql_open, w->old, change_state(m->r, "proposed"), "duplicate-change"));
		TRY(waits(m, &sql_differs, w->old, k.open, "duplicate-difference"));
	}
	return OK;
}

/* ---- all ---- */

/* Members who are there on both sides; *out 0: this one is not. */
static int64_t member_like(struct rec *const *keep, int n, const struct rec *p)
{
	for (int i = 0; i < n; i++)
		if (rec_has(p, PERSON_idno) && val_eq(&keep[i]->v[PERSON_idno], &p->v[PERSON_idno]))
			return keep[i]->id;
	return 0;
}

static enum err members(struct merge *m)
{
	const struct entity *e = register_entity(m->r, TAG_person);
	struct rec **here, **there;
	int nhere, nthere;

	TRY(register_children(m->cx, m->r, e, m->keep, &here, &nhere));
	TRY(register_children(m->cx, m->r, e, m->drop, &there, &nthere));
	for (int i = 0; i < nthere; i++) {
		int64_t same = member_like(here, nhere, there[i]);

		if (same)
			TRY(pair(m, e, same, there[i]->id));
	}
	return OK;
}

static enum err write_down(struct merge *m, struct db *db)
{
	const struct rec *from = m->gone[0].old, *to = m->gone[0].keep;
	struct buf note BUF_AUTO = { 0 }, extra BUF_AUTO = { 0 };
	struct str arg[3] = { duplicate_label(m->cx, from), { 0 }, str_of(m->reason) };
	struct rec *was;

	TRY(register_load(m->cx, m->r, m->e, to->id, &was));
	arg[1] = duplicate_label(m->cx, was);
	buf_init(&note, 8192);
	msg_add(&note, m->cx->lang, "duplicate-note", arg, 3);
	buf_init(&extra, 100);
	buf_addf(&extra, "merged=%lld\n", (long long)from->id);
	m->edits.reason = str_z(&m->cx->arena, buf_str(&note));
	m->edits.extra = str_dup(&m->cx->arena, buf_str(&extra));
	m->edits.object = m->e->tag;
	m->edits.object_id = m->keep;
	return edits_write_in(m->cx, db, &m->edits);
}

static enum err merge_all(struct merge *m)
{
	edits_begin(&m->edits, m->r, m->reason);
	TRY(pair(m, m->e, m->keep, m->drop));
	if (is_household(m->e))
		TRY(members(m));
	TRY(gather(m));
	for (int i = 0; i < m->nrow; i++) {
		bool person = m->row[i]->e->tag == TAG_person;

		if (!m->row[i]->opened)
			return err_set(m->cx, ERR_DENIED, m->row[i]->e->name, "keys-needed", NULL);
		TRY(repoint(m, m->row[i]));
		if (person)
			TRY(take_along(m, m->row[i]));
	}
	TRY(once_each(m));
	for (int i = 0; i < m->edits.n; i++)
		TRY(closing_change(m->cx, m->r, m->edits.row[i].old, m->edits.row[i].now));
	return nothing_waits(m);
}

static enum err write_merge(struct ctx *cx, struct db *db, void *arg)
{
	struct merge *m = arg;
	struct reg view = *m->r;     /* what is read here is what this transaction sees, all of it */
	struct reg *mine = m->r;
	enum err e;

	view.db = db;
	view.scope = NULL;
	m->cx = cx;
	m->r = &view;
	e = merge_all(m);
	if (e == OK)
		e = write_down(m, db);
	m->r = mine;
	return e;
}

enum err duplicate_merge(struct ctx *cx, struct reg *r, const struct entity *e, int64_t keep,
                         int64_t drop, const char *reason, struct duplicate_merged *out)
{
	struct merge *m = ARENA_NEW(&cx->arena, struct merge);
	struct rec *row;

	*out = (struct duplicate_merged){ 0 };
	if (!is_household(e) && e->tag != TAG_person)
		return err_set(cx, ERR_INPUT, e->name, "duplicate-noun", NULL);
	TRY(register_load(cx, r, e, drop, &row));
	TRY(register_load(cx, r, e, keep, &row));
	if (keep == drop)
		return err_set(cx, ERR_INPUT, e->name, "duplicate-itself",
		               str_z(&cx->arena, duplicate_label(cx, row)), NULL);
	*m = (struct merge){ .cx = cx, .r = r, .e = e, .keep = keep, .drop = drop, .reason = reason,
		.n = out };
	return register_write(cx, r, write_merge, m);
}

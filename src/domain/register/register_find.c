/* register_find - from what people call a row to its id, and from an id to what people call it. */
#include "domain/register/browse_int.h"

#include <stdlib.h>

#include "base/codes.h"
#include "base/money.h"
#include "crypto/gram.h"
#include "entity/seek.h"

#define OF_AGE 18

/* ---- lists of ids ---- */

void ids_add(struct ids *l, int64_t id)
{
	l->id = arena_grown(l->a, l->id, l->n, &l->cap, sizeof *l->id);
	l->id[l->n++] = id;
}

static int id_cmp(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

void ids_sort(struct ids *l)
{
	int kept = 0;

	if (l->n)
		qsort(l->id, (size_t)l->n, sizeof *l->id, id_cmp);
	for (int i = 0; i < l->n; i++)
		if (!kept || l->id[i] != l->id[kept - 1])
			l->id[kept++] = l->id[i];
	l->n = kept;
}

bool ids_have(const struct ids *l, int64_t id)
{
	return l->n && bsearch(&id, l->id, (size_t)l->n, sizeof *l->id, id_cmp);
}

enum err ids_by(struct ctx *cx, struct reg *r, const struct sql *q, int64_t arg, struct ids *out)
{
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(cx, r->db, q, &s));
	stmt_int(s, 1, arg);
	while ((e = stmt_step(cx, s, &row)) == OK && row)
		ids_add(out, stmt_col_int(s, SYS_ID));
	stmt_done(s);
	return e;
}

#define SEEK_MOST 100000

enum err ids_seek(struct ctx *cx, struct reg *r, const uint64_t *keys, int n, struct ids *out,
                  bool *many)
{
	int64_t *id;
	int found;

	TRY(seek_all(cx, r->db, keys, n, SEEK_MOST, &id, &found));
	*many = found >= SEEK_MOST;
	for (int i = 0; i < found; i++)
		ids_add(out, id[i]);
	ids_sort(out);
	return OK;
}

/* ---- opening ---- */

static const struct sql sql_person_household = { "browse.person_household",
	"SELECT household FROM person WHERE id=$1 UNION ALL SELECT household FROM person_h"
	" WHERE id=$1 AND household IS NOT NULL LIMIT 1", 0 };      /* who has left, too */

static const struct sql sql_batch_actor = { "register.batch_actor",
	"SELECT actor, area FROM batch WHERE id=$1", 0 };

const struct sql *const register_find_sqls[] = { &sql_person_household, &sql_batch_actor, NULL };

void opener_begin(struct opener *o, struct reg *r)
{
	*o = (struct opener){ .r = r };
}

void opener_end(struct opener *o)
{
	volatile unsigned char *p = (volatile unsigned char *)&o->fam;

	for (size_t i = 0; i < sizeof o->fam; i++)
		p[i] = 0;
	o->have = false;
}

/* Household of a row: itself, its parent, its person's, or that which a lead is about. 0: none. */
static enum err household_of(struct ctx *cx, struct opener *o, const struct rec *row, int64_t *out)
{
	const struct entity *e = row->e;
	struct stmt *s;
	bool there;

	*out = 0;
	if (e->tag == TAG_household)
		*out = row->id;
	if (e->tag == TAG_lead && rec_has(row, LEAD_household))
		*out = row->v[LEAD_household].i;
	if (e->parent < 0 || !rec_has(row, e->parent))
		return OK;
	*out = row->v[e->parent].i;
	if (!strcmp(e->fields[e->parent].ref, "household"))
		return OK;
	if (*out != o->person) {
		TRY(db_stmt(cx, o->r->db, &sql_person_household, &s));
		stmt_int(s, 1, *out);
		TRY(stmt_step(cx, s, &there));
		o->person = *out;
		o->person_household = there ? stmt_col_int(s, 0) : 0;
		stmt_done(s);
	}
	*out = o->person_household;
	return OK;
}

enum err opener_row(struct ctx *cx, struct opener *o, struct arena *a, struct rec *row)
{
	const struct entity *noun = row->e;
	int64_t id = row->id;

	if (row->opened || !o->r->st->keys)
		return OK;
	if (!(noun->flags & ENT_SEED) || (noun->tag == TAG_lead && !row->seed_h.n)) {
		int64_t household;

		if (noun->tag == TAG_lead)
			household = rec_has(row, LEAD_household) ? row->v[LEAD_household].i : 0;
		else
			TRY(household_of(cx, o, row, &household));
		if (household) {
			id = household;
			noun = register_entity(o->r, TAG_household);
		}
	}
	if (!o->have || o->noun != noun || o->fam.id != id) {
		TRY(family_load(cx, o->r->db, o->r->st, noun, id, &o->fam));
		o->noun = noun;
		o->have = true;
	}
	return store_open(cx, a, o->r->st, &o->fam, row);
}

/* ---- who sees a row ---- */

/* A batch is seen by who took it in and by whose area holds all of it; so is what was found in it.
 * */
bool register_batch_seen(const struct scope *sc, const struct batch_of *b)
{
	return !sc || str_eqz(b->actor, sc->actor) || scope_area(sc, b->area);
}

enum err register_batch_of(struct ctx *cx, struct reg *r, int64_t batch, struct batch_of *out)
{
	struct stmt *s;
	bool row;

	*out = (struct batch_of){ 0 };
	TRY(db_stmt(cx, r->db, &sql_batch_actor, &s));
	stmt_int(s, 1, batch);
	TRY(stmt_step(cx, s, &row));
	if (row) {
		out->actor = str_dup(&cx->arena, stmt_col_text(s, 0));
		out->area = stmt_col_is_null(s, 1) ? 0 : stmt_col_int(s, 1);
	}
	stmt_done(s);
	return OK;
}

static enum err asked_actor(struct ctx *cx, struct reg *r, int64_t batch, bool *mine)
{
	struct batch_of b;

	TRY(register_batch_of(cx, r, batch, &b));
	*mine = register_batch_seen(r->scope, &b);
	return OK;
}

enum err register_sees(struct ctx *cx, struct reg *r, const struct rec *row, bool *yes)
{
	const struct scope *sc = r->scope;
	struct opener o;
	int64_t household;

	*yes = scope_row(sc, row);
	if (*yes)
		return OK;
	if (row->e->tag == TAG_batch)
		return asked_actor(cx, r, row->id, yes);
	if (row->e->tag == TAG_finding && rec_has(row, FINDING_file_batch))
		return asked_actor(cx, r, row->v[FINDING_file_batch].i, yes);
	if (!sc->nhousehold)
		return OK;
	opener_begin(&o, r);
	TRY(household_of(cx, &o, row, &household));
	*yes = scope_household(sc, household);
	return OK;
}

enum err find_row(struct ctx *cx, struct reg *r, struct arena *a, const struct entity *e,
                  int64_t id, struct rec **out)
{
	struct rec *found = NULL;
	struct stmt *s;
	bool row, seen;

	*out = NULL;
	TRY(db_stmt(cx, r->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, &row));
	if (row)
		found = store_row(a, e, s);
	stmt_done(s);
	if (!row)
		return OK;
	TRY(register_sees(cx, r, found, &seen));
	*out = seen ? found : NULL;
	return OK;
}

date_t person_birth(const struct rec *person)
{
	struct idno id;

	if (rec_has(person, PERSON_birth))
		return (date_t)person->v[PERSON_birth].i;
	if (rec_has(person, PERSON_idno) &&
	    idno_read(person->v[PERSON_idno].s, 0, &id) == IDNO_GOOD)
		return id.birth;
	return 0;
}

bool person_of_age(const struct rec *person, date_t on)
{
	date_t birth = person_birth(person);

	return birth && date_age(birth, on) >= OF_AGE;
}

/* ---- register.h ---- */

enum err register_load(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                       struct rec **out)
{
	struct opener o;
	enum err err;

	TRY(find_row(cx, r, &cx->arena, e, id, out));
	if (!*out)
		return err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	opener_begin(&o, r);
	err = opener_row(cx, &o, &cx->arena, *out);
	opener_end(&o);
	return err;
}

/* All rows under a parent, as they are stored. */
static enum err rows_by(struct ctx *cx, struct reg *r, const struct entity *e, int64_t parent,
                        struct rec ***out, int *n)
{
	struct rec **v = arena_array(&cx->arena, 8, sizeof *v);
	int cap = 8;
	struct stmt *s;
	enum err err;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &e->sql->by_parent, &s));
	stmt_int(s, 1, parent);
	while ((err = stmt_step(cx, s, &row)) == OK && row) {
		v = arena_grown(&cx->arena, v, *n, &cap, sizeof *v);
		v[(*n)++] = store_row(&cx->arena, e, s);
	}
	stmt_done(s);
	*out = v;
	return err;
}

enum err register_children(struct ctx *cx, struct reg *r, const struct entity *e, int64_t parent,
                           struct rec ***out, int *n)
{
	struct opener o;
	enum err err = OK;
	int all, seen = 0;

	*n = 0;
	if (e->parent < 0)
		return err_set(cx, ERR_BUG, e->name, "browse-no-parent", e->name, NULL);
	TRY(rows_by(cx, r, e, parent, out, &all));
	opener_begin(&o, r);
	for (int i = 0; i < all && err == OK; i++) {
		struct rec *row = (*out)[i];
		bool yes = true;

		if (r->scope)
			err = register_sees(cx, r, row, &yes);
		if (err == OK && yes)
			err = opener_row(cx, &o, &cx->arena, row);
		if (err == OK && yes)
			(*out)[seen++] = row;
	}
	opener_end(&o);
	*n = seen;
	return err;
}

/* ---- by key ---- */

static struct str upper_trim(struct arena *a, struct str s)
{
	char *to;

	s = str_trim(s);
	to = str_z(a, s);
	for (size_t i = 0; i < s.n; i++)
		if (to[i] >= 'a' && to[i] <= 'z')
			to[i] = (char)(to[i] - 32);
	return (struct str){ to, s.n };
}

static enum err by_index(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                         struct ids *out)
{
	struct stmt *s;
	enum err err;
	bool row;

	TRY(db_stmt(cx, r->db, &e->sql->by_key, &s));
	stmt_text(s, 1, key);
	while ((err = stmt_step(cx, s, &row)) == OK && row)
		ids_add(out, stmt_col_int(s, SYS_ID));
	stmt_done(s);
	return err;
}

/* A number that only the search index knows: entries may be stale, so each row is asked. */
static enum err by_number(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                          struct ids *out)
{
	uint64_t k = seek_key(e->tag, SEEK_NO, seek_hash_text(key));
	struct ids found = { .a = &cx->arena };
	bool many;

	TRY(ids_seek(cx, r, &k, 1, &found, &many));
	for (int i = 0; i < found.n; i++) {
		struct rec *row;

		TRY(find_row(cx, r, &cx->arena, e, found.id[i], &row));
		if (row && rec_has(row, e->key) && str_eq(row->v[e->key].s, key))
			ids_add(out, row->id);
	}
	return OK;
}

static enum err by_idno(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                        struct ids *out)
{
	struct ids found = { .a = &cx->arena };
	struct idno id;
	struct opener o;
	enum err err = OK;
	uint64_t k;
	bool many;

	if (!r->st->keys || idno_read(key, 0, &id) != IDNO_GOOD)
		return OK;
	k = seek_key(e->tag, SEEK_ID, store_blind_query(r->st->keys, BLIND_ID, str_of(id.no)));
	TRY(ids_seek(cx, r, &k, 1, &found, &many));
	opener_begin(&o, r);
	for (int i = 0; i < found.n && err == OK; i++) {
		struct rec *row;

		err = find_row(cx, r, &cx->arena, e, found.id[i], &row);
		if (err == OK && row)
			err = opener_row(cx, &o, &cx->arena, row);
		if (err == OK && row && rec_has(row, PERSON_idno) &&
		    str_eq(row->v[PERSON_idno].s, str_of(id.no)))
			ids_add(out, row->id);
	}
	opener_end(&o);
	return err;
}

static enum err area_by_text(struct ctx *cx, struct reg *r, struct str key, struct ids *out)
{
	struct area_tree *t;
	struct arena a;
	struct str none = { 0 };
	enum err err;
	int i;

	arena_init(&a, (size_t)512 << 20);
	err = area_load(cx, &a, r, &t);
	if (err == OK) {
		i = area_by_name(t, none, none, key);
		if (i == -2) {
			char *z = str_z(&cx->arena, key);

			err = err_set(cx, ERR_CONFLICT, "area", "browse-area-several", z, NULL);
		} else if (i >= 0) {
			ids_add(out, area_nth(t, i)->id);
		}
	}
	arena_free(&a);
	return err;
}

static enum err keys_tried(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                           struct ids *out)
{
	struct str up = upper_trim(&cx->arena, key);
	struct rec *row;
	int64_t id;

	key = str_trim(key);
	if (e->key >= 0) {
		bool coded = e->fields[e->key].type == FT_CODE;

		if (e->parent < 0)
			TRY(by_index(cx, r, e, coded ? up : key, out));
		else
			TRY(by_number(cx, r, e, coded ? up : key, out));
	}
	if (!out->n && e->tag == TAG_person)
		TRY(by_idno(cx, r, e, key, out));
	if (e->tag == TAG_area && out->n != 1) {
		out->n = 0;             /* several with a code: the tree knows which is valid */
		TRY(area_by_text(cx, r, key, out));
	}
	/* nouns without a number of their own are called by their id */
	if (!out->n && e->tag != TAG_household && e->tag != TAG_person && e->tag != TAG_area &&
	    str_i64(key, &id)) {
		TRY(find_row(cx, r, &cx->arena, e, id, &row));
		if (row)
			ids_add(out, id);
	}
	return OK;
}

/* What lies outside does not make a number ambiguous, nor known. */
static enum err only_seen(struct ctx *cx, struct reg *r, const struct entity *e, struct ids *l)
{
	int kept = 0;

	for (int i = 0; i < l->n; i++) {
		struct rec *row;

		TRY(find_row(cx, r, &cx->arena, e, l->id[i], &row));
		if (row)
			l->id[kept++] = l->id[i];
	}
	l->n = kept;
	return OK;
}

enum err register_by_key(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                         int64_t *id)
{
	struct ids found = { .a = &cx->arena };

	if (!str_trim(key).n)
		return err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	TRY(keys_tried(cx, r, e, key, &found));
	if (r->scope)
		TRY(only_seen(cx, r, e, &found));
	if (found.n == 0)
		return err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	if (found.n > 1)
		return err_set(cx, ERR_CONFLICT, e->name, "browse-key-several", e->zh, e->en, NULL);
	*id = found.id[0];
	return OK;
}

enum err register_gone(struct ctx *cx, struct reg *r, const struct entity *e, struct str key,
                       int64_t *id)
{
	struct str k = str_trim(key);
	struct stmt *s;
	bool row = false;
	int64_t n;

	*id = 0;
	if (e->sql->left.text) {
		if (e->fields[e->key].type == FT_CODE)
			k = upper_trim(&cx->arena, k);
		TRY(db_stmt(cx, r->db, &e->sql->left, &s));
		stmt_text(s, 1, k);
		TRY(stmt_step(cx, s, &row));
		if (row)
			*id = stmt_col_int(s, 0);
		stmt_done(s);
	} else if (str_i64(k, &n)) {
		struct rec *now;

		TRY(find_row(cx, r, &cx->arena, e, n, &now));
		TRY(db_stmt(cx, r->db, &e->sql->history, &s));
		stmt_int(s, 1, n);
		TRY(stmt_step(cx, s, &row));
		if (row && !now)
			*id = n;
		stmt_done(s);
	}
	return *id ? OK : err_set(cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
}

/* ---- from an id to what people call it ---- */

static struct str key_text(const struct entity *e, struct stmt *s)
{
	int c = e->key >= 0 ? e->fields[e->key].column : -1;

	return c >= 0 && !stmt_col_is_null(s, c) ? stmt_col_text(s, c) : (struct str){ 0 };
}

static enum err put_number(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                           struct buf *out)
{
	int64_t household;
	struct stmt *s;
	struct str key;
	bool row;

	TRY(db_stmt(cx, r->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, &row));
	key = row ? key_text(e, s) : (struct str){ 0 };
	household = row && e->tag == TAG_person ? stmt_col_int(s, e->fields[e->parent].column) : id;
	if (row && (e->tag == TAG_household || e->tag == TAG_person) &&
	    !scope_area(r->scope, stmt_col_int(s, SYS_AREA)) && !scope_household(r->scope, household))
		buf_addz(out, "***");
	else if (key.n)
		buf_adds(out, key);
	else
		buf_addi(out, id);
	stmt_done(s);
	return OK;
}

#define PATH_FROM 4     /* township */

struct step { char name[184]; int64_t level, parent, code; };

static enum err one_step(struct ctx *cx, struct reg *r, int64_t id, struct step *out, bool *there)
{
	const struct entity *e = register_entity(r, TAG_area);
	struct stmt *s;
	struct str t;

	TRY(db_stmt(cx, r->db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, there));
	if (*there) {
		t = str_sub(stmt_col_text(s, e->fields[AREA_name].column), 0, sizeof out->name - 1);
		memcpy(out->name, t.p, t.n);
		out->name[t.n] = 0;
		out->level = stmt_col_int(s, e->fields[AREA_level].column);
		out->parent = stmt_col_int(s, e->fields[AREA_parent_area].column);
		if (!str_i64(stmt_col_text(s, e->fields[AREA_code].column), &out->code))
			out->code = 0;
	}
	stmt_done(s);
	return OK;
}

/* Where no parent is stated, the nearest one that the digits name and that is there. */
static enum err parent_by_digits(struct ctx *cx, struct reg *r, struct step *at)
{
	int64_t code = at->code;
	struct arena tmp;
	enum err e = OK;

	arena_init(&tmp, 1 << 20);
	while (!at->parent && e == OK && code >= INT64_C(100000000000) &&
	       code <= INT64_C(999999999999)) {
		struct ids found = { .a = &tmp };
		char text[24];

		code = area_code_parent(code);
		text[decimal_put(text, code, 0)] = 0;
		e = by_index(cx, r, register_entity(r, TAG_area), str_of(text), &found);
		if (found.n)
			at->parent = found.id[0];
	}
	arena_free(&tmp);
	return e;
}

enum err area_row_path(struct ctx *cx, struct reg *r, int64_t id, int from_level, struct buf *out)
{
	struct step step[6];
	int n = 0;

	while (id && n < 6) {
		struct step *at = &step[n];
		bool there;

		TRY(one_step(cx, r, id, at, &there));
		if (!there)
			break;
		if (!at->level && at->code)
			at->level = area_code_level(at->code);
		if (n && at->level && at->level < from_level)
			break;
		TRY(parent_by_digits(cx, r, at));
		n++;
		id = at->level && at->level <= from_level ? 0 : at->parent;
	}
	while (n > 0)
		buf_addz(out, step[--n].name);
	return OK;
}

enum err cells_ref(struct ctx *cx, struct cells *c, const struct field *f, int64_t id, bool sheet,
                   struct buf *out)
{
	const struct entity *e = f->type == FT_AREA ? register_entity(c->r, TAG_area) :
	                         entity_find(c->r->model, str_of(f->ref));
	uint8_t form = (uint8_t)(1 + (f->type == FT_AREA && !sheet));
	struct kept *k = &c->kept[((uint64_t)id * 31 + e->tag * 7u + form) % CELL_KEPT];
	size_t from = out->n;

	if (k->form == form && k->tag == e->tag && k->id == id) {
		buf_add(out, k->text, k->n);
		return OK;
	}
	if (form == 2)
		TRY(area_row_path(cx, c->r, id, PATH_FROM, out));
	else
		TRY(put_number(cx, c->r, e, id, out));
	if (!out->full && out->n - from <= sizeof k->text) {
		*k = (struct kept){ .id = id, .tag = e->tag, .form = form,
		    .n = (uint8_t)(out->n - from) };
		memcpy(k->text, out->p + from, k->n);
	}
	return OK;
}

enum err register_ref_text(struct ctx *cx, struct reg *r, const struct field *f, int64_t id,
                           struct str *out)
{
	const struct entity *e = f->type == FT_AREA ? register_entity(r, TAG_area) :
	                         entity_find(r->model, str_of(f->ref));
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	TRY(put_number(cx, r, e, id, &b));
	*out = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

enum err cells_put(struct ctx *cx, struct cells *c, const struct rec *row, int field,
                   enum mask mask, bool sheet, enum lang lang, struct buf *out)
{
	const struct field *f = &row->e->fields[field];
	const struct val *v = &row->v[field];
	struct val area = { VAL_INT, row->area, { 0 } };

	if (f->type == FT_AREA && f->column == SYS_AREA && v->kind == VAL_NULL && row->area)
		v = &area;
	if (field_sealed(f) && !row->opened && row->sealed.n) {
		buf_addz(out, "***");           /* there may be something: only keys tell */
		return OK;
	}
	if (v->kind == VAL_INT && f->type == FT_TIME && !sheet) {
		char at[24];

		register_clock(c->r, v->i, at);
		buf_addz(out, at);
		return OK;
	}
	if (v->kind == VAL_TEXT && f->type == FT_TEXT && !field_sealed(f) && !sheet &&
	    cells_named(cx, c->r, row, field, lang, out))
		return OK;
	if (v->kind != VAL_INT || (f->type != FT_REF && f->type != FT_AREA)) {
		cell_write(out, c->r->model, f, v, mask, lang);
		return OK;
	}
	if (mask == MASK_PUBLIC && f->flags & E_PERSONAL) {
		buf_addz(out, "***");
		return OK;
	}
	return cells_ref(cx, c, f, v->i, sheet, out);
}

struct str register_actor(struct ctx *cx, struct reg *r, struct arena *a, struct str actor)
{
	struct rec *row;
	int64_t id;

	if (!str_starts(actor, STR("account:")) || !str_i64(str_sub(actor, 8, actor.n), &id))
		return STR("");
	if (store_get(cx, r->db, a, register_entity(r, TAG_account), id, &row) != OK) {
		err_clear(cx);
		return STR("");
	}
	return rec_has(row, ACCOUNT_name) ? row->v[ACCOUNT_name].s : STR("");
}

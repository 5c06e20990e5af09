#include "domain/register/finding.h"

#include <stdio.h>

#include "base/utf8.h"
#include "domain/register/browse_int.h"
#include "domain/register/lookup.h"

static const char *const tags[] = { [FINDING_CORRECTED] = "corrected",
	[FINDING_EXPLAINED] = "explained", [FINDING_RIGHT] = "exempt", [FINDING_REOPEN] = "open" };

bool finding_is_open(const struct rec *f)
{
	return !rec_has(f, FINDING_closed);
}

/* ---- numbers and words ---- */

size_t finding_no_put(char out[24], int64_t id)
{
	return (size_t)snprintf(out, 24, "F%lld", (long long)id);
}

bool finding_no_read(struct str s, int64_t *id)
{
	char digits[24];
	size_t n = 0;
	int32_t cp;

	s = str_trim(s);
	if (s.n && (s.p[0] == 'F' || s.p[0] == 'f'))
		s = str_sub(s, 1, s.n);
	while ((cp = utf8_next(&s)) >= 0) {
		if (cp >= 0xFF10 && cp <= 0xFF19)
			cp -= 0xFF10 - '0';
		if (cp < '0' || cp > '9' || n == sizeof digits - 1)
			return false;
		digits[n++] = (char)cp;
	}
	return n && str_i64((struct str){ digits, n }, id) && *id > 0;
}

bool finding_act_read(const struct reg *r, struct str s, enum finding_act *act)
{
	static const struct { const char *word; enum finding_act act; } words[] = {
		{ "corrected", FINDING_CORRECTED }, { "explained", FINDING_EXPLAINED },
		{ "right", FINDING_RIGHT }, { "not a fault", FINDING_RIGHT },
	};
	const struct list_face *l = &r->model->lists;
	int64_t code;
	bool exact;

	s = str_trim(s);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eqz(s, words[i].word)) {
			*act = words[i].act;
			return true;
		}
	if (!l->code(l->state, "finding_state", s, &code, &exact))
		return false;
	for (int i = FINDING_CORRECTED; i <= FINDING_RIGHT; i++)
		if (l->has_tag(l->state, "finding_state", code, tags[i])) {
			*act = (enum finding_act)i;
			return true;
		}
	return false;
}

struct str finding_act_label(const struct reg *r, enum finding_act act, enum lang lang)
{
	const struct list_face *l = &r->model->lists;
	int64_t code;

	if (!list_tagged(r->model, "finding_state", tags[act], &code))
		return STR("");
	return l->label(l->state, "finding_state", code, lang);
}

/* ---- places ---- */

enum err finding_area(struct ctx *cx, struct reg *r, const struct rec *f, int64_t *area)
{
	struct place at;
	bool found = false;

	*area = f->area;
	if (*area || !rec_has(f, FINDING_about_no) || !rec_has(f, FINDING_about_entity) ||
	    !str_eqz(f->v[FINDING_about_entity].s, "household"))
		return OK;
	TRY(lookup_household(cx, r->db, f->v[FINDING_about_no].s, &found, &at));
	if (found)
		*area = at.area;
	return OK;
}

static enum err household_of(struct ctx *cx, struct reg *r, struct str person, struct str *no)
{
	struct rec *p, *h;
	int64_t id;

	TRY(register_by_key(cx, r, register_entity(r, TAG_person), person, &id));
	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_person), id, &p));
	if (!rec_has(p, PERSON_household))
		return OK;
	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_household),
	              p->v[PERSON_household].i, &h));
	if (rec_has(h, HOUSEHOLD_no))
		*no = h->v[HOUSEHOLD_no].s;
	return OK;
}

enum err finding_household(struct ctx *cx, struct reg *r, const struct rec *f, struct str *no)
{
	const struct entity *e = rec_has(f, FINDING_about_entity) ?
	                         entity_find(r->model, f->v[FINDING_about_entity].s) : NULL;
	enum err err;

	*no = (struct str){ 0 };
	if (!rec_has(f, FINDING_about_no))
		return OK;
	while (e && e->key < 0 && e->parent >= 0)       /* named by what it hangs on */
		e = entity_find(r->model, str_of(e->fields[e->parent].ref));
	if (!e || e->tag != TAG_person) {
		*no = f->v[FINDING_about_no].s;
		return OK;
	}
	err = household_of(cx, r, f->v[FINDING_about_no].s, no);
	if (err == ERR_NOTFOUND || err == ERR_CONFLICT) {
		err_clear(cx);
		return OK;
	}
	return err;
}

/* ---- edits ---- */

struct doing {
	struct reg *r;
	struct finding_edit *edit;
	int n;
	bool only_try;
};

static enum err load(struct ctx *cx, struct db *db, struct arena *a, const struct entity *e,
                     int64_t id, struct rec **out)
{
	struct stmt *s;
	bool row;

	*out = NULL;
	TRY(db_stmt(cx, db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*out = store_row(a, e, s);
	stmt_done(s);
	return OK;
}

static bool allowed(struct finding_edit *x, const struct rec *f)
{
	x->result = !f ? FINDING_UNKNOWN :
	            x->act == FINDING_REOPEN && finding_is_open(f) ? FINDING_OPEN_ALREADY :
	            x->act != FINDING_REOPEN && !finding_is_open(f) ? FINDING_CLOSED_ALREADY :
	            FINDING_DONE;
	return x->result == FINDING_DONE;
}

static enum err write_one(struct ctx *cx, struct db *db, struct doing *d, struct finding_edit *x,
                          const struct rec *old, int64_t code, struct arena *a)
{
	struct rec *now = rec_copy(a, old);
	struct val *v = now->v;
	struct txn t;
	enum err e;

	rec_int(now, FINDING_state, code);
	v[FINDING_closed] = v[FINDING_closed_by] = (struct val){ 0 };
	if (x->act != FINDING_REOPEN) {
		rec_int(now, FINDING_closed, cx->now_ms);
		rec_text(now, FINDING_closed_by, x->by.n ? x->by : str_of(cx->actor));
	}
	TRY(edit_fits(cx, now, old));
	txn_begin(&t, d->r->st, ACT_EDIT);
	t.leaf.object = old->e->tag;
	t.leaf.object_id = old->id;
	t.leaf.actor = str_of(cx->actor);
	t.leaf.note = x->why;
	e = txn_rec(cx, db, &t, now, old, NULL);
	if (e != OK) {
		txn_drop(&t);
		return e;
	}
	return txn_end(cx, db, &t);
}

static enum err each(struct ctx *cx, struct db *db, struct doing *d)
{
	const struct entity *e = register_entity(d->r, TAG_finding);
	struct arena a;
	enum err err = OK;

	arena_init(&a, 16 << 20);
	for (int i = 0; i < d->n && err == OK; i++) {
		struct finding_edit *x = &d->edit[i];
		struct rec *f;
		int64_t code;

		arena_reset(&a);
		if (!list_tagged(d->r->model, "finding_state", tags[x->act], &code)) {
			err = err_set(cx, ERR_INPUT, "finding_state", "finding-no-state",
			              tags[x->act], NULL);
			break;
		}
		err = load(cx, db, &a, e, x->id, &f);
		if (err == OK && allowed(x, f) && !d->only_try)
			err = write_one(cx, db, d, x, f, code, &a);
	}
	arena_free(&a);
	return err;
}

static enum err write_all(struct ctx *cx, struct db *db, void *arg)
{
	return each(cx, db, arg);
}

enum err finding_do(struct ctx *cx, struct reg *r, struct finding_edit *edit, int n)
{
	struct doing d = { r, edit, n, false };

	TRY(register_write(cx, r, write_all, &d));
	return register_publish(cx, r);
}

enum err finding_try(struct ctx *cx, struct reg *r, struct finding_edit *edit, int n)
{
	struct doing d = { r, edit, n, true };

	return each(cx, r->db, &d);
}

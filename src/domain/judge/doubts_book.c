/* doubts_book - doubts as they stand in the register: what is known of them while checks run, and
 * the rows that are written when something changed. */
#include "domain/judge/doubts_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

#define CHUNK 8192
#define ROOM ((size_t)256 << 20)         /* of one chunk */

static const struct sql sql_known = { "doubts.known",
	"SELECT id, check_id, about_entity, about, state, exempt_until, area, household"
	" FROM doubt", SQL_SCAN_OK };
static const struct sql sql_light = { "doubts.light",
	"SELECT id, check_id, area, household, state FROM doubt", SQL_SCAN_OK };

const struct sql *const doubts_sqls[] = { &sql_known, &sql_light, NULL };

const char *check_severity_word(enum check_severity s)
{
	static const char *const word[] = { [CHECK_ERROR] = "error", [CHECK_MISSING] = "missing",
		[CHECK_CONTRADICTION] = "contradiction", [CHECK_EITHER] = "either",
		[CHECK_DOUBT] = "doubt" };

	return word[s];
}

/* ---- what is known ---- */

static int by_row(const void *pa, const void *pb)
{
	const struct known *a = pa, *b = pb;

	if (a->check != b->check)
		return a->check < b->check ? -1 : 1;
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->about > b->about) - (a->about < b->about);
}

static enum err codes(struct doubts *d)
{
	const struct model *m = d->j->r->model;
	const struct { const char *list, *tag; int64_t *to; } all[] = {
		{ "severity", "error", &d->severity[CHECK_ERROR] },
		{ "severity", "missing", &d->severity[CHECK_MISSING] },
		{ "severity", "contradiction", &d->severity[CHECK_CONTRADICTION] },
		{ "severity", "either", &d->severity[CHECK_EITHER] },
		{ "severity", "doubt", &d->severity[CHECK_DOUBT] },
		{ "doubt_state", "open", &d->state.open },
		{ "doubt_state", "exempt", &d->state.exempt },
		{ "doubt_state", "gone", &d->state.gone },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!list_tagged(m, all[i].list, all[i].tag, all[i].to))
			return err_set(d->cx, ERR_INPUT, all[i].list, "doubt-no-tag", all[i].tag, NULL);
	return OK;
}

static void one_known(struct doubts *d, struct stmt *s, const struct hmap *check)
{
	const struct entity *e = entity_find(d->j->r->model, stmt_col_text(s, 2));
	int64_t at = -1;

	hmap_get(check, stmt_col_text(s, 1), &at);
	d->known[d->nknown++] = (struct known){ .id = stmt_col_int(s, 0), .check = (int)at,
		.tag = e ? e->tag : 0, .about = stmt_col_int(s, 3), .state = stmt_col_int(s, 4),
		.until = stmt_col_is_null(s, 5) ? 0 : (date_t)stmt_col_int(s, 5),
		.area = stmt_col_is_null(s, 6) ? 0 : stmt_col_int(s, 6),
		.household = stmt_col_is_null(s, 7) ? 0 : stmt_col_int(s, 7) };
}

static enum err read_known(struct doubts *d)
{
	const struct pack *p = d->j->rules->p;
	struct hmap *check = hmap_new(&d->row, (size_t)p->ncheck + 1);
	int64_t cap = 0;
	struct stmt *s;
	enum err e;
	bool row;

	for (int i = 0; i < p->ncheck; i++)
		hmap_put(check, p->check[i].id, i);
	TRY(db_stmt(d->cx, d->j->r->db, &sql_known, &s));
	while ((e = stmt_step(d->cx, s, &row)) == OK && row) {
		if (d->nknown == cap) {
			cap = cap ? cap * 2 : 1024;
			d->known = mem_grow(d->known, (size_t)cap, sizeof *d->known);
		}
		one_known(d, s, check);
	}
	stmt_done(s);
	arena_reset(&d->row);
	if (d->nknown)
		qsort(d->known, (size_t)d->nknown, sizeof *d->known, by_row);
	return e;
}

enum err doubts_walk(struct ctx *cx, struct reg *r,
                     void (*each)(void *arg, const struct doubt_light *d), void *arg)
{
	struct doubt_light one;
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_light, &s));
	while ((e = stmt_step(cx, s, &row)) == OK && row) {
		one = (struct doubt_light){ stmt_col_text(s, 1), stmt_col_int(s, 0),
			stmt_col_is_null(s, 2) ? 0 : stmt_col_int(s, 2),
			stmt_col_is_null(s, 3) ? 0 : stmt_col_int(s, 3), stmt_col_int(s, 4) };
		if (scope_area(r->scope, one.area) || scope_household(r->scope, one.household))
			each(arg, &one);
	}
	stmt_done(s);
	return e;
}

enum err doubts_book_open(struct doubts *d)
{
	TRY(codes(d));
	arena_init(&d->a, ROOM);
	d->put = mem_new(CHUNK, sizeof *d->put);
	return read_known(d);
}

void doubts_book_drop(struct doubts *d)
{
	mem_free(d->known);
	mem_free(d->put);
	arena_free(&d->a);
	d->known = NULL;
	d->put = NULL;
}

/* ---- writing ---- */

static enum err write_chunk(struct ctx *cx, struct db *db, void *arg)
{
	struct doubts *d = arg;
	enum err e = OK;
	struct txn t;

	txn_begin(&t, d->j->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.note = str_of(d->o->reason ? d->o->reason : "");
	t.leaf.extra = d->o->check;
	t.leaf.object = TAG_doubt;
	t.leaf.object_id = d->put[0].id;
	for (int i = 0; i < d->nput && e == OK; i++)
		e = txn_put(cx, db, &t, &d->put[i]);
	if (e == OK)
		return txn_end(cx, db, &t);
	txn_drop(&t);
	return e;
}

static enum err flush(struct doubts *d)
{
	if (d->nput)
		TRY(register_write(d->cx, d->j->r, write_chunk, d));
	d->nput = 0;
	arena_reset(&d->a);
	return OK;
}

static enum err put(struct doubts *d, const struct rec *now, const struct rec *old,
                    const struct family *fam)
{
	TRY(store_prepare(d->cx, &d->a, d->j->r->st, now, old, fam, &d->put[d->nput]));
	d->nput++;
	return d->nput == CHUNK ? flush(d) : OK;
}

/* The number by which people know the row, else that of what it hangs on. */
static struct str number_of(const struct rec *row, const struct rec *household)
{
	if (row->e->key >= 0 && rec_has(row, row->e->key))
		return row->v[row->e->key].s;
	if (household && rec_has(household, HOUSEHOLD_no))
		return household->v[HOUSEHOLD_no].s;
	return STR("");
}

static enum err fresh(struct doubts *d, int check, const struct rec *row,
                      const struct rec *household, int64_t other, date_t on)
{
	const struct entity *e = register_entity(d->j->r, TAG_doubt);
	const struct check *c = &d->j->rules->p->check[check];
	struct rec *now = rec_new(&d->a, e);
	struct family own = { 0 };
	struct str no = number_of(row, household);
	char name[24];

	now->id = store_new_id(d->j->r->st, e);
	now->area = household ? household->area : row->area;
	now->shard = household ? household->shard : row->shard;
	snprintf(name, sizeof name, "Q%lld", (long long)now->id);
	rec_text(now, DOUBT_no, str_dup(&d->a, str_of(name)));
	if (household)
		rec_int(now, DOUBT_household, household->id);
	else
		family_new(d->j->r->st, now->id, &own);
	rec_text(now, DOUBT_check_id, c->id);
	rec_int(now, DOUBT_severity, d->severity[c->severity]);
	rec_text(now, DOUBT_about_entity, str_of(row->e->name));
	if (no.n)
		rec_text(now, DOUBT_about_no, str_dup(&d->a, no));
	rec_int(now, DOUBT_about, row->id);
	if (other)
		rec_int(now, DOUBT_other, other);
	rec_int(now, DOUBT_state, d->state.open);
	rec_int(now, DOUBT_on_date, on);
	rec_int(now, DOUBT_found, d->cx->now_ms);
	return put(d, now, NULL, household ? NULL : &own);
}

/* The family under whose key a stored doubt's words lie. */
static enum err family_of(struct doubts *d, const struct rec *old, struct family *fam)
{
	bool in = rec_has(old, DOUBT_household);

	return family_load(d->cx, d->j->r->db, d->j->r->st,
	                   register_entity(d->j->r, in ? TAG_household : TAG_doubt),
	                   in ? old->v[DOUBT_household].i : old->id, fam);
}

/* Is a row's version older than the doubt's own last one? What is gone has changed. */
static enum err older(struct doubts *d, const struct entity *e, int64_t id, const struct rec *doubt,
                      bool *yes)
{
	struct rec *row;
	enum err err;

	if (!*yes)
		return OK;
	err = e ? register_load(d->cx, d->j->r, e, id, &row) : ERR_NOTFOUND;
	*yes = err == OK && row->leaf <= doubt->leaf;
	if (err != ERR_NOTFOUND)
		return err;
	err_clear(d->cx);
	return OK;
}

/* What a doubt that was gone and is back is: what it was, if nothing of it changed since. NULL: it
 * is open, and nothing was said of it. */
static enum err back_as(struct doubts *d, const struct known *k, const struct rec *old,
                        const char **tag)
{
	const struct entity *e = entity_find(d->j->r->model, old->v[DOUBT_about_entity].s);
	bool same = k->state == d->state.gone;

	*tag = NULL;
	TRY(older(d, e, k->about, old, &same));
	if (k->household)
		TRY(older(d, register_entity(d->j->r, TAG_household), k->household, old, &same));
	if (!same)
		return OK;
	if (k->until)
		*tag = k->until >= d->today ? "exempt" : NULL;
	else
		*tag = rec_has(old, DOUBT_decided_by) ? "upheld" :
		       rec_has(old, DOUBT_said_by) ? "explained" : "open";
	return OK;
}

/* What was said of it before is history. */
static void forget(struct rec *now)
{
	static const int said[] = { DOUBT_assigned_to, DOUBT_assigned_by, DOUBT_due, DOUBT_said,
		DOUBT_evidence, DOUBT_said_by, DOUBT_said_at, DOUBT_exempt_until, DOUBT_decided_by,
		DOUBT_decided_at, DOUBT_reason };

	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		now->v[said[i]] = (struct val){ 0 };
}

/* One that is back, as back_as says. */
static enum err back(struct doubts *d, const struct known *k, const struct rec *old,
                     struct rec *now, date_t on)
{
	int64_t state = d->state.open;
	const char *tag;

	TRY(back_as(d, k, old, &tag));
	if (!tag)
		forget(now);
	else if (!list_tagged(d->j->r->model, "doubt_state", tag, &state))
		return err_set(d->cx, ERR_INPUT, "doubt_state", "doubt-no-tag", tag, NULL);
	if (tag && state == d->state.exempt) {
		d->count[k->check].again--;
		d->count[k->check].exempt++;
	}
	rec_int(now, DOUBT_state, state);
	rec_int(now, DOUBT_found, d->cx->now_ms);
	rec_int(now, DOUBT_on_date, on);
	now->v[DOUBT_closed] = (struct val){ 0 };
	return OK;
}

/* A stored doubt that is back on a day, or gone (on 0). */
static enum err turn(struct doubts *d, const struct known *k, date_t on)
{
	struct rec *old, *now;
	struct family fam;

	TRY(register_load(d->cx, d->j->r, register_entity(d->j->r, TAG_doubt), k->id, &old));
	now = rec_copy(&d->a, old);
	for (int i = 0; i < now->e->nfield; i++)     /* the old one goes before the chunk does */
		if (now->v[i].kind == VAL_TEXT)
			now->v[i].s = str_dup(&d->a, now->v[i].s);
	if (on) {
		TRY(back(d, k, old, now, on));
	} else {
		rec_int(now, DOUBT_state, d->state.gone);
		rec_int(now, DOUBT_closed, d->cx->now_ms);
	}
	TRY(family_of(d, old, &fam));
	return put(d, now, old, &fam);
}

/* Counted. *again: what is stored and is to be opened once more, or NULL; false: nothing is. */
static bool fired_before(struct doubts *d, int check, uint8_t tag, int64_t id,
                         const struct known **again)
{
	struct known key = { .check = check, .tag = tag, .about = id };
	struct doubts_count *n = &d->count[check];
	struct known *k = d->nknown ?
		bsearch(&key, d->known, (size_t)d->nknown, sizeof key, by_row) : NULL;

	*again = NULL;
	n->fired++;
	if (!k) {
		n->fresh++;
		return false;
	}
	k->seen = true;
	if (k->state == d->state.exempt && k->until >= d->today) {
		n->exempt++;
	} else if (k->state != d->state.gone && k->state != d->state.exempt) {
		n->still++;
	} else {
		n->again++;
		*again = k;
	}
	return true;
}

enum err doubts_fired(struct doubts *d, int check, const struct rec *row,
                      const struct rec *household, int64_t other, date_t on)
{
	const struct known *k;

	if (!fired_before(d, check, row->e->tag, row->id, &k))
		return d->dry ? OK : fresh(d, check, row, household, other, on);
	return !k || d->dry ? OK : turn(d, k, on);
}

static enum err fresh_at(struct doubts *d, int check, const struct entity *e, int64_t id,
                         int64_t household, date_t on)
{
	struct rec *row, *home;

	TRY(register_load(d->cx, d->j->r, e, id, &row));
	home = row;
	if (e->tag != TAG_household)
		TRY(register_load(d->cx, d->j->r, register_entity(d->j->r, TAG_household), household,
		                  &home));
	return fresh(d, check, row, home, 0, on);
}

enum err doubts_fired_at(struct doubts *d, int check, const struct entity *e, int64_t id,
                         int64_t household, date_t on)
{
	const struct known *k;
	struct arena kept;
	bool before = fired_before(d, check, e->tag, id, &k);

	if (d->dry || (before && !k))
		return OK;
	kept = doubts_apart(d);
	return doubts_together(d, kept, before ? turn(d, k, on) :
	                       fresh_at(d, check, e, id, household, on));
}

/* ---- the end of a run ---- */

/* One that this run would have met, had its check fired. */
static bool over(const struct doubts *d, const struct known *k)
{
	if (k->seen || k->state == d->state.gone || !doubts_inside(d, k->area))
		return false;
	if (d->o->only && (k->check < 0 || !doubts_wanted(d, k->household) ||
	                   d->j->rules->p->check[k->check].cross != CROSS_NONE))
		return false;
	if (k->state == d->state.exempt && k->until >= d->today)
		return false;
	return k->check < 0 ? !d->o->check.n : !d->o->check.n ||
	       str_eq(d->j->rules->p->check[k->check].id, d->o->check);
}

/* One that is not seen is not ours to close. */
static enum err close_one(struct doubts *d, const struct known *k)
{
	struct arena kept = doubts_apart(d);

	return doubts_together(d, kept, turn(d, k, 0));
}

enum err doubts_book_end(struct doubts *d)
{
	for (int64_t i = 0; i < d->nknown; i++) {
		struct known *k = &d->known[i];

		if (!over(d, k))
			continue;
		if (k->check >= 0)
			d->count[k->check].gone++;
		if (!d->dry)
			TRY(close_one(d, k));
	}
	return d->dry ? OK : flush(d);
}

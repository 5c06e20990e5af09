#include "domain/register/lead.h"

#include "domain/register/browse_int.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "domain/register/area.h"
#include "entity/seek.h"

static const struct sql sql_person = { "lead.person",
	"SELECT household, area, shard, name, birth, idno_b, state FROM person WHERE id=$1", 0 };
static const struct sql sql_household = { "lead.household",
	"SELECT area, shard, head_name, head_id_b, state FROM household WHERE id=$1", 0 };
static const struct sql sql_fact = { "lead.fact",
	"SELECT fact_key, batch, row FROM lead WHERE id=$1", 0 };
static const struct sql sql_counts = { "lead.counts",
	"SELECT topic, state, matched, area, count(*) FROM lead GROUP BY topic, state, matched, area",
	SQL_SCAN_OK };
const struct sql lead_of_house = { "lead.of_household",
	"SELECT id FROM lead WHERE household=$1 ORDER BY id", 0 };
static const struct sql sql_shared = { "lead.shared",
	"SELECT count(*), sum(several) FROM (SELECT CASE WHEN count(DISTINCT department) > 1 OR"
	" count(also_by) > 0 THEN 1 ELSE 0 END AS several FROM lead WHERE household IS NOT NULL"
	" GROUP BY household) AS house", SQL_SCAN_OK };
static const struct sql sql_task = { "lead.task",
	"SELECT id FROM task WHERE subject=$2 AND +state=$1", 0 };   /* + : not all that are open */

const struct sql *const lead_sqls[] = { &sql_person, &sql_household, &sql_fact, &sql_counts,
	&sql_shared, &sql_task, &lead_of_house, NULL };

/* ---- who is meant ---- */

static void take_blind(struct stmt *s, int col, struct lead_who *out)
{
	struct str b = stmt_col_blob(s, col);

	out->has_idno = b.n == BLIND_LEN;
	if (out->has_idno)
		memcpy(out->idno, b.p, BLIND_LEN);
}

static bool is_gone(const struct reg *r, const char *list, struct stmt *s, int col)
{
	const struct list_face *l = &r->model->lists;

	return !stmt_col_is_null(s, col) && l->has_tag(l->state, list, stmt_col_int(s, col), "gone");
}

enum err lead_person(struct ctx *cx, struct reg *r, struct arena *a, int64_t id, bool *found,
                     struct lead_who *out)
{
	struct stmt *s;

	TRY(db_stmt(cx, r->db, &sql_person, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, found));
	if (*found) {
		*out = (struct lead_who){ .person = id, .household = stmt_col_int(s, 0),
			.area = stmt_col_int(s, 1), .shard = stmt_col_int(s, 2),
			.name = str_dup(a, stmt_col_text(s, 3)), .birth = (date_t)stmt_col_int(s, 4),
			.gone = is_gone(r, "person_state", s, 6) };
		take_blind(s, 5, out);
	}
	stmt_done(s);
	return OK;
}

enum err lead_household(struct ctx *cx, struct reg *r, struct arena *a, int64_t id, bool *found,
                        struct lead_who *out)
{
	struct stmt *s;

	TRY(db_stmt(cx, r->db, &sql_household, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, found));
	if (*found) {
		*out = (struct lead_who){ .household = id, .area = stmt_col_int(s, 0),
			.shard = stmt_col_int(s, 1), .name = str_dup(a, stmt_col_text(s, 2)),
			.gone = is_gone(r, "household_state", s, 4) };
		take_blind(s, 3, out);
	}
	stmt_done(s);
	return OK;
}

static int32_t next_letter(struct str *s)
{
	int32_t cp;

	do
		cp = utf8_next(s);
	while (cp == ' ' || cp == 0x3000 || cp == 0xB7 || cp == 0x2022 || cp == 0x30FB);
	return cp;
}

bool lead_same_name(struct str a, struct str b)
{
	int32_t x, y;

	do {
		x = next_letter(&a);
		y = next_letter(&b);
	} while (x == y && x >= 0);
	return x < 0 && y < 0;
}

bool lead_same_birth(date_t a, date_t b)
{
	if (!date_month(a) || !date_month(b) || a / 100 != b / 100)
		return false;
	return !date_day(a) || !date_day(b) || a == b;
}

/* ---- facts ---- */

void lead_fact_key(const struct keyring *k, struct str text, char out[LEAD_KEY])
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char b[BLIND_LEN];

	keyring_blind(k, BLIND_ID, text, b);     /* no fact's text is a citizen number */
	for (int i = 0; i < BLIND_LEN; i++) {
		out[2 * i] = digits[b[i] >> 4];
		out[2 * i + 1] = digits[b[i] & 15];
	}
	out[2 * BLIND_LEN] = 0;
}

enum err lead_of_fact(struct ctx *cx, struct reg *r, int64_t id, struct str key, bool *found,
                      int64_t *batch, int32_t *row)
{
	struct stmt *s;

	TRY(db_stmt(cx, r->db, &sql_fact, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, found));
	*found = *found && str_eq(stmt_col_text(s, 0), key);
	if (*found) {
		*batch = stmt_col_int(s, 1);
		*row = (int32_t)stmt_col_int(s, 2);
	}
	stmt_done(s);
	return OK;
}

enum err lead_seal(struct ctx *cx, struct db *db, const struct store *st, const struct rec *lead,
                   struct family *out)
{
	if (!lead->seed_h.n && rec_has(lead, LEAD_household))
		return family_load(cx, db, st, entity_by_tag(st->m, TAG_household),
		                   lead->v[LEAD_household].i, out);
	return family_load(cx, db, st, lead->e, lead->id, out);
}

/* ---- edits ---- */

struct doing {
	struct reg *r;
	int64_t id;
	const struct lead_edit *edit;
	date_t today;
};

static bool in_state(const struct reg *r, const struct rec *lead, const char *tag)
{
	const struct list_face *l = &r->model->lists;

	return rec_has(lead, LEAD_state) &&
	       l->has_tag(l->state, "lead_state", lead->v[LEAD_state].i, tag);
}

bool register_lead_over(const struct reg *r, const struct rec *lead)
{
	return in_state(r, lead, "closed") || in_state(r, lead, "explained");
}

static enum err refuse(struct ctx *cx, const char *key, const struct rec *lead)
{
	const char *no = rec_has(lead, LEAD_no) ? str_z(&cx->arena, lead->v[LEAD_no].s) : "";

	return err_set(cx, ERR_CONFLICT, no, key, no, NULL);
}

static enum err new_state(struct ctx *cx, const struct doing *d, struct rec *now)
{
	static const char *const tag[] = { [LEAD_CHECK] = "checked", [LEAD_EXPLAIN] = "explained",
		[LEAD_CLOSE] = "settled", [LEAD_REOPEN] = "open" };
	bool over = register_lead_over(d->r, now);
	enum lead_act act = d->edit->act;
	int64_t code;

	if (act == LEAD_ASSIGN)
		return over ? refuse(cx, "lead-over", now) : OK;
	if (act == LEAD_REOPEN && !over && !in_state(d->r, now, "checked"))
		return refuse(cx, "lead-open-already", now);
	if (act != LEAD_REOPEN && over)
		return refuse(cx, "lead-over", now);
	if (act == LEAD_CLOSE && !d->edit->text.n && !in_state(d->r, now, "checked"))
		return refuse(cx, "lead-close-why", now);
	if (!list_tagged(d->r->model, "lead_state", tag[act], &code))
		return err_set(cx, ERR_INPUT, "lead_state", "lead-no-state", tag[act], NULL);
	rec_int(now, LEAD_state, code);
	return OK;
}

static void fill(const struct doing *d, struct rec *now)
{
	static const int of_checking[] = { LEAD_checked, LEAD_closed, LEAD_outcome, LEAD_gate_case };
	const struct lead_edit *x = d->edit;

	if (x->act == LEAD_REOPEN)      /* what was found before stays in the history */
		for (size_t i = 0; i < sizeof of_checking / sizeof of_checking[0]; i++)
			now->v[of_checking[i]] = (struct val){ 0 };
	else if (x->text.n)
		rec_text(now, LEAD_outcome, x->text);
	if (x->act == LEAD_CHECK || x->act == LEAD_EXPLAIN)
		rec_int(now, LEAD_checked, d->today);
	if (x->act == LEAD_EXPLAIN || x->act == LEAD_CLOSE)
		rec_int(now, LEAD_closed, d->today);
	if (x->handler.n)
		rec_text(now, LEAD_handler, x->handler);
	if (x->due)
		rec_int(now, LEAD_due, x->due);
}

/* ---- its work item ---- */

bool register_lead_waits(const struct reg *r, const struct rec *lead)
{
	return !rec_has(lead, LEAD_closed) &&
	       (!rec_has(lead, LEAD_state) || in_state(r, lead, "open"));
}

static enum err task_done_in(struct ctx *cx, struct db *db, struct reg *r, int64_t id,
                             int64_t done, struct txn *t)
{
	const struct entity *house = register_entity(r, TAG_household);
	struct family fam = { 0 };
	struct rec *old, *now;
	int64_t household;

	TRY(store_get(cx, db, &cx->arena, register_entity(r, TAG_task), id, &old));
	TRY(store_household(cx, db, r->model, old, &household));
	TRY(family_load(cx, db, r->st, household ? house : old->e, household ? household : id, &fam));
	TRY(store_open(cx, &cx->arena, r->st, &fam, old));
	now = rec_copy(&cx->arena, old);
	rec_int(now, TASK_state, done);
	rec_int(now, TASK_done_on, register_today(cx, r));
	rec_int(now, TASK_done_at, cx->now_ms);
	return txn_rec(cx, db, t, now, old, &fam);
}

enum err lead_task_over(struct ctx *cx, struct db *db, struct reg *r, const struct rec *old,
                        const struct rec *now, struct txn *t)
{
	int64_t open, done, *id;
	struct stmt *q;
	char subject[40];
	int n;

	if (!old || !now || now->e->tag != TAG_lead || !register_lead_waits(r, old) ||
	    register_lead_waits(r, now) ||
	    !list_tagged(r->model, "task_state", "open", &open) ||
	    !list_tagged(r->model, "task_state", "done", &done))
		return OK;
	snprintf(subject, sizeof subject, LEAD_TASK, (long long)now->id);
	TRY(db_stmt(cx, db, &sql_task, &q));
	stmt_int(q, 1, open);
	stmt_text(q, 2, str_of(subject));
	TRY(stmt_ids(cx, q, &id, &n));
	for (int i = 0; i < n; i++)
		TRY(task_done_in(cx, db, r, id[i], done, t));
	return OK;
}

static enum err write_edit(struct ctx *cx, struct db *db, void *arg)
{
	const struct doing *d = arg;
	const struct entity *e = register_entity(d->r, TAG_lead);
	struct rec *old, *now;
	struct family fam;
	struct txn t;
	enum err err;

	TRY(store_get(cx, db, &cx->arena, e, d->id, &old));
	TRY(lead_seal(cx, db, d->r->st, old, &fam));
	TRY(store_open(cx, &cx->arena, d->r->st, &fam, old));
	now = rec_copy(&cx->arena, old);
	now->batch = now->row = 0;      /* this version comes from a person, not from a list */
	TRY(new_state(cx, d, now));
	fill(d, now);
	TRY(edit_fits(cx, now, old));
	txn_begin(&t, d->r->st, ACT_EDIT);
	t.leaf.object = e->tag;
	t.leaf.object_id = d->id;
	t.leaf.actor = str_of(cx->actor);
	if (d->edit->act == LEAD_REOPEN)
		t.leaf.note = d->edit->text;
	err = txn_rec(cx, db, &t, now, old, &fam);
	if (err == OK)
		err = lead_task_over(cx, db, d->r, old, now, &t);
	if (err != OK) {
		txn_drop(&t);
		return err;
	}
	return txn_end(cx, db, &t);
}

enum err lead_do(struct ctx *cx, struct reg *r, int64_t id, const struct lead_edit *edit)
{
	struct doing d = { r, id, edit, register_today(cx, r) };

	return register_write(cx, r, write_edit, &d);
}

/* ---- counted ---- */

static int count_cmp(const void *x, const void *y)
{
	const struct lead_count *a = x, *b = y;
	const int64_t p[] = { a->topic, a->township, a->state, a->match };
	const int64_t q[] = { b->topic, b->township, b->state, b->match };

	for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
		if (p[i] != q[i])
			return p[i] < q[i] ? -1 : 1;
	return 0;
}

/* Rows of the same topic, township, state and match become one. */
static void gather(struct lead_counts *c)
{
	int kept = 0;

	if (c->n)
		qsort(c->v, (size_t)c->n, sizeof *c->v, count_cmp);
	for (int i = 0; i < c->n; i++) {
		if (kept && count_cmp(&c->v[kept - 1], &c->v[i]) == 0)
			c->v[kept - 1].n += c->v[i].n;
		else
			c->v[kept++] = c->v[i];
	}
	c->n = kept;
}

static int64_t township_of(const struct area_tree *t, int64_t area)
{
	int at = area ? area_by_id(t, area) : -1;
	int up = at >= 0 ? area_up(t, at, 4) : -1;

	return up >= 0 ? area_nth(t, up)->id : at >= 0 ? area : 0;
}

static int64_t or_none(struct stmt *s, int col)
{
	return stmt_col_is_null(s, col) ? -1 : stmt_col_int(s, col);
}

static enum err read_counts(struct ctx *cx, struct reg *r, struct arena *a, struct area_tree *t,
                            struct lead_counts *out)
{
	struct stmt *s;
	int cap = 0;
	bool row;

	TRY(db_stmt(cx, r->db, &sql_counts, &s));
	for (;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (out->n == cap) {
			struct lead_count *more = arena_array(a, (size_t)cap * 2 + 256, sizeof *more);

			if (out->n)
				memcpy(more, out->v, (size_t)out->n * sizeof *more);
			out->v = more;
			cap = cap * 2 + 256;
		}
		out->v[out->n++] = (struct lead_count){ or_none(s, 0), or_none(s, 1), or_none(s, 2),
			township_of(t, stmt_col_int(s, 3)), stmt_col_int(s, 4) };
		out->leads += stmt_col_int(s, 4);
	}
	stmt_done(s);
	return OK;
}

enum err lead_summary(struct ctx *cx, struct reg *r, struct arena *a, struct lead_counts *out)
{
	struct area_tree *t;
	struct stmt *s;
	bool row;

	*out = (struct lead_counts){ 0 };
	TRY(area_load(cx, a, r, &t));
	TRY(read_counts(cx, r, a, t, out));
	gather(out);
	TRY(db_stmt(cx, r->db, &sql_shared, &s));
	TRY(stmt_step(cx, s, &row));
	if (row) {
		out->households = stmt_col_int(s, 0);
		out->shared = stmt_col_is_null(s, 1) ? 0 : stmt_col_int(s, 1);
	}
	stmt_done(s);
	return OK;
}

enum err lead_of_household(struct ctx *cx, struct reg *r, int64_t household, struct rec ***out,
                           int *n)
{
	const struct entity *e = register_entity(r, TAG_lead);
	struct ids ids = { .a = &cx->arena };

	*n = 0;
	TRY(ids_by(cx, r, &lead_of_house, household, &ids));
	*out = arena_array(&cx->arena, (size_t)ids.n + 1, sizeof **out);
	for (int i = 0; i < ids.n; i++) {
		enum err err = register_load(cx, r, e, ids.id[i], &(*out)[*n]);

		if (err == ERR_NOTFOUND)
			err_clear(cx);          /* outside what is seen */
		else
			TRY(err);
		*n += err == OK;
	}
	return OK;
}

/* notice_act - see notice.h: a notice on the board, watched, and what stands of it. */
#include "domain/gate/notice.h"

#include <stdio.h>

#define PLACE_MOST 100
#define PICTURE_MOST ((size_t)64 << 20)

static const struct sql sql_ids = { "notice.ids",
	"SELECT id FROM notice WHERE posted IS NOT NULL AND down IS NULL"
	" AND (hangs_until>=$1 OR missing_since IS NOT NULL) ORDER BY id DESC", SQL_SCAN_OK };
static const struct sql sql_hanging = { "notice.hanging",
	"SELECT area, count(*) FROM notice WHERE state=$1 AND hangs_until>=$2 GROUP BY area", 0 };
static const struct sql sql_replaced = { "notice.replaced",
	"SELECT id FROM notice WHERE of_round=$1 AND replaced_by=$2 AND down IS NULL", 0 };
static const struct sql sql_objections = { "notice.objections",
	"SELECT state FROM objection WHERE notice=$1", 0 };

static const struct sql sql_asked = { "notice.asked",
	"SELECT id FROM task WHERE subject=$1", 0 };

/* ---- reading ---- */

enum err notice_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row)
{
	const struct entity *e = register_entity(r, TAG_notice);
	int64_t id;
	enum err err;

	err = register_by_key(cx, r, e, no, &id);
	if (err == OK)
		err = register_load(cx, r, e, id, row);
	if (err != ERR_NOTFOUND)
		return err;
	err_clear(cx);
	return err_set(cx, ERR_NOTFOUND, "notice", "notice-none", str_z(&cx->arena, no), NULL);
}

static bool has(const struct reg *r, const struct rec *row, int field, const char *tag)
{
	const struct list_face *l = &r->model->lists;

	return l->has_tag(l->state, row->e->fields[field].list, row->v[field].i, tag);
}

static date_t day_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? (date_t)row->v[field].i : 0;
}

date_t notice_last_day(const struct rec *row)
{
	return rec_has(row, NOTICE_missing_since) ? 0 : day_of(row, NOTICE_hangs_until);
}

const char *notice_is(const struct reg *r, const struct rec *row, date_t today)
{
	static const char *const tag[] = { "made", "stopped", "done", "down", "superseded" };

	for (size_t i = 0; i < sizeof tag / sizeof *tag; i++)
		if (has(r, row, NOTICE_state, tag[i]))
			return tag[i];
	return today > day_of(row, NOTICE_hangs_until) ? "done" : "hanging";
}

bool notice_unproven(const struct reg *r, const struct rec *row, date_t today)
{
	return !strcmp(notice_is(r, row, today), "done") && !rec_has(row, NOTICE_last_photo) &&
	       !has(r, row, NOTICE_kind, "result");
}

date_t notice_earliest(const struct reg *r, const struct rec *row, bool *later)
{
	date_t made = date_of_ms(row->v[NOTICE_made].i, (int)r->pack->zone_minutes);
	date_t from = day_of(row, NOTICE_hangs_from);

	*later = from && from < made;
	return *later ? from : made;
}

static date_t kept_until(const struct reg *r, const struct rec *row)
{
	bool result = has(r, row, NOTICE_kind, "result");

	return date_from_days(date_days(day_of(row, NOTICE_hangs_until)) +
	                      (int32_t)r->pack->notices.keep[result]);
}

bool notice_shown(const struct reg *r, const struct rec *row, date_t today)
{
	const char *is = notice_is(r, row, today);

	return !strcmp(is, "hanging") || !strcmp(is, "stopped") ||
	       (!strcmp(is, "done") && today <= kept_until(r, row));
}

uint64_t notice_leaf(const struct rec *row)
{
	return (uint64_t)(rec_has(row, NOTICE_frozen) ? row->v[NOTICE_frozen].i : row->leaf);
}

enum err notice_proof(struct ctx *cx, struct reg *r, const struct rec *row,
                      const struct journal_tree *t, struct buf *out)
{
	uint32_t ix = (uint32_t)(rec_has(row, NOTICE_frozen) ? row->v[NOTICE_frozen_ix].i : row->ix);

	return t ? journal_tree_proof(cx, r->db, t, notice_leaf(row), ix, out) :
	       journal_proof(cx, r->db, &r->st->j, notice_leaf(row), ix, out);
}

enum err notice_growth(struct ctx *cx, struct reg *r, const struct rec *row,
                       const struct journal_tree *t, struct buf *out)
{
	return t ? journal_tree_consistency(cx, r->db, t, notice_leaf(row) + 1, out) :
	       journal_consistency(cx, r->db, &r->st->j, notice_leaf(row) + 1, out);
}

enum err notice_frozen_head(struct ctx *cx, struct reg *r, const struct rec *row, struct str *note)
{
	return journal_head_at(cx, r->db, notice_leaf(row) + 1, note);
}

enum err notice_bytes(struct ctx *cx, struct reg *r, const struct rec *row, bool board,
                      struct str *bytes)
{
	return attachment_kept(cx, r, row->v[board ? NOTICE_board_hash : NOTICE_list_hash].s, bytes);
}

enum err notice_photo(struct ctx *cx, struct reg *r, const struct rec *row, bool last,
                      struct buf *out)
{
	int field = last ? NOTICE_last_photo : NOTICE_first_photo;

	if (!rec_has(row, field))
		return err_set(cx, ERR_NOTFOUND, "photo", "notice-no-photo", NULL);
	return attachment_unseal(cx, r, row, row->v[field].s, out);
}

enum err notice_ids(struct ctx *cx, struct reg *r, int64_t **id, int *n)
{
	const int64_t *keep = r->pack->notices.keep;
	int64_t most = keep[0] > keep[1] ? keep[0] : keep[1];
	struct stmt *q;

	TRY(db_stmt(cx, r->db, &sql_ids, &q));
	stmt_int(q, 1, date_from_days(date_days(register_today(cx, r)) - (int32_t)most));
	return stmt_ids(cx, q, id, n);
}

enum err notice_hanging(struct ctx *cx, struct reg *r, const struct scope *place, int64_t *n)
{
	struct stmt *q;
	int64_t code;
	bool row;

	*n = 0;
	if (!list_tagged(r->model, "notice_state", "hanging", &code))
		return OK;
	TRY(db_stmt(cx, r->db, &sql_hanging, &q));
	stmt_int(q, 1, code);
	stmt_int(q, 2, register_today(cx, r));
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (scope_area(r->scope, stmt_col_int(q, 0)) && scope_area(place, stmt_col_int(q, 0)))
			*n += stmt_col_int(q, 1);
	}
	stmt_done(q);
	return OK;
}

/* ---- days ---- */

enum err notice_until(struct ctx *cx, const struct reg *r, date_t from, int64_t days, bool working,
                      date_t *until)
{
	const struct notice_policy *p = &r->pack->notices;
	struct period length = { .days = (int)days, .working = working };

	if (!date_day(from) || days < 1 || days > 1000)
		return err_set(cx, ERR_INPUT, "from", "notice-day", NULL);
	if (working && !p->calendar)
		return err_set(cx, ERR_INPUT, "notices.yaml", "notice-no-calendar", NULL);
	return period_last(cx, p->calendar, from, &length, until);
}

/* Days that count from one day to before another, at most all of them. */
static enum err counted(struct ctx *cx, const struct reg *r, const struct rec *row, date_t from,
                        date_t before, int64_t *n)
{
	date_t last;

	for (*n = 0; *n < row->v[NOTICE_days].i; ++*n) {
		TRY(notice_until(cx, r, from, *n + 1, row->v[NOTICE_working].i, &last));
		if (last >= before)
			break;
	}
	return OK;
}

enum err notice_day(struct ctx *cx, const struct reg *r, const struct rec *row, date_t today,
                    int64_t *n)
{
	*n = 0;
	if (strcmp(notice_is(r, row, today), "hanging"))
		return OK;
	TRY(counted(cx, r, row, day_of(row, NOTICE_first_taken),
	            date_from_days(date_days(today) + 1), n));
	*n += row->v[NOTICE_days_hung].i;
	return OK;
}

/* ---- changing ---- */

struct acting {
	struct edits e;
	struct rec *row;
	date_t today;
	const char *is;
};

/* The row as it will be; which leaf froze its list is kept before another one stands in it. */
static enum err acted_on(struct ctx *cx, struct edits *e, const struct rec *old, struct rec **now)
{
	TRY(edits_seen(cx, e, old, now));
	if (!rec_has(*now, NOTICE_frozen)) {
		rec_int(*now, NOTICE_frozen, old->leaf);
		rec_int(*now, NOTICE_frozen_ix, old->ix);
	}
	return OK;
}

static enum err act_begin(struct ctx *cx, struct reg *r, struct str no, const char *reason,
                          struct acting *a)
{
	struct rec *old;

	edits_begin(&a->e, r, reason);
	TRY(notice_row(cx, r, no, &old));
	a->today = register_today(cx, r);
	a->is = notice_is(r, old, a->today);
	return acted_on(cx, &a->e, old, &a->row);
}

static enum err wrong(struct ctx *cx, const struct acting *a, const char *key)
{
	return err_set(cx, ERR_CONFLICT, "notice", key, str_z(&cx->arena, a->row->v[NOTICE_no].s),
	               NULL);
}

static enum err state_code(struct ctx *cx, const struct reg *r, const char *tag, int64_t *code)
{
	return list_tagged(r->model, "notice_state", tag, code) ? OK :
	       err_set(cx, ERR_INPUT, "notice_state", "notice-no-tag", tag, NULL);
}

static enum err set_state(struct ctx *cx, struct acting *a, const char *tag)
{
	int64_t code;

	TRY(state_code(cx, a->e.r, tag, &code));
	rec_int(a->row, NOTICE_state, code);
	return OK;
}

/* Is it one of the pictures that this notice ever had? One whose file is gone is told by verify. */
static bool had(struct ctx *cx, const struct acting *a, struct str hash, struct str bytes)
{
	struct buf old BUF_AUTO = { 0 };

	buf_init(&old, PICTURE_MOST);
	if (attachment_unseal(cx, a->e.r, a->row, hash, &old) != OK) {
		err_clear(cx);
		return false;
	}
	return str_eq(buf_str(&old), bytes);
}

/* A picture proves one day: that of the first proves neither the last, nor that the list, found
 * missing, hangs again. */
static enum err another(struct ctx *cx, const struct acting *a, struct str bytes)
{
	static const int photo[] = { NOTICE_first_photo, NOTICE_last_photo };
	struct str seen[2] = { { "", 0 }, { "", 0 } };
	struct rec *at = a->row;

	while (at) {
		for (int k = 0; k < 2; k++) {
			struct str hash = rec_has(at, photo[k]) ? at->v[photo[k]].s : STR("");

			if (!hash.n || str_eq(hash, seen[k]))
				continue;
			seen[k] = hash;
			if (had(cx, a, hash, bytes))
				return err_set(cx, ERR_INPUT, "photo", "notice-same-photo", NULL);
		}
		TRY(store_as_of(cx, a->e.r->db, &cx->arena, a->row->e, a->row->id, at->leaf - 1, &at));
	}
	return OK;
}

/* A photo proves with a place and a day that has been. */
static enum err photo(struct ctx *cx, struct acting *a, const struct notice_photo *p, int hash,
                      int place, int taken)
{
	struct str where = str_trim(p->place), h;

	if (!p->bytes.n || !where.n || where.n > PLACE_MOST)
		return err_set(cx, ERR_INPUT, "photo", "notice-photo", NULL);
	if (!date_day(p->taken) || p->taken > a->today)
		return err_set(cx, ERR_INPUT, "taken", "notice-taken", NULL);
	TRY(edits_in_year(cx, &a->e, a->row->area, p->taken));
	TRY(another(cx, a, p->bytes));
	TRY(attachment_seal(cx, a->e.r, a->row, p->bytes, &h));
	rec_text(a->row, hash, h);
	rec_text(a->row, place, str_dup(&cx->arena, where));
	rec_int(a->row, taken, p->taken);
	return OK;
}

static enum err until_from(struct ctx *cx, struct acting *a, date_t from, int64_t days)
{
	date_t until;

	TRY(notice_until(cx, a->e.r, from, days, a->row->v[NOTICE_working].i, &until));
	rec_int(a->row, NOTICE_hangs_until, until);
	return OK;
}

/* Hung again: what is left of its days begins anew. */
static enum err hang_again(struct ctx *cx, struct acting *a, date_t taken)
{
	int64_t left = a->row->v[NOTICE_days].i - a->row->v[NOTICE_days_hung].i;

	if (taken < day_of(a->row, NOTICE_missing_since))
		return err_set(cx, ERR_INPUT, "taken", "notice-taken-before", NULL);
	TRY(until_from(cx, a, taken, left < 1 ? 1 : left));
	a->row->v[NOTICE_missing_since] = (struct val){ 0 };
	return OK;
}

/* Those that it was made in place of: from today on it is this one that stands. */
static enum err takes_place(struct ctx *cx, struct acting *a, date_t from)
{
	struct reg *r = a->e.r;
	struct stmt *q;
	int64_t *id;
	int n;

	if (!rec_has(a->row, NOTICE_of_round))
		return OK;
	TRY(db_stmt(cx, r->db, &sql_replaced, &q));
	stmt_int(q, 1, a->row->v[NOTICE_of_round].i);
	stmt_text(q, 2, a->row->v[NOTICE_no].s);
	TRY(stmt_ids(cx, q, &id, &n));
	for (int i = 0; i < n; i++) {
		struct rec *old, *now;
		int64_t code;

		TRY(register_load(cx, r, register_entity(r, TAG_notice), id[i], &old));
		TRY(acted_on(cx, &a->e, old, &now));
		TRY(state_code(cx, r, "superseded", &code));
		rec_int(now, NOTICE_state, code);
		rec_int(now, NOTICE_down, from);
	}
	return OK;
}

enum err notice_post(struct ctx *cx, struct reg *r, struct str no, const struct notice_photo *p)
{
	struct acting a;
	bool again;

	TRY(act_begin(cx, r, no, NULL, &a));
	again = !strcmp(a.is, "stopped");
	if (!again && strcmp(a.is, "made"))
		return wrong(cx, &a, "notice-posted");
	TRY(photo(cx, &a, p, NOTICE_first_photo, NOTICE_first_place, NOTICE_first_taken));
	if (again) {
		TRY(hang_again(cx, &a, p->taken));
	} else if (p->taken < day_of(a.row, NOTICE_hangs_from)) {
		return err_set(cx, ERR_INPUT, "taken", "notice-taken-early", NULL);
	} else {
		rec_int(a.row, NOTICE_posted, p->taken);
		TRY(until_from(cx, &a, p->taken, a.row->v[NOTICE_days].i));
		TRY(takes_place(cx, &a, p->taken));
	}
	TRY(set_state(cx, &a, "hanging"));
	return edits_write(cx, &a.e, NULL);
}

/* Nobody is asked any more for the photo of the last day, if somebody was. */
static enum err asked_no_more(struct ctx *cx, struct acting *a)
{
	struct reg *r = a->e.r;
	char subject[60];
	struct stmt *q;
	int64_t *id, code;
	int n;

	if (!list_tagged(r->model, "task_state", "done", &code))
		return OK;
	snprintf(subject, sizeof subject, NOTICE_TASK, (long long)a->row->id,
	         day_of(a->row, NOTICE_hangs_until));
	TRY(db_stmt(cx, r->db, &sql_asked, &q));
	stmt_text(q, 1, str_of(subject));
	TRY(stmt_ids(cx, q, &id, &n));
	for (int i = 0; i < n; i++) {
		struct rec *task;

		TRY(edits_row(cx, &a->e, register_entity(r, TAG_task), id[i], &task));
		if (!has(r, task, TASK_state, "live"))
			continue;
		rec_int(task, TASK_state, code);
		rec_int(task, TASK_done_on, a->today);
		rec_int(task, TASK_done_at, cx->now_ms);
	}
	return OK;
}

enum err notice_last(struct ctx *cx, struct reg *r, struct str no, const struct notice_photo *p)
{
	struct acting a;

	TRY(act_begin(cx, r, no, NULL, &a));
	if (strcmp(a.is, "hanging") && strcmp(a.is, "done"))
		return wrong(cx, &a, "notice-not-hanging");
	if (p->taken < day_of(a.row, NOTICE_hangs_until))
		return err_set(cx, ERR_INPUT, "taken", "notice-last-early", NULL);
	TRY(photo(cx, &a, p, NOTICE_last_photo, NOTICE_last_place, NOTICE_last_taken));
	TRY(asked_no_more(cx, &a));
	return edits_write(cx, &a.e, NULL);
}

enum err notice_missing(struct ctx *cx, struct reg *r, struct str no, date_t since,
                        const char *reason)
{
	struct acting a;
	int64_t hung;

	TRY(act_begin(cx, r, no, reason, &a));
	/* what was missing on one of its days was so, though it is entered when they are over */
	if (strcmp(a.is, "hanging") && strcmp(a.is, "done"))
		return wrong(cx, &a, "notice-not-hanging");
	if (!since)
		since = a.today;
	if (!date_day(since) || since < day_of(a.row, NOTICE_first_taken) || since > a.today ||
	    since > day_of(a.row, NOTICE_hangs_until))
		return err_set(cx, ERR_INPUT, "since", "notice-since", NULL);
	TRY(edits_in_year(cx, &a.e, a.row->area, since));
	TRY(counted(cx, r, a.row, day_of(a.row, NOTICE_first_taken), since, &hung));
	rec_int(a.row, NOTICE_missing_since, since);
	rec_int(a.row, NOTICE_days_hung, a.row->v[NOTICE_days_hung].i + hung);
	/* a photograph from before proves nothing of the days to come; history keeps it */
	a.row->v[NOTICE_last_photo] = a.row->v[NOTICE_last_place] = a.row->v[NOTICE_last_taken] =
		(struct val){ 0 };
	TRY(set_state(cx, &a, "stopped"));
	return edits_write(cx, &a.e, NULL);
}

/* Does the other list say of the same place what this one says of it? */
static bool stands_for(const struct rec *row, const struct rec *other)
{
	static const int same[] = { NOTICE_kind, NOTICE_subject, NOTICE_of_round, NOTICE_gate };
	bool yes = other->id != row->id && other->area == row->area;

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		yes &= val_eq(&row->v[same[i]], &other->v[same[i]]);
	return yes;
}

enum err notice_down(struct ctx *cx, struct reg *r, struct str no, struct str by,
                     const char *reason)
{
	struct acting a;
	struct rec *other;

	TRY(act_begin(cx, r, no, reason, &a));
	if (!strcmp(a.is, "down") || !strcmp(a.is, "superseded"))
		return wrong(cx, &a, "notice-down");
	if (by.n) {
		TRY(notice_row(cx, r, by, &other));
		if (!stands_for(a.row, other) ||
		    has(r, other, NOTICE_state, "down") || has(r, other, NOTICE_state, "superseded"))
			return err_set(cx, ERR_INPUT, "by", "notice-by", str_z(&cx->arena, by),
			               str_z(&cx->arena, a.row->v[NOTICE_no].s), NULL);
		rec_text(a.row, NOTICE_replaced_by, other->v[NOTICE_no].s);
	}
	rec_int(a.row, NOTICE_down, a.today);
	TRY(set_state(cx, &a, by.n ? "superseded" : "down"));
	TRY(asked_no_more(cx, &a));
	return edits_write(cx, &a.e, NULL);
}

enum err notice_supersede(struct ctx *cx, struct edits *e, int64_t id, struct str by)
{
	struct acting a = { .e = { .r = e->r }, .today = register_today(cx, e->r) };
	struct rec *old;

	TRY(register_load(cx, e->r, register_entity(e->r, TAG_notice), id, &old));
	TRY(acted_on(cx, e, old, &a.row));
	rec_text(a.row, NOTICE_replaced_by, by);
	rec_int(a.row, NOTICE_down, a.today);
	return set_state(cx, &a, "superseded");
}

enum err notice_give_way(struct ctx *cx, struct edits *e, int64_t id, struct str by)
{
	struct rec *old, *now;

	TRY(register_load(cx, e->r, register_entity(e->r, TAG_notice), id, &old));
	TRY(acted_on(cx, e, old, &now));
	rec_text(now, NOTICE_replaced_by, by);
	return OK;
}

/* ---- what a gate asks ---- */

static enum err open_objections(struct ctx *cx, struct reg *r, int64_t notice, int *n)
{
	const struct list_face *l = &r->model->lists;
	struct stmt *q;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_objections, &q));
	stmt_int(q, 1, notice);
	for (;;) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		*n += l->has_tag(l->state, "objection_state", stmt_col_int(q, 0), "live");
	}
	stmt_done(q);
	return OK;
}

enum err notice_state(struct ctx *cx, struct reg *r, struct str no, struct notice_state *out)
{
	date_t today = register_today(cx, r);
	struct rec *row;

	TRY(notice_row(cx, r, no, &row));
	*out = (struct notice_state){ .state = notice_is(r, row, today),
		.proven_first = rec_has(row, NOTICE_first_photo),
		.proven_last = rec_has(row, NOTICE_last_photo), .posted = day_of(row, NOTICE_posted) };
	if (out->posted)
		out->until = notice_last_day(row);
	if (out->until && out->until >= today)
		out->days_left = date_days(out->until) - date_days(today) + 1;
	out->served = out->proven_first && out->proven_last && !strcmp(out->state, "done");
	return open_objections(cx, r, row->id, &out->open_objections);
}

const struct sql *const notice_act_sqls[] = { &sql_ids, &sql_hanging, &sql_replaced,
	&sql_objections, &sql_asked, NULL };

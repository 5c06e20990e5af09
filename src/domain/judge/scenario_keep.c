/* scenario_keep - see the header. */
#include "domain/judge/scenario_keep.h"

#include <stdio.h>

#include "entity/fields.h"
#include "fmt/json.h"

#define KEPT_MOST 200                    /* of a list, and of one person */
#define NAME_MOST 100
#define TEXT_MOST 16384                  /* so that a list of them fits into a request's memory */

static const struct sql sql_kept = { "scenario.kept",
	"SELECT id, area, maker FROM scenario WHERE ended IS NULL AND (maker=$1 OR shared=1)"
	" ORDER BY id DESC", SQL_SCAN_OK };
static const struct sql sql_by_no = { "scenario.by_no",
	"SELECT id FROM scenario WHERE no=$1 AND ended IS NULL", 0 };

static const struct sql sql_mine = { "scenario.mine",
	"SELECT count(*) FROM scenario WHERE ended IS NULL AND maker=$1", SQL_SCAN_OK };

/* ---- reading ---- */

static struct str text_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? row->v[field].s : STR("");
}

static enum err read_row(struct ctx *cx, struct rec *row, struct scenario_row *out)
{
	struct json_pair *pair;
	int n;

	*out = (struct scenario_row){ .row = row, .no = text_of(row, SCENARIO_no),
		.name = text_of(row, SCENARIO_name), .standard = text_of(row, SCENARIO_standard),
		.result = text_of(row, SCENARIO_result), .maker = text_of(row, SCENARIO_maker) };
	out->area = rec_has(row, SCENARIO_area) ? row->v[SCENARIO_area].i : 0;
	out->made = rec_has(row, SCENARIO_made) ? row->v[SCENARIO_made].i : 0;
	out->on = rec_has(row, SCENARIO_on_date) ? (date_t)row->v[SCENARIO_on_date].i : 0;
	out->shared = rec_has(row, SCENARIO_shared) && row->v[SCENARIO_shared].i;
	out->mine = str_eqz(out->maker, cx->actor ? cx->actor : "");
	TRY(json_flat(cx, text_of(row, SCENARIO_changes), &pair, &n));
	for (int i = 0; i < n; i++) {
		if (str_eqz(pair[i].key, "lines"))
			out->lines = pair[i].text;
		if (str_eqz(pair[i].key, "clauses"))
			out->clauses = pair[i].text;
	}
	return OK;
}

/* A shared one is for those who see its place, or everything. */
static bool seen_from(const struct reg *r, int64_t area)
{
	return !r->scope || r->scope->all || (area && scope_area(r->scope, area));
}

static enum err loaded(struct ctx *cx, struct reg *r, int64_t id, struct scenario_row *out)
{
	struct rec *row;

	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_scenario), id, &row));
	return read_row(cx, row, out);
}

enum err scenarios_kept(struct ctx *cx, struct reg *r, struct scenario_row **out, int *n)
{
	struct str me = str_of(cx->actor ? cx->actor : "");
	int64_t id[KEPT_MOST];
	struct stmt *q;
	bool row;
	int all = 0;

	*out = arena_array(&cx->arena, KEPT_MOST, sizeof **out);
	TRY(db_stmt(cx, r->db, &sql_kept, &q));
	stmt_text(q, 1, me);
	while (all < KEPT_MOST) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		if (str_eq(stmt_col_text(q, 2), me) ||
		    seen_from(r, stmt_col_is_null(q, 1) ? 0 : stmt_col_int(q, 1)))
			id[all++] = stmt_col_int(q, 0);
	}
	stmt_done(q);
	for (*n = 0; *n < all; ++*n)
		TRY(loaded(cx, r, id[*n], &(*out)[*n]));
	return OK;
}

enum err scenario_kept(struct ctx *cx, struct reg *r, struct str no, struct scenario_row *out)
{
	struct stmt *q;
	bool row;
	int64_t id = 0;

	TRY(db_stmt(cx, r->db, &sql_by_no, &q));
	stmt_text(q, 1, no);
	TRY(stmt_step(cx, q, &row));
	if (row)
		id = stmt_col_int(q, 0);
	stmt_done(q);
	if (row) {
		TRY(loaded(cx, r, id, out));
		if (out->mine || (out->shared && seen_from(r, out->area)))
			return OK;
	}
	return err_set(cx, ERR_NOTFOUND, "scenario", "whatif-no-scenario", str_z(&cx->arena, no),
	               NULL);
}

/* ---- writing ---- */

struct writing {
	struct reg *r;
	struct prow row;
};

static enum err write_it(struct ctx *cx, struct db *db, void *arg)
{
	struct writing *w = arg;
	struct txn t;
	enum err e;

	txn_begin(&t, w->r->st, ACT_EDIT);
	t.leaf.actor = str_of(cx->actor);
	t.leaf.time_ms = cx->now_ms;
	t.leaf.object = TAG_scenario;
	t.leaf.object_id = w->row.id;
	e = txn_put(cx, db, &t, &w->row);
	if (e == OK)
		return txn_end(cx, db, &t);
	txn_drop(&t);
	return e;
}

static enum err write_row(struct ctx *cx, struct reg *r, struct rec *now, struct rec *old)
{
	struct writing w = { .r = r };

	TRY(store_prepare(cx, &cx->arena, r->st, now, old, NULL, &w.row));
	return register_write(cx, r, write_it, &w);
}

static struct str changes(struct ctx *cx, const struct scenario_new *n)
{
	struct buf b BUF_AUTO = { 0 };
	struct json j;

	buf_init(&b, TEXT_MOST * 7);
	json_begin(&j, &b);
	json_obj(&j);
	json_key(&j, "lines");
	json_str(&j, n->lines);
	json_key(&j, "clauses");
	json_str(&j, n->clauses);
	json_obj_end(&j);
	return str_dup(&cx->arena, buf_str(&b));
}

static enum err room_for_one(struct ctx *cx, struct reg *r)
{
	struct stmt *q;
	bool row, full;

	TRY(db_stmt(cx, r->db, &sql_mine, &q));
	stmt_text(q, 1, str_of(cx->actor ? cx->actor : ""));
	TRY(stmt_step(cx, q, &row));
	full = row && stmt_col_int(q, 0) >= KEPT_MOST;
	stmt_done(q);
	return full ?
	       err_set(cx, ERR_CONFLICT, "scenario", "whatif-many-kept", NULL) : OK;
}

enum err scenario_keep(struct ctx *cx, struct reg *r, const struct scenario_new *n,
                       struct str *no)
{
	const struct entity *e = register_entity(r, TAG_scenario);
	struct rec *now = rec_new(&cx->arena, e);
	struct str name = str_trim(n->name), what = changes(cx, n);
	char text[32];

	if (!name.n || name.n > NAME_MOST * 3)
		return err_set(cx, ERR_INPUT, "name", "whatif-name", NULL);
	if (what.n > TEXT_MOST || n->result.n > TEXT_MOST)
		return err_set(cx, ERR_INPUT, "clauses", "whatif-too-long", NULL);
	TRY(room_for_one(cx, r));
	now->id = store_new_id(r->st, e);
	now->area = n->area;
	snprintf(text, sizeof text, "S%lld", (long long)now->id);
	*no = str_dup(&cx->arena, str_of(text));
	rec_text(now, SCENARIO_no, *no);
	rec_text(now, SCENARIO_name, name);
	rec_text(now, SCENARIO_standard, n->standard);
	if (n->area)
		rec_int(now, SCENARIO_area, n->area);
	if (n->on)
		rec_int(now, SCENARIO_on_date, n->on);
	rec_text(now, SCENARIO_changes, what);
	rec_text(now, SCENARIO_result, n->result);
	rec_text(now, SCENARIO_maker, str_of(cx->actor));
	rec_int(now, SCENARIO_made, cx->now_ms);
	rec_int(now, SCENARIO_shared, n->shared);
	return write_row(cx, r, now, NULL);
}

static enum err changed(struct ctx *cx, struct reg *r, struct str no, int field, int64_t v)
{
	struct scenario_row s;
	struct rec *now;

	TRY(scenario_kept(cx, r, no, &s));
	if (!s.mine)
		return err_set(cx, ERR_NOTFOUND, "scenario", "whatif-no-scenario",
		               str_z(&cx->arena, no), NULL);
	now = rec_new(&cx->arena, s.row->e);
	now->id = s.row->id;
	now->area = s.row->area;
	now->shard = s.row->shard;
	memcpy(now->v, s.row->v, (size_t)s.row->e->nfield * sizeof *now->v);
	rec_int(now, field, v);
	return write_row(cx, r, now, s.row);
}

enum err scenario_share(struct ctx *cx, struct reg *r, struct str no, bool shared)
{
	return changed(cx, r, no, SCENARIO_shared, shared);
}

enum err scenario_end(struct ctx *cx, struct reg *r, struct str no)
{
	return changed(cx, r, no, SCENARIO_ended, cx->now_ms);
}

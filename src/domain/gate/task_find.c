/* task_find - what the office is told of without asking, as it is on a day. The pack says what, and
 * beyond which numbers. */
#include "domain/gate/task.h"

#include <stdio.h>

#include "domain/gate/notice.h"

#define FINDS_MOST 200000

static const struct sql sql_late = { "task_find.late",
	"SELECT id, no, household, area, shard, gate, since, due FROM matter"
	" WHERE ended IS NULL AND due<$1", SQL_SCAN_OK };
static const struct sql sql_hanging = { "task_find.hanging",
	"SELECT id FROM notice WHERE hangs_until<=$1 AND down IS NULL AND replaced_by IS NULL"
	" AND last_photo IS NULL AND first_photo IS NOT NULL AND missing_since IS NULL", SQL_SCAN_OK };
static const struct sql sql_against = { "task_find.against",
	"SELECT d.id, d.no, d.household, d.area, d.shard, d.gate, d.matter, d.on_date FROM decision d"
	" WHERE d.against=1 AND d.on_date<=$1", SQL_SCAN_OK };
static const struct sql sql_steps = { "task_find.steps",
	"SELECT matter, on_date, household, area, shard FROM decision WHERE on_date<=$1"
	" ORDER BY matter, id", SQL_SCAN_OK };
static const struct sql sql_in = { "task_find.in",
	"SELECT area, count(*) FROM matter WHERE procedure=$1 AND household IS NOT NULL"
	" AND (state=$2 OR state=$3) GROUP BY area", SQL_SCAN_OK };
static const struct sql sql_houses = { "task_find.houses",
	"SELECT area, count(*) FROM household GROUP BY area", SQL_SCAN_OK };
/* Households of which a row changed in these leaves; what is new is no change. */
static const struct sql sql_changed = { "task_find.changed",
	"SELECT h.area, count(*) FROM household h WHERE h.id IN ("
	"SELECT id FROM household WHERE leaf>=$1 AND leaf<=$2 AND version>1 UNION"
	" SELECT household FROM person WHERE leaf>=$1 AND leaf<=$2 AND version>1 UNION"
	" SELECT household FROM income WHERE leaf>=$1 AND leaf<=$2 AND version>1) GROUP BY h.area",
	SQL_SCAN_OK };
static const struct sql sql_last = { "task_find.last", "SELECT max(seq) FROM leaf", 0 };
static const struct sql sql_open = { "task_find.open",
	"SELECT m.id, m.no, m.household, m.area, m.shard, r.began FROM matter m JOIN round r"
	" ON r.id=m.round WHERE m.ended IS NULL AND m.household IS NOT NULL", SQL_SCAN_OK };
static const struct sql sql_divided = { "task_find.divided",
	"SELECT other_household, kind FROM member_event WHERE household=$1 AND happened>=$2"
	" AND other_household IS NOT NULL", 0 };
static const struct sql sql_of_house = { "task_find.of_house",
	"SELECT count(*) FROM matter WHERE household=$1 AND procedure="
	"(SELECT procedure FROM matter WHERE id=$2)", 0 };
static const struct sql sql_first = { "task_find.first",
	"SELECT min(id) FROM matter WHERE household=$1 AND ended IS NULL AND id<$2 AND procedure="
	"(SELECT procedure FROM matter WHERE id=$2)", 0 };
static const struct sql sql_leads = { "task_find.leads",
	"SELECT id, no, household, area, shard, state, received, due FROM lead WHERE closed IS NULL",
	SQL_SCAN_OK };
static const struct sql sql_declarations = { "task_find.declarations",
	"SELECT id, area, shard, due FROM declaration WHERE answered IS NULL AND gate_case IS NULL"
	" AND due<$1", SQL_SCAN_OK };
const struct sql *const task_find_sqls[] = { &sql_late, &sql_hanging, &sql_against, &sql_steps,
	&sql_in, &sql_houses, &sql_changed, &sql_last, &sql_open, &sql_divided, &sql_of_house,
	&sql_first, &sql_leads, &sql_declarations, NULL };

struct finding {
	struct ctx *cx;
	struct gate *g;
	const struct gate_law *law;
	date_t on;
	struct task_finds *out;
	struct area_tree *tree;
};

static enum err put(struct finding *k, const struct task_found *f, const char *subject)
{
	struct task_finds *o = k->out;

	if (o->n == FINDS_MOST)
		return err_set(k->cx, ERR_LIMIT, "task", "edit-too-many", NULL);
	o->f = arena_grown(&k->cx->arena, o->f, o->n, &o->cap, sizeof *o->f);
	o->f[o->n] = *f;
	o->f[o->n].subject = str_dup(&k->cx->arena, str_of(subject));
	if (!f->shard && f->area) {
		int county = area_up(k->tree, area_by_id(k->tree, f->area), 3);

		o->f[o->n].shard = county >= 0 ? area_nth(k->tree, county)->id : f->area;
	}
	o->n++;
	return OK;
}

/* The numbers that an alert rests on, one after the other: words come where it is shown. */
static struct str figures(struct finding *k, int64_t a, int64_t b, int64_t c, int64_t d)
{
	char text[96];
	int n = snprintf(text, sizeof text, "%lld %lld %lld %lld", (long long)a, (long long)b,
	                 (long long)c, (long long)d);

	return str_dup(&k->cx->arena, (struct str){ text, (size_t)n });
}

static bool wanted(const struct finding *k, enum alert_kind kind)
{
	const struct pack_alert *a = &k->law->p->alerts.kind[kind];

	return a->id.n && !a->off;
}

static int64_t col_id(struct stmt *q, int i)
{
	return stmt_col_is_null(q, i) ? 0 : stmt_col_int(q, i);
}

/* ---- late, a notice that ends, against the verdict ---- */

static enum err late(struct finding *k)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_late, &q));
	stmt_int(q, 1, k->on);
	for (;;) {
		struct task_found f = { .kind = ALERT_LATE };
		char subject[120];

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		f.matter = stmt_col_int(q, 0);
		f.about = str_dup(&k->cx->arena, stmt_col_text(q, 1));
		f.household = col_id(q, 2);
		f.area = stmt_col_int(q, 3);
		f.shard = stmt_col_int(q, 4);
		f.rule = str_dup(&k->cx->arena, stmt_col_text(q, 5));
		f.due = (date_t)stmt_col_int(q, 7);
		snprintf(subject, sizeof subject, "late:%lld:%lld:%.*s", (long long)f.matter,
		         (long long)stmt_col_int(q, 6), (int)(f.rule.n < 60 ? f.rule.n : 60), f.rule.p);
		TRY(put(k, &f, subject));
	}
	stmt_done(q);
	return OK;
}

static enum err hanging(struct finding *k)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_hanging, &q));
	stmt_int(q, 1, k->on);
	for (;;) {
		struct task_found f = { .kind = ALERT_NOTICE };
		char subject[120];
		struct rec *n;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		TRY(store_get(k->cx, k->g->r->db, &k->cx->arena, register_entity(k->g->r, TAG_notice),
		              stmt_col_int(q, 0), &n));
		if (!gate_is(k->g, n, NOTICE_kind, "notice_kind", "objections"))
			continue;
		f.area = n->area;
		f.shard = n->shard;
		f.about = n->v[NOTICE_no].s;
		f.due = (date_t)n->v[NOTICE_hangs_until].i;
		snprintf(subject, sizeof subject, NOTICE_TASK, (long long)n->id, f.due);
		TRY(put(k, &f, subject));
	}
	stmt_done(q);
	return OK;
}

static enum err against(struct finding *k)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_against, &q));
	stmt_int(q, 1, k->on);
	for (;;) {
		struct task_found f = { .kind = ALERT_AGAINST };
		char subject[120];

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		f.about = str_dup(&k->cx->arena, stmt_col_text(q, 1));
		f.household = col_id(q, 2);
		f.area = stmt_col_int(q, 3);
		f.shard = stmt_col_int(q, 4);
		f.rule = str_dup(&k->cx->arena, stmt_col_text(q, 5));
		f.matter = stmt_col_int(q, 6);
		f.due = (date_t)stmt_col_int(q, 7);
		snprintf(subject, sizeof subject, "against:%lld", (long long)stmt_col_int(q, 0));
		TRY(put(k, &f, subject));
	}
	stmt_done(q);
	return OK;
}

/* ---- too fast: so many steps of one case within so many days ---- */

static enum err fast_one(struct finding *k, struct task_found *f, date_t first)
{
	char subject[120];

	f->detail = figures(k, k->law->p->alerts.kind[ALERT_FAST].many, first, f->due, 0);
	snprintf(subject, sizeof subject, "fast:%lld:%d", (long long)f->matter, first);
	return put(k, f, subject);
}

static enum err fast(struct finding *k)
{
	const struct pack_alert *a = &k->law->p->alerts.kind[ALERT_FAST];
	date_t *day = arena_array(&k->cx->arena, (size_t)a->many, sizeof *day);
	int64_t matter = 0, told = 0;
	struct stmt *q;
	bool row;
	int n = 0;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_steps, &q));
	stmt_int(q, 1, k->on);
	for (;;) {
		struct task_found f = { .kind = ALERT_FAST };
		date_t on;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		on = (date_t)stmt_col_int(q, 1);
		f.matter = stmt_col_int(q, 0);
		f.household = col_id(q, 2);
		f.area = stmt_col_int(q, 3);
		f.shard = stmt_col_int(q, 4);
		f.due = on;
		n = f.matter == matter ? n : 0;
		matter = f.matter;
		day[n++ % a->many] = on;
		if (n >= a->many && told != matter &&
		    date_days(on) - date_days(day[n % a->many]) < a->days) {
			TRY(fast_one(k, &f, day[n % a->many]));
			told = matter;
		}
	}
	stmt_done(q);
	return OK;
}

/* ---- by areas: more than the share, many changes ---- */

/* Adds what a statement counts by area to the area of that level it lies in. */
static enum err by_area(struct finding *k, struct stmt *q, int level, int64_t *sum)
{
	bool row;

	for (;;) {
		int at;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		at = area_by_id(k->tree, stmt_col_int(q, 0));
		if (at >= 0 && area_nth(k->tree, at)->level > level)
			at = area_up(k->tree, at, level);
		if (at >= 0)
			sum[at] += stmt_col_int(q, 1);
	}
	stmt_done(q);
	return OK;
}

static enum err quota(struct finding *k)
{
	const struct pack_alert *a = &k->law->p->alerts.kind[ALERT_QUOTA];
	int n = area_count(k->tree);
	int64_t *in = arena_array(&k->cx->arena, (size_t)n + 1, sizeof *in);
	int64_t *all = arena_array(&k->cx->arena, (size_t)n + 1, sizeof *all);
	int64_t open = 0, confirmed = 0;
	struct stmt *q;

	list_tagged(k->g->r->model, "matter_state", "open", &open);
	list_tagged(k->g->r->model, "matter_state", "confirmed", &confirmed);
	TRY(db_stmt(k->cx, k->g->r->db, &sql_in, &q));
	stmt_text(q, 1, a->procedure);
	stmt_int(q, 2, open);
	stmt_int(q, 3, confirmed);
	TRY(by_area(k, q, a->level, in));
	TRY(db_stmt(k->cx, k->g->r->db, &sql_houses, &q));
	TRY(by_area(k, q, a->level, all));
	for (int i = 0; i < n; i++) {
		const struct area_node *x = area_nth(k->tree, i);
		struct task_found f = { .kind = ALERT_QUOTA, .rule = a->procedure, .area = x->id,
			.about = x->name, .due = k->on };
		char subject[120];

		if (x->level != a->level || in[i] * a->den <= all[i] * a->num)
			continue;
		f.detail = figures(k, in[i], all[i], a->num, a->den);
		snprintf(subject, sizeof subject, "quota:%lld:%.*s", (long long)x->id,
		         (int)a->procedure.n, a->procedure.p);
		TRY(put(k, &f, subject));
	}
	return OK;
}

/* The first leaf that was written on a day or later. */
static enum err leaf_from(struct finding *k, date_t day, int64_t *out)
{
	int64_t lo = 0, hi, ms = (int64_t)date_days(day) * 86400000 -
		k->g->r->pack->zone_minutes * 60000;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_last, &q));
	TRY(stmt_step(k->cx, q, &row));
	hi = stmt_col_int(q, 0) + 1;
	stmt_done(q);
	while (lo < hi) {
		int64_t mid = lo + (hi - lo) / 2;
		struct leaf leaf;

		TRY(journal_leaf(k->cx, k->g->r->db, (uint64_t)mid, &leaf));
		if (leaf.time_ms >= ms)
			hi = mid;
		else
			lo = mid + 1;
	}
	*out = lo;
	return OK;
}

static enum err bulk_before(struct finding *k, date_t day)
{
	const struct pack_alert *a = &k->law->p->alerts.kind[ALERT_BULK];
	int64_t *sum = arena_array(&k->cx->arena, (size_t)area_count(k->tree) + 1, sizeof *sum);
	int64_t from, to;
	struct stmt *q;

	TRY(leaf_from(k, date_from_days(date_days(day) - a->days), &from));
	TRY(leaf_from(k, date_from_days(date_days(day) + 1), &to));
	TRY(db_stmt(k->cx, k->g->r->db, &sql_changed, &q));
	stmt_int(q, 1, from);
	stmt_int(q, 2, to - 1);
	TRY(by_area(k, q, a->level, sum));
	for (int i = 0; i < area_count(k->tree); i++) {
		const struct area_node *x = area_nth(k->tree, i);
		struct task_found f = { .kind = ALERT_BULK, .area = x->id, .about = x->name,
			.due = k->on };
		char subject[120];

		if (x->level != a->level || sum[i] < a->many)
			continue;
		f.detail = figures(k, sum[i], a->days, day, 0);
		snprintf(subject, sizeof subject, "bulk:%lld:%d", (long long)x->id, day);
		TRY(put(k, &f, subject));
	}
	return OK;
}

static enum err bulk(struct finding *k)
{
	const struct pack_alert *a = &k->law->p->alerts.kind[ALERT_BULK];

	for (int i = 0; i < a->nday; i++) {
		int32_t away = date_days(a->day[i]) - date_days(k->on);

		if (away <= a->days && away >= -a->days)
			TRY(bulk_before(k, a->day[i]));
	}
	return OK;
}

/* ---- households that left or divided during their case ---- */

/* What became of a part of the household has no case of its own yet. */
static enum err without_case(struct finding *k, int64_t house, int64_t matter, bool *yes)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_of_house, &q));
	stmt_int(q, 1, house);
	stmt_int(q, 2, matter);
	TRY(stmt_step(k->cx, q, &row));
	*yes = stmt_col_int(q, 0) == 0;
	stmt_done(q);
	return OK;
}

static enum err divided(struct finding *k, const struct task_found *f, date_t since, int64_t *part)
{
	const struct list_face *l = &k->g->r->model->lists;
	struct stmt *q;
	bool row;

	*part = 0;
	TRY(db_stmt(k->cx, k->g->r->db, &sql_divided, &q));
	stmt_int(q, 1, f->household);
	stmt_int(q, 2, since);
	for (;;) {
		bool alone;

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		if (!l->has_tag(l->state, "event_kind", stmt_col_int(q, 1), "household_split"))
			continue;
		TRY(without_case(k, stmt_col_int(q, 0), f->matter, &alone));
		if (alone)
			*part = stmt_col_int(q, 0);
	}
	stmt_done(q);
	return OK;
}

/* Two households became one: of its open cases in one procedure the later ones. */
static enum err doubled(struct finding *k, const struct task_found *f, int64_t *first)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_first, &q));
	stmt_int(q, 1, f->household);
	stmt_int(q, 2, f->matter);
	TRY(stmt_step(k->cx, q, &row));
	*first = row && !stmt_col_is_null(q, 0) ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	return OK;
}

static enum err family_one(struct finding *k, struct task_found *f, date_t since)
{
	struct rec *h = NULL;
	char subject[120];
	int64_t part;
	enum err e = store_get(k->cx, k->g->r->db, &k->cx->arena,
	                       register_entity(k->g->r, TAG_household), f->household, &h);

	if (e != OK && e != ERR_NOTFOUND)
		return e;
	err_clear(k->cx);
	f->due = k->on;
	if (e != OK || !register_alive(k->g->r, h)) {
		snprintf(subject, sizeof subject, "family:%lld:gone", (long long)f->matter);
		f->rule = STR("gone");
		return put(k, f, subject);
	}
	TRY(doubled(k, f, &part));
	if (part) {
		snprintf(subject, sizeof subject, "family:%lld:double", (long long)f->matter);
		f->rule = STR("double");
		return put(k, f, subject);
	}
	TRY(divided(k, f, since, &part));
	if (!part)
		return OK;
	snprintf(subject, sizeof subject, "family:%lld:%lld", (long long)f->matter, (long long)part);
	f->rule = STR("split");
	return put(k, f, subject);
}

static enum err family(struct finding *k)
{
	struct task_found *of = NULL;
	date_t *since = NULL;
	int n = 0, cap = 0, room = 0;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_open, &q));
	for (;;) {
		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		of = arena_grown(&k->cx->arena, of, n, &cap, sizeof *of);
		since = arena_grown(&k->cx->arena, since, n, &room, sizeof *since);
		of[n] = (struct task_found){ .kind = ALERT_FAMILY, .matter = stmt_col_int(q, 0),
			.about = str_dup(&k->cx->arena, stmt_col_text(q, 1)), .household = stmt_col_int(q, 2),
			.area = stmt_col_int(q, 3), .shard = stmt_col_int(q, 4) };
		since[n++] = (date_t)stmt_col_int(q, 5);
	}
	stmt_done(q);
	for (int i = 0; i < n; i++)
		TRY(family_one(k, &of[i], since[i]));
	return OK;
}

/* ---- leads that nobody has looked at ---- */

/* Of no known village: nobody has it at home, so who hears of late ones hears of it at once. */
static bool homeless(const struct finding *k, int64_t area)
{
	int at = area ? area_by_id(k->tree, area) : -1;

	return at < 0 || area_nth(k->tree, at)->level < 5;
}

static enum err leads(struct finding *k)
{
	const struct list_face *l = &k->g->r->model->lists;
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_leads, &q));
	for (;;) {
		struct task_found f = { .kind = ALERT_LEAD };
		date_t received;
		char subject[40];

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		received = (date_t)stmt_col_int(q, 6);
		if (received > k->on || (!stmt_col_is_null(q, 5) &&
		                         !l->has_tag(l->state, "lead_state", stmt_col_int(q, 5), "open")))
			continue;
		f.about = str_dup(&k->cx->arena, stmt_col_text(q, 1));
		f.household = col_id(q, 2);
		f.area = col_id(q, 3);
		f.shard = stmt_col_int(q, 4);
		f.due = homeless(k, f.area) ? received : (date_t)col_id(q, 7);
		f.area = f.area ? f.area : f.shard;
		snprintf(subject, sizeof subject, LEAD_TASK, (long long)stmt_col_int(q, 0));
		TRY(put(k, &f, subject));
	}
	stmt_done(q);
	return OK;
}

/* ---- declarations that wait beyond their term ---- */

/* One that became a case has the clock of that. It is known by its row: the receipt number is who
 * declared's own. */
static enum err declarations(struct finding *k)
{
	struct stmt *q;
	bool row;

	TRY(db_stmt(k->cx, k->g->r->db, &sql_declarations, &q));
	stmt_int(q, 1, k->on);
	for (;;) {
		struct task_found f = { .kind = ALERT_DECLARATION };
		char subject[40], id[24];

		TRY(stmt_step(k->cx, q, &row));
		if (!row)
			break;
		snprintf(id, sizeof id, "%lld", (long long)stmt_col_int(q, 0));
		snprintf(subject, sizeof subject, "declaration:%s", id);
		f.about = str_dup(&k->cx->arena, str_of(id));
		f.area = col_id(q, 1);
		f.shard = stmt_col_int(q, 2);
		f.due = (date_t)stmt_col_int(q, 3);
		TRY(put(k, &f, subject));
	}
	stmt_done(q);
	return OK;
}

/* ---- all ---- */

enum err task_find(struct ctx *cx, struct gate *g, const struct gate_law *law, date_t on,
                   struct task_finds *out)
{
	static enum err (*const by[ALERT__COUNT])(struct finding *k) = {
		[ALERT_LATE] = late, [ALERT_NOTICE] = hanging, [ALERT_QUOTA] = quota,
		[ALERT_BULK] = bulk, [ALERT_FAST] = fast, [ALERT_AGAINST] = against,
		[ALERT_FAMILY] = family, [ALERT_LEAD] = leads,
		[ALERT_DECLARATION] = declarations };
	struct finding k = { .cx = cx, .g = g, .law = law, .on = on, .out = out };

	TRY(area_load(cx, &cx->arena, g->r, &k.tree));
	for (int i = 0; i < ALERT__COUNT; i++)
		if (wanted(&k, (enum alert_kind)i))
			TRY(by[i](&k));
	return OK;
}

/* notice - see the header: making one. */
#include "domain/gate/notice.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/gate/notice_mask.h"

#define TITLE_MOST 180

static const struct sql sql_pack = { "notice.pack", "SELECT max(id) FROM pack_version", 0 };
static const struct sql sql_group = { "notice.group",
	"SELECT count(*) FROM (SELECT 1 FROM household WHERE area=$1 AND group_name=$2 LIMIT 2)", 0 };

enum err notice_desk_open(struct ctx *cx, struct reg *r, struct notice_desk *out)
{
	struct stmt *q;
	bool row;

	*out = (struct notice_desk){ .r = r, .today = register_today(cx, r) };
	out->board = pack_medium(r->pack, STR("board"));
	out->web = pack_medium(r->pack, STR("web"));
	if (!out->board || !out->web)
		return err_set(cx, ERR_INPUT, "notices.yaml", "notice-no-medium",
		               out->web ? "board" : "web", NULL);
	TRY(area_load(cx, &cx->arena, r, &out->tree));
	TRY(db_stmt(cx, r->db, &sql_pack, &q));
	TRY(stmt_step(cx, q, &row));
	out->pack_version = row ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	return OK;
}

/* ---- who stands for a household ---- */

static bool is_head(const struct reg *r, const struct rec *person, const struct rec *house)
{
	const struct list_face *l = &r->model->lists;

	if (rec_has(person, PERSON_relation))
		return l->has_tag(l->state, "relation", person->v[PERSON_relation].i, "head");
	return rec_has(house, HOUSEHOLD_head_name) && rec_has(person, PERSON_name) &&
	       str_eq(person->v[PERSON_name].s, house->v[HOUSEHOLD_head_name].s);
}

/* The head if known to be of age, else the eldest member who is: a child heads no notice. */
static enum err stands_for(struct ctx *cx, const struct notice_desk *d, const struct rec *house,
                           struct str *name, int64_t *members)
{
	struct rec **person, *best = NULL;
	int n;

	TRY(register_children(cx, d->r, register_entity(d->r, TAG_person), house->id, &person, &n));
	*members = 0;
	for (int i = 0; i < n; i++) {
		struct rec *p = person[i];

		if (!register_alive(d->r, p))
			continue;
		++*members;
		register_birth(p);
		if (!register_of_age(p, d->today) || !rec_has(p, PERSON_name))
			continue;
		if (is_head(d->r, p, house)) {
			best = p;
			break;
		}
		if (!best || p->v[PERSON_birth].i < best->v[PERSON_birth].i)
			best = p;
	}
	*name = best ? best->v[PERSON_name].s : STR("");
	if (rec_has(house, HOUSEHOLD_members))
		*members = house->v[HOUSEHOLD_members].i;
	return OK;
}

/* A group that is no mere number and that only one household has is perhaps a remark about it. */
static enum err group_of(struct ctx *cx, const struct reg *r, const struct rec *house,
                         struct str *group)
{
	struct stmt *q;
	bool row;

	*group = STR("");
	if (!rec_has(house, HOUSEHOLD_group_name))
		return OK;
	if (notice_group_plain(house->v[HOUSEHOLD_group_name].s)) {
		*group = house->v[HOUSEHOLD_group_name].s;
		return OK;
	}
	TRY(db_stmt(cx, r->db, &sql_group, &q));
	stmt_int(q, 1, house->area);
	stmt_text(q, 2, house->v[HOUSEHOLD_group_name].s);
	TRY(stmt_step(cx, q, &row));
	if (row && stmt_col_int(q, 0) > 1)
		*group = house->v[HOUSEHOLD_group_name].s;
	stmt_done(q);
	return OK;
}

/* ---- an order ---- */

static int by_id(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

static enum err no_twice(struct ctx *cx, const struct notice_order *o)
{
	int64_t *id = arena_array(&cx->arena, (size_t)o->n + 1, sizeof *id);

	memcpy(id, o->about, (size_t)o->n * sizeof *id);
	qsort(id, (size_t)o->n, sizeof *id, by_id);
	for (int i = 1; i < o->n; i++)
		if (id[i] == id[i - 1])
			return err_set(cx, ERR_INPUT, "household", "notice-twice", NULL);
	return OK;
}

/* The order with what its subject says. */
static enum err complete(struct ctx *cx, const struct notice_desk *d, struct edits *e,
                         const struct notice_order *o, struct notice_order *out)
{
	const struct notice_subject *s;
	int node;

	*out = *o;
	if (o->subject.n) {
		s = pack_subject(d->r->pack, o->subject);
		if (!s)
			return err_set(cx, ERR_NOTFOUND, "subject", "notice-no-subject",
			               str_z(&cx->arena, o->subject), NULL);
		out->zh = s->zh;
		out->en = s->en;
		out->result = s->result;
		out->days = s->days;
		out->working = s->working;
		out->level = s->level;
	}
	if (!out->from)
		out->from = d->today;
	node = area_by_id(d->tree, o->area);
	if (node < 0)
		return err_set(cx, ERR_INPUT, "area", "notice-no-area", NULL);
	if (out->level && area_nth(d->tree, node)->level != out->level)
		return err_set(cx, ERR_INPUT, "area", "notice-level",
		               str_z(&cx->arena, area_nth(d->tree, node)->name), NULL);
	if (!out->zh.n || out->zh.n > TITLE_MOST || out->en.n > TITLE_MOST * 2 || out->days < 1)
		return err_set(cx, ERR_INPUT, "subject", "notice-no-title", NULL);
	if (o->n < 1 || o->n > NOTICE_LINES_MOST)
		return err_set(cx, ERR_INPUT, "household", o->n < 1 ? "notice-empty" : "notice-long", NULL);
	TRY(edits_in_year(cx, e, o->area, out->from));
	return no_twice(cx, o);
}

/* ---- lines ---- */

struct making {
	const struct notice_desk *d;
	struct edits *e;
	struct notice_order o;
	struct notice_head head;
	struct rec *row;
	struct notice_entry *entry;
	struct rec **house;          /* of households only */
	struct str *cells;
};

/* A village or a county by the places that it lies in, below the one where the list hangs. */
static enum err gather_place(struct ctx *cx, struct making *m, int i)
{
	int top = area_by_id(m->d->tree, m->o.area), at = area_by_id(m->d->tree, m->o.about[i]);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (at >= 0)
		area_path(&b, m->d->tree, at, area_nth(m->d->tree, top)->level + (at != top));
	if (at < 0 || !b.n || !area_within(area_nth(m->d->tree, top), at))
		return err_set(cx, ERR_INPUT, "area", "notice-place-elsewhere", at < 0 ? "" :
		               str_z(&cx->arena, area_nth(m->d->tree, at)->name), NULL);
	m->entry[i].place = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

static enum err gather(struct ctx *cx, struct making *m, int i, struct notice_made *out)
{
	const struct entity *e = register_entity(m->d->r, TAG_household);
	int top = area_by_id(m->d->tree, m->o.area), at;
	struct rec *house;

	if (m->o.places)
		return gather_place(cx, m, i);
	TRY(register_load(cx, m->d->r, e, m->o.about[i], &house));
	at = area_by_id(m->d->tree, house->area);
	if (at < 0 || !area_within(area_nth(m->d->tree, top), at) || !register_alive(m->d->r, house))
		return err_set(cx, ERR_INPUT, "household", at < 0 || register_alive(m->d->r, house) ?
		               "notice-elsewhere" : "notice-gone",
		               str_z(&cx->arena, house->v[HOUSEHOLD_no].s), NULL);
	m->house[i] = house;
	TRY(stands_for(cx, m->d, house, &m->entry[i].name, &m->entry[i].members));
	TRY(group_of(cx, m->d->r, house, &m->entry[i].group));
	out->withheld += !m->entry[i].name.n;
	return OK;
}

static enum err bytes_kept(struct ctx *cx, struct making *m, const struct notice_medium *medium,
                           struct str *hash)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, NOTICE_BYTES_MOST);
	notice_list_put(&b, &cx->arena, &m->d->r->pack->notices, medium, &m->head, m->entry, m->o.n,
	                m->cells);
	if (b.full)
		return err_set(cx, ERR_LIMIT, "household", "notice-long", NULL);
	return attachment_keep(cx, m->d->r, buf_str(&b), hash);
}

static enum err lines(struct ctx *cx, struct making *m)
{
	const struct entity *e = register_entity(m->d->r, TAG_notice_line);
	struct rec *now;

	for (int i = 0; i < m->o.n; i++) {
		TRY(edits_new(cx, m->e, e, m->o.places ? NULL : m->house[i], &now));
		if (m->o.places)
			now->area = m->o.about[i];
		rec_int(now, NOTICE_LINE_notice, m->row->id);
		rec_int(now, NOTICE_LINE_position, i + 1);
		if (m->o.of_case)
			rec_int(now, NOTICE_LINE_gate_case, m->o.of_case[i]);
		rec_text(now, NOTICE_LINE_cells, m->cells[i]);
	}
	return OK;
}

/* ---- the notice ---- */

static struct str number(struct ctx *cx, const struct rec *row, date_t from)
{
	int64_t seq = row->id & ((INT64_C(1) << ID_SEQ_BITS) - 1);
	char text[32];

	if (ID_NODE(row->id))
		snprintf(text, sizeof text, "%d-%d-%04lld", date_year(from), ID_NODE(row->id),
		         (long long)seq);
	else
		snprintf(text, sizeof text, "%d-%04lld", date_year(from), (long long)seq);
	return str_dup(&cx->arena, str_of(text));
}

static enum err coded(struct ctx *cx, const struct reg *r, struct rec *row, int field,
                      const char *tag)
{
	int64_t code;

	if (!list_tagged(r->model, row->e->fields[field].list, tag, &code))
		return err_set(cx, ERR_INPUT, row->e->fields[field].list, "notice-no-tag", tag, NULL);
	rec_int(row, field, code);
	return OK;
}

static enum err head_of(struct ctx *cx, struct making *m)
{
	const struct notice_desk *d = m->d;
	int node = area_by_id(d->tree, m->o.area);
	struct buf place BUF_AUTO = { 0 };
	char code[24];

	buf_init(&place, 4096);
	area_path(&place, d->tree, node, 3);
	snprintf(code, sizeof code, "%012lld", (long long)area_nth(d->tree, node)->code);
	m->head = (struct notice_head){ .no = number(cx, m->row, m->o.from), .title = m->o.zh,
		.title_en = m->o.en, .place = str_dup(&cx->arena, buf_str(&place)),
		.area = str_dup(&cx->arena, str_of(code)), .result = m->o.result,
		.working = m->o.working, .from = m->o.from, .days = m->o.days,
		.alg = d->r->st->j.alg };
	return notice_until(cx, d->r, m->o.from, m->o.days, m->o.working, &m->head.until);
}

static enum err fill(struct ctx *cx, struct making *m)
{
	const struct notice_desk *d = m->d;
	struct rec *row = m->row;

	row->area = m->o.area;
	rec_text(row, NOTICE_no, m->head.no);
	rec_int(row, NOTICE_area, m->o.area);
	TRY(coded(cx, d->r, row, NOTICE_kind, m->o.result ? "result" : "objections"));
	TRY(coded(cx, d->r, row, NOTICE_state, "made"));
	rec_text(row, NOTICE_subject, m->o.subject.n ? m->o.subject : m->o.gate);
	rec_text(row, NOTICE_title, m->o.zh);
	rec_text(row, NOTICE_title_en, m->o.en);
	if (m->o.round)
		rec_int(row, NOTICE_of_round, m->o.round);
	if (m->o.gate.n)
		rec_text(row, NOTICE_gate, m->o.gate);
	rec_int(row, NOTICE_hangs_from, m->head.from);
	rec_int(row, NOTICE_hangs_until, m->head.until);
	rec_int(row, NOTICE_days, m->o.days);
	rec_int(row, NOTICE_working, m->o.working);
	rec_int(row, NOTICE_lines, m->o.n);
	rec_text(row, NOTICE_maker, m->o.maker.n ? m->o.maker : str_of(cx->actor));
	rec_int(row, NOTICE_made, cx->now_ms);
	if (m->o.surveyors.n)
		rec_text(row, NOTICE_surveyors, m->o.surveyors);
	rec_int(row, NOTICE_days_hung, 0);
	if (d->pack_version)
		rec_int(row, NOTICE_pack_version, d->pack_version);
	return OK;
}

/* "notice=NO HASH", behind what the leaf says already. */
static void told(struct ctx *cx, struct edits *e, struct str no, struct str hash)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	buf_adds(&b, e->extra);
	if (e->extra.n && e->extra.p[e->extra.n - 1] != '\n')
		buf_addc(&b, '\n');
	buf_addf(&b, "notice=%.*s %.*s\n", STR_FMT(no), STR_FMT(hash));
	e->extra = str_dup(&cx->arena, buf_str(&b));
}

enum err notice_add(struct ctx *cx, const struct notice_desk *d, struct edits *e,
                    const struct notice_order *o, struct notice_made *out)
{
	struct making m = { .d = d, .e = e };
	struct str hash;

	*out = (struct notice_made){ 0 };
	TRY(complete(cx, d, e, o, &m.o));
	m.entry = arena_array(&cx->arena, (size_t)o->n, sizeof *m.entry);
	m.house = arena_array(&cx->arena, (size_t)o->n, sizeof *m.house);
	m.cells = arena_array(&cx->arena, (size_t)o->n, sizeof *m.cells);
	for (int i = 0; i < o->n; i++)
		TRY(gather(cx, &m, i, out));
	TRY(edits_new(cx, e, register_entity(d->r, TAG_notice), NULL, &m.row));
	TRY(head_of(cx, &m));
	TRY(fill(cx, &m));
	TRY(bytes_kept(cx, &m, d->board, &hash));
	rec_text(m.row, NOTICE_board_hash, hash);
	TRY(bytes_kept(cx, &m, d->web, &hash));
	rec_text(m.row, NOTICE_list_hash, hash);
	TRY(lines(cx, &m));
	told(cx, e, m.head.no, hash);
	out->no = m.head.no;
	out->id = m.row->id;
	out->lines = o->n;
	return OK;
}

static enum err made(struct ctx *cx, const struct notice_desk *d, struct edits *e,
                     const struct notice_order *o, struct notice_made *out)
{
	TRY(notice_add(cx, d, e, o, out));
	e->object = TAG_notice;
	e->object_id = out->id;
	return edits_write(cx, e, NULL);
}

enum err notice_make(struct ctx *cx, struct reg *r, const struct notice_order *o,
                     const char *reason, struct notice_made *out)
{
	struct numbers numbers;
	struct notice_desk d;
	struct edits e;

	TRY(notice_desk_open(cx, r, &d));
	edits_begin(&e, r, reason);
	store_numbers(r->st, TAG_notice, 0, &numbers);
	return store_numbers_end(&numbers, made(cx, &d, &e, o, out), false);
}

const struct sql *const notice_sqls[] = { &sql_pack, &sql_group, NULL };

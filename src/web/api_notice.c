/* api_notice - notices and the objections to them, for the office: what hangs, found missing, taken
 * down; what people said, verified by one and answered by another natural person. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>

#include "domain/gate/notice_page.h"
#include "domain/gate/objection.h"
#include "domain/register/browse.h"

#define LIST_MOST 1000

/* ---- rights ---- */

static struct office_object placed(const struct rec *row, enum object_state state)
{
	return (struct office_object){ .state = state, .placed = true, .area = row->area };
}

static bool may_work(struct web_req *q, const struct rec *row)
{
	struct office_object o = placed(row, STATE_LIVE);

	return office_may(q->cx, q->office, &q->who, PERM_procedure, &o).may;
}

/* Who verified is the maker: the same person, under whatever account, does not answer; nor does kin
 * of the household. */
static struct office_object answering(struct web_req *q, const struct rec *row)
{
	struct office_object o = placed(row, STATE_PROPOSED);
	struct str rest, first;

	o.made_by = PERM_procedure;
	if (rec_has(row, OBJECTION_household))
		o.household = row->v[OBJECTION_household].i;
	if (rec_has(row, OBJECTION_verified_by)) {
		rest = row->v[OBJECTION_verified_by].s;
		if (str_next(&rest, ',', &first))
			o.maker = str_z(&q->cx->arena, first);
	}
	return o;
}

static bool may_answer(struct web_req *q, const struct rec *row)
{
	struct office_object o = answering(q, row);

	return office_may(q->cx, q->office, &q->who, PERM_decide, &o).may;
}

/* ---- lists ---- */

static void put_day(struct web_req *q, const char *key, const struct rec *row, int field)
{
	char day[11];

	if (!rec_has(row, field))
		return;
	date_put(day, (date_t)row->v[field].i);
	web_put(q, key, str_of(day));
}

static void put_number(struct web_req *q, const char *key, int64_t n)
{
	json_key(&q->j, key);
	json_int(&q->j, n);
}

static enum err put_place(struct web_req *q, const struct rec *row)
{
	struct buf path BUF_AUTO = { 0 };

	buf_init(&path, 4096);
	if (row->area)
		TRY(browse_place(q->cx, q->r, row->area, &path));
	web_put(q, "place", buf_str(&path));
	return OK;
}

/* The newest, those that the caller may see. */
static enum err listed(struct web_req *q, uint8_t tag,
                       enum err (*put)(struct web_req *, const struct rec *))
{
	struct query ask = { .e = register_entity(q->r, tag), .mask = MASK_STAFF, .closed = true,
		.limit = LIST_MOST };
	struct browse *b;
	struct rec *row;
	enum err e;

	TRY(browse_open(q->cx, q->r, &ask, &b));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	while ((e = browse_next(q->cx, b, &row)) == OK && row) {
		json_obj(&q->j);
		e = put(q, row);
		json_obj_end(&q->j);
		if (e != OK)
			break;
	}
	browse_close(b);
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return e;
}

/* ---- notices ---- */

static enum err notice_put(struct web_req *q, const struct rec *row)
{
	date_t today = register_today(q->cx, q->r);
	bool en = q->cx->lang == LANG_EN && row->v[NOTICE_title_en].s.n;
	int64_t day;

	web_put(q, "no", row->v[NOTICE_no].s);
	web_put(q, "state", str_of(notice_is(q->r, row, today)));
	web_put(q, "title", row->v[en ? NOTICE_title_en : NOTICE_title].s);
	TRY(put_place(q, row));
	put_number(q, "lines", row->v[NOTICE_lines].i);
	put_number(q, "days", row->v[NOTICE_days].i);
	if (notice_day(q->cx, q->r, row, today, &day) != OK)
		err_clear(q->cx);
	else if (day)
		put_number(q, "day", day);
	put_day(q, "posted", row, NOTICE_posted);
	put_day(q, "until", row, NOTICE_hangs_until);
	put_day(q, "missing_since", row, NOTICE_missing_since);
	return OK;
}

enum err api_notices(struct web_req *q)
{
	return listed(q, TAG_notice, notice_put);
}

enum err api_notice(struct web_req *q)
{
	struct notice_state s;
	struct rec *row;
	struct str list;

	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	TRY(notice_state(q->cx, q->r, q->param[0], &s));
	TRY(notice_bytes(q->cx, q->r, row, false, &list));
	web_json(q, 200);
	json_obj(&q->j);
	TRY(notice_put(q, row));
	web_put(q, "list", list);
	json_key(&q->j, "proven_first");
	json_bool(&q->j, s.proven_first);
	json_key(&q->j, "proven_last");
	json_bool(&q->j, s.proven_last);
	put_number(q, "open_objections", s.open_objections);
	json_key(&q->j, "may_act");
	json_bool(&q->j, may_work(q, row));
	json_obj_end(&q->j);
	return OK;
}

/* ---- doing ---- */

enum doing { NOTICE_FOUND_MISSING, NOTICE_TAKE_DOWN, OBJECTION_VERIFY, OBJECTION_ANSWER };

static enum err notice_done(struct web_req *q, enum doing what)
{
	struct office_object o;
	struct web_body b;
	enum date_form form;
	struct rec *row;
	struct str since;
	date_t day = 0;
	char *why;

	TRY(web_body(q, &b));
	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	o = placed(row, STATE_LIVE);
	TRY(office_need(q->cx, q->office, &q->who, PERM_procedure, &o));
	why = str_z(&q->cx->arena, str_trim(web_text(&b, "reason")));
	if (!*why)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	if (what == NOTICE_TAKE_DOWN)
		return notice_down(q->cx, q->r, q->param[0], web_text(&b, "by"), why);
	since = web_text(&b, "since");
	if (since.n && (!date_parse(since, &day, &form) || !date_day(day)))
		return err_set(q->cx, ERR_INPUT, "since", "notice-since", NULL);
	return notice_missing(q->cx, q->r, q->param[0], day, why);
}

static enum err load(struct web_req *q, struct rec **row)
{
	const struct entity *e = register_entity(q->r, TAG_objection);
	int64_t id;

	if (!str_i64(q->param[0], &id))
		return err_set(q->cx, ERR_NOTFOUND, e->name, "row-not-found", e->zh, e->en, NULL);
	return register_load(q->cx, q->r, e, id, row);
}

/* Not by who made the notice, under whatever account. */
static enum err not_the_maker(struct web_req *q, const struct rec *row)
{
	struct rec *notice;

	if (!rec_has(row, OBJECTION_notice))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_notice),
	              row->v[OBJECTION_notice].i, &notice));
	return office_same(q->office, &q->who, notice->v[NOTICE_maker].s) ?
	       err_set(q->cx, ERR_DENIED, "by", "objection-own", NULL) : OK;
}

static enum err objection_done(struct web_req *q, enum doing what)
{
	struct objection_act a = { 0 };
	struct office_object o;
	struct web_body b;
	struct rec *row;

	TRY(web_body(q, &b));
	TRY(load(q, &row));
	a.text = web_text(&b, "text");
	if (what == OBJECTION_VERIFY) {
		o = placed(row, STATE_LIVE);
		TRY(office_need(q->cx, q->office, &q->who, PERM_procedure, &o));
		TRY(not_the_maker(q, row));
		a.with = web_text(&b, "with");
		return objection_verify(q->cx, q->r, row->v[OBJECTION_no].s, &a);
	}
	o = answering(q, row);
	TRY(office_need(q->cx, q->office, &q->who, PERM_decide, &o));
	a.outcome = web_text(&b, "outcome");
	return objection_answer(q->cx, q->r, row->v[OBJECTION_no].s, &a);
}

static enum err done(struct web_req *q, enum doing what)
{
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (void *)(uintptr_t)"{\"done\":true}" };
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	q->r->receipt = p.key.n ? &p : NULL;
	e = what <= NOTICE_TAKE_DOWN ? notice_done(q, what) : objection_done(q, what);
	q->r->receipt = NULL;
	return again_end(q, &p, e);
}

enum err api_notice_missing(struct web_req *q) { return done(q, NOTICE_FOUND_MISSING); }
enum err api_notice_down(struct web_req *q) { return done(q, NOTICE_TAKE_DOWN); }
enum err api_objection_verify(struct web_req *q) { return done(q, OBJECTION_VERIFY); }
enum err api_objection_answer(struct web_req *q) { return done(q, OBJECTION_ANSWER); }

/* ---- objections: by the row, since the receipt number is its sender's secret ---- */

static enum err objection_put(struct web_req *q, const struct rec *row)
{
	static const struct { const char *key; int field; } cell[] = {
		{ "notice", OBJECTION_notice }, { "topic", OBJECTION_topic },
		{ "channel", OBJECTION_channel }, { "state", OBJECTION_state },
		{ "outcome", OBJECTION_outcome } };
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct str text;
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)row->id);
	web_put(q, "id", str_of(id));
	TRY(put_place(q, row));
	for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) {
		if (!rec_has(row, cell[i].field))
			continue;
		TRY(row_cell(q, cells, row, cell[i].field, &text));
		web_put(q, cell[i].key, text);
	}
	if (rec_has(row, OBJECTION_position))
		put_number(q, "position", row->v[OBJECTION_position].i);
	put_day(q, "received", row, OBJECTION_received);
	put_day(q, "due", row, OBJECTION_due);
	put_day(q, "answered", row, OBJECTION_answered);
	return OK;
}

enum err api_objections(struct web_req *q)
{
	return listed(q, TAG_objection, objection_put);
}

/* What was told, and by whom, in clear for those who deal with it here; the look is journaled. */
enum err api_objection(struct web_req *q)
{
	static const struct { const char *key; int field; } told[] = {
		{ "name", OBJECTION_name }, { "phone", OBJECTION_phone },
		{ "content", OBJECTION_content }, { "found", OBJECTION_found },
		{ "answer", OBJECTION_answer } };
	struct rec *row;
	bool work, answer;

	TRY(load(q, &row));
	work = may_work(q, row);
	answer = may_answer(q, row);
	web_read(q, row->e, row->id);
	web_json(q, 200);
	json_obj(&q->j);
	TRY(objection_put(q, row));
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (rec_has(row, told[i].field))
			web_put(q, told[i].key, work || answer ? row->v[told[i].field].s : STR("***"));
	json_key(&q->j, "may_verify");
	json_bool(&q->j, work);
	json_key(&q->j, "may_answer");
	json_bool(&q->j, answer);
	json_obj_end(&q->j);
	return OK;
}

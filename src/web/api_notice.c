/* api_notice - notices for the office: which lists are to be made, made, hung up with a photo,
 * found missing, proven on the last day, taken down. */
#include "web/api_gate.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>
#include <string.h>

#include "domain/gate/listing.h"
#include "domain/gate/notice_page.h"
#include "domain/register/browse.h"
#include "fmt/picture.h"

#define SHEET_MOST 4096
#define LIST_MOST  500

/* ---- shared: see api_notice.h ---- */

struct office_object placed(const struct rec *row, enum object_state state)
{
	return (struct office_object){ .state = state, .placed = true, .area = row->area };
}

bool may_work(struct web_req *q, const struct rec *row)
{
	struct office_object o = placed(row, STATE_LIVE);
	bool may = gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o) == OK;

	err_clear(q->cx);
	return may;
}

void put_day(struct web_req *q, const char *key, const struct rec *row, int field)
{
	char day[11];

	if (!rec_has(row, field))
		return;
	date_put(day, (date_t)row->v[field].i);
	web_put(q, key, str_of(day));
}

void put_due(struct web_req *q, const struct rec *row, int field)
{
	put_day(q, "due", row, field);
	if (rec_has(row, field))
		put_number(q, "left", date_days((date_t)row->v[field].i) -
		           date_days(register_today(q->cx, q->r)));
}

void put_number(struct web_req *q, const char *key, int64_t n)
{
	json_key(&q->j, key);
	json_int(&q->j, n);
}

enum err put_place(struct web_req *q, const struct rec *row)
{
	struct buf path BUF_AUTO = { 0 };

	buf_init(&path, 4096);
	if (row->area)
		TRY(browse_place(q->cx, q->r, row->area, &path));
	web_put(q, "place", buf_str(&path));
	return OK;
}

enum err put_row_head(struct web_req *q, const struct rec *row, const char *is,
                      const struct cell_of *cell, size_t n)
{
	struct cells *cells = register_cells(&q->cx->arena, q->r);
	struct str text;
	char id[24];

	snprintf(id, sizeof id, "%lld", (long long)row->id);
	web_put(q, "id", str_of(id));
	web_put(q, "is", str_of(is));
	TRY(put_place(q, row));
	for (size_t i = 0; i < n; i++) {
		if (!rec_has(row, cell[i].field))
			continue;
		TRY(row_cell(q, cells, row, cell[i].field, &text));
		web_put(q, cell[i].key, text);
	}
	return OK;
}

enum err ask_day(struct web_req *q, const struct web_body *b, const char *name, date_t *out)
{
	struct str text = web_text(b, name);
	enum date_form form;

	*out = 0;
	return !text.n || (date_parse(text, out, &form) && date_day(*out)) ? OK :
	       err_set(q->cx, ERR_INPUT, name, "notice-since", NULL);
}

static enum err area_seen(struct web_req *q, struct str text, int64_t *out)
{
	const struct entity *e = register_entity(q->r, TAG_area);
	struct rec *row;

	*out = 0;
	if (!text.n)
		return OK;
	TRY(register_by_key(q->cx, q->r, e, text, out));
	return register_load(q->cx, q->r, e, *out, &row);
}

enum err ask_area(struct web_req *q, const struct web_body *b, int64_t *out)
{
	return area_seen(q, web_text(b, "area"), out);
}

enum err area_asked(struct web_req *q, int64_t *out)
{
	struct str code = STR("");

	web_query(q, "area", &code);
	return area_seen(q, code, out);
}

const char *state_word(struct web_req *q, const struct rec *row, int field,
                       const char *const *words)
{
	const struct list_face *l = &q->r->model->lists;

	while (*words && !l->has_tag(l->state, row->e->fields[field].list, row->v[field].i, *words))
		words++;
	return *words ? *words : "";
}

/* Where the newest of many are kept while all are walked through. */
struct newest { int64_t id[LIST_MOST]; int64_t n, all, before; };

static enum err walk(struct web_req *q, const struct query *ask, struct listing_of *of,
                     struct newest *kept)
{
	struct browse *b;
	struct rec *row;
	struct str state;
	enum err e;

	if (!web_query(q, "state", &state))
		state = STR("");
	TRY(browse_open(q->cx, q->r, ask, &b));
	while ((e = browse_next(q->cx, b, &row)) == OK && row)
		if (!state.n || str_eqz(state, of->is(q, row)) ||
		    (str_eqz(state, "open") && strcmp(of->is(q, row), "answered"))) {
			kept->all++;
			if (!kept->before || row->id < kept->before)
				kept->id[kept->n++ % LIST_MOST] = row->id;
		}
	browse_close(b);
	return e;
}

enum err put_listed(struct web_req *q, struct listing_of of)
{
	struct query ask = { .e = register_entity(q->r, of.tag), .mask = MASK_STAFF, .closed = true };
	struct newest *kept = arena_array(&q->cx->arena, 1, sizeof *kept);
	char where[40], next[24];
	struct str area;
	int64_t id;

	if (web_query(q, "area", &area) && area.n) {
		TRY(area_seen(q, area, &id));
		snprintf(where, sizeof where, "area=\"%.24s\"", str_z(&q->cx->arena, area));
		ask.where = where;
	}
	TRY(cursor_of(q, &kept->before));
	TRY(walk(q, &ask, &of, kept));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int64_t i = kept->n - 1; i >= 0 && i >= kept->n - LIST_MOST; i--) {
		struct rec *row;

		TRY(register_load(q->cx, q->r, ask.e, kept->id[i % LIST_MOST], &row));
		json_obj(&q->j);
		TRY(of.put(q, row));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	put_number(q, "all", kept->all);
	json_key(&q->j, "next");
	snprintf(next, sizeof next, "%lld", (long long)kept->id[kept->n % LIST_MOST]);
	if (kept->n > LIST_MOST)                 /* the oldest that was told: older ones follow */
		json_z(&q->j, next);
	else
		json_none(&q->j);
	json_obj_end(&q->j);
	return OK;
}

struct doing { enum err (*act)(struct web_req *q); };

static enum err doing(struct web_req *q, void *arg)
{
	return ((const struct doing *)arg)->act(q);
}

enum err done_once(struct web_req *q, enum err (*act)(struct web_req *q))
{
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (void *)(uintptr_t)"{\"done\":true}" };
	struct doing x = { act };

	return again_once(q, &p, doing, &x);
}

/* ---- a notice ---- */

static enum err round_no(struct web_req *q, const struct rec *row, struct str *no)
{
	struct rec *round;

	*no = STR("");
	if (!rec_has(row, NOTICE_of_round))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_round),
	              row->v[NOTICE_of_round].i, &round));
	*no = round->v[ROUND_no].s;
	return OK;
}

void put_notice_is(struct web_req *q, const struct rec *row)
{
	const struct list_face *l = &q->r->model->lists;
	date_t today = register_today(q->cx, q->r);

	web_put(q, "state", str_of(notice_is(q->r, row, today)));
	web_put(q, "kind", l->has_tag(l->state, "notice_kind", row->v[NOTICE_kind].i, "result") ?
	        STR("result") : STR("objections"));
	if (!notice_unproven(q->r, row, today))
		return;
	json_key(&q->j, "unproven");
	json_bool(&q->j, true);
}

static enum err notice_put(struct web_req *q, const struct rec *row)
{
	date_t today = register_today(q->cx, q->r);
	bool en = q->cx->lang == LANG_EN && row->v[NOTICE_title_en].s.n, later;
	struct notice_mending mend;
	int64_t day;

	web_put(q, "no", row->v[NOTICE_no].s);
	put_notice_is(q, row);
	web_put(q, "title", row->v[en ? NOTICE_title_en : NOTICE_title].s);
	TRY(put_place(q, row));
	put_number(q, "lines", row->v[NOTICE_lines].i);
	put_number(q, "days", row->v[NOTICE_days].i);
	json_key(&q->j, "working");
	json_bool(&q->j, rec_has(row, NOTICE_working) && row->v[NOTICE_working].i);
	if (notice_day(q->cx, q->r, row, today, &day) != OK)
		err_clear(q->cx);
	else if (day)
		put_number(q, "day", day);
	notice_earliest(q->r, row, &later);
	if (later)
		put_day(q, "from", row, NOTICE_hangs_from);
	put_day(q, "posted", row, NOTICE_posted);
	put_date(q, "until", notice_last_day(row));
	put_day(q, "missing_since", row, NOTICE_missing_since);
	TRY(notice_mending(q->cx, q->r, row, &mend));
	put_date(q, "mending", mend.since);
	return OK;
}

static const char *is_today(struct web_req *q, const struct rec *row)
{
	return notice_is(q->r, row, register_today(q->cx, q->r));
}

enum err api_notices(struct web_req *q)
{
	return put_listed(q, (struct listing_of){ TAG_notice, is_today, notice_put });
}

static enum err frozen_put(struct web_req *q, const struct rec *row)
{
	struct buf sheet BUF_AUTO = { 0 };
	struct notice_page p;
	struct str bytes;

	TRY(notice_bytes(q->cx, q->r, row, false, &bytes));
	web_put(q, "list", bytes);
	TRY(notice_bytes(q->cx, q->r, row, true, &bytes));
	web_put(q, "board", bytes);
	TRY(notice_page_of(q->cx, q->r, row, true, &p));
	buf_init(&sheet, SHEET_MOST);
	TRY(notice_sheet_text(q->cx, &p, &sheet));
	web_put(q, "sheet", buf_str(&sheet));
	return OK;
}

void put_photo(struct web_req *q, const char *key, const struct rec *row, int place, int taken)
{
	if (!rec_has(row, place))
		return;
	json_key(&q->j, key);
	json_obj(&q->j);
	web_put(q, "place", row->v[place].s);
	put_day(q, "taken", row, taken);
	json_obj_end(&q->j);
}

/* Why it was taken down, or found missing, as whoever did it wrote: the journal has it with the
 * version that first had the day. It may name people: told to those who may read what is sealed of
 * households there. */
static enum err put_why(struct web_req *q, const struct rec *row, int field, const char *key)
{
	struct office_object o = placed(row, STATE_LIVE);
	struct version *v;
	int n, at;

	if (!rec_has(row, field) ||
	    !office_may(q->cx, q->office, &q->who, PERM_reveal, &o).may)
		return OK;
	TRY(browse_history(q->cx, q->r, row->e, row->id, &v, &n));
	for (at = n; at > 0 && rec_has(v[at - 1].rec, field); )      /* the oldest come first */
		at--;
	if (at < n && v[at].leaf.note.n)
		web_put(q, key, v[at].leaf.note);
	return OK;
}

static enum err put_struck(struct web_req *q, const struct rec *row)
{
	int64_t *position;
	int n;

	TRY(notice_struck(q->cx, q->r, row, &position, &n));
	json_key(&q->j, "struck");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		json_int(&q->j, position[i]);
	json_arr_end(&q->j);
	return OK;
}

enum err api_notice(struct web_req *q)
{
	struct notice_state s;
	struct rec *row;
	struct str round;
	int restarts;

	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	TRY(notice_state(q->cx, q->r, q->param[0], &s));
	TRY(round_no(q, row, &round));
	web_json(q, 200);
	json_obj(&q->j);
	TRY(notice_put(q, row));
	TRY(frozen_put(q, row));
	web_put(q, "round", round);
	web_put(q, "made_by", row_who(q, row->v[NOTICE_maker].s));
	web_put_time(q, "made", row->v[NOTICE_made].i);
	put_photo(q, "first", row, NOTICE_first_place, NOTICE_first_taken);
	put_photo(q, "last", row, NOTICE_last_place, NOTICE_last_taken);
	if (rec_has(row, NOTICE_replaced_by))
		web_put(q, "replaced_by", row->v[NOTICE_replaced_by].s);
	put_day(q, "down", row, NOTICE_down);
	TRY(put_why(q, row, NOTICE_down, "down_why"));
	TRY(put_why(q, row, NOTICE_missing_since, "missing_why"));
	TRY(put_struck(q, row));
	json_key(&q->j, "shown");
	json_bool(&q->j, notice_shown(q->r, row, register_today(q->cx, q->r)));
	TRY(notice_restarts(q->cx, q->r, row, &restarts));
	put_number(q, "restarts", restarts);
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

enum err api_notice_photo(struct web_req *q)
{
	struct http_answer *a = &q->x->a;
	struct rec *row;

	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	web_read(q, row->e, row->id);
	buf_reset(&a->body);
	TRY(notice_photo(q->cx, q->r, row, str_eqz(q->param[1], "last"), &a->body));
	http_answer_field(a, "Content-Type", STR("image/jpeg"));
	http_answer_field(a, "Content-Disposition", STR("inline; filename=\"board.jpg\""));
	http_answer_field(a, "Content-Security-Policy", STR("sandbox"));
	return OK;
}

/* ---- making ---- */

/* "may_make", or "told": who makes it instead. */
static enum err maker_put(struct web_req *q, struct gate *g, const struct listing_wait *w)
{
	enum err e = listing_lets(q->cx, g, &q->who, w->round.rule->p, w->gate, w->area);
	struct buf told BUF_AUTO = { 0 };

	if (e != OK && e != ERR_DENIED)
		return e;
	json_key(&q->j, "may_make");
	json_bool(&q->j, e == OK);
	if (e == OK)
		return OK;
	buf_init(&told, 65536);
	web_sentence(&told, q->cx->lang, &q->cx->err);
	err_clear(q->cx);
	web_put(q, "told", buf_str(&told));
	return OK;
}

static enum err wait_put(struct web_req *q, struct gate *g, const struct listing_wait *w)
{
	const struct procedure *p = w->round.rule->p;
	const struct publication *b = &p->gate[w->gate].publish;
	struct buf path BUF_AUTO = { 0 };
	struct str code;
	static const struct field area = { .type = FT_AREA };

	buf_init(&path, 4096);
	TRY(browse_place(q->cx, q->r, w->area, &path));
	TRY(register_ref_text(q->cx, q->r, &area, w->area, &code));
	json_obj(&q->j);
	web_put(q, "round", w->round.row->v[ROUND_no].s);
	web_put(q, "round_name", w->round.row->v[ROUND_name].s);
	web_put(q, "gate", p->gate[w->gate].id);
	web_put(q, "gate_name", gate_words(q->cx, p->gate[w->gate].zh, p->gate[w->gate].en));
	web_put(q, "kind", b->objections ? STR("objections") : STR("result"));
	put_number(q, "days", b->length.days);
	json_key(&q->j, "working");
	json_bool(&q->j, b->length.working);
	web_put(q, "area", code);
	web_put(q, "place", buf_str(&path));
	put_number(q, "waiting", w->waiting);
	put_number(q, "unlisted", w->unlisted);
	TRY(maker_put(q, g, w));
	json_obj_end(&q->j);
	return OK;
}

enum err api_notices_waiting(struct web_req *q)
{
	struct listing_wait *w;
	struct gate g;
	int n;

	gate_share(q->web->laws, q->r, q->office, &g);
	TRY(listing_waits(q->cx, &g, &w, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(wait_put(q, &g, &w[i]));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static enum err made_put(struct web_req *q, const struct listed *made, int n)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct buf path BUF_AUTO = { 0 };

		buf_init(&path, 4096);
		TRY(browse_place(q->cx, q->r, made[i].area, &path));
		json_obj(&q->j);
		web_put(q, "no", made[i].made.no);
		web_put(q, "place", buf_str(&path));
		put_number(q, "lines", made[i].made.lines);
		put_number(q, "withheld", made[i].made.withheld);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* Where a round's list waits to be made within what the caller sees: rounds of upper levels hold
 * the cases of lower ones. */
static const struct listing_wait *wait_of(const struct listing_wait *w, int n, struct str round,
                                          struct str gate)
{
	for (int i = 0; i < n; i++)
		if (str_eq(w[i].round.row->v[ROUND_no].s, round) &&
		    str_eq(w[i].round.rule->p->gate[w[i].gate].id, gate))
			return &w[i];
	return NULL;
}

/* Sent again it makes nothing twice: whose list is to be hung up is left as it is. */
enum err api_notices_make(struct web_req *q)
{
	const struct listing_wait *at;
	struct listing_wait *w;
	struct listed *made;
	struct web_body b;
	struct gate g;
	int64_t area;
	date_t from;
	int n;

	TRY(web_body(q, &b));
	TRY(ask_day(q, &b, "from", &from));
	TRY(ask_area(q, &b, &area));
	gate_share(q->web->laws, q->r, q->office, &g);
	TRY(listing_waits(q->cx, &g, &w, &n));
	at = wait_of(w, n, str_trim(web_text(&b, "round")), str_trim(web_text(&b, "gate")));
	if (!at)
		return err_set(q->cx, ERR_NOTFOUND, "gate", "notice-none-waits", NULL);
	TRY(listing_make(q->cx, &g, &q->who, &at->round, web_text(&b, "gate"), area, from, &made, &n));
	return made_put(q, made, n);
}

/* ---- on the board ---- */

static enum err photo_taken(struct web_req *q, struct notice_photo *p, struct buf *bytes)
{
	struct picture pic;
	struct str place, taken;
	enum date_form form;

	if (!web_query(q, "place", &place))
		place = STR("");
	buf_init(bytes, PICTURE_BYTES + 1);
	TRY(body_picture(q, &pic, bytes));
	if (pic.kind == PICTURE_PDF)
		return err_set(q->cx, ERR_INPUT, "photo", "picture-unknown", NULL);
	*p = (struct notice_photo){ .bytes = buf_str(bytes), .place = place, .taken = pic.taken };
	if (web_query(q, "taken", &taken) && taken.n &&
	    (!date_parse(taken, &p->taken, &form) || !date_day(p->taken)))
		return err_set(q->cx, ERR_INPUT, "taken", "notice-taken", NULL);
	return OK;
}

static enum err photographed(struct web_req *q)
{
	struct buf bytes BUF_AUTO = { 0 };
	struct office_object o;
	struct notice_photo p;
	struct rec *row;

	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	o = placed(row, STATE_LIVE);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	TRY(photo_taken(q, &p, &bytes));
	return str_eqz(q->param[1], "last") ? notice_last(q->cx, q->r, q->param[0], &p) :
	       notice_post(q->cx, q->r, q->param[0], &p);
}

enum err api_notice_photographed(struct web_req *q)
{
	if (!str_eqz(q->param[1], "first") && !str_eqz(q->param[1], "last"))
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	return done_once(q, photographed);
}

static enum err because(struct web_req *q, struct web_body *b, const char **why)
{
	struct office_object o;
	struct rec *row;

	TRY(web_body(q, b));
	TRY(notice_row(q->cx, q->r, q->param[0], &row));
	o = placed(row, STATE_LIVE);
	TRY(gate_local(q->cx, q->r, q->office, &q->who, PERM_procedure, &o));
	*why = str_z(&q->cx->arena, str_trim(web_text(b, "reason")));
	return **why ? OK : err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
}

static enum err missed(struct web_req *q)
{
	struct web_body b;
	const char *why;
	date_t since;

	TRY(because(q, &b, &why));
	TRY(ask_day(q, &b, "since", &since));
	return notice_missing(q->cx, q->r, q->param[0], since, why);
}

static enum err downed(struct web_req *q)
{
	struct web_body b;
	const char *why;

	TRY(because(q, &b, &why));
	return notice_down(q->cx, q->r, q->param[0], web_text(&b, "by"), why);
}

enum err api_notice_missing(struct web_req *q) { return done_once(q, missed); }
enum err api_notice_down(struct web_req *q) { return done_once(q, downed); }

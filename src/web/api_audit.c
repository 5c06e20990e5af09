/* api_audit - the journal for those who watch: who did what and when, and the signed head. */
#include "web/api.h"
#include "web/row.h"

#include <stdio.h>

#include "crypto/sign.h"
#include "domain/register/difference.h"
#include "domain/register/settle.h"

#define LIMIT      50
#define LIMIT_MOST 500
#define LOOKS_MOST 100           /* of one second's readings */
#define LOOK_MOST  200000        /* leaves looked at for one page */

struct wanted {
	struct str who, action, reason;
	const struct entity *noun;
};

static bool wants(const struct wanted *w, const struct leaf *l)
{
	if (w->who.n && !str_eq(w->who, l->actor))
		return false;
	if (w->action.n && !str_eqz(w->action, action_name(l->action)))
		return false;
	return !w->noun || l->object == w->noun->tag;
}

/* Who looked at which row: an entry is "account noun id", one a line. */
static enum err put_looks(struct web_req *q, const struct rec *reading)
{
	struct str rest = reading->v[READING_entries].s, line;
	char actor[32];
	int given = 0;

	json_key(&q->j, "looks");
	json_arr(&q->j);
	while (given < LOOKS_MOST && str_next(&rest, '\n', &line)) {
		struct str account, tag;
		int64_t of, row;
		const struct entity *e;
		struct rec *seen;

		if (!str_next(&line, ' ', &account) || !str_next(&line, ' ', &tag) ||
		    !str_i64(tag, &of) || !str_i64(line, &row))
			continue;
		e = entity_by_tag(q->r->model, (uint8_t)of);
		snprintf(actor, sizeof actor, "account:%.*s", (int)account.n, account.p);
		json_obj(&q->j);
		web_put(q, "who", row_who(q, str_of(actor)));
		web_put(q, "noun", e ? str_of(e->name) : STR(""));
		if (e)
			web_put(q, "label", str_of(q->cx->lang == LANG_ZH ? e->zh : e->en));
		if (e && register_load(q->cx, q->r, e, row, &seen) == OK && row_no(q, seen).n)
			web_put(q, "no", row_no(q, seen));
		else
			web_put(q, "no", line);
		err_clear(q->cx);
		json_obj_end(&q->j);
		given++;
	}
	json_arr_end(&q->j);
	return OK;
}

/* The row a leaf is about: its number, and what was looked at if it is a second of readings. */
static enum err put_about(struct web_req *q, const struct entity *e, int64_t id)
{
	char text[24];
	struct rec *r;

	snprintf(text, sizeof text, "%lld", (long long)id);
	web_put(q, "id", str_of(text));
	if (register_load(q->cx, q->r, e, id, &r) != OK) {
		err_clear(q->cx);       /* gone, or a kind of row that lies elsewhere */
		return OK;
	}
	if (e->tag == TAG_reading)
		return put_looks(q, r);
	if (row_no(q, r).n)
		web_put(q, "no", row_no(q, r));
	return OK;
}

static enum err put_leaf(struct web_req *q, const struct leaf *l)
{
	const struct entity *e = l->object ? entity_by_tag(q->r->model, l->object) : NULL;

	json_obj(&q->j);
	json_key(&q->j, "leaf");
	json_int(&q->j, (int64_t)l->seq);
	web_put_time(q, "when", l->time_ms);
	web_put(q, "who", row_who(q, l->actor));
	web_put(q, "actor", l->actor);
	web_put(q, "what", str_of(action_name(l->action)));
	if (e) {
		web_put(q, "noun", str_of(e->name));
		web_put(q, "label", str_of(q->cx->lang == LANG_ZH ? e->zh : e->en));
		if (l->object_id)
			TRY(put_about(q, e, l->object_id));
	}
	json_key(&q->j, "rows");
	json_int(&q->j, l->rows);
	web_put(q, "why", l->note);
	json_obj_end(&q->j);
	return OK;
}

enum err api_journal(struct web_req *q)
{
	int64_t limit = web_query_int(q, "limit", LIMIT, LIMIT_MOST), at, looked = 0, given = 0;
	struct wanted w = { 0 };
	struct str note, noun;
	uint64_t size;

	web_query(q, "who", &w.who);
	web_query(q, "action", &w.action);
	if (web_query(q, "noun", &noun) && noun.n)
		w.noun = entity_find(q->r->model, noun);
	TRY(journal_head(q->cx, q->r->db, &note, &size));
	at = web_query_int(q, "cursor", (int64_t)size, (int64_t)size);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	while (at > 0 && given < limit && looked++ < LOOK_MOST) {
		struct leaf l;

		TRY(journal_leaf(q->cx, q->r->db, (uint64_t)--at, &l));
		if (!wants(&w, &l))
			continue;
		TRY(put_leaf(q, &l));
		given++;
	}
	json_arr_end(&q->j);
	json_key(&q->j, "next");
	if (at > 0) {
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)at);
		json_z(&q->j, id);
	} else {
		json_none(&q->j);
	}
	json_key(&q->j, "total");
	json_int(&q->j, (int64_t)size);
	json_obj_end(&q->j);
	return OK;
}

enum err api_head(struct web_req *q)
{
	struct buf key BUF_AUTO = { 0 };
	struct str note;
	uint64_t size;

	TRY(journal_head(q->cx, q->r->db, &note, &size));
	buf_init(&key, 4096);
	if (q->r->st->keys)
		sign_vkey_put(&key, q->r->st->j.origin, q->r->st->keys->sign_public);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "size");
	json_int(&q->j, (int64_t)size);
	web_put(q, "note", note);
	web_put(q, "vkey", buf_str(&key));
	json_obj_end(&q->j);
	return OK;
}

/* ---- differences ---- */

/* Who imported the list that a difference was found in. */
static enum err batch_actor(struct web_req *q, const struct rec *d, const char **actor)
{
	struct rec *b;

	*actor = NULL;
	if (!rec_has(d, DIFFERENCE_found_batch))
		return OK;
	TRY(store_get(q->cx, q->r->db, &q->cx->arena, register_entity(q->r, TAG_batch),
	              d->v[DIFFERENCE_found_batch].i, &b));
	*actor = str_z(&q->cx->arena, b->v[BATCH_actor].s);
	return OK;
}

enum err api_settle(struct web_req *q)
{
	struct receipt p = { .status = 200, .answer = again_text,
		.arg = (char[]){ "{\"state\":\"settled\"}" } };
	struct settle how = { 0 };
	struct difference_codes k;
	struct office_object o = { .state = STATE_PROPOSED, .placed = true };
	struct web_body b;
	struct edits e;
	struct str reason, take;
	struct rec *d;
	int64_t id;
	enum err end;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	take = web_text(&b, "take");
	TRY(row_id(q, register_entity(q->r, TAG_difference), q->param[0], &id));
	TRY(register_load(q->cx, q->r, register_entity(q->r, TAG_difference), id, &d));
	o.area = d->area;
	o.household = rec_has(d, DIFFERENCE_household) ? d->v[DIFFERENCE_household].i : 0;
	o.made_by = PERM_import;
	TRY(batch_actor(q, d, &o.maker));
	TRY(office_need(q->cx, q->office, &q->who, PERM_settle, &o));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	how.reason = str_z(&q->cx->arena, reason);
	how.take = str_eqz(take, "theirs") ? SETTLE_THEIRS : SETTLE_OURS;
	if (str_eqz(take, "answer")) {
		const struct list_face *l = &q->r->model->lists;
		bool exact;

		how.take = SETTLE_ANSWER;
		if (!l->code(l->state, "gone_answer", web_text(&b, "answer"), &how.answer, &exact))
			return err_set(q->cx, ERR_INPUT, "answer", "settle-not-gone", NULL);
	} else if (!str_eqz(take, "theirs") && !str_eqz(take, "ours")) {
		return err_set(q->cx, ERR_USAGE, "take", "web-take", NULL);
	}
	TRY(difference_codes(q->cx, q->r, &k));
	edits_begin(&e, q->r, how.reason);
	TRY(settle_add(q->cx, &e, &k, &how, id));
	q->r->receipt = p.key.n ? &p : NULL;
	end = edits_write(q->cx, &e, NULL);
	q->r->receipt = NULL;
	return again_end(q, &p, end);
}

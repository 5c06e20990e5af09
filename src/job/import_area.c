/* import_area - the list of areas. A code's parent is what the row says, or follows from the
 * digits, with levels left out where a place has none (a town right under a prefecture-level
 * city). */
#include "job/import_int.h"

#include <stdio.h>

#include "base/codes.h"

static bool batch_code(struct imp *im, int64_t code, int64_t *id)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)code);

	return hmap_get(im->codes, (struct str){ text, (size_t)n }, id);
}

static bool in_batch(struct imp *im, int64_t code)
{
	int64_t id;

	return batch_code(im, code, &id);
}

static bool known_code(struct imp *im, int64_t code, int64_t *id)
{
	int at;

	if (batch_code(im, code, id))
		return true;
	at = area_by_code(im->areas, code);
	if (at < 0)
		return false;
	*id = area_nth(im->areas, at)->id;
	return true;
}

static void remember_code(struct imp *im, int64_t code, int64_t id)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)code);

	hmap_put(im->codes, str_dup(&im->cache, (struct str){ text, (size_t)n }), id);
}

/* The level just above, if it exists. A level further up is not kept as a parent: the one between
 * may come later, and area_load finds by the digits what is there then. */
static int64_t parent_by_digits(struct imp *im, int64_t code)
{
	int64_t id, up = area_code_parent(code);

	return up && known_code(im, up, &id) ? id : 0;
}

static enum err stated_parent(struct imp *im, struct reader_row *row, int64_t *id)
{
	struct val *v = &row->part[0]->v[AREA_parent_area];
	int64_t code;
	int at;

	*id = 0;
	if (v->kind != VAL_TEXT)
		return OK;
	if (area_code_read(v->s, &code) == CODE_GOOD && known_code(im, code, id))
		return OK;
	at = area_by_name(im->areas, (struct str){ 0 }, (struct str){ 0 }, v->s);
	if (at >= 0)
		*id = area_nth(im->areas, at)->id;
	else
		imp_found(im, row, at == -2 ? "area_ambiguous" : "area_unknown", 0, AREA_parent_area,
		          (struct str){ 0 });
	return OK;
}

static void level_of(struct imp *im, struct rec *r, int64_t code)
{
	static const char *const sem[] = { NULL, "province", "prefecture", "county", "township",
		"village", "group" };
	int level = area_code_level(code);
	int64_t value;

	if (!rec_has(r, AREA_level) && level > 0 &&
	    list_tagged(im->r->model, "area_level", sem[level], &value))
		rec_int(r, AREA_level, value);
}

/* The area that bears this code today, valid ones first; else the one that bore it before. A list
 * with former codes says nothing new about an area that was recoded: *former. */
static enum err area_with_code(struct imp *im, struct str text, int64_t code, struct rec **out,
                               bool *former)
{
	const struct entity *e = register_entity(im->r, TAG_area);
	int at = area_by_code(im->areas, code);
	struct stmt *s;
	bool row;

	*out = NULL;
	*former = false;
	if (at < 0)
		return OK;
	TRY(db_stmt(im->cx, im->r->db, &e->sql->by_key, &s));
	stmt_text(s, 1, text);
	for (;;) {
		struct rec *r;

		TRY(stmt_step(im->cx, s, &row));
		if (!row)
			break;
		r = store_row(&im->chunk->a, e, s);
		if (!*out || !rec_has(r, AREA_valid_to))
			*out = r;
	}
	stmt_done(s);
	*former = !*out;
	return *out ? OK : store_get(im->cx, im->r->db, &im->chunk->a, e,
	                             area_nth(im->areas, at)->id, out);
}

static enum err write_area(struct imp *im, struct reader_row *row, int64_t code)
{
	struct rec *stated = row->part[0], *old = NULL, *now = stated;
	bool changed = true, former;
	int64_t parent;

	TRY(stated_parent(im, row, &parent));
	if (row->refused)
		return OK;
	if (!parent)
		parent = parent_by_digits(im, code);
	if (parent)
		rec_int(stated, AREA_parent_area, parent);
	level_of(im, stated, code);
	if (in_batch(im, code)) {                /* twice in this file */
		imp_found_col(im, row, "row_duplicate", -1, (struct str){ 0 });
		return OK;
	}
	TRY(area_with_code(im, stated->v[AREA_code].s, code, &old, &former));
	if (former)
		return OK;
	if (old)
		now = imp_merge(&im->chunk->a, old, stated, &changed);
	else
		now->id = store_new_id(im->r->st, im->part[0]);
	remember_code(im, code, now->id);
	now->area = now->id;
	if (!changed)
		return OK;
	now->batch = im->batch;
	now->row = row->row;
	row->outcome = old ? ROW_CHANGED : ROW_FRESH;
	return imp_write(im, now, old, NULL);
}

enum err group_areas(struct imp *im, struct reader_row **row, int n)
{
	for (int i = 0; i < n; i++) {
		struct val *v = &row[i]->part[0]->v[AREA_code];
		int64_t code = 0;

		imp_check_row(im, row[i], 0, true);
		if (v->kind == VAL_TEXT) {
			if (area_code_read(v->s, &code) == CODE_GOOD) {
				char text[24];
				int k = snprintf(text, sizeof text, "%012lld", (long long)code);

				rec_text(row[i]->part[0], AREA_code,
				         str_dup(&im->chunk->a, (struct str){ text, (size_t)k }));
			} else {
				str_i64(v->s, &code);
				if (v->s.n < 13 || code <= 0)    /* groups have longer codes */
					imp_found(im, row[i], "code_invalid", 0, AREA_code, (struct str){ 0 });
			}
		}
		if (!row[i]->refused)
			TRY(write_area(im, row[i], code));
		TRY(imp_settle(im, row[i]));
	}
	return OK;
}

/* ---- what happened to an area ---- */

static bool event_is(const struct imp *im, const struct rec *event, const char *sem)
{
	const struct list_face *l = &im->r->model->lists;

	return l->has_tag(l->state, "area_event_kind", event->v[AREA_EVENT_kind].i, sem);
}

enum err area_event_area(struct imp *im, struct reader_row *row)
{
	struct val *v = &row->part[0]->v[AREA_EVENT_area];
	struct rec *area = NULL;
	int64_t code;
	bool former;

	if (v->kind == VAL_TEXT && area_code_read(v->s, &code) == CODE_GOOD) {
		char text[24];
		int n = snprintf(text, sizeof text, "%012lld", (long long)code);

		TRY(area_with_code(im, (struct str){ text, (size_t)n }, code, &area, &former));
	}
	if (area)
		rec_int(row->part[0], AREA_EVENT_area, area->id);
	else
		imp_area(im, row, 0, AREA_EVENT_area);
	return OK;
}

/* The area's newest version: what this batch has made of it, else as stored. */
static enum err area_newest(struct imp *im, int64_t id, struct rec **out)
{
	char text[24];
	int n = snprintf(text, sizeof text, "id%lld", (long long)id);
	int64_t at;

	if (hmap_get(im->codes, (struct str){ text, (size_t)n }, &at)) {
		*out = (struct rec *)(intptr_t)at;
		return OK;
	}
	return store_get(im->cx, im->r->db, &im->cache, register_entity(im->r, TAG_area), id, out);
}

static void remember_area(struct imp *im, const struct rec *now)
{
	struct rec *kept = rec_new(&im->cache, now->e);
	struct val *v = kept->v;
	char text[24];
	int n = snprintf(text, sizeof text, "id%lld", (long long)now->id);

	*kept = *now;
	kept->v = v;
	kept->version++;
	for (int i = 0; i < now->e->nfield; i++) {
		v[i] = now->v[i];
		v[i].s = str_dup(&im->cache, v[i].s);
	}
	hmap_put(im->codes, str_dup(&im->cache, (struct str){ text, (size_t)n }),
			 (int64_t)(intptr_t)kept);
}

/* The code in its full form; false (and a finding) if it is none, or another area bears it. */
static bool event_code(struct imp *im, struct reader_row *row, int64_t area)
{
	struct val *v = &row->part[0]->v[AREA_EVENT_new_code];
	char text[24];
	int64_t code;
	int at, n;

	if (v->kind != VAL_TEXT)
		return true;
	if (area_code_read(v->s, &code) == CODE_GOOD) {
		n = snprintf(text, sizeof text, "%012lld", (long long)code);
		v->s = str_dup(&im->chunk->a, (struct str){ text, (size_t)n });
	} else if (v->s.n < 13 || !str_i64(v->s, &code)) {
		imp_found(im, row, "code_invalid", 0, AREA_EVENT_new_code, (struct str){ 0 });
		return false;
	}
	at = area_by_code(im->areas, code);
	if (at < 0 || area_nth(im->areas, at)->id == area || area_nth(im->areas, at)->code != code)
		return true;
	imp_found(im, row, "area_ambiguous", 0, AREA_EVENT_new_code, (struct str){ 0 });
	return false;
}

enum err area_event_check(struct imp *im, struct reader_row *row, bool fresh)
{
	struct rec *event = row->part[0], *area;

	if (!event_code(im, row, event->v[AREA_EVENT_area].i) || !fresh)
		return OK;
	TRY(area_newest(im, event->v[AREA_EVENT_area].i, &area));
	if (!rec_has(event, AREA_EVENT_old_code) && rec_has(event, AREA_EVENT_new_code))
		event->v[AREA_EVENT_old_code] = area->v[AREA_code];
	if (!rec_has(event, AREA_EVENT_old_name) && rec_has(event, AREA_EVENT_new_name))
		event->v[AREA_EVENT_old_name] = area->v[AREA_name];
	return OK;
}

enum err area_event_apply(struct imp *im, const struct rec *event)
{
	struct rec *old, *now, *say = rec_new(&im->chunk->a, register_entity(im->r, TAG_area));
	int64_t id = event->v[AREA_EVENT_area].i;
	bool moved_on = rec_has(event, AREA_EVENT_successor) && event->v[AREA_EVENT_successor].i != id;
	bool changed;

	TRY(area_newest(im, id, &old));
	if (moved_on || event_is(im, event, "dissolve")) {
		if (!rec_has(old, AREA_valid_to))
			say->v[AREA_valid_to] = event->v[AREA_EVENT_happened];
	} else if (event_is(im, event, "recode") || event_is(im, event, "rename") ||
	           event_is(im, event, "upgrade") || event_is(im, event, "move")) {
		say->v[AREA_code] = event->v[AREA_EVENT_new_code];
		say->v[AREA_name] = event->v[AREA_EVENT_new_name];
	}
	now = imp_merge(&im->chunk->a, old, say, &changed);
	if (!changed)
		return OK;
	now->batch = im->batch;
	now->row = event->row;
	TRY(imp_write(im, now, old, NULL));
	remember_area(im, now);
	return OK;
}

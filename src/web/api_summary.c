/* api_summary - the register in figures, for one place and what I may see of it; search. */
#include "web/api.h"
#include "web/few.h"
#include "web/row.h"

#include <stdio.h>

#include "domain/register/area.h"
#include "domain/register/change.h"
#include "domain/register/lead.h"
#include "domain/register/summary.h"

/* Of the households that were assigned one by one, those that lie in the area. */
static enum err narrowed_households(struct web_req *q, const struct scope *in, struct scope *out)
{
	int64_t *id = arena_array(&q->cx->arena, (size_t)q->scope.nhousehold + 1, sizeof *id);
	const struct entity *e = register_entity(q->r, TAG_household);

	out->household = id;
	out->nhousehold = 0;
	for (int i = 0; i < q->scope.nhousehold; i++) {
		struct rec *row;
		enum err err = register_load(q->cx, q->r, e, q->scope.household[i], &row);

		if (err == ERR_NOTFOUND)
			err_clear(q->cx);
		else
			TRY(err);
		if (err == OK && scope_area(in, row->area))
			id[out->nhousehold++] = row->id;
	}
	return OK;
}

/* A scope that is the caller's, cut down to an area: every figure of the page is of that area. */
enum err scope_narrowed_to(struct web_req *q, struct scope *out, struct scope *place)
{
	struct scope whole = { 0 };             /* the area, whoever asks */
	struct area_tree *t;
	struct str v;
	int64_t code, *id;
	int at;

	*out = q->scope;
	*place = (struct scope){ .all = true };
	if (!web_query(q, "area", &v) || !v.n)
		return OK;
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	at = str_i64(v, &code) ? area_by_code(t, code) : -1;
	if (at < 0)
		return err_set(q->cx, ERR_NOTFOUND, "area", "row-not-found", "行政区划", "Area", NULL);
	id = arena_array(&q->cx->arena, 2 * (size_t)area_count(t) + 2, sizeof *id);
	out->all = false;
	out->area = id;
	out->narea = 0;
	whole.area = id + area_count(t) + 1;
	for (int i = 0; i < area_count(t); i++) {
		const struct area_node *n = area_nth(t, i);

		if (!area_within(area_nth(t, at), i) &&
		    !(n->to && area_within(area_nth(t, at), area_now(t, i))))
			continue;
		id[area_count(t) + 1 + whole.narea++] = n->id;
		if (scope_area(&q->scope, n->id))
			id[out->narea++] = n->id;
	}
	out->narea = scope_sort(id, out->narea);
	whole.narea = scope_sort(id + area_count(t) + 1, whole.narea);
	*place = whole;
	return narrowed_households(q, &whole, out);
}

enum err scope_narrowed(struct web_req *q, struct scope *out)
{
	struct scope place;

	return scope_narrowed_to(q, out, &place);
}

static void put_lines(struct web_req *q, const char *key, const struct summary_line *l, int n)
{
	json_key(&q->j, key);
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		json_obj(&q->j);
		json_key(&q->j, "code");
		json_int(&q->j, l[i].code);
		web_put(q, "label", l[i].label);
		few_put(&q->j, "n", l[i].n);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

static enum err put_places(struct web_req *q, const struct summary *s)
{
	struct area_tree *t;

	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	json_key(&q->j, "townships");
	json_arr(&q->j);
	for (int i = 0; i < s->ntownship; i++) {
		const struct summary_place *p = &s->township[i];
		int at = p->area ? area_by_id(t, p->area) : -1;
		char code[24];

		json_obj(&q->j);
		if (at >= 0 && area_nth(t, at)->level >= 4) {   /* the rest of a county is no place */
			snprintf(code, sizeof code, "%lld", (long long)area_nth(t, at)->code);
			web_put(q, "code", str_of(code));
		}
		web_put(q, "name", p->name);
		few_put(&q->j, "households", p->households);
		few_put(&q->j, "persons", p->persons);
		few_put(&q->j, "monitored", p->monitored);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	return OK;
}

/* The condition that a row's state has a meaning. */
static const char *state_is(struct web_req *q, const char *list, const char *sem)
{
	const struct list_face *l = &q->r->model->lists;
	struct buf b BUF_AUTO = { 0 };
	int64_t code;

	buf_init(&b, 1024);
	buf_addz(&b, "state=\"");
	if (list_tagged(q->r->model, list, sem, &code))
		buf_adds(&b, l->label(l->state, list, code, LANG_ZH));
	buf_addz(&b, "\"");
	return str_z(&q->cx->arena, buf_str(&b));
}

static enum err count_rows(struct web_req *q, const char *key, uint8_t tag, const char *where)
{
	struct query ask = { .e = register_entity(q->r, tag), .where = where, .mask = MASK_STAFF,
		.closed = true };
	struct few_page few;
	int64_t n = 0;
	struct browse *b;
	struct rec *row;
	enum err e;

	TRY(few_here(q, &few));
	TRY(browse_open(q->cx, q->r, &ask, &b));
	while ((e = browse_next(q->cx, b, &row)) == OK && row)
		n++;
	browse_close(b);
	few_put(&q->j, key, n > 0 && n < few.few ? FEW_HIDDEN : n);
	return e;
}

enum err summary_for(struct web_req *q, struct summary *out)
{
	struct summary_count *places;
	struct few_page few;
	struct area_tree *t;

	TRY(summary_make(q->cx, q->r, q->cx->lang, out));
	TRY(few_here(q, &few));
	if (few.few <= 0)
		return OK;
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	TRY(areas_counted(q, t, &places));
	few_summary(&q->cx->arena, out, &few, t, places);
	return OK;
}

enum err api_summary(struct web_req *q)
{
	struct scope narrow;
	struct summary s;

	TRY(scope_narrowed(q, &narrow));
	q->r->scope = &narrow;
	TRY(summary_for(q, &s));
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "place", s.place);
	few_put(&q->j, "households", s.households);
	few_put(&q->j, "persons", s.persons);
	few_put(&q->j, "present", s.present);
	few_put(&q->j, "monitored", s.monitored);
	put_lines(q, "types", s.type, s.ntype);
	put_lines(q, "monitor", s.monitor, s.nmonitor);
	TRY(put_places(q, &s));
	json_key(&q->j, "findings");
	json_arr(&q->j);
	for (int i = 0; i < s.nfinding; i++) {
		json_obj(&q->j);
		web_put(q, "kind", s.finding[i].label);
		few_put(&q->j, "n", s.finding[i].n);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	TRY(count_rows(q, "differences_open", TAG_difference, state_is(q, "difference_state", "open")));
	TRY(count_rows(q, "changes_open", TAG_change, state_is(q, "change_state", "proposed")));
	json_obj_end(&q->j);
	return OK;
}

/* ---- search ---- */

#define HITS 20

struct hits { struct web_req *q; struct cells *cells; int n; };

static enum err put_hit(struct hits *h, const struct rec *row)
{
	struct web_req *q = h->q;
	bool house = row->e->tag == TAG_household;
	struct buf sub BUF_AUTO = { 0 };
	struct str title, no = STR("");

	if (house)
		TRY(row_head(q, h->cells, row, &title));
	else
		TRY(row_cell(q, h->cells, row, PERSON_name, &title));
	buf_init(&sub, 4096);
	if (row->area)
		TRY(browse_place(q->cx, q->r, row->area, &sub));
	if (!house)
		TRY(row_cell(q, h->cells, row, PERSON_household, &no));
	else
		no = row->v[HOUSEHOLD_no].s;
	json_obj(&q->j);
	web_put(q, "noun", str_of(row->e->name));
	web_put(q, "no", rec_has(row, row->e->key) ? row->v[row->e->key].s : STR(""));
	web_put(q, "household", no);
	web_put(q, "title", title);
	web_put(q, "sub", buf_str(&sub));
	if (house) {
		TRY(row_cell(q, h->cells, row, HOUSEHOLD_group_name, &title));
		web_put(q, "group", title);
	}
	json_obj_end(&q->j);
	h->n++;
	return OK;
}

static enum err hits_of(struct hits *h, const struct entity *e, const char *field, const char *op,
                        struct str text)
{
	struct query ask = { .e = e, .mask = MASK_STAFF, .limit = HITS };
	struct buf where BUF_AUTO = { 0 };
	struct browse *b;
	struct rec *row;
	enum err err;

	buf_init(&where, 1024);
	buf_addf(&where, "%s%s\"%.*s\"", field, op, (int)text.n, text.p);
	ask.where = where.p;
	if (browse_open(h->q->cx, h->q->r, &ask, &b) != OK) {
		err_clear(h->q->cx);            /* not of a form that this field knows */
		return OK;
	}
	while ((err = browse_next(h->q->cx, b, &row)) == OK && row && h->n < HITS && err == OK)
		err = put_hit(h, row);
	browse_close(b);
	return err;
}

static bool four_digits(struct str s)
{
	bool yes = s.n == 4;

	for (size_t i = 0; yes && i < 4; i++)
		yes = (s.p[i] >= '0' && s.p[i] <= '9') || (i == 3 && (s.p[i] | 32) == 'x');
	return yes;
}

/* Which nouns are asked for: NULL for the one that is not. */
static enum err nouns_asked(struct web_req *q, const struct entity **house,
                            const struct entity **person)
{
	struct str only;

	*house = register_entity(q->r, TAG_household);
	*person = register_entity(q->r, TAG_person);
	if (!web_query(q, "noun", &only) || !only.n)
		return OK;
	if (str_eqz(only, (*house)->name))
		*person = NULL;
	else if (str_eqz(only, (*person)->name))
		*house = NULL;
	else
		return err_set(q->cx, ERR_USAGE, "noun", "web-search-noun", str_z(&q->cx->arena, only),
		               NULL);
	return OK;
}

static enum err put_hits(struct hits *h, const struct entity *house, const struct entity *person,
                         struct str text, bool tail)
{
	const char *op = (unsigned char)text.p[0] < 0x80 ? "=" : "~";       /* initials, or a name */

	if (house)
		TRY(hits_of(h, house, "no", "=", text));
	if (person)
		TRY(hits_of(h, person, "no", "=", text));
	if (person && tail)
		TRY(hits_of(h, person, "idno", "=", text));
	if (person)
		TRY(hits_of(h, person, "name", op, text));
	return house ? hits_of(h, house, "head_name", op, text) : OK;
}

enum err api_search(struct web_req *q)
{
	struct hits h = { q, browse_cells(&q->cx->arena, q->r), 0 };
	const struct entity *house, *person;
	struct str text;
	bool tail;
	int left;

	TRY(nouns_asked(q, &house, &person));
	web_query(q, "q", &text);
	text = str_trim(text);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '"')
			text.n = i;
	tail = person && four_digits(text);
	if (tail)
		TRY(office_tail_take(q->cx, q->office, &q->who, &left));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	if (text.n && text.n <= 200 && text.n != 18)
		TRY(put_hits(&h, house, person, text, tail));
	json_arr_end(&q->j);
	json_key(&q->j, "counted");
	json_bool(&q->j, tail);
	json_obj_end(&q->j);
	return OK;
}

/* api_row - one row, its history, a household's page, a sealed value. */
#include "web/api.h"
#include "web/page_cache.h"
#include "web/row.h"
#include "web/web_int.h"

#include "domain/register/lead.h"

#include <stdio.h>

#include "base/money.h"

#define EVENTS 10

static void etag(struct web_req *q, int32_t version)
{
	char tag[24];

	snprintf(tag, sizeof tag, "\"v%d\"", version);
	http_answer_field(&q->x->a, "ETag", str_of(tag));
}

static enum err load(struct web_req *q, const struct entity **e, struct rec **row)
{
	int64_t id;

	TRY(row_noun(q, q->param[0], e));
	TRY(row_id(q, *e, q->param[1], &id));
	TRY(register_load(q->cx, q->r, *e, id, row));
	web_read(q, *e, id);
	return OK;
}

enum err api_row(struct web_req *q)
{
	const struct entity *e;
	struct rec *row;

	TRY(load(q, &e, &row));
	web_json(q, 200);
	etag(q, row->version);
	return row_full(q, browse_cells(&q->cx->arena, q->r), row);
}

/* ---- history ---- */

static enum err put_version(struct web_req *q, struct cells *cells, const struct version *v,
                            const struct version *before)
{
	json_obj(&q->j);
	json_key(&q->j, "v");
	json_int(&q->j, v->rec->version);
	web_put_time(q, "when", v->leaf.time_ms);
	web_put(q, "who", row_who(q, v->leaf.actor));
	web_put(q, "what", str_of(action_name(v->leaf.action)));
	web_put(q, "why", v->leaf.note);
	web_put(q, "file", v->file);
	if (v->row) {
		json_key(&q->j, "row");
		json_int(&q->j, v->row);
	}
	json_key(&q->j, "leaf");
	json_int(&q->j, (int64_t)v->leaf.seq);
	if (v->rec->removed) {
		json_key(&q->j, "removed");
		json_bool(&q->j, true);
	}
	json_key(&q->j, "changed");
	TRY(row_changed(q, cells, v->rec, before ? before->rec : NULL));
	json_obj_end(&q->j);
	return OK;
}

enum err api_history(struct web_req *q)
{
	struct cells *cells = browse_cells(&q->cx->arena, q->r);
	const struct entity *e;
	struct version *v;
	int64_t id;
	int n;

	TRY(row_noun(q, q->param[0], &e));
	if (row_id(q, e, q->param[1], &id) != OK) {
		err_clear(q->cx);
		TRY(register_gone(q->cx, q->r, e, q->param[1], &id));
	}
	TRY(browse_history(q->cx, q->r, e, id, &v, &n));
	web_read(q, e, id);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = n - 1; i >= 0; i--)
		TRY(put_version(q, cells, &v[i], i ? &v[i - 1] : NULL));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* ---- a household's page ---- */

/* One thing that happened to a row of the household: a version of it. */
struct event {
	const struct rec *rec;
	int64_t leaf;
};

/* Rows of one noun that belong to the household. */
struct group {
	const struct entity *e;
	struct rec **row;
	int n;
};

struct family_page {
	struct web_req *q;
	struct cells *cells;
	struct rec *house;
	struct group member;
	struct group group[ENT_MOST];
	int ngroup;
	struct event event[EVENTS];  /* newest first */
	int nevent;
	bool personal;               /* it shows what not all are shown who may see the household */
};

static void event_add(struct family_page *p, const struct rec *r)
{
	int at = p->nevent;

	for (int i = 0; i < p->nevent; i++)
		if (p->event[i].leaf == r->leaf)
			return;                         /* one transaction is one event */
	while (at > 0 && p->event[at - 1].leaf < r->leaf)
		at--;
	if (at == EVENTS)
		return;
	for (int i = p->nevent < EVENTS ? p->nevent : EVENTS - 1; i > at; i--)
		p->event[i] = p->event[i - 1];
	p->event[at] = (struct event){ r, r->leaf };
	if (p->nevent < EVENTS)
		p->nevent++;
}

/* ---- gathering its rows ---- */

/* Rows under the household, and under its members. */
static enum err children_of(struct family_page *p, const struct entity *e, struct group *out)
{
	const char *up = e->fields[e->parent].ref;
	struct group some = { .e = e };

	*out = some;
	if (!strcmp(up, "household"))
		return register_children(p->q->cx, p->q->r, e, p->house->id, &out->row, &out->n);
	for (int i = 0; i < p->member.n; i++) {
		struct rec **more;

		TRY(register_children(p->q->cx, p->q->r, e, p->member.row[i]->id, &some.row, &some.n));
		if (!some.n)
			continue;
		more = arena_array(&p->q->cx->arena, (size_t)(out->n + some.n), sizeof *more);
		if (out->n)
			memcpy(more, out->row, (size_t)out->n * sizeof *more);
		memcpy(more + out->n, some.row, (size_t)some.n * sizeof *more);
		out->row = more;
		out->n += some.n;
	}
	return OK;
}

static enum err gather(struct family_page *p)
{
	const struct model *m = p->q->r->model;
	struct group *g = p->group;

	TRY(children_of(p, register_entity(p->q->r, TAG_person), &p->member));
	for (int i = 0; i < m->n; i++) {
		if (!row_under_household(m->ent[i]))
			continue;
		TRY(children_of(p, m->ent[i], g));
		g += g->n > 0;
	}
	g->e = register_entity(p->q->r, TAG_lead);
	TRY(lead_of_household(p->q->cx, p->q->r, p->house->id, &g->row, &g->n));
	g += g->n > 0;
	p->ngroup = (int)(g - p->group);
	return OK;
}

static bool is_member(const struct family_page *p, int64_t id)
{
	for (int i = 0; i < p->member.n; i++)
		if (p->member.row[i]->id == id)
			return true;
	return false;
}

/* A row elsewhere, or one that names a row elsewhere, is not for all who may see the household. */
static bool stays_home(const struct family_page *p, const struct rec *r)
{
	if (r->area != p->house->area)
		return false;
	for (int i = 0; i < r->e->nfield; i++) {
		const struct field *f = &r->e->fields[i];

		if (f->type == FT_REF && rec_has(r, i) &&
		    (!strcmp(f->ref, "household") ? r->v[i].i != p->house->id :
		     strcmp(f->ref, "person") != 0 || !is_member(p, r->v[i].i)))
			return false;
	}
	return true;
}

static bool group_stays_home(const struct family_page *p, const struct group *g)
{
	for (int i = 0; i < g->n; i++)
		if (!stays_home(p, g->row[i]))
			return false;
	return true;
}

/* All rows first: when each of them lies and points where the household does, everybody who sees
 * that place sees the same page. Otherwise once more, what this one may see. */
static enum err gather_seen(struct family_page *p)
{
	const struct scope *seen = p->q->r->scope;
	enum err e;

	p->q->r->scope = NULL;
	e = gather(p);
	p->q->r->scope = seen;
	TRY(e);
	p->personal = !p->house->area || !stays_home(p, p->house) || !group_stays_home(p, &p->member);
	for (int i = 0; i < p->ngroup && !p->personal; i++)
		p->personal = !group_stays_home(p, &p->group[i]);
	if (p->personal || !scope_area(seen, p->house->area)) {
		p->personal = true;
		return gather(p);
	}
	return OK;
}

/* ---- writing it ---- */

static enum err put_group(struct family_page *p, const char *name, const struct group *g)
{
	json_key(&p->q->j, name);
	json_arr(&p->q->j);
	for (int i = 0; i < g->n; i++) {
		if (g->e->tag != TAG_lead)
			event_add(p, g->row[i]);
		TRY(row_short(p->q, p->cells, g->row[i], NULL, 0));
	}
	json_arr_end(&p->q->j);
	return OK;
}

/* What the register knows of its members beside what was stated: how old they are, and their sex,
 * by the ID number if need be. No digit of it, and no birth date, goes out. */
static void put_known(struct family_page *p)
{
	struct json *j = &p->q->j;
	date_t today = register_today(p->q->cx, p->q->r);

	json_key(j, "known");
	json_arr(j);
	for (int i = 0; i < p->member.n; i++) {
		const struct rec *r = p->member.row[i];
		date_t birth = browse_birth(r);
		int male = browse_male(p->q->r, r), age = birth ? date_age(birth, today) : -1;
		char id[24];

		snprintf(id, sizeof id, "%lld", (long long)r->id);
		json_obj(j);
		json_key(j, "id");
		json_z(j, id);
		if (age >= 0) {
			json_key(j, "age");
			json_int(j, age);
		}
		if (male >= 0)
			web_put(p->q, "sex", male ? STR("male") : STR("female"));
		json_obj_end(j);
	}
	json_arr_end(j);
}

/* Items that are stated, added; a whole and its parts are not added twice. */
struct adding { int64_t sum; bool any; };

static void add_item(struct adding *a, const struct rec *r, int field)
{
	if (rec_has(r, field) && money_add(a->sum, r->v[field].i, &a->sum))
		a->any = true;
}

static void add_whole(struct adding *a, const struct rec *r, int whole, const int *part)
{
	if (rec_has(r, whole))
		add_item(a, r, whole);
	else
		for (; *part >= 0; part++)
			add_item(a, r, *part);
}

static void put_adding(struct family_page *p, const char *key, const struct adding *a)
{
	char text[24];
	size_t n = money_put(text, a->sum);

	if (a->any)
		web_put(p->q, key, (struct str){ text, n });
}

/* Income and spending of each statement as its items make them: what was stated stays beside. */
static void put_sums(struct family_page *p)
{
	static const int four[] = { INCOME_wage, INCOME_operating, INCOME_property, INCOME_transfer,
		-1 };
	static const int transfer[] = { INCOME_income_tax, INCOME_social_security_cost,
		INCOME_support_paid, INCOME_other_transfer_cost, -1 };
	static const int rigid[] = { INCOME_rigid_medical, INCOME_rigid_school, INCOME_rigid_house,
		INCOME_rigid_disaster, INCOME_rigid_accident, INCOME_rigid_other, -1 };
	struct json *j = &p->q->j;

	json_key(j, "sums");
	json_arr(j);
	for (int g = 0; g < p->ngroup; g++)
		for (int i = 0; p->group[g].e->tag == TAG_income && i < p->group[g].n; i++) {
			const struct rec *r = p->group[g].row[i];
			struct adding in = { 0, false }, out = { 0, false };
			char id[24];

			for (const int *f = four; *f >= 0; f++)
				add_item(&in, r, *f);
			add_item(&out, r, INCOME_operating_cost);
			add_whole(&out, r, INCOME_transfer_cost, transfer);
			add_whole(&out, r, INCOME_rigid, rigid);
			snprintf(id, sizeof id, "%lld", (long long)r->id);
			json_obj(j);
			json_key(j, "id");
			json_z(j, id);
			put_adding(p, "income", &in);
			put_adding(p, "spending", &out);
			json_obj_end(j);
		}
	json_arr_end(j);
}

static enum err put_events(struct family_page *p)
{
	json_key(&p->q->j, "events");
	json_arr(&p->q->j);
	for (int i = 0; i < p->nevent; i++) {
		const struct rec *r = p->event[i].rec;
		struct leaf leaf;

		TRY(journal_leaf(p->q->cx, p->q->r->db, (uint64_t)r->leaf, &leaf));
		json_obj(&p->q->j);
		web_put_time(p->q, "when", leaf.time_ms);
		web_put(p->q, "who", row_who(p->q, leaf.actor));
		web_put(p->q, "what", str_of(action_name(leaf.action)));
		web_put(p->q, "noun", str_of(r->e->name));
		web_put(p->q, "why", leaf.note);
		json_key(&p->q->j, "v");
		json_int(&p->q->j, r->version);
		json_obj_end(&p->q->j);
	}
	json_arr_end(&p->q->j);
	return OK;
}

/* ---- the page as it was written before ---- */

/* May who asks be shown the kept page? It is of today; they see the place, and the batch as the
 * page has it. */
static bool may_see(const struct web_req *q, const struct page_about *a)
{
	struct batch_of b = { { a->batch_actor, a->batch_actor_n }, a->batch_area };

	return a->day == register_today(q->cx, q->r) && scope_area(q->r->scope, a->area) &&
	       (!b.actor.n || a->batch_shown == register_batch_seen(q->r->scope, &b));
}

bool household_page_kept(struct web_req *q)
{
	struct page_about about;

	if (!page_cache_get(q->web->pages, &q->cx->arena, q->param[0], q->cx->lang, &about,
	                    &q->x->a.body) ||
	    !may_see(q, &about)) {               /* whether there is one, the long way says */
		buf_reset(&q->x->a.body);
		return false;
	}
	web_read(q, register_entity(q->r, TAG_household), about.household);
	q->x->a.status = 200;
	http_answer_field(&q->x->a, "Content-Type", STR("application/json"));
	etag(q, about.version);
	return true;
}

static enum err keep_page(struct family_page *p)
{
	struct page_about about = { .household = p->house->id, .area = p->house->area,
		.version = p->house->version, .day = register_today(p->q->cx, p->q->r) };
	struct web_req *q = p->q;
	struct batch_of b;

	if (p->personal)
		return OK;
	if (p->house->batch) {
		TRY(register_batch_of(q->cx, q->r, p->house->batch, &b));
		if (!b.actor.n || b.actor.n > PAGE_ACTOR_MOST)
			return OK;
		about.batch_shown = register_batch_seen(q->r->scope, &b);
		about.batch_area = b.area;
		about.batch_actor_n = (uint8_t)b.actor.n;
		memcpy(about.batch_actor, b.actor.p, b.actor.n);
	}
	page_cache_put(q->web->pages, q->param[0], q->cx->lang, q->commits, &about,
	               buf_str(&q->x->a.body));
	return OK;
}

static enum err put_page(struct family_page *p)
{
	struct web_req *q = p->q;
	bool open;

	json_obj(&q->j);
	json_key(&q->j, "household");
	TRY(row_full(q, p->cells, p->house));
	event_add(p, p->house);
	TRY(put_group(p, "members", &p->member));
	put_known(p);
	json_key(&q->j, "children");
	json_obj(&q->j);
	for (int i = 0; i < p->ngroup; i++)
		TRY(put_group(p, p->group[i].e->name, &p->group[i]));
	json_obj_end(&q->j);
	put_sums(p);
	TRY(put_events(p));
	TRY(household_changes(q, p->house, &open));
	p->personal = p->personal || open;      /* who may decide is another question for each */
	json_obj_end(&q->j);
	return OK;
}

enum err api_household_page(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct family_page p = { .q = q };
	int64_t id;

	TRY(row_id(q, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &p.house));
	web_read(q, e, id);
	TRY(gather_seen(&p));
	p.cells = browse_cells(&q->cx->arena, q->r);
	web_json(q, 200);
	etag(q, p.house->version);
	TRY(put_page(&p));
	return keep_page(&p);
}

/* ---- a sealed value ---- */

enum err api_reveal(struct web_req *q)
{
	const struct entity *e;
	struct web_body b;
	struct str reason;
	struct buf text BUF_AUTO = { 0 };
	struct rec *row;
	int left, f;

	TRY(web_body(q, &b));
	reason = str_trim(web_text(&b, "reason"));
	TRY(load(q, &e, &row));
	f = entity_field(e, web_text(&b, "field"));
	if (f < 0 || e->flags & ENT_CODED || !field_sealed(&e->fields[f]))
		return err_set(q->cx, ERR_INPUT, "field", "web-no-sealed", NULL);
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(office_reveal_take(q->cx, q->office, &q->who, e->tag, row->id, e->fields[f].name,
	                       str_z(&q->cx->arena, reason), &left));
	buf_init(&text, 65536);
	if (rec_has(row, f))
		cell_write(&text, q->r->model, &e->fields[f], &row->v[f], MASK_NONE, q->cx->lang);
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "value");
	json_str(&q->j, buf_str(&text));
	json_key(&q->j, "left_today");
	json_int(&q->j, left);
	json_key(&q->j, "seconds");
	json_int(&q->j, 60);
	json_obj_end(&q->j);
	return OK;
}

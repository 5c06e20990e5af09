#include "domain/register/closing.h"

#include <stdio.h>

#include "domain/register/area.h"
#include "policy/roles_say.h"

static const struct sql sql_year = { "closing.year",
	"SELECT id, area FROM closing WHERE year=$1 AND state=$2", 0 };
const struct sql *const closing_sqls[] = { &sql_year, NULL };

/* Most years are open everywhere, and then nobody needs the areas. */
enum err closing_of(struct ctx *cx, struct reg *r, struct area_tree *tree, int64_t area, int year,
                    int64_t *id)
{
	int64_t closed = 0;
	struct stmt *q;
	enum err e;
	bool row;

	*id = 0;
	list_tagged(r->model, "closing_state", "closed", &closed);
	TRY(db_stmt(cx, r->db, &sql_year, &q));
	stmt_int(q, 1, year);
	stmt_int(q, 2, closed);
	while ((e = stmt_step(cx, q, &row)) == OK && row && !*id) {
		int64_t this = stmt_col_int(q, 0), of = stmt_col_int(q, 1);
		int at, top;

		if (!tree)
			e = area_load(cx, &cx->arena, r, &tree);
		if (e != OK)
			break;
		at = area_by_id(tree, area);
		top = area_by_id(tree, of);
		if (at >= 0 && top >= 0 && area_within(area_nth(tree, top), at))
			*id = this;
	}
	stmt_done(q);
	return e;
}

static enum err refuse(struct ctx *cx, struct reg *r, int64_t id)
{
	const struct pack_years *y = &r->pack->alerts.years;
	struct buf may BUF_AUTO = { 0 };
	struct rec *row;
	struct str by;
	char year[12];

	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_closing), id, &row));
	by = register_actor(cx, r, &cx->arena, row->v[CLOSING_closed_by].s);
	snprintf(year, sizeof year, "%d", (int)row->v[CLOSING_year].i);
	buf_init(&may, 4096);
	roles_say(&may, y->reopen, y->nreopen, cx->lang);
	if (!may.n)                     /* the year was closed under a pack that said who */
		buf_addz(&may, msg_text(cx->lang, "closing-nobody"));
	return err_set(cx, ERR_CONFLICT, "year", "closing-closed", year, str_z(&cx->arena, by),
	               str_z(&cx->arena, buf_str(&may)), NULL);
}

enum err closing_open(struct ctx *cx, struct reg *r, int64_t area, date_t day)
{
	int64_t id = 0;

	if (day)
		TRY(closing_of(cx, r, NULL, area, date_year(day), &id));
	return id ? refuse(cx, r, id) : OK;
}

/* The field that says of which year a row is, or -1. */
static int year_field(const struct entity *e)
{
	switch (e->tag) {
	case TAG_income: return INCOME_period_to;
	case TAG_village: return VILLAGE_year;
	case TAG_county: return COUNTY_year;
	default: return -1;
	}
}

bool closing_yearly(const struct entity *e)
{
	return year_field(e) >= 0;
}

static bool says_same(const struct rec *old, const struct rec *now)
{
	for (int f = 0; f < old->e->nfield; f++)
		if (f != old->e->parent && !val_eq(&old->v[f], &now->v[f]))
			return false;
	return true;
}

void closing_touches(const struct rec *old, const struct rec *now, struct closing_at at[2], int *n)
{
	const struct rec *side[2] = { old, now };
	int f = year_field(old ? old->e : now->e);

	*n = 0;
	if (f < 0 || (old && now && says_same(old, now)))
		return;
	for (int i = 0; i < 2; i++) {
		int year;

		if (!side[i] || !rec_has(side[i], f))
			continue;
		year = (int)side[i]->v[f].i;
		if (side[i]->e->fields[f].type == FT_DATE)
			year = date_year(year);
		at[(*n)++] = (struct closing_at){ side[i]->area, year };
	}
}

enum err closing_holds(struct ctx *cx, struct reg *r, struct area_tree *tree, const struct rec *old,
                       const struct rec *now, int64_t *id)
{
	struct closing_at at[2];
	int n;

	*id = 0;
	closing_touches(old, now, at, &n);
	for (int i = 0; i < n && !*id; i++)
		TRY(closing_of(cx, r, tree, at[i].area, at[i].year, id));
	return OK;
}

static enum err any_closed(struct ctx *cx, struct reg *r, int year, bool *yes)
{
	int64_t closed = 0;
	struct stmt *q;

	list_tagged(r->model, "closing_state", "closed", &closed);
	TRY(db_stmt(cx, r->db, &sql_year, &q));
	stmt_int(q, 1, year);
	stmt_int(q, 2, closed);
	TRY(stmt_step(cx, q, yes));
	stmt_done(q);
	return OK;
}

enum err closing_none(struct ctx *cx, struct reg *r, const struct closing_at *at, size_t n)
{
	struct area_tree *tree = NULL;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct rec *row;
		char year[12];
		int64_t id;

		if (!i || at[i].year != at[i - 1].year)
			TRY(any_closed(cx, r, at[i].year, &any));
		if (!any)
			continue;
		if (!tree)
			TRY(area_load(cx, &cx->arena, r, &tree));
		TRY(closing_of(cx, r, tree, at[i].area, at[i].year, &id));
		if (!id)
			continue;
		TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_closing), id, &row));
		snprintf(year, sizeof year, "%d", at[i].year);
		return err_set(cx, ERR_CONFLICT, "year", "closing-meanwhile", year,
		               str_z(&cx->arena, register_actor(cx, r, &cx->arena,
		                                                row->v[CLOSING_closed_by].s)), NULL);
	}
	return OK;
}

enum err closing_change(struct ctx *cx, struct reg *r, const struct rec *old,
                        const struct rec *now)
{
	int64_t id;

	TRY(closing_holds(cx, r, NULL, old, now, &id));
	return id ? refuse(cx, r, id) : OK;
}

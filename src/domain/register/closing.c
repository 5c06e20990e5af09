#include "domain/register/closing.h"

#include <stdio.h>

#include "domain/register/area.h"

static const struct sql sql_year = { "closing.year",
	"SELECT id, area FROM closing WHERE year=$1 AND state=$2", 0 };
const struct sql *const closing_sqls[] = { &sql_year, NULL };

enum err closing_of(struct ctx *cx, struct reg *r, int64_t area, int year, int64_t *id)
{
	int64_t closed = 0, of[64];
	struct area_tree *tree;
	struct stmt *q;
	bool row;
	int n = 0;

	*id = 0;
	list_tagged(r->model, "closing_state", "closed", &closed);
	TRY(db_stmt(cx, r->db, &sql_year, &q));
	stmt_int(q, 1, year);
	stmt_int(q, 2, closed);
	while (n < 32) {
		TRY(stmt_step(cx, q, &row));
		if (!row)
			break;
		of[2 * n] = stmt_col_int(q, 0);
		of[2 * n++ + 1] = stmt_col_int(q, 1);
	}
	stmt_done(q);
	if (!n)
		return OK;
	TRY(area_load(cx, &cx->arena, r, &tree));
	for (int i = 0, at = area_by_id(tree, area); i < n && at >= 0; i++) {
		int top = area_by_id(tree, of[2 * i + 1]);

		if (top >= 0 && area_within(area_nth(tree, top), at))
			*id = of[2 * i];
	}
	return OK;
}

enum err closing_open(struct ctx *cx, struct reg *r, int64_t area, date_t day)
{
	int64_t id = 0;
	char year[12];

	if (!day)
		return OK;
	TRY(closing_of(cx, r, area, date_year(day), &id));
	snprintf(year, sizeof year, "%d", date_year(day));
	return id ? err_set(cx, ERR_CONFLICT, "year", "closing-closed", year, NULL) : OK;
}

enum err closing_row(struct ctx *cx, struct reg *r, const struct rec *row)
{
	int f = row->e->tag == TAG_income ? INCOME_period_to :
		row->e->tag == TAG_village ? VILLAGE_year : row->e->tag == TAG_county ? COUNTY_year : -1;
	date_t day;

	if (f < 0 || !rec_has(row, f))
		return OK;
	day = (date_t)row->v[f].i;
	return closing_open(cx, r, row->area, row->e->tag == TAG_income ? day : day * 10000);
}

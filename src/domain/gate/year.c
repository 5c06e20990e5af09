#include "domain/gate/year.h"

#include <stdio.h>

#include "base/utf8.h"

#define HELD_MOST 64
#define NOTE_MOST 500

static const struct sql sql_all = { "year.all",
	"SELECT id FROM closing ORDER BY id DESC", SQL_SCAN_OK };
const struct sql *const year_sqls[] = { &sql_all, NULL };

/* Does somebody hold one of the roles there, in a grant for an area of the pack's level? */
static enum err role_there(struct ctx *cx, struct gate *g, const struct who *who, int64_t area,
                           const struct str *role, int n)
{
	struct office_object x = { .area = area, .placed = true };
	struct office_held held[HELD_MOST];
	int many = office_held(g->o, who, &x, cx->now_ms, held, HELD_MOST);

	for (int i = 0; i < many; i++)
		for (int k = 0; k < n; k++)
			if (str_eqz(role[k], office_roles[held[i].role].id))
				return OK;
	return err_set(cx, ERR_DENIED, "year", "year-role", NULL);
}

enum err year_lets_close(struct ctx *cx, struct gate *g, const struct who *who, int64_t area)
{
	struct office_object x = { .area = area, .placed = true };
	const struct pack_years *y = &g->r->pack->alerts.years;

	TRY(office_need(cx, g->o, who, PERM_round, &x));
	return role_there(cx, g, who, area, y->close, y->nclose);
}

static enum err lets_open(struct ctx *cx, struct gate *g, const struct who *who, int64_t area)
{
	struct office_object x = { .area = area, .placed = true };
	const struct pack_years *y = &g->r->pack->alerts.years;

	TRY(office_need(cx, g->o, who, PERM_decide, &x));
	return role_there(cx, g, who, area, y->reopen, y->nreopen);
}

static bool own(struct gate *g, const struct who *who, const struct rec *row)
{
	return office_same(g->o, who, row->v[CLOSING_closed_by].s);
}

enum err year_lets_reopen(struct ctx *cx, struct gate *g, const struct who *who,
                          const struct rec *row)
{
	TRY(lets_open(cx, g, who, row->v[CLOSING_area].i));
	return own(g, who, row) ? err_set(cx, ERR_DENIED, "year", "year-own", NULL) : OK;
}

static enum err sensible(struct ctx *cx, struct gate *g, const struct pack_years *y, int64_t area,
                         int year)
{
	struct area_tree *tree;
	char level[12];
	int at;

	if (!y->nclose)
		return err_set(cx, ERR_INPUT, "year", "year-nobody", NULL);
	TRY(area_load(cx, &cx->arena, g->r, &tree));
	at = area_by_id(tree, area);
	snprintf(level, sizeof level, "%d", y->level);
	if (at < 0 || area_nth(tree, at)->level != y->level)
		return err_set(cx, ERR_INPUT, "--area", "year-level", level, NULL);
	return year > date_year(register_today(cx, g->r)) || year < 1949 ?
	       err_set(cx, ERR_INPUT, "year", "year-to-come", NULL) : OK;
}

static enum err words(struct ctx *cx, struct str *s)
{
	*s = str_trim(*s);
	return utf8_len(*s) > NOTE_MOST ? err_set(cx, ERR_INPUT, "--reason", "year-long", NULL) : OK;
}

enum err year_close(struct ctx *cx, struct gate *g, const struct who *who, int64_t area, int year,
                    struct str note)
{
	const struct pack_years *y = &g->r->pack->alerts.years;
	struct edits e;
	struct rec *row;

	TRY(sensible(cx, g, y, area, year));
	TRY(words(cx, &note));
	TRY(year_lets_close(cx, g, who, area));
	edits_begin(&e, g->r, "");
	TRY(edits_in_year(cx, &e, area, year * 10000));      /* by two at once: once */
	TRY(edits_new(cx, &e, register_entity(g->r, TAG_closing), NULL, &row));
	row->area = area;
	gate_number(cx, row, CLOSING_no, 'J');
	rec_int(row, CLOSING_year, year);
	rec_int(row, CLOSING_area, area);
	TRY(gate_tag(cx, g, row, CLOSING_state, "closing_state", "closed"));
	rec_int(row, CLOSING_closed, cx->now_ms);
	rec_text(row, CLOSING_closed_by, str_of(who->actor));
	if (note.n)
		rec_text(row, CLOSING_note, note);
	return edits_write(cx, &e, NULL);
}

enum err year_reopen(struct ctx *cx, struct gate *g, const struct who *who, int64_t area, int year,
                     struct str why)
{
	const struct pack_years *y = &g->r->pack->alerts.years;
	struct edits e;
	struct rec *now;
	char text[12];
	int64_t id;

	TRY(sensible(cx, g, y, area, year));
	TRY(lets_open(cx, g, who, area));
	TRY(closing_of(cx, g->r, NULL, area, year, &id));
	snprintf(text, sizeof text, "%d", year);
	if (!id)
		return err_set(cx, ERR_CONFLICT, "year", "year-open", text, NULL);
	TRY(words(cx, &why));
	if (!why.n)
		return err_set(cx, ERR_INPUT, "--reason", "gate-no-reason", NULL);
	edits_begin(&e, g->r, "");
	TRY(edits_row(cx, &e, register_entity(g->r, TAG_closing), id, &now));
	if (own(g, who, now))
		return err_set(cx, ERR_DENIED, "year", "year-own", NULL);
	TRY(gate_tag(cx, g, now, CLOSING_state, "closing_state", "reopened"));
	rec_int(now, CLOSING_reopened, cx->now_ms);
	rec_text(now, CLOSING_reopened_by, str_of(who->actor));
	rec_text(now, CLOSING_why, why);
	return edits_write(cx, &e, NULL);
}

/* What a county closed is closed for its townships, too: does the scope lie in or under it? */
static bool over_scope(const struct gate *g, const struct area_tree *t, int64_t area)
{
	const struct scope *sc = g->r->scope;
	int top = area_by_id(t, area);

	for (int i = 0; sc && top >= 0 && i < sc->narea; i++) {
		int at = area_by_id(t, sc->area[i]);

		if (at >= 0 && area_within(area_nth(t, top), at))
			return true;
	}
	return false;
}

enum err year_list(struct ctx *cx, struct gate *g, struct rec ***out, int *n)
{
	struct area_tree *tree;
	struct stmt *q;
	int64_t *id;
	int all;

	*n = 0;
	TRY(area_load(cx, &cx->arena, g->r, &tree));
	TRY(db_stmt(cx, g->r->db, &sql_all, &q));
	TRY(stmt_ids(cx, q, &id, &all));
	*out = arena_array(&cx->arena, (size_t)all + 1, sizeof **out);
	for (int i = 0; i < all; i++) {
		struct rec *rec;
		bool seen;

		TRY(store_get(cx, g->r->db, &cx->arena, register_entity(g->r, TAG_closing), id[i], &rec));
		TRY(register_sees(cx, g->r, rec, &seen));
		if (seen || over_scope(g, tree, rec->v[CLOSING_area].i))
			(*out)[(*n)++] = rec;
	}
	return OK;
}

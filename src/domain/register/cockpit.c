/* cockpit - see the header. Households, persons and risks are counted group by group, what waits
 * row by row, as its list shows it. */
#include "domain/register/cockpit.h"

#include <stdlib.h>

#include "domain/register/browse.h"

static const struct sql sql_households = { "cockpit.households",
	"SELECT area, cause1, monitor_type, risk_cleared, risk_found/100, risk_cleared_on/100,"
	" max(data_date), count(*) FROM household"
	" GROUP BY area, cause1, monitor_type, risk_cleared, risk_found/100, risk_cleared_on/100",
	    SQL_SCAN_OK };
static const struct sql sql_persons = { "cockpit.persons",
	"SELECT area, count(*) FROM person GROUP BY area", SQL_SCAN_OK };
static const struct sql sql_risks = { "cockpit.risks",
	"SELECT area, kind, cleared, count(*) FROM risk GROUP BY area, kind, cleared", SQL_SCAN_OK };

/* Of one household, for who was given households one by one; columns as above. */
static const struct sql sql_household = { "cockpit.household",
	"SELECT area, cause1, monitor_type, risk_cleared, risk_found/100, risk_cleared_on/100,"
	" data_date, 1 FROM household WHERE id=$1", 0 };
static const struct sql sql_members = { "cockpit.members",
	"SELECT area, count(*) FROM person WHERE household=$1 GROUP BY area", 0 };
static const struct sql sql_its_risks = { "cockpit.its_risks",
	"SELECT area, kind, cleared, count(*) FROM risk WHERE household=$1"
	" GROUP BY area, kind, cleared", 0 };

const struct sql *const cockpit_sqls[] = { &sql_households, &sql_persons, &sql_risks,
	&sql_household, &sql_members, &sql_its_risks, NULL };

struct looking {
	struct ctx *cx;
	struct reg *r;
	const struct cockpit_ask *ask;
	struct cockpit *c;
	bool assigned;               /* what is counted now is seen by household, not by place */
	struct cockpit_month *month; /* all that was met */
	int nmonth, cap;
};

/* Each row is counted once: by its place, or else by its household. */
static bool outside(const struct looking *l, struct stmt *s)
{
	const struct scope *sc = l->ask->narrow;
	bool by_place = !sc || (stmt_col_is_null(s, 0) ? sc->all : scope_area(sc, stmt_col_int(s, 0)));

	return l->assigned ? by_place : !by_place;
}

static struct cockpit_month *month_of(struct looking *l, int64_t month)
{
	for (int i = 0; i < l->nmonth; i++)
		if (l->month[i].month == month)
			return &l->month[i];
	if (l->nmonth == l->cap) {
		int cap = l->cap ? l->cap * 2 : 64;
		struct cockpit_month *more = arena_array(&l->cx->arena, (size_t)cap, sizeof *more);

		if (l->nmonth)
			memcpy(more, l->month, (size_t)l->nmonth * sizeof *more);
		l->month = more;
		l->cap = cap;
	}
	l->month[l->nmonth].month = (int)month;
	return &l->month[l->nmonth++];
}

static void tally(struct looking *l, struct summary_line **line, int *n, const char *list,
                  int64_t code, int64_t count)
{
	const struct list_face *face = &l->r->model->lists;
	struct summary_line *more;
	int at = 0;

	while (at < *n && (*line)[at].code != code)
		at++;
	if (at == *n) {
		more = arena_array(&l->cx->arena, (size_t)*n + 1, sizeof *more);
		if (*n)
			memcpy(more, *line, (size_t)*n * sizeof *more);
		*line = more;
		more[at] = (struct summary_line){ .code = code,
			.label = face->label(face->state, list, code, l->ask->lang) };
		(*n)++;
	}
	(*line)[at].n += count;
}

static void household(struct looking *l, struct stmt *s)
{
	struct cockpit *c = l->c;
	int64_t n = stmt_col_int(s, 7);
	bool ever = !stmt_col_is_null(s, 2);
	bool cleared = !stmt_col_is_null(s, 3) && stmt_col_int(s, 3);

	if (outside(l, s))
		return;
	c->households += n;
	c->ever += ever ? n : 0;
	c->cleared += ever && cleared ? n : 0;
	c->monitored += ever && !cleared ? n : 0;
	if (!stmt_col_is_null(s, 1))
		tally(l, &c->cause, &c->ncause, "cause", stmt_col_int(s, 1), n);
	if (!stmt_col_is_null(s, 4))
		month_of(l, stmt_col_int(s, 4))->found += n;
	if (!stmt_col_is_null(s, 5))
		month_of(l, stmt_col_int(s, 5))->cleared += n;
	if (!stmt_col_is_null(s, 6) && stmt_col_int(s, 6) > c->as_of)
		c->as_of = (date_t)stmt_col_int(s, 6);
}

static void persons(struct looking *l, struct stmt *s)
{
	l->c->persons += outside(l, s) ? 0 : stmt_col_int(s, 1);
}

static void risks(struct looking *l, struct stmt *s)
{
	int64_t n = stmt_col_int(s, 3);

	if (outside(l, s) || (!stmt_col_is_null(s, 2) && stmt_col_int(s, 2)))
		return;
	l->c->risks_open += n;
	if (!stmt_col_is_null(s, 1))
		tally(l, &l->c->risk, &l->c->nrisk, "risk", stmt_col_int(s, 1), n);
}

static enum err each(struct looking *l, const struct sql *q, int64_t household_id,
                     void (*take)(struct looking *, struct stmt *))
{
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(l->cx, l->r->db, q, &s));
	if (household_id)
		stmt_int(s, 1, household_id);
	while ((e = stmt_step(l->cx, s, &row)) == OK && row)
		take(l, s);
	stmt_done(s);
	return e;
}

static enum err grouped(struct looking *l)
{
	const struct scope *sc = l->ask->narrow;

	TRY(each(l, &sql_households, 0, household));
	TRY(each(l, &sql_persons, 0, persons));
	TRY(each(l, &sql_risks, 0, risks));
	l->assigned = true;
	for (int i = 0; sc && i < sc->nhousehold; i++) {
		TRY(each(l, &sql_household, sc->household[i], household));
		TRY(each(l, &sql_members, sc->household[i], persons));
		TRY(each(l, &sql_its_risks, sc->household[i], risks));
	}
	return OK;
}

/* ---- what waits ---- */

/* The same conditions as the list has: a finding or lead may lie in a place by more than its
 * row. */
static enum err every_row(struct looking *l, uint8_t tag, const char *where,
                          void (*take)(struct looking *, const struct rec *))
{
	struct query ask = { .e = register_entity(l->r, tag), .mask = MASK_STAFF, .closed = true };
	struct buf text BUF_AUTO = { 0 };
	struct browse *b;
	struct rec *row;
	enum err e;

	buf_init(&text, 1024);
	if (l->ask->area.n) {
		buf_addz(&text, "area=");
		buf_adds(&text, l->ask->area);
		buf_addz(&text, *where ? " and " : "");
	}
	buf_addz(&text, where);
	ask.where = text.n ? str_z(&l->cx->arena, buf_str(&text)) : NULL;
	TRY(browse_open(l->cx, l->r, &ask, &b));
	while ((e = browse_next(l->cx, b, &row)) == OK && row)
		take(l, row);
	browse_close(b);
	return e;
}

static void lead(struct looking *l, const struct rec *row)
{
	struct cockpit *c = l->c;

	c->leads++;
	c->leads_checked += rec_has(row, LEAD_checked);
	if (rec_has(row, LEAD_closed)) {
		c->leads_closed++;
		return;
	}
	c->leads_open++;
	c->leads_late += rec_has(row, LEAD_due) && row->v[LEAD_due].i < l->ask->today;
}

static void finding(struct looking *l, const struct rec *row)
{
	(void)row;
	l->c->findings_open++;
}

static void difference(struct looking *l, const struct rec *row)
{
	const struct list_face *f = &l->r->model->lists;

	l->c->differences_open += rec_has(row, DIFFERENCE_state) &&
		f->has_tag(f->state, "difference_state", row->v[DIFFERENCE_state].i, "open");
}

/* ---- put in order ---- */

static int most_first(const void *a, const void *b)
{
	const struct summary_line *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n ? 1 : -1) : x->code < y->code ? -1 : x->code > y->code;
}

static void last_months(struct looking *l)
{
	struct cockpit *c = l->c;
	int month = c->as_of / 100;

	for (int i = 0; i < l->nmonth && !c->as_of; i++)
		month = l->month[i].month > month ? l->month[i].month : month;
	if (month % 100 == 0)
		month += 12;                 /* a year alone: to its end */
	for (int i = COCKPIT_MONTHS - 1; i >= 0 && month > 100; i--) {
		c->month[i].month = month;
		for (int k = 0; k < l->nmonth; k++)
			if (l->month[k].month == month)
				c->month[i] = l->month[k];
		month = month % 100 == 1 ? month - 89 : month - 1;
	}
}

enum err cockpit_make(struct ctx *cx, struct reg *r, const struct cockpit_ask *ask,
                      struct cockpit *out)
{
	struct looking l = { .cx = cx, .r = r, .ask = ask, .c = out };

	*out = (struct cockpit){ 0 };
	TRY(grouped(&l));
	TRY(every_row(&l, TAG_lead, "", lead));
	TRY(every_row(&l, TAG_finding, "closed is unknown", finding));
	TRY(every_row(&l, TAG_difference, "", difference));
	if (out->ncause)
		qsort(out->cause, (size_t)out->ncause, sizeof *out->cause, most_first);
	if (out->nrisk)
		qsort(out->risk, (size_t)out->nrisk, sizeof *out->risk, most_first);
	last_months(&l);
	return OK;
}

/* cockpit - see the header. Everything is added up from groups of rows (tally): kept ones, or read
 * for this one answer; then what waits is counted row by row, as its list shows it. */
#include "domain/register/cockpit.h"

#include <stdlib.h>

#include "domain/register/browse.h"

/* Of one household, for who was given households one by one; columns as above. */
static const struct sql sql_household = { "cockpit.household",
	"SELECT area, cause1, monitor_type, risk_cleared, risk_found/100, risk_cleared_on/100,"
	" data_date, 1 FROM household WHERE id=$1", 0 };
static const struct sql sql_members = { "cockpit.members",
	"SELECT area, count(*) FROM person WHERE household=$1 GROUP BY area", 0 };
static const struct sql sql_its_risks = { "cockpit.its_risks",
	"SELECT area, kind, cleared, count(*) FROM risk WHERE household=$1"
	" GROUP BY area, kind, cleared", 0 };

const struct sql *const cockpit_sqls[] = { &sql_household, &sql_members, &sql_its_risks, NULL };

struct looking {
	struct ctx *cx;
	struct reg *r;
	const struct cockpit_ask *ask;
	struct cockpit *c;
	bool assigned;               /* what is counted now is seen by household, not by place */
	struct cockpit_month *month; /* all that was met */
	int nmonth, cap;
	struct tally_row *mine;      /* findings that are seen only if the file was one's own */
	int nmine, mine_room;
};

/* Each row is counted once: by its place, or else by its household. */
static bool outside(const struct looking *l, int64_t area)
{
	const struct scope *sc = l->ask->narrow;
	bool by_place = !sc || (area ? scope_area(sc, area) : sc->all);

	return l->assigned ? by_place : !by_place;
}

static struct cockpit_month *month_of(struct looking *l, int64_t month)
{
	for (int i = 0; i < l->nmonth; i++)
		if (l->month[i].month == month)
			return &l->month[i];
	l->month = arena_grown(&l->cx->arena, l->month, l->nmonth, &l->cap, sizeof *l->month);
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

static void household(struct looking *l, const struct tally_row *g)
{
	struct cockpit *c = l->c;
	bool ever = g->known[1], cleared = g->known[2] && g->cell[2];

	c->households += g->n;
	c->ever += ever ? g->n : 0;
	c->cleared += ever && cleared ? g->n : 0;
	c->monitored += ever && !cleared ? g->n : 0;
	if (g->known[0])
		tally(l, &c->cause, &c->ncause, "cause", g->cell[0], g->n);
	if (g->known[3])
		month_of(l, g->cell[3])->found += g->n;
	if (g->known[4])
		month_of(l, g->cell[4])->cleared += g->n;
	if (g->known[5] && g->cell[5] > c->as_of)
		c->as_of = (date_t)g->cell[5];
}

static void risk(struct looking *l, const struct tally_row *g)
{
	if (g->known[1] && g->cell[1])
		return;
	l->c->risks_open += g->n;
	if (g->known[0])
		tally(l, &l->c->risk, &l->c->nrisk, "risk", g->cell[0], g->n);
}

static void leads(struct cockpit *c, bool checked, bool closed, bool late, int64_t n)
{
	c->leads += n;
	c->leads_checked += checked ? n : 0;
	c->leads_closed += closed ? n : 0;
	c->leads_open += closed ? 0 : n;
	c->leads_late += !closed && late ? n : 0;
}

static bool is_open(const struct looking *l, int64_t state)
{
	const struct list_face *f = &l->r->model->lists;

	return f->has_tag(f->state, "difference_state", state, "open");
}

/* Households, persons and risks in the place, as seen. */
static void lives_here(struct looking *l, enum tally_kind kind, const struct tally_row *g)
{
	if (outside(l, g->area))
		return;
	if (kind == TALLY_HOUSEHOLD)
		household(l, g);
	else if (kind == TALLY_PERSON)
		l->c->persons += g->n;
	else
		risk(l, g);
}

static enum err each(struct looking *l, const struct sql *q, enum tally_kind kind,
                     int64_t household_id)
{
	struct tally_row g;
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(l->cx, l->r->db, q, &s));
	if (household_id)
		stmt_int(s, 1, household_id);
	while ((e = stmt_step(l->cx, s, &row)) == OK && row) {
		tally_take(s, kind, 0, &g);
		lives_here(l, kind, &g);
	}
	stmt_done(s);
	return e;
}

static enum err grouped(struct looking *l)
{
	const struct scope *sc = l->ask->narrow;

	TRY(each(l, &tally_households, TALLY_HOUSEHOLD, 0));
	TRY(each(l, &tally_persons, TALLY_PERSON, 0));
	TRY(each(l, &tally_risks, TALLY_RISK, 0));
	l->assigned = true;
	for (int i = 0; sc && i < sc->nhousehold; i++) {
		TRY(each(l, &sql_household, TALLY_HOUSEHOLD, sc->household[i]));
		TRY(each(l, &sql_members, TALLY_PERSON, sc->household[i]));
		TRY(each(l, &sql_its_risks, TALLY_RISK, sc->household[i]));
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
	leads(l->c, rec_has(row, LEAD_checked), rec_has(row, LEAD_closed),
	      rec_has(row, LEAD_due) && row->v[LEAD_due].i < l->ask->today, 1);
}

static void finding(struct looking *l, const struct rec *row)
{
	(void)row;
	l->c->findings_open++;
}

static void difference(struct looking *l, const struct rec *row)
{
	l->c->differences_open += rec_has(row, DIFFERENCE_state) &&
		is_open(l, row->v[DIFFERENCE_state].i);
}

static enum err row_by_row(struct looking *l)
{
	TRY(grouped(l));
	TRY(every_row(l, TAG_lead, "", lead));
	TRY(every_row(l, TAG_finding, "closed is unknown", finding));
	return every_row(l, TAG_difference, "", difference);
}

/* ---- from what is kept ---- */

/* Findings are seen by who took the file in, wherever they lie. Those are told apart afterwards,
 * when nobody is kept waiting. */
static void take_finding(struct looking *l, const struct tally_row *g)
{
	const struct scope *sees = l->r->scope, *place = l->ask->place;
	int64_t area = g->known[1] ? g->cell[1] : g->area;

	if (place && !(area && scope_area(place, area)))
		return;
	if (!sees || (g->area ? scope_area(sees, g->area) : sees->all)) {
		l->c->findings_open += g->n;
		return;
	}
	if (!g->known[0])
		return;
	if (l->nmine == l->mine_room) {
		int room = l->mine_room ? l->mine_room * 2 : 64;
		struct tally_row *more = arena_array(&l->cx->arena, (size_t)room, sizeof *more);

		if (l->nmine)
			memcpy(more, l->mine, (size_t)l->nmine * sizeof *more);
		l->mine = more;
		l->mine_room = room;
	}
	l->mine[l->nmine++] = *g;
}

static void take(void *state, enum tally_kind kind, const struct tally_row *g)
{
	struct looking *l = state;

	if (kind <= TALLY_RISK)
		lives_here(l, kind, g);
	else if (kind == TALLY_FINDING)
		take_finding(l, g);
	else if (!outside(l, g->area) && kind == TALLY_LEAD)
		leads(l->c, g->cell[0], g->cell[1], g->known[2] && g->cell[2] < l->ask->today, g->n);
	else if (!outside(l, g->area) && g->known[0] && is_open(l, g->cell[0]))
		l->c->differences_open += g->n;
}

static int by_batch(const void *pa, const void *pb)
{
	const struct tally_row *a = pa, *b = pb;

	return (a->cell[0] > b->cell[0]) - (a->cell[0] < b->cell[0]);
}

static enum err from_kept(struct looking *l)
{
	bool mine = false;

	TRY(tally_walk(l->cx, l->ask->kept, take, l));
	if (l->nmine)
		qsort(l->mine, (size_t)l->nmine, sizeof *l->mine, by_batch);
	for (int i = 0; i < l->nmine; i++) {
		struct batch_of b;

		if (i == 0 || l->mine[i].cell[0] != l->mine[i - 1].cell[0]) {
			TRY(register_batch_of(l->cx, l->r, l->mine[i].cell[0], &b));
			mine = register_batch_seen(l->r->scope, &b);
		}
		l->c->findings_open += mine ? l->mine[i].n : 0;
	}
	return OK;
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
	bool kept = ask->kept && !(ask->narrow && ask->narrow->nhousehold) &&
		!(r->scope && r->scope->nhousehold);

	*out = (struct cockpit){ 0 };
	TRY(kept ? from_kept(&l) : row_by_row(&l));
	if (out->ncause)
		qsort(out->cause, (size_t)out->ncause, sizeof *out->cause, most_first);
	if (out->nrisk)
		qsort(out->risk, (size_t)out->nrisk, sizeof *out->risk, most_first);
	last_months(&l);
	return OK;
}

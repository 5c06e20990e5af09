/* doubts - see the header. A household is read once, with whatever its checks ask for; all checks
 * of its own and of its members' rows are asked of that one case. */
#include "domain/judge/doubts_int.h"

#include <stdlib.h>

#include "base/mem.h"

#define ROOM ((size_t)64 << 20)          /* of one household */

bool check_holds(const struct check *c, date_t on)
{
	return (!c->from || on >= c->from) && (!c->to || on <= c->to);
}

bool doubts_asks(const struct doubts *d, int check, date_t on)
{
	const struct check *c = &d->j->rules->p->check[check];

	return (!d->o->check.n || str_eq(c->id, d->o->check)) && check_holds(c, on);
}

/* ---- areas ---- */

static int by_id(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

bool doubts_inside(const struct doubts *d, int64_t area)
{
	if (d->o->may && !scope_area(d->o->may, area))
		return false;
	return !d->inside ||
	       (d->ninside && bsearch(&area, d->inside, (size_t)d->ninside, sizeof area, by_id));
}

bool doubts_wanted(const struct doubts *d, int64_t household)
{
	return !d->o->only ||
	       (d->o->nhousehold && bsearch(&household, d->o->household, (size_t)d->o->nhousehold,
	                                    sizeof household, by_id));
}

void doubts_sum(const struct pack *p, const struct doubts_count *n, struct doubts_count *all)
{
	*all = (struct doubts_count){ 0 };
	for (int i = 0; i < p->ncheck; i++) {
		all->looked += n[i].looked;
		all->fired += n[i].fired;
		all->fresh += n[i].fresh;
		all->again += n[i].again;
		all->still += n[i].still;
		all->exempt += n[i].exempt;
		all->gone += n[i].gone;
		all->alone += n[i].alone;
		all->errors += n[i].errors;
	}
}

static enum err find_areas(struct doubts *d)
{
	const struct area_node *node;
	int n;

	if (!d->o->area)
		return OK;
	TRY(register_areas(d->cx, &d->cx->arena, d->j->r, &node, &n));
	d->inside = arena_array(&d->cx->arena, (size_t)n + 1, sizeof *d->inside);
	for (int i = 0; i < n; i++)
		if (node[i].id == d->o->area)
			for (int k = node[i].lo; k < node[i].hi; k++)
				d->inside[d->ninside++] = node[k].id;
	if (d->ninside)
		qsort(d->inside, (size_t)d->ninside, sizeof *d->inside, by_id);
	return OK;
}

/* ---- places ---- */

enum err doubts_places(struct doubts *d, const struct entity *e, struct doubts_place **out,
                       int64_t *n)
{
	int f = entity_field(e, STR("data_date")), col = f >= 0 ? e->fields[f].column : -1;
	int64_t cap = 0;
	struct stmt *s;
	enum err err;
	bool row;

	*out = NULL;
	*n = 0;
	TRY(db_stmt(d->cx, d->j->r->db, &e->sql->scan, &s));
	while ((err = stmt_step(d->cx, s, &row)) == OK && row) {
		if (*n == cap) {
			cap = cap ? cap * 2 : 1024;
			*out = mem_grow(*out, (size_t)cap, sizeof **out);
		}
		(*out)[(*n)++] = (struct doubts_place){ stmt_col_int(s, SYS_ID),
			stmt_col_is_null(s, SYS_AREA) ? 0 : stmt_col_int(s, SYS_AREA),
			col < 0 || stmt_col_is_null(s, col) ? 0 : (date_t)stmt_col_int(s, col) };
	}
	stmt_done(s);
	if (err != OK) {
		mem_free(*out);
		*out = NULL;
	}
	return err;
}

/* ---- one check, one row ---- */

static enum err ask(struct doubts *d, struct judge_case *c, int check, const struct expr *e,
                    const struct rec *row, bool *yes)
{
	const struct check *k = &d->j->rules->p->check[check];
	struct expr_run run = { .a = &d->cx->arena };
	struct expr_value v;

	d->law.param = k->param;
	d->law.nparam = k->nparam;
	TRY(case_eval_of(c, row, e, &run, &v));
	d->count[check].errors += v.state == EXPR_ERROR;
	d->count[check].alone++;
	*yes = v.state == EXPR_KNOWN && v.b;
	return OK;
}

enum err doubts_row(struct doubts *d, int check, int64_t id, date_t on, bool *yes)
{
	const struct rule_check *k = &d->j->rules->check[check];
	struct arena kept = doubts_apart(d);
	struct judge_case *c;
	enum err err;

	*yes = false;
	err = case_open(d->cx, d->j->r, k->noun, id, on, &d->face, &c);
	if (err == OK)
		err = ask(d, c, check, k->fires, case_row(c), yes);
	return doubts_together(d, kept, err);
}

enum err doubts_among(struct doubts *d, struct judge_case *c, int check, const struct rec *row,
                      bool *yes)
{
	const struct rule_check *k = &d->j->rules->check[check];

	*yes = true;
	if (k->among)
		TRY(ask(d, c, check, k->among, row, yes));
	d->count[check].looked += *yes;
	return OK;
}

/* Those of the pack's checks that look at rows of one noun, asked of one row. */
static enum err check_row(struct doubts *d, struct judge_case *c, const struct rec *row,
                          const struct rec *household)
{
	const struct rules *rules = d->j->rules;
	bool yes;

	for (int i = 0; i < rules->p->ncheck; i++) {
		const struct rule_check *k = &rules->check[i];

		if (k->noun != row->e || !k->fires || d->by_column[i] ||
		    !doubts_asks(d, i, case_on(c)))
			continue;
		TRY(doubts_among(d, c, i, row, &yes));
		if (!yes)
			continue;
		TRY(ask(d, c, i, k->fires, row, &yes));
		if (yes)
			TRY(doubts_fired(d, i, row, household, 0, case_on(c)));
	}
	return OK;
}

static void find_asked(struct doubts *d)
{
	const struct rules *rules = d->j->rules;

	for (int i = 0; i < rules->p->ncheck; i++)
		if (rules->check[i].noun && rules->check[i].fires && !d->by_column[i] &&
		    (!d->o->check.n || str_eq(rules->p->check[i].id, d->o->check)))
			d->asked |= UINT64_C(1) << rules->check[i].noun->tag;
}

static bool noun_asked(const struct doubts *d, const struct entity *e)
{
	return d->asked >> e->tag & 1;
}

/* ---- a household and what hangs on it ---- */

static const struct entity *above(const struct doubts *d, const struct entity *e)
{
	return e->parent < 0 ? NULL :
	       entity_find(d->j->r->model, str_of(e->fields[e->parent].ref));
}

static enum err below(struct doubts *d, struct judge_case *c, const struct rec *of)
{
	const struct model *m = d->j->r->model;
	const struct rec *household = case_row(c);

	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];
		const struct rec *const *row;
		bool asked = noun_asked(d, e), deeper = e->tag == TAG_person;
		int n;

		if (above(d, e) != of->e || e->flags & ENT_CODED || !(asked || deeper))
			continue;
		TRY(case_rows(c, of, e, e->parent, &row, &n));
		for (int k = 0; k < n; k++) {
			if (asked)
				TRY(check_row(d, c, row[k], household));
			if (deeper)
				TRY(below(d, c, row[k]));
		}
	}
	return OK;
}

static enum err one_place(struct doubts *d, const struct entity *e, const struct doubts_place *at)
{
	date_t on = d->o->on ? d->o->on : at->on && date_day(at->on) ? at->on : d->newest;
	struct judge_case *c;
	const struct rec *row;

	TRY(case_open(d->cx, d->j->r, e, at->id, on, &d->face, &c));
	row = case_row(c);
	if (!register_alive(d->j->r, row))
		return OK;
	TRY(check_row(d, c, row, e->tag == TAG_household ? row : NULL));
	return e->tag == TAG_household ? below(d, c, row) : OK;
}

struct arena doubts_apart(struct doubts *d)
{
	struct arena kept = d->cx->arena;

	d->cx->arena = d->row;
	return kept;
}

enum err doubts_together(struct doubts *d, struct arena kept, enum err e)
{
	if (e == ERR_NOTFOUND) {
		err_clear(d->cx);
		e = OK;
	}
	d->row = d->cx->arena;
	d->cx->arena = kept;
	if (e != OK)
		arena_join(&d->cx->arena, &d->row);
	arena_reset(&d->row);
	return e;
}

static enum err place_apart(struct doubts *d, const struct entity *e,
                            const struct doubts_place *at)
{
	struct arena kept = doubts_apart(d);

	return doubts_together(d, kept, one_place(d, e, at));
}

/* Of the files of an area, one a year, the newest that is not after the day. */
static bool is_file(const struct entity *e)
{
	return e->parent < 0 && entity_field(e, STR("year")) >= 0;
}

static enum err newest_files(struct doubts *d, const struct entity *e, struct doubts_place *at,
                             int64_t *n)
{
	date_t on = d->o->on ? d->o->on : d->newest;
	int64_t kept = 0;

	for (int64_t i = 0; i < *n; i++) {
		struct arena kept_apart = doubts_apart(d);
		struct rec *row = NULL;
		enum err err = register_file(d->cx, d->j->r, e, at[i].area, date_year(on), &row);
		bool is = err == OK && row && row->id == at[i].id;

		TRY(doubts_together(d, kept_apart, err));
		if (is)
			at[kept++] = at[i];
	}
	*n = kept;
	return OK;
}

static enum err of_noun(struct doubts *d, const struct entity *e)
{
	struct doubts_place *at;
	enum err err = OK;
	int64_t n;

	TRY(doubts_places(d, e, &at, &n));
	if (is_file(e))
		err = newest_files(d, e, at, &n);
	for (int64_t i = 0; i < n && err == OK; i++) {
		if (d->cx->stop && *d->cx->stop) {
			err = err_set(d->cx, ERR_CONFLICT, e->name, "doubt-stopped", NULL);
			break;
		}
		if (doubts_inside(d, e->tag == TAG_area ? at[i].id : at[i].area) &&
		    (e->tag != TAG_household || doubts_wanted(d, at[i].id)))
			err = place_apart(d, e, &at[i]);
		if (d->o->progress && e->tag == TAG_household && !(i & 255))
			d->o->progress(d->o->arg, i, n);
	}
	mem_free(at);
	return err;
}

static bool below_household(const struct doubts *d, const struct entity *e)
{
	for (; e; e = above(d, e))
		if (e->tag == TAG_household)
			return true;
	return false;
}

/* ---- the run ---- */

static enum err find_newest(struct doubts *d)
{
	struct doubts_place *at;
	int64_t n;

	TRY(doubts_places(d, register_entity(d->j->r, TAG_household), &at, &n));
	for (int64_t i = 0; i < n; i++) {
		if (!at[i].on || !date_day(at[i].on))
			continue;
		if (at[i].on > d->newest)
			d->newest = at[i].on;
		if (!d->oldest || at[i].on < d->oldest)
			d->oldest = at[i].on;
	}
	mem_free(at);
	if (d->newest || d->o->on || !n)
		return OK;
	return err_set(d->cx, ERR_INPUT, "--on", "judge-no-day", NULL);
}

/* Is it a run that may be stored: on the day of the data? Where no household states any, on the
 * day that who runs it for everybody gives. */
static enum err find_kept(struct doubts *d)
{
	const struct doubts_order *o = d->o;
	bool own = !o->on || (o->on == d->newest && o->on == d->oldest) || (!d->newest && !o->may);

	d->today = register_today(d->cx, d->j->r);
	if (o->on > d->today && o->on > d->newest)
		return err_set(d->cx, ERR_INPUT, "--on", "doubt-on-future", NULL);
	d->dry = o->dry || !own;
	if (o->kept)
		*o->kept = !d->dry;
	return OK;
}

static enum err all_of(struct doubts *d)
{
	const struct model *m = d->j->r->model;
	bool households = false;

	TRY(find_areas(d));
	TRY(find_newest(d));
	TRY(find_kept(d));
	TRY(doubts_book_open(d));
	TRY(doubts_columns(d));
	find_asked(d);
	for (int i = 0; i < m->n; i++)
		households |= noun_asked(d, m->ent[i]) && below_household(d, m->ent[i]);
	if (households)
		TRY(of_noun(d, register_entity(d->j->r, TAG_household)));
	for (int i = 0; i < m->n && !d->o->only; i++)
		if (noun_asked(d, m->ent[i]) && !below_household(d, m->ent[i]))
			TRY(of_noun(d, m->ent[i]));
	if (!d->o->only)
		TRY(doubts_cross(d));
	return doubts_book_end(d);
}

enum err doubts_run(struct ctx *cx, const struct judge *j, const struct doubts_order *o,
                    struct doubts_count **count)
{
	struct doubts *d = mem_new(1, sizeof *d);
	enum err e;

	*count = arena_array(&cx->arena, (size_t)j->rules->p->ncheck + 1, sizeof **count);
	if (o->check.n && !pack_check(j->rules->p, o->check)) {
		mem_free(d);
		return err_set(cx, ERR_NOTFOUND, "--check", "doubt-no-check",
		               str_z(&cx->arena, o->check), NULL);
	}
	*d = (struct doubts){ .cx = cx, .j = j, .o = o, .count = *count, .law = { .p = j->rules->p } };
	d->face = (struct case_law){ &d->law, judge_line, judge_param };
	d->by_column = arena_array(&cx->arena, (size_t)j->rules->p->ncheck + 1, sizeof *d->by_column);
	arena_init(&d->row, ROOM);
	e = all_of(d);
	doubts_book_drop(d);
	arena_free(&d->row);
	mem_free(d);
	return e;
}

/* ---- one doubt ---- */

enum err doubts_why(struct ctx *cx, const struct judge *j, const struct rec *doubt,
                    struct expr_run *run, bool *still)
{
	const struct pack *p = j->rules->p;
	struct judge_law law = { .p = p };
	const struct case_law face = { &law, judge_line, judge_param };
	const struct entity *e = entity_find(j->r->model, doubt->v[DOUBT_about_entity].s);
	const struct rule_check *k = NULL;
	struct judge_case *c;
	struct expr_value v;
	enum err err;

	*still = false;
	*run = (struct expr_run){ .a = &cx->arena, .explain = true };
	for (int i = 0; i < p->ncheck; i++)
		if (str_eq(p->check[i].id, doubt->v[DOUBT_check_id].s))
			k = &j->rules->check[i];
	if (!k || !k->fires || k->noun != e)
		return OK;
	law.param = k->c->param;
	law.nparam = k->c->nparam;
	err = case_open(cx, j->r, e, doubt->v[DOUBT_about].i, (date_t)doubt->v[DOUBT_on_date].i, &face,
	                &c);
	if (err == ERR_NOTFOUND) {
		err_clear(cx);
		return OK;
	}
	TRY(err);
	TRY(case_eval(c, k->fires, NULL, run, &v));
	*still = v.state == EXPR_KNOWN && v.b;
	return OK;
}

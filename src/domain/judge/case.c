/* case - the world of one row: what expr_eval asks for is looked up in what was read before, else
 * read. A failure to read is kept and told at the end: for the text those rows are closed. */
#include "domain/judge/case.h"

#include "base/codes.h"

#define KNOWN_MOST 4096                  /* lists of related rows that one case may hold */

/* Rows that were asked for: below a row, or the one above it. */
struct asked {
	const struct rec *of;
	const struct entity *noun;
	int via;
	bool up;
	const struct rec *const *row;
	int n;
};

struct judge_case {
	struct ctx *cx;
	struct reg *r;
	const struct case_law *law;
	struct rec *row;
	date_t on;
	struct asked *asked;
	int nasked, cap;
	const struct area_node *area;    /* all, when first asked for */
	int narea;
	struct { int64_t id; struct str code; } at;      /* the last code that was looked up */
	enum err err;                    /* the first failure to read */
};

/* ---- rows ---- */
static struct asked *find(const struct judge_case *c, const struct rec *of,
                          const struct entity *noun, int via, bool up)
{
	for (int i = 0; i < c->nasked; i++) {
		struct asked *a = &c->asked[i];

		if (a->of == of && a->noun == noun && a->via == via && a->up == up)
			return a;
	}
	return NULL;
}

static struct asked *keep(struct judge_case *c, const struct asked *a)
{
	c->asked = arena_grown(&c->cx->arena, c->asked, c->nasked, &c->cap, sizeof *c->asked);
	c->asked[c->nasked] = *a;
	return &c->asked[c->nasked++];
}

/* The same row is the same memory, whichever way one came to it. */
static const struct rec *one_of(const struct judge_case *c, const struct rec *row)
{
	if (row->e == c->row->e && row->id == c->row->id)
		return c->row;
	for (int i = 0; i < c->nasked; i++)
		for (int k = 0; k < c->asked[i].n; k++)
			if (c->asked[i].row[k]->e == row->e && c->asked[i].row[k]->id == row->id)
				return c->asked[i].row[k];
	return row;
}

static bool failed(struct judge_case *c, enum err e)
{
	if (e != OK && c->err == OK)
		c->err = e;
	return e != OK;
}

static bool case_down(void *state, const struct rec *of, const struct entity *noun, int via,
                      const struct rec *const **rows, int *n)
{
	struct judge_case *c = state;
	const struct asked *a = find(c, of, noun, via, false);
	const struct rec **seen;
	struct rec **row;

	if (!a) {
		struct asked it = { .of = of, .noun = noun, .via = via };
		int all;

		if (c->err != OK || c->nasked == KNOWN_MOST ||
		    failed(c, register_related(c->cx, c->r, noun, via, of, &row, &all)))
			return false;
		seen = arena_array(&c->cx->arena, (size_t)all + 1, sizeof *seen);
		it.n = 0;
		for (int i = 0; i < all; i++) {
			if (!register_alive(c->r, row[i]))
				continue;            /* who died or left is no member any more */
			if (noun->tag == TAG_person)
				register_birth(row[i]);
			seen[it.n++] = one_of(c, row[i]);
		}
		it.row = seen;
		a = keep(c, &it);
	}
	*rows = a->row;
	*n = a->n;
	return true;
}

/* One row by its reference. *out NULL: it is not there, or not to be seen. */
static enum err load(struct judge_case *c, const struct entity *noun, int64_t id,
                     struct rec **out)
{
	enum err e = register_load(c->cx, c->r, noun, id, out);

	if (e == ERR_NOTFOUND) {
		err_clear(c->cx);
		*out = NULL;
		return OK;
	}
	if (e == OK && noun->tag == TAG_person)
		register_birth(*out);
	return e;
}

static bool case_up(void *state, const struct rec *of, const struct entity *noun, int via,
                    const struct rec **row)
{
	struct judge_case *c = state;
	const struct asked *a = find(c, of, noun, via, true);
	struct rec *found = NULL;
	const struct rec **one;
	enum err e;

	if (!a) {
		struct asked it = { .of = of, .noun = noun, .via = via, .up = true };

		if (c->err != OK || c->nasked == KNOWN_MOST)
			return false;
		if (via < 0)
			e = register_file(c->cx, c->r, noun, of->area, date_year(c->on), &found);
		else
			e = load(c, noun, of->v[via].i, &found);
		if (failed(c, e))
			return false;
		one = arena_array(&c->cx->arena, 1, sizeof *one);
		if (found)
			one[0] = one_of(c, found);
		it.row = one;
		it.n = found != NULL;
		a = keep(c, &it);
	}
	*row = a->n ? a->row[0] : NULL;
	return true;
}

/* ---- areas and amounts ---- */
static struct str code_of(struct judge_case *c, int64_t area)
{
	const struct entity *e = register_entity(c->r, TAG_area);
	struct rec *row;

	if (area != c->at.id || !c->at.code.p) {
		if (c->err != OK || failed(c, load(c, e, area, &row)))
			return (struct str){ 0 };
		c->at.id = area;
		c->at.code = row && rec_has(row, AREA_code) ? row->v[AREA_code].s : STR("");
	}
	return c->at.code;
}

static bool case_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	struct judge_case *c = state;

	return c->law && c->law->line &&
	       c->law->line(c->law->state, series, code_of(c, area), c->on, fen);
}

static bool case_param(void *state, struct str name, int64_t area, struct expr_value *v)
{
	struct judge_case *c = state;

	return c->law && c->law->param &&
	       c->law->param(c->law->state, name, code_of(c, area), c->on, v);
}

/* 22 is 220000000000; -1: no code. */
static int64_t full_code(struct str code)
{
	int64_t v;

	if (!str_i64(code, &v))
		return -1;
	for (size_t i = code.n; i < 12; i++)
		v *= 10;
	return v;
}

/* A county's register need not hold its province: then the digits say what lies where. */
static bool by_digits(int64_t area, int64_t in)
{
	while (area > 0 && area_code_level(area) > area_code_level(in))
		area = area_code_parent(area);
	return area == in;
}

bool case_area_range(const struct area_node *node, int n, struct str code, int *lo, int *hi)
{
	int64_t want = full_code(code);

	*lo = *hi = 0;
	if (want <= 0)
		return false;
	for (int i = 0; i < n; i++) {
		if (node[i].code == want) {
			*lo = node[i].lo;
			*hi = node[i].hi;
			return true;
		}
	}
	for (int i = 0; i < n; i++) {
		if (by_digits(node[i].code, want)) {
			*lo = *hi ? *lo : i;
			*hi = i + 1;
		}
	}
	return true;
}

static int case_within(void *state, int64_t area, struct str code)
{
	struct judge_case *c = state;
	int at = 0, lo, hi;

	if (!c->area && c->err == OK)
		failed(c, register_areas(c->cx, &c->cx->arena, c->r, &c->area, &c->narea));
	while (at < c->narea && c->area[at].id != area)
		at++;
	if (c->err != OK || at == c->narea ||
	    !case_area_range(c->area, c->narea, code, &lo, &hi))
		return -1;
	return at >= lo && at < hi;
}

/* ---- the case ---- */
/* As a row says itself; the file of a year stands for that year's last day. */
static date_t data_date(const struct rec *row)
{
	int f = entity_field(row->e, STR("data_date")), y = entity_field(row->e, STR("year"));

	if (f >= 0 && row->e->fields[f].type == FT_DATE && rec_has(row, f))
		return (date_t)row->v[f].i;
	return y >= 0 && row->e->fields[y].type == FT_YEAR && rec_has(row, y) ?
	       (date_t)row->v[y].i * 10000 + 1231 : 0;
}

static enum err find_date(struct judge_case *c)
{
	const struct rec *row = c->row;

	for (int i = 0; i < 3 && row && !c->on; i++) {
		const struct entity *e = row->e, *up;
		const struct rec *above = NULL;

		c->on = data_date(row);
		if (c->on || e->parent < 0 || !rec_has(row, e->parent))
			break;
		up = entity_find(c->r->model, str_of(e->fields[e->parent].ref));
		if (!case_up(c, row, up, e->parent, &above))
			return c->err;
		row = above;
	}
	if (c->on)
		return OK;
	return err_set(c->cx, ERR_INPUT, "--on", "judge-no-date", NULL);
}

enum err case_open(struct ctx *cx, struct reg *r, const struct entity *noun, int64_t id, date_t on,
                   const struct case_law *law, struct judge_case **out)
{
	struct judge_case *c = ARENA_NEW(&cx->arena, struct judge_case);

	*c = (struct judge_case){ .cx = cx, .r = r, .law = law, .on = on };
	TRY(register_load(cx, r, noun, id, &c->row));
	if (noun->tag == TAG_person)
		register_birth(c->row);
	TRY(find_date(c));
	*out = c;
	return OK;
}

const struct rec *case_row(const struct judge_case *c) { return c->row; }
date_t case_on(const struct judge_case *c) { return c->on; }
struct str case_area(struct judge_case *c) { return code_of(c, c->row->area); }

enum err case_rows(struct judge_case *c, const struct rec *of, const struct entity *noun, int via,
                   const struct rec *const **rows, int *n)
{
	*n = 0;
	if (case_down(c, of, noun, via, rows, n))
		return OK;
	return c->err != OK ? c->err :
	       err_set(c->cx, ERR_LIMIT, noun->name, "register-related-many", noun->zh, noun->en,
	               NULL);
}

static enum err eval(struct judge_case *c, const struct rec *row, const struct expr *e,
                     const struct expr_value *var, struct expr_run *run, struct expr_value *out)
{
	struct expr_world w = { .state = c, .on = c->on, .down = case_down, .up = case_up,
		.line = case_line, .param = case_param, .within = case_within, .var = var };

	expr_eval(e, &w, row, run, out);
	return c->err;
}

enum err case_eval(struct judge_case *c, const struct expr *e, const struct expr_value *var,
                   struct expr_run *run, struct expr_value *out)
{
	return eval(c, c->row, e, var, run, out);
}

enum err case_eval_of(struct judge_case *c, const struct rec *row, const struct expr *e,
                      struct expr_run *run, struct expr_value *out)
{
	return eval(c, row, e, NULL, run, out);
}

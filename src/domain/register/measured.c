/* measured - the register's households as rows to be measured. */
#include "domain/register/measured.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "domain/register/browse.h"

#define YEARS 200                /* that statements may end in: 1900 .. 2099 */

/* A household while it is read; sorted by id when statements look for theirs. */
struct house {
	int64_t id;
	int node;                    /* of the area; -1 */
	int64_t net, members;        /* of the household itself; -1: members unknown */
	bool has_net;
	int year;                    /* of net; 0 unknown */
	date_t end;                  /* of the statement taken; 0: none yet */
	double value, transfer, size;
	unsigned known;
};

struct taking {
	struct ctx *cx;
	struct reg *r;
	const struct measured_order *o;
	struct measured *out;
	struct arena a;              /* of the tree */
	struct area_tree *t;
	int top;                     /* node asked for; -1: all */
	int field;                   /* of income */
	bool total;                  /* it is a household's total */
	struct house *house;
	int64_t n, cap;
	int64_t ends[YEARS];
};

static int by_id(const void *pa, const void *pb)
{
	const struct house *a = pa, *b = pb;

	return (a->id > b->id) - (a->id < b->id);
}

/* ---- households ---- */

static bool gone(struct taking *t, const struct rec *row)
{
	const struct list_face *l = &t->r->model->lists;

	return rec_has(row, HOUSEHOLD_state) &&
	       l->has_tag(l->state, "household_state", row->v[HOUSEHOLD_state].i, "gone");
}

static void one_house(struct taking *t, const struct rec *row)
{
	int node = row->area ? area_by_id(t->t, row->area) : -1;
	struct house *h;

	if (node >= 0)
		node = area_now(t->t, node);
	if (gone(t, row) ||
	    (t->top >= 0 && (node < 0 || !area_within(area_nth(t->t, t->top), node))))
		return;
	if (t->n == t->cap) {
		t->cap *= 2;
		t->house = mem_grow(t->house, (size_t)t->cap, sizeof *t->house);
	}
	h = &t->house[t->n++];
	*h = (struct house){ .id = row->id, .node = node, .members = -1, .known = MEASURE_WEIGHT |
		MEASURE_DESIGN };
	if (rec_has(row, HOUSEHOLD_members))
		h->members = row->v[HOUSEHOLD_members].i;
	if (rec_has(row, HOUSEHOLD_per_capita_net)) {
		h->has_net = true;
		h->net = row->v[HOUSEHOLD_per_capita_net].i;
	}
	if (rec_has(row, HOUSEHOLD_data_year))
		h->year = (int)row->v[HOUSEHOLD_data_year].i;
	else if (rec_has(row, HOUSEHOLD_data_date))
		h->year = date_year((date_t)row->v[HOUSEHOLD_data_date].i);
}

static enum err each(struct taking *t, uint8_t tag,
                     void (*take)(struct taking *, const struct rec *))
{
	struct query q = { .e = register_entity(t->r, tag), .mask = MASK_STAFF, .closed = true };
	struct browse *b;
	struct rec *row;
	enum err e;

	TRY(browse_open(t->cx, t->r, &q, &b));
	while ((e = browse_next(t->cx, b, &row)) == OK && row)
		take(t, row);
	browse_close(b);
	return e;
}

/* ---- statements ---- */

static struct house *house_of(struct taking *t, const struct rec *row)
{
	struct house key = { .id = row->v[INCOME_household].i };

	return bsearch(&key, t->house, (size_t)t->n, sizeof *t->house, by_id);
}

static date_t end_of(const struct rec *row)
{
	return rec_has(row, INCOME_period_to) ? (date_t)row->v[INCOME_period_to].i : 0;
}

static void count_year(struct taking *t, const struct rec *row)
{
	int year = date_year(end_of(row)) - 1900;

	if (year > 0 && year < YEARS && rec_has(row, t->field) && house_of(t, row))
		t->ends[year]++;
}

static void statement(struct taking *t, const struct rec *row)
{
	struct house *h = house_of(t, row);
	date_t end = end_of(row);
	double members = rec_has(row, INCOME_members) ? (double)row->v[INCOME_members].i : 0;

	if (!h || date_year(end) != t->out->year || !rec_has(row, t->field) || end <= h->end ||
	    (t->total && members <= 0))
		return;
	h->end = end;
	h->known |= MEASURE_VALUE;
	h->known &= ~(unsigned)(MEASURE_EXTRA | MEASURE_SIZE);
	h->value = (double)row->v[t->field].i / 100;
	if (t->total)
		h->value /= members;
	if (members > 0) {
		h->size = members;
		h->known |= MEASURE_SIZE;
	}
	if (members > 0 && rec_has(row, INCOME_transfer)) {
		h->transfer = (double)row->v[INCOME_transfer].i / 100 / members;
		h->known |= MEASURE_EXTRA;
	}
}

static enum err choose_year(struct taking *t)
{
	int64_t most = 0;
	int best = 0;

	t->out->year = t->o->year;
	if (t->o->year)
		return OK;
	TRY(each(t, TAG_income, count_year));
	for (int i = 1; i < YEARS; i++)
		most = t->ends[i] > most ? t->ends[i] : most;
	for (int i = 1; i < YEARS; i++)
		if (t->ends[i] && t->ends[i] * 2 >= most)
			best = i;
	t->out->year = best ? 1900 + best : 0;
	for (int64_t i = 0; i < t->n && !t->out->year; i++)      /* no statements at all */
		if (t->house[i].has_net && t->house[i].year > best)
			best = t->house[i].year;
	if (!t->out->year)
		t->out->year = best;
	return OK;
}

/* ---- groups and lines ---- */

/* The lowest area that holds every household with a place. */
static int common_place(const struct taking *t)
{
	int at = -1;

	for (int64_t i = 0; i < t->n; i++) {
		int node = t->house[i].node;

		if (node < 0)
			continue;
		if (at < 0)
			at = node;
		while (at >= 0 && !area_within(area_nth(t->t, at), node))
			at = area_nth(t->t, at)->parent;
		if (at < 0)
			return -1;
	}
	return at;
}

/* The node right below `place` on the way to `node`; -1: there is none. */
static int below(const struct taking *t, int place, int node)
{
	while (node >= 0 && node != place && area_nth(t->t, node)->parent != place)
		node = area_nth(t->t, node)->parent;
	return node == place ? -1 : node;
}

static void group_up(struct taking *t)
{
	int place = t->top >= 0 ? t->top : common_place(t), all = area_count(t->t);
	int32_t *number = mem_new((size_t)all + 1, sizeof *number);
	struct measured *m = t->out;
	struct buf path BUF_AUTO = { 0 };

	if (place >= 0 && (t->n || !t->r->scope)) {      /* nothing seen there, nothing named */
		buf_init(&path, 4096);
		area_path(&path, t->t, place, area_nth(t->t, place)->level > 3 ? 4 : 1);
		m->place = str_dup(&t->cx->arena, buf_str(&path));
		m->place_code = area_nth(t->t, place)->code;
	}
	for (int64_t i = 0; i < t->n; i++) {
		int node = t->house[i].node, at = node < 0 ? -1 : below(t, place, node);

		number[at < 0 ? all : at] = 1;
	}
	m->group = arena_array(&t->cx->arena, (size_t)all + 1, sizeof *m->group);
	for (int i = 0; i <= all; i++) {
		const struct area_node *n = i < all ? area_nth(t->t, i) : NULL;

		if (!number[i])
			continue;
		m->group[m->ngroup] = (struct measured_group){ n ? n->code : 0,
			n ? str_dup(&t->cx->arena, n->name) : STR("") };
		number[i] = m->ngroup++;
	}
	for (int64_t i = 0; i < t->n; i++) {
		int node = t->house[i].node, at = node < 0 ? -1 : below(t, place, node);

		m->row[i].group = number[at < 0 ? all : at];
	}
	mem_free(number);
	if (m->ngroup == 1 && m->group[0].code == 0)     /* nothing lies below */
		m->ngroup = 0;
}

/* What the pack's series says of an area and year: yuan a year per head. */
static double of_series(const struct taking *t, const struct area_node *n)
{
	const struct line_series *s = t->o->series;
	struct buf code BUF_AUTO = { 0 };
	int64_t fen = 0;

	buf_init(&code, 32);
	buf_addi(&code, n->code);
	if (s->per == PER_HOUSEHOLD_YEAR ||
	    !lines_year(t->r->pack, s->id, buf_str(&code), t->out->year, &fen))
		return 0;
	return (double)fen * (s->per == PER_PERSON_MONTH ? 12 : 1) / 100;
}

/* One line for all is told as such. */
static void one_line(struct measured *m)
{
	for (int64_t i = 1; i < m->n; i++)
		if (m->own[i] != m->own[0])
			return;
	if (m->n == 0 || !(m->own[0] > 0))
		return;
	m->line = m->own[0];
	mem_free(m->own);
	m->own = NULL;
}

/* Each area's line, once: its own, else that of the nearest above. */
static void lines(struct taking *t)
{
	double *of = mem_new((size_t)area_count(t->t) + 1, sizeof *of);

	for (int i = 0; i < area_count(t->t); i++) {     /* parents come first */
		const struct area_node *n = area_nth(t->t, i);

		of[i] = t->o->series ? of_series(t, n) :
		        t->o->line(t->o->arg, n->code, n->name, t->out->year);
		if (!(of[i] > 0))
			of[i] = n->parent >= 0 ? of[n->parent] : 0;
	}
	t->out->own = mem_new((size_t)t->n + 1, sizeof *t->out->own);
	for (int64_t i = 0; i < t->n; i++)
		t->out->own[i] = t->house[i].node < 0 ? 0 : of[t->house[i].node];
	mem_free(of);
	one_line(t->out);
}

static void rows(struct taking *t)
{
	bool net = t->field == INCOME_per_capita_net;

	t->out->row = mem_new((size_t)t->n + 1, sizeof *t->out->row);
	t->out->n = t->n;
	for (int64_t i = 0; i < t->n; i++) {
		struct house *h = &t->house[i];

		if (net && !h->end && h->has_net && h->year == t->out->year && t->out->year) {
			h->value = (double)h->net / 100;
			h->known |= MEASURE_VALUE;
		}
		if (!(h->known & MEASURE_SIZE) && h->members >= 0) {
			h->size = (double)h->members;
			h->known |= MEASURE_SIZE;
		}
		t->out->row[i] = (struct measure_in){ .value = h->value, .weight = 1,
			.size = h->size, .extra = h->transfer, .known = h->known, .psu = -1 };
	}
}

static enum err all_of(struct taking *t)
{
	const struct entity *e = register_entity(t->r, TAG_income);

	t->field = t->o->income ? browse_field(e, str_of(t->o->income)) : INCOME_per_capita_net;
	if (t->field < 0 || e->fields[t->field].type != FT_MONEY)
		return err_set(t->cx, ERR_INPUT, "income", "measure-income", t->o->income, NULL);
	t->total = (e->fields[t->field].flags & E_SUM) != 0;
	TRY(area_load(t->cx, &t->a, t->r, &t->t));
	t->top = t->o->area.n ? area_by_name(t->t, STR(""), STR(""), t->o->area) : -1;
	if (t->o->area.n && t->top < 0)
		return err_set(t->cx, ERR_NOTFOUND, "area", t->top == -2 ? "measure-area-several" :
		               "measure-area", str_z(&t->cx->arena, t->o->area), NULL);
	TRY(each(t, TAG_household, one_house));
	qsort(t->house, (size_t)t->n, sizeof *t->house, by_id);
	TRY(choose_year(t));
	TRY(each(t, TAG_income, statement));
	rows(t);
	group_up(t);
	if (t->o->line || t->o->series)
		lines(t);
	return OK;
}

enum err measured_take(struct ctx *cx, struct reg *r, const struct measured_order *o,
                       struct measured *out)
{
	struct taking *t = mem_new(1, sizeof *t);
	enum err e;

	*out = (struct measured){ 0 };
	*t = (struct taking){ .cx = cx, .r = r, .o = o, .out = out, .cap = 1024 };
	t->house = mem_new((size_t)t->cap, sizeof *t->house);
	arena_init(&t->a, (size_t)1 << 30);
	e = all_of(t);
	arena_free(&t->a);
	mem_free(t->house);
	mem_free(t);
	if (e != OK)
		measured_free(out);
	return e;
}

void measured_free(struct measured *m)
{
	mem_free(m->row);
	mem_free(m->own);
	m->row = NULL;
	m->own = NULL;
}

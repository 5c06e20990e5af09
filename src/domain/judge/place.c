/* place - see the header. */
#include "domain/judge/place.h"

#define PLACE_MEMORY ((size_t)512 << 20) /* of one place: its households are read */

struct placing {
	struct ctx *cx;
	struct ctx one;              /* of the place at hand */
	const struct judge *j;
	const struct entity *noun;
	int year;                    /* index of the field */
	date_t on;
	struct rec **file;           /* one a place */
	int n;
	struct place_table *table;
	int ntable;
};

static int64_t year_of(const struct placing *p, const struct rec *row)
{
	return p->year >= 0 && rec_has(row, p->year) ? row->v[p->year].i : 0;
}

/* One file a place: the newest that is not after the day. Rows of a place stand together. */
static void newest(struct placing *p, struct rec **row, int n)
{
	p->file = row;
	for (int i = 0; i < n; i++) {
		struct rec *now = row[i];

		if (p->on && year_of(p, now) > date_year(p->on))
			continue;
		if (!p->n || p->file[p->n - 1]->area != now->area)
			p->file[p->n++] = now;
		else if (year_of(p, now) >= year_of(p, p->file[p->n - 1]))
			p->file[p->n - 1] = now;
	}
}

static void found_day(struct placing *p)
{
	int64_t year = 0;

	for (int i = 0; i < p->n && !p->on; i++)
		year = year_of(p, p->file[i]) > year ? year_of(p, p->file[i]) : year;
	if (year)
		p->on = (date_t)year * 10000 + 1231;
}

static void tables(struct placing *p)
{
	const struct rules *rules = p->j->rules;
	struct arena *a = &p->cx->arena;

	p->table = arena_array(a, (size_t)rules->p->nstandard + 1, sizeof *p->table);
	for (int i = 0; i < rules->p->nstandard; i++) {
		const struct rule_standard *rule = &rules->standard[i];
		struct place_table *t = &p->table[p->ntable];

		if (rule->noun != p->noun || !standard_holds(rule->s, p->on))
			continue;
		p->ntable++;
		t->rule = rule;
		t->line = arena_array(a, (size_t)p->n + 1, sizeof *t->line);
		t->slot = arena_array(a, (size_t)rule->s->nslot + 1, sizeof *t->slot);
	}
}

static void add_line(struct placing *p, struct place_table *t, const struct rec *row,
                     const struct judged *d)
{
	struct place_line *l = &t->line[t->n++];

	*l = (struct place_line){ .area = row->area, .row = row->id, .year = year_of(p, row),
		.state = d->state };
	l->slot = arena_array(&p->cx->arena, (size_t)d->n + 1, sizeof *l->slot);
	t->count[d->state]++;
	for (int i = 0; i < d->n; i++) {
		l->slot[i] = d->clause[i].state;
		t->slot[i][l->slot[i]]++;
	}
}

static enum err one_place(struct placing *p, const struct rec *row)
{
	struct judged *d;
	int n;

	arena_reset(&p->one.arena);
	TRY(judge_row(&p->one, p->j, p->noun, row->id, STR(""), p->on, &d, &n));
	for (int i = 0; i < n; i++)
		for (int k = 0; k < p->ntable; k++)
			if (p->table[k].rule == d[i].rule)
				add_line(p, &p->table[k], row, &d[i]);
	return OK;
}

static enum err every_place(struct placing *p)
{
	enum err e = OK;

	ctx_init(&p->one, PLACE_MEMORY);
	p->one.actor = p->cx->actor;
	p->one.lang = p->cx->lang;
	p->one.now_ms = p->cx->now_ms;
	p->one.stop = p->cx->stop;
	for (int i = 0; i < p->n && e == OK; i++)
		e = one_place(p, p->file[i]);
	if (e != OK) {
		p->cx->err = p->one.err;     /* its words live in that arena */
		arena_join(&p->cx->arena, &p->one.arena);
	}
	ctx_free(&p->one);
	return e;
}

enum err place_tables(struct ctx *cx, const struct judge *j, const struct entity *noun,
                      const struct rec *area, date_t on, struct place_table **out, int *n,
                      date_t *day)
{
	struct placing p = { .cx = cx, .j = j, .noun = noun, .on = on,
		.year = entity_field(noun, STR("year")) };
	struct rec **row;
	int rows;

	TRY(register_related(cx, j->r, noun, -1, area, &row, &rows));
	newest(&p, row, rows);
	found_day(&p);
	tables(&p);
	if (p.n && p.ntable)
		TRY(every_place(&p));
	*out = p.table;
	*n = p.ntable;
	*day = p.on;
	return OK;
}

enum err place_file(struct ctx *cx, struct reg *r, const struct entity *noun, int64_t area,
                    date_t on, struct rec **out)
{
	TRY(register_file(cx, r, noun, area, on ? date_year(on) : 0, out));
	if (*out && (*out)->area != area)
		*out = NULL;                 /* that of a larger place */
	return OK;
}
